//! Direct quotations: the runs of tokens between quotation marks.
//!
//! Input: tokens and paragraphs. Output: token runs in text order; a nested quotation belongs to the outer one.
//! Invariant: a quotation ends with its paragraph; one that is left open goes on in the next only when that opens with a mark again.

use crate::document::{Document, TokenRange};

/// Finds all quotations.
pub fn quotes(doc: &Document) -> Vec<TokenRange> {
    let mut quotes = Vec::new();
    let mut open: Option<u32> = None;
    let mut paragraph = None;
    for (sentence, number) in doc.sentences.iter().zip(&doc.paragraphs) {
        if paragraph.replace(*number) != Some(*number)
            && let Some(start) = open.take()
        {
            quotes.push(start..sentence.start);
        }
        for token in sentence.clone() {
            match (doc.form(token), open) {
                ("“" | "„" | "«", None) | ("\"" | "``" | "''", None) => open = Some(token + 1),
                ("”" | "»" | "\"" | "''", Some(start)) => {
                    quotes.push(start..token);
                    open = None;
                }
                _ => {}
            }
        }
    }
    if let Some(start) = open {
        quotes.push(start..doc.tokens.len() as u32);
    }
    quotes.retain(|q| !q.is_empty());
    quotes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::hand;

    fn found(lines: &str) -> Vec<String> {
        let doc = hand::document(lines);
        quotes(&doc).iter().map(|q| doc.phrase(q).to_owned()).collect()
    }

    #[test]
    fn straight_curly_and_nested() {
        assert_eq!(found("\" Yes . \" he said . \" No . \""), ["Yes .", "No ."]);
        assert_eq!(found("“ He called it ‘ a joke ’ . ” he said"), ["He called it ‘ a joke ’ ."]);
    }

    #[test]
    fn an_open_quotation_ends_with_its_paragraph() {
        assert_eq!(found("“ One .\n\n“ Two . ” he said"), ["One .", "Two ."]);
        assert_eq!(found("\" One .\n\nShe left ."), ["One ."]);
    }
}
