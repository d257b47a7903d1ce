// The squared hinge: max(0, 1 - m)^2, m = y z, targets y = -1 or 1.
// Its second derivative is 2 inside the margin and 0 outside; at m = 1 it is taken as 0.

import { ScalarLoss } from './loss';

export class SquaredHinge extends ScalarLoss {
  evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64 {
    const zero = f64x2.splat(0);
    const one = f64x2.splat(1);
    let sum = zero;
    for (let p: usize = 0; p < (<usize>rows) << 3; p += 16) {
      const sign = v128.load(y + p);
      const weight = v128.load(s + p);
      const gap = f64x2.max(f64x2.sub(one, f64x2.mul(sign, v128.load(z + p))), zero);
      const scaled = f64x2.mul(weight, gap);
      sum = f64x2.add(sum, f64x2.mul(scaled, gap));
      v128.store(z + p, f64x2.mul(f64x2.mul(f64x2.splat(-2), sign), scaled));
      v128.store(memo + p, v128.and(f64x2.add(weight, weight), f64x2.gt(gap, zero)));
    }
    return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  }
}
