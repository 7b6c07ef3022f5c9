//! What makes two claims of a kind one fact.
//!
//! Input: the table `kinds.tsv`, embedded. Output: a `Kind` for each class of fact, and the comparison of two claims' cores.
//! Invariant: comparing is symmetric; a claim agrees with itself unless its core is empty. To add a kind: a row.

use super::name::{text_words, title_key};
use super::spell::fold;
use crate::error::{Error, Result};
use crate::time::When;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Days between the publications of two tellings of one event that do not both tell its time.
const NEWS: i32 = 3;
/// Share of words, as a Dice coefficient in hundredths, that makes two texts one.
const ALIKE: usize = 60;
/// Fillers of an overlapping role that are looked up in pairs.
const PAIRED: usize = 8;

/// How one part of the core is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Equal fillers.
    Equal,
    /// Fillers in common.
    Overlap,
    /// The same text.
    Text,
    /// The same title of an office.
    Title,
    /// Most words in common.
    Words,
}

/// One part of the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Roles whose fillers are taken together.
    pub roles: Vec<String>,
    /// How it is compared.
    pub how: How,
    /// Whether it may be missing on one side.
    pub optional: bool,
}

/// How times are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timed {
    /// An event: times agree, or the articles are of the same days.
    Near,
    /// Times agree where told.
    Stated,
    /// Time does not tell facts apart.
    Any,
}

/// A class of fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Parts of the core; empty where all entities and codes are the core.
    pub parts: Vec<Part>,
    /// Comparison of times.
    pub timed: Timed,
    /// Whether claims of one article with different statuses are different facts.
    pub one_status: bool,
}

/// What a part of the core holds in one claim.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// Fillers, sorted.
    Fillers(Vec<u32>),
    /// A text in one form.
    Text(String),
    /// The words of a text, and those of them that are names or numbers.
    Words(BTreeSet<String>, BTreeSet<String>),
}

impl Held {
    fn is_empty(&self) -> bool {
        match self {
            Held::Fillers(fillers) => fillers.is_empty(),
            Held::Text(text) => text.is_empty(),
            Held::Words(words, _) => words.is_empty(),
        }
    }
}

/// What of a claim decides which fact it tells.
pub struct Core {
    /// One for each part of its kind; for a kind without parts one for each of `roles`.
    pub held: Vec<Held>,
    /// The roles filled, where the kind has no parts.
    pub roles: Vec<String>,
    /// Its time.
    pub when: Option<When>,
    /// Day of publication, counted from any fixed day.
    pub published: Option<i32>,
    /// Rank of its article.
    pub article: u32,
}

static KINDS: LazyLock<BTreeMap<String, Kind>> =
    LazyLock::new(|| parse(include_str!("kinds.tsv")).expect("invariant: the table of kinds is well-formed"));
static OTHER: Kind = Kind { parts: Vec::new(), timed: Timed::Stated, one_status: true };

/// The kind of a name.
pub fn kind(name: &str) -> &'static Kind {
    KINDS.get(name).unwrap_or(&OTHER)
}

fn parse(table: &str) -> Result<BTreeMap<String, Kind>> {
    let mut kinds = BTreeMap::new();
    for (i, line) in table.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let error = |what: &str| Error::input(what).at("kinds.tsv", i + 1, 1);
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, core, timed, statuses] = columns[..] else { return Err(error("expected 4 columns")) };
        let timed = match timed {
            "near" => Timed::Near,
            "stated" => Timed::Stated,
            "any" => Timed::Any,
            _ => return Err(error("expected `near`, `stated` or `any`")),
        };
        let one_status = match statuses {
            "one" => true,
            "many" => false,
            _ => return Err(error("expected `one` or `many`")),
        };
        kinds.insert(name.to_owned(), Kind { parts: core.split(',').map(part).collect(), timed, one_status });
    }
    Ok(kinds)
}

fn part(text: &str) -> Part {
    let optional = text.ends_with('?');
    let text = text.trim_end_matches('?');
    let how = match text.chars().last() {
        Some('*') => How::Overlap,
        Some('=') => How::Text,
        Some('@') => How::Title,
        Some('~') => How::Words,
        _ => How::Equal,
    };
    let roles = text.trim_end_matches(['*', '=', '@', '~']).split('+').map(str::to_owned).collect();
    Part { roles, how, optional }
}

/// A text of a role in the form in which it is compared.
pub fn held(how: How, text: &str) -> Held {
    match how {
        How::Words => {
            let names = text.split_whitespace().filter(|w| w.contains(|c: char| c.is_uppercase() || c.is_numeric()));
            Held::Words(text_words(text), text_words(&names.collect::<Vec<_>>().join(" ")))
        }
        How::Title => Held::Text(title_key(text)),
        How::Text | How::Equal | How::Overlap => {
            let folded = fold(text).replace('-', " ");
            Held::Text(folded.split_whitespace().collect::<Vec<_>>().join(" "))
        }
    }
}

/// How well two claims agree, the more the better; `None` when they tell different facts.
pub type Score = (usize, usize, usize, i32);

/// Compares two claims of a kind.
pub fn agree(kind: &Kind, a: &Core, b: &Core) -> Option<Score> {
    let time = time(kind.timed, a, b).filter(|_| a.roles == b.roles)?;
    let same_day = time == 3;
    let (mut shared, mut alike, mut firm, mut loose) = (0, 0, same_day, false);
    for (i, (x, y)) in a.held.iter().zip(&b.held).enumerate() {
        let how = kind.parts.get(i).map_or(How::Equal, |p| p.how);
        let optional = kind.parts.get(i).is_some_and(|p| p.optional);
        if optional && (x.is_empty() || y.is_empty()) {
            continue;
        }
        match (x, y) {
            (Held::Fillers(x), Held::Fillers(y)) if how == How::Overlap => {
                let common = x.iter().filter(|f| y.contains(f)).count();
                let (short, long) = (x.len().min(y.len()), x.len().max(y.len()));
                let most = common > 1 && 2 * common >= long && same_day;
                if common == 0 && long > 0 || common < short && !most {
                    return None;
                }
                loose |= common == 1 && long > 1;
                shared += common;
            }
            (Held::Fillers(x), Held::Fillers(y)) => {
                if x != y {
                    return None;
                }
                firm |= !x.is_empty();
                shared += x.len();
            }
            (Held::Words(x, names), Held::Words(y, others)) => {
                // "sanctions on Iran" and "sanctions on Iraq" have most words in common, too.
                if !names.is_subset(y) && !others.is_subset(x) {
                    return None;
                }
                let common = 200 * x.intersection(y).count() / (x.len() + y.len()).max(1);
                if common < ALIKE {
                    return None;
                }
                firm = true;
                alike += common;
            }
            (x, y) => {
                if x != y || x.is_empty() {
                    return None;
                }
                firm = true;
            }
        }
    }
    // One name in common among several is too little without anything else that agrees.
    let enough = shared > 0 && (!loose || firm);
    let apart = a.published.zip(b.published).map_or(i32::MAX, |(x, y)| (x - y).abs());
    enough.then_some((shared, time, alike, -apart))
}

/// 3: the same day; 2: one within the other; 1: not told; `None`: not the same.
fn time(timed: Timed, a: &Core, b: &Core) -> Option<usize> {
    if timed == Timed::Any {
        return Some(1);
    }
    match (a.when, b.when) {
        (Some(x), Some(y)) => {
            let ((x0, x1), (y0, y1)) = (x.bounds(), y.bounds());
            let day = x0 == x1 && x == y;
            (x0 <= y1 && y0 <= x1).then_some(if day { 3 } else { 2 })
        }
        _ if timed == Timed::Stated || a.article == b.article => Some(1),
        _ => a.published.zip(b.published).filter(|(x, y)| (x - y).abs() <= NEWS).map(|_| 1),
    }
}

/// Keys under which a claim finds those that may tell the same fact: two that agree share one, but for long lists of fillers.
pub fn keys(kind: &Kind, core: &Core) -> Vec<String> {
    let part = |i: usize| kind.parts.get(i).map_or((How::Equal, false), |p| (p.how, p.optional));
    let fixed: Vec<String> = (core.held.iter().enumerate())
        .filter(|(i, _)| !part(*i).1)
        .filter_map(|(i, held)| match held {
            Held::Fillers(fillers) if part(i).0 == How::Equal => Some(format!("{fillers:?}")),
            Held::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    if !fixed.is_empty() {
        let fixed = fixed.join("|");
        let worded = core.held.iter().enumerate().find_map(|(i, held)| match held {
            Held::Words(words, _) if !part(i).1 => Some(words),
            _ => None,
        });
        return match worded {
            Some(words) => words.iter().map(|w| format!("{fixed}~{w}")).collect(),
            None => vec![fixed],
        };
    }
    let mut keys = Vec::new();
    for (i, held) in core.held.iter().enumerate() {
        let Held::Fillers(fillers) = held else { continue };
        if part(i).0 != How::Overlap {
            continue;
        }
        if let [one] = fillers[..] {
            keys.push(format!("{one}"));
        }
        let some = &fillers[..fillers.len().min(PAIRED)];
        for (n, a) in some.iter().enumerate() {
            keys.extend(some[n + 1..].iter().map(|b| format!("{a}+{b}")));
            if let Some(day @ When::Day(..)) = core.when {
                keys.push(format!("{a}@{day}"));
            }
            let words = core.held.iter().filter_map(|h| if let Held::Words(words, _) = h { Some(words) } else { None });
            keys.extend(words.flatten().map(|w| format!("{a}~{w}")));
            let equal = core.held.iter().enumerate().filter(|(j, h)| part(*j).0 == How::Equal && !h.is_empty());
            keys.extend(equal.map(|(_, h)| format!("{a}={h:?}")));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core(participants: &[u32], when: Option<&str>, published: i32) -> Core {
        let when = when.and_then(When::parse);
        Core {
            held: vec![Held::Fillers(participants.to_vec())],
            roles: vec![],
            when,
            published: Some(published),
            article: published as u32,
        }
    }

    #[test]
    fn table_is_well_formed() {
        assert_eq!(parse(include_str!("kinds.tsv")).unwrap().len(), 11);
        assert!(parse("Meeting\tparticipant\tsoon\tone").unwrap_err().to_string().starts_with("kinds.tsv:1:1:"));
        assert_eq!(part("a+b~?"), Part { roles: vec!["a".into(), "b".into()], how: How::Words, optional: true });
    }

    #[test]
    fn tellings_of_a_meeting() {
        let meeting = kind("Meeting");
        let agree = |a: &Core, b: &Core| {
            let found = agree(meeting, a, b).is_some();
            assert_eq!(found, agree_turned(meeting, a, b));
            let (x, y) = (keys(meeting, a), keys(meeting, b));
            assert!(!found || x.iter().any(|k| y.contains(k)), "no key in common");
            found
        };
        let day = Some("2015-12-15");
        assert!(agree(&core(&[1, 2], day, 0), &core(&[1, 2, 3], day, 400)));
        assert!(agree(&core(&[1, 2], day, 0), &core(&[1, 2], Some("2015-12"), 400)));
        assert!(!agree(&core(&[1, 2], day, 0), &core(&[1, 2], Some("2015-12-16"), 0)));
        assert!(agree(&core(&[1, 2], day, 0), &core(&[1, 2], None, 3)));
        assert!(!agree(&core(&[1, 2], day, 0), &core(&[1, 2], None, 4)));
        assert!(agree(&core(&[1], day, 0), &core(&[1, 2], day, 0)));
        assert!(!agree(&core(&[1], None, 0), &core(&[1, 2], None, 0)));
        assert!(!agree(&core(&[1, 2], day, 0), &core(&[1, 3], day, 0)));
        assert!(!agree(&core(&[], day, 0), &core(&[], day, 0)));
    }

    fn agree_turned(kind: &Kind, a: &Core, b: &Core) -> bool {
        agree(kind, b, a).is_some()
    }
}
