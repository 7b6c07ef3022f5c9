//! Tokens, sentences, words, tags, features, base forms and trees against a treebank, as in the CoNLL 2018 shared task
//! (<https://universaldependencies.org/conll18/evaluation.html>).
//!
//! Input: CoNLL-U. Output: F1 by layer; a word counts where both have the same stretch of text.
//! Invariant: relations are compared without subtypes, and of the features those that are universal. To add a layer: a comparison of a pair of words.

use super::{Counts, Given, Gold, Scores};
use crate::analyse::conllu::{self, Sentence, Word};
use crate::analyse::features::features;
use crate::analyse::given::{Text, shifted};
use crate::document::Document;
use crate::error::Result;
use crate::span::Span;
use std::collections::{BTreeSet, HashMap};

/// Scores an analyser on a treebank, from the text that the treebank's tokens give.
pub fn treebank(gold: Gold, given: Given, analyse: impl Fn(&Text) -> Document + Sync) -> Result<Scores> {
    let sentences = given.prepare(conllu::read(gold.file, gold.text)?);
    Ok(Scores::sum(&Text::all(&sentences, false), |text| score(text, &analyse(text))))
}

fn score(gold: &Text, doc: &Document) -> Scores {
    let mut scores = bounds(gold, doc);
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
    let upos = |w: &Word, t: u32| w.upos == doc.token(t).upos;
    let xpos = |w: &Word, t: u32| w.xpos == doc.token(t).xpos;
    let feats = |w: &Word, t: u32| universal(&w.feats) == universal(&features(doc, t));
    add("words", pairs.len());
    add("UPOS", count(&|w, t, _| upos(w, t)));
    add("XPOS", count(&|w, t, _| xpos(w, t)));
    add("UFeats", count(&|w, t, _| feats(w, t)));
    add("AllTags", count(&|w, t, _| upos(w, t) && xpos(w, t) && feats(w, t)));
    add("lemmas", count(&|w, t, _| w.lemma == "_" || w.lemma == doc.token(t).lemma));
    add("UAS", count(&attached));
    add("LAS", count(&|w, t, h| attached(w, t, h) && base(&w.rel) == base(doc.token(t).rel)));
    scores
}

/// Tokens and sentences, by their bounds alone.
fn bounds(gold: &Text, doc: &Document) -> Scores {
    let mut scores = Scores::default();
    let tokens = |&(s, at): &(&Sentence, usize)| {
        let several = s.multiwords.iter().map(|m| m.span);
        let single = |i: &usize| s.multiwords.iter().all(|m| !m.words.contains(i));
        let single = (0..s.words.len()).filter(single).filter_map(|i| s.words[i].span);
        several.chain(single).map(|span| shifted(span, at)).collect::<Vec<_>>()
    };
    let expected: BTreeSet<Span> = gold.sentences.iter().flat_map(tokens).collect();
    let found: BTreeSet<Span> =
        doc.sentences.iter().flat_map(|s| conllu::surface_tokens(doc, s)).map(|t| doc.span(&t)).collect();
    scores.add("tokens", Counts::of(&expected, &found));
    let expected: BTreeSet<Span> =
        gold.sentences.iter().map(|&(s, at)| shifted(Span::new(0, s.text.len()), at)).collect();
    let found: BTreeSet<Span> = doc.sentences.iter().map(|s| doc.span(s)).collect();
    scores.add("sentences", Counts::of(&expected, &found));
    scores
}

/// The features that the shared task compares.
fn universal(feats: &str) -> BTreeSet<&str> {
    const UNIVERSAL: [&str; 21] = [
        "PronType", "NumType", "Poss", "Reflex", "Foreign", "Abbr", "Gender", "Animacy", "Number", "Case", "Definite",
        "Degree", "VerbForm", "Mood", "Tense", "Aspect", "Voice", "Evident", "Polarity", "Person", "Polite",
    ];
    feats.split('|').filter(|f| f.split_once('=').is_some_and(|(name, _)| UNIVERSAL.contains(&name))).collect()
}

/// The words of a sentence with their places and those of their heads.
fn words(sentence: &Sentence, at: usize) -> impl Iterator<Item = (&Word, Option<Span>, Option<Span>)> {
    let place = move |word: &Word| word.span.map(|s| shifted(s, at));
    sentence.words.iter().map(move |w| (w, place(w), w.head.and_then(|h| place(&sentence.words[h]))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;

    const GOLD: &str = "# newdoc\n# newpar\n\
        1\tHe\the\tPRON\tPRP\tCase=Nom|Gender=Masc|Number=Sing|Person=3|PronType=Prs\t2\tnsubj\t_\t_\n\
        2\tmet\tmeet\tVERB\tVBD\tMood=Ind|Number=Sing|Person=3|Tense=Past|Typo=Yes|VerbForm=Fin\t0\troot\t_\t_\n\
        3\tPutin\tPutin\tPROPN\tNNP\tNumber=Sing\t2\tobj\t_\t_\n\
        4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n\n\
        # newpar\n1\tNews\tnews\tNOUN\tNN\tNumber=Sing\t0\troot\t_\t_\n\n";

    fn f1(scores: &Scores, layer: &str) -> f64 {
        scores.get(layer).unwrap().f1()
    }

    #[test]
    fn perfect_and_imperfect_analyses() {
        let gold = Gold { file: "x.conllu", text: GOLD };
        let answer = |lines: &str| {
            treebank(gold, Given::Text, |text| {
                let mut doc = hand::document(lines);
                // The hand-made text has one space for the paragraph's end.
                assert_eq!(text.text, "He met Putin .\n\nNews");
                for token in doc.tokens.iter_mut().filter(|t| t.span.start > 13) {
                    token.span = Span::new(token.span.start as usize + 1, token.span.end as usize + 1);
                }
                doc.text = text.text.clone();
                doc.tokens.iter_mut().filter(|t| t.lemma == "met").for_each(|t| t.lemma = "meet".to_owned());
                doc
            })
            .unwrap()
        };
        let perfect = answer("He/PRP>2:nsubj met/VBD>0:root Putin/NNP>2:obj ./.>2:punct\n\nNews/NN>0:root");
        for layer in ["tokens", "words", "UFeats", "AllTags", "sentences", "UPOS", "XPOS", "lemmas", "UAS", "LAS"] {
            assert_eq!(f1(&perfect, layer), 1.0, "{layer}");
        }
        let poor = answer("He/PRP>3:nsubj met/NN>0:root Putin/NNP>2:nsubj ./.>2:punct News/NN>2:dep");
        assert_eq!((f1(&poor, "words"), f1(&poor, "sentences")), (1.0, 0.0));
        assert_eq!((f1(&poor, "UPOS"), f1(&poor, "XPOS"), f1(&poor, "lemmas")), (0.8, 0.8, 1.0));
        assert_eq!((f1(&poor, "UAS"), f1(&poor, "LAS")), (0.6, 0.4));
    }
}
