//! Language packs: what the words of a language denote, read once from the tables in its folder.
//!
//! Input: the tables under `en/`, embedded. Output: look-ups from a form of the text to what it denotes.
//! Invariant: every row of every table is read by `Lexicon::read`; a malformed one is an error with its file and line.
//! To add a word: a row of a table. To add a language: a folder with the same tables.

pub mod calendar;
pub mod features;
pub mod lemmas;
pub mod spelling;
mod table;
mod words;

use crate::entity::EntityClass;
use crate::error::Result;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;
use table::{Row, list, rows};
pub use words::WordList;

/// A country, or a body or place that articles name without saying what it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Linked {
    /// Readable code, the last part of its IRI: "russia", "united-nations".
    pub code: &'static str,
    /// Canonical name.
    pub name: &'static str,
    /// Wikidata item, where known: "Q159".
    pub qid: Option<&'static str>,
    /// What it is.
    pub class: EntityClass,
    /// Other names: former ones, abbreviations, spellings.
    pub aliases: Vec<&'static str>,
    /// Code of the country that it belongs to.
    pub country: Option<&'static str>,
    /// Adjectives of a country: "Russian", "US".
    pub adjectives: Vec<&'static str>,
    /// Its people: "Russians".
    pub people: Vec<&'static str>,
    /// Towns whose name stands for the state; the capital comes first.
    pub capitals: Vec<&'static str>,
}

/// Grammatical gender of a name or noun for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Gender {
    Male,
    Female,
}

/// What a common noun denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum NounKind {
    /** An office or rank that may stand before its holder's name. */
    Title,
    Person,
    /** Stands for its state: "government". */
    Government,
    Country,
    Body,
    Place,
    /** Several people by nature: "people", "troops". */
    Group,
    Document,
}

impl NounKind {
    const ALL: [(&'static str, NounKind); 8] = [
        ("title", NounKind::Title),
        ("person", NounKind::Person),
        ("government", NounKind::Government),
        ("country", NounKind::Country),
        ("body", NounKind::Body),
        ("place", NounKind::Place),
        ("group", NounKind::Group),
        ("document", NounKind::Document),
    ];

    /// Class of a thing so described.
    pub fn class(self) -> EntityClass {
        match self {
            NounKind::Title | NounKind::Person => EntityClass::Person,
            NounKind::Government | NounKind::Country => EntityClass::Country,
            NounKind::Body => EntityClass::Organization,
            NounKind::Place => EntityClass::Place,
            NounKind::Group => EntityClass::Group,
            NounKind::Document => EntityClass::Document,
        }
    }
}

/// A personal or possessive pronoun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pronoun {
    /// First person: the speaker.
    pub first: bool,
    /// Several.
    pub plural: bool,
    /// For persons only; `None` where the form does not tell.
    pub gender: Option<Gender>,
    /// For what is no person.
    pub thing: bool,
}

/// All tables of one language.
#[derive(Default)]
struct Lexicon {
    linked: HashMap<&'static str, Linked>,
    countries: HashMap<&'static str, &'static str>,
    bodies: HashMap<&'static str, &'static str>,
    adjectives: HashMap<&'static str, &'static str>,
    people: HashMap<&'static str, &'static str>,
    capitals: HashMap<&'static str, &'static str>,
    given_names: HashMap<&'static str, Gender>,
    honorifics: HashMap<&'static str, (Option<Gender>, Option<&'static str>)>,
    short_names: HashMap<&'static str, &'static str>,
    nouns: HashMap<&'static str, (NounKind, Option<Gender>)>,
    pronouns: HashMap<&'static str, Pronoun>,
    lists: HashMap<&'static str, Vec<WordList>>,
    // By the surname of who governs: the country's code, and what he is called.
    governments: HashMap<&'static str, (&'static str, &'static str)>,
    spellings: HashMap<&'static str, &'static str>,
    nicknames: HashMap<&'static str, Vec<usize>>,
    sole_offices: BTreeSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read().expect("invariant: the tables are well-formed"));

impl Lexicon {
    fn read() -> Result<Lexicon> {
        let mut lexicon = Lexicon::default();
        for row in rows("en/countries.tsv", include_str!("en/countries.tsv"))? {
            lexicon.country(&row)?;
        }
        for row in rows("en/bodies.tsv", include_str!("en/bodies.tsv"))? {
            lexicon.body(&row)?;
        }
        for row in rows("en/given-names.tsv", include_str!("en/given-names.tsv"))? {
            let [sex, names] = row.columns()?;
            for name in names.split(' ') {
                row.unique(&mut lexicon.given_names, name, gender(&row, sex)?)?;
            }
        }
        for row in rows("en/honorifics.tsv", include_str!("en/honorifics.tsv"))? {
            let [word, sex, title] = row.columns()?;
            let sex = if sex == "-" { None } else { Some(gender(&row, sex)?) };
            row.unique(&mut lexicon.honorifics, word, (sex, Some(title).filter(|t| *t != "-")))?;
        }
        for row in rows("en/nouns.tsv", include_str!("en/nouns.tsv"))? {
            let [kind, words] = row.columns()?;
            let known = NounKind::ALL.iter().find(|(name, _)| *name == kind);
            let (_, kind) = *known.ok_or_else(|| row.error(format!("unknown kind of noun `{kind}`")))?;
            for word in words.split(' ') {
                let (word, sex) = match word.split_once(':') {
                    Some((word, sex)) => (word, Some(gender(&row, sex)?)),
                    None => (word, None),
                };
                row.unique(&mut lexicon.nouns, word, (kind, sex))?;
            }
        }
        for row in rows("en/pronouns.tsv", include_str!("en/pronouns.tsv"))? {
            let [form, person, number, who] = row.columns()?;
            let gender = if matches!(who, "-" | "thing") { None } else { Some(gender(&row, who)?) };
            let pronoun = Pronoun { first: person == "1", plural: number == "plural", gender, thing: who == "thing" };
            row.unique(&mut lexicon.pronouns, form, pronoun)?;
        }
        let names = rows("en/names.tsv", include_str!("en/names.tsv"))?;
        for row in rows("en/reference.tsv", include_str!("en/reference.tsv"))?.iter().chain(&names) {
            let [name, words] = row.columns()?;
            let known = WordList::ALL.iter().find(|(n, _)| *n == name);
            let (_, list) = *known.ok_or_else(|| row.error(format!("unknown list `{name}`")))?;
            for word in words.split(' ') {
                lexicon.lists.entry(word).or_default().push(list);
            }
        }
        for row in rows("en/short-names.tsv", include_str!("en/short-names.tsv"))? {
            let [form, code] = row.columns()?;
            if !lexicon.linked.contains_key(code) {
                return Err(row.error(format!("unknown country `{code}`")));
            }
            row.unique(&mut lexicon.short_names, form, code)?;
        }
        for row in rows("en/governments.tsv", include_str!("en/governments.tsv"))? {
            let [code, titles, surnames] = row.columns()?;
            if !lexicon.linked.contains_key(code) {
                return Err(row.error(format!("unknown country `{code}`")));
            }
            for surname in surnames.split(' ') {
                row.unique(&mut lexicon.governments, surname, (code, titles))?;
            }
        }
        for row in rows("en/spellings.tsv", include_str!("en/spellings.tsv"))? {
            let [word, variants] = row.columns()?;
            for variant in variants.split(' ') {
                row.unique(&mut lexicon.spellings, variant, word)?;
            }
        }
        for (i, row) in rows("en/nicknames.tsv", include_str!("en/nicknames.tsv"))?.iter().enumerate() {
            let [names] = row.columns()?;
            for name in names.split(' ') {
                lexicon.nicknames.entry(name).or_default().push(i);
            }
        }
        for row in rows("en/offices.tsv", include_str!("en/offices.tsv"))? {
            let [office] = row.columns()?;
            if !lexicon.sole_offices.insert(office) {
                return Err(row.error(format!("`{office}` stands twice")));
            }
        }
        Ok(lexicon)
    }

    fn country(&mut self, row: &Row) -> Result<()> {
        let [code, name, qid, aliases, adjectives, people, capitals] = row.columns()?;
        let country = Linked {
            code,
            name,
            qid: item(row, qid)?,
            class: EntityClass::Country,
            aliases: list(aliases),
            country: None,
            adjectives: list(adjectives),
            people: list(people),
            capitals: list(capitals),
        };
        for form in country.aliases.iter().chain([&name]) {
            row.unique(&mut self.countries, form, code)?;
        }
        for (map, forms) in [
            (&mut self.adjectives, &country.adjectives),
            (&mut self.people, &country.people),
            (&mut self.capitals, &country.capitals),
        ] {
            for form in forms {
                row.unique(map, form, code)?;
            }
        }
        row.unique(&mut self.linked, code, country)
    }

    fn body(&mut self, row: &Row) -> Result<()> {
        let [code, name, qid, class, country, aliases] = row.columns()?;
        let class = EntityClass::from_name(class).ok_or_else(|| row.error(format!("unknown class `{class}`")))?;
        let country = Some(country).filter(|c| *c != "-");
        if let Some(code) = country.filter(|c| !self.linked.contains_key(c)) {
            return Err(row.error(format!("unknown country `{code}`")));
        }
        let aliases = list(aliases);
        for form in aliases.iter().chain([&name]) {
            row.unique(&mut self.bodies, form, code)?;
        }
        let [adjectives, people, capitals] = [vec![], vec![], vec![]];
        let qid = item(row, qid)?;
        row.unique(
            &mut self.linked,
            code,
            Linked { code, name, qid, class, aliases, country, adjectives, people, capitals },
        )
    }

    fn find(&'static self, map: &HashMap<&'static str, &'static str>, form: &str) -> Option<&'static Linked> {
        map.get(form).and_then(|code| self.linked.get(code))
    }
}

fn gender(row: &Row, word: &str) -> Result<Gender> {
    match word {
        "male" => Ok(Gender::Male),
        "female" => Ok(Gender::Female),
        _ => Err(row.error(format!("expected `male` or `female`, found `{word}`"))),
    }
}

fn item(row: &Row, text: &'static str) -> Result<Option<&'static str>> {
    match text.strip_prefix('Q') {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => Ok(Some(text)),
        None if text == "-" => Ok(None),
        _ => Err(row.error(format!("expected a Wikidata item or `-`, found `{text}`"))),
    }
}

/// Levenshtein distance in characters.
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

/// A country, body or place by its code.
pub fn linked(code: &str) -> Option<&'static Linked> {
    LEXICON.linked.get(code)
}

/// All that the gazetteer has.
pub fn all_linked() -> impl Iterator<Item = &'static Linked> {
    LEXICON.linked.values()
}

/// A country by its code.
pub fn country(code: &str) -> Option<&'static Linked> {
    linked(code).filter(|l| l.class == EntityClass::Country)
}

/// A country by one of its names or abbreviations, written as in text: "Russia", "U.S.", but not "us".
pub fn country_named(form: &str) -> Option<&'static Linked> {
    LEXICON.find(&LEXICON.countries, form)
}

/// A country by its adjective: "Russian", "US".
pub fn demonym(form: &str) -> Option<&'static Linked> {
    LEXICON.find(&LEXICON.adjectives, form)
}

/// A country by its people: "Russians", "Danes".
pub fn people_of(form: &str) -> Option<&'static Linked> {
    LEXICON.find(&LEXICON.people, form)
}

/// A country by its capital or seat of government: "Moscow".
pub fn capital(form: &str) -> Option<&'static Linked> {
    LEXICON.find(&LEXICON.capitals, form)
}

/// A body by one of its names: "ISIL", "State Department".
pub fn organization_named(form: &str) -> Option<&'static Linked> {
    LEXICON.find(&LEXICON.bodies, form).filter(|l| l.class == EntityClass::Organization)
}

/// A place that is no country and no capital: "Crimea".
pub fn place_named(form: &str) -> Option<&'static Linked> {
    LEXICON.find(&LEXICON.bodies, form).filter(|l| l.class == EntityClass::Place)
}

/// The gender that a given name shows.
pub fn person_gender(given_name: &str) -> Option<Gender> {
    LEXICON.given_names.get(given_name).copied()
}

/// Whether a common noun is one for people: "lawyer", "minister".
pub fn is_person(word: &str) -> bool {
    matches!(noun(word), Some((NounKind::Person | NounKind::Title, _)))
}

/// Whether a word is an address before a name ("Mr"), and the gender that it shows.
pub fn honorific(form: &str) -> Option<Option<Gender>> {
    LEXICON.honorifics.get(form).map(|h| h.0)
}

/// The office that an address is short for: "Sen." of "Senator".
pub fn address_title(form: &str) -> Option<&'static str> {
    LEXICON.honorifics.get(form).and_then(|h| h.1)
}

/// What a word names in an article that also has the full name: "North".
pub fn short_name(form: &str) -> Option<&'static Linked> {
    LEXICON.find(&LEXICON.short_names, form)
}

/// A group of states that goes by a name: "West".
pub fn group_named(form: &str) -> Option<&'static Linked> {
    LEXICON.find(&LEXICON.bodies, form).filter(|l| l.class == EntityClass::Group)
}

/// What a common noun denotes, by its base form in lower case, and the gender that it shows.
pub fn noun(lemma: &str) -> Option<(NounKind, Option<Gender>)> {
    LEXICON.nouns.get(lemma).copied()
}

/// A personal or possessive pronoun, by its form in lower case.
pub fn pronoun(form: &str) -> Option<Pronoun> {
    LEXICON.pronouns.get(form).copied()
}

/// The country whose government is called after a person: "Obama".
pub fn governed_by(surname: &str) -> Option<&'static Linked> {
    LEXICON.governments.get(surname).and_then(|(code, _)| LEXICON.linked.get(code))
}

/// Whether a head of government with this surname is called so: "minister".
pub fn rules_as(surname: &str, title: &str) -> bool {
    LEXICON.governments.get(surname).is_some_and(|(_, titles)| titles.split(' ').any(|t| t == title))
}

/// The word that stands for all spellings of a word, in lower case.
pub fn spelling(word: &str) -> &str {
    LEXICON.spellings.get(word).copied().unwrap_or(word)
}

/// Whether one person may go by both given names, in lower case and without marks.
pub fn nicknames(a: &str, b: &str) -> bool {
    let rows = |name: &str| LEXICON.nicknames.get(name).map_or(&[][..], Vec::as_slice);
    rows(a).iter().any(|row| rows(b).contains(row))
}

/// Titles of offices that one person holds at a time, in lower case, sorted.
pub fn sole_offices() -> impl Iterator<Item = &'static str> {
    LEXICON.sole_offices.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_well_formed() {
        Lexicon::read().map(|_| ()).unwrap();
    }

    #[test]
    fn words_of_names() {
        assert!(nicknames("bill", "william") && nicknames("ted", "edward") && !nicknames("bill", "robert"));
        assert_eq!((spelling("defence"), spelling("attack")), ("defense", "attack"));
        assert!(WordList::Particle.has("al") && WordList::SurnameFirst.has("kim") && WordList::Common.has("foreign"));
    }

    #[test]
    fn forms_denote_countries() {
        let code = |l: Option<&'static Linked>| l.map(|l| l.code);
        for (form, expected) in [("US", "united-states"), ("U.S.", "united-states"), ("Britain", "united-kingdom")] {
            assert_eq!(code(country_named(form)), Some(expected), "{form}");
        }
        assert_eq!(code(country_named("us")), None);
        assert_eq!(code(country_named("the North")), None);
        assert_eq!(code(demonym("Russian")), Some("russia"));
        assert_eq!(code(people_of("Danes")), Some("denmark"));
        assert_eq!(code(capital("Moscow")), Some("russia"));
        assert_eq!(country("russia").unwrap().qid, Some("Q159"));
        assert_eq!(country("united-nations"), None);
    }

    #[test]
    fn forms_denote_bodies_and_places() {
        for form in ["ISIS", "Daesh", "ISIL", "Islamic State"] {
            assert_eq!(organization_named(form).map(|l| l.code), Some("islamic-state"), "{form}");
        }
        assert_eq!(organization_named("Kremlin").unwrap().country, Some("russia"));
        assert_eq!(organization_named("Crimea"), None);
        assert!(place_named("Crimea").is_some());
    }

    #[test]
    fn words_denote_people() {
        assert_eq!(person_gender("Angela"), Some(Gender::Female));
        assert_eq!(person_gender("Angelika"), Some(Gender::Female));
        assert_eq!(person_gender("Lavrov"), None);
        assert_eq!(honorific("Mr"), Some(Some(Gender::Male)));
        assert_eq!(noun("spokeswoman"), Some((NounKind::Title, Some(Gender::Female))));
        assert_eq!(noun("ministry").unwrap().0.class(), EntityClass::Organization);
    }
}
