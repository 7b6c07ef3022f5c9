//! Facts of the world: claims of one kind with one core are one fact, within and across articles; kept while claims come and go.
//!
//! Input: claims that come and go, and the thing of each article entity. Output: `Fact`s.
//! Invariant: every claim is told by exactly one fact; a fact is a function of its group (`groups`) and of the things that fill its roles.

use super::articles::Reports;
use super::entities::Entities;
use super::groups::{Groups, Telling};
use super::judge::Place;
use super::kinds::{self, Core, Held, How, Kind, Timed, held, keys, kind};
use super::lives::{Told, day, lives};
use super::spell::{short_hash, slug};
use super::symbols::Symbols;
use crate::claim::{Claim, Value};
use crate::schema::schema;
use crate::time::When;
use crate::world::{Bounds, Fact, FactValue, WorldEntity};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest slug of a path, in bytes.
const SLUG: usize = 60;

/// A fact and what its path is made of. Entities are handles, and claims stand by slot.
pub struct Named {
    /// The fact.
    pub fact: Fact,
    plain: String,
    label: String,
    window: Option<When>,
    key: Vec<String>,
    // The tellings, the leading one first.
    tellings: Vec<u64>,
}

/// Names a fact while it is there: kind and leading claim.
pub type FactId = (u32, u32);

/// All facts.
pub struct Facts {
    symbols: Symbols,
    kinds: Vec<OfKind>,
    by_name: BTreeMap<String, u32>,
    // By slot and claim: kind and number there.
    told: HashMap<u32, Vec<(u32, u32)>>,
}

/// The facts of one kind.
struct OfKind {
    name: String,
    kind: &'static Kind,
    groups: Groups,
    // By leader: the first claims of the lives of its group.
    lives: HashMap<u32, Vec<u32>>,
    // By first claim.
    facts: HashMap<u32, Named>,
    by_plain: HashMap<String, BTreeSet<u32>>,
}

/// What facts are made of.
#[derive(Clone, Copy)]
struct Sources<'a> {
    reports: &'a dyn Reports,
    entities: &'a Entities,
    symbols: &'a Symbols,
}

impl Facts {
    /// No facts.
    pub fn new() -> Facts {
        Facts { symbols: Symbols::new(), kinds: Vec::new(), by_name: BTreeMap::new(), told: HashMap::new() }
    }

    /// Takes an article's claims in.
    pub fn add(&mut self, slot: u32, reports: &dyn Reports, entities: &Entities) {
        let all = 0..reports.report(slot).claims.len() as u32;
        let told = all.map(|claim| self.tell((slot, claim), reports, entities)).collect();
        self.told.insert(slot, told);
    }

    /// Takes an article's claims out.
    pub fn remove(&mut self, slot: u32) {
        for (kind, id) in self.told.remove(&slot).into_iter().flatten() {
            self.kinds[kind as usize].groups.remove(id);
        }
    }

    /// Reads those claims of an article anew that name one of these entities.
    pub fn retell(&mut self, slot: u32, named: &BTreeSet<u32>, reports: &dyn Reports, entities: &Entities) {
        for (i, claim) in reports.report(slot).claims.iter().enumerate() {
            let names = |v: &Value| matches!(v, Value::Entity(e) if named.contains(e));
            if claim.roles.iter().any(|f| names(&f.value)) {
                let (kind, id) = self.told[&slot][i];
                self.kinds[kind as usize].groups.remove(id);
                let again = self.tell((slot, i as u32), reports, entities);
                if let Some(told) = self.told.get_mut(&slot) {
                    told[i] = again;
                }
            }
        }
    }

    fn tell(&mut self, place: Place, reports: &dyn Reports, entities: &Entities) -> (u32, u32) {
        let report = reports.report(place.0);
        let claim = &report.claims[place.1 as usize];
        let kind = kind(&claim.kind);
        let (held, roles) = self.held(place.0, claim, entities);
        let published = report.meta.published.as_deref().and_then(When::parse).map(|w| day(w.bounds().0));
        let core = Core { held, roles, when: claim.when, published, article: place.0 };
        let by_path = |fillers: &mut Vec<u32>| fillers.sort_by_key(|f| entities.thing(*f).map(|e| &e.path));
        let keys = keys(kind, &core, by_path);
        let status = self.symbols.of(&claim.status);
        let telling = Telling { place, core, status, fillers: claim.roles.len(), keys, serial: 0 };
        let next = self.kinds.len() as u32;
        let number = *self.by_name.entry(claim.kind.clone()).or_insert(next);
        if number == next {
            let (groups, name) = (Groups::new(kind), claim.kind.clone());
            let (lives, facts, by_plain) = (HashMap::new(), HashMap::new(), HashMap::new());
            self.kinds.push(OfKind { name, kind, groups, lives, facts, by_plain });
        }
        (number, self.kinds[number as usize].groups.add(telling))
    }

    /// What the parts of a claim's core hold.
    fn held(&mut self, slot: u32, claim: &Claim, entities: &Entities) -> (Vec<Held>, Vec<u32>) {
        let kind = kind(&claim.kind);
        let symbols = &mut self.symbols;
        if kind.parts.is_empty() {
            let told = claim.roles.iter().filter(|f| !matches!(f.value, Value::Text(_))).map(|f| f.role.as_str());
            let roles: BTreeSet<&str> = told.collect();
            let held = roles.iter().map(|role| fillers(slot, claim, |r| r == *role, entities, symbols)).collect();
            return (held, roles.into_iter().map(|r| symbols.of(r)).collect());
        }
        let part = |part: &kinds::Part| {
            let within = |role: &str| part.roles.iter().any(|p| p == role);
            match part.how {
                How::Equal | How::Overlap => fillers(slot, claim, within, entities, symbols),
                how => {
                    let texts = claim.roles.iter().filter(|f| within(&f.role));
                    let texts =
                        texts.filter_map(|f| if let Value::Text(t) = &f.value { Some(t.as_str()) } else { None });
                    held(how, &texts.collect::<Vec<_>>().join(" "), symbols)
                }
            }
        };
        (kind.parts.iter().map(part).collect(), Vec::new())
    }

    /// Brings the facts up to date: those that changed, new ones and former ones.
    pub fn update(&mut self, reports: &dyn Reports, entities: &Entities) -> BTreeSet<FactId> {
        let sources = Sources { reports, entities, symbols: &self.symbols };
        let touched: Vec<BTreeSet<u32>> = self.kinds.par_iter_mut().map(|kind| kind.update(sources)).collect();
        let all = touched.into_iter().enumerate();
        all.flat_map(|(kind, touched)| touched.into_iter().map(move |id| (kind as u32, id))).collect()
    }

    /// A fact.
    pub fn fact(&self, id: FactId) -> Option<&Fact> {
        self.kinds[id.0 as usize].facts.get(&id.1).map(|n| &n.fact)
    }

    /// All facts, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Fact> {
        self.kinds.iter().flat_map(|k| k.facts.values()).map(|n| &n.fact)
    }
}

/// Entities and codes that fill some roles of a claim. Codes are numbered down from the top, so that they meet no handle.
fn fillers(
    slot: u32,
    claim: &Claim,
    wanted: impl Fn(&str) -> bool,
    entities: &Entities,
    symbols: &mut Symbols,
) -> Held {
    let mut found: Vec<u32> = Vec::new();
    for filler in claim.roles.iter().filter(|f| wanted(&f.role)) {
        match &filler.value {
            Value::Entity(e) => found.push(entities.thing_of((slot, *e))),
            Value::Code(code) => found.push(u32::MAX - symbols.of(code)),
            Value::Text(_) => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    Held::Fillers(found)
}

impl OfKind {
    fn update(&mut self, sources: Sources) -> BTreeSet<u32> {
        let changed = self.groups.update(sources.reports);
        let mut plains: BTreeSet<String> = BTreeSet::new();
        let mut touched = BTreeSet::new();
        let mut former: HashMap<u32, Named> = HashMap::new();
        for first in changed.iter().filter_map(|leader| self.lives.remove(leader)).flatten() {
            if let Some(old) = self.facts.remove(&first) {
                plains.insert(old.plain.clone());
                if let Some(same) = self.by_plain.get_mut(&old.plain) {
                    same.remove(&first);
                }
                former.insert(first, old);
            }
        }
        let groups = &self.groups;
        // Of several lives most are as they were.
        let life = |life: Vec<u32>| {
            let told: Vec<&Telling> = life.iter().map(|id| groups.telling(*id)).collect();
            let former = former.get(&life[0]);
            let same = former.is_some_and(|f| f.tellings.iter().copied().eq(told.iter().map(|t| t.serial)));
            (life[0], (!same).then(|| sources.fact(&self.name, self.kind, &told, former)))
        };
        let made: Vec<_> = changed
            .par_iter()
            .filter_map(|leader| Some((*leader, groups.group(*leader, sources.reports)?)))
            .map(|(leader, group)| {
                let told = |id: &u32| sources.told(self.kind, groups.telling(*id));
                let lives = match self.kind.begins.is_empty() {
                    true => vec![group],
                    false => {
                        let parts = lives(self.kind, &group.iter().map(told).collect::<Vec<_>>()).into_iter();
                        parts.map(|part| part.into_iter().map(|n| group[n]).collect()).collect()
                    }
                };
                (leader, lives.into_iter().map(life).collect::<Vec<_>>())
            })
            .collect();
        for (leader, lives) in made {
            self.lives.insert(leader, lives.iter().map(|(first, _)| *first).collect());
            for (first, new) in lives {
                if new.is_some() {
                    touched.insert(first);
                }
                let Some(named) = new.or_else(|| former.remove(&first)) else { continue };
                self.by_plain.entry(named.plain.clone()).or_default().insert(first);
                plains.insert(named.plain.clone());
                self.facts.insert(first, named);
            }
        }
        touched.extend(former.keys());
        for plain in plains {
            let leaders: Vec<u32> = self.by_plain.get(&plain).into_iter().flatten().copied().collect();
            if leaders.is_empty() {
                self.by_plain.remove(&plain);
            }
            for leader in &leaders {
                let Some(named) = self.facts.get_mut(leader) else { continue };
                let path = if leaders.len() > 1 { named.discriminated(sources.reports) } else { plain.clone() };
                if named.fact.path != path {
                    named.fact.path = path;
                    touched.insert(*leader);
                }
            }
        }
        touched
    }
}

impl Named {
    /// Which of these, if all that tell it are among them in their order, are new to it.
    fn without(&self, tellings: &[u64]) -> Option<Vec<bool>> {
        let mut rest = self.tellings.iter().peekable();
        let new = tellings.iter().map(|telling| rest.next_if_eq(&telling).is_none()).collect();
        rest.next().is_none().then_some(new)
    }

    /// The path of one of several facts of one key: told apart by the first claim of each.
    fn discriminated(&self, reports: &dyn Reports) -> String {
        let claims = self.fact.claims.iter().map(|(slot, claim)| (&reports.report(*slot).id, claim));
        let first = claims.min().map(|(id, claim)| format!("{id} {claim}"));
        let key: Vec<String> = first.into_iter().chain(self.key.iter().cloned()).collect();
        path(&self.fact.kind, &self.label, self.window, &key)
    }
}

impl<'a> Sources<'a> {
    fn claim(&self, telling: &Telling) -> &'a Claim {
        &self.reports.report(telling.place.0).claims[telling.place.1 as usize]
    }

    fn told(&self, kind: &Kind, telling: &'a Telling) -> Told<'a> {
        let (claim, core) = (self.claim(telling), &telling.core);
        let Claim { status, negated, when, .. } = claim;
        let (negated, when, published) = (*negated, *when, core.published);
        Told { status, negated, when, published, measure: kind.measure(core) }
    }

    /// Entities among some fillers, by path.
    fn things(&self, fillers: impl Iterator<Item = u32>) -> Vec<&'a WorldEntity> {
        let mut things: Vec<&WorldEntity> = fillers.filter_map(|f| self.entities.thing(f)).collect();
        things.sort_by(|a, b| a.path.cmp(&b.path));
        things
    }

    /// The fact that a group tells; `former`: what its leader led before.
    fn fact(&self, name: &str, kind: &Kind, group: &[&Telling], former: Option<&Named>) -> Named {
        let place = |t: &Telling| (&self.reports.report(t.place.0).id, t.place.1);
        let rank = |t: &Telling| schema().rank(&self.claim(t).status);
        let later = |a: &&&Telling, b: &&&Telling| {
            let on_one_day = || rank(a).cmp(&rank(b)).then_with(|| place(b).cmp(&place(a)));
            a.core.published.cmp(&b.core.published).then_with(on_one_day)
        };
        let latest = group.iter().max_by(later).unwrap_or(&group[0]);
        // Of what lasts, the time is that of its last state.
        let other = |t: &Telling| !kind.lasts.is_empty() && t.status != latest.status;
        let precise = |t: &&&Telling| (other(t), t.core.when.map(precision), place(t));
        let timed = group.iter().filter(|t| t.core.when.is_some()).min_by_key(precise);
        let when = timed.and_then(|t| t.core.when);
        let (begin, end) = if kind.lasts.is_empty() { ((when, when), (when, when)) } else { self.lasted(kind, group) };
        let window = when.filter(|_| kind.timed != Timed::Any);
        let tellings: Vec<u64> = group.iter().map(|t| t.serial).collect();
        let former = former.filter(|f| f.tellings[0] == tellings[0]);
        let (label, key) =
            former.map_or_else(|| self.identity(kind, group[0]), |former| (former.label.clone(), former.key.clone()));
        let plain = match former.filter(|f| f.window == window) {
            Some(former) => former.plain.clone(),
            None => path(name, &label, window, &key),
        };
        let fact = Fact {
            path: plain.clone(),
            kind: name.to_owned(),
            roles: self.roles(group, latest),
            status: self.claim(latest).status.clone(),
            when,
            begin,
            end,
            time_expression: timed.and_then(|t| self.claim(t).time_expression.clone()),
            claims: group.iter().map(|t| t.place).collect(),
            reasons: self.reasons(kind, group, former.and_then(|f| Some((f, f.without(&tellings)?)))),
        };
        Named { fact, plain, label, window, key, tellings }
    }

    /// Begin and end of what lasts: it had begun by the first time at which it is told to be in force, and had not ended before the last one.
    fn lasted(&self, kind: &Kind, group: &[&Telling]) -> (Bounds, Bounds) {
        let told = |statuses: &[String]| -> Vec<When> {
            let dated = group.iter().filter(|t| t.core.when.is_some()).map(|t| self.claim(t));
            let claims = dated.filter(|c| !c.negated && statuses.contains(&c.status));
            claims.filter_map(|c| c.when).collect()
        };
        let (held, ended) = (told(&kind.lasts), told(&kind.ends));
        let all = || held.iter().chain(&ended).copied();
        let last = ended.iter().copied().max_by_key(|w| w.bounds().1);
        // What is in force after its end was put in force again.
        let over = last.filter(|l| held.iter().all(|w| w.bounds().0 <= l.bounds().1));
        let begun = all().min_by_key(|w| w.bounds().1);
        let held = all().max_by_key(|w| w.bounds().0);
        ((None, begun), (held, over))
    }

    /// Entities of all claims; the longest text of each role; codes of the claim that gives the status.
    fn roles(&self, group: &[&Telling], latest: &Telling) -> Vec<(String, FactValue)> {
        // A fact that many tell has few fillers.
        let mut fillers: BTreeSet<(u32, &str)> = BTreeSet::new();
        let mut texts: BTreeMap<&str, &str> = BTreeMap::new();
        let mut codes: BTreeMap<&str, &str> = BTreeMap::new();
        for telling in std::iter::once(latest).chain(group.iter().copied()) {
            for filler in &self.claim(telling).roles {
                match &filler.value {
                    Value::Entity(e) => {
                        fillers.insert((self.entities.thing_of((telling.place.0, *e)), &filler.role));
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
        let mut roles: Vec<(&str, FactValue)> =
            fillers.into_iter().map(|(thing, role)| (role, FactValue::Entity(thing))).collect();
        roles.sort_unstable();
        roles.extend(texts.into_iter().map(|(r, t)| (r, FactValue::Text(t.to_owned()))));
        roles.extend(codes.into_iter().map(|(r, c)| (r, FactValue::Code(c.to_owned()))));
        roles.into_iter().map(|(r, v)| (r.to_owned(), v)).collect()
    }

    /// Label and identity key of a fact, from its first claim.
    fn identity(&self, kind: &Kind, first: &Telling) -> (String, Vec<String>) {
        let mut labels = Vec::new();
        let mut key = Vec::new();
        for (i, held) in first.core.held.iter().enumerate() {
            let role = match kind.parts.get(i) {
                Some(part) => part.roles.join("+"),
                None => self.symbols.word(first.core.roles[i]).to_owned(),
            };
            key.push(role);
            match held {
                Held::Fillers(fillers) => {
                    let things = self.things(fillers.iter().copied());
                    labels.extend(things.iter().map(|e| e.label.as_str()));
                    key.extend(things.iter().map(|e| e.path.clone()));
                }
                Held::Text(text) => key.push(self.symbols.word(*text).to_owned()),
                Held::Words(words, _) => {
                    let words: BTreeSet<&str> = words.iter().map(|w| self.symbols.word(*w)).collect();
                    key.extend(words.into_iter().map(str::to_owned));
                }
            }
        }
        let roles = &self.claim(first).roles;
        key.extend(roles.iter().filter_map(|f| if let Value::Code(c) = &f.value { Some(c.clone()) } else { None }));
        if labels.is_empty() {
            labels.extend(
                roles.iter().filter_map(|f| if let Value::Text(t) = &f.value { Some(t.as_str()) } else { None }),
            );
        }
        (labels.join(" "), key)
    }

    /// Why the others tell what the first does; of those that a `former` fact had of it, that is known.
    fn reasons(&self, kind: &Kind, group: &[&Telling], former: Option<(&Named, Vec<bool>)>) -> Vec<String> {
        let mut reasons: BTreeSet<String> = former.iter().flat_map(|(f, _)| &f.fact.reasons).cloned().collect();
        let new = |n: &usize| former.as_ref().is_none_or(|(_, new)| new[*n]);
        for telling in (1..group.len()).filter(new).map(|n| group[n]) {
            let (first, this) = (&group[0].core, &telling.core);
            let parts = kind.parts.iter().zip(first.held.iter().zip(&this.held));
            let mut same: Vec<String> =
                parts.filter_map(|(p, (a, b))| self.same(&p.roles.join(" or "), a, b)).collect();
            if same.is_empty() {
                same.push("all entities".to_owned());
            }
            let time = match (kind.timed, first.when, this.when) {
                (Timed::Any, ..) => String::new(),
                (_, Some(a), Some(b)) if a == b => format!("; on {a}"),
                (Timed::Topic, Some(a), Some(b)) if a.bounds().0 > b.bounds().1 || b.bounds().0 > a.bounds().1 => {
                    format!("; told of {a} and of {b}")
                }
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
                let common = self.things(a.iter().copied().filter(|f| b.contains(f)));
                let labels: Vec<String> = common.iter().map(|e| format!("'{}'", e.label)).collect();
                (!labels.is_empty()).then(|| format!("{role} {}", labels.join(" and ")))
            }
            (Held::Words(a, _), Held::Words(b, _)) if !a.iter().any(|w| b.contains(w)) => None,
            (Held::Text(a), Held::Text(b)) if *a == 0 || *b == 0 => None,
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
