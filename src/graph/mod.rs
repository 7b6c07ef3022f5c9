//! Reports, judgements and the world as RDF, and back.

use crate::article::Article;

/// The hash part of an article's IRI, 16 characters.
pub fn article_id(article: &Article) -> String {
    article.text_sha256()[..16].to_owned()
}
