//! Markdown to an article: front matter or a header block, then the text without its marks.
//!
//! Input: the text of a file. Output: paragraphs parted by blank lines: headings, list items and quotes are paragraphs too.
//! Invariant: the words stay in their order; only marks, images and link targets go.
//! To add a mark: a line of `unmark` (within a paragraph) or of `Block::of` (at the begin of a line).

use super::plain::{header, set};
use crate::article::{Article, Metadata};

/// Reads front matter (`---`, lines `key: value`, `---`) or the header block of plain text; a `# heading` that opens the text is the title.
pub(super) fn article(text: &str) -> Article {
    let (mut meta, text) = front_matter(text).or_else(|| header(text)).unwrap_or((Metadata::default(), text));
    let mut paragraphs = paragraphs(text);
    if let Some((Block::Heading(1), title)) = paragraphs.first() {
        meta.title.get_or_insert_with(|| title.clone());
        paragraphs.remove(0);
    }
    let body: Vec<String> = paragraphs.into_iter().map(|(_, text)| text).collect();
    Article::new(&body.join("\n\n"), meta)
}

fn front_matter(text: &str) -> Option<(Metadata, &str)> {
    let mut lines = text.split_inclusive('\n');
    let mut at = lines.next().filter(|l| l.trim_end() == "---")?.len();
    let mut meta = Metadata::default();
    for line in lines {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return Some((meta, &text[at..]));
        }
        // Other keys, nested values and lists say nothing of these fields.
        if let Some((key, value)) = line.split_once(':').filter(|(key, _)| !key.starts_with([' ', '\t'])) {
            set(&mut meta, key, unquote(value.trim()));
        }
    }
    None
}

fn unquote(value: &str) -> &str {
    ['"', '\''].iter().find_map(|q| value.strip_prefix(*q)?.strip_suffix(*q)).unwrap_or(value)
}

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Block {
    Text,
    Heading(usize),
    Item,
    Code,
}

impl Block {
    /// The block that a line begins, without its mark.
    fn of(line: &str) -> (Block, &str) {
        let marks = line.bytes().take_while(|b| *b == b'#').count();
        let rest = line[marks..].trim_start();
        if (1..=6).contains(&marks) && (rest.is_empty() || rest.len() < line.len() - marks) {
            return (Block::Heading(marks), rest.trim_end_matches('#').trim_end());
        }
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let item = match digits {
            0 => line.strip_prefix(['-', '*', '+']),
            1..=9 => line[digits..].strip_prefix(['.', ')']),
            _ => None,
        };
        match item.and_then(|i| i.strip_prefix([' ', '\t'])) {
            Some(item) => (Block::Item, item.trim_start()),
            None => (Block::Text, line),
        }
    }
}

/// A line of one sort of sign only, which parts or underlines: `---`, `* * *`, `===`.
fn is_rule(line: &str) -> bool {
    let signs: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
    signs.len() >= 3 && "-*_=".contains(signs[0]) && signs.iter().all(|c| *c == signs[0])
}

/// `[name]: target`: says nothing to a reader.
fn is_link_target(line: &str) -> bool {
    line.starts_with('[') && line.split_once("]:").is_some_and(|(name, rest)| !name.contains("](") && !rest.is_empty())
}

fn paragraphs(text: &str) -> Vec<(Block, String)> {
    let mut all: Vec<(Block, String)> = Vec::new();
    let mut open = false;
    let mut fence: Option<&str> = None;
    for raw in text.lines() {
        let mut line = raw.trim();
        if let Some(mark) = fence {
            if line.starts_with(mark) && line.trim_matches(['`', '~']).is_empty() {
                (fence, open) = (None, false);
            } else {
                push(&mut all, &mut open, Block::Code, raw.trim_end());
            }
            continue;
        }
        while let Some(quoted) = line.strip_prefix('>') {
            line = quoted.trim_start();
        }
        fence = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        if fence.is_some() || line.is_empty() || is_link_target(line) {
            open = false;
            continue;
        }
        if is_rule(line) {
            // Under a paragraph of one line it makes a heading of it.
            if let Some((block @ Block::Text, _)) = all.last_mut().filter(|(_, text)| open && !text.contains('\n')) {
                match line.as_bytes()[0] {
                    b'=' => *block = Block::Heading(1),
                    b'-' => *block = Block::Heading(2),
                    _ => {}
                }
            }
            open = false;
            continue;
        }
        let (block, text) = Block::of(line);
        open &= block == Block::Text;
        push(&mut all, &mut open, block, text);
        open &= !matches!(block, Block::Heading(_));
    }
    for (block, text) in &mut all {
        if *block != Block::Code {
            *text = unmark(text);
        }
    }
    all.retain(|(_, text)| !text.trim().is_empty());
    all
}

fn push(all: &mut Vec<(Block, String)>, open: &mut bool, block: Block, line: &str) {
    match all.last_mut() {
        Some((_, text)) if *open => {
            text.push('\n');
            text.push_str(line);
        }
        _ => all.push((block, line.to_owned())),
    }
    *open = true;
}

/// Text without the marks within a paragraph: emphasis, code, links, images, tags, escapes.
fn unmark(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Where `[` stand in `out`: those still open (a `]` with a target closes the last), and those of links, which go.
    let (mut open, mut of_links): (Vec<usize>, Vec<usize>) = Default::default();
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let next = after.chars().next();
        rest = match c {
            '\\' if next.is_some_and(|n| n.is_ascii_punctuation()) => {
                out.extend(next);
                &after[1..]
            }
            '!' if next == Some('[') => image_end(after).unwrap_or_else(|| {
                out.push('!');
                after
            }),
            '[' => {
                open.push(out.len());
                out.push('[');
                after
            }
            ']' => match (open.pop(), target_end(after)) {
                (Some(at), Some(end)) => {
                    of_links.push(at);
                    &after[end..]
                }
                _ => {
                    out.push(']');
                    after
                }
            },
            '<' => match tag(after) {
                Some((shown, end)) => {
                    out.push_str(shown);
                    &after[end..]
                }
                None => {
                    out.push('<');
                    after
                }
            },
            '`' => after,
            '*' | '_' | '~' => {
                let after_run = after.trim_start_matches(c);
                let run = &rest[..rest.len() - after_run.len()];
                if !is_emphasis(run, out.chars().next_back(), after_run.chars().next()) {
                    out.push_str(run);
                }
                after_run
            }
            _ => {
                out.push(c);
                after
            }
        };
    }
    of_links.sort_unstable();
    let mut of_links = of_links.into_iter().peekable();
    out.char_indices().filter(|(at, _)| of_links.next_if_eq(at).is_none()).map(|(_, c)| c).collect()
}

/// After the `]` of a link: how long its `(target)` or `[name]` is. Few brackets are in one: a text of brackets is not read over and over.
fn target_end(after: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in after.bytes().enumerate() {
        match (after.as_bytes()[0], byte) {
            (b'(', b'(') => depth += 1,
            (b'(', b')') => depth -= 1,
            (b'[', b'[') => depth += 1,
            (b'[', b']') => depth -= 1,
            (b'(' | b'[', _) => {}
            _ => return None,
        }
        if depth == 0 {
            return Some(at + 1);
        }
        if depth > 4 || byte == b'\n' {
            return None;
        }
    }
    None
}

/// After the `!` of an image: what follows it.
fn image_end(after: &str) -> Option<&str> {
    let rest = &after[target_end(after)?..];
    Some(target_end(rest).map_or(rest, |end| &rest[end..]))
}

/// After a `<`: what a tag shows (only an address does) and where it ends.
fn tag(after: &str) -> Option<(&str, usize)> {
    after
        .strip_prefix(['/', '!'])
        .unwrap_or(after)
        .starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')
        .then_some(())?;
    let end = after.bytes().take(2000).position(|b| b == b'>' || b == b'<')?;
    let inner = after[end..].starts_with('>').then_some(&after[..end])?;
    let is_address = !inner.contains(char::is_whitespace) && (inner.contains("://") || inner.contains('@'));
    Some((if is_address { inner } else { "" }, end + 1))
}

/// Whether a run of signs is a mark: it touches a word, `_` on one side only; `~` come in twos.
fn is_emphasis(run: &str, before: Option<char>, next: Option<char>) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let touches = !(blank(before) && blank(next));
    match run.as_bytes()[0] {
        b'~' => run.len() == 2,
        b'_' => touches && !(word(before) && word(next)),
        _ => touches,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_metadata() {
        let a = article(
            "---\ntitle: \"A: b\"\ndate: 2015-12-15\nlang: en\npublisher: X News\nurl: 'https://x.example/'\ntags:\n  - url: no\n---\n\nBody.\n",
        );
        assert_eq!(a.text(), "Body.");
        let (title, source) = (a.meta.title.as_deref(), a.meta.source.as_deref());
        assert_eq!((title, source), (Some("A: b"), Some("X News")));
        assert_eq!(a.meta.url.as_deref(), Some("https://x.example/"));
        assert_eq!((a.meta.published.as_deref(), a.meta.language.as_deref()), (Some("2015-12-15"), Some("en")));
        assert_eq!(article("Source: X\n\n# T\n\nBody.").meta.source.as_deref(), Some("X"));
    }

    #[test]
    fn blocks_become_paragraphs() {
        let a = article(
            "# Talks *begin*\n\nThe talks\nbegan.\n## Later ##\n> He said\n> so.\n\n- one\n  more\n- two\n3. three\n\n***\n\n```rust\na * b\n```\nEnd\n---\n\n[1]: https://x.example/\n",
        );
        assert_eq!(a.meta.title.as_deref(), Some("Talks begin"));
        assert_eq!(a.text(), "The talks\nbegan.\n\nLater\n\nHe said\nso.\n\none\nmore\n\ntwo\n\nthree\n\na * b\n\nEnd");
        assert_eq!(article("Title\n=====\n\nBody.").meta.title.as_deref(), Some("Title"));
        assert_eq!(article("---\ntitle: x\n").text(), "title: x", "front matter must end");
    }

    #[test]
    fn marks_within_a_paragraph_go() {
        for (text, plain) in [
            ("**Kerry** met *Lavrov* in _Moscow_, ~~not~~ `there`.", "Kerry met Lavrov in Moscow, not there."),
            ("A [link](https://x.example/a_(b)) and [other][1].", "A link and other."),
            ("![photo](x.png)Text [![i](a)](b) end", "Text  end"),
            ("He [Putin] said 3 * 4 is snake_case_name.", "He [Putin] said 3 * 4 is snake_case_name."),
            (r"\*not\* \[a\](b)", "*not* [a](b)"),
            ("<https://x.example/> a<br>b <b>c</b> 1 < 2 > 0", "https://x.example/ ab c 1 < 2 > 0"),
            ("***Both*** \"*quoted*\" a * b ** c", "Both \"quoted\" a * b ** c"),
            ("[a [b](c) d](e) ]( [", "a b d ]( ["),
        ] {
            assert_eq!(unmark(text), plain, "{text}");
        }
    }
}
