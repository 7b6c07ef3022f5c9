//! How deep a page is nested and how much it holds, before anybody pays for it.
//!
//! Input: HTML text, then its tree. Output: whether it is within what can be read in seconds.
//! Invariant: parsing costs depth × elements and finding the article the square of the depth, so both are limited; the text is
//! looked at first, roughly, because the parser itself would need minutes for what the tree would show.

use crate::error::{Error, Result};
use dom_query::Document;

/// Elements within each other. News pages have less than 60; browsers stop at 512.
const DEPTH: usize = 256;
/// Elements. News pages have less than 10 000.
const ELEMENTS: usize = 300_000;
/// Attributes of an element: the parser compares each with all before it.
const ATTRIBUTES: usize = 256;
/// Sum of squared depths over all elements: seconds of work. News pages have less than a tenth.
const WORK: usize = 50_000_000;

/// Elements without content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements that end by themselves where the next of their sort begins: they never pile up.
const SELF_ENDING: &[&str] = &[
    "a", "body", "button", "colgroup", "dd", "dt", "head", "html", "li", "nobr", "optgroup", "option", "p", "rb", "rp",
    "rt", "rtc", "tbody", "td", "tfoot", "th", "thead", "tr",
];
/// Elements that open again in every block after them until they are closed.
const REOPENING: &[&str] = &["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"];
/// Elements out of which no end tag reaches.
const SCOPES: &[&str] = &["applet", "marquee", "math", "object", "svg", "table", "template"];
/// Elements whose content is text, whatever it looks like.
const RAW: &[&str] = &["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];
/// Elements within which other rules hold: `<x/>` is empty, and nothing is raw.
const FOREIGN: &[&str] = &["math", "select", "svg"];

fn too_deep() -> Error {
    Error::input(format!(
        "HTML nested deeper than {DEPTH} elements: expected a news page; save the article as plain text"
    ))
}

fn too_much() -> Error {
    Error::input("HTML with too many elements: expected a news page; save the article as plain text")
}

/// Refuses a page by its tags; what passes is cheap to parse.
pub(super) fn check_text(html: &str) -> Result<()> {
    let mut open: Vec<String> = Vec::new();
    let mut reopening = 0;
    let mut elements = 0;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with("!--") {
            rest = comment_end(&rest[1..]);
            continue;
        }
        let (closing, after) = rest.strip_prefix('/').map_or((false, rest), |after| (true, after));
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(after.len());
        if !after.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name = after[..end].to_ascii_lowercase();
        let (tag, attributes) = tag(&after[end..]);
        rest = &after[end + tag.len()..];
        if attributes > ATTRIBUTES {
            return Err(too_much());
        }
        if closing {
            if let Some(at) = opener(&open, &name) {
                // The end of a formatting element leaves open what is within it.
                let gone = if REOPENING.contains(&name.as_str()) { at..at + 1 } else { at..open.len() };
                reopening -= open.drain(gone).filter(|n| REOPENING.contains(&n.as_str())).count();
            }
            continue;
        }
        elements += 1 + reopening;
        let foreign = open.iter().any(|n| FOREIGN.contains(&n.as_str()));
        if !foreign && RAW.contains(&name.as_str()) {
            rest = raw_end(rest, &name);
            continue;
        }
        let empty = foreign && tag.ends_with('/');
        if !empty && !VOID.contains(&name.as_str()) && !SELF_ENDING.contains(&name.as_str()) {
            reopening += usize::from(REOPENING.contains(&name.as_str()));
            open.push(name);
        }
        if open.len() > DEPTH {
            return Err(too_deep());
        }
        if elements > ELEMENTS {
            return Err(too_much());
        }
    }
    Ok(())
}

/// A tag from after its name to before its `>`, and at most how many attributes it has.
fn tag(html: &str) -> (&str, usize) {
    let (mut attributes, mut quote, mut last) = (0, None, b' ');
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => {
                (quote, last) = (None, b' ');
                attributes += 1;
            }
            (Some(_), _) => {}
            (None, b'>') => return (&html[..at], attributes),
            (None, b'"' | b'\'') if last == b'=' => quote = Some(byte),
            (None, b'/') => attributes += 1,
            (None, _) if byte.is_ascii_whitespace() => {
                attributes += usize::from(!b" =".contains(&last));
                last = if last == b'=' { b'=' } else { b' ' };
            }
            (None, _) => last = byte,
        }
    }
    (html, attributes)
}

/// The open element that an end tag closes.
fn opener(open: &[String], name: &str) -> Option<usize> {
    for (at, candidate) in open.iter().enumerate().rev() {
        if candidate == name {
            return Some(at);
        }
        if SCOPES.contains(&candidate.as_str()) {
            return None;
        }
    }
    None
}

/// What follows a comment; its opening dashes may be those that close it.
fn comment_end(html: &str) -> &str {
    let is_end = |at: usize| ["-->", "--!>"].iter().any(|end| html[at..].starts_with(end));
    html.match_indices('-').find(|(at, _)| is_end(*at)).map_or("", |(at, _)| &html[at..])
}

/// What follows the content of a raw element.
fn raw_end<'a>(html: &'a str, name: &str) -> &'a str {
    let is_end = |at: usize| html.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name));
    html.match_indices("</").find(|(at, _)| is_end(*at)).map_or("", |(at, _)| &html[at..])
}

/// Refuses a page by its tree: exactly what finding the article would cost.
pub(super) fn check_tree(document: &Document) -> Result<()> {
    let (mut elements, mut work) = (0, 0);
    let mut left = vec![(document.root(), 0)];
    while let Some((node, depth)) = left.pop() {
        elements += 1;
        work += depth * depth;
        // The frame of a page (document, html, body) and its implied elements are not counted in the text.
        if depth > 2 * DEPTH {
            return Err(too_deep());
        }
        if elements > ELEMENTS || work > WORK {
            return Err(too_much());
        }
        left.extend(node.children_it(false).filter(|n| n.is_element()).map(|n| (n, depth + 1)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn check(html: &str) -> Result<()> {
        check_text(html)?;
        check_tree(&Document::from(html))
    }

    #[test]
    fn what_pages_do_passes() {
        for html in [
            "<p>one<p>two".repeat(1000),
            "<ul><li>a<li>b</ul>".repeat(1000),
            "<a name=x>text ".repeat(1000),
            "<div><span>x</div>".repeat(1000),
            "<b>x</b><br>".repeat(1000),
            "<div>".repeat(100),
            "<script>document.write('<div>')</script><!-- <div> -->".repeat(1000),
            format!("<svg>{}</svg>", "<path d=\"1 > 2\" />".repeat(1000)),
            format!("<div data-x='{}'>", "{\"a\": 1} ".repeat(1000)),
            "<table><tr><td>x<tr><td>y</table>".repeat(1000),
        ] {
            check(&html).unwrap_or_else(|e| panic!("{e}: {}", &html[..40]));
        }
    }

    #[test]
    fn what_would_take_minutes_is_refused_at_once() {
        let begin = Instant::now();
        let fonts: String = (0..250).map(|i| format!("<font size={i}>")).collect();
        for html in [
            "<div>".repeat(100_000),
            "<table><tr><td>".repeat(100_000),
            "<div><table><td></div>".repeat(100_000),
            "<b><div></b>".repeat(100_000),
            "<div></b>".repeat(100_000),
            "<svg><g>".repeat(100_000),
            "<svg><style>".to_owned() + &"<div>".repeat(100_000),
            "<!--><!--->--!>".to_owned() + &"<div>".repeat(100_000),
            fonts + &"<p>x".repeat(1_000_000),
            "<p>x".repeat(1_000_000),
            (0..100_000).map(|i| format!("<p a{i} ")).collect(),
            (0..100_000).fold("<p ".to_owned(), |all, i| all + &format!("a{i}=\"x\"")),
            (0..100_000).fold("<p x\"".to_owned(), |all, i| all + &format!("a{i}/")),
        ] {
            assert!(check(&html).is_err(), "{}", &html[..40]);
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    }
}
