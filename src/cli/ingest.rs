//! `ingest` and `extract`: articles are read one after another, analysed side by side, and taken over in the order of reading.
//!
//! Input: paths, URLs, standard input. Output: articles in the store, or their graph on standard output.
//! Invariant: what cannot be read is skipped with a message, all others land; no more than a batch of articles is in memory at once for `ingest`.

use super::args::{Extract, Ingest, Inputs, Work};
use super::{Outcome, Place, count, format, nothing_read, output, say, told};
use crate::article::Article;
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::pipeline;
use crate::read;
use crate::store::{self, Added, Store, Writer};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Articles of a batch, for each job.
const BATCH: usize = 8;
/// A batch ends when its texts have so many bytes.
const BATCH_BYTES: usize = 16 << 20;
/// Work that takes no longer shows no progress.
const QUIET: Duration = Duration::from_secs(1);

/// `rapporteur ingest`.
pub fn ingest(place: &Place, args: &Ingest) -> Result<Outcome> {
    let mut writer: Option<Writer> = None;
    let mut tally = Tally::default();
    let skipped = read_all(place, &args.inputs, &args.work, |report, refused| {
        // Only now: inputs of which nothing can be read make no store.
        let writer = match &mut writer {
            Some(writer) => writer,
            none => none.insert(place.writer()?),
        };
        tally.add(&report, refused, writer.add(&report)?);
        Ok(())
    })?;
    let Some(writer) = writer else { return Err(nothing_read()) };
    let store = writer.commit()?;
    say(tally.summary(&store));
    if tally.facts(&store) == 0 {
        say("warning: no fact was found in what was read; the graph has the articles alone");
    }
    Ok(if skipped > 0 { Outcome::Findings } else { told(&store) })
}

/// `rapporteur extract`.
pub fn extract(place: &Place, args: &Extract) -> Result<Outcome> {
    let mut reports = Vec::new();
    let skipped = read_all(place, &args.inputs, &args.work, |report, _| {
        reports.push(report);
        Ok(())
    })?;
    if reports.is_empty() {
        return Err(nothing_read());
    }
    let quads = store::extracted(reports, place.base.clone().unwrap_or_default())?;
    output::print(|out| format::write(quads, args.format, out))?;
    Ok(Outcome::of(skipped > 0))
}

/// How to read, as the user says.
pub fn options(inputs: &Inputs) -> Result<read::Options> {
    let options = read::Options {
        max_bytes: inputs.max_bytes,
        published: inputs.published.clone(),
        source: inputs.source.clone(),
        url: inputs.url.clone(),
        timeout: Duration::from_secs(inputs.timeout),
    };
    options.validate()?;
    Ok(options)
}

/// Reports of all inputs in the order of reading, each with the number of claims that the ontology refused; how many inputs were skipped.
fn read_all(
    place: &Place,
    inputs: &Inputs,
    work: &Work,
    mut take: impl FnMut(Report, usize) -> Result<()>,
) -> Result<usize> {
    let gazetteer = place.gazetteer()?;
    let report = |article: &Article| pipeline::report_and_refused(article, gazetteer.as_ref());
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(work.jobs)
        .build()
        .map_err(|e| Error::input(format!("no threads can be started for --jobs {}: {e}", work.jobs)))?;
    let options = options(inputs)?;
    let mut articles = read::read(&inputs.inputs, &options);
    let mut progress = Progress::new();
    let mut skipped = 0;
    loop {
        let mut batch: Vec<Article> = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH * pool.current_num_threads() && bytes < BATCH_BYTES {
            match articles.next() {
                Some(Ok(article)) => {
                    bytes += article.text().len();
                    batch.push(article);
                }
                Some(Err(e)) => {
                    skipped += 1;
                    progress.suspend(|| say(format_args!("{e}; skipped")));
                }
                None => break,
            }
        }
        if batch.is_empty() {
            return Ok(skipped);
        }
        let read: Vec<_> = pool.install(|| batch.par_iter().map(report).collect());
        for (report, refused) in read {
            take(report, refused)?;
            progress.step();
        }
    }
}

/// What came of the articles that were read.
#[derive(Default)]
struct Tally {
    articles: usize,
    added: [usize; 4],
    claims: usize,
    refused: usize,
    ids: BTreeSet<String>,
}

impl Tally {
    fn add(&mut self, report: &Report, refused: usize, added: Added) {
        self.articles += 1;
        self.added[added as usize] += 1;
        self.claims += report.claims.len();
        self.refused += refused;
        self.ids.insert(report.id.clone());
    }

    /// Facts of the world that rest on the articles read.
    fn facts(&self, store: &Store) -> usize {
        let read: Vec<bool> = store.reports().iter().map(|r| self.ids.contains(&r.id)).collect();
        store.world().facts.iter().filter(|f| f.claims.iter().any(|(report, _)| read[*report as usize])).count()
    }

    fn summary(&self, store: &Store) -> String {
        let outcomes = [
            (Added::New, "new"),
            (Added::Replaced, "replaced"),
            (Added::Unchanged, "unchanged"),
            (Added::Older, "older than what the store has"),
        ];
        let outcomes: Vec<String> = outcomes
            .iter()
            .filter_map(|(a, name)| Some(self.added[*a as usize]).filter(|n| *n > 0).map(|n| format!("{n} {name}")))
            .collect();
        let refused = match self.refused {
            0 => String::new(),
            n => format!("; {} dropped, which the ontology refuses", count(n, "claim")),
        };
        format!(
            "{}: {}; {}, {}{refused}",
            count(self.articles, "article"),
            outcomes.join(", "),
            count(self.claims, "claim"),
            count(self.facts(store), "fact")
        )
    }
}

/// A line on the terminal that tells how far long work is; nothing where standard error is no terminal.
struct Progress {
    begun: Instant,
    bar: Option<ProgressBar>,
    done: u64,
}

impl Progress {
    fn new() -> Self {
        Progress { begun: Instant::now(), bar: None, done: 0 }
    }

    fn step(&mut self) {
        self.done += 1;
        if self.bar.is_none() && self.begun.elapsed() > QUIET {
            let style = ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}, {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            self.bar = Some(ProgressBar::new_spinner().with_style(style).with_elapsed(self.begun.elapsed()));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }

    /// Lets a message through without tearing the line.
    fn suspend(&self, message: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(message),
            None => message(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
