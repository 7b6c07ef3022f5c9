//! The store: laws of the folder, told with hand-made reports.

use rapporteur::article::{Article, Metadata};
use rapporteur::claim::{Claim, Filler, Quote, Report, Value};
use rapporteur::entity::{Entity, EntityClass};
use rapporteur::graph::{Base, Contents, article_quads, write_turtle};
use rapporteur::judgement::{EntityRef, Judgement, Verdict};
use rapporteur::store::{self, Added, Store, Writer};
use rapporteur::time::When;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn entity(key: &str, name: &str) -> Entity {
    Entity {
        key: key.into(),
        class: EntityClass::Person,
        name: name.into(),
        aliases: vec![],
        titles: vec!["Foreign Minister".into()],
        country: None,
        code: None,
    }
}

/// A meeting of two persons, as an article at `url` told it on `published`.
pub fn report(url: &str, published: &str, text: &str) -> Report {
    let meta = Metadata { url: Some(url.into()), published: Some(published.into()), ..Metadata::default() };
    let article = Article::new(text, meta);
    let filler = |n| Filler { role: "participant".into(), value: Value::Entity(n) };
    let quote =
        |from: usize, to: usize| Quote { begin: from, end: to, text: text.chars().take(to).skip(from).collect() };
    Report {
        id: article.id(),
        text_sha256: article.text_sha256(),
        run: "0.1.0-00000000".into(),
        text: Some(text.into()),
        entities: vec![entity("anna-berg", "Anna Berg"), entity("bela-kun", "Béla Kun")],
        mentions: vec![(0, quote(0, 4)), (1, quote(5, 9))],
        claims: vec![Claim {
            kind: "Meeting".into(),
            roles: vec![filler(0), filler(1)],
            status: "held".into(),
            negated: false,
            certainty: "certain".into(),
            when: Some(When::Day(2015, 12, 15)),
            time_expression: None,
            by: None,
            citing: vec![],
            evidence: quote(0, text.chars().count()),
            confidence: 90,
            extractor: "en/meeting/met".into(),
        }],
        meta: article.meta,
    }
}

fn three() -> [Report; 3] {
    [1, 2, 3]
        .map(|n| report(&format!("https://news.example/{n}"), &format!("2015-12-1{n}"), "Anna met Béla in Vienna."))
}

fn judgement(a: &Report, b: &Report, verdict: Verdict) -> Judgement {
    let side = |r: &Report| EntityRef { article: r.id.clone(), key: "anna-berg".into() };
    Judgement { left: side(a), right: side(b), verdict, reason: "same photograph".into() }
}

/// Adds all and commits.
pub fn ingest(dir: &Path, reports: &[Report]) -> Vec<Added> {
    let mut writer = Writer::open(dir, None).unwrap();
    let added = reports.iter().map(|r| writer.add(r).unwrap()).collect();
    writer.commit().unwrap();
    added
}

pub fn export(dir: &Path) -> String {
    let store = Store::open(dir).unwrap();
    assert!(store.skipped().is_empty(), "{:?}", store.skipped());
    #[cfg(feature = "rocksdb")]
    crate::disk::tells_what_the_files_tell(dir);
    let mut out = Vec::new();
    write_turtle(store.quads(&[], true), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// All files but the lock, by their paths.
pub fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    for place in [dir.to_owned(), dir.join("articles")] {
        for entry in fs::read_dir(place).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && !path.ends_with("lock") {
                out.insert(path.strip_prefix(dir).unwrap().display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    out
}

fn article_file(dir: &Path, report: &Report) -> std::path::PathBuf {
    dir.join("articles").join(format!("{}.nq", report.id))
}

pub fn temp() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn what_is_added_comes_back() {
    let dir = temp();
    assert_eq!(ingest(dir.path(), &three()), [Added::New; 3]);
    let store = Store::open(dir.path()).unwrap();
    let mut expected = three().to_vec();
    expected.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(store.reports(), expected);
    assert_eq!(store.len(), 3);
    assert_eq!(store.base(), &Base::default());
}

#[test]
fn adding_again_changes_no_byte() {
    let dir = temp();
    ingest(dir.path(), &three());
    let before = files(dir.path());
    assert_eq!(ingest(dir.path(), &three()), [Added::Unchanged; 3]);
    assert_eq!(files(dir.path()), before);
}

#[test]
fn order_does_not_show() {
    let (one, other) = (temp(), temp());
    let mut reports = three();
    let words =
        [judgement(&reports[0], &reports[1], Verdict::Same), judgement(&reports[1], &reports[2], Verdict::Distinct)];
    ingest(one.path(), &reports);
    reports.reverse();
    ingest(other.path(), &reports);
    for (dir, words) in [(&one, [&words[0], &words[1]]), (&other, [&words[1], &words[0]])] {
        let mut writer = Writer::open(dir.path(), None).unwrap();
        for word in words {
            assert!(writer.judge(word.clone()).unwrap());
        }
        writer.commit().unwrap();
    }
    assert_eq!(files(one.path()), files(other.path()));
    assert_eq!(export(one.path()), export(other.path()));
}

#[test]
fn of_two_versions_the_greater_stands_whichever_came_first() {
    let old = report("https://news.example/1", "2015-12-15", "Anna met Béla.");
    let new = report("https://news.example/1", "2015-12-15T10:00:00Z", "Anna met Béla twice.");
    assert_eq!(old.id, new.id);
    let (one, other) = (temp(), temp());
    assert_eq!(ingest(one.path(), &[old.clone(), new.clone()]), [Added::New, Added::Replaced]);
    assert_eq!(ingest(other.path(), &[new, old]), [Added::New, Added::Older]);
    assert_eq!(files(one.path()), files(other.path()));
}

#[test]
fn another_build_of_the_program_gets_its_word_but_not_an_older_one() {
    let dir = temp();
    let run = |run: &str| Report { run: run.into(), ..three()[0].clone() };
    let runs = ["0.2.0-ff", "0.2.0-aa", "0.10.0-aa", "0.9.0-aa"].map(run);
    assert_eq!(ingest(dir.path(), &runs), [Added::New, Added::Replaced, Added::Replaced, Added::Older]);
}

#[test]
fn retracting_leaves_no_trace() {
    let (with, without) = (temp(), temp());
    let [a, b, c] = three();
    ingest(without.path(), &[a.clone(), b.clone()]);
    ingest(with.path(), &[a.clone(), b.clone(), c.clone()]);
    let mut writer = Writer::open(with.path(), None).unwrap();
    writer.judge(judgement(&a, &c, Verdict::Same)).unwrap();
    writer.commit().unwrap();
    assert!(export(with.path()).contains("judgement/"));

    let mut writer = Writer::open(with.path(), None).unwrap();
    assert!(writer.retract("https://news.example/3").unwrap());
    assert!(!writer.retract("https://news.example/3").unwrap());
    writer.commit().unwrap();
    assert_eq!(export(with.path()), export(without.path()));

    // The judgement slept, and wakes with its article.
    ingest(with.path(), std::slice::from_ref(&c));
    assert_eq!(Store::open(with.path()).unwrap().judgements().len(), 1);
    let mut writer = Writer::open(with.path(), None).unwrap();
    assert!(writer.retract(Base::default().article(&c.id).as_str()).unwrap());
    assert!(writer.retract(&b.id).unwrap());
    assert_eq!(writer.commit().unwrap().len(), 1);
}

#[test]
fn an_article_and_its_entities_are_found_by_their_names() {
    let dir = temp();
    let reports = three();
    ingest(dir.path(), &reports);
    let store = Store::open(dir.path()).unwrap();
    let iri = store.base().entity(&reports[0].id, "bela-kun");
    for name in [
        "https://news.example/1",
        " HTTPS://News.example:443/1#top",
        &reports[0].id,
        store.base().article(&reports[0].id).as_str(),
        iri.as_str(),
    ] {
        assert_eq!(store.article(name), Some(reports[0].id.as_str()), "{name}");
    }
    assert_eq!(store.article("https://news.example/4"), None);
    assert_eq!(store.article("../manifest"), None);
    assert_eq!(store.entity(iri.as_str()).unwrap().key, "bela-kun");
    let error = store.entity("https://news.example/1").unwrap_err().to_string();
    assert!(error.contains("#entity=KEY"), "{error}");
}

#[test]
fn judgements_are_told_once_and_taken_back() {
    let dir = temp();
    let [a, b, c] = three();
    ingest(dir.path(), &[a.clone(), b.clone()]);
    let mut writer = Writer::open(dir.path(), None).unwrap();
    let same = judgement(&a, &b, Verdict::Same);
    let swapped = Judgement { left: same.right.clone(), right: same.left.clone(), ..same.clone() };
    assert!(writer.judge(same.clone()).unwrap());
    assert!(!writer.judge(swapped).unwrap());
    let contrary = writer.judge(judgement(&a, &b, Verdict::Distinct)).unwrap_err();
    assert!(contrary.to_string().contains("unsay"), "{contrary}");
    let unknown = writer.judge(judgement(&a, &c, Verdict::Same)).unwrap_err();
    assert!(unknown.to_string().contains(&format!("article/{}#entity=anna-berg", c.id)), "{unknown}");
    assert!(writer.judge(judgement(&a, &a, Verdict::Same)).is_err());
    let other_reason = Judgement { reason: "same office".into(), ..same.clone() };
    assert!(writer.judge(other_reason.clone()).unwrap());
    let store = writer.commit().unwrap();
    assert_eq!(store.judgements().iter().map(|j| j.reason.as_str()).collect::<Vec<_>>(), ["same office"]);

    let mut writer = Writer::open(dir.path(), None).unwrap();
    assert_eq!(writer.unsay(&same.right, &same.left).unwrap(), 1);
    assert_eq!(writer.unsay(&same.left, &same.right).unwrap(), 0);
    writer.judge(same).unwrap();
    let quads = Store::open(dir.path()).unwrap().quads(&[], false);
    let iri = quads.iter().map(|q| q.subject.to_string()).find(|s| s.contains("/judgement/")).unwrap();
    assert_eq!(writer.unsay_iri(iri.trim_matches(['<', '>'])).unwrap(), 1);
    assert!(writer.commit().unwrap().judgements().is_empty());
}

#[test]
fn merging_two_stores_is_ingesting_into_one() {
    let (one, other, all) = (temp(), temp(), temp());
    let [a, b, c] = three();
    let newer = Report { meta: Metadata { modified: Some("2016-01-01".into()), ..a.meta.clone() }, ..a.clone() };
    ingest(one.path(), &[a.clone(), b.clone()]);
    ingest(other.path(), &[newer.clone(), c.clone()]);
    ingest(all.path(), &[newer, a, b, c]);
    let contents = |dir: &tempfile::TempDir| {
        let store = Store::open(dir.path()).unwrap();
        Contents {
            base: store.base().clone(),
            reports: store.reports().to_vec(),
            judgements: store.judgements().to_vec(),
        }
    };
    let merged = store::merge(vec![contents(&one), contents(&other)]).unwrap();
    let mut bytes = Vec::new();
    write_turtle(store::quads(&merged.reports, &merged.judgements, &merged.base), &mut bytes).unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), export(all.path()));

    let mut writer = Writer::open(one.path(), None).unwrap();
    assert_eq!(writer.merge(&contents(&other)).unwrap().len(), 2);
    writer.commit().unwrap();
    assert_eq!(files(one.path()), files(all.path()));

    let foreign = Contents { base: Base::new("https://other.example/").unwrap(), ..contents(&other) };
    let error = store::merge(vec![contents(&one), foreign]).err().unwrap();
    assert!(error.to_string().contains("different bases"), "{error}");
}

#[test]
fn one_writer_at_a_time_and_readers_beside_it() {
    let dir = temp();
    let reports = three();
    let mut writer = Writer::open(dir.path(), None).unwrap();
    let refused = Writer::open(dir.path(), None).err().unwrap().to_string();
    let name = dir.path().display().to_string();
    assert!(refused.starts_with(&name) && refused.contains(&std::process::id().to_string()), "{refused}");
    for (n, report) in reports.iter().enumerate() {
        assert_eq!(Store::open(dir.path()).unwrap().reports().len(), n);
        writer.add(report).unwrap();
    }
    let store = Store::open(dir.path()).unwrap();
    assert_eq!((store.reports().len(), store.dataset().unwrap().is_empty().unwrap()), (3, false));
    assert!(!dir.path().join("world.nq").exists(), "readers write nothing");
    writer.commit().unwrap();
    Writer::open(dir.path(), None).unwrap();
}

#[test]
fn a_killed_writer_leaves_a_store_that_opens() {
    let dir = temp();
    let [a, b, _] = three();
    let expected = temp();
    ingest(expected.path(), &[a.clone(), b.clone()]);
    // Killed before the manifest, then in the middle of an article and of the world.
    fs::write(dir.path().join("lock"), "1\n").unwrap();
    fs::write(dir.path().join("manifest.json.tmp"), "{").unwrap();
    ingest(dir.path(), std::slice::from_ref(&a));
    fs::write(dir.path().join("articles/half.nq.tmp"), "<https://x.exam").unwrap();
    fs::write(dir.path().join("world.nq.tmp"), "# The wor").unwrap();
    let mut writer = Writer::open(dir.path(), None).unwrap();
    writer.add(&b).unwrap();
    drop(writer);
    assert_eq!(export(dir.path()), export(expected.path()));
    ingest(dir.path(), &[]);
    assert_eq!(files(dir.path()), files(expected.path()));
}

#[test]
fn a_stale_or_damaged_world_is_derived_again() {
    let dir = temp();
    ingest(dir.path(), &three());
    let path = dir.path().join("world.nq");
    let good = fs::read(&path).unwrap();
    let expected = export(dir.path());
    let stale = [b"# The world of 00, as 00\n".as_slice(), &good].concat();
    for bad in [b"".as_slice(), b"#", &good[..good.len() - 1], &stale, b"\xff\xfe\n"] {
        fs::write(&path, bad).unwrap();
        assert_eq!(export(dir.path()), expected);
        assert_eq!(fs::read(&path).unwrap(), bad, "readers write nothing");
        ingest(dir.path(), &[]);
        assert_eq!(fs::read(&path).unwrap(), good);
    }
}

#[test]
fn a_damaged_article_is_told_with_its_place_and_the_others_load() {
    let dir = temp();
    let reports = three();
    ingest(dir.path(), &reports);
    let path = article_file(dir.path(), &reports[1]);
    let good = fs::read_to_string(&path).unwrap();
    let broken = good.replacen("> .\n", "> \n", 2);
    let strange = "<https://x.example/> <https://x.example/> <https://x.example/> .\n";
    for bad in [broken.as_str(), strange, "", &good.replace(&reports[1].id, "aaaaaaaaaaaaaaaa")] {
        fs::write(&path, bad).unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.reports().len(), 2, "{bad}");
        let [error] = store.skipped()[..] else { panic!("{:?}", store.skipped()) };
        let error = error.to_string();
        assert!(
            error.starts_with(&path.display().to_string()) && error.contains("ingest the article again"),
            "{error}"
        );
        assert_eq!(ingest(dir.path(), &reports[1..2]), [Added::Replaced]);
        assert_eq!(fs::read_to_string(&path).unwrap(), good);
    }
    fs::write(&path, &broken).unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.len(), 2);
    let place = store.skipped()[0].to_string();
    let line = broken.lines().position(|l| !l.ends_with('.')).unwrap() + 1;
    assert!(
        place.starts_with(&format!("{}:{line}:", path.display())) || place.contains(&format!(":{}:", line + 1)),
        "{place}"
    );
}

#[test]
fn damaged_judgements_are_told_and_never_written_over() {
    let dir = temp();
    let [a, b, _] = three();
    ingest(dir.path(), &[a.clone(), b.clone()]);
    let path = dir.path().join("judgements.nq");
    fs::write(&path, "<https://x.example/a> <\n").unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert_eq!((store.reports().len(), store.skipped().len()), (2, 1));
    let mut writer = Writer::open(dir.path(), None).unwrap();
    let error = writer.judge(judgement(&a, &b, Verdict::Same)).unwrap_err().to_string();
    assert!(error.contains("judgements.nq:1:"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "<https://x.example/a> <\n");
}

#[test]
fn what_is_no_store_is_told_and_left_alone() {
    let dir = temp();
    let missing = dir.path().join("none");
    let error = Store::open(&missing).err().unwrap().to_string();
    assert!(error.contains("`rapporteur ingest` makes one"), "{error}");
    assert!(!missing.exists());

    let file = dir.path().join("file");
    fs::write(&file, "x").unwrap();
    for place in [dir.path(), &file] {
        for error in [Store::open(place).err().unwrap(), Writer::open(place, None).err().unwrap()] {
            assert!(error.to_string().contains("is not a store"), "{error}");
        }
    }
    assert!(Writer::open(&file.join("below"), None).is_err());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_newer_format_is_told_and_left_alone() {
    let dir = temp();
    fs::write(dir.path().join("manifest.json"), "{\"format\": 2}").unwrap();
    for error in [Store::open(dir.path()).err().unwrap(), Writer::open(dir.path(), None).err().unwrap()] {
        let error = error.to_string();
        let told = "was written by a newer rapporteur (format 2; this one reads up to 1): update rapporteur";
        assert!(error.contains(told), "{error}");
    }
    fs::write(dir.path().join("manifest.json"), "{\n  \"format\": 1,").unwrap();
    let error = Store::open(dir.path()).err().unwrap().to_string();
    assert!(error.contains("manifest.json:2:"), "{error}");
}

#[test]
fn the_base_is_fixed_when_the_store_is_made() {
    let dir = temp();
    let base = Base::new("https://graph.example/news/").unwrap();
    Writer::open(dir.path(), Some(&base)).unwrap().commit().unwrap();
    assert_eq!(Writer::open(dir.path(), None).unwrap().base(), &base);
    Writer::open(dir.path(), Some(&base)).unwrap();
    let error = Writer::open(dir.path(), Some(&Base::default())).err().unwrap().to_string();
    assert!(error.contains("https://graph.example/news/") && error.contains("--base"), "{error}");
}

#[test]
fn a_part_of_the_store_is_exported_with_its_own_world() {
    let (all, part) = (temp(), temp());
    let reports = three();
    ingest(all.path(), &reports);
    ingest(part.path(), &reports[..1]);
    let store = Store::open(all.path()).unwrap();
    let name = store.article("https://news.example/1").unwrap();
    let mut bytes = Vec::new();
    write_turtle(store.quads(&[name], true), &mut bytes).unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), export(part.path()));
    let texts = |quads: Vec<oxigraph::model::Quad>| {
        quads.iter().filter(|q| q.predicate.as_str().ends_with("#isString")).count()
    };
    assert_eq!((texts(store.quads(&[], true)), texts(store.quads(&[], false))), (3, 0));
    let plain = article_quads(&Report { text: None, ..reports[0].clone() }, store.base());
    assert!(plain.iter().all(|q| store.quads(&[], false).contains(q)));
}
