// Finds a node's split: what its two ways, best_splitter.ts and random_splitter.ts, share.
//
// `split` tries columns as draws.ts draws them, keeps the first of the best by the criterion's proxy, puts the node's
// samples left and right, and finds the children's impurities. Positions, order of samples and order of sums are
// scikit-learn's, which partitions by two fingers: what belongs right is swapped with the last that is not there yet.
//
// So, when L go left: those of the first L places that belong right, f_1 .. f_h, leave holes, and the k-th from the end of
// those that belong left fills the k-th hole. The places from L on are filled from the end: with f_1, then with what
// stands there, each one further down, and with the next f where one that belongs left is met; the one that stands at L
// itself is next after f_h. No step hangs on the one before it by more than an addition, so none is mispredicted.

import { integers, release } from '../../memory/block';
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
  /** Room for the places that `partition` fills from the end. */
  protected holes: usize;

  constructor(
    protected columns: Columns,
    /** Row numbers, i32: as the criterion's. */
    protected samples: usize,
    protected criterion: Criterion,
    protected draws: Draws,
    protected limits: Limits,
    /** The weight of all rows of the tree. */
    protected allWeight: f64,
  ) {
    this.holes = integers(<i64>columns.n + 1);
  }

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
    // NULL has the highest rank, so goes right by itself.
    const alsoLeft = this.isMissingLeft ? this.columns.missingRank(this.feature) : u32.MAX_VALUE;
    const first = this.samples + ((<usize>start) << 2);
    const last = this.samples + ((<usize>end) << 2);
    let middle = first;
    for (let p = first; p < last; p += 4) middle += isLeft(ranks, load<u32>(p), limit, alsoLeft) << 2;
    if (middle == last) return end;
    let hole = this.holes;
    for (let p = first; p < middle; p += 4) {
      store<u32>(hole, <u32>p);
      hole += (isLeft(ranks, load<u32>(p), limit, alsoLeft) ^ 1) << 2;
    }
    store<u32>(hole, <u32>middle);
    hole = this.holes;
    let next = load<u32>(load<u32>(hole));
    for (let p = last - 4; p >= middle; p -= 4) {
      const row = load<u32>(p);
      // All bits where it goes left.
      const left = 0 - <u32>isLeft(ranks, row, limit, alsoLeft);
      store<u32>(p, next);
      store<u32>(choose(left, load<u32>(hole), <u32>p), choose(left, row, next));
      hole += left & 4;
      next = choose(left, load<u32>(load<u32>(hole)), row);
    }
    return start + <i32>((middle - first) >> 2);
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

  release(): void {
    release(this.holes);
  }
}

/** 1 where a row's rank is below the limit, or the one that goes left besides; else 0. */
function isLeft(ranks: usize, row: u32, limit: u32, alsoLeft: u32): usize {
  const rank = load<u32>(ranks + ((<usize>row) << 2));
  return <usize>(rank < limit) | <usize>(rank == alsoLeft);
}

/** The first where the mask has all bits, the second where it has none; as arithmetic, which no compiler makes a branch of. */
export function choose(mask: u32, first: u32, second: u32): u32 {
  return second ^ ((first ^ second) & mask);
}
