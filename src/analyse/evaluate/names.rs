//! Names against a file of names (IOB2: a word a line, `B-PER`, `I-PER`, `O`).
//!
//! Input: lines of number, word, tag and more (Universal NER), or of word and tag; an empty line ends a sentence.
//! Output: F1 of persons, organizations and locations (countries are locations), of all three, and of bounds alone.
//! Invariant: kinds that the file does not tell apart from "no name" are not counted, in gold or analysis.

use super::{Counts, Given, Gold, Scores};
use crate::analyse::conllu::{Sentence, Word, name_label};
use crate::analyse::given::{Text, shifted};
use crate::document::{Document, Upos};
use crate::error::{Error, Result};
use crate::span::Span;
use std::collections::BTreeSet;

type Found = BTreeSet<(Span, &'static str)>;

/// Scores an analyser on names; each sentence is given as a paragraph of its own.
pub fn names(gold: Gold, given: Given, analyse: impl Fn(&Text) -> Document + Sync) -> Result<Scores> {
    let sentences = given.prepare(read(gold)?);
    Ok(Scores::sum(&Text::all(&sentences, true), |text| score(text, &analyse(text))))
}

fn score(gold: &Text, doc: &Document) -> Scores {
    let expected: Found = gold.sentences.iter().flat_map(|&(s, at)| marked(s, at)).collect();
    let found: Found = doc.names.iter().filter_map(|n| Some((doc.span(&n.tokens), name_label(doc, n)?))).collect();
    let mut scores = Scores::default();
    for kind in ["PER", "ORG", "LOC"] {
        let only = |all: &Found| all.iter().filter(|(_, k)| *k == kind).copied().collect();
        scores.add(kind, Counts::of::<(Span, &str)>(&only(&expected), &only(&found)));
    }
    scores.add("all", Counts::of(&expected, &found));
    let bounds = |all: &Found| all.iter().map(|(span, _)| *span).collect();
    scores.add("bounds", Counts::of::<Span>(&bounds(&expected), &bounds(&found)));
    scores
}

/// The names of a sentence, whose tags stand in the words' `xpos`.
fn marked(sentence: &Sentence, at: usize) -> Found {
    let mut found: Vec<(Span, &'static str)> = Vec::new();
    let mut open = false;
    for word in &sentence.words {
        let (place, kind) = word.xpos.split_once('-').unwrap_or((&word.xpos, ""));
        let kind = match kind {
            "PER" | "PERSON" => "PER",
            "ORG" => "ORG",
            "LOC" | "GPE" => "LOC",
            _ => {
                open = false;
                continue;
            }
        };
        let Some(span) = word.span.map(|s| shifted(s, at)) else { continue };
        match found.last_mut().filter(|(_, k)| open && place == "I" && *k == kind) {
            Some((name, _)) => *name = name.cover(span),
            None => found.push((span, kind)),
        }
        open = true;
    }
    found.into_iter().collect()
}

fn read(gold: Gold) -> Result<Vec<Sentence>> {
    let mut sentences = vec![Sentence::default()];
    // Where the next word is sought, if `# text` told the sentence.
    let mut told = None;
    for (number, line) in gold.text.lines().enumerate() {
        let fail = |message: String| Error::input(message).at(gold.file, number + 1, 1);
        let Some(sentence) = sentences.last_mut() else { break };
        if line.trim().is_empty() {
            sentences.push(Sentence { space_after: true, ..Sentence::default() });
            told = None;
        } else if line.starts_with("# newdoc") {
            sentence.begins_text = true;
        } else if let Some(text) = line.strip_prefix("# text = ") {
            sentence.text = text.to_owned();
            told = Some(0);
        } else if !line.starts_with("# ") {
            let columns: Vec<&str> = line.split('\t').collect();
            let (form, tag) = match columns[..] {
                [form, tag] => (form, tag),
                [_, form, tag, ..] => (form, tag),
                _ => return Err(fail("expected word and tag parted by a tab".to_owned())),
            };
            if tag != "O" && !tag.starts_with("B-") && !tag.starts_with("I-") {
                return Err(fail(format!("expected a tag such as B-PER, I-PER or O, found `{tag}`")));
            }
            let start = match told {
                Some(from) => {
                    from + sentence.text[from..]
                        .find(form)
                        .ok_or_else(|| fail(format!("`{form}` is not in `# text`")))?
                }
                None => {
                    let gap = if sentence.text.is_empty() { "" } else { " " };
                    sentence.text.push_str(gap);
                    sentence.text.push_str(form);
                    sentence.text.len() - form.len()
                }
            };
            told = told.map(|_| start + form.len());
            let [form, lemma, feats, rel] = [form, "_", "_", "_"].map(str::to_owned);
            let span = Some(Span::new(start, start + form.len()));
            let (upos, xpos) = (Upos::X, tag.to_owned());
            sentence.words.push(Word { form, lemma, upos, xpos, feats, head: None, rel, span });
        }
    }
    sentences.retain(|s| !s.words.is_empty());
    Ok(sentences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;
    use crate::document::NameKind;

    const GOLD: &str = "# newdoc id = a\n# text = John Kerry met NATO.\n1\tJohn\tB-PER\t-\tx\n2\tKerry\tI-PER\t-\tx\n\
        3\tmet\tO\t-\tx\n4\tNATO\tB-ORG\t-\tx\n5\t.\tO\t-\tx\n\n# text = He left Iran\n1\tHe\tO\n2\tleft\tO\n3\tIran\tB-LOC\n";

    #[test]
    fn perfect_and_imperfect_analyses() {
        let gold = Gold { file: "x.iob2", text: GOLD };
        let answer = |marks: &[(&str, NameKind)]| {
            names(gold, Given::Text, |text| {
                assert_eq!(text.text, "John Kerry met NATO.\n\nHe left Iran");
                let mut doc = hand::document("John Kerry met NATO .\n\nHe left Iran");
                // The hand-made text has a space before the period and one for the paragraph's end.
                let period = &mut doc.tokens[3 + 1].span;
                *period = Span::new(period.start as usize - 1, period.end as usize - 1);
                marks.iter().for_each(|(form, kind)| hand::name(&mut doc, form, *kind));
                doc
            })
            .unwrap()
        };
        let f1 = |scores: &Scores, layer: &str| scores.get(layer).unwrap().f1();
        let perfect = answer(&[
            ("John Kerry", NameKind::Person),
            ("NATO", NameKind::Organization),
            ("Iran", NameKind::Country),
            ("He", NameKind::Group),
        ]);
        assert_eq!((f1(&perfect, "all"), f1(&perfect, "bounds")), (1.0, 1.0));
        let poor = answer(&[("Kerry", NameKind::Person), ("NATO", NameKind::Place)]);
        assert_eq!((f1(&poor, "all"), f1(&poor, "bounds"), f1(&poor, "LOC")), (0.0, 0.4, 0.0));
    }

    #[test]
    fn malformed_lines_are_told_with_their_place() {
        let message = |text| read(Gold { file: "x.iob2", text }).unwrap_err().to_string();
        assert_eq!(message("a\tO\nb"), "x.iob2:2:1: expected word and tag parted by a tab");
        assert_eq!(message("a\tPER"), "x.iob2:1:1: expected a tag such as B-PER, I-PER or O, found `PER`");
        assert_eq!(message("# text = a\n1\tb\tO"), "x.iob2:2:1: `b` is not in `# text`");
        assert_eq!(read(Gold { file: "x", text: "a\tO\nb\tB-PER\n\nc\tO" }).unwrap()[0].text, "a b");
    }
}
