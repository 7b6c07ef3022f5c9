//! Names made whole: the tagger's names, set right by the gazetteer, by titles and by head nouns.
//!
//! Input: tokens with tags, the tagger's names. Output: names in text order, not nested, with boundaries and kinds as `document::Name` has them.
//! Invariant: a name has no determiner, title or possessive mark at its ends.

use crate::document::{Document, Name, NameKind, TokenId, TokenRange, Upos};
use crate::entity::EntityClass;
use crate::lang::{self, Linked, NounKind, WordList};
use std::collections::{HashMap, HashSet};

/// The longest gazetteer form, in tokens.
const LONGEST: u32 = 9;

/// The names of a document, repaired.
pub fn repaired(doc: &Document) -> Vec<Name> {
    let mut names: Vec<Name> = joined(doc).iter().flat_map(|n| split(doc, n)).collect();
    for name in &mut names {
        trim(doc, name);
        shorten(doc, name);
    }
    let affair = |n: &Name| n.tokens.len() == 1 && WordList::Affair.has(&lower(doc, n.tokens.start));
    // "My Fellow Americans", "http://…"
    let plain = |n: &Name| n.tokens.clone().all(|t| doc.token(t).upos == Upos::Pron || doc.token(t).xpos == "ADD");
    // "Crown Prince Moreno"
    let next = |n: &Name| doc.tokens.get(n.tokens.end as usize).map(|_| doc.form(n.tokens.end).to_lowercase());
    let crown = |n: &Name| n.kind == NameKind::Person && next(n).is_some_and(|w| WordList::Regnal.has(&w));
    names.retain(|n| !plain(n) && !is_portfolio(doc, n) && !affair(n) && !crown(n));
    extend_people(doc, &mut names);
    extend_bodies(doc, &mut names);
    names.sort_by_key(|n| n.tokens.start);
    let mut names = with_gazetteer(doc, names);
    let shared = shared_names(doc, &names);
    names.retain(|n| !shared.contains(&n.tokens));
    names.extend(shared.into_iter().map(|tokens| Name { tokens, kind: NameKind::Country }));
    let mut free = Free::new(doc, &names);
    for (found, kind) in [(short_names(doc), NameKind::Country), (untagged_people(doc), NameKind::Person)] {
        for tokens in found {
            if free.all(&tokens) {
                free.take(&tokens);
                names.push(Name { tokens, kind });
            }
        }
    }
    names.sort_by_key(|n| n.tokens.start);
    for name in &mut names {
        name.kind = kind(doc, name);
    }
    people_again(doc, &mut names);
    names
}

/// Lets what is a person's name at least as often as another's, or once after a title, be his everywhere in the text, with what he is called by
/// alone: "Ana Moreno … Moreno".
fn people_again(doc: &Document, names: &mut [Name]) {
    let open = |n: &Name| look_up(doc.phrase(&n.tokens)).is_none();
    let titled = |n: &Name| {
        n.tokens
            .start
            .checked_sub(1)
            .is_some_and(|t| lang::honorific(doc.form(t)).is_some() || is_capital(doc, t) && is_title(doc, t))
    };
    let mut told: HashMap<&str, (usize, [usize; 2])> = HashMap::new();
    for name in names.iter().filter(|n| open(n)) {
        let person = name.kind == NameKind::Person;
        let weight = if person && titled(name) { names.len() } else { 1 };
        let (parts, told) = told.entry(doc.phrase(&name.tokens)).or_default();
        *parts = name.tokens.len();
        told[usize::from(person)] += weight;
    }
    // A bare name may be a town's as well.
    told.retain(|_, (parts, [others, people])| *people > *others || *parts > 1 && people == others);
    let surnames: HashSet<&str> =
        told.iter().filter(|(_, t)| t.0 > 1).filter_map(|(form, _)| form.rsplit(' ').next()).collect();
    for name in names.iter_mut().filter(|n| open(n)) {
        let form = doc.phrase(&name.tokens);
        let his = told.contains_key(form) || surnames.contains(form);
        if his && matches!(name.kind, NameKind::Place | NameKind::Other | NameKind::Organization) {
            name.kind = NameKind::Person;
        }
    }
}

/// Whether a name of several words that is read as a place's stands after a title and a comma, or does what only people do.
fn is_somebody(doc: &Document, name: &Name) -> bool {
    let head = doc.head_of(&name.tokens);
    let parts = name.tokens.clone().filter(|t| *t != head).all(|t| doc.token(t).rel == "flat");
    let Some(above) = doc.token(head).head.filter(|_| parts && name.tokens.len() > 1) else { return false };
    let comma = name.tokens.start > 0 && doc.form(name.tokens.start - 1) == ",";
    match doc.token(head).rel {
        "appos" => comma && above < head && noun(doc, above) == Some(NounKind::Title),
        "nsubj" => doc.token(above).upos == Upos::Verb && WordList::Acting.has(&doc.token(above).lemma),
        _ => false,
    }
}

/// The tokens that no name has.
struct Free(Vec<bool>);

impl Free {
    fn new(doc: &Document, names: &[Name]) -> Free {
        let mut free = Free(vec![true; doc.tokens.len()]);
        names.iter().for_each(|n| free.take(&n.tokens));
        free
    }

    fn take(&mut self, tokens: &TokenRange) {
        self.0[tokens.start as usize..tokens.end as usize].fill(false);
    }

    fn has(&self, token: TokenId) -> bool {
        self.0.get(token as usize).is_some_and(|free| *free)
    }

    fn all(&self, tokens: &TokenRange) -> bool {
        tokens.clone().all(|t| self.has(t))
    }
}

/// Names in order, with those of the gazetteer in place of what they overlap, unless that is longer on both sides or one.
fn with_gazetteer(doc: &Document, names: Vec<Name>) -> Vec<Name> {
    let mut kept = vec![true; names.len()];
    let mut added = Vec::new();
    let mut from = 0;
    for (tokens, linked) in gazetteer(doc) {
        while names.get(from).is_some_and(|n| n.tokens.end <= tokens.start) {
            from += 1;
        }
        let near = (from..names.len()).take_while(|n| names[*n].tokens.start < tokens.end);
        let near: Vec<usize> = near.filter(|n| kept[*n] && names[*n].tokens.end > tokens.start).collect();
        let holds = |n: &TokenRange| n.start <= tokens.start && tokens.end <= n.end && *n != tokens;
        if !near.iter().any(|n| holds(&names[*n].tokens)) {
            near.into_iter().for_each(|n| kept[n] = false);
            added.push(Name { tokens, kind: kind_of(linked) });
        }
    }
    let mut names: Vec<Name> = names.into_iter().zip(kept).filter_map(|(name, kept)| kept.then_some(name)).collect();
    names.extend(added);
    names
}

fn lower(doc: &Document, token: TokenId) -> String {
    doc.form(token).to_lowercase()
}

/// What a token of a name denotes as a common noun.
fn noun(doc: &Document, token: TokenId) -> Option<NounKind> {
    let form = lower(doc, token);
    let known = lang::noun(&form).or_else(|| lang::noun(&doc.token(token).lemma.to_lowercase()));
    known.map(|(kind, _)| kind)
}

fn is_capital(doc: &Document, token: TokenId) -> bool {
    doc.form(token).starts_with(char::is_uppercase)
}

fn is_title(doc: &Document, token: TokenId) -> bool {
    noun(doc, token) == Some(NounKind::Title) || lang::honorific(doc.form(token)).is_some()
}

/// The tagger's names, with what follows an "of" at a body's end ("Housing Authority of" and "New Orleans"), and a person's in one where the tree has it so.
fn joined(doc: &Document) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::with_capacity(doc.names.len());
    for name in &doc.names {
        let start = name.tokens.start;
        let article = start > 0 && doc.token(start - 1).upos == Upos::Det;
        let open = |n: &&mut Name| {
            let end = n.tokens.end;
            n.kind == NameKind::Organization
                && doc.form(end - 1) == "of"
                && (end == start || article && end + 1 == start)
        };
        let goes_on = |n: &&mut Name| {
            let token = doc.token(start);
            let given = lang::person_gender(doc.form(start)).is_some();
            let first = doc.token(n.tokens.start);
            let alike = token.head.is_some() && token.head == first.head && token.rel == first.rel;
            let beside = n.tokens.len() == 1 && alike;
            let below = token.rel == "flat" && token.head.is_some_and(|h| n.tokens.contains(&h));
            let whole = !given && (below || beside);
            n.tokens.end == start && whole && n.kind == NameKind::Person && name.kind == NameKind::Person
        };
        match names.last_mut().filter(|n| open(n) || goes_on(n)) {
            Some(body) => body.tokens.end = name.tokens.end,
            None => names.push(name.clone()),
        }
    }
    names
}

/// Parts people who are tagged as one name: "Obama and Putin".
fn split(doc: &Document, name: &Name) -> Vec<Name> {
    let joins = |t: &TokenId| doc.token(*t).upos == Upos::Cconj || doc.form(*t) == ",";
    if name.kind != NameKind::Person || !name.tokens.clone().any(|t| joins(&t)) {
        return vec![name.clone()];
    }
    let mut parts = Vec::new();
    let mut start = name.tokens.start;
    for token in name.tokens.clone().filter(joins).chain([name.tokens.end]) {
        parts.push(Name { tokens: start..token, kind: name.kind });
        start = token + 1;
    }
    parts.retain(|n| !n.tokens.is_empty());
    parts
}

/// Takes determiners, marks and, from people, titles off the ends.
fn trim(doc: &Document, name: &mut Name) {
    let tokens = &mut name.tokens;
    let bare = |t: TokenId| {
        let token = doc.token(t);
        let mark = matches!(token.upos, Upos::Punct | Upos::Part)
            || token.xpos == "POS"
            || matches!(doc.form(t), "'s" | "’s" | "’" | "'" | "s");
        mark || (token.upos == Upos::Det && token.rel == "det")
    };
    while tokens.start < tokens.end && bare(tokens.start) {
        tokens.start += 1;
    }
    while tokens.start < tokens.end && lang::honorific(doc.form(tokens.end - 1)).is_some() {
        tokens.end -= 1;
    }
    let last = |t: TokenId| bare(t) && !doc.form(t).ends_with('.') || doc.token(t).upos == Upos::Adp;
    while tokens.start < tokens.end && last(tokens.end - 1) {
        tokens.end -= 1;
    }
    if name.kind == NameKind::Person
        && let Some(title) = (tokens.start..tokens.end.saturating_sub(1)).rev().find(|t| is_title(doc, *t))
    {
        tokens.start = title + 1;
    }
}

/// Gives a bare "Ministry" what stands before it in capitals: "Foreign Ministry".
fn extend_bodies(doc: &Document, names: &mut [Name]) {
    let free = Free::new(doc, names);
    for name in names.iter_mut().filter(|n| n.kind == NameKind::Organization && n.tokens.len() == 1) {
        let sentence = &doc.sentences[doc.sentence_of(name.tokens.start)];
        let part = |t: TokenId| {
            let free = free.has(t) && look_up(doc.form(t)).is_none();
            free && is_capital(doc, t)
                && matches!(doc.token(t).upos, Upos::Adj | Upos::Propn | Upos::Noun)
                && doc.token(t).head == Some(name.tokens.end - 1)
        };
        let body = matches!(noun(doc, name.tokens.start), Some(NounKind::Body | NounKind::Government));
        while body && name.tokens.start > sentence.start && part(name.tokens.start - 1) {
            name.tokens.start -= 1;
        }
    }
}

/// Takes common nouns off the end of a body or a place: "Russian foreign ministry", "Doda district". Before a government it is the person: "Trump administration".
fn shorten(doc: &Document, name: &mut Name) {
    let tokens = &mut name.tokens;
    let common = |t: TokenId| {
        let place = matches!(name.kind, NameKind::Place | NameKind::Country);
        let known = match noun(doc, t) {
            Some(NounKind::Body | NounKind::Government) => true,
            Some(NounKind::Place) => place,
            _ => false,
        };
        known && doc.form(t).starts_with(char::is_lowercase)
    };
    if tokens.start == tokens.end || name.kind == NameKind::Person {
        return;
    }
    if common(tokens.end - 1) {
        let end = tokens
            .clone()
            .rev()
            .find(|t| !doc.form(*t).starts_with(char::is_lowercase))
            .map_or(tokens.start, |t| t + 1);
        // "Foreign ministry": without its noun it would name nothing.
        let governed = end > tokens.start && lang::governed_by(doc.form(end - 1)).is_some();
        let place = matches!(name.kind, NameKind::Place | NameKind::Country);
        if end == tokens.start || governed || place || look_up(doc.phrase(&(tokens.start..end))).is_some() {
            tokens.end = end;
        }
    }
    let governs = tokens.start < tokens.end && lang::governed_by(doc.form(tokens.end - 1)).is_some();
    if governs && (tokens.end as usize) < doc.tokens.len() && noun(doc, tokens.end) == Some(NounKind::Government) {
        name.kind = NameKind::Person;
    }
}

/// "Agriculture" before "Minister" is part of the title, not a body; so is "State" in "Secretary of State".
fn is_portfolio(doc: &Document, name: &Name) -> bool {
    let titled = |t: TokenId| (t as usize) < doc.tokens.len() && WordList::Portfolio.has(&lower(doc, t));
    let start = name.tokens.start;
    let body = || name.tokens.len() > 1 && name.tokens.clone().any(|t| noun(doc, t) == Some(NounKind::Body));
    let after = start > 1 && doc.token(start - 1).upos == Upos::Adp && titled(start - 2) && !body();
    // "the Permanent Representative"
    let end = name.tokens.end;
    let ranked = (end as usize) < doc.tokens.len() && WordList::Rank.has(&lower(doc, start)) && is_title(doc, end);
    let rank = name.tokens.len() == 1 && ranked;
    let portfolio = matches!(name.kind, NameKind::Organization | NameKind::Other) && titled(name.tokens.end);
    // "Ambassador to Syria", "Speaker Jane Doe": the title alone names nobody.
    let alone = name.kind != NameKind::Country && name.tokens.len() == 1 && is_title(doc, start);
    look_up(doc.phrase(&name.tokens)).is_none() && (after || portfolio || alone || rank)
}

/// Gives people the given name before and the parts after that the tagger left out.
fn extend_people(doc: &Document, names: &mut [Name]) {
    let free = Free::new(doc, names);
    for name in names.iter_mut().filter(|n| n.kind == NameKind::Person) {
        let sentence = &doc.sentences[doc.sentence_of(name.tokens.start)];
        let tokens = &mut name.tokens;
        let proper = |t: TokenId| doc.token(t).upos == Upos::Propn && free.has(t);
        let given = |t: TokenId| proper(t) && lang::person_gender(doc.form(t)).is_some();
        if tokens.start > sentence.start && given(tokens.start - 1) {
            tokens.start -= 1;
        }
        // Double names whose parts are tokens: "Jean-Claude", "Jae-in".
        let joined = |t: TokenId| doc.token(t).span.end == doc.token(t + 1).span.start;
        let hyphen =
            |t: TokenId| doc.form(t) == "-" && t > sentence.start && t + 1 < sentence.end && joined(t - 1) && joined(t);
        if tokens.start > sentence.start + 1 && hyphen(tokens.start - 1) && proper(tokens.start - 2) {
            tokens.start -= 2;
        }
        if tokens.len() > 1
            && tokens.end + 1 < sentence.end
            && hyphen(tokens.end)
            && doc.form(tokens.end + 1).len() <= 4
        {
            tokens.end += 2;
        }
        let goes_on = |t: TokenId, tokens: &TokenRange| {
            let token = doc.token(t);
            proper(t) && token.rel == "flat" && token.head.is_some_and(|h| tokens.contains(&h))
        };
        while tokens.end < sentence.end && goes_on(tokens.end, tokens) {
            tokens.end += 1;
        }
    }
}

/// Longest gazetteer forms, left to right.
fn gazetteer(doc: &Document) -> Vec<(TokenRange, &'static Linked)> {
    let mut found = Vec::new();
    for sentence in &doc.sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            let ends = (at + 1..=sentence.end.min(at + LONGEST)).rev();
            let starts_name = doc.form(at).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
            let hit = ends.filter(|_| starts_name || doc.form(at).starts_with("al")).find_map(|end| {
                let form = doc.phrase(&(at..end));
                look_up(form).map(|linked| (at..end, linked))
            });
            at = hit.as_ref().map_or(at + 1, |(tokens, _)| tokens.end);
            found.extend(hit);
        }
    }
    found
}

/// Whatever the gazetteer has under a form.
pub fn look_up(form: &str) -> Option<&'static Linked> {
    lang::country_named(form)
        .or_else(|| lang::organization_named(form))
        .or_else(|| lang::place_named(form))
        .or_else(|| lang::group_named(form))
        .or_else(|| lang::demonym(form))
        .or_else(|| lang::people_of(form))
        .or_else(|| lang::capital(form))
}

fn kind_of(linked: &Linked) -> NameKind {
    match linked.class {
        EntityClass::Organization => NameKind::Organization,
        EntityClass::Place => NameKind::Place,
        EntityClass::Group => NameKind::Group,
        _ => NameKind::Country,
    }
}

/// The first of two states that share a word: "North" of "North and South Korea".
fn shared_names(doc: &Document, names: &[Name]) -> Vec<TokenRange> {
    let last = |n: &Name| (n.tokens.len() > 1).then(|| doc.form(n.tokens.end - 1));
    let found = names.iter().filter_map(|n| {
        let first = n.tokens.start.checked_sub(2)?;
        let whole = format!("{} {}", doc.form(first), last(n)?);
        let joined = doc.token(first + 1).upos == Upos::Cconj && lang::country_named(&whole).is_some();
        joined.then_some(first..first + 1)
    });
    found.collect()
}

/// Short names after a determiner, in an article that has the full name: "the North".
fn short_names(doc: &Document) -> Vec<TokenRange> {
    let mut told: HashMap<&str, bool> = HashMap::new();
    let mut full = |t: TokenId| {
        let named = |l: &Linked| *told.entry(l.code).or_insert_with(|| doc.text.contains(l.name));
        lang::short_name(doc.form(t)).is_some_and(named)
    };
    (1..doc.tokens.len() as TokenId)
        .filter(|t| doc.token(t - 1).upos == Upos::Det)
        .filter(|t| doc.token(*t).head.is_none_or(|h| h < *t || doc.token(h).upos == Upos::Verb))
        .filter(|t| full(*t))
        .map(|t| t..t + 1)
        .collect()
}

/// Runs of proper nouns right after a title that no name covers: "Mr Zarif".
fn untagged_people(doc: &Document) -> Vec<TokenRange> {
    let mut found = Vec::new();
    for sentence in &doc.sentences {
        for title in sentence.clone().filter(|t| is_title(doc, *t) && is_capital(doc, *t)) {
            let proper = |t: &TokenId| doc.token(*t).upos == Upos::Propn && !is_title(doc, *t);
            let end = (title + 1..sentence.end).take_while(proper).last();
            if let Some(end) = end {
                found.push(title + 1..end + 1);
            }
        }
    }
    found
}

/// What the apposition behind a name says that it is: "Lashkar, a militia". Where the tagger has a person, only a body says otherwise, and where it has a body, nothing.
fn apposed(doc: &Document, name: &Name) -> Option<NameKind> {
    let end = name.tokens.end;
    let article = |t: TokenId| doc.token(t).upos == Upos::Det && doc.form(t).starts_with(['a', 't']);
    let opens = (end as usize + 2) < doc.tokens.len() && doc.form(end) == "," && article(end + 1);
    let sentence = doc.sentences[doc.sentence_of(name.tokens.start)].end;
    let head = (end + 2..sentence.min(end + LONGEST)).filter(|_| opens);
    let head =
        head.filter(|t| doc.token(*t).rel == "appos").find(|t| (end..end + 2).contains(&doc.subtree(*t).start))?;
    let kind = match noun(doc, head)? {
        NounKind::Body => NameKind::Organization,
        NounKind::Place => NameKind::Place,
        NounKind::Title => NameKind::Person,
        _ => return None,
    };
    let unsure = match name.kind {
        NameKind::Place | NameKind::Other => true,
        NameKind::Person => kind == NameKind::Organization,
        _ => false,
    };
    unsure.then_some(kind)
}

/// Whether the noun of a body stands before its name: "the newspaper Altiplano".
fn called(doc: &Document, name: &Name) -> bool {
    let start = name.tokens.start;
    let Some(body) = start.checked_sub(1).filter(|t| doc.token(*t).upos == Upos::Noun) else { return false };
    let head = doc.head_of(&name.tokens);
    let tied = doc.token(head).head == Some(body) || doc.token(body).head == Some(head);
    let article = body.checked_sub(1).is_some_and(|t| doc.token(t).upos == Upos::Det);
    tied && article && noun(doc, body) == Some(NounKind::Body)
}

fn kind(doc: &Document, name: &Name) -> NameKind {
    let tokens = &name.tokens;
    let form = doc.phrase(tokens);
    if lang::people_of(form).is_some() && matches!(doc.token(tokens.end - 1).xpos, "NNS" | "NNPS") {
        return NameKind::Group;
    }
    if name.kind == NameKind::Country && lang::short_name(form).is_some() {
        return NameKind::Country;
    }
    if let Some(linked) = look_up(form) {
        // A capital is a place; whether it stands for its state is told by its place in the sentence.
        let town = linked.class == EntityClass::Country
            && lang::capital(form).is_some()
            && lang::country_named(form).is_none();
        return if town { NameKind::Place } else { kind_of(linked) };
    }
    let before = tokens.start.checked_sub(1).filter(|t| doc.sentence_of(*t) == doc.sentence_of(tokens.start));
    if before.is_some_and(|t| lang::honorific(doc.form(t)).is_some()) {
        return NameKind::Person;
    }
    if let Some(kind) = apposed(doc, name) {
        return kind;
    }
    if called(doc, name) {
        return NameKind::Organization;
    }
    let first = if tokens.len() > 1 { noun(doc, tokens.start) } else { None };
    let of = tokens.clone().find(|t| doc.token(*t).upos == Upos::Adp);
    let head = match of {
        Some(of) if of > tokens.start => noun(doc, of - 1).or(first),
        _ => noun(doc, tokens.end - 1),
    };
    let titled = before.is_some_and(|t| noun(doc, t) == Some(NounKind::Title));
    // "the mayor of Kharkiv"
    let ruled = before
        .filter(|t| doc.form(*t) == "of")
        .and_then(|t| t.checked_sub(1))
        .is_some_and(|t| WordList::Local.has(&lower(doc, t)));
    match (head, name.kind) {
        (Some(NounKind::Body | NounKind::Government), _) if tokens.len() > 1 => NameKind::Organization,
        (Some(NounKind::Document), _) if tokens.len() > 1 => NameKind::Law,
        (Some(NounKind::Place), NameKind::Country | NameKind::Other) if tokens.len() > 1 => NameKind::Place,
        (_, NameKind::Country) => NameKind::Place,
        (_, NameKind::Person) if ruled && tokens.len() == 1 => NameKind::Place,
        (_, NameKind::Place | NameKind::Other | NameKind::Group) if titled => NameKind::Person,
        (None, NameKind::Place | NameKind::Other) if is_somebody(doc, name) => NameKind::Person,
        // "Foreign Minister Çavuşoğlu"
        (None, NameKind::Organization) if titled && before.is_some_and(|t| is_capital(doc, t)) => NameKind::Person,
        (_, NameKind::Other) if tokens.len() > 1 && lang::person_gender(doc.form(tokens.start)).is_some() => {
            NameKind::Person
        }
        (_, kind) => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;

    /// The names of a text in which each given word is tagged as a person's name of its own.
    fn people(text: &str, tagged: &[&str]) -> Vec<String> {
        let mut doc = hand::document(text);
        tagged.iter().for_each(|form| hand::name(&mut doc, form, NameKind::Person));
        repaired(&doc).iter().map(|n| doc.phrase(&n.tokens).to_owned()).collect()
    }

    #[test]
    fn a_name_tagged_in_two_is_one() {
        let text =
            "was/VBD>2:aux:pass received/VBN>0:root by/IN>4:case Eleanor/NNP>2:obl:agent Whitcombe/NNP>2:obl:agent";
        assert_eq!(people(text, &["Eleanor", "Whitcombe"]), ["Eleanor Whitcombe"]);
    }

    #[test]
    fn names_of_two_sentences_are_two() {
        assert_eq!(
            people("Eleanor/NNP>0:root\n\nWhitcombe/NNP>0:root", &["Eleanor", "Whitcombe"]),
            ["Eleanor", "Whitcombe"]
        );
    }

    #[test]
    fn a_person_stays_one_all_through_a_text() {
        let mut doc = hand::document(
            "President/NNP>2:nmod:desc Uru/NNP>4:nsubj Kena/NNP>2:flat left/VBD>0:root
             Oslo/NNP>2:nsubj feared/VBD>0:root Uru/NNP>2:obj Kena/NNP>3:flat
             They/PRP>2:nsubj like/VBP>0:root Kena/NNP>2:obj
             Balo/NNP>3:nsubj Seri/NNP>1:flat said/VBD>0:root",
        );
        hand::name(&mut doc, "Uru Kena", NameKind::Place);
        doc.names.push(Name { tokens: 10..11, kind: NameKind::Place });
        hand::name(&mut doc, "Balo Seri", NameKind::Place);
        let kinds: Vec<NameKind> =
            repaired(&doc).iter().filter(|n| doc.phrase(&n.tokens) != "Oslo").map(|n| n.kind).collect();
        assert_eq!(kinds, [NameKind::Person; 4]);
    }
}
