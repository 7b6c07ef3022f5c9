//! The language analysis: any text becomes a `Document`.

use crate::document::Document;

/// Analyses a text; `published` (ISO 8601) anchors relative times such as "on Tuesday".
pub fn analyse(text: &str, published: Option<&str>) -> Document {
    let _ = published;
    Document { text: text.to_owned(), ..Document::default() }
}
