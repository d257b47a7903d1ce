// Means and percentiles in NumPy's and scikit-learn's arithmetic, to the last digit.

import { sortReals } from './sort';
import { pairwiseSum } from './sum';
import { at, put } from './vector';
import { reals, release } from '../memory/block';

/** sum w x / sum w over n values, both sums in NumPy's order; w is 0 for weights of 1. `scratch` holds n f64. */
export function average(x: usize, w: usize, n: i32, scratch: usize): f64 {
  if (!w) return pairwiseSum(x, n) / <f64>n;
  for (let i = 0; i < n; i++) put(scratch, i, at(x, i) * at(w, i));
  return pairwiseSum(scratch, n) / pairwiseSum(w, n);
}

/** The percentile of n >= 1 values, 0 <= rank <= 100, linear between neighbours: numpy.percentile. */
export function percentile(x: usize, n: i32, rank: f64): f64 {
  const pairs = sortReals(x, n);
  const place = <f64>(n - 1) * (rank / 100);
  const low = <i32>Math.floor(place);
  const part = place - low;
  const a = at(x, rowOf(pairs, low));
  const b = at(x, rowOf(pairs, min(low + 1, n - 1)));
  release(pairs);
  const step = b - a;
  return part >= 0.5 ? b - step * (1 - part) : a + step * part;
}

/** The value at which the weights of n values in ascending order reach rank percent; w is 0 for weights of 1. */
export function weightedPercentile(x: usize, w: usize, n: i32, rank: f64): f64 {
  const pairs = sortReals(x, n);
  const sums = reals(n);
  let sum: f64 = 0;
  for (let p = 0; p < n; p++) {
    sum += w ? at(w, rowOf(pairs, p)) : 1;
    put(sums, p, sum);
  }
  const wanted = (rank / 100) * sum;
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Rank 0 is the first value of any weight.
    if (wanted > 0 ? at(sums, middle) < wanted : at(sums, middle) <= 0) low = middle + 1;
    else high = middle;
  }
  const value = at(x, rowOf(pairs, min(low, n - 1)));
  release(pairs);
  release(sums);
  return value;
}

function rowOf(pairs: usize, p: i32): i32 {
  return load<i32>(pairs + ((<usize>p) << 3));
}
