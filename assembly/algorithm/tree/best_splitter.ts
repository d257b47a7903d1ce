// The best split of a node: every column's samples are sorted, and every position between two values is judged.
//
// NULLs stand at the end, so go right; where a column has some, its values are then walked again with the NULLs in
// front, going left. All of them alone on the right is a split too, with the threshold infinity. Without NULLs in the
// node, a later NULL goes where more rows went.

import { reals, release } from '../../memory/block';
import { tick } from '../../progress';
import { Columns } from './columns';
import { Criterion } from './criterion';
import { Draws } from './draws';
import { sortAsPeer } from '../../math/sort';
import { Limits, Splitter } from './splitter';

export class BestSplitter extends Splitter {
  /** By position: the sample's rank above, its row below. */
  protected pairs: usize;
  private spare: usize;
  protected bestProxy: f64 = 0;

  constructor(
    columns: Columns,
    samples: usize,
    criterion: Criterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
  ) {
    super(columns, samples, criterion, draws, limits, allWeight);
    this.pairs = reals(columns.n);
    this.spare = reals(columns.n);
  }

  split(start: i32, end: i32, impurity: f64, known: i32): void {
    const draws = this.draws;
    this.position = end;
    this.bestProxy = -Infinity;
    draws.begin(known);
    for (let j = draws.next(); j >= 0; j = draws.next()) {
      tick(this.work(end - start));
      if (this.tryColumn(j, start, end)) draws.isTried();
      else draws.isConstant();
    }
    this.settle(start, end);
    this.conclude(start, end, impurity);
    this.constants = draws.end();
  }

  /** Carries the split found out, where there is one. */
  protected conclude(start: i32, end: i32, impurity: f64): void {
    if (this.position >= end) return;
    this.partition(start, end);
    this.finish(impurity);
    if (this.areChildrenSplit) this.divide(start, end);
  }

  /** Judges the positions of column j; false when it is constant in the node. */
  protected tryColumn(j: i32, start: i32, end: i32): bool {
    const missing = this.sortBy(j, start, end);
    const stop = end - missing;
    if (stop == start) return false;
    if (missing == 0 && this.columns.areTied(j, this.rankAt(start), this.rankAt(stop - 1))) return false;
    this.search(j, start, end, missing, false);
    if (missing > 0) {
      this.turn(start, end, missing);
      this.search(j, start, end, missing, true);
    }
    return true;
  }

  /** Puts the samples in the order that they have by now. */
  protected settle(start: i32, end: i32): void {}

  /** After the samples were put left and right: the same with what else has the nodes' order. */
  protected divide(start: i32, end: i32): void {}

  private rankAt(p: i32): u32 {
    return load<u32>(this.pairs + ((<usize>p) << 3), 4);
  }

  private put(p: i32, row: i32, rank: u32): void {
    store<u64>(this.pairs + ((<usize>p) << 3), ((<u64>rank) << 32) | row);
  }

  /** Sorts the node's samples by column j, those with NULL last; how many these are. */
  private sortBy(j: i32, start: i32, end: i32): i32 {
    const ranks = this.columns.column(j);
    let stop = end;
    if (this.columns.hasMissing(j)) {
      const missing = this.columns.missingRank(j);
      for (let p = start; p < stop; ) {
        const last = this.sampleAt(stop - 1);
        if (load<u32>(ranks + ((<usize>last) << 2)) == missing) {
          stop--;
          this.put(stop, last, missing);
          continue;
        }
        let row = this.sampleAt(p);
        if (load<u32>(ranks + ((<usize>row) << 2)) == missing) {
          stop--;
          this.putSample(stop, row);
          this.put(stop, row, missing);
          row = last;
        }
        this.put(p, row, load<u32>(ranks + ((<usize>row) << 2)));
        p++;
      }
    } else {
      for (let p = start; p < end; p++) {
        const row = this.sampleAt(p);
        this.put(p, row, load<u32>(ranks + ((<usize>row) << 2)));
      }
    }
    sortAsPeer(this.pairs + ((<usize>start) << 3), stop - start);
    for (let p = start; p < stop; p++) this.putSample(p, load<i32>(this.pairs + ((<usize>p) << 3)));
    return end - stop;
  }

  /** Puts the NULLs at the end in front. */
  private turn(start: i32, end: i32, missing: i32): void {
    const others = (<usize>(end - start - missing)) << 3;
    const nulls = (<usize>missing) << 3;
    const from = this.pairs + ((<usize>start) << 3);
    memory.copy(this.spare, from + others, nulls);
    memory.copy(from + nulls, from, others);
    memory.copy(from, this.spare, nulls);
    for (let p = start; p < end; p++) this.putSample(p, load<i32>(this.pairs + ((<usize>p) << 3)));
  }

  /** Judges the positions of the sorted column j; NULLs are in front, or at the end. */
  private search(j: i32, start: i32, end: i32, missing: i32, areMissingLeft: bool): void {
    const columns = this.columns;
    const criterion = this.criterion;
    const least = this.limits.leastRows;
    const stop = areMissingLeft ? end : end - missing;
    criterion.reset();
    let p = areMissingLeft ? start + missing : start;
    while (p < stop) {
      p++;
      while (p < stop && columns.areTied(j, this.rankAt(p - 1), this.rankAt(p))) p++;
      if (p == end) return;
      if (p - start < least || end - p < least) continue;
      criterion.moveTo(p);
      if (!this.hasWeight()) continue;
      const proxy = criterion.proxy;
      if (!(proxy > this.bestProxy)) continue;
      this.bestProxy = proxy;
      this.feature = j;
      this.position = p;
      this.threshold =
        p == stop && !areMissingLeft ? Infinity : columns.between(j, this.rankAt(p - 1), this.rankAt(p));
      this.isMissingLeft = missing > 0 ? areMissingLeft : p - start > end - p;
    }
  }

  release(): void {
    super.release();
    release(this.pairs);
    release(this.spare);
  }
}
