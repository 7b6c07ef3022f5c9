//! Any number of reports that read like news: those of tests/articles over and over, each time of people with other surnames.
//!
//! Input: how many. Output: the reports, the same every time.
//! Invariant: each is as `pipeline::report` would make it, so that it comes back from the store as it was; the world grows as it does with news.

use rapporteur::article::{Article, Metadata};
use rapporteur::claim::Report;
use rapporteur::entity::EntityClass;
use rapporteur::pipeline;
use rapporteur::read::{Options, read};

/// The articles themselves.
pub fn articles() -> Vec<Article> {
    let folder = [concat!(env!("CARGO_MANIFEST_DIR"), "/tests/articles").to_owned()];
    read(&folder, &Options::default()).collect::<Result<_, _>>().expect("the articles can be read")
}

/// `n` reports.
pub fn reports(n: usize) -> Vec<Report> {
    let told: Vec<Report> = articles().iter().take(n).map(pipeline::report).collect();
    (0..n).map(|i| retold(&told[i % told.len()], i / told.len())).collect()
}

/// The report of an article that says the same of people with other surnames.
fn retold(report: &Report, round: usize) -> Report {
    let mut report = report.clone();
    let url = format!("https://news.example/{round}/{}", report.id);
    report.meta.url = Some(url.clone());
    report.id = Article::new("", Metadata { url: Some(url), ..Metadata::default() }).id();
    let end: String =
        round.to_string().bytes().map(|digit| char::from(b"bcdfgklmnp"[usize::from(digit - b'0')])).collect();
    for person in report.entities.iter_mut().filter(|e| e.class == EntityClass::Person) {
        person.aliases.iter_mut().chain([&mut person.name]).for_each(|name| name.push_str(&end));
        person.aliases.sort();
    }
    report
}
