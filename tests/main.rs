//! All integration tests, in one binary.

mod layers;
mod shapes;
mod read;
