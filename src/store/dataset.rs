//! What queries run on: quads of all layers in an oxigraph store, in memory or on disk.
//!
//! Input: a triple store. Output: the same, which keeps writers off the files that it reads for as long as it lives.
//! Invariant: a dataset never changes, whatever is written to the folder that it came from.

use crate::error::Result;
use std::fs::File;
use std::ops::Deref;
use std::sync::Arc;

/// A triple store to query; clones are the same store.
#[derive(Clone)]
pub struct Dataset {
    quads: oxigraph::store::Store,
    // The system lets the lock go when the file is closed.
    _lock: Option<Arc<File>>,
}

impl Dataset {
    /// An empty one in memory.
    ///
    /// # Errors
    /// Those of the triple store.
    pub fn new() -> Result<Dataset> {
        Ok(Dataset::in_memory(oxigraph::store::Store::new().map_err(super::rdf::failed)?))
    }

    pub(super) fn in_memory(quads: oxigraph::store::Store) -> Dataset {
        Dataset { quads, _lock: None }
    }

    #[cfg(feature = "rocksdb")]
    pub(super) fn on_disk(quads: oxigraph::store::Store, lock: File) -> Dataset {
        Dataset { quads, _lock: Some(Arc::new(lock)) }
    }
}

impl Deref for Dataset {
    type Target = oxigraph::store::Store;

    fn deref(&self) -> &oxigraph::store::Store {
        &self.quads
    }
}
