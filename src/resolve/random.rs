//! Random reports and judgements whose names, times and roles often meet: what the laws of resolution and of the store are tested on.
//!
//! Input: choices of proptest. Output: reports as `resolve` takes them, without texts, and judgements between their entities.
//! Invariant: keys are unique within a report and ids among reports; a claim's fillers are entities of its report.
//! Part of two crates, the library's unit tests and the integration tests: it imports nouns alone.

use crate::article::Metadata;
use crate::claim::{Claim, Filler, Quote, Report, Value};
use crate::entity::{Entity, EntityClass, slug};
use crate::judgement::{EntityRef, Judgement, Verdict};
use crate::time::When;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// An entity from "class name | country | title | alias;alias | code", the later parts being optional.
pub fn entity(text: &str) -> Entity {
    let mut parts = text.split('|').map(str::trim);
    let (class, name) = parts.next().and_then(|p| p.split_once(' ')).unwrap();
    let class = EntityClass::from_name(class).unwrap();
    let mut some = || parts.next().filter(|p| !p.is_empty()).map(str::to_owned);
    let (country, title, aliases, code) = (some(), some(), some(), some());
    Entity {
        key: slug(name),
        class,
        name: name.to_owned(),
        aliases: aliases.iter().flat_map(|a| a.split(';')).map(str::to_owned).collect(),
        titles: title.into_iter().collect(),
        country,
        code,
    }
}

/// A report of an article that names these entities and claims nothing.
pub fn article(id: &str, published: &str, entities: &[&str]) -> Report {
    let published = Some(published.to_owned()).filter(|p| !p.is_empty());
    Report {
        id: id.to_owned(),
        meta: Metadata { published, ..Metadata::default() },
        text_sha256: String::new(),
        run: String::new(),
        text: None,
        entities: entities.iter().map(|e| entity(e)).collect(),
        mentions: vec![],
        claims: vec![],
    }
}

/// A claim from "Kind status time role=0 role=1 role:text role#code"; entities by index, "-" for no time, "_" for a space in texts.
pub fn claim(text: &str) -> Claim {
    let mut words = text.split(' ');
    let (kind, status, when) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
    let mut roles: Vec<Filler> = words
        .map(|w| {
            let at = w.find(['=', ':', '#']).unwrap();
            let (role, value) = (&w[..at], w[at + 1..].replace('_', " "));
            let value = match &w[at..=at] {
                "=" => Value::Entity(value.parse().unwrap()),
                ":" => Value::Text(value),
                _ => Value::Code(value),
            };
            Filler { role: role.to_owned(), value }
        })
        .collect();
    roles.sort();
    roles.dedup();
    Claim {
        kind: kind.to_owned(),
        roles,
        status: status.to_owned(),
        negated: false,
        certainty: "certain".to_owned(),
        when: When::parse(when),
        time_expression: When::parse(when).map(|w| w.to_string()),
        by: None,
        citing: vec![],
        evidence: Quote { begin: 0, end: 1, text: "x".to_owned() },
        confidence: 50,
        extractor: "test".to_owned(),
    }
}

/// A judgement on two entities, each told by its article and its key.
pub fn judgement(left: (&str, &str), verdict: Verdict, right: (&str, &str)) -> Judgement {
    let side = |(article, key): (&str, &str)| EntityRef { article: article.to_owned(), key: key.to_owned() };
    let (left, right) = (side(left).min(side(right)), side(right).max(side(left)));
    Judgement { left, right, verdict, reason: String::new() }
}

const NAMES: &[&str] = &[
    "Person John Kerry|united-states|Secretary of State",
    "Person John Kerry",
    "Person Kerry",
    "Person Kerry|united-states",
    "Person J. Kerry",
    "Person Jon Kerrey",
    "Person George Bush||President",
    "Person George W. Bush",
    "Person George H. W. Bush",
    "Person Laura Bush",
    "Person Bush||President",
    "Person Bush",
    "Person John Kerry||||Q900001",
    "Person Jack Kerry|ireland|Senator||Q900001",
    "Person John Kerry|ireland|||Q900002",
    "Person J. Kerry||||Q900002",
    "Organization Jubilee Fund|||JTF|Q900003",
    "Group JTF||||Q900003",
    "Person Kim Jong Un|north-korea",
    "Person Kim Jong-un",
    "Person Kim",
    "Person the president",
    "Person Sergei Lavrov|russia|Foreign Minister",
    "Person Sergey Lavrov",
    "Organization Jubilee Trust Fund|||JTF",
    "Organization JTF",
    "Organization Jubilee Trust Foundation|||JTF",
    "Organization foreign ministry|russia",
    "Organization Russian Foreign Ministry",
    "Group rebels",
    "Group Kerry supporters",
    "Country Russia||||russia",
    "Country Russian Federation||||russia",
    "Country Iran||||iran",
    "Place Springfield",
    "Document the agreement",
];
const KINDS: &[(&str, &str, &str)] = &[
    ("Meeting", "participant", "participant"),
    ("Visit", "visitor", "destination"),
    ("OfficeHolding", "holder", "organization"),
    ("Sanction", "imposer", "sanctioned"),
    ("Agreement", "party", "party"),
    ("Stance", "holder", "target"),
    ("Attack", "actor", "place"),
    ("Election", "winner", "loser"),
];

prop_compose! {
    fn any_claim(entities: usize)(
        kind in 0..KINDS.len(),
        fillers in prop::collection::vec((0..entities, any::<bool>()), 0..4),
        when in prop::sample::select(vec!["-", "-", "2015", "2015-12", "2015-12-14", "2015-12-15"]),
        status in prop::sample::select(vec!["held", "planned", "denied"]),
        text in prop::sample::select(vec!["", "topic:peace_in_Syria", "issue:sanctions_on_Iran", "title:Minister"]),
        sources in prop::collection::vec(0..entities as u32, 0..3),
    ) -> Claim {
        let (kind, first, second) = KINDS[kind];
        let mut line = format!("{kind} {status} {when}");
        for (entity, left) in fillers {
            line += &format!(" {}={entity}", if left { first } else { second });
        }
        if !text.is_empty() {
            line += &format!(" {text}");
        }
        Claim { by: sources.first().copied(), citing: sources.into_iter().skip(1).collect(), ..claim(&line) }
    }
}

prop_compose! {
    /// A report without an id.
    pub fn any_body()(names in prop::collection::vec(prop::sample::select(NAMES), 1..7).prop_map(|mut names| {
        names.sort_by_key(|name| entity(name).key);
        names
    }))(
        claims in prop::collection::vec(any_claim(names.len()), 0..4),
        published in prop::sample::select(vec!["", "2015-12-14", "2015-12-16", "2016-02"]),
        names in Just(names),
    ) -> Report {
        let mut report = article("", published, &names);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for entity in &mut report.entities {
            let n = seen.entry(entity.key.clone()).or_default();
            *n += 1;
            entity.key = if *n == 1 { entity.key.clone() } else { format!("{}-{n}", entity.key) };
        }
        Report { claims, ..report }
    }
}

/// Some reports, the order of whose ids is not their own.
pub fn any_reports() -> impl Strategy<Value = Vec<Report>> {
    prop::collection::vec(any_body(), 1..9).prop_map(|mut reports| {
        for (i, report) in reports.iter_mut().enumerate() {
            report.id = format!("{}{i}", ["q", "b", "x"][i % 3]);
        }
        reports
    })
}

/// Which two entities of which two reports are judged, and whether they are one.
pub type Sides = Vec<((prop::sample::Index, prop::sample::Index), (prop::sample::Index, prop::sample::Index), bool)>;

/// The judgements that these sides mean.
pub fn judgements(reports: &[Report], sides: &Sides) -> Vec<Judgement> {
    let at = |(r, e): &(prop::sample::Index, prop::sample::Index)| {
        let report = r.get(reports);
        (report.id.as_str(), e.get(&report.entities).key.as_str())
    };
    let pairs = sides.iter().map(|(a, b, same)| (at(a), at(b), if *same { Verdict::Same } else { Verdict::Distinct }));
    pairs.filter(|(a, b, _)| a != b).map(|(a, b, v)| judgement(a, v, b)).collect()
}

/// Sides of some judgements.
pub fn any_sides() -> impl Strategy<Value = Sides> {
    prop::collection::vec(
        any::<((prop::sample::Index, prop::sample::Index), (prop::sample::Index, prop::sample::Index), bool)>(),
        0..8,
    )
}
