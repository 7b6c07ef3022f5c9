//! Shapes: the part of SHACL Core that `ontology/shapes.ttl` uses, read from RDF.
//!
//! Input: a shapes graph. Output: node shapes with their targets and constraints, which `validate` applies and `mod` reads signatures from.
//! Invariant: a construct that is not known here is an error, never skipped, so that no shape is weaker than it reads.
//! To add a construct: a variant of `Constraint`, its row in `constraint`, its words in `Display`, its meaning in `validate`.
//!
//! Source: Shapes Constraint Language (SHACL), W3C Recommendation, 20 July 2017, sections 2 to 4.

use super::index::{Index, Node, node, short, show};
use super::validate::is_known_datatype;
use crate::error::{Error, Result};
use crate::vocab::{rdf, rdfs, sh};
use oxigraph::model::{NamedNode, NamedNodeRef, Term, TermRef};
use std::collections::HashSet;
use std::fmt;

/// Which nodes a shape is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Instances of a class and of its subclasses.
    Class(NamedNode),
    /// Nodes that have a property.
    SubjectsOf(NamedNode),
    /// Values of a property.
    ObjectsOf(NamedNode),
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum NodeKind {
    Iri,
    Literal,
}

/// One condition on the values of a shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Constraint {
    /// The values of a property, each set of them taken together.
    Property(Shape),
    /// One of these shapes holds.
    Or(Vec<Shape>),
    /// At least so many values.
    MinCount(usize),
    /// At most so many values.
    MaxCount(usize),
    /// An instance of the class or of a subclass.
    Class(NamedNode),
    /// A literal of the datatype, well written.
    Datatype(NamedNode),
    /// An IRI or a literal.
    NodeKind(NodeKind),
    /// One of these terms.
    In(Vec<Term>),
    /// This term is among the values.
    HasValue(Term),
    /// At least so many code points.
    MinLength(usize),
    /// At most so many code points.
    MaxLength(usize),
    /// A number that is not less.
    MinInclusive(f64),
    /// A number that is not greater.
    MaxInclusive(f64),
    /// A number less than each value of the other property.
    LessThan(NamedNode),
    /// No value of the other property.
    Disjoint(NamedNode),
    /// No other properties than these.
    Closed(Vec<NamedNode>),
}

/// Constraints on a node, or on the values of one of its properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// The property; `None` for the node itself.
    pub path: Option<NamedNode>,
    /// All must hold.
    pub constraints: Vec<Constraint>,
}

/// A shape with the nodes that it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeShape {
    /// Nodes that any of these names.
    pub targets: Vec<Target>,
    /// What they must be.
    pub shape: Shape,
}

/// Reads all node shapes of a graph.
pub fn read(graph: &Index<'_>) -> Result<Vec<NodeShape>> {
    let mut reader = Reader { graph, visited: HashSet::new() };
    let mut shapes = Vec::new();
    for subject in graph.subjects() {
        if graph.classes(subject).contains(&sh::NODE_SHAPE) {
            let name = show(subject.into());
            let targets = reader.targets(subject).map_err(|e| of(&name, e))?;
            let shape = reader.shape(subject).map_err(|e| of(&name, e))?;
            if shape.path.is_some() {
                return Err(of(&name, Error::input("a node shape with sh:path: expected it under sh:property")));
            }
            shapes.push((name, NodeShape { targets, shape }));
        }
    }
    // Whatever speaks SHACL and was not read would be a condition that nobody checks.
    let speaks = |s: &Node<'_>| graph.properties(*s).iter().any(|(p, _)| p.as_str().starts_with(sh::NS));
    if let Some(stray) = graph.subjects().find(|s| speaks(s) && !reader.visited.contains(&s.to_string())) {
        let name = show(stray.into());
        return Err(of(&name, Error::input("expected to be reached from a shape of type sh:NodeShape")));
    }
    shapes.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(shapes.into_iter().map(|(_, shape)| shape).collect())
}

fn of(shape: &str, error: Error) -> Error {
    Error::input(format!("shape {shape}: {error}"))
}

struct Reader<'g, 'a> {
    graph: &'g Index<'a>,
    visited: HashSet<String>,
}

impl<'a> Reader<'_, 'a> {
    fn targets(&self, subject: Node<'_>) -> Result<Vec<Target>> {
        let mut targets = Vec::new();
        for (property, value) in self.graph.properties(subject) {
            match *property {
                sh::TARGET_CLASS => targets.push(Target::Class(iri(*value)?)),
                sh::TARGET_SUBJECTS_OF => targets.push(Target::SubjectsOf(iri(*value)?)),
                sh::TARGET_OBJECTS_OF => targets.push(Target::ObjectsOf(iri(*value)?)),
                _ => {}
            }
        }
        match targets.is_empty() {
            true => Err(Error::input("no target: expected sh:targetClass, sh:targetSubjectsOf or sh:targetObjectsOf")),
            false => Ok(targets),
        }
    }

    fn shape(&mut self, subject: Node<'_>) -> Result<Shape> {
        self.visited.insert(subject.to_string());
        let mut shape = Shape::default();
        for (property, value) in self.graph.properties(subject) {
            match *property {
                sh::PATH => shape.path = Some(iri(*value)?),
                sh::CLOSED => {
                    let (closed, open): (bool, _) = (parsed(*value)?, self.ignored(subject)?);
                    let own = self.graph.values(subject, sh::PROPERTY).filter_map(node);
                    let own = own.flat_map(|p| self.graph.values(p, sh::PATH)).map(iri);
                    let allowed = own.chain(open.into_iter().map(Ok)).collect::<Result<Vec<_>>>()?;
                    shape.constraints.extend(closed.then_some(Constraint::Closed(allowed)));
                }
                sh::TARGET_CLASS | sh::TARGET_SUBJECTS_OF | sh::TARGET_OBJECTS_OF | sh::IGNORED_PROPERTIES => {}
                rdf::TYPE if [sh::NODE_SHAPE, sh::PROPERTY_SHAPE].iter().any(|t| *value == (*t).into()) => {}
                rdfs::LABEL | rdfs::COMMENT => {}
                _ => shape.constraints.push(self.constraint(*property, *value)?),
            }
        }
        let counts = |c: &Constraint| matches!(c, Constraint::MinCount(_) | Constraint::MaxCount(_));
        match shape.path.is_none() && shape.constraints.iter().any(counts) {
            true => Err(Error::input("a count without sh:path: expected it under sh:property")),
            false => Ok(shape),
        }
    }

    fn constraint(&mut self, property: NamedNodeRef<'_>, value: TermRef<'_>) -> Result<Constraint> {
        Ok(match property {
            sh::PROPERTY => {
                let shape = self.shape(node(value).ok_or_else(|| expected("a property shape", value))?)?;
                match shape.path {
                    Some(_) => Constraint::Property(shape),
                    None => return Err(Error::input("sh:property without sh:path")),
                }
            }
            sh::OR => {
                let alternatives = self.list(value)?;
                let shapes = alternatives.into_iter().map(|a| node(a).ok_or_else(|| expected("a shape", a)));
                let shapes = shapes.collect::<Result<Vec<_>>>()?;
                Constraint::Or(shapes.into_iter().map(|s| self.shape(s)).collect::<Result<_>>()?)
            }
            sh::MIN_COUNT => Constraint::MinCount(parsed(value)?),
            sh::MAX_COUNT => Constraint::MaxCount(parsed(value)?),
            sh::CLASS => Constraint::Class(iri(value)?),
            sh::DATATYPE => {
                let datatype = iri(value)?;
                match is_known_datatype(datatype.as_ref()) {
                    true => Constraint::Datatype(datatype),
                    false => return Err(unsupported(&format!("sh:datatype {}", short(datatype.as_str())))),
                }
            }
            sh::NODE_KIND if value == sh::IRI.into() => Constraint::NodeKind(NodeKind::Iri),
            sh::NODE_KIND if value == sh::LITERAL.into() => Constraint::NodeKind(NodeKind::Literal),
            sh::NODE_KIND => return Err(unsupported(&format!("sh:nodeKind {}", show(value)))),
            sh::IN => Constraint::In(self.list(value)?.into_iter().map(TermRef::into_owned).collect()),
            sh::HAS_VALUE => Constraint::HasValue(value.into_owned()),
            sh::MIN_LENGTH => Constraint::MinLength(parsed(value)?),
            sh::MAX_LENGTH => Constraint::MaxLength(parsed(value)?),
            sh::MIN_INCLUSIVE => Constraint::MinInclusive(parsed(value)?),
            sh::MAX_INCLUSIVE => Constraint::MaxInclusive(parsed(value)?),
            sh::LESS_THAN => Constraint::LessThan(iri(value)?),
            sh::DISJOINT => Constraint::Disjoint(iri(value)?),
            _ => return Err(unsupported(&short(property.as_str()))),
        })
    }

    fn list(&self, head: TermRef<'_>) -> Result<Vec<TermRef<'a>>> {
        self.graph.list(head).ok_or_else(|| expected("a list", head))
    }

    fn ignored(&self, subject: Node<'_>) -> Result<Vec<NamedNode>> {
        let mut ignored = Vec::new();
        for head in self.graph.values(subject, sh::IGNORED_PROPERTIES) {
            ignored.extend(self.list(head)?.into_iter().map(iri).collect::<Result<Vec<_>>>()?);
        }
        Ok(ignored)
    }
}

fn unsupported(what: &str) -> Error {
    Error::input(format!("{what} is not supported: express it with the constructs that shapes.ttl uses"))
}

fn expected(what: &str, found: TermRef<'_>) -> Error {
    Error::input(format!("expected {what}, found {}", show(found)))
}

fn iri(term: TermRef<'_>) -> Result<NamedNode> {
    match term {
        TermRef::NamedNode(n) => Ok(n.into_owned()),
        _ => Err(expected("an IRI", term)),
    }
}

fn parsed<T: std::str::FromStr>(term: TermRef<'_>) -> Result<T> {
    match term {
        TermRef::Literal(l) => l.value().parse().map_err(|_| expected("a number, true or false", term)),
        _ => Err(expected("a literal", term)),
    }
}

/// What a constraint asks for, as the end of a sentence that begins with "expected".
impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = |n: &usize| if *n == 1 { "value" } else { "values" };
        match self {
            Constraint::Property(shape) => shape.fmt(f),
            Constraint::Or(shapes) => join(f, shapes, " or "),
            Constraint::MinCount(n) => write!(f, "at least {n} {}", values(n)),
            Constraint::MaxCount(n) => write!(f, "at most {n} {}", values(n)),
            Constraint::Class(class) => f.write_str(&short(class.as_str())),
            Constraint::Datatype(datatype) => f.write_str(&short(datatype.as_str())),
            Constraint::NodeKind(NodeKind::Iri) => f.write_str("an IRI"),
            Constraint::NodeKind(NodeKind::Literal) => f.write_str("a literal"),
            Constraint::In(terms) => {
                f.write_str("one of ")?;
                join(f, &terms.iter().map(|t| show(t.as_ref())).collect::<Vec<_>>(), ", ")
            }
            Constraint::HasValue(term) => f.write_str(&show(term.as_ref())),
            Constraint::MinLength(n) => write!(f, "at least {n} characters"),
            Constraint::MaxLength(n) => write!(f, "at most {n} characters"),
            Constraint::MinInclusive(n) => write!(f, "at least {n}"),
            Constraint::MaxInclusive(n) => write!(f, "at most {n}"),
            Constraint::LessThan(other) => write!(f, "less than {}", short(other.as_str())),
            Constraint::Disjoint(other) => write!(f, "other values than {}", short(other.as_str())),
            Constraint::Closed(allowed) => {
                f.write_str("no other property than ")?;
                join(f, &allowed.iter().map(|p| short(p.as_str())).collect::<Vec<_>>(), ", ")
            }
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{} with ", short(path.as_str()))?;
        }
        join(f, &self.constraints, " and ")
    }
}

fn join(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display], between: &str) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if i == 0 { "" } else { between })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::index::turtle;
    use super::*;

    fn parse(body: &str) -> Result<Vec<NodeShape>> {
        let text = format!(
            "@prefix sh: <{}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <http://x/> .\n{body}",
            sh::NS
        );
        read(&Index::new(&turtle("shapes", &text).unwrap()))
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        for (body, words) in [
            (":s a sh:NodeShape ; sh:targetClass :c ; sh:not [ sh:class :d ] .", "sh:not is not supported"),
            (":s a sh:NodeShape ; sh:targetNode :c .", "no target"),
            (":s a sh:NodeShape ; sh:targetClass :c ; sh:targetNode :n .", "sh:targetNode is not supported"),
            (
                ":s a sh:NodeShape ; sh:targetClass :c ; sh:property [ sh:path [ sh:inversePath :p ] ] .",
                "expected an IRI",
            ),
            (":s a sh:NodeShape ; sh:targetClass :c ; sh:property [ sh:path :p ; sh:pattern \"a\" ] .", "sh:pattern"),
            (":s a sh:NodeShape ; sh:targetClass :c ; sh:datatype xsd:float .", "sh:datatype xsd:float"),
            (":s a sh:NodeShape ; sh:targetClass :c ; sh:nodeKind sh:BlankNode .", "sh:nodeKind sh:BlankNode"),
            (":s a sh:NodeShape ; sh:targetClass :c ; sh:minCount 1 .", "a count without sh:path"),
            (":s a sh:NodeShape ; sh:targetClass :c ; sh:in :list .", "expected a list"),
            (":s a sh:PropertyShape ; sh:targetClass :c ; sh:path :p .", "expected to be reached"),
            (":s a sh:NodeShape ; sh:targetClass :c ; :severity :high .", "<http://x/severity> is not supported"),
        ] {
            let error = parse(body).unwrap_err().to_string();
            assert!(error.contains(words), "{body}\n{error}");
        }
    }

    #[test]
    fn constraints_read_as_they_are_written() {
        let shapes = parse(
            ":s a sh:NodeShape ; sh:targetClass :c ; sh:or ( [ sh:path :p ; sh:minCount 1 ] [ sh:class :d ] ) ;
                sh:closed true ; sh:ignoredProperties ( :q ) .",
        )
        .unwrap();
        let words: Vec<String> = shapes[0].shape.constraints.iter().map(Constraint::to_string).collect();
        assert!(words.contains(&"<http://x/p> with at least 1 value or <http://x/d>".to_owned()), "{words:?}");
        assert!(words.contains(&"no other property than <http://x/q>".to_owned()), "{words:?}");
    }
}
