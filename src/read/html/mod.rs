//! HTML to an article: the main text of a page, and what the page tells of itself.
//!
//! Input: the text of a page. Output: paragraphs parted by blank lines, and metadata.
//! Invariant: no page takes the program down or holds it for long: pages beyond any news page are refused (see `nesting`).

mod nesting;
mod page;
mod paragraphs;

use crate::article::Article;
use crate::error::{Error, Result};
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// The charset that a page declares at its begin; `None` if it declares none.
pub(super) fn charset(bytes: &[u8]) -> Option<String> {
    let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let xml = begin.strip_prefix("<?xml").and_then(|x| x.split_once("?>")?.0.split_once("encoding"));
    let declared = xml.map(|(_, after)| after).or_else(|| {
        begin.split("<meta").skip(1).find_map(|meta| Some(meta.split('>').next()?.split_once("charset")?.1))
    })?;
    let name = declared.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(name.len());
    (end > 0).then(|| name[..end].to_owned())
}

/// Finds the article in a page; `found` is where the page was found, which its links are relative to.
pub(super) fn article(html: &str, found: Option<&Url>) -> Result<Article> {
    nesting::check_text(html)?;
    let broken = || Error::input("HTML that cannot be read: save the article as plain text");
    // The readability algorithm is other people's heuristics over other people's HTML: a fault of it must not end the run.
    catch_unwind(AssertUnwindSafe(|| {
        let document = Document::from(html);
        nesting::check_tree(&document)?;
        let mut meta = page::metadata(&document, found);
        // Its own reader of JSON-LD panics on broken JSON; `page` has read it.
        let config = Config { disable_json_ld: true, ..Config::default() };
        let mut readability = Readability::with_document(document, None, Some(config)).map_err(|_| broken())?;
        let main = readability.parse().map_err(|_| Error::input("no article in this page: expected HTML with text"))?;
        meta.title = meta.title.or(Some(main.title));
        Ok(Article::new(&paragraphs::text(&main.content), meta))
    }))
    .unwrap_or_else(|_| Err(broken()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_charsets_are_found() {
        for (html, name) in [
            ("<meta charset=\"UTF-8\">", Some("utf-8")),
            ("<html><META http-equiv=Content-Type content='text/html; charset=windows-1251'>", Some("windows-1251")),
            ("<?xml version='1.0' encoding='ISO-8859-1'?><html>", Some("iso-8859-1")),
            ("<p>charset=x</p><meta name=a>", None),
            ("<meta charset=>", None),
        ] {
            assert_eq!(charset(html.as_bytes()).as_deref(), name, "{html}");
        }
    }

    #[test]
    fn main_text_is_found_among_what_surrounds_it() {
        let long =
            "The minister said on Tuesday, after the talks in Moscow, that both sides had agreed to go on. ".repeat(4);
        let html = format!(
            "<html lang=en><head><title>Talks on Syria go on in Moscow | X News</title></head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav>
             <article><h1>Talks on Syria go on in Moscow</h1><p>{long}</p><p>{long}</p><script>var x = '<p>no</p>';</script>
             <ul><li>First &amp; foremost, a point that is made here</li><li>Second</li></ul></article>
             <footer>Copyright <a href=/x>X</a></footer></body></html>"
        );
        let a = article(&html, None).unwrap();
        assert!(a.text().starts_with("The minister said"), "{}", a.text());
        assert!(a.text().ends_with("First & foremost, a point that is made here\n\nSecond"), "{}", a.text());
        assert!(!a.text().contains("Home") && !a.text().contains("var x"));
        assert_eq!(a.meta.title.as_deref(), Some("Talks on Syria go on in Moscow"));
    }

    #[test]
    fn odd_pages_are_refused_or_read_but_never_end_the_run() {
        for html in
            ["", "<", "<p", "<!--", "<svg><p><table><b></svg></b>x", "</body></html>", "<template><p>x", "<frameset>"]
        {
            if let Ok(a) = article(html, None) {
                assert!(a.text().len() < 5, "{html}: {}", a.text());
            }
        }
    }
}
