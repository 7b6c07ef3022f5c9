//! Claims of one kind in groups that tell one fact each, kept while claims come and go.
//!
//! Input: tellings that come and go. Output: groups, each led by the claim that tells most.
//! Invariant: the groups are those that come of taking all claims in a fixed order, the most precise first, and letting each join the best group
//! whose leader agrees with it; so no chain of small differences makes two events one, and no coming and going shows.
//! Method: a claim is decided anew when what it was decided by may have changed: an earlier leader that agrees with it, or another reading in its article.

use super::articles::Reports;
use super::judge::Place;
use super::kinds::{Core, Keys, Kind, Timed, agree, calls, stands};
use crate::time::When;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, HashMap};

/// One claim, ready to be compared.
#[derive(Debug)]
pub struct Telling {
    /// Slot of the article, and index of the claim.
    pub place: Place,
    /// What decides which fact it tells.
    pub core: Core,
    /// Symbol of its status.
    pub status: u32,
    /// Number of its fillers.
    pub fillers: usize,
    /// Keys under which claims that may agree find each other.
    pub keys: Keys,
    /// Told apart from all other tellings, earlier ones too.
    pub serial: u64,
}

/// What orders claims before article and number do.
type Rank = (u8, Reverse<usize>, Option<When>, Option<i32>);

/// A telling in its group.
struct Member {
    telling: Telling,
    rank: Rank,
    leader: Option<u32>,
    // Of a leader: who joined it.
    others: Vec<u32>,
}

/// All claims of a kind.
pub struct Groups {
    kind: &'static Kind,
    members: Vec<Option<Member>>,
    free: Vec<u32>,
    leaders: HashMap<u64, Vec<u32>>,
    callers: HashMap<u64, Vec<u32>>,
    of_article: HashMap<u32, Vec<u32>>,
    dirty: BTreeSet<u32>,
    touched: BTreeSet<u32>,
    decided: usize,
    serial: u64,
}

/// A claim in the queue of those to decide: its place in the order of all.
type Turn = (Rank, String, u32, u32);

impl Groups {
    /// No claims.
    pub fn new(kind: &'static Kind) -> Groups {
        Groups {
            kind,
            members: Vec::new(),
            free: Vec::new(),
            leaders: HashMap::new(),
            callers: HashMap::new(),
            of_article: HashMap::new(),
            dirty: BTreeSet::new(),
            touched: BTreeSet::new(),
            decided: 0,
            serial: 0,
        }
    }

    fn member(&self, id: u32) -> &Member {
        self.members[id as usize].as_ref().expect("invariant: a number is asked for while its claim is there")
    }

    fn member_mut(&mut self, id: u32) -> &mut Member {
        self.members[id as usize].as_mut().expect("invariant: a number is asked for while its claim is there")
    }

    /// A telling.
    pub fn telling(&self, id: u32) -> &Telling {
        &self.member(id).telling
    }

    /// Takes a claim in: its number.
    pub fn add(&mut self, mut telling: Telling) -> u32 {
        self.serial += 1;
        telling.serial = self.serial;
        let precision = match telling.core.when.filter(|_| self.kind.timed != Timed::Any) {
            Some(When::Day(..)) => 0,
            Some(When::Month(..)) => 1,
            Some(When::Year(..)) => 2,
            // What tells its measure leads, so that what tells none joins one life and does not make one of two.
            None => 3 + u8::from(self.kind.silent(&telling.core)),
        };
        let rank = (precision, Reverse(telling.fillers), telling.core.when, telling.core.published);
        let id = self.free.pop().unwrap_or(self.members.len() as u32);
        for key in calls(self.kind.timed, &telling.keys, &telling.core) {
            self.callers.entry(key).or_default().push(id);
        }
        self.of_article.entry(telling.place.0).or_default().push(id);
        let member = Some(Member { telling, rank, leader: None, others: Vec::new() });
        match self.members.get_mut(id as usize) {
            Some(place) => *place = member,
            None => self.members.push(member),
        }
        self.dirty.insert(id);
        id
    }

    /// Takes a claim out.
    pub fn remove(&mut self, id: u32) {
        self.leave(id);
        self.readings(id).into_iter().for_each(|other| {
            self.dirty.insert(other);
        });
        let Some(member) = self.members[id as usize].take() else { return };
        for key in calls(self.kind.timed, &member.telling.keys, &member.telling.core) {
            drop_from(&mut self.callers, key, id);
        }
        drop_from(&mut self.of_article, member.telling.place.0, id);
        self.dirty.remove(&id);
        self.free.push(id);
    }

    /// Takes a claim out of its group; who followed it is to be decided anew.
    fn leave(&mut self, id: u32) {
        let Some(leader) = self.member_mut(id).leader.take() else { return };
        self.decided -= 1;
        self.touched.insert(leader);
        if leader != id {
            return self.member_mut(leader).others.retain(|o| *o != id);
        }
        let telling = &self.member(id).telling;
        for key in stands(self.kind.timed, &telling.keys, &telling.core) {
            drop_from(&mut self.leaders, key, id);
        }
        for other in std::mem::take(&mut self.member_mut(id).others) {
            self.member_mut(other).leader = None;
            self.decided -= 1;
            self.dirty.insert(other);
        }
    }

    /// Later claims of the same article that tell another status, where that makes them other facts.
    fn readings(&self, id: u32) -> Vec<u32> {
        if !self.kind.one_status {
            return Vec::new();
        }
        let status = self.telling(id).status;
        let all = self.of_article.get(&self.telling(id).place.0).into_iter().flatten();
        all.copied().filter(|o| self.telling(*o).status != status).collect()
    }

    fn order(&self, a: u32, b: u32, reports: &dyn Reports) -> Ordering {
        let (x, y) = (self.member(a), self.member(b));
        let id = |m: &Member| (&reports.report(m.telling.place.0).id, m.telling.place.1);
        x.rank.cmp(&y.rank).then_with(|| id(x).cmp(&id(y)))
    }

    fn turn(&self, id: u32, reports: &dyn Reports) -> Turn {
        let member = self.member(id);
        let (slot, claim) = member.telling.place;
        (member.rank, reports.report(slot).id.clone(), claim, id)
    }

    /// Brings the groups up to date: leaders of those that changed, and former ones.
    pub fn update(&mut self, reports: &dyn Reports) -> BTreeSet<u32> {
        // Where nothing was decided before, each claim is decided after all that it depends on.
        let whole = self.decided == 0;
        let dirty = std::mem::take(&mut self.dirty);
        let mut queue: BTreeSet<Turn> = dirty.into_iter().map(|id| self.turn(id, reports)).collect();
        while let Some(turn) = queue.pop_first() {
            let id = turn.3;
            let leader = self.decide(id, reports).unwrap_or(id);
            if self.member(id).leader == Some(leader) {
                continue;
            }
            self.leave(id);
            self.member_mut(id).leader = Some(leader);
            self.decided += 1;
            self.touched.insert(leader);
            if leader == id {
                let telling = &self.member(id).telling;
                let keys = stands(self.kind.timed, &telling.keys, &telling.core);
                if !whole {
                    let near: BTreeSet<u32> =
                        keys.iter().filter_map(|k| self.callers.get(k)).flatten().copied().collect();
                    let agrees = |o: &u32| agree(self.kind, &self.telling(id).core, &self.telling(*o).core).is_some();
                    let later = near.into_iter().filter(|o| self.order(id, *o, reports).is_lt()).filter(agrees);
                    let later: Vec<u32> = later.collect();
                    self.dirty.extend(later);
                }
                for key in keys {
                    self.leaders.entry(key).or_default().push(id);
                }
            } else {
                self.member_mut(leader).others.push(id);
            }
            if !whole {
                let later = self.readings(id).into_iter().filter(|o| self.order(id, *o, reports).is_lt());
                self.dirty.extend(later.collect::<Vec<_>>());
            }
            for again in std::mem::take(&mut self.dirty) {
                queue.insert(self.turn(again, reports));
            }
        }
        std::mem::take(&mut self.touched)
    }

    /// The leader of the best group for a claim, of those that come before it.
    fn decide(&self, id: u32, reports: &dyn Reports) -> Option<u32> {
        let telling = self.telling(id);
        let earlier = |o: &u32| self.order(*o, id, reports).is_lt();
        let mut near: Vec<u32> = calls(self.kind.timed, &telling.keys, &telling.core)
            .iter()
            .filter_map(|k| self.leaders.get(k))
            .flatten()
            .copied()
            .collect();
        near.sort_unstable();
        near.dedup();
        let others: Vec<u32> =
            self.readings(id).into_iter().filter(earlier).filter_map(|o| self.member(o).leader).collect();
        let mut best: Option<(_, u32)> = None;
        for leader in near.into_iter().filter(|l| !others.contains(l)) {
            let first = self.telling(leader);
            let Some(score) = agree(self.kind, &first.core, &telling.core).filter(|_| earlier(&leader)) else {
                continue;
            };
            let score = (score, first.status == telling.status);
            let better =
                best.is_none_or(|(most, l)| score.cmp(&most).then_with(|| self.order(l, leader, reports)).is_gt());
            if better {
                best = Some((score, leader));
            }
        }
        best.map(|(_, leader)| leader)
    }

    /// The members of a group in their order, the leader first; `None` for what leads none.
    pub fn group(&self, leader: u32, reports: &dyn Reports) -> Option<Vec<u32>> {
        let first = self.members.get(leader as usize)?.as_ref().filter(|m| m.leader == Some(leader))?;
        let mut all: Vec<u32> = std::iter::once(leader).chain(first.others.iter().copied()).collect();
        all.sort_by(|a, b| self.order(*a, *b, reports));
        Some(all)
    }
}

fn drop_from<K: std::hash::Hash + Eq>(map: &mut HashMap<K, Vec<u32>>, key: K, id: u32) {
    if let Some(all) = map.get_mut(&key) {
        all.retain(|other| *other != id);
        if all.is_empty() {
            map.remove(&key);
        }
    }
}
