// The rows that an objective is summed over, in blocks: the products between a block and a few vectors.
//
// Shapes (math/panel.ts): a vector of weights has `stride` f64, of which `cols` count: the columns of X, then the
// intercept's feature, which is constant. A block has `perBlock` rows, the last one fewer; rows are filled up to a
// multiple of 4 with such that no weight counts. k vectors at a time, Z k x perBlock.
//
//   prepare, multiply of blocks       Z = W A'
//   accumulate of blocks, finish      W += Z A
//   gram of blocks, finishGram        H += A' diag(h) A, the lower triangle
//   squares of blocks, finishSquares  the diagonal of that

import { Matrix } from '../math/matrix';
import { accumulate, gram, multiply, rowsPerBlock } from '../math/panel';
import { put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

/** Rows for each parameter of a block of the Hessian: enough for one that is near, at a fraction of its cost. */
const ROWS_PER_PARAMETER: i32 = 16;
/** Rows that are taken in any case. */
const ROWS_LEAST: i32 = 2048;

export abstract class Rows {
  readonly blocks: i32;

  constructor(
    /** With those that fill up. */
    readonly n: i32,
    readonly cols: i32,
    readonly stride: i32,
    readonly perBlock: i32,
  ) {
    this.blocks = (n + perBlock - 1) / perBlock;
  }

  /** n numbers, one a row, 0 for the rows that only fill. */
  column(): usize {
    return reals(<i64>this.blocks * this.perBlock);
  }

  /** Rows of block b. */
  rowsOf(b: i32): i32 {
    return min(this.perBlock, this.n - b * this.perBlock);
  }

  /** What a row costs in a product with one vector. */
  abstract get width(): i32;

  /** Of how many blocks one is taken for a Hessian of `size` columns. */
  every(size: i32): i32 {
    return max(1, this.n / max(ROWS_LEAST, ROWS_PER_PARAMETER * size));
  }

  /** The same rows with these of their features alone, in this order, and the intercept's. */
  abstract pick(features: i32[]): Rows;

  prepare(w: usize, k: i32): void {}
  abstract multiply(b: i32, w: usize, k: i32, z: usize): void;
  abstract accumulate(b: i32, z: usize, k: i32, w: usize): void;
  finish(w: usize, k: i32): void {}
  abstract gram(b: i32, h: usize, matrix: usize, pitch: i32): void;
  finishGram(matrix: usize, pitch: i32): void {}
  abstract squares(b: i32, h: usize, sums: usize): void;
  finishSquares(sums: usize): void {}

  /** Gives its rows back. */
  abstract free(): void;
}

/** X with its intercept feature. */
export class DenseRows extends Rows {
  private X: Matrix;

  /** The block of its own; 0 when X is the caller's. */
  private own: usize;

  /** `intercept` is the constant feature's value; 0 leaves it out. A matrix with room for it gets it where it is. */
  constructor(
    given: Matrix,
    private intercept: f64,
  ) {
    const isInPlace = given.hasRoom && intercept != 0;
    const X = isInPlace ? addConstant(given, intercept) : withConstant(given, intercept);
    super(X.rows, X.cols, X.stride, rowsPerBlock(X.stride));
    this.X = X;
    this.own = isInPlace ? 0 : X.data;
  }

  pick(features: i32[]): Rows {
    const picked = this.X.pick(features, features.length);
    const rows = new DenseRows(picked, this.intercept);
    release(picked.data);
    return rows;
  }

  free(): void {
    release(this.own);
  }

  get width(): i32 {
    return this.stride;
  }

  private first(b: i32): usize {
    return this.X.row(b * this.perBlock);
  }

  multiply(b: i32, w: usize, k: i32, z: usize): void {
    multiply(this.first(b), this.rowsOf(b), this.stride, w, k, z, this.perBlock);
  }

  accumulate(b: i32, z: usize, k: i32, w: usize): void {
    accumulate(this.first(b), this.rowsOf(b), this.stride, z, k, this.perBlock, w);
  }

  gram(b: i32, h: usize, matrix: usize, pitch: i32): void {
    gram(this.first(b), this.rowsOf(b), this.stride, h, matrix, pitch);
  }

  squares(b: i32, h: usize, sums: usize): void {
    const first = this.first(b);
    const step = (<usize>this.stride) << 3;
    const count = this.rowsOf(b);
    for (let r = 0; r < count; r++)
      addSquares(first + <usize>r * step, load<f64>(h + ((<usize>r) << 3)), sums, this.stride);
  }
}

/** The same rows with a constant column at their end, filled up with the zeros behind them to a multiple of 4. */
function addConstant(given: Matrix, constant: f64): Matrix {
  for (let i = 0; i < given.rows; i++) put(given.row(i), given.cols, constant);
  return new Matrix(given.data, (given.rows + 3) & ~3, given.cols + 1, given.stride);
}

/** A copy with a constant column at its end, unless the constant is 0, filled up with rows of zeros to a multiple of 4. */
export function withConstant(given: Matrix, constant: f64): Matrix {
  const d = given.cols;
  const copy = Matrix.zeros((given.rows + 3) & ~3, constant != 0 ? d + 1 : d);
  for (let i = 0; i < given.rows; i++) {
    memory.copy(copy.row(i), given.row(i), (<usize>d) << 3);
    if (constant != 0) put(copy.row(i), d, constant);
    tick(d);
  }
  return copy;
}

/** sums += h x^2, element by element. */
export function addSquares(x: usize, h: f64, sums: usize, n: i32): void {
  const weight = f64x2.splat(h);
  for (let p: usize = 0; p < (<usize>n) << 3; p += 16) {
    const v = v128.load(x + p);
    v128.store(sums + p, f64x2.add(v128.load(sums + p), f64x2.mul(weight, f64x2.mul(v, v))));
  }
}
