//! Bytes to text: within a size, in UTF-8, and not binary.
//!
//! Input: bytes as they come. Output: a text without byte-order mark.
//! Invariant: what is refused is named with its place: the first byte that is wrong.

use crate::error::{Error, Result};
use crate::span::line_column;
use std::io::{self, BufRead, Read};

/// Reads to the end; more than `limit` bytes are an error, found while reading.
pub(super) fn all(bytes: impl BufRead, limit: u64) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    bytes.take(limit + 1).read_to_end(&mut all).map_err(broken)?;
    if all.len() as u64 > limit { Err(too_large(limit)) } else { Ok(all) }
}

pub(super) fn too_large(limit: u64) -> Error {
    Error::input(format!("larger than {limit} bytes: expected a single article, or one article a line in JSON Lines"))
}

pub(super) fn broken(e: io::Error) -> Error {
    Error::input(format!("cannot be read to the end: {e}"))
}

/// White space, or a byte of the byte-order mark.
pub(super) fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"\xEF\xBB\xBF".contains(&byte)
}

/// Whether a charset of this name is a part of UTF-8.
fn is_utf8(charset: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|c| c.eq_ignore_ascii_case(charset.trim()))
}

/// Takes bytes for UTF-8 text; `charset` is what the input `name` says of itself. The bytes begin with line `first` of it.
pub(super) fn text(bytes: Vec<u8>, charset: Option<&str>, name: &str, first: usize) -> Result<String> {
    let marked = bytes.starts_with(b"\xEF\xBB\xBF");
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Error::input("UTF-16 text: expected UTF-8; convert it with `iconv -f UTF-16 -t UTF-8`"));
    }
    if let Some(charset) = charset.filter(|c| !marked && !bytes.is_ascii() && !is_utf8(c)) {
        return Err(Error::input(format!(
            "text in the charset `{charset}`: expected UTF-8; convert it with `iconv -f {charset} -t UTF-8`"
        )));
    }
    let mut text = String::from_utf8(bytes).map_err(|e| {
        let good = e.utf8_error().valid_up_to();
        let before = std::str::from_utf8(&e.as_bytes()[..good]).unwrap_or_default();
        let (line, column) = line_column(before, before.len());
        Error::input(format!("not UTF-8 at byte {good}: expected UTF-8 text")).at(name, first + line - 1, column)
    })?;
    if let Some(nul) = text.find('\0') {
        let (line, column) = line_column(&text, nul);
        return Err(Error::input(format!("binary data (a NUL at byte {nul}): expected text")).at(
            name,
            first + line - 1,
            column,
        ));
    }
    if marked {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8], charset: Option<&str>) -> String {
        text(bytes.to_vec(), charset, "x", 1).unwrap_err().to_string()
    }

    #[test]
    fn utf8_with_or_without_mark_is_taken() {
        assert_eq!(text("é".into(), None, "x", 1).unwrap(), "é");
        assert_eq!(text("\u{feff}é".into(), Some("latin1"), "x", 1).unwrap(), "é");
        assert_eq!(text("e".into(), Some("windows-1252"), "x", 1).unwrap(), "e");
        assert_eq!(text("é".into(), Some("UTF-8"), "x", 1).unwrap(), "é");
    }

    #[test]
    fn other_bytes_are_refused_with_their_place() {
        assert_eq!(message(b"ab\n\xC3\xA9\xFFc", None), "x:2:2: not UTF-8 at byte 5: expected UTF-8 text");
        assert_eq!(message(b"ab\n\0", None), "x:2:1: binary data (a NUL at byte 3): expected text");
        assert!(message(b"\xFF\xFEa\0", None).contains("UTF-16"));
        assert!(message("é".as_bytes(), Some("windows-1251")).contains("windows-1251"));
    }

    #[test]
    fn size_is_limited_while_reading() {
        assert_eq!(all(&b"12345"[..], 5).unwrap(), b"12345");
        assert!(all(io::BufReader::new(io::repeat(b'x')), 5).unwrap_err().to_string().contains("larger than 5 bytes"));
    }
}
