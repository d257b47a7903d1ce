// From a near w to the optimum of a quadratic with absolute penalties, by linear systems.
//
//   min over w of 0.5 |y - X w|^2 + sum over j of (lasso_j |w_j| + 0.5 ridge_j w_j^2)      (w_j >= 0 if isPositive)
//
// Given   a Quadratic that stands at w, the penalties, w
// Output  true and w the optimum to rounding; or false, and w no worse than before
//
//   1  A = the coordinates that are not 0 (or have no lasso penalty), with their signs
//   2  the minimum over A with these signs is a linear system; w goes towards it. When a w_j comes to 0 on the way
//      it stops there, j leaves A, and 2 again
//   3  at the minimum over A: the coordinate outside whose slope passes its penalty most joins A, and 2; none: done
//
// Where the system is singular (columns of A that depend on each other) there is a direction along which X w stays:
// w goes along it, downhill in the penalty, until a coordinate comes to 0.
// Every round lowers the objective and so no A comes twice. Cost: |A|^3 / 3 a round, as many rounds as changes of A.
// Source: M. Osborne, B. Presnell, B. Turlach: A new approach to variable selection in least squares problems, IMA J.
// Numer. Anal. 20, 2000.

import { cholesky, choleskySolve } from '../math/cholesky';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { Quadratic } from './quadratic';

/** Coordinates of A at most. */
const MOST: i32 = 1024;
/** Rounding of a slope, relative to |x_j| |y|: a coordinate at 0 whose slope passes its penalty by less stays. */
const ROUNDING: f64 = 1e-13;
/** A squared pivot that is so small beside its diagonal entry is rounding. */
const SINGULAR: f64 = 1e-12;
/** Rounds at most: this, and this many for each coordinate of A. */
const ROUNDS: i32 = 50;
const ROUNDS_EACH: i32 = 4;

export class ActiveSet {
  private used: i32[] = [];
  private signs: f64[] = [];
  private pitch: i32 = 0;
  /** inner products of A, lower triangle, as `used` orders them; and the factor. */
  private K: usize = 0;
  private L: usize = 0;
  private x: usize = 0;

  constructor(
    private f: Quadratic,
    private w: usize,
    private lasso: usize,
    private ridge: usize,
    private norms: usize,
    private isPositive: bool,
  ) {}

  /** `candidates` are the coordinates that may be other than 0, the first `count`. */
  finish(candidates: StaticArray<i32>, count: i32): bool {
    const f = this.f;
    this.used = [];
    this.signs = [];
    let m = 0;
    for (let a = 0; a < count; a++) {
      const j = candidates[a];
      if (at(this.w, j) != 0 || at(this.lasso, j) == 0) m++;
    }
    if (m > MOST) return false;
    this.pitch = min(min(count, MOST) + 1, m + ROUNDS) & ~1;
    this.pitch = max(this.pitch + 2, 2);
    this.K = reals(<i64>this.pitch * this.pitch);
    this.L = reals(<i64>this.pitch * this.pitch);
    this.x = reals(this.pitch);
    for (let a = 0; a < count; a++) {
      const j = candidates[a];
      const value = at(this.w, j);
      if (value != 0 || at(this.lasso, j) == 0) this.join(j, value < 0 ? -1 : 1);
    }
    let isDone = false;
    const rounds = ROUNDS + ROUNDS_EACH * m;
    for (let round = 0; round < rounds; round++) {
      const failed = this.factor();
      if (failed >= 0) {
        if (!this.slide(failed)) break;
        continue;
      }
      if (!this.approach()) continue;
      const next = this.mostEager(candidates, count);
      if (next < 0) {
        isDone = true;
        break;
      }
      if (this.used.length >= this.pitch - 1) break;
      this.join(next, f.slope(next) < 0 ? -1 : 1);
    }
    release(this.K);
    release(this.L);
    release(this.x);
    return isDone;
  }

  private row(base: usize, i: i32): usize {
    return base + ((<usize>i * <usize>this.pitch) << 3);
  }

  private join(j: i32, sign: f64): void {
    const m = this.used.length;
    const row = this.row(this.K, m);
    for (let i = 0; i < m; i++) put(row, i, this.f.inner(j, this.used[i]));
    put(row, m, at(this.norms, j) + at(this.ridge, j));
    this.used.push(j);
    this.signs.push(sign);
  }

  /** Coordinate number a of A, at 0 now, leaves. */
  private leave(a: i32): void {
    const m = this.used.length;
    for (let i = a + 1; i < m; i++) {
      const from = this.row(this.K, i);
      const to = this.row(this.K, i - 1);
      for (let k = 0; k < a; k++) put(to, k, at(from, k));
      for (let k = a + 1; k <= i; k++) put(to, k - 1, at(from, k));
    }
    this.used.splice(a, 1);
    this.signs.splice(a, 1);
  }

  /** L of A's system; -1, or the number of the coordinate that depends on those before it. */
  private factor(): i32 {
    const m = this.used.length;
    for (let i = 0; i < m; i++) memory.copy(this.row(this.L, i), this.row(this.K, i), (<usize>(i + 1)) << 3);
    const status = cholesky(this.L, m, this.pitch);
    const sound = status == 0 ? m : status - 1;
    for (let i = 0; i < sound; i++) {
      const pivot = at(this.row(this.L, i), i);
      if (pivot * pivot <= SINGULAR * at(this.row(this.K, i), i)) return i;
    }
    return status - 1;
  }

  /** Goes to the minimum over A; false when a coordinate came to 0 on the way and left. */
  private approach(): bool {
    const f = this.f;
    const m = this.used.length;
    // Twice: the second time with what rounding left, so that w is right to the last digits.
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < m; i++) {
        const j = this.used[i];
        put(this.x, i, f.slope(j) - at(this.ridge, j) * at(this.w, j) - this.signs[i] * at(this.lasso, j));
      }
      choleskySolve(this.L, m, this.pitch, this.x);
      if (!this.go()) return false;
    }
    return true;
  }

  /** w += x over A, or as far as all keep their signs; false when one came to 0, which leaves. */
  private go(): bool {
    const m = this.used.length;
    let share: f64 = 1;
    let blocking = -1;
    for (let i = 0; i < m; i++) {
      const j = this.used[i];
      if (at(this.lasso, j) == 0) continue;
      const value = at(this.w, j);
      const step = at(this.x, i);
      if ((value + step) * this.signs[i] > 0) continue;
      // One that has just joined and turns back at once is rounding: it leaves where it is.
      const own = value == 0 ? 0 : -value / step;
      if (own < share || blocking < 0) {
        share = max<f64>(min(own, 1), 0);
        blocking = i;
      }
    }
    for (let i = 0; i < m; i++) put(this.w, this.used[i], at(this.w, this.used[i]) + share * at(this.x, i));
    if (blocking >= 0) put(this.w, this.used[blocking], 0);
    this.f.restart(this.w);
    if (blocking >= 0) this.leave(blocking);
    return blocking < 0;
  }

  /** Coordinate number a depends on those before it: goes along the direction that changes no X w until one is 0. */
  private slide(a: i32): bool {
    const m = this.used.length;
    for (let i = 0; i < m; i++) put(this.x, i, i < a ? -at(this.row(this.K, a), i) : i == a ? 1 : 0);
    choleskySolve(this.L, a, this.pitch, this.x);
    let slope: f64 = 0;
    for (let i = 0; i <= a; i++) slope += this.signs[i] * at(this.lasso, this.used[i]) * at(this.x, i);
    const sign: f64 = slope > 0 ? -1 : 1;
    let share: f64 = Infinity;
    for (let i = 0; i <= a; i++) {
      const j = this.used[i];
      const step = sign * at(this.x, i);
      put(this.x, i, step);
      if (at(this.lasso, j) > 0 && step * this.signs[i] < 0) share = min(share, -at(this.w, j) / step);
    }
    if (!isFinite(share)) return false;
    for (let i = 0; i <= a; i++) put(this.x, i, share * at(this.x, i));
    return !this.go();
  }

  /** The coordinate at 0 that passes its penalty most, relative to it; -1: none does. */
  private mostEager(candidates: StaticArray<i32>, count: i32): i32 {
    const f = this.f;
    let most: f64 = 1;
    let found = -1;
    for (let a = 0; a < count; a++) {
      const j = candidates[a];
      const penalty = at(this.lasso, j);
      if (at(this.w, j) != 0 || penalty == 0) continue;
      const slope = f.slope(j);
      const size = this.isPositive ? slope : Math.abs(slope);
      if (size <= penalty + ROUNDING * Math.sqrt(at(this.norms, j) * f.square)) continue;
      if (size / penalty > most) {
        most = size / penalty;
        found = j;
      }
    }
    tick(4 * <f64>count);
    return found;
  }
}
