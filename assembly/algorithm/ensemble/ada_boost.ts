// ada_boost: small trees, each fitted with more weight on the rows that those before it got wrong.
//
//   classification (SAMME)   e = the weight of the wrong rows; a = learning_rate (ln((1 - e) / e) + ln(k - 1));
//                            wrong rows weigh e^a times as much. Ends at e = 0, and before a tree with e >= 1 - 1/k.
//                            Scores: a for the class that a tree says and -a / (k - 1) for the others, summed, divided
//                            by sum a; for two classes that of the second less that of the first.
//   regression (R2)          rows are drawn by their weights; E = the mean of |y - f| / max |y - f| (loss linear; square:
//                            its square; exponential: 1 - e^-it) by weight; b = E / (1 - E), a = learning_rate ln(1 / b);
//                            a row weighs b^((1 - its error) learning_rate) times as much. Ends at E = 0, and before a
//                            tree with E >= 1/2. The answer is the median of the trees' by their a.
//
// The trees have max_depth 1, or 3 for a regression, and all options of decision_tree but class_weight.
// Promise: scikit-learn 1.9.1's own trees and answers where its NumPy takes exp and log from the C library. On processors
// with AVX-512 NumPy has vectors of its own, which differ in the last bit: a tie between splits may then fall otherwise.
// NULL is not taken, as there. Left out: another `estimator` than trees.
// Source: J. Zhu, H. Zou, S. Rosset, T. Hastie, Multi-class AdaBoost, Statistics and Its Interface 2 (2009);
// H. Drucker, Improving regressors using boosting techniques, ICML 1997.
//
// What is explained: the scores of a classification. A median of trees is no sum of what their leaves say, so a regression
// can't be taken apart. The log has a tree's error e, or E. Bytes: the trees (tree/bytes.ts) · reals a · reals importances.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { sortReals } from '../../math/sort';
import { exponential } from '../../math/exponential';
import { logarithm } from '../../math/logarithm';
import { Matrix } from '../../math/matrix';
import { Random } from '../../math/random';
import { pairwiseSum } from '../../math/sum';
import { numberAt } from '../../math/numbers';
import { at, highest, put } from '../../math/vector';
import { integers, reals, release } from '../../memory/block';
import { Classifier, Regressor } from '../../model/model';
import { Training } from '../../model/training';
import { TreeView } from '../../model/tree_view';
import { OptionSpec } from '../../option/option';
import { readTrees, writeTrees } from '../tree/bytes';
import { Columns } from '../tree/columns';
import { Grown } from '../tree/grown';
import { Growth, SEEDS } from '../tree/growth';
import { RowBlock, rowsAtOnce } from '../tree/leaves';
import { Trees, TreesBuilder } from '../tree/nodes';
import {
  anyFeatures,
  declareClassCriterion,
  declareTreeOptions,
  declareValueCriterion,
  TreePlan,
} from '../tree/options';
import { findLeaves } from '../tree/row_leaves';
import { explainTrees, LeafNumbers } from '../tree/shapley';
import { readGains } from '../tree/tree_model';

function declareAdaBoost(spec: OptionSpec, maxDepth: i32): void {
  spec.integer('n_estimators', 50, 1);
  spec.positive('learning_rate', 1);
  spec.choice('splitter', 'best', ['best', 'random']);
  declareTreeOptions(spec, anyFeatures().ofNull(), maxDepth);
}

export function declareAdaBoostClassifier(spec: OptionSpec): void {
  declareClassCriterion(spec);
  declareAdaBoost(spec, 1);
}

export function declareAdaBoostRegressor(spec: OptionSpec): void {
  spec.choice('loss', 'linear', ['linear', 'square', 'exponential']);
  declareValueCriterion(spec);
  declareAdaBoost(spec, 3);
}

/** What trees say, as many as a block of rows of a regression holds. */
const MOST_SAID: i32 = 1 << 16;

/** Trees and what each says weighs. */
class Weighed {
  constructor(
    public trees: Trees,
    public weights: StaticArray<f64>,
    public gains: StaticArray<f64>,
  ) {}

  static none(k: i32): Weighed {
    return new Weighed(Trees.none(k), new StaticArray<f64>(0), new StaticArray<f64>(0));
  }

  write(out: ByteWriter): void {
    writeTrees(out, this.trees, this.gains.length);
    out.reals(changetype<usize>(this.weights), this.weights.length);
    out.reals(changetype<usize>(this.gains), this.gains.length);
  }

  static read(bytes: ByteReader, features: i32, classes: i32): Weighed {
    const trees = readTrees(bytes, features, classes);
    const weights = bytes.reals(trees.length, 'weights of trees');
    for (let t = 0; t < weights.length; t++) {
      if (!isFinite(weights[t])) bytes.damaged(`the weight of tree ${t} is not finite`);
    }
    return new Weighed(trees, weights, readGains(bytes, features));
  }
}

/** A fit, tree by tree. */
abstract class AdaBoost {
  protected training: Training;
  protected n: i32;
  /** The rows' weights, which sum to 1. */
  protected weights: usize;
  protected growth: Growth;
  protected tree: Grown;
  protected isLast: bool = false;
  private columns: Columns;
  private leaf: usize;
  private builder: TreesBuilder;

  constructor(training: Training) {
    const n = training.n;
    const plan = TreePlan.of(training.options, n, training.d);
    const columns = Columns.of(training.X);
    const growth = new Growth(columns, training.y, training.classes, plan);
    this.training = training;
    this.n = n;
    this.columns = columns;
    this.growth = growth;
    this.tree = new Grown(growth.outputs);
    this.builder = new TreesBuilder(training.classes);
    this.weights = reals(n);
    this.leaf = integers(n);
    for (let i = 0; i < n; i++) put(this.weights, i, training.ownWeightOf(i));
  }

  fit(): Weighed {
    const training = this.training;
    const n = this.n;
    const d = training.d;
    const count = training.options.integer('n_estimators');
    const isZero = new StaticArray<bool>(n);
    this.divide(pairwiseSum(this.weights, n));
    for (let i = 0; i < n; i++) isZero[i] = at(this.weights, i) == 0;
    // Of all trees that might be: their sum is NumPy's of as many.
    const says = new StaticArray<f64>(count);
    const gains = new StaticArray<f64>(d);
    let trees = 0;
    for (let t = 0; t < count; t++) {
      for (let i = 0; i < n; i++)
        if (!isZero[i]) put(this.weights, i, max(at(this.weights, i), 2.220446049250313e-16));
      this.isLast = t == count - 1;
      this.growTree(training.random);
      findLeaves(this.tree, this.columns, this.leaf);
      const error = this.boost();
      training.iterations = t + 1;
      training.objective = error;
      training.note(t + 1, error);
      if (error >= this.worst && (this.isRequired || trees > 0)) {
        if (trees == 0)
          fail('the first tree is worse than chance; ada_boost can not be fitted to these rows');
        break;
      }
      // R2 keeps its first tree, however bad.
      says[t] = error >= this.worst ? 0 : error <= 0 ? 1 : this.say(error);
      trees++;
      const own = this.tree.importances(d);
      for (let j = 0; j < d; j++) gains[j] += says[t] * own[j];
      this.builder.add(this.tree);
      if (error <= 0 || error >= this.worst) break;
      const sum = pairwiseSum(this.weights, n);
      if (!isFinite(sum)) {
        training.warnings.push(
          'the weights of rows grew beyond all bounds; ada_boost ended there: lower learning_rate',
        );
        break;
      }
      if (sum <= 0) break;
      if (!this.isLast) this.divide(sum);
    }
    const norm = pairwiseSum(changetype<usize>(says), count);
    for (let j = 0; j < d; j++) gains[j] = norm > 0 ? gains[j] / norm : 0;
    const kept = new StaticArray<f64>(trees);
    for (let t = 0; t < trees; t++) kept[t] = says[t];
    this.growth.release();
    this.columns.release();
    this.tree.release();
    return new Weighed(this.builder.finish(), kept, gains);
  }

  private divide(sum: f64): void {
    for (let i = 0; i < this.n; i++) put(this.weights, i, at(this.weights, i) / sum);
  }

  /** The error from which on a tree is none. */
  protected abstract get worst(): f64;

  /** A first tree as bad as that is an error. */
  protected abstract get isRequired(): bool;

  /** Grows the next tree. */
  protected abstract growTree(random: Random): void;

  /** The error of the tree; the rows' weights after it, unless it is the last. */
  protected abstract boost(): f64;

  /** What a tree of that error weighs. */
  protected abstract say(error: f64): f64;

  /** The leaf of row i. */
  protected leafOf(i: i32): i32 {
    return numberAt(this.leaf, i);
  }
}

class Samme extends AdaBoost {
  protected get worst(): f64 {
    return 1 - 1 / <f64>this.training.classes;
  }

  protected get isRequired(): bool {
    return true;
  }

  protected growTree(random: Random): void {
    const seed = random.below(SEEDS);
    this.growth.grow(this.tree, this.weights, new Random(seed).below(SEEDS));
  }

  protected boost(): f64 {
    const n = this.n;
    const k = this.training.classes;
    const wrong = reals(n);
    // By leaf: the class that it says.
    const bests = new StaticArray<i32>(this.tree.length);
    for (let node = 0; node < bests.length; node++) {
      const sums = this.tree.values(node);
      const weight = this.tree.weight(node);
      let best = 0;
      for (let c = 1; c < k; c++) if (at(sums, c) / weight > at(sums, best) / weight) best = c;
      bests[node] = best;
    }
    for (let i = 0; i < n; i++) {
      put(wrong, i, bests[this.leafOf(i)] == <i32>at(this.training.y, i) ? 0 : at(this.weights, i));
    }
    const error = pairwiseSum(wrong, n) / pairwiseSum(this.weights, n);
    if (error > 0 && error < this.worst && !this.isLast) {
      const say = this.say(error);
      for (let i = 0; i < n; i++) {
        const w = at(this.weights, i);
        if (w > 0) put(this.weights, i, exponential(logarithm(w) + (at(wrong, i) > 0 ? say : 0)));
      }
    }
    release(wrong);
    return error;
  }

  protected say(error: f64): f64 {
    const rate = this.training.options.real('learning_rate');
    return rate * (logarithm((1 - error) / error) + logarithm(<f64>this.training.classes - 1));
  }
}

class R2 extends AdaBoost {
  protected get worst(): f64 {
    return 0.5;
  }

  protected get isRequired(): bool {
    return false;
  }

  protected growTree(random: Random): void {
    const n = this.n;
    const seed = random.below(SEEDS);
    const sums = reals(n);
    const rows = integers(n);
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) {
      sum += at(this.weights, i);
      put(sums, i, sum);
    }
    for (let i = 0; i < n; i++) put(sums, i, at(sums, i) / sum);
    for (let i = 0; i < n; i++) store<i32>(rows + ((<usize>i) << 2), random.choiceBy(sums, n));
    this.growth.growOn(this.tree, rows, n, new Random(seed).below(SEEDS));
    release(sums);
    release(rows);
  }

  protected boost(): f64 {
    const n = this.n;
    const errors = reals(n);
    const weighed = reals(n);
    const loss = this.training.options.word('loss');
    let most: f64 = 0;
    for (let i = 0; i < n; i++) {
      const off = Math.abs(load<f64>(this.tree.values(this.leafOf(i))) - at(this.training.y, i));
      put(errors, i, off);
      if (at(this.weights, i) > 0) most = max(most, off);
    }
    let m = 0;
    for (let i = 0; i < n; i++) {
      let error = most != 0 ? at(errors, i) / most : at(errors, i);
      if (loss == 'square') error *= error;
      else if (loss == 'exponential') error = 1 - exponential(-error);
      put(errors, i, error);
      if (at(this.weights, i) > 0) put(weighed, m++, at(this.weights, i) * error);
    }
    const error = pairwiseSum(weighed, m);
    if (error > 0 && error < 0.5 && !this.isLast) {
      const beta = error / (1 - error);
      const rate = this.training.options.real('learning_rate');
      for (let i = 0; i < n; i++) {
        const w = at(this.weights, i);
        if (w > 0) put(this.weights, i, w * Math.pow(beta, (1 - at(errors, i)) * rate));
      }
    }
    release(errors);
    release(weighed);
    return error;
  }

  protected say(error: f64): f64 {
    const beta = error / (1 - error);
    return this.training.options.real('learning_rate') * logarithm(1 / beta);
  }
}

class Votes extends LeafNumbers {
  private norm: f64;

  constructor(private weighed: Weighed) {
    super(weighed.trees);
    this.norm = pairwiseSum(changetype<usize>(weighed.weights), weighed.weights.length);
  }

  get count(): i32 {
    return this.trees.k > 2 ? this.trees.k : 1;
  }

  write(t: i32, leaf: i32, out: usize): void {
    const k = this.trees.k;
    const best = this.trees.bestOf(leaf);
    const say = this.weighed.weights[t] / this.norm;
    if (k == 2) put(out, 0, best == 1 ? 2 * say : -2 * say);
    else for (let c = 0; c < k; c++) put(out, c, c == best ? say : -say / <f64>(k - 1));
  }
}

export class AdaBoostClassifier extends Classifier {
  private weighed: Weighed = Weighed.none(2);

  fit(training: Training): void {
    this.weighed = new Samme(training).fit();
  }

  private get k(): i32 {
    return this.weighed.trees.k;
  }

  get outputs(): i32 {
    return this.k > 2 ? this.k : 1;
  }

  outputsOf(X: Matrix, out: usize): void {
    const trees = this.weighed.trees;
    const weights = this.weighed.weights;
    const k = this.k;
    const norm = pairwiseSum(changetype<usize>(weights), weights.length);
    const most = rowsAtOnce(X);
    const sums = new StaticArray<f64>(min(most, X.rows) * k);
    for (let first = 0; first < X.rows; first += most) {
      const count = min(most, X.rows - first);
      const block = new RowBlock(trees, X, first, count, true);
      sums.fill(0);
      for (let t = 0; t < trees.length; t++) {
        const leaves = block.leavesOf(t);
        const w = weights[t];
        const other = (-1 / <f64>(k - 1)) * w;
        for (let i = 0; i < count; i++) {
          const best = trees.bestOf(numberAt(leaves, i));
          for (let c = 0; c < k; c++) sums[i * k + c] += c == best ? w : other;
        }
      }
      for (let i = 0; i < count; i++) {
        if (k == 2) put(out, first + i, -(sums[2 * i] / norm) + sums[2 * i + 1] / norm);
        else for (let c = 0; c < k; c++) put(out, (first + i) * k + c, sums[i * k + c] / norm);
      }
    }
  }

  classOf(output: usize): i32 {
    if (this.outputs == 1) return load<f64>(output) > 0 ? 1 : 0;
    return highest(output, this.k);
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

  /** The softmax of the scores, those of two classes halved, divided by k - 1. */
  probabilities(output: usize, out: usize): void {
    const k = this.k;
    let highest = -Infinity;
    for (let c = 0; c < k; c++) {
      const score =
        k == 2 ? (c == 0 ? -load<f64>(output) : load<f64>(output)) / 2 : at(output, c) / <f64>(k - 1);
      put(out, c, score);
      highest = max(highest, score);
    }
    let sum: f64 = 0;
    for (let c = 0; c < k; c++) {
      put(out, c, Math.exp(at(out, c) - highest));
      sum += at(out, c);
    }
    for (let c = 0; c < k; c++) put(out, c, at(out, c) / sum);
  }

  get cost(): f64 {
    return this.weighed.trees.cost;
  }

  get importances(): StaticArray<f64> | null {
    return this.weighed.gains;
  }

  get explained(): i32 {
    return this.outputs;
  }

  explain(X: Matrix, out: usize, bases: usize): void {
    explainTrees(new Votes(this.weighed), X, out, bases);
  }

  get treeView(): TreeView | null {
    return this.weighed.trees;
  }

  write(out: ByteWriter): void {
    this.weighed.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.weighed = Weighed.read(bytes, features, classes);
  }
}

export class AdaBoostRegressor extends Regressor {
  private weighed: Weighed = Weighed.none(0);

  fit(training: Training): void {
    this.weighed = new R2(training).fit();
  }

  outputsOf(X: Matrix, out: usize): void {
    const trees = this.weighed.trees;
    const weights = this.weighed.weights;
    const said = new StaticArray<f64>(trees.length);
    const most = min(rowsAtOnce(X), max(1, MOST_SAID / max(1, trees.length)));
    const all = new StaticArray<f64>(min(most, X.rows) * trees.length);
    for (let first = 0; first < X.rows; first += most) {
      const count = min(most, X.rows - first);
      const block = new RowBlock(trees, X, first, count, true);
      for (let t = 0; t < trees.length; t++) {
        const leaves = block.leavesOf(t);
        for (let i = 0; i < count; i++) all[t * count + i] = trees.value(numberAt(leaves, i));
      }
      for (let i = 0; i < count; i++) {
        for (let t = 0; t < trees.length; t++) said[t] = all[t * count + i];
        put(out, first + i, medianOf(said, weights));
      }
    }
  }

  get cost(): f64 {
    return this.weighed.trees.cost + 20 * <f64>this.weighed.trees.length;
  }

  get importances(): StaticArray<f64> | null {
    return this.weighed.gains;
  }

  get treeView(): TreeView | null {
    return this.weighed.trees;
  }

  write(out: ByteWriter): void {
    this.weighed.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.weighed = Weighed.read(bytes, features, 0);
  }
}

/** The first value in ascending order at which the weights reach half of their sum. */
function medianOf(said: StaticArray<f64>, weights: StaticArray<f64>): f64 {
  const count = said.length;
  const pairs = sortReals(changetype<usize>(said), count);
  let all: f64 = 0;
  for (let p = 0; p < count; p++) all += weights[load<i32>(pairs + ((<usize>p) << 3))];
  let sum: f64 = 0;
  let median: f64 = 0;
  for (let p = 0; p < count; p++) {
    const t = load<i32>(pairs + ((<usize>p) << 3));
    sum += weights[t];
    median = said[t];
    if (sum >= 0.5 * all) break;
  }
  release(pairs);
  return median;
}
