//! Terms that the code names: namespaces, prefixes, and one constant a term.
//!
//! Input: none. Output: IRIs for `graph`, `store`, `schema` and `cli`; what each term means stands in `ontology/rapporteur.ttl`.
//! Invariant: every term of our own namespaces is defined in the ontology (a test holds it); the names of kinds, roles and codes are data and not listed here.
//! To add a term: one line in its namespace below, and its definition in the ontology.

use oxigraph::model::{NamedNode, NamedNodeRef};

pub use oxigraph::model::vocab::{rdf, rdfs, xsd};

/// Prefixes that queries know and Turtle prints, in the order that Turtle prints them.
pub const PREFIXES: &[(&str, &str)] = &[
    ("rap", rap::NS),
    ("said", said::NS),
    ("code", code::NS),
    ("schema", schema::NS),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", skos::NS),
    ("nif", nif::NS),
    ("prov", prov::NS),
    ("wd", "http://www.wikidata.org/entity/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("sh", sh::NS),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("time", "http://www.w3.org/2006/time#"),
];

macro_rules! terms {
    ($(#[$about:meta])* $module:ident = $ns:literal: $($name:ident $local:literal)*) => {
        $(#[$about])*
        pub mod $module {
            use super::{NamedNode, NamedNodeRef};

            /// The namespace.
            pub const NS: &str = $ns;

            /// The term of a local name that comes from data: a kind, a role, a code.
            pub fn term(local: &str) -> NamedNode {
                NamedNode::new_unchecked(format!("{NS}{local}"))
            }

            /// The local name of a term of this namespace.
            pub fn local(iri: &str) -> Option<&str> {
                iri.strip_prefix(NS).filter(|l| !l.is_empty())
            }

            $(
                #[doc = concat!("`", stringify!($module), ":", $local, "`")]
                pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($ns, $local));
            )*

            /// All terms above.
            pub const ALL: &[NamedNodeRef<'static>] = &[$($name),*];
        }
    };
}

terms! {
    /// The world: facts, entities, and what they rest on.
    rap = "https://w3id.org/rapporteur/ns#":
    ARTICLE "Article"
    CLAIM "Claim"
    CITED_CLAIM "CitedClaim"
    MENTION "Mention"
    JUDGEMENT "Judgement"
    FACT "Fact"
    ENTITY "Entity"
    TEXT_SHA256 "textSha256"
    IN_ARTICLE "inArticle"
    EVIDENCE "evidence"
    MENTIONED_AS "mentionedAs"
    CLAIM_OF_FACT "claim"
    STATUS "status"
    WHEN "when"
    START_EARLIEST "startEarliest"
    START_LATEST "startLatest"
    END_EARLIEST "endEarliest"
    END_LATEST "endLatest"
    TIME_EXPRESSION "timeExpression"
    VERDICT "verdict"
    LEFT "left"
    RIGHT "right"
    REASON "reason"
    MERGED_BECAUSE "mergedBecause"
}

terms! {
    /// The article layer: what one article says.
    said = "https://w3id.org/rapporteur/said#":
    ENTITY "Entity"
    CLASS "class"
    NAME "name"
    ALIAS "alias"
    TITLE "title"
    COUNTRY "country"
    CODE "code"
    MENTION "mention"
    KIND "kind"
    STATUS "status"
    POLARITY "polarity"
    CERTAINTY "certainty"
    BY "by"
    CITING "citing"
    CONFIDENCE "confidence"
    EXTRACTOR "extractor"
    WHEN "when"
    TIME_EXPRESSION "timeExpression"
}

terms! {
    /// Codes: statuses, attitudes, changes, polarities, certainties, verdicts.
    code = "https://w3id.org/rapporteur/code#":
    RANK "rank"
    AFFIRMED "affirmed"
    NEGATED "negated"
    CERTAINTIES "certainties"
    CERTAIN "certain"
    POSSIBLE "possible"
    SAME "same"
    DISTINCT "distinct"
}

terms! {
    /// Metadata of articles.
    schema = "https://schema.org/":
    URL "url"
    HEADLINE "headline"
    DATE_PUBLISHED "datePublished"
    DATE_MODIFIED "dateModified"
    PUBLISHER "publisher"
    IN_LANGUAGE "inLanguage"
}

terms! {
    /// Names and links of entities, code lists.
    skos = "http://www.w3.org/2004/02/skos/core#":
    ALT_LABEL "altLabel"
    EXACT_MATCH "exactMatch"
    CONCEPT "Concept"
    IN_SCHEME "inScheme"
}

terms! {
    /// Quotes and their places.
    nif = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#":
    IS_STRING "isString"
    BEGIN_INDEX "beginIndex"
    END_INDEX "endIndex"
    ANCHOR_OF "anchorOf"
    REFERENCE_CONTEXT "referenceContext"
}

terms! {
    /// Provenance.
    prov = "http://www.w3.org/ns/prov#":
    WAS_GENERATED_BY "wasGeneratedBy"
}

terms! {
    /// Shapes: the parts of SHACL that the validator knows.
    sh = "http://www.w3.org/ns/shacl#":
    NODE_SHAPE "NodeShape"
    PROPERTY_SHAPE "PropertyShape"
    TARGET_CLASS "targetClass"
    TARGET_SUBJECTS_OF "targetSubjectsOf"
    TARGET_OBJECTS_OF "targetObjectsOf"
    PROPERTY "property"
    PATH "path"
    MIN_COUNT "minCount"
    MAX_COUNT "maxCount"
    CLASS "class"
    DATATYPE "datatype"
    NODE_KIND "nodeKind"
    IRI "IRI"
    LITERAL "Literal"
    IN "in"
    OR "or"
    MIN_LENGTH "minLength"
    MAX_LENGTH "maxLength"
    MIN_INCLUSIVE "minInclusive"
    MAX_INCLUSIVE "maxInclusive"
    HAS_VALUE "hasValue"
    LESS_THAN "lessThan"
    DISJOINT "disjoint"
    CLOSED "closed"
    IGNORED_PROPERTIES "ignoredProperties"
}
