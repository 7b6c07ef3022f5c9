//! Documents made by hand for tests: a sentence a line, a word as `form/xpos>head:rel`, with heads counted from 1 and 0 for the root.
//!
//! Input: lines; an empty line begins a paragraph. Output: a `Document` whose text is the forms joined by spaces.
//! Invariant: what is left out is plain: `form` alone is a noun below the sentence's first word.

use crate::document::{Document, Name, NameKind, Token, Upos};
use crate::span::Span;

/// Reads a document.
pub fn document(lines: &str) -> Document {
    let mut doc = Document::default();
    let mut paragraph = 0;
    for line in lines.trim().lines().map(str::trim) {
        if line.is_empty() {
            paragraph += 1;
            continue;
        }
        let first = doc.tokens.len() as u32;
        for (i, word) in line.split(' ').enumerate() {
            let (word, dep) = word.split_once('>').unwrap_or((word, if i == 0 { "0:root" } else { "1:dep" }));
            let (form, xpos) = word.rsplit_once('/').filter(|(f, _)| !f.is_empty()).unwrap_or((word, "NN"));
            let (head, rel) = dep.split_once(':').unwrap();
            let head: u32 = head.parse().unwrap();
            if !doc.text.is_empty() {
                doc.text.push(' ');
            }
            let start = doc.text.len();
            doc.text.push_str(form);
            doc.tokens.push(Token {
                span: Span::new(start, doc.text.len()),
                lemma: lemma(form, xpos),
                upos: upos(xpos),
                xpos: xpos.to_owned().leak(),
                head: (head > 0).then(|| first + head - 1),
                rel: rel.to_owned().leak(),
            });
        }
        doc.sentences.push(first..doc.tokens.len() as u32);
        doc.paragraphs.push(paragraph);
    }
    doc
}

/// Adds a name by its words, at every place.
pub fn name(doc: &mut Document, form: &str, kind: NameKind) {
    let n = form.split(' ').count() as u32;
    for start in 0..(doc.tokens.len() as u32 + 1).saturating_sub(n) {
        if doc.phrase(&(start..start + n)) == form {
            doc.names.push(Name { tokens: start..start + n, kind });
        }
    }
    doc.names.sort_by_key(|n| n.tokens.start);
}

fn upos(xpos: &str) -> Upos {
    match xpos {
        "NNP" | "NNPS" => Upos::Propn,
        "JJ" => Upos::Adj,
        "DT" => Upos::Det,
        "IN" => Upos::Adp,
        "PRP" | "PRP$" => Upos::Pron,
        "MD" => Upos::Aux,
        "CC" => Upos::Cconj,
        "TO" | "POS" => Upos::Part,
        "CD" => Upos::Num,
        "," | "." | "``" | "''" => Upos::Punct,
        x if x.starts_with('V') => Upos::Verb,
        _ => Upos::Noun,
    }
}

fn lemma(form: &str, xpos: &str) -> String {
    match (form, xpos) {
        ("said", _) => "say".to_owned(),
        (_, "NNP") => form.to_owned(),
        (_, "NNS") => form.trim_end_matches('s').to_owned(),
        _ => form.to_lowercase(),
    }
}
