//! The world layer: entities and facts over all articles, each with what it rests on.
//!
//! Input: written by `resolve`. Output: the world's quads.
//! Invariant: a pure function of reports and judgements; entities and facts are sorted by `path`, which is unique.

use crate::entity::EntityClass;
use crate::time::When;

/// All entities and facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// Entities, sorted by path.
    pub entities: Vec<WorldEntity>,
    /// Facts, sorted by path.
    pub facts: Vec<Fact>,
}

/// One person, body, country, place, group or document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldEntity {
    /// IRI below the base: "person/sergei-lavrov-k7q2m1xd", "country/russia".
    pub path: String,
    /// What it is.
    pub class: EntityClass,
    /// Canonical name.
    pub label: String,
    /// Every other name form seen, sorted.
    pub alt_labels: Vec<String>,
    /// Wikidata IRI, when linked.
    pub exact_match: Option<String>,
    /// Article entities: (report, entity), indexes into the reports resolved, sorted.
    pub members: Vec<(u32, u32)>,
    /// Why the members are one, a line each; what `explain` and `merge` show.
    pub reasons: Vec<String>,
}

/// What fills a role of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum FactValue {
    /** Index into `World::entities`. */
    Entity(u32),
    Text(String),
    Code(String),
}

/// The earliest and the latest time that claims leave open; `None` where they tell nothing.
pub type Bounds = (Option<When>, Option<When>);

/// One fact, told by one claim or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// IRI below the base: "meeting/john-kerry-sergei-lavrov-2015-12-15-x8d0q2pz".
    pub path: String,
    /// Class: "Meeting".
    pub kind: String,
    /// Filled roles, sorted, without doubles.
    pub roles: Vec<(String, FactValue)>,
    /// The one status: that of the claim with the latest publication date.
    pub status: String,
    /// When, if stated; of what lasts: when it was as `status` says.
    pub when: Option<When>,
    /// When it began: the times at whose first and last moments that was at the earliest and at the latest.
    pub begin: Bounds,
    /// When it ended.
    pub end: Bounds,
    /// The words of the time.
    pub time_expression: Option<String>,
    /// Claims: (report, claim), indexes, sorted.
    pub claims: Vec<(u32, u32)>,
    /// Why the claims are one fact, a line each.
    pub reasons: Vec<String>,
}
