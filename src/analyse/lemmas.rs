//! Base forms: the rules of English inflection, after a table of irregular forms.
//!
//! Input: a form with its tags. Output: its base form as in the English Universal Dependencies treebanks.
//! Invariant: lower case, except for proper nouns, proper adjectives, "I" and foreign words. An irregular form is a row of `lang/en/lemmas.tsv`.

use crate::document::Upos;
use crate::lang::{self, lemmas::irregular};

/// The base form of a word; `xpos` is its Penn Treebank tag.
pub fn lemma(form: &str, upos: Upos, xpos: &str) -> String {
    let plain: String = form.chars().filter(|c| !c.is_whitespace()).map(straight).collect();
    let lower = plain.to_lowercase();
    if xpos == "JJ" {
        return adjective(&plain, lower);
    }
    if let Some(known) = irregular(&lower, xpos) {
        return known.to_owned();
    }
    match xpos {
        "NNPS" => cased_singular(&plain),
        "NNP" | "ADD" | "FW" | "$" => plain,
        _ if upos == Upos::Propn => plain,
        "NNS" => singular(&lower),
        // A rare verb in -s is tagged as a plain present now and then.
        "VBZ" => third_person(&lower),
        "VBP" if lower.len() > 4 && lower.ends_with('s') && !lower.ends_with("ss") => third_person(&lower),
        "VBG" => lower.strip_suffix("ing").map_or(lower.clone(), restored),
        "VBD" | "VBN" => past(&lower),
        "JJR" | "RBR" => compared(&lower, "er"),
        "JJS" | "RBS" => compared(&lower, "est"),
        "CD" => number(&plain, lower),
        _ => lower,
    }
}

/// "American" and "non-Arab" keep a capital, which no beginning of a sentence gives.
fn adjective(form: &str, lower: String) -> String {
    let proper = || irregular(&lower, "JJ") == Some(form) || lang::demonym(form).is_some();
    if form.starts_with(char::is_lowercase) || proper() { form.to_owned() } else { lower }
}

fn straight(c: char) -> char {
    match c {
        '‘' | '’' | '`' => '\'',
        '“' | '”' => '"',
        c => c,
    }
}

fn number(form: &str, lower: String) -> String {
    let grouped = form.starts_with(|c: char| c.is_ascii_digit()) && form.contains(',');
    let roman = form.len() > 1 && form.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'));
    match (grouped, roman) {
        (true, _) => form.replace(',', ""),
        (_, true) => form.to_owned(),
        _ => lower,
    }
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// "States" to "State"; the case of the letters stays.
fn cased_singular(form: &str) -> String {
    let lower = form.to_lowercase();
    let single = match lower.strip_suffix("is") {
        Some(_) => lower[..lower.len() - 1].to_owned(),
        None => irregular(&lower, "NNS").map_or_else(|| singular(&lower), str::to_owned),
    };
    let common = lower.bytes().zip(single.bytes()).take_while(|(a, b)| a == b).count();
    let tail = single.get(common..).unwrap_or("");
    match form.get(..common) {
        Some(head) if form.len() > 1 && form.chars().all(|c| !c.is_lowercase()) => {
            format!("{head}{}", tail.to_uppercase())
        }
        Some(head) => format!("{head}{tail}"),
        None => form.to_owned(),
    }
}

/// The singular of a plural noun.
fn singular(form: &str) -> String {
    let drop = |n: usize| form[..form.len() - n].to_owned();
    let after = |suffix: &str| form.strip_suffix(suffix).is_some_and(|stem| stem.len() > 1);
    // "the 1990s"
    if form.trim_start_matches('\'').starts_with(|c: char| c.is_ascii_digit()) {
        return form.to_owned();
    }
    if form.ends_with("men") && form.len() > 3 {
        return format!("{}an", drop(2));
    }
    if after("ies") {
        return format!("{}y", drop(3));
    }
    // "viruses", but "houses" and "causes".
    let virus = form.strip_suffix("uses").is_some_and(|stem| stem.len() > 2 && !stem.ends_with(['a', 'o']));
    if virus || ["ches", "shes", "xes", "sses", "zzes", "oes"].iter().any(|s| after(s)) {
        return drop(2);
    }
    match form.strip_suffix('s').filter(|stem| !stem.is_empty() && !stem.ends_with(['s', '\''])) {
        Some(stem) if !form.ends_with("us") && !form.ends_with("is") => stem.to_owned(),
        _ => form.strip_suffix("'s").filter(|stem| !stem.is_empty()).unwrap_or(form).to_owned(),
    }
}

/// The base form of "goes", "tries", "says".
fn third_person(form: &str) -> String {
    match form.strip_suffix("ies") {
        Some(stem) if stem.len() > 1 => return format!("{stem}y"),
        _ => {}
    }
    let long = ["ches", "shes", "xes", "sses", "zzes", "oes"].iter().any(|s| form.ends_with(s));
    form.strip_suffix(if long { "es" } else { "s" }).unwrap_or(form).to_owned()
}

/// The base form of "tried", "agreed", "stopped", "used".
fn past(form: &str) -> String {
    match form.strip_suffix("ied") {
        Some(stem) if stem.len() > 1 => return format!("{stem}y"),
        _ => {}
    }
    match form.strip_suffix("ed") {
        Some(_) if form.ends_with("eed") || form.ends_with("ied") => form[..form.len() - 1].to_owned(),
        Some(stem) => restored(stem),
        None => form.to_owned(),
    }
}

/// The base form of "larger", "easiest".
fn compared(form: &str, suffix: &str) -> String {
    match form.strip_suffix(suffix).filter(|stem| stem.len() > 2) {
        Some(stem) => stem.strip_suffix('i').map_or_else(|| restored(stem), |stem| format!("{stem}y")),
        None => form.to_owned(),
    }
}

/// A stem as it was before its ending: "stopp" to "stop", "mak" to "make".
fn restored(stem: &str) -> String {
    let b = stem.as_bytes();
    let n = b.len();
    if n < 2 || !stem.is_ascii() {
        return stem.to_owned();
    }
    let last = b[n - 1];
    if n > 3 && last == b[n - 2] && matches!(last, b'b' | b'd' | b'g' | b'm' | b'n' | b'p' | b'r' | b't') {
        return stem[..n - 1].to_owned();
    }
    if needs_e(b) { format!("{stem}e") } else { stem.to_owned() }
}

/// Whether a stem lost a final "e" before its ending.
fn needs_e(b: &[u8]) -> bool {
    let n = b.len();
    let (last, before) = (b[n - 1], b[n - 2]);
    // "u" after "q" sounds as a consonant.
    let vowel = |i: usize| is_vowel(b[i]) && !(b[i] == b'u' && i > 0 && b[i - 1] == b'q') || b[i] == b'y' && i > 0;
    match (before, last) {
        (_, b'v' | b'c' | b'u') => true,
        (b's', b's') | (b'z', b'z') => false,
        (_, b's' | b'z') => true,
        (b'a' | b'e' | b'd' | b'r' | b'l', b'g') if n > 2 => true,
        (b'n', b'g') => n > 3 && matches!(b[n - 3], b'a' | b'e'),
        (b'b' | b'c' | b'd' | b'f' | b'g' | b'k' | b'p' | b't' | b'z' | b's', b'l') => true,
        (_, b'h' | b'w' | b'x' | b'y' | b'a' | b'e' | b'i' | b'o') => false,
        _ if !vowel(n - 2)
            || n > 2 && vowel(n - 3) && !(b[n - 2] == b't' || matches!(&b[n - 3..], b"iat" | b"uat" | b"uad")) =>
        {
            false
        }
        _ => single_vowel(before, last) || (0..n).filter(|&i| vowel(i) && (i == 0 || !vowel(i - 1))).count() == 1,
    }
}

/// Whether a stem of several syllables that ends in one vowel and one consonant lost an "e": "prepar", but not "enter".
fn single_vowel(vowel: u8, consonant: u8) -> bool {
    match vowel {
        b'a' => matches!(consonant, b't' | b'd' | b'k' | b'p' | b'm' | b'b' | b'g' | b'r'),
        b'i' => matches!(consonant, b'd' | b'r' | b'k' | b'n' | b'b' | b'l' | b'g'),
        b'o' => matches!(consonant, b'd' | b'k' | b't' | b'b' | b'g'),
        b'u' => matches!(consonant, b't' | b'd' | b'm' | b'r' | b'l' | b'n' | b'k' | b'b'),
        b'e' => matches!(consonant, b'd'),
        b'y' => matches!(consonant, b'z' | b'p'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflection_is_undone() {
        for (forms, tag) in [
            (
                "ministries>ministry houses>house viruses>virus men>man wolves>wolf churches>church crises>crisis 1990s>1990s people>people",
                "NNS",
            ),
            ("says>say goes>go tries>try focuses>focus watches>watch uses>use is>be", "VBZ"),
            (
                "making>make stopping>stop calling>call agreeing>agree creating>create entering>enter meeting>meet dying>die",
                "VBG",
            ),
            (
                "said>say agreed>agree tried>try accused>accuse visited>visit required>require planned>plan lied>lie was>be",
                "VBD",
            ),
            (
                "met>meet held>hold imposed>impose charged>charge handled>handle issued>issue repeated>repeat found>find",
                "VBN",
            ),
            ("larger>large bigger>big easier>easy better>good taller>tall stronger>strong", "JJR"),
            ("American>American Many>many non-Arab>non-Arab democratic>democratic Democratic>Democratic", "JJ"),
            (
                "States>State Nations>Nation Americans>American Iraqis>Iraqi Philippines>Philippines UNITED>UNITED",
                "NNPS",
            ),
            ("Moscow>Moscow US>US Sept.>September", "NNP"),
            ("2,000>2000 II>II Two>two bn>billion", "CD"),
            ("I>I me>I them>they", "PRP"),
            ("n’t>not", "RB"),
        ] {
            for pair in forms.split(' ') {
                let (form, base) = pair.split_once('>').unwrap();
                assert_eq!(lemma(form, Upos::X, tag), base, "{form} {tag}");
            }
        }
    }
}
