//! What a merge leaves apart though it is near: entities of one name, and events of one cast within days.
//!
//! Input: the world, and where each article came from. Output: a line for each pair, with what speaks against it.
//! Invariant: only pairs that a merge could have made one: no single graph has them both.

use super::merge::Origins;
use crate::claim::Report;
use crate::time::When;
use crate::world::{Fact, FactValue, World, WorldEntity};
use std::collections::{BTreeMap, BTreeSet};

/// Things of one name that are compared with each other; of more, each with the next ones only.
const NEXT: usize = 8;
/// Days between two events that may be one.
const DAYS: i32 = 3;

/// Entities that have a name in common and are not one.
pub fn entities(origins: &Origins, world: &World, reports: &[Report]) -> Vec<String> {
    let mut named: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (i, entity) in world.entities.iter().enumerate() {
        for name in std::iter::once(&entity.label).chain(&entity.alt_labels) {
            named.entry(name.to_lowercase()).or_default().insert(i);
        }
    }
    let mut pairs: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for (name, entities) in named.into_iter().filter(|(_, entities)| entities.len() > 1) {
        for pair in near(&entities.into_iter().collect::<Vec<_>>()) {
            // Of several names in common the longest tells most.
            let longest = pairs.entry(pair).or_default();
            if name.len() > longest.len() {
                *longest = name.clone();
            }
        }
    }
    let told = pairs.into_keys().map(|(a, b)| (&world.entities[a], &world.entities[b]));
    let told = told.filter(|(a, b)| origins.joined(a.members.iter().chain(&b.members), reports));
    told.map(|(a, b)| format!("{} and {}: {}", shown(a), shown(b), against(a, b, reports))).collect()
}

fn shown(entity: &WorldEntity) -> String {
    format!("{} ({})", entity.label, entity.path)
}

/// What speaks against two entities of one name being one.
fn against(a: &WorldEntity, b: &WorldEntity, reports: &[Report]) -> String {
    if a.class != b.class {
        return format!("one name, but {} against {}", a.class.name(), b.class.name());
    }
    let known = |entity: &WorldEntity, of: &dyn Fn(&crate::entity::Entity) -> Vec<String>| -> BTreeSet<String> {
        let members = entity.members.iter();
        members.flat_map(|(report, member)| of(&reports[*report as usize].entities[*member as usize])).collect()
    };
    let words = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>().join(", ");
    let mut found = Vec::new();
    let countries = |e: &crate::entity::Entity| e.country.iter().cloned().collect();
    let titles = |e: &crate::entity::Entity| e.titles.clone();
    for (what, of) in [("country", &countries as &dyn Fn(&_) -> _), ("title", &titles)] {
        let (left, right) = (known(a, of), known(b, of));
        if !left.is_empty() && !right.is_empty() && left.is_disjoint(&right) {
            found.push(format!("{what} {} against {}", words(left), words(right)));
        }
    }
    match found.is_empty() {
        true => "a name in common, and nothing else that speaks for one".to_owned(),
        false => format!("a name in common, but {}", found.join("; ")),
    }
}

/// Facts of one kind and one cast whose times are near and do not agree.
pub fn facts(origins: &Origins, world: &World, reports: &[Report]) -> Vec<String> {
    let mut casts: BTreeMap<(&str, Vec<u32>), Vec<usize>> = BTreeMap::new();
    for (i, fact) in world.facts.iter().enumerate() {
        let cast = cast(fact);
        if cast.len() > 1 {
            casts.entry((&fact.kind, cast)).or_default().push(i);
        }
    }
    let pairs = casts.values().flat_map(|facts| near(facts)).map(|(a, b)| (&world.facts[a], &world.facts[b]));
    let pairs = pairs.filter(|(a, b)| origins.joined(a.claims.iter().chain(&b.claims), reports));
    pairs.filter_map(|(a, b)| Some(format!("{} and {}: {}", a.path, b.path, times(a.when, b.when)?))).collect()
}

/// The entities that take part.
fn cast(fact: &Fact) -> Vec<u32> {
    let entities = fact.roles.iter();
    let entities = entities.filter_map(|(_, v)| if let FactValue::Entity(e) = v { Some(*e) } else { None });
    entities.collect::<BTreeSet<_>>().into_iter().collect()
}

/// How two times differ that are near; `None` where they agree or are far from each other.
fn times(a: Option<When>, b: Option<When>) -> Option<String> {
    let told = |when: Option<When>| when.map_or("no time".to_owned(), |w| w.to_string());
    if let (Some(a), Some(b)) = (a, b) {
        let (first, last) =
            if a.bounds() <= b.bounds() { (a.bounds().1, b.bounds().0) } else { (b.bounds().1, a.bounds().0) };
        if first.until(last).map_or(i32::MAX, |span| span.get_days()) > DAYS {
            return None;
        }
    }
    (a != b).then(|| format!("one cast, but {} against {}", told(a), told(b)))
}

/// Each with those that follow it.
fn near(all: &[usize]) -> Vec<(usize, usize)> {
    all.iter().enumerate().flat_map(|(i, a)| all[i + 1..].iter().take(NEXT).map(|b| (*a, *b))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_are_near_and_differ_are_told() {
        let when = |text: &str| When::parse(text);
        let told = |a, b| times(when(a), when(b));
        assert_eq!(told("2021-03-02", "2021-03-04").unwrap(), "one cast, but 2021-03-02 against 2021-03-04");
        assert_eq!(told("2021-03-04", "").unwrap(), "one cast, but 2021-03-04 against no time");
        assert!(told("2021-03", "2021-03-31").is_some());
        for (a, b) in [("2021-03-02", "2021-03-02"), ("2021-03-02", "2021-04-02"), ("", ""), ("2020", "2021-02")] {
            assert_eq!(told(a, b), None, "{a} {b}");
        }
    }
}
