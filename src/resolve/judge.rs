//! Persons' words on identity, made ready to be obeyed.
//!
//! Input: judgements and the article entities at hand. Output: which entities must be together, which must not.
//! Invariant: `distinct` outranks `same`, also over chains; a judgement of which a side is missing sleeps; the order of judgements does not matter.

use crate::judgement::{EntityRef, Judgement, Verdict};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// Disjoint sets over indexes; the least member stands for its set.
pub struct Sets(Vec<u32>);

impl Sets {
    /// `n` sets of one member.
    pub fn new(n: usize) -> Sets {
        Sets((0..n as u32).collect())
    }

    /// The member that stands for a set.
    pub fn find(&mut self, mut i: u32) -> u32 {
        while self.0[i as usize] != i {
            let above = self.0[self.0[i as usize] as usize];
            self.0[i as usize] = above;
            i = above;
        }
        i
    }

    /// Makes two sets one.
    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

/// What is to be obeyed, by index of member.
#[derive(Default)]
pub struct Verdicts {
    /// Pairs that are one, with the person's reason.
    pub same: Vec<(u32, u32, String)>,
    /// For each member under a `distinct`: whom it is not.
    pub distinct: BTreeMap<u32, BTreeSet<u32>>,
}

impl Verdicts {
    /// Reads judgements; `index` finds a member by article and key.
    pub fn new(judgements: &[Judgement], index: &HashMap<(&str, &str), u32>) -> Verdicts {
        let find = |r: &EntityRef| index.get(&(r.article.as_str(), r.key.as_str())).copied();
        let mut awake: Vec<(&Judgement, u32, u32)> =
            judgements.iter().filter_map(|j| Some((j, find(&j.left)?, find(&j.right)?))).collect();
        awake.sort();
        awake.dedup();
        let mut verdicts = Verdicts::default();
        for (judgement, a, b) in &awake {
            if judgement.verdict == Verdict::Distinct && a != b {
                verdicts.distinct.entry(*a).or_default().insert(*b);
                verdicts.distinct.entry(*b).or_default().insert(*a);
            }
        }
        let mut groups: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let mut home: BTreeMap<u32, u32> = BTreeMap::new();
        for (judgement, a, b) in &awake {
            if judgement.verdict != Verdict::Same || a == b {
                continue;
            }
            let side = |x: &u32| {
                let home = home.get(x).copied().unwrap_or(*x);
                (home, groups.get(&home).cloned().unwrap_or_else(|| BTreeSet::from([home])))
            };
            let ((left, mut members), (right, others)) = (side(a), side(b));
            let foes = |x: &u32| verdicts.distinct.get(x).is_some_and(|foes| !foes.is_disjoint(&others));
            if members.iter().any(foes) {
                continue;
            }
            verdicts.same.push((*a, *b, judgement.reason.clone()));
            if left != right {
                groups.remove(&right);
                members.extend(others);
                members.iter().for_each(|m| {
                    home.insert(*m, left);
                });
                groups.insert(left, members);
            }
        }
        verdicts
    }
}

/// Contradictions between persons: each `distinct` whose sides are one by a chain of `same`, with the first link of that chain.
pub fn conflicts(judgements: &[Judgement]) -> Vec<(Judgement, Judgement)> {
    let mut sorted: Vec<&Judgement> = judgements.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut links: BTreeMap<&EntityRef, Vec<(&EntityRef, &Judgement)>> = BTreeMap::new();
    for judgement in sorted.iter().filter(|j| j.verdict == Verdict::Same) {
        links.entry(&judgement.left).or_default().push((&judgement.right, judgement));
        links.entry(&judgement.right).or_default().push((&judgement.left, judgement));
    }
    let mut found = Vec::new();
    for distinct in sorted.iter().filter(|j| j.verdict == Verdict::Distinct) {
        // Breadth first, so that a direct contradiction is told before one over a chain.
        let mut first: BTreeMap<&EntityRef, &Judgement> = BTreeMap::new();
        let mut queue = VecDeque::from([&distinct.left]);
        while let Some(at) = queue.pop_front() {
            for (next, link) in links.get(at).into_iter().flatten() {
                if *next != &distinct.left && !first.contains_key(next) {
                    first.insert(next, first.get(at).copied().unwrap_or(link));
                    queue.push_back(next);
                }
            }
        }
        if let Some(link) = first.get(&distinct.right) {
            found.push(((*link).clone(), (*distinct).clone()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(left: &str, verdict: Verdict, right: &str) -> Judgement {
        let side = |article: &str| EntityRef { article: article.to_owned(), key: "x".to_owned() };
        Judgement { left: side(left), right: side(right), verdict, reason: String::new() }
    }

    #[test]
    fn distinct_outranks_same_over_chains() {
        let judgements = [
            judgement("a", Verdict::Same, "b"),
            judgement("b", Verdict::Same, "c"),
            judgement("a", Verdict::Distinct, "c"),
            judgement("a", Verdict::Same, "asleep"),
        ];
        let index = HashMap::from([(("a", "x"), 0), (("b", "x"), 1), (("c", "x"), 2)]);
        let verdicts = Verdicts::new(&judgements, &index);
        assert_eq!(verdicts.same, [(0, 1, String::new())]);
        assert_eq!(verdicts.distinct[&2], BTreeSet::from([0]));
        let mut turned = judgements.to_vec();
        turned.reverse();
        assert_eq!(Verdicts::new(&turned, &index).same, verdicts.same);
    }

    #[test]
    fn conflicts_are_direct_or_over_a_chain() {
        let (ab, bc) = (judgement("a", Verdict::Same, "b"), judgement("b", Verdict::Same, "c"));
        let ac = judgement("a", Verdict::Distinct, "c");
        assert_eq!(conflicts(&[ac.clone(), bc.clone(), ab.clone()]), [(ab.clone(), ac.clone())]);
        assert_eq!(conflicts(&[ac, ab]), []);
        let not = judgement("b", Verdict::Distinct, "c");
        assert_eq!(conflicts(&[not.clone(), bc.clone()]), [(bc, not)]);
    }
}
