// The standard errors of a least-squares fit.
//
//   y = [1 X] theta + noise, theta = (b, w); without an intercept y = X w + noise
//   s^2 = |residuals|^2 / dof,  dof = n - p,  p = d + 1, or d
//   [1 X] = Q R,  Cov(theta) = s^2 R^-1 R^-T,  so the standard error of a . theta is s |a^T R^-1|
//
// R^-1 is kept, rather than R^-1 R^-T: a sum of squares loses nothing where a sum of covariances would cancel,
// as for the intercept of years around 1950 in the table's own units.
//
// Bytes
//   u8      0 none: nothing follows;  1 with an intercept;  2 without
//   i32     dof, 1 or more
//   f64     s^2
//   reals   the upper triangle of R^-1 by rows, p (p + 1) / 2 of them; the intercept is the first row
//
// There are none when the rank is deficient (so with a TEXT feature whose columns sum to 1, beside an
// intercept), when n <= p, for more than MOST_INVERTED features, and when a number is not finite.
// Source: G. Seber, A. Lee: Linear Regression Analysis (2003), 3.1-3.5 and 11.3.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { LeastSquares, MOST_INVERTED } from '../solver/least_squares';

const NONE: u8 = 0;
const WITH_INTERCEPT: u8 = 1;
const WITHOUT_INTERCEPT: u8 = 2;

export class StandardErrors {
  private constructor(
    private hasIntercept: bool,
    /** Degrees of freedom of the residuals. */
    readonly dof: i32,
    private variance: f64,
    private p: i32,
    /** The upper triangle by rows: R^-1[i][k], i <= k, is at offset(i) + k. */
    private inverse: StaticArray<f64>,
  ) {}

  /** Those of a solution, or null: see the header. */
  static of(solution: LeastSquares): StandardErrors | null {
    const inverse = solution.inverseFactor;
    const p = solution.X.cols + (solution.hasIntercept ? 1 : 0);
    const dof = solution.X.rows - p;
    if (inverse.length == 0 || dof < 1) return null;
    const variance = solution.squares / <f64>dof;
    if (!isFinite(variance)) return null;
    for (let i = 0; i < inverse.length; i++) if (!isFinite(inverse[i])) return null;
    return new StandardErrors(solution.hasIntercept, dof, variance, p, inverse);
  }

  /** The standard error of w_j. */
  ofWeight(j: i32): f64 {
    const i = this.hasIntercept ? j + 1 : j;
    let squares: f64 = 0;
    for (let k = i; k < this.p; k++) {
      const entry = this.inverse[this.offset(i) + k];
      squares += entry * entry;
    }
    return Math.sqrt(this.variance * squares);
  }

  /** The standard error of b - shift . w, the intercept after the features moved by `shift`; NaN without b. */
  ofIntercept(shift: StaticArray<f64>): f64 {
    if (!this.hasIntercept) return NaN;
    let squares: f64 = 0;
    for (let k = 0; k < this.p; k++) {
      let sum = this.inverse[k];
      for (let i = 1; i <= k; i++) sum -= shift[i - 1] * this.inverse[this.offset(i) + k];
      squares += sum * sum;
    }
    return Math.sqrt(this.variance * squares);
  }

  private offset(i: i32): i32 {
    return i * this.p - (i * (i + 1)) / 2;
  }

  /** Writes them, or that there are none. */
  static write(errors: StandardErrors | null, out: ByteWriter): void {
    if (errors == null) {
      out.u8(NONE);
      return;
    }
    out.u8(errors.hasIntercept ? WITH_INTERCEPT : WITHOUT_INTERCEPT);
    out.i32(errors.dof);
    out.f64(errors.variance);
    out.reals(changetype<usize>(errors.inverse), errors.inverse.length);
  }

  /** Reads what `write` wrote for d features. */
  static read(bytes: ByteReader, d: i32): StandardErrors | null {
    const kind = bytes.u8();
    if (kind == NONE) return null;
    if (kind != WITH_INTERCEPT && kind != WITHOUT_INTERCEPT) bytes.damaged('unknown kind of standard errors');
    if (d > MOST_INVERTED)
      bytes.damaged(`standard errors of ${d} features, at most ${MOST_INVERTED} have them`);
    const dof = bytes.i32In(1, i32.MAX_VALUE, 'degrees of freedom');
    const variance = bytes.real('the residual variance');
    if (variance < 0) bytes.damaged(`the residual variance is ${variance}`);
    const hasIntercept = kind == WITH_INTERCEPT;
    const p = d + (hasIntercept ? 1 : 0);
    const inverse = bytes.reals((p * (p + 1)) / 2, 'the inverse factor');
    return new StandardErrors(hasIntercept, dof, variance, p, inverse);
  }
}
