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

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { OptionSpec } from '../../option/option';
import { leastSquares } from '../../solver/least_squares';
import { LinearDecision } from '../../model/linear_decision';
import { StandardErrors } from '../../model/standard_errors';
import { Training } from '../../model/training';
import { LinearRegressor } from './linear_model';

export function declareLinearRegression(spec: OptionSpec): void {
  spec.flag('fit_intercept', true);
  spec.nonNegative('tol', 0);
}

export class LinearRegression extends LinearRegressor {
  /** Of the standardised weights and intercept; null where standard_errors.ts says so. */
  private standardErrors: StandardErrors | null = null;

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
    this.standardErrors = StandardErrors.of(solution);
    training.iterations = solution.passes;
    training.objective = solution.squares;
    training.note(solution.passes, solution.squares);
  }

  get errors(): StandardErrors | null {
    return this.standardErrors;
  }

  write(out: ByteWriter): void {
    super.write(out);
    StandardErrors.write(this.standardErrors, out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    super.read(bytes, features, classes);
    this.standardErrors = StandardErrors.read(bytes, features);
  }
}
