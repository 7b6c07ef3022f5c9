//! The three layers as quads.
//!
//! Input: a report, judgements, or the world with its reports. Output: sorted quads, each layer in its own graph.
//! Invariant: no blank nodes, no clock, no doubles; equal input gives equal quads; what `ontology/README.md` lists and nothing else.
//! To add a property: one line here and one in `read`, where it belongs to an article or a judgement.

use super::iri::{self, Base, encode, term};
use super::order;
use crate::claim::{Claim, Quote, Report, Value};
use crate::judgement::{Judgement, Verdict};
use crate::time::When;
use crate::vocab::{code, nif, prov, rap, rdf, rdfs, said, schema, skos, xsd};
use crate::world::{Fact, FactValue, World, WorldEntity};
use oxigraph::model::{Literal, NamedNode, Quad, Term, Triple};
use sha2::{Digest, Sha256};

/// What one article says, in the graph that bears the article's IRI.
pub fn article_quads(report: &Report, base: &Base) -> Vec<Quad> {
    let article = base.article(&report.id);
    let mut out = Triples::default();
    out.article(&article, report, base);
    let entities: Vec<NamedNode> = report.entities.iter().map(|e| iri::entity(&article, &e.key)).collect();
    for (node, entity) in entities.iter().zip(&report.entities) {
        out.add(node, rdf::TYPE, said::ENTITY);
        out.add(node, said::CLASS, term(rap::NS, entity.class.name()));
        out.add(node, said::NAME, text(&entity.name));
        out.texts(node, said::ALIAS, &entity.aliases);
        out.texts(node, said::TITLE, &entity.titles);
        if let Some(country) = &entity.country {
            out.add(node, said::COUNTRY, base.world(&format!("country/{country}")));
        }
        out.texts(node, said::CODE, &entity.code);
    }
    for (entity, quote) in &report.mentions {
        let mention = out.mention(&article, quote);
        out.add(&entities[*entity as usize], said::MENTION, mention);
    }
    for (index, claim) in report.claims.iter().enumerate() {
        out.claim(&article, &iri::claim(&article, index), claim, &entities);
    }
    out.in_graph(&article)
}

/// What persons said on identity, in the graph `<base>judgements`.
pub fn judgement_quads(judgements: &[Judgement], base: &Base) -> Vec<Quad> {
    let mut out = Triples::default();
    for judgement in judgements {
        let node = base.judgement(&hash(judgement));
        let verdict = match judgement.verdict {
            Verdict::Same => code::SAME,
            Verdict::Distinct => code::DISTINCT,
        };
        out.add(&node, rdf::TYPE, rap::JUDGEMENT);
        out.add(&node, rap::LEFT, base.entity(&judgement.left.article, &judgement.left.key));
        out.add(&node, rap::RIGHT, base.entity(&judgement.right.article, &judgement.right.key));
        out.add(&node, rap::VERDICT, verdict);
        if !judgement.reason.is_empty() {
            out.add(&node, rap::REASON, text(&judgement.reason));
        }
    }
    out.in_graph(&base.judgements_graph())
}

/// Entities and facts of the world, in the graph `<base>world`. `reports` are those that the world was resolved from, in the same order.
pub fn world_quads(world: &World, reports: &[Report], base: &Base) -> Vec<Quad> {
    let mut out = Triples::default();
    let articles: Vec<NamedNode> = reports.iter().map(|r| base.article(&r.id)).collect();
    let entities: Vec<NamedNode> = world.entities.iter().map(|e| base.world(&e.path)).collect();
    for (node, entity) in entities.iter().zip(&world.entities) {
        out.world_entity(node, entity);
        for (report, member) in &entity.members {
            let member = &reports[*report as usize].entities[*member as usize];
            // What fills a role as an organization in one article stays one where most take it for a group.
            out.add(node, rdf::TYPE, term(rap::NS, member.class.name()));
            out.add(node, rap::MENTIONED_AS, iri::entity(&articles[*report as usize], &member.key));
        }
    }
    for fact in &world.facts {
        let node = base.world(&fact.path);
        out.fact(&node, fact, &entities);
        for (report, claim) in &fact.claims {
            out.add(&node, rap::CLAIM_OF_FACT, iri::claim(&articles[*report as usize], *claim as usize));
        }
    }
    out.in_graph(&base.world_graph())
}

/// Triples under construction.
#[derive(Default)]
struct Triples(Vec<Triple>);

impl Triples {
    fn add(&mut self, subject: &NamedNode, predicate: impl Into<NamedNode>, object: impl Into<Term>) {
        self.0.push(Triple::new(subject.clone(), predicate, object));
    }

    fn texts<'a>(
        &mut self,
        subject: &NamedNode,
        predicate: impl Into<NamedNode>,
        values: impl IntoIterator<Item = &'a String>,
    ) {
        let predicate = predicate.into();
        for value in values {
            self.add(subject, predicate.clone(), text(value));
        }
    }

    fn in_graph(self, graph: &NamedNode) -> Vec<Quad> {
        order::sort(self.0).into_iter().map(|t| t.in_graph(graph.clone())).collect()
    }

    fn article(&mut self, article: &NamedNode, report: &Report, base: &Base) {
        let meta = &report.meta;
        self.add(article, rdf::TYPE, rap::ARTICLE);
        if let Some(url) = &meta.url {
            // Nothing is lost where an address is no IRI; the shapes report it.
            let url = NamedNode::new(url.as_str()).map_or_else(|_| text(url).into(), Term::from);
            self.add(article, schema::URL, url);
        }
        self.texts(article, schema::HEADLINE, &meta.title);
        self.texts(article, schema::DATE_PUBLISHED, &meta.published);
        self.texts(article, schema::DATE_MODIFIED, &meta.modified);
        self.texts(article, schema::PUBLISHER, &meta.source);
        self.texts(article, schema::IN_LANGUAGE, &meta.language);
        self.add(article, rap::TEXT_SHA256, text(&report.text_sha256));
        self.texts(article, nif::IS_STRING, &report.text);
        self.add(article, prov::WAS_GENERATED_BY, base.world(&format!("run/{}", report.run)));
    }

    /// A quote; claims of one sentence and the entities' own mentions share its node.
    fn mention(&mut self, article: &NamedNode, quote: &Quote) -> NamedNode {
        let node = iri::mention(article, quote.begin, quote.end);
        self.add(&node, rdf::TYPE, rap::MENTION);
        self.add(&node, nif::BEGIN_INDEX, index(quote.begin));
        self.add(&node, nif::END_INDEX, index(quote.end));
        self.add(&node, nif::ANCHOR_OF, text(&quote.text));
        self.add(&node, nif::REFERENCE_CONTEXT, article.clone());
        node
    }

    fn claim(&mut self, article: &NamedNode, node: &NamedNode, claim: &Claim, entities: &[NamedNode]) {
        self.add(node, rdf::TYPE, rap::CLAIM);
        self.add(node, said::KIND, term(rap::NS, &claim.kind));
        for filler in &claim.roles {
            let value: Term = match &filler.value {
                Value::Entity(entity) => entities[*entity as usize].clone().into(),
                Value::Text(words) => text(words).into(),
                Value::Code(local) => term(code::NS, local).into(),
            };
            self.add(node, term(said::NS, &filler.role), value);
        }
        self.add(node, said::STATUS, term(code::NS, &claim.status));
        self.add(node, said::POLARITY, if claim.negated { code::NEGATED } else { code::AFFIRMED });
        self.add(node, said::CERTAINTY, term(code::NS, &claim.certainty));
        if let Some(when) = claim.when {
            self.add(node, said::WHEN, time(when));
        }
        self.texts(node, said::TIME_EXPRESSION, &claim.time_expression);
        let confidence = format!("{}.{:02}", claim.confidence / 100, claim.confidence % 100);
        self.add(node, said::CONFIDENCE, Literal::new_typed_literal(confidence, xsd::DECIMAL));
        self.add(node, said::EXTRACTOR, text(&claim.extractor));
        let evidence = self.mention(article, &claim.evidence);
        self.rests_on(node, article, &evidence, claim.by.map(|by| &entities[by as usize]));
        let mut citing = node.clone();
        for (step, source) in claim.citing.iter().enumerate() {
            let cited = iri::cited(node, step + 1);
            self.add(&citing, said::CITING, cited.clone());
            self.add(&cited, rdf::TYPE, rap::CITED_CLAIM);
            self.rests_on(&cited, article, &evidence, Some(&entities[*source as usize]));
            citing = cited;
        }
    }

    /// What each link in a chain of sources has: who says so, in which words, where.
    fn rests_on(&mut self, node: &NamedNode, article: &NamedNode, evidence: &NamedNode, by: Option<&NamedNode>) {
        if let Some(by) = by {
            self.add(node, said::BY, by.clone());
        }
        self.add(node, rap::EVIDENCE, evidence.clone());
        self.add(node, rap::IN_ARTICLE, article.clone());
    }

    fn world_entity(&mut self, node: &NamedNode, entity: &WorldEntity) {
        self.add(node, rdf::TYPE, term(rap::NS, entity.class.name()));
        self.add(node, rdfs::LABEL, text(&entity.label));
        self.texts(node, skos::ALT_LABEL, &entity.alt_labels);
        if let Some(Ok(same)) = entity.exact_match.as_ref().map(NamedNode::new) {
            self.add(node, skos::EXACT_MATCH, same);
        }
        if entity.members.len() > 1 {
            self.texts(node, rap::MERGED_BECAUSE, &entity.reasons);
        }
    }

    fn fact(&mut self, node: &NamedNode, fact: &Fact, entities: &[NamedNode]) {
        self.add(node, rdf::TYPE, term(rap::NS, &fact.kind));
        for (role, value) in &fact.roles {
            let value: Term = match value {
                FactValue::Entity(entity) => entities[*entity as usize].clone().into(),
                FactValue::Text(words) => text(words).into(),
                FactValue::Code(local) => term(code::NS, local).into(),
            };
            self.add(node, term(rap::NS, role), value);
        }
        self.add(node, rap::STATUS, term(code::NS, &fact.status));
        if let Some(when) = fact.when {
            self.add(node, rap::WHEN, time(when));
        }
        let moment = |day, clock| Literal::new_typed_literal(format!("{day}T{clock}Z"), xsd::DATE_TIME);
        let begin = (rap::START_EARLIEST, rap::START_LATEST, fact.begin);
        for (first, last, (earliest, latest)) in [begin, (rap::END_EARLIEST, rap::END_LATEST, fact.end)] {
            if let Some(when) = earliest {
                self.add(node, first, moment(when.bounds().0, "00:00:00"));
            }
            if let Some(when) = latest {
                self.add(node, last, moment(when.bounds().1, "23:59:59"));
            }
        }
        self.texts(node, rap::TIME_EXPRESSION, &fact.time_expression);
        if fact.claims.len() > 1 {
            self.texts(node, rap::MERGED_BECAUSE, &fact.reasons);
        }
    }
}

fn text(value: &str) -> Literal {
    Literal::new_simple_literal(value)
}

fn index(points: usize) -> Literal {
    Literal::new_typed_literal(points.to_string(), xsd::NON_NEGATIVE_INTEGER)
}

fn time(when: When) -> Literal {
    let datatype = match when {
        When::Year(_) => xsd::G_YEAR,
        When::Month(..) => xsd::G_YEAR_MONTH,
        When::Day(..) => xsd::DATE,
    };
    Literal::new_typed_literal(when.to_string(), datatype)
}

/// Names a judgement by its content: 16 hexadecimal digits of its SHA-256. The fields are parted by a mark that no field holds unescaped.
fn hash(judgement: &Judgement) -> String {
    let Judgement { left, right, verdict, reason } = judgement;
    let digest = Sha256::digest(format!(
        "{}/{}\n{}/{}\n{verdict:?}\n{reason}",
        encode(&left.article),
        encode(&left.key),
        encode(&right.article),
        encode(&right.key)
    ));
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}
