// mlp: a network of dense layers (network.ts), fitted by mini-batches, as scikit-learn's MLPClassifier and MLPRegressor.
//
// Weights begin uniform in +-sqrt(6 / (units in + units out)), logistic 2 instead of 6. An epoch goes through all rows in
// batches of min(200, n), shuffled anew, and a step follows each batch's gradient (optimizer.ts). The fit ends when in
// more than n_iter_no_change epochs on end the mean loss has not fallen by tol below the lowest; with early_stopping,
// when the score (accuracy, r2) on validation_fraction of the rows, kept apart, has not risen; the best epoch's weights stay.
//
// Promise: scikit-learn 1.9.1's draws, batches and formulas. Sums are added in another order than its BLAS adds them, so
// losses agree to some digits, the more the shorter the fit, and scores within what a random_state makes.
// With the solver lbfgs all rows are one batch, and a step is one of solver/lbfgs.ts; tol is then that of the gradient.
// The log has the mean loss by epoch, and as gap 1 less the score on the rows kept apart.
// Left out: warm_start, an n_iter_no_change without end (give max_iter), no hidden layer (that is a linear model), several targets.
// Cost: 6 n (number of weights) operations an epoch.
//
// Bytes: u8 activation · of a regression u8 1 where the answer is e^z · integers units of the hidden layers · each layer's
// weights (units before x units) and intercepts, finite f64.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Matrix } from '../../math/matrix';
import { Random } from '../../math/random';
import { at, highest, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Classifier, Regressor } from '../../model/model';
import { Training } from '../../model/training';
import { Options, OptionSpec } from '../../option/option';
import { Lbfgs, SmoothFunction } from '../../solver/lbfgs';
import { shuffleSplitBy, Split } from '../../split/shuffle';
import { NONE, stratifiedShuffleSplitBy } from '../../split/stratified';
import { allRows } from '../hist/bins';
import { Activation, Answer, paddedTo4, Pass, Shape } from './network';
import { AdamOptimizer, Optimizer, SgdOptimizer } from './optimizer';

/** In the order of their numbers in the bytes. */
const ACTIVATIONS: string[] = ['identity', 'logistic', 'tanh', 'relu'];
/** Rows that a network is asked for at once. */
const BLOCK: i32 = 64;
const MOST_UNITS: i32 = 1 << 20;
const MOST_LAYERS: i32 = 1000;

function declareMlp(spec: OptionSpec): void {
  spec.numbers('hidden_layer_sizes', [100], 1, false, true);
  spec.choice('activation', 'relu', ACTIVATIONS);
  spec.choice('solver', 'adam', ['adam', 'sgd', 'lbfgs']);
  spec.nonNegative('alpha', 0.0001);
  spec.integer('batch_size', 0, 1).orNull();
  spec.choice('learning_rate', 'constant', ['constant', 'invscaling', 'adaptive']);
  spec.positive('learning_rate_init', 0.001);
  spec.nonNegative('power_t', 0.5);
  spec.integer('max_iter', 200, 1);
  spec.flag('shuffle', true);
  spec.nonNegative('tol', 1e-4);
  spec.real('momentum', 0.9, 0, 1);
  spec.flag('nesterovs_momentum', true);
  spec.flag('early_stopping', false);
  spec.between('validation_fraction', 0.1, 0, 1);
  spec.real('beta_1', 0.9, 0, 1);
  spec.real('beta_2', 0.999, 0, 1);
  spec.positive('epsilon', 1e-8);
  spec.integer('n_iter_no_change', 10, 1);
  spec.integer('max_fun', 15000, 1);
  spec.rule = betasFit;
}

function betasFit(options: Options): void {
  if (options.real('beta_1') == 1 || options.real('beta_2') == 1)
    fail('beta_1 and beta_2 must be less than 1');
  const sizes = options.numbers('hidden_layer_sizes');
  if (sizes.length > MOST_LAYERS)
    fail(`hidden_layer_sizes has ${sizes.length} layers, ${MOST_LAYERS} at most`);
  for (let l = 0; l < sizes.length; l++) {
    if (sizes[l] > MOST_UNITS)
      fail(`hidden_layer_sizes has a layer of ${sizes[l]} units, ${MOST_UNITS} at most`);
  }
}

export function declareMlpClassifier(spec: OptionSpec): void {
  declareMlp(spec);
}

export function declareMlpRegressor(spec: OptionSpec): void {
  spec.choice('loss', 'squared_error', ['squared_error', 'poisson']);
  declareMlp(spec);
  spec.flag('scale_target', false);
  spec.rule = regressionFits;
}

function regressionFits(options: Options): void {
  betasFit(options);
  if (options.flag('scale_target') && options.word('loss') == 'poisson')
    fail("scale_target makes targets below 0, which the loss 'poisson' does not take");
}

/** The fitted network: what both models share. */
class Network {
  private block: StaticArray<f64> = new StaticArray<f64>(0);
  private other: StaticArray<f64> = new StaticArray<f64>(0);

  constructor(
    public shape: Shape,
    public parameters: StaticArray<f64>,
  ) {}

  static none(): Network {
    return new Network(new Shape([1, 1], Activation.RELU, Answer.VALUE), new StaticArray<f64>(0));
  }

  /** Writes the outputs of the rows, `outputs` f64 each. */
  outputsOf(X: Matrix, out: usize): void {
    const shape = this.shape;
    const parameters = changetype<usize>(this.parameters);
    const k = shape.outputs;
    let widest = 0;
    for (let l = 1; l < shape.layers; l++) widest = max(widest, shape.stride(l));
    const rows = min(BLOCK, X.rows);
    if (this.block.length < rows * widest) {
      this.block = new StaticArray<f64>(rows * widest);
      this.other = new StaticArray<f64>(rows * widest);
    }
    for (let begin = 0; begin < X.rows; begin += BLOCK) {
      const m = min(BLOCK, X.rows - begin);
      let from = X.row(begin);
      let stride = X.stride;
      for (let l = 1; l < shape.layers; l++) {
        const to = changetype<usize>(l & 1 ? this.block : this.other);
        shape.step(parameters, l, from, stride, to, m);
        from = to;
        stride = shape.stride(l);
      }
      for (let i = 0; i < m; i++) {
        memory.copy(out, from + ((<usize>i * <usize>stride) << 3), (<usize>k) << 3);
        out += (<usize>k) << 3;
      }
    }
  }

  get cost(): f64 {
    return 2 * <f64>this.shape.length;
  }

  write(out: ByteWriter): void {
    const shape = this.shape;
    const units = shape.units;
    out.i32(units.length - 2);
    for (let l = 1; l < units.length - 1; l++) out.i32(units[l]);
    const parameters = changetype<usize>(this.parameters);
    for (let l = 1; l < units.length; l++) {
      const row = (<usize>shape.stride(l)) << 3;
      const W = shape.weights(parameters, l);
      // The intercepts are the row behind the last one.
      for (let j = 0; j <= units[l - 1]; j++) out.finite(W + <usize>j * row, units[l]);
    }
  }

  static read(bytes: ByteReader, activation: Activation, answer: Answer, d: i32, outputs: i32): Network {
    const hidden = bytes.i32In(0, MOST_LAYERS, 'the number of hidden layers');
    const units = new StaticArray<i32>(hidden + 2);
    units[0] = d;
    units[hidden + 1] = outputs;
    let count: i64 = 0;
    for (let l = 1; l <= hidden + 1; l++) {
      if (l <= hidden) units[l] = bytes.i32In(1, MOST_UNITS, `the units of layer ${l}`);
      count += (<i64>units[l - 1] + 1) * units[l];
    }
    if (count > bytes.left >> 3) bytes.damaged(`${count} weights expected, ${bytes.left} bytes left`);
    const shape = new Shape(units, activation, answer);
    const network = new Network(shape, new StaticArray<f64>(shape.length));
    const parameters = changetype<usize>(network.parameters);
    for (let l = 1; l < units.length; l++) {
      const row = (<usize>shape.stride(l)) << 3;
      const W = shape.weights(parameters, l);
      for (let j = 0; j <= units[l - 1]; j++) {
        memory.copy(W + <usize>j * row, bytes.finite(units[l], 'weights'), (<usize>units[l]) << 3);
      }
    }
    return network;
  }
}

/** The loss of all rows, which stand in the pass. */
class WholeLoss extends SmoothFunction {
  private alpha: f64;

  constructor(
    private training: Training,
    size: i32,
    private pass: Pass,
    private y: usize,
    private w: usize,
  ) {
    super(size);
    this.alpha = training.options.real('alpha');
  }

  evaluate(parameters: usize, gradient: usize): f64 {
    const n = this.training.n;
    this.pass.forward(parameters, n);
    return this.pass.backward(parameters, this.y, this.w, n, this.alpha, gradient);
  }

  note(iteration: i32, value: f64): void {
    this.training.note(iteration, value);
  }
}

/** A fit: by batches, epoch by epoch, or of all rows. */
class Learning {
  private shape: Shape;
  private parameters: usize;
  private random: Random;
  private train: StaticArray<i32>;
  private test: StaticArray<i32>;

  constructor(
    private training: Training,
    answer: Answer,
  ) {
    const options = training.options;
    const sizes = options.numbers('hidden_layer_sizes');
    const units = new StaticArray<i32>(sizes.length + 2);
    units[0] = training.d;
    for (let l = 0; l < sizes.length; l++) units[l + 1] = <i32>sizes[l];
    units[sizes.length + 1] = training.classes > 2 ? training.classes : 1;
    let count: i64 = 0;
    for (let l = 1; l < units.length; l++) count += (<i64>units[l - 1] + 1) * paddedTo4(units[l]);
    if (count > 1 << 28)
      fail(`hidden_layer_sizes makes ${count} weights, too many for the memory of a training`);
    this.shape = new Shape(units, <Activation>ACTIVATIONS.indexOf(options.word('activation')), answer);
    this.parameters = reals(count);
    this.random = training.random;
    this.train = allRows(training.n);
    this.test = new StaticArray<i32>(0);
  }

  fit(): Network {
    this.begin();
    return this.training.options.word('solver') == 'lbfgs' ? this.fitWhole() : this.fitBatches();
  }

  /** All rows at once. */
  private fitWhole(): Network {
    const training = this.training;
    const options = training.options;
    const n = training.n;
    const pass = new Pass(this.shape, n);
    const y = reals(n);
    const w = training.rowWeight ? reals(n) : 0;
    this.gather(pass, this.train, 0, n, y, w);
    const whole = new WholeLoss(training, this.shape.length, pass, y, w);
    const solver = new Lbfgs(
      whole,
      options.real('tol'),
      options.integer('max_iter'),
      options.integer('max_fun'),
    );
    solver.minimise(this.parameters);
    training.iterations = solver.iterations;
    training.objective = solver.value;
    training.converged = solver.converged;
    pass.release();
    release(y);
    release(w);
    return this.networkOf(this.parameters);
  }

  private fitBatches(): Network {
    const training = this.training;
    const options = training.options;
    const shape = this.shape;
    if (options.flag('early_stopping')) this.split();
    const n = this.train.length;
    const batch = min(n, options.integerOr('batch_size', 200));
    const pass = new Pass(shape, max(batch, min(BLOCK, this.test.length)));
    const gradient = reals(shape.length);
    const best = reals(shape.length);
    const y = reals(batch);
    const w = training.rowWeight ? reals(batch) : 0;
    const optimizer: Optimizer =
      options.word('solver') == 'sgd'
        ? new SgdOptimizer(options, shape.length)
        : new AdamOptimizer(options, shape.length);
    const tol = options.real('tol');
    const patience = options.integer('n_iter_no_change');
    const epochs = options.integer('max_iter');
    const isStopping = this.test.length > 0;
    let bestLoss: f64 = Infinity;
    let bestScore: f64 = -Infinity;
    let idle = 0;
    let isOver = false;
    for (let epoch = 1; epoch <= epochs && !isOver; epoch++) {
      if (options.flag('shuffle')) this.shuffle();
      let loss: f64 = 0;
      for (let from = 0; from < n; from += batch) {
        const m = min(batch, n - from);
        this.gather(pass, this.train, from, m, y, w);
        pass.forward(this.parameters, m);
        const own = pass.backward(this.parameters, y, w, m, options.real('alpha'), gradient);
        loss += own * <f64>m;
        optimizer.step(this.parameters, gradient);
      }
      loss /= <f64>n;
      let score: f64 = NaN;
      if (isStopping) {
        score = this.score(pass, y, w, batch);
        idle = score < bestScore + tol ? idle + 1 : 0;
        if (score > bestScore) {
          bestScore = score;
          memory.copy(best, this.parameters, (<usize>shape.length) << 3);
        }
      } else {
        idle = loss > bestLoss - tol ? idle + 1 : 0;
        bestLoss = min(bestLoss, loss);
      }
      training.iterations = epoch;
      training.objective = loss;
      training.note(epoch, loss, isStopping ? 1 - score : NaN);
      optimizer.endEpoch(<f64>epoch * <f64>n);
      if (idle > patience) {
        isOver = optimizer.stalls();
        if (!isOver) idle = 0;
      }
    }
    training.converged = isOver;
    const network = this.networkOf(isStopping ? best : this.parameters);
    optimizer.release();
    pass.release();
    release(gradient);
    release(best);
    release(y);
    release(w);
    return network;
  }

  private networkOf(found: usize): Network {
    const shape = this.shape;
    const parameters = new StaticArray<f64>(shape.length);
    memory.copy(changetype<usize>(parameters), found, (<usize>shape.length) << 3);
    for (let i = 0; i < parameters.length; i++) {
      if (!isFinite(parameters[i])) {
        fail(
          'the weights grew without end; give a smaller learning_rate_init, or scale the columns and the target',
        );
      }
    }
    release(this.parameters);
    return new Network(shape, parameters);
  }

  /** Draws the weights, layer by layer, each before its intercepts. */
  private begin(): void {
    const shape = this.shape;
    const factor: f64 = shape.activation == Activation.LOGISTIC ? 2 : 6;
    for (let l = 1; l < shape.layers; l++) {
      const units = shape.units[l];
      const bound = Math.sqrt(factor / <f64>(shape.units[l - 1] + units));
      const row = (<usize>shape.stride(l)) << 3;
      const W = shape.weights(this.parameters, l);
      for (let j = 0; j <= shape.units[l - 1]; j++) {
        for (let c = 0; c < units; c++) {
          put(W + <usize>j * row, c, -bound + (bound + bound) * this.random.uniform());
        }
      }
    }
  }

  /** Keeps rows apart: by class for two classes. */
  private split(): void {
    const training = this.training;
    const share = training.options.real('validation_fraction');
    let split: Split;
    if (training.classes == 2) {
      const parts = stratifiedShuffleSplitBy(training.y, training.n, 2, share, this.random);
      if (parts.problem != NONE) {
        fail('validation_fraction keeps too few rows apart, or leaves too few, for a row of every class');
      }
      split = parts;
    } else split = shuffleSplitBy(training.n, share, this.random);
    if (split.test.length < 2) fail('validation_fraction keeps less than two rows apart');
    if (split.train.length == 0) fail('validation_fraction leaves no row to train with');
    this.train = split.train;
    this.test = split.test;
  }

  /** Puts the rows into another order, from the one that they have. */
  private shuffle(): void {
    const order = this.random.permutation(this.train.length);
    const before = this.train;
    for (let i = 0; i < order.length; i++) order[i] = before[order[i]];
    this.train = order;
  }

  private gather(pass: Pass, rows: StaticArray<i32>, from: i32, m: i32, y: usize, w: usize): void {
    const training = this.training;
    const X = training.X;
    const stride = (<usize>this.shape.stride(0)) << 3;
    const bytes = (<usize>X.cols) << 3;
    for (let i = 0; i < m; i++) {
      const row = rows[from + i];
      memory.copy(pass.rows + <usize>i * stride, X.row(row), bytes);
      put(y, i, at(training.y, row));
      if (w) put(w, i, at(training.rowWeight, row));
    }
  }

  /** Accuracy, or r2, on the rows kept apart. */
  private score(pass: Pass, y: usize, w: usize, batch: i32): f64 {
    const isClass = this.training.classes > 0;
    const n = this.test.length;
    const said = reals(n);
    const wanted = reals(n);
    const weight = reals(n);
    const size = min(batch, BLOCK);
    const stride = this.shape.stride(this.shape.layers - 1);
    for (let from = 0; from < n; from += size) {
      const m = min(size, n - from);
      this.gather(pass, this.test, from, m, y, w);
      pass.forward(this.parameters, m);
      for (let i = 0; i < m; i++) {
        const output = pass.outputs + ((<usize>i * <usize>stride) << 3);
        put(said, from + i, isClass ? classAt(output, this.shape.outputs) : load<f64>(output));
        put(wanted, from + i, at(y, i));
        put(weight, from + i, w ? at(w, i) : 1);
      }
    }
    const score = isClass ? accuracyOf(said, wanted, weight, n) : r2Of(said, wanted, weight, n);
    release(said);
    release(wanted);
    release(weight);
    return score;
  }
}

/** The class that k probabilities, or one of class 1 of two, say. */
function classAt(output: usize, k: i32): i32 {
  if (k == 1) return load<f64>(output) > 0.5 ? 1 : 0;
  return highest(output, k);
}

function accuracyOf(said: usize, wanted: usize, weight: usize, n: i32): f64 {
  let right: f64 = 0;
  let all: f64 = 0;
  for (let i = 0; i < n; i++) {
    all += at(weight, i);
    if (at(said, i) == at(wanted, i)) right += at(weight, i);
  }
  return right / all;
}

function r2Of(said: usize, wanted: usize, weight: usize, n: i32): f64 {
  let sum: f64 = 0;
  let all: f64 = 0;
  for (let i = 0; i < n; i++) {
    all += at(weight, i);
    sum += at(weight, i) * at(wanted, i);
  }
  const mean = sum / all;
  let off: f64 = 0;
  let spread: f64 = 0;
  for (let i = 0; i < n; i++) {
    const y = at(wanted, i);
    off += at(weight, i) * (y - at(said, i)) * (y - at(said, i));
    spread += at(weight, i) * (y - mean) * (y - mean);
  }
  if (spread == 0) return off == 0 ? 1 : 0;
  return 1 - off / spread;
}

export class MlpRegressor extends Regressor {
  private network: Network = Network.none();

  fit(training: Training): void {
    const isRate = training.options.word('loss') == 'poisson';
    for (let i = 0; i < training.n && isRate; i++) {
      const y = at(training.y, i);
      if (y < 0) fail(`the loss 'poisson' takes targets of at least 0, got ${y}`);
    }
    this.network = new Learning(training, isRate ? Answer.RATE : Answer.VALUE).fit();
  }

  /** The last layer's weights and intercept are the answer's. */
  rescale(centre: f64, scale: f64): void {
    const shape = this.network.shape;
    const last = shape.layers - 1;
    const row = (<usize>shape.stride(last)) << 3;
    const W = shape.weights(changetype<usize>(this.network.parameters), last);
    const before = shape.units[last - 1];
    for (let j = 0; j <= before; j++) {
      const cell = W + <usize>j * row;
      store<f64>(cell, load<f64>(cell) * scale + (j == before ? centre : 0));
    }
  }

  get canRescale(): bool {
    return this.network.shape.answer == Answer.VALUE;
  }

  outputsOf(X: Matrix, out: usize): void {
    this.network.outputsOf(X, out);
  }

  get cost(): f64 {
    return this.network.cost;
  }

  write(out: ByteWriter): void {
    const shape = this.network.shape;
    out.u8(<u8>shape.activation);
    out.u8(shape.answer == Answer.RATE ? 1 : 0);
    this.network.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    const activation = <Activation>bytes.u8In(0, 3, 'the activation');
    const isRate = bytes.u8In(0, 1, 'the flag of the answer') == 1;
    this.network = Network.read(bytes, activation, isRate ? Answer.RATE : Answer.VALUE, features, 1);
  }
}

export class MlpClassifier extends Classifier {
  private network: Network = Network.none();

  fit(training: Training): void {
    this.network = new Learning(training, training.classes > 2 ? Answer.CLASSES : Answer.CLASS).fit();
  }

  get outputs(): i32 {
    return this.network.shape.outputs;
  }

  outputsOf(X: Matrix, out: usize): void {
    this.network.outputsOf(X, out);
  }

  get cost(): f64 {
    return this.network.cost;
  }

  classOf(output: usize): i32 {
    return classAt(output, this.outputs);
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    if (this.outputs > 1) {
      memory.copy(out, output, (<usize>this.outputs) << 3);
      return;
    }
    put(out, 0, 1 - load<f64>(output));
    put(out, 1, load<f64>(output));
  }

  write(out: ByteWriter): void {
    out.u8(<u8>this.network.shape.activation);
    this.network.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    const activation = <Activation>bytes.u8In(0, 3, 'the activation');
    const answer = classes > 2 ? Answer.CLASSES : Answer.CLASS;
    this.network = Network.read(bytes, activation, answer, features, classes > 2 ? classes : 1);
  }
}
