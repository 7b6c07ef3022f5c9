//! Matrix products in integers: int8 weights, 12-bit activations, exact i32 sums, so that every processor gives the same bits.
//!
//! Input: rows of floats. Output: rows of floats. Weights lie in panels of 16 columns, in each the inputs in pairs: `[panel][pair][16][2]`.
//! Invariant: |activation| ≤ 2047 and |weight| ≤ 127 over at most 4,096 inputs: a sum stays below 2³⁰.
//! Here is the AVX2 kernel, beside a scalar twin that a test holds to equal bits; `unsafe` stands here and in `wide` alone.
#![allow(unsafe_code)]

use super::wide::wide;

const PANEL: usize = 16;
const LEVELS: f32 = 2047.0;
const MOST_INPUTS: usize = 4096;
const ROUND: f32 = 12_582_912.0;

/// Embeddings: int8 rows with a scale each.
pub struct Rows {
    weights: &'static [u8],
    scales: Vec<f32>,
    width: usize,
}

impl Rows {
    /// `None` when the sizes disagree.
    pub fn new(weights: &'static [u8], scales: Vec<f32>) -> Option<Rows> {
        let width = weights.len().checked_div(scales.len())?;
        (width * scales.len() == weights.len()).then_some(Rows { weights, scales, width })
    }

    /// Adds row number `row` to `to`.
    pub fn add(&self, row: usize, to: &mut [f32]) {
        let scale = self.scales[row];
        for (t, w) in to.iter_mut().zip(&self.weights[row * self.width..][..self.width]) {
            *t += f32::from(*w as i8) * scale;
        }
    }

    /// Inner product of row number `row` with a vector.
    pub fn dot(&self, row: usize, x: &[f32]) -> f32 {
        let weights = &self.weights[row * self.width..][..self.width];
        weights.iter().zip(x).map(|(w, v)| f32::from(*w as i8) * v).sum::<f32>() * self.scales[row]
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.scales.len()
    }
}

/// A linear map, `y = x W + b`.
pub struct Linear {
    weights: &'static [u8],
    scales: Vec<f32>,
    bias: Vec<f32>,
    pairs: usize,
}

impl Linear {
    /// `None` when the sizes disagree.
    pub fn new(weights: &'static [u8], scales: Vec<f32>, bias: Vec<f32>) -> Option<Linear> {
        let panels = scales.len().div_ceil(PANEL);
        let pairs = weights.len().checked_div(panels * PANEL * 2)?;
        let fits =
            pairs * panels * PANEL * 2 == weights.len() && pairs * 2 <= MOST_INPUTS && bias.len() == scales.len();
        fits.then_some(Linear { weights, scales, bias, pairs })
    }

    /// Width of a result row.
    pub fn outputs(&self) -> usize {
        self.scales.len()
    }

    /// Maps `x`, rows of `width` floats (a missing last input counts as zero).
    pub fn apply(&self, x: &[f32], width: usize) -> Vec<f32> {
        let (padded, outputs, rows) = (self.pairs * 2, self.outputs(), x.len() / width);
        debug_assert!(width == padded || width + 1 == padded);
        let mut levels = vec![0i16; rows * padded];
        let mut scales = vec![0f32; rows];
        quantise(x, width, &mut levels, padded, &mut scales);
        let mut y = vec![0f32; rows * outputs];
        let mut sums = vec![[0i32; PANEL]; rows];
        for (p, panel) in self.weights.chunks_exact(self.pairs * PANEL * 2).enumerate() {
            products(&levels, padded, panel, &mut sums);
            let columns = p * PANEL..outputs.min((p + 1) * PANEL);
            let (columns, parts) = (columns.clone(), (&self.scales[columns.clone()], &self.bias[columns]));
            rescale(&sums, &scales, parts, &mut y[columns.start..], outputs);
        }
        y
    }
}

wide! {
    /// Rows of floats as integers of 12 bits, with a scale a row.
    fn quantise(x: &[f32], width: usize, levels: &mut [i16], padded: usize, scales: &mut [f32]) {
        for ((row, to), scale) in x.chunks_exact(width).zip(levels.chunks_exact_mut(padded)).zip(scales) {
            let top = greatest(row).max(1e-12);
            let inverse = LEVELS / top;
            for (t, v) in to.iter_mut().zip(row) {
                // Adding 1.5·2²³ rounds to the nearest integer and leaves it in the low bits.
                *t = (v * inverse + ROUND).to_bits().wrapping_sub(ROUND.to_bits()) as i16;
            }
            *scale = top / LEVELS;
        }
    }
}

wide! {
    /// Sums of a panel as floats: `y` begins at its first column and has rows of `outputs`; `parts` are the scales and biases of its columns.
    fn rescale(sums: &[[i32; PANEL]], scales: &[f32], parts: (&[f32], &[f32]), y: &mut [f32], outputs: usize) {
        for ((row, sums), scale) in y.chunks_mut(outputs).zip(sums).zip(scales) {
            for (((v, sum), s), b) in row.iter_mut().zip(sums).zip(parts.0).zip(parts.1) {
                *v = *sum as f32 * scale * s + b;
            }
        }
    }
}

/// The greatest absolute value, in lanes that compile to vector instructions.
#[inline(always)]
fn greatest(row: &[f32]) -> f32 {
    let (blocks, rest) = row.as_chunks::<8>();
    let mut lanes = [0f32; 8];
    let higher = |a: f32, b: f32| if b > a { b } else { a };
    for block in blocks {
        for (lane, v) in lanes.iter_mut().zip(block) {
            *lane = higher(*lane, v.abs());
        }
    }
    lanes.into_iter().chain(rest.iter().map(|v| v.abs())).fold(0.0, higher)
}

/// Sums of products of every row of `levels` (`padded` wide) with the 16 columns of a panel.
fn products(levels: &[i16], padded: usize, panel: &[u8], sums: &mut [[i32; PANEL]]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        assert!(levels.len() == sums.len() * padded && panel.len() == padded * PANEL);
        // SAFETY: the processor has AVX2, and the lengths that the kernel relies on were checked.
        return unsafe { avx2::products(levels, padded, panel, sums) };
    }
    scalar(levels, padded, panel, sums);
}

fn scalar(levels: &[i16], padded: usize, panel: &[u8], sums: &mut [[i32; PANEL]]) {
    for (row, sums) in levels.chunks_exact(padded).zip(sums) {
        *sums = [0; PANEL];
        for (pair, weights) in row.chunks_exact(2).zip(panel.chunks_exact(PANEL * 2)) {
            for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(2)) {
                *sum += i32::from(pair[0]) * i32::from(w[0] as i8) + i32::from(pair[1]) * i32::from(w[1] as i8);
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::PANEL;
    use std::arch::x86_64::*;

    /// Four rows at a time: their sums stay in registers, each weight is widened once.
    ///
    /// # Safety
    /// Needs AVX2; `levels` has `sums.len()` rows of `padded` values, `padded` is even, `panel` has `padded * 16` bytes.
    #[target_feature(enable = "avx2")]
    pub unsafe fn products(levels: &[i16], padded: usize, panel: &[u8], sums: &mut [[i32; PANEL]]) {
        let mut row = 0;
        for block in sums.chunks_mut(4) {
            let from = &levels[row * padded..];
            // SAFETY: `from` has at least `block.len()` rows.
            unsafe {
                match block.len() {
                    4 => kernel::<4>(from, padded, panel, block),
                    3 => kernel::<3>(from, padded, panel, block),
                    2 => kernel::<2>(from, padded, panel, block),
                    _ => kernel::<1>(from, padded, panel, block),
                }
            }
            row += block.len();
        }
    }

    #[target_feature(enable = "avx2")]
    unsafe fn kernel<const ROWS: usize>(from: &[i16], padded: usize, panel: &[u8], sums: &mut [[i32; PANEL]]) {
        // SAFETY: reads stay inside `from` (ROWS rows of `padded` values) and `panel` (32 bytes a pair); pairs of i16 are read unaligned as one i32.
        unsafe {
            let mut acc = [[_mm256_setzero_si256(); 2]; ROWS];
            for pair in 0..padded / 2 {
                let w = _mm256_loadu_si256(panel.as_ptr().add(pair * 32).cast());
                let low = _mm256_cvtepi8_epi16(_mm256_castsi256_si128(w));
                let high = _mm256_cvtepi8_epi16(_mm256_extracti128_si256::<1>(w));
                for (r, acc) in acc.iter_mut().enumerate() {
                    let a = _mm256_set1_epi32(from.as_ptr().add(r * padded + pair * 2).cast::<i32>().read_unaligned());
                    acc[0] = _mm256_add_epi32(acc[0], _mm256_madd_epi16(a, low));
                    acc[1] = _mm256_add_epi32(acc[1], _mm256_madd_epi16(a, high));
                }
            }
            for (acc, sums) in acc.iter().zip(sums) {
                _mm256_storeu_si256(sums.as_mut_ptr().cast(), acc[0]);
                _mm256_storeu_si256(sums.as_mut_ptr().add(8).cast(), acc[1]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weights and activations that reach their bounds, without a random source.
    fn noise(n: usize, span: i64) -> impl Iterator<Item = i64> {
        (0..n as i64).map(move |i| (i * 7919 + i * i * 31) % (2 * span + 1) - span)
    }

    #[test]
    fn kernel_and_scalar_twin_give_equal_bits() {
        for (rows, padded) in [(1, 2), (3, 10), (4, 384), (9, 258), (6, 1536)] {
            let levels: Vec<i16> = noise(rows * padded, 2047).map(|v| v as i16).collect();
            let panel: Vec<u8> = noise(padded * PANEL, 127).map(|v| v as i8 as u8).collect();
            let (mut a, mut b) = (vec![[1; PANEL]; rows], vec![[2; PANEL]; rows]);
            products(&levels, padded, &panel, &mut a);
            scalar(&levels, padded, &panel, &mut b);
            assert_eq!(a, b, "{rows} rows of {padded}");
        }
    }

    #[test]
    fn linear_maps_as_floats_would() {
        // Three inputs, two outputs: columns (1, 2, 0) and (0, 0, 3) with scales 0.5 and 1.
        let mut weights = [0u8; 2 * PANEL * 2];
        (weights[0], weights[1], weights[PANEL * 2 + 2]) = (1, 2, 3);
        let map = Linear::new(weights.to_vec().leak(), vec![0.5, 1.0], vec![0.0, 10.0]).unwrap();
        let y = map.apply(&[2.0, -3.0, 4.0], 3);
        assert!((y[0] + 2.0).abs() < 0.01 && (y[1] - 22.0).abs() < 0.01, "{y:?}");
    }
}
