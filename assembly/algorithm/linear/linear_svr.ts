// Linear support vector regression, as scikit-learn's LinearSVR.
//
//   min over v of 0.5 |v|^2 + C sum over i of loss(w x_i + b - y_i),  v = (w, b / intercept_scaling)
//
//   loss 'epsilon_insensitive'          max(0, |u| - epsilon): proximal points (solver/proximal_point.ts)
//   loss 'squared_epsilon_insensitive'  its square: a Newton method (solver/newton.ts)
//
// The intercept is penalised, as LIBLINEAR does: it is the weight of one more feature, constantly
// intercept_scaling. With targets far from 0 and a small C the penalty pulls the answers down;
// a larger intercept_scaling frees them.
// tol and max_iter mean what the solvers' headers say: with the defaults the objective is within 1e-8 of the
// optimum, relative. The default epsilon is 0, as in scikit-learn.

import { LinearObjective } from '../../loss/linear_objective';
import { PiecewiseLinear } from '../../loss/piecewise_linear';
import { PiecewiseObjective } from '../../loss/piecewise_objective';
import { Rows } from '../../loss/rows';
import { SquaredEpsilonInsensitive } from '../../loss/squared_epsilon_insensitive';
import { at, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { OptionSpec } from '../../option/option';
import { minimise, NewtonResult } from '../../solver/newton';
import { firstSigma, minimiseByProximalPoints } from '../../solver/proximal_point';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { LinearRegressor } from './linear_model';
import { rowsOf } from './rows_of';

export function declareLinearSvr(spec: OptionSpec): void {
  spec.nonNegative('epsilon', 0);
  spec.choice('loss', 'epsilon_insensitive', ['epsilon_insensitive', 'squared_epsilon_insensitive']);
  spec.positive('C', 1);
  spec.positive('tol', 1e-4);
  spec.integer('max_iter', 1000, 1);
  spec.flag('fit_intercept', true);
  spec.positive('intercept_scaling', 1);
  spec.flag('scale_target', false);
}

export class LinearSvr extends LinearRegressor {
  fit(training: Training): void {
    const options = training.options;
    const n = training.X.rows;
    const intercept = options.flag('fit_intercept') ? options.real('intercept_scaling') : 0;
    const C = options.real('C');

    const rows = rowsOf(training, intercept);
    const y = rows.column();
    const s = rows.column();
    let size: f64 = 0;
    for (let i = 0; i < n; i++) {
      put(y, i, at(training.y, i));
      put(s, i, C * training.ownWeightOf(i));
      size += Math.abs(at(y, i)) / n;
    }
    const w = reals(rows.stride);
    const result = this.fitOne(training, rows, y, s, w, size);

    this.decision = new LinearDecision(1, training.X.cols);
    this.decision.take(0, w, intercept);
    training.converged = result.converged;
    training.trouble = result.trouble;
    training.iterations = result.iterations;
    training.objective = result.value;
  }

  private fitOne(training: Training, rows: Rows, y: usize, s: usize, w: usize, size: f64): NewtonResult {
    const options = training.options;
    const tol = options.real('tol');
    const maxIter = options.integer('max_iter');
    const epsilon = options.real('epsilon');
    if (options.word('loss') == 'epsilon_insensitive') {
      const kinked = new PiecewiseObjective(rows, new PiecewiseLinear(false, epsilon), y, s);
      // A residual as large as the targets moves a multiplier through its whole range.
      const sigma = firstSigma(options.real('C')) / (size > 0 ? size : 1);
      return minimiseByProximalPoints(kinked, w, tol, maxIter, sigma, training.log);
    }
    const penalty = reals(rows.stride);
    for (let j = 0; j < rows.cols; j++) put(penalty, j, 1);
    return minimise(
      new LinearObjective(rows, new SquaredEpsilonInsensitive(epsilon), y, s, penalty),
      w,
      tol,
      maxIter,
      training.log,
    );
  }
}
