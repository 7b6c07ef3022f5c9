//! All integration tests, in one binary.

// The random reports of the library's own tests name the nouns from the root of their crate.
use rapporteur::{article, claim, entity, judgement, time};

mod analyse;
mod articles;
mod cli;
mod contradictions;
mod contrast;
#[cfg(feature = "rocksdb")]
mod disk;
mod errors;
mod gazetteer;
mod golden;
mod laws;
mod layers;
mod merge;
mod ontology;
mod query;
mod questions;
#[path = "../src/resolve/random.rs"]
mod random;
mod read;
mod readme;
mod rules;
mod sandbox;
mod shapes;
mod sources;
mod store;
