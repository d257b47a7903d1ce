// The rows of a tree in the order of each column, sorted once for all trees of a fit and kept sorted as nodes are split.
//
//   list j     by position: rank of the row in column j above, its number below (u64); a node is the same part
//              start..end-1 in every list as in the samples
//
// `divide` puts what goes left before the rest in each list, either in its order: O(m) a column where sorting takes
// O(m log m). Columns whose values repeat much, or are NULL, have no list: `has` says which.

import { allocate, integers, release } from '../../memory/block';
import { sortPairs } from '../../math/sort';
import { tick } from '../../progress';
import { Columns } from './columns';

/** Cells of a fit above which lists are not worth their memory. */
const MOST_CELLS: f64 = 3e7;
/** A column has a list when at least one value in so many is different. */
const REPEATS: i32 = 4;

export class SortedLists {
  /** All rows by column, u64. */
  private all: StaticArray<usize>;
  /** Those of the tree. */
  private lists: StaticArray<usize>;
  private spare: usize;
  /** By row: 1 when it goes left. */
  private isLeft: usize;
  /** By row: how often it is in the tree. */
  private counts: usize;

  private constructor(private columns: Columns) {
    const n = columns.n;
    const d = columns.d;
    const all = new StaticArray<usize>(d);
    const lists = new StaticArray<usize>(d);
    const spare = allocate((<u64>n) << 3);
    for (let j = 0; j < d; j++) {
      if (columns.hasMissing(j) || columns.missingRank(j) < <u32>(n / REPEATS)) continue;
      all[j] = allocate((<u64>n) << 3);
      lists[j] = allocate((<u64>n) << 3);
      const ranks = columns.column(j);
      for (let i = 0; i < n; i++) {
        store<u64>(all[j] + ((<usize>i) << 3), ((<u64>load<u32>(ranks + ((<usize>i) << 2))) << 32) | i);
      }
      sortPairs(all[j], spare, n);
      tick(20 * <f64>n);
    }
    this.all = all;
    this.lists = lists;
    this.spare = spare;
    this.isLeft = allocate(n);
    this.counts = integers(n);
  }

  /** The lists of the columns; null where they are too many. */
  static of(columns: Columns): SortedLists | null {
    return <f64>columns.n * <f64>columns.d > MOST_CELLS ? null : new SortedLists(columns);
  }

  /** Begins a tree of these m samples. */
  begin(samples: usize, m: i32): void {
    const n = this.columns.n;
    memory.fill(this.counts, 0, (<usize>n) << 2);
    for (let p = 0; p < m; p++) {
      const place = this.counts + ((<usize>load<u32>(samples + ((<usize>p) << 2))) << 2);
      store<i32>(place, load<i32>(place) + 1);
    }
    for (let j = 0; j < this.columns.d; j++) {
      if (!this.has(j)) continue;
      let to = this.lists[j];
      const end = this.all[j] + ((<usize>n) << 3);
      for (let from = this.all[j]; from < end; from += 8) {
        const pair = load<u64>(from);
        for (let left = load<i32>(this.counts + ((<usize>(<u32>pair)) << 2)); left > 0; left--) {
          store<u64>(to, pair);
          to += 8;
        }
      }
      tick(2 * <f64>n);
    }
  }

  has(j: i32): bool {
    return this.all[j] != 0;
  }

  /** Pointer to the list of column j. */
  list(j: i32): usize {
    return this.lists[j];
  }

  /** Divides the part start..end-1 of every list; the samples are divided already, at `middle`. */
  divide(samples: usize, start: i32, middle: i32, end: i32): void {
    const isLeft = this.isLeft;
    for (let p = start; p < end; p++) {
      store<u8>(isLeft + load<u32>(samples + ((<usize>p) << 2)), p < middle ? 1 : 0);
    }
    for (let j = 0; j < this.columns.d; j++) {
      if (!this.has(j)) continue;
      const begin = this.lists[j] + ((<usize>start) << 3);
      const last = this.lists[j] + ((<usize>end) << 3);
      // Of a constant column it doesn't matter whose ranks these are.
      if (load<u32>(begin, 4) == load<u32>(last - 8, 4)) continue;
      let left = begin;
      let right = this.spare;
      for (let from = begin; from < last; from += 8) {
        const pair = load<u64>(from);
        const step = (<usize>load<u8>(isLeft + <usize>(<u32>pair))) << 3;
        store<u64>(left, pair);
        store<u64>(right, pair);
        left += step;
        right += 8 - step;
      }
      memory.copy(left, this.spare, right - this.spare);
    }
    tick(2 * <f64>(end - start) * <f64>this.columns.d);
  }

  release(): void {
    for (let j = 0; j < this.columns.d; j++) {
      release(this.all[j]);
      release(this.lists[j]);
    }
    release(this.spare);
    release(this.isLeft);
    release(this.counts);
  }
}
