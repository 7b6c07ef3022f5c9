//! How real an event is: happened, going on, planned, wanted, threatened, refused, denied.
//!
//! Input: a trigger in its syntax. Output: a `Reading`, found on the way from the trigger up through the words that govern it.
//! Invariant: the nearest sign wins; a negation, a condition or a future on the way never gives `Fact`.
//! To add a word: a row in the language pack's `readings.tsv` (word, reading).

use super::frame::Syntax;
use super::rule::Reading;
use crate::document::{TokenId, Upos};
use crate::error::{Error, Result};
use crate::lang::WordList;
use std::collections::BTreeMap;

/// Words that say how real what they govern is.
#[derive(Debug, Default)]
pub struct Signs(BTreeMap<String, Reading>);

impl Signs {
    /// Reads rows of word (with a particle: `call+off`), tab, reading.
    pub fn parse(file: &str, content: &str) -> Result<Signs> {
        let mut signs = BTreeMap::new();
        for (i, line) in content.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            let row = line.split_once('\t').and_then(|(w, r)| Some((w, Reading::from_name(r.trim())?)));
            let (words, reading) = row.ok_or_else(|| {
                Error::input(format!("'{line}': expected words, a tab and a reading")).at(file, i + 1, 1)
            })?;
            signs.extend(words.split_whitespace().map(|w| (w.to_owned(), reading)));
        }
        Ok(Signs(signs))
    }

    fn get(&self, key: &str) -> Option<Reading> {
        self.0.get(key).copied()
    }

    fn of(&self, syntax: &Syntax, token: TokenId) -> Option<Reading> {
        self.whole(syntax, token).or_else(|| self.get(&syntax.lemma(token)))
    }

    /// What a word says together with its particle or the other words of a fixed phrase: "call off", "ahead of".
    fn whole(&self, syntax: &Syntax, token: TokenId) -> Option<Reading> {
        let lemma = syntax.lemma(token);
        let fixed = syntax.with_rel(token, &["fixed"]).next().or_else(|| {
            let next = token + 1;
            let beside =
                |t: &TokenId| syntax.doc.token(*t).head == syntax.doc.token(token).head && syntax.rel(*t) == "case";
            (syntax.rel(token) == "case" && (next as usize) < syntax.doc.tokens.len()).then_some(next).filter(beside)
        });
        let fixed = fixed.map(|f| syntax.lemma(f));
        syntax.particle(token).or(fixed).and_then(|p| self.get(&format!("{lemma}+{p}")))
    }

    /// What the words of a time say of what it dates: "next week".
    pub fn dated(&self, words: &str) -> Option<Reading> {
        words.split_whitespace().find_map(|w| self.get(&format!("{}@time", w.to_lowercase())))
    }

    /// Whether a word stands in a question.
    fn questioned(&self, syntax: &Syntax, word: TokenId) -> bool {
        let doc = syntax.doc;
        let quoted = |t: TokenId| doc.quotes.iter().position(|q| q.contains(&t));
        let mark = doc.sentences[doc.sentence_of(word)].clone().rev().take(2).find(|t| doc.form(*t) == "?");
        mark.is_some_and(|t| quoted(t).is_none() || quoted(t) == quoted(word))
    }

    /// Whether a clause asks whether, where or with whom something happens, and not why or when: "Did Kerry visit Oslo?"
    pub fn asked(&self, syntax: &Syntax, trigger: TokenId) -> bool {
        if !self.questioned(syntax, trigger) {
            return false;
        }
        let mut at = trigger;
        loop {
            let token = syntax.doc.token(at);
            let own = syntax.with_rel(at, &["nsubj"]).next();
            if let Some(subject) = own.filter(|_| token.upos != Upos::Propn) {
                let turned = syntax.with_rel(at, &["aux", "cop"]).any(|a| a < subject);
                return turned && !syntax.with_rel(at, &["advmod"]).any(|w| syntax.doc.token(w).xpos == "WRB");
            }
            let same = token.upos != Upos::Verb && !matches!(syntax.rel(at), "root" | "ccomp" | "advcl" | "parataxis");
            match token.head.filter(|_| same || matches!(syntax.rel(at), "xcomp" | "conj")) {
                Some(head) => at = head,
                None => return false,
            }
        }
    }

    /// Whether somebody is told not to do what a clause says: "advised him not to go".
    pub fn forbidden(&self, syntax: &Syntax, trigger: TokenId) -> bool {
        let verb = syntax.doc.token(trigger).head.filter(|_| syntax.infinitive(trigger));
        // "its warning to Americans not to go"
        let told = |v: TokenId| match syntax.doc.token(v).upos {
            Upos::Verb => syntax.controller(v, trigger).is_some(),
            _ => WordList::Directive.has(&syntax.lemma(v)),
        };
        self.negated(syntax, trigger) && verb.is_some_and(told)
    }

    /// Whether a clause is only supposed, asked about or laid to somebody's charge: "if Oslo backs it", "asked whether he supported it", "Will Oslo
    /// back it?", "was punished for backing it".
    pub fn supposed(&self, syntax: &Syntax, trigger: TokenId) -> bool {
        let doc = syntax.doc;
        if self.questioned(syntax, trigger) {
            return true;
        }
        let mut at = trigger;
        loop {
            let mut marks = syntax.with_rel(at, &["mark", "advmod"]);
            if marks.any(|c| self.get(&syntax.lemma(c)) == Some(Reading::Proposed)) {
                return true;
            }
            // "Had Oslo backed it, …"
            let after = |aux: TokenId| syntax.with_rel(at, &["nsubj"]).any(|s| aux < s);
            if syntax.rel(at) == "advcl" && syntax.with_rel(at, &["aux"]).any(after) {
                return true;
            }
            // "sanctioned the firms for supporting it"
            if syntax.prepositional(at) && doc.token(at).head.is_some_and(|h| WordList::Punishing.has(&syntax.lemma(h)))
            {
                return true;
            }
            let token = doc.token(at);
            let aim = syntax.rel(at) == "advcl" && syntax.infinitive(at);
            let same = aim
                || matches!(token.upos, Upos::Aux | Upos::Adp)
                || matches!(syntax.rel(at), "xcomp" | "ccomp" | "conj");
            match token.head.filter(|_| same) {
                Some(head) => at = head,
                None => return false,
            }
        }
    }

    /// Whether somebody is at what a verb says: "is trying to divide the union", not "may try to".
    pub fn tries(&self, syntax: &Syntax, verb: TokenId) -> bool {
        self.under(syntax, verb, "tries")
    }

    /// Whether what a verb does is decided: "agreed to lift the ban", not "will agree to lift it".
    pub fn decided(&self, syntax: &Syntax, verb: TokenId) -> bool {
        self.under(syntax, verb, "decided")
    }

    /// Whether what a verb says will be done without conditions: not "threatens that it will leave", "will leave unless".
    pub fn settled(&self, syntax: &Syntax, verb: TokenId) -> bool {
        let sign = |t: TokenId| self.of(syntax, t).is_some_and(|r| r != Reading::Fact);
        let reported = syntax.rel(verb) == "ccomp";
        let conditional = |clause: TokenId| {
            syntax.with_rel(clause, &["mark"]).any(|m| self.get(&syntax.lemma(m)) == Some(Reading::Proposed))
        };
        syntax.with_rel(verb, &["aux"]).next().is_some()
            && !syntax.with_rel(verb, &["advcl"]).any(conditional)
            && !syntax.doc.token(verb).head.is_some_and(|above| reported && sign(above))
    }

    /// Whether an infinitive stands below a verb that is marked so and told as a fact.
    fn under(&self, syntax: &Syntax, verb: TokenId, mark: &str) -> bool {
        let Some(above) = syntax.doc.token(verb).head.filter(|_| syntax.infinitive(verb)) else { return false };
        let marked = self.get(&format!("{}@{mark}", syntax.lemma(above))).is_some();
        marked && matches!(self.reading(syntax, above, None), Reading::Fact | Reading::Ongoing)
    }

    /// Whether a word says that something is denied.
    pub fn denies(&self, syntax: &Syntax, token: TokenId) -> bool {
        // "pleaded not guilty"
        let contrary = || self.get(&format!("{}@negated", syntax.lemma(token)));
        // "to deny them any haven"
        if syntax.with_rel(token, &["obj"]).any(|o| WordList::Granted.has(&syntax.lemma(o))) {
            return false;
        }
        let said = if self.negated(syntax, token) { contrary() } else { self.of(syntax, token) };
        said == Some(Reading::Denied)
    }

    /// The reading of a trigger; `carrier` is the verb that makes an event of a noun: "held" of "held talks".
    pub fn reading(&self, syntax: &Syntax, trigger: TokenId, carrier: Option<TokenId>) -> Reading {
        let mut at = match syntax.doc.token(trigger).upos {
            Upos::Aux | Upos::Adp => syntax.doc.token(trigger).head.unwrap_or(trigger),
            _ => trigger,
        };
        let noun = matches!(syntax.doc.token(trigger).upos, Upos::Noun | Upos::Propn);
        // "the sanctions imposed by": what is told of the noun itself is nearer than what is done to it.
        let own = |head: Option<TokenId>| head.is_some() && (head == Some(trigger) || head == syntax.measure(trigger));
        if let Some(told) = carrier.filter(|c| own(syntax.doc.token(*c).head) && syntax.rel(*c) == "acl") {
            let own = self.around(syntax, trigger, trigger).or_else(|| self.around(syntax, told, trigger));
            return own.or_else(|| self.of(syntax, told)).unwrap_or(Reading::Fact);
        }
        for _ in 0..6 {
            if let Some(reading) = self.around(syntax, at, trigger) {
                return self.called_off(syntax, at).filter(|_| noun).unwrap_or(reading);
            }
            let token = syntax.doc.token(at);
            // "is in Oslo for talks"
            let own = syntax.doc.token(trigger);
            if own.rel == "cop" && own.head == Some(at) && matches!(own.xpos, "VBZ" | "VBP") {
                return Reading::Ongoing;
            }
            let Some(head) = token.head else { break };
            // "voted against sanctions", "kept Iran from arming the rebels"
            // "stopped short of signing", "came close to signing"
            let hung =
                syntax.rel(at) == "advcl" || syntax.rel(at) == "acl" && syntax.doc.token(head).upos == Upos::Verb;
            let gerund = token.xpos == "VBG" && hung;
            let joined = gerund || matches!(syntax.rel(at), "obl" | "advcl") && !syntax.infinitive(at);
            let joined_by = || syntax.preposition(at).filter(|_| joined);
            let key = |p: String| {
                let key = format!("{}+{p}", syntax.lemma(head));
                self.get(&key).or_else(|| self.get(&format!("{key}+ing")).filter(|_| gerund))
            };
            if let Some(sign) = joined_by().and_then(key) {
                return if self.negated(syntax, head) { Reading::Fact } else { sign };
            }
            // "has not accused Oslo of leaking"
            if syntax.prepositional(at) && WordList::Accusing.has(&syntax.lemma(head)) && self.negated(syntax, head) {
                return Reading::Negated;
            }
            let nominal = matches!(syntax.doc.token(at).upos, Upos::Noun | Upos::Propn);
            let reported = matches!(syntax.rel(at), "ccomp" | "parataxis");
            let open = match syntax.rel(at) {
                "xcomp" | "ccomp" | "csubj" | "acl" => token.rel != "acl:relcl",
                "obj" | "nsubj" | "iobj" => syntax.doc.token(at).upos != Upos::Verb,
                // "made pledges during talks" pledges none.
                // "Ana Moreno, on a visit to Peru, warned": nor does one who does something else.
                "nmod" => !self.aside(syntax, at) && syntax.doc.token(head).upos != Upos::Propn,
                // "will vote on a sanctions resolution"
                "compound" => noun && at == trigger && WordList::Message.has(&syntax.lemma(head)),
                // "will begin after 16 hours of talks", which have been held.
                "obl" if nominal && self.lasted(syntax, at) => return Reading::Fact,
                // "called for calm in talks with Iran" calls for no talks, but what will be done in talks tells of talks to come.
                "obl" if nominal && self.aside(syntax, at) => {
                    let ahead = |r: &Reading| {
                        matches!(r, Reading::Planned | Reading::Possible | Reading::Proposed | Reading::Demanded)
                    };
                    // "if Iran retaliates after an attack": nor is there one yet.
                    let supposed = self.supposed(syntax, head).then_some(Reading::Possible);
                    let told = || syntax.infinitive(head).then(|| self.reading(syntax, head, None)).filter(ahead);
                    return self
                        .around(syntax, head, trigger)
                        .filter(ahead)
                        .or_else(told)
                        .or(supposed)
                        .unwrap_or(Reading::Fact);
                }
                "obl" => nominal && at == trigger,
                // "is due to meet": the parser takes the infinitive for an adverbial now and then.
                "advcl" if syntax.infinitive(at) && syntax.doc.token(head).upos == Upos::Verb => {
                    return self.purpose(syntax, head);
                }
                // "is capable of striking"
                "advcl" if syntax.infinitive(at) => syntax.doc.token(head).upos == Upos::Adj,
                // "will meet the king before flying home"
                "advcl" if token.xpos == "VBG" && syntax.preposition(at).is_some_and(|p| WordList::Bound.has(&p)) => {
                    // "gives them time to agree before leaving": what comes after an aim is none yet.
                    let aim = syntax.infinitive(head).then_some(Reading::Planned);
                    let ahead = |r: &Reading| matches!(r, Reading::Planned | Reading::Possible);
                    // "will say nothing before leaving"
                    let will = syntax.with_rel(head, &["aux"]).any(|a| self.of(syntax, a) == Some(Reading::Planned));
                    let reading = if will { Reading::Planned } else { self.reading(syntax, head, None) };
                    let done = Some(reading).filter(ahead);
                    return done.or(aim).unwrap_or(Reading::Fact);
                }
                "advcl" if syntax.prepositional(at) => syntax.doc.token(head).upos == Upos::Adj,
                // "ruled out sending troops"
                "advcl" => token.xpos == "VBG" && head < at && at - head <= 2 && syntax.preposition(at).is_none(),
                // "will leave and be replaced"
                "conj" => syntax.with_rel(at, &["aux", "nsubj"]).all(|a| syntax.doc.token(a).xpos == "VB"),
                _ => false,
            };
            if !open {
                break;
            }
            // "rejected the plan and urged talks": a verb does not govern the one that is joined to it.
            let joined = syntax.rel(at) == "conj";
            let finite = syntax.with_rel(at, &["aux"]).next().unwrap_or(at);
            if joined && token.upos == Upos::Verb && syntax.doc.token(finite).xpos != syntax.doc.token(head).xpos {
                break;
            }
            // "the first minister to visit", "has yet to visit"
            let beside = if token.rel.starts_with("acl") { "amod" } else { "advmod" };
            let after = |c: &TokenId| beside == "amod" || *c > head;
            let first = syntax
                .with_rel(head, &[beside])
                .filter(after)
                .find_map(|c| self.get(&format!("{}+to", syntax.lemma(c))));
            if let Some(reading) = first.filter(|_| syntax.infinitive(at)) {
                return reading;
            }
            // "the talks will not be easy": how they will be does not say that there are none.
            if noun && token.rel == "nsubj" && syntax.doc.token(head).upos == Upos::Adj && self.negated(syntax, head) {
                let ahead = syntax.with_rel(head, &["aux"]).any(|a| self.of(syntax, a) == Some(Reading::Planned));
                return if ahead { Reading::Planned } else { Reading::Fact };
            }
            // "called the plan unlawful": who judges tells nothing of how real it is.
            if syntax.judged(at).is_some() {
                return if self.negated(syntax, head) { Reading::Negated } else { Reading::Fact };
            }
            let form = match token.xpos {
                _ if syntax.infinitive(at) => Some("to"),
                "VBG" => Some("ing"),
                _ => None,
            };
            // "is going to meet", not "went to meet"
            let words = [syntax.lemma(head), syntax.doc.form(head).to_lowercase()];
            let infinitive = || form.and_then(|form| words.iter().find_map(|w| self.get(&format!("{w}+{form}"))));
            // "the talks failed": only of what it governs does such a verb say so; of its doer, whether that goes on.
            let doer = token.rel == "nsubj" && syntax.doc.token(head).upos == Upos::Verb;
            // "insists that the talks are over" demands no talks.
            let told = reported && !syntax.infinitive(at) && !syntax.mandative(at);
            let kept = |r: &Reading| !doer || matches!(r, Reading::Ongoing | Reading::Ended);
            let tells = |r: &Reading| !(joined || told && *r == Reading::Demanded) && kept(r);
            let led = self.of(syntax, head).is_none().then(infinitive).flatten();
            if led == Some(Reading::Fact) {
                return self.around(syntax, head, trigger).unwrap_or(Reading::Fact);
            }
            if let Some(sign) = self.of(syntax, head).or(led).filter(tells) {
                let denied = self.negated(syntax, head) || self.denied_above(syntax, head);
                // "did not rule out signing"
                let left = matches!(sign, Reading::Refused | Reading::Denied) && self.negated(syntax, head);
                // "wants him to stop selling arms", "has not stopped": what is still to end goes on.
                let ends = || matches!(self.reading(syntax, head, None), Reading::Fact | Reading::Ongoing);
                // "would not delay the visit", "may cancel it": it is still to come.
                let cancels = sign == Reading::Cancelled && noun;
                let hedged =
                    || matches!(self.around(syntax, head, trigger), Some(Reading::Possible | Reading::Proposed));
                return if left {
                    Reading::Possible
                } else if cancels && (denied || hedged()) {
                    Reading::Planned
                } else if sign == Reading::Ended && (denied || !ends()) {
                    Reading::Ongoing
                } else if denied {
                    Reading::Negated
                } else {
                    sign
                };
            }
            // "the bill imposes sanctions" once it is law.
            let draft = |s: TokenId| self.get(&format!("{}@does", syntax.lemma(s)));
            if let Some(sign) = syntax.with_rel(head, &["nsubj"]).find_map(draft).filter(|_| syntax.rel(at) == "obj") {
                return sign;
            }
            // "would discuss the sanctions": what is done to a thing does not say whether the thing is there.
            let verbal = syntax.doc.token(head).upos == Upos::Verb && syntax.lemma(head) != "be";
            // "seeks help for victims of the attack": nor what is done to what has to do with it.
            let aside = syntax.rel(at) == "nmod" && syntax.measure(at).is_none();
            // "would welcome a meeting": one that may never be.
            let some = || syntax.with_rel(at, &["det"]).any(|d| WordList::Indefinite.has(&syntax.lemma(d)));
            let ahead = |r: &Reading| matches!(r, Reading::Planned | Reading::Possible | Reading::Proposed);
            let event = noun && at == trigger && verbal && carrier != Some(head);
            if event && syntax.rel(at) == "obj" && some() {
                // "opposes a summit"
                let wanted = self.get(&format!("{}+ing", syntax.lemma(head)));
                let open = || self.around(syntax, head, trigger).filter(ahead).map(|_| Reading::Possible);
                return wanted.or_else(open).unwrap_or(Reading::Fact);
            }
            // "an attack would bring war", "any attack could"
            let past = |t: TokenId| syntax.doc.token(t).rel == "acl:relcl" && syntax.doc.token(t).xpos == "VBD";
            let known = || syntax.doc.subtree(at).any(past);
            // "could succeed and lead to a deal"
            let verb = syntax.doc.token(head);
            let row = || verb.head.filter(|_| syntax.rel(head) == "conj" && verb.xpos == "VB");
            let around =
                || self.around(syntax, head, trigger).or_else(|| row().and_then(|h| self.around(syntax, h, trigger)));
            let maybe = || around() == Some(Reading::Possible);
            let led = token.rel == "nsubj" && !known()
                || syntax.rel(at) == "obl" && syntax.preposition(at).is_some_and(|p| p == "to");
            if noun && at == trigger && led && some() && maybe() {
                return Reading::Possible;
            }
            if aside || reported || noun && nominal && verbal && carrier != Some(head) {
                break;
            }
            at = head;
        }
        Reading::Fact
    }

    /// Whether a noun is the first of many to do what an infinitive says: "the first minister to visit Oslo".
    pub fn first(&self, syntax: &Syntax, noun: TokenId) -> bool {
        let ranks = |c: TokenId| self.get(&format!("{}+to", syntax.lemma(c))) == Some(Reading::Fact);
        let verb = syntax.doc.token(noun).head.into_iter();
        let mut clauses = syntax.with_rel(noun, &["acl"]).chain(verb.flat_map(|v| syntax.children(v).to_vec()));
        syntax.with_rel(noun, &["amod"]).any(ranks) && clauses.any(|c| c > noun && syntax.infinitive(c))
    }

    /// What is done to an event that was planned: "the planned meeting was cancelled".
    fn called_off(&self, syntax: &Syntax, event: TokenId) -> Option<Reading> {
        let undergoes = syntax.rel(event) == "obj" || syntax.doc.token(event).rel == "nsubj:pass";
        let verb = syntax.doc.token(event).head.filter(|_| undergoes)?;
        // "would not delay the planned visit"
        let done = self.around(syntax, verb, event).is_none_or(|r| r == Reading::Planned);
        self.of(syntax, verb).filter(|r| *r == Reading::Cancelled && done)
    }

    /// Whether a phrase tells after how long a time of something: "after three days of talks".
    fn lasted(&self, syntax: &Syntax, phrase: TokenId) -> bool {
        let after = syntax.preposition(phrase).is_some_and(|p| p == "after");
        after && syntax.doc.times.iter().any(|t| t.duration && t.tokens.contains(&phrase))
    }

    /// Whether a phrase tells where or during what something is done.
    fn aside(&self, syntax: &Syntax, phrase: TokenId) -> bool {
        let lists = [WordList::Locative, WordList::Bound, WordList::Simultaneous];
        // "was killed by a bomb": the doer is no time.
        let doer = syntax.doc.token(phrase).rel == "obl:agent";
        !doer && syntax.preposition(phrase).is_some_and(|p| lists.iter().any(|l| l.has(&p)))
    }

    /// Whether a position is turned round by a negation or a refusal near it: "did not back", "refused to back", "does not think that it is wise";
    /// "has not confirmed that Oslo backs it" says nothing of Oslo's.
    pub fn turns(&self, syntax: &Syntax, trigger: TokenId) -> bool {
        let token = |t| syntax.doc.token(t);
        let mut at =
            token(trigger).head.filter(|_| matches!(token(trigger).upos, Upos::Aux | Upos::Adp)).unwrap_or(trigger);
        loop {
            let refused = at != trigger && matches!(self.of(syntax, at), Some(Reading::Negated | Reading::Refused));
            if refused || self.negated(syntax, at) {
                return true;
            }
            let Some(head) = token(at).head else { return false };
            let thought = WordList::Raising.has(&syntax.lemma(head)) && self.negated(syntax, head);
            let noun = matches!(token(at).upos, Upos::Noun | Upos::Propn);
            match syntax.rel(at) {
                "ccomp" if thought => return true,
                "xcomp" | "amod" => at = head,
                "obj" | "nsubj" | "obl" | "nmod" if noun => at = head,
                "conj" if syntax.with_rel(at, &["nsubj", "aux"]).next().is_none() => at = head,
                "acl" | "advcl" if syntax.infinitive(at) => at = head,
                _ => return false,
            }
        }
    }

    /// "denied that it had agreed to meet": whether a verb that a clause depends on denies it.
    fn denied_above(&self, syntax: &Syntax, clause: TokenId) -> bool {
        let mut at = clause;
        while matches!(syntax.rel(at), "ccomp" | "xcomp") {
            let Some(head) = syntax.doc.token(at).head else { break };
            if self.of(syntax, head) == Some(Reading::Denied) {
                return true;
            }
            at = head;
        }
        false
    }

    /// What is done to an end: "introduced legislation to impose sanctions", "gathered to sign the treaty".
    fn purpose(&self, syntax: &Syntax, verb: TokenId) -> Reading {
        // "was the first to visit"
        let first = |o| self.first(syntax, o).then_some(Reading::Fact);
        let object =
            |o| first(o).or_else(|| self.get(&format!("{}+to", syntax.lemma(o)))).or_else(|| self.of(syntax, o));
        let object = syntax.with_rel(verb, &["obj", "xcomp"]).find_map(object);
        let to = self.get(&format!("{}+to", syntax.lemma(verb)));
        // "sent troops to help" helps, "will send troops to help" does not yet.
        if to == Some(Reading::Fact) {
            return self.around(syntax, verb, verb).unwrap_or(Reading::Fact);
        }
        self.of(syntax, verb).or(to).or(object).unwrap_or(Reading::Planned)
    }

    /// What auxiliaries, adverbs and modifiers of one word say; a trigger among them, as "must", says nothing of itself.
    fn around(&self, syntax: &Syntax, token: TokenId, trigger: TokenId) -> Option<Reading> {
        // "no minister has resigned"
        let nobody = |s: TokenId| syntax.with_rel(s, &["det"]).any(|d| self.of(syntax, d) == Some(Reading::Negated));
        if self.negated(syntax, token) || syntax.with_rel(token, &["nsubj"]).any(nobody) {
            return Some(Reading::Negated);
        }
        let word = syntax.doc.token(token);
        let now = |t: TokenId| matches!(syntax.doc.token(t).xpos, "VBZ" | "VBP");
        let above = word.head.map(|h| syntax.doc.token(h).xpos);
        let reported = syntax.rel(token) == "ccomp" && matches!(above, Some("VBD" | "VBN"));
        let turned = syntax.rel(token) == "advcl";
        let been = |t: TokenId| syntax.doc.token(t).xpos == "VBN";
        let mut progressive = false;
        let mut be = false;
        for &child in syntax.children(token).iter().filter(|c| **c != trigger) {
            let found = match syntax.rel(child) {
                // "Had they met, …"
                "aux" if turned && syntax.with_rel(token, &["nsubj"]).any(|s| child < s) => self.get("if"),
                // "cease-fire" is one word.
                "compound" if syntax.doc.tokens.get(child as usize + 1).is_some_and(|t| t.xpos == "HYPH") => None,
                // "failed talks" were held.
                "amod" if syntax.doc.token(child).upos == Upos::Verb => {
                    self.of(syntax, child).filter(|r| *r != Reading::Negated)
                }
                "aux" | "mark" | "amod" | "advmod" | "compound" => {
                    progressive |= syntax.lemma(child) == "be" && now(child);
                    be |= syntax.doc.token(child).rel == "aux" && syntax.lemma(child) == "be" && !been(child);
                    // "until he is ousted", not "when people are being shot"
                    let helpers = || syntax.with_rel(token, &["aux", "cop"]);
                    let lasts = || helpers().any(|a| syntax.doc.token(a).xpos == "VBG");
                    let present = now(token) || word.xpos == "VBN" && helpers().any(now) && !lasts();
                    let ahead = present.then(|| self.get(&format!("{}@present", syntax.lemma(child)))).flatten();
                    // "announced that it would withdraw": a future seen from then.
                    let told = reported.then(|| self.get(&format!("{}@reported", syntax.lemma(child)))).flatten();
                    // "would later become minister"
                    let then = |c: TokenId| self.get(&format!("{}@{}", syntax.lemma(c), syntax.lemma(child)));
                    let came = syntax.with_rel(token, &["advmod"]).find_map(then);
                    told.or(came).or_else(|| self.of(syntax, child)).or(ahead)
                }
                "case" => self.whole(syntax, child),
                // "is on a visit", "is under attack"
                "cop" => {
                    // "appears to have been an attack" is none to come.
                    be |= !been(child);
                    let within = now(child) && matches!(syntax.doc.token(token).upos, Upos::Noun | Upos::Propn);
                    (within && syntax.preposition(token).is_some()).then_some(Reading::Ongoing)
                }
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        // "is in Oslo, meeting the king"
        let stay = word.head.filter(|_| turned && word.xpos == "VBG" && syntax.preposition(token).is_none());
        let stays = |h: TokenId| syntax.preposition(h).is_some() && syntax.with_rel(h, &["cop"]).any(now);
        if stay.is_some_and(stays) {
            return Some(Reading::Ongoing);
        }
        if be && syntax.infinitive(token) {
            return self.get("be+to");
        }
        (progressive && word.xpos == "VBG").then_some(Reading::Ongoing)
    }

    /// Whether a word is negated: "did not meet", "no talks".
    pub fn negated(&self, syntax: &Syntax, token: TokenId) -> bool {
        let not = |t: TokenId| self.of(syntax, t) == Some(Reading::Negated);
        // "no longer", "no more"
        let any_more = |t: TokenId| syntax.doc.token(t).xpos == "RBR" && syntax.with_rel(t, &["advmod"]).any(not);
        // "Neither Oslo nor Rome backs it", "No country backs it", "Not even Oslo backs it"
        let even = |c: TokenId| syntax.rel(c) != "advmod" || WordList::Even.has(&syntax.lemma(c + 1));
        let none = |c: TokenId| not(c) && even(c);
        let nobody = |s: TokenId| {
            s < token && (not(s) || syntax.with_rel(s, &["det", "cc", "advmod"]).any(|c| c < s && none(c)))
        };
        let verb = syntax.doc.token(token).upos == Upos::Verb;
        syntax.with_rel(token, &["advmod", "det", "cc", "case"]).any(|c| not(c) || any_more(c))
            || verb && syntax.with_rel(token, &["nsubj"]).any(nobody)
    }
}
