//! Paragraphs and sentences.
//!
//! Input: a text, and the words of one paragraph. Output: paragraphs as spans; sentences as runs of words.
//! Invariant: paragraphs hold every char that is no white space; sentences cover the words without gaps and are never empty.
//! What may end or begin a sentence is in `lang/en/spelling.tsv`.

use crate::document::TokenRange;
use crate::lang::spelling::Spelling;
use crate::span::Span;

/// The paragraphs: an empty line parts them, and so does a line end, unless the line was wrapped.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let lines: Vec<Span> = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            let indent = line.len() - line.trim_start().len();
            Some(Span::new(start + indent.min(line.trim_end().len()), start + line.trim_end().len()))
        })
        .collect();
    let width = wrap_width(text, &lines);
    let mut out: Vec<Span> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.of(text).is_empty() {
            open = false;
            continue;
        }
        match out.last_mut().filter(|_| open) {
            Some(last) if continues(last.of(text), line.of(text), width) => *last = last.cover(line),
            _ => out.push(line),
        }
        open = true;
    }
    out
}

/// Whether a line goes on with the paragraph before it.
fn continues(before: &str, line: &str, width: Option<usize>) -> bool {
    let unfinished = !before.ends_with(is_closer) && !before.ends_with(['.', '!', '?', '…', ':']);
    match width {
        Some(width) => !fits(before.rsplit('\n').next().unwrap_or(before), line, width),
        None => unfinished && line.starts_with(char::is_lowercase),
    }
}

/// Whether the first word of `line` would have found room at the end of `before`.
fn fits(before: &str, line: &str, width: usize) -> bool {
    let word = line.split_whitespace().next().unwrap_or("");
    before.chars().count() + 1 + word.chars().count() <= width
}

/// The width at which a text was wrapped, if its line ends look like that: narrow lines that break where the next word had no room.
fn wrap_width(text: &str, lines: &[Span]) -> Option<usize> {
    const NARROW: usize = 100;
    let width = lines.iter().map(|l| l.of(text).chars().count()).max()?;
    let breaks =
        lines.windows(2).map(|w| (w[0].of(text), w[1].of(text))).filter(|(a, b)| !a.is_empty() && !b.is_empty());
    let (mut full, mut all) = (0, 0);
    for (a, b) in breaks {
        all += 1;
        full += usize::from(!fits(a, b, width));
    }
    (width <= NARROW && all >= 3 && full * 10 >= all * 7).then_some(width)
}

/// A sentence has so many words at most: what goes on without an end is no sentence but a list or a table.
const LONGEST: usize = 250;

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…')
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '`' | '(' | '[' | '«' | '-' | '–' | '—' | '*')
}

/// The sentences of a paragraph, as runs of its words.
pub fn sentences(text: &str, words: &[Span]) -> Vec<TokenRange> {
    let mut out = Vec::new();
    let (mut start, mut i) = (0, 0);
    if let Some(end) = dateline(text, words) {
        push(&mut out, 0, end);
        (start, i) = (end, end);
    }
    while i < words.len() {
        let mut end = i + 1;
        if ends(text, words, start, i) {
            end += closers(text, &words[i..]);
            if begins(text, words, i, end) {
                push(&mut out, start, end);
                start = end;
            }
        }
        i = end;
    }
    if start < words.len() {
        push(&mut out, start, words.len());
    }
    out
}

/// Most words of a dateline.
const DATELINE: usize = 14;

/// Where a report's dateline ends: "MOSCOW (Reuters) -", "U.S. PACIFIC COMMAND HEADQUARTERS, Hawaii —".
fn dateline(text: &str, words: &[Span]) -> Option<usize> {
    let form = |i: usize| words[i].of(text);
    let apart =
        |i: usize| words[i - 1].end < words[i].start && words.get(i + 1).is_some_and(|w| w.start > words[i].end);
    let dash = |i: &usize| matches!(form(*i), "-" | "–" | "—" | "--") && apart(*i);
    let end = (1..words.len().min(DATELINE)).find(dash)?;
    // "NAIROBI, March 17 (AP) —"
    let named = |i: usize| !form(i).starts_with(|c: char| c.is_lowercase() || (i == 0 && c.is_ascii_digit()));
    let shouted = |word: &str| word.len() > 3 && word.chars().all(char::is_uppercase);
    let place = words[0].cover(words[end - 1]).of(text);
    let place = place.split(['(', ',']).next().unwrap_or(place);
    let follows = form(end + 1).starts_with(|c: char| c.is_uppercase() || is_opener(c));
    let told = place.split_whitespace().any(shouted) || form(0) == "(";
    (told && !place.contains(char::is_lowercase) && (0..end).all(named) && follows).then_some(end + 1)
}

fn push(out: &mut Vec<TokenRange>, start: usize, end: usize) {
    let begins = (start..end).step_by(LONGEST);
    out.extend(begins.map(|begin| begin as u32..end.min(begin + LONGEST) as u32));
}

/// Whether word `i` may end the sentence that began at `start`.
fn ends(text: &str, words: &[Span], start: usize, i: usize) -> bool {
    let word = words[i].of(text);
    if word.chars().all(is_end) {
        // "1." opens an item of a list.
        return !(i == start + 1 && word == "." && words[start].of(text).chars().all(char::is_numeric));
    }
    word.ends_with('.')
        && !Spelling::BeforeName.has(word)
        && !Spelling::Inside.has(word)
        && !Spelling::BeforeNumber.has(word)
}

/// How many words after the first, which may end a sentence, still belong to it: marks, brackets and notes ("[5]") without space between, and faces.
fn closers(text: &str, words: &[Span]) -> usize {
    let form = |i: usize| words.get(i).map_or("", |w| w.of(text));
    let attached = |i: usize| words.get(i).is_some_and(|w| w.start == words[i - 1].end);
    let mut i = 1;
    while i < words.len() {
        let spaced =
            !attached(i + 1) || form(i + 1).chars().all(|c| is_closer(c) || is_end(c) || matches!(c, ',' | '['));
        if attached(i) && spaced && form(i).chars().all(|c| is_closer(c) || is_end(c)) {
            i += 1;
        } else if form(i) == "[" && form(i + 1).chars().all(char::is_numeric) && form(i + 2) == "]" {
            i += 3;
        } else if form(i).chars().all(is_end)
            || form(i).len() > 1 && form(i).starts_with([':', ';', '=']) && form(i).ends_with(['(', ')', 'D'])
        {
            i += 1;
        } else {
            break;
        }
    }
    i - 1
}

/// Whether a sentence begins at word `next`, after one that word `last` may end.
fn begins(text: &str, words: &[Span], last: usize, next: usize) -> bool {
    let mut following = words[next..].iter().map(|w| w.of(text)).skip_while(|w| w.chars().all(is_opener));
    let Some(word) = following.next() else { return next == words.len() };
    let end = words[last].of(text);
    if end.contains(char::is_alphanumeric) {
        return Spelling::Starter.has(word);
    }
    // Lower case goes on with the sentence ("Why?" he asked), unless its writer uses no capitals.
    let bare = next == last + 1 && last > 0 && end.len() == 1 && words[next].start > words[last].end;
    let plain = bare && words[last - 1].of(text).chars().all(char::is_lowercase) && words[last - 1].of(text).len() > 2;
    !matches!(word, "," | ";" | ":") && (plain || !word.starts_with(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let (words, sentences, _) = tokens(text);
        let part = |s: &TokenRange| words[s.start as usize].cover(words[s.end as usize - 1]).of(text);
        sentences.iter().map(part).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for expected in [
            vec!["MOSCOW (Reuters) -", "Mr. Lavrov left.", "He met J. F. Kerry."],
            vec!["U.S. COMMAND HEADQUARTERS, Hawaii —", "He left."],
            vec!["NAIROBI, March 17 (AP) —", "She left."],
            vec!["NATO - an alliance - met."],
            vec!["It angered the U.S. Treasury in the U.S.", "The U.S. said so."],
            vec!["\"Why?\" he asked.", "\"We know.\"", "(He did.)", "She left at 5 p.m.", "Then she slept."],
            vec!["“We go.”", "“No, no!”", "It ended … then began."],
            vec!["He cited i.e. Russia, etc.", "The end of No. 5 is near.", "In 2014, he won."],
            vec!["It rained.[5]", "It snowed. [6]", "We left."],
            vec!["1. The first"],
        ] {
            let text = expected.join(" ");
            let found = split(&text);
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn lines_join_only_where_they_were_wrapped() {
        let count = |text: &str| paragraphs(text).len();
        assert_eq!(count("One.\nTwo.\n\nThree"), 3);
        assert_eq!(count("A headline\nThe text begins"), 2);
        assert_eq!(count("The minister\nsaid so."), 1);
        let wrapped = "The minister of foreign affairs met\nKerry in Geneva. They talked about\nSyria, officials of both sides told\nreporters.\nA new paragraph begins here, and it\nends.\n";
        assert_eq!(count(wrapped), 2);
        assert_eq!(count("  \n\t\n"), 0);
    }
}
