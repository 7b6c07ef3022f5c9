//! Entities of the world: article entities in blocks, blocks in clusters, clusters with label and path; kept while articles come and go.
//!
//! Input: articles that come and go, and verdicts. Output: for each article entity its thing, by a handle, and for each thing its `WorldEntity`.
//! Invariant: every article entity is a member of exactly one; an entity's path follows from its own block alone (and from namesakes of the path);
//! a handle never shows in label, path or reasons.

use super::articles::Reports;
use super::cluster::{Block, Cluster, Parted, Reason, clusters};
use super::judge::{Place, Verdicts};
use super::looks::{Face, Found, Home, Look, Looks, News};
use super::name::Name;
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
    // Articles to be read.
    fresh: BTreeSet<u32>,
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
        self.fresh.insert(slot);
    }

    /// Takes an article out.
    pub fn remove(&mut self, slot: u32) {
        if !self.fresh.remove(&slot) {
            for (i, look) in self.looks.of_article(slot).collect::<Vec<_>>().into_iter().enumerate() {
                let place = (slot, i as u32);
                let stray = self.own.remove(&place);
                let look = self.looks.look_mut(look);
                look.strays.remove(&place);
                if let (Some(thing), _) | (None, Home::One(thing)) = (stray, look.home) {
                    self.lost.insert(thing);
                }
            }
        }
        self.dirty.extend(self.looks.remove(slot));
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
        let strays = |look: u32| &self.looks.look(look).strays;
        let follow = thing.looks.iter().flat_map(|l| self.looks.members(*l).filter(|m| !strays(*l).contains(m)));
        follow.chain(thing.places.iter().copied()).collect()
    }

    fn before(&self, place: Place, look: u32) -> Option<u32> {
        let look = self.looks.look(look);
        let home = if let Home::One(thing) = look.home { Some(thing) } else { None };
        match home.is_some() && look.strays.is_empty() {
            true => home,
            false => self.own.get(&place).copied().or(home),
        }
    }

    /// Brings everything up to date.
    pub fn update(&mut self, verdicts: Verdicts, reports: &dyn Reports) -> Moved {
        let fresh = self.looks.read(&std::mem::take(&mut self.fresh));
        let mut dirty = std::mem::take(&mut self.dirty);
        dirty.retain(|look| !self.looks.look(*look).faces.is_empty());
        dirty.extend(fresh.keys());
        for member in verdicts.changed(&self.verdicts) {
            dirty.extend(self.looks.of_article(member.0).nth(member.1 as usize));
        }
        self.verdicts = verdicts;
        self.looks.count(&dirty);
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

    fn block<'a>(&'a self, found: &'a Found, spoken: &HashMap<u32, Vec<Place>>, reports: &'a dyn Reports) -> Block<'a> {
        let judged = found.ids.iter().filter_map(|l| Some((*l, spoken.get(l)?)));
        let judged = judged.flat_map(|(l, members)| members.iter().map(move |m| (*m, l))).collect();
        let mut crowded = found.crowded.clone();
        crowded.sort_by(|(a, _), (b, _)| reports.order(*a, *b));
        Block { looks: &self.looks, ids: &found.ids, judged, crowded, verdicts: &self.verdicts, reports }
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
        clusters.retain(|c| self.unchanged(c, &torn, change).is_none_or(|thing| !change.taken.insert(thing)));
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
            let asked: Vec<Place> = match home == look.home && look.size > 8 {
                true => {
                    let few = fresh.get(&id).into_iter().flatten();
                    let few = few.flat_map(|slot| {
                        let of = self.looks.of_article(*slot).enumerate();
                        of.filter(|(_, l)| *l == id).map(|(i, _)| (*slot, i as u32))
                    });
                    few.chain(look.strays.iter().copied()).chain(strays.keys().copied()).collect()
                }
                false => self.looks.members(id).collect(),
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
        let looks: Vec<u32> = clusters.iter().flat_map(|c| &c.looks).copied().collect();
        for ((cluster, handle), code) in clusters.into_iter().zip(handles).zip(codes) {
            let called = self.called(&cluster, code.as_deref());
            match self.renewed(&cluster, handle, called) {
                true => self.perhaps_first(handle, plains),
                false => {
                    let (class, label) = (called.0, called.1.to_owned());
                    let thing = self.made(cluster, code, class, label, reports);
                    self.put(handle, thing, change, plains);
                }
            }
        }
        looks.into_iter().for_each(|look| self.looks.look_mut(look).news = News::None);
    }

    /// Whether a thing is told as before, though members of looks that it had may have come or gone.
    fn renewed(&self, cluster: &Cluster, handle: u32, called: (EntityClass, &str)) -> bool {
        self.things[handle as usize].as_ref().is_some_and(|thing| {
            let same = |look: &u32| self.looks.look(*look).news < News::Faces;
            thing.key.is_some()
                && (thing.whole && thing.places.is_empty() && cluster.places.is_empty())
                && (thing.looks == cluster.looks && thing.reasons == cluster.reasons && self.whole(cluster))
                && cluster.looks.iter().all(same)
                && called == (thing.entity.class, &thing.entity.label)
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
    fn unchanged(&self, cluster: &Cluster, torn: &BTreeSet<u32>, change: &Change) -> Option<u32> {
        let first = self.looks.look(*cluster.looks.first()?);
        let Home::One(handle) = first.home else { return None };
        let thing = self.things[handle as usize].as_ref()?;
        let follows = |l: &u32| {
            let look = self.looks.look(*l);
            look.home == first.home && look.news == News::None && look.strays.is_empty() && !torn.contains(l)
        };
        // Which thing has a code depends on others.
        let same = first.item.is_none()
            && !matches!(first.known.name, Name::Linked(_))
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
                *votes.entry(thing).or_default() += look.size;
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
        let (class, label) = self.called(&cluster, None);
        let label = label.to_owned();
        let thing = self.made(cluster, None, class, label, reports);
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
        let linked = |look: &u32| self.looks.look(*look).known.code().is_some();
        if !clusters.iter().any(|c| c.looks.iter().chain(c.places.iter().map(|(_, l)| l)).any(linked)) {
            return vec![None; clusters.len()];
        }
        let mut best: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let first = |c: usize| self.of(&clusters[c]).flat_map(|(.., m)| m).min_by(|a, b| reports.order(*a, *b));
        for (c, cluster) in clusters.iter().enumerate() {
            let mut count: BTreeMap<&str, usize> = BTreeMap::new();
            for (look, n) in self.counts(cluster) {
                if let Some(code) = look.known.code() {
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

    /// The faces of a cluster with their looks and the members of each in it.
    fn of<'a>(&'a self, cluster: &'a Cluster) -> impl Iterator<Item = (&'a Look, &'a Face, Vec<Place>)> {
        let faces = cluster.looks.iter().map(|l| self.looks.look(*l)).flat_map(|l| l.faces.iter().map(move |f| (l, f)));
        let follow = faces.map(|(look, face)| {
            let face = self.looks.face(*face);
            (look, face, face.members.iter().copied().filter(|m| !look.strays.contains(m)).collect())
        });
        let face = |place: Place| self.looks.face(self.looks.face_of(place));
        follow.chain(cluster.places.iter().map(move |(m, l)| (self.looks.look(*l), face(*m), vec![*m])))
    }

    /// The same with their numbers.
    fn faces<'a>(&'a self, cluster: &'a Cluster) -> impl Iterator<Item = (&'a Look, &'a Face, usize)> {
        let faces = cluster.looks.iter().map(|l| self.looks.look(*l)).flat_map(|l| l.faces.iter().map(move |f| (l, f)));
        let follow = faces.map(|(look, face)| {
            let face = self.looks.face(*face);
            let strays = look.strays.iter().filter(|m| std::ptr::eq(self.looks.face(self.looks.face_of(**m)), face));
            (look, face, face.members.len() - strays.count())
        });
        let face = |place: Place| self.looks.face(self.looks.face_of(place));
        let places = cluster.places.iter().map(move |(m, l)| (self.looks.look(*l), face(*m), 1));
        follow.chain(places).filter(|(.., n)| *n > 0)
    }

    /// The looks of a cluster with the numbers of their members in it.
    fn counts<'a>(&'a self, cluster: &'a Cluster) -> impl Iterator<Item = (&'a Look, usize)> {
        let follow = cluster.looks.iter().map(|l| self.looks.look(*l)).map(|l| (l, l.size - l.strays.len()));
        follow.chain(cluster.places.iter().map(|(_, l)| (self.looks.look(*l), 1))).filter(|(_, n)| *n > 0)
    }

    /// Class and label of a cluster.
    fn called<'a>(&'a self, cluster: &'a Cluster, code: Option<&str>) -> (EntityClass, &'a str) {
        match code.and_then(lang::linked) {
            Some(linked) => (linked.class, linked.name),
            None => (class(self.counts(cluster)), label(self.faces(cluster), &self.looks)),
        }
    }

    fn made(
        &self,
        cluster: Cluster,
        code: Option<String>,
        class: EntityClass,
        label: String,
        reports: &dyn Reports,
    ) -> Thing {
        let linked = code.as_deref().and_then(lang::linked);
        let mut alt: BTreeSet<&str> = BTreeSet::new();
        for (_, face, _) in self.faces(&cluster) {
            alt.insert(&face.entity.name);
            alt.extend(face.entity.aliases.iter().map(String::as_str));
        }
        let alt_labels = alt.into_iter().filter(|l| *l != label && !l.is_empty()).map(str::to_owned).collect();
        let bearers = self.faces(&cluster).filter(|(_, face, _)| face.entity.name == label);
        // What is compared with nothing is named by its article, so that no other article's description touches it.
        let own = || {
            let first = self.of(&cluster).filter(|(_, face, _)| face.entity.name == label).flat_map(|(.., m)| m);
            first.min_by(|a, b| reports.order(*a, *b)).map_or(String::new(), |(slot, entity)| {
                let report = reports.report(slot);
                format!("{} {}", report.id, report.entities[entity as usize].key)
            })
        };
        let bearer = bearers.min_by_key(|(_, face, _)| &face.entity);
        let key = bearer.map_or(label.clone(), |(look, ..)| look.known.name.block().unwrap_or_else(own));
        let plain = match &code {
            Some(code) => format!("{}/{code}", class.name().to_lowercase()),
            None => path(class, &label, &[&key]),
        };
        let item = linked.map_or_else(|| code.as_deref().filter(|code| is_item(code)), |l| l.qid);
        let exact_match = item.map(|qid| format!("http://www.wikidata.org/entity/{qid}"));
        let lines: BTreeSet<String> = cluster.reasons.iter().map(|r| r.line(&self.looks)).collect();
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
    members.for_each(|(look, n)| *count.entry(look.class).or_default() += n);
    let most = count.into_iter().max_by_key(|(class, n)| (*n, Reverse(*class)));
    most.map_or(EntityClass::Group, |(class, _)| class)
}

/// The name that most members have among those that tell enough; of equals the longest, then the first.
fn label<'a>(members: impl Iterator<Item = (&'a Look, &'a Face, usize)>, looks: &'a Looks) -> &'a str {
    let full = |look: &Look| match &look.known.name {
        Name::Person(_) => looks.names().weight(look.name) >= 100,
        Name::Body(body) => !body.acronym,
        Name::Linked(_) | Name::Local => false,
    };
    let mut told: Vec<(bool, u32, usize)> = members.map(|(l, face, n)| (full(l), face.name, n)).collect();
    told.sort_unstable();
    let alike = told.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    let count = alike.map(|all| (all[0].0, all.iter().map(|(.., n)| n).sum::<usize>(), looks.words().word(all[0].1)));
    let best = count.max_by_key(|(full, n, name)| (*full, *n, name.len(), Reverse(*name)));
    best.map_or("", |(.., name)| name)
}
