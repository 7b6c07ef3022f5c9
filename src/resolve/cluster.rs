//! Which members of one block are one thing.
//!
//! Input: the members of a block and the verdicts of persons. Output: clusters, each with the reasons why its members are one.
//! Invariant: a function of the block alone; members are numbered in the order of article and key, and every choice is made in a fixed order.
//! Method: who tells most comes first; each next one joins the one cluster that fits, or founds its own. Nothing is compared member by member:
//! those of one name are one atom. Two entities of one article stay apart, unless a person or the gazetteer says that they are one.

use super::judge::Verdicts;
use super::name::{Known, Name};
use super::relation::{Ground, Relation, evidence, relation};
use crate::entity::Entity;
use crate::lang;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An article entity.
pub struct Member<'a> {
    /// Rank of its article among all, by id.
    pub article: u32,
    /// Index of its report and of the entity there.
    pub place: (u32, u32),
    /// The entity.
    pub entity: &'a Entity,
    /// What is known of it.
    pub known: &'a Known,
}

/// Members that are one thing.
#[derive(Default)]
pub struct Cluster {
    /// Numbers of the members, sorted.
    pub members: Vec<u32>,
    /// Why they are one.
    pub reasons: BTreeSet<String>,
}

/// Members that are one before anything is compared.
struct Atom<'a> {
    names: BTreeSet<&'a Name>,
    countries: BTreeSet<&'a str>,
    titles: BTreeSet<&'a str>,
    members: Vec<u32>,
    judged: bool,
    foes: BTreeSet<u32>,
    reasons: BTreeSet<String>,
}

/// What members have in common that are one atom: the name; with it all that is known where the name tells little; for a description, itself.
type Signature<'a> = (&'a Name, Option<&'a Known>, Option<u32>);

/// A cluster that still grows.
struct Growing<'a> {
    names: BTreeSet<&'a Name>,
    countries: BTreeSet<&'a str>,
    titles: BTreeSet<&'a str>,
    members: BTreeSet<u32>,
    articles: HashMap<u32, u32>,
    reasons: BTreeSet<String>,
    label: &'a str,
}

/// How far ahead of all others a cluster must be for a name that fits several.
const FAR_AHEAD: usize = 4;

/// Parts a block into clusters.
pub fn clusters(members: &[Member], block: &[u32], verdicts: &Verdicts) -> Vec<Cluster> {
    let mut work =
        Work { members, judged: BTreeSet::new(), growing: Vec::new(), home: HashMap::new(), alone: Vec::new() };
    for atom in work.atoms(block, verdicts) {
        work.place(atom);
    }
    let alone = work.alone.into_iter().map(|m| Cluster { members: vec![m], reasons: BTreeSet::new() });
    let grown = work.growing.into_iter().filter(|g| !g.members.is_empty());
    grown.map(|g| Cluster { members: g.members.into_iter().collect(), reasons: g.reasons }).chain(alone).collect()
}

struct Work<'a> {
    members: &'a [Member<'a>],
    judged: BTreeSet<u32>,
    growing: Vec<Growing<'a>>,
    home: HashMap<u32, usize>,
    alone: Vec<u32>,
}

impl<'a> Work<'a> {
    fn member(&self, m: u32) -> &'a Member<'a> {
        &self.members[m as usize]
    }

    fn atom(&self, mut members: Vec<u32>) -> Atom<'a> {
        members.sort_unstable();
        let known = || members.iter().map(|m| self.member(*m).known);
        Atom {
            names: known().map(|k| &k.name).collect(),
            countries: known().filter_map(|k| k.country.as_deref()).collect(),
            titles: known().flat_map(|k| k.titles.iter().map(String::as_str)).collect(),
            members,
            judged: false,
            foes: BTreeSet::new(),
            reasons: BTreeSet::new(),
        }
    }

    /// Members that persons spoke of, each with those that it is the same as; all others by name.
    fn atoms(&mut self, block: &[u32], verdicts: &Verdicts) -> Vec<Atom<'a>> {
        let within = |m: &u32| block.binary_search(m).is_ok();
        let mut leader: BTreeMap<u32, u32> = BTreeMap::new();
        let links: Vec<_> = verdicts.same.iter().filter(|(a, b, _)| within(a) && within(b)).collect();
        for m in links.iter().flat_map(|(a, b, _)| [a, b]).chain(verdicts.distinct.keys().filter(|m| within(m))) {
            leader.insert(*m, *m);
        }
        for (a, b, _) in &links {
            let (x, y) = (leader[a], leader[b]);
            leader.values_mut().filter(|l| **l == x.max(y)).for_each(|l| *l = x.min(y));
        }
        self.judged = leader.keys().copied().collect();
        let mut together: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        leader.iter().for_each(|(m, l)| together.entry(*l).or_default().push(*m));
        let mut atoms = Vec::new();
        for (first, members) in together {
            let mut atom = self.atom(members);
            atom.judged = true;
            atom.foes = atom.members.iter().filter_map(|m| verdicts.distinct.get(m)).flatten().copied().collect();
            for (a, b, reason) in links.iter().filter(|(a, _, _)| leader[a] == first) {
                let (a, b) = (&self.member(*a).entity.name, &self.member(*b).entity.name);
                let colon = if reason.is_empty() { "" } else { ": " };
                atom.reasons.insert(format!("judgement: '{a}' and '{b}' are one{colon}{reason}"));
            }
            atoms.push(atom);
        }
        let mut named: BTreeMap<Signature, Vec<u32>> = BTreeMap::new();
        for m in block.iter().filter(|m| !self.judged.contains(m)) {
            let known = self.member(*m).known;
            let little = matches!(known.name, Name::Person(_)) && known.name.weight() < 100;
            let alone = (known.name == Name::Local).then_some(*m);
            named.entry((&known.name, little.then_some(known), alone)).or_default().push(*m);
        }
        atoms.extend(named.into_values().map(|members| self.atom(members)).collect::<Vec<_>>());
        atoms.sort_by_cached_key(|a| {
            let weight = a.names.iter().map(|n| n.weight()).max();
            let same = a.judged && a.members.len() > 1;
            (Reverse(weight), Reverse(same), a.foes.len(), a.names.first().copied(), a.members[0])
        });
        atoms
    }

    /// Lets an atom join the cluster that fits, or found one.
    fn place(&mut self, atom: Atom<'a>) {
        let mut fits: Vec<(u32, Relation, usize)> = (0..self.growing.len())
            .filter_map(|c| self.fit(&atom, &self.growing[c]).map(|(score, relation)| (score, relation, c)))
            .filter(|(_, _, c)| self.allowed(&atom, *c))
            .collect();
        fits.sort_by_key(|(score, _, c)| (Reverse(*score), *c));
        let size = |c: usize| self.growing[c].members.len();
        let rivals: Vec<usize> = fits.iter().filter(|f| f.0 == fits[0].0).map(|f| f.2).collect();
        let total: usize = rivals.iter().map(|c| size(*c)).sum();
        let far_ahead = |c: &usize| size(*c) >= FAR_AHEAD * (total - size(*c));
        let chosen = match fits.first() {
            None => None,
            Some((_, Relation::Exact, _)) => rivals.iter().copied().max_by_key(|c| (size(*c), Reverse(*c))),
            Some(_) if rivals.len() == 1 => Some(rivals[0]),
            Some(_) => rivals.iter().copied().find(far_ahead),
        };
        match chosen {
            Some(c) => {
                let relation = fits.iter().find(|f| f.2 == c).map(|f| f.1);
                self.join(atom, c, relation, rivals.len() > 1);
            }
            None => self.found(atom),
        }
    }

    /// How well an atom fits a cluster.
    fn fit(&self, atom: &Atom, cluster: &Growing) -> Option<(u32, Relation)> {
        let mut best = Relation::Silent;
        let mut apart = false;
        for (a, c) in atom.names.iter().flat_map(|a| cluster.names.iter().map(move |c| (a, c))) {
            let relation = relation(a, c);
            apart |= relation == Relation::Apart;
            best = best.max(relation);
        }
        let country = evidence(&atom.countries, &cluster.countries);
        let title = evidence(&atom.titles, &cluster.titles);
        let plus = u32::from(title == Some(true)) * 4;
        match best {
            Relation::Exact => Some((1000 + plus + u32::from(country == Some(true)) * 3, best)),
            Relation::Agree(score, ground) if !apart && ground.holds(country, title) => {
                let near = ground == Ground::Given && country == Some(true);
                Some((u32::from(score) * 10 + plus + u32::from(near) * 3, best))
            }
            _ => None,
        }
    }

    /// Whether neither a person nor the articles forbid an atom a cluster.
    fn allowed(&self, atom: &Atom, c: usize) -> bool {
        let cluster = &self.growing[c];
        if atom.foes.iter().any(|f| self.home.get(f) == Some(&c)) {
            return false;
        }
        if linked(atom) {
            return true;
        }
        let other = |m: &u32| cluster.articles.get(&self.member(*m).article);
        let fixed = |o: &u32| self.judged.contains(o) || matches!(self.member(*o).known.name, Name::Linked(_));
        match atom.judged {
            true => !atom.members.iter().filter_map(other).any(fixed),
            false => atom.members.iter().any(|m| other(m).is_none()),
        }
    }

    fn join(&mut self, atom: Atom<'a>, c: usize, relation: Option<Relation>, ahead: bool) {
        let label = self.member(atom.members[0]).entity.name.as_str();
        let cluster = &mut self.growing[c];
        let line = match relation {
            Some(Relation::Agree(_, ground)) if ahead => {
                format!("{}, by far the most told of: '{label}' ~ '{}'", ground.words(), cluster.label)
            }
            Some(Relation::Agree(_, ground)) => format!("{}: '{label}' ~ '{}'", ground.words(), cluster.label),
            _ => format!("same name: '{label}'"),
        };
        cluster.reasons.insert(line);
        cluster.names.extend(atom.names.iter());
        cluster.countries.extend(atom.countries.iter());
        cluster.titles.extend(atom.titles.iter());
        self.add(atom, c);
    }

    fn found(&mut self, atom: Atom<'a>) {
        let bare = |n: &&Name| matches!(n, Name::Person(p) if p.given.is_empty());
        if !atom.judged && atom.countries.is_empty() && atom.titles.is_empty() && atom.names.iter().all(bare) {
            self.alone.extend(atom.members);
            return;
        }
        self.growing.push(Growing {
            names: atom.names.clone(),
            countries: atom.countries.clone(),
            titles: atom.titles.clone(),
            members: BTreeSet::new(),
            articles: HashMap::new(),
            reasons: BTreeSet::new(),
            label: &self.member(atom.members[0]).entity.name,
        });
        self.add(atom, self.growing.len() - 1);
    }

    /// Puts an atom's members into a cluster; of two from one article the one stays that a person spoke of, else the first.
    fn add(&mut self, atom: Atom<'a>, c: usize) {
        let together = linked(&atom);
        let (members, cluster) = (self.members, &mut self.growing[c]);
        let mut added = 0;
        for m in &atom.members {
            let article = members[*m as usize].article;
            if let Some(other) = cluster.articles.get(&article).copied().filter(|_| !together) {
                let one = atom.judged && atom.members.contains(&other);
                if !atom.judged {
                    self.alone.push(*m);
                    continue;
                } else if !one {
                    cluster.members.remove(&other);
                    self.home.remove(&other);
                    self.alone.push(other);
                }
            }
            cluster.articles.insert(article, *m);
            cluster.members.insert(*m);
            if atom.judged {
                self.home.insert(*m, c);
            }
            added += 1;
        }
        if added > 1 && !atom.judged {
            let first = &members[atom.members[0] as usize];
            cluster.reasons.insert(match &first.known.name {
                Name::Linked(code) => {
                    format!("same linked entity {}", lang::linked(code).and_then(|l| l.qid).unwrap_or(code))
                }
                _ => format!("same name: '{}'", first.entity.name),
            });
        }
        cluster.reasons.extend(atom.reasons);
    }
}

/// Whether the gazetteer says what an atom is.
fn linked(atom: &Atom) -> bool {
    atom.names.iter().any(|n| matches!(n, Name::Linked(_)))
}
