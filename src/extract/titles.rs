//! The words of titles, as the language pack has them.
//!
//! Input: rows of key and words. Output: which words name an office, which join it to a body, which tell its status.
//! Invariant: a malformed row is an error with its place.
//! To add a title: its head word in the language pack's `titles.txt`.

use super::office::{OFFICE, extractor};
use super::rule::Example;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Words of titles.
#[derive(Debug, Default)]
pub struct Titles {
    pub(super) heads: BTreeSet<String>,
    /// Heads that are an office only of a body that the text names: "leader", "member".
    pub(super) dependent: BTreeSet<String>,
    pub(super) status: BTreeMap<String, String>,
    /// Words that name an office only after one of `ranking`: "the top Republican".
    pub(super) ranked: BTreeSet<String>,
    /// Words for who had an office before: "predecessor".
    pub(super) preceding: BTreeSet<String>,
    /// Words that make an office of those.
    pub(super) ranking: BTreeSet<String>,
    /// Words within a title that name no body: "staff" of "chief of staff".
    pub(super) inner: BTreeSet<String>,
    /// Verbs, each with its preposition, of seeking an office: "run+for".
    pub(super) seeking: BTreeSet<String>,
    /// Words that join a title: "of", "for".
    pub(super) joins: BTreeSet<String>,
    /// Those of them after which a title is another's: "adviser to".
    pub(super) apart: BTreeSet<String>,
    /// Those after which stands where its holder is sent: "ambassador to".
    pub(super) sent: BTreeSet<String>,
    /// Prepositions before an office that somebody serves in: "as".
    pub(super) roles: BTreeSet<String>,
    /// Verbs of entering, holding and leaving an office, which stand with such a preposition.
    pub(super) verbs: BTreeSet<String>,
    /// Those of holding it, which in the past tell of a former office.
    pub(super) holding: BTreeSet<String>,
    /// Those whose object had the office before: "succeed".
    pub(super) succeeding: BTreeSet<String>,
    /// Those whose object never has it: "join".
    pub(super) own: BTreeSet<String>,
    /// Verbs that tell the office of their subject, with its title: "head".
    pub(super) leading: BTreeMap<String, String>,
    /// Verbs of whose object an office is not said to be held yet, with its status: "nominate".
    pub(super) entering: BTreeMap<String, String>,
    /// Words for an office at large, of which another names it: "the post of director".
    pub(super) posts: BTreeSet<String>,
    /// Auxiliaries of what is to come.
    pub(super) ahead: BTreeSet<String>,
    /// Prepositions of a time that goes on.
    pub(super) still: BTreeSet<String>,
    /// Words of a past copula.
    pub(super) past: BTreeSet<String>,
    /// Confidence of each way to say an office, in percent.
    pub(super) sure: BTreeMap<String, u8>,
    /// Examples and counterexamples.
    pub(super) examples: Vec<Example>,
}

impl Titles {
    /// Reads rows of key and words: `head`, `dependent`, `ranked`, `ranking`, `preceding`, `inner`, `seeking`, `join`, `apart`, `sent`, `role`, `verb`, `holding`, `succeeding`, `own`, `past`, `posts`, `ahead`, `still`, `leading VERB=TITLE`,
    /// `entering STATUS`, `yes RULE SENTENCE => ROLES`, `no RULE SENTENCE`, `sure RULE`, or `status STATUS`.
    pub fn parse(file: &str, content: &str) -> Result<Titles> {
        let mut titles = Titles::default();
        for (i, line) in content.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
            let mut words = line.split_whitespace().map(str::to_owned);
            match words.next().as_deref() {
                Some("head") => titles.heads.extend(words),
                Some("dependent") => titles.dependent.extend(words),
                Some("ranked") => titles.ranked.extend(words),
                Some("preceding") => titles.preceding.extend(words),
                Some("ranking") => titles.ranking.extend(words),
                Some("inner") => titles.inner.extend(words),
                Some("seeking") => titles.seeking.extend(words),
                Some("join") => titles.joins.extend(words),
                Some("apart") => titles.apart.extend(words),
                Some("sent") => titles.sent.extend(words),
                Some("role") => titles.roles.extend(words),
                Some("verb") => titles.verbs.extend(words),
                Some("holding") => titles.holding.extend(words),
                Some("succeeding") => titles.succeeding.extend(words),
                Some("own") => titles.own.extend(words),
                Some("past") => titles.past.extend(words),
                Some("posts") => titles.posts.extend(words),
                Some("ahead") => titles.ahead.extend(words),
                Some("still") => titles.still.extend(words),
                Some(sign @ ("yes" | "no")) => {
                    let rule = extractor(&words.next().unwrap_or_default());
                    let words = words.collect::<Vec<_>>().join(" ");
                    let (text, roles) = match words.split_once(" => ") {
                        Some((text, roles)) if sign == "yes" => (text, Some(roles)),
                        None if sign == "no" => (words.as_str(), None),
                        _ => {
                            let expected =
                                format!("'{line}': expected yes RULE SENTENCE => ROLES, or no RULE SENTENCE");
                            return Err(Error::input(expected).at(file, i + 1, 1));
                        }
                    };
                    titles.examples.push(Example::new(&rule, OFFICE, text, roles));
                }
                Some("leading") => {
                    for word in words {
                        let pair = word
                            .split_once('=')
                            .ok_or_else(|| Error::input(format!("'{word}': expected VERB=TITLE")).at(file, i + 1, 1))?;
                        titles.leading.insert(pair.0.to_owned(), pair.1.to_owned());
                    }
                }
                Some("entering") => {
                    let status = words.next().unwrap_or_default();
                    titles.entering.extend(words.map(|w| (w, status.clone())));
                }
                Some("sure") => {
                    let pair = words.next().zip(words.next().and_then(|w| w.parse().ok()).filter(|s| *s <= 100));
                    titles.sure.extend([pair.ok_or_else(|| {
                        Error::input(format!("'{line}': expected sure RULE PERCENT")).at(file, i + 1, 1)
                    })?]);
                }
                Some("status") => {
                    let status = words.next().unwrap_or_default();
                    titles.status.extend(words.map(|w| (w, status.clone())));
                }
                _ => {
                    return Err(Error::input(format!(
                        "'{line}': expected head, dependent, ranked, ranking, preceding, inner, seeking, join, apart, sent, role, verb, holding, succeeding, own, past, posts, ahead, still, leading, entering, sure, status, yes or no"
                    ))
                    .at(file, i + 1, 1));
                }
            }
        }
        Ok(titles)
    }

    /// Whether words name an office.
    pub fn names(&self, words: &str) -> bool {
        words.split_whitespace().any(|w| self.is_head(w.trim_matches(|c: char| !c.is_alphanumeric())))
    }

    /// Whether a phrase is a title: its own words name an office, not only those that a preposition joins ("a target of the president").
    pub fn entitles(&self, phrase: &str) -> bool {
        let own = phrase.split_whitespace().take_while(|w| !self.joins.contains(&w.to_lowercase()));
        let own: Vec<&str> = own.collect();
        let post = own.last().is_some_and(|w| self.posts.contains(&w.to_lowercase()));
        if post { self.names(phrase) } else { self.names(&own.join(" ")) }
    }

    /// Whether a word, or its last part, names an office.
    pub(super) fn is_head(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let last = word.rsplit('-').next().unwrap_or(&word);
        [word.as_str(), last].iter().any(|w| {
            self.heads.contains(*w)
                || self.dependent.contains(*w)
                || self.status.contains_key(*w) && self.heads.contains(*w)
        })
    }
}
