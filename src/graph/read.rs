//! Reports and judgements from quads or triples of any origin: the inverse of `write`.
//!
//! Input: triples in any order; graph names are not looked at. Output: the base, reports sorted by id, judgements sorted; world and foreign triples are left out.
//! Invariant: what `write` wrote comes back as it was; a node of ours that lacks something is an error that names it, never a guess. `read_back`
//! ends with the first error, `read_below` leaves out what each is about and goes on.
//! To add a property: one line in the reader of its node, and its term in `CLAIM_TERMS` where it belongs to a claim, so that it is not taken for a role.

use super::iri::{self, Base, Fragment, article_part, base_of, decode};
use super::order;
use super::term::short;
use crate::Error;
use crate::Result;
use crate::article::Metadata;
use crate::claim::{Claim, Filler, Quote, Report, Value};
use crate::entity::{Entity, EntityClass};
use crate::judgement::{EntityRef, Judgement, Verdict};
use crate::time::When;
use crate::vocab::{code, nif, prov, rap, rdf, said, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a graph holds beside the world.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The base of all its articles and judgements; the default one where it has none of either.
    pub base: Base,
    /// Reports, sorted by id.
    pub reports: Vec<Report>,
    /// Judgements, sorted.
    pub judgements: Vec<Judgement>,
}

/// Classes of the nodes that are read here; all must have one base.
const OURS: &[NamedNodeRef<'static>] =
    &[rap::ARTICLE, said::ENTITY, rap::CLAIM, rap::CITED_CLAIM, rap::MENTION, rap::JUDGEMENT];

/// Properties of a claim that are not roles.
const CLAIM_TERMS: &[NamedNodeRef<'static>] = &[
    said::KIND,
    said::STATUS,
    said::POLARITY,
    said::CERTAINTY,
    said::WHEN,
    said::TIME_EXPRESSION,
    said::BY,
    said::CITING,
    said::CONFIDENCE,
    said::EXTRACTOR,
];

/// Reads articles and judgements back; drops the world, which is derived from them.
///
/// # Errors
/// Where a node of ours lacks a property, has two values for one, or has one that cannot be read; and where articles have different bases.
pub fn read_back<T: Into<Triple>>(triples: impl IntoIterator<Item = T>) -> Result<Contents> {
    let ours = |triple: &Triple| match &triple.subject {
        NamedOrBlankNode::NamedNode(s) => layer_base(s.as_str()).is_some(),
        NamedOrBlankNode::BlankNode(_) => false,
    };
    let triples = order::sort(triples.into_iter().map(Into::into).filter(ours).collect());
    let nodes: Vec<Node<'_>> = triples.chunk_by(|a, b| a.subject == b.subject).filter_map(Node::new).collect();
    let Some(base) = common_base(&nodes)? else { return Ok(Contents::default()) };
    let (contents, problems) = read_nodes(&nodes, &base);
    problems.into_iter().next().map_or(Ok(contents), Err)
}

/// Reads what lies below one base, as far as it can be read; an error for each thing that cannot.
pub(super) fn read_below(triples: Vec<Triple>, base: &Base) -> (Contents, Vec<Error>) {
    let triples = order::sort(triples);
    let nodes: Vec<Node<'_>> = triples.chunk_by(|a, b| a.subject == b.subject).filter_map(Node::new).collect();
    read_nodes(&nodes, base)
}

fn read_nodes(nodes: &[Node<'_>], base: &Base) -> (Contents, Vec<Error>) {
    let mut contents = Contents { base: base.clone(), ..Contents::default() };
    let mut problems = Vec::new();
    for group in nodes.chunk_by(|a, b| a.article.is_some() && a.article == b.article) {
        match group[0].article {
            Some(article) => match report(article, group, base, &mut problems) {
                Ok(report) => contents.reports.extend(report),
                Err(error) => problems.push(error),
            },
            None if group[0].is(rap::JUDGEMENT) => match judgement(&group[0], base) {
                Ok(judgement) => contents.judgements.push(judgement),
                Err(error) => problems.push(error),
            },
            None => {}
        }
    }
    contents.reports.sort();
    contents.judgements.sort();
    (contents, problems)
}

/// Whether this is a class of the nodes that are read here.
pub(super) fn is_ours(class: &Term) -> bool {
    OURS.iter().any(|ours| is_iri(class, ours.as_str()))
}

/// The base of an IRI that has the shape of an article's, its parts' or a judgement's.
pub(super) fn layer_base(iri: &str) -> Option<&str> {
    match article_part(iri) {
        Some((article, _)) => base_of(article, "article"),
        None => base_of(iri, "judgement"),
    }
}

/// The base that all nodes of ours share; `None` where there is none.
fn common_base(nodes: &[Node<'_>]) -> Result<Option<Base>> {
    let mut found: Option<(Base, &str)> = None;
    for node in nodes.iter().filter(|n| n.is_ours()) {
        let Some(text) = layer_base(node.iri) else { continue };
        match &found {
            Some((base, _)) if base.as_str() == text => {}
            Some((base, first)) => {
                return Err(Error::input(format!(
                    "<{first}> has the base {base}, <{}> the base {text}; expected one base: merge graphs of different bases one by one",
                    node.iri
                )));
            }
            None => {
                let base = Base::new(text)?;
                if base.as_str() != text {
                    return Err(Error::input(format!("<{}>: expected the base in its normal form, {base}", node.iri)));
                }
                found = Some((base, node.iri));
            }
        }
    }
    Ok(found.map(|(base, _)| base))
}

/// One subject of the article layer or the judgements, with its triples.
#[derive(Clone, Copy)]
struct Node<'t> {
    iri: &'t str,
    article: Option<&'t str>,
    part: Fragment<'t>,
    triples: &'t [Triple],
}

impl<'t> Node<'t> {
    fn new(triples: &'t [Triple]) -> Option<Self> {
        let NamedOrBlankNode::NamedNode(subject) = &triples.first()?.subject else { return None };
        let iri = subject.as_str();
        let (article, part) = article_part(iri).map_or((None, Fragment::Other), |(a, p)| (Some(a), p));
        Some(Node { iri, article, part, triples })
    }

    fn objects<'p>(&self, predicate: NamedNodeRef<'p>) -> impl Iterator<Item = &'t Term> + use<'p, 't> {
        self.triples.iter().filter(move |t| t.predicate.as_ref() == predicate).map(|t| &t.object)
    }

    fn is(&self, class: NamedNodeRef<'_>) -> bool {
        self.triples.iter().any(|t| t.predicate == rdf::TYPE && is_iri(&t.object, class.as_str()))
    }

    fn is_ours(&self) -> bool {
        OURS.iter().any(|class| self.is(*class))
    }

    fn wrong(&self, predicate: NamedNodeRef<'_>, what: &str) -> Error {
        Error::input(format!("<{}>: {} {what}", self.iri, short(predicate.as_str())))
    }

    fn expect_type(&self, class: NamedNodeRef<'_>) -> Result<()> {
        let wrong = || self.wrong(rdf::TYPE, &format!("{} is missing", short(class.as_str())));
        if self.is(class) { Ok(()) } else { Err(wrong()) }
    }

    fn one(&self, predicate: NamedNodeRef<'_>) -> Result<Option<&'t Term>> {
        let mut objects = self.objects(predicate);
        let first = objects.next();
        if objects.next().is_some() { Err(self.wrong(predicate, "has two values; expected one")) } else { Ok(first) }
    }

    fn need(&self, predicate: NamedNodeRef<'_>) -> Result<&'t Term> {
        self.one(predicate)?.ok_or_else(|| self.wrong(predicate, "is missing"))
    }

    /// Reads the one value of a property, if there is one.
    fn read<V>(
        &self,
        predicate: NamedNodeRef<'_>,
        expected: &str,
        read: impl Fn(&'t Term) -> Option<V>,
    ) -> Result<Option<V>> {
        let wrong = |term: &Term| self.wrong(predicate, &format!("is {term}; expected {expected}"));
        self.one(predicate)?.map(|term| read(term).ok_or_else(|| wrong(term))).transpose()
    }

    /// Reads the one value of a property that must be there.
    fn must<V>(&self, predicate: NamedNodeRef<'_>, expected: &str, read: impl Fn(&'t Term) -> Option<V>) -> Result<V> {
        self.read(predicate, expected, read)?.ok_or_else(|| self.wrong(predicate, "is missing"))
    }

    fn text(&self, predicate: NamedNodeRef<'_>) -> Result<Option<String>> {
        self.read(predicate, "a literal", literal)
    }

    fn texts(&self, predicate: NamedNodeRef<'_>) -> Result<Vec<String>> {
        let wrong = |term: &Term| self.wrong(predicate, &format!("is {term}; expected a literal"));
        let mut texts =
            self.objects(predicate).map(|term| literal(term).ok_or_else(|| wrong(term))).collect::<Result<Vec<_>>>()?;
        texts.sort();
        Ok(texts)
    }
}

fn literal(term: &Term) -> Option<String> {
    match term {
        Term::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    }
}

fn number(term: &Term) -> Option<usize> {
    literal(term)?.parse().ok()
}

fn is_iri(term: &Term, iri: &str) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_str() == iri)
}

fn iri(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.as_str().to_owned()),
        _ => None,
    }
}

/// What follows `namespace` in an IRI.
fn local(term: &Term, namespace: &str) -> Option<String> {
    match term {
        Term::NamedNode(node) => decode(node.as_str().strip_prefix(namespace)?).map(|l| l.into_owned()),
        _ => None,
    }
}

/// Reads one article from its nodes; `None` where they are foreign. What of its parts cannot be read is left out, and told.
fn report(article: &str, nodes: &[Node<'_>], base: &Base, problems: &mut Vec<Error>) -> Result<Option<Report>> {
    let Some(head) = nodes.iter().find(|n| n.part == Fragment::Article && n.is(rap::ARTICLE)) else {
        return match nodes.iter().find(|n| n.is_ours()) {
            Some(part) => {
                Err(Error::input(format!("<{}>: its article <{article}> is missing (rdf:type rap:Article)", part.iri)))
            }
            None => Ok(None),
        };
    };
    let id = article.rsplit('/').next().and_then(decode);
    let run = format!("{base}run/");
    let article = NamedNode::new_unchecked(article);
    let mut reader = Reader { article, quotes: HashMap::new(), keys: HashMap::new(), problems };
    reader.mentions(nodes);
    let (entities, mentions) = reader.entities(nodes, base);
    Ok(Some(Report {
        id: id
            .ok_or_else(|| Error::input(format!("<{}>: expected an id of UTF-8 letters, percent-encoded", head.iri)))?
            .into(),
        meta: Metadata {
            title: head.text(schema::HEADLINE)?,
            url: head.read(schema::URL, "an IRI", |term| iri(term).or_else(|| literal(term)))?,
            published: head.text(schema::DATE_PUBLISHED)?,
            modified: head.text(schema::DATE_MODIFIED)?,
            source: head.text(schema::PUBLISHER)?,
            language: head.text(schema::IN_LANGUAGE)?,
        },
        text_sha256: head.must(rap::TEXT_SHA256, "a literal", literal)?,
        run: head.must(prov::WAS_GENERATED_BY, &format!("an IRI that begins with {run}"), |t| local(t, &run))?,
        text: head.text(nif::IS_STRING)?,
        entities,
        mentions,
        claims: reader.claims(nodes),
    }))
}

/// Mentions of entities: (entity, quote).
type Mentions = Vec<(u32, Quote)>;

/// Reads the parts of one article.
struct Reader<'t, 'p> {
    article: NamedNode,
    /// Mentions by IRI.
    quotes: HashMap<&'t str, Quote>,
    /// Index of each entity by IRI.
    keys: HashMap<&'t str, u32>,
    /// What could not be read so far.
    problems: &'p mut Vec<Error>,
}

impl<'t> Reader<'t, '_> {
    /// What could be read; else the error is told, and the others go on.
    fn told<T>(&mut self, read: Result<T>) -> Option<T> {
        read.map_err(|error| self.problems.push(error)).ok()
    }

    fn mentions(&mut self, nodes: &[Node<'t>]) {
        for node in nodes.iter().filter(|n| matches!(n.part, Fragment::Mention(_))) {
            let quote = self.mention(node);
            if let Some(quote) = self.told(quote) {
                self.quotes.insert(node.iri, quote);
            }
        }
    }

    fn mention(&self, node: &Node<'t>) -> Result<Quote> {
        let quote = Quote {
            begin: node.must(nif::BEGIN_INDEX, "a number of code points", number)?,
            end: node.must(nif::END_INDEX, "a number of code points", number)?,
            text: node.must(nif::ANCHOR_OF, "a literal", literal)?,
        };
        if iri::mention(&self.article, quote.begin, quote.end).as_str() != node.iri {
            let found = format!("and nif:endIndex are {},{}; expected those of the IRI", quote.begin, quote.end);
            return Err(node.wrong(nif::BEGIN_INDEX, &found));
        }
        Ok(quote)
    }

    fn quote(&self, node: &Node<'t>, predicate: NamedNodeRef<'_>, term: &Term) -> Result<Quote> {
        let quote = match term {
            Term::NamedNode(iri) => self.quotes.get(iri.as_str()).cloned(),
            _ => None,
        };
        quote.ok_or_else(|| node.wrong(predicate, &format!("is {term}, which is no mention in this graph")))
    }

    fn entities(&mut self, nodes: &[Node<'t>], base: &Base) -> (Vec<Entity>, Mentions) {
        let mut read = Vec::new();
        for node in nodes {
            let Fragment::Entity(key) = node.part else { continue };
            let entity = entity(node, key, base);
            read.extend(self.told(entity).map(|entity| (entity, node)));
        }
        read.sort_by(|a, b| a.0.cmp(&b.0));
        let mut mentions = Vec::new();
        for (index, (_, node)) in (0..).zip(&read) {
            self.keys.insert(node.iri, index);
            for term in node.objects(said::MENTION) {
                let quote = self.quote(node, said::MENTION, term);
                mentions.extend(self.told(quote).map(|quote| (index, quote)));
            }
        }
        mentions.sort();
        (read.into_iter().map(|(entity, _)| entity).collect(), mentions)
    }

    /// Reads claims in the order of their numbers, each with the chain that it cites.
    fn claims(&mut self, nodes: &[Node<'t>]) -> Vec<Claim> {
        let mut main = BTreeMap::new();
        let mut cited = HashMap::new();
        for node in nodes {
            let Fragment::Claim(number) = node.part else { continue };
            match number.parse::<usize>() {
                Ok(n) => drop(main.insert(n, node)),
                Err(_) => drop(cited.insert(node.iri, node)),
            }
        }
        let mut claims = Vec::with_capacity(main.len());
        let mut next = 1;
        for (number, node) in main {
            let iri = iri::claim(&self.article, number.max(1) - 1);
            if number != next || node.iri != iri.as_str() {
                let missing = iri::claim(&self.article, next - 1);
                self.problems.push(Error::input(format!(
                    "{missing} is missing; expected the claims numbered from 1 without gaps"
                )));
            }
            next = number + 1;
            let claim = self.claim(node, &iri, &mut cited);
            claims.extend(self.told(claim));
        }
        let left: BTreeSet<&str> = cited.into_keys().collect();
        let lonely = |iri| Error::input(format!("<{iri}>: no claim cites it in its place (said:citing)"));
        self.problems.extend(left.into_iter().map(lonely));
        claims
    }

    fn claim(&self, node: &Node<'t>, iri: &NamedNode, cited: &mut HashMap<&str, &Node<'t>>) -> Result<Claim> {
        node.expect_type(rap::CLAIM)?;
        let evidence = node.need(rap::EVIDENCE)?;
        let mut citing = Vec::new();
        let mut at = *node;
        while let Some(next) = at.one(said::CITING)? {
            let expected = iri::cited(iri, citing.len() + 1);
            let Some(source) = cited.remove(expected.as_str()).filter(|_| is_iri(next, expected.as_str())) else {
                return Err(at.wrong(said::CITING, &format!("is {next}; expected {expected}, described in this graph")));
            };
            source.expect_type(rap::CITED_CLAIM)?;
            if source.need(rap::EVIDENCE)? != evidence {
                return Err(source.wrong(rap::EVIDENCE, &format!("differs from that of {iri}")));
            }
            citing.push(source.must(said::BY, "an entity of the article", |t| self.index(t))?);
            at = *source;
        }
        let code = |term: &Term| local(term, code::NS);
        Ok(Claim {
            kind: node.must(said::KIND, "a class of facts, such as rap:Meeting", |t| local(t, rap::NS))?,
            roles: self.roles(node)?,
            status: node.must(said::STATUS, "a code", code)?,
            negated: node.must(said::POLARITY, "code:affirmed or code:negated", |term| {
                let negated = is_iri(term, code::NEGATED.as_str());
                (negated || is_iri(term, code::AFFIRMED.as_str())).then_some(negated)
            })?,
            certainty: node.must(said::CERTAINTY, "a code", code)?,
            when: node.read(said::WHEN, "a date, a month or a year", |term| When::parse(&literal(term)?))?,
            time_expression: node.text(said::TIME_EXPRESSION)?,
            by: node.read(said::BY, "an entity of the article", |term| self.index(term))?,
            citing,
            evidence: self.quote(node, rap::EVIDENCE, evidence)?,
            confidence: node.must(said::CONFIDENCE, "a decimal from 0 to 1", |term| {
                let value: f64 = literal(term)?.parse().ok()?;
                (0.0..=1.0).contains(&value).then(|| (value * 100.0).round() as u8)
            })?,
            extractor: node.must(said::EXTRACTOR, "a literal", literal)?,
        })
    }

    fn roles(&self, node: &Node<'t>) -> Result<Vec<Filler>> {
        let mut roles = Vec::new();
        for triple in node.triples.iter().filter(|t| !CLAIM_TERMS.contains(&t.predicate.as_ref())) {
            let Some(role) = local(&triple.predicate.clone().into(), said::NS) else { continue };
            let value = match &triple.object {
                Term::Literal(words) => Some(Value::Text(words.value().to_owned())),
                term => self.index(term).map(Value::Entity).or_else(|| local(term, code::NS).map(Value::Code)),
            };
            let Some(value) = value else {
                let found = format!("is {}; expected an entity of the article, a literal or a code", triple.object);
                return Err(node.wrong(triple.predicate.as_ref(), &found));
            };
            roles.push(Filler { role, value });
        }
        roles.sort();
        Ok(roles)
    }

    fn index(&self, term: &Term) -> Option<u32> {
        match term {
            Term::NamedNode(node) => self.keys.get(node.as_str()).copied(),
            _ => None,
        }
    }
}

fn entity(node: &Node<'_>, key: &str, base: &Base) -> Result<Entity> {
    let countries = format!("{base}country/");
    node.expect_type(said::ENTITY)?;
    let key = decode(key).ok_or_else(|| Error::input(format!("<{}>: expected a key in UTF-8", node.iri)))?;
    Ok(Entity {
        key: key.into_owned(),
        class: node.must(said::CLASS, "a class of entities, such as rap:Person", |term| {
            EntityClass::from_name(&local(term, rap::NS)?)
        })?,
        name: node.must(said::NAME, "a literal", literal)?,
        aliases: node.texts(said::ALIAS)?,
        titles: node.texts(said::TITLE)?,
        country: node.read(said::COUNTRY, &format!("an IRI that begins with {countries}"), |t| local(t, &countries))?,
        code: node.text(said::CODE)?,
    })
}

fn judgement(node: &Node<'_>, base: &Base) -> Result<Judgement> {
    let side = |term: &Term| {
        let Term::NamedNode(node) = term else { return None };
        let (article, Fragment::Entity(key)) = article_part(node.as_str())? else { return None };
        let id = article.strip_prefix(base.as_str())?.strip_prefix("article/")?;
        Some(EntityRef { article: decode(id)?.into_owned(), key: decode(key)?.into_owned() })
    };
    Ok(Judgement {
        left: node.must(rap::LEFT, "an entity of an article", side)?,
        right: node.must(rap::RIGHT, "an entity of an article", side)?,
        verdict: node.must(rap::VERDICT, "code:same or code:distinct", |term| {
            match local(term, code::NS)?.as_str() {
                "same" => Some(Verdict::Same),
                "distinct" => Some(Verdict::Distinct),
                _ => None,
            }
        })?,
        reason: node.text(rap::REASON)?.unwrap_or_default(),
    })
}
