// Forests: trees of one training, each from a sample of the rows and with columns drawn at every node, averaged.
//
//   random_forest   rows drawn with replacement (bootstrap), the best split among the drawn columns
//   extra_trees     all rows, one random threshold a column
//
// Promise: scikit-learn 1.9.1's own trees, node by node, and its sums of shares in the trees' order. So the draws:
// first a seed for every tree from RandomState(random_state); then of each tree RandomState(seed) gives the rows, and
// RandomState(seed) anew the tree's own seed. With class_weight and bootstrap rows are drawn by their weight and count
// once each; 'balanced_subsample' draws evenly and weighs by the classes of the sample.
// NULL is taken as it is. Cost: O(trees n columns log^2 n). Left out: oob_score, monotonic_cst, warm_start.
// Source: L. Breiman, Random Forests, Machine Learning 45 (2001); P. Geurts, D. Ernst, L. Wehenkel, Extremely
// randomized trees, Machine Learning 63 (2006).
//
// Bytes: tree/tree_model.ts.

import { fail } from '../../error';
import { Random } from '../../math/random';
import { pairwiseSum } from '../../math/sum';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Training } from '../../model/training';
import { Amount } from '../../option/kinds';
import { OptionSpec } from '../../option/option';
import { Columns } from '../tree/columns';
import { Gains } from '../tree/gains';
import { Grown } from '../tree/grown';
import { Growth, SEEDS } from '../tree/growth';
import { Trees, TreesBuilder } from '../tree/nodes';
import {
  anyFeatures,
  declareClassCriterion,
  declareTreeOptions,
  declareValueCriterion,
  TreePlan,
} from '../tree/options';
import { TreesClassifier, TreesRegressor } from '../tree/tree_model';
import { allWeightsOf, weightsOf } from '../tree/weights';

function declareForest(spec: OptionSpec, maxFeatures: Amount, bootstrap: bool): void {
  declareTreeOptions(spec, maxFeatures);
  spec.flag('bootstrap', bootstrap);
  spec.amount('max_samples', new Amount([], 1).ofNull());
}

export function declareForestClassifier(spec: OptionSpec, bootstrap: bool): void {
  spec.integer('n_estimators', 100, 1);
  declareClassCriterion(spec);
  declareForest(spec, anyFeatures().ofWord('sqrt'), bootstrap);
  spec.classWeight('balanced_subsample');
}

export function declareForestRegressor(spec: OptionSpec, bootstrap: bool): void {
  spec.integer('n_estimators', 100, 1);
  declareValueCriterion(spec);
  declareForest(spec, anyFeatures().ofNull(), bootstrap);
}

/** The trees of a forest, and what its columns gain. */
class Forest {
  private training: Training;
  private columns: Columns;
  private growth: Growth;
  private builder: TreesBuilder;
  private tree: Grown;
  /** Weights of the rows; 0: all are 1. */
  private weights: usize;
  private bootstrap: bool;
  /** Classes weigh the same in each tree's sample. */
  private isBalanced: bool;
  /** Rows that a tree draws. */
  private size: i32 = 0;
  gains: StaticArray<f64> = new StaticArray<f64>(0);

  constructor(training: Training, isRandom: bool) {
    const options = training.options;
    const plan = TreePlan.of(options, training.n, training.d);
    plan.isRandom = isRandom;
    const columns = Columns.of(training.X);
    const growth = new Growth(columns, training.y, training.classes, plan);
    this.training = training;
    this.columns = columns;
    this.growth = growth;
    this.builder = new TreesBuilder(training.classes);
    this.tree = new Grown(growth.outputs);
    this.bootstrap = options.flag('bootstrap');
    const classWeight = options.find('class_weight');
    const isGiven = classWeight != null && !classWeight.isNull;
    const isBalanced = isGiven && classWeight!.word == 'balanced_subsample';
    this.isBalanced = isBalanced;
    // Weights that are given draw the rows otherwise than none do, even where all are 1.
    this.weights = isGiven && !isBalanced ? allWeightsOf(training) : weightsOf(training);
    this.size = this.sampleSize();
    if (this.isBalanced && !this.bootstrap) {
      if (!this.weights) this.weights = allWeightsOf(training);
      this.balance(this.weights);
    }
  }

  private sampleSize(): i32 {
    const samples = this.training.options.amount('max_samples');
    const n = this.training.n;
    if (samples.isNull) return n;
    if (!this.bootstrap)
      fail('max_samples needs "bootstrap": true, since without it every tree takes all rows');
    if (!samples.isShare) return <i32>samples.number;
    const all = this.weights ? pairwiseSum(this.weights, n) : <f64>n;
    return max(1, <i32>(samples.number * all));
  }

  grow(): Trees {
    const training = this.training;
    const count = training.options.integer('n_estimators');
    const seeds = new StaticArray<u32>(count);
    for (let t = 0; t < count; t++) seeds[t] = training.random.below(SEEDS);
    const gains = new Gains(training.d);
    for (let t = 0; t < count; t++) {
      const weights = this.bootstrap ? this.draw(seeds[t]) : this.weights;
      this.growth.grow(this.tree, weights, new Random(seeds[t]).below(SEEDS));
      gains.add(this.tree);
      this.builder.add(this.tree);
      if (this.bootstrap) release(weights);
      training.iterations = t + 1;
      training.note(t + 1, NaN);
    }
    this.gains = gains.mean();
    this.release();
    return this.builder.finish();
  }

  /** Weights of a tree's rows: how often each was drawn, times the weight of its class where that is asked for. */
  private draw(seed: u32): usize {
    const training = this.training;
    const n = training.n;
    const random = new Random(seed);
    const counts = reals(n);
    if (this.weights) this.drawByWeight(random, counts);
    else {
      for (let i = 0; i < this.size; i++) {
        const row = <i32>random.below(<u32>n);
        put(counts, row, at(counts, row) + 1);
      }
    }
    if (this.isBalanced) this.balance(counts);
    return counts;
  }

  private drawByWeight(random: Random, counts: usize): void {
    const n = this.training.n;
    const sums = reals(n);
    const all = pairwiseSum(this.weights, n);
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) {
      sum += at(this.weights, i) / all;
      put(sums, i, sum);
    }
    for (let i = 0; i < n; i++) put(sums, i, at(sums, i) / sum);
    for (let i = 0; i < this.size; i++) {
      const row = random.choiceBy(sums, n);
      put(counts, row, at(counts, row) + 1);
    }
    release(sums);
  }

  /** Weighs the drawn rows so that every class of the sample weighs the same. */
  private balance(counts: usize): void {
    const y = this.training.y;
    const byClass = new StaticArray<f64>(this.training.classes);
    for (let i = 0; i < this.training.n; i++) byClass[<i32>at(y, i)] += at(counts, i);
    let classes = 0;
    for (let c = 0; c < byClass.length; c++) if (byClass[c] > 0) classes++;
    for (let i = 0; i < this.training.n; i++) {
      const drawn = byClass[<i32>at(y, i)];
      if (drawn > 0) put(counts, i, at(counts, i) * (<f64>this.size / (<f64>classes * drawn)));
    }
  }

  private release(): void {
    release(this.weights);
    this.growth.release();
    this.columns.release();
    this.tree.release();
  }
}

export class ForestClassifier extends TreesClassifier {
  constructor(private isRandom: bool) {
    super();
  }

  fit(training: Training): void {
    const forest = new Forest(training, this.isRandom);
    this.trees = forest.grow();
    this.gains = forest.gains;
  }
}

export class ForestRegressor extends TreesRegressor {
  constructor(private isRandom: bool) {
    super();
  }

  fit(training: Training): void {
    const forest = new Forest(training, this.isRandom);
    this.trees = forest.grow();
    this.gains = forest.gains;
  }
}
