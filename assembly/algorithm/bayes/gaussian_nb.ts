// Naive Bayes with normal distributions, as scikit-learn's GaussianNB.
//
//   P(c | x) in proportion to P(c) prod over j of N(x_j; mean_cj, var_cj)
//
//   mean, var   of the class's rows, weighted by row, with n in the denominator; var is raised by var_smoothing times
//               the largest variance of a column
//   P(c)        the class's share of the weights, or `priors`, in the order of the classes
//
// An output has the k logarithms of the right side; the largest is the answer, ties go to the lowest class.
// `resume` goes on from counts, means and variances alone, as partial_fit does: two parts fitted one after the other
// give the model of both, up to rounding. The raise too follows from all rows so far, where scikit-learn takes that of
// the last part alone, which of a single row is 0. A class without rows yet has the least of likelihoods; while no
// column varies, 1 stands for the largest variance.
// Cost: 4 n d to fit, 3 k d a row.
// Source of the update: T. Chan, G. Golub, R. LeVeque: Updating formulae and a pairwise algorithm for computing
// sample variances, Stanford STAN-CS-79-773, 1979.
// Bytes: f64 var_smoothing, f64 raise, u8 whether priors were given, reals counts (k), priors (k), means (k x d),
// variances, raised (k x d).

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Matrix } from '../../math/matrix';
import { softmax } from '../../math/probability';
import { at, highest, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Classifier } from '../../model/model';
import { Training } from '../../model/training';
import { Options, OptionSpec } from '../../option/option';
import { tick } from '../../progress';

const TWO_PI: f64 = 6.283185307179586;
/** What stands for the logarithm of the share of a class without rows. */
const LEAST: f64 = -1e300;
/** Priors must sum to 1 up to this, as in scikit-learn. */
const SUM: f64 = 1e-5;

export function declareGaussianNb(spec: OptionSpec): void {
  spec.nonNegative('var_smoothing', 1e-9);
  spec.numbers('priors', [], 0, false, false).orNull();
  spec.rule = sumToOne;
}

function sumToOne(options: Options): void {
  if (options.isNull('priors')) return;
  const priors = options.numbers('priors');
  let sum: f64 = 0;
  for (let c = 0; c < priors.length; c++) sum += priors[c];
  if (!(Math.abs(sum - 1) <= SUM)) fail(`priors must sum to 1, got ${sum}`);
}

export class GaussianNb extends Classifier {
  private d: i32 = 0;
  private smoothing: f64 = 0;
  private raise: f64 = 0;
  private hasPriors: bool = false;
  private counts: StaticArray<f64> = new StaticArray<f64>(0);
  private priors: StaticArray<f64> = new StaticArray<f64>(0);
  /** k x d. */
  private means: StaticArray<f64> = new StaticArray<f64>(0);
  private variances: StaticArray<f64> = new StaticArray<f64>(0);
  /** ln P(c) - 0.5 sum of ln (2 pi var_cj). */
  private bases: StaticArray<f64> = new StaticArray<f64>(0);
  /** The rows of each class in the part that is learned. */
  private seen: StaticArray<f64> = new StaticArray<f64>(0);

  fit(training: Training): void {
    this.shape(training);
    this.learn(training, false);
  }

  /** Empty counts and means of the training's classes and columns; what its options say. */
  private shape(training: Training): void {
    const k = training.classes;
    const options = training.options;
    this.d = training.d;
    this.smoothing = options.real('var_smoothing');
    this.raise = 0;
    this.counts = new StaticArray<f64>(k);
    this.priors = new StaticArray<f64>(k);
    this.means = new StaticArray<f64>(k * training.d);
    this.variances = new StaticArray<f64>(k * training.d);
    this.hasPriors = !options.isNull('priors');
    if (this.hasPriors) {
      const priors = options.numbers('priors');
      if (priors.length != k)
        fail(`priors must have a number for each of the ${k} classes, got ${priors.length}`);
      for (let c = 0; c < k; c++) this.priors[c] = priors[c];
    }
  }

  begin(training: Training): void {
    const k = training.classes;
    this.shape(training);
    if (this.smoothing == 0) fail('gaussian_nb: var_smoothing must be greater than 0 to learn row by row');
    this.raise = this.smoothing;
    for (let p = 0; p < k * this.d; p++) this.variances[p] = this.raise;
    this.prepare();
  }

  resume(training: Training): void {
    this.learn(training, true);
  }

  addClass(c: i32): void {
    if (this.hasPriors)
      fail(`priors has numbers for ${this.counts.length} classes, and this row is of another one`);
    this.counts = widened(this.counts, c, 1, 0);
    this.priors = widened(this.priors, c, 1, 0);
    this.means = widened(this.means, c * this.d, this.d, 0);
    this.variances = widened(this.variances, c * this.d, this.d, this.raise);
    this.prepare();
  }

  private learn(training: Training, isResumed: bool): void {
    const k = this.counts.length;
    const d = this.d;
    for (let p = 0; p < k * d; p++) this.variances[p] -= this.raise;
    // Kept from row to row: what each allocates is garbage until the call ends.
    if (this.seen.length != k) this.seen = new StaticArray<f64>(k);
    const counts = this.seen.fill(0);
    const means = reals(<i64>k * d);
    const squares = reals(<i64>k * d);
    // Of a fit also of all rows together, each counting once.
    const all: Spread | null = isResumed ? null : new Spread(d);
    this.measure(training, counts, means, squares, all);
    for (let c = 0; c < k; c++) {
      const before = this.counts[c];
      const total = before + counts[c];
      if (counts[c] == 0) continue;
      for (let j = 0; j < d; j++) {
        const p = c * d + j;
        const apart = this.means[p] - at(means, p);
        const both = before * this.variances[p] + at(squares, p);
        const between = ((counts[c] * before) / total) * apart * apart;
        this.variances[p] = (both + between) / total;
        this.means[p] =
          before == 0 ? at(means, p) : (counts[c] * at(means, p) + before * this.means[p]) / total;
      }
      this.counts[c] = total;
    }
    release(means);
    release(squares);
    this.raise = this.smoothing * (all == null ? this.largestVariance() : all.largest(training.n));
    for (let p = 0; p < k * d; p++) this.variances[p] += this.raise;
    this.prepare();
    this.check();
  }

  /** The largest variance of a column over all rows so far, of variances without their raise; 1 when none varies. */
  private largestVariance(): f64 {
    const k = this.counts.length;
    let total: f64 = 0;
    for (let c = 0; c < k; c++) total += this.counts[c];
    let largest: f64 = 0;
    for (let j = 0; j < this.d; j++) {
      let mean: f64 = 0;
      for (let c = 0; c < k; c++) mean += (this.counts[c] / total) * this.means[c * this.d + j];
      let variance: f64 = 0;
      for (let c = 0; c < k; c++) {
        const apart = this.means[c * this.d + j] - mean;
        variance += (this.counts[c] / total) * (this.variances[c * this.d + j] + apart * apart);
      }
      largest = max(largest, variance);
    }
    return largest > 0 ? largest : 1;
  }

  /** Of each class in the training: its weight, its means, and its sums of squared distances from them. */
  private measure(
    training: Training,
    counts: StaticArray<f64>,
    means: usize,
    squares: usize,
    all: Spread | null,
  ): void {
    const d = this.d;
    const rows = training.rows;
    rows.rewind();
    while (rows.next()) {
      const X = rows.X;
      for (let i = 0; i < X.rows; i++) {
        const c = <i32>at(rows.y, i);
        const s = training.ownWeightOf(rows.from + i);
        const to = means + ((<usize>c * <usize>d) << 3);
        counts[c] += s;
        for (let j = 0; j < d; j++) put(to, j, at(to, j) + s * at(X.row(i), j));
        tick(2 * <f64>d);
      }
      if (all != null) all.addValues(X);
    }
    for (let c = 0; c < counts.length; c++) {
      if (counts[c] == 0) continue;
      for (let j = 0; j < d; j++) put(means, c * d + j, at(means, c * d + j) / counts[c]);
    }
    if (all != null) all.endValues(training.n);
    rows.rewind();
    while (rows.next()) {
      const X = rows.X;
      for (let i = 0; i < X.rows; i++) {
        const c = <i32>at(rows.y, i);
        const s = training.ownWeightOf(rows.from + i);
        const offset = (<usize>c * <usize>d) << 3;
        for (let j = 0; j < d; j++) {
          const apart = at(X.row(i), j) - at(means + offset, j);
          put(squares + offset, j, at(squares + offset, j) + s * apart * apart);
        }
        tick(4 * <f64>d);
      }
      if (all != null) all.addSquares(X);
    }
  }

  /** What follows from counts, priors and variances. */
  private prepare(): void {
    const k = this.counts.length;
    let total: f64 = 0;
    for (let c = 0; c < k; c++) total += this.counts[c];
    const bases = this.bases.length == k ? this.bases : new StaticArray<f64>(k);
    for (let c = 0; c < k; c++) {
      if (!this.hasPriors) this.priors[c] = total > 0 ? this.counts[c] / total : 0;
      if (this.counts[c] == 0) {
        bases[c] = LEAST;
        continue;
      }
      let sum: f64 = 0;
      for (let j = 0; j < this.d; j++) sum += Math.log(TWO_PI * this.variances[c * this.d + j]);
      bases[c] = Math.log(this.priors[c]) - 0.5 * sum;
    }
    this.bases = bases;
  }

  private check(): void {
    for (let p = 0; p < this.variances.length; p++) {
      if (this.variances[p] > 0) continue;
      fail(
        'gaussian_nb: a column has one value in all rows of a class; raise var_smoothing, or leave the column out',
      );
    }
  }

  get outputs(): i32 {
    return this.counts.length;
  }

  outputsOf(X: Matrix, out: usize): void {
    const k = this.counts.length;
    const d = this.d;
    for (let i = 0; i < X.rows; i++) {
      const x = X.row(i);
      let mean = changetype<usize>(this.means);
      let variance = changetype<usize>(this.variances);
      for (let c = 0; c < k; c++) {
        let sum: f64 = 0;
        for (let j = 0; j < d; j++) {
          const apart = at(x, j) - at(mean, j);
          sum += (apart * apart) / at(variance, j);
        }
        put(out, c, this.bases[c] - 0.5 * sum);
        mean += (<usize>d) << 3;
        variance += (<usize>d) << 3;
      }
      out += (<usize>k) << 3;
    }
  }

  classOf(output: usize): i32 {
    return highest(output, this.counts.length);
  }

  whyNoScores(): string {
    return 'gaussian_nb has no decision function; ask for the probabilities';
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    const k = this.counts.length;
    memory.copy(out, output, (<usize>k) << 3);
    softmax(out, k);
  }

  get cost(): f64 {
    return 4 * <f64>this.variances.length;
  }

  write(out: ByteWriter): void {
    const k = this.counts.length;
    out.f64(this.smoothing);
    out.f64(this.raise);
    out.u8(this.hasPriors ? 1 : 0);
    out.reals(changetype<usize>(this.counts), k);
    out.reals(changetype<usize>(this.priors), k);
    out.reals(changetype<usize>(this.means), k * this.d);
    out.reals(changetype<usize>(this.variances), k * this.d);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    if (<i64>classes * features > bytes.left >> 3)
      bytes.damaged(`${classes} x ${features} means expected, ${bytes.left} bytes left`);
    this.d = features;
    this.smoothing = bytes.real('the smoothing');
    this.raise = bytes.real('what was added to the variances');
    this.hasPriors = bytes.u8() != 0;
    this.counts = bytes.reals(classes, 'counts');
    this.priors = bytes.reals(classes, 'priors');
    this.means = bytes.reals(classes * features, 'means');
    this.variances = bytes.reals(classes * features, 'variances');
    for (let p = 0; p < this.variances.length; p++) {
      if (!(this.variances[p] > 0)) bytes.damaged(`variance ${p} is ${this.variances[p]}`);
    }
    this.prepare();
  }
}

/** A copy with `count` times the value more, at a place. */
function widened(values: StaticArray<f64>, place: i32, count: i32, value: f64): StaticArray<f64> {
  const wide = new StaticArray<f64>(values.length + count);
  for (let i = 0; i < place; i++) wide[i] = values[i];
  for (let i = 0; i < count; i++) wide[place + i] = value;
  for (let i = place; i < values.length; i++) wide[i + count] = values[i];
  return wide;
}

/** The variances of the columns, from rows that come in blocks: all their values, then all again for their squares. */
class Spread {
  private means: StaticArray<f64>;
  private squares: StaticArray<f64>;

  constructor(d: i32) {
    this.means = new StaticArray<f64>(d);
    this.squares = new StaticArray<f64>(d);
  }

  addValues(X: Matrix): void {
    for (let j = 0; j < X.cols; j++) {
      let sum = this.means[j];
      for (let i = 0; i < X.rows; i++) sum += at(X.row(i), j);
      this.means[j] = sum;
      tick(2 * <f64>X.rows);
    }
  }

  endValues(n: i32): void {
    for (let j = 0; j < this.means.length; j++) this.means[j] /= n;
  }

  addSquares(X: Matrix): void {
    for (let j = 0; j < X.cols; j++) {
      const mean = this.means[j];
      let sum = this.squares[j];
      for (let i = 0; i < X.rows; i++) {
        const apart = at(X.row(i), j) - mean;
        sum += apart * apart;
      }
      this.squares[j] = sum;
      tick(2 * <f64>X.rows);
    }
  }

  /** The largest one, of n rows. */
  largest(n: i32): f64 {
    let largest: f64 = 0;
    for (let j = 0; j < this.squares.length; j++) largest = max(largest, this.squares[j] / n);
    return largest;
  }
}
