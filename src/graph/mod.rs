//! Reports, judgements and the world as RDF, and back.
//!
//! Input: the nouns of the three layers and a base. Output: sorted quads without blank nodes, Turtle, and reports and judgements from quads of any origin.
//! Invariant: `read_back` undoes `article_quads` and `judgement_quads`, also from Turtle, which has no graph names: a subject's IRI tells its layer.
//! `Parts` takes files of other versions, bases and makers apart; what is not ours becomes `Foreign` graphs, which no layer knows.
//! To add a property: its term in `vocab`, one line in `write`, one in `read`; its place among others in `order`.

mod canon;
mod foreign;
mod iri;
mod order;
mod parts;
mod read;
mod term;
mod turtle;
mod write;

pub use foreign::Foreign;
pub use iri::{Base, Layer, layer};
pub use parts::Parts;
pub use read::{Contents, read_back};
pub use turtle::{write_trig, write_turtle};
pub use write::{article_quads, judgement_quads, world_quads};

/// Sorts quads by graph, and each graph's as Turtle prints them; doubles go.
pub fn sorted(quads: Vec<oxigraph::model::Quad>) -> Vec<oxigraph::model::Quad> {
    order::sort_quads(quads).into_iter().flat_map(|(_, quads)| quads).collect()
}

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
