// The kernel matrix of one problem's rows, K_ij = K(x_i, x_j), row by row and on demand.
//
// The solver sees an order of rows that it permutes, of which the first `active` count: `row` gives the
// active part of a row, cached; `rest` the other part, computed each time, since it is asked for rarely.
// `size` is even: a row of zeros follows when the problem has an odd number of rows, so that the solver
// runs over whole pairs.

import { fail } from '../../error';
import { Matrix, strideOf } from '../../math/matrix';
import { at, put } from '../../math/vector';
import { allocate, reals } from '../../memory/block';
import { tick } from '../../progress';
import { RowCache } from './cache';
import { KernelFunction } from './kernel';
import { numberAt } from '../../math/numbers';
import { PANEL, Panels, panelled, panelSize } from './panels';

/** Kernel values above this would spoil the solver's sums of products. */
const LARGEST_VALUE: f64 = 1e100;
/** The cache is one block beside the data in an instance of 4 GiB. */
const LARGEST_CACHE: f64 = 2147483648;
const MEGABYTE: f64 = 1048576;

export class Gram {
  /** Rows of the problem, rounded up to even. */
  size: i32 = 0;
  /** The first `active` rows and columns count; even. */
  active: i32 = 0;
  /** K_ii, size f64. */
  diagonal: usize;
  private panels: Panels;
  private cache: RowCache;
  private x: usize;

  /** Memory for problems of up to `rows` rows of X; cacheSize in MB. */
  constructor(
    private kernel: KernelFunction,
    private X: Matrix,
    rows: i32,
    cacheSize: f64,
  ) {
    const most = panelled(rows);
    const squares = reals(most);
    this.panels = new Panels(reals(panelSize(most, X.cols)), squares, X.cols);
    this.diagonal = reals(most);
    this.x = reals(strideOf(X.cols));
    const room = RowCache.room(min(cacheSize * MEGABYTE, LARGEST_CACHE), most);
    this.cache = new RowCache(allocate((<u64>room) << 3), room, most);
  }

  /** Begins a problem over `count` rows of X, numbered by the i32 in `rows`. All are active. */
  begin(rows: usize, count: i32): void {
    this.panels.gather(this.X, rows, count);
    this.size = strideOf(count);
    let largest = 0.0;
    for (let i = 0; i < this.size; i++) {
      const square = at(this.panels.squares, i);
      largest = max(largest, square);
      put(this.diagonal, i, this.kernel.self(square));
    }
    const bound = this.kernel.bound(largest);
    if (!(bound <= LARGEST_VALUE)) {
      fail(
        `kernel values must stay below 1e100, got up to ${bound}; lower degree, gamma or coef0, or scale the features`,
      );
    }
    this.activateAll();
  }

  /** K_i0 .. K_i,active-1; valid until the second next call. */
  row(i: i32): usize {
    const cached = this.cache.find(i);
    if (cached != 0) return cached;
    const values = this.cache.take(i);
    this.compute(i, 0, panelled(this.active), values);
    return values;
  }

  /** Writes K_i,active .. K_i,size-1 to out[active] .. out[size - 1]; other places may be written too. */
  rest(i: i32, out: usize): void {
    this.compute(i, this.active & ~(PANEL - 1), panelled(this.size), out);
  }

  private compute(i: i32, from: i32, to: i32, out: usize): void {
    this.panels.get(i, this.x);
    this.kernel.row(this.panels, this.x, at(this.panels.squares, i), from, to, out);
    tick(<f64>(to - from) * this.kernel.cost(this.panels.d));
  }

  /**
   * Exchanges rows pairs[0] with pairs[1], pairs[2] with pairs[3], ... (2 `count` i32, all active), then
   * leaves the first `active` of them active.
   */
  shrink(pairs: usize, count: i32, active: i32): void {
    for (let p = 0; p < count; p++) {
      const i = numberAt(pairs, 2 * p);
      const j = numberAt(pairs, 2 * p + 1);
      this.panels.swap(i, j);
      const value = at(this.diagonal, i);
      put(this.diagonal, i, at(this.diagonal, j));
      put(this.diagonal, j, value);
    }
    this.active = active;
    this.cache.permute(pairs, count, active, panelled(active));
  }

  /** Makes all rows active again. The cache starts anew: its rows are too short now. */
  activateAll(): void {
    this.active = this.size;
    this.cache.reset(panelled(this.size));
  }
}
