//! Descriptions: who "the president", "the country", "the two leaders", "his Russian counterpart" are.
//!
//! Input: a description and the mentions resolved so far. Output: what it refers to; without a name, a thing known by its description.
//! Invariant: only a definite description takes up what was named before.

use super::Resolver;
use crate::analyse::mentions::{Determiner, Sort, description, names_in};
use crate::document::{MentionKind, NameKind, TokenId, Upos};
use crate::entity::EntityClass;
use crate::lang::{self, NounKind, WordList};

/// A description looks back so many sentences for what a name introduced.
const WINDOW: usize = 40;
/// Who alone fits a title is sought among so many things, the named ones first: more than the longest article has.
const SOLE: usize = 500;
/// Of a pair ("the two leaders"), what so many sentences before it mention counts twice.
const PAIR_WINDOW: usize = 4;

impl Resolver<'_> {
    /// The name that a description stands beside: "the Russian foreign minister, Sergei Lavrov".
    fn beside(&self, i: usize) -> Option<u32> {
        let (doc, head) = (self.doc, self.found[i].head);
        let close = |rel: &str| matches!(rel, "appos" | "flat" | "compound");
        let above = doc.token(head).head.filter(|_| doc.token(head).rel == "appos");
        let below = doc.children(head).filter(|t| close(doc.token(*t).rel) && (*t > head));
        let near = above.into_iter().chain(below).flat_map(|t| self.at(t).into_iter().chain(self.titled(t)));
        near.chain(self.after_comma(i))
            .chain(self.right_after(i))
            .filter(|j| self.found[*j].kind() == MentionKind::Name && self.refs[*j].len() == 1)
            .map(|j| self.refs[j][0])
            .next()
    }

    /// Those who stand beside a plural: "the foreign ministers of France and Italy, A and B", "mediators Qatar and Egypt".
    fn row(&self, i: usize) -> Vec<u32> {
        let beside = self.doc.children(self.found[i].head).filter(|t| self.doc.token(*t).rel == "appos");
        let mut people = beside.filter_map(|t| self.at(t)).map(|j| self.with_conjuncts(j, true));
        people.find(|p| p.iter().all(|e| self.drafts[*e as usize].named)).unwrap_or_default()
    }

    /// The name whose title a word is: "Ayatollah Ali Khamenei".
    fn titled(&self, token: TokenId) -> Option<usize> {
        let name = self.doc.children(token).filter(|t| *t > token).find_map(|t| self.holding(t))?;
        let own = self.found[name].tokens.contains(&token) || lang::honorific(self.doc.form(token)).is_some();
        own.then_some(name)
    }

    /// The name that a token is in.
    fn holding(&self, token: TokenId) -> Option<usize> {
        if token as usize >= self.doc.tokens.len() {
            return None;
        }
        let mut near = self.in_sentence(token, token + 1);
        near.find(|j| self.name(*j).is_some_and(|(tokens, _)| tokens.contains(&token)))
    }

    /// Candidates of a token's sentence that begin before another token: they are sorted by their first token, and none goes beyond its sentence.
    fn in_sentence(&self, token: TokenId, end: TokenId) -> impl Iterator<Item = usize> + '_ {
        let sentence = &self.doc.sentences[self.doc.sentence_of(token)];
        let first = self.found.partition_point(|c| c.tokens.start < sentence.start);
        (first..self.found.len()).take_while(move |j| self.found[*j].tokens.start < end)
    }

    /// "the Islamist movement Hamas", "former official Larry Kudlow": the name right after the head noun, where the tree makes a second subject or
    /// object of it.
    fn right_after(&self, i: usize) -> Option<usize> {
        let (doc, candidate) = (self.doc, &self.found[i]);
        let end = candidate.tokens.end;
        // "said Secretary of the Treasury Janet Yellen"
        let title = matches!(candidate.sort, Sort::Nominal { noun: NounKind::Title, determiner: Determiner::None, .. });
        let long = || self.holding(end).filter(|j| self.name(*j).is_some_and(|(tokens, _)| tokens.start == end));
        if let Some(name) = long().filter(|_| title && end > candidate.head + 1) {
            return Some(name);
        }
        let name = self.holding(candidate.head + 1)?;
        let joined = |t: TokenId| (doc.token(t).head, doc.token(t).rel);
        let first = |t: TokenId| if doc.token(t).rel == "conj" { doc.token(t).head.unwrap_or(t) } else { t };
        let starts = self.name(name).is_some_and(|(tokens, _)| tokens.start == candidate.head + 1);
        (starts && joined(first(candidate.head)) == joined(self.found[name].head)).then_some(name)
    }

    /// "the town of Pandeglang".
    fn place_of(&self, i: usize) -> Option<u32> {
        let doc = self.doc;
        let head = self.found[i].head;
        let of = |c: &TokenId| doc.children(*c).any(|t| doc.form(t) == "of") && *c > head;
        let name = doc.children(head).filter(of).find_map(|c| self.at(c))?;
        let place = |e: &u32| matches!(self.class(*e), EntityClass::Place | EntityClass::Country);
        self.refs[name].first().copied().filter(place)
    }

    /// Whether a place may be taken up by a noun: "the city" of any name, "the hospital" only of one that says so; a capital is no island.
    fn goes_by(&self, place: u32, i: usize) -> bool {
        let noun = self.doc.token(self.found[i].head).lemma.to_lowercase();
        let draft = &self.drafts[place as usize];
        let says = || draft.forms.keys().any(|f| f.to_lowercase().split(' ').any(|w| w == noun));
        let capital = draft.forms.keys().any(|f| lang::capital(f).is_some()) && !WordList::Urban.has(&noun);
        draft.named && (WordList::Settled.has(&noun) && !capital || says())
    }

    /// "the speaker of the House, John Boehner,": the name after a title and a comma, wherever the tree hangs it.
    fn after_comma(&self, i: usize) -> Option<usize> {
        let (doc, candidate) = (self.doc, &self.found[i]);
        let title = matches!(candidate.sort, Sort::Nominal { noun: NounKind::Title, plural: false, .. });
        let comma = candidate.tokens.end;
        let sentence = &doc.sentences[doc.sentence_of(candidate.head)];
        // "appointed Ana Moreno as minister, Olaf Braun as envoy"
        let cast = doc.children(candidate.head).any(|c| WordList::Casting.has(&doc.token(c).lemma));
        if !title || cast || comma + 1 >= sentence.end || doc.form(comma) != "," {
            return None;
        }
        let apposed = |j: &usize| self.found[*j].tokens.start == comma + 1;
        // "the minister, Dr Ana Moreno,"
        let address = (comma + 1..sentence.end).find(|t| lang::honorific(doc.form(*t)).is_none());
        let name = self.at(comma + 1).or_else(|| self.holding(address?)).filter(apposed)?;
        let end = self.found[name].tokens.end;
        let closed = end >= sentence.end || doc.token(end).upos == Upos::Punct;
        let person = |e: &u32| self.class(*e) == EntityClass::Person;
        (closed && self.refs[name].first().is_some_and(person)).then_some(name)
    }

    pub fn described(&mut self, i: usize, noun: NounKind, plural: bool, determiner: Determiner) -> Vec<u32> {
        let class = if plural && noun != NounKind::Place { EntityClass::Group } else { noun.class() };
        let row = self.row(i);
        if plural && row.len() > 1 {
            return row;
        }
        if let Some(entity) = self.beside(i).filter(|e| self.class(*e) == class || class == EntityClass::Group) {
            return vec![entity];
        }
        if determiner == Determiner::Pair || self.bare_sides(i, noun, plural, determiner) {
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
                None if definite && !self.modified(i) => self.government(i),
                None => None,
            },
            NounKind::Country if !plural && definite && country.is_none() => {
                // "ties with the country that is accused of it" are not those of his own.
                let told = self.doc.children(self.found[i].head).any(|c| self.doc.token(c).rel == "acl:relcl");
                let bare = self.found[i].tokens.len() == 2;
                let own = if told || !bare { None } else { self.speakers_country(i) };
                own.or_else(|| self.latest(i, &[EntityClass::Country], |_| true))
            }
            NounKind::Title if !plural && (definite || country.is_some()) => self.holder(i),
            NounKind::Person if !plural && definite => self.counterpart(i),
            NounKind::Body if !plural && definite && country.is_none() => self.body(i),
            NounKind::Place => self.place_of(i).or_else(|| {
                let known = definite && (country.is_some() || !self.modified(i));
                known.then(|| self.latest(i, &[EntityClass::Place], |e| self.goes_by(e, i))).flatten()
            }),
            _ => None,
        };
        if let Some(entity) = entity {
            return vec![entity];
        }
        let state = class == EntityClass::Country && country.is_none() && !self.modified(i) && !self.somebodys(i);
        if state || class == EntityClass::Document {
            return Vec::new();
        }
        self.unnamed(i, class, determiner)
    }

    /// A thing without a name: known by its description.
    fn unnamed(&mut self, i: usize, class: EntityClass, determiner: Determiner) -> Vec<u32> {
        let form = description(self.doc, &self.found[i].tokens, self.found[i].head);
        let class = if class == EntityClass::Country { EntityClass::Organization } else { class };
        let key = (class, form.to_lowercase());
        let known = self.descriptions.get(&key).copied().filter(|_| determiner != Determiner::Indefinite);
        let entity = known.unwrap_or_else(|| self.draft(class, form, false));
        self.descriptions.entry(key).or_insert(entity);
        let country = self.found[i].country.map(|l| l.code);
        let draft = &mut self.drafts[entity as usize];
        draft.country = draft.country.or(country);
        vec![entity]
    }

    /// The nearest resolved single entity of one of the classes; a subject goes before what is not one in its sentence.
    fn latest(&self, i: usize, classes: &[EntityClass], fits: impl Fn(u32) -> bool) -> Option<u32> {
        let mut best: Option<(bool, usize, bool, u32)> = None;
        let here = &self.found[i].tokens;
        // "from Peru, Chile and Bolivia": one of several is not what the article is about.
        let row = |t: TokenId| {
            self.doc.token(t).rel == "conj" || self.doc.children(t).any(|c| self.doc.token(c).rel == "conj")
        };
        for (j, distance) in self.before(i, WINDOW) {
            let [entity] = self.refs[j][..] else { continue };
            let nested = here.contains(&self.found[j].head) || self.found[j].tokens.contains(&self.found[i].head);
            // "BELGRADE (Reuters) -"
            let aside = self.found[j].tokens.start.checked_sub(1).is_some_and(|t| self.doc.form(t) == "(");
            if nested || aside || !classes.contains(&self.class(entity)) || !fits(entity) {
                continue;
            }
            let subject = self.doc.token(self.found[j].head).rel.starts_with("nsubj");
            let several = classes == [EntityClass::Country] && !subject && row(self.found[j].head);
            match best {
                Some((r, d, s, _)) if (r, d) < (several, distance) || (r == several && (s || !subject)) => {}
                _ => best = Some((several, distance, subject, entity)),
            }
        }
        best.map(|b| b.3)
    }

    /// The country whose government is named after a person: "the Obama administration".
    fn governed(&self, i: usize) -> Option<&'static lang::Linked> {
        let candidate = &self.found[i];
        let near = self.in_sentence(candidate.head, candidate.tokens.end);
        let inside = near.filter(|j| *j != i && candidate.tokens.contains(&self.found[*j].head));
        let people = inside.flat_map(|j| self.refs[j].iter().map(move |e| (j, *e)));
        people.filter(|(_, e)| self.class(*e) == EntityClass::Person).find_map(|(j, e)| {
            let surname = self.name(j).map(|(t, _)| self.doc.form(t.end - 1));
            let country = self.drafts[e as usize].country.and_then(lang::country);
            surname.and_then(lang::governed_by).or(country)
        })
    }

    /// Whether a plural without modifiers takes up two sides: "the leaders", "the countries".
    fn bare_sides(&self, i: usize, noun: NounKind, plural: bool, determiner: Determiner) -> bool {
        let sided = WordList::Side.has(&self.doc.token(self.found[i].head).lemma.to_lowercase());
        let tokens = &self.found[i].tokens;
        let owned = self.doc.token(tokens.start).rel == "nmod:poss";
        let bare = tokens.len() == 2 && self.found[i].country.is_none() && !owned;
        plural && bare && determiner == Determiner::Definite && (sided || noun == NounKind::Country)
    }

    /// Whether a name stands among a description's modifiers.
    fn modified(&self, i: usize) -> bool {
        let (tokens, head) = (&self.found[i].tokens, self.found[i].head);
        names_in(self.doc, tokens).any(|n| tokens.start <= n.tokens.start && n.tokens.end <= head)
    }

    /// Whether a description says whose it is by a person's name: "the government of Ana Moreno".
    fn somebodys(&self, i: usize) -> bool {
        let (tokens, head) = (&self.found[i].tokens, self.found[i].head);
        names_in(self.doc, tokens)
            .any(|n| n.kind == NameKind::Person && n.tokens.start > head && n.tokens.end <= tokens.end)
    }

    /// The state that "the administration" stands for: as the same noun did before, else that of a head of government, else the nearest.
    fn government(&mut self, i: usize) -> Option<u32> {
        let noun = |j: usize| self.doc.token(self.found[j].head).lemma.to_lowercase();
        let country = |j: &usize| matches!(self.refs[*j][..], [e] if self.class(e) == EntityClass::Country);
        let word = noun(i);
        let before =
            self.before(i, WINDOW).map(|(j, _)| j).find(|j| self.name(*j).is_none() && noun(*j) == word && country(j));
        if let Some(j) = before {
            return self.refs[j].first().copied();
        }
        if WordList::Personal.has(&word)
            && let Some(code) =
                self.latest(i, &[EntityClass::Person], |e| self.governs(e).is_some()).and_then(|e| self.governs(e))
        {
            return lang::linked(code).map(|l| self.linked(l));
        }
        self.latest(i, &[EntityClass::Country], |_| true)
    }

    /// The country of the person who is the subject of the sentence: "Kim said the country …".
    fn speakers_country(&mut self, i: usize) -> Option<u32> {
        let subjects = self.before(i, 0).filter(|(j, _)| self.doc.token(self.found[*j].head).rel == "nsubj");
        let people = subjects.filter_map(|(j, _)| match self.refs[j][..] {
            [e] if self.class(e) == EntityClass::Person => Some(e),
            _ => None,
        });
        let person = people.collect::<Vec<_>>().first().copied()?;
        let code = self.drafts[person as usize].country.or_else(|| self.governs(person))?;
        lang::country(code).map(|l| self.linked(l))
    }

    /// The country whose government is called after a person.
    fn governs(&self, entity: u32) -> Option<&'static str> {
        let draft = &self.drafts[entity as usize];
        let words = draft.forms.keys().flat_map(|f| f.split(' '));
        if draft.named { words.filter_map(lang::governed_by).map(|l| l.code).next() } else { None }
    }

    /// The person whose title a description repeats: "the president", "the Russian foreign minister".
    fn holder(&self, i: usize) -> Option<u32> {
        let candidate = &self.found[i];
        let head = self.doc.token(candidate.head).lemma.to_lowercase();
        let wanted: Vec<String> = candidate.title.iter().flat_map(|t| t.split(' ').map(str::to_lowercase)).collect();
        let country = candidate.country.map(|l| l.country.unwrap_or(l.code));
        // "Foreign Minister Ana Moreno met the Iraqi foreign minister" met another.
        let rel = self.doc.token(candidate.head).rel;
        let verb = self.doc.token(candidate.head).head.filter(|_| matches!(rel, "obj" | "iobj" | "obl"));
        let subject = verb.into_iter().flat_map(|v| self.doc.children(v)).filter(|t| self.doc.token(*t).rel == "nsubj");
        let doer: Vec<u32> = subject.filter_map(|t| self.at(t)).flat_map(|j| self.refs[j].clone()).collect();
        let suits = |entity: u32| {
            if doer.contains(&entity) {
                return false;
            }
            let draft = &self.drafts[entity as usize];
            let home = draft.country.or_else(|| self.governs(entity));
            let gender = candidate.gender.is_none_or(|g| draft.gender.is_none_or(|h| g == h));
            draft.named && gender && country.is_none_or(|c| home.is_none_or(|h| h == c))
        };
        let bears = |entity: u32, words: &[String]| {
            let titles = &self.drafts[entity as usize].titles;
            let mut titles = titles.iter().map(|t| t.split(' ').map(str::to_lowercase).collect::<Vec<_>>());
            titles.any(|t| words.iter().all(|w| t.contains(w)))
        };
        let person = [EntityClass::Person];
        let whole = |e: u32| suits(e) && bears(e, &wanted);
        let part = |e: u32| suits(e) && wanted.len() == 1 && bears(e, std::slice::from_ref(&head));
        // One who is only named later, when no other fits.
        let sole = |fits: &dyn Fn(u32) -> bool| {
            let people = (0..self.drafts.len().min(SOLE) as u32).filter(|e| self.class(*e) == EntityClass::Person);
            if let [one] = people.filter(|e| fits(*e)).collect::<Vec<_>>()[..] { Some(one) } else { None }
        };
        let seen = self.latest(i, &person, whole).or_else(|| self.latest(i, &person, part));
        if let Some(seen) = seen.or_else(|| sole(&whole)) {
            return Some(seen);
        }
        // "The prime minister" is nobody who is president.
        let called = |e: u32| {
            let forms = self.drafts[e as usize].forms.keys();
            let so = || forms.flat_map(|f| f.split(' ')).any(|surname| lang::rules_as(surname, &head));
            WordList::AnyRuler.has(&head) || bears(e, std::slice::from_ref(&head)) || so()
        };
        let of = |e: u32| country.is_none() || self.governs(e) == country;
        let rules = |e: u32| suits(e) && self.governs(e).is_some() && of(e) && called(e);
        // Who governs, with or without a title in the text.
        WordList::Ruler.has(&head).then(|| self.latest(i, &person, rules).or_else(|| sole(&rules))).flatten()
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
        // A bloc is of several states.
        let bloc = WordList::Bloc.has(&noun);
        let states = |e: u32| self.drafts[e as usize].code.is_some() && self.drafts[e as usize].country.is_none();
        // "The party" is no bank.
        let public = |f: &String| f.to_lowercase().split(' ').any(|w| WordList::PublicBody.has(w));
        let other = |e: u32| WordList::PrivateBody.has(&noun) && self.drafts[e as usize].forms.keys().any(public);
        let fits = |e: u32| (!bloc || states(e)) && !other(e);
        let named = |e: u32| self.drafts[e as usize].named && fits(e);
        self.latest(i, &body, has).or_else(|| self.latest(i, &body, named).filter(|_| WordList::SameBody.has(&noun)))
    }

    /// The two sides that "the two leaders", "both countries" take up.
    fn pair(&self, i: usize, noun: NounKind) -> Vec<u32> {
        let classes: &[&[EntityClass]] = match noun {
            NounKind::Title | NounKind::Person => &[&[EntityClass::Person]],
            NounKind::Country | NounKind::Government => &[&[EntityClass::Country]],
            NounKind::Body => &[&[EntityClass::Organization]],
            _ => &[
                &[EntityClass::Country],
                &[EntityClass::Person],
                &[EntityClass::Organization],
                &[EntityClass::Country, EntityClass::Organization],
            ],
        };
        // How often each was mentioned, those nearby twice; the nearest first where that is even.
        let mut told: Vec<(u32, i32)> = Vec::new();
        for (j, distance) in self.before(i, WINDOW) {
            let weight = if distance <= PAIR_WINDOW { 2 } else { 1 };
            for entity in &self.refs[j] {
                match told.iter_mut().find(|(e, _)| e == entity) {
                    Some((_, count)) => *count -= weight,
                    None => told.push((*entity, -weight)),
                }
            }
        }
        told.retain(|(e, _)| self.drafts[*e as usize].named);
        told.sort_by_key(|(_, count)| *count);
        // "The ministers" are two who are that.
        let word = self.doc.token(self.found[i].head).lemma.to_lowercase();
        let titles =
            |e: &u32| self.drafts[*e as usize].titles.iter().any(|t| t.to_lowercase().split(' ').any(|w| w == word));
        let mut bearers = told.iter().map(|(e, _)| *e).filter(|e| noun == NounKind::Title && titles(e));
        if let Some((one, other)) = bearers.next().zip(bearers.next()) {
            return vec![one.min(other), one.max(other)];
        }
        for class in classes {
            let mut of = told.iter().map(|(e, _)| *e).filter(|e| class.contains(&self.class(*e)));
            if let Some((one, other)) = of.next().zip(of.next()) {
                return vec![one.min(other), one.max(other)];
            }
        }
        Vec::new()
    }
}
