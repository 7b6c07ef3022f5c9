//! Turtle, and TriG, as people read it: grouped by subject, world first, then article after article, then judgements.
//!
//! Input: triples in any order, with doubles. Output: one text for one set of triples, byte for byte.
//! Invariant: parsing gives the set back; files may be put one after the other, since each opens with its own base and prefixes.
//! The order of subjects, predicates and objects is `order`'s; the form of a term is `term`'s.

use super::iri::{Base, Fragment, article_part, base_of};
use super::order;
use super::term::Terms;
use crate::Result;
use crate::vocab::rdf;
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term, Triple};
use std::io::Write;

/// Columns that several objects may fill before each gets a line of its own.
const WIDTH: usize = 120;

/// Writes triples (or quads, whose graph names Turtle cannot hold).
///
/// # Errors
/// Only those of `out`.
pub fn write_turtle<T: Into<Triple>>(triples: impl IntoIterator<Item = T>, out: &mut impl Write) -> Result<()> {
    let triples = order::sort(triples.into_iter().map(Into::into).collect());
    write(&[(GraphName::DefaultGraph, triples)], out)
}

/// Writes quads as TriG: the same, graph by graph.
///
/// # Errors
/// Only those of `out`.
pub fn write_trig(quads: Vec<Quad>, out: &mut impl Write) -> Result<()> {
    let quads = order::sort_quads(quads).into_iter();
    let graphs = quads.map(|(graph, quads)| (graph, quads.into_iter().map(Triple::from).collect()));
    write(&graphs.collect::<Vec<_>>(), out)
}

fn write(graphs: &[(GraphName, Vec<Triple>)], out: &mut impl Write) -> Result<()> {
    let nodes = || graphs.iter().flat_map(|(_, triples)| triples.chunk_by(|a, b| a.subject == b.subject));
    let base = nodes().find_map(find_base);

    // The first pass only learns which prefixes are used, so that nothing but one node is ever held as text.
    let mut terms = Terms::new(base);
    let mut text = String::new();
    for group in nodes() {
        text.clear();
        node(group, &mut terms, &mut text);
    }
    let names: Vec<String> = graphs.iter().map(|(graph, _)| name(graph, &mut terms)).collect();
    if let Some(base) = base {
        writeln!(out, "@base <{base}> .")?;
    }
    for (prefix, namespace) in terms.prefixes() {
        writeln!(out, "@prefix {prefix}: <{namespace}> .")?;
    }
    for (name, (_, triples)) in names.iter().zip(graphs) {
        if !name.is_empty() {
            writeln!(out, "\n{name} {{")?;
        }
        for group in triples.chunk_by(|a, b| a.subject == b.subject) {
            text.clear();
            text.push('\n');
            node(group, &mut terms, &mut text);
            out.write_all(text.as_bytes())?;
        }
        if !name.is_empty() {
            writeln!(out, "}}")?;
        }
    }
    Ok(())
}

/// A graph's name; empty for the default graph.
fn name(graph: &GraphName, terms: &mut Terms<'_>) -> String {
    let mut text = String::new();
    match graph {
        GraphName::NamedNode(node) => terms.iri(node.as_str(), &mut text),
        GraphName::BlankNode(node) => terms.term(node.as_ref().into(), &mut text),
        GraphName::DefaultGraph => {}
    }
    text
}

/// Writes one subject with its sorted triples.
fn node(group: &[Triple], terms: &mut Terms<'_>, text: &mut String) {
    terms.term(group[0].subject.as_ref().into(), text);
    let mut objects = String::new();
    for (i, same) in group.chunk_by(|a, b| a.predicate == b.predicate).enumerate() {
        text.push_str(if i == 0 { " " } else { " ;\n    " });
        if same[0].predicate == rdf::TYPE {
            text.push('a');
        } else {
            terms.iri(same[0].predicate.as_str(), text);
        }
        let column = text.len() - text.rfind('\n').map_or(0, |i| i + 1);
        let length = write_objects(same, " ", terms, &mut objects);
        if same.len() > 1 && column + length > WIDTH {
            write_objects(same, "\n        ", terms, &mut objects);
        }
        text.push_str(&objects);
    }
    text.push_str(" .\n");
}

/// Writes the objects of one predicate, each after `gap`; gives their length in bytes.
fn write_objects(same: &[Triple], gap: &str, terms: &mut Terms<'_>, objects: &mut String) -> usize {
    objects.clear();
    for (i, triple) in same.iter().enumerate() {
        objects.push_str(if i == 0 { gap } else { "," });
        if i > 0 {
            objects.push_str(gap);
        }
        terms.term(triple.object.as_ref(), objects);
    }
    objects.len()
}

/// The base of an article's part that a triple refers to.
fn base_of_object(triple: &Triple) -> Option<&str> {
    let Term::NamedNode(node) = &triple.object else { return None };
    match article_part(node.as_str())? {
        (article, Fragment::Entity(_) | Fragment::Claim(_)) => base_of(article, "article"),
        _ => None,
    }
}

/// The base that most IRIs here begin with, told by the first IRI of an article or judgement. Only http: some parsers do not resolve against a urn.
fn find_base(group: &[Triple]) -> Option<&str> {
    let of_subject = match &group[0].subject {
        NamedOrBlankNode::NamedNode(node) => article_part(node.as_str())
            .and_then(|(article, _)| base_of(article, "article"))
            .or_else(|| base_of(node.as_str(), "judgement")),
        NamedOrBlankNode::BlankNode(_) => None,
    };
    of_subject
        .or_else(|| group.iter().find_map(base_of_object))
        .filter(|base| Base::new(base).is_ok_and(|b| b.as_str() == *base && base.starts_with("http")))
}
