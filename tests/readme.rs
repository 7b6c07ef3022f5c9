//! The README's tour is run: every `$ rapporteur …` in a `console` block must print what the README shows.
//!
//! A line `…` in the README stands for any number of lines. With `UPDATE_GOLDEN=1` set, blocks without `…` are rewritten.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A command of the tour and the output that the README shows for it.
struct Step {
    command: String,
    shown: String,
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for line in block.lines() {
            match line.strip_prefix("$ ") {
                Some(command) => steps.push(Step { command: command.to_owned(), shown: String::new() }),
                None => {
                    let step = steps.last_mut().expect("a block begins with a command");
                    step.shown.push_str(line);
                    step.shown.push('\n');
                }
            }
        }
    }
    steps
}

/// Whether `got` is `shown` with every line `…` standing for any lines.
fn agrees(shown: &[&str], got: &[&str]) -> bool {
    match shown {
        [] => got.is_empty(),
        ["…", rest @ ..] => (0..=got.len()).any(|n| agrees(rest, &got[n..])),
        [line, rest @ ..] => got.first() == Some(line) && agrees(rest, &got[1..]),
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn tour_prints_what_the_readme_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("README.md");
    let mut readme = fs::read_to_string(&path).unwrap();
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root.join("tests"), dir.path().join("tests")).unwrap();
    std::os::unix::fs::symlink(root.join("ontology"), dir.path().join("ontology")).unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_rapporteur")).parent().unwrap();
    let search = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let steps = steps(&readme);
    assert!(steps.len() >= 5, "the tour has at least five commands");
    for Step { command, shown } in steps {
        let run = Command::new("sh")
            .args(["-c", &format!("{command} 2>&1")])
            .current_dir(dir.path())
            .env("PATH", &search)
            .env_remove("RAPPORTEUR_STORE")
            .output()
            .unwrap();
        let got = String::from_utf8(run.stdout).unwrap();
        if update && !lines(&shown).contains(&"…") {
            readme = readme.replace(&format!("$ {command}\n{shown}"), &format!("$ {command}\n{got}"));
        } else {
            assert!(agrees(&lines(&shown), &lines(&got)), "$ {command}\nREADME shows:\n{shown}\nbut it prints:\n{got}");
        }
    }
    if update {
        fs::write(&path, readme).unwrap();
    }
}

#[test]
fn ellipsis_stands_for_lines() {
    let agrees = |shown, got| agrees(&lines(shown), &lines(got));
    assert!(agrees("", "") && agrees("a\n", "a\n"));
    assert!(agrees("a\n…\nd\n", "a\nb\nc\nd\n"));
    assert!(agrees("…\nb\n…\n", "a\nb\n"));
    assert!(!agrees("a\n…\ne\n", "a\nb\nc\nd\n"));
    assert!(!agrees("a\n", "a\nb\n") && !agrees("a …\n", "a b\n"));
}
