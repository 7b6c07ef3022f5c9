//! Persons' words on identity, made ready to be obeyed.
//!
//! Input: judgements and the article entities at hand. Output: which entities must be together, which must not.
//! Invariant: `distinct` outranks `same`, also over chains; a judgement of which a side is missing sleeps; the order of judgements does not matter.

use crate::judgement::{EntityRef, Judgement, Verdict};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Where an article entity stands: its article's slot and its index there.
pub type Place = (u32, u32);

/// What is to be obeyed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Pairs that are one, with the person's reason.
    pub same: Vec<(Place, Place, String)>,
    /// For each member under a `distinct`: whom it is not.
    pub distinct: BTreeMap<Place, BTreeSet<Place>>,
}

impl Verdicts {
    /// Reads judgements; `find` tells where a side stands, if it is there.
    pub fn new(judgements: &[Judgement], find: impl Fn(&EntityRef) -> Option<Place>) -> Verdicts {
        let mut awake: Vec<(&Judgement, Place, Place)> =
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
        let mut groups: BTreeMap<Place, BTreeSet<Place>> = BTreeMap::new();
        let mut home: BTreeMap<Place, Place> = BTreeMap::new();
        for (judgement, a, b) in &awake {
            if judgement.verdict != Verdict::Same || a == b {
                continue;
            }
            let side = |x: &Place| {
                let home = home.get(x).copied().unwrap_or(*x);
                (home, groups.get(&home).cloned().unwrap_or_else(|| BTreeSet::from([home])))
            };
            let ((left, mut members), (right, others)) = (side(a), side(b));
            let foes = |x: &Place| verdicts.distinct.get(x).is_some_and(|foes| !foes.is_disjoint(&others));
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

    /// Members of whom other things are said than in `other`.
    pub fn changed(&self, other: &Verdicts) -> BTreeSet<Place> {
        let said = |v: &Verdicts| {
            let same = v.same.iter().flat_map(|(a, b, r)| [(*a, *b, Some(r.clone())), (*b, *a, Some(r.clone()))]);
            let distinct = v.distinct.iter().flat_map(|(a, all)| all.iter().map(|b| (*a, *b, None)));
            same.chain(distinct).collect::<BTreeSet<_>>()
        };
        said(self).symmetric_difference(&said(other)).map(|(member, ..)| *member).collect()
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
        let find = |side: &EntityRef| ["a", "b", "c"].iter().position(|a| *a == side.article).map(|i| (i as u32, 0));
        let verdicts = Verdicts::new(&judgements, find);
        assert_eq!(verdicts.same, [((0, 0), (1, 0), String::new())]);
        assert_eq!(verdicts.distinct[&(2, 0)], BTreeSet::from([(0, 0)]));
        let mut turned = judgements.to_vec();
        turned.reverse();
        assert_eq!(Verdicts::new(&turned, find), verdicts);
        assert_eq!(verdicts.changed(&Verdicts::new(&judgements[2..], find)), BTreeSet::from([(0, 0), (1, 0)]));
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
