//! Who or what fills a role of a rule.
//!
//! Input: a role, the frame of its trigger, the draft so far. Output: the draft with that role's fillers, if there are any.
//! Invariant: no entity fills two roles of one draft; a text is words of the article.
//! To add a slot: a case in `assign`, and a line in `rule`.

use super::Engine;
use super::draft::Draft;
use super::frame::Frame;
use super::rule::{Role, Rule};
use crate::document::{Mention, MentionKind, TokenId, Upos};
use crate::entity::EntityClass;
use crate::lang::WordList;
use std::collections::BTreeSet;

impl Engine<'_, '_> {
    /// Whether a kind tells a state, which is nobody's but people's, bodies' and states'.
    pub(super) fn is_state(&self, kind: &str) -> bool {
        self.pack.rules.sheets.iter().any(|s| s.kind == kind && s.state)
    }

    /// The entities at a place; the speaker for "I" and "we".
    fn who(&self, head: TokenId, draft: &Draft) -> Vec<u32> {
        if let Some((_, side)) = draft.stands.iter().find(|(t, _)| *t == head) {
            return vec![*side];
        }
        let state = self.is_state(&draft.kind);
        // "Oslo's withdrawal encouraged them": what somebody does or has takes no position for him.
        let found = if state && self.fill.is_thing(head) { vec![] } else { self.fill.entities(head) };
        if found.is_empty() && self.pack.own_voice.contains(&self.syntax.lemma(head)) {
            let voices = self.sources.voices(draft.trigger);
            return if voices.is_empty() { self.sources.authors.clone() } else { voices };
        }
        found
    }

    /// Who does it: of a message, who wrote it ("Ana Moreno's letter urges them").
    fn doer(&self, head: TokenId, draft: &Draft) -> Vec<u32> {
        let found = self.who(head, draft);
        let acts = !matches!(self.syntax.rel(head), "obj" | "iobj");
        let written = found.is_empty() && acts && WordList::Message.has(&self.syntax.lemma(head));
        if written { self.sources.writer(head) } else { found }
    }

    /// "for as long as it takes", "at once": an adverb after a preposition names no thing, nor does a bare "what".
    fn manner(&self, slot: &str, head: TokenId) -> bool {
        let token = self.doc.token(head);
        let bare = token.xpos.starts_with('W') && self.syntax.children(head).is_empty();
        slot != "clause" && (token.upos == Upos::Adv || bare)
    }

    /// Whether a phrase tells beside or at the end of what something is: "on the sidelines of the summit".
    fn aside(&self, head: TokenId) -> bool {
        let noun = self.doc.token(head).upos == Upos::Noun && self.syntax.preposition(head).is_some();
        noun && WordList::Margin.has(&self.syntax.lemma(head))
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

    /// Whether a role has its fillers from a place: "a warrant for Ana Moreno for theft".
    fn taken(&self, rule: &Rule, draft: &Draft, slot: &str, head: TokenId) -> bool {
        let mut roles = rule.roles.iter().filter(|r| !r.text && r.slots.iter().any(|s| s == slot));
        let own = self.doc.mention_at(head).is_some_and(|m| !m.entities.is_empty());
        let fillers = if own { self.fill.entities(head) } else { vec![] };
        let holds = |r: &Role| draft.entities.get(&r.name).is_some_and(|f| fillers.iter().all(|e| f.contains(e)));
        !fillers.is_empty() && roles.any(holds)
    }

    /// Whether a phrase tells who does it or whose it is, where a role asks for that: no time, and nobody told of before.
    fn has_doer(&self, role: &Role, frame: &Frame) -> bool {
        let told = |h: TokenId| !self.fill.is_time(h) && self.doc.token(h).upos != Upos::Pron;
        ["by", "poss"]
            .iter()
            .any(|slot| role.slots.iter().any(|s| s.trim_matches(['?', '!']) == *slot) && frame.get(slot).any(told))
    }

    /// Whether somebody speaks, as far as is known, for a state that a telling is of: "Peru shelled the port, the army said".
    fn own_side(&self, draft: &Draft, who: u32) -> bool {
        let who_is = &self.doc.entities[who as usize];
        if who_is.class == EntityClass::Person && who_is.country.is_none() {
            return true;
        }
        // "Peru said its forces had shelled the port"
        let whose = |t: TokenId| self.syntax.with_rel(t, &["nmod"]).filter(|c| self.doc.token(*c).rel == "nmod:poss");
        let hers = |m: &&Mention| draft.entities.values().flatten().any(|e| m.entities == [*e]);
        let mut hers = self.doc.mentions.iter().filter(|m| m.kind == MentionKind::Nominal).filter(hers);
        if hers.any(|m| whose(m.head).any(|c| self.fill.at(c).contains(&who))) {
            return true;
        }
        let body = who_is.class == EntityClass::Organization && !self.doc.is_named(who);
        let told = draft.entities.values().flatten().map(|e| &self.doc.entities[*e as usize]);
        let mut states = told.filter(|e| e.class == EntityClass::Country);
        states.any(|e| body && who_is.country.is_none() || who_is.country.is_some() && who_is.country == e.code)
    }

    /// Who undergoes it is not who does it, unless the words say so: "sued the traders, accusing them".
    fn is_doer(&self, frame: &Frame, slot: &str, head: TokenId) -> bool {
        let undergoes = matches!(slot, "obj" | "iobj") && self.doc.token(head).upos == Upos::Pron;
        let who = self.fill.entities(head);
        undergoes && !who.is_empty() && frame.get("subj").any(|s| s != head && self.fill.entities(s) == who)
    }

    /// Whether a noun says only with whom, and is when something else was done: "After talks with Moreno and Berg, Braun said".
    fn withs(&self, frame: &Frame, noun: TokenId) -> bool {
        let sides = ["subj", "obj", "poss", "between", "among", "of", "mod"];
        let lists = [WordList::Bound, WordList::Simultaneous, WordList::Locative];
        let aside = self.syntax.phrase_over(noun).is_some_and(|p| lists.iter().any(|l| l.has(&p)));
        aside && frame.get("with").next().is_some() && sides.iter().all(|s| frame.get(s).next().is_none())
    }

    pub(super) fn assign(&self, rule: &Rule, role: &Role, frame: &Frame, draft: &mut Draft) {
        let wanted = rule.needs.iter().find(|(r, _)| *r == role.name).map_or(1, |(_, count)| *count);
        for slot in &role.slots {
            let fallback = slot.strip_prefix('?');
            let other = fallback == Some("clause-subject") && self.withs(frame, draft.trigger);
            if fallback.is_some() && !other && draft.entities.get(&role.name).is_some_and(|f| f.len() >= wanted) {
                continue;
            }
            let slot = fallback.unwrap_or(slot);
            let (slot, whole) = slot.strip_suffix('!').map_or((slot, false), |s| (s, true));
            if role.text {
                let head = match slot {
                    // "The Labour opposition said": who does something is nobody's position.
                    "self" => {
                        let doer = self.doc.token(draft.trigger).rel.starts_with("nsubj");
                        Some(draft.trigger).filter(|_| !doer || !self.is_state(&draft.kind))
                    }
                    // "voting in favour and 84 against": what it is against follows.
                    "head" => {
                        let adp = self.doc.token(draft.trigger).upos == Upos::Adp;
                        self.doc.token(draft.trigger).head.filter(|h| !adp || *h > draft.trigger)
                    }
                    "judged" => self.syntax.judged(draft.trigger).map(|(_, thing)| thing),
                    "inner-object" => frame
                        .get("clause")
                        .find_map(|c| self.syntax.frame(c).get("obj").find(|h| !self.fill.is_time(*h))),
                    // "vowed to withdraw from the pact", not "to withdraw troops from the border"
                    "inner-from" => frame.get("clause").find_map(|c| {
                        let inner = self.syntax.frame(c);
                        let whole = inner.get("obj").next().is_some();
                        let left = inner.get("from").chain(inner.get("out")).find(|h| !self.fill.is_time(*h));
                        left.filter(|_| !whole)
                    }),
                    "condition" => self.syntax.condition(draft.trigger),
                    _ if slot.contains('>') => self.beside(frame, slot).first().copied(),
                    "prospect" => frame.get("that").find(|c| {
                        // "warned that it would strike": what the holder will do himself is a threat.
                        let taken = |e: &u32| draft.entities.values().flatten().any(|t| t == e);
                        let own = self.syntax.surface_subject(*c).is_some_and(|s| self.who(s, draft).iter().any(taken));
                        let doer = self
                            .syntax
                            .surface_subject(*c)
                            .filter(|s| self.fill.entities(*s).is_empty() || self.fill.is_thing(*s));
                        self.syntax.ahead_of(*c) && !own && doer.is_some()
                    }),
                    // "met on Tuesday": a time is no topic; "killed in Kabul": nor is a place a means.
                    _ => frame
                        .get(slot)
                        // "became the first minister to visit Oslo" enters no office.
                        .filter(|h| !rule.titled || !self.pack.signs.first(self.syntax, *h))
                        .filter(|h| !self.taken(rule, draft, slot, *h))
                        // "met on the sidelines of the summit", "a visit planned for June": where and how are no topic.
                        .filter(|h| !self.aside(*h) && !self.carries(rule, *h))
                        .find(|h| !self.fill.is_time(*h) && !self.fills(draft, *h) && !self.manner(slot, *h)),
                };
                let words = match head {
                    // "would not lift the ban": of an auxiliary, what is done.
                    _ if slot == "act" => {
                        self.doc.token(draft.trigger).head.map(|verb| self.doc.line(&(verb..self.fill.end(verb))))
                    }
                    _ if slot == "deed" => Some(self.doc.line(&(draft.trigger..self.fill.end(draft.trigger)))),
                    // A verb's own phrase is its whole clause: the verb alone names what was done.
                    Some(h) if slot == "self" && self.doc.token(h).upos == Upos::Verb => {
                        Some(self.doc.form(h).to_owned())
                    }
                    Some(h) if slot == "clause" => self.fill.clause(h),
                    // "warned them not to sign": what he is against is to sign.
                    Some(h) if slot == "avoid" => self.fill.phrase(h).map(|run| {
                        let to = self.syntax.with_rel(h, &["mark"]).find(|m| run.contains(m));
                        self.fill.told(&(to.unwrap_or(run.start)..run.end))
                    }),
                    // "left at the request of Ana Moreno": what was asked for ends before the request.
                    Some(h) if slot == "head" && self.doc.token(draft.trigger).upos == Upos::Noun => {
                        let start = self.doc.subtree(draft.trigger).start;
                        let run = self.fill.phrase(h).filter(|run| run.start < start);
                        run.map(|run| self.doc.line(&(run.start..run.end.min(start))))
                    }
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
                    let whole = rest.is_none()
                        && rule.titled
                        && matches!(slot, "obj" | "become")
                        && names.any(|n| w.contains(n.as_str()));
                    (!whole).then(|| rest.unwrap_or(w))
                });
                if let Some(words) = words {
                    draft.texts.insert(role.name.clone(), words);
                    return;
                }
                continue;
            }
            let found: Vec<u32> = match slot {
                "source" => self.sources.voices(draft.trigger),
                "teller" if !self.syntax.stated(draft.trigger) => vec![],
                "teller" => draft.sources.first().copied().into_iter().collect(),
                "outsider" => {
                    draft.sources.first().copied().filter(|s| !self.own_side(draft, *s)).into_iter().collect()
                }
                "inner-subject" => frame
                    .get("clause")
                    .filter(|c| !self.syntax.passive(*c))
                    .filter_map(|c| self.syntax.surface_subject(c))
                    .flat_map(|h| self.who(h, draft))
                    .collect(),
                // "Kerry said he was flown home": who is moved is none who goes.
                "clause-subject" if self.syntax.passive(draft.trigger) => vec![],
                // "Kerry spoke of a visit to Oslo by the fleet": nor who tells whose it was.
                "clause-subject" if self.has_doer(role, frame) => vec![],
                // "Supporters of the bill marched": who does nothing there is not told of.
                "self" if self.is_state(&draft.kind) && !self.doc.token(draft.trigger).rel.starts_with("nsubj") => {
                    vec![]
                }
                "self" => self.who(draft.trigger, draft),
                "head" => self.doc.token(draft.trigger).head.map(|h| self.who(h, draft)).unwrap_or_default(),
                "inner-object" => {
                    let inner = frame.get("clause").map(|c| self.syntax.frame(c));
                    inner.flat_map(|f| f.get("obj").flat_map(|h| self.who(h, draft)).collect::<Vec<u32>>()).collect()
                }
                "clause-subject" => {
                    let doer = self.syntax.clause_subject(draft.trigger);
                    // "One analyst said the talks had failed" was not there.
                    let tells = doer.and_then(|d| self.doc.token(d).head).is_some_and(|v| self.sources.reports(v));
                    let there = |e: &u32| !tells || self.doc.is_named(*e);
                    doer.map(|h| self.who(h, draft)).unwrap_or_default().into_iter().filter(there).collect()
                }
                "judge" => {
                    self.syntax.judged(draft.trigger).map(|(judge, _)| self.who(judge, draft)).unwrap_or_default()
                }
                "judged" => {
                    self.syntax.judged(draft.trigger).map(|(_, thing)| self.who(thing, draft)).unwrap_or_default()
                }
                // Who says it of himself: "Japan said it would stay".
                "own-subject" => {
                    let found: Vec<u32> = frame.get("subj").flat_map(|h| self.who(h, draft)).collect();
                    let own = draft.sources.first().is_some_and(|s| found.contains(s));
                    if own { found } else { vec![] }
                }
                // Nor does one state announce what another will do.
                "announced" => {
                    let state = |s: &&u32| self.doc.entities[**s as usize].class == EntityClass::Country;
                    let teller = draft.sources.first().filter(state);
                    let fits = |e: &u32| teller.is_none_or(|t| t == e);
                    frame.get("subj").flat_map(|h| self.who(h, draft)).filter(fits).collect()
                }
                _ if slot.contains('>') => {
                    self.beside(frame, slot).into_iter().flat_map(|h| self.who(h, draft)).collect()
                }
                // "no group has claimed the attack"
                "subj" => {
                    let none = |h: &TokenId| !self.is_state(&draft.kind) && self.pack.signs.negated(self.syntax, *h);
                    frame.get(slot).filter(|h| !none(h)).flat_map(|h| self.doer(h, draft)).collect()
                }
                // "a session at the request of France" is not in France.
                _ if role.is_place() => {
                    frame.get(slot).filter(|h| !self.fill.owned(*h)).flat_map(|h| self.who(h, draft)).collect()
                }
                _ => {
                    let heads = frame.get(slot).filter(|h| !self.is_doer(frame, slot, *h));
                    heads.flat_map(|h| self.who(h, draft)).collect()
                }
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

    /// What hangs, by the preposition that a slot names, on what fills another: "obj>on" of "blamed the blast on Iran".
    fn beside(&self, frame: &Frame, slot: &str) -> Vec<TokenId> {
        let Some((slot, preposition)) = slot.split_once('>') else { return vec![] };
        let led = |p: &TokenId| self.syntax.preposition(*p).as_deref() == Some(preposition);
        let phrases = |h| self.syntax.with_rel(h, &["nmod", "acl"]).filter(led).collect::<Vec<TokenId>>();
        frame.get(slot).flat_map(phrases).collect()
    }
}
