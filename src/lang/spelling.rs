//! How a language writes its words: what an abbreviation looks like, which words lean on others, what may begin a sentence.
//!
//! Input: `en/spelling.tsv`. Output: whether a list has a word, as it is written.
//! Invariant: every list of the table has a `Spelling`, and the other way round. To add a word: put it into its row.

use super::table::rows;
use crate::error::Result;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The lists of `en/spelling.tsv`, which says what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Spelling {
    BeforeName,
    Inside,
    BeforeNumber,
    AfterComma,
    Any,
    Starter,
    Clitic,
    Elided,
    Prefix,
    Unit,
    Domain,
}

impl Spelling {
    const ALL: [(&'static str, Spelling); 11] = [
        ("before-name", Spelling::BeforeName),
        ("inside", Spelling::Inside),
        ("before-number", Spelling::BeforeNumber),
        ("after-comma", Spelling::AfterComma),
        ("any", Spelling::Any),
        ("starter", Spelling::Starter),
        ("clitic", Spelling::Clitic),
        ("elided", Spelling::Elided),
        ("prefix", Spelling::Prefix),
        ("unit", Spelling::Unit),
        ("domain", Spelling::Domain),
    ];

    /// Whether the list has the word.
    pub fn has(self, word: &str) -> bool {
        TABLE.lists.get(word).is_some_and(|lists| lists.contains(&self))
    }
}

/// Bytes of the first part of a contraction without apostrophe, in lower case: 3 of "cannot".
pub fn contraction(word: &str) -> Option<usize> {
    TABLE.contractions.get(word).copied()
}

#[derive(Default)]
struct Table {
    lists: HashMap<&'static str, Vec<Spelling>>,
    contractions: HashMap<String, usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read().expect("invariant: the table is well-formed"));

impl Table {
    fn read() -> Result<Table> {
        let mut table = Table::default();
        for row in rows("en/spelling.tsv", include_str!("en/spelling.tsv"))? {
            let [name, words] = row.columns()?;
            if name == "contraction" {
                for word in words.split(' ') {
                    let parts = word.split_once('|').filter(|(a, b)| !a.is_empty() && !b.is_empty());
                    let (first, second) = parts.ok_or_else(|| row.error(format!("expected `a|b`, found `{word}`")))?;
                    table.contractions.insert(format!("{first}{second}"), first.len());
                }
                continue;
            }
            let known = Spelling::ALL.iter().find(|(n, _)| *n == name);
            let (_, list) = *known.ok_or_else(|| row.error(format!("unknown list `{name}`")))?;
            for word in words.split(' ') {
                let lists = table.lists.entry(word).or_default();
                if lists.contains(&list) {
                    return Err(row.error(format!("`{word}` stands twice")));
                }
                lists.push(list);
            }
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_well_formed_and_complete() {
        let table = Table::read().unwrap();
        for (name, list) in Spelling::ALL {
            assert!(table.lists.values().any(|l| l.contains(&list)), "no row `{name}`");
        }
        assert_eq!(contraction("cannot"), Some(3));
    }
}
