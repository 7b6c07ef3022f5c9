//! What fills a role: the entities or the words at a place in the syntax.
//!
//! Input: the head token of a phrase. Output: entities of the article (coordination expanded, pronouns resolved) or the phrase's words.
//! Invariant: words are a stretch of the text itself, at most twelve words long.

use super::frame::Syntax;
use crate::document::{Document, Mention, MentionKind, TokenId, TokenRange, Upos};
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
        let around = |m: &&Mention| m.kind == MentionKind::Name && m.tokens.contains(&head) && !m.entities.is_empty();
        let mention = best.or_else(|| {
            (self.doc.token(head).upos == Upos::Propn || self.doc.token(head).upos == Upos::Adj)
                .then(|| self.doc.mentions.iter().find(around))
                .flatten()
        });
        // "North Korean leader Kim Jong Un", where the name hangs below the title.
        let mention = mention.or_else(|| {
            let below = self.doc.children(head).flat_map(|c| self.by_head.get(&c).into_iter().flatten());
            below.map(|m| &self.doc.mentions[*m]).find(around)
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
        queue.extend(self.second_subject(head));
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

    /// "Mr Kim and President Moon held talks", where both hang on the verb: the second, after a conjunction.
    fn second_subject(&self, first: TokenId) -> Option<TokenId> {
        let rel = self.doc.token(first).rel;
        let verb = self.doc.token(first).head.filter(|_| rel.starts_with("nsubj"))?;
        let joined = |s: &TokenId| (first + 1..*s).any(|t| self.doc.token(t).upos == Upos::Cconj);
        self.doc.children(verb).find(|s| *s > first && *s < verb && self.doc.token(*s).rel == rel && joined(s))
    }

    /// The words of a clause, subject included: "the deal is a mistake" of "said the deal is a mistake".
    pub fn clause(&self, head: TokenId) -> Option<String> {
        let run = (self.doc.token(head).rel == "ccomp").then(|| self.doc.subtree(head));
        self.line(run.map_or_else(|| self.phrase(head), |run| self.cut(run))?)
    }

    /// The phrase of a head: its subtree without what stands before a subordinator, cut to a readable length.
    pub fn phrase(&self, head: TokenId) -> Option<TokenRange> {
        self.cut(self.predicate(head).unwrap_or_else(|| self.doc.subtree(head)))
    }

    fn cut(&self, mut run: TokenRange) -> Option<TokenRange> {
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

    /// Where what a verb says ends: its last dependent, or as much as is readable.
    pub fn end(&self, verb: TokenId) -> TokenId {
        let mut end = self.doc.subtree(verb).end.min(verb + WORDS).max(verb + 1);
        while end > verb + 1 && self.doc.token(end - 1).upos == Upos::Punct {
            end -= 1;
        }
        end
    }

    /// The phrase of a noun that is said of a subject, without subject and copula: "president" of "was elected president".
    fn predicate(&self, head: TokenId) -> Option<TokenRange> {
        let rel = |t: TokenId| self.doc.token(t).rel;
        let outside = |t: &TokenId| rel(*t).starts_with("nsubj") || matches!(rel(*t), "cop" | "aux" | "punct");
        let noun = matches!(self.doc.token(head).upos, Upos::Noun | Upos::Propn);
        let said = noun && self.doc.children(head).any(|t| rel(t).starts_with("nsubj"));
        let own = || self.doc.children(head).filter(|t| !outside(t)).map(|t| self.doc.subtree(t));
        said.then(|| own().fold(head..head + 1, |run, part| run.start.min(part.start)..run.end.max(part.end)))
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
        self.line(self.phrase(head)?)
    }

    fn line(&self, run: TokenRange) -> Option<String> {
        Some(self.doc.phrase(&run).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The time that tells when the event of a trigger happens: the nearest below the trigger or the verbs that carry it, else below a clause that
    /// goes on from it: "crossed the border and met the rebels on Monday". A time of saying is none of what is said.
    pub fn time(
        &self,
        syntax: &Syntax,
        anchors: &[TokenId],
        reports: &dyn Fn(TokenId) -> bool,
    ) -> Option<&'d TimeExpression> {
        let trigger = *anchors.first()?;
        let sentence = &self.doc.sentences[self.doc.sentence_of(trigger)];
        let rank = |time: &TimeExpression| {
            let hosts = self.hosts(syntax, time);
            let host = *hosts.last()?;
            let goes_on = || {
                let above = self.clauses(syntax, host);
                !reports(host) && anchors.iter().any(|a| above.contains(a))
            };
            let far = !hosts.iter().any(|h| anchors.contains(h));
            (!far || goes_on()).then(|| (far, time.tokens.start.abs_diff(trigger)))
        };
        let told = self.doc.times.iter().filter(|t| t.value.is_some() && !t.duration);
        let told = told.filter(|t| sentence.contains(&t.tokens.start));
        told.filter_map(|t| Some((rank(t)?, t))).min_by_key(|(rank, _)| *rank).map(|(_, time)| time)
    }

    /// The words above a time up to the first verb.
    fn hosts(&self, syntax: &Syntax, time: &TimeExpression) -> Vec<TokenId> {
        let mut hosts = Vec::new();
        let mut at = time.tokens.start;
        while let Some(head) = self.doc.token(at).head {
            at = head;
            if time.tokens.contains(&at) {
                continue;
            }
            hosts.push(at);
            if self.doc.token(at).upos == Upos::Verb || !matches!(syntax.rel(at), "nmod" | "obl" | "conj") {
                break;
            }
        }
        hosts
    }

    /// The words above a word within what one source says.
    fn clauses(&self, syntax: &Syntax, token: TokenId) -> Vec<TokenId> {
        let mut above = Vec::new();
        let mut at = token;
        while let Some(head) = self.doc.token(at).head.filter(|_| !matches!(syntax.rel(at), "ccomp" | "parataxis")) {
            above.push(head);
            at = head;
        }
        above
    }
}
