// Lasso and elastic net, as scikit-learn's Lasso and ElasticNet.
//
//   min over w, b of 1 / (2 S) sum of s_i (y_i - w x_i - b)^2 + alpha (l1_ratio |w|_1 + (1 - l1_ratio) / 2 |w|^2)
//
//   s_i   weights of rows, S their sum; the lasso is l1_ratio = 1; `positive` adds w >= 0
//
// Promise: the optimum to rounding where it is unique (solver/coordinate_descent.ts), which scikit-learn's default
// tol of 1e-4 is far from; with columns that repeat, one of the optima, and the objective within 1e-8 tol |y|^2.
// iterations counts sweeps, the gap in the log is the duality gap; max_iter limits the sweeps.
// Left out: `selection`, `precompute`, `warm_start`, which change the way and not the optimum.
// Bytes: as model/linear_decision.ts draws them.

import { put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { OptionSpec } from '../../option/option';
import { Covariance, Moments } from '../../solver/covariance';
import { ElasticNet, hasCovariance } from '../../solver/elastic_net';
import { LinearRegressor } from './linear_model';
import { rowWeights } from './targets';

export function declareLasso(spec: OptionSpec): void {
  spec.nonNegative('alpha', 1);
  declarePath(spec);
}

export function declareElasticNet(spec: OptionSpec): void {
  spec.nonNegative('alpha', 1);
  spec.real('l1_ratio', 0.5, 0, 1);
  declarePath(spec);
}

/** What one alpha and many have in common. */
export function declarePath(spec: OptionSpec): void {
  spec.flag('fit_intercept', true);
  spec.flag('positive', false);
  spec.positive('tol', 1e-4);
  spec.integer('max_iter', 1000, 1);
}

/** elastic_net, or lasso, which has no l1_ratio. */
export class ElasticNetRegressor extends LinearRegressor {
  fit(training: Training): void {
    const options = training.options;
    const weight = rowWeights(training);
    const l1Ratio = options.find('l1_ratio') != null ? options.real('l1_ratio') : 1;
    this.decision = fitAlpha(training, weight, options.real('alpha'), l1Ratio);
    release(weight);
  }
}

/** Fits to all rows and reports. */
export function fitAlpha(training: Training, weight: usize, alpha: f64, l1Ratio: f64): LinearDecision {
  const options = training.options;
  const X = training.X;
  const d = training.d;
  const isCentred = options.flag('fit_intercept');
  const isPositive = options.flag('positive');
  const isTall = hasCovariance(training.n, d);
  const covariance = new Covariance(isTall ? d : 0);
  const means = reals(X.stride);
  if (isTall) {
    const moments = Moments.about(X, training.y, weight, isCentred);
    moments.covariance(isCentred, covariance);
    moments.release();
  }
  const net = isTall
    ? ElasticNet.ofCovariance(covariance, isPositive)
    : ElasticNet.ofRows(X, training.y, weight, 0, 0, isCentred, means, isPositive);
  net.solve(alpha, l1Ratio, options.real('tol'), options.integer('max_iter'));
  training.converged = net.converged;
  training.iterations = net.iterations;
  training.objective = net.objective;
  training.note(net.iterations, net.objective, net.gap);
  const decision = new LinearDecision(1, d);
  const fitted = reals(d + 1);
  memory.copy(fitted, net.w, (<usize>d) << 3);
  put(fitted, d, net.b);
  decision.take(0, fitted, 1);
  release(fitted);
  net.release();
  covariance.release();
  release(means);
  return decision;
}
