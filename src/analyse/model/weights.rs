//! The embedded weights: a safetensors file (eight bytes of length, a JSON header, raw little-endian tensors).
//!
//! Input: the bytes of `models/en.safetensors`. Output: its tensors by name and its label lists.
//! Invariant: int8 tensors are used where they lie in the binary; float tensors are copied out once.

use super::matrix::{Linear, Rows};
use serde::Deserialize;
use std::collections::HashMap;

/// A tensor file.
pub struct Weights {
    data: &'static [u8],
    header: HashMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Tensor { dtype: String, data_offsets: (usize, usize) },
    Metadata { labels: String },
}

/// Label lists of the heads.
#[derive(Deserialize)]
pub struct Labels {
    pub upos: Vec<String>,
    pub xpos: Vec<String>,
    pub rel: Vec<String>,
    pub ner: Vec<String>,
    pub srl: Vec<String>,
    /// PropBank senses; those that have a sibling come first, as their vectors do.
    pub sense: Vec<String>,
    /// The senses of a base form, as numbers of that list.
    pub lemmas: HashMap<String, Vec<usize>>,
}

impl Weights {
    /// Reads the header; `None` when the bytes are no safetensors file.
    pub fn new(bytes: &'static [u8]) -> Option<Weights> {
        let (length, rest) = bytes.split_first_chunk::<8>()?;
        let (header, data) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        Some(Weights { data, header: serde_json::from_slice(header).ok()? })
    }

    /// The label lists.
    pub fn labels(&self) -> Option<Labels> {
        match self.header.get("__metadata__")? {
            Entry::Metadata { labels } => serde_json::from_str(labels).ok(),
            Entry::Tensor { .. } => None,
        }
    }

    fn bytes(&self, name: &str, expected: &str) -> Option<&'static [u8]> {
        match self.header.get(name)? {
            Entry::Tensor { dtype, data_offsets: (start, end) } if dtype == expected => self.data.get(*start..*end),
            _ => None,
        }
    }

    /// A float tensor.
    pub fn floats(&self, name: &str) -> Option<Vec<f32>> {
        let (values, []) = self.bytes(name, "F32")?.as_chunks::<4>() else { return None };
        Some(values.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }

    /// A linear map: `NAME.weight`, `NAME.scale`, `NAME.bias`.
    pub fn linear(&self, name: &str) -> Option<Linear> {
        let part = |p: &str| format!("{name}.{p}");
        let weights = self.bytes(&part("weight"), "I8")?;
        Linear::new(weights, self.floats(&part("scale"))?, self.floats(&part("bias"))?)
    }

    /// A table of embeddings: `NAME.weight`, `NAME.scale`.
    pub fn rows(&self, name: &str) -> Option<Rows> {
        Rows::new(self.bytes(&format!("{name}.weight"), "I8")?, self.floats(&format!("{name}.scale"))?)
    }
}
