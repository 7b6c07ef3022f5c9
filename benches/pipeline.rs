//! How long each step takes, beside oxigraph's own serializer and bulk loader on the same triples.
//!
//! Input: the articles of tests/articles, and reports of theirs under other names. Output: criterion's figures (`cargo bench --bench pipeline`).
//! Invariant: what stands side by side in a group gets the same quads; nothing reads a clock or a random number but criterion.

mod retold;

use criterion::{
    BatchSize, BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{Quad, Triple};
use rapporteur::analyse::analyse;
use rapporteur::claim::Report;
use rapporteur::graph::{Base, write_turtle};
use rapporteur::pipeline;
use rapporteur::store::{Dataset, Store, Writer, quads, query};
use rapporteur::vocab::PREFIXES;
use retold::{articles, reports};
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

fn store(reports: &[Report], dir: &Path) -> Store {
    let mut writer = Writer::open(dir, None).expect("a new store");
    writer.add_all(reports).expect("whole reports");
    writer.commit().expect("a world")
}

fn nquads(quads: &[Quad]) -> Vec<u8> {
    let mut serializer = RdfSerializer::from_format(RdfFormat::NQuads).for_writer(Vec::new());
    quads.iter().for_each(|q| serializer.serialize_quad(q).expect("memory to write to"));
    serializer.finish().expect("memory to write to")
}

fn bulk_loaded(quads: impl IntoIterator<Item = Quad>) -> Dataset {
    let dataset = Dataset::new().expect("memory");
    let mut loader = dataset.bulk_loader();
    loader.load_quads(quads).expect("memory");
    loader.commit().expect("memory");
    dataset
}

fn meetings(dataset: &Dataset) -> usize {
    let sparql = "SELECT ?who { ?m a rap:Meeting ; rap:participant/rdfs:label ?who }";
    match query(dataset, sparql, "query", None) {
        Ok(rapporteur::store::Answer::Solutions { rows, .. }) => rows.len(),
        other => panic!("no rows: {other:?}"),
    }
}

fn group<'a>(c: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = c.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(6));
    group
}

/// Words a second on one thread: the analysis alone, and with all that makes a report of it.
fn reading(c: &mut Criterion) {
    let articles = articles();
    let words: usize = articles.iter().map(|a| a.text().split_whitespace().count()).sum();
    let mut group = group(c, "read 25 articles");
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("analyse", |b| {
        b.iter(|| articles.iter().map(|a| analyse(a.text(), a.meta.published.as_deref()).tokens.len()).sum::<usize>());
    });
    group.bench_function("report", |b| {
        b.iter(|| articles.iter().map(|a| pipeline::report(a).claims.len()).sum::<usize>());
    });
    group.finish();
}

/// Turtle, sorted, grouped and with prefixes, beside oxigraph's, which writes triples as they come.
fn writing(c: &mut Criterion) {
    let triples: Vec<Triple> = quads(&reports(200), &[], &Base::default()).into_iter().map(Triple::from).collect();
    let mut group = group(c, "write Turtle of 200 articles");
    group.throughput(Throughput::Elements(triples.len() as u64));
    group.bench_function("rapporteur", |b| {
        b.iter_batched(
            || triples.clone(),
            |triples| {
                let mut out = Vec::new();
                write_turtle(triples, &mut out).expect("memory to write to");
                out
            },
            BatchSize::LargeInput,
        );
    });
    group.bench_function("oxigraph", |b| {
        b.iter(|| {
            let start = RdfSerializer::from_format(RdfFormat::Turtle);
            let prefixed = |s: RdfSerializer, (p, ns): &(&str, &str)| s.with_prefix(*p, *ns).expect("a namespace");
            let mut serializer = PREFIXES.iter().fold(start, prefixed).for_writer(Vec::new());
            triples.iter().for_each(|t| serializer.serialize_triple(t).expect("memory to write to"));
            serializer.finish().expect("memory to write to")
        });
    });
    group.finish();
}

/// Ready reports into a store on disk, resolved and loaded to query, beside oxigraph's bulk loader, which gets the quads ready-made and keeps them in memory.
fn storing(c: &mut Criterion) {
    let reports = reports(200);
    let ready = quads(&reports, &[], &Base::default());
    let mut group = group(c, "store 200 reports");
    group.throughput(Throughput::Elements(ready.len() as u64));
    group.bench_function("rapporteur", |b| {
        b.iter_batched(
            || tempfile::tempdir().expect("a folder"),
            |dir| (store(&reports, &dir.path().join("db")).dataset().expect("memory"), dir),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("oxigraph", |b| {
        b.iter_batched(|| ready.clone(), bulk_loaded, BatchSize::PerIteration);
    });
    group.finish();
}

/// What a query on 1,000 articles takes from a cold process on: opening, loading, answering; beside oxigraph on the same quads in one N-Quads file.
fn asking(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("db");
    let all = store(&reports(1000), &path).quads(&[], true);
    let file = nquads(&all);
    let mut group = group(c, "ask 1000 articles");
    group.throughput(Throughput::Elements(all.len() as u64));
    group.bench_function("rapporteur", |b| {
        b.iter(|| meetings(&Store::open(&path).and_then(|s| s.dataset()).expect("a store")));
    });
    group.bench_function("oxigraph", |b| {
        b.iter(|| {
            let parser = RdfParser::from_format(RdfFormat::NQuads).for_slice(&file);
            meetings(&bulk_loaded(parser.map(|q| q.expect("N-Quads"))))
        });
    });
    let dataset = bulk_loaded(all);
    group.bench_function("the query alone", |b| b.iter(|| black_box(meetings(&dataset))));
    group.finish();
}

criterion_group!(benches, reading, writing, storing, asking);
criterion_main!(benches);
