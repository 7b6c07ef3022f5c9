//! The ontology's files hold together: what is used is defined and explained, what is defined has a shape, and the extractor's rules keep to it.

use crate::questions::queries;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{NamedNodeRef, Term, Triple};
use oxigraph::sparql::SparqlEvaluator;
use rapporteur::entity::EntityClass;
use rapporteur::schema::{Fillers, schema};
use rapporteur::vocab;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn turtle(name: &str) -> Vec<Triple> {
    let text = fs::read_to_string(path(name)).unwrap();
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(&text)
        .map(|q| q.unwrap_or_else(|e| panic!("{name}: {e}")).into())
        .collect()
}

/// Whether an IRI is a term of our own.
fn is_own(iri: &str) -> bool {
    [vocab::rap::NS, vocab::said::NS, vocab::code::NS]
        .iter()
        .any(|ns| iri.strip_prefix(ns).is_some_and(|l| !l.is_empty()))
}

fn defined() -> BTreeSet<String> {
    let typed = |t: &Triple| t.predicate == rdf::TYPE && is_own(iri(&t.subject.clone().into()));
    turtle("ontology/rapporteur.ttl")
        .iter()
        .filter(|t| typed(t))
        .map(|t| iri(&t.subject.clone().into()).to_owned())
        .collect()
}

fn iri(term: &Term) -> &str {
    match term {
        Term::NamedNode(n) => n.as_str(),
        _ => "",
    }
}

/// Own terms in triples.
fn own_terms(triples: &[Triple]) -> BTreeSet<String> {
    let terms = triples.iter().flat_map(|t| [t.subject.clone().into(), t.predicate.clone().into(), t.object.clone()]);
    terms.map(|t: Term| iri(&t).to_owned()).filter(|i| is_own(i)).collect()
}

/// Own terms in text with prefixed names: `rap:Meeting`.
fn prefixed_terms(text: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for (prefix, ns) in [("rap:", vocab::rap::NS), ("said:", vocab::said::NS), ("code:", vocab::code::NS)] {
        for (at, _) in text.match_indices(prefix) {
            if text[..at].ends_with(|c: char| c.is_alphanumeric()) {
                continue;
            }
            let rest = &text[at + prefix.len()..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
            // `rap:ROLE` in prose stands for any role.
            if end > 0 && &rest[..end] != "ROLE" {
                terms.insert(format!("{ns}{}", &rest[..end]));
            }
        }
    }
    terms
}

#[test]
fn every_term_that_is_used_is_defined() {
    let defined = defined();
    let constants = |all: &[NamedNodeRef<'_>]| all.iter().map(|n| n.as_str().to_owned()).collect::<BTreeSet<_>>();
    let mut used = vec![
        ("src/vocab.rs".to_owned(), constants(&[vocab::rap::ALL, vocab::said::ALL, vocab::code::ALL].concat())),
        ("ontology/README.md".to_owned(), prefixed_terms(&fs::read_to_string(path("ontology/README.md")).unwrap())),
    ];
    for name in ["ontology/rapporteur.ttl", "ontology/shapes.ttl", "ontology/alignment.ttl"] {
        used.push((name.to_owned(), own_terms(&turtle(name))));
    }
    used.extend(queries().into_iter().map(|(name, text)| (name, prefixed_terms(&text))));
    for (name, terms) in used {
        let unknown: Vec<&String> = terms.difference(&defined).collect();
        assert!(
            !terms.is_empty() && unknown.is_empty(),
            "{name} uses what rapporteur.ttl does not define: {unknown:?}"
        );
    }
}

#[test]
fn every_term_is_labelled_and_explained() {
    let triples = turtle("ontology/rapporteur.ttl");
    for term in defined() {
        for property in [rdfs::LABEL, rdfs::COMMENT] {
            let has =
                triples.iter().filter(|t| iri(&t.subject.clone().into()) == term && t.predicate == property).count();
            assert_eq!(has, 1, "{term} {property}");
        }
    }
}

#[test]
fn every_class_of_facts_has_a_shape_and_every_role_a_place_in_claims() {
    let triples = turtle("ontology/rapporteur.ttl");
    let kinds: BTreeSet<&str> = triples
        .iter()
        .filter(|t| t.predicate == rdfs::SUB_CLASS_OF && iri(&t.object) == vocab::rap::FACT.as_str())
        .filter_map(|t| match &t.subject {
            oxigraph::model::NamedOrBlankNode::NamedNode(n) => vocab::rap::local(n.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(schema().kinds().map(|k| k.name.as_str()).collect::<BTreeSet<_>>(), kinds);
    // Each list of all kinds in the shapes: rdf:type of facts, said:kind of claims.
    let shapes = turtle("ontology/shapes.ttl");
    for kind in &kinds {
        let term = vocab::rap::term(kind);
        let listed = shapes.iter().filter(|t| t.predicate == rdf::FIRST && t.object == term.clone().into()).count();
        assert_eq!(listed, 2, "{kind} in the lists of shape:Fact and shape:ClaimOfFact");
    }
    let paths: BTreeSet<&str> =
        shapes.iter().filter(|t| t.predicate == vocab::sh::PATH).map(|t| iri(&t.object)).collect();
    for role in schema().kinds().flat_map(|k| &k.roles).filter(|r| r.name != "expresses") {
        assert!(paths.contains(vocab::said::term(&role.name).as_str()), "shape:ClaimOfFact has no said:{}", role.name);
    }
}

#[test]
fn thirteen_queries_parse_and_say_what_they_answer() {
    let queries = queries();
    assert_eq!(queries.len(), 13);
    for (i, (name, text)) in queries.iter().enumerate() {
        if let Err(e) = SparqlEvaluator::new().parse_query(text) {
            panic!("{name}: {e}");
        }
        let question = text.lines().next().unwrap();
        assert!(question.starts_with(&format!("# {}. ", i + 1)) && question.ends_with('?'), "{name}: {question}");
    }
}

#[test]
fn prefixes_are_those_of_the_ontology() {
    let known: BTreeMap<&str, &str> = vocab::PREFIXES.iter().copied().collect();
    assert_eq!(known.len(), vocab::PREFIXES.len(), "a prefix stands twice");
    let texts = queries().into_iter().map(|(_, text)| text).chain(
        ["rapporteur", "shapes", "alignment"].map(|f| fs::read_to_string(path(&format!("ontology/{f}.ttl"))).unwrap()),
    );
    for text in texts {
        for line in text.lines() {
            let Some(rest) = line.strip_prefix("@prefix ").or_else(|| line.strip_prefix("PREFIX ")) else { continue };
            let (prefix, ns) = rest.split_once(": <").unwrap();
            let ns = ns.split('>').next().unwrap();
            assert!(known.get(prefix).is_none_or(|k| *k == ns), "{prefix}: {ns}");
        }
    }
}

/// Rows of the rule sheets that name kinds, roles, codes or statuses, with their kind.
fn rule_rows() -> Vec<(String, Vec<String>)> {
    let mut rows = Vec::new();
    for entry in fs::read_dir(path("src/lang/en/rules")).unwrap() {
        let file = entry.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        match file.file_name().unwrap().to_str().unwrap() {
            // Titles are of offices; a row that sets a status names it first.
            "titles.txt" => rows.extend(
                text.lines()
                    .filter(|l| l.starts_with("status "))
                    .map(|l| ("OfficeHolding".to_owned(), l.split_whitespace().take(2).map(str::to_owned).collect())),
            ),
            name if name.ends_with(".rules") => {
                let words = |l: &str| l.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
                let lines: Vec<Vec<String>> = text.lines().filter(|l| !l.starts_with('#')).map(words).collect();
                // "stance-nouns.rules" goes on with the kind of "stance.rules".
                let first = path("src/lang/en/rules").join(format!("{}.rules", name.split(['-', '.']).next().unwrap()));
                let first = fs::read_to_string(first).unwrap();
                let kind = first.lines().find_map(|l| l.strip_prefix("kind ")).unwrap().to_owned();
                rows.extend(lines.into_iter().filter(|l| !l.is_empty()).map(|l| (kind.clone(), l)));
            }
            _ => {}
        }
    }
    rows
}

#[test]
fn rules_name_only_kinds_roles_classes_codes_and_statuses_of_the_ontology() {
    let mut seen = BTreeSet::new();
    for (name, row) in rule_rows() {
        let kind = schema().kind(&name).unwrap_or_else(|| panic!("no kind {name}"));
        let role = |r: &str| kind.role(r).unwrap_or_else(|| panic!("{name} has no role {r}"));
        let status = |s: &str| assert!(kind.statuses.iter().any(|k| k == s), "{name} has no status {s}");
        let rest = || row.iter().skip(1).map(String::as_str);
        seen.insert(row[0].clone());
        match row[0].as_str() {
            "reading" => status(&row[2]),
            "status" => status(&row[1]),
            "light" => rest().filter_map(|w| w.split_once('=')).flat_map(|(_, s)| s.split('/')).for_each(status),
            "text" => assert_eq!(role(&row[1]).fillers, Fillers::Text, "{name} {}", row[1]),
            "inherit" | "titled" | "need" | "least" => rest().for_each(|r| {
                role(r.split(':').next().unwrap());
            }),
            "salient" => {
                role(row[1].split('/').next().unwrap());
            }
            "set" => {
                let Fillers::Codes(codes) = &role(&row[1]).fillers else { panic!("{name} {} takes no codes", row[1]) };
                rest().skip(1).for_each(|c| assert!(codes.iter().any(|k| k == c), "{name} {} has no code {c}", row[1]));
            }
            "role" => {
                let (role_name, classes) = row[1].split_once('/').unwrap_or((&row[1], ""));
                let Fillers::Entities(allowed) = &role(role_name.trim_end_matches('*')).fillers else {
                    panic!("{name} {role_name} takes no entities")
                };
                for class in classes.split(',').filter(|c| !c.is_empty()) {
                    let class = EntityClass::from_name(class).unwrap_or_else(|| panic!("no class {class}"));
                    assert!(allowed.contains(&class), "{name} {role_name} takes no {class:?}");
                }
            }
            _ => {}
        }
    }
    for row in ["kind", "reading", "role", "text", "set", "status"] {
        assert!(seen.contains(row), "no row {row}: have the sheets another form now?");
    }
}
