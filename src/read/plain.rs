//! Plain text to an article: an optional header block, then the body.
//!
//! Input: the text of a file. Output: the body without blank lines around it, and what the header tells.
//! Invariant: a header is a header only if every line before the first empty line is `KEY: value` with a known key; else all is body.

use crate::article::{Article, Metadata};

/// `TITLE: …`, `SOURCE: …`, `DATE: …`, `URL: …`, `LANGUAGE: …` in any order and case, an empty line, and the body.
pub(super) fn article(text: &str) -> Article {
    let (meta, body) = header(text).unwrap_or((Metadata::default(), text));
    Article::new(inner(body), meta)
}

/// Splits a header block off; `None` if the text does not begin with one.
pub(super) fn header(text: &str) -> Option<(Metadata, &str)> {
    let mut meta = Metadata::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() {
            return (meta != Metadata::default() || at > line.len()).then_some((meta, &text[at..]));
        }
        let (key, value) = line.split_once(':')?;
        set(&mut meta, key, value)?;
    }
    None
}

/// Sets a field by its name in a header or in front matter; the first value stands. `None`: no such field.
pub(super) fn set(meta: &mut Metadata, key: &str, value: &str) -> Option<()> {
    let field = match key.trim().to_ascii_lowercase().as_str() {
        "title" => &mut meta.title,
        "source" | "publisher" => &mut meta.source,
        "date" | "published" => &mut meta.published,
        "url" => &mut meta.url,
        "language" | "lang" => &mut meta.language,
        _ => return None,
    };
    field.get_or_insert_with(|| value.trim().to_owned());
    Some(())
}

/// The text without blank lines before and after it.
pub(super) fn inner(text: &str) -> &str {
    let text = text.trim_end();
    let lead = text.len() - text.trim_start().len();
    let line = text[..lead].rfind(['\n', '\r']).map_or(0, |i| i + 1);
    &text[line..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_block_is_metadata() {
        let a =
            article("TITLE: A: b\r\nDate: unknown\r\nurl: https://x.example/a\r\n\r\n\r\n  One.\r\n\r\nTwo.\r\n\r\n");
        assert_eq!(a.text(), "  One.\n\nTwo.");
        assert_eq!(a.meta.title.as_deref(), Some("A: b"));
        assert_eq!(a.meta.published.as_deref(), Some("unknown"));
        assert_eq!(a.meta.url.as_deref(), Some("https://x.example/a"));
    }

    #[test]
    fn what_is_no_header_is_body() {
        for text in
            ["Title: x\nThe talks began.\n\nMore.", "Lavrov: we met.\n\nMore.", "TITLE: x", "One.\n\nTITLE: x\n\ny"]
        {
            assert_eq!(article(text).text(), text);
            assert_eq!(article(text).meta, Metadata::default());
        }
        assert_eq!(article("\n\nTITLE: x\n\ny").text(), "TITLE: x\n\ny");
    }
}
