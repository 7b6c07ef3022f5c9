//! RDF that is not ours: each file's in a graph of its own, which is named by its content.
//!
//! Input: triples with blank nodes, or a graph that was written here. Output: a name, and quads without blank nodes.
//! Invariant: equal content has equal quads, whatever the order of triples and the labels of blank nodes; `read` undoes `quads`.

use super::canon;
use super::iri::{Base, base_of};
use super::order;
use crate::Result;
use crate::article::base32;
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use sha2::{Digest, Sha256};

/// Letters of a name: 120 bits.
const LETTERS: u32 = 24;
const FOLDER: &str = "foreign";
/// What stands between a graph's name and a blank node's number.
const NODE: &str = "#node=";

/// One graph of RDF that is not ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    name: String,
    /// Sorted, without doubles; blank nodes are labelled `c` and their number.
    triples: Vec<Triple>,
}

impl Foreign {
    /// Takes triples over; their blank nodes are theirs alone.
    ///
    /// # Errors
    /// When too many blank nodes are too much alike to be told apart.
    pub fn new(mut triples: Vec<Triple>) -> Result<Foreign> {
        triples.sort_by_cached_key(Triple::to_string);
        triples.dedup();
        let numbers = canon::numbers(&triples)?;
        let label = |node: BlankNode| {
            let number = numbers.get(&node).copied().unwrap_or_default();
            Term::from(BlankNode::new_unchecked(format!("c{number}")))
        };
        let triples =
            triples.into_iter().map(|t| map(t, &|term| if let Term::BlankNode(b) = term { label(b) } else { term }));
        let mut triples: Vec<Triple> = triples.collect();
        triples.sort_by_cached_key(Triple::to_string);
        let lines: String = triples.iter().map(|t| format!("{t} .\n")).collect();
        Ok(Foreign { name: base32(&Sha256::digest(lines), LETTERS), triples })
    }

    /// Reads a graph back that `quads` wrote below any base: by its name and triples.
    ///
    /// # Errors
    /// As `new`.
    pub fn read(graph: &NamedNode, triples: Vec<Triple>) -> Result<Foreign> {
        let prefix = format!("{}{NODE}", graph.as_str());
        let blank = |term| match term {
            Term::NamedNode(node) => match node.as_str().strip_prefix(&prefix).and_then(|k| k.parse::<u32>().ok()) {
                Some(number) => BlankNode::new_unchecked(format!("n{number}")).into(),
                None => node.into(),
            },
            term => term,
        };
        Foreign::new(triples.into_iter().map(|t| map(t, &blank)).collect())
    }

    /// The base of a graph's name, where it is such a graph.
    pub fn base_of(graph: &GraphName) -> Option<&str> {
        let GraphName::NamedNode(node) = graph else { return None };
        base_of(node.as_str(), FOLDER)
    }

    /// The name, which its content alone decides: the last part of its IRI.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its IRI, which is the name of its graph.
    pub fn iri(&self, base: &Base) -> NamedNode {
        base.world(&format!("{FOLDER}/{}", self.name))
    }

    /// Number of triples; there is none without.
    pub fn triples(&self) -> usize {
        self.triples.len()
    }

    /// Its triples in its graph, sorted, with IRIs in place of blank nodes.
    pub fn quads(&self, base: &Base) -> Vec<Quad> {
        let graph = self.iri(base);
        let iri = |term| match term {
            Term::BlankNode(node) => {
                NamedNode::new_unchecked(format!("{}{NODE}{}", graph.as_str(), &node.as_str()[1..])).into()
            }
            term => term,
        };
        let triples = order::sort(self.triples.iter().map(|t| map(t.clone(), &iri)).collect());
        triples.into_iter().map(|t| t.in_graph(graph.clone())).collect()
    }

    /// The same with links to what is below one base led below another.
    ///
    /// # Errors
    /// As `new`.
    pub fn moved(self, from: &Base, to: &Base) -> Result<Foreign> {
        let below = |term| match term {
            Term::NamedNode(node) => match node.as_str().strip_prefix(from.as_str()) {
                Some(rest) => NamedNode::new_unchecked(format!("{to}{rest}")).into(),
                None => node.into(),
            },
            term => term,
        };
        Foreign::new(self.triples.into_iter().map(|t| map(t, &below)).collect())
    }
}

/// A triple with another subject and object.
fn map(triple: Triple, term: &impl Fn(Term) -> Term) -> Triple {
    let subject = match term(triple.subject.into()) {
        Term::NamedNode(node) => NamedOrBlankNode::from(node),
        Term::BlankNode(node) => node.into(),
        Term::Literal(_) => unreachable!("invariant: nodes become nodes"),
    };
    Triple::new(subject, triple.predicate, term(triple.object))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;
    use proptest::prelude::*;

    /// A triple of three numbers: small ones are blank nodes, greater ones IRIs, some of them below the base, and literals.
    fn triple((s, p, o): (u8, u8, u8), label: &str) -> Triple {
        let node = |n: u8| match n {
            0..5 => Term::from(BlankNode::new_unchecked(format!("{label}{n}"))),
            5 => NamedNode::new_unchecked("https://rapporteur.example/country/france").into(),
            6 => NamedNode::new_unchecked("urn:x").into(),
            _ => Literal::new_language_tagged_literal_unchecked(format!("é {n}\n"), "fr").into(),
        };
        let subject = match node(s) {
            Term::BlankNode(node) => NamedOrBlankNode::from(node),
            _ => NamedNode::new_unchecked("urn:s").into(),
        };
        Triple::new(subject, NamedNode::new_unchecked(format!("urn:p{p}")), node(o))
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back_and_moves_there_and_back(numbers in prop::collection::vec((0..7u8, 0..2u8, 0..9u8), 1..12)) {
            let of = |label: &str| Foreign::new(numbers.iter().map(|n| triple(*n, label)).collect()).unwrap();
            let (base, other) = (Base::default(), Base::new("https://graph.example/news/").unwrap());
            let graph = of("a");
            prop_assert_eq!(&of("zz"), &graph);
            let quads = graph.quads(&base);
            prop_assert!(quads.iter().all(|q| !q.subject.is_blank_node() && !q.object.is_blank_node()));
            prop_assert!(quads.iter().all(|q| Foreign::base_of(&q.graph_name) == Some(base.as_str())));
            let back = Foreign::read(&graph.iri(&base), quads.into_iter().rev().map(Triple::from).collect()).unwrap();
            prop_assert_eq!(&back, &graph);
            prop_assert_eq!(back.moved(&base, &other).unwrap().moved(&other, &base).unwrap(), graph);
        }
    }
}
