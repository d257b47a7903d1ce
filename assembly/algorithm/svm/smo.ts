// Sequential minimal optimisation: the dual of a kernel machine, two variables at a step.
//
//   minimise   f(b) = 1/2 b'Kb + q'b + epsilon |b|_1     over b in R^n
//   subject to sum b = 0,  low <= b <= high              where low <= 0 <= high
//
//   classification   b_t = y_t a_t,  q = -y,  epsilon = 0,  [low, high] = [0, C] or [-C, 0]
//   regression       b_t = a_t - a*_t,  q = -y,  [low, high] = [-C, C]
//
// With the signs inside b, every step and every rule below reads the same for both machines; for
// regression the two variables of a row are one, since a_t a*_t = 0 at the solution.
//
//   g = Kb + q                  the smooth part's gradient
//   up_t   = g_t + e            the slope of f when b_t rises; +Infinity at `high`;  e = -epsilon if b_t < 0
//   down_t = g_t + e            the slope of f when b_t falls; -Infinity at `low`;   e = -epsilon if b_t <= 0
//                               (+epsilon otherwise)
//   gap    = max down - min up  the violation m(a) - M(a): b is optimal when it is <= 0, accepted at tol
//
// Promises
//   The result meets gap <= tol over all variables, or `converged` is false and the limit was reached.
//   low <= b <= high holds exactly; sum b = 0 up to rounding. Same input, same bits.
//
// Among equals the last variable is chosen, as LIBSVM does: it matters where K is not positive (sigmoid)
// and f has several local minima.
//
// Cost: a step reads two rows of K and passes twice over the active variables.
//
// A variable with low = high = 0 stays 0: its row is not learnt from, and (Kb)_t - rho is what the machine
// made of the others says of it.
//
// Sources
//   Fan, Chen, Lin: Working set selection using second order information for training SVM, JMLR 6 (2005),
//     WSS 2 for the pair;  Chang, Lin: LIBSVM, ACM TIST 2:27 (2011), sections 4.1.2 (stopping), 4.1.5 (rho),
//     4.2 (shrinking, and the gradient's reconstruction from the bounded variables' part);
//   Bottou, Lin: Support vector machine solvers (2007), section 6, for the form with signs inside.

import { at, axpy, put } from '../../math/vector';
import { integers, reals } from '../../memory/block';
import { tick } from '../../progress';
import { History } from '../../solver/history';
import { Gram } from './gram';
import { numberAt, putNumber } from '../../math/numbers';
import { panelled } from './panels';

/** The least curvature along a step: K need not be positive (sigmoid), and equal rows give 0. */
const LEAST_CURVATURE: f64 = 1e-12;
/** Steps between two attempts to shrink, for problems with more variables than that. */
const SHRINK_INTERVAL: i32 = 1000;
/** Once the gap is this many tolerances, everything shrunk so far is looked at again. */
const SECOND_LOOK: f64 = 10;
/** Steps after which a problem without max_iter gives up: the larger of both. */
const STEPS_AT_LEAST: i32 = 10000000;
const STEPS_PER_ROW: i64 = 100;
/** Operations per active variable in one step, for progress. */
const FLOPS_PER_STEP: f64 = 14;

export class Smo {
  // The problem, set by the caller for each variable; epsilon is regression's.
  low: usize;
  high: usize;
  linear: usize;
  epsilon: f64 = 0;
  // How to solve it.
  tolerance: f64 = 1e-3;
  isShrinking: bool = true;
  /** The most steps; -1 for the default. */
  limit: i32 = -1;
  /** Takes f and the gap, every SHRINK_INTERVAL steps or more often; null for no one. */
  history: History | null = null;
  // The solution, variables in the caller's order.
  b: usize;
  /** Kb; valid after `solve`. */
  Kb: usize;
  rho: f64 = 0;
  objective: f64 = 0;
  steps: i32 = 0;
  converged: bool = true;

  // The state, variables in the order of `gram`: b, low, high and linear are permuted with it.
  private size: i32 = 0;
  private g: usize;
  /** up - g and down - g. */
  private upShift: usize;
  private downShift: usize;
  /** The sum of b_s K_s over the s that stand at a bound other than 0. */
  private bounded: usize;
  /** Position -> the caller's number of the variable. */
  private order: usize;
  private minUp: f64 = 0;
  private maxDown: f64 = 0;
  /** Where up is least. */
  private first: i32 = 0;
  /** Shrunk variables have been looked at again already. */
  private hasLookedTwice: bool = false;
  private buffer: usize;
  private pairs: usize;

  /** Memory for problems of up to `rows` variables. */
  constructor(
    private gram: Gram,
    rows: i32,
  ) {
    const most = panelled(rows);
    this.low = reals(most);
    this.high = reals(most);
    this.linear = reals(most);
    this.b = reals(most);
    this.g = reals(most);
    this.upShift = reals(most);
    this.downShift = reals(most);
    this.bounded = reals(most);
    this.buffer = reals(most);
    this.Kb = reals(most);
    this.order = integers(most);
    this.pairs = integers(most);
  }

  /** Solves the problem over the n rows that `gram` has begun with. */
  solve(n: i32): void {
    this.begin(n);
    const limit =
      this.limit >= 0 ? this.limit : max(STEPS_AT_LEAST, <i32>min<i64>(STEPS_PER_ROW * n, i32.MAX_VALUE));
    const interval = min(n, SHRINK_INTERVAL);
    let untilShrinking = interval + 1;
    this.note();
    while (true) {
      if (--untilShrinking == 0) {
        untilShrinking = interval;
        this.note();
        if (this.isShrinking) this.shrink();
      }
      if (!(this.gap > this.tolerance)) {
        if (this.gram.active == this.size) break;
        this.activateAll();
        if (!(this.gap > this.tolerance)) break;
        untilShrinking = 1;
      }
      if (this.steps >= limit) {
        this.converged = false;
        break;
      }
      const i = this.first;
      const rowI = this.gram.row(i);
      const j = this.second(i, rowI);
      if (j < 0) break;
      this.step(i, j, rowI, this.gram.row(j));
      this.steps++;
      tick(FLOPS_PER_STEP * <f64>this.gram.active);
    }
    if (this.gram.active < this.size) this.activateAll();
    this.finish(n);
    this.note();
  }

  private note(): void {
    const history = this.history;
    if (history != null) history.note(this.steps, this.objective, this.gap);
  }

  private get gap(): f64 {
    return this.maxDown - this.minUp;
  }

  private begin(n: i32): void {
    const size = this.gram.size;
    this.size = size;
    this.steps = 0;
    this.objective = 0;
    this.converged = true;
    this.hasLookedTwice = false;
    if (n < size) {
      // The row that makes the size even: it can neither rise nor fall.
      put(this.low, n, 0);
      put(this.high, n, 0);
      put(this.linear, n, 0);
    }
    for (let t = 0; t < size; t++) {
      put(this.b, t, 0);
      put(this.g, t, at(this.linear, t));
      put(this.bounded, t, 0);
      putNumber(this.order, t, t);
      this.setShifts(t);
    }
    this.look();
  }

  private setShifts(t: i32): void {
    const b = at(this.b, t);
    const e = this.epsilon;
    put(this.upShift, t, b < at(this.high, t) ? (b < 0 ? -e : e) : Infinity);
    put(this.downShift, t, b > at(this.low, t) ? (b > 0 ? e : -e) : -Infinity);
  }

  /** b_t stands at low or high, and they are not 0. */
  private isBounded(t: i32): bool {
    const b = at(this.b, t);
    return b != 0 && (b <= at(this.low, t) || b >= at(this.high, t));
  }

  private isFree(t: i32): bool {
    const b = at(this.b, t);
    return b != 0 && b > at(this.low, t) && b < at(this.high, t);
  }

  // Steps

  /**
   * WSS 2: of the variables that may fall while i rises, the one that lowers f most when nothing
   * clips the step. -1 when none lowers it.
   */
  private second(i: i32, rowI: usize): i32 {
    const least = f64x2.splat(this.minUp);
    const diagonalI = f64x2.splat(at(this.gram.diagonal, i));
    const two = f64x2.splat(2);
    const zero = f64x2.splat(0);
    const floor = f64x2.splat(LEAST_CURVATURE);
    let best = zero;
    let bestAt = i64x2.splat(-1);
    let here = i64x2(0, 1);
    const next = i64x2.splat(2);
    const end = (<usize>this.gram.active) << 3;
    for (let o: usize = 0; o < end; o += 16) {
      const down = f64x2.add(v128.load(this.g + o), v128.load(this.downShift + o));
      const slope = f64x2.pmax(f64x2.sub(down, least), zero);
      const sum = f64x2.add(diagonalI, v128.load(this.gram.diagonal + o));
      const curvature = f64x2.pmax(f64x2.sub(sum, f64x2.mul(two, v128.load(rowI + o))), floor);
      const gain = f64x2.div(f64x2.mul(slope, slope), curvature);
      const isBetter = f64x2.le(best, gain);
      best = f64x2.pmax(best, gain);
      bestAt = v128.bitselect(here, bestAt, isBetter);
      here = i64x2.add(here, next);
    }
    const left = f64x2.extract_lane(best, 0);
    const right = f64x2.extract_lane(best, 1);
    const leftAt = <i32>i64x2.extract_lane(bestAt, 0);
    const rightAt = <i32>i64x2.extract_lane(bestAt, 1);
    if (max(left, right) <= 0) return -1;
    return right > left || (right == left && rightAt > leftAt) ? rightAt : leftAt;
  }

  /** b_i rises and b_j falls by as much as is best, or as their limits allow. */
  private step(i: i32, j: i32, rowI: usize, rowJ: usize): void {
    const diagonal = this.gram.diagonal;
    const curvature = max(at(diagonal, i) + at(diagonal, j) - 2 * at(rowI, j), LEAST_CURVATURE);
    const slope = at(this.g, j) + at(this.downShift, j) - this.minUp;
    // A variable on the far side of 0 stops there first: its slope changes.
    const top = at(this.b, i) < 0 ? min(at(this.high, i), 0) : at(this.high, i);
    const bottom = at(this.b, j) > 0 ? max(at(this.low, j), 0) : at(this.low, j);
    const roomI = top - at(this.b, i);
    const roomJ = at(this.b, j) - bottom;
    const length = min(slope / curvature, min(roomI, roomJ));
    // f is quadratic along the step: none crosses 0, where the slope of |b| changes.
    this.objective += length * (0.5 * length * (at(diagonal, i) + at(diagonal, j) - 2 * at(rowI, j)) - slope);
    this.move(i, length == roomI ? top : at(this.b, i) + length, rowI);
    this.move(j, length == roomJ ? bottom : at(this.b, j) - length, rowJ);
    this.advance(length, rowI, rowJ);
  }

  /** Sets b_t; keeps `bounded` and the shifts right. */
  private move(t: i32, value: f64, row: usize): void {
    const wasBounded = this.isBounded(t);
    const before = at(this.b, t);
    put(this.b, t, value);
    this.setShifts(t);
    if (!this.isShrinking || wasBounded == this.isBounded(t)) return;
    const change = wasBounded ? -before : value;
    const active = this.gram.active;
    axpy(change, row, this.bounded, active);
    if (active == this.size) return;
    this.gram.rest(t, this.buffer);
    const offset = (<usize>active) << 3;
    axpy(change, this.buffer + offset, this.bounded + offset, this.size - active);
  }

  /** g += length (rowI - rowJ), and a look at the new slopes, in one pass. */
  private advance(length: f64, rowI: usize, rowJ: usize): void {
    const scale = f64x2.splat(length);
    let least = f64x2.splat(Infinity);
    let most = f64x2.splat(-Infinity);
    let leastAt = i64x2(0, 1);
    let here = i64x2(0, 1);
    const next = i64x2.splat(2);
    const end = (<usize>this.gram.active) << 3;
    for (let o: usize = 0; o < end; o += 16) {
      const change = f64x2.mul(scale, f64x2.sub(v128.load(rowI + o), v128.load(rowJ + o)));
      const g = f64x2.add(v128.load(this.g + o), change);
      v128.store(this.g + o, g);
      const up = f64x2.add(g, v128.load(this.upShift + o));
      const isLess = f64x2.le(up, least);
      least = f64x2.pmin(least, up);
      leastAt = v128.bitselect(here, leastAt, isLess);
      here = i64x2.add(here, next);
      most = f64x2.pmax(most, f64x2.add(g, v128.load(this.downShift + o)));
    }
    const left = f64x2.extract_lane(least, 0);
    const right = f64x2.extract_lane(least, 1);
    const leftAt = <i32>i64x2.extract_lane(leastAt, 0);
    const rightAt = <i32>i64x2.extract_lane(leastAt, 1);
    this.minUp = min(left, right);
    this.first = right < left || (right == left && rightAt > leftAt) ? rightAt : leftAt;
    this.maxDown = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  }

  /** Finds minUp, first and maxDown without a step: one of length 0, along g - g. */
  private look(): void {
    this.advance(0, this.g, this.g);
  }

  // Shrinking

  /**
   * t stands at its limits, and no variable would move against it. (A free one never passes: its slope
   * is among those that maxDown is the largest of.)
   */
  private canShrink(t: i32): bool {
    const g = at(this.g, t);
    return g + at(this.upShift, t) > this.maxDown && g + at(this.downShift, t) < this.minUp;
  }

  /** Puts the variables that can shrink behind the others and leaves them out from here on. */
  private shrink(): void {
    if (!this.hasLookedTwice && this.gap <= SECOND_LOOK * this.tolerance) {
      this.hasLookedTwice = true;
      if (this.gram.active < this.size) this.activateAll();
    }
    let kept = this.gram.active;
    let count = 0;
    for (let t = 0; t < kept; t++) {
      if (!this.canShrink(t)) continue;
      kept--;
      while (kept > t && this.canShrink(kept)) kept--;
      if (kept == t) break;
      this.exchange(t, kept);
      putNumber(this.pairs, 2 * count, t);
      putNumber(this.pairs, 2 * count + 1, kept);
      count++;
    }
    kept = (kept + 1) & ~1;
    if (count == 0 && kept == this.gram.active) return;
    this.gram.shrink(this.pairs, count, kept);
    this.look();
  }

  private exchange(i: i32, j: i32): void {
    exchangeReals(this.low, i, j);
    exchangeReals(this.high, i, j);
    exchangeReals(this.linear, i, j);
    exchangeReals(this.b, i, j);
    exchangeReals(this.g, i, j);
    exchangeReals(this.upShift, i, j);
    exchangeReals(this.downShift, i, j);
    exchangeReals(this.bounded, i, j);
    const order = this.order;
    const number = numberAt(order, i);
    putNumber(order, i, numberAt(order, j));
    putNumber(order, j, number);
  }

  /** Reconstructs g where it was left out, and looks at all variables again. */
  private activateAll(): void {
    const active = this.gram.active;
    const offset = (<usize>active) << 3;
    const left = this.size - active;
    for (let t = active; t < this.size; t++) put(this.g, t, at(this.linear, t) + at(this.bounded, t));
    for (let s = 0; s < active; s++) {
      if (!this.isFree(s)) continue;
      this.gram.rest(s, this.buffer);
      axpy(at(this.b, s), this.buffer + offset, this.g + offset, left);
    }
    this.gram.activateAll();
    this.look();
  }

  // The end

  /** rho, the objective, and b and Kb in the caller's order. All variables are active. */
  private finish(n: i32): void {
    let freeSum = 0.0;
    let freeCount = 0;
    let objective = 0.0;
    for (let t = 0; t < this.size; t++) {
      const b = at(this.b, t);
      const g = at(this.g, t);
      objective += 0.5 * b * (g + at(this.linear, t)) + this.epsilon * Math.abs(b);
      if (!this.isFree(t)) continue;
      freeSum += g + at(this.upShift, t);
      freeCount++;
    }
    this.objective = objective;
    this.rho = freeCount > 0 ? freeSum / <f64>freeCount : this.middle();
    for (let t = 0; t < this.size; t++) {
      put(this.buffer, numberAt(this.order, t), at(this.b, t));
      put(this.Kb, numberAt(this.order, t), at(this.g, t) - at(this.linear, t));
    }
    for (let t = 0; t < n; t++) put(this.b, t, at(this.buffer, t));
  }

  /** rho when no variable is free: anything from max down to min up does; one end may be missing. */
  private middle(): f64 {
    if (this.minUp == Infinity) return this.maxDown == -Infinity ? 0 : this.maxDown;
    if (this.maxDown == -Infinity) return this.minUp;
    return (this.minUp + this.maxDown) / 2;
  }
}

function exchangeReals(x: usize, i: i32, j: i32): void {
  const value = at(x, i);
  put(x, i, at(x, j));
  put(x, j, value);
}
