// A random split of a node (extra trees): of each column that is tried one threshold, drawn evenly between the
// node's smallest and largest value; NULLs go to a side that is drawn too.
//
// Source: P. Geurts, D. Ernst, L. Wehenkel, Extremely randomized trees, Machine Learning 63 (2006).

import { tick } from '../../progress';
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
      const ranks = columns.column(j);
      const missingRank = columns.missingRank(j);
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
      const position = this.partition(start, end);
      if (position - start < least || end - position < least) continue;
      criterion.reset();
      criterion.moveTo(position);
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
      if (last != bestFeature) this.partition(start, end);
      this.finish(impurity);
    }
    this.constants = draws.end();
  }
}
