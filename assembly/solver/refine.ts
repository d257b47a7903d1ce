// Refines a least-squares solution until it is right to the last bits of a double.
//
// Given   X (n x d), y, the triangular factor R of X - 1 c^T (any c near the column means), and (w, b)
// Output  (w, b) with the gradient X^T (y - X w - b) gone as far as twofold arithmetic can tell
//
//   r  = y - X w - b                     row by row, in twofold precision, never stored
//   g  = (X - 1 c^T)^T r,  g0 = 1^T r    in twofold precision
//   w += R^-1 R^-T g,      b += g0 / n - c . dw
//
// Since R comes from an orthogonal factorisation, each pass divides the error by about 1 / (eps kappa),
// kappa the condition of R: one pass for ordinary data, a few for polynomials of degree ten. w and b are
// twofold in between; else each pass would undo the one before.
//
// Cost: about 55 n d flops a pass, no memory beyond a few vectors.
// Source: A. Bjorck: Stability analysis of the method of seminormal equations for linear least squares
// problems, LAA 88 (1987), with the residual kept in higher precision.

import { Matrix } from '../math/matrix';
import { productErrors, sumErrors, Twofold, upperHalf, upperHalves } from '../math/twofold';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

/** What is being solved, and the solution so far. Vectors have X.stride f64. */
export class Refinement {
  /** The weights, high and low parts. */
  high: usize;
  low: usize;
  intercept: Twofold = new Twofold();
  /** |y - X w - b|^2 at the start of the last pass. */
  squares: f64 = 0;
  /** Sum of the residuals. */
  sum: Twofold = new Twofold();
  private gradientHigh: usize;
  private gradientLow: usize;
  private upper: usize;

  constructor(
    public X: Matrix,
    public y: usize,
  ) {
    this.high = reals(X.stride);
    this.low = reals(X.stride);
    this.gradientHigh = reals(X.stride);
    this.gradientLow = reals(X.stride);
    this.upper = reals(X.stride);
  }

  release(): void {
    release(this.high);
    release(this.low);
    release(this.gradientHigh);
    release(this.gradientLow);
    release(this.upper);
  }

  /** Column j's part of (X - 1 c^T)^T r, as a double. */
  gradient(j: i32, centre: f64): f64 {
    const g = new Twofold();
    g.add(at(this.gradientHigh, j));
    g.low += at(this.gradientLow, j);
    g.subtractProduct(centre, this.sum.high);
    g.low -= centre * this.sum.low;
    return g.high + g.low;
  }

  /** w[j] += change. */
  change(j: i32, change: f64): void {
    const w = new Twofold();
    w.high = at(this.high, j);
    w.low = at(this.low, j);
    w.add(change);
    w.settle();
    put(this.high, j, w.high);
    put(this.low, j, w.low);
  }

  /** One pass over X: residuals, their sum and squares, and the gradient. */
  evaluate(): void {
    const X = this.X;
    const bytes = (<usize>X.stride) << 3;
    memory.fill(this.gradientHigh, 0, bytes);
    memory.fill(this.gradientLow, 0, bytes);
    for (let j = 0; j < X.stride; j++) put(this.upper, j, upperHalf(at(this.high, j)));
    this.sum = new Twofold();
    this.squares = 0;
    const r = new Twofold();
    for (let i = 0; i < X.rows; i++) {
      const x = X.row(i);
      r.high = at(this.y, i);
      r.low = 0;
      this.takePrediction(x, bytes, r);
      r.settle();
      this.sum.add(r.high);
      this.sum.low += r.low;
      this.squares += r.high * r.high;
      this.addGradient(x, bytes, r);
      tick(55.0 * <f64>X.stride);
    }
  }

  /** r -= w . x + b. */
  private takePrediction(x: usize, bytes: usize, r: Twofold): void {
    let high = f64x2.splat(0);
    let low = f64x2.splat(0);
    const w = this.high;
    const wLow = this.low;
    const upper = this.upper;
    for (let k: usize = 0; k < bytes; k += 16) {
      const a = v128.load(x + k);
      const b = v128.load(w + k);
      const a1 = upperHalves(a);
      const b1 = v128.load(upper + k);
      const product = f64x2.mul(a, b);
      const rest = productErrors(a1, f64x2.sub(a, a1), b1, f64x2.sub(b, b1), product);
      const sum = f64x2.add(high, product);
      low = f64x2.add(low, f64x2.add(sumErrors(high, product, sum), rest));
      low = f64x2.add(low, f64x2.mul(a, v128.load(wLow + k)));
      high = sum;
    }
    r.add(-this.intercept.high);
    r.add(-f64x2.extract_lane(high, 0));
    r.add(-f64x2.extract_lane(high, 1));
    r.low -= this.intercept.low + (f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1));
  }

  /** gradient += r x. */
  private addGradient(x: usize, bytes: usize, r: Twofold): void {
    const rHigh = f64x2.splat(r.high);
    const rLow = f64x2.splat(r.low);
    const r1 = upperHalves(rHigh);
    const r0 = f64x2.sub(rHigh, r1);
    const gHigh = this.gradientHigh;
    const gLow = this.gradientLow;
    for (let k: usize = 0; k < bytes; k += 16) {
      const a = v128.load(x + k);
      const a1 = upperHalves(a);
      const product = f64x2.mul(a, rHigh);
      const rest = productErrors(a1, f64x2.sub(a, a1), r1, r0, product);
      const before = v128.load(gHigh + k);
      const sum = f64x2.add(before, product);
      const errors = f64x2.add(sumErrors(before, product, sum), rest);
      v128.store(gHigh + k, sum);
      v128.store(gLow + k, f64x2.add(v128.load(gLow + k), f64x2.add(errors, f64x2.mul(a, rLow))));
    }
  }
}
