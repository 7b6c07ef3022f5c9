//! Texts whose sentences and words are given.
//!
//! Input: the sentences of a treebank. Output: running texts, and documents with just these tokens and sentences.
//! Invariant: each sentence stands in the text as its tokens spell it; a document's tokens are the given words, one for one.

use super::conllu::{Multiword, Sentence, Word};
use crate::document::{Document, Token, Upos};
use crate::span::Span;

/// A running text made of given sentences.
#[derive(Debug)]
pub struct Text<'a> {
    /// The words, with an empty line between paragraphs.
    pub text: String,
    /// Each sentence with the byte at which it begins.
    pub sentences: Vec<(&'a Sentence, usize)>,
}

impl<'a> Text<'a> {
    /// The texts of a treebank. With `alone`, each sentence becomes a paragraph, so that its bounds are given.
    pub fn all(sentences: &'a [Sentence], alone: bool) -> Vec<Text<'a>> {
        sentences.chunk_by(|_, next| !next.begins_text).map(|text| Text::of(text, alone)).collect()
    }

    /// One text of all sentences.
    pub fn of(sentences: &'a [Sentence], alone: bool) -> Text<'a> {
        let mut text = Text { text: String::new(), sentences: Vec::new() };
        let mut gap = "";
        for (i, sentence) in sentences.iter().enumerate() {
            let apart = alone || sentence.begins_paragraph || sentence.begins_text;
            text.text.push_str(if apart && i > 0 { "\n\n" } else { gap });
            text.sentences.push((sentence, text.text.len()));
            text.text.push_str(&sentence.text);
            gap = if sentence.space_after { " " } else { "" };
        }
        text
    }

    /// A document with the given tokens and sentences, and no other layer. The sentences must be `spelled`.
    pub fn document(&self) -> Document {
        let mut doc = Document { text: self.text.clone(), ..Document::default() };
        let (mut paragraph, mut end) = (0, 0);
        for &(sentence, at) in &self.sentences {
            paragraph += u32::from(self.text[end..at].contains('\n'));
            end = at + sentence.text.len();
            let first = doc.tokens.len() as u32;
            let spans = sentence.words.iter().filter_map(|w| w.span).map(|s| shifted(s, at));
            doc.tokens.extend(spans.map(bare));
            doc.sentences.push(first..doc.tokens.len() as u32);
            doc.paragraphs.push(paragraph);
        }
        doc
    }
}

/// A token before its analysis.
pub fn bare(span: Span) -> Token {
    Token { span, lemma: String::new(), upos: Upos::X, xpos: "", head: None, rel: "root" }
}

/// A stretch of a sentence as a stretch of the text in which the sentence begins at byte `at`.
pub fn shifted(span: Span, at: usize) -> Span {
    Span::new(span.range().start + at, span.range().end + at)
}

/// A sentence in whose text every word stands: words of a token that does not spell them ("du": "de", "le") take its place, parted by spaces.
pub fn spelled(sentence: &Sentence) -> Sentence {
    let mut text = String::new();
    let mut read = 0;
    let mut words: Vec<Word> = Vec::new();
    for (i, word) in sentence.words.iter().enumerate() {
        let token = sentence.multiwords.iter().find(|m| m.words.contains(&i));
        let hidden = token.filter(|m| sentence.words[m.words.clone()].iter().any(|w| w.span.is_none()));
        let (gap, next) = match (hidden, word.span) {
            (Some(Multiword { words, .. }), _) if i > words.start => (" ", read),
            (Some(&Multiword { span, .. }), _) | (None, Some(span)) => {
                (&sentence.text[read..span.range().start], span.range().end)
            }
            (None, None) => ("", read),
        };
        text.push_str(gap);
        let start = text.len();
        text.push_str(&word.form);
        read = next;
        words.push(Word { span: Some(Span::new(start, text.len())), ..word.clone() });
    }
    let mut multiwords = sentence.multiwords.clone();
    for token in &mut multiwords {
        let spans = words[token.words.clone()].iter().filter_map(|w| w.span);
        token.span = spans.reduce(Span::cover).unwrap_or(token.span);
    }
    Sentence { text, words, multiwords, ..sentence.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::conllu;
    use super::*;

    #[test]
    fn every_word_becomes_a_token() {
        let word = |id: &str, form: &str, misc: &str| format!("{id}\t{form}\t_\tX\t_\t_\t0\tdep\t_\t{misc}\n");
        let text = [
            word("1-2", "don't", "_"),
            word("1", "do", "_"),
            word("2", "n't", "_"),
            word("3-4", "du", "SpaceAfter=No"),
            word("3", "de", "_"),
            word("4", "le", "_"),
            word("5", ".", "_"),
            "\n# newpar\n".to_owned(),
            word("1", "10 000", "_"),
        ]
        .concat();
        let sentences: Vec<Sentence> = conllu::read("x", &text).unwrap().iter().map(spelled).collect();
        let texts = Text::all(&sentences, false);
        assert_eq!(texts[0].text, "don't de le.\n\n10 000");
        let doc = texts[0].document();
        let forms: Vec<&str> = (0..6).map(|t| doc.form(t)).collect();
        assert_eq!(forms, ["do", "n't", "de", "le", ".", "10 000"]);
        assert_eq!((doc.sentences, doc.paragraphs), (vec![0..5, 5..6], vec![0, 1]));
    }
}
