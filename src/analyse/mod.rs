//! The language analysis: any text becomes a `Document`.

pub mod conllu;
mod coref;
pub mod evaluate;
#[cfg(test)]
mod hand;
pub mod lemmas;
mod mentions;
mod naming;
mod people;
mod quotes;
mod sentences;
mod times;
pub mod tokens;

use crate::document::Document;

/// Analyses a text; `published` (ISO 8601) anchors relative times such as "on Tuesday".
pub fn analyse(text: &str, published: Option<&str>) -> Document {
    let mut doc = Document { text: text.to_owned(), ..Document::default() };
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
