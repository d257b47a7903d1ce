// L-BFGS: a minimum of a smooth function from its value and gradient alone.
//
//   d = -H g, H the inverse Hessian of the last 10 pairs (s, y) of steps and gradients' changes, begun at (s y) / (y y)
//   w <- w + t d,  t from a line search: f falls by 1e-3 t g d at least, and |slope| is at most 0.9 of the start's
//
// Ends when the largest |g| is at most tol, when f falls by less than 2.2e-9 of max(|f|, 1), or after so many steps.
// A pair without curvature is left out; a search that finds nothing begins anew from the gradient, once.
//
// Promise: the steps of SciPy's L-BFGS-B without bounds, but for rounding.
// Source: J. Nocedal, Updating quasi-Newton matrices with limited storage, Mathematics of Computation 35 (1980);
// J. Moré, D. Thuente, Line search algorithms with guaranteed sufficient decrease, ACM TOMS 20 (1994).

import { at, axpy, dot, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { LineSearch } from './line_search';

const MEMORY: i32 = 10;
const LEAST_FALL: f64 = 2.220446049250313e-9;
const EPSILON: f64 = 2.220446049250313e-16;
/** Points that one line search tries. */
const MOST_TRIES: i32 = 20;

/** What is minimised; vectors have `size` f64, an even number. */
export abstract class SmoothFunction {
  constructor(readonly size: i32) {}

  /** f(w); writes its gradient. */
  abstract evaluate(w: usize, gradient: usize): f64;

  /** A step is done. */
  abstract note(iteration: i32, value: f64): void;
}

export class Lbfgs {
  iterations: i32 = 0;
  evaluations: i32 = 0;
  value: f64 = 0;
  converged: bool = false;
  /** Pairs (s, y), the oldest first, and s y of each. */
  private steps: StaticArray<usize> = new StaticArray<usize>(MEMORY);
  private changes: StaticArray<usize> = new StaticArray<usize>(MEMORY);
  private products: StaticArray<f64> = new StaticArray<f64>(MEMORY);
  private length: i32 = 0;
  private scale: f64 = 1;

  constructor(
    private problem: SmoothFunction,
    private tol: f64,
    private mostIterations: i32,
    private mostEvaluations: i32,
  ) {
    for (let i = 0; i < MEMORY; i++) {
      this.steps[i] = reals(problem.size);
      this.changes[i] = reals(problem.size);
    }
  }

  /** Moves w to a minimum. */
  minimise(w: usize): void {
    const n = this.problem.size;
    const bytes = (<usize>n) << 3;
    const g = reals(n);
    const d = reals(n);
    const old = reals(n);
    const oldG = reals(n);
    this.value = this.evaluate(w, g);
    this.converged = largest(g, n) <= this.tol;
    while (
      !this.converged &&
      this.iterations < this.mostIterations &&
      this.evaluations <= this.mostEvaluations
    ) {
      this.direct(g, d);
      memory.copy(old, w, bytes);
      memory.copy(oldG, g, bytes);
      const before = this.value;
      const step = this.search(w, g, d, old);
      if (step == 0) {
        memory.copy(w, old, bytes);
        memory.copy(g, oldG, bytes);
        this.value = before;
        if (this.length == 0) break;
        this.length = 0;
        continue;
      }
      this.iterations++;
      this.problem.note(this.iterations, this.value);
      const fall = before - this.value;
      const size = max<f64>(max(Math.abs(before), Math.abs(this.value)), 1);
      this.converged = largest(g, n) <= this.tol || fall <= LEAST_FALL * size;
      this.remember(g, oldG, d, step);
    }
    release(g);
    release(d);
    release(old);
    release(oldG);
    for (let i = 0; i < MEMORY; i++) {
      release(this.steps[i]);
      release(this.changes[i]);
    }
  }

  private evaluate(w: usize, g: usize): f64 {
    this.evaluations++;
    return this.problem.evaluate(w, g);
  }

  /** d = -H g. */
  private direct(g: usize, d: usize): void {
    const n = this.problem.size;
    const parts = new StaticArray<f64>(MEMORY);
    for (let i = 0; i < n; i++) put(d, i, -at(g, i));
    for (let p = this.length - 1; p >= 0; p--) {
      parts[p] = dot(this.steps[p], d, n) / this.products[p];
      axpy(-parts[p], this.changes[p], d, n);
    }
    if (this.length > 0) for (let i = 0; i < n; i++) put(d, i, at(d, i) * this.scale);
    for (let p = 0; p < this.length; p++) {
      axpy(parts[p] - dot(this.changes[p], d, n) / this.products[p], this.steps[p], d, n);
    }
  }

  /** Walks along d from old: w, g and the value are there; the step, or 0 when none was found. */
  private search(w: usize, g: usize, d: usize, old: usize): f64 {
    const n = this.problem.size;
    const slope = dot(g, d, n);
    if (!(slope < 0)) return 0;
    const first = this.iterations == 0 ? min<f64>(1 / Math.sqrt(dot(d, d, n)), 1e10) : 1;
    const search = new LineSearch(this.value, slope, first);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      memory.copy(w, old, (<usize>n) << 3);
      axpy(search.step, d, w, n);
      this.value = this.evaluate(w, g);
      if (search.isOver(this.value, dot(g, d, n))) return search.step;
    }
    return 0;
  }

  /** Keeps the pair of a step t d, in the place of the oldest. */
  private remember(g: usize, oldG: usize, d: usize, t: f64): void {
    const n = this.problem.size;
    if (this.length == MEMORY) this.forgetFirst();
    const s = this.steps[this.length];
    const y = this.changes[this.length];
    for (let i = 0; i < n; i++) {
      put(s, i, t * at(d, i));
      put(y, i, at(g, i) - at(oldG, i));
    }
    const product = dot(s, y, n);
    if (product <= -EPSILON * dot(oldG, s, n)) return;
    this.products[this.length++] = product;
    this.scale = product / dot(y, y, n);
  }

  private forgetFirst(): void {
    const s = this.steps[0];
    const y = this.changes[0];
    for (let p = 1; p < MEMORY; p++) {
      this.steps[p - 1] = this.steps[p];
      this.changes[p - 1] = this.changes[p];
      this.products[p - 1] = this.products[p];
    }
    this.steps[MEMORY - 1] = s;
    this.changes[MEMORY - 1] = y;
    this.length--;
  }
}

function largest(g: usize, n: i32): f64 {
  let most: f64 = 0;
  for (let i = 0; i < n; i++) most = max(most, Math.abs(at(g, i)));
  return most;
}
