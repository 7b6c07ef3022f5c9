//! The trained part of the analysis: tags, trees, names, predicates and their arguments, from one encoder with one head a task.
//!
//! Input: a document with tokens and sentences. Output: the same with tags, heads, relations, names and predicates.
//! Invariant: pure integer and fixed-order float arithmetic over embedded weights; the same text gives the same layers everywhere.
//! To retrain: `models/train.py`, `models/export.py`. To add a head: a tensor of the file and a decoder here.

mod encoder;
mod matrix;
mod pieces;
mod spans;
mod tree;
mod weights;

use crate::document::{Argument, Document, Name, NameKind, Predicate, TokenId, TokenRange, Upos};
use encoder::{Batch, Encoder, LONGEST, WIDTH, add, dot, gelu};
use matrix::Linear;
use pieces::Pieces;
use sha2::{Digest, Sha256};
use spans::{Tags, argmax};
use std::sync::LazyLock;
use weights::Weights;

static WEIGHTS: &[u8] = include_bytes!("../../../models/en.safetensors");
static VOCABULARY: &str = include_str!("../../../models/en.vocab.txt");
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::new().expect("invariant: the embedded model is whole"));

/// Pieces that go through the encoder at once, in all.
const BATCH: usize = 512;
/// Widths of the arc, label and role spaces.
const ARC: usize = 256;
const LABEL: usize = 128;
const ROLE: usize = 256;

/// Digest of the embedded model, eight hexadecimal letters.
pub fn digest() -> String {
    let whole = Sha256::new().chain_update(WEIGHTS).chain_update(VOCABULARY).finalize();
    whole.iter().take(4).map(|b| format!("{b:02x}")).collect()
}

/// Fills the layers of a document that has tokens and sentences.
pub fn annotate(doc: &mut Document) {
    let mut stretches: Vec<TokenRange> = Vec::new();
    let words: Vec<Vec<u32>> = (0..doc.tokens.len() as TokenId).map(|t| MODEL.pieces.of(doc.form(t))).collect();
    let size = |run: &TokenRange| words[run.start as usize..run.end as usize].iter().map(Vec::len).sum::<usize>() + 2;
    for sentence in doc.sentences.clone() {
        // What is longer than the encoder takes is cut into stretches that are parsed apart.
        let mut start = sentence.start;
        for end in sentence.start + 1..=sentence.end {
            if end == sentence.end || size(&(start..end + 1)) > LONGEST {
                stretches.push(start..end);
                start = end;
            }
        }
    }
    let mut from = 0;
    while from < stretches.len() {
        let mut to = from;
        let mut total = 0;
        while to < stretches.len() && (to == from || total + size(&stretches[to]) <= BATCH) {
            total += size(&stretches[to]);
            to += 1;
        }
        MODEL.read(doc, &words, &stretches[from..to]);
        from = to;
    }
    // The first stretch of a cut sentence keeps its root; the others hang on it.
    for sentence in &doc.sentences {
        let mut roots =
            sentence.clone().filter(|t| doc.tokens[*t as usize].head.is_none()).collect::<Vec<_>>().into_iter();
        let first = roots.next();
        for root in roots {
            let token = &mut doc.tokens[root as usize];
            (token.head, token.rel) = (first, "parataxis");
        }
    }
}

struct Model {
    pieces: Pieces,
    encoder: Encoder,
    upos: (Linear, Vec<Upos>),
    xpos: (Linear, Vec<&'static str>),
    names: (Linear, Tags),
    predicates: Linear,
    arc_sides: [Linear; 2],
    arcs: Linear,
    label_sides: [Linear; 2],
    labels: (Linear, Vec<&'static str>),
    role_sides: [Linear; 2],
    role_distances: Vec<f32>,
    role_hidden: Linear,
    roles: (Linear, Tags),
}

impl Model {
    fn new() -> Option<Model> {
        let weights = Weights::new(WEIGHTS)?;
        let labels = weights.labels()?;
        let names = |list: Vec<String>| list.into_iter().map(|l| &*l.leak()).collect::<Vec<&'static str>>();
        let sized = |name: &str, outputs: usize| weights.linear(name).filter(|m| m.outputs() == outputs);
        let sides = |a: &str, b: &str, width: usize| Some([sized(a, width)?, sized(b, width)?]);
        let upos: Vec<Upos> = labels.upos.iter().map(|u| Upos::from_name(u)).collect::<Option<_>>()?;
        let (xpos, rel, ner, srl) = (names(labels.xpos), names(labels.rel), names(labels.ner), names(labels.srl));
        let model = Model {
            pieces: Pieces::new(VOCABULARY)?,
            encoder: Encoder::new(&weights)?,
            upos: (sized("h/upos", upos.len())?, upos),
            xpos: (sized("h/xpos", xpos.len())?, xpos),
            names: (sized("h/ner", ner.len())?, Tags::new(&ner)),
            predicates: sized("h/isp", 2)?,
            arc_sides: sides("h/arcd", "h/arch", ARC)?,
            arcs: sized("h/arcU", ARC)?,
            label_sides: sides("h/labd", "h/labh", LABEL)?,
            labels: (sized("h/labU", rel.len() * (LABEL + 1))?, rel),
            role_sides: sides("h/sp", "h/st", ROLE)?,
            role_distances: weights.floats("h/srel")?,
            role_hidden: sized("h/s2", ROLE)?,
            roles: (sized("h/so", srl.len())?, Tags::new(&srl)),
        };
        (VOCABULARY.lines().count() == model.encoder.vocabulary()).then_some(model)
    }

    /// Analyses some stretches of a document.
    fn read(&self, doc: &mut Document, words: &[Vec<u32>], stretches: &[TokenRange]) {
        let mut batch = Batch::default();
        // For each stretch: the row that opens it, then the first piece of each word.
        let mut places: Vec<Vec<usize>> = Vec::new();
        for stretch in stretches {
            let mut rows = vec![batch.pieces.len()];
            let mut push = |piece: u32, shape: u8| {
                batch.pieces.push(piece);
                batch.shapes.push(shape);
            };
            push(self.pieces.open, 0);
            for token in stretch.clone() {
                let shape = shape(doc.form(token));
                rows.push(
                    rows[0] + 1 + words[stretch.start as usize..token as usize].iter().map(Vec::len).sum::<usize>(),
                );
                words[token as usize].iter().for_each(|piece| push(*piece, shape));
            }
            push(self.pieces.close, 0);
            batch.lengths.push(batch.pieces.len() - rows[0]);
            places.push(rows);
        }
        let vectors = self.encoder.encode(&batch);
        for (stretch, rows) in stretches.iter().zip(&places) {
            let x: Vec<f32> = rows.iter().flat_map(|r| &vectors[r * WIDTH..][..WIDTH]).copied().collect();
            self.tag(doc, stretch, &x);
            self.parse(doc, stretch, &x);
            self.arguments(doc, stretch, rows, &x);
        }
    }

    /// Tags and names. `x` has the opening piece first, then the words.
    fn tag(&self, doc: &mut Document, stretch: &TokenRange, x: &[f32]) {
        let x = &x[WIDTH..];
        let (upos, xpos) = (self.upos.0.apply(x, WIDTH), self.xpos.0.apply(x, WIDTH));
        let tags = upos.chunks_exact(self.upos.1.len()).zip(xpos.chunks_exact(self.xpos.1.len()));
        for (token, (u, x)) in stretch.clone().zip(tags) {
            let token = &mut doc.tokens[token as usize];
            token.upos = self.upos.1[argmax(u)];
            token.xpos = self.xpos.1[argmax(x)];
        }
        for (span, label) in self.names.1.decode(&self.names.0.apply(x, WIDTH)) {
            let kind = match label {
                "PER" => NameKind::Person,
                "ORG" => NameKind::Organization,
                "LOC" => NameKind::Place,
                _ => NameKind::Other,
            };
            doc.names.push(Name { tokens: stretch.start + span.start as u32..stretch.start + span.end as u32, kind });
        }
    }

    /// Heads and relations.
    fn parse(&self, doc: &mut Document, stretch: &TokenRange, x: &[f32]) {
        let nodes = x.len() / WIDTH;
        let side = |map: &Linear| {
            let mut y = map.apply(x, WIDTH);
            gelu(&mut y);
            y
        };
        let [dependents, governors] = self.arc_sides.each_ref().map(side);
        let reach = self.arcs.apply(&with_one(&dependents, ARC), ARC + 1);
        let score = |(word, head): (usize, usize)| dot(&reach[word * ARC..][..ARC], &governors[head * ARC..][..ARC]);
        let scores: Vec<f32> = (0..nodes * nodes).map(|i| score((i / nodes, i % nodes))).collect();
        let heads = tree::heads(&scores, nodes);
        let [dependents, governors] = self.label_sides.each_ref().map(side);
        let (dependents, governors) = (with_one(&dependents, LABEL), with_one(&governors, LABEL));
        let width = LABEL + 1;
        let reach = self.labels.0.apply(&dependents[width..], width);
        let names = &self.labels.1;
        for (i, word) in (1..nodes).enumerate() {
            let governor = &governors[heads[word] * width..][..width];
            let rows = reach[i * names.len() * width..][..names.len() * width].chunks_exact(width);
            let scores: Vec<f32> = rows.map(|r| dot(r, governor)).collect();
            let token = &mut doc.tokens[stretch.start as usize + i];
            token.head = heads[word].checked_sub(1).map(|h| stretch.start + h as u32);
            token.rel = if token.head.is_some() { names[argmax(&scores)] } else { "root" };
        }
    }

    /// Predicates and their arguments.
    fn arguments(&self, doc: &mut Document, stretch: &TokenRange, rows: &[usize], x: &[f32]) {
        let x = &x[WIDTH..];
        let marks = self.predicates.apply(x, WIDTH);
        let [of_predicate, of_word] = self.role_sides.each_ref().map(|m| m.apply(x, WIDTH));
        for predicate in (0..stretch.len()).filter(|i| marks[2 * i + 1] > marks[2 * i]) {
            let mut hidden = of_word.clone();
            for (word, row) in hidden.chunks_exact_mut(ROLE).enumerate() {
                add(row, &of_predicate[predicate * ROLE..][..ROLE], 1.0);
                let bucket = distance(rows[word + 1] as isize - rows[predicate + 1] as isize);
                add(row, &self.role_distances[bucket * ROLE..][..ROLE], 1.0);
            }
            gelu(&mut hidden);
            let mut hidden = self.role_hidden.apply(&hidden, ROLE);
            gelu(&mut hidden);
            let spans = self.roles.1.decode(&self.roles.0.apply(&hidden, ROLE));
            let place = |i: usize| stretch.start + i as u32;
            let arguments =
                spans.into_iter().map(|(s, role)| Argument { role, tokens: place(s.start)..place(s.end) }).collect();
            doc.predicates.push(Predicate { token: place(predicate), sense: "", arguments });
        }
    }
}

/// Every row of `width` with a one after it.
fn with_one(x: &[f32], width: usize) -> Vec<f32> {
    x.chunks_exact(width).flat_map(|row| row.iter().copied().chain([1.0])).collect()
}

/// Bucket of a signed distance in pieces, 0 to 16.
fn distance(d: isize) -> usize {
    let size = match d.unsigned_abs() {
        a @ 0..5 => a as isize,
        5..10 => 5,
        10..20 => 6,
        20..40 => 7,
        _ => 8,
    };
    (8 + d.signum() * size) as usize
}

/// The letter shape of a word, 1 to 8, as in training.
fn shape(word: &str) -> u8 {
    let any = |test: fn(char) -> bool| word.chars().any(test);
    let (upper, lower) = (any(char::is_uppercase), any(char::is_lowercase));
    let capitalised = word.starts_with(char::is_uppercase) && !word.chars().skip(1).any(char::is_uppercase);
    match (upper, lower) {
        _ if word.chars().all(char::is_numeric) => 1,
        _ if any(char::is_numeric) => 2,
        _ if !any(char::is_alphabetic) => 3,
        (false, true) => 4,
        (true, false) if word.chars().count() == 1 => 5,
        (true, false) => 6,
        (true, true) if capitalised => 7,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_whole() {
        assert!(Model::new().is_some());
    }

    #[test]
    fn shapes_are_those_of_training() {
        let words = ["12", "G7", "--", "talks", "A", "US", "Kerry", "McCain", "Émile", "I.", "O'Neill", "3.5"];
        assert_eq!(words.map(shape), [1, 2, 3, 4, 5, 6, 7, 8, 7, 6, 8, 2]);
    }

    #[test]
    fn distances_fall_into_seventeen_buckets() {
        assert_eq!([-100, -40, -7, -1, 0, 4, 5, 39, 1000].map(distance), [0, 0, 3, 7, 8, 12, 13, 15, 16]);
    }
}
