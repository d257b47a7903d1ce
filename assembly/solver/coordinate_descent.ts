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
// Sweeps find, nearly, which w_j are not 0 and their signs; once two sweeps agree on that, active_set.ts goes from
// there to the optimum, to rounding. So a badly conditioned X, or one with more columns than rows, costs a few
// linear systems and not the million sweeps that it otherwise takes. Where there are too many w_j for that, sweeps go
// on until gap <= 1e-8 tol |y|^2.
// Cost: a sweep is d moves.

import { at, put } from '../math/vector';
import { release } from '../memory/block';
import { tick } from '../progress';
import { ActiveSet } from './active_set';
import { curvatures, Quadratic } from './quadratic';

/** What a tol of 1 means for the gap, relative to |y|^2. */
const GAP_SCALE: f64 = 1e-8;

export class Descent {
  converged: bool = false;
  iterations: i32 = 0;
  objective: f64 = 0;
  gap: f64 = 0;
  private active: StaticArray<i32>;
  private count: i32;
  private norms: usize;
  private set: ActiveSet;
  /** The largest |slope - ridge w| / lasso over all coordinates. */
  private dualNorm: f64 = 0;

  constructor(
    private f: Quadratic,
    private w: usize,
    private lasso: usize,
    private ridge: usize,
    private isPositive: bool,
    /** f.square is |y|^2; else there is no gap, and all rests on the active set. */
    private hasGap: bool = true,
  ) {
    const norms = curvatures(f);
    this.norms = norms;
    this.active = new StaticArray<i32>(f.size);
    this.count = 0;
    this.set = new ActiveSet(f, w, lasso, ridge, norms, isPositive);
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
      if (this.set.finish(this.active, this.count)) {
        this.converged = true;
        break;
      }
      quiet = 0;
      patience = min(2 * patience, 64);
      if (!this.hasGap) continue;
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
