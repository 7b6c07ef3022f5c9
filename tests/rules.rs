//! The examples and counterexamples that stand below the rules, each read as an article of one sentence.
//!
//! `yes`: the rule reads a claim of its kind with just the fillers named. `no`: nothing of the kind is read.

use rapporteur::article::{Article, Metadata};
use rapporteur::claim::{Claim, Report, Value};
use rapporteur::extract::{Example, examples};
use rapporteur::pipeline;
use rayon::prelude::*;
use std::collections::BTreeSet;

fn read(sentence: &str) -> Report {
    let meta = Metadata { published: Some("2015-12-16".into()), ..Metadata::default() };
    pipeline::report(&Article::new(sentence, meta))
}

fn fillers(claim: &Claim, role: &str, report: &Report) -> BTreeSet<String> {
    let words = |value: &Value| match value {
        Value::Entity(entity) => report.entities[*entity as usize].name.clone(),
        Value::Text(words) | Value::Code(words) => words.clone(),
    };
    claim.roles.iter().filter(|f| f.role == role).map(|f| words(&f.value)).collect()
}

fn shown(claim: &Claim, report: &Report) -> String {
    let roles: BTreeSet<&str> = claim.roles.iter().map(|f| f.role.as_str()).collect();
    let roles = roles
        .iter()
        .map(|role| format!("{role}={}", fillers(claim, role, report).into_iter().collect::<Vec<_>>().join("|")));
    format!("{} {} {}", claim.extractor, claim.status, roles.collect::<Vec<_>>().join("; "))
}

/// What is wrong with the reading of an example.
fn fault(example: &Example) -> Option<String> {
    let report = read(&example.sentence);
    let right = match &example.roles {
        Some(roles) => report.claims.iter().any(|claim| {
            claim.extractor == example.extractor
                && claim.kind == example.kind
                && roles.iter().all(|(role, names)| fillers(claim, role, &report) == names.iter().cloned().collect())
        }),
        None => report.claims.iter().all(|claim| claim.kind != example.kind),
    };
    let claims: Vec<String> = report.claims.iter().map(|c| format!("\n      {}", shown(c, &report))).collect();
    let expected = match &example.roles {
        Some(roles) => roles.iter().map(|(r, v)| format!("{r}={}", v.join("|"))).collect::<Vec<_>>().join("; "),
        None => format!("no {}", example.kind),
    };
    (!right).then(|| {
        format!("  {}: {}\n    expected {expected}; read:{}", example.extractor, example.sentence, claims.concat())
    })
}

#[test]
fn every_example_is_read_as_its_rule_says() {
    let examples = examples();
    let faults: Vec<String> = examples.par_iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{} of {} examples:\n{}", faults.len(), examples.len(), faults.join("\n"));
}

/// A text may end anywhere: after a title, a comma, a word that joins.
#[test]
fn a_text_that_breaks_off_is_read() {
    let text = "MOSCOW (Reuters) - The head of the Security Council, Nikolai Patrushev, and the ministers, Sergei Lavrov and Anton Siluanov, met \
                and talked with President of Georgia Salome Zourabichvili, a senator and member of Parliament, as many as 59 senators said";
    let ends = text.char_indices().filter(|(_, c)| *c == ' ').map(|(i, _)| i).chain([text.len()]);
    let texts = ends.map(|end| &text[..end]).chain(["Leader", "Sen.", "the president"]);
    texts.collect::<Vec<_>>().into_par_iter().for_each(|text| {
        read(text);
    });
}
