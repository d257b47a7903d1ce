// How far predicted values are from the true ones.
//
//   r2     1 - sum (y - p)^2 / sum (y - mean y)^2; when the truth is constant, 1 for a perfect prediction
//          and 0 for any other; NaN for fewer than two rows
//   mae    mean |p - y|        mse    mean (y - p)^2        rmse    sqrt(mse)
//
//   mape                    mean |p - y| / max(|y|, 2^-52): a fraction, not a percentage, and huge where y is 0
//   median_absolute_error   the median of |p - y|, of an even number the mean of the middle two
//   explained_variance      as r2, with the mean of y - p taken off the residuals first: what r2 would be
//                           without a constant bias; 1 for residuals that are all equal, else 0 when the
//                           truth is constant
//
// Promise: the same doubles as scikit-learn's r2_score, mean_absolute_error, mean_squared_error,
// root_mean_squared_error, mean_absolute_percentage_error, median_absolute_error and
// explained_variance_score, by the same operations in the same order.

import { sort } from '../math/order';
import { pairwiseSum } from '../math/sum';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

export class RegressionMetrics {
  r2: f64 = NaN;
  mae: f64 = NaN;
  mse: f64 = NaN;
  rmse: f64 = NaN;
  mape: f64 = NaN;
  medianAbsoluteError: f64 = NaN;
  explainedVariance: f64 = NaN;
}

/** The smallest size by which mape divides, f64's epsilon as in scikit-learn. */
const SMALLEST_TRUTH: f64 = 2.220446049250313e-16;

/** Compares n >= 1 values. O(n log n), for the median. */
export function regressionMetrics(y: usize, predicted: usize, n: i32): RegressionMetrics {
  const metrics = new RegressionMetrics();
  const terms = reals(n);
  const count = <f64>n;
  const mean = pairwiseSum(y, n) / count;

  for (let i = 0; i < n; i++) put(terms, i, square(at(y, i) - at(predicted, i)));
  const unexplained = pairwiseSum(terms, n);
  for (let i = 0; i < n; i++) put(terms, i, square(at(y, i) - mean));
  const total = pairwiseSum(terms, n);
  metrics.mse = unexplained / count;
  metrics.rmse = Math.sqrt(metrics.mse);
  if (n >= 2) metrics.r2 = explained(unexplained, total);

  for (let i = 0; i < n; i++) put(terms, i, at(y, i) - at(predicted, i));
  const bias = pairwiseSum(terms, n) / count;
  for (let i = 0; i < n; i++) put(terms, i, square(at(terms, i) - bias));
  metrics.explainedVariance = explained(pairwiseSum(terms, n) / count, total / count);

  for (let i = 0; i < n; i++) {
    put(terms, i, abs(at(predicted, i) - at(y, i)) / max(abs(at(y, i)), SMALLEST_TRUTH));
  }
  metrics.mape = pairwiseSum(terms, n) / count;

  for (let i = 0; i < n; i++) put(terms, i, abs(at(predicted, i) - at(y, i)));
  metrics.mae = pairwiseSum(terms, n) / count;
  sort(terms, n);
  metrics.medianAbsoluteError = (at(terms, (n - 1) >> 1) + at(terms, n >> 1)) / 2;

  release(terms);
  tick(100 * count);
  return metrics;
}

function explained(unexplained: f64, total: f64): f64 {
  return unexplained == 0 ? 1 : total == 0 ? 0 : 1 - unexplained / total;
}

function square(x: f64): f64 {
  return x * x;
}
