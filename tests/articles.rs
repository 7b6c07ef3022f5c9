//! The articles of `tests/articles/`, each read and analysed once for all tests that need them.
//!
//! A file there is an article, or several, of any topic: golden files, laws and questions take it up by themselves.

use crate::sandbox::contents;
use rapporteur::article::Article;
use rapporteur::claim::Report;
use rapporteur::{pipeline, read};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What one file tells.
pub struct Told {
    pub file: PathBuf,
    pub articles: Vec<Article>,
    pub reports: Vec<Report>,
}

pub static ARTICLES: LazyLock<Vec<Told>> = LazyLock::new(|| {
    let told: Vec<Told> =
        files().into_par_iter().filter(|f| f.extension().is_none_or(|e| e != "ttl")).map(tell).collect();
    assert!(told.len() > 20, "most articles are gone");
    told
});

/// The files of the folder, sorted: articles and their golden graphs.
pub fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/articles");
    contents(&folder).into_iter().map(|(file, _)| file).collect()
}

/// The reports of all articles.
pub fn reports() -> Vec<Report> {
    ARTICLES.iter().flat_map(|told| told.reports.clone()).collect()
}

fn tell(file: PathBuf) -> Told {
    let inputs = [file.display().to_string()];
    let articles: Vec<Article> = read::read(&inputs, &read::Options::default()).map(|a| a.unwrap()).collect();
    assert!(!articles.is_empty(), "{inputs:?} holds no article");
    let reports = articles.iter().map(pipeline::report).collect();
    Told { file, articles, reports }
}
