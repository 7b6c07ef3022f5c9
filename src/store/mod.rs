//! The store on disk: a folder of N-Quads files, one an article, beside the judgements and a cache of the world.
//!
//! Input: reports and judgements. Output: the same again, the world that follows from them, and a dataset to query.
//! Invariant: the folder holds whole articles only, whenever a writer was killed; readers never write and need no lock.
//! What only one process may do at a time is `Writer`'s; `dataset` is the one place that makes an in-memory triple store.

use crate::Result;
use crate::claim::Report;
use crate::error::Error;
use crate::graph::{Base, Contents};
use crate::judgement::{EntityRef, Judgement};
use crate::world::World;
use oxigraph::model::Quad;
use std::path::Path;

mod query;
mod writer;

pub use oxigraph::store::Store as Dataset;
pub use query::{Answer, TableFormat, load_rdf, query, write_answer};
pub use writer::{Added, Writer};

/// A store as it was when it was opened. Reading needs no lock: a writer beside it shows whole articles or none.
pub struct Store {}

impl Store {
    /// Opens the store in `dir`. Articles whose file is damaged are left out and told by `skipped`.
    pub fn open(dir: &Path) -> Result<Store> {
        todo!()
    }

    /// What all IRIs of this store begin with.
    pub fn base(&self) -> &Base {
        todo!()
    }

    /// An error for each article that is left out: file, line, column, and what to do.
    pub fn skipped(&self) -> Vec<&Error> {
        todo!()
    }

    /// The articles' reports, sorted by id.
    pub fn reports(&self) -> &[Report] {
        todo!()
    }

    /// The judgements both of whose sides are in the store, sorted; those of retracted articles sleep.
    pub fn judgements(&self) -> &[Judgement] {
        todo!()
    }

    /// The world; its indexes are those of `reports`.
    pub fn world(&self) -> &World {
        todo!()
    }

    /// The quads of the store, all three layers, as an export has them: sorted by graph, without sleeping judgements.
    /// `articles` (ids; empty means all) limits them to a part with the world that follows from it; `text` keeps the articles' texts.
    pub fn quads(&self, articles: &[&str], text: bool) -> Result<Vec<Quad>> {
        todo!()
    }

    /// The id of the article that a URL, an article IRI (or one of its `#…` IRIs) or an id names; `None` when the store has none such.
    pub fn article(&self, name: &str) -> Option<&str> {
        todo!()
    }

    /// The article entity that an IRI `<article>#entity=KEY` names; an error that says what was expected when there is none such.
    pub fn entity(&self, iri: &str) -> Result<EntityRef> {
        todo!()
    }

    /// All quads in an in-memory triple store, to query.
    pub fn dataset(&self) -> Result<Dataset> {
        todo!()
    }
}

/// Unites several graphs: of two versions of an article the greater stands, judgements are put together. All must have one base.
pub fn merge(contents: Vec<Contents>) -> Result<Contents> {
    todo!()
}

/// The quads of all three layers over these reports and judgements, the world derived; what `merge -o` writes.
pub fn quads(reports: &[Report], judgements: &[Judgement], base: &Base) -> Vec<Quad> {
    todo!()
}
