//! Metadata values as people and pages write them, to the one way in which an article holds them.
//!
//! Input: a date, URL, language or line of text. Output: the value tidied, or `None` where it says nothing ("unknown").
//! Invariant: a tidied value stays as it is when tidied again. To add a way to write dates: a pattern of `WRITTEN`.

use crate::time::When;
use jiff::fmt::{rfc2822, strtime, temporal::Pieces};
use jiff::{civil, tz::Offset};
use url::Url;

/// Text on one line, its white space single; `None` if there is none.
pub(super) fn line(text: &str) -> Option<String> {
    let clean: String = text.chars().filter(|c| c.is_whitespace() || !(c.is_control() || *c == '\u{feff}')).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// An absolute URL without fragment; host in lower case, no default port.
pub(super) fn url(text: &str) -> Option<String> {
    let mut url = Url::parse(text.trim()).ok()?;
    url.set_fragment(None);
    Some(url.into())
}

/// A BCP 47 tag by its form: `en`, `en-GB`; the POSIX form `en_GB` is taken too.
pub(super) fn language(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next().is_some_and(|p| matches!(p.len(), 2 | 3) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    let others = parts.all(|p| matches!(p.len(), 1..=8) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    (primary && others).then_some(tag)
}

/// Dates in words, after commas and full stops are gone; a date may be told only to the month.
const WRITTEN: &[&str] = &[
    "%d %B %Y",
    "%B %d %Y",
    "%A %d %B %Y",
    "%A %B %d %Y",
    "%d %b %Y",
    "%b %d %Y",
    "%a %d %b %Y",
    "%a %b %d %Y",
    "%B %Y",
    "%b %Y",
];

/// A date as ISO 8601 (`2015`, `2015-12`, `2015-12-15`, or with time and offset as written), never more precise than `text`.
pub(super) fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(when) = When::parse(text).filter(|_| !text.contains('T')) {
        return proper(when).then(|| when.to_string());
    }
    iso(text).or_else(|| rfc(text)).or_else(|| written(text)).filter(|d| When::parse(d).is_some_and(proper))
}

/// XML Schema has no year 0.
fn proper(when: When) -> bool {
    when.bounds().0.year() > 0
}

fn iso(text: &str) -> Option<String> {
    let pieces = Pieces::parse(text).ok()?;
    let zulu = pieces.offset().is_some_and(|o| o == jiff::fmt::temporal::PiecesOffset::Zulu);
    Some(join(pieces.date(), pieces.time(), pieces.to_numeric_offset(), zulu))
}

/// The date of mails and feeds: "Tue, 15 Dec 2015 10:00:00 +0300".
fn rfc(text: &str) -> Option<String> {
    let zoned = rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned(text).ok()?;
    Some(join(zoned.date(), Some(zoned.time()), Some(zoned.offset()), zoned.offset() == Offset::UTC))
}

fn written(text: &str) -> Option<String> {
    let plain =
        line(&text.replace([',', '.'], " ")).filter(|p| p.rsplit(' ').next().is_some_and(|year| year.len() == 4))?;
    let words = plain.split(' ').count();
    WRITTEN.iter().filter(|pattern| pattern.split(' ').count() == words).find_map(|pattern| {
        let parts = strtime::BrokenDownTime::parse(pattern, &plain).ok()?;
        let (year, month) = (parts.year()?, parts.month()?);
        match parts.day() {
            None => Some(When::Month(year, month).to_string()),
            Some(_) => parts.to_date().ok().map(|d| When::Day(d.year(), d.month(), d.day()).to_string()),
        }
    })
}

fn join(date: civil::Date, time: Option<civil::Time>, offset: Option<Offset>, zulu: bool) -> String {
    let Some(time) = time else { return date.to_string() };
    let zone = match offset {
        _ if zulu => "Z".to_owned(),
        None => String::new(),
        Some(offset) => {
            let minutes = offset.seconds().abs() / 60;
            let sign = if offset.is_negative() { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    };
    format!("{date}T{time}{zone}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_taken_as_precise_as_written() {
        for (text, iso) in [
            ("2015", "2015"),
            ("2015-12", "2015-12"),
            (" 2015-12-15 ", "2015-12-15"),
            ("2015-12-15T10:00:00Z", "2015-12-15T10:00:00Z"),
            ("2015-12-15T10:00:00.5+03:00", "2015-12-15T10:00:00.5+03:00"),
            ("2015-12-15T10:00:00-0430", "2015-12-15T10:00:00-04:30"),
            ("2015-12-15 10:00", "2015-12-15T10:00:00"),
            ("Tue, 15 Dec 2015 10:00:00 +0300", "2015-12-15T10:00:00+03:00"),
            ("Tue, 15 Dec 2015 10:00:00 GMT", "2015-12-15T10:00:00Z"),
            ("15 December 2015", "2015-12-15"),
            ("5 december 2015", "2015-12-05"),
            ("December 15, 2015", "2015-12-15"),
            ("Dec. 15, 2015", "2015-12-15"),
            ("Tuesday, December 15, 2015", "2015-12-15"),
            ("Tue 15 Dec 2015", "2015-12-15"),
            ("May 2015", "2015-05"),
            ("15 December 15", ""),
            ("15 Sept. 2015", ""),
            ("unknown", ""),
            ("", ""),
            ("2015-02-30", ""),
            ("0000-01-01", ""),
            ("15/12/2015", ""),
            ("yesterday", ""),
            ("31 June 2015", ""),
        ] {
            assert_eq!(date(text).unwrap_or_default(), iso, "{text}");
            if !iso.is_empty() {
                assert_eq!(date(iso).as_deref(), Some(iso));
            }
        }
    }

    #[test]
    fn urls_lose_what_does_not_name_the_page() {
        assert_eq!(
            url("HTTPS://News.Example:443/A?b=c#d").as_deref(),
            Some("https://news.example/A?b=c"),
            "path and query stay"
        );
        assert_eq!(url("/a"), None);
        assert_eq!(url("unknown"), None);
    }

    #[test]
    fn languages_are_tags() {
        assert_eq!(language("en_GB").as_deref(), Some("en-GB"));
        assert_eq!(language("sr-Latn-RS").as_deref(), Some("sr-Latn-RS"));
        for text in ["English", "", "e", "en-", "é"] {
            assert_eq!(language(text), None, "{text}");
        }
    }

    #[test]
    fn lines_are_single_spaced() {
        assert_eq!(line(" a\n\tb\u{a0}c\u{7} ").as_deref(), Some("a b c"));
        assert_eq!(line(" \n"), None);
    }
}
