//! A person's word on identity: two article entities are one, or are not.
//!
//! Input: `same` and `distinct` of the command line. Output: what `resolve` obeys before its own scores.
//! Invariant: both sides are article-layer IRIs (`<article>#entity=…`), never world IRIs; `left < right`.

/// What a person said of two article entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Verdict {
    Same,
    Distinct,
}

/// One judgement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Judgement {
    /// The lesser side: article id and entity key.
    pub left: EntityRef,
    /// The greater side.
    pub right: EntityRef,
    /// Same or distinct.
    pub verdict: Verdict,
    /// Why, in the person's words; empty when not given.
    pub reason: String,
}

/// Names an entity of an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityRef {
    /// `Report::id` of the article.
    pub article: String,
    /// `Entity::key`.
    pub key: String,
}
