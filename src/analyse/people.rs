//! Which forms of personal names are one person within an article.
//!
//! Input: all forms. Output: for each form the people that it may name.
//! Invariant: two full names are one person only when surname and given names agree up to spelling; a part of a name only names who bears it.

use crate::lang::{WordList, distance};
use std::collections::{BTreeSet, HashMap};

/// The people of an article, each with the full names seen.
#[derive(Default)]
pub struct People {
    people: Vec<Vec<Vec<String>>>,
    // The people some full name of whom has a word, in order: any two forms of a person share one.
    bearers: HashMap<String, Vec<usize>>,
    waiting: BTreeSet<Vec<String>>,
}

impl People {
    /// Takes a form in; forms may come in any order.
    pub fn add(&mut self, form: &str) {
        let words = words(form);
        if words.len() < 2 {
            self.waiting.insert(words);
            return;
        }
        let mut near: Vec<usize> = words.iter().flat_map(|w| self.bearing(w)).copied().collect();
        near.sort_unstable();
        near.dedup();
        let known = near.into_iter().find(|p| self.people[*p].iter().any(|f| same_person(f, &words)));
        let person = known.unwrap_or(self.people.len());
        if known.is_none() {
            self.people.push(Vec::new());
        }
        if !self.people[person].contains(&words) {
            for word in &words {
                let bearers = self.bearers.entry(word.clone()).or_default();
                if let Err(place) = bearers.binary_search(&person) {
                    bearers.insert(place, person);
                }
            }
            self.people[person].push(words);
        }
    }

    fn bearing(&self, word: &str) -> &[usize] {
        self.bearers.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether some full name holds the form, or it was added alone.
    pub fn knows(&self, form: &str) -> bool {
        !self.options(form).is_empty() || self.waiting.contains(&words(form))
    }

    /// The people whom a form may name, the surest first.
    pub fn options(&self, form: &str) -> Vec<usize> {
        let words = words(form);
        let Some(word) = words.first() else { return Vec::new() };
        let found = |fits: &dyn Fn(&Vec<String>) -> bool| -> Vec<usize> {
            self.bearing(word).iter().copied().filter(|p| self.people[*p].iter().any(fits)).collect()
        };
        let whole = found(&|f| *f == words);
        if !whole.is_empty() {
            return whole;
        }
        let surname_first = words.len() == 1 && WordList::SurnameFirst.has(&words[0]);
        let last = found(&|f| f.ends_with(&words) || (surname_first && f.starts_with(&words)));
        if !last.is_empty() {
            return last;
        }
        found(&|f| within(&words, f))
    }

    /// The person of a form that no full name holds.
    pub fn alone(&mut self, form: &str) -> usize {
        let (words, person) = (words(form), self.people.len());
        words.iter().for_each(|w| self.bearers.entry(w.clone()).or_default().push(person));
        self.people.push(vec![words]);
        person
    }
}

/// Words of a name, lower case, without initials' points and Arabic articles.
fn words(form: &str) -> Vec<String> {
    let bare = |w: &str| {
        let w = w.to_lowercase().replace('.', "");
        w.strip_prefix("al-").or_else(|| w.strip_prefix("el-")).map(str::to_owned).unwrap_or(w)
    };
    let all: Vec<String> = form.split(' ').map(bare).filter(|w| !w.is_empty()).collect();
    let plain: Vec<String> = all.iter().filter(|w| !matches!(w.as_str(), "al" | "el" | "-" | "sr")).cloned().collect();
    if plain.is_empty() { all } else { plain }
}

/// Whether `part`'s words stand in `whole` in their order.
fn within(part: &[String], whole: &[String]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|w| rest.any(|v| v == w))
}

fn junior(name: &[String]) -> bool {
    name.last().is_some_and(|w| w == "jr")
}

/// Whether two full names are one person's: one within the other, or the same surname with given names of nearly the same spelling.
fn same_person(a: &[String], b: &[String]) -> bool {
    if junior(a) != junior(b) {
        return false;
    }
    if within(a, b) || within(b, a) {
        return true;
    }
    let (Some(x), Some(y)) = (a.last(), b.last()) else { return false };
    let near = |x: &str, y: &str, most: usize| x.chars().next() == y.chars().next() && distance(x, y) <= most;
    let initial = |x: &str, y: &str| (x.len() == 1 || y.len() == 1) && x.chars().next() == y.chars().next();
    let (first, second) = (&a[0], &b[0]);
    let given = near(first, second, if first.len().min(second.len()) > 4 { 2 } else { 1 }) || initial(first, second);
    (x == y && given) || (first == second && x.len() > 4 && near(x, y, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_person() {
        let same = |a: &str, b: &str| same_person(&words(a), &words(b));
        assert!(same("Sergey Lavrov", "Sergei Lavrov"));
        assert!(same("John Forbes Kerry", "John Kerry"));
        assert!(same("J. Kerry", "John Kerry"));
        assert!(!same("George Bush", "Laura Bush"));
        assert!(!same("Donald Trump", "Donald Trump Jr."));
        assert!(!same("Bill Clinton", "Hillary Clinton"));
    }

    #[test]
    fn a_surname_names_who_bears_it() {
        let mut people = People::default();
        for form in ["Kerry", "John Kerry", "Bashar al-Assad", "Kim Jong Un", "Laura Bush", "George Bush"] {
            people.add(form);
        }
        assert_eq!(people.options("Kerry"), [0]);
        assert_eq!(people.options("Assad"), [1]);
        assert_eq!(people.options("Kim"), [2]);
        assert_eq!(people.options("Bush"), [3, 4]);
        assert!(people.options("Forbes").is_empty());
        people.add("Sung Kim");
        assert_eq!(people.options("Kim"), [2, 5]);
    }
}
