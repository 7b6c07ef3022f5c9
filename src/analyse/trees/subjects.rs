//! Who does what, where the tree gives a verb another's subject or none: before, behind and in a row.
//!
//! Input: a token. Output: the word on which it is to hang, or the words to be hung anew.
//! Invariant: as of `repair` above.

use super::{above, bare, finite, is, is_subject, subjectless};
use crate::document::{Document, NameKind, TokenId, Upos};
use crate::lang::WordList;

/// The noun before a root with an object that has no subject, where the tree hangs it on the object: "Turkey shelled Kurdish fighters".
pub(super) fn sundered(doc: &Document, verb: TokenId) -> Option<TokenId> {
    let token = doc.token(verb);
    let root = token.rel == "root" && token.upos == Upos::Verb && matches!(token.xpos, "VBN" | "VBD");
    let noun = |t: &TokenId| matches!(doc.token(*t).upos, Upos::Noun | Upos::Propn);
    verb.checked_sub(1).filter(|t| root && noun(t) && bare(doc, verb) && subjectless(doc, verb))?;
    let object = doc.children(verb).find(|c| *c > verb && doc.token(*c).rel == "obj")?;
    // A name's first word carries it.
    let hung = |c: &TokenId| *c < verb && doc.subtree(*c).end == verb;
    doc.children(object).filter(hung).find(|c| matches!(doc.token(*c).rel, "compound" | "nmod" | "nmod:poss"))
}

/// The subject of a verb that is read as a passive without an auxiliary and names somebody: "Oslo named Ana Moreno as envoy".
pub(super) fn names(doc: &Document, verb: TokenId) -> Option<TokenId> {
    let passive = doc.token(verb).xpos == "VBN" && bare(doc, verb);
    let person = doc.names.iter().any(|n| n.kind == NameKind::Person && n.tokens.start == verb + 1);
    doc.children(verb).find(|c| *c < verb && doc.token(*c).rel == "nsubj:pass").filter(|_| passive && person)
}

/// A verb read as a passive without an auxiliary, and its subject, where the past joined to it has the object of both: "ships shelled and sank it".
pub(super) fn shared_object(doc: &Document, verb: TokenId) -> Option<(TokenId, TokenId)> {
    let read = doc.token(verb).xpos == "VBN" && bare(doc, verb) && !doc.token(verb).rel.starts_with("acl");
    let subject = doc.children(verb).find(|c| read && *c < verb && doc.token(*c).rel == "nsubj:pass")?;
    let object = |v: TokenId| doc.children(v).any(|c| c > v && doc.token(c).rel == "obj");
    let next =
        doc.children(verb).find(|c| *c == verb + 2 && doc.token(*c).rel == "conj" && doc.token(*c).xpos == "VBD")?;
    (object(next) && !object(verb)).then_some((verb, subject))
}

/// Whether the subject of a passive is one of a past without an auxiliary, which has an object: "Groups accused Peru".
pub(super) fn is_active(doc: &Document, subject: TokenId) -> bool {
    let verb = doc.token(subject).head.filter(|_| doc.token(subject).rel == "nsubj:pass");
    let object = |v: TokenId| doc.children(v).any(|c| doc.token(c).rel.starts_with("obj"));
    verb.is_some_and(|v| doc.token(v).xpos == "VBD" && bare(doc, v) && object(v))
}

/// The clause whose subject the tree gives to the verb of saying behind it: "Berg, the envoy, was named minister, the paper said".
pub(super) fn outer(doc: &Document, first: TokenId) -> Option<TokenId> {
    let saying =
        doc.token(first).head.filter(|v| is_subject(doc, first) && *v > first && is(doc, *v, WordList::Speech))?;
    let clause = doc.children(saying).find(|c| *c > first && *c < saying && doc.token(*c).rel == "ccomp")?;
    let second = doc.children(saying).any(|c| c > clause && c < saying && is_subject(doc, c));
    (second && subjectless(doc, clause)).then_some(clause)
}

/// What stands without a subject between the two that the tree gives to the second: "Berg is minister, Moreno is envoy".
pub(super) fn passed_over(doc: &Document, first: TokenId) -> Option<TokenId> {
    let subject = |t: TokenId| doc.token(t).rel == "nsubj";
    let second = doc.token(first).head.filter(|h| *h > first && subject(first))?;
    let own = doc.children(second).filter(|c| *c > first && *c < second && subject(*c)).last()?;
    let said = |p: TokenId| finite(doc, p) || doc.children(p).any(|c| doc.token(c).rel == "cop");
    doc.token(second).head.filter(|p| *p > first && *p < own && said(*p) && subjectless(doc, *p))
}

/// The verb that tells somebody what the tree makes him the first of two subjects of: "told reporters the strikers began to fast".
pub(super) fn informed(doc: &Document, who: TokenId) -> Option<TokenId> {
    let clause = doc.token(who).head.filter(|c| is_subject(doc, who) && doc.token(*c).rel == "ccomp")?;
    let verb = doc.token(clause).head.filter(|v| doc.subtree(who).start == v + 1 && is(doc, *v, WordList::Telling))?;
    doc.children(clause).any(|c| c > who && c < clause && is_subject(doc, c)).then_some(verb)
}

/// What a clause with an auxiliary and no subject is told of, which the tree takes for the object of the verb of saying, and both: "warned measures that
/// hurt them could backfire".
pub(super) fn warned(doc: &Document, object: TokenId) -> Option<(TokenId, TokenId)> {
    let told = matches!(doc.token(object).rel, "obj" | "iobj");
    let verb = doc.token(object).head.filter(|v| told && *v < object && is(doc, *v, WordList::Speech))?;
    let end = doc.sentences[doc.sentence_of(verb)].end;
    let has = |c: TokenId, of: &dyn Fn(TokenId) -> bool| doc.children(c).any(of);
    let clause = |c: &TokenId| {
        let modal = has(*c, &|a| doc.token(a).xpos == "MD" && a < *c) && doc.token(*c).xpos == "VB";
        // "said officials “do not believe it”"
        let does = || has(*c, &|a| doc.token(a).rel == "aux" && matches!(doc.token(a).xpos, "VBP" | "VBZ"));
        match doc.token(*c).rel {
            "ccomp" if doc.token(*c).head == Some(verb) => modal || does(),
            rel => modal && rel == "advcl" && doc.token(*c).head.is_some_and(|h| doc.is_within(h, object)),
        }
    };
    let led = |c: TokenId| has(c, &|a| matches!(doc.token(a).rel, "cc" | "mark") || doc.token(a).xpos.starts_with('W'));
    let found = (object + 1..end).filter(clause).find(|c| subjectless(doc, *c) && !led(*c))?;
    Some((found, verb))
}

/// Who does what a verb in a row tells, and the "and" before, where the tree joins him to what is done before: "shelled the port and rebels took it".
pub(super) fn doer(doc: &Document, verb: TokenId) -> Option<(TokenId, TokenId)> {
    let row = doc.token(verb).rel == "conj" && finite(doc, verb) && bare(doc, verb) && subjectless(doc, verb);
    let first = doc.token(verb).head.filter(|h| row && *h < verb && !doc.children(verb).any(|c| c < verb))?;
    let noun = (first + 1..verb).find(|t| doc.token(*t).rel == "conj" && doc.subtree(*t).end == verb)?;
    let and = doc.children(noun).next().filter(|c| doc.token(*c).rel == "cc")?;
    let object = doc.token(noun).head.is_some_and(|h| doc.token(h).rel == "obj" && doc.token(h).head == Some(first));
    object.then_some((noun, and))
}

/// The object of a verb that the tree takes for what modifies it, and what the verb hangs on: "called it an error and promised revenge",
/// "Welcoming the offer, Berg said".
pub(super) fn modifying(doc: &Document, verb: TokenId) -> Option<(TokenId, (TokenId, &'static str))> {
    let noun = doc.token(verb).head.filter(|n| *n > verb && doc.token(verb).rel == "amod")?;
    if !is(doc, verb, WordList::Voicing) {
        return None;
    }
    if doc.token(verb).xpos == "VBG" && doc.sentences[doc.sentence_of(verb)].start == verb {
        let whole = std::iter::successors(Some(noun), |t| doc.token(*t).head);
        let whole = whole.take_while(|t| doc.token(*t).upos != Upos::Verb && doc.subtree(*t).start == verb).last()?;
        let main = doc.token(whole).head.filter(|v| finite(doc, *v) && doc.token(*v).rel == "root")?;
        let own = doc.children(main).any(|c| c > whole && c < main && doc.token(c).rel == "nsubj");
        return own.then_some((whole, (main, "advcl")));
    }
    let and = verb.checked_sub(1).filter(|a| doc.token(*a).rel == "cc" && doc.token(*a).head == Some(noun))?;
    let row = doc.token(verb).xpos == "VBN" && doc.token(noun).rel == "conj" && doc.subtree(noun).start == and;
    let main = above(doc, noun).filter(|m| row && doc.token(*m).xpos == "VBD")?;
    Some((noun, (main, "conj")))
}

#[cfg(test)]
mod tests {
    use crate::analyse::hand;
    use crate::analyse::trees::repair;
    use crate::document::TokenId;

    /// The head and relation of a word after repair, both counted from 0.
    fn hangs(text: &str, word: usize) -> (Option<TokenId>, &'static str) {
        let mut doc = hand::document(text);
        repair(&mut doc);
        (doc.tokens[word].head, doc.tokens[word].rel)
    }

    #[test]
    fn what_is_told_before_a_verb_of_saying_keeps_its_subject() {
        let text =
            "Berg/NNP>6:nsubj was/VBD>3:aux:pass named/VBN>6:ccomp chief/NN>3:xcomp Oslo/NNP>6:nsubj said/VBD>0:root";
        assert_eq!(hangs(text, 0), (Some(2), "nsubj:pass"));
        // "Berg … said": where nobody else speaks, it is he.
        assert_eq!(hangs(&text.replace("Oslo/NNP>6:nsubj", "Friday/NNP>6:obl"), 0), (Some(5), "nsubj"));
    }

    #[test]
    fn who_does_the_second_thing_is_not_hit_by_the_first() {
        let text = "Ships/NNS>2:nsubj shelled/VBD>0:root it/PRP>2:obj and/CC>5:cc rebels/NNS>3:conj took/VBD>2:conj it/PRP>6:obj";
        assert_eq!(hangs(text, 4), (Some(5), "nsubj"));
        assert_eq!(hangs(text, 3), (Some(5), "cc"));
    }

    #[test]
    fn a_participle_that_begins_a_sentence_has_an_object() {
        let text =
            "Welcoming/VBG>2:amod offers/NNS>5:nsubj ,/,>2:punct Berg/NNP>5:nsubj said/VBD>0:root so/RB>5:advmod";
        assert_eq!((hangs(text, 0), hangs(text, 1)), ((Some(4), "advcl"), (Some(0), "obj")));
    }

    #[test]
    fn a_past_in_a_row_has_an_object() {
        let text = "Berg/NNP>2:nsubj called/VBD>0:root it/PRP>2:obj an/DT>5:det error/NN>2:xcomp and/CC>8:cc promised/VBN>8:amod revenge/NN>5:conj";
        assert_eq!((hangs(text, 6), hangs(text, 7)), ((Some(1), "conj"), (Some(6), "obj")));
    }

    #[test]
    fn who_is_told_does_nothing_of_it() {
        let text = "Berg/NNP>2:nsubj told/VBD>0:root Reuters/NNP>5:nsubj strikers/NNS>5:nsubj left/VBD>2:ccomp";
        assert_eq!((hangs(text, 2), hangs(text, 3)), ((Some(1), "iobj"), (Some(4), "nsubj")));
    }

    #[test]
    fn what_is_warned_of_is_the_subject_of_what_it_may_do() {
        let text = "Berg/NNP>2:nsubj warned/VBD>0:root tariffs/NNS>2:obj could/MD>5:aux backfire/VB>3:advcl";
        assert_eq!((hangs(text, 2), hangs(text, 4)), ((Some(4), "nsubj"), (Some(1), "ccomp")));
    }

    #[test]
    fn who_does_two_things_to_one_object_suffers_neither() {
        let text = "Ships/NNS>2:nsubj:pass shelled/VBN>0:root and/CC>4:cc sank/VBD>2:conj it/PRP>4:obj";
        assert_eq!(hangs(text, 0), (Some(1), "nsubj"));
    }
}
