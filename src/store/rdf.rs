//! Quads in files and in memory: parsing with places, canonical N-Quads, and the dataset that queries run on.
//!
//! Input: bytes or quads. Output: quads, sorted lines, an in-memory triple store.
//! Invariant: `nquads` depends on the set of quads alone; `dataset` is the one place that makes a triple store.

use super::Dataset;
use crate::error::{Error, Result};
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxigraph::model::{GraphNameRef, Quad, QuadRef, TripleRef};
use std::path::Path;

/// What is wrong with a file and, where it has a place, the line and column (from 1).
pub(super) type Damage = (Option<(usize, usize)>, String);

/// Quads of an N-Quads file.
pub(super) fn parse_nquads(bytes: &[u8]) -> Result<Vec<Quad>, Damage> {
    let parser = RdfParser::from_format(RdfFormat::NQuads);
    parser.for_slice(bytes).collect::<Result<_, _>>().map_err(|e: RdfSyntaxError| told(&e))
}

/// One line a quad, sorted, without doubles.
pub(super) fn nquads<'a>(quads: impl IntoIterator<Item = &'a Quad>) -> Vec<u8> {
    let mut lines: Vec<String> = quads.into_iter().map(|q| format!("{q} .\n")).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.concat().into_bytes()
}

/// An in-memory triple store of these quads.
pub(super) fn dataset<'a>(quads: impl IntoIterator<Item = QuadRef<'a>>) -> Result<Dataset> {
    let failed = |e: oxigraph::store::StorageError| Error::store(e.to_string());
    let dataset = Dataset::new().map_err(failed)?;
    let mut transaction = dataset.start_transaction().map_err(failed)?;
    for quad in quads {
        transaction.insert(quad);
    }
    transaction.commit().map_err(failed)?;
    Ok(dataset)
}

/// Loads RDF files to query them without a store: Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD by each file's ending.
/// The default graph is the union of all graphs of all files, each triple once.
///
/// # Errors
/// An unknown ending, a file that cannot be read, and syntax errors with their place.
pub fn load_rdf<P: AsRef<Path>>(files: &[P]) -> Result<Dataset> {
    let quads: Vec<Vec<Quad>> = files.iter().map(|f| read_rdf(f.as_ref())).collect::<Result<_>>()?;
    let quads = || quads.iter().flatten().map(Quad::as_ref);
    let union = quads().map(|q| TripleRef::from(q).in_graph(GraphNameRef::DefaultGraph));
    dataset(union.chain(quads()))
}

/// The quads of an RDF file, in the formats of `load_rdf`: what `merge` reads back.
///
/// # Errors
/// As `load_rdf`.
pub fn read_rdf(path: &Path) -> Result<Vec<Quad>> {
    let name = path.display().to_string();
    let format = path.extension().and_then(|e| e.to_str()).and_then(RdfFormat::from_extension).ok_or_else(|| {
        Error::input("its ending tells no RDF format: expected .ttl, .nt, .nq, .trig, .rdf or .jsonld").in_file(&name)
    })?;
    let bytes = std::fs::read(path).map_err(|e| Error::from(e).in_file(&name))?;
    let mut parser = RdfParser::from_format(format);
    // What is relative is told by the file's name alone: where it lies on this machine is nobody's business.
    let mut base = url::Url::parse("file:///").map_err(|e| Error::input(e.to_string()).in_file(&name))?;
    base.set_path(&path.file_name().unwrap_or_default().to_string_lossy());
    parser = parser.with_base_iri(base).map_err(|e| Error::input(e.to_string()).in_file(&name))?;
    parser.for_slice(&bytes).collect::<Result<_, _>>().map_err(|e: RdfSyntaxError| match told(&e) {
        (Some((line, column)), message) => Error::input(message).at(&name, line, column),
        (None, message) => Error::input(message).in_file(&name),
    })
}

/// Place and message of a syntax error; the parser's own message repeats the place.
fn told(error: &RdfSyntaxError) -> Damage {
    let place = error.location().map(|l| (l.start.line as usize + 1, l.start.column as usize + 1));
    let message = error.to_string();
    let message = match message.split_once(": ") {
        Some((front, rest)) if place.is_some() && front.starts_with("Parser error") => rest.to_owned(),
        _ => message,
    };
    (place, message)
}
