//! The store on disk: a folder of N-Quads files, one an article, beside the judgements and a cache of the world.
//!
//! Input: reports and judgements. Output: the same again, the world that follows from them, and a dataset to query.
//! Invariant: the folder holds whole articles only, whenever a writer was killed; readers never write and need no lock.
//! Opening parses the files; reports and the world are made when they are asked for, and a query with a fresh cache needs neither.

use crate::article::{Article, Metadata};
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::graph::{self, Base, Contents};
use crate::judgement::{EntityRef, Judgement};
use crate::resolve;
use crate::vocab::nif;
use crate::world::World;
use folder::Folder;
use oxigraph::model::Quad;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::path::Path;
use std::sync::OnceLock;

mod folder;
mod foreign;
mod query;
mod rdf;
mod sparql;
mod version;
mod writer;

pub use oxigraph::store::Store as Dataset;
pub use query::{Answer, TableFormat, query, write_answer};
pub use rdf::{load_rdf, read_rdf};
pub use version::{Union, merge};
pub use writer::{Added, Writer};

/// Names the rules that the world follows from; another one makes a cache stale.
const RESOLVER: &str = env!("CARGO_PKG_VERSION");

/// A store as it was when it was opened. Reading needs no lock: a writer beside it shows whole articles or none.
pub struct Store {
    folder: Folder,
    articles: Vec<Stored>,
    told: Vec<Judgement>,
    inputs: String,
    cached_world: Option<Vec<Quad>>,
    foreign: Vec<Vec<Quad>>,
    damaged: Vec<Error>,
    reports: OnceLock<(Vec<Report>, Vec<Error>)>,
    judgements: OnceLock<Vec<Judgement>>,
    world: OnceLock<World>,
}

/// One article's file.
struct Stored {
    name: String,
    quads: Vec<Quad>,
}

impl Store {
    /// Opens the store in `dir`. Articles whose file is damaged are left out and told by `skipped`.
    ///
    /// # Errors
    /// Where there is no store, or one that a newer program wrote, or when the folder cannot be read.
    pub fn open(dir: &Path) -> Result<Store> {
        Store::load(Folder::open(dir)?)
    }

    fn load(folder: Folder) -> Result<Store> {
        let names = folder.articles()?;
        let (files, world) = rayon::join(
            || names.into_par_iter().filter_map(|name| load_article(&folder, name)).collect::<Vec<_>>(),
            || folder::read(&folder.world()).ok().flatten(),
        );
        let mut damaged = Vec::new();
        let mut digest = Sha256::new_with_prefix(format!("{RESOLVER}\n{}\n", folder.base));
        let mut articles = Vec::new();
        for (name, hash, quads) in files {
            digest.update(format!("{name}\n"));
            digest.update(hash);
            match quads {
                Ok(quads) => articles.push(Stored { name, quads }),
                Err(error) => damaged.push(error),
            }
        }
        let told = read_judgements(&folder).map(|(told, hash)| {
            digest.update(hash);
            told
        });
        let told = told.unwrap_or_else(|error| {
            damaged.push(error);
            Vec::new()
        });
        let foreign = foreign::load(&folder, &mut damaged)?;
        let inputs = hex(&digest.finalize());
        let cached_world = world.and_then(|bytes| read_world(&bytes, &inputs));
        Ok(Store {
            folder,
            articles,
            told,
            inputs,
            cached_world,
            foreign,
            damaged,
            reports: OnceLock::new(),
            judgements: OnceLock::new(),
            world: OnceLock::new(),
        })
    }

    /// What all IRIs of this store begin with.
    pub fn base(&self) -> &Base {
        &self.folder.base
    }

    /// Number of articles whose file can be read.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether no article can be read.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// An error for each file that is left out: its place, and what to do. Ask again after `reports`, which looks closer.
    pub fn skipped(&self) -> Vec<&Error> {
        self.damaged.iter().chain(self.reports.get().into_iter().flat_map(|(_, damaged)| damaged)).collect()
    }

    /// The articles' reports, sorted by id.
    pub fn reports(&self) -> &[Report] {
        let (reports, _) = self.reports.get_or_init(|| {
            let read: Vec<Result<Report>> =
                self.articles.par_iter().map(|a| report_of(&self.folder, &a.name, a.quads.clone())).collect();
            let (mut reports, mut damaged) = (Vec::with_capacity(read.len()), Vec::new());
            for result in read {
                match result {
                    Ok(report) => reports.push(report),
                    Err(error) => damaged.push(error),
                }
            }
            reports.sort_unstable_by(|a, b| a.id.cmp(&b.id));
            (reports, damaged)
        });
        reports
    }

    /// The judgements both of whose sides are in the store, sorted; those of retracted articles sleep.
    pub fn judgements(&self) -> &[Judgement] {
        self.judgements
            .get_or_init(|| if self.told.is_empty() { Vec::new() } else { version::awake(&self.told, self.reports()) })
    }

    /// The world; its indexes are those of `reports`.
    pub fn world(&self) -> &World {
        self.world.get_or_init(|| resolve::resolve(self.reports(), self.judgements()))
    }

    /// All quads of the three layers, as an export has them: without sleeping judgements, and without the articles' texts unless `text`.
    /// Names of articles (as `article` gives them) limit them to these articles and the world that follows from them alone.
    pub fn quads(&self, articles: &[&str], text: bool) -> Vec<Quad> {
        let mut quads = if articles.is_empty() {
            let world = self.world_quads();
            let judgements = graph::judgement_quads(self.judgements(), self.base());
            let all = self.articles.iter().flat_map(|a| &a.quads).cloned();
            all.chain(judgements).chain(world).collect()
        } else {
            let chosen: HashSet<&str> = articles.iter().copied().collect();
            let named = |r: &&Report| chosen.contains(article_name(self.base(), &r.id).as_str());
            let reports: Vec<Report> = self.reports().iter().filter(named).cloned().collect();
            quads(&reports, self.judgements(), self.base())
        };
        quads.retain(|q| text || q.predicate.as_ref() != nif::IS_STRING);
        quads
    }

    /// The graphs that are not ours, by name; each has a triple at least. They are in the dataset, and not in `quads`.
    pub fn foreign(&self) -> &[Vec<Quad>] {
        &self.foreign
    }

    /// All quads, texts and foreign graphs too, in an in-memory triple store to query.
    ///
    /// # Errors
    /// Those of the triple store.
    pub fn dataset(&self) -> Result<Dataset> {
        let judgements = graph::judgement_quads(self.judgements(), self.base());
        let derived = if self.cached_world.is_none() { self.world_quads() } else { Vec::new() };
        let world = self.cached_world.as_ref().unwrap_or(&derived);
        let articles = self.articles.iter().flat_map(|a| &a.quads);
        foreign::dataset(articles.chain(&judgements).chain(world), &self.foreign)
    }

    /// The name in this store of the article that a URL, an article IRI (or one with a `#…`) or an id tells; `None` when there is none such.
    pub fn article(&self, name: &str) -> Option<&str> {
        let names = article_names(self.base(), name);
        let found = names.iter().find_map(|n| self.articles.binary_search_by(|a| a.name.as_str().cmp(n)).ok());
        found.map(|i| self.articles[i].name.as_str())
    }

    /// The report of an article, named as for `article`.
    fn report(&self, name: &str) -> Option<&Report> {
        let name = self.article(name)?;
        self.reports().iter().find(|r| article_name(self.base(), &r.id) == name)
    }

    /// The article entity that an IRI `<article>#entity=KEY` names.
    ///
    /// # Errors
    /// When the store has none such; it says what was expected.
    pub fn entity(&self, iri: &str) -> Result<EntityRef> {
        let found = self.report(iri).and_then(|report| {
            let named = |key: &str| self.base().entity(&report.id, key).as_str() == iri;
            let entity = report.entities.iter().find(|e| named(&e.key))?;
            Some(EntityRef { article: report.id.clone(), key: entity.key.clone() })
        });
        found.ok_or_else(|| {
            Error::input(format!(
                "the store has no {iri}: expected an article's entity, {}ID#entity=KEY, as rap:mentionedAs tells them",
                self.base().article("")
            ))
        })
    }

    fn world_quads(&self) -> Vec<Quad> {
        match &self.cached_world {
            Some(quads) => quads.clone(),
            None => graph::world_quads(self.world(), self.reports(), self.base()),
        }
    }

    /// Brings the cache up to date; for the writer alone.
    fn write_world(&self) -> Result<()> {
        if self.cached_world.is_some() {
            return Ok(());
        }
        let body = rdf::nquads(&self.world_quads());
        let mut bytes = world_head(&self.inputs, &body).into_bytes();
        bytes.extend(body);
        folder::write_whole(&self.folder.world(), &bytes)?;
        self.folder.write_manifest(RESOLVER)
    }
}

/// The graph of articles that no store holds, without their texts: what `extract` writes. Of two versions of an article the greater stands.
///
/// # Errors
/// None so far; those of `merge`.
pub fn extracted(reports: Vec<Report>, base: Base) -> Result<Vec<Quad>> {
    let reports = reports.into_iter().map(|report| Report { text: None, ..report }).collect();
    let Contents { base, reports, judgements } = merge(vec![Contents { base, reports, judgements: Vec::new() }])?;
    Ok(quads(&reports, &judgements, &base))
}

/// The quads of all three layers over these reports and judgements, the world derived: what `merge -o` writes.
pub fn quads(reports: &[Report], judgements: &[Judgement], base: &Base) -> Vec<Quad> {
    quads_and_world(reports, judgements, base).0
}

/// The same with the world itself.
pub fn quads_and_world(reports: &[Report], judgements: &[Judgement], base: &Base) -> (Vec<Quad>, World) {
    let judgements = version::awake(judgements, reports);
    let world = resolve::resolve(reports, &judgements);
    let articles = reports.iter().flat_map(|r| graph::article_quads(r, base));
    let layers = articles.chain(graph::judgement_quads(&judgements, base));
    (layers.chain(graph::world_quads(&world, reports, base)).collect(), world)
}

/// Name of an article's file: the last part of its IRI, which holds no `/` whatever the id.
fn article_name(base: &Base, id: &str) -> String {
    let iri = base.article(id);
    iri.as_str().rsplit('/').next().unwrap_or_default().to_owned()
}

/// What a person may mean by the name of an article: the last part of an IRI, an id, a URL as it is or in the form that articles hold.
fn article_names(base: &Base, text: &str) -> Vec<String> {
    let below = text.strip_prefix(base.as_str()).and_then(|rest| rest.strip_prefix("article/"));
    if let Some(name) = below.map(|rest| rest.split('#').next().unwrap_or_default()) {
        return vec![name.replace('/', "%2F")];
    }
    let of_url = |url: String| Article::new("", Metadata { url: Some(url), ..Metadata::default() }).id();
    let normal = url::Url::parse(text.trim()).map(|mut url| {
        url.set_fragment(None);
        of_url(url.into())
    });
    [article_name(base, text), of_url(text.to_owned())].into_iter().chain(normal).collect()
}

/// An article's file with its hash; `None` when it was retracted since the folder was listed.
fn load_article(folder: &Folder, name: String) -> Option<(String, [u8; 32], Result<Vec<Quad>>)> {
    let path = folder.article(&name);
    match folder::read(&path) {
        Ok(None) => None,
        Ok(Some(bytes)) => {
            let quads = parse(folder, &name, &bytes);
            Some((name, Sha256::digest(&bytes).into(), quads))
        }
        Err(error) => Some((name, [0; 32], Err(error))),
    }
}

fn parse(folder: &Folder, name: &str, bytes: &[u8]) -> Result<Vec<Quad>> {
    let quads = rdf::parse_nquads(bytes).map_err(|(place, message)| damaged(folder, name, place, &message))?;
    if quads.is_empty() {
        return Err(damaged(folder, name, None, "it is empty"));
    }
    Ok(quads)
}

fn damaged(folder: &Folder, name: &str, place: Option<(usize, usize)>, message: &str) -> Error {
    let error = Error::store(format!(
        "this article's file is damaged ({message}), and left out: ingest the article again, or `rapporteur retract {name}`"
    ));
    let file = folder::name(&folder.article(name));
    match place {
        Some((line, column)) => error.at(file, line, column),
        None => error.in_file(file),
    }
}

fn read_report(folder: &Folder, name: &str, bytes: &[u8]) -> Result<Report> {
    report_of(folder, name, parse(folder, name, bytes)?)
}

fn report_of(folder: &Folder, name: &str, quads: Vec<Quad>) -> Result<Report> {
    let contents = graph::read_back(quads).map_err(|e| damaged(folder, name, None, &e.to_string()))?;
    let own = |r: &Report| contents.base == folder.base && article_name(&folder.base, &r.id) == name;
    match <[Report; 1]>::try_from(contents.reports) {
        Ok([report]) if own(&report) => Ok(report),
        _ => Err(damaged(folder, name, None, "expected one article, the one that the file is named for")),
    }
}

/// The judgements on disk, sleeping ones too, and the hash of their file.
fn read_judgements(folder: &Folder) -> Result<(Vec<Judgement>, [u8; 32])> {
    let path = folder.judgements();
    let Some(bytes) = folder::read(&path)?.filter(|b| !b.is_empty()) else {
        return Ok((Vec::new(), [0; 32]));
    };
    let advice = "mend or remove the file; no judgement counts until then";
    let quads = rdf::parse_nquads(&bytes).map_err(|(place, message)| {
        let (line, column) = place.unwrap_or((1, 1));
        Error::store(format!("the judgements are damaged ({message}): {advice}")).at(folder::name(&path), line, column)
    })?;
    let contents = graph::read_back(quads).map_err(|e| {
        Error::store(format!("the judgements are damaged ({e}): {advice}")).in_file(folder::name(&path))
    })?;
    let mut judgements = contents.judgements;
    judgements.sort_unstable();
    Ok((judgements, Sha256::digest(&bytes).into()))
}

/// First line of the cache: what it was derived from, and the hash of its lines.
fn world_head(inputs: &str, body: &[u8]) -> String {
    format!("# The world of {inputs}, as {}\n", hex(&Sha256::digest(body)))
}

/// The cached world; `None` when it is stale or damaged.
fn read_world(bytes: &[u8], inputs: &str) -> Option<Vec<Quad>> {
    let (head, body) = bytes.split_at(bytes.iter().position(|b| *b == b'\n')? + 1);
    (head == world_head(inputs, body).as_bytes()).then(|| rdf::parse_nquads(body).ok()).flatten()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
