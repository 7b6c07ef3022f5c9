//! The one error of the crate: what went wrong, where, and what to do about it.
//!
//! Input: any failure. Output: one line for a person, and predicates for a program.
//! Invariant: an error that an input caused names the input, with line and column where there are any.

use std::fmt;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Anything that can go wrong. The kind is private; the message says what, where and what to do.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    place: Option<Place>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    file: String,
    position: Option<(usize, usize)>,
}

#[derive(Debug)]
enum Kind {
    Input(String),
    Store(String),
    Query(String),
    Io(std::io::Error),
}

impl Error {
    /// An input that cannot be used; `expected` says what was wrong and what was expected.
    pub fn input(expected: impl Into<String>) -> Self {
        Kind::Input(expected.into()).into()
    }

    /// A store that cannot be opened, read or written.
    pub fn store(what: impl Into<String>) -> Self {
        Kind::Store(what.into()).into()
    }

    /// A query that cannot be parsed or is refused.
    pub fn query(what: impl Into<String>) -> Self {
        Kind::Query(what.into()).into()
    }

    /// Adds the file (or URL, or "-") that the error comes from; an inner place stands.
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.place.get_or_insert(Place { file: file.into(), position: None });
        self
    }

    /// Adds file, line and column (both from 1).
    pub fn at(mut self, file: impl Into<String>, line: usize, column: usize) -> Self {
        self.place = Some(Place { file: file.into(), position: Some((line, column)) });
        self
    }

    /// Whether one input is to blame, so that the others can go on.
    pub fn is_input(&self) -> bool {
        matches!(self.kind, Kind::Input(_))
    }

    /// Whether the reader of our output went away (`rapporteur … | head`).
    pub fn is_broken_pipe(&self) -> bool {
        matches!(&self.kind, Kind::Io(e) if e.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Self {
        Error { kind, place: None }
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Kind::Io(e).into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:", place.file)?;
            if let Some((line, column)) = place.position {
                write!(f, "{line}:{column}:")?;
            }
            f.write_str(" ")?;
        }
        match &self.kind {
            Kind::Input(m) | Kind::Store(m) | Kind::Query(m) => f.write_str(m),
            Kind::Io(e) => e.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Io(e) => Some(e),
            _ => None,
        }
    }
}
