//! From drafts to the article's report: evidence, entities in use, mentions.
//!
//! Input: merged drafts. Output: the `Report` without its identity and metadata.
//! Invariant: every evidence is cut from the text itself, at most 600 code points long; entities are sorted by key and each is used.

use super::draft::Draft;
use super::rule::Reading;
use crate::claim::{Claim, Filler, Quote, Value};
use crate::document::{Document, MentionKind, TokenId};
use crate::entity::Entity;
use crate::span::{CodePoints, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Longest evidence, in code points.
const EVIDENCE: usize = 600;
/// Name forms quoted for each entity.
const FORMS: usize = 4;

/// Entities, mentions and claims of a report.
pub type Parts = (Vec<Entity>, Vec<(u32, Quote)>, Vec<Claim>);

/// Writes drafts out.
pub fn parts(doc: &Document, drafts: &[Draft]) -> Parts {
    let points = CodePoints::new(&doc.text);
    let mut used: BTreeSet<u32> = BTreeSet::new();
    for draft in drafts {
        used.extend(draft.entities.values().flatten());
        used.extend(&draft.sources);
    }
    let mut order: Vec<u32> = used.into_iter().collect();
    order.sort_by(|a, b| doc.entities[*a as usize].key.cmp(&doc.entities[*b as usize].key));
    let place: BTreeMap<u32, u32> = order.iter().enumerate().map(|(new, old)| (*old, new as u32)).collect();
    let mut mentions = Vec::new();
    let mut forms: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for mention in doc.mentions.iter().filter(|m| m.kind == MentionKind::Name && m.entities.len() == 1) {
        let span = doc.span(&mention.tokens);
        if let Some(entity) = place.get(&mention.entities[0]) {
            let seen = forms.entry(*entity).or_default();
            if seen.len() < FORMS && seen.insert(span.of(&doc.text)) {
                mentions.push((*entity, quote(doc, &points, span)));
            }
        }
    }
    mentions.sort();
    let claims = drafts.iter().map(|d| claim(doc, &points, d, &place)).collect();
    (order.iter().map(|e| doc.entities[*e as usize].clone()).collect(), mentions, claims)
}

fn claim(doc: &Document, points: &CodePoints, draft: &Draft, place: &BTreeMap<u32, u32>) -> Claim {
    let entity = draft.entities.iter().flat_map(|(r, es)| es.iter().map(move |e| (r, Value::Entity(place[e]))));
    let text = draft.texts.iter().map(|(r, t)| (r, Value::Text(t.clone())));
    let code = draft.codes.iter().map(|(r, c)| (r, Value::Code(c.clone())));
    let roles: BTreeSet<Filler> =
        entity.chain(text).chain(code).map(|(role, value)| Filler { role: role.clone(), value }).collect();
    Claim {
        kind: draft.kind.clone(),
        roles: roles.into_iter().collect(),
        status: draft.status.clone(),
        negated: matches!(draft.reading, Reading::Denied | Reading::Negated),
        certainty: if draft.reading == Reading::Possible { "possible" } else { "certain" }.to_owned(),
        when: draft.when.as_ref().map(|w| w.0),
        time_expression: draft.when.as_ref().map(|w| w.1.clone()),
        by: draft.sources.first().map(|s| place[s]),
        citing: draft.sources.iter().skip(1).map(|s| place[s]).collect(),
        evidence: quote(doc, points, evidence(doc, draft.trigger)),
        confidence: draft.sure,
        extractor: draft.rule.clone(),
    }
}

/// The sentence of a trigger, or the largest clause around it that is short enough.
fn evidence(doc: &Document, trigger: TokenId) -> Span {
    let short = |span: Span| span.of(&doc.text).chars().count() <= EVIDENCE;
    let mut best = doc.span(&(trigger..trigger + 1));
    let mut at = trigger;
    loop {
        let span = doc.span(&doc.subtree(at));
        if short(span) {
            best = best.cover(span);
        }
        match doc.token(at).head {
            Some(head) => at = head,
            None => break,
        }
    }
    let sentence = doc.span(&doc.sentences[doc.sentence_of(trigger)]);
    if short(sentence) { sentence } else { best }
}

fn quote(doc: &Document, points: &CodePoints, span: Span) -> Quote {
    Quote {
        begin: points.of_byte(span.start as usize),
        end: points.of_byte(span.end as usize),
        text: span.of(&doc.text).to_owned(),
    }
}
