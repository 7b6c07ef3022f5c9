//! From drafts to the article's report: evidence, entities in use, mentions.
//!
//! Input: merged drafts. Output: the `Report` without its identity and metadata.
//! Invariant: every evidence is cut from the text itself, at most 600 code points long; entities are sorted by key; each is used, or named for certain.
//! What no source is named for is claimed by the publisher, an entity like the others, when the article has one.

use super::draft::Draft;
use super::rule::Reading;
use crate::claim::{Claim, Filler, Quote, Value};
use crate::document::{Document, MentionKind, TokenId};
use crate::entity::{Entity, EntityClass, slug};
use crate::lang;
use crate::span::{CodePoints, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Longest evidence, in code points.
const EVIDENCE: usize = 600;
/// Name forms quoted for each entity.
const FORMS: usize = 2;

/// Entities, mentions and claims of a report.
pub type Parts = (Vec<Entity>, Vec<(u32, Quote)>, Vec<Claim>);

/// Writes drafts out.
pub fn parts(doc: &Document, drafts: &[Draft], publisher: Option<&str>) -> Parts {
    let points = CodePoints::new(&doc.text);
    let mut entities = doc.entities.clone();
    let publisher = publisher.filter(|_| !drafts.is_empty()).map(|name| publishing(&mut entities, name));
    let mut used: BTreeSet<u32> = publisher.into_iter().collect();
    for draft in drafts {
        used.extend(draft.entities.values().flatten());
        used.extend(&draft.sources);
    }
    used.extend(named(doc));
    let mut order: Vec<u32> = used.into_iter().collect();
    order.sort_by(|a, b| entities[*a as usize].key.cmp(&entities[*b as usize].key));
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
    let publisher = publisher.map(|p| place[&p]);
    let claims = drafts.iter().map(|d| claim(doc, &points, d, &place, publisher)).collect();
    (order.iter().map(|e| entities[*e as usize].clone()).collect(), mentions, claims)
}

/// What the article names for certain, whether a claim uses it or not: what the gazetteer knows, and what is named more than once.
fn named(doc: &Document) -> impl Iterator<Item = u32> {
    let mut count: BTreeMap<u32, usize> = BTreeMap::new();
    for mention in doc.mentions.iter().filter(|m| m.kind == MentionKind::Name && m.entities.len() == 1) {
        *count.entry(mention.entities[0]).or_default() += 1;
    }
    count.into_iter().filter(|(e, n)| *n > 1 || doc.entities[*e as usize].code.is_some()).map(|(e, _)| e)
}

/// The publisher among the entities, added when the text does not name it.
fn publishing(entities: &mut Vec<Entity>, name: &str) -> u32 {
    let named =
        |e: &Entity| e.class == EntityClass::Organization && (e.name == name || e.aliases.iter().any(|a| a == name));
    let known = entities.iter().position(named).unwrap_or(entities.len());
    if known == entities.len() {
        let slug = slug(name);
        let taken = |key: &str| entities.iter().any(|e| e.key == key);
        let key = (1..).map(|n| if n == 1 { slug.clone() } else { format!("{slug}-{n}") }).find(|k| !taken(k));
        let linked = lang::organization_named(name);
        entities.push(Entity {
            key: key.unwrap_or_default(),
            class: EntityClass::Organization,
            name: name.to_owned(),
            aliases: vec![],
            titles: vec![],
            country: linked.and_then(|l| l.country).map(str::to_owned),
            code: linked.map(|l| l.code.to_owned()),
        });
    }
    known as u32
}

fn claim(
    doc: &Document,
    points: &CodePoints,
    draft: &Draft,
    place: &BTreeMap<u32, u32>,
    publisher: Option<u32>,
) -> Claim {
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
        certainty: if matches!(draft.reading, Reading::Possible | Reading::Proposed) { "possible" } else { "certain" }
            .to_owned(),
        when: draft.when.as_ref().map(|w| w.0),
        time_expression: draft.when.as_ref().map(|w| w.1.clone()),
        by: draft.sources.first().map(|s| place[s]).or(publisher),
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
