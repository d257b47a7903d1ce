// The logistic loss: ln(1 + e^-m), m = y z, targets y = -1 or 1.
//
// All from e = e^-|m| <= 1, which neither overflows nor cancels:
//   loss         ln(1 + e) + max(-m, 0)
//   derivative   -y q,  q = (m < 0 ? 1 : e) / (1 + e), the probability of the other class
//   second       e / (1 + e)^2

import { exponentials, logarithms1p } from '../math/exp';
import { reals } from '../memory/block';
import { MOST_ROWS, ScalarLoss } from './loss';

export class Logistic extends ScalarLoss {
  private logarithms: usize = reals(MOST_ROWS);

  evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64 {
    const bytes = (<usize>rows) << 3;
    for (let p: usize = 0; p < bytes; p += 16) {
      const m = f64x2.mul(v128.load(y + p), v128.load(z + p));
      v128.store(z + p, m);
      v128.store(memo + p, f64x2.neg(f64x2.abs(m)));
    }
    exponentials(memo, rows);
    const logarithms = this.logarithms;
    logarithms1p(memo, logarithms, rows);
    const zero = f64x2.splat(0);
    const one = f64x2.splat(1);
    let sum = zero;
    for (let p: usize = 0; p < bytes; p += 16) {
      const m = v128.load(z + p);
      const e = v128.load(memo + p);
      const weight = v128.load(s + p);
      const loss = f64x2.add(v128.load(logarithms + p), f64x2.max(f64x2.neg(m), zero));
      sum = f64x2.add(sum, f64x2.mul(weight, loss));
      const inverse = f64x2.div(one, f64x2.add(one, e));
      const scaled = f64x2.mul(weight, inverse);
      const other = f64x2.mul(v128.bitselect(one, e, f64x2.lt(m, zero)), scaled);
      v128.store(z + p, f64x2.neg(f64x2.mul(v128.load(y + p), other)));
      v128.store(memo + p, f64x2.mul(f64x2.mul(e, scaled), inverse));
    }
    return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  }
}
