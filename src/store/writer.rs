//! The one writer of a store.
use super::*;

/// What became of an article that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// The store did not have it.
    New,
    /// It stands in place of an older version, or of a damaged file.
    Replaced,
    /// The store has just this.
    Unchanged,
    /// The store has a later version, which stands.
    Older,
}

/// The one process that may change a store.
pub struct Writer {}

impl Writer {
    /// Opens the store in `dir`, or makes one. Refused while another writer has it. The base is that of the store; another one is an error.
    pub fn open(dir: &Path, base: Option<&Base>) -> Result<Writer> {
        todo!()
    }

    /// What all IRIs of this store begin with.
    pub fn base(&self) -> &Base {
        todo!()
    }

    /// Adds one article; it is on disk when this returns.
    pub fn add(&mut self, report: &Report) -> Result<Added> {
        todo!()
    }

    /// Adds the articles and judgements of an exported graph with this base; one outcome a report, in their order.
    pub fn merge(&mut self, contents: &Contents) -> Result<Vec<Added>> {
        todo!()
    }

    /// Takes an article out, named by its URL, its IRI or its id; whether there was one. Judgements on it stay, and sleep.
    pub fn retract(&mut self, article: &str) -> Result<bool> {
        todo!()
    }

    /// Takes a person's judgement down; `false` when the store has it already. An error when a side is not in the store or the
    /// other verdict stands on the pair.
    pub fn judge(&mut self, judgement: Judgement) -> Result<bool> {
        todo!()
    }

    /// Takes all judgements on a pair (in either order) back; how many there were.
    pub fn unsay(&mut self, one: &EntityRef, other: &EntityRef) -> Result<usize> {
        todo!()
    }

    /// Takes the judgement with this IRI back; how many there were.
    pub fn unsay_iri(&mut self, iri: &str) -> Result<usize> {
        todo!()
    }

    /// Derives the world anew where it is stale, lets the lock go and gives the store as it now is.
    pub fn commit(self) -> Result<Store> {
        todo!()
    }
}
