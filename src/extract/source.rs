//! Who says it: the chain of sources above a word.
//!
//! Input: a token. Output: the entities that assert it, nearest first; empty when the article itself does.
//! Invariant: a source is found in the clause that governs the token, in an "according to" phrase, or as the speaker of the quotation around it.
//! To add a reporting verb: a word in the language pack's `reporting.txt`.

use super::fill::Fill;
use super::frame::Syntax;
use crate::document::{Argument, Predicate, TokenId, Upos};
use crate::entity::EntityClass;
use crate::lang::{self, NounKind, WordList};
use std::collections::BTreeSet;

/// Finds sources in one document.
pub struct Sources<'a, 'd> {
    syntax: &'a Syntax<'d>,
    fill: &'a Fill<'d>,
    verbs: &'a BTreeSet<String>,
    /// Speaker of each quotation of the document.
    speakers: Vec<Vec<u32>>,
    /// Who writes the article in his own name.
    pub authors: Vec<u32>,
}

impl<'a, 'd> Sources<'a, 'd> {
    /// Finds the speaker of every quotation: the reporting verb beside it, else the speaker of the paragraph's last quotation; of one that stands
    /// alone, whom the sentence before it is about, at the start of a paragraph who spoke in the last.
    pub fn new(
        syntax: &'a Syntax<'d>,
        fill: &'a Fill<'d>,
        verbs: &'a BTreeSet<String>,
        own: &BTreeSet<String>,
    ) -> Self {
        let mut sources = Sources { syntax, fill, verbs, speakers: vec![], authors: vec![] };
        sources.authors = sources.authors(own);
        let doc = syntax.doc;
        let mut last: (u32, Vec<u32>) = (u32::MAX, vec![]);
        for quote in &doc.quotes {
            let sentence = doc.sentence_of(quote.start);
            let end = doc.sentence_of(quote.end.max(quote.start + 1) - 1);
            let paragraph = doc.paragraphs.get(sentence).copied().unwrap_or_default();
            let window = doc.sentences[sentence].start..doc.sentences[end].end;
            let speaker = window
                .filter(|t| !quote.contains(t) && sources.reports(*t))
                .map(|t| (t.abs_diff(quote.start).min(t.abs_diff(quote.end)), t))
                .min()
                .map(|(_, t)| sources.quoted(t).map_or_else(|| sources.speaker(t), |q| sources.told(q).swap_remove(0)))
                .filter(|s| !s.is_empty())
                .or_else(|| (last.0 == paragraph).then(|| last.1.clone()).filter(|s| !s.is_empty()))
                .or_else(|| {
                    let alone = |t: TokenId| quote.contains(&t) || doc.token(t).upos == Upos::Punct;
                    let whole = (doc.sentences[sentence].start..doc.sentences[end].end).all(alone);
                    let before =
                        sentence.checked_sub(1).filter(|b| whole && doc.paragraphs.get(*b) == Some(&paragraph));
                    let told = before.map(|b| sources.topic(b));
                    told.or_else(|| (whole && paragraph == last.0.wrapping_add(1)).then(|| last.1.clone()))
                })
                .unwrap_or_default();
            last = (paragraph, speaker.clone());
            sources.speakers.push(speaker);
        }
        sources
    }

    /// Whom a sentence is about: its subject, when somebody who may speak.
    fn topic(&self, sentence: usize) -> Vec<u32> {
        let doc = self.syntax.doc;
        let root = doc.sentences[sentence].clone().find(|t| doc.token(*t).rel == "root");
        let found =
            root.and_then(|r| self.syntax.surface_subject(r)).map(|s| self.fill.entities(s)).unwrap_or_default();
        let speaks = |e: &u32| !matches!(doc.entities[*e as usize].class, EntityClass::Place | EntityClass::Document);
        found.into_iter().filter(speaks).collect()
    }

    /// Whether a token is a verb of saying.
    pub fn reports(&self, token: TokenId) -> bool {
        self.syntax.doc.token(token).upos == Upos::Verb && self.verbs.contains(&self.syntax.lemma(token))
    }

    /// Whom a reporting verb names: its speaker, then whom he cites ("reported, citing RIA Novosti", "TASS, citing a source, reported"); of a verb
    /// that quotes, who is quoted, then by whom ("Interfax quoted Lavrov as saying").
    fn told(&self, verb: TokenId) -> Vec<Vec<u32>> {
        let at =
            |rels: &[&str]| self.syntax.with_rel(verb, rels).next().map(|t| self.fill.entities(t)).unwrap_or_default();
        if let Some(saying) = self.quoting(verb) {
            let passive = self.syntax.with_rel(verb, &["nsubj:pass"]).next().is_some();
            if passive {
                let by = self.syntax.frame(saying).get("by").next().map(|t| self.fill.entities(t));
                return vec![at(&["nsubj:pass"]), by.unwrap_or_default()];
            }
            return vec![at(&["obj", "iobj"]), self.speaker(verb)];
        }
        let subject = self.syntax.with_rel(verb, &["nsubj"]);
        std::iter::once(self.speaker(verb)).chain(subject.chain([verb]).flat_map(|t| self.cited(t))).collect()
    }

    /// Whom a phrase beside a word cites.
    fn cited(&self, word: TokenId) -> Vec<Vec<u32>> {
        let citing =
            self.syntax.with_rel(word, &["advcl", "acl"]).filter(|c| WordList::Citing.has(&self.syntax.lemma(*c)));
        citing.flat_map(|c| self.syntax.with_rel(c, &["obj"])).map(|o| self.fill.entities(o)).collect()
    }

    /// What a verb that quotes quotes somebody as: "quoted Lavrov as saying".
    fn quoting(&self, verb: TokenId) -> Option<TokenId> {
        let cites = WordList::Citing.has(&self.syntax.lemma(verb));
        self.syntax.with_rel(verb, &["advcl"]).find(|c| cites && *c > verb && self.reports(*c))
    }

    /// The verb that quotes somebody as a verb has it.
    fn quoted(&self, saying: TokenId) -> Option<TokenId> {
        let above = self.syntax.doc.token(saying).head?;
        (self.quoting(above) == Some(saying)).then_some(above)
    }

    /// Verbs of saying whose content holds a token, by their arguments: where the tree hangs the content elsewhere.
    fn around(&self, token: TokenId) -> impl Iterator<Item = TokenId> + '_ {
        let doc = self.syntax.doc;
        let holds = move |p: &&Predicate| {
            let content = |a: &Argument| a.role == "ARG1" && a.tokens.contains(&token) && !a.tokens.contains(&p.token);
            self.reports(p.token) && p.arguments.iter().any(content)
        };
        doc.predicates.iter().filter(holds).map(|p| p.token)
    }

    fn speaker(&self, verb: TokenId) -> Vec<u32> {
        // A clause before the verb may have lost it a subject: the nearest one speaks.
        let own = self.syntax.with_rel(verb, &["nsubj"]).min_by_key(|s| s.abs_diff(verb));
        let own = own.filter(|s| !self.syntax.doc.token(*s).xpos.starts_with('W'));
        let subject = own.or_else(|| self.syntax.frame(verb).get("subj").next()).or_else(|| self.doer(verb));
        let Some(subject) = subject else { return vec![] };
        if WordList::Message.has(&self.syntax.lemma(subject)) && self.fill.is_thing(subject) {
            return self.writer(subject);
        }
        self.fill.entities(subject)
    }

    /// Whose words a message is: its author, or the author of the last one of its name ("filed a motion … The motion claims"); of a mere statement who
    /// spoke last before it in this paragraph or the one before.
    pub fn writer(&self, message: TokenId) -> Vec<u32> {
        let doc = self.syntax.doc;
        if let Some(author) = self.syntax.author_of(message) {
            return self.fill.entities(author);
        }
        // "the ministry statement"
        let body =
            |c: TokenId| matches!(lang::noun(&self.syntax.lemma(c)), Some((NounKind::Body | NounKind::Government, _)));
        if self.syntax.with_rel(message, &["compound"]).any(body) {
            return vec![];
        }
        let definite = self.syntax.with_rel(message, &["det"]).any(|d| WordList::Definite.has(&self.syntax.lemma(d)));
        let before = (0..doc.sentences[doc.sentence_of(message)].start).rev().filter(|_| definite);
        let lemma = self.syntax.lemma(message);
        let written = |t: TokenId| {
            let made = || self.syntax.governor(t).filter(|_| doc.token(t).rel == "obj" && self.syntax.is_new(t));
            let author = self.syntax.author_of(t).or_else(|| made().and_then(|v| self.syntax.surface_subject(v)));
            author.map(|a| self.fill.entities(a)).unwrap_or_default()
        };
        let named = before.clone().filter(|t| self.syntax.lemma(*t) == lemma).map(written).find(|f| !f.is_empty());
        let paragraph = |t: TokenId| doc.paragraphs.get(doc.sentence_of(t)).copied().unwrap_or_default();
        let near = before.take_while(|t| paragraph(*t) + 1 >= paragraph(message));
        let near = near.filter(|t| WordList::Utterance.has(&lemma) && self.voices_by(*t));
        let who = |verb: TokenId| {
            let subject = self.syntax.frame(verb).get("subj").next().filter(|s| !self.fill.is_thing(*s));
            subject.map(|s| self.fill.entities(s)).unwrap_or_default()
        };
        named.or_else(|| near.map(who).find(|found| !found.is_empty())).unwrap_or_default()
    }

    /// Whether a verb is one of saying, or of calling for or against something.
    fn voices_by(&self, token: TokenId) -> bool {
        self.reports(token)
            || self.syntax.doc.token(token).upos == Upos::Verb && WordList::Voicing.has(&self.syntax.lemma(token))
    }

    /// Who speaks of himself as "we" outside all quotations: "We, the ministers of Norway and Finland, condemn".
    fn authors(&self, own: &BTreeSet<String>) -> Vec<u32> {
        let doc = self.syntax.doc;
        let outside = |t: &TokenId| !doc.quotes.iter().any(|q| q.contains(t));
        let we = (0..doc.tokens.len() as TokenId)
            .filter(|t| doc.token(*t).rel.starts_with("nsubj") && own.contains(&self.syntax.lemma(*t)) && outside(t));
        we.map(|t| self.fill.entities(t)).find(|found| found.len() > 1).unwrap_or_default()
    }

    /// Who says it by the verb's arguments, where the tree hangs him elsewhere: "…, tweeted Senator Ana Moreno".
    fn doer(&self, verb: TokenId) -> Option<TokenId> {
        let doc = self.syntax.doc;
        let predicate = doc.predicates.iter().find(|p| p.token == verb)?;
        let tokens = &predicate.arguments.iter().find(|a| a.role == "ARG0")?.tokens;
        tokens
            .clone()
            .find(|t| doc.token(*t).head.is_none_or(|h| !tokens.contains(&h) && doc.token(*t).upos == Upos::Propn))
    }

    /// Who accuses, where he is named.
    fn accuser(&self, verb: TokenId) -> Vec<u32> {
        self.syntax.frame(verb).get("subj").next().map(|t| self.fill.entities(t)).unwrap_or_default()
    }

    /// The chain of sources of a token, nearest first.
    pub fn of(&self, token: TokenId) -> Vec<u32> {
        self.chain(token).iter().map(|voices| voices[0]).collect()
    }

    /// All who say together what the nearest source of a token says: "Oslo and Helsinki said".
    pub fn voices(&self, token: TokenId) -> Vec<u32> {
        self.chain(token).into_iter().next().unwrap_or_default()
    }

    fn chain(&self, token: TokenId) -> Vec<Vec<u32>> {
        let mut chain: Vec<Vec<u32>> = Vec::new();
        let mut add = |found: Vec<u32>| {
            if found.first().is_some_and(|f| chain.iter().all(|voices| voices[0] != *f)) {
                chain.push(found);
            }
        };
        let doc = self.syntax.doc;
        let mut at = token;
        while let Some(head) = doc.token(at).head {
            // "continues to kill" reports nothing.
            let goes_on = self.syntax.rel(at) == "xcomp" && WordList::Lasting.has(&self.syntax.lemma(head));
            if matches!(self.syntax.rel(at), "ccomp" | "xcomp" | "parataxis") && self.reports(head) && !goes_on {
                self.told(self.quoted(head).unwrap_or(head)).into_iter().for_each(&mut add);
            } else if self.syntax.prepositional(at) && WordList::Accusing.has(&self.syntax.lemma(head)) {
                // "accused Iran of arming the rebels"
                add(self.accuser(head));
            } else if let Some(quoting) = self.quoted(at).filter(|_| at == token) {
                self.told(quoting).into_iter().skip(1).for_each(&mut add);
            }
            for side in self.syntax.with_rel(head, &["parataxis"]).chain(self.syntax.with_rel(at, &["parataxis"])) {
                if side != at && self.reports(side) {
                    self.told(side).into_iter().for_each(&mut add);
                }
            }
            at = head;
        }
        for side in self.syntax.with_rel(at, &["parataxis"]) {
            if self.reports(side) && !doc.is_within(token, side) {
                // "…, TASS reported, citing a source", where the tree hangs the last words on the first.
                self.told(side).into_iter().chain(self.cited(at)).for_each(&mut add);
            }
        }
        for &child in self.syntax.children(at) {
            if self.syntax.rel(child) == "obl"
                && self.syntax.preposition(child).is_some_and(|p| self.verbs.contains(&p))
            {
                add(self.fill.entities(child));
                self.cited(child).into_iter().for_each(&mut add);
            }
        }
        if let Some(i) = doc.quotes.iter().position(|q| q.contains(&token)) {
            add(self.speakers[i].clone());
        }
        if chain.is_empty() {
            for found in self.around(token).flat_map(|verb| self.told(verb)) {
                if found.first().is_some_and(|f| chain.iter().all(|voices| voices[0] != *f)) {
                    chain.push(found);
                }
            }
        }
        chain
    }
}
