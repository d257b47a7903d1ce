// Regressions whose logarithm is linear, as scikit-learn's PoissonRegressor and GammaRegressor: counts and amounts.
//
//   min over w, b of sum over i of s_i half deviance(y_i, e^(w x_i + b)) / sum over i of s_i + alpha / 2 |w|^2
//
//   poisson   y >= 0, not all 0: how often something happens        gamma   y > 0: how much, with errors in proportion
//
// The answer is e^(w x + b), always positive; the intercept is not penalised. sqml_weights has w and b: one more of a
// feature multiplies the answer by e^w.
// Promise: w within 1e-6 of the optimum, relative, with the default tol; tol and max_iter mean what solver/newton.ts says.
// Cost: one pass over X for each evaluation and each product with the Hessian, and an e^x and a logarithm a row.
// Left out: other links, and scikit-learn's choice of solvers: one does for all shapes.

import { fail } from '../../error';
import { HalfGamma, HalfPoisson } from '../../loss/half_deviance';
import { LinearObjective } from '../../loss/linear_objective';
import { Loss } from '../../loss/loss';
import { Matrix } from '../../math/matrix';
import { at, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { OptionSpec } from '../../option/option';
import { minimise } from '../../solver/newton';
import { LinearRegressor } from './linear_model';
import { rowsOf } from './rows_of';

/** Of poisson and of gamma. */
export function declareLogLinear(spec: OptionSpec): void {
  spec.nonNegative('alpha', 1);
  spec.positive('tol', 1e-4);
  spec.integer('max_iter', 100, 1);
  spec.flag('fit_intercept', true);
}

abstract class LogLinear extends LinearRegressor {
  protected abstract loss(): Loss;

  /** Fails when a target is none. */
  protected abstract check(training: Training, sum: f64): void;

  fit(training: Training): void {
    const options = training.options;
    const n = training.n;
    const intercept: f64 = options.flag('fit_intercept') ? 1 : 0;
    let total: f64 = 0;
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) {
      const s = training.ownWeightOf(i);
      total += s;
      sum += s * at(training.y, i);
    }
    this.check(training, sum);
    const rows = rowsOf(training, intercept);
    const y = rows.column();
    const s = rows.column();
    for (let i = 0; i < n; i++) {
      put(y, i, at(training.y, i));
      put(s, i, training.ownWeightOf(i) / total);
    }
    const penalty = reals(rows.stride);
    for (let j = 0; j < training.d; j++) put(penalty, j, options.real('alpha'));
    const objective = new LinearObjective(rows, this.loss(), y, s, penalty);
    const w = reals(objective.size);
    // From the best constant on: from 0 a first step could leave the range of e^x.
    if (intercept != 0) put(w, training.d, Math.log(sum / total));
    const result = minimise(objective, w, options.real('tol'), options.integer('max_iter'), training.log);
    this.decision = new LinearDecision(1, training.d);
    this.decision.take(0, w, intercept);
    training.converged = result.converged;
    training.trouble = result.trouble;
    training.iterations = result.iterations;
    training.objective = result.value;
  }

  outputsOf(X: Matrix, out: usize): void {
    this.decision.scoresOf(X, out);
    for (let i = 0; i < X.rows; i++) put(out, i, Math.exp(at(out, i)));
  }
}

export class Poisson extends LogLinear {
  protected loss(): Loss {
    return new HalfPoisson();
  }

  protected check(training: Training, sum: f64): void {
    const wrong = countBelow(training, 0, false);
    if (wrong > 0)
      fail(`poisson needs targets of at least 0; of ${training.n} training rows ${wrong} are below`);
    if (sum == 0) fail('poisson needs a target above 0; all training rows have 0');
  }
}

export class Gamma extends LogLinear {
  protected loss(): Loss {
    return new HalfGamma();
  }

  protected check(training: Training, sum: f64): void {
    const wrong = countBelow(training, 0, true);
    if (wrong > 0)
      fail(
        `gamma needs targets greater than 0; of ${training.n} training rows ${wrong} are not; poisson takes 0 as well`,
      );
  }
}

/** Rows whose target is below the bound, or is it. */
function countBelow(training: Training, bound: f64, orEqual: bool): i32 {
  let count = 0;
  for (let i = 0; i < training.n; i++) {
    const y = at(training.y, i);
    if (y < bound || (orEqual && y == bound)) count++;
  }
  return count;
}
