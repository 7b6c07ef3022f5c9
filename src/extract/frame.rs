//! The syntax that all rules share: which words stand in which slot around a trigger.
//!
//! Input: a trigger token. Output: its `Frame`: (slot, head token) pairs, where passives, relative clauses, control, raising, coordination,
//! participles and light verbs are already undone.
//! Invariant: slots name logical places: `subj` is the doer and `obj` the undergoer in the active and in the passive.
//! Slots: subj, agent (what does it to the subject of a passive), obj, iobj, clause, that (a finite clause), infinitive (what somebody is to do), avoid (what he is not to do), perfect (the "have" of "must have seen"), would (that auxiliary), yet (that of "has yet to"), discuss (what people met to discuss), done (a participle or "when" that tells of a noun), mandate (a clause that says what is to be done), become ("prime minister" of "was elected prime minister"),
//! poss, mod, pair ("U.S.-China talks"), state (the country of "Iran sanctions"), owner (that of "Iranian sanctions"), sides (whom envoys stand for), appos, bare, and every preposition by its lemma ("with", "between").

use crate::document::{Document, TokenId, Upos};
use crate::lang::{self, NounKind, WordList};

/// The surroundings of a trigger.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Slot and the head word of what fills it, in text order of finding.
    pub slots: Vec<(String, TokenId)>,
    /// The words that may carry a noun trigger, the likeliest first: "hold" of "held talks", "sign" of "a deal signed by", "lifting" of "the lifting of sanctions".
    pub carriers: Vec<TokenId>,
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
        let own = |t: TokenId| {
            self.with_rel(t, &["case", "mark"])
                .find(|c| self.doc.token(*c).rel != "case" || self.doc.token(*c).upos != Upos::Part)
        };
        // "replaced by former minister Ana Moreno", where the title before the name has it, or the name after the title.
        let named = |c: &TokenId| {
            self.doc.token(*c).rel == "appos" && self.doc.names_person(*c) && own(*c).is_some_and(|p| p < token)
        };
        let part = move |c: &TokenId| self.doc.token(*c).rel == "nmod:desc" || named(c);
        let titles = || self.children(token).iter().copied().filter(part);
        own(token).or_else(|| titles().find_map(own)).map(|c| self.lemma(c))
    }

    /// The verb with its particle: "call+off"; else the bare lemma.
    pub fn particle(&self, token: TokenId) -> Option<String> {
        let close = |c: &TokenId| matches!(self.doc.token(*c).rel, "advmod" | "case" | "mark") && *c == token + 1;
        let found = self.children(token).iter().find(|c| self.doc.token(**c).rel == "compound:prt" || close(c));
        found.map(|c| self.lemma(*c))
    }

    /// Whether a verb is in the passive.
    pub fn passive(&self, verb: TokenId) -> bool {
        let token = self.doc.token(verb);
        let has = |rels: &[&str]| self.children(verb).iter().any(|c| rels.contains(&self.doc.token(*c).rel));
        // The parser calls a subject passive now and then where the auxiliary is not: "they had asked".
        if has(&["aux:pass"]) || (has(&["nsubj:pass", "csubj:pass"]) && !has(&["aux"])) {
            return true;
        }
        // "was tried and replaced by": the auxiliary stands once.
        let joined = || self.rel(verb) == "conj" && self.with_rel(verb, &["nsubj", "aux", "obj"]).next().is_none();
        match (token.xpos, token.head) {
            // "the bridge built by", not "claims that Oslo had built it"
            ("VBN", _) if matches!(self.rel(verb), "acl" | "amod") && token.rel != "acl:relcl" => {
                self.with_rel(verb, &["aux", "nsubj"]).next().is_none()
            }
            // "Accused of spying, he left", "stands accused", "wants the ban lifted"
            ("VBN", _) if matches!(self.rel(verb), "advcl" | "xcomp") => {
                self.with_rel(verb, &["aux", "obj", "nsubj"]).next().is_none()
            }
            ("VBN", Some(head)) => joined() && self.doc.token(head).xpos == "VBN" && self.passive(head),
            _ => false,
        }
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
                // "is subject to sanctions"
                "obl" if self.doc.token(head).upos == Upos::Adj => return Some(head),
                "conj" => at = head,
                "nmod" if of => at = head,
                "obj" | "nsubj" => return None,
                _ => return None,
            }
        }
        None
    }

    /// What a noun is measured by: "round" of "a round of talks", "million" of "$70 million in aid".
    pub fn measure(&self, noun: TokenId) -> Option<TokenId> {
        let head = self.doc.token(noun).head.filter(|_| self.rel(noun) == "nmod")?;
        let (preposition, upos) = (self.preposition(noun)?, self.doc.token(head).upos);
        // "met on the sidelines of the summit" is apart from the summit.
        if WordList::Margin.has(&self.lemma(head)) {
            return None;
        }
        // "billions of dollars in aid"
        let counted = || {
            let above = self.doc.token(head).head.filter(|_| self.rel(head) == "nmod");
            above.is_some_and(|q| WordList::Quantity.has(&self.lemma(q)))
        };
        let count = matches!(upos, Upos::Num | Upos::Sym) || WordList::Quantity.has(&self.lemma(head)) || counted();
        let amount = preposition == "in" && count;
        (amount || (preposition == "of" && matches!(upos, Upos::Noun | Upos::Propn))).then_some(head)
    }

    /// What a noun is measured by in the end, or the noun.
    fn whole(&self, noun: TokenId) -> TokenId {
        let mut whole = noun;
        while let Some(above) = self.measure(whole) {
            whole = above;
        }
        whole
    }

    /// The preposition of the phrase of a verb that a noun is the core of: "after" of "left after three days of talks".
    pub fn phrase_over(&self, noun: TokenId) -> Option<String> {
        let whole = self.whole(noun);
        self.preposition(whole).filter(|_| self.doc.token(whole).rel == "obl")
    }

    /// Whether a noun only tells before or after what something is done: "left after three days of talks".
    pub fn apart(&self, noun: TokenId) -> bool {
        self.phrase_over(noun).is_some_and(|p| WordList::Bound.has(&p))
    }

    /// What a verb without objects shares with the next of a row: "met and prayed with the president".
    fn shared(&self, verb: TokenId) -> Vec<(String, TokenId)> {
        let next = self.with_rel(verb, &["conj"]).find(|c| *c > verb && *c - verb <= 2);
        let own = |c: &TokenId| self.with_rel(*c, &["nsubj"]).next().is_some();
        let Some(next) = next.filter(|c| self.doc.token(*c).upos == Upos::Verb && !own(c)) else { return vec![] };
        let phrases = self.with_rel(next, &["obl"]).filter_map(|c| Some((self.preposition(c)?, c)));
        phrases.chain(self.with_rel(next, &["obj"]).map(|c| ("obj".to_owned(), c))).collect()
    }

    /// Who does what a row of passive verbs tells: "was shot and wounded by a gunman".
    fn shared_agent(&self, verb: TokenId) -> Option<TokenId> {
        let next = self.with_rel(verb, &["conj"]).find(|c| *c > verb && *c - verb <= 2)?;
        let alike = self.doc.token(next).xpos == self.doc.token(verb).xpos;
        self.children(next).iter().copied().find(|c| alike && self.doc.token(*c).rel == "obl:agent")
    }

    /// The frame of a trigger.
    pub fn frame(&self, trigger: TokenId) -> Frame {
        match self.doc.token(trigger).upos {
            Upos::Noun | Upos::Propn => self.noun_frame(trigger),
            Upos::Aux | Upos::Adp => self.doc.token(trigger).head.map(|h| self.frame(h)).unwrap_or_default(),
            _ => Frame { slots: self.verb_slots(trigger), carriers: vec![] },
        }
    }

    pub(super) fn verb_slots(&self, verb: TokenId) -> Vec<(String, TokenId)> {
        let passive = self.passive(verb);
        let mut slots: Vec<(String, TokenId)> = Vec::new();
        if let Some(subject) = self.surface_subject(verb) {
            slots.push((if passive { "obj" } else { "subj" }.to_owned(), subject));
        }
        for &child in self.children(verb) {
            let token = self.doc.token(child);
            let preposition = self.preposition(child);
            let slot = match (self.rel(child), preposition) {
                ("obj", _) if self.does(child, verb) => continue,
                ("obj", _) => "obj".to_owned(),
                // Who is told, unless nothing else is done: "phoned the president".
                ("iobj", _) if self.with_rel(verb, &["obj", "ccomp", "xcomp"]).next().is_none() => "obj".to_owned(),
                ("iobj", _) => "iobj".to_owned(),
                // "was killed with his driver" tells of both.
                ("obl", Some(p)) if passive && p == "with" && self.somebody(child) => "obj".to_owned(),
                ("obl", Some(p)) if passive && (p == "by" || token.rel == "obl:agent") => "subj".to_owned(),
                ("obl", Some(p)) => p,
                // "the U.S.-backed rebels"
                ("obl", None) if token.rel == "obl:unmarked" && self.rel(verb) == "amod" => "subj".to_owned(),
                ("obl", None) => "bare".to_owned(),
                // "guilty of a breach"
                ("nmod", Some(p)) if self.doc.token(verb).upos == Upos::Adj => p,
                ("xcomp" | "ccomp", _) => "clause".to_owned(),
                ("advcl", Some(p)) => p,
                // "ruled out sending troops"
                ("advcl", None) if token.xpos == "VBG" && child > verb && child - verb <= 2 => "clause".to_owned(),
                ("compound" | "nmod" | "amod" | "nsubj", _) if self.rel(verb) == "amod" => "subj".to_owned(),
                _ => continue,
            };
            // "is concerned by the arrests": of a mind, the doer is the matter.
            if slot == "subj" && passive && self.rel(child) == "obl" {
                slots.push(("agent".to_owned(), child));
            }
            if self.rel(child) == "ccomp" && self.mandative(child) {
                slots.push(("mandate".to_owned(), child));
            }
            // "met to discuss the war"
            let about =
                self.rel(child) == "advcl" && self.infinitive(child) && WordList::Discussing.has(&self.lemma(child));
            let matter = self.with_rel(child, &["obj"]).next().filter(|_| about);
            slots.extend(matter.map(|matter| ("discuss".to_owned(), matter)));
            let to_do = self.to_do(verb, child);
            slots.extend(to_do.map(|clause| ("infinitive".to_owned(), clause)));
            slots.extend(to_do.filter(|c| self.forbids(*c)).map(|clause| ("avoid".to_owned(), clause)));
            if let Some(head) = self.relative(child, verb) {
                if slot == "clause" && matches!(self.doc.token(head).upos, Upos::Noun | Upos::Propn) {
                    slots.push(("become".to_owned(), head));
                }
                if self.rel(child) == "ccomp" && !self.infinitive(child) {
                    slots.push(("that".to_owned(), head));
                }
                slots.push((slot, head));
            }
        }
        // "walked away from the treaty"
        let adverbs = self.with_rel(verb, &["advmod"]).filter(|a| *a > verb);
        let beside = adverbs.flat_map(|a| self.with_rel(a, &["obl"]).map(move |c| (a, c)));
        let near = |a: TokenId, p: String| if WordList::Compass.has(&self.lemma(a)) { "near".to_owned() } else { p };
        slots.extend(beside.filter_map(|(a, c)| Some((near(a, self.preposition(c)?), c))));
        let would = self.with_rel(verb, &["aux"]).find(|a| self.doc.form(*a).eq_ignore_ascii_case("would"));
        slots.extend(would.map(|would| ("would".to_owned(), would)));
        // "has yet to leave"
        let yet = self.with_rel(verb, &["advmod"]).find(|a| *a == verb + 1 && self.lemma(*a) == "yet");
        slots.extend(yet.map(|yet| ("yet".to_owned(), yet)));
        let perfect =
            self.with_rel(verb, &["aux"]).find(|a| self.doc.token(*a).xpos == "VB" && self.lemma(*a) == "have");
        slots.extend(perfect.map(|have| ("perfect".to_owned(), have)));
        slots.extend(self.became(verb).map(|noun| ("become".to_owned(), noun)));
        if slots.iter().all(|(slot, _)| matches!(slot.as_str(), "subj" | "bare")) {
            slots.extend(self.shared(verb));
        }
        if slots.iter().all(|(slot, _)| slot == "obj") {
            slots.extend(self.hyphened_doer(verb).map(|doer| ("subj".to_owned(), doer)));
        }
        let objects = || slots.iter().any(|(slot, _)| slot == "obj");
        slots.extend(self.renamed(verb).filter(|_| !objects()).map(|name| ("obj".to_owned(), name)));
        if passive && !slots.iter().any(|(slot, _)| slot == "subj") {
            slots.extend(self.shared_agent(verb).map(|agent| ("subj".to_owned(), agent)));
        }
        let doers = slots.iter().filter(|(slot, _)| slot == "subj").map(|(_, head)| *head);
        let sides: Vec<TokenId> = doers.flat_map(|head| self.sides(head)).collect();
        slots.extend(sides.into_iter().map(|side| ("sides".to_owned(), side)));
        let lifted = self.lifted(verb, &slots);
        slots.extend(lifted);
        let token = self.doc.token(verb);
        // "an embassy which he said was safe": nor is that what is told.
        if token.rel == "acl:relcl" && !slots.iter().any(|(s, t)| s == "obj" || s == "that" || Some(*t) == token.head) {
            slots.extend(token.head.map(|h| ("obj".to_owned(), h)));
        }
        slots
    }

    /// Who does what a participle says of a noun, where the tree hangs him on the noun: "the U.S.-backed rebels".
    fn hyphened_doer(&self, verb: TokenId) -> Option<TokenId> {
        let hyphen = verb.checked_sub(1).filter(|h| *h > 0 && self.doc.token(*h).xpos == "HYPH")?;
        let token = self.doc.token(verb);
        (token.xpos == "VBN" && self.doc.token(hyphen - 1).head == token.head).then(|| hyphen - 1)
    }

    /// The person in "named Ana Moreno as envoy" and "appointed Ana Moreno prime minister", where the parser takes the name for what is said of somebody.
    fn renamed(&self, verb: TokenId) -> Option<TokenId> {
        let person = |t: &TokenId| *t == verb + 1 && self.doc.names_person(*t);
        let said = self.with_rel(verb, &["xcomp"]).filter(|c| *c > verb);
        let mut heads = said.flat_map(|c| [c].into_iter().chain(self.with_rel(c, &["compound"])));
        heads.find(person)
    }

    /// Whether a word names or describes a person.
    fn somebody(&self, token: TokenId) -> bool {
        self.doc.names_person(token) || lang::is_person(&self.lemma(token))
    }

    /// What a dependent says is to be done: "called on Iran to stop", wherever the tree hangs it; not what an object is for ("sent troops to help").
    fn to_do(&self, verb: TokenId, child: TokenId) -> Option<TokenId> {
        // "ordered the paper to close": who is told may act.
        let told = |o: TokenId| {
            let kind = lang::noun(&self.lemma(o)).map(|(kind, _)| kind);
            let body = matches!(kind, Some(NounKind::Body | NounKind::Government | NounKind::Country));
            body || self.somebody(o)
        };
        let acts = self.with_rel(verb, &["obj"]).any(|o| self.preposition(o).is_none() && !told(o));
        match self.rel(child) {
            "xcomp" | "ccomp" => self.infinitive(child).then_some(child),
            "advcl" => (self.infinitive(child) && !acts).then_some(child),
            "obl" if self.doc.token(child).upos == Upos::Propn => {
                self.with_rel(child, &["acl"]).find(|c| self.infinitive(*c))
            }
            _ => None,
        }
    }

    /// Whether what is to be done is not to be: "warned Iran not to attack".
    fn forbids(&self, clause: TokenId) -> bool {
        self.with_rel(clause, &["advmod"])
            .any(|c| c < clause && self.doc.token(c).xpos == "RB" && self.lemma(c) == "not")
    }

    /// Whom several people stand for: "negotiators from Iran and Russia", "U.S. and Russian officials".
    fn sides(&self, people: TokenId) -> impl Iterator<Item = TokenId> + '_ {
        let several = self.doc.token(people).xpos == "NNS";
        let from = |c: &TokenId| self.preposition(*c).is_some_and(|p| WordList::Charging.has(&p));
        let joined = move |c: &TokenId| *c < people && self.with_rel(*c, &["conj"]).next().is_some();
        let envoys = WordList::Envoy.has(&self.lemma(people));
        let before = self.with_rel(people, &["compound", "amod"]).filter(joined).filter(move |_| envoys);
        self.with_rel(people, &["nmod"]).filter(from).chain(before).filter(move |_| several)
    }

    /// Phrases that the tree hangs on a filler and that belong to what it fills: after a name ("a visit by Ana Moreno to Peru"), after a comma
    /// ("met his counterpart, Ana Moreno, in Geneva"), places ("met the rebels in Homs").
    fn lifted(&self, trigger: TokenId, slots: &[(String, TokenId)]) -> Vec<(String, TokenId)> {
        let parted = |c: &TokenId| {
            let start = self.doc.subtree(*c).start;
            let comma = |t: TokenId| self.doc.form(t) == ",";
            comma(start) || start.checked_sub(1).is_some_and(comma)
        };
        let mut found = Vec::new();
        let mut queue: Vec<TokenId> = slots.iter().map(|(_, head)| *head).filter(|h| *h > trigger).collect();
        while let Some(noun) = queue.pop() {
            let name = self.doc.token(noun).upos == Upos::Propn;
            for phrase in self.with_rel(noun, &["nmod"]).filter(|c| *c > noun) {
                let Some(preposition) = self.preposition(phrase) else { continue };
                let own = matches!(preposition.as_str(), "of" | "from");
                let place = WordList::Locative.has(&preposition);
                // "discussed the war with Ana Moreno"
                let side = preposition == "with" && self.doc.names_person(phrase);
                // "a tariff of 25 percent on steel"
                let rate = matches!(self.doc.token(noun).upos, Upos::Sym | Upos::Num) || self.lemma(noun) == "percent";
                // "the violation of the deal by Peru"
                let deed = preposition == "by" && self.preposition(noun).is_some_and(|p| p == "of");
                if parted(&phrase) || ((name || rate) && !own) || place || side || deed {
                    found.push((preposition, phrase));
                }
                // "killed five people outside a mosque in Homs", "hit a row of shops in Homs"
                queue.extend(Some(phrase).filter(|_| place || self.measure(phrase) == Some(noun)));
            }
        }
        found
    }

    fn noun_frame(&self, noun: TokenId) -> Frame {
        let mut frame = Frame::default();
        for &child in self.children(noun) {
            let token = self.doc.token(child);
            // "the deal signed by Iran" tells who signed, not what the deal is about.
            let agent = |c: &TokenId| token.xpos == "VBN" && self.preposition(*c).is_some_and(|p| p == "by");
            let slot = match (token.rel, self.preposition(child)) {
                ("acl", _) if self.with_rel(child, &["obl"]).any(|c| agent(&c)) => continue,
                ("nmod:poss", _) => "poss".to_owned(),
                ("compound" | "amod" | "nmod:unmarked" | "nmod:desc", _) => "mod".to_owned(),
                ("nsubj" | "nsubj:outer" | "csubj", _) => "subj".to_owned(),
                ("appos", _) => "appos".to_owned(),
                ("acl" | "ccomp" | "acl:to" | "advcl", Some(p)) if p != "to" && p != "that" => p,
                // "the demand, when he arrived, was": no clause of the noun's own.
                ("advcl", _) if !self.infinitive(child) => continue,
                // "the demand designed to please", not "the charge that Oslo leaked it"
                ("acl", _) if self.participle(child) || self.timed(child) => "done".to_owned(),
                ("acl" | "ccomp" | "acl:to" | "xcomp" | "advcl", _) => "clause".to_owned(),
                ("nmod" | "obl", Some(p)) => p,
                // "between Iran and world powers", where the preposition hangs on the second.
                ("nmod", None) if self.ahead(noun, child).is_some() => self.ahead(noun, child).unwrap_or_default(),
                // "between Iran and the six powers", where the second is not joined to the first.
                ("nmod", None) if self.with_rel(child, &["cc"]).next().is_some() => match frame.slots.last() {
                    Some((slot, _)) => slot.clone(),
                    None => continue,
                },
                _ => continue,
            };
            if slot == "mod" {
                let pair = self.hyphened(child);
                let whole = [child].into_iter().filter(|_| !pair.is_empty()).chain(pair.iter().copied());
                frame.slots.extend(whole.map(|side| ("pair".to_owned(), side)));
                frame.slots.extend(pair.into_iter().map(|other| ("mod".to_owned(), other)));
            }
            if let Some(head) = self.relative(child, noun) {
                if slot == "mod" {
                    let whose = if self.is_state(head) { "state" } else { "owner" };
                    frame.slots.push((whose.to_owned(), head));
                }
                frame.slots.push((slot, head));
            }
        }
        frame.slots.extend(self.amounts(noun).map(|thing| ("subj".to_owned(), thing)));
        let of = frame.slots.iter().filter(|(slot, _)| slot == "of").map(|(_, head)| *head);
        let sides: Vec<TokenId> = of.flat_map(|head| self.sides(head)).collect();
        frame.slots.extend(sides.into_iter().map(|side| ("sides".to_owned(), side)));
        let lifted = self.lifted(noun, &frame.slots);
        frame.slots.extend(lifted);
        // "a new round of sanctions against Iran": what hangs on the measure belongs to what is measured.
        let mut at = noun;
        while let Some(above) = self.measure(at) {
            let phrases = self.with_rel(above, &["nmod"]).filter(|c| *c != at && !self.doc.is_within(noun, *c));
            frame.slots.extend(phrases.filter_map(|c| Some((self.preposition(c)?, c))));
            // "a round of talks to be held in June"
            let done = |c: &TokenId| self.doc.token(*c).upos == Upos::Verb;
            frame.carriers.extend(self.with_rel(above, &["acl"]).filter(done));
            at = above;
        }
        // "its sanctions framework for Mali"
        let set = self
            .doc
            .token(noun)
            .head
            .filter(|_| self.rel(noun) == "compound")
            .filter(|above| WordList::Measure.has(&self.lemma(*above)));
        let beside = set.into_iter().flat_map(|above| self.with_rel(above, &["nmod"]));
        frame.slots.extend(beside.filter_map(|c| Some((self.preposition(c)?, c))));
        // "The talks are to resume on Monday between Israel and Egypt", "are under way in Geneva".
        let whole = self.whole(noun);
        let mut predicate = self.doc.token(whole).head.filter(|_| self.rel(whole) == "nsubj");
        while let Some(at) = predicate {
            // "took place in Homs"
            let still = self.with_rel(at, &["obj"]).all(|o| WordList::Occurrence.has(&self.lemma(o)));
            let about = |p: &str| WordList::Pairing.has(p) || (still && WordList::Locative.has(p));
            let phrases = self.with_rel(at, &["obl", "nmod"]).filter_map(|c| Some((self.preposition(c)?, c)));
            frame.slots.extend(phrases.filter(|(p, _)| about(p)));
            predicate = self.with_rel(at, &["xcomp"]).next();
        }
        let token = self.doc.token(noun);
        // "is one of the fiercest critics of the court"
        let one = token.head.filter(|h| self.rel(noun) == "nmod" && self.doc.token(*h).upos == Upos::Num);
        let who = one.and_then(|m| self.with_rel(m, &["nsubj"]).next());
        frame.slots.extend(who.map(|s| ("subj".to_owned(), s)));
        // "has backed the law and is a critic of the court"
        let shares = token.rel == "conj" && self.with_rel(noun, &["cop"]).next().is_some();
        if shares && frame.get("subj").next().is_none() {
            frame.slots.extend(self.surface_subject(noun).map(|s| ("subj".to_owned(), s)));
        }
        // "Ana Moreno, a judge and critic of the law": the second in a row is hers, too.
        let first = token.head.filter(|h| token.rel == "conj" && self.doc.token(*h).rel == "appos");
        let first = first.filter(|_| self.with_rel(noun, &["det"]).next().is_none());
        // What is no person or body ("…, an allegation that") does nothing; a gerund tells what they do ("the ministers, meeting in Oslo,").
        let doer = lang::noun(&self.lemma(noun)).is_some() || self.doc.form(noun).ends_with("ing");
        if doer && (token.rel == "appos" || first.is_some()) {
            let named = self.doc.token(first.unwrap_or(noun)).head;
            frame.slots.extend(named.map(|h| ("subj".to_owned(), h)));
        }
        // "met the rebels after talks with Iran" is no meeting at those talks.
        frame.carriers.extend(self.governor(noun).filter(|_| !self.apart(noun)));
        // "two were killed and eight were hurt in the blast"
        let first = |g: &TokenId| {
            let bare = |v: &TokenId| self.with_rel(*v, &["obl"]).next().is_none();
            self.doc
                .token(*g)
                .head
                .filter(|v| self.rel(*g) == "conj" && self.passive(*g) && self.passive(*v) && bare(v))
        };
        frame.carriers.extend(frame.carriers.last().and_then(first));
        // "the lifting of sanctions", "an offer of talks", "sanctions relief", "claimed responsibility for the attack"
        let leads = |p: &String| WordList::Charging.has(p) || WordList::Concerning.has(p);
        let preposition = self.preposition(noun).filter(|p| token.rel == "nmod" && leads(p));
        let carried = token.rel == "compound" || preposition.is_some();
        if let Some(nominal) = token.head.filter(|h| carried && self.doc.token(*h).upos == Upos::Noun) {
            let above = self.governor(nominal).filter(|g| !frame.carriers.contains(g));
            // "in retaliation for the attack" is no attack's carrier, "claimed responsibility for the attack" is.
            let credited = WordList::Crediting.has(&self.lemma(nominal));
            let set = token.rel == "compound" && WordList::Measure.has(&self.lemma(nominal));
            let above = above.filter(|_| set || credited && preposition.is_some_and(|p| p == "for"));
            frame.carriers.extend([Some(nominal), above].into_iter().flatten());
        }
        // "the doubts raised by Oslo", not "the suspicion that Oslo has weapons"
        let done =
            |c: &TokenId| self.doc.token(*c).upos == Upos::Verb && self.preposition(*c).is_none_or(|p| p != "that");
        frame.carriers.extend(self.with_rel(noun, &["acl"]).filter(done));
        frame
    }

    /// Whether a clause is a past participle without a subject.
    fn participle(&self, clause: TokenId) -> bool {
        self.doc.token(clause).xpos == "VBN" && self.with_rel(clause, &["nsubj", "mark"]).next().is_none()
    }

    /// Whether a clause tells when or where: "when he arrives".
    fn timed(&self, clause: TokenId) -> bool {
        self.with_rel(clause, &["advmod"]).any(|w| self.doc.token(w).xpos == "WRB")
    }

    /// The preposition before a phrase that the tree hangs on one joined to it: "between" of "between Iran and world powers".
    fn ahead(&self, noun: TokenId, phrase: TokenId) -> Option<String> {
        let joined = |c: &TokenId| *c > phrase && self.with_rel(*c, &["cc"]).next().is_some();
        let next = self.with_rel(noun, &["nmod"]).find(joined)?;
        let case = self.with_rel(next, &["case"]).find(|c| *c < phrase)?;
        Some(self.lemma(case))
    }

    /// The names before one that hyphens join to it: "U.S." of "U.S.-China talks".
    fn hyphened(&self, name: TokenId) -> Vec<TokenId> {
        let mut names = Vec::new();
        let mut at = name;
        while self.doc.token(at).upos == Upos::Propn && at >= 2 && self.doc.form(at - 1) == "-" {
            at -= 2;
            names.extend(Some(at).filter(|t| self.doc.token(*t).upos == Upos::Propn));
        }
        names
    }

    /// Whether a modifier is the bare name of a country, which tells whom a thing is about ("Iran sanctions"), not whose it is ("Iranian", "US sanctions").
    fn is_state(&self, modifier: TokenId) -> bool {
        let name = self.doc.phrase(&self.doc.subtree(modifier));
        self.doc.token(modifier).upos == Upos::Propn
            && lang::country_named(name).is_some()
            && lang::demonym(name).is_none()
    }

    /// The slots of what carries a noun trigger.
    pub fn carrier_slots(&self, carrier: TokenId) -> Vec<(String, TokenId)> {
        match self.doc.token(carrier).upos {
            Upos::Verb => self.verb_slots(carrier),
            _ => self.noun_frame(carrier).slots,
        }
    }
}
