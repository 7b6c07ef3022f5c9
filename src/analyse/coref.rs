//! Coreference: which phrases of an article refer to one thing, as sieves from the surest to the least sure.
//!
//! Input: candidates of `mentions`, quotations. Output: `Mention`s in text order and the `Entity`s that they refer to.
//! Invariant: every mention of a name is resolved; a later sieve never undoes an earlier one; entities stand in the order of their first mention.
//! Method: Raghunathan et al. 2010, "A Multi-Pass Sieve for Coreference Resolution".

use super::mentions::{Candidate, Determiner, Sort, candidates, description};
use super::naming::look_up;
use super::people::People;
use crate::document::{Document, Mention, MentionKind, NameKind, TokenId, TokenRange, Upos};
use crate::entity::{Entity, EntityClass};
use crate::lang::{self, Gender, NounKind, Pronoun, WordList};
use std::collections::{BTreeMap, BTreeSet};

/// A pronoun looks back so many sentences.
const PRONOUN_WINDOW: usize = 3;
/// A description looks back so many sentences for what a name introduced.
const NOMINAL_WINDOW: usize = 12;
/// A pair ("the two leaders") looks back so many sentences.
const PAIR_WINDOW: usize = 4;

#[derive(Debug)]
struct Draft {
    class: EntityClass,
    code: Option<&'static str>,
    forms: BTreeMap<String, usize>,
    titles: BTreeSet<String>,
    country: Option<&'static str>,
    gender: Option<Gender>,
    named: bool,
}

struct Resolver<'d> {
    doc: &'d Document,
    found: Vec<Candidate>,
    refs: Vec<Vec<u32>>,
    drafts: Vec<Draft>,
    codes: BTreeMap<&'static str, u32>,
}

/// Resolves all mentions of a document.
pub fn resolve(doc: &Document) -> (Vec<Mention>, Vec<Entity>) {
    let found = candidates(doc);
    let refs = vec![Vec::new(); found.len()];
    let mut resolver = Resolver { doc, found, refs, drafts: Vec::new(), codes: BTreeMap::new() };
    resolver.linked_names();
    resolver.people();
    resolver.other_names();
    for i in 0..resolver.found.len() {
        resolver.nominal_or_pronoun(i);
    }
    resolver.first_persons();
    resolver.finish()
}

impl Resolver<'_> {
    fn draft(&mut self, class: EntityClass, form: String, named: bool) -> u32 {
        let (titles, forms) = (BTreeSet::new(), BTreeMap::from([(form, 1)]));
        self.drafts.push(Draft { class, code: None, forms, titles, country: None, gender: None, named });
        self.drafts.len() as u32 - 1
    }

    fn linked(&mut self, linked: &'static lang::Linked) -> u32 {
        if let Some(entity) = self.codes.get(linked.code) {
            return *entity;
        }
        let entity = self.draft(linked.class, linked.name.to_owned(), true);
        let draft = &mut self.drafts[entity as usize];
        draft.forms.clear();
        draft.code = Some(linked.code);
        draft.country = linked.country;
        self.codes.insert(linked.code, entity);
        entity
    }

    fn saw(&mut self, entity: u32, form: &str) {
        *self.drafts[entity as usize].forms.entry(form.to_owned()).or_default() += 1;
    }

    /// Learns titles, country and gender of a person from a phrase.
    fn learn(&mut self, entity: u32, i: usize) {
        let candidate = &self.found[i];
        let draft = &mut self.drafts[entity as usize];
        if draft.class == EntityClass::Person {
            draft.titles.extend(candidate.title.clone());
            draft.gender = draft.gender.or(candidate.gender);
            let country =
                candidate.country.and_then(|l| l.country.or((l.class == EntityClass::Country).then_some(l.code)));
            draft.country = draft.country.or(country);
        }
    }

    fn name(&self, i: usize) -> Option<(TokenRange, NameKind)> {
        match &self.found[i].sort {
            Sort::Name { tokens, kind } => Some((tokens.clone(), *kind)),
            _ => None,
        }
    }

    fn text(&self, tokens: &TokenRange) -> String {
        self.doc.phrase(tokens).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Sieve 1: what the gazetteer knows.
    fn linked_names(&mut self) {
        for i in 0..self.found.len() {
            let Some((tokens, kind)) = self.name(i) else { continue };
            let form = self.text(&tokens);
            if matches!(kind, NameKind::Person | NameKind::Group) {
                continue;
            }
            let town = kind == NameKind::Place && lang::capital(&form).is_some();
            if town && !self.acts(i) {
                continue;
            }
            if let Some(linked) = look_up(&form) {
                let entity = self.linked(linked);
                self.saw(entity, &form);
                self.refs[i] = vec![entity];
            }
        }
    }

    /// Whether a capital stands for its state: by its relation and its preposition.
    fn acts(&self, i: usize) -> bool {
        let (doc, head) = (self.doc, self.found[i].head);
        let token = doc.token(head);
        let cases: Vec<String> =
            doc.children(head).filter(|t| doc.token(*t).rel == "case").map(|t| doc.form(t).to_lowercase()).collect();
        let over_verb = token.head.is_some_and(|h| doc.token(h).upos == Upos::Verb);
        if cases.iter().any(|c| WordList::Locative.has(c) || (over_verb && WordList::Directional.has(c))) {
            return false;
        }
        match token.rel {
            "nsubj" | "nsubj:pass" | "obj" | "iobj" | "nmod:poss" | "csubj" => true,
            "conj" => {
                let above = token.head.and_then(|h| self.at(h));
                above.is_some_and(|j| {
                    self.refs[j].iter().any(|e| self.drafts[*e as usize].class == EntityClass::Country)
                })
            }
            "nmod" | "obl" => !cases.is_empty(),
            _ => false,
        }
    }

    /// The candidate whose head is a token.
    fn at(&self, token: TokenId) -> Option<usize> {
        self.found.iter().position(|c| c.head == token)
    }

    /// Sieve 2: people by full name, then by part of a name.
    fn people(&mut self) {
        let is_person = |s: &Self, i| matches!(s.name(i), Some((_, NameKind::Person)));
        let mut people = People::default();
        for i in (0..self.found.len()).filter(|i| is_person(self, *i)) {
            let (tokens, _) = self.name(i).expect("invariant: a person here is a name");
            people.add(&self.text(&tokens));
        }
        let mut entities: BTreeMap<usize, u32> = BTreeMap::new();
        let mut recent: Vec<usize> = Vec::new();
        for i in 0..self.found.len() {
            let Some((tokens, kind)) = self.name(i) else { continue };
            let form = self.text(&tokens);
            // A lone surname that the tagger took for something else.
            let stray = matches!(kind, NameKind::Other | NameKind::Place | NameKind::Organization | NameKind::Group)
                && tokens.len() == 1
                && self.refs[i].is_empty()
                && look_up(&form).is_none();
            if kind != NameKind::Person && !(stray && people.knows(&form)) {
                continue;
            }
            let gender = self.found[i].gender;
            let fits = |p: &usize| {
                entities
                    .get(p)
                    .and_then(|e| self.drafts[*e as usize].gender)
                    .is_none_or(|g| gender.is_none_or(|h| g == h))
            };
            let options: Vec<usize> = people.options(&form).into_iter().filter(fits).collect();
            let nearest = recent.iter().rev().find(|p| options.contains(p)).or(options.first());
            let person = nearest.copied().unwrap_or_else(|| people.alone(&form));
            recent.push(person);
            let entity = match entities.get(&person) {
                Some(entity) => *entity,
                None => {
                    let entity = self.draft(EntityClass::Person, form.clone(), true);
                    self.drafts[entity as usize].forms.clear();
                    entities.insert(person, entity);
                    entity
                }
            };
            self.saw(entity, &form);
            self.learn(entity, i);
            self.refs[i] = vec![entity];
        }
    }

    /// Sieve 3: other names, the longer first: same string, acronym, part of a longer name.
    fn other_names(&mut self) {
        let mut open: Vec<usize> =
            (0..self.found.len()).filter(|i| self.refs[*i].is_empty() && self.name(*i).is_some()).collect();
        open.sort_by_key(|i| (std::cmp::Reverse(self.name(*i).map_or(0, |n| n.0.len())), *i));
        let mut known: Vec<(Vec<String>, EntityClass, u32)> = Vec::new();
        for i in open {
            let Some((tokens, kind)) = self.name(i) else { continue };
            let form = self.text(&tokens);
            let words: Vec<String> = form.split([' ', '-']).map(str::to_lowercase).collect();
            let class = class_of(kind);
            let matches = |(longer, other, _): &&(Vec<String>, EntityClass, u32)| {
                *longer == words
                    || (initials(longer) == form.replace('.', "").to_lowercase()
                        && form.chars().filter(|c| c.is_uppercase()).count() > 1)
                    || (class == EntityClass::Organization
                        && *other == class
                        && words.len() > 1
                        && (longer.ends_with(&words) || longer.starts_with(&words)))
            };
            let entity = match known.iter().find(matches) {
                Some((_, _, entity)) => *entity,
                None => {
                    let entity = self.draft(class, form.clone(), true);
                    self.drafts[entity as usize].forms.clear();
                    let first = form.split(' ').next().unwrap_or(&form);
                    let owner =
                        lang::demonym(first).or_else(|| lang::country_named(first)).or_else(|| lang::people_of(&form));
                    self.drafts[entity as usize].country = owner.map(|l| l.code);
                    known.push((words, class, entity));
                    entity
                }
            };
            self.saw(entity, &form);
            self.refs[i] = vec![entity];
        }
    }

    /// Resolved candidates before `i`, nearest first, with their distance in sentences.
    fn before(&self, i: usize, window: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let here = self.doc.sentence_of(self.found[i].head);
        let resolved = (0..i).rev().filter(|j| !self.refs[*j].is_empty());
        resolved
            .map(move |j| (j, here - self.doc.sentence_of(self.found[j].head)))
            .take_while(move |(_, d)| *d <= window)
    }

    fn class(&self, entity: u32) -> EntityClass {
        self.drafts[entity as usize].class
    }

    /// Sieves 4 and 5, in text order: descriptions and third-person pronouns.
    fn nominal_or_pronoun(&mut self, i: usize) {
        match self.found[i].sort.clone() {
            Sort::Name { .. } => {}
            Sort::Pronoun(p) if p.first => {}
            Sort::Pronoun(p) => self.refs[i] = self.antecedent(i, p),
            Sort::Nominal { noun, plural, determiner } => {
                self.refs[i] = self.described(i, noun, plural, determiner);
                for entity in self.refs[i].clone() {
                    if self.refs[i].len() == 1 {
                        self.learn(entity, i);
                    }
                }
            }
        }
    }

    /// The name that a description stands beside: "the Russian foreign minister, Sergei Lavrov".
    fn beside(&self, i: usize) -> Option<u32> {
        let (doc, head) = (self.doc, self.found[i].head);
        let close = |rel: &str| matches!(rel, "appos" | "flat" | "compound");
        let above = doc.token(head).head.filter(|_| doc.token(head).rel == "appos");
        let below = doc.children(head).filter(|t| close(doc.token(*t).rel) && (*t > head));
        let near = above.into_iter().chain(below).filter_map(|t| self.at(t));
        near.filter(|j| self.found[*j].kind() == MentionKind::Name && self.refs[*j].len() == 1)
            .map(|j| self.refs[j][0])
            .next()
    }

    fn described(&mut self, i: usize, noun: NounKind, plural: bool, determiner: Determiner) -> Vec<u32> {
        let class = if plural { EntityClass::Group } else { noun.class() };
        if let Some(entity) = self.beside(i).filter(|e| self.class(*e) == class || class == EntityClass::Group) {
            return vec![entity];
        }
        if determiner == Determiner::Pair && plural {
            let pair = self.pair(i, noun);
            if pair.len() == 2 {
                return pair;
            }
        }
        let country = self.found[i].country;
        let definite = matches!(determiner, Determiner::Definite | Determiner::Pair);
        let entity = match noun {
            NounKind::Government if !plural => match country.or_else(|| self.governed(i)) {
                Some(linked) => Some(self.linked(linked)),
                None if definite => self.latest(i, &[EntityClass::Country], |_| true),
                None => None,
            },
            NounKind::Country if !plural && definite && country.is_none() => {
                self.latest(i, &[EntityClass::Country], |_| true)
            }
            NounKind::Title if !plural && (definite || country.is_some()) => self.holder(i),
            NounKind::Person if !plural && definite => self.counterpart(i),
            NounKind::Body if !plural && definite && country.is_none() => self.body(i),
            NounKind::Place if definite => self.latest(i, &[EntityClass::Place], |_| true),
            _ => None,
        };
        if let Some(entity) = entity {
            return vec![entity];
        }
        if matches!(class, EntityClass::Place | EntityClass::Document)
            || (class == EntityClass::Country && country.is_none())
        {
            return Vec::new();
        }
        self.unnamed(i, class, determiner)
    }

    /// A thing without a name: known by its description.
    fn unnamed(&mut self, i: usize, class: EntityClass, determiner: Determiner) -> Vec<u32> {
        let form = description(self.doc, &self.found[i].tokens);
        let class = if class == EntityClass::Country { EntityClass::Organization } else { class };
        let lower = form.to_lowercase();
        let same = |d: &Draft| !d.named && d.class == class && d.forms.keys().any(|f| f.to_lowercase() == lower);
        let known = if determiner == Determiner::Indefinite { None } else { self.drafts.iter().position(same) };
        let entity = known.map_or_else(|| self.draft(class, form, false), |e| e as u32);
        let country = self.found[i].country.map(|l| l.code);
        let draft = &mut self.drafts[entity as usize];
        draft.country = draft.country.or(country);
        vec![entity]
    }

    /// The nearest resolved single entity of one of the classes; a subject goes before what is not one in its sentence.
    fn latest(&self, i: usize, classes: &[EntityClass], fits: impl Fn(u32) -> bool) -> Option<u32> {
        let mut best: Option<(usize, bool, u32)> = None;
        let here = &self.found[i].tokens;
        for (j, distance) in self.before(i, NOMINAL_WINDOW) {
            let [entity] = self.refs[j][..] else { continue };
            let nested = here.contains(&self.found[j].head) || self.found[j].tokens.contains(&self.found[i].head);
            if nested || !classes.contains(&self.class(entity)) || !fits(entity) {
                continue;
            }
            let subject = self.doc.token(self.found[j].head).rel.starts_with("nsubj");
            match best {
                Some((d, s, _)) if d < distance || s || !subject => {}
                _ => best = Some((distance, subject, entity)),
            }
        }
        best.map(|b| b.2)
    }

    /// The country whose government is named after a person: "the Obama administration".
    fn governed(&self, i: usize) -> Option<&'static lang::Linked> {
        let candidate = &self.found[i];
        let inside = (0..self.found.len()).filter(|j| *j != i && candidate.tokens.contains(&self.found[*j].head));
        let people = inside.flat_map(|j| self.refs[j].iter().map(move |e| (j, *e)));
        people.filter(|(_, e)| self.class(*e) == EntityClass::Person).find_map(|(j, e)| {
            let surname = self.name(j).map(|(t, _)| self.doc.form(t.end - 1));
            let country = self.drafts[e as usize].country.and_then(lang::country);
            surname.and_then(lang::governed_by).or(country)
        })
    }

    /// The person whose title a description repeats: "the president", "the Russian foreign minister".
    fn holder(&self, i: usize) -> Option<u32> {
        let candidate = &self.found[i];
        let head = self.doc.token(candidate.head).lemma.to_lowercase();
        let wanted: Vec<String> = candidate.title.iter().flat_map(|t| t.split(' ').map(str::to_lowercase)).collect();
        let country = candidate.country.map(|l| l.code);
        let bears = |entity: u32, whole: bool| {
            let draft = &self.drafts[entity as usize];
            let titles = draft.titles.iter().map(|t| t.split(' ').map(str::to_lowercase).collect::<Vec<_>>());
            let agrees = country.is_none_or(|c| draft.country.is_none_or(|d| d == c));
            let gender = candidate.gender.is_none_or(|g| draft.gender.is_none_or(|h| g == h));
            agrees
                && gender
                && titles
                    .into_iter()
                    .any(|t| if whole { wanted.iter().all(|w| t.contains(w)) } else { t.contains(&head) })
        };
        let person = [EntityClass::Person];
        let named = |e: u32| self.drafts[e as usize].named;
        let seen = self
            .latest(i, &person, |e| bears(e, true) && named(e))
            .or_else(|| self.latest(i, &person, |e| bears(e, false) && named(e)));
        // A leader is whoever governs: any titled person of that country.
        seen.or_else(|| {
            let code = country?;
            self.latest(i, &person, |e| {
                let draft = &self.drafts[e as usize];
                named(e) && draft.country == Some(code) && head == "leader" && !draft.titles.is_empty()
            })
        })
    }

    /// Who a colleague or counterpart of a country is: a titled person of that country.
    fn counterpart(&self, i: usize) -> Option<u32> {
        let code = self.found[i].country?.code;
        self.latest(i, &[EntityClass::Person], |e| {
            let draft = &self.drafts[e as usize];
            draft.named && draft.country == Some(code) && !draft.titles.is_empty()
        })
    }

    /// The body that a description repeats: its noun is in the name, or fits any body.
    fn body(&self, i: usize) -> Option<u32> {
        let noun = self.doc.token(self.found[i].head).lemma.to_lowercase();
        let has = |e: u32| self.drafts[e as usize].forms.keys().any(|f| f.to_lowercase().split(' ').any(|w| w == noun));
        let body = [EntityClass::Organization];
        let named = |e: u32| self.drafts[e as usize].named;
        self.latest(i, &body, has).or_else(|| self.latest(i, &body, named).filter(|_| WordList::SameBody.has(&noun)))
    }

    /// The two sides that "the two leaders", "both countries" take up.
    fn pair(&self, i: usize, noun: NounKind) -> Vec<u32> {
        let classes: &[EntityClass] = match noun {
            NounKind::Title | NounKind::Person => &[EntityClass::Person],
            NounKind::Country | NounKind::Government => &[EntityClass::Country],
            NounKind::Body => &[EntityClass::Organization],
            _ => &[EntityClass::Country, EntityClass::Person, EntityClass::Organization],
        };
        let mut pair: Vec<u32> = Vec::new();
        for class in classes {
            pair.clear();
            for (j, _) in self.before(i, PAIR_WINDOW) {
                for entity in &self.refs[j] {
                    if self.class(*entity) == *class
                        && self.drafts[*entity as usize].named
                        && !pair.contains(entity)
                        && pair.len() < 2
                    {
                        pair.push(*entity);
                    }
                }
            }
            if pair.len() == 2 {
                pair.sort_unstable();
                return pair;
            }
        }
        Vec::new()
    }

    /// What a third-person pronoun refers to: the best of the mentions of the last sentences.
    fn antecedent(&self, i: usize, pronoun: Pronoun) -> Vec<u32> {
        let (doc, head) = (self.doc, self.found[i].head);
        let quote = |t: TokenId| doc.quotes.iter().position(|q| q.contains(&t));
        let speaker = quote(head).map(|q| self.speaker(q)).unwrap_or_default();
        let mut best: Option<(i64, Vec<u32>)> = None;
        for (j, distance) in self.before(i, PRONOUN_WINDOW) {
            let other = &self.found[j];
            let refs = self.with_conjuncts(j, pronoun.plural);
            let Some(fit) = self.fit(&refs, pronoun, i, j) else { continue };
            if refs == speaker
                || self.same_clause(head, other.head)
                || (quote(other.head).is_some() && quote(head).is_none() && distance > 0)
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
            if best.as_ref().is_none_or(|(s, _)| score > *s) {
                best = Some((score, refs));
            }
        }
        best.map(|b| b.1).unwrap_or_default()
    }

    /// The things of a mention and, for a plural, of what is coordinated with it.
    fn with_conjuncts(&self, j: usize, plural: bool) -> Vec<u32> {
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
                (2.., _) => Some(6),
                (_, EntityClass::Group) => Some(5),
                (_, EntityClass::Organization) => Some(0),
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

    /// Whether two words are arguments of one verb, so that a plain pronoun cannot mean the other.
    fn same_clause(&self, a: TokenId, b: TokenId) -> bool {
        let (x, y) = (self.doc.token(a), self.doc.token(b));
        x.head.is_some() && x.head == y.head && x.rel != "nmod:poss" && y.rel != "nmod:poss"
            || x.head == Some(b) && x.rel != "nmod:poss"
    }

    /// Who speaks a quotation: the subject of a speech verb beside it, else who spoke before in its paragraph.
    fn speaker(&self, quote: usize) -> Vec<u32> {
        let doc = self.doc;
        let run = &doc.quotes[quote];
        let (first, last) =
            (doc.sentence_of(run.start.saturating_sub(2)), doc.sentence_of(run.end.min(doc.tokens.len() as u32 - 1)));
        let outside = |t: &TokenId| doc.quotes.iter().all(|q| !q.contains(t));
        let subject = |verb: TokenId| {
            let subjects = doc.children(verb).filter(|t| doc.token(*t).rel.starts_with("nsubj"));
            subjects.filter_map(|t| self.at(t)).map(|j| self.refs[j].clone()).find(|r| r.len() == 1)
        };
        let speech = |t: &TokenId| WordList::Speech.has(&doc.token(*t).lemma) && outside(t);
        let mut near: Vec<TokenId> = (first..=last).flat_map(|s| doc.sentences[s].clone()).filter(speech).collect();
        near.sort_by_key(|t| if *t < run.start { run.start - *t } else { *t - run.end.min(*t) });
        if let Some(speaker) = near.into_iter().find_map(subject) {
            return speaker;
        }
        let paragraph = |q: usize| doc.paragraphs.get(doc.sentence_of(doc.quotes[q].start));
        match quote.checked_sub(1) {
            Some(earlier) if paragraph(earlier) == paragraph(quote) => self.speaker(earlier),
            _ => Vec::new(),
        }
    }

    /// Sieve 6: "I" and "we" in a quotation are its speaker.
    fn first_persons(&mut self) {
        for i in 0..self.found.len() {
            let Sort::Pronoun(pronoun) = self.found[i].sort else { continue };
            let quote = self.doc.quotes.iter().position(|q| q.contains(&self.found[i].head));
            if let Some(quote) = quote.filter(|_| pronoun.first) {
                self.refs[i] = self.speaker(quote);
            }
        }
    }

    fn finish(self) -> (Vec<Mention>, Vec<Entity>) {
        let mut order: Vec<Option<u32>> = vec![None; self.drafts.len()];
        let mut entities: Vec<Entity> = Vec::new();
        let mut keys: BTreeMap<String, usize> = BTreeMap::new();
        let mut mentions = Vec::new();
        for (candidate, refs) in self.found.iter().zip(&self.refs) {
            let refs = refs.iter().map(|e| {
                *order[*e as usize].get_or_insert_with(|| {
                    entities.push(entity(&self.drafts[*e as usize], &mut keys));
                    entities.len() as u32 - 1
                })
            });
            let (tokens, head, kind) = (candidate.tokens.clone(), candidate.head, candidate.kind());
            mentions.push(Mention { entities: refs.collect(), tokens, head, kind });
        }
        (mentions, entities)
    }
}

fn class_of(kind: NameKind) -> EntityClass {
    match kind {
        NameKind::Person => EntityClass::Person,
        NameKind::Organization | NameKind::Other => EntityClass::Organization,
        NameKind::Country => EntityClass::Country,
        NameKind::Place => EntityClass::Place,
        NameKind::Group | NameKind::Event => EntityClass::Group,
        NameKind::Law => EntityClass::Document,
    }
}

fn initials(words: &[String]) -> String {
    words
        .iter()
        .filter(|w| !WordList::Linking.has(w) && !WordList::Definite.has(w))
        .filter_map(|w| w.chars().next())
        .collect()
}

/// The entity of a draft: its fullest form becomes the name.
fn entity(draft: &Draft, keys: &mut BTreeMap<String, usize>) -> Entity {
    let plain = |form: &str| match draft.class {
        EntityClass::Country => lang::country_named(form).is_some(),
        _ => true,
    };
    let fullest =
        draft.forms.iter().max_by_key(|(form, n)| (plain(form), form.split(' ').count(), form.chars().count(), **n));
    let name = match (fullest, draft.code.and_then(lang::linked)) {
        // A country that is only met as adjective or capital has its own name.
        (Some((form, _)), Some(linked)) if !plain(form) => linked.name.to_owned(),
        (Some((form, _)), _) => form.clone(),
        (None, linked) => linked.map_or_else(String::new, |l| l.name.to_owned()),
    };
    let slug = slug(&name);
    let seen = keys.entry(slug.clone()).and_modify(|n| *n += 1).or_insert(1);
    let key = if *seen == 1 { slug } else { format!("{slug}-{seen}") };
    let aliases = if draft.named { draft.forms.keys().filter(|f| **f != name).cloned().collect() } else { Vec::new() };
    Entity {
        key,
        class: draft.class,
        name,
        aliases,
        titles: draft.titles.iter().cloned().collect(),
        country: draft.country.map(str::to_owned),
        code: draft.code.map(str::to_owned),
    }
}

/// Letters and digits in lower case, without marks, joined by "-".
fn slug(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let plain: String = name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "thing".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::{hand, naming, quotes};

    /// The names of what each phrase refers to.
    fn resolved(mut doc: Document) -> Vec<(String, Vec<String>)> {
        doc.names = naming::repaired(&doc);
        doc.quotes = quotes::quotes(&doc);
        let (mentions, entities) = resolve(&doc);
        let names = |m: &Mention| m.entities.iter().map(|e| entities[*e as usize].name.clone()).collect();
        mentions.iter().map(|m| (doc.phrase(&m.tokens).to_owned(), names(m))).collect()
    }

    fn of<'a>(all: &'a [(String, Vec<String>)], phrase: &str) -> Vec<&'a str> {
        let hit = all.iter().find(|(p, _)| p == phrase).unwrap_or_else(|| panic!("no `{phrase}` in {all:?}"));
        hit.1.iter().map(String::as_str).collect()
    }

    #[test]
    fn names_titles_and_pronouns() {
        let mut doc = hand::document(
            "U.S./NNP>2:nmod Secretary/NNP>5:compound of/IN>4:case State/NNP>2:nmod John/NNP>7:nsubj Kerry/NNP>5:flat met/VBD>0:root his/PRP$>10:nmod:poss Russian/JJ>10:amod counterpart/NN>7:obj ,/,>10:punct Sergei/NNP>10:appos Lavrov/NNP>12:flat ./.>7:punct
             Kerry/NNP>2:nsubj said/VBD>0:root Moscow/NNP>5:nsubj would/MD>5:aux help/VB>2:ccomp ./.>2:punct
             He/PRP>2:nsubj flew/VBD>0:root to/IN>4:case Moscow/NNP>2:obl ./.>2:punct
             The/DT>3:det two/CD>3:nummod ministers/NNS>4:nsubj talked/VBD>0:root",
        );
        hand::name(&mut doc, "John Kerry", NameKind::Person);
        hand::name(&mut doc, "Sergei Lavrov", NameKind::Person);
        hand::name(&mut doc, "Kerry", NameKind::Person);
        doc.names.retain(|n| n.tokens != (5..6));
        let all = resolved(doc);
        assert_eq!(of(&all, "U.S. Secretary of State John Kerry"), ["John Kerry"]);
        assert_eq!(of(&all, "his Russian counterpart"), ["Sergei Lavrov"]);
        assert_eq!(of(&all, "his"), ["John Kerry"]);
        assert_eq!(of(&all, "Russian"), ["Russia"]);
        assert_eq!(of(&all, "Kerry"), ["John Kerry"]);
        assert_eq!(of(&all, "He"), ["John Kerry"]);
        assert_eq!(of(&all, "The two ministers"), ["John Kerry", "Sergei Lavrov"]);
        let moscow: Vec<_> = all.iter().filter(|(p, _)| p == "Moscow").map(|(_, e)| e[0].as_str()).collect();
        assert_eq!(moscow, ["Russia", "Moscow"]);
    }

    #[test]
    fn a_speaker_is_the_first_person() {
        let mut doc = hand::document(
            "“/``>3:punct I/PRP>3:nsubj agree/VBP>7:ccomp ,/,>3:punct ”/''>3:punct Merkel/NNP>7:nsubj said/VBD>0:root ./.>7:punct",
        );
        hand::name(&mut doc, "Merkel", NameKind::Person);
        assert_eq!(of(&resolved(doc), "I"), ["Merkel"]);
    }

    #[test]
    fn governments_stand_for_their_states() {
        let mut doc = hand::document(
            "The/DT>3:det Obama/NNP>3:compound administration/NN>4:nsubj asked/VBD>0:root the/DT>7:det Russian/JJ>7:amod government/NN>4:obj",
        );
        hand::name(&mut doc, "Obama", NameKind::Person);
        let all = resolved(doc);
        assert_eq!(of(&all, "The Obama administration"), ["United States"]);
        assert_eq!(of(&all, "the Russian government"), ["Russia"]);
    }
}
