//! `explain`: why something is in the graph.
//!
//! Input: an IRI or a name, and the store. Output: for each entity its names, where they come from and why they were taken for one, and its
//! facts; for each fact its claims, with the words that state them in their sentence, who says so, and in which article.
//! Invariant: every fact is shown with all of its claims, every claim with its quote.

use super::args::Explain;
use super::find::{self, Thing};
use super::output::{self, Output};
use super::table::wrap;
use super::{Outcome, Place, count, told};
use crate::claim::{Claim, Quote, Report, Value};
use crate::entity::Entity;
use crate::error::Result;
use crate::graph::Base;
use crate::judgement::{EntityRef, Judgement, Verdict};
use crate::span::CodePoints;
use crate::store::Store;
use crate::world::{Fact, FactValue, WorldEntity};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::Write;

/// Columns of the text, without its indent.
const COLUMNS: usize = 100;
/// Code points of the text shown on either side of a quote that is only a part of its paragraph.
const CONTEXT: usize = 80;

/// `rapporteur explain`.
pub fn explain(place: &Place, args: &Explain) -> Result<Outcome> {
    let store = place.open()?;
    if let Some(other) = &args.other {
        let (left, right) = (find::members(&store, &args.what)?, find::members(&store, other)?);
        output::print(|out| super::pair::explain(&store, &left, &right, out))?;
        return Ok(told(&store));
    }
    let things = find::things(&store, &args.what)?;
    output::print(|out| {
        let mut page = Page { store: &store, out };
        for (number, thing) in things.into_iter().enumerate() {
            if number > 0 {
                page.line(0, "")?;
            }
            page.thing(thing)?;
        }
        Ok(())
    })?;
    Ok(told(&store))
}

/// Writes explanations of the things of one store.
struct Page<'a> {
    store: &'a Store,
    out: &'a mut Output,
}

impl<'a> Page<'a> {
    fn thing(&mut self, thing: Thing) -> Result<()> {
        let (reports, world) = (self.store.reports(), self.store.world());
        match thing {
            Thing::Entity(index) => {
                self.entity(&world.entities[index])?;
                let takes_part = |f: &&Fact| f.roles.iter().any(|(_, v)| *v == FactValue::Entity(index as u32));
                let facts: Vec<&Fact> = world.facts.iter().filter(takes_part).collect();
                self.line(1, count(facts.len(), "fact"))?;
                facts.into_iter().try_for_each(|fact| self.parted(fact))
            }
            Thing::Fact(index) => self.fact(&world.facts[index]),
            Thing::Article(index) => {
                let report = &reports[index];
                self.text(0, &headline(report))?;
                self.line(1, iri(self.store.base().article(&report.id)))?;
                self.line(1, format_args!("read by {}; text sha256:{}", report.run, report.text_sha256))?;
                self.line(1, count(report.claims.len(), "claim"))?;
                (0..report.claims.len()).try_for_each(|claim| self.claim(report, claim, None))
            }
            Thing::ArticleEntity(report, entity) => {
                let place = (report as u32, entity as u32);
                self.member(&reports[report], &reports[report].entities[entity], 0)?;
                match world.entities.iter().find(|e| e.members.contains(&place)) {
                    Some(whole) => self.entity(whole),
                    None => self.line(1, "stands for no entity of the world"),
                }
            }
            Thing::Claim(report, claim) => {
                self.claim(&reports[report], claim, None)?;
                let place = (report as u32, claim as u32);
                let facts: Vec<&Fact> = world.facts.iter().filter(|f| f.claims.contains(&place)).collect();
                facts.into_iter().try_for_each(|fact| self.parted(fact))
            }
        }
    }

    fn entity(&mut self, entity: &WorldEntity) -> Result<()> {
        let store = self.store;
        self.line(0, format_args!("{} ({})", entity.label, entity.class.name()))?;
        self.line(1, iri(store.base().world(&entity.path)))?;
        if !entity.alt_labels.is_empty() {
            self.text(1, &format!("also called: {}", entity.alt_labels.join("; ")))?;
        }
        if let Some(link) = &entity.exact_match {
            self.line(1, format_args!("is {}", iri(link)))?;
        }
        let articles: BTreeSet<u32> = entity.members.iter().map(|(report, _)| *report).collect();
        self.line(1, format_args!("known from {}:", count(articles.len(), "article")))?;
        for (report, member) in &entity.members {
            let report = &store.reports()[*report as usize];
            self.member(report, &report.entities[*member as usize], 2)?;
        }
        if entity.members.len() > 1 && !entity.reasons.is_empty() {
            self.line(1, "taken for one because:")?;
            entity.reasons.iter().try_for_each(|reason| self.text(2, reason))?;
        }
        let members: Vec<EntityRef> = entity
            .members
            .iter()
            .map(|(r, e)| (&store.reports()[*r as usize], *e as usize))
            .map(|(report, e)| EntityRef { article: report.id.clone(), key: report.entities[e].key.clone() })
            .collect();
        let about = |j: &&Judgement| members.contains(&j.left) || members.contains(&j.right);
        store.judgements().iter().filter(about).try_for_each(|j| self.text(1, &judgement(j, store.base())))
    }

    fn member(&mut self, report: &Report, entity: &Entity, indent: usize) -> Result<()> {
        let mut known = vec![entity.name.clone()];
        known.extend(entity.aliases.iter().cloned());
        known.extend(entity.titles.iter().map(|title| format!("title: {title}")));
        known.extend(entity.country.iter().map(|country| format!("of {country}")));
        self.text(indent, &known.join("; "))?;
        self.line(indent + 1, iri(self.store.base().entity(&report.id, &entity.key)))?;
        self.text(indent + 1, &format!("in {}", headline(report)))
    }

    /// A fact of a list, after an empty line.
    fn parted(&mut self, fact: &Fact) -> Result<()> {
        self.line(0, "")?;
        self.fact(fact)
    }

    fn fact(&mut self, fact: &Fact) -> Result<()> {
        let world = self.store.world();
        let when = fact.when.map(|when| format!(", {when}")).unwrap_or_default();
        self.line(0, format_args!("{}, {}{when}", fact.kind, fact.status))?;
        self.line(1, iri(self.store.base().world(&fact.path)))?;
        for (role, value) in &fact.roles {
            let words = match value {
                FactValue::Entity(entity) => &world.entities[*entity as usize].label,
                FactValue::Text(words) | FactValue::Code(words) => words,
            };
            self.text(1, &format!("{role}: {words}"))?;
        }
        if fact.claims.len() > 1 && !fact.reasons.is_empty() {
            self.line(1, "claims taken for one fact because:")?;
            fact.reasons.iter().try_for_each(|reason| self.text(2, reason))?;
        }
        let status = &fact.status;
        fact.claims.iter().try_for_each(|(report, claim)| {
            self.claim(&self.store.reports()[*report as usize], *claim as usize, Some(status))
        })
    }

    /// A claim; its roles too, unless it is shown below its fact.
    fn claim(&mut self, report: &Report, index: usize, fact_status: Option<&str>) -> Result<()> {
        let claim = &report.claims[index];
        self.text(1, &format!("- {}", in_context(report, &claim.evidence)))?;
        if fact_status.is_none() {
            self.text(2, &format!("{}: {}", claim.kind, roles(report, claim)))?;
        }
        let polarity = if claim.negated { "denied" } else { "affirmed" };
        let status = &claim.status;
        self.text(2, &format!("{polarity}, {status}, {}; says {}", claim.certainty, source(report, claim)))?;
        if let Some(words) = &claim.time_expression {
            let when = claim.when.map(|when| format!(", read as {when}")).unwrap_or_default();
            self.text(2, &format!("time: {words}{when}"))?;
        }
        self.text(2, &format!("in {}", headline(report)))?;
        self.line(2, iri(self.store.base().claim(&report.id, index)))?;
        self.line(
            2,
            format_args!("found by {}, confidence {:.2}", claim.extractor, f32::from(claim.confidence) / 100.0),
        )
    }

    fn line(&mut self, indent: usize, line: impl Display) -> Result<()> {
        let line = line.to_string();
        Ok(writeln!(self.out, "{}{line}", "  ".repeat(if line.is_empty() { 0 } else { indent }))?)
    }

    fn text(&mut self, indent: usize, text: &str) -> Result<()> {
        for (number, line) in wrap(text, COLUMNS).into_iter().enumerate() {
            self.line(indent + usize::from(number > 0), line)?;
        }
        Ok(())
    }
}

fn iri(iri: impl Display) -> String {
    let iri = iri.to_string();
    if iri.starts_with('<') { iri } else { format!("<{iri}>") }
}

/// An article in a line: headline, publisher, date, URL, as far as they are known.
pub fn headline(report: &Report) -> String {
    let meta = &report.meta;
    let title =
        meta.title.as_deref().map_or_else(|| "an article without a headline".to_owned(), |t| format!("\"{t}\""));
    let known = [&meta.source, &meta.published, &meta.url].into_iter().flatten().cloned();
    std::iter::once(title).chain(known).collect::<Vec<_>>().join(", ")
}

/// A judgement in a line.
pub fn judgement(judgement: &Judgement, base: &Base) -> String {
    let side = |side: &EntityRef| base.entity(&side.article, &side.key);
    let verdict = match judgement.verdict {
        Verdict::Same => "judged the same",
        Verdict::Distinct => "judged distinct",
    };
    let reason = if judgement.reason.is_empty() { String::new() } else { format!(" ({})", judgement.reason) };
    format!("{verdict}: {} and {}{reason}", side(&judgement.left), side(&judgement.right))
}

fn roles(report: &Report, claim: &Claim) -> String {
    let words = |value: &Value| match value {
        Value::Entity(entity) => report.entities[*entity as usize].name.clone(),
        Value::Text(words) | Value::Code(words) => words.clone(),
    };
    claim.roles.iter().map(|f| format!("{} {}", f.role, words(&f.value))).collect::<Vec<_>>().join("; ")
}

/// Who says so, and whom they cite, nearest first.
fn source(report: &Report, claim: &Claim) -> String {
    let name = |entity: &u32| report.entities[*entity as usize].name.as_str();
    let own = report.meta.source.as_deref().unwrap_or("the article itself");
    std::iter::once(claim.by.as_ref().map_or(own, name))
        .chain(claim.citing.iter().map(name))
        .collect::<Vec<_>>()
        .join(", citing ")
}

/// The quote in brackets, between what stands before and after it in its paragraph; alone where the text is not known.
fn in_context(report: &Report, quote: &Quote) -> String {
    let Some(text) = &report.text else { return format!("[{}]", quote.text) };
    let points = CodePoints::new(text);
    let (Some(begin), Some(end)) = (points.to_byte(quote.begin), points.to_byte(quote.end)) else {
        return format!("[{}] (the stored text ends before it: run `rapporteur check`)", quote.text);
    };
    if text.get(begin..end) != Some(&quote.text) {
        return format!("[{}] (the stored text has other words there: run `rapporteur check`)", quote.text);
    }
    let before = text[..begin].rsplit('\n').next().unwrap_or_default();
    let after = text[end..].split('\n').next().unwrap_or_default();
    format!("{}[{}]{}", last_words(before), quote.text, first_words(after))
}

/// The end of `text`, from a word's beginning.
fn last_words(text: &str) -> String {
    match text.char_indices().rev().nth(CONTEXT) {
        None => text.to_owned(),
        Some((from, _)) => format!("…{}", text[from..].find(' ').map_or("", |space| &text[from + space..])),
    }
}

/// The beginning of `text`, to a word's end.
fn first_words(text: &str) -> String {
    match text.char_indices().nth(CONTEXT) {
        None => text.to_owned(),
        Some((to, _)) => format!("{}…", text[..to].rfind(' ').map_or("", |space| &text[..space + 1])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_at_words() {
        let long = "Слово ".repeat(30);
        assert!(last_words(&long).starts_with("… Слово"));
        assert!(first_words(&long).ends_with("Слово …"));
        assert_eq!(first_words("short."), "short.");
        assert_eq!(last_words(&"x".repeat(100)), "…");
    }
}
