//! All integration tests, in one binary.

mod cli;
mod errors;
mod layers;
mod ontology;
mod query;
mod questions;
mod read;
mod readme;
mod sandbox;
mod shapes;
mod store;
