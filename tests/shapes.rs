//! The shapes on hand-made graphs: what conforms, and what is found in graphs that do not.
//!
//! Each file of `tests/shapes/` beside `good.ttl` lists what must be found, and nothing else may be.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Triple;
use rapporteur::schema;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes").join(name)).unwrap()
}

fn triples(text: &str) -> Vec<Triple> {
    RdfParser::from_format(RdfFormat::Turtle).for_slice(text).map(|q| q.unwrap().into()).collect()
}

#[test]
fn a_good_graph_conforms() {
    assert_eq!(schema::validate(&triples(&read("good.ttl"))).unwrap(), vec![]);
}

#[test]
fn what_does_not_conform_is_found_and_nothing_else() {
    for name in ["facts.ttl", "times.ttl", "claims.ttl", "nodes.ttl"] {
        let text = read(name);
        let expected: BTreeSet<(String, String)> = text
            .lines()
            .filter_map(|l| l.strip_prefix("# expect ")?.split_once(' '))
            .map(|(focus, path)| (format!("<https://rapporteur.example/{focus}>"), path.to_owned()))
            .collect();
        let mut graph = triples(&read("good.ttl"));
        graph.extend(triples(&text));
        let violations = schema::validate(&graph).unwrap();
        let found: BTreeSet<(String, String)> =
            violations.iter().map(|v| (v.focus.clone(), v.path.clone().unwrap_or_else(|| "-".to_owned()))).collect();
        let shown: Vec<String> = violations.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{name}:\n{}", shown.join("\n"));
    }
}

#[test]
fn a_violation_reads_as_a_sentence() {
    let mut graph = triples(&read("good.ttl"));
    graph.extend(triples(&read("nodes.ttl")));
    let shown: Vec<String> = schema::validate(&graph).unwrap().iter().map(ToString::to_string).collect();
    for line in [
        "<https://rapporteur.example/judgement/world>: rap:verdict: expected one of code:same, code:distinct, found code:held",
        "<https://rapporteur.example/person/unseen>: rdfs:label: expected at least 1 value",
        "<https://rapporteur.example/article/1#char=9,0>: nif:beginIndex: expected less than nif:endIndex, found \"9\"^^xsd:nonNegativeInteger",
    ] {
        assert!(shown.iter().any(|s| s == line), "{line}\n{}", shown.join("\n"));
    }
}

#[test]
fn order_and_repetition_of_triples_do_not_matter() {
    let mut graph = triples(&read("good.ttl"));
    graph.extend(triples(&read("facts.ttl")));
    let violations = schema::validate(&graph).unwrap();
    graph.reverse();
    graph.extend(graph.clone());
    assert_eq!(schema::validate(&graph).unwrap(), violations);
}
