//! Scores of the language analysis on gold data, from raw text or with the gold sentences and words.
//!
//! Input: a treebank (`.conllu`), names (`.iob2`) or roles (`.jsonl` beside their treebank). Output: precision, recall and F1 by layer. Invariant: gold and analysis are compared by their places in the same text only.
//! To add a format: a file here that fills `Scores`, and its ending in `evaluate`.

mod names;
mod roles;
mod treebank;

use super::given::{Text, spelled};
use crate::analyse::conllu::Sentence;
use crate::document::{Document, TokenId};
use crate::error::{Error, Result};
use crate::span::Span;
use rayon::prelude::*;
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::collections::BTreeSet;
use std::fmt;

/// A file of gold data.
#[derive(Clone, Copy, Debug)]
pub struct Gold<'a> {
    /// Its name, for messages; the ending tells the format.
    pub file: &'a str,
    /// What it holds.
    pub text: &'a str,
}

/// How many things gold data and an analysis have, and how many they share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the gold data.
    pub gold: usize,
    /// In the analysis.
    pub system: usize,
    /// In both.
    pub correct: usize,
}

impl Counts {
    /// The share of the analysis that is right: 0 to 1, 0 where there is nothing.
    pub fn precision(self) -> f64 {
        share(self.correct, self.system)
    }

    /// The share of the gold data that was found: 0 to 1, 0 where there is nothing.
    pub fn recall(self) -> f64 {
        share(self.correct, self.gold)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        share(2 * self.correct, self.gold + self.system)
    }

    fn of<T: Ord>(gold: &BTreeSet<T>, system: &BTreeSet<T>) -> Counts {
        Counts { gold: gold.len(), system: system.len(), correct: gold.intersection(system).count() }
    }

    fn add(&mut self, other: Counts) {
        self.gold += other.gold;
        self.system += other.system;
        self.correct += other.correct;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Counts by layer, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scores(Vec<(String, Counts)>);

impl Scores {
    /// The counts of a layer: "LAS".
    pub fn get(&self, layer: &str) -> Option<Counts> {
        self.0.iter().find(|(name, _)| name == layer).map(|(_, counts)| *counts)
    }

    fn add(&mut self, layer: &str, counts: Counts) {
        match self.0.iter_mut().find(|(name, _)| name == layer) {
            Some((_, sum)) => sum.add(counts),
            None => self.0.push((layer.to_owned(), counts)),
        }
    }

    /// Sums the scores of texts; they are analysed in parallel, and the sum does not tell in which order.
    fn sum<T: Sync>(texts: &[T], score: impl Fn(&T) -> Scores + Sync) -> Scores {
        let parts: Vec<Scores> = texts.par_iter().map(&score).collect();
        parts.into_iter().fold(Scores::default(), |mut sum, part| {
            part.0.iter().for_each(|(layer, counts)| sum.add(layer, *counts));
            sum
        })
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.0.iter().map(|(layer, _)| layer.len()).max().unwrap_or(0).max(9);
        writeln!(f, "{:width$}  precision  recall      F1    gold  system  correct", "layer")?;
        for (layer, c) in &self.0 {
            let [precision, recall, f1] = [c.precision(), c.recall(), c.f1()].map(|v| 100.0 * v);
            let Counts { gold, system, correct } = c;
            writeln!(f, "{layer:width$}  {precision:9.2}  {recall:6.2}  {f1:6.2}  {gold:6}  {system:6}  {correct:7}")?;
        }
        Ok(())
    }
}

/// JSON: an object with a member a layer, in the order in which they are shown, each
/// `{"precision": 0.5, "recall": 0.5, "f1": 0.5, "gold": 4, "system": 4, "correct": 2}` with shares of 1.
impl Serialize for Scores {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (layer, counts) in &self.0 {
            map.serialize_entry(layer, counts)?;
        }
        map.end()
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(6))?;
        for (name, share) in [("precision", self.precision()), ("recall", self.recall()), ("f1", self.f1())] {
            map.serialize_entry(name, &share)?;
        }
        for (name, count) in [("gold", self.gold), ("system", self.system), ("correct", self.correct)] {
            map.serialize_entry(name, &count)?;
        }
        map.end()
    }
}

/// What the analysis is given of the gold data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// The text alone.
    Text,
    /// The sentences and words too.
    Words,
    /// The sentences, words and, in a file of roles, the predicates.
    Predicates,
}

impl Given {
    fn prepare(self, sentences: Vec<Sentence>) -> Vec<Sentence> {
        if self == Given::Text { sentences } else { sentences.iter().map(spelled).collect() }
    }

    /// `predicates`: the places of the right ones, in a file of roles.
    fn analyse(self, text: &Text, predicates: Option<&BTreeSet<Span>>) -> Document {
        if self == Given::Text {
            return super::analyse(&text.text, None);
        }
        let doc = text.document();
        let told = predicates.filter(|_| self == Given::Predicates);
        let told: Option<BTreeSet<TokenId>> = told
            .map(|places| (0..doc.tokens.len() as TokenId).filter(|t| places.contains(&doc.token(*t).span)).collect());
        super::annotated(doc, None, told.as_ref())
    }
}

/// Scores the analysis on a file of gold data; roles (`.jsonl`) tell words by number and need the treebank that has the words.
pub fn evaluate(gold: Gold, words: Option<Gold>, given: Given) -> Result<Scores> {
    let analyse = |text: &Text| given.analyse(text, None);
    match (gold.file.rsplit('.').next(), words) {
        (Some("conllu"), _) => treebank::treebank(gold, given, analyse),
        (Some("iob2"), _) => names::names(gold, given, analyse),
        (Some("jsonl"), Some(words)) => {
            roles::roles(gold, words, given, |text, predicates| given.analyse(text, Some(predicates)))
        }
        (Some("jsonl"), None) => {
            Err(Error::input("roles tell their words by number: give the treebank (.conllu) that has the words too")
                .in_file(gold.file))
        }
        _ => Err(Error::input("expected a treebank (.conllu), names (.iob2) or roles (.jsonl)").in_file(gold.file)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_shown_as_a_table() {
        let mut scores = Scores::default();
        scores.add("LAS", Counts { gold: 3, system: 4, correct: 2 });
        scores.add("LAS", Counts { gold: 1, system: 0, correct: 0 });
        insta::assert_snapshot!(scores, @r"
        layer      precision  recall      F1    gold  system  correct
        LAS            50.00   50.00   50.00       4       4        2
        ");
        let json = serde_json::to_string(&scores).unwrap();
        assert_eq!(json, r#"{"LAS":{"precision":0.5,"recall":0.5,"f1":0.5,"gold":4,"system":4,"correct":2}}"#);
        assert_eq!(Counts::default().f1(), 0.0);
    }

    #[test]
    fn the_ending_tells_the_format() {
        let run = |file| evaluate(Gold { file, text: "" }, None, Given::Text);
        assert!(run("a.conllu").is_ok());
        assert!(run("a.jsonl").unwrap_err().to_string().starts_with("a.jsonl: roles tell"));
        assert!(run("a.txt").unwrap_err().to_string().starts_with("a.txt: expected a treebank"));
    }
}
