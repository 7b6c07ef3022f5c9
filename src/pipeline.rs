//! The order of the stages: the only file that knows it.
//!
//! Input: an article. Output: its report, to be stored.
//! Invariant: every claim of a report agrees with the ontology's signature of its class, and every entity is used by a claim.

use crate::analyse;
use crate::article::Article;
use crate::claim::{Claim, Report, Value};
use crate::extract::extract;
use crate::gazetteer::Gazetteer;
use crate::schema;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What reads articles: the program's version and the model's digest.
static RUN: LazyLock<String> = LazyLock::new(|| format!("{}-{}", env!("CARGO_PKG_VERSION"), analyse::digest()));

/// Reads one article: analyses it, extracts its claims and drops those that the ontology refuses.
pub fn report(article: &Article) -> Report {
    report_and_refused(article, None).0
}

/// The same with what a user knows of names, and with the number of claims that the ontology refused. Links of names are the article's own from here
/// on: what is merged or resolved later needs no gazetteer.
pub fn report_and_refused(article: &Article, gazetteer: Option<&Gazetteer>) -> (Report, usize) {
    let document = analyse::analyse(article.text(), article.meta.published.as_deref());
    let mut report = extract(article, &document);
    report.run = RUN.clone();
    if let Some(gazetteer) = gazetteer {
        report.run += &format!("-{}", gazetteer.digest());
        for entity in &mut report.entities {
            entity.code = entity.code.take().or_else(|| gazetteer.link(entity).map(str::to_owned));
        }
    }
    report.text = Some(article.text().to_owned());
    let refused = refuse(&mut report);
    (report, refused)
}

/// Drops the claims that violate their class's signature, and the entities that only they used; how many claims there were.
fn refuse(report: &mut Report) -> usize {
    let (entities, told) = (&report.entities, report.claims.len());
    report.claims.retain(|claim| schema::check(claim, entities).is_ok());
    let refused = told - report.claims.len();
    if refused > 0 {
        keep_used_entities(report);
    }
    refused
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;
    use crate::claim::{Filler, Quote};
    use crate::entity::{Entity, EntityClass};

    #[test]
    fn a_refused_claim_takes_its_entities_along() {
        let entity = |key: &str| Entity {
            key: key.to_owned(),
            class: EntityClass::Person,
            name: key.to_owned(),
            aliases: vec![],
            titles: vec![],
            country: None,
            code: None,
        };
        let quote = Quote { begin: 0, end: 1, text: "x".to_owned() };
        let claim = |kind: &str, participants: &[u32], by| Claim {
            kind: kind.to_owned(),
            roles: participants
                .iter()
                .map(|e| Filler { role: "participant".to_owned(), value: Value::Entity(*e) })
                .collect(),
            status: "held".to_owned(),
            negated: false,
            certainty: "certain".to_owned(),
            when: None,
            time_expression: None,
            by,
            citing: vec![],
            evidence: quote.clone(),
            confidence: 90,
            extractor: "test".to_owned(),
        };
        let mut report = Report {
            id: "x".to_owned(),
            meta: Metadata::default(),
            text_sha256: String::new(),
            run: String::new(),
            text: None,
            entities: ["a", "b", "c", "d"].map(entity).to_vec(),
            mentions: vec![(1, quote.clone()), (3, quote.clone())],
            claims: vec![claim("Nonsense", &[1, 2], None), claim("Meeting", &[0, 3], Some(2))],
        };
        assert_eq!(refuse(&mut report), 1);
        assert_eq!(report.entities.iter().map(|e| e.key.as_str()).collect::<Vec<_>>(), ["a", "c", "d"]);
        assert_eq!(report.mentions, [(2, quote.clone())]);
        assert_eq!(report.claims, [claim("Meeting", &[0, 2], Some(1))]);
    }
}
