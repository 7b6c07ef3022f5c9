//! Who says what, where the tree gives the words to another: what follows a quotation or stands beside a verb of saying.
//!
//! Input: a token. Output: the word on which it is to hang, if on another.
//! Invariant: as of `repair` above.

use super::{above, bare, finite, infinitive, is, lemma, subjectless};
use crate::document::{Document, TokenId, TokenRange, Upos};
use crate::lang::calendar::{Meaning, match_at};
use crate::lang::{self, NounKind, WordList};

/// The finite verb above a base form or gerund, of a finite verb that was coordinated with that: "urged them to go and called for talks", "predicted it
/// will go and said".
pub(super) fn resumed(doc: &Document, token: TokenId) -> Option<TokenId> {
    let own = doc.token(token).rel == "conj" && finite(doc, token) && subjectless(doc, token);
    let gerund = |h: TokenId| doc.token(h).xpos == "VBG" && bare(doc, h);
    let future =
        |h: TokenId| doc.token(h).xpos == "VB" && doc.token(h).rel == "ccomp" && doc.token(token).xpos == "VBD";
    let head = doc.token(token).head.filter(|h| own && *h < token)?;
    above(doc, Some(head).filter(|h| infinitive(doc, *h) || gerund(*h) || future(*h))?)
}

/// Who speaks before a verb of saying, where the tree takes him for an apposition to a thing: "deplored the raid, his spokesman, Ola Berg, said".
pub(super) fn speaker(doc: &Document, verb: TokenId) -> Option<TokenId> {
    let aside = matches!(doc.token(verb).rel, "advcl" | "parataxis" | "conj" | "ccomp");
    let says = aside && finite(doc, verb) && subjectless(doc, verb) && is(doc, verb, WordList::Speech);
    let end = verb.checked_sub(1).filter(|_| says)?;
    let end = if doc.form(end) == "," { end.checked_sub(1)? } else { end };
    let mut at = end;
    while matches!(doc.token(at).rel, "flat" | "compound") {
        at = doc.token(at).head?;
    }
    let thing = doc.token(at).head.filter(|h| *h < at && doc.token(at).rel == "appos")?;
    let kind = |t: TokenId| lang::noun(&doc.form(t).to_lowercase()).map(|(kind, _)| kind);
    let person = |t: TokenId| kind(t) == Some(NounKind::Title) || doc.names_person(t);
    let first = doc.children(thing).find(|c| *c > thing && doc.token(*c).rel == "appos" && person(*c))?;
    let comma = doc.form(thing + 1) == ",";
    let own = matches!(doc.token(thing).upos, Upos::Noun) && lang::noun(&doc.form(thing).to_lowercase()).is_none();
    (comma && own && !doc.is_within(thing, verb) && !doc.is_within(verb, thing)).then_some(first)
}

/// The verb of saying after a quotation, of a word behind it that hangs in the quotation.
pub(super) fn said(doc: &Document, quotes: &[TokenRange], token: TokenId) -> Option<TokenId> {
    let goes_on = matches!(doc.token(token).rel, "advcl" | "conj" | "obl");
    let head = doc.token(token).head.filter(|h| goes_on && *h < token)?;
    let quote = quotes.iter().find(|q| q.contains(&head) && q.end <= token)?;
    let says = |v: &TokenId| finite(doc, *v) && WordList::Speech.has(&lemma(doc.form(*v), Upos::Verb, "VBD"));
    let verb = (quote.end..token).find(says)?;
    let beside = doc.is_within(head, verb) || (doc.token(verb).rel == "parataxis" && !doc.is_within(verb, token));
    beside.then_some(verb)
}

/// The verb of saying that stands between a word and its head in what is said: "They agreed, she said during a visit".
pub(super) fn over(doc: &Document, token: TokenId) -> Option<TokenId> {
    let goes_on = matches!(doc.token(token).rel, "advcl" | "obl" | "advmod");
    let head = doc.token(token).head.filter(|h| goes_on && *h < token)?;
    let mut clause = head;
    while !matches!(doc.token(clause).rel, "ccomp" | "parataxis") {
        clause = doc.token(clause).head?;
    }
    let says = |v: &TokenId| finite(doc, *v) && is(doc, *v, WordList::Speech);
    doc.token(clause).head.filter(|v| head < *v && *v < token).filter(says)
}

/// The verb of saying right after a subject that hangs on a participle before it: "…, killing two, the governor said".
pub(super) fn says(doc: &Document, token: TokenId) -> Option<TokenId> {
    let participle = doc.token(token).head.filter(|h| *h < token && doc.token(*h).xpos == "VBG")?;
    let subject = doc.token(token).rel == "nsubj";
    let verb = doc.token(participle).head.map(|h| doc.token(h).head.unwrap_or(h)).filter(|v| *v > token && subject)?;
    let says = finite(doc, verb) && is(doc, verb, WordList::Speech);
    (says && subjectless(doc, verb) && doc.is_within(participle, verb)).then_some(verb)
}

/// The verb of saying right after a subject that the tree gives to what is said: "Norway, Berg said, was keen".
pub(super) fn interposed(doc: &Document, subject: TokenId) -> Option<TokenId> {
    let run = doc.subtree(subject);
    let opens = doc.token(subject).rel == "nsubj" && run.start > 0 && doc.form(run.start - 1) == ",";
    let verb = Some(run.end).filter(|v| opens && (*v as usize) < doc.tokens.len())?;
    let beside = doc.token(verb).rel == "parataxis" && doc.token(verb).head == doc.token(subject).head;
    (beside && finite(doc, verb) && is(doc, verb, WordList::Speech) && subjectless(doc, verb)).then_some(verb)
}

/// The verb of saying above a clause, of what its subject adds: "said the report was long, adding that it was secret".
pub(super) fn adding(doc: &Document, token: TokenId) -> Option<TokenId> {
    let adds = doc.token(token).xpos == "VBG" && doc.token(token).rel == "advcl" && is(doc, token, WordList::Adding);
    let mut clause = doc.token(token).head.filter(|h| adds && *h < token)?;
    while doc.token(clause).rel != "ccomp" {
        clause = doc.token(clause).head?;
    }
    doc.token(clause).head.filter(|v| *v < clause && finite(doc, *v) && is(doc, *v, WordList::Speech))
}

/// The verb of saying above a clause, of a verb after it that is of who speaks.
pub(super) fn voiced(doc: &Document, token: TokenId) -> Option<TokenId> {
    let own = doc.token(token).rel == "conj" && finite(doc, token) && subjectless(doc, token);
    let first = doc.token(token).head.filter(|h| own && *h < token)?;
    // "condemned the raid, which killed two, and called for talks"
    let comma = || doc.children(token).any(|c| doc.token(c).rel == "cc" && c > 0 && doc.form(c - 1) == ",");
    if doc.token(first).rel == "acl:relcl" && comma() && is(doc, token, WordList::Voicing) {
        return above(doc, first).filter(|v| doc.token(*v).xpos == doc.token(token).xpos);
    }
    let clause = Some(first).filter(|h| doc.token(*h).rel == "ccomp")?;
    let above = doc.token(clause).head.filter(|v| *v < clause && doc.token(*v).xpos == doc.token(token).xpos)?;
    let says = is(doc, above, WordList::Speech) && is(doc, token, WordList::Voicing);
    // "said his men had not been asked": who is asked says nothing.
    let undergoes = doc.children(clause).any(|c| doc.token(c).rel == "aux:pass");
    let speaks = is(doc, clause, WordList::Voicing) || is(doc, clause, WordList::Speech);
    (says && (undergoes || !speaks)).then_some(above)
}

/// What somebody is quoted as doing, of what he is quoted with: "“…,” he was quoted as saying".
pub(super) fn cited(doc: &Document, clause: TokenId) -> Option<TokenId> {
    let verb = doc.token(clause).head.filter(|h| doc.token(clause).rel == "ccomp" && is(doc, *h, WordList::Citing))?;
    doc.children(verb).find(|c| *c > verb && doc.token(*c).rel == "advcl" && is(doc, *c, WordList::Speech))
}

/// The verb of saying right before a day that the tree takes for that of what is said: "said on Monday he would resign".
pub(super) fn said_on(doc: &Document, day: TokenId) -> Option<TokenId> {
    let clause = doc.token(day).head.filter(|c| *c > day && doc.token(*c).rel == "ccomp")?;
    let verb = doc.token(clause).head.filter(|v| doc.subtree(day).start == *v + 1 && is(doc, *v, WordList::Speech))?;
    // "said today Oslo felt regret", not "said tomorrow would be fine"
    let past = |m: Meaning| m == Meaning::Weekday || matches!(m, Meaning::Days(n) if n <= 0);
    let form = doc.form(day);
    let told = match_at(&[form], 0).or_else(|| match_at(&[&form.to_lowercase()], 0));
    told.is_some_and(|(_, _, meaning)| past(meaning)).then_some(verb)
}
