//! A claim: one assertion of one fact by one source, with the words that state it.
//!
//! Input: written by `extract`, checked against `schema`. Output: the article layer of the graph; what `resolve` groups into facts.
//! Invariant: `evidence` is a non-empty span of the article's text; entities are indexes into `Report::entities`.

use crate::article::Metadata;
use crate::entity::Entity;
use crate::time::When;

/// What fills a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// An entity of the article: index into `Report::entities`.
    Entity(u32),
    /// Words of the text: a topic, a title, an issue.
    Text(String),
    /// A code of the ontology: "supports", "appointed".
    Code(String),
}

/// One filled role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filler {
    /// Local name of the role's property: "participant".
    pub role: String,
    /// What fills it.
    pub value: Value,
}

/// A mention: a quote with its place in code points of the article's text, end exclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quote {
    /// First code point.
    pub begin: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words themselves.
    pub text: String,
}

/// One assertion of a fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// Local name of the fact's class: "Meeting".
    pub kind: String,
    /// Filled roles, sorted, without doubles.
    pub roles: Vec<Filler>,
    /// Status code: "held", "planned".
    pub status: String,
    /// Whether the source denies the fact.
    pub negated: bool,
    /// How sure the source itself is: code "certain" or "possible".
    pub certainty: String,
    /// When it happened, exactly as precise as stated.
    pub when: Option<When>,
    /// The words of the time.
    pub time_expression: Option<String>,
    /// Who says so: an entity index; `None` for the article's own voice (its publisher).
    pub by: Option<u32>,
    /// Whom the source itself cites, nearest first: entity indexes ("Armenpress, citing RIA Novosti": by Armenpress, citing RIA Novosti).
    pub citing: Vec<u32>,
    /// The sentence or clause that states it, at most 600 code points.
    pub evidence: Quote,
    /// How sure the extractor is, in hundredths (0–100).
    pub confidence: u8,
    /// The rule or model that made it: "en/meeting/talks-between".
    pub extractor: String,
}

/// Everything that one article says: what the article layer of the graph holds, and all that resolution and the world are made from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Report {
    /// Hash part of the article's IRI.
    pub id: String,
    /// Metadata of the article.
    pub meta: Metadata,
    /// SHA-256 of the text.
    pub text_sha256: String,
    /// What read the article: program version and model digest, "0.1.0-4f1c09aa".
    pub run: String,
    /// The text, when the graph is to hold it.
    pub text: Option<String>,
    /// Entities that fill roles or are sources, sorted by key.
    pub entities: Vec<Entity>,
    /// Where each entity is mentioned by name: (entity, quote), sorted.
    pub mentions: Vec<(u32, Quote)>,
    /// Claims in text order.
    pub claims: Vec<Claim>,
}
