//! All integration tests, in one binary.

mod layers;
mod ontology;
mod query;
mod questions;
mod read;
mod shapes;
mod store;
