// Second moments of rows: what every quadratic problem knows of its data.
//
// Given   rows x_i (d) with targets y_i and weights s_i
// Output  S = sum over i of s_i z_i z_i',  z_i = (x_i - centre, y_i - level, 1)
//
// S of some rows and S of others about the same centre add up and subtract, which gives the moments of every
// training part of a cross-validation from one pass over the rows. `covariance` takes the mean out:
//
//   G = sum of s_i (x_i - m)(x_i - m)',   c = sum of s_i (x_i - m)(y_i - ybar),   square = sum of s_i (y_i - ybar)^2
//
// with m, ybar the weighted means; without intercept m and ybar stay 0. The nearer the centre is to the means,
// the less cancels: `Moments.about` takes the means of all rows.
// Cost: n (d + 2)^2 flops, one block of rows in cache at a time (math/panel.ts).

import { Matrix, strideOf } from '../math/matrix';
import { gram, rowsPerBlock } from '../math/panel';
import { at, axpy, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

/** The most numbers that G may have: 1 GiB. */
export const MOST_NUMBERS: i64 = 1 << 27;

/** Where the rows are looked at from: d numbers (padded to the stride), and one for the targets. */
export class Centre {
  means: usize;
  level: f64 = 0;

  constructor(public d: i32) {
    this.means = reals(strideOf(d));
  }

  /** The weighted means of the rows; weight 0 stands for ones, y 0 for targets of 0. */
  static of(X: Matrix, y: usize, weight: usize): Centre {
    const centre = new Centre(X.cols);
    let total: f64 = 0;
    for (let i = 0; i < X.rows; i++) {
      const s = weight ? at(weight, i) : 1;
      axpy(s, X.row(i), centre.means, X.stride);
      if (y) centre.level += s * at(y, i);
      total += s;
      tick(2 * <f64>X.stride);
    }
    for (let j = 0; j < X.cols; j++) put(centre.means, j, at(centre.means, j) / total);
    centre.level /= total;
    return centre;
  }

  release(): void {
    release(this.means);
  }
}

/** G, c and the rest for one set of rows. */
export class Covariance {
  stride: i32;
  /** d rows of `stride` f64, symmetric. */
  G: usize;
  /** stride f64. */
  c: usize;
  square: f64 = 0;
  /** Sum of the weights. */
  total: f64 = 0;
  /** m, stride f64. */
  means: usize;
  /** ybar. */
  level: f64 = 0;

  constructor(public d: i32) {
    const stride = strideOf(d);
    this.stride = stride;
    this.G = reals(<i64>d * stride);
    this.c = reals(stride);
    this.means = reals(stride);
  }

  row(j: i32): usize {
    return this.G + ((<usize>j * <usize>this.stride) << 3);
  }

  /** b of the weights w: ybar - m w. */
  intercept(w: usize): f64 {
    let sum: f64 = this.level;
    for (let j = 0; j < this.d; j++) sum -= at(this.means, j) * at(w, j);
    return sum;
  }

  release(): void {
    release(this.G);
    release(this.c);
    release(this.means);
  }
}

export class Moments {
  private size: i32;
  /** size x size; the lower triangle counts. Column d is the target's, d + 1 the ones'. */
  private S: usize;

  constructor(private centre: Centre) {
    this.size = strideOf(centre.d + 2);
    this.S = reals(<i64>this.size * this.size);
  }

  /** Of all rows, about their means, or about 0. */
  static about(X: Matrix, y: usize, weight: usize, isCentred: bool): Moments {
    const centre = isCentred ? Centre.of(X, y, weight) : new Centre(X.cols);
    const moments = new Moments(centre);
    moments.add(X, y, weight, 0, X.rows);
    return moments;
  }

  /** Adds the rows from `from` to before `to`; weight 0 stands for ones, y 0 for targets of 0. */
  add(X: Matrix, y: usize, weight: usize, from: i32, to: i32): void {
    const d = X.cols;
    const size = this.size;
    const perBlock = rowsPerBlock(size);
    const block = reals(<i64>perBlock * size);
    const h = reals(perBlock);
    const means = this.centre.means;
    const level = this.centre.level;
    for (let first = from; first < to; first += perBlock) {
      const count = min(perBlock, to - first);
      for (let r = 0; r < count; r++) {
        const x = X.row(first + r);
        const z = block + ((<usize>r * <usize>size) << 3);
        for (let p: usize = 0; p < (<usize>X.stride) << 3; p += 16) {
          v128.store(z + p, f64x2.sub(v128.load(x + p), v128.load(means + p)));
        }
        put(z, d, y ? at(y, first + r) - level : 0);
        put(z, d + 1, 1);
        put(h, r, weight ? at(weight, first + r) : 1);
      }
      gram(block, count, size, h, this.S, size);
      tick(<f64>count * <f64>size * <f64>size);
    }
    release(block);
    release(h);
  }

  /** this += factor * other, which has the same centre. */
  plus(other: Moments, factor: f64): void {
    axpy(factor, other.S, this.S, this.size * this.size);
  }

  private entry(i: i32, j: i32): f64 {
    return at(this.S, i * this.size + j);
  }

  /** The moments without their mean, or about 0. */
  covariance(isCentred: bool, into: Covariance): void {
    const d = this.centre.d;
    const total = this.entry(d + 1, d + 1);
    const row = this.S + ((<usize>(d + 1) * <usize>this.size) << 3);
    const share = isCentred ? 1 / total : 0;
    for (let i = 0; i <= d; i++) {
      const drift = at(row, i) * share;
      for (let j = 0; j <= i; j++) {
        const value = this.entry(i, j) - drift * at(row, j);
        if (i < d) {
          put(into.row(i), j, value);
          put(into.row(j), i, value);
        } else if (j < d) put(into.c, j, value);
        else into.square = value;
      }
      if (i < d) put(into.means, i, isCentred ? at(this.centre.means, i) + drift : 0);
      else into.level = isCentred ? this.centre.level + drift : 0;
    }
    into.total = total;
    tick(3 * <f64>d * <f64>d);
  }

  /** The weighted mean over the rows of (y - w x - b)^2: v' S v, v = (-w, 1, b seen from the centre). */
  meanSquare(w: usize, b: f64): f64 {
    const d = this.centre.d;
    const v = reals(d + 2);
    let shifted = b - this.centre.level;
    for (let j = 0; j < d; j++) {
      put(v, j, -at(w, j));
      shifted += at(w, j) * at(this.centre.means, j);
    }
    put(v, d, 1);
    put(v, d + 1, -shifted);
    let sum: f64 = 0;
    for (let i = 0; i < d + 2; i++) {
      if (at(v, i) == 0) continue;
      let part = 0.5 * this.entry(i, i) * at(v, i);
      for (let j = 0; j < i; j++) part += this.entry(i, j) * at(v, j);
      sum += 2 * part * at(v, i);
    }
    release(v);
    tick(<f64>d * <f64>d);
    return max<f64>(sum, 0) / this.entry(d + 1, d + 1);
  }

  /** Gives all back, the centre too when `isLast`. */
  release(isLast: bool = true): void {
    release(this.S);
    if (isLast) this.centre.release();
  }
}
