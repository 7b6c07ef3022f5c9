//! All integration tests, in one binary.

mod cli;
mod errors;
mod layers;
mod query;
mod sandbox;
mod store;
