// Probabilities from decision values, for one pair of classes: Platt's sigmoid.
//
//   P(first | f) = 1 / (1 + e^z),  z = A f + B
//   min over A, B of  - sum over t of  h_t ln P(first | f_t) + (1 - h_t) ln(1 - P(first | f_t))
//
// h_t is not 1 and 0 but, with N+ rows of the first class and N- of the second, (N+ + 1) / (N+ + 2) and
// 1 / (N- + 2): so there is a minimum also when f separates the classes, and it is no overconfident one.
// f_t must come from machines that did not learn from row t (pair.ts), or the sigmoid believes too much.
//
// Given   f (n f64, the first ni of the first class)
// Output  A, B
// See     Platt, "Probabilistic outputs for support vector machines", 1999; Lin, Lin, Weng, "A note on Platt's
//         probabilistic outputs for support vector machines", Machine Learning 68, 2007, appendix: Newton's
//         method with backtracking, the terms written so that no e^z overflows and no digits cancel.
//
// Promise: the objective within rounding of its minimum; LIBSVM stops earlier, at a gradient of 1e-5.
// Cost: some 5 to 10 passes over f.

import { sigmoid } from '../../math/probability';
import { at, put } from '../../math/vector';
import { tick } from '../../progress';

/** Iterations at most; 10 do. */
const MOST_ITERATIONS: i32 = 100;
/** Added to the Hessian's diagonal, as in the paper: all f equal leave A free, and it stays 0. */
const RIDGE: f64 = 1e-12;
/** Armijo's constant. */
const ARMIJO: f64 = 1e-4;
/** The shortest step tried, as in the paper. */
const SHORTEST: f64 = 1e-10;
/** The rounding of the objective, relative. */
const ROUNDING: f64 = 1e-15;
/** The squared Newton decrement at the end, relative to the objective. */
const DECREMENT: f64 = 1e-20;
/** Probabilities of a pair keep this far from 0 and 1, as in LIBSVM: so that no class is ruled out for good. */
const LEAST: f64 = 1e-7;

/** Writes A and B to out[0] and out[1]. */
export function fitSigmoid(f: usize, n: i32, ni: i32, out: usize): void {
  const firsts = <f64>ni;
  const others = <f64>(n - ni);
  const high = (firsts + 1) / (firsts + 2);
  const low = 1 / (others + 2);
  let A: f64 = 0;
  let B = Math.log((others + 1) / (firsts + 1));
  let value = objective(f, n, ni, high, low, A, B);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    let gA: f64 = 0;
    let gB: f64 = 0;
    let hAA = RIDGE;
    let hAB: f64 = 0;
    let hBB = RIDGE;
    for (let t = 0; t < n; t++) {
      const ft = at(f, t);
      const z = A * ft + B;
      const p = sigmoid(-z);
      const excess = (t < ni ? high : low) - p;
      const curvature = p * sigmoid(z);
      gA += ft * excess;
      gB += excess;
      hAA += ft * ft * curvature;
      hAB += ft * curvature;
      hBB += curvature;
    }
    tick(60 * <f64>n);
    const determinant = hAA * hBB - hAB * hAB;
    const dA = -(hBB * gA - hAB * gB) / determinant;
    const dB = -(hAA * gB - hAB * gA) / determinant;
    const slope = gA * dA + gB * dB;
    if (!(-slope > DECREMENT * value)) break;
    let step: f64 = 1;
    while (step >= SHORTEST) {
      const next = objective(f, n, ni, high, low, A + step * dA, B + step * dB);
      if (next <= value + ARMIJO * step * slope + ROUNDING * value) {
        A += step * dA;
        B += step * dB;
        value = next;
        break;
      }
      step *= 0.5;
    }
    if (step < SHORTEST) break;
  }
  put(out, 0, A);
  put(out, 1, B);
}

/** The sum of h z + ln(1 + e^-z); for z < 0 the same as (h - 1) z + ln(1 + e^z). */
function objective(f: usize, n: i32, ni: i32, high: f64, low: f64, A: f64, B: f64): f64 {
  let sum: f64 = 0;
  for (let t = 0; t < n; t++) {
    const h = t < ni ? high : low;
    const z = A * at(f, t) + B;
    sum += (z >= 0 ? h * z : (h - 1) * z) + Math.log1p(Math.exp(-Math.abs(z)));
  }
  tick(40 * <f64>n);
  return sum;
}

/** P(first | f), from LEAST to 1 - LEAST. */
export function pairProbability(f: f64, A: f64, B: f64): f64 {
  return min(max(sigmoid(-(A * f + B)), LEAST), 1 - LEAST);
}
