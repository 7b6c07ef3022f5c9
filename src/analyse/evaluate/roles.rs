//! Predicates and their arguments against PropBank.
//!
//! Input: JSON Lines, an object a sentence: `sent_id`, `predicates` with `token`, `sense` ("meet.03") and `args` (`role`, `start`, `end`:
//! words from 1, inclusive); and the treebank that has the words. Output: F1 of predicates, of their senses where both have the predicate,
//! of labelled and of bare arguments, of labelled arguments of the predicates that both have, and of the commonest roles.
//! Invariant: an argument counts only with its predicate and both its bounds.

use super::{Counts, Given, Gold, Scores};
use crate::analyse::conllu::{self, Sentence};
use crate::analyse::given::{Text, shifted};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::span::Span;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[derive(Deserialize)]
struct Line {
    sent_id: String,
    predicates: Vec<Predicate>,
}

#[derive(Deserialize)]
struct Predicate {
    token: usize,
    #[serde(default)]
    sense: String,
    args: Vec<Argument>,
}

#[derive(Deserialize)]
struct Argument {
    role: String,
    start: usize,
    end: usize,
}

/// What is compared: predicates, and (predicate, role, stretch).
#[derive(Default)]
struct Found {
    // With their senses.
    predicates: BTreeMap<Span, String>,
    arguments: BTreeSet<(Span, String, Span)>,
}

/// Scores an analyser on roles; each sentence is given as a paragraph of its own, and the places of the right predicates beside it.
pub fn roles(
    gold: Gold,
    words: Gold,
    given: Given,
    analyse: impl Fn(&Text, &BTreeSet<Span>) -> Document + Sync,
) -> Result<Scores> {
    let mut sentences = conllu::read(words.file, words.text)?;
    let lines = read(gold, &sentences)?;
    sentences.retain(|s| lines.contains_key(&s.id));
    let sentences = given.prepare(sentences);
    Ok(Scores::sum(&Text::all(&sentences, true), |text| score(text, &lines, &analyse)))
}

fn read(gold: Gold, sentences: &[Sentence]) -> Result<HashMap<String, Line>> {
    let sizes: HashMap<&str, usize> = sentences.iter().map(|s| (s.id.as_str(), s.words.len())).collect();
    let mut lines = HashMap::new();
    for (number, text) in gold.text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let fail = |column, message: String| Error::input(message).at(gold.file, number + 1, column);
        let line: Line = serde_json::from_str(text).map_err(|e| fail(e.column().max(1), e.to_string()))?;
        let size = *sizes
            .get(line.sent_id.as_str())
            .ok_or_else(|| fail(1, format!("the treebank has no sentence `{}`", line.sent_id)))?;
        let outside = |n: &usize| *n == 0 || *n > size;
        let numbers =
            line.predicates.iter().flat_map(|p| p.args.iter().flat_map(|a| [a.start, a.end]).chain([p.token]));
        if let Some(n) = numbers.into_iter().find(outside) {
            return Err(fail(1, format!("word {n} is not in the sentence, which has {size}")));
        }
        lines.insert(line.sent_id.clone(), line);
    }
    Ok(lines)
}

fn score(gold: &Text, lines: &HashMap<String, Line>, analyse: impl Fn(&Text, &BTreeSet<Span>) -> Document) -> Scores {
    let mut expected = Found::default();
    for &(sentence, at) in &gold.sentences {
        let place = |n: usize| sentence.words[n - 1].span.map(|s| shifted(s, at));
        for predicate in lines.get(&sentence.id).into_iter().flat_map(|l| &l.predicates) {
            let Some(word) = place(predicate.token) else { continue };
            expected.predicates.insert(word, predicate.sense.clone());
            for argument in &predicate.args {
                if let (Some(first), Some(last)) = (place(argument.start), place(argument.end)) {
                    expected.arguments.insert((word, argument.role.clone(), first.cover(last)));
                }
            }
        }
    }
    let doc = analyse(gold, &expected.predicates.keys().copied().collect());
    let mut found = Found::default();
    for predicate in &doc.predicates {
        let word = doc.token(predicate.token).span;
        found.predicates.insert(word, predicate.sense.to_owned());
        let arguments = predicate.arguments.iter().map(|a| (word, a.role.to_owned(), doc.span(&a.tokens)));
        found.arguments.extend(arguments);
    }
    compared(&expected, &found)
}

fn compared(gold: &Found, system: &Found) -> Scores {
    let mut scores = Scores::default();
    let words = |f: &Found| f.predicates.keys().copied().collect::<BTreeSet<Span>>();
    let predicates = Counts::of(&words(gold), &words(system));
    scores.add("predicates", predicates);
    let right = gold.predicates.iter().filter(|(word, sense)| system.predicates.get(word) == Some(sense)).count();
    let shared = predicates.correct;
    scores.add("senses (shared predicates)", Counts { gold: shared, system: shared, correct: right });
    scores.add("arguments", Counts::of(&gold.arguments, &system.arguments));
    let of = |f: &Found, other: &Found| -> BTreeSet<_> {
        f.arguments.iter().filter(|a| other.predicates.contains_key(&a.0)).cloned().collect()
    };
    scores.add("arguments (shared predicates)", Counts::of(&of(gold, system), &of(system, gold)));
    let bare = |f: &Found| f.arguments.iter().map(|(p, _, a)| (*p, *a)).collect();
    scores.add("bounds", Counts::of::<(Span, Span)>(&bare(gold), &bare(system)));
    for role in ["ARG0", "ARG1", "ARG2", "ARGM-LOC", "ARGM-NEG", "ARGM-TMP"] {
        let only = |f: &Found| f.arguments.iter().filter(|a| a.1 == role).cloned().collect();
        scores.add(role, Counts::of::<(Span, String, Span)>(&only(gold), &only(system)));
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;
    use crate::document;

    const WORDS: &str = "# sent_id = a\n1\tHe\the\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n2\tmet\tmeet\tVERB\tVBD\t_\t0\troot\t_\t_\n\
        3\tthe\tthe\tDET\tDT\t_\t4\tdet\t_\t_\n4\tking\tking\tNOUN\tNN\t_\t2\tobj\t_\t_\n\n";

    fn gold(text: &str) -> Gold<'_> {
        Gold { file: "x.jsonl", text }
    }

    #[test]
    fn perfect_and_imperfect_analyses() {
        let text = r#"{"sent_id": "a", "predicates": [{"token": 2, "sense": "meet.03", "args": [{"role": "ARG0", "start": 1, "end": 1}, {"role": "ARG1", "start": 3, "end": 4}]}]}"#;
        let answer = |second: &'static str| {
            let words = Gold { file: "x.conllu", text: WORDS };
            roles(gold(text), words, Given::Words, |text, predicates| {
                assert_eq!(predicates.iter().map(|p| p.of(&text.text)).collect::<Vec<_>>(), ["met"]);
                assert_eq!(text.text, "He met the king");
                let mut doc = hand::document("He met the king");
                let argument = |role, tokens| document::Argument { role, tokens };
                let arguments = vec![argument("ARG0", 0..1), argument(second, 2..4)];
                doc.predicates.push(document::Predicate { token: 1, sense: "meet.03", arguments });
                doc
            })
            .unwrap()
        };
        let f1 = |scores: &Scores, layer: &str| scores.get(layer).unwrap().f1();
        let perfect = answer("ARG1");
        assert_eq!((f1(&perfect, "predicates"), f1(&perfect, "arguments")), (1.0, 1.0));
        assert_eq!(f1(&perfect, "senses (shared predicates)"), 1.0);
        let poor = answer("ARG2");
        assert_eq!(f1(&poor, "arguments (shared predicates)"), 0.5);
        assert_eq!((f1(&poor, "arguments"), f1(&poor, "bounds"), f1(&poor, "ARG1")), (0.5, 1.0, 0.0));
    }

    #[test]
    fn malformed_lines_are_told_with_their_place() {
        let sentences = conllu::read("x", WORDS).unwrap();
        let message = |text| read(gold(text), &sentences).err().unwrap().to_string();
        assert!(message("\n{\"sent_id\": 1}").starts_with("x.jsonl:2:"));
        assert!(message(r#"{"sent_id": "b", "predicates": []}"#).contains("no sentence `b`"));
        assert!(message(r#"{"sent_id": "a", "predicates": [{"token": 9, "args": []}]}"#).contains("word 9 is not in"));
    }
}
