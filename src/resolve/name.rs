//! What a name tells of whom or what it names, apart from how it is written.
//!
//! Input: class, name and country of an article entity. Output: a `Name`: the form under which it may be one with entities of other articles.
//! Invariant: a pure function of its input and the language pack; a description that names nothing by itself is `Name::Local`.

use super::spell::{alike, fold, skeleton, sound};
use crate::entity::{Entity, EntityClass, is_item};
use crate::lang::{self, Gender, NounKind, WordList};
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// All that the resolver uses of an article entity.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Known {
    /// The name, read.
    pub name: Name,
    /// Offices stated of a person, each in one form.
    pub titles: BTreeSet<String>,
    /// Code of the country that it belongs to.
    pub country: Option<String>,
    /// Wikidata item that a user's gazetteer gave it.
    pub item: Option<String>,
}

impl Known {
    /// Reads an article entity.
    pub fn of(entity: &Entity) -> Known {
        let (name, title) = Name::of(entity);
        let titles = entity.titles.iter().map(|t| title_key(t)).chain(title).filter(|t| !t.is_empty()).collect();
        // Who is only called by the surname of a head of government is taken for one of that country.
        let bare = matches!(&name, Name::Person(p) if p.given.is_empty());
        let last = entity.name.split(' ').next_back().filter(|_| bare);
        let ruled = last.and_then(lang::governed_by).map(|l| l.code.to_owned());
        let item = entity.code.clone().filter(|code| is_item(code));
        Known { name, titles, country: entity.country.clone().or(ruled), item }
    }

    /// The gazetteer's code for it.
    pub fn code(&self) -> Option<&str> {
        if let Name::Linked(code) = &self.name { Some(code) } else { self.item.as_deref() }
    }
}

/// A name, read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// The language pack has it.
    Linked(String),
    /// A person's name.
    Person(Person),
    /// A proper name of anything else, or what it is and of which country.
    Body(Body),
    /// Means nothing outside its article.
    Local,
}

/// Parts of a person's name, folded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// What the person is called after the first mention.
    pub surname: String,
    /// Given names in their order; empty for a bare surname.
    pub given: Vec<String>,
    /// "jr", "ii".
    pub suffix: Option<String>,
    /// The surname in one form for its transliterations.
    pub sound: String,
    heard: Vec<Heard>,
}

/// What follows from a given name, found once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Heard {
    sound: String,
    gender: Option<Gender>,
    short_forms: bool,
}

impl Person {
    fn new(surname: String, given: Vec<String>, suffix: Option<String>) -> Person {
        let heard = |name: &String| {
            let mut letters = name.chars();
            let first = letters.next().map(char::to_uppercase);
            let gender = lang::person_gender(&first.into_iter().flatten().chain(letters).collect::<String>());
            Heard { sound: sound(name), gender, short_forms: lang::nicknames(name, name) }
        };
        Person { sound: sound(&surname), heard: given.iter().map(heard).collect(), surname, given, suffix }
    }
}

/// A name of a body, place, group or document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Body {
    /// Equal for all ways to write the name.
    pub key: String,
    /// Keys of other names that may find it: acronyms, other full names.
    pub others: BTreeSet<String>,
    /// Whether the name is an acronym.
    pub acronym: bool,
}

/// What the gazetteer knows, by the keys of its names: "United States Department of State" is found under "US Department of State".
/// A key that several share is left out.
static GAZETTEER: LazyLock<HashMap<(EntityClass, String), &'static str>> = LazyLock::new(|| {
    let mut found: HashMap<(EntityClass, String), BTreeSet<&'static str>> = HashMap::new();
    for linked in lang::all_linked().filter(|l| l.class != EntityClass::Country) {
        for name in linked.aliases.iter().chain([&linked.name]).filter(|n| n.contains(' ')) {
            if let Some((key, _)) = body_key(linked.class, name, linked.country) {
                found.entry((linked.class, key)).or_default().insert(linked.code);
            }
        }
    }
    let alone = |codes: BTreeSet<&'static str>| if codes.len() == 1 { codes.first().copied() } else { None };
    found.into_iter().filter_map(|(key, codes)| Some((key, alone(codes)?))).collect()
});

impl Name {
    /// The name of an article entity, and the title before it.
    fn of(entity: &Entity) -> (Name, Option<String>) {
        if let Some(code) = entity.code.as_ref().filter(|code| !is_item(code)) {
            return (Name::Linked(code.clone()), None);
        }
        if entity.class == EntityClass::Person {
            return person(&entity.name).map_or((Name::Local, None), |(p, title)| (Name::Person(p), Some(title)));
        }
        (Name::body(entity), None)
    }

    fn body(entity: &Entity) -> Name {
        let Some((key, acronym)) = body_key(entity.class, &entity.name, entity.country.as_deref()) else {
            return Name::Local;
        };
        if let Some(code) = GAZETTEER.get(&(entity.class, key.clone())).filter(|_| entity.code.is_none()) {
            return Name::Linked((*code).to_owned());
        }
        let words = content_words(&entity.name);
        let tells = |alias: &&String| {
            is_acronym(alias) || {
                let other = content_words(alias);
                other.len() > 1 && !other.iter().all(|w| words.contains(w))
            }
        };
        let aliases = entity.aliases.iter().filter(tells);
        let others = aliases.filter_map(|a| body_key(entity.class, a, entity.country.as_deref()));
        let others = others.map(|(k, _)| k).filter(|k| *k != key).collect();
        Name::Body(Body { key, others, acronym })
    }

    /// Key of its block; two names are only compared when they share one. `None` for what is compared with nothing.
    pub fn block(&self) -> Option<String> {
        match self {
            Name::Linked(code) => Some(code.clone()),
            Name::Person(person) => Some(skeleton(&person.surname)),
            Name::Body(body) => Some(body.key.clone()),
            Name::Local => None,
        }
    }

    /// Keys of the names with which it is compared: its own, and those of other names that may find it.
    pub fn keys(&self) -> BTreeSet<String> {
        let others = if let Name::Body(body) = self { body.others.clone() } else { BTreeSet::new() };
        self.block().into_iter().chain(others).collect()
    }

    /// How much the name tells; who tells more comes first.
    pub fn weight(&self) -> usize {
        match self {
            Name::Linked(_) => usize::MAX,
            Name::Person(p) => p.given.iter().map(|g| if g.chars().count() > 1 { 100 } else { 1 }).sum(),
            Name::Body(b) if b.acronym => 1,
            Name::Body(b) => 1 + b.key.split(' ').count() + b.others.len(),
            Name::Local => 0,
        }
    }
}

fn capital(word: &str) -> bool {
    word.chars().any(char::is_uppercase)
}

fn noun(folded: &str) -> Option<NounKind> {
    lang::noun(folded).or_else(|| lang::noun(folded.strip_suffix('s')?)).map(|n| n.0)
}

fn is_title(word: &str) -> bool {
    lang::honorific(word).is_some() || noun(&fold(word)) == Some(NounKind::Title)
}

/// Reads a person's name and the title before it; `None` for a description.
fn person(name: &str) -> Option<(Person, String)> {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let mut suffix = None;
    while let Some(last) = words.last().map(|w| fold(w)).filter(|w| words.len() > 1 && WordList::Suffix.has(w.trim())) {
        suffix = Some(last.trim().to_owned());
        words.pop();
    }
    let mut start = (0..words.len().saturating_sub(1)).rev().find(|i| is_title(words[*i])).map_or(0, |i| i + 1);
    while start > 0 && start + 2 < words.len() && WordList::Linking.has(words[start]) {
        start += 2;
    }
    let (titles, rest) = words.split_at(start);
    let last = rest.last()?;
    let cased = |w: &str| capital(w) || !w.chars().any(char::is_lowercase);
    let plain = |w: &&str| is_common(&fold(w)) || lang::demonym(w).is_some();
    let pronoun = rest.len() == 1 && lang::pronoun(&last.to_lowercase()).is_some();
    let described = pronoun || (is_title(last) && rest.iter().all(plain));
    if !cased(last) || described {
        return None;
    }
    let mut parts = name_parts(rest);
    if parts.is_empty() {
        return None;
    }
    let eastern = parts.len() > 1 && surname_first(rest, &parts);
    let (surname, given) = match eastern {
        true => (parts.remove(0), vec![parts.concat()]),
        false => (parts.pop()?, parts),
    };
    Some((Person::new(surname, given, suffix), title_key(&titles.join(" "))))
}

/// Folded parts of a name without particles; the parts of a double name are joined.
fn name_parts(words: &[&str]) -> Vec<String> {
    let mut parts = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let folded = fold(word).split_whitespace().collect::<String>();
        let last = i + 1 == words.len();
        // "Ben" and "Al" are given names where a name begins with them in capitals.
        let particle = WordList::Particle.has(&folded) && !last && (i > 0 || !capital(word));
        let bare = match folded.split_once('-') {
            Some((particle, name)) if WordList::Particle.has(particle) => name.replace('-', ""),
            _ => folded.replace('-', ""),
        };
        // "Vandamme" is "Van Damme".
        let rest = bare.get(..3).filter(|p| last && i > 0 && WordList::Fused.has(p)).and_then(|p| bare.strip_prefix(p));
        let bare = rest.filter(|r| r.chars().count() >= 5).map_or_else(|| bare.clone(), str::to_owned);
        if !particle && !bare.is_empty() {
            parts.push(bare);
        }
    }
    parts
}

/// Whether a name of several parts begins with the surname, as East Asian names do.
fn surname_first(words: &[&str], parts: &[String]) -> bool {
    let given = &words[words.len() - parts.len() + 1..];
    let western = |w: &&str| lang::person_gender(w).is_some();
    let hyphen = given.len() == 1 && given[0].contains('-');
    let syllables = given.len() == 2 && parts[1..].iter().all(|p| p.chars().count() <= 5);
    let pair = WordList::SurnamePair.has(&parts[0]);
    (pair || WordList::SurnameFirst.has(&parts[0]))
        && !given.iter().any(western)
        && (hyphen || syllables || (pair && given.len() == 1 && !WordList::SurnamePair.has(&parts[1])))
}

/// How well the given names of two people with one surname agree, in hundredths; `None` when they contradict. 0 when neither has any.
pub fn given_names(a: &Person, b: &Person) -> Option<u8> {
    let (short, long) = if a.given.len() <= b.given.len() { (a, b) } else { (b, a) };
    if short.given.is_empty() {
        return Some(if long.given.is_empty() { 0 } else { 50 });
    }
    if short.given == long.given || short.given.concat() == long.given.concat() {
        return Some(100);
    }
    let mut rest = long.given.iter().zip(&long.heard);
    let mut worst = if short.given.len() == long.given.len() { 95 } else { 85 };
    let mut best = 0;
    for word in short.given.iter().zip(&short.heard) {
        // An initial stands for the very next name: George W. Bush is not George H. W. Bush.
        let tie = match word.0.chars().count() {
            1 => rest.next().and_then(|other| given_name(word, other))?,
            _ => rest.find_map(|other| given_name(word, other))?,
        };
        worst = worst.min(tie);
        best = best.max(tie);
    }
    // A shared initial in the middle does not weaken a given name that agrees.
    Some(if best > 70 { worst.max(80) } else { worst })
}

fn given_name((a, heard): (&String, &Heard), (b, other): (&String, &Heard)) -> Option<u8> {
    let initial = |w: &str| w.chars().nth(1).is_none();
    if a == b {
        return Some(if initial(a) { 70 } else { 100 });
    }
    if initial(a) || initial(b) {
        return (a.chars().next() == b.chars().next()).then_some(70);
    }
    if heard.short_forms && other.short_forms && lang::nicknames(a, b) {
        return Some(88);
    }
    let other_sex = matches!((heard.gender, other.gender), (Some(x), Some(y)) if x != y);
    (!other_sex && alike(a, &heard.sound, b, &other.sound)).then_some(90)
}

/// Words of a name or title that tell something, in one spelling, without plural and possessive ends.
fn content_words(name: &str) -> Vec<String> {
    let mut outside = String::with_capacity(name.len());
    let mut depth = 0usize;
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    let outside = outside.replace("'s ", " ").replace("’s ", " ").replace("’ s ", " ");
    let folded = fold(&outside);
    let words = folded.split([' ', '-', '\t', '\n']).filter(|w| !w.is_empty() && !WordList::Hollow.has(w));
    words.map(|w| singular(lang::spelling(w)).to_owned()).collect()
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 3 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    }
}

fn is_common(word: &str) -> bool {
    noun(word).is_some() || WordList::Common.has(word) || WordList::Common.has(&format!("{word}s"))
}

fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| *c != '.').collect::<Vec<_>>();
    (3..=8).contains(&letters.len())
        && letters.iter().all(|c| c.is_alphanumeric())
        && letters.iter().filter(|c| c.is_uppercase()).count() >= 3
}

/// A name without the words for a country, and the country: "Russian Foreign Ministry", "Foreign Ministry of Russia".
fn without_country(name: &str) -> Option<(String, &'static str)> {
    let clean = name.replace("'s", "").replace("’s", "").replace("’ s", "");
    let words: Vec<&str> = clean.split_whitespace().collect();
    (1..=words.len().min(4)).rev().find_map(|length| {
        (0..=words.len() - length).find_map(|at| {
            let phrase = words[at..at + length].join(" ");
            let country = lang::country_named(&phrase).or_else(|| lang::demonym(&phrase))?;
            let rest: Vec<&str> = words[..at].iter().chain(&words[at + length..]).copied().collect();
            Some((rest.join(" "), country.code))
        })
    })
}

/// The key of a name and whether it is an acronym; `None` for a description that means nothing elsewhere.
fn body_key(class: EntityClass, name: &str, country: Option<&str>) -> Option<(String, bool)> {
    let place = class == EntityClass::Place;
    let name = match name.split_once(", ") {
        Some((head, _)) if place => head,
        _ => name,
    };
    let shorter = without_country(name).filter(|_| !place);
    let (bare, country) = match &shorter {
        Some((rest, code)) if content_words(rest).iter().all(|w| is_common(w)) => (rest.as_str(), Some(*code)),
        _ => (name, country),
    };
    let mut words = content_words(bare);
    if words.is_empty() {
        return None;
    }
    let first = name.split_whitespace().find(|w| !WordList::Hollow.has(&w.to_lowercase()))?;
    let proper = capital(first) || (place && capital(name)) || !first.chars().any(char::is_lowercase);
    let acronym = is_acronym(bare.trim());
    // In a name of a body the order of words is free: "Committee on Foreign Affairs", "Foreign Affairs Committee".
    if matches!(class, EntityClass::Organization | EntityClass::Document) {
        words.sort();
    }
    let key = words.join(" ");
    let common = !acronym && words.iter().all(|w| is_common(w));
    if proper && !common {
        return Some((key, acronym));
    }
    let shared = match class {
        EntityClass::Organization => true,
        EntityClass::Document | EntityClass::Country | EntityClass::Place => proper,
        EntityClass::Group | EntityClass::Person => false,
    };
    country.filter(|_| shared).map(|code| (format!("{key} @{code}"), false))
}

/// A title in one form: words that tell something, in one spelling, without those for a country, sorted.
pub fn title_key(title: &str) -> String {
    let bare = without_country(title).map_or_else(|| title.to_owned(), |(rest, _)| rest);
    let long = |w: &str| lang::address_title(w).map_or_else(|| w.to_owned(), str::to_owned);
    let whole: Vec<String> = bare.split_whitespace().map(long).collect();
    let mut words = content_words(&whole.join(" "));
    words.retain(|w| !WordList::Passing.has(w));
    words.sort();
    words.dedup();
    words.join(" ")
}

/// Words that tell which measure a text names: not that it is one, nor against whom, nor what else is said of it. None where it names sanctions at large.
pub fn measure_words(text: &str) -> BTreeSet<String> {
    let head = text.split_whitespace().take_while(|w| !WordList::Relative.has(&fold(w)));
    let named = |w: &&str| w.contains(|c: char| c.is_uppercase() || c.is_numeric());
    let plain = head.filter(|w| !named(w)).collect::<Vec<_>>().join(" ");
    content_words(&plain).into_iter().filter(|w| !WordList::Measure.has(w)).collect()
}

/// Content words of a topic, an issue, an offence: for comparing what two claims say.
pub fn text_words(text: &str) -> BTreeSet<String> {
    content_words(text).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(a: &str, b: &str) -> Option<u8> {
        let (a, b) = (person(a).unwrap().0, person(b).unwrap().0);
        if skeleton(&a.surname) == skeleton(&b.surname) { given_names(&a, &b) } else { None }
    }

    #[test]
    fn people_agree_by_given_names() {
        for (a, b) in [
            ("Sergey Lavrov", "Sergei Lavrov"),
            ("US Secretary of State John Kerry", "John Kerry"),
            ("John Forbes Kerry", "John Kerry"),
            ("Mike Flynn", "Michael Flynn"),
            ("Kim Jong Un", "Kim Jong-un"),
            ("Choe Son-hui", "Choe Sun Hui"),
            ("Bashar al-Assad", "Bashar Al Assad"),
            ("Mohammad Javad Zarif", "Javad Zarif"),
            ("Recep Tayyip Erdoğan", "Recep Erdogan"),
            ("Donald J. Trump", "Donald John Trump"),
            ("Petro O. Poroshenko", "Petro Poroshenko"),
        ] {
            assert!(agree(a, b) >= Some(80), "{a} ~ {b}: {:?}", agree(a, b));
        }
        assert_eq!(agree("J. Kerry", "John Kerry"), Some(70));
        assert_eq!(agree("Mr. Kerry", "John Kerry"), Some(50));
        assert_eq!(agree("bin Laden", "Osama bin Laden"), Some(50));
        assert_eq!(agree("Kim", "Kim Jong-un"), Some(50));
    }

    #[test]
    fn other_given_names_are_other_people() {
        for (a, b) in [
            ("George Bush", "Laura Bush"),
            ("Bill Clinton", "Hillary Clinton"),
            ("George W. Bush", "George H. W. Bush"),
            ("Kim Jong Un", "Kim Jong Il"),
            ("Kim Jong-un", "Kim Yo-jong"),
            ("Francis Underwood", "Frances Underwood"),
            ("Mohammad Javad Zarif", "Mohammad Bagher Zarif"),
        ] {
            assert_eq!(agree(a, b), None, "{a} ~ {b}");
        }
    }

    #[test]
    fn descriptions_of_people_are_no_names() {
        for text in ["the president", "Foreign Minister", "I", "a spokesman", "American ambassador"] {
            assert_eq!(person(text), None, "{text}");
        }
        assert_eq!(person("Pope Francis").unwrap().1, "pope");
        assert_eq!(person("Martin Luther King Jr.").unwrap().0.suffix.as_deref(), Some("jr"));
        assert_eq!(person("Xi Jinping").unwrap().0.surname, "xi");
        assert_eq!(person("Ben Rhodes").unwrap().0.given, ["ben"]);
        assert_eq!(person("Jo Cox").unwrap().0.surname, "cox");
        assert_eq!(person("Shinzo Abe").unwrap().0.surname, "abe");
    }

    #[test]
    fn bodies_have_one_key_however_written() {
        let key = |name: &str, country: Option<&str>| body_key(EntityClass::Organization, name, country).map(|k| k.0);
        let ministry = key("Russian Foreign Ministry", None);
        assert!(ministry.is_some());
        assert_eq!(ministry, key("Foreign Ministry of Russia", None));
        assert_eq!(ministry, key("foreign ministry", Some("russia")));
        assert_eq!(ministry, key("Russia's Ministry of Foreign Affairs", None));
        assert_ne!(ministry, key("Ukrainian Foreign Ministry", None));
        for text in ["foreign ministry", "the government", "Supreme Court", "rebels"] {
            assert_eq!(key(text, None), None, "{text}");
        }
        assert_eq!(key("Senate Committee on Foreign Relations", None), key("Senate Foreign Relations Committee", None));
        assert_eq!(key("the Sierra Club", None), key("Sierra Club", None));
        assert_ne!(key("American Airlines", None), key("British Airlines", None));
    }

    #[test]
    fn measures_are_told_by_what_they_bar() {
        let words = |text: &str| measure_words(text).into_iter().collect::<Vec<_>>().join(" ");
        for text in [
            "sanctions on Guinea",
            "the economic and financial sanctions that they had imposed in May",
            "its tough new restrictions",
        ] {
            assert_eq!(words(text), "", "{text}");
        }
        assert_eq!(words("an asset freeze and travel bans on officials"), "asset official travel");
        assert_eq!(words("a ban on arms exports to Guinea"), words("an arms export ban"));
    }

    #[test]
    fn titles_have_one_form() {
        assert_eq!(title_key("Minister of Foreign Affairs"), title_key("foreign minister"));
        assert_eq!(title_key("US Secretary of State"), title_key("Secretary of State"));
        assert_eq!(title_key("spokeswoman"), title_key("Spokesman"));
        assert_ne!(title_key("Deputy Foreign Minister"), title_key("Foreign Minister"));
    }
}
