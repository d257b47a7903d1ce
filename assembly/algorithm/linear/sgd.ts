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
// Going on (`resume`) is scikit-learn's partial_fit: one epoch from where the weights and the number of the step
// stand. A machine for each class goes on then, also when k = 2, and one more that has seen every row as another
// class's: a class that comes later begins as a copy of it, which is what it would be had it been known from the start.
// Only what was trained before it went on has no such machine; a new class then begins at zero.
// Rows that are not held ("passes": true) come in their order, block by block (sgd_passes.ts).
// Left out: warm_start, n_jobs.
// Bytes: the decision (model/linear_decision.ts), u8 loss, f64 the next step's number, u8 what follows (1: w and
// averages, 2: it has gone on); if anything, the decision of all w, and with 1 of their averages: of the outputs, or,
// when it has gone on, of the k classes and the one more (1 of a regression).

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
import { PassingMachine, runInPasses } from './sgd_passes';

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

/** What follows in the bytes. */
const HAS_AVERAGES: u8 = 1;
const HAS_GONE_ON: u8 = 2;

/** What is stored of the fit besides the decision. */
class State {
  loss: i32 = 0;
  /** The number of the next step. */
  t: f64 = 1;
  /** w and b, and their averages, when there are averages; else empty. */
  plain: LinearDecision | null = null;
  averaged: LinearDecision | null = null;
  /** plain has a machine for each class and one more. */
  hasGoneOn: bool = false;

  write(out: ByteWriter): void {
    out.u8(<u8>this.loss);
    out.f64(this.t);
    const plain = this.plain;
    const averaged = this.averaged;
    out.u8(plain == null ? 0 : HAS_AVERAGES);
    if (plain != null) plain.write(out);
    if (averaged != null) averaged.write(out);
  }

  /** `machines`: of a model that has gone on. */
  static read(bytes: ByteReader, outputs: i32, machines: i32, features: i32): State {
    const state = new State();
    state.loss = bytes.u8();
    if (state.loss >= LOSSES.length) bytes.damaged(`unknown loss ${state.loss}`);
    state.t = bytes.real('the steps');
    const follows = bytes.u8In(0, HAS_AVERAGES | HAS_GONE_ON, 'what follows');
    if (follows == 0) return state;
    state.hasGoneOn = (follows & HAS_GONE_ON) != 0;
    const rows = state.hasGoneOn ? machines : outputs;
    state.plain = LinearDecision.read(bytes, rows, features);
    if (follows & HAS_AVERAGES) state.averaged = LinearDecision.read(bytes, rows, features);
    return state;
  }
}

/** The machines of a model that goes on. */
class Stream {
  machines: Sgd[] = [];
  private loss: SampleLoss;
  private schedule: Schedule;
  private y: StaticArray<f64> = new StaticArray<f64>(1);

  constructor(
    options: Options,
    private d: i32,
  ) {
    this.loss = SampleLoss.named(options.word('loss'), options.real('epsilon'));
    this.schedule = scheduleOf(options);
    this.schedule.maxEpochs = 1;
  }

  /** Adds a machine that stands at a row of `plain` and of its averages; `sign` -1: at their negative. */
  add(plain: LinearDecision, averaged: LinearDecision | null, row: i32, t: f64, sign: f64 = 1): void {
    const from = sign < 0 ? plain.negated() : plain;
    let averages: LinearDecision | null = averaged;
    if (averaged != null && sign < 0) averages = averaged.negated();
    const sgd = new Sgd(this.d);
    const averageRow: usize = averages == null ? 0 : averages.row(row);
    sgd.put(
      from.row(row),
      from.intercept(row),
      averageRow,
      averages == null ? 0 : averages.intercept(row),
      t,
    );
    this.machines.push(sgd);
  }

  /** Adds a machine at zero, before step t. */
  addNew(t: f64): void {
    const sgd = new Sgd(this.d);
    sgd.t = t;
    this.machines.push(sgd);
  }

  /** The place c becomes that of a class which has been none of the others so far. */
  insert(c: i32): void {
    const machines = this.machines;
    machines.push(machines[machines.length - 1]);
    for (let i = machines.length - 2; i > c; i--) machines[i] = machines[i - 1];
    machines[c] = machines[machines.length - 1].copy();
  }

  /** One epoch of machine c; `place` is the class that is positive, -1 for none, and y of a regression is as it is. */
  run(c: i32, place: i32, training: Training, seed: u32): void {
    const n = training.n;
    let y = training.y;
    if (training.classes > 0) {
      if (this.y.length < n) this.y = new StaticArray<f64>(n);
      y = changetype<usize>(this.y);
      const negative: f64 = this.loss.isZeroOne ? 0 : -1;
      for (let i = 0; i < n; i++) put(y, i, <i32>at(training.y, i) == place ? 1 : negative);
    }
    const sgd = this.machines[c];
    const t = sgd.t;
    sgd.run(training.X, y, training.rowWeight, 1, 1, this.loss, this.schedule, seed, null);
    sgd.t = t + <f64>n;
    if (sgd.isLost) fail('sgd: the weights grew beyond the doubles; standardise the features, or lower eta0');
  }

  /** Writes machine c as row `to` of the decision. */
  decide(c: i32, decision: LinearDecision, to: i32): void {
    const sgd = this.machines[c];
    const isAveraged = this.schedule.average > 0 && this.schedule.average <= sgd.t - 1;
    memory.copy(decision.row(to), isAveraged ? sgd.averageV : sgd.v, (<usize>this.d) << 3);
    decision.setIntercept(to, isAveraged ? sgd.averageB : sgd.b);
  }

  write(out: ByteWriter, loss: i32): void {
    const machines = this.machines;
    const hasAverages = this.schedule.average > 0;
    out.u8(<u8>loss);
    out.f64(machines[0].t);
    out.u8(HAS_GONE_ON | (hasAverages ? HAS_AVERAGES : 0));
    const parts = hasAverages ? 2 : 1;
    for (let part = 0; part < parts; part++) {
      out.i32(machines.length * this.d);
      for (let c = 0; c < machines.length; c++)
        out.finite(part == 0 ? machines[c].v : machines[c].averageV, this.d);
      out.i32(machines.length);
      for (let c = 0; c < machines.length; c++) out.real(part == 0 ? machines[c].b : machines[c].averageB);
    }
  }

  release(): void {
    for (let c = 0; c < this.machines.length; c++) this.machines[c].release();
    this.machines = [];
  }
}

export class SgdClassifier extends LinearClassifier {
  private state: State = new State();
  private stream: Stream | null = null;
  private classes: i32 = 0;

  fit(training: Training): void {
    const machines = training.classes > 2 ? training.classes : 1;
    const top = new Random(training.randomState);
    const seeds = new StaticArray<u32>(machines);
    seeds[0] = training.randomState;
    for (let c = 0; c < machines && machines > 1; c++) seeds[c] = top.below(MOST_SEED);
    const fits = new Fits(training, machines);
    const isPassing = training.passes != null;
    const y = reals(isPassing ? 0 : training.n);
    const negativeTarget: f64 = fits.loss.isZeroOne ? 0 : -1;
    for (let c = 0; c < machines; c++) {
      const positive = machines > 1 ? c : 1;
      for (let i = 0; i < training.n && !isPassing; i++)
        put(y, i, <i32>at(training.y, i) == positive ? 1 : negativeTarget);
      // The order of scikit-learn's draws: one for its data set, which is not used, then the epochs' order.
      const random = new Random(seeds[c]);
      random.below(MOST_SEED - 1);
      const weights = training.classWeight;
      const negative: f64 = machines > 1 ? 1 : at(weights, 0);
      const seed = random.below(MOST_SEED);
      if (isPassing) fits.pass(positive, at(weights, positive), negative, seed);
      else fits.run(c, y, at(weights, positive), negative, seed);
    }
    release(y);
    fits.runPasses();
    this.decision = fits.finish();
    this.state = fits.state;
    this.classes = training.classes;
  }

  begin(training: Training): void {
    const k = training.classes;
    this.classes = k;
    this.state.loss = LOSSES.indexOf(training.options.word('loss'));
    const stream = new Stream(training.options, training.d);
    for (let c = 0; c <= k; c++) stream.addNew(1);
    this.stream = stream;
    this.decision = new LinearDecision(k > 2 ? k : 1, training.d);
  }

  addClass(c: i32): void {
    this.stream!.insert(c);
    this.classes++;
    this.decision = new LinearDecision(this.classes > 2 ? this.classes : 1, this.decision.features);
    this.decide();
  }

  prepareToGoOn(training: Training): void {
    if (this.stream != null) return;
    const state = this.state;
    const k = this.classes;
    const plain = state.plain == null ? this.decision : state.plain!;
    const stream = new Stream(training.options, training.d);
    if (state.hasGoneOn) {
      for (let c = 0; c <= k; c++) stream.add(plain, state.averaged, c, state.t);
    } else {
      for (let c = 0; c < k && k > 2; c++) stream.add(plain, state.averaged, c, state.t);
      if (k == 2) {
        stream.add(plain, state.averaged, 0, state.t, -1);
        stream.add(plain, state.averaged, 0, state.t);
      }
      stream.addNew(state.t);
    }
    this.stream = stream;
    state.plain = null;
    state.averaged = null;
  }

  resume(training: Training): void {
    this.prepareToGoOn(training);
    const stream = this.stream!;
    const k = this.classes;
    // The order of one row needs no draws.
    const top = training.n > 1 ? training.random : null;
    for (let c = 0; c <= k; c++) {
      let seed = training.randomState;
      if (top != null) {
        if (k > 2 && c < k) seed = top.below(MOST_SEED);
        const random = new Random(seed);
        random.below(MOST_SEED - 1);
        seed = random.below(MOST_SEED);
      }
      stream.run(c, c < k ? c : -1, training, seed);
    }
    this.decide();
  }

  /** The decision of the machines. */
  private decide(): void {
    const k = this.classes;
    const stream = this.stream!;
    if (k == 2) stream.decide(1, this.decision, 0);
    for (let c = 0; c < k && k > 2; c++) stream.decide(c, this.decision, c);
  }

  classOf(output: usize): i32 {
    return this.classes < 2 ? 0 : this.decision.classOf(output);
  }

  release(): void {
    const stream = this.stream;
    if (stream != null) stream.release();
    this.stream = null;
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
    if (this.classes < 2) {
      put(out, 0, 1);
      return;
    }
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
    const stream = this.stream;
    if (stream == null) this.state.write(out);
    else stream.write(out, this.state.loss);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    super.read(bytes, features, classes);
    this.classes = classes;
    this.state = State.read(bytes, this.decision.outputs, classes + 1, features);
  }
}

export class SgdRegressor extends LinearRegressor {
  private state: State = new State();
  private stream: Stream | null = null;

  fit(training: Training): void {
    const fits = new Fits(training, 1);
    const seed = new Random(training.randomState).below(MOST_SEED);
    if (training.passes != null) fits.pass(-1, 1, 1, seed);
    else fits.run(0, training.y, 1, 1, seed);
    fits.runPasses();
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

  begin(training: Training): void {
    this.state.loss = LOSSES.indexOf(training.options.word('loss'));
    const stream = new Stream(training.options, training.d);
    stream.addNew(1);
    this.stream = stream;
    this.decision = new LinearDecision(1, training.d);
  }

  prepareToGoOn(training: Training): void {
    if (this.stream != null) return;
    const state = this.state;
    const stream = new Stream(training.options, training.d);
    stream.add(state.plain == null ? this.decision : state.plain!, state.averaged, 0, state.t);
    this.stream = stream;
    state.plain = null;
    state.averaged = null;
  }

  resume(training: Training): void {
    this.prepareToGoOn(training);
    const seed: u32 = training.n > 1 ? new Random(training.randomState).below(MOST_SEED) : 0;
    this.stream!.run(0, 0, training, seed);
    this.stream!.decide(0, this.decision, 0);
  }

  release(): void {
    const stream = this.stream;
    if (stream != null) stream.release();
    this.stream = null;
  }

  write(out: ByteWriter): void {
    super.write(out);
    const stream = this.stream;
    if (stream == null) this.state.write(out);
    else stream.write(out, this.state.loss);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    super.read(bytes, features, classes);
    this.state = State.read(bytes, 1, 1, features);
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
  /** Of rows that are not held. */
  private passing: PassingMachine[] = [];

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
    this.take(c, sgd);
    sgd.release();
  }

  /** One more machine that learns from rows which come in passes: of that class, or of a regression's values (-1). */
  pass(positiveClass: i32, positive: f64, negative: f64, seed: u32): void {
    const schedule = scheduleOf(this.training.options);
    this.passing.push(new PassingMachine(this.training.d, schedule, positiveClass, positive, negative, seed));
  }

  /** Lets those machines learn, all in the same passes. */
  runPasses(): void {
    const machines = this.passing;
    if (machines.length > 0) runInPasses(machines, this.training, this.loss);
    for (let c = 0; c < machines.length; c++) {
      this.training.log.machine = c;
      this.take(c, machines[c].sgd);
    }
  }

  /** What machine c has learned. */
  private take(c: i32, sgd: Sgd): void {
    const training = this.training;
    const d = training.d;
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
