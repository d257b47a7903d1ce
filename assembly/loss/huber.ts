// Huber's loss of a residual u = z - y at a scale sigma: a square up to epsilon sigma, straight beyond.
//
//   |u| <= epsilon sigma    s u^2 / sigma,                              derivative 2 s u / sigma, second 2 s / sigma
//   else                    s (2 epsilon |u| - epsilon^2 sigma),        derivative +- 2 epsilon s, second 0
//
// This is sigma H(u / sigma), which is convex in (u, sigma) together (loss/huber_objective.ts).
// Memo, in runs of `pitch`: second derivative, u.

import { at, put } from '../math/vector';
import { ScalarLoss } from './loss';

export class Huber extends ScalarLoss {
  sigma: f64 = 1;

  constructor(private epsilon: f64) {
    super();
    this.memory = 2;
  }

  evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64 {
    const epsilon = this.epsilon;
    const sigma = this.sigma;
    const kink = epsilon * sigma;
    let sum: f64 = 0;
    for (let r = 0; r < rows; r++) {
      const weight = at(s, r);
      const u = at(z, r) - at(y, r);
      const size = Math.abs(u);
      const isNear = size <= kink;
      sum += isNear ? (weight * u * u) / sigma : weight * epsilon * (2 * size - kink);
      put(z, r, isNear ? (2 * weight * u) / sigma : u > 0 ? 2 * epsilon * weight : -2 * epsilon * weight);
      put(memo, r, isNear ? (2 * weight) / sigma : 0);
      put(memo, pitch + r, u);
    }
    return sum;
  }
}
