//! Claims from an analysed article: one engine interprets the rules of the language pack.
//!
//! Input: an article and its `Document`. Output: a `Report` with claims, the entities that they use, and where those are named.
//! Invariant: every claim has an evidence in the text and fillers that its rule's needs ask for; nothing here fails on any text.
//! To add a kind of fact: a rule sheet in the language pack (see `rule`).

mod assign;
mod clause;
mod draft;
mod fill;
mod frame;
mod merge;
mod office;
mod reading;
mod report;
mod rule;
mod source;
mod subject;
mod tellings;
mod tenure;
mod titles;
mod wording;

use crate::article::Article;
use crate::claim::Report;
use crate::document::{Document, Name, NameKind, TokenId, TokenRange, Upos};
use crate::entity::EntityClass;
use crate::error::Result;
use crate::lang::WordList;
use crate::time::When;
use draft::Draft;
use fill::Fill;
use frame::{Frame, Syntax};
use office::Offices;
use reading::Signs;
pub use rule::Example;
use rule::{Given, Reading, Rule, Rules, Trigger};
use source::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use titles::Titles;

/// What a language pack tells the engine.
#[derive(Debug)]
struct Pack {
    rules: Rules,
    signs: Signs,
    titles: Titles,
    reporting: BTreeSet<String>,
    /// Pronouns by which a speaker means himself or his side.
    own_voice: BTreeSet<String>,
}

macro_rules! sheets {
    ($($name:literal),*) => { &[$(($name, include_str!(concat!("../lang/en/rules/", $name)))),*] };
}

impl Pack {
    fn english() -> Result<Pack> {
        Ok(Pack {
            rules: Rules::parse(sheets!(
                "meeting.rules",
                "visit.rules",
                "personnel.rules",
                "sanction.rules",
                "agreement.rules",
                "stance.rules",
                "stance-nouns.rules",
                "statement.rules",
                "accusation.rules",
                "attack.rules",
                "support.rules",
                "pledge.rules",
                "threat.rules",
                "coercion.rules"
            ))?,
            signs: Signs::parse("readings.tsv", include_str!("../lang/en/rules/readings.tsv"))?,
            titles: Titles::parse("titles.txt", include_str!("../lang/en/rules/titles.txt"))?,
            reporting: words(include_str!("../lang/en/rules/reporting.txt")),
            own_voice: words(include_str!("../lang/en/rules/own-voice.txt")),
        })
    }

    fn get() -> &'static Pack {
        static PACK: OnceLock<Pack> = OnceLock::new();
        PACK.get_or_init(|| Pack::english().expect("invariant: the embedded rules parse"))
    }
}

fn words(list: &str) -> BTreeSet<String> {
    list.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).map(str::to_owned).collect()
}

/// The examples and counterexamples of all rules, for the test that holds them.
pub fn examples() -> Vec<Example> {
    let pack = Pack::get();
    pack.rules.examples().into_iter().chain(pack.titles.examples.iter().cloned()).collect()
}

/// The state that an entity is or belongs to, or else the body that it is.
fn side(doc: &Document, entity: u32) -> Option<&str> {
    let entity = &doc.entities[entity as usize];
    let state = if entity.class == EntityClass::Country { entity.code.as_deref() } else { None };
    let body = || Some(&*entity.name).filter(|_| entity.class == EntityClass::Organization);
    state.or(entity.country.as_deref()).or_else(body)
}

/// Reads all claims of an article; `doc` is the analysis of `article.text()`.
pub fn extract(article: &Article, doc: &Document) -> Report {
    let published = article.meta.published.as_deref().and_then(When::parse);
    let (entities, mentions, claims) = report::parts(
        doc,
        &merge::merge(drafts(doc, published), |t| doc.sentence_of(t), |e| side(doc, e)),
        article.meta.source.as_deref(),
    );
    Report {
        id: article.id(),
        meta: article.meta.clone(),
        text_sha256: article.text_sha256(),
        run: String::new(),
        text: None,
        entities,
        mentions,
        claims,
    }
}

/// Words of so many letters have a capital in a headline.
const LONG: usize = 5;

/// A headline that the text begins with: a paragraph in capitals ("Ministers Meet in Oslo") without a full stop. Like a title it yields no claim.
fn headline(doc: &Document) -> TokenRange {
    let first = doc.sentences.first().cloned().unwrap_or_default();
    let alone = doc.paragraphs.get(1).is_some_and(|next| *next != doc.paragraphs[0]);
    let words: Vec<&str> = first.clone().map(|t| doc.form(t)).filter(|w| w.len() >= LONG).collect();
    let capital = |w: &&str| !w.starts_with(char::is_lowercase);
    let closed = first.clone().last().is_some_and(|t| doc.token(t).upos == Upos::Punct);
    let is = alone && !closed && words.len() > 2 && words.iter().all(capital);
    if is { first } else { 0..0 }
}

fn drafts(doc: &Document, published: Option<When>) -> Vec<Draft> {
    let pack = Pack::get();
    let syntax = Syntax::new(doc);
    let fill = Fill::new(doc);
    let engine = Engine {
        pack,
        doc,
        published,
        sources: Sources::new(&syntax, &fill, &pack.reporting, &pack.own_voice),
        syntax: &syntax,
        fill: &fill,
    };
    let mut drafts = Offices::new(&syntax, &fill, &pack.titles).drafts();
    drafts.extend((0..doc.tokens.len() as TokenId).flat_map(|t| engine.at(t)));
    engine.aim(&mut drafts);
    let body = headline(doc).end;
    drafts.retain(|d| d.trigger >= body);
    drafts.sort_by_key(|d| d.trigger);
    for (at, sheet) in pack.rules.sheets.iter().enumerate() {
        if sheet.open {
            engine.call_off(&mut drafts, at);
        }
        if let Some(role) = &sheet.sole {
            engine.sole(&mut drafts, &sheet.kind, role);
        }
        let known = |e: u32| doc.entities[e as usize].class == EntityClass::Country || doc.is_named(e);
        merge::inherit(&mut drafts, &sheet.kind, &sheet.inherit, known, |e| side(doc, e));
        if sheet.resumed {
            engine.resume(&mut drafts, &sheet.kind);
        }
        if let Some(role) = &sheet.titled {
            tenure::lend(&mut drafts, &sheet.kind, role, doc, &pack.titles);
            tenure::describe(&mut drafts, &sheet.kind, role, doc, &pack.titles);
        }
    }
    tenure::vacate(&mut drafts);
    engine.deny(&mut drafts);
    engine.acquit(&mut drafts);
    let enough = |d: &Draft, (role, count): &(String, usize)| {
        d.entities.get(role).is_some_and(|f| f.len() >= *count) || *count == 1 && d.texts.contains_key(role)
    };
    drafts.retain(|d| !d.entities.is_empty() && d.least.iter().all(|l| enough(d, l)));
    drafts
}

/// The interpreter of the rules over one document.
struct Engine<'a, 'd> {
    pack: &'static Pack,
    doc: &'d Document,
    published: Option<When>,
    syntax: &'a Syntax<'d>,
    fill: &'a Fill<'d>,
    sources: Sources<'a, 'd>,
}

impl Engine<'_, '_> {
    /// What one token expresses: at most one draft a kind, the first rule of the kind that fits.
    fn at(&self, token: TokenId) -> Vec<Draft> {
        let mut found: BTreeMap<usize, Vec<Draft>> = BTreeMap::new();
        let Some(triggers) = self.pack.rules.triggers.get(&self.syntax.lemma(token)) else { return vec![] };
        // "told Meet the Press", "the Islamic Resistance Movement": no verb of a name tells anything, nor does a body what it is called.
        let verb = self.doc.token(token).upos == Upos::Verb;
        let body = |n: &Name| n.kind == NameKind::Organization && n.tokens.len() > 1;
        if self.doc.name_over(token).is_some_and(|n| verb || body(n)) {
            return vec![];
        }
        let mut frame = None;
        for (trigger, index) in triggers {
            let rule = &self.pack.rules.rules[*index];
            if found.contains_key(&rule.sheet) || !trigger.pos.contains(&self.doc.token(token).upos) {
                continue;
            }
            let frame = frame.get_or_insert_with(|| self.syntax.frame(token));
            if self.fits(trigger, token, frame) {
                let drafts: Vec<Draft> =
                    self.mutual(frame).into_iter().filter_map(|sides| self.read(rule, token, frame, sides)).collect();
                if !drafts.is_empty() {
                    found.insert(rule.sheet, drafts);
                }
            }
        }
        let kinds: BTreeSet<String> = found.values().flatten().map(|d| d.kind.clone()).collect();
        let yields = |sheet: &usize| self.pack.rules.sheets[*sheet].yields.iter().any(|k| kinds.contains(k));
        found.into_iter().filter(|(sheet, _)| !yields(sheet)).flat_map(|(_, drafts)| drafts).collect()
    }

    /// For whom subject and object stand, in each telling: "the two accused each other" tells two things, any other clause one.
    fn mutual(&self, frame: &Frame) -> Vec<Vec<(TokenId, u32)>> {
        let pair = |t: TokenId| WordList::Pair.has(&self.syntax.lemma(t));
        let plain = vec![vec![]];
        let (Some(subject), Some(object)) = (frame.get("subj").next(), frame.get("obj").next()) else { return plain };
        let word = |t: TokenId| WordList::Reciprocal.has(&self.syntax.lemma(t));
        let one = |t: TokenId| word(t) || self.syntax.children(t).iter().any(|c| word(*c));
        let near = |o: TokenId| pair(o) || one(o);
        let beside =
            |o: TokenId| pair(o) || o > 0 && near(o - 1) || self.syntax.children(subject).iter().any(|c| pair(*c));
        let other = one(object) && beside(object);
        match self.fill.entities(subject)[..] {
            [a, b] if other => vec![vec![(subject, a), (object, b)], vec![(subject, b), (object, a)]],
            _ => plain,
        }
    }

    fn fits(&self, trigger: &Trigger, token: TokenId, frame: &Frame) -> bool {
        let next = |w: &str| (token as usize + 1) < self.doc.tokens.len() && self.doc.form(token + 1) == w;
        // "fired the minister on Friday" fires on nobody.
        let phrase = |w: &str| frame.get(w).any(|h| !self.fill.is_time(h));
        // "under attack"
        let noun = matches!(self.doc.token(token).upos, Upos::Noun | Upos::Propn);
        let led = |w: &str| noun && self.syntax.preposition(token).as_deref() == Some(w);
        let with = |w: &str| self.syntax.particle(token).as_deref() == Some(w) || phrase(w) || next(w) || led(w);
        // Of an auxiliary the verb is meant, of a preposition its noun: "will>provide", "behind>attack".
        let function = matches!(self.doc.token(token).upos, Upos::Aux | Upos::Adp);
        let verb = self.doc.token(token).head.filter(|_| function);
        trigger.with.as_deref().is_none_or(with)
            && trigger.objects(|words| {
                let filled = frame.slots.iter().filter(|(slot, _)| slot != "subj").map(|(_, object)| *object);
                // "threatened to strike unless they rescind it": what is done in a case of something else is none of it.
                let clause =
                    |o: TokenId| self.syntax.rel(o) == "advcl" && self.syntax.with_rel(o, &["nsubj"]).next().is_some();
                let filled = filled.filter(|o| verb.is_none() && !clause(*o));
                verb.into_iter().chain(filled).any(|o| words.contains(&self.syntax.lemma(o)))
            })
    }

    fn read(&self, rule: &Rule, token: TokenId, frame: &Frame, stands: Vec<(TokenId, u32)>) -> Option<Draft> {
        let sheet = &self.pack.rules.sheets[rule.sheet];
        let mut slots = frame.clone();
        let carried = |v: &TokenId| {
            let lemma = self.syntax.lemma(*v);
            let full = self.syntax.particle(*v).map(|p| format!("{lemma}+{p}"));
            full.and_then(|f| rule.light.get(&f)).or_else(|| rule.light.get(&lemma)).map(|given| (*v, given))
        };
        let mut carriers: Vec<(TokenId, &Given)> = frame.carriers.iter().filter_map(carried).collect();
        // "vowed to restore the sanctions waived by Iran": what is done now goes before what was done.
        let inner = |c: TokenId| self.doc.token(c).head == Some(token);
        let mut told = vec![];
        if carriers.iter().any(|(c, _)| !inner(*c)) {
            told = carriers.iter().map(|(c, _)| *c).filter(|c| inner(*c)).collect();
            carriers.retain(|(c, _)| !inner(*c));
        }
        let carrier = carriers.first().map(|(v, _)| *v);
        // "supports an end of the embargo" ends none: only a verb does.
        let done = |(c, g): &&(TokenId, &Given)| g.done.is_some() && self.doc.token(*c).upos == Upos::Verb;
        let giver = carriers.iter().find(done);
        let given = giver.map(|(_, g)| (*g).clone()).unwrap_or_default();
        for (carrier, _) in &carriers {
            // What the carrier does to another: "hit Iran with sanctions".
            let verb = self.doc.token(*carrier).upos == Upos::Verb;
            let other = |(slot, head): &(String, TokenId)| match slot.as_str() {
                "clause" => false,
                // "who cancelled the visit" hangs on its doer.
                "subj" if verb => *head != token,
                _ => !self.doc.is_within(token, *head),
            };
            slots.slots.extend(self.syntax.carrier_slots(*carrier).into_iter().filter(other));
        }
        // "The sanctions, imposed by Peru, hit the bank": who did it first stays its doer where nobody does it now.
        for side in ["subj", "obj"] {
            let filled = |(slot, head): &(String, TokenId)| slot == side && *head != token;
            if !slots.slots.iter().any(filled) {
                slots.slots.extend(told.iter().flat_map(|c| self.syntax.carrier_slots(*c)).filter(filled));
            }
        }
        if let Some(noun) = self.syntax.attribute_of(token).filter(|_| rule.predicate) {
            let said = rule.judging && self.syntax.is_said(noun);
            return if said { self.read(rule, noun, &self.syntax.frame(noun), stands) } else { None };
        }
        if rule.said && carrier.is_none() && !self.syntax.says_of(token) {
            // "called it an act of cruelty"
            let through = self.syntax.act_of(token).filter(|act| self.syntax.says_of(*act));
            return through.and_then(|act| self.read(rule, act, &self.syntax.frame(act), stands));
        }
        let led = self.syntax.preposition(token).is_some_and(|p| rule.led.contains(&p));
        if !rule.led.is_empty() && !led {
            return None;
        }
        let unsure = sheet.state || rule.real;
        // "could veto the plan": what somebody may or can do he need not want.
        let hedged = |a: TokenId| WordList::Hedging.has(&self.syntax.lemma(a));
        // "a member of the opposition Labour Party": what a body is called is nobody's position.
        let next = |n: &Name| n.kind == NameKind::Organization && n.tokens.start == token + 1;
        let noun = matches!(self.doc.token(token).upos, Upos::Noun | Upos::Propn);
        if sheet.state && noun && self.doc.name_over(token + 1).is_some_and(next) {
            return None;
        }
        // "has 15 days to veto it", "is likely to veto it"
        let list = match self.syntax.rel(token) {
            "acl" => WordList::Latitude,
            _ => WordList::Foreseen,
        };
        let above = self.doc.token(token).head.filter(|_| self.syntax.infinitive(token));
        let may = above.is_some_and(|h| list.has(&self.syntax.lemma(h)));
        if sheet.state
            && (may || self.syntax.with_rel(token, &["aux"]).any(hedged))
            && !self.pack.signs.negated(self.syntax, token)
        {
            return None;
        }
        let open = self.pack.signs.asked(self.syntax, token)
            || self.pack.signs.forbidden(self.syntax, token)
            || unsure && self.pack.signs.supposed(self.syntax, token);
        if open || rule.stated && !self.syntax.stated(token) {
            return None;
        }
        let barred = |slot: &String| frame.get(slot).any(|h| !self.fill.is_time(h));
        if rule.carried && carrier.is_none() || rule.without.iter().any(barred) {
            return None;
        }
        let person = |h: TokenId| {
            let classes = self.fill.entities(h).into_iter().map(|e| self.doc.entities[e as usize].class);
            classes.into_iter().any(|c| matches!(c, EntityClass::Person | EntityClass::Group))
        };
        if rule.people.iter().any(|slot| frame.get(slot).any(|h| !self.fill.is_time(h) && !person(h))) {
            return None;
        }
        let agent = |h: TokenId| {
            let classes = self.fill.at(h).into_iter().map(|e| self.doc.entities[e as usize].class);
            classes.into_iter().any(|c| !matches!(c, EntityClass::Place | EntityClass::Document))
        };
        if carrier.is_none()
            && rule.things.iter().any(|slot| frame.get(slot).any(|h| !self.fill.is_thing(h) && agent(h)))
        {
            return None;
        }
        // "raised doubts about Oslo's commitment": what is in doubt nobody holds for certain.
        let doubted = sheet.state && carrier.is_none() && self.syntax.doubted(token);
        if doubted {
            return None;
        }
        let holds =
            |(slot, words): &(String, Vec<String>)| slots.get(slot).any(|h| words.contains(&self.syntax.lemma(h)));
        if rule.unless.iter().any(holds) {
            return None;
        }
        let left = carrier.is_none() && self.left(rule, token);
        let mut reading = if left { Reading::Fact } else { self.pack.signs.reading(self.syntax, token, carrier) };
        if let Some(made) = rule.reads {
            reading = Some(made).filter(|_| matches!(reading, Reading::Fact | Reading::Ongoing))?;
        }
        // "agreed to a ceasefire": what a verb brings about is there once that is done.
        let signs = &self.pack.signs;
        let brings = |c: TokenId| signs.reading(self.syntax, c, None) == Reading::Fact || signs.decided(self.syntax, c);
        let brought = reading == Reading::Planned && giver.is_some_and(|(c, _)| brings(*c));
        let noun = matches!(self.doc.token(token).upos, Upos::Noun | Upos::Propn);
        let settled = rule.settled && reading == Reading::Planned && self.pack.signs.settled(self.syntax, token);
        let at_it = || reading == Reading::Proposed && self.pack.signs.tries(self.syntax, token);
        if rule.real && !settled && !matches!(reading, Reading::Fact | Reading::Ongoing | Reading::Ended) && !at_it() {
            return None;
        }
        // "rejected Oslo's call": what others do to a noun is no word of its holder.
        let others = sheet.state && noun && carrier.is_none() && matches!(reading, Reading::Refused | Reading::Denied);
        let denied = matches!(reading, Reading::Negated | Reading::Refused | Reading::Denied) && !others;
        let turns = sheet.state && signs.turns(self.syntax, token);
        // "wants the court to reject the claim": nor does it say that the court does.
        let wanted = matches!(reading, Reading::Proposed | Reading::Demanded) && self.syntax.wanted(token);
        if sheet.state && (denied && !turns || wanted) {
            return None;
        }
        let denied = denied || turns && reading == Reading::Fact && self.syntax.thought(token);
        if rule.negated && !denied {
            return None;
        }
        // "has not claimed responsibility for the attack" denies none.
        let credit = self.doc.token(token).head.filter(|_| noun && self.syntax.rel(token) == "nmod");
        if denied && credit.is_some_and(|c| WordList::Crediting.has(&self.syntax.lemma(c))) {
            return None;
        }
        // Who "did not condemn" a thing or "stopped opposing" it need not be for it: only what has a contrary turns round.
        let turned = denied || sheet.state && reading == Reading::Ended;
        if sheet.state && turned && rule.set.iter().any(|(_, _, contrary)| contrary.is_none()) {
            return None;
        }
        let sources = self.sources.of(token);
        let mut draft = Draft {
            kind: sheet.kind.clone(),
            entities: BTreeMap::new(),
            texts: BTreeMap::new(),
            codes: BTreeMap::new(),
            status: String::new(),
            reading,
            bare: sheet.open && noun && carriers.is_empty() && reading == Reading::Fact,
            when: None,
            sources,
            trigger: token,
            stands,
            before: vec![],
            sure: rule.sure,
            least: rule.least.clone(),
            rule: self.pack.rules.extractor(rule),
        };
        for role in &rule.roles {
            self.assign(rule, role, &slots, &mut draft);
        }
        draft.before = rule.people.iter().flat_map(|s| slots.get(s)).flat_map(|h| self.fill.entities(h)).collect();
        for role in &rule.named {
            let named = |e: &u32| self.doc.entities[*e as usize].class != EntityClass::Person || self.doc.is_named(*e);
            draft.entities.entry(role.clone()).or_default().retain(named);
        }
        if rule.titled && !draft.texts.get(office::TITLE).is_some_and(|t| self.pack.titles.entitles(t)) {
            return None;
        }
        for (role, count) in &rule.needs {
            let have = draft.entities.get(role).map_or(0, Vec::len).max(usize::from(draft.texts.contains_key(role)));
            if have < *count {
                return None;
            }
        }
        for (role, code, negated) in &rule.set {
            let flipped = negated.as_ref().filter(|_| turned);
            if flipped.is_some() {
                draft.reading = Reading::Fact;
            }
            draft.codes.insert(role.clone(), flipped.unwrap_or(code).clone());
        }
        // "the invasion gave them cover during the vote of 2004": what an event does to others is of another time.
        let other = |v: &TokenId| {
            self.syntax.rel(token) == "nsubj"
                && Some(*v) != carrier
                && self.syntax.with_rel(*v, &["obj"]).next().is_some()
        };
        let around = self.syntax.governor(token).filter(|v| !self.syntax.apart(token) && !other(v) && !left);
        // Of an auxiliary, what is said with it: "was in Oslo on Monday".
        let said = self.doc.token(token).head.filter(|_| self.doc.token(token).upos == Upos::Aux);
        // "are due to resume on Monday", "are set for Monday"
        let head = self.doc.token(token).head.filter(|h| self.doc.token(*h).upos == Upos::Adj);
        let due = head.filter(|_| self.syntax.rel(token) == "nsubj");
        let due = due.map(|h| self.syntax.with_rel(h, &["xcomp"]).next().unwrap_or(h));
        let mut anchors: Vec<TokenId> = [Some(token), carrier, around, said, due].into_iter().flatten().collect();
        // "the talks, set for Friday, were cancelled on Monday": on Friday nobody met.
        if noun && reading == Reading::Cancelled {
            anchors.truncate(1);
        }
        // "praised the visit on Monday" dates the praise, "would welcome a visit in June" the visit.
        let acted = around.filter(|a| Some(*a) != carrier && self.doc.token(*a).xpos == "VBD");
        let apart = acted.is_some() && self.syntax.rel(token) == "obj";
        if !sheet.state {
            let reports = |t| self.sources.reports(t);
            // "quit the 2015 deal in May": what stands behind dates the end.
            let time = self.fill.time(self.syntax, &anchors, &reports).filter(|t| !left || t.tokens.start < token);
            draft.when = time.and_then(|t| Some((t.value?, self.doc.line(&t.tokens))));
            if apart && draft.when.as_ref().is_some_and(|(when, _)| !self.is_future(*when)) {
                let time = self.fill.time(self.syntax, &[token], &reports);
                draft.when = time.and_then(|t| Some((t.value?, self.doc.line(&t.tokens))));
            }
            // "is visiting Oslo": on the day of the report.
            if sheet.today && time.is_none() && !noun && reading == Reading::Ongoing {
                draft.when = self.published.map(|day| (day, self.doc.form(token).to_owned()));
            }
        }
        // "the truce, which takes effect on Friday, was signed by": what is done is not done in the future.
        let past = giver.is_some_and(|(c, _)| self.done(*c)) || !noun && self.done(token);
        if past && reading == Reading::Fact {
            draft.when = draft.when.filter(|(when, _)| !self.is_future(*when));
        }
        if let (Reading::Fact | Reading::Ongoing, Some((when, words))) = (draft.reading, &draft.when) {
            let ahead = self.is_future(*when).then_some(Reading::Planned);
            draft.reading = ahead.or_else(|| self.pack.signs.dated(words)).unwrap_or(draft.reading);
        }
        if rule.dated && draft.when.is_none() {
            return None;
        }
        // "decided to blacklist the bank": what is decided so is done.
        let resolved = reading == Reading::Planned && rule.status.is_some() && signs.decided(self.syntax, token);
        let real = brought || settled || resolved || matches!(draft.reading, Reading::Fact | Reading::Ongoing);
        let status = if real { given.done.or_else(|| rule.status.clone()) } else { given.not };
        draft.status = status.or_else(|| sheet.status.get(&draft.reading).cloned())?;
        Some(draft)
    }

    /// Whether a verb of the same kind tells that what a noun names ends for somebody: "Oslo quit the deal with Lima", which was made before.
    fn left(&self, rule: &Rule, noun: TokenId) -> bool {
        let Some(verb) = self.syntax.governor(noun) else { return false };
        let ended = self.pack.rules.sheets[rule.sheet].status.get(&Reading::Ended);
        let triggers = self.pack.rules.triggers.get(&self.syntax.lemma(verb)).into_iter().flatten();
        triggers.filter(|(trigger, _)| trigger.pos.contains(&self.doc.token(verb).upos)).any(|(trigger, index)| {
            let other = &self.pack.rules.rules[*index];
            let ends = other.sheet == rule.sheet && other.status.is_some() && other.status.as_ref() == ended;
            ends && self.fits(trigger, verb, &self.syntax.frame(verb))
        })
    }

    /// Drops what only tells to what end another of its kind was: "met to discuss the war" is one meeting.
    fn aim(&self, drafts: &mut Vec<Draft>) {
        let told: Vec<(String, TokenId)> = drafts.iter().map(|d| (d.kind.clone(), d.trigger)).collect();
        drafts.retain(|d| {
            let clause = self.syntax.rel(d.trigger) == "advcl" && self.syntax.infinitive(d.trigger);
            let verb = self.doc.token(d.trigger).head.filter(|_| clause && !d.bare);
            !verb.is_some_and(|verb| told.contains(&(d.kind.clone(), verb)))
        });
    }

    fn is_future(&self, when: When) -> bool {
        self.published.is_some_and(|p| when.bounds().0 > p.bounds().1)
    }

    /// Whether a verb tells of the past: "signed", "was signed".
    fn done(&self, verb: TokenId) -> bool {
        let past = |t: TokenId| self.doc.token(t).xpos == "VBD";
        past(verb) || self.syntax.with_rel(verb, &["aux"]).any(past)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_pack_is_read_and_every_rule_is_reached() {
        let pack = Pack::english().unwrap();
        let reached: BTreeSet<usize> = pack.rules.triggers.values().flatten().map(|(_, rule)| *rule).collect();
        assert_eq!(reached.len(), pack.rules.rules.len());
        for rule in &pack.rules.rules {
            assert!(!rule.yes.is_empty(), "{}: has no example", rule.name);
            for (role, _) in &rule.needs {
                assert!(rule.roles.iter().any(|r| r.name == *role), "{}: needs the unknown role {role}", rule.name);
            }
        }
    }

    #[test]
    fn malformed_rows_name_their_line() {
        for (row, what) in [
            ("need x", "before any rule"),
            ("reading fact", "READING STATUS"),
            ("rul x", "before any rule"),
            ("list x", "list NAME LEMMA…"),
            ("rule r\non verb fire>@x", "no list 'x'"),
        ] {
            let error = Rules::parse(&[("a.rules", &format!("kind K\n{row}\n"))]).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("a.rules:{}:1:", 1 + row.lines().count())) && error.contains(what),
                "{error}"
            );
        }
    }
}
