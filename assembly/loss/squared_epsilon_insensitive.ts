// The squared epsilon-insensitive loss: max(0, |z - y| - epsilon)^2, targets y real.
// Its second derivative is 2 outside the tube and 0 inside.

import { ScalarLoss } from './loss';

export class SquaredEpsilonInsensitive extends ScalarLoss {
  constructor(private epsilon: f64) {
    super();
  }

  evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64 {
    const zero = f64x2.splat(0);
    const epsilon = f64x2.splat(this.epsilon);
    let sum = zero;
    for (let p: usize = 0; p < (<usize>rows) << 3; p += 16) {
      const residual = f64x2.sub(v128.load(z + p), v128.load(y + p));
      const weight = v128.load(s + p);
      const excess = f64x2.max(f64x2.sub(f64x2.abs(residual), epsilon), zero);
      const scaled = f64x2.mul(weight, excess);
      sum = f64x2.add(sum, f64x2.mul(scaled, excess));
      const twice = f64x2.add(scaled, scaled);
      v128.store(z + p, v128.bitselect(f64x2.neg(twice), twice, f64x2.lt(residual, zero)));
      v128.store(memo + p, v128.and(f64x2.add(weight, weight), f64x2.gt(excess, zero)));
    }
    return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  }
}
