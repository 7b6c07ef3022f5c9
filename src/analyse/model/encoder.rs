//! The encoder: a transformer over word pieces (Vaswani et al. 2017; weights begun from all-MiniLM-L6-v2), forward pass alone.
//!
//! Input: pieces and letter shapes of sentences. Output: one vector a piece, a learned mix of all layers.
//! Invariant: every sum has a fixed order and `exp` is our own, so that all processors agree to the bit.

use super::matrix::{Linear, Rows};
use super::weights::Weights;
use super::wide::wide;

/// Width of a vector.
pub const WIDTH: usize = 384;
const HEADS: usize = 12;
const HEAD: usize = WIDTH / HEADS;
/// Buckets of the last letters of a word.
pub const SUFFIXES: usize = 2048;
/// Most pieces of one sentence, with the two that open and close it.
pub const LONGEST: usize = 258;

struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    fn new(weights: &Weights, name: &str) -> Option<Norm> {
        let part = |p: &str| weights.floats(&format!("{name}/{p}")).filter(|v| v.len() == WIDTH);
        Some(Norm { gain: part("g")?, bias: part("b")? })
    }

    /// Layer normalisation of every row.
    fn apply(&self, x: &mut [f32]) {
        normalise(x, &self.gain, &self.bias);
    }
}

wide! {
    fn normalise(x: &mut [f32], gain: &[f32], bias: &[f32]) {
        for row in x.chunks_exact_mut(WIDTH) {
            let mean = sum(row.iter().copied()) / WIDTH as f32;
            let variance = sum(row.iter().map(|v| (v - mean) * (v - mean))) / WIDTH as f32;
            let scale = 1.0 / (variance + 1e-12).sqrt();
            for ((v, g), b) in row.iter_mut().zip(gain).zip(bias) {
                *v = (*v - mean) * scale * g + b;
            }
        }
    }
}

struct Layer {
    query_key_value: Linear,
    output: Linear,
    up: Linear,
    down: Linear,
    norms: [Norm; 2],
}

/// The encoder's weights.
pub struct Encoder {
    words: Rows,
    positions: Rows,
    shapes: [Vec<f32>; 2],
    suffixes: Rows,
    last: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    mix: Vec<f32>,
}

/// Pieces of sentences laid end to end.
#[derive(Default)]
pub struct Batch {
    /// Piece numbers.
    pub pieces: Vec<u32>,
    /// Letter shape of the word of each piece.
    pub shapes: Vec<u8>,
    /// Bucket of the last letters of the word of each piece.
    pub suffixes: Vec<u16>,
    /// Pieces of each sentence.
    pub lengths: Vec<usize>,
    /// First and last piece of each node: of a sentence's root, then of its words.
    pub nodes: Vec<(usize, usize)>,
}

impl Encoder {
    /// `None` when a tensor is missing or has another size.
    pub fn new(weights: &Weights) -> Option<Encoder> {
        let mix = weights.floats("h/mix")?;
        let layer = |l: usize| {
            let linear = |n: &str, k: usize| weights.linear(&format!("enc/{l}/{n}")).filter(|m| m.outputs() == k);
            let norm = |n: &str| Norm::new(weights, &format!("enc/{l}/{n}"));
            Some(Layer {
                query_key_value: linear("qkv", 3 * WIDTH)?,
                output: linear("o", WIDTH)?,
                up: linear("f1", 4 * WIDTH)?,
                down: linear("f2", WIDTH)?,
                norms: [norm("ln1")?, norm("ln2")?],
            })
        };
        let positions = weights.rows("enc/pe")?;
        (positions.len() >= LONGEST).then_some(())?;
        Some(Encoder {
            words: weights.rows("enc/we")?,
            positions,
            shapes: [weights.floats("h/case")?, weights.floats("h/case2")?],
            suffixes: weights.rows("h/suffix").filter(|s| s.len() == SUFFIXES)?,
            last: weights.floats("h/last").filter(|l| l.len() == WIDTH)?,
            norm: Norm::new(weights, "enc/eln")?,
            layers: (0..mix.len() - 1).map(layer).collect::<Option<_>>()?,
            mix,
        })
    }

    /// Number of pieces in the vocabulary.
    pub fn vocabulary(&self) -> usize {
        self.words.len()
    }

    /// One vector a node.
    pub fn encode(&self, batch: &Batch) -> Vec<f32> {
        let mut x = vec![0f32; batch.pieces.len() * WIDTH];
        let place = batch.lengths.iter().flat_map(|l| 0..*l);
        for (i, (row, place)) in x.chunks_exact_mut(WIDTH).zip(place).enumerate() {
            self.words.add(batch.pieces[i] as usize, row);
            self.positions.add(place, row);
            self.suffixes.add(batch.suffixes[i].into(), row);
            add(row, &self.shapes[0][usize::from(batch.shapes[i]) * WIDTH..][..WIDTH], 1.0);
        }
        self.norm.apply(&mut x);
        let mut mixed: Vec<f32> = x.iter().map(|v| v * self.mix[0]).collect();
        for (layer, share) in self.layers.iter().zip(&self.mix[1..]) {
            let attended = attention(&layer.query_key_value.apply(&x, WIDTH), &batch.lengths);
            add(&mut x, &layer.output.apply(&attended, WIDTH), 1.0);
            layer.norms[0].apply(&mut x);
            let mut hidden = layer.up.apply(&x, WIDTH);
            gelu(&mut hidden);
            add(&mut x, &layer.down.apply(&hidden, 4 * WIDTH), 1.0);
            layer.norms[1].apply(&mut x);
            add(&mut mixed, &x, *share);
        }
        for (row, shape) in mixed.chunks_exact_mut(WIDTH).zip(&batch.shapes) {
            add(row, &self.shapes[1][usize::from(*shape) * WIDTH..][..WIDTH], 1.0);
        }
        let mut nodes = Vec::with_capacity(batch.nodes.len() * WIDTH);
        for (first, last) in &batch.nodes {
            let [first, last] = [first, last].map(|piece| &mixed[piece * WIDTH..][..WIDTH]);
            nodes.extend(first.iter().zip(last).zip(&self.last).map(|((f, l), share)| f + share * l));
        }
        nodes
    }
}

wide! {
    /// Scaled dot-product attention within each sentence: rows of query, key and value to rows of values.
    fn attention(qkv: &[f32], lengths: &[usize]) -> Vec<f32> {
        let mut out = vec![0f32; qkv.len() / 3];
        let (mut keys, mut scores) = (Vec::new(), Vec::new());
        let mut start = 0;
        for &length in lengths {
            let qkv = &qkv[start * 3 * WIDTH..][..length * 3 * WIDTH];
            let part =
                |row: usize, which: usize, head: usize| &qkv[row * 3 * WIDTH + which * WIDTH + head * HEAD..][..HEAD];
            for head in 0..HEADS {
                // Keys by column, so that one query meets all keys in a row.
                keys.clear();
                keys.resize(HEAD * length, 0f32);
                for row in 0..length {
                    for (d, v) in part(row, 1, head).iter().enumerate() {
                        keys[d * length + row] = *v;
                    }
                }
                for row in 0..length {
                    scores.clear();
                    scores.resize(length, 0f32);
                    for (q, keys) in part(row, 0, head).iter().zip(keys.chunks_exact(length)) {
                        add(&mut scores, keys, q / (HEAD as f32).sqrt());
                    }
                    softmax(&mut scores);
                    let to = &mut out[(start + row) * WIDTH + head * HEAD..][..HEAD];
                    for (other, s) in scores.iter().enumerate() {
                        add(to, part(other, 2, head), *s);
                    }
                }
            }
            start += length;
        }
        out
    }
}

wide! {
    /// Shares in the place of scores.
    pub fn softmax(scores: &mut [f32]) {
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        scores.iter_mut().for_each(|s| *s = exp(*s - top));
        let total = sum(scores.iter().copied());
        scores.iter_mut().for_each(|s| *s /= total);
    }
}

/// `to += from * by`, value by value.
#[inline(always)]
pub fn add(to: &mut [f32], from: &[f32], by: f32) {
    for (t, f) in to.iter_mut().zip(from) {
        *t += f * by;
    }
}

/// A sum in eight lanes of fixed order.
#[inline(always)]
fn sum(values: impl Iterator<Item = f32>) -> f32 {
    let mut lanes = [0f32; 8];
    for (i, v) in values.enumerate() {
        lanes[i % 8] += v;
    }
    lanes.iter().sum()
}

/// Inner product in eight lanes of fixed order.
#[inline(always)]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 8];
    let (a8, a_rest) = a.as_chunks::<8>();
    let (b8, b_rest) = b.as_chunks::<8>();
    for (a, b) in a8.iter().zip(b8) {
        for i in 0..8 {
            lanes[i] += a[i] * b[i];
        }
    }
    lanes.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

wide! {
    /// Gaussian error linear unit, tanh form (Hendrycks and Gimpel 2016).
    pub fn gelu(values: &mut [f32]) {
        for v in values {
            let u = 0.797_884_6 * (*v + 0.044715 * *v * *v * *v);
            *v -= *v / (exp(2.0 * u) + 1.0);
        }
    }
}

/// eˣ by a polynomial of 2ˣ on [-½, ½]: relative error below 10⁻⁵, the same on every machine, which `f32::exp` is not.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding and taking away 1.5·2²³ rounds to the nearest integer.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0) * std::f32::consts::LOG2_E;
    let whole = (x + ROUND) - ROUND;
    let f = x - whole;
    let p = 1.0
        + f * (std::f32::consts::LN_2
            + f * (0.240_226_5 + f * (0.055_504_11 + f * (0.009_618_129 + f * 0.001_333_355_8))));
    f32::from_bits((p.to_bits() as i32 + ((whole as i32) << 23)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_near_the_true_one() {
        for i in -800..=800 {
            let x = i as f32 / 10.0;
            let truth = f64::from(x).exp();
            assert!((f64::from(exp(x)) - truth).abs() <= 1e-5 * truth, "{x}");
        }
    }

    #[test]
    fn gelu_has_its_known_values() {
        let mut v = [0.0, 1.0, -1.0, 3.0];
        gelu(&mut v);
        for (got, want) in v.iter().zip([0.0, 0.841192, -0.158808, 2.996363]) {
            assert!((got - want).abs() < 1e-5, "{got} {want}");
        }
    }
}
