//! People beside their titles, where the tree crosses them.
//!
//! Input: tokens with tags and dependencies, and names. Output: the same with each person at his own title.
//! Invariant: as of `repair` above.

use super::{hang, is, lemma};
use crate::document::{Document, Name, NameKind, TokenId, Upos};
use crate::lang::{self, NounKind, WordList};

/// Titles of several stand at most so many tokens before the first of them.
const LISTED: u32 = 16;

/// Sets people in a row at their titles.
pub fn repair(doc: &mut Document) {
    for (title, people) in listed(doc) {
        for (i, person) in people.iter().enumerate() {
            let (head, rel) = if i == 0 { (title, "appos") } else { (people[0], "conj") };
            hang(doc, *person, head, rel);
        }
    }
    for (title, name, first) in crossed(doc) {
        let joints: Vec<TokenId> = doc.children(title).filter(|c| doc.token(*c).rel == "cc").collect();
        hang(doc, name, first, "conj");
        hang(doc, title, name, "nmod:desc");
        joints.into_iter().for_each(|c| hang(doc, c, name, "cc"));
    }
    for (title, name, first) in rowed(doc) {
        hang(doc, name, first, "conj");
        hang(doc, title, name, "nmod:desc");
    }
    for name in cast(doc) {
        doc.tokens[name as usize].rel = "obj";
    }
    for name in led(doc) {
        doc.tokens[name as usize].rel = "nmod";
    }
    for (verb, name, title) in appointed(doc) {
        hang(doc, name, verb, "obj");
        doc.tokens[title as usize].rel = "xcomp";
    }
    for (name, title) in entitled(doc) {
        // "Secretary of State Ana Moreno"
        let inner: Vec<TokenId> = (title + 2..name).filter(|t| doc.token(*t).head == Some(title)).collect();
        if let Some(part) = inner.first() {
            let cases: Vec<TokenId> = doc.children(name).filter(|c| *c < name && doc.token(*c).rel == "case").collect();
            cases.into_iter().for_each(|c| hang(doc, c, *part, "case"));
        }
        doc.tokens[name as usize].rel = "appos";
    }
}

/// Names of people.
fn people(doc: &Document) -> impl Iterator<Item = &Name> {
    doc.names.iter().filter(|n| n.kind == NameKind::Person)
}

/// Titles of several, and who they are: "the foreign ministers of France and Italy, A and B,".
fn listed(doc: &Document) -> Vec<(TokenId, Vec<TokenId>)> {
    let people: Vec<&Name> = people(doc).collect();
    let joins = |t: TokenId| doc.form(t) == "," || doc.token(t).upos == Upos::Cconj;
    let goes_on = |a: &Name, b: &Name| a.tokens.end < b.tokens.start && (a.tokens.end..b.tokens.start).all(joins);
    let mut found = Vec::new();
    for row in people.chunk_by(|a, b| goes_on(a, b)).filter(|row| row.len() > 1) {
        let start = row[0].tokens.start;
        let floor = doc.sentences[doc.sentence_of(start)].start.max(start.saturating_sub(LISTED));
        let title = |t: TokenId| {
            let token = doc.token(t);
            let noun = lang::noun(&lemma(doc.form(t), Upos::Noun, "NNS").to_lowercase());
            token.xpos.ends_with('S') && token.xpos.starts_with("NN") && matches!(noun, Some((NounKind::Title, _)))
        };
        let part = |t: &TokenId| {
            matches!(doc.token(*t).upos, Upos::Adp | Upos::Det | Upos::Propn | Upos::Adj | Upos::Noun) || joins(*t)
        };
        let Some(title) = (floor..start).rev().take_while(part).find(|t| title(*t)) else { continue };
        let heads: Vec<TokenId> = row.iter().map(|n| doc.head_of(&n.tokens)).collect();
        let comma = start > title + 1 && doc.form(start - 1) == ",";
        if comma && !heads.iter().any(|h| doc.is_within(title, *h)) {
            found.push((title, heads));
        }
    }
    found
}

/// Titles with the names right after them and those that both go on from, where the tree hangs the second name on the first title: "envoy A and negotiator B".
fn crossed(doc: &Document) -> Vec<(TokenId, TokenId, TokenId)> {
    let found = people(doc).filter_map(|n| {
        let (title, name) = (n.tokens.start.checked_sub(1)?, doc.head_of(&n.tokens));
        let first = doc.token(title).head.filter(|f| *f < title && doc.token(title).rel == "conj")?;
        let person = doc.names_person(first);
        let other = doc.token(name).head.filter(|h| *h < first)?;
        let noun = matches!(super::kind(doc, title), Some(NounKind::Title | NounKind::Person));
        (person && noun && doc.token(other).head == Some(first)).then_some((title, name, first))
    });
    found.collect()
}

/// Titles with their names and the name before, on which the tree hangs the title: "met President A, Secretary of State B and C".
fn rowed(doc: &Document) -> Vec<(TokenId, TokenId, TokenId)> {
    let found = people(doc).filter_map(|n| {
        let name = doc.head_of(&n.tokens);
        let title = doc.token(name).head.filter(|t| *t < name && doc.token(name).rel == "appos")?;
        let first = doc.token(title).head.filter(|f| *f < title && doc.token(title).rel == "nmod:desc")?;
        let start = doc.subtree(title).start;
        let comma = doc.form(start) == "," || doc.form(start - 1) == ",";
        (comma && doc.names_person(first)).then_some((title, name, first))
    });
    found.collect()
}

/// Who enters an office, where the tree says him and the office of the verb: "named Ana Moreno its envoy".
fn cast(doc: &Document) -> Vec<TokenId> {
    let cast = people(doc).filter_map(|n| {
        let name = doc.head_of(&n.tokens);
        let verb = doc.token(name).head.filter(|v| *v + 1 == n.tokens.start && doc.token(name).rel == "xcomp")?;
        let title =
            |c: TokenId| c > name && doc.token(c).rel == "xcomp" && super::kind(doc, c) == Some(NounKind::Title);
        (is(doc, verb, WordList::Appointing) && doc.children(verb).any(title)).then_some(name)
    });
    cast.collect()
}

/// Names that the tree takes for what stands before their preposition: "a spokesman for President Ana Moreno".
fn led(doc: &Document) -> Vec<TokenId> {
    let heads = doc.names.iter().map(|n| doc.head_of(&n.tokens));
    let led = |t: &TokenId| {
        let head = doc.token(*t).head;
        let case = |c: TokenId| doc.token(c).rel == "case" && doc.token(c).upos == Upos::Adp && Some(c) > head;
        doc.token(*t).rel == "appos" && doc.children(*t).any(case)
    };
    heads.filter(led).collect()
}

/// Verbs with who enters an office and the office, where the tree makes one phrase of both: "appointed Ana Moreno governor".
fn appointed(doc: &Document) -> Vec<(TokenId, TokenId, TokenId)> {
    let entered = people(doc).filter_map(|n| {
        let name = doc.head_of(&n.tokens);
        let title = doc.token(name).head.filter(|t| *t >= n.tokens.end && doc.token(name).rel == "compound")?;
        let office = matches!(lang::noun(&doc.form(title).to_lowercase()), Some((NounKind::Title, _)));
        let verb = doc.token(title).head.filter(|v| office && *v < name && doc.token(title).rel == "obj")?;
        (is(doc, verb, WordList::Appointing) && doc.token(verb).upos == Upos::Verb).then_some((verb, name, title))
    });
    entered.collect()
}

/// Names that the tree joins to a title by the preposition within it, each with that title: "Secretary of [State Ana Moreno]".
fn entitled(doc: &Document) -> Vec<(TokenId, TokenId)> {
    let hung = |n: &Name| {
        let head = doc.head_of(&n.tokens);
        let title = doc.token(head).head.filter(|t| *t + 2 < head && doc.token(head).rel == "nmod")?;
        let noun = lang::noun(&doc.form(title).to_lowercase());
        let own = WordList::Linking.has(doc.form(title + 1)) && doc.token(title + 1).upos == Upos::Adp;
        // "a spokesman for President Ana Moreno" is another than she.
        let hers = |t: TokenId| matches!(super::kind(doc, t), Some(NounKind::Title)) && doc.token(t).head == Some(head);
        let inner = (title + 2..n.tokens.start).all(|t| doc.token(t).upos == Upos::Propn && !hers(t));
        (own && inner && matches!(noun, Some((NounKind::Title, _)))).then_some((head, title))
    };
    people(doc).filter_map(hung).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;

    #[test]
    fn each_person_is_beside_his_own_title() {
        let mut doc = hand::document(
            "Oslo/NNP>2:nsubj named/VBD>0:root Moreno/NNP>2:xcomp its/PRP$>5:nmod:poss envoy/NN>2:xcomp
             Envoy/NN>2:nmod:desc Berg/NNP>6:nsubj and/CC>4:cc negotiator/NN>2:conj Moreno/NNP>1:appos met/VBD>0:root
             A/DT>2:det spokesman/NN>5:nsubj for/IN>4:case Berg/NNP>2:appos left/VBD>0:root",
        );
        hand::name(&mut doc, "Berg", NameKind::Person);
        hand::name(&mut doc, "Moreno", NameKind::Person);
        repair(&mut doc);
        assert_eq!(doc.tokens[2].rel, "obj");
        assert_eq!((doc.tokens[9].head, doc.tokens[9].rel), (Some(6), "conj"));
        assert_eq!((doc.tokens[8].head, doc.tokens[8].rel), (Some(9), "nmod:desc"));
        assert_eq!((doc.tokens[14].head, doc.tokens[14].rel), (Some(12), "nmod"));
    }

    #[test]
    fn the_second_of_a_row_has_his_title() {
        let mut doc = hand::document(
            "Moreno/NNP>2:nsubj met/VBD>0:root Berg/NNP>2:obj ,/,>5:punct Secretary/NNP>3:nmod:desc Braun/NNP>5:appos",
        );
        for form in ["Berg", "Braun", "Moreno"] {
            hand::name(&mut doc, form, NameKind::Person);
        }
        repair(&mut doc);
        assert_eq!((doc.tokens[5].head, doc.tokens[5].rel), (Some(2), "conj"));
        assert_eq!((doc.tokens[4].head, doc.tokens[4].rel), (Some(5), "nmod:desc"));
    }
}
