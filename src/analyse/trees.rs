//! Trees set right where their tags contradict them.
//!
//! Input: tokens with tags and dependencies. Output: the same with some heads changed.
//! Invariant: each sentence stays one tree: a word is hung higher on the path to its root, never below itself.

use crate::document::{Document, TokenId, Upos};

/// Hangs a finite verb that was coordinated with an infinitive on the finite verb above it: "urged them to go and called for talks".
pub fn repair(doc: &mut Document) {
    let higher: Vec<(TokenId, TokenId)> = (0..doc.tokens.len() as TokenId)
        .filter(|t| doc.token(*t).rel == "conj" && finite(doc, *t))
        .filter(|t| !doc.children(*t).any(|c| doc.token(c).rel.starts_with("nsubj")))
        .filter_map(|t| Some((t, above(doc, doc.token(t).head.filter(|h| *h < t && infinitive(doc, *h))?)?)))
        .collect();
    for (token, head) in higher {
        doc.tokens[token as usize].head = Some(head);
    }
}

fn finite(doc: &Document, token: TokenId) -> bool {
    let token = doc.token(token);
    token.upos == Upos::Verb && matches!(token.xpos, "VBD" | "VBZ" | "VBP")
}

fn infinitive(doc: &Document, token: TokenId) -> bool {
    let to = |c: TokenId| doc.token(c).rel == "mark" && doc.token(c).upos == Upos::Part;
    doc.token(token).xpos == "VB" && doc.children(token).any(to)
}

/// The nearest finite verb above a word.
fn above(doc: &Document, token: TokenId) -> Option<TokenId> {
    let mut at = doc.token(token).head;
    while let Some(head) = at.filter(|h| !finite(doc, *h)) {
        at = doc.token(head).head;
    }
    at
}

#[cfg(test)]
mod tests {
    use crate::analyse::hand;

    #[test]
    fn a_finite_verb_goes_on_from_a_finite_one() {
        let text = "She/PRP>2:nsubj urged/VBD>0:root them/PRP>2:obj to/TO>5:mark go/VB>2:xcomp and/CC>7:cc called/VBD>5:conj me/PRP>7:obj";
        let mut doc = hand::document(text);
        super::repair(&mut doc);
        assert_eq!(doc.token(6).head, Some(1));
        let mut right = hand::document(&text.replace("called/VBD", "call/VB"));
        super::repair(&mut right);
        assert_eq!(right.token(6).head, Some(4));
    }
}
