//! The order of the stages: the only file that knows it.
//!
//! Input: an article. Output: its report, to be stored.
//! Invariant: every claim of a report agrees with the ontology's signature of its class, and every entity is used by a claim.

use crate::analyse::analyse;
use crate::article::Article;
use crate::claim::{Claim, Report, Value};
use crate::extract::extract;
use crate::schema::{self, Violation};
use std::collections::BTreeSet;

/// Reads one article: analyses it, extracts its claims and drops those that the ontology refuses.
pub fn report(article: &Article) -> Report {
    report_and_refusals(article).0
}

/// The same, with what the ontology refused, for a person to see.
pub fn report_and_refusals(article: &Article) -> (Report, Vec<Violation>) {
    let document = analyse(article.text(), article.meta.published.as_deref());
    let mut report = extract(article, &document);
    report.run = run();
    report.text = Some(article.text().to_owned());
    let refusals = refuse(&mut report);
    (report, refusals)
}

/// What reads articles: the program's version and the model's digest.
pub fn run() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Drops the claims that violate their class's signature, and the entities that only they used.
fn refuse(report: &mut Report) -> Vec<Violation> {
    let mut violations = Vec::new();
    let entities = &report.entities;
    report.claims.retain(|claim| match schema::check(claim, entities) {
        Ok(()) => true,
        Err(found) => {
            violations.extend(found);
            false
        }
    });
    if !violations.is_empty() {
        keep_used_entities(report);
    }
    violations
}

fn keep_used_entities(report: &mut Report) {
    let used: BTreeSet<u32> = report.claims.iter_mut().flat_map(entities_of).map(|e| *e).collect();
    let place = |old: &u32| used.range(..old).count() as u32;
    report.claims.iter_mut().flat_map(entities_of).for_each(|e| *e = place(e));
    report.mentions.retain(|(entity, _)| used.contains(entity));
    report.mentions.iter_mut().for_each(|(entity, _)| *entity = place(entity));
    let mut index = 0..;
    report.entities.retain(|_| index.next().is_some_and(|i| used.contains(&i)));
}

fn entities_of(claim: &mut Claim) -> impl Iterator<Item = &mut u32> {
    let fillers = claim.roles.iter_mut().filter_map(|f| match &mut f.value {
        Value::Entity(entity) => Some(entity),
        Value::Text(_) | Value::Code(_) => None,
    });
    fillers.chain(&mut claim.by).chain(&mut claim.citing)
}
