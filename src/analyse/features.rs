//! Morphological features, as in the English Universal Dependencies treebanks.
//!
//! Input: tags, forms and the tree. Output: column 6 of CoNLL-U, "Number=Sing|PronType=Dem", or "_".
//! Invariant: features stand in the order of their names, whatever their case. What a form of a closed class has is a row of `lang/en/features.tsv`.

use crate::document::{Document, Token, TokenId, Upos};
use crate::lang::features as table;

/// The features of a token.
pub fn features(doc: &Document, token: TokenId) -> String {
    let word = doc.token(token);
    let form = doc.form(token).to_lowercase().replace('’', "'");
    let known = table::features(&form, word.xpos);
    let found = match (word.upos, word.xpos) {
        (Upos::Verb | Upos::Aux, _) => verb(doc, token, known),
        (Upos::Pron, "PRP") => known.map_or_else(String::new, |f| pronoun(doc, word, f)),
        (Upos::Pron | Upos::Det | Upos::Part | Upos::Cconj | Upos::Intj, _) => known.unwrap_or("").to_owned(),
        (Upos::Noun | Upos::Propn | Upos::Sym, "NN" | "NNP") if is_ordinal(&form) => {
            "Number=Sing|NumForm=Combi|NumType=Ord".to_owned()
        }
        (Upos::Noun | Upos::Propn | Upos::Sym, "NN" | "NNP") => known.unwrap_or("Number=Sing").to_owned(),
        (Upos::Noun | Upos::Propn, "NNS" | "NNPS") if form.starts_with(|c: char| c.is_numeric() || c == '\'') => {
            "Number=Ptan|NumForm=Combi|NumType=Card".to_owned()
        }
        (Upos::Noun | Upos::Propn, "NNS" | "NNPS") => known.unwrap_or("Number=Plur").to_owned(),
        (Upos::Adj | Upos::Adv, "JJR" | "RBR") => "Degree=Cmp".to_owned(),
        (Upos::Adj | Upos::Adv, "JJS" | "RBS") => "Degree=Sup".to_owned(),
        (Upos::Adj, "JJ" | "NNP") => match table::features(&form, "JJ") {
            None if is_ordinal(&form) => "Degree=Pos|NumForm=Combi|NumType=Ord".to_owned(),
            known => known.unwrap_or("Degree=Pos").to_owned(),
        },
        (Upos::Adv | Upos::Noun, _) => known.unwrap_or("").to_owned(),
        (Upos::Num, _) => known.unwrap_or(numeral(&form)).to_owned(),
        (Upos::X, "FW") => "Foreign=Yes".to_owned(),
        _ => String::new(),
    };
    if found.is_empty() { "_".to_owned() } else { found }
}

fn is_ordinal(form: &str) -> bool {
    form.starts_with(|c: char| c.is_ascii_digit()) && ["st", "nd", "rd", "th"].iter().any(|s| form.ends_with(s))
}

fn numeral(form: &str) -> &'static str {
    if form.starts_with(|c: char| c.is_numeric() || matches!(c, '.' | '+' | '-')) {
        let parts = form.matches(['.', '/']).count();
        return if parts == 1 { "NumForm=Digit|NumType=Frac" } else { "NumForm=Digit|NumType=Card" };
    }
    let roman = !form.is_empty() && form.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l' | 'c'));
    if roman { "NumForm=Roman|NumType=Card" } else { "NumForm=Word|NumType=Card" }
}

/// A relation without its subtype.
fn base(rel: &str) -> &str {
    rel.split(':').next().unwrap_or(rel)
}

/// A pronoun of one form for subject and object gets its case from its relation.
fn pronoun(doc: &Document, word: &Token, known: &str) -> String {
    if known.contains("Case=") || known.contains("Poss=") || known.starts_with("Number=Sing|Person=3") {
        return known.to_owned();
    }
    let subject = |t: &Token| matches!(base(t.rel), "nsubj" | "expl");
    let above = word.head.filter(|_| word.rel == "conj").map(|h| doc.token(h));
    let nominative = subject(word) || above.is_some_and(subject);
    format!("{}|{known}", if nominative { "Case=Nom" } else { "Case=Acc" })
}

fn verb(doc: &Document, token: TokenId, known: Option<&'static str>) -> String {
    let word = doc.token(token);
    let clause =
        word.head.filter(|_| word.upos == Upos::Aux && matches!(base(word.rel), "aux" | "cop")).unwrap_or(token);
    let tense = match word.xpos {
        "MD" => return "VerbForm=Fin".to_owned(),
        "VBG" if is_gerund(doc, token) => return "VerbForm=Ger".to_owned(),
        "VBG" => return "Tense=Pres|VerbForm=Part".to_owned(),
        "VBN" if word.upos == Upos::Verb && is_passive(doc, token) => {
            return "Tense=Past|VerbForm=Part|Voice=Pass".to_owned();
        }
        "VBN" => return "Tense=Past|VerbForm=Part".to_owned(),
        "VB" if is_imperative(doc, token, clause) => return "Mood=Imp|VerbForm=Fin".to_owned(),
        "VB" => return "VerbForm=Inf".to_owned(),
        "VBZ" => return "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin".to_owned(),
        "VBP" => "Pres",
        "VBD" => "Past",
        _ => return String::new(),
    };
    let subject = subject(doc, clause);
    let mut number = match subject {
        Some((number, _)) => number,
        None => "Sing",
    };
    let mut person = match (subject, tense) {
        (Some((_, person)), _) => person,
        (None, "Past") => "3",
        (None, _) => "1",
    };
    for feature in known.unwrap_or("").split('|') {
        match feature.split_once('=') {
            // "you were" is singular in the treebanks.
            Some(("Number", value)) if person != "2" => number = value,
            Some(("Person", value)) => person = value,
            _ => {}
        }
    }
    if (tense, number, person) == ("Pres", "Sing", "3") {
        number = "Plur";
    }
    if number == "Plur" && tense == "Pres" && subject.is_none() {
        person = "3";
    }
    format!("Mood=Ind|Number={number}|Person={person}|Tense={tense}|VerbForm=Fin")
}

fn has(doc: &Document, token: TokenId, test: impl Fn(&Token) -> bool) -> bool {
    doc.children(token).any(|t| test(doc.token(t)))
}

fn is_aux(word: &Token) -> bool {
    base(word.rel) == "aux"
}

/// The first of the verbs that a verb is coordinated with, unless an auxiliary of its own begins anew.
fn first_conjunct(doc: &Document, mut token: TokenId) -> TokenId {
    while let Some(head) = doc.token(token).head.filter(|_| doc.token(token).rel == "conj") {
        if doc.token(head).xpos != doc.token(token).xpos || has(doc, token, is_aux) {
            break;
        }
        token = head;
    }
    token
}

fn is_gerund(doc: &Document, token: TokenId) -> bool {
    let first = first_conjunct(doc, token);
    let finite =
        matches!(base(doc.token(first).rel), "advcl" | "case" | "conj" | "mark" | "parataxis" | "root" | "discourse")
            || doc.token(first).rel == "acl:relcl";
    doc.token(token).upos == Upos::Verb && !finite && !has(doc, first, is_aux)
}

fn is_passive(doc: &Document, token: TokenId) -> bool {
    let first = first_conjunct(doc, token);
    let active = |t: &Token| is_aux(t) && !matches!(t.xpos, "MD" | "TO" | "VBN") || base(t.rel) == "nsubj";
    has(doc, first, |t| t.rel.ends_with(":pass")) || !(has(doc, first, active) || doc.token(token).rel == "compound")
}

/// Whether a bare verb commands: nothing before it makes it an infinitive. `clause` is the head of its clause.
fn is_imperative(doc: &Document, token: TokenId, clause: TokenId) -> bool {
    let first = first_conjunct(doc, clause);
    let bound = |verb: TokenId| {
        doc.children(verb).any(|t| {
            let (rel, xpos) = (doc.token(t).rel, doc.token(t).xpos);
            t != token && (rel == "mark" || rel == "aux" && xpos != "VB")
        })
    };
    let subject = |t: TokenId| t < token && matches!(base(doc.token(t).rel), "nsubj" | "expl");
    let below = matches!(
        base(doc.token(first).rel),
        "xcomp" | "amod" | "compound" | "nmod" | "obl" | "acl" | "csubj" | "advcl" | "fixed"
    );
    !(bound(clause) || bound(first) || below || doc.children(clause).any(subject))
}

/// Number and person of the subject of a clause, which coordinated clauses share.
fn subject(doc: &Document, clause: TokenId) -> Option<(&'static str, &'static str)> {
    let mut verb = clause;
    loop {
        let of = |rel: &str| doc.children(verb).find(|t| base(doc.token(*t).rel) == rel);
        if let Some(subject) = of("nsubj").or_else(|| of("csubj")) {
            return Some(agreement(doc, subject));
        }
        match doc.token(verb).head {
            Some(head) if doc.token(verb).rel == "conj" => verb = head,
            Some(head) if doc.token(verb).rel == "acl:relcl" => return Some(agreement(doc, head)),
            _ => return None,
        }
    }
}

/// Number and person of a noun phrase.
fn agreement(doc: &Document, head: TokenId) -> (&'static str, &'static str) {
    let word = doc.token(head);
    // A relative pronoun has those of what its clause modifies.
    if matches!(word.xpos, "WDT" | "WP") {
        let mut at = head;
        while let Some(above) = doc.token(at).head {
            if doc.token(at).rel == "acl:relcl" && !matches!(doc.token(above).xpos, "WDT" | "WP") {
                return agreement(doc, above);
            }
            at = above;
        }
        return ("Sing", "3");
    }
    let known = table::features(&doc.form(head).to_lowercase(), word.xpos).unwrap_or("");
    let value = |name: &str| known.split('|').find_map(|f| f.split_once('=').filter(|(n, _)| *n == name)).map(|f| f.1);
    let person = value("Person").unwrap_or("3");
    if has(doc, head, |t| t.rel == "conj") {
        return ("Plur", if person == "1" { "1" } else { "3" });
    }
    let plural = matches!(word.xpos, "NNS" | "NNPS" | "CD") || value("Number") == Some("Plur");
    (if plural { "Plur" } else { "Sing" }, person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;

    #[test]
    fn tags_forms_and_trees_tell_the_features() {
        let doc = hand::document(
            "They/PRP>2:nsubj were/VBD>0:root and/CC>5:cc are/VBP>5:aux:pass held/VBN>2:conj it/PRP>5:obj 21st/JJ>6:amod 3.5/CD>6:nummod
             Taking/VBG>3:csubj talks/NNS>1:obj helps/VBZ>0:root to/TO>5:mark end/VB>3:xcomp these/DT>7:det wars/NNS>5:obj
             Go/VB>0:root , who/WP>4:nsubj left/VBD>5:acl:relcl men/NNS>1:obj",
        );
        let found: Vec<String> = (0..doc.tokens.len() as TokenId).map(|t| features(&doc, t)).collect();
        let expected = [
            "Case=Nom|Number=Plur|Person=3|PronType=Prs",
            "Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin",
            "_",
            "Mood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin",
            "Tense=Past|VerbForm=Part|Voice=Pass",
            "Case=Acc|Gender=Neut|Number=Sing|Person=3|PronType=Prs",
            "Degree=Pos|NumForm=Combi|NumType=Ord",
            "NumForm=Digit|NumType=Frac",
            "VerbForm=Ger",
            "Number=Plur",
            "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
            "_",
            "VerbForm=Inf",
            "Number=Plur|PronType=Dem",
            "Number=Plur",
            "Mood=Imp|VerbForm=Fin",
            "Number=Sing",
            "PronType=Rel",
            "Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin",
            "Number=Plur",
        ];
        assert_eq!(found, expected);
    }
}
