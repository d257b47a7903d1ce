// Coordinate descent for a quadratic with an absolute and a square penalty, to the optimum.
//
//   min over w of 0.5 |y - X w|^2 + sum over j of (lasso_j |w_j| + 0.5 ridge_j w_j^2)      (w_j >= 0 if isPositive)
//
// Given   a Quadratic that stands at w, w, the penalties of each coordinate (>= 0), tol, max_iter
// Output  w; the sweeps taken, the objective, the duality gap and whether the tolerance was met
// See     J. Friedman, T. Hastie, R. Tibshirani: Regularization paths for generalized linear models via coordinate
//         descent, J. Stat. Softw. 33, 2010; the gap and the rule that leaves coordinates out for good: E. Ndiaye,
//         O. Fercoq, A. Gramfort, J. Salmon: Gap safe screening rules, JMLR 18, 2017.
//
// Sweeps find which w_j are not 0 and their signs; once two sweeps agree on that, the w_j solve a linear system
// (Cholesky), and when its solution has those signs and no other coordinate wants to move, it is the optimum, to
// rounding. So a badly conditioned X costs a few systems and not thousands of sweeps. Where the system is singular
// (columns that repeat), sweeps go on until gap <= 1e-8 tol |y|^2.
// Cost: a sweep is d moves; a system |A|^3 / 3 for the |A| coordinates that are not 0.

import { cholesky, choleskySolve } from '../math/cholesky';
import { strideOf } from '../math/matrix';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { curvatures, Quadratic } from './quadratic';

/** What a tol of 1 means for the gap, relative to |y|^2. */
const GAP_SCALE: f64 = 1e-8;
/** Up to this many coordinates the system is solved. */
const SYSTEM_MOST: i32 = 1024;
/** Rounding of a slope, relative to |x_j| |y|: a coordinate at 0 whose slope passes its penalty by less stays. */
const ROUNDING: f64 = 1e-13;
/** A pivot that is so small beside its diagonal entry is rounding. */
const SINGULAR: f64 = 1e-12;

export class Descent {
  converged: bool = false;
  iterations: i32 = 0;
  objective: f64 = 0;
  gap: f64 = 0;
  private active: StaticArray<i32>;
  private count: i32;
  private norms: usize;
  /** The largest |slope - ridge w| / lasso over all coordinates. */
  private dualNorm: f64 = 0;

  constructor(
    private f: Quadratic,
    private w: usize,
    private lasso: usize,
    private ridge: usize,
    private isPositive: bool,
  ) {
    this.norms = curvatures(f);
    this.active = new StaticArray<i32>(f.size);
    this.count = 0;
    this.restore();
  }

  release(): void {
    release(this.norms);
  }

  /** All coordinates but the empty columns'. */
  private restore(): void {
    this.count = 0;
    for (let j = 0; j < this.f.size; j++) {
      if (at(this.norms, j) > 0) this.active[this.count++] = j;
      else put(this.w, j, 0);
    }
  }

  minimise(tol: f64, maxIter: i32): void {
    this.iterations = 0;
    this.converged = false;
    this.restore();
    const target = GAP_SCALE * tol * this.f.square;
    let patience = 1;
    let quiet = 0;
    while (this.iterations < maxIter) {
      this.iterations++;
      quiet = this.sweep() ? 0 : quiet + 1;
      if (quiet < patience) continue;
      if (this.polish()) {
        this.converged = true;
        break;
      }
      quiet = 0;
      patience = min(2 * patience, 64);
      this.measure();
      if (this.gap <= target) {
        this.converged = true;
        break;
      }
      this.screen();
    }
    this.measure();
  }

  /** One pass; whether any coordinate came, went or changed its sign. */
  private sweep(): bool {
    const f = this.f;
    const w = this.w;
    let isNew = false;
    for (let a = 0; a < this.count; a++) {
      const j = this.active[a];
      const before = at(w, j);
      const norm = at(this.norms, j);
      const pull = f.slope(j) + norm * before;
      const after = this.shrunk(pull, j) / (norm + at(this.ridge, j));
      if (after == before) continue;
      if (after * before <= 0) isNew = true;
      put(w, j, after);
      f.move(j, after - before);
    }
    tick(8 * <f64>this.count);
    return isNew;
  }

  private shrunk(pull: f64, j: i32): f64 {
    const penalty = at(this.lasso, j);
    if (pull > penalty) return pull - penalty;
    return pull < -penalty && !this.isPositive ? pull + penalty : 0;
  }

  /** Solves for the coordinates that are not 0; true when that is the optimum. Else w is as it was. */
  private polish(): bool {
    const f = this.f;
    const w = this.w;
    const used: i32[] = [];
    for (let a = 0; a < this.count; a++) {
      const j = this.active[a];
      if (at(w, j) != 0 || at(this.lasso, j) == 0) used.push(j);
    }
    const m = used.length;
    if (m > SYSTEM_MOST) return false;
    const stride = strideOf(max(m, 1));
    const A = reals(<i64>m * stride);
    const x = reals(stride);
    const before = reals(f.size);
    memory.copy(before, w, (<usize>f.size) << 3);
    let isDone = true;
    for (let i = 0; i < m; i++) {
      const row = A + ((<usize>i * <usize>stride) << 3);
      for (let j = 0; j < i; j++) put(row, j, f.inner(used[i], used[j]));
      put(row, i, at(this.norms, used[i]) + at(this.ridge, used[i]));
    }
    if (cholesky(A, m, stride) != 0) isDone = false;
    for (let i = 0; i < m && isDone; i++) {
      const pivot = at(A + ((<usize>i * <usize>stride) << 3), i);
      if (pivot * pivot <= SINGULAR * (at(this.norms, used[i]) + at(this.ridge, used[i]))) isDone = false;
    }
    // Twice, the second time with what rounding left: then w is right to the last digits.
    for (let pass = 0; pass < 2 && isDone; pass++) {
      for (let i = 0; i < m; i++) {
        const j = used[i];
        const sign: f64 = at(before, j) > 0 ? 1 : -1;
        put(x, i, f.slope(j) - at(this.ridge, j) * at(w, j) - sign * at(this.lasso, j));
      }
      choleskySolve(A, m, stride, x);
      for (let i = 0; i < m; i++) put(w, used[i], at(w, used[i]) + at(x, i));
      f.restart(w);
      for (let i = 0; i < m; i++) {
        const j = used[i];
        if (at(this.lasso, j) > 0 && at(w, j) * at(before, j) <= 0) isDone = false;
      }
    }
    if (isDone) isDone = this.isStill();
    if (!isDone) {
      memory.copy(w, before, (<usize>f.size) << 3);
      f.restart(w);
    }
    release(A);
    release(x);
    release(before);
    return isDone;
  }

  /** No coordinate at 0 wants to leave it. */
  private isStill(): bool {
    const f = this.f;
    for (let a = 0; a < this.count; a++) {
      const j = this.active[a];
      if (at(this.w, j) != 0 || at(this.lasso, j) == 0) continue;
      const slope = f.slope(j);
      const allowed = at(this.lasso, j) + ROUNDING * Math.sqrt(at(this.norms, j) * f.square);
      if (slope > allowed || (slope < -allowed && !this.isPositive)) return false;
    }
    return true;
  }

  /** Leaves objective and gap. The gap is that of the dual point r * min(1, 1 / dualNorm), r the residual. */
  private measure(): void {
    const f = this.f;
    const w = this.w;
    let norm: f64 = 0;
    let fit: f64 = 0;
    let rest: f64 = 0;
    let absolute: f64 = 0;
    let squares: f64 = 0;
    let free: f64 = 0;
    for (let j = 0; j < f.size; j++) {
      const value = at(w, j);
      const slope = f.slope(j);
      const dual = slope - at(this.ridge, j) * value;
      const penalty = at(this.lasso, j);
      if (penalty > 0) norm = max(norm, (this.isPositive ? dual : Math.abs(dual)) / penalty);
      else if (at(this.norms, j) > 0) free += (dual * dual) / (at(this.norms, j) + at(this.ridge, j));
      if (value == 0) continue;
      fit += value * f.target(j);
      rest += value * slope;
      absolute += penalty * Math.abs(value);
      squares += at(this.ridge, j) * value * value;
    }
    const residual = max<f64>(f.square - fit - rest, 0);
    const share = norm > 1 ? 1 / norm : 1;
    this.dualNorm = norm;
    this.objective = 0.5 * residual + absolute + 0.5 * squares;
    // Coordinates without a lasso penalty have no bound on their slopes: what these can still gain is added.
    this.gap =
      0.5 * (1 + share * share) * (residual + squares) + absolute - share * (f.square - fit) + 0.5 * free;
  }

  /** Leaves out the coordinates that the gap proves to be 0. */
  private screen(): void {
    const radius = Math.sqrt(2 * max<f64>(this.gap, 0));
    let kept = 0;
    for (let a = 0; a < this.count; a++) {
      const j = this.active[a];
      const penalty = at(this.lasso, j);
      const dual = this.f.slope(j) - at(this.ridge, j) * at(this.w, j);
      const far =
        (penalty - Math.abs(dual) / max<f64>(1, this.dualNorm)) /
        Math.sqrt(at(this.norms, j) + at(this.ridge, j));
      if (penalty == 0 || far <= radius) this.active[kept++] = j;
      else if (at(this.w, j) != 0) {
        this.f.move(j, -at(this.w, j));
        put(this.w, j, 0);
      }
    }
    this.count = kept;
  }
}
