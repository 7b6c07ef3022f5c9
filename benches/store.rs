//! What stores of 100, 1,000 and 10,000 articles cost: time to take ready reports in, to open for a query, memory, disk; beside oxigraph's bulk loader.
//!
//! Input: numbers of articles, if others are wanted (`cargo bench --bench store -- 200 2000`). Output: a Markdown table; what others do on the
//! machine shows in seconds of the clock, hardly in CPU seconds (of all threads).
//! Invariant: each step runs in a process of its own, so that its memory and its cold start are its own; what is compared gets the same quads.

mod retold;

use oxigraph::model::Quad;
use rapporteur::store::{Answer, Store, Writer, query};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Reports that are added at once.
const BATCH: usize = 500;

fn main() {
    // Cargo tells each benchmark that it is one.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["ingest", dir, n] => ingest(Path::new(dir), number(n)),
        ["one-more", dir, n] => one_more(Path::new(dir), number(n)),
        ["load", dir] => load(Path::new(dir)),
        ["ask", dir] => ask(Path::new(dir)),
        [] => table(&[100, 1_000, 10_000]),
        sizes => table(&sizes.iter().map(|n| number(n)).collect::<Vec<_>>()),
    }
}

fn number(text: &str) -> usize {
    text.parse().expect("a number of articles")
}

/// Runs a step in a new process; the numbers that it prints.
fn step(arguments: &[&str]) -> Vec<f64> {
    let program = std::env::current_exe().expect("a path");
    let out = Command::new(program).args(arguments).output().expect("a process");
    assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).split_whitespace().map(|n| n.parse().expect("a number")).collect()
}

fn table(sizes: &[usize]) {
    println!("| articles | quads | | seconds | CPU seconds | memory |");
    println!("|---|---|---|---|---|---|");
    for n in sizes {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("db");
        let at = path.to_str().expect("a path in UTF-8");
        let row = |what: &str, quads: f64, cost: &[f64; 3]| {
            let [seconds, cpu, memory] = cost;
            println!("| {n} | {quads} | {what} | {seconds:.3} | {cpu:.2} | {memory:.0} MB |");
        };
        let ingest = step(&["ingest", at, &n.to_string()]);
        let disk = megabytes(&path);
        let ask = step(&["ask", at]);
        let [quads, load @ ..] = &step(&["load", at])[..] else { panic!("no numbers") };
        let load = load.try_into().expect("three numbers");
        let more = step(&["one-more", at, &n.to_string()]);
        row("reports into a new store", *quads, &cost(&ingest));
        row("their quads into oxigraph, by its bulk loader", *quads, load);
        row("one more report", *quads, &cost(&more));
        row("a query, opening included", *quads, &cost(&ask));
        let [ours, theirs] = [&cost(&ingest), load];
        println!(
            "| {n} | {quads} | rate of the first beside the second | {:.2} | {:.2} | {disk:.0} MB on disk |",
            theirs[0] / ours[0],
            theirs[1] / ours[1]
        );
    }
}

fn cost(numbers: &[f64]) -> [f64; 3] {
    numbers.try_into().expect("three numbers")
}

/// Prints what the work costs: seconds, CPU seconds, and the most memory that the process ever had, in megabytes.
fn measured<T>(work: impl FnOnce() -> T) -> T {
    let (begun, cpu) = (Instant::now(), cpu_seconds());
    let done = work();
    println!("{} {} {}", begun.elapsed().as_secs_f64(), cpu_seconds() - cpu, peak_memory());
    done
}

/// Takes `n` reports into a new store. The memory is also that of the reports themselves.
fn ingest(dir: &Path, n: usize) {
    let reports = retold::reports(n);
    measured(|| {
        let mut writer = Writer::open(dir, None).expect("a new store");
        for batch in reports.chunks(BATCH) {
            writer.add_all(batch).expect("whole reports");
        }
        writer.commit().expect("a world")
    });
}

/// Adds one more report to a store of `n`.
fn one_more(dir: &Path, n: usize) {
    let more = retold::reports(n + 1).pop().expect("a report");
    measured(|| {
        let mut writer = Writer::open(dir, None).expect("a store");
        writer.add(&more).expect("a whole report");
        writer.commit().expect("a world")
    });
}

/// Gives all quads of a store to oxigraph's bulk loader.
fn load(dir: &Path) {
    let quads: Vec<Quad> = Store::open(dir).expect("a store").quads(&[], true);
    println!("{}", quads.len());
    #[cfg(feature = "rocksdb")]
    let scratch = tempfile::tempdir().expect("a folder");
    measured(|| {
        #[cfg(feature = "rocksdb")]
        let store = oxigraph::store::Store::open(scratch.path()).expect("an empty triple store");
        #[cfg(not(feature = "rocksdb"))]
        let store = oxigraph::store::Store::new().expect("an empty triple store");
        let mut loader = store.bulk_loader();
        loader.load_quads(quads).expect("quads");
        loader.commit().expect("quads");
        store
    });
}

/// Opens a store and asks it a small question.
fn ask(dir: &Path) {
    measured(|| {
        let dataset = Store::open(dir).and_then(|s| s.dataset()).expect("a store");
        let sparql = "SELECT ?fact { ?fact a rap:Meeting } LIMIT 10";
        match query(&dataset, sparql, "query", None) {
            Ok(Answer::Solutions { rows, .. }) => assert!(!rows.is_empty()),
            other => panic!("no rows: {other:?}"),
        }
        dataset
    });
}

/// CPU seconds of all threads of this process so far, in hundredths (0 where the system does not tell).
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in brackets, may hold spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Megabytes that this process had at most (0 where the system does not tell).
fn peak_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    peak.unwrap_or(0.0) / 1024.0
}

/// Megabytes in a folder's files.
fn megabytes(dir: &Path) -> f64 {
    let entries = fs::read_dir(dir).expect("a folder").map(|e| e.expect("an entry"));
    entries
        .map(
            |e| {
                if e.path().is_dir() {
                    megabytes(&e.path())
                } else {
                    e.metadata().map_or(0.0, |m| m.len() as f64 / 1e6)
                }
            },
        )
        .sum()
}
