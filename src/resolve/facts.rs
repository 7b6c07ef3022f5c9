//! Facts of the world: claims of one kind with one core are one fact, within and across articles.
//!
//! Input: reports, and the world entity of each article entity. Output: `Fact`s sorted by path.
//! Invariant: every claim is told by exactly one fact; claims are taken in a fixed order, the most precise first, and compared with the first of a fact only,
//! so that no chain of small differences makes two events one.

use super::kinds::{Core, Held, How, Kind, Timed, agree, held, keys, kind};
use super::spell::{short_hash, slug};
use crate::claim::{Claim, Filler, Report, Value};
use crate::schema::schema;
use crate::time::When;
use crate::world::{Fact, FactValue, WorldEntity};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest slug of a path, in bytes.
const SLUG: usize = 60;

/// What the entities are called and which is which.
pub struct World<'a> {
    /// The reports.
    pub reports: &'a [Report],
    /// Indexes of the reports in the order of their ids.
    pub order: &'a [u32],
    /// Entities, sorted by path.
    pub entities: &'a [WorldEntity],
    /// World entity by report and entity.
    pub of: &'a [Vec<u32>],
}

/// One claim, ready to be compared.
struct Telling<'a> {
    place: (u32, u32),
    claim: &'a Claim,
    core: Core,
}

/// Derives the facts.
pub fn facts(world: &World) -> Vec<Fact> {
    let mut kinds: BTreeMap<&str, Vec<Telling>> = BTreeMap::new();
    let mut codes: HashMap<&str, u32> = HashMap::new();
    for (article, report) in world.order.iter().enumerate() {
        let Report { claims, meta, .. } = &world.reports[*report as usize];
        let published = meta.published.as_deref().and_then(When::parse).map(days);
        for (i, claim) in claims.iter().enumerate() {
            let (held, roles) = world.held(*report, claim, &mut codes);
            let core = Core { held, roles, when: claim.when, published, article: article as u32 };
            kinds.entry(&claim.kind).or_default().push(Telling { place: (*report, i as u32), claim, core });
        }
    }
    let facts = kinds.into_par_iter().flat_map_iter(|(name, tellings)| {
        let kind = kind(name);
        group(kind, tellings).into_iter().map(|g| world.fact(kind, &g)).collect::<Vec<_>>()
    });
    let mut facts: Vec<Named> = facts.collect();
    discriminate(world, &mut facts);
    let mut facts: Vec<Fact> = facts.into_iter().map(|n| n.fact).collect();
    facts.sort_by(|a, b| a.path.cmp(&b.path));
    facts
}

fn days(when: When) -> i32 {
    let date = when.bounds().0;
    date.since(jiff::civil::date(2000, 1, 1)).map_or(0, |span| span.get_days())
}

/// Claims of one kind in groups that tell one fact each; the first of a group tells most.
fn group<'a>(kind: &Kind, mut tellings: Vec<Telling<'a>>) -> Vec<Vec<Telling<'a>>> {
    let precision = |t: &Telling| match t.core.when.filter(|_| kind.timed != Timed::Any) {
        Some(When::Day(..)) => 0,
        Some(When::Month(..)) => 1,
        Some(When::Year(..)) => 2,
        None => 3,
    };
    let fillers = |t: &Telling| t.claim.roles.len();
    // The sort is stable: of equals the lesser article and the earlier claim come first.
    tellings.sort_by_key(|t| (precision(t), Reverse(fillers(t)), t.core.when, t.core.published));
    let mut groups: Vec<Vec<Telling>> = Vec::new();
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    for telling in tellings {
        let keys = keys(kind, &telling.core);
        let candidates: BTreeSet<usize> = keys.iter().filter_map(|k| found.get(k)).flatten().copied().collect();
        let other_reading = |t: &Telling| {
            kind.one_status && t.core.article == telling.core.article && t.claim.status != telling.claim.status
        };
        let scored = candidates.into_iter().filter_map(|g| {
            let first = &groups[g][0];
            let score = agree(kind, &first.core, &telling.core).filter(|_| !groups[g].iter().any(other_reading))?;
            let status = groups[g].iter().any(|t| t.claim.status == telling.claim.status);
            Some((score, status, Reverse(g)))
        });
        match scored.max() {
            Some((_, _, Reverse(g))) => groups[g].push(telling),
            None => {
                for key in keys {
                    found.entry(key).or_default().push(groups.len());
                }
                groups.push(vec![telling]);
            }
        }
    }
    groups
}

/// A fact and what its path is made of.
struct Named {
    fact: Fact,
    label: String,
    window: Option<When>,
    key: Vec<String>,
    // Article and claim that come first: what tells facts of one key apart.
    first: (u32, u32),
}

impl World<'_> {
    /// What the parts of a claim's core hold. Codes are numbered down from the top, so that they meet no entity.
    fn held<'a>(&self, report: u32, claim: &'a Claim, codes: &mut HashMap<&'a str, u32>) -> (Vec<Held>, Vec<String>) {
        let kind = kind(&claim.kind);
        let mut fillers = |wanted: &dyn Fn(&str) -> bool| {
            let mut found: Vec<u32> = Vec::new();
            for filler in claim.roles.iter().filter(|f| wanted(&f.role)) {
                match &filler.value {
                    Value::Entity(e) => found.push(self.of[report as usize][*e as usize]),
                    Value::Code(code) => {
                        let next = u32::MAX - codes.len() as u32;
                        found.push(*codes.entry(code).or_insert(next));
                    }
                    Value::Text(_) => {}
                }
            }
            found.sort_unstable();
            found.dedup();
            Held::Fillers(found)
        };
        if kind.parts.is_empty() {
            let text = |f: &&Filler| matches!(f.value, Value::Text(_));
            let roles = claim.roles.iter().filter(|f| !text(f)).map(|f| f.role.clone());
            let roles: BTreeSet<String> = roles.collect();
            let held = roles.iter().map(|role| fillers(&|r| r == role)).collect();
            return (held, roles.into_iter().collect());
        }
        let part = |part: &super::kinds::Part| match part.how {
            How::Equal | How::Overlap => fillers(&|r| part.roles.iter().any(|p| p == r)),
            how => {
                let texts = claim.roles.iter().filter(|f| part.roles.contains(&f.role));
                let text: Vec<&str> =
                    texts.filter_map(|f| if let Value::Text(t) = &f.value { Some(t.as_str()) } else { None }).collect();
                held(how, &text.join(" "))
            }
        };
        (kind.parts.iter().map(part).collect(), Vec::new())
    }

    fn fact(&self, kind: &Kind, group: &[Telling]) -> Named {
        let reading = |t: &&Telling| {
            let date = self.reports[t.place.0 as usize].meta.published.as_deref().and_then(When::parse);
            (date.map(|d| d.bounds().0), schema().rank(&t.claim.status), Reverse((t.core.article, t.place.1)))
        };
        let latest = group.iter().max_by_key(reading).unwrap_or(&group[0]);
        let precise = |t: &&Telling| (t.claim.when.map(precision), (t.core.article, t.place.1));
        let timed = group.iter().filter(|t| t.claim.when.is_some()).min_by_key(precise);
        let mut claims: Vec<(u32, u32)> = group.iter().map(|t| t.place).collect();
        claims.sort_unstable();
        let first = group.iter().map(|t| (t.core.article, t.place.1)).min().unwrap_or_default();
        let when = timed.and_then(|t| t.claim.when);
        let (label, key) = self.identity(kind, &group[0]);
        let window = when.filter(|_| kind.timed != Timed::Any);
        let fact = Fact {
            path: path(&group[0].claim.kind, &label, window, &key),
            kind: group[0].claim.kind.clone(),
            roles: self.roles(group, latest),
            status: latest.claim.status.clone(),
            when,
            time_expression: timed.and_then(|t| t.claim.time_expression.clone()),
            claims,
            reasons: self.reasons(kind, group),
        };
        Named { fact, label, window, key, first }
    }

    /// Entities of all claims; the longest text of each role; codes of the claim that gives the status.
    fn roles(&self, group: &[Telling], latest: &Telling) -> Vec<(String, FactValue)> {
        let mut roles: BTreeSet<(String, FactValue)> = BTreeSet::new();
        let mut texts: BTreeMap<&str, &str> = BTreeMap::new();
        let mut codes: BTreeMap<&str, &str> = BTreeMap::new();
        for telling in std::iter::once(latest).chain(group) {
            for filler in &telling.claim.roles {
                match &filler.value {
                    Value::Entity(e) => {
                        let entity = self.of[telling.place.0 as usize][*e as usize];
                        roles.insert((filler.role.clone(), FactValue::Entity(entity)));
                    }
                    Value::Text(text) => {
                        let best = texts.entry(&filler.role).or_insert(text);
                        *best = longer(best, text);
                    }
                    Value::Code(code) => {
                        codes.entry(&filler.role).or_insert(code);
                    }
                }
            }
        }
        roles.extend(texts.into_iter().map(|(r, t)| (r.to_owned(), FactValue::Text(t.to_owned()))));
        roles.extend(codes.into_iter().map(|(r, c)| (r.to_owned(), FactValue::Code(c.to_owned()))));
        roles.into_iter().collect()
    }

    /// Label and identity key of a fact, from its first claim.
    fn identity(&self, kind: &Kind, first: &Telling) -> (String, Vec<String>) {
        let mut labels = Vec::new();
        let mut key = Vec::new();
        for (i, held) in first.core.held.iter().enumerate() {
            let role = kind.parts.get(i).map_or_else(|| first.core.roles[i].clone(), |p| p.roles.join("+"));
            match held {
                Held::Fillers(fillers) => {
                    let entities = fillers.iter().filter_map(|f| self.entities.get(*f as usize));
                    labels.extend(entities.clone().map(|e| e.label.as_str()));
                    key.push(role);
                    key.extend(entities.map(|e| e.path.clone()));
                }
                Held::Text(text) => key.extend([role, text.clone()]),
                Held::Words(words, _) => {
                    key.push(role);
                    key.extend(words.iter().cloned());
                }
            }
        }
        let codes = first.claim.roles.iter().filter_map(|f| if let Value::Code(c) = &f.value { Some(c) } else { None });
        key.extend(codes.cloned());
        if labels.is_empty() {
            let texts = first.claim.roles.iter();
            labels.extend(texts.filter_map(|f| if let Value::Text(t) = &f.value { Some(t.as_str()) } else { None }));
        }
        (labels.join(" "), key)
    }

    fn reasons(&self, kind: &Kind, group: &[Telling]) -> Vec<String> {
        if group.len() < 2 {
            return Vec::new();
        }
        let first = &group[0];
        let mut reasons = BTreeSet::new();
        for telling in &group[1..] {
            let parts = kind.parts.iter().zip(first.core.held.iter().zip(&telling.core.held));
            let mut same: Vec<String> =
                parts.filter_map(|(p, (a, b))| self.same(&p.roles.join(" or "), a, b)).collect();
            if same.is_empty() {
                same.push("all entities".to_owned());
            }
            let time = match (kind.timed, first.core.when, telling.core.when) {
                (Timed::Any, ..) => String::new(),
                (_, Some(a), Some(b)) if a == b => format!("; on {a}"),
                (_, Some(a), Some(b)) => format!("; {a} lies in {b}"),
                (Timed::Near, ..) => "; articles of the same days".to_owned(),
                _ => "; no time speaks against it".to_owned(),
            };
            reasons.insert(format!("same {}{time}", same.join(", ")));
        }
        reasons.into_iter().collect()
    }

    /// What two claims have in common in one part.
    fn same(&self, role: &str, a: &Held, b: &Held) -> Option<String> {
        match (a, b) {
            (Held::Fillers(a), Held::Fillers(b)) => {
                let common = a.iter().filter(|f| b.contains(f));
                let labels = common.filter_map(|f| self.entities.get(*f as usize)).map(|e| format!("'{}'", e.label));
                let labels: Vec<String> = labels.collect();
                (!labels.is_empty()).then(|| format!("{role} {}", labels.join(" and ")))
            }
            (Held::Words(a, _), Held::Words(b, _)) if a.is_disjoint(b) => None,
            (Held::Text(a), Held::Text(b)) if a.is_empty() || b.is_empty() => None,
            _ => Some(role.to_owned()),
        }
    }
}

/// The longer of two texts; of equals the lesser.
fn longer<'a>(a: &'a str, b: &'a str) -> &'a str {
    if (b.len(), Reverse(b)) > (a.len(), Reverse(a)) { b } else { a }
}

/// The more precise a time, the less.
fn precision(when: When) -> u8 {
    match when {
        When::Day(..) => 0,
        When::Month(..) => 1,
        When::Year(..) => 2,
    }
}

fn path(kind: &str, label: &str, window: Option<When>, key: &[String]) -> String {
    let kind = kind.to_lowercase();
    let time = window.map_or(String::new(), |w| format!("-{w}"));
    let parts: Vec<&str> = [kind.as_str(), &time].into_iter().chain(key.iter().map(String::as_str)).collect();
    format!("{kind}/{}{time}-{}", slug(label, SLUG), short_hash(&parts))
}

/// Facts of one key, told apart by the first claim of each.
fn discriminate(world: &World, facts: &mut [Named]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for named in facts.iter() {
        *seen.entry(named.fact.path.clone()).or_default() += 1;
    }
    for named in facts.iter_mut().filter(|n| seen[&n.fact.path] > 1) {
        let (article, claim) = named.first;
        let id = &world.reports[world.order[article as usize] as usize].id;
        let mut key = vec![format!("{id} {claim}")];
        key.append(&mut named.key);
        named.fact.path = path(&named.fact.kind, &named.label, named.window, &key);
    }
}
