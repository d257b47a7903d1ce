// The best split of a node of a classification whose rows' weights are whole numbers: bootstrap counts, or 1 each.
//
// Then every sum is a whole number below 2^53, exact in any order, so rows with equal values may stand as they like and
// the split is the one that best_splitter.ts finds, bit for bit. What is sorted is a u64 a row,
//
//   rank of its value (32 bits) | its class (16) | its weight (16)
//
// by as many digits as the node's range of ranks has; the walk over it then reads no other memory. For gini the sums of
// squares are kept up as rows change sides: s_L^2 grows by w (2 s_L + w), s_R^2 falls by w (2 s_R - w).
// Cost: O(m) a column and digit, for a node of m rows.

import { allocate, release } from '../../memory/block';
import { tick } from '../../progress';
import { ClassCriterion } from './class_criterion';
import { Columns } from './columns';
import { Draws } from './draws';
import { sortPairsWithin } from '../../math/sort';
import { Limits, Splitter } from './splitter';

/** Weights that a row may have; and their sum, whose square must be exact. */
const MOST_WEIGHT: f64 = 65535;
const MOST_SUM: f64 = 67108864;

/** Whether n weights, 0 for 1 each, of k classes are so. */
export function areWhole(weights: usize, n: i32, k: i32): bool {
  if (k > 65536) return false;
  let sum: f64 = n;
  if (weights) {
    sum = 0;
    for (let i = 0; i < n; i++) {
      const w = load<f64>(weights + ((<usize>i) << 3));
      if (w != Math.floor(w) || w > MOST_WEIGHT) return false;
      sum += w;
    }
  }
  return sum <= MOST_SUM;
}

/** By row, u32: its class (16 bits) and its weight (16), 0 for weights that are all 1. To be released. */
export function loadsOf(classes: ClassCriterion, weights: usize, n: i32): usize {
  const loads = allocate((<u64>n) << 2);
  for (let i = 0; i < n; i++) {
    const w = weights ? <u32>load<f64>(weights + ((<usize>i) << 3)) : 1;
    store<u32>(loads + ((<usize>i) << 2), ((<u32>classes.classOf(i)) << 16) | w);
  }
  return loads;
}

export class ClassSplitter extends Splitter {
  private keys: usize;
  private spare: usize;
  /** By row: its class and its weight. */
  private loads: usize;
  /** By class: the weights left and right of the position, and of the node's NULLs. */
  private left: StaticArray<f64>;
  private right: StaticArray<f64>;
  private nulls: StaticArray<f64>;
  private nullWeight: f64 = 0;
  /** Two classes, by gini. */
  private areTwo: bool;
  private bestProxy: f64 = 0;

  constructor(
    columns: Columns,
    samples: usize,
    private classes: ClassCriterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    weights: usize,
  ) {
    super(columns, samples, classes, draws, limits, allWeight);
    const n = columns.n;
    const k = classes.outputs;
    this.keys = allocate((<u64>n) << 3);
    this.spare = allocate((<u64>n) << 3);
    this.loads = loadsOf(classes, weights, n);
    this.left = new StaticArray<f64>(k);
    this.right = new StaticArray<f64>(k);
    this.nulls = new StaticArray<f64>(k);
    this.areTwo = k == 2 && classes.isGini;
  }

  split(start: i32, end: i32, impurity: f64, known: i32): void {
    const draws = this.draws;
    const columns = this.columns;
    this.position = end;
    this.bestProxy = -Infinity;
    draws.begin(known);
    for (let j = draws.next(); j >= 0; j = draws.next()) {
      tick(this.work(end - start));
      const present = this.gather(j, start, end);
      const missing = end - start - present;
      if (present == 0 || (missing == 0 && columns.areTied(j, this.low, this.high))) {
        draws.isConstant();
        continue;
      }
      draws.isTried();
      sortPairsWithin(this.keys, this.spare, present, this.low, this.high);
      if (missing == 0 && this.areTwo) {
        this.searchTwo(j, start, present);
        continue;
      }
      this.search(j, start, present, missing, false);
      if (missing > 0) this.search(j, start, present, missing, true);
    }
    if (this.position < end) {
      this.partition(start, end);
      this.finish(impurity);
    }
    this.constants = draws.end();
  }

  /** The smallest and the largest rank that `gather` met. */
  private low: u32 = 0;
  private high: u32 = 0;

  /** Collects the keys of the node's rows with a value in column j; how many these are. */
  private gather(j: i32, start: i32, end: i32): i32 {
    const ranks = this.columns.column(j);
    const loads = this.loads;
    let low = u32.MAX_VALUE;
    let high: u32 = 0;
    let key = this.keys;
    let sample = this.samples + ((<usize>start) << 2);
    const stop = this.samples + ((<usize>end) << 2);
    if (!this.columns.hasMissing(j)) {
      for (; sample < stop; sample += 4) {
        const row = (<usize>load<u32>(sample)) << 2;
        const rank = load<u32>(ranks + row);
        low = min(low, rank);
        high = max(high, rank);
        store<u64>(key, ((<u64>rank) << 32) | load<u32>(loads + row));
        key += 8;
      }
    } else {
      const missing = this.columns.missingRank(j);
      this.nulls.fill(0);
      this.nullWeight = 0;
      for (; sample < stop; sample += 4) {
        const row = (<usize>load<u32>(sample)) << 2;
        const rank = load<u32>(ranks + row);
        const carried = load<u32>(loads + row);
        if (rank == missing) {
          const w = <f64>(carried & 0xffff);
          this.nulls[carried >> 16] += w;
          this.nullWeight += w;
          continue;
        }
        low = min(low, rank);
        high = max(high, rank);
        store<u64>(key, ((<u64>rank) << 32) | carried);
        key += 8;
      }
    }
    this.low = low;
    this.high = high;
    return <i32>((key - this.keys) >> 3);
  }

  /** Judges the positions of column j, whose `present` keys are sorted; NULLs go left, or right. */
  private search(j: i32, start: i32, present: i32, missing: i32, areMissingLeft: bool): void {
    const columns = this.columns;
    const close = columns.closeFlags(j);
    const isGini = this.classes.isGini;
    const k = this.left.length;
    const leftSums = changetype<usize>(this.left);
    const rightSums = changetype<usize>(this.right);
    const all = this.classes.weight;
    const leastRows = this.limits.leastRows;
    const leastWeight = this.limits.leastWeight;
    const before = areMissingLeft ? missing : 0;
    const rows = present + missing;
    let weight: f64 = 0;
    let leftSquares: f64 = 0;
    let rightSquares: f64 = 0;
    for (let c = 0; c < k; c++) {
      const moved = areMissingLeft ? this.nulls[c] : 0;
      const rest = this.classes.totalOf(c) - moved;
      this.left[c] = moved;
      this.right[c] = rest;
      weight += moved;
      leftSquares += moved * moved;
      rightSquares += rest * rest;
    }
    // The last position leaves nothing on the right, unless NULLs are there.
    const last = missing > 0 && !areMissingLeft ? present : present - 1;
    let key = this.keys;
    let next = <u32>(load<u64>(key) >> 32);
    for (let p = 1; p <= last; p++) {
      const carried = load<u32>(key);
      const w = <f64>(carried & 0xffff);
      const place = (<usize>(carried >> 16)) << 3;
      const l = load<f64>(leftSums + place);
      const r = load<f64>(rightSums + place);
      store<f64>(leftSums + place, l + w);
      store<f64>(rightSums + place, r - w);
      leftSquares += w * (l + l + w);
      rightSquares -= w * (r + r - w);
      weight += w;
      key += 8;
      const rank = next;
      if (p < present) {
        next = load<u32>(key, 4);
        if (rank == next) continue;
        if (close != 0 && load<u8>(close + <usize>rank) != 0 && columns.areTied(j, rank, next)) continue;
      }
      const leftRows = p + before;
      if (leftRows < leastRows || rows - leftRows < leastRows) continue;
      const other = all - weight;
      if (weight < leastWeight || other < leastWeight) continue;
      let proxy: f64;
      if (isGini) {
        const left = 1 - leftSquares / (weight * weight);
        const right = 1 - rightSquares / (other * other);
        proxy = -other * right - weight * left;
      } else {
        const left = this.classes.impurityOf(this.left, weight);
        const right = this.classes.impurityOf(this.right, other);
        proxy = -other * right - weight * left;
      }
      if (!(proxy > this.bestProxy)) continue;
      this.bestProxy = proxy;
      this.feature = j;
      this.position = start + leftRows;
      this.threshold = p == present ? Infinity : columns.between(j, rank, next);
      this.isMissingLeft = missing > 0 ? areMissingLeft : leftRows > rows - leftRows;
    }
  }

  /**
   * Judges the positions of column j, whose keys are sorted and none NULL, for gini and two classes: all sums, and their squares,
   * are whole numbers that f64 has exactly.
   */
  private searchTwo(j: i32, start: i32, m: i32): void {
    const columns = this.columns;
    const close = columns.closeFlags(j);
    const leastRows = this.limits.leastRows;
    const leastWeight = this.limits.leastWeight;
    const all = <i64>this.classes.weight;
    const allSecond = <i64>this.classes.totalOf(1);
    const ones = f64x2.splat(1);
    let best = this.bestProxy;
    let bestLeft = 0;
    let below: u32 = 0;
    let above: u32 = 0;
    // what is left of the position: its weight, and that of the second class
    let weight: i64 = 0;
    let second: i64 = 0;
    let place = this.keys;
    let next = load<u64>(place);
    for (let p = 1; p < m; p++) {
      const key = next;
      place += 8;
      next = load<u64>(place);
      const w = <i64>(key & 0xffff);
      weight += w;
      second += w & -(<i64>((key >> 16) & 1));
      const rank = <u32>(key >> 32);
      if (rank == <u32>(next >> 32)) continue;
      if (close != 0 && load<u8>(close + <usize>rank) != 0) {
        if (columns.areTied(j, rank, <u32>(next >> 32))) continue;
      }
      if (p < leastRows || m - p < leastRows) continue;
      const first = weight - second;
      const otherSecond = allSecond - second;
      const other = all - weight;
      const otherFirst = other - otherSecond;
      const squares = f64x2.replace_lane(
        f64x2.splat(<f64>(first * first + second * second)),
        1,
        <f64>(otherFirst * otherFirst + otherSecond * otherSecond),
      );
      const weights = f64x2.replace_lane(f64x2.splat(<f64>weight), 1, <f64>other);
      const impurities = f64x2.sub(ones, f64x2.div(squares, f64x2.mul(weights, weights)));
      const parts = f64x2.mul(weights, impurities);
      const proxy = -f64x2.extract_lane(parts, 1) - f64x2.extract_lane(parts, 0);
      if (!(proxy > best)) continue;
      if (<f64>weight < leastWeight || <f64>other < leastWeight) continue;
      best = proxy;
      bestLeft = p;
      below = rank;
      above = <u32>(next >> 32);
    }
    if (bestLeft == 0) return;
    this.bestProxy = best;
    this.feature = j;
    this.position = start + bestLeft;
    this.threshold = columns.between(j, below, above);
    this.isMissingLeft = bestLeft > m - bestLeft;
  }

  release(): void {
    super.release();
    release(this.keys);
    release(this.spare);
    release(this.loads);
  }
}
