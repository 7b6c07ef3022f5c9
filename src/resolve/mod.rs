//! Identity: which article entities are one thing, which claims are one fact.
//!
//! Input: reports and judgements that come and go. Output: the world.
//! Invariant: a pure function of what is there; neither order nor what came and went shows, but for the indexes by which the world names the reports.
//! Article entities that are equal have one look (`looks`); looks are compared within blocks (`entities`, `cluster`) by what their names tell (`name`,
//! `relation`), claims by their core (`facts`, `groups`, `kinds`). What comes or goes costs by what it touches.

mod articles;
mod cluster;
mod compare;
mod entities;
mod facts;
mod groups;
mod judge;
mod kinds;
#[cfg(test)]
mod laws;
mod lives;
mod looks;
mod name;
mod near;
#[cfg(test)]
mod random;
mod relation;
mod spell;
mod symbols;
#[cfg(test)]
mod tests;

use crate::claim::Report;
use crate::judgement::Judgement;
use crate::world::{Fact, FactValue, World, WorldEntity};
use articles::Articles;
pub use compare::{Comparison, compare};
use entities::Entities;
use facts::{FactId, Facts};
use judge::Verdicts;
pub use judge::conflicts;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;

/// Derives the world from all reports and judgements. Of several reports with one id the last counts.
pub fn resolve(reports: &[Report], judgements: &[Judgement]) -> World {
    let mut resolver = Resolver::new();
    reports.iter().for_each(|report| resolver.add(report));
    resolver.judge(judgements.to_vec());
    let mut world = resolver.world();
    let by_id: BTreeMap<&str, u32> = reports.iter().enumerate().map(|(i, r)| (r.id.as_str(), i as u32)).collect();
    let order: Vec<u32> = by_id.into_values().collect();
    let entities = world.entities.iter_mut().map(|e| &mut e.members);
    for places in entities.chain(world.facts.iter_mut().map(|f| &mut f.claims)) {
        places.iter_mut().for_each(|(report, _)| *report = order[*report as usize]);
        places.sort_unstable();
    }
    world
}

/// The world of articles that come and go; `R` is what holds a report: `&Report`, `Arc<Report>`.
pub struct Resolver<R> {
    articles: Articles<R>,
    judgements: Vec<Judgement>,
    entities: Entities,
    facts: Facts,
    // Articles whose claims are not taken in yet.
    new: BTreeSet<u32>,
    touched: (BTreeSet<u32>, BTreeSet<FactId>),
    // Paths told by `changes`.
    told: (HashMap<u32, String>, HashMap<FactId, String>),
}

/// What became of the world since it was last asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Paths of entities and facts that are no more, sorted.
    pub gone: Vec<String>,
    /// Paths of entities and facts that are new or changed.
    pub changed: BTreeSet<String>,
    /// Those entities and facts, and the entities that the facts name; reports are numbered as by `Resolver::world`. Entities are told without
    /// members: a country has some in half of all articles.
    pub world: World,
}

impl<R: Deref<Target = Report> + Sync> Default for Resolver<R> {
    fn default() -> Self {
        Resolver::new()
    }
}

impl<R: Deref<Target = Report> + Sync> Resolver<R> {
    /// No articles and no judgements.
    pub fn new() -> Self {
        Resolver {
            articles: Articles::new(),
            judgements: Vec::new(),
            entities: Entities::default(),
            facts: Facts::new(),
            new: BTreeSet::new(),
            touched: Default::default(),
            told: Default::default(),
        }
    }

    /// Takes an article in, in place of the one with its id.
    pub fn add(&mut self, report: R) {
        self.remove(&report.id);
        let slot = self.articles.add(report);
        self.entities.add(slot, &self.articles);
        self.new.insert(slot);
    }

    /// Takes an article out; whether it was there.
    pub fn remove(&mut self, id: &str) -> bool {
        let Some(slot) = self.articles.slot(id) else { return false };
        self.new.remove(&slot);
        self.facts.remove(slot);
        self.entities.remove(slot);
        self.articles.remove(slot);
        true
    }

    /// Takes these judgements for all that stand.
    pub fn judge(&mut self, judgements: Vec<Judgement>) {
        self.judgements = judgements;
    }

    fn update(&mut self) {
        let Resolver { articles, entities, facts, .. } = self;
        let verdicts = Verdicts::new(&self.judgements, |side| articles.place(side));
        let moved = entities.update(verdicts, articles);
        let mut again: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let renamed = moved.renamed.iter().flat_map(|thing| entities.members(*thing));
        for (slot, entity) in moved.members.iter().copied().chain(renamed).filter(|m| !self.new.contains(&m.0)) {
            again.entry(slot).or_default().insert(entity);
        }
        for (slot, named) in again {
            facts.retell(slot, &named, articles, entities);
        }
        for slot in std::mem::take(&mut self.new) {
            facts.add(slot, articles, entities);
        }
        self.touched.0.extend(moved.touched);
        self.touched.1.extend(facts.update(articles, entities));
    }

    /// The world; reports are numbered in the order of their ids.
    pub fn world(&mut self) -> World {
        self.update();
        let things: Vec<u32> = self.entities.handles().collect();
        self.part(things, self.facts.all().collect(), true)
    }

    /// What became of the world since this was last asked; at first, all of it.
    pub fn changes(&mut self) -> Changes {
        self.update();
        let (things, facts) = std::mem::take(&mut self.touched);
        let mut gone = BTreeSet::new();
        let mut changed = BTreeSet::new();
        let mut shown: BTreeSet<u32> = BTreeSet::new();
        for handle in things {
            gone.extend(self.told.0.remove(&handle));
            if let Some(entity) = self.entities.thing(handle) {
                changed.insert(entity.path.clone());
                self.told.0.insert(handle, entity.path.clone());
                shown.insert(handle);
            }
        }
        let mut now: Vec<&Fact> = Vec::new();
        for id in facts {
            gone.extend(self.told.1.remove(&id));
            if let Some(fact) = self.facts.fact(id) {
                changed.insert(fact.path.clone());
                self.told.1.insert(id, fact.path.clone());
                let fillers =
                    fact.roles.iter().filter_map(|(_, v)| if let FactValue::Entity(e) = v { Some(*e) } else { None });
                shown.extend(fillers);
                now.push(fact);
            }
        }
        let world = self.part(shown.into_iter().collect(), now, false);
        Changes { gone: gone.difference(&changed).cloned().collect(), changed, world }
    }

    /// These things and facts, which name none but these things, as a world; `whole`: with members.
    fn part(&self, mut things: Vec<u32>, facts: Vec<&Fact>, whole: bool) -> World {
        let ranks = self.articles.ranks();
        let ranked = |places: &[(u32, u32)]| {
            let mut places: Vec<(u32, u32)> = places.iter().map(|(slot, i)| (ranks[*slot as usize], *i)).collect();
            places.sort_unstable();
            places
        };
        let path = |handle: &u32| self.entities.thing(*handle).map(|e| e.path.as_str());
        things.sort_unstable_by(|a, b| path(a).cmp(&path(b)));
        let mut index: HashMap<u32, u32> = HashMap::new();
        let mut entities = Vec::with_capacity(things.len());
        for (i, handle) in things.iter().enumerate() {
            index.insert(*handle, i as u32);
            let members = if whole { ranked(&self.entities.members(*handle)) } else { Vec::new() };
            entities.extend(self.entities.thing(*handle).map(|e| WorldEntity { members, ..e.clone() }));
        }
        let shown = |fact: &Fact| {
            let mut fact = fact.clone();
            for (_, value) in &mut fact.roles {
                if let FactValue::Entity(handle) = value {
                    *handle = index[handle];
                }
            }
            fact.roles.sort_unstable();
            fact.claims = ranked(&fact.claims);
            fact
        };
        let mut facts: Vec<Fact> = facts.into_iter().map(shown).collect();
        facts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        World { entities, facts }
    }
}
