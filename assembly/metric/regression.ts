// How far predicted values are from the true ones.
//
//   r2     1 - sum (y - p)^2 / sum (y - mean y)^2; when the truth is constant, 1 for a perfect prediction
//          and 0 for any other; NaN for fewer than two rows
//   mae    mean |p - y|        mse    mean (y - p)^2        rmse    sqrt(mse)
//
// Promise: the same doubles as scikit-learn's r2_score, mean_absolute_error, mean_squared_error and
// root_mean_squared_error, by the same operations in the same order.

import { pairwiseSum } from '../math/sum';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';

export class RegressionMetrics {
  r2: f64 = NaN;
  mae: f64 = NaN;
  mse: f64 = NaN;
  rmse: f64 = NaN;
}

/** Compares n >= 1 values. O(n). */
export function regressionMetrics(y: usize, predicted: usize, n: i32): RegressionMetrics {
  const terms = reals(n);
  const count = <f64>n;
  const mean = pairwiseSum(y, n) / count;

  for (let i = 0; i < n; i++) put(terms, i, square(at(y, i) - at(predicted, i)));
  const unexplained = pairwiseSum(terms, n);
  for (let i = 0; i < n; i++) put(terms, i, square(at(y, i) - mean));
  const total = pairwiseSum(terms, n);
  for (let i = 0; i < n; i++) put(terms, i, abs(at(predicted, i) - at(y, i)));
  const absolute = pairwiseSum(terms, n);
  release(terms);

  const metrics = new RegressionMetrics();
  metrics.mae = absolute / count;
  metrics.mse = unexplained / count;
  metrics.rmse = Math.sqrt(metrics.mse);
  if (n >= 2) metrics.r2 = unexplained == 0 ? 1 : total == 0 ? 0 : 1 - unexplained / total;
  return metrics;
}

function square(x: f64): f64 {
  return x * x;
}
