//! HTML of an article's body to plain text.
//!
//! Input: HTML that is content only. Output: paragraphs parted by blank lines, white space single, `<br>` a line end.
//! Invariant: words of two blocks never run together. To add an element that stands by itself: its name in `BLOCKS`.

use dom_query::{Document, NodeRef};

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Elements whose content is not for reading.
const UNREAD: &[&str] =
    &["button", "head", "iframe", "nav", "noscript", "script", "select", "style", "svg", "template", "textarea"];

enum Step<'a> {
    Open(NodeRef<'a>),
    Close,
}

/// The text of a fragment.
pub(super) fn text(html: &str) -> String {
    let document = Document::fragment(html);
    let mut out = Text::default();
    // An own stack: the depth of a page is not ours to choose.
    let mut steps = vec![Step::Open(document.root())];
    while let Some(step) = steps.pop() {
        let Step::Open(node) = step else {
            out.end_paragraph();
            continue;
        };
        if node.is_text() {
            out.words(&node.text());
            continue;
        }
        match node.node_name().as_deref() {
            Some(name) if UNREAD.contains(&name) => continue,
            Some("br") => out.end_line(),
            Some("td" | "th") => out.words(" "),
            Some(name) if BLOCKS.contains(&name) => {
                out.end_paragraph();
                steps.push(Step::Close);
            }
            _ => {}
        }
        steps.extend(node.children_it(true).map(Step::Open));
    }
    out.done
}

/// Text that is being written: what parts the next word from the last is not written before the next word comes.
#[derive(Default)]
struct Text {
    done: String,
    gap: &'static str,
}

impl Text {
    fn words(&mut self, text: &str) {
        for (i, word) in text.split(char::is_whitespace).enumerate() {
            if i > 0 && self.gap.is_empty() {
                self.gap = " ";
            }
            if !word.is_empty() {
                if !self.done.is_empty() {
                    self.done.push_str(self.gap);
                }
                self.done.push_str(word);
                self.gap = "";
            }
        }
    }

    /// The second line end in a row ends the paragraph.
    fn end_line(&mut self) {
        self.gap = if self.gap.starts_with('\n') { "\n\n" } else { "\n" };
    }

    fn end_paragraph(&mut self) {
        self.gap = "\n\n";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_paragraphs() {
        for (html, plain) in [
            ("<div><p>One\n <b>b</b>old.</p>Two<p> Three </p></div>", "One bold.\n\nTwo\n\nThree"),
            ("a<br>b<br><br>c<br>", "a\nb\n\nc"),
            ("<figure><img><figcaption>Photo</figcaption></figure>Text", "Photo\n\nText"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", "a b\n\nc"),
            ("a<script>x</script><style>y</style>b&nbsp;&lt;c", "ab <c"),
            ("<p>a</p> <p> </p><p>b</p>", "a\n\nb"),
            ("", ""),
        ] {
            assert_eq!(text(html), plain, "{html}");
        }
    }
}
