//! Who says what an article tells, and whom he has it from.

use rapporteur::article::{Article, Metadata};
use rapporteur::pipeline;

/// The sources of the claim of a kind in a sentence, nearest first.
fn chain(kind: &str, sentence: &str) -> Vec<String> {
    let meta = Metadata { published: Some("2019-06-20".into()), source: Some("Daily".into()), ..Metadata::default() };
    let report = pipeline::report(&Article::new(sentence, meta));
    let name = |e: &u32| report.entities[*e as usize].name.clone();
    let claim = report.claims.iter().find(|c| c.kind == kind);
    claim.map(|c| c.by.iter().chain(&c.citing).map(name).collect()).unwrap_or_default()
}

#[test]
fn a_claim_has_its_chain_of_sources() {
    for (kind, sentence, expected) in [
        ("Stance", "Russia supports the talks.", &["Daily"][..]),
        ("Stance", "Russia supports the talks, Interfax reported.", &["Interfax"]),
        ("Stance", "Interfax quoted Lavrov as saying that Russia supported the talks.", &["Lavrov", "Interfax"]),
        ("Statement", "Interfax quoted Lavrov as saying that Russia supported the talks.", &["Interfax"]),
        ("Stance", "Iran rejected the offer, Interfax quoted Rouhani as saying.", &["Rouhani", "Interfax"]),
        ("Stance", "The ministry backed the plan, TASS reported, citing a source.", &["TASS", "source"]),
        (
            "Visit",
            "Abe will visit Tehran, NHK said on Friday, citing government sources.",
            &["NHK", "government sources"],
        ),
        (
            "Stance",
            "According to the New York Times, citing two officials, the White House backs the plan.",
            &["New York Times", "two officials"],
        ),
    ] {
        assert_eq!(chain(kind, sentence), expected, "{sentence}");
    }
}

#[test]
fn a_headline_yields_no_claim() {
    let claims = |text: &str| pipeline::report(&Article::new(text, Metadata::default())).claims.len();
    let story = "Ana Moreno slept well.";
    assert_eq!(claims(&format!("Russia Backs Talks With Former President John Kerry\n\n{story}")), 0);
    assert!(claims(&format!("Russia backs talks with former president John Kerry.\n\n{story}")) > 0);
    assert!(claims("Russia Backs Talks With Former President John Kerry") > 0, "alone it is the story");
}
