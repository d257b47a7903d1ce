// A loss over rows of X, and a penalty: what the linear models minimise.
//
//   f(W) = 0.5 sum over c, j of penalty_j W_cj^2 + sum over i of s_i loss(W a_i, y_i)
//
//   a_i   row i of X, with one more feature that is constant for the intercept (see Rows)
//   W     k x stride, one run a score; the padding stays zero
//   s     the samples' weights, C included; penalty: `stride` f64, 0 for an intercept without penalty
//
// One evaluation reads X once: block by block come scores, loss, derivative and gradient (rows.ts).
//
// The matrix M of `factor` is, for few parameters, the Hessian itself; for more, its k diagonal blocks; for
// many features, its diagonal. A Hessian that takes more than a few passes is built from every q-th block
// of rows, times q. Where no penalty holds a parameter, its k-fold common shift changes no softmax score:
// there the whole Hessian is flat, so M adds the mean curvature along that direction alone. The gradient
// has no part in it and the Newton step stays what it was.

import { failNotFinite } from '../error';
import { cholesky, choleskySolve } from '../math/cholesky';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { CurvedObjective } from '../solver/objective';
import { Loss } from './loss';
import { Rows } from './rows';

/** Up to this many parameters the whole Hessian is factored: 0.2 MB, under a millisecond. */
const WHOLE_MOST: i32 = 160;
/** Up to this many features the blocks of the Hessian are factored, */
const BLOCK_MOST: i32 = 1024;
/** while they take no more numbers than this together: 64 MiB. */
const FACTORS_MOST: i64 = 8 << 20;
/** Up to this many parameters `hessian` has all of the Hessian, 18 MiB; for more its k diagonal blocks. */
export const HESSIAN_MOST: i32 = 1536;
/** A pivot that no data and no penalty gives: relative to the largest diagonal entry. */
const RIDGE: f64 = 1e-13;
/** How it grows while that is not enough, and its end: beyond this only numbers that are none can be the cause. */
const RIDGE_GROWTH: f64 = 100;
const MOST_RIDGE: f64 = 1e9;

export class LinearObjective extends CurvedObjective {
  private stride: i32;
  private memo: usize;
  /** One block's scores, k x pitch; pitch = rows.perBlock. */
  private scores: usize;
  /** M's factors: one matrix, or k of them; 0 when M is diagonal. */
  private factors: usize = 0;
  private diagonal: usize;
  private factorSize: i32;
  private factorCount: i32;

  constructor(
    private rows: Rows,
    private loss: Loss,
    private y: usize,
    private s: usize,
    private penalty: usize,
  ) {
    super(loss.outputs * rows.stride);
    const stride = rows.stride;
    const k = loss.outputs;
    this.stride = stride;
    this.memo = reals(<i64>rows.blocks * rows.perBlock * loss.memory);
    this.scores = reals(<i64>k * rows.perBlock);
    this.diagonal = reals(this.size);
    this.factorSize = this.size <= WHOLE_MOST ? this.size : stride;
    this.factorCount = this.size <= WHOLE_MOST ? 1 : k;
    const numbers = <i64>this.factorCount * this.factorSize * this.factorSize;
    if (this.factorSize <= BLOCK_MOST && numbers <= FACTORS_MOST) this.factors = reals(numbers);
  }

  /** Gives all memory back. */
  free(): void {
    release(this.memo);
    release(this.scores);
    release(this.diagonal);
    release(this.factors);
  }

  /** What the loss keeps of block b. */
  memoOf(b: i32): usize {
    return this.memo + ((<usize>b * <usize>this.rows.perBlock * <usize>this.loss.memory) << 3);
  }

  /** 2 k n d, twice: the scores and the gradient. */
  private pass(): f64 {
    return 4 * <f64>this.loss.outputs * <f64>this.rows.width * <f64>this.rows.perBlock;
  }

  evaluate(w: usize, gradient: usize): f64 {
    const rows = this.rows;
    const pitch = rows.perBlock;
    const k = this.loss.outputs;
    memory.fill(gradient, 0, (<usize>this.size) << 3);
    let sum: f64 = 0;
    rows.prepare(w, k);
    for (let b = 0; b < rows.blocks; b++) {
      const count = rows.rowsOf(b);
      const offset = (<usize>(b * pitch)) << 3;
      rows.multiply(b, w, k, this.scores);
      sum += this.loss.evaluate(this.scores, pitch, this.y + offset, this.s + offset, count, this.memoOf(b));
      rows.accumulate(b, this.scores, k, gradient);
      tick(this.pass());
    }
    rows.finish(gradient, k);
    return sum + 0.5 * this.penalise(w, gradient);
  }

  curve(v: usize, out: usize): void {
    const rows = this.rows;
    const pitch = rows.perBlock;
    const k = this.loss.outputs;
    memory.fill(out, 0, (<usize>this.size) << 3);
    rows.prepare(v, k);
    for (let b = 0; b < rows.blocks; b++) {
      rows.multiply(b, v, k, this.scores);
      const s = this.s + ((<usize>(b * pitch)) << 3);
      this.loss.curve(this.scores, pitch, s, rows.rowsOf(b), this.memoOf(b));
      rows.accumulate(b, this.scores, k, out);
      tick(this.pass());
    }
    rows.finish(out, k);
    this.penalise(v, out);
  }

  /** out += penalty * w; returns w' (penalty * w). */
  private penalise(w: usize, out: usize): f64 {
    const run = (<usize>this.stride) << 3;
    let sum = f64x2.splat(0);
    for (let c: usize = 0; c < <usize>this.loss.outputs * run; c += run) {
      for (let p: usize = 0; p < run; p += 16) {
        const value = v128.load(w + c + p);
        const scaled = f64x2.mul(v128.load(this.penalty + p), value);
        sum = f64x2.add(sum, f64x2.mul(scaled, value));
        v128.store(out + c + p, f64x2.add(v128.load(out + c + p), scaled));
      }
    }
    return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  }

  factor(): void {
    if (this.factors == 0) return this.factorDiagonal();
    let ridge = RIDGE;
    if (this.isFactored(ridge, false)) return;
    // Rounding took a pivot: along directions that have next to no curvature, M gets some.
    for (; ridge <= MOST_RIDGE; ridge *= RIDGE_GROWTH) if (this.isFactored(ridge, true)) return;
    failNotFinite();
  }

  /** Builds M and factors it; false when that needs a larger ridge. */
  private isFactored(ridge: f64, isForAll: bool): bool {
    const size = this.factorSize;
    memory.fill(this.factors, 0, (<usize>this.factorCount * <usize>size * <usize>size) << 3);
    if (this.factorCount == 1) {
      const k = this.loss.outputs;
      for (let a = 0; a < k; a++) {
        for (let b = 0; b <= a; b++)
          this.addBlock(a, b, this.entry(0, a * this.stride, b * this.stride), size, this.rows.every(size));
      }
      if (k > 1) this.liftFlatDirections(this.factors, size, 0);
    } else {
      for (let c = 0; c < this.factorCount; c++) {
        const to = this.entry(c, 0, 0);
        if (c > 0 && this.isCurvedAlike(c))
          memory.copy(to, this.entry(0, 0, 0), (<usize>size * <usize>size) << 3);
        else this.addBlock(c, c, to, size, this.rows.every(size));
      }
    }
    for (let f = 0; f < this.factorCount; f++) {
      this.addPenaltyAndRidge(f, ridge, isForAll);
      if (cholesky(this.entry(f, 0, 0), size, size) != 0) return false;
    }
    return true;
  }

  /** Every row curves class c as it does class 0, as at W = 0: then their blocks are the same. */
  private isCurvedAlike(c: i32): bool {
    const rows = this.rows;
    const own = this.scores;
    const other = this.scores + ((<usize>rows.perBlock) << 3);
    for (let b = 0; b < rows.blocks; b++) {
      const s = this.s + ((<usize>(b * rows.perBlock)) << 3);
      const count = rows.rowsOf(b);
      this.loss.curvature(0, 0, rows.perBlock, s, count, this.memoOf(b), own);
      this.loss.curvature(c, c, rows.perBlock, s, count, this.memoOf(b), other);
      if (memory.compare(own, other, (<usize>count) << 3) != 0) return false;
    }
    return true;
  }

  /** Entry (i, j) of factor f. */
  private entry(f: i32, i: i32, j: i32): usize {
    const size = <usize>this.factorSize;
    return this.factors + ((<usize>f * size * size + <usize>i * size + <usize>j) << 3);
  }

  /** The block (a, b) of the Hessian without penalty: sum of s_i loss''_ab a_i a_i', by every q-th block of rows. */
  private addBlock(a: i32, b: i32, to: usize, pitch: i32, every: i32): void {
    const rows = this.rows;
    const stride = this.stride;
    const h = this.scores;
    for (let block = 0; block < rows.blocks; block += every) {
      const first = block * rows.perBlock;
      const count = rows.rowsOf(block);
      this.loss.curvature(a, b, rows.perBlock, this.s + ((<usize>first) << 3), count, this.memoOf(block), h);
      if (every > 1) for (let r = 0; r < count; r++) put(h, r, at(h, r) * every);
      rows.gram(block, h, to, pitch);
      tick(<f64>count * <f64>rows.width * <f64>rows.width);
    }
    rows.finishGram(to, pitch);
    if (a == b) return;
    const step = (<usize>pitch) << 3;
    for (let i = 0; i < stride; i++) {
      for (let j = 0; j < i; j++) put(to + <usize>j * step, i, at(to + <usize>i * step, j));
    }
  }

  /** A penalty holds parameter j of each class; `lasso` are the absolute ones, 0 for none. */
  private isHeld(j: i32, lasso: usize): bool {
    return at(this.penalty, j) != 0 || (lasso != 0 && at(lasso, j) != 0);
  }

  /** In the lower triangle of a matrix of `size` rows. */
  private liftFlatDirections(matrix: usize, size: i32, lasso: usize): void {
    const k = this.loss.outputs;
    for (let j = 0; j < this.stride; j++) {
      if (this.isHeld(j, lasso)) continue;
      let mean: f64 = 0;
      for (let c = 0; c < k; c++) {
        const i = c * this.stride + j;
        mean += at(matrix, i * size + i) / k;
      }
      for (let a = 0; a < k; a++) {
        for (let b = 0; b <= a; b++) {
          const place = (a * this.stride + j) * size + b * this.stride + j;
          put(matrix, place, at(matrix, place) + mean / k);
        }
      }
    }
  }

  get parts(): i32 {
    return this.size <= HESSIAN_MOST ? 1 : this.loss.outputs;
  }

  /**
   * Where there are several parts, twice the diagonal block. The softmax's second derivative, diag(p) - p p', is
   * diagonally dominant, so twice its diagonal is above it: the sum of the parts is above the Hessian.
   */
  hessian(part: i32, lasso: usize, out: usize): void {
    const k = this.loss.outputs;
    const stride = this.stride;
    const isWhole = this.parts == 1;
    const size = isWhole ? this.size : stride;
    memory.fill(out, 0, (<usize>size * <usize>size) << 3);
    if (isWhole) {
      for (let a = 0; a < k; a++) {
        for (let b = 0; b <= a; b++)
          this.addBlock(
            a,
            b,
            out + ((<usize>(a * stride) * <usize>size + <usize>(b * stride)) << 3),
            size,
            1,
          );
      }
      if (k > 1) this.liftFlatDirections(out, size, lasso);
    } else this.addBlock(part, part, out, size, 1);
    for (let i = 0; i < size; i++) {
      const row = out + ((<usize>i * <usize>size) << 3);
      if (!isWhole) for (let j = 0; j <= i; j++) put(row, j, 2 * at(row, j));
      put(row, i, at(row, i) + at(this.penalty, i % stride));
      for (let j = 0; j < i; j++) put(out + ((<usize>j * <usize>size) << 3), i, at(row, j));
      tick(2 * <f64>i);
    }
  }

  /** The ridge is relative to the largest entry; `isForAll` gives it to penalised parameters too. */
  private addPenaltyAndRidge(f: i32, relative: f64, isForAll: bool): void {
    let largest: f64 = 0;
    for (let i = 0; i < this.factorSize; i++) {
      const place = this.entry(f, i, i);
      const value = load<f64>(place) + at(this.penalty, i % this.stride);
      store<f64>(place, value);
      largest = max(largest, value);
    }
    if (!isFinite(largest)) failNotFinite();
    const ridge = largest > 0 ? relative * largest : 1;
    for (let i = 0; i < this.factorSize; i++) {
      const place = this.entry(f, i, i);
      // A feature that is constant, or the padding: its row is empty and any pivot will do.
      const value = load<f64>(place);
      const isHeld = !isForAll && at(this.penalty, i % this.stride) > 0;
      store<f64>(place, value == 0 ? 1 : isHeld ? value : value + ridge);
    }
  }

  private factorDiagonal(): void {
    const rows = this.rows;
    const stride = this.stride;
    memory.fill(this.diagonal, 0, (<usize>this.size) << 3);
    for (let c = 0; c < this.loss.outputs; c++) {
      const run = this.diagonal + ((<usize>c * <usize>stride) << 3);
      for (let b = 0; b < rows.blocks; b++) {
        const first = b * rows.perBlock;
        const count = rows.rowsOf(b);
        const h = this.scores;
        this.loss.curvature(c, c, rows.perBlock, this.s + ((<usize>first) << 3), count, this.memoOf(b), h);
        rows.squares(b, h, run);
        tick(3 * <f64>count * <f64>rows.width);
      }
      rows.finishSquares(run);
      for (let j = 0; j < stride; j++) {
        const value = at(run, j) + at(this.penalty, j);
        put(run, j, value > 0 ? value : 1);
      }
    }
  }

  precondition(r: usize, z: usize): void {
    if (this.factors == 0) {
      for (let p: usize = 0; p < (<usize>this.size) << 3; p += 16) {
        v128.store(z + p, f64x2.div(v128.load(r + p), v128.load(this.diagonal + p)));
      }
      return;
    }
    const size = this.factorSize;
    memory.copy(z, r, (<usize>this.size) << 3);
    for (let f = 0; f < this.factorCount; f++) {
      choleskySolve(this.entry(f, 0, 0), size, size, z + ((<usize>f * <usize>size) << 3));
    }
    tick(2 * <f64>this.size * <f64>size);
  }

  /** Of all W with the same f, the one whose parameters without a penalty sum to 0 over the k > 1 classes. */
  centre(w: usize, lasso: usize = 0): void {
    const k = this.loss.outputs;
    if (k == 1) return;
    const run = (<usize>this.stride) << 3;
    for (let j = 0; j < this.stride; j++) {
      if (this.isHeld(j, lasso)) continue;
      let mean: f64 = 0;
      for (let c = 0; c < k; c++) mean += at(w + <usize>c * run, j) / k;
      for (let c = 0; c < k; c++) put(w + <usize>c * run, j, at(w + <usize>c * run, j) - mean);
    }
  }
}
