// Regression that outliers don't pull, as scikit-learn's HuberRegressor.
//
//   min over w, b, sigma of sum over i of s_i (sigma + sigma H((y_i - w x_i - b) / sigma)) + alpha |w|^2
//
//   H(z) = z^2 for |z| <= epsilon, 2 epsilon |z| - epsilon^2 beyond
//
// sigma is the scale of the errors, found together with w, so targets in other units give the same answers in those. A row
// is an outlier when its error is more than epsilon sigma; it then pulls with the same force however far away it is.
// The intercept is not penalised.
// Promise: w within 1e-6 of the optimum, relative, and so the same outliers; scikit-learn's L-BFGS stops before, when
// its objective falls by less than 2e-9. sigma is at least 10 eps, as there, and at least 1e-14 of the middle |y|:
// below that, residuals are rounding.
// tol and max_iter mean what solver/newton.ts says.
// Left out: `warm_start`.
// Bytes: as model/linear_decision.ts draws them.

import { HuberObjective } from '../../loss/huber_objective';
import { sort } from '../../math/order';
import { at, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { OptionSpec } from '../../option/option';
import { minimise } from '../../solver/newton';
import { LinearRegressor } from './linear_model';
import { rowsOf } from './rows_of';

const LEAST_SIGMA: f64 = 10 * f64.EPSILON;
/** Of the middle |y|. */
const ROUNDING: f64 = 1e-14;
/** Where a Newton step is lost in rounding, there is nothing left to gain. */
const FITS: f64 = 1e-12;

export function declareHuber(spec: OptionSpec): void {
  spec.real('epsilon', 1.35, 1);
  spec.nonNegative('alpha', 0.0001);
  spec.positive('tol', 1e-5);
  spec.integer('max_iter', 100, 1);
  spec.flag('fit_intercept', true);
}

export class HuberRegressor extends LinearRegressor {
  fit(training: Training): void {
    const options = training.options;
    const n = training.n;
    const d = training.d;
    const intercept: f64 = options.flag('fit_intercept') ? 1 : 0;
    const rows = rowsOf(training, intercept);
    const y = rows.column();
    const s = rows.column();
    const sizes = reals(n);
    for (let i = 0; i < n; i++) {
      put(y, i, at(training.y, i));
      put(s, i, training.ownWeightOf(i));
      put(sizes, i, Math.abs(at(y, i)));
    }
    sort(sizes, n);
    const middle = at(sizes, n >> 1);
    const penalty = reals(rows.stride);
    for (let j = 0; j < d; j++) put(penalty, j, 2 * options.real('alpha'));
    const floor = Math.max(LEAST_SIGMA, ROUNDING * middle);
    const objective = new HuberObjective(rows, y, s, penalty, options.real('epsilon'), floor);
    const w = reals(objective.size);
    const result = minimise(objective, w, options.real('tol'), options.integer('max_iter'), training.log);
    this.decision = new LinearDecision(1, d);
    this.decision.take(0, w, intercept);
    training.converged = result.converged || objective.sigma <= FITS * middle;
    training.trouble = result.trouble;
    training.iterations = result.iterations;
    training.objective = result.value;
  }
}
