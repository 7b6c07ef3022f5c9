//! Which of two versions of an article stands, and the union of graphs that rests on it.
//!
//! Input: reports and judgements of several graphs. Output: one report an article, one set of judgements.
//! Invariant: `order` is total and looks at the reports alone, so that whichever came first changes nothing.

use super::Added;
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::graph::{Base, Contents, Foreign};
use crate::judgement::{EntityRef, Judgement};
use crate::time::When;
use jiff::Timestamp;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Orders versions of one article; the greatest stands: by date of change or publication, then text, then program, then all the rest.
pub(super) fn order(a: &Report, b: &Report) -> Ordering {
    edition(a).cmp(&edition(b)).then_with(|| program(a).cmp(&program(b))).then_with(|| a.cmp(b))
}

/// Whether two reports are of the same text at the same date, so that only the program or the metadata differ.
pub(super) fn same_edition(a: &Report, b: &Report) -> bool {
    edition(a) == edition(b)
}

fn edition(report: &Report) -> (Option<Timestamp>, &str) {
    let date = report.meta.modified.as_deref().or(report.meta.published.as_deref());
    (date.and_then(moment), &report.text_sha256)
}

/// The version of the program that read the article, which is the front of `Report::run`.
pub(super) fn program(report: &Report) -> Vec<u64> {
    let version = report.run.split('-').next().unwrap_or_default();
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

/// The moment of an ISO 8601 date or date-time; what has no offset is taken as UTC, a date as its first moment.
fn moment(text: &str) -> Option<Timestamp> {
    let utc = |t: jiff::civil::DateTime| t.to_zoned(jiff::tz::TimeZone::UTC).map(|z| z.timestamp()).ok();
    (text.parse::<Timestamp>().ok())
        .or_else(|| utc(text.parse().ok()?))
        .or_else(|| utc(When::parse(text)?.bounds().0.into()))
}

/// Graphs of one base, put together: of two versions of an article the greater stands, and nothing is there twice.
#[derive(Debug, Default)]
pub struct Union {
    reports: BTreeMap<String, Report>,
    judgements: BTreeSet<Judgement>,
    foreign: BTreeMap<String, Foreign>,
}

impl Union {
    /// Puts articles and judgements in; one outcome a report, in their order.
    pub fn add(&mut self, contents: Contents) -> Vec<Added> {
        self.judgements.extend(contents.judgements);
        contents.reports.into_iter().map(|report| self.add_report(report)).collect()
    }

    fn add_report(&mut self, report: Report) -> Added {
        let added = match self.reports.get(&report.id).map(|old| order(old, &report)) {
            None => Added::New,
            Some(Ordering::Less) => Added::Replaced,
            Some(Ordering::Equal) => return Added::Unchanged,
            Some(Ordering::Greater) => return Added::Older,
        };
        self.reports.insert(report.id.clone(), report);
        added
    }

    /// Puts a graph in that is not ours.
    pub fn add_foreign(&mut self, graph: Foreign) -> Added {
        match self.foreign.insert(graph.name().to_owned(), graph) {
            None => Added::New,
            Some(_) => Added::Unchanged,
        }
    }

    /// All articles and judgements, and the foreign graphs by name.
    pub fn into_parts(self, base: Base) -> (Contents, Vec<Foreign>) {
        let reports = self.reports.into_values().collect();
        let judgements = self.judgements.into_iter().collect();
        (Contents { base, reports, judgements }, self.foreign.into_values().collect())
    }
}

/// Unites several graphs: of two versions of an article the greater stands, judgements are put together.
///
/// # Errors
/// Where their bases differ.
pub fn merge(graphs: Vec<Contents>) -> Result<Contents> {
    let mut base: Option<Base> = None;
    let mut union = Union::default();
    for graph in graphs.into_iter().filter(|g| !is_empty(g)) {
        if let Some(base) = base.as_ref().filter(|b| **b != graph.base) {
            return Err(Error::input(format!(
                "the graphs have different bases, {base} and {}: expected graphs that were exported with one --base",
                graph.base
            )));
        }
        base = Some(graph.base.clone());
        union.add(graph);
    }
    Ok(union.into_parts(base.unwrap_or_default()).0)
}

/// Whether a graph holds nothing of ours, and so tells no base.
pub(super) fn is_empty(graph: &Contents) -> bool {
    graph.reports.is_empty() && graph.judgements.is_empty()
}

/// The judgements both of whose sides are among the reports' entities, sorted, without doubles; the others sleep.
pub(super) fn awake(judgements: &[Judgement], reports: &[Report]) -> Vec<Judgement> {
    let entities: HashSet<(&str, &str)> =
        reports.iter().flat_map(|r| r.entities.iter().map(|e| (r.id.as_str(), e.key.as_str()))).collect();
    let exists = |side: &EntityRef| entities.contains(&(side.article.as_str(), side.key.as_str()));
    let awake: BTreeSet<&Judgement> = judgements.iter().filter(|j| exists(&j.left) && exists(&j.right)).collect();
    awake.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;

    fn report(modified: Option<&str>, published: Option<&str>, sha: &str, run: &str) -> Report {
        let own = |t: Option<&str>| t.map(str::to_owned);
        Report {
            id: "a".into(),
            meta: Metadata { modified: own(modified), published: own(published), ..Metadata::default() },
            text_sha256: sha.into(),
            run: run.into(),
            text: None,
            entities: Vec::new(),
            mentions: Vec::new(),
            claims: Vec::new(),
        }
    }

    #[test]
    fn versions_are_ordered_by_date_then_text_then_program() {
        let ascending = [
            report(None, None, "f", "0.1.0"),
            report(None, Some("2015"), "f", "0.1.0"),
            report(None, Some("2015-12-15"), "e", "0.1.0"),
            report(None, Some("2015-12-16T01:00:00+02:00"), "e", "0.1.0"),
            report(None, Some("2015-12-15T23:30:00Z"), "a", "0.1.0"),
            report(None, Some("2015-12-15T23:30:00"), "b", "0.9.0-ff"),
            report(Some("2015-12-15T23:30:00Z"), Some("2014"), "b", "0.10.0-aa"),
            report(Some("2016-01"), Some("2014"), "a", "0.1.0"),
        ];
        for pair in ascending.windows(2) {
            assert_eq!(order(&pair[0], &pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(order(&pair[1], &pair[0]), Ordering::Greater);
        }
        assert_eq!(order(&ascending[0], &ascending[0]), Ordering::Equal);
    }
}
