//! What a page tells of itself: JSON-LD, OpenGraph and other `<meta>`, `<link rel=canonical>`, `<html lang>`.
//!
//! Input: the tree of a page. Output: metadata, each field from the first place that has a value.
//! Invariant: a place with an unusable value (a date that is none) is passed over for the next. To add a place: its name in a list below.

use crate::article::Metadata;
use crate::read::values;
use dom_query::Document;
use serde_json::{Map, Value};
use url::Url;

/// Names of `<meta>` (as `property`, `name`, `itemprop` or `http-equiv`), best first.
const TITLE: &[&str] = &["og:title", "twitter:title", "dc.title", "dcterms.title", "headline"];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "article.published",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "citation_publication_date",
    "date",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
];
const SOURCE: &[&str] = &["og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "application-name"];
const LANGUAGE: &[&str] =
    &["og:locale", "inlanguage", "dc.language", "dcterms.language", "content-language", "language"];

/// Reads everything that the head, and time elements of the body, tell; `found` is where the page was found.
pub(super) fn metadata(document: &Document, found: Option<&Url>) -> Metadata {
    let metas = metas(document);
    let meta = |names: &'static [&str]| {
        let metas = &metas;
        names.iter().flat_map(move |name| metas.iter().filter(move |(key, _)| key == name).map(|(_, v)| v.clone()))
    };
    let linked = Linked::new(document);
    let attribute = |selector: &str, name: &str| document.select_single(selector).attr(name).map(|v| v.to_string());
    let address = |text: String| match found {
        Some(found) => values::url(found.join(text.trim()).ok()?.as_str()),
        None => values::url(&text),
    };
    let first = |mut all: Box<dyn Iterator<Item = String> + '_>, tidy: fn(&str) -> Option<String>| {
        all.find_map(|text| tidy(&text))
    };
    Metadata {
        title: first(Box::new(linked.texts(&["headline", "name"]).chain(meta(TITLE))), values::line),
        url: attribute("link[rel~=canonical]", "href")
            .into_iter()
            .chain(meta(&["og:url"]))
            .chain(linked.texts(&["url", "mainEntityOfPage"]))
            .find_map(address),
        published: first(
            Box::new(
                linked
                    .texts(&["datePublished"])
                    .chain(meta(PUBLISHED))
                    .chain(attribute("time[itemprop=datePublished], time[pubdate]", "datetime")),
            ),
            values::date,
        ),
        modified: first(
            Box::new(
                linked
                    .texts(&["dateModified"])
                    .chain(meta(MODIFIED))
                    .chain(attribute("time[itemprop=dateModified]", "datetime")),
            ),
            values::date,
        ),
        source: first(Box::new(linked.texts(&["publisher"]).chain(meta(SOURCE))), values::line),
        language: first(
            Box::new(attribute("html", "lang").into_iter().chain(linked.texts(&["inLanguage"])).chain(meta(LANGUAGE))),
            values::language,
        ),
    }
}

/// All `<meta>` with content, keys in lower case, in document order.
fn metas(document: &Document) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for node in document.select("meta[content]").nodes() {
        let content = node.attr_or("content", "").to_string();
        for kind in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(key) = node.attr(kind) {
                all.push((key.trim().to_ascii_lowercase(), content.clone()));
            }
        }
    }
    all
}

/// The JSON-LD of a page: all its objects, and which of them is the article.
struct Linked {
    objects: Vec<Map<String, Value>>,
    article: Option<usize>,
}

impl Linked {
    fn new(document: &Document) -> Linked {
        let mut objects = Vec::new();
        for script in document.select("script[type='application/ld+json']").nodes() {
            let Ok(value) = serde_json::from_str(&script.text()) else { continue };
            let mut left = vec![value];
            while let Some(value) = left.pop() {
                match value {
                    Value::Array(items) => left.extend(items.into_iter().rev()),
                    Value::Object(mut object) => {
                        left.extend(object.remove("@graph"));
                        objects.push(object);
                    }
                    _ => {}
                }
            }
        }
        let article = objects.iter().position(is_article);
        Linked { objects, article }
    }

    /// Texts of the article's properties, in their order.
    fn texts<'a>(&'a self, properties: &'a [&str]) -> impl Iterator<Item = String> + 'a {
        let article = self.article.map(|at| &self.objects[at]);
        properties.iter().filter_map(move |p| self.text(article?.get(*p)?))
    }

    /// A text itself, or the name or address of an object, which may be told elsewhere in the page (`{"@id": …}`).
    fn text(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(unescape(text)),
            Value::Array(items) => items.first().filter(|i| !i.is_array()).and_then(|i| self.text(i)),
            Value::Object(object) => {
                let own = |o: &Map<String, Value>| Some(o.get("name")?.as_str()?.to_owned());
                let id = object.get("@id");
                let told = || self.objects.iter().filter(|o| id.is_some() && o.get("@id") == id).find_map(own);
                let name = own(object).or_else(told).or_else(|| Some(id?.as_str()?.to_owned()));
                name.map(|n| unescape(&n))
            }
            _ => None,
        }
    }
}

/// schema.org's Article and what is below it.
fn is_article(object: &Map<String, Value>) -> bool {
    let is_kind = |kind: &Value| {
        kind.as_str().is_some_and(|k| k.ends_with("Article") || k.ends_with("Posting") || k.ends_with("Report"))
    };
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_kind),
        Some(kind) => is_kind(kind),
        None => false,
    }
}

/// Many systems write HTML character references into JSON.
fn unescape(text: &str) -> String {
    if text.contains('&') { Document::fragment(text).text().to_string() } else { text.to_owned() }
}
