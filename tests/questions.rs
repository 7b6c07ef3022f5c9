//! The thirteen questions of `ontology/queries/` on a hand-made graph: each has an answer there, and it is the one in `answers.txt`.
//! And on a store of all articles of the tests, where each has some answer.
//!
//! With `UPDATE_GOLDEN=1` set, the answers are written anew.

use crate::articles::reports;
use crate::store::{ingest, temp};
use oxigraph::io::RdfFormat;
use oxigraph::model::{Term, Triple};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use rapporteur::schema;
use rapporteur::store::Answer;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Names and texts of all queries, in the order of their names.
pub fn queries() -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder("ontology/queries")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let name = |f: &Path| f.file_name().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|f| (name(f), fs::read_to_string(f).unwrap())).collect()
}

fn graph() -> Store {
    let store = Store::new().unwrap();
    let text = fs::read_to_string(folder("tests/questions/graph.ttl")).unwrap();
    store.load_from_slice(RdfFormat::Turtle, &text).unwrap();
    store
}

/// The answer as a table: a line a solution, cells parted by " | ".
fn answer(store: &Store, query: &str) -> String {
    let QueryResults::Solutions(solutions) =
        SparqlEvaluator::new().parse_query(query).unwrap().on_store(store).execute().unwrap()
    else {
        panic!("no SELECT");
    };
    let names: Vec<String> = solutions.variables().iter().map(|v| v.as_str().to_owned()).collect();
    let mut out = names.join(" | ") + "\n";
    for solution in solutions {
        let solution = solution.unwrap();
        let cells = names.iter().map(|n| match solution.get(n.as_str()) {
            None => String::new(),
            Some(Term::Literal(l)) => l.value().to_owned(),
            Some(term) => term.to_string().replace("https://rapporteur.example/", ""),
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join(" | ")).unwrap();
    }
    out
}

#[test]
fn the_graph_conforms_to_the_shapes() {
    let triples: Vec<Triple> = graph().iter().map(|q| q.unwrap().into()).collect();
    assert_eq!(schema::validate(&triples).unwrap(), vec![]);
}

#[test]
fn each_question_is_answered() {
    let store = graph();
    let mut answers = String::new();
    for (name, query) in queries() {
        let answer = answer(&store, &query);
        assert!(answer.lines().count() > 1, "{name} has no answer");
        writeln!(answers, "== {name}\n{answer}").unwrap();
    }
    let golden = folder("tests/questions/answers.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &answers).unwrap();
    }
    assert_eq!(answers, fs::read_to_string(&golden).unwrap());
}

#[test]
fn each_question_is_answered_by_the_articles() {
    let dir = temp();
    ingest(dir.path(), &reports());
    let dataset = rapporteur::store::Store::open(dir.path()).unwrap().dataset().unwrap();
    let mut empty = Vec::new();
    for (name, query) in queries() {
        let answer = rapporteur::store::query(&dataset, &query, &name, None).unwrap();
        let Answer::Solutions { rows, .. } = answer else { panic!("{name}: {answer:?}") };
        if rows.is_empty() {
            empty.push(name);
        }
    }
    assert_eq!(empty, Vec::<String>::new(), "questions without an answer");
}

#[test]
fn a_question_can_be_narrowed() {
    let store = graph();
    let ask = |name: &str, from: &str, to: &str| {
        let (_, query) = queries().into_iter().find(|(n, _)| n.starts_with(name)).unwrap();
        assert!(query.contains(from), "{name}");
        answer(&store, &query.replacen(from, to, 1)).lines().skip(1).count()
    };
    for (name, from, to, rows) in [
        ("q01", r#"{ "" }"#, r#"{ "kovac" }"#, 2),
        ("q01", r#"{ "" }"#, r#"{ "nobody" }"#, 0),
        ("q02", "2100-01-01", "2016-01-01", 0),
        // In office from the report on, not before it; one of the two resigns on the first of February.
        ("q03", "2099-12-31", "2015-12-15", 0),
        ("q03", "2099-12-31", "2016-01-31", 2),
        ("q03", "2099-12-31", "2016-02-01", 1),
        ("q03", r#"("" "")"#, r#"("mayor" "")"#, 0),
        ("q04", r#"("" "")"#, r#"("ruritania" "of its own")"#, 1),
        ("q05", r#"{ "" }"#, r#"{ "Q595571" }"#, 1),
        ("q05", r#"{ "" }"#, r#"{ "Q59557" }"#, 0),
        ("q06", r#"("" "")"#, r#"("berg" "fish")"#, 1),
        ("q07", r#"{ "" }"#, r#"{ "meeting/berg-kovac-2015" }"#, 8),
        ("q10", r#"{ "" }"#, r#"{ "sanction/" }"#, 1),
        ("q11", r#"{ "" }"#, r#"{ "berg" }"#, 0),
        ("q12", r#"{ "" }"#, r#"{ "evening" }"#, 3),
        ("q12", r#"{ "" }"#, r#"{ "quiet" }"#, 1),
    ] {
        assert_eq!(ask(name, from, to), rows, "{name}: {to}");
    }
}
