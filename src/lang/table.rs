//! Tab-separated tables that grow by rows.
//!
//! Input: an embedded file: columns parted by tabs, lines that begin with `#` and empty lines are skipped. Output: rows that know their place.
//! Invariant: a value of a list is never empty; `-` stands for none.

use crate::error::{Error, Result};
use std::collections::HashMap;

/// What a form in lower case has by its Penn Treebank tag.
pub type Tagged = HashMap<(&'static str, &'static str), &'static str>;

/// One row and where it stands.
pub struct Row {
    file: &'static str,
    line: usize,
    text: &'static str,
}

/// The rows of a table.
pub fn rows(file: &'static str, text: &'static str) -> Result<Vec<Row>> {
    let rows = text.lines().enumerate().map(|(i, text)| Row { file, line: i + 1, text });
    rows.filter(|r| !r.text.is_empty() && !r.text.starts_with('#'))
        .map(|r| match r.text.split(['\t', ';', ' ']).any(str::is_empty) {
            true => Err(r.error("a value is empty; write `-` for none".to_owned())),
            false => Ok(r),
        })
        .collect()
}

/// The values of a list column.
pub fn list(column: &'static str) -> Vec<&'static str> {
    if column == "-" { Vec::new() } else { column.split(';').collect() }
}

impl Row {
    /// The columns, exactly as many as asked for.
    pub fn columns<const N: usize>(&self) -> Result<[&'static str; N]> {
        let columns: Vec<_> = self.text.split('\t').collect();
        let found = columns.len();
        columns.try_into().map_err(|_| self.error(format!("expected {N} columns, found {found}")))
    }

    /// Puts a value that the table may give once only.
    pub fn unique<V>(&self, map: &mut HashMap<&'static str, V>, key: &'static str, value: V) -> Result<()> {
        match map.insert(key, value) {
            Some(_) => Err(self.error(format!("`{key}` stands twice"))),
            None => Ok(()),
        }
    }

    /// Puts the value of a form with a tag, which the table may give once only.
    pub fn tagged(&self, table: &mut Tagged, form: &'static str, tag: &'static str, value: &'static str) -> Result<()> {
        match table.insert((form, tag), value) {
            Some(_) => Err(self.error(format!("`{form}` stands twice for {tag}"))),
            None => Ok(()),
        }
    }

    /// An error about this row.
    pub fn error(&self, message: String) -> Error {
        Error::input(message).at(self.file, self.line, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_rows_are_told_with_their_place() {
        let message = |text| match rows("x.tsv", text) {
            Err(e) => e.to_string(),
            Ok(rows) => rows[0].columns::<2>().unwrap_err().to_string(),
        };
        assert_eq!(message("# c\n\na\tb\tc"), "x.tsv:3:1: expected 2 columns, found 3");
        assert!(message("a\t").starts_with("x.tsv:1:1: a value is empty"));
    }
}
