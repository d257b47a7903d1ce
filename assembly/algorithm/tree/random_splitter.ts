// A random split of a node (extra trees): of each column that is tried one threshold, drawn evenly between the
// node's smallest and largest value; NULLs go to a side that is drawn too.
//
// Nothing is sorted, so ranks would only be in the way: `keysByRow` has the values themselves, as whole numbers that compare
// as they do, a row's side by side, since the rows of a small node are few and its columns many. A column costs one pass that gathers its values and their range,
// and the passes that put the samples left and right, or, where their order doesn't matter, only count.
//
// Source: P. Geurts, D. Ernst, L. Wehenkel, Extremely randomized trees, Machine Learning 63 (2006).

import { allocate, integers, release } from '../../memory/block';
import { tick } from '../../progress';
import { ClassCriterion } from './class_criterion';
import { CLOSE, Columns } from './columns';
import { Criterion } from './criterion';
import { Draws } from './draws';
import { Xorshift } from './random';
import { choose, Limits, Splitter } from './splitter';

/** Values behind a node's that are read four at a time. */
const LANES: u64 = 4;
/** NULL's key, above all others, and what is below all others. */
const NULL: i32 = i32.MAX_VALUE;
const LOWEST: i32 = i32.MIN_VALUE;

/** n x d keys of values, i32, row by row, ordered as the values are. To be released. */
export function keysByRow(columns: Columns): usize {
  const n = columns.n;
  const d = columns.d;
  const keys = allocate((<u64>n * <u64>d) << 2);
  for (let j = 0; j < d; j++) {
    const ranks = columns.column(j);
    const missing = columns.missingRank(j);
    let to = keys + ((<usize>j) << 2);
    for (let i = 0; i < n; i++) {
      const rank = load<u32>(ranks + ((<usize>i) << 2));
      store<i32>(to, rank == missing ? NULL : keyOf(columns.value(j, rank)));
      to += (<usize>d) << 2;
    }
    tick(4 * <f64>n);
  }
  return keys;
}

export class RandomSplitter extends Splitter {
  /** Of the node's samples, by position from 0: the key of the value in the column at hand. */
  protected keys: usize;

  constructor(
    columns: Columns,
    samples: usize,
    criterion: Criterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    private random: Xorshift,
    /** What `keysByRow` wrote. */
    private rows: usize,
  ) {
    super(columns, samples, criterion, draws, limits, allWeight);
    this.keys = allocate((<u64>columns.n + LANES) << 2);
  }

  split(start: i32, end: i32, impurity: f64, known: i32): void {
    const draws = this.draws;
    const criterion = this.criterion;
    const least = this.limits.leastRows;
    let bestProxy = -Infinity;
    let bestFeature = -1;
    let bestThreshold: f64 = 0;
    let bestPosition = end;
    let isBestLeft = false;
    // The column looked at last; as there, also when it was constant.
    let last = -1;
    this.begin(start, end);
    draws.begin(known);
    for (let j = draws.next(); j >= 0; j = draws.next()) {
      tick(4 * <f64>(end - start));
      this.look(j, start, end);
      last = j;
      const missing = this.missing;
      if (missing == end - start || (missing == 0 && this.high <= this.low + CLOSE)) {
        draws.isConstant();
        continue;
      }
      draws.isTried();
      const lowest = <f64>this.low;
      const highest = <f64>this.high;
      let threshold = this.random.uniform(lowest, highest);
      const isMissingLeft = missing > 0 ? this.random.between(0, 2) == 1 : false;
      if (threshold == highest) threshold = lowest;
      this.isMissingLeft = isMissingLeft;
      const position = this.sideOf(threshold, start, end);
      if (position - start < least || end - position < least) continue;
      this.move(position);
      if (!this.hasWeight()) continue;
      const proxy = criterion.proxy;
      if (!(proxy > bestProxy)) continue;
      bestProxy = proxy;
      bestFeature = j;
      bestThreshold = threshold;
      bestPosition = position;
      isBestLeft = missing > 0 ? isMissingLeft : position - start > end - position;
    }
    this.position = bestPosition;
    this.feature = bestFeature;
    this.threshold = bestThreshold;
    this.isMissingLeft = isBestLeft;
    if (bestPosition < end) {
      if (last != bestFeature || !this.isPartitioned) {
        this.look(bestFeature, start, end);
        this.partitionBy(bestThreshold, start, end);
      }
      this.finish(impurity);
    }
    this.constants = draws.end();
  }

  /** The smallest and the largest value that `look` met, and how many NULLs. */
  private low: f32 = 0;
  private high: f32 = 0;
  protected missing: i32 = 0;

  /** Gathers the values of column j in the node, and finds their range. */
  private look(j: i32, start: i32, end: i32): void {
    const stride = (<usize>this.columns.d) << 2;
    const column = this.rows + ((<usize>j) << 2);
    const last = this.samples + ((<usize>end) << 2);
    let to = this.keys;
    let low = NULL;
    let high = LOWEST;
    for (let p = this.samples + ((<usize>start) << 2); p < last; p += 4) {
      const key = load<i32>(column + <usize>load<u32>(p) * stride);
      store<i32>(to, key);
      to += 4;
      low = min(low, key);
      high = max(high, key);
    }
    // Read by those who take four at a time: it goes nowhere.
    for (let more: usize = 0; more < <usize>LANES; more++) store<i32>(to + (more << 2), NULL);
    let missing = 0;
    if (high == NULL) {
      high = LOWEST;
      for (let p = this.keys; p < to; p += 4) {
        const key = load<i32>(p);
        if (key == NULL) missing++;
        else high = max(high, key);
      }
    }
    this.low = valueOf(low);
    this.high = valueOf(high);
    this.missing = missing;
  }

  /** Before the columns of a node. */
  protected begin(start: i32, end: i32): void {}

  /** The position that a threshold and isMissingLeft make in the column at hand. */
  protected sideOf(threshold: f64, start: i32, end: i32): i32 {
    return this.partitionBy(threshold, start, end);
  }

  /** Moves the criterion to the position found last. */
  protected move(position: i32): void {
    this.criterion.reset();
    this.criterion.moveTo(position);
  }

  /** The samples stand as the column tried last puts them. */
  protected get isPartitioned(): bool {
    return true;
  }

  /** The highest key that goes left, NULL's being the lowest from now on when it does. */
  protected limitOf(threshold: f64, all: usize): i32 {
    if (this.missing > 0 && this.isMissingLeft) {
      for (let p = this.keys, end = p + all; p < end; p += 4) if (load<i32>(p) == NULL) store<i32>(p, LOWEST);
    }
    return keyOf(notAbove(threshold));
  }

  /** Puts the samples left and right by a threshold in the column at hand; where the right ones begin. As `partition` does. */
  private partitionBy(threshold: f64, start: i32, end: i32): i32 {
    const keys = this.keys;
    const all = (<usize>(end - start)) << 2;
    const limit = this.limitOf(threshold, all);
    const samples = this.samples + ((<usize>start) << 2);
    const middle = (<usize>countUpTo(keys, all, limit)) << 2;
    if (middle == all) return end;
    let hole = this.holes;
    for (let p: usize = 0; p < middle; p += 4) {
      store<u32>(hole, <u32>p);
      hole += (<usize>(load<i32>(keys + p) > limit)) << 2;
    }
    store<u32>(hole, <u32>middle);
    hole = this.holes;
    let next = load<u32>(samples + load<u32>(hole));
    for (let p = all; p > middle; ) {
      p -= 4;
      const row = load<u32>(samples + p);
      // All bits where it goes left.
      const left = 0 - <u32>(load<i32>(keys + p) <= limit);
      store<u32>(samples + p, next);
      store<u32>(samples + choose(left, load<u32>(hole), <u32>p), choose(left, row, next));
      hole += left & 4;
      next = choose(left, load<u32>(samples + load<u32>(hole)), row);
    }
    return start + <i32>(middle >> 2);
  }

  release(): void {
    super.release();
    release(this.keys);
  }
}

/** How many of the keys, `all` bytes of them, are not above the limit; those behind them are. */
function countUpTo(keys: usize, all: usize, limit: i32): i32 {
  const limits = i32x4.splat(limit);
  let above = i32x4.splat(0);
  for (let p: usize = 0; p < all; p += 16) above = i32x4.sub(above, i32x4.le_s(v128.load(keys + p), limits));
  return sumOf(above);
}

/** A whole number that orders finite f32 values as they are ordered, 0 and -0 apart; the same turns it back. */
function keyOf(value: f32): i32 {
  const bits = reinterpret<i32>(value);
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

function valueOf(key: i32): f32 {
  return reinterpret<f32>(key ^ ((key >> 31) & 0x7fffffff));
}

/** The largest f32 that is not above x: of f32 values the same are not above either. */
function notAbove(x: f64): f32 {
  const near = <f32>x;
  if (<f64>near <= x) return near;
  const bits = reinterpret<u32>(near);
  if (near == 0) return reinterpret<f32>(0x80000001);
  return reinterpret<f32>(near > 0 ? bits - 1 : bits + 1);
}

/** For classes whose rows' weights are whole numbers: sides are counted, and samples put left and right once a node. */
export class CountingSplitter extends RandomSplitter {
  /** By position: the sample's class and weight; of two classes the weight of either, 0 for the other. */
  private carried: usize;
  private others: usize = 0;
  private lefts: StaticArray<u32>;

  constructor(
    columns: Columns,
    samples: usize,
    private classes: ClassCriterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    random: Xorshift,
    rows: usize,
    /** By row: class and weight. */
    private loads: usize,
  ) {
    super(columns, samples, classes, draws, limits, allWeight, random, rows);
    this.carried = integers(<i64>columns.n + LANES);
    if (classes.outputs == 2) this.others = integers(<i64>columns.n + LANES);
    this.lefts = new StaticArray<u32>(classes.outputs);
  }

  protected begin(start: i32, end: i32): void {
    const loads = this.loads;
    const samples = this.samples + ((<usize>start) << 2);
    const all = (<usize>(end - start)) << 2;
    const others = this.others;
    for (let p: usize = 0; p < all; p += 4) {
      const own = load<u32>(loads + ((<usize>load<u32>(samples + p)) << 2));
      if (!others) {
        store<u32>(this.carried + p, own);
        continue;
      }
      const second = 0 - (own >> 16);
      const w = own & 0xffff;
      store<u32>(this.carried + p, w & ~second);
      store<u32>(others + p, w & second);
    }
  }

  protected sideOf(threshold: f64, start: i32, end: i32): i32 {
    const all = (<usize>(end - start)) << 2;
    const limit = this.limitOf(threshold, all);
    return start + (this.others ? this.countTwo(limit, all) : this.count(limit, all));
  }

  /** Sums the weights of two classes that go left, four rows a step; how many rows these are. */
  private countTwo(limit: i32, all: usize): i32 {
    const keys = this.keys;
    const firsts = this.carried;
    const seconds = this.others;
    const limits = i32x4.splat(limit);
    let rows = i32x4.splat(0);
    let first = i32x4.splat(0);
    let second = i32x4.splat(0);
    for (let p: usize = 0; p < all; p += 16) {
      const mask = i32x4.le_s(v128.load(keys + p), limits);
      rows = i32x4.sub(rows, mask);
      first = i32x4.add(first, v128.and(mask, v128.load(firsts + p)));
      second = i32x4.add(second, v128.and(mask, v128.load(seconds + p)));
    }
    this.lefts[0] = sumOf(first);
    this.lefts[1] = sumOf(second);
    return sumOf(rows);
  }

  /** Sums the classes' weights that go left; how many rows these are. */
  private count(limit: i32, all: usize): i32 {
    const keys = this.keys;
    const carried = this.carried;
    const lefts = changetype<usize>(this.lefts);
    let count: u32 = 0;
    memory.fill(lefts, 0, (<usize>this.lefts.length) << 2);
    for (let p: usize = 0; p < all; p += 4) {
      const goesLeft = <u32>(load<i32>(keys + p) <= limit);
      const own = load<u32>(carried + p);
      const place = lefts + ((<usize>(own >> 16)) << 2);
      store<u32>(place, load<u32>(place) + (own & 0xffff) * goesLeft);
      count += goesLeft;
    }
    return count;
  }

  protected move(position: i32): void {
    this.classes.place(position, this.lefts);
  }

  protected get isPartitioned(): bool {
    return false;
  }

  release(): void {
    super.release();
    release(this.carried);
    release(this.others);
    release(this.loads);
  }
}

function sumOf(lanes: v128): i32 {
  return (
    i32x4.extract_lane(lanes, 0) +
    i32x4.extract_lane(lanes, 1) +
    i32x4.extract_lane(lanes, 2) +
    i32x4.extract_lane(lanes, 3)
  );
}
