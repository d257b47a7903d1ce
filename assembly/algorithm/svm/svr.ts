// Epsilon-support vector regression.
//
//   minimise 1/2 b'Kb - y'b + epsilon |b|_1  subject to sum b = 0, |b_t| <= C     K_st = K(x_s, x_t)
//
// predicts  f(x) = sum_t b_t K(x_t, x) - rho. This is the dual of
//   minimise 1/2 |w|^2 + C sum max(0, |y_t - w.phi(x_t) - intercept| - epsilon)
// with b_t = a_t - a*_t. Options and defaults are scikit-learn's SVR's; the solver is svm/smo.ts.
//
//   bytes   form u8 = 1, linear kernel: f as linear_decision.ts draws it, one output
//           form u8 = 0: support vectors (svm/support.ts) · b (count, S f64) · rho f64

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { at, axpy, put } from '../../math/vector';
import { integers } from '../../memory/block';
import { OptionSpec } from '../../option/option';
import { Gram } from './gram';
import { declareKernel, KernelFunction } from './kernel';
import { numberAt, putNumber } from '../../math/numbers';
import { Smo } from './smo';
import { slicedDot, SupportVectors } from './support';
import { Matrix } from '../../math/matrix';
import { LinearDecision } from '../../model/linear_decision';
import { Regressor } from '../../model/model';
import { Training } from '../../model/training';

export function declareSvr(spec: OptionSpec): void {
  spec.positive('C', 1);
  spec.nonNegative('epsilon', 0.1);
  declareKernel(spec);
  spec.flag('shrinking', true);
  spec.positive('tol', 1e-3);
  spec.positive('cache_size', 200);
  spec.integer('max_iter', -1, -1);
  spec.flag('scale_target', false);
}

export class Svr extends Regressor {
  /** Linear kernel: f. */
  private plane: LinearDecision | null = null;
  /** Other kernels. */
  private vectors: SupportVectors | null = null;
  private coefficients: StaticArray<f64> = [];
  private rho: f64 = 0;

  fit(training: Training): void {
    const X = training.X;
    const n = X.rows;
    const kernel = KernelFunction.of(training.options, X);
    const gram = new Gram(kernel, X, n, training.options.real('cache_size'));
    const smo = new Smo(gram, n);
    smo.epsilon = training.options.real('epsilon');
    smo.tolerance = training.options.real('tol');
    smo.isShrinking = training.options.flag('shrinking');
    smo.limit = training.options.integer('max_iter');
    const C = training.options.real('C');
    const rows = integers(n);
    for (let t = 0; t < n; t++) {
      put(smo.low, t, -C);
      put(smo.high, t, C);
      put(smo.linear, t, -at(training.y, t));
      putNumber(rows, t, t);
    }
    smo.history = training.log;
    gram.begin(rows, n);
    smo.solve(n);
    training.objective = smo.objective;
    training.iterations = smo.steps;
    training.converged = smo.converged;
    this.rho = smo.rho;
    if (kernel.isLinear) {
      const plane = new LinearDecision(1, X.cols);
      for (let t = 0; t < n; t++) axpy(at(smo.b, t), X.row(t), plane.row(0), X.stride);
      plane.setIntercept(0, -smo.rho);
      this.plane = plane;
      return;
    }
    let count = 0;
    for (let t = 0; t < n; t++) {
      if (at(smo.b, t) != 0) putNumber(rows, count++, t);
    }
    this.coefficients = new StaticArray<f64>(count);
    for (let s = 0; s < count; s++) this.coefficients[s] = at(smo.b, numberAt(rows, s));
    this.vectors = SupportVectors.of(kernel, X, rows, count);
  }

  outputsOf(X: Matrix, out: usize): void {
    const plane = this.plane;
    if (plane != null) return plane.scoresOf(X, out);
    const vectors = <SupportVectors>this.vectors;
    const coefficients = changetype<usize>(this.coefficients);
    for (let i = 0; i < X.rows; i++) {
      put(out, i, slicedDot(coefficients, vectors.evaluate(X.row(i)), vectors.count) - this.rho);
    }
  }

  rescale(centre: f64, scale: f64): void {
    const plane = this.plane;
    if (plane != null) return plane.rescale(centre, scale);
    for (let s = 0; s < this.coefficients.length; s++) this.coefficients[s] *= scale;
    this.rho = scale * this.rho - centre;
  }

  get cost(): f64 {
    const plane = this.plane;
    return plane != null ? plane.cost : (<SupportVectors>this.vectors).cost;
  }

  get linear(): LinearDecision | null {
    return this.plane;
  }

  write(out: ByteWriter): void {
    const plane = this.plane;
    if (plane != null) {
      out.u8(1);
      plane.write(out);
      return;
    }
    const vectors = <SupportVectors>this.vectors;
    out.u8(0);
    vectors.write(out);
    out.reals(changetype<usize>(this.coefficients), vectors.count);
    out.real(this.rho);
  }

  read(bytes: ByteReader, features: i32, _classes: i32): void {
    if (bytes.u8In(0, 1, 'the form') == 1) {
      this.plane = LinearDecision.read(bytes, 1, features);
      return;
    }
    const vectors = SupportVectors.read(bytes, features);
    this.coefficients = bytes.reals(vectors.count, 'coefficients');
    this.vectors = vectors;
    this.rho = bytes.real('rho');
  }
}
