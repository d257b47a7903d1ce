// The multinomial loss: ln(sum over c of e^z_c) - z_y, targets y = 0..k-1.
//
//   derivative   p_c - (c = y),  p_c = e^(z_c - max) / sum; memo keeps p (k x pitch)
//   second       s (diag(p) - p p'), whose flat direction is (1, ..., 1)

import { exponentials } from '../math/exp';
import { at, put } from '../math/vector';
import { Loss } from './loss';

export class Softmax extends Loss {
  constructor(classes: i32) {
    super(classes, classes);
  }

  evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64 {
    const k = this.outputs;
    const bytes = (<usize>rows) << 3;
    const skip = (<usize>pitch) << 3;
    const end = z + <usize>k * skip;
    for (let p: usize = 0; p < bytes; p += 16) {
      let highest = v128.load(z + p);
      for (let c = z + skip; c < end; c += skip) highest = f64x2.max(highest, v128.load(c + p));
      for (let c = z; c < end; c += skip) v128.store(c + p, f64x2.sub(v128.load(c + p), highest));
    }
    for (let c: usize = 0; c < <usize>k * skip; c += skip) {
      memory.copy(memo + c, z + c, bytes);
      exponentials(memo + c, rows);
    }
    let loss: f64 = 0;
    for (let p: usize = 0; p < bytes; p += 16) {
      let sum = v128.load(memo + p);
      for (let c = skip; c < <usize>k * skip; c += skip) sum = f64x2.add(sum, v128.load(memo + c + p));
      const weight = v128.load(s + p);
      const inverse = f64x2.div(f64x2.splat(1), sum);
      const ofTarget = z + p + <usize>load<f64>(y + p) * skip;
      const ofNext = z + p + 8 + <usize>load<f64>(y + p, 8) * skip;
      loss += f64x2.extract_lane(weight, 0) * (Math.log(f64x2.extract_lane(sum, 0)) - load<f64>(ofTarget));
      loss += f64x2.extract_lane(weight, 1) * (Math.log(f64x2.extract_lane(sum, 1)) - load<f64>(ofNext));
      for (let c: usize = 0; c < <usize>k * skip; c += skip) {
        const probability = f64x2.mul(v128.load(memo + c + p), inverse);
        v128.store(memo + c + p, probability);
        v128.store(z + c + p, f64x2.mul(weight, probability));
      }
      store<f64>(ofTarget, load<f64>(ofTarget) - f64x2.extract_lane(weight, 0));
      store<f64>(ofNext, load<f64>(ofNext) - f64x2.extract_lane(weight, 1));
    }
    return loss;
  }

  curve(v: usize, pitch: i32, s: usize, rows: i32, memo: usize): void {
    const skip = (<usize>pitch) << 3;
    const all = <usize>this.outputs * skip;
    for (let p: usize = 0; p < (<usize>rows) << 3; p += 16) {
      let mean = f64x2.splat(0);
      for (let c = p; c < all; c += skip) {
        mean = f64x2.add(mean, f64x2.mul(v128.load(memo + c), v128.load(v + c)));
      }
      const weight = v128.load(s + p);
      for (let c = p; c < all; c += skip) {
        const centred = f64x2.sub(v128.load(v + c), mean);
        v128.store(v + c, f64x2.mul(f64x2.mul(weight, v128.load(memo + c)), centred));
      }
    }
  }

  curvature(a: i32, b: i32, pitch: i32, s: usize, rows: i32, memo: usize, out: usize): void {
    const pa = memo + ((<usize>a * <usize>pitch) << 3);
    const pb = memo + ((<usize>b * <usize>pitch) << 3);
    for (let r = 0; r < rows; r++) {
      put(out, r, at(s, r) * at(pa, r) * ((a == b ? 1 : 0) - at(pb, r)));
    }
  }
}
