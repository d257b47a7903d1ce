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
//   scores          k = 2: -f_01, so that > 0 is class 1. k > 2: a class's votes, and below that, in
//                   (-1/3, 1/3), how clear its pairs are: c / (3 (|c| + 1)) where c sums the f of its pairs,
//                   positive for it. That is scikit-learn's decision_function_shape 'ovr'. predict counts
//                   votes alone, so among classes with equal votes the highest score can be another class.
//   probabilities   with `probability`: per pair a sigmoid fitted to values of rows held out (svm/pair.ts,
//                   svm/platt.ts), then coupled (svm/coupling.ts). The likeliest class is nearly always, but
//                   need not be, the predicted one. Folds come from random_state alone.
//
//   bytes   form u8 = 1, linear kernel: f_ij as linear_decision.ts draws it, one output a pair
//           form u8 = 0: support vectors (svm/support.ts) · vectors per class (count, k i32)
//                       · coefficients (count, (k - 1) S f64) · rho (count, pairs f64)
//           then u8 = 1 with `probability`: sigmoids (count, 2 pairs f64: A, B); else u8 = 0
//
// A vector is stored once for all pairs. The vectors of class i come together, in the order of the
// classes; a vector of class i has its coefficient in the pair with j in row j - 1 if i < j, else row j
// (the layout of Chang and Lin, LIBSVM, section 7). Prediction of a row: its kernel values with all
// vectors once, then (k - 1) S multiplications. Training with `probability` costs about six times as much.
//
// Left out: kernel 'precomputed', break_ties, decision_function_shape 'ovo' (an output has those values).

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Matrix, strideOf } from '../../math/matrix';
import { at, axpy, put } from '../../math/vector';
import { integers, reals } from '../../memory/block';
import { tick } from '../../progress';
import { OptionSpec } from '../../option/option';
import { ClassRows } from './class_rows';
import { couple } from './coupling';
import { declareKernel, KernelFunction } from './kernel';
import { numberAt, putNumber } from '../../math/numbers';
import { PairMachines } from './pair';
import { fitSigmoid, pairProbability } from './platt';
import { modelLength, slicedDot, SupportVectors } from './support';
import { LinearDecision } from '../../model/linear_decision';
import { Classifier } from '../../model/model';
import { Training } from '../../model/training';

export function declareSvc(spec: OptionSpec): void {
  spec.positive('C', 1);
  declareKernel(spec);
  spec.flag('shrinking', true);
  spec.positive('tol', 1e-3);
  spec.positive('cache_size', 200);
  spec.classWeight();
  spec.integer('max_iter', -1, -1);
  spec.flag('probability', false);
}

/** Rows of coefficients that are walked side by side: their lines and the pairs' stay in the first-level cache. */
const BAND: i32 = 64;

export class Svc extends Classifier {
  private d: i32 = 0;
  private classes: i32 = 0;
  /** Linear kernel: f of each pair. */
  private plane: LinearDecision | null = null;
  /** Other kernels: the vectors, those of class i from starts[i] to starts[i + 1]. */
  private vectors: SupportVectors | null = null;
  private starts: StaticArray<i32> = [];
  private coefficients: StaticArray<f64> = [];
  /** Per pair (0,1), (0,2), ..., (1,2), ... */
  private rho: StaticArray<f64> = [];
  /** Per pair A, B; empty without `probability`. */
  private sigmoids: StaticArray<f64> = [];
  // What one row's answer needs: the pairs' probabilities, votes, and the coupling's matrix.
  private chances: StaticArray<f64> = [];
  private votes: StaticArray<i32> = [];
  private matrix: StaticArray<f64> = [];

  private shape(features: i32, classes: i32): void {
    const pairs = pairsOf(classes);
    this.d = features;
    this.classes = classes;
    this.rho = new StaticArray<f64>(pairs);
    this.sigmoids = [];
    this.chances = [];
    this.matrix = [];
    this.plane = null;
    this.vectors = null;
    this.votes = new StaticArray<i32>(classes);
  }

  fit(training: Training): void {
    const X = training.X;
    const k = training.classes;
    this.shape(X.cols, k);
    const kernel = KernelFunction.of(training.options, X);
    const groups = new ClassRows(training.y, X.rows, k);
    const machines = new PairMachines(kernel, X, groups, training.options);
    const smo = machines.smo;
    smo.history = training.log;
    const C = training.options.real('C');
    const pairs = this.rho.length;
    if (training.options.flag('probability'))
      this.sigmoids = new StaticArray<f64>(modelLength(2 * <i64>pairs));
    if (kernel.isLinear) {
      modelLength(<i64>pairs * <i64>strideOf(X.cols));
      this.plane = new LinearDecision(pairs, X.cols);
    }
    // Row t of X has its k - 1 coefficients at t (k - 1).
    const coefficients: usize = kernel.isLinear ? 0 : reals(<i64>X.rows * (k - 1));
    training.objective = 0;
    let pair = 0;
    for (let i = 0; i < k; i++) {
      for (let j = i + 1; j < k; j++) {
        training.log.machine = pair;
        machines.begin(i, j, C * at(training.classWeight, i), C * at(training.classWeight, j));
        machines.solve();
        training.objective += smo.objective;
        training.iterations += smo.steps;
        training.converged = training.converged && smo.converged;
        this.keepPair(training, machines, pair, i, j, coefficients);
        if (this.hasProbabilities) {
          const values = machines.heldOut(training.random);
          fitSigmoid(
            values,
            machines.n,
            machines.ni,
            changetype<usize>(this.sigmoids) + ((<usize>pair) << 4),
          );
        }
        pair++;
      }
    }
    if (!kernel.isLinear) this.keep(kernel, training, groups, coefficients);
  }

  /** Keeps what the pair's solver found: its plane, or its coefficients by row of X. */
  private keepPair(
    training: Training,
    machines: PairMachines,
    pair: i32,
    i: i32,
    j: i32,
    coefficients: usize,
  ): void {
    const b = machines.smo.b;
    const X = training.X;
    const plane = this.plane;
    if (plane != null) {
      const w = plane.row(pair);
      for (let t = 0; t < machines.n; t++) axpy(at(b, t), X.row(numberAt(machines.rows, t)), w, X.stride);
      plane.setIntercept(pair, -machines.smo.rho);
      return;
    }
    this.rho[pair] = machines.smo.rho;
    const perRow = <usize>(this.classes - 1);
    for (let t = 0; t < machines.n; t++) {
      const place = <usize>numberAt(machines.rows, t) * perRow + <usize>(t < machines.ni ? j - 1 : i);
      store<f64>(coefficients + (place << 3), at(b, t));
    }
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

  get outputs(): i32 {
    return this.rho.length;
  }

  /** The pairs' decision values f_ij(x), in the order of the pairs. */
  outputsOf(X: Matrix, out: usize): void {
    const plane = this.plane;
    if (plane != null) return plane.scoresOf(X, out);
    const vectors = <SupportVectors>this.vectors;
    for (let r = 0; r < X.rows; r++) {
      this.pairValues(vectors.evaluate(X.row(r)), vectors.count, out);
      out += (<usize>this.outputs) << 3;
    }
  }

  /**
   * The pairs' values from the kernel values of a row. For many classes coefficients and pairs are more than a
   * cache holds, so both are walked in the order in which they lie: the second parts of the pairs by rows of
   * coefficients, then the first parts in bands of rows.
   */
  private pairValues(values: usize, count: i32, out: usize): void {
    const k = this.classes;
    const step = (<usize>count) << 3;
    let row = changetype<usize>(this.coefficients);
    let next = out;
    for (let i = 0; i < k - 1; i++) {
      for (let j = i + 1; j < k; j++) {
        store<f64>(next, this.part(row, values, j));
        next += 8;
      }
      row += step;
    }
    for (let band = 0; band < k - 1; band += BAND) {
      const end = min(band + BAND, k - 1);
      for (let i = 0; i < end; i++) {
        // The pair of i and j has its first part in row j - 1.
        const from = max(i, band);
        row = changetype<usize>(this.coefficients) + <usize>from * step;
        let pair = (i * (2 * k - i - 1)) / 2 + from - i;
        for (let j = from + 1; j <= end; j++) {
          put(out, pair, this.part(row, values, i) + at(out, pair) - unchecked(this.rho[pair]));
          pair++;
          row += step;
        }
      }
      tick(2 * <f64>count * <f64>(end - band));
    }
  }

  get cost(): f64 {
    const plane = this.plane;
    if (plane != null) return plane.cost;
    const vectors = <SupportVectors>this.vectors;
    return vectors.cost + 2 * <f64>this.classes * <f64>vectors.count + <f64>this.outputs;
  }

  classOf(output: usize): i32 {
    const votes = this.count(output);
    let best = 0;
    for (let i = 1; i < this.classes; i++) {
      if (votes[i] > votes[best]) best = i;
    }
    return best;
  }

  /** The votes of the pairs. */
  private count(output: usize): StaticArray<i32> {
    const k = this.classes;
    const votes = this.votes;
    for (let i = 0; i < k; i++) votes[i] = 0;
    for (let i = 0; i < k; i++) {
      let own = votes[i];
      for (let j = i + 1; j < k; j++) {
        const isFirst = <i32>(load<f64>(output) > 0);
        own += isFirst;
        unchecked((votes[j] += 1 - isFirst));
        output += 8;
      }
      votes[i] = own;
    }
    return votes;
  }

  get scoreCount(): i32 {
    return this.classes > 2 ? this.classes : 1;
  }

  scores(output: usize, out: usize): void {
    const k = this.classes;
    if (k <= 2) {
      put(out, 0, -load<f64>(output));
      return;
    }
    const votes = this.count(output);
    for (let i = 0; i < k; i++) put(out, i, 0);
    for (let i = 0; i < k; i++) {
      let own = at(out, i);
      for (let j = i + 1; j < k; j++) {
        const value = load<f64>(output);
        own += value;
        put(out, j, at(out, j) - value);
        output += 8;
      }
      put(out, i, own);
    }
    for (let i = 0; i < k; i++) {
      const clearness = at(out, i);
      put(out, i, <f64>votes[i] + clearness / (3 * (Math.abs(clearness) + 1)));
    }
  }

  get hasProbabilities(): bool {
    return this.sigmoids.length > 0;
  }

  probabilities(output: usize, out: usize): void {
    const k = this.classes;
    if (!this.hasProbabilities) fail(this.whyNoProbabilities());
    if (this.chances.length == 0) {
      this.chances = new StaticArray<f64>(this.outputs);
      this.matrix = new StaticArray<f64>(modelLength(<i64>k * <i64>strideOf(k)));
    }
    for (let pair = 0; pair < this.outputs; pair++) {
      this.chances[pair] = pairProbability(
        at(output, pair),
        this.sigmoids[2 * pair],
        this.sigmoids[2 * pair + 1],
      );
    }
    if (k == 2) {
      put(out, 0, this.chances[0]);
      put(out, 1, 1 - this.chances[0]);
      return;
    }
    couple(changetype<usize>(this.chances), k, changetype<usize>(this.matrix), out);
  }

  whyNoProbabilities(): string {
    return 'svc gives probabilities when trained with {"probability": true}; train it again with that option';
  }

  get linear(): LinearDecision | null {
    const plane = this.plane;
    if (plane == null) return null;
    if (this.classes == 2) return plane.negated();
    plane.isPairwise = true;
    return plane;
  }

  /** The part of a decision value that the vectors of class i give, by a row of coefficients. */
  private part(row: usize, values: usize, i: i32): f64 {
    const start = unchecked(this.starts[i]);
    const offset = (<usize>start) << 3;
    return slicedDot(row + offset, values + offset, unchecked(this.starts[i + 1]) - start);
  }

  write(out: ByteWriter): void {
    const plane = this.plane;
    if (plane != null) {
      out.u8(1);
      plane.write(out);
    } else {
      out.u8(0);
      (<SupportVectors>this.vectors).write(out);
      out.i32(this.classes);
      for (let i = 0; i < this.classes; i++) out.i32(this.starts[i + 1] - this.starts[i]);
      out.reals(changetype<usize>(this.coefficients), this.coefficients.length);
      out.reals(changetype<usize>(this.rho), this.rho.length);
    }
    out.u8(this.hasProbabilities ? 1 : 0);
    if (this.hasProbabilities) out.reals(changetype<usize>(this.sigmoids), this.sigmoids.length);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    // Each pair has 8 bytes at least, so a count of classes that does not fit is seen before it is used.
    const pairs = (<i64>classes * (<i64>classes - 1)) / 2;
    if (classes < 1 || pairs > <i64>(bytes.left >> 3)) {
      bytes.damaged(`${classes} classes, ${bytes.left} bytes left`);
    }
    this.shape(features, classes);
    if (bytes.u8In(0, 1, 'the form') == 1) this.plane = LinearDecision.read(bytes, this.rho.length, features);
    else this.readVectors(bytes);
    if (bytes.u8In(0, 1, 'the flag of sigmoids') == 1)
      this.sigmoids = bytes.reals(2 * this.rho.length, 'sigmoids');
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

function pairsOf(classes: i32): i32 {
  return modelLength((<i64>classes * (<i64>classes - 1)) / 2);
}
