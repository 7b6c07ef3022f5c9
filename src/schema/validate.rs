//! Validation: shapes applied to triples.
//!
//! Input: node shapes, the ontology's classes, triples. Output: what does not conform, sorted by node, property and message.
//! Invariant: the verdict is that of any SHACL processor which is given the same shapes, ontology and data.
//! To add a datatype: its row in `DATATYPES` with the test of how it is written.

use super::Violation;
use super::index::{Classes, Index, Node, node, short, show};
use super::shapes::{Constraint, NodeKind, NodeShape, Shape, Target};
use crate::time::When;
use crate::vocab::xsd;
use oxigraph::model::{NamedNode, NamedNodeRef, Term, TermRef, Triple};
use std::collections::{HashMap, HashSet};

/// A datatype, with the test of a literal's form.
type Form = (NamedNodeRef<'static>, fn(&str) -> bool);

/// Datatypes that shapes may ask for.
const DATATYPES: [Form; 8] = [
    (xsd::STRING, |_| true),
    (xsd::DATE, |v| matches!(When::parse(v), Some(When::Day(..))) && v.len() == 10),
    (xsd::G_YEAR_MONTH, |v| matches!(When::parse(v), Some(When::Month(..))) && v.len() == 7),
    (xsd::G_YEAR, |v| matches!(When::parse(v), Some(When::Year(_))) && v.len() == 4),
    (xsd::DATE_TIME, |v| {
        v.as_bytes().get(10) == Some(&b'T')
            && (v.parse::<jiff::Timestamp>().is_ok() || v.parse::<jiff::civil::DateTime>().is_ok())
    }),
    (xsd::DECIMAL, |v| {
        let digits = v.strip_prefix(['+', '-']).unwrap_or(v);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        !(whole.is_empty() && part.is_empty()) && all_digits(whole) && all_digits(part)
    }),
    (xsd::INTEGER, |v| {
        let digits = v.strip_prefix(['+', '-']).unwrap_or(v);
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    }),
    (xsd::NON_NEGATIVE_INTEGER, |v| !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit())),
];

/// Whether shapes may ask for a datatype.
pub fn is_known_datatype(datatype: NamedNodeRef<'_>) -> bool {
    DATATYPES.iter().any(|(known, _)| *known == datatype)
}

/// Applies shapes to triples.
pub fn validate(shapes: &[NodeShape], classes: &Classes, triples: &[Triple]) -> Vec<Violation> {
    let data = Data { index: Index::new(triples), classes };
    let mut violations = Vec::new();
    for (shape, focus) in data.focus_nodes(shapes, triples) {
        data.evaluate(&shape.shape, focus, &mut |shape, constraint, value| {
            let path = shape.path.as_ref().map(|p| short(p.as_str()));
            let (path, found) = match (constraint, value) {
                // What a closed shape blames is a property, not a value.
                (Constraint::Closed(_), Some(property)) => (Some(show(property)), String::new()),
                (_, Some(value)) if value != focus => (path, format!(", found {}", show(value))),
                _ => (path, String::new()),
            };
            violations.push(Violation { focus: show(focus), path, message: format!("expected {constraint}{found}") });
        });
    }
    violations.sort();
    violations.dedup();
    violations
}

/// Is told of each failure: the shape, its constraint, and the value to blame, where one is.
type Sink<'s> = dyn FnMut(&Shape, &Constraint, Option<TermRef<'_>>) + 's;

struct Data<'a, 'o> {
    index: Index<'a>,
    classes: &'o Classes,
}

impl<'a> Data<'a, '_> {
    /// Pairs of a shape and a node that it is for, each once.
    fn focus_nodes<'s>(&self, shapes: &'s [NodeShape], triples: &'a [Triple]) -> Vec<(&'s NodeShape, TermRef<'a>)> {
        let mut subjects: HashMap<NamedNodeRef<'_>, Vec<usize>> = HashMap::new();
        let mut objects: HashMap<NamedNodeRef<'_>, Vec<usize>> = HashMap::new();
        let mut by_class: Vec<(&NamedNode, usize)> = Vec::new();
        for (i, shape) in shapes.iter().enumerate() {
            for target in &shape.targets {
                match target {
                    Target::Class(class) => by_class.push((class, i)),
                    Target::SubjectsOf(property) => subjects.entry(property.as_ref()).or_default().push(i),
                    Target::ObjectsOf(property) => objects.entry(property.as_ref()).or_default().push(i),
                }
            }
        }
        let mut pairs: HashSet<(usize, TermRef<'a>)> = HashSet::new();
        for triple in triples {
            let at = |map: &HashMap<_, Vec<usize>>| map.get(&triple.predicate.as_ref()).cloned().unwrap_or_default();
            pairs.extend(at(&subjects).into_iter().map(|i| (i, triple.subject.as_ref().into())));
            pairs.extend(at(&objects).into_iter().map(|i| (i, triple.object.as_ref())));
        }
        let mut targeted: HashMap<NamedNodeRef<'_>, Vec<usize>> = HashMap::new();
        for subject in self.index.subjects() {
            for class in self.index.classes(subject) {
                let shapes = targeted.entry(*class).or_insert_with(|| {
                    by_class.iter().filter(|(above, _)| self.classes.is_below(*class, above)).map(|(_, i)| *i).collect()
                });
                pairs.extend(shapes.iter().map(|i| (*i, subject.into())));
            }
        }
        pairs.into_iter().map(|(i, focus)| (&shapes[i], focus)).collect()
    }

    fn evaluate(&self, shape: &Shape, focus: TermRef<'_>, sink: &mut Sink<'_>) {
        let own = node(focus);
        let values: Vec<TermRef<'_>> = match &shape.path {
            Some(path) => own.map(|n| self.index.values(n, path.as_ref()).collect()).unwrap_or_default(),
            None => vec![focus],
        };
        for constraint in &shape.constraints {
            let mut fail = |value: Option<TermRef<'_>>| sink(shape, constraint, value);
            match constraint {
                Constraint::Property(inner) => {
                    for value in &values {
                        self.evaluate(inner, *value, sink);
                    }
                }
                Constraint::MinCount(n) if values.len() < *n => fail(None),
                Constraint::MaxCount(n) if values.len() > *n => fail(None),
                Constraint::MinCount(_) | Constraint::MaxCount(_) => {}
                Constraint::HasValue(term) if !values.contains(&term.as_ref()) => fail(None),
                Constraint::HasValue(_) => {}
                Constraint::LessThan(other) => {
                    let others: Vec<_> = own.map(|n| self.others(n, other)).unwrap_or_default();
                    let less = |v: TermRef<'_>| others.iter().all(|o| numeric(v) < numeric(*o) && numeric(v).is_some());
                    values.iter().filter(|v| !less(**v)).for_each(|v| fail(Some(*v)));
                }
                Constraint::Disjoint(other) => {
                    let others: Vec<_> = own.map(|n| self.others(n, other)).unwrap_or_default();
                    values.iter().filter(|v| others.contains(v)).for_each(|v| fail(Some(*v)));
                }
                Constraint::Closed(allowed) => {
                    for (property, _) in values.iter().filter_map(|v| node(*v)).flat_map(|n| self.index.properties(n)) {
                        if !allowed.iter().any(|a| a.as_ref() == *property) {
                            fail(Some((*property).into()));
                        }
                    }
                }
                _ => values.iter().filter(|v| !self.holds(constraint, **v)).for_each(|v| fail(Some(*v))),
            }
        }
    }

    fn others(&self, focus: Node<'_>, property: &NamedNode) -> Vec<TermRef<'a>> {
        self.index.values(focus, property.as_ref()).collect()
    }

    /// Whether one value meets a constraint on single values.
    fn holds(&self, constraint: &Constraint, value: TermRef<'_>) -> bool {
        let literal = |test: &dyn Fn(&str) -> bool| matches!(value, TermRef::Literal(l) if test(l.value()));
        let long = |test: &dyn Fn(usize) -> bool| match value {
            TermRef::Literal(l) => test(l.value().chars().count()),
            TermRef::NamedNode(n) => test(n.as_str().chars().count()),
            TermRef::BlankNode(_) => false,
        };
        match constraint {
            Constraint::Or(shapes) => shapes.iter().any(|s| self.conforms(s, value)),
            Constraint::Class(class) => {
                node(value).is_some_and(|n| self.index.classes(n).iter().any(|own| self.classes.is_below(*own, class)))
            }
            Constraint::Datatype(datatype) => {
                let form = DATATYPES.iter().find(|(known, _)| known == datatype).map(|(_, form)| form);
                matches!(value, TermRef::Literal(l) if l.datatype() == datatype.as_ref())
                    && form.is_some_and(|form| literal(form))
            }
            Constraint::NodeKind(NodeKind::Iri) => matches!(value, TermRef::NamedNode(_)),
            Constraint::NodeKind(NodeKind::Literal) => matches!(value, TermRef::Literal(_)),
            Constraint::In(terms) => terms.iter().map(Term::as_ref).any(|t| t == value),
            Constraint::MinLength(n) => long(&|len| len >= *n),
            Constraint::MaxLength(n) => long(&|len| len <= *n),
            Constraint::MinInclusive(least) => numeric(value).is_some_and(|v| v >= *least),
            Constraint::MaxInclusive(most) => numeric(value).is_some_and(|v| v <= *most),
            // These look at all values of a shape together; `evaluate` has them.
            Constraint::Property(_)
            | Constraint::MinCount(_)
            | Constraint::MaxCount(_)
            | Constraint::HasValue(_)
            | Constraint::LessThan(_)
            | Constraint::Disjoint(_)
            | Constraint::Closed(_) => true,
        }
    }

    fn conforms(&self, shape: &Shape, focus: TermRef<'_>) -> bool {
        let mut conforms = true;
        self.evaluate(shape, focus, &mut |_, _, _| conforms = false);
        conforms
    }
}

fn numeric(term: TermRef<'_>) -> Option<f64> {
    match term {
        TermRef::Literal(l) => l.value().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_written_as_its_datatype_asks() {
        let form = |datatype: NamedNodeRef<'_>| DATATYPES.iter().find(|(d, _)| *d == datatype).unwrap().1;
        for (datatype, good, bad) in [
            (xsd::DATE, vec!["2020-02-29"], vec!["2020-02-30", "2020-02", "2020-02-29T00:00:00Z", ""]),
            (xsd::G_YEAR_MONTH, vec!["2020-02"], vec!["2020", "2020-13"]),
            (xsd::G_YEAR, vec!["2020"], vec!["20", "2020-01"]),
            (
                xsd::DATE_TIME,
                vec!["2020-02-29T00:00:00Z", "2020-02-29T23:59:59"],
                vec!["2020-02-29", "2020-02-30T00:00:00Z"],
            ),
            (xsd::DECIMAL, vec!["0.88", "1", "-.5"], vec!["", ".", "1e3", "0.8.8"]),
            (xsd::INTEGER, vec!["0", "-12", "+1"], vec!["", "-", "1.0"]),
            (xsd::NON_NEGATIVE_INTEGER, vec!["0", "120"], vec!["", "-1", "1.0"]),
        ] {
            good.iter().for_each(|v| assert!(form(datatype)(v), "{v}"));
            bad.iter().for_each(|v| assert!(!form(datatype)(v), "{v}"));
        }
    }
}
