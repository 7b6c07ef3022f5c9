//! Identity: which article entities are one thing, which claims are one fact.

use crate::claim::Report;
use crate::judgement::Judgement;
use crate::world::World;

/// Derives the world from all reports and judgements; the order of neither matters.
pub fn resolve(reports: &[Report], judgements: &[Judgement]) -> World {
    let _ = (reports, judgements);
    World::default()
}
