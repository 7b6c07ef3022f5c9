//! Looks: article entities of which the same is known; and the blocks that they form.
//!
//! Input: article entities that come and go. Output: faces (those that are equal but for their article, read once), the looks that faces of one class
//! have when the same is known of them, and for a look all those that it may be one with.
//! Invariant: a face has members, and a look has faces; two looks are of one block when a chain of common keys, or of persons' `same`, leads from one
//! to the other.

use super::judge::{Place, Verdicts};
use super::name::{Known, Name};
use super::near::Names;
use super::symbols::Symbols;
use crate::entity::{Entity, EntityClass};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What article entities that are equal have in common.
pub struct Face {
    /// The entity, without a key.
    pub entity: Entity,
    /// The number of its name in `Looks::words`.
    pub name: u32,
    /// Whose face it is, in no order.
    pub members: Vec<Place>,
    look: u32,
}

/// Faces between which nothing that is known makes a difference.
pub struct Look {
    /// Their class.
    pub class: EntityClass,
    /// What name and country tell.
    pub known: Arc<Known>,
    /// The number of the name in `Looks::names`.
    pub name: u32,
    /// Whether that is a person's.
    pub person: bool,
    /// Item, country and titles as numbers of `Looks::words`, the titles in the order of the words.
    pub item: Option<u32>,
    /// See `item`.
    pub country: Option<u32>,
    /// See `item`.
    pub titles: Vec<u32>,
    /// The faces, in no order.
    pub faces: Vec<u32>,
    /// How many members they have, as counted last.
    pub size: usize,
    /// The face that has most of them.
    pub shown: u32,
    /// Where the members are.
    pub home: Home,
    /// Members that are elsewhere.
    pub strays: BTreeSet<Place>,
    /// What came or went since its home was told.
    pub news: News,
    keys: Vec<u32>,
    block: u32,
}

impl Look {
    /// Whether it is compared with nothing.
    pub fn alone(&self) -> bool {
        self.keys.is_empty()
    }
}

/// What became of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum News {
    /// Nothing.
    None,
    /// Other members.
    Members,
    /// Other faces, too.
    Faces,
}

/// Where the members of a look are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In one thing, but for the strays.
    One(u32),
    /// Each elsewhere.
    Each,
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
    faces: Vec<Face>,
    looks: Vec<Look>,
    free: (Vec<u32>, Vec<u32>),
    by_content: HashMap<u64, Vec<u32>>,
    by_known: HashMap<(EntityClass, Arc<Known>), u32>,
    names: Names,
    words: Symbols,
    keys: HashMap<Key, u32>,
    by_key: Vec<Vec<u32>>,
    // By look and by key: the search that met it last.
    met: (Vec<u32>, Vec<u32>),
    search: u32,
    // By slot and entity: the face.
    of: Vec<Vec<u32>>,
    blocks: HashMap<u32, Former>,
    next_block: u32,
}

/// A block found anew.
pub struct Found {
    /// Its looks.
    pub ids: Vec<u32>,
    /// Members of articles that have several in it, with their looks.
    pub crowded: Vec<(Place, u32)>,
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

/// Puts something where nothing is: where.
fn put<T>(all: &mut Vec<T>, free: &mut Vec<u32>, new: T) -> u32 {
    let id = free.pop().unwrap_or(all.len() as u32);
    match all.get_mut(id as usize) {
        Some(old) => *old = new,
        None => all.push(new),
    }
    id
}

impl Looks {
    /// Their names.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Items, countries, titles and names of faces.
    pub fn words(&self) -> &Symbols {
        &self.words
    }

    /// A face.
    pub fn face(&self, id: u32) -> &Face {
        &self.faces[id as usize]
    }

    /// A look.
    pub fn look(&self, id: u32) -> &Look {
        &self.looks[id as usize]
    }

    /// A look, to be changed.
    pub fn look_mut(&mut self, id: u32) -> &mut Look {
        &mut self.looks[id as usize]
    }

    /// Members of a look.
    pub fn members(&self, id: u32) -> impl Iterator<Item = Place> {
        self.look(id).faces.iter().flat_map(|f| &self.face(*f).members).copied()
    }

    /// The face of an article entity.
    pub fn face_of(&self, place: Place) -> u32 {
        self.of[place.0 as usize][place.1 as usize]
    }

    /// The look of an article entity that was read.
    pub fn of(&self, place: Place) -> u32 {
        self.face(self.face_of(place)).look
    }

    /// The looks of an article's entities, which were read.
    pub fn of_article(&self, slot: u32) -> impl Iterator<Item = u32> {
        self.of.get(slot as usize).into_iter().flatten().map(|f| self.face(*f).look)
    }

    /// Takes an article's entities in; they are to be read.
    pub fn add(&mut self, slot: u32, entities: &[Entity]) {
        let mut of = Vec::with_capacity(entities.len());
        for (i, entity) in entities.iter().enumerate() {
            let hash = content(entity);
            let same = self.by_content.entry(hash).or_default();
            let found = same.iter().copied().find(|f| equal(&self.faces[*f as usize].entity, entity));
            let face = found.unwrap_or_else(|| {
                let entity = Entity { key: String::new(), ..entity.clone() };
                let (name, members) = (self.words.of(&entity.name), Vec::new());
                let face = put(&mut self.faces, &mut self.free.0, Face { entity, name, members, look: NONE });
                same.push(face);
                face
            });
            self.faces[face as usize].members.push((slot, i as u32));
            of.push(face);
        }
        if self.of.len() <= slot as usize {
            self.of.resize(slot as usize + 1, Vec::new());
        }
        self.of[slot as usize] = of;
    }

    /// Takes an article's entities out: looks that had them, and looks that shared a key with one that is no more. Some may be no more themselves.
    pub fn remove(&mut self, slot: u32) -> BTreeSet<u32> {
        let mut touched = BTreeSet::new();
        let of: BTreeSet<u32> = std::mem::take(&mut self.of[slot as usize]).into_iter().collect();
        for id in of {
            let face = &mut self.faces[id as usize];
            face.members.retain(|m| m.0 != slot);
            let look = Some(face.look).filter(|l| *l != NONE);
            if face.members.is_empty() {
                self.forget_face(id);
            }
            match look.filter(|l| self.look(*l).faces.is_empty()) {
                Some(look) => touched.extend(self.forget(look)),
                None => touched.extend(look),
            }
        }
        touched
    }

    fn forget_face(&mut self, id: u32) {
        let face = &mut self.faces[id as usize];
        let hash = content(&face.entity);
        if let Some(same) = self.by_content.get_mut(&hash) {
            same.retain(|f| *f != id);
            if same.is_empty() {
                self.by_content.remove(&hash);
            }
        }
        if let Some(look) = self.looks.get_mut(face.look as usize) {
            look.faces.retain(|f| *f != id);
            look.news = News::Faces;
        }
        self.free.0.push(id);
    }

    /// Forgets a look that has no faces: the looks that shared a key with it.
    fn forget(&mut self, id: u32) -> BTreeSet<u32> {
        let look = &mut self.looks[id as usize];
        self.by_known.remove(&(look.class, look.known.clone()));
        let mut near = BTreeSet::new();
        for key in std::mem::take(&mut look.keys) {
            let shared = &mut self.by_key[key as usize];
            shared.retain(|l| *l != id);
            near.extend(shared.iter().copied());
        }
        if near.is_empty() {
            self.blocks.remove(&look.block);
        }
        self.free.1.push(id);
        near
    }

    /// Reads the new faces of some articles: the looks of all their faces, each with the articles.
    pub fn read(&mut self, slots: &BTreeSet<u32>) -> HashMap<u32, Vec<u32>> {
        let of = || slots.iter().flat_map(|slot| &self.of[*slot as usize]).copied();
        let new: BTreeSet<u32> = of().filter(|f| self.face(*f).look == NONE).collect();
        let new: Vec<u32> = new.into_iter().collect();
        let read: Vec<(Known, Vec<Key>)> = (new.par_iter().with_min_len(64).map(|f| &self.face(*f).entity))
            .map(|entity| {
                let known = Known::of(entity);
                let keys = keys(entity, &known);
                (known, keys)
            })
            .collect();
        for (face, (known, keys)) in new.into_iter().zip(read) {
            let look = self.look_like(self.face(face).entity.class, known, keys);
            self.faces[face as usize].look = look;
            self.looks[look as usize].faces.push(face);
            self.looks[look as usize].news = News::Faces;
        }
        self.names.compare();
        let mut fresh: HashMap<u32, Vec<u32>> = HashMap::new();
        for slot in slots {
            for face in &self.of[*slot as usize] {
                let id = self.face(*face).look;
                let look = &mut self.looks[id as usize];
                look.news = look.news.max(News::Members);
                fresh.entry(id).or_default().push(*slot);
            }
        }
        fresh
    }

    /// The look of a class of which this is known.
    fn look_like(&mut self, class: EntityClass, known: Known, keys: Vec<Key>) -> u32 {
        let known = Arc::new(known);
        if let Some(look) = self.by_known.get(&(class, known.clone())) {
            return *look;
        }
        let name = self.names.number(&known.name);
        let mut word = |word: &String| self.words.of(word);
        let look = Look {
            class,
            name,
            person: matches!(known.name, Name::Person(_)),
            item: known.item.as_ref().map(&mut word),
            country: known.country.as_ref().map(&mut word),
            titles: known.titles.iter().map(&mut word).collect(),
            known: known.clone(),
            faces: Vec::new(),
            size: 0,
            shown: NONE,
            home: Home::Each,
            strays: BTreeSet::new(),
            news: News::Faces,
            keys: Vec::with_capacity(keys.len()),
            block: NONE,
        };
        let id = put(&mut self.looks, &mut self.free.1, look);
        self.met.0.resize(self.looks.len(), 0);
        // What is compared with nothing is a look of its own.
        if !keys.is_empty() {
            self.by_known.insert((class, known), id);
        }
        for key in keys {
            let next = self.keys.len() as u32;
            let key = *self.keys.entry(key).or_insert(next);
            if key == next {
                self.by_key.push(Vec::new());
                self.met.1.push(0);
            }
            self.by_key[key as usize].push(id);
            self.looks[id as usize].keys.push(key);
        }
        id
    }

    /// Counts the members of some looks.
    pub fn count(&mut self, ids: &BTreeSet<u32>) {
        for id in ids {
            let faces = self.look(*id).faces.iter().map(|f| (self.face(*f), f));
            let size = faces.clone().map(|(face, _)| face.members.len()).sum();
            let most = faces.max_by_key(|(face, _)| (face.members.len(), Reverse(&face.entity.name)));
            let shown = most.map_or(NONE, |(_, id)| *id);
            let look = self.look_mut(*id);
            (look.size, look.shown) = (size, shown);
        }
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
        let mut parts = Vec::new();
        let mut former = BTreeSet::new();
        let mut near: Vec<u32> = Vec::new();
        for start in starts {
            if std::mem::replace(&mut self.met.0[*start as usize], search) == search {
                continue;
            }
            let mut ids = vec![*start];
            let mut at = 0;
            while at < ids.len() {
                let tied = ties.get(&ids[at]).into_iter().flatten();
                near.extend(tied);
                for key in &self.looks[ids[at] as usize].keys {
                    if std::mem::replace(&mut self.met.1[*key as usize], search) != search {
                        near.extend(&self.by_key[*key as usize]);
                    }
                }
                for look in near.drain(..) {
                    if std::mem::replace(&mut self.met.0[look as usize], search) != search {
                        ids.push(look);
                    }
                }
                at += 1;
            }
            let asked = self.perhaps_crowded(&ids, fresh);
            former.extend(ids.iter().map(|l| self.look(*l).block));
            parts.push((ids, asked));
        }
        former.iter().for_each(|b| {
            self.blocks.remove(b);
        });
        let mut found = Vec::with_capacity(parts.len());
        for (ids, asked) in parts {
            let id = self.next_block;
            self.next_block = (id + 1) % NONE;
            ids.iter().for_each(|l| self.looks[*l as usize].block = id);
            let mut crowded = Vec::new();
            for slot in asked {
                let before = crowded.len();
                let of = (0..).zip(self.of_article(slot)).filter(|(_, l)| self.look(*l).block == id);
                crowded.extend(of.map(|(i, l)| ((slot, i), l)));
                if crowded.len() == before + 1 {
                    crowded.pop();
                }
            }
            let slots = crowded.chunk_by(|a, b| a.0.0 == b.0.0).map(|of| of[0].0.0).collect();
            self.blocks.insert(id, Former { looks: ids.len(), crowded: slots });
            found.push(Found { ids, crowded });
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
        let new = ids.iter().filter(|l| Some(self.look(**l).block) != largest);
        asked.extend(new.flat_map(|l| self.members(*l)).map(|m| m.0));
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
