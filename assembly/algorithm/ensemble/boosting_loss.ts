// What gradient boosting descends on (gradient_boosting.ts): the loss of a raw prediction f and a target y.
//
//   squared_error    (y - f)^2                                        start: the mean
//   absolute_error   |y - f|                                          the median
//   huber            (y - f)^2 / 2 up to delta, then linear           the median; delta: alpha's percentile of |y - f|
//   quantile         alpha (y - f) above, (1 - alpha) (f - y) below   alpha's percentile
//   log_loss         two classes: 2 (ln(1 + e^f) - y f), start ln(p / (1 - p)); k classes: ln sum e^f_c - f_y, start
//                    ln(p_c / geometric mean)
//   exponential      y e^-f + (1 - y) e^f                             start half of ln(p / (1 - p))
//
// A leaf says: the mean of squared_error's gradients as the tree has it; the median, percentile, or the median and a
// clipped mean beside it of y - f (absolute_error, quantile, huber); one Newton step, mean g / mean h (times (k - 1) / k
// for k > 2 classes), 0 where the mean of h is below 1e-150.
//
// Promise: scikit-learn 1.9.1's arithmetic to the last bit: its order of sums, NumPy's percentiles, glibc's e^x. The
// start of log_loss takes a few logarithms, which may differ in the last bit where NumPy's do not round to nearest.
// Source: J. Friedman, Greedy function approximation: a gradient boosting machine, Annals of Statistics 29 (2001).

import { average, percentile, weightedPercentile } from '../../math/average';
import { exponential } from '../../math/exponential';
import { logarithm } from '../../math/logarithm';
import { pairwiseSum } from '../../math/sum';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';

/** The rows that a stage is fitted to. */
export class Rows {
  constructor(
    readonly n: i32,
    readonly y: usize,
    /** n weights, or 0. */
    readonly weights: usize,
  ) {}
}

/** Rows of one leaf, gathered: m each of target, negative gradient, raw prediction and weight. */
export class LeafRows {
  m: i32 = 0;
  y: usize;
  gradient: usize;
  raw: usize;
  weights: usize;
  scratch: usize;
  more: usize;

  constructor(n: i32) {
    this.y = reals(n);
    this.gradient = reals(n);
    this.raw = reals(n);
    this.weights = reals(n);
    this.scratch = reals(n);
    this.more = reals(n);
  }

  release(): void {
    release(this.y);
    release(this.gradient);
    release(this.raw);
    release(this.weights);
    release(this.scratch);
    release(this.more);
  }
}

export abstract class BoostingLoss {
  constructor(
    /** Trees a stage: 1, or k for more than two classes. */
    readonly trees: i32,
    /** What the loss is shown times. */
    readonly factor: f64 = 1,
  ) {}

  /** Writes the raw predictions that all rows start from. */
  abstract start(rows: Rows, out: usize): void;

  /** Writes n negative gradients a tree, tree after tree; `raw` has the predictions in the same order. */
  abstract gradients(rows: Rows, raw: usize, out: usize): void;

  /** Whether leaves say something else than their tree. */
  get changesLeaves(): bool {
    return true;
  }

  /** What a leaf says. */
  leaf(rows: LeafRows): f64 {
    throw new Error('the tree says it');
  }

  /** The loss of row i. */
  abstract loss(rows: Rows, raw: usize, i: i32): f64;
}

/** Of a regression. */
abstract class ValueLoss extends BoostingLoss {
  gradients(rows: Rows, raw: usize, out: usize): void {
    for (let i = 0; i < rows.n; i++) put(out, i, -this.gradient(at(rows.y, i), at(raw, i)));
  }

  protected abstract gradient(y: f64, raw: f64): f64;

  loss(rows: Rows, raw: usize, i: i32): f64 {
    return this.lossOf(at(rows.y, i), at(raw, i));
  }

  protected abstract lossOf(y: f64, raw: f64): f64;

  /** y - f of a leaf's rows, in its scratch. */
  protected residuals(rows: LeafRows): usize {
    for (let i = 0; i < rows.m; i++) put(rows.scratch, i, at(rows.y, i) - at(rows.raw, i));
    return rows.scratch;
  }

  /** The rank's percentile of the targets. */
  protected startAt(rows: Rows, rank: f64): f64 {
    if (!rows.weights) return percentile(rows.y, rows.n, rank);
    return weightedPercentile(rows.y, rows.weights, rows.n, rank);
  }
}

export class SquaredLoss extends ValueLoss {
  constructor() {
    super(1, 2);
  }

  start(rows: Rows, out: usize): void {
    const scratch = reals(rows.n);
    put(out, 0, average(rows.y, rows.weights, rows.n, scratch));
    release(scratch);
  }

  get changesLeaves(): bool {
    return false;
  }

  protected gradient(y: f64, raw: f64): f64 {
    return raw - y;
  }

  protected lossOf(y: f64, raw: f64): f64 {
    return 0.5 * (raw - y) * (raw - y);
  }
}

export class AbsoluteLoss extends ValueLoss {
  constructor() {
    super(1);
  }

  start(rows: Rows, out: usize): void {
    put(out, 0, this.startAt(rows, 50));
  }

  leaf(rows: LeafRows): f64 {
    return weightedPercentile(this.residuals(rows), rows.weights, rows.m, 50);
  }

  protected gradient(y: f64, raw: f64): f64 {
    return raw > y ? 1 : -1;
  }

  protected lossOf(y: f64, raw: f64): f64 {
    return Math.abs(raw - y);
  }
}

export class QuantileLoss extends ValueLoss {
  constructor(private alpha: f64) {
    super(1);
  }

  start(rows: Rows, out: usize): void {
    put(out, 0, this.startAt(rows, this.alpha * 100));
  }

  leaf(rows: LeafRows): f64 {
    return weightedPercentile(this.residuals(rows), rows.weights, rows.m, 100 * this.alpha);
  }

  protected gradient(y: f64, raw: f64): f64 {
    return y >= raw ? -this.alpha : 1 - this.alpha;
  }

  protected lossOf(y: f64, raw: f64): f64 {
    return y >= raw ? this.alpha * (y - raw) : (1 - this.alpha) * (raw - y);
  }
}

export class HuberLoss extends ValueLoss {
  private delta: f64 = 0;

  constructor(private alpha: f64) {
    super(1);
  }

  start(rows: Rows, out: usize): void {
    put(out, 0, this.startAt(rows, 50));
  }

  gradients(rows: Rows, raw: usize, out: usize): void {
    const errors = reals(rows.n);
    for (let i = 0; i < rows.n; i++) put(errors, i, Math.abs(at(rows.y, i) - at(raw, i)));
    this.delta = weightedPercentile(errors, rows.weights, rows.n, 100 * this.alpha);
    release(errors);
    super.gradients(rows, raw, out);
  }

  leaf(rows: LeafRows): f64 {
    const residuals = this.residuals(rows);
    const median = weightedPercentile(residuals, rows.weights, rows.m, 50);
    for (let i = 0; i < rows.m; i++) {
      const off = at(residuals, i) - median;
      const size = min(this.delta, Math.abs(off));
      put(residuals, i, off > 0 ? size : off < 0 ? -size : 0);
    }
    return median + average(residuals, rows.weights, rows.m, rows.more);
  }

  protected gradient(y: f64, raw: f64): f64 {
    const off = raw - y;
    if (Math.abs(off) <= this.delta) return off;
    return off >= 0 ? this.delta : -this.delta;
  }

  protected lossOf(y: f64, raw: f64): f64 {
    const error = Math.abs(y - raw);
    return error <= this.delta ? 0.5 * (error * error) : this.delta * (error - 0.5 * this.delta);
  }
}

/** Of a classification. */
abstract class ClassLoss extends BoostingLoss {
  /** Writes the share of each of k classes, between 2^-52 and 1 - 2^-52. */
  protected priors(rows: Rows, k: i32, out: usize): void {
    memory.fill(out, 0, (<usize>k) << 3);
    for (let i = 0; i < rows.n; i++) {
      const c = <i32>at(rows.y, i);
      put(out, c, at(out, c) + (rows.weights ? at(rows.weights, i) : 1));
    }
    const all = rows.weights ? pairwiseSum(out, k) : <f64>rows.n;
    const least = 2.220446049250313e-16;
    for (let c = 0; c < k; c++) put(out, c, max(least, min(1 - least, at(out, c) / all)));
  }

  /** ln(p / (1 - p)) of class 1 of two. */
  protected logOdds(rows: Rows): f64 {
    const shares = reals(2);
    this.priors(rows, 2, shares);
    const p = at(shares, 1);
    release(shares);
    if (p < 0.3 || p > 0.65) return logarithm(p / (1 - p));
    const s = 2 * (p - 0.5);
    return Math.log1p(s) - Math.log1p(-s);
  }

  /** mean g times `share`, divided by mean h; h stands in the leaf's `more`. */
  protected newton(rows: LeafRows, share: f64): f64 {
    const fall = average(rows.gradient, rows.weights, rows.m, rows.scratch) * share;
    const bend = average(rows.more, rows.weights, rows.m, rows.scratch);
    return Math.abs(bend) < 1e-150 ? 0 : fall / bend;
  }

  /** h = p (1 - p) of a leaf's rows, for p = y + gradient of the class; y is 1 for the class. */
  protected bends(rows: LeafRows): void {
    for (let i = 0; i < rows.m; i++) {
      const p = at(rows.y, i) - at(rows.gradient, i);
      put(rows.more, i, p * (1 - p));
    }
  }
}

export class BinomialLoss extends ClassLoss {
  constructor() {
    super(1, 2);
  }

  start(rows: Rows, out: usize): void {
    put(out, 0, this.logOdds(rows));
  }

  gradients(rows: Rows, raw: usize, out: usize): void {
    for (let i = 0; i < rows.n; i++) {
      const y = at(rows.y, i);
      const f = at(raw, i);
      const e = exponential(f > -37 ? -f : f);
      put(out, i, -(f > -37 ? (1 - y - y * e) / (1 + e) : e - y));
    }
  }

  leaf(rows: LeafRows): f64 {
    this.bends(rows);
    return this.newton(rows, 1);
  }

  loss(rows: Rows, raw: usize, i: i32): f64 {
    const f = at(raw, i);
    const y = at(rows.y, i);
    return (f > 0 ? f + Math.log1p(Math.exp(-f)) : Math.log1p(Math.exp(f))) - y * f;
  }
}

export class ExponentialLoss extends ClassLoss {
  constructor() {
    super(1);
  }

  start(rows: Rows, out: usize): void {
    put(out, 0, 0.5 * this.logOdds(rows));
  }

  gradients(rows: Rows, raw: usize, out: usize): void {
    for (let i = 0; i < rows.n; i++) {
      const y = at(rows.y, i);
      const e = exponential(at(raw, i));
      put(out, i, -(-y / e + (1 - y) * e));
    }
  }

  leaf(rows: LeafRows): f64 {
    for (let i = 0; i < rows.m; i++) {
      put(rows.more, i, at(rows.y, i) == 0 ? -at(rows.gradient, i) : at(rows.gradient, i));
    }
    return this.newton(rows, 1);
  }

  loss(rows: Rows, raw: usize, i: i32): f64 {
    const e = Math.exp(at(raw, i));
    const y = at(rows.y, i);
    return y / e + (1 - y) * e;
  }
}

export class MultinomialLoss extends ClassLoss {
  constructor(private k: i32) {
    super(k);
  }

  start(rows: Rows, out: usize): void {
    const k = this.k;
    this.priors(rows, k, out);
    const logs = reals(k);
    for (let c = 0; c < k; c++) put(logs, c, logarithm(at(out, c)));
    const mean = exponential(pairwiseSum(logs, k) / <f64>k);
    for (let c = 0; c < k; c++) put(out, c, logarithm(at(out, c) / mean));
    release(logs);
  }

  gradients(rows: Rows, raw: usize, out: usize): void {
    const n = rows.n;
    for (let i = 0; i < n; i++) {
      let highest = at(raw, i);
      for (let c = 1; c < this.k; c++) highest = max(highest, at(raw, c * n + i));
      let sum: f64 = 0;
      for (let c = 0; c < this.k; c++) {
        const e = exponential(at(raw, c * n + i) - highest);
        put(out, c * n + i, e);
        sum += e;
      }
      const y = <i32>at(rows.y, i);
      for (let c = 0; c < this.k; c++) {
        const p = at(out, c * n + i) / sum;
        put(out, c * n + i, -(p - (c == y ? 1 : 0)));
      }
    }
  }

  leaf(rows: LeafRows): f64 {
    this.bends(rows);
    return this.newton(rows, <f64>(this.k - 1) / <f64>this.k);
  }

  loss(rows: Rows, raw: usize, i: i32): f64 {
    const n = rows.n;
    let highest = at(raw, i);
    for (let c = 1; c < this.k; c++) highest = max(highest, at(raw, c * n + i));
    let sum: f64 = 0;
    for (let c = 0; c < this.k; c++) sum += Math.exp(at(raw, c * n + i) - highest);
    return Math.log(sum) + highest - at(raw, <i32>at(rows.y, i) * n + i);
  }
}
