//! Positions in a text: byte spans inside the program, Unicode code points where the outside counts them.
//!
//! Input: a text. Output: spans that can be sliced, and code-point or line numbers for display and for RDF.
//! Invariant: a `Span` lies on char boundaries of the text it was made for; `end` is exclusive.

use std::ops::Range;

/// A stretch of a text: byte offsets, end exclusive, on char boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte `start` to byte `end` (exclusive).
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end && end <= u32::MAX as usize);
        Span { start: start as u32, end: end as u32 }
    }

    /// The same stretch as a range of byte offsets.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words that the span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Converts between byte offsets and Unicode code points of one text; one entry each 64 bytes, so a look-up reads at most 64 bytes.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    // Code points that begin before byte 64 * i.
    marks: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    const STEP: usize = 64;

    /// Indexes `text` in one pass.
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / Self::STEP + 1);
        let mut seen = 0;
        for (i, b) in text.bytes().enumerate() {
            if i % Self::STEP == 0 {
                marks.push(seen);
            }
            seen += u32::from(b & 0xC0 != 0x80);
        }
        if text.len().is_multiple_of(Self::STEP) {
            marks.push(seen);
        }
        CodePoints { text, marks }
    }

    /// The number of code points before byte offset `byte`.
    pub fn of_byte(&self, byte: usize) -> usize {
        let block = byte / Self::STEP;
        let rest = &self.text.as_bytes()[block * Self::STEP..byte];
        self.marks[block] as usize + rest.iter().filter(|b| **b & 0xC0 != 0x80).count()
    }

    /// The byte offset of code point number `point`; `None` past the end of the text.
    pub fn to_byte(&self, point: usize) -> Option<usize> {
        let block = self.marks.partition_point(|m| (*m as usize) <= point).saturating_sub(1);
        let start = block * Self::STEP;
        let mut left = point - self.marks[block] as usize;
        for (i, b) in self.text.as_bytes()[start..].iter().enumerate() {
            if b & 0xC0 != 0x80 {
                if left == 0 {
                    return Some(start + i);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(self.text.len())
    }
}

/// Line and column (both from 1, columns in code points) of a byte offset.
pub fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_agree_with_chars() {
        for text in ["", "a", "Путин встретил Обаму", &"é𝄞x".repeat(50), &"a".repeat(64)] {
            let points = CodePoints::new(text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(points.of_byte(byte), n);
                assert_eq!(points.to_byte(n), Some(byte));
            }
            let n = text.chars().count();
            assert_eq!(points.of_byte(text.len()), n);
            assert_eq!(points.to_byte(n), Some(text.len()));
            assert_eq!(points.to_byte(n + 1), None);
        }
    }

    #[test]
    fn line_column_counts_from_one() {
        assert_eq!(line_column("ab\nçd", 0), (1, 1));
        assert_eq!(line_column("ab\nçd", 5), (2, 2));
    }
}
