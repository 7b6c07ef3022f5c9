//! Quads in files and in memory: parsing with places, canonical N-Quads, and the dataset that queries run on.
//!
//! Input: bytes or quads. Output: quads, sorted lines, an in-memory triple store.
//! Invariant: `nquads` depends on the set of quads alone; `dataset` is the one place that makes a triple store.

use super::Dataset;
use crate::error::{Error, Result};
use crate::vocab::xsd;
use oxigraph::io::{RdfFormat, RdfParser, RdfSyntaxError};
use oxigraph::model::{GraphNameRef, Quad, QuadRef, TermRef, TripleRef};
use oxigraph::store::{StorageError, Transaction};
use std::fmt::Write;
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
    let (mut text, mut ends) = (String::new(), Vec::new());
    for quad in quads {
        write_line(quad.as_ref(), &mut text);
        ends.push(text.len());
    }
    let mut start = 0;
    let mut lines: Vec<&str> = ends.into_iter().map(|end| &text[std::mem::replace(&mut start, end)..end]).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.concat().into_bytes()
}

/// What `{quad} .` and a line end would be, at a third of the time.
fn write_line(quad: QuadRef<'_>, out: &mut String) {
    write_term(quad.subject.into(), out);
    write_term(quad.predicate.into(), out);
    write_term(quad.object, out);
    match quad.graph_name {
        GraphNameRef::NamedNode(node) => write_term(node.into(), out),
        GraphNameRef::BlankNode(node) => write_term(node.into(), out),
        GraphNameRef::DefaultGraph => {}
    }
    out.push_str(".\n");
}

fn write_term(term: TermRef<'_>, out: &mut String) {
    match term {
        TermRef::NamedNode(node) => write_parts(&["<", node.as_str(), "> "], out),
        TermRef::Literal(literal) if is_plain(literal.value()) => {
            write_parts(&["\"", literal.value(), "\""], out);
            if let Some(language) = literal.language() {
                write_parts(&["@", language], out);
            } else if literal.datatype() != xsd::STRING {
                write_parts(&["^^<", literal.datatype().as_str(), ">"], out);
            }
            out.push(' ');
        }
        // A String takes whatever is written.
        term => drop(write!(out, "{term} ")),
    }
}

fn write_parts(parts: &[&str], out: &mut String) {
    parts.iter().for_each(|part| out.push_str(part));
}

/// Whether a literal holds nothing that N-Quads escapes: no control characters, quotes, backslashes, or U+FFFE and U+FFFF (among what begins with EF).
fn is_plain(value: &str) -> bool {
    !value.bytes().any(|b| matches!(b, 0..=0x1f | b'"' | b'\\' | 0x7f | 0xef))
}

/// An in-memory triple store of what `fill` inserts.
pub(super) fn dataset(fill: impl FnOnce(&mut Transaction<'_>)) -> Result<Dataset> {
    let dataset = oxigraph::store::Store::new().map_err(failed)?;
    let mut transaction = dataset.start_transaction().map_err(failed)?;
    fill(&mut transaction);
    transaction.commit().map_err(failed)?;
    Ok(Dataset::in_memory(dataset))
}

/// What the triple store complains of.
pub(super) fn failed(error: StorageError) -> Error {
    Error::store(error.to_string())
}

/// Loads RDF files to query them without a store: Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD by each file's ending.
/// The default graph is the union of all graphs of all files, each triple once.
///
/// # Errors
/// An unknown ending, a file that cannot be read, and syntax errors with their place.
pub fn load_rdf<P: AsRef<Path>>(files: &[P]) -> Result<Dataset> {
    let quads: Vec<Vec<Quad>> = files.iter().map(|f| read_rdf(f.as_ref())).collect::<Result<_>>()?;
    dataset(|all| {
        for quad in quads.iter().flatten().map(Quad::as_ref) {
            all.insert(quad);
            all.insert(TripleRef::from(quad).in_graph(GraphNameRef::DefaultGraph));
        }
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, Term};
    use proptest::prelude::*;

    fn any_term() -> impl Strategy<Value = Term> {
        let text = || prop_oneof![any::<String>(), "[ \"\\\\\u{7f}\u{fffe}\u{ffff}\t-z]{0,4}"];
        prop_oneof![
            text().prop_map(|t| Literal::new_simple_literal(t).into()),
            text().prop_map(|t| Literal::new_typed_literal(t, xsd::DATE).into()),
            text().prop_map(|t| Literal::new_language_tagged_literal_unchecked(t, "en").into()),
            "[a-z]{1,3}".prop_map(|t| NamedNode::new_unchecked(format!("https://x.example/{t}")).into()),
            "[a-z]{1,3}".prop_map(|t| BlankNode::new_unchecked(t).into()),
        ]
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_standard(object in any_term(), named in any::<bool>()) {
            let node = NamedNode::new_unchecked("https://x.example/s");
            let graph = if named { node.clone().into() } else { GraphName::DefaultGraph };
            let quad = Quad::new(node.clone(), node, object, graph);
            prop_assert_eq!(String::from_utf8(nquads([&quad, &quad])).unwrap(), format!("{quad} .\n"));
        }
    }
}
