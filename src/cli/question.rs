//! The questions that are asked so often that they have a command: `timeline`, `between`, `conflicts`.
//!
//! Input: entities, by name or IRI. Output: the answer to a query of `queries/`, or the query itself.
//! Invariant: what `--sparql` prints gives the same rows through `query`.
//! To add a question: a file in `queries/`, its `Command`, and a function here that fills the entities in.

use super::args::{Between, Conflicts, Question, Timeline};
use super::{Outcome, Place, explain, find, output, query, say, told};
use crate::error::{Error, Result};
use crate::graph::Base;
use crate::resolve;
use crate::store::{self, Answer, Store};
use oxigraph::model::{Literal, NamedNode};
use std::io::Write;

const TIMELINE: &str = include_str!("queries/timeline.rq");
const CONFLICTS: &str = include_str!("queries/conflicts.rq");
/// Where the query is told which entities are meant.
const ENTITIES: &str = "# entities";

/// `rapporteur timeline`.
pub fn timeline(place: &Place, args: &Timeline) -> Result<Outcome> {
    ask(place, &[&args.entity], &args.question)
}

/// `rapporteur between`.
pub fn between(place: &Place, args: &Between) -> Result<Outcome> {
    ask(place, &[&args.left, &args.right], &args.question)
}

/// Asks for the facts in which all of these entities take part.
fn ask(place: &Place, entities: &[&str], question: &Question) -> Result<Outcome> {
    if question.sparql {
        let stored = || Store::open(&place.dir()).ok().map(|store| store.base().clone());
        let base = place.base.clone().or_else(stored).unwrap_or_default();
        let sparql = timeline_of(entities, &base)?;
        output::print(|out| Ok(out.write_all(sparql.as_bytes())?))?;
        return Ok(Outcome::Done);
    }
    let store = place.open()?;
    for entity in entities {
        find::things(&store, entity)?;
    }
    let answer = store::query(&store.dataset()?, &timeline_of(entities, store.base())?, "timeline.rq", None)?;
    query::show(&answer, Some(question.format))?;
    Ok(told(&store))
}

/// The query for the facts in which all of these entities take part.
fn timeline_of(entities: &[&str], base: &Base) -> Result<String> {
    let mut lines = Vec::new();
    for (number, what) in (1..).zip(entities) {
        match find::iri(what, base) {
            Some(iri) => {
                let iri = NamedNode::new(&iri)
                    .map_err(|e| Error::input(format!("<{iri}> is no IRI: {e}; expected an IRI or a name")))?;
                lines.push(format!("VALUES ?entity{number} {{ {iri} }}"));
            }
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
    let indent = TIMELINE.lines().find_map(|line| line.strip_suffix(ENTITIES)).unwrap_or_default();
    Ok(TIMELINE.replace(ENTITIES, &lines.join(&format!("\n{indent}"))))
}

/// `rapporteur conflicts`.
pub fn conflicts(place: &Place, args: &Conflicts) -> Result<Outcome> {
    if args.sparql {
        output::print(|out| Ok(out.write_all(CONFLICTS.as_bytes())?))?;
        return Ok(Outcome::Done);
    }
    let store = place.open()?;
    let answer = store::query(&store.dataset()?, CONFLICTS, "conflicts.rq", None)?;
    let facts = matches!(&answer, Answer::Solutions { rows, .. } if !rows.is_empty());
    if facts {
        query::show(&answer, None)?;
    }
    let judgements = resolve::conflicts(store.judgements());
    output::print(|out| {
        for (same, distinct) in &judgements {
            let line = |judgement| explain::judgement(judgement, store.base());
            writeln!(out, "{}, but {}", line(same), line(distinct))?;
        }
        Ok(())
    })?;
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
        let sparql = timeline_of(&["a\" ) } \\ \n", "country/x"], &Base::default()).unwrap();
        assert!(sparql.contains(r#"LCASE("a\" ) } \\ \n")"#), "{sparql}");
        assert!(sparql.contains("VALUES ?entity2 { <https://rapporteur.example/country/x> }"));
        assert!(timeline_of(&["<not an iri>"], &Base::default()).is_err());
    }
}
