// The hinge and the epsilon-insensitive loss, made smooth by a proximal term in their dual variable.
//
// With u = z - y both are    loss(u) = max of b u - epsilon |b| over low <= b <= high
//
//   hinge                s max(0, 1 - y z), y = -1 or 1:   b from -s to 0 for y = 1, from 0 to s for y = -1
//   epsilon-insensitive  s max(0, |z - y| - epsilon):      b from -s to s
//
// and the smooth loss is     max of b u - epsilon |b| - (b - centre)^2 / (2 sigma),
//
//   b*          clip(shrink(centre + sigma u, sigma epsilon), low, high)
//   derivative  b*,  second: sigma where b* is neither cut nor shrunk to 0
//
// Moving the centre to b* again and again leads to the loss itself: see solver/proximal_point.ts.
// Memo, in runs of `pitch`: second derivative, b*, centre, u.

import { at } from '../math/vector';
import { ScalarLoss } from './loss';

export class PiecewiseLinear extends ScalarLoss {
  sigma: f64 = 1;

  /** One-sided is the hinge, two-sided the epsilon-insensitive loss. */
  constructor(
    private isHinge: bool,
    private epsilon: f64,
  ) {
    super();
    this.memory = 4;
  }

  evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64 {
    const run = (<usize>pitch) << 3;
    const zero = f64x2.splat(0);
    const epsilon = f64x2.splat(this.epsilon);
    const sigma = f64x2.splat(this.sigma);
    const shrinkage = f64x2.mul(sigma, epsilon);
    const half = f64x2.splat(0.5 / this.sigma);
    let sum = zero;
    for (let p: usize = 0; p < (<usize>rows) << 3; p += 16) {
      const target = v128.load(y + p);
      const weight = v128.load(s + p);
      const isUp = f64x2.gt(target, zero);
      let low = f64x2.neg(weight);
      let high = weight;
      if (this.isHinge) {
        low = v128.and(low, isUp);
        high = v128.andnot(high, isUp);
      }
      const centre = v128.load(memo + 2 * run + p);
      const u = f64x2.sub(v128.load(z + p), target);
      const free = f64x2.add(centre, f64x2.mul(sigma, u));
      // shrink(free): towards 0 by sigma epsilon, from either side.
      const shrunk = f64x2.add(
        f64x2.max(f64x2.sub(free, shrinkage), zero),
        f64x2.min(f64x2.add(free, shrinkage), zero),
      );
      const b = f64x2.max(f64x2.min(shrunk, high), low);
      const away = f64x2.sub(b, centre);
      const linear = f64x2.sub(f64x2.mul(b, u), f64x2.mul(epsilon, f64x2.abs(b)));
      sum = f64x2.add(sum, f64x2.sub(linear, f64x2.mul(half, f64x2.mul(away, away))));
      const isInside = v128.and(f64x2.lt(low, shrunk), f64x2.lt(shrunk, high));
      const isNotZero = this.epsilon > 0 ? f64x2.ne(shrunk, zero) : isInside;
      v128.store(z + p, b);
      v128.store(memo + p, v128.and(sigma, v128.and(isInside, isNotZero)));
      v128.store(memo + run + p, b);
      v128.store(memo + 3 * run + p, u);
    }
    return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  }

  /** The centre moves to b*. */
  move(rows: i32, pitch: i32, memo: usize): void {
    const run = (<usize>pitch) << 3;
    memory.copy(memo + 2 * run, memo + run, (<usize>rows) << 3);
  }

  /** The loss itself, summed over a block, at the scores of the last `evaluate`. */
  exact(y: usize, s: usize, rows: i32, pitch: i32, memo: usize): f64 {
    const u = memo + ((3 * <usize>pitch) << 3);
    let sum: f64 = 0;
    for (let r = 0; r < rows; r++) {
      const value = this.isHinge ? -at(y, r) * at(u, r) : Math.abs(at(u, r)) - this.epsilon;
      sum += at(s, r) * Math.max(value, 0);
    }
    return sum;
  }

  /** sum of b* y + epsilon |b*| over a block: what the dual objective takes off. */
  linear(y: usize, rows: i32, pitch: i32, memo: usize): f64 {
    const b = memo + ((<usize>pitch) << 3);
    let sum: f64 = 0;
    for (let r = 0; r < rows; r++) sum += at(b, r) * at(y, r) + this.epsilon * Math.abs(at(b, r));
    return sum;
  }
}
