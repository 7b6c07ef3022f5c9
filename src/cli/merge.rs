//! `merge`: graphs of several stores, and RDF of others, into a file or into the store.
//!
//! Input: files in any RDF format. Output: a graph, or a changed store; on standard error what each file held, what became one, and what was left apart.
//! Invariant: a merged graph is what one store with all the articles would export; what cannot be read is told, and all else lands.

use super::apart;
use super::args::Merge;
use super::{Outcome, Place, count, export, format, nothing_read, output, say};
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::graph::{Base, Contents, Foreign, Parts};
use crate::resolve;
use crate::store::{self, Added, Store, Union, Writer};
use crate::world::World;
use oxigraph::model::Quad;
use std::collections::{BTreeMap, BTreeSet};

/// Reasons shown for each thing that became one.
const REASONS: usize = 3;

/// `rapporteur merge`.
pub fn merge(place: &Place, args: &Merge) -> Result<Outcome> {
    if args.output.is_some() && place.is_typed() {
        return Err(Error::input("expected -o or --store, not both: a merge goes into a file or into a store"));
    }
    let mut read: Vec<(String, Vec<Quad>)> = Vec::new();
    for file in &args.files {
        match store::read_rdf(file) {
            Ok(quads) => read.push((file.display().to_string(), quads)),
            Err(e) => say(format_args!("{e}; skipped")),
        }
    }
    if read.is_empty() {
        return Err(nothing_read());
    }
    let mut findings = read.len() < args.files.len();
    // The store is locked before it is looked at.
    let exists = place.is_typed() && place.dir().exists();
    let writer = (exists && !args.dry_run).then(|| place.writer()).transpose()?;
    let before = exists.then(|| place.open()).transpose()?;
    let base = base(place, before.as_ref(), &read)?;
    let mut files: Vec<File> = Vec::new();
    for (name, quads) in read {
        let (file, whole) = File::take_apart(name, quads, &base);
        findings |= !whole;
        files.push(file);
    }
    let origins = Origins::new(
        before.iter().map(Store::reports).chain(files.iter().map(|file| file.contents.reports.as_slice())),
    );
    if place.is_typed() && !args.dry_run {
        let mut writer = writer.map_or_else(|| Writer::open(&place.dir(), Some(&base)), Ok)?;
        for file in &files {
            let added = writer.merge(&file.contents)?;
            let graphs = file.foreign.iter().map(|graph| writer.add_foreign(graph)).collect::<Result<Vec<_>>>()?;
            file.tell(&added, &graphs, &base);
        }
        let store = writer.commit()?;
        findings |= super::told(&store) == Outcome::Findings;
        origins.tell(store.world(), store.reports());
        return Ok(Outcome::of(findings));
    }
    let mut union = Union::default();
    if let Some(store) = &before {
        let (reports, judgements) = (store.reports().to_vec(), store.judgements().to_vec());
        union.add(Contents { base: base.clone(), reports, judgements });
    }
    for file in files {
        let added = union.add(file.contents.clone());
        let graphs: Vec<Added> = file.foreign.iter().map(|graph| union.add_foreign(graph.clone())).collect();
        file.tell(&added, &graphs, &base);
    }
    let (Contents { reports, judgements, .. }, foreign) = union.into_parts(base.clone());
    let world = if args.dry_run {
        resolve::resolve(&reports, &judgements)
    } else {
        let (mut quads, world) = store::quads_and_world(&reports, &judgements, &base);
        let format = args.format.unwrap_or_else(|| format::of_file(args.output.as_deref()));
        let foreign: Vec<Vec<Quad>> = foreign.iter().map(|graph| graph.quads(&base)).collect();
        export::add_foreign(&mut quads, &foreign, format);
        output::write(args.output.as_deref(), |out| format::write(quads, format, out))?;
        world
    };
    origins.tell(&world, &reports);
    Ok(Outcome::of(findings))
}

/// The base of what comes out: that of the store, else the one that was typed, else the one that all files share.
fn base(place: &Place, store: Option<&Store>, files: &[(String, Vec<Quad>)]) -> Result<Base> {
    if let Some(store) = store {
        return match place.base.as_ref().filter(|base| *base != store.base()) {
            Some(base) => Err(Error::input(format!(
                "the store has the base {}, which cannot become {base}: leave --base out",
                store.base()
            ))),
            None => Ok(store.base().clone()),
        };
    }
    if let Some(base) = &place.base {
        return Ok(base.clone());
    }
    let found: BTreeSet<Base> = files.iter().flat_map(|(_, quads)| Parts::bases(quads)).collect();
    let mut bases = found.iter();
    match (bases.next(), bases.next()) {
        (Some(one), Some(_)) => Err(Error::input(format!(
            "the graphs have different bases ({}): say with --base which one the merged graph is to have, such as --base {one}",
            found.iter().map(Base::as_str).collect::<Vec<_>>().join(", ")
        ))),
        (one, _) => Ok(one.cloned().unwrap_or_default()),
    }
}

/// What one file gives.
struct File {
    name: String,
    contents: Contents,
    foreign: Vec<Foreign>,
}

impl File {
    /// Takes a file apart, and tells what is lost; whether nothing is.
    fn take_apart(name: String, quads: Vec<Quad>, base: &Base) -> (File, bool) {
        let tell = |what: std::fmt::Arguments<'_>| say(format_args!("{name}: {what}"));
        let others: BTreeSet<Base> = Parts::bases(&quads).into_iter().filter(|found| found != base).collect();
        let mut parts = Parts::read(quads, base);
        parts.move_to(base);
        others.iter().for_each(|other| tell(format_args!("its base {other} becomes {base}")));
        parts.problems.iter().for_each(|problem| tell(format_args!("{problem}")));
        if parts.contents.is_empty() && parts.derived > 0 {
            let triples = count(parts.derived, "triple");
            tell(format_args!("{triples} on entities and facts left out: they follow from articles, and it has none"));
        }
        if parts.unnamed > 0 {
            let names = count(parts.unnamed, "graph");
            tell(format_args!("the names of {names} are not kept: its triples are one foreign graph"));
        }
        let whole = parts.problems.is_empty();
        let mut union = Union::default();
        parts.contents.into_iter().for_each(|contents| drop(union.add(contents)));
        for graph in parts.foreign {
            union.add_foreign(graph);
        }
        let (contents, foreign) = union.into_parts(base.clone());
        (File { name, contents, foreign }, whole)
    }

    /// Says what it held, and what became of it.
    fn tell(&self, articles: &[Added], graphs: &[Added], base: &Base) {
        let mut held = Vec::new();
        if !articles.is_empty() {
            let of = |wanted: Added| articles.iter().filter(|added| **added == wanted).count();
            let told = [
                (Added::New, "new"),
                (Added::Replaced, "newer than what was there"),
                (Added::Unchanged, "known"),
                (Added::Older, "older than what is there"),
            ];
            let told = told.map(|(added, words)| (of(added), words));
            let told = told.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}"));
            held.push(format!("{} ({})", count(articles.len(), "article"), told.collect::<Vec<_>>().join(", ")));
        }
        if !self.contents.judgements.is_empty() {
            held.push(count(self.contents.judgements.len(), "judgement"));
        }
        for (graph, added) in self.foreign.iter().zip(graphs) {
            let known = if *added == Added::Unchanged { ", known" } else { "" };
            held.push(format!("foreign graph {} ({}{known})", graph.iri(base), count(graph.triples(), "triple")));
        }
        let held = if held.is_empty() { "nothing to merge".to_owned() } else { held.join("; ") };
        say(format_args!("{}: {held}", self.name));
    }
}

/// Which graphs each article came in.
pub struct Origins(BTreeMap<String, BTreeSet<usize>>);

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

    /// Whether no single graph holds all of these members' or claims' articles.
    pub fn joined<'m>(&self, members: impl IntoIterator<Item = &'m (u32, u32)>, reports: &[Report]) -> bool {
        let mut graphs =
            members.into_iter().filter_map(|(report, _)| self.0.get(&reports[*report as usize].id)).cloned();
        let first = graphs.next().unwrap_or_default();
        graphs
            .try_fold(first, |common, next| {
                let both: BTreeSet<usize> = &common & &next;
                (!both.is_empty()).then_some(both)
            })
            .is_none()
    }

    /// Says which entities and facts no single graph had whole and why they are one, and what stays apart though it is near.
    fn tell(&self, world: &World, reports: &[Report]) {
        let entities: Vec<_> = world.entities.iter().filter(|e| self.joined(&e.members, reports)).collect();
        let facts: Vec<_> = world.facts.iter().filter(|f| self.joined(&f.claims, reports)).collect();
        for entity in &entities {
            let names =
                std::iter::once(&entity.label).chain(&entity.alt_labels).map(String::as_str).collect::<Vec<_>>();
            say(format_args!("became one: {}{}", names.join(" = "), because(&entity.reasons)));
        }
        for fact in &facts {
            say(format_args!("became one: {}{}", fact.path, because(&fact.reasons)));
        }
        for line in apart::entities(self, world, reports).into_iter().chain(apart::facts(self, world, reports)) {
            say(format_args!("left apart: {line}"));
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
