//! The triple store on disk (feature `rocksdb`): it tells what the files tell, or nothing.

use crate::sandbox::Sandbox;
use crate::store::{export, files, ingest, report, temp};
use rapporteur::claim::Report;
use rapporteur::store::{Dataset, Store, Writer};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

fn reports(n: usize) -> Vec<Report> {
    let report = |n| report(&format!("https://news.example/{n}"), "2015-12-15", "Anna met Béla in Vienna.");
    (0..n).map(report).collect()
}

fn lines(dataset: &Dataset) -> Vec<String> {
    let mut lines: Vec<String> = dataset.iter().map(|q| q.unwrap().to_string()).collect();
    lines.sort();
    lines
}

fn asked(dir: &Path) -> Vec<String> {
    lines(&Store::open(dir).unwrap().dataset().unwrap())
}

/// Whether a query is answered from disk.
fn fresh(dir: &Path) -> bool {
    dir.join("quads/fresh").exists()
}

/// Where there is a triple store on disk, it holds the quads that a store without one gives.
pub fn tells_what_the_files_tell(dir: &Path) {
    if fresh(dir) {
        let on_disk = asked(dir);
        let (mark, aside) = (dir.join("quads/fresh"), dir.join("quads/aside"));
        fs::rename(&mark, &aside).unwrap();
        let of_files = asked(dir);
        fs::rename(&aside, &mark).unwrap();
        let (on_disk, of_files): (BTreeSet<String>, BTreeSet<String>) =
            (on_disk.into_iter().collect(), of_files.into_iter().collect());
        let only = |a: &BTreeSet<String>, b| a.difference(b).cloned().collect::<Vec<_>>().join("\n");
        assert_eq!((only(&on_disk, &of_files), only(&of_files, &on_disk)), (String::new(), String::new()));
    }
}

#[test]
fn a_query_needs_no_file_of_an_article() {
    let dir = temp();
    let reports = reports(3);
    ingest(dir.path(), &reports);
    assert!(fresh(dir.path()));
    export(dir.path());
    let told = asked(dir.path());
    // Written in place, which leaves no trace in the folder: what a query does not read it cannot miss.
    let path = dir.path().join(format!("articles/{}.nq", reports[0].id));
    let good = fs::read(&path).unwrap();
    fs::write(&path, "").unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(lines(&store.dataset().unwrap()), told);
    assert!(store.skipped().is_empty());
    // Whoever asks for more reads the files.
    assert_eq!((store.reports().len(), store.skipped().len()), (2, 1));
    fs::write(&path, good).unwrap();
}

#[test]
fn many_articles_at_once_are_as_few_at_a_time() {
    let (many, few) = (temp(), temp());
    let reports = reports(620);
    ingest(few.path(), &reports[..10]);
    for some in reports[10..].chunks(305) {
        ingest(few.path(), some);
        export(few.path());
    }
    ingest(many.path(), &reports[..1]);
    ingest(many.path(), &reports);
    assert!(fresh(many.path()) && fresh(few.path()));
    assert_eq!(export(many.path()), export(few.path()));
    let mut writer = Writer::open(many.path(), None).unwrap();
    reports[10..].iter().for_each(|r| assert!(writer.retract(&r.id).unwrap()));
    writer.commit().unwrap();
    let ten = temp();
    ingest(ten.path(), &reports[..10]);
    assert_eq!(export(many.path()), export(ten.path()));
}

#[test]
fn a_killed_writer_leaves_files_that_tell_all_and_the_next_one_mends_the_rest() {
    let dir = temp();
    let reports = reports(4);
    ingest(dir.path(), &reports[..1]);
    let mut writer = Writer::open(dir.path(), None).unwrap();
    writer.add(&reports[1]).unwrap();
    assert!(!fresh(dir.path()));
    // Beside a writer, files are read: whole articles or none.
    assert_eq!(asked(dir.path()).iter().filter(|l| l.contains("ns#Article>")).count(), 2);
    drop(writer);
    assert!(!fresh(dir.path()));
    ingest(dir.path(), &reports[2..3]);
    assert!(fresh(dir.path()));
    export(dir.path());
    // Killed while it wrote quads.
    fs::remove_file(dir.path().join("quads/fresh")).unwrap();
    fs::write(dir.path().join("quads/db/CURRENT"), "nothing").unwrap();
    ingest(dir.path(), &[]);
    assert!(fresh(dir.path()));
    export(dir.path());
    // Damaged by others: the files tell the same, and the next writer makes it anew.
    fs::write(dir.path().join("quads/db/CURRENT"), "nothing").unwrap();
    let told = asked(dir.path());
    for more in [&reports[..0], &reports[3..]] {
        ingest(dir.path(), more);
        export(dir.path());
        assert!(asked(dir.path()).len() >= told.len());
        fs::write(dir.path().join("quads/db/CURRENT"), "nothing").unwrap();
    }
}

#[test]
fn a_writer_waits_for_queries_and_a_query_for_nobody() {
    let dir = temp();
    let reports = reports(2);
    ingest(dir.path(), &reports[..1]);
    let dataset = Store::open(dir.path()).unwrap().dataset().unwrap();
    let told = lines(&dataset);
    thread::scope(|scope| {
        let writing = scope.spawn(|| ingest(dir.path(), &reports[1..]));
        while asked(dir.path()).len() == told.len() {
            thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(lines(&dataset), told, "a dataset never changes");
        assert!(!writing.is_finished());
        drop(dataset);
    });
    assert!(fresh(dir.path()));
    export(dir.path());
}

#[test]
fn files_that_came_or_went_by_hand_are_found_out() {
    let dir = temp();
    let reports = reports(2);
    ingest(dir.path(), &reports);
    let before = files(dir.path());
    let told = asked(dir.path());
    let path = dir.path().join(format!("articles/{}.nq", reports[0].id));
    let good = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(asked(dir.path()).len() < told.len());
    ingest(dir.path(), &[]);
    export(dir.path());
    fs::write(&path, good).unwrap();
    assert_eq!(asked(dir.path()), told);
    ingest(dir.path(), &[]);
    assert_eq!(files(dir.path()), before);
    fs::write(dir.path().join("judgements.nq"), "<https://x.example/a> <\n").unwrap();
    assert_eq!(Store::open(dir.path()).unwrap().skipped().len(), 1);
}

#[test]
fn what_is_damaged_is_told_by_every_query() {
    let sandbox = Sandbox::new();
    let dir = sandbox.path("rapporteur.db");
    let reports = reports(2);
    ingest(&dir, &reports);
    let ask = ["query", "SELECT ?a { ?a a rap:Article }"];
    sandbox.run(&ask).ends(0);
    fs::write(dir.join(format!("articles/{}.nq", reports[0].id)), "").unwrap();
    ingest(&dir, &[]);
    assert!(!fresh(&dir));
    sandbox.run(&ask).ends(1);
    ingest(&dir, &reports);
    assert!(fresh(&dir));
    sandbox.run(&ask).ends(0);
}

#[test]
fn a_command_that_reads_and_writes_does_not_wait_for_itself() {
    let dir = temp();
    let reports = reports(2);
    ingest(dir.path(), &reports[..1]);
    let before = Store::open(dir.path()).unwrap();
    let begun = Instant::now();
    ingest(dir.path(), &reports[1..]);
    assert!(fresh(dir.path()) && begun.elapsed() < Duration::from_secs(9));
    assert_eq!(before.reports().len(), 2, "files are read when they are first asked for");
    export(dir.path());
}

#[test]
fn foreign_graphs_are_on_disk_while_they_share_no_triple() {
    let sandbox = Sandbox::new();
    let dir = sandbox.path("rapporteur.db");
    let reports = reports(2);
    ingest(&dir, &reports[..1]);
    sandbox.file("port.ttl", "<urn:port> <urn:berths> 12 .");
    sandbox.file("more.ttl", "<urn:port> <urn:berths> 12 ; <urn:master> [] .");
    let berths = || {
        let counted = sandbox.run(&["query", "SELECT (COUNT(*) AS ?n) { ?port <urn:berths> 12 }"]).ends(0);
        counted.out.lines().last().unwrap().to_owned()
    };
    let graphs = || -> BTreeSet<String> {
        let files = fs::read_dir(dir.join("foreign")).unwrap();
        files.map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect()
    };
    sandbox.run(&["merge", "port.ttl", "--store", "rapporteur.db"]).ends(0);
    let first = graphs();
    for some in [&reports[..1], &reports[1..]] {
        ingest(&dir, some);
        assert!(fresh(&dir));
        export(&dir);
        assert_eq!(berths(), "1");
    }
    sandbox.run(&["merge", "more.ttl", "--store", "rapporteur.db"]).ends(0);
    assert!(!fresh(&dir));
    assert_eq!(berths(), "1");
    for name in graphs().difference(&first) {
        sandbox.run(&["retract", &format!("foreign/{name}")]).ends(0);
    }
    assert!(fresh(&dir));
    export(&dir);
    sandbox.run(&["retract", &format!("foreign/{}", first.first().unwrap())]).ends(0);
    assert!(fresh(&dir));
    export(&dir);
    assert_eq!(berths(), "0");
}
