//! The words of a SPARQL text, and its syntax errors told by them.
//!
//! Input: a query as the user typed it. Output: its tokens with their places, and errors with line, column, the line itself and a caret.
//! Invariant: tokens are those of the SPARQL 1.1 grammar, so a word within a string, an IRI or a comment is never taken for a keyword.
//! The parser tells the farthest place it looked at, often past the mistake; so what the tokens show by themselves is told first.

use crate::Error;
use crate::span::{Span, line_column};
use crate::vocab;
use oxigraph::model::NamedNode;
use oxigraph::sparql::SparqlSyntaxError;

/// What a token is, as far as errors and refusals need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, `a`, a function's name.
    Word,
    /// `rap:Meeting`, `rap:`.
    Prefixed,
    /// `<…>`.
    Iri,
    /// A string that ends.
    Text,
    /// A string that does not.
    OpenText,
    /// Variables, numbers, language tags, blank nodes, punctuation.
    Other,
}

/// One token with its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
}

/// Cuts a text into tokens, without white space and comments.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, len) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '#' => {
                at += rest.find(['\n', '\r']).unwrap_or(rest.len());
                continue;
            }
            '<' => iri(rest).map_or((Kind::Other, 1), |len| (Kind::Iri, len)),
            '"' | '\'' => string(rest),
            '?' | '$' | '@' => (Kind::Other, 1 + run(&rest[1..], |c| name(c) || c == '-')),
            c if name(c) || c == ':' => {
                let len = run(rest, |c| name(c) || matches!(c, ':' | '-' | '.' | '%'));
                let token = rest[..len].trim_end_matches('.');
                (word(token), token.len())
            }
            c => (Kind::Other, c.len_utf8()),
        };
        out.push(Token { kind, span: Span::new(at, at + len) });
        at += len;
    }
    out
}

fn name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn run(text: &str, member: impl Fn(char) -> bool) -> usize {
    text.find(|c| !member(c)).unwrap_or(text.len())
}

fn word(token: &str) -> Kind {
    match token.chars().next() {
        _ if token.starts_with("_:") => Kind::Other,
        _ if token.contains(':') => Kind::Prefixed,
        Some(c) if c.is_alphabetic() => Kind::Word,
        _ => Kind::Other,
    }
}

/// Length of the IRI that `text` begins with; `None` where `<` means less than.
fn iri(text: &str) -> Option<usize> {
    let inner = text[1..].find(|c: char| c <= ' ' || "<>\"{}|^`\\".contains(c))? + 1;
    text[inner..].starts_with('>').then_some(inner + 1)
}

fn string(text: &str) -> (Kind, usize) {
    let quote = &text[..1];
    let long = quote.repeat(3);
    let (end, long) = if text.starts_with(&long) { (long.as_str(), true) } else { (quote, false) };
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(end.len()) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' | '\r' if !long => return (Kind::OpenText, i),
            _ if text[i..].starts_with(end) => return (Kind::Text, i + end.len()),
            _ => {}
        }
    }
    (Kind::OpenText, text.len())
}

/// The first token after the prologue, which names the form: SELECT, ASK, INSERT, …
pub(super) fn form(text: &str) -> Option<Token> {
    tokens(text).into_iter().find(|t| t.kind == Kind::Word && !is(t.span.of(text), &["PREFIX", "BASE", "VERSION"]))
}

/// Whether a word is one of these keywords.
pub(super) fn is(word: &str, keywords: &[&str]) -> bool {
    keywords.iter().any(|k| k.eq_ignore_ascii_case(word))
}

/// An error at a byte of the query: the message, then the line with a caret below the place.
pub(super) fn error_at(text: &str, name: &str, byte: usize, message: &str) -> Error {
    const WIDTH: usize = 100;
    let (line, column) = line_column(text, byte);
    let shown: Vec<char> = text.split('\n').nth(line - 1).unwrap_or("").chars().collect();
    let start = if shown.len() <= WIDTH { 0 } else { (column - 1).saturating_sub(WIDTH / 2) };
    let end = shown.len().min(start + WIDTH);
    let part: String = shown[start..end].iter().map(|c| if c.is_control() { ' ' } else { *c }).collect();
    let caret = " ".repeat(column - 1 - start);
    Error::query(format!("{message}\n  {}\n  {caret}^", part.trim_end())).at(name, line, column)
}

/// Says what is wrong with a text that the parser refused.
pub(super) fn syntax_error(text: &str, name: &str, error: &SparqlSyntaxError) -> Error {
    let tokens = tokens(text);
    if let Some((byte, message)) = told_by_tokens(text, &tokens) {
        return error_at(text, name, byte, &message);
    }
    let told = error.to_string();
    let Some((place, expected)) = told.strip_prefix("error at ").and_then(|t| t.split_once(": expected ")) else {
        return Error::query(told).in_file(name);
    };
    let farthest = byte_of(text, place).unwrap_or(text.len());
    let expected: Vec<&str> = expected.strip_prefix("one of ").unwrap_or(expected).split(", ").collect();
    // A sentence of the parser's about the whole query: a variable bound twice, a projection that cannot be.
    if let Some(sentence) = expected.iter().find(|e| e.contains(' ') && e.starts_with(char::is_alphabetic)) {
        let byte = tokens.iter().rfind(|t| (t.span.start as usize) < farthest).map_or(0, |t| t.span.start as usize);
        return error_at(text, name, byte, sentence);
    }
    let marks: Vec<String> = expected.iter().filter_map(|e| mark(e)).collect();
    let keywords: Vec<&str> =
        expected.iter().copied().filter(|e| e.chars().all(|c| c.is_ascii_alphabetic() || c == '_')).collect();
    // The parser counts a keyword that does not match as looked at up to its length.
    let byte = match keywords.iter().map(|k| back(text, farthest, k.len())).max() {
        Some(byte) if marks.is_empty() => byte,
        _ => farthest,
    };
    let found = tokens.iter().find(|t| t.span.end as usize > byte);
    let byte = found.map_or(text.trim_end().len(), |t| t.span.start as usize);
    let mut message = match found {
        Some(token) => format!("unexpected `{}`", token.span.of(text)),
        None => "the query ends too early".to_owned(),
    };
    if (1..=8).contains(&marks.len()) {
        message += &format!("; expected {}", marks.join(" or "));
    } else if marks.is_empty() && (1..=4).contains(&keywords.len()) {
        message += &format!("; expected {}", keywords.join(" or "));
    }
    error_at(text, name, byte, &message)
}

/// Mistakes that the tokens show by themselves: an open string, an undeclared prefix, an IRI that is not absolute.
fn told_by_tokens(text: &str, tokens: &[Token]) -> Option<(usize, String)> {
    let mut known: Vec<&str> = vocab::PREFIXES.iter().map(|(prefix, _)| *prefix).collect();
    let mut base = false;
    for (i, token) in tokens.iter().enumerate() {
        let written = token.span.of(text);
        let before = i.checked_sub(1).map_or("", |i| tokens[i].span.of(text));
        let message = match token.kind {
            Kind::OpenText => "this string does not end".to_owned(),
            Kind::Prefixed => {
                let prefix = written.split(':').next().unwrap_or_default();
                if is(before, &["PREFIX"]) {
                    known.push(prefix);
                    continue;
                }
                if known.contains(&prefix) {
                    continue;
                }
                let known: Vec<&str> = vocab::PREFIXES.iter().map(|(prefix, _)| *prefix).collect();
                format!(
                    "the prefix `{prefix}:` is not declared: begin with PREFIX {prefix}: <…>; known without that: {}",
                    known.join(", ")
                )
            }
            Kind::Iri if is(before, &["BASE"]) => {
                base = true;
                continue;
            }
            Kind::Iri if !base && NamedNode::new(&written[1..written.len() - 1]).is_err() => {
                format!("{written} is not an absolute IRI such as <https://…>")
            }
            _ => continue,
        };
        return Some((token.span.start as usize, message));
    }
    unbalanced(text, tokens)
}

/// A bracket that closes nothing, or that nothing closes.
fn unbalanced(text: &str, tokens: &[Token]) -> Option<(usize, String)> {
    let mut open: Vec<Token> = Vec::new();
    for token in tokens {
        let bracket = token.span.of(text);
        let opener = match bracket {
            "{" | "(" | "[" => {
                open.push(*token);
                continue;
            }
            "}" => "{",
            ")" => "(",
            "]" => "[",
            _ => continue,
        };
        match open.pop().map(|t| t.span.of(text)) {
            None => return Some((token.span.start as usize, format!("this `{bracket}` closes nothing"))),
            Some(last) if last != opener => {
                return Some((token.span.start as usize, format!("unexpected `{bracket}`: a `{last}` is still open")));
            }
            Some(_) => {}
        }
    }
    let last = open.pop()?;
    let (line, column) = line_column(text, last.span.start as usize);
    let message = format!("the query ends too early: the `{}` of {line}:{column} is not closed", last.span.of(text));
    Some((text.trim_end().len(), message))
}

/// A piece of punctuation as the parser prints it, `"}"`; `None` for character classes and what only escapes are made of.
fn mark(expected: &str) -> Option<String> {
    let inner = expected.strip_prefix('"')?.strip_suffix('"')?.replace("\\\"", "\"");
    (!inner.is_empty() && !inner.contains('\\')).then(|| format!("`{inner}`"))
}

fn byte_of(text: &str, place: &str) -> Option<usize> {
    let (line, column) = place.split_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = &text[start..];
    Some(start + rest.char_indices().nth(column - 1).map_or(rest.len(), |(i, _)| i))
}

fn back(text: &str, byte: usize, chars: usize) -> usize {
    text[..byte].char_indices().rev().nth(chars.saturating_sub(1)).map_or(0, |(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<(Kind, &str)> {
        tokens(text).into_iter().map(|t| (t.kind, t.span.of(text))).collect()
    }

    #[test]
    fn words_in_strings_iris_comments_and_names_are_no_keywords() {
        let text = "SELECT ?service # SERVICE\n{ ?x <https://x.example/SERVICE> \"SERVICE\\\"\", '''SERVICE ' ''' ; rap:SERVICE 1.5 . }";
        let words: Vec<_> = cut(text).into_iter().filter(|(k, _)| *k == Kind::Word).collect();
        assert_eq!(words, [(Kind::Word, "SELECT")]);
    }

    #[test]
    fn less_than_is_no_iri_and_a_dot_ends_a_name() {
        assert_eq!(cut("?a<?b && ?c>1").iter().filter(|(k, _)| *k == Kind::Iri).count(), 0);
        assert_eq!(cut("rap:x."), [(Kind::Prefixed, "rap:x"), (Kind::Other, ".")]);
        assert_eq!(cut("'a\nb"), [(Kind::OpenText, "'a"), (Kind::Word, "b")]);
        assert_eq!(cut("\"\""), [(Kind::Text, "\"\"")]);
    }

    #[test]
    fn the_form_is_the_first_word_after_the_prologue() {
        let form = |text| form(text).map(|t| t.span.of(text));
        assert_eq!(form("PREFIX select: <https://x.example/> BASE <https://y.example/> ask {}"), Some("ask"));
        assert_eq!(form("# nothing"), None);
    }
}
