//! `export`, `retract`: graphs out of the store, for others or for good.
//!
//! Input: a store. Output: a graph; or a store that is as if an article, or a foreign graph, had never been in it.
//! Invariant: foreign graphs are written with their names or not at all, so that what was written can be merged again.

use super::args::{Export, GraphFormat, Retract};
use super::{Outcome, Place, count, format, output, say, told};
use crate::error::{Error, Result};
use oxigraph::model::Quad;

/// `rapporteur export`.
pub fn export(place: &Place, args: &Export) -> Result<Outcome> {
    let store = place.open()?;
    let unknown = |name: &String| Error::input(format!("the store has no article {name}; expected its URL or IRI"));
    let articles =
        args.article.iter().map(|name| store.article(name).ok_or_else(|| unknown(name))).collect::<Result<Vec<_>>>()?;
    let format = args.format.unwrap_or_else(|| format::of_file(args.output.as_deref()));
    let mut quads = store.quads(&articles, args.text);
    if articles.is_empty() {
        add_foreign(&mut quads, store.foreign(), format);
    }
    output::write(args.output.as_deref(), |out| format::write(quads, format, out))?;
    Ok(told(&store))
}

/// Puts foreign graphs in where the format keeps their names; else tells that they are left out.
pub fn add_foreign(quads: &mut Vec<Quad>, foreign: &[Vec<Quad>], format: GraphFormat) {
    if format::has_names(format) {
        quads.extend(foreign.iter().flatten().cloned());
    } else if !foreign.is_empty() {
        say(format_args!(
            "{} of {} left out: this format has no names for graphs; nquads, trig and jsonld have",
            count(foreign.len(), "foreign graph"),
            count(foreign.iter().map(Vec::len).sum(), "triple")
        ));
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
            say(format_args!("{article}: the store has no such article or foreign graph; expected its URL or IRI"));
        }
    }
    writer.commit()?;
    if taken == 0 {
        return Err(Error::input("nothing was retracted"));
    }
    say(format_args!("{} retracted", count(taken, "article")));
    Ok(Outcome::of(taken < args.articles.len()))
}
