// Quantile regression with an absolute penalty, an exact linear program.
//
//   min over w of f(w) = sum over i of s_i pinball(y_i - a_i w) + sum over j of cost_j |w_j|
//
//   pinball(r)   q r for r >= 0, (q - 1) r below;  a_i is row i of X, with a 1 at its end for the intercept
//
// Given   X, y, s >= 0, q, cost >= 0 (one a column, 0 for the intercept)
// Output  a vertex: as many rows are met exactly as weights differ from 0, which the others are, to the bit. `gap` is f less
//         the dual objective, so no weights have an f that is lower by more than that; it is rounding
//
// A simplex method in the manner of Barrodale and Roberts. A basis is a set R of rows with residual 0 and a set K, as large,
// of free columns; B is that part of X. One element leaves, a row or a weight that was 0, along the edge on which f falls
// most; f is piecewise linear there, and the edge is followed through all its kinks to its lowest point, where a row
// or a weight that becomes 0 enters. It begins without a basis, in every 8th row of every 8th ..., and goes on
// from there with more rows, so that most steps are cheap.
// y is moved a little, each row by another amount, so that no two kinks meet and no step has length 0; at the end it is
// moved back, and what was left undone is done.
//
// Cost: n d operations a step; 100,000 x 20 takes some hundred steps of all rows.
// Source: I. Barrodale, F. Roberts: An improved algorithm for discrete L1 linear approximation, SIAM J. Numer. Anal. 10
// (1973); R. Koenker, V. D'Orey, Algorithm AS 229 (1987).

import { failNotFinite } from '../error';
import { Matrix } from '../math/matrix';
import { at, axpy, dot, put } from '../math/vector';
import { allocate, integers, reals, release } from '../memory/block';
import { tick } from '../progress';
import { Basis } from './basis';
import { Breakpoints } from './breakpoints';
import { History } from './history';

/** Each row is moved by some of this, of the mean residual and of itself. */
const MOVED: f64 = 1e-11;
const MOVED_OWN: f64 = 1e-13;
/** A violation that is rounding: of all weights together, and of one. */
const SETTLED: f64 = 1e-12;
const SETTLED_OWN: f64 = 1e-10;
/** A residual that changes less than this part of the one that changes most makes no kink: it would spoil the basis. */
const SMALLEST_PIVOT: f64 = 1e-9;
/** What of |y| a residual is whose sign means nothing. */
const NOISE: f64 = 1e-14;
/** Of the rows of one stage, how many there are in the one before it; and the fewest of a stage. */
const STAGE: i32 = 8;
const FEWEST: i32 = 512;
/** Steps between two inversions, besides one for each column of the basis. */
const STEPS_PER_INVERSION: i32 = 100;

export class Pinball {
  /** Steps. */
  iterations: i32 = 0;
  objective: f64 = 0;
  gap: f64 = 0;
  isDone: bool = false;

  /** d weights, padding, then the intercept, padding. */
  w: usize;
  private n: i32;
  private d: i32;
  private stride: i32;
  /** The column of the intercept. */
  private b: i32;
  private moved: usize;
  private r: usize;
  private h: usize;
  /** A byte a row: 1 above, 0 below, 2 in the basis, 3 without weight. */
  private side: usize;
  /** 1 or -1 for the columns of K. */
  private sign: usize;
  /** By column: its place in K, or -1. */
  private place: usize;
  private rows: usize;
  private columns: usize;
  private G: usize;
  private e: usize;
  private unit: usize;
  private direction: usize;
  private basis: Basis = new Basis();
  private u: usize;
  private z: usize;
  private dual: usize;
  private spare: usize;
  private kinks: Breakpoints;
  /** Every how many-th row counts. */
  private step: i32 = 1;
  private total: f64 = 0;
  private isFresh: bool = false;
  /** What leaves: a row of the basis, or a column; and which way. */
  private leaving: i32 = 0;
  private isColumn: bool = false;
  private way: f64 = 0;
  private fall: f64 = 0;

  constructor(
    private X: Matrix,
    private y: usize,
    private s: usize,
    private q: f64,
    private cost: usize,
    private hasIntercept: bool,
    private history: History | null,
  ) {
    const n = X.rows;
    const d = X.cols;
    this.n = n;
    this.d = d;
    this.stride = X.stride;
    this.b = X.stride;
    const size = X.stride + 2;
    const most = min(n, d + 1) + 4;
    this.w = reals(size);
    this.moved = reals(n);
    this.r = reals(n);
    this.h = reals(n);
    this.side = allocate(n);
    this.sign = reals(size);
    this.place = integers(size);
    this.rows = integers(most);
    this.columns = integers(most);
    this.G = reals(size);
    this.e = reals(size);
    this.unit = reals(size);
    this.direction = reals(size);
    this.u = reals(most);
    this.z = reals(most);
    this.dual = reals(most);
    this.spare = reals(most);
    this.kinks = new Breakpoints(n + most);
    for (let j = 0; j < size; j++) this.setPlace(j, -1);
    let weights: f64 = 0;
    for (let i = 0; i < n; i++) {
      const s = at(this.s, i);
      const x = X.row(i);
      weights += s;
      store<u8>(this.side + i, s > 0 ? 1 : 3);
      for (let j = 0; j < d; j++) put(this.unit, j, at(this.unit, j) + s * Math.abs(at(x, j)));
      tick(2 * <f64>d);
    }
    for (let j = 0; j < d; j++) put(this.unit, j, at(this.unit, j) / weights);
    put(this.unit, this.b, 1);
  }

  solve(): void {
    if (this.isConstant()) return;
    const n = this.n;
    memory.copy(this.moved, this.y, (<usize>n) << 3);
    let step = 1;
    while (n / (step * STAGE) >= max(FEWEST, 10 * this.d)) step *= STAGE;
    const most = 100 * (this.d + 50) + n;
    for (this.step = step; this.step > 0; this.step /= STAGE) {
      this.settle();
      if (this.step == step) {
        this.move();
        this.settle();
      }
      if (!this.descend(most, false)) return this.finish(false);
    }
    this.step = 1;
    memory.copy(this.moved, this.y, (<usize>n) << 3);
    this.settle();
    this.descend(this.iterations + 50 + this.basis.k, true);
    this.settle();
    this.finish(true);
  }

  /** All targets are one that an intercept alone gives, or 0: then that is the answer. */
  private isConstant(): bool {
    const y = at(this.y, 0);
    if (!this.hasIntercept && y != 0) return false;
    for (let i = 1; i < this.n; i++) if (at(this.y, i) != y) return false;
    put(this.w, this.b, y);
    this.isDone = true;
    return true;
  }

  /** Moves y off its ties. */
  private move(): void {
    // From the middle: what an intercept gives to all rows is no size of theirs.
    let middle: f64 = 0;
    if (this.hasIntercept)
      for (let i = 0; i < this.n; i += this.step) middle += (at(this.y, i) / this.n) * this.step;
    let mean: f64 = 0;
    for (let i = 0; i < this.n; i += this.step)
      mean += (Math.abs(at(this.y, i) - middle) / this.n) * this.step;
    for (let i = 0; i < this.n; i++) {
      // Between 0.5 and 1.5, by multiplicative hashing.
      const part = 0.5 + <f64>((<u32>i * 2654435769) >> 8) / 16777216;
      put(this.moved, i, at(this.y, i) + part * (MOVED * mean + MOVED_OWN * Math.abs(at(this.y, i))));
    }
  }

  private placeOf(j: i32): i32 {
    return load<i32>(this.place + ((<usize>j) << 2));
  }

  private setPlace(j: i32, k: i32): void {
    store<i32>(this.place + ((<usize>j) << 2), k);
  }

  private rowAt(k: i32): i32 {
    return load<i32>(this.rows + ((<usize>k) << 2));
  }

  private setRow(k: i32, i: i32): void {
    store<i32>(this.rows + ((<usize>k) << 2), i);
  }

  private columnAt(k: i32): i32 {
    return load<i32>(this.columns + ((<usize>k) << 2));
  }

  private setColumn(k: i32, j: i32): void {
    store<i32>(this.columns + ((<usize>k) << 2), j);
    this.setPlace(j, k);
  }

  private sideOf(i: i32): i32 {
    return load<u8>(this.side + i);
  }

  private setSide(i: i32, side: i32): void {
    store<u8>(this.side + i, <u8>side);
  }

  private x(i: i32, j: i32): f64 {
    return j == this.b ? 1 : at(this.X.row(i), j);
  }

  private costOf(j: i32): f64 {
    return j == this.b ? 0 : at(this.cost, j) / this.step;
  }

  /** a_i v, for a v of the shape of w. */
  private product(i: i32, v: usize): f64 {
    return dot(this.X.row(i), v, this.stride) + at(v, this.b);
  }

  /** v += c a_i. */
  private addRow(i: i32, c: f64, v: usize): void {
    axpy(c, this.X.row(i), v, this.stride);
    if (this.hasIntercept) put(v, this.b, at(v, this.b) + c);
  }

  /** What row i pulls with, that is in no basis. */
  private pull(i: i32): f64 {
    return at(this.s, i) * (this.sideOf(i) == 1 ? this.q : this.q - 1);
  }

  /** Everything afresh from the basis, for the rows that count. */
  private settle(): void {
    this.invert();
    this.solveWeights();
    memory.fill(this.G, 0, (<usize>(this.stride + 2)) << 3);
    this.total = 0;
    for (let i = 0; i < this.n; i += this.step) {
      const side = this.sideOf(i);
      if (side == 3) continue;
      this.total += at(this.s, i);
      if (side == 2) {
        put(this.r, i, 0);
        continue;
      }
      const y = at(this.moved, i);
      const r = y - this.product(i, this.w);
      put(this.r, i, r);
      if (Math.abs(r) > NOISE * Math.abs(y)) this.setSide(i, r > 0 ? 1 : 0);
      this.addRow(i, this.pull(i), this.G);
      tick(4 * <f64>this.d);
    }
    if (!isFinite(this.total)) failNotFinite();
    this.isFresh = true;
  }

  private invert(): void {
    const k = this.basis.k;
    const width = this.basis.width;
    const B = reals(<i64>k * width);
    for (let a = 0; a < k; a++)
      for (let c = 0; c < k; c++) put(B, a * width + c, this.x(this.rowAt(a), this.columnAt(c)));
    const isRegular = this.basis.invert(B, k);
    release(B);
    if (!isRegular) failNotFinite();
  }

  /** w from the basis, refined once. */
  private solveWeights(): void {
    const k = this.basis.k;
    memory.fill(this.w, 0, (<usize>(this.stride + 2)) << 3);
    for (let pass = 0; pass < 2; pass++) {
      memory.fill(this.z, 0, (<usize>this.basis.width) << 3);
      for (let a = 0; a < k; a++) {
        const i = this.rowAt(a);
        put(this.z, a, at(this.moved, i) - this.product(i, this.w));
      }
      this.basis.solve(this.z, this.u);
      for (let c = 0; c < k; c++) {
        const j = this.columnAt(c);
        put(this.w, j, at(this.w, j) + at(this.u, c));
      }
    }
    for (let c = 0; c < k; c++) {
      const j = this.columnAt(c);
      if (at(this.w, j) != 0) put(this.sign, j, at(this.w, j) > 0 ? 1 : -1);
    }
  }

  /** Steps until f falls no more; false when `most` were not enough. With `isPlain` the first of length 0 ends it. */
  private descend(most: i32, isPlain: bool): bool {
    let sinceFresh = 0;
    while (this.iterations < most) {
      if (sinceFresh >= STEPS_PER_INVERSION + this.basis.k) {
        this.settle();
        sinceFresh = 0;
      }
      this.price();
      const end = this.fall > 0 && this.follow() ? this.kinks.select(this.fall) : -1;
      if (end >= 0 && !(isPlain && !(this.kinks.time(end) > 0))) {
        this.isFresh = false;
        this.exchange(end);
        this.iterations++;
        sinceFresh++;
      } else if (this.isFresh) return true;
      else {
        this.settle();
        sinceFresh = 0;
      }
    }
    return false;
  }

  /** The duals of the basis, and the edge on which f falls most; fall = 0 when there is none. */
  private price(): void {
    const k = this.basis.k;
    const d = this.d;
    memory.fill(this.z, 0, (<usize>this.basis.width) << 3);
    for (let c = 0; c < k; c++) {
      const j = this.columnAt(c);
      put(this.z, c, this.costOf(j) * at(this.sign, j) - at(this.G, j));
    }
    this.basis.solveTransposed(this.z, this.dual);
    memory.copy(this.e, this.G, (<usize>(this.stride + 2)) << 3);
    this.fall = 0;
    let best: f64 = 0;
    const settled = SETTLED * this.total;
    for (let a = 0; a < k; a++) {
      const i = this.rowAt(a);
      const pull = at(this.dual, a);
      const s = at(this.s, i);
      this.addRow(i, pull, this.e);
      const over = Math.max(pull - this.q * s, (this.q - 1) * s - pull);
      if (over <= best || over <= settled + SETTLED_OWN * s) continue;
      best = over;
      this.fall = over;
      this.leaving = a;
      this.isColumn = false;
      this.way = pull > 0 ? 1 : -1;
    }
    tick(2 * <f64>k * <f64>d);
    const last = this.hasIntercept ? this.b : d - 1;
    for (let j = 0; j <= last; j++) {
      if (j == d) j = this.b;
      if (this.placeOf(j) >= 0 || at(this.unit, j) == 0) continue;
      const pull = at(this.e, j);
      const fall = Math.abs(pull) - this.costOf(j);
      const over = fall / at(this.unit, j);
      if (over <= best || over <= settled) continue;
      best = over;
      this.fall = fall;
      this.leaving = j;
      this.isColumn = true;
      this.way = pull > 0 ? 1 : -1;
    }
  }

  /** Finds the direction of the edge, what it changes, and its kinks; false when there are none. */
  private follow(): bool {
    const k = this.basis.k;
    memory.fill(this.direction, 0, (<usize>(this.stride + 2)) << 3);
    if (this.isColumn) {
      memory.fill(this.z, 0, (<usize>this.basis.width) << 3);
      for (let a = 0; a < k; a++) put(this.z, a, this.x(this.rowAt(a), this.leaving));
      this.basis.solve(this.z, this.u);
      for (let c = 0; c < k; c++) put(this.direction, this.columnAt(c), -this.way * at(this.u, c));
      put(this.direction, this.leaving, this.way);
    } else {
      // The residual of the row grows, upwards or downwards.
      for (let c = 0; c < k; c++)
        put(this.direction, this.columnAt(c), -this.way * this.basis.entry(c, this.leaving));
    }
    let largest: f64 = 0;
    for (let i = 0; i < this.n; i += this.step) {
      if (this.sideOf(i) >= 2) continue;
      const h = this.product(i, this.direction);
      put(this.h, i, h);
      largest = Math.max(largest, Math.abs(h));
    }
    tick((2 * <f64>this.n * <f64>this.d) / this.step);
    if (!isFinite(largest)) failNotFinite();
    const least = SMALLEST_PIVOT * largest;
    this.kinks.length = 0;
    for (let i = 0; i < this.n; i += this.step) {
      const side = this.sideOf(i);
      if (side >= 2) continue;
      const h = at(this.h, i);
      if (side == 1 ? h <= least : h >= -least) continue;
      this.kinks.add(Math.max(at(this.r, i) / h, 0), at(this.s, i) * Math.abs(h), i);
    }
    for (let c = 0; c < k; c++) {
      const j = this.columnAt(c);
      const cost = this.costOf(j);
      const change = at(this.direction, j) * at(this.sign, j);
      if (cost == 0 || change >= 0) continue;
      this.kinks.add(
        Math.max((at(this.w, j) * at(this.sign, j)) / -change, 0),
        -2 * cost * change,
        this.n + j,
      );
    }
    return this.kinks.length > 0;
  }

  /** Goes to kink number `end`; what has its kink there enters the basis for what left it. */
  private exchange(end: i32): void {
    const t = this.kinks.time(end);
    for (let a = 0; a < end; a++) {
      const id = this.kinks.idOf(a);
      if (id >= this.n) {
        put(this.sign, id - this.n, -at(this.sign, id - this.n));
        continue;
      }
      const isUp = this.sideOf(id) == 0;
      this.setSide(id, isUp ? 1 : 0);
      this.addRow(id, isUp ? at(this.s, id) : -at(this.s, id), this.G);
    }
    tick(2 * <f64>end * <f64>this.d);
    for (let i = 0; i < this.n; i += this.step) put(this.r, i, at(this.r, i) - t * at(this.h, i));
    axpy(t, this.direction, this.w, this.stride + 2);
    const id = this.kinks.idOf(end);
    const isRow = id < this.n;
    if (isRow) {
      // It pulls no more by itself.
      this.addRow(id, -this.pull(id), this.G);
      this.setSide(id, 2);
      put(this.r, id, 0);
      memory.fill(this.spare, 0, (<usize>this.basis.width) << 3);
      for (let c = 0; c < this.basis.k; c++) put(this.spare, c, this.x(id, this.columnAt(c)));
      this.basis.solveTransposed(this.spare, this.z);
    }
    if (this.isColumn) {
      put(this.sign, this.leaving, this.way);
      if (isRow) this.enter(id);
      else this.swapColumns(id - this.n);
    } else {
      const gone = this.rowAt(this.leaving);
      put(this.r, gone, t * this.way);
      put(this.h, gone, 0);
      this.setSide(gone, this.way > 0 ? 1 : 0);
      this.addRow(gone, this.pull(gone), this.G);
      if (isRow) {
        this.basis.replaceRow(this.leaving, this.z);
        this.setRow(this.leaving, id);
      } else this.leave(id - this.n);
    }
  }

  /** Row i and the leaving column become part of the basis; z = V' a_i. */
  private enter(i: i32): void {
    const k = this.basis.k;
    let corner = this.x(i, this.leaving);
    for (let a = 0; a < k; a++) corner -= at(this.z, a) * this.x(this.rowAt(a), this.leaving);
    this.basis.grow(this.u, this.z, corner);
    this.setRow(k, i);
    this.setColumn(k, this.leaving);
  }

  /** The leaving column takes the place of one whose weight has become 0. */
  private swapColumns(j: i32): void {
    const c = this.placeOf(j);
    this.basis.replaceColumn(c, this.u);
    this.setPlace(j, -1);
    put(this.w, j, 0);
    this.setColumn(c, this.leaving);
  }

  /** The leaving row and a column whose weight has become 0 are no longer part of the basis. */
  private leave(j: i32): void {
    const c = this.placeOf(j);
    const last = this.basis.k - 1;
    this.basis.shrink(c, this.leaving);
    this.setPlace(j, -1);
    put(this.w, j, 0);
    if (c != last) this.setColumn(c, this.columnAt(last));
    this.setRow(this.leaving, this.rowAt(last));
  }

  /** f, and how much lower the dual objective is. */
  private finish(isDone: bool): void {
    if (!isDone) {
      this.step = 1;
      memory.copy(this.moved, this.y, (<usize>this.n) << 3);
      this.settle();
    }
    this.price();
    let f: f64 = 0;
    let dual: f64 = 0;
    for (let i = 0; i < this.n; i++) {
      if (this.sideOf(i) >= 2) continue;
      const r = at(this.r, i);
      const s = at(this.s, i);
      f += s * (r > 0 ? this.q * r : (this.q - 1) * r);
      dual += this.pull(i) * r;
    }
    this.gap = f - dual;
    for (let j = 0; j < this.d; j++) {
      const w = at(this.w, j);
      if (w == 0) continue;
      f += at(this.cost, j) * Math.abs(w);
      this.gap += at(this.cost, j) * Math.abs(w) - w * at(this.e, j);
    }
    this.objective = f;
    this.isDone = isDone;
    const history = this.history;
    if (history != null) history.note(this.iterations, f, this.gap);
  }
}
