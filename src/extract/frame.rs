//! The syntax that all rules share: which words stand in which slot around a trigger.
//!
//! Input: a trigger token. Output: its `Frame`: (slot, head token) pairs, where passives, relative clauses, control, raising, coordination,
//! participles and light verbs are already undone.
//! Invariant: slots name logical places: `subj` is the doer and `obj` the undergoer in the active and in the passive.
//! Slots: subj, obj, iobj, clause, mandate (a clause that says what is to be done), poss, mod, appos, bare, and every preposition by its lemma ("with", "between").

use crate::document::{Document, TokenId, Upos};
use crate::entity::EntityClass;
use crate::lang::WordList;

/// The surroundings of a trigger.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Slot and the head word of what fills it, in text order of finding.
    pub slots: Vec<(String, TokenId)>,
    /// The verb that carries a noun trigger: "hold" of "held talks".
    pub light: Option<TokenId>,
}

impl Frame {
    /// The heads in one slot.
    pub fn get<'a>(&'a self, slot: &'a str) -> impl Iterator<Item = TokenId> + 'a {
        self.slots.iter().filter(move |(s, _)| s == slot).map(|(_, t)| *t)
    }
}

/// Reads frames of one document.
pub struct Syntax<'d> {
    /// The document.
    pub doc: &'d Document,
    children: Vec<Vec<TokenId>>,
}

impl<'d> Syntax<'d> {
    /// Indexes the dependents of every token.
    pub fn new(doc: &'d Document) -> Self {
        let mut children = vec![Vec::new(); doc.tokens.len()];
        for (i, token) in doc.tokens.iter().enumerate() {
            if let Some(head) = token.head {
                children[head as usize].push(i as TokenId);
            }
        }
        Syntax { doc, children }
    }

    /// Dependents in text order.
    pub fn children(&self, token: TokenId) -> &[TokenId] {
        &self.children[token as usize]
    }

    /// Lower-case lemma.
    pub fn lemma(&self, token: TokenId) -> String {
        self.doc.token(token).lemma.to_lowercase()
    }

    /// The relation without its subtype.
    pub fn rel(&self, token: TokenId) -> &'d str {
        self.doc.token(token).rel.split(':').next().unwrap_or_default()
    }

    /// Dependents with one of the relations (without subtypes).
    pub fn with_rel<'a>(&'a self, token: TokenId, rels: &'a [&str]) -> impl Iterator<Item = TokenId> + 'a {
        self.children(token).iter().copied().filter(|c| rels.contains(&self.rel(*c)))
    }

    /// The preposition or subordinator of a phrase: "with", "according".
    pub fn preposition(&self, token: TokenId) -> Option<String> {
        self.with_rel(token, &["case", "mark"])
            .find(|c| self.doc.token(*c).rel != "case" || self.doc.token(*c).upos != Upos::Part)
            .map(|c| self.lemma(c))
    }

    /// The verb with its particle: "call+off"; else the bare lemma.
    pub fn particle(&self, token: TokenId) -> Option<String> {
        let close = |c: &TokenId| matches!(self.doc.token(*c).rel, "advmod" | "case" | "mark") && *c == token + 1;
        let found = self.children(token).iter().find(|c| self.doc.token(**c).rel == "compound:prt" || close(c));
        found.map(|c| self.lemma(*c))
    }

    fn passive(&self, verb: TokenId) -> bool {
        let token = self.doc.token(verb);
        let has = |rels: &[&str]| self.children(verb).iter().any(|c| rels.contains(&self.doc.token(*c).rel));
        // The parser calls a subject passive now and then where the auxiliary is not: "they had asked".
        has(&["aux:pass"])
            || (has(&["nsubj:pass", "csubj:pass"]) && !has(&["aux"]))
            || (token.xpos == "VBN" && matches!(self.rel(verb), "acl" | "amod") && token.rel != "acl:relcl")
    }

    /// The word that stands as grammatical subject, also when it is shared, controlled or relative.
    pub fn surface_subject(&self, verb: TokenId) -> Option<TokenId> {
        self.subject_within(verb, 6)
    }

    fn subject_within(&self, verb: TokenId, depth: u8) -> Option<TokenId> {
        let depth = depth.checked_sub(1)?;
        if let Some(own) = self.with_rel(verb, &["nsubj", "csubj"]).next() {
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
        let up = |s: &Self| s.subject_within(head, depth);
        match token.rel {
            "conj" => up(self),
            "xcomp" | "advcl:pred" => self.controller(head, verb).or_else(|| up(self)),
            "advcl" if self.infinitive(verb) => self.addressee(head, verb).or_else(|| up(self)),
            "ccomp" if self.infinitive(verb) => self.controller(head, verb).or_else(|| up(self)),
            // "accused Iran of arming the rebels": who is charged, praised or kept from it does it.
            "advcl" if self.prepositional(verb) => {
                let blamed = |c: &TokenId| self.preposition(*c).is_some_and(|p| WordList::Blaming.has(&p));
                let agent = |o: &TokenId| self.doc.mention_at(*o).is_some_and(|m| !m.entities.is_empty());
                let object = self.with_rel(head, &["obj"]).find(agent);
                object.or_else(|| self.with_rel(head, &["obl"]).find(blamed)).or_else(|| up(self))
            }
            "advcl" => up(self),
            "acl" | "acl:to" if self.infinitive(verb) => self
                .children(head)
                .iter()
                .copied()
                .find(|c| self.doc.token(*c).rel == "nmod:poss")
                .or_else(|| self.governor(head).and_then(|g| self.subject_within(g, depth))),
            "acl" => self.author(head, depth).or(Some(head)),
            "amod" => Some(head),
            "acl:relcl" => self.with_rel(verb, &["obj"]).next().map(|_| head),
            _ => None,
        }
    }

    /// Who does what a phrase is said to do that stands for somebody else: "signed a letter urging them to", "is among those calling for".
    fn author(&self, noun: TokenId, depth: u8) -> Option<TokenId> {
        if WordList::Message.has(&self.lemma(noun)) {
            return self.governor(noun).and_then(|verb| self.subject_within(verb, depth));
        }
        let among = self.preposition(noun).is_some_and(|p| WordList::Among.has(&p));
        self.with_rel(noun, &["nsubj"]).next().filter(|_| among)
    }

    /// Who is to do what an infinitive says: the object of "urged Iran to", the phrase right before it in "called on Iran to".
    fn controller(&self, governor: TokenId, verb: TokenId) -> Option<TokenId> {
        self.with_rel(governor, &["obj", "iobj"]).next().or_else(|| self.addressee(governor, verb))
    }

    fn addressee(&self, governor: TokenId, verb: TokenId) -> Option<TokenId> {
        let start = self.doc.subtree(verb).start;
        let timed = |c: &TokenId| self.doc.times.iter().any(|t| t.tokens.contains(c));
        let before = |c: &TokenId| self.infinitive(verb) && self.doc.subtree(*c).end == start && !timed(c);
        self.with_rel(governor, &["obl"]).find(before)
    }

    /// A gerund after "of", "for" or "from".
    fn prepositional(&self, verb: TokenId) -> bool {
        self.doc.token(verb).xpos == "VBG"
            && self.with_rel(verb, &["mark", "case"]).any(|c| WordList::Charging.has(&self.lemma(c)))
    }

    /// Whether a verb stands with "to".
    pub fn infinitive(&self, verb: TokenId) -> bool {
        self.with_rel(verb, &["mark"]).any(|c| self.lemma(c) == "to")
    }

    /// A relative pronoun stands for what its clause modifies.
    fn relative(&self, token: TokenId, verb: TokenId) -> Option<TokenId> {
        let pronoun = matches!(self.doc.token(token).xpos, "WP" | "WDT" | "WP$");
        let mut clause = verb;
        while pronoun
            && self.doc.token(clause).rel != "acl:relcl"
            && matches!(self.rel(clause), "conj" | "xcomp" | "ccomp")
        {
            clause = self.doc.token(clause).head?;
        }
        let of = self.doc.token(clause).head.filter(|_| self.doc.token(clause).rel == "acl:relcl");
        if !pronoun || of.is_none() {
            return Some(token);
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

    /// Who judges what, where a verb says a word of a thing: "called the deal a mistake", "is seen by Oslo as unlawful".
    pub fn judged(&self, word: TokenId) -> Option<(TokenId, TokenId)> {
        let verb = self.doc.token(word).head.filter(|h| self.doc.token(*h).upos == Upos::Verb)?;
        let named = matches!(self.doc.token(word).upos, Upos::Adj | Upos::Noun | Upos::Propn);
        let casting = || self.preposition(word).is_some_and(|p| WordList::Casting.has(&p));
        let said = match self.rel(word) {
            "xcomp" => !self.infinitive(word),
            "obl" | "advcl" => casting(),
            _ => false,
        };
        if !named || !said {
            return None;
        }
        let frame = self.frame(verb);
        // "called Ana Moreno a liar": the parser takes both for what is said.
        let beside = || frame.get("clause").find(|c| *c < word && self.doc.token(*c).upos == Upos::Propn);
        let (judge, thing) = (frame.get("subj").next(), frame.get("obj").next().or_else(beside));
        judge.zip(thing).filter(|(judge, thing)| judge != thing)
    }

    /// The verb that a noun depends on, through "round of talks" and coordination.
    pub fn governor(&self, noun: TokenId) -> Option<TokenId> {
        let mut at = noun;
        for _ in 0..4 {
            let token = self.doc.token(at);
            let head = token.head?;
            let of = self.measure(at).is_some();
            match self.rel(at) {
                "obj" | "iobj" | "obl" | "nsubj" if self.doc.token(head).upos == Upos::Verb => return Some(head),
                "conj" => at = head,
                "nmod" if of => at = head,
                "obj" | "nsubj" => return None,
                _ => return None,
            }
        }
        None
    }

    /// What a noun is measured by: "round" of "a round of talks", "million" of "$70 million in aid".
    fn measure(&self, noun: TokenId) -> Option<TokenId> {
        let head = self.doc.token(noun).head.filter(|_| self.rel(noun) == "nmod")?;
        let (preposition, upos) = (self.preposition(noun)?, self.doc.token(head).upos);
        let amount = preposition == "in" && matches!(upos, Upos::Num | Upos::Sym);
        (amount || (preposition == "of" && matches!(upos, Upos::Noun | Upos::Propn))).then_some(head)
    }

    /// What a verb without objects shares with the next of a row: "met and prayed with the president".
    fn shared(&self, verb: TokenId) -> Vec<(String, TokenId)> {
        let next = self.with_rel(verb, &["conj"]).find(|c| *c > verb && *c - verb <= 2);
        let own = |c: &TokenId| self.with_rel(*c, &["nsubj"]).next().is_some();
        let Some(next) = next.filter(|c| self.doc.token(*c).upos == Upos::Verb && !own(c)) else { return vec![] };
        let phrases = self.with_rel(next, &["obl"]).filter_map(|c| Some((self.preposition(c)?, c)));
        phrases.chain(self.with_rel(next, &["obj"]).map(|c| ("obj".to_owned(), c))).collect()
    }

    /// The frame of a trigger.
    pub fn frame(&self, trigger: TokenId) -> Frame {
        match self.doc.token(trigger).upos {
            Upos::Noun | Upos::Propn => self.noun_frame(trigger),
            Upos::Aux | Upos::Adp => self.doc.token(trigger).head.map(|h| self.frame(h)).unwrap_or_default(),
            _ => Frame { slots: self.verb_slots(trigger), light: None },
        }
    }

    fn verb_slots(&self, verb: TokenId) -> Vec<(String, TokenId)> {
        let passive = self.passive(verb);
        let mut slots: Vec<(String, TokenId)> = Vec::new();
        if let Some(subject) = self.surface_subject(verb) {
            slots.push((if passive { "obj" } else { "subj" }.to_owned(), subject));
        }
        for &child in self.children(verb) {
            let token = self.doc.token(child);
            let preposition = self.preposition(child);
            let slot = match (self.rel(child), preposition) {
                ("obj", _) => "obj".to_owned(),
                // Who is told, unless nothing else is done: "phoned the president".
                ("iobj", _) if self.with_rel(verb, &["obj", "ccomp", "xcomp"]).next().is_none() => "obj".to_owned(),
                ("iobj", _) => "iobj".to_owned(),
                ("obl", Some(p)) if passive && (p == "by" || token.rel == "obl:agent") => "subj".to_owned(),
                ("obl", Some(p)) => p,
                ("obl", None) => "bare".to_owned(),
                ("xcomp" | "ccomp", _) => "clause".to_owned(),
                ("advcl", Some(p)) => p,
                ("compound" | "nmod" | "amod" | "nsubj", _) if self.rel(verb) == "amod" => "subj".to_owned(),
                _ => continue,
            };
            if self.rel(child) == "ccomp" && self.mandative(child) {
                slots.push(("mandate".to_owned(), child));
            }
            if let Some(head) = self.relative(child, verb) {
                slots.push((slot, head));
            }
        }
        if slots.iter().all(|(slot, _)| matches!(slot.as_str(), "subj" | "bare")) {
            slots.extend(self.shared(verb));
        }
        // "met his counterpart, Ana Moreno, in Geneva": what a comma parts from a noun belongs to the verb.
        let parted = |c: &TokenId| {
            let start = self.doc.subtree(*c).start;
            let comma = |t: TokenId| self.doc.form(t) == ",";
            comma(start) || start.checked_sub(1).is_some_and(comma)
        };
        let nouns: Vec<TokenId> = slots.iter().map(|(_, head)| *head).filter(|h| *h > verb).collect();
        for place in nouns.iter().flat_map(|noun| self.with_rel(*noun, &["nmod"])).filter(parted) {
            slots.extend(self.preposition(place).map(|p| (p, place)));
        }
        let token = self.doc.token(verb);
        if token.rel == "acl:relcl" && !slots.iter().any(|(s, t)| s == "obj" || Some(*t) == token.head) {
            slots.extend(token.head.map(|h| ("obj".to_owned(), h)));
        }
        slots
    }

    /// Whether a clause says what is to be done: "that Iran leave", not "that Iran leaves".
    fn mandative(&self, clause: TokenId) -> bool {
        let one = |s: &TokenId| matches!(self.doc.token(*s).xpos, "NN" | "NNP");
        let joined = |s: &TokenId| self.with_rel(*s, &["conj"]).next().is_some();
        let mut subject = self.with_rel(clause, &["nsubj"]);
        let bare = match self.doc.token(clause).xpos {
            "VB" => true,
            "VBP" => subject.any(|s| one(&s) && !joined(&s)),
            _ => false,
        };
        bare && !self.infinitive(clause) && self.with_rel(clause, &["aux"]).next().is_none()
    }

    fn noun_frame(&self, noun: TokenId) -> Frame {
        let mut frame = Frame::default();
        for &child in self.children(noun) {
            let token = self.doc.token(child);
            let slot = match (token.rel, self.preposition(child)) {
                ("nmod:poss", _) => "poss".to_owned(),
                ("compound" | "amod" | "nmod:unmarked" | "nmod:desc", _) => "mod".to_owned(),
                ("nsubj" | "nsubj:outer", _) => "subj".to_owned(),
                ("appos", _) => "appos".to_owned(),
                ("acl" | "ccomp" | "acl:to" | "advcl", Some(p)) if p != "to" && p != "that" => p,
                ("acl" | "ccomp" | "acl:to" | "xcomp", _) => "clause".to_owned(),
                ("nmod" | "obl", Some(p)) => p,
                _ => continue,
            };
            if let Some(head) = self.relative(child, noun) {
                frame.slots.push((slot, head));
            }
        }
        // "a new round of sanctions against Iran": what hangs on the measure belongs to what is measured.
        let mut at = noun;
        while let Some(above) = self.measure(at) {
            let phrases = self.with_rel(above, &["nmod"]).filter(|c| *c != at && !self.doc.is_within(noun, *c));
            frame.slots.extend(phrases.filter_map(|c| Some((self.preposition(c)?, c))));
            at = above;
        }
        // "The talks are to resume on Monday between Israel and Egypt".
        let mut verb = self.doc.token(noun).head.filter(|_| self.rel(noun) == "nsubj");
        while let Some(at) = verb {
            let pair = |c: &TokenId| self.preposition(*c).is_some_and(|p| WordList::Pairing.has(&p));
            frame
                .slots
                .extend(self.with_rel(at, &["obl"]).filter(pair).filter_map(|c| Some((self.preposition(c)?, c))));
            verb = self.with_rel(at, &["xcomp"]).next();
        }
        let token = self.doc.token(noun);
        if token.rel == "appos" {
            frame.slots.extend(token.head.map(|h| ("subj".to_owned(), h)));
        }
        if let Some(verb) = self.governor(noun) {
            frame.light = Some(verb);
        }
        frame
    }

    /// The subject of the nearest clause around a word that has one of its own: who "after talks with Iran" is about.
    pub fn clause_subject(&self, token: TokenId) -> Option<TokenId> {
        let mut at = token;
        while let Some(head) = self.doc.token(at).head {
            let subject = self.surface_subject(head).filter(|s| !self.doc.is_within(token, *s));
            if subject.is_some() {
                return subject;
            }
            at = head;
        }
        None
    }

    /// The slots of the verb that carries a noun trigger.
    pub fn light_slots(&self, verb: TokenId) -> Vec<(String, TokenId)> {
        self.verb_slots(verb)
    }
}
