//! What a user knows of names: entries with their Wikidata items, and which of them an entity of an article is.
//!
//! Input: entries. Output: for an entity the code of the one entry that it can be.
//! Invariant: a function of the entries and of the entity alone, so that the link is made where the article is read and stays with its report;
//! neither the order of the entries nor one that stands twice shows. What fits several entries is linked to none.

use crate::article::base32;
use crate::entity::{Entity, EntityClass, slug};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a gazetteer knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Code of the entities that it is: a Wikidata item, or the code of what the language pack has.
    pub code: String,
    /// All its names, in any order.
    pub names: BTreeSet<String>,
    /// What it is; `None` where only a person or body is meant, it is not told which.
    pub class: Option<EntityClass>,
    /// Code of the country that it belongs to.
    pub country: Option<String>,
}

/// Entries by name.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    by_name: BTreeMap<String, BTreeSet<Entry>>,
    digest: String,
}

impl Gazetteer {
    /// A gazetteer of these entries.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Gazetteer {
        let mut by_name: BTreeMap<String, BTreeSet<Entry>> = BTreeMap::new();
        for entry in entries {
            for name in entry.names.iter().filter(|n| n.contains(char::is_alphanumeric)) {
                by_name.entry(slug(name)).or_default().insert(entry.clone());
            }
        }
        let mut digest = Sha256::new();
        for entry in by_name.values().flatten().collect::<BTreeSet<_>>() {
            digest.update(format!("{entry:?}\n"));
        }
        let digest = base32(&digest.finalize(), 8);
        Gazetteer { by_name, digest }
    }

    /// Equal for gazetteers that link the same.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The code of the one entry that an entity without a code can be: by its name, else by those of its other names that have several words, since
    /// one word names many.
    pub fn link(&self, entity: &Entity) -> Option<&str> {
        if entity.code.is_some() {
            return None;
        }
        let named = self.called(entity, [&entity.name]);
        let found = match named.is_empty() {
            true => self.called(entity, entity.aliases.iter().filter(|a| a.contains(' '))),
            false => named,
        };
        let here = |e: &&&Entry| e.country.is_some() && e.country == entity.country;
        let own: BTreeSet<&str> = found.iter().filter(here).map(|e| e.code.as_str()).collect();
        let all: BTreeSet<&str> = found.iter().map(|e| e.code.as_str()).collect();
        [all, own].into_iter().find(|codes| codes.len() == 1)?.pop_first()
    }

    /// Entries with one of these names that an entity can be.
    fn called<'a>(&self, entity: &Entity, names: impl IntoIterator<Item = &'a String>) -> Vec<&Entry> {
        let named = names.into_iter().filter_map(|name| self.by_name.get(&slug(name))).flatten();
        named.filter(|entry| can_be(entity, entry)).collect()
    }
}

/// Whether nothing that is told of an entity speaks against an entry.
fn can_be(entity: &Entity, entry: &Entry) -> bool {
    use EntityClass::{Group, Organization, Person};
    let class = match (entry.class, entity.class) {
        (None, class) => matches!(class, Person | Organization),
        (Some(Organization), Group) => true,
        (Some(class), other) => class == other,
    };
    class && entry.country.as_ref().zip(entity.country.as_ref()).is_none_or(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(code: &str, names: &[&str], class: EntityClass, country: Option<&str>) -> Entry {
        let names = names.iter().map(|n| (*n).to_owned()).collect();
        Entry { code: code.to_owned(), names, class: Some(class), country: country.map(str::to_owned) }
    }

    fn entity(class: EntityClass, name: &str, aliases: &[&str], country: Option<&str>) -> Entity {
        Entity {
            key: slug(name),
            class,
            name: name.to_owned(),
            aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
            titles: vec![],
            country: country.map(str::to_owned),
            code: None,
        }
    }

    #[test]
    fn one_entry_is_linked_and_several_are_none_unless_the_country_tells() {
        use EntityClass::{Group, Organization, Person, Place};
        let gazetteer = Gazetteer::new([
            entry("Q1", &["Ana Moreno", "Ana María Moreno"], Person, Some("spain")),
            entry("Q2", &["Ana Moreno"], Person, Some("chile")),
            entry("Q3", &["Viktor Orlan", "Orlan"], Person, None),
            entry("Q3", &["Viktor Orlan"], Person, None),
            entry("Q4", &["Northern League"], Organization, None),
            entry("Q5", &["Sol Moreno", "Moreno"], Person, Some("spain")),
        ]);
        let link = |class, name: &str, aliases: &[&str], country| {
            gazetteer.link(&entity(class, name, aliases, country)).map(str::to_owned)
        };
        let found = |code: &str| Some(code.to_owned());
        assert_eq!(link(Person, "Ana Moreno", &[], None), None);
        assert_eq!(link(Person, "Ana Moreno", &[], Some("chile")), found("Q2"));
        assert_eq!(link(Person, "Ana Moreno", &[], Some("peru")), None);
        assert_eq!(link(Person, "Ana Maria MORENO", &[], None), found("Q1"));
        assert_eq!(link(Person, "Viktor Orlán", &["Orlan"], Some("peru")), found("Q3"));
        assert_eq!(link(Person, "V. K. Orlan", &["Orlan"], None), None);
        assert_eq!(link(Person, "Minister Orlan", &["Viktor Orlan"], None), found("Q3"));
        assert_eq!(link(Person, "Laura Moreno", &["Moreno"], None), None);
        assert_eq!(link(Group, "the Northern League", &["Northern League"], None), found("Q4"));
        assert_eq!(link(Place, "Northern League", &[], None), None);
        assert_eq!(gazetteer.link(&Entity { code: Some("x".into()), ..entity(Person, "Orlan", &[], None) }), None);
    }

    #[test]
    fn the_digest_tells_what_is_linked() {
        let (a, b) =
            (entry("Q1", &["A", "B"], EntityClass::Person, None), entry("Q2", &["A"], EntityClass::Place, None));
        let of = |entries: &[&Entry]| Gazetteer::new(entries.iter().map(|e| (*e).clone())).digest().to_owned();
        assert_eq!(of(&[&a, &b, &a]), of(&[&b, &a]));
        assert_ne!(of(&[&a]), of(&[&b]));
    }
}
