//! Calendar values as news text states them: a day, a month, a year, a range; exactly as precise as the words.
//!
//! Input: ISO 8601 text or calendar parts. Output: ISO 8601 text and the bounds of begin and end.
//! Invariant: a value is never more precise than its source.

use crate::document::TokenRange;

/// A time as precise as stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum When {
    Year(i16),
    Month(i16, i8),
    Day(i16, i8, i8),
}

/// A phrase that tells a time, with its value where text and publication date give one.
#[derive(Clone, Debug)]
pub struct TimeExpression {
    /// The phrase: "on Tuesday" without "on".
    pub tokens: TokenRange,
    /// Its calendar value; `None` for durations, frequencies and vague times.
    pub value: Option<When>,
    /// Whether the phrase tells how long ("for three hours"), not when.
    pub duration: bool,
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            When::Year(y) => write!(f, "{y:04}"),
            When::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            When::Day(y, m, d) => write!(f, "{y:04}-{m:02}-{d:02}"),
        }
    }
}

impl When {
    /// Reads `2015`, `2015-12`, `2015-12-15` or the date of a date-time `2015-12-15T…`; `None` for anything else or no calendar date.
    pub fn parse(text: &str) -> Option<When> {
        let date = text.split('T').next().filter(|d| d.is_ascii())?;
        let mut parts = date.split('-');
        let year: i16 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let mut two = || parts.next().map(|p| (p.len() == 2).then(|| p.parse::<i8>().ok()).flatten());
        match (two(), two()) {
            (None, _) => Some(When::Year(year)),
            (Some(m), None) => m.filter(|m| (1..=12).contains(m)).map(|m| When::Month(year, m)),
            (Some(m), Some(d)) => {
                jiff::civil::Date::new(year, m?, d?).ok().map(|d| When::Day(d.year(), d.month(), d.day()))
            }
        }
    }

    /// First and last day that the value covers.
    pub fn bounds(self) -> (jiff::civil::Date, jiff::civil::Date) {
        use jiff::civil::date;
        match self {
            When::Year(y) => (date(y, 1, 1), date(y, 12, 31)),
            When::Month(y, m) => (date(y, m, 1), date(y, m, 1).last_of_month()),
            When::Day(y, m, d) => (date(y, m, d), date(y, m, d)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_and_display_agree() {
        for text in ["2015", "2015-12", "2015-12-15", "2020-02-29"] {
            assert_eq!(When::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(When::parse("2015-12-15T10:00:00Z"), Some(When::Day(2015, 12, 15)));
        for text in ["", "15", "2015-13", "2015-02-30", "2015-1-1", "unknown", "２０１５"] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }
}
