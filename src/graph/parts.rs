//! What a file of RDF holds, whoever made it: articles and judgements of ours, the world that is derived from them, and all else.
//!
//! Input: quads of any origin. Output: the contents of each base, foreign graphs, and what of ours cannot be read.
//! Invariant: every triple is read, derived again, foreign, or told. What cannot be read takes down its claim or entity, at most its article.
//! Whose a triple is follows from its subject and predicate; and from its graph, where that is a foreign one that was written here.

use super::foreign::Foreign;
use super::iri::{Base, Fragment, article_part};
use super::read::{Contents, is_ours, layer_base, read_below};
use super::term::short;
use crate::Error;
use crate::claim::Report;
use crate::entity::EntityClass;
use crate::schema;
use crate::vocab::{self, nif, prov, rap, rdf, rdfs, said, skos};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Properties of the world that are not our own.
const WORLD: &[NamedNodeRef<'static>] = &[rdfs::LABEL, skos::ALT_LABEL, skos::EXACT_MATCH];

/// What a file holds.
#[derive(Debug, Default)]
pub struct Parts {
    /// Articles and judgements; one item a base.
    pub contents: Vec<Contents>,
    /// Graphs that are not ours.
    pub foreign: Vec<Foreign>,
    /// Number of triples on the world, which are not read, but derived.
    pub derived: usize,
    /// Number of graph names that are not kept.
    pub unnamed: usize,
    /// What of ours cannot be read, or is not known to this version, with its subject.
    pub problems: Vec<Error>,
    /// Where foreign graphs that were written here came from.
    origins: BTreeSet<Base>,
}

impl Parts {
    /// The bases of the articles and judgements among quads.
    pub fn bases(quads: &[Quad]) -> BTreeSet<Base> {
        Own::new(quads, &mut Vec::new()).bases
    }

    /// Takes the quads of a file apart. Beside articles and judgements of any base, what lies below `base` is ours.
    pub fn read(quads: Vec<Quad>, base: &Base) -> Parts {
        let mut parts = Parts::default();
        let rest = parts.take_foreign(quads);
        let mut own = Own::new(&rest, &mut parts.problems);
        own.bases.insert(base.clone());
        let mut ours: BTreeMap<Base, Vec<Triple>> = own.bases.iter().map(|base| (base.clone(), Vec::new())).collect();
        let mut foreign: Vec<Triple> = Vec::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut unknown: BTreeSet<(String, String)> = BTreeSet::new();
        for quad in rest {
            match own.whose(&quad) {
                Whose::Read(base) => ours.entry(base).or_default().push(quad.into()),
                Whose::Derived => parts.derived += 1,
                Whose::Lost => {}
                Whose::Unknown => {
                    unknown.insert((quad.subject.to_string(), short(quad.predicate.as_str())));
                }
                Whose::Foreign => {
                    if !quad.graph_name.is_default_graph() && !own.graph(&quad.graph_name) {
                        names.insert(quad.graph_name.to_string());
                    }
                    foreign.push(quad.into());
                }
            }
        }
        parts.unnamed += names.len();
        let strange = |(subject, property): (String, String)| {
            Error::input(format!("{subject}: {property} is not known to this version; left out"))
        };
        parts.problems.extend(unknown.into_iter().map(strange));
        for (base, triples) in ours.into_iter().filter(|(_, triples)| !triples.is_empty()) {
            let (mut contents, problems) = read_below(triples, &base);
            parts.problems.extend(problems);
            contents.reports.iter_mut().for_each(|report| fit(report, &base, &mut parts.problems));
            parts.contents.push(contents);
        }
        if !foreign.is_empty() {
            match Foreign::new(foreign) {
                Ok(graph) => parts.foreign.push(graph),
                Err(error) => parts.problems.push(error),
            }
        }
        parts
    }

    /// Takes out the foreign graphs that were written here, which their names prove.
    fn take_foreign(&mut self, quads: Vec<Quad>) -> Vec<Quad> {
        let mut rest = Vec::with_capacity(quads.len());
        let mut named: BTreeMap<NamedNode, Vec<Quad>> = BTreeMap::new();
        for quad in quads {
            match &quad.graph_name {
                GraphName::NamedNode(graph) if Foreign::base_of(&quad.graph_name).is_some() => {
                    named.entry(graph.clone()).or_default().push(quad);
                }
                _ => rest.push(quad),
            }
        }
        for (name, quads) in named {
            let base = Foreign::base_of(&name.clone().into()).and_then(|base| Base::new(base).ok());
            let graph = Foreign::read(&name, quads.iter().cloned().map(Triple::from).collect());
            match (base, graph) {
                (Some(base), Ok(graph)) if graph.iri(&base) == name => {
                    self.foreign.push(graph);
                    self.origins.insert(base);
                }
                _ => rest.extend(quads),
            }
        }
        rest
    }

    /// Brings everything below one base; links of foreign graphs to what was below the others follow.
    pub fn move_to(&mut self, base: &Base) {
        self.origins.extend(self.contents.iter().map(|contents| contents.base.clone()));
        for from in std::mem::take(&mut self.origins).iter().filter(|from| *from != base) {
            for graph in std::mem::take(&mut self.foreign) {
                match graph.moved(from, base) {
                    Ok(graph) => self.foreign.push(graph),
                    Err(error) => self.problems.push(error),
                }
            }
        }
        self.contents.iter_mut().for_each(|contents| contents.base = base.clone());
    }
}

/// What becomes of a triple.
enum Whose {
    /// It is an article's or a judgement's.
    Read(Base),
    /// It is the world's, which follows from those.
    Derived,
    /// It is ours, but of a later version.
    Unknown,
    /// It is below a base that is told to be wrong.
    Lost,
    Foreign,
}

/// What makes a file's triples ours.
struct Own {
    bases: BTreeSet<Base>,
    /// Bases that are none, though articles are below them.
    wrong: BTreeSet<String>,
    /// Articles and judgements.
    heads: HashSet<String>,
    /// Folders of the world: classes of entities and facts in lower case.
    folders: HashSet<String>,
}

impl Own {
    fn new(quads: &[Quad], problems: &mut Vec<Error>) -> Own {
        let kinds = schema::schema().kinds().map(|kind| kind.name.to_lowercase());
        let classes = EntityClass::ALL.iter().map(|(name, _)| name.to_lowercase());
        let folders = kinds.chain(classes).chain(["run".to_owned()]).collect();
        let mut own = Own { bases: BTreeSet::new(), wrong: BTreeSet::new(), heads: HashSet::new(), folders };
        for quad in quads.iter().filter(|q| q.predicate == rdf::TYPE && is_ours(&q.object)) {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
            let Some(base) = layer_base(subject.as_str()) else { continue };
            own.heads.insert(head(subject.as_str()).to_owned());
            match Base::new(base) {
                Ok(normal) if normal.as_str() == base => drop(own.bases.insert(normal)),
                Ok(normal) => own.wrong(base, &format!("expected the base in its normal form, {normal}"), problems),
                Err(error) => own.wrong(base, &error.to_string(), problems),
            }
        }
        own
    }

    fn wrong(&mut self, base: &str, why: &str, problems: &mut Vec<Error>) {
        if self.wrong.insert(base.to_owned()) {
            problems.push(Error::input(format!("<{base}>: {why}; what is below it is left out")));
        }
    }

    fn whose(&self, quad: &Quad) -> Whose {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { return Whose::Foreign };
        let (subject, predicate) = (subject.as_str(), quad.predicate.as_ref());
        if let Some(base) = layer_base(subject).filter(|_| self.heads.contains(head(subject))) {
            let is_claim = matches!(article_part(subject), Some((_, Fragment::Claim(_))));
            let known = |all: &[NamedNodeRef<'_>]| all.contains(&predicate);
            return match rap::local(predicate.as_str()).or(said::local(predicate.as_str())) {
                _ if self.wrong.contains(base) => Whose::Lost,
                Some(_) if !(known(rap::ALL) || known(said::ALL) || is_claim && is_in(predicate, said::NS)) => {
                    Whose::Unknown
                }
                None if predicate == rdf::TYPE && !is_ours_by_name(&quad.object) => Whose::Foreign,
                None if !(predicate == rdf::TYPE
                    || known(vocab::schema::ALL)
                    || known(nif::ALL)
                    || known(prov::ALL)) =>
                {
                    Whose::Foreign
                }
                _ => Base::new(base).map_or(Whose::Lost, Whose::Read),
            };
        }
        // The longest of the bases that the IRI may lie below.
        let Some(path) = self.bases.iter().rev().find_map(|base| subject.strip_prefix(base.as_str())) else {
            return Whose::Foreign;
        };
        let term = is_in(predicate, rap::NS) || predicate == rdf::TYPE && is_ours_by_name(&quad.object);
        let folder =
            path.split_once('/').is_some_and(|(folder, name)| self.folders.contains(folder) && !name.is_empty());
        if term || folder && WORLD.contains(&predicate) { Whose::Derived } else { Whose::Foreign }
    }

    /// Whether a graph is an article's, the world's or that of the judgements.
    fn graph(&self, graph: &GraphName) -> bool {
        let GraphName::NamedNode(graph) = graph else { return false };
        self.heads.contains(graph.as_str())
            || self.bases.iter().any(|base| *graph == base.world_graph() || *graph == base.judgements_graph())
    }
}

/// The article of one of its parts; a judgement itself.
fn head(iri: &str) -> &str {
    article_part(iri).map_or(iri, |(article, _)| article)
}

fn is_in(node: NamedNodeRef<'_>, namespace: &str) -> bool {
    node.as_str().starts_with(namespace)
}

fn is_ours_by_name(term: &Term) -> bool {
    matches!(term, Term::NamedNode(node) if is_in(node.as_ref(), rap::NS) || is_in(node.as_ref(), said::NS))
}

/// Leaves out what the ontology does not know: roles, and claims that do not agree with the signature of their kind.
fn fit(report: &mut Report, base: &Base, problems: &mut Vec<Error>) {
    let Report { id, entities, claims, .. } = report;
    let mut index = 0..;
    claims.retain_mut(|claim| {
        let iri = base.claim(id, index.next().unwrap_or_default());
        let known = schema::schema().kind(&claim.kind);
        if let Some(kind) = known {
            claim.roles.retain(|filler| {
                let known = kind.role(&filler.role).is_some();
                if !known {
                    let role = &filler.role;
                    let told = format!("{iri}: said:{role} is not known to this version for a {}; left out", kind.name);
                    problems.push(Error::input(told));
                }
                known
            });
        }
        let Err(violations) = schema::check(claim, entities) else { return true };
        let told = violations.iter().map(|v| format!("said:{}: {}", v.path.as_deref().unwrap_or("claim"), v.message));
        let told = told.collect::<Vec<_>>().join("; ");
        problems.push(Error::input(format!("{iri}: {told}; the claim is left out")));
        false
    });
}
