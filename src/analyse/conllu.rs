//! CoNLL-U: an analysis written for people and tools, and treebanks read for scoring.
//!
//! Input: a `Document`, or the text of a treebank. Output: CoNLL-U (<https://universaldependencies.org/format.html>), or its sentences.
//! MISC has names in the three types of Universal NER (`NE=B-PER`) and in finer ones (`NEType=PERSON`, times as `DATE`), predicates
//! (`Pred=meet.03`, or the lemma where the sense is unknown) and their arguments (`Args=ARG0:1-3,ARG1:5-5`, token numbers of the sentence).
//! Invariant: what `write` writes, `read` reads back with the same words, tags and trees.

use super::features::features;
use crate::document::{Document, Mention, Name, NameKind, Predicate, TokenId, TokenRange, Upos};
use crate::error::{Error, Result};
use crate::lang;
use crate::span::Span;
use std::io::{self, Write};
use std::ops::Range;

/// One word of a treebank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word as the treebank has it.
    pub form: String,
    /// Base form; `_` where there is none.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Tag of the language, here of the Penn Treebank.
    pub xpos: String,
    /// Morphological features; `_` where there are none.
    pub feats: String,
    /// Governor, as an index in the sentence; `None` at the root.
    pub head: Option<usize>,
    /// Relation to the governor.
    pub rel: String,
    /// Where it stands in the sentence's text; `None` for a part of a multiword token that is no stretch of it.
    pub span: Option<Span>,
}

/// A token that is made of several words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multiword {
    /// Its words, as indices in the sentence.
    pub words: Range<usize>,
    /// Where it stands in the sentence's text.
    pub span: Span,
    /// Whether white space follows it.
    pub space_after: bool,
}

/// One sentence of a treebank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// `# sent_id`, or nothing.
    pub id: String,
    /// Whether it begins a text (`# newdoc`).
    pub begins_text: bool,
    /// Whether it begins a paragraph (`# newpar`).
    pub begins_paragraph: bool,
    /// The sentence as its tokens and `SpaceAfter=No` tell.
    pub text: String,
    /// Whether white space follows it.
    pub space_after: bool,
    /// Its words.
    pub words: Vec<Word>,
    /// Its tokens of several words, in order.
    pub multiwords: Vec<Multiword>,
}

/// Type of a name in Universal NER; `None` where it has none, as for "Russian".
pub fn name_label(doc: &Document, name: &Name) -> Option<&'static str> {
    match name_kind(doc, name) {
        NameKind::Person => Some("PER"),
        NameKind::Organization => Some("ORG"),
        NameKind::Country | NameKind::Place => Some("LOC"),
        NameKind::Group | NameKind::Event | NameKind::Law | NameKind::Other => None,
    }
}

/// The kind of a name by itself: rules read "Russian" as its country, here it is the group that it denotes.
fn name_kind(doc: &Document, name: &Name) -> NameKind {
    let form = doc.phrase(&name.tokens);
    match name.kind {
        NameKind::Country if lang::demonym(form).is_some() && lang::country_named(form).is_none() => NameKind::Group,
        kind => kind,
    }
}

fn name_type(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "PERSON",
        NameKind::Organization => "ORGANIZATION",
        NameKind::Country => "COUNTRY",
        NameKind::Place => "PLACE",
        NameKind::Group => "GROUP",
        NameKind::Event => "EVENT",
        NameKind::Law => "LAW",
        NameKind::Other => "OTHER",
    }
}

/// Writes an analysis.
pub fn write(doc: &Document, out: &mut impl Write) -> io::Result<()> {
    write_all(doc, &[], out)
}

/// Writes an analysis of given sentences, one for one, with their names, texts and tokens of several words.
pub fn write_given(doc: &Document, given: &[Sentence], out: &mut impl Write) -> io::Result<()> {
    if given.first().is_some_and(|s| s.begins_text) {
        writeln!(out, "# newdoc")?;
    }
    write_all(doc, given, out)
}

fn write_all(doc: &Document, given: &[Sentence], out: &mut impl Write) -> io::Result<()> {
    let attributes = Attributes::new(doc);
    writeln!(out, "# global.Entity = eid-etype")?;
    let mut paragraph = None;
    for (number, sentence) in doc.sentences.iter().enumerate() {
        let given = given.get(number);
        if doc.paragraphs.get(number) != paragraph {
            paragraph = doc.paragraphs.get(number);
            writeln!(out, "# newpar")?;
        }
        match given.filter(|s| !s.id.is_empty()) {
            Some(given) => writeln!(out, "# sent_id = {}", given.id)?,
            None => writeln!(out, "# sent_id = {}", number + 1)?,
        }
        let text = given.map_or_else(|| doc.phrase(sentence), |s| &s.text);
        writeln!(out, "# text = {}", text.split_whitespace().collect::<Vec<_>>().join(" "))?;
        for surface in surface(doc, sentence, given) {
            if surface.tokens.len() > 1 {
                let misc = if surface.space_after { "_" } else { "SpaceAfter=No" };
                let (first, last) = (surface.tokens.start - sentence.start + 1, surface.tokens.end - sentence.start);
                writeln!(out, "{first}-{last}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", surface.form)?;
            }
            let glued = surface.tokens.len() == 1 && !surface.space_after;
            for token in surface.tokens {
                let word = doc.token(token);
                let head = word.head.map_or(0, |head| head - sentence.start + 1);
                let [lemma, xpos, rel] =
                    [word.lemma.as_str(), word.xpos, word.rel].map(|v| if v.is_empty() { "_" } else { v });
                let (id, form, upos) = (token - sentence.start + 1, doc.form(token), word.upos.name());
                let (feats, misc) = (features(doc, token), attributes.of(sentence, token, glued));
                writeln!(out, "{id}\t{form}\t{lemma}\t{upos}\t{xpos}\t{feats}\t{head}\t{rel}\t_\t{misc}")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// What stands between white space or beside it: one word, or several ("don't").
struct Surface<'d> {
    tokens: TokenRange,
    form: &'d str,
    space_after: bool,
}

fn surface<'d>(doc: &'d Document, sentence: &TokenRange, given: Option<&'d Sentence>) -> Vec<Surface<'d>> {
    let mut found = Vec::new();
    let spaced = |tokens: &TokenRange| {
        doc.tokens.get(tokens.end as usize).is_none_or(|next| next.span.start > doc.span(tokens).end)
    };
    let Some(given) = given else {
        let plain = |tokens: TokenRange| Surface { form: doc.phrase(&tokens), space_after: spaced(&tokens), tokens };
        return surface_tokens(doc, sentence).into_iter().map(plain).collect();
    };
    let mut token = sentence.start;
    while token < sentence.end {
        let at = (token - sentence.start) as usize;
        let surface = match given.multiwords.iter().find(|m| m.words.start == at) {
            Some(Multiword { words, span, space_after }) => {
                let tokens = token..token + words.len() as TokenId;
                Surface { tokens, form: span.of(&given.text), space_after: *space_after }
            }
            None => {
                Surface { tokens: token..token + 1, form: doc.form(token), space_after: spaced(&(token..token + 1)) }
            }
        };
        token = surface.tokens.end;
        found.push(surface);
    }
    found
}

/// The tokens of a sentence as the treebanks count them: words that are written as one ("don't", "leaders'") are one.
pub fn surface_tokens(doc: &Document, sentence: &TokenRange) -> Vec<TokenRange> {
    let mut found: Vec<TokenRange> = Vec::new();
    for token in sentence.clone() {
        match found.last_mut().filter(|_| token > sentence.start && leans(doc, token)) {
            Some(last) => last.end = token + 1,
            None => found.push(token..token + 1),
        }
    }
    found
}

/// Whether a word is written as one with the word before it.
fn leans(doc: &Document, token: TokenId) -> bool {
    let (before, form) = (doc.form(token - 1), doc.form(token));
    if doc.token(token - 1).span.end != doc.token(token).span.start
        || !before.ends_with(|c: char| c.is_alphanumeric() || c == '.')
    {
        return false;
    }
    let letters = before.ends_with(char::is_alphabetic) && form.starts_with(char::is_alphabetic);
    let clitic = form.starts_with(['\'', '’', '`', '´']) && form.chars().nth(1).is_some_and(char::is_alphabetic);
    letters || clitic || doc.token(token).xpos == "POS"
}

/// What stands in MISC, by token.
struct Attributes<'d> {
    doc: &'d Document,
    // Whether the token begins the name or time, its type in Universal NER, and its finer type.
    names: Vec<Option<(bool, Option<&'static str>, &'static str)>>,
    predicates: Vec<Option<&'d Predicate>>,
    // Brackets of the mentions that end and begin at the token.
    mentions: Vec<String>,
}

impl<'d> Attributes<'d> {
    fn new(doc: &'d Document) -> Attributes<'d> {
        let tokens = doc.tokens.len();
        let (names, predicates) = (vec![None; tokens], vec![None; tokens]);
        let mut attributes = Attributes { doc, names, predicates, mentions: brackets(doc) };
        let names = doc.names.iter().map(|n| (&n.tokens, name_label(doc, n), name_type(name_kind(doc, n))));
        for (tokens, label, kind) in names.chain(doc.times.iter().map(|t| (&t.tokens, None, "DATE"))) {
            let run = tokens.start as usize..tokens.end as usize;
            if attributes.names[run.clone()].iter().all(Option::is_none) {
                attributes.names[run.clone()].fill(Some((false, label, kind)));
                attributes.names[run.start] = Some((true, label, kind));
            }
        }
        for predicate in &doc.predicates {
            attributes.predicates[predicate.token as usize].get_or_insert(predicate);
        }
        attributes
    }

    /// `glued`: no white space follows, and it is not for a token of several words to tell.
    fn of(&self, sentence: &TokenRange, token: TokenId, glued: bool) -> String {
        let (doc, id) = (self.doc, |token: TokenId| token - sentence.start + 1);
        let mut parts = Vec::new();
        let predicate = self.predicates[token as usize];
        let arguments = predicate.into_iter().flat_map(|p| &p.arguments);
        let arguments: Vec<String> =
            arguments.map(|a| format!("{}:{}-{}", a.role, id(a.tokens.start), id(a.tokens.end - 1))).collect();
        if !arguments.is_empty() {
            parts.push(format!("Args={}", arguments.join(",")));
        }
        if !self.mentions[token as usize].is_empty() {
            parts.push(format!("Entity={}", self.mentions[token as usize]));
        }
        if let Some((begins, label, kind)) = self.names[token as usize] {
            let place = if begins { "B" } else { "I" };
            parts.extend(label.map(|label| format!("NE={place}-{label}")));
            parts.push(format!("NEType={kind}"));
        }
        if let Some(predicate) = predicate {
            let sense = if predicate.sense.is_empty() { &doc.token(token).lemma } else { predicate.sense };
            // A bar parts the attributes of this column.
            parts.push(format!("Pred={}", sense.replace('|', "\\p")));
        }
        if glued {
            parts.push("SpaceAfter=No".to_owned());
        }
        if parts.is_empty() { "_".to_owned() } else { parts.join("|") }
    }
}

/// What refers to the entities, in the brackets of CorefUD: `(e1-person` opens a mention, `e1)` closes it. A plural opens one for each of its entities.
fn brackets(doc: &Document) -> Vec<String> {
    let mut found = vec![String::new(); doc.tokens.len()];
    let name = |entity: u32| format!("e{}", entity + 1);
    let class = |entity: u32| doc.entities[entity as usize].class.name().to_lowercase();
    // Inner mentions close first, outer ones open first.
    let mut mentions: Vec<&Mention> = doc.mentions.iter().collect();
    mentions.sort_by_key(|m| std::cmp::Reverse(m.tokens.start));
    for mention in mentions.iter().filter(|m| m.tokens.len() > 1) {
        mention.entities.iter().rev().for_each(|e| found[mention.tokens.end as usize - 1] += &format!("{})", name(*e)));
    }
    mentions.sort_by_key(|m| std::cmp::Reverse(m.tokens.len()));
    for mention in mentions {
        let close = if mention.tokens.len() == 1 { ")" } else { "" };
        for entity in &mention.entities {
            found[mention.tokens.start as usize] += &format!("({}-{}{close}", name(*entity), class(*entity));
        }
    }
    found
}

/// Reads a treebank; `file` is its name for messages. A malformed line is an error with its place.
pub fn read(file: &str, text: &str) -> Result<Vec<Sentence>> {
    let mut sentences = Vec::new();
    let mut reader = Reader::default();
    for (number, line) in text.lines().enumerate() {
        let fail = |message: String| Error::input(message).at(file, number + 1, 1);
        if line.is_empty() {
            sentences.extend(reader.finish().map_err(fail)?);
        } else if let Some(comment) = line.strip_prefix('#') {
            reader.comment(comment.trim());
        } else {
            reader.token(line).map_err(fail)?;
        }
    }
    let last = text.lines().count();
    sentences.extend(reader.finish().map_err(|message| Error::input(message).at(file, last, 1))?);
    Ok(sentences)
}

#[derive(Default)]
struct Reader {
    sentence: Sentence,
    // Heads as the file tells them: 0 is the root.
    heads: Vec<usize>,
    // What the words of the last multiword token have not yet spelled.
    rest: Span,
}

impl Reader {
    fn comment(&mut self, comment: &str) {
        let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
        match key.split_whitespace().next() {
            Some("sent_id") => self.sentence.id = value.trim().to_owned(),
            Some("newdoc") => self.sentence.begins_text = true,
            Some("newpar") => self.sentence.begins_paragraph = true,
            _ => {}
        }
    }

    fn token(&mut self, line: &str) -> Result<(), String> {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, xpos, feats, head, rel, _, misc] = &columns[..] else {
            return Err(format!("expected 10 columns parted by tabs, found {}", columns.len()));
        };
        // Empty nodes of the enhanced graph are no words.
        if id.contains('.') {
            return Ok(());
        }
        if form.is_empty() || form.trim() != form {
            return Err(format!("expected a word without white space at its ends, found `{form}`"));
        }
        let (spaced, words) = (!misc.split('|').any(|m| m == "SpaceAfter=No"), self.sentence.words.len());
        let pending = self.sentence.multiwords.last().map_or(0, |m| m.words.end);
        if let Some((first, last)) = id.split_once('-') {
            let number = |n: &str| n.parse::<usize>().map_err(|_| format!("expected a range of words, found `{id}`"));
            let (first, last) = (number(first)?, number(last)?);
            if first != words + 1 || last < first || pending > words {
                return Err(format!("the words {id} do not follow word {words}"));
            }
            let span = self.surface(form, spaced);
            self.sentence.multiwords.push(Multiword { words: words..last, span, space_after: spaced });
            self.rest = span;
            return Ok(());
        }
        if id.parse() != Ok(words + 1) {
            return Err(format!("expected word {}, found `{id}`", words + 1));
        }
        let upos = match upos {
            "_" => Upos::X,
            upos => Upos::from_name(upos).ok_or_else(|| format!("unknown part of speech `{upos}`"))?,
        };
        let head = if head == "_" { "0" } else { head };
        self.heads.push(head.parse().map_err(|_| format!("expected the number of a head, found `{head}`"))?);
        let span = if words < pending { self.part(form) } else { Some(self.surface(form, spaced)) };
        let [form, lemma, xpos, feats, rel] = [form, lemma, xpos, feats, rel].map(str::to_owned);
        self.sentence.words.push(Word { form, lemma, upos, xpos, feats, head: None, rel, span });
        Ok(())
    }

    /// The stretch of a word, if it is the next one of its token.
    fn part(&mut self, form: &str) -> Option<Span> {
        let Range { start, end } = self.rest.range();
        let spelled = self.rest.of(&self.sentence.text).starts_with(form);
        let begin = if spelled { start + form.len() } else { end };
        self.rest = Span::new(begin, end);
        spelled.then(|| Span::new(start, begin))
    }

    /// Adds a token to the text.
    fn surface(&mut self, form: &str, spaced: bool) -> Span {
        if self.sentence.space_after {
            self.sentence.text.push(' ');
        }
        let start = self.sentence.text.len();
        self.sentence.text.push_str(form);
        self.sentence.space_after = spaced;
        Span::new(start, self.sentence.text.len())
    }

    fn finish(&mut self) -> Result<Option<Sentence>, String> {
        let mut sentence = std::mem::take(&mut self.sentence);
        let words = sentence.words.len();
        if let Some(last) = sentence.multiwords.last().filter(|m| m.words.end > words) {
            return Err(format!(
                "the sentence before has {words} words, and a token of words up to {}",
                last.words.end
            ));
        }
        for (word, head) in sentence.words.iter_mut().zip(self.heads.drain(..)) {
            if head > words {
                return Err(format!("a word of the sentence before hangs on word {head}, but there are {words}"));
            }
            word.head = head.checked_sub(1);
        }
        Ok(Some(sentence).filter(|s| !s.words.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::hand;
    use super::*;
    use crate::document::{Argument, Predicate};

    #[test]
    fn what_is_written_is_read_back() {
        let mut doc = hand::document(
            "Putin/NNP>2:nsubj met/VBD>0:root Obama/NNP>2:obj ./.>2:punct\n\nHe/PRP>2:nsubj left/VBD>0:root",
        );
        hand::name(&mut doc, "Obama", NameKind::Person);
        let arguments = vec![Argument { role: "ARG0", tokens: 0..1 }, Argument { role: "ARG1", tokens: 2..4 }];
        doc.predicates.push(Predicate { token: 1, sense: "meet.03", arguments });
        // "Obama."
        doc.text.remove(doc.tokens[2].span.range().end);
        for token in &mut doc.tokens[3..] {
            token.span = Span::new(token.span.start as usize - 1, token.span.end as usize - 1);
        }
        let mut out = Vec::new();
        write(&doc, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("2\tmet\tmet\tVERB\tVBD\tMood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin\t0\troot\t_\tArgs=ARG0:1-1,ARG1:3-4|Pred=meet.03\n"), "{text}");
        assert!(text.contains("\tNE=B-PER|NEType=PERSON|SpaceAfter=No\n"), "{text}");
        let sentences = read("x.conllu", &text).unwrap();
        assert_eq!(sentences.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), ["Putin met Obama.", "He left"]);
        assert!(sentences.iter().all(|s| s.begins_paragraph && s.space_after));
        for (i, word) in sentences.iter().flat_map(|s| &s.words).enumerate() {
            let token = &doc.tokens[i];
            assert_eq!((word.form.as_str(), &word.lemma, word.upos), (doc.form(i as u32), &token.lemma, token.upos));
            assert_eq!((word.xpos.as_str(), word.rel.as_str()), (token.xpos, token.rel));
        }
        assert_eq!(sentences[0].words[2].head, Some(1));
        assert_eq!(sentences[1].words[0].head, Some(1));
    }

    #[test]
    fn multiword_tokens_and_empty_nodes_are_understood() {
        let word = |id: &str, form: &str, misc: &str| format!("{id}\t{form}\t_\tX\t_\t_\t0\tdep\t_\t{misc}\n");
        let text = [
            "# newdoc id = a\n".to_owned(),
            word("1-2", "don't", "SpaceAfter=No"),
            word("1", "do", "_"),
            word("2", "n't", "_"),
            word("2.1", "x", "_"),
            word("3", ",", "_"),
            word("4-5", "du", "_"),
            word("4", "de", "_"),
            word("5", "le", "_"),
        ]
        .concat();
        let sentence = &read("x", &text).unwrap()[0];
        assert_eq!(sentence.text, "don't, du");
        assert!(sentence.begins_text);
        let spans: Vec<_> = sentence.words.iter().map(|w| w.span.map(|s| s.of(&sentence.text))).collect();
        assert_eq!(spans, [Some("do"), Some("n't"), Some(","), None, None]);
    }

    #[test]
    fn malformed_lines_are_told_with_their_place() {
        let message = |text: &str| read("x.conllu", text).unwrap_err().to_string();
        assert_eq!(message("# a\n1\ta"), "x.conllu:2:1: expected 10 columns parted by tabs, found 2");
        assert_eq!(message("1\ta\ta\tFOO\t_\t_\t0\troot\t_\t_"), "x.conllu:1:1: unknown part of speech `FOO`");
        assert_eq!(message("2\ta\ta\tX\t_\t_\t0\troot\t_\t_"), "x.conllu:1:1: expected word 1, found `2`");
        assert!(
            message("1\ta\ta\tX\t_\t_\t7\tdep\t_\t_\n\n")
                .starts_with("x.conllu:2:1: a word of the sentence before hangs")
        );
    }
}
