//! Triples by subject: what the shapes are read from, and what they are checked on.
//!
//! Input: Turtle, or triples. Output: values of a property, classes of a node, members of a list.
//! Invariant: a triple counts once, however often it is given.

use crate::error::{Error, Result};
use crate::vocab::{self, rdf, rdfs};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNodeRef, TermRef, Triple};
use std::collections::{HashMap, HashSet};

/// A node that can have properties.
pub type Node<'a> = NamedOrBlankNodeRef<'a>;

/// Reads a Turtle document; an error names its place.
pub fn turtle(file: &str, content: &str) -> Result<Vec<Triple>> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(content)
        .map(|quad| {
            quad.map(Triple::from).map_err(|e| {
                let (line, column) = e.location().map_or((1, 1), |l| (l.start.line + 1, l.start.column + 1));
                Error::input(e.to_string()).at(file, line as usize, column as usize)
            })
        })
        .collect()
}

/// The node of a term that is no literal.
pub fn node(term: TermRef<'_>) -> Option<Node<'_>> {
    match term {
        TermRef::NamedNode(n) => Some(n.into()),
        TermRef::BlankNode(b) => Some(b.into()),
        TermRef::Literal(_) => None,
    }
}

/// An IRI as a reader knows it: with the prefix that Turtle prints, where there is one.
pub fn short(iri: &str) -> String {
    let plain = |local: &str| local.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    vocab::PREFIXES
        .iter()
        .find_map(|(prefix, ns)| iri.strip_prefix(ns).filter(|l| plain(l)).map(|local| format!("{prefix}:{local}")))
        .unwrap_or_else(|| format!("<{iri}>"))
}

/// A term as a reader knows it; long literals are cut.
pub fn show(term: TermRef<'_>) -> String {
    const LONGEST: usize = 60;
    match term {
        TermRef::NamedNode(n) => short(n.as_str()),
        TermRef::BlankNode(b) => b.to_string(),
        TermRef::Literal(l) => {
            let mut text: String = l.value().chars().take(LONGEST).collect();
            if text.len() < l.value().len() {
                text.push('…');
            }
            match l.language() {
                Some(language) => format!("{text:?}@{language}"),
                None if l.datatype() == vocab::xsd::STRING => format!("{text:?}"),
                None => format!("{text:?}^^{}", short(l.datatype().as_str())),
            }
        }
    }
}

/// Triples by subject.
pub struct Index<'a> {
    properties: HashMap<Node<'a>, Vec<(NamedNodeRef<'a>, TermRef<'a>)>>,
    classes: HashMap<Node<'a>, Vec<NamedNodeRef<'a>>>,
}

impl<'a> Index<'a> {
    /// Indexes triples in one pass.
    pub fn new(triples: &'a [Triple]) -> Self {
        let mut properties: HashMap<_, Vec<_>> = HashMap::new();
        let mut classes: HashMap<_, Vec<_>> = HashMap::new();
        let mut seen = HashSet::with_capacity(triples.len());
        for triple in triples.iter().filter(|t| seen.insert(t.as_ref())) {
            let (subject, predicate, object) =
                (triple.subject.as_ref(), triple.predicate.as_ref(), triple.object.as_ref());
            properties.entry(subject).or_default().push((predicate, object));
            if let (true, TermRef::NamedNode(class)) = (predicate == rdf::TYPE, object) {
                classes.entry(subject).or_default().push(class);
            }
        }
        Index { properties, classes }
    }

    /// All subjects, in no order.
    pub fn subjects(&self) -> impl Iterator<Item = Node<'a>> {
        self.properties.keys().copied()
    }

    /// Properties of a node with their values.
    pub fn properties<'s>(&'s self, node: Node<'s>) -> &'s [(NamedNodeRef<'a>, TermRef<'a>)] {
        self.properties.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Values of one property of a node.
    pub fn values<'s>(&'s self, node: Node<'s>, property: NamedNodeRef<'s>) -> impl Iterator<Item = TermRef<'a>> + 's {
        self.properties(node).iter().filter(move |(p, _)| *p == property).map(|(_, value)| *value)
    }

    /// Classes that a node is said to be of, without their superclasses.
    pub fn classes<'s>(&'s self, node: Node<'s>) -> &'s [NamedNodeRef<'a>] {
        self.classes.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Members of an RDF list; `None` for anything that is no list.
    pub fn list(&self, head: TermRef<'_>) -> Option<Vec<TermRef<'a>>> {
        let mut members = Vec::new();
        let mut visited = HashSet::new();
        let mut at = node(head)?;
        while at != rdf::NIL.into() {
            if !visited.insert(at.to_string()) {
                return None;
            }
            members.push(self.values(at, rdf::FIRST).next()?);
            at = node(self.values(at, rdf::REST).next()?)?;
        }
        Some(members)
    }
}

/// Classes with all their subclasses.
#[derive(Debug)]
pub struct Classes {
    below: HashMap<String, HashSet<String>>,
}

impl Classes {
    /// Reads `rdfs:subClassOf` of an ontology.
    pub fn read(ontology: &Index<'_>) -> Self {
        let mut below: HashMap<String, HashSet<String>> = HashMap::new();
        for subject in ontology.subjects() {
            let Node::NamedNode(class) = subject else { continue };
            let mut open = vec![class];
            let mut visited = HashSet::new();
            while let Some(above) = open.pop() {
                if !visited.insert(above) {
                    continue;
                }
                let uppers = ontology.values(above.into(), rdfs::SUB_CLASS_OF);
                open.extend(uppers.filter_map(|upper| match upper {
                    TermRef::NamedNode(upper) => Some(upper),
                    _ => None,
                }));
                below.entry(above.as_str().to_owned()).or_default().insert(class.as_str().to_owned());
            }
        }
        Classes { below }
    }

    /// Whether `class` is `above` or below it.
    pub fn is_below(&self, class: NamedNodeRef<'_>, above: &NamedNode) -> bool {
        class == above.as_ref() || self.below.get(above.as_str()).is_some_and(|b| b.contains(class.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_below_all_that_its_superclasses_are_below() {
        let triples = turtle(
            "t",
            "@prefix : <http://x/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
             :a rdfs:subClassOf :b, :c . :b rdfs:subClassOf :d . :c rdfs:subClassOf :a .",
        )
        .unwrap();
        let classes = Classes::read(&Index::new(&triples));
        let class = |c: &str| NamedNode::new(format!("http://x/{c}")).unwrap();
        for (lower, upper, expected) in
            [("a", "a", true), ("a", "d", true), ("c", "d", true), ("d", "a", false), ("e", "e", true)]
        {
            assert_eq!(classes.is_below(class(lower).as_ref(), &class(upper)), expected, "{lower} {upper}");
        }
    }

    #[test]
    fn a_syntax_error_names_its_place() {
        assert!(turtle("x.ttl", "\n<a> <b>").unwrap_err().to_string().starts_with("x.ttl:2:"));
    }

    #[test]
    fn iris_are_shown_with_their_prefix() {
        assert_eq!(short("https://w3id.org/rapporteur/ns#Meeting"), "rap:Meeting");
        assert_eq!(short("https://w3id.org/rapporteur/ns#a/b"), "<https://w3id.org/rapporteur/ns#a/b>");
    }
}
