//! Names met, and for each those that may be one with it: two names are compared once, however often their bearers come and go.
//!
//! Input: names with the keys under which they may be found. Output: a number for each, and the numbers of its neighbours.
//! Invariant: neighbours are a function of the names alone; each of two has the other, and a name has itself if it can tell who bears it.

use super::name::Name;
use super::relation::{Relation, relation};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// All names met.
#[derive(Default)]
pub struct Names {
    numbers: HashMap<Arc<Name>, u32>,
    names: Vec<Met>,
    by_key: HashMap<String, Vec<u32>>,
    // How many are compared.
    compared: usize,
}

struct Met {
    name: Arc<Name>,
    weight: usize,
    near: Vec<(u32, Relation)>,
}

impl Names {
    /// The number of a name; one that is new has no neighbours before `compare`.
    pub fn number(&mut self, name: &Name) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let (number, name) = (self.names.len() as u32, Arc::new(name.clone()));
        for key in name.keys() {
            self.by_key.entry(key).or_default().push(number);
        }
        self.numbers.insert(name.clone(), number);
        self.names.push(Met { weight: name.weight(), name, near: Vec::new() });
        number
    }

    /// Finds the neighbours of new names.
    pub fn compare(&mut self) {
        let near = |number: u32| {
            let name = &self.names[number as usize].name;
            let keys = name.keys();
            let others: BTreeSet<u32> =
                keys.iter().flat_map(|k| &self.by_key[k]).copied().filter(|o| *o <= number).collect();
            let relations = others.into_iter().map(|o| (o, relation(name, &self.names[o as usize].name)));
            relations.filter(|(_, r)| *r > Relation::Silent).collect::<Vec<_>>()
        };
        let new = self.compared as u32..self.names.len() as u32;
        let found: Vec<Vec<(u32, Relation)>> = new.clone().into_par_iter().with_min_len(16).map(near).collect();
        for (number, near) in new.zip(found) {
            for (other, relation) in near.iter().filter(|(other, _)| *other != number) {
                self.names[*other as usize].near.push((number, *relation));
            }
            self.names[number as usize].near.extend(near);
        }
        self.compared = self.names.len();
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a number.
    pub fn name(&self, number: u32) -> &Name {
        &self.names[number as usize].name
    }

    /// How much a name tells.
    pub fn weight(&self, number: u32) -> usize {
        self.names[number as usize].weight
    }

    /// Neighbours of a name, in no order.
    pub fn near(&self, number: u32) -> &[(u32, Relation)] {
        &self.names[number as usize].near
    }
}
