// Newton's method for a smooth convex f with absolute penalties.
//
//   min over w of F(w) = f(w) + sum over j of lasso_j |w_j|
//
// Given   a CurvedObjective, a start w, the penalties (>= 0), tol, max_iter
//         (and how many iterations of max_iter are taken already)
// Output  w, its zeros exact; the iterations taken, F(w), and whether the tolerance was met
// See     J. Lee, Y. Sun, M. Saunders: Proximal Newton-type methods for minimizing composite functions, SIAM J. Optim.
//         24, 2014; J. Friedman, T. Hastie, R. Tibshirani: Regularization paths for generalized linear models via
//         coordinate descent, J. Stat. Softw. 33, 2010.
//
// Each iteration puts f's quadratic model at w in its place, minimises that by coordinate_descent.ts, whose active set
// ends at the model's optimum to rounding, and goes from w towards it to the first of 1, 1/2, 1/4... that lowers F
// enough. Near the optimum steps are whole, the zeros those of the optimum, and convergence is quadratic. Where H comes
// in blocks that are only above it, it is linear.
//
// The stop: lambda <= 1e-4 tol sqrt(F), where lambda^2 = -(g' p + what the penalties change by) is at least p' H p and
// about twice what F can still lose: newton.ts's rule. The step that was found then is still taken.
// Cost: an iteration is one Hessian, its descent, and one evaluation for each length tried.

import { failNotFinite } from '../error';
import { strideOf } from '../math/matrix';
import { at, axpy, dot, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { Descent } from './coordinate_descent';
import { History } from './history';
import { ARMIJO, lost, MOST_HALVINGS, NewtonResult, ROUNDING, TOL_SCALE } from './newton';
import { CurvedObjective } from './objective';
import { GramQuadratic } from './quadratic';

/** Sweeps over one quadratic model: where its active set doesn't end it, they do. */
const MOST_SWEEPS: i32 = 100;

/** Minimises from w in place; notes F and lambda before each iteration and at the end. */
export function minimiseSparse(
  f: CurvedObjective,
  w: usize,
  lasso: usize,
  tol: f64,
  maxIter: i32,
  history: History | null = null,
  before: i32 = 0,
): NewtonResult {
  const n = f.size;
  const bytes = (<usize>n) << 3;
  const result = new NewtonResult();
  result.iterations = before;
  const model = new Model(f, lasso);
  let gradient = reals(n);
  let tried = reals(n);
  let triedGradient = reals(n);
  const p = reals(n);
  let value = f.evaluate(w, gradient) + absolute(w, lasso, n);
  if (!isFinite(value)) failNotFinite();
  result.evaluations = 1;
  for (;;) {
    const isSolved = model.minimise(w, gradient, value, p);
    memory.copy(tried, w, bytes);
    axpy(1, p, tried, n);
    const slope = dot(gradient, p, n) + absolute(tried, lasso, n) - absolute(w, lasso, n);
    const lambda = Math.sqrt(max<f64>(-slope, 0));
    if (history != null) history.note(result.iterations, value, lambda);
    const isLast = isSolved && lambda <= TOL_SCALE * tol * Math.sqrt(value);
    if (!isLast && result.iterations == maxIter) break;
    if (!(slope < 0)) {
      result.converged = isLast;
      if (!isLast) result.trouble = lost(result.iterations);
      break;
    }
    if (!isLast) result.iterations++;
    let length: f64 = 1;
    let lower = value;
    let isLower = false;
    for (let halving = 0; halving <= MOST_HALVINGS && !isLower; halving++) {
      if (halving > 0) {
        length *= 0.5;
        memory.copy(tried, w, bytes);
        axpy(length, p, tried, n);
      }
      lower = f.evaluate(tried, triedGradient) + absolute(tried, lasso, n);
      result.evaluations++;
      isLower = lower <= value + ARMIJO * length * slope + ROUNDING * Math.abs(value);
    }
    if (isLower) {
      memory.copy(w, tried, bytes);
      const swap = gradient;
      gradient = triedGradient;
      triedGradient = swap;
      value = lower;
    } else if (!isLast) {
      result.converged = -slope <= ROUNDING * Math.abs(value);
      if (!result.converged) result.trouble = lost(result.iterations);
      break;
    }
    if (isLast) {
      result.converged = true;
      break;
    }
  }
  result.value = value;
  model.free();
  release(gradient);
  release(tried);
  release(triedGradient);
  release(p);
  return result;
}

/** sum of lasso_j |w_j|. */
function absolute(w: usize, lasso: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < n; j++) sum += at(lasso, j) * Math.abs(at(w, j));
  return sum;
}

/** f(w) + g' p + 0.5 p' H p with the penalties of w + p, part by part. */
class Model {
  /** Parameters of a part. */
  private size: i32;
  private H: usize;
  private c: usize;
  private u: usize;
  private none: usize;

  constructor(
    private f: CurvedObjective,
    private lasso: usize,
  ) {
    const size = f.size / f.parts;
    this.size = size;
    this.H = reals(<i64>size * size);
    this.c = reals(strideOf(size));
    this.u = reals(strideOf(size));
    this.none = reals(strideOf(size));
  }

  free(): void {
    release(this.H);
    release(this.c);
    release(this.u);
    release(this.none);
  }

  /** Leaves in p the way to the model's optimum; whether it is that. */
  minimise(w: usize, gradient: usize, value: f64, p: usize): bool {
    const bytes = (<usize>this.size) << 3;
    let isSolved = true;
    for (let part = 0; part < this.f.parts; part++) {
      const from = <usize>part * bytes;
      this.f.hessian(part, this.lasso, this.H);
      if (!this.solve(w + from, gradient + from, this.lasso + from, value)) isSolved = false;
      memory.copy(p + from, this.u, bytes);
      axpy(-1, w + from, p + from, this.size);
    }
    return isSolved;
  }

  /** The part's optimum, in u. */
  private solve(w: usize, gradient: usize, lasso: usize, value: f64): bool {
    const size = this.size;
    const c = this.c;
    memory.fill(c, 0, (<usize>size) << 3);
    for (let j = 0; j < size; j++) {
      const row = this.H + ((<usize>j * <usize>size) << 3);
      // No row has any curvature left here: a unit of it holds w_j near where it is.
      if (at(row, j) == 0 && at(w, j) != 0) put(row, j, 1);
      if (at(w, j) != 0) axpy(at(w, j), row, c, size);
    }
    // As 0.5 |y - X u|^2 the model has c = X'y; of |y|^2 only the size matters here.
    const square = 2 * value + dot(c, w, size);
    axpy(-1, gradient, c, size);
    const quadratic = new GramQuadratic(size, this.H, c, max<f64>(square, 0));
    memory.copy(this.u, w, (<usize>size) << 3);
    quadratic.restart(this.u);
    const descent = new Descent(quadratic, this.u, lasso, this.none, false, false);
    descent.minimise(0, MOST_SWEEPS);
    const isSolved = descent.converged;
    descent.release();
    quadratic.release();
    return isSolved;
  }
}
