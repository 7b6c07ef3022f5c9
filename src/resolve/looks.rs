//! Looks: article entities that are equal but for their article, read once; and the blocks that they form.
//!
//! Input: article entities that come and go. Output: looks, what is known of them, and for a look all those that it may be one with.
//! Invariant: a look has members; two looks are of one block when a chain of common keys, or of persons' `same`, leads from one to the other.

use super::judge::{Place, Verdicts};
use super::name::{Known, Name};
use super::near::Names;
use crate::entity::{Entity, EntityClass};
use rayon::prelude::*;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What article entities that are equal have in common.
pub struct Look {
    /// The entity, without a key.
    pub entity: Entity,
    /// Who looks so, in no order.
    pub members: Vec<Place>,
    /// Where the members are.
    pub home: Home,
    /// Members that are elsewhere.
    pub strays: BTreeSet<Place>,
    known: Option<Read>,
    keys: Vec<u32>,
    block: u32,
}

/// A look's content: equal for all looks of which the same is known.
struct Read {
    known: Arc<Known>,
    number: u32,
    name: u32,
}

/// Where the members of a look are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In one thing, but for the strays.
    One(u32),
    /// Each elsewhere.
    Each,
}

impl Look {
    /// What its name and country tell.
    pub fn known(&self) -> &Known {
        &self.read().known
    }

    fn read(&self) -> &Read {
        self.known.as_ref().expect("invariant: a look is read before it is asked")
    }

    /// A number that is equal for looks of which the same is known, and for no others.
    pub fn known_number(&self) -> u32 {
        self.read().number
    }

    /// The number of its name in `Looks::names`.
    pub fn name_number(&self) -> u32 {
        self.read().name
    }
}

/// What is shared by looks of one block: class, whether the gazetteer has it, and a name.
pub type Key = (EntityClass, bool, String);

/// A block as it last was.
#[derive(Default)]
struct Former {
    looks: usize,
    crowded: Vec<u32>,
}

/// All looks.
#[derive(Default)]
pub struct Looks {
    looks: Vec<Look>,
    free: Vec<u32>,
    by_content: HashMap<u64, Vec<u32>>,
    known: HashMap<Arc<Known>, u32>,
    names: Names,
    keys: HashMap<Key, u32>,
    by_key: Vec<Vec<u32>>,
    search: u32,
    // By look: the search that met it last.
    met: Vec<u32>,
    // By slot and entity.
    of: Vec<Vec<u32>>,
    blocks: HashMap<u32, Former>,
    next_block: u32,
}

/// A block found anew.
pub struct Found {
    /// Its looks.
    pub ids: Vec<u32>,
    /// Articles that have several members in it.
    pub crowded: Vec<u32>,
}

/// No block yet.
const NONE: u32 = u32::MAX;

fn content(entity: &Entity) -> u64 {
    let Entity { class, name, aliases, titles, country, code, key: _ } = entity;
    let mut hasher = DefaultHasher::new();
    (class, name, aliases, titles, country, code).hash(&mut hasher);
    hasher.finish()
}

fn equal(a: &Entity, b: &Entity) -> bool {
    let parts = |e: &Entity| (e.class, e.country.is_some(), e.aliases.len());
    parts(a) == parts(b)
        && (&a.name, &a.aliases, &a.titles) == (&b.name, &b.aliases, &b.titles)
        && (&a.country, &a.code) == (&b.country, &b.code)
}

impl Looks {
    /// All looks; those of no members are left-overs.
    pub fn all(&self) -> &[Look] {
        &self.looks
    }

    /// Their names.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// A look.
    pub fn look(&self, id: u32) -> &Look {
        &self.looks[id as usize]
    }

    /// A look, to be changed.
    pub fn look_mut(&mut self, id: u32) -> &mut Look {
        &mut self.looks[id as usize]
    }

    /// The look of an article entity.
    pub fn of(&self, place: Place) -> u32 {
        self.of[place.0 as usize][place.1 as usize]
    }

    /// The looks of an article's entities.
    pub fn of_article(&self, slot: u32) -> &[u32] {
        self.of.get(slot as usize).map_or(&[], Vec::as_slice)
    }

    /// Takes an article's entities in.
    pub fn add(&mut self, slot: u32, entities: &[Entity]) {
        let mut of = Vec::with_capacity(entities.len());
        for (i, entity) in entities.iter().enumerate() {
            let hash = content(entity);
            let same = self.by_content.get(&hash).into_iter().flatten();
            let found = same.copied().find(|l| equal(&self.looks[*l as usize].entity, entity));
            let look = found.unwrap_or_else(|| self.new_look(hash, entity));
            self.looks[look as usize].members.push((slot, i as u32));
            of.push(look);
        }
        if self.of.len() <= slot as usize {
            self.of.resize(slot as usize + 1, Vec::new());
        }
        self.of[slot as usize] = of;
    }

    fn new_look(&mut self, hash: u64, entity: &Entity) -> u32 {
        let look = Look {
            entity: Entity { key: String::new(), ..entity.clone() },
            members: Vec::new(),
            home: Home::Each,
            strays: BTreeSet::new(),
            known: None,
            keys: Vec::new(),
            block: NONE,
        };
        let id = self.free.pop().unwrap_or(self.looks.len() as u32);
        match self.looks.get_mut(id as usize) {
            Some(old) => *old = look,
            None => {
                self.looks.push(look);
                self.met.push(0);
            }
        }
        self.by_content.entry(hash).or_default().push(id);
        id
    }

    /// Takes an article's entities out: the looks that they had.
    pub fn remove(&mut self, slot: u32) -> Vec<u32> {
        let of = self.of.get_mut(slot as usize).map(std::mem::take).unwrap_or_default();
        for look in &of {
            self.looks[*look as usize].members.retain(|m| m.0 != slot);
        }
        of
    }

    /// Forgets a look that has no members: the looks that shared a key with it.
    pub fn forget(&mut self, id: u32) -> BTreeSet<u32> {
        let look = &mut self.looks[id as usize];
        let hash = content(&look.entity);
        if let Some(same) = self.by_content.get_mut(&hash) {
            same.retain(|l| *l != id);
            if same.is_empty() {
                self.by_content.remove(&hash);
            }
        }
        let mut near = BTreeSet::new();
        for key in std::mem::take(&mut look.keys) {
            let shared = &mut self.by_key[key as usize];
            shared.retain(|l| *l != id);
            near.extend(shared.iter().copied());
        }
        look.known = None;
        if near.is_empty() {
            self.blocks.remove(&look.block);
        }
        self.free.push(id);
        near
    }

    /// Reads looks that are new, and gives them their keys.
    pub fn read(&mut self, ids: &[u32]) {
        let new: Vec<u32> = ids.iter().copied().filter(|l| self.look(*l).known.is_none()).collect();
        let read: Vec<(Known, Vec<Key>)> = (new.par_iter().with_min_len(64).map(|l| &self.look(*l).entity))
            .map(|entity| {
                let known = Known::of(entity);
                let keys = keys(entity, &known);
                (known, keys)
            })
            .collect();
        for (look, (known, keys)) in new.into_iter().zip(read) {
            for key in keys {
                let next = self.keys.len() as u32;
                let key = *self.keys.entry(key).or_insert(next);
                if key == next {
                    self.by_key.push(Vec::new());
                }
                self.by_key[key as usize].push(look);
                self.looks[look as usize].keys.push(key);
            }
            let next = self.known.len() as u32;
            let (known, number) = match self.known.get_key_value(&known) {
                Some((known, number)) => (known.clone(), *number),
                None => (Arc::new(known), next),
            };
            self.known.insert(known.clone(), number);
            let name = self.names.number(&known.name);
            self.looks[look as usize].known = Some(Read { known, number, name });
        }
        self.names.compare();
    }

    /// The blocks of some looks, found anew. `fresh`: by look the articles of new members.
    pub fn blocks(
        &mut self,
        starts: &BTreeSet<u32>,
        verdicts: &Verdicts,
        fresh: &HashMap<u32, Vec<u32>>,
    ) -> Vec<Found> {
        let mut ties: HashMap<u32, Vec<u32>> = HashMap::new();
        for (a, b, _) in &verdicts.same {
            let (a, b) = (self.of(*a), self.of(*b));
            ties.entry(a).or_default().push(b);
            ties.entry(b).or_default().push(a);
        }
        self.search = self.search.wrapping_add(1);
        let search = self.search;
        let mut found = Vec::new();
        let mut former = BTreeSet::new();
        let mut used: HashSet<u32> = HashSet::new();
        let mut near: Vec<u32> = Vec::new();
        for start in starts {
            if std::mem::replace(&mut self.met[*start as usize], search) == search {
                continue;
            }
            let mut ids = vec![*start];
            let mut at = 0;
            while at < ids.len() {
                let tied = ties.get(&ids[at]).into_iter().flatten();
                near.extend(tied);
                for key in &self.looks[ids[at] as usize].keys {
                    if used.insert(*key) {
                        near.extend(&self.by_key[*key as usize]);
                    }
                }
                for look in near.drain(..) {
                    if std::mem::replace(&mut self.met[look as usize], search) != search {
                        ids.push(look);
                    }
                }
                at += 1;
            }
            let crowded = self.perhaps_crowded(&ids, fresh);
            former.extend(ids.iter().map(|l| self.look(*l).block));
            found.push(Found { ids, crowded });
        }
        former.iter().for_each(|b| {
            self.blocks.remove(b);
        });
        for block in &mut found {
            let id = self.next_block;
            self.next_block = (id + 1) % NONE;
            block.ids.iter().for_each(|l| self.looks[*l as usize].block = id);
            let within = |l: &&u32| self.look(**l).block == id;
            block.crowded.retain(|slot| self.of_article(*slot).iter().filter(within).count() > 1);
            self.blocks.insert(id, Former { looks: block.ids.len(), crowded: block.crowded.clone() });
        }
        found
    }

    /// Articles that may have several members in a block: those that had before, those with new members, and all of looks that are new to
    /// the largest part.
    fn perhaps_crowded(&self, ids: &[u32], fresh: &HashMap<u32, Vec<u32>>) -> Vec<u32> {
        let former: BTreeSet<u32> = ids.iter().map(|l| self.look(*l).block).collect();
        let blocks = || former.iter().filter_map(|b| Some((*b, self.blocks.get(b)?)));
        let largest = blocks().max_by_key(|(id, block)| (block.looks, *id)).map(|(id, _)| id);
        let mut asked: Vec<u32> = blocks().flat_map(|(_, block)| block.crowded.iter().copied()).collect();
        asked.extend(ids.iter().filter_map(|l| fresh.get(l)).flatten());
        let new = ids.iter().map(|l| self.look(*l)).filter(|l| Some(l.block) != largest);
        asked.extend(new.flat_map(|l| l.members.iter().map(|m| m.0)));
        asked.sort_unstable();
        asked.dedup();
        asked
    }
}

/// The keys of a look: its name, others that may find it, and its item. What is compared with nothing has none.
pub fn keys(entity: &Entity, known: &Known) -> Vec<Key> {
    let linked = matches!(known.name, Name::Linked(_));
    // A linked thing is one whatever class an article gives it.
    let class = if linked { EntityClass::Country } else { entity.class };
    let named = known.name.keys().into_iter().map(|key| (class, linked, key));
    named.chain(known.item.iter().map(|item| (EntityClass::Country, true, item.clone()))).collect()
}
