// Epsilon-support vector regression.
//
//   minimise 1/2 b'Kb - y'b + epsilon |b|_1  subject to sum b = 0, |b_t| <= C     K_st = K(x_s, x_t)
//
// predicts  f(x) = sum_t b_t K(x_t, x) - rho. This is the dual of
//   minimise 1/2 |w|^2 + C sum max(0, |y_t - w.phi(x_t) - intercept| - epsilon)
// with b_t = a_t - a*_t. Options and defaults are scikit-learn's SVR's; the solver is svm/smo.ts.
//
//   bytes   form u8 = 1, linear kernel: w (count, d f64), rho f64
//           form u8 = 0: support vectors (svm/support.ts) · b (count, S f64) · rho f64

import { ByteReader, ByteWriter } from '../codec/bytes';
import { strideOf } from '../math/matrix';
import { at, axpy, dot, put } from '../math/vector';
import { integers } from '../memory/block';
import { OptionSpec } from '../option/option';
import { Gram } from '../svm/gram';
import { declareKernel, KernelFunction } from '../svm/kernel';
import { numberAt, putNumber } from '../svm/numbers';
import { Smo } from '../svm/smo';
import { slicedDot, SupportVectors } from '../svm/support';
import { Model, Training } from './model';

export function declareSvr(spec: OptionSpec): void {
  spec.positive('C', 1);
  spec.nonNegative('epsilon', 0.1);
  declareKernel(spec);
  spec.flag('shrinking', true);
  spec.positive('tol', 1e-3);
  spec.positive('cache_size', 200);
  spec.integer('max_iter', -1, -1);
}

export class Svr extends Model {
  private d: i32 = 0;
  private rho: f64 = 0;
  /** Linear kernel: strideOf(d) weights. */
  private weights: StaticArray<f64> = [];
  /** Other kernels. */
  private vectors: SupportVectors | null = null;
  private coefficients: StaticArray<f64> = [];

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
    gram.begin(rows, n);
    smo.solve(n);
    training.objective = smo.objective;
    training.iterations = smo.steps;
    training.converged = smo.converged;
    this.d = X.cols;
    this.rho = smo.rho;
    if (kernel.isLinear) {
      const stride = strideOf(X.cols);
      this.weights = new StaticArray<f64>(stride);
      for (let t = 0; t < n; t++) axpy(at(smo.b, t), X.row(t), changetype<usize>(this.weights), stride);
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

  predict(x: usize): f64 {
    const vectors = this.vectors;
    if (vectors == null) return dot(changetype<usize>(this.weights), x, strideOf(this.d)) - this.rho;
    return slicedDot(changetype<usize>(this.coefficients), vectors.evaluate(x), vectors.count) - this.rho;
  }

  write(out: ByteWriter): void {
    const vectors = this.vectors;
    if (vectors == null) {
      out.u8(1);
      out.reals(changetype<usize>(this.weights), this.d);
    } else {
      out.u8(0);
      vectors.write(out);
      out.reals(changetype<usize>(this.coefficients), vectors.count);
    }
    out.f64(this.rho);
  }

  read(bytes: ByteReader, features: i32, _classes: i32): void {
    this.d = features;
    if (bytes.u8() == 1) {
      const w = bytes.reals(features, 'w');
      this.weights = new StaticArray<f64>(strideOf(features));
      memory.copy(changetype<usize>(this.weights), changetype<usize>(w), (<usize>features) << 3);
    } else {
      const vectors = SupportVectors.read(bytes, features);
      this.coefficients = bytes.reals(vectors.count, 'coefficients');
      this.vectors = vectors;
    }
    this.rho = bytes.f64();
  }
}
