// Linear least squares, as exactly as doubles allow, for any shape and rank.
//
// Given   X (n x d), y (n), and whether there is an intercept
// Output  w (d), b minimising |y - X w - b|^2; of all minimisers the one with the shortest w;
//         at full rank the inverse of R, [1 X] = Q R, for standard errors (model/standard_errors.ts)
//
//   1. c = column means (0 without intercept); b then follows from w
//   2. n > d: R of [X - 1 c^T, y - mean] by streamed reflections (math/qr.ts), one pass over X
//      n <= d: the rows of X - 1 c^T themselves stand for R in step 4
//   3. full rank: w = R^-1 Q^T y, refined in twofold precision (refine.ts), one or a few passes
//   4. else: the minimum-norm solution by singular values (math/jacobi.ts)
//
// The factor of [1 X] is [sqrt(n), sqrt(n) c^T; 0, R] with the R of step 2, so its inverse is
// [1 / sqrt(n), -c^T R^-1; 0, R^-1]: nothing more is factorised.
//
// Rank: singular values up to `tolerance` times the largest count as zero; tolerance 0 stands for
// max(n, d) eps, below which they are rounding. Step 3 is chosen without singular values when the inverse
// of R proves that none is that small; for this the columns are scaled alike, so that features in
// different units don't pass for dependent ones.
//
// Accuracy: at full rank, the exact solution for the given X and y, rounded (NIST's reference problems:
// test/kernel/least_squares.test.ts). Cost: 2 n d^2 flops, and 55 n d for each pass of refinement; d^3 / 3 for
// the inverse.

import { failNotFinite } from '../error';
import { minimumNorm } from '../math/jacobi';
import { Matrix } from '../math/matrix';
import { BLOCK_ROWS, StreamedQR } from '../math/qr';
import { at, axpy, dot, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { Refinement } from './refine';

/** Passes of refinement at most; rank is in doubt long before that many are needed. */
const PASSES: i32 = 12;
/** The inverse of R is kept for this many columns at most: it is stored with a model, and is 265 kB then. */
export const MOST_INVERTED: i32 = 256;
/** A relative change of the solution that a double no longer shows, with a margin for small weights. */
const SETTLED: f64 = 1e-20;

/** The solution. */
export class LeastSquares {
  /** d weights, padded to X.stride. */
  w: usize;
  b: f64 = 0;
  rank: i32 = 0;
  /** Passes of refinement; 0 when the rank is deficient. */
  passes: i32 = 0;
  /** |y - X w - b|^2, NaN when the rank is deficient. */
  squares: f64 = NaN;
  /**
   * The inverse of the triangular factor of [1 X] (of X without an intercept), upper triangle by rows, the
   * intercept's row first; empty when the rank is deficient or d is beyond MOST_INVERTED.
   */
  inverseFactor: StaticArray<f64> = new StaticArray<f64>(0);

  constructor(
    public X: Matrix,
    public y: usize,
    public hasIntercept: bool,
  ) {
    this.w = reals(X.stride);
  }
}

/** Solves; see the header. X.rows >= 1. */
export function leastSquares(X: Matrix, y: usize, hasIntercept: bool, tolerance: f64): LeastSquares {
  const solution = new LeastSquares(X, y, hasIntercept);
  const n = X.rows;
  const cutoff = tolerance > 0 ? tolerance : <f64>max(n, X.cols) * f64.EPSILON;
  const centre = reals(X.stride);
  let middle: f64 = 0;
  if (hasIntercept) {
    for (let i = 0; i < n; i++) {
      axpy(1, X.row(i), centre, X.stride);
      middle += at(y, i);
      tick(2.0 * <f64>X.stride);
    }
    for (let j = 0; j < X.cols; j++) put(centre, j, at(centre, j) / <f64>n);
    middle /= <f64>n;
  }
  if (n <= X.cols) solveWide(solution, centre, middle, cutoff);
  else solveTall(solution, centre, middle, cutoff);
  release(centre);
  return solution;
}

/** n <= d: the minimum-norm solution from the rows themselves. */
function solveWide(solution: LeastSquares, centre: usize, middle: f64, cutoff: f64): void {
  const X = solution.X;
  const rows = Matrix.zeros(X.rows, X.cols);
  const t = reals(X.rows);
  for (let i = 0; i < X.rows; i++) {
    memory.copy(rows.row(i), X.row(i), (<usize>X.stride) << 3);
    axpy(-1, centre, rows.row(i), X.stride);
    if (!isFinite(dot(rows.row(i), rows.row(i), X.stride))) failNotFinite();
    put(t, i, at(solution.y, i) - middle);
  }
  solution.rank = minimumNorm(rows, t, cutoff, solution.w);
  solution.b = middle - dot(centre, solution.w, X.stride);
  release(t);
  release(rows.data);
}

/** n > d: one factorisation, then the way that the rank asks for. */
function solveTall(solution: LeastSquares, centre: usize, middle: f64, cutoff: f64): void {
  const factor = withoutConstants(factorise(solution, centre, middle), cutoff);
  const d = factor.columns.length;
  const w = reals(d + 1);
  const condition = conditionBound(factor.qr, d);
  if (condition * cutoff < 1) {
    solution.rank = d;
    solveTriangular(factor.qr, d, w);
    if (d == solution.X.cols && d <= MOST_INVERTED) keepInverse(solution, factor.qr, centre);
    refine(solution, factor, condition, w, centre, middle);
  } else {
    const rows = Matrix.zeros(d, d);
    const t = reals(d);
    for (let i = 0; i < d; i++) {
      memory.copy(rows.row(i), factor.qr.row(i), (<usize>d) << 3);
      put(t, i, at(factor.qr.row(i), d));
    }
    solution.rank = minimumNorm(rows, t, cutoff, w);
    for (let j = 0; j < d; j++) put(solution.w, factor.columns[j], at(w, j));
    solution.b = middle - dot(centre, solution.w, solution.X.stride);
    release(t);
    release(rows.data);
  }
  release(w);
  factor.qr.release();
}

/** R of some columns of X, with Q^T y as one column more. */
class Factor {
  constructor(
    public qr: StreamedQR,
    /** Which columns of X. */
    public columns: StaticArray<i32>,
  ) {}
}

function factorise(solution: LeastSquares, centre: usize, middle: f64): Factor {
  const X = solution.X;
  const d = X.cols;
  const qr = new StreamedQR(d + 1);
  for (let from = 0; from < X.rows; from += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, X.rows - from);
    for (let i = 0; i < rows; i++) {
      const x = X.row(from + i);
      for (let j = 0; j < d; j++) put(qr.column(j), i, at(x, j) - at(centre, j));
      put(qr.column(d), i, at(solution.y, from + i) - middle);
    }
    qr.fold(rows);
  }
  const columns = new StaticArray<i32>(d);
  for (let j = 0; j < d; j++) {
    columns[j] = j;
    if (!isFinite(columnNorm(qr, j))) failNotFinite();
  }
  return new Factor(qr, columns);
}

/** The same without columns that centring left at nothing: their weights are 0. */
function withoutConstants(factor: Factor, cutoff: f64): Factor {
  const qr = factor.qr;
  const d = factor.columns.length;
  let largest: f64 = 0;
  for (let j = 0; j < d; j++) largest = max(largest, columnNorm(qr, j));
  const kept: i32[] = [];
  for (let j = 0; j < d; j++) if (columnNorm(qr, j) > cutoff * largest) kept.push(j);
  if (kept.length == d) return factor;
  const columns = StaticArray.fromArray(kept);
  const smaller = new StreamedQR(kept.length + 1);
  for (let from = 0; from <= d; from += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, d + 1 - from);
    for (let i = 0; i < rows; i++) {
      const row = qr.row(from + i);
      for (let j = 0; j < kept.length; j++) put(smaller.column(j), i, at(row, kept[j]));
      put(smaller.column(kept.length), i, at(row, d));
    }
    smaller.fold(rows);
  }
  qr.release();
  return new Factor(smaller, columns);
}

/** |column j of R|, which is |column j| of what was factorised. */
function columnNorm(qr: StreamedQR, j: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i <= j; i++) sum += at(qr.row(i), j) * at(qr.row(i), j);
  return Math.sqrt(sum);
}

/**
 * An upper bound of the condition of R with columns of equal norm: sqrt(d) |D R^-1|, D the norms of R's
 * columns, in Frobenius' norm; Infinity when R is singular. d^3 / 3 flops.
 */
function conditionBound(qr: StreamedQR, d: i32): f64 {
  const x = reals(d);
  let total: f64 = 0;
  const weights = reals(d);
  for (let j = 0; j < d; j++) {
    const norm = columnNorm(qr, j);
    put(weights, j, norm * norm);
    if (at(qr.row(j), j) == 0) return Infinity;
  }
  for (let i = 0; i < d; i++) {
    inverseRow(qr, d, i, x);
    let squares: f64 = 0;
    for (let k = i; k < d; k++) squares += at(x, k) * at(x, k);
    total += at(weights, i) * squares;
  }
  release(x);
  release(weights);
  return Math.sqrt(<f64>d * total);
}

/** Leaves the solution's inverseFactor. R is that of X - 1 c^T. */
function keepInverse(solution: LeastSquares, qr: StreamedQR, centre: usize): void {
  const d = solution.X.cols;
  const x = reals(d);
  const p = solution.hasIntercept ? d + 1 : d;
  const inverse = new StaticArray<f64>((p * (p + 1)) / 2);
  if (solution.hasIntercept) inverse[0] = 1 / Math.sqrt(<f64>solution.X.rows);
  let next = solution.hasIntercept ? p : 0;
  for (let i = 0; i < d; i++) {
    inverseRow(qr, d, i, x);
    for (let k = i; k < d; k++) {
      inverse[next++] = at(x, k);
      if (solution.hasIntercept) inverse[k + 1] -= at(centre, i) * at(x, k);
    }
  }
  solution.inverseFactor = inverse;
  release(x);
}

/** Row i of R^-1 into x (d): x = R^-T e_i. */
function inverseRow(qr: StreamedQR, d: i32, i: i32, x: usize): void {
  memory.fill(x, 0, (<usize>d) << 3);
  put(x, i, 1);
  forwardSubstitute(qr, d, x, i);
  tick(<f64>(d - i) * <f64>(d - i));
}

/** x = R^-1 (column d of R). */
function solveTriangular(qr: StreamedQR, d: i32, x: usize): void {
  for (let i = 0; i < d; i++) put(x, i, at(qr.row(i), d));
  backSubstitute(qr, d, x);
}

/** x = R^-1 x. */
function backSubstitute(qr: StreamedQR, d: i32, x: usize): void {
  for (let i = d - 1; i >= 0; i--) {
    const row = qr.row(i);
    let sum = at(x, i);
    for (let k = i + 1; k < d; k++) sum -= at(row, k) * at(x, k);
    put(x, i, sum / at(row, i));
  }
}

/** x = R^-T x, where x is zero before `from`. */
function forwardSubstitute(qr: StreamedQR, d: i32, x: usize, from: i32 = 0): void {
  for (let i = from; i < d; i++) {
    const row = qr.row(i);
    const value = at(x, i) / at(row, i);
    put(x, i, value);
    for (let k = i + 1; k < d; k++) put(x, k, at(x, k) - value * at(row, k));
  }
}

/** Refines w (by the factor's columns) and leaves the solution's w, b, passes and squares. */
function refine(
  solution: LeastSquares,
  factor: Factor,
  condition: f64,
  w: usize,
  centre: usize,
  middle: f64,
): void {
  const qr = factor.qr;
  const columns = factor.columns;
  const d = columns.length;
  const X = solution.X;
  const state = new Refinement(X, solution.y);
  const b = state.intercept;
  if (solution.hasIntercept) b.add(middle);
  for (let j = 0; j < d; j++) {
    put(state.high, columns[j], at(w, j));
    b.subtractProduct(at(centre, columns[j]), at(w, j));
  }
  b.settle();
  // Lengths in units of each column, so that weights of unlike features compare.
  const size = scaledNorm(qr, d, w);
  const rate = min<f64>(<f64>(d + 1) * condition * f64.EPSILON, 1);
  let previous: f64 = Infinity;
  for (let pass = 0; pass < PASSES; pass++) {
    state.evaluate();
    if (size == 0) break;
    for (let j = 0; j < d; j++) put(w, j, state.gradient(columns[j], at(centre, columns[j])));
    forwardSubstitute(qr, d, w);
    backSubstitute(qr, d, w);
    const change = scaledNorm(qr, d, w) / size;
    if (!(change < previous / 2)) break;
    previous = change;
    for (let j = 0; j < d; j++) {
      state.change(columns[j], at(w, j));
      b.subtractProduct(at(centre, columns[j]), at(w, j));
    }
    if (solution.hasIntercept) b.add((state.sum.high + state.sum.low) / <f64>X.rows);
    b.settle();
    solution.passes++;
    if (change * rate < SETTLED) break;
  }
  memory.copy(solution.w, state.high, (<usize>X.stride) << 3);
  solution.b = b.high;
  solution.squares = state.squares;
  state.release();
}

/** |D w|, D the norms of the factor's columns. */
function scaledNorm(qr: StreamedQR, d: i32, w: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < d; j++) {
    const term = columnNorm(qr, j) * at(w, j);
    sum += term * term;
  }
  return Math.sqrt(sum);
}
