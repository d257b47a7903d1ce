// gradient_boosting: a sum of small trees, each fitted to the negative gradient of the loss at the sum so far.
//
//   f_0 = the best constant;  f_m(x) = f_{m-1}(x) + learning_rate v(leaf of x in tree m)
//
// With more than two classes a stage has a tree a class. subsample < 1: each stage fits a part of the rows, drawn without
// replacement. n_iter_no_change: a part of the rows, validation_fraction, is kept apart (stratified by class), and the
// stages end once their loss has not fallen by tol below any of the last n_iter_no_change.
//
// Promise: scikit-learn 1.9.1's own trees and values to the last bit (boosting_loss.ts says where a start may differ),
// so its answers. NULL is not taken, as there.
// Cost: O(stages trees n d depth). Left out: an `init` of one's own, warm_start, the criterion, which has no effect.
// Source: J. Friedman, Greedy function approximation: a gradient boosting machine, Annals of Statistics 29 (2001), and
// Stochastic gradient boosting, Computational Statistics & Data Analysis 38 (2002).
//
// What is explained: the value, or the scores. The log has a stage's loss on its rows, and as gap the loss on the rows kept apart.
//
// Bytes: of a classification u8 1 for the loss exponential · f64 learning_rate · reals start (a tree of a stage each) · the trees, stage by
// stage (tree/bytes.ts) · reals importances.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { average } from '../../math/average';
import { Matrix } from '../../math/matrix';
import { Random } from '../../math/random';
import { numberAt } from '../../math/numbers';
import { at, highest, put } from '../../math/vector';
import { integers, reals, release } from '../../memory/block';
import { Classifier, Regressor } from '../../model/model';
import { Training } from '../../model/training';
import { TreeView } from '../../model/tree_view';
import { Options, OptionSpec } from '../../option/option';
import { Split, shuffleSplit } from '../../split/shuffle';
import { NONE, stratifiedShuffleSplit } from '../../split/stratified';
import { tick } from '../../progress';
import { readTrees, writeTrees } from '../tree/bytes';
import { Columns } from '../tree/columns';
import { Gains } from '../tree/gains';
import { Grown } from '../tree/grown';
import { Growth, SEEDS } from '../tree/growth';
import { sumLeaves } from '../tree/leaves';
import { Trees, TreesBuilder } from '../tree/nodes';
import { anyFeatures, declareTreeOptions, TreePlan } from '../tree/options';
import { findLeaves } from '../tree/row_leaves';
import { explainTrees, LeafNumbers } from '../tree/shapley';
import { readGains } from '../tree/tree_model';
import {
  AbsoluteLoss,
  BinomialLoss,
  BoostingLoss,
  ExponentialLoss,
  HuberLoss,
  LeafRows,
  MultinomialLoss,
  QuantileLoss,
  Rows,
  SquaredLoss,
} from './boosting_loss';

function declareBoosting(spec: OptionSpec): void {
  spec.nonNegative('learning_rate', 0.1);
  spec.integer('n_estimators', 100, 1);
  spec.upTo('subsample', 1, 0, 1);
  declareTreeOptions(spec, anyFeatures().ofNull(), 3);
  spec.choice('init', '', ['zero']).orNull();
  spec.integer('n_iter_no_change', 0, 1).orNull();
  spec.between('validation_fraction', 0.1, 0, 1);
  spec.nonNegative('tol', 1e-4);
}

export function declareGradientBoostingClassifier(spec: OptionSpec): void {
  spec.choice('loss', 'log_loss', ['log_loss', 'exponential']);
  declareBoosting(spec);
}

export function declareGradientBoostingRegressor(spec: OptionSpec): void {
  spec.choice('loss', 'squared_error', ['squared_error', 'absolute_error', 'huber', 'quantile']);
  spec.between('alpha', 0.9, 0, 1);
  declareBoosting(spec);
}

function lossOf(options: Options, classes: i32): BoostingLoss {
  const name = options.word('loss');
  if (classes > 2) {
    if (name == 'exponential') {
      fail("the loss 'exponential' is for two classes; use 'log_loss' for more");
    }
    return new MultinomialLoss(classes);
  }
  if (classes > 0) return name == 'exponential' ? new ExponentialLoss() : new BinomialLoss();
  if (name == 'absolute_error') return new AbsoluteLoss();
  if (name == 'huber') return new HuberLoss(options.real('alpha'));
  if (name == 'quantile') return new QuantileLoss(options.real('alpha'));
  return new SquaredLoss();
}

/** The fitted sum: what both models share. */
class Boosted {
  constructor(
    public trees: Trees,
    public start: StaticArray<f64>,
    public rate: f64,
    public gains: StaticArray<f64>,
  ) {}

  static none(): Boosted {
    return new Boosted(Trees.none(0), new StaticArray<f64>(1), 0, new StaticArray<f64>(0));
  }

  outputsOf(X: Matrix, out: usize): void {
    sumLeaves(this.trees, X, true, this.start, this.rate, out);
  }

  write(out: ByteWriter): void {
    out.f64(this.rate);
    out.reals(changetype<usize>(this.start), this.start.length);
    writeTrees(out, this.trees, this.gains.length);
    out.reals(changetype<usize>(this.gains), this.gains.length);
  }

  static read(bytes: ByteReader, features: i32, width: i32): Boosted {
    const rate = bytes.f64();
    if (!(rate >= 0) || !isFinite(rate)) bytes.damaged(`the learning rate is ${rate}`);
    const start = bytes.reals(width, 'start values');
    for (let c = 0; c < width; c++) if (!isFinite(start[c])) bytes.damaged(`start value ${c} is not finite`);
    const trees = readTrees(bytes, features, 0);
    if (trees.length % width != 0) bytes.damaged(`${trees.length} trees are no stages of ${width}`);
    return new Boosted(trees, start, rate, readGains(bytes, features));
  }
}

class BoostedValues extends LeafNumbers {
  constructor(private boosted: Boosted) {
    super(boosted.trees);
  }

  get count(): i32 {
    return this.boosted.start.length;
  }

  first(t: i32): i32 {
    return t % this.boosted.start.length;
  }

  get width(): i32 {
    return 1;
  }

  start(c: i32): f64 {
    return this.boosted.start[c];
  }

  write(t: i32, leaf: i32, out: usize): void {
    put(out, 0, this.boosted.rate * this.trees.value(leaf));
  }
}

/** A fit, stage by stage. */
class Boosting {
  private options: Options;
  private loss: BoostingLoss;
  private X: Matrix;
  private rows: Rows;
  /** Raw predictions, negative gradients: n a tree of a stage, tree after tree. */
  private raw: usize;
  private gradient: usize;
  /** Weights of a stage's rows; the rows' own without subsample. */
  private weights: usize;
  /** 1 for the rows of a stage, i32; 0 without subsample. */
  private mask: usize;
  private leaf: usize;
  private scratch: usize;
  private held: HeldOut | null = null;

  constructor(private training: Training) {
    const options = training.options;
    const loss = lossOf(options, training.classes);
    let X = training.X;
    let rows = new Rows(training.n, training.y, training.rowWeight);
    let held: HeldOut | null = null;
    if (!options.isNull('n_iter_no_change')) {
      const split = splitOf(training, options.real('validation_fraction'));
      X = rowsOf(training.X, split.train);
      rows = partOf(training, split.train);
      checkClasses(rows, training.classes);
      held = new HeldOut(rowsOf(training.X, split.test), partOf(training, split.test), loss, options);
    }
    const n = rows.n;
    this.options = options;
    this.loss = loss;
    this.X = X;
    this.rows = rows;
    this.held = held;
    this.raw = reals(<i64>n * loss.trees);
    this.gradient = reals(<i64>n * loss.trees);
    this.weights = options.real('subsample') < 1 ? reals(n) : rows.weights;
    this.mask = options.real('subsample') < 1 ? integers(n) : 0;
    this.leaf = integers(n);
    this.scratch = reals(n);
  }

  fit(): Boosted {
    const options = this.options;
    const training = this.training;
    const loss = this.loss;
    const n = this.rows.n;
    const d = training.d;
    const rate = options.real('learning_rate');
    const start = new StaticArray<f64>(loss.trees);
    if (options.isNull('init')) loss.start(this.rows, changetype<usize>(start));
    for (let t = 0; t < loss.trees; t++) for (let i = 0; i < n; i++) put(this.raw, t * n + i, start[t]);
    if (this.held) this.held!.begin(start);

    const plan = TreePlan.of(options, n, d);
    const columns = Columns.of(this.X);
    const builder = new TreesBuilder(0);
    const tree = new Grown(1);
    const leaves = new LeafRows(n);
    const target = reals(n);
    const growth = new Growth(columns, target, 0, plan);
    const gains = new Gains(d, false);
    const isSampled = options.real('subsample') < 1;
    const stages = options.integer('n_estimators');
    for (let stage = 0; stage < stages; stage++) {
      if (isSampled) this.sample(training.random);
      loss.gradients(this.rows, this.raw, this.gradient);
      for (let t = 0; t < loss.trees; t++) {
        const gradient = this.gradient + ((<usize>t * <usize>n) << 3);
        memory.copy(target, gradient, (<usize>n) << 3);
        growth.grow(tree, this.weights, training.random.below(SEEDS));
        findLeaves(tree, columns, this.leaf);
        if (loss.changesLeaves) this.changeLeaves(tree, leaves, t);
        for (let i = 0; i < n; i++) {
          const value = load<f64>(tree.values(this.leafAt(i)));
          const place = t * n + i;
          put(this.raw, place, at(this.raw, place) + rate * value);
        }
        if (this.held) this.held!.add(tree, t, rate);
        gains.add(tree);
        builder.add(tree);
        tick(8 * <f64>n);
      }
      training.iterations = stage + 1;
      training.objective = loss.factor * this.meanLoss();
      training.note(stage + 1, training.objective, this.held ? this.held!.loss() : NaN);
      if (this.held && this.held!.isOver(stage)) break;
    }
    release(target);
    growth.release();
    columns.release();
    leaves.release();
    tree.release();
    return new Boosted(builder.finish(), start, rate, gains.mean());
  }

  /** Draws the rows of a stage: each with the chance that is left. */
  private sample(random: Random): void {
    const n = this.rows.n;
    const wanted = max(1, <i32>(this.options.real('subsample') * <f64>n));
    let taken = 0;
    for (let i = 0; i < n; i++) {
      const isTaken = random.uniform() * <f64>(n - i) < <f64>(wanted - taken);
      if (isTaken) taken++;
      store<i32>(this.mask + ((<usize>i) << 2), isTaken ? 1 : 0);
      put(this.weights, i, isTaken ? (this.rows.weights ? at(this.rows.weights, i) : 1) : 0);
    }
  }

  private leafAt(i: i32): i32 {
    return load<i32>(this.leaf + ((<usize>i) << 2));
  }

  /** Gives every leaf the value that its rows' losses want. */
  private changeLeaves(tree: Grown, leaves: LeafRows, t: i32): void {
    const n = this.rows.n;
    // Rows by leaf, each leaf's in their order: where each leaf's begin.
    const places = integers(tree.length + 1);
    const order = integers(n);
    for (let i = 0; i < n; i++) if (this.isIn(i)) addTo(places, this.leafAt(i) + 1, 1);
    for (let node = 0; node < tree.length; node++) addTo(places, node + 1, numberAt(places, node));
    for (let i = 0; i < n; i++) {
      if (!this.isIn(i)) continue;
      const place = numberAt(places, this.leafAt(i));
      store<i32>(order + ((<usize>place) << 2), i);
      addTo(places, this.leafAt(i), 1);
    }
    let begin = 0;
    for (let node = 0; node < tree.length; node++) {
      const end = numberAt(places, node);
      if (tree.isLeaf(node) && end > begin) {
        for (let p = begin; p < end; p++) this.gather(leaves, p - begin, numberAt(order, p), t);
        leaves.m = end - begin;
        tree.setValue(node, this.loss.leaf(leaves));
      }
      begin = end;
    }
    release(places);
    release(order);
  }

  /** Row i is of this stage. */
  private isIn(i: i32): bool {
    return this.mask == 0 || numberAt(this.mask, i) == 1;
  }

  private gather(leaves: LeafRows, place: i32, i: i32, t: i32): void {
    const n = this.rows.n;
    const y = at(this.rows.y, i);
    put(leaves.y, place, this.loss.trees > 1 ? (y == t ? 1 : 0) : y);
    put(leaves.gradient, place, at(this.gradient, t * n + i));
    put(leaves.raw, place, at(this.raw, t * n + i));
    put(leaves.weights, place, this.weights ? at(this.weights, i) : 1);
  }

  /** The mean loss of a stage's rows. */
  private meanLoss(): f64 {
    for (let i = 0; i < this.rows.n; i++) put(this.scratch, i, this.loss.loss(this.rows, this.raw, i));
    const products = reals(this.rows.n);
    const mean = average(this.scratch, this.weights, this.rows.n, products);
    release(products);
    return mean;
  }
}

/** Rows kept apart, and whether the stages may end. */
class HeldOut {
  private raw: usize;
  private scratch: usize;
  private products: usize;
  /** The losses of the last stages, in turn. */
  private losses: StaticArray<f64>;
  private tol: f64;
  private last: f64 = Infinity;

  constructor(
    private X: Matrix,
    private rows: Rows,
    private objective: BoostingLoss,
    options: Options,
  ) {
    this.raw = reals(<i64>rows.n * objective.trees);
    this.scratch = reals(max(rows.n, X.cols));
    this.products = reals(rows.n);
    this.losses = new StaticArray<f64>(options.integer('n_iter_no_change')).fill(Infinity);
    this.tol = options.real('tol');
  }

  begin(start: StaticArray<f64>): void {
    for (let t = 0; t < start.length; t++) {
      for (let i = 0; i < this.rows.n; i++) put(this.raw, t * this.rows.n + i, start[t]);
    }
  }

  /** Adds what tree t of a stage says. */
  add(tree: Grown, t: i32, rate: f64): void {
    for (let i = 0; i < this.rows.n; i++) {
      const x = this.X.row(i);
      let node = 0;
      while (!tree.isLeaf(node)) {
        const value = <f64>(<f32>at(x, tree.feature(node)));
        node = value <= tree.threshold(node) ? tree.left(node) : tree.right(node);
      }
      const place = t * this.rows.n + i;
      put(this.raw, place, at(this.raw, place) + rate * load<f64>(tree.values(node)));
    }
  }

  /** The loss after the stage just added. */
  loss(): f64 {
    for (let i = 0; i < this.rows.n; i++) {
      put(this.scratch, i, this.objective.loss(this.rows, this.raw, i));
    }
    const mean = average(this.scratch, this.rows.weights, this.rows.n, this.products);
    this.last = this.objective.factor * mean;
    return this.last;
  }

  /** Whether the loss found last is no better than any of those before it, by stage from 0. */
  isOver(stage: i32): bool {
    for (let s = 0; s < this.losses.length; s++) {
      if (this.last + this.tol < this.losses[s]) {
        this.losses[stage % this.losses.length] = this.last;
        return false;
      }
    }
    return true;
  }
}

function splitOf(training: Training, share: f64): Split {
  const n = training.n;
  if (training.classes == 0) return shuffleSplit(n, share, training.randomState);
  const split = stratifiedShuffleSplit(training.y, n, training.classes, share, training.randomState);
  if (split.problem != NONE) {
    fail('validation_fraction keeps too few rows apart, or leaves too few, for a row of every class');
  }
  return split;
}

function checkClasses(rows: Rows, classes: i32): void {
  const counts = new StaticArray<i32>(max(classes, 1));
  for (let i = 0; i < rows.n && classes > 0; i++) counts[<i32>at(rows.y, i)]++;
  for (let c = 0; c < classes; c++) {
    if (counts[c] == 0)
      fail('validation_fraction leaves no training row of one class; try another random_state');
  }
}

function rowsOf(X: Matrix, rows: StaticArray<i32>): Matrix {
  const part = Matrix.zeros(rows.length, X.cols);
  for (let i = 0; i < rows.length; i++) memory.copy(part.row(i), X.row(rows[i]), (<usize>X.stride) << 3);
  return part;
}

function partOf(training: Training, rows: StaticArray<i32>): Rows {
  const y = reals(rows.length);
  const weights = training.rowWeight ? reals(rows.length) : 0;
  for (let i = 0; i < rows.length; i++) {
    put(y, i, at(training.y, rows[i]));
    if (weights) put(weights, i, at(training.rowWeight, rows[i]));
  }
  return new Rows(rows.length, y, weights);
}

function addTo(x: usize, i: i32, more: i32): void {
  store<i32>(x + ((<usize>i) << 2), numberAt(x, i) + more);
}

export class GradientBoostingRegressor extends Regressor {
  private boosted: Boosted = Boosted.none();

  fit(training: Training): void {
    this.boosted = new Boosting(training).fit();
  }

  outputsOf(X: Matrix, out: usize): void {
    this.boosted.outputsOf(X, out);
  }

  get cost(): f64 {
    return this.boosted.trees.cost;
  }

  get importances(): StaticArray<f64> | null {
    return this.boosted.gains;
  }

  get explained(): i32 {
    return this.boosted.start.length;
  }

  explain(X: Matrix, out: usize, bases: usize): void {
    explainTrees(new BoostedValues(this.boosted), X, out, bases);
  }

  get treeView(): TreeView | null {
    return this.boosted.trees;
  }

  write(out: ByteWriter): void {
    this.boosted.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.boosted = Boosted.read(bytes, features, 1);
  }
}

export class GradientBoostingClassifier extends Classifier {
  private boosted: Boosted = Boosted.none();
  private isExponential: bool = false;

  fit(training: Training): void {
    this.isExponential = training.options.word('loss') == 'exponential';
    this.boosted = new Boosting(training).fit();
  }

  get outputs(): i32 {
    return this.boosted.start.length;
  }

  outputsOf(X: Matrix, out: usize): void {
    this.boosted.outputsOf(X, out);
  }

  classOf(output: usize): i32 {
    if (this.outputs == 1) return load<f64>(output) >= 0 ? 1 : 0;
    return highest(output, this.outputs);
  }

  get scoreCount(): i32 {
    return this.outputs;
  }

  scores(output: usize, out: usize): void {
    memory.copy(out, output, (<usize>this.outputs) << 3);
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    const k = this.outputs;
    if (k == 1) {
      const score = load<f64>(output);
      const p = 1 / (1 + Math.exp(-(this.isExponential ? 2 * score : score)));
      put(out, 0, 1 - p);
      put(out, 1, p);
      return;
    }
    let highest = load<f64>(output);
    for (let c = 1; c < k; c++) highest = max(highest, at(output, c));
    let sum: f64 = 0;
    for (let c = 0; c < k; c++) {
      put(out, c, Math.exp(at(output, c) - highest));
      sum += at(out, c);
    }
    for (let c = 0; c < k; c++) put(out, c, at(out, c) / sum);
  }

  get cost(): f64 {
    return this.boosted.trees.cost;
  }

  get importances(): StaticArray<f64> | null {
    return this.boosted.gains;
  }

  get explained(): i32 {
    return this.boosted.start.length;
  }

  explain(X: Matrix, out: usize, bases: usize): void {
    explainTrees(new BoostedValues(this.boosted), X, out, bases);
  }

  get treeView(): TreeView | null {
    return this.boosted.trees;
  }

  classOfTree(t: i32): i32 {
    return this.outputs > 1 ? t % this.outputs : 1;
  }

  write(out: ByteWriter): void {
    out.u8(this.isExponential ? 1 : 0);
    this.boosted.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    const flag = bytes.u8();
    if (flag > 1) bytes.damaged(`the flag of the loss must be 0 or 1, got ${flag}`);
    this.isExponential = flag == 1;
    this.boosted = Boosted.read(bytes, features, classes > 2 ? classes : 1);
  }
}
