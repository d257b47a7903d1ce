// Scores to probabilities, without overflow: no exponent below is above 0.
//
//   sigmoid(z)    1 / (1 + e^-z)
//   bothSides     (1 - sigmoid(z), sigmoid(z)), each to its own relative accuracy
//   softmax       e^z_c / sum of e^z, in place
//
// Promises: values in [0, 1]; they sum to 1 up to k / 2 ULP; a higher score has no lower probability,
// up to the rounding of exp.

import { at, put } from './vector';

export function sigmoid(z: f64): f64 {
  const e = Math.exp(-Math.abs(z));
  return z < 0 ? e / (1 + e) : 1 / (1 + e);
}

/** out[0] = 1 - sigmoid(z), out[1] = sigmoid(z). */
export function bothSides(z: f64, out: usize): void {
  put(out, 0, sigmoid(-z));
  put(out, 1, sigmoid(z));
}

/** k scores, k >= 1, become k probabilities. */
export function softmax(z: usize, k: i32): void {
  let highest = at(z, 0);
  for (let c = 1; c < k; c++) highest = max(highest, at(z, c));
  let sum: f64 = 0;
  for (let c = 0; c < k; c++) {
    const e = Math.exp(at(z, c) - highest);
    put(z, c, e);
    sum += e;
  }
  for (let c = 0; c < k; c++) put(z, c, at(z, c) / sum);
}
