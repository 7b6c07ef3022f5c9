//! The ontology as Rust data: kinds of facts with their roles, codes and ranks, and the shapes that every graph obeys.
//!
//! Input: `ontology/rapporteur.ttl` and `ontology/shapes.ttl`, embedded. Output: `check` for claims, `validate` for graphs.
//! Invariant: nothing about a kind, role or code is said here; all of it is read, and what cannot be read is an error.
//! To add a kind, a role or a code: the ontology alone.

mod check;
mod index;
mod kind;
mod shapes;
mod validate;

use crate::claim::Claim;
use crate::entity::Entity;
use crate::error::{Error, Result};
use crate::vocab::{code, rap, rdf, skos};
use index::{Classes, Index, turtle};
use oxigraph::model::{TermRef, Triple};
use shapes::{NodeShape, Target};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

pub use kind::{Fillers, Kind, Role};

/// The ontology's text.
pub const ONTOLOGY: &str = include_str!("../../ontology/rapporteur.ttl");
/// The shapes' text.
pub const SHAPES: &str = include_str!("../../ontology/shapes.ttl");

/// What does not conform, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The node, or the claim.
    pub focus: String,
    /// The property or role that is to blame.
    pub path: Option<String>,
    /// What was expected, and what was found.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.focus)?;
        if let Some(path) = &self.path {
            write!(f, "{path}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// The ontology.
#[derive(Debug)]
pub struct Schema {
    kinds: BTreeMap<String, Kind>,
    ranks: BTreeMap<String, i32>,
    certainties: BTreeSet<String>,
    classes: Classes,
    shapes: Vec<NodeShape>,
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    Schema::read(("ontology/rapporteur.ttl", ONTOLOGY), ("ontology/shapes.ttl", SHAPES))
        .expect("invariant: the embedded ontology reads")
});

/// The embedded ontology.
pub fn schema() -> &'static Schema {
    &SCHEMA
}

/// Checks a claim against the signature of its kind. `entities` are those of its report.
pub fn check(claim: &Claim, entities: &[Entity]) -> Result<(), Vec<Violation>> {
    check::check(schema(), claim, entities)
}

/// Checks triples (a whole export) against the shapes. An empty answer says that they conform.
pub fn validate(triples: &[Triple]) -> Result<Vec<Violation>> {
    let schema = schema();
    Ok(validate::validate(&schema.shapes, &schema.classes, triples))
}

impl Schema {
    /// Reads an ontology and its shapes: (file, Turtle) each.
    pub fn read(ontology: (&str, &str), shapes: (&str, &str)) -> Result<Schema> {
        let triples = turtle(ontology.0, ontology.1)?;
        let terms = Index::new(&triples);
        let classes = Classes::read(&terms);
        let shape_triples = turtle(shapes.0, shapes.1)?;
        let node_shapes = shapes::read(&Index::new(&shape_triples)).map_err(|e| e.in_file(shapes.0))?;
        let mut ranks = BTreeMap::new();
        let mut certainties = BTreeSet::new();
        for concept in terms.subjects().filter(|s| terms.values(*s, rdf::TYPE).any(|t| t == skos::CONCEPT.into())) {
            let Some(name) = local(concept.into(), code::local) else { continue };
            if let Some(TermRef::Literal(rank)) = terms.values(concept, code::RANK).next() {
                let rank = rank.value().parse();
                ranks.insert(name.to_owned(), rank.map_err(|_| bad(name, "an integer code:rank").in_file(ontology.0))?);
            }
            if terms.values(concept, skos::IN_SCHEME).any(|s| s == code::CERTAINTIES.into()) {
                certainties.insert(name.to_owned());
            }
        }
        let mut schema = Schema { kinds: BTreeMap::new(), ranks, certainties, classes, shapes: node_shapes };
        let fact = rap::FACT.into_owned();
        for shape in &schema.shapes {
            for target in &shape.targets {
                let Target::Class(class) = target else { continue };
                if *class != fact && schema.classes.is_below(class.as_ref(), &fact) {
                    let name = local(class.as_ref().into(), rap::local).unwrap_or_else(|| class.as_str());
                    let kind = kind::read(&schema, name, &shape.shape).map_err(|e| e.in_file(shapes.0))?;
                    schema.kinds.insert(name.to_owned(), kind);
                }
            }
        }
        Ok(schema)
    }

    /// A kind by its local name.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// All kinds, in the order of their names.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.values()
    }

    /// Rank of a status: of claims of one date, that of the greater rank stands.
    pub fn rank(&self, status: &str) -> Option<i32> {
        self.ranks.get(status).copied()
    }
}

fn local<'a>(term: TermRef<'a>, of: fn(&str) -> Option<&str>) -> Option<&'a str> {
    match term {
        TermRef::NamedNode(n) => of(n.as_str()),
        _ => None,
    }
}

fn bad(what: &str, expected: &str) -> Error {
    Error::input(format!("{what}: expected {expected}"))
}
