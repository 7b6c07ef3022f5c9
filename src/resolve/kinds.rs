//! What makes two claims of a kind one fact.
//!
//! Input: the table `kinds.tsv`, embedded. Output: a `Kind` for each class of fact, and the comparison of two claims' cores.
//! Invariant: comparing is symmetric; a claim agrees with itself unless its core is empty. To add a kind: a row.

use super::name::{measure_words, text_words, title_key};
use super::spell::fold;
use super::symbols::Symbols;
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
    /// Measures, which `lives` compares.
    Measure,
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
    /// Times agree where told, unless a text of both says that they tell of one thing.
    Topic,
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
    /// Of what lasts: statuses at whose time it is in force.
    pub lasts: Vec<String>,
    /// Statuses at whose time it ends.
    pub ends: Vec<String>,
    /// Statuses that begin another one after an end.
    pub begins: Vec<String>,
}

impl Kind {
    /// Words of the measure that a claim tells.
    pub fn measure<'a>(&self, core: &'a Core) -> &'a [u32] {
        let held = self.parts.iter().zip(&core.held).find(|(part, _)| part.how == How::Measure);
        held.map_or(&[], |(_, held)| held.words())
    }

    /// Whether a claim tells no measure, where its kind has them.
    pub fn silent(&self, core: &Core) -> bool {
        self.parts.iter().any(|part| part.how == How::Measure) && self.measure(core).is_empty()
    }
}

/// What a part of the core holds in one claim. Words are symbols; the empty text is symbol 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Fillers, sorted: things by handle, and codes, numbered down from the top.
    Fillers(Vec<u32>),
    /// A text in one form.
    Text(u32),
    /// The words of a text, and those of them that are names or numbers; sorted.
    Words(Vec<u32>, Vec<u32>),
}

impl Held {
    /// The words of a text.
    pub fn words(&self) -> &[u32] {
        if let Held::Words(words, _) = self { words } else { &[] }
    }

    fn is_empty(&self) -> bool {
        match self {
            Held::Fillers(fillers) => fillers.is_empty(),
            Held::Text(text) => *text == 0,
            Held::Words(words, _) => words.is_empty(),
        }
    }
}

/// What of a claim decides which fact it tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Core {
    /// One for each part of its kind; for a kind without parts one for each of `roles`.
    pub held: Vec<Held>,
    /// The roles filled, where the kind has no parts.
    pub roles: Vec<u32>,
    /// Its time.
    pub when: Option<When>,
    /// Day of publication, counted from any fixed day.
    pub published: Option<i32>,
    /// Slot of its article.
    pub article: u32,
}

static KINDS: LazyLock<BTreeMap<String, Kind>> =
    LazyLock::new(|| parse(include_str!("kinds.tsv")).expect("invariant: the table of kinds is well-formed"));
static OTHER: Kind = Kind {
    parts: Vec::new(),
    timed: Timed::Stated,
    one_status: true,
    lasts: Vec::new(),
    ends: Vec::new(),
    begins: Vec::new(),
};

/// The kind of a name.
pub fn kind(name: &str) -> &'static Kind {
    KINDS.get(name).unwrap_or(&OTHER)
}

fn parse(table: &str) -> Result<BTreeMap<String, Kind>> {
    let mut kinds = BTreeMap::new();
    for (i, line) in table.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let error = |what: &str| Error::input(what).at("kinds.tsv", i + 1, 1);
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, core, timed, statuses, lasts] = columns[..] else { return Err(error("expected 5 columns")) };
        let timed = match timed {
            "near" => Timed::Near,
            "stated" => Timed::Stated,
            "topic" => Timed::Topic,
            "any" => Timed::Any,
            _ => return Err(error("expected `near`, `stated`, `topic` or `any`")),
        };
        let one_status = match statuses {
            "one" => true,
            "many" => false,
            _ => return Err(error("expected `one` or `many`")),
        };
        let parts = core.split(',').map(part).collect();
        let mut kind = Kind { parts, timed, one_status, ..OTHER.clone() };
        for status in lasts.split(',').filter(|s| *s != "-") {
            match (status.strip_prefix('!'), status.strip_prefix('+')) {
                (Some(end), _) => kind.ends.push(end.to_owned()),
                (_, Some(begin)) => kind.begins.push(begin.to_owned()),
                _ => kind.lasts.push(status.to_owned()),
            }
        }
        kinds.insert(name.to_owned(), kind);
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
        Some('^') => How::Measure,
        _ => How::Equal,
    };
    let roles = text.trim_end_matches(['*', '=', '@', '~', '^']).split('+').map(str::to_owned).collect();
    Part { roles, how, optional }
}

/// A text of a role in the form in which it is compared.
pub fn held(how: How, text: &str, symbols: &mut Symbols) -> Held {
    let form = match how {
        How::Words => {
            let names = text.split_whitespace().filter(|w| w.contains(|c: char| c.is_uppercase() || c.is_numeric()));
            let mut all = |words: BTreeSet<String>| {
                let mut all: Vec<u32> = words.iter().map(|w| symbols.of(w)).collect();
                all.sort_unstable();
                all
            };
            return Held::Words(all(text_words(text)), all(text_words(&names.collect::<Vec<_>>().join(" "))));
        }
        How::Measure => {
            let mut all: Vec<u32> = measure_words(text).iter().map(|w| symbols.of(w)).collect();
            all.sort_unstable();
            return Held::Words(all, Vec::new());
        }
        How::Title => title_key(text),
        How::Text | How::Equal | How::Overlap => {
            let folded = fold(text).replace('-', " ");
            folded.split_whitespace().collect::<Vec<_>>().join(" ")
        }
    };
    Held::Text(symbols.of(&form))
}

/// Number of elements that two sorted lists have in common.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().filter(|x| long.binary_search(x).is_ok()).count()
}

/// Whether two measures may be one: they share most of what they bar, or one of them does, as "travel bans" and "travel bans and an asset freeze".
pub fn measures_agree(a: &[u32], b: &[u32]) -> bool {
    let common = common(a, b);
    200 * common >= ALIKE * (a.len() + b.len()) || 2 * common >= a.len().min(b.len())
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
        if how == How::Measure || optional && (x.is_empty() || y.is_empty()) {
            continue;
        }
        match (x, y) {
            (Held::Fillers(x), Held::Fillers(y)) if how == How::Overlap => {
                let common = common(x, y);
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
                if common(names, y) < names.len() && common(others, x) < others.len() {
                    return None;
                }
                let dice = 200 * common(x, y) / (x.len() + y.len()).max(1);
                if dice < ALIKE {
                    return None;
                }
                firm = true;
                alike += dice;
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
    (enough && (time > 0 || alike > 0)).then_some((shared, time, alike, -apart))
}

/// 3: the same day; 2: one within the other; 1: not told; 0: not the same, if no text says so; `None`: not the same.
fn time(timed: Timed, a: &Core, b: &Core) -> Option<usize> {
    if timed == Timed::Any {
        return Some(1);
    }
    match (a.when, b.when) {
        (Some(x), Some(y)) => {
            let ((x0, x1), (y0, y1)) = (x.bounds(), y.bounds());
            let day = x0 == x1 && x == y;
            match x0 <= y1 && y0 <= x1 {
                true => Some(if day { 3 } else { 2 }),
                false => (timed == Timed::Topic).then_some(0),
            }
        }
        _ if timed != Timed::Near || a.article == b.article => Some(1),
        _ => a.published.zip(b.published).filter(|(x, y)| (x - y).abs() <= NEWS).map(|_| 1),
    }
}

/// Keys under which a claim stands and under which it looks for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    stands: Vec<u64>,
    calls: Vec<u64>,
}

/// Keys of a claim: of two that agree each looks where the other stands, but for long lists of fillers.
/// `order` puts fillers of such a list in an order in which no handle shows.
pub fn keys(kind: &Kind, core: &Core, order: impl Fn(&mut Vec<u32>)) -> Keys {
    let part = |i: usize| kind.parts.get(i).map_or((How::Equal, false), |p| (p.how, p.optional));
    let fixed: Vec<&Held> = (core.held.iter().enumerate())
        .filter(|(i, held)| {
            let (how, optional) = part(*i);
            !optional && (how == How::Equal || matches!(held, Held::Text(_)))
        })
        .map(|(_, held)| held)
        .collect();
    let needed = |i: usize, how: How| part(i) == (how, false);
    if !fixed.is_empty() {
        let mut base = vec![fixed.into_iter().fold(0, add)];
        // What must be in common, too, makes the keys finer.
        for (i, held) in core.held.iter().enumerate() {
            let parts = match held {
                Held::Words(words, _) if needed(i, How::Words) => words,
                Held::Fillers(fillers) if needed(i, How::Overlap) && !fillers.is_empty() => fillers,
                _ => continue,
            };
            base = base.iter().flat_map(|b| parts.iter().map(|p| mix(*b, 2 + u64::from(*p)))).collect();
        }
        return Keys { stands: base.clone(), calls: base };
    }
    let mut keys = Keys::default();
    for (i, held) in core.held.iter().enumerate() {
        let Held::Fillers(fillers) = held else { continue };
        if part(i).0 != How::Overlap {
            continue;
        }
        let of = |tag: u64, filler: u32| mix(mix(tag, i as u64), u64::from(filler));
        let mut some = fillers.clone();
        if some.len() > PAIRED {
            order(&mut some);
            some.truncate(PAIRED);
            some.sort_unstable();
        }
        // Two lists have two fillers in common; one filler and a list have that one, and something else that agrees.
        let mut own: Vec<u64> = if let [one] = some[..] { vec![of(1, one)] } else { Vec::new() };
        for (n, a) in some.iter().enumerate() {
            own.extend(some[n + 1..].iter().map(|b| mix(of(2, *a), u64::from(*b))));
        }
        let mut mixed = Vec::new();
        for a in some.iter() {
            if let Some(When::Day(..)) = core.when {
                mixed.push(mix(of(3, *a), calendar(core.when).2.unwrap_or_default()));
            }
            let words = core.held.iter().filter_map(|h| if let Held::Words(words, _) = h { Some(words) } else { None });
            mixed.extend(words.flatten().map(|w| mix(of(4, *a), u64::from(*w))));
            let equal = core.held.iter().enumerate().filter(|(j, h)| part(*j).0 == How::Equal && !h.is_empty());
            mixed.extend(equal.map(|(j, h)| add(mix(of(5, *a), j as u64), h)));
        }
        let one = u64::from(some.len() == 1);
        keys.stands.extend(own.iter().copied().chain(mixed.iter().map(|k| mix(*k, one))));
        keys.calls.extend(own.into_iter().chain(mixed.into_iter().map(|k| mix(k, 1 - one))));
    }
    keys
}

/// A key and what comes after it.
fn add(key: u64, held: &Held) -> u64 {
    match held {
        Held::Fillers(fillers) => fillers.iter().fold(mix(key, 0), |k, f| mix(k, 2 + u64::from(*f))),
        Held::Text(text) => mix(mix(key, 1), u64::from(*text)),
        Held::Words(words, _) => words.iter().fold(mix(key, 1), |k, w| mix(k, u64::from(*w))),
    }
}

/// A hash of two numbers (the finaliser of splitmix64).
pub fn mix(a: u64, b: u64) -> u64 {
    let mut z = (a ^ b.wrapping_mul(0xd6e8_feb8_6659_fd93)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Under which keys a claim stands, so that later ones (in the order of `groups`) find it there.
pub fn stands(timed: Timed, keys: &Keys, core: &Core) -> Vec<u64> {
    let places = match timed {
        Timed::Stated | Timed::Topic | Timed::Any => return keys.stands.clone(),
        Timed::Near => {
            let (year, month, day) = calendar(core.when);
            let span = [year, month, day].into_iter().flatten().map(|place| mix(1, place));
            span.chain([news(core, 0)]).collect::<Vec<_>>()
        }
    };
    keys.stands.iter().flat_map(|k| places.iter().map(|p| mix(*k, *p))).collect()
}

/// Under which keys a claim looks for earlier ones.
pub fn calls(timed: Timed, keys: &Keys, core: &Core) -> Vec<u64> {
    let places: Vec<u64> = match (timed, core.when) {
        (Timed::Stated | Timed::Topic | Timed::Any, _) => return keys.calls.clone(),
        // What is more precise comes first, so that the others lie in it or are equal.
        (Timed::Near, Some(_)) => {
            let (year, month, day) = calendar(core.when);
            vec![mix(1, day.or(month).or(year).unwrap_or_default())]
        }
        (Timed::Near, None) if core.published.is_none() => vec![news(core, 0)],
        (Timed::Near, None) => (-NEWS..=NEWS).map(|d| news(core, d)).collect(),
    };
    keys.calls.iter().flat_map(|k| places.iter().map(|p| mix(*k, *p))).collect()
}

/// Numbers of the year, month and day that lie around a time.
fn calendar(when: Option<When>) -> (Option<u64>, Option<u64>, Option<u64>) {
    let number = |y: i16, m: i8, d: i8| (y as u64) << 16 | (m as u64) << 8 | d as u64;
    match when {
        None => (None, None, None),
        Some(When::Year(y)) => (Some(number(y, 0, 0)), None, None),
        Some(When::Month(y, m)) => (Some(number(y, 0, 0)), Some(number(y, m, 0)), None),
        Some(When::Day(y, m, d)) => (Some(number(y, 0, 0)), Some(number(y, m, 0)), Some(number(y, m, d))),
    }
}

/// The day of an article, or itself where its day is not known.
fn news(core: &Core, later: i32) -> u64 {
    match core.published {
        Some(day) => mix(2, i64::from(day + later) as u64),
        None => mix(3, u64::from(core.article)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Reverse;

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
        assert!(parse("Meeting\tparticipant\tsoon\tone\t-").unwrap_err().to_string().starts_with("kinds.tsv:1:1:"));
        assert_eq!(part("a+b~?"), Part { roles: vec!["a".into(), "b".into()], how: How::Words, optional: true });
    }

    #[test]
    fn tellings_of_a_meeting() {
        let meeting = kind("Meeting");
        let agree = |a: &Core, b: &Core| {
            let found = agree(meeting, a, b).is_some();
            assert_eq!(found, agree_turned(meeting, a, b));
            let keys = |c: &Core| keys(meeting, c, |_| {});
            let precise = |c: &Core| Reverse(c.when.map(|w| w.to_string().len()));
            let (first, second) = if precise(a) <= precise(b) { (a, b) } else { (b, a) };
            let (x, y) = (stands(Timed::Near, &keys(first), first), calls(Timed::Near, &keys(second), second));
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
