//! Tests of resolution as a whole, over hand-built reports.
//!
//! Input: reports made by `article`. Output: assertions about the world.
//! Invariant: nothing here depends on the order in which reports are given, unless it tests just that.

use super::random::{article, claim, judgement};
use super::resolve;
use crate::claim::Report;
use crate::judgement::{Judgement, Verdict};
use crate::time::When;
use crate::world::FactValue;
use std::collections::BTreeSet;

pub(super) fn told(id: &str, published: &str, entities: &[&str], claims: &[&str]) -> Report {
    Report { claims: claims.iter().map(|c| claim(c)).collect(), ..article(id, published, entities) }
}

/// The names of each entity's members, one string an entity.
fn groups(reports: &[Report], judgements: &[Judgement]) -> Vec<String> {
    let world = resolve(reports, judgements);
    let name = |(r, e): &(u32, u32)| reports[*r as usize].entities[*e as usize].name.as_str();
    let mut groups: Vec<String> = world
        .entities
        .iter()
        .map(|e| {
            let mut names: Vec<&str> = e.members.iter().map(name).collect();
            names.sort_unstable();
            names.join(", ")
        })
        .collect();
    groups.sort_unstable();
    groups
}

/// What becomes one when each entity stands in an article of its own.
fn each_alone(entities: &[&str]) -> Vec<String> {
    let reports: Vec<Report> = entities.iter().enumerate().map(|(i, e)| article(&format!("a{i}"), "", &[e])).collect();
    groups(&reports, &[])
}

#[test]
fn forms_of_a_person_are_one() {
    assert_eq!(
        each_alone(&["Person John Kerry|united-states", "Person Kerry", "Person J. Kerry", "Person John Forbes Kerry"]),
        ["J. Kerry, John Forbes Kerry, John Kerry, Kerry"]
    );
    assert_eq!(each_alone(&["Person Sergei Lavrov", "Person Sergey Lavrov"]), ["Sergei Lavrov, Sergey Lavrov"]);
    assert_eq!(
        each_alone(&["Person Kim Jong Un", "Person Kim Jong-un", "Person Kim"]),
        ["Kim, Kim Jong Un, Kim Jong-un"]
    );
}

#[test]
fn other_people_stay_apart() {
    assert_eq!(
        each_alone(&["Person George Bush", "Person Laura Bush", "Person Bush"]),
        ["Bush", "George Bush", "Laura Bush"]
    );
    assert_eq!(each_alone(&["Person Kim Jong Un", "Person Kim Jong Il"]), ["Kim Jong Il", "Kim Jong Un"]);
    assert_eq!(
        each_alone(&["Person John Kerry|united-states|Secretary of State", "Person Kerry|ireland|Senator"]),
        ["John Kerry", "Kerry"]
    );
    assert_eq!(each_alone(&["Person Smith", "Person Smith"]), ["Smith", "Smith"]);
}

#[test]
fn people_of_one_name_stay_two_when_country_and_office_differ() {
    let namesakes = [
        "Person Ana Moreno|spain|Foreign Minister",
        "Person Ana Moreno|chile|Senator",
        "Person Ana Moreno|spain",
        "Person Ana Moreno||Senator",
        "Person Ana Moreno|spain|Foreign Minister",
        "Person A. Moreno|chile",
    ];
    let world = resolve(
        &namesakes.iter().enumerate().map(|(i, e)| article(&format!("a{i}"), "", &[e])).collect::<Vec<_>>(),
        &[],
    );
    let members: Vec<Vec<u32>> = world
        .entities
        .iter()
        .map(|e| e.members.iter().map(|m| m.0).collect())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(members, [vec![0, 2, 4], vec![1, 3, 5]]);
}

#[test]
fn a_title_tells_whom_a_surname_names() {
    assert_eq!(
        each_alone(&["Person George Bush||President", "Person Laura Bush||First Lady", "Person Bush||President"]),
        ["Bush, George Bush", "Laura Bush"]
    );
}

#[test]
fn a_surname_names_who_is_told_of_by_far_the_most() {
    let mut entities = vec!["Person Donald Tusk"; 4];
    entities.extend(["Person Adam Tusk", "Person Tusk"]);
    let all = "Donald Tusk, Donald Tusk, Donald Tusk, Donald Tusk, Tusk";
    assert_eq!(each_alone(&entities), ["Adam Tusk", all]);
}

#[test]
fn entities_of_one_article_stay_apart() {
    let reports = [article("a", "", &["Person John Kerry", "Person Kerry"]), article("b", "", &["Person John Kerry"])];
    assert_eq!(groups(&reports, &[]), ["John Kerry, John Kerry", "Kerry"]);
    let same = judgement(("a", "john-kerry"), Verdict::Same, ("a", "kerry"));
    assert_eq!(groups(&reports, &[same]), ["John Kerry, John Kerry, Kerry"]);
}

#[test]
fn bodies_are_one_by_name_alias_or_country() {
    assert_eq!(
        each_alone(&[
            "Organization Jubilee Trust Fund|||JTF",
            "Organization JTF",
            "Organization the Jubilee Trust Fund"
        ]),
        ["JTF, Jubilee Trust Fund, the Jubilee Trust Fund"]
    );
    assert_eq!(
        each_alone(&[
            "Organization foreign ministry|russia",
            "Organization Russian Foreign Ministry",
            "Organization foreign ministry"
        ]),
        ["Russian Foreign Ministry, foreign ministry", "foreign ministry"]
    );
    assert_eq!(
        each_alone(&["Group rebels", "Group rebels", "Country the government"]),
        ["rebels", "rebels", "the government"]
    );
}

#[test]
fn linked_entities_are_one_a_code() {
    let reports = [
        article("a", "", &["Country Russia||||russia"]),
        article("b", "", &["Country Russian Federation|||Moscow|russia"]),
    ];
    let world = resolve(&reports, &[]);
    let [russia] = &world.entities[..] else { panic!("{world:?}") };
    assert_eq!((russia.path.as_str(), russia.label.as_str()), ("country/russia", "Russia"));
    assert_eq!(russia.alt_labels, ["Moscow", "Russian Federation"]);
    assert_eq!(russia.exact_match.as_deref(), Some("http://www.wikidata.org/entity/Q159"));
    assert_eq!(russia.reasons, ["same linked entity Q159"]);
    let apart = resolve(&reports, &[judgement(("a", "russia"), Verdict::Distinct, ("b", "russian-federation"))]);
    assert_eq!(apart.entities.len(), 2);
    assert_eq!(apart.entities.iter().filter(|e| e.path == "country/russia").count(), 1);
}

#[test]
fn judgements_join_blocks_and_part_them() {
    let reports = [
        article("a", "", &["Person John Kerry"]),
        article("b", "", &["Person John Kerry"]),
        article("c", "", &["Person Jack Carey"]),
        article("d", "", &["Person Jack Carey"]),
    ];
    let same = judgement(("b", "john-kerry"), Verdict::Same, ("c", "jack-carey"));
    assert_eq!(groups(&reports, std::slice::from_ref(&same)), ["Jack Carey, Jack Carey, John Kerry, John Kerry"]);
    let distinct = judgement(("a", "john-kerry"), Verdict::Distinct, ("c", "jack-carey"));
    let world = resolve(&reports, &[same, distinct]);
    let home = |r: u32| world.entities.iter().position(|e| e.members.contains(&(r, 0)));
    assert_ne!(home(0), home(2));
    assert_eq!(home(1), home(2));
}

const PEOPLE: [&str; 3] = ["Person John Kerry", "Person Sergei Lavrov", "Person Wang Yi"];

/// Statuses and times of the facts of a few articles.
fn facts(reports: &[Report]) -> Vec<String> {
    let world = resolve(reports, &[]);
    let line = |f: &crate::world::Fact| {
        let when = f.when.map_or("-".to_owned(), |w| w.to_string());
        format!("{} {} {when} {}", f.kind, f.status, f.claims.len())
    };
    let mut lines: Vec<String> = world.facts.iter().map(line).collect();
    lines.sort();
    lines
}

#[test]
fn a_meeting_told_twice_is_one_fact() {
    let reports = [
        told("a", "2015-12-14", &PEOPLE, &["Meeting planned 2015-12-15 participant=0 participant=1"]),
        told("b", "2015-12-16", &PEOPLE, &["Meeting held 2015-12-15 participant=0 participant=1 participant=2"]),
        told("c", "2015-12-31", &PEOPLE, &["Meeting held 2015-12 participant=1 participant=0 topic:Syria"]),
        told("d", "2015-12-17", &PEOPLE, &["Meeting held - participant=1 participant=0"]),
        told("e", "2016-01-17", &PEOPLE, &["Meeting held - participant=1 participant=0"]),
        told("f", "2015-12-17", &PEOPLE, &["Meeting held 2015-12-16 participant=0 participant=1"]),
    ];
    let day = "Meeting held 2015-12-15 4";
    assert_eq!(facts(&reports[..5]), ["Meeting held - 1", day]);
    assert_eq!(facts(&reports[..3]), ["Meeting held 2015-12-15 3"]);
    assert_eq!(
        facts(&[reports[0].clone(), reports[5].clone()]),
        ["Meeting held 2015-12-16 1", "Meeting planned 2015-12-15 1"]
    );
    let world = resolve(&reports[..3], &[]);
    let fact = &world.facts[0];
    assert_eq!(fact.roles.iter().filter(|(r, _)| r == "participant").count(), 3);
    assert!(fact.path.starts_with("meeting/john-kerry-sergei-lavrov-wang-yi-2015-12-15-"), "{}", fact.path);
    assert!(fact.reasons.iter().any(|r| r.contains("2015-12-15 lies in 2015-12")), "{:?}", fact.reasons);
}

#[test]
fn the_latest_telling_gives_the_status_and_on_one_day_the_greater_rank() {
    let of = |id: &str, published: &str, status: &str| {
        told(id, published, &PEOPLE, &[&format!("Meeting {status} 2015-12-15 participant=0 participant=1")])
    };
    let (planned, held) = (of("a", "2015-12-14", "planned"), of("b", "2015-12-14", "held"));
    assert_eq!(facts(&[planned.clone(), held.clone()]), ["Meeting held 2015-12-15 2"]);
    let late = of("c", "2015-12-16", "cancelled");
    assert_eq!(facts(&[planned, held, late]), ["Meeting cancelled 2015-12-15 3"]);
}

#[test]
fn readings_of_one_article_stay_two_events() {
    let both = ["Meeting held - participant=0 participant=1", "Meeting planned - participant=0 participant=1"];
    assert_eq!(facts(&[told("a", "2015-12-14", &PEOPLE, &both)]), ["Meeting held - 1", "Meeting planned - 1"]);
}

#[test]
fn offices_are_one_by_holder_and_title() {
    let entities = ["Person Sergei Lavrov", "Country Russia||||russia"];
    let claims = [
        "OfficeHolding current - holder=0 organization=1 title:Foreign_Minister",
        "OfficeHolding former - holder=0 title:foreign_minister",
        "OfficeHolding former - holder=0 title:ambassador",
    ];
    let reports = [told("a", "2015", &entities, &claims[..1]), told("b", "2016", &entities, &claims[1..])];
    assert_eq!(facts(&reports), ["OfficeHolding former - 1", "OfficeHolding former - 2"]);
}

#[test]
fn the_life_of_a_sanction_is_one_fact() {
    let entities = ["Country Russia||||russia", "Country Iran||||iran", "Country France||||france"];
    let of =
        |status: &str, when: &str, measure: &str| format!("Sanction {status} {when} imposer=0 sanctioned=1{measure}");
    let (imposed, lifted) = (of("imposed", "2014", ""), of("lifted", "2016-01", ""));
    let reports = [
        told("a", "2013-05-01", &entities, &[&of("proposed", "2013", " measure:an_arms_embargo")]),
        told("b", "2016-02-01", &entities, &[&imposed, &lifted]),
        told("c", "2015-02-01", &entities, &[&of("extended", "2015-01", " measure:arms_embargo")]),
        told("d", "2020-02-01", &entities, &[&of("imposed", "-", " measure:visa_bans")]),
    ];
    let world = resolve(&reports, &[]);
    let fact = world.facts.iter().max_by_key(|f| f.claims.len()).unwrap();
    assert_eq!((world.facts.len(), fact.claims.len(), fact.status.as_str()), (2, 4, "lifted"));
    assert_eq!(fact.when, When::parse("2016-01"));
    assert_eq!(fact.begin, (None, When::parse("2014")));
    assert_eq!(fact.end, (When::parse("2016-01"), When::parse("2016-01")));
}

#[test]
fn what_is_imposed_after_its_end_is_another_sanction() {
    let entities = ["Country Russia||||russia", "Country Iran||||iran"];
    let of = |id: &str, published: &str, status: &str, when: &str| {
        told(id, published, &entities, &[&format!("Sanction {status} {when} imposer=0 sanctioned=1")])
    };
    let first = [of("a", "2014-03-18", "imposed", "2014-03-17"), of("b", "2016-01-16", "lifted", "2016-01-16")];
    let second = [of("c", "2022-02-01", "threatened", "-"), of("d", "2022-02-25", "imposed", "2022-02-24")];
    let undated = [of("e", "2014-09-01", "imposed", "-"), of("f", "2022-06-01", "extended", "-")];
    let all = [&first[..], &second, &undated].concat();
    assert_eq!(facts(&all), ["Sanction extended 2022-02-24 3", "Sanction lifted 2016-01-16 3"]);
    assert_eq!(facts(&first), ["Sanction lifted 2016-01-16 2"]);
    // Which of the two it was is not told.
    let either = [of("g", "", "imposed", "-"), of("h", "2023", "lifted", "-")];
    assert_eq!(
        facts(&[&all[..], &either].concat()),
        ["Sanction imposed - 1", "Sanction lifted 2016-01-16 3", "Sanction lifted 2022-02-24 4"]
    );
    // Nobody told of an end; but nothing is imposed anew that lasts.
    let renewed = of("i", "2015-06-02", "imposed", "2015-06-01");
    assert_eq!(
        facts(&[first[0].clone(), renewed.clone()]),
        ["Sanction imposed 2014-03-17 1", "Sanction imposed 2015-06-01 1"]
    );
    let soon = of("j", "2014-12-02", "imposed", "2014-12-01");
    assert_eq!(facts(&[first[0].clone(), soon, renewed]).len(), 1);
}

#[test]
fn an_agreement_is_one_by_its_topic_whenever_it_is_told() {
    let entities = ["Country Russia||||russia", "Country Iran||||iran"];
    let of = |id: &str, status: &str, when: &str, topic: &str| {
        told(id, "2016", &entities, &[&format!("Agreement {status} {when} party=0 party=1{topic}")])
    };
    let reached = of("a", "reached", "2015-07-14", " topic:the_supply_of_gas");
    let signed = of("b", "signed", "2016-01-16", " topic:gas_supply");
    let other = of("c", "signed", "2016-01-16", " topic:fishing_quotas");
    let bare = of("d", "signed", "2015-12", "");
    assert_eq!(facts(&[reached.clone(), signed]).len(), 1);
    assert_eq!(facts(&[reached.clone(), other]).len(), 2);
    assert_eq!(facts(&[reached, bare]).len(), 2);
}

#[test]
fn measures_that_do_not_exclude_each_other_are_one_life() {
    let entities = ["Country Russia||||russia", "Country Iran||||iran"];
    let of = |status: &str, measure: &str| format!("Sanction {status} - imposer=0 sanctioned=1 measure:{measure}");
    let reports = [
        told("a", "2013-05-01", &entities, &[&of("proposed", "new_sanctions_on_Iran")]),
        told("b", "2013-06-01", &entities, &[&of("imposed", "an_asset_freeze_and_travel_bans")]),
        told("c", "2013-07-01", &entities, &[&of("imposed", "an_arms_embargo")]),
        told("d", "2013-06-03", &entities, &[&of("eased", "travel_bans_on_Iranian_officials")]),
        told("e", "2013-06-10", &entities, &[&of("lifted", "the_economic_sanctions_that_they_had_imposed")]),
    ];
    assert_eq!(facts(&reports), ["Sanction imposed - 1", "Sanction lifted - 4"]);
    assert_eq!(facts(&reports[..2]), ["Sanction imposed - 2"]);
    assert_eq!(facts(&[reports[0].clone(), reports[4].clone()]), ["Sanction lifted - 2"]);
}

#[test]
fn offices_last_as_long_as_claims_tell() {
    let entities = ["Person Sergei Lavrov"];
    let of = |status: &str, when: &str| format!("OfficeHolding {status} {when} holder=0 title:Minister");
    let reports = [
        told("a", "2015", &entities, &[&of("current", "2010")]),
        told("b", "2016", &entities, &[&of("current", "2014-03")]),
        told("c", "2017", &entities, &[&of("nominated", "2004")]),
    ];
    let world = resolve(&reports, &[]);
    let [fact] = &world.facts[..] else { panic!("{world:?}") };
    assert_eq!((fact.begin, fact.end), ((None, When::parse("2010")), (When::parse("2014-03"), None)));
}

#[test]
fn a_kind_without_a_row_has_all_entities_as_its_core() {
    let of = |id: &str, roles: &str| told(id, "2015", &PEOPLE, &[&format!("Election held 2015 {roles}")]);
    let reports = [of("a", "winner=0"), of("b", "loser=0"), of("c", "winner=0"), of("d", "loser=1 winner=0")];
    assert_eq!(facts(&reports), ["Election held 2015 1", "Election held 2015 1", "Election held 2015 2"]);
}

#[test]
fn words_of_other_countries_make_other_facts() {
    let of = |text: &str| format!("Statement made - speaker=0 content:{text}");
    let issue = |text: &str| format!("Stance stated - holder=0 attitude#opposes issue:{text}");
    let a = told("a", "2015", &PEOPLE, &[&of("We_support_Iran."), &issue("any_new_nuclear_sanctions_on_Iran")]);
    let b = told("b", "2015", &PEOPLE, &[&of("We_support_Iraq."), &issue("any_new_nuclear_sanctions_on_Iraq")]);
    let c = told("c", "2015", &PEOPLE, &[&of("we_support_Iran"), &issue("new_nuclear_sanctions_on_Iran")]);
    assert_eq!(
        facts(&[a, b, c]),
        ["Stance stated - 1", "Stance stated - 2", "Statement made - 1", "Statement made - 2"]
    );
}

#[test]
fn texts_and_codes_are_one_a_role() {
    let stance = |issue: &str| format!("Stance stated - holder=0 attitude#opposes issue:{issue}");
    let reports: Vec<Report> = ["new_sanctions_against_Iran", "the_new_sanctions_on_Iran", "talks_with_Cuba"]
        .iter()
        .enumerate()
        .map(|(i, issue)| told(&format!("a{i}"), "2015-01-01", &PEOPLE, &[&stance(issue)]))
        .collect();
    let world = resolve(&reports, &[]);
    assert_eq!(world.facts.len(), 2);
    for fact in &world.facts {
        assert_eq!(fact.roles.iter().filter(|(_, v)| matches!(v, FactValue::Text(_))).count(), 1);
        assert_eq!(fact.roles.iter().filter(|(_, v)| matches!(v, FactValue::Code(_))).count(), 1);
    }
}
