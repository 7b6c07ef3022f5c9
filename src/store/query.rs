//! SPARQL queries.
use crate::Result;
use oxigraph::model::{Term, Triple};
use oxigraph::store::Store as Dataset;
use std::path::Path;
use std::time::Duration;

/// What a query gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// SELECT.
    Solutions {
        /// Names of the columns, without `?`.
        variables: Vec<String>,
        /// One cell a variable; `None` where it is unbound.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// ASK.
    Boolean(bool),
    /// CONSTRUCT and DESCRIBE, sorted, without doubles.
    Graph(Vec<Triple>),
}

/// W3C formats of solutions and booleans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TableFormat {
    Json,
    Csv,
    Tsv,
    Xml,
}

/// Asks `sparql` of all graphs together; `name` is what errors call the query's text (its file, or "query").
/// The prefixes of `vocab::PREFIXES` need not be declared; SERVICE and UPDATE are refused.
pub fn query(dataset: &Dataset, sparql: &str, name: &str, timeout: Option<Duration>) -> Result<Answer> {
    todo!()
}

/// Writes solutions or a boolean in a W3C format; an error for a graph, which has RDF formats instead.
pub fn write_answer(answer: &Answer, format: TableFormat, out: &mut impl std::io::Write) -> Result<()> {
    todo!()
}

/// Loads an RDF file to query it without a store: Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD by the file's ending.
pub fn load_rdf(path: &Path) -> Result<Dataset> {
    todo!()
}
