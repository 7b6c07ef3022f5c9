//! The articles at hand, each in a slot that stays its own as long as it is there.
//!
//! Input: reports that come and go. Output: slots, and the order of articles and of their entities by id and key, which no coming and going shows in.
//! Invariant: an id is in one slot at most; a slot that an article left is taken again.

use super::judge::Place;
use crate::claim::Report;
use crate::judgement::EntityRef;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// Reports by slot, whatever holds them.
pub trait Reports: Sync {
    /// The report of a slot that is taken.
    fn report(&self, slot: u32) -> &Report;

    /// Orders article entities by article and key.
    fn order(&self, a: Place, b: Place) -> Ordering {
        let (x, y) = (self.report(a.0), self.report(b.0));
        let (p, q) = (&x.entities[a.1 as usize].key, &y.entities[b.1 as usize].key);
        (&x.id, p, a.1).cmp(&(&y.id, q, b.1))
    }
}

/// The articles.
pub struct Articles<R> {
    slots: Vec<Option<R>>,
    free: Vec<u32>,
    by_id: BTreeMap<Arc<str>, u32>,
}

impl<R: Deref<Target = Report> + Sync> Reports for Articles<R> {
    fn report(&self, slot: u32) -> &Report {
        self.slots[slot as usize].as_deref().expect("invariant: only slots that are taken are asked for")
    }
}

impl<R: Deref<Target = Report> + Sync> Articles<R> {
    /// No articles.
    pub fn new() -> Self {
        Articles { slots: Vec::new(), free: Vec::new(), by_id: BTreeMap::new() }
    }

    /// Puts a report into a slot of its own.
    pub fn add(&mut self, report: R) -> u32 {
        let id = Arc::from(report.id.as_str());
        let slot = self.free.pop().unwrap_or(self.slots.len() as u32);
        if slot as usize == self.slots.len() {
            self.slots.push(None);
        }
        self.slots[slot as usize] = Some(report);
        self.by_id.insert(id, slot);
        slot
    }

    /// Empties a slot.
    pub fn remove(&mut self, slot: u32) {
        if let Some(report) = self.slots[slot as usize].take() {
            self.by_id.remove(report.id.as_str());
            self.free.push(slot);
        }
    }

    /// The slot of an article.
    pub fn slot(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// Where a side of a judgement stands, if it is there.
    pub fn place(&self, side: &EntityRef) -> Option<Place> {
        let slot = self.slot(&side.article)?;
        let entity = self.report(slot).entities.iter().position(|e| e.key == side.key)?;
        Some((slot, entity as u32))
    }

    /// For each slot the rank of its article by id.
    pub fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.slots.len()];
        self.by_id.values().enumerate().for_each(|(rank, slot)| ranks[*slot as usize] = rank as u32);
        ranks
    }
}
