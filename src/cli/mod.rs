//! The command line: parses the arguments, runs a command, and says how it went.
//!
//! Input: the process's arguments. Output: data on standard output, messages on standard error, an exit code.
//! Invariant: 0 is done, 1 done with skips or findings, 2 not done; a reader of our output that goes away ends the program quietly with 0.
//! To add a command: see `args`; its file here has one function from its arguments to an `Outcome`.

mod analyse;
mod apart;
mod args;
mod check;
mod explain;
mod export;
mod find;
mod format;
mod gazetteer;
mod ingest;
mod judge;
mod merge;
mod output;
mod pair;
mod query;
mod question;
mod table;

use crate::error::{Error, Result};
use crate::gazetteer::Gazetteer;
use crate::graph::Base;
use crate::store::{Store, Writer};
use args::{Arguments, Command, Global};
use clap::Parser;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// How a command ended that did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing more to say.
    Done,
    /// Something was skipped, or found, or the answer is no.
    Findings,
}

impl Outcome {
    /// `Findings` where there are any.
    fn of(findings: bool) -> Outcome {
        if findings { Outcome::Findings } else { Outcome::Done }
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(told) => {
            // Help and version come this way too, for standard output.
            let shown = told.print();
            let lost = shown.is_err_and(|e| e.kind() != io::ErrorKind::BrokenPipe);
            return ExitCode::from(if told.use_stderr() || lost { 2 } else { 0 });
        }
    };
    match run(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(e) if e.is_broken_pipe() => ExitCode::SUCCESS,
        Err(e) => {
            say(e);
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<Outcome> {
    let place = Place::new(arguments.global)?;
    match arguments.command {
        Command::Ingest(args) => ingest::ingest(&place, &args),
        Command::Extract(args) => ingest::extract(&place, &args),
        Command::Query(args) => query::query(&place, &args),
        Command::Export(args) => export::export(&place, &args),
        Command::Merge(args) => merge::merge(&place, &args),
        Command::Retract(args) => export::retract(&place, &args),
        Command::Explain(args) => explain::explain(&place, &args),
        Command::Same(args) => judge::same(&place, &args),
        Command::Distinct(args) => judge::distinct(&place, &args),
        Command::Unsay(args) => judge::unsay(&place, &args),
        Command::Conflicts(args) => question::conflicts(&place, &args),
        Command::Timeline(args) => question::timeline(&place, &args),
        Command::Between(args) => question::between(&place, &args),
        Command::Check(args) => check::check(&place, &args),
        Command::Analyse(args) => analyse::analyse(&args),
        Command::Evaluate(args) => analyse::evaluate(&args),
    }
}

/// A message for the person at the terminal. It is no failure when nobody reads it.
fn say(message: impl Display) {
    let _ = writeln!(io::stderr().lock(), "rapporteur: {message}");
}

/// The error of a command that could read none of its inputs, each of which it has told.
fn nothing_read() -> Error {
    Error::input("nothing could be read: see the messages above")
}

/// The outcome of work on a store: articles in it that cannot be read are told, and are findings.
fn told(store: &Store) -> Outcome {
    store.skipped().iter().for_each(say);
    Outcome::of(!store.skipped().is_empty())
}

/// "1 article", "2 articles", "3 entities".
fn count(n: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        _ if n == 1 => format!("1 {noun}"),
        Some(stem) => format!("{n} {stem}ies"),
        None => format!("{n} {noun}s"),
    }
}

/// Where the store is, and the base and the gazetteer that were typed.
struct Place {
    typed: Option<PathBuf>,
    base: Option<Base>,
    gazetteer: Option<PathBuf>,
}

impl Place {
    fn new(global: Global) -> Result<Place> {
        let base = global.base.as_deref().map(Base::new).transpose()?;
        Ok(Place { typed: global.store, base, gazetteer: global.gazetteer })
    }

    /// What the user knows of names.
    fn gazetteer(&self) -> Result<Option<Gazetteer>> {
        self.gazetteer.as_deref().map(gazetteer::read).transpose()
    }

    /// Whether the user named a store on the command line.
    fn is_typed(&self) -> bool {
        self.typed.is_some()
    }

    fn dir(&self) -> PathBuf {
        let named = || std::env::var_os("RAPPORTEUR_STORE").filter(|dir: &OsString| !dir.is_empty()).map(PathBuf::from);
        self.typed.clone().or_else(named).unwrap_or_else(|| PathBuf::from("rapporteur.db"))
    }

    /// The store, to read.
    fn open(&self) -> Result<Store> {
        Store::open(&self.dir())
    }

    /// The store, to change; made if there is none.
    fn writer(&self) -> Result<Writer> {
        Writer::open(&self.dir(), self.base.as_ref())
    }

    /// The store, to change, if there is one.
    fn existing_writer(&self) -> Result<Writer> {
        if !self.dir().exists() {
            self.open()?;
        }
        self.writer()
    }
}
