//! What changes in office and offices tell of each other: "Kim resigned", where the article says elsewhere what Kim is.
//!
//! Input: the drafts of one article. Output: the same drafts, changes with the titles that they leave open, offices that are over told as former.
//! Invariant: nobody enters an office that he has left, nor is he named for the one that he holds.

use super::draft::Draft;
use super::office::{BODY, CANDIDATE, CURRENT, FORMER, HOLDER, OFFICE, TITLE};
use super::rule::Reading;
use super::titles::Titles;
use crate::document::{Document, Mention, MentionKind, TokenId, Upos};
use std::collections::{BTreeMap, BTreeSet};

/// The roles of a change in office, and the codes of those that end it or have not begun it.
const CHANGE: &str = "change";
const PERSON: &str = "person";
const LEAVING: [&str; 3] = ["resigned", "dismissed", "died-in-office"];
/// The status of a change that has happened.
const HELD: &str = "held";
const NOMINATED: &str = "nominated";
const APPOINTED: &str = "appointed";

/// Gives a change in office the title that the article states of its person, when its own words name none: "Kim resigned".
pub fn lend(drafts: &mut [Draft], kind: &str, role: &str, doc: &Document, titles: &Titles) {
    let mut held: BTreeMap<u32, Draft> = BTreeMap::new();
    for draft in drafts.iter().filter(|d| d.kind == OFFICE) {
        for holder in draft.entities.get(HOLDER).into_iter().flatten() {
            held.entry(*holder).or_insert_with(|| draft.clone());
        }
    }
    // Who the article says enters an office by name.
    let named = drafts.iter().filter(|d| d.kind == kind && d.texts.get(TITLE).is_some_and(|t| titles.names(t)));
    let entered: BTreeSet<u32> = named.flat_map(|d| d.entities.get(role).into_iter().flatten()).copied().collect();
    for draft in drafts.iter_mut().filter(|d| d.kind == kind) {
        if draft.texts.get(TITLE).is_some_and(|t| titles.names(t)) {
            continue;
        }
        draft.texts.remove(TITLE);
        let person = draft.entities.get(role).and_then(|p| p.first());
        // "Ana Moreno was elected chair of the union. She succeeds President Olaf Braun": in that, not as president.
        if !draft.before.is_empty() && person.is_some_and(|p| entered.contains(p)) {
            continue;
        }
        // "Ana Moreno replaced Minister Olaf Braun"
        if let Some(office) = draft.before.iter().find_map(|p| held.get(p)) {
            draft.texts.extend(office.texts.clone());
            draft.entities.extend(office.entities.get_key_value(BODY).map(|(role, body)| (role.clone(), body.clone())));
            continue;
        }
        // Who enters an office does not enter the one that he has left.
        let change = draft.codes.get(CHANGE).map(String::as_str).unwrap_or_default();
        let leaves = LEAVING.contains(&change);
        // Nor is one named for the office that he holds.
        let enters = |status: &str| !matches!(status, FORMER | CANDIDATE) && (status != CURRENT || change != NOMINATED);
        // "named Ana Moreno, a judge, to head the agency": nor is what he is called there what he is named for.
        let there = |office: &Draft| {
            office.trigger > draft.trigger && doc.sentence_of(office.trigger) == doc.sentence_of(draft.trigger)
        };
        let enters = |office: &Draft| enters(&office.status) && (change != APPOINTED || !there(office));
        if let Some(office) = person.and_then(|p| held.get(p)).filter(|o| leaves || enters(o)) {
            draft.texts.extend(office.texts.clone());
            if let Some(body) = office.entities.get(BODY) {
                draft.entities.entry(BODY.to_owned()).or_insert_with(|| body.clone());
            }
        }
    }
}

/// Gives people without a name who leave an office the title that describes them: "two ministers resigned".
pub fn describe(drafts: &mut [Draft], kind: &str, role: &str, doc: &Document, titles: &Titles) {
    for draft in drafts.iter_mut().filter(|d| d.kind == kind && leaves(d) && !d.texts.contains_key(TITLE)) {
        let Some([person]) = draft.entities.get(role).map(Vec::as_slice) else { continue };
        let told = |m: &&Mention| m.entities == [*person] && m.kind != MentionKind::Pronoun;
        let mut told = doc.mentions.iter().filter(told);
        let Some(mention) = told.next().filter(|m| m.kind == MentionKind::Nominal) else { continue };
        let part = |t: &TokenId| matches!(doc.token(*t).upos, Upos::Noun | Upos::Propn) || doc.token(*t).xpos == "NNP";
        if told.all(|m| m.kind == MentionKind::Nominal) && titles.is_head(&doc.token(mention.head).lemma) {
            let start = (mention.tokens.start..mention.head).rev().take_while(part).last().unwrap_or(mention.head);
            draft.texts.insert(TITLE.to_owned(), doc.line(&(start..mention.head + 1)));
        }
    }
}

/// Whether a change in office ends it.
fn leaves(draft: &Draft) -> bool {
    draft.codes.get(CHANGE).is_some_and(|c| LEAVING.contains(&c.as_str()))
}

/// Makes former what the article says its holder has left.
pub fn vacate(drafts: &mut [Draft]) {
    let left = |d: &&Draft| d.reading == Reading::Fact && d.status == HELD && leaves(d);
    let gone = drafts.iter().filter(left).flat_map(|d| d.entities.get(PERSON).into_iter().flatten());
    let replaced = drafts.iter().filter(|d| d.reading == Reading::Fact).flat_map(|d| &d.before);
    let gone: BTreeSet<u32> = gone.chain(replaced).copied().collect();
    let held = |d: &Draft| d.entities.get(HOLDER).is_some_and(|h| h.iter().any(|e| gone.contains(e)));
    for draft in drafts.iter_mut().filter(|d| d.kind == OFFICE && d.status == CURRENT) {
        if held(draft) {
            draft.status = FORMER.to_owned();
        }
    }
}
