//! The words of one office: which of them are its title, what they say of its status, and to which country or body it belongs.
//!
//! Input: the run of words of a title and its holder. Output: a draft.
//! Invariant: the words of a title never include the country or the body that it belongs to by a name before it.

use super::draft::Draft;
use super::office::{BODY, CURRENT, ELECT, FORMER, HOLDER, OFFICE, Offices, ROLE, TITLE, extractor};
use super::rule::Reading;
use crate::document::{TokenId, TokenRange, Upos};
use crate::entity::EntityClass;
use crate::lang::WordList;
use std::collections::{BTreeMap, BTreeSet};

impl Offices<'_, '_> {
    /// The draft of one title: where its words begin, its status and its body.
    pub(super) fn draft(&self, holder: u32, run: TokenRange, verb: Option<TokenId>, rule: &str) -> Option<Draft> {
        let mut status = None;
        let mut begin = run.start;
        let mut bare = true;
        let mut dependent = true;
        let mut trigger = run.start;
        for t in run.clone() {
            let form = self.form(t);
            let own = self.titles.is_head(&form) || self.ranks(t) || self.ranking(t);
            if own {
                trigger = t;
                dependent &= self.titles.dependent.contains(&form);
            }
            let part = form.split('-').find_map(|p| self.titles.status.get(p)).cloned();
            status = status.or(part);
            let marks_status = self.titles.status.contains_key(&form) && !own;
            let upos = self.doc.token(t).upos;
            let leading = bare
                && (marks_status
                    || form == "-"
                    || upos == Upos::Num
                    || (!own && self.body(t).is_some() && !self.fill.owned(t)));
            // "newly elected president", "has sacked Interior Minister Ana Moreno"
            let leading = leading || (bare && !own && upos == Upos::Verb && !(t + 1 < run.end && self.ranks(t + 1)));
            if leading {
                begin = t + 1;
            } else {
                bare = false;
            }
        }
        let left = run.start.checked_sub(1);
        let beyond = left.map(|t| self.doc.name_over(t).map_or(t, |n| n.tokens.start.saturating_sub(1)));
        let before = [left, beyond]
            .into_iter()
            .flatten()
            .filter(|t| !self.titles.is_head(&self.form(*t)))
            .find_map(|t| self.form(t).split('-').find_map(|p| self.titles.status.get(p)).cloned());
        let organization = self.body_of(holder, &run, trigger);
        if begin >= run.end || (dependent && organization.is_none() && run.end - begin < 2) {
            return None;
        }
        let past = verb.is_some_and(|v| {
            let (lemma, over) = (self.syntax.lemma(v), matches!(self.doc.token(v).xpos, "VBD" | "VBN"));
            match rule {
                ROLE if self.titles.succeeding.contains(&lemma) => self.doc.token(v).xpos != "VBD",
                ROLE => over && self.titles.holding.contains(&lemma),
                _ => over || self.titles.past.contains(&self.form(v)),
            }
        });
        // "nominated him to be secretary".
        let above = verb.into_iter().chain(verb.and_then(|_| self.doc.token(trigger).head));
        let entering = above.map(|v| self.syntax.lemma(v)).find_map(|v| self.titles.entering.get(&v).cloned());
        // "will serve as ambassador"
        let clause = verb.map(|v| if rule == ROLE { v } else { self.doc.token(v).head.unwrap_or(v) });
        let aux = |wanted: &BTreeSet<String>| {
            clause.is_some_and(|v| self.syntax.with_rel(v, &["aux"]).any(|a| wanted.contains(&self.form(a))))
        };
        // "will succeed Ana Moreno as ambassador": she is it yet.
        let succeeds = verb.is_some_and(|v| self.titles.succeeding.contains(&self.syntax.lemma(v)));
        let ahead = aux(&self.titles.ahead).then(|| if succeeds { CURRENT } else { ELECT }.to_owned());
        // "has served as ambassador since 2019"
        let since = |c: TokenId| self.syntax.preposition(c).is_some_and(|p| self.titles.still.contains(&p));
        let still = verb
            .is_some_and(|v| self.doc.token(v).xpos == "VBN" && self.syntax.with_rel(v, &["obl", "advcl"]).any(since));
        // "has been minister for a year", "minister from 2010 to 2015"
        let have = |a: TokenId| matches!(self.doc.token(a).xpos, "VBZ" | "VBP");
        let still = still || rule != ROLE && clause.is_some_and(|c| self.syntax.with_rel(c, &["aux"]).any(have));
        let ended = |c: TokenId| c > trigger && self.fill.is_time(c) && !since(c);
        let past = past || verb.is_none() && self.syntax.with_rel(trigger, &["nmod"]).any(ended);
        let past = (past && !still).then(|| FORMER.to_owned());
        let status = entering.or(status).or(ahead).or(before).or(past).unwrap_or_else(|| CURRENT.to_owned());
        let mut title = self.doc.line(&(begin..run.end));
        let plural = self.doc.form(trigger);
        if let Some(one) = plural.strip_suffix("s.") {
            title = title.replace(plural, &format!("{one}."));
        } else if self.doc.token(trigger).xpos.ends_with('S')
            && let Some(one) = plural.strip_suffix('s')
        {
            title = title.replace(plural, one);
        }
        Some(self.office(holder, organization, title, status, trigger, rule))
    }

    /// A country, body or place behind a word.
    pub(super) fn body(&self, token: TokenId) -> Option<u32> {
        let class = |e: &u32| self.doc.entities[*e as usize].class;
        // "was president, at the airport"
        let place = |e: &u32| class(e) == EntityClass::Place && self.named.contains(e);
        let body = |e: &u32| matches!(class(e), EntityClass::Country | EntityClass::Organization) || place(e);
        self.fill.at(token).into_iter().find(body)
    }

    /// To which country or body an office belongs: the one within its title or before it, not the one that its holder is sent to, else his own.
    fn body_of(&self, holder: u32, run: &TokenRange, trigger: TokenId) -> Option<u32> {
        let word = |t: &TokenId| !self.titles.is_head(&self.form(*t)) && !self.titles.inner.contains(&self.form(*t));
        let sent = |t: &TokenId| self.titles.sent.contains(&self.form(*t));
        let apart = run.clone().find(|t| self.titles.apart.contains(&self.form(*t))).unwrap_or(run.end);
        let end = run.clone().find(sent).unwrap_or(run.end);
        // "chief of the German carmaker Volkswagen", "of the Lebanese group Hezbollah": whose the body is has no such office.
        let whose = |t: &TokenId| {
            let over = self.doc.token(*t).head.filter(|h| *h > *t && self.syntax.rel(*t) == "amod");
            over.and_then(|h| self.body(h)).is_some_and(|b| self.is_body(b) && self.named.contains(&b))
        };
        let within = |part: TokenRange| part.filter(|t| word(t) && !whose(t)).find_map(|t| self.body(t));
        let before = || {
            let floor = self.doc.sentences[self.doc.sentence_of(run.start)].start;
            let left = (floor.max(run.start.saturating_sub(3))..run.start).rev();
            let passed = |t: &TokenId| self.body(*t).is_some() || self.doc.token(*t).upos == Upos::Part;
            left.take_while(passed).find_map(|t| self.body(t))
        };
        let below = || {
            let away = |c: &TokenId| self.syntax.preposition(*c).is_some_and(|p| self.titles.sent.contains(&p));
            let next = [trigger + 1].into_iter().filter(|_| self.ranking(trigger));
            let beside = next.flat_map(|t| self.syntax.with_rel(t, &["nmod"]));
            let parts = self.syntax.with_rel(trigger, &["nmod", "compound"]).chain(beside);
            let parts = parts.filter(|c| !away(c) && word(c));
            parts.into_iter().find_map(|c| self.body(c))
        };
        let own = || {
            let country = self.doc.entities[holder as usize].country.as_deref()?;
            self.doc.entities.iter().position(|e| e.code.as_deref() == Some(country)).map(|i| i as u32)
        };
        // "minister for European affairs": what he is for is no body.
        let portfolio = WordList::Portfolio.has(&self.form(trigger));
        let state = |e: &u32| !portfolio || self.doc.entities[*e as usize].class != EntityClass::Organization;
        let inner = within(run.start..apart.min(end)).or_else(before);
        inner.or_else(|| within(apart.min(end)..end).or_else(below).filter(state)).or_else(own)
    }

    /// A draft with these parts.
    pub(super) fn office(
        &self,
        holder: u32,
        organization: Option<u32>,
        title: String,
        status: String,
        trigger: TokenId,
        rule: &str,
    ) -> Draft {
        let mut entities = BTreeMap::from([(HOLDER.to_owned(), vec![holder])]);
        entities.extend(organization.map(|o| (BODY.to_owned(), vec![o])));
        Draft {
            kind: OFFICE.to_owned(),
            entities,
            texts: BTreeMap::from([(TITLE.to_owned(), title)]),
            codes: BTreeMap::new(),
            status,
            reading: Reading::Fact,
            bare: false,
            when: None,
            sources: vec![],
            trigger,
            stands: vec![],
            before: vec![],
            sure: self.titles.sure.get(rule).copied().unwrap_or(50),
            least: vec![],
            rule: extractor(rule),
        }
    }
}
