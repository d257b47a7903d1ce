// Grows the trees of one fit: what they share, columns, targets, room and plan, stands here once, and each tree comes
// from its weights and a seed.

import { fail } from '../../error';
import { at } from '../../math/vector';
import { pairwiseSum } from '../../math/sum';
import { allocate, integers, release } from '../../memory/block';
import { AbsoluteError } from './absolute_error';
import { BestSplitter } from './best_splitter';
import { ClassCriterion, Entropy, Gini } from './class_criterion';
import { areWhole, ClassSplitter, loadsOf } from './class_splitter';
import { Columns } from './columns';
import { Criterion } from './criterion';
import { Draws } from './draws';
import { Grower } from './grower';
import { Grown } from './grown';
import { TreePlan } from './options';
import { ClassListSplitter } from './class_list_splitter';
import { ListSplitter } from './list_splitter';
import { ValueListSplitter } from './value_list_splitter';
import { prune } from './prune';
import { Xorshift } from './random';
import { CountingSplitter, RandomSplitter, keysByRow } from './random_splitter';
import { sortReals } from '../../math/sort';
import { SortedLists } from './sorted_lists';
import { Limits, Splitter } from './splitter';
import { Poisson, SquaredError, ValueCriterion } from './value_criterion';

/** The seed of a tree is drawn below it: numpy.random.RandomState.randint(0, 2^31 - 1). */
export const SEEDS: u32 = 0x7fffffff;

export class Growth {
  private samples: usize;
  /** Class indices, i32, or ranks of targets, u32, as the criterion wants them; or 0. */
  private codes: usize = 0;
  /** The columns' lists, made for the first tree that wants them. */
  private lists: SortedLists | null = null;
  private areListsMade: bool = false;
  /** The values' keys by row, made for the first tree that is split at random; or 0. */
  private rows: usize = 0;

  constructor(
    private columns: Columns,
    /** n class indices or targets. */
    private y: usize,
    /** Classes; 0 for a regression. */
    private k: i32,
    private plan: TreePlan,
  ) {
    const n = columns.n;
    this.samples = integers(n);
    if (k > 0) {
      this.codes = integers(n);
      for (let i = 0; i < n; i++) store<i32>(this.codes + ((<usize>i) << 2), <i32>at(y, i));
    } else if (plan.criterion == 'absolute_error') this.codes = ranksOf(y, n);
    else if (plan.criterion == 'poisson') this.checkCounts();
  }

  private checkCounts(): void {
    let sum: f64 = 0;
    for (let i = 0; i < this.columns.n; i++) {
      const value = at(this.y, i);
      if (value < 0) fail(`the criterion 'poisson' takes targets of at least 0, got ${value}`);
      sum += value;
    }
    if (!(sum > 0)) fail("the criterion 'poisson' takes targets whose sum is greater than 0");
  }

  /** Values of a node: the weights of the k classes, or one value. */
  get outputs(): i32 {
    return max(this.k, 1);
  }

  /** Grows a tree into `tree`, which is emptied: rows of weight 0 are left out; 0 for weights that are all 1. */
  grow(tree: Grown, weights: usize, seed: u32): void {
    const n = this.columns.n;
    let rows = 0;
    let allWeight: f64 = 0;
    for (let i = 0; i < n; i++) {
      const w = weights ? at(weights, i) : 1;
      allWeight += w;
      if (w == 0) continue;
      store<i32>(this.samples + ((<usize>rows) << 2), i);
      rows++;
    }
    const sum = weights ? pairwiseSum(weights, n) : <f64>n;
    this.growFrom(tree, rows, weights, allWeight, sum, seed);
  }

  /** Grows a tree on m <= n rows in that order, some perhaps several times, each with the weight 1. */
  growOn(tree: Grown, rows: usize, m: i32, seed: u32): void {
    memory.copy(this.samples, rows, (<usize>m) << 2);
    this.growFrom(tree, m, 0, m, m, seed);
  }

  private growFrom(tree: Grown, rows: i32, weights: usize, allWeight: f64, sum: f64, seed: u32): void {
    tree.clear();
    const plan = this.plan;
    const stops = plan.stops;
    stops.minWeightLeaf = plan.minWeightFraction * sum;
    const criterion = this.criterionOf(weights);
    const random = new Xorshift(seed);
    const draws = new Draws(this.columns.d, plan.mostFeatures, random);
    const splitter = this.splitterOf(criterion, weights, draws, random, allWeight);
    if (splitter instanceof ListSplitter && this.lists != null) this.lists!.begin(this.samples, rows);
    new Grower(splitter, criterion, stops).grow(tree, rows);
    splitter.release();
    criterion.release();
    if (plan.ccpAlpha > 0) prune(tree, plan.ccpAlpha);
  }

  private criterionOf(weights: usize): Criterion {
    const samples = this.samples;
    const name = this.plan.criterion;
    if (this.k > 0) {
      if (name == 'gini') return new Gini(samples, weights, this.codes, this.k);
      return new Entropy(samples, weights, this.codes, this.k);
    }
    if (name == 'absolute_error') {
      return new AbsoluteError(samples, weights, this.y, this.columns.n, this.codes);
    }
    if (name == 'poisson') return new Poisson(samples, weights, this.y);
    return new SquaredError(samples, weights, this.y);
  }

  private splitterOf(
    criterion: Criterion,
    weights: usize,
    draws: Draws,
    random: Xorshift,
    allWeight: f64,
  ): Splitter {
    const stops = this.plan.stops;
    const limits = new Limits(stops.minSamplesLeaf, stops.minWeightLeaf);
    const columns = this.columns;
    if (this.plan.isRandom) {
      if (!this.rows) this.rows = keysByRow(columns);
      const rows = this.rows;
      if (this.k > 0 && areWhole(weights, columns.n, this.k)) {
        const classes = criterion as ClassCriterion;
        const loads = loadsOf(classes, weights, columns.n);
        return new CountingSplitter(
          columns,
          this.samples,
          classes,
          draws,
          limits,
          allWeight,
          random,
          rows,
          loads,
        );
      }
      return new RandomSplitter(columns, this.samples, criterion, draws, limits, allWeight, random, rows);
    }
    if (this.k > 0 && areWhole(weights, columns.n, this.k)) {
      const classes = criterion as ClassCriterion;
      return new ClassSplitter(columns, this.samples, classes, draws, limits, allWeight, weights);
    }
    const name = this.plan.criterion;
    if ((this.k > 0 && !weights) || name == 'poisson' || name == 'absolute_error') {
      return new BestSplitter(columns, this.samples, criterion, draws, limits, allWeight);
    }
    const lists = this.listsWanted();
    if (this.k > 0) {
      const classes = criterion as ClassCriterion;
      return new ClassListSplitter(columns, this.samples, classes, draws, limits, allWeight, lists, weights);
    }
    return new ValueListSplitter(
      columns,
      this.samples,
      criterion as ValueCriterion,
      draws,
      limits,
      allWeight,
      lists,
      this.y,
      weights,
      areWhole(weights, columns.n, 0),
    );
  }

  /** The lists where a tree is grown faster by them: a node tries half of the columns or more. */
  private listsWanted(): SortedLists | null {
    if (2 * this.plan.mostFeatures < this.columns.d) return null;
    if (!this.areListsMade) this.lists = SortedLists.of(this.columns, true);
    this.areListsMade = true;
    return this.lists;
  }

  release(): void {
    const lists = this.lists;
    if (lists != null) lists.release();
    release(this.samples);
    release(this.codes);
    release(this.rows);
  }
}

/** The rank of each of n targets, u32; equal for equal targets. */
function ranksOf(y: usize, n: i32): usize {
  const ranks = allocate((<u64>n) << 2);
  const pairs = sortReals(y, n);
  let rank: u32 = 0;
  let before: f64 = 0;
  for (let p = 0; p < n; p++) {
    const i = load<i32>(pairs + ((<usize>p) << 3));
    const value = at(y, i);
    if (p > 0 && value != before) rank++;
    store<u32>(ranks + ((<usize>i) << 2), rank);
    before = value;
  }
  release(pairs);
  return ranks;
}
