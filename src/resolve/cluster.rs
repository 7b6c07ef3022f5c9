//! Which members of one block are one thing.
//!
//! Input: the looks of a block with their members, and the verdicts of persons. Output: clusters, each with the reasons why its members are one.
//! Invariant: a function of the block alone, in which neither slots nor numbers of looks show; every choice is made in a fixed order.
//! Method: who tells most comes first; each next one joins the one cluster that fits, or founds its own. Nothing is done member by member but for
//! members that persons spoke of and for those of articles that name several: two entities of one article stay apart, unless a person or the
//! gazetteer says that they are one.

use super::articles::Reports;
use super::judge::{Place, Verdicts};
use super::looks::Look;
use super::name::{Known, Name};
use super::relation::{ONE, Relation, evidence, relation, shown};
use crate::lang;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is compared with each other, and with nothing else.
pub struct Block<'a> {
    /// All looks.
    pub looks: &'a [Look],
    /// Those of the block.
    pub ids: Vec<u32>,
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
    pub reasons: BTreeSet<String>,
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
    names: BTreeSet<&'a Name>,
    countries: BTreeSet<&'a str>,
    titles: BTreeSet<&'a str>,
    looks: Vec<u32>,
    // Members that persons spoke of; empty unless this atom is of such.
    judged: Vec<(Place, u32)>,
    // Other members of articles that have several in the block.
    crowd: Vec<(Place, u32)>,
    size: usize,
    foes: BTreeSet<Place>,
    reasons: BTreeSet<String>,
    label: &'a str,
}

/// What members have in common that are one atom: the name; with it all that is known of a person.
type Signature<'a> = (&'a Name, Option<&'a Known>);

/// A cluster that still grows.
struct Growing<'a> {
    names: BTreeSet<&'a Name>,
    countries: BTreeSet<&'a str>,
    titles: BTreeSet<&'a str>,
    looks: Vec<u32>,
    judged: BTreeSet<Place>,
    // Of the articles that have several members in the block, the one that is in here.
    crowd: HashMap<u32, (Place, u32)>,
    size: usize,
    reasons: BTreeSet<String>,
    label: &'a str,
}

/// How far ahead of all others a cluster must be for a name that fits several.
const FAR_AHEAD: usize = 4;

/// Parts a block into clusters.
pub fn clusters(block: &Block) -> Parted {
    let mut work = Work { block, growing: Vec::new(), home: HashMap::new(), each: Vec::new(), alone: Vec::new() };
    let atoms = work.atoms();
    for atom in atoms {
        work.place(atom);
    }
    let grown = work.growing.into_iter().filter(|g| g.size > 0 || !g.looks.is_empty());
    let look = |place: &Place| (*place, block.judged[place]);
    let clusters =
        grown.map(|g| Cluster { looks: g.looks, places: g.judged.iter().map(look).collect(), reasons: g.reasons });
    Parted { clusters: clusters.collect(), each: work.each, alone: work.alone }
}

struct Work<'a> {
    block: &'a Block<'a>,
    growing: Vec<Growing<'a>>,
    home: HashMap<Place, usize>,
    each: Vec<u32>,
    alone: Vec<(Place, u32)>,
}

impl<'a> Work<'a> {
    fn look(&self, id: u32) -> &'a Look {
        &self.block.looks[id as usize]
    }

    fn atom(&self, looks: Vec<u32>, judged: Vec<(Place, u32)>) -> Atom<'a> {
        let mut all: Vec<&'a Look> =
            looks.iter().chain(judged.iter().map(|(_, look)| look)).map(|l| self.look(*l)).collect();
        let most = looks.iter().map(|l| self.look(*l)).max_by_key(|l| (l.members.len(), Reverse(&l.entity.name)));
        let first = judged.first().map(|(_, look)| self.look(*look)).or(most);
        let size = judged.len() + looks.iter().map(|l| self.look(*l).members.len()).sum::<usize>();
        all.sort_unstable_by_key(|l| l.known_number());
        all.dedup_by_key(|l| l.known_number());
        let names: BTreeSet<&Name> = all.iter().map(|l| &l.known().name).collect();
        Atom {
            weight: names.iter().map(|n| n.weight()).max().unwrap_or_default(),
            names,
            countries: all.iter().filter_map(|l| l.known().country.as_deref()).collect(),
            titles: all.iter().flat_map(|l| l.known().titles.iter().map(String::as_str)).collect(),
            size,
            looks,
            judged,
            crowd: Vec::new(),
            foes: BTreeSet::new(),
            reasons: BTreeSet::new(),
            label: first.map_or("", |l| &l.entity.name),
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
                let name = |m: &Place| &self.look(judged[m]).entity.name;
                let colon = if reason.is_empty() { "" } else { ": " };
                atom.reasons.insert(format!("judgement: '{}' and '{}' are one{colon}{reason}", name(a), name(b)));
            }
            atoms.push(atom);
        }
        let mut spoken: BTreeMap<u32, usize> = BTreeMap::new();
        judged.values().for_each(|look| *spoken.entry(*look).or_default() += 1);
        // Looks by what is known of them; then, but for people, by name alone.
        let mut alike: HashMap<u32, Vec<u32>> = HashMap::new();
        for id in &self.block.ids {
            let look = self.look(*id);
            let known = look.known();
            if known.name == Name::Local || spoken.get(id) == Some(&look.members.len()) {
                self.each.push(*id);
                continue;
            }
            alike.entry(look.known_number()).or_default().push(*id);
        }
        let mut named: BTreeMap<Signature, Vec<u32>> = BTreeMap::new();
        for looks in alike.into_values() {
            let known = self.look(looks[0]).known();
            let person = matches!(known.name, Name::Person(_));
            named.entry((&known.name, person.then_some(known))).or_default().extend(looks);
        }
        let mut home: HashMap<u32, usize> = HashMap::new();
        for mut looks in named.into_values() {
            looks.sort_unstable();
            home.extend(looks.iter().map(|look| (*look, atoms.len())));
            let mut atom = self.atom(looks, Vec::new());
            atom.size -= atom.looks.iter().filter_map(|look| spoken.get(look)).sum::<usize>();
            atoms.push(atom);
        }
        for (m, look) in self.block.crowded.iter().filter(|(m, _)| !judged.contains_key(m)) {
            if let Some(atom) = home.get(look) {
                atoms[*atom].crowd.push((*m, *look));
            }
        }
        atoms.sort_by(|a, b| {
            self.rank(a).cmp(&self.rank(b)).then_with(|| match (&a.judged[..], &b.judged[..]) {
                ([(x, _), ..], [(y, _), ..]) => reports.order(*x, *y),
                (x, y) => x.len().cmp(&y.len()),
            })
        });
        atoms
    }

    fn rank<'b>(&self, atom: &'b Atom<'a>) -> impl Ord + use<'a, 'b> {
        let (weight, size, same) = (Reverse(atom.weight), Reverse(atom.size), Reverse(atom.judged.len() > 1));
        // Of one name those come first that tell country and office, so that namesakes are apart before others choose between them.
        let tells = Reverse(u8::from(!atom.titles.is_empty()) + u8::from(!atom.countries.is_empty()));
        (weight, same, atom.foes.len(), atom.names.first().copied(), tells, size, &atom.titles, &atom.countries)
    }

    /// Lets an atom join the cluster that fits, or found one.
    fn place(&mut self, atom: Atom<'a>) {
        let mut fits: Vec<(i32, Relation, usize)> = (0..self.growing.len())
            .filter_map(|c| self.fit(&atom, &self.growing[c]).map(|(score, relation)| (score, relation, c)))
            .filter(|(_, _, c)| self.allowed(&atom, *c))
            .collect();
        fits.sort_by_key(|(score, _, c)| (Reverse(*score), *c));
        let size = |c: usize| self.growing[c].size;
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
                let fit = fits.iter().find(|f| f.2 == c).map(|f| (f.0, f.1));
                self.join(atom, c, fit, rivals.len() > 1);
            }
            None => self.found(atom),
        }
    }

    /// How well an atom fits a cluster.
    fn fit(&self, atom: &Atom, cluster: &Growing) -> Option<(i32, Relation)> {
        let mut best = Relation::Silent;
        let mut apart = false;
        for (a, c) in atom.names.iter().flat_map(|a| cluster.names.iter().map(move |c| (a, c))) {
            let relation = relation(a, c);
            apart |= relation == Relation::Apart;
            best = best.max(relation);
        }
        let country = evidence(&atom.countries, &cluster.countries);
        let title = evidence(&atom.titles, &cluster.titles);
        let score = best.score(country, title).filter(|score| *score >= ONE)?;
        (best == Relation::Exact || !apart).then_some((score, best))
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
        let fixed = |(o, look): &&(Place, u32)| {
            self.block.judged.contains_key(o) || matches!(self.look(*look).known().name, Name::Linked(_))
        };
        !atom.judged.iter().filter_map(|(m, _)| cluster.crowd.get(&m.0)).any(|o| fixed(&o))
    }

    fn join(&mut self, atom: Atom<'a>, c: usize, fit: Option<(i32, Relation)>, ahead: bool) {
        let label = atom.label;
        let cluster = &mut self.growing[c];
        let (score, relation) = fit.map_or((100, Relation::Exact), |(score, relation)| (shown(score), relation));
        let line = match relation {
            Relation::Agree(_, ground) if ahead => {
                format!("{}, by far the most told of: '{label}' ~ '{}'", ground.words(), cluster.label)
            }
            Relation::Agree(_, ground) => format!("{}: '{label}' ~ '{}'", ground.words(), cluster.label),
            _ => format!("same name: '{label}'"),
        };
        let line = format!("{line} ({}.{:02})", score / 100, score % 100);
        cluster.reasons.insert(line);
        cluster.names.extend(atom.names.iter());
        cluster.countries.extend(atom.countries.iter());
        cluster.titles.extend(atom.titles.iter());
        self.add(atom, c);
    }

    fn found(&mut self, atom: Atom<'a>) {
        let bare = |n: &&Name| matches!(n, Name::Person(p) if p.given.is_empty());
        let nothing = atom.countries.is_empty() && atom.titles.is_empty();
        if atom.judged.is_empty() && nothing && atom.names.iter().all(bare) {
            self.each.extend(atom.looks);
            return;
        }
        self.growing.push(Growing {
            names: atom.names.clone(),
            countries: atom.countries.clone(),
            titles: atom.titles.clone(),
            looks: Vec::new(),
            judged: BTreeSet::new(),
            crowd: HashMap::new(),
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
            cluster.reasons.insert(match &self.block.looks[atom.looks[0] as usize].known().name {
                Name::Linked(code) => {
                    format!("same linked entity {}", lang::linked(code).and_then(|l| l.qid).unwrap_or(code))
                }
                _ => format!("same name: '{}' (1.00)", atom.label),
            });
        }
        cluster.looks.extend(atom.looks);
        cluster.reasons.extend(atom.reasons);
    }
}

/// Whether the gazetteer says what an atom is.
fn linked(atom: &Atom) -> bool {
    atom.names.iter().any(|n| matches!(n, Name::Linked(_)))
}
