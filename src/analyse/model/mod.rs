//! The trained part of the analysis: tags, trees, names, predicates and their arguments, from one encoder with one head a task.
//!
//! Input: a document with tokens and sentences. Output: the same with tags, heads, relations, names and predicates.
//! Invariant: pure integer and fixed-order float arithmetic over embedded weights; the same text gives the same layers everywhere.
//! To retrain: `models/train/train.py`, `models/train/export.py`. To add a head: a tensor of the file and a decoder here.

mod encoder;
mod matrix;
mod pieces;
mod spans;
mod tree;
mod weights;
mod wide;

use super::lemmas::lemma;
use crate::document::{Argument, Document, Name, NameKind, Predicate, TokenId, TokenRange, Upos};
use encoder::{Batch, Encoder, LONGEST, SUFFIXES, WIDTH, add, dot, gelu, softmax};
use matrix::{Linear, Rows};
use pieces::Pieces;
use sha2::{Digest, Sha256};
use spans::{Tags, argmax};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;
use weights::Weights;
use wide::wide;

static WEIGHTS: &[u8] = include_bytes!("../../../models/en.safetensors");
static VOCABULARY: &str = include_str!("../../../models/en.vocab.txt");
static MODEL: LazyLock<Model> = LazyLock::new(|| Model::new().expect("invariant: the embedded model is whole"));

/// Pieces that go through the encoder at once, in all.
const BATCH: usize = 512;
/// Widths of the arc, label and role spaces.
const ARC: usize = 256;
const LABEL: usize = 64;
const ROLE: usize = 128;
/// How far the convolutions of the role head reach to each side, in words.
const REACH: [usize; 2] = [1, 2];

/// Digest of the embedded model, eight hexadecimal letters.
pub fn digest() -> String {
    let whole = Sha256::new().chain_update(WEIGHTS).chain_update(VOCABULARY).finalize();
    whole.iter().take(4).map(|b| format!("{b:02x}")).collect()
}

/// Fills the layers of a document that has tokens and sentences. Where `predicates` are given, these and no others get senses and arguments.
pub fn annotate(doc: &mut Document, predicates: Option<&BTreeSet<TokenId>>) {
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
        MODEL.read(doc, &words, &stretches[from..to], predicates);
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
    role_ties: Vec<f32>,
    role_layers: [Linear; 2],
    roles: (Linear, Tags),
    senses: Senses,
}

/// The senses of predicates: which a base form may have, and a vector for each that has to be told from a sibling.
struct Senses {
    names: Vec<&'static str>,
    of: HashMap<String, Vec<usize>>,
    vectors: Rows,
}

/// What the heads of one stretch read: for each node, the root and the words, its vector, and its arcs to all nodes as shares.
struct Nodes<'a> {
    vectors: &'a [f32],
    arcs: Vec<f32>,
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
            role_ties: weights.floats("h/sties").filter(|t| t.len() == 4 * ROLE)?,
            role_layers: [sized("h/sc0", ROLE)?, sized("h/sc1", ROLE)?],
            roles: (sized("h/so", srl.len())?, Tags::new(&srl)),
            senses: Senses { names: names(labels.sense), of: labels.lemmas, vectors: weights.rows("h/sense")? },
        };
        (VOCABULARY.lines().count() == model.encoder.vocabulary()).then_some(model)
    }

    /// Analyses some stretches of a document.
    fn read(
        &self,
        doc: &mut Document,
        words: &[Vec<u32>],
        stretches: &[TokenRange],
        predicates: Option<&BTreeSet<TokenId>>,
    ) {
        let mut batch = Batch::default();
        for stretch in stretches {
            let start = batch.pieces.len();
            let mut push = |pieces: &[u32], shape: u8, suffix: u16| {
                let first = batch.pieces.len();
                batch.pieces.extend(pieces);
                batch.shapes.resize(batch.pieces.len(), shape);
                batch.suffixes.resize(batch.pieces.len(), suffix);
                (first, batch.pieces.len() - 1)
            };
            let root = push(&[self.pieces.open], 0, 0);
            batch.nodes.push(root);
            for token in stretch.clone() {
                let form = doc.form(token);
                batch.nodes.push(push(&words[token as usize], shape(form), suffix(form)));
            }
            push(&[self.pieces.close], 0, 0);
            batch.lengths.push(batch.pieces.len() - start);
        }
        let vectors = self.encoder.encode(&batch);
        let mut rest = &vectors[..];
        for stretch in stretches {
            let (vectors, others) = rest.split_at((stretch.len() + 1) * WIDTH);
            rest = others;
            self.tag(doc, stretch, &vectors[WIDTH..]);
            let nodes = self.parse(doc, stretch, vectors);
            self.arguments(doc, stretch, &nodes, predicates);
        }
    }

    /// Tags and names.
    fn tag(&self, doc: &mut Document, stretch: &TokenRange, x: &[f32]) {
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
    fn parse<'a>(&self, doc: &mut Document, stretch: &TokenRange, x: &'a [f32]) -> Nodes<'a> {
        let nodes = x.len() / WIDTH;
        let side = |map: &Linear| {
            let mut y = map.apply(x, WIDTH);
            gelu(&mut y);
            y
        };
        let [dependents, governors] = self.arc_sides.each_ref().map(side);
        let reach = self.arcs.apply(&with_one(&dependents, ARC), ARC + 1);
        let mut arcs = products(&reach, &governors, ARC);
        let heads = tree::heads(&arcs, nodes);
        arcs.chunks_exact_mut(nodes).for_each(softmax);
        let [dependents, governors] = self.label_sides.each_ref().map(side);
        let (dependents, governors) = (with_one(&dependents, LABEL), with_one(&governors, LABEL));
        let width = LABEL + 1;
        let reach = self.labels.0.apply(&dependents[width..], width);
        let names = &self.labels.1;
        for (i, word) in (1..nodes).enumerate() {
            let governor = &governors[heads[word] * width..][..width];
            let scores = products(&reach[i * names.len() * width..][..names.len() * width], governor, width);
            let token = &mut doc.tokens[stretch.start as usize + i];
            token.head = heads[word].checked_sub(1).map(|h| stretch.start + h as u32);
            token.rel = if token.head.is_some() { names[argmax(&scores)] } else { "root" };
        }
        Nodes { vectors: x, arcs }
    }

    /// Predicates, those given or else those found, with their senses and arguments.
    fn arguments(&self, doc: &mut Document, stretch: &TokenRange, nodes: &Nodes, given: Option<&BTreeSet<TokenId>>) {
        let x = &nodes.vectors[WIDTH..];
        let marks = self.predicates.apply(x, WIDTH);
        let [of_predicate, of_word] = self.role_sides.each_ref().map(|m| m.apply(x, WIDTH));
        let place = |i: usize| stretch.start + i as u32;
        let found = |i: &usize| given.map_or(marks[2 * i + 1] > marks[2 * i], |given| given.contains(&place(*i)));
        for predicate in (0..stretch.len()).filter(found) {
            let mut hidden = of_word.clone();
            let ties = nodes.ties(predicate + 1);
            for (word, row) in hidden.chunks_exact_mut(ROLE).enumerate() {
                let bucket = distance(word as isize - predicate as isize);
                let own = (&of_predicate[predicate * ROLE..][..ROLE], 1.0);
                let apart = (&self.role_distances[bucket * ROLE..][..ROLE], 1.0);
                let tied = |k: usize| (&self.role_ties[k * ROLE..][..ROLE], ties[word + 1][k]);
                combine(row, &[own, apart, tied(0), tied(1), tied(2), tied(3)]);
            }
            gelu(&mut hidden);
            for (layer, reach) in self.role_layers.iter().zip(REACH) {
                let mut seen = layer.apply(&neighbours(&hidden, ROLE, reach), 3 * ROLE);
                gelu(&mut seen);
                add(&mut hidden, &seen, 1.0);
            }
            let spans = self.roles.1.decode(&self.roles.0.apply(&hidden, ROLE));
            let arguments =
                spans.into_iter().map(|(s, role)| Argument { role, tokens: place(s.start)..place(s.end) }).collect();
            let sense = self.senses.of(doc, place(predicate), &x[predicate * WIDTH..][..WIDTH]);
            doc.predicates.push(Predicate { token: place(predicate), sense, arguments });
        }
    }
}

impl Senses {
    /// The sense of a predicate, "" where its base form is unknown.
    fn of(&self, doc: &Document, predicate: TokenId, x: &[f32]) -> &'static str {
        let base = |t: TokenId| lemma(doc.form(t), doc.token(t).upos, doc.token(t).xpos).to_lowercase();
        let own = base(predicate);
        let particle = (predicate + 1..doc.tokens.len() as TokenId)
            .take(4)
            .find(|t| doc.token(*t).head == Some(predicate) && doc.token(*t).rel == "compound:prt");
        let phrasal = particle.and_then(|p| self.of.get(&format!("{own}_{}", base(p))));
        let known = phrasal.or_else(|| self.of.get(&own)).map_or(&[][..], Vec::as_slice);
        let scores: Vec<f32> = match known {
            [_] => vec![0.0],
            _ => known.iter().map(|sense| self.vectors.dot(*sense, x)).collect(),
        };
        known.get(argmax(&scores)).map_or("", |sense| self.names[*sense])
    }
}

impl Nodes<'_> {
    /// How each node is tied to node `p`, as shares: it hangs on it, governs it, hangs on what hangs on it, hangs on its governor.
    fn ties(&self, p: usize) -> Vec<[f32; 4]> {
        ties(&self.arcs, self.vectors.len() / WIDTH, p)
    }
}

/// Every row between its neighbours `reach` rows before and after it; there are zeros past the ends.
fn neighbours(x: &[f32], width: usize, reach: usize) -> Vec<f32> {
    let (rows, zeros) = (x.len() / width, vec![0f32; width]);
    let mut out = Vec::with_capacity(3 * x.len());
    for row in 0..rows {
        for near in [row.checked_sub(reach), Some(row), Some(row + reach).filter(|r| *r < rows)] {
            out.extend_from_slice(near.map_or(&zeros, |r| &x[r * width..][..width]));
        }
    }
    out
}

wide! {
    /// The ties of `n` nodes to node `p`, by the shares of every governor in every node.
    fn ties(arcs: &[f32], n: usize, p: usize) -> Vec<[f32; 4]> {
        let down: Vec<f32> = arcs.chunks_exact(n).map(|row| row[p]).collect();
        let up = &arcs[p * n..][..n];
        arcs.chunks_exact(n).enumerate().map(|(i, row)| [down[i], up[i], dot(row, &down), dot(row, up)]).collect()
    }
}

wide! {
    /// Adds the rows to `to`, each times its factor.
    fn combine(to: &mut [f32], rows: &[(&[f32], f32)]) {
        for (row, by) in rows {
            add(to, row, *by);
        }
    }
}

wide! {
    /// Inner products of every row of `a` with every row of `b`.
    fn products(a: &[f32], b: &[f32], width: usize) -> Vec<f32> {
        a.chunks_exact(width).flat_map(|a| b.chunks_exact(width).map(move |b| dot(a, b))).collect()
    }
}

/// Every row of `width` with a one after it.
fn with_one(x: &[f32], width: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(x.len() / width * (width + 1));
    for row in x.chunks_exact(width) {
        out.extend_from_slice(row);
        out.push(1.0);
    }
    out
}

/// Bucket of a signed distance in words, 0 to 16.
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

/// Bucket of the last three letters of a word, 1 to 2047, as in training: FNV-1a (Fowler, Noll, Vo) of their UTF-8.
fn suffix(word: &str) -> u16 {
    let lower = word.to_lowercase();
    let start = lower.char_indices().rev().nth(2).map_or(0, |(i, _)| i);
    let hash = lower[start..].bytes().fold(0x811C_9DC5u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    1 + (hash % (SUFFIXES as u32 - 1)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_are_those_of_training() {
        assert_eq!(["talks", "A", "Émile", "…"].map(suffix), [673, 1602, 420, 1644]);
    }

    #[test]
    fn neighbours_stand_beside_a_row() {
        assert_eq!(neighbours(&[1.0, 2.0, 3.0], 1, 1), [0.0, 1.0, 2.0, 1.0, 2.0, 3.0, 2.0, 3.0, 0.0]);
        assert_eq!(neighbours(&[1.0, 2.0], 1, 2), [0.0, 1.0, 0.0, 0.0, 2.0, 0.0]);
    }

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
