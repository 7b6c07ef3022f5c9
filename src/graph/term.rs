//! One term as Turtle writes it: the shortest form that any parser reads back as the same term.
//!
//! Input: terms; prefixes and a base to shorten IRIs with. Output: Turtle text.
//! Invariant: `parse(write(term)) == term`, lexical form included; a form that needs `/`, `#` or `?` escaped is written as a full IRI instead.
//! One more prefix: a line in `vocab::PREFIXES`.

use super::iri::has_dot_segment;
use crate::vocab::{PREFIXES, xsd};
use oxigraph::model::{LiteralRef, TermRef};
use std::fmt::Write;

/// An IRI by itself, with a prefix where there is one.
pub(super) fn short(iri: &str) -> String {
    let mut out = String::new();
    Terms::new(None).iri(iri, &mut out);
    out
}

/// Shortens IRIs, and tells which prefixes it used.
pub(super) struct Terms<'a> {
    base: Option<&'a str>,
    used: [bool; PREFIXES.len()],
}

impl<'a> Terms<'a> {
    pub(super) fn new(base: Option<&'a str>) -> Self {
        Terms { base, used: [false; PREFIXES.len()] }
    }

    /// The prefixes that the terms written so far need, in their order.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        PREFIXES.iter().zip(self.used).filter(|(_, used)| *used).map(|(prefix, _)| *prefix)
    }

    pub(super) fn term(&mut self, term: TermRef<'_>, out: &mut String) {
        match term {
            TermRef::NamedNode(node) => self.iri(node.as_str(), out),
            TermRef::BlankNode(node) => {
                out.push_str("_:");
                out.push_str(node.as_str());
            }
            TermRef::Literal(literal) => self.literal(literal, out),
        }
    }

    pub(super) fn iri(&mut self, iri: &str, out: &mut String) {
        let longest = PREFIXES
            .iter()
            .enumerate()
            .filter_map(|(i, (name, namespace))| {
                iri.strip_prefix(namespace).map(|local| (namespace.len(), i, name, local))
            })
            .max();
        if let Some((_, i, name, local)) = longest {
            let start = out.len();
            out.push_str(name);
            out.push(':');
            if local_name(local, out) {
                self.used[i] = true;
                return;
            }
            out.truncate(start);
        }
        let short = self.base.and_then(|base| iri.strip_prefix(base)).filter(|rest| is_relative(rest));
        out.push('<');
        out.push_str(short.unwrap_or(iri));
        out.push('>');
    }

    fn literal(&mut self, literal: LiteralRef<'_>, out: &mut String) {
        let value = literal.value();
        if let Some(language) = literal.language() {
            quoted(value, out);
            out.push('@');
            out.push_str(language);
        } else if literal.datatype() == xsd::STRING {
            quoted(value, out);
        } else if is_short(literal) {
            out.push_str(value);
        } else {
            quoted(value, out);
            out.push_str("^^");
            self.iri(literal.datatype().as_str(), out);
        }
    }
}

/// Whether a parser that resolves `<rest>` against the base gets the base followed by `rest`.
fn is_relative(rest: &str) -> bool {
    let first = rest.split(['/', '?', '#']).next().unwrap_or("");
    first.starts_with(|c: char| c.is_ascii_alphanumeric()) && !first.contains(':') && !has_dot_segment(rest)
}

/// Whether Turtle reads the bare value as a literal of this datatype.
fn is_short(literal: LiteralRef<'_>) -> bool {
    let value = literal.value();
    let unsigned = value.strip_prefix(['+', '-']).unwrap_or(value);
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let decimal =
        |s: &str| s.split_once('.').is_some_and(|(whole, part)| (whole.is_empty() || digits(whole)) && digits(part));
    match literal.datatype() {
        xsd::BOOLEAN => matches!(value, "true" | "false"),
        xsd::INTEGER => digits(unsigned),
        xsd::DECIMAL => decimal(unsigned),
        xsd::DOUBLE => unsigned.split_once(['e', 'E']).is_some_and(|(mantissa, exponent)| {
            (digits(mantissa) || decimal(mantissa)) && digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
        }),
        _ => false,
    }
}

/// A string with its quotes. One that holds a line end is written over several lines, so that texts stay readable.
fn quoted(value: &str, out: &mut String) {
    let long = value.contains('\n');
    let quotes = if long { "\"\"\"" } else { "\"" };
    out.push_str(quotes);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push('\n'),
            // Of a run of quotes only the last may stay bare, and not at the string's end.
            '"' if long && !matches!(chars.peek(), Some('"') | None) => out.push('"'),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..'\u{20}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            _ => out.push(c),
        }
    }
    out.push_str(quotes);
}

/// Writes the local part of a prefixed name (`PN_LOCAL` of Turtle 1.1, section 6.5); `false` where it has none that reads well.
fn local_name(local: &str, out: &mut String) -> bool {
    let last = local.chars().count().saturating_sub(1);
    for (i, c) in local.chars().enumerate() {
        let bare = match c {
            '-' => i > 0,
            '.' => i > 0 && i < last,
            // IRIs hold `%` only before two hexadecimal digits, which is how local names hold it, too.
            ':' | '%' => true,
            '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}' => i > 0,
            _ => is_name_char(c),
        };
        if !bare {
            if !"-.~!$&'()*+,;=@".contains(c) {
                return false;
            }
            out.push('\\');
        }
        out.push(c);
    }
    true
}

/// `PN_CHARS_U` or a digit.
fn is_name_char(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNodeRef, Term};

    fn shown(term: impl Into<Term>) -> String {
        let mut out = String::new();
        Terms::new(Some("https://x.example/")).term(term.into().as_ref(), &mut out);
        out
    }

    fn iri(iri: &str) -> String {
        shown(NamedNodeRef::new(iri).unwrap().into_owned())
    }

    #[test]
    fn iris_take_their_shortest_form() {
        for (full, short) in [
            ("http://www.wikidata.org/entity/Q159", "wd:Q159"),
            ("https://w3id.org/rapporteur/ns#", "rap:"),
            ("https://schema.org/a.b-c:d%20e.", "schema:a.b-c:d%20e\\."),
            ("https://schema.org/-x~y", "schema:\\-x\\~y"),
            ("https://schema.org/a/b", "<https://schema.org/a/b>"),
            ("https://x.example/article/id#claim=3", "<article/id#claim=3>"),
            ("https://x.example/article/../b", "<https://x.example/article/../b>"),
            ("https://x.example/a:b", "<https://x.example/a:b>"),
            ("https://x.example/", "<https://x.example/>"),
        ] {
            assert_eq!(iri(full), short);
        }
    }

    #[test]
    fn literals_take_their_shortest_form() {
        let typed = |value: &str, datatype: NamedNodeRef<'_>| shown(Literal::new_typed_literal(value, datatype));
        assert_eq!(typed("12", xsd::INTEGER), "12");
        assert_eq!(typed("0.80", xsd::DECIMAL), "0.80");
        assert_eq!(typed("1", xsd::DECIMAL), "\"1\"^^xsd:decimal");
        assert_eq!(typed("1.", xsd::DECIMAL), "\"1.\"^^xsd:decimal");
        assert_eq!(typed("1e6", xsd::DOUBLE), "1e6");
        assert_eq!(typed("NaN", xsd::DOUBLE), "\"NaN\"^^xsd:double");
        assert_eq!(typed("true", xsd::BOOLEAN), "true");
        assert_eq!(typed("1", xsd::BOOLEAN), "\"1\"^^xsd:boolean");
        assert_eq!(shown(Literal::new_simple_literal("say \"no\" \\ now\u{1}")), "\"say \\\"no\\\" \\\\ now\\u0001\"");
        assert_eq!(shown(Literal::new_simple_literal("\"\"\"a\"b\n\"c\"")), "\"\"\"\\\"\\\"\"a\"b\n\"c\\\"\"\"\"");
        assert_eq!(shown(Literal::new_language_tagged_literal_unchecked("да", "ru")), "\"да\"@ru");
    }
}
