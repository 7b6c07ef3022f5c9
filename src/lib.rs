//! Rapporteur reads news articles and writes what they report as an RDF knowledge graph.
//!
//! The flow is `read → analyse → extract → resolve → graph → store`; `pipeline` is the only file that knows its order.
//! Nouns are plain data at the root; each verb is a module of its own and imports no other verb.

pub mod analyse;
pub mod article;
pub mod claim;
pub mod cli;
pub mod document;
pub mod entity;
pub mod error;
pub mod extract;
pub mod gazetteer;
pub mod graph;
pub mod judgement;
pub mod lang;
pub mod pipeline;
pub mod read;
pub mod resolve;
pub mod schema;
pub mod span;
pub mod store;
pub mod time;
pub mod vocab;
pub mod world;

pub use error::{Error, Result};
