// C-support vector classification, one against one.
//
// For each pair of classes i < j, over the rows of both (y_t = 1 for i, -1 for j), the dual
//
//   minimise 1/2 a'Qa - e'a  subject to y'a = 0, 0 <= a_t <= C w_c(t)      Q_st = y_s y_t K(x_s, x_t)
//
// decides by  f_ij(x) = sum_t a_t y_t K(x_t, x) - rho_ij:  a vote for i when it is > 0, else for j. The
// class with most votes is predicted, the lowest index among equals. Options, defaults, gamma, votes and
// ties are scikit-learn's SVC's; the solver is svm/smo.ts.
//
// Training.objective and Training.iterations are sums over the pairs.
//
//   bytes   form u8 = 1, linear kernel: per pair w (count, d f64), rho f64
//           form u8 = 0: support vectors (svm/support.ts) · vectors per class (count, k i32)
//                       · coefficients (count, (k - 1) S f64) · rho (count, pairs f64)
//
// A vector is stored once for all pairs. The vectors of class i come together, in the order of the
// classes; a vector of class i has its coefficient in the pair with j in row j - 1 if i < j, else row j
// (the layout of Chang and Lin, LIBSVM, section 7). Prediction of a row: its kernel values with all
// vectors once, then (k - 1) S multiplications.
//
// Left out: probability (decide() leaves the pairs' values for it), break_ties, decision_function_shape.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { strideOf } from '../math/matrix';
import { at, axpy, dot, put } from '../math/vector';
import { integers, reals } from '../memory/block';
import { OptionSpec } from '../option/option';
import { ClassRows } from '../svm/class_rows';
import { Gram } from '../svm/gram';
import { declareKernel, KernelFunction } from '../svm/kernel';
import { numberAt, putNumber } from '../svm/numbers';
import { Smo } from '../svm/smo';
import { modelLength, slicedDot, SupportVectors } from '../svm/support';
import { Model, Training } from './model';

export function declareSvc(spec: OptionSpec): void {
  spec.positive('C', 1);
  declareKernel(spec);
  spec.flag('shrinking', true);
  spec.positive('tol', 1e-3);
  spec.positive('cache_size', 200);
  spec.classWeight();
  spec.integer('max_iter', -1, -1);
}

export class Svc extends Model {
  private d: i32 = 0;
  private classes: i32 = 0;
  /** Per pair (0,1), (0,2), ..., (1,2), ... */
  private rho: StaticArray<f64> = [];
  /** Linear kernel: pairs * strideOf(d) weights. */
  private weights: StaticArray<f64> = [];
  /** Other kernels: the vectors, those of class i from starts[i] to starts[i + 1]. */
  private vectors: SupportVectors | null = null;
  private starts: StaticArray<i32> = [];
  private coefficients: StaticArray<f64> = [];
  private decisions: StaticArray<f64> = [];
  private votes: StaticArray<i32> = [];

  private shape(features: i32, classes: i32): void {
    const pairs = pairsOf(classes);
    this.d = features;
    this.classes = classes;
    this.rho = new StaticArray<f64>(pairs);
    this.decisions = new StaticArray<f64>(pairs);
    this.votes = new StaticArray<i32>(classes);
  }

  fit(training: Training): void {
    const X = training.X;
    const k = training.classes;
    this.shape(X.cols, k);
    const kernel = KernelFunction.of(training.options, X);
    const groups = new ClassRows(training.y, X.rows, k);
    const most = groups.largestPair();
    const gram = new Gram(kernel, X, most, training.options.real('cache_size'));
    const smo = new Smo(gram, most);
    smo.tolerance = training.options.real('tol');
    smo.isShrinking = training.options.flag('shrinking');
    smo.limit = training.options.integer('max_iter');
    const C = training.options.real('C');
    const rows = integers(most);
    const stride = strideOf(X.cols);
    if (kernel.isLinear) this.weights = new StaticArray<f64>(modelLength(<i64>this.rho.length * <i64>stride));
    // Row t of X has its k - 1 coefficients at t (k - 1).
    const perRow = k - 1;
    const coefficients: usize = kernel.isLinear ? 0 : reals(<i64>X.rows * perRow);
    training.objective = 0;
    let pair = 0;
    for (let i = 0; i < k; i++) {
      for (let j = i + 1; j < k; j++) {
        const ni = groups.copy(i, rows, 0);
        const n = ni + groups.copy(j, rows, ni);
        pose(smo, n, ni, C * at(training.classWeight, i), C * at(training.classWeight, j));
        gram.begin(rows, n);
        smo.solve(n);
        training.objective += smo.objective;
        training.iterations += smo.steps;
        training.converged = training.converged && smo.converged;
        this.rho[pair] = smo.rho;
        if (kernel.isLinear) {
          const w = changetype<usize>(this.weights) + ((<usize>pair * <usize>stride) << 3);
          for (let t = 0; t < n; t++) axpy(at(smo.b, t), X.row(numberAt(rows, t)), w, stride);
        } else {
          for (let t = 0; t < n; t++) {
            const place = <usize>numberAt(rows, t) * <usize>perRow + <usize>(t < ni ? j - 1 : i);
            store<f64>(coefficients + (place << 3), at(smo.b, t));
          }
        }
        pair++;
      }
    }
    if (!kernel.isLinear) this.keep(kernel, training, groups, coefficients);
  }

  /** Keeps the rows with a coefficient other than 0 as support vectors. */
  private keep(kernel: KernelFunction, training: Training, groups: ClassRows, coefficients: usize): void {
    const k = training.classes;
    const perRow = k - 1;
    const kept = integers(training.X.rows);
    const starts = new StaticArray<i32>(k + 1);
    let count = 0;
    for (let i = 0; i < k; i++) {
      for (let t = groups.starts[i]; t < groups.starts[i + 1]; t++) {
        const row = numberAt(groups.rows, t);
        const own = coefficients + ((<usize>row * <usize>perRow) << 3);
        let isSupport = false;
        for (let p = 0; p < perRow; p++) isSupport = isSupport || at(own, p) != 0;
        if (isSupport) putNumber(kept, count++, row);
      }
      starts[i + 1] = count;
    }
    this.starts = starts;
    this.coefficients = new StaticArray<f64>(modelLength(<i64>perRow * <i64>count));
    for (let s = 0; s < count; s++) {
      const own = coefficients + ((<usize>numberAt(kept, s) * <usize>perRow) << 3);
      for (let p = 0; p < perRow; p++) this.coefficients[p * count + s] = at(own, p);
    }
    this.vectors = SupportVectors.of(kernel, training.X, kept, count);
  }

  predict(x: usize): f64 {
    this.decide(x);
    const k = this.classes;
    const votes = this.votes;
    for (let i = 0; i < k; i++) votes[i] = 0;
    let pair = 0;
    for (let i = 0; i < k; i++) {
      for (let j = i + 1; j < k; j++) {
        const winner = this.decisions[pair] > 0 ? i : j;
        votes[winner] += 1;
        pair++;
      }
    }
    let best = 0;
    for (let i = 1; i < k; i++) {
      if (votes[i] > votes[best]) best = i;
    }
    return best;
  }

  /** The pairs' decision values f_ij(x), in the order of the pairs; valid until the next call. */
  decide(x: usize): StaticArray<f64> {
    const vectors = this.vectors;
    if (vectors == null) {
      const stride = strideOf(this.d);
      let w = changetype<usize>(this.weights);
      for (let pair = 0; pair < this.rho.length; pair++) {
        this.decisions[pair] = dot(w, x, stride) - this.rho[pair];
        w += (<usize>stride) << 3;
      }
      return this.decisions;
    }
    const values = vectors.evaluate(x);
    let pair = 0;
    for (let i = 0; i < this.classes; i++) {
      for (let j = i + 1; j < this.classes; j++) {
        const sum = this.part(values, vectors.count, i, j - 1) + this.part(values, vectors.count, j, i);
        this.decisions[pair] = sum - this.rho[pair];
        pair++;
      }
    }
    return this.decisions;
  }

  /** The part of a decision value that the vectors of class i give, by their coefficients in `row`. */
  private part(values: usize, count: i32, i: i32, row: i32): f64 {
    const start = this.starts[i];
    const own = changetype<usize>(this.coefficients) + ((<usize>row * <usize>count + <usize>start) << 3);
    return slicedDot(own, values + ((<usize>start) << 3), this.starts[i + 1] - start);
  }

  write(out: ByteWriter): void {
    const vectors = this.vectors;
    if (vectors == null) {
      const stride = strideOf(this.d);
      out.u8(1);
      for (let pair = 0; pair < this.rho.length; pair++) {
        out.reals(changetype<usize>(this.weights) + ((<usize>pair * <usize>stride) << 3), this.d);
        out.f64(this.rho[pair]);
      }
      return;
    }
    out.u8(0);
    vectors.write(out);
    out.i32(this.classes);
    for (let i = 0; i < this.classes; i++) out.i32(this.starts[i + 1] - this.starts[i]);
    out.reals(changetype<usize>(this.coefficients), this.coefficients.length);
    out.reals(changetype<usize>(this.rho), this.rho.length);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    // Each pair has 8 bytes at least, so a count of classes that does not fit is seen before it is used.
    const pairs = (<i64>classes * (<i64>classes - 1)) / 2;
    if (classes < 1 || pairs > <i64>(bytes.left >> 3)) {
      bytes.damaged(`${classes} classes, ${bytes.left} bytes left`);
    }
    this.shape(features, classes);
    if (bytes.u8() == 1) this.readLinear(bytes);
    else this.readVectors(bytes);
  }

  private readLinear(bytes: ByteReader): void {
    const stride = strideOf(this.d);
    const pairs = this.rho.length;
    if (<i64>pairs * (<i64>this.d + 1) > <i64>(bytes.left >> 3)) {
      bytes.damaged(`${pairs} pairs of ${this.d} weights, ${bytes.left} bytes left`);
    }
    this.weights = new StaticArray<f64>(pairs * stride);
    for (let pair = 0; pair < pairs; pair++) {
      const w = bytes.reals(this.d, 'w');
      memory.copy(
        changetype<usize>(this.weights) + ((<usize>pair * <usize>stride) << 3),
        changetype<usize>(w),
        (<usize>this.d) << 3,
      );
      this.rho[pair] = bytes.f64();
    }
  }

  private readVectors(bytes: ByteReader): void {
    const k = this.classes;
    const vectors = SupportVectors.read(bytes, this.d);
    const perClass = bytes.integers(k, 'vectors per class');
    const starts = new StaticArray<i32>(k + 1);
    for (let i = 0; i < k; i++) {
      const most = vectors.count - starts[i];
      if (perClass[i] < 0 || perClass[i] > most)
        bytes.damaged(`class ${i} has ${perClass[i]} of ${most} vectors`);
      starts[i + 1] = starts[i] + perClass[i];
    }
    if (starts[k] != vectors.count)
      bytes.damaged(`${vectors.count} vectors, ${starts[k]} of them in classes`);
    const count = (<i64>k - 1) * <i64>vectors.count;
    if (count > <i64>(bytes.left >> 3)) bytes.damaged(`${count} coefficients, ${bytes.left} bytes left`);
    this.starts = starts;
    this.coefficients = bytes.reals(<i32>count, 'coefficients');
    this.rho = bytes.reals(this.rho.length, 'rho');
    this.vectors = vectors;
  }
}

/** The problem of a pair: n rows, the first ni of the first class; each class has its own C. */
function pose(smo: Smo, n: i32, ni: i32, Ci: f64, Cj: f64): void {
  for (let t = 0; t < n; t++) {
    const isFirst = t < ni;
    put(smo.low, t, isFirst ? 0 : -Cj);
    put(smo.high, t, isFirst ? Ci : 0);
    put(smo.linear, t, isFirst ? -1 : 1);
  }
}

function pairsOf(classes: i32): i32 {
  return modelLength((<i64>classes * (<i64>classes - 1)) / 2);
}
