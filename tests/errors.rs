//! Bad inputs: each is told with its place and what to do, and the exit code says whether anything was done.

use crate::sandbox::{Sandbox, contents, reports};
use rapporteur::store::Writer;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

/// Runs a command that must end with `code`, print nothing on standard output, and say each of `parts`.
fn fails(sandbox: &Sandbox, args: &[&str], code: i32, parts: &[&str]) {
    let run = sandbox.run(args).ends(code);
    assert_eq!(run.out, "");
    assert!(run.err.starts_with("rapporteur: "), "{}", run.err);
    for part in parts {
        assert!(run.err.contains(part), "{part:?} is missing in: {}", run.err);
    }
}

#[test]
fn inputs_that_cannot_be_read_are_named() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("empty")).unwrap();
    for bad in ["binary.txt", "notext.html", "latin1.txt", "empty.txt", "truncated.jsonl"] {
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors").join(bad), sandbox.path(bad)).unwrap();
    }
    fails(&sandbox, &["ingest", "missing.txt"], 2, &["missing.txt: ", "skipped"]);
    fails(&sandbox, &["ingest", "empty"], 2, &["empty: "]);
    fails(&sandbox, &["ingest", "binary.txt"], 2, &["binary.txt:"]);
    fails(&sandbox, &["ingest", "latin1.txt"], 2, &["latin1.txt:6:25: "]);
    fails(&sandbox, &["ingest", "empty.txt"], 2, &["empty.txt: "]);
    fails(&sandbox, &["ingest", "notext.html"], 2, &["notext.html: "]);
    assert!(!sandbox.path("rapporteur.db").exists(), "nothing was read, so no store is made");
    fails(&sandbox, &["ingest", "truncated.jsonl"], 1, &["truncated.jsonl:2:", "skipped", "2 articles: 2 new"]);
    fails(&sandbox, &["extract", "missing.txt"], 2, &["missing.txt: "]);
}

#[test]
fn one_bad_input_stops_no_other() {
    let sandbox = Sandbox::new();
    sandbox.file("good.txt", "It rained.");
    sandbox.file("bad.json", "{");
    fails(&sandbox, &["ingest", "missing.txt", "good.txt", "bad.json"], 1, &["missing.txt: ", "bad.json:1:", "1 new"]);
    let export = sandbox.run(&["export"]).ends(0).out;
    assert!(export.contains("rap:Article"), "{export}");
}

#[test]
fn usage_errors_end_with_2() {
    let sandbox = Sandbox::new();
    for args in
        [&["ingest"][..], &["frobnicate"], &["query"], &["export", "--format", "docx"], &["query", "ASK {}", "-f", "a"]]
    {
        assert_eq!(sandbox.run(args).ends(2).out, "");
    }
    fails(&sandbox, &["ingest", "a.txt", "--published", "yesterday"], 2, &["yesterday"]);
    fails(&sandbox, &["ingest", "a.txt", "--base", "nonsense"], 2, &["nonsense"]);
    fails(&sandbox, &["merge", "a.ttl", "-o", "b.ttl", "--store", "c"], 2, &["not both"]);
}

#[test]
fn syntax_errors_of_queries_have_a_place_in_the_users_text() {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &reports());
    sandbox.file("bad.rq", "SELECT ?who {\n  ?m a rap:Meeting ;; }\n  WHERE\n");
    fails(&sandbox, &["query", "-f", "bad.rq"], 2, &["rapporteur: bad.rq:3:"]);
    fails(&sandbox, &["query", "SELECT ?who { ?m a rap:Meeting"], 2, &["rapporteur: query:1:"]);
    fails(&sandbox, &["query", "INSERT DATA { <urn:a> a <urn:b> }"], 2, &["query:1:1: ", "refused"]);
    fails(&sandbox, &["query", "ASK { SERVICE <http://x.example/> { ?s ?p ?o } }"], 2, &["SERVICE"]);
    fails(&sandbox, &["query", "-f", "missing.rq"], 2, &["missing.rq: "]);
    sandbox.file("bad.ttl", "<urn:a> a \n  oops .");
    fails(&sandbox, &["query", "ASK {}", "--data", "bad.ttl"], 2, &["bad.ttl:2:"]);
    fails(&sandbox, &["query", "ASK {}", "--data", "missing.ttl"], 2, &["missing.ttl: "]);
}

#[test]
fn stores_that_cannot_be_used_are_told_apart() {
    let sandbox = Sandbox::new();
    fails(&sandbox, &["query", "ASK {}"], 2, &["rapporteur.db: ", "ingest"]);
    fails(&sandbox, &["retract", "https://news.example/"], 2, &["rapporteur.db: "]);
    assert!(!sandbox.path("rapporteur.db").exists(), "to change nothing makes no store");

    sandbox.file("article.txt", "It rained.");
    sandbox.file("file.db", "not a store");
    fails(&sandbox, &["ingest", "article.txt", "--store", "file.db"], 2, &["file.db: "]);
    assert_eq!(fs::read(sandbox.path("file.db")).unwrap(), b"not a store");

    fs::create_dir(sandbox.path("newer.db")).unwrap();
    sandbox.file("newer.db/manifest.json", r#"{"format": 1000, "of": "tomorrow"}"#);
    let before = contents(&sandbox.path("newer.db"));
    fails(
        &sandbox,
        &["query", "ASK {}", "--store", "newer.db"],
        2,
        &["newer.db: ", "format 1000", "update rapporteur"],
    );
    fails(&sandbox, &["ingest", "article.txt", "--store", "newer.db"], 2, &["newer.db: ", "format 1000"]);
    let manifest =
        |files: &[(std::path::PathBuf, Vec<u8>)]| files.iter().find(|f| f.0.ends_with("manifest.json")).cloned();
    assert_eq!(manifest(&contents(&sandbox.path("newer.db"))), manifest(&before));

    let writer = Writer::open(&sandbox.path("rapporteur.db"), None).unwrap();
    fails(&sandbox, &["ingest", "article.txt"], 2, &["rapporteur.db: ", "another rapporteur"]);
    sandbox.run(&["query", "ASK {}"]).ends(0);
    drop(writer);
    sandbox.run(&["ingest", "article.txt"]).ends(0);
    fails(&sandbox, &["ingest", "article.txt", "--base", "https://other.example/"], 2, &["rapporteur.db: ", "--base"]);
}

#[test]
fn a_damaged_article_is_left_out_and_told() {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &reports());
    let (path, _) = contents(&sandbox.path("rapporteur.db/articles")).remove(0);
    fs::write(&path, "<urn:a> <urn:b> \"cut").unwrap();
    for args in [&["check"][..], &["export"], &["explain", "Ana Moreno"]] {
        let run = sandbox.run(args).ends(1);
        let told = run.out + &run.err;
        assert!(told.contains("damaged"), "{told}");
    }
    // The triple store on disk has what the file held, and a query reads no other.
    if cfg!(not(feature = "rocksdb")) {
        sandbox.run(&["query", "ASK { ?m a rap:Meeting }"]).ends(1);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_told() {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &reports());
    for args in [&["export"][..], &["query", "SELECT * { ?s ?p ?o }"], &["explain", "Ana Moreno"]] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = sandbox.command(args).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert!(err.contains("standard output: cannot be written: No space left"), "{err}");
    }
    fails(&sandbox, &["export", "-o", "/dev/full"], 2, &["/dev/full: cannot be written: No space left"]);
    fails(&sandbox, &["export", "-o", "missing/graph.ttl"], 2, &["missing/graph.ttl: "]);
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &reports());
    let many = "SELECT * { ?a ?b ?c . ?d ?e ?f }";
    for args in [&["query", many, "--format", "csv"][..], &["query", many, "--format", "table"]] {
        let mut child = sandbox.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 16];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert_eq!(told, "");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}
