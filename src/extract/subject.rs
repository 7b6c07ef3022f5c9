//! Who does what a verb says: subjects found through control, relative clauses, coordination and participles.
//!
//! Input: a verb or a noun and the syntax around it. Output: the head word of who does it, where the sentence tells.
//! Invariant: a subject stands in the sentence of its verb.

use super::frame::Syntax;
use crate::document::{NameKind, TokenId, Upos};
use crate::entity::EntityClass;
use crate::lang::WordList;

impl Syntax<'_> {
    /// What somebody is elected or appointed, where the tree hangs the verb on it: "was re-elected speaker".
    pub(super) fn became(&self, verb: TokenId) -> Option<TokenId> {
        let token = self.doc.token(verb);
        let before = verb.checked_sub(1).map(|b| self.doc.token(b));
        let passive = token.xpos == "VBN" && token.rel == "amod" && before.is_some_and(|b| b.upos == Upos::Aux);
        token.head.filter(|_| passive)
    }

    /// The word that stands as grammatical subject, also when it is shared, controlled or relative.
    pub fn surface_subject(&self, verb: TokenId) -> Option<TokenId> {
        self.subject_within(verb, 6)
    }

    pub(super) fn subject_within(&self, verb: TokenId, depth: u8) -> Option<TokenId> {
        let depth = depth.checked_sub(1)?;
        let own = self.with_rel(verb, &["nsubj", "csubj"]).next();
        if let Some(own) = own.or_else(|| self.with_rel(verb, &["obj"]).find(|c| self.does(*c, verb))) {
            return self.relative(own, verb);
        }
        // "was elected president": the subject of the verb hangs below what the person becomes.
        let turned =
            self.with_rel(verb, &["xcomp"]).filter(|c| matches!(self.doc.token(*c).upos, Upos::Noun | Upos::Propn));
        if let Some(raised) = turned.flat_map(|c| self.with_rel(c, &["nsubj"])).find(|s| *s < verb) {
            return self.relative(raised, verb);
        }
        let token = self.doc.token(verb);
        let head = token.head?;
        // "Ana Moreno was due to fly, the ministry said", where the infinitive hangs on what is said of it.
        if let Some(before) = self.before_infinitive(verb).filter(|b| self.doc.token(*b).head == Some(head)) {
            return self.subject_within(before, depth);
        }
        let up = |s: &Self| s.subject_within(head, depth);
        match token.rel {
            "amod" if self.became(verb).is_some() => up(self),
            // "Before being elected mayor in 2013, he was"
            "nmod" if self.with_rel(verb, &["mark"]).next().is_some() => up(self),
            "conj" => up(self),
            // "opposed lifting the ban": whoever would lift it.
            "xcomp" | "ccomp" | "advcl"
                if token.xpos == "VBG"
                    && WordList::Favouring.has(&self.lemma(head))
                    && self.with_rel(verb, &["mark", "case"]).next().is_none()
                    && head < verb
                    && verb - head <= 2 =>
            {
                None
            }
            // "The ministers, meeting in Oslo, agreed"
            "appos" => Some(head),
            "xcomp" | "advcl:pred" => self.controller(head, verb).or_else(|| up(self)),
            // "named Ana Moreno to take over"
            "advcl" if self.infinitive(verb) && WordList::Appointing.has(&self.lemma(head)) && !self.passive(head) => {
                self.controller(head, verb).or_else(|| up(self))
            }
            "advcl" if self.infinitive(verb) => self.addressee(head, verb).or_else(|| up(self)),
            "ccomp" if self.infinitive(verb) => self.controller(head, verb).or_else(|| up(self)),
            // "accused Iran of arming the rebels": who is charged, praised or kept from it does it.
            // "condemned the tests as violating the treaty"
            "advcl" if self.casting(verb) && self.with_rel(head, &["obj"]).next().is_some() => {
                self.with_rel(head, &["obj"]).next()
            }
            "advcl" if self.prepositional(verb) => {
                let blamed = |c: &TokenId| self.preposition(*c).is_some_and(|p| WordList::Blaming.has(&p));
                let agent = |o: &TokenId| self.doc.mention_at(*o).is_some_and(|m| !m.entities.is_empty());
                let object = self.with_rel(head, &["obj", "iobj"]).find(agent);
                object.or_else(|| self.with_rel(head, &["obl"]).find(blamed)).or_else(|| up(self))
            }
            // "named Ana Moreno as envoy, replacing Olaf Braun"
            "advcl"
                if token.xpos == "VBG"
                    && head < verb
                    && WordList::Appointing.has(&self.lemma(head))
                    && !self.passive(head) =>
            {
                let named = self.verb_slots(head).into_iter().find(|(slot, _)| slot == "obj");
                named.map(|(_, name)| name).or_else(|| up(self))
            }
            "advcl" => up(self),
            // "her choice to lead the bank" is another.
            "acl" | "acl:to" if WordList::Chosen.has(&self.lemma(head)) => Some(head),
            // "was the first to sign"
            "acl" if self.infinitive(verb) && self.doc.token(head).upos == Upos::Adj => up(self),
            "acl" | "acl:to" if self.infinitive(verb) => {
                self.children(head).iter().copied().find(|c| self.doc.token(*c).rel == "nmod:poss").or_else(|| {
                    // "rejected a proposal to ease the ban": nor is it who would ease it.
                    let own = |g: &TokenId| !WordList::Favouring.has(&self.lemma(*g));
                    self.governor(head).filter(own).and_then(|g| self.subject_within(g, depth))
                })
            }
            "acl" => self.author(head, depth).or(Some(head)),
            "amod" => Some(head),
            "acl:relcl" => self.with_rel(verb, &["obj"]).next().map(|_| head),
            _ => None,
        }
    }

    /// The word right before an infinitive, if it has a subject: "due" of "was due to fly".
    pub(super) fn before_infinitive(&self, verb: TokenId) -> Option<TokenId> {
        let mark = self.with_rel(verb, &["mark"]).find(|c| self.lemma(*c) == "to")?;
        mark.checked_sub(1).filter(|b| self.with_rel(*b, &["nsubj"]).next().is_some())
    }

    /// Who does what a phrase is said to do that stands for somebody else: "signed a letter urging them to", "is among those calling for".
    pub(super) fn author(&self, noun: TokenId, depth: u8) -> Option<TokenId> {
        if WordList::Message.has(&self.lemma(noun)) {
            let issued = self.governor(noun).filter(|verb| WordList::Issuing.has(&self.lemma(*verb)));
            return issued.and_then(|verb| self.subject_within(verb, depth));
        }
        let among = self.preposition(noun).is_some_and(|p| WordList::Among.has(&p));
        self.with_rel(noun, &["nsubj"]).next().filter(|_| among)
    }

    /// Whose a message is: "her letter", "a report by the ministry", "the plan presented by Oslo".
    pub fn author_of(&self, message: TokenId) -> Option<TokenId> {
        let by = |c: &TokenId| self.preposition(*c).is_some_and(|p| p == "by" || p == "from");
        let owner = self.with_rel(message, &["nmod"]).find(|c| self.doc.token(*c).rel == "nmod:poss" || by(c));
        let made = || self.with_rel(message, &["acl"]).find_map(|c| self.with_rel(c, &["obl"]).find(by));
        // "a White House statement"
        let body = |c: &TokenId| self.doc.name_over(*c).is_some_and(|n| n.kind == NameKind::Organization);
        let named = || self.with_rel(message, &["compound"]).find(body);
        owner.or_else(made).or_else(named)
    }

    /// Who is to do what an infinitive says: the object of "urged Iran to", the phrase right before it in "called on Iran to".
    pub(super) fn controller(&self, governor: TokenId, verb: TokenId) -> Option<TokenId> {
        self.with_rel(governor, &["obj", "iobj"]).next().or_else(|| self.addressee(governor, verb))
    }

    /// Whether another is to do what an infinitive says: "wants the court to reject it".
    pub fn wanted(&self, verb: TokenId) -> bool {
        let above = self.doc.token(verb).head.filter(|_| self.infinitive(verb));
        above.is_some_and(|v| {
            self.rel(verb) != "conj" && self.doc.token(v).upos == Upos::Verb && self.controller(v, verb).is_some()
        }) || self.with_rel(verb, &["obj"]).any(|c| self.does(c, verb))
    }

    pub(super) fn addressee(&self, governor: TokenId, verb: TokenId) -> Option<TokenId> {
        // "returned to Norway to meet the king"
        if WordList::Moving.has(&self.lemma(governor)) {
            return None;
        }
        let start = self.doc.subtree(verb).start;
        let timed = |c: &TokenId| self.doc.times.iter().any(|t| t.tokens.contains(c));
        let before = |c: &TokenId| self.infinitive(verb) && self.doc.subtree(*c).end == start && !timed(c);
        let agent = |c: &TokenId| self.doc.token(*c).rel == "obl:agent";
        // "called on Oslo to": the parser takes the phrase for an object now and then.
        let led = |c: &TokenId| self.rel(*c) == "obl" || self.preposition(*c).is_some();
        // "marched in Oslo to protest", "retaliated against Oslo to defend"
        let apart = |p: String| WordList::Locative.has(&p) || matches!(&*p, "against" | "from" | "about" | "over");
        let aside = |c: &TokenId| self.preposition(*c).is_some_and(apart);
        self.with_rel(governor, &["obl", "obj"]).filter(|c| led(c) && !agent(c) && !aside(c)).find(before)
    }

    /// Whether a phrase says as what something is taken.
    pub(super) fn casting(&self, word: TokenId) -> bool {
        self.preposition(word).is_some_and(|p| WordList::Casting.has(&p))
    }

    /// A gerund after "of", "for" or "from".
    pub fn prepositional(&self, verb: TokenId) -> bool {
        self.doc.token(verb).xpos == "VBG"
            && self.with_rel(verb, &["mark", "case"]).any(|c| WordList::Charging.has(&self.lemma(c)))
    }

    /// Whether what the tree calls an object stands before its infinitive, and so does it: "wants the union to lift the ban".
    pub(super) fn does(&self, object: TokenId, verb: TokenId) -> bool {
        let to = self.with_rel(verb, &["mark"]).find(|c| self.lemma(*c) == "to");
        to.is_some_and(|to| object < to) && !self.doc.token(object).xpos.starts_with('W')
    }

    /// Whether a verb stands with "to".
    pub fn infinitive(&self, verb: TokenId) -> bool {
        self.with_rel(verb, &["mark"]).any(|c| self.lemma(c) == "to")
    }

    /// A relative pronoun stands for what its clause modifies.
    pub(super) fn relative(&self, token: TokenId, verb: TokenId) -> Option<TokenId> {
        let pronoun = matches!(self.doc.token(token).xpos, "WP" | "WDT" | "WP$");
        let mut clause = verb;
        while pronoun && !self.relates(clause) && matches!(self.rel(clause), "conj" | "xcomp" | "ccomp") {
            clause = self.doc.token(clause).head?;
        }
        let of = self.doc.token(clause).head.filter(|_| self.relates(clause));
        if !pronoun || of.is_none() {
            return self.named_before(token).filter(|_| pronoun).or(Some(token));
        }
        // "an attack from prosecutors who rejected it": a thing is no "who" either.
        let somebody = self.doc.token(token).xpos == "WP" && WordList::Somebody.has(&self.lemma(token));
        let known = |t: &TokenId| self.doc.mention_at(*t).is_some_and(|m| !m.entities.is_empty());
        let thing = of.filter(|t| somebody && self.doc.token(*t).upos == Upos::Noun && !known(t));
        if let Some(people) = thing.and_then(|t| self.with_rel(t, &["nmod"]).filter(|c| known(c) && *c < clause).last())
        {
            return Some(people);
        }
        // "a member of the party who spoke": a body is no "who".
        let person = |t: &TokenId| self.doc.token(*t).xpos == "WP" && WordList::Somebody.has(&self.lemma(*t));
        let body = |t: &TokenId| {
            let whole =
                self.doc.mention_at(*t).and_then(|m| m.entities.first()).map(|e| &self.doc.entities[*e as usize]);
            self.rel(*t) == "nmod"
                && whole.is_some_and(|e| !matches!(e.class, EntityClass::Person | EntityClass::Group))
        };
        of.filter(body).filter(|_| person(&token)).and_then(|t| self.doc.token(t).head).or(of)
    }

    /// Whose name stands before a comma and "who", where the tree hangs the clause elsewhere: "Ana Moreno, who made the trip, said".
    pub(super) fn named_before(&self, pronoun: TokenId) -> Option<TokenId> {
        let comma = pronoun.checked_sub(1).filter(|c| self.doc.form(*c) == ",")?;
        let who = WordList::Somebody.has(&self.lemma(pronoun));
        let name = self.doc.names.iter().find(|n| n.tokens.end == comma && n.kind == NameKind::Person)?;
        who.then(|| self.doc.head_of(&name.tokens))
    }

    /// Whether a clause with a relative pronoun is about the word that it hangs on: "Livni, who is the minister,", read as an apposition, too.
    pub(super) fn relates(&self, clause: TokenId) -> bool {
        matches!(self.doc.token(clause).rel, "acl:relcl" | "appos")
    }

    /// The subject of the nearest clause around a word that has one of its own: who "after talks with Iran" is about.
    pub fn clause_subject(&self, token: TokenId) -> Option<TokenId> {
        // "accused Oslo of theft, a charge that it denies": the charge is nobody's who stands in the clause.
        // "broke the news about the meeting": nor need who reports of it be there.
        let about = |p: String| WordList::Concerning.has(&p);
        if self.doc.token(token).rel == "appos"
            || self.rel(token) == "nmod" && self.preposition(token).is_some_and(about)
        {
            return None;
        }
        // "said that the parties would meet": nor who says of others what they do.
        if self.doc.token(token).upos == Upos::Verb && self.with_rel(token, &["nsubj"]).next().is_some() {
            return self.surface_subject(token);
        }
        let mut at = token;
        let mut undergone = false;
        while let Some(head) = self.doc.token(at).head {
            // Who "met on the sidelines of the summit" met apart from it.
            if WordList::Margin.has(&self.lemma(head)) {
                return None;
            }
            undergone |= self.doc.token(head).rel == "acl" && self.passive(head);
            match self.surface_subject(head) {
                // "said that the flags hung in support of it were red": who hung them is not told.
                Some(s) if undergone && s < head && self.rel(s) == "nsubj" && self.doc.is_within(token, s) => {
                    return None;
                }
                Some(s) if !self.doc.is_within(token, s) => return Some(s),
                _ => {}
            }
            at = head;
        }
        None
    }
}
