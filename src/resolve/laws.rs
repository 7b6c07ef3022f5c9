//! Laws of resolution, over random reports.
//!
//! Input: reports made by `random`. Output: assertions about the world.
//! Invariant: nothing here depends on the order in which reports are given, unless it tests just that.

use super::name::Known;
use super::random::{any_body, any_reports, any_sides, judgements};
use super::tests::told;
use super::{Resolver, resolve};
use crate::claim::Report;
use crate::entity::Entity;
use crate::judgement::{EntityRef, Judgement, Verdict};
use crate::world::{Fact, FactValue, World, WorldEntity};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The world with article ids in place of indexes.
fn readable(world: &World, reports: &[Report]) -> Vec<String> {
    let name = |places: &[(u32, u32)]| {
        let mut names: Vec<_> = places.iter().map(|(r, i)| (&reports[*r as usize].id, *i)).collect();
        names.sort();
        format!("{names:?}")
    };
    let bare = |e: &WorldEntity| format!("{:?} {}", WorldEntity { members: vec![], ..e.clone() }, name(&e.members));
    let facts = world.facts.iter().map(|f| {
        format!(
            "{} {:?} {:?} {:?} {} {:?}",
            f.path,
            f.roles,
            f.status,
            (&f.when, &f.time_expression),
            name(&f.claims),
            f.reasons
        )
    });
    world.entities.iter().map(bare).chain(facts).collect()
}

/// Keys by which an article's entities can meet others.
fn keys(report: &Report) -> BTreeSet<String> {
    report.entities.iter().flat_map(entity_keys).collect()
}

fn entity_keys(entity: &Entity) -> Vec<String> {
    super::looks::keys(entity, &Known::of(entity)).into_iter().map(|(.., key)| key).collect()
}

/// What is told of each path, without indexes. `reports` in the order of their ids.
fn by_path(world: &World, reports: &[Report]) -> BTreeMap<String, String> {
    let ids = |places: &[(u32, u32)]| {
        format!("{:?}", places.iter().map(|(r, i)| (&reports[*r as usize].id, i)).collect::<Vec<_>>())
    };
    let bare = |e: &WorldEntity| format!("{:?}", WorldEntity { members: vec![], ..e.clone() });
    let entities = world.entities.iter().map(|e| (e.path.clone(), bare(e) + &ids(&e.members)));
    let facts = world.facts.iter().map(|f| {
        let value = |v: &FactValue| match v {
            FactValue::Entity(e) => world.entities[*e as usize].path.clone(),
            other => format!("{other:?}"),
        };
        let mut roles: Vec<(&str, String)> = f.roles.iter().map(|(r, v)| (r.as_str(), value(v))).collect();
        roles.sort();
        (
            f.path.clone(),
            format!("{roles:?} {:?}", Fact { roles: vec![], claims: vec![], ..f.clone() }) + &ids(&f.claims),
        )
    });
    entities.chain(facts).collect()
}

/// A step of a store's life.
#[derive(Clone, Debug)]
enum Step {
    Add(usize),
    Remove(usize),
    Judge(usize),
    Look,
}

fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..9usize).prop_map(Step::Add),
        2 => (0..9usize).prop_map(Step::Remove),
        1 => (0..8usize).prop_map(Step::Judge),
        2 => Just(Step::Look),
    ];
    prop::collection::vec(step, 1..24)
}

fn any_sanction() -> impl Strategy<Value = Report> {
    let measures =
        ["", "", " measure:an_arms_embargo", " measure:travel_bans", " measure:travel_bans_and_an_asset_freeze"];
    let sanction = (
        prop::sample::select(vec!["threatened", "imposed", "imposed", "extended", "lifted", "lifted"]),
        prop::sample::select(vec!["-", "-", "2014", "2015-03", "2016-01", "2016-01-16", "2018", "2022-02-24"]),
        prop::sample::select(measures.to_vec()),
        prop::sample::select(vec!["", "2014-06-01", "2016-01-17", "2019", "2022-03-01"]),
    );
    sanction.prop_map(|(status, when, measure, published)| {
        let claim = format!("Sanction {status} {when} imposer=0 sanctioned=1{measure}");
        told("", published, &["Country Russia||||russia", "Country Iran||||iran"], &[&claim])
    })
}

proptest! {
    #[test]
    fn lives_are_told_apart_by_what_is_there_alone(
        mut reports in prop::collection::vec(any_sanction(), 1..12),
        kept in prop::collection::vec(any::<bool>(), 12),
        seed in any::<u64>(),
    ) {
        reports.iter_mut().enumerate().for_each(|(i, report)| report.id = format!("a{i:02}"));
        let mut resolver: Resolver<&Report> = Resolver::new();
        let mut shuffled: Vec<&Report> = reports.iter().collect();
        shuffled.sort_by_key(|r| super::spell::short_hash(&[&r.id, &seed.to_string()]));
        for (n, report) in shuffled.iter().enumerate() {
            resolver.add(report);
            if n % 3 == 0 {
                resolver.changes();
            }
        }
        prop_assert_eq!(resolver.world(), resolve(&reports, &[]));
        let stays = |report: &Report| kept[report.id[1..].parse::<usize>().unwrap()];
        shuffled.iter().filter(|r| !stays(r)).for_each(|r| assert!(resolver.remove(&r.id)));
        let rest: Vec<Report> = reports.iter().filter(|r| stays(r)).cloned().collect();
        let world = resolver.world();
        prop_assert_eq!(&world, &resolve(&rest, &[]));
        prop_assert_eq!(world.facts.iter().map(|f| f.claims.len()).sum::<usize>(), rest.len());
    }

    #[test]
    fn what_came_and_went_does_not_show(
        reports in any_reports(),
        others in any_reports(),
        sides in any_sides(),
        steps in any_steps(),
    ) {
        let judged = judgements(&reports, &sides);
        let mut resolver: Resolver<Arc<Report>> = Resolver::new();
        let (mut there, mut said, mut seen) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        for step in steps.into_iter().chain([Step::Look]) {
            match step {
                // An article that is there already is replaced by another version of it.
                Step::Add(i) => {
                    let report = &reports[i % reports.len()];
                    let body = if there.contains_key(&report.id) { &others[i % others.len()] } else { report };
                    let report = Arc::new(Report { id: report.id.clone(), ..body.clone() });
                    there.insert(report.id.clone(), report.clone());
                    resolver.add(report);
                }
                Step::Remove(i) => {
                    let id = &reports[i % reports.len()].id;
                    prop_assert_eq!(resolver.remove(id), there.remove(id).is_some());
                }
                Step::Judge(i) if !judged.is_empty() => {
                    let judgement = judged[i % judged.len()].clone();
                    if !said.remove(&judgement) {
                        said.insert(judgement);
                    }
                    resolver.judge(said.iter().cloned().collect());
                }
                Step::Judge(_) => {}
                Step::Look => {
                    let now: Vec<Report> = there.values().map(|r: &Arc<Report>| (**r).clone()).collect();
                    let said: Vec<Judgement> = said.iter().cloned().collect();
                    let world = resolve(&now, &said);
                    let changes = resolver.changes();
                    changes.gone.iter().for_each(|path| { seen.remove(path); });
                    let told = by_path(&changes.world, &now);
                    seen.extend(changes.changed.iter().map(|path| (path.clone(), told[path].clone())));
                    let bare = world.entities.iter().map(|e| WorldEntity { members: vec![], ..e.clone() }).collect();
                    prop_assert_eq!(&seen, &by_path(&World { entities: bare, facts: world.facts.clone() }, &now));
                    prop_assert_eq!(resolver.world(), world);
                    prop_assert_eq!(resolver.changes(), super::Changes::default());
                }
            }
        }
    }

    #[test]
    fn order_does_not_show(reports in any_reports(), sides in any_sides(), seed in any::<u64>()) {
        let judged = judgements(&reports, &sides);
        let (mut shuffled, mut turned) = (reports.clone(), judged.clone());
        shuffled.sort_by_key(|r| super::spell::short_hash(&[&r.id, &seed.to_string()]));
        turned.reverse();
        turned.extend(judged.first().cloned());
        prop_assert_eq!(readable(&resolve(&reports, &judged), &reports), readable(&resolve(&shuffled, &turned), &shuffled));
    }

    #[test]
    fn everything_is_in_one_place_with_a_path_of_its_own(reports in any_reports(), sides in any_sides()) {
        let world = resolve(&reports, &judgements(&reports, &sides));
        let mut entities: Vec<_> = world.entities.iter().flat_map(|e| e.members.clone()).collect();
        let mut claims: Vec<_> = world.facts.iter().flat_map(|f| f.claims.clone()).collect();
        entities.sort_unstable();
        claims.sort_unstable();
        let all = |n: fn(&Report) -> usize| -> Vec<(u32, u32)> {
            reports.iter().enumerate().flat_map(|(r, x)| (0..n(x) as u32).map(move |i| (r as u32, i))).collect()
        };
        prop_assert_eq!(entities, all(|r| r.entities.len()));
        prop_assert_eq!(claims, all(|r| r.claims.len()));
        let paths = world.entities.iter().map(|e| &e.path).chain(world.facts.iter().map(|f| &f.path));
        let paths: Vec<&String> = paths.collect();
        prop_assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len());
        prop_assert!(world.entities.is_sorted_by_key(|e| &e.path) && world.facts.is_sorted_by_key(|f| &f.path));
    }

    #[test]
    fn what_a_person_or_an_article_parts_is_never_one(reports in any_reports(), sides in any_sides()) {
        let judged = judgements(&reports, &sides);
        let world = resolve(&reports, &judged);
        for entity in &world.entities {
            let refs: Vec<(&str, &Entity)> = entity.members.iter()
                .map(|(r, e)| (reports[*r as usize].id.as_str(), &reports[*r as usize].entities[*e as usize])).collect();
            let is = |side: &EntityRef| refs.iter().any(|(a, e)| *a == side.article && e.key == side.key);
            for j in judged.iter().filter(|j| j.verdict == Verdict::Distinct) {
                prop_assert!(!(is(&j.left) && is(&j.right)), "{:?} in {:?}", j, entity);
            }
            // The gazetteer and persons may join two entities of an article; names may not.
            if refs.iter().all(|(_, e)| e.code.is_none() && !judged.iter().any(|j| j.left.key == e.key || j.right.key == e.key)) {
                prop_assert_eq!(refs.iter().map(|r| r.0).collect::<BTreeSet<_>>().len(), refs.len(), "{:?}", entity);
            }
        }
    }

    #[test]
    fn an_article_touches_its_blocks_only(reports in any_reports(), new in any_body()) {
        let before = resolve(&reports, &[]);
        let mut touched = keys(&new);
        let entities: Vec<&Entity> = reports.iter().flat_map(|r| &r.entities).collect();
        for _ in 0..entities.len() {
            let reached = entities.iter().map(|e| entity_keys(e)).filter(|k| k.iter().any(|k| touched.contains(k)));
            let reached: Vec<String> = reached.flatten().collect();
            touched.extend(reached);
        }
        let mut more = reports.clone();
        more.push(Report { id: "a".to_owned(), ..new });
        let after = resolve(&more, &[]);
        for old in &before.entities {
            let far = old.members.iter().all(|(r, e)| {
                entity_keys(&reports[*r as usize].entities[*e as usize]).iter().all(|k| !touched.contains(k))
            });
            prop_assert!(!far || after.entities.contains(old), "{:?}", old);
        }
    }

    #[test]
    fn a_fact_is_of_one_kind_with_one_text_and_code_a_role(reports in any_reports()) {
        for fact in resolve(&reports, &[]).facts {
            let mut single = BTreeSet::new();
            for (role, value) in &fact.roles {
                prop_assert!(matches!(value, FactValue::Entity(_)) || single.insert(role.clone()));
            }
            prop_assert!(fact.claims.iter().all(|(r, c)| reports[*r as usize].claims[*c as usize].kind == fact.kind));
        }
    }
}
