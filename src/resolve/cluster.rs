//! Which members of one block are one thing.
//!
//! Input: the looks of a block with their members, and the verdicts of persons. Output: clusters, each with the reasons why its members are one.
//! Invariant: a function of the block alone, in which neither slots nor numbers of looks show; every choice is made in a fixed order.
//! Method: who tells most comes first; each next one joins the one cluster that fits, or founds its own. Nothing is done member by member but for
//! members that persons spoke of and for those of articles that name several: two entities of one article stay apart, unless a person or the
//! gazetteer says that they are one.

use super::articles::Reports;
use super::judge::{Place, Verdicts};
use super::looks::{Look, Looks};
use super::name::Name;
use super::relation::{Ground, ONE, Relation, evidence, shown};
use crate::lang;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is compared with each other, and with nothing else.
pub struct Block<'a> {
    /// All looks.
    pub looks: &'a Looks,
    /// Those of the block.
    pub ids: &'a [u32],
    /// Members that persons spoke of, with their looks.
    pub judged: BTreeMap<Place, u32>,
    /// Members of articles that have several members in the block, with their looks, in the order of article and key.
    pub crowded: Vec<(Place, u32)>,
    /// All verdicts.
    pub verdicts: &'a Verdicts,
    /// All reports.
    pub reports: &'a dyn Reports,
}

/// Members that are one thing: those of some looks but for strays, and some more.
#[derive(Default)]
pub struct Cluster {
    /// Looks whose members are one, but for those told elsewhere.
    pub looks: Vec<u32>,
    /// Members that persons spoke of.
    pub places: Vec<(Place, u32)>,
    /// Why they are one.
    pub reasons: BTreeSet<Reason>,
}

/// Why some members are one; names are told by faces that have them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The gazetteer has them, as this look.
    Linked(u32),
    /// They have one name; with the score.
    Named(u32, u8),
    /// Their names agree, on this ground with this score; whether one is by far the most told of.
    Agree(u32, u32, Ground, u8, bool),
    /// A person says so.
    Judged(String),
}

impl Reason {
    /// The reason for a reader.
    pub fn line(&self, looks: &Looks) -> String {
        let name = |face: &u32| &looks.face(*face).entity.name;
        let shown = |score: &u8| format!("{}.{:02}", score / 100, score % 100);
        match self {
            Reason::Linked(look) => {
                let code = looks.look(*look).known.code().unwrap_or_default();
                format!("same linked entity {}", lang::linked(code).and_then(|l| l.qid).unwrap_or(code))
            }
            Reason::Named(face, score) => format!("same name: '{}' ({})", name(face), shown(score)),
            Reason::Agree(face, other, ground, score, ahead) => {
                let ahead = if *ahead { ", by far the most told of" } else { "" };
                format!("{}{ahead}: '{}' ~ '{}' ({})", ground.words(), name(face), name(other), shown(score))
            }
            Reason::Judged(line) => line.clone(),
        }
    }
}

/// A block in parts.
#[derive(Default)]
pub struct Parted {
    /// Things with several members, or that could have.
    pub clusters: Vec<Cluster>,
    /// Looks each of whose members is a thing of its own, but for those in `Cluster::places`.
    pub each: Vec<u32>,
    /// Members of looks in clusters that are things of their own.
    pub alone: Vec<(Place, u32)>,
}

/// Members that are one before anything is compared.
struct Atom<'a> {
    weight: usize,
    names: Vec<u32>,
    // The first of the names, and its rank among those of the block.
    first: Option<&'a Name>,
    rank: u32,
    // Items of a user's gazetteer.
    items: Cow<'a, [u32]>,
    countries: Cow<'a, [u32]>,
    titles: Cow<'a, [u32]>,
    looks: Vec<u32>,
    // Members that persons spoke of; empty unless this atom is of such.
    judged: Vec<(Place, u32)>,
    // Other members of articles that have several in the block.
    crowd: Vec<(Place, u32)>,
    size: usize,
    foes: BTreeSet<Place>,
    reasons: BTreeSet<Reason>,
    // A face that has the name to show.
    label: u32,
}

/// A cluster that still grows.
struct Growing {
    names: Vec<u32>,
    // The atom that met it last, the closest relation of their names, and how many pairs of names are near.
    met: (usize, Relation, usize),
    items: Vec<u32>,
    countries: Vec<u32>,
    titles: Vec<u32>,
    looks: Vec<u32>,
    judged: BTreeSet<Place>,
    // Of the articles that have several members in the block, the one that is in here.
    crowd: BTreeMap<u32, (Place, u32)>,
    size: usize,
    reasons: BTreeSet<Reason>,
    // A face that has the name to show.
    label: u32,
}

/// How far ahead of all others a cluster must be for a name that fits several.
const FAR_AHEAD: usize = 4;

/// Parts a block into clusters. `ranks` is room for a number a name, all zero before and after.
pub fn clusters(block: &Block, ranks: &mut [u32]) -> Parted {
    let (growing, called, holding, home) = (Vec::new(), Vec::new(), HashMap::new(), HashMap::new());
    let mut work = Work { block, ranks, growing, called, holding, home, each: Vec::new(), alone: Vec::new() };
    let atoms = work.atoms();
    let names: Vec<u32> = atoms.iter().flat_map(|a| &a.names).copied().collect();
    for (n, atom) in atoms.into_iter().enumerate() {
        work.place(atom, n);
    }
    names.into_iter().for_each(|name| work.ranks[name as usize] = 0);
    let grown = work.growing.into_iter().filter(|g| g.size > 0 || !g.looks.is_empty());
    let look = |place: &Place| (*place, block.judged[place]);
    let clusters =
        grown.map(|g| Cluster { looks: g.looks, places: g.judged.iter().map(look).collect(), reasons: g.reasons });
    Parted { clusters: clusters.collect(), each: work.each, alone: work.alone }
}

struct Work<'a> {
    block: &'a Block<'a>,
    // By number of a name: its rank among those of the block, from 1.
    ranks: &'a mut [u32],
    growing: Vec<Growing>,
    // By rank of a name: clusters that have it.
    called: Vec<Vec<usize>>,
    // By item: clusters that are it.
    holding: HashMap<u32, Vec<usize>>,
    home: HashMap<Place, usize>,
    each: Vec<u32>,
    alone: Vec<(Place, u32)>,
}

impl<'a> Work<'a> {
    fn look(&self, id: u32) -> &'a Look {
        self.block.looks.look(id)
    }

    fn atom(&self, looks: Vec<u32>, judged: Vec<(Place, u32)>) -> Atom<'a> {
        let face = |face: u32| self.block.looks.face(face);
        let size = judged.len() + looks.iter().map(|l| self.look(*l).size).sum::<usize>();
        let faces = looks.iter().map(|l| self.look(*l).shown);
        let label = match (judged.first(), &looks[..]) {
            (Some((member, _)), _) => self.block.looks.face_of(*member),
            // Most atoms are of one look, whose face need not be looked at.
            (None, [one]) => self.look(*one).shown,
            _ => faces.max_by_key(|f| (face(*f).members.len(), Reverse(&face(*f).entity.name))).unwrap_or_default(),
        };
        let all: Vec<&Look> = looks.iter().chain(judged.iter().map(|(_, look)| look)).map(|l| self.look(*l)).collect();
        let mut names: Vec<u32> = all.iter().map(|look| look.name).collect();
        names.sort_unstable();
        names.dedup();
        let words = self.block.looks.words();
        let told = |of: fn(&Look) -> &[u32]| match all[..] {
            [one] => Cow::Borrowed(of(one)),
            _ => {
                let told: BTreeSet<(&str, u32)> =
                    all.iter().flat_map(|l| of(l)).map(|w| (words.word(*w), *w)).collect();
                Cow::Owned(told.into_iter().map(|(_, word)| word).collect())
            }
        };
        let items = told(|look| look.item.as_slice());
        let weight = names.iter().map(|n| self.block.looks.names().weight(*n)).max().unwrap_or_default();
        Atom {
            weight: if items.is_empty() { weight } else { usize::MAX },
            items,
            names,
            first: None,
            rank: 0,
            countries: told(|look| look.country.as_slice()),
            titles: told(|look| &look.titles),
            size,
            crowd: Vec::new(),
            foes: BTreeSet::new(),
            reasons: BTreeSet::new(),
            label,
            looks,
            judged,
        }
    }

    /// Members that persons spoke of, each with those that it is the same as; all others by name.
    fn atoms(&mut self) -> Vec<Atom<'a>> {
        let Block { judged, verdicts, reports, .. } = self.block;
        let links: Vec<_> = match judged.is_empty() {
            true => Vec::new(),
            false => verdicts.same.iter().filter(|(a, ..)| judged.contains_key(a)).collect(),
        };
        let mut leader: BTreeMap<Place, Place> = judged.keys().map(|m| (*m, *m)).collect();
        for (a, b, _) in &links {
            let (x, y) = (leader[a], leader[b]);
            leader.values_mut().filter(|l| **l == x.max(y)).for_each(|l| *l = x.min(y));
        }
        let mut together: BTreeMap<Place, Vec<(Place, u32)>> = BTreeMap::new();
        leader.iter().for_each(|(m, l)| together.entry(*l).or_default().push((*m, judged[m])));
        let mut atoms = Vec::new();
        for (first, mut members) in together {
            members.sort_by(|a, b| reports.order(a.0, b.0));
            let mut atom = self.atom(Vec::new(), members);
            atom.foes = atom.judged.iter().filter_map(|(m, _)| verdicts.distinct.get(m)).flatten().copied().collect();
            for (a, b, reason) in links.iter().filter(|(a, ..)| leader[a] == first) {
                let name = |m: &Place| &self.block.looks.face(self.block.looks.face_of(*m)).entity.name;
                let colon = if reason.is_empty() { "" } else { ": " };
                let line = format!("judgement: '{}' and '{}' are one{colon}{reason}", name(a), name(b));
                atom.reasons.insert(Reason::Judged(line));
            }
            atoms.push(atom);
        }
        let mut spoken: BTreeMap<u32, usize> = BTreeMap::new();
        judged.values().for_each(|look| *spoken.entry(*look).or_default() += 1);
        // Looks of one item; else of one name, and of people those of whom also all else that is known is equal.
        let mut named: Vec<(Option<u32>, u32, u32, u32)> = Vec::with_capacity(self.block.ids.len());
        for id in self.block.ids {
            let look = self.look(*id);
            if look.alone() || spoken.get(id) == Some(&look.size) {
                self.each.push(*id);
                continue;
            }
            named.push(match look.item {
                Some(_) => (look.item, 0, 0, *id),
                None => (None, look.name, if look.person { *id } else { 0 }, *id),
            });
        }
        named.sort_unstable();
        let crowded: BTreeSet<u32> = self.block.crowded.iter().map(|(_, look)| *look).collect();
        let mut home: HashMap<u32, usize> = HashMap::new();
        for alike in named.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
            let looks: Vec<u32> = alike.iter().map(|(.., look)| *look).collect();
            home.extend(looks.iter().filter(|l| crowded.contains(l)).map(|look| (*look, atoms.len())));
            let mut atom = self.atom(looks, Vec::new());
            atom.size -= atom.looks.iter().filter_map(|look| spoken.get(look)).sum::<usize>();
            atoms.push(atom);
        }
        for (m, look) in self.block.crowded.iter().filter(|(m, _)| !judged.contains_key(m)) {
            if let Some(atom) = home.get(look) {
                atoms[*atom].crowd.push((*m, *look));
            }
        }
        let mut names: Vec<u32> = atoms.iter().flat_map(|a| &a.names).copied().collect();
        names.sort_unstable();
        names.dedup();
        names.sort_by_key(|name| self.block.looks.names().name(*name));
        (1..).zip(&names).for_each(|(rank, name)| self.ranks[*name as usize] = rank);
        self.called.resize(names.len() + 1, Vec::new());
        for atom in &mut atoms {
            let first = atom.names.iter().min_by_key(|name| self.ranks[**name as usize]);
            atom.rank = first.map_or(0, |name| self.ranks[*name as usize]);
            atom.first = first.map(|name| self.block.looks.names().name(*name));
        }
        atoms.sort_by(|a, b| {
            let words = |told: &[u32]| told.iter().map(|w| self.block.looks.words().word(*w)).collect::<Vec<_>>();
            let told = |atom: &Atom| [&atom.titles, &atom.countries, &atom.items].map(|told| words(told));
            let ranks = self.rank(a).cmp(&self.rank(b)).then_with(|| told(a).cmp(&told(b)));
            ranks.then_with(|| match (&a.judged[..], &b.judged[..]) {
                ([(x, _), ..], [(y, _), ..]) => reports.order(*x, *y),
                (x, y) => x.len().cmp(&y.len()),
            })
        });
        atoms
    }

    fn rank(&self, atom: &Atom) -> impl Ord + use<> {
        let (weight, size, same) = (Reverse(atom.weight), Reverse(atom.size), Reverse(atom.judged.len() > 1));
        // Of one name those come first that tell country and office, so that namesakes are apart before others choose between them.
        let tells = Reverse(u8::from(!atom.titles.is_empty()) + u8::from(!atom.countries.is_empty()));
        (weight, same, atom.foes.len(), atom.rank, tells, size)
    }

    /// Lets an atom, the nth, join the cluster that fits, or found one.
    fn place(&mut self, atom: Atom<'a>, n: usize) {
        let mut met: Vec<usize> = Vec::new();
        for (other, relation) in atom.names.iter().flat_map(|name| self.block.looks.names().near(*name)) {
            for c in &self.called[self.ranks[*other as usize] as usize] {
                let (last, closest, pairs) = &mut self.growing[*c].met;
                if *last != n {
                    (*last, *closest, *pairs) = (n, *relation, 0);
                    met.push(*c);
                }
                (*closest, *pairs) = ((*closest).max(*relation), *pairs + 1);
            }
        }
        for c in atom.items.iter().filter_map(|item| self.holding.get(item)).flatten() {
            let (last, closest, _) = &mut self.growing[*c].met;
            if *last != n {
                met.push(*c);
            }
            (*last, *closest) = (n, Relation::Exact);
        }
        let fit = |c: usize| Some((self.fit(&atom, &self.growing[c])?, self.growing[c].met.1, c));
        let fits = met.into_iter().filter_map(fit).filter(|(_, _, c)| self.allowed(&atom, *c));
        let mut fits: Vec<(i32, Relation, usize)> = fits.collect();
        fits.sort_unstable_by_key(|(score, _, c)| (Reverse(*score), *c));
        let size = |c: usize| self.growing[c].size;
        let rivals = fits.chunk_by(|a, b| a.0 == b.0).next().unwrap_or_default();
        let total: usize = rivals.iter().map(|f| size(f.2)).sum();
        let far_ahead = |f: &&(i32, Relation, usize)| size(f.2) >= FAR_AHEAD * (total - size(f.2));
        let chosen = match rivals {
            [] => None,
            [(_, Relation::Exact, _), ..] => rivals.iter().max_by_key(|f| (size(f.2), Reverse(f.2))),
            [one] => Some(one),
            _ => rivals.iter().find(far_ahead),
        };
        match chosen.copied() {
            Some((score, relation, c)) => self.join(atom, c, (score, relation), rivals.len() > 1),
            None => self.found(atom),
        }
    }

    /// How well an atom fits a cluster that it met.
    fn fit(&self, atom: &Atom, cluster: &Growing) -> Option<i32> {
        let (_, closest, pairs) = cluster.met;
        if !atom.items.is_empty() && !cluster.items.is_empty() {
            return (evidence(&atom.items, &cluster.items) == Some(true)).then_some(100);
        }
        // Names of bodies that are not near tell nothing; those of people contradict each other.
        let person = matches!(atom.first, Some(Name::Person(_)));
        let apart = person && pairs < atom.names.len() * cluster.names.len();
        let country = evidence(&atom.countries, &cluster.countries);
        let title = evidence(&atom.titles, &cluster.titles);
        let score = closest.score(country, title).filter(|score| *score >= ONE)?;
        (closest == Relation::Exact || !apart).then_some(score)
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
        if atom.judged.is_empty() {
            return atom.crowd.len() < atom.size || atom.crowd.iter().any(|(m, _)| !cluster.crowd.contains_key(&m.0));
        }
        let fixed =
            |(o, look): &&(Place, u32)| self.block.judged.contains_key(o) || self.look(*look).known.code().is_some();
        !atom.judged.iter().filter_map(|(m, _)| cluster.crowd.get(&m.0)).any(|o| fixed(&o))
    }

    fn join(&mut self, atom: Atom<'a>, c: usize, (score, relation): (i32, Relation), ahead: bool) {
        let cluster = &mut self.growing[c];
        let score = shown(score);
        cluster.reasons.insert(match relation {
            Relation::Agree(_, ground) => Reason::Agree(atom.label, cluster.label, ground, score, ahead),
            _ => Reason::Named(atom.label, score),
        });
        for (told, new) in [(&mut cluster.countries, &atom.countries), (&mut cluster.titles, &atom.titles)] {
            new.iter().for_each(|word| {
                if !told.contains(word) {
                    told.push(*word);
                }
            });
        }
        self.add(atom, c);
    }

    fn found(&mut self, atom: Atom<'a>) {
        let bare = matches!(atom.first, Some(Name::Person(p)) if p.given.is_empty());
        let nothing = atom.countries.is_empty() && atom.titles.is_empty();
        if atom.judged.is_empty() && nothing && bare && atom.items.is_empty() {
            self.each.extend(atom.looks);
            return;
        }
        self.growing.push(Growing {
            names: Vec::new(),
            items: Vec::new(),
            met: (usize::MAX, Relation::Apart, 0),
            countries: atom.countries.to_vec(),
            titles: atom.titles.to_vec(),
            looks: Vec::new(),
            judged: BTreeSet::new(),
            crowd: BTreeMap::new(),
            size: 0,
            reasons: BTreeSet::new(),
            label: atom.label,
        });
        self.add(atom, self.growing.len() - 1);
    }

    /// Puts an atom's members into a cluster; of two from one article the one stays that a person spoke of, else the first.
    fn add(&mut self, atom: Atom<'a>, c: usize) {
        let together = linked(&atom);
        let mut added = atom.size;
        let judged = !atom.judged.is_empty();
        let cluster = &mut self.growing[c];
        for name in &atom.names {
            if !cluster.names.contains(name) {
                cluster.names.push(*name);
                self.called[self.ranks[*name as usize] as usize].push(c);
            }
        }
        for item in atom.items.iter() {
            if !cluster.items.contains(item) {
                cluster.items.push(*item);
                self.holding.entry(*item).or_default().push(c);
            }
        }
        for (m, look) in atom.crowd.iter().chain(&atom.judged).copied() {
            if let Some((other, of)) = cluster.crowd.get(&m.0).copied().filter(|_| !together) {
                if !judged {
                    self.alone.push((m, look));
                    added -= 1;
                    continue;
                } else if !atom.judged.iter().any(|(j, _)| *j == other) {
                    cluster.size -= 1;
                    self.home.remove(&other);
                    self.alone.push((other, of));
                }
            }
            cluster.crowd.insert(m.0, (m, look));
            if judged {
                cluster.judged.insert(m);
                self.home.insert(m, c);
            }
        }
        cluster.size += added;
        if added > 1 && !judged {
            cluster.reasons.insert(match together {
                true => Reason::Linked(atom.looks[0]),
                false => Reason::Named(atom.label, 100),
            });
        }
        cluster.looks.extend(atom.looks);
        cluster.reasons.extend(atom.reasons);
    }
}

/// Whether a gazetteer says what an atom is.
fn linked(atom: &Atom) -> bool {
    !atom.items.is_empty() || matches!(atom.first, Some(Name::Linked(_)))
}
