// The elastic net of rows: one alpha, or a path of them with warm starts.
//
//   min over w, b of 1 / (2 S) sum of s_i (y_i - w x_i - b)^2 + alpha (r |w|_1 + (1 - r) / 2 |w|^2),  S = sum of s_i
//
// From the covariance of the rows where d <= n (a sweep then costs d^2 and not n d), else from their columns. Both
// are minimised by coordinate_descent.ts, S times the problem above.

import { Matrix, strideOf } from '../math/matrix';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { Covariance, MOST_NUMBERS } from './covariance';
import { Descent } from './coordinate_descent';
import { ColumnQuadratic, GramQuadratic, Quadratic } from './quadratic';

/** Whether n rows of d columns are worth a covariance. */
export function hasCovariance(n: i32, d: i32): bool {
  return d <= n && <i64>d * d <= MOST_NUMBERS / 2;
}

export class ElasticNet {
  w: usize;
  b: f64 = 0;
  converged: bool = true;
  iterations: i32 = 0;
  /** As the header writes them. */
  objective: f64 = 0;
  gap: f64 = 0;
  private lasso: usize;
  private ridge: usize;
  private descent: Descent;

  constructor(
    private f: Quadratic,
    /** S. */
    public total: f64,
    /** Weighted means of the rows (d, padded) and of y; 0 without intercept. */
    private means: usize,
    private level: f64,
    isPositive: bool,
  ) {
    const stride = strideOf(f.size);
    const w = reals(stride);
    const lasso = reals(stride);
    const ridge = reals(stride);
    this.w = w;
    this.lasso = lasso;
    this.ridge = ridge;
    this.descent = new Descent(f, w, lasso, ridge, isPositive);
  }

  static ofCovariance(covariance: Covariance, isPositive: bool): ElasticNet {
    const f = new GramQuadratic(covariance.d, covariance.G, covariance.c, covariance.square);
    return new ElasticNet(f, covariance.total, covariance.means, covariance.level, isPositive);
  }

  /** Of the rows themselves, `from` to before `to` left out; weight 0 stands for ones. `means` becomes the caller's. */
  static ofRows(
    X: Matrix,
    y: usize,
    weight: usize,
    from: i32,
    to: i32,
    isCentred: bool,
    means: usize,
    isPositive: bool,
  ): ElasticNet {
    const d = X.cols;
    const n = X.rows - (to - from);
    const stride = strideOf(n);
    const columns = reals(<i64>d * stride);
    const targets = reals(stride);
    let total: f64 = 0;
    let level: f64 = 0;
    for (let i = 0; i < X.rows; i++) {
      if (i >= from && i < to) continue;
      const s = weight ? at(weight, i) : 1;
      total += s;
      level += s * at(y, i);
      for (let j = 0; j < d; j++) put(means, j, at(means, j) + s * at(X.row(i), j));
    }
    for (let j = 0; j < d; j++) put(means, j, isCentred ? at(means, j) / total : 0);
    level = isCentred ? level / total : 0;
    let r = 0;
    for (let i = 0; i < X.rows; i++) {
      if (i >= from && i < to) continue;
      const root = Math.sqrt(weight ? at(weight, i) : 1);
      const x = X.row(i);
      for (let j = 0; j < d; j++) {
        store<f64>(columns + ((<usize>j * <usize>stride + <usize>r) << 3), root * (at(x, j) - at(means, j)));
      }
      put(targets, r++, root * (at(y, i) - level));
      tick(4 * <f64>d);
    }
    return new ElasticNet(new ColumnQuadratic(d, n, columns, targets), total, means, level, isPositive);
  }

  /** max_j |x_j' S (y - ybar)|: from this times 1 / (S r) on, alpha makes w 0. Of positive x_j' y alone if isPositive. */
  largestTarget(isPositive: bool): f64 {
    let largest: f64 = 0;
    for (let j = 0; j < this.f.size; j++) {
      const target = this.f.target(j);
      largest = max(largest, isPositive ? target : Math.abs(target));
    }
    return largest;
  }

  /** Goes on from the w that is there. */
  solve(alpha: f64, l1Ratio: f64, tol: f64, maxIter: i32): void {
    const d = this.f.size;
    for (let j = 0; j < d; j++) {
      put(this.lasso, j, alpha * l1Ratio * this.total);
      put(this.ridge, j, alpha * (1 - l1Ratio) * this.total);
    }
    this.descent.minimise(tol, maxIter);
    this.converged = this.descent.converged;
    this.iterations = this.descent.iterations;
    this.objective = this.descent.objective / this.total;
    this.gap = this.descent.gap / this.total;
    this.b = this.level;
    for (let j = 0; j < d; j++) this.b -= at(this.means, j) * at(this.w, j);
  }

  /** Back to w = 0. */
  restart(): void {
    memory.fill(this.w, 0, (<usize>this.f.size) << 3);
    this.f.restart(this.w);
  }

  release(): void {
    this.descent.release();
    this.f.release();
    release(this.w);
    release(this.lasso);
    release(this.ridge);
  }
}
