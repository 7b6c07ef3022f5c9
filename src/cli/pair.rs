//! `explain A B`: why two are one entity, or why they are not.
//!
//! Input: the article entities of two sides, and the store. Output: whether they are one, the score of the two that are most alike with what speaks
//! for and against, articles that name both, and what persons said.
//! Invariant: what is shown is what resolution decides by.

use super::explain::{headline, judgement};
use super::output::Output;
use crate::claim::Report;
use crate::entity::Entity;
use crate::error::Result;
use crate::judgement::EntityRef;
use crate::resolve::{Comparison, compare};
use crate::store::Store;
use crate::world::WorldEntity;
use std::collections::BTreeSet;
use std::io::Write;

/// Differing forms of each side that are compared.
const FORMS: usize = 100;

/// Prints the explanation.
pub fn explain(store: &Store, left: &[EntityRef], right: &[EntityRef], out: &mut Output) -> Result<()> {
    let (one, other) = (wholes(store, left), wholes(store, right));
    let shown = |e: &WorldEntity| format!("{} <{}>", e.label, store.base().world(&e.path));
    let both: Vec<&&WorldEntity> = one.iter().filter(|e| other.iter().any(|o| o.path == e.path)).collect();
    match &both[..] {
        [] => {
            let names = one.iter().chain(&other).map(|e| shown(e)).collect::<Vec<_>>();
            writeln!(out, "not one entity: {}", names.join(" and "))?;
        }
        whole => {
            for entity in whole {
                writeln!(out, "one entity: {}", shown(entity))?;
                entity.reasons.iter().try_for_each(|reason| writeln!(out, "  {reason}"))?;
            }
        }
    }
    let (a, b) = (forms(store, left), forms(store, right));
    let pairs =
        a.iter().flat_map(|x| b.iter().map(move |y| (x, y))).filter(|(x, y)| x.0.id != y.0.id || x.1.key != y.1.key);
    let compared = pairs.map(|(x, y)| (compare(x.1, y.1), x, y));
    if let Some((found, x, y)) = compared.reduce(|best, next| if next.0.score > best.0.score { next } else { best }) {
        writeln!(out, "most alike: '{}' in {}", x.1.name, headline(x.0))?;
        writeln!(out, "       and: '{}' in {}", y.1.name, headline(y.0))?;
        comparison(&found, out)?;
    }
    let articles = |side: &[EntityRef]| side.iter().map(|m| m.article.clone()).collect::<BTreeSet<_>>();
    for id in articles(left).intersection(&articles(right)) {
        let names: BTreeSet<&EntityRef> = left.iter().chain(right).filter(|m| m.article == *id).collect();
        if let Some((report, _)) = names.first().and_then(|m| store.place(m)).filter(|_| names.len() > 1) {
            let report = &store.reports()[report as usize];
            writeln!(out, "  against: one article names both: {}", headline(report))?;
        }
    }
    let between = |x: &EntityRef, y: &EntityRef| left.contains(x) && right.contains(y);
    for said in store.judgements() {
        if between(&said.left, &said.right) || between(&said.right, &said.left) {
            writeln!(out, "  {}", judgement(said, store.base()))?;
        }
    }
    Ok(())
}

fn comparison(found: &Comparison, out: &mut Output) -> Result<()> {
    match found.score {
        Some(score) => {
            let verdict = if found.enough { "enough" } else { "too little" };
            writeln!(out, "  score: {}.{:02}, {verdict} for one entity", score / 100, score % 100)?;
        }
        None => writeln!(out, "  never compared")?,
    }
    found.pro.iter().try_for_each(|line| writeln!(out, "  for: {line}"))?;
    found.contra.iter().try_for_each(|line| writeln!(out, "  against: {line}"))?;
    Ok(())
}

/// The entities of the world that some members belong to.
fn wholes<'a>(store: &'a Store, members: &[EntityRef]) -> Vec<&'a WorldEntity> {
    let places: BTreeSet<(u32, u32)> = members.iter().filter_map(|m| store.place(m)).collect();
    store.world().entities.iter().filter(|e| e.members.iter().any(|m| places.contains(m))).collect()
}

/// The entities of a side that differ in what tells who they are.
fn forms<'a>(store: &'a Store, members: &[EntityRef]) -> Vec<(&'a Report, &'a Entity)> {
    let mut seen = BTreeSet::new();
    let found = members.iter().filter_map(|m| store.place(m)).map(|(report, entity)| {
        let report = &store.reports()[report as usize];
        (report, &report.entities[entity as usize])
    });
    found.filter(|(_, e)| seen.insert((e.class, &e.name, &e.aliases, &e.titles, &e.country))).take(FORMS).collect()
}
