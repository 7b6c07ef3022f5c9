//! The best dependency tree of a sentence: maximum spanning arborescence (Chu and Liu 1965, Edmonds 1967) with one root.
//!
//! Input: scores of every word under every head. Output: a head for each word.
//! Invariant: exactly one word hangs on node 0, and there is no cycle. Equal scores: the lower head stands.

const NEVER: f32 = -1e9;

/// Heads of words 1 to n by `scores[word * (n + 1) + head]`, nodes 0 (the root) to n; `heads[0]` is 0 and means nothing.
pub fn heads(scores: &[f32], nodes: usize) -> Vec<usize> {
    let mut scores = scores.to_vec();
    for node in 0..nodes {
        scores[node * nodes + node] = NEVER;
    }
    let best = arborescence(&scores, nodes);
    let roots = |heads: &[usize]| (1..nodes).filter(|w| heads[*w] == 0).count();
    if nodes < 2 || roots(&best) == 1 {
        return best;
    }
    // Each of the likeliest words is tried as the only root.
    let mut candidates: Vec<usize> = (1..nodes).collect();
    candidates.sort_by(|a, b| scores[b * nodes].total_cmp(&scores[a * nodes]).then(a.cmp(b)));
    let tries = candidates.into_iter().take(4).map(|root| {
        let mut single = scores.clone();
        (1..nodes).filter(|w| *w != root).for_each(|w| single[w * nodes] = NEVER / 10.0);
        let tree = arborescence(&single, nodes);
        let total: f32 = (1..nodes).map(|w| single[w * nodes + tree[w]]).sum();
        (total, tree)
    });
    let best = tries.fold(None, |best: Option<(f32, Vec<usize>)>, next| match best {
        Some(b) if b.0 >= next.0 => Some(b),
        _ => Some(next),
    });
    best.map(|b| b.1).unwrap_or_default()
}

fn arborescence(scores: &[f32], nodes: usize) -> Vec<usize> {
    let score = |word: usize, head: usize| scores[word * nodes + head];
    let mut heads = vec![0; nodes];
    for (word, head) in heads.iter_mut().enumerate().skip(1) {
        *head = (0..nodes).fold(0, |best, h| if score(word, h) > score(word, best) { h } else { best });
    }
    let Some(cycle) = cycle(&heads) else { return heads };
    // The cycle becomes one node, the last, of a smaller problem.
    let rest: Vec<usize> = (0..nodes).filter(|n| !cycle.contains(n)).collect();
    let small = rest.len() + 1;
    let lump = rest.len();
    let mut inner = vec![NEVER; small * small];
    let mut leaves_by = vec![0; lump];
    let mut enters_at = vec![0; lump];
    let around: f32 = cycle.iter().map(|c| score(*c, heads[*c])).sum();
    for (i, &node) in rest.iter().enumerate() {
        for (j, &other) in rest.iter().enumerate() {
            inner[i * small + j] = score(node, other);
        }
        let out = cycle.iter().copied().fold(cycle[0], |b, c| if score(node, c) > score(node, b) { c } else { b });
        leaves_by[i] = out;
        inner[i * small + lump] = score(node, out);
        let gain = |c: usize| score(c, node) - score(c, heads[c]);
        let into = cycle.iter().copied().fold(cycle[0], |b, c| if gain(c) > gain(b) { c } else { b });
        enters_at[i] = into;
        inner[lump * small + i] = gain(into) + around;
    }
    let solved = arborescence(&inner, small);
    for (i, &node) in rest.iter().enumerate().skip(1) {
        heads[node] = if solved[i] == lump { leaves_by[i] } else { rest[solved[i]] };
    }
    let from = solved[lump];
    heads[enters_at[from]] = rest[from];
    heads
}

/// Some cycle of a head function, lowest member first found.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at];
        }
        if at != 0 && seen[at] == start {
            let mut members = vec![at];
            let mut next = heads[at];
            while next != at {
                members.push(next);
                next = heads[next];
            }
            return Some(members);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All head functions of a small sentence, tried one by one.
    fn brute(scores: &[f32], nodes: usize) -> f32 {
        let mut best = f32::MIN;
        for code in 0..nodes.pow(nodes as u32 - 1) {
            let heads: Vec<usize> =
                std::iter::once(0).chain((0..nodes - 1).map(|i| code / nodes.pow(i as u32) % nodes)).collect();
            let single = (1..nodes).filter(|w| heads[*w] == 0).count() == 1;
            if single && cycle(&heads).is_none() {
                best = best.max((1..nodes).map(|w| scores[w * nodes + heads[w]]).sum());
            }
        }
        best
    }

    proptest! {
        #[test]
        fn finds_the_best_tree(scores in proptest::collection::vec(-8i8..8, 25)) {
            let scores: Vec<f32> = scores.into_iter().map(f32::from).collect();
            let found = heads(&scores, 5);
            prop_assert_eq!(cycle(&found), None);
            prop_assert_eq!((1..5).filter(|w| found[*w] == 0).count(), 1);
            let total: f32 = (1..5).map(|w| scores[w * 5 + found[w]]).sum();
            prop_assert_eq!(total, brute(&scores, 5));
        }
    }

    #[test]
    fn short_sentences() {
        assert_eq!(heads(&[0.0], 1), [0]);
        assert_eq!(heads(&[0.0; 4], 2), [0, 0]);
    }
}
