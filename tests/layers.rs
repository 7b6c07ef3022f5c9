//! Who may import whom: nouns import nouns, a stage imports no other stage, and only the outside names oxigraph, clap or prints.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const NOUNS: &[&str] =
    &["span", "article", "document", "time", "entity", "gazetteer", "claim", "judgement", "world", "error"];
const STAGES: &[&str] = &["read", "analyse", "extract", "resolve", "graph"];
const SHARED: &[&str] = &["schema", "vocab", "lang"];

fn rust_files(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Sources by top-level module, without their `#[cfg(test)]` tails.
fn modules() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut out: BTreeMap<String, Vec<(PathBuf, String)>> = BTreeMap::new();
    for file in files {
        let relative = file.strip_prefix(&src).unwrap().to_path_buf();
        let top = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
        out.entry(top).or_default().push((relative, code));
    }
    out
}

fn imports(code: &str) -> impl Iterator<Item = &str> {
    code.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn modules_import_only_what_their_layer_allows() {
    for (top, files) in modules() {
        let allowed: Vec<&str> = match top.as_str() {
            "span" | "error" => vec!["error", "span"],
            t if NOUNS.contains(&t) => NOUNS.to_vec(),
            "vocab" => vec!["vocab", "error"],
            "schema" => [NOUNS, &["vocab", "schema"]].concat(),
            "lang" => [NOUNS, &["lang"]].concat(),
            t if STAGES.contains(&t) => [NOUNS, SHARED, &[t]].concat(),
            "store" => [NOUNS, SHARED, &["store", "graph", "resolve"]].concat(),
            _ => continue,
        };
        for (path, code) in files {
            for import in imports(&code) {
                // `Error` and `Result` are re-exported at the root.
                assert!(
                    allowed.contains(&import) || matches!(import, "Error" | "Result"),
                    "src/{}: `{top}` must not import `{import}`",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn only_the_outside_names_oxigraph_or_clap_or_prints() {
    for (top, files) in modules() {
        for (path, code) in files {
            let code: String =
                code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            let place = path.display();
            if !["graph", "store", "schema", "vocab", "cli"].contains(&top.as_str()) {
                assert!(!code.contains("oxigraph"), "src/{place} names oxigraph");
            }
            if !["cli", "main"].contains(&top.as_str()) {
                assert!(!code.contains("clap::"), "src/{place} names clap");
                for print in ["println!", "print!(", "eprintln!", "eprint!(", "dbg!"] {
                    assert!(!code.contains(print), "src/{place} prints");
                }
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, code) in modules().into_values().flatten() {
        assert!(code.starts_with("//!"), "src/{} has no opening comment", path.display());
        assert!(code.lines().count() <= 600, "src/{} is over 600 lines: split it", path.display());
    }
}
