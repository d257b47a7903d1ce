// The inverse of a small square matrix B whose rows and columns come and go, as a simplex method's basis does.
//
//   rows and columns are numbered 0..k-1; the caller knows what stands for them. V = B^-1, k x k
//   grow, shrink, replaceRow, replaceColumn      k^2 operations each, and rounding that adds up
//   invert                                        afresh, k^3, by Gauss and Jordan with row pivots
//
// Vectors have `width` f64 (k rounded up to even), 0 behind k.

import { at, axpy, dot, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

export class Basis {
  k: i32 = 0;
  private V: usize = 0;
  private pitch: i32 = 0;

  /** k rounded up to even. */
  get width(): i32 {
    return (this.k + 1) & ~1;
  }

  private row(l: i32): usize {
    return this.V + ((<usize>l * <usize>this.pitch) << 3);
  }

  entry(column: i32, row: i32): f64 {
    return at(this.row(column), row);
  }

  private reserve(k: i32): void {
    if (k <= this.pitch) return;
    const pitch = (max(k, this.pitch + (this.pitch >> 1)) + 3) & ~3;
    const V = reals(<i64>pitch * pitch);
    for (let l = 0; l < this.k; l++)
      memory.copy(V + ((<usize>l * <usize>pitch) << 3), this.row(l), (<usize>this.k) << 3);
    release(this.V);
    this.V = V;
    this.pitch = pitch;
  }

  /** out (by columns) = V x, x by rows: solves B out = x. */
  solve(x: usize, out: usize): void {
    for (let l = 0; l < this.k; l++) put(out, l, dot(this.row(l), x, this.width));
    tick(2 * <f64>this.k * <f64>this.k);
  }

  /** out (by rows) = V' x, x by columns: solves B' out = x. */
  solveTransposed(x: usize, out: usize): void {
    memory.fill(out, 0, (<usize>this.width) << 3);
    for (let l = 0; l < this.k; l++) axpy(at(x, l), this.row(l), out, this.width);
    tick(2 * <f64>this.k * <f64>this.k);
  }

  /** Adds a row z' and a column: u = V column, zV = V' z; `pivot` is the entry that they share less z' V column. */
  grow(u: usize, zV: usize, pivot: f64): void {
    const k = this.k;
    this.reserve(k + 1);
    const width = this.width;
    for (let l = 0; l < k; l++) {
      const part = at(u, l) / pivot;
      axpy(part, zV, this.row(l), width);
      put(this.row(l), k, -part);
    }
    const last = this.row(k);
    for (let q = 0; q < k; q++) put(last, q, -at(zV, q) / pivot);
    put(last, k, 1 / pivot);
    this.k = k + 1;
    this.clearPadding();
    tick(2 * <f64>k * <f64>k);
  }

  /** Takes a column and a row out; the last of each takes the place of the one that left. */
  shrink(column: i32, row: i32): void {
    const k = this.k;
    const pivot = this.entry(column, row);
    const gone = this.row(column);
    for (let l = 0; l < k; l++)
      if (l != column) axpy(-this.entry(l, row) / pivot, gone, this.row(l), this.width);
    if (column != k - 1) memory.copy(gone, this.row(k - 1), (<usize>k) << 3);
    for (let l = 0; l < k - 1; l++) put(this.row(l), row, at(this.row(l), k - 1));
    this.k = k - 1;
    this.clearPadding();
    memory.fill(this.row(k - 1), 0, (<usize>this.pitch) << 3);
    tick(2 * <f64>k * <f64>k);
  }

  private clearPadding(): void {
    if (!(this.k & 1)) return;
    this.reserve(this.k + 1);
    for (let l = 0; l < this.k; l++) put(this.row(l), this.k, 0);
  }

  /** Another column in the place of one; u = V column. */
  replaceColumn(column: i32, u: usize): void {
    const pivot = at(u, column);
    const own = this.row(column);
    for (let q = 0; q < this.k; q++) put(own, q, at(own, q) / pivot);
    for (let l = 0; l < this.k; l++) if (l != column) axpy(-at(u, l), own, this.row(l), this.width);
    tick(2 * <f64>this.k * <f64>this.k);
  }

  /** Another row z' in the place of one; zV = V' z. */
  replaceRow(row: i32, zV: usize): void {
    const pivot = at(zV, row);
    for (let l = 0; l < this.k; l++) {
      const own = this.row(l);
      const part = at(own, row) / pivot;
      axpy(-part, zV, own, this.width);
      put(own, row, part);
    }
    tick(2 * <f64>this.k * <f64>this.k);
  }

  /** V of the k x k matrix whose rows stand `width` of k apart at B, which is spent; false when it is singular. */
  invert(B: usize, k: i32): bool {
    this.k = 0;
    this.reserve(k + 1);
    this.k = k;
    const width = this.width;
    const step = (<usize>width) << 3;
    memory.fill(this.V, 0, (<usize>this.pitch * <usize>k) << 3);
    for (let i = 0; i < k; i++) put(this.row(i), i, 1);
    for (let c = 0; c < k; c++) {
      let best = c;
      for (let i = c + 1; i < k; i++)
        if (Math.abs(at(B + <usize>i * step, c)) > Math.abs(at(B + <usize>best * step, c))) best = i;
      const own = B + <usize>c * step;
      const result = this.row(c);
      if (best != c) {
        swap(own, B + <usize>best * step, width);
        swap(result, this.row(best), width);
      }
      const pivot = at(own, c);
      if (!(Math.abs(pivot) > 0)) return false;
      for (let j = 0; j < k; j++) {
        put(own, j, at(own, j) / pivot);
        put(result, j, at(result, j) / pivot);
      }
      for (let i = 0; i < k; i++) {
        const factor = at(B + <usize>i * step, c);
        if (i == c || factor == 0) continue;
        axpy(-factor, own, B + <usize>i * step, width);
        axpy(-factor, result, this.row(i), width);
      }
      tick(4 * <f64>k * <f64>k);
    }
    return true;
  }

  free(): void {
    release(this.V);
  }
}

function swap(a: usize, b: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    const value = at(a, i);
    put(a, i, at(b, i));
    put(b, i, value);
  }
}
