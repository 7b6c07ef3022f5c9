//! Lists of words by what they do in a phrase.
//!
//! Input: `en/reference.tsv` and `en/names.tsv`, as `Lexicon` reads them. Output: whether a list has a word.
//! Invariant: each list has one name in the tables. To add a list: a variant, its name in `ALL`, and a row with what it is for.

use super::LEXICON;

/// Word lists that steer what a phrase refers to, as told in `en/reference.tsv`, and what names are made of, as told in `en/names.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum WordList {
    Locative,
    Directional,
    Travel,
    Definite,
    Indefinite,
    Pair,
    SameBody,
    PublicBody,
    PrivateBody,
    Bloc,
    Speech,
    Voicing,
    Lasting,
    Condition,
    Linking,
    Side,
    Personal,
    Ruler,
    AnyRuler,
    Passing,
    Portfolio,
    Rank,
    Citing,
    Fused,
    Particle,
    Suffix,
    SurnameFirst,
    SurnamePair,
    Hollow,
    Common,
    Quantity,
    Charging,
    Urban,
    Chosen,
    Favouring,
    Regnal,
    Blaming,
    Pairing,
    Sponsoring,
    Measure,
    Settled,
    Reciprocal,
    Accusing,
    Relative,
    Simultaneous,
    Bound,
    Casting,
    /// Verbs whose object enters an office.
    Appointing,
    /// What lies beside a gathering.
    Margin,
    /// Prepositions of what something is about.
    Concerning,
    /// Verbs whose past is their base form.
    Unchanged,
    /// Verbs of being at the head of people.
    Heading,
    Message,
    Among,
    /// What somebody claims or is given for a deed.
    Crediting,
    Somebody,
    Naming,
    Even,
    /// Verbs whose subject is somebody, and no place.
    Acting,
    Act,
    Calling,
    Amounting,
    Raising,
    Utterance,
    Doubting,
    Issuing,
    /// What nobody dates before it has happened.
    Mishap,
    /// Verbs that make their object be something.
    Rendering,
    /// What is denied to somebody, not of something.
    Granted,
    /// Verbs of punishing whoever did what follows.
    Punishing,
    /// Who rules a town or a part of a state.
    Local,
    /// Auxiliaries of what may be or can be done.
    Hedging,
    Voting,
    Discussing,
    /// Verbs with an object that is told something.
    Telling,
    /// Who speaks for a state or a body.
    Envoy,
    /// Who speaks for somebody.
    Voice,
    /// Bodies that before "to" are a position.
    Opposing,
    /// Conjunctions of what a matter is told with.
    Conceding,
    /// Nouns that look like adjectives.
    Nominal,
    /// Adverbs before "of" and a place.
    Compass,
    /// Verbs of what begins.
    Beginning,
    /// Nouns of what others are told to do.
    Directive,
    /// Adjectives of what somebody may do.
    Foreseen,
    /// Prepositions of where a verb of moving goes.
    Leading,
    /// Verbs of moving.
    Moving,
    /// Verbs by which who has spoken speaks on.
    Adding,
    /// Gatherings and trips, which stand for nobody.
    Gathering,
    /// What lets somebody do something or not.
    Latitude,
    /// What a happening takes.
    Occurrence,
    /// Names of happenings that look like those of people.
    Affair,
}

impl WordList {
    pub(super) const ALL: [(&'static str, WordList); 91] = [
        ("locative", WordList::Locative),
        ("directional", WordList::Directional),
        ("travel", WordList::Travel),
        ("definite", WordList::Definite),
        ("indefinite", WordList::Indefinite),
        ("pair", WordList::Pair),
        ("same-body", WordList::SameBody),
        ("public-body", WordList::PublicBody),
        ("private-body", WordList::PrivateBody),
        ("bloc", WordList::Bloc),
        ("speech", WordList::Speech),
        ("voicing", WordList::Voicing),
        ("lasting", WordList::Lasting),
        ("condition", WordList::Condition),
        ("linking", WordList::Linking),
        ("side", WordList::Side),
        ("acting", WordList::Acting),
        ("ruler", WordList::Ruler),
        ("any-ruler", WordList::AnyRuler),
        ("passing", WordList::Passing),
        ("portfolio", WordList::Portfolio),
        ("rank", WordList::Rank),
        ("citing", WordList::Citing),
        ("fused", WordList::Fused),
        ("particle", WordList::Particle),
        ("suffix", WordList::Suffix),
        ("surname-first", WordList::SurnameFirst),
        ("surname-pair", WordList::SurnamePair),
        ("hollow", WordList::Hollow),
        ("common", WordList::Common),
        ("quantity", WordList::Quantity),
        ("charging", WordList::Charging),
        ("urban", WordList::Urban),
        ("chosen", WordList::Chosen),
        ("favouring", WordList::Favouring),
        ("regnal", WordList::Regnal),
        ("blaming", WordList::Blaming),
        ("pairing", WordList::Pairing),
        ("sponsoring", WordList::Sponsoring),
        ("measure", WordList::Measure),
        ("settled", WordList::Settled),
        ("reciprocal", WordList::Reciprocal),
        ("accusing", WordList::Accusing),
        ("relative", WordList::Relative),
        ("simultaneous", WordList::Simultaneous),
        ("bound", WordList::Bound),
        ("casting", WordList::Casting),
        ("appointing", WordList::Appointing),
        ("margin", WordList::Margin),
        ("concerning", WordList::Concerning),
        ("heading", WordList::Heading),
        ("unchanged", WordList::Unchanged),
        ("message", WordList::Message),
        ("among", WordList::Among),
        ("crediting", WordList::Crediting),
        ("somebody", WordList::Somebody),
        ("naming", WordList::Naming),
        ("even", WordList::Even),
        ("personal", WordList::Personal),
        ("act", WordList::Act),
        ("calling", WordList::Calling),
        ("amounting", WordList::Amounting),
        ("raising", WordList::Raising),
        ("utterance", WordList::Utterance),
        ("doubting", WordList::Doubting),
        ("issuing", WordList::Issuing),
        ("mishap", WordList::Mishap),
        ("rendering", WordList::Rendering),
        ("granted", WordList::Granted),
        ("punishing", WordList::Punishing),
        ("local", WordList::Local),
        ("hedging", WordList::Hedging),
        ("voting", WordList::Voting),
        ("discussing", WordList::Discussing),
        ("telling", WordList::Telling),
        ("envoy", WordList::Envoy),
        ("voice", WordList::Voice),
        ("opposing", WordList::Opposing),
        ("conceding", WordList::Conceding),
        ("nominal", WordList::Nominal),
        ("compass", WordList::Compass),
        ("beginning", WordList::Beginning),
        ("directive", WordList::Directive),
        ("foreseen", WordList::Foreseen),
        ("leading", WordList::Leading),
        ("moving", WordList::Moving),
        ("adding", WordList::Adding),
        ("gathering", WordList::Gathering),
        ("latitude", WordList::Latitude),
        ("occurrence", WordList::Occurrence),
        ("affair", WordList::Affair),
    ];

    /// Whether the list has the word, in lower case.
    pub fn has(self, word: &str) -> bool {
        LEXICON.lists.get(word).is_some_and(|lists| lists.contains(&self))
    }
}
