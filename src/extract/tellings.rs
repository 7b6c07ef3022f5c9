//! What the tellings of an article say of one another: a denial, a state that stands near, "the attack" of before.
//!
//! Input: the drafts of a document in text order. Output: the same with status and fillers that other sentences tell.
//! Invariant: nothing is taken from a telling whose roles or time speak against it.
//! To add one: a method here, a row of the rule sheets that asks for it, and a line in `drafts`.

use super::draft::Draft;
use super::rule::Reading;
use super::{Engine, merge};
use crate::document::{Mention, TokenId, Upos};
use crate::entity::EntityClass;
use crate::lang::WordList;
use std::collections::BTreeSet;

/// Sentences before and after a charge in which its denial is looked for.
const BEFORE: usize = 2;
const AFTER: usize = 3;

/// How the longer words of a draft begin: enough to tell "violated the treaty" from "meddled in the vote".
fn stems(draft: &Draft) -> BTreeSet<String> {
    let words = draft.texts.values().flat_map(|t| t.split(|c: char| !c.is_alphanumeric()));
    words.filter(|w| w.chars().count() > 4).map(|w| w.to_lowercase().chars().take(5).collect()).collect()
}

impl Engine<'_, '_> {
    /// A charge that the accused denies near it is a denied one.
    pub(super) fn deny(&self, drafts: &mut Vec<Draft>) {
        for sheet in &self.pack.rules.sheets {
            let (Some(role), Some(denied)) = (&sheet.deniable, sheet.status.get(&Reading::Denied)) else { continue };
            // A denial of what the article has not told says nothing.
            let charges = drafts.iter().filter(|d| d.kind == sheet.kind && !merge::denial(d));
            let charged: Vec<(usize, u32)> = charges
                .flat_map(|d| d.entities.get(role).into_iter().flatten().map(|e| (self.doc.sentence_of(d.trigger), *e)))
                .collect();
            let told = |d: &Draft| {
                let before = |e: &u32| charged.iter().any(|(s, c)| c == e && *s <= self.doc.sentence_of(d.trigger));
                d.entities.get(role).is_some_and(|who| who.iter().any(before))
            };
            drafts.retain(|d| d.kind != sheet.kind || !merge::denial(d) || told(d));
            // "Oslo rejected the allegation"
            let bare = drafts.iter().filter(|d| d.kind == sheet.kind && merge::denial(d));
            let bare =
                bare.map(|d| (self.doc.sentence_of(d.trigger), d.entities.get(role).cloned().unwrap_or_default()));
            let bare: Vec<(usize, Vec<u32>)> = bare.collect();
            // "denied that it had shelled the port", however far from where that is charged
            let worded = drafts.iter().filter(|d| d.kind == sheet.kind && d.reading == Reading::Denied);
            let worded = worded.filter(|d| d.entities.len() == 1 && !merge::denial(d));
            let worded: Vec<(Vec<u32>, BTreeSet<String>)> =
                worded.map(|d| (d.entities.get(role).cloned().unwrap_or_default(), stems(d))).collect();
            for draft in drafts.iter_mut().filter(|d| d.kind == sheet.kind && d.reading != Reading::Denied) {
                let charged = draft.entities.get(role).cloned().unwrap_or_default();
                let told = self.doc.sentence_of(draft.trigger);
                let near = self.doc.sentences
                    [told.saturating_sub(BEFORE)..(told + AFTER + 1).min(self.doc.sentences.len())]
                    .iter();
                let denials = near.flat_map(|s| s.clone()).filter(|t| self.pack.signs.denies(self.syntax, *t));
                // "Oslo denies this": what was told last.
                let last = |t: TokenId| {
                    let it = self.syntax.with_rel(t, &["obj"]).any(|o| self.doc.token(o).upos == Upos::Pron);
                    let here = self.doc.sentence_of(t);
                    !it || here == told || here == told + 1
                };
                let denials = denials.filter(|t| last(*t));
                // A state's embassy or spokesman denies what the state is charged with.
                let states: BTreeSet<&String> = charged
                    .iter()
                    .map(|e| &self.doc.entities[*e as usize])
                    .filter(|e| e.class == EntityClass::Country)
                    .filter_map(|e| e.code.as_ref())
                    .collect();
                let speaks = |e: u32| {
                    let entity = &self.doc.entities[e as usize];
                    charged.contains(&e) || entity.country.as_ref().is_some_and(|c| states.contains(c))
                };
                let by = |t: TokenId| {
                    let frame = self.syntax.frame(t);
                    // "called the charges baseless"
                    let said = self.doc.token(t).upos != Upos::Verb;
                    let around = self.syntax.clause_subject(t).filter(|_| said);
                    let who: Vec<TokenId> = frame.get("subj").chain(frame.get("poss")).chain(around).collect();
                    who.into_iter().any(|h| self.fill.entities(h).into_iter().any(speaks))
                };
                let near = |s: usize| s + BEFORE >= told && s <= told + AFTER;
                let own = stems(draft);
                let again = worded.iter().any(|(who, words)| *who == charged && !words.is_disjoint(&own));
                if denials.into_iter().any(by) || again || bare.iter().any(|(s, who)| near(*s) && *who == charged) {
                    draft.status.clone_from(denied);
                }
            }
            // "Oslo denied any involvement": in what is told, and told as denied.
            let told = |d: &Draft| d.kind == sheet.kind && d.reading != Reading::Denied && d.status == *denied;
            let told = drafts.iter().filter(|d| told(d)).filter_map(|d| d.entities.get(role));
            let told: BTreeSet<u32> = told.flatten().copied().collect();
            let again = |d: &Draft| d.entities.len() == 1 && d.entities.values().flatten().all(|e| told.contains(e));
            for draft in drafts.iter_mut().filter(|d| d.kind == sheet.kind && d.reading == Reading::Denied && again(d))
            {
                draft.texts.clear();
            }
        }
    }

    /// "The meeting was cancelled", which names nobody: the one that was planned just before.
    pub(super) fn call_off(&self, drafts: &mut [Draft], sheet: usize) {
        let (kind, status) = (&self.pack.rules.sheets[sheet].kind, &self.pack.rules.sheets[sheet].status);
        let Some(status) = status.get(&Reading::Cancelled) else { return };
        for token in 0..self.doc.tokens.len() as TokenId {
            let Some(triggers) = self.pack.rules.triggers.get(&self.syntax.lemma(token)) else { continue };
            let own = |(trigger, rule): &(_, usize)| {
                let trigger: &super::Trigger = trigger;
                self.pack.rules.rules[*rule].sheet == sheet && trigger.pos.contains(&self.doc.token(token).upos)
            };
            let told = drafts.iter().any(|d| d.trigger == token && d.kind == *kind);
            if told || !triggers.iter().any(own) || !self.definite(token) {
                continue;
            }
            if self.pack.signs.reading(self.syntax, token, None) == Reading::Cancelled {
                let here = self.doc.sentence_of(token);
                let ahead = |d: &&mut Draft| {
                    let open = matches!(d.reading, Reading::Planned | Reading::Possible | Reading::Proposed);
                    d.kind == *kind && open && d.trigger < token && here - self.doc.sentence_of(d.trigger) <= BEFORE
                };
                if let Some(draft) = drafts.iter_mut().rev().find(ahead) {
                    draft.reading = Reading::Cancelled;
                    draft.status.clone_from(status);
                }
            }
        }
    }

    /// Whether a noun takes up what was told before.
    fn definite(&self, token: TokenId) -> bool {
        let noun = matches!(self.doc.token(token).upos, Upos::Noun | Upos::Propn);
        noun && self.syntax.with_rel(token, &["det"]).any(|d| WordList::Definite.has(&self.syntax.lemma(d)))
    }

    /// "The attack", which names neither side, is the one told just before; what a participle tells of an event ("stormed the base, killing six") is no other.
    pub(super) fn resume(&self, drafts: &mut Vec<Draft>, kind: &str) {
        // Which telling a participle goes on from, or a verb says the outcome of: "the strike killed two".
        let main = |drafts: &[Draft], d: &Draft| {
            let token = self.doc.token(d.trigger);
            let verb = token.upos == Upos::Verb;
            let event = self.syntax.surface_subject(d.trigger).filter(|_| verb && !self.syntax.passive(d.trigger));
            let head = token.head.filter(|_| token.xpos == "VBG" && token.rel == "advcl");
            let object = |t: TokenId| self.syntax.rel(t) == "obj" && self.doc.token(t).head == head;
            let tells = |t: TokenId| Some(t) == event || head.is_some() && (Some(t) == head || object(t));
            drafts.iter().position(|m| m.kind == kind && m.trigger != d.trigger && tells(m.trigger))
        };
        for at in (0..drafts.len()).rev().filter(|i| drafts[*i].kind == kind).collect::<Vec<_>>() {
            let Some(first) = main(drafts, &drafts[at]) else { continue };
            for (role, fillers) in drafts[at].entities.clone() {
                let list = drafts[first].entities.entry(role).or_default();
                let new: Vec<u32> = fillers.into_iter().filter(|e| !list.contains(e)).collect();
                list.extend(new);
            }
            drafts.remove(at);
        }
        let own: Vec<usize> = (0..drafts.len()).filter(|i| drafts[*i].kind == kind).collect();
        let taking: Vec<(usize, usize)> =
            own.iter().copied().enumerate().filter(|(_, i)| self.definite(drafts[*i].trigger)).collect();
        for (n, at) in taking {
            let here = self.doc.sentence_of(drafts[at].trigger);
            let near = |i: &&usize| here - self.doc.sentence_of(drafts[**i].trigger) <= BEFORE;
            let Some(&told) = own[..n].iter().rev().take_while(near).find(|i| merge::may_be(&drafts[at], &drafts[**i]))
            else {
                continue;
            };
            for (from, to) in [(told, at), (at, told)] {
                for (role, fillers) in drafts[from].entities.clone() {
                    drafts[to].entities.entry(role).or_insert(fillers);
                }
            }
        }
    }

    /// Fills a role that is open with the one state of the sentence that stands on no other side: "urged Iran to talk while sanctions hold".
    pub(super) fn sole(&self, drafts: &mut [Draft], kind: &str, role: &String) {
        let state = |e: u32| self.doc.entities[e as usize].class == EntityClass::Country;
        let is_person = |e: u32| self.doc.entities[e as usize].class == EntityClass::Person;
        let ours = |d: &Draft| d.kind == kind;
        let others = |d: &Draft| -> Vec<u32> {
            d.entities.iter().filter(|(r, _)| *r != role).flat_map(|(_, f)| f.clone()).collect()
        };
        // What other tellings say goes before what stands near.
        let known: BTreeSet<u32> =
            drafts.iter().filter(|d| ours(d)).filter_map(|d| d.entities.get(role)).flatten().copied().collect();
        let elsewhere: BTreeSet<u32> = drafts.iter().filter(|d| ours(d)).flat_map(others).collect();
        for draft in drafts.iter_mut().filter(|d| ours(d) && !d.entities.contains_key(role)) {
            let sentence = &self.doc.sentences[self.doc.sentence_of(draft.trigger)];
            let codes = |e: &u32| {
                let entity = &self.doc.entities[*e as usize];
                [entity.country.clone(), entity.code.clone()].into_iter().flatten()
            };
            // "Iran urged Washington to lift sanctions", but "Washington said that sanctions would stay"
            let tellers = draft.sources.iter().filter(|_| draft.entities.is_empty());
            let apart: BTreeSet<String> =
                draft.entities.values().flatten().chain(tellers).chain(&elsewhere).flat_map(codes).collect();
            let told = self.doc.mentions.iter().filter(|m| sentence.contains(&m.head) && m.entities.len() == 1);
            // "freeze any U.S. assets": whose a thing is has no part of its own.
            let told = told.filter(|m| !matches!(self.doc.token(m.head).rel, "amod" | "compound"));
            // "The U.S. president": a state in who acts is not the other side.
            let person = |o: &Mention| o.entities.first().is_some_and(|e| is_person(*e));
            let within = |m: &Mention| {
                self.doc.mentions.iter().any(|o| o.head != m.head && o.tokens.contains(&m.head) && person(o))
            };
            let told = told.filter(|m| !within(m));
            let told = told.map(|m| m.entities[0]).filter(|e| state(*e));
            let left: BTreeSet<u32> =
                told.filter(|e| !elsewhere.contains(e) && !codes(e).any(|c| apart.contains(&c))).collect();
            if left.len() == 1 && (known.is_empty() || left.is_subset(&known)) {
                draft.entities.insert(role.clone(), left.into_iter().collect());
            }
        }
    }

    /// What somebody is charged with having tried is no plan ("accused Oslo of trying to topple the president"), with having wanted no word of his.
    pub(super) fn acquit(&self, drafts: &mut Vec<Draft>) {
        let kinds = self.pack.rules.sheets.iter().filter(|s| s.deniable.is_some()).map(|s| &s.kind);
        let kinds: BTreeSet<&String> = kinds.collect();
        let charges = drafts.iter().filter(|d| kinds.contains(&d.kind)).map(|d| d.trigger);
        let charges: BTreeSet<TokenId> = charges.filter(|t| self.doc.token(*t).upos == Upos::Verb).collect();
        let charged = |trigger: TokenId| {
            let mut at = trigger;
            while let Some(head) = self.doc.token(at).head {
                if charges.contains(&head) && self.syntax.prepositional(at) {
                    return true;
                }
                at = head;
            }
            false
        };
        drafts.retain(|d| {
            let thought = d.reading == Reading::Proposed || self.is_state(&d.kind);
            !thought || kinds.contains(&d.kind) || !charged(d.trigger)
        });
    }
}
