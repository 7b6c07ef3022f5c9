//! The store on disk: a folder of N-Quads files, one an article, beside the judgements and what is derived from them.
//!
//! Input: reports and judgements. Output: the same again, the world that follows from them, and a dataset to query.
//! Invariant: the folder holds whole articles only, whenever a writer was killed; readers never write and wait for nobody.
//! The files of articles and judgements are the store; `world.nq`, and with the feature `rocksdb` all quads in `quads/`, are caches of them.

use crate::article::{Article, Metadata};
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::graph::{self, Base, Contents};
use crate::judgement::{EntityRef, Judgement};
use crate::resolve;
use crate::vocab::nif;
use crate::world::World;
use folder::Folder;
use load::{Content, Loaded, Stored, Written};
use oxigraph::model::Quad;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::OnceLock;

mod dataset;
mod disk;
mod folder;
mod foreign;
mod load;
mod query;
mod rdf;
mod sparql;
mod version;
mod writer;

pub use dataset::Dataset;
pub use query::{Answer, TableFormat, query, write_answer};
pub use rdf::{load_rdf, read_rdf};
pub use version::{Union, merge};
pub use writer::{Added, Writer};

/// Names the rules that the world follows from; another one makes a cache stale.
const RESOLVER: &str = env!("CARGO_PKG_VERSION");

/// A store as it was when it was opened. Reading needs no lock: a writer beside it shows whole articles or none.
/// With the feature `rocksdb`, the articles' files are read when something is asked that a query cannot tell.
pub struct Store {
    folder: Folder,
    /// The mark that the quads on disk had, if they were fresh.
    fresh: Option<String>,
    loaded: OnceLock<Loaded>,
    reports: OnceLock<(Vec<Report>, Vec<Error>)>,
    judgements: OnceLock<Vec<Judgement>>,
    world: OnceLock<World>,
}

impl Store {
    /// Opens the store in `dir`. Articles whose file is damaged are left out and told by `skipped`.
    ///
    /// # Errors
    /// Where there is no store, or one that a newer program wrote, or when the folder cannot be read.
    pub fn open(dir: &Path) -> Result<Store> {
        let folder = Folder::open(dir)?;
        match disk::fresh(&folder) {
            None => Store::load(folder, BTreeMap::new()),
            fresh => Ok(Store { fresh, ..Store::of(folder) }),
        }
    }

    /// Reads the folder, but for those files whose content the caller has just `written`.
    fn load(folder: Folder, written: BTreeMap<String, Written>) -> Result<Store> {
        let (loaded, known) = Loaded::read(&folder, written)?;
        let store = Store::of(folder);
        if !known.is_empty() {
            store.reports.get_or_init(|| loaded.reports(&store.folder, known));
        }
        store.loaded.get_or_init(|| loaded);
        Ok(store)
    }

    fn of(folder: Folder) -> Store {
        Store {
            folder,
            fresh: None,
            loaded: OnceLock::new(),
            reports: OnceLock::new(),
            judgements: OnceLock::new(),
            world: OnceLock::new(),
        }
    }

    fn loaded(&self) -> &Loaded {
        self.loaded.get_or_init(|| match Loaded::read(&self.folder, BTreeMap::new()) {
            Ok((loaded, _)) => loaded,
            Err(error) => Loaded::nothing(error),
        })
    }

    /// What all IRIs of this store begin with.
    pub fn base(&self) -> &Base {
        &self.folder.base
    }

    /// Number of articles whose file can be read.
    pub fn len(&self) -> usize {
        self.loaded().articles.len()
    }

    /// Whether no article can be read.
    pub fn is_empty(&self) -> bool {
        self.loaded().articles.is_empty()
    }

    /// An error for each file that is left out: its place, and what to do. Ask again after `reports`, which looks closer.
    pub fn skipped(&self) -> Vec<&Error> {
        let files = self.loaded.get().into_iter().flat_map(|loaded| &loaded.damaged);
        files.chain(self.reports.get().into_iter().flat_map(|(_, damaged)| damaged)).collect()
    }

    /// The articles' reports, sorted by id.
    pub fn reports(&self) -> &[Report] {
        let (reports, _) = self.reports.get_or_init(|| self.loaded().reports(&self.folder, Vec::new()));
        reports
    }

    /// Where an article's report stands, by its id.
    fn index(&self, id: &str) -> Option<usize> {
        self.reports().binary_search_by(|r| r.id.as_str().cmp(id)).ok()
    }

    /// Where an article's entity stands: the indexes of the report and of the entity in it.
    pub fn place(&self, side: &EntityRef) -> Option<(u32, u32)> {
        let report = self.index(&side.article)?;
        let entity = self.reports()[report].entities.iter().position(|e| e.key == side.key)?;
        Some((report as u32, entity as u32))
    }

    /// The judgements both of whose sides are in the store, sorted; those of retracted articles sleep.
    pub fn judgements(&self) -> &[Judgement] {
        self.judgements.get_or_init(|| match &self.loaded().told[..] {
            [] => Vec::new(),
            told => version::awake(told, self.reports()),
        })
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
            let articles = self.loaded().articles.iter().flat_map(|a| self.quads_of(a).into_owned());
            articles.chain(judgements).chain(world.into_owned()).collect()
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
        &self.loaded().foreign
    }

    /// All quads, texts and foreign graphs too, in a triple store to query: in memory, or on disk where a store there is up to date.
    ///
    /// # Errors
    /// Those of the triple store.
    pub fn dataset(&self) -> Result<Dataset> {
        if let Some(dataset) = self.fresh.as_ref().and_then(|mark| disk::open(&self.folder, mark)) {
            return Ok(dataset);
        }
        let judgements = graph::judgement_quads(self.judgements(), self.base());
        let dataset = rdf::dataset(|all| {
            for article in &self.loaded().articles {
                all.extend(&*self.quads_of(article));
            }
            all.extend(&judgements);
            all.extend(&*self.world_quads());
            self.foreign().iter().for_each(|graph| all.extend(graph));
        })?;
        foreign::unite(&dataset, self.foreign())?;
        Ok(dataset)
    }

    fn quads_of<'a>(&self, article: &'a Stored) -> Cow<'a, [Quad]> {
        match &article.content {
            Content::Quads(quads) => Cow::Borrowed(quads),
            Content::Report(id) => {
                let found = self.index(id).map(|i| &self.reports()[i]);
                found.map(|report| graph::article_quads(report, self.base())).unwrap_or_default().into()
            }
        }
    }

    /// The name in this store of the article that a URL, an article IRI (or one with a `#…`) or an id tells; `None` when there is none such.
    pub fn article(&self, name: &str) -> Option<&str> {
        let names = article_names(self.base(), name);
        let articles = &self.loaded().articles;
        let found = names.iter().find_map(|n| articles.binary_search_by(|a| a.name.as_str().cmp(n)).ok());
        found.map(|i| articles[i].name.as_str())
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

    fn world_quads(&self) -> Cow<'_, [Quad]> {
        match &self.loaded().world {
            Some(quads) => Cow::Borrowed(quads),
            None => graph::world_quads(self.world(), self.reports(), self.base()).into(),
        }
    }

    /// Brings the caches up to date; for the writer alone. `changed` are the articles that differ from those in `quads/`, if that is known.
    fn write_caches(&self, changed: Option<&BTreeSet<String>>) -> Result<()> {
        let world = self.world_quads();
        if self.loaded().world.is_none() {
            folder::write_whole(&self.folder.world(), &load::world_file(&self.loaded().inputs, &world))?;
            self.folder.write_manifest(RESOLVER)?;
        }
        disk::update(self, &world, changed)
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
