//! Entities of the world: article entities in blocks, blocks in clusters, clusters with label and path.
//!
//! Input: reports and judgements. Output: `WorldEntity`s sorted by path, and for each article entity its world entity.
//! Invariant: every article entity is a member of exactly one; an entity's path follows from its own block alone.

use super::cluster::{Cluster, Member, clusters};
use super::judge::{Sets, Verdicts};
use super::name::{Known, Name};
use super::spell::{short_hash, slug};
use crate::claim::Report;
use crate::entity::{Entity, EntityClass};
use crate::judgement::Judgement;
use crate::lang;
use crate::world::WorldEntity;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest slug of a path, in bytes.
const SLUG: usize = 60;

/// The entities of the world, and by report and entity the index of each in them.
pub fn entities(reports: &[Report], order: &[u32], judgements: &[Judgement]) -> (Vec<WorldEntity>, Vec<Vec<u32>>) {
    let known: Vec<Vec<Known>> = reports.par_iter().map(|r| r.entities.iter().map(Known::of).collect()).collect();
    let members = members(reports, order, &known);
    let mut named = HashMap::new();
    if !judgements.is_empty() {
        named.extend(members.iter().enumerate().map(|(i, m)| (id(reports, m), i as u32)));
    }
    let verdicts = Verdicts::new(judgements, &named);
    let blocks = blocks(&members, &verdicts);
    let world = blocks.par_iter().flat_map_iter(|block| {
        let clusters = clusters(&members, block, &verdicts);
        let coded = coded(&members, &clusters);
        clusters.into_iter().zip(coded).map(|(c, code)| Entry::new(reports, &members, c, code)).collect::<Vec<_>>()
    });
    let mut world: Vec<Entry> = world.collect();
    discriminate(&mut world, |m| id(reports, &members[m as usize]));
    world.sort_by(|a, b| a.entity.path.cmp(&b.entity.path));
    let mut of: Vec<Vec<u32>> = reports.iter().map(|r| vec![0; r.entities.len()]).collect();
    for (i, entry) in world.iter().enumerate() {
        for (report, entity) in &entry.entity.members {
            of[*report as usize][*entity as usize] = i as u32;
        }
    }
    (world.into_iter().map(|e| e.entity).collect(), of)
}

/// How an article entity is named outside: article and key.
fn id<'a>(reports: &'a [Report], member: &Member<'a>) -> (&'a str, &'a str) {
    (&reports[member.place.0 as usize].id, &member.entity.key)
}

/// All article entities in the order of article and key.
fn members<'a>(reports: &'a [Report], order: &[u32], known: &'a [Vec<Known>]) -> Vec<Member<'a>> {
    let mut members = Vec::new();
    for (article, report) in order.iter().enumerate() {
        let entities = &reports[*report as usize].entities;
        let mut sorted: Vec<u32> = (0..entities.len() as u32).collect();
        sorted.sort_by(|a, b| entities[*a as usize].cmp(&entities[*b as usize]));
        members.extend(sorted.into_iter().map(|i| Member {
            article: article as u32,
            place: (*report, i),
            entity: &entities[i as usize],
            known: &known[*report as usize][i as usize],
        }));
    }
    members
}

/// Members that share a key, directly or over others, or that a person joined.
fn blocks(members: &[Member], verdicts: &Verdicts) -> Vec<Vec<u32>> {
    let mut sets = Sets::new(members.len());
    let mut first: HashMap<(EntityClass, bool, &str), u32> = HashMap::new();
    let keys: Vec<Option<String>> = members.par_iter().map(|m| m.known.name.block()).collect();
    for (i, (member, key)) in members.iter().zip(&keys).enumerate() {
        let linked = matches!(member.known.name, Name::Linked(_));
        // A linked thing is one whatever class an article gives it.
        let class = if linked { EntityClass::Country } else { member.entity.class };
        let others = match &member.known.name {
            Name::Body(body) => Some(&body.others),
            _ => None,
        };
        for key in key.iter().chain(others.into_iter().flatten()) {
            let other = *first.entry((class, linked, key.as_str())).or_insert(i as u32);
            sets.join(other, i as u32);
        }
    }
    for (a, b, _) in &verdicts.same {
        sets.join(*a, *b);
    }
    let mut blocks: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for i in 0..members.len() as u32 {
        blocks.entry(sets.find(i)).or_default().push(i);
    }
    blocks.into_values().collect()
}

/// The gazetteer code that each cluster stands for: of several that hold a code, where a person parted them, the largest.
fn coded(members: &[Member], clusters: &[Cluster]) -> Vec<Option<String>> {
    let mut best: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (c, cluster) in clusters.iter().enumerate() {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for m in &cluster.members {
            if let Name::Linked(code) = &members[*m as usize].known.name {
                *count.entry(code).or_default() += 1;
            }
        }
        for (code, n) in count {
            let (most, holder) = best.entry(code).or_insert((n, c));
            let earlier = clusters[*holder].members.first() > cluster.members.first();
            if n > *most || (n == *most && earlier) {
                (*most, *holder) = (n, c);
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

/// A world entity, while its path may still be shared.
struct Entry {
    entity: WorldEntity,
    first: u32,
    // What the path is a hash of; `None` where the path is a gazetteer code.
    key: Option<String>,
}

impl Entry {
    fn new(reports: &[Report], members: &[Member], cluster: Cluster, code: Option<String>) -> Entry {
        let of = |m: &u32| &members[*m as usize];
        let linked = code.as_deref().and_then(lang::linked);
        let class = linked.map_or_else(|| class(cluster.members.iter().map(|m| of(m).entity)), |l| l.class);
        let label = match linked {
            Some(linked) => linked.name.to_owned(),
            None => label(cluster.members.iter().map(of)).to_owned(),
        };
        let mut alt: BTreeSet<&str> = BTreeSet::new();
        for entity in cluster.members.iter().map(|m| of(m).entity) {
            alt.insert(&entity.name);
            alt.extend(entity.aliases.iter().map(String::as_str));
        }
        let alt_labels = alt.into_iter().filter(|l| *l != label && !l.is_empty()).map(str::to_owned).collect();
        let bearer = cluster.members.iter().map(of).find(|m| m.entity.name == label);
        // What is compared with nothing is named by its article, so that no other article's description touches it.
        let own = |m: &Member| {
            let (article, key) = id(reports, m);
            format!("{article} {key}")
        };
        let key = bearer.map_or(label.clone(), |m| m.known.name.block().unwrap_or_else(|| own(m)));
        let path = match &code {
            Some(code) => format!("{}/{code}", class.name().to_lowercase()),
            None => path(class, &label, &[&key]),
        };
        let mut places: Vec<(u32, u32)> = cluster.members.iter().map(|m| of(m).place).collect();
        places.sort_unstable();
        let exact_match = linked.and_then(|l| l.qid).map(|qid| format!("http://www.wikidata.org/entity/{qid}"));
        let reasons = cluster.reasons.into_iter().collect();
        Entry {
            first: cluster.members[0],
            key: code.is_none().then_some(key),
            entity: WorldEntity { path, class, label, alt_labels, exact_match, members: places, reasons },
        }
    }
}

fn path(class: EntityClass, label: &str, key: &[&str]) -> String {
    let class = class.name().to_lowercase();
    let parts: Vec<&str> = std::iter::once(class.as_str()).chain(key.iter().copied()).collect();
    format!("{class}/{}-{}", slug(label, SLUG), short_hash(&parts))
}

/// Where several clusters of a block would have one path, each gets its smallest member into the hash.
fn discriminate<'a>(world: &mut [Entry], id: impl Fn(u32) -> (&'a str, &'a str)) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for entry in world.iter() {
        *seen.entry(entry.entity.path.clone()).or_default() += 1;
    }
    for entry in world.iter_mut().filter(|e| seen[&e.entity.path] > 1) {
        if let Some(key) = &entry.key {
            let (article, entity) = id(entry.first);
            entry.entity.path = path(entry.entity.class, &entry.entity.label, &[key, article, entity]);
        }
    }
}

/// The class that most members have.
fn class<'a>(members: impl Iterator<Item = &'a Entity>) -> EntityClass {
    let mut count: BTreeMap<EntityClass, usize> = BTreeMap::new();
    members.for_each(|e| *count.entry(e.class).or_default() += 1);
    let most = count.into_iter().max_by_key(|(class, n)| (*n, Reverse(*class)));
    most.map_or(EntityClass::Group, |(class, _)| class)
}

/// The name that most members have among those that tell enough; of equals the longest, then the first.
fn label<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> &'a str {
    let mut count: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for member in members {
        let full = match &member.known.name {
            Name::Person(_) => member.known.name.weight() >= 100,
            Name::Body(body) => !body.acronym,
            Name::Linked(_) | Name::Local => false,
        };
        *count.entry((full, &member.entity.name)).or_default() += 1;
    }
    let best = count.into_iter().max_by_key(|((full, name), n)| (*full, *n, name.len(), Reverse(*name)));
    best.map_or("", |((_, name), _)| name)
}
