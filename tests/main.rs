//! All integration tests, in one binary.

mod cli;
mod errors;
mod layers;
mod query;
mod read;
mod sandbox;
mod shapes;
mod store;
