// The best split of a node by walks over sorted samples: along lists (sorted_lists.ts), or sorted here.
//
// Sums run in the order of the sorted samples, so a walk gives scikit-learn's own bits wherever the order is one: where no
// two different rows of the node have the same value. Where two have, their order is that in which its sort leaves them,
// which depends on how the samples stood, so on all columns tried before: it is followed (arrangeAsPeer) as late, and as
// seldom, as possible.
//
//   late     In whatever order they are added, the proxy of a position differs by less than `slack`, which follows from how
//            many are added, and how large. So each column is walked along its list as it is, and the split is found when
//            it beats by two slacks what hangs on an order: the other columns with ties, where its own has none, else every
//            other position. Else, when it can't be said, all columns are judged again, each in its order.
//   seldom   What the order of the samples is after all columns is asked only then, for the sums of the children: the last
//            column without ties gives it, and only those tried after that are arranged.
//
// Lists are walked so where all columns have one and weights are such that a slack can be told (`slack`). Otherwise each
// column is judged in its order at once; then the samples' own order is known at all times: that of the column tried last,
// put down (`settle`) when it matters. Columns with NULLs are sorted as best_splitter.ts does.

import { release } from '../../memory/block';
import { COMPACT, CompactSort } from '../../math/compact_sort';
import { arrangeAsPeer, sortAsPeer } from '../../math/sort';
import { tick } from '../../progress';
import { BestSplitter } from './best_splitter';
import { Columns } from './columns';
import { Criterion } from './criterion';
import { Draws } from './draws';
import { SortedLists } from './sorted_lists';
import { Limits } from './splitter';

/** In whose order the samples stand, when not in that of a column's list: their own, or that of the pairs. */
const OWN: i32 = -1;
const PAIRS: i32 = -2;

/** A column that was tried: two values are tied in it, none are, or it is constant but for close values. */
const enum Tried {
  EXACT,
  TIED,
  CLOSE,
}

/** 2^-53, by which a sum of two is off at most, of its size. */
export const ROUNDING: f64 = 1.1102230246251565e-16;

export abstract class ListSplitter extends BestSplitter {
  /** The column by whose list the samples stand, or OWN or PAIRS. */
  private order: i32 = OWN;
  /** The columns of the node as they were tried, and what they are. */
  private tried: StaticArray<i32>;
  private kinds: StaticArray<Tried>;
  private count: i32 = 0;
  /** For few rows, so few ranks. */
  private compact: CompactSort | null;
  /** What a walk found: the best proxy, the next, how many go left there (0: none is above the floor), the ranks beside it. */
  protected best: f64 = 0;
  protected second: f64 = 0;
  protected bestLeft: i32 = 0;
  protected below: u32 = 0;
  protected above: u32 = 0;
  /** Two different rows of the walk have one value; some side weighs too little for a slack. */
  protected hasTies: bool = false;
  protected isDoubtful: bool = false;
  /** The best position of the columns with ties. */
  private tiedBest: f64 = 0;
  private tiedSecond: f64 = 0;
  private tiedColumn: i32 = 0;
  private tiedLeft: i32 = 0;
  private tiedBelow: u32 = 0;
  private tiedAbove: u32 = 0;

  constructor(
    columns: Columns,
    samples: usize,
    criterion: Criterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    /** Or null: all columns are sorted here. */
    private lists: SortedLists | null,
  ) {
    super(columns, samples, criterion, draws, limits, allWeight);
    this.tried = new StaticArray<i32>(columns.d);
    this.kinds = new StaticArray<Tried>(columns.d);
    this.compact = columns.n <= COMPACT ? new CompactSort(columns.n) : null;
  }

  /** By how much a proxy in a node of m rows may differ with the order of sums; NaN where that can't be told. */
  protected abstract slack(m: i32): f64;

  /**
   * Judges the positions of m samples in the order of the list (above) that are better than the floor; with `stops` only up
   * to a tie.
   */
  protected abstract walk(j: i32, list: usize, m: i32, floor: f64, stops: bool): void;

  split(start: i32, end: i32, impurity: f64, known: i32): void {
    const lists = this.lists;
    const slack = lists != null && lists.areAll ? this.slack(end - start) : NaN;
    if (isNaN(slack)) {
      super.split(start, end, impurity, known);
      return;
    }
    const draws = this.draws;
    this.position = end;
    this.bestProxy = -Infinity;
    this.tiedBest = -Infinity;
    this.tiedSecond = -Infinity;
    this.isDoubtful = false;
    this.count = 0;
    draws.begin(known);
    for (let j = draws.next(); j >= 0; j = draws.next()) {
      tick(5 * <f64>(end - start));
      if (this.glance(j, start, end)) draws.isTried();
      else draws.isConstant();
    }
    this.decide(start, end, 2 * slack);
    // A leaf's order doesn't matter.
    if (this.position < end) this.settle(start, end);
    this.order = OWN;
    this.conclude(start, end, impurity);
    this.constants = draws.end();
  }

  /** Walks the list of column j as it is; false when it is constant. */
  private glance(j: i32, start: i32, end: i32): bool {
    const list = this.listOf(j, start);
    const m = end - start;
    const lowest = load<u32>(list, 4);
    const highest = load<u32>(list + ((<usize>(m - 1)) << 3), 4);
    if (lowest == highest) return false;
    const place = this.count++;
    this.tried[place] = j;
    if (this.columns.areTied(j, lowest, highest)) {
      this.kinds[place] = Tried.CLOSE;
      return false;
    }
    const floor = this.columns.areDistinct(j) ? this.bestProxy : min(this.bestProxy, this.tiedSecond);
    this.walk(j, list, m, floor, false);
    this.kinds[place] = this.hasTies ? Tried.TIED : Tried.EXACT;
    if (!this.hasTies) this.keepBetter(j, start, m);
    else if (this.best > this.tiedBest) {
      this.tiedSecond = max(this.tiedBest, this.second);
      this.tiedBest = this.best;
      this.tiedColumn = j;
      this.tiedLeft = this.bestLeft;
      this.tiedBelow = this.below;
      this.tiedAbove = this.above;
    } else this.tiedSecond = max(this.tiedSecond, this.best);
    return true;
  }

  /** Finds the split from what the columns tried gave, and the order in which they leave the samples. */
  private decide(start: i32, end: i32, margin: f64): void {
    const m = end - start;
    if (this.isDoubtful) return this.judgeAgain(start, end);
    if (this.tiedBest > -Infinity && !(this.bestProxy > this.tiedBest + margin)) {
      if (!(this.tiedBest > max(this.bestProxy, this.tiedSecond) + margin))
        return this.judgeAgain(start, end);
      this.keep(this.tiedColumn, start, this.tiedLeft, m, this.tiedBelow, this.tiedAbove);
    }
    if (this.position >= end) return;
    let last = this.count - 1;
    while (last >= 0 && unchecked(this.kinds[last]) != Tried.EXACT) last--;
    if (last >= 0) this.order = this.tried[last];
    for (let place = last + 1; place < this.count; place++) this.arrange(this.tried[place], start, m);
  }

  /** Judges the columns tried again, each with its samples in scikit-learn's order. */
  private judgeAgain(start: i32, end: i32): void {
    const m = end - start;
    this.position = end;
    this.bestProxy = -Infinity;
    for (let place = 0; place < this.count; place++) {
      const j = this.tried[place];
      const kind = this.kinds[place];
      if (kind == Tried.EXACT) this.order = j;
      else this.arrange(j, start, m);
      if (kind == Tried.CLOSE) continue;
      this.walk(j, this.listOf(j, start), m, this.bestProxy, false);
      this.keepBetter(j, start, m);
    }
  }

  protected tryColumn(j: i32, start: i32, end: i32): bool {
    if (this.columns.hasMissing(j)) {
      this.settle(start, end);
      return super.tryColumn(j, start, end);
    }
    const m = end - start;
    const lists = this.lists;
    if (lists == null || !lists.has(j)) return this.trySorted(j, start, m);
    const list = lists.list(j) + ((<usize>start) << 3);
    const lowest = load<u32>(list, 4);
    const highest = load<u32>(list + ((<usize>(m - 1)) << 3), 4);
    if (lowest == highest) return false;
    if (this.columns.areTied(j, lowest, highest)) {
      this.arrange(j, start, m);
      return false;
    }
    this.walk(j, list, m, this.bestProxy, true);
    if (this.hasTies) {
      this.arrange(j, start, m);
      this.walk(j, list, m, this.bestProxy, false);
    } else this.order = j;
    this.keepBetter(j, start, m);
    return true;
  }

  /** Tries a column that has no list, nor NULLs. */
  private trySorted(j: i32, start: i32, m: i32): bool {
    const pairs = this.pairs + ((<usize>start) << 3);
    this.gather(j, start, m);
    this.order = PAIRS;
    if (areOfOneKey(pairs, m)) return false;
    const compact = this.compact;
    if (compact != null) compact.sort(pairs, m);
    else sortAsPeer(pairs, m);
    const lowest = load<u32>(pairs, 4);
    const highest = load<u32>(pairs + ((<usize>(m - 1)) << 3), 4);
    if (this.columns.areTied(j, lowest, highest)) return false;
    this.walk(j, pairs, m, this.bestProxy, false);
    this.keepBetter(j, start, m);
    return true;
  }

  /** Puts the pairs of column j in the order in which the samples stand. */
  private gather(j: i32, start: i32, m: i32): void {
    const ranks = this.columns.column(j);
    let to = this.pairs + ((<usize>start) << 3);
    const end = to + ((<usize>m) << 3);
    const isOwn = this.order == OWN;
    let from = isOwn ? this.samples + ((<usize>start) << 2) : to;
    if (this.order >= 0) from = this.listOf(this.order, start);
    const step: usize = isOwn ? 4 : 8;
    for (; to < end; to += 8) {
      const row = load<u32>(from);
      from += step;
      store<u64>(to, ((<u64>load<u32>(ranks + ((<usize>row) << 2))) << 32) | row);
    }
  }

  /** Puts the rows of one value in the list of column j into the order in which scikit-learn's sort leaves them. */
  private arrange(j: i32, start: i32, m: i32): void {
    const pairs = this.pairs + ((<usize>start) << 3);
    const list = this.listOf(j, start);
    this.gather(j, start, m);
    const compact = this.compact;
    if (compact != null) compact.arrange(pairs, list, m);
    else arrangeAsPeer(pairs, list, m);
    memory.copy(list, pairs, (<usize>m) << 3);
    this.order = j;
    tick(this.work(m) / 2);
  }

  protected settle(start: i32, end: i32): void {
    if (this.order == OWN) return;
    const first = (<usize>start) << 3;
    let from = this.order == PAIRS ? this.pairs + first : this.listOf(this.order, start);
    const last = this.samples + ((<usize>end) << 2);
    for (let to = this.samples + ((<usize>start) << 2); to < last; to += 4) {
      store<u32>(to, load<u32>(from));
      from += 8;
    }
    this.order = OWN;
  }

  protected divide(start: i32, end: i32): void {
    const lists = this.lists;
    if (lists != null) lists.divide(this.samples, start, this.position, end, this.feature);
  }

  /** Pointer to the list of column j from a position on. */
  private listOf(j: i32, start: i32): usize {
    return this.lists!.list(j) + ((<usize>start) << 3);
  }

  /** Keeps what the walk over column j found, where that is better. */
  private keepBetter(j: i32, start: i32, m: i32): void {
    if (this.bestLeft == 0 || !(this.best > this.bestProxy)) return;
    this.bestProxy = this.best;
    this.keep(j, start, this.bestLeft, m, this.below, this.above);
  }

  release(): void {
    super.release();
    const compact = this.compact;
    if (compact != null) compact.release();
  }

  /** Keeps the split found in column j between two ranks, with `left` of m rows left. */
  private keep(j: i32, start: i32, left: i32, m: i32, below: u32, above: u32): void {
    this.feature = j;
    this.position = start + left;
    this.threshold = this.columns.between(j, below, above);
    this.isMissingLeft = left > m - left;
  }
}

/** Whether all m pairs have one key. */
function areOfOneKey(pairs: usize, m: i32): bool {
  const key = load<u32>(pairs, 4);
  const end = pairs + ((<usize>m) << 3);
  for (; pairs < end; pairs += 8) if (load<u32>(pairs, 4) != key) return false;
  return true;
}
