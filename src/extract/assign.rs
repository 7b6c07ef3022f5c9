//! How roles are filled: the entities or words in the slots that a rule names.
//!
//! Input: a rule's role, the frame of its trigger, the draft so far. Output: the draft with that role.
//! Invariant: one entity never fills two roles of a draft.
//! To add a slot that is none of the frame's: an arm here, and its name in `rule`.

use super::Engine;
use super::draft::Draft;
use super::frame::Frame;
use super::rule::{Role, Rule};
use crate::document::{TokenId, Upos};
use crate::entity::EntityClass;
use crate::lang::WordList;
use std::collections::BTreeSet;

impl Engine<'_, '_> {
    /// The entities at a place; the speaker for "I" and "we".
    fn who(&self, head: TokenId, draft: &Draft) -> Vec<u32> {
        if let Some((_, side)) = draft.stands.iter().find(|(t, _)| *t == head) {
            return vec![*side];
        }
        let found = self.fill.entities(head);
        if found.is_empty() && self.pack.own_voice.contains(&self.syntax.lemma(head)) {
            return draft.sources.first().copied().into_iter().collect();
        }
        // "Ana Moreno's letter urges them": who wrote it does.
        let acts = !matches!(self.syntax.rel(head), "obj" | "iobj");
        let written = found.is_empty() && acts && WordList::Message.has(&self.syntax.lemma(head));
        let author = self.syntax.author_of(head).filter(|_| written);
        author.map_or(found, |author| self.fill.entities(author))
    }

    /// "for as long as it takes", "at once": an adverb after a preposition names no thing, nor does a bare "what".
    fn manner(&self, slot: &str, head: TokenId) -> bool {
        let token = self.doc.token(head);
        let bare = token.xpos.starts_with('W') && self.syntax.children(head).is_empty();
        slot != "clause" && (token.upos == Upos::Adv || bare)
    }

    /// Whether a participle only says that a thing takes place: "held", "planned".
    fn carries(&self, rule: &Rule, word: TokenId) -> bool {
        self.doc.token(word).xpos == "VBN" && rule.light.contains_key(&self.syntax.lemma(word))
    }

    /// Whether a phrase names a filler of a place.
    fn fills(&self, draft: &Draft, head: TokenId) -> bool {
        let place = draft.entities.get("place");
        place.is_some_and(|p| self.fill.entities(head).iter().any(|e| p.contains(e)))
    }

    pub(super) fn assign(&self, rule: &Rule, role: &Role, frame: &Frame, draft: &mut Draft) {
        let wanted = rule.needs.iter().find(|(r, _)| *r == role.name).map_or(1, |(_, count)| *count);
        for slot in &role.slots {
            let fallback = slot.strip_prefix('?');
            if fallback.is_some() && draft.entities.get(&role.name).is_some_and(|f| f.len() >= wanted) {
                continue;
            }
            let slot = fallback.unwrap_or(slot);
            let (slot, whole) = slot.strip_suffix('!').map_or((slot, false), |s| (s, true));
            if role.text {
                let head = match slot {
                    "self" => Some(draft.trigger),
                    "head" => self.doc.token(draft.trigger).head,
                    "judged" => self.syntax.judged(draft.trigger).map(|(_, thing)| thing),
                    "inner-object" => frame
                        .get("clause")
                        .find_map(|c| self.syntax.frame(c).get("obj").find(|h| !self.fill.is_time(*h))),
                    // "met on Tuesday": a time is no topic; "killed in Kabul": nor is a place a means.
                    _ => frame
                        .get(slot)
                        // "became the first minister to visit Oslo" enters no office.
                        .filter(|h| !rule.titled || !self.pack.signs.first(self.syntax, *h))
                        // "met on the sidelines of the summit", "a visit planned for June": where and how are no topic.
                        .filter(|h| !WordList::Margin.has(&self.syntax.lemma(*h)) && !self.carries(rule, *h))
                        .find(|h| !self.fill.is_time(*h) && !self.fills(draft, *h) && !self.manner(slot, *h)),
                };
                let words = match head {
                    _ if slot == "deed" => Some(self.doc.line(&(draft.trigger..self.fill.end(draft.trigger)))),
                    // A verb's own phrase is its whole clause: the verb alone names what was done.
                    Some(h) if slot == "self" && self.doc.token(h).upos == Upos::Verb => {
                        Some(self.doc.form(h).to_owned())
                    }
                    Some(h) if slot == "clause" => self.fill.clause(h),
                    // "criticised him": whom a pronoun stands for tells more.
                    Some(h) if self.doc.token(h).upos == Upos::Pron => {
                        let taken = |e: &u32| draft.entities.values().flatten().any(|t| t == e);
                        let person = |e: &&u32| self.doc.entities[**e as usize].class == EntityClass::Person;
                        let named = self.fill.entities(h);
                        let named = named.iter().find(person).filter(|e| !taken(e));
                        named.map(|e| self.doc.entities[*e as usize].name.clone()).or_else(|| self.fill.words(h))
                    }
                    _ => head.and_then(|h| self.fill.words(h)),
                };
                // "appointed Ana Moreno prime minister", read as one phrase
                let mut names = draft.entities.values().flatten().map(|e| &self.doc.entities[*e as usize].name);
                let words = words.and_then(|w| {
                    let rest = |n: &str| Some(w.strip_prefix(n)?.strip_prefix(' ')?.to_owned());
                    let surname = |n: &String| n.rsplit(' ').next().and_then(rest);
                    let rest = names.clone().find_map(|n| rest(n).or_else(|| surname(n)));
                    // "named the envoy, Ana Moreno, in his report" says of nobody that he is the envoy.
                    let whole = rest.is_none() && rule.titled && slot == "obj" && names.any(|n| w.contains(n.as_str()));
                    (!whole).then(|| rest.unwrap_or(w))
                });
                if let Some(words) = words {
                    draft.texts.insert(role.name.clone(), words);
                    return;
                }
                continue;
            }
            let found: Vec<u32> = match slot {
                "source" => draft.sources.first().copied().into_iter().collect(),
                "inner-subject" => frame
                    .get("clause")
                    .filter(|c| !self.syntax.passive(*c))
                    .filter_map(|c| self.syntax.surface_subject(c))
                    .flat_map(|h| self.who(h, draft))
                    .collect(),
                // "Kerry said he was flown home": who is moved is none who goes.
                "clause-subject" if self.syntax.passive(draft.trigger) => vec![],
                "self" => self.who(draft.trigger, draft),
                "head" => self.doc.token(draft.trigger).head.map(|h| self.who(h, draft)).unwrap_or_default(),
                "inner-object" => {
                    let inner = frame.get("clause").map(|c| self.syntax.frame(c));
                    inner.flat_map(|f| f.get("obj").flat_map(|h| self.who(h, draft)).collect::<Vec<u32>>()).collect()
                }
                "clause-subject" => {
                    self.syntax.clause_subject(draft.trigger).map(|h| self.who(h, draft)).unwrap_or_default()
                }
                "judge" => {
                    self.syntax.judged(draft.trigger).map(|(judge, _)| self.who(judge, draft)).unwrap_or_default()
                }
                "judged" => {
                    self.syntax.judged(draft.trigger).map(|(_, thing)| self.who(thing, draft)).unwrap_or_default()
                }
                // Who says it of himself: "Japan said it would stay".
                "own-subject" => {
                    let own = |e: &u32| draft.sources.first() == Some(e);
                    frame.get("subj").flat_map(|h| self.who(h, draft)).filter(own).collect()
                }
                // Nor does one state announce what another will do.
                "announced" => {
                    let state = |s: &&u32| self.doc.entities[**s as usize].class == EntityClass::Country;
                    let teller = draft.sources.first().filter(state);
                    let fits = |e: &u32| teller.is_none_or(|t| t == e);
                    frame.get("subj").flat_map(|h| self.who(h, draft)).filter(fits).collect()
                }
                _ => match slot.split_once('>') {
                    Some((slot, preposition)) => {
                        let beside = |h| self.syntax.with_rel(h, &["nmod"]).collect::<Vec<TokenId>>();
                        let phrases = frame.get(slot).flat_map(beside);
                        let led = phrases.filter(|p| self.syntax.preposition(*p).as_deref() == Some(preposition));
                        led.flat_map(|h| self.who(h, draft)).collect()
                    }
                    // "a session at the request of France" is not in France.
                    None if role.is_place() => {
                        frame.get(slot).filter(|h| !self.fill.owned(*h)).flat_map(|h| self.who(h, draft)).collect()
                    }
                    None => frame.get(slot).flat_map(|h| self.who(h, draft)).collect(),
                },
            };
            let found = if WordList::Pairing.has(slot) && found.len() < 2 {
                Some(self.fill.listed(draft.trigger)).filter(|l| l.len() > 1).unwrap_or(found)
            } else {
                found
            };
            // "restrictions on Faroese trawlers": who has them, where what is named cannot fill the role.
            let place = |e: &u32| self.doc.entities[*e as usize].class == EntityClass::Place;
            let found = if !found.is_empty() && found.iter().all(place) && !role.classes.contains(&EntityClass::Place) {
                frame.get(slot).flat_map(|h| self.fill.owner(h)).collect()
            } else {
                found
            };
            let taken: BTreeSet<u32> = draft.entities.values().flatten().copied().collect();
            let fits =
                |e: &u32| role.classes.is_empty() || role.classes.contains(&self.doc.entities[*e as usize].class);
            let new: Vec<u32> = found.into_iter().filter(|e| fits(e) && !taken.contains(e)).collect();
            if !new.is_empty() {
                let list = draft.entities.entry(role.name.clone()).or_default();
                for entity in new {
                    if !list.contains(&entity) {
                        list.push(entity);
                    }
                }
                if !role.all || (whole && list.len() >= wanted) {
                    return;
                }
            }
        }
    }
}
