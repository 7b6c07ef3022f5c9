//! RDF on its way in and out: formats by name and by file ending.
//!
//! Input: quads, or a file. Output: a graph in a format, or the contents of the file.
//! Invariant: what is written is sorted and has no doubles, so that equal graphs give equal bytes.

use super::args::GraphFormat;
use super::output::Output;
use crate::error::{Error, Result};
use crate::graph::{self, Contents};
use crate::store;
use crate::vocab;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, Quad, Triple};
use std::path::Path;

/// The format that a file's ending tells; Turtle where it tells none.
pub fn of_file(path: Option<&Path>) -> GraphFormat {
    let ending = path.and_then(Path::extension).and_then(|e| e.to_str()).and_then(RdfFormat::from_extension);
    match ending {
        Some(RdfFormat::NTriples) => GraphFormat::NTriples,
        Some(RdfFormat::NQuads) => GraphFormat::NQuads,
        Some(RdfFormat::TriG) => GraphFormat::TriG,
        Some(RdfFormat::JsonLd { .. }) => GraphFormat::JsonLd,
        Some(RdfFormat::RdfXml) => GraphFormat::RdfXml,
        _ => GraphFormat::Turtle,
    }
}

/// Writes quads; formats without graph names get the triples alone.
pub fn write(quads: Vec<Quad>, format: GraphFormat, out: &mut Output) -> Result<()> {
    let format = match format {
        GraphFormat::Turtle => return graph::write_turtle(quads.into_iter().map(Triple::from), out),
        GraphFormat::NTriples => RdfFormat::NTriples,
        GraphFormat::NQuads => RdfFormat::NQuads,
        GraphFormat::TriG => return graph::write_trig(quads, out),
        GraphFormat::JsonLd => RdfFormat::JsonLd { profile: Default::default() },
        GraphFormat::RdfXml => RdfFormat::RdfXml,
    };
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, namespace) in vocab::PREFIXES {
        serializer = serializer
            .with_prefix(*prefix, *namespace)
            .map_err(|e| Error::store(format!("the prefix {prefix}: {e}")))?;
    }
    let mut serializer = serializer.for_writer(out);
    let named = |quad: Quad| {
        if format.supports_datasets() { quad } else { Triple::from(quad).in_graph(GraphName::DefaultGraph) }
    };
    for quad in graph::sorted(quads.into_iter().map(named).collect()) {
        serializer.serialize_quad(&quad)?;
    }
    serializer.finish()?;
    Ok(())
}

/// Whether a format has names for graphs.
pub fn has_names(format: GraphFormat) -> bool {
    matches!(format, GraphFormat::NQuads | GraphFormat::TriG | GraphFormat::JsonLd)
}

/// The reports and judgements of an exported graph, with its quads.
pub fn read(file: &Path) -> Result<(Contents, Vec<Quad>)> {
    let quads = store::read_rdf(file)?;
    let contents = graph::read_back(quads.iter().cloned()).map_err(|e| e.in_file(file.display().to_string()))?;
    Ok((contents, quads))
}
