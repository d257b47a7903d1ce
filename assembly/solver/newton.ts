// Newton's method for a smooth convex f, each step by preconditioned conjugate gradients.
//
//   min over w of f(w)
//
// Given   an Objective, a start w, tol, max_iter; a floor, at which there is no need to go on
// Output  w; the iterations taken, f(w), and whether the tolerance was met
// See     Nocedal and Wright, "Numerical Optimization", 2nd ed., algorithm 7.1 (line-search Newton-CG) and
//         section 3.1 (Armijo's rule); the forcing term as Eisenstat and Walker, SIAM J. Sci. Comput. 17, 1996.
//
// Each iteration solves H p = -g until the residual is small in the norm of M^-1, and goes along p to the
// first of 1, 1/2, 1/4... that lowers f enough. Where M is H itself that is one product with H, and the
// method is Newton's with Cholesky; where M is only near, a few more. M is built anew while steps are long.
// L-BFGS was the other choice: to this accuracy scikit-learn's takes 144 passes over digits (multinomial),
// this 90 in 8 iterations, and the factoring; in wall time they are even.
//
// The stop: lambda <= 1e-4 tol sqrt(f), where lambda^2 = g' M^-1 g is about twice what f can still lose, and
// with M = H bounds |w - w*|^2 wherever the penalty is 0.5 |w|^2. So the default tol = 1e-4 means 1e-8, where
// M is H: a relative error below 1e-7 in w unless 0.5 |w|^2 is a tiny part of f, and of rounding size in f.
// Scaling f and w together leaves the rule as it is.

import { failNotFinite } from '../error';
import { axpy, dot } from '../math/vector';
import { reals, release } from '../memory/block';
import { History } from './history';
import { Objective } from './objective';

/** What a tol of 1 means for lambda / sqrt(f). */
export const TOL_SCALE: f64 = 1e-4;
/** Armijo's constant: the share of the linear model's promise that a step must keep. */
export const ARMIJO: f64 = 1e-4;
/** Steps tried along one direction: the last is 2^-40. */
export const MOST_HALVINGS: i32 = 40;
/** The rounding of f, relative: near the optimum no test on f can see less. */
export const ROUNDING: f64 = 1e-14;
/** The most that a residual may keep of the right-hand side. */
const LOOSEST: f64 = 0.1;
/** Products with H for one direction. */
const MOST_PRODUCTS: i32 = 200;
/** M is kept while steps gain less than this share of f: H hardly changes along them. */
const NEAR: f64 = 5e-2;
/** And while the products with H do not grow beyond twice those with a fresh M, and this. */
const STALE: i32 = 8;

export class NewtonResult {
  converged: bool = false;
  iterations: i32 = 0;
  value: f64 = 0;
  /** Evaluations of f, and products with H: what the work was. */
  evaluations: i32 = 0;
  products: i32 = 0;
  /** What to tell a user whose run did not converge, when it was not for max_iter; else ''. */
  trouble: string = '';
}

/**
 * Minimises f from w in place; notes f and lambda before each iteration and at the end. Stops, not converged, once
 * f is below `floor`.
 */
export function minimise(
  f: Objective,
  w: usize,
  tol: f64,
  maxIter: i32,
  history: History | null = null,
  floor: f64 = -Infinity,
): NewtonResult {
  const n = f.size;
  const bytes = (<usize>n) << 3;
  const result = new NewtonResult();
  const step = new Step(f, n);
  let gradient = reals(n);
  let tried = reals(n);
  let triedGradient = reals(n);
  let value = f.evaluate(w, gradient);
  if (!isFinite(value)) failNotFinite();
  result.evaluations = 1;

  let isFar = true;
  let productsWhenFresh = 0;
  while (!(value < floor)) {
    if (isFar) f.factor();
    const target = TOL_SCALE * tol * Math.sqrt(value);
    const lambda = step.begin(gradient);
    if (history != null) history.note(result.iterations, value, lambda);
    if (lambda <= target) {
      result.converged = true;
      break;
    }
    if (result.iterations == maxIter) break;
    result.iterations++;
    const products = step.solve(value, target);
    if (isFar) productsWhenFresh = products;
    const slope = dot(gradient, step.p, n);
    if (!(slope < 0)) {
      result.trouble = lost(result.iterations);
      break;
    }
    let length: f64 = 1;
    let lower = value;
    let isLower = false;
    for (let halving = 0; halving <= MOST_HALVINGS && !isLower; halving++) {
      memory.copy(tried, w, bytes);
      axpy(length, step.p, tried, n);
      lower = f.evaluate(tried, triedGradient);
      result.evaluations++;
      isLower = lower <= value + ARMIJO * length * slope + ROUNDING * Math.abs(value);
      if (!isLower) length *= 0.5;
    }
    if (!isLower) {
      // What is left to gain drowns in the rounding of f; or f is not what it should be.
      result.converged = -slope <= ROUNDING * Math.abs(value);
      if (!result.converged) result.trouble = lost(result.iterations);
      break;
    }
    memory.copy(w, tried, bytes);
    const swap = gradient;
    gradient = triedGradient;
    triedGradient = swap;
    isFar = -slope > NEAR * value || products > 2 * productsWhenFresh + STALE;
    value = lower;
  }
  result.value = value;
  result.products = step.products;
  step.free();
  release(gradient);
  release(tried);
  release(triedGradient);
  return result;
}

export function lost(iteration: i32): string {
  return `did not converge: from iteration ${iteration} on rounding hides what is left to gain; lower C or raise tol`;
}

/** Newton's direction by conjugate gradients: p with H p = -g, near enough. */
class Step {
  /** The direction. */
  p: usize;
  products: i32 = 0;
  private r: usize;
  private z: usize;
  private d: usize;
  private hd: usize;
  /** r' M^-1 r. */
  private rz: f64 = 0;

  constructor(
    private f: Objective,
    private n: i32,
  ) {
    this.p = reals(n);
    this.r = reals(n);
    this.z = reals(n);
    this.d = reals(n);
    this.hd = reals(n);
  }

  free(): void {
    release(this.p);
    release(this.r);
    release(this.z);
    release(this.d);
    release(this.hd);
  }

  /** Starts at this gradient; lambda, in the norm of M^-1. */
  begin(gradient: usize): f64 {
    const n = this.n;
    const bytes = (<usize>n) << 3;
    memory.fill(this.p, 0, bytes);
    memory.fill(this.r, 0, bytes);
    axpy(-1, gradient, this.r, n);
    this.f.precondition(this.r, this.z);
    memory.copy(this.d, this.z, bytes);
    this.rz = dot(this.r, this.z, n);
    return Math.sqrt(this.rz);
  }

  /**
   * Leaves the direction in p; the products with H that it took. `target`: the lambda that ends the whole
   * run; a residual far below it would be of no use.
   */
  solve(value: f64, target: f64): i32 {
    const n = this.n;
    const before = this.products;
    const bytes = (<usize>n) << 3;
    let rz = this.rz;
    // A residual of lambda / sqrt(f), relative, keeps the convergence quadratic.
    const lambda = Math.sqrt(rz);
    const forcing = Math.min(LOOSEST, value > 0 ? lambda / Math.sqrt(value) : LOOSEST);
    const enough = Math.max(forcing * lambda, 0.5 * target);
    for (let i = 0; i < MOST_PRODUCTS && rz > 0; i++) {
      this.f.curve(this.d, this.hd);
      this.products++;
      const curvature = dot(this.d, this.hd, n);
      if (!(curvature > 0)) {
        // A flat direction: f is linear along it, and the line search decides how far.
        if (i == 0) axpy(1, this.d, this.p, n);
        break;
      }
      const alpha = rz / curvature;
      axpy(alpha, this.d, this.p, n);
      axpy(-alpha, this.hd, this.r, n);
      this.f.precondition(this.r, this.z);
      const next = dot(this.r, this.z, n);
      if (!(next > enough * enough)) break;
      const beta = next / rz;
      for (let q: usize = 0; q < bytes; q += 16) {
        const kept = f64x2.mul(f64x2.splat(beta), v128.load(this.d + q));
        v128.store(this.d + q, f64x2.add(v128.load(this.z + q), kept));
      }
      rz = next;
    }
    return this.products - before;
  }
}
