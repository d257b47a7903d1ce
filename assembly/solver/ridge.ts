// Least squares with a quadratic penalty, for several targets at once, and its leave-one-out errors.
//
//   min over W, b of sum over i of s_i |t_i - W x_i - b|^2 + alpha |W|^2
//
// Given   X (n x d), k targets a row, weights s or none, whether b is free
// Output  W, b for any alpha >= 0; and for alpha > 0 the errors that each row would have, had it been left out
//
//   d <= n   G + alpha I = L L' (G the centred Gram matrix), W = G^-1 X't: then one step of refinement with the
//            residuals of the rows themselves, so that W is right to some eps times the condition of G
//   d > n    w = X' (K + alpha I)^-1 t, K = X X' of the centred rows, scaled by the roots of their weights
//   alpha = 0, or an L that does not exist: least squares of the rows with sqrt(alpha) I below them
//            (least_squares.ts), the shortest solution at deficient rank
//
// Left out, row i has the error r_i / (1 - h_i), h_i = s_i (x_i' (G + alpha I)^-1 x_i + 1 / sum of s) with centred
// x_i: R. Rifkin, R. Lippert: Notes on regularized least squares, MIT-CSAIL-TR-2007-025. In the second case both
// sides are alpha times the entries of (K + alpha I)^-1 t and of its diagonal.
//
// Cost: n d^2 + d^3 / 3 and 4 k n d for a target; leave-one-out 2 n d^2 for each alpha.

import { cholesky, choleskySolve } from '../math/cholesky';
import { Matrix, strideOf } from '../math/matrix';
import { accumulate, multiply, rowsPerBlock } from '../math/panel';
import { at, axpy, dot, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { Covariance, Moments } from './covariance';
import { leastSquares } from './least_squares';

/** Values to predict: k a row. */
export abstract class Targets {
  constructor(public count: i32) {}
  abstract valueOf(i: i32, target: i32): f64;
}

export class Ridge {
  /** count x stride, padded; and the intercepts. */
  W: usize;
  b: usize;
  /** sum of s_i |t_i - W x_i - b|^2 + alpha |W|^2 of the last solution. */
  objective: f64 = 0;
  private stride: i32;
  private covariance: Covariance = new Covariance(0);
  /** The factor: d x stride, or n x strideOf(n). */
  private L: usize;
  private isWide: bool;
  /** Wide: the centred rows times the roots of their weights; and K. */
  private rows: Matrix = new Matrix(0, 0, 0, 0);
  private K: usize = 0;
  /** Weighted means of the targets, 0 without intercept. */
  private levels: usize;
  private block: usize;
  private scores: usize;
  private perBlock: i32;

  constructor(
    private X: Matrix,
    private targets: Targets,
    private weight: usize,
    private hasIntercept: bool,
  ) {
    const n = X.rows;
    const d = X.cols;
    const k = targets.count;
    this.stride = X.stride;
    this.W = reals(<i64>k * X.stride);
    this.b = reals(k);
    this.levels = reals(k);
    this.isWide = d > n;
    this.perBlock = rowsPerBlock(X.stride);
    this.block = reals(<i64>this.perBlock * X.stride);
    this.scores = reals(<i64>max(k, this.isWide ? 1 : d) * this.perBlock);
    if (!this.isWide) this.covariance = new Covariance(d);
    if (this.isWide) {
      this.L = reals(<i64>n * strideOf(n));
      this.K = reals(<i64>n * strideOf(n));
      this.centreWide();
    } else {
      this.L = reals(<i64>d * X.stride);
      const moments = Moments.about(X, 0, weight, hasIntercept);
      moments.covariance(hasIntercept, this.covariance);
      moments.release();
    }
    if (hasIntercept) {
      const total = this.totalWeight;
      for (let i = 0; i < n; i++) {
        for (let c = 0; c < k; c++) {
          put(this.levels, c, at(this.levels, c) + (this.weightOf(i) * targets.valueOf(i, c)) / total);
        }
      }
    }
  }

  private weightOf(i: i32): f64 {
    return this.weight ? at(this.weight, i) : 1;
  }

  private get totalWeight(): f64 {
    let total: f64 = 0;
    for (let i = 0; i < this.X.rows; i++) total += this.weightOf(i);
    return total;
  }

  release(): void {
    release(this.W);
    release(this.b);
    release(this.levels);
    release(this.block);
    release(this.scores);
    release(this.L);
    release(this.K);
    release(this.rows.data);
    this.covariance.release();
  }

  /** Pointer to the weights of a target. */
  weights(c: i32): usize {
    return this.W + ((<usize>c * <usize>this.stride) << 3);
  }

  /** Leaves W, b and objective for this alpha. */
  solve(alpha: f64): void {
    memory.fill(this.W, 0, (<usize>this.targets.count * <usize>this.stride) << 3);
    const isFactored = alpha > 0 && this.factor(alpha);
    if (!isFactored) this.solveRows(alpha);
    else if (this.isWide) this.solveWide(alpha);
    else {
      this.step(alpha);
      this.step(alpha);
    }
    this.finish(alpha);
  }

  /** L for this alpha; false when rounding leaves no pivot. */
  private factor(alpha: f64): bool {
    const size = this.isWide ? this.X.rows : this.X.cols;
    const stride = strideOf(size);
    memory.copy(this.L, this.isWide ? this.K : this.covariance.G, (<usize>size * <usize>stride) << 3);
    for (let j = 0; j < size; j++) {
      const place = this.L + ((<usize>j * <usize>stride + <usize>j) << 3);
      store<f64>(place, load<f64>(place) + alpha);
    }
    return cholesky(this.L, size, stride) == 0;
  }

  /** W += (G + alpha I)^-1 (X' S (t - X W) - alpha W): from W = 0 the solution, and then its refinement. */
  private step(alpha: f64): void {
    const k = this.targets.count;
    const stride = this.stride;
    const gradient = reals(<i64>k * stride);
    for (let first = 0; first < this.X.rows; first += this.perBlock) {
      const count = this.residuals(first);
      for (let r = 0; r < count; r++) {
        const s = this.weightOf(first + r);
        if (s == 1) continue;
        for (let c = 0; c < k; c++) this.scale(c, r, s);
      }
      accumulate(this.block, (count + 3) & ~3, stride, this.scores, k, this.perBlock, gradient);
      tick(4 * <f64>count * <f64>k * <f64>stride);
    }
    for (let c = 0; c < k; c++) {
      const g = gradient + ((<usize>c * <usize>stride) << 3);
      axpy(-alpha, this.weights(c), g, stride);
      choleskySolve(this.L, this.X.cols, stride, g);
      axpy(1, g, this.weights(c), stride);
    }
    release(gradient);
  }

  private scale(c: i32, r: i32, s: f64): void {
    const place = this.scores + ((<usize>c * <usize>this.perBlock + <usize>r) << 3);
    store<f64>(place, s * load<f64>(place));
  }

  /** Fills `block` with centred rows from `first` on and `scores` with t - W x; how many. 0 fills up to a multiple of 4. */
  private residuals(first: i32): i32 {
    const stride = this.stride;
    const k = this.targets.count;
    const count = this.fill(first);
    multiply(this.block, (count + 3) & ~3, stride, this.W, k, this.scores, this.perBlock);
    for (let c = 0; c < k; c++) {
      const run = this.scores + ((<usize>c * <usize>this.perBlock) << 3);
      const level = at(this.levels, c);
      for (let r = 0; r < count; r++) put(run, r, this.targets.valueOf(first + r, c) - level - at(run, r));
      for (let r = count; r < ((count + 3) & ~3); r++) put(run, r, 0);
    }
    return count;
  }

  private fill(first: i32): i32 {
    const stride = this.stride;
    const means = this.covariance.means;
    const count = min(this.perBlock, this.X.rows - first);
    for (let r = 0; r < ((count + 3) & ~3); r++) {
      const z = this.block + ((<usize>r * <usize>stride) << 3);
      if (r >= count) {
        memory.fill(z, 0, (<usize>stride) << 3);
        continue;
      }
      const x = this.X.row(first + r);
      for (let p: usize = 0; p < (<usize>stride) << 3; p += 16) {
        v128.store(z + p, f64x2.sub(v128.load(x + p), v128.load(means + p)));
      }
    }
    return count;
  }

  /** Wide: the centred rows, scaled, and K. */
  private centreWide(): void {
    const n = this.X.rows;
    const stride = this.stride;
    release(this.covariance.means);
    const means = reals(stride);
    this.covariance.means = means;
    if (this.hasIntercept) {
      const total = this.totalWeight;
      for (let i = 0; i < n; i++) axpy(this.weightOf(i) / total, this.X.row(i), means, stride);
    }
    const rows = Matrix.zeros((n + 3) & ~3, this.X.cols);
    this.rows = rows;
    for (let i = 0; i < n; i++) {
      const root = Math.sqrt(this.weightOf(i));
      axpy(root, this.X.row(i), rows.row(i), stride);
      axpy(-root, means, rows.row(i), stride);
    }
    const pitch = strideOf(n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const value = dot(rows.row(i), rows.row(j), stride);
        put(this.K + ((<usize>i * <usize>pitch) << 3), j, value);
        put(this.K + ((<usize>j * <usize>pitch) << 3), i, value);
      }
      tick(2 * <f64>i * <f64>stride);
    }
  }

  /** n targets c, centred and scaled as the rows. */
  private scaledTargets(c: i32, out: usize): void {
    for (let i = 0; i < this.X.rows; i++) {
      const root = Math.sqrt(this.weightOf(i));
      put(out, i, root * (this.targets.valueOf(i, c) - at(this.levels, c)));
    }
  }

  private solveWide(alpha: f64): void {
    const n = this.X.rows;
    const pitch = strideOf(n);
    const t = reals(pitch);
    const z = reals(pitch);
    for (let c = 0; c < this.targets.count; c++) {
      const w = this.weights(c);
      this.scaledTargets(c, t);
      // The second time with what the first left: z = (K + alpha I)^-1 (t - X w - alpha z_before), refined.
      memory.fill(z, 0, (<usize>pitch) << 3);
      for (let pass = 0; pass < 2; pass++) {
        const rest = reals(pitch);
        for (let i = 0; i < n; i++) {
          put(rest, i, at(t, i) - dot(this.rows.row(i), w, this.stride) - alpha * at(z, i));
        }
        choleskySolve(this.L, n, pitch, rest);
        for (let i = 0; i < n; i++) {
          put(z, i, at(z, i) + at(rest, i));
          axpy(at(rest, i), this.rows.row(i), w, this.stride);
        }
        release(rest);
        tick(4 * <f64>n * <f64>this.stride);
      }
    }
    release(t);
    release(z);
  }

  /** Least squares of the rows, the penalty as d rows more. */
  private solveRows(alpha: f64): void {
    const n = this.X.rows;
    const d = this.X.cols;
    const more = alpha > 0 ? d : 0;
    const A = Matrix.zeros(n + more, d);
    const t = reals(n + more);
    for (let i = 0; i < n; i++) {
      const root = Math.sqrt(this.weightOf(i));
      axpy(root, this.X.row(i), A.row(i), this.stride);
      axpy(-root, this.covariance.means, A.row(i), this.stride);
    }
    for (let j = 0; j < more; j++) put(A.row(n + j), j, Math.sqrt(alpha));
    for (let c = 0; c < this.targets.count; c++) {
      this.scaledTargets(c, t);
      const solution = leastSquares(A, t, false, 0);
      memory.copy(this.weights(c), solution.w, (<usize>d) << 3);
      release(solution.w);
    }
    release(A.data);
    release(t);
  }

  /** The intercepts and the objective of W. */
  private finish(alpha: f64): void {
    const k = this.targets.count;
    this.objective = 0;
    for (let c = 0; c < k; c++) {
      const w = this.weights(c);
      put(this.b, c, at(this.levels, c) - dot(this.covariance.means, w, this.stride));
      this.objective += alpha * dot(w, w, this.stride);
    }
    for (let first = 0; first < this.X.rows; first += this.perBlock) {
      const count = this.residuals(first);
      for (let c = 0; c < k; c++) {
        const run = this.scores + ((<usize>c * <usize>this.perBlock) << 3);
        for (let r = 0; r < count; r++) this.objective += this.weightOf(first + r) * at(run, r) * at(run, r);
      }
      tick(2 * <f64>count * <f64>k * <f64>this.stride);
    }
  }

  /** The mean over rows and targets of s_i (error of row i when it is left out)^2; W, b as `solve` leaves them. */
  leaveOneOut(alpha: f64): f64 {
    this.solve(alpha);
    if (!this.factor(alpha)) return Infinity;
    const sum = this.isWide ? this.leaveOneOutWide() : this.leaveOneOutTall();
    return sum / (<f64>this.X.rows * <f64>this.targets.count);
  }

  private leaveOneOutTall(): f64 {
    const d = this.X.cols;
    const stride = this.stride;
    const k = this.targets.count;
    const share = this.hasIntercept ? 1 / this.covariance.total : 0;
    const inverse = reals(<i64>d * stride);
    for (let j = 0; j < d; j++) {
      const row = inverse + ((<usize>j * <usize>stride) << 3);
      put(row, j, 1);
      choleskySolve(this.L, d, stride, row);
      tick(2 * <f64>d * <f64>d);
    }
    const leverage = reals(this.perBlock);
    let sum: f64 = 0;
    for (let first = 0; first < this.X.rows; first += this.perBlock) {
      const count = this.fill(first);
      multiply(this.block, (count + 3) & ~3, stride, inverse, d, this.scores, this.perBlock);
      for (let r = 0; r < count; r++) {
        const z = this.block + ((<usize>r * <usize>stride) << 3);
        let h: f64 = 0;
        for (let j = 0; j < d; j++) h += at(z, j) * at(this.scores, j * this.perBlock + r);
        put(leverage, r, 1 - this.weightOf(first + r) * (h + share));
      }
      this.residuals(first);
      for (let c = 0; c < k; c++) {
        const run = this.scores + ((<usize>c * <usize>this.perBlock) << 3);
        for (let r = 0; r < count; r++) {
          const error = at(run, r) / at(leverage, r);
          sum += this.weightOf(first + r) * error * error;
        }
      }
      tick(2 * <f64>count * <f64>stride * <f64>(d + k));
    }
    release(leverage);
    release(inverse);
    return sum;
  }

  private leaveOneOutWide(): f64 {
    const n = this.X.rows;
    const pitch = strideOf(n);
    const share = this.hasIntercept ? 1 / this.totalWeight : 0;
    const column = reals(pitch);
    const diagonal = reals(n);
    const roots = reals(pitch);
    for (let i = 0; i < n; i++) put(roots, i, Math.sqrt(this.weightOf(i)));
    choleskySolve(this.L, n, pitch, roots);
    for (let i = 0; i < n; i++) {
      memory.fill(column, 0, (<usize>pitch) << 3);
      put(column, i, 1);
      choleskySolve(this.L, n, pitch, column);
      put(diagonal, i, at(column, i) - at(roots, i) * Math.sqrt(this.weightOf(i)) * share);
      tick(2 * <f64>n * <f64>n);
    }
    let sum: f64 = 0;
    for (let c = 0; c < this.targets.count; c++) {
      memory.fill(column, 0, (<usize>pitch) << 3);
      this.scaledTargets(c, column);
      choleskySolve(this.L, n, pitch, column);
      for (let i = 0; i < n; i++) {
        const error = at(column, i) / at(diagonal, i);
        sum += error * error;
      }
    }
    release(column);
    release(diagonal);
    release(roots);
    return sum;
  }
}
