//! `--gazetteer`: names that a user knows, with their Wikidata items, from a table or from RDF.
//!
//! Input: a file: `.tsv` or `.txt` is a table, all else RDF. Output: a `Gazetteer`.
//! Invariant: a malformed row is an error with file, line and column; RDF about anything else is passed over.
//! To read one more property or class: a row of the lists below.

use crate::entity::{EntityClass, is_item};
use crate::error::{Error, Result};
use crate::gazetteer::{Entry, Gazetteer};
use crate::lang;
use crate::store;
use oxigraph::model::{Quad, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where Wikidata's items are.
const ITEM: &[&str] = &["http://www.wikidata.org/entity/", "https://www.wikidata.org/entity/"];
/// What names a thing.
const NAMES: &[&str] = &[
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://schema.org/name",
    "https://schema.org/name",
    "http://schema.org/alternateName",
    "https://schema.org/alternateName",
];
/// What says that a thing is an item.
const SAME: &[&str] = &["http://www.w3.org/2004/02/skos/core#exactMatch", "http://www.w3.org/2002/07/owl#sameAs"];
/// What says to which country a thing belongs.
const COUNTRY: &[&str] = &[
    "http://www.wikidata.org/prop/direct/P17",
    "http://www.wikidata.org/prop/direct/P27",
    "http://schema.org/nationality",
    "https://schema.org/nationality",
];
/// What says what a thing is.
const TYPE: &[&str] = &["http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.wikidata.org/prop/direct/P31"];
/// Classes by their own names, in these vocabularies.
const VOCABULARIES: &[&str] = &["https://w3id.org/rapporteur/ns#", "http://schema.org/", "https://schema.org/"];
/// Classes of Wikidata: human, organization.
const CLASSES: &[(&str, EntityClass)] = &[("Q5", EntityClass::Person), ("Q43229", EntityClass::Organization)];

/// Reads a gazetteer.
pub fn read(path: &Path) -> Result<Gazetteer> {
    let file = path.display().to_string();
    let ending = path.extension().and_then(|e| e.to_str()).map(str::to_lowercase);
    let entries = match ending.as_deref() {
        Some("tsv" | "txt") => {
            let text = std::fs::read(path).map_err(|e| Error::from(e).in_file(&file))?;
            let text = String::from_utf8(text).map_err(|_| Error::input("expected text in UTF-8").in_file(&file))?;
            table(text.trim_start_matches('\u{feff}'), &file)?
        }
        _ => graph(&store::read_rdf(path)?),
    };
    if entries.is_empty() {
        return Err(Error::input("no entry: expected names of Wikidata items").in_file(file));
    }
    Ok(Gazetteer::new(entries))
}

/// Entries of a table with the columns label, aliases, item, class and, if there is one, country.
fn table(text: &str, file: &str) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let error = |n: usize, what: String| {
            let before: usize = columns[..n].iter().map(|c| c.chars().count() + 1).sum();
            Error::input(what).at(file, i + 1, before + 1)
        };
        let value = |n: usize| columns.get(n).map(|c| c.trim()).filter(|c| !c.is_empty() && *c != "-");
        if !(4..=5).contains(&columns.len()) {
            let found = columns.len();
            return Err(error(
                0,
                format!("expected 4 or 5 columns (label, aliases, QID, class, country), found {found}"),
            ));
        }
        if entries.is_empty() && value(2).is_some_and(|c| c.eq_ignore_ascii_case("qid")) {
            continue;
        }
        let label = value(0).ok_or_else(|| error(0, "expected a label".to_owned()))?;
        let item = value(2).filter(|item| is_item(item));
        let item =
            item.ok_or_else(|| error(2, format!("expected a Wikidata item such as Q42, found `{}`", columns[2])))?;
        let class = value(3).and_then(|name| EntityClass::ALL.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)));
        let class = class.map(|(_, class)| *class).ok_or_else(|| {
            let all: Vec<&str> = EntityClass::ALL.iter().map(|(name, _)| *name).collect();
            error(3, format!("expected a class ({}), found `{}`", all.join(", "), columns[3]))
        })?;
        let country = value(4).map(|name| {
            country(name).ok_or_else(|| error(4, format!("expected a country's name, code or item, found `{name}`")))
        });
        let aliases =
            value(1).into_iter().flat_map(|all| all.split(['|', ';'])).map(str::trim).filter(|a| !a.is_empty());
        entries.push(Entry {
            code: code(item),
            names: aliases.chain([label]).map(str::to_owned).collect(),
            class: Some(class),
            country: country.transpose()?,
        });
    }
    Ok(entries)
}

/// Entries of a graph: what has a name and is an item, or is said to be the same as one.
fn graph(quads: &[Quad]) -> Vec<Entry> {
    #[derive(Default)]
    struct Told {
        items: BTreeSet<String>,
        names: BTreeSet<String>,
        classes: BTreeSet<EntityClass>,
        countries: BTreeSet<String>,
    }
    let mut things: BTreeMap<String, Told> = BTreeMap::new();
    for quad in quads {
        let subject = quad.subject.to_string();
        let told = things.entry(subject).or_insert_with_key(|subject| Told {
            items: item(subject.trim_matches(['<', '>'])).into_iter().map(str::to_owned).collect(),
            ..Told::default()
        });
        let is = |list: &[&str]| list.contains(&quad.predicate.as_str());
        match &quad.object {
            Term::Literal(name) if is(NAMES) => drop(told.names.insert(name.value().to_owned())),
            Term::NamedNode(node) if is(SAME) => told.items.extend(item(node.as_str()).map(str::to_owned)),
            Term::NamedNode(node) if is(TYPE) => told.classes.extend(class(node.as_str())),
            Term::NamedNode(node) if is(COUNTRY) => told.countries.extend(item(node.as_str()).and_then(country)),
            _ => {}
        }
    }
    let only = |mut all: BTreeSet<String>| if all.len() == 1 { all.pop_first() } else { None };
    let entries = things.into_values().filter(|t| !t.names.is_empty()).filter_map(|mut told| {
        let class = told.classes.pop_first().filter(|_| told.classes.is_empty());
        Some(Entry { code: code(&only(told.items)?), names: told.names, class, country: only(told.countries) })
    });
    entries.collect()
}

/// The item that an IRI names.
fn item(iri: &str) -> Option<&str> {
    ITEM.iter().find_map(|front| iri.strip_prefix(front)).filter(|item| is_item(item))
}

fn class(iri: &str) -> Option<EntityClass> {
    let own = VOCABULARIES.iter().find_map(|front| EntityClass::from_name(iri.strip_prefix(front)?));
    own.or_else(|| CLASSES.iter().find(|(q, _)| item(iri) == Some(q)).map(|(_, class)| *class))
}

/// The code of a country that is told by its code, item or name.
fn country(name: &str) -> Option<String> {
    let by_item = || lang::all_linked().find(|l| l.class == EntityClass::Country && l.qid == Some(name));
    lang::country(name).or_else(|| lang::country_named(name)).or_else(by_item).map(|l| l.code.to_owned())
}

/// The code of an item: that of the language pack, where it has the thing.
fn code(item: &str) -> String {
    lang::all_linked().find(|l| l.qid == Some(item)).map_or(item, |l| l.code).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_entries() {
        let text = "label\taliases\tQID\tclass\tcountry\n# people\nAna Moreno\tA. Moreno|Ana María Moreno\tQ900001\tPerson\tSpain\n\
            World Trade Body\t-\tQ900002\torganization\n";
        let entries = table(text, "x.tsv").unwrap();
        assert_eq!(entries[0].names.len(), 3);
        assert_eq!((entries[0].code.as_str(), entries[0].country.as_deref()), ("Q900001", Some("spain")));
        assert_eq!((entries[1].class, entries[1].names.len()), (Some(EntityClass::Organization), 1));
        assert_eq!(table("Russia\t\tQ159\tCountry\tQ159", "x").unwrap()[0].code, "russia");
    }

    #[test]
    fn malformed_rows_are_told_with_their_place() {
        let told = |row: &str| table(&format!("\n{row}"), "x.tsv").unwrap_err().to_string();
        assert!(told("Ana\t\tQ1").starts_with("x.tsv:2:1: expected 4 or 5 columns"));
        assert!(told("\tAna\tQ1\tPerson").starts_with("x.tsv:2:1: expected a label"));
        assert!(told("Aná\ta|b\t1\tPerson").starts_with("x.tsv:2:9: expected a Wikidata item"));
        assert!(told("Ana\t\tQ1\tHuman").starts_with("x.tsv:2:9: expected a class"));
        assert!(told("Ana\t\tQ1\tPerson\tNowhere").starts_with("x.tsv:2:16: expected a country"));
    }
}
