//! Pairs of sentences in `contrast.tsv`: a fact told as real, and the same told as negated, planned, possible, refused or over.
//!
//! Each is read as an article of one sentence. The changed form must leave no real fact of the kind; the plain form must leave one, so that
//! nobody passes by finding nothing. To add a pair: a row (kind, plain, changed).

use rapporteur::article::{Article, Metadata};
use rapporteur::pipeline;
use rayon::prelude::*;

/// Statuses of what happened or is in force.
const REAL: [&str; 7] = ["held", "ongoing", "reached", "imposed", "signed", "made", "current"];
/// Least shares of right readings, in hundredths.
const CHANGED: usize = 95;
const PLAIN: usize = 90;

fn is_real(kind: &str, sentence: &str) -> bool {
    let meta = Metadata { published: Some("2015-12-16".into()), ..Metadata::default() };
    let report = pipeline::report(&Article::new(sentence, meta));
    report.claims.iter().any(|c| c.kind == kind && REAL.contains(&c.status.as_str()))
}

#[test]
fn what_is_not_so_is_not_told_as_so() {
    let rows = include_str!("contrast.tsv").lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let pairs: Vec<[&str; 3]> = rows
        .map(|row| row.split('\t').collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("three columns: {row}")))
        .collect();
    assert!(pairs.len() >= 100, "{} pairs", pairs.len());
    let mut plain: Vec<(&str, &str)> = pairs.iter().map(|[kind, plain, _]| (*kind, *plain)).collect();
    plain.dedup();
    let missed: Vec<_> = plain.par_iter().filter(|(kind, sentence)| !is_real(kind, sentence)).collect();
    let misread: Vec<_> = pairs.par_iter().filter(|[kind, _, changed]| is_real(kind, changed)).collect();
    assert!((plain.len() - missed.len()) * 100 >= PLAIN * plain.len(), "not found: {missed:#?}");
    assert!((pairs.len() - misread.len()) * 100 >= CHANGED * pairs.len(), "told as real: {misread:#?}");
}
