//! Base forms that no rule gives.
//!
//! Input: `en/lemmas.tsv`: form, tags it holds for (parted by commas), base form. Output: the base form of a form with a tag.
//! Invariant: a form has one base form a tag; rows are sorted by form. To add one: a row, only where the rules of `analyse` fail.

use super::table::{Tagged, rows};
use crate::error::Result;
use std::sync::LazyLock;

static TABLE: LazyLock<Tagged> = LazyLock::new(|| read().expect("invariant: the table is well-formed"));

/// The base form of an irregular form, told by the form in lower case and its Penn Treebank tag.
pub fn irregular(form: &str, tag: &str) -> Option<&'static str> {
    TABLE.get(&(form, tag)).copied()
}

fn read() -> Result<Tagged> {
    let mut table = Tagged::new();
    let mut previous = "";
    for row in rows("en/lemmas.tsv", include_str!("en/lemmas.tsv"))? {
        let [form, tags, lemma] = row.columns()?;
        if form < previous {
            return Err(row.error(format!("`{form}` must stand before `{previous}`")));
        }
        previous = form;
        for tag in tags.split(',') {
            row.tagged(&mut table, form, tag, lemma)?;
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_well_formed() {
        read().map(|_| ()).unwrap();
        assert_eq!(irregular("found", "VBD"), Some("find"));
        assert_eq!(irregular("found", "VB"), None);
    }
}
