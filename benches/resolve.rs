//! How long resolution takes on many articles: 10,000 made-up reports of about 30 entities and 20 claims each.
//!
//! Input: a fixed sequence of pseudo-random choices. Output: criterion's figures (`cargo bench --bench resolve`).
//! Invariant: the same reports every time; a few names are in most articles, most names in a few, as in the news.

use criterion::{Criterion, criterion_group, criterion_main};
use rapporteur::article::Metadata;
use rapporteur::claim::{Claim, Filler, Quote, Report, Value};
use rapporteur::entity::{Entity, EntityClass};
use rapporteur::resolve::resolve;
use rapporteur::time::When;
use std::collections::BTreeMap;

/// Splitmix64.
struct Choices(u64);

impl Choices {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    /// Small numbers are far likelier than great ones.
    fn skewed(&mut self, n: usize) -> usize {
        let (a, b, c) = (self.below(n), self.below(n), self.below(n));
        a * b / n * c / n
    }
}

const SYLLABLES: [&str; 20] = [
    "bar", "den", "kor", "lem", "mir", "nov", "pet", "ras", "sul", "tan", "vel", "zar", "gor", "hal", "jad", "fen",
    "wil", "cor", "dim", "shen",
];
const COUNTRIES: [&str; 12] =
    ["russia", "iran", "china", "france", "germany", "syria", "turkey", "israel", "egypt", "ukraine", "iraq", "japan"];

fn word(mut n: usize, syllables: usize) -> String {
    let mut word = String::new();
    for _ in 0..syllables {
        word += SYLLABLES[n % SYLLABLES.len()];
        n /= SYLLABLES.len();
    }
    word[..1].to_uppercase() + &word[1..]
}

fn entity(choices: &mut Choices) -> Entity {
    let mut entity = Entity {
        key: String::new(),
        class: EntityClass::Person,
        name: String::new(),
        aliases: vec![],
        titles: vec![],
        country: None,
        code: None,
    };
    match choices.below(10) {
        0..3 => {
            let code = COUNTRIES[choices.skewed(COUNTRIES.len())];
            entity.class = EntityClass::Country;
            entity.name = code[..1].to_uppercase() + &code[1..];
            entity.code = Some(code.to_owned());
        }
        3..7 => {
            let who = choices.skewed(8000);
            let (given, surname) = (word(who * 7, 2), word(who % 5000, 3));
            entity.name = match choices.below(8) {
                0 => surname,
                1 => format!("{}. {surname}", &given[..1]),
                _ => format!("{given} {surname}"),
            };
            entity.titles = vec!["President".to_owned(); choices.below(2)];
            entity.country = Some(COUNTRIES[who % COUNTRIES.len()].to_owned()).filter(|_| choices.below(2) == 0);
        }
        7 => {
            entity.class = EntityClass::Group;
            entity.name = "rebels".to_owned();
        }
        n => {
            entity.class = if n == 8 { EntityClass::Organization } else { EntityClass::Place };
            entity.name = format!("{} {}", word(choices.skewed(3000), 3), word(choices.below(3), 2));
        }
    }
    entity
}

fn claim(choices: &mut Choices, entities: usize) -> Claim {
    let (kind, roles): (&str, &[&str]) = [
        ("Meeting", &["participant", "participant"] as &[&str]),
        ("OfficeHolding", &["holder", "organization", "title"]),
        ("Stance", &["holder", "issue"]),
        ("Statement", &["speaker", "content"]),
        ("Sanction", &["imposer", "sanctioned"]),
        ("Attack", &["actor", "target"]),
    ][choices.below(6)];
    let mut fill = |role: &&str| {
        let value = match *role {
            "title" => Value::Text(["Foreign Minister", "President"][choices.below(2)].to_owned()),
            "issue" | "content" => {
                Value::Text(format!("{} {}", word(choices.below(400), 2), word(choices.below(400), 2)))
            }
            _ => Value::Entity(choices.below(entities) as u32),
        };
        Filler { role: (*role).to_owned(), value }
    };
    let mut roles: Vec<Filler> = roles.iter().map(&mut fill).collect();
    roles.sort();
    roles.dedup();
    let day = When::Day(2010 + choices.below(8) as i16, 1 + choices.below(12) as i8, 1 + choices.below(28) as i8);
    Claim {
        kind: kind.to_owned(),
        roles,
        status: "held".to_owned(),
        negated: false,
        certainty: "certain".to_owned(),
        when: Some(day).filter(|_| choices.below(3) == 0),
        time_expression: None,
        by: None,
        citing: vec![],
        evidence: Quote { begin: 0, end: 1, text: "x".to_owned() },
        confidence: 80,
        extractor: "bench".to_owned(),
    }
}

/// Made-up reports, the same every time.
pub fn reports(n: usize) -> Vec<Report> {
    let mut choices = Choices(1);
    let report = |i| {
        let mut by_key: BTreeMap<String, Entity> = BTreeMap::new();
        for _ in 0..34 {
            let found = entity(&mut choices);
            let key = found.name.to_lowercase().replace(' ', "-");
            by_key.insert(key.clone(), Entity { key, ..found });
        }
        let entities: Vec<Entity> = by_key.into_values().collect();
        let claims = (0..20).map(|_| claim(&mut choices, entities.len())).collect();
        let published = format!("{}-{:02}-{:02}", 2010 + i % 8, 1 + i / 8 % 12, 1 + i / 96 % 28);
        Report {
            id: format!("a{:08}", (i as u64 * 7_919_993) % 100_000_007),
            meta: Metadata { published: Some(published), ..Metadata::default() },
            text_sha256: String::new(),
            run: String::new(),
            text: None,
            entities,
            mentions: vec![],
            claims,
        }
    };
    (0..n).map(report).collect()
}

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("resolve");
    group.sample_size(10);
    for n in [1_000, 10_000] {
        let reports = reports(n);
        group.bench_function(format!("{n} articles"), |b| b.iter(|| resolve(&reports, &[])));
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
