//! Entities of the world: article entities in blocks, blocks in clusters, clusters with label and path; kept while articles come and go.
//!
//! Input: articles that come and go, and verdicts. Output: for each article entity its thing, by a handle, and for each thing its `WorldEntity`.
//! Invariant: every article entity is a member of exactly one; an entity's path follows from its own block alone (and from namesakes of the path);
//! a handle never shows in label, path or reasons.

use super::articles::Reports;
use super::cluster::{Block, Cluster, Parted, Reason, clusters};
use super::judge::{Place, Verdicts};
use super::looks::{Found, Home, Look, Looks};
use super::name::Name;
use super::near::Names;
use super::spell::{short_hash, slug};
use crate::entity::{EntityClass, is_item};
use crate::lang;
use crate::world::WorldEntity;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest slug of a path, in bytes.
const SLUG: usize = 60;

/// A thing of the world.
pub struct Thing {
    /// The entity, without members.
    pub entity: WorldEntity,
    // The path, unless another thing has the same.
    plain: String,
    // What the path is a hash of; `None` where the path is a gazetteer code.
    key: Option<String>,
    looks: Vec<u32>,
    places: Vec<Place>,
    reasons: BTreeSet<Reason>,
    // Whether all members of all looks are in it.
    whole: bool,
}

/// All things.
#[derive(Default)]
pub struct Entities {
    looks: Looks,
    things: Vec<Option<Thing>>,
    free: Vec<u32>,
    // The thing of each member that does not follow its look.
    own: HashMap<Place, u32>,
    by_plain: HashMap<String, BTreeSet<u32>>,
    verdicts: Verdicts,
    fresh: HashMap<u32, Vec<u32>>,
    dirty: BTreeSet<u32>,
    lost: BTreeSet<u32>,
}

/// What an update changed.
#[derive(Default)]
pub struct Moved {
    /// Members whose thing is another one now, or that are new.
    pub members: BTreeSet<Place>,
    /// Things whose path or label is another one now.
    pub renamed: BTreeSet<u32>,
    /// Things of which anything changed, new ones and former ones.
    pub touched: BTreeSet<u32>,
}

impl Entities {
    /// Takes an article in.
    pub fn add(&mut self, slot: u32, reports: &dyn Reports) {
        self.looks.add(slot, &reports.report(slot).entities);
        for look in self.looks.of_article(slot) {
            self.dirty.insert(*look);
            self.fresh.entry(*look).or_default().push(slot);
        }
    }

    /// Takes an article out.
    pub fn remove(&mut self, slot: u32) {
        for (i, look) in self.looks.of_article(slot).to_vec().into_iter().enumerate() {
            let place = (slot, i as u32);
            let stray = self.own.remove(&place);
            let home = self.looks.look_mut(look);
            home.strays.remove(&place);
            match (stray, home.home) {
                (Some(thing), _) | (None, Home::One(thing)) => self.lost.insert(thing),
                (None, Home::Each) => false,
            };
            if let Some(fresh) = self.fresh.get_mut(&look) {
                fresh.retain(|s| *s != slot);
            }
        }
        for look in self.looks.remove(slot).into_iter().collect::<BTreeSet<_>>() {
            match self.looks.look(look).members.is_empty() {
                true => self.forget(look),
                false => {
                    self.dirty.insert(look);
                }
            }
        }
    }

    fn forget(&mut self, look: u32) {
        let near = self.looks.forget(look);
        self.dirty.extend(near);
        self.dirty.remove(&look);
        self.fresh.remove(&look);
    }

    /// The thing of an article entity.
    pub fn thing_of(&self, place: Place) -> u32 {
        self.before(place, self.looks.of(place)).expect("invariant: every article entity has a thing")
    }

    /// A thing.
    pub fn thing(&self, handle: u32) -> Option<&WorldEntity> {
        self.things.get(handle as usize)?.as_ref().map(|t| &t.entity)
    }

    /// Handles of all things.
    pub fn handles(&self) -> impl Iterator<Item = u32> {
        (0..self.things.len() as u32).filter(|h| self.things[*h as usize].is_some())
    }

    /// Members of a thing.
    pub fn members(&self, handle: u32) -> Vec<Place> {
        let Some(thing) = &self.things[handle as usize] else { return Vec::new() };
        let of = thing.looks.iter().map(|l| self.looks.look(*l));
        let follow = of.flat_map(|l| l.members.iter().filter(|m| !l.strays.contains(m)));
        follow.chain(&thing.places).copied().collect()
    }

    fn before(&self, place: Place, look: u32) -> Option<u32> {
        match (self.own.get(&place), self.looks.look(look).home) {
            (Some(thing), _) => Some(*thing),
            (None, Home::One(thing)) => Some(thing),
            (None, Home::Each) => None,
        }
    }

    /// Brings everything up to date.
    pub fn update(&mut self, verdicts: Verdicts, reports: &dyn Reports) -> Moved {
        for member in verdicts.changed(&self.verdicts) {
            if let Some(look) = self.looks.of_article(member.0).get(member.1 as usize) {
                self.dirty.insert(*look);
            }
        }
        self.verdicts = verdicts;
        let dirty = std::mem::take(&mut self.dirty);
        let fresh = std::mem::take(&mut self.fresh);
        self.looks.read(&dirty.iter().copied().collect::<Vec<_>>());
        let found = self.looks.blocks(&dirty, &self.verdicts, &fresh);
        let mut spoken: HashMap<u32, Vec<Place>> = HashMap::new();
        let said = self.verdicts.same.iter().flat_map(|(a, b, _)| [a, b]).chain(self.verdicts.distinct.keys());
        for member in said.copied().collect::<BTreeSet<_>>() {
            spoken.entry(self.looks.of(member)).or_default().push(member);
        }
        let room = || vec![0; self.looks.names().len()];
        let part = |room: &mut Vec<u32>, found: &Found| clusters(&self.block(found, &spoken, reports), room);
        let parted: Vec<Parted> = found.par_iter().with_min_len(16).map_init(room, part).collect();
        let mut change =
            Change { moved: Moved::default(), taken: BTreeSet::new(), seen: std::mem::take(&mut self.lost) };
        change.moved.touched.extend(change.seen.iter().copied());
        let mut plains = BTreeSet::new();
        for parted in parted {
            self.settle(parted, &fresh, reports, &mut change, &mut plains);
        }
        for handle in change.seen.difference(&change.taken) {
            if let Some(thing) = self.things[*handle as usize].take() {
                self.unname(&thing.plain, *handle, &mut plains);
                change.moved.touched.insert(*handle);
                self.free.push(*handle);
            }
        }
        self.discriminate(&plains, reports, &mut change.moved);
        change.moved
    }

    fn block<'a>(&'a self, found: &Found, spoken: &HashMap<u32, Vec<Place>>, reports: &'a dyn Reports) -> Block<'a> {
        let judged = found.ids.iter().filter_map(|l| Some((*l, spoken.get(l)?)));
        let judged = judged.flat_map(|(l, members)| members.iter().map(move |m| (*m, l))).collect();
        let mut crowded = Vec::new();
        if !found.crowded.is_empty() {
            let within: BTreeSet<u32> = found.ids.iter().copied().collect();
            for slot in &found.crowded {
                let of = self.looks.of_article(*slot).iter().enumerate();
                crowded.extend(of.filter(|(_, l)| within.contains(l)).map(|(i, l)| ((*slot, i as u32), *l)));
            }
            crowded.sort_by(|(a, _), (b, _)| reports.order(*a, *b));
        }
        let (looks, names, ids) = (self.looks.all(), self.looks.names(), found.ids.clone());
        Block { looks, names, ids, judged, crowded, verdicts: &self.verdicts, reports }
    }

    /// Gives the clusters of a block their things, those that they had as far as may be.
    fn settle(
        &mut self,
        parted: Parted,
        fresh: &HashMap<u32, Vec<u32>>,
        reports: &dyn Reports,
        change: &mut Change,
        plains: &mut BTreeSet<String>,
    ) {
        let Parted { mut clusters, each, alone } = parted;
        let torn = clusters.iter().flat_map(|c| &c.places).chain(&alone).map(|(_, look)| *look).collect();
        clusters.retain(|c| self.unchanged(c, &torn, fresh, change).is_none_or(|thing| !change.taken.insert(thing)));
        // Where each member that does not follow its look goes.
        let mut apart: HashMap<u32, BTreeMap<Place, Option<usize>>> = HashMap::new();
        for (c, cluster) in clusters.iter().enumerate() {
            for (member, look) in &cluster.places {
                apart.entry(*look).or_default().insert(*member, Some(c));
            }
        }
        alone.iter().for_each(|(member, look)| {
            apart.entry(*look).or_default().insert(*member, None);
        });
        let looks: Vec<u32> = clusters.iter().flat_map(|c| &c.looks).chain(&each).copied().collect();
        for look in &looks {
            if let Home::One(thing) = self.looks.look(*look).home {
                change.seen.insert(thing);
            }
        }
        let handles: Vec<u32> = clusters.iter().map(|c| self.reuse(c, change)).collect();
        let mut homes: HashMap<u32, usize> = HashMap::new();
        for (c, cluster) in clusters.iter().enumerate() {
            homes.extend(cluster.looks.iter().map(|l| (*l, c)));
        }
        let none = BTreeMap::new();
        for id in looks {
            let strays = apart.get(&id).unwrap_or(&none);
            let home = homes.get(&id).map_or(Home::Each, |c| Home::One(handles[*c]));
            let look = self.looks.look(id);
            if home == look.home && strays.is_empty() && look.strays.is_empty() && !fresh.contains_key(&id) {
                continue;
            }
            let new = |m: &Place| fresh.get(&id).is_some_and(|slots| slots.contains(&m.0));
            let asked: Vec<Place> = match home == look.home && look.members.len() > 8 {
                true => {
                    let few = fresh.get(&id).into_iter().flatten();
                    let few = few.flat_map(|slot| {
                        let of = self.looks.of_article(*slot).iter().enumerate();
                        of.filter(|(_, l)| **l == id).map(|(i, _)| (*slot, i as u32))
                    });
                    few.chain(look.strays.iter().copied()).chain(strays.keys().copied()).collect()
                }
                false => look.members.clone(),
            };
            for member in asked.into_iter().collect::<BTreeSet<_>>() {
                let old = if new(&member) && !self.own.contains_key(&member) { None } else { self.before(member, id) };
                let now = match (strays.get(&member), home) {
                    (Some(Some(c)), _) => handles[*c],
                    (None, Home::One(thing)) => thing,
                    (Some(None), _) | (None, Home::Each) => self.single(member, id, old, reports, change, plains),
                };
                let follows = home == Home::One(now) && !strays.contains_key(&member);
                match follows {
                    true => self.own.remove(&member),
                    false => self.own.insert(member, now),
                };
                if old != Some(now) {
                    change.moved.members.insert(member);
                    change.moved.touched.extend(old);
                    change.moved.touched.insert(now);
                    change.seen.extend(old);
                }
            }
            let look = self.looks.look_mut(id);
            look.home = home;
            look.strays = strays.keys().copied().collect();
        }
        let codes = self.codes(&clusters, reports);
        for ((cluster, handle), code) in clusters.into_iter().zip(handles).zip(codes) {
            match self.renewed(&cluster, handle, code.as_deref()) {
                true => self.perhaps_first(handle, plains),
                false => {
                    let thing = self.made(cluster, code, reports);
                    self.put(handle, thing, change, plains);
                }
            }
        }
    }

    /// Whether a thing is told as before, though members of looks that it had may have come or gone.
    fn renewed(&self, cluster: &Cluster, handle: u32, code: Option<&str>) -> bool {
        self.things[handle as usize].as_ref().is_some_and(|thing| {
            code.is_none()
                && thing.key.is_some()
                && (thing.whole && thing.places.is_empty() && cluster.places.is_empty())
                && (thing.looks == cluster.looks && thing.reasons == cluster.reasons && self.whole(cluster))
                && thing.entity.class == class(self.counts(cluster))
                && thing.entity.label == label(self.counts(cluster), self.looks.names())
        })
    }

    fn whole(&self, cluster: &Cluster) -> bool {
        cluster.looks.iter().all(|l| self.looks.look(*l).strays.is_empty())
    }

    /// Which member of a thing is the first may have changed.
    fn perhaps_first(&self, handle: u32, plains: &mut BTreeSet<String>) {
        if let Some(thing) = self.things[handle as usize].as_ref().filter(|t| self.by_plain[&t.plain].len() > 1) {
            plains.insert(thing.plain.clone());
        }
    }

    /// The thing that a cluster was before, where nothing came or went, and nothing else is known. `torn`: looks of which some members are
    /// elsewhere now.
    fn unchanged(
        &self,
        cluster: &Cluster,
        torn: &BTreeSet<u32>,
        fresh: &HashMap<u32, Vec<u32>>,
        change: &Change,
    ) -> Option<u32> {
        let first = self.looks.look(*cluster.looks.first()?);
        let Home::One(handle) = first.home else { return None };
        let thing = self.things[handle as usize].as_ref()?;
        let follows = |l: &u32| {
            let look = self.looks.look(*l);
            look.home == first.home && look.strays.is_empty() && !torn.contains(l) && !fresh.contains_key(l)
        };
        // Which thing has a code depends on others.
        let same = first.known().code().is_none()
            && cluster.places.is_empty()
            && thing.places.is_empty()
            && !change.moved.touched.contains(&handle)
            && !change.taken.contains(&handle)
            && cluster.looks == thing.looks
            && cluster.reasons == thing.reasons
            && cluster.looks.iter().all(follows);
        same.then_some(handle)
    }

    /// The thing that most members of a cluster were, else a new one.
    fn reuse(&mut self, cluster: &Cluster, change: &mut Change) -> u32 {
        let mut votes: BTreeMap<u32, usize> = BTreeMap::new();
        for look in cluster.looks.iter().map(|l| self.looks.look(*l)) {
            if let Home::One(thing) = look.home {
                *votes.entry(thing).or_default() += look.members.len();
            }
        }
        for thing in cluster.places.iter().filter_map(|(m, _)| self.own.get(m)) {
            *votes.entry(*thing).or_default() += 1;
            change.seen.insert(*thing);
        }
        votes.retain(|thing, _| !change.taken.contains(thing));
        let best = votes.into_iter().max_by_key(|(thing, n)| (*n, Reverse(*thing))).map(|(thing, _)| thing);
        let handle = best.unwrap_or_else(|| self.new_handle());
        change.taken.insert(handle);
        handle
    }

    fn new_handle(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.things.push(None);
            self.things.len() as u32 - 1
        })
    }

    /// The thing that is one member alone.
    fn single(
        &mut self,
        member: Place,
        look: u32,
        old: Option<u32>,
        reports: &dyn Reports,
        change: &mut Change,
        plains: &mut BTreeSet<String>,
    ) -> u32 {
        let is = |h: &u32| {
            let thing = self.things[*h as usize].as_ref();
            !change.taken.contains(h) && thing.is_some_and(|t| t.looks.is_empty() && t.places == [member])
        };
        if let Some(handle) = old.filter(is) {
            change.taken.insert(handle);
            return handle;
        }
        let handle = self.new_handle();
        change.taken.insert(handle);
        let cluster = Cluster { looks: vec![], places: vec![(member, look)], reasons: BTreeSet::new() };
        let thing = self.made(cluster, None, reports);
        self.put(handle, thing, change, plains);
        handle
    }

    fn put(&mut self, handle: u32, thing: Thing, change: &mut Change, plains: &mut BTreeSet<String>) {
        let old = self.things[handle as usize].take();
        let mut thing = thing;
        match old {
            Some(old) if old.plain == thing.plain => {
                thing.entity.path = old.entity.path.clone();
                if old.entity != thing.entity {
                    change.moved.touched.insert(handle);
                }
                if old.entity.label != thing.entity.label {
                    change.moved.renamed.insert(handle);
                }
            }
            other => {
                if let Some(old) = other {
                    self.unname(&old.plain, handle, plains);
                }
                self.by_plain.entry(thing.plain.clone()).or_default().insert(handle);
                change.moved.renamed.insert(handle);
                change.moved.touched.insert(handle);
                plains.insert(thing.plain.clone());
            }
        }
        self.things[handle as usize] = Some(thing);
        self.perhaps_first(handle, plains);
    }

    fn unname(&mut self, plain: &str, handle: u32, plains: &mut BTreeSet<String>) {
        if let Some(handles) = self.by_plain.get_mut(plain) {
            handles.remove(&handle);
            if handles.is_empty() {
                self.by_plain.remove(plain);
            } else {
                plains.insert(plain.to_owned());
            }
        }
    }

    /// Where several things would have one path, each gets its smallest member into the hash.
    fn discriminate(&mut self, plains: &BTreeSet<String>, reports: &dyn Reports, moved: &mut Moved) {
        for plain in plains {
            let handles: Vec<u32> = self.by_plain.get(plain).into_iter().flatten().copied().collect();
            for handle in &handles {
                let first = (handles.len() > 1).then(|| self.members(*handle));
                let first = first.and_then(|m| m.into_iter().min_by(|a, b| reports.order(*a, *b)));
                let Some(thing) = &mut self.things[*handle as usize] else { continue };
                let path = match (first, &thing.key) {
                    (Some(first), Some(key)) => {
                        let report = reports.report(first.0);
                        let entity = &report.entities[first.1 as usize].key;
                        path(thing.entity.class, &thing.entity.label, &[key, &report.id, entity])
                    }
                    _ => plain.clone(),
                };
                if thing.entity.path != path {
                    thing.entity.path = path;
                    moved.renamed.insert(*handle);
                    moved.touched.insert(*handle);
                }
            }
        }
    }

    /// The gazetteer code that each cluster stands for: of several that hold a code, where a person parted them, the largest.
    fn codes(&self, clusters: &[Cluster], reports: &dyn Reports) -> Vec<Option<String>> {
        let linked = |look: &u32| self.looks.look(*look).known().code().is_some();
        if !clusters.iter().any(|c| c.looks.iter().chain(c.places.iter().map(|(_, l)| l)).any(linked)) {
            return vec![None; clusters.len()];
        }
        let mut best: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let first = |c: usize| self.of(&clusters[c]).flat_map(|(_, m)| m).min_by(|a, b| reports.order(*a, *b));
        for (c, cluster) in clusters.iter().enumerate() {
            let mut count: BTreeMap<&str, usize> = BTreeMap::new();
            for (look, n) in self.counts(cluster) {
                if let Some(code) = look.known().code() {
                    *count.entry(code).or_default() += n;
                }
            }
            for (code, n) in count.into_iter().filter(|(_, n)| *n > 0) {
                let (most, holder) = *best.entry(code).or_insert((n, c));
                let earlier = || {
                    let both = first(holder).zip(first(c));
                    both.is_some_and(|(a, b)| reports.order(a, b).is_gt())
                };
                if n > most || (n == most && holder != c && earlier()) {
                    best.insert(code, (n, c));
                }
            }
        }
        let mut codes: Vec<Option<(usize, &str)>> = vec![None; clusters.len()];
        for (code, (n, c)) in best {
            if codes[c].is_none_or(|(most, _)| n > most) {
                codes[c] = Some((n, code));
            }
        }
        codes.into_iter().map(|c| c.map(|(_, code)| code.to_owned())).collect()
    }

    /// The looks of a cluster with the members of each in it.
    fn of<'a>(&'a self, cluster: &'a Cluster) -> impl Iterator<Item = (&'a Look, Vec<Place>)> {
        let follow = cluster
            .looks
            .iter()
            .map(|l| self.looks.look(*l))
            .map(|look| (look, look.members.iter().copied().filter(|m| !look.strays.contains(m)).collect()));
        follow.chain(cluster.places.iter().map(|(m, l)| (self.looks.look(*l), vec![*m])))
    }

    fn counts<'a>(&'a self, cluster: &'a Cluster) -> impl Iterator<Item = (&'a Look, usize)> {
        let follow = cluster.looks.iter().map(|l| self.looks.look(*l)).map(|l| (l, l.members.len() - l.strays.len()));
        follow.chain(cluster.places.iter().map(|(_, l)| (self.looks.look(*l), 1))).filter(|(_, n)| *n > 0)
    }

    fn made(&self, cluster: Cluster, code: Option<String>, reports: &dyn Reports) -> Thing {
        let linked = code.as_deref().and_then(lang::linked);
        let class = linked.map_or_else(|| class(self.counts(&cluster)), |l| l.class);
        let label = match linked {
            Some(linked) => linked.name.to_owned(),
            None => label(self.counts(&cluster), self.looks.names()).to_owned(),
        };
        let mut alt: BTreeSet<&str> = BTreeSet::new();
        for (look, _) in self.counts(&cluster) {
            alt.insert(&look.entity.name);
            alt.extend(look.entity.aliases.iter().map(String::as_str));
        }
        let alt_labels = alt.into_iter().filter(|l| *l != label && !l.is_empty()).map(str::to_owned).collect();
        let bearers = self.counts(&cluster).map(|(look, _)| look).filter(|l| l.entity.name == label);
        // What is compared with nothing is named by its article, so that no other article's description touches it.
        let own = || {
            let first = self.of(&cluster).filter(|(l, _)| l.entity.name == label).flat_map(|(_, m)| m);
            first.min_by(|a, b| reports.order(*a, *b)).map_or(String::new(), |(slot, entity)| {
                let report = reports.report(slot);
                format!("{} {}", report.id, report.entities[entity as usize].key)
            })
        };
        let bearer = bearers.min_by_key(|l| &l.entity);
        let key = bearer.map_or(label.clone(), |l| l.known().name.block().unwrap_or_else(own));
        let plain = match &code {
            Some(code) => format!("{}/{code}", class.name().to_lowercase()),
            None => path(class, &label, &[&key]),
        };
        let item = linked.map_or_else(|| code.as_deref().filter(|code| is_item(code)), |l| l.qid);
        let exact_match = item.map(|qid| format!("http://www.wikidata.org/entity/{qid}"));
        let lines: BTreeSet<String> = cluster.reasons.iter().map(|r| r.line(self.looks.all())).collect();
        let reasons = lines.into_iter().collect();
        let (path, members) = (plain.clone(), Vec::new());
        Thing {
            entity: WorldEntity { path, class, label, alt_labels, exact_match, members, reasons },
            plain,
            key: code.is_none().then_some(key),
            whole: self.whole(&cluster),
            reasons: cluster.reasons,
            looks: cluster.looks,
            places: cluster.places.into_iter().map(|(m, _)| m).collect(),
        }
    }
}

/// The state of an update.
struct Change {
    moved: Moved,
    // Things that clusters are.
    taken: BTreeSet<u32>,
    // Things that were; those that nothing took are no more.
    seen: BTreeSet<u32>,
}

fn path(class: EntityClass, label: &str, key: &[&str]) -> String {
    let class = class.name().to_lowercase();
    let parts: Vec<&str> = std::iter::once(class.as_str()).chain(key.iter().copied()).collect();
    format!("{class}/{}-{}", slug(label, SLUG), short_hash(&parts))
}

/// The class that most members have.
fn class<'a>(members: impl Iterator<Item = (&'a Look, usize)>) -> EntityClass {
    let mut count: BTreeMap<EntityClass, usize> = BTreeMap::new();
    members.for_each(|(look, n)| *count.entry(look.entity.class).or_default() += n);
    let most = count.into_iter().max_by_key(|(class, n)| (*n, Reverse(*class)));
    most.map_or(EntityClass::Group, |(class, _)| class)
}

/// The name that most members have among those that tell enough; of equals the longest, then the first.
fn label<'a>(members: impl Iterator<Item = (&'a Look, usize)>, names: &Names) -> &'a str {
    let mut count: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for (look, n) in members {
        let full = match &look.known().name {
            Name::Person(_) => names.weight(look.name_number()) >= 100,
            Name::Body(body) => !body.acronym,
            Name::Linked(_) | Name::Local => false,
        };
        *count.entry((full, &look.entity.name)).or_default() += n;
    }
    let best = count.into_iter().max_by_key(|((full, name), n)| (*full, *n, name.len(), Reverse(*name)));
    best.map_or("", |((_, name), _)| name)
}
