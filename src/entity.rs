//! A thing that an article names or describes: who can meet, impose, hold, accuse.
//!
//! Input: written by coreference. Output: the article entity of the graph, and all that the resolver may use.
//! Invariant: `key` is unique within its article and made of the name alone, so that it does not depend on order of reading.

/// Class of an entity; the names are the ontology's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum EntityClass {
    Person,
    Organization,
    Country,
    Place,
    Group,
    /** Laws, treaties, resolutions. */
    Document,
}

impl EntityClass {
    /// All classes with their local names in the ontology.
    pub const ALL: [(&'static str, EntityClass); 6] = [
        ("Person", EntityClass::Person),
        ("Organization", EntityClass::Organization),
        ("Country", EntityClass::Country),
        ("Place", EntityClass::Place),
        ("Group", EntityClass::Group),
        ("Document", EntityClass::Document),
    ];

    /// Local name in the ontology.
    pub fn name(self) -> &'static str {
        EntityClass::ALL[self as usize].0
    }

    /// The class of a local name.
    pub fn from_name(name: &str) -> Option<EntityClass> {
        EntityClass::ALL.iter().find(|(n, _)| *n == name).map(|(_, c)| *c)
    }
}

/// One entity of one article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entity {
    /// Readable key within the article: "john-kerry", with "-2" and so on for a namesake.
    pub key: String,
    /// What it is.
    pub class: EntityClass,
    /// Fullest form in the article.
    pub name: String,
    /// Every other name form used in the article, sorted, without pronouns and bare descriptions.
    pub aliases: Vec<String>,
    /// Titles stated of it: "Secretary of State"; sorted.
    pub titles: Vec<String>,
    /// Code of the country that it belongs to, when the article shows it: "russia".
    pub country: Option<String>,
    /// Gazetteer code of the thing itself: of a country or a linked body as the language pack has it ("russia", "united-nations"), else the Wikidata
    /// item of a user's gazetteer.
    pub code: Option<String>,
}

/// Whether a code is a Wikidata item: "Q159".
pub fn is_item(code: &str) -> bool {
    code.strip_prefix('Q').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Letters and digits in lower case, without marks, joined by "-".
pub fn slug(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let plain: String = name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "thing".to_owned() } else { slug }
}
