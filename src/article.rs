//! The input of everything: one news article, its text and what is known about it.
//!
//! Input: what `read` found. Output: the normalised body with its metadata and its identity.
//! Invariant: `text` is normalised (`Article::new` is the only way in), so every span made from it stays valid.

use sha2::{Digest, Sha256};

/// What is known about an article beside its text. Every field may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metadata {
    /// Headline: context only, never a source of claims.
    pub title: Option<String>,
    /// Canonical URL.
    pub url: Option<String>,
    /// Publication date, ISO 8601: `2015-12-15` or a date with time and offset.
    pub published: Option<String>,
    /// Date of the last change, ISO 8601.
    pub modified: Option<String>,
    /// Publisher: "BBC News".
    pub source: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
}

/// One article: the body that claims are read from, and its metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    text: String,
    /// What is known beside the text.
    pub meta: Metadata,
}

impl Article {
    /// Takes a body over: line ends become LF, a byte-order mark and control characters that XML forbids go; nothing else changes.
    pub fn new(text: &str, meta: Metadata) -> Self {
        let mut body = String::with_capacity(text.len());
        let mut chars = text.strip_prefix('\u{feff}').unwrap_or(text).chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' => {
                    chars.next_if_eq(&'\n');
                    body.push('\n');
                }
                '\t' | '\n' => body.push(c),
                '\u{0}'..'\u{20}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
                _ => body.push(c),
            }
        }
        Article { text: body, meta }
    }

    /// The normalised body.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the body, lower-case hexadecimal.
    pub fn text_sha256(&self) -> String {
        Sha256::digest(self.text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Hash part of the article's IRI: 16 lower-case base-32 characters of the SHA-256 of its identity.
    pub fn id(&self) -> String {
        base32(&Sha256::digest(self.identity().as_bytes()), 16)
    }

    /// What names the article: its canonical URL, else its text and date; never the file's path.
    pub fn identity(&self) -> String {
        match &self.meta.url {
            Some(url) => url.clone(),
            None => format!("{}\n{}", self.text_sha256(), self.meta.published.as_deref().unwrap_or("")),
        }
    }
}

/// The first `letters` (at most 25) lower-case base-32 letters of a digest.
pub fn base32(digest: &[u8], letters: u32) -> String {
    let bits = digest.iter().take(16).fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    let letter = |i: u32| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[(bits >> (123 - 5 * i)) as usize & 31]);
    (0..letters).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn body_is_normalised() {
        let article = Article::new("\u{feff}a\r\nb\rc\u{0}d\te\u{85}f", Metadata::default());
        assert_eq!(article.text(), "a\nb\ncd\tef");
    }

    #[test]
    fn id_follows_url_else_text_and_date() {
        let id = |text: &str, url: Option<&str>, published: Option<&str>| {
            let (url, published) = (url.map(str::to_owned), published.map(str::to_owned));
            Article::new(text, Metadata { url, published, ..Metadata::default() }).id()
        };
        assert_eq!(id("a", Some("https://x.example/"), None), id("b", Some("https://x.example/"), Some("2020")));
        assert_ne!(id("a", None, None), id("b", None, None));
        assert_ne!(id("a", None, None), id("a", None, Some("2020")));
        assert_eq!(id("a", None, None).len(), 16);
    }
}
