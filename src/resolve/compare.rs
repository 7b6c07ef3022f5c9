//! Why two article entities are one, or are not: what the program sees in the two alone.
//!
//! Input: two article entities. Output: their score, and what speaks for and against.
//! Invariant: the score is that by which clustering decides; symmetric but for the order of the two names in the lines.

use super::looks::keys;
use super::name::Known;
use super::relation::{ONE, Relation, evidence, relation, shown};
use crate::entity::Entity;

/// How two article entities compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In hundredths; `None` where nothing in their names brings them together, so that they are never compared.
    pub score: Option<u8>,
    /// Whether the score is enough for one thing; a better fit, an article that names both, or a person may still part them.
    pub enough: bool,
    /// What speaks for their being one.
    pub pro: Vec<String>,
    /// What speaks against it.
    pub contra: Vec<String>,
}

/// Compares two article entities.
pub fn compare(a: &Entity, b: &Entity) -> Comparison {
    let (x, y) = (Known::of(a), Known::of(b));
    let mut found = Comparison { score: None, enough: false, pro: Vec::new(), contra: Vec::new() };
    let (left, right) = (keys(a, &x), keys(b, &y));
    if !left.iter().any(|k| right.contains(k)) {
        let (a, b) = ((a.class.name(), &a.name), (b.class.name(), &b.name));
        found.contra.push(match left.is_empty() || right.is_empty() {
            true => "a description that names nothing by itself is of its article alone".to_owned(),
            false => format!("no surname, acronym or other name in common: {} '{}' and {} '{}'", a.0, a.1, b.0, b.1),
        });
        return found;
    }
    if let Some((p, q)) = x.code().zip(y.code()) {
        (found.score, found.enough) = (Some(if p == q { 100 } else { 0 }), p == q);
        match found.enough {
            true => found.pro.push(format!("same linked entity: {p}")),
            false => found.contra.push(format!("other linked entity: {p} and {q}")),
        }
        return found;
    }
    let names = relation(&x.name, &y.name);
    let both = format!("'{}' ~ '{}'", a.name, b.name);
    match names {
        Relation::Exact => found.pro.push(format!("same name: {both}")),
        Relation::Agree(_, ground) => found.pro.push(format!("{}: {both}", ground.words())),
        Relation::Silent => found.contra.push(format!("the names tell nothing of each other: {both}")),
        Relation::Apart => found.contra.push(format!("the names contradict each other: {both}")),
    }
    let titles = |known: &Known| known.titles.iter().cloned().collect::<Vec<_>>();
    let country = |known: &Known| known.country.iter().cloned().collect::<Vec<_>>();
    let told = [("country", country(&x), country(&y)), ("office", titles(&x), titles(&y))];
    let [country, title] = told.map(|(what, a, b)| {
        let agrees = evidence(&a, &b);
        match agrees {
            Some(true) => {
                let common: Vec<&str> = a.iter().filter(|t| b.contains(t)).map(String::as_str).collect();
                found.pro.push(format!("same {what}: {}", common.join(", ")));
            }
            Some(false) => found.contra.push(format!("other {what}: {} and {}", a.join(", "), b.join(", "))),
            None => {}
        }
        agrees
    });
    let score = names.score(country, title);
    found.enough = score.is_some_and(|s| s >= ONE);
    found.score = Some(score.map_or(0, shown));
    found
}

#[cfg(test)]
mod tests {
    use super::super::random::entity;
    use super::*;

    #[test]
    fn evidence_is_told_on_both_sides() {
        let (a, b) = (entity("Person John Kerry|united-states|Senator"), entity("Person J. Kerry|ireland|Senator"));
        let found = compare(&a, &b);
        assert_eq!((found.score, found.enough), (Some(45), false));
        assert_eq!(found.pro, ["surname and initial agree: 'John Kerry' ~ 'J. Kerry'", "same office: senator"]);
        assert_eq!(found.contra, ["other country: united-states and ireland"]);
        let other = compare(&a, &entity("Person Sergei Lavrov"));
        assert_eq!((other.score, other.contra.len()), (None, 1));
        assert!(compare(&a, &entity("Person John Kerry")).enough);
        assert_eq!(compare(&a, &entity("Person Laura Kerry")).score, Some(0));
    }
}
