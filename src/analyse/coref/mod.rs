//! Coreference: which phrases of an article refer to one thing, as sieves from the surest to the least sure.
//!
//! Input: candidates of `mentions`, quotations. Output: `Mention`s in text order and the `Entity`s that they refer to.
//! Invariant: every mention of a name is resolved; a later sieve never undoes an earlier one; entities stand in the order of their first mention.
//! Method: Raghunathan et al. 2010, "A Multi-Pass Sieve for Coreference Resolution".

mod draft;
mod nominals;
mod pronouns;

use super::mentions::{Candidate, Sort, candidates};
use super::naming::look_up;
use super::people::People;
use crate::document::{Document, Mention, NameKind, TokenId, TokenRange, Upos};
use crate::entity::{Entity, EntityClass};
use crate::lang::{self, WordList};
use draft::{Draft, entity};
use std::collections::{BTreeMap, BTreeSet, HashMap};

struct Resolver<'d> {
    doc: &'d Document,
    found: Vec<Candidate>,
    refs: Vec<Vec<u32>>,
    // The longest candidate that each token heads.
    heads: Vec<Option<usize>>,
    // The quotation that each token stands in.
    quoted: Vec<Option<usize>>,
    // Things without a name by class and description.
    descriptions: HashMap<(EntityClass, String), u32>,
    drafts: Vec<Draft>,
    codes: BTreeMap<&'static str, u32>,
}

/// Resolves all mentions of a document.
pub fn resolve(doc: &Document) -> (Vec<Mention>, Vec<Entity>) {
    let found = candidates(doc);
    let refs = vec![Vec::new(); found.len()];
    let mut heads = vec![None; doc.tokens.len()];
    for (i, candidate) in found.iter().enumerate() {
        heads[candidate.head as usize].get_or_insert(i);
    }
    let mut quoted = vec![None; doc.tokens.len()];
    for (i, quote) in doc.quotes.iter().enumerate() {
        quoted[quote.start as usize..quote.end as usize].fill(Some(i));
    }
    let (drafts, codes, descriptions) = (Vec::new(), BTreeMap::new(), HashMap::new());
    let mut resolver = Resolver { doc, found, refs, heads, quoted, descriptions, drafts, codes };
    resolver.linked_names();
    resolver.short_names();
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
            let title = candidate.title.iter().filter(|t| !draft.titles.iter().any(|u| u.eq_ignore_ascii_case(t)));
            draft.titles.extend(title.cloned().collect::<Vec<_>>());
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

    /// Sieve 1: what the gazetteer knows.
    fn linked_names(&mut self) {
        for i in 0..self.found.len() {
            let Some((tokens, kind)) = self.name(i) else { continue };
            let form = self.doc.line(&tokens);
            let group = kind == NameKind::Group && look_up(&form).is_none_or(|l| l.class != EntityClass::Group);
            if kind == NameKind::Person || group {
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

    /// Sieve 1b: short names of what stands in the article under its own name: "the North".
    fn short_names(&mut self) {
        for i in 0..self.found.len() {
            let Some((tokens, kind)) = self.name(i).filter(|_| self.refs[i].is_empty()) else { continue };
            let state = lang::short_name(&self.doc.line(&tokens)).filter(|_| kind != NameKind::Person);
            // "North and South Korea": where it is a state's name the article need not have the full one.
            let known = |l: &lang::Linked| kind == NameKind::Country || self.codes.contains_key(l.code);
            if let Some(state) = state.filter(|l| known(l)) {
                let entity = self.linked(state);
                self.saw(entity, &self.doc.line(&tokens));
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
        // "north of Moscow"
        let before = doc.subtree(head).start.checked_sub(1);
        if before.is_some_and(|t| WordList::Compass.has(&doc.form(t).to_lowercase())) {
            return false;
        }
        // "visited Moscow", "a trip to Moscow"
        let travel = token.head.is_some_and(|h| WordList::Travel.has(&doc.token(h).lemma.to_lowercase()));
        match token.rel {
            "obj" | "nsubj:pass" if travel => false,
            "nmod" if travel && cases.iter().any(|c| WordList::Directional.has(c)) => false,
            "nsubj" | "nsubj:pass" | "obj" | "iobj" | "nmod:poss" | "csubj" | "obl:agent" => true,
            "conj" => {
                let above = token.head.and_then(|h| self.at(h));
                above.is_some_and(|j| {
                    self.refs[j].iter().any(|e| self.drafts[*e as usize].class == EntityClass::Country)
                })
            }
            "nmod" | "obl" => !cases.is_empty(),
            // "Moscow-backed rebels", not "a Moscow-based bank"
            "compound" | "obl:unmarked" => doc
                .tokens
                .get(head as usize + 2)
                .is_some_and(|t| t.xpos == "VBN" && WordList::Sponsoring.has(&t.lemma.to_lowercase())),
            _ => false,
        }
    }

    /// The candidate whose head is a token.
    fn at(&self, token: TokenId) -> Option<usize> {
        self.heads[token as usize]
    }

    /// Sieve 2: people by full name, then by part of a name.
    fn people(&mut self) {
        let is_person = |s: &Self, i| matches!(s.name(i), Some((_, NameKind::Person)));
        let mut people = People::default();
        for i in (0..self.found.len()).filter(|i| is_person(self, *i)) {
            let (tokens, _) = self.name(i).expect("invariant: a person here is a name");
            people.add(&self.doc.line(&tokens));
        }
        // "Reagan and Nancy Reagan": by the bare name the other is meant.
        let joined = self.doc.names.windows(2).filter_map(|pair| {
            let [a, b] = [&pair[0], &pair[1]].map(|n| self.doc.line(&n.tokens));
            let and = pair[0].tokens.end + 1 == pair[1].tokens.start
                && self.doc.token(pair[0].tokens.end).upos == Upos::Cconj;
            let (bare, full) = if a.len() < b.len() { (a, b) } else { (b, a) };
            let both = pair.iter().all(|n| n.kind == NameKind::Person);
            let one = both && and && full.strip_suffix(&bare).is_some_and(|given| given.ends_with(' '));
            one.then(|| (bare, people.options(&full)))
        });
        let joined: Vec<(String, Vec<usize>)> = joined.collect();
        let mut entities: BTreeMap<usize, u32> = BTreeMap::new();
        // How often, and where last, each person was named.
        let mut recent: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for i in 0..self.found.len() {
            let Some((tokens, kind)) = self.name(i) else { continue };
            let form = self.doc.line(&tokens);
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
            let other = |p: &usize| joined.iter().any(|(bare, full)| *bare == form && full.contains(p));
            let options: Vec<usize> = people.options(&form).into_iter().filter(|p| fits(p) && !other(p)).collect();
            let named = options.iter().filter_map(|p| Some((recent.get(p)?, *p))).max().map(|(_, p)| p);
            let person = named.or(options.first().copied()).unwrap_or_else(|| people.alone(&form));
            let told = recent.entry(person).or_default();
            *told = (told.0 + 1, i);
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
        let mut known = Known::default();
        for i in open {
            let Some((tokens, kind)) = self.name(i) else { continue };
            let form = self.doc.line(&tokens);
            let words: Vec<String> = form.split([' ', '-']).map(str::to_lowercase).collect();
            let class = class_of(kind);
            let entity = match known.find(&form, &words, class) {
                Some(entity) => entity,
                None => {
                    let entity = self.draft(class, form.clone(), true);
                    self.drafts[entity as usize].forms.clear();
                    let first = form.split(' ').next().unwrap_or(&form);
                    let owner =
                        lang::demonym(first).or_else(|| lang::country_named(first)).or_else(|| lang::people_of(&form));
                    self.drafts[entity as usize].country = owner.map(|l| l.code);
                    known.add(words, class, entity);
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
        (0..i)
            .rev()
            .map(move |j| (j, here - self.doc.sentence_of(self.found[j].head)))
            .take_while(move |(_, d)| *d <= window)
            .filter(|(j, _)| !self.refs[*j].is_empty())
    }

    fn class(&self, entity: u32) -> EntityClass {
        self.drafts[entity as usize].class
    }

    /// Sieves 4 and 5, in text order: descriptions and third-person pronouns.
    fn nominal_or_pronoun(&mut self, i: usize) {
        match self.found[i].sort.clone() {
            Sort::Name { .. } => {}
            Sort::Relative => self.refs[i] = self.relative(i),
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

    fn finish(self) -> (Vec<Mention>, Vec<Entity>) {
        let mut order: Vec<Option<u32>> = vec![None; self.drafts.len()];
        let mut entities: Vec<Entity> = Vec::new();
        let mut keys: BTreeMap<String, usize> = BTreeMap::new();
        let mut mentions = Vec::new();
        for (candidate, refs) in self.found.iter().zip(&self.refs) {
            let refs = refs.iter().map(|e| {
                *order[*e as usize].get_or_insert_with(|| {
                    entities.push(entity(&self.doc.text, &self.drafts[*e as usize], &mut keys));
                    entities.len() as u32 - 1
                })
            });
            let (tokens, head, kind) = (candidate.tokens.clone(), candidate.head, candidate.kind());
            mentions.push(Mention { entities: refs.collect(), tokens, head, kind });
        }
        (mentions, entities)
    }
}

/// Names that are no person's, by what later forms may have of them; of several that fit the first added is meant.
#[derive(Default)]
struct Known {
    wholes: HashMap<Vec<String>, u32>,
    initials: HashMap<String, u32>,
    // First or last words of a body.
    parts: HashMap<Vec<String>, u32>,
}

impl Known {
    fn add(&mut self, words: Vec<String>, class: EntityClass, entity: u32) {
        self.initials.entry(initials(&words)).or_insert(entity);
        if class == EntityClass::Organization {
            for n in 2..words.len() {
                self.parts.entry(words[..n].to_vec()).or_insert(entity);
                self.parts.entry(words[n - 1..].to_vec()).or_insert(entity);
            }
        }
        self.wholes.entry(words).or_insert(entity);
    }

    fn find(&self, form: &str, words: &[String], class: EntityClass) -> Option<u32> {
        let capitals = form.chars().filter(|c| c.is_uppercase()).count();
        let short = || self.initials.get(&form.replace('.', "").to_lowercase()).filter(|_| capitals > 1);
        let part = || self.parts.get(words).filter(|_| class == EntityClass::Organization);
        // Entities are numbered in the order in which they are added.
        [self.wholes.get(words), short(), part()].into_iter().flatten().min().copied()
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
    fn a_couple_is_two() {
        let mut doc = hand::document(
            "Berg/NNP>2:nsubj left/VBD>0:root ./.>2:punct
             Berg/NNP>5:nsubj and/CC>3:cc Ana/NNP>1:conj Berg/NNP>3:flat met/VBD>0:root",
        );
        for form in ["Ana Berg", "Berg"] {
            hand::name(&mut doc, form, NameKind::Person);
        }
        doc.names.retain(|n| n.tokens != (6..7));
        let all = resolved(doc);
        let berg: Vec<_> = all.iter().filter(|(p, _)| p == "Berg").map(|(_, e)| e[0].as_str()).collect();
        assert_eq!((berg, of(&all, "Ana Berg")), (vec!["Berg", "Berg"], vec!["Ana Berg"]));
    }

    #[test]
    fn brackets_say_whom_a_pronoun_means() {
        let mut doc = hand::document(
            "Berg/NNP>2:nsubj met/VBD>0:root Moreno/NNP>2:obj ./.>2:punct
             He/PRP>5:nsubj (/-LRB->3:punct Moreno/NNP>1:appos )/-RRB->3:punct left/VBD>0:root",
        );
        hand::name(&mut doc, "Berg", NameKind::Person);
        hand::name(&mut doc, "Moreno", NameKind::Person);
        assert_eq!(of(&resolved(doc), "He"), ["Moreno"]);
    }

    #[test]
    fn what_is_somebodys_is_of_who_does_something_with_it() {
        let mut doc = hand::document(
            "Berg/NNP>2:nsubj told/VBD>0:root them/PRP>2:iobj that/IN>6:mark Moreno/NNP>6:nsubj changed/VBD>2:ccomp his/PRP$>8:nmod:poss mind/NN>6:obj",
        );
        hand::name(&mut doc, "Berg", NameKind::Person);
        hand::name(&mut doc, "Moreno", NameKind::Person);
        assert_eq!(of(&resolved(doc), "his"), ["Moreno"]);
    }

    #[test]
    fn who_speaks_for_somebody_tells_of_him() {
        let mut doc = hand::document(
            "Berg/NNP>2:nsubj left/VBD>0:root ./.>2:punct
             A/DT>2:det spokesman/NN>3:nsubj said/VBD>0:root he/PRP>5:nsubj agreed/VBD>3:ccomp",
        );
        hand::name(&mut doc, "Berg", NameKind::Person);
        assert_eq!(of(&resolved(doc), "he"), ["Berg"]);
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

    #[test]
    fn titles_belong_to_whom_they_name() {
        let mut doc = hand::document(
            "A/DT>2:det spokesman/NN>8:nsubj for/IN>7:case former/JJ>7:amod German/JJ>7:amod Chancellor/NNP>7:compound Merkel/NNP>2:nmod spoke/VBD>0:root
             Sen./NNP>2:compound Cotton/NNP>3:nsubj agreed/VBD>0:root
             The/DT>2:det senator/NN>3:nsubj left/VBD>0:root",
        );
        hand::name(&mut doc, "Merkel", NameKind::Person);
        hand::name(&mut doc, "Cotton", NameKind::Person);
        doc.names = naming::repaired(&doc);
        let (_, entities) = resolve(&doc);
        let merkel = entities.iter().find(|e| e.name == "Merkel").unwrap();
        assert_eq!(
            (merkel.titles.as_slice(), merkel.country.as_deref()),
            (&["Chancellor".to_owned()][..], Some("germany"))
        );
        let cotton = entities.iter().find(|e| e.name == "Cotton").unwrap();
        assert_eq!(cotton.titles, ["Senator"]);
        assert!(entities.iter().all(|e| e.name != "senator"), "{entities:?}");
    }
}
