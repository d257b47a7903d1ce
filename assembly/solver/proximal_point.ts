// The proximal point method on the dual, for objectives with kinks.
//
//   min over w of P(w),  P(w) = max over b of a function that is linear in b but for a box: see the objective
//
// Given   a ProximalObjective, a start w, tol, max_iter, the first sigma
// Output  w; the Newton steps taken, P(w), and whether the tolerance was met
// See     Rockafellar, "Augmented Lagrangians and applications of the proximal point algorithm in convex
//         programming", Math. Oper. Res. 1, 1976; with Newton steps inside as Li, Sun and Toh, "A highly
//         efficient semismooth Newton augmented Lagrangian method", SIAM J. Optim. 28, 2018, algorithm 1.
//
// Each round minimises a smooth function, quadratic in pieces, by newton.ts from where the last one ended,
// then moves its centre to the multipliers found and doubles sigma. Some ten rounds, mostly of one or two
// Newton steps, find the optimum; nothing is random. Dual coordinate descent, the usual choice, takes 500
// sweeps on wine for its default tolerance, and on breast_cancer more than its limit of 1000.
//
// The stop: P(w) - D(b) <= 1e-4 tol P(w). By weak duality that bounds the error of the objective, so the
// default tol = 1e-4 is a relative error of at most 1e-8.

import { reals, release } from '../memory/block';
import { History } from './history';
import { minimise, NewtonResult } from './newton';
import { Objective } from './objective';

/** What a tol of 1 means for the gap, relative to P. */
const GAP_SCALE: f64 = 1e-4;
/** sigma's growth a round, and its most relative to the first. */
const GROWTH: f64 = 2;
const MOST_GROWTH: f64 = 1e7;

/** A multiplier's range beyond which it is as good as none, and what to begin with there: steps must not drown b. */
const WIDE: f64 = 1e8;
const FIRST_OF_WIDE: f64 = 1e5;

/** The sigma to begin with when multipliers range to C and residuals are around 1. */
export function firstSigma(C: f64): f64 {
  return C > WIDE ? FIRST_OF_WIDE : C;
}

export abstract class ProximalObjective extends Objective {
  /** P(w), at the w of the last `evaluate`. */
  abstract primal(w: usize): f64;

  /** D(b*), at the w of the last `evaluate`, whose gradient was this. */
  abstract dual(w: usize, gradient: usize): f64;

  /** The centre moves to b*; sigma becomes this. */
  abstract move(sigma: f64): void;
}

/** Minimises P from w in place; notes P(w) and P(w) - D(b) after each round. */
export function minimiseByProximalPoints(
  f: ProximalObjective,
  w: usize,
  tol: f64,
  maxIter: i32,
  firstSigma: f64,
  history: History | null = null,
): NewtonResult {
  const total = new NewtonResult();
  const gradient = reals(f.size);
  let sigma = firstSigma;
  f.move(sigma);
  while (true) {
    const round = minimise(f, w, tol, maxIter - total.iterations);
    // A round that finds nothing to do counts too, so that the loop ends.
    total.iterations += max(1, round.iterations);
    total.evaluations += round.evaluations + 1;
    total.products += round.products;
    f.evaluate(w, gradient);
    total.value = f.primal(w);
    const gap = total.value - f.dual(w, gradient);
    if (history != null) history.note(total.iterations, total.value, gap);
    total.converged = gap <= GAP_SCALE * tol * total.value;
    if (total.converged || total.iterations >= maxIter) break;
    sigma = Math.min(sigma * GROWTH, firstSigma * MOST_GROWTH);
    f.move(sigma);
  }
  release(gradient);
  return total;
}
