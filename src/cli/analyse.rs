//! `analyse` and `evaluate`: the language analysis, to look at and to score.
//!
//! Input: articles or given words (CoNLL-U), or a file with the right analysis. Output: CoNLL-U, or scores.
//! Invariant: nothing is stored.

use super::args::{Analyse, Evaluate};
use super::{Outcome, ingest, nothing_read, output, say};
use crate::analyse::{
    self,
    conllu::{self, Sentence},
    evaluate::{self, Given, Gold},
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
        let mut skip = |e: Error| {
            skipped += 1;
            say(format_args!("{e}; skipped"));
        };
        // Runs of articles between files of given words, so that the order of the inputs is kept.
        for inputs in args.inputs.inputs.chunk_by(|a, b| !is_given(a) && !is_given(b)) {
            if let [file] = inputs
                && is_given(file)
            {
                match given(file) {
                    Ok(sentences) => {
                        read += 1;
                        for text in sentences.chunk_by(|_, next| !next.begins_text) {
                            conllu::write_given(&analyse::annotate(text, options.published.as_deref()), text, out)?;
                        }
                    }
                    Err(e) => skip(e),
                }
                continue;
            }
            for article in read::read(inputs, &options) {
                match article {
                    Ok(article) => {
                        let document = analyse::analyse(article.text(), article.meta.published.as_deref());
                        conllu::write(&document, out)?;
                        read += 1;
                    }
                    Err(e) => skip(e),
                }
            }
        }
        Ok(())
    })?;
    if read == 0 { Err(nothing_read()) } else { Ok(Outcome::of(skipped > 0)) }
}

/// Whether an input gives sentences and words.
fn is_given(input: &str) -> bool {
    input.ends_with(".conllu")
}

fn given(file: &str) -> Result<Vec<Sentence>> {
    let text = fs::read_to_string(file).map_err(|e| Error::from(e).in_file(file))?;
    conllu::read(file, &text)
}

/// `rapporteur evaluate`.
pub fn evaluate(args: &Evaluate) -> Result<Outcome> {
    let name = |file: &PathBuf| file.display().to_string();
    let text = |file: &PathBuf| fs::read_to_string(file).map_err(|e| Error::from(e).in_file(name(file)));
    let (file, gold) = (name(&args.file), text(&args.file)?);
    let words = args.words.as_ref().map(|words| Ok::<_, Error>((name(words), text(words)?))).transpose()?;
    let words = words.as_ref().map(|(file, text)| Gold { file, text });
    let given = match (args.gold_predicates, args.gold_words) {
        (true, _) => Given::Predicates,
        (_, true) => Given::Words,
        _ => Given::Text,
    };
    let scores = evaluate::evaluate(Gold { file: &file, text: &gold }, words, given)?;
    output::print(|out| {
        if args.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&scores).map_err(std::io::Error::from)?)?;
        } else {
            write!(out, "{scores}")?;
        }
        Ok(())
    })?;
    Ok(Outcome::Done)
}
