//! The language analysis: any text becomes a `Document`.

pub mod conllu;
mod coref;
pub mod evaluate;
mod features;
pub mod given;
#[cfg(test)]
mod hand;
mod lemmas;
mod mentions;
mod model;
mod naming;
mod people;
mod quotes;
mod sentences;
mod times;
mod tokens;
mod trees;

use crate::document::{Document, TokenId};
pub use model::digest;
use std::collections::BTreeSet;

/// Analyses a text; `published` (ISO 8601) anchors relative times such as "on Tuesday".
pub fn analyse(text: &str, published: Option<&str>) -> Document {
    let (spans, sentences, paragraphs) = tokens::tokens(text);
    let tokens = spans.into_iter().map(given::bare).collect();
    annotated(Document { text: text.to_owned(), tokens, sentences, paragraphs, ..Document::default() }, published, None)
}

/// Analyses one text whose sentences and words are given; each word becomes a token.
pub fn annotate(sentences: &[conllu::Sentence], published: Option<&str>) -> Document {
    let sentences: Vec<_> = sentences.iter().map(given::spelled).collect();
    annotated(given::Text::of(&sentences, false).document(), published, None)
}

/// Fills all layers above tokens and sentences; where predicates are given, none are looked for.
fn annotated(mut doc: Document, published: Option<&str>, predicates: Option<&BTreeSet<TokenId>>) -> Document {
    model::annotate(&mut doc, predicates);
    trees::repair(&mut doc);
    for token in &mut doc.tokens {
        token.lemma = lemmas::lemma(token.span.of(&doc.text), token.upos, token.xpos);
    }
    refer(&mut doc, published);
    doc
}

/// Fills what refers: times, quotations, mentions and entities, from the layers below.
fn refer(doc: &mut Document, published: Option<&str>) {
    doc.names = naming::repaired(doc);
    doc.times = times::times(doc, published);
    doc.quotes = quotes::quotes(doc);
    (doc.mentions, doc.entities) = coref::resolve(doc);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Name, NameKind, Predicate, Upos};

    /// All layers but the model's, which are plain: a word hangs on the first of its sentence, and what has a capital is a name.
    fn without_model(text: &str) -> Document {
        let (spans, sentences, paragraphs) = tokens::tokens(text);
        let tokens = spans.into_iter().map(given::bare).collect();
        let mut doc = Document { text: text.to_owned(), tokens, sentences, paragraphs, ..Document::default() };
        for sentence in doc.sentences.clone() {
            for token in sentence.clone() {
                let capital = doc.form(token).starts_with(char::is_uppercase);
                let pronoun = crate::lang::pronoun(&doc.form(token).to_lowercase()).is_some();
                let word = &mut doc.tokens[token as usize];
                (word.upos, word.xpos) = match (capital, pronoun) {
                    (_, true) => (Upos::Pron, "PRP"),
                    (true, _) => (Upos::Propn, "NNP"),
                    _ => (Upos::Noun, "NN"),
                };
                (word.head, word.rel) = (Some(sentence.start).filter(|head| *head != token), "nsubj");
                word.lemma = lemmas::lemma(word.span.of(&doc.text), word.upos, word.xpos);
                if capital && !pronoun {
                    let kind = if token % 2 == 0 { NameKind::Person } else { NameKind::Organization };
                    doc.names.push(Name { tokens: token..token + 1, kind });
                }
                doc.predicates.push(Predicate { token, sense: "", arguments: Vec::new() });
            }
        }
        refer(&mut doc, Some("2021-03-02"));
        let mut out = Vec::new();
        conllu::write(&doc, &mut out).unwrap();
        doc
    }

    /// Each of these makes some step look at all that came before, unless it takes care; at 100,000 words that would be minutes.
    #[test]
    fn texts_that_repeat_one_thing() {
        let size = 2_000;
        let numbered = |pattern: &str| (0..size / 10).map(|i| pattern.replace('#', &i.to_string())).collect::<String>();
        let names = |i: usize| ["a", "b", "c", "d"].iter().fold(String::new(), |s, l| s + &l.repeat(1 + i % 7));
        let texts = [
            "a".repeat(10 * size),
            "a-".repeat(size),
            "1-".repeat(size),
            "a.".repeat(size),
            ".".repeat(size),
            ". ".repeat(size / 2),
            "(".repeat(size),
            "a ".repeat(size / 2),
            "a\n".repeat(size / 2),
            "Russia\n".repeat(size / 10),
            "the North. North Korea\n".repeat(size / 20),
            "\"a\" ".repeat(size / 10),
            "\"He said I agree. ".repeat(size / 20),
            "it\n".repeat(size / 5),
            "The president left.\n".repeat(size / 20),
            "a president\nthe government\nthe Ministry\n".repeat(size / 40),
            "on Monday\n".repeat(size / 10),
            numbered("Xa# Yb#\n\n"),
            numbered("Mr Xa#\na man of #\n"),
            (0..size / 10).map(|i| format!("{}{i}\n", names(i))).collect(),
            " ".repeat(size),
        ];
        for text in texts {
            let doc = without_model(&text);
            assert!(doc.sentences.iter().all(|s| s.len() <= 250));
        }
    }
}
