//! Word pieces (Schuster and Nakajima 2012) over lower-cased words without accents, as BERT's uncased vocabularies have them.
//!
//! Input: a word. Output: piece numbers, at least one. Invariant: a word that no pieces spell is the unknown piece.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most pieces of one word.
const MOST: usize = 16;

/// The vocabulary.
pub struct Pieces {
    numbers: HashMap<&'static str, u32>,
    unknown: u32,
    /// The piece that opens a sentence.
    pub open: u32,
    /// The piece that closes a sentence.
    pub close: u32,
}

impl Pieces {
    /// Reads a vocabulary, one piece a line; `None` when a special piece is missing.
    pub fn new(vocabulary: &'static str) -> Option<Pieces> {
        let numbers: HashMap<_, _> = vocabulary.lines().zip(0..).collect();
        let special = |p: &str| numbers.get(p).copied();
        Some(Pieces { unknown: special("[UNK]")?, open: special("[CLS]")?, close: special("[SEP]")?, numbers })
    }

    /// The pieces of a word.
    pub fn of(&self, word: &str) -> Vec<u32> {
        let plain: String = word.to_lowercase().nfd().filter(|c| !is_combining_mark(*c) && !c.is_control()).collect();
        let mut found = Vec::new();
        let mut start = 0;
        for (i, c) in plain.char_indices() {
            if !c.is_alphanumeric() && !c.is_whitespace() {
                self.spell(&plain[start..i], &mut found);
                start = i + c.len_utf8();
                self.spell(&plain[i..start], &mut found);
            }
        }
        self.spell(&plain[start..], &mut found);
        found.truncate(MOST);
        if found.is_empty() {
            found.push(self.unknown);
        }
        found
    }

    /// Longest pieces first, left to right.
    fn spell(&self, word: &str, into: &mut Vec<u32>) {
        let before = into.len();
        let mut rest = word.trim();
        let mut key = String::new();
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(i, c)| i + c.len_utf8()).rev();
            let hit = ends.take_while(|_| word.len() <= 100).find_map(|end| {
                key.clear();
                if into.len() > before {
                    key.push_str("##");
                }
                key.push_str(&rest[..end]);
                self.numbers.get(key.as_str()).map(|n| (*n, end))
            });
            let Some((number, end)) = hit else {
                into.truncate(before);
                into.push(self.unknown);
                return;
            };
            into.push(number);
            rest = &rest[end..];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelled_by_the_longest_pieces() {
        let pieces = Pieces::new("[UNK]\n[CLS]\n[SEP]\nlav\n##rov\nsergei\n.\nu\ns\n").unwrap();
        assert_eq!(pieces.of("Lavrov"), [3, 4]);
        assert_eq!(pieces.of("Sérgei"), [5]);
        assert_eq!(pieces.of("U.S."), [7, 6, 8, 6]);
        assert_eq!(pieces.of("Qatar"), [0]);
        assert_eq!(pieces.of("\u{301}"), [0]);
    }
}
