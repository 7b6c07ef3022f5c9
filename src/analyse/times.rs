//! Time expressions: finds the phrases that tell a time and gives them the value that text and publication date allow.
//!
//! Input: tokens with tags and dependencies, the publication date. Output: `TimeExpression`s in text order, not overlapping.
//! Invariant: a relative phrase has no value without a day to count from; a value is never more precise than its words.
//! To add a phrase: a row of `lang/en/times.tsv`, with its example.

use crate::document::{Document, NameKind, TokenId, Upos};
use crate::lang::WordList;
use crate::lang::calendar::{Meaning, Slots, is_future, is_reporting, match_at};
use crate::time::{TimeExpression, When};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A dateline is a first paragraph of so many tokens at most: "Wednesday, July 10, 2019".
const DATELINE_TOKENS: usize = 14;

/// A date without year lies behind when the tense would put it further than `FAR` days ahead and it is at most `NEAR` days ago.
const FAR: i32 = 240;
const NEAR: i32 = 120;

/// Finds and values all time expressions; `published` is ISO 8601, and where it is missing a dateline of the text stands for it.
pub fn times(doc: &Document, published: Option<&str>) -> Vec<TimeExpression> {
    let found = find(doc);
    let published = published.and_then(When::parse).or_else(|| dateline(doc, &found));
    let anchor = published.and_then(|w| match w {
        When::Day(y, m, d) => Some(date(y, m, d)),
        _ => None,
    });
    let expressions = found.into_iter().map(|(start, end, slots, meaning)| TimeExpression {
        tokens: start..end,
        value: value(doc, start, &slots, meaning, anchor),
        duration: meaning == Meaning::Duration,
    });
    expressions.collect()
}

type Found = (TokenId, TokenId, Slots, Meaning);

fn find(doc: &Document) -> Vec<Found> {
    let mut found = Vec::new();
    let person = |t: TokenId| {
        doc.names.iter().any(|n| n.kind == NameKind::Person && n.tokens.len() > 1 && n.tokens.contains(&t))
    };
    for sentence in &doc.sentences {
        let forms: Vec<&str> = sentence.clone().map(|t| doc.form(t)).collect();
        let mut at = 0;
        while at < forms.len() {
            match match_at(&forms, at) {
                // "Theresa May's visit"
                Some(_) if person(sentence.start + at as u32) => at += 1,
                Some((mut end, slots, meaning)) => {
                    while forms[end - 1] == "," {
                        end -= 1;
                    }
                    found.push((sentence.start + at as u32, sentence.start + end as u32, slots, meaning));
                    at = end;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// The full date of a short first or second paragraph.
fn dateline(doc: &Document, found: &[Found]) -> Option<When> {
    let opening = doc.sentences.iter().zip(&doc.paragraphs).take(2).filter(|(_, p)| **p <= 1);
    let mut opening = opening.filter(|(s, _)| s.len() <= DATELINE_TOKENS);
    opening.find_map(|(s, _)| {
        let inside = found.iter().filter(|f| s.contains(&f.0) && f.3 == Meaning::Date);
        inside.filter_map(|f| explicit(&f.2)).find(|w| matches!(w, When::Day(..)))
    })
}

/// The value of a date that names its year.
fn explicit(slots: &Slots) -> Option<When> {
    match (slots.year?, slots.month, slots.day) {
        (y, Some(m), Some(d)) => Date::new(y, m, d).ok().map(|_| When::Day(y, m, d)),
        (y, Some(m), None) => Some(When::Month(y, m)),
        (y, None, _) => Some(When::Year(y)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Past,
    Future,
    Same,
}

fn value(doc: &Document, at: TokenId, slots: &Slots, meaning: Meaning, anchor: Option<Date>) -> Option<When> {
    let day = |d: Date| When::Day(d.year(), d.month(), d.day());
    let tense = || if in_future(doc, at) { Direction::Future } else { Direction::Past };
    match meaning {
        Meaning::Vague | Meaning::Duration => None,
        Meaning::Date if slots.year.is_some() => explicit(slots),
        Meaning::MonthDate => match value(doc, at, &Slots { day: None, ..*slots }, Meaning::Date, anchor) {
            month @ Some(When::Month(..)) => month,
            _ => None,
        },
        Meaning::Date => near(slots, anchor?, tense(), false),
        Meaning::LastDate => near(slots, anchor?, Direction::Past, true),
        Meaning::NextDate => near(slots, anchor?, Direction::Future, true),
        Meaning::ThisDate => near(slots, anchor?, Direction::Same, false),
        Meaning::Weekday => Some(day(weekday(anchor?, slots.weekday?, tense(), false)?)),
        Meaning::LastWeekday => Some(day(weekday(anchor?, slots.weekday?, Direction::Past, true)?)),
        Meaning::NextWeekday => Some(day(weekday(anchor?, slots.weekday?, Direction::Future, true)?)),
        Meaning::WeekBefore => {
            let anchor = anchor?;
            let monday = i64::from(anchor.weekday().to_monday_one_offset()) - 1;
            let back = 7 + monday - (i64::from(slots.weekday?) - 1);
            Some(day(anchor.checked_sub(back.days()).ok()?))
        }
        Meaning::Days(n) => Some(day(anchor?.checked_add(n.days()).ok()?)),
        Meaning::Weeks(n) => {
            let anchor = anchor?;
            let monday = i64::from(anchor.weekday().to_monday_one_offset()) - 1;
            let first = anchor.checked_add((7 * n - monday).days()).ok()?;
            whole_month(first, first.checked_add(6.days()).ok()?)
        }
        Meaning::Weekend => {
            let sunday = weekday(anchor?, 7, tense(), false)?;
            whole_month(sunday.yesterday().ok()?, sunday)
        }
        Meaning::LastSeason => match near(slots, anchor?, Direction::Past, true)? {
            When::Month(year, _) => Some(When::Year(year)),
            _ => None,
        },
        Meaning::Months(n) => {
            let month = anchor?.first_of_month().checked_add(n.months()).ok()?;
            Some(When::Month(month.year(), month.month()))
        }
        Meaning::Years(n) => Some(When::Year(anchor?.year() + n as i16)),
        Meaning::Ago => {
            let (anchor, count) = (anchor?, slots.count.filter(|n| *n > 0)?);
            match slots.unit? {
                1 => Some(day(anchor.checked_sub(count.days()).ok()?)),
                30 => {
                    let month = anchor.first_of_month().checked_sub(count.months()).ok()?;
                    Some(When::Month(month.year(), month.month()))
                }
                365 => Some(When::Year(anchor.checked_sub(count.years()).ok()?.year())),
                _ => None,
            }
        }
    }
}

/// The month that holds both days.
fn whole_month(first: Date, last: Date) -> Option<When> {
    (first.first_of_month() == last.first_of_month()).then(|| When::Month(first.year(), first.month()))
}

/// The month or day of a date without year that lies nearest in the direction; `strict` leaves the present one out.
fn near(slots: &Slots, anchor: Date, direction: Direction, strict: bool) -> Option<When> {
    let month = slots.month?;
    let here = match slots.day {
        Some(d) => (month, d).cmp(&(anchor.month(), anchor.day())),
        None => month.cmp(&anchor.month()),
    };
    let shift = match direction {
        Direction::Past => i16::from(here.is_gt() || (strict && here.is_eq())).wrapping_neg(),
        Direction::Future => i16::from(here.is_lt() || (strict && here.is_eq())),
        Direction::Same => 0,
    };
    let value = explicit(&Slots { year: Some(anchor.year() + shift), ..*slots })?;
    // A future that is nearly a year away, where the date is just behind, is a tense misread.
    let other = explicit(&Slots { year: Some(anchor.year()), ..*slots })?;
    let away = |w: When| (w.bounds().0 - anchor).get_days().abs();
    let ahead = direction == Direction::Future && !strict;
    Some(if ahead && away(value) > FAR && away(other) < NEAR { other } else { value })
}

/// The weekday nearest in the direction; the day itself counts unless `strict`.
fn weekday(anchor: Date, weekday: i8, direction: Direction, strict: bool) -> Option<Date> {
    let today = anchor.weekday().to_monday_one_offset();
    let whole = |days: i8| if strict && days == 0 { 7 } else { i64::from(days) };
    match direction {
        Direction::Future => anchor.checked_add(whole((weekday - today).rem_euclid(7)).days()).ok(),
        _ => anchor.checked_sub(whole((today - weekday).rem_euclid(7)).days()).ok(),
    }
}

/// Whether what the expression belongs to lies ahead: read from the verb that governs it.
fn in_future(doc: &Document, at: TokenId) -> bool {
    let sentence = doc.sentences[doc.sentence_of(at)].clone();
    let mut token = at;
    while !matches!(doc.token(token).upos, Upos::Verb | Upos::Aux) {
        // "the coming talks", "talks set for Monday", "ahead of the talks on Monday"
        let marks = |t: TokenId| matches!(doc.token(t).rel, "amod" | "case") && is_future(&doc.token(t).lemma);
        let set = doc.token(token).upos == Upos::Adj && is_future(&doc.token(token).lemma);
        let dated = set || doc.children(token).any(marks);
        match doc.token(token).head {
            _ if dated => return true,
            // "the victims of Saturday's attack": nobody tells ahead when it will be.
            _ if doc.token(token).upos == Upos::Noun && WordList::Mishap.has(&doc.token(token).lemma) => return false,
            Some(head) => token = head,
            None => break,
        }
    }
    if !matches!(doc.token(token).upos, Upos::Verb | Upos::Aux) {
        // No verb above: a predicate noun or adjective, whose tense is that of its auxiliaries.
        return doc
            .children(token)
            .chain([token])
            .any(|t| matches!(doc.token(t).upos, Upos::Adj | Upos::Aux) && is_future(&doc.token(t).lemma))
            && !sentence.clone().any(|t| doc.token(t).xpos == "VBD");
    }
    let verb = doc.token(token);
    // "the talks on Monday show" says nothing of Monday; "he arrives on Monday" does.
    // "on April 7"
    let whole = doc.token(at).head.filter(|_| doc.token(at).rel == "nmod:unmarked").unwrap_or(at);
    let direct = doc.token(whole).head == Some(token) || token == at;
    let helpers = || doc.children(token).filter(|t| matches!(doc.token(*t).rel, "aux" | "aux:pass" | "cop"));
    if helpers().any(|t| doc.token(t).xpos == "MD") {
        // "may have met on Friday" lies behind.
        return !helpers().any(|t| doc.token(t).lemma == "have");
    }
    // "a congress, to be held on Monday"
    let to = doc.children(token).any(|t| doc.token(t).rel == "mark" && doc.token(t).upos == Upos::Part);
    if to && matches!(verb.rel, "acl" | "advcl") && helpers().any(|t| doc.token(t).rel == "aux:pass") {
        return true;
    }
    // "is to meet the king on Monday and visit the port on Tuesday"
    let shared = verb.head.filter(|_| verb.rel == "conj" && helpers().next().is_none());
    if let Some(first) = shared.filter(|f| *f < token && doc.token(*f).xpos == verb.xpos && verb.xpos != "VBD") {
        let dated = doc.token(first).upos == Upos::Verb;
        return dated && in_future(doc, first);
    }
    // "looked forward to meeting in May"
    let turned = |h: TokenId| doc.children(h).any(|c| doc.token(c).rel == "advmod" && is_future(&doc.token(c).lemma));
    let future = |h: TokenId| is_future(&doc.token(h).lemma) && doc.token(h).upos != Upos::Aux;
    let governed = || verb.head.is_some_and(|h| future(h) || turned(h));
    match verb.xpos {
        "VBD" => false,
        "VBN" => is_future(&verb.lemma) && !helpers().any(|t| doc.token(t).lemma == "have"),
        "VB" => {
            doc.children(token).any(|t| doc.token(t).upos == Upos::Part && doc.token(t).lemma == "to") || governed()
        }
        "VBG" if governed() => true,
        // "a visit starting on April 29": soon, unless that day was lately
        "VBG" if direct && matches!(verb.rel, "acl" | "advcl") && WordList::Beginning.has(&verb.lemma) => true,
        "VBG" if !direct => false,
        "VBG" => helpers().any(|t| matches!(doc.token(t).xpos, "VBZ" | "VBP")) || governed(),
        "VBZ" | "VBP" => direct && !is_reporting(&verb.lemma),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;

    /// Tags the few verbs of the examples; all other words hang below the verb.
    fn example(words: &str) -> Document {
        let words: Vec<&str> = words.split(' ').collect();
        let tag = |w: &str| match w {
            "met" | "signed" | "talked" => Some("VBD"),
            "meet" => Some("VB"),
            "meets" => Some("VBZ"),
            _ => None,
        };
        let verb = words.iter().position(|w| tag(w).is_some()).map_or(0, |v| v + 1);
        let line = words.iter().enumerate().map(|(i, w)| match tag(w) {
            Some(tag) => format!("{w}/{tag}>0:root"),
            None if *w == "will" => format!("will/MD>{verb}:aux"),
            None => format!("{w}>{}:obl", if verb == i + 1 { 0 } else { verb }),
        });
        hand::document(&line.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn examples_of_the_table() {
        for (place, words, expected) in crate::lang::calendar::examples() {
            let found = times(&example(words), Some("2015-12-15"));
            let values: Vec<_> = found.iter().map(|t| t.value.map_or("-".to_owned(), |v| v.to_string())).collect();
            assert_eq!(values, [expected], "{place} {words}");
        }
    }

    #[test]
    fn without_a_day_to_count_from_only_full_dates_have_a_value() {
        let values = |words| times(&example(words), None).into_iter().map(|t| t.value).collect::<Vec<_>>();
        assert_eq!(values("met on Tuesday"), [None]);
        assert_eq!(values("met on 5 December 2014"), [Some(When::Day(2014, 12, 5))]);
    }

    #[test]
    fn a_dateline_anchors() {
        let doc = hand::document("Wednesday , July 10 , 2019\n\nThey/PRP>2:nsubj met/VBD>0:root Monday/NNP>2:obl");
        let values: Vec<_> = times(&doc, None).into_iter().filter_map(|t| t.value).collect();
        assert_eq!(values, [When::Day(2019, 7, 10), When::Day(2019, 7, 8)]);
    }

    #[test]
    fn what_only_looks_like_a_time() {
        for words in ["You may march in line", "some 2000 soldiers", "met second thoughts", "signed $ 2015"] {
            assert!(times(&example(words), Some("2015-12-15")).is_empty(), "{words}");
        }
    }
}
