//! What a clause says of its words: said of a thing, judged, stated, doubted, to be done, still to come.
//!
//! Input: a word and the syntax around it. Output: whether, or by whom, it is said so.
//! Invariant: nothing here looks beyond the sentence of the word.

use super::frame::Syntax;
use crate::document::{NameKind, TokenId, Upos};
use crate::lang::WordList;

impl Syntax<'_> {
    /// Who judges what, where a verb says a word of a thing: "called the deal a mistake", "is seen by Oslo as unlawful".
    pub fn judged(&self, word: TokenId) -> Option<(TokenId, TokenId)> {
        let verb = self.doc.token(word).head.filter(|h| self.doc.token(*h).upos == Upos::Verb)?;
        // "made it worse"
        if WordList::Rendering.has(&self.lemma(verb)) {
            return None;
        }
        let named = matches!(self.doc.token(word).upos, Upos::Adj | Upos::Noun | Upos::Propn);
        // "called the launch an outrage": the parser turns thing and judgement round now and then.
        let first = |c: &TokenId| *c < word && self.doc.token(*c).upos == Upos::Noun && !self.infinitive(*c);
        let turned = self.with_rel(verb, &["xcomp"]).find(first).filter(|_| matches!(self.rel(word), "obj" | "xcomp"));
        let said = match self.rel(word) {
            "obj" => turned.is_some(),
            "xcomp" => !self.infinitive(word),
            "obl" | "advcl" => self.casting(word),
            _ => false,
        };
        if !named || !said {
            return None;
        }
        let frame = self.frame(verb);
        // "called Ana Moreno a liar": the parser takes both for what is said.
        let beside = || frame.get("clause").find(|c| *c < word && self.doc.token(*c).upos == Upos::Propn);
        // "find it wrong that Oslo left": the clause for which "it" stands.
        let clause = || {
            let it = self.with_rel(verb, &["expl"]).next()?;
            self.with_rel(verb, &["ccomp", "xcomp", "csubj"]).find(|c| *c > word && it < word)
        };
        let thing = turned.or_else(|| frame.get("obj").next()).or_else(beside).or_else(clause);
        let judge = frame.get("subj").next();
        judge.zip(thing).filter(|(judge, thing)| judge != thing)
    }

    /// Whether a clause says what is to be done: "that Iran leave", not "that Iran leaves".
    pub fn mandative(&self, clause: TokenId) -> bool {
        let state = |s: &TokenId| self.doc.name_over(*s).is_some_and(|n| n.kind == NameKind::Country);
        let one = |s: &TokenId| matches!(self.doc.token(*s).xpos, "NN" | "NNP") || state(s);
        let joined = |s: &TokenId| self.with_rel(*s, &["conj"]).next().is_some();
        let mut subject = self.with_rel(clause, &["nsubj"]);
        let bare = match self.doc.token(clause).xpos {
            "VB" => true,
            // "that the troops be withdrawn"
            "VBN" => return self.passively(clause),
            "VBP" => subject.any(|s| one(&s) && !joined(&s)),
            _ => false,
        };
        // "“Wait, is it so?” he asked"
        let asked = self.doc.subtree(clause).any(|t| self.doc.form(t) == "?");
        bare && !asked && !self.infinitive(clause) && self.with_rel(clause, &["aux"]).next().is_none()
    }

    /// Whether a participle stands with the bare "be" of the passive.
    fn passively(&self, verb: TokenId) -> bool {
        let mut aux = self.with_rel(verb, &["aux"]);
        aux.next().is_some_and(|a| self.doc.token(a).rel == "aux:pass" && self.doc.token(a).xpos == "VB")
    }

    /// The noun before which an adjective or participle stands, also second in a row: "an unlawful and dangerous act".
    pub fn attribute_of(&self, word: TokenId) -> Option<TokenId> {
        let mut at = word;
        while self.rel(at) == "conj" {
            at = self.doc.token(at).head?;
        }
        self.doc.token(at).head.filter(|_| self.rel(at) == "amod")
    }

    /// Whether a verb makes a clause of its own, about a subject that it names.
    pub fn stated(&self, verb: TokenId) -> bool {
        let named = |s: TokenId| !self.doc.token(s).xpos.starts_with('W');
        matches!(self.rel(verb), "root" | "ccomp" | "parataxis" | "conj") && self.with_rel(verb, &["nsubj"]).any(named)
    }

    /// Whether a noun is said of something: "is a disgrace", "called it a disgrace".
    pub fn is_said(&self, noun: TokenId) -> bool {
        self.with_rel(noun, &["cop"]).next().is_some() || self.judged(noun).is_some() || self.amounts(noun).is_some()
    }

    /// Whether a clause of its own says a word of something: "is a disgrace", "called it vital", not "a deal that is vital".
    pub fn says_of(&self, word: TokenId) -> bool {
        let noun = matches!(self.doc.token(word).upos, Upos::Noun | Upos::Propn);
        let word = self.doc.token(word).head.filter(|_| self.doc.token(word).upos == Upos::Aux).unwrap_or(word);
        let open = |s: TokenId| self.doc.token(s).xpos.starts_with('W');
        let relative = self.doc.token(word).rel == "acl:relcl" || self.with_rel(word, &["nsubj"]).any(open);
        // "is in danger"
        let led =
            noun && self.preposition(word).is_some() && self.judged(word).is_none() && self.amounts(word).is_none();
        !relative && !led && (!noun || self.is_said(word))
    }

    /// What a verb says a noun of: "the raid" of "the raid constitutes a breach".
    pub(super) fn amounts(&self, noun: TokenId) -> Option<TokenId> {
        let verb = self.doc.token(noun).head.filter(|_| matches!(self.rel(noun), "obj" | "obl"))?;
        let subject = self.surface_subject(verb);
        subject.filter(|_| self.doc.token(verb).upos == Upos::Verb && WordList::Amounting.has(&self.lemma(verb)))
    }

    /// The noun by which what follows its "of" is said: "act" of "an act of cruelty".
    pub fn act_of(&self, noun: TokenId) -> Option<TokenId> {
        self.measure(noun).filter(|act| WordList::Act.has(&self.lemma(*act)))
    }

    /// Whether a clause tells what somebody thinks: "think that it is wise".
    pub fn thought(&self, word: TokenId) -> bool {
        let verb = self.doc.token(word).head.filter(|_| self.rel(word) == "ccomp");
        verb.is_some_and(|v| WordList::Raising.has(&self.lemma(v)))
    }

    /// Whether a clause tells of what will come: "that tariffs would wreck the talks".
    pub fn ahead_of(&self, clause: TokenId) -> bool {
        self.with_rel(clause, &["aux"]).any(|a| self.doc.token(a).xpos == "MD")
    }

    /// Whether a noun is what somebody doubts or asks for: "questioned the commitment", "assurances of support".
    pub fn doubted(&self, noun: TokenId) -> bool {
        let nominal = matches!(self.doc.token(noun).upos, Upos::Noun | Upos::Propn);
        let above = self.doc.token(noun).head.filter(|_| nominal && matches!(self.rel(noun), "obj" | "nmod" | "obl"));
        above.is_some_and(|a| WordList::Doubting.has(&self.lemma(a)))
    }

    /// Whether an article brings a thing up: "a motion".
    pub fn is_new(&self, noun: TokenId) -> bool {
        self.with_rel(noun, &["det"]).any(|d| WordList::Indefinite.has(&self.lemma(d)))
    }

    /// The clause that says on what condition: "threatened to leave if Oslo signs".
    pub fn condition(&self, verb: TokenId) -> Option<TokenId> {
        let depends = |c: &TokenId| self.with_rel(*c, &["mark"]).any(|m| self.lemma(m) == "if");
        let mut clauses = vec![verb];
        while let Some(at) = clauses.pop() {
            if let Some(condition) = self.with_rel(at, &["advcl"]).find(depends) {
                return Some(condition);
            }
            clauses.extend(self.with_rel(at, &["xcomp", "ccomp"]));
        }
        None
    }
}
