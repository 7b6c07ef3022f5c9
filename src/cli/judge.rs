//! `same`, `distinct`, `unsay`: a person's judgements on identity.
//!
//! Input: two sides, each an IRI or a name. Output: judgements in the store; what has become one or two on standard error.
//! Invariant: judgements name entities of articles: for an entity of the world its smallest member stands, so that the words typed mean the
//! same for every order of ingestion.

use super::args::{Judge, Unsay};
use super::{Outcome, Place, count, explain, find, say};
use crate::error::{Error, Result};
use crate::judgement::{EntityRef, Judgement, Verdict};
use crate::store::{Store, Writer};
use crate::world::WorldEntity;

/// `rapporteur same`.
pub fn same(place: &Place, args: &Judge) -> Result<Outcome> {
    judge(place, args, Verdict::Same)
}

/// `rapporteur distinct`.
pub fn distinct(place: &Place, args: &Judge) -> Result<Outcome> {
    judge(place, args, Verdict::Distinct)
}

fn judge(place: &Place, args: &Judge, verdict: Verdict) -> Result<Outcome> {
    let mut writer = place.existing_writer()?;
    let store = place.open()?;
    let (left, right) = (find::members(&store, &args.left)?, find::members(&store, &args.right)?);
    let (one, other) = pair(&left, &right).ok_or_else(|| one_thing(&store, args, &left[0]))?;
    let judgement =
        Judgement { left: one.min(other).clone(), right: one.max(other).clone(), verdict, reason: args.reason.clone() };
    let told = explain::judgement(&judgement, store.base());
    let new = writer.judge(judgement)?;
    let store = writer.commit()?;
    say(format_args!("{told}{}", if new { "" } else { "; this is known already" }));
    let (one, other) = (whole(&store, one), whole(&store, other));
    let shown =
        |e: Option<&WorldEntity>| e.map(|e| format!("{} {}", e.label, store.base().world(&e.path))).unwrap_or_default();
    if one == other {
        say(format_args!("one entity now: {}", shown(one)));
    } else {
        say(format_args!("two entities now: {} and {}", shown(one), shown(other)));
    }
    // A judgement that others outrank is stored, but changes nothing.
    Ok(Outcome::of((one == other) != (verdict == Verdict::Same)))
}

/// The smallest two members that differ: the same ones whatever else is in the store.
fn pair<'a>(left: &'a [EntityRef], right: &'a [EntityRef]) -> Option<(&'a EntityRef, &'a EntityRef)> {
    let one = left.first()?;
    right.iter().find(|other| *other != one).map(|other| (one, other)).or_else(|| {
        let other = right.first()?;
        left.iter().find(|one| *one != other).map(|one| (one, other))
    })
}

fn one_thing(store: &Store, args: &Judge, member: &EntityRef) -> Error {
    let iri = store.base().entity(&member.article, &member.key);
    Error::input(format!(
        "{:?} and {:?} are both {iri}, one entity of one article; expected two, by IRI (`rapporteur explain` shows them)",
        args.left, args.right
    ))
}

/// The entity of the world that an article's entity belongs to.
fn whole<'a>(store: &'a Store, member: &EntityRef) -> Option<&'a WorldEntity> {
    let place = store.place(member)?;
    store.world().entities.iter().find(|e| e.members.contains(&place))
}

/// `rapporteur unsay`.
pub fn unsay(place: &Place, args: &Unsay) -> Result<Outcome> {
    let mut writer = place.existing_writer()?;
    let taken = match &args.right {
        Some(right) => unsay_pair(&mut writer, &place.open()?, &args.left, right)?,
        None => {
            let iri = find::iri(&args.left, writer.base());
            writer.unsay_iri(iri.as_deref().unwrap_or(&args.left))?
        }
    };
    if taken == 0 {
        return Err(Error::input(
            "no such judgement is in the store; `rapporteur explain` shows an entity's judgements",
        ));
    }
    writer.commit()?;
    say(format_args!("{} taken back", count(taken, "judgement")));
    Ok(Outcome::Done)
}

/// Takes back whatever was said of the two sides; how many judgements there were.
fn unsay_pair(writer: &mut Writer, store: &Store, left: &str, right: &str) -> Result<usize> {
    let (left, right) = (find::members(store, left)?, find::members(store, right)?);
    let joins = |j: &&Judgement| {
        left.contains(&j.left) && right.contains(&j.right) || left.contains(&j.right) && right.contains(&j.left)
    };
    let mut taken = 0;
    for judgement in store.judgements().iter().filter(joins) {
        taken += writer.unsay(&judgement.left, &judgement.right)?;
        say(format_args!("no longer {}", explain::judgement(judgement, store.base())));
    }
    Ok(taken)
}
