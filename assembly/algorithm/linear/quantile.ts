// Regression to a quantile, as scikit-learn's QuantileRegressor.
//
//   min over w, b of sum over i of s_i pinball(y_i - w x_i - b) / sum over i of s_i + alpha |w|_1
//
//   pinball(r)   quantile r for r >= 0, (quantile - 1) r below
//
// About that part of the rows lies below the answers; 0.5 is the median and the least absolute deviations.
// The intercept is not penalised. alpha is 1 as in scikit-learn, which with standardised features and targets of a few
// units leaves no weight but 0: try smaller ones, and 0.
// Promise: the minimum to rounding, a vertex of the linear program (solver/pinball.ts), which has weights that are 0
// exactly; where several weights have the same minimum, one of them. iterations counts steps, the gap in the log is the
// duality gap at the end.
// Left out: `solver`, `solver_options`, which choose the way and not the minimum.
// Bytes: as model/linear_decision.ts draws them.

import { at, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { OptionSpec } from '../../option/option';
import { Pinball } from '../../solver/pinball';
import { LinearRegressor } from './linear_model';

/** A duality gap that is more than this part of the objective is none of rounding. */
const LARGEST_GAP: f64 = 1e-9;

export function declareQuantile(spec: OptionSpec): void {
  spec.between('quantile', 0.5, 0, 1);
  spec.nonNegative('alpha', 1);
  spec.flag('fit_intercept', true);
}

export class QuantileRegressor extends LinearRegressor {
  fit(training: Training): void {
    const options = training.options;
    const n = training.n;
    const d = training.d;
    const s = reals(n);
    let total: f64 = 0;
    for (let i = 0; i < n; i++) {
      put(s, i, training.ownWeightOf(i));
      total += at(s, i);
    }
    const cost = reals(d);
    for (let j = 0; j < d; j++) put(cost, j, options.real('alpha') * total);
    const hasIntercept = options.flag('fit_intercept');
    const program = new Pinball(
      training.X,
      training.y,
      s,
      options.real('quantile'),
      cost,
      hasIntercept,
      training.log,
    );
    program.solve();
    this.decision = new LinearDecision(1, d);
    this.decision.take(0, program.w, 0);
    if (hasIntercept) this.decision.setIntercept(0, at(program.w, training.X.stride));
    training.converged = program.isDone && program.gap <= LARGEST_GAP * program.objective;
    training.trouble = program.isDone
      ? 'did not converge: rounding hides what is left to gain; scale the features, or raise alpha'
      : `did not converge in ${program.iterations} steps; raise alpha`;
    training.iterations = program.iterations;
    training.objective = program.objective / total;
  }
}
