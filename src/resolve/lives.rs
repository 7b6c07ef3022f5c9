//! Lives of what comes, ends and may come again: of all sanctions of one side on another, which claims tell of one and the same.
//!
//! Input: the claims of a group, in its order. Output: the same in parts, one a life.
//! Invariant: a function of the claims and their order alone; each is in one part.
//! Method: what bars other things, or begins after an end, is another life. What tells too little joins the one life that was in force when its
//! article came out; where there are several, or none, those that tell too little are a part by themselves.

use super::kinds::{Kind, measures_agree};
use crate::time::When;

/// Days that news of an end lags behind it.
const LAG: i32 = 3;
/// Days after which what is imposed anew is another thing, though nobody told that the first was lifted.
const RENEWED: i32 = 365;

/// What a claim tells of a life.
pub struct Told<'a> {
    /// Its status.
    pub status: &'a str,
    /// Whether it denies.
    pub negated: bool,
    /// Its time.
    pub when: Option<When>,
    /// Day of publication, counted as by `day`.
    pub published: Option<i32>,
    /// Words of the measure, if it tells one.
    pub measure: &'a [u32],
}

/// Claims of one life, with the first and the last day on which it is known to be in force.
struct Life {
    claims: Vec<usize>,
    begin: i32,
    end: i32,
}

/// The number of a day.
pub fn day(date: jiff::civil::Date) -> i32 {
    date.since(jiff::civil::date(2000, 1, 1)).map_or(0, |span| span.get_days())
}

impl Told<'_> {
    fn stated(&self) -> Option<(i32, i32)> {
        self.when.map(|when| (day(when.bounds().0), day(when.bounds().1)))
    }

    /// The days that it tells of; what is only intended is so when it is told.
    fn time(&self, kind: &Kind) -> Option<(i32, i32)> {
        let intended = kind.begins.iter().any(|s| s == self.status) && !kind.lasts.iter().any(|s| s == self.status);
        self.stated().or_else(|| self.published.filter(|_| intended).map(|day| (day, day)))
    }
}

/// The parts of a group, each in its order.
pub fn lives(kind: &Kind, told: &[Told]) -> Vec<Vec<usize>> {
    let group = Group { kind, told };
    let (named, silent): (Vec<usize>, Vec<usize>) = (0..told.len()).partition(|i| !told[*i].measure.is_empty());
    let mut threads: Vec<Vec<usize>> = Vec::new();
    for claim in named {
        let like = |thread: &&mut Vec<usize>| measures_agree(told[thread[0]].measure, told[claim].measure);
        match threads.iter_mut().find(like) {
            Some(thread) => thread.push(claim),
            None => threads.push(vec![claim]),
        }
    }
    let known: Vec<Vec<Life>> = threads.iter().map(|thread| group.split(thread).0).collect();
    let mut rest = Vec::new();
    for claim in silent {
        match group.place(claim, &known) {
            Some(thread) => threads[thread].push(claim),
            None => rest.push(claim),
        }
    }
    threads.push(rest);
    let mut parts = Vec::new();
    for mut thread in threads {
        thread.sort_unstable();
        let (lives, loose) = group.split(&thread);
        parts.extend(lives.into_iter().map(|life| life.claims).chain([loose]).filter(|part| !part.is_empty()));
    }
    parts
}

struct Group<'a> {
    kind: &'a Kind,
    told: &'a [Told<'a>],
}

impl Group<'_> {
    /// The lives of what bars one thing, and the claims that may tell of several.
    fn split(&self, claims: &[usize]) -> (Vec<Life>, Vec<usize>) {
        let is = |claim: &Told, statuses: &[String]| statuses.iter().any(|s| s == claim.status);
        let times = |statuses: &[String]| {
            let all = claims.iter().map(|i| &self.told[*i]).filter(|t| !t.negated && is(t, statuses));
            let in_force = |t: &Told| is(t, &self.kind.lasts);
            let mut times: Vec<_> = all.filter_map(|t| Some((t.time(self.kind)?, in_force(t)))).collect();
            times.sort_unstable();
            times
        };
        let (begins, ends) = (times(&self.kind.begins), times(&self.kind.ends));
        let (mut starts, mut last) = (vec![i32::MIN], None);
        for ((first, until), in_force) in begins {
            let from = starts[starts.len() - 1];
            let over = ends.iter().any(|((begin, end), _)| *begin >= from && *end < first);
            if over || last.is_some_and(|last| in_force && first - last > RENEWED) {
                starts.push(first);
                last = None;
            }
            last = if in_force { last.max(Some(until)) } else { last };
        }
        let mut lives: Vec<Vec<Life>> = Vec::new();
        for (n, begin) in starts.iter().copied().enumerate() {
            let next = starts.get(n + 1).copied();
            let ended = ends.iter().filter(|(end, _)| end.0 >= begin && next.is_none_or(|next| end.1 < next));
            let end = ended.map(|(end, _)| end.1).max().or(next.map(|next| next - 1)).unwrap_or(i32::MAX);
            lives.push(vec![Life { claims: Vec::new(), begin, end }]);
        }
        let places: Vec<Option<usize>> = claims.iter().map(|claim| self.place(*claim, &lives)).collect();
        let (mut lives, mut loose): (Vec<Life>, Vec<usize>) = (lives.into_iter().flatten().collect(), Vec::new());
        for (claim, place) in claims.iter().zip(places) {
            place.map_or(&mut loose, |life| &mut lives[life].claims).push(*claim);
        }
        // Of the first it is not known when it began, but when it was first told.
        let known = |i: &usize| self.told[*i].time(self.kind).map(|t| t.0).or(self.told[*i].published);
        lives[0].begin = lives[0].claims.iter().filter_map(known).min().unwrap_or(i32::MIN);
        (lives, loose)
    }

    /// Where a claim belongs that may tell of any of some lives, here in threads: the one thread of those of which it may tell.
    fn place(&self, claim: usize, threads: &[Vec<Life>]) -> Option<usize> {
        let told = &self.told[claim];
        let fitting = |fits: &dyn Fn(&Life) -> bool| -> Vec<usize> {
            (0..threads.len()).filter(|n| threads[*n].iter().any(fits)).collect()
        };
        if threads.len() == 1 {
            return Some(0);
        }
        // One stage, told of one time.
        let agrees = |i: &usize| {
            let other = &self.told[*i];
            let times = told.stated().zip(other.stated());
            told.status == other.status && times.is_some_and(|(a, b)| a.0 <= b.1 && b.0 <= a.1)
        };
        let time = told.time(self.kind);
        let (first, last) = time.or(told.published.map(|day| (day - LAG, day)))?;
        for fits in [fitting(&|life| life.claims.iter().any(agrees)), fitting(&|l| l.begin <= last && l.end >= first)] {
            match fits[..] {
                [] => {}
                [one] => return Some(one),
                _ => return None,
            }
        }
        let before = fitting(&|life| life.end < first);
        let ended = |n: &usize| threads[*n].iter().map(|life| life.end).filter(|end| *end < first).max();
        match before[..] {
            [] => (0..threads.len()).min_by_key(|n| threads[*n].iter().map(|life| life.begin).min()),
            [one] => Some(one),
            _ => before.into_iter().max_by_key(ended).filter(|_| time.is_some()),
        }
    }
}
