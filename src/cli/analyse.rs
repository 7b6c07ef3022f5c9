//! `analyse` and `evaluate`: the language analysis, to look at and to score.
//!
//! Input: articles, or a file with the right analysis. Output: CoNLL-U, or scores.
//! Invariant: nothing is stored.

use super::args::{Analyse, Evaluate};
use super::{Outcome, ingest, nothing_read, output, say};
use crate::analyse::{
    self, conllu,
    evaluate::{self, Gold},
};
use crate::error::{Error, Result};
use crate::read;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

/// `rapporteur analyse`.
pub fn analyse(args: &Analyse) -> Result<Outcome> {
    let options = ingest::options(&args.inputs)?;
    let (mut read, mut skipped) = (0, 0);
    output::print(|out| {
        for article in read::read(&args.inputs.inputs, &options) {
            match article {
                Ok(article) => {
                    let document = analyse::analyse(article.text(), article.meta.published.as_deref());
                    conllu::write(&document, out)?;
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
    let name = |file: &PathBuf| file.display().to_string();
    let text = |file: &PathBuf| fs::read_to_string(file).map_err(|e| Error::from(e).in_file(name(file)));
    let (file, gold) = (name(&args.file), text(&args.file)?);
    let words = args.words.as_ref().map(|words| Ok::<_, Error>((name(words), text(words)?))).transpose()?;
    let words = words.as_ref().map(|(file, text)| Gold { file, text });
    let scores = evaluate::evaluate(Gold { file: &file, text: &gold }, words, |text| analyse::analyse(text, None))?;
    output::print(|out| Ok(write!(out, "{scores}")?))?;
    Ok(Outcome::Done)
}
