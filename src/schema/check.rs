//! Claims against the signature of their kind.
//!
//! Input: a claim and the entities of its report. Output: everything that breaks the signature, or nothing.
//! Invariant: a claim that passes yields triples that conform to the shapes of claims.

use super::kind::{Fillers, Kind, names};
use super::{Schema, Violation};
use crate::claim::{Claim, Filler, Value};
use crate::entity::Entity;

/// Longest evidence, in code points.
const EVIDENCE: usize = 600;

/// Checks a claim. `entities` are those of its report.
pub fn check(schema: &Schema, claim: &Claim, entities: &[Entity]) -> Result<(), Vec<Violation>> {
    let evidence = &claim.evidence;
    let focus = format!("claim {},{} ({})", evidence.begin, evidence.end, claim.extractor);
    let mut violations = Vec::new();
    let mut fail = |path: Option<&str>, message: String| {
        violations.push(Violation { focus: focus.clone(), path: path.map(str::to_owned), message });
    };
    match schema.kind(&claim.kind) {
        None => fail(Some("kind"), format!("expected one of {}, found {}", names(schema.kinds.keys()), claim.kind)),
        Some(kind) => {
            if !kind.statuses.contains(&claim.status) {
                fail(Some("status"), format!("expected one of {}, found {}", names(&kind.statuses), claim.status));
            }
            check_roles(kind, &claim.roles, entities, &mut fail);
        }
    }
    if !schema.certainties.contains(&claim.certainty) {
        let expected = names(&schema.certainties);
        fail(Some("certainty"), format!("expected one of {expected}, found {}", claim.certainty));
    }
    if claim.by.iter().chain(&claim.citing).any(|e| *e as usize >= entities.len()) {
        fail(Some("by"), "expected sources among the entities of the report".to_owned());
    }
    if claim.by.is_none() && !claim.citing.is_empty() {
        fail(Some("citing"), "expected a source that cites the others".to_owned());
    }
    let length = evidence.text.chars().count();
    if length == 0 || length > EVIDENCE || evidence.begin + length != evidence.end {
        fail(
            Some("evidence"),
            format!("expected 1 to {EVIDENCE} characters that reach from begin to end, found {length}"),
        );
    }
    if claim.confidence > 100 {
        fail(Some("confidence"), format!("expected 0 to 100 hundredths, found {}", claim.confidence));
    }
    if violations.is_empty() { Ok(()) } else { Err(violations) }
}

fn check_roles(kind: &Kind, fillers: &[Filler], entities: &[Entity], fail: &mut dyn FnMut(Option<&str>, String)) {
    for Filler { role: name, value } in fillers {
        let Some(role) = kind.role(name) else {
            let roles = names(kind.roles.iter().map(|r| &r.name));
            fail(Some(name), format!("expected a role of {}: one of {roles}", kind.name));
            continue;
        };
        let found = match value {
            Value::Entity(e) => match entities.get(*e as usize) {
                Some(entity) => entity.class.name().to_owned(),
                None => format!("entity {e}, which the report does not have"),
            },
            Value::Text(text) => format!("text {text:?}"),
            Value::Code(code) => code.clone(),
        };
        let fits = match (&role.fillers, value) {
            (Fillers::Entities(classes), Value::Entity(e)) => {
                entities.get(*e as usize).is_some_and(|entity| classes.contains(&entity.class))
            }
            (Fillers::Text, Value::Text(text)) => !text.is_empty(),
            (Fillers::Codes(codes), Value::Code(code)) => codes.contains(code),
            _ => false,
        };
        if !fits {
            fail(Some(name), format!("expected {}, found {found}", role.fillers));
        }
    }
    let count = |name: &str| fillers.iter().filter(|f| f.role == name).count();
    for role in &kind.roles {
        let n = count(&role.name);
        if n < role.min {
            fail(Some(&role.name), format!("expected at least {}, found {n}", role.min));
        }
        if let Some(max) = role.max.filter(|max| n > *max) {
            fail(Some(&role.name), format!("expected at most {max}, found {n}"));
        }
    }
    for roles in kind.any_of.iter().filter(|roles| roles.iter().all(|r| count(r) == 0)) {
        fail(None, format!("expected at least one of {}", names(roles)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ONTOLOGY, SHAPES, schema};
    use super::*;
    use crate::claim::Quote;
    use crate::entity::EntityClass;
    use std::collections::BTreeSet;

    fn entity(class: EntityClass) -> Entity {
        let key = class.name().to_lowercase();
        Entity { name: key.clone(), key, class, aliases: vec![], titles: vec![], country: None, code: None }
    }

    fn claim(kind: &str, status: &str, roles: &[(&str, Value)]) -> Claim {
        Claim {
            kind: kind.to_owned(),
            roles: roles.iter().map(|(r, value)| Filler { role: (*r).to_owned(), value: value.clone() }).collect(),
            status: status.to_owned(),
            negated: false,
            certainty: "certain".to_owned(),
            when: None,
            time_expression: None,
            by: None,
            citing: vec![],
            evidence: Quote { begin: 4, end: 12, text: "они были".to_owned() },
            confidence: 88,
            extractor: "test".to_owned(),
        }
    }

    fn entities() -> Vec<Entity> {
        EntityClass::ALL.iter().map(|(_, class)| entity(*class)).collect()
    }

    const PERSON: Value = Value::Entity(0);
    const COUNTRY: Value = Value::Entity(2);

    fn text() -> Value {
        Value::Text("words".to_owned())
    }

    fn code_(name: &str) -> Value {
        Value::Code(name.to_owned())
    }

    fn problems(claim: &Claim) -> Vec<String> {
        let problems = check(schema(), claim, &entities()).err().unwrap_or_default();
        problems.into_iter().map(|v| format!("{}: {}", v.path.unwrap_or_default(), v.message)).collect()
    }

    #[test]
    fn a_claim_that_keeps_to_its_signature_passes() {
        for claim in [
            claim(
                "Meeting",
                "held",
                &[("participant", PERSON), ("participant", COUNTRY), ("place", COUNTRY), ("topic", text())],
            ),
            claim("Meeting", "denied", &[("topic", text())]),
            claim("OfficeHolding", "elect", &[("holder", PERSON), ("title", text())]),
            claim("PersonnelChange", "held", &[("person", PERSON), ("change", code_("died-in-office"))]),
            claim("Stance", "held", &[("holder", COUNTRY), ("attitude", code_("doubts")), ("issue", text())]),
            claim("Statement", "made", &[("speaker", PERSON), ("content", text())]),
        ] {
            assert_eq!(problems(&claim), Vec::<String>::new(), "{}", claim.kind);
        }
    }

    #[test]
    fn each_breach_is_named() {
        let office = [("holder", PERSON), ("title", text())];
        for (claim, problem) in [
            (claim("Wedding", "held", &[]), "kind: expected one of Accusation, Agreement, Attack"),
            (
                claim("OfficeHolding", "held", &office),
                "status: expected one of candidate, nominated, elect, former, acting, current, found held",
            ),
            (claim("OfficeHolding", "current", &[("title", text())]), "holder: expected at least 1, found 0"),
            (
                claim(
                    "OfficeHolding",
                    "current",
                    &[office[0].clone(), ("holder", Value::Entity(0)), ("title", text())],
                ),
                "holder: expected at most 1, found 2",
            ),
            (
                claim("OfficeHolding", "current", &[("holder", COUNTRY), ("title", text())]),
                "holder: expected Person, found Country",
            ),
            (
                claim("OfficeHolding", "current", &[("holder", Value::Entity(9)), ("title", text())]),
                "holder: expected Person, found entity 9",
            ),
            (
                claim("Meeting", "held", &[("topic", text()), ("imposer", PERSON)]),
                "imposer: expected a role of Meeting: one of duration, format",
            ),
            (claim("Meeting", "held", &[("format", text())]), ": expected at least one of participant, place, topic"),
            (claim("Meeting", "held", &[("topic", PERSON)]), "topic: expected a text, found Person"),
            (
                claim("Meeting", "held", &[("participant", Value::Entity(5))]),
                "participant: expected Person, Organization, Country, Place, Group, found Document",
            ),
            (
                claim("Stance", "held", &[("holder", PERSON), ("issue", text()), ("attitude", code_("resigned"))]),
                "attitude: expected one of supports, opposes, demands, doubts, found resigned",
            ),
            (
                claim("Statement", "made", &[("speaker", PERSON), ("content", text()), ("expresses", text())]),
                "expresses: expected a fact, found text",
            ),
        ] {
            let found = problems(&claim);
            assert!(found.iter().any(|p| p.starts_with(problem)), "expected {problem}\nfound {found:#?}");
        }
    }

    #[test]
    fn evidence_sources_and_measures_are_checked() {
        let good = claim("Meeting", "held", &[("topic", text())]);
        type Change = fn(&mut Claim);
        let broken: [(&str, Change); 8] = [
            ("evidence", |c| c.evidence.text.clear()),
            ("evidence", |c| c.evidence.end += 1),
            ("evidence", |c| (c.evidence.begin, c.evidence.end) = (12, 4)),
            ("evidence", |c| (c.evidence.text, c.evidence.end) = ("é".repeat(601), 605)),
            ("confidence", |c| c.confidence = 101),
            ("certainty", |c| c.certainty = "sure".to_owned()),
            ("by", |c| c.by = Some(6)),
            ("citing", |c| c.citing = vec![0]),
        ];
        for (path, change) in broken {
            let mut claim = good.clone();
            change(&mut claim);
            assert!(problems(&claim).iter().any(|p| p.starts_with(path)), "{path}: {:?}", problems(&claim));
        }
        let mut longest = good;
        (longest.evidence.text, longest.evidence.end) = ("é".repeat(600), 604);
        assert_eq!(problems(&longest), Vec::<String>::new());
    }

    #[test]
    fn ranks_decide_between_all_statuses_of_a_kind() {
        for kind in schema().kinds() {
            let ranks: BTreeSet<_> = kind.statuses.iter().map(|s| schema().rank(s)).collect();
            assert_eq!(ranks.len(), kind.statuses.len(), "{}: two statuses of one rank", kind.name);
        }
        let last = |kind: &str| schema().kind(kind).unwrap().statuses.last().cloned().unwrap();
        assert_eq!([last("Meeting"), last("OfficeHolding"), last("Sanction")], ["held", "current", "lifted"]);
        assert_eq!(schema().rank("affirmed"), None);
    }

    #[test]
    fn an_ontology_that_does_not_fit_its_shapes_is_an_error() {
        for (shapes, words) in [
            (SHAPES.replacen("code:held code:ongoing", "code:hold code:ongoing", 1), "hold: expected a code:rank"),
            (
                SHAPES.replacen("sh:path rap:visitor ; sh:minCount 1 ; sh:class rap:Agent", "sh:path rap:visitor", 1),
                "visitor: expected sh:class",
            ),
            (SHAPES.replacen("sh:maxLength", "sh:flags", 1), "sh:flags is not supported"),
        ] {
            let error = Schema::read(("o.ttl", ONTOLOGY), ("s.ttl", &shapes)).unwrap_err().to_string();
            assert!(error.starts_with("s.ttl: ") && error.contains(words), "{error}");
        }
    }
}
