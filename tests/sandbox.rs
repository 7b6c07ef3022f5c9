//! A folder of its own for a test of the command line, reports made by hand, and a way to run the program there.

use rapporteur::article::{Article, Metadata};
use rapporteur::claim::{Claim, Filler, Quote, Report, Value};
use rapporteur::entity::{Entity, EntityClass};
use rapporteur::store::Writer;
use rapporteur::time::When;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A temporary folder in which commands run; its store is `rapporteur.db`, the default.
pub struct Sandbox(tempfile::TempDir);

/// How a command ended.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The output of a command that must have ended with `code`.
    pub fn ends(self, code: i32) -> Run {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code().expect("an exit code"), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Sandbox {
    pub fn new() -> Sandbox {
        Sandbox(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// Puts reports into a store.
    pub fn store(&self, name: &str, reports: &[Report]) {
        let mut writer = Writer::open(&self.path(name), None).unwrap();
        for report in reports {
            writer.add(report).unwrap();
        }
        writer.commit().unwrap();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command.args(args).current_dir(self.0.path()).env_remove("RAPPORTEUR_STORE").stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        self.command(args).output().unwrap().into()
    }

    pub fn run_with_input(&self, args: &[&str], input: &str) -> Run {
        let mut child =
            self.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap().into()
    }
}

/// Two reports of one meeting: planned by the first, held by the second.
pub fn reports() -> Vec<Report> {
    let monday = Draft::new("https://news.example/monday", "Daily Herald", "2021-03-01", "Talks ahead")
        .text("Ana Moreno will meet Viktor Orlan in Port Selwyn on Tuesday, officials said. 🤝 More will follow.")
        .meeting("planned", false, "Ana Moreno will meet Viktor Orlan in Port Selwyn on Tuesday, officials said.");
    let wednesday = Draft::new("https://post.example/wednesday", "Évening Post", "2021-03-03", "Talks held")
        .text("Ana Moreno met Viktor Orlan in Port Selwyn on Tuesday. The talks were short.")
        .meeting("held", false, "Ana Moreno met Viktor Orlan in Port Selwyn on Tuesday.");
    vec![monday.report, wednesday.report]
}

/// A report that denies the meeting.
pub fn denial() -> Report {
    let sentence = "Ana Moreno and Viktor Orlan did not meet in Port Selwyn on Tuesday, a spokesman said.";
    let draft = Draft::new("https://news.example/thursday", "Daily Herald", "2021-03-04", "No talks");
    draft.text(sentence).meeting("denied", true, sentence).report
}

/// A report of another article, in which one of them goes by another name.
pub fn envoy() -> Report {
    let mut draft = Draft::new("https://gazette.example/friday", "Gazette", "2021-03-05", "The envoy");
    let person = &mut draft.report.entities[0];
    (person.key, person.name) = ("envoy".to_owned(), "The Envoy".to_owned());
    draft.report.entities[2].name = "Zoe Brandt".to_owned();
    draft.report.entities[2].key = "zoe-brandt".to_owned();
    let text = "The Envoy met Zoe Brandt in Port Selwyn on Tuesday.";
    draft.text(text).meeting("held", false, text).report
}

struct Draft {
    report: Report,
}

impl Draft {
    fn new(url: &str, source: &str, published: &str, title: &str) -> Draft {
        let own = |text: &str| Some(text.to_owned());
        let meta = Metadata {
            title: own(title),
            url: own(url),
            published: own(published),
            source: own(source),
            ..Metadata::default()
        };
        let entity = |key: &str, class, name: &str| Entity {
            key: key.to_owned(),
            class,
            name: name.to_owned(),
            aliases: vec![],
            titles: vec![],
            country: None,
            code: None,
        };
        let entities = vec![
            entity("ana-moreno", EntityClass::Person, "Ana Moreno"),
            entity("port-selwyn", EntityClass::Place, "Port Selwyn"),
            entity("viktor-orlan", EntityClass::Person, "Viktor Orlan"),
        ];
        let report = Report {
            id: String::new(),
            meta,
            text_sha256: String::new(),
            run: env!("CARGO_PKG_VERSION").to_owned(),
            text: None,
            entities,
            mentions: vec![],
            claims: vec![],
        };
        Draft { report }
    }

    fn text(mut self, text: &str) -> Draft {
        let article = Article::new(text, self.report.meta.clone());
        self.report.id = article.id();
        self.report.text_sha256 = article.text_sha256();
        self.report.text = Some(text.to_owned());
        for (index, entity) in (0..).zip(&self.report.entities) {
            if text.contains(&entity.name) {
                self.report.mentions.push((index, quote(text, &entity.name)));
            }
        }
        self
    }

    fn meeting(mut self, status: &str, negated: bool, sentence: &str) -> Draft {
        let text = self.report.text.clone().unwrap();
        let filler = |role: &str, entity| Filler { role: role.to_owned(), value: Value::Entity(entity) };
        self.report.claims.push(Claim {
            kind: "Meeting".to_owned(),
            roles: vec![filler("participant", 0), filler("participant", 2), filler("place", 1)],
            status: status.to_owned(),
            negated,
            certainty: "certain".to_owned(),
            when: Some(When::Day(2021, 3, 2)),
            time_expression: Some("Tuesday".to_owned()),
            by: None,
            citing: vec![],
            evidence: quote(&text, sentence),
            confidence: 88,
            extractor: "test/meeting".to_owned(),
        });
        self
    }
}

fn quote(text: &str, words: &str) -> Quote {
    let byte = text.find(words).unwrap();
    let begin = text[..byte].chars().count();
    Quote { begin, end: begin + words.chars().count(), text: words.to_owned() }
}

/// The files below a folder, with their contents.
pub fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(contents(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}
