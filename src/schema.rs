//! The ontology as Rust data.
