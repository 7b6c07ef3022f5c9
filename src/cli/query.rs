//! `query`: a SPARQL query of the store or of RDF files, and how answers are shown.
//!
//! Input: SPARQL. Output: the answer as a table or in a standard format; the number of rows on standard error.
//! Invariant: a table shows every row and every word; only prefixes shorten.

use super::args::{AnswerFormat, GraphFormat, Query};
use super::output::Output;
use super::{Outcome, Place, count, format, output, say, table, told};
use crate::error::{Error, Result};
use crate::store::{self, Answer, TableFormat};
use crate::vocab;
use oxigraph::model::{GraphName, Term};
use std::io::{Read, Write};
use std::time::Duration;

/// `rapporteur query`.
pub fn query(place: &Place, args: &Query) -> Result<Outcome> {
    let (sparql, name) = match (&args.file, args.sparql.as_deref()) {
        (Some(file), _) => {
            let name = file.display().to_string();
            (std::fs::read_to_string(file).map_err(|e| Error::from(e).in_file(&name))?, name)
        }
        (None, Some("-")) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|e| Error::from(e).in_file("-"))?;
            (text, "-".to_owned())
        }
        (None, sparql) => (sparql.unwrap_or_default().to_owned(), "query".to_owned()),
    };
    let (data, opened) = if args.data.is_empty() {
        let store = place.open()?;
        (store.dataset()?, told(&store))
    } else {
        (format::load(&args.data)?, Outcome::Done)
    };
    let answer = store::query(&data, &sparql, &name, args.timeout.map(Duration::from_secs))?;
    show(&answer, args.format)?;
    Ok(if answer == Answer::Boolean(false) { Outcome::Findings } else { opened })
}

/// Prints an answer: by default as a table, a graph as Turtle.
pub fn show(answer: &Answer, format: Option<AnswerFormat>) -> Result<()> {
    let shape = match (answer, format) {
        (Answer::Graph(_), None) => Shape::Graph(GraphFormat::Turtle),
        (_, format) => format.unwrap_or(AnswerFormat::Table).shape(),
    };
    match (answer, shape) {
        (Answer::Graph(triples), Shape::Graph(format)) => {
            let quads = triples.iter().map(|t| t.clone().in_graph(GraphName::DefaultGraph)).collect();
            output::print(|out| format::write(quads, format, out))
        }
        (Answer::Graph(_), _) => Err(Error::query(
            "the query gives a graph; expected --format turtle, ntriples, nquads, trig, jsonld or rdfxml",
        )),
        (_, Shape::Graph(_)) => {
            Err(Error::query("the query gives rows or a truth value; expected --format table, json, csv, tsv or xml"))
        }
        (_, Shape::Rows(format)) => output::print(|out| store::write_answer(answer, format, out)),
        (Answer::Boolean(truth), Shape::Table) => output::print(|out| Ok(writeln!(out, "{truth}")?)),
        (Answer::Solutions { variables, rows }, Shape::Table) => {
            output::print(|out| write_table(variables, rows, out))?;
            say(count(rows.len(), "row"));
            Ok(())
        }
    }
}

fn write_table(variables: &[String], rows: &[Vec<Option<Term>>], out: &mut Output) -> Result<()> {
    let cell = |term: &Option<Term>| term.as_ref().map(shown).unwrap_or_default();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    Ok(table::write(out, variables, &rows)?)
}

/// A term for a person: a literal's words alone, an IRI with a known prefix where there is one.
fn shown(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => shortened(node.as_str()),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// An IRI with its prefix, if one is known and SPARQL would take the short form as it stands.
fn shortened(iri: &str) -> String {
    let plain = |local: &str| !local.is_empty() && local.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    vocab::PREFIXES
        .iter()
        .find_map(|(prefix, namespace)| Some(format!("{prefix}:{}", iri.strip_prefix(namespace).filter(|l| plain(l))?)))
        .unwrap_or_else(|| iri.to_owned())
}

/// What a format can hold.
enum Shape {
    Table,
    Rows(TableFormat),
    Graph(GraphFormat),
}

impl AnswerFormat {
    fn shape(self) -> Shape {
        match self {
            AnswerFormat::Table => Shape::Table,
            AnswerFormat::Json => Shape::Rows(TableFormat::Json),
            AnswerFormat::Csv => Shape::Rows(TableFormat::Csv),
            AnswerFormat::Tsv => Shape::Rows(TableFormat::Tsv),
            AnswerFormat::Xml => Shape::Rows(TableFormat::Xml),
            AnswerFormat::Turtle => Shape::Graph(GraphFormat::Turtle),
            AnswerFormat::NTriples => Shape::Graph(GraphFormat::NTriples),
            AnswerFormat::NQuads => Shape::Graph(GraphFormat::NQuads),
            AnswerFormat::TriG => Shape::Graph(GraphFormat::TriG),
            AnswerFormat::JsonLd => Shape::Graph(GraphFormat::JsonLd),
            AnswerFormat::RdfXml => Shape::Graph(GraphFormat::RdfXml),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode, vocab::xsd};

    #[test]
    fn terms_are_shown_short() {
        let iri = |i: &str| shown(&NamedNode::new(i).unwrap().into());
        assert_eq!(iri("https://w3id.org/rapporteur/ns#Meeting"), "rap:Meeting");
        assert_eq!(iri("https://w3id.org/rapporteur/ns#a/b"), "https://w3id.org/rapporteur/ns#a/b");
        assert_eq!(iri("https://news.example/a"), "https://news.example/a");
        assert_eq!(shown(&Literal::new_typed_literal("2015-12", xsd::G_YEAR_MONTH).into()), "2015-12");
    }
}
