// Linear regression by least squares, as scikit-learn's LinearRegression.
//
//   min over w, b of |y - X w - b|^2;   of all minimisers the one with the shortest w
//
//   fit_intercept   b is free, or else 0
//   tol             singular values of the centred X up to tol times the largest count as 0; the default 0
//                   stands for max(n, d) eps, which is rounding. scikit-learn's default is 1e-6 since 1.9:
//                   it gives up digits that ill-conditioned data such as high polynomials still have.
//
// Promise: at full rank the exact minimiser for the given X and y, rounded (solver/least_squares.ts).
// iterations counts the passes of refinement; objective is the sum of squares, NaN at deficient rank.
// Bytes: as linear_decision.ts draws them, with one output; then the standard errors (standard_errors.ts).
// Left out: positive, which is another problem (non-negative least squares).

import { ByteReader, ByteWriter } from '../codec/bytes';
import { put } from '../math/vector';
import { reals, release } from '../memory/block';
import { OptionSpec } from '../option/option';
import { leastSquares } from '../solver/least_squares';
import { LinearDecision } from './linear_decision';
import { Model, Training } from './model';
import { StandardErrors } from './standard_errors';

export function declareLinearRegression(spec: OptionSpec): void {
  spec.flag('fit_intercept', true);
  spec.nonNegative('tol', 0);
}

export class LinearRegression extends Model {
  private decision: LinearDecision = new LinearDecision(0, 0);
  /** Of the standardised weights and intercept; null where standard_errors.ts says so. */
  errors: StandardErrors | null = null;

  fit(training: Training): void {
    const options = training.options;
    const X = training.X;
    const d = X.cols;
    const hasIntercept = options.flag('fit_intercept');
    const solution = leastSquares(X, training.y, hasIntercept, options.real('tol'));

    const fitted = reals(d + 1);
    memory.copy(fitted, solution.w, (<usize>d) << 3);
    put(fitted, d, solution.b);
    this.decision = new LinearDecision(1, d);
    this.decision.take(0, fitted, hasIntercept ? 1 : 0);
    release(fitted);
    release(solution.w);
    this.errors = StandardErrors.of(solution);
    training.iterations = solution.passes;
    training.objective = solution.squares;
    training.note(solution.passes, solution.squares);
  }

  predict(x: usize): f64 {
    return this.decision.score(0, x);
  }

  get linear(): LinearDecision | null {
    return this.decision;
  }

  write(out: ByteWriter): void {
    this.decision.write(out);
    StandardErrors.write(this.errors, out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.decision = LinearDecision.read(bytes, 1, features);
    this.errors = StandardErrors.read(bytes, features);
  }
}
