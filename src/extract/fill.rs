//! What fills a role: the entities or the words at a place in the syntax.
//!
//! Input: the head token of a phrase. Output: entities of the article (coordination expanded, pronouns resolved) or the phrase's words.
//! Invariant: words are a stretch of the text itself, at most twelve words long.

use super::frame::Syntax;
use crate::document::{Document, MentionKind, TokenId, TokenRange, Upos};
use crate::entity::EntityClass;
use crate::lang::WordList;
use crate::time::TimeExpression;
use std::collections::BTreeMap;

/// Longest text filler, in tokens.
const WORDS: u32 = 12;
/// More entities than this behind one phrase are a crowd that coreference guessed.
const CROWD: usize = 8;

/// Looks up fillers in one document.
pub struct Fill<'d> {
    doc: &'d Document,
    by_head: BTreeMap<TokenId, Vec<usize>>,
}

impl<'d> Fill<'d> {
    /// Indexes the mentions by head.
    pub fn new(doc: &'d Document) -> Self {
        let mut by_head: BTreeMap<TokenId, Vec<usize>> = BTreeMap::new();
        for (i, mention) in doc.mentions.iter().enumerate() {
            by_head.entry(mention.head).or_default().push(i);
        }
        Fill { doc, by_head }
    }

    /// The entities behind one head word, without those coordinated with it.
    pub fn at(&self, head: TokenId) -> Vec<u32> {
        let own = self.by_head.get(&head).into_iter().flatten().map(|m| &self.doc.mentions[*m]);
        let best = own.filter(|m| !m.entities.is_empty()).max_by_key(|m| (m.kind == MentionKind::Name, m.tokens.len()));
        let mention = best.or_else(|| {
            let around = |m: &&crate::document::Mention| {
                m.kind == MentionKind::Name && m.tokens.contains(&head) && !m.entities.is_empty()
            };
            (self.doc.token(head).upos == Upos::Propn || self.doc.token(head).upos == Upos::Adj)
                .then(|| self.doc.mentions.iter().find(around))
                .flatten()
        });
        match mention {
            Some(mention) => mention.entities.iter().copied().take(CROWD).collect(),
            None => self.part_of(head).map_or_else(|| self.owner(head), |whole| self.at(whole)),
        }
    }

    /// Of what a quantity is told: "dozens of senators", "three of his men".
    fn part_of(&self, head: TokenId) -> Option<TokenId> {
        let token = self.doc.token(head);
        let quantity = token.upos == Upos::Num || WordList::Quantity.has(&token.lemma.to_lowercase());
        let of = |c: &TokenId| self.doc.children(*c).any(|p| self.doc.form(p) == "of");
        self.doc.children(head).filter(|_| quantity).find(of)
    }

    /// The country or body that an unnamed phrase belongs to: "the government of South Korea".
    fn owner(&self, head: TokenId) -> Vec<u32> {
        if self.doc.token(head).upos != Upos::Noun {
            return vec![];
        }
        let owns = |c: &TokenId| matches!(self.doc.token(*c).rel, "nmod:poss" | "nmod" | "compound" | "amod");
        let state =
            |e: &u32| matches!(self.doc.entities[*e as usize].class, EntityClass::Country | EntityClass::Organization);
        let owner = self.doc.children(head).filter(owns).filter(|c| self.doc.token(*c).upos != Upos::Noun);
        owner.flat_map(|c| self.at(c)).find(state).into_iter().collect()
    }

    /// The entities behind a phrase, coordination included, without doubles.
    pub fn entities(&self, head: TokenId) -> Vec<u32> {
        let mut found = Vec::new();
        let mut queue = vec![head];
        while let Some(at) = queue.pop() {
            for entity in self.at(at) {
                if !found.contains(&entity) {
                    found.push(entity);
                }
            }
            queue.extend(self.doc.children(at).filter(|c| self.doc.token(*c).rel == "conj"));
        }
        found
    }

    /// The phrase of a head: its subtree without what stands before a subordinator, cut to a readable length.
    pub fn phrase(&self, head: TokenId) -> Option<TokenRange> {
        let mut run = self.doc.subtree(head);
        let skip = |t: TokenId| {
            let token = self.doc.token(t);
            token.upos == Upos::Punct || token.rel == "case" || (token.rel == "mark" && token.upos != Upos::Part)
        };
        while run.start < run.end && skip(run.start) {
            run.start += 1;
        }
        run.end = run.end.min(run.start + WORDS);
        while run.start < run.end && self.doc.token(run.end - 1).upos == Upos::Punct && !self.closes(&run) {
            run.end -= 1;
        }
        (!run.is_empty()).then_some(run)
    }

    /// Whether the last word of a run closes a bracket that opens within it.
    fn closes(&self, run: &TokenRange) -> bool {
        matches!(self.doc.form(run.end - 1), ")" | "]") && run.clone().any(|t| matches!(self.doc.form(t), "(" | "["))
    }

    /// Whether a word belongs to a time expression.
    pub fn is_time(&self, token: TokenId) -> bool {
        self.doc.times.iter().any(|t| t.tokens.contains(&token))
    }

    /// The words of `phrase`, on one line.
    pub fn words(&self, head: TokenId) -> Option<String> {
        Some(self.doc.phrase(&self.phrase(head)?).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The time that tells when the event of a trigger happens: the nearest one below the trigger or the verbs that carry it.
    pub fn time(&self, syntax: &Syntax, anchors: &[TokenId]) -> Option<&'d TimeExpression> {
        let trigger = *anchors.first()?;
        let sentence = &self.doc.sentences[self.doc.sentence_of(trigger)];
        let told =
            self.doc.times.iter().filter(|t| t.value.is_some() && !t.duration && sentence.contains(&t.tokens.start));
        told.filter(|t| {
            let mut at = t.tokens.start;
            for _ in 0..8 {
                let Some(head) = self.doc.token(at).head else { return false };
                if !t.tokens.contains(&head) {
                    if anchors.contains(&head) {
                        return true;
                    }
                    if self.doc.token(head).upos == Upos::Verb || !matches!(syntax.rel(head), "nmod" | "obl" | "conj") {
                        return false;
                    }
                }
                at = head;
            }
            false
        })
        .min_by_key(|t| t.tokens.start.abs_diff(trigger))
    }
}
