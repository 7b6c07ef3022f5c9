//! The laws of the graph over random reports, judgements and triples.
//!
//! Input: random nouns. Output: none.
//! Invariant: whatever a report holds, it comes back as it was, through quads, N-Quads and Turtle, below any base.

use super::*;
use crate::article::Metadata;
use crate::claim::{Claim, Filler, Quote, Report, Value};
use crate::entity::{Entity, EntityClass};
use crate::judgement::{EntityRef, Judgement, Verdict};
use crate::time::When;
use crate::vocab::{rdf, xsd};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use std::collections::HashSet;

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zA-Z ]{0,12}",
        "[\"\\\\\n\r\ta'.]{0,6}",
        Just("Эрдоған \"met\"\nübü \\ 😀".to_owned())
    ]
}

fn local() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,2}[A-Z][a-z]{0,6}", "x.{1,3}"]
}

fn metadata() -> impl Strategy<Value = Metadata> {
    let url = option::of(prop_oneof![words(), Just("https://news.example/a%27b/c?d=%27e%27#f".to_owned())]);
    let date =
        || option::of(prop_oneof![Just("2015-12-15T10:00:00+01:00".to_owned()), Just("2015".to_owned()), words()]);
    (option::of(words()), url, date(), date(), option::of(words()), option::of(words())).prop_map(
        |(title, url, published, modified, source, language)| Metadata {
            title,
            url,
            published,
            modified,
            source,
            language,
        },
    )
}

fn entity() -> impl Strategy<Value = Entity> {
    let class = (0..EntityClass::ALL.len()).prop_map(|i| EntityClass::ALL[i].1);
    let set = || btree_set(words(), 0..3).prop_map(|s| s.into_iter().collect::<Vec<_>>());
    (words(), class, words(), set(), set(), option::of(words()), option::of(words())).prop_map(
        |(key, class, name, aliases, titles, country, code)| Entity {
            key,
            class,
            name,
            aliases,
            titles,
            country,
            code,
        },
    )
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        (0i16..=9999).prop_map(When::Year),
        (0i16..=9999, 1i8..=12).prop_map(|(y, m)| When::Month(y, m)),
        (0i16..=9999, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| When::Day(y, m, d)),
    ]
}

fn quote(text: &str, a: usize, b: usize) -> Quote {
    let n = text.chars().count() + 1;
    let (begin, end) = ((a % n).min(b % n), (a % n).max(b % n));
    Quote { begin, end, text: text.chars().skip(begin).take(end - begin).collect() }
}

fn value(entities: u32) -> BoxedStrategy<Value> {
    let plain = prop_oneof![words().prop_map(Value::Text), local().prop_map(Value::Code)];
    if entities == 0 {
        return plain.boxed();
    }
    prop_oneof![plain, (0..entities).prop_map(Value::Entity)].boxed()
}

fn claim(text: String, entities: u32) -> impl Strategy<Value = Claim> {
    let sources = if entities == 0 { vec(0u32..1, 0..1).boxed() } else { vec(0..entities, 0..5).boxed() };
    let roles = btree_set((local(), value(entities)).prop_map(|(role, value)| Filler { role, value }), 0..4);
    let times = (option::of(when()), option::of(words()));
    let reading = (local(), any::<bool>(), local(), 0u8..=100, words());
    (local(), roles, reading, times, sources, any::<bool>(), any::<(usize, usize)>()).prop_map(
        move |(kind, roles, (status, negated, certainty, confidence, extractor), times, mut sources, own, place)| {
            let by = (!own && !sources.is_empty()).then(|| sources.remove(0));
            let (when, time_expression) = times;
            Claim {
                kind,
                roles: roles.into_iter().collect(),
                status,
                negated,
                certainty,
                when,
                time_expression,
                by,
                citing: sources,
                evidence: quote(&text, place.0, place.1),
                confidence,
                extractor,
            }
        },
    )
}

fn report() -> impl Strategy<Value = Report> {
    let head = ("[a-z2-7]{16}", metadata(), words(), any::<bool>(), words());
    (head, btree_set(entity(), 0..4)).prop_flat_map(|(head, entities)| {
        let mut entities: Vec<Entity> = entities.into_iter().collect();
        entities.dedup_by(|a, b| a.key == b.key);
        let n = entities.len() as u32;
        let text = head.2.clone();
        let mention = (0..n.max(1), any::<(usize, usize)>()).prop_map(move |(e, p)| (e, quote(&text, p.0, p.1)));
        let mentions = btree_set(mention, 0..if n == 0 { 1 } else { 5 });
        (Just(head.clone()), Just(entities), mentions, vec(claim(head.2, n), 0..12)).prop_map(
            |((id, meta, text, keep, run), entities, mentions, claims)| Report {
                id,
                meta,
                text_sha256: format!("{:064x}", text.len()),
                run,
                text: keep.then_some(text),
                entities,
                mentions: mentions.into_iter().collect(),
                claims,
            },
        )
    })
}

fn judgement() -> impl Strategy<Value = Judgement> {
    let side = || ("[a-z2-7]{16}", words()).prop_map(|(article, key)| EntityRef { article, key });
    (side(), side(), any::<bool>(), words()).prop_map(|(a, b, same, reason)| Judgement {
        left: a.clone().min(b.clone()),
        right: a.max(b),
        verdict: if same { Verdict::Same } else { Verdict::Distinct },
        reason,
    })
}

fn contents() -> impl Strategy<Value = Contents> {
    let base = prop_oneof![
        Just("https://rapporteur.example/"),
        Just("urn:example:kg/"),
        Just("http://x.example:8080/article/"),
        Just("https://schema.org/")
    ];
    (base, vec(report(), 0..3), btree_set(judgement(), 0..3)).prop_map(|(base, mut reports, judgements)| {
        reports.sort();
        reports.dedup_by(|a, b| a.id == b.id);
        let some = !reports.is_empty() || !judgements.is_empty();
        let base = if some { Base::new(base).unwrap() } else { Base::default() };
        Contents { base, reports, judgements: judgements.into_iter().collect() }
    })
}

fn quads(contents: &Contents) -> Vec<Quad> {
    let mut quads = judgement_quads(&contents.judgements, &contents.base);
    quads.extend(contents.reports.iter().flat_map(|r| article_quads(r, &contents.base)));
    quads
}

pub(super) fn turtle<T: Into<Triple>>(triples: impl IntoIterator<Item = T>) -> String {
    let mut out = Vec::new();
    write_turtle(triples, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub(super) fn parse(text: &str, format: RdfFormat) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(text).collect::<Result<_, _>>().unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn any_triple() -> impl Strategy<Value = Triple> {
    let iri = || {
        prop_oneof![
            ("[a-z]{0,3}", "[-.:%_~a1/#?=é]{0,5}").prop_map(|(a, b)| format!("https://schema.org/{a}{b}")),
            "[-.:_~!$&'()*+,;=@a1/]{0,6}".prop_map(|s| format!("http://www.wikidata.org/entity/{s}")),
            "[.:a1/]{0,5}".prop_map(|s| format!("https://x.example/{s}")),
            ("[ab]", "[0-9]{1,2}").prop_map(|(a, n)| format!("https://x.example/article/{a}#claim={n}")),
            Just(rdf::TYPE.as_str().to_owned()),
        ]
        .prop_filter_map("no IRI", |s| NamedNode::new(s).ok())
    };
    let datatype = prop_oneof![
        Just(xsd::STRING.into_owned()),
        Just(xsd::INTEGER.into_owned()),
        Just(xsd::DECIMAL.into_owned()),
        Just(xsd::DOUBLE.into_owned()),
        Just(xsd::BOOLEAN.into_owned()),
        Just(xsd::DATE.into_owned()),
        iri()
    ];
    let value = || prop_oneof![words(), "[-+.0-9eE]{0,6}", Just("true".to_owned())];
    let literal = prop_oneof![
        (value(), datatype).prop_map(|(v, d)| Literal::new_typed_literal(v, d)),
        (value(), "[a-z]{2}(-[a-z]{2})?").prop_map(|(v, l)| Literal::new_language_tagged_literal(v, l).unwrap()),
    ];
    let blank = || "[a-z][a-z0-9]{0,3}".prop_map(|s| BlankNode::new(s).unwrap());
    let subject =
        prop_oneof![9 => iri().prop_map(NamedOrBlankNode::from), 1 => blank().prop_map(NamedOrBlankNode::from)];
    let object = prop_oneof![iri().prop_map(Term::from), literal.prop_map(Term::from), blank().prop_map(Term::from)];
    (subject, iri(), object).prop_map(|(s, p, o)| Triple::new(s, p, o))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn reports_and_judgements_come_back(contents in contents()) {
        let written = quads(&contents);
        prop_assert_eq!(&read_back(written.clone()).unwrap(), &contents);
        prop_assert_eq!(&read_back(written.iter().rev().chain(&written).cloned()).unwrap(), &contents);
        prop_assert!(written.iter().all(|q| !q.subject.is_blank_node() && !q.object.is_blank_node()));
    }

    #[test]
    fn they_come_back_through_text(contents in contents()) {
        let written = quads(&contents);
        let text = turtle(written.clone());
        prop_assert_eq!(&read_back(parse(&text, RdfFormat::Turtle)).unwrap(), &contents);
        prop_assert_eq!(&turtle(written.iter().rev().cloned()), &text);
        let mut nquads = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
        written.iter().for_each(|q| nquads.serialize_quad(q).unwrap());
        let nquads = String::from_utf8(nquads.finish().unwrap()).unwrap();
        prop_assert_eq!(parse(&nquads, RdfFormat::NQuads), written);
    }

    #[test]
    fn turtle_keeps_any_triples(triples in vec(any_triple(), 0..20)) {
        let text = turtle(triples.clone());
        let back: HashSet<Triple> = parse(&text, RdfFormat::Turtle).into_iter().map(Triple::from).collect();
        prop_assert_eq!(back, triples.iter().cloned().collect::<HashSet<_>>(), "{}", text);
        prop_assert_eq!(turtle(triples.into_iter().rev()), text);
    }
}
