// An orthogonal factorisation of a tall matrix, streamed over blocks of rows.
//
// Given   A (n x m), a block of rows at a time
// Output  R (m x m, upper triangular) with R^T R = A^T A, by reflections alone: A = Q R, Q never formed
//
// Each block B is folded into R by the reflections that make [R; B] upper triangular; since column j
// of R is zero below its diagonal, reflection j touches row j of R and the block only. One pass over A;
// R and one block stay in cache. A right-hand side is a column of A: its column in R is Q^T y.
//
// Promise: R is the exact factor of A + E, |column j of E| <= c eps |column j of A|, c a modest multiple of m.
// Cost: 2 n m^2 flops.
// Source: J. Demmel, L. Grigori, M. Hoemmen, J. Langou: Communication-optimal parallel and sequential QR
// and LU, SISC 34 (2012), section 3 (sequential TSQR); G. Golub, C. Van Loan: Matrix Computations, 5.1.

import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { strideOf } from './matrix';
import { at, dot, put } from './vector';

/** Rows in a block: even, and not a power of two, so that columns don't share cache sets. */
export const BLOCK_ROWS: i32 = 124;

export class StreamedQR {
  /** R, row-major, `stride` f64 from row to row; below the diagonal there are zeros. */
  R: usize;
  stride: i32;
  /** The block to fill: column-major, BLOCK_ROWS f64 from column to column. */
  block: usize;

  constructor(public m: i32) {
    this.stride = strideOf(m);
    this.R = reals(<i64>m * this.stride);
    this.block = reals(<i64>m * BLOCK_ROWS);
  }

  /** Pointer to R[i][i..]. */
  row(i: i32): usize {
    return this.R + ((<usize>i * this.stride) << 3);
  }

  /** Pointer to column j of the block. */
  column(j: i32): usize {
    return this.block + ((<usize>j * BLOCK_ROWS) << 3);
  }

  /** Folds the first `rows` rows of the block into R. The block is spoilt. */
  fold(rows: i32): void {
    const m = this.m;
    const even = strideOf(rows);
    if (even > rows) for (let j = 0; j < m; j++) put(this.column(j), rows, 0);
    for (let j = 0; j < m; j++) {
      const v = this.column(j);
      const row = this.row(j);
      const below = dot(v, v, even);
      if (below == 0) continue;
      const head = at(row, j);
      const size = Math.sqrt(head * head + below);
      // v = (first, block column): the reflection maps (head, column) to (-+size, 0).
      const first = head < 0 ? head - size : head + size;
      const scale = 1 / (size * (size + abs(head)));
      put(row, j, head < 0 ? size : -size);
      let k = j + 1;
      for (; k + 4 <= m; k += 4) reflect4(v, first, scale, row + ((<usize>k) << 3), this.column(k), even);
      for (; k < m; k++) reflect(v, first, scale, row + ((<usize>k) << 3), this.column(k), even);
      tick(4.0 * <f64>(m - j) * <f64>even);
    }
  }

  release(): void {
    release(this.R);
    release(this.block);
  }
}

/** Applies I - scale (first, v)(first, v)^T to (head, column). n is even. */
function reflect(v: usize, first: f64, scale: f64, head: usize, column: usize, n: i32): void {
  const f = scale * (first * load<f64>(head) + dot(v, column, n));
  store<f64>(head, load<f64>(head) - f * first);
  const factor = f64x2.splat(f);
  const end = v + ((<usize>n) << 3);
  while (v < end) {
    v128.store(column, f64x2.sub(v128.load(column), f64x2.mul(factor, v128.load(v))));
    v += 16;
    column += 16;
  }
}

/** `reflect` on four columns at once, so that v is loaded once for the four. */
function reflect4(v: usize, first: f64, scale: f64, head: usize, column: usize, n: i32): void {
  const step: usize = BLOCK_ROWS << 3;
  let c0 = column;
  let c1 = c0 + step;
  let c2 = c1 + step;
  let c3 = c2 + step;
  const end = v + ((<usize>n) << 3);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  for (let p = v; p < end; p += 16) {
    const x = v128.load(p);
    s0 = f64x2.add(s0, f64x2.mul(x, v128.load(c0)));
    s1 = f64x2.add(s1, f64x2.mul(x, v128.load(c1)));
    s2 = f64x2.add(s2, f64x2.mul(x, v128.load(c2)));
    s3 = f64x2.add(s3, f64x2.mul(x, v128.load(c3)));
    c0 += 16;
    c1 += 16;
    c2 += 16;
    c3 += 16;
  }
  const f0 = f64x2.splat(factorOf(s0, first, scale, head));
  const f1 = f64x2.splat(factorOf(s1, first, scale, head + 8));
  const f2 = f64x2.splat(factorOf(s2, first, scale, head + 16));
  const f3 = f64x2.splat(factorOf(s3, first, scale, head + 24));
  c0 = column;
  c1 = c0 + step;
  c2 = c1 + step;
  c3 = c2 + step;
  for (let p = v; p < end; p += 16) {
    const x = v128.load(p);
    v128.store(c0, f64x2.sub(v128.load(c0), f64x2.mul(f0, x)));
    v128.store(c1, f64x2.sub(v128.load(c1), f64x2.mul(f1, x)));
    v128.store(c2, f64x2.sub(v128.load(c2), f64x2.mul(f2, x)));
    v128.store(c3, f64x2.sub(v128.load(c3), f64x2.mul(f3, x)));
    c0 += 16;
    c1 += 16;
    c2 += 16;
    c3 += 16;
  }
}

/** The multiple of the reflection's vector to take off, from the two lanes of v . column; updates the head. */
function factorOf(lanes: v128, first: f64, scale: f64, head: usize): f64 {
  const value = load<f64>(head);
  const f = scale * (first * value + f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1));
  store<f64>(head, value - f * first);
  return f;
}
