//! Any text gives a document; what is written of it as CoNLL-U is read back with the same words.
//!
//! Run: `cargo +nightly fuzz run analyse`. Invariant: no panic, one root a sentence.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rapporteur::analyse::{analyse, conllu};

fuzz_target!(|text: &str| {
    let doc = analyse(text, Some("2021-03-02"));
    for sentence in &doc.sentences {
        assert_eq!(sentence.clone().filter(|t| doc.token(*t).head.is_none()).count(), 1);
    }
    let mut out = Vec::new();
    conllu::write(&doc, &mut out).expect("memory takes all");
    let read = conllu::read("x", &String::from_utf8(out).expect("text")).expect("what is written is well-formed");
    assert_eq!(read.iter().map(|s| s.words.len()).sum::<usize>(), doc.tokens.len());
});
