//! What sources contradict each other in, and what happened when: the ready-made questions on hand-made reports.

use crate::sandbox::{Sandbox, denial, reports};
use rapporteur::article::{Article, Metadata};
use rapporteur::claim::{Claim, Filler, Quote, Report, Value};
use rapporteur::entity::{Entity, EntityClass, slug};
use rapporteur::time::When;

/// One article with one claim: its paper and date, the claim's kind and status, its time, and what fills its roles: entities by class and name.
fn told(paper: &str, published: &str, kind: &str, status: &str, when: &str, roles: &[(&str, &str, &str)]) -> Report {
    let text = format!("{paper} tells on {published} of a {kind}.");
    let url =
        format!("https://{}.example/{published}/{}", slug(paper), slug(&format!("{kind} {status} {when} {roles:?}")));
    let meta = Metadata {
        url: Some(url),
        published: Some(published.into()),
        source: Some(paper.into()),
        ..Metadata::default()
    };
    let article = Article::new(&text, meta);
    let class = |name: &str| EntityClass::from_name(name);
    let mut entities: Vec<Entity> = (roles.iter())
        .filter_map(|(_, of, name)| {
            Some(Entity {
                key: slug(name),
                class: class(of)?,
                name: (*name).into(),
                aliases: vec![],
                titles: vec![],
                country: None,
                code: (*of == "Country").then(|| slug(name)),
            })
        })
        .collect();
    entities.sort();
    let mut fillers: Vec<Filler> = (roles.iter())
        .map(|(role, of, words)| Filler {
            role: (*role).into(),
            value: match (class(of), *of) {
                (Some(_), _) => Value::Entity(entities.iter().position(|e| e.name == *words).unwrap() as u32),
                (None, "code") => Value::Code((*words).into()),
                (None, _) => Value::Text((*words).into()),
            },
        })
        .collect();
    fillers.sort();
    let evidence = Quote { begin: 0, end: text.chars().count(), text: text.clone() };
    let claim = Claim {
        kind: kind.into(),
        roles: fillers,
        status: status.into(),
        negated: false,
        certainty: "certain".into(),
        when: When::parse(when),
        time_expression: None,
        by: None,
        citing: vec![],
        evidence,
        confidence: 90,
        extractor: "test".into(),
    };
    Report {
        id: article.id(),
        text_sha256: article.text_sha256(),
        run: "0.1.0-00000000".into(),
        text: Some(text),
        entities,
        mentions: vec![],
        claims: vec![claim],
        meta: article.meta,
    }
}

fn store(reports: &[Report]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.store("rapporteur.db", reports);
    sandbox.run(&["check"]).ends(0);
    sandbox
}

/// What is asked, as rows without their last column, the fact; and the same rows from the query that is printed.
fn rows(sandbox: &Sandbox, question: &[&str]) -> Vec<Vec<String>> {
    let run = sandbox.run(&[question, &["--format", "tsv"]].concat());
    let sparql = sandbox.run(&[question, &["--sparql"]].concat()).ends(0).out;
    assert_eq!(sandbox.run(&["query", &sparql, "--format", "tsv"]).ends(0).out, run.out, "{question:?}");
    let cell = |cell: &str| cell.trim_matches('"').split("\"^^").next().unwrap().to_owned();
    let lines = run.out.lines().skip(1).map(|line| line.split('\t').map(cell).collect::<Vec<_>>());
    lines.map(|cells| cells[..cells.len() - 1].to_vec()).collect()
}

const TALKS: [(&str, &str, &str); 2] =
    [("participant", "Person", "Ana Moreno"), ("participant", "Person", "Viktor Orlan")];

fn meeting(paper: &str, published: &str, status: &str, when: &str, place: &str) -> Report {
    let place = (!place.is_empty()).then_some(("place", "Place", place));
    told(paper, published, "Meeting", status, when, &TALKS.into_iter().chain(place).collect::<Vec<_>>())
}

/// About, side and source of each row.
fn conflicts(reports: &[Report]) -> Vec<[String; 3]> {
    let sandbox = store(reports);
    let rows = rows(&sandbox, &["conflicts"]);
    sandbox.run(&["conflicts"]).ends(i32::from(!rows.is_empty()));
    rows.into_iter().map(|row| [row[0].clone(), row[2].clone(), row[3].clone()]).collect()
}

#[test]
fn each_side_has_its_source_article_and_quote() {
    let sandbox = store(&[reports(), vec![denial()]].concat());
    let rows = rows(&sandbox, &["conflicts"]);
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[2],
        [
            "polarity",
            "Meeting",
            "denied, negated",
            "Daily Herald",
            "2021-03-04",
            "Ana Moreno and Viktor Orlan did not meet in Port Selwyn on Tuesday, a spokesman said.",
            "<https://news.example/thursday>",
        ]
    );
    assert!(
        sandbox
            .run(&["conflicts", "--format", "csv"])
            .ends(1)
            .out
            .starts_with("about,kind,side,source,reported,quote,article,fact\r\n")
    );
}

#[test]
fn what_was_called_off_contradicts_what_happened_and_not_what_was_planned() {
    let planned = meeting("Herald", "2021-03-01", "planned", "2021-03-02", "");
    let cancelled = meeting("Post", "2021-03-02", "cancelled", "2021-03-02", "");
    let held = meeting("Times", "2021-03-03", "held", "2021-03-02", "");
    assert!(conflicts(&[planned.clone(), cancelled.clone()]).is_empty());
    assert!(conflicts(&[planned.clone(), held.clone()]).is_empty());
    let found = conflicts(&[planned, cancelled, held]);
    assert_eq!(
        found.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(),
        ["planned, affirmed", "cancelled, affirmed", "held, affirmed"]
    );
    assert!(found.iter().all(|row| row[0] == "status"));
}

#[test]
fn days_contradict_where_both_papers_look_back() {
    let tuesday = meeting("Herald", "2021-03-04", "held", "2021-03-02", "Lima");
    let wednesday = meeting("Post", "2021-03-04", "held", "2021-03-03", "");
    let found = conflicts(&[tuesday.clone(), wednesday.clone()]);
    assert_eq!(
        found,
        [["time", "2021-03-02", "Herald"], ["time", "2021-03-03", "Post"]].map(|row| row.map(str::to_owned))
    );
    // Day by day, they may have met twice; in two places, they did.
    let daily = meeting("Herald", "2021-03-02", "held", "2021-03-02", "");
    let elsewhere = meeting("Post", "2021-03-04", "held", "2021-03-03", "Quito");
    let later = meeting("Post", "2021-03-09", "held", "2021-03-08", "");
    let planned = meeting("Post", "2021-03-04", "planned", "2021-03-05", "");
    for other in [(&daily, &wednesday), (&tuesday, &elsewhere), (&tuesday, &later), (&tuesday, &planned)] {
        assert_eq!(conflicts(&[other.0.clone(), other.1.clone()]), Vec::<[String; 3]>::new());
    }
}

#[test]
fn one_meeting_is_not_at_two_places() {
    let lima = meeting("Herald", "2021-03-03", "held", "2021-03-02", "Lima");
    let quito = meeting("Post", "2021-03-03", "held", "2021-03-02", "Quito");
    let found = conflicts(&[lima.clone(), quito]);
    assert_eq!(found, [["place", "Lima", "Herald"], ["place", "Quito", "Post"]].map(|row| row.map(str::to_owned)));
    // A country has many places.
    let peru = [TALKS[0], TALKS[1], ("place", "Country", "Peru")];
    let peru = told("Post", "2021-03-03", "Meeting", "held", "2021-03-02", &peru);
    assert!(conflicts(&[lima, peru]).is_empty());
}

#[test]
fn an_office_has_one_holder_at_a_time() {
    let holds = |paper: &str, published: &str, name: &str, title: &str| {
        let roles = [("holder", "Person", name), ("title", "text", title), ("organization", "Country", "Peru")];
        told(paper, published, "OfficeHolding", "current", "", &roles)
    };
    let first = |title: &str| {
        [holds("Herald", "2021-03-01", "Ana Moreno", title), holds("Herald", "2021-03-09", "Ana Moreno", title)]
    };
    let found = conflicts(
        &[&first("foreign minister")[..], &[holds("Post", "2021-03-05", "Viktor Orlan", "Foreign Minister")]].concat(),
    );
    assert_eq!(
        found.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(),
        ["Ana Moreno", "Viktor Orlan", "Ana Moreno"]
    );
    assert!(found.iter().all(|row| row[0] == "office"));
    for (published, name, title) in
        [("2021-03-10", "Viktor Orlan", "foreign minister"), ("2021-03-05", "Viktor Orlan", "senator")]
    {
        assert!(
            conflicts(&[&first(title)[..], &[holds("Post", published, name, title)]].concat()).is_empty(),
            "{title}"
        );
    }
}

#[test]
fn a_window_lets_through_what_may_lie_in_it() {
    let sandbox = store(&[
        meeting("Herald", "2021-03-04", "held", "2021-03-02", ""),
        meeting("Herald", "2021-06-01", "held", "2021-05", ""),
        meeting("Herald", "2022-01-01", "held", "", ""),
        told(
            "Post",
            "2021-04-01",
            "Support",
            "ongoing",
            "",
            &[("supporter", "Person", "Ana Moreno"), ("supported", "Person", "Viktor Orlan")],
        ),
    ]);
    let ask = |question: &[&str]| {
        rows(&sandbox, question).into_iter().map(|row| row[0].clone() + &row[4]).collect::<Vec<_>>()
    };
    let all = ["2021-03-022021-03-04", "2021-04-01", "2021-052021-06-01", "2022-01-01"];
    assert_eq!(ask(&["timeline", "Ana Moreno"]), all);
    assert_eq!(ask(&["between", "Ana Moreno", "Viktor Orlan"]), all);
    for (since, until, found) in [
        ("2021-03-03", "2021-12", 1..3),
        ("2021-05-31", "2021-05-31", 2..3),
        ("2021", "2021", 0..3),
        ("2022", "2023", 3..4),
        ("2021-03-02", "2021-03-02", 0..1),
    ] {
        assert_eq!(
            ask(&["timeline", "ana moreno", "--since", since, "--until", until]),
            all[found.clone()],
            "{since} {until}"
        );
        assert_eq!(
            ask(&["between", "Ana Moreno", "Viktor Orlan", "--until", until, "--since", since]),
            all[found],
            "{since} {until}"
        );
    }
    assert_eq!(ask(&["timeline", "Ana Moreno", "--since", "2021-04-02"]), all[2..]);
    let wrong = sandbox.run(&["timeline", "Ana Moreno", "--since", "2022", "--until", "2021"]).ends(2).err;
    assert!(wrong.contains("--since 2022 is after --until 2021"), "{wrong}");
    let wrong = sandbox.run(&["between", "Ana Moreno", "Viktor Orlan", "--since", "yesterday"]).ends(2).err;
    assert!(wrong.contains("such as 2021-03-02"), "{wrong}");
}

#[test]
fn a_stance_shows_when_it_changes() {
    let stance = |published: &str, attitude: &str| {
        let roles = [
            ("holder", "Person", "Ana Moreno"),
            ("attitude", "code", attitude),
            ("target", "Country", "Peru"),
            ("issue", "text", "the pact with Peru"),
        ];
        told("Herald", published, "Stance", "held", "", &roles)
    };
    let sandbox = store(&[
        stance("2021-01-01", "supports"),
        stance("2021-02-01", "supports"),
        stance("2021-03-01", "opposes"),
        stance("2021-04-01", "supports"),
        told(
            "Post",
            "2021-03-15",
            "Visit",
            "held",
            "2021-02-20",
            &[("visitor", "Person", "Ana Moreno"), ("destination", "Country", "Peru")],
        ),
    ]);
    let roles =
        |attitude: &str| format!("attitude: {attitude}; holder: Ana Moreno; issue: the pact with Peru; target: Peru");
    let found: Vec<String> =
        rows(&sandbox, &["between", "Ana Moreno", "Peru"]).into_iter().map(|row| row[3].clone()).collect();
    assert_eq!(
        found,
        [
            roles("supports"),
            roles("supports"),
            "destination: Peru; visitor: Ana Moreno".to_owned(),
            roles("opposes") + "; before: supports",
            roles("supports") + "; before: opposes",
        ]
    );
    let since = rows(&sandbox, &["between", "Ana Moreno", "Peru", "--since", "2021-03"]);
    assert_eq!(since.len(), 2);
    assert!(since[0][3].ends_with("before: supports"), "what was before the window is known in it");
}
