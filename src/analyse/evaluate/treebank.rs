//! Words, sentences, tags, base forms and trees against a treebank, as in the CoNLL 2018 shared task
//! (<https://universaldependencies.org/conll18/evaluation.html>).
//!
//! Input: CoNLL-U. Output: F1 by layer; a word counts where both have the same stretch of text.
//! Invariant: relations are compared without subtypes. To add a layer: a comparison of a pair of words.

use super::{Counts, Gold, Scores, Text, shifted};
use crate::analyse::conllu::{self, Word};
use crate::document::Document;
use crate::error::Result;
use crate::span::Span;
use std::collections::{BTreeSet, HashMap};

/// Scores an analyser on a treebank, from the text that the treebank's tokens give.
pub fn treebank(gold: Gold, analyse: impl Fn(&str) -> Document + Sync) -> Result<Scores> {
    let sentences = conllu::read(gold.file, gold.text)?;
    Ok(Scores::sum(&Text::all(&sentences, false), |text| score(text, &analyse(&text.text))))
}

fn score(gold: &Text, doc: &Document) -> Scores {
    let mut scores = Scores::default();
    let words: Vec<(&Word, Option<Span>, Option<Span>)> =
        gold.sentences.iter().flat_map(|&(s, at)| words(s, at)).collect();
    let tokens: HashMap<Span, u32> = doc.tokens.iter().zip(0..).map(|(t, id)| (t.span, id)).collect();
    let pairs: Vec<_> =
        words.iter().filter_map(|(word, span, head)| Some((*word, *tokens.get(&(*span)?)?, *head))).collect();
    let mut add = |layer: &str, correct: usize| {
        scores.add(layer, Counts { gold: words.len(), system: doc.tokens.len(), correct });
    };
    let count =
        |test: &dyn Fn(&Word, u32, Option<Span>) -> bool| pairs.iter().filter(|(w, t, h)| test(w, *t, *h)).count();
    let base = |rel: &str| rel.split(':').next().unwrap_or("").to_owned();
    let attached = |word: &Word, t: u32, head: Option<Span>| {
        let found = doc.token(t).head.map(|h| doc.token(h).span);
        found == head && found.is_none() == word.head.is_none()
    };
    add("words", pairs.len());
    add("UPOS", count(&|w, t, _| w.upos == doc.token(t).upos));
    add("XPOS", count(&|w, t, _| w.xpos == doc.token(t).xpos));
    add("lemmas", count(&|w, t, _| w.lemma == "_" || w.lemma == doc.token(t).lemma));
    add("UAS", count(&attached));
    add("LAS", count(&|w, t, h| attached(w, t, h) && base(&w.rel) == base(doc.token(t).rel)));
    let bounds = |&(s, at): &(&conllu::Sentence, usize)| shifted(Span::new(0, s.text.len()), at);
    let expected: BTreeSet<Span> = gold.sentences.iter().map(bounds).collect();
    let found: BTreeSet<Span> = doc.sentences.iter().map(|s| doc.span(s)).collect();
    scores.add("sentences", Counts::of(&expected, &found));
    scores
}

/// The words of a sentence with their places and those of their heads.
fn words(sentence: &conllu::Sentence, at: usize) -> impl Iterator<Item = (&Word, Option<Span>, Option<Span>)> {
    let place = move |word: &Word| word.span.map(|s| shifted(s, at));
    sentence.words.iter().map(move |w| (w, place(w), w.head.and_then(|h| place(&sentence.words[h]))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;

    const GOLD: &str = "# newdoc\n# newpar\n\
        1\tHe\the\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n\
        2\tmet\tmeet\tVERB\tVBD\t_\t0\troot\t_\t_\n\
        3\tPutin\tPutin\tPROPN\tNNP\t_\t2\tobj\t_\t_\n\
        4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n\
        # newpar\n1\tNews\tnews\tNOUN\tNN\t_\t0\troot\t_\t_\n\n";

    fn f1(scores: &Scores, layer: &str) -> f64 {
        scores.get(layer).unwrap().f1()
    }

    #[test]
    fn perfect_and_imperfect_analyses() {
        let gold = Gold { file: "x.conllu", text: GOLD };
        let answer = |lines: &str| {
            treebank(gold, |text| {
                let mut doc = hand::document(lines);
                // The hand-made text has one space for the paragraph's end.
                assert_eq!(text, "He met Putin .\n\nNews");
                for token in doc.tokens.iter_mut().filter(|t| t.span.start > 13) {
                    token.span = Span::new(token.span.start as usize + 1, token.span.end as usize + 1);
                }
                doc.text = text.to_owned();
                doc.tokens.iter_mut().filter(|t| t.lemma == "met").for_each(|t| t.lemma = "meet".to_owned());
                doc
            })
            .unwrap()
        };
        let perfect = answer("He/PRP>2:nsubj met/VBD>0:root Putin/NNP>2:obj ./.>2:punct\n\nNews/NN>0:root");
        for layer in ["words", "sentences", "UPOS", "XPOS", "lemmas", "UAS", "LAS"] {
            assert_eq!(f1(&perfect, layer), 1.0, "{layer}");
        }
        let poor = answer("He/PRP>3:nsubj met/NN>0:root Putin/NNP>2:nsubj ./.>2:punct News/NN>2:dep");
        assert_eq!((f1(&poor, "words"), f1(&poor, "sentences")), (1.0, 0.0));
        assert_eq!((f1(&poor, "UPOS"), f1(&poor, "XPOS"), f1(&poor, "lemmas")), (0.8, 0.8, 1.0));
        assert_eq!((f1(&poor, "UAS"), f1(&poor, "LAS")), (0.6, 0.4));
    }
}
