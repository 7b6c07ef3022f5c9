//! A claim while it is being found: entities and tokens are still the document's.
//!
//! Input: written by the rules. Output: merged by `merge`, written out by `report`.
//! Invariant: `trigger` lies in the sentence that becomes the evidence.

use super::rule::Reading;
use crate::document::TokenId;
use crate::time::When;
use std::collections::BTreeMap;

/// One assertion of one fact, as found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Local name of the class.
    pub kind: String,
    /// Entity fillers of each role, in text order.
    pub entities: BTreeMap<String, Vec<u32>>,
    /// Text fillers.
    pub texts: BTreeMap<String, String>,
    /// Code fillers.
    pub codes: BTreeMap<String, String>,
    /// Status code.
    pub status: String,
    /// How real the words make it.
    pub reading: Reading,
    /// Whether a noun alone tells it ("the summit"), which leaves open how real it is.
    pub bare: bool,
    /// When it happened, with the words that say so.
    pub when: Option<(When, String)>,
    /// Sources, nearest first.
    pub sources: Vec<u32>,
    /// The word that expresses it.
    pub trigger: TokenId,
    /// For which one of several entities a word stands in this telling: each side in "accused each other".
    pub stands: Vec<(TokenId, u32)>,
    /// Who had the office before, of one who enters it.
    pub before: Vec<u32>,
    /// Confidence in hundredths.
    pub sure: u8,
    /// Least fillers that its rule asks for in the end.
    pub least: Vec<(String, usize)>,
    /// The rule.
    pub rule: String,
}
