// The linear part of a linear model: scores W x + b, and how they are kept.
//
// Bytes: reals W (outputs x d, without padding), reals b (outputs).

import { ByteReader, ByteWriter } from '../codec/bytes';
import { Matrix, strideOf } from '../math/matrix';
import { at, dot, highest, put } from '../math/vector';

export class LinearDecision {
  /** outputs x stride, the padding zero. */
  private weights: StaticArray<f64>;
  private intercepts: StaticArray<f64>;
  private stride: i32;

  /** An output is a pair of classes (0,1), (0,2), ..., (1,2), ...: positive for the first. */
  isPairwise: bool = false;

  constructor(
    readonly outputs: i32,
    readonly features: i32,
  ) {
    const stride = strideOf(features);
    this.stride = stride;
    this.weights = new StaticArray<f64>(outputs * stride);
    this.intercepts = new StaticArray<f64>(outputs);
  }

  /** Pointer to w of score c: `stride` f64. */
  row(c: i32): usize {
    return changetype<usize>(this.weights) + ((<usize>c * <usize>this.stride) << 3);
  }

  /** w of score c at feature j. */
  weight(c: i32, j: i32): f64 {
    return at(this.row(c), j);
  }

  /** b of score c. */
  intercept(c: i32): f64 {
    return this.intercepts[c];
  }

  setIntercept(c: i32, value: f64): void {
    this.intercepts[c] = value;
  }

  /** Takes score c from a fitted run: d weights, then the coefficient of a constant feature `constant`. */
  take(c: i32, fitted: usize, constant: f64): void {
    memory.copy(this.row(c), fitted, (<usize>this.features) << 3);
    this.intercepts[c] = constant != 0 ? constant * at(fitted, this.features) : 0;
  }

  /** Every score becomes centre + scale * score. */
  rescale(centre: f64, scale: f64): void {
    for (let c = 0; c < this.outputs; c++) {
      for (let j = 0; j < this.features; j++) put(this.row(c), j, scale * this.weight(c, j));
      this.intercepts[c] = centre + scale * this.intercepts[c];
    }
  }

  /** -W, -b: the scores with their signs changed. */
  negated(): LinearDecision {
    const negative = new LinearDecision(this.outputs, this.features);
    for (let c = 0; c < this.outputs; c++) {
      for (let j = 0; j < this.features; j++) put(negative.row(c), j, -this.weight(c, j));
      negative.intercepts[c] = -this.intercepts[c];
    }
    return negative;
  }

  /** Score c of the row x. */
  score(c: i32, x: usize): f64 {
    return dot(this.row(c), x, this.stride) + this.intercepts[c];
  }

  /** All scores of every row of X: X.rows x outputs f64. */
  scoresOf(X: Matrix, out: usize): void {
    for (let i = 0; i < X.rows; i++) {
      const x = X.row(i);
      for (let c = 0; c < this.outputs; c++) {
        store<f64>(out, this.score(c, x));
        out += 8;
      }
    }
  }

  /** The class with the highest of the scores, ties to the lowest class; one score alone says 1 when it is > 0. */
  classOf(scores: usize): i32 {
    if (this.outputs == 1) return load<f64>(scores) > 0 ? 1 : 0;
    return highest(scores, this.outputs);
  }

  /** Operations a row. */
  get cost(): f64 {
    return 2 * <f64>this.outputs * <f64>this.stride;
  }

  write(out: ByteWriter): void {
    const d = this.features;
    out.i32(this.outputs * d);
    for (let c = 0; c < this.outputs; c++) out.finite(this.row(c), d);
    out.reals(changetype<usize>(this.intercepts), this.outputs);
  }

  /** Reads what `write` wrote for these outputs and features. */
  static read(bytes: ByteReader, outputs: i32, features: i32): LinearDecision {
    if (<i64>outputs * features > bytes.left >> 3) {
      bytes.damaged(`${outputs} x ${features} weights expected, ${bytes.left} bytes left`);
    }
    const weights = bytes.reals(outputs * features, 'weights');
    const decision = new LinearDecision(outputs, features);
    for (let c = 0; c < outputs; c++) {
      const from = changetype<usize>(weights) + ((<usize>c * <usize>features) << 3);
      memory.copy(decision.row(c), from, (<usize>features) << 3);
    }
    decision.intercepts = bytes.reals(outputs, 'intercepts');
    return decision;
  }
}
