//! The language analysis: any text becomes a `Document`.

pub mod conllu;
mod coref;
pub mod evaluate;
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

use crate::document::{Document, Token, Upos};
pub use model::digest;

/// Analyses a text; `published` (ISO 8601) anchors relative times such as "on Tuesday".
pub fn analyse(text: &str, published: Option<&str>) -> Document {
    let mut doc = Document { text: text.to_owned(), ..Document::default() };
    let (spans, sentences, paragraphs) = tokens::tokens(text);
    (doc.sentences, doc.paragraphs) = (sentences, paragraphs);
    let bare = |span| Token { span, lemma: String::new(), upos: Upos::X, xpos: "", head: None, rel: "root" };
    doc.tokens = spans.into_iter().map(bare).collect();
    model::annotate(&mut doc);
    for token in &mut doc.tokens {
        token.lemma = lemmas::lemma(token.span.of(text), token.upos, token.xpos);
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
