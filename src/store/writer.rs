//! The one process at a time that changes a store.
//!
//! Input: reports, retractions, judgements. Output: the folder, changed file by file.
//! Invariant: every call is on disk when it returns, and the folder then depends on what was told, not on the order; `commit` only
//! brings the cache of the world up to date, so that a writer killed before it costs readers time and nothing else.

use super::folder::{self, Folder};
use super::foreign;
use super::rdf::nquads;
use super::version::{is_empty, order, program, same_edition};
use super::{RESOLVER, Store, read_judgements, read_report};
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::graph::{self, Base, Contents, Foreign};
use crate::judgement::{EntityRef, Judgement, Verdict};
use oxigraph::model::NamedOrBlankNode;
use std::cmp::Ordering;
use std::fs::File;
use std::path::Path;

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
}

impl Writer {
    /// Opens the store in `dir`, or makes one with this base (or the default one).
    ///
    /// # Errors
    /// While another writer has the store; for another base than the store's; for a folder that is something else, which stays as it is.
    pub fn open(dir: &Path, base: Option<&Base>) -> Result<Writer> {
        let (folder, lock) = Folder::open_to_write(dir, base, RESOLVER)?;
        Ok(Writer { folder, lock })
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
        self.put(report, |old| {
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
        let added = contents.reports.iter().map(|report| self.put(report, |old| order(old, report))).collect();
        self.change_judgements(|all| all.extend_from_slice(&contents.judgements))?;
        added
    }

    /// Adds a graph that is not ours, under the name that its content gives it.
    ///
    /// # Errors
    /// When its file cannot be written.
    pub fn add_foreign(&mut self, graph: &Foreign) -> Result<Added> {
        foreign::add(&self.folder, graph)
    }

    fn put(&mut self, report: &Report, old_to_new: impl Fn(&Report) -> Ordering) -> Result<Added> {
        let name = super::article_name(&self.folder.base, &report.id);
        let path = self.folder.article(&name);
        let bytes = nquads(&graph::article_quads(report, &self.folder.base));
        let Some(old) = folder::read(&path)? else {
            folder::write_whole(&path, &bytes)?;
            return Ok(Added::New);
        };
        if old == bytes {
            return Ok(Added::Unchanged);
        }
        // A damaged file has no version that could stand.
        let old_to_new = read_report(&self.folder, &name, &old).map_or(Ordering::Less, |old| old_to_new(&old));
        if old_to_new.is_ge() {
            return Ok(if old_to_new.is_eq() { Added::Unchanged } else { Added::Older });
        }
        folder::write_whole(&path, &bytes)?;
        Ok(Added::Replaced)
    }

    /// Takes an article out, named by its URL, its IRI or its id, or a foreign graph, named by its IRI; whether there was one. Judgements on
    /// an article stay, and sleep.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub fn retract(&mut self, article: &str) -> Result<bool> {
        for name in super::article_names(&self.folder.base, article) {
            if folder::remove(&self.folder.article(&name))? {
                return Ok(true);
            }
        }
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
            folder::write_whole(
                &self.folder.judgements(),
                &nquads(&graph::judgement_quads(&after, &self.folder.base)),
            )?;
        }
        Ok((before, after))
    }

    /// Derives the world anew where its cache is stale, lets the lock go and gives the store as it now is.
    ///
    /// # Errors
    /// When the store cannot be read back or the cache cannot be written.
    pub fn commit(self) -> Result<Store> {
        let Writer { folder, lock } = self;
        folder.sync()?;
        let store = Store::load(folder)?;
        store.write_world()?;
        drop(lock);
        Ok(store)
    }
}
