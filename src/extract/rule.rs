//! Rules as data: which words express which kind of fact, and where its roles stand around them.
//!
//! Input: the rule sheets of a language pack. Output: `Rules`, indexed by trigger lemma.
//! Invariant: a row that does not parse is an error with its file and line; every example stands below the rule that it shows.
//! To add a rule: a `rule` block with `on`, role rows and a `yes` example in the kind's sheet. To add a kind: a sheet.
//!
//! Rows of a sheet: `kind NAME`, `reading READING STATUS`, `inherit ROLE…`, `titled ROLE`, `yields KIND…`, `dated never`, `dated today` (what goes on is dated by the report), `nouns open` (a noun alone does not say how real it is), `nouns resume` (a definite noun takes up what was told before), `deniable ROLE`, `sole ROLE` (which the only other state of the sentence fills), `list NAME LEMMA…`, then blocks of
//! `rule NAME`, `on POS LEMMA…` (`call+for` asks for a particle or preposition, `take,gain>office/power` for an object, `refuse>!say/comment` for none of these, `fire>@NAME` for those of a list of the sheet),
//! `light LEMMA[=STATUS[/STATUS-IF-NOT-DONE]]…`, `role NAME[*][/CLASS,…] SLOT…` (the first slot that is filled; with `*` all of them; `?SLOT` only while fillers are wanting, `SLOT!` alone once it gives enough), `text NAME SLOT…`, `need ROLE[:COUNT]…`, `without SLOT…`, `led PREPOSITION…` (one of which stands before it), `named ROLE…` (no person without a name), `things SLOT…` (which no people, body or state fills, unless the noun is carried), `people SLOT…` (which, if filled, is filled by people), `unless SLOT LEMMA…` (which holds none of them), `only light` (not without one of the light verbs), `only fact` (not what is planned, possible or denied), `only settled` (nor what is less than planned, which counts as done), `only negated` (nothing but what is negated or refused), `only predicate` (not before a noun), `only stated` (a verb in a clause of its own), `only said` (nor a noun unless it is said of something, nor what a relative clause says), `only judging` (nor before one, unless that is said of something: "called it an unlawful act"), `only dated` (not without a time), `only titled` (not without an office in its title), `least ROLE[:COUNT]…` (after `inherit`),
//! `set ROLE CODE [NEGATED-CODE]` (without the second, a negation tells no state), `status STATUS`, `reads READING` (what the trigger, told as a fact, makes of what it is about), `sure PERCENT`, `yes SENTENCE => ROLE=WORDS; …`, `no SENTENCE`.
//! Slots are those of `frame`, and: `self` and `head` (the trigger and what it depends on), `deed` (a verb with what follows it), `act` (that of an auxiliary's verb), `source` (who says it), `teller` (who says a clause with a subject of its own), `outsider` (who says it and is not of the state that it is said of), `own-subject` (a subject who says it
//! himself), `announced` (a subject of whom no other state says it), `clause-subject` (of the clause around), `inner-subject`, `inner-object` and `inner-from` (of the
//! clause below), `condition` (an if-clause), `prospect` (a clause with "will"), `SLOT>PREPOSITION` (a phrase that hangs on what fills the slot: "blamed the blast on Iran"), `judge` and `judged` (who calls whom or what by the trigger).

use crate::document::Upos;
use crate::entity::EntityClass;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// How real the words make an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Reading {
    Fact,
    Ongoing,
    Planned,
    Possible,
    Proposed,
    Demanded,
    Threatened,
    Refused,
    Denied,
    Negated,
    Cancelled,
    Ended,
}

impl Reading {
    /// All readings with their names in the sheets.
    pub const ALL: [(&'static str, Reading); 12] = [
        ("fact", Reading::Fact),
        ("ongoing", Reading::Ongoing),
        ("planned", Reading::Planned),
        ("possible", Reading::Possible),
        ("proposed", Reading::Proposed),
        ("demanded", Reading::Demanded),
        ("threatened", Reading::Threatened),
        ("refused", Reading::Refused),
        ("denied", Reading::Denied),
        ("negated", Reading::Negated),
        ("cancelled", Reading::Cancelled),
        ("ended", Reading::Ended),
    ];

    /// The reading of a name.
    pub fn from_name(name: &str) -> Option<Reading> {
        Reading::ALL.iter().find(|(n, _)| *n == name).map(|(_, r)| *r)
    }
}

/// A word that may express a fact.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Parts of speech that count.
    pub pos: &'static [Upos],
    /// Particle or preposition that must be there.
    pub with: Option<String>,
    /// Lemmas of which the object, or what a preposition joins to it, must be one (`true`) or none (`false`); empty for any or none.
    pub objects: (bool, Vec<String>),
}

impl Trigger {
    /// Whether the object is as asked for; `has` tells whether it is one of the words.
    pub fn objects(&self, has: impl Fn(&[String]) -> bool) -> bool {
        let (wanted, words) = &self.objects;
        words.is_empty() || has(words) == *wanted
    }
}

/// Where a role's filler stands.
#[derive(Clone, Debug)]
pub struct Role {
    /// Local name of the property.
    pub name: String,
    /// Slots in order of preference.
    pub slots: Vec<String>,
    /// Whether all slots fill the role, not only the first.
    pub all: bool,
    /// Whether the words fill the role, not the entities.
    pub text: bool,
    /// Classes that may fill it; empty for any.
    pub classes: Vec<EntityClass>,
}

impl Role {
    /// Whether only places fill it.
    pub fn is_place(&self) -> bool {
        let place = |c: &EntityClass| matches!(c, EntityClass::Place | EntityClass::Country);
        !self.classes.is_empty() && self.classes.iter().all(place)
    }
}

/// The status that a light verb gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Of what it says is done: "lifted the sanctions".
    pub done: Option<String>,
    /// Of what is not: sanctions that will be lifted are in force.
    pub not: Option<String>,
}

/// One rule.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// Index into `Rules::sheets`.
    pub sheet: usize,
    /// Name within the kind.
    pub name: String,
    /// Verbs that carry a noun trigger, each with the status that it gives.
    pub light: BTreeMap<String, Given>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Whether a noun counts only below one of the light verbs.
    pub carried: bool,
    /// Whether what is not told as a fact does not count: "if Russia violated the treaty".
    pub real: bool,
    /// Whether what is planned counts as done, and what is less than that does not: "will leave the treaty".
    pub settled: bool,
    /// Roles that no person without a name fills: "select a successor".
    pub named: Vec<String>,
    /// Whether a title must be that of an office: not "become a hero".
    pub titled: bool,
    /// Whether only what is dated counts: "called the king on Monday".
    pub dated: bool,
    /// A slot and words of which it must hold none: refugees pay no visits.
    pub unless: Vec<(String, Vec<String>)>,
    /// Slots that nothing but people fill, if anything does: "replaced the minister", not "replaced the batteries".
    pub people: Vec<String>,
    /// Whether only what is negated or refused counts: "will not accept".
    pub negated: bool,
    /// Whether an adjective counts only when something is said with it: not in "a necessary step".
    pub predicate: bool,
    /// Whether a verb counts only in a clause of its own, with a subject: not in "sanctions crippling the trade".
    pub stated: bool,
    /// Whether only what a clause says of a thing counts: not "a deal that is important", "threats to leave".
    pub said: bool,
    /// Whether before a noun it says what that noun says: "called it an unlawful act".
    pub judging: bool,
    /// Slots that no people, body or state fills, unless a light verb carries the noun: "Oslo's support for the rebels" is help.
    pub things: Vec<String>,
    /// Prepositions of which one must lead it: "at the request of".
    pub led: Vec<String>,
    /// Slots of which none may be filled but by a time: "called him a liar".
    pub without: Vec<String>,
    /// Least number of fillers of a role.
    pub needs: Vec<(String, usize)>,
    /// Least number of fillers after the article's other tellings have lent theirs.
    pub least: Vec<(String, usize)>,
    /// Role, code, and code under negation.
    pub set: Vec<(String, String, Option<String>)>,
    /// The status of what has happened, where it is not the kind's own.
    pub status: Option<String>,
    /// What the trigger makes of it once that is told as a fact: who denies shelling the port tells of a shelling denied.
    pub reads: Option<Reading>,
    /// Confidence in hundredths.
    pub sure: u8,
    /// Sentences that the rule reads, with the roles it finds.
    pub yes: Vec<(String, String)>,
    /// Sentences that the kind is not read from.
    pub no: Vec<String>,
}

/// A sentence that shows what a rule reads, or does not.
#[derive(Clone, Debug)]
pub struct Example {
    /// The claim's extractor: "en/meeting/meet".
    pub extractor: String,
    /// Class of the fact.
    pub kind: String,
    /// One sentence.
    pub sentence: String,
    /// Roles with the names that fill them; `None` where the kind must not be read.
    pub roles: Option<Vec<(String, Vec<String>)>>,
}

/// What all rules of a kind share.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Local name of the class.
    pub kind: String,
    /// Status of each reading; a missing one yields no claim.
    pub status: BTreeMap<Reading, String>,
    /// Roles that a telling takes over from the other tellings of its article.
    pub inherit: Vec<String>,
    /// Whether the kind is a state, which no time of its words dates: a position, told on a Sunday, is not of that Sunday.
    pub state: bool,
    /// Whether what goes on goes on on the day of the report.
    pub today: bool,
    /// Whether a noun alone ("the summit") leaves open how real it is, so that another telling decides.
    pub open: bool,
    /// The role that the only state of a sentence fills when nobody else does and no telling has it on another side.
    pub sole: Option<String>,
    /// Whether a definite noun takes up what was told before: "the attack".
    pub resumed: bool,
    /// The role whose filler may deny what is told of it.
    pub deniable: Option<String>,
    /// Kinds that leave none of this one at a word that expresses both.
    pub yields: Vec<String>,
    /// The role whose filler's office, told elsewhere in the article, says which title is meant.
    pub titled: Option<String>,
    /// Words that several of its rules ask for, by name.
    pub lists: BTreeMap<String, Vec<String>>,
}

/// All rules of a language.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// One a kind.
    pub sheets: Vec<Sheet>,
    /// In the order of the sheets.
    pub rules: Vec<Rule>,
    /// Trigger lemma to rules.
    pub triggers: BTreeMap<String, Vec<(Trigger, usize)>>,
}

impl Rules {
    /// Reads sheets: (file name, content).
    pub fn parse(sheets: &[(&str, &str)]) -> Result<Rules> {
        let mut rules = Rules::default();
        for (file, content) in sheets {
            for (i, line) in content.lines().enumerate() {
                let line = line.trim();
                if !line.is_empty() && !line.starts_with('#') {
                    rules.row(line).map_err(|e| Error::input(e).at(*file, i + 1, 1))?;
                }
            }
        }
        Ok(rules)
    }

    fn row(&mut self, line: &str) -> Result<(), String> {
        let (key, rest) = line.split_once(' ').ok_or_else(|| format!("'{line}' has no value"))?;
        let words: Vec<&str> = rest.split_whitespace().collect();
        let sheet = self.sheets.len().wrapping_sub(1);
        match key {
            "kind" => self.sheets.push(Sheet {
                kind: rest.trim().to_owned(),
                status: BTreeMap::new(),
                inherit: vec![],
                yields: vec![],
                titled: None,
                state: false,
                today: false,
                open: false,
                deniable: None,
                sole: None,
                resumed: false,
                lists: BTreeMap::new(),
            }),
            "reading" => {
                let [reading, status] = words[..] else { return Err("expected: reading READING STATUS".into()) };
                let reading = Reading::from_name(reading).ok_or_else(|| format!("'{reading}' is no reading"))?;
                let sheet = self.sheets.last_mut().ok_or("a reading before any kind")?;
                sheet.status.insert(reading, status.to_owned());
            }
            "inherit" => {
                let sheet = self.sheets.last_mut().ok_or("'inherit' before any kind")?;
                sheet.inherit.extend(words.iter().map(|w| (*w).to_owned()));
            }
            "yields" => {
                let sheet = self.sheets.last_mut().ok_or("'yields' before any kind")?;
                sheet.yields.extend(words.iter().map(|w| (*w).to_owned()));
            }
            "titled" => self.sheets.last_mut().ok_or("'titled' before any kind")?.titled = Some(rest.trim().to_owned()),
            "dated" if words == ["never"] => self.sheets.last_mut().ok_or("'dated' before any kind")?.state = true,
            "nouns" if words == ["resume"] => self.sheets.last_mut().ok_or("'nouns' before any kind")?.resumed = true,
            "nouns" if words == ["open"] => self.sheets.last_mut().ok_or("'nouns' before any kind")?.open = true,
            "dated" if words == ["today"] => self.sheets.last_mut().ok_or("'dated' before any kind")?.today = true,
            "deniable" => {
                self.sheets.last_mut().ok_or("'deniable' before any kind")?.deniable = Some(rest.trim().to_owned());
            }
            "sole" => {
                self.sheets.last_mut().ok_or("'sole' before any kind")?.sole = Some(rest.trim().to_owned());
            }
            "list" => {
                let [name, _, ..] = words[..] else { return Err("expected: list NAME LEMMA…".into()) };
                let sheet = self.sheets.last_mut().ok_or("'list' before any kind")?;
                sheet.lists.insert(name.to_owned(), words[1..].iter().map(|w| (*w).to_owned()).collect());
            }
            "rule" if sheet < self.sheets.len() => {
                self.rules.push(Rule { sheet, name: rest.trim().to_owned(), sure: 60, ..Rule::default() });
            }
            "on" => self.on(&words)?,
            _ => self.rules.last_mut().ok_or("a row before any rule")?.row(key, rest, &words)?,
        }
        Ok(())
    }

    fn on(&mut self, words: &[&str]) -> Result<(), String> {
        let rule = self.rules.len().checked_sub(1).ok_or("'on' before any rule")?;
        let pos: &'static [Upos] = match words.first() {
            Some(&"verb") => &[Upos::Verb],
            Some(&"noun") => &[Upos::Noun, Upos::Propn],
            Some(&"adj") => &[Upos::Adj, Upos::Verb],
            Some(&"aux") => &[Upos::Aux],
            Some(&"adp") => &[Upos::Adp],
            Some(&"adv") => &[Upos::Adv],
            other => return Err(format!("{other:?} is none of verb, noun, adj, aux, adp, adv")),
        };
        for word in &words[1..] {
            let (words, objects) = word.split_once('>').unwrap_or((word, ""));
            let (wanted, objects) = objects.strip_prefix('!').map_or((true, objects), |o| (false, o));
            let lists = &self.sheets[self.rules[rule].sheet].lists;
            let mut asked: Vec<String> = Vec::new();
            for object in objects.split('/').filter(|o| !o.is_empty()) {
                match object.strip_prefix('@') {
                    Some(name) => asked.extend_from_slice(lists.get(name).ok_or_else(|| format!("no list '{name}'"))?),
                    None => asked.push(object.to_owned()),
                }
            }
            for word in words.split(',') {
                let (lemma, with) = word.split_once('+').map_or((word, None), |(l, w)| (l, Some(w.to_owned())));
                let trigger = Trigger { pos, with, objects: (wanted, asked.clone()) };
                self.triggers.entry(lemma.to_owned()).or_default().push((trigger, rule));
            }
        }
        Ok(())
    }
}

impl Rules {
    /// What a claim of a rule is marked with.
    pub fn extractor(&self, rule: &Rule) -> String {
        format!("en/{}/{}", self.sheets[rule.sheet].kind.to_lowercase(), rule.name)
    }

    /// All examples and counterexamples.
    pub fn examples(&self) -> Vec<Example> {
        let mut examples = Vec::new();
        for rule in &self.rules {
            let (kind, extractor) = (&self.sheets[rule.sheet].kind, self.extractor(rule));
            examples.extend(rule.yes.iter().map(|(text, roles)| Example::new(&extractor, kind, text, Some(roles))));
            examples.extend(rule.no.iter().map(|text| Example::new(&extractor, kind, text, None)));
        }
        examples
    }
}

impl Example {
    /// An example, with roles as `role=name|name; role=name`, or a counterexample.
    pub(super) fn new(extractor: &str, kind: &str, sentence: &str, roles: Option<&str>) -> Example {
        let filled = |text: &str| {
            let roles = text.split(';').filter_map(|r| r.trim().split_once('='));
            roles.map(|(r, v)| (r.to_owned(), v.split('|').map(str::to_owned).collect())).collect()
        };
        Example {
            extractor: extractor.to_owned(),
            kind: kind.to_owned(),
            sentence: sentence.to_owned(),
            roles: roles.map(filled),
        }
    }
}

impl Rule {
    fn row(&mut self, key: &str, rest: &str, words: &[&str]) -> Result<(), String> {
        let first = *words.first().ok_or("an empty row")?;
        match key {
            "light" => self.light.extend(words.iter().map(|w| {
                let (lemma, given) = w.split_once('=').map_or((*w, None), |(lemma, given)| (lemma, Some(given)));
                let (done, other) = given.map_or((None, None), |g| match g.split_once('/') {
                    Some((done, not)) => (Some(done), Some(not)),
                    None => (Some(g), None),
                });
                (lemma.to_owned(), Given { done: done.map(str::to_owned), not: other.map(str::to_owned) })
            })),
            "role" | "text" => {
                let (name, classes) = first.split_once('/').unwrap_or((first, ""));
                let class = |c: &str| EntityClass::from_name(c).ok_or_else(|| format!("'{c}' is no entity class"));
                self.roles.push(Role {
                    name: name.trim_end_matches('*').to_owned(),
                    slots: words[1..].iter().map(|w| (*w).to_owned()).collect(),
                    all: name.ends_with('*'),
                    text: key == "text",
                    classes: classes.split(',').filter(|c| !c.is_empty()).map(class).collect::<Result<_, _>>()?,
                });
            }
            "need" | "least" => {
                for word in words {
                    let (role, count) = word.split_once(':').unwrap_or((word, "1"));
                    let count = count.parse().map_err(|_| format!("'{count}' is no count"))?;
                    if key == "need" { &mut self.needs } else { &mut self.least }.push((role.to_owned(), count));
                }
            }
            "things" => self.things.extend(words.iter().map(|w| (*w).to_owned())),
            "led" => self.led.extend(words.iter().map(|w| (*w).to_owned())),
            "without" => self.without.extend(words.iter().map(|w| (*w).to_owned())),
            "set" => {
                let code = words.get(1).ok_or("expected: set ROLE CODE [NEGATED-CODE]")?;
                self.set.push((first.to_owned(), (*code).to_owned(), words.get(2).map(|w| (*w).to_owned())));
            }
            "unless" => self.unless.push((first.to_owned(), words[1..].iter().map(|w| (*w).to_owned()).collect())),
            "people" => self.people.extend(words.iter().map(|w| (*w).to_owned())),
            "only" if first == "light" => self.carried = true,
            "named" => self.named.extend(words.iter().map(|w| (*w).to_owned())),
            "only" if first == "titled" => self.titled = true,
            "only" if first == "dated" => self.dated = true,
            "only" if first == "fact" => self.real = true,
            "only" if first == "settled" => (self.real, self.settled) = (true, true),
            "only" if first == "negated" => self.negated = true,
            "only" if first == "predicate" => self.predicate = true,
            "only" if first == "said" => self.said = true,
            "only" if first == "stated" => self.stated = true,
            "only" if first == "judging" => (self.predicate, self.judging) = (true, true),
            "status" => self.status = Some(first.to_owned()),
            "reads" => {
                self.reads = Some(Reading::from_name(first).ok_or_else(|| format!("'{first}' is no reading"))?);
            }
            "sure" => self.sure = first.parse().ok().filter(|s| *s <= 100).ok_or("expected a percentage")?,
            "yes" => {
                let (text, roles) = rest.split_once("=>").ok_or("expected: yes SENTENCE => ROLE=WORDS")?;
                self.yes.push((text.trim().to_owned(), roles.trim().to_owned()));
            }
            "no" => self.no.push(rest.trim().to_owned()),
            _ => return Err(format!("'{key}' is no row of a rule sheet")),
        }
        Ok(())
    }
}
