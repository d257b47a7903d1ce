// How pure the rows with the highest scores are: the area under the curve of precision over recall, by steps.
//
// Given   n rows, each positive or not, with a score
// Output  sum over the distinct scores, descending, of (R_i - R_i-1) P_i: of the rows with at least the i-th
//         score, R_i is the part of all positive rows that is among them, P_i the part of them that is positive.
//         NaN without positive rows, and when a row is of a class that training has not seen (negative).
// Promise: the same double as scikit-learn's average_precision_score, by the same operations in the same order;
//         without positive rows that says 0.
// Cost:    O(n log n).

import { pairwiseSum } from '../math/sum';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { countsByThreshold, hasUnseen } from './roc';

/** Of n >= 1 rows; row i is positive when y[i] == positive. */
export function averagePrecision(y: usize, positive: f64, scores: usize, n: i32): f64 {
  if (hasUnseen(y, n)) return NaN;
  const counts = countsByThreshold(y, positive, scores, 1, n);
  const last = counts.points - 1;
  const positives = at(counts.tpr, last);
  if (positives == 0) {
    counts.release();
    return NaN;
  }
  // From the lowest score up, as scikit-learn adds.
  const steps = reals(last);
  for (let i = last; i > 0; i--) {
    const found = at(counts.tpr, i);
    const precision = found / (found + at(counts.fpr, i));
    put(steps, last - i, (at(counts.tpr, i - 1) / positives - found / positives) * precision);
  }
  const sum = -pairwiseSum(steps, last);
  release(steps);
  counts.release();
  return max(0, sum);
}
