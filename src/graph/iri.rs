//! IRIs: the base that a graph is minted under, and the places of its parts below it.
//!
//! Input: ids, keys, numbers and paths. Output: IRIs that are legal whatever the key holds, and the parts back from an IRI.
//! Invariant: `decode(encode(x)) == x`, and an encoded part holds none of the marks that parts are cut at (`/`, `#`, `=`, `,`).
//! One more part of an article: a fragment here, its rank in `Fragment`.

use crate::Error;
use crate::Result;
use oxigraph::model::NamedNode;
use std::borrow::Cow;
use std::fmt::Write;

/// What all IRIs of one graph begin with: an absolute http(s) or urn IRI that ends in `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base(String);

impl Default for Base {
    fn default() -> Self {
        Base("https://rapporteur.example/".to_owned())
    }
}

impl Base {
    /// Checks a base and brings it into normal form (lower-case host, no default port); a missing `/` at its end is added.
    ///
    /// # Errors
    /// Where `text` is no http, https or urn IRI, or has a query or a fragment: the parts of an article are fragments below the base.
    pub fn new(text: &str) -> Result<Base> {
        let wrong = |why: &str| {
            Error::input(format!(
                "{text} cannot be a base: {why}; expected an IRI such as https://graph.example.org/news/"
            ))
        };
        let url = url::Url::parse(text).map_err(|e| wrong(&e.to_string()))?;
        if !matches!(url.scheme(), "http" | "https" | "urn") {
            return Err(wrong("its scheme is none of http, https and urn"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it has a query or a fragment (IRIs below it have fragments of their own)"));
        }
        let mut base = String::from(url);
        if !base.ends_with('/') {
            base.push('/');
        }
        if has_dot_segment(&base) {
            return Err(wrong("it has a segment . or .."));
        }
        NamedNode::new(base.as_str()).map_err(|e| wrong(&e.to_string()))?;
        Ok(Base(base))
    }

    /// The IRI itself; it ends in `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The article with this `Report::id`; the name of its graph, too.
    pub fn article(&self, id: &str) -> NamedNode {
        node(format!("{}article/{}", self.0, encode(id)))
    }

    /// An entity of an article, by `Report::id` and `Entity::key`.
    pub fn entity(&self, id: &str, key: &str) -> NamedNode {
        entity(&self.article(id), key)
    }

    /// A claim of an article, by `Report::id` and index into `Report::claims` (the IRI counts from 1).
    pub fn claim(&self, id: &str, index: usize) -> NamedNode {
        claim(&self.article(id), index)
    }

    /// A judgement by its hash.
    pub(super) fn judgement(&self, hash: &str) -> NamedNode {
        node(format!("{}judgement/{hash}", self.0))
    }

    /// The graph that holds all judgements.
    pub fn judgements_graph(&self) -> NamedNode {
        node(format!("{}judgements", self.0))
    }

    /// The graph that holds the world.
    pub fn world_graph(&self) -> NamedNode {
        node(format!("{}world", self.0))
    }

    /// A world entity or fact by its path: `person/sergei-lavrov-k7q2m1xd`.
    pub fn world(&self, path: &str) -> NamedNode {
        let segments: Vec<_> = path.split('/').map(encode).collect();
        node(format!("{}{}", self.0, segments.join("/")))
    }
}

impl std::fmt::Display for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which of the three layers a subject belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Entities and facts, derived from the other two.
    World,
    /// What one article says.
    Article,
    /// What a person said on identity.
    Judgement,
}

/// The layer of a subject, which its IRI tells: a file without graph names is taken apart by it.
pub fn layer(subject: &str, base: &Base) -> Layer {
    match subject.strip_prefix(base.as_str()) {
        Some(rest) if rest.starts_with("article/") => Layer::Article,
        Some(rest) if rest.starts_with("judgement/") => Layer::Judgement,
        _ => Layer::World,
    }
}

/// What an IRI's fragment names within its article, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fragment<'a> {
    Article,
    Entity(&'a str),
    Claim(&'a str),
    Mention(&'a str),
    Other,
}

/// Takes an IRI of the article layer apart: the article's own IRI, and what it names there. `None` for any other IRI.
pub(super) fn article_part(iri: &str) -> Option<(&str, Fragment<'_>)> {
    let (article, fragment) = match iri.split_once('#') {
        Some((article, fragment)) => (article, Some(fragment)),
        None => (iri, None),
    };
    base_of(article, "article")?;
    let part = match fragment.map(|f| f.split_once('=').unwrap_or((f, ""))) {
        None => Fragment::Article,
        Some(("entity", key)) => Fragment::Entity(key),
        Some(("claim", number)) => Fragment::Claim(number),
        Some(("char", range)) => Fragment::Mention(range),
        Some(_) => Fragment::Other,
    };
    Some((article, part))
}

/// The base of `<base>FOLDER/name`, with its `/`; `None` for an IRI of another shape.
pub(super) fn base_of<'a>(iri: &'a str, folder: &str) -> Option<&'a str> {
    let (front, name) = iri.rsplit_once('/')?;
    let base = front.strip_suffix(folder)?;
    (base.ends_with('/') && !name.is_empty() && !name.contains('#')).then_some(base)
}

/// Whether resolving a relative IRI against this one, or this one against a base, would change it.
pub(super) fn has_dot_segment(iri: &str) -> bool {
    iri.split(['/', '?', '#']).any(|segment| matches!(segment, "." | ".."))
}

pub(super) fn entity(article: &NamedNode, key: &str) -> NamedNode {
    node(format!("{}#entity={}", article.as_str(), encode(key)))
}

pub(super) fn claim(article: &NamedNode, index: usize) -> NamedNode {
    node(format!("{}#claim={}", article.as_str(), index + 1))
}

/// A further source of a claim's chain, `step` from 1.
pub(super) fn cited(claim: &NamedNode, step: usize) -> NamedNode {
    node(format!("{}.{step}", claim.as_str()))
}

pub(super) fn mention(article: &NamedNode, begin: usize, end: usize) -> NamedNode {
    node(format!("{}#char={begin},{end}", article.as_str()))
}

/// A name below a namespace.
pub(super) fn term(namespace: &str, local: &str) -> NamedNode {
    node(format!("{namespace}{}", encode(local)))
}

fn node(iri: String) -> NamedNode {
    debug_assert!(NamedNode::new(iri.as_str()).is_ok(), "{iri}");
    NamedNode::new_unchecked(iri)
}

/// Percent-encodes all but letters, digits and `-._~`, so that any key is legal in a path and in a fragment. Letters of all scripts stay readable.
pub(super) fn encode(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c) || (!c.is_ascii() && c.is_alphanumeric());
    if text.chars().all(plain) && !matches!(text, "." | "..") {
        return text.into();
    }
    let dots = matches!(text, "." | "..");
    let mut out = String::with_capacity(text.len() + 8);
    let mut bytes = [0; 4];
    for c in text.chars() {
        if plain(c) && !dots {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out.into()
}

/// The inverse of `encode`; `None` where the text was not made by it.
pub(super) fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(text.into());
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || bytes.next().and_then(|b| char::from(b).to_digit(16));
            out.push((digit()? * 16 + digit()?) as u8);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok().map(Cow::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_base_is_checked_and_normalised() {
        let base = |text: &str| Base::new(text).map(|b| b.0);
        assert_eq!(base("https://Graph.Example.org/news").unwrap(), "https://graph.example.org/news/");
        assert_eq!(base("http://x.example").unwrap(), "http://x.example/");
        assert_eq!(base("urn:example:kg/").unwrap(), "urn:example:kg/");
        assert_eq!(Base::new(Base::default().as_str()).unwrap(), Base::default());
        for text in [
            "",
            "news/",
            "ftp://x.example/",
            "https://x.example/ns#",
            "https://x.example/?a=b/",
            "file:///tmp/",
            "https:///",
        ] {
            let error = base(text).unwrap_err();
            assert!(error.is_input() && error.to_string().contains("expected an IRI"), "{text}: {error}");
        }
    }

    #[test]
    fn the_subject_tells_the_layer() {
        let base = Base::default();
        for iri in [base.article("a"), base.entity("a", "k"), base.claim("a", 0), mention(&base.article("a"), 1, 2)] {
            assert_eq!(layer(iri.as_str(), &base), Layer::Article, "{iri}");
        }
        assert_eq!(layer(base.judgement("h").as_str(), &base), Layer::Judgement);
        for iri in
            [base.world("person/article-k7q2"), base.world_graph(), term("https://elsewhere.example/article/", "x")]
        {
            assert_eq!(layer(iri.as_str(), &base), Layer::World, "{iri}");
        }
    }

    #[test]
    fn an_article_part_is_told_by_its_shape() {
        let (article, part) = article_part("https://x.example/a/article/id#claim=3.1").unwrap();
        assert_eq!((article, part), ("https://x.example/a/article/id", Fragment::Claim("3.1")));
        assert_eq!(base_of(article, "article"), Some("https://x.example/a/"));
        for iri in
            ["https://x.example/person/y", "https://x.example/article/", "https://x.example/my-article/z", "urn:x"]
        {
            assert_eq!(article_part(iri), None, "{iri}");
        }
    }

    proptest! {
        #[test]
        fn any_key_makes_a_legal_iri_and_comes_back(key in any::<String>(), id in "[a-z2-7]{16}|.{1,3}") {
            let base = Base::default();
            let iri = base.entity(&id, &key);
            prop_assert!(NamedNode::new(iri.as_str()).is_ok());
            let (article, part) = article_part(iri.as_str()).unwrap();
            prop_assert_eq!(base_of(article, "article"), Some(base.as_str()));
            let Fragment::Entity(written) = part else { panic!("{part:?}") };
            prop_assert_eq!(decode(written).unwrap(), key);
            prop_assert_eq!(decode(article.rsplit('/').next().unwrap()).unwrap(), id);
        }
    }
}
