//! Kinds of facts: roles, what may fill them, and statuses.
//!
//! Input: the shape of a class of facts. Output: its signature.
//! Invariant: every role tells what may fill it, and every status has a rank.
//! To add a way to tell fillers: a row in `role`.

use super::shapes::{Constraint, Shape};
use super::{Schema, bad, local};
use crate::entity::EntityClass;
use crate::error::Result;
use crate::vocab::{code, rap};
use oxigraph::model::Term;
use std::collections::BTreeSet;
use std::fmt;

/// What may fill a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fillers {
    /// Entities of these classes; none where only facts fill the role.
    Entities(BTreeSet<EntityClass>),
    /// Words of the text.
    Text,
    /// One of these codes.
    Codes(Vec<String>),
}

/// A role of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Local name of the property: "participant".
    pub name: String,
    /// What may fill it.
    pub fillers: Fillers,
    /// Least number of fillers.
    pub min: usize,
    /// Greatest number of fillers.
    pub max: Option<usize>,
}

/// A class of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Local name: "Meeting".
    pub name: String,
    /// Its roles, in the order of their names.
    pub roles: Vec<Role>,
    /// Sets of roles of which at least one must be filled.
    pub any_of: Vec<Vec<String>>,
    /// Its status codes, from the least to the greatest rank.
    pub statuses: Vec<String>,
}

impl Kind {
    /// The role of a name.
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.iter().find(|r| r.name == name)
    }
}

/// Reads the signature that the shape of a class of facts tells.
pub fn read(schema: &Schema, name: &str, shape: &Shape) -> Result<Kind> {
    let mut kind = Kind { name: name.to_owned(), roles: vec![], any_of: vec![], statuses: vec![] };
    for constraint in &shape.constraints {
        match constraint {
            Constraint::Property(property) if property.path.as_ref().is_some_and(|p| *p == rap::STATUS) => {
                kind.statuses = property.constraints.iter().flat_map(codes).collect();
                kind.statuses.sort_by_key(|s| schema.rank(s));
            }
            Constraint::Property(property) => kind.roles.extend(role(schema, property)?),
            Constraint::Or(alternatives) => {
                let role = |s: &Shape| s.path.as_ref().and_then(|p| rap::local(p.as_str())).map(str::to_owned);
                kind.any_of.push(alternatives.iter().filter_map(role).collect());
            }
            _ => {}
        }
    }
    kind.roles.sort_by(|a, b| a.name.cmp(&b.name));
    match kind.statuses.iter().find(|s| schema.rank(s).is_none()) {
        _ if kind.statuses.is_empty() => Err(bad(name, "sh:in with statuses under rap:status")),
        Some(status) => Err(bad(status, "a code:rank")),
        None => Ok(kind),
    }
}

fn role(schema: &Schema, property: &Shape) -> Result<Option<Role>> {
    let Some(name) = property.path.as_ref().and_then(|p| rap::local(p.as_str())) else { return Ok(None) };
    let (mut min, mut max, mut fillers) = (0, None, None);
    for constraint in &property.constraints {
        match constraint {
            Constraint::MinCount(n) => min = *n,
            Constraint::MaxCount(n) => max = Some(*n),
            Constraint::Datatype(_) => fillers = Some(Fillers::Text),
            Constraint::In(_) => fillers = Some(Fillers::Codes(codes(constraint))),
            Constraint::Class(_) => fillers = Some(Fillers::Entities(classes(schema, constraint))),
            Constraint::Or(shapes) => {
                let each = shapes.iter().flat_map(|s| &s.constraints).flat_map(|c| classes(schema, c));
                fillers = Some(Fillers::Entities(each.collect()));
            }
            _ => {}
        }
    }
    let fillers = fillers.ok_or_else(|| bad(name, "sh:class, sh:datatype, sh:in or sh:or that tells its fillers"))?;
    Ok(Some(Role { name: name.to_owned(), fillers, min, max }))
}

/// Classes of entities that a class constraint admits.
fn classes(schema: &Schema, constraint: &Constraint) -> BTreeSet<EntityClass> {
    let Constraint::Class(class) = constraint else { return BTreeSet::new() };
    let below = |name: &str| schema.classes.is_below(rap::term(name).as_ref(), class);
    EntityClass::ALL.iter().filter(|(name, _)| below(name)).map(|(_, class)| *class).collect()
}

fn codes(constraint: &Constraint) -> Vec<String> {
    let Constraint::In(terms) = constraint else { return vec![] };
    terms.iter().map(Term::as_ref).filter_map(|t| local(t, code::local)).map(str::to_owned).collect()
}

impl fmt::Display for Fillers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fillers::Entities(classes) if classes.is_empty() => f.write_str("a fact"),
            Fillers::Entities(classes) => f.write_str(&names(classes.iter().map(|c| c.name()))),
            Fillers::Text => f.write_str("a text"),
            Fillers::Codes(codes) => write!(f, "one of {}", names(codes)),
        }
    }
}

/// Names in a row, as a message shows them.
pub fn names(items: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    items.into_iter().map(|i| i.as_ref().to_owned()).collect::<Vec<_>>().join(", ")
}
