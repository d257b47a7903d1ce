// A random split of a node (extra trees): of each column that is tried one threshold, drawn evenly between the
// node's smallest and largest value; NULLs go to a side that is drawn too.
//
// Source: P. Geurts, D. Ernst, L. Wehenkel, Extremely randomized trees, Machine Learning 63 (2006).

import { allocate, release } from '../../memory/block';
import { tick } from '../../progress';
import { ClassCriterion } from './class_criterion';
import { Columns } from './columns';
import { Criterion } from './criterion';
import { Draws } from './draws';
import { Xorshift } from './random';
import { Limits, Splitter } from './splitter';

export class RandomSplitter extends Splitter {
  constructor(
    columns: Columns,
    samples: usize,
    criterion: Criterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    private random: Xorshift,
  ) {
    super(columns, samples, criterion, draws, limits, allWeight);
  }

  split(start: i32, end: i32, impurity: f64, known: i32): void {
    const draws = this.draws;
    const columns = this.columns;
    const criterion = this.criterion;
    const least = this.limits.leastRows;
    let bestProxy = -Infinity;
    let bestFeature = -1;
    let bestThreshold: f64 = 0;
    let bestPosition = end;
    let isBestLeft = false;
    // The column by which the samples stand.
    let last = -1;
    draws.begin(known);
    for (let j = draws.next(); j >= 0; j = draws.next()) {
      tick(4 * <f64>(end - start));
      this.look(j, start, end);
      const low = this.low;
      const high = this.high;
      const missing = this.missing;
      last = j;
      if (missing == end - start || (missing == 0 && columns.areTied(j, low, high))) {
        draws.isConstant();
        continue;
      }
      draws.isTried();
      const lowest = <f64>columns.value(j, low);
      const highest = <f64>columns.value(j, high);
      let threshold = this.random.uniform(lowest, highest);
      const isMissingLeft = missing > 0 ? this.random.between(0, 2) == 1 : false;
      if (threshold == highest) threshold = lowest;
      this.feature = j;
      this.threshold = threshold;
      this.isMissingLeft = isMissingLeft;
      const position = this.sideOf(start, end);
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
      if (last != bestFeature || !this.isPartitioned) this.partition(start, end);
      this.finish(impurity);
    }
    this.constants = draws.end();
  }

  /** The smallest and the largest rank that `look` met, and how many NULLs. */
  protected low: u32 = 0;
  protected high: u32 = 0;
  protected missing: i32 = 0;

  /** Finds the range of column j in the node. */
  protected look(j: i32, start: i32, end: i32): void {
    const ranks = this.columns.column(j);
    const missingRank = this.columns.missingRank(j);
    let low = u32.MAX_VALUE;
    let high: u32 = 0;
    let missing = 0;
    for (let p = start; p < end; p++) {
      const rank = load<u32>(ranks + ((<usize>this.sampleAt(p)) << 2));
      if (rank == missingRank) {
        missing++;
        continue;
      }
      low = min(low, rank);
      high = max(high, rank);
    }
    this.low = low;
    this.high = high;
    this.missing = missing;
  }

  /** The position that feature, threshold and isMissingLeft make. */
  protected sideOf(start: i32, end: i32): i32 {
    return this.partition(start, end);
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
}

/** For classes whose rows' weights are whole numbers: sides are counted, and samples put left and right once a node. */
export class CountingSplitter extends RandomSplitter {
  /** By position: the rank in the column at hand, and the sample's class and weight. */
  private ranks: usize;
  private carried: usize;
  private lefts: StaticArray<u32>;

  constructor(
    columns: Columns,
    samples: usize,
    private classes: ClassCriterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    random: Xorshift,
    /** By row: class and weight. */
    private loads: usize,
  ) {
    super(columns, samples, classes, draws, limits, allWeight, random);
    this.ranks = allocate((<u64>columns.n) << 2);
    this.carried = allocate((<u64>columns.n) << 2);
    this.lefts = new StaticArray<u32>(classes.outputs);
  }

  split(start: i32, end: i32, impurity: f64, known: i32): void {
    const loads = this.loads;
    const samples = this.samples + ((<usize>start) << 2);
    const all = (<usize>(end - start)) << 2;
    for (let p: usize = 0; p < all; p += 4) {
      store<u32>(this.carried + p, load<u32>(loads + ((<usize>load<u32>(samples + p)) << 2)));
    }
    super.split(start, end, impurity, known);
  }

  protected look(j: i32, start: i32, end: i32): void {
    const column = this.columns.column(j);
    const samples = this.samples + ((<usize>start) << 2);
    const ranks = this.ranks;
    const all = (<usize>(end - start)) << 2;
    const missingRank = this.columns.missingRank(j);
    const hasMissing = this.columns.hasMissing(j);
    let low = u32.MAX_VALUE;
    let high: u32 = 0;
    let missing = 0;
    for (let p: usize = 0; p < all; p += 4) {
      const rank = load<u32>(column + ((<usize>load<u32>(samples + p)) << 2));
      store<u32>(ranks + p, rank);
      if (hasMissing && rank == missingRank) {
        missing++;
        continue;
      }
      low = min(low, rank);
      high = max(high, rank);
    }
    this.low = low;
    this.high = high;
    this.missing = missing;
  }

  protected sideOf(start: i32, end: i32): i32 {
    const limit = this.columns.below(this.feature, this.threshold);
    const missingRank = this.columns.missingRank(this.feature);
    const missingSide: u32 = this.missing > 0 && this.isMissingLeft ? 1 : 0;
    const ranks = this.ranks;
    const carried = this.carried;
    const lefts = changetype<usize>(this.lefts);
    const all = (<usize>(end - start)) << 2;
    let count: u32 = 0;
    memory.fill(lefts, 0, (<usize>this.lefts.length) << 2);
    for (let p: usize = 0; p < all; p += 4) {
      const rank = load<u32>(ranks + p);
      const isLeft = select<u32>(missingSide, rank < limit ? 1 : 0, rank == missingRank);
      const own = load<u32>(carried + p);
      const place = lefts + ((<usize>(own >> 16)) << 2);
      store<u32>(place, load<u32>(place) + (own & 0xffff) * isLeft);
      count += isLeft;
    }
    return start + <i32>count;
  }

  protected move(position: i32): void {
    this.classes.place(position, this.lefts);
  }

  protected get isPartitioned(): bool {
    return false;
  }

  release(): void {
    super.release();
    release(this.ranks);
    release(this.carried);
    release(this.loads);
  }
}
