//! CoNLL-U: an analysis written for people and tools, and treebanks read for scoring.
//!
//! Input: a `Document`, or the text of a treebank. Output: CoNLL-U (<https://universaldependencies.org/format.html>), or its sentences.
//! Names, predicates and arguments stand in MISC: `NE=B-PER`, `Pred=meet`, `Args=ARG0:1-3,ARG1:5` (token numbers of the sentence).
//! Invariant: what `write` writes, `read` reads back with the same words, tags and trees.

use crate::document::{Document, NameKind, TokenId, TokenRange, Upos};
use crate::error::{Error, Result};
use crate::span::Span;
use std::io::{self, Write};

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
    /// Governor, as an index in the sentence; `None` at the root.
    pub head: Option<usize>,
    /// Relation to the governor.
    pub rel: String,
    /// Where it stands in the sentence's text; `None` for a part of a multiword token that is no stretch of it.
    pub span: Option<Span>,
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
}

/// Short name of a kind of name, as NER corpora have it.
pub fn name_label(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "PER",
        NameKind::Organization => "ORG",
        NameKind::Country => "GPE",
        NameKind::Place => "LOC",
        NameKind::Group => "NORP",
        NameKind::Event => "EVENT",
        NameKind::Law => "LAW",
        NameKind::Other => "MISC",
    }
}

/// Writes an analysis.
pub fn write(doc: &Document, out: &mut impl Write) -> io::Result<()> {
    let mut paragraph = None;
    for (number, sentence) in doc.sentences.iter().enumerate() {
        if doc.paragraphs.get(number) != paragraph {
            paragraph = doc.paragraphs.get(number);
            writeln!(out, "# newpar")?;
        }
        writeln!(out, "# sent_id = {}", number + 1)?;
        let text: Vec<&str> = doc.phrase(sentence).split_whitespace().collect();
        writeln!(out, "# text = {}", text.join(" "))?;
        for token in sentence.clone() {
            let word = doc.token(token);
            let head = word.head.map_or(0, |head| head - sentence.start + 1);
            let [lemma, xpos, rel] =
                [word.lemma.as_str(), word.xpos, word.rel].map(|v| if v.is_empty() { "_" } else { v });
            let (id, form, upos) = (token - sentence.start + 1, doc.form(token), word.upos.name());
            let misc = misc(doc, sentence, token);
            writeln!(out, "{id}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{rel}\t_\t{misc}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn misc(doc: &Document, sentence: &TokenRange, token: TokenId) -> String {
    let mut parts = Vec::new();
    let predicate = doc.predicates.iter().find(|p| p.token == token);
    let id = |token: TokenId| token - sentence.start + 1;
    let arguments: Vec<String> = predicate
        .into_iter()
        .flat_map(|p| &p.arguments)
        .map(|a| match a.tokens.len() {
            1 => format!("{}:{}", a.role, id(a.tokens.start)),
            _ => format!("{}:{}-{}", a.role, id(a.tokens.start), id(a.tokens.end - 1)),
        })
        .collect();
    if !arguments.is_empty() {
        parts.push(format!("Args={}", arguments.join(",")));
    }
    if let Some(name) = doc.names.iter().find(|n| n.tokens.contains(&token)) {
        let place = if name.tokens.start == token { "B" } else { "I" };
        parts.push(format!("NE={place}-{}", name_label(name.kind)));
    }
    if predicate.is_some() {
        // A bar parts the attributes of this column.
        parts.push(format!("Pred={}", doc.token(token).lemma.replace('|', "\\p")));
    }
    if doc.tokens.get(token as usize + 1).is_some_and(|next| next.span.start == doc.token(token).span.end) {
        parts.push("SpaceAfter=No".to_owned());
    }
    if parts.is_empty() { "_".to_owned() } else { parts.join("|") }
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
    // A multiword token: its last word and where the rest of it begins in the text.
    multiword: Option<Multiword>,
}

struct Multiword {
    last: usize,
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
        let &[id, form, lemma, upos, xpos, _, head, rel, _, misc] = &columns[..] else {
            return Err(format!("expected 10 columns parted by tabs, found {}", columns.len()));
        };
        // Empty nodes of the enhanced graph are no words.
        if id.contains('.') {
            return Ok(());
        }
        let spaced = !misc.split('|').any(|m| m == "SpaceAfter=No");
        if let Some((first, last)) = id.split_once('-') {
            let number = |n: &str| n.parse::<usize>().map_err(|_| format!("expected a range of words, found `{id}`"));
            if number(first)? != self.sentence.words.len() + 1 || number(last)? < number(first)? {
                return Err(format!("the words {id} do not follow word {}", self.sentence.words.len()));
            }
            self.multiword = Some(Multiword { last: number(last)?, rest: self.surface(form, spaced) });
            return Ok(());
        }
        if id.parse() != Ok(self.sentence.words.len() + 1) {
            return Err(format!("expected word {}, found `{id}`", self.sentence.words.len() + 1));
        }
        let upos = Upos::from_name(upos).ok_or_else(|| format!("unknown part of speech `{upos}`"))?;
        self.heads.push(head.parse().map_err(|_| format!("expected the number of a head, found `{head}`"))?);
        let span = match &mut self.multiword {
            Some(multiword) => multiword.part(&self.sentence.text, form),
            None => Some(self.surface(form, spaced)),
        };
        if self.multiword.as_ref().is_some_and(|m| m.last == self.sentence.words.len() + 1) {
            self.multiword = None;
        }
        let [form, lemma, xpos, rel] = [form, lemma, xpos, rel].map(str::to_owned);
        self.sentence.words.push(Word { form, lemma, upos, xpos, head: None, rel, span });
        Ok(())
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
        self.multiword = None;
        let words = sentence.words.len();
        for (word, head) in sentence.words.iter_mut().zip(self.heads.drain(..)) {
            if head > words {
                return Err(format!("a word of the sentence before hangs on word {head}, but there are {words}"));
            }
            word.head = head.checked_sub(1);
        }
        Ok(Some(sentence).filter(|s| !s.words.is_empty()))
    }
}

impl Multiword {
    /// The stretch of a word, if it is the next one of the token.
    fn part(&mut self, text: &str, form: &str) -> Option<Span> {
        let start = self.rest.range().start;
        if !self.rest.of(text).starts_with(form) {
            self.rest = Span::new(self.rest.range().end, self.rest.range().end);
            return None;
        }
        self.rest = Span::new(start + form.len(), self.rest.range().end);
        Some(Span::new(start, start + form.len()))
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
        assert!(text.contains("2\tmet\tmet\tVERB\tVBD\t_\t0\troot\t_\tArgs=ARG0:1,ARG1:3-4|Pred=met\n"), "{text}");
        assert!(text.contains("\tNE=B-PER|SpaceAfter=No\n"), "{text}");
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
