// Forests: trees of one training, each from a sample of the rows and with columns drawn at every node, averaged.
//
//   random_forest   rows drawn with replacement (bootstrap), the best split among the drawn columns
//   extra_trees     all rows, one random threshold a column
//
// Promise: scikit-learn 1.9.1's own trees, node by node, and its sums of shares in the trees' order. So the draws:
// first a seed for every tree from RandomState(random_state); then of each tree RandomState(seed) gives the rows, and
// RandomState(seed) anew the tree's own seed. With class_weight and bootstrap rows are drawn by their weight and count
// once each; 'balanced_subsample' draws evenly and weighs by the classes of the sample.
// The trees are grown as jobs (grove.ts). NULL is taken as it is. Cost: O(trees n columns log^2 n). Left out: oob_score, monotonic_cst, warm_start.
// Source: L. Breiman, Random Forests, Machine Learning 45 (2001); P. Geurts, D. Ernst, L. Wehenkel, Extremely
// randomized trees, Machine Learning 63 (2006).
//
// Bytes: tree/tree_model.ts.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { handle, JobKind, Shared } from '../../jobs/jobs';
import { Random } from '../../math/random';
import { pairwiseSum } from '../../math/sum';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Training } from '../../model/training';
import { Amount } from '../../option/kinds';
import { OptionSpec } from '../../option/option';
import { Columns } from '../tree/columns';
import { Grown } from '../tree/grown';
import { SEEDS } from '../tree/growth';
import { TreesBuilder } from '../tree/nodes';
import {
  anyFeatures,
  declareClassCriterion,
  declareTreeOptions,
  declareValueCriterion,
  TreePlan,
} from '../tree/options';
import { TreesClassifier, TreesRegressor } from '../tree/tree_model';
import { allWeightsOf, weightsOf } from '../tree/weights';
import { Ground, Grove, growTrees, JobGrove, jobGroveOf } from './grove';

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

/** The trees of a forest: how their rows are drawn. */
class Forest extends Grove {
  constructor(
    ground: Ground,
    private bootstrap: bool,
    /** Classes weigh the same in each tree's sample. */
    private isBalanced: bool,
    /** Rows that a tree draws. */
    private size: i32,
  ) {
    super(ground);
  }

  static of(training: Training, isRandom: bool): Forest {
    const options = training.options;
    const plan = TreePlan.of(options, training.n, training.d);
    plan.isRandom = isRandom;
    const bootstrap = options.flag('bootstrap');
    const classWeight = options.find('class_weight');
    const isGiven = classWeight != null && !classWeight.isNull;
    const isBalanced = isGiven && classWeight!.word == 'balanced_subsample';
    // Weights that are given draw the rows otherwise than none do, even where all are 1.
    const weights = isGiven && !isBalanced ? allWeightsOf(training) : weightsOf(training);
    const size = sampleSize(training, bootstrap, weights);
    const columns = Columns.of(training.X);
    const none = new StaticArray<u32>(0);
    const ground = new Ground(columns, training.y, training.classes, plan, weights, none);
    if (isBalanced && !bootstrap) {
      if (!ground.weights) ground.weights = allWeightsOf(training);
      balance(ground, ground.weights, size);
    }
    const seeds = new StaticArray<u32>(options.integer('n_estimators'));
    for (let t = 0; t < seeds.length; t++) seeds[t] = training.random.below(SEEDS);
    ground.seeds = seeds;
    return new Forest(ground, bootstrap, isBalanced, size);
  }

  get kind(): JobKind {
    return JobKind.FOREST;
  }

  grow(t: i32, tree: Grown): void {
    const ground = this.ground;
    const seed = ground.seeds[t];
    const weights = this.bootstrap ? this.draw(seed) : ground.weights;
    ground.growth.grow(tree, weights, new Random(seed).below(SEEDS));
    if (this.bootstrap) release(weights);
  }

  write(out: ByteWriter): void {
    out.u8(this.bootstrap ? 1 : 0);
    out.u8(this.isBalanced ? 1 : 0);
    out.i32(this.size);
  }

  static read(ground: Ground, bytes: ByteReader): Grove {
    const bootstrap = bytes.u8() != 0;
    const isBalanced = bytes.u8() != 0;
    return new Forest(ground, bootstrap, isBalanced, bytes.i32());
  }

  /** Weights of a tree's rows: how often each was drawn, times the weight of its class where that is asked for. */
  private draw(seed: u32): usize {
    const n = this.ground.n;
    const random = new Random(seed);
    const counts = reals(n);
    if (this.ground.weights) this.drawByWeight(random, counts);
    else {
      for (let i = 0; i < this.size; i++) {
        const row = <i32>random.below(<u32>n);
        put(counts, row, at(counts, row) + 1);
      }
    }
    if (this.isBalanced) balance(this.ground, counts, this.size);
    return counts;
  }

  private drawByWeight(random: Random, counts: usize): void {
    const n = this.ground.n;
    const weights = this.ground.weights;
    const sums = reals(n);
    const all = pairwiseSum(weights, n);
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) {
      sum += at(weights, i) / all;
      put(sums, i, sum);
    }
    for (let i = 0; i < n; i++) put(sums, i, at(sums, i) / sum);
    for (let i = 0; i < this.size; i++) {
      const row = random.choiceBy(sums, n);
      put(counts, row, at(counts, row) + 1);
    }
    release(sums);
  }
}

function sampleSize(training: Training, bootstrap: bool, weights: usize): i32 {
  const samples = training.options.amount('max_samples');
  const n = training.n;
  if (samples.isNull) return n;
  if (!bootstrap) fail('max_samples needs "bootstrap": true, since without it every tree takes all rows');
  if (!samples.isShare) return <i32>samples.number;
  const all = weights ? pairwiseSum(weights, n) : <f64>n;
  return max(1, <i32>(samples.number * all));
}

/** Weighs the drawn rows so that every class of the sample of `size` rows weighs the same. */
function balance(ground: Ground, counts: usize, size: i32): void {
  const y = ground.y;
  const byClass = new StaticArray<f64>(ground.k);
  for (let i = 0; i < ground.n; i++) byClass[<i32>at(y, i)] += at(counts, i);
  let classes = 0;
  for (let c = 0; c < byClass.length; c++) if (byClass[c] > 0) classes++;
  for (let i = 0; i < ground.n; i++) {
    const drawn = byClass[<i32>at(y, i)];
    if (drawn > 0) put(counts, i, at(counts, i) * (<f64>size / (<f64>classes * drawn)));
  }
}

let current: JobGrove | null = null;

function growForest(shared: Shared, number: i32, out: ByteWriter): void {
  let grove = current;
  if (grove == null || grove.serial != shared.serial) {
    grove = jobGroveOf(shared, Forest.read);
    current = grove;
  }
  grove.perform(number, out);
}

handle(JobKind.FOREST, growForest, true);

export class ForestClassifier extends TreesClassifier {
  constructor(private isRandom: bool) {
    super();
  }

  fit(training: Training): void {
    const builder = new TreesBuilder(training.classes);
    this.gains = growTrees(Forest.of(training, this.isRandom), training, builder);
    this.trees = builder.finish();
  }
}

export class ForestRegressor extends TreesRegressor {
  constructor(private isRandom: bool) {
    super();
  }

  fit(training: Training): void {
    const builder = new TreesBuilder(0);
    this.gains = growTrees(Forest.of(training, this.isRandom), training, builder);
    this.trees = builder.finish();
  }
}
