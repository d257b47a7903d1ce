// Linear models by stochastic gradient descent, as scikit-learn's SGDClassifier and SGDRegressor.
//
//   min over w, b of the mean over i of s_i loss(w x_i + b, y_i)
//                    + alpha (l1_ratio |w|_1 + (1 - l1_ratio) / 2 |w|^2)      (penalty l1, l2: l1_ratio 1, 0)
//
//   k = 2   one machine, class 1 when w x + b > 0;  k > 2   one a class against the rest, the highest score wins
//   s_i     the row's weight times its class's; against the rest the other classes have weight 1
//   loss    classification: hinge, squared_hinge, perceptron, log_loss, modified_huber, and those of regression on
//           -1 and 1: squared_error, huber, epsilon_insensitive, squared_epsilon_insensitive with epsilon
//   learning_rate at step t from 1: constant eta0; optimal 1 / (alpha (t0 + t - 1)); invscaling eta0 / t^power_t;
//           adaptive eta0, over 5 when progress stops; pa1, pa2: passive-aggressive with the hinge or epsilon loss
//
// Promise: for the same X and random_state the epochs, the order of the rows and every operation are scikit-learn's
// (solver/sgd.ts), so the weights are the same bits wherever no transcendental function is in the steps: all losses
// but log_loss, all rates but invscaling. There scikit-learn uses the C library's pow, exp and log, which err in
// another last bit about once in 1500 calls; the weights then agree to some 1e-12.
// early_stopping holds validation_fraction of the rows out, stratified for a classification, and stops by the score
// on them. objective is the mean over the last epoch (or that score), summed over the machines.
// Probabilities: log_loss and modified_huber have them, from each machine's score, normalised over the classes.
// Left out: warm_start, n_jobs.
// Bytes: the decision (model/linear_decision.ts), u8 loss, f64 the next step's number, u8 whether averages follow;
// if so the decisions of w and of its averages: what going on needs.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { SampleLoss } from '../../loss/sgd_loss';
import { Matrix } from '../../math/matrix';
import { sigmoid } from '../../math/probability';
import { Random } from '../../math/random';
import { at, dot, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { Options, OptionSpec } from '../../option/option';
import { Penalty, Rate, Schedule, Sgd, Validation } from '../../solver/sgd';
import { shuffleSplit, Split, testRows } from '../../split/shuffle';
import { NONE, stratifiedShuffleSplit } from '../../split/stratified';
import { LinearClassifier, LinearRegressor } from './linear_model';

const REGRESSION_LOSSES: string[] = [
  'squared_error',
  'huber',
  'epsilon_insensitive',
  'squared_epsilon_insensitive',
];
/** In the order of their numbers in the bytes. */
const LOSSES: string[] = ['hinge', 'squared_hinge', 'perceptron', 'log_loss', 'modified_huber'].concat(
  REGRESSION_LOSSES,
);
const PENALTIES: string[] = ['none', 'l1', 'l2', 'elasticnet'];
const RATES: string[] = ['constant', 'optimal', 'invscaling', 'adaptive', 'pa1', 'pa2'];
/** NumPy's largest int32: the seeds' bound. */
const MOST_SEED: u32 = 0x7fffffff;

export function declareSgdClassifier(spec: OptionSpec): void {
  spec.choice('loss', 'hinge', LOSSES);
  declareSteps(spec, 'optimal', 0.5);
  spec.classWeight();
}

export function declareSgdRegressor(spec: OptionSpec): void {
  spec.choice('loss', 'squared_error', REGRESSION_LOSSES);
  declareSteps(spec, 'invscaling', 0.25);
  spec.flag('scale_target', false);
}

function declareSteps(spec: OptionSpec, rate: string, power: f64): void {
  spec.choice('penalty', 'l2', PENALTIES);
  spec.nonNegative('alpha', 0.0001);
  spec.real('l1_ratio', 0.15, 0, 1);
  spec.flag('fit_intercept', true);
  spec.integer('max_iter', 1000, 1);
  spec.nonNegative('tol', 1e-3).orNull(false);
  spec.flag('shuffle', true);
  spec.nonNegative('epsilon', 0.1);
  spec.choice('learning_rate', rate, RATES);
  spec.positive('eta0', 0.01);
  spec.nonNegative('power_t', power);
  spec.flag('early_stopping', false);
  spec.between('validation_fraction', 0.1, 0, 1);
  spec.integer('n_iter_no_change', 5, 1);
  spec.flagOrCount('average', 0);
  spec.rule = rateFits;
}

function rateFits(options: Options): void {
  const rate = options.word('learning_rate');
  if (rate == 'optimal' && options.real('alpha') == 0) {
    fail("learning_rate 'optimal' needs alpha > 0, from which its steps follow");
  }
  if (rate != 'pa1' && rate != 'pa2') return;
  const wanted = options.find('class_weight') != null ? 'hinge' : 'epsilon_insensitive';
  const loss = options.word('loss');
  if (loss != wanted) fail(`learning_rate '${rate}' needs the loss '${wanted}', got '${loss}'`);
}

function scheduleOf(options: Options): Schedule {
  const schedule = new Schedule();
  schedule.penalty = <Penalty>PENALTIES.indexOf(options.word('penalty'));
  schedule.rate = <Rate>RATES.indexOf(options.word('learning_rate'));
  schedule.alpha = options.real('alpha');
  schedule.l1Ratio = options.real('l1_ratio');
  schedule.eta0 = options.real('eta0');
  schedule.power = options.real('power_t');
  schedule.hasIntercept = options.flag('fit_intercept');
  schedule.isShuffled = options.flag('shuffle');
  schedule.average = options.integer('average');
  schedule.maxEpochs = options.integer('max_iter');
  schedule.tol = options.isNull('tol') ? -Infinity : options.real('tol');
  schedule.patience = options.integer('n_iter_no_change');
  return schedule;
}

/** What is stored of the fit besides the decision. */
class State {
  loss: i32 = 0;
  /** The number of the next step. */
  t: f64 = 1;
  /** w and b, and their averages, when there are averages; else empty. */
  plain: LinearDecision | null = null;
  averaged: LinearDecision | null = null;

  write(out: ByteWriter): void {
    out.u8(<u8>this.loss);
    out.f64(this.t);
    const plain = this.plain;
    const averaged = this.averaged;
    out.u8(plain == null ? 0 : 1);
    if (plain != null) plain.write(out);
    if (averaged != null) averaged.write(out);
  }

  static read(bytes: ByteReader, outputs: i32, features: i32): State {
    const state = new State();
    state.loss = bytes.u8();
    if (state.loss >= LOSSES.length) bytes.damaged(`unknown loss ${state.loss}`);
    state.t = bytes.real('the steps');
    if (bytes.u8() == 0) return state;
    state.plain = LinearDecision.read(bytes, outputs, features);
    state.averaged = LinearDecision.read(bytes, outputs, features);
    return state;
  }
}

export class SgdClassifier extends LinearClassifier {
  private state: State = new State();

  fit(training: Training): void {
    const machines = training.classes > 2 ? training.classes : 1;
    const top = new Random(training.randomState);
    const seeds = new StaticArray<u32>(machines);
    seeds[0] = training.randomState;
    for (let c = 0; c < machines && machines > 1; c++) seeds[c] = top.below(MOST_SEED);
    const fits = new Fits(training, machines);
    const y = reals(training.n);
    const negativeTarget: f64 = fits.loss.isZeroOne ? 0 : -1;
    for (let c = 0; c < machines; c++) {
      const positive = machines > 1 ? c : 1;
      for (let i = 0; i < training.n; i++) put(y, i, <i32>at(training.y, i) == positive ? 1 : negativeTarget);
      // The order of scikit-learn's draws: one for its data set, which is not used, then the epochs' order.
      const random = new Random(seeds[c]);
      random.below(MOST_SEED - 1);
      const weights = training.classWeight;
      const negative: f64 = machines > 1 ? 1 : at(weights, 0);
      fits.run(c, y, at(weights, positive), negative, random.below(MOST_SEED));
    }
    release(y);
    this.decision = fits.finish();
    this.state = fits.state;
  }

  get hasProbabilities(): bool {
    const loss = LOSSES[this.state.loss];
    return loss == 'log_loss' || loss == 'modified_huber';
  }

  whyNoProbabilities(): string {
    return "sgd gives probabilities with the loss 'log_loss' or 'modified_huber'; this model has scores";
  }

  probabilities(output: usize, out: usize): void {
    const isLogistic = LOSSES[this.state.loss] == 'log_loss';
    const machines = this.decision.outputs;
    const k = max(machines, 2);
    let sum: f64 = 0;
    for (let c = 0; c < machines; c++) {
      const score = at(output, c);
      const p = isLogistic ? sigmoid(score) : (Math.min(Math.max(score, -1), 1) + 1) / 2;
      put(out, machines == 1 ? 1 : c, p);
      sum += p;
    }
    if (machines == 1) {
      put(out, 0, 1 - at(out, 1));
      return;
    }
    // No machine says yes: each class is as likely.
    for (let c = 0; c < k; c++) put(out, c, sum > 0 ? at(out, c) / sum : 1 / <f64>k);
  }

  write(out: ByteWriter): void {
    super.write(out);
    this.state.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    super.read(bytes, features, classes);
    this.state = State.read(bytes, this.decision.outputs, features);
  }
}

export class SgdRegressor extends LinearRegressor {
  private state: State = new State();

  fit(training: Training): void {
    const fits = new Fits(training, 1);
    fits.run(0, training.y, 1, 1, new Random(training.randomState).below(MOST_SEED));
    this.decision = fits.finish();
    this.state = fits.state;
  }

  rescale(centre: f64, scale: f64): void {
    const plain = this.state.plain;
    const averaged = this.state.averaged;
    if (plain == null || averaged == null) return this.decision.rescale(centre, scale);
    // The decision is one of them.
    plain.rescale(centre, scale);
    averaged.rescale(centre, scale);
  }

  write(out: ByteWriter): void {
    super.write(out);
    this.state.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    super.read(bytes, features, classes);
    this.state = State.read(bytes, 1, features);
  }
}

/** The machines of one training. */
class Fits {
  state: State = new State();
  loss: SampleLoss;
  private schedule: Schedule;
  private plain: LinearDecision;
  private averaged: LinearDecision;
  private heldOut: StaticArray<bool> = new StaticArray<bool>(0);
  private epochs: i32 = 0;

  constructor(
    private training: Training,
    private machines: i32,
  ) {
    const options = training.options;
    this.loss = SampleLoss.named(options.word('loss'), options.real('epsilon'));
    this.schedule = scheduleOf(options);
    this.plain = new LinearDecision(machines, training.d);
    this.averaged = new LinearDecision(machines, training.d);
    this.state.loss = LOSSES.indexOf(options.word('loss'));
    training.objective = 0;
    if (options.flag('early_stopping')) this.heldOut = holdOut(training);
  }

  /** Fits machine c to the targets y. */
  run(c: i32, y: usize, positive: f64, negative: f64, seed: u32): void {
    const training = this.training;
    const d = training.d;
    const sgd = new Sgd(d);
    const validation = this.heldOut.length > 0 ? this.validationOf(y) : null;
    training.log.machine = c;
    sgd.run(
      training.X,
      y,
      training.rowWeight,
      positive,
      negative,
      this.loss,
      this.schedule,
      seed,
      validation,
    );
    if (sgd.isLost) {
      fail(
        `sgd: the weights grew beyond the doubles in epoch ${sgd.epochs}; standardise the features, or lower eta0`,
      );
    }
    memory.copy(this.plain.row(c), sgd.v, (<usize>d) << 3);
    this.plain.setIntercept(c, sgd.b);
    memory.copy(this.averaged.row(c), sgd.averageV, (<usize>d) << 3);
    this.averaged.setIntercept(c, sgd.averageB);
    this.epochs = max(this.epochs, sgd.epochs);
    training.objective += sgd.objective;
    training.note(sgd.epochs, sgd.objective);
    if (!sgd.converged && !training.options.isNull('tol')) training.converged = false;
    sgd.release();
  }

  private validationOf(y: usize): Validation {
    const training = this.training;
    if (training.classes == 0) return new Explained(this.heldOut, training.X, y, training.rowWeight);
    return new Accuracy(this.heldOut, training.X, y, training.rowWeight);
  }

  /** The decision: the averages, once there are steps enough. */
  finish(): LinearDecision {
    const training = this.training;
    training.iterations = this.epochs;
    this.state.t = 1 + <f64>this.epochs * <f64>training.n;
    const average = this.schedule.average;
    if (average == 0) return this.plain;
    this.state.plain = this.plain;
    this.state.averaged = this.averaged;
    return average <= this.state.t - 1 ? this.averaged : this.plain;
  }
}

/** The rows to hold out, as scikit-learn's splitters choose them. */
function holdOut(training: Training): StaticArray<bool> {
  const n = training.n;
  const part = training.options.real('validation_fraction');
  const count = testRows(n, part);
  let split: Split;
  if (training.classes > 0) {
    const found = stratifiedShuffleSplit(training.y, n, training.classes, part, training.randomState);
    if (found.problem != NONE) {
      fail(
        `early_stopping holds ${count} of ${n} rows out, too few for ${training.classes} classes in both parts; ` +
          'change validation_fraction, or train without it',
      );
    }
    split = found;
  } else {
    if (count >= n)
      fail(`early_stopping holds all ${n} rows out; lower validation_fraction, or train without it`);
    split = shuffleSplit(n, part, training.randomState);
  }
  const isOut = new StaticArray<bool>(n);
  for (let i = 0; i < split.test.length; i++) isOut[split.test[i]] = true;
  return isOut;
}

/** The weighted share of held-out rows on the right side; a row of target 0 (log_loss) is on none, as there. */
class Accuracy extends Validation {
  constructor(
    isOut: StaticArray<bool>,
    private X: Matrix,
    private y: usize,
    private weight: usize,
  ) {
    super(isOut);
  }

  score(v: usize, b: f64): f64 {
    let right: f64 = 0;
    let total: f64 = 0;
    for (let i = 0; i < this.X.rows; i++) {
      if (!this.isOut[i]) continue;
      const s = this.weight ? at(this.weight, i) : 1;
      const answer: f64 = dot(this.X.row(i), v, this.X.stride) + b > 0 ? 1 : -1;
      if (answer == at(this.y, i)) right += s;
      total += s;
    }
    return right / total;
  }
}

/** The weighted r2 of the held-out rows. */
class Explained extends Validation {
  constructor(
    isOut: StaticArray<bool>,
    private X: Matrix,
    private y: usize,
    private weight: usize,
  ) {
    super(isOut);
  }

  score(v: usize, b: f64): f64 {
    let mean: f64 = 0;
    let total: f64 = 0;
    for (let i = 0; i < this.X.rows; i++) {
      if (!this.isOut[i]) continue;
      const s = this.weight ? at(this.weight, i) : 1;
      mean += s * at(this.y, i);
      total += s;
    }
    mean /= total;
    let off: f64 = 0;
    let all: f64 = 0;
    for (let i = 0; i < this.X.rows; i++) {
      if (!this.isOut[i]) continue;
      const s = this.weight ? at(this.weight, i) : 1;
      const away = at(this.y, i) - (dot(this.X.row(i), v, this.X.stride) + b);
      const spread = at(this.y, i) - mean;
      off += s * away * away;
      all += s * spread * spread;
    }
    return 1 - off / all;
  }
}
