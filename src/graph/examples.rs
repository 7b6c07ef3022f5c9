//! One small graph as people see it, and what is said of graphs that lack something.
//!
//! Input: an article of two claims, its world and a judgement. Output: none.
//! Invariant: a change of the written form shows here.

use super::laws::{parse, turtle};
use super::*;
use crate::article::Metadata;
use crate::claim::{Claim, Filler, Quote, Report, Value};
use crate::entity::{Entity, EntityClass};
use crate::judgement::{EntityRef, Judgement, Verdict};
use crate::time::When;
use crate::vocab::{nif, rap, rdf, said, schema, skos};
use crate::world::{Fact, FactValue, World, WorldEntity};
use oxigraph::io::RdfFormat;
use oxigraph::model::{NamedNode, Triple};
use std::collections::HashSet;

/// An article of two claims, one of them at third hand, and the world that follows from it.
fn small() -> (Report, World) {
    let entity = |key: &str, class, name: &str, code: Option<&str>| Entity {
        key: key.to_owned(),
        class,
        name: name.to_owned(),
        aliases: Vec::new(),
        titles: Vec::new(),
        country: None,
        code: code.map(str::to_owned),
    };
    let text = "Russian news agency TASS said, citing a source, that John Kerry had met Sergei Lavrov on Tuesday.\nKerry wants talks.";
    let quote = |words: &str| {
        let begin = text[..text.find(words).unwrap()].chars().count();
        Quote { begin, end: begin + words.chars().count(), text: words.to_owned() }
    };
    let [first, second] = [text.lines().next().unwrap(), "Kerry wants talks."];
    let filler = |role: &str, value| Filler { role: role.to_owned(), value };
    let claim = Claim {
        kind: "Meeting".to_owned(),
        roles: vec![filler("participant", Value::Entity(0)), filler("participant", Value::Entity(1))],
        status: "held".to_owned(),
        negated: false,
        certainty: "certain".to_owned(),
        when: Some(When::Day(2015, 12, 15)),
        time_expression: Some("Tuesday".to_owned()),
        by: Some(3),
        citing: vec![2],
        evidence: quote(first),
        confidence: 90,
        extractor: "en/meeting/meet".to_owned(),
    };
    let stance = Claim {
        kind: "Stance".to_owned(),
        roles: vec![
            filler("attitude", Value::Code("supports".to_owned())),
            filler("holder", Value::Entity(0)),
            filler("issue", Value::Text("talks".to_owned())),
        ],
        when: None,
        time_expression: None,
        by: None,
        citing: Vec::new(),
        evidence: quote(second),
        extractor: "en/stance/want".to_owned(),
        ..claim.clone()
    };
    let mut kerry = entity("john-kerry", EntityClass::Person, "John Kerry", None);
    kerry.aliases.push("Kerry".to_owned());
    kerry.country = Some("united-states".to_owned());
    let report = Report {
        id: "abcdefghijklmnop".to_owned(),
        meta: Metadata {
            title: Some("Kerry \"meets\" Lavrov".to_owned()),
            url: Some("https://news.example/1".to_owned()),
            published: Some("2015-12-16".to_owned()),
            ..Metadata::default()
        },
        text_sha256: "0".repeat(64),
        run: "0.1.0-4f1c09aa".to_owned(),
        text: Some(text.to_owned()),
        entities: vec![
            kerry,
            entity("sergei-lavrov", EntityClass::Person, "Sergei Lavrov", None),
            entity("source", EntityClass::Group, "a source", None),
            entity("tass", EntityClass::Organization, "TASS", Some("tass")),
        ],
        mentions: vec![(0, quote("John Kerry")), (3, quote("TASS"))],
        claims: vec![claim.clone(), stance],
    };
    let world_entity = |path: &str, label: &str, member| WorldEntity {
        path: path.to_owned(),
        class: EntityClass::Person,
        label: label.to_owned(),
        alt_labels: Vec::new(),
        exact_match: Some("http://www.wikidata.org/entity/Q22316".to_owned()),
        members: vec![(0, member)],
        reasons: vec!["never shown for one member".to_owned()],
    };
    let world = World {
        entities: vec![
            world_entity("person/john-kerry-aaaa", "John Kerry", 0),
            world_entity("person/sergei-lavrov-bbbb", "Sergei Lavrov", 1),
        ],
        facts: vec![Fact {
            path: "meeting/john-kerry-sergei-lavrov-cccc".to_owned(),
            kind: "Meeting".to_owned(),
            roles: vec![
                ("participant".to_owned(), FactValue::Entity(0)),
                ("participant".to_owned(), FactValue::Entity(1)),
                ("topic".to_owned(), FactValue::Text("Syria".to_owned())),
            ],
            status: "held".to_owned(),
            when: Some(When::Month(2016, 2)),
            begin: (Some(When::Month(2016, 2)), Some(When::Month(2016, 2))),
            end: (Some(When::Month(2016, 2)), Some(When::Month(2016, 2))),
            time_expression: None,
            claims: vec![(0, 0), (0, 1)],
            reasons: vec!["same participants in one week".to_owned()],
        }],
    };
    (report, world)
}

#[test]
fn a_small_graph_reads_well() {
    let (report, world) = small();
    let base = Base::default();
    let side = |key: &str| EntityRef { article: report.id.clone(), key: key.to_owned() };
    let judgement = Judgement {
        left: side("john-kerry"),
        right: side("source"),
        verdict: Verdict::Distinct,
        reason: "asked".to_owned(),
    };
    let mut quads = world_quads(&world, std::slice::from_ref(&report), &base);
    quads.extend(article_quads(&report, &base));
    quads.extend(judgement_quads(std::slice::from_ref(&judgement), &base));
    assert_eq!(
        read_back(quads.clone()).unwrap(),
        Contents { base, reports: vec![report], judgements: vec![judgement] }
    );
    insta::assert_snapshot!(turtle(quads), @r#"
    @base <https://rapporteur.example/> .
    @prefix rap: <https://w3id.org/rapporteur/ns#> .
    @prefix said: <https://w3id.org/rapporteur/said#> .
    @prefix code: <https://w3id.org/rapporteur/code#> .
    @prefix schema: <https://schema.org/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
    @prefix prov: <http://www.w3.org/ns/prov#> .
    @prefix wd: <http://www.wikidata.org/entity/> .

    <meeting/john-kerry-sergei-lavrov-cccc> a rap:Meeting ;
        rap:participant <person/john-kerry-aaaa>, <person/sergei-lavrov-bbbb> ;
        rap:topic "Syria" ;
        rap:status code:held ;
        rap:when "2016-02"^^xsd:gYearMonth ;
        rap:startEarliest "2016-02-01T00:00:00Z"^^xsd:dateTime ;
        rap:startLatest "2016-02-29T23:59:59Z"^^xsd:dateTime ;
        rap:endEarliest "2016-02-01T00:00:00Z"^^xsd:dateTime ;
        rap:endLatest "2016-02-29T23:59:59Z"^^xsd:dateTime ;
        rap:claim <article/abcdefghijklmnop#claim=1>, <article/abcdefghijklmnop#claim=2> ;
        rap:mergedBecause "same participants in one week" .

    <person/john-kerry-aaaa> a rap:Person ;
        rdfs:label "John Kerry" ;
        skos:exactMatch wd:Q22316 ;
        rap:mentionedAs <article/abcdefghijklmnop#entity=john-kerry> .

    <person/sergei-lavrov-bbbb> a rap:Person ;
        rdfs:label "Sergei Lavrov" ;
        skos:exactMatch wd:Q22316 ;
        rap:mentionedAs <article/abcdefghijklmnop#entity=sergei-lavrov> .

    <article/abcdefghijklmnop> a rap:Article ;
        schema:headline "Kerry \"meets\" Lavrov" ;
        schema:url <https://news.example/1> ;
        schema:datePublished "2015-12-16" ;
        rap:textSha256 "0000000000000000000000000000000000000000000000000000000000000000" ;
        prov:wasGeneratedBy <run/0.1.0-4f1c09aa> ;
        nif:isString """Russian news agency TASS said, citing a source, that John Kerry had met Sergei Lavrov on Tuesday.
    Kerry wants talks.""" .

    <article/abcdefghijklmnop#entity=john-kerry> a said:Entity ;
        said:class rap:Person ;
        said:name "John Kerry" ;
        said:alias "Kerry" ;
        said:country <country/united-states> ;
        said:mention <article/abcdefghijklmnop#char=53,63> .

    <article/abcdefghijklmnop#entity=sergei-lavrov> a said:Entity ;
        said:class rap:Person ;
        said:name "Sergei Lavrov" .

    <article/abcdefghijklmnop#entity=source> a said:Entity ;
        said:class rap:Group ;
        said:name "a source" .

    <article/abcdefghijklmnop#entity=tass> a said:Entity ;
        said:class rap:Organization ;
        said:name "TASS" ;
        said:code "tass" ;
        said:mention <article/abcdefghijklmnop#char=20,24> .

    <article/abcdefghijklmnop#claim=1> a rap:Claim ;
        said:kind rap:Meeting ;
        said:participant <article/abcdefghijklmnop#entity=john-kerry>, <article/abcdefghijklmnop#entity=sergei-lavrov> ;
        said:status code:held ;
        said:polarity code:affirmed ;
        said:certainty code:certain ;
        said:when "2015-12-15"^^xsd:date ;
        said:timeExpression "Tuesday" ;
        said:by <article/abcdefghijklmnop#entity=tass> ;
        said:citing <article/abcdefghijklmnop#claim=1.1> ;
        said:confidence 0.90 ;
        said:extractor "en/meeting/meet" ;
        rap:evidence <article/abcdefghijklmnop#char=0,97> ;
        rap:inArticle <article/abcdefghijklmnop> .

    <article/abcdefghijklmnop#claim=1.1> a rap:CitedClaim ;
        said:by <article/abcdefghijklmnop#entity=source> ;
        rap:evidence <article/abcdefghijklmnop#char=0,97> ;
        rap:inArticle <article/abcdefghijklmnop> .

    <article/abcdefghijklmnop#claim=2> a rap:Claim ;
        said:kind rap:Stance ;
        said:attitude code:supports ;
        said:holder <article/abcdefghijklmnop#entity=john-kerry> ;
        said:issue "talks" ;
        said:status code:held ;
        said:polarity code:affirmed ;
        said:certainty code:certain ;
        said:confidence 0.90 ;
        said:extractor "en/stance/want" ;
        rap:evidence <article/abcdefghijklmnop#char=98,116> ;
        rap:inArticle <article/abcdefghijklmnop> .

    <article/abcdefghijklmnop#char=0,97> a rap:Mention ;
        nif:beginIndex "0"^^xsd:nonNegativeInteger ;
        nif:endIndex "97"^^xsd:nonNegativeInteger ;
        nif:anchorOf "Russian news agency TASS said, citing a source, that John Kerry had met Sergei Lavrov on Tuesday." ;
        nif:referenceContext <article/abcdefghijklmnop> .

    <article/abcdefghijklmnop#char=20,24> a rap:Mention ;
        nif:beginIndex "20"^^xsd:nonNegativeInteger ;
        nif:endIndex "24"^^xsd:nonNegativeInteger ;
        nif:anchorOf "TASS" ;
        nif:referenceContext <article/abcdefghijklmnop> .

    <article/abcdefghijklmnop#char=53,63> a rap:Mention ;
        nif:beginIndex "53"^^xsd:nonNegativeInteger ;
        nif:endIndex "63"^^xsd:nonNegativeInteger ;
        nif:anchorOf "John Kerry" ;
        nif:referenceContext <article/abcdefghijklmnop> .

    <article/abcdefghijklmnop#char=98,116> a rap:Mention ;
        nif:beginIndex "98"^^xsd:nonNegativeInteger ;
        nif:endIndex "116"^^xsd:nonNegativeInteger ;
        nif:anchorOf "Kerry wants talks." ;
        nif:referenceContext <article/abcdefghijklmnop> .

    <judgement/6e03c338b208b064> a rap:Judgement ;
        rap:left <article/abcdefghijklmnop#entity=john-kerry> ;
        rap:verdict code:distinct ;
        rap:right <article/abcdefghijklmnop#entity=source> ;
        rap:reason "asked" .
    "#);
}

#[test]
fn what_is_missing_is_named() {
    let (report, _) = small();
    let quads = article_quads(&report, &Base::default());
    // Without these a report is still whole; the links that repeat what the IRI says may be missing, too.
    let optional = [
        schema::HEADLINE,
        schema::URL,
        schema::DATE_PUBLISHED,
        nif::IS_STRING,
        nif::REFERENCE_CONTEXT,
        rap::IN_ARTICLE,
        said::ALIAS,
        said::COUNTRY,
        said::CODE,
        said::MENTION,
        said::WHEN,
        said::TIME_EXPRESSION,
    ];
    for (i, lost) in quads.iter().enumerate() {
        let rest = quads.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, q)| q.clone());
        let subject = lost.subject.to_string();
        let role = ["participant", "holder", "issue", "attitude"].iter().any(|r| lost.predicate == said::term(r));
        let own_source = lost.predicate == said::BY && !subject.contains("claim=1.1");
        let mention_type = lost.predicate == rdf::TYPE && lost.object == rap::MENTION.into();
        match read_back(rest) {
            Ok(_) => {
                assert!(optional.contains(&lost.predicate.as_ref()) || role || own_source || mention_type, "{lost}")
            }
            Err(error) => {
                assert!(error.is_input() && error.to_string().contains("abcdefghijklmnop"), "{lost}: {error}")
            }
        }
    }
}

#[test]
fn malformed_graphs_are_refused_with_the_node() {
    let (report, _) = small();
    let base = Base::default();
    let article = base.article(&report.id);
    let claim = base.claim(&report.id, 0);
    let with = |triples: Vec<Triple>| {
        let quads = article_quads(&report, &base).into_iter().map(Triple::from).chain(triples);
        read_back(quads).map(|_| ()).unwrap_err().to_string()
    };
    let without = |subject: &NamedNode, predicate: &NamedNode| {
        let quads = article_quads(&report, &base);
        let rest = quads.into_iter().filter(|q| q.subject != subject.clone().into() || q.predicate != *predicate);
        read_back(rest).map(|_| ()).unwrap_err().to_string()
    };
    insta::assert_snapshot!(without(&claim, &rap::EVIDENCE.into()), @r"<https://rapporteur.example/article/abcdefghijklmnop#claim=1>: rap:evidence is missing");
    insta::assert_snapshot!(without(&article, &rdf::TYPE.into()), @r"<https://rapporteur.example/article/abcdefghijklmnop#entity=john-kerry>: its article <https://rapporteur.example/article/abcdefghijklmnop> is missing (rdf:type rap:Article)");
    insta::assert_snapshot!(with(vec![Triple::new(claim.clone(), said::STATUS, skos::term("x"))]), @r"<https://rapporteur.example/article/abcdefghijklmnop#claim=1>: said:status has two values; expected one");
    insta::assert_snapshot!(with(vec![Triple::new(claim.clone(), said::term("place"), skos::term("x"))]), @r"<https://rapporteur.example/article/abcdefghijklmnop#claim=1>: said:place is <http://www.w3.org/2004/02/skos/core#x>; expected an entity of the article, a literal or a code");
    insta::assert_snapshot!(with(vec![Triple::new(base.claim(&report.id, 3), rdf::TYPE, rap::CLAIM)]), @r"<https://rapporteur.example/article/abcdefghijklmnop#claim=3> is missing; expected the claims numbered from 1 without gaps");
    let other = Base::new("https://x.example/").unwrap();
    insta::assert_snapshot!(with(vec![Triple::new(other.article("a"), rdf::TYPE, rap::ARTICLE)]), @r"<https://rapporteur.example/article/abcdefghijklmnop> has the base https://rapporteur.example/, <https://x.example/article/a> the base https://x.example/; expected one base: merge graphs of different bases one by one");
}

#[test]
fn foreign_triples_are_left_out() {
    let (report, world) = small();
    let base = Base::default();
    let foreign = parse(
        "<https://x.example/article/7> a <https://schema.org/NewsArticle> .
         <https://x.example/article/7#claim=1> a <https://x.example/Claim> .
         <https://rapporteur.example/article/other#note=1> <https://x.example/p> \"x\" .
         [] a <https://w3id.org/rapporteur/ns#Claim> .",
        RdfFormat::Turtle,
    );
    let mut quads = world_quads(&world, std::slice::from_ref(&report), &base);
    quads.extend(article_quads(&report, &base));
    quads.extend(foreign);
    assert_eq!(read_back(quads).unwrap().reports, [report]);
    assert_eq!(read_back(Vec::<Triple>::new()).unwrap(), Contents::default());
}

#[test]
fn files_may_be_put_one_after_the_other() {
    let (report, _) = small();
    let bases = [Base::default(), Base::new("urn:example:kg/").unwrap(), Base::new("https://x.example/").unwrap()];
    let quads: Vec<_> = bases.iter().flat_map(|base| article_quads(&report, base)).collect();
    let files: String = bases.iter().map(|base| turtle(article_quads(&report, base))).collect();
    let triples: HashSet<Triple> = quads.into_iter().map(Triple::from).collect();
    let parsed: HashSet<Triple> = parse(&files, RdfFormat::Turtle).into_iter().map(Triple::from).collect();
    assert_eq!(parsed, triples);
}
