// Rows packed for kernel evaluation: eight rows to a panel, feature by feature.
//
//   panel p holds rows 8p .. 8p + 7;  feature f of row i is at  data[(i / 8) 8d + 8f + i mod 8]
//
//        f = 0                  f = 1
//   | x0 x1 x2 ... x7 | x0 x1 x2 ... x7 | ...      one panel, 8d f64
//
// So the products of one row with eight others need no sum across lanes and no padding of d, and every
// load is of consecutive memory. Rows past the last one are zero. The squared length of every row is
// kept beside, summed in the order in which `products` sums: |x|^2 and x . x are the same bits.

import { Matrix } from '../../math/matrix';
import { at, put } from '../../math/vector';
import { numberAt } from '../../math/numbers';

/** Rows in a panel. */
export const PANEL: i32 = 8;

/** n rounded up to whole panels. */
export function panelled(n: i32): i32 {
  return (n + PANEL - 1) & ~(PANEL - 1);
}

/** f64 that `rows` rows of d features take. */
export function panelSize(rows: i32, d: i32): i64 {
  return <i64>panelled(rows) * <i64>d;
}

export class Panels {
  /** Rows held. */
  count: i32 = 0;

  /** `data` is zeroed and has panelSize(capacity, d) f64, `squares` has panelled(capacity). */
  constructor(
    public data: usize,
    public squares: usize,
    public d: i32,
  ) {}

  /** Pointer to feature 0 of row i; its features are PANEL f64 apart. */
  private first(i: i32): usize {
    const panel = <usize>(i / PANEL);
    return this.data + ((panel * PANEL * <usize>this.d + <usize>(i % PANEL)) << 3);
  }

  /** Makes row i the d values at x. */
  set(i: i32, x: usize): void {
    const to = this.first(i);
    let square = 0.0;
    for (let f = 0; f < this.d; f++) {
      const value = at(x, f);
      put(to, f * PANEL, value);
      square += value * value;
    }
    put(this.squares, i, square);
  }

  /** Copies row i to the d values at x. */
  get(i: i32, x: usize): void {
    const from = this.first(i);
    for (let f = 0; f < this.d; f++) put(x, f, at(from, f * PANEL));
  }

  /** Holds the rows of X that `rows` names (count i32), in its order. */
  gather(X: Matrix, rows: usize, count: i32): void {
    this.count = count;
    for (let i = 0; i < count; i++) this.set(i, X.row(numberAt(rows, i)));
    for (let i = count; i < panelled(count); i++) this.clear(i);
  }

  private clear(i: i32): void {
    const to = this.first(i);
    for (let f = 0; f < this.d; f++) put(to, f * PANEL, 0);
    put(this.squares, i, 0);
  }

  /** Exchanges rows i and j. */
  swap(i: i32, j: i32): void {
    const a = this.first(i);
    const b = this.first(j);
    for (let f = 0; f < this.d; f++) {
      const value = at(a, f * PANEL);
      put(a, f * PANEL, at(b, f * PANEL));
      put(b, f * PANEL, value);
    }
    const square = at(this.squares, i);
    put(this.squares, i, at(this.squares, j));
    put(this.squares, j, square);
  }

  /**
   * out[i] = x . row i for i in [from, to), both multiples of PANEL; x has d f64.
   * Cost: (to - from) d multiplications, one load for each two of them.
   */
  products(x: usize, from: i32, to: i32, out: usize): void {
    const d = this.d;
    let row = this.first(from);
    let target = out + ((<usize>from) << 3);
    const end = out + ((<usize>to) << 3);
    const xEnd = x + ((<usize>d) << 3);
    while (target < end) {
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let s3 = f64x2.splat(0);
      for (let feature = x; feature < xEnd; feature += 8) {
        const value = v128.load64_splat(feature);
        s0 = f64x2.add(s0, f64x2.mul(value, v128.load(row)));
        s1 = f64x2.add(s1, f64x2.mul(value, v128.load(row, 16)));
        s2 = f64x2.add(s2, f64x2.mul(value, v128.load(row, 32)));
        s3 = f64x2.add(s3, f64x2.mul(value, v128.load(row, 48)));
        row += 64;
      }
      v128.store(target, s0);
      v128.store(target, s1, 16);
      v128.store(target, s2, 32);
      v128.store(target, s3, 48);
      target += 64;
    }
  }
}
