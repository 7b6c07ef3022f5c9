//! Offices: titles before names, in apposition, and as predicates.
//!
//! Input: an analysed document and the title lexicon. Output: one draft for each title said of a person.
//! Invariant: every title holds a head word of the lexicon; the words of a title never include the country or the body that it belongs to by a name before it.
//! To add a title: its head word in the language pack's `titles.txt`.

use super::draft::Draft;
use super::fill::Fill;
use super::frame::Syntax;
use super::titles::Titles;
use crate::document::{Document, MentionKind, Name, NameKind, TokenId, TokenRange, Upos};
use crate::entity::EntityClass;
use crate::lang::{self, WordList};
use std::collections::BTreeSet;

/// How far a phrase goes on after its title, in tokens.
const LONGEST: u32 = 14;
/// The class of an office, and its roles.
pub(super) const OFFICE: &str = "OfficeHolding";
pub(super) const HOLDER: &str = "holder";
pub const TITLE: &str = "title";
pub(super) const BODY: &str = "organization";
/// The rule that reads "served as minister".
pub(super) const ROLE: &str = "role";
/// The usual status, that of what is to come, and that of what is over.
pub(super) const CURRENT: &str = "current";
pub(super) const ELECT: &str = "elect";
pub(super) const FORMER: &str = "former";
/// The status of who wants to enter.
pub(super) const CANDIDATE: &str = "candidate";

/// How a claim names the way in which an office is said.
pub(super) fn extractor(rule: &str) -> String {
    format!("en/office/{rule}")
}

/// Reads the offices of one document.
pub struct Offices<'a, 'd> {
    /// The document.
    pub(super) doc: &'d Document,
    /// Its syntax.
    pub(super) syntax: &'a Syntax<'d>,
    /// Its fillers.
    pub(super) fill: &'a Fill<'d>,
    /// The lexicon.
    pub(super) titles: &'a Titles,
    /// Entities with a name: nobody else holds an office.
    pub(super) named: BTreeSet<u32>,
}

impl<'a, 'd> Offices<'a, 'd> {
    /// Prepares a document.
    pub fn new(syntax: &'a Syntax<'d>, fill: &'a Fill<'d>, titles: &'a Titles) -> Self {
        let doc = syntax.doc;
        let names = doc.mentions.iter().filter(|m| m.kind == MentionKind::Name);
        Offices { doc, syntax, fill, titles, named: names.flat_map(|m| &m.entities).copied().collect() }
    }

    /// All offices, in text order.
    pub fn drafts(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut used: BTreeSet<TokenId> = BTreeSet::new();
        for name in self.doc.names.iter().filter(|n| !self.portfolio(n)) {
            let holders = name
                .tokens
                .clone()
                .map(|t| self.persons(t, Some(name.kind)))
                .find(|h| !h.is_empty())
                .unwrap_or_default();
            if let (Some(holder), Some(run)) = (holders.first(), self.before(name.tokens.start)) {
                used.extend(run.clone());
                for holder in [*holder].into_iter().chain(self.listed(&run, name)) {
                    drafts.extend(self.joint(holder, run.clone()));
                }
            }
        }
        for token in 0..self.doc.tokens.len() as TokenId {
            let upos = self.doc.token(token).upos;
            let title = self.titles.is_head(&self.form(token)) || self.ranks(token) || self.ranking(token);
            if used.contains(&token) || !matches!(upos, Upos::Noun | Upos::Propn) || !title || self.hyphened(token) {
                continue;
            }
            if let Some((holders, verb, rule)) = self.holders(token) {
                let each = self.respective(token, holders.len());
                for (i, holder) in holders.into_iter().enumerate() {
                    let run = each.as_ref().map_or_else(|| self.around(token), |(run, _)| run.clone());
                    // "named Ana Moreno finance minister", read as one phrase
                    let own =
                        |n: &&Name| run.contains(&n.tokens.start) && self.persons(n.tokens.start, None) == [holder];
                    let name = self.doc.names.iter().rfind(own).map(|n| n.tokens.end).filter(|end| *end <= token);
                    let run = name.unwrap_or(run.start)..run.end;
                    let mut draft = self.draft(holder, run, verb, rule);
                    if let (Some(draft), Some((_, bodies))) = (&mut draft, &each) {
                        draft.entities.insert(BODY.to_owned(), vec![bodies[i]]);
                    }
                    drafts.extend(draft);
                }
            }
        }
        for token in 0..self.doc.tokens.len() as TokenId {
            drafts.extend(self.led(token));
        }
        drafts.extend(self.described(&drafts));
        drafts.extend(self.preceding(&drafts));
        drafts.sort_by_key(|d| d.trigger);
        drafts
    }

    /// "the foreign ministers of France and Italy, A and B": the title alone, and the body of each holder.
    fn respective(&self, head: TokenId, holders: usize) -> Option<(TokenRange, Vec<u32>)> {
        let sentence = &self.doc.sentences[self.doc.sentence_of(head)];
        let after = self.doc.names.iter().filter(|n| n.tokens.start > head && n.tokens.end <= sentence.end);
        let listed: Vec<&Name> = after.take_while(|n| n.kind != NameKind::Person).collect();
        let bodies: Vec<u32> = listed.iter().filter_map(|n| self.body(n.tokens.start)).collect();
        let of = (head + 1..listed.first()?.tokens.start).rev().find(|t| self.doc.token(*t).upos == Upos::Adp)?;
        (holders > 1 && bodies.len() == holders && listed.len() == holders)
            .then(|| (self.around(head).start..of, bodies))
    }

    /// Those whom a title in the plural names after the first: "Senators Ana Moreno of Ohio, Olaf Braun and Karin Vogt".
    fn listed(&self, title: &TokenRange, first: &Name) -> Vec<u32> {
        let mut people = Vec::new();
        let head = title.end - 1;
        if !self.doc.token(head).xpos.ends_with('S') && !self.form(head).ends_with("s.") {
            return people;
        }
        let mut after = first.tokens.end;
        let end = self.doc.sentences[self.doc.sentence_of(head)].end;
        while let Some(name) = self.doc.names.iter().find(|n| n.tokens.start >= after) {
            let between = after..name.tokens.start;
            let joins = |t: TokenId| self.doc.form(t) == "," || self.doc.token(t).upos == Upos::Cconj;
            let own = |t: TokenId| self.titles.joins.contains(&self.form(t));
            let person = self.persons(name.tokens.start, Some(name.kind));
            let home = between.len() == 1 && between.clone().all(own) && name.kind != NameKind::Person;
            let person = person.first().filter(|_| name.kind == NameKind::Person);
            let next = !between.is_empty() && between.len() <= 2 && between.clone().all(joins) && person.is_some();
            if name.tokens.end > end || !(home || next) {
                break;
            }
            people.extend(person.filter(|_| next));
            after = name.tokens.end;
        }
        people
    }

    /// The offices of one run before a name: "former senator and ambassador". What the first says of body and status holds for a bare second.
    fn joint(&self, holder: u32, run: TokenRange) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        for title in self.titles_in(run) {
            let bare = title.len() == 1 && self.doc.token(title.start.saturating_sub(1)).upos == Upos::Cconj;
            let Some(mut draft) = self.draft(holder, title, None, "title-before-name") else { continue };
            if let Some(first) = drafts.first() {
                if let Some(body) = first.entities.get(BODY) {
                    draft.entities.entry(BODY.to_owned()).or_insert_with(|| body.clone());
                }
                if bare && first.status == FORMER {
                    draft.status.clone_from(&first.status);
                }
            }
            drafts.push(draft);
        }
        drafts
    }

    /// "who heads the committee": a verb that names the office of its subject.
    fn led(&self, verb: TokenId) -> Option<Draft> {
        let title =
            self.titles.leading.get(&self.syntax.lemma(verb)).filter(|_| self.doc.token(verb).upos == Upos::Verb)?;
        // "the committee, headed by Ana Moreno"
        if self.syntax.passive(verb) {
            let frame = self.syntax.frame(verb);
            let (holder, body) = (frame.get("subj").next()?, frame.get("obj").next()?);
            let body = self.body(body).filter(|b| self.named.contains(b) && self.is_body(*b))?;
            let holder = *self.persons(holder, None).first()?;
            return Some(self.office(holder, Some(body), title.clone(), CURRENT.to_owned(), verb, "led"));
        }
        let body = self.syntax.with_rel(verb, &["obj"]).next().filter(|o| self.doc.token(*o).upos == Upos::Propn)?;
        let body = self.fill.at(body).into_iter().find(|e| self.is_body(*e) && self.named.contains(e))?;
        let holder = *self.persons(self.syntax.surface_subject(verb)?, None).first()?;
        let status = if self.doc.token(verb).xpos == "VBD" { FORMER } else { CURRENT };
        Some(self.office(holder, Some(body), title.clone(), status.to_owned(), verb, "led"))
    }

    pub(super) fn is_body(&self, entity: u32) -> bool {
        self.doc.entities[entity as usize].class == EntityClass::Organization
    }

    /// Who "the North Korean leader" is, of whom the article tells no office in other words.
    fn described(&self, told: &[Draft]) -> Vec<Draft> {
        let mut told: BTreeSet<u32> = told.iter().flat_map(|d| &d.entities[HOLDER]).copied().collect();
        let mut drafts = Vec::new();
        for mention in self.doc.mentions.iter().filter(|m| m.kind == MentionKind::Nominal) {
            let ([holder], head) = (&mention.entities[..], mention.head) else { continue };
            let one = !self.doc.token(head).xpos.ends_with('S') && self.titles.is_head(&self.form(head));
            // "a judge named Ana Moreno" is she.
            if one && !told.contains(holder) && self.persons(head, None).contains(holder) {
                let draft = self.draft(*holder, self.around(head), None, "description");
                drafts.extend(draft.filter(|d| d.status == CURRENT && told.insert(*holder)));
            }
        }
        drafts
    }

    /// Who "his predecessor, Ana Moreno," is: she had the office that the article tells of him.
    fn preceding(&self, told: &[Draft]) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for word in (0..self.doc.tokens.len() as TokenId).filter(|t| self.titles.preceding.contains(&self.form(*t))) {
            let name =
                [word + 1, word + 2].into_iter().filter_map(|t| self.doc.names.iter().find(|n| n.tokens.start == t));
            let comma = |n: &&Name| (word + 1..n.tokens.start).all(|t| self.doc.form(t) == ",");
            let name = name.into_iter().find(comma).filter(|n| n.kind == NameKind::Person);
            let before = name.and_then(|n| self.persons(n.tokens.start, Some(n.kind)).first().copied());
            let whose = self.syntax.with_rel(word, &["nmod"]).flat_map(|c| self.fill.at(c)).next();
            let (Some(before), Some(whose)) = (before, whose.filter(|w| Some(*w) != before)) else { continue };
            let office = told.iter().find(|d| d.entities[HOLDER] == [whose] && d.status == CURRENT);
            drafts.extend(office.map(|office| {
                let body = office.entities.get(BODY).and_then(|b| b.first()).copied();
                self.office(before, body, office.texts[TITLE].clone(), FORMER.to_owned(), word, "predecessor")
            }));
        }
        drafts
    }

    /// Whether a word names an office only as the first of many: "the top Republican on the committee".
    pub(super) fn ranks(&self, token: TokenId) -> bool {
        let ranked = self.titles.ranked.contains(&self.form(token));
        ranked && token > 0 && self.titles.ranking.contains(&self.form(token - 1)) && !self.ranking(token - 1)
    }

    /// Whether the tree takes the word that ranks for the noun: "the panel's ranking Democrat".
    pub(super) fn ranking(&self, token: TokenId) -> bool {
        let next = (token as usize + 1 < self.doc.tokens.len()).then_some(token + 1);
        self.doc.token(token).upos == Upos::Noun
            && self.titles.ranking.contains(&self.form(token))
            && next.is_some_and(|t| self.titles.ranked.contains(&self.form(t)))
    }

    /// Whether a title goes on after a hyphen: "director-general", "commander-in-chief".
    fn hyphened(&self, token: TokenId) -> bool {
        let joins = |t: TokenId| (t as usize + 1) < self.doc.tokens.len() && self.doc.form(t) == "-";
        let next = |t: TokenId| joins(t + 1).then_some(t + 2);
        let parts = [next(token), next(token).and_then(next)];
        parts.into_iter().flatten().any(|t| self.titles.is_head(&self.form(t)))
    }

    pub(super) fn form(&self, token: TokenId) -> String {
        self.doc.form(token).to_lowercase()
    }

    fn persons(&self, token: TokenId, kind: Option<NameKind>) -> Vec<u32> {
        let entities = self.fill.at(token);
        let person = |e: &u32| self.doc.entities[*e as usize].class == EntityClass::Person;
        if kind.is_some_and(|k| k != NameKind::Person) && !entities.iter().all(person) {
            return vec![];
        }
        let named = |e: &u32| self.named.contains(e);
        entities.into_iter().filter(person).filter(named).collect()
    }

    /// Whether a name only tells what a title is for: "the chief Brexit negotiator".
    fn portfolio(&self, name: &Name) -> bool {
        let next = name.tokens.end;
        let title = (next as usize) < self.doc.tokens.len() && self.titles.is_head(&self.form(next));
        title && name.kind != NameKind::Person
    }

    /// The run of title words that ends where a name starts.
    fn before(&self, name: TokenId) -> Option<TokenRange> {
        let floor = self.doc.sentences[self.doc.sentence_of(name)].start;
        // "spokesman Col. Steven Warren": a rank is no part of the title.
        let rank = |t: TokenId| lang::honorific(self.doc.form(t)).is_some() && !self.titles.is_head(&self.form(t));
        let name = (floor..name).rev().find(|t| !rank(*t)).map_or(floor, |t| t + 1);
        let mut start = name;
        let mut head_seen = false;
        while start > floor {
            let left = start - 1;
            let token = self.doc.token(left);
            let form = self.form(left);
            if let Some(n) = self.doc.name_over(left) {
                // "President of Ukraine", "Secretary of State": a body that is joined to a title belongs to it.
                if let Some(head) = self.joined(n, floor).filter(|_| start == name) {
                    head_seen = true;
                    start = head;
                    continue;
                }
                // "Secretary of State" read as a body's name is still a title; any other name ends the run.
                if !n.tokens.clone().any(|t| self.titles.is_head(&self.form(t))) && !self.titles.is_head(&form) {
                    break;
                }
            }
            let fits = match token.upos {
                _ if token.xpos == "ADD" => false,
                Upos::Noun | Upos::Propn => true,
                // "NATO chief": the tagger takes it for an adjective now and then.
                Upos::Adj => head_seen || self.titles.is_head(&form),
                Upos::Num => head_seen,
                // "the Moscow-backed president" is not of Moscow.
                // Nor did what "required President Moreno" to resign name her.
                Upos::Verb => {
                    let modifies = head_seen && token.xpos == "VBN" && matches!(token.rel, "amod" | "compound");
                    modifies && (left == floor || self.doc.form(left - 1) != "-")
                }
                Upos::Adp => {
                    // "an adviser to President Rouhani": the title before the word that joins is another's.
                    self.titles.joins.contains(&form)
                        && !(head_seen && self.titles.apart.contains(&form))
                        && start < name
                        && left > floor
                        && (self.titles.is_head(&self.form(left - 1))
                            || self.titles.inner.contains(&self.form(left - 1)))
                }
                Upos::Cconj => start < name && head_seen && left > floor && self.titles.is_head(&self.form(left - 1)),
                Upos::Punct => form == "-" || form == "–" || (form == "]" && start == name),
                _ => false,
            };
            if !fits || name - left > 9 {
                break;
            }
            head_seen |= self.titles.is_head(&form);
            start = left;
        }
        let run = start..name;
        (head_seen
            && (self.titles.is_head(&self.form(name - 1))
                || run.clone().any(|t| self.titles.joins.contains(&self.form(t)))))
        .then_some(run)
        .or_else(|| self.long(name, floor))
    }

    /// A title in capitals that goes on up to a name: "Under Secretary of the Treasury for Terrorism and Financial Intelligence".
    fn long(&self, name: TokenId, floor: TokenId) -> Option<TokenRange> {
        let capital = |t: TokenId| self.doc.form(t).starts_with(char::is_uppercase);
        let joins = |t: TokenId| self.titles.joins.contains(&self.form(t));
        let small = |t: TokenId| joins(t) || matches!(self.doc.token(t).upos, Upos::Det | Upos::Cconj);
        let own = |t: TokenId| (capital(t) && !self.doc.names_person(t)) || small(t);
        let from = (floor.max(name.saturating_sub(LONGEST))..name).rev().take_while(|t| own(*t)).last()?;
        let head = (from..name - 1).find(|t| self.titles.is_head(&self.form(*t)) && joins(*t + 1) && capital(*t))?;
        let start = (from..head).rev().take_while(|t| capital(*t) && self.doc.name_over(*t).is_none()).last();
        capital(name - 1).then_some(start.unwrap_or(head)..name)
    }

    /// The titles in a run: "chairman and CEO"; "presidential hopeful Sen.", where an address is a second one.
    fn titles_in(&self, run: TokenRange) -> Vec<TokenRange> {
        let (mut parts, mut start) = (Vec::new(), run.start);
        let titled = |mut part: TokenRange| part.any(|t| self.titles.is_head(&self.form(t)));
        for t in run.clone() {
            let address = t > start && t + 1 == run.end && lang::address_title(self.doc.form(t)).is_some();
            if self.doc.token(t).upos == Upos::Cconj && titled(t + 1..run.end) {
                parts.push(start..t);
                start = t + 1;
            } else if address && self.titles.is_head(&self.form(t - 1)) {
                parts.push(start..t);
                start = t;
            }
        }
        parts.push(start..run.end);
        parts.retain(|part| titled(part.clone()));
        parts
    }

    /// The title that a name of no person belongs to, by a word that joins them.
    fn joined(&self, name: &Name, floor: TokenId) -> Option<TokenId> {
        let determined = name.tokens.start > floor && self.doc.token(name.tokens.start - 1).upos == Upos::Det;
        let join = name.tokens.start.checked_sub(1 + u32::from(determined)).filter(|j| *j > floor)?;
        let titled = self.titles.joins.contains(&self.form(join)) && self.titles.is_head(&self.form(join - 1));
        (titled && name.kind != NameKind::Person).then_some(join - 1)
    }

    /// Whom a title stands beside with a comma: "the head of the security service, Valentyn Nalyvaichenko,".
    fn beside(&self, head: TokenId) -> Vec<u32> {
        let doc = self.doc;
        let sentence = &doc.sentences[doc.sentence_of(head)];
        let part = |t: &TokenId| {
            let token = doc.token(*t);
            let inside =
                matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Adp | Upos::Det | Upos::Part);
            // "a member of Netanyahu's cabinet, Naftali Bennett,"
            let owner = (*t as usize + 1) < doc.tokens.len() && doc.token(*t + 1).upos == Upos::Part;
            inside && (owner || !self.doc.names_person(*t))
        };
        let comma = (head + 1..sentence.end.min(head + LONGEST)).find(|t| !part(t)).filter(|t| doc.form(*t) == ",");
        // A title goes on with a word that joins, or ends.
        let ends = |comma: &TokenId| *comma == head + 1 || self.titles.joins.contains(&self.form(head + 1));
        let Some(comma) = comma.filter(ends) else { return vec![] };
        // "appointed Ana Moreno as minister, Olaf Braun as envoy"
        if self.syntax.casting(head) {
            return vec![];
        }
        // "X, the minister of trade, Y,": the phrase is told of the one before it.
        let left = (sentence.start..head).rev().find(|t| !part(t) && doc.token(*t).upos != Upos::Cconj);
        if left.is_some_and(|t| doc.form(t) == "," && t > 0 && !self.persons(t - 1, None).is_empty()) {
            return vec![];
        }
        let many = doc.token(head).xpos.ends_with('S');
        let mut holders = Vec::new();
        let mut next = comma + 1;
        // "the army chief, Gen. Ana Moreno,"
        let address = |t: TokenId| self.titles.is_head(&self.form(t)) || lang::honorific(doc.form(t)).is_some();
        while next < sentence.end && address(next) {
            next += 1;
        }
        while let Some(name) = self.doc.name_over(next).filter(|n| n.tokens.start == next) {
            let person = self.persons(next, Some(name.kind));
            if person.is_empty() {
                return vec![];
            }
            holders.extend(person);
            next = name.tokens.end;
            let goes_on = next < sentence.end && (doc.form(next) == "," || doc.token(next).upos == Upos::Cconj);
            if !many || !goes_on || next + 1 >= sentence.end || self.doc.name_over(next + 1).is_none() {
                break;
            }
            next += 1;
        }
        // A comma closes what one opened; at the start of a sentence the verb may follow at once.
        let closed = next >= sentence.end || doc.token(next).upos == Upos::Punct;
        let opens = (sentence.start..head).all(|t| part(&t) || doc.token(t).upos == Upos::Punct);
        let listed = next + 1 < sentence.end
            && !many
            && doc.form(next) == ","
            && (doc.token(next + 1).upos == Upos::Cconj || self.doc.name_over(next + 1).is_some());
        if (closed && !listed) || (opens && !holders.is_empty() && doc.token(next).upos == Upos::Verb) {
            holders
        } else {
            vec![]
        }
    }

    /// The noun phrase around a title word that stands apart from the name.
    fn around(&self, head: TokenId) -> TokenRange {
        let mut run = head..head + 1;
        let floor = self.doc.sentences[self.doc.sentence_of(head)].start;
        while run.start > floor {
            let left = run.start - 1;
            let fits = matches!(self.doc.token(left).upos, Upos::Noun | Upos::Propn | Upos::Adj)
                || self.ranks(left + 1)
                || (self.doc.token(left).upos == Upos::Punct && self.doc.form(left) == "-");
            let hyphen = self.doc.form(left) == "-" || self.doc.form(left + 1) == "-";
            let hyphened = hyphen && (floor.max(left.saturating_sub(3))..=left).any(|t| self.hyphened(t));
            if !hyphened && (!fits || !self.doc.is_within(left, head)) {
                break;
            }
            run.start = left;
        }
        if self.ranking(head) {
            run.end += 1;
        }
        // "Penny Marsden, Minister for Trade": the phrase may hang on the name.
        let beside = self.doc.token(head).head.filter(|_| self.doc.token(head).rel == "appos");
        let phrases = std::iter::once(head).chain(beside).flat_map(|h| self.syntax.with_rel(h, &["nmod"]));
        for child in phrases.filter(|c| *c > head && !self.fill.is_time(*c)) {
            if child == run.end + 1
                || (child > head && self.syntax.preposition(child).is_some_and(|p| self.titles.joins.contains(&p)))
            {
                let phrase = self.doc.subtree(child);
                if phrase.start == run.end {
                    let end = phrase.end.min(run.end + 8);
                    let end = self.doc.name_over(end - 1).map_or(end, |name| end.max(name.tokens.end));
                    // "the chief executive of Siemens, Joe Kaeser"
                    let mut end = (phrase.start..end).find(|t| self.doc.form(*t) == ",").unwrap_or(end);
                    // Nor does it end in words that only lead to the next.
                    while end > phrase.start && self.doc.token(end - 1).head.is_some_and(|h| h >= end && h < phrase.end)
                    {
                        end -= 1;
                    }
                    run.end = run.end.max(end);
                }
            }
        }
        run
    }

    /// Who holds the office that a noun names, the verb that says so, and how it is said.
    fn holders(&self, noun: TokenId) -> Option<(Vec<u32>, Option<TokenId>, &'static str)> {
        let found = |holders: Vec<u32>, verb, rule| (!holders.is_empty()).then_some((holders, verb, rule));
        // "a colonel and member of parliament": what is said of the first is said of all.
        let mut anchor = noun;
        while self.doc.token(anchor).rel == "conj"
            && !self.syntax.with_rel(anchor, &["nsubj", "cop"]).any(|_| true)
            && let Some(first) = self.doc.token(anchor).head.filter(|first| !self.doc.names_person(*first))
        {
            anchor = first;
        }
        let token = self.doc.token(anchor);
        if let Some(copula) = self.syntax.with_rel(anchor, &["cop"]).next() {
            // "was charged with being a member", "kept from being minister"
            let joint = self.syntax.preposition(anchor);
            let supposed = |p: &String| WordList::Charging.has(p) || p == "with";
            if self.doc.token(copula).xpos == "VBG" && joint.as_ref().is_some_and(supposed) {
                return None;
            }
            // "I am nominating Alex Azar to be secretary": who is named, not who names.
            let named = token.head.filter(|v| self.titles.verbs.contains(&self.syntax.lemma(*v)));
            let named = named.and_then(|v| self.syntax.with_rel(v, &["obj"]).next());
            let subject = named.or_else(|| self.syntax.surface_subject(anchor))?;
            return found(self.persons(subject, None), Some(copula), "predicate");
        }
        if let Some((name, verb)) = self.cast(noun) {
            return found(self.persons(name, None), verb, ROLE);
        }
        let verb = token.head.filter(|_| matches!(self.syntax.rel(anchor), "obl" | "nmod" | "xcomp" | "advcl"));
        let seeks = |v: &TokenId, p: &String| self.titles.seeking.contains(&format!("{}+{p}", self.syntax.lemma(*v)));
        if let Some(verb) = verb
            && let Some(joint) = self.syntax.preposition(anchor)
            && (self.titles.roles.contains(&joint) || seeks(&verb, &joint))
        {
            let lemma = self.syntax.lemma(verb);
            if !self.titles.verbs.contains(&lemma) && !self.titles.holding.contains(&lemma) {
                return None;
            }
            let done = self.doc.token(verb).xpos == "VBD";
            let succeeds = done && self.titles.succeeding.contains(&lemma);
            let enters = self.titles.own.contains(&lemma);
            let object = self.syntax.with_rel(verb, &["obj"]).next().filter(|_| !succeeds && !enters);
            let holder = object.or_else(|| self.syntax.surface_subject(verb))?;
            return found(self.persons(holder, None), Some(verb), ROLE);
        }
        // "was elected mayor", "named Ana Moreno finance minister"
        if let Some(verb) = verb.filter(|v| {
            token.rel == "xcomp"
                && self.syntax.preposition(anchor).is_none()
                && WordList::Appointing.has(&self.syntax.lemma(*v))
        }) {
            let object = self.syntax.frame(verb).get("obj").find(|h| *h != anchor)?;
            return found(self.persons(object, None), Some(verb), ROLE);
        }
        let beside = self.beside(noun);
        if !beside.is_empty() {
            return found(beside, None, "apposition");
        }
        if token.rel == "appos" {
            return found(self.persons(self.nearest(token.head?, anchor), None), None, "apposition");
        }
        // "Michael Waltz, Florida Republican and member of the committee".
        let one = !token.xpos.ends_with('S') && self.syntax.with_rel(anchor, &["det"]).next().is_none();
        if let Some(name) = token.head.filter(|h| token.rel == "conj" && one && self.doc.names_person(*h)) {
            return found(self.persons(name, None), None, "apposition");
        }
        let name = self.syntax.with_rel(anchor, &["appos", "flat"]).next()?;
        let many = self.syntax.with_rel(name, &["conj"]).filter(|_| token.xpos.ends_with('S'));
        found(std::iter::once(name).chain(many).flat_map(|t| self.persons(t, None)).collect(), None, "apposition")
    }

    /// The name right before "as" and an office, below "with" or a verb that gives offices: "with Ana Moreno as minister and Olaf Braun as envoy".
    fn cast(&self, noun: TokenId) -> Option<(TokenId, Option<TokenId>)> {
        let doc = self.doc;
        let floor = doc.sentences[doc.sentence_of(noun)].start;
        let joint = self.syntax.with_rel(noun, &["case"]).find(|c| self.titles.roles.contains(&self.form(*c)))?;
        let name = self.doc.name_over(joint.checked_sub(1)?).filter(|n| n.kind == NameKind::Person)?;
        // "was replaced by Olaf Braun as minister": so was who is replaced.
        if self.syntax.preposition(doc.head_of(&name.tokens)).is_some_and(|p| p == "by") {
            return None;
        }
        let opens = |t: &TokenId| doc.token(*t).upos == Upos::Verb || self.form(*t) == "with";
        let opening = (floor..name.tokens.start).rev().find(opens)?;
        let verb = Some(opening).filter(|t| doc.token(*t).upos == Upos::Verb);
        let gives = verb.map(|v| self.syntax.lemma(v));
        let gives = gives.is_none_or(|v| self.titles.verbs.contains(&v) && !self.titles.own.contains(&v));
        gives.then_some((name.tokens.start, verb))
    }

    /// Of people in a row, the one right before a phrase that is set beside the first of them.
    fn nearest(&self, first: TokenId, phrase: TokenId) -> TokenId {
        let before =
            self.syntax.with_rel(first, &["conj"]).filter(|c| *c < phrase && !self.persons(*c, None).is_empty());
        before.max().unwrap_or(first)
    }
}
