//! What a person means by an argument: an IRI in full, in angle brackets or below the base, or a name.
//!
//! Input: the words typed, and the store. Output: things of the store.
//! Invariant: an IRI names at most one thing; a name stands for every entity that is called so, in any case of letters.

use crate::claim::Report;
use crate::entity::Entity;
use crate::error::{Error, Result};
use crate::graph::Base;
use crate::judgement::EntityRef;
use crate::store::Store;
use crate::world::WorldEntity;

/// Names shown where none fits.
const SUGGESTIONS: usize = 5;

/// Something of a store, by its indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Into the world's entities.
    Entity(usize),
    /// Into the world's facts.
    Fact(usize),
    /// Into the reports.
    Article(usize),
    /// A report and one of its entities.
    ArticleEntity(usize, usize),
    /// A report and one of its claims.
    Claim(usize, usize),
}

/// Everything that `what` names; at least one thing.
pub fn things(store: &Store, what: &str) -> Result<Vec<Thing>> {
    if let Some(iri) = iri(what, store.base()) {
        return Ok(vec![by_iri(store, &iri)?]);
    }
    let found = by_name(store, what);
    if found.is_empty() { Err(unknown(store, what)) } else { Ok(found.into_iter().map(Thing::Entity).collect()) }
}

/// The IRI that `what` is or abbreviates; `None` for a name.
pub fn iri(what: &str, base: &Base) -> Option<String> {
    let bare = what.strip_prefix('<').and_then(|w| w.strip_suffix('>')).unwrap_or(what);
    if bare.len() < what.len() || bare.contains("://") || bare.starts_with("urn:") {
        return Some(bare.to_owned());
    }
    let (first, rest) = bare.split_once('/')?;
    let like_a_path = !rest.is_empty() && !bare.contains(|c: char| c.is_uppercase() || c.is_whitespace());
    (first == "article" || like_a_path).then(|| format!("{base}{bare}"))
}

fn by_iri(store: &Store, iri: &str) -> Result<Thing> {
    let world = store.world();
    let is = |path: &str| store.base().world(path).as_str() == iri;
    if let Some(entity) = world.entities.iter().position(|e| is(&e.path) || e.exact_match.as_deref() == Some(iri)) {
        return Ok(Thing::Entity(entity));
    }
    if let Some(fact) = world.facts.iter().position(|f| is(&f.path)) {
        return Ok(Thing::Fact(fact));
    }
    let nothing = || Error::input(format!("<{iri}> is not in the store; `rapporteur export` shows what is"));
    let id = store.article(iri).ok_or_else(nothing)?;
    let named = |r: &Report| store.base().article(&r.id).as_str().ends_with(&format!("/{id}"));
    let report = store.reports().iter().position(named).ok_or_else(nothing)?;
    match iri.split_once('#').map(|(_, fragment)| fragment.split_once('=').unwrap_or((fragment, ""))) {
        Some(("entity", _)) => {
            let EntityRef { key, .. } = store.entity(iri)?;
            let entity = store.reports()[report].entities.iter().position(|e| e.key == key).ok_or_else(nothing)?;
            Ok(Thing::ArticleEntity(report, entity))
        }
        Some(("claim", number)) => {
            let number = number.split('.').next().and_then(|n| n.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
            let claim = number.filter(|n| *n < store.reports()[report].claims.len()).ok_or_else(nothing)?;
            Ok(Thing::Claim(report, claim))
        }
        _ => Ok(Thing::Article(report)),
    }
}

/// Indexes of the entities that are called `name`, whatever the case of its letters.
fn by_name(store: &Store, name: &str) -> Vec<usize> {
    let wanted = folded(name);
    let called = |e: &WorldEntity| names(e).any(|n| folded(n) == wanted);
    store.world().entities.iter().enumerate().filter(|(_, e)| called(e)).map(|(i, _)| i).collect()
}

fn names(entity: &WorldEntity) -> impl Iterator<Item = &str> {
    std::iter::once(&entity.label).chain(&entity.alt_labels).map(String::as_str)
}

/// Whether an article uses `name` of its entity.
fn goes_by(entity: &Entity, name: &str) -> bool {
    let wanted = folded(name);
    std::iter::once(&entity.name).chain(&entity.aliases).any(|n| folded(n) == wanted)
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn unknown(store: &Store, what: &str) -> Error {
    let wanted = folded(what);
    let near: Vec<&str> = store
        .world()
        .entities
        .iter()
        .filter(|e| !wanted.is_empty() && names(e).any(|n| folded(n).contains(&wanted)))
        .take(SUGGESTIONS)
        .map(|e| e.label.as_str())
        .collect();
    let hint = match near.as_slice() {
        [] => "give another name, or an IRI".to_owned(),
        near => format!("names that contain it: {}", near.join("; ")),
    };
    Error::input(format!("no entity is called {what:?}; {hint}"))
}

/// The article entities that a side of a judgement names, the smallest first: one for the IRI of an article's entity; all members for a
/// world entity's; of these, for a name, the ones that go by it.
pub fn members(store: &Store, what: &str) -> Result<Vec<EntityRef>> {
    let things = things(store, what)?;
    let place = |report: usize, entity: usize| {
        let report = &store.reports()[report];
        EntityRef { article: report.id.clone(), key: report.entities[entity].key.clone() }
    };
    match things.as_slice() {
        [Thing::ArticleEntity(report, entity)] => Ok(vec![place(*report, *entity)]),
        [Thing::Entity(entity)] => {
            let all: Vec<(usize, usize)> =
                store.world().entities[*entity].members.iter().map(|(r, e)| (*r as usize, *e as usize)).collect();
            let named = |m: &&(usize, usize)| goes_by(&store.reports()[m.0].entities[m.1], what);
            let chosen: Vec<_> = all.iter().filter(named).collect();
            let chosen = if chosen.is_empty() { all.iter().collect() } else { chosen };
            Ok(chosen.into_iter().map(|(r, e)| place(*r, *e)).collect())
        }
        [_] => Err(Error::input(format!(
            "{what} is no entity; expected a name, or the IRI of an entity or of an article's entity"
        ))),
        several => {
            let iris: Vec<String> = several
                .iter()
                .filter_map(|t| if let Thing::Entity(e) = t { Some(&store.world().entities[*e].path) } else { None })
                .cloned()
                .collect();
            Err(Error::input(format!(
                "{what:?} is the name of {} entities; say which: {}",
                several.len(),
                iris.join(", ")
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iris_are_told_from_names() {
        let base = Base::default();
        let full = |what| iri(what, &base);
        assert_eq!(full("country/russia").as_deref(), Some("https://rapporteur.example/country/russia"));
        assert_eq!(full("article/abc#claim=1").as_deref(), Some("https://rapporteur.example/article/abc#claim=1"));
        assert_eq!(full("<urn:x/>").as_deref(), Some("urn:x/"));
        assert_eq!(full("https://x.example/").as_deref(), Some("https://x.example/"));
        for name in ["Russia", "United States / Canada", "AC/DC", "person/", "King's Party"] {
            assert_eq!(full(name), None, "{name}");
        }
    }
}
