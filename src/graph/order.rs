//! The one order of triples: as a person reads them, and the same for Turtle and N-Quads.
//!
//! Input: triples in any order, with doubles. Output: each once: world by IRI, then each article with its entities, claims and mentions, then judgements.
//! Invariant: a total order on subject, predicate and object, so that a set of triples has one sequence.
//! A predicate's place: `FIRST` or `LAST`; all others (roles) stand between them.

use super::iri::{Fragment, article_part, base_of};
use crate::vocab::{nif, prov, rap, rdf, rdfs, said, schema, skos};
use oxigraph::model::{GraphName, LiteralRef, NamedNodeRef, NamedOrBlankNode, Quad, TermRef, Triple};
use std::cmp::Ordering;
use std::collections::HashMap;

/// What a node is and is called.
const FIRST: &[NamedNodeRef<'static>] = &[
    rdf::TYPE,
    rdfs::LABEL,
    skos::ALT_LABEL,
    skos::EXACT_MATCH,
    schema::HEADLINE,
    schema::URL,
    schema::PUBLISHER,
    schema::DATE_PUBLISHED,
    schema::DATE_MODIFIED,
    schema::IN_LANGUAGE,
    said::CLASS,
    said::NAME,
    said::ALIAS,
    said::KIND,
    rap::LEFT,
    rap::VERDICT,
    rap::RIGHT,
];

/// How and when it holds, and what it rests on.
const LAST: &[NamedNodeRef<'static>] = &[
    rap::STATUS,
    said::STATUS,
    said::POLARITY,
    said::CERTAINTY,
    rap::WHEN,
    said::WHEN,
    rap::TIME_EXPRESSION,
    said::TIME_EXPRESSION,
    rap::START_EARLIEST,
    rap::START_LATEST,
    rap::END_EARLIEST,
    rap::END_LATEST,
    said::BY,
    said::CITING,
    said::CONFIDENCE,
    said::EXTRACTOR,
    rap::EVIDENCE,
    said::MENTION,
    nif::BEGIN_INDEX,
    nif::END_INDEX,
    nif::ANCHOR_OF,
    nif::REFERENCE_CONTEXT,
    rap::IN_ARTICLE,
    rap::MENTIONED_AS,
    rap::CLAIM_OF_FACT,
    rap::REASON,
    rap::MERGED_BECAUSE,
    rap::TEXT_SHA256,
    prov::WAS_GENERATED_BY,
    nif::IS_STRING,
];

/// Sorts triples and drops doubles.
pub(super) fn sort(triples: Vec<Triple>) -> Vec<Triple> {
    let mut subjects: HashMap<&NamedOrBlankNode, Vec<(usize, usize)>> = HashMap::new();
    for (i, triple) in triples.iter().enumerate() {
        subjects.entry(&triple.subject).or_default().push((rank(triple.predicate.as_ref()), i));
    }
    let mut groups: Vec<_> = subjects.into_iter().map(|(subject, group)| (place(subject), group)).collect();
    groups.sort_unstable_by(|(a, _), (b, _)| compare_places(a, b));
    for (_, group) in &mut groups {
        group.sort_unstable_by(|(p, a), (q, b)| p.cmp(q).then_with(|| compare_statements(&triples[*a], &triples[*b])));
        group.dedup_by(|(_, a), (_, b)| triples[*a] == triples[*b]);
    }
    let order: Vec<usize> = groups.into_iter().flat_map(|(_, group)| group).map(|(_, i)| i).collect();
    let mut slots: Vec<Option<Triple>> = triples.into_iter().map(Some).collect();
    order.into_iter().filter_map(|i| slots[i].take()).collect()
}

/// Sorts quads by graph, and each graph's as `sort` does.
pub(super) fn sort_quads(quads: Vec<Quad>) -> Vec<(GraphName, Vec<Quad>)> {
    let mut graphs: HashMap<GraphName, Vec<Triple>> = HashMap::new();
    for Quad { subject, predicate, object, graph_name } in quads {
        graphs.entry(graph_name).or_default().push(Triple { subject, predicate, object });
    }
    let mut graphs: Vec<(GraphName, Vec<Triple>)> = graphs.into_iter().collect();
    graphs.sort_by_cached_key(|(graph, _)| (!graph.is_default_graph(), graph.to_string()));
    let named = |graph: &GraphName, triples| sort(triples).into_iter().map(|t| t.in_graph(graph.clone())).collect();
    graphs.into_iter().map(|(graph, triples)| (graph.clone(), named(&graph, triples))).collect()
}

/// Where a subject stands: layer, article, part of the article, IRI.
type Place<'a> = (u8, &'a str, u8, &'a str);

fn place(subject: &NamedOrBlankNode) -> Place<'_> {
    let iri = match subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str(),
        NamedOrBlankNode::BlankNode(node) => return (3, "", 0, node.as_str()),
    };
    match article_part(iri) {
        Some((article, part)) => {
            let rank = match part {
                Fragment::Article => 0,
                Fragment::Entity(_) => 1,
                Fragment::Claim(_) => 2,
                Fragment::Mention(_) => 3,
                Fragment::Other => 4,
            };
            (1, article, rank, iri)
        }
        None if base_of(iri, "judgement").is_some() => (2, "", 0, iri),
        None => (0, "", 0, iri),
    }
}

fn compare_places(a: &Place<'_>, b: &Place<'_>) -> Ordering {
    (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)).then_with(|| compare_natural(a.3, b.3))
}

/// Where a predicate stands among the others of its subject.
fn rank(predicate: NamedNodeRef<'_>) -> usize {
    let of = |list: &[NamedNodeRef<'_>]| list.iter().position(|x| *x == predicate);
    of(FIRST).unwrap_or_else(|| of(LAST).map_or(FIRST.len(), |i| FIRST.len() + 1 + i))
}

fn compare_statements(a: &Triple, b: &Triple) -> Ordering {
    let by_predicate = a.predicate.as_str().cmp(b.predicate.as_str());
    by_predicate.then_with(|| compare_terms(a.object.as_ref(), b.object.as_ref()))
}

/// IRIs, then blank nodes, then literals by value, datatype and language.
fn compare_terms(a: TermRef<'_>, b: TermRef<'_>) -> Ordering {
    match (a, b) {
        (TermRef::NamedNode(a), TermRef::NamedNode(b)) => compare_natural(a.as_str(), b.as_str()),
        (TermRef::BlankNode(a), TermRef::BlankNode(b)) => a.as_str().cmp(b.as_str()),
        (TermRef::Literal(a), TermRef::Literal(b)) => {
            let key = |l: LiteralRef<'_>| (l.datatype().into_owned(), l.language().map(str::to_owned));
            a.value().cmp(b.value()).then_with(|| key(a).cmp(&key(b)))
        }
        (a, b) => {
            let rank = |t: TermRef<'_>| (!t.is_named_node(), !t.is_blank_node());
            rank(a).cmp(&rank(b))
        }
    }
}

/// Compares texts with runs of digits as numbers: claim 2 before claim 10. Equal only for equal texts.
fn compare_natural(a: &str, b: &str) -> Ordering {
    let (x, y) = (a.as_bytes(), b.as_bytes());
    let same = x.iter().zip(y).take_while(|(p, q)| p == q).count();
    // The run of digits that the first difference lies in begins before it.
    let start = same - x[..same].iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let number = |s: &[u8]| s[start..].iter().take_while(|c| c.is_ascii_digit()).count();
    let (m, n) = (number(x), number(y));
    if m > 0 && n > 0 {
        let digits = |s: &'_ [u8], len: usize| {
            let zeros = s[start..start + len].iter().take_while(|c| **c == b'0').count();
            (start + zeros, start + len)
        };
        let ((xs, xe), (ys, ye)) = (digits(x, m), digits(y, n));
        let order = (xe - xs).cmp(&(ye - ys)).then_with(|| x[xs..xe].cmp(&y[ys..ye]));
        if order != Ordering::Equal {
            return order;
        }
    }
    x.cmp(y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_in_iris_count_as_numbers() {
        let sorted = [
            "",
            "a",
            "a#char=9,12",
            "a#char=10,11",
            "a#char=10,110",
            "a0-",
            "a00",
            "a0b",
            "a1",
            "a01b",
            "a2",
            "a10",
            "b",
        ];
        for (i, a) in sorted.iter().enumerate() {
            for (j, b) in sorted.iter().enumerate() {
                if (*a, *b) != ("a1", "a01b") && (*a, *b) != ("a01b", "a1") {
                    assert_eq!(compare_natural(a, b), i.cmp(&j), "{a} {b}");
                }
            }
        }
        assert_eq!(compare_natural("a01b", "a1"), Ordering::Less);
    }

    proptest! {
        #[test]
        fn natural_order_is_total(a in "[0-2a.]{0,6}", b in "[0-2a.]{0,6}", c in "[0-2a.]{0,6}") {
            prop_assert_eq!(compare_natural(&a, &b), compare_natural(&b, &a).reverse());
            prop_assert_eq!(compare_natural(&a, &b) == Ordering::Equal, a == b);
            if compare_natural(&a, &b).is_le() && compare_natural(&b, &c).is_le() {
                prop_assert!(compare_natural(&a, &c).is_le());
            }
        }
    }
}
