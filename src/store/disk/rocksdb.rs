//! The on-disk store itself: opened by readers, brought up to date by the writer.
//!
//! Input: a store that was just committed, its world, the articles that changed. Output: `quads/db` with the mark beside it.
//! Invariant: readers hold `quads/lock` shared for as long as they read, a writer holds it alone while it writes: RocksDB does not define what
//! a reader sees beside a writer. Readers never wait (they load the files instead); a writer waits for them, and at last leaves the quads stale.

use super::super::folder::{self, Folder};
use super::super::rdf::failed;
use super::super::{Dataset, Store, foreign};
use super::{FRESH, checked, mark};
use crate::error::{Error, Result};
use crate::graph::{self, Foreign};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, Quad};
use oxigraph::store::Store as Quads;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File, TryLockError};
use std::thread::sleep;
use std::time::{Duration, Instant};

const DB: &str = "db";
const LOCK: &str = "lock";
/// How long a writer waits for queries that run.
const PATIENCE: Duration = Duration::from_secs(10);
/// From so many changed articles on, the bulk loader is the faster way;
const MANY: usize = 500;
/// and for so many quads of the world, which a transaction would hold in memory.
const MANY_QUADS: usize = 100_000;
/// What the bulk loader may hold, in megabytes.
const BULK_MEMORY: usize = 512;

/// The quads on disk, where they still have this mark and nobody is changing them.
pub(in super::super) fn open(folder: &Folder, mark: &str) -> Option<Dataset> {
    let lock = File::open(folder.quads().join(LOCK)).ok()?;
    lock.try_lock_shared().ok()?;
    // Only now: a writer removes the mark before it asks for the lock.
    checked(folder).filter(|found| found == mark)?;
    // Damaged or of another RocksDB: the files tell the same.
    let quads = Quads::open_read_only(folder.quads().join(DB)).ok()?;
    Some(Dataset::on_disk(quads, lock))
}

/// Brings the quads up to date with a store that was just committed. `changed` are the articles that were written or removed since the quads were
/// fresh; `None` where they were not, so that all are written anew.
pub(in super::super) fn update(store: &Store, world: &[Quad], changed: Option<&BTreeSet<String>>) -> Result<()> {
    let folder = &store.folder;
    let place = folder.quads();
    if !store.skipped().is_empty() || foreign::shares(store, world) {
        // Whoever asks must be told of damaged files; and the union of graphs that share triples is made in memory: the files are read each time.
        return folder::remove(&place.join(FRESH)).map(drop);
    }
    let db = place.join(DB);
    let mark = || mark(folder, &store.loaded().inputs);
    if checked(folder).is_some_and(|found| found == mark()) && Quads::open_read_only(&db).is_ok() {
        return Ok(());
    }
    let told = |e: std::io::Error| Error::from(e).in_file(folder::name(&place));
    fs::create_dir_all(&place).map_err(told)?;
    let lock = File::options().create(true).truncate(false).write(true).open(place.join(LOCK)).map_err(told)?;
    if !alone(&lock).map_err(told)? {
        return Ok(());
    }
    folder::remove(&place.join(FRESH))?;
    // A damaged one is made anew.
    match changed.and_then(|changed| Some((changed, Quads::open(&db).ok()?))) {
        Some((changed, quads)) => change(store, world, changed, &quads)?,
        None => {
            if db.exists() {
                fs::remove_dir_all(&db).map_err(told)?;
            }
            let quads = Quads::open(&db).map_err(failed)?;
            let judgements = graph::judgement_quads(store.judgements(), store.base());
            let articles = store.loaded().articles.iter().flat_map(|a| store.quads_of(a).into_owned());
            let foreign = store.foreign().iter().flatten().chain(world).cloned();
            load(&quads, articles.chain(judgements).chain(foreign))?;
            quads.flush().map_err(failed)?;
        }
    }
    folder::write_whole(&place.join(FRESH), mark().as_bytes())
}

/// Waits until no reader holds the lock; whether it is ours now.
fn alone(lock: &File) -> std::io::Result<bool> {
    let begun = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => sleep(Duration::from_millis(20)),
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(e)) => return Err(e),
        }
    }
}

/// Changes the graphs of these articles, one transaction each, and then what foreign graphs, judgements and world differ in.
fn change(store: &Store, world: &[Quad], changed: &BTreeSet<String>, quads: &Quads) -> Result<()> {
    let articles = &store.loaded().articles;
    let stored = |name: &String| articles.binary_search_by(|a| a.name.cmp(name)).ok().map(|i| &articles[i]);
    let many = changed.len() >= MANY;
    for name in changed {
        let graph = NamedNode::new_unchecked(format!("{}{name}", store.base().article("").as_str()));
        if many && !quads.contains_named_graph(&graph).map_err(failed)? {
            continue;
        }
        let mut transaction = quads.start_transaction().map_err(failed)?;
        transaction.remove_named_graph(&graph).map_err(failed)?;
        if let Some(article) = stored(name).filter(|_| !many) {
            transaction.extend(&*store.quads_of(article));
        }
        transaction.commit().map_err(failed)?;
    }
    if many {
        load(quads, changed.iter().filter_map(stored).flat_map(|a| store.quads_of(a).into_owned()))?;
    }
    let foreign: HashMap<&GraphName, &[Quad]> =
        store.foreign().iter().map(|all| (&all[0].graph_name, &all[..])).collect();
    let held = quads.named_graphs().collect::<Result<Vec<_>, _>>().map_err(failed)?;
    for name in held.into_iter().map(GraphName::from).filter(|name| Foreign::base_of(name).is_some()) {
        if let (GraphName::NamedNode(graph), false) = (&name, foreign.contains_key(&name)) {
            let mut transaction = quads.start_transaction().map_err(failed)?;
            transaction.remove_named_graph(graph).map_err(failed)?;
            transaction.commit().map_err(failed)?;
        }
    }
    for (name, wanted) in foreign {
        if let GraphName::NamedNode(graph) = name {
            replace(quads, graph.as_ref(), wanted)?;
        }
    }
    let judgements = graph::judgement_quads(store.judgements(), store.base());
    replace(quads, store.base().judgements_graph().as_ref(), &judgements)?;
    replace(quads, store.base().world_graph().as_ref(), world)?;
    quads.flush().map_err(failed)
}

/// Loads many quads at once, and puts the files of the triple store in order, which queries gain by.
fn load(quads: &Quads, all: impl Iterator<Item = Quad>) -> Result<()> {
    let mut loader = quads.bulk_loader().with_max_memory_size_in_megabytes(BULK_MEMORY);
    loader.load_quads(all).map_err(failed)?;
    loader.commit().map_err(failed)?;
    quads.optimize().map_err(failed)
}

/// Makes a graph hold just these quads, by their difference to those that it holds.
fn replace(quads: &Quads, graph: NamedNodeRef<'_>, wanted: &[Quad]) -> Result<()> {
    let mut wanted: HashSet<&Quad> = wanted.iter().collect();
    let mut transaction = quads.start_transaction().map_err(failed)?;
    for held in quads.quads_for_pattern(None, None, None, Some(GraphNameRef::NamedNode(graph))) {
        let held = held.map_err(failed)?;
        if !wanted.remove(&held) {
            transaction.remove(&held);
        }
    }
    if wanted.len() < MANY_QUADS {
        transaction.extend(wanted);
        return transaction.commit().map_err(failed);
    }
    transaction.commit().map_err(failed)?;
    load(quads, wanted.into_iter().cloned())
}
