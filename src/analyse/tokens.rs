//! Words: a text becomes syntactic words as in the English Universal Dependencies treebanks (EWT, GUM).
//!
//! Input: any text. Output: spans of words in order, with sentences and paragraphs (see `sentences`).
//! Invariant: spans lie on char boundaries, do not overlap, and only white space stands between them; none begins or ends with it.
//! Clitics are parted ("do|n't", "Russia|'s"), hyphens stand alone except after a bound prefix; what words are is `lang/en/spelling.tsv`.

use super::sentences::{self, paragraphs};
use crate::document::TokenRange;
use crate::lang::spelling::{Spelling, contraction};
use crate::span::Span;
use unicode_normalization::char::is_combining_mark;

/// Words, sentences as runs of words, and the paragraph number of each sentence.
pub fn tokens(text: &str) -> (Vec<Span>, Vec<TokenRange>, Vec<u32>) {
    let mut scanner = Scanner { text, spans: Vec::new() };
    let (mut runs, mut numbers) = (Vec::new(), Vec::new());
    for (number, paragraph) in paragraphs(text).into_iter().enumerate() {
        let first = scanner.spans.len();
        scanner.paragraph(paragraph);
        for run in sentences::sentences(text, &scanner.spans[first..]) {
            runs.push(run.start + first as u32..run.end + first as u32);
            numbers.push(number as u32);
        }
    }
    (scanner.spans, runs, numbers)
}

/// Whether a char may stand inside a word.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '_' | '\u{ad}' | '\u{200b}'..='\u{200d}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`')
}

/// Bytes of the longest prefix whose chars all satisfy `test`.
fn run(text: &str, test: impl Fn(char) -> bool) -> usize {
    text.find(|c| !test(c)).unwrap_or(text.len())
}

fn digits(text: &str) -> usize {
    run(text, |c| c.is_numeric())
}

fn first(text: &str) -> Option<char> {
    text.chars().next()
}

/// What is longer without white space is read in pieces of so many bytes, so that no word looks further ahead.
const LONGEST: usize = 512;
/// "1-800-555-1234"
const LONGEST_GROUPED: usize = 14;

struct Scanner<'t> {
    text: &'t str,
    spans: Vec<Span>,
}

impl<'t> Scanner<'t> {
    fn paragraph(&mut self, paragraph: Span) {
        let (mut at, end) = (paragraph.range().start, paragraph.range().end);
        // Where the run without white space ends that `at` is in.
        let mut solid = at;
        while at < end {
            let rest = &self.text[at..end];
            let space = run(rest, char::is_whitespace);
            if space > 0 {
                at += space;
                continue;
            }
            if at >= solid {
                solid = at + run(rest, |c| !c.is_whitespace());
            }
            let limit = (0..=(solid - at).min(LONGEST)).rev().find(|n| rest.is_char_boundary(*n)).unwrap_or(0);
            let length = self.word(at, &rest[..limit], end);
            self.spans.push(Span::new(at, at + length));
            at += length;
        }
    }

    /// Bytes of the word at byte `at`, where `chunk` is what stands up to the next white space and `end` ends the paragraph.
    fn word(&self, at: usize, chunk: &str, end: usize) -> usize {
        let before = self.text[..at].chars().next_back().filter(|c| !c.is_whitespace());
        let c = first(chunk).unwrap_or(' ');
        let begins = before.is_none_or(|b| !is_word(b));
        if begins && let Some(length) = address(chunk).or_else(|| smiley(chunk).filter(|_| before.is_none())) {
            return length;
        }
        if let Some(length) = spaced_clitic(&self.text[at..end]).filter(|_| before.is_some()) {
            return length;
        }
        if c.is_numeric() || begins && matches!(c, '.' | '+') && digits(&chunk[1..]) > 0 {
            return number(chunk);
        }
        if is_word(c) {
            return self.letters(at, chunk, end);
        }
        if is_apostrophe(c)
            && let Some(length) = apostrophe(chunk, c, before)
        {
            return length;
        }
        let next = chunk[c.len_utf8()..].chars().next();
        match c {
            '#' | '@' if begins && next.is_some_and(char::is_alphabetic) => {
                c.len_utf8() + run(&chunk[c.len_utf8()..], is_word)
            }
            '!' | '?' => run(chunk, |d| matches!(d, '!' | '?')),
            '.' if matches!(next, Some('!' | '?')) => 1 + run(&chunk[1..], |d| matches!(d, '!' | '?')),
            '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | ':' | '"' | '“' | '”' | '%' | '«' | '»' => {
                c.len_utf8()
            }
            _ if is_apostrophe(c) => run(chunk, |d| d == c).min(2 * c.len_utf8()),
            _ => run(chunk, |d| d == c),
        }
    }

    /// Bytes of a word that begins with a letter.
    fn letters(&self, at: usize, chunk: &str, end: usize) -> usize {
        if let Some(length) = acronym(chunk) {
            return length;
        }
        let dotted = &chunk[..run(chunk, |c| is_word(c) || c == '.')];
        if dotted.find('.').is_some_and(|dot| dot + 1 < dotted.len()) && Spelling::Any.has(dotted) {
            return dotted.len();
        }
        let mut length = joined(chunk);
        // "US$": the letters tell whose dollar it is.
        if length <= 3 && chunk[length..].starts_with('$') && chunk[length + 1..].starts_with(char::is_numeric) {
            return length + 1;
        }
        // "UN-backed" is no "unbacked".
        let name = |w: &str| w.len() > 1 && w == w.to_uppercase() && chunk.contains(char::is_lowercase);
        while Spelling::Prefix.has(&chunk[..length].to_lowercase())
            && !name(&chunk[..length])
            && chunk[length..].starts_with('-')
            && chunk[length + 1..].starts_with(is_word)
        {
            let tail = &chunk[length + 1..];
            length += 1 + acronym(tail).unwrap_or_else(|| joined(tail));
        }
        let word = &chunk[..length];
        if let Some(first) = contraction(&word.to_lowercase()).filter(|f| word.is_char_boundary(*f)) {
            return first;
        }
        if let Some(stem) = stem(word) {
            return stem;
        }
        // "don’ t"
        if length > 1 && word.ends_with('n') && spaced_clitic(&self.text[at + length - 1..end]).is_some() {
            return length - 1;
        }
        let period = chunk[length..].starts_with('.') && !chunk[length + 1..].starts_with('.');
        if period && self.keeps_period(&chunk[..length + 1], at, &self.text[at + length + 1..end]) {
            return length + 1;
        }
        length
    }

    /// Whether the period of `word` is its own, not the sentence's alone; `after` is what follows in the paragraph.
    fn keeps_period(&self, word: &str, at: usize, after: &str) -> bool {
        use Spelling::*;
        let next = after.trim_start();
        let previous = self.spans.last().map_or("", |s| s.of(self.text));
        let next_word = &next[..run(next, is_word)];
        if Inside.has(word) || BeforeName.has(word) && !next.is_empty() {
            return true;
        }
        if Any.has(word) {
            return !Starter.has(next_word) && !next.trim_start_matches(|c: char| !is_word(c)).is_empty();
        }
        if BeforeNumber.has(word) && next.starts_with(char::is_numeric)
            || AfterComma.has(word) && matches!(previous, "," | "-")
        {
            return true;
        }
        // An initial: one capital between capitalised words, or at the beginning of a name.
        let mut chars = word.chars();
        let initial = chars.next().is_some_and(char::is_uppercase) && chars.as_str() == ".";
        let named = first(next).is_some_and(char::is_uppercase)
            && (!Starter.has(next_word) || next[next_word.len()..].starts_with('.'));
        initial
            && named
            && (word != "I." || previous.ends_with('.'))
            && (at == 0 || self.text[..at].ends_with(|c: char| !is_word(c)))
    }
}

/// Bytes of a run of letters and digits, with apostrophes and ampersands inside it.
fn joined(chunk: &str) -> usize {
    let mut length = run(chunk, is_word);
    while let Some(c) = first(&chunk[length..]).filter(|c| is_apostrophe(*c) || *c == '&') {
        match run(&chunk[length + c.len_utf8()..], is_word) {
            0 => break,
            more => length += c.len_utf8() + more,
        }
    }
    length
}

/// Bytes before the clitic that ends a word: 2 of "don't", 6 of "Russia's".
fn stem(word: &str) -> Option<usize> {
    let (at, mark) = word.char_indices().rfind(|(_, c)| is_apostrophe(*c))?;
    let tail = word[at + mark.len_utf8()..].to_lowercase();
    let head = &word[..at];
    if tail == "t" && head.ends_with(['n', 'N']) {
        return (head.len() > 1).then(|| head.len() - 1);
    }
    Spelling::Clitic.has(&tail).then_some(at)
}

/// Bytes of a clitic or elided word at an apostrophe.
fn apostrophe(chunk: &str, mark: char, before: Option<char>) -> Option<usize> {
    let tail = &chunk[mark.len_utf8()..];
    let length = run(tail, is_word);
    let word = tail[..length].to_lowercase();
    let leans = before.is_some_and(|b| is_word(b) || b == '.') && Spelling::Clitic.has(&word);
    let year = before.is_none()
        && digits(tail) == 2
        && matches!(&tail[2..length], "" | "s")
        && !tail[length..].starts_with(is_apostrophe);
    let elided = before.is_none_or(|b| !is_word(b)) && Spelling::Elided.has(&word);
    let alone = before.is_none() && length == chunk.len() - mark.len_utf8() && Spelling::Clitic.has(&word);
    (leans || year || elided || alone).then_some(mark.len_utf8() + length)
}

/// Bytes of a clitic that a space parts from its apostrophe, as in texts that were badly converted: "Russia’ s", "don’ t".
fn spaced_clitic(text: &str) -> Option<usize> {
    let negated = text.starts_with('n');
    let mark = first(&text[usize::from(negated)..]).filter(|c| is_apostrophe(*c))?;
    let tail = text[usize::from(negated) + mark.len_utf8()..].strip_prefix(' ')?;
    let word = &tail[..run(tail, is_word)];
    let known = if negated { word == "t" } else { Spelling::Clitic.has(word) };
    known.then(|| text.len() - tail.len() + word.len())
}

/// Bytes of single letters with periods: "U.S.", "a.m.", "U.S.A".
fn acronym(chunk: &str) -> Option<usize> {
    let mut length = 0;
    let mut letters = 0;
    loop {
        let mut chars = chunk[length..].chars();
        let Some(c) = chars.next().filter(|c| c.is_alphabetic()) else { break };
        match chars.next() {
            Some('.') => length += c.len_utf8() + 1,
            Some(d) if is_word(d) => break,
            _ if letters > 0 => {
                length += c.len_utf8();
                letters += 1;
                break;
            }
            _ => break,
        }
        letters += 1;
    }
    (letters > 1).then_some(length)
}

/// Bytes of a number with what belongs to it: "3,000.5", "10:30", "1990s", "21st", "9/11", "11-20-2000", "555-1234".
fn number(chunk: &str) -> usize {
    if let Some(length) = grouped(chunk) {
        return length;
    }
    let mut length = run(chunk, |c| matches!(c, '.' | '+'));
    length += digits(&chunk[length..]);
    while let Some(mark @ ('.' | ',' | ':')) = first(&chunk[length..]) {
        let more = digits(&chunk[length + 1..]);
        if more == 0 || mark == ',' && more != 3 {
            break;
        }
        length += 1 + more;
    }
    let tail = &chunk[length..];
    let letters = joined(tail);
    match &tail[..letters] {
        word if Spelling::Unit.has(word) => length,
        // "a.m.": the letters end at the first period.
        word if tail[letters..].starts_with('.')
            && acronym(tail).is_some_and(|n| Spelling::Unit.has(&tail[..n]))
            && word.len() == 1 =>
        {
            length
        }
        // "the 1930's" is one word, "2008's" is two.
        word if stem(word).is_some_and(|_| !chunk[..length].ends_with('0')) => length + stem(word).unwrap_or(0),
        _ => length + letters,
    }
}

/// Bytes of digits that slashes, hyphens or periods join into one date or telephone number.
fn grouped(chunk: &str) -> Option<usize> {
    let length = run(chunk, |c| c.is_ascii_digit() || matches!(c, '/' | '-' | '.'));
    let length = chunk[..length].trim_end_matches(['/', '-', '.']).len();
    if length > LONGEST_GROUPED || chunk[length..].starts_with(is_word) {
        return None;
    }
    let text = &chunk[..length];
    let sizes: Vec<usize> = text.split(['/', '-', '.']).map(str::len).collect();
    let marks = |mark| text.matches(mark).count() == sizes.len() - 1;
    let whole = match sizes[..] {
        [1 | 2, 1 | 2] if marks('/') => sizes != [1, 1],
        [1 | 2, 1 | 2, 2 | 4] | [4, 1 | 2, 1 | 2] => marks('/') || marks('-'),
        [3 | 5, 4] => marks('-'),
        [3, 3, 4] | [1, 3, 3, 4] => !text.contains('/') || text.find('/') == Some(3),
        _ => false,
    };
    whole.then_some(length)
}

/// Bytes of a web or mail address, or of a file name.
fn address(chunk: &str) -> Option<usize> {
    let whole =
        || chunk.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '’', '”', '-']).len();
    if ["http://", "https://", "ftp://", "www."]
        .iter()
        .any(|p| chunk.get(..p.len()).is_some_and(|c| c.eq_ignore_ascii_case(p)))
    {
        return Some(whole());
    }
    let part = |c| is_word(c) || matches!(c, '.' | '-' | '+' | '%');
    let user = run(chunk, part);
    if user > 0 && chunk[user..].starts_with('@') && chunk[user + 1..].starts_with(is_word) {
        let host = &chunk[user + 1..];
        return Some(user + 1 + host[..run(host, part)].trim_end_matches(['.', '-']).len());
    }
    let name = chunk[..user].trim_end_matches(['.', '-', '+', '%']);
    let (stem, last) = name.rsplit_once('.')?;
    let known = Spelling::Domain.has(&last.to_lowercase()) && stem.ends_with(is_word) && !stem.contains("..");
    known.then(|| if chunk[name.len()..].starts_with('/') { whole() } else { name.len() })
}

/// Bytes of a face made of punctuation: ":-)".
fn smiley(chunk: &str) -> Option<usize> {
    let rest = chunk.strip_prefix([':', ';', '='])?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let mouth = run(rest, |c| matches!(c, ')' | '(' | 'D' | 'P'));
    (mouth > 0 && mouth == rest.len()).then_some(chunk.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> String {
        tokens(text).0.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_parted_as_in_the_treebanks() {
        for (text, expected) in [
            ("He didn't say he can't, and cannot.", "He did n't say he ca n't , and can not ."),
            ("Russia's and Russia’s; the leaders' plan", "Russia 's and Russia ’s ; the leaders ' plan"),
            (
                "Mr. Kerry met Gen. J. Smith in the U.S.-led talks",
                "Mr. Kerry met Gen. J. Smith in the U.S. - led talks",
            ),
            (
                "a re-elected vice-president of non-Arab al-Qaeda",
                "a re-elected vice - president of non-Arab al - Qaeda",
            ),
            ("up 3.5% to $5m, US$1,200.50 or €5", "up 3.5 % to $ 5 m , US$ 1,200.50 or € 5"),
            ("at 10:30am on Jan. 5, 9/11, 21st, 1990s", "at 10:30 am on Jan. 5 , 9/11 , 21st , 1990s"),
            ("at 7 p.m. on Sept. 3", "at 7 p.m. on Sept. 3"),
            ("see https://x.example/a?b=1, or a.b@c.example.", "see https://x.example/a?b=1 , or a.b@c.example ."),
            ("“Why?” he said... and—well -- left", "“ Why ? ” he said ... and — well -- left"),
            ("No. 5 said no. Acme Inc. of Portland, Ore., rose", "No. 5 said no . Acme Inc. of Portland , Ore. , rose"),
            ("Russia’ s plan; we don’ t, they' re", "Russia ’ s plan ; we do n’ t , they ' re"),
            ("anti-U.S. talk (D-Wash.) there", "anti-U.S. talk ( D - Wash. ) there"),
            ("AT&T and/or O'Connor's 'old' guard in '98", "AT&T and / or O'Connor 's ' old ' guard in '98"),
            ("call 555-1234 in 2014-2015, aged 5-10", "call 555-1234 in 2014 - 2015 , aged 5 - 10"),
            ("(AP) – They've “won”, she'd said.", "( AP ) – They 've “ won ” , she 'd said ."),
        ] {
            assert_eq!(words(text), expected);
        }
    }

    proptest! {
        #[test]
        fn words_cover_all_but_white_space(text in "[a-zA-Z0-9 .,'’\"\n\\-/$&:@()éß\u{301}\u{a0}中²½]{0,80}|\\PC{0,40}|(U\\.S\\.|don't|\n|Mr\\. |[0-9]{1,4}[-./,:]){0,12}") {
            let (spans, sentences, paragraphs) = tokens(&text);
            let mut end = 0;
            for span in &spans {
                prop_assert!(span.start < span.end);
                prop_assert_eq!(span.of(&text).trim(), span.of(&text));
                prop_assert!(text[end..span.range().start].chars().all(char::is_whitespace));
                end = span.range().end;
            }
            prop_assert!(text[end..].chars().all(char::is_whitespace));
            let mut next = 0;
            for sentence in &sentences {
                prop_assert_eq!(sentence.start, next);
                prop_assert!(sentence.end > sentence.start);
                next = sentence.end;
            }
            prop_assert_eq!(next as usize, spans.len());
            prop_assert_eq!(paragraphs.len(), sentences.len());
            prop_assert!(paragraphs.is_sorted());
        }
    }
}
