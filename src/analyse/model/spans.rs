//! Labelled spans from scores of BIO tags (Ramshaw and Marcus 1995), decoded so that an I follows its own B or I (Viterbi).
//!
//! Input: a row of tag scores a word. Output: spans in order with their labels. Invariant: spans do not overlap.

use std::ops::Range;

/// The tags of a task, in the order of its scores.
pub struct Tags {
    tags: Vec<Tag>,
    /// For each tag of an inside, the tags that it may follow.
    before: Vec<Vec<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Outside,
    Begin(&'static str),
    Inside(&'static str),
}

impl Tags {
    /// Reads "O", "B-X", "I-X".
    pub fn new(names: &[&'static str]) -> Tags {
        let tag = |n: &&'static str| match n.split_at_checked(2) {
            Some(("B-", label)) => Tag::Begin(label),
            Some(("I-", label)) => Tag::Inside(label),
            _ => Tag::Outside,
        };
        let tags: Vec<Tag> = names.iter().map(tag).collect();
        let before = |tag: &Tag| match tag {
            Tag::Inside(label) => {
                let carries = |t: &Tag| matches!(t, Tag::Begin(l) | Tag::Inside(l) if l == label);
                (0..tags.len()).filter(|i| carries(&tags[*i])).collect()
            }
            _ => vec![],
        };
        Tags { before: tags.iter().map(before).collect(), tags }
    }

    /// The best spans.
    pub fn decode(&self, scores: &[f32]) -> Vec<(Range<usize>, &'static str)> {
        let n = self.tags.len();
        let mut rows = scores.chunks_exact(n);
        let Some(first) = rows.next() else { return vec![] };
        let starts = |t: &Tag| !matches!(t, Tag::Inside(_));
        let mut best: Vec<f32> =
            first.iter().zip(&self.tags).map(|(s, t)| if starts(t) { *s } else { f32::MIN / 2.0 }).collect();
        let mut back: Vec<Vec<usize>> = Vec::new();
        for row in rows {
            let top = argmax(&best);
            let better = |a: usize, b: &usize| if best[*b] > best[a] { *b } else { a };
            let from = |before: &Vec<usize>| before.first().map_or(top, |first| before.iter().fold(*first, better));
            let previous: Vec<usize> = self.before.iter().map(from).collect();
            best = previous.iter().zip(row).map(|(p, s)| best[*p] + s).collect();
            back.push(previous);
        }
        let mut path = vec![argmax(&best)];
        for previous in back.iter().rev() {
            path.push(previous[path[path.len() - 1]]);
        }
        path.reverse();
        let mut spans: Vec<(Range<usize>, &'static str)> = Vec::new();
        for (i, tag) in path.iter().map(|t| self.tags[*t]).enumerate() {
            match (tag, spans.last_mut()) {
                (Tag::Begin(label), _) => spans.push((i..i + 1, label)),
                (Tag::Inside(_), Some(open)) => open.0.end = i + 1,
                _ => {}
            }
        }
        spans
    }
}

/// Index of the greatest value, the first of equals.
pub fn argmax(values: &[f32]) -> usize {
    (0..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inside_follows_its_own_begin() {
        let tags = Tags::new(&["O", "B-A", "I-A", "B-B", "I-B"]);
        let word = |best: usize, second: usize| {
            let mut row = [0.0; 5];
            (row[best], row[second]) = (3.0, 2.0);
            row
        };
        let scores = [word(4, 3), word(4, 2), word(0, 1), word(1, 0), word(4, 2), word(1, 0)].concat();
        assert_eq!(tags.decode(&scores), [(0..2, "B"), (3..5, "A"), (5..6, "A")]);
        assert!(tags.decode(&[]).is_empty());
    }
}
