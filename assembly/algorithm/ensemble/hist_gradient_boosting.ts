// hist_gradient_boosting: gradient boosting over binned columns, for many rows.
//
//   f_0 = the best constant;  f_m(x) = f_{m-1}(x) + v(leaf of x in tree m)
//
// Every column becomes at most 255 bins, so a node's best split is found in sums by bin (hist/histogram.ts), and a tree grows
// where the loss falls most (hist/grower.ts), by gradients and second derivatives (hist/loss.ts). With more than two
// classes an iteration has a tree a class. early_stopping keeps validation_fraction of the rows apart (stratified by
// class) and ends once their loss has not fallen by tol in n_iter_no_change iterations; 'auto' does from 10,001 rows on.
//
// NULL is a value of its own: each split says where it goes. A TEXT column is one column of categories, as are those
// that categorical_features names; a split sends any set of them left. A category that is new goes where NULL goes.
//
// Promise: scikit-learn 1.9.1's own trees and answers to the last bit; loss.ts and hist/bins.ts say where rounding may
// differ. Cost: O(iterations trees n d depth / 2); a byte a value besides the training's matrix.
// Left out: warm_start, scoring by a metric, categorical_features 'from_dtype' (TEXT is what it finds).
// Source: G. Ke et al., LightGBM: a highly efficient gradient boosting decision tree (2017).
//
// The log has the training rows' mean loss by iteration, from the start (0) on, and as gap the loss on the rows kept apart.
// What is explained: the raw value, or the scores.
// Importances are the shares of the columns in all splits' gains (scikit-learn has none here).
//
// Bytes: of a regression u8 1 where the answer is e^f · reals start (a tree of an iteration each) · the splits by category
// (hist/category_splits.ts) · the trees, iteration by iteration (tree/bytes.ts) · reals importances.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { exponential } from '../../math/exponential';
import { Matrix } from '../../math/matrix';
import { Pcg64 } from '../../math/pcg64';
import { sigmoid, softmax } from '../../math/probability';
import { pairwiseSum } from '../../math/sum';
import { at, highest, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Classifier, Regressor } from '../../model/model';
import { Training } from '../../model/training';
import { TreeView } from '../../model/tree_view';
import { Amount } from '../../option/kinds';
import { Options, OptionSpec } from '../../option/option';
import { Split, shuffleSplit } from '../../split/shuffle';
import { NONE, stratifiedShuffleSplit } from '../../split/stratified';
import { allRows, Bins } from '../hist/bins';
import { CategorySplits } from '../hist/category_splits';
import { columnNamed, Constraints } from '../hist/constraints';
import { HistGrower, HistPlan } from '../hist/grower';
import { HistLoss, histLossOf, Targets } from '../hist/loss';
import { readTrees, writeTrees } from '../tree/bytes';
import { Grown } from '../tree/grown';
import { sumLeaves } from '../tree/leaves';
import { Trees, TreesBuilder } from '../tree/nodes';
import { explainTrees, LeafNumbers } from '../tree/shapley';
import { readGains } from '../tree/tree_model';

/** Rows from which 'auto' stops early. */
const MANY: i32 = 10000;

function declareHist(spec: OptionSpec): void {
  spec.positive('learning_rate', 0.1);
  spec.integer('max_iter', 100, 1);
  spec.integer('max_leaf_nodes', 31, 2).orNull(false);
  spec.integer('max_depth', 0, 1).orNull();
  spec.integer('min_samples_leaf', 20, 1);
  spec.nonNegative('l2_regularization', 0);
  spec.upTo('max_features', 1, 0, 1);
  spec.integer('max_bins', 255, 2, 255);
  spec.names('categorical_features').orNull();
  spec.object('monotonic_cst').orNull();
  spec.nameGroups('interaction_cst', ['pairwise', 'no_interactions']).orNull();
  spec.choice('early_stopping', 'auto', ['auto', 'true', 'false']);
  spec.amount('validation_fraction', new Amount([], 1, true).ofShare(0.1)).orNull(false);
  spec.integer('n_iter_no_change', 10, 1);
  spec.nonNegative('tol', 1e-7);
}

export function declareHistGradientBoostingClassifier(spec: OptionSpec): void {
  spec.choice('loss', 'log_loss', ['log_loss']);
  declareHist(spec);
  spec.classWeight();
}

export function declareHistGradientBoostingRegressor(spec: OptionSpec): void {
  spec.choice('loss', 'squared_error', ['squared_error', 'absolute_error', 'gamma', 'poisson', 'quantile']);
  spec.real('quantile', 0, 0, 1).orNull();
  declareHist(spec);
  spec.rule = needsQuantile;
}

function needsQuantile(options: Options): void {
  if (options.word('loss') != 'quantile') return;
  const q = options.real('quantile');
  if (options.isNull('quantile') || q == 0 || q == 1) {
    fail("the loss 'quantile' needs the option quantile, a number between 0 and 1");
  }
}

/** The fitted sum: what both models share. */
class Boosted {
  constructor(
    public trees: Trees,
    public splits: CategorySplits,
    public start: StaticArray<f64>,
    public gains: StaticArray<f64>,
  ) {}

  static none(): Boosted {
    const splits = new CategorySplits(0, new StaticArray<i32>(0));
    return new Boosted(Trees.none(0), splits, new StaticArray<f64>(1), new StaticArray<f64>(0));
  }

  outputsOf(X: Matrix, out: usize): void {
    const trees = this.trees;
    const splits = this.splits;
    const width = this.start.length;
    if (splits.length == 0) {
      // The leaves were multiplied by learning_rate when they were grown.
      sumLeaves(trees, X, false, this.start, 1, out);
      return;
    }
    for (let i = 0; i < X.rows; i++) {
      const x = X.row(i);
      splits.read(x);
      for (let c = 0; c < width; c++) put(out, c, this.start[c]);
      for (let t = 0; t < trees.length; ) {
        for (let c = 0; c < width; c++) {
          put(out, c, at(out, c) + trees.value(splits.leafOf(trees, t++, x)));
        }
      }
      out += (<usize>width) << 3;
    }
  }

  write(out: ByteWriter): void {
    out.reals(changetype<usize>(this.start), this.start.length);
    this.splits.write(out);
    writeTrees(out, this.trees, this.splits.width);
    out.reals(changetype<usize>(this.gains), this.gains.length);
  }

  static read(bytes: ByteReader, features: i32, width: i32): Boosted {
    const start = bytes.reals(width, 'start values');
    for (let c = 0; c < width; c++) if (!isFinite(start[c])) bytes.damaged(`start value ${c} is not finite`);
    const splits = CategorySplits.read(bytes, features);
    const trees = readTrees(bytes, splits.width, 0);
    if (trees.length % width != 0) bytes.damaged(`${trees.length} trees are no iterations of ${width}`);
    return new Boosted(trees, splits, start, readGains(bytes, features));
  }
}

/** What the leaves add. */
class BoostedValues extends LeafNumbers {
  constructor(private boosted: Boosted) {
    super(boosted.trees);
  }

  get count(): i32 {
    return this.boosted.start.length;
  }

  get width(): i32 {
    return 1;
  }

  get roundsRows(): bool {
    return false;
  }

  place(x: usize): void {
    this.boosted.splits.place(x);
  }

  columnOf(feature: i32): i32 {
    return this.boosted.splits.columnOf(feature);
  }

  categoriesOf(feature: i32): usize {
    return this.boosted.splits.leftOf(feature);
  }

  first(t: i32): i32 {
    return t % this.boosted.start.length;
  }

  start(c: i32): f64 {
    return this.boosted.start[c];
  }

  write(t: i32, leaf: i32, out: usize): void {
    put(out, 0, this.trees.value(leaf));
  }
}

/** A fit, iteration by iteration. */
class Boosting {
  private options: Options;
  private loss: HistLoss;
  private stopsEarly: bool;
  /** Of the splits and the bins; of the features that a node looks at. */
  private seed: u32;
  private random: Pcg64;
  private hasWeights: bool;

  constructor(private training: Training) {
    const options = training.options;
    const classWeight = options.find('class_weight');
    const hasWeights = training.rowWeight != 0 || (classWeight != null && !classWeight.isNull);
    const quantile = training.classes > 0 ? 0 : options.real('quantile');
    this.options = options;
    this.hasWeights = hasWeights;
    this.loss = histLossOf(options.word('loss'), quantile, training.classes, hasWeights);
    const stopping = options.word('early_stopping');
    this.stopsEarly = stopping == 'true' || (stopping == 'auto' && training.n > MANY);
    const random = training.random;
    this.seed = random.below(u32.MAX_VALUE);
    this.random = new Pcg64(random.below(u32.MAX_VALUE));
  }

  fit(): Boosted {
    const training = this.training;
    const options = this.options;
    const loss = this.loss;
    this.checkTargets();
    let rows = allRows(training.n);
    let held = new StaticArray<i32>(0);
    if (this.stopsEarly && !options.isNull('validation_fraction')) {
      const split = this.split();
      rows = split.train;
      held = split.test;
    }
    const n = rows.length;
    const d = training.d;
    const targets = this.targetsOf(rows);
    const bins = this.binsOf(rows, targets.weights);
    const bytes = bins.place(training.X, rows);
    const hasNulls = bins.findNulls(bytes, n);
    const others = this.targetsOf(held);
    const otherBytes = bins.place(training.X, held);

    const start = new StaticArray<f64>(loss.trees);
    loss.start(targets, changetype<usize>(start));
    const raw = rawOf(start, n);
    const otherRaw = rawOf(start, others.n);
    const pairs = reals(<i64>n * loss.trees);
    const constraints = Constraints.of(options, bins.columnOf, bins.categorical, training.columns);
    if (constraints.isMonotonic && loss.trees > 1) {
      fail('monotonic_cst is for two classes or a regression: of more classes each has trees of its own');
    }
    const grower = new HistGrower(
      bins,
      bytes,
      n,
      hasNulls,
      constraints,
      this.plan(),
      loss.isConstant,
      this.random,
    );
    const splits = this.splitsOf(bins);
    const builder = new TreesBuilder(0);
    const tree = new Grown(1);
    const sums = reals(d);
    const stopping = new Stopping(options);
    this.note(0, targets, raw, others, otherRaw, stopping);
    const iterations = options.integer('max_iter');
    for (let iteration = 1; iteration <= iterations; iteration++) {
      loss.gradients(targets, raw, pairs);
      for (let t = 0; t < loss.trees; t++) {
        const own = raw + ((<usize>t * <usize>n) << 3);
        grower.grow(pairs + ((<usize>t * <usize>n) << 3));
        if (loss.changesLeaves) this.changeLeaves(grower, targets, own);
        grower.addTo(own);
        grower.addToOthers(otherBytes, others.n, otherRaw + ((<usize>t * <usize>others.n) << 3));
        grower.keep(tree, splits, sums);
        builder.add(tree);
      }
      training.iterations = iteration;
      if (this.note(iteration, targets, raw, others, otherRaw, stopping)) break;
    }
    const gains = new StaticArray<f64>(d);
    const all = pairwiseSum(sums, d);
    for (let j = 0; j < d; j++) gains[j] = all > 0 ? at(sums, j) / all : 0;
    release(sums);
    grower.release();
    tree.release();
    bins.release();
    release(bytes);
    release(otherBytes);
    release(raw);
    release(otherRaw);
    release(pairs);
    splits.finish();
    return new Boosted(builder.finish(), splits, start, gains);
  }

  private plan(): HistPlan {
    const options = this.options;
    const plan = new HistPlan();
    plan.maxLeaves = options.integerOr('max_leaf_nodes', 0);
    plan.maxDepth = options.integerOr('max_depth', 0);
    plan.minRows = options.integer('min_samples_leaf');
    plan.l2 = options.real('l2_regularization');
    plan.rate = options.real('learning_rate');
    plan.featureShare = options.real('max_features');
    plan.cells = options.integer('max_bins') + 1;
    return plan;
  }

  private checkTargets(): void {
    const name = this.options.word('loss');
    const isGamma = name == 'gamma';
    if (!isGamma && name != 'poisson') return;
    let sum: f64 = 0;
    for (let i = 0; i < this.training.n; i++) {
      const y = at(this.training.y, i);
      if (y < 0 || (isGamma && y == 0)) {
        fail(`the loss '${name}' takes targets ${isGamma ? 'greater than' : 'of at least'} 0, got ${y}`);
      }
      sum += y;
    }
    if (sum <= 0) fail(`the loss '${name}' takes targets whose sum is greater than 0`);
  }

  /** Which rows train, and which are kept apart. */
  private split(): Split {
    const training = this.training;
    const n = training.n;
    const amount = this.options.amount('validation_fraction');
    // Half a row less, so that rounding up gives the count.
    const share = amount.isShare ? amount.number : (amount.number - 0.5) / <f64>n;
    if (share >= 1) fail(`validation_fraction keeps ${<i32>amount.number} rows apart, there are ${n}`);
    if (training.classes == 0) {
      const parts = shuffleSplit(n, share, this.seed);
      if (parts.train.length == 0) fail('validation_fraction leaves no row to train with');
      return parts;
    }
    const parts = stratifiedShuffleSplit(training.y, n, training.classes, share, this.seed);
    if (parts.problem != NONE) {
      fail(
        'validation_fraction keeps too few rows apart, or leaves too few, for a row of every class; ' +
          'change it, or give early_stopping false',
      );
    }
    return parts;
  }

  private targetsOf(rows: StaticArray<i32>): Targets {
    const training = this.training;
    const y = reals(rows.length);
    const weights = this.hasWeights ? reals(rows.length) : 0;
    for (let i = 0; i < rows.length; i++) {
      put(y, i, at(training.y, rows[i]));
      if (weights) put(weights, i, training.weightOf(rows[i]));
    }
    return new Targets(rows.length, y, weights);
  }

  private binsOf(rows: StaticArray<i32>, weights: usize): Bins {
    const training = this.training;
    const isCategory = this.categories();
    const columnOf = new StaticArray<i32>(training.d);
    let count = 0;
    for (let j = 0; j < training.d; j++) if (isCategory[j]) columnOf[count++] = j;
    const categorical = count;
    for (let j = 0; j < training.d; j++) if (!isCategory[j]) columnOf[count++] = j;
    const bins = new Bins(training.d, columnOf, categorical);
    const most = this.options.integer('max_bins');
    bins.findCategories(training.X, most, training.columns);
    bins.findEdges(training.X, rows, weights, most, this.seed);
    return bins;
  }

  /** Which columns hold categories: those that the option names, or those that were TEXT. */
  private categories(): StaticArray<bool> {
    const training = this.training;
    const isCategory = new StaticArray<bool>(training.d);
    const texts = training.textColumns;
    if (this.options.isNull('categorical_features')) {
      for (let i = 0; i < texts.length; i++) isCategory[texts[i]] = true;
      return isCategory;
    }
    const names = this.options.names('categorical_features');
    for (let i = 0; i < names.length; i++) {
      isCategory[columnNamed(names[i], training.columns, 'categorical_features')] = true;
    }
    return isCategory;
  }

  private splitsOf(bins: Bins): CategorySplits {
    const columns = new StaticArray<i32>(bins.categorical);
    for (let f = 0; f < columns.length; f++) columns[f] = bins.columnOf[f];
    const splits = new CategorySplits(bins.d, columns);
    for (let f = 0; f < columns.length; f++) splits.take(bins.edgesOf(f), bins.counts[f]);
    return splits;
  }

  /** Gives every leaf the value that its rows' losses want. */
  private changeLeaves(grower: HistGrower, rows: Targets, raw: usize): void {
    const residuals = reals(rows.n);
    const weights = rows.weights ? reals(rows.n) : 0;
    for (let i = 0; i < grower.length; i++) {
      const node = grower.nodes[i];
      if (!node.isLeaf) continue;
      for (let p = node.from; p < node.to; p++) {
        const row = load<i32>(grower.order + ((<usize>p) << 2));
        put(residuals, p - node.from, at(rows.y, row) - at(raw, row));
        if (weights) put(weights, p - node.from, at(rows.weights, row));
      }
      const value = this.loss.leaf(residuals, weights, node.to - node.from);
      node.sums.value = this.options.real('learning_rate') * value;
    }
    release(residuals);
    release(weights);
  }

  /** Writes the losses into the log; true when they end the fit. */
  private note(
    iteration: i32,
    rows: Targets,
    raw: usize,
    others: Targets,
    otherRaw: usize,
    stopping: Stopping,
  ): bool {
    const training = this.training;
    const isJudge = this.stopsEarly && others.n == 0;
    training.objective = isJudge ? this.loss.meanLoss(rows, raw) : this.loss.nearLoss(rows, raw);
    const apart = others.n == 0 ? NaN : this.loss.meanLoss(others, otherRaw);
    training.note(iteration, training.objective, apart);
    return this.stopsEarly && stopping.isOver(isJudge ? training.objective : apart);
  }
}

/** n rows of raw predictions a tree. */
function rawOf(start: StaticArray<f64>, n: i32): usize {
  const raw = reals(<i64>n * start.length);
  for (let t = 0; t < start.length; t++) for (let i = 0; i < n; i++) put(raw, t * n + i, start[t]);
  return raw;
}

/** Whether a loss has stopped falling. */
class Stopping {
  /** The losses of the last rounds, in turn; the one before them is replaced next. */
  private losses: StaticArray<f64>;
  private tol: f64;
  private count: i32 = 0;

  constructor(options: Options) {
    this.losses = new StaticArray<f64>(options.integer('n_iter_no_change') + 1);
    this.tol = options.real('tol');
  }

  /** Takes the next loss; true when none of the last n_iter_no_change is below the one before them by tol. */
  isOver(loss: f64): bool {
    const held = this.losses.length;
    this.losses[this.count % held] = loss;
    this.count++;
    if (this.count < held) return false;
    const reference = -this.losses[this.count % held] + this.tol;
    for (let i = 1; i < held; i++) if (-this.losses[(this.count + i) % held] > reference) return false;
    return true;
  }
}

export class HistGradientBoostingRegressor extends Regressor {
  private boosted: Boosted = Boosted.none();
  /** The answer is e^f. */
  private isExponential: bool = false;

  fit(training: Training): void {
    const loss = training.options.word('loss');
    this.isExponential = loss == 'poisson' || loss == 'gamma';
    this.boosted = new Boosting(training).fit();
  }

  outputsOf(X: Matrix, out: usize): void {
    this.boosted.outputsOf(X, out);
  }

  value(output: usize): f64 {
    return this.isExponential ? exponential(load<f64>(output)) : load<f64>(output);
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
    return this.boosted.splits.length > 0 ? null : this.boosted.trees;
  }

  write(out: ByteWriter): void {
    out.u8(this.isExponential ? 1 : 0);
    this.boosted.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.isExponential = bytes.u8In(0, 1, 'the flag of the link') == 1;
    this.boosted = Boosted.read(bytes, features, 1);
  }
}

export class HistGradientBoostingClassifier extends Classifier {
  private boosted: Boosted = Boosted.none();

  fit(training: Training): void {
    this.boosted = new Boosting(training).fit();
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
    return this.boosted.splits.length > 0 ? null : this.boosted.trees;
  }

  classOfTree(t: i32): i32 {
    return this.outputs > 1 ? t % this.outputs : 1;
  }

  write(out: ByteWriter): void {
    this.boosted.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.boosted = Boosted.read(bytes, features, classes > 2 ? classes : 1);
  }

  outputsOf(X: Matrix, out: usize): void {
    this.boosted.outputsOf(X, out);
  }

  get outputs(): i32 {
    return this.boosted.start.length;
  }

  get scoreCount(): i32 {
    return this.outputs;
  }

  scores(output: usize, out: usize): void {
    memory.copy(out, output, (<usize>this.outputs) << 3);
  }

  classOf(output: usize): i32 {
    if (this.outputs == 1) return load<f64>(output) > 0 ? 1 : 0;
    return highest(output, this.outputs);
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    if (this.outputs == 1) {
      const p = sigmoid(load<f64>(output));
      put(out, 0, 1 - p);
      put(out, 1, p);
      return;
    }
    memory.copy(out, output, (<usize>this.outputs) << 3);
    softmax(out, this.outputs);
  }
}
