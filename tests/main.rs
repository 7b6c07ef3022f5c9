//! All integration tests, in one binary.

mod layers;
mod ontology;
mod questions;
mod read;
mod shapes;
