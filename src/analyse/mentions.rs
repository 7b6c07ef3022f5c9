//! Phrases that refer to something: names, descriptions with a noun that the language pack knows, pronouns.
//!
//! Input: tokens with tags and dependencies, repaired names. Output: candidates in text order, not yet resolved.
//! Invariant: no two candidates have the same head and kind; a phrase holds its head and no relative clause.

use super::naming::look_up;
use crate::document::{Document, MentionKind, Name, NameKind, TokenId, TokenRange, Upos};
use crate::entity::EntityClass;
use crate::lang::{self, Gender, Linked, NounKind, Pronoun, WordList};

/// A phrase before it is resolved.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The phrase.
    pub tokens: TokenRange,
    /// Its head word.
    pub head: TokenId,
    /// What sort of phrase it is, with what that sort shows.
    pub sort: Sort,
    /// Country that its modifiers name.
    pub country: Option<&'static Linked>,
    /// Title that stands before the name, or that the description is.
    pub title: Option<String>,
    /// Gender that its words show.
    pub gender: Option<Gender>,
}

/// What a candidate shows of its own.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Sort {
    Name {
        tokens: TokenRange,
        kind: NameKind,
    },
    Nominal {
        noun: NounKind,
        plural: bool,
        determiner: Determiner,
    },
    Pronoun(Pronoun),
    /** "who", "which" in a relative clause */
    Relative,
}

/// How a description begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Determiner {
    Definite,
    Indefinite,
    /** "both", "the two" */
    Pair,
    None,
}

impl Candidate {
    /// Kind as the document has it.
    pub fn kind(&self) -> MentionKind {
        match self.sort {
            Sort::Name { .. } => MentionKind::Name,
            Sort::Nominal { .. } => MentionKind::Nominal,
            Sort::Pronoun(_) | Sort::Relative => MentionKind::Pronoun,
        }
    }
}

/// All candidates in text order, the longer first.
pub fn candidates(doc: &Document) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = doc.names.iter().map(|n| named(doc, n)).collect();
    let mut taken = vec![false; doc.tokens.len()];
    for candidate in &found {
        let Sort::Name { tokens, .. } = &candidate.sort else { continue };
        let titled = if candidate.title.is_some() { candidate.tokens.start } else { tokens.start };
        taken[titled as usize..tokens.end as usize].fill(true);
    }
    for token in 0..doc.tokens.len() as TokenId {
        if !taken[token as usize] {
            found.extend(pronoun(doc, token).or_else(|| nominal(doc, token)));
        }
    }
    found.sort_by_key(|c| (c.tokens.start, std::cmp::Reverse(c.tokens.end)));
    found
}

/// The names that share a token with a run.
pub fn names_in<'d>(doc: &'d Document, tokens: &TokenRange) -> impl Iterator<Item = &'d Name> + use<'d> {
    let (first, end) = (doc.names.partition_point(|n| n.tokens.end <= tokens.start), tokens.end);
    doc.names[first..].iter().take_while(move |n| n.tokens.start < end)
}

/// A noun with its modifiers: no clauses, no appositions, no conjuncts.
fn phrase(doc: &Document, head: TokenId) -> TokenRange {
    const INSIDE: [&str; 9] = ["det", "amod", "nummod", "compound", "nmod", "flat", "fixed", "goeswith", "advmod"];
    let sentence = doc.sentences[doc.sentence_of(head)].clone();
    let part = |t: TokenId| {
        let mut at = t;
        while let Some(above) = doc.token(at).head.filter(|_| at != head) {
            let rel = doc.token(at).rel;
            let own = INSIDE.contains(&rel.split(':').next().unwrap_or(rel)) || (rel == "punct" && doc.form(at) == "-");
            if above == head && !own {
                return false;
            }
            if rel == "acl:relcl" || rel == "parataxis" || rel == "appos" {
                return false;
            }
            at = above;
        }
        at == head
    };
    let mut run = head..head + 1;
    while run.start > sentence.start && part(run.start - 1) {
        run.start -= 1;
    }
    while run.end < sentence.end && part(run.end) {
        run.end += 1;
    }
    run
}

fn noun_kind(doc: &Document, token: TokenId) -> Option<(NounKind, Option<Gender>)> {
    let form = doc.form(token).to_lowercase();
    let single = || form.strip_suffix('s').and_then(lang::noun);
    lang::noun(&form).or_else(|| lang::noun(&doc.token(token).lemma.to_lowercase())).or_else(single)
}

fn named(doc: &Document, name: &Name) -> Candidate {
    let (tokens, sentence) = (&name.tokens, doc.sentences[doc.sentence_of(name.tokens.start)].clone());
    let head = doc.head_of(tokens);
    let mut start = tokens.start;
    let mut gender = None;
    if name.kind == NameKind::Person {
        let modifies = |t: TokenId| {
            let token = doc.token(t);
            matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj)
                || lang::honorific(doc.form(t)).is_some()
                || doc.token(t).xpos == "POS"
                || matches!(doc.form(t), "'s" | "’s" | "’" | "'" | "s")
                || WordList::Linking.has(doc.form(t))
        };
        let other = |t: TokenId| names_in(doc, &(t..t + 1)).any(|n| n.kind == NameKind::Person);
        // "a spokesman for Moreno": what a preposition parts from her is not hers.
        let parted = start > sentence.start && doc.token(start - 1).upos == Upos::Adp;
        while !parted && start > sentence.start && modifies(start - 1) && !other(start - 1) {
            start -= 1;
        }
        let address = (start..tokens.start).filter_map(|t| lang::honorific(doc.form(t))).next();
        gender = address.flatten().or_else(|| lang::person_gender(doc.form(tokens.start)).filter(|_| tokens.len() > 1));
    }
    let (title, country, begin) = match title(doc, start..tokens.start) {
        Some((title, country, begin)) => (Some(title), country, begin),
        None => (None, None, tokens.start),
    };
    // "Sen. Cotton" is a senator.
    let address = (start..tokens.start).rev().find_map(|t| lang::address_title(doc.form(t)));
    let title = title.filter(|t| lang::honorific(t).is_none()).or_else(|| address.map(str::to_owned));
    gender = gender.or_else(|| (begin..tokens.start).find_map(|t| noun_kind(doc, t).and_then(|n| n.1)));
    let governed = doc.token(head).head.is_some() && doc.token(head).rel.starts_with("compound");
    let whole = if governed { tokens.clone() } else { phrase(doc, head) };
    let run = begin.min(whole.start).min(tokens.start)..tokens.end.max(whole.end);
    let sort = Sort::Name { tokens: tokens.clone(), kind: name.kind };
    Candidate { tokens: run, head, sort, country, title, gender }
}

/// The title in a run of words that ends before a name or at a description's end, the country or body that it belongs to, and where it begins.
fn title(doc: &Document, mut run: TokenRange) -> Option<(String, Option<&'static Linked>, TokenId)> {
    let is_title = |t: &TokenId| noun_kind(doc, *t).is_some_and(|n| n.0 == NounKind::Title);
    let last = run.clone().rev().find(is_title)?;
    // "spokesman for Chancellor Merkel": only what ends at the name is her title.
    if last + 1 == run.end
        && let Some(link) = (run.start..last).rev().find(|t| doc.token(*t).upos == Upos::Adp)
    {
        run.start = link + 1;
    }
    let first = run.clone().find(is_title)?;
    let (mut country, mut start, mut end) = (None, run.start, run.end);
    let mut at = run.start;
    while at < run.end {
        let hit = (at + 1..=run.end).rev().find_map(|e| look_up(doc.phrase(&(at..e))).map(|l| (e, l)));
        match hit {
            // A country before the title: what stands before it belongs to something else.
            Some((e, linked)) if e <= first || (e <= last && at < first) => {
                (country, start, at) = (Some(linked), e, e);
            }
            Some((_, linked)) if at > last => {
                country = country.or(Some(linked));
                end = (last + 1..at).find(|t| doc.token(*t).upos == Upos::Adp).unwrap_or(at);
                break;
            }
            Some((e, _)) => at = e,
            None => at += 1,
        }
    }
    let idle = |t: TokenId| {
        let token = doc.token(t);
        let loose = matches!(token.upos, Upos::Det | Upos::Punct | Upos::Part | Upos::Adp | Upos::Cconj | Upos::Pron);
        (loose || doc.form(t) == "s" || WordList::Passing.has(&doc.form(t).to_lowercase())) && t < first
    };
    // The title begins after whose it is, after a determiner, and after words that say when it was held.
    let before = |t: &TokenId| {
        let owner = doc.token(*t).xpos == "POS" || matches!(doc.form(*t), "'s" | "’s" | "’" | "'");
        owner || doc.token(*t).upos == Upos::Det || WordList::Passing.has(&doc.form(*t).to_lowercase())
    };
    start = (start..first).rev().find(before).map_or(start, |t| t + 1);
    while start < end && idle(start) {
        start += 1;
    }
    while end > last + 1 && (doc.token(end - 1).upos == Upos::Adp || WordList::Linking.has(doc.form(end - 1))) {
        end -= 1;
    }
    (start < end).then(|| (doc.phrase(&(start..end)).to_owned(), country, start))
}

fn pronoun(doc: &Document, token: TokenId) -> Option<Candidate> {
    let word = doc.token(token);
    if word.upos != Upos::Pron || word.rel == "expl" || doc.form(token) == "US" {
        return None;
    }
    let tokens = token..token + 1;
    if matches!(word.xpos, "WP" | "WDT") {
        let sort = Sort::Relative;
        return Some(Candidate { tokens, head: token, sort, country: None, title: None, gender: None });
    }
    let pronoun = lang::pronoun(&doc.form(token).to_lowercase())?;
    let sort = Sort::Pronoun(pronoun);
    Some(Candidate { tokens, head: token, sort, country: None, title: None, gender: pronoun.gender })
}

fn nominal(doc: &Document, token: TokenId) -> Option<Candidate> {
    let word = doc.token(token);
    let two = word.upos == Upos::Num && WordList::Pair.has(&doc.form(token).to_lowercase());
    if two && word.rel != "nummod" && doc.children(token).any(|t| WordList::Definite.has(&doc.form(t).to_lowercase())) {
        let (noun, determiner) = (NounKind::Person, Determiner::Pair);
        let sort = Sort::Nominal { noun, plural: true, determiner };
        let tokens = phrase(doc, token);
        return Some(Candidate { tokens, head: token, sort, country: None, title: None, gender: None });
    }
    // "The military denied it"
    let noun = matches!(word.upos, Upos::Noun | Upos::Propn)
        || (word.upos == Upos::Adj && matches!(word.rel, "nsubj" | "nsubj:pass" | "obj" | "iobj" | "obl"));
    if !noun || matches!(word.rel, "compound" | "flat" | "fixed" | "goeswith") {
        return None;
    }
    let plural = matches!(word.xpos, "NNS" | "NNPS");
    let (noun, gender) = noun_kind(doc, token)?;
    let tokens = phrase(doc, token);
    let determiner = determiner(doc, &tokens, token);
    // A place that is not named is told of where something is done to it or there: "bombed a hospital".
    let told = || matches!(word.rel, "obj" | "nsubj:pass" | "obl" | "nmod" | "conj");
    match noun {
        NounKind::Place if determiner == Determiner::Pair => return None,
        NounKind::Place if determiner != Determiner::Definite && !told() => return None,
        NounKind::Document if determiner != Determiner::Definite => return None,
        // "removed from office", "taken to court"
        _ if tokens.len() == 1 && !plural && WordList::Condition.has(&word.lemma.to_lowercase()) => return None,
        // "the opposition to the tax" is nobody.
        NounKind::Body if WordList::Opposing.has(&word.lemma.to_lowercase()) && opposes(doc, token) => return None,
        _ => {}
    }
    let country = modifiers(doc, &tokens, token);
    let title = title(doc, tokens.start..described_end(doc, token, &tokens)).map(|t| t.0).filter(|_| !plural);
    Some(Candidate { sort: Sort::Nominal { noun, plural, determiner }, tokens, head: token, country, title, gender })
}

/// Where a description's title ends: after the head, or after an "of" phrase right behind it.
fn described_end(doc: &Document, head: TokenId, tokens: &TokenRange) -> TokenId {
    let of = head + 1 < tokens.end && doc.form(head + 1) == "of";
    let object = |t: &TokenId| *t > head + 1 && doc.token(*t).rel.starts_with("nmod") && tokens.contains(t);
    let object = if of { doc.children(head).find(object) } else { None };
    object.map_or(head + 1, |t| phrase(doc, t).end.min(tokens.end).max(head + 1))
}

fn determiner(doc: &Document, tokens: &TokenRange, head: TokenId) -> Determiner {
    let words = (tokens.start..head).filter(|t| doc.token(*t).head == Some(head));
    let forms: Vec<String> = words.map(|t| doc.form(t).to_lowercase()).collect();
    let has = |list: WordList| forms.iter().any(|f| list.has(f));
    let owned = doc.children(head).any(|t| doc.token(t).rel == "nmod:poss" && t < head);
    // "Two leaders" may be known ones, "two women" are new.
    let sided = || {
        let lemma = doc.token(head).lemma.to_lowercase();
        let known = matches!(lang::noun(&lemma), Some((NounKind::Title | NounKind::Country, _)));
        known || (WordList::Side.has(&lemma) && lemma != "man")
    };
    match (has(WordList::Pair), has(WordList::Definite) || owned, has(WordList::Indefinite)) {
        (true, true, _) => Determiner::Pair,
        (true, ..) if head - tokens.start == 1 && (forms[0] != "two" || sided()) => Determiner::Pair,
        (_, true, _) => Determiner::Definite,
        (_, _, true) => Determiner::Indefinite,
        _ => Determiner::None,
    }
}

/// Whether a noun has what somebody is against: "opposition to the tax".
fn opposes(doc: &Document, noun: TokenId) -> bool {
    let to = |c: TokenId| doc.token(c).rel == "case" && doc.form(c).eq_ignore_ascii_case("to");
    doc.children(noun).any(|c| doc.token(c).rel == "nmod" && doc.children(c).any(to))
}

/// The country that a description's modifiers name: "Russian", "Russia's", "of Russia".
fn modifiers(doc: &Document, tokens: &TokenRange, head: TokenId) -> Option<&'static Linked> {
    let state = |linked: &&Linked| linked.class == EntityClass::Country;
    let names = names_in(doc, tokens).filter(|n| tokens.start <= n.tokens.start && n.tokens.end <= tokens.end);
    let mut direct = names.filter(|n| {
        let top = doc.head_of(&n.tokens);
        doc.token(top).head == Some(head) && (top < head || doc.children(top).any(|t| matches!(doc.form(t), "of")))
    });
    direct.find_map(|n| look_up(doc.phrase(&n.tokens)).filter(state))
}

/// Descriptions of more words end before the second place that they tell.
const LONGEST_DESCRIPTION: u32 = 8;

/// The words of a description without what leads it in: the name of what has no other.
pub fn description(doc: &Document, tokens: &TokenRange, head: TokenId) -> String {
    let lead = |t: TokenId| {
        let token = doc.token(t);
        // "at least 20 people"
        let bound = matches!(token.xpos, "JJS" | "RBS") && doc.token(t + 1).upos == Upos::Num;
        bound || matches!(token.upos, Upos::Det | Upos::Cconj | Upos::Punct | Upos::Adv) || token.xpos == "WP$"
    };
    // "as many as 59 senators", "by extension other candidates".
    let begin = (tokens.start..head).rev().find(|t| doc.token(*t).upos == Upos::Adp).map_or(tokens.start, |t| t + 1);
    let start = (begin..head).find(|t| !lead(*t)).unwrap_or(head);
    let tail = |t: TokenId| matches!(doc.token(t).upos, Upos::Adp | Upos::Det);
    let aside =
        |t: &TokenId| doc.form(*t) == "," && matches!(doc.token(t + 1).upos, Upos::Verb | Upos::Adp | Upos::Adv);
    let end = (head..tokens.end.max(head + 1) - 1).find(aside).unwrap_or(tokens.end);
    // "officials at a meeting in Oslo"
    let gathering = |h: TokenId| WordList::Gathering.has(&doc.token(h).lemma.to_lowercase());
    let there = |t: TokenId| doc.token(t).rel == "case" && doc.token(t).head.is_some_and(gathering);
    // "a watchdog this week"
    let dated = |t: TokenId| doc.times.iter().any(|time| time.tokens.start == t && time.value.is_some());
    let end = (head + 1..end).find(|t| there(*t) || dated(*t)).unwrap_or(end);
    // "people on the platforms in the Gulf": where what describes them is, when the description is long.
    let place = |t: &TokenId| doc.token(*t).rel == "case" && WordList::Locative.has(&doc.form(*t).to_lowercase());
    let long = (head + 1..end).filter(place).nth(1).filter(|_| end - start > LONGEST_DESCRIPTION);
    let end = long.unwrap_or(end);
    let end = (head + 1..=end).rev().find(|e| !tail(*e - 1)).unwrap_or(head + 1);
    doc.line(&(start..end))
}
