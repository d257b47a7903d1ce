// Answers that look at no feature, to compare with: scikit-learn's DummyClassifier and DummyRegressor.
//
// Classification, strategy
//   prior, most_frequent   the commonest class, ties to the lowest; probabilities: the shares of the classes, or 1
//                          for that class
//   constant               the class `constant`
//   stratified             a class drawn by the shares; its probability is 1
//   uniform                a class drawn, each as likely; the probabilities are 1 / k
// Regression, strategy
//   mean, median, constant
//   quantile               the `quantile`-quantile, linear between neighbours
//
// Shares count row weights; so do mean, and median and quantile, which are then a value of y: the first, in order
// of size, up to which the weights reach the quantile's part of all.
//
// What is drawn for a row depends on random_state and on the row's values alone. So the same row has the same
// answer in every statement, block and host, and a table's answers don't depend on the order of its rows.
// scikit-learn draws by the row's place in the call instead: there the strategies agree in distribution.
//
// Bytes: classification u8 strategy, i32 class, u32 random_state, reals shares (k); regression f64 value.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { percentile, sort, weightedQuantile } from '../math/order';
import { pairwiseSum } from '../math/sum';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { labelNamed } from '../model/label';
import { Classifier, Regressor } from '../model/model';
import { Training } from '../model/training';
import { Options, OptionSpec } from '../option/option';

/** In the order of their numbers in the bytes. */
const STRATEGIES: string[] = ['prior', 'most_frequent', 'stratified', 'uniform', 'constant'];

const enum Strategy {
  PRIOR,
  MOST_FREQUENT,
  STRATIFIED,
  UNIFORM,
  CONSTANT,
}

export function declareDummyClassifier(spec: OptionSpec): void {
  spec.choice('strategy', 'prior', STRATEGIES);
  spec.scalar('constant');
  spec.rule = needsItsValue;
}

export function declareDummyRegressor(spec: OptionSpec): void {
  spec.choice('strategy', 'mean', ['mean', 'median', 'quantile', 'constant']);
  spec.real('constant', 0).orNull();
  spec.real('quantile', 0, 0, 1).orNull();
  spec.rule = needsItsValue;
}

/** The strategies constant and quantile need the option of their name. */
function needsItsValue(options: Options): void {
  const strategy = options.word('strategy');
  const option = options.find(strategy);
  if (option != null && option.isNull) fail(`strategy '${strategy}' needs the option ${strategy}`);
}

export class DummyClassifier extends Classifier {
  private strategy: i32 = Strategy.PRIOR;
  /** The class of the strategies that don't draw. */
  private chosen: i32 = 0;
  private randomState: u32 = 0;
  /** k shares that sum to 1. */
  private shares: StaticArray<f64> = new StaticArray<f64>(0);

  fit(training: Training): void {
    const options = training.options;
    const shares = new StaticArray<f64>(training.classes);
    let total: f64 = 0;
    for (let i = 0; i < training.n; i++) {
      const weight = training.weightOf(i);
      shares[<i32>at(training.y, i)] += weight;
      total += weight;
    }
    for (let c = 0; c < shares.length; c++) shares[c] /= total;
    this.shares = shares;
    this.strategy = STRATEGIES.indexOf(options.word('strategy'));
    this.randomState = training.randomState;
    if (this.strategy == Strategy.CONSTANT) {
      const constant = options.scalar('constant');
      const name = constant.isText ? constant.word : constant.given;
      this.chosen = labelNamed(name, training.labels, 'constant');
    } else {
      for (let c = 1; c < shares.length; c++) if (shares[c] > shares[this.chosen]) this.chosen = c;
    }
  }

  get outputs(): i32 {
    return 1;
  }

  outputsOf(X: Matrix, out: usize): void {
    const isDrawn = this.strategy == Strategy.STRATIFIED || this.strategy == Strategy.UNIFORM;
    for (let i = 0; i < X.rows; i++) {
      put(out, i, isDrawn ? this.drawn(uniformOf(X.row(i), X.cols, this.randomState)) : this.chosen);
    }
  }

  /** The class for u, uniform in [0, 1). */
  private drawn(u: f64): i32 {
    const k = this.shares.length;
    if (this.strategy == Strategy.UNIFORM) return min(k - 1, <i32>(u * k));
    let sum: f64 = 0;
    for (let c = 0; c < k; c++) {
      sum += this.shares[c];
      if (u < sum) return c;
    }
    return this.chosen;
  }

  classOf(output: usize): i32 {
    return <i32>load<f64>(output);
  }

  whyNoScores(): string {
    return 'dummy has no decision function; ask for the probabilities';
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    const k = this.shares.length;
    const answer = this.classOf(output);
    for (let c = 0; c < k; c++) {
      let p: f64 = c == answer ? 1 : 0;
      if (this.strategy == Strategy.PRIOR) p = this.shares[c];
      else if (this.strategy == Strategy.UNIFORM) p = 1 / <f64>k;
      put(out, c, p);
    }
  }

  get cost(): f64 {
    return 1;
  }

  write(out: ByteWriter): void {
    out.u8(<u8>this.strategy);
    out.i32(this.chosen);
    out.i32(this.randomState);
    out.reals(changetype<usize>(this.shares), this.shares.length);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.strategy = bytes.u8();
    if (this.strategy > Strategy.CONSTANT) bytes.damaged(`unknown strategy ${this.strategy}`);
    this.chosen = bytes.i32In(0, classes - 1, 'the class');
    this.randomState = bytes.i32();
    this.shares = bytes.reals(classes, 'shares');
  }
}

/**
 * A number in [0, 1) that is the same for the same d values and seed, and else as good as random: FNV-1a over the
 * values' bits, then the finaliser of splitmix64 (G. Steele, D. Lea, C. Flood: OOPSLA 2014). -0 counts as 0.
 */
function uniformOf(x: usize, d: i32, seed: u32): f64 {
  let hash: u64 = 0xcbf29ce484222325 ^ <u64>seed;
  for (let j = 0; j < d; j++) {
    const value = at(x, j);
    hash = (hash ^ (isNaN(value) ? 1 : reinterpret<u64>(value + 0))) * 0x100000001b3;
    hash ^= hash >> 29;
  }
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  hash ^= hash >> 31;
  return <f64>(hash >> 11) / 9007199254740992;
}

export class DummyRegressor extends Regressor {
  private constant: f64 = 0;

  fit(training: Training): void {
    const options = training.options;
    const strategy = options.word('strategy');
    if (strategy == 'constant') this.constant = options.real('constant');
    else if (strategy == 'mean') this.constant = meanOf(training);
    else this.constant = quantileOf(training, strategy == 'median' ? 0.5 : options.real('quantile'));
  }

  outputsOf(X: Matrix, out: usize): void {
    for (let i = 0; i < X.rows; i++) put(out, i, this.constant);
  }

  get cost(): f64 {
    return 1;
  }

  write(out: ByteWriter): void {
    out.f64(this.constant);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.constant = bytes.real('the constant');
  }
}

function meanOf(training: Training): f64 {
  const n = training.n;
  if (!training.rowWeight) return pairwiseSum(training.y, n) / n;
  const weighted = reals(n);
  for (let i = 0; i < n; i++) put(weighted, i, at(training.y, i) * training.weightOf(i));
  const mean = pairwiseSum(weighted, n) / pairwiseSum(training.rowWeight, n);
  release(weighted);
  return mean;
}

function quantileOf(training: Training, q: f64): f64 {
  const n = training.n;
  if (training.rowWeight) return weightedQuantile(training.y, training.rowWeight, n, q);
  const sorted = reals(n);
  memory.copy(sorted, training.y, (<usize>n) << 3);
  sort(sorted, n);
  const found = percentile(sorted, n, q);
  release(sorted);
  return found;
}
