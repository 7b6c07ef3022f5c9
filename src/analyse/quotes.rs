//! Direct quotations: the runs of tokens between quotation marks.
//!
//! Input: tokens and paragraphs. Output: token runs in text order; a nested quotation belongs to the outer one.
//! Invariant: a quotation ends with its paragraph; one that is left open goes on in the next only when that opens with a mark again.

use crate::document::{Document, TokenRange};

/// Finds all quotations.
pub fn quotes(doc: &Document) -> Vec<TokenRange> {
    let mut quotes = Vec::new();
    // Where the open one begins, and whether a single mark opened it.
    let mut open: Option<(u32, bool)> = None;
    let mut paragraph = None;
    // The last single mark that closes in the paragraph.
    let mut last = None;
    for (i, (sentence, number)) in doc.sentences.iter().zip(&doc.paragraphs).enumerate() {
        if paragraph.replace(*number) != Some(*number) {
            if let Some((start, _)) = open.take() {
                quotes.push(start..sentence.start);
            }
            let sentences = doc.paragraphs[i..].iter().take_while(|p| *p == number).count();
            let end = doc.sentences[i + sentences - 1].end;
            last = (sentence.start..end).rfind(|t| single(doc, *t, "''"));
        }
        for token in sentence.clone() {
            match (doc.form(token), open) {
                ("“" | "„" | "«" | "\"" | "``" | "''", None) => open = Some((token + 1, false)),
                ("”" | "»" | "\"" | "''" | "’’", Some((start, false))) => {
                    quotes.push(start..token);
                    open = None;
                }
                // Two single marks make a double one.
                (_, None) if (token..token + 2).all(|t| sentence.contains(&t) && single(doc, t, "``")) => {
                    open = Some((token + 2, false));
                }
                // One may be an apostrophe: its tag tells, and it opens only what another closes.
                (_, None) if single(doc, token, "``") => {
                    open = last.filter(|l| *l > token).map(|_| (token + 1, true));
                }
                (_, Some((start, true))) if single(doc, token, "''") => {
                    quotes.push(start..token);
                    open = None;
                }
                _ => {}
            }
        }
    }
    if let Some((start, _)) = open {
        quotes.push(start..doc.tokens.len() as u32);
    }
    quotes.retain(|q| !q.is_empty());
    quotes
}

/// Whether a token is made of single marks and has the tag of a mark that opens or closes.
fn single(doc: &Document, token: u32, tag: &str) -> bool {
    doc.token(token).xpos == tag && doc.form(token).chars().all(|c| matches!(c, '‘' | '’' | '\''))
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
    fn single_marks_by_their_tags() {
        assert_eq!(found("'/`` Yes . '/'' he said . The boys '/POS '/`` No . '/''"), ["Yes .", "No ."]);
        assert_eq!(found("‘/`` ’/`` It is so . ’’/'' he said"), ["It is so ."]);
        assert_eq!(found("'/`` It is \" so \" . '/'' he said"), ["It is \" so \" ."]);
        assert_eq!(found("“ Yes . ’’/'' he said . ‘/`` ’/`` No . ”"), ["Yes .", "No ."]);
        assert_eq!(found("'/`` Tis so . \" Yes . \" he said"), ["Yes ."]);
    }

    #[test]
    fn an_open_quotation_ends_with_its_paragraph() {
        assert_eq!(found("“ One .\n\n“ Two . ” he said"), ["One .", "Two ."]);
        assert_eq!(found("\" One .\n\nShe left ."), ["One ."]);
    }
}
