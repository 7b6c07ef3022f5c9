//! JSON to articles: one a line (JSON Lines), or one object or array in a file.
//!
//! Input: JSON with the keys of [`Record`], schema.org's names too. Output: articles, bodies exactly as given.
//! Invariant: a bad line is an error with its line and column, and the lines after it are read.
//! To add a key: a field of [`Record`] and its place in [`Record::article`].

use super::decode;
use crate::article::{Article, Metadata};
use crate::error::{Error, Result};
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::io::{BufRead, Read};

/// The keys that are read; all others are passed over. Ours come before schema.org's where both are there.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Record {
    text: Option<String>,
    article_body: Option<String>,
    title: Option<String>,
    headline: Option<String>,
    url: Option<String>,
    published: Option<String>,
    date_published: Option<String>,
    modified: Option<String>,
    date_modified: Option<String>,
    source: Name,
    publisher: Name,
    language: Name,
    in_language: Name,
}

/// A name, plain or as an object that has one: schema.org writes publishers so.
#[derive(Default)]
struct Name(Option<String>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, or an object with a `name`")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> std::result::Result<Name, E> {
        Ok(Name(Some(name.to_owned())))
    }

    fn visit_unit<E: de::Error>(self) -> std::result::Result<Name, E> {
        Ok(Name(None))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> std::result::Result<Name, M::Error> {
        let mut name = Name(None);
        while let Some(key) = map.next_key::<String>()? {
            if key == "name" {
                name = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(name)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> std::result::Result<Name, S::Error> {
        let first = seq.next_element::<Name>()?.unwrap_or_default();
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first)
    }
}

impl Record {
    fn article(self) -> Result<Article> {
        let text = self.text.or(self.article_body);
        let text =
            text.ok_or_else(|| Error::input("no `text`: expected an object with the article's body as `text`"))?;
        let meta = Metadata {
            title: self.title.or(self.headline),
            url: self.url,
            published: self.published.or(self.date_published),
            modified: self.modified.or(self.date_modified),
            source: self.source.0.or(self.publisher.0),
            language: self.language.0.or(self.in_language.0),
        };
        Ok(Article::new(&text, meta))
    }
}

/// What serde_json says, without its own "at line … column …", and the place.
fn explain(e: &serde_json::Error) -> (String, usize, usize) {
    let message = e.to_string();
    let message = message.rfind(" at line ").map_or(message.as_str(), |at| &message[..at]);
    let message = if e.is_eof() { format!("truncated JSON ({message})") } else { format!("JSON: {message}") };
    (message, e.line(), e.column().max(1))
}

fn no_object() -> Error {
    Error::input("not an object: expected `{\"text\": …}`, one article a line, or in a .json file an array of them")
}

/// A whole JSON text: one article or an array of them.
pub(super) fn whole(text: &str, name: &str) -> Result<Vec<Result<Article>>> {
    let place = |e: serde_json::Error| {
        let (message, line, byte) = explain(&e);
        let column = column(text.split('\n').nth(line.max(1) - 1).unwrap_or_default(), byte);
        Error::input(message).at(name, line.max(1), column)
    };
    match text.trim_start().chars().next() {
        Some('{') => Ok(vec![serde_json::from_str::<Record>(text).map_err(place)?.article()]),
        Some('[') => {
            let items: Vec<Value> = serde_json::from_str(text).map_err(place)?;
            Ok(items.into_iter().enumerate().map(item).collect())
        }
        _ => Err(no_object()),
    }
}

fn item((i, value): (usize, Value)) -> Result<Article> {
    let record = match value {
        Value::Object(_) => Record::deserialize(value).map_err(|e| Error::input(explain(&e).0)),
        _ => Err(no_object()),
    };
    record.and_then(Record::article).map_err(|e| Error::input(format!("article {} of the array: {e}", i + 1)))
}

/// The column in code points of the byte with number `byte` (from 1) of a line.
fn column(line: &str, byte: usize) -> usize {
    line.char_indices().take_while(|(at, _)| at + 1 < byte).count().max(1)
}

/// Line number and article of each line that is not blank. A line of more than `limit` bytes is an error, and passed over.
pub(super) fn lines(
    mut bytes: impl BufRead + Send,
    name: String,
    limit: u64,
) -> impl Iterator<Item = (usize, Result<Article>)> + Send {
    let mut number = 0;
    let mut broken = false;
    std::iter::from_fn(move || {
        while !broken {
            number += 1;
            match next_line(&mut bytes, limit) {
                Ok(None) => return None,
                Ok(Some(line)) if line.iter().all(|b| decode::is_blank(*b)) => {}
                Ok(Some(line)) => return Some((number, article(line, &name, number))),
                Err(e) => {
                    broken = !matches!(e, Broken::Long);
                    let e = match e {
                        Broken::Long => decode::too_large(limit),
                        Broken::Io(e) => decode::broken(e),
                    };
                    return Some((number, Err(e.at(name.clone(), number, 1))));
                }
            }
        }
        None
    })
}

enum Broken {
    Long,
    Io(std::io::Error),
}

fn next_line(bytes: &mut impl BufRead, limit: u64) -> std::result::Result<Option<Vec<u8>>, Broken> {
    let mut line = Vec::new();
    // One more for the line end.
    bytes.by_ref().take(limit + 1).read_until(b'\n', &mut line).map_err(Broken::Io)?;
    let ended = line.pop_if(|b| *b == b'\n').is_some();
    if line.len() as u64 > limit {
        bytes.skip_until(b'\n').map_err(Broken::Io)?;
        return Err(Broken::Long);
    }
    Ok((ended || !line.is_empty()).then_some(line))
}

fn article(line: Vec<u8>, name: &str, number: usize) -> Result<Article> {
    let text = decode::text(line, None, name, number)?;
    // serde would take an array for the fields in their order.
    if !text.trim_start().starts_with('{') {
        return Err(no_object().at(name, number, 1));
    }
    let record: Record = serde_json::from_str(&text).map_err(|e| {
        let (message, _, byte) = explain(&e);
        Error::input(message).at(name, number, column(&text, byte))
    })?;
    record.article().map_err(|e| e.at(name, number, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, limit: u64) -> Vec<std::result::Result<String, String>> {
        lines(text.as_bytes(), "x".into(), limit)
            .map(|(_, a)| a.map(|a| a.text().to_owned()).map_err(|e| e.to_string()))
            .collect()
    }

    #[test]
    fn both_vocabularies_are_read() {
        let ours = r#"{"text": "a", "title": "t", "url": "u", "published": "2015", "modified": "2016", "source": "s", "language": "en", "x": [1]}"#;
        let theirs = r#"{"articleBody": "a", "headline": "t", "url": "u", "datePublished": "2015", "dateModified": "2016",
            "publisher": [{"@type": "Organization", "name": "s"}, 3], "inLanguage": "en", "title": null}"#;
        let of = |text| whole(text, "x").unwrap().remove(0).unwrap();
        assert_eq!(of(ours), of(theirs));
        assert_eq!(of(ours).meta.source.as_deref(), Some("s"));
        assert_eq!(of(r#"{"text": "a", "published": "1", "datePublished": "2"}"#).meta.published.as_deref(), Some("1"));
    }

    #[test]
    fn a_bad_line_is_named_and_the_others_land() {
        let text = "{\"text\": \"a\"}\r\n\n{\"text\": \"b\n{\"title\": \"é\"}\n{\"title\": \"é\", \"text\": 3}\n[1]\n{\"text\": \"c\"}";
        let got = read(text, 100);
        assert_eq!(got[0], Ok("a".into()));
        assert!(got[1].as_ref().unwrap_err().starts_with("x:3:10: truncated JSON"), "{got:?}");
        assert!(got[2].as_ref().unwrap_err().starts_with("x:4:1: no `text`"), "{got:?}");
        assert_eq!(got[3], Err("x:5:23: JSON: invalid type: integer `3`, expected a string".into()));
        assert!(got[4].as_ref().unwrap_err().starts_with("x:6:1: not an object"), "{got:?}");
        assert_eq!(got[5..], [Ok("c".into())]);
    }

    #[test]
    fn a_long_line_is_passed_over() {
        let text = format!("{{\"text\": \"{}\"}}\n{{\"text\": \"a\"}}\n", "x".repeat(50));
        let got = read(&text, 20);
        assert!(got[0].as_ref().unwrap_err().starts_with("x:1:1: larger than 20 bytes"), "{got:?}");
        assert_eq!(got[1..], [Ok("a".into())]);
        assert_eq!(read("{\"text\": \"a\"}\n", 13), [Ok("a".into())], "the line end does not count");
    }

    #[test]
    fn bytes_that_are_no_text_are_named_by_line() {
        let got: Vec<_> = lines(&b"{}\n{\"text\": \"\xFF\"}"[..], "x".into(), 99).collect();
        assert!(got[1].1.as_ref().unwrap_err().to_string().starts_with("x:2:11: not UTF-8"));
    }

    #[test]
    fn a_file_may_be_an_array() {
        let got = whole("[{\"text\": \"a\"},\n {\"text\": 1}, 2, {\"text\": \"b\"}]", "x").unwrap();
        let got: Vec<_> = got.into_iter().map(|a| a.map(|a| a.text().to_owned()).map_err(|e| e.to_string())).collect();
        assert_eq!((&got[0], &got[3]), (&Ok("a".into()), &Ok("b".into())));
        assert_eq!(got[1], Err("article 2 of the array: JSON: invalid type: integer `1`, expected a string".into()));
        assert!(whole("[{\n}", "x").unwrap_err().to_string().starts_with("x:2:1: truncated JSON"));
        assert!(whole("", "x").is_err());
    }
}
