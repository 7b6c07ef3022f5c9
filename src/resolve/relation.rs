//! How two names stand to each other: one, agreeing, contradicting or silent.
//!
//! Input: two `Name`s of one block. Output: a `Relation`, and what else must speak for it.
//! Invariant: symmetric in its sides. To tell more of identity: a field of `Name` and its weight here.

use super::name::{Name, Person, given_names};
use super::spell::alike;
use std::collections::BTreeSet;

/// What two names tell about identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// They cannot be one.
    Apart,
    /// They tell nothing.
    Silent,
    /// They may be one, in hundredths.
    Agree(u8, Ground),
    /// One and the same name.
    Exact,
}

/// Why two names agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// Only the surname, on both sides.
    Surnames,
    /// A bare surname and a full name.
    Bare,
    /// Surname and initial.
    Initial,
    /// All but "Jr".
    Suffix,
    /// Surname and given names.
    Given,
    /// Full names of bodies with much in common and another name.
    Shared,
    /// One is another name of the other.
    Alias,
}

/// What country or titles of two sides say: `None` where a side does not tell.
pub type Evidence = Option<bool>;

/// Compares two sets where both tell something.
pub fn evidence<T: PartialEq>(a: &[T], b: &[T]) -> Evidence {
    (!a.is_empty() && !b.is_empty()).then(|| a.iter().any(|x| b.contains(x)))
}

/// What country and titles add to the score of two names, and take from it.
const COUNTRY: (i32, i32) = (15, -45);
const TITLE: (i32, i32) = (20, -25);
/// From here on two are one, unless another fits better or something forbids it.
pub const ONE: i32 = 50;

/// A score as it is shown: 0–100.
pub fn shown(score: i32) -> u8 {
    score.clamp(0, 100) as u8
}

impl Relation {
    /// How much speaks for two being one, in hundredths before it is cut to 0–100. The less a name tells, the more must speak for it:
    /// surnames alone need an office or a country, and one full name in two countries with two offices is two people.
    pub fn score(self, country: Evidence, title: Evidence) -> Option<i32> {
        let name = match self {
            Relation::Apart | Relation::Silent => return None,
            Relation::Exact => 100,
            Relation::Agree(_, Ground::Surnames) => 40,
            Relation::Agree(_, Ground::Suffix) => 32,
            Relation::Agree(_, Ground::Bare) => 60,
            Relation::Agree(score, _) => i32::from(score),
        };
        let told =
            |evidence: Evidence, (yes, no): (i32, i32)| evidence.map_or(0, |agrees| if agrees { yes } else { no });
        Some(name + told(country, COUNTRY) + told(title, TITLE))
    }
}

impl Ground {
    /// What the ground is, for a reader.
    pub fn words(self) -> &'static str {
        match self {
            Ground::Surnames => "surname and office or country agree",
            Ground::Bare => "bare surname of the one person whom it fits",
            Ground::Initial => "surname and initial agree",
            Ground::Suffix => "name and office agree",
            Ground::Given => "surname and given name agree",
            Ground::Shared => "names have most words and a second name in common",
            Ground::Alias => "second name",
        }
    }
}

/// Compares two names.
pub fn relation(a: &Name, b: &Name) -> Relation {
    match (a, b) {
        (Name::Linked(x), Name::Linked(y)) if x == y => Relation::Exact,
        (Name::Person(x), Name::Person(y)) => people(x, y),
        (Name::Body(x), Name::Body(y)) => {
            if x.key == y.key {
                Relation::Exact
            } else if x.others.contains(&y.key) || y.others.contains(&x.key) {
                Relation::Agree(80, Ground::Alias)
            } else if !x.others.is_disjoint(&y.others) && half(&x.key, &y.key) {
                Relation::Agree(60, Ground::Shared)
            } else {
                Relation::Silent
            }
        }
        _ => Relation::Silent,
    }
}

fn people(a: &Person, b: &Person) -> Relation {
    if a == b {
        // A bare surname alone identifies nobody.
        return if a.given.is_empty() { Relation::Agree(40, Ground::Surnames) } else { Relation::Exact };
    }
    let surname = a.sound == b.sound;
    if !surname && !alike(&a.surname, &a.sound, &b.surname, &b.sound) {
        return Relation::Apart;
    }
    let Some(given) = given_names(a, b) else { return Relation::Apart };
    let score = if surname { given } else { given.saturating_sub(5) };
    match given {
        _ if !surname && given < 80 => Relation::Apart,
        0 if a.suffix != b.suffix => Relation::Apart,
        0 => Relation::Agree(40, Ground::Surnames),
        50 => Relation::Agree(score, Ground::Bare),
        _ if a.suffix != b.suffix => Relation::Agree(score.min(79), Ground::Suffix),
        70 => Relation::Agree(score, Ground::Initial),
        _ => Relation::Agree(score, Ground::Given),
    }
}

/// Whether at least half of the words are common, as a Dice coefficient.
fn half(a: &str, b: &str) -> bool {
    let words = |s: &str| s.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let (x, y) = (words(a), words(b));
    4 * x.intersection(&y).count() >= x.len() + y.len()
}
