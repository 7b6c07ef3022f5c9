//! What the folder holds, read back: articles, judgements, the cached world, and what is damaged.
//!
//! Input: the folder's files. Output: quads, reports and judgements, with a digest of all that the world follows from.
//! Invariant: a damaged file is told with its place and left out; all others are read.

use super::folder::{self, Folder};
use super::{RESOLVER, article_name, foreign, rdf};
use crate::claim::Report;
use crate::error::{Error, Result};
use crate::graph;
use crate::judgement::Judgement;
use oxigraph::model::Quad;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// All files of a folder.
pub(super) struct Loaded {
    /// Articles, sorted by name.
    pub articles: Vec<Stored>,
    /// Judgements, sleeping ones too, sorted.
    pub told: Vec<Judgement>,
    /// Digest of all that the world follows from.
    pub inputs: String,
    /// The cached world; `None` when it is stale or damaged.
    pub world: Option<Vec<Quad>>,
    /// Graphs that are not ours.
    pub foreign: Vec<Vec<Quad>>,
    /// What is left out.
    pub damaged: Vec<Error>,
}

/// One article's file.
pub(super) struct Stored {
    pub name: String,
    pub content: Content,
}

/// What an article's file holds.
pub(super) enum Content {
    /// As it was read.
    Quads(Vec<Quad>),
    /// The quads of the report with this id, which this process wrote.
    Report(String),
}

/// What this process wrote into an article's file, so that it need not read it back.
pub(super) struct Written {
    pub hash: [u8; 32],
    pub report: Report,
}

impl Loaded {
    /// Reads the folder, but for the files that were `written`, whose reports it gives instead.
    pub fn read(folder: &Folder, mut written: BTreeMap<String, Written>) -> Result<(Loaded, Vec<Report>)> {
        let names = folder.articles()?;
        let files: Vec<_> = names
            .into_par_iter()
            .filter_map(|name| match written.get(&name) {
                Some(written) => Some((name, written.hash, Ok(Content::Report(written.report.id.clone())))),
                None => load_article(folder, name),
            })
            .collect();
        let mut reports = Vec::new();
        let mut damaged = Vec::new();
        let mut digest = Sha256::new_with_prefix(format!("{RESOLVER}\n{}\n", folder.base));
        let mut articles = Vec::new();
        for (name, hash, content) in files {
            digest.update(format!("{name}\n"));
            digest.update(hash);
            match content {
                Ok(content) => {
                    reports.extend(written.remove(&name).map(|w| w.report));
                    articles.push(Stored { name, content });
                }
                Err(error) => damaged.push(error),
            }
        }
        let told = read_judgements(folder).map(|(told, hash)| {
            digest.update(hash);
            told
        });
        let told = told.unwrap_or_else(|error| {
            damaged.push(error);
            Vec::new()
        });
        let foreign = foreign::load(folder, &mut damaged)?;
        let inputs = hex(&digest.finalize());
        let world = folder::read(&folder.world()).ok().flatten().and_then(|bytes| read_world(&bytes, &inputs));
        Ok((Loaded { articles, told, inputs, world, foreign, damaged }, reports))
    }

    /// A folder that cannot be listed.
    pub fn nothing(error: Error) -> Loaded {
        let (articles, told, foreign) = (Vec::new(), Vec::new(), Vec::new());
        Loaded { articles, told, inputs: String::new(), world: None, foreign, damaged: vec![error] }
    }

    /// The reports of all articles, `known` ones among them, sorted by id; an error for each whose quads are no report.
    pub fn reports(&self, folder: &Folder, mut known: Vec<Report>) -> (Vec<Report>, Vec<Error>) {
        let read: Vec<Result<Report>> = (self.articles.par_iter())
            .filter_map(|article| match &article.content {
                Content::Quads(quads) => Some(report_of(folder, &article.name, quads.clone())),
                Content::Report(_) => None,
            })
            .collect();
        let mut damaged = Vec::new();
        for result in read {
            match result {
                Ok(report) => known.push(report),
                Err(error) => damaged.push(error),
            }
        }
        known.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        (known, damaged)
    }
}

/// An article's file with its hash; `None` when it was retracted since the folder was listed.
fn load_article(folder: &Folder, name: String) -> Option<(String, [u8; 32], Result<Content>)> {
    let path = folder.article(&name);
    match folder::read(&path) {
        Ok(None) => None,
        Ok(Some(bytes)) => {
            let quads = parse(folder, &name, &bytes);
            Some((name, Sha256::digest(&bytes).into(), quads.map(Content::Quads)))
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

/// The report in an article's file.
pub(super) fn read_report(folder: &Folder, name: &str, bytes: &[u8]) -> Result<Report> {
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
pub(super) fn read_judgements(folder: &Folder) -> Result<(Vec<Judgement>, [u8; 32])> {
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

/// The cache of the world with its first line: what it was derived from, and the hash of its lines.
pub(super) fn world_file(inputs: &str, world: &[Quad]) -> Vec<u8> {
    let body = rdf::nquads(world);
    let mut bytes = world_head(inputs, &body).into_bytes();
    bytes.extend(body);
    bytes
}

fn world_head(inputs: &str, body: &[u8]) -> String {
    format!("{}{}\n", world_of(inputs), hex(&Sha256::digest(body)))
}

fn world_of(inputs: &str) -> String {
    format!("# The world of {inputs}, as ")
}

fn read_world(bytes: &[u8], inputs: &str) -> Option<Vec<Quad>> {
    let (head, body) = bytes.split_at(bytes.iter().position(|b| *b == b'\n')? + 1);
    let fresh = head.starts_with(world_of(inputs).as_bytes()) && head == world_head(inputs, body).as_bytes();
    fresh.then(|| rdf::parse_nquads(body).ok()).flatten()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
