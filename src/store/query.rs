//! SPARQL queries over a dataset, and their answers as data.
//!
//! Input: a dataset and a query as the user typed it. Output: rows, a boolean or triples; or an error with the place in the user's own text.
//! Invariant: a query changes nothing and reaches no network; without FROM it sees all graphs together.
//! One more format for answers: a variant of `TableFormat` and its line in `write_answer`.

use super::sparql::{error_at, form, is, syntax_error, tokens};
use super::{Dataset, sparql::Kind};
use crate::error::{Error, Result};
use crate::vocab;
use oxigraph::model::{GraphNameRef, Term, Triple, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{CancellationToken, PreparedSparqlQuery, QueryEvaluationError, QueryResults, SparqlEvaluator};
use std::io::Write;
use std::sync::mpsc::{RecvTimeoutError, channel};
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

const UPDATES: &[&str] = &["INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"];

/// As much as a main thread has, in bytes: evaluation recurses with the query's depth.
const STACK: usize = 8 << 20;

/// Asks `sparql` of all graphs together; `name` is what errors call the query's text (its file, or "query").
///
/// The prefixes of `vocab::PREFIXES` need not be declared, and a PREFIX line of the query's own wins. A query that is over its time is
/// cancelled, and ends when it next looks at the data or with the process: what only multiplies rows that it has read cannot be stopped.
///
/// # Errors
/// Syntax errors with line and column, SERVICE and UPDATE, and a query that takes longer than `timeout`.
pub fn query(dataset: &Dataset, sparql: &str, name: &str, timeout: Option<Duration>) -> Result<Answer> {
    let failed = |e: QueryEvaluationError| Error::query(e.to_string()).in_file(name);
    let Some(limit) = timeout else {
        return answer(prepare(SparqlEvaluator::new(), sparql, name)?, dataset).map_err(failed);
    };
    let token = CancellationToken::new();
    let prepared = prepare(SparqlEvaluator::new().with_cancellation_token(token.clone()), sparql, name)?;
    let (sender, receiver) = channel();
    let dataset = dataset.clone();
    std::thread::Builder::new().stack_size(STACK).spawn(move || sender.send(answer(prepared, &dataset)))?;
    match receiver.recv_timeout(limit) {
        Ok(answer) => answer.map_err(failed),
        Err(RecvTimeoutError::Timeout) => {
            token.cancel();
            let seconds = limit.as_secs_f64();
            Err(Error::query(format!("the query took longer than {seconds} s (--timeout)")).in_file(name))
        }
        Err(RecvTimeoutError::Disconnected) => Err(Error::query("the evaluation of the query broke off").in_file(name)),
    }
}

fn prepare(mut evaluator: SparqlEvaluator, sparql: &str, name: &str) -> Result<PreparedSparqlQuery> {
    let Some(form) = form(sparql) else {
        return Err(Error::query("the query is empty: expected SELECT, ASK, CONSTRUCT or DESCRIBE").in_file(name));
    };
    if is(form.span.of(sparql), UPDATES) {
        let message =
            "queries only: UPDATE is refused; a store changes by ingest, merge, retract, same, distinct and unsay";
        return Err(error_at(sparql, name, form.span.start as usize, message));
    }
    for (prefix, namespace) in vocab::PREFIXES {
        evaluator = evaluator.with_prefix(*prefix, *namespace).map_err(|e| Error::query(e.to_string()))?;
    }
    let prepared = evaluator.parse_query(sparql).map_err(|e| syntax_error(sparql, name, &e))?;
    let service = |t: &super::sparql::Token| t.kind == Kind::Word && is(t.span.of(sparql), &["SERVICE"]);
    if let Some(token) = tokens(sparql).into_iter().find(service) {
        let message = "SERVICE is refused: a query reaches no network; load the other graph with --data or merge";
        return Err(error_at(sparql, name, token.span.start as usize, message));
    }
    Ok(prepared)
}

fn answer(mut prepared: PreparedSparqlQuery, dataset: &Dataset) -> Result<Answer, QueryEvaluationError> {
    // The evaluator's union counts a triple once a graph. A store has each triple in one graph; files, which may not, are loaded with
    // the union made in their default graph.
    let mut default_graph = dataset.quads_for_pattern(None, None, None, Some(GraphNameRef::DefaultGraph));
    if prepared.dataset().is_default_dataset() && default_graph.next().is_none() {
        prepared.dataset_mut().set_default_graph_as_union();
    }
    Ok(match prepared.on_store(dataset).execute()? {
        QueryResults::Boolean(value) => Answer::Boolean(value),
        QueryResults::Solutions(solutions) => Answer::Solutions {
            variables: solutions.variables().iter().map(|v| v.as_str().to_owned()).collect(),
            rows: solutions.map(|s| Ok(s?.values().to_vec())).collect::<Result<_, QueryEvaluationError>>()?,
        },
        QueryResults::Graph(triples) => {
            let mut triples = triples.collect::<Result<Vec<Triple>, _>>()?;
            triples.sort_by_cached_key(Triple::to_string);
            triples.dedup();
            Answer::Graph(triples)
        }
    })
}

/// Writes solutions or a boolean in a W3C format.
///
/// # Errors
/// For triples, which have RDF formats instead; and what `out` meets.
pub fn write_answer(answer: &Answer, format: TableFormat, out: &mut impl Write) -> Result<()> {
    let serializer = QueryResultsSerializer::from_format(match format {
        TableFormat::Json => QueryResultsFormat::Json,
        TableFormat::Csv => QueryResultsFormat::Csv,
        TableFormat::Tsv => QueryResultsFormat::Tsv,
        TableFormat::Xml => QueryResultsFormat::Xml,
    });
    let ends_its_lines = match answer {
        Answer::Graph(_) => {
            return Err(Error::query("this query gives a graph: expected an RDF format such as turtle or ntriples"));
        }
        Answer::Boolean(value) => {
            serializer.serialize_boolean_to_writer(&mut *out, *value)?;
            false
        }
        Answer::Solutions { variables, rows } => {
            let variables: Vec<Variable> = variables.iter().map(Variable::new_unchecked).collect();
            let mut table = serializer.serialize_solutions_to_writer(&mut *out, variables.clone())?;
            for row in rows {
                table.serialize(variables.iter().zip(row).filter_map(|(v, cell)| Some((v, cell.as_ref()?))))?;
            }
            table.finish()?;
            matches!(format, TableFormat::Csv | TableFormat::Tsv)
        }
    };
    if !ends_its_lines {
        out.write_all(b"\n")?;
    }
    Ok(())
}
