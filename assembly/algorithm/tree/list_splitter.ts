// The best split of a node whose columns have lists (sorted_lists.ts): a walk over each list, no sort.
//
// Sums run in the order of the sorted samples, so a walk gives scikit-learn's own bits wherever the order is one: where no
// two different rows of the node have the same value. Where two have, their order is that in which its sort leaves them,
// and it depends on how the samples stood: there its sort is followed as far as it concerns them (arrangeAsPeer). Columns
// without a list are sorted as best_splitter.ts does. To that end the samples' own order is known at all times: that of
// the column tried last, put down (`settle`) when it matters.

import { allocate, release } from '../../memory/block';
import { arrangeAsPeer } from '../../math/sort';
import { at } from '../../math/vector';
import { tick } from '../../progress';
import { BestSplitter } from './best_splitter';
import { ClassCriterion } from './class_criterion';
import { Columns } from './columns';
import { Criterion } from './criterion';
import { Draws } from './draws';
import { SortedLists } from './sorted_lists';
import { Limits } from './splitter';
import { ValueCriterion } from './value_criterion';

abstract class ListSplitter extends BestSplitter {
  /** The column by whose list the samples stand; -1: they stand as they are. */
  private order: i32 = -1;

  constructor(
    columns: Columns,
    samples: usize,
    criterion: Criterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    private lists: SortedLists,
  ) {
    super(columns, samples, criterion, draws, limits, allWeight);
  }

  protected tryColumn(j: i32, start: i32, end: i32): bool {
    if (this.lists.has(j)) {
      const list = this.lists.list(j) + ((<usize>start) << 3);
      const m = end - start;
      const lowest = load<u32>(list, 4);
      const highest = load<u32>(list + ((<usize>(m - 1)) << 3), 4);
      if (lowest == highest) return false;
      if (!this.columns.areTied(j, lowest, highest)) {
        if (!this.walk(j, list, start, m, false)) {
          this.arrange(j, list, start, m);
          this.walk(j, list, start, m, true);
        }
        this.order = j;
        return true;
      }
    }
    this.settle(start, end);
    return super.tryColumn(j, start, end);
  }

  /** Puts the rows of one value into the order in which scikit-learn's sort leaves them. */
  private arrange(j: i32, list: usize, start: i32, m: i32): void {
    this.settle(start, start + m);
    const ranks = this.columns.column(j);
    const pairs = this.pairs + ((<usize>start) << 3);
    for (let p = 0; p < m; p++) {
      const row = this.sampleAt(start + p);
      const rank = load<u32>(ranks + ((<usize>row) << 2));
      store<u64>(pairs + ((<usize>p) << 3), ((<u64>rank) << 32) | row);
    }
    arrangeAsPeer(pairs, list, m);
    memory.copy(list, pairs, (<usize>m) << 3);
    tick(this.work(m) / 2);
  }

  protected settle(start: i32, end: i32): void {
    if (this.order < 0) return;
    const list = this.lists.list(this.order);
    for (let p = start; p < end; p++) this.putSample(p, load<i32>(list + ((<usize>p) << 3)));
    this.order = -1;
  }

  protected divide(start: i32, end: i32): void {
    this.lists.divide(this.samples, start, this.position, end);
  }

  /** Judges the positions of m samples in the order of the list; false where two rows have one value, unless `isArranged`. */
  protected abstract walk(j: i32, list: usize, start: i32, m: i32, isArranged: bool): bool;

  /** Keeps the split found in column j between two ranks, with `left` of m rows left. */
  protected keep(j: i32, start: i32, left: i32, m: i32, below: u32, above: u32): void {
    this.feature = j;
    this.position = start + left;
    this.threshold = this.columns.between(j, below, above);
    this.isMissingLeft = left > m - left;
  }
}

/** For squared errors. */
export class ValueListSplitter extends ListSplitter {
  /** By row: weight times target, and weight. */
  private weighed: usize;

  constructor(
    columns: Columns,
    samples: usize,
    private values: ValueCriterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    lists: SortedLists,
    y: usize,
    weights: usize,
  ) {
    super(columns, samples, values, draws, limits, allWeight, lists);
    this.weighed = allocate((<u64>columns.n) << 4);
    for (let i = 0; i < columns.n; i++) {
      const w = weights ? at(weights, i) : 1;
      store<f64>(this.weighed + ((<usize>i) << 4), w * at(y, i));
      store<f64>(this.weighed + ((<usize>i) << 4), w, 8);
    }
  }

  protected walk(j: i32, list: usize, start: i32, m: i32, isArranged: bool): bool {
    const columns = this.columns;
    const isPlain = columns.isPlain(j);
    const weighed = this.weighed;
    const leastRows = this.limits.leastRows;
    const leastWeight = this.limits.leastWeight;
    const total = f64x2.replace_lane(f64x2.splat(this.values.sum), 1, this.values.weight);
    let best = this.bestProxy;
    let bestLeft = 0;
    let below: u32 = 0;
    let above: u32 = 0;
    // sum and weight of what is left; the position up to which they are scikit-learn's
    let left = f64x2.splat(0);
    let moved = 0;
    let next = load<u64>(list);
    for (let p = 1; p < m; p++) {
      const pair = next;
      next = load<u64>(list + ((<usize>p) << 3));
      left = f64x2.add(left, v128.load(weighed + ((<usize>(<u32>pair)) << 4)));
      if (<u32>(pair >> 32) == <u32>(next >> 32)) {
        if (pair != next && !isArranged) return false;
        continue;
      }
      if (!isPlain && columns.areTied(j, <u32>(pair >> 32), <u32>(next >> 32))) continue;
      if (p < leastRows || m - p < leastRows) continue;
      if (p - moved > m - p) left = this.fromEnd(list, p, m, total);
      moved = p;
      const right = f64x2.sub(total, left);
      const sums = v128.shuffle<f64>(left, right, 0, 2);
      const weights = v128.shuffle<f64>(left, right, 1, 3);
      if (leastWeight > 0) {
        if (f64x2.extract_lane(weights, 0) < leastWeight || f64x2.extract_lane(weights, 1) < leastWeight)
          continue;
      }
      const parts = f64x2.div(f64x2.mul(sums, sums), weights);
      const proxy = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1);
      if (!(proxy > best)) continue;
      best = proxy;
      bestLeft = p;
      below = <u32>(pair >> 32);
      above = <u32>(next >> 32);
    }
    if (bestLeft == 0) return true;
    this.bestProxy = best;
    this.keep(j, start, bestLeft, m, below, above);
    return true;
  }

  private fromEnd(list: usize, p: i32, m: i32, total: v128): v128 {
    let left = total;
    for (let q = m - 1; q >= p; q--) {
      const row = <usize>load<u32>(list + ((<usize>q) << 3));
      left = f64x2.sub(left, v128.load(this.weighed + (row << 4)));
    }
    return left;
  }

  release(): void {
    super.release();
    release(this.weighed);
  }
}

/** For classes, whose weights are no whole numbers (class_splitter.ts has those). */
export class ClassListSplitter extends ListSplitter {
  private left: StaticArray<f64>;
  private right: StaticArray<f64>;

  constructor(
    columns: Columns,
    samples: usize,
    private classes: ClassCriterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    lists: SortedLists,
    /** n weights. */
    private rowWeights: usize,
  ) {
    super(columns, samples, classes, draws, limits, allWeight, lists);
    this.left = new StaticArray<f64>(classes.outputs);
    this.right = new StaticArray<f64>(classes.outputs);
  }

  protected walk(j: i32, list: usize, start: i32, m: i32, isArranged: bool): bool {
    const columns = this.columns;
    const isPlain = columns.isPlain(j);
    const classes = this.classes;
    const isGini = classes.isGini;
    const k = this.left.length;
    const leftSums = changetype<usize>(this.left);
    const rightSums = changetype<usize>(this.right);
    const codes = classes.codes;
    const weights = this.rowWeights;
    const totals = classes.totals;
    const all = classes.weight;
    const leastRows = this.limits.leastRows;
    const leastWeight = this.limits.leastWeight;
    let best = this.bestProxy;
    let bestLeft = 0;
    let below: u32 = 0;
    let above: u32 = 0;
    let weight: f64 = 0;
    let moved = 0;
    memory.fill(leftSums, 0, (<usize>k) << 3);
    let next = load<u64>(list);
    for (let p = 1; p < m; p++) {
      const pair = next;
      next = load<u64>(list + ((<usize>p) << 3));
      const row = <usize>(<u32>pair);
      const w = load<f64>(weights + (row << 3));
      const sum = leftSums + ((<usize>load<u32>(codes + (row << 2))) << 3);
      store<f64>(sum, load<f64>(sum) + w);
      weight += w;
      if (<u32>(pair >> 32) == <u32>(next >> 32)) {
        if (pair != next && !isArranged) return false;
        continue;
      }
      if (!isPlain && columns.areTied(j, <u32>(pair >> 32), <u32>(next >> 32))) continue;
      if (p < leastRows || m - p < leastRows) continue;
      if (p - moved > m - p) weight = this.fromEnd(list, p, m, all);
      moved = p;
      const other = all - weight;
      if (weight < leastWeight || other < leastWeight) continue;
      let proxy: f64;
      if (isGini) {
        let leftSquares: f64 = 0;
        let rightSquares: f64 = 0;
        for (let c: usize = 0; c < (<usize>k) << 3; c += 8) {
          const l = load<f64>(leftSums + c);
          const r = load<f64>(totals + c) - l;
          leftSquares += l * l;
          rightSquares += r * r;
        }
        const left = 1 - leftSquares / (weight * weight);
        const right = 1 - rightSquares / (other * other);
        proxy = -other * right - weight * left;
      } else {
        for (let c = 0; c < k; c++)
          store<f64>(rightSums + ((<usize>c) << 3), at(totals, c) - at(leftSums, c));
        const left = classes.impurityOf(this.left, weight);
        const right = classes.impurityOf(this.right, other);
        proxy = -other * right - weight * left;
      }
      if (!(proxy > best)) continue;
      best = proxy;
      bestLeft = p;
      below = <u32>(pair >> 32);
      above = <u32>(next >> 32);
    }
    if (bestLeft == 0) return true;
    this.bestProxy = best;
    this.keep(j, start, bestLeft, m, below, above);
    return true;
  }

  /** Sets the sums of what is left, taken from the end; their weight. */
  private fromEnd(list: usize, p: i32, m: i32, all: f64): f64 {
    const left = changetype<usize>(this.left);
    memory.copy(left, this.classes.totals, (<usize>this.left.length) << 3);
    let weight = all;
    for (let q = m - 1; q >= p; q--) {
      const row = <usize>load<u32>(list + ((<usize>q) << 3));
      const w = load<f64>(this.rowWeights + (row << 3));
      const sum = left + ((<usize>load<u32>(this.classes.codes + (row << 2))) << 3);
      store<f64>(sum, load<f64>(sum) - w);
      weight -= w;
    }
    return weight;
  }
}
