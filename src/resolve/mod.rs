//! Identity: which article entities are one thing, which claims are one fact.
//!
//! Input: all reports and judgements. Output: the world.
//! Invariant: a pure function; the order of neither input shows, but for the indexes by which the world names the reports.
//! Entities are compared within blocks (`entities`, `cluster`) by what their names tell (`name`, `relation`), facts by their core (`facts`, `kinds`).

mod cluster;
mod entities;
mod facts;
mod judge;
mod kinds;
mod name;
#[cfg(test)]
mod random;
mod relation;
mod spell;
#[cfg(test)]
mod tests;

use crate::claim::Report;
use crate::judgement::Judgement;
use crate::world::World;
pub use judge::conflicts;

/// Derives the world from all reports and judgements.
pub fn resolve(reports: &[Report], judgements: &[Judgement]) -> World {
    let mut order: Vec<u32> = (0..reports.len() as u32).collect();
    order.sort_by(|a, b| reports[*a as usize].id.cmp(&reports[*b as usize].id));
    let (entities, of) = entities::entities(reports, &order, judgements);
    let facts = facts::facts(&facts::World { reports, order: &order, entities: &entities, of: &of });
    World { entities, facts }
}
