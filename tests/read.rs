//! Reading: what a person may hand over (files, folders, standard input, pages), and what becomes of what cannot be read.

use proptest::prelude::*;
use rapporteur::article::Article;
use rapporteur::read::{Options, read, read_with};
use std::fs;
use std::path::Path;

type Read = Vec<Result<Article, String>>;

fn read_all(inputs: &[&str], options: &Options, stdin: &[u8]) -> Read {
    let inputs: Vec<String> = inputs.iter().map(|s| (*s).to_owned()).collect();
    read_with(&inputs, options, stdin).map(|a| a.map_err(|e| e.to_string())).collect()
}

fn read_file(name: &str, bytes: &[u8], options: &Options) -> Read {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    let path = path.to_str().unwrap();
    let short = |e: String| e.replace(path, name);
    read_all(&[path], options, b"").into_iter().map(|a| a.map_err(short)).collect()
}

fn texts(read: &Read) -> Vec<&str> {
    read.iter().map(|a| a.as_ref().map_or_else(String::as_str, Article::text)).collect()
}

fn at(dir: &Path, name: &str) -> String {
    dir.join(name).to_str().unwrap().to_owned()
}

#[test]
fn header_of_plain_text_is_tidied_metadata() {
    let text = "Title:  Talks  go on \nSOURCE: X News\nDATE: 15 December 2015\nURL: HTTPS://X.example:443/a#top\nlanguage: en_GB\n\nThe talks go on.\n";
    let got = read_file("a.txt", text.as_bytes(), &Options::default());
    let article = got[0].as_ref().unwrap();
    assert_eq!(article.text(), "The talks go on.");
    let meta = &article.meta;
    assert_eq!(meta.title.as_deref(), Some("Talks go on"));
    assert_eq!(meta.source.as_deref(), Some("X News"));
    assert_eq!(meta.published.as_deref(), Some("2015-12-15"));
    assert_eq!(meta.url.as_deref(), Some("https://x.example/a"));
    assert_eq!(meta.language.as_deref(), Some("en-GB"));
    let unknown = read_file("a.txt", b"DATE: unknown\n\nx", &Options::default());
    assert_eq!(unknown[0].as_ref().unwrap().meta.published, None);
}

#[test]
fn a_folder_gives_its_articles_in_order_and_each_bad_one_as_an_error() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sub")).unwrap();
    fs::create_dir(dir.path().join("none")).unwrap();
    for (name, bytes) in [
        ("a.txt", &b"one"[..]),
        ("b.txt", b" \n\t"),
        ("c.md", b"# Head\n\n*two*"),
        ("d.txt", b"x\n\xFF"),
        ("e.txt", b"x\0y"),
        ("f.htm", b"<html><body></body></html>"),
        ("g.jsonl", b"{\"text\": \"three\"}\n{\"text\": \"\"}\n{\"text\"\n{\"text\": \"four\"}"),
        ("h.txt", &[b'x'; 200]),
        ("sub/i.json", b"[{\"text\": \"five\"}, {}]"),
        ("none/j.png", b"x"),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let options = Options { max_bytes: 100, ..Options::default() };
    let (root, none, missing) = (at(dir.path(), ""), at(dir.path(), "none"), at(dir.path(), "missing.txt"));
    let got = read_all(&[&root, &none, &missing, &at(dir.path(), "a.txt")], &options, b"");
    let got: Vec<String> = texts(&got).into_iter().map(|t| t.replace(root.trim_end_matches('/'), "")).collect();
    assert_eq!(
        got,
        [
            "one",
            "/b.txt: no text: expected an article with a body",
            "two",
            "/d.txt:2:1: not UTF-8 at byte 2: expected UTF-8 text",
            "/e.txt:1:2: binary data (a NUL at byte 1): expected text",
            "/f.htm: no article in this page: expected HTML with text",
            "three",
            "/g.jsonl:2:1: no text: expected an article with a body",
            "/g.jsonl:3:6: truncated JSON (EOF while parsing an object)",
            "four",
            "/h.txt: larger than 100 bytes: expected a single article, or one article a line in JSON Lines",
            "five",
            "/sub/i.json: article 2 of the array: no `text`: expected an object with the article's body as `text`",
            "/none: no article in this folder: expected .txt, .md, .html, .json or .jsonl files",
            "/missing.txt: no such file or folder",
            "one",
        ]
    );
}

#[test]
fn standard_input_is_known_by_its_first_byte() {
    let options = Options::default();
    let page = format!("\n <!doctype html><title>T</title><p>{}", "The talks, he said, go on in Moscow. ".repeat(10));
    for (stdin, begin) in [
        ("\u{feff}\n {\"text\": \"a\"}\n{\"text\": \"b\"}", "a"),
        (&page, "The talks, he said"),
        ("\u{feff}\n\n  Plain {text}", "  Plain {text}"),
        ("", "-: no text"),
        ("\n{\"text\": 1}", "-:2:9: JSON: invalid type"),
    ] {
        let got = read_all(&["-"], &options, stdin.as_bytes());
        assert!(texts(&got)[0].starts_with(begin), "{got:?}");
    }
    let twice = read_all(&["-", "-"], &options, b"x");
    assert_eq!(texts(&twice), ["x", "-: standard input can be read only once"]);
    let unending = Options { max_bytes: 1000, ..Options::default() };
    for byte in [b'x', b' ', b'\n', b'<', b'{'] {
        let inputs = ["-".to_owned()];
        let stdin = std::io::BufReader::new(std::io::Read::take(std::io::repeat(byte), 1_000_000));
        let error = read_with(&inputs, &unending, stdin).next().unwrap().unwrap_err().to_string();
        assert!(error.contains("larger than 1000 bytes"), "{error}");
    }
    assert_eq!(texts(&read_file("unknown.ending", b"{\"text\": \"a\"}", &options)), ["a"]);
}

#[test]
fn options_win_over_the_article() {
    let options = Options {
        published: Some("15 December 2015".into()),
        source: Some("Mine".into()),
        url: Some("https://x.example/a#b".into()),
        ..Options::default()
    };
    options.validate().unwrap();
    let line = "{\"text\": \"a\", \"published\": \"2001\", \"source\": \"S\", \"url\": \"https://y.example/\"}\n";
    let got = read_all(&["missing", "-"], &options, line.as_bytes());
    assert!(got[0].is_err(), "a bad input does not count as an article");
    let meta = &got[1].as_ref().unwrap().meta;
    assert_eq!(meta.published.as_deref(), Some("2015-12-15"));
    assert_eq!(meta.source.as_deref(), Some("Mine"));
    assert_eq!(meta.url.as_deref(), Some("https://x.example/a"));
    let two = read_all(&["-"], &options, line.repeat(2).as_bytes());
    assert_eq!(texts(&two), ["a URL was given for more than one article: give it with one"]);
}

#[test]
fn options_that_are_wrong_are_the_only_item() {
    for options in [
        Options { published: Some("yesterday".into()), ..Options::default() },
        Options { url: Some("x.example/a".into()), ..Options::default() },
    ] {
        let error = options.validate().unwrap_err().to_string();
        assert!(error.contains("expected an"), "{error}");
        assert_eq!(texts(&read_all(&["-", "-"], &options, b"x")), [error]);
    }
}

const PAGE: &str = r##"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Talks on Syria go on in Moscow | X News</title>
<link rel="canonical" href="/a?id=1#top"><meta property="og:site_name" content="Wrong">
<meta property="article:published_time" content="2001-01-01">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "@id": "#site", "name": "X &amp; News"},
 {"@type": ["NewsArticle"], "headline": "Talks &#8216;go on&#8217;", "datePublished": "2015-12-15T10:00:00+0300",
  "dateModified": "soon", "publisher": {"@id": "#site"}}]}</script>
<meta itemprop="dateModified" content="2015-12-16"><script type="application/ld+json">{broken</script></head>
<body><nav><a href="/">Home</a></nav><article><p>PARAGRAPH</p><p>PARAGRAPH</p></article></body></html>"##;

fn page() -> String {
    PAGE.replace("PARAGRAPH", &"The minister said, after the talks in Moscow, that both sides would go on. ".repeat(5))
}

#[test]
fn a_page_tells_its_metadata() {
    let got = read_file("a.html", page().as_bytes(), &Options::default());
    let article = got[0].as_ref().unwrap();
    assert_eq!(article.text().split("\n\n").count(), 2);
    let meta = &article.meta;
    assert_eq!(meta.title.as_deref(), Some("Talks ‘go on’"));
    assert_eq!(meta.published.as_deref(), Some("2015-12-15T10:00:00+03:00"));
    assert_eq!(meta.modified.as_deref(), Some("2015-12-16"));
    assert_eq!(meta.source.as_deref(), Some("X & News"));
    assert_eq!(meta.language.as_deref(), Some("en-GB"));
    assert_eq!(meta.url, None, "a relative canonical URL is none without a base");
    let other = page().replace("utf-8", "windows-1252").replace("PARA", "é").replace("said", "saïd");
    assert!(texts(&read_file("a.html", other.as_bytes(), &Options::default()))[0].contains("charset `windows-1252`"));
}

#[cfg(feature = "http")]
mod web {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::time::{Duration, Instant};

    /// A server on this machine that answers each path in its own way, until the test ends.
    fn serve() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                std::thread::spawn(move || {
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    let request = lines.next().unwrap().unwrap();
                    while lines.next().is_some_and(|l| l.is_ok_and(|l| !l.is_empty())) {}
                    let html = "Content-Type: text/html; charset=utf-8\r\n";
                    let (status, headers, body) = match request.split(' ').nth(1).unwrap() {
                        "/page" => ("200 OK", html, page()),
                        "/plain" => ("200 OK", "Content-Type: text/plain\r\n", "TITLE: t\n\nThe talks go on.".into()),
                        "/moved" => ("302 Found", "Location: /plain\r\n", String::new()),
                        "/lines" => (
                            "200 OK",
                            "Content-Type: application/x-ndjson\r\n",
                            "{\"text\": \"a\"}\n{\"text\": \"b\"}".into(),
                        ),
                        "/image" => ("200 OK", "Content-Type: image/png\r\n", "x".into()),
                        "/latin" => ("200 OK", "Content-Type: text/plain; charset=iso-8859-1\r\n", "é".into()),
                        // No length is told, so it shows only while the page comes.
                        "/large" => ("200 OK", html, "x".repeat(1_000_000)),
                        "/slow" => {
                            std::thread::sleep(Duration::from_secs(5));
                            ("200 OK", html, page())
                        }
                        "/dripping" => {
                            write!(stream, "HTTP/1.1 200 OK\r\n{html}Connection: close\r\n\r\n").unwrap();
                            while stream.write_all(b"<p>x").is_ok() {
                                std::thread::sleep(Duration::from_millis(50));
                            }
                            return;
                        }
                        _ => ("404 Not Found", html, "<p>No.".into()),
                    };
                    // The reader may have gone away: that is its right.
                    let _ = write!(stream, "HTTP/1.1 {status}\r\n{headers}Connection: close\r\n\r\n{body}");
                });
            }
        });
        address
    }

    #[test]
    fn pages_are_fetched_within_limits() {
        let server = serve();
        let options = Options { max_bytes: 10_000, timeout: Duration::from_secs(1), ..Options::default() };
        let get = |path: &str| {
            let begin = Instant::now();
            let got = read_all(&[&format!("{server}{path}")], &options, b"");
            assert!(begin.elapsed() < Duration::from_secs(4), "{path}: {:?}", begin.elapsed());
            got
        };
        let page = get("/page#part");
        let meta = &page[0].as_ref().unwrap().meta;
        assert_eq!(meta.url.as_deref(), Some(format!("{server}/a?id=1").as_str()), "the canonical one");
        let moved = get("/moved");
        let meta = &moved[0].as_ref().unwrap().meta;
        assert_eq!((texts(&moved), meta.title.as_deref()), (vec!["The talks go on."], Some("t")));
        assert_eq!(meta.url.as_deref(), Some(format!("{server}/plain").as_str()), "the final one");
        let lines = get("/lines");
        assert_eq!(texts(&lines), ["a", "b"]);
        assert_eq!(lines[0].as_ref().unwrap().meta.url, None, "many articles have not one URL");
        for (path, reason) in [
            ("/none", "the server answered 404 (Not Found)"),
            ("/image", "media type `image/png`"),
            ("/latin", "charset `iso-8859-1`"),
            ("/large", "larger than 10000 bytes"),
            ("/slow", "no answer within 1 s"),
            ("/dripping", "timeout"),
        ] {
            let got = get(path);
            assert_eq!(got.len(), 1);
            let error = got[0].as_ref().unwrap_err();
            assert!(error.starts_with(&format!("{server}{path}: ")) && error.contains(reason), "{error}");
        }
        let closed = read_all(&["http://127.0.0.1:1/", "HTTP://"], &options, b"");
        assert!(closed.iter().all(|a| a.as_ref().is_err_and(|e| e.contains("cannot be fetched"))), "{closed:?}");
    }
}

#[cfg(not(feature = "http"))]
#[test]
fn a_build_without_network_says_so() {
    let got = read_all(&["https://x.example/"], &Options::default(), b"");
    assert!(texts(&got)[0].contains("build it with `cargo build --features http`"));
}

#[test]
fn articles_come_lazily_and_can_cross_threads() {
    let inputs = ["-".to_owned()];
    let options = Options::default();
    let endless = std::io::BufReader::new(Repeat(b"{\"text\": \"a\"}\n".iter().cycle()));
    let first: Vec<_> = read_with(&inputs, &options, endless).take(3).map(Result::unwrap).collect();
    assert_eq!(first.len(), 3);
    fn sent<T: Send>(_: T) {}
    sent(read(&inputs, &options));
}

struct Repeat<I>(I);

impl<'b, I: Iterator<Item = &'b u8>> std::io::Read for Repeat<I> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        into.iter_mut().for_each(|b| *b = *self.0.next().unwrap());
        Ok(into.len())
    }
}

/// Bytes that look like a format's own, cut and joined at random.
fn pieces(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(pieces).prop_map(|p| p.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
        2 => "\\PC{0,6}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|p| p.concat())
}

const HTML: &[&str] = &[
    "<p>",
    "</p>",
    "<div class=article>",
    "</div>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<b>",
    "</b>",
    "<svg>",
    "</svg>",
    "<script type=application/ld+json>",
    "</script>",
    "{\"@type\": \"NewsArticle\", ",
    "\"headline\": \"x\"}",
    "<!--",
    "-->",
    "<template>",
    "</template>",
    "<br>",
    "<br><br>",
    "<ul><li>",
    "<a href='x'>",
    "</a>",
    "<img src=data:image/png;base64,x>",
    "<noscript>",
    "</noscript>",
    "<meta charset=",
    "utf-8>",
    "<html lang=en>",
    "<body>",
    "</body>",
    "<frameset>",
    "<title>",
    "<h1>",
    "</h1>",
    "<select><option>",
    "<math>",
    "<font>",
    "<base href=x>",
    "&amp;",
    "&#0;",
    "The minister, who said so, met others in Moscow, and talked for hours on end about things. ",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "\"text\"",
    ":",
    ",",
    "\"x\"",
    "[",
    "]",
    "\n",
    "\\u0000",
    "null",
    "\"publisher\"",
    "\"name\"",
    "1",
    "\\ud800",
];
const MARKDOWN: &[&str] = &[
    "---\n",
    "# ",
    "\n",
    "*",
    "_",
    "~~",
    "[",
    "](",
    ")",
    "![",
    "]",
    "<",
    ">",
    "> ",
    "- ",
    "1. ",
    "```\n",
    "`",
    "\\",
    "===\n",
    "word ",
    "title: x\n",
    "|",
    "&",
    "\r",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_end_the_run(
        any in prop::collection::vec(any::<u8>(), 0..300),
        html in pieces(HTML),
        json in pieces(JSON),
        markdown in pieces(MARKDOWN),
    ) {
        let options = Options { max_bytes: 100_000, ..Options::default() };
        for (name, bytes) in [
            ("x.txt", &any), ("x.md", &markdown), ("x.md", &any), ("x.html", &html), ("x.html", &any), ("x.json", &json),
            ("x.json", &any), ("x.jsonl", &json), ("x.jsonl", &any), ("x", &html), ("x", &json),
        ] {
            for item in read_file(name, bytes, &options) {
                match item {
                    Ok(article) => prop_assert!(!article.text().trim().is_empty()),
                    Err(e) => prop_assert!(e.starts_with(&format!("{name}:")) && !e.contains("cannot be read"), "{e}"),
                }
            }
        }
    }
}
