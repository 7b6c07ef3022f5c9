//! All integration tests, in one binary.

mod layers;
mod query;
mod read;
mod shapes;
mod store;
