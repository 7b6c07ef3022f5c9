//! The language analysis takes any text, and given words as they are given.

use proptest::prelude::*;
use rapporteur::analyse::{analyse, annotate, conllu};
use rapporteur::document::Document;

fn text_of(doc: &Document) -> String {
    let mut out = Vec::new();
    conllu::write(doc, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What `Document` promises.
fn assert_whole(doc: &Document) {
    let text = &doc.text;
    let mut end = 0;
    for token in &doc.tokens {
        let span = token.span.range();
        assert!(end <= span.start && span.start < span.end, "{text:?}");
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{text:?}");
        end = span.end;
    }
    assert!(end <= text.len());
    let tokens = doc.tokens.len() as u32;
    let mut next = 0;
    for sentence in &doc.sentences {
        assert!(sentence.start == next && sentence.end > next, "{text:?}");
        next = sentence.end;
        let roots: Vec<u32> = sentence.clone().filter(|t| doc.token(*t).head.is_none()).collect();
        assert_eq!(roots.len(), 1, "{text:?}");
        for token in sentence.clone() {
            assert!(doc.token(token).head.is_none_or(|h| sentence.contains(&h)), "{text:?}");
            assert!(doc.is_within(token, roots[0]), "{text:?}");
        }
    }
    assert_eq!(next, tokens);
    assert_eq!(doc.paragraphs.len(), doc.sentences.len());
    let arguments = doc.predicates.iter().flat_map(|p| p.arguments.iter().map(|a| &a.tokens));
    let runs = doc.names.iter().map(|n| &n.tokens).chain(doc.times.iter().map(|t| &t.tokens)).chain(arguments);
    for run in runs.chain(doc.mentions.iter().map(|m| &m.tokens)) {
        assert!(run.start < run.end && run.end <= tokens, "{text:?}");
        assert_eq!(doc.sentence_of(run.start), doc.sentence_of(run.end - 1), "{text:?}");
    }
    assert!(doc.names.windows(2).all(|w| w[0].tokens.end <= w[1].tokens.start), "{text:?}");
    assert!(doc.quotes.iter().all(|q| q.start < q.end && q.end <= tokens));
    let entities = doc.entities.len();
    assert!(doc.mentions.iter().flat_map(|m| &m.entities).all(|e| (*e as usize) < entities));
    // What is written has the same words.
    let read = conllu::read("x", &text_of(doc)).unwrap();
    let forms: Vec<&str> = read.iter().flat_map(|s| &s.words).map(|w| w.form.as_str()).collect();
    assert_eq!(forms, (0..tokens).map(|t| doc.form(t)).collect::<Vec<_>>());
}

#[test]
fn hard_texts() {
    for text in [
        "",
        " \n\t ",
        &"a".repeat(3000),
        &"один".repeat(700),
        &"a\n".repeat(80),
        &"word ".repeat(260),
        &"(".repeat(80),
        &".".repeat(2000),
        "?!…—–«»“”‘’\"''``",
        "Путин met 习近平 in القاهرة and Αθήνα on 5 May.",
        "👩‍👩‍👧‍👦🇺🇸👍🏽 met 🤝🏿.",
        "a\u{200b}b \u{200b} \u{feff}c\u{200d} \u{301}\u{301} e\u{301}",
        "a\0b \0 \u{1}\u{7f}",
        "İ ǆ ß ﬁ ẞ Ⅷ ½ ² ٣",
        "don't can't 's 't n't ' ''s U.S.'s",
        "1-1-1-1-1-1.1.1/1/1/1,1,1,1:1:1",
        "a.b.c@d.e.f http://… www.",
        "\u{2028}a\u{2029}b\u{85}c\u{b}d\u{c}e\r\nf",
    ] {
        assert_whole(&analyse(text, Some("2021-03-02")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_is_analysed(
        text in "\\PC{0,30}|(\\PC|\\s){0,30}|(Mr |said|Putin|Russia's|the | North|\"|“|”|\n|\\. |it |on Monday|5|-|\u{0}|\u{200b}){0,14}",
        published in proptest::option::of("2021(-03(-02)?)?|\\PC{0,10}"),
    ) {
        assert_whole(&analyse(&text, published.as_deref()));
    }
}

#[test]
fn given_words_are_kept() {
    let word = |id: &str, form: &str, misc: &str| format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n");
    let lines = [
        "# newdoc\n# newpar\n# sent_id = first\n# text = Ana won't met du 10 000.\n".to_owned(),
        word("1", "Ana", "_"),
        word("2-3", "won't", "_"),
        word("2", "wo", "_"),
        word("3", "n't", "_"),
        word("4", "met", "_"),
        word("5-6", "du", "_"),
        word("5", "de", "_"),
        word("6", "le", "_"),
        word("7", "10 000", "SpaceAfter=No"),
        word("8", ".", "_"),
        "\n# sent_id = second\n# text = on Monday\n".to_owned(),
        word("1", "on", "_"),
        word("2", "Monday", "_"),
        "\n".to_owned(),
    ]
    .concat();
    let given = conllu::read("x", &lines).unwrap();
    let doc = annotate(&given, Some("2021-03-02"));
    assert_eq!(
        (doc.sentences.as_slice(), doc.text.as_str()),
        (&[0..8, 8..10][..], "Ana won't met de le 10 000. on Monday")
    );
    let mut out = Vec::new();
    conllu::write_given(&doc, &given, &mut out).unwrap();
    let written = String::from_utf8(out).unwrap();
    let skeleton = |text: &str| {
        let columns = text.lines().map(|l| l.split('\t').take(2).collect::<Vec<_>>().join(" "));
        columns.filter(|l| !l.is_empty() && !l.starts_with("# global")).collect::<Vec<_>>()
    };
    assert_eq!(skeleton(&written), skeleton(&lines));
    assert!(written.contains("2\tMonday\t") && written.contains("NEType=DATE"), "{written}");
    let again = conllu::read("x", &written).unwrap();
    assert_eq!(again.iter().map(|s| &s.text).collect::<Vec<_>>(), ["Ana won't met du 10 000.", "on Monday"]);
    assert!(again.iter().flat_map(|s| &s.words).all(|w| w.rel != "_" && w.lemma != "_"));
}
