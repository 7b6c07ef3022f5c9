//! `--gazetteer`: names that a user knows are linked to Wikidata where articles are read, and are one by that link.

use crate::sandbox::Sandbox;

const PEOPLE: &str = "label\taliases\tQID\tclass\tcountry
Ana Moreno\tAnita Quesada|A. M. Quesada\tQ900001\tPerson\tSpain
Viktor Orlan\t\tQ900002\tPerson
Viktor Orlan\t\tQ900003\tPerson
";

/// The same in RDF.
const GRAPH: &str = r#"@prefix ex: <https://registry.example/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <http://schema.org/> .
@prefix wd: <http://www.wikidata.org/entity/> .
wd:Q900001 a schema:Person ; rdfs:label "Ana Moreno"@en ; skos:altLabel "Anita Quesada" , "A. M. Quesada" ; schema:nationality wd:Q29 .
ex:orlan a schema:Person ; skos:prefLabel "Viktor Orlan" ; skos:exactMatch wd:Q900002 .
ex:other a wd:Q5 ; schema:name "Viktor Orlan" ; <http://www.w3.org/2002/07/owl#sameAs> wd:Q900003 .
ex:port a schema:Place ; rdfs:label "Port Selwyn" .
wd:Q5 rdfs:label "human" .
"#;

const LINKED: &str =
    "SELECT ?label ?item { ?x skos:exactMatch ?item ; rdfs:label ?label ; a rap:Person } ORDER BY ?label";

/// Articles that tell of one person by two names, and of another.
fn stocked() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("people.tsv", PEOPLE);
    sandbox.file("people.ttl", GRAPH);
    let article = |day: &str, text: &str| {
        format!("{{\"url\": \"https://news.example/{day}\", \"published\": \"2021-03-{day}\", \"text\": \"{text}\"}}\n")
    };
    sandbox.file("one.jsonl", article("02", "Ana Moreno met Viktor Orlan in Madrid on Monday."));
    sandbox.file("two.jsonl", article("03", "Anita Quesada met Viktor Orlan in Madrid on Monday."));
    sandbox
}

#[test]
fn names_of_one_item_are_one_and_what_fits_two_is_none() {
    for gazetteer in ["people.tsv", "people.ttl"] {
        let sandbox = stocked();
        let ingest = ["ingest", "one.jsonl", "two.jsonl", "--gazetteer", gazetteer];
        sandbox.run(&ingest).ends(0);
        let rows = sandbox.run(&["query", LINKED, "--format", "csv"]).ends(0).out;
        assert_eq!(rows.lines().skip(1).collect::<Vec<_>>(), ["Anita Quesada,http://www.wikidata.org/entity/Q900001"]);
        let told = sandbox.run(&["explain", "Ana Moreno"]).ends(0).out;
        assert!(told.contains("same linked entity Q900001"), "{told}");
        sandbox.run(&["check"]).ends(0);
        assert!(sandbox.run(&ingest).ends(0).err.contains("2 unchanged"));
        // Without it the names are two; an article that is read again gets its word.
        sandbox.run(&["ingest", "one.jsonl", "two.jsonl"]).ends(0);
        assert_eq!(sandbox.run(&["query", LINKED, "--format", "csv"]).ends(0).out.lines().count(), 1);
    }
}

#[test]
fn merging_linked_exports_is_reading_all_into_one() {
    let sandbox = stocked();
    for (store, articles) in
        [("one.db", &["one.jsonl"][..]), ("two.db", &["two.jsonl"]), ("all.db", &["two.jsonl", "one.jsonl"])]
    {
        sandbox.run(&[&["ingest", "--store", store, "--gazetteer", "people.tsv"], articles].concat()).ends(0);
        sandbox.run(&["export", "--store", store, "-o", &format!("{store}.ttl")]).ends(0);
    }
    sandbox.run(&["merge", "two.db.ttl", "one.db.ttl", "-o", "merged.ttl"]).ends(0);
    let text = |file: &str| std::fs::read_to_string(sandbox.path(file)).unwrap();
    assert_eq!(text("merged.ttl"), text("all.db.ttl"));
}

#[test]
fn a_gazetteer_that_cannot_be_read_stops_the_work_with_its_place() {
    let sandbox = stocked();
    sandbox.file("bad.tsv", "Ana Moreno\t\tQ900001\tPerson\nViktor Orlan\t\t900002\tPerson\n");
    sandbox.file("empty.ttl", "<urn:a> <urn:b> 1 .");
    for (file, message) in [
        ("bad.tsv", "bad.tsv:2:15: expected a Wikidata item such as Q42, found `900002`"),
        ("empty.ttl", "empty.ttl: no entry"),
        ("none.tsv", "none.tsv: "),
    ] {
        let run = sandbox.run(&["ingest", "one.jsonl", "--gazetteer", file]).ends(2);
        assert!(run.err.contains(message), "{}", run.err);
        assert!(!sandbox.path("rapporteur.db").exists());
    }
}
