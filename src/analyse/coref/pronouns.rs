//! Pronouns: third person by number, gender, place in the sentence and nearness; first person by who speaks.
//!
//! Input: mentions resolved so far. Output: what a pronoun refers to, empty when nothing suits.
//! Invariant: a pronoun never means another argument of its own verb, nor the speaker of the quotation that it stands in.

use super::{Resolver, Sort};
use crate::document::{MentionKind, TokenId, Upos};
use crate::entity::EntityClass;
use crate::lang::{Pronoun, WordList};

/// A pronoun looks back so many sentences.
const WINDOW: usize = 3;
/// Who speaks is sought in so many quotations of a paragraph.
const TURNS: usize = 20;

impl Resolver<'_> {
    /// What a third-person pronoun refers to: the best of the mentions of the last sentences.
    pub fn antecedent(&self, i: usize, pronoun: Pronoun) -> Vec<u32> {
        let (doc, head) = (self.doc, self.found[i].head);
        let quote = |t: TokenId| self.quoted[t as usize];
        let speaker = quote(head).map(|q| self.speaker(q)).unwrap_or_default();
        let mut best: Option<(i64, Vec<u32>)> = None;
        for (j, distance) in self.before(i, WINDOW) {
            let other = &self.found[j];
            let refs = self.with_conjuncts(j, pronoun.plural);
            let Some(fit) = self.fit(&refs, pronoun, i, j) else { continue };
            if refs == speaker
                || self.same_clause(head, other.head)
                || (quote(other.head).is_some() && quote(head).is_none())
            {
                continue;
            }
            let rel = doc.token(other.head).rel;
            let mut score = fit - 12 * distance as i64;
            score += match rel {
                "nsubj" | "nsubj:pass" => 9,
                "obj" | "iobj" => 3,
                "nmod:poss" | "conj" | "obl:agent" => 2,
                "compound" | "amod" | "appos" => -3,
                _ => 0,
            };
            score += match other.kind() {
                MentionKind::Name => 2,
                MentionKind::Pronoun => 3,
                MentionKind::Nominal => 0,
            };
            score -= i64::from(head - other.head) / 12;
            // "told them that Moreno had changed her mind": whose it is who does something with it.
            if doc.token(head).rel == "nmod:poss"
                && rel == "nsubj"
                && doc.token(other.head).head == self.verb_over(head)
            {
                score += 5;
            }
            // "a spokesman said he remained opposed": he for whom he speaks.
            let voice = other.kind() == MentionKind::Nominal && WordList::Voice.has(&doc.token(other.head).lemma);
            if voice && self.says(other.head).is_some_and(|verb| head > verb && doc.is_within(head, verb)) {
                score -= 14;
            }
            score += match self.says(head) {
                // "The talks with Moreno will go on, she said": whom the words are about seldom says them.
                Some(verb) if self.told_by(verb, other.head) => -8,
                // "He said … He said": who has spoken speaks on.
                Some(_) if distance > 0 && rel == "nsubj" && self.says(other.head).is_some() => {
                    if pronoun.plural {
                        12
                    } else {
                        4
                    }
                }
                _ => 0,
            };
            if best.as_ref().is_none_or(|(s, _)| score > *s) {
                best = Some((score, refs));
            }
        }
        best.map(|b| b.1).unwrap_or_default()
    }

    /// Whom brackets right after a pronoun say that it means: "they (the rebels)".
    fn bracketed(&self, pronoun: TokenId) -> Option<Vec<u32>> {
        let form = |t: TokenId| self.doc.tokens.get(t as usize).map(|_| self.doc.form(t)).unwrap_or_default();
        let opens = matches!(form(pronoun + 1), "(" | "[");
        let closes = |j: &usize| matches!(form(self.found[*j].tokens.end), ")" | "]");
        let inside = |j: &usize| (pronoun + 2..pronoun + 4).contains(&self.found[*j].tokens.start);
        let told = (0..self.found.len()).find(|j| opens && inside(j) && closes(j))?;
        Some(self.refs[told].clone()).filter(|refs| !refs.is_empty())
    }

    /// The verb of the clause that a word stands in.
    fn verb_over(&self, word: TokenId) -> Option<TokenId> {
        let mut above = std::iter::successors(self.doc.token(word).head, |t| self.doc.token(*t).head);
        above.find(|t| self.doc.token(*t).upos == Upos::Verb)
    }

    /// The verb of saying of which a word is the subject.
    fn says(&self, subject: TokenId) -> Option<TokenId> {
        let token = self.doc.token(subject);
        token.head.filter(|v| token.rel == "nsubj" && WordList::Speech.has(&self.doc.token(*v).lemma))
    }

    /// Whether a word stands in what a verb of saying behind it tells.
    fn told_by(&self, verb: TokenId, word: TokenId) -> bool {
        let content = |t: TokenId| self.doc.token(t).rel == "ccomp" && self.doc.token(t).head == Some(verb);
        let within = std::iter::successors(Some(word), |t| self.doc.token(*t).head).any(content);
        word < verb
            && (within || self.doc.token(verb).rel == "parataxis" && !self.doc.is_within(word, verb))
            && self.doc.sentence_of(word) == self.doc.sentence_of(verb)
    }

    /// What a relative pronoun refers to: the noun that its clause modifies.
    pub fn relative(&self, i: usize) -> Vec<u32> {
        let mut at = self.found[i].head;
        loop {
            let token = self.doc.token(at);
            match token.head {
                Some(head) if token.rel == "acl:relcl" => {
                    // "France and Italy, which": what is coordinated before the clause is meant too.
                    let Some(j) = self.at(head) else { return Vec::new() };
                    let row = self.doc.children(head).any(|t| self.doc.token(t).rel == "conj" && t < at);
                    return self.with_conjuncts(j, row);
                }
                Some(head) => at = head,
                None => return Vec::new(),
            }
        }
    }

    /// The things of a mention and, for a plural, of what is coordinated with it.
    pub fn with_conjuncts(&self, j: usize, plural: bool) -> Vec<u32> {
        let mut refs = self.refs[j].clone();
        if plural {
            let conjuncts = self.doc.children(self.found[j].head).filter(|t| self.doc.token(*t).rel == "conj");
            for k in conjuncts.filter_map(|t| self.at(t)) {
                refs.extend(self.refs[k].iter().filter(|e| !self.refs[j].contains(e)));
            }
        }
        refs
    }

    /// How well things suit a pronoun in number, gender and animacy; `None` when they cannot.
    fn fit(&self, refs: &[u32], pronoun: Pronoun, i: usize, j: usize) -> Option<i64> {
        let first = &self.drafts[*refs.first()? as usize];
        if self.found[j].tokens.contains(&self.found[i].head) && self.found[j].head > self.found[i].head {
            return None;
        }
        if pronoun.plural {
            return match (refs.len(), first.class) {
                (2.., EntityClass::Person | EntityClass::Group) => Some(16),
                (2.., _) => Some(if self.subject(j) { 6 } else { -4 }),
                (_, EntityClass::Group) => Some(5),
                // A body that is no subject is seldom taken up by "they".
                (_, EntityClass::Organization) => Some(if self.subject(j) { 0 } else { -8 }),
                (_, EntityClass::Country) => Some(-4),
                _ => None,
            };
        }
        if refs.len() > 1 {
            return None;
        }
        match (pronoun.thing, first.class) {
            (true, EntityClass::Organization) => Some(4),
            (true, EntityClass::Country) => Some(4),
            (true, EntityClass::Document) => Some(0),
            (true, EntityClass::Group | EntityClass::Place) => Some(-4),
            (false, EntityClass::Person) => match (first.gender, pronoun.gender) {
                (Some(a), Some(b)) if a != b => None,
                (Some(_), _) => Some(5),
                _ => Some(if first.named { 3 } else { 0 }),
            },
            _ => None,
        }
    }

    fn subject(&self, j: usize) -> bool {
        self.doc.token(self.found[j].head).rel.starts_with("nsubj")
    }

    /// Whether two words are arguments of one verb, so that a plain pronoun cannot mean the other.
    fn same_clause(&self, a: TokenId, b: TokenId) -> bool {
        let (x, y) = (self.doc.token(a), self.doc.token(b));
        x.head.is_some() && x.head == y.head && x.rel != "nmod:poss" && y.rel != "nmod:poss"
            || x.head == Some(b) && x.rel != "nmod:poss"
    }

    /// Who speaks a quotation: the subject of a speech verb beside it, else who spoke before in its paragraph.
    fn speaker(&self, quote: usize) -> Vec<u32> {
        let doc = self.doc;
        let paragraph = |q: usize| doc.paragraphs.get(doc.sentence_of(doc.quotes[q].start));
        let mut at = quote;
        for _ in 0..TURNS {
            if let Some(speaker) = self.beside_quote(at) {
                return speaker;
            }
            match at.checked_sub(1).filter(|earlier| paragraph(*earlier) == paragraph(quote)) {
                Some(earlier) => at = earlier,
                None => {
                    let first = doc.sentence_of(doc.quotes[at].start.saturating_sub(2));
                    return self.subject_of(first.saturating_sub(1));
                }
            }
        }
        Vec::new()
    }

    /// The subject of the nearest speech verb in the sentences in which a quotation begins and ends.
    fn beside_quote(&self, quote: usize) -> Option<Vec<u32>> {
        let doc = self.doc;
        let run = &doc.quotes[quote];
        let last = doc.sentence_of(run.end.min(doc.tokens.len() as u32 - 1));
        let (first, opening) = (doc.sentence_of(run.start.saturating_sub(2)), doc.sentence_of(run.start).min(last));
        let subject = |verb: TokenId| {
            let subjects = doc.children(verb).filter(|t| doc.token(*t).rel.starts_with("nsubj"));
            subjects.filter_map(|t| self.at(t)).map(|j| self.refs[j].clone()).find(|r| r.len() == 1)
        };
        let speech = |t: &TokenId| WordList::Speech.has(&doc.token(*t).lemma) && self.quoted[*t as usize].is_none();
        let sentences = (first..=opening).chain(Some(last).filter(|last| *last > opening));
        let mut near: Vec<TokenId> = sentences.flat_map(|s| doc.sentences[s].clone()).filter(speech).collect();
        // Who speaks in the sentence before speaks only where nobody does in that of the quotation.
        let before = |t: TokenId| doc.sentence_of(t) < opening;
        near.sort_by_key(|t| (before(*t), if *t < run.start { run.start - *t } else { *t - run.end.min(*t) }));
        near.into_iter().find_map(subject)
    }

    /// The person who is the subject of a sentence's root.
    fn subject_of(&self, sentence: usize) -> Vec<u32> {
        let doc = self.doc;
        let run = doc.sentences[sentence].clone();
        let subject =
            run.filter(|t| doc.token(*t).rel == "nsubj").find_map(|t| self.at(t)).map(|j| self.refs[j].clone());
        subject.filter(|r| matches!(r[..], [e] if self.class(e) == EntityClass::Person)).unwrap_or_default()
    }

    /// Sieve 6: "I" and "we" in a quotation are its speaker; whom brackets explain is who stands in them.
    pub fn first_persons(&mut self) {
        for i in 0..self.found.len() {
            let Sort::Pronoun(pronoun) = self.found[i].sort else { continue };
            if let Some(told) = self.bracketed(self.found[i].head) {
                self.refs[i] = told;
                continue;
            }
            let quote = self.quoted[self.found[i].head as usize];
            if let Some(quote) = quote.filter(|_| pronoun.first) {
                self.refs[i] = self.speaker(quote);
            }
        }
    }
}
