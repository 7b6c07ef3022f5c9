//! Merging files: exports in every format, of other bases and other versions, and RDF of others, which has a graph of its own.

use crate::sandbox::{Sandbox, contents, denial, envoy, reports};
use rapporteur::graph::Base;
use rapporteur::store::Writer;
use std::collections::BTreeSet;

/// A registry in Turtle that knows one of the two persons, with blank nodes.
const REGISTRY: &str = r#"@prefix ex: <https://registry.example/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix wd: <http://www.wikidata.org/entity/> .
ex:selwyn a ex:Port ; ex:berths 12 ; skos:exactMatch wd:Q1 ; ex:master [ ex:name "A. Moreno" ; ex:since [ ex:year 2019 ] ] ;
    ex:pilots ( ex:one [ ex:name "Two" ] "three" ) .
ex:moreno owl:sameAs <https://rapporteur.example/person/ana-moreno> ; ex:note "déjà vu"@fr , [] , [] .
"#;

/// The same with other labels, in another order and syntax.
const REGISTRY_AGAIN: &str = r#"<https://registry.example/moreno> <https://registry.example/note> _:z , "déjà vu"@fr , _:y ;
    <http://www.w3.org/2002/07/owl#sameAs> <https://rapporteur.example/person/ana-moreno> .
_:l3 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> () ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "three" .
_:q <https://registry.example/year> 2019 .
<https://registry.example/selwyn> <https://registry.example/pilots> _:l1 ; <https://registry.example/master> _:p .
_:l1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> <https://registry.example/one> ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l2 .
_:p <https://registry.example/since> _:q ; <https://registry.example/name> "A. Moreno" .
_:l2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l3 ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> [ <https://registry.example/name> "Two" ] .
<https://registry.example/selwyn> a <https://registry.example/Port> ; <https://registry.example/berths> 12 ;
    <http://www.w3.org/2004/02/skos/core#exactMatch> <http://www.wikidata.org/entity/Q1> .
"#;

fn stocked() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &reports());
    sandbox
}

fn quads(sandbox: &Sandbox, store: &str) -> String {
    sandbox.run(&["export", "--format", "nquads", "--store", store]).ends(0).out
}

/// Two texts that must be one; shows where they part.
fn same(one: &str, other: &str) {
    let parted = one.lines().zip(other.lines()).find(|(a, b)| a != b);
    assert!(one == other, "{parted:?} of {} and {} lines", one.lines().count(), other.lines().count());
}

/// Files of a store but its lock.
fn files(sandbox: &Sandbox, store: &str) -> Vec<(String, Vec<u8>)> {
    let root = sandbox.path(store);
    let named = contents(&root).into_iter().map(|(p, b)| (p.strip_prefix(&root).unwrap().display().to_string(), b));
    // The triple store on disk is a cache.
    named.filter(|(name, _)| name != "lock" && !name.starts_with("quads")).collect()
}

#[test]
fn equal_content_is_one_foreign_graph_whatever_its_labels_and_order() {
    let sandbox = stocked();
    sandbox.file("one.ttl", REGISTRY);
    sandbox.file("two.ttl", REGISTRY_AGAIN);
    sandbox.file("three.ttl", "<urn:a> <urn:b> 1 .");
    let before = files(&sandbox, "rapporteur.db");
    let told = sandbox.run(&["merge", "one.ttl", "--store", "rapporteur.db"]).ends(0).err;
    assert!(
        told.contains("one.ttl: foreign graph <https://rapporteur.example/foreign/") && told.contains("(19 triples)"),
        "{told}"
    );
    let once = files(&sandbox, "rapporteur.db");
    let told = sandbox.run(&["merge", "two.ttl", "--store", "rapporteur.db"]).ends(0).err;
    assert!(told.contains("(19 triples, known)"), "{told}");
    assert!(files(&sandbox, "rapporteur.db") == once);
    // In another order, with another graph.
    sandbox.store("other.db", &reports());
    sandbox.run(&["merge", "three.ttl", "two.ttl", "--store", "other.db"]).ends(0);
    sandbox.run(&["merge", "three.ttl", "--store", "rapporteur.db"]).ends(0);
    assert!(files(&sandbox, "rapporteur.db") == files(&sandbox, "other.db"));
    assert!(!quads(&sandbox, "other.db").contains("_:"), "no blank nodes");
    sandbox.run(&["check"]).ends(0);
    // Taken back, it was never there.
    let graphs = sandbox.run(&[
        "query",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s <urn:b>|<https://registry.example/berths> ?o } }",
        "--format",
        "csv",
    ]);
    let graphs: Vec<String> = graphs.ends(0).out.lines().skip(1).map(|l| l.trim().to_owned()).collect();
    assert_eq!(graphs.len(), 2);
    sandbox.run(&["retract", &graphs[0], &graphs[1].replace("https://rapporteur.example/", "")]).ends(0);
    assert!(files(&sandbox, "rapporteur.db") == before);
    sandbox.run(&["retract", &graphs[0]]).ends(2);
}

#[test]
fn foreign_graphs_are_exported_with_their_names_and_merge_back() {
    let sandbox = stocked();
    sandbox.file("one.ttl", REGISTRY);
    sandbox.file("three.ttl", "<urn:a> <urn:b> 1 . <urn:c> <urn:b> 1.50 , true , \"x\"@en .");
    sandbox.run(&["merge", "one.ttl", "three.ttl", "--store", "rapporteur.db"]).ends(0);
    let all = files(&sandbox, "rapporteur.db");
    for ending in ["nq", "trig", "jsonld"] {
        let (file, store) = (format!("all.{ending}"), format!("{ending}.db"));
        let told = sandbox.run(&["export", "--text", "-o", &file]).ends(0).err;
        assert_eq!(told, "");
        sandbox.run(&["check", &file]).ends(0);
        sandbox.run(&["merge", &file, "--store", &store]).ends(0);
        assert!(files(&sandbox, &store) == all, "{ending}");
        // From file to file, too.
        sandbox.run(&["merge", &file, "-o", "again.nq"]).ends(0);
        sandbox.run(&["export", "--text", "-o", "whole.nq"]).ends(0);
        let lines = |file: &str| std::fs::read_to_string(sandbox.path(file)).unwrap();
        same(&lines("again.nq"), &lines("whole.nq"));
    }
    // Without names of graphs, they would become one: so they are left out, and that is told.
    sandbox.store("plain.db", &reports());
    let plain = sandbox.run(&["export", "--store", "plain.db"]).ends(0).out;
    for ending in ["ttl", "nt", "rdf"] {
        let file = format!("all.{ending}");
        let told = sandbox.run(&["export", "-o", &file]).ends(0).err;
        assert!(told.contains("2 foreign graphs of 23 triples left out"), "{told}");
        same(&sandbox.run(&["merge", &file]).ends(0).out, &plain);
    }
    let edited = std::fs::read_to_string(sandbox.path("all.nq")).unwrap().replace("\"A. Moreno\"", "\"B. Moreno\"");
    sandbox.file("edited.nq", edited);
    assert!(sandbox.run(&["check", "edited.nq"]).ends(1).out.contains("its content gives it the name"));
}

#[test]
fn merging_two_exports_with_foreign_graphs_is_merging_all_into_one() {
    let sandbox = Sandbox::new();
    let all = reports();
    sandbox.file("registry.ttl", REGISTRY);
    sandbox.file("three.ttl", "<urn:a> <urn:b> [ <urn:b> 1 ] .");
    for (store, articles, foreign) in [
        ("one.db", &all[..1], vec!["registry.ttl"]),
        ("two.db", &all[1..], vec!["three.ttl", "registry.ttl"]),
        ("all.db", &all[..], vec!["three.ttl", "registry.ttl"]),
    ] {
        sandbox.store(store, articles);
        sandbox.run(&[&["merge"], &foreign[..], &["--store", store]].concat()).ends(0);
        sandbox.run(&["export", "--text", "--store", store, "-o", &format!("{store}.trig")]).ends(0);
    }
    sandbox.run(&["merge", "two.db.trig", "one.db.trig", "-o", "merged.trig"]).ends(0);
    let text = |file: &str| std::fs::read_to_string(sandbox.path(file)).unwrap();
    same(&text("merged.trig"), &text("all.db.trig"));
    sandbox.run(&["merge", "two.db.trig", "--store", "one.db"]).ends(0);
    assert!(files(&sandbox, "one.db") == files(&sandbox, "all.db"));
}

#[test]
fn foreign_triples_are_asked_with_all_others_and_joined_by_links() {
    let sandbox = Sandbox::new();
    let mut told = denial();
    told.entities[1].code = Some("portugal".to_owned());
    told.entities[1].class = rapporteur::entity::EntityClass::Country;
    sandbox.store("rapporteur.db", &[told]);
    let country = "SELECT ?wd { ?c a rap:Country ; skos:exactMatch ?wd }";
    let wikidata =
        sandbox.run(&["query", country, "--format", "csv"]).ends(0).out.lines().nth(1).unwrap().trim().to_owned();
    let data = format!(
        "<https://data.example/pt> <http://www.w3.org/2002/07/owl#sameAs> <{wikidata}> ; <https://data.example/inhabitants> 10 ."
    );
    sandbox.file("data.nt", data.replace(" ; <", " .\n<https://data.example/pt> <").replace("10 ", "\"10\" "));
    sandbox.file("copy.ttl", format!("{data} <urn:other> <urn:p> 1 ."));
    sandbox.run(&["merge", "data.nt", "copy.ttl", "--store", "rapporteur.db"]).ends(0);
    // The query that the documentation shows.
    let page = include_str!("../ontology/README.md");
    let join = page.split("```sparql\n").nth(1).unwrap().split("```").next().unwrap();
    let answer = sandbox.run(&["query", join, "--format", "csv"]).ends(0).out;
    assert!(answer.contains("Portugal,https://data.example/pt,https://data.example/inhabitants,10"), "{answer}");
    // Two graphs hold the link; it counts once.
    let link = "SELECT (COUNT(*) AS ?n) { <https://data.example/pt> owl:sameAs ?wd }";
    assert_eq!(sandbox.run(&["query", link]).ends(0).out.lines().last(), Some("1"));
    assert_eq!(
        sandbox
            .run(&["query", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?x owl:sameAs ?wd } }"])
            .ends(0)
            .out
            .lines()
            .last(),
        Some("2")
    );
}

#[test]
fn what_is_foreign_in_a_file_of_ours_is_kept_apart() {
    let sandbox = stocked();
    let plain = quads(&sandbox, "rapporteur.db");
    sandbox.run(&["export", "-o", "ours.ttl"]).ends(0);
    let ours = std::fs::read_to_string(sandbox.path("ours.ttl")).unwrap();
    let article = ours.lines().find_map(|l| l.strip_suffix(" a rap:Article ;")).unwrap();
    sandbox.file(
        "noted.ttl",
        format!(
            "{ours}\n{article} <http://purl.org/dc/terms/license> <urn:free> ; a schema:NewsArticle .\n\
             <person/ana-moreno-x> <http://xmlns.com/foaf/0.1/img> <urn:picture> ; rdfs:label \"Somebody else\" .\n\
             <notes/1> <urn:p> [ <urn:q> {article} ] .\n"
        ),
    );
    let told = sandbox.run(&["merge", "noted.ttl", "-o", "noted.nq"]).ends(0).err;
    assert!(
        told.contains("2 articles (2 new); foreign graph <https://rapporteur.example/foreign/")
            && told.contains("(5 triples)"),
        "{told}"
    );
    let merged = std::fs::read_to_string(sandbox.path("noted.nq")).unwrap();
    let (foreign, rest): (Vec<&str>, Vec<&str>) = merged.lines().partition(|l| l.contains("/foreign/"));
    same(&rest.join("\n"), plain.trim_end());
    assert_eq!(foreign.len(), 5);
    // Without articles, what is on the world is left out and told: it would be facts without claims.
    sandbox.run(&["query", "CONSTRUCT { ?m ?p ?o } { ?m a rap:Meeting ; ?p ?o }"]).ends(0);
    let facts = sandbox.run(&["query", "CONSTRUCT { ?m ?p ?o } { ?m a rap:Meeting ; ?p ?o }"]).ends(0).out;
    sandbox.file("facts.ttl", facts);
    let told = sandbox.run(&["merge", "facts.ttl", "--store", "rapporteur.db"]).ends(0).err;
    assert!(told.contains("left out: they follow from articles") && told.contains("nothing to merge"), "{told}");
    same(&quads(&sandbox, "rapporteur.db"), &plain);
}

#[test]
fn named_graphs_of_others_lose_their_names_and_that_is_told() {
    let sandbox = stocked();
    sandbox
        .file("graphs.trig", "GRAPH <urn:g1> { <urn:a> <urn:b> _:x } GRAPH _:g2 { _:x <urn:b> 2 } <urn:a> <urn:c> 3 .");
    let told = sandbox.run(&["merge", "graphs.trig", "--store", "rapporteur.db"]).ends(0).err;
    assert!(told.contains("the names of 2 graphs are not kept") && told.contains("(3 triples)"), "{told}");
    assert_eq!(sandbox.run(&["query", "ASK { <urn:a> <urn:b>/<urn:b> 2 }"]).ends(0).out, "true\n");
    // Relative IRIs tell the file's name, and nothing of this machine.
    sandbox.file("relative.ttl", "<#me> <urn:p> <other> .");
    sandbox.run(&["merge", "relative.ttl", "--store", "rapporteur.db"]).ends(0);
    assert_eq!(
        sandbox.run(&["query", "ASK { <file:///relative.ttl#me> <urn:p> <file:///other> }"]).ends(0).out,
        "true\n"
    );
}

#[test]
fn an_export_with_another_base_comes_below_the_base_of_the_store() {
    let sandbox = stocked();
    let base = Base::new("https://graph.example/news/").unwrap();
    let mut writer = Writer::open(&sandbox.path("theirs.db"), Some(&base)).unwrap();
    for report in reports().iter().chain([&denial(), &envoy()]) {
        writer.add(report).unwrap();
    }
    writer.commit().unwrap();
    sandbox.file(
        "links.ttl",
        "<urn:x> <http://www.w3.org/2002/07/owl#sameAs> <https://graph.example/news/country/france> ; <urn:p> [] .",
    );
    sandbox.run(&["merge", "links.ttl", "--store", "theirs.db"]).ends(0);
    sandbox.run(&["same", "Ana Moreno", "The Envoy", "--store", "theirs.db"]).ends(0);
    sandbox.run(&["export", "--text", "--store", "theirs.db", "-o", "theirs.trig"]).ends(0);
    let told = sandbox.run(&["merge", "theirs.trig", "--store", "rapporteur.db"]).ends(0).err;
    assert!(
        told.contains("theirs.trig: its base https://graph.example/news/ becomes https://rapporteur.example/"),
        "{told}"
    );
    assert!(told.contains("4 articles (2 new, 2 known); 1 judgement"), "{told}");
    let whole = quads(&sandbox, "rapporteur.db");
    assert!(!whole.contains("https://graph.example/"), "{whole}");
    assert!(whole.contains("<https://rapporteur.example/country/france>"));
    sandbox.run(&["check"]).ends(0);
    // There and back again.
    sandbox.run(&["export", "--text", "-o", "ours.trig"]).ends(0);
    let before = files(&sandbox, "theirs.db");
    sandbox.run(&["merge", "ours.trig", "--store", "theirs.db"]).ends(0);
    assert!(files(&sandbox, "theirs.db") == before);
    // Into a file: only the user can say which.
    let told = sandbox.run(&["merge", "ours.trig", "theirs.trig"]).ends(2).err;
    assert!(
        told.contains("different bases (https://graph.example/news/, https://rapporteur.example/)")
            && told.contains("--base"),
        "{told}"
    );
    sandbox
        .run(&["merge", "ours.trig", "theirs.trig", "--base", "https://graph.example/news", "-o", "both.trig"])
        .ends(0);
    let text = |file: &str| std::fs::read_to_string(sandbox.path(file)).unwrap();
    same(&text("both.trig"), &text("theirs.trig"));
    // A new store takes the base of what it is made from.
    sandbox.run(&["merge", "theirs.trig", "--store", "new.db"]).ends(0);
    assert!(files(&sandbox, "new.db") == before);
}

#[test]
fn what_another_version_wrote_is_read_as_far_as_it_is_known() {
    let sandbox = stocked();
    let plain = quads(&sandbox, "rapporteur.db");
    sandbox.run(&["export", "-o", "ours.ttl"]).ends(0);
    let ours = std::fs::read_to_string(sandbox.path("ours.ttl")).unwrap();
    let merged = |text: String| {
        sandbox.file("theirs.ttl", text);
        let run = sandbox.run(&["merge", "theirs.ttl", "--format", "nquads"]);
        (run.code, run.out, run.err)
    };
    // Properties that this version does not know.
    let (code, out, err) = merged(
        ours.replace("said:kind rap:Meeting", "said:kind rap:Meeting ; said:mood \"grave\"")
            .replace("a rap:Article ;", "a rap:Article ; rap:license \"free\" ;")
            .replace("a said:Entity ;", "a said:Entity ; said:gender \"f\" ;"),
    );
    assert_eq!(code, 1, "{err}");
    same(&out, &plain);
    for part in [
        "said:mood is not known to this version for a Meeting",
        "rap:license is not known to this version",
        "said:gender",
        "theirs.ttl: <https://rapporteur.example/article/",
    ] {
        assert!(err.contains(part), "{part:?} is missing in: {err}");
    }
    // A claim without its status, and one of a kind that is not known, take down nothing else.
    for (from, to, part) in [
        ("said:status code:planned ;", "", "said:status is missing"),
        ("said:kind rap:Meeting", "said:kind rap:Wedding", "said:kind: expected one of"),
        ("said:status code:planned", "said:status code:dreamt", "said:status: expected one of"),
    ] {
        let (code, out, err) = merged(ours.replacen(from, to, 1));
        assert_eq!(code, 1, "{err}");
        assert!(err.contains(part) && err.contains("#claim=1>"), "{err}");
        let kept = |graph: &str, what: &str| graph.lines().filter(|l| l.contains(what)).count();
        assert_eq!(kept(&out, "#Article>"), 2, "{out}");
        assert_eq!(kept(&out, "/said#Entity>"), kept(&plain, "/said#Entity>"));
        assert_eq!(kept(&out, "/said#kind>"), 1);
        sandbox.file("out.nq", out);
        sandbox.run(&["check", "out.nq"]).ends(0);
    }
    // An article that lacks its own properties is left out, and named; the other lands.
    let sha = ours.lines().find(|l| l.contains("rap:textSha256")).unwrap();
    let (code, out, err) = merged(ours.replacen(sha, "", 1));
    assert_eq!(code, 1);
    assert!(err.contains("rap:textSha256 is missing") && err.contains("1 article (1 new)"), "{err}");
    assert!(out.contains("#Article>"));
}

#[test]
fn dry_run_tells_the_same_and_changes_nothing() {
    let sandbox = Sandbox::new();
    let all = reports();
    sandbox.store("rapporteur.db", &all[..1]);
    sandbox.store("two.db", &[all[1].clone(), envoy()]);
    sandbox.file("registry.ttl", REGISTRY);
    sandbox.run(&["export", "--store", "two.db", "-o", "two.ttl"]).ends(0);
    let before = files(&sandbox, "rapporteur.db");
    let into = |store: &str, dry: &[&str]| {
        let run = sandbox.run(&[&["merge", "two.ttl", "registry.ttl", "--store", store], dry].concat()).ends(0);
        assert_eq!(run.out, "");
        run.err
    };
    let told = into("rapporteur.db", &["--dry-run"]);
    assert!(told.contains("became one: Ana Moreno") && told.contains("two.ttl: 2 articles (2 new)"), "{told}");
    assert!(files(&sandbox, "rapporteur.db") == before);
    assert_eq!(into("rapporteur.db", &[]), told);
    assert_ne!(files(&sandbox, "rapporteur.db"), before);
    into("none.db", &["--dry-run"]);
    assert!(!sandbox.path("none.db").exists());
    let run = sandbox.run(&["merge", "two.ttl", "-o", "out.ttl", "--dry-run"]).ends(0);
    assert!(run.out.is_empty() && run.err.contains("0 entities and 0 facts") && !sandbox.path("out.ttl").exists());
}

#[test]
fn what_is_near_and_left_apart_is_told_with_what_speaks_against_it() {
    let sandbox = Sandbox::new();
    let mut all = reports();
    all[1].claims[0].when = rapporteur::time::When::parse("2021-03-03");
    all[1].entities[1].class = rapporteur::entity::EntityClass::Organization;
    for (store, report) in [("one.db", &all[0]), ("two.db", &all[1])] {
        sandbox.store(store, std::slice::from_ref(report));
        sandbox.run(&["export", "--store", store, "-o", &store.replace(".db", ".ttl")]).ends(0);
    }
    let told = sandbox.run(&["merge", "one.ttl", "two.ttl", "--dry-run"]).ends(0).err;
    let apart: BTreeSet<&str> =
        told.lines().filter_map(|l| l.split_once("left apart: ").map(|(_, rest)| rest)).collect();
    assert!(
        apart.iter().any(|l| l.starts_with("Port Selwyn (") && l.ends_with("one name, but Organization against Place")),
        "{told}"
    );
    assert!(told.contains("became one: Ana Moreno"), "{told}");
}
