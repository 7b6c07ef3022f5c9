//! Reports, judgements and the world as RDF, and back.
//!
//! Input: the nouns of the three layers and a base. Output: sorted quads without blank nodes, Turtle, and reports and judgements from quads of any origin.
//! Invariant: `read_back` undoes `article_quads` and `judgement_quads`, also from Turtle, which has no graph names: a subject's IRI tells its layer.
//! To add a property: its term in `vocab`, one line in `write`, one in `read`; its place among others in `order`.

mod iri;
mod order;
mod read;
mod term;
mod turtle;
mod write;

pub use iri::{Base, Layer, layer};
pub use read::{Contents, read_back};
pub use turtle::write_turtle;
pub use write::{article_quads, judgement_quads, world_quads};

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
