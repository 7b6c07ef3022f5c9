//! How well and how fast the resolver merges a generated corpus whose identities are known.
//!
//! Input: numbers of articles (`cargo bench --bench resolve -- 1000 10000 100000`). Output: for each the time and memory of resolution, what a further
//! hundredth of the articles costs (in CPU time of all threads, in which a busy machine shows little; the median of the last five hundredths, each
//! of articles that were never there), and B-cubed precision, recall and F1 of entities and facts.
//! Invariant: figures but times and memory are the same every time; sizes run from the least, since the peak of memory never falls.

mod corpus;

use corpus::Corpus;
use rapporteur::claim::Report;
use rapporteur::resolve::{Resolver, resolve};
use std::collections::HashMap;
use std::time::Instant;

/// Hundredths of the articles that are added one after the other.
const HUNDREDTHS: usize = 5;

fn main() {
    let sizes = std::env::args().filter_map(|a| a.parse().ok()).collect::<Vec<usize>>();
    for size in if sizes.is_empty() { vec![1_000, 10_000] } else { sizes } {
        figures(size);
    }
}

fn figures(size: usize) {
    let corpus = corpus::corpus(size);
    let before = peak();
    let (start, begun) = (Instant::now(), cpu());
    let world = resolve(&corpus.reports, &[]);
    let whole = cpu() - begun;
    println!(
        "{size} articles: {} entities, {} facts in {:.2} s ({whole:.2} s of CPU), {} MB over the {} MB of the reports",
        world.entities.len(),
        world.facts.len(),
        start.elapsed().as_secs_f64(),
        peak() - before,
        before
    );
    last_part(&corpus, whole);
    let entities = world.entities.iter().map(|e| e.members.as_slice());
    let facts = world.facts.iter().map(|f| f.claims.as_slice());
    println!("  entities  {}", bcubed(entities.clone(), &corpus.entities, |_, _| true));
    let unlinked = |r: u32, e: u32| corpus.reports[r as usize].entities[e as usize].code.is_none();
    println!("  unlinked  {}", bcubed(entities, &corpus.entities, unlinked));
    println!("  facts     {}", bcubed(facts.clone(), &corpus.facts, |_, _| true));
    for kind in kinds(&corpus) {
        let of = |r: u32, c: u32| corpus.reports[r as usize].claims[c as usize].kind == kind;
        println!("    {kind:16}{}", bcubed(facts.clone(), &corpus.facts, of));
    }
}

/// What a hundredth of the articles costs when those before it are there, what it costs to take it out again, and what one article costs.
fn last_part<'a>(corpus: &'a Corpus, whole: f64) {
    let size = corpus.reports.len() / 100;
    let (most, last) = corpus.reports.split_at(corpus.reports.len() - HUNDREDTHS * size);
    let mut resolver = Resolver::new();
    most.iter().for_each(|r| resolver.add(r));
    resolver.changes();
    let mut costs: [Vec<(f64, usize)>; 3] = Default::default();
    for part in last.chunks(size.max(1)) {
        let mut timed = |what: usize, step: &dyn Fn(&mut Resolver<&'a Report>)| {
            let begun = cpu();
            step(&mut resolver);
            let changed = resolver.changes().changed.len();
            costs[what].push((cpu() - begun, changed));
        };
        timed(0, &|resolver| part.iter().for_each(|r| resolver.add(r)));
        timed(1, &|resolver| part.iter().for_each(|r| assert!(resolver.remove(&r.id))));
        timed(2, &|resolver| resolver.add(&part[0]));
        part.iter().for_each(|r| resolver.add(r));
        resolver.changes();
    }
    for (what, mut costs) in ["1 % more", "out again", "one more"].into_iter().zip(costs) {
        costs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (spent, changed) = costs[costs.len() / 2];
        let share = 100.0 * spent / whole;
        println!("  {what:9} {:.2} ms of CPU, {share:.1} % of the whole; {changed} changed", spent * 1e3);
    }
}

fn kinds(corpus: &Corpus) -> Vec<String> {
    let mut kinds: Vec<String> = corpus.reports.iter().flat_map(|r| &r.claims).map(|c| c.kind.clone()).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// B-cubed scores of a grouping (Bagga and Baldwin 1998) over the items that count.
fn bcubed<'a>(
    groups: impl Iterator<Item = &'a [(u32, u32)]>,
    truth: &[Vec<u32>],
    counts: impl Fn(u32, u32) -> bool,
) -> String {
    let mut sizes: HashMap<u32, f64> = HashMap::new();
    let mut cells: Vec<(u32, f64, f64)> = Vec::new();
    for group in groups {
        let mut within: HashMap<u32, f64> = HashMap::new();
        for (r, i) in group.iter().filter(|(r, i)| counts(*r, *i)) {
            let thing = truth[*r as usize][*i as usize];
            *within.entry(thing).or_default() += 1.0;
            *sizes.entry(thing).or_default() += 1.0;
        }
        let size = within.values().sum::<f64>();
        cells.extend(within.into_iter().map(|(thing, n)| (thing, n, size)));
    }
    let all: f64 = cells.iter().map(|c| c.1).sum();
    let precision = cells.iter().map(|(_, n, size)| n * n / size).sum::<f64>() / all;
    let recall = cells.iter().map(|(thing, n, _)| n * n / sizes[thing]).sum::<f64>() / all;
    format!("P {precision:.3} R {recall:.3} F1 {:.3} ({all})", 2.0 * precision * recall / (precision + recall))
}

/// CPU seconds of all threads so far (Linux tells the nanoseconds of each); 0 where the system does not tell.
fn cpu() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let stats = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    stats.filter_map(|stat| stat.split(' ').next()?.parse::<f64>().ok()).sum::<f64>() / 1e9
}

/// Most memory that this process ever had, in MB; 0 where the system does not tell.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) / 1024
}
