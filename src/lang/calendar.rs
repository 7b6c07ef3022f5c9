//! The calendar of a language: which words tell a time, and how their phrases are built.
//!
//! Input: `en/calendar.tsv` (words) and `en/times.tsv` (patterns with their meanings). Output: the longest match at a token.
//! Invariant: every pattern matches its own example; a test holds it. To add a phrase: a row of `en/times.tsv`.

use super::table::{Row, rows};
use crate::error::Result;
use std::collections::HashMap;
use std::sync::LazyLock;

/// How the slots of a phrase become a calendar value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// As far as told; a missing year by the tense.
    Date,
    /// The month alone, of a range of days.
    MonthDate,
    /// "last May"
    LastDate,
    /// "next May"
    NextDate,
    /// "this May"
    ThisDate,
    /// By the tense, the day itself counts.
    Weekday,
    /// "last Friday"
    LastWeekday,
    /// "next Friday"
    NextWeekday,
    /// "Friday last week"
    WeekBefore,
    /// So many days from publication.
    Days(i64),
    /// So many months from publication.
    Months(i64),
    /// So many years from publication.
    Years(i64),
    /// So many weeks from that of publication: the month that holds the whole week.
    Weeks(i64),
    /// By the tense: the month that holds Saturday and Sunday.
    Weekend,
    /// "last summer": its year.
    LastSeason,
    /// Count and unit before publication.
    Ago,
    /// A time without calendar value.
    Vague,
    /// How long, not when.
    Duration,
}

/// What the words of a phrase tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    /// Monday = 1.
    pub weekday: Option<i8>,
    /// January = 1.
    pub month: Option<i8>,
    /// Day of the month.
    pub day: Option<i8>,
    /// Year.
    pub year: Option<i16>,
    /// How many; 0 when the words do not tell ("several").
    pub count: Option<i64>,
    /// Days of the unit: 1, 7, 30, 365; 0 for less than a day.
    pub unit: Option<i64>,
}

enum Element {
    Words(Vec<&'static str>),
    Slot(&'static str),
}

struct Pattern {
    meaning: Meaning,
    context: Vec<(Element, bool)>,
    body: Vec<(Element, bool)>,
}

struct Calendar {
    // (slot, form) → value; forms of weekday and month keep their capital.
    words: HashMap<(&'static str, &'static str), i64>,
    patterns: Vec<Pattern>,
}

static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::read().expect("invariant: the tables are well-formed"));

impl Calendar {
    fn read() -> Result<Calendar> {
        let mut words = HashMap::new();
        for row in rows("en/calendar.tsv", include_str!("en/calendar.tsv"))? {
            let [slot, value, forms] = row.columns()?;
            let value = value.parse().map_err(|_| row.error(format!("expected a number, found `{value}`")))?;
            words.extend(forms.split(' ').map(|form| ((slot, form), value)));
        }
        let patterns = rows("en/times.tsv", include_str!("en/times.tsv"))?;
        Ok(Calendar { words, patterns: patterns.iter().map(pattern).collect::<Result<_>>()? })
    }

    fn word(&self, slot: &'static str, form: &str) -> Option<i64> {
        self.words.get(&(slot, form)).copied()
    }

    /// Reads one token into a slot.
    fn fill(&self, slot: &'static str, form: &str, slots: &mut Slots) -> bool {
        let number = || form.parse::<i64>().ok().filter(|_| form.bytes().all(|b| b.is_ascii_digit()));
        let lower = form.to_lowercase();
        match slot {
            "weekday" => self.word(slot, form).map(|v| slots.weekday = Some(v as i8)).is_some(),
            "month" => self.word(slot, form).map(|v| slots.month = Some(v as i8)).is_some(),
            "season" => self.word(slot, &lower).map(|v| slots.month = Some(v as i8)).is_some(),
            "unit" => self.word(slot, &lower).map(|v| slots.unit = Some(v)).is_some(),
            "count" => self.word(slot, &lower).or_else(number).map(|v| slots.count = Some(v)).is_some(),
            "part" => self.word(slot, &lower).is_some(),
            "day" => {
                let digits = lower.trim_end_matches(|c: char| c.is_ascii_lowercase());
                let plain = matches!(&lower[digits.len()..], "" | "st" | "nd" | "rd" | "th");
                let day = digits.parse::<i8>().ok().filter(|d| plain && (1..=31).contains(d));
                day.map(|d| slots.day = Some(d)).is_some()
            }
            "year" => {
                let year = number().filter(|y| form.len() == 4 && (1800..2100).contains(y));
                year.map(|y| slots.year = Some(y as i16)).is_some()
            }
            "decade" => form.len() == 5 && form.ends_with("0s") && form[..4].parse::<i16>().is_ok(),
            _ => match crate::time::When::parse(form) {
                Some(crate::time::When::Day(y, m, d)) => {
                    (slots.year, slots.month, slots.day) = (Some(y), Some(m), Some(d));
                    true
                }
                _ => false,
            },
        }
    }

    /// The end of the longest match of `pattern` that starts at `at`.
    fn run(&self, pattern: &[(Element, bool)], forms: &[&str], at: usize, slots: Slots) -> Option<(usize, Slots)> {
        let Some(((element, optional), rest)) = pattern.split_first() else { return Some((at, slots)) };
        let mut filled = slots;
        let taken = forms.get(at).filter(|form| match element {
            Element::Words(words) => words.contains(&form.to_lowercase().as_str()),
            Element::Slot(slot) => self.fill(slot, form, &mut filled),
        });
        let with = taken.and_then(|_| self.run(rest, forms, at + 1, filled));
        let without = if *optional { self.run(rest, forms, at, slots) } else { None };
        with.into_iter().chain(without).max_by_key(|(end, _)| *end)
    }
}

fn pattern(row: &Row) -> Result<Pattern> {
    let [meaning, pattern, _, _] = row.columns()?;
    let meaning = match meaning.split_once(':') {
        Some((unit, n)) => match (unit, n.parse()) {
            ("day", Ok(n)) => Meaning::Days(n),
            ("week", Ok(n)) => Meaning::Weeks(n),
            ("month", Ok(n)) => Meaning::Months(n),
            ("year", Ok(n)) => Meaning::Years(n),
            _ => return Err(row.error(format!("unknown meaning `{meaning}`"))),
        },
        None => match meaning {
            "date" => Meaning::Date,
            "month-date" => Meaning::MonthDate,
            "last-date" => Meaning::LastDate,
            "next-date" => Meaning::NextDate,
            "this-date" => Meaning::ThisDate,
            "weekday" => Meaning::Weekday,
            "last-weekday" => Meaning::LastWeekday,
            "next-weekday" => Meaning::NextWeekday,
            "week-before" => Meaning::WeekBefore,
            "weekend" => Meaning::Weekend,
            "last-season" => Meaning::LastSeason,
            "ago" => Meaning::Ago,
            "vague" => Meaning::Vague,
            "duration" => Meaning::Duration,
            _ => return Err(row.error(format!("unknown meaning `{meaning}`"))),
        },
    };
    let (context, body) = pattern.split_once(" < ").unwrap_or(("", pattern));
    let elements = |text: &'static str| text.split(' ').filter(|w| !w.is_empty()).map(|w| element(row, w)).collect();
    Ok(Pattern {
        meaning,
        context: elements(context)?,
        body: {
            let body: Result<Vec<_>> = elements(body);
            body?
        },
    })
}

fn element(row: &Row, word: &'static str) -> Result<(Element, bool)> {
    const SLOTS: [&str; 10] = ["weekday", "month", "season", "day", "year", "iso", "decade", "count", "unit", "part"];
    let (word, optional) = word.strip_suffix('?').map_or((word, false), |w| (w, true));
    let element = match word.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
        Some(slot) if SLOTS.contains(&slot) => Element::Slot(slot),
        Some(slot) => return Err(row.error(format!("unknown slot `{slot}`"))),
        None => Element::Words(word.split('/').collect()),
    };
    Ok((element, optional))
}

/// The longest time expression that starts at token `at` of a sentence: its end (exclusive), slots and meaning.
pub fn match_at(forms: &[&str], at: usize) -> Option<(usize, Slots, Meaning)> {
    let mut best: Option<(usize, Slots, Meaning)> = None;
    for pattern in &CALENDAR.patterns {
        let start = at.checked_sub(pattern.context.len());
        let seen = start.and_then(|s| CALENDAR.run(&pattern.context, &forms[..at], s, Slots::default()));
        if seen.is_none() {
            continue;
        }
        if let Some((end, slots)) = CALENDAR.run(&pattern.body, forms, at, Slots::default())
            && best.as_ref().is_none_or(|b| end > b.0)
        {
            best = Some((end, slots, pattern.meaning));
        }
    }
    best
}

/// Whether a word puts what depends on it into the future: "schedule", "due".
pub fn is_future(lemma: &str) -> bool {
    CALENDAR.word("future", lemma).is_some()
}

/// Whether the present tense of a verb tells of the past in a report: "says".
pub fn is_reporting(lemma: &str) -> bool {
    CALENDAR.word("reporting", lemma).is_some()
}

/// The examples of all patterns with their values on 2015-12-15, each with its place.
#[cfg(test)]
pub fn examples() -> Vec<(String, &'static str, &'static str)> {
    let all = rows("en/times.tsv", include_str!("en/times.tsv")).unwrap();
    let example = |row: &Row| {
        let [_, _, example, value] = row.columns().unwrap();
        (row.error(String::new()).to_string(), example, value)
    };
    all.iter().map(example).collect()
}
