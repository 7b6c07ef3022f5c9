//! What the language analysis knows about a text, as layers over one array of tokens.
//!
//! Input: written by `analyse`. Output: read by `extract`.
//! Invariant: token ranges lie inside one sentence and inside `tokens`; spans are byte spans of `text`; heads point into the same sentence.
//! To add a layer: a `Vec` of plain structs that refer to tokens by index.

use crate::span::Span;
use crate::time::TimeExpression;
use std::ops::Range;

/// Index of a token in `Document::tokens`.
pub type TokenId = u32;
/// A run of tokens, end exclusive.
pub type TokenRange = Range<TokenId>;

/// Universal part of speech (UD v2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// All tags in the order of their names.
    pub const ALL: [(&'static str, Upos); 17] = [
        ("ADJ", Upos::Adj),
        ("ADP", Upos::Adp),
        ("ADV", Upos::Adv),
        ("AUX", Upos::Aux),
        ("CCONJ", Upos::Cconj),
        ("DET", Upos::Det),
        ("INTJ", Upos::Intj),
        ("NOUN", Upos::Noun),
        ("NUM", Upos::Num),
        ("PART", Upos::Part),
        ("PRON", Upos::Pron),
        ("PROPN", Upos::Propn),
        ("PUNCT", Upos::Punct),
        ("SCONJ", Upos::Sconj),
        ("SYM", Upos::Sym),
        ("VERB", Upos::Verb),
        ("X", Upos::X),
    ];

    /// The tag's UD name.
    pub fn name(self) -> &'static str {
        Upos::ALL[self as usize].0
    }

    /// The tag of a UD name.
    pub fn from_name(name: &str) -> Option<Upos> {
        Upos::ALL.iter().find(|(n, _)| *n == name).map(|(_, u)| *u)
    }
}

/// One syntactic word.
#[derive(Clone, Debug)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// Base form, lower case except for proper nouns.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag: tense, number and voice are read from it.
    pub xpos: &'static str,
    /// Governor in the dependency tree; `None` at the sentence's root.
    pub head: Option<TokenId>,
    /// Relation to the head, UD v2 with subtypes: "nsubj:pass".
    pub rel: &'static str,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum NameKind {
    Person,
    Organization,
    Country,
    Place,
    /** Nationality, faith, people: "Russian", "Kurds". */
    Group,
    Event,
    Law,
    Other,
}

/// A named entity in the text: a run of tokens within one sentence.
#[derive(Clone, Debug)]
pub struct Name {
    /// Its tokens, without title and without possessive mark.
    pub tokens: TokenRange,
    /// What it stands for.
    pub kind: NameKind,
}

/// One argument of a predicate.
#[derive(Clone, Debug)]
pub struct Argument {
    /// PropBank label: "ARG0", "ARGM-TMP".
    pub role: &'static str,
    /// The whole phrase.
    pub tokens: TokenRange,
}

/// A word that expresses an event or state, with its semantic arguments.
#[derive(Clone, Debug)]
pub struct Predicate {
    /// The word.
    pub token: TokenId,
    /// Its PropBank sense, "meet.03"; "" where none is known.
    pub sense: &'static str,
    /// Its arguments in text order.
    pub arguments: Vec<Argument>,
}

/// A text with its layers of analysis.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The article's body.
    pub text: String,
    /// All tokens in text order.
    pub tokens: Vec<Token>,
    /// Sentences as token ranges, in order, without gaps.
    pub sentences: Vec<TokenRange>,
    /// Paragraph number of each sentence (paragraphs are parted by a line end).
    pub paragraphs: Vec<u32>,
    /// Names in text order, not nested.
    pub names: Vec<Name>,
    /// Predicates in text order.
    pub predicates: Vec<Predicate>,
    /// Time expressions in text order.
    pub times: Vec<TimeExpression>,
    /// Direct quotations in text order: the tokens between the marks.
    pub quotes: Vec<TokenRange>,
    /// Mentions of things (names, descriptions, pronouns) in text order, each with the thing it refers to.
    pub mentions: Vec<Mention>,
    /// The things that the mentions refer to: `Mention::entity` is an index here.
    pub entities: Vec<crate::entity::Entity>,
}

/// How a mention refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum MentionKind {
    Name,
    /** "the Russian president", "rebels" */
    Nominal,
    Pronoun,
}

/// A phrase that refers to something: one or, for a plural, several entities.
#[derive(Clone, Debug)]
pub struct Mention {
    /// The phrase without its relative clauses.
    pub tokens: TokenRange,
    /// Its head word.
    pub head: TokenId,
    /// How it refers.
    pub kind: MentionKind,
    /// What it refers to: empty when unresolved, several for "the two leaders", "they".
    pub entities: Vec<u32>,
}

impl Document {
    /// The words of a token.
    pub fn form(&self, token: TokenId) -> &str {
        self.tokens[token as usize].span.of(&self.text)
    }

    /// The token itself.
    pub fn token(&self, token: TokenId) -> &Token {
        &self.tokens[token as usize]
    }

    /// The byte span of a token run; the run must not be empty.
    pub fn span(&self, tokens: &TokenRange) -> Span {
        self.tokens[tokens.start as usize].span.cover(self.tokens[tokens.end as usize - 1].span)
    }

    /// The words of a run on one line.
    pub fn line(&self, tokens: &TokenRange) -> String {
        self.phrase(tokens).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words of a token run, as they stand in the text.
    pub fn phrase(&self, tokens: &TokenRange) -> &str {
        self.span(tokens).of(&self.text)
    }

    /// Number of the sentence that holds a token.
    pub fn sentence_of(&self, token: TokenId) -> usize {
        self.sentences.partition_point(|s| s.end <= token)
    }

    /// The dependents of a token, in text order.
    pub fn children(&self, token: TokenId) -> impl Iterator<Item = TokenId> + '_ {
        self.sentences[self.sentence_of(token)].clone().filter(move |t| self.token(*t).head == Some(token))
    }

    /// Whether `token` is `ancestor` or below it in the dependency tree.
    pub fn is_within(&self, mut token: TokenId, ancestor: TokenId) -> bool {
        loop {
            if token == ancestor {
                return true;
            }
            match self.token(token).head {
                Some(head) => token = head,
                None => return false,
            }
        }
    }

    /// First and last token of the subtree of `token`, as a run (end exclusive; gaps included).
    pub fn subtree(&self, token: TokenId) -> TokenRange {
        let mut run = token..token + 1;
        for t in self.sentences[self.sentence_of(token)].clone() {
            if self.is_within(t, token) {
                run = run.start.min(t)..run.end.max(t + 1);
            }
        }
        run
    }

    /// The token of a run that governs the others.
    pub fn head_of(&self, tokens: &TokenRange) -> TokenId {
        let outside = |t: &TokenId| self.token(*t).head.is_none_or(|h| !tokens.contains(&h));
        tokens.clone().find(outside).unwrap_or(tokens.end - 1)
    }

    /// The name that a token is in: names stand in text order.
    pub fn name_over(&self, token: TokenId) -> Option<&Name> {
        let i = self.names.partition_point(|n| n.tokens.end <= token);
        self.names.get(i).filter(|n| n.tokens.contains(&token))
    }

    /// Whether a token is of a person's name.
    pub fn names_person(&self, token: TokenId) -> bool {
        self.name_over(token).is_some_and(|n| n.kind == NameKind::Person)
    }

    /// Whether an article calls an entity by a name.
    pub fn is_named(&self, entity: u32) -> bool {
        self.mentions.iter().any(|m| m.kind == MentionKind::Name && m.entities.contains(&entity))
    }

    /// The mention whose head is `token`, the longest where several share it.
    pub fn mention_at(&self, token: TokenId) -> Option<&Mention> {
        self.mentions.iter().filter(|m| m.head == token).max_by_key(|m| m.tokens.len())
    }
}
