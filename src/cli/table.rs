//! Tables for people: a header, columns aligned by the width that a terminal shows, long cells wrapped.
//!
//! Input: a header and rows of text. Output: lines without trailing spaces.
//! Invariant: nothing is cut off; a cell's words are all shown, in order.

use std::io::{self, Write};
use unicode_normalization::char::is_combining_mark;

/// Cells wider than this are wrapped at spaces.
const WRAP: usize = 60;

/// Characters that a terminal shows two columns wide (East Asian Wide and Fullwidth of UAX #11, and emoji), as ranges.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115F),
    (0x2E80, 0x303E),
    (0x3041, 0xA4CF),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1F300, 0x1FAFF),
    (0x20000, 0x3FFFD),
];

/// Columns that a terminal needs to show `text`.
pub fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x00AD | 0x200B..=0x200F | 0x2060 | 0xFE00..=0xFE0F | 0xFEFF => 0,
            _ if is_combining_mark(c) => 0,
            u => 1 + usize::from(WIDE.iter().any(|(first, last)| (*first..=*last).contains(&u))),
        })
        .sum()
}

/// Breaks `text` into lines of at most `columns`, at white space; a longer word stays whole. White space becomes one space.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        let line = lines.last_mut().expect("invariant: there is a line");
        let more = width(word);
        if line.is_empty() {
            line.push_str(word);
            used = more;
        } else if used + 1 + more <= columns {
            line.push(' ');
            line.push_str(word);
            used += 1 + more;
        } else {
            lines.push(word.to_owned());
            used = more;
        }
    }
    lines
}

/// Writes a table: header, rule, rows.
pub fn write(out: &mut impl Write, header: &[String], rows: &[Vec<String>]) -> io::Result<()> {
    let wrapped = |row: &[String]| row.iter().map(|cell| wrap(cell, WRAP)).collect::<Vec<_>>();
    let lines: Vec<Vec<Vec<String>>> =
        std::iter::once(header).chain(rows.iter().map(Vec::as_slice)).map(wrapped).collect();
    let widths: Vec<usize> = (0..header.len())
        .map(|column| lines.iter().flat_map(|row| &row[column]).map(|line| width(line)).max().unwrap_or(0))
        .collect();
    for (number, row) in lines.iter().enumerate() {
        for line in 0..row.iter().map(Vec::len).max().unwrap_or(0) {
            let cells = row.iter().map(|cell| cell.get(line).map_or("", String::as_str));
            write_line(out, cells, &widths)?;
        }
        if number == 0 {
            let rules: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
            write_line(out, rules.iter().map(String::as_str), &widths)?;
        }
    }
    Ok(())
}

fn write_line<'a>(out: &mut impl Write, cells: impl Iterator<Item = &'a str>, widths: &[usize]) -> io::Result<()> {
    let mut line = String::new();
    for (cell, columns) in cells.zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', columns - width(cell) + 2));
    }
    writeln!(out, "{}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(header: &[&str], rows: &[&[&str]]) -> String {
        let owned = |row: &[&str]| row.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let mut out = Vec::new();
        write(&mut out, &owned(header), &rows.iter().map(|r| owned(r)).collect::<Vec<_>>()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_aligned_by_display_width() {
        let got = table(&["who", "n"], &[&["習近平", "1"], &["Ли\u{301}за", "22"], &["", "3"]]);
        assert_eq!(got, "who     n\n──────  ──\n習近平  1\nЛи\u{301}за    22\n        3\n");
    }

    #[test]
    fn long_cells_wrap_and_lose_nothing() {
        let words = "word ".repeat(30);
        let got = table(&["quote", "n"], &[&[&words, "1"]]);
        assert!(got.lines().all(|l| width(l) <= WRAP + 3), "{got}");
        assert_eq!(got.matches("word").count(), 30);
        assert_eq!(wrap("a\tb\u{7}c\n", 60), ["a b c"]);
        assert_eq!(wrap("", 60), [""]);
    }

    #[test]
    fn a_table_without_columns_or_rows_is_written() {
        assert_eq!(table(&["a"], &[]), "a\n─\n");
        table(&[], &[&[]]);
    }
}
