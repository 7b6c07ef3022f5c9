//! The questions that are asked so often that they have a command: `timeline`, `between`, `conflicts`.
//!
//! Input: entities, by name or IRI. Output: the answer to a query of `queries/`, or the query itself.
//! Invariant: what `--sparql` prints gives the same rows through `query`.
//! To add a question: a file in `queries/`, its `Command`, and a function here that fills the entities in.

use super::args::{AnswerFormat, Between, Conflicts, Question, Timeline, Window};
use super::find::Thing;
use super::{Outcome, Place, explain, find, output, query, say, told};
use crate::error::{Error, Result};
use crate::graph::Base;
use crate::lang;
use crate::resolve;
use crate::store::{self, Answer, Store};
use oxigraph::model::{Literal, NamedNode};
use std::io::Write;

const TIMELINE: &str = include_str!("queries/timeline.rq");
const CONFLICTS: &str = include_str!("queries/conflicts.rq");
/// Where the query is told which entities are meant.
const ENTITIES: &str = "# entities";
/// Where the query is told what part of time is meant.
const WINDOW: &str = "# window";
/// Where the query is told which offices one person holds at a time.
const OFFICES: &str = "# offices";

/// `rapporteur timeline`.
pub fn timeline(place: &Place, args: &Timeline) -> Result<Outcome> {
    ask(place, &[&args.entity], &args.window, &args.question)
}

/// `rapporteur between`.
pub fn between(place: &Place, args: &Between) -> Result<Outcome> {
    ask(place, &[&args.left, &args.right], &args.window, &args.question)
}

/// Asks for the facts in which all of these entities take part.
fn ask(place: &Place, entities: &[&str], window: &Window, question: &Question) -> Result<Outcome> {
    if question.sparql {
        let store = Store::open(&place.dir()).ok();
        let stored = store.as_ref().map(|store| store.base().clone());
        let base = place.base.clone().or(stored).unwrap_or_default();
        let named = entities.iter().map(|what| store.as_ref().and_then(|s| named(s, what).ok()).unwrap_or_default());
        let sparql = timeline_of(entities, &named.collect::<Vec<_>>(), window, &base)?;
        output::print(|out| Ok(out.write_all(sparql.as_bytes())?))?;
        return Ok(Outcome::Done);
    }
    let store = place.open()?;
    let named = entities.iter().map(|what| named(&store, what)).collect::<Result<Vec<_>>>()?;
    let sparql = timeline_of(entities, &named, window, store.base())?;
    let answer = store::query(&store.dataset()?, &sparql, "timeline.rq", None)?;
    query::show(&answer, Some(question.format))?;
    Ok(told(&store))
}

/// IRIs of the entities that are called so: with them a query is answered much faster than with a name. None for an IRI.
fn named(store: &Store, what: &str) -> Result<Vec<String>> {
    let things = find::things(store, what)?;
    let entities = things.iter().filter_map(|t| if let Thing::Entity(e) = t { Some(*e) } else { None });
    Ok(entities.map(|e| store.base().world(&store.world().entities[e].path).to_string()).collect())
}

/// The query for the facts in which all of these entities take part, and that may lie in a part of time.
fn timeline_of(entities: &[&str], named: &[Vec<String>], window: &Window, base: &Base) -> Result<String> {
    let mut lines = Vec::new();
    for ((number, what), iris) in (1..).zip(entities).zip(named) {
        match find::iri(what, base) {
            Some(iri) => {
                let iri = NamedNode::new(&iri)
                    .map_err(|e| Error::input(format!("<{iri}> is no IRI: {e}; expected an IRI or a name")))?;
                lines.push(format!("VALUES ?entity{number} {{ {iri} }}"));
            }
            None if !iris.is_empty() => lines.push(format!("VALUES ?entity{number} {{ {} }}", iris.join(" "))),
            None => {
                let name = Literal::new_simple_literal(*what);
                lines.push(format!(
                    "?entity{number} rdfs:label|skos:altLabel ?name{number} ; rap:mentionedAs ?mentioned{number} ."
                ));
                lines.push(format!("FILTER (LCASE(?name{number}) = LCASE({name}))"));
            }
        }
        lines.push(format!("?fact ?part{number} ?entity{number} ."));
    }
    let sparql = fill(TIMELINE, ENTITIES, &lines);
    Ok(fill(&sparql, WINDOW, &filters(window)?))
}

/// A query with these lines in place of each line that is only a mark.
fn fill(sparql: &str, mark: &str, lines: &[String]) -> String {
    let mut filled = String::new();
    for line in sparql.lines() {
        match line.strip_suffix(mark).filter(|indent| indent.trim().is_empty()) {
            Some(indent) => filled.extend(lines.iter().map(|new| format!("{indent}{new}\n"))),
            None => filled.extend([line, "\n"]),
        }
    }
    filled
}

/// Filters that let through what may lie in a part of time: by its bounds, else by its first report.
fn filters(window: &Window) -> Result<Vec<String>> {
    let (since, until) = (window.since.map(|w| w.bounds().0), window.until.map(|w| w.bounds().1));
    if since.zip(until).is_some_and(|(since, until)| since > until) {
        return Err(Error::input(format!(
            "--since {} is after --until {}; expected the earlier one first",
            window.since.map(|w| w.to_string()).unwrap_or_default(),
            window.until.map(|w| w.to_string()).unwrap_or_default()
        )));
    }
    let filter = |bound: &str, sign: &str, day: jiff::civil::Date, clock: &str| {
        format!(
            "FILTER (COALESCE({bound} {sign} \"{day}T{clock}Z\"^^xsd:dateTime, SUBSTR(?reported, 1, 10) {sign} \"{day}\", false))"
        )
    };
    let since = since.map(|day| filter("?latest", ">=", day, "00:00:00"));
    let until = until.map(|day| filter("?earliest", "<=", day, "23:59:59"));
    Ok(since.into_iter().chain(until).collect())
}

/// `rapporteur conflicts`.
pub fn conflicts(place: &Place, args: &Conflicts) -> Result<Outcome> {
    let offices: Vec<String> =
        lang::sole_offices().map(|office| Literal::new_simple_literal(office).to_string()).collect();
    let sparql = fill(CONFLICTS, OFFICES, &[format!("FILTER (?office IN ({}))", offices.join(", "))]);
    if args.question.sparql {
        output::print(|out| Ok(out.write_all(sparql.as_bytes())?))?;
        return Ok(Outcome::Done);
    }
    let store = place.open()?;
    let answer = store::query(&store.dataset()?, &sparql, "conflicts.rq", None)?;
    let facts = matches!(&answer, Answer::Solutions { rows, .. } if !rows.is_empty());
    let format = args.question.format;
    if facts || format != AnswerFormat::Table {
        query::show(&answer, Some(format))?;
    }
    let judgements = resolve::conflicts(store.judgements());
    let line = |judgement| explain::judgement(judgement, store.base());
    let lines = judgements.iter().map(|(same, distinct)| format!("{}, but {}", line(same), line(distinct)));
    // A format for programs holds nothing else.
    if format == AnswerFormat::Table {
        output::print(|out| Ok(lines.into_iter().try_for_each(|line| writeln!(out, "{line}"))?))?;
    } else {
        lines.for_each(say);
    }
    if !facts && judgements.is_empty() {
        say("no conflicts");
        return Ok(told(&store));
    }
    Ok(Outcome::Findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_the_query() {
        let none = [Vec::new(), Vec::new()];
        let always = Window { since: None, until: None };
        let sparql = timeline_of(&["a\" ) } \\ \n", "country/x"], &none, &always, &Base::default()).unwrap();
        assert!(sparql.contains(r#"LCASE("a\" ) } \\ \n")"#), "{sparql}");
        assert!(sparql.contains("VALUES ?entity2 { <https://rapporteur.example/country/x> }"));
        assert!(timeline_of(&["<not an iri>"], &none, &always, &Base::default()).is_err());
    }
}
