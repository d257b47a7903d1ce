// How often what has a probability happens: rows gathered by the probability that they were given.
//
//   bins       ten of equal width, [0, 0.1], (0.1, 0.2] ... (0.9, 1]; those without rows are left out
//   predicted  the mean probability of a bin's rows
//   observed   the part of them that is of the class; the same as predicted for a model that is calibrated
//
// Promise: the same doubles as scikit-learn's calibration_curve(n_bins=10, strategy='uniform'), by the same
// operations in the same order. Cost: O(n).

import { at } from '../math/vector';

export const BINS: i32 = 10;

/** The bins that have rows, ascending. */
export class Calibration {
  bins: i32[] = [];
  predicted: f64[] = [];
  observed: f64[] = [];
  rows: i32[] = [];

  add(bin: i32, predicted: f64, observed: f64, rows: i32): void {
    this.bins.push(bin);
    this.predicted.push(predicted);
    this.observed.push(observed);
    this.rows.push(rows);
  }
}

/** The lower edge of a bin, and so the upper one of the bin before: what numpy.linspace(0, 1, 11) has. */
export function edgeOf(bin: i32): f64 {
  return bin == BINS ? 1 : <f64>bin * (1 / <f64>BINS);
}

/**
 * Of n rows. Row i is of the class when y[i] == positive, and was given probabilities[i * stride], a number from
 * 0 to 1; a row without one (NaN) is left out.
 */
export function calibrationOf(
  y: usize,
  positive: f64,
  probabilities: usize,
  stride: i32,
  n: i32,
): Calibration {
  const sums = new StaticArray<f64>(BINS);
  const hits = new StaticArray<i32>(BINS);
  const rows = new StaticArray<i32>(BINS);
  for (let i = 0; i < n; i++) {
    const p = load<f64>(probabilities + ((<usize>i * stride) << 3));
    if (isNaN(p)) continue;
    let bin = 0;
    while (bin < BINS - 1 && p > edgeOf(bin + 1)) bin++;
    sums[bin] += p;
    rows[bin]++;
    if (at(y, i) == positive) hits[bin]++;
  }
  const found = new Calibration();
  for (let bin = 0; bin < BINS; bin++) {
    const count = <f64>rows[bin];
    if (count > 0) found.add(bin, sums[bin] / count, <f64>hits[bin] / count, rows[bin]);
  }
  return found;
}
