// Finds a node's split: what its two ways, best_splitter.ts and random_splitter.ts, share.
//
// `split` tries columns as draws.ts draws them, keeps the first of the best by the criterion's proxy, puts the node's
// samples left and right, and finds the children's impurities. Positions, order of samples and order of sums are
// scikit-learn's: the samples are partitioned by two fingers from both ends.

import { Columns } from './columns';
import { Criterion } from './criterion';
import { Draws } from './draws';

/** The limits that a split keeps to. */
export class Limits {
  constructor(
    /** Rows of a side at least. */
    public leastRows: i32,
    /** Weight of a side at least. */
    public leastWeight: f64,
  ) {}
}

export abstract class Splitter {
  /** The split found: at `position` of the samples; the node's end when there is none. */
  position: i32 = 0;
  feature: i32 = 0;
  threshold: f64 = 0;
  /** NULL goes left. */
  isMissingLeft: bool = false;
  improvement: f64 = 0;
  leftImpurity: f64 = 0;
  rightImpurity: f64 = 0;
  /** Children of the node to be split may be split too. */
  areChildrenSplit: bool = true;
  /** Columns that are constant below the node. */
  constants: i32 = 0;

  constructor(
    protected columns: Columns,
    /** Row numbers, i32: as the criterion's. */
    protected samples: usize,
    protected criterion: Criterion,
    protected draws: Draws,
    protected limits: Limits,
    /** The weight of all rows of the tree. */
    protected allWeight: f64,
  ) {}

  /** Splits the samples start..end-1 of a node of that impurity, above which `known` columns are constant. */
  abstract split(start: i32, end: i32, impurity: f64, known: i32): void;

  /** Operations that trying one column of a node of m rows costs, about. */
  protected work(m: i32): f64 {
    return <f64>m * <f64>(40 - clz(m));
  }

  protected sampleAt(p: i32): i32 {
    return load<i32>(this.samples + ((<usize>p) << 2));
  }

  protected putSample(p: i32, row: i32): void {
    store<i32>(this.samples + ((<usize>p) << 2), row);
  }

  /** Whether the criterion's position leaves enough weight on both sides. */
  protected hasWeight(): bool {
    const least = this.limits.leastWeight;
    return this.criterion.leftWeight >= least && this.criterion.rightWeight >= least;
  }

  /** Puts the samples left and right by feature, threshold and isMissingLeft; where the right ones begin. */
  protected partition(start: i32, end: i32): i32 {
    const ranks = this.columns.column(this.feature);
    const limit = this.columns.below(this.feature, this.threshold);
    const missing = this.columns.missingRank(this.feature);
    while (start < end) {
      const row = this.sampleAt(start);
      const rank = load<u32>(ranks + ((<usize>row) << 2));
      if (rank == missing ? this.isMissingLeft : rank < limit) start++;
      else {
        end--;
        this.putSample(start, this.sampleAt(end));
        this.putSample(end, row);
      }
    }
    return end;
  }

  /** Impurities and improvement of the split found, whose samples are partitioned. */
  protected finish(impurity: f64): void {
    this.criterion.reset();
    this.criterion.moveTo(this.position);
    this.criterion.childImpurities();
    this.leftImpurity = this.criterion.leftImpurity;
    this.rightImpurity = this.criterion.rightImpurity;
    this.improvement = this.criterion.improvement(impurity, this.allWeight);
  }

  release(): void {}
}
