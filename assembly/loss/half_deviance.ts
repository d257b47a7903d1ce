// Half the deviance of counts and of amounts, whose mean is e^r: r is the score, y the target.
//
//   HalfPoisson   e^r - y - y (r - ln y)          y >= 0; e^r for y = 0
//   HalfGamma     y e^-r - 1 - (ln y - r)         y > 0
//
// Both are 0 where e^r = y and positive elsewhere. With u = r - ln y they are y (e^u - 1 - u) and e^-u - 1 + u, which
// keeps the digits near the optimum, where the terms of the definition cancel.
// Source: P. McCullagh, J. Nelder: Generalized linear models, 2nd edition, sections 6.2 and 8.3.

import { at, put } from '../math/vector';
import { ScalarLoss } from './loss';

export class HalfPoisson extends ScalarLoss {
  evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64 {
    let sum: f64 = 0;
    for (let i = 0; i < rows; i++) {
      const weight = at(s, i);
      const target = at(y, i);
      // Rows that only fill the block have no score that means anything.
      if (weight == 0) {
        put(z, i, 0);
        put(memo, i, 0);
        continue;
      }
      if (target == 0) {
        const mean = Math.exp(at(z, i));
        sum += weight * mean;
        put(z, i, weight * mean);
        put(memo, i, weight * mean);
        continue;
      }
      const u = at(z, i) - Math.log(target);
      const grown = Math.expm1(u);
      sum += weight * target * (grown - u);
      put(z, i, weight * target * grown);
      put(memo, i, weight * target * (grown + 1));
    }
    return sum;
  }
}

export class HalfGamma extends ScalarLoss {
  evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64 {
    let sum: f64 = 0;
    for (let i = 0; i < rows; i++) {
      const weight = at(s, i);
      if (weight == 0) {
        put(z, i, 0);
        put(memo, i, 0);
        continue;
      }
      const v = Math.log(at(y, i)) - at(z, i);
      const grown = Math.expm1(v);
      sum += weight * (grown - v);
      put(z, i, -weight * grown);
      put(memo, i, weight * (grown + 1));
    }
    return sum;
  }
}
