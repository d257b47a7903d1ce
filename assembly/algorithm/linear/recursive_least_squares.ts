// Recursive least squares: the penalised least squares of all rows so far, after each row.
//
//   min over w, b of the sum over i of f^(n-i) s_i (y_i - w x_i - b)^2 + f^n alpha |w|^2
//
//   f   forgetting_factor: 1 weighs all rows alike (scikit-learn's Ridge with this alpha), less forgets old ones: the
//       last 1 / (1 - f) rows or so count
//   s   the row's weight
//
// Promise: with f = 1 the answers are ridge regression's on the same rows up to rounding, however many there were and
// in whatever order, and nothing is chosen: no learning rate, no scaling.
// The triangle R of the QR factors of the weighted rows is kept, and each row is rotated in (Givens): backward stable,
// where the textbook's update of the inverse covariance loses its symmetry with time. Columns are as they are: the
// penalty is on the table's own units.
// Cost: 3 d^2 a row, and d^2 of memory.
// Source: G. Golub, C. Van Loan: Matrix Computations, 4th edition, sections 5.1.8 and 6.5.2; S. Haykin: Adaptive
// Filter Theory, chapter on square-root RLS.
// Bytes: the decision (model/linear_decision.ts), f64 forgetting_factor, f64 the least value of the sum, u8 whether it
// has an intercept, reals R by rows from the diagonal on (m (m + 1) / 2; m = d, and 1 more with an intercept, which comes last), reals z (m).

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail, failNotFinite } from '../../error';
import { at } from '../../math/vector';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { OptionSpec } from '../../option/option';
import { tick } from '../../progress';
import { LinearRegressor } from './linear_model';

/** R has a number for every two columns: 512 MiB. */
const MOST_COLUMNS: i32 = 11000;

export function declareRecursiveLeastSquares(spec: OptionSpec): void {
  spec.positive('alpha', 1);
  spec.upTo('forgetting_factor', 1, 0, 1);
  spec.flag('fit_intercept', true);
}

export class RecursiveLeastSquares extends LinearRegressor {
  private factor: f64 = 1;
  private least: f64 = 0;
  private d: i32 = 0;
  /** Columns of R. */
  private m: i32 = 0;
  private R: StaticArray<f64> = new StaticArray<f64>(0);
  private z: StaticArray<f64> = new StaticArray<f64>(0);
  /** The row that is rotated in. */
  private v: StaticArray<f64> = new StaticArray<f64>(0);

  fit(training: Training): void {
    this.begin(training);
    this.resume(training);
    training.iterations = 1;
    training.objective = this.least;
    training.note(1, this.least);
  }

  begin(training: Training): void {
    const options = training.options;
    const d = training.d;
    this.d = d;
    this.m = options.flag('fit_intercept') ? d + 1 : d;
    if (this.m > MOST_COLUMNS)
      fail(
        `recursive_least_squares takes ${MOST_COLUMNS - 1} columns at most, got ${d}; sgd takes any number`,
      );
    this.factor = options.real('forgetting_factor');
    this.least = 0;
    this.R = new StaticArray<f64>(triangle(this.m));
    this.z = new StaticArray<f64>(this.m);
    this.v = new StaticArray<f64>(this.m);
    const root = Math.sqrt(options.real('alpha'));
    for (let j = 0, p = 0; j < d; j++) {
      this.R[p] = root;
      p += this.m - j;
    }
    this.decision = new LinearDecision(1, d);
  }

  resume(training: Training): void {
    for (let i = 0; i < training.n; i++) {
      this.rotateIn(training.X.row(i), at(training.y, i), training.ownWeightOf(i));
      tick(3 * <f64>this.m * <f64>this.m);
    }
    this.solve();
  }

  private rotateIn(x: usize, y: f64, weight: f64): void {
    const m = this.m;
    const R = this.R;
    const z = this.z;
    const v = this.v;
    if (this.factor < 1) {
      const root = Math.sqrt(this.factor);
      for (let p = 0; p < R.length; p++) R[p] *= root;
      for (let j = 0; j < m; j++) z[j] *= root;
      this.least *= this.factor;
    }
    const root = Math.sqrt(weight);
    for (let j = 0; j < this.d; j++) v[j] = root * at(x, j);
    if (m > this.d) v[this.d] = root;
    let t = root * y;
    for (let j = 0, p = 0; j < m; j++) {
      const size = m - j;
      if (v[j] != 0) {
        const length = Math.sqrt(R[p] * R[p] + v[j] * v[j]);
        const c = R[p] / length;
        const s = v[j] / length;
        R[p] = length;
        for (let k = 1; k < size; k++) {
          const r = R[p + k];
          const a = v[j + k];
          R[p + k] = c * r + s * a;
          v[j + k] = c * a - s * r;
        }
        const before = z[j];
        z[j] = c * before + s * t;
        t = c * t - s * before;
      }
      p += size;
    }
    this.least += t * t;
    if (!isFinite(this.least)) failNotFinite();
  }

  /** R w = z from below; a column that R has nothing of gets 0. */
  private solve(): void {
    const m = this.m;
    const w = this.v;
    for (let j = m - 1, p = this.R.length - 1; j >= 0; j--) {
      let sum = this.z[j];
      for (let k = 1; k < m - j; k++) sum -= this.R[p + k] * w[j + k];
      w[j] = this.R[p] > 0 ? sum / this.R[p] : 0;
      p -= m - j + 1;
    }
    for (let j = 0; j < this.d; j++) store<f64>(this.decision.row(0) + ((<usize>j) << 3), w[j]);
    if (m > this.d) this.decision.setIntercept(0, w[this.d]);
  }

  write(out: ByteWriter): void {
    super.write(out);
    out.f64(this.factor);
    out.real(this.least);
    out.u8(this.m > this.d ? 1 : 0);
    out.reals(changetype<usize>(this.R), this.R.length);
    out.reals(changetype<usize>(this.z), this.m);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    super.read(bytes, features, classes);
    this.d = features;
    this.factor = bytes.real('the forgetting factor');
    if (!(this.factor > 0 && this.factor <= 1)) bytes.damaged(`the forgetting factor is ${this.factor}`);
    this.least = bytes.real('the least sum');
    this.m = features + <i32>bytes.u8In(0, 1, 'the intercept');
    if (this.m > MOST_COLUMNS) bytes.damaged(`${features} columns are too many`);
    this.R = bytes.reals(triangle(this.m), 'R');
    this.z = bytes.reals(this.m, 'z');
    this.v = new StaticArray<f64>(this.m);
  }
}

/** Numbers in the triangle of m columns. */
function triangle(m: i32): i32 {
  return <i32>((<i64>m * (m + 1)) >> 1);
}
