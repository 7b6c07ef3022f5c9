//! How real an event is: happened, going on, planned, wanted, threatened, refused, denied.
//!
//! Input: a trigger in its syntax. Output: a `Reading`, found on the way from the trigger up through the words that govern it.
//! Invariant: the nearest sign wins; a negation, a condition or a future on the way never gives `Fact`.
//! To add a word: a row in the language pack's `readings.tsv` (word, reading).

use super::frame::Syntax;
use super::rule::Reading;
use crate::document::{TokenId, Upos};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Words that say how real what they govern is.
#[derive(Debug, Default)]
pub struct Signs(BTreeMap<String, Reading>);

impl Signs {
    /// Reads rows of word (with a particle: `call+off`), tab, reading.
    pub fn parse(file: &str, content: &str) -> Result<Signs> {
        let mut signs = BTreeMap::new();
        for (i, line) in content.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            let row = line.split_once('\t').and_then(|(w, r)| Some((w, Reading::from_name(r.trim())?)));
            let (words, reading) = row.ok_or_else(|| {
                Error::input(format!("'{line}': expected words, a tab and a reading")).at(file, i + 1, 1)
            })?;
            signs.extend(words.split_whitespace().map(|w| (w.to_owned(), reading)));
        }
        Ok(Signs(signs))
    }

    fn of(&self, syntax: &Syntax, token: TokenId) -> Option<Reading> {
        let lemma = syntax.lemma(token);
        let particle = syntax.particle(token).and_then(|p| self.0.get(&format!("{lemma}+{p}")));
        particle.or_else(|| self.0.get(&lemma)).copied()
    }

    /// The reading of a trigger.
    pub fn reading(&self, syntax: &Syntax, trigger: TokenId) -> Reading {
        let mut at = match syntax.doc.token(trigger).upos {
            Upos::Aux | Upos::Adp => syntax.doc.token(trigger).head.unwrap_or(trigger),
            _ => trigger,
        };
        for _ in 0..6 {
            if let Some(reading) = self.around(syntax, at) {
                return reading;
            }
            let token = syntax.doc.token(at);
            let Some(head) = token.head else { break };
            let reported = matches!(syntax.rel(at), "ccomp" | "parataxis");
            let open = match syntax.rel(at) {
                "xcomp" | "ccomp" | "csubj" | "acl" if token.rel != "acl:relcl" => true,
                "obj" | "nsubj" | "iobj" => syntax.doc.token(at).upos != Upos::Verb,
                "nmod" | "obl" => {
                    matches!(syntax.doc.token(at).upos, Upos::Noun | Upos::Propn) && at == trigger
                        || syntax.rel(at) == "nmod"
                }
                "conj" | "advcl" => syntax.with_rel(at, &["aux", "nsubj"]).next().is_none() && syntax.rel(at) == "conj",
                "amod" => false,
                _ => false,
            };
            if !open {
                break;
            }
            // "rejected the plan and urged talks": a verb does not govern the one that is joined to it.
            let joined = syntax.rel(at) == "conj";
            if joined && token.upos == Upos::Verb && token.xpos != syntax.doc.token(head).xpos {
                break;
            }
            if let Some(sign) = self.of(syntax, head).filter(|_| !joined) {
                return if self.negated(syntax, head) { Reading::Negated } else { sign };
            }
            if reported {
                break;
            }
            at = head;
        }
        Reading::Fact
    }

    /// What auxiliaries, adverbs and modifiers of one word say.
    fn around(&self, syntax: &Syntax, token: TokenId) -> Option<Reading> {
        if self.negated(syntax, token) {
            return Some(Reading::Negated);
        }
        let mut progressive = false;
        for &child in syntax.children(token) {
            match syntax.rel(child) {
                "aux" | "mark" | "amod" | "advmod" | "compound" => {
                    if let Some(reading) = self.of(syntax, child) {
                        return Some(reading);
                    }
                    progressive |= syntax.lemma(child) == "be" && matches!(syntax.doc.token(child).xpos, "VBZ" | "VBP");
                }
                _ => {}
            }
        }
        (progressive && syntax.doc.token(token).xpos == "VBG").then_some(Reading::Ongoing)
    }

    /// Whether a word is negated: "did not meet", "no talks".
    pub fn negated(&self, syntax: &Syntax, token: TokenId) -> bool {
        syntax.with_rel(token, &["advmod", "det", "cc", "case"]).any(|c| self.of(syntax, c) == Some(Reading::Negated))
    }
}
