//! Morphological features of closed classes: pronouns, determiners, numerals, auxiliaries.
//!
//! Input: `en/features.tsv`: forms (parted by spaces), Penn Treebank tag, features. Output: the features of a form with a tag.
//! Invariant: a form has one value a tag. To add one: a row.

use super::table::{Tagged, rows};
use crate::error::Result;
use std::sync::LazyLock;

static TABLE: LazyLock<Tagged> = LazyLock::new(|| read().expect("invariant: the table is well-formed"));

/// The features of a form in lower case with its Penn Treebank tag, in the notation of Universal Dependencies: "Number=Sing|PronType=Dem".
pub fn features(form: &str, tag: &str) -> Option<&'static str> {
    TABLE.get(&(form, tag)).copied()
}

fn read() -> Result<Tagged> {
    let mut table = Tagged::new();
    for row in rows("en/features.tsv", include_str!("en/features.tsv"))? {
        let [forms, tag, features] = row.columns()?;
        if !features.split('|').all(|f| f.contains('=')) || !features.split('|').is_sorted_by_key(str::to_lowercase) {
            return Err(
                row.error(format!("expected sorted features such as Number=Sing|PronType=Dem, found `{features}`"))
            );
        }
        for form in forms.split(' ') {
            row.tagged(&mut table, form, tag, features)?;
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
        assert_eq!(features("these", "DT"), Some("Number=Plur|PronType=Dem"));
        assert_eq!(features("these", "NN"), None);
    }
}
