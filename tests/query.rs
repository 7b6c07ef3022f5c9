//! Queries: what is known without being typed, what is refused, and where errors point.

use oxigraph::model::Term;
use rapporteur::store::{Answer, Dataset, TableFormat, Writer, load_rdf, query, write_answer};
use std::fs;
use std::time::{Duration, Instant};

const DATA: &str = r#"
@prefix rap: <https://w3id.org/rapporteur/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
GRAPH <https://x.example/1> { <https://x.example/m> a rap:Meeting ; rap:participant <https://x.example/p> . }
GRAPH <https://x.example/2> { <https://x.example/m> a rap:Meeting . <https://x.example/p> rdfs:label "Anna \"A.\" Berg, of Bern" . }
"#;

fn data() -> Dataset {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data.trig");
    fs::write(&path, DATA).unwrap();
    load_rdf(&path).unwrap()
}

fn ask(sparql: &str) -> Answer {
    query(&data(), sparql, "query", None).unwrap()
}

fn error(sparql: &str) -> String {
    query(&data(), sparql, "query", None).unwrap_err().to_string()
}

#[test]
fn all_graphs_together_are_asked_with_known_prefixes() {
    let answer = ask("SELECT ?who { ?m a rap:Meeting ; rap:participant/rdfs:label ?who }");
    let Answer::Solutions { variables, rows } = answer else { panic!("{answer:?}") };
    assert_eq!(variables, ["who"]);
    assert!(
        matches!(&rows[..], [row] if matches!(&row[..], [Some(Term::Literal(l))] if l.value().starts_with("Anna")))
    );
    let answer = ask("SELECT (COUNT(*) AS ?n) { ?m a rap:Meeting }");
    assert!(
        matches!(&answer, Answer::Solutions { rows, .. } if rows[0][0].as_ref().unwrap().to_string().contains("\"1\""))
    );
    assert_eq!(ask("ASK { GRAPH ?g { ?m rap:participant ?p . ?p ?q ?r } }"), Answer::Boolean(false));
    assert_eq!(ask("ASK FROM <https://x.example/2> { ?m rap:participant ?p }"), Answer::Boolean(false));
    assert_eq!(ask("PREFIX rap: <https://x.example/> ASK { rap:m a ?class }"), Answer::Boolean(true));
    let Answer::Graph(triples) = ask("CONSTRUCT { ?m rap:about ?p } { ?m a ?c ; rap:participant ?p }") else {
        panic!()
    };
    assert_eq!(triples.len(), 1);
}

#[test]
fn a_store_is_asked_for_what_its_articles_say() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(dir.path(), None).unwrap();
    writer.add(&crate::store::report("https://news.example/1", "2015-12-15", "Anna met Béla.")).unwrap();
    let dataset = writer.commit().unwrap().dataset().unwrap();
    let text =
        "SELECT ?quote { ?claim a rap:Claim ; rap:evidence/nif:anchorOf ?quote ; rap:inArticle/schema:url ?url }";
    let answer = query(&dataset, text, "query", None).unwrap();
    assert!(matches!(&answer, Answer::Solutions { rows, .. } if rows.len() == 1), "{answer:?}");
}

#[test]
fn syntax_errors_point_into_the_text_that_was_typed() {
    for (sparql, expected) in [
        ("SELEC ?x {}", "query:1:1: unexpected `SELEC`; expected CONSTRUCT\n  SELEC ?x {}\n  ^"),
        (
            "SELECT ?x {\n ?x a foo:Meeting }",
            "query:2:7: the prefix `foo:` is not declared: begin with PREFIX foo: <…>",
        ),
        ("SELECT ?x { ?x <rel> ?y }", "query:1:16: <rel> is not an absolute IRI"),
        ("SELECT ?x { ?x ?p ?y FILTER(?x = ) }", "query:1:34: unexpected `)`"),
        ("SELECT ?x { ?x a rap:Meeting . ?x rap:p }", "query:1:41: unexpected `}`"),
        ("SELECT ?x { ?x a rap:Meeting ", "query:1:29: the query ends too early: the `{` of 1:11 is not closed"),
        (
            "SELECT ?x {\n  ?x a \"ö\" ;; rdfs:label \"abc }",
            "query:2:26: this string does not end\n    ?x a \"ö\" ;; rdfs:label \"abc }\n                           ^",
        ),
        ("SELECT ?y (COUNT(?x) AS ?n) { ?x ?p ?y }", "The SELECT contains a variable that is unbound"),
        ("SELECT ?x { ?x ?p ?y } }", "query:1:24: this `}` closes nothing"),
        (" # nothing", "query: the query is empty"),
    ] {
        let told = error(sparql);
        assert!(told.contains(expected), "{sparql}\n{told}\nexpected\n{expected}");
    }
    let long = format!("SELECT ?x {{ {} ?x a foo:y }}", "?x ?p ?y . ".repeat(100));
    let told = error(&long);
    assert!(told.lines().all(|l| l.chars().count() < 300), "{told}");
    let (line, caret) = (told.lines().nth(1).unwrap(), told.lines().nth(2).unwrap());
    assert!(line.chars().skip(caret.chars().count() - 1).collect::<String>().starts_with("foo:y"), "{told}");
}

#[test]
fn updates_and_services_are_refused() {
    for update in [
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX x: <https://x.example/>\ninsert data { x:a x:b x:c }",
        "CLEAR ALL",
        "LOAD <https://x.example/>",
    ] {
        let told = error(update);
        assert!(told.contains("queries only: UPDATE is refused"), "{told}");
    }
    for service in
        ["SELECT * { SERVICE <https://x.example/sparql> { ?s ?p ?o } }", "SELECT * { service silent ?x { ?s ?p ?o } }"]
    {
        let told = error(service);
        assert!(told.starts_with("query:1:12: SERVICE is refused"), "{told}");
    }
    assert_eq!(ask("ASK { ?service rdfs:label \"SERVICE\" }"), Answer::Boolean(false));
}

#[test]
fn a_query_that_takes_too_long_is_ended() {
    let dataset = data();
    // A million rows: too many for a millisecond, few enough to end by themselves.
    let all: String = (0..10).map(|n| format!("?a{n} ?b{n} ?c{n} . ")).collect();
    let long = format!("SELECT (COUNT(*) AS ?n) {{ {all} }}");
    let begin = Instant::now();
    let told = query(&dataset, &long, "query", Some(Duration::from_millis(1))).unwrap_err().to_string();
    assert_eq!(told, "query: the query took longer than 0.001 s (--timeout)");
    assert!(begin.elapsed() < Duration::from_secs(20));
    let begin = Instant::now();
    assert_eq!(query(&dataset, "ASK {}", "query", Some(Duration::from_secs(600))).unwrap(), Answer::Boolean(true));
    assert!(begin.elapsed() < Duration::from_secs(60), "a quick query does not wait for its time to be over");
}

#[test]
fn answers_are_written_in_the_formats_of_the_w3c() {
    let written = |sparql: &str, format| {
        let mut out = Vec::new();
        write_answer(&ask(sparql), format, &mut out).map(|()| String::from_utf8(out).unwrap())
    };
    let names = "SELECT ?p ?none { ?x rdfs:label ?p }";
    assert_eq!(written(names, TableFormat::Csv).unwrap(), "p,none\r\n\"Anna \"\"A.\"\" Berg, of Bern\",\r\n");
    assert_eq!(written(names, TableFormat::Tsv).unwrap(), "?p\t?none\n\"Anna \\\"A.\\\" Berg, of Bern\"\t\n");
    let json = written(names, TableFormat::Json).unwrap();
    assert!(json.starts_with("{\"head\":{\"vars\":[\"p\",\"none\"]}") && json.ends_with("}\n"), "{json}");
    assert!(written(names, TableFormat::Xml).unwrap().contains("<binding name=\"p\"><literal>Anna"));
    assert_eq!(written("ASK {}", TableFormat::Json).unwrap(), "{\"head\":{},\"boolean\":true}\n");
    assert!(
        written("CONSTRUCT WHERE { ?s ?p ?o }", TableFormat::Csv).unwrap_err().to_string().contains("gives a graph")
    );
}

#[test]
fn a_file_that_is_asked_has_its_errors_placed() {
    let dir = tempfile::tempdir().unwrap();
    let load = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        load_rdf(&path)
    };
    let turtle = load("a.ttl", "<#a> <https://x.example/p> <b> .").unwrap();
    let answer =
        query(&turtle, "ASK { ?a <https://x.example/p> ?b FILTER(STRENDS(STR(?a), \"/a.ttl#a\")) }", "query", None);
    assert_eq!(answer.unwrap(), Answer::Boolean(true));
    let told = load("b.ttl", "<https://x.example/a> <https://x.example/p> 1 .\n<https://x.example/a> ö 2 .")
        .err()
        .unwrap()
        .to_string();
    assert!(told.contains("b.ttl:2:") && !told.contains("Parser error"), "{told}");
    let told = load("c.nq", "<https://x.example/a> <https://x.example/p>").err().unwrap().to_string();
    assert!(told.contains("c.nq:1:"), "{told}");
    let told = load("d.csv", "").err().unwrap().to_string();
    assert!(told.contains("d.csv: its ending tells no RDF format"), "{told}");
    assert!(load_rdf(&dir.path().join("none.ttl")).err().unwrap().to_string().contains("none.ttl"));
}
