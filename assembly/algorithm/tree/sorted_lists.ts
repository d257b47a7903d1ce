// The rows of a tree in the order of each column, sorted once for all trees of a fit and kept sorted as nodes are split.
//
//   list j     by position: rank of the row in column j above, its number below (u64); a node is the same part
//              start..end-1 in every list as in the samples
//
// `divide` puts what goes left before the rest in each list, either in its order: O(m) a column where sorting takes
// O(m log m). Columns that have NULLs have no list, and only by request those whose values repeat much; `has` says which.

import { allocate, integers, release } from '../../memory/block';
import { tick } from '../../progress';
import { Columns } from './columns';
import { choose } from './splitter';

/** Cells of a fit above which lists are not worth their memory. */
const MOST_CELLS: f64 = 3e7;
/** A column's values are distinct when at least one in so many is different. */
const REPEATS: i32 = 4;
/** Pairs that `begin` may write beyond a list's end. */
const SPILL: u64 = 2;

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

  private constructor(
    private columns: Columns,
    /** Every column has a list. */
    readonly areAll: bool,
  ) {
    const n = columns.n;
    const d = columns.d;
    const all = new StaticArray<usize>(d);
    const lists = new StaticArray<usize>(d);
    const places = integers(<i64>n + 1);
    for (let j = 0; j < d; j++) {
      if (!areAll && (columns.hasMissing(j) || !isDistinct(columns, j))) continue;
      all[j] = allocate((<u64>n) << 3);
      lists[j] = allocate((<u64>n + SPILL) << 3);
      fill(all[j], columns.column(j), columns.missingRank(j), n, places);
      tick(20 * <f64>n);
    }
    release(places);
    this.all = all;
    this.lists = lists;
    this.spare = allocate((<u64>n) << 3);
    this.isLeft = allocate(n);
    this.counts = integers(n);
  }

  /**
   * The lists of the columns; null where they are too many, or no column's values are distinct enough. `areAllWanted`: of all
   * columns, when none has NULLs.
   */
  static of(columns: Columns, areAllWanted: bool): SortedLists | null {
    if (<f64>columns.n * <f64>columns.d > MOST_CELLS) return null;
    let isWorthIt = false;
    let areAll = areAllWanted;
    for (let j = 0; j < columns.d; j++) {
      if (columns.hasMissing(j)) areAll = false;
      else if (isDistinct(columns, j)) isWorthIt = true;
    }
    return isWorthIt ? new SortedLists(columns, areAll) : null;
  }

  /** Begins a tree of these m samples. */
  begin(samples: usize, m: i32): void {
    const n = this.columns.n;
    if (areAllRows(samples, m, n)) {
      for (let j = 0; j < this.columns.d; j++) {
        if (this.has(j)) memory.copy(this.lists[j], this.all[j], (<usize>n) << 3);
      }
      tick(<f64>n * <f64>this.columns.d);
      return;
    }
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
        const count = load<u32>(this.counts + ((<usize>(<u32>pair)) << 2));
        // What is written beyond the count, the next row overwrites.
        store<u64>(to, pair);
        store<u64>(to, pair, 8);
        for (let more: u32 = 2; more < count; more++) store<u64>(to + ((<usize>more) << 3), pair);
        to += (<usize>count) << 3;
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

  /** Divides the part start..end-1 of every list but that of column `done`; the samples are divided already, at `middle`. */
  divide(samples: usize, start: i32, middle: i32, end: i32, done: i32): void {
    const isLeft = this.isLeft;
    const first = samples + ((<usize>start) << 2);
    const turn = samples + ((<usize>middle) << 2);
    const stop = samples + ((<usize>end) << 2);
    for (let p = first; p < turn; p += 4) store<u8>(isLeft + load<u32>(p), 1);
    for (let p = turn; p < stop; p += 4) store<u8>(isLeft + load<u32>(p), 0);
    for (let j = 0; j < this.columns.d; j++) {
      if (j == done || !this.has(j)) continue;
      const begin = this.lists[j] + ((<usize>start) << 3);
      const last = this.lists[j] + ((<usize>end) << 3);
      // Of a constant column it doesn't matter whose ranks these are.
      if (load<u32>(begin, 4) == load<u32>(last - 8, 4)) continue;
      split(begin, last, isLeft, this.spare);
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

/** Whether enough of column j's values are different. */
function isDistinct(columns: Columns, j: i32): bool {
  return columns.missingRank(j) >= <u32>(columns.n / REPEATS);
}

/** Whether the m samples are all n rows, in their order. */
function areAllRows(samples: usize, m: i32, n: i32): bool {
  if (m != n) return false;
  for (let i = 0; i < n; i++) if (load<i32>(samples + ((<usize>i) << 2)) != i) return false;
  return true;
}

/** Writes n rows by their ranks, which are below `size`, each with its rank above; `places` has room for n + 1 numbers. */
function fill(list: usize, ranks: usize, size: u32, n: i32, places: usize): void {
  memory.fill(places, 0, (<usize>size + 1) << 2);
  const end = ranks + ((<usize>n) << 2);
  for (let p = ranks; p < end; p += 4) {
    const place = places + ((<usize>load<u32>(p)) << 2);
    store<u32>(place, load<u32>(place, 4) + 1, 4);
  }
  for (let rank: u32 = 1; rank < size; rank++) {
    const place = places + ((<usize>rank) << 2);
    store<u32>(place, load<u32>(place) + load<u32>(place - 4));
  }
  for (let i = 0; i < n; i++) {
    const rank = load<u32>(ranks + ((<usize>i) << 2));
    const place = places + ((<usize>rank) << 2);
    const at = load<u32>(place);
    store<u32>(place, at + 1);
    store<u64>(list + ((<usize>at) << 3), ((<u64>rank) << 32) | i);
  }
}

/** Puts those pairs of begin..last whose row goes left before the others; `spare` has room for as many. */
function split(begin: usize, last: usize, isLeft: usize, spare: usize): void {
  let left = begin;
  let right = spare;
  for (let from = begin; from < last; from += 8) {
    const pair = load<u64>(from);
    const goesLeft = load<u8>(isLeft + <usize>(<u32>pair));
    store<u64>(choose(0 - <u32>goesLeft, <u32>left, <u32>right), pair);
    const step = (<usize>goesLeft) << 3;
    left += step;
    right += 8 - step;
  }
  memory.copy(left, spare, right - spare);
}
