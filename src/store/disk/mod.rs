//! `quads/` in the store's folder: all quads of all layers in oxigraph's on-disk store, so that a query need not load them.
//!
//! Input: a folder, and what a writer changed in it. Output: a dataset, where it tells just what the folder holds.
//! Invariant: the mark `quads/fresh` is there only while it does: every build of the program removes it before it changes a file, and the feature
//! `rocksdb` writes it when all quads are in and synced. Whoever finds it missing or stale goes without: a cache, which a writer makes anew.

#[cfg(feature = "rocksdb")]
mod rocksdb;

use super::RESOLVER;
use super::folder::{self, Folder};
use crate::error::Result;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

#[cfg(feature = "rocksdb")]
pub(super) use rocksdb::{open, update};

/// Without the feature there is nothing on disk to query.
#[cfg(not(feature = "rocksdb"))]
pub(super) fn open(_: &Folder, _: &str) -> Option<super::Dataset> {
    None
}

/// Without the feature there is nothing on disk to bring up to date.
#[cfg(not(feature = "rocksdb"))]
pub(super) fn update(
    _: &super::Store,
    _: &[oxigraph::model::Quad],
    _: Option<&std::collections::BTreeSet<String>>,
) -> Result<()> {
    Ok(())
}

/// What `open` wants to be told: the mark of quads that tell just what the folder holds now.
pub(super) fn fresh(folder: &Folder) -> Option<String> {
    if cfg!(feature = "rocksdb") { checked(folder) } else { None }
}

/// Removes the mark; whether the quads told all until now. For a writer that is about to change a file.
pub(super) fn forget(folder: &Folder) -> Result<bool> {
    let fresh = checked(folder).is_some();
    folder::remove(&folder.quads().join(FRESH))?;
    Ok(fresh)
}

const FRESH: &str = "fresh";

/// The mark; `None` where it is missing, or tells of another program or other files.
fn checked(folder: &Folder) -> Option<String> {
    let found = fs::read_to_string(folder.quads().join(FRESH)).ok()?;
    let inputs = found.split_whitespace().nth(1)?;
    (found == mark(folder, inputs)).then_some(found)
}

/// Names the program, the inputs' digest, and when a file last came, went or (judgements, which a person may mend) changed: who puts a copy of an
/// article or of a foreign graph back by hand is found out without reading them.
fn mark(folder: &Folder, inputs: &str) -> String {
    let judgements = folder.judgements();
    let length = fs::metadata(&judgements).map_or(0, |m| m.len());
    let [articles, foreign] = [folder.articles_dir(), folder.foreign_dir()].map(|dir| changed(&dir));
    format!("{RESOLVER} {inputs} {articles} {foreign} {} {length}\n", changed(&judgements))
}

/// Nanoseconds since 1970; 0 where there is nothing.
fn changed(path: &Path) -> u128 {
    let time = fs::metadata(path).and_then(|m| m.modified()).ok();
    time.and_then(|t| t.duration_since(UNIX_EPOCH).ok()).map_or(0, |t| t.as_nanos())
}
