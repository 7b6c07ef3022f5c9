//! The one process at a time that changes a store.
//!
//! Input: reports, retractions, judgements. Output: the folder, changed file by file.
//! Invariant: every call is in the folder when it returns, which then depends on what was told, not on the order; `commit` only makes it last through
//! a power cut and brings the caches up to date, so that a writer killed before it costs readers time and nothing else.

use super::disk;
use super::folder::{self, Folder};
use super::foreign;
use super::load::{Written, read_judgements, read_report};
use super::rdf::nquads;
use super::version::{is_empty, order, program, same_edition};
use super::{RESOLVER, Store};
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::graph::{self, Base, Contents, Foreign};
use crate::judgement::{EntityRef, Judgement, Verdict};
use oxigraph::model::NamedOrBlankNode;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

/// Articles whose files are made side by side.
const BATCH: usize = 64;

/// What became of an article that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// The store did not have it.
    New,
    /// It stands in place of an older version, or of a damaged file.
    Replaced,
    /// The store has just this.
    Unchanged,
    /// The store has a greater version, which stands.
    Older,
}

/// The one process that may change a store.
pub struct Writer {
    folder: Folder,
    // The system lets the lock go when the file is closed.
    lock: File,
    written: BTreeMap<String, Written>,
    changes: Option<Changes>,
}

/// What a writer changed.
struct Changes {
    /// Names of articles that were written or removed.
    articles: BTreeSet<String>,
    /// Whether the quads on disk told all before.
    from_fresh: bool,
}

impl Writer {
    /// Opens the store in `dir`, or makes one with this base (or the default one).
    ///
    /// # Errors
    /// While another writer has the store; for another base than the store's; for a folder that is something else, which stays as it is.
    pub fn open(dir: &Path, base: Option<&Base>) -> Result<Writer> {
        let (folder, lock) = Folder::open_to_write(dir, base, RESOLVER)?;
        Ok(Writer { folder, lock, written: BTreeMap::new(), changes: None })
    }

    /// What all IRIs of this store begin with.
    pub fn base(&self) -> &Base {
        &self.folder.base
    }

    /// Adds one article. The greater of two versions stands, whichever came first; but a text that another build of the same or a newer
    /// program read again is taken over, so that a better extractor gets its word.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add(&mut self, report: &Report) -> Result<Added> {
        self.add_all(std::slice::from_ref(report)).map(|added| added[0])
    }

    /// Adds several articles, which takes less time than one after another; one outcome a report, in their order.
    ///
    /// # Errors
    /// When a file cannot be written; the articles before it are added.
    pub fn add_all(&mut self, reports: &[Report]) -> Result<Vec<Added>> {
        self.put_all(reports, |old, report| {
            if same_edition(old, report) && old.run != report.run && program(old) <= program(report) {
                Ordering::Less
            } else {
                order(old, report)
            }
        })
    }

    /// Adds the articles and judgements of an exported graph; one outcome a report, in their order.
    ///
    /// # Errors
    /// For a graph with another base, and when a file cannot be written.
    pub fn merge(&mut self, contents: &Contents) -> Result<Vec<Added>> {
        if contents.base != self.folder.base && !is_empty(contents) {
            return Err(Error::input(format!(
                "the graph has the base {}, the store {}: expected a graph that was exported with the store's base",
                contents.base, self.folder.base
            )));
        }
        let added = self.put_all(&contents.reports, order);
        self.change_judgements(|all| all.extend_from_slice(&contents.judgements))?;
        added
    }

    /// Adds a graph that is not ours, under the name that its content gives it.
    ///
    /// # Errors
    /// When its file cannot be written.
    pub fn add_foreign(&mut self, graph: &Foreign) -> Result<Added> {
        self.changes()?;
        foreign::add(&self.folder, graph)
    }

    fn put_all(&mut self, reports: &[Report], old_to_new: impl Fn(&Report, &Report) -> Ordering) -> Result<Vec<Added>> {
        let mut added = Vec::with_capacity(reports.len());
        for batch in reports.chunks(BATCH) {
            let file = |report: &Report| {
                let quads = graph::article_quads(report, &self.folder.base);
                debug_assert_eq!(graph::read_back(quads.clone()).map(|c| c.reports).ok(), Some(vec![report.clone()]));
                let bytes = nquads(&quads);
                (Written { hash: Sha256::digest(&bytes).into(), report: report.clone() }, bytes)
            };
            for (written, bytes) in batch.par_iter().map(file).collect::<Vec<_>>() {
                added.push(self.put(written, &bytes, &old_to_new)?);
            }
        }
        Ok(added)
    }

    fn put(&mut self, new: Written, bytes: &[u8], old_to_new: impl Fn(&Report, &Report) -> Ordering) -> Result<Added> {
        let name = super::article_name(&self.folder.base, &new.report.id);
        let path = self.folder.article(&name);
        let added = match folder::read(&path)? {
            None => Added::New,
            Some(old) if old == bytes => Added::Unchanged,
            Some(old) => {
                // A damaged file has no version that could stand.
                let old = read_report(&self.folder, &name, &old);
                match old.map_or(Ordering::Less, |old| old_to_new(&old, &new.report)) {
                    Ordering::Less => Added::Replaced,
                    Ordering::Equal => return Ok(Added::Unchanged),
                    Ordering::Greater => return Ok(Added::Older),
                }
            }
        };
        if added != Added::Unchanged {
            self.changes()?.articles.insert(name.clone());
            folder::write_unsynced(&path, bytes)?;
        }
        self.written.insert(name, new);
        Ok(added)
    }

    /// To be asked before a file is changed: the quads on disk tell no longer what the folder holds.
    fn changes(&mut self) -> Result<&mut Changes> {
        let changes = match self.changes.take() {
            Some(changes) => changes,
            None => Changes { articles: BTreeSet::new(), from_fresh: disk::forget(&self.folder)? },
        };
        Ok(self.changes.insert(changes))
    }

    /// Takes an article out, named by its URL, its IRI or its id, or a foreign graph, named by its IRI; whether there was one. Judgements on
    /// an article stay, and sleep.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn retract(&mut self, article: &str) -> Result<bool> {
        for name in super::article_names(&self.folder.base, article) {
            let path = self.folder.article(&name);
            if path.exists() {
                self.changes()?.articles.insert(name.clone());
                self.written.remove(&name);
                return folder::remove(&path);
            }
        }
        self.changes()?;
        foreign::remove(&self.folder, article)
    }

    /// Takes a person's judgement down; `false` when the store has it already. Another reason on the same pair replaces the earlier one.
    ///
    /// # Errors
    /// When a side is not in the store, when both are the same, and while the other verdict stands on the pair.
    pub fn judge(&mut self, mut judgement: Judgement) -> Result<bool> {
        match judgement.left.cmp(&judgement.right) {
            Ordering::Less => {}
            Ordering::Equal => return Err(Error::input("both sides are the same article entity: expected two")),
            Ordering::Greater => std::mem::swap(&mut judgement.left, &mut judgement.right),
        }
        for side in [&judgement.left, &judgement.right] {
            let name = super::article_name(&self.folder.base, &side.article);
            let bytes = folder::read(&self.folder.article(&name))?;
            let report = bytes.map(|b| read_report(&self.folder, &name, &b)).transpose()?;
            if !report.is_some_and(|r| r.entities.iter().any(|e| e.key == side.key)) {
                let iri = self.folder.base.entity(&side.article, &side.key);
                return Err(Error::input(format!(
                    "the store has no {iri}: expected entities of articles in the store"
                )));
            }
        }
        let pair = |j: &Judgement| j.left == judgement.left && j.right == judgement.right;
        let stand = read_judgements(&self.folder)?.0;
        if let Some(other) = stand.iter().find(|j| pair(j) && j.verdict != judgement.verdict) {
            let verdict = match other.verdict {
                Verdict::Same => "same",
                Verdict::Distinct => "distinct",
            };
            return Err(Error::input(format!(
                "they are judged {verdict}: take that back first with `rapporteur unsay`"
            )));
        }
        self.change_judgements(|all| {
            all.retain(|j| !pair(j) || *j == judgement);
            all.push(judgement.clone());
        })
        .map(|(before, after)| before != after)
    }

    /// Takes all judgements on a pair (in either order) back; how many there were.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn unsay(&mut self, one: &EntityRef, other: &EntityRef) -> Result<usize> {
        self.change_judgements(|all| {
            all.retain(|j| ![(one, other), (other, one)].contains(&(&j.left, &j.right)));
        })
        .map(|(before, after)| before.len() - after.len())
    }

    /// Takes the judgement with this IRI back; how many there were.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn unsay_iri(&mut self, iri: &str) -> Result<usize> {
        let base = self.folder.base.clone();
        let named = |j: &Judgement| {
            let quads = graph::judgement_quads(std::slice::from_ref(j), &base);
            quads.iter().any(|q| matches!(&q.subject, NamedOrBlankNode::NamedNode(node) if node.as_str() == iri))
        };
        self.change_judgements(|all| all.retain(|j| !named(j))).map(|(before, after)| before.len() - after.len())
    }

    /// Changes the judgements on disk; gives those before and after. Damaged ones are an error, never written over: they are a person's work.
    fn change_judgements(
        &mut self,
        change: impl FnOnce(&mut Vec<Judgement>),
    ) -> Result<(Vec<Judgement>, Vec<Judgement>)> {
        let before = read_judgements(&self.folder)?.0;
        let mut after = before.clone();
        change(&mut after);
        after.sort_unstable();
        after.dedup();
        if after != before {
            self.changes()?;
            folder::write_whole(
                &self.folder.judgements(),
                &nquads(&graph::judgement_quads(&after, &self.folder.base)),
            )?;
        }
        Ok((before, after))
    }

    /// Makes what was written last, derives the world anew where its cache is stale, lets the lock go and gives the store as it now is.
    ///
    /// # Errors
    /// When the store cannot be read back or the caches cannot be written.
    pub fn commit(self) -> Result<Store> {
        let Writer { folder, lock, written, changes } = self;
        let changed = changes.as_ref().map(|c| &c.articles);
        folder.sync(changed.into_par_iter().flatten())?;
        let store = Store::load(folder, written)?;
        store.write_caches(changes.as_ref().filter(|c| c.from_fresh).map(|c| &c.articles))?;
        drop(lock);
        Ok(store)
    }
}
