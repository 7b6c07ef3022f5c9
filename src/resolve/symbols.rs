//! Words as numbers.
//!
//! Input: words as they come. Output: one number for all that are equal.
//! Invariant: the empty word is number 0; the order of numbers tells nothing.

use std::collections::HashMap;
use std::sync::Arc;

/// All words met.
pub struct Symbols {
    numbers: HashMap<Arc<str>, u32>,
    words: Vec<Arc<str>>,
}

impl Default for Symbols {
    fn default() -> Self {
        Symbols::new()
    }
}

impl Symbols {
    /// The empty word alone.
    pub fn new() -> Symbols {
        let mut symbols = Symbols { numbers: HashMap::new(), words: Vec::new() };
        symbols.of("");
        symbols
    }

    /// The number of a word.
    pub fn of(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let (number, word) = (self.words.len() as u32, Arc::<str>::from(word));
        self.words.push(word.clone());
        self.numbers.insert(word, number);
        number
    }

    /// The word of a number.
    pub fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }
}
