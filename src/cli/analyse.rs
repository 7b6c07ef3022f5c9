//! `analyse` and `evaluate`: the language analysis, to look at and to score.
//!
//! Input: articles, or a file with the right analysis. Output: CoNLL-U, or scores.
//! Invariant: nothing is stored.

use super::args::{Analyse, Evaluate};
use super::{Outcome, ingest, nothing_read, output, say};
use crate::analyse;
use crate::error::Result;
use crate::read;

/// `rapporteur analyse`.
pub fn analyse(args: &Analyse) -> Result<Outcome> {
    let options = ingest::options(&args.inputs)?;
    let (mut read, mut skipped) = (0, 0);
    output::print(|out| {
        for article in read::read(&args.inputs.inputs, &options) {
            match article {
                Ok(article) => {
                    let document = analyse::analyse(article.text(), article.meta.published.as_deref());
                    analyse::conllu::write(&document, out)?;
                    read += 1;
                }
                Err(e) => {
                    skipped += 1;
                    say(format_args!("{e}; skipped"));
                }
            }
        }
        Ok(())
    })?;
    if read == 0 { Err(nothing_read()) } else { Ok(Outcome::of(skipped > 0)) }
}

/// `rapporteur evaluate`.
pub fn evaluate(args: &Evaluate) -> Result<Outcome> {
    output::print(|out| analyse::evaluate::evaluate(&args.file, out))?;
    Ok(Outcome::Done)
}
