//! A generated corpus whose identities are known: reports as extraction makes them, and for each entity and claim what it really is.
//!
//! Input: a number of articles. Output: `Corpus`, the same every time; names and topics come from `names.tsv`, which the resolver never sees.
//! Invariant: entity and claim truths have the shape of the reports. To add a kind of event: a function below `Story`, and its share in `story`.
//! What it has: spellings, initials, bare surnames, titles, acronyms, namesakes, fathers and sons, a place with a country's name; events told by
//! several papers with more or fewer participants and with times of different precision, planned, held, cancelled; sanctions from proposal to end.

use rapporteur::article::Metadata;
use rapporteur::claim::{Claim, Filler, Quote, Report, Value};
use rapporteur::entity::{Entity, EntityClass};
use rapporteur::time::When;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Reports with their truths.
pub struct Corpus {
    pub reports: Vec<Report>,
    /// By report and entity: the number of the thing.
    pub entities: Vec<Vec<u32>>,
    /// By report and claim: the number of the fact.
    pub facts: Vec<Vec<u32>>,
}

/// Splitmix64.
struct Choices(u64);

impl Choices {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// Small numbers are far likelier than great ones.
    fn skewed(&mut self, n: usize) -> usize {
        let (a, b) = (self.below(n) as u64, self.below(n) as u64);
        (a * b / n as u64) as usize * self.below(n) / n
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A form: mostly the usual one.
    fn form<'a>(&mut self, forms: &[&'a str]) -> &'a str {
        if self.percent(75) { forms[0] } else { forms[self.below(forms.len())] }
    }
}

/// The rows of `names.tsv`, by kind.
struct Lists(BTreeMap<&'static str, Vec<Vec<&'static str>>>);

impl Lists {
    fn read() -> Lists {
        let mut lists: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        for line in include_str!("names.tsv").lines().filter(|l| !l.starts_with('#')) {
            let (kind, forms) = line.split_once('\t').expect("a row has a kind and forms");
            lists.entry(kind).or_default().push(forms.split('|').collect());
        }
        Lists(lists)
    }

    fn of(&self, kind: &str) -> &[Vec<&'static str>] {
        &self.0[kind]
    }
}

/// Something that articles name.
#[derive(Clone)]
enum Thing {
    Country(usize),
    Person { given: usize, surnames: Vec<usize>, middle: char, suffix: bool, country: usize, titles: Vec<usize> },
    Body { name: String, acronym: String },
    Office { office: usize, country: usize },
    Place(usize),
}

/// A claim before its article is chosen.
struct Telling {
    fact: u32,
    kind: &'static str,
    status: &'static str,
    when: Option<When>,
    day: i32,
    roles: Vec<(&'static str, Held)>,
}

#[derive(Clone)]
enum Held {
    Thing(usize),
    Local(usize),
    Text(String),
    Code(&'static str),
}

struct Story {
    choices: Choices,
    lists: Lists,
    things: Vec<Thing>,
    countries: usize,
    people: std::ops::Range<usize>,
    bodies: std::ops::Range<usize>,
    places: std::ops::Range<usize>,
    days: i32,
    facts: u32,
    known: HashMap<String, u32>,
    tellings: Vec<Telling>,
}

/// Makes a corpus.
pub fn corpus(articles: usize) -> Corpus {
    let mut story = Story::new(articles);
    let wanted = articles * 10;
    while story.tellings.len() < wanted {
        story.event();
    }
    story.write(articles)
}

impl Story {
    fn new(articles: usize) -> Story {
        let (mut choices, lists) = (Choices(7), Lists::read());
        let countries = lists.of("country").len();
        let mut things: Vec<Thing> = (0..countries).map(Thing::Country).collect();
        let start = things.len();
        let mut names = HashSet::new();
        let (givens, surnames, titles) = (lists.of("given").len(), lists.of("surname").len(), lists.of("title").len());
        while things.len() < start + (articles / 4).clamp(100, 20_000) {
            let given = choices.below(givens);
            let mut surname = vec![choices.below(surnames)];
            if choices.percent(60) {
                surname.push(choices.below(surnames));
            }
            if !names.insert((given, surname.clone())) {
                continue;
            }
            let (country, title) = (choices.below(countries), choices.below(titles));
            let middle = char::from(b'A' + choices.below(26) as u8);
            let mut own = vec![title];
            if choices.percent(30) {
                own.push(choices.below(titles));
            }
            things.push(Thing::Person {
                given,
                surnames: surname.clone(),
                middle,
                suffix: false,
                country,
                titles: own,
            });
            let other = |n: usize, choices: &mut Choices, all: usize| (n + 1 + choices.below(all - 1)) % all;
            match choices.below(100) {
                // A namesake in another country, with another office.
                0..3 => {
                    let country = other(country, &mut choices, countries);
                    let titles = vec![other(title, &mut choices, titles)];
                    let middle = if middle == 'Z' { 'A' } else { 'Z' };
                    things.push(Thing::Person { given, surnames: surname, middle, suffix: false, country, titles });
                }
                // A son, "Jr" or with another given name.
                3..5 => {
                    let titles = vec![other(title, &mut choices, titles)];
                    things.push(Thing::Person { given, surnames: surname, middle, suffix: true, country, titles });
                }
                5..7 => {
                    let given = other(given, &mut choices, givens);
                    let titles = vec![other(title, &mut choices, titles)];
                    if names.insert((given, surname.clone())) {
                        things.push(Thing::Person { given, surnames: surname, middle, suffix: false, country, titles });
                    }
                }
                _ => {}
            }
        }
        let people = start..things.len();
        for (i, of) in lists.of("of").iter().enumerate() {
            for (j, aim) in lists.of("for").iter().enumerate() {
                for (k, before) in lists.of("before").iter().enumerate() {
                    if (i + 3 * j + 5 * k) % 7 == 0 {
                        let name = format!("{} {} for {}", before[0], of[0], aim[0]);
                        let capital = |w: &str| w.chars().next().filter(|c| c.is_uppercase());
                        let acronym = name.split([' ', '-']).filter_map(capital).collect();
                        things.push(Thing::Body { name, acronym });
                    }
                }
            }
        }
        let offices = lists.of("office").len();
        things.extend((0..offices * countries).map(|i| Thing::Office { office: i % offices, country: i / offices }));
        let bodies = people.end..things.len();
        let places = lists.of("place").len();
        things.extend((0..places).map(Thing::Place));
        let places = bodies.end..things.len();
        let days = (articles / 4).clamp(200, 2900) as i32;
        let (facts, known, tellings) = (0, HashMap::new(), Vec::new());
        Story { choices, lists, things, countries, people, bodies, places, days, facts, known, tellings }
    }

    fn person(&mut self) -> usize {
        self.people.start + self.choices.skewed(self.people.len())
    }

    fn country(&mut self) -> usize {
        self.choices.skewed(self.countries)
    }

    fn body(&mut self) -> usize {
        self.bodies.start + self.choices.skewed(self.bodies.len())
    }

    fn place(&mut self) -> usize {
        self.places.start + self.choices.below(self.places.len())
    }

    fn party(&mut self) -> usize {
        match self.choices.below(4) {
            0 => self.body(),
            1 => self.person(),
            _ => self.country(),
        }
    }

    /// Several different things.
    fn several(&mut self, n: usize, mut one: impl FnMut(&mut Story) -> usize) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        while found.len() < n {
            let thing = one(self);
            if !found.contains(&thing) {
                found.push(thing);
            }
        }
        found
    }

    /// The number of a fact that lasts, by what it is.
    fn lasting(&mut self, name: String) -> u32 {
        let next = self.facts;
        let number = *self.known.entry(name).or_insert(next);
        self.facts = self.facts.max(number + 1);
        number
    }

    fn new_fact(&mut self) -> u32 {
        self.facts += 1;
        self.facts - 1
    }

    fn text(&mut self, kind: &str, which: usize) -> Held {
        let forms = &self.lists.of(kind)[which];
        Held::Text(self.choices.form(forms).to_owned())
    }

    /// How a paper of `published` tells of `day`.
    fn time(&mut self, day: i32, published: i32) -> Option<When> {
        let date = date(day);
        match self.choices.below(100) {
            0..6 => Some(When::Month(date.year(), date.month())),
            6..8 => Some(When::Year(date.year())),
            8..35 if (0..3).contains(&(published - day)) => None,
            _ => Some(When::Day(date.year(), date.month(), date.day())),
        }
    }

    fn tell(
        &mut self,
        fact: u32,
        kind: &'static str,
        status: &'static str,
        times: (Option<When>, i32),
        roles: Vec<(&'static str, Held)>,
    ) {
        let (when, day) = times;
        if (0..self.days).contains(&day) {
            self.tellings.push(Telling { fact, kind, status, when, day, roles });
        }
    }

    /// A number of papers, few most often.
    fn papers(&mut self) -> usize {
        1 + self.choices.skewed(7) + self.choices.below(3)
    }

    fn event(&mut self) {
        let day = self.choices.below(self.days as usize) as i32;
        match self.choices.below(100) {
            0..28 => self.meeting(day),
            28..36 => self.visit(day),
            36..52 => self.office(day),
            52..58 => self.sanction(day),
            58..64 => self.agreement(day),
            64..76 => self.statement(day),
            76..82 => self.accusation(day),
            82..88 => self.attack(day),
            88..96 => self.stance(day),
            _ => self.support(day),
        }
    }

    fn meeting(&mut self, day: i32) {
        let fact = self.new_fact();
        let n = 2 + self.choices.skewed(4);
        let sides = self.several(n, |s| if s.choices.percent(70) { s.person() } else { s.country() });
        let (place, topic) = (self.place(), self.choices.below(self.lists.of("topic").len()));
        let planned = self.choices.percent(35);
        let cancelled = planned && self.choices.percent(20);
        let mut stages = Vec::new();
        if planned {
            stages.extend((0..1 + self.choices.below(2)).map(|_| ("planned", -9, 9)));
        }
        stages.extend((0..self.papers()).map(|_| if cancelled { ("cancelled", -2, 3) } else { ("held", 0, 4) }));
        for (status, from, width) in stages {
            let published = day + from + self.choices.below(width) as i32;
            let mut told = sides.clone();
            if told.len() > 2 && self.choices.percent(30) {
                told.remove(self.choices.below(told.len()));
            }
            let mut roles: Vec<(&str, Held)> = told.into_iter().map(|t| ("participant", Held::Thing(t))).collect();
            if self.choices.percent(50) {
                roles.push(("place", Held::Thing(place)));
            }
            if self.choices.percent(60) {
                let topic = self.text("topic", topic);
                roles.push(("topic", topic));
            }
            let when = self.time(day, published);
            self.tell(fact, "Meeting", status, (when, published), roles);
        }
    }

    fn visit(&mut self, day: i32) {
        let fact = self.new_fact();
        let (visitor, to) = (self.person(), if self.choices.percent(70) { self.country() } else { self.place() });
        for i in 0..self.papers() {
            let planned = i == 0 && self.choices.percent(30);
            let published =
                if planned { day - 1 - self.choices.below(8) as i32 } else { day + self.choices.below(3) as i32 };
            let when = self.time(day, published);
            let roles = vec![("visitor", Held::Thing(visitor)), ("destination", Held::Thing(to))];
            self.tell(fact, "Visit", if planned { "planned" } else { "held" }, (when, published), roles);
        }
    }

    fn office(&mut self, day: i32) {
        let holder = self.person();
        let Thing::Person { country, titles, .. } = self.things[holder].clone() else { return };
        let title = titles[self.choices.below(titles.len())];
        let fact = self.lasting(format!("office {holder} {title}"));
        for _ in 0..1 + self.choices.below(3) {
            let published = day + self.choices.below(60) as i32;
            let title = self.text("title", title);
            let mut roles = vec![("holder", Held::Thing(holder)), ("title", title)];
            if self.choices.percent(60) {
                roles.push(("organization", Held::Thing(country)));
            }
            let status = if self.choices.percent(90) { "current" } else { "former" };
            self.tell(fact, "OfficeHolding", status, (None, published), roles);
        }
    }

    fn sanction(&mut self, day: i32) {
        let fact = self.new_fact();
        let (by, on) = (self.country(), self.party());
        // A pair may have a second sanction, which is another fact.
        if by == on || (self.known.contains_key(&format!("sanction {by} {on}")) && self.choices.percent(75)) {
            return;
        }
        self.known.insert(format!("sanction {by} {on}"), fact);
        let measure = self.choices.below(self.lists.of("measure").len());
        let mut at = day;
        for status in ["proposed", "imposed", "extended", "lifted"] {
            for _ in 0..self.choices.below(4) {
                let published = at + self.choices.below(20) as i32;
                let mut roles = vec![("imposer", Held::Thing(by)), ("sanctioned", Held::Thing(on))];
                if self.choices.percent(60) {
                    let measure = self.text("measure", measure);
                    roles.push(("measure", measure));
                }
                let when = self.time(at, published);
                self.tell(fact, "Sanction", status, (when, published), roles);
            }
            at += 30 + self.choices.below(300) as i32;
            if self.choices.percent(25) {
                break;
            }
        }
    }

    fn agreement(&mut self, day: i32) {
        let n = 2 + self.choices.skewed(3);
        let parties = self.several(n, Story::party);
        let topic = self.choices.below(self.lists.of("topic").len());
        let mut sorted = parties.clone();
        sorted.sort_unstable();
        let fact = self.lasting(format!("agreement {sorted:?} {topic}"));
        for i in 0..self.papers() {
            let published = day + self.choices.below(4) as i32;
            let mut roles: Vec<(&str, Held)> = parties.iter().map(|p| ("party", Held::Thing(*p))).collect();
            if self.choices.percent(80) {
                let topic = self.text("topic", topic);
                roles.push(("topic", topic));
            }
            let when = self.time(day, published);
            self.tell(fact, "Agreement", if i == 0 { "reached" } else { "signed" }, (when, published), roles);
        }
    }

    fn statement(&mut self, day: i32) {
        let speaker = self.party();
        let topics = self.lists.of("topic");
        let (a, b, n) = (self.choices.below(topics.len()), self.choices.below(topics.len()), self.choices.below(90));
        let content = format!("{} comes {n} days before {}", topics[a][0], topics[b][0]);
        let fact = self.lasting(format!("statement {speaker} {content}"));
        for _ in 0..1 + self.choices.skewed(4) {
            let published = day + self.choices.below(3) as i32;
            let when = self.time(day, published);
            let roles = vec![("speaker", Held::Thing(speaker)), ("content", Held::Text(content.clone()))];
            self.tell(fact, "Statement", "made", (when, published), roles);
        }
    }

    fn accusation(&mut self, day: i32) {
        let sides = self.several(2, Story::party);
        let offence = self.choices.below(self.lists.of("offence").len());
        let fact = self.lasting(format!("accusation {sides:?} {offence}"));
        for i in 0..1 + self.choices.skewed(5) {
            let published = day + self.choices.below(30) as i32;
            let offence = self.text("offence", offence);
            let roles =
                vec![("accuser", Held::Thing(sides[0])), ("accused", Held::Thing(sides[1])), ("offence", offence)];
            self.tell(fact, "Accusation", if i == 2 { "denied" } else { "made" }, (None, published), roles);
        }
    }

    fn attack(&mut self, day: i32) {
        let fact = self.new_fact();
        let (actor, target, place) = (self.country(), self.party(), self.place());
        let means = self.choices.below(self.lists.of("means").len());
        for _ in 0..self.papers() {
            let published = day + self.choices.below(3) as i32;
            let mut roles = vec![("target", Held::Thing(target))];
            if self.choices.percent(80) {
                roles.push(("actor", Held::Thing(actor)));
            }
            if self.choices.percent(60) {
                roles.push(("place", Held::Thing(place)));
            }
            if self.choices.percent(50) {
                let means = self.text("means", means);
                roles.push(("means", means));
            }
            let when = self.time(day, published);
            self.tell(fact, "Attack", "held", (when, published), roles);
        }
    }

    fn stance(&mut self, day: i32) {
        let holder = self.party();
        let (topic, attitude) =
            (self.choices.below(self.lists.of("topic").len()), *self.choices.pick(&["supports", "opposes"]));
        let fact = self.lasting(format!("stance {holder} {topic} {attitude}"));
        for _ in 0..1 + self.choices.skewed(5) {
            let published = day + self.choices.below(20) as i32;
            let issue = self.text("topic", topic);
            let roles = vec![("holder", Held::Thing(holder)), ("attitude", Held::Code(attitude)), ("issue", issue)];
            self.tell(fact, "Stance", "stated", (None, published), roles);
        }
    }

    fn support(&mut self, day: i32) {
        let by = self.party();
        let local = self.choices.percent(30).then(|| self.choices.below(self.lists.of("local").len()));
        if let Some(local) = local {
            // What only a description names is of its article alone.
            let fact = self.new_fact();
            let roles = vec![("supporter", Held::Thing(by)), ("supported", Held::Local(local))];
            return self.tell(fact, "Support", "ongoing", (None, day), roles);
        }
        let to = self.party();
        if to == by {
            return;
        }
        let fact = self.lasting(format!("support {by} {to}"));
        for _ in 0..1 + self.choices.skewed(5) {
            let published = day + self.choices.below(200) as i32;
            let roles = vec![("supporter", Held::Thing(by)), ("supported", Held::Thing(to))];
            self.tell(fact, "Support", "ongoing", (None, published), roles);
        }
    }

    /// Puts the tellings into articles of their days, of which none tells one fact twice.
    fn write(mut self, articles: usize) -> Corpus {
        let mut tellings = std::mem::take(&mut self.tellings);
        tellings.sort_by_key(|t| t.day);
        let mut sheets: Vec<Vec<Telling>> = (0..articles).map(|_| Vec::new()).collect();
        for telling in tellings {
            let first = telling.day as usize * articles / self.days as usize;
            let last =
                ((telling.day as usize + 1) * articles / self.days as usize).clamp(first + 1, articles.max(first + 1));
            let sheet = (first + self.choices.below(last - first)).min(articles - 1);
            if sheets[sheet].iter().all(|t| t.fact != telling.fact) {
                sheets[sheet].push(telling);
            }
        }
        let mut corpus = Corpus { reports: vec![], entities: vec![], facts: vec![] };
        let mut locals = self.things.len() as u32;
        for (i, sheet) in sheets.into_iter().enumerate() {
            let day = (i * self.days as usize / articles) as i32;
            let (mut entities, mut of): (Vec<(Entity, u32)>, HashMap<usize, usize>) = (vec![], HashMap::new());
            let mut drafts = Vec::new();
            for telling in sheet {
                let mut roles = Vec::new();
                for (role, held) in &telling.roles {
                    let entity = match held {
                        Held::Thing(thing) => *of.entry(*thing).or_insert_with(|| {
                            entities.push((self.entity(*thing), *thing as u32));
                            entities.len() - 1
                        }),
                        Held::Local(local) => {
                            let name = self.lists.of("local")[*local][0];
                            entities.push((blank(EntityClass::Group, name), locals));
                            locals += 1;
                            entities.len() - 1
                        }
                        Held::Text(text) => {
                            roles.push((*role, Value::Text(text.clone())));
                            continue;
                        }
                        Held::Code(code) => {
                            roles.push((*role, Value::Code((*code).to_owned())));
                            continue;
                        }
                    };
                    roles.push((*role, Value::Entity(entity as u32)));
                }
                drafts.push((telling, roles));
            }
            corpus.push(i, day, entities, drafts);
        }
        corpus
    }

    /// A thing as one article names it.
    fn entity(&mut self, thing: usize) -> Entity {
        match self.things[thing].clone() {
            Thing::Country(country) => {
                let forms = &self.lists.of("country")[country];
                let mut entity = blank(EntityClass::Country, forms[1]);
                entity.code = Some(forms[0].to_owned());
                if self.choices.percent(30) {
                    entity.aliases.push(self.choices.pick(&forms[1..]).to_string());
                    entity.aliases.retain(|a| *a != entity.name);
                }
                entity
            }
            Thing::Person { given, surnames, middle, suffix, country, titles } => {
                let given = self.choices.form(&self.lists.of("given")[given]);
                let surnames: Vec<&str> =
                    surnames.iter().map(|s| self.choices.form(&self.lists.of("surname")[*s])).collect();
                let surname = surnames.join("-");
                let jr = if suffix { " Jr." } else { "" };
                let title = *self.choices.pick(&titles);
                let title = self.choices.form(&self.lists.of("title")[title]);
                let name = match self.choices.below(100) {
                    0..6 => format!("{}. {surname}{jr}", &given[..1]),
                    6..12 => format!("{given} {middle}. {surname}{jr}"),
                    12..16 if thing < self.people.start + 60 => surname.clone(),
                    16..18 => surname.clone(),
                    18..22 => format!("{title} {given} {surname}{jr}"),
                    _ => format!("{given} {surname}{jr}"),
                };
                let mut entity = blank(EntityClass::Person, &name);
                if self.choices.percent(50) {
                    entity.aliases.push(surname);
                    entity.aliases.retain(|a| *a != entity.name);
                }
                if self.choices.percent(65) {
                    entity.titles.push(title.to_owned());
                }
                let code = self.lists.of("country")[country][0];
                entity.country = Some(code.to_owned()).filter(|_| self.choices.percent(65));
                entity
            }
            Thing::Body { name, acronym } => {
                let short = self.choices.percent(12) && acronym.len() > 2;
                let mut entity = blank(EntityClass::Organization, if short { &acronym } else { &name });
                if !short && self.choices.percent(40) {
                    entity.aliases.push(acronym);
                }
                if self.choices.percent(20) {
                    entity.name = format!("the {}", entity.name);
                }
                entity
            }
            Thing::Office { office, country } => {
                let office = self.choices.form(&self.lists.of("office")[office]).to_owned();
                let code = self.lists.of("country")[country][0];
                let adjective = self.lists.of("adjective")[country][1];
                let name = match self.choices.below(10) {
                    0..2 => format!("{office} of {}", self.lists.of("country")[country][1]),
                    2..4 => office,
                    _ => format!("{adjective} {office}"),
                };
                let mut entity = blank(EntityClass::Organization, &name);
                entity.country = Some(code.to_owned());
                entity
            }
            Thing::Place(place) => {
                let forms = &self.lists.of("place")[place];
                let mut entity = blank(EntityClass::Place, self.choices.form(forms));
                entity.country = Some("united-states".to_owned()).filter(|_| forms.len() > 1);
                entity
            }
        }
    }
}

impl Corpus {
    fn push(&mut self, i: usize, day: i32, entities: Vec<(Entity, u32)>, drafts: Vec<(Telling, Vec<(&str, Value)>)>) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut sorted: Vec<(Entity, u32, usize)> = Vec::new();
        for (n, (mut entity, truth)) in entities.into_iter().enumerate() {
            let key = rapporteur::entity::slug(&entity.name);
            let again = seen.entry(key.clone()).or_default();
            *again += 1;
            entity.key = if *again == 1 { key } else { format!("{key}-{again}") };
            sorted.push((entity, truth, n));
        }
        sorted.sort_by(|a, b| a.0.key.cmp(&b.0.key));
        let mut place = vec![0; sorted.len()];
        sorted.iter().enumerate().for_each(|(now, (_, _, then))| place[*then] = now as u32);
        let mut claims = Vec::new();
        for (telling, roles) in &drafts {
            let moved = roles.iter().map(|(role, value)| Filler {
                role: (*role).to_owned(),
                value: if let Value::Entity(e) = value { Value::Entity(place[*e as usize]) } else { value.clone() },
            });
            let mut roles: Vec<Filler> = moved.collect();
            roles.sort();
            claims.push(Claim {
                kind: telling.kind.to_owned(),
                roles,
                status: telling.status.to_owned(),
                negated: telling.status == "denied",
                certainty: "certain".to_owned(),
                when: telling.when,
                time_expression: None,
                by: None,
                citing: vec![],
                evidence: Quote { begin: 0, end: 1, text: "x".to_owned() },
                confidence: 80,
                extractor: "corpus".to_owned(),
            });
        }
        self.entities.push(sorted.iter().map(|s| s.1).collect());
        self.facts.push(drafts.iter().map(|(t, _)| t.fact).collect());
        self.reports.push(Report {
            id: format!("a{:08}", (i as u64 * 7_919_993) % 100_000_007),
            meta: Metadata { published: Some(date(day).to_string()), ..Metadata::default() },
            text_sha256: String::new(),
            run: String::new(),
            text: None,
            entities: sorted.into_iter().map(|s| s.0).collect(),
            mentions: vec![],
            claims,
        });
    }
}

fn blank(class: EntityClass, name: &str) -> Entity {
    let (key, name) = (String::new(), name.to_owned());
    Entity { key, class, name, aliases: vec![], titles: vec![], country: None, code: None }
}

fn date(day: i32) -> jiff::civil::Date {
    jiff::civil::date(2012, 1, 1).saturating_add(jiff::Span::new().days(day))
}
