// The problem of logistic regression, for one C or many, on all rows or those of some folds.
//
//   min over W, b of (1 - r) / 2 |W|^2 + r |W|_1 + C sum over i of s_i loss(W x_i + b, y_i)
//
// as logistic_regression.ts writes it; r is l1_ratio. A row outside of the folds that count has s_i = 0.
//
// r = 0 is newton.ts's. For r > 0 proximal_newton.ts wants the Hessian as numbers, k (d + 1) squared; where that is too
// large the fit begins with the features that f wants most, and goes on with what the optimum of those leaves wanting:
// at most twice as many each time, until none is. So the rows that are computed with have about as many columns as W has
// weights that are not 0.
//
// r = 1 and an even k > 2: a shift of all classes' weights of a feature up to a gap between its two middle ones changes
// neither loss nor penalty. The shift that is chosen makes the one of the two 0 that is nearer to the weights' mean.

import { HESSIAN_MOST, LinearObjective } from '../../loss/linear_objective';
import { Logistic } from '../../loss/logistic';
import { Loss } from '../../loss/loss';
import { Rows } from '../../loss/rows';
import { Softmax } from '../../loss/softmax';
import { sort } from '../../math/order';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Training } from '../../model/training';
import { History } from '../../solver/history';
import { minimise, NewtonResult } from '../../solver/newton';
import { minimiseSparse } from '../../solver/proximal_newton';
import { rowsOf } from './rows_of';

/** Features that a fit with too many of them begins with. */
const FIRST_FEATURES: i32 = 32;
/** A slope of the loss that passes its penalty by less is rounding: relative to the penalty. */
const EAGER: f64 = 1e-9;

export class LogisticProblem {
  readonly rows: Rows;
  readonly loss: Loss;
  readonly objective: LinearObjective;
  /** The square penalties, a run of rows.stride; all 0 for none. */
  readonly penalty: usize;
  /** What the rows weigh, C and all. */
  readonly s: usize;
  private y: usize;
  private lasso: usize = 0;
  readonly d: i32;

  constructor(
    private training: Training,
    readonly intercept: f64,
  ) {
    const k = training.classes;
    const rows = rowsOf(training, intercept);
    this.rows = rows;
    this.d = training.d;
    const y = rows.column();
    for (let i = 0; i < training.n; i++) {
      const label = <i32>at(training.y, i);
      put(y, i, k > 2 ? label : 2 * label - 1);
    }
    this.y = y;
    const s = rows.column();
    const penalty = reals(rows.stride);
    const loss: Loss = k > 2 ? new Softmax(k) : new Logistic();
    this.s = s;
    this.penalty = penalty;
    this.loss = loss;
    this.objective = new LinearObjective(rows, loss, y, s, penalty);
  }

  /** Numbers of W: a run of rows.stride a score, the intercept after the weights. */
  get size(): i32 {
    return this.objective.size;
  }

  /** Sets C, and leaves out the rows whose fold is `left`. */
  weigh(C: f64, foldOf: StaticArray<i32> | null = null, left: i32 = -1): void {
    const training = this.training;
    for (let i = 0; i < training.n; i++)
      put(this.s, i, foldOf != null && foldOf[i] == left ? 0 : C * training.weightOf(i));
  }

  /** Minimises from W in place. */
  minimise(l1Ratio: f64, W: usize, tol: f64, maxIter: i32, log: History | null): NewtonResult {
    for (let j = 0; j < this.d; j++) put(this.penalty, j, 1 - l1Ratio);
    if (l1Ratio == 0) {
      const result = minimise(this.objective, W, tol, maxIter, log);
      this.objective.centre(W);
      return result;
    }
    if (this.lasso == 0) this.lasso = reals(this.size);
    penalise(this.lasso, this.d, this.rows.stride, this.loss.outputs, l1Ratio);
    const result =
      this.size <= HESSIAN_MOST
        ? minimiseSparse(this.objective, W, this.lasso, tol, maxIter, log)
        : this.minimiseByFeatures(l1Ratio, W, tol, maxIter, log);
    this.objective.centre(W, this.lasso);
    if (l1Ratio == 1) this.chooseShifts(W);
    return result;
  }

  /** The same with some of the features, then more of them. */
  private minimiseByFeatures(
    l1Ratio: f64,
    W: usize,
    tol: f64,
    maxIter: i32,
    log: History | null,
  ): NewtonResult {
    const stride = this.rows.stride;
    const k = this.loss.outputs;
    const gradient = reals(this.size);
    const isChosen = new StaticArray<bool>(this.d);
    const features: i32[] = [];
    for (let j = 0; j < this.d; j++) {
      for (let c = 0; c < k && !isChosen[j]; c++) isChosen[j] = at(W, c * stride + j) != 0;
      if (isChosen[j]) features.push(j);
    }
    let result = new NewtonResult();
    this.objective.evaluate(W, gradient);
    this.choose(gradient, l1Ratio, isChosen, features);
    if (features.length == 0) features.push(0);
    for (;;) {
      result = this.minimiseOver(features, l1Ratio, W, tol, maxIter, log, result.iterations);
      if (!result.converged) break;
      this.objective.evaluate(W, gradient);
      if (!this.choose(gradient, l1Ratio, isChosen, features)) break;
    }
    release(gradient);
    return result;
  }

  /** Adds the features at 0 whose slopes pass the penalty most; false when none does. */
  private choose(gradient: usize, l1Ratio: f64, isChosen: StaticArray<bool>, features: i32[]): bool {
    const stride = this.rows.stride;
    let most = max(FIRST_FEATURES, features.length);
    const slopes = new StaticArray<f64>(this.d);
    const sorted = reals(this.d);
    let eager = 0;
    for (let j = 0; j < this.d; j++) {
      if (isChosen[j]) continue;
      for (let c = 0; c < this.loss.outputs; c++)
        slopes[j] = max(slopes[j], Math.abs(at(gradient, c * stride + j)));
      if (slopes[j] > l1Ratio * (1 + EAGER)) put(sorted, eager++, slopes[j]);
    }
    sort(sorted, eager);
    const least = eager == 0 ? Infinity : at(sorted, max(0, eager - most));
    release(sorted);
    for (let j = 0; j < this.d && most > 0; j++) {
      if (isChosen[j] || !(slopes[j] >= least)) continue;
      isChosen[j] = true;
      features.push(j);
      most--;
    }
    return eager > 0;
  }

  private minimiseOver(
    features: i32[],
    l1Ratio: f64,
    W: usize,
    tol: f64,
    maxIter: i32,
    log: History | null,
    before: i32,
  ): NewtonResult {
    const k = this.loss.outputs;
    const n = this.rows.n;
    const rows = this.rows.pick(features);
    const y = rows.column();
    const s = rows.column();
    memory.copy(y, this.y, (<usize>n) << 3);
    memory.copy(s, this.s, (<usize>n) << 3);
    const d = features.length;
    const penalty = reals(rows.stride);
    for (let j = 0; j < d; j++) put(penalty, j, 1 - l1Ratio);
    const objective = new LinearObjective(rows, this.loss, y, s, penalty);
    const lasso = reals(objective.size);
    penalise(lasso, d, rows.stride, k, l1Ratio);
    const w = reals(objective.size);
    const end = this.intercept != 0 ? d + 1 : d;
    for (let c = 0; c < k; c++) {
      for (let j = 0; j < end; j++)
        put(w, c * rows.stride + j, at(W, c * this.rows.stride + (j < d ? features[j] : this.d)));
    }
    const result = minimiseSparse(objective, w, lasso, tol, maxIter, log, before);
    for (let c = 0; c < k; c++) {
      for (let j = 0; j < end; j++)
        put(W, c * this.rows.stride + (j < d ? features[j] : this.d), at(w, c * rows.stride + j));
    }
    objective.free();
    release(w);
    release(lasso);
    release(penalty);
    release(s);
    release(y);
    rows.free();
    return result;
  }

  /** Of the W that are optimal alike, the one that the header names. */
  private chooseShifts(W: usize): void {
    const k = this.loss.outputs;
    if (k == 1 || k % 2 != 0) return;
    const weights = reals(k);
    for (let j = 0; j < this.d; j++) {
      let mean: f64 = 0;
      for (let c = 0; c < k; c++) {
        put(weights, c, at(W, c * this.rows.stride + j));
        mean += at(weights, c) / k;
      }
      sort(weights, k);
      const low = at(weights, k / 2 - 1);
      const high = at(weights, k / 2);
      if (low > 0 || high < 0) continue;
      const shift = Math.abs(mean - low) <= Math.abs(mean - high) ? low : high;
      if (shift == 0) continue;
      for (let c = 0; c < k; c++) {
        const place = c * this.rows.stride + j;
        put(W, place, at(W, place) - shift);
      }
    }
  }

  /** Writes the scores of all rows: k runs of `pitch` f64, more than n. */
  scores(W: usize, out: usize, pitch: i32): void {
    const rows = this.rows;
    const k = this.loss.outputs;
    const z = reals(<i64>k * rows.perBlock);
    rows.prepare(W, k);
    for (let b = 0; b < rows.blocks; b++) {
      rows.multiply(b, W, k, z);
      for (let c = 0; c < k; c++) {
        const to = out + ((<usize>c * <usize>pitch + <usize>(b * rows.perBlock)) << 3);
        memory.copy(to, z + ((<usize>(c * rows.perBlock)) << 3), (<usize>rows.rowsOf(b)) << 3);
      }
    }
    release(z);
  }
}

function penalise(lasso: usize, d: i32, stride: i32, k: i32, l1Ratio: f64): void {
  for (let c = 0; c < k; c++) for (let j = 0; j < d; j++) put(lasso, c * stride + j, l1Ratio);
}
