// Lasso and elastic net with the best of many alphas, as scikit-learn's LassoCV and ElasticNetCV.
//
//   alpha, l1_ratio = those of the least mean over `cv` folds of the fold's weighted mean of squared errors, of
//   fits to the other folds; of equals the largest alpha, of l1_ratios the first. Then as elastic_net.ts.
//
//   alphas   how many, from alpha_max = max_j |x_j' S (y - ybar)| / (S l1_ratio), which leaves w = 0, down to
//            eps alpha_max, in equal ratios; or a list of them
//   folds    scikit-learn's KFold: consecutive rows, not shuffled (split/folds.ts)
//
// Training.chosen has what was chosen. The fits go down the alphas, each from the one before.
// Where d <= n the moments of each fold are gathered in one pass over the rows, those of its training part are the
// rest, and a fold's squared errors are a quadratic form in them: n d^2 for everything, whatever `cv` and `alphas`.
// Bytes: as model/linear_decision.ts draws them.

import { fail } from '../../error';
import { at } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Training } from '../../model/training';
import { OptionSpec } from '../../option/option';
import { Centre, Covariance, Moments } from '../../solver/covariance';
import { ElasticNet, hasCovariance } from '../../solver/elastic_net';
import { kFold } from '../../split/folds';
import { declarePath, fitAlpha } from './elastic_net';
import { LinearRegressor } from './linear_model';
import { rowWeights } from './targets';

/** scikit-learn's np.finfo(float).resolution: what alpha_max becomes when every w is 0 anyway. */
const LEAST_ALPHA: f64 = 1e-15;

export function declareLassoCv(spec: OptionSpec): void {
  spec.countOrNumbers('alphas', 100, 0);
  spec.positive('eps', 1e-3);
  spec.integer('cv', 5, 2, 1000);
  declarePath(spec);
}

export function declareElasticNetCv(spec: OptionSpec): void {
  spec.numbers('l1_ratio', [0.5], 0, true, false);
  declareLassoCv(spec);
  spec.rule = (options) => {
    const ratios = options.numbers('l1_ratio');
    for (let i = 0; i < ratios.length; i++) {
      if (ratios[i] > 1) fail(`l1_ratio must be greater than 0, up to 1, got ${ratios[i]}`);
    }
  };
}

/** elastic_net_cv, or lasso_cv, which has no l1_ratio. */
export class ElasticNetCvRegressor extends LinearRegressor {
  fit(training: Training): void {
    const options = training.options;
    const hasRatio = options.find('l1_ratio') != null;
    const ratios = hasRatio ? options.numbers('l1_ratio') : [1.0];
    const weight = rowWeights(training);
    const folds = new Folds(training, weight);
    let best: f64 = Infinity;
    let bestAlpha: f64 = 0;
    let bestRatio: f64 = ratios[0];
    for (let r = 0; r < ratios.length; r++) {
      const alphas = folds.alphas(ratios[r]);
      const errors = folds.errors(alphas, ratios[r]);
      for (let a = 0; a < alphas.length; a++) {
        if (!(errors[a] < best)) continue;
        best = errors[a];
        bestAlpha = alphas[a];
        bestRatio = ratios[r];
      }
    }
    if (best == Infinity) fail(`no alpha has a finite error; the target's values are too large`);
    folds.release();
    this.decision = fitAlpha(training, weight, bestAlpha, bestRatio);
    release(weight);
    training.chosen = hasRatio
      ? `{"alpha": ${bestAlpha}, "l1_ratio": ${bestRatio}}`
      : `{"alpha": ${bestAlpha}}`;
  }
}

/** The rows in folds: fits to all but one, and errors on that one. */
class Folds {
  private starts: i32[] = [];
  private isCentred: bool;
  private isTall: bool;
  private centre: Centre;
  /** Tall: of each fold, and of all rows. */
  private parts: Moments[] = [];
  private whole: Moments;

  constructor(
    private training: Training,
    private weight: usize,
  ) {
    const n = training.n;
    const X = training.X;
    const k = training.options.integer('cv');
    if (k > n) fail(`cv must be at most the ${n} training rows, got ${k}`);
    const isCentred = training.options.flag('fit_intercept');
    const centre = isCentred ? Centre.of(X, training.y, weight) : new Centre(training.d);
    this.isCentred = isCentred;
    const isTall = hasCovariance(n - (n + k - 1) / k, training.d);
    this.isTall = isTall;
    this.centre = centre;
    this.whole = new Moments(isTall ? centre : new Centre(0));
    const foldOf = kFold(n, k, false, 0).foldOf;
    for (let i = 0; i < n; i++) if (i == 0 || foldOf[i] != foldOf[i - 1]) this.starts.push(i);
    this.starts.push(n);
    for (let fold = 0; fold < k && this.isTall; fold++) {
      const part = new Moments(centre);
      part.add(X, training.y, weight, this.starts[fold], this.starts[fold + 1]);
      this.whole.plus(part, 1);
      this.parts.push(part);
    }
  }

  get count(): i32 {
    return this.starts.length - 1;
  }

  release(): void {
    for (let fold = 0; fold < this.parts.length; fold++) this.parts[fold].release(false);
    this.whole.release(!this.isTall);
    this.centre.release();
  }

  /** The net of all rows but those of a fold; -1: of all. */
  private net(fold: i32, covariance: Covariance, means: usize): ElasticNet {
    const training = this.training;
    const isPositive = training.options.flag('positive');
    if (this.isTall) {
      const rest = new Moments(this.centre);
      rest.plus(this.whole, 1);
      if (fold >= 0) rest.plus(this.parts[fold], -1);
      rest.covariance(this.isCentred, covariance);
      rest.release(false);
      return ElasticNet.ofCovariance(covariance, isPositive);
    }
    const from = fold < 0 ? 0 : this.starts[fold];
    const to = fold < 0 ? 0 : this.starts[fold + 1];
    memory.fill(means, 0, (<usize>training.X.stride) << 3);
    return ElasticNet.ofRows(
      training.X,
      training.y,
      this.weight,
      from,
      to,
      this.isCentred,
      means,
      isPositive,
    );
  }

  /** The alphas to try, largest first. */
  alphas(l1Ratio: f64): f64[] {
    const options = this.training.options;
    const given = options.countOrNumbers('alphas');
    if (given.isList) {
      const list = given.values.slice();
      list.sort((a: f64, b: f64): i32 => (a > b ? -1 : a < b ? 1 : 0));
      return list;
    }
    const covariance = new Covariance(this.isTall ? this.training.d : 0);
    const means = reals(this.training.X.stride);
    const net = this.net(-1, covariance, means);
    const largest = net.largestTarget(options.flag('positive')) / (net.total * l1Ratio);
    net.release();
    covariance.release();
    release(means);
    const count = <i32>given.number;
    if (!(largest > LEAST_ALPHA)) return new Array<f64>(count).fill(LEAST_ALPHA);
    return geometric(largest, largest * options.real('eps'), count);
  }

  /** The mean over the folds of their mean squared errors, of each alpha. */
  errors(alphas: f64[], l1Ratio: f64): f64[] {
    const training = this.training;
    const options = training.options;
    const mean = new Array<f64>(alphas.length).fill(0);
    const covariance = new Covariance(this.isTall ? training.d : 0);
    const means = reals(training.X.stride);
    for (let fold = 0; fold < this.count; fold++) {
      const net = this.net(fold, covariance, means);
      for (let a = 0; a < alphas.length; a++) {
        net.solve(alphas[a], l1Ratio, options.real('tol'), options.integer('max_iter'));
        mean[a] += this.errorOn(fold, net) / <f64>this.count;
      }
      net.release();
    }
    covariance.release();
    release(means);
    return mean;
  }

  private errorOn(fold: i32, net: ElasticNet): f64 {
    if (this.isTall) return this.parts[fold].meanSquare(net.w, net.b);
    const training = this.training;
    let sum: f64 = 0;
    let total: f64 = 0;
    for (let i = this.starts[fold]; i < this.starts[fold + 1]; i++) {
      const s = this.weight ? at(this.weight, i) : 1;
      let error = at(training.y, i) - net.b;
      for (let j = 0; j < training.d; j++) error -= at(training.X.row(i), j) * at(net.w, j);
      sum += s * error * error;
      total += s;
    }
    return sum / total;
  }
}

/** `count` numbers from `first` to `last`, both included, each the same times the one before. */
export function geometric(first: f64, last: f64, count: i32): f64[] {
  const numbers: f64[] = [];
  const low = Math.log10(first);
  const high = Math.log10(last);
  for (let i = 0; i < count; i++) {
    if (i == 0) numbers.push(first);
    else if (i == count - 1) numbers.push(last);
    else numbers.push(Math.pow(10, low + ((high - low) / (count - 1)) * i));
  }
  return numbers;
}
