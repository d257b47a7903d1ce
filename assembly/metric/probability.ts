// How good predicted probabilities are.
//
//   log_loss   mean over the rows of -ln p_i, p_i the probability that row i's own class was given, kept
//              within [e, 1 - e] for e = 2^-52, so that a certain miss costs 36.04 instead of infinity
//
//   brier      of two classes: mean over the rows of ((1 - p_i)^2 + q_i^2) / 2, q_i the probability of the other
//              class, which is (1 - p_i)^2 when both sum to 1
//
// NaN when a row's class has no column, which the model then has never seen (undefined.ts words it).
//
// Promise: scikit-learn's log_loss(labels=range(k)), sum and clipping in its order; only ln may differ from
// NumPy's, by an ULP a row at most. Of brier the same doubles as brier_score_loss of both columns.

import { pairwiseSum } from '../math/sum';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

/** f64's epsilon, the clipping of scikit-learn. */
const CLIP: f64 = 2.220446049250313e-16;

/**
 * The log loss of n >= 1 rows, whose classes are columns 0..classes-1 of the n x classes row-major
 * `probabilities`, as f64; a class without a column is negative. O(n).
 */
export function logLoss(y: usize, probabilities: usize, n: i32, classes: i32): f64 {
  const losses = reals(n);
  for (let i = 0; i < n; i++) {
    const truth = <i32>at(y, i);
    const own = truth < 0 ? NaN : load<f64>(probabilities + ((<usize>i * classes + truth) << 3));
    put(losses, i, -Math.log(max(CLIP, min(1 - CLIP, own))));
  }
  const mean = pairwiseSum(losses, n) / <f64>n;
  release(losses);
  tick(30 * <f64>n);
  return mean;
}

/** The Brier score of n >= 1 rows, y and n x 2 probabilities as in logLoss. O(n). */
export function brier(y: usize, probabilities: usize, n: i32): f64 {
  const losses = reals(n);
  for (let i = 0; i < n; i++) {
    const truth = at(y, i);
    const first = (truth == 0 ? 1 : 0) - at(probabilities, 2 * i);
    const second = (truth == 1 ? 1 : 0) - at(probabilities, 2 * i + 1);
    put(losses, i, truth < 0 ? NaN : first * first + second * second);
  }
  const mean = pairwiseSum(losses, n) / <f64>n;
  release(losses);
  return mean * 0.5;
}
