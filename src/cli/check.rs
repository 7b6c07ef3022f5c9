//! `check`: everything that can be verified on a store or an exported graph is.
//!
//! Input: the store, or a file. Output: a line for each finding; the number of things looked at on standard error.
//! Invariant: a graph without findings conforms to the shapes, quotes its texts exactly, and is exactly what its articles and judgements give.

use super::args::Check;
use super::{Outcome, Place, count, format, output, say};
use crate::article::Article;
use crate::claim::{Quote, Report};
use crate::error::Result;
use crate::graph::{self, Base, Foreign};
use crate::schema;
use crate::span::CodePoints;
use crate::store;
use oxigraph::model::{GraphName, NamedNode, Quad, Triple};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Longest quote, in code points.
const LONGEST: usize = 600;

/// `rapporteur check`.
pub fn check(place: &Place, args: &Check) -> Result<Outcome> {
    let mut findings: Vec<String> = Vec::new();
    let (reports, base, quads, foreign) = match &args.file {
        Some(file) => {
            let (contents, quads) = format::read(file)?;
            let (foreign, quads) = quads.into_iter().partition(|q| Foreign::base_of(&q.graph_name).is_some());
            (contents.reports, contents.base, quads, foreign)
        }
        None => {
            let store = place.open()?;
            let reports = store.reports().to_vec();
            findings.extend(store.skipped().iter().map(ToString::to_string));
            (reports, store.base().clone(), store.quads(&[], true), store.foreign().concat())
        }
    };
    findings.extend(names(foreign));
    findings.extend(reports.iter().flat_map(|report| evidence(report, &base)));
    let triples: Vec<Triple> = quads.into_iter().map(Triple::from).collect();
    findings.extend(schema::validate(&triples)?.iter().map(ToString::to_string));
    findings.extend(derivation(&triples)?);
    output::print(|out| Ok(findings.iter().try_for_each(|finding| writeln!(out, "{finding}"))?))?;
    let quotes: usize = reports.iter().map(|r| r.claims.len() + r.mentions.len()).sum();
    say(format_args!(
        "{}, {} and {} checked: {}",
        count(reports.len(), "article"),
        count(quotes, "quote"),
        count(triples.len(), "triple"),
        count(findings.len(), "finding")
    ));
    Ok(Outcome::of(!findings.is_empty()))
}

/// Foreign graphs that their names do not fit.
fn names(quads: Vec<Quad>) -> Vec<String> {
    let mut graphs: BTreeMap<NamedNode, Vec<Triple>> = BTreeMap::new();
    for quad in quads {
        if let GraphName::NamedNode(graph) = &quad.graph_name {
            graphs.entry(graph.clone()).or_default().push(quad.into());
        }
    }
    let wrong = graphs.into_iter().filter_map(|(name, triples)| match Foreign::read(&name, triples) {
        Ok(graph) if name.as_str().ends_with(&format!("/{}", graph.name())) => None,
        Ok(graph) => Some(format!("{name}: its content gives it the name {}", graph.name())),
        Err(error) => Some(format!("{name}: {error}")),
    });
    wrong.collect()
}

/// What is wrong with an article's identity and quotes; without a text, only their lengths can be told.
fn evidence(report: &Report, base: &Base) -> Vec<String> {
    let article = base.article(&report.id);
    let mut findings = Vec::new();
    // The text plays no part in the identity of an article with a URL.
    if report.text.is_some() || report.meta.url.is_some() {
        let read = Article::new(report.text.as_deref().unwrap_or_default(), report.meta.clone());
        if read.id() != report.id {
            findings.push(format!("{article}: its URL, or text and date, give the identity {}", read.id()));
        }
        if report.text.is_some() && read.text_sha256() != report.text_sha256 {
            findings.push(format!(
                "{article}: the stored text has the SHA-256 {}, not {}",
                read.text_sha256(),
                report.text_sha256
            ));
        }
    }
    let points = report.text.as_deref().map(CodePoints::new);
    let mut hold = |what: String, quote: &Quote| {
        let read = report.text.as_deref().zip(points.as_ref()).map(|(text, points)| words_at(text, points, quote));
        let length = quote.text.chars().count();
        let wrong = match read {
            Some(words) if words == Some(quote.text.as_str()) => None,
            Some(Some(words)) => Some(format!("the text has {words:?} there")),
            Some(None) => Some("the text ends before it".to_owned()),
            None if quote.end.checked_sub(quote.begin) == Some(length) => None,
            None => Some(format!("the quote has {}", count(length, "code point"))),
        };
        let wrong = wrong.or((length == 0 || length > LONGEST).then(|| format!("expected 1 to {LONGEST} code points")));
        if let Some(wrong) = wrong {
            findings.push(format!(
                "{article}: {what} quotes {:?} from {} to {}, but {wrong}",
                quote.text, quote.begin, quote.end
            ));
        }
    };
    for (number, claim) in (1..).zip(&report.claims) {
        hold(format!("claim {number}"), &claim.evidence);
    }
    for (entity, quote) in &report.mentions {
        hold(format!("entity {}", report.entities[*entity as usize].key), quote);
    }
    findings
}

fn words_at<'t>(text: &'t str, points: &CodePoints, quote: &Quote) -> Option<&'t str> {
    text.get(points.to_byte(quote.begin)?..points.to_byte(quote.end)?)
}

/// Where the graph is not what its articles and judgements give: the world is stale or edited, or something is not ours.
fn derivation(triples: &[Triple]) -> Result<Vec<String>> {
    let contents = graph::read_back(triples.iter().cloned())?;
    let derived = store::quads(&contents.reports, &contents.judgements, &contents.base);
    let derived: BTreeSet<String> = derived.into_iter().map(|q| Triple::from(q).to_string()).collect();
    let found: BTreeSet<String> = triples.iter().map(Triple::to_string).collect();
    let extra = found.difference(&derived).map(|t| format!("not what the articles give: {t}"));
    let missing = derived.difference(&found).map(|t| format!("missing, though the articles give it: {t}"));
    Ok(extra.chain(missing).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;
    use crate::claim::Claim;

    fn report(text: &str, quotes: &[(usize, usize, &str)]) -> Report {
        let meta = Metadata { url: Some("https://news.example/1".to_owned()), ..Metadata::default() };
        let article = Article::new(text, meta.clone());
        let claim = |(begin, end, text): &(usize, usize, &str)| Claim {
            kind: "Meeting".to_owned(),
            roles: vec![],
            status: "held".to_owned(),
            negated: false,
            certainty: "certain".to_owned(),
            when: None,
            time_expression: None,
            by: None,
            citing: vec![],
            evidence: Quote { begin: *begin, end: *end, text: (*text).to_owned() },
            confidence: 90,
            extractor: "test".to_owned(),
        };
        Report {
            id: article.id(),
            meta,
            text_sha256: article.text_sha256(),
            run: "test".to_owned(),
            text: Some(text.to_owned()),
            entities: vec![],
            mentions: vec![],
            claims: quotes.iter().map(claim).collect(),
        }
    }

    #[test]
    fn quotes_are_read_again() {
        let base = Base::default();
        let text = "Путин встретил Обаму 🤝 в Москве.";
        let good = report(text, &[(0, 5, "Путин"), (21, 22, "🤝"), (23, 32, "в Москве.")]);
        assert_eq!(evidence(&good, &base), Vec::<String>::new());
        let bad = report(text, &[(0, 6, "Путин"), (30, 40, "Москве."), (3, 3, "")]);
        let found = evidence(&bad, &base);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(
            found[0].ends_with("claim 1 quotes \"Путин\" from 0 to 6, but the text has \"Путин \" there"),
            "{}",
            found[0]
        );
        assert!(found[1].ends_with("but the text ends before it"));
        assert!(found[2].ends_with("but expected 1 to 600 code points"), "{}", found[2]);
    }

    #[test]
    fn without_a_text_lengths_are_held() {
        let mut told = report("Путин", &[(7, 12, "Путин"), (7, 13, "Путин")]);
        told.text = None;
        let found = evidence(&told, &Base::default());
        assert_eq!(found.len(), 1);
        assert!(found[0].ends_with("but the quote has 5 code points"), "{}", found[0]);
        told.meta.url = Some("https://news.example/2".to_owned());
        assert!(evidence(&told, &Base::default())[0].contains("give the identity"));
    }
}
