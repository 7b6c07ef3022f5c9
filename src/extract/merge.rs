//! Tellings of one event within an article: they become claims with equal roles, so that resolution makes one fact of them.
//!
//! Input: drafts in text order. Output: drafts in text order, at most three a fact, those of one fact with equal roles and time.
//! Invariant: two drafts merge only when kind and codes agree and no role, place or time speaks against it.

use super::draft::Draft;
use super::rule::Reading;
use crate::document::TokenId;
use std::collections::BTreeSet;

/// Tellings kept of one fact.
const TELLINGS: usize = 3;

/// Groups tellings and evens out their roles; `sentence` is the number of the one that a token is in, `side` the state or body that an entity stands for.
pub fn merge<'s>(
    drafts: Vec<Draft>,
    sentence: impl Fn(TokenId) -> usize,
    side: impl Fn(u32) -> Option<&'s str>,
) -> Vec<Draft> {
    let mut groups: Vec<Vec<Draft>> = Vec::new();
    let all = drafts.clone();
    for draft in drafts {
        // A denial is of what was told before it, or with it.
        let denied = |a: &Draft| denial(a) && !denial(&draft) && sentence(a.trigger) < sentence(draft.trigger);
        let fits = |a: &Draft, b: &Draft| {
            b.entities.keys().all(|r| a.entities.contains_key(r) || !contested(&all, a, r, &side))
        };
        let one = |g: &Vec<Draft>| same(&g[0], &draft) && !denied(&g[0]) && fits(&g[0], &draft) && fits(&draft, &g[0]);
        // Of events that a bare noun may mean, the one that is told in equal status comes first.
        let like = |g: &Vec<Draft>| one(g) && g[0].status == draft.status;
        let at = groups.iter().position(like).or_else(|| groups.iter().position(one));
        match at.map(|at| &mut groups[at]) {
            Some(group) => {
                absorb(&mut group[0], &draft);
                group.push(draft);
            }
            None => groups.push(vec![draft]),
        }
    }
    let mut merged: Vec<Draft> = groups.into_iter().flat_map(level).collect();
    once(&mut merged, sentence);
    merged.sort_by(|a, b| (a.trigger, &a.kind, &a.rule).cmp(&(b.trigger, &b.kind, &b.rule)));
    merged
}

/// Whether tellings that one may be of fill a role that it leaves open in different ways: "sanctions on Iran" of an article that has those of two states.
/// Two who stand for one state, as a president and his country, are no rivals.
fn contested<'s>(all: &[Draft], draft: &Draft, role: &str, side: impl Fn(u32) -> Option<&'s str>) -> bool {
    let told = all.iter().filter(|d| d.kind == draft.kind && d.entities.contains_key(role) && may_be(d, draft));
    let sides = |d: &Draft| d.entities[role].iter().map(|e| side(*e)).collect::<Option<BTreeSet<&str>>>();
    let mut sides = told.filter_map(sides);
    sides.next().is_some_and(|first| sides.any(|s| first.is_disjoint(&s)))
}

/// Drops what a sentence tells twice in equal words: "weapons and training", "signed an agreement".
fn once(drafts: &mut Vec<Draft>, sentence: impl Fn(TokenId) -> usize) {
    let mut told = BTreeSet::new();
    drafts.retain(|d| {
        let words = format!("{} {} {:?} {:?} {:?}", d.kind, d.status, d.entities, d.texts, d.codes);
        told.insert((sentence(d.trigger), words))
    });
}

/// Lets tellings of a kind take over what they leave open from the article's commonest fillers: "the sanctions" are those told before.
/// What is not known by a name is taken over only from a telling that agrees: "twelve companies" are whose it told them of.
/// One that names nobody tells nothing of its own where who did it is told in different ways.
pub fn inherit<'s>(
    drafts: &mut Vec<Draft>,
    kind: &str,
    roles: &[String],
    named: impl Fn(u32) -> bool,
    side: impl Fn(u32) -> Option<&'s str>,
) {
    if roles.is_empty() {
        return;
    }
    let tellings = |drafts: &[Draft], role: &String, fillers: &Vec<u32>| {
        drafts.iter().filter(|d| d.kind == kind && d.entities.get(role) == Some(fillers)).count()
    };
    let mut common: Vec<(&String, Vec<u32>)> = Vec::new();
    for role in roles {
        let told = drafts.iter().filter(|d| d.kind == kind).filter_map(|d| d.entities.get(role));
        // The last of equals wins in `max_by_key`, so the order is turned round: ties go to the first told.
        let best = told.rev().max_by_key(|f| (f.len().min(2), tellings(drafts, role, f)));
        let rival =
            |f: &Vec<u32>| roles.iter().any(|r| r != role && tellings(drafts, r, f) > tellings(drafts, role, f));
        common.extend(best.filter(|f| !rival(f)).map(|f| (role, f.clone())));
    }
    // A telling that names nobody ("a better deal") may be of something else, unless the article knows of one only.
    let only = |role: &String, fillers: &Vec<u32>| {
        let told = || drafts.iter().filter(|d| d.kind == kind).filter_map(|d| d.entities.get(role));
        told().all(|f| f.iter().all(|e| fillers.contains(e)))
    };
    let tellers: Vec<Draft> = drafts.iter().filter(|d| d.kind == kind).cloned().collect();
    let lends = |to: &Draft, role: &String, fillers: &Vec<u32>| {
        let own = |d: &&Draft| d.entities.get(role) == Some(fillers);
        let one = |d: &Draft| to.entities.keys().all(|r| r == role || agree(d, to, r) != Some(false));
        fillers.iter().any(|e| named(*e)) || tellers.iter().filter(own).any(one)
    };
    let alone: Vec<bool> = common.iter().map(|(role, fillers)| only(role, fillers)).collect();
    let mut unnamed = BTreeSet::new();
    for draft in drafts.iter_mut().filter(|d| d.kind == kind) {
        let nameless = draft.entities.is_empty();
        if nameless {
            unnamed.insert(draft.trigger);
        }
        for ((role, fillers), _) in common.iter().zip(&alone).filter(|(_, alone)| **alone || !nameless) {
            if !lends(draft, role, fillers) {
                continue;
            }
            let elsewhere = roles.iter().find(|r| r != role && draft.entities.get(*r) == Some(fillers)).cloned();
            if let Some(other) = elsewhere.filter(|_| !draft.entities.contains_key(*role)) {
                // "Iran sanctions" read with Iran as the doer: the article says elsewhere on which side Iran stands.
                draft.entities.remove(&other);
            }
            let mine = draft.entities.get(*role);
            // Who left a deal left it alone: only a telling that may lack sides takes more than it has.
            if mine.is_none_or(|m| {
                !draft.least.is_empty() && m.len() < fillers.len() && m.iter().all(|e| fillers.contains(e))
            }) {
                let used: Vec<u32> =
                    draft.entities.iter().filter(|(r, _)| r != role).flat_map(|(_, f)| f.clone()).collect();
                if !fillers.iter().any(|f| used.contains(f)) {
                    draft.entities.insert((*role).clone(), fillers.clone());
                }
            }
        }
    }
    let all = drafts.clone();
    let told: BTreeSet<&String> = all.iter().filter(|d| d.kind == kind).flat_map(|d| d.entities.keys()).collect();
    let open = |d: &Draft| told.iter().any(|r| !d.entities.contains_key(*r) && contested(&all, d, r, &side));
    drafts.retain(|d| d.kind != kind || !unnamed.contains(&d.trigger) || !open(d));
}

fn roles<'a>(draft: &'a Draft, role: &str) -> BTreeSet<&'a u32> {
    draft.entities.get(role).into_iter().flatten().collect()
}

/// Whether the fillers of a role can be those of one event; `None` when one side does not tell.
fn agree(a: &Draft, b: &Draft, role: &str) -> Option<bool> {
    let (x, y) = (roles(a, role), roles(b, role));
    (!x.is_empty() && !y.is_empty()).then(|| x.is_subset(&y) || y.is_subset(&x))
}

/// The words of a text that are long enough to tell something, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).map(str::to_lowercase).collect()
}

/// Content words in common, as a Dice coefficient.
fn alike(a: &str, b: &str) -> f32 {
    let (x, y) = (words(a), words(b));
    if x.is_empty() || y.is_empty() {
        return 0.0;
    }
    2.0 * x.intersection(&y).count() as f32 / (x.len() + y.len()) as f32
}

/// The words that tell what a position, a charge or a statement is about.
fn wording(draft: &Draft) -> Option<&str> {
    ["issue", "offence", "content", "quote"].iter().find_map(|role| draft.texts.get(*role)).map(String::as_str)
}

/// Whether one title has all words of another; "finance minister" and "prime minister" are two.
fn includes(long: &str, short: &str) -> bool {
    let short = words(short);
    !short.is_empty() && short.is_subset(&words(long))
}

fn same(a: &Draft, b: &Draft) -> bool {
    if a.kind != b.kind
        || a.codes != b.codes
        || matches!((&a.when, &b.when), (Some(x), Some(y)) if !compatible(x.0, y.0))
    {
        return false;
    }
    let roles: BTreeSet<&String> = a.entities.keys().chain(b.entities.keys()).collect();
    let verdicts: Vec<bool> = roles.iter().filter_map(|r| agree(a, b, r)).collect();
    if verdicts.is_empty() || verdicts.contains(&false) {
        return false;
    }
    match (a.texts.get("title"), b.texts.get("title")) {
        (Some(x), Some(y)) => return includes(x, y) || includes(y, x),
        (None, None) => {}
        _ => return true,
    }
    if passed(a, b) || passed(b, a) {
        return false;
    }
    let open = denial(a) || denial(b) || a.bare || b.bare;
    match (wording(a), wording(b)) {
        // Two statements may share most of their words: "Berg was named chief", "Moreno was named chief".
        (Some(x), Some(y)) => alike(x, y) >= if a.kind == "Statement" { 0.8 } else { 0.6 },
        (None, None) => a.status == b.status || open,
        // "accused of something" need not be accused of what is told elsewhere.
        _ => open,
    }
}

/// Whether a noun with a date of its own tells of another event than one that is still to come: "the 1987 accord", "a proposed accord".
fn passed(dated: &Draft, other: &Draft) -> bool {
    let to_come = matches!(other.reading, Reading::Planned | Reading::Proposed | Reading::Possible | Reading::Demanded);
    dated.bare && dated.when.is_some() && !other.bare && other.when.is_none() && to_come
}

/// Whether two tellings can be of one event: no role and no time speaks against it.
pub fn may_be(a: &Draft, b: &Draft) -> bool {
    let timed = !matches!((&a.when, &b.when), (Some(x), Some(y)) if !compatible(x.0, y.0));
    timed && a.entities.keys().all(|role| agree(a, b, role) != Some(false))
}

/// A bare denial ("he denies the allegations") is of what was told before.
pub fn denial(draft: &Draft) -> bool {
    matches!(draft.reading, Reading::Denied | Reading::Refused)
        && draft.entities.len() == 1
        && draft.texts.values().all(String::is_empty)
}

fn compatible(a: crate::time::When, b: crate::time::When) -> bool {
    let ((a0, a1), (b0, b1)) = (a.bounds(), b.bounds());
    a0 <= b1 && b0 <= a1
}

fn absorb(first: &mut Draft, other: &Draft) {
    for (role, fillers) in &other.entities {
        let mine = first.entities.entry(role.clone()).or_default();
        for filler in fillers {
            if !mine.contains(filler) {
                mine.push(*filler);
            }
        }
    }
    for (role, text) in &other.texts {
        first.texts.entry(role.clone()).or_insert_with(|| text.clone());
    }
    if first.bare && !other.bare {
        (first.bare, first.reading) = (false, other.reading);
        first.status.clone_from(&other.status);
    }
    // Times that agree differ in precision at most: the longer ISO text tells more.
    let precision = |d: &Draft| d.when.as_ref().map_or(0, |w| w.0.to_string().len());
    if precision(other) > precision(first) {
        first.when.clone_from(&other.when);
    }
}

/// Gives all tellings the roles and time of the group, the surest tellings first.
fn level(mut group: Vec<Draft>) -> Vec<Draft> {
    let first = group[0].clone();
    group.sort_by_key(|d| (std::cmp::Reverse(d.sure), d.trigger));
    let mut seen = BTreeSet::new();
    group.retain(|d| seen.insert(d.trigger));
    group.truncate(TELLINGS);
    for draft in &mut group {
        draft.entities.clone_from(&first.entities);
        draft.texts.clone_from(&first.texts);
        draft.when.clone_from(&first.when);
        if draft.bare {
            draft.status.clone_from(&first.status);
        }
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::When;
    use std::collections::BTreeMap;

    fn told(trigger: u32, participants: &[u32], when: Option<When>) -> Draft {
        Draft {
            kind: "Meeting".to_owned(),
            entities: BTreeMap::from([("participant".to_owned(), participants.to_vec())]),
            texts: BTreeMap::new(),
            codes: BTreeMap::new(),
            status: "held".to_owned(),
            reading: Reading::Fact,
            bare: false,
            when: when.map(|w| (w, "then".to_owned())),
            sources: vec![],
            trigger,
            stands: vec![],
            before: vec![],
            sure: 50,
            least: vec![],
            rule: String::new(),
        }
    }

    /// Each of the first entities stands for itself.
    fn side(entity: u32) -> Option<&'static str> {
        ["Oslo", "Rome", "Lima"].get(entity as usize).copied()
    }

    /// Each token is a sentence.
    fn apart(token: TokenId) -> usize {
        token as usize
    }

    #[test]
    fn what_a_sentence_tells_twice_in_equal_words_is_told_once() {
        assert_eq!(merge(vec![told(1, &[0, 1], None), told(2, &[0, 1], None)], |_| 0, side).len(), 1);
    }

    #[test]
    fn tellings_of_one_meeting_get_equal_roles_and_time() {
        let day = When::Day(2015, 12, 15);
        let merged = merge(vec![told(1, &[0], None), told(9, &[0, 1], Some(day))], apart, side);
        assert_eq!(merged.len(), 2);
        assert!(merged.iter().all(|d| d.entities["participant"] == [0, 1] && d.when.as_ref().unwrap().0 == day));
    }

    #[test]
    fn a_role_that_is_told_in_two_ways_is_given_to_no_third_telling() {
        let of = |trigger, role: &str, filler| {
            let mut draft = told(trigger, &[0], None);
            draft.entities.insert(role.to_owned(), vec![filler]);
            draft
        };
        let merged = merge(vec![told(1, &[0], None), of(5, "host", 1), of(9, "host", 2)], apart, side);
        assert!(!merged[0].entities.contains_key("host"));
        let merged = merge(vec![told(1, &[0], None), of(5, "host", 1), of(9, "host", 1)], apart, side);
        assert_eq!(merged[0].entities["host"], [1]);
    }

    #[test]
    fn a_bare_denial_is_of_the_charge_told_before() {
        let mut charge = told(1, &[0], None);
        charge.texts.insert("offence".to_owned(), "shelling the port".to_owned());
        let mut denial = told(9, &[0], None);
        (denial.status, denial.reading) = ("denied".to_owned(), Reading::Denied);
        let merged = merge(vec![charge, denial], apart, side);
        assert_eq!(merged[1].texts, merged[0].texts);
    }

    #[test]
    fn a_bare_denial_is_of_no_charge_told_later() {
        let mut denial = told(1, &[0], None);
        (denial.status, denial.reading) = ("denied".to_owned(), Reading::Denied);
        let mut charge = told(9, &[0, 1], None);
        charge.texts.insert("offence".to_owned(), "shelling the port".to_owned());
        assert!(merge(vec![denial, charge], apart, side)[0].texts.is_empty());
    }

    #[test]
    fn other_days_and_other_people_stay_apart() {
        let day = |d| Some(When::Day(2015, 12, d));
        let drafts = vec![told(1, &[0, 1], day(15)), told(2, &[0, 1], day(16)), told(3, &[0, 2], day(15))];
        assert_eq!(
            merge(drafts, apart, side),
            [told(1, &[0, 1], day(15)), told(2, &[0, 1], day(16)), told(3, &[0, 2], day(15))]
        );
    }

    #[test]
    fn an_open_role_is_taken_over_and_a_misread_one_moves() {
        let mut drafts = vec![told(1, &[7], None), told(2, &[7], None), told(3, &[7], None)];
        for (draft, role) in drafts.iter_mut().zip(["sanctioned", "sanctioned", "imposer"]) {
            let fillers = draft.entities.remove("participant").unwrap();
            draft.entities.insert(role.to_owned(), fillers);
        }
        inherit(&mut drafts, "Meeting", &["sanctioned".to_owned()], |_| true, side);
        assert_eq!(drafts[2].entities.get("sanctioned"), None, "one entity never fills two roles");
        inherit(&mut drafts, "Meeting", &["sanctioned".to_owned(), "imposer".to_owned()], |_| true, side);
        assert_eq!(drafts[2].entities.get("sanctioned"), Some(&vec![7]));
    }
}
