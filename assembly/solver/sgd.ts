// Stochastic gradient descent on a linear model, step by step as scikit-learn takes them.
//
//   min over w, b of the mean over i of loss(w x_i + b, y_i) + alpha (r |w|_1 + (1 - r) / 2 |w|^2)
//
//   w <- (1 - (1 - r) eta alpha) w - eta s_i loss' x_i,  b <- b - eta s_i loss',  then the part of |w|_1
//
// Given   rows, targets, weights, a loss, a Schedule, a seed for the order of the rows
// Output  w, b, and their averages over the steps when asked for; the epochs taken
//
// w is kept as scale * v, so that shrinking it costs nothing; the l1 penalty is truncated and cumulative (Y. Tsuruoka,
// J. Tsujii, S. Ananiadou: ACL 2009); averages as L. Bottou's "Stochastic gradient descent tricks", 2012. The order
// of every sum is scikit-learn's, one column after the other; that is what makes the bits the same.
// `Sgd` outlives one run: it holds all that going on needs.
// Cost: 6 d flops a step.

import { Matrix, strideOf } from '../math/matrix';
import { productError, sumError } from '../math/twofold';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { SampleLoss } from '../loss/sgd_loss';
import { tick } from '../progress';

export const enum Penalty {
  NONE,
  L1,
  L2,
  ELASTIC_NET,
}

export const enum Rate {
  CONSTANT,
  OPTIMAL,
  INVERSE_SCALING,
  ADAPTIVE,
  PASSIVE_1,
  PASSIVE_2,
}

/** Slopes of the loss are cut off here. */
const STEEPEST: f64 = 1e12;
/** Below it the scale of w is multiplied out. */
const LEAST_SCALE: f64 = 1e-9;

/** How the steps are taken; the options' values. */
export class Schedule {
  penalty: Penalty = Penalty.L2;
  rate: Rate = Rate.OPTIMAL;
  alpha: f64 = 1e-4;
  l1Ratio: f64 = 0;
  eta0: f64 = 0.01;
  power: f64 = 0.5;
  hasIntercept: bool = true;
  isShuffled: bool = true;
  /** Averages begin with this step; 0: none. */
  average: i32 = 0;
  maxEpochs: i32 = 1000;
  /** -Infinity: all epochs are taken. */
  tol: f64 = 1e-3;
  patience: i32 = 5;
}

/** When progress stops: a loss that is not below the best one by tol, so often one after the other. */
export class Stopping {
  private best: f64 = Infinity;
  private without: i32 = 0;
  private tol: f64 = 0;
  private patience: i32 = 0;

  /** Begins, once more where it has been used. */
  begin(tol: f64, patience: i32): Stopping {
    this.best = Infinity;
    this.without = 0;
    this.tol = tol;
    this.patience = patience;
    return this;
  }

  /** Takes the loss of an epoch, the lower the better. */
  note(loss: f64): void {
    this.without = this.tol > -Infinity && loss > this.best - this.tol ? this.without + 1 : 0;
    this.best = Math.min(this.best, loss);
  }

  get isDue(): bool {
    return this.without >= this.patience;
  }

  /** Waits as long once more. */
  reset(): void {
    this.without = 0;
  }
}

/** The least step that learning_rate 'adaptive' divides. */
export const LEAST_ETA: f64 = 1e-6;
/** It divides by this. */
export const ETA_DIVISOR: f64 = 5;

/** The order of the rows of a run: who learns row after row, or block after block, allocates nothing for it. */
let orderRoom = new StaticArray<i32>(1);

/** The rows that are held out, scored after each epoch. */
export abstract class Validation {
  constructor(
    /** n flags. */
    public isOut: StaticArray<bool>,
  ) {}

  /** The score of w (v, without its scale) and b: the higher the better. */
  abstract score(v: usize, b: f64): f64;
}

/** xorshift of 32 bits (13, 17, 5; G. Marsaglia, J. Stat. Softw. 8, 2003), modulo 2^31: the order of an epoch. */
function shuffle(order: StaticArray<i32>, n: i32, seed: u32): void {
  let state = seed;
  for (let i = 0; i < n - 1; i++) {
    if (state == 0) state = 1;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    const j = i + <i32>((state & 0x7fffffff) % <u32>(n - i));
    const held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
}

export class Sgd {
  /** w = scale v, strideOf(d) f64; multiplied out after `run`. */
  v: usize;
  b: f64 = 0;
  /** Averages; they mean something from step `average` on. */
  averageV: usize;
  averageB: f64 = 0;
  /** The number of the next step, from 1. */
  t: f64 = 1;
  epochs: i32 = 0;
  objective: f64 = NaN;
  /** Losses and penalties of the last epoch's rows, summed. */
  sum: f64 = 0;
  /** Stopped by itself. */
  converged: bool = false;
  /** w or b left the doubles in that epoch. */
  isLost: bool = false;
  /** Kept: who learns row after row allocates nothing for it. */
  private stopping: Stopping = new Stopping();
  private scale: f64 = 1;
  private square: f64 = 0;
  private absolute: f64 = 0;
  private averageA: f64 = 0;
  private averageScale: f64 = 1;
  /** What the l1 penalty could have taken of every weight, and what it has. */
  private due: f64 = 0;
  private taken: usize;

  constructor(private d: i32) {
    this.v = reals(strideOf(d));
    this.averageV = reals(strideOf(d));
    this.taken = reals(strideOf(d));
  }

  /** Another one at the same point. */
  copy(): Sgd {
    const other = new Sgd(this.d);
    other.put(this.v, this.b, this.averageV, this.averageB, this.t);
    return other;
  }

  /** Stands at these weights and averages (d f64 each; 0: none), before step t. */
  put(v: usize, b: f64, averageV: usize, averageB: f64, t: f64): void {
    const size = (<usize>this.d) << 3;
    memory.copy(this.v, v, size);
    if (averageV) memory.copy(this.averageV, averageV, size);
    this.b = b;
    this.averageB = averageB;
    this.t = t;
  }

  release(): void {
    release(this.v);
    release(this.averageV);
    release(this.taken);
  }

  /** Takes epochs from where it stands. `weight` 0 stands for ones; positive and negative targets count on top of it. */
  run(
    X: Matrix,
    y: usize,
    weight: usize,
    positive: f64,
    negative: f64,
    loss: SampleLoss,
    schedule: Schedule,
    seed: u32,
    validation: Validation | null,
  ): void {
    const d = this.d;
    const n = X.rows;
    const alpha = schedule.alpha;
    const rate = schedule.rate;
    const penalty = schedule.penalty;
    const ratio: f64 = penalty == Penalty.L2 ? 0 : penalty == Penalty.L1 ? 1 : schedule.l1Ratio;
    const isPassive = rate == Rate.PASSIVE_1 || rate == Rate.PASSIVE_2;
    if (orderRoom.length < n) orderRoom = new StaticArray<i32>(n);
    const order = orderRoom;
    let learning = 0;
    for (let i = 0; i < n; i++) {
      order[i] = i;
      if (validation == null || !validation.isOut[i]) learning++;
    }
    this.begin();
    let eta = schedule.eta0;
    let start: f64 = 0;
    if (rate == Rate.OPTIMAL) {
      const typical = Math.sqrt(1 / Math.sqrt(alpha));
      const first = typical / Math.max(1, loss.slope(-typical, 1));
      start = 1 / (first * alpha);
    }
    const stopping = this.stopping.begin(schedule.tol, schedule.patience);
    this.converged = false;
    for (let epoch = 0; epoch < schedule.maxEpochs; epoch++) {
      this.epochs = epoch + 1;
      let sum: f64 = 0;
      if (schedule.isShuffled) shuffle(order, n, seed);
      for (let place = 0; place < n; place++) {
        const i = order[place];
        if (validation != null && validation.isOut[i]) continue;
        const x = X.row(i);
        const target = at(y, i);
        const p = this.score(x) + this.b;
        if (rate == Rate.OPTIMAL) eta = 1 / (alpha * (start + this.t - 1));
        else if (rate == Rate.INVERSE_SCALING) eta = schedule.eta0 / Math.pow(this.t, schedule.power);
        if (validation == null) {
          sum += loss.value(p, target);
          if (!isPassive && penalty != Penalty.NONE) {
            const norm = Math.sqrt(this.square);
            sum += alpha * ((1 - ratio) * 0.5 * (norm * norm) + ratio * this.absolute);
          }
        }
        let step: f64;
        if (rate == Rate.PASSIVE_1) {
          const size = squareOf(x, d);
          if (size == 0) continue;
          step = Math.min(schedule.eta0, loss.value(p, target) / size);
        } else if (rate == Rate.PASSIVE_2) {
          step = loss.value(p, target) / (squareOf(x, d) + 0.5 / schedule.eta0);
        } else step = -eta * Math.min(Math.max(loss.slope(p, target), -STEEPEST), STEEPEST);
        if (isPassive) {
          if (loss.isHinge) step *= target;
          else if (target - p < 0) step *= -1;
        }
        step *= (target > 0 ? positive : negative) * (weight ? at(weight, i) : 1);
        if (penalty >= Penalty.L2) this.shrink(Math.max(0, 1 - (1 - ratio) * eta * alpha));
        if (step != 0) this.add(x, step);
        if (schedule.hasIntercept && step != 0) this.b += step;
        if (schedule.average > 0 && schedule.average <= this.t) {
          const count = this.t - schedule.average + 1;
          this.addToAverage(x, step, count);
          this.averageB += (this.b - this.averageB) / count;
        }
        if (penalty == Penalty.L1 || penalty == Penalty.ELASTIC_NET) {
          this.due += ratio * eta * alpha;
          this.truncate();
        }
        this.t++;
        tick(6 * <f64>d);
      }
      if (!this.isFinite()) {
        this.isLost = true;
        return;
      }
      this.sum = sum;
      this.objective = validation != null ? validation.score(this.v, this.b) : sum / learning;
      // Of scores the higher is the better; signs change no rounding.
      stopping.note(validation != null ? -this.objective : this.objective);
      if (stopping.isDue) {
        if (rate == Rate.ADAPTIVE && eta > LEAST_ETA) {
          eta /= ETA_DIVISOR;
          stopping.reset();
        } else {
          this.converged = true;
          break;
        }
      }
    }
    this.multiplyOut();
  }

  private begin(): void {
    this.scale = 1;
    this.square = 0;
    this.absolute = 0;
    for (let j = 0; j < this.d; j++) {
      this.square += at(this.v, j) * at(this.v, j);
      this.absolute += Math.abs(at(this.v, j));
    }
    this.averageA = 0;
    this.averageScale = 1;
    this.due = 0;
    memory.fill(this.taken, 0, (<usize>this.d) << 3);
  }

  private isFinite(): bool {
    if (!isFinite(this.b)) return false;
    for (let j = 0; j < this.d; j++) if (!isFinite(at(this.v, j))) return false;
    return true;
  }

  private score(x: usize): f64 {
    const v = this.v;
    let sum: f64 = 0;
    const end = (<usize>this.d) << 3;
    for (let p: usize = 0; p < end; p += 8) sum += load<f64>(v + p) * load<f64>(x + p);
    return sum * this.scale;
  }

  private add(x: usize, step: f64): void {
    const v = this.v;
    const by = step / this.scale;
    let square: f64 = 0;
    let absolute: f64 = 0;
    const end = (<usize>this.d) << 3;
    for (let p: usize = 0; p < end; p += 8) {
      const value = load<f64>(v + p) + load<f64>(x + p) * by;
      store<f64>(v + p, value);
      square += value * value;
      absolute += Math.abs(value);
    }
    this.square = square * (this.scale * this.scale);
    this.absolute = absolute * this.scale;
  }

  private addToAverage(x: usize, step: f64, count: f64): void {
    const share = 1 / count;
    for (let j = 0; j < this.d; j++) {
      const change = this.averageA * at(x, j) * (-step / this.scale);
      put(this.averageV, j, at(this.averageV, j) + change);
    }
    if (count > 1) this.averageScale /= 1 - share;
    this.averageA += share * this.averageScale * this.scale;
  }

  private shrink(by: f64): void {
    this.scale *= by;
    this.square *= by * by;
    this.absolute *= Math.abs(by);
    if (this.scale < LEAST_SCALE) this.multiplyOut();
  }

  private multiplyOut(): void {
    const part = 1 / this.averageScale;
    for (let j = 0; j < this.d; j++) {
      const v = at(this.v, j);
      put(this.averageV, j, fused(this.averageA, v, at(this.averageV, j)) * part);
      put(this.v, j, v * this.scale);
    }
    this.averageA = 0;
    this.averageScale = 1;
    this.scale = 1;
  }

  private truncate(): void {
    const scale = this.scale;
    for (let j = 0; j < this.d; j++) {
      const before = at(this.v, j);
      const taken = at(this.taken, j);
      let after = before;
      if (scale * before > 0) after = Math.max(0, before - (this.due + taken) / scale);
      else if (scale * before < 0) after = Math.min(0, before + (this.due - taken) / scale);
      put(this.v, j, after);
      put(this.taken, j, taken + scale * (after - before));
    }
  }
}

/** a b + c, rounded once: what the BLAS behind scikit-learn does here on processors that have the instruction. */
function fused(a: f64, b: f64, c: f64): f64 {
  const product = a * b;
  const sum = product + c;
  return sum + (sumError(product, c, sum) + productError(a, b, product));
}

function squareOf(x: usize, d: i32): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < d; j++) sum += at(x, j) * at(x, j);
  return sum;
}
