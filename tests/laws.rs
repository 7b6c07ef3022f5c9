//! The laws of the design, over the reports of all articles and over random ones, with judgements said and unsaid between.
//!
//! A law is a function of a `Case`; each is held for the articles and for random cases. Where one falls, proptest prints the least case.

use crate::articles::{self, ARTICLES};
use crate::random::{any_reports, any_sides, judgements};
use crate::sandbox::{Sandbox, denial, envoy, reports};
use crate::store::{export, files, ingest, temp};
use oxigraph::model::{Term, Triple};
use proptest::prelude::*;
use rapporteur::article::{Article, Metadata};
use rapporteur::claim::{Claim, Filler, Quote, Report, Value};
use rapporteur::entity::{Entity, EntityClass};
use rapporteur::graph::{Base, Contents, read_back, write_turtle};
use rapporteur::judgement::{EntityRef, Judgement, Verdict};
use rapporteur::pipeline;
use rapporteur::schema::{self, Fillers};
use rapporteur::store::{self, Answer, Store, Writer};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What a law is held for.
#[derive(Clone, Debug)]
struct Case {
    /// Reports, of which several may be versions of one article; versions have the same entities.
    reports: Vec<Report>,
    /// The same in another order.
    shuffled: Vec<Report>,
    /// Judgements on them, of which no two are on one pair.
    judged: Vec<Judgement>,
    /// Which of two parts of the world an article is in: the first, the second, or both.
    parts: BTreeMap<String, Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    First,
    Second,
    Both,
}

impl Case {
    fn new(reports: Vec<Report>, shuffled: Vec<Report>, judged: Vec<Judgement>, parts: &[Part]) -> Case {
        let mut pairs = BTreeSet::new();
        let judged = judged.into_iter().filter(|j| pairs.insert((j.left.clone(), j.right.clone()))).collect();
        let ids: BTreeSet<String> = reports.iter().map(|r| r.id.clone()).collect();
        Case { reports, shuffled, judged, parts: ids.into_iter().zip(parts.iter().cycle().copied()).collect() }
    }

    /// All articles, with judgements on persons, right ones and wrong ones, and other versions of some.
    fn of_articles() -> Case {
        let mut reports = articles::reports();
        let person = |r: &Report| {
            let entity = r.entities.iter().find(|e| e.class == EntityClass::Person).or(r.entities.first())?;
            Some(EntityRef { article: r.id.clone(), key: entity.key.clone() })
        };
        let persons: Vec<EntityRef> = reports.iter().filter_map(person).collect();
        let judged = persons.windows(2).zip([Verdict::Same, Verdict::Distinct, Verdict::Same].iter().cycle());
        let judged = judged.map(|(pair, verdict)| Judgement {
            left: pair[0].clone().min(pair[1].clone()),
            right: pair[0].clone().max(pair[1].clone()),
            verdict: *verdict,
            reason: "so a person says".into(),
        });
        let judged: Vec<Judgement> = judged.collect();
        assert!(judged.len() > 10);
        let versions: Vec<Report> = reports.iter().step_by(5).map(later).collect();
        reports.extend(versions);
        let shuffled: Vec<Report> = reports.iter().rev().cloned().collect();
        Case::new(reports, shuffled, judged, &[Part::First, Part::Second, Part::Second, Part::Both])
    }

    fn part(&self, wanted: Part) -> Vec<Report> {
        self.reports.iter().filter(|r| [wanted, Part::Both].contains(&self.parts[&r.id])).cloned().collect()
    }
}

/// A later version of an article, with a claim less.
fn later(report: &Report) -> Report {
    let text = format!("{} Corrected.", report.text.as_deref().unwrap_or_default());
    let meta = Metadata { modified: Some("2099-01-01".into()), ..report.meta.clone() };
    let claims = report.claims.iter().skip(1).cloned().collect();
    let article = Article::new(&text, meta);
    assert_eq!(article.id(), report.id, "an article's URL is its identity");
    Report { text_sha256: article.text_sha256(), text: Some(text), meta: article.meta, claims, ..report.clone() }
}

/// A random report as `pipeline` would give it: with a URL, a text that holds its quotes, and no claim that the ontology refuses.
fn told(number: usize, report: Report) -> Report {
    let names: Vec<&str> = report.entities.iter().map(|e| e.name.as_str()).collect();
    let text = format!("🤝 Été: {}.\nIt was so.", names.join(", "));
    let quote = |words: &str| {
        let begin = text[..text.find(words).unwrap()].chars().count();
        Quote { begin, end: begin + words.chars().count(), text: words.into() }
    };
    let mut mentions: Vec<(u32, Quote)> = (0..).zip(names.iter().map(|n| quote(n))).collect();
    mentions.sort();
    let mut claims = report.claims;
    for claim in &mut claims {
        claim.evidence = quote(text.lines().next().unwrap());
        fit(claim, &report.entities);
    }
    claims.retain(|claim| schema::check(claim, &report.entities).is_ok());
    let url = Some(format!("https://news.example/{}{number}", report.id));
    let article = Article::new(&text, Metadata { url, source: Some("Daily".into()), ..report.meta });
    Report {
        id: article.id(),
        text_sha256: article.text_sha256(),
        run: "0.1.0-00000000".into(),
        text: Some(text.clone()),
        mentions,
        claims,
        meta: article.meta,
        entities: report.entities,
    }
}

/// Makes a random claim agree with the signature of its kind, as far as its article has entities for that.
fn fit(claim: &mut Claim, entities: &[Entity]) {
    let Some(kind) = schema::schema().kind(&claim.kind) else { return };
    if !kind.statuses.contains(&claim.status) {
        claim.status.clone_from(&kind.statuses[0]);
    }
    let mut roles = BTreeSet::new();
    for role in &kind.roles {
        let suits = |value: &Value| match (value, &role.fillers) {
            (Value::Entity(e), Fillers::Entities(classes)) => classes.contains(&entities[*e as usize].class),
            (Value::Text(_), Fillers::Text) => true,
            (Value::Code(code), Fillers::Codes(codes)) => codes.contains(code),
            _ => false,
        };
        let own = claim.roles.iter().filter(|f| f.role == role.name).map(|f| f.value.clone());
        let spare: Vec<Value> = match &role.fillers {
            Fillers::Entities(_) => (0..entities.len() as u32).map(Value::Entity).collect(),
            Fillers::Text => vec![Value::Text("peace in Syria".into())],
            Fillers::Codes(codes) => codes.iter().cloned().map(Value::Code).collect(),
        };
        let mut fillers: Vec<Value> = own.filter(suits).take(role.max.unwrap_or(9)).collect();
        let one_of = kind.any_of.iter().any(|set| set.contains(&role.name));
        let least = role.min.max(usize::from(one_of && matches!(role.fillers, Fillers::Text)));
        fillers.extend(spare.into_iter().filter(suits).take(least.saturating_sub(fillers.len())));
        roles.extend(fillers.into_iter().map(|value| Filler { role: role.name.clone(), value }));
    }
    claim.roles = roles.into_iter().collect();
}

fn any_case() -> impl Strategy<Value = Case> {
    let part = prop::sample::select(vec![Part::First, Part::Second, Part::Both]);
    let parts = prop::collection::vec(part, 9);
    (any_reports(), any_sides(), prop::collection::vec(any::<bool>(), 9), parts).prop_flat_map(
        |(reports, sides, corrected, parts)| {
            let mut reports: Vec<Report> = reports.into_iter().enumerate().map(|(n, r)| told(n, r)).collect();
            let judged = judgements(&reports, &sides);
            let versions: Vec<Report> =
                reports.iter().zip(corrected).filter(|(_, corrected)| *corrected).map(|(r, _)| later(r)).collect();
            reports.extend(versions);
            (Just(reports.clone()), Just(reports).prop_shuffle(), Just(judged), Just(parts))
                .prop_map(|(reports, shuffled, judged, parts)| Case::new(reports, shuffled, judged, &parts))
        },
    )
}

/// The judgements that can be said of these reports.
fn sayable<'a>(judged: &'a [Judgement], reports: &[Report]) -> Vec<&'a Judgement> {
    let known =
        |side: &EntityRef| reports.iter().any(|r| r.id == side.article && r.entities.iter().any(|e| e.key == side.key));
    judged.iter().filter(|j| known(&j.left) && known(&j.right)).collect()
}

fn say(dir: &Path, judged: &[&Judgement]) {
    let mut writer = Writer::open(dir, None).unwrap();
    for judgement in judged {
        writer.judge((*judgement).clone()).unwrap();
    }
    writer.commit().unwrap();
}

/// A store of reports and of those judgements that can be said of them.
fn stored(reports: &[Report], judged: &[Judgement]) -> TempDir {
    let dir = temp();
    ingest(dir.path(), reports);
    say(dir.path(), &sayable(judged, reports));
    dir
}

fn turtle(dir: &Path, text: bool) -> String {
    let mut out = Vec::new();
    write_turtle(Store::open(dir).unwrap().quads(&[], text), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Every claim, cited ones too, and every mention is words of the text.
fn evidence(case: &Case) {
    let dataset = Store::open(stored(&case.reports, &case.judged).path()).unwrap().dataset().unwrap();
    let rows = |sparql: &str| match store::query(&dataset, sparql, "query", None).unwrap() {
        Answer::Solutions { rows, .. } => rows,
        other => panic!("{other:?}"),
    };
    let bare = "SELECT ?claim { VALUES ?class { rap:Claim rap:CitedClaim } ?claim a ?class
                FILTER NOT EXISTS { ?claim rap:evidence/a rap:Mention } }";
    assert_eq!(rows(bare), Vec::<Vec<Option<Term>>>::new(), "claims without evidence");
    let mentions = rows("SELECT ?mention { ?mention a rap:Mention }").len();
    let quotes = rows(
        "SELECT ?begin ?end ?quote ?text { ?mention a rap:Mention ; nif:beginIndex ?begin ; nif:endIndex ?end ;
         nif:anchorOf ?quote ; nif:referenceContext/nif:isString ?text }",
    );
    assert_eq!(quotes.len(), mentions, "mentions that lack a part");
    assert!(mentions >= case.parts.len().min(case.reports.iter().map(|r| r.claims.len()).sum()));
    for row in quotes {
        let cell = |n: usize| match &row[n] {
            Some(Term::Literal(literal)) => literal.value(),
            other => panic!("{other:?}"),
        };
        let (begin, end): (usize, usize) = (cell(0).parse().unwrap(), cell(1).parse().unwrap());
        assert!(begin < end && end - begin <= 600, "{begin} to {end}");
        assert_eq!(cell(3).chars().skip(begin).take(end - begin).collect::<String>(), cell(2));
    }
}

/// Neither the order of articles, nor of judgements, nor which came between which, shows.
fn order(case: &Case) {
    let one = stored(&case.reports, &case.judged);
    let other = temp();
    let mut reports: Vec<Report> = Vec::new();
    let mut said = BTreeSet::new();
    for report in &case.shuffled {
        ingest(other.path(), std::slice::from_ref(report));
        reports.push(report.clone());
        let now: Vec<&Judgement> =
            sayable(&case.judged, &reports).into_iter().rev().filter(|j| said.insert(*j)).collect();
        say(other.path(), &now);
    }
    assert_eq!(files(other.path()), files(one.path()));
    assert_eq!(export(other.path()), export(one.path()));
}

/// What is taken out leaves no trace, and comes back whole.
fn retract(case: &Case) {
    let kept: Vec<Report> = case.reports.iter().filter(|r| case.parts[&r.id] == Part::First).cloned().collect();
    let all = stored(&case.reports, &case.judged);
    let whole = export(all.path());
    let mut writer = Writer::open(all.path(), None).unwrap();
    for id in case.parts.iter().filter(|(_, part)| **part != Part::First).map(|(id, _)| id) {
        assert!(writer.retract(id).unwrap());
    }
    writer.commit().unwrap();
    assert_eq!(export(all.path()), export(stored(&kept, &case.judged).path()));
    ingest(all.path(), &case.shuffled);
    assert_eq!(export(all.path()), whole, "judgements slept, and wake");
}

/// What is told again changes nothing, and what is said and unsaid was never said.
fn idempotence(case: &Case) {
    let dir = stored(&case.reports, &case.judged);
    let before = files(dir.path());
    ingest(dir.path(), &case.shuffled);
    let judged = sayable(&case.judged, &case.reports);
    say(dir.path(), &judged);
    let mut writer = Writer::open(dir.path(), None).unwrap();
    for text in [true, false] {
        writer.merge(&contents(dir.path(), text)).unwrap();
    }
    writer.commit().unwrap();
    assert_eq!(files(dir.path()), before);

    let mut writer = Writer::open(dir.path(), None).unwrap();
    for judgement in &judged {
        assert_eq!(writer.unsay(&judgement.right, &judgement.left).unwrap(), 1);
    }
    writer.commit().unwrap();
    assert_eq!(export(dir.path()), export(stored(&case.reports, &[]).path()));
}

/// What an export tells to whom reads it.
fn contents(dir: &Path, text: bool) -> Contents {
    let file = temp();
    let path = file.path().join("export.ttl");
    fs::write(&path, turtle(dir, text)).unwrap();
    read_back(store::read_rdf(&path).unwrap()).unwrap()
}

/// Two exports together are the export of one store of all.
fn merge(case: &Case) {
    let (first, second) = (case.part(Part::First), case.part(Part::Second));
    let parts = [stored(&first, &case.judged), stored(&second, &case.judged)];
    let said: BTreeSet<&Judgement> =
        sayable(&case.judged, &first).into_iter().chain(sayable(&case.judged, &second)).collect();
    let said: Vec<Judgement> = said.into_iter().cloned().collect();
    let all = stored(&case.reports, &said);
    for text in [true, false] {
        let merged = store::merge(parts.iter().rev().map(|p| contents(p.path(), text)).collect()).unwrap();
        let mut out = Vec::new();
        write_turtle(store::quads(&merged.reports, &merged.judgements, &Base::default()), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), turtle(all.path(), text), "with texts: {text}");
    }
    let mut writer = Writer::open(parts[0].path(), None).unwrap();
    writer.merge(&contents(parts[1].path(), true)).unwrap();
    writer.commit().unwrap();
    assert_eq!(files(parts[0].path()), files(all.path()));
}

/// Every export conforms to the shapes.
fn shapes(case: &Case) {
    let dir = stored(&case.reports, &case.judged);
    for text in [true, false] {
        let quads = Store::open(dir.path()).unwrap().quads(&[], text);
        let violations = schema::validate(&quads.into_iter().map(Triple::from).collect::<Vec<_>>()).unwrap();
        let shown: Vec<String> = violations.iter().map(ToString::to_string).collect();
        assert!(shown.is_empty(), "{}", shown.join("\n"));
    }
}

macro_rules! laws {
    ($($law:ident)*) => {
        mod articles_obey {
            use super::*;
            $(#[test] fn $law() { super::$law(&Case::of_articles()); })*
        }
        mod random_reports_obey {
            use super::*;
            proptest! {
                #![proptest_config(ProptestConfig::with_cases(24))]
                $(#[test] fn $law(case in any_case()) { super::$law(&case); })*
            }
        }
    };
}

laws! { evidence order retract idempotence merge shapes }

#[test]
fn neither_threads_nor_order_nor_a_second_reading_show_in_a_report() {
    let mut told: Vec<(&Article, &Report)> = ARTICLES.iter().flat_map(|t| t.articles.iter().zip(&t.reports)).collect();
    told.sort_by_key(|(article, _)| article.text().len());
    // The shortest ones that say something: reading takes its time.
    told.retain(|(_, report)| !report.claims.is_empty());
    told.truncate(4);
    for threads in [1, 4] {
        told.reverse();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let again: Vec<Report> = pool.install(|| told.par_iter().map(|(a, _)| pipeline::report(a)).collect());
        for ((_, report), again) in told.iter().zip(&again) {
            assert_eq!(*report, again);
        }
    }
}

/// Everything a script does to a store: articles, a newer version, judgements, one taken back, an article taken out.
fn script(writer: &mut Writer, step: usize) -> bool {
    let [monday, wednesday] = &reports()[..] else { panic!("two reports") };
    let (denied, envoy) = (denial(), envoy());
    let side = |r: &Report| EntityRef { article: r.id.clone(), key: r.entities[0].key.clone() };
    let judgement =
        |a: &Report, b: &Report, verdict| Judgement { left: side(a), right: side(b), verdict, reason: "asked".into() };
    match step {
        0 => drop(writer.add(monday).unwrap()),
        1 => drop(writer.add(wednesday).unwrap()),
        2 => drop(writer.add(&denied).unwrap()),
        3 => drop(writer.judge(judgement(monday, wednesday, Verdict::Distinct)).unwrap()),
        4 => drop(writer.add(&envoy).unwrap()),
        5 => drop(writer.judge(judgement(wednesday, &envoy, Verdict::Same)).unwrap()),
        6 => drop(writer.add(&later(monday)).unwrap()),
        7 => drop(writer.unsay(&side(monday), &side(wednesday)).unwrap()),
        8 => drop(writer.retract(&denied.id).unwrap()),
        _ => return false,
    }
    true
}

/// Runs the whole script.
fn run(dir: &Path) {
    let mut writer = Writer::open(dir, None).unwrap();
    (0..).take_while(|step| script(&mut writer, *step)).for_each(drop);
    writer.commit().unwrap();
}

type Files = BTreeMap<String, Vec<u8>>;

/// All states between two in which a killed writer can leave a folder: some files are as they will be, the next one is written beside its place
/// in part or whole, the others are as they were.
fn between(before: &Files, after: &Files) -> Vec<Files> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed: Vec<&String> = names.into_iter().filter(|n| before.get(*n) != after.get(*n)).collect();
    let mut states = Vec::new();
    for first in 0..changed.len() {
        let mut state = before.clone();
        // Two files change together only when the store is made or committed: whichever is first.
        for n in 0..changed.len() {
            let name = changed[(first + n) % changed.len()];
            if let Some(bytes) = after.get(name) {
                for written in [0, 1, bytes.len() / 2, bytes.len()] {
                    let mut state = state.clone();
                    state.insert(format!("{name}.tmp"), bytes[..written].to_vec());
                    states.push(state);
                }
                state.insert(name.clone(), bytes.clone());
            } else {
                state.remove(name);
            }
            states.push(state.clone());
        }
    }
    states
}

#[test]
fn a_writer_killed_at_any_write_leaves_whole_articles_and_can_begin_again() {
    let done = temp();
    let mut writer = Writer::open(done.path(), None).unwrap();
    let mut snapshots = vec![Files::new(), files(done.path())];
    let mut step = 0;
    while script(&mut writer, step) {
        snapshots.push(files(done.path()));
        step += 1;
    }
    writer.commit().unwrap();
    let end = files(done.path());
    // The world of a commit in the middle, stale for all that follows.
    snapshots.push(end.clone());
    let known: BTreeSet<&Vec<u8>> =
        snapshots.iter().flatten().filter(|(name, _)| name.starts_with("articles/")).map(|(_, bytes)| bytes).collect();
    let states: Vec<Files> = snapshots.windows(2).flat_map(|pair| between(&pair[0], &pair[1])).collect();
    assert!(states.len() > 40, "{}", states.len());
    for state in states {
        let dir = temp();
        fs::write(dir.path().join("lock"), "1\n").unwrap();
        for (name, bytes) in &state {
            fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        let names: Vec<&String> = state.keys().collect();
        let whole = state.iter().filter(|(name, _)| name.starts_with("articles/") && name.ends_with(".nq"));
        let whole: Vec<&Vec<u8>> = whole.map(|(_, bytes)| bytes).collect();
        match Store::open(dir.path()) {
            Ok(store) => {
                assert_eq!((store.reports().len(), store.skipped().len()), (whole.len(), 0), "{names:?}");
                assert!(whole.iter().all(|bytes| known.contains(bytes)), "{names:?}");
                store.dataset().unwrap();
            }
            Err(error) => assert!(!state.contains_key("manifest.json"), "{names:?}: {error}"),
        }
        run(dir.path());
        assert_eq!(files(dir.path()), end, "{names:?}");
    }
}

#[test]
fn a_killed_ingest_leaves_whole_articles_and_can_begin_again() {
    let sandbox = Sandbox::new();
    let articles: String = (0..40)
        .map(|n| format!("{{\"text\": \"Iran met Russia on day {n}.\", \"url\": \"https://news.example/{n}\"}}\n"))
        .collect();
    sandbox.file("news.jsonl", &articles);
    let mut child = sandbox.command(&["ingest", "news.jsonl", "--jobs", "1"]).spawn().unwrap();
    let folder = sandbox.path("rapporteur.db/articles");
    let begun = Instant::now();
    let whole =
        |entry: std::io::Result<fs::DirEntry>| entry.is_ok_and(|e| e.path().extension().is_some_and(|x| x == "nq"));
    while !fs::read_dir(&folder).is_ok_and(|mut all| all.any(whole)) && begun.elapsed() < Duration::from_secs(120) {
        sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let store = Store::open(&sandbox.path("rapporteur.db")).unwrap();
    assert!((1..=40).contains(&store.reports().len()) && store.skipped().is_empty());
    sandbox.run(&["check"]).ends(0);
    sandbox.run(&["ingest", "news.jsonl"]).ends(0);
    sandbox.run(&["ingest", "news.jsonl", "--store", "whole.db"]).ends(0);
    assert_eq!(files(&sandbox.path("rapporteur.db")), files(&sandbox.path("whole.db")));
}
