//! Reports, judgements and the world as RDF, and back.
#![allow(missing_docs, unused_variables, clippy::all)]
use crate::Result;
use crate::claim::Report;
use crate::judgement::Judgement;
use crate::world::World;
use oxigraph::model::{Quad, Triple};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);
impl Base {
    pub fn new(text: &str) -> Result<Base> {
        Ok(Base(text.to_owned()))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl Default for Base {
    fn default() -> Self {
        Base("https://rapporteur.example/".to_owned())
    }
}
pub struct Contents {
    pub base: Base,
    pub reports: Vec<Report>,
    pub judgements: Vec<Judgement>,
}
pub fn article_quads(report: &Report, base: &Base) -> Vec<Quad> {
    todo!()
}
pub fn judgement_quads(judgements: &[Judgement], base: &Base) -> Vec<Quad> {
    todo!()
}
pub fn world_quads(world: &World, reports: &[Report], base: &Base) -> Vec<Quad> {
    todo!()
}
pub fn read_back<T: Into<Triple>>(quads: impl IntoIterator<Item = T>) -> Result<Contents> {
    todo!()
}
pub fn write_turtle<'a>(triples: impl IntoIterator<Item = Triple>, out: &mut impl std::io::Write) -> Result<()> {
    todo!()
}
