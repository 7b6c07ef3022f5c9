//! Bytes to articles: files, folders, standard input and web pages, each read by its format.
//!
//! Input: names as a person types them. Output: articles, lazily, one at a time.
//! Invariant: an input that cannot be used is an `Err` that names it, with line and column where there are any; all others follow.
//! To add a format: a variant of `Format` with its endings (here) and media types (`web`), and a file that makes an article of its text.

mod decode;
mod folder;
mod html;
mod json;
mod markdown;
mod plain;
mod values;
mod web;

use crate::article::{Article, Metadata};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::iter::once;
use std::path::Path;
use std::time::Duration;
use url::Url;

/// How to read, and what to say of articles beside what they say of themselves.
///
/// `published`, `source` and `url` win over the article's own metadata: who gives them knows better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Greatest size of an article in bytes, as it comes: of a file or page; in JSON Lines, of a line. At most 4 GiB.
    pub max_bytes: u64,
    /// Publication date: ISO 8601, or as a date is written in a header ("15 December 2015").
    pub published: Option<String>,
    /// Publisher.
    pub source: Option<String>,
    /// Canonical URL, absolute; it can be that of one article only.
    pub url: Option<String>,
    /// Time in which a web page must have come as a whole.
    pub timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options { max_bytes: 5_000_000, published: None, source: None, url: None, timeout: Duration::from_secs(20) }
    }
}

impl Options {
    /// Checks the values that a person gave; [`read`] checks them too, but only when the first article is asked for.
    ///
    /// # Errors
    /// A publication date that is none, or a URL that is not absolute.
    pub fn validate(&self) -> Result<()> {
        if let Some(date) = self.published.as_deref().filter(|d| values::date(d).is_none()) {
            return Err(Error::input(format!(
                "publication date `{date}`: expected an ISO 8601 date such as 2015-12-15, 2015-12 or 2015-12-15T10:00:00+03:00"
            )));
        }
        if let Some(url) = self.url.as_deref().filter(|u| values::url(u).is_none()) {
            return Err(Error::input(format!(
                "URL `{url}`: expected an absolute URL such as https://news.example/article"
            )));
        }
        Ok(())
    }

    fn limit(&self) -> u64 {
        self.max_bytes.min(u64::from(u32::MAX))
    }

    /// The last step of every article: tidy metadata, what the options tell, and a text at all.
    fn finish(&self, mut article: Article) -> Result<Article> {
        if article.text().trim().is_empty() {
            return Err(Error::input("no text: expected an article with a body"));
        }
        let own = std::mem::take(&mut article.meta);
        article.meta = Metadata {
            title: own.title.as_deref().and_then(values::line),
            url: self.url.as_deref().or(own.url.as_deref()).and_then(values::url),
            published: self.published.as_deref().or(own.published.as_deref()).and_then(values::date),
            modified: own.modified.as_deref().and_then(values::date),
            source: [&self.source, &own.source].into_iter().flatten().find_map(|s| values::line(s)),
            language: own.language.as_deref().and_then(values::language),
        };
        Ok(article)
    }
}

/// What the bytes of an input are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Plain,
    Markdown,
    Html,
    Json,
    JsonLines,
}

impl Format {
    fn of_path(path: &Path) -> Option<Format> {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Format::Plain,
            "md" | "markdown" => Format::Markdown,
            "html" | "htm" => Format::Html,
            "json" => Format::Json,
            "jsonl" | "ndjson" => Format::JsonLines,
            _ => return None,
        })
    }

    fn of_first_byte(byte: Option<u8>) -> Format {
        match byte {
            Some(b'{') => Format::JsonLines,
            Some(b'<') => Format::Html,
            _ => Format::Plain,
        }
    }
}

type Articles<'a> = Box<dyn Iterator<Item = Result<Article>> + Send + 'a>;

/// Bytes that are still to come, and what is known of them.
struct Input<'a> {
    /// As errors name it.
    name: String,
    bytes: Box<dyn BufRead + Send + 'a>,
    /// `None`: by the first byte.
    format: Option<Format>,
    charset: Option<String>,
    /// Where a page was found.
    url: Option<Url>,
}

impl<'a> Input<'a> {
    fn new(name: impl Into<String>, bytes: impl BufRead + Send + 'a, format: Option<Format>) -> Self {
        Input { name: name.into(), bytes: Box::new(bytes), format, charset: None, url: None }
    }
}

/// Reads inputs in their order: paths of files and folders, `http(s)://` URLs, and `-` for standard input.
///
/// A folder gives its files with a known ending, in the order of their names, subfolders too, hidden ones not. A file
/// with another ending, like standard input, is JSON Lines if it begins with `{`, HTML if with `<`, else plain text.
///
/// # Errors
/// Each item for itself: a missing or unreadable file, one that is too large, not UTF-8 or without text, a JSON line that is
/// no article, a page that cannot be fetched. Options that [`Options::validate`] refuses are the one and only item.
pub fn read<'a>(inputs: &'a [String], options: &'a Options) -> impl Iterator<Item = Result<Article>> + Send + 'a {
    read_with(inputs, options, BufReader::new(io::stdin()))
}

/// [`read`] with `stdin` in the place of standard input.
pub fn read_with<'a>(
    inputs: &'a [String],
    options: &'a Options,
    stdin: impl BufRead + Send + 'a,
) -> impl Iterator<Item = Result<Article>> + Send + 'a {
    let mut stdin = Some(stdin);
    let all = inputs.iter().flat_map(move |input| {
        open(input, options, &mut stdin).unwrap_or_else(|e| Box::new(once(Err(e.in_file(input)))))
    });
    let checked: Articles<'a> = match options.validate() {
        Err(e) => Box::new(once(Err(e))),
        Ok(()) if options.url.is_some() => Box::new(once(()).flat_map({
            let mut all = Some(all);
            move |()| only_one(all.take().into_iter().flatten())
        })),
        Ok(()) => Box::new(all),
    };
    checked
}

/// One URL cannot name two articles: nothing of either is read then, rather than the wrong one.
fn only_one<'a>(articles: impl Iterator<Item = Result<Article>> + Send + 'a) -> Articles<'a> {
    let mut read = Vec::new();
    for item in articles {
        if item.is_ok() && read.iter().any(Result::is_ok) {
            return Box::new(once(Err(Error::input("a URL was given for more than one article: give it with one"))));
        }
        read.push(item);
    }
    Box::new(read.into_iter())
}

fn open<'a>(
    input: &'a str,
    options: &'a Options,
    stdin: &mut Option<impl BufRead + Send + 'a>,
) -> Result<Articles<'a>> {
    if input == "-" {
        let bytes = stdin.take().ok_or_else(|| Error::input("standard input can be read only once"))?;
        return Ok(articles(Input::new(input, bytes, None), options));
    }
    if is_web(input) {
        return Ok(articles(web::open(input, options)?, options));
    }
    let path = Path::new(input);
    if path.is_dir() {
        let files = folder::files(path);
        if files.is_empty() {
            return Err(Error::input("no article in this folder: expected .txt, .md, .html, .json or .jsonl files"));
        }
        return Ok(Box::new(files.into_iter().flat_map(move |path| match path {
            Ok(path) => file_or_error(&path, options),
            Err(e) => Box::new(once(Err(e))),
        })));
    }
    Ok(file_or_error(path, options))
}

fn is_web(input: &str) -> bool {
    ["http://", "https://"].iter().any(|s| input.get(..s.len()).is_some_and(|i| i.eq_ignore_ascii_case(s)))
}

fn file_or_error<'a>(path: &Path, options: &'a Options) -> Articles<'a> {
    let name = path.display().to_string();
    file(path, &name, options).unwrap_or_else(|e| Box::new(once(Err(e.in_file(name)))))
}

fn file<'a>(path: &Path, name: &str, options: &'a Options) -> Result<Articles<'a>> {
    let unreadable = |e: io::Error| match e.kind() {
        io::ErrorKind::NotFound => Error::input("no such file or folder"),
        _ => Error::input(format!("cannot be read: {e}")),
    };
    let format = Format::of_path(path);
    let file = File::open(path).map_err(unreadable)?;
    let meta = file.metadata().map_err(unreadable)?;
    if meta.is_file() && meta.len() > options.limit() && format.is_some_and(|f| f != Format::JsonLines) {
        return Err(decode::too_large(options.limit()));
    }
    Ok(articles(Input::new(name, BufReader::new(file), format), options))
}

fn articles<'a>(mut input: Input<'a>, options: &'a Options) -> Articles<'a> {
    let name = input.name.clone();
    let format = match input.format {
        Some(format) => format,
        None => match first_byte(&mut input, options) {
            Ok(byte) => Format::of_first_byte(byte),
            Err(e) => return Box::new(once(Err(e.in_file(name)))),
        },
    };
    match format {
        Format::JsonLines => {
            let lines = json::lines(input.bytes, name.clone(), options.limit());
            Box::new(lines.map(move |(line, article)| {
                article.and_then(|a| options.finish(a).map_err(|e| e.at(name.clone(), line, 1)))
            }))
        }
        _ => match whole(input, format, options) {
            Ok(articles) => Box::new(
                articles.into_iter().map(move |a| a.and_then(|a| options.finish(a)).map_err(|e| e.in_file(&name))),
            ),
            Err(e) => Box::new(once(Err(e.in_file(name)))),
        },
    }
}

/// The first byte after white space and byte-order mark; what was read for it is put back.
fn first_byte(input: &mut Input<'_>, options: &Options) -> Result<Option<u8>> {
    let mut begin = Vec::new();
    let found = loop {
        let buffer = input.bytes.fill_buf().map_err(decode::broken)?;
        let blank = buffer.iter().take_while(|b| decode::is_blank(**b)).count();
        let found = buffer.get(blank).copied();
        let end = buffer.is_empty();
        begin.extend_from_slice(&buffer[..blank]);
        input.bytes.consume(blank);
        if found.is_some() || end {
            break found;
        }
        if begin.len() as u64 > options.limit() {
            return Err(decode::too_large(options.limit()));
        }
    };
    let rest = std::mem::replace(&mut input.bytes, Box::new(io::empty()));
    input.bytes = Box::new(Cursor::new(begin).chain(rest));
    Ok(found)
}

/// An input that must be read as a whole before it gives anything.
fn whole(input: Input<'_>, format: Format, options: &Options) -> Result<Vec<Result<Article>>> {
    let bytes = decode::all(input.bytes, options.limit())?;
    let charset = match format {
        Format::Html => input.charset.or_else(|| html::charset(&bytes)),
        _ => input.charset,
    };
    let text = decode::text(bytes, charset.as_deref(), &input.name, 1)?;
    let mut article = match format {
        Format::Json | Format::JsonLines => return json::whole(&text, &input.name),
        Format::Plain => plain::article(&text),
        Format::Markdown => markdown::article(&text),
        Format::Html => html::article(&text, input.url.as_ref())?,
    };
    if values::url(article.meta.url.as_deref().unwrap_or("")).is_none() {
        article.meta.url = input.url.map(String::from);
    }
    Ok(vec![Ok(article)])
}
