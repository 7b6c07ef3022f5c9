//! Numbers for blank nodes that follow from what is said of them, and from nothing else.
//!
//! Input: triples, whose blank nodes have labels without meaning. Output: a number from 1 for each blank node.
//! Invariant: triples that differ in labels and order alone get the same numbers; equal components of blank nodes may swap theirs, which nobody can see.
//! Method: colour refinement, then individualisation of what stays alike, as in McKay and Piperno, "Practical graph isomorphism, II" (2014), component by
//! component; the work is bounded, since graphs can be made on which every such method takes exponential time.

use crate::Error;
use crate::Result;
use oxigraph::model::{BlankNode, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeSet, HashMap};

/// Edges that may be looked at for one graph: far above what a million triples of data need, and a few seconds.
const WORK: usize = 200_000_000;
/// In place of a colour where the other end is no blank node.
const GROUND: u32 = u32::MAX;

/// What a blank node is joined by: the number of the words at the edge, and the other blank node, if there is one.
type Edge = (u32, Option<u32>);
/// What tells a component: all its edges by the colours of their ends.
type Certificate = Vec<(u32, u32, u32)>;

/// Numbers the blank nodes of a set of triples.
///
/// # Errors
/// When too many blank nodes are too much alike.
pub(super) fn numbers(triples: &[Triple]) -> Result<HashMap<BlankNode, usize>> {
    let graph = Graph::new(triples);
    let mut work = WORK;
    let mut told: Vec<(Certificate, Vec<u32>)> = Vec::new();
    for component in graph.components() {
        let search = Search { graph: &graph, nodes: &component, work: &mut work, best: None };
        told.push(search.run()?);
    }
    told.sort_unstable();
    let order = told.into_iter().flat_map(|(_, nodes)| nodes);
    Ok((1..).zip(order).map(|(number, node)| (graph.labels[node as usize].clone(), number)).collect())
}

struct Graph {
    labels: Vec<BlankNode>,
    edges: Vec<Vec<Edge>>,
}

impl Graph {
    fn new(triples: &[Triple]) -> Graph {
        let mut labels: Vec<BlankNode> = Vec::new();
        let mut index: HashMap<BlankNode, u32> = HashMap::new();
        let mut number = |node: &BlankNode| {
            *index.entry(node.clone()).or_insert_with(|| {
                labels.push(node.clone());
                labels.len() as u32 - 1
            })
        };
        let mut worded: Vec<(u32, String, Option<u32>)> = Vec::new();
        for Triple { subject, predicate, object } in triples {
            match (subject, object) {
                (NamedOrBlankNode::BlankNode(s), Term::BlankNode(o)) if s == o => {
                    worded.push((number(s), format!("= {predicate}"), None));
                }
                (NamedOrBlankNode::BlankNode(s), Term::BlankNode(o)) => {
                    let (s, o) = (number(s), number(o));
                    worded.push((s, format!("> {predicate}"), Some(o)));
                    worded.push((o, format!("< {predicate}"), Some(s)));
                }
                (NamedOrBlankNode::BlankNode(s), o) => worded.push((number(s), format!("> {predicate} {o}"), None)),
                (s, Term::BlankNode(o)) => worded.push((number(o), format!("< {predicate} {s}"), None)),
                _ => {}
            }
        }
        let words: BTreeSet<String> = worded.iter().map(|(_, words, _)| words.clone()).collect();
        let words: HashMap<String, u32> = words.into_iter().zip(0..).collect();
        let mut edges = vec![Vec::new(); labels.len()];
        for (node, word, other) in worded {
            edges[node as usize].push((words[&word], other));
        }
        Graph { labels, edges }
    }

    /// Blank nodes that are joined by blank nodes alone.
    fn components(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.edges.len()];
        let mut components = Vec::new();
        for first in 0..self.edges.len() as u32 {
            let mut component = Vec::new();
            let mut open = vec![first];
            while let Some(node) = open.pop() {
                if !std::mem::replace(&mut seen[node as usize], true) {
                    component.push(node);
                    open.extend(self.edges[node as usize].iter().filter_map(|(_, other)| *other));
                }
            }
            if !component.is_empty() {
                components.push(component);
            }
        }
        components
    }
}

/// The search for the least certificate of one component.
struct Search<'a> {
    graph: &'a Graph,
    nodes: &'a [u32],
    work: &'a mut usize,
    best: Option<Best>,
}

struct Best {
    certificate: Certificate,
    colours: HashMap<u32, u32>,
    path: Vec<u32>,
}

impl Search<'_> {
    /// The certificate and the nodes in their order.
    fn run(mut self) -> Result<(Certificate, Vec<u32>)> {
        let mut colours = self.nodes.iter().map(|n| (*n, 0)).collect();
        self.refine(&mut colours)?;
        self.descend(colours, &mut Vec::new())?;
        let best = self.best.expect("invariant: a search ends at a leaf at least");
        let mut order = self.nodes.to_vec();
        order.sort_unstable_by_key(|n| best.colours[n]);
        Ok((best.certificate, order))
    }

    /// Parts the nodes until those of one colour have the same edges to the same colours. A colour is the number of nodes of lesser colours.
    fn refine(&mut self, colours: &mut HashMap<u32, u32>) -> Result<()> {
        let mut parts = 0;
        loop {
            let mut signed = Vec::with_capacity(self.nodes.len());
            for node in self.nodes {
                let mut signature = self.edges(*node, colours);
                signature.sort_unstable();
                let spent = signature.len() + 1;
                *self.work = self.work.checked_sub(spent).ok_or_else(too_alike)?;
                signed.push((colours[node], signature, *node));
            }
            signed.sort_unstable();
            let found = signed.chunk_by(|a, b| (a.0, &a.1) == (b.0, &b.1)).fold((0, 0), |(parts, first), part| {
                colours.extend(part.iter().map(|(_, _, node)| (*node, first)));
                (parts + 1, first + part.len() as u32)
            });
            if found.0 == parts {
                return Ok(());
            }
            parts = found.0;
        }
    }

    fn edges(&self, node: u32, colours: &HashMap<u32, u32>) -> Vec<(u32, u32)> {
        let edges = self.graph.edges[node as usize].iter();
        edges.map(|(word, other)| (*word, other.map_or(GROUND, |o| colours[&o]))).collect()
    }

    /// Goes down to the leaves, where every node has a colour of its own. Two leaves with one certificate show that the branches where their paths part
    /// are alike: gives the depth of that fork, so that the rest of the second branch is left out.
    fn descend(&mut self, colours: HashMap<u32, u32>, path: &mut Vec<u32>) -> Result<Option<usize>> {
        let mut classes: HashMap<u32, Vec<u32>> = HashMap::new();
        colours.iter().for_each(|(node, colour)| classes.entry(*colour).or_default().push(*node));
        let smallest = classes.into_iter().filter(|(_, nodes)| nodes.len() > 1).min_by_key(|(c, n)| (n.len(), *c));
        let Some((colour, mut class)) = smallest else { return Ok(self.leaf(colours, path)) };
        class.sort_unstable();
        for node in &class {
            let mut next = colours.clone();
            next.extend(class.iter().filter(|other| *other != node).map(|other| (*other, colour + 1)));
            self.refine(&mut next)?;
            path.push(*node);
            let fork = self.descend(next, path)?;
            path.pop();
            if fork.is_some_and(|depth| depth < path.len()) {
                return Ok(fork);
            }
        }
        Ok(None)
    }

    fn leaf(&mut self, colours: HashMap<u32, u32>, path: &[u32]) -> Option<usize> {
        let mut certificate = Certificate::new();
        for node in self.nodes {
            certificate
                .extend(self.edges(*node, &colours).into_iter().map(|(word, other)| (colours[node], word, other)));
        }
        certificate.sort_unstable();
        match &self.best {
            Some(best) if best.certificate == certificate => {
                return Some(best.path.iter().zip(path).take_while(|(a, b)| a == b).count());
            }
            Some(best) if best.certificate < certificate => {}
            _ => self.best = Some(Best { certificate, colours, path: path.to_vec() }),
        }
        None
    }
}

fn too_alike() -> Error {
    Error::input("its blank nodes are too much alike to be told apart by what is said of them; expected IRIs for them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::NamedNode;
    use proptest::prelude::*;

    /// Triples between blank nodes by number.
    fn triples(edges: &[(u8, u8, u8)], label: impl Fn(u8) -> String) -> Vec<Triple> {
        let node = |n: u8| BlankNode::new_unchecked(label(n));
        let predicate = |p: u8| NamedNode::new_unchecked(format!("urn:p{p}"));
        edges.iter().map(|(s, p, o)| Triple::new(node(*s), predicate(*p), node(*o))).collect()
    }

    fn shown(triples: &[Triple]) -> Vec<String> {
        let numbers = numbers(triples).unwrap();
        let name =
            |text: String| numbers.iter().fold(text, |t, (node, n)| t.replace(&format!("{node} "), &format!("{n} ")));
        let mut lines: Vec<String> = triples.iter().map(|t| name(format!("{t} "))).collect();
        lines.sort();
        lines
    }

    fn ring(n: u8) -> Vec<(u8, u8, u8)> {
        (0..n).flat_map(|i| [(i, 0, (i + 1) % n), ((i + 1) % n, 0, i)]).collect()
    }

    #[test]
    fn what_is_alike_is_numbered_and_what_differs_is_told_apart() {
        // Two triangles and a hexagon: every node has two neighbours.
        let triangles: Vec<_> =
            ring(3).into_iter().chain(ring(3).into_iter().map(|(s, p, o)| (s + 3, p, o + 3))).collect();
        let show = |edges: &[(u8, u8, u8)]| shown(&triples(edges, |n| format!("x{n}")));
        assert_ne!(show(&triangles), show(&ring(6)));
        // All nodes of a clique are alike, and so are a hundred lone ones.
        let clique: Vec<_> = (0..9).flat_map(|a| (0..9).filter(move |b| a != *b).map(move |b| (a, 0, b))).collect();
        assert_eq!(show(&clique).len(), 72);
        let lone: Vec<_> = (0..100).map(|n| (n, 1, n)).collect();
        assert_eq!(show(&lone)[0], "1 <urn:p1> 1 ");
    }

    proptest! {
        #[test]
        fn neither_labels_nor_order_show(edges in prop::collection::btree_set((0..7u8, 0..2u8, 0..7u8), 1..16), turn in 1..7u8, cut in 0..16usize) {
            let edges: Vec<_> = edges.into_iter().collect();
            let plain = triples(&edges, |n| format!("a{n}"));
            let mut other = triples(&edges, |n| format!("{}{n}", char::from(b'a' + (n * turn) % 7)));
            other.rotate_left(cut % edges.len());
            prop_assert_eq!(shown(&plain), shown(&other));
        }
    }
}
