//! The commands, as a person runs them: what they print, and how they end.

use crate::sandbox::{Sandbox, denial, envoy, reports};

const COMMANDS: &[&str] = &[
    "ingest",
    "extract",
    "query",
    "export",
    "merge",
    "retract",
    "explain",
    "same",
    "distinct",
    "unsay",
    "conflicts",
    "timeline",
    "between",
    "check",
    "analyse",
    "evaluate",
];

fn stocked() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &reports());
    sandbox
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let sandbox = Sandbox::new();
    let all = sandbox.run(&["--help"]).ends(0).out;
    for command in COMMANDS {
        assert!(all.contains(&format!("\n  {command} ")), "{command}");
        let help = sandbox.run(&[command, "--help"]).ends(0).out;
        assert!(help.contains(&format!("\n  rapporteur {command} ")), "{help}");
        assert!(help.contains("--store"), "{help}");
    }
}

#[test]
fn ingest_counts_and_says_when_there_is_no_fact() {
    let sandbox = Sandbox::new();
    let article = r#"{"text": "It rained.", "url": "https://news.example/rain"}"#;
    let run = sandbox.run_with_input(&["ingest", "-"], article).ends(0);
    assert_eq!(run.out, "");
    assert!(run.err.contains("1 article: 1 new; 0 claims, 0 facts"), "{}", run.err);
    assert!(run.err.contains("warning: no fact"), "{}", run.err);
    let again = sandbox.run_with_input(&["ingest", "-", "--store", "rapporteur.db"], article).ends(0);
    assert!(again.err.contains("1 article: 1 unchanged"), "{}", again.err);
}

#[test]
fn neither_order_nor_jobs_show_in_the_graph() {
    let sandbox = Sandbox::new();
    let article = |n: usize, text: &str| format!("{{\"text\": \"{text}\", \"url\": \"https://news.example/{n}\"}}\n");
    let texts = [
        "Norwegian Foreign Minister Ane Solheim met Duarte Salema in Oslo.",
        "Solheim visited Lisbon on Monday.",
        "Portuguese President Duarte Salema met Ane Solheim in Lisbon.",
    ];
    let articles: Vec<String> = (1..).zip(texts).map(|(n, text)| article(n, text)).collect();
    let reversed: String = articles.iter().rev().cloned().collect();
    sandbox.run_with_input(&["ingest", "-", "--jobs", "1", "--store", "one.db"], &articles.concat()).ends(0);
    sandbox.run_with_input(&["ingest", "-", "--jobs", "3", "--store", "two.db"], &reversed).ends(0);
    let export = |store| sandbox.run(&["export", "--text", "--store", store]).ends(0).out;
    assert_eq!(export("one.db"), export("two.db"));
    sandbox.run(&["check", "--store", "one.db"]).ends(0);
    let extracted = sandbox.run_with_input(&["extract", "-"], &reversed).ends(0).out;
    assert_eq!(extracted, sandbox.run(&["export", "--store", "one.db"]).ends(0).out);
}

#[test]
fn extract_needs_no_store_and_makes_none() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "It rained.");
    let turtle =
        sandbox.run(&["extract", "a.txt", "--published", "2021-03-01", "--base", "https://graph.example/"]).ends(0).out;
    assert!(turtle.contains("a rap:Article") && turtle.contains("<https://graph.example/>"), "{turtle}");
    assert!(!turtle.contains("It rained."), "{turtle}");
    assert!(!sandbox.path("rapporteur.db").exists());
    let quads = sandbox.run(&["extract", "a.txt", "--format", "nquads"]).ends(0).out;
    assert!(quads.lines().all(|l| l.ends_with(" .")), "{quads}");
}

#[test]
fn the_store_may_be_named_before_and_after_the_command_and_by_the_environment() {
    let sandbox = Sandbox::new();
    sandbox.store("a.db", &reports());
    let ask = "ASK { ?m a rap:Meeting }";
    sandbox.run(&["--store", "a.db", "query", ask]).ends(0);
    sandbox.run(&["query", ask, "--store", "a.db"]).ends(0);
    let by_environment = sandbox.command(&["query", ask]).env("RAPPORTEUR_STORE", "a.db").output().unwrap();
    assert_eq!(by_environment.status.code(), Some(0));
    sandbox.run(&["query", ask]).ends(2);
}

#[test]
fn query_answers_in_every_format() {
    let sandbox = stocked();
    let who = "SELECT DISTINCT ?who { ?m a rap:Meeting ; rap:participant/rdfs:label ?who } ORDER BY ?who";
    let run = sandbox.run(&["query", who]).ends(0);
    assert_eq!(run.out, "who\n────────────\nAna Moreno\nViktor Orlan\n");
    assert!(run.err.contains("2 rows"), "{}", run.err);
    let formatted = |format| sandbox.run(&["query", who, "--format", format]).ends(0).out;
    assert_eq!(formatted("csv"), "who\r\nAna Moreno\r\nViktor Orlan\r\n");
    assert_eq!(formatted("tsv"), "?who\n\"Ana Moreno\"\n\"Viktor Orlan\"\n");
    assert!(formatted("json").contains("\"bindings\""));
    assert!(formatted("xml").contains("<sparql"));
    let kinds = sandbox.run(&["query", "SELECT DISTINCT ?kind { ?m a ?kind ; rap:status ?s }"]).ends(0).out;
    assert!(kinds.contains("\nrap:Meeting\n"), "{kinds}");

    let construct = "CONSTRUCT { ?m a rap:Meeting } { ?m a rap:Meeting }";
    let turtle = sandbox.run(&["query", construct]).ends(0).out;
    assert!(turtle.contains("rap:Meeting"), "{turtle}");
    for format in ["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"] {
        let graph = sandbox.run(&["query", construct, "--format", format]).ends(0).out;
        assert!(graph.contains("Meeting"), "{format}: {graph}");
    }
    let mismatch = sandbox.run(&["query", construct, "--format", "csv"]).ends(2).err;
    assert!(mismatch.contains("expected --format turtle"), "{mismatch}");
    let mismatch = sandbox.run(&["query", who, "--format", "turtle"]).ends(2).err;
    assert!(mismatch.contains("expected --format table"), "{mismatch}");
}

#[test]
fn query_reads_files_and_standard_input_and_answers_no_with_1() {
    let sandbox = stocked();
    assert_eq!(sandbox.run(&["query", "ASK { ?x a rap:Meeting }"]).ends(0).out, "true\n");
    assert_eq!(sandbox.run(&["query", "ASK { ?x a rap:Sanction }"]).ends(1).out, "false\n");
    sandbox.file("ask.rq", "ASK { ?x a rap:Meeting }");
    assert_eq!(sandbox.run(&["query", "-f", "ask.rq"]).ends(0).out, "true\n");
    assert_eq!(sandbox.run_with_input(&["query", "-"], "ASK { ?x a rap:Visit }").ends(1).out, "false\n");
    sandbox.file("a.ttl", "<urn:a> a <urn:T> .");
    sandbox.file("b.nt", "<urn:b> a <urn:T> .".replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "));
    let both = sandbox.run(&["query", "SELECT ?s { ?s a <urn:T> } ORDER BY ?s", "--data", "a.ttl", "--data", "b.nt"]);
    assert_eq!(both.ends(0).out, "s\n─────\nurn:a\nurn:b\n");
}

#[test]
fn export_and_merge_are_inverse_and_a_file_is_replaced_whole() {
    let sandbox = Sandbox::new();
    let all = reports();
    sandbox.store("rapporteur.db", &all);
    sandbox.store("one.db", &all[..1]);
    sandbox.store("two.db", &all[1..]);
    let whole = sandbox.run(&["export"]).ends(0).out;
    assert!(!whole.contains("More will follow"), "{whole}");
    assert!(sandbox.run(&["export", "--text"]).ends(0).out.contains("More will follow"));
    sandbox.run(&["--store", "one.db", "export", "-o", "one.ttl"]).ends(0);
    sandbox.run(&["--store", "two.db", "export", "-o", "two.nq", "--text"]).ends(0);
    let merged = sandbox.run(&["merge", "one.ttl", "two.nq", "-o", "week.ttl"]).ends(0);
    assert_eq!(merged.out, "");
    assert!(merged.err.contains("became one: Ana Moreno"), "{}", merged.err);
    let without_texts = |turtle: &str| sandbox.run(&["query", "ASK { ?a nif:isString ?t }", "--data", turtle]).code;
    assert_eq!(without_texts("week.ttl"), 0, "a text that a graph holds is kept");
    sandbox.run(&["--store", "two.db", "export", "-o", "two.ttl"]).ends(0);
    assert_eq!(sandbox.run(&["merge", "two.ttl", "one.ttl"]).ends(0).out, whole);
    // Into a store.
    sandbox.run(&["merge", "one.ttl", "two.ttl", "--store", "third.db"]).ends(0);
    assert_eq!(sandbox.run(&["export", "--store", "third.db"]).ends(0).out, whole);
    // A part, with the world that follows from it.
    let part = sandbox.run(&["export", "--article", "https://news.example/monday"]).ends(0).out;
    assert_eq!(part, sandbox.run(&["--store", "one.db", "export"]).ends(0).out);
}

#[test]
fn every_format_of_an_export_merges_to_the_same_graph() {
    let sandbox = stocked();
    let whole = sandbox.run(&["export"]).ends(0).out;
    for ending in ["ttl", "nt", "nq", "trig", "jsonld", "rdf"] {
        let file = format!("graph.{ending}");
        sandbox.run(&["export", "-o", &file]).ends(0);
        assert_eq!(sandbox.run(&["merge", &file]).ends(0).out, whole, "{ending}");
    }
}

#[test]
fn retract_makes_an_article_never_read() {
    let sandbox = stocked();
    sandbox.store("one.db", &reports()[..1]);
    sandbox.run(&["retract", "https://post.example/wednesday"]).ends(0);
    assert_eq!(sandbox.run(&["export"]).ends(0).out, sandbox.run(&["export", "--store", "one.db"]).ends(0).out);
    sandbox.run(&["retract", "https://post.example/wednesday"]).ends(2);
    sandbox.run(&["retract", "https://post.example/wednesday", "https://news.example/monday"]).ends(1);
}

#[test]
fn explain_shows_the_words_that_state_a_fact() {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &[reports(), vec![denial()]].concat());
    let told = sandbox.run(&["explain", "ana moreno"]).ends(0).out;
    for part in [
        "Ana Moreno (Person)",
        "known from 3 articles",
        "taken for one because",
        "Meeting, ",
        "participant: Viktor Orlan",
        "place: Port Selwyn",
        "[Ana Moreno met Viktor Orlan in Port Selwyn on Tuesday.] The talks were short.",
        "denied, denied, certain; says Daily Herald",
        "\"Talks held\", Évening Post, 2021-03-03, https://post.example/wednesday",
        "found by test/meeting, confidence 0.88",
    ] {
        assert!(told.contains(part), "{part} is missing in:\n{told}");
    }
    // Each IRI that is shown can be explained in turn, and its path alone, too.
    for iri in told.lines().filter_map(|l| l.trim().strip_prefix('<')?.strip_suffix('>')) {
        sandbox.run(&["explain", iri]).ends(0);
        sandbox.run(&["explain", &iri.replace("https://rapporteur.example/", "")]).ends(0);
    }
    let unknown = sandbox.run(&["explain", "moreno"]).ends(2).err;
    assert!(unknown.contains("names that contain it: Ana Moreno"), "{unknown}");
}

#[test]
fn judgements_split_and_join_and_are_taken_back() {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &[reports(), vec![envoy()]].concat());
    let before = sandbox.run(&["export"]).ends(0).out;
    let members =
        sandbox.run(&["query", "--format", "csv", "SELECT ?m { ?e rdfs:label \"Ana Moreno\" ; rap:mentionedAs ?m }"]);
    let members: Vec<String> = members.ends(0).out.lines().skip(1).map(|l| l.trim().to_owned()).collect();
    let [one, two] = members.as_slice() else { panic!("{members:?}") };

    let split = sandbox.run(&["distinct", one, two, "--reason", "namesakes"]).ends(0).err;
    assert!(split.contains("two entities now"), "{split}");
    let shown = sandbox.run(&["explain", one]).ends(0).out;
    assert!(shown.contains("judged distinct") && shown.contains("(namesakes)"), "{shown}");
    let several = sandbox.run(&["same", "Ana Moreno", "The Envoy"]).ends(2).err;
    assert!(several.contains("is the name of 2 entities; say which: person/"), "{several}");
    let against = sandbox.run(&["same", one, two]).ends(2).err;
    assert!(against.contains("unsay"), "{against}");
    sandbox.run(&["unsay", one, two]).ends(0);
    assert_eq!(sandbox.run(&["export"]).ends(0).out, before);
    sandbox.run(&["unsay", one, two]).ends(2);

    let joined = sandbox.run(&["same", "Ana Moreno", "the envoy"]).ends(0).err;
    assert!(joined.contains("one entity now: Ana Moreno"), "{joined}");
    let whole = sandbox.run(&["explain", "The Envoy"]).ends(0).out;
    assert!(whole.contains("known from 3 articles"), "{whole}");
    sandbox.run(&["unsay", "Ana Moreno", "The Envoy"]).ends(0);
    assert_eq!(sandbox.run(&["export"]).ends(0).out, before);
    let twice = sandbox.run(&["same", one, one]).ends(2).err;
    assert!(twice.contains("expected two"), "{twice}");
}

#[test]
fn ready_made_questions_print_queries_that_give_their_rows() {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &[reports(), vec![denial()]].concat());
    for question in [
        &["timeline", "Ana Moreno"][..],
        &["timeline", "port selwyn"],
        &["between", "Ana Moreno", "viktor orlan"],
        &["conflicts"],
    ] {
        let rows = sandbox.run(question);
        assert!(
            rows.out.contains("Meeting") && rows.out.lines().count() > 2,
            "{question:?}:\n{}\n{}",
            rows.out,
            rows.err
        );
        let sparql = sandbox.run(&[question, &["--sparql"]].concat()).ends(0).out;
        assert_eq!(sandbox.run(&["query", &sparql]).ends(0).out, rows.out, "{question:?}");
    }
    let timeline = sandbox.run(&["timeline", "Ana Moreno", "--format", "csv"]).ends(0).out;
    assert!(timeline.contains("participant: Ana Moreno; participant: Viktor Orlan; place: Port Selwyn"), "{timeline}");
    assert!(timeline.contains("2021-03-02,Meeting,"), "{timeline}");
    assert_eq!(sandbox.run(&["between", "Ana Moreno", "Nobody"]).ends(2).out, "");
}

#[test]
fn conflicts_are_findings() {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", &[reports(), vec![denial()]].concat());
    let told = sandbox.run(&["conflicts"]).ends(1).out;
    for part in ["planned", "held", "denied", "negated", "affirmed", "Daily Herald"] {
        assert!(told.contains(part), "{part} is missing in:\n{told}");
    }
    sandbox.store("one.db", &reports()[..1]);
    assert_eq!(sandbox.run(&["conflicts", "--store", "one.db"]).ends(0).out, "");
}

#[test]
fn check_finds_nothing_in_a_whole_store_and_names_what_is_wrong() {
    let sandbox = stocked();
    let run = sandbox.run(&["check"]).ends(0);
    assert_eq!(run.out, "");
    assert!(run.err.contains("2 articles") && run.err.contains("0 findings"), "{}", run.err);
    sandbox.run(&["export", "-o", "graph.ttl", "--text"]).ends(0);
    sandbox.run(&["check", "graph.ttl"]).ends(0);
    sandbox.run(&["export", "-o", "bare.ttl"]).ends(0);
    sandbox.run(&["check", "bare.ttl"]).ends(0);

    let whole = std::fs::read_to_string(sandbox.path("graph.ttl")).unwrap();
    sandbox.file("edited.ttl", whole.replace("More will follow.", "More would follow, surely."));
    assert!(sandbox.run(&["check", "edited.ttl"]).ends(1).out.contains("SHA-256"));
    sandbox.file(
        "moved.ttl",
        whole
            .replace("🤝", "🤝🤝")
            .replace("Ana Moreno will meet Viktor Orlan in Port", "Ana Moreno, will meet Viktor Orlan in Port"),
    );
    sandbox.run(&["check", "moved.ttl"]).ends(1);
    sandbox.file(
        "forged.ttl",
        format!("{whole}\n<https://rapporteur.example/country/x> a rap:Country ; rdfs:label \"X\" .\n"),
    );
    let forged = sandbox.run(&["check", "forged.ttl"]).ends(1).out;
    assert!(forged.contains("not what the articles give: <https://rapporteur.example/country/x>"), "{forged}");
}

#[test]
fn analyse_prints_what_evaluate_scores() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "It rained.");
    let lines = sandbox.run(&["analyse", "a.txt"]).ends(0).out;
    assert!(lines.contains("# text = It rained.\n1\tIt\t"), "{lines}");
    assert!(
        lines.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).all(|l| l.split('\t').count() == 10),
        "{lines}"
    );
    sandbox.run(&["analyse", "missing.txt"]).ends(2);
    sandbox.file("gold.conllu", &lines);
    let scores = sandbox.run(&["evaluate", "gold.conllu"]).ends(0).out;
    assert!(scores.starts_with("layer") && scores.contains("100.00"), "{scores}");
    let scores = sandbox.run(&["evaluate", "gold.conllu", "--gold-words", "--json"]).ends(0).out;
    let scores: serde_json::Value = serde_json::from_str(&scores).unwrap();
    for layer in ["tokens", "sentences", "words", "UPOS", "XPOS", "UFeats", "AllTags", "lemmas", "UAS", "LAS"] {
        assert_eq!(scores[layer]["f1"], 1.0, "{layer}");
    }
    assert_eq!((&scores["words"]["gold"], &scores["words"]["correct"]), (&3.into(), &3.into()));
    assert_eq!(sandbox.run(&["analyse", "gold.conllu"]).ends(0).out, lines);
    sandbox.file("bad.conllu", "1\ta\n");
    let both = sandbox.run(&["analyse", "bad.conllu", "a.txt"]).ends(1);
    assert!(both.err.contains("bad.conllu:1:1: expected 10 columns") && both.out == lines, "{}", both.err);
    sandbox.run(&["evaluate", "a.txt"]).ends(2);
}
