// What histogram gradient boosting descends on: the loss of a raw prediction f and a target y, its gradient g and
// (diagonal) second derivative h.
//
//   squared_error    (f - y)^2 / 2                    g = f - y           h = 1       start: the mean
//   absolute_error   |f - y|                          g = sign            h = 1       the median; leaves: of y - f
//   quantile         q (y - f) above, (1 - q) below   g = -q or 1 - q     h = 1       the quantile; leaves: of y - f
//   poisson          e^f - y f                        g = e^f - y         h = e^f     ln of the mean
//   gamma            f + y e^-f                       g = 1 - y e^-f      h = y e^-f  ln of the mean
//   log_loss         ln(1 + e^f) - y f                g = p - y           h = p (1 - p)   ln(p / (1 - p))
//   k classes        ln sum e^f_c - f_y               g_c = p_c - (y = c) h = p_c (1 - p_c)   ln(p_c / geometric mean)
//
// A row's weight multiplies g and h. Both are kept as f32, a pair a row, as scikit-learn keeps them.
//
// Promise: scikit-learn 1.9.1's arithmetic to the last bit: glibc's e^x, its order of operations, NumPy's sums and
// percentiles. A faster e^x serves where g and h round to the same f32 whatever their last bits are (`isSettled`), which
// is nearly everywhere. The starts that take logarithms may differ in the last bit where NumPy's do not round to nearest.

import { average, percentile, weightedPercentile } from '../../math/average';
import { exponentials } from '../../math/exp';
import { exponential } from '../../math/exponential';
import { logarithm } from '../../math/logarithm';
import { pairwiseSum } from '../../math/sum';
import { sortReals } from '../../math/sort';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { tick } from '../../progress';

/** Rows: n targets, and n weights or 0. */
export class Targets {
  constructor(
    readonly n: i32,
    readonly y: usize,
    readonly weights: usize,
  ) {}
}

/** Rows between two looks at the clock. */
const STEP: i32 = 1 << 16;

/** Rows whose powers are found at once. */
const PART: i32 = 512;
/** ULP by which g and h may be off when the faster e^x is within 1.5 of the exact one, with room. */
const MARGIN: f64 = 32;
const LEAST_NORMAL_F32: f64 = 1.1754943508222875e-38;

/** A number that is off by up to `margin` ULP rounds to the same f32. */
function isSettled(x: f64, margin: f64): bool {
  if (Math.abs(x) < LEAST_NORMAL_F32) return false;
  // What f32 drops, from the middle between two of its numbers.
  const off = <i32>(reinterpret<u64>(x) & 0x1fffffff) - 0x10000000;
  return <f64>abs(off) > margin;
}

function putPair(pairs: usize, i: i32, g: f64, h: f64): void {
  store<f32>(pairs + ((<usize>i) << 3), <f32>g);
  store<f32>(pairs + ((<usize>i) << 3), <f32>h, 4);
}

export abstract class HistLoss {
  constructor(
    /** Trees an iteration: 1, or k for more than two classes. */
    readonly trees: i32,
    /** Every h is 1. */
    readonly isConstant: bool,
  ) {}

  /** Leaves say something else than their tree: `leaf`. */
  get changesLeaves(): bool {
    return false;
  }

  /** Writes the raw predictions that all rows start from. */
  abstract start(rows: Targets, out: usize): void;

  /** Writes n pairs (g, h) a tree, tree after tree; `raw` has the predictions in the same order. */
  gradients(rows: Targets, raw: usize, pairs: usize): void {
    for (let from = 0; from < rows.n; from += STEP) {
      this.gradientsOf(rows, raw, pairs, from, min(rows.n, from + STEP));
      tick(40 * <f64>STEP * <f64>this.trees);
    }
  }

  /** The same of the rows from `from` to `to`. */
  protected abstract gradientsOf(rows: Targets, raw: usize, pairs: usize, from: i32, to: i32): void;

  /** What a leaf says, by its m values y - f and their weights, or 0. */
  leaf(residuals: usize, weights: usize, m: i32): f64 {
    throw new Error('the tree says it');
  }

  /** The loss of row i. */
  protected abstract lossOf(rows: Targets, raw: usize, i: i32): f64;

  /** The rows' mean loss to some digits, for showing. */
  nearLoss(rows: Targets, raw: usize): f64 {
    return this.meanLoss(rows, raw);
  }

  /** The rows' mean loss. */
  meanLoss(rows: Targets, raw: usize): f64 {
    const losses = reals(rows.n);
    const products = reals(rows.n);
    for (let i = 0; i < rows.n; i++) {
      put(losses, i, this.lossOf(rows, raw, i));
      if ((i & 0xffff) == 0xffff) tick(4e6);
    }
    const mean = average(losses, rows.weights, rows.n, products);
    release(losses);
    release(products);
    tick(40 * <f64>rows.n);
    return mean;
  }
}

/** The loss of that name; `hasWeights` when rows have weights. */
export function histLossOf(name: string, quantile: f64, classes: i32, hasWeights: bool): HistLoss {
  if (classes > 2) return new MultinomialLoss(classes);
  if (classes > 0) return new BinomialLoss();
  if (name == 'absolute_error') return new AbsoluteLoss(hasWeights);
  if (name == 'quantile') return new QuantileLoss(quantile, hasWeights);
  if (name == 'poisson') return new PoissonLoss();
  if (name == 'gamma') return new GammaLoss();
  return new SquaredLoss(hasWeights);
}

class SquaredLoss extends HistLoss {
  constructor(hasWeights: bool) {
    super(1, !hasWeights);
  }

  start(rows: Targets, out: usize): void {
    put(out, 0, meanOf(rows));
  }

  protected gradientsOf(rows: Targets, raw: usize, pairs: usize, from: i32, to: i32): void {
    for (let i = from; i < to; i++) {
      const w = rows.weights ? at(rows.weights, i) : 1;
      putPair(pairs, i, w * (at(raw, i) - at(rows.y, i)), w);
    }
  }

  protected lossOf(rows: Targets, raw: usize, i: i32): f64 {
    const off = at(raw, i) - at(rows.y, i);
    return 0.5 * off * off;
  }
}

class AbsoluteLoss extends HistLoss {
  constructor(hasWeights: bool) {
    super(1, !hasWeights);
  }

  get changesLeaves(): bool {
    return true;
  }

  start(rows: Targets, out: usize): void {
    put(out, 0, this.leaf(rows.y, rows.weights, rows.n));
  }

  leaf(residuals: usize, weights: usize, m: i32): f64 {
    return weights ? weightedPercentile(residuals, weights, m, 50) : medianOf(residuals, m);
  }

  protected gradientsOf(rows: Targets, raw: usize, pairs: usize, from: i32, to: i32): void {
    for (let i = from; i < to; i++) {
      const w = rows.weights ? at(rows.weights, i) : 1;
      putPair(pairs, i, at(raw, i) > at(rows.y, i) ? w : -w, w);
    }
  }

  protected lossOf(rows: Targets, raw: usize, i: i32): f64 {
    return Math.abs(at(raw, i) - at(rows.y, i));
  }
}

class QuantileLoss extends HistLoss {
  constructor(
    private quantile: f64,
    hasWeights: bool,
  ) {
    super(1, !hasWeights);
  }

  get changesLeaves(): bool {
    return true;
  }

  start(rows: Targets, out: usize): void {
    put(out, 0, this.leaf(rows.y, rows.weights, rows.n));
  }

  leaf(residuals: usize, weights: usize, m: i32): f64 {
    const rank = 100 * this.quantile;
    return weights ? weightedPercentile(residuals, weights, m, rank) : percentile(residuals, m, rank);
  }

  protected gradientsOf(rows: Targets, raw: usize, pairs: usize, from: i32, to: i32): void {
    for (let i = from; i < to; i++) {
      const w = rows.weights ? at(rows.weights, i) : 1;
      const g = at(rows.y, i) >= at(raw, i) ? -this.quantile : 1 - this.quantile;
      putPair(pairs, i, w * g, w);
    }
  }

  protected lossOf(rows: Targets, raw: usize, i: i32): f64 {
    const off = at(rows.y, i) - at(raw, i);
    return off >= 0 ? this.quantile * off : (1 - this.quantile) * -off;
  }
}

class PoissonLoss extends HistLoss {
  constructor() {
    super(1, false);
  }

  start(rows: Targets, out: usize): void {
    put(out, 0, logarithm(max(meanOf(rows), LEAST_MEAN)));
  }

  protected gradientsOf(rows: Targets, raw: usize, pairs: usize, from: i32, to: i32): void {
    for (let i = from; i < to; i++) {
      const w = rows.weights ? at(rows.weights, i) : 1;
      const e = exponential(at(raw, i));
      putPair(pairs, i, w * (e - at(rows.y, i)), w * e);
    }
  }

  protected lossOf(rows: Targets, raw: usize, i: i32): f64 {
    return exponential(at(raw, i)) - at(rows.y, i) * at(raw, i);
  }
}

class GammaLoss extends HistLoss {
  constructor() {
    super(1, false);
  }

  start(rows: Targets, out: usize): void {
    put(out, 0, logarithm(max(meanOf(rows), LEAST_MEAN)));
  }

  protected gradientsOf(rows: Targets, raw: usize, pairs: usize, from: i32, to: i32): void {
    for (let i = from; i < to; i++) {
      const w = rows.weights ? at(rows.weights, i) : 1;
      const e = exponential(-at(raw, i));
      const y = at(rows.y, i);
      putPair(pairs, i, w * (1 - y * e), w * (e * y));
    }
  }

  protected lossOf(rows: Targets, raw: usize, i: i32): f64 {
    return at(raw, i) + at(rows.y, i) * exponential(-at(raw, i));
  }
}

class BinomialLoss extends HistLoss {
  constructor() {
    super(1, false);
  }

  start(rows: Targets, out: usize): void {
    const p = max(LEAST_MEAN, min(1 - LEAST_MEAN, meanOf(rows)));
    if (p < 0.3 || p > 0.65) {
      put(out, 0, logarithm(p / (1 - p)));
      return;
    }
    const s = 2 * (p - 0.5);
    put(out, 0, Math.log1p(s) - Math.log1p(-s));
  }

  protected gradientsOf(rows: Targets, raw: usize, pairs: usize, from: i32, to: i32): void {
    const powers = reals(PART);
    for (let begin = from; begin < to; begin += PART) {
      const m = min(PART, to - begin);
      for (let p = 0; p < m; p++) put(powers, p, -at(raw, begin + p));
      exponentials(powers, (m + 1) & ~1);
      for (let p = 0; p < m; p++) {
        const i = begin + p;
        const w = rows.weights ? at(rows.weights, i) : 1;
        const y = at(rows.y, i);
        const e = at(powers, p);
        const g = w * ((1 - y - y * e) / (1 + e));
        const h = w * (e / ((1 + e) * (1 + e)));
        if (at(raw, i) > -37 && isSettled(g, MARGIN) && isSettled(h, MARGIN)) putPair(pairs, i, g, h);
        else this.putExactly(pairs, i, at(raw, i), y, w);
      }
    }
    release(powers);
  }

  private putExactly(pairs: usize, i: i32, f: f64, y: f64, w: f64): void {
    if (f > -37) {
      const e = exponential(-f);
      putPair(pairs, i, w * ((1 - y - y * e) / (1 + e)), w * (e / ((1 + e) * (1 + e))));
    } else {
      const e = exponential(f);
      putPair(pairs, i, w * (e - y), w * e);
    }
  }

  nearLoss(rows: Targets, raw: usize): f64 {
    if (rows.weights) return this.meanLoss(rows, raw);
    const powers = reals(PART);
    let sum: f64 = 0;
    for (let begin = 0; begin < rows.n; begin += PART) {
      const m = min(PART, rows.n - begin);
      for (let p = 0; p < m; p++) put(powers, p, -Math.abs(at(raw, begin + p)));
      exponentials(powers, (m + 1) & ~1);
      // ln(1 + e^f) = max(f, 0) + ln(1 + e^-|f|); a part's factors are below 2, so their product is finite.
      let product: f64 = 1;
      for (let p = 0; p < m; p++) {
        const f = at(raw, begin + p);
        product *= 1 + at(powers, p);
        sum += max<f64>(f, 0) - at(rows.y, begin + p) * f;
      }
      sum += Math.log(product);
    }
    release(powers);
    tick(8 * <f64>rows.n);
    return sum / <f64>rows.n;
  }

  protected lossOf(rows: Targets, raw: usize, i: i32): f64 {
    const f = at(raw, i);
    return softplus(f) - at(rows.y, i) * f;
  }
}

class MultinomialLoss extends HistLoss {
  constructor(private k: i32) {
    super(k, false);
  }

  start(rows: Targets, out: usize): void {
    const k = this.k;
    const is = reals(rows.n);
    const scratch = reals(rows.n);
    const logs = reals(k);
    for (let c = 0; c < k; c++) {
      for (let i = 0; i < rows.n; i++) put(is, i, at(rows.y, i) == c ? 1 : 0);
      const share = average(is, rows.weights, rows.n, scratch);
      put(out, c, max(EPSILON, min(1 - EPSILON, share)));
      put(logs, c, logarithm(at(out, c)));
    }
    const mean = exponential(pairwiseSum(logs, k) / <f64>k);
    for (let c = 0; c < k; c++) put(out, c, logarithm(at(out, c) / mean));
    release(is);
    release(scratch);
    release(logs);
  }

  protected gradientsOf(rows: Targets, raw: usize, pairs: usize, from: i32, to: i32): void {
    const n = rows.n;
    const k = this.k;
    const powers = reals(k * PART);
    for (let begin = from; begin < to; begin += PART) {
      const m = min(PART, to - begin);
      this.findPowers(raw, n, begin, m, powers);
      for (let p = 0; p < m; p++) {
        const i = begin + p;
        let sum: f64 = 0;
        for (let c = 0; c < k; c++) sum += at(powers, c * PART + p);
        const w = rows.weights ? at(rows.weights, i) : 1;
        const y = <i32>at(rows.y, i);
        let areSettled = true;
        for (let c = 0; c < k; c++) {
          const share = at(powers, c * PART + p) / sum;
          const g = (share - (c == y ? 1 : 0)) * w;
          const h = share * (1 - share) * w;
          // 1 - share has the error of the share, which may be much larger.
          const margin = MARGIN + MARGIN * (share / (1 - share));
          if (!isSettled(g, margin) || !isSettled(h, margin)) areSettled = false;
          putPair(pairs, c * n + i, g, h);
        }
        if (!areSettled) this.putExactly(pairs, n, i, raw, y, w);
      }
    }
    release(powers);
  }

  /** e^(f - highest f of the row) of m rows: PART a class. */
  private findPowers(raw: usize, n: i32, begin: i32, m: i32, powers: usize): void {
    for (let p = 0; p < m; p++) {
      let highest = at(raw, begin + p);
      for (let c = 1; c < this.k; c++) highest = max(highest, at(raw, c * n + begin + p));
      for (let c = 0; c < this.k; c++) put(powers, c * PART + p, at(raw, c * n + begin + p) - highest);
    }
    for (let c = 0; c < this.k; c++) exponentials(powers + ((<usize>c * PART) << 3), (m + 1) & ~1);
  }

  private putExactly(pairs: usize, n: i32, i: i32, raw: usize, y: i32, w: f64): void {
    const k = this.k;
    let highest = at(raw, i);
    for (let c = 1; c < k; c++) highest = max(highest, at(raw, c * n + i));
    let sum: f64 = 0;
    for (let c = 0; c < k; c++) sum += exponential(at(raw, c * n + i) - highest);
    for (let c = 0; c < k; c++) {
      const share = exponential(at(raw, c * n + i) - highest) / sum;
      putPair(pairs, c * n + i, (share - (c == y ? 1 : 0)) * w, share * (1 - share) * w);
    }
  }

  nearLoss(rows: Targets, raw: usize): f64 {
    if (rows.weights) return this.meanLoss(rows, raw);
    const n = rows.n;
    const k = this.k;
    const powers = reals(k * PART);
    let loss: f64 = 0;
    for (let begin = 0; begin < n; begin += PART) {
      const m = min(PART, n - begin);
      this.findPowers(raw, n, begin, m, powers);
      for (let p = 0; p < m; p++) {
        const i = begin + p;
        let sum: f64 = 0;
        let highest = at(raw, i);
        for (let c = 0; c < k; c++) {
          sum += at(powers, c * PART + p);
          highest = max(highest, at(raw, c * n + i));
        }
        loss += Math.log(sum) + highest - at(raw, <i32>at(rows.y, i) * n + i);
      }
    }
    release(powers);
    tick(20 * <f64>n * <f64>k);
    return loss / <f64>n;
  }

  protected lossOf(rows: Targets, raw: usize, i: i32): f64 {
    const n = rows.n;
    let highest = at(raw, i);
    for (let c = 1; c < this.k; c++) highest = max(highest, at(raw, c * n + i));
    let sum: f64 = 0;
    for (let c = 0; c < this.k; c++) sum += exponential(at(raw, c * n + i) - highest);
    return Math.log(sum) + highest - at(raw, <i32>at(rows.y, i) * n + i);
  }
}

const EPSILON: f64 = 2.220446049250313e-16;
/** Where a mean that a logarithm is taken of begins. */
const LEAST_MEAN: f64 = 10 * EPSILON;

function meanOf(rows: Targets): f64 {
  const scratch = reals(rows.n);
  const mean = average(rows.y, rows.weights, rows.n, scratch);
  release(scratch);
  return mean;
}

/** The middle of n >= 1 values, or that of the two middle ones. */
function medianOf(x: usize, n: i32): f64 {
  const pairs = sortReals(x, n);
  const high = at(x, load<i32>(pairs + ((<usize>(n >> 1)) << 3)));
  const low = at(x, load<i32>(pairs + ((<usize>((n - 1) >> 1)) << 3)));
  release(pairs);
  return n & 1 ? high : (low + high) / 2;
}

/** ln(1 + e^x). */
function softplus(x: f64): f64 {
  if (x <= -37) return exponential(x);
  if (x <= -2) return Math.log1p(exponential(x));
  if (x <= 18) return Math.log(1 + exponential(x));
  return x <= 33.3 ? x + exponential(-x) : x;
}
