//! `export`, `merge`, `retract`: graphs out of the store, together, and articles out of it.
//!
//! Input: a store, or exported graphs. Output: a graph, or a changed store; what became one on standard error.
//! Invariant: a merged graph is what one store with all the articles would export.

use super::args::{Export, Merge, Retract};
use super::{Outcome, Place, count, format, nothing_read, output, say, told};
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::graph::Contents;
use crate::resolve;
use crate::store;
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// Reasons shown for each thing that became one.
const REASONS: usize = 3;

/// `rapporteur export`.
pub fn export(place: &Place, args: &Export) -> Result<Outcome> {
    let store = place.open()?;
    let unknown = |name: &String| Error::input(format!("the store has no article {name}; expected its URL or IRI"));
    let articles =
        args.article.iter().map(|name| store.article(name).ok_or_else(|| unknown(name))).collect::<Result<Vec<_>>>()?;
    let format = args.format.unwrap_or_else(|| format::of_file(args.output.as_deref()));
    let quads = store.quads(&articles, args.text);
    output::write(args.output.as_deref(), |out| format::write(quads, format, out))?;
    Ok(told(&store))
}

/// `rapporteur merge`.
pub fn merge(place: &Place, args: &Merge) -> Result<Outcome> {
    if args.output.is_some() && place.is_typed() {
        return Err(Error::input("expected -o or --store, not both: a merge goes into a file or into a store"));
    }
    let mut all: Vec<Contents> = Vec::new();
    for file in &args.files {
        match format::read(file) {
            Ok((contents, _)) => all.push(contents),
            Err(e) => say(format_args!("{e}; skipped")),
        }
    }
    if all.is_empty() {
        return Err(nothing_read());
    }
    let skipped = args.files.len() - all.len();
    if place.is_typed() {
        let mut writer = place.writer()?;
        let before = place.open()?;
        let origins = Origins::new(std::iter::once(before.reports()).chain(all.iter().map(|c| c.reports.as_slice())));
        for contents in &all {
            writer.merge(contents)?;
        }
        let store = writer.commit()?;
        origins.tell(store.world(), store.reports());
    } else {
        let origins = Origins::new(all.iter().map(|c| c.reports.as_slice()));
        let merged = store::merge(all)?;
        if let Some(base) = place.base.as_ref().filter(|b| **b != merged.base) {
            return Err(Error::input(format!(
                "the graphs have the base {}, which cannot become {base}: leave --base out",
                merged.base
            )));
        }
        let quads = store::quads(&merged.reports, &merged.judgements, &merged.base);
        let format = args.format.unwrap_or_else(|| format::of_file(args.output.as_deref()));
        output::write(args.output.as_deref(), |out| format::write(quads, format, out))?;
        origins.tell(&resolve::resolve(&merged.reports, &merged.judgements), &merged.reports);
    }
    Ok(Outcome::of(skipped > 0))
}

/// Which graphs each article came in.
struct Origins(BTreeMap<String, BTreeSet<usize>>);

impl Origins {
    fn new<'a>(graphs: impl Iterator<Item = &'a [Report]>) -> Self {
        let mut origins: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (graph, reports) in graphs.enumerate() {
            for report in reports {
                origins.entry(report.id.clone()).or_default().insert(graph);
            }
        }
        Origins(origins)
    }

    /// Says which entities and facts no single graph had whole, and why they are one.
    fn tell(&self, world: &World, reports: &[Report]) {
        let joined = |members: &[(u32, u32)]| {
            let mut graphs =
                members.iter().filter_map(|(report, _)| self.0.get(&reports[*report as usize].id)).cloned();
            let first = graphs.next().unwrap_or_default();
            graphs
                .try_fold(first, |common, next| {
                    let both: BTreeSet<usize> = &common & &next;
                    (!both.is_empty()).then_some(both)
                })
                .is_none()
        };
        let entities: Vec<_> = world.entities.iter().filter(|e| joined(&e.members)).collect();
        let facts: Vec<_> = world.facts.iter().filter(|f| joined(&f.claims)).collect();
        for entity in &entities {
            let names =
                std::iter::once(&entity.label).chain(&entity.alt_labels).map(String::as_str).collect::<Vec<_>>();
            say(format_args!("became one: {}{}", names.join(" = "), because(&entity.reasons)));
        }
        for fact in &facts {
            say(format_args!("became one: {}{}", fact.path, because(&fact.reasons)));
        }
        say(format_args!(
            "{} and {} stand in more than one graph",
            count(entities.len(), "entity"),
            count(facts.len(), "fact")
        ));
    }
}

fn because(reasons: &[String]) -> String {
    let more = if reasons.len() > REASONS { format!("; and {} more", reasons.len() - REASONS) } else { String::new() };
    match reasons {
        [] => String::new(),
        reasons => format!(": {}{more}", reasons.iter().take(REASONS).cloned().collect::<Vec<_>>().join("; ")),
    }
}

/// `rapporteur retract`.
pub fn retract(place: &Place, args: &Retract) -> Result<Outcome> {
    let mut writer = place.existing_writer()?;
    let mut taken = 0;
    for article in &args.articles {
        if writer.retract(article)? {
            taken += 1;
        } else {
            say(format_args!("{article}: the store has no such article; expected its URL or IRI"));
        }
    }
    writer.commit()?;
    if taken == 0 {
        return Err(Error::input("nothing was retracted"));
    }
    say(format_args!("{} retracted", count(taken, "article")));
    Ok(Outcome::of(taken < args.articles.len()))
}
