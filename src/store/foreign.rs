//! Graphs that are not ours, in the folder and in the dataset.
//!
//! Input: foreign graphs, and the store's folder. Output: a file a graph, named as the graph is; the union of a dataset that holds them beside our own.
//! Invariant: a file is whole or not there, and depends on its graph alone; the world does not depend on any.

use super::folder::{self, Folder};
use super::{Added, Dataset, rdf};
use crate::error::{Error, Result};
use crate::graph::Foreign;
use oxigraph::model::{GraphNameRef, Quad, TripleRef};
#[cfg(feature = "rocksdb")]
use std::collections::HashSet;

/// Writes a graph's file, if it is not there as it should be.
pub(super) fn add(folder: &Folder, graph: &Foreign) -> Result<Added> {
    let path = folder.foreign(graph.name());
    let bytes = rdf::nquads(&graph.quads(&folder.base));
    let old = folder::read(&path)?;
    let added = match old {
        Some(old) if old == bytes => return Ok(Added::Unchanged),
        Some(_) => Added::Replaced,
        None => Added::New,
    };
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(|e| Error::from(e).in_file(folder::name(dir)))?;
    }
    folder::write_whole(&path, &bytes)?;
    Ok(added)
}

/// Removes the file of the graph with this IRI; whether there was one.
pub(super) fn remove(folder: &Folder, iri: &str) -> Result<bool> {
    let name = iri.strip_prefix(folder.base.as_str()).unwrap_or(iri).strip_prefix("foreign/");
    match name.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric())) {
        Some(name) => folder::remove(&folder.foreign(name)),
        None => Ok(false),
    }
}

/// The quads of each graph; an error for each file that is damaged.
pub(super) fn load(folder: &Folder, damaged: &mut Vec<Error>) -> Result<Vec<Vec<Quad>>> {
    let mut graphs = Vec::new();
    for name in folder.foreign_graphs()? {
        let path = folder.foreign(&name);
        let Some(bytes) = folder::read(&path)? else { continue };
        match rdf::parse_nquads(&bytes) {
            Ok(quads) if !quads.is_empty() => graphs.push(quads),
            result => {
                let (place, message) = result.err().unwrap_or((None, "it is empty".to_owned()));
                let (line, column) = place.unwrap_or((1, 1));
                let message = format!(
                    "this foreign graph is damaged ({message}), and left out: merge it again, or `rapporteur retract foreign/{name}`"
                );
                damaged.push(Error::store(message).at(folder::name(&path), line, column));
            }
        }
    }
    Ok(graphs)
}

/// Whether one of these graphs has a triple that another one has, or a graph of ours, so that the union of all must be made.
#[cfg(feature = "rocksdb")]
pub(super) fn shares(store: &super::Store, world: &[Quad]) -> bool {
    let mut told: HashSet<TripleRef<'_>> = HashSet::new();
    let all = store.foreign().iter().flatten();
    if all.map(|quad| TripleRef::from(quad.as_ref())).any(|triple| !told.insert(triple)) {
        return true;
    }
    let tells = |quads: &[Quad]| quads.iter().any(|quad| told.contains(&TripleRef::from(quad.as_ref())));
    let judgements = crate::graph::judgement_quads(store.judgements(), store.base());
    let articles = || store.loaded().articles.iter().any(|article| tells(&store.quads_of(article)));
    !told.is_empty() && (tells(world) || tells(&judgements) || articles())
}

/// Makes the union of all graphs in the default graph, for which see `query`, where a foreign graph shares a triple with another: else each would count.
pub(super) fn unite(dataset: &Dataset, foreign: &[Vec<Quad>]) -> Result<()> {
    let told = |q: &Quad| {
        dataset.quads_for_pattern(Some(q.subject.as_ref()), Some(q.predicate.as_ref()), Some(q.object.as_ref()), None)
    };
    if !foreign.iter().flatten().any(|quad| told(quad).nth(1).is_some()) {
        return Ok(());
    }
    let all: Vec<Quad> = dataset.iter().collect::<Result<_, _>>().map_err(rdf::failed)?;
    let mut transaction = dataset.start_transaction().map_err(rdf::failed)?;
    for quad in &all {
        transaction.insert(TripleRef::from(quad.as_ref()).in_graph(GraphNameRef::DefaultGraph));
    }
    transaction.commit().map_err(rdf::failed)
}
