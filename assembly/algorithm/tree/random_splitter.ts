// A random split of a node (extra trees): of each column that is tried one threshold, drawn evenly between the
// node's smallest and largest value; NULLs go to a side that is drawn too.
//
// Nothing is sorted, so ranks would only be in the way: `valuesByRow` has the values themselves, a row's side by side, since
// the rows of a small node are few and its columns many. A column costs one pass that gathers its values and their range,
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
import { Limits, Splitter } from './splitter';

/** Values behind a node's that are read four at a time. */
const LANES: u64 = 4;

/** n x d values, f32, row by row; NaN for NULL. To be released. */
export function valuesByRow(columns: Columns): usize {
  const n = columns.n;
  const d = columns.d;
  const values = allocate((<u64>n * <u64>d) << 2);
  for (let j = 0; j < d; j++) {
    const ranks = columns.column(j);
    const missing = columns.missingRank(j);
    let to = values + ((<usize>j) << 2);
    for (let i = 0; i < n; i++) {
      const rank = load<u32>(ranks + ((<usize>i) << 2));
      store<f32>(to, rank == missing ? f32.NaN : columns.value(j, rank));
      to += (<usize>d) << 2;
    }
    tick(4 * <f64>n);
  }
  return values;
}

export class RandomSplitter extends Splitter {
  /** Of the node's samples, by position from 0: the value in the column at hand. */
  protected values: usize;

  constructor(
    columns: Columns,
    samples: usize,
    criterion: Criterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    private random: Xorshift,
    /** What `valuesByRow` wrote. */
    private rows: usize,
  ) {
    super(columns, samples, criterion, draws, limits, allWeight);
    this.values = allocate((<u64>columns.n + LANES) << 2);
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
    let to = this.values;
    let low: f32 = Infinity;
    let high: f32 = -Infinity;
    // A NaN is neither.
    for (let p = this.samples + ((<usize>start) << 2); p < last; p += 4) {
      const value = load<f32>(column + <usize>load<u32>(p) * stride);
      store<f32>(to, value);
      to += 4;
      low = select<f32>(value, low, value < low);
      high = select<f32>(value, high, value > high);
    }
    // Read by those who take four at a time: it goes nowhere.
    for (let more: usize = 0; more < <usize>LANES; more++) store<f32>(to + (more << 2), Infinity);
    let missing = 0;
    if (this.columns.hasMissing(j)) {
      for (let p = this.values; p < to; p += 4) if (isNaN(load<f32>(p))) missing++;
    }
    this.low = low;
    this.high = high;
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

  /** Puts the samples left and right by a threshold in the column at hand; where the right ones begin. As `partition` does. */
  private partitionBy(threshold: f64, start: i32, end: i32): i32 {
    const limit = notAbove(threshold);
    const nullsLeft = <usize>(this.missing > 0 && this.isMissingLeft);
    const values = this.values;
    const all = (<usize>(end - start)) << 2;
    const samples = this.samples + ((<usize>start) << 2);
    let middle: usize = 0;
    for (let p: usize = 0; p < all; p += 4) middle += isLeft(load<f32>(values + p), limit, nullsLeft) << 2;
    if (middle == all) return end;
    let hole = this.holes;
    for (let p: usize = 0; p < middle; p += 4) {
      store<u32>(hole, <u32>p);
      hole += (isLeft(load<f32>(values + p), limit, nullsLeft) ^ 1) << 2;
    }
    store<u32>(hole, <u32>middle);
    hole = this.holes;
    let next = load<u32>(samples + load<u32>(hole));
    for (let p = all; p > middle; ) {
      p -= 4;
      const row = load<u32>(samples + p);
      const goesLeft = isLeft(load<f32>(values + p), limit, nullsLeft);
      store<u32>(samples + p, next);
      store<u32>(
        samples + select<usize>(load<u32>(hole), p, goesLeft != 0),
        select<u32>(row, next, goesLeft != 0),
      );
      hole += goesLeft << 2;
      next = select<u32>(load<u32>(samples + load<u32>(hole)), row, goesLeft != 0);
    }
    return start + <i32>(middle >> 2);
  }

  release(): void {
    super.release();
    release(this.values);
  }
}

/** 1 where a value is at most the limit, or NaN and such go left; else 0. */
function isLeft(value: f32, limit: f32, nullsLeft: usize): usize {
  return <usize>(value <= limit) | (<usize>(value != value) & nullsLeft);
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
    const limit = notAbove(threshold);
    const nullsLeft = <usize>(this.missing > 0 && this.isMissingLeft);
    const all = (<usize>(end - start)) << 2;
    return start + (this.others ? this.countTwo(limit, nullsLeft, all) : this.count(limit, nullsLeft, all));
  }

  /** Sums the weights of two classes that go left, four rows a step; how many rows these are. */
  private countTwo(limit: f32, nullsLeft: usize, all: usize): i32 {
    const values = this.values;
    const firsts = this.carried;
    const seconds = this.others;
    const limits = f32x4.splat(limit);
    const nulls = i32x4.splat(-(<i32>nullsLeft));
    let rows = i32x4.splat(0);
    let first = i32x4.splat(0);
    let second = i32x4.splat(0);
    for (let p: usize = 0; p < all; p += 16) {
      const value = v128.load(values + p);
      const mask = v128.or(f32x4.le(value, limits), v128.and(f32x4.ne(value, value), nulls));
      rows = i32x4.sub(rows, mask);
      first = i32x4.add(first, v128.and(mask, v128.load(firsts + p)));
      second = i32x4.add(second, v128.and(mask, v128.load(seconds + p)));
    }
    this.lefts[0] = sumOf(first);
    this.lefts[1] = sumOf(second);
    return sumOf(rows);
  }

  /** Sums the classes' weights that go left; how many rows these are. */
  private count(limit: f32, nullsLeft: usize, all: usize): i32 {
    const values = this.values;
    const carried = this.carried;
    const lefts = changetype<usize>(this.lefts);
    let count: u32 = 0;
    memory.fill(lefts, 0, (<usize>this.lefts.length) << 2);
    for (let p: usize = 0; p < all; p += 4) {
      const goesLeft = <u32>isLeft(load<f32>(values + p), limit, nullsLeft);
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
