// Kernel functions of support vector machines.
//
//   linear    K(x, z) = x . z
//   poly      K(x, z) = (gamma x . z + coef0)^degree
//   rbf       K(x, z) = exp(-gamma |x - z|^2)
//   sigmoid   K(x, z) = tanh(gamma x . z + coef0)
//
// Promises
//   A value depends on x and z alone, never on how many rows are asked for at once or where a row
//   stands: a row predicts the same bits in a batch and alone.
//   K(x, x) of rbf is 1 exactly, and no value of rbf is above 1.
//
// |x - z|^2 is |x|^2 + |z|^2 - 2 x . z, so that the work is in the products; on standardised features
// the cancellation costs a few ULP of |x|^2. tanh(u) is 1 - 2 / (e^2u + 1), exact to 2e-16 absolute.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { failNotFinite } from '../../error';
import { exponentials } from '../../math/exp';
import { Matrix } from '../../math/matrix';
import { Options, OptionSpec } from '../../option/option';
import { Panels } from './panels';

export const enum KernelKind {
  LINEAR,
  POLY,
  RBF,
  SIGMOID,
}

const KERNEL_WORDS: string[] = ['linear', 'poly', 'rbf', 'sigmoid'];

/** The options that choose a kernel, with scikit-learn's names and defaults. */
export function declareKernel(spec: OptionSpec): void {
  spec.choice('kernel', 'rbf', KERNEL_WORDS);
  spec.integer('degree', 3, 0);
  spec.choiceOrPositive('gamma', 'scale', ['scale', 'auto']);
  spec.real('coef0', 0);
}

export class KernelFunction {
  /** One pair of lanes, for `self`. */
  private single: StaticArray<f64> = new StaticArray<f64>(2);

  constructor(
    public kind: KernelKind,
    public gamma: f64,
    public coef0: f64,
    public degree: i32,
  ) {}

  /** The kernel that the options choose for the training rows X. */
  static of(options: Options, X: Matrix): KernelFunction {
    const kind = <KernelKind>KERNEL_WORDS.indexOf(options.word('kernel'));
    const word = options.word('gamma');
    let gamma = options.real('gamma');
    if (word == 'scale') gamma = scaleGamma(X);
    if (word == 'auto') gamma = 1.0 / <f64>X.cols;
    if (kind != KernelKind.LINEAR && !(gamma > 0 && isFinite(gamma))) failNotFinite();
    return new KernelFunction(kind, gamma, options.real('coef0'), options.integer('degree'));
  }

  static read(bytes: ByteReader): KernelFunction {
    const kind = <KernelKind>bytes.u8();
    if (kind > KernelKind.SIGMOID) bytes.damaged(`unknown kernel ${<i32>kind}`);
    const gamma = bytes.real('gamma');
    const coef0 = bytes.real('coef0');
    const degree = bytes.i32In(0, i32.MAX_VALUE, 'degree');
    return new KernelFunction(kind, gamma, coef0, degree);
  }

  write(out: ByteWriter): void {
    out.u8(<u8>this.kind);
    out.real(this.gamma);
    out.real(this.coef0);
    out.i32(this.degree);
  }

  get isLinear(): bool {
    return this.kind == KernelKind.LINEAR;
  }

  /**
   * out[i] = K(x, row i) for i in [from, to), both multiples of PANEL; x has d f64 and `square` is
   * |x|^2, summed as panels.ts does.
   */
  row(panels: Panels, x: usize, square: f64, from: i32, to: i32, out: usize): void {
    panels.products(x, from, to, out);
    const values = out + ((<usize>from) << 3);
    const n = to - from;
    if (this.kind == KernelKind.RBF) {
      this.distances(values, panels.squares + ((<usize>from) << 3), square, n);
      exponentials(values, n);
    } else if (this.kind == KernelKind.POLY) {
      this.powers(values, n);
    } else if (this.kind == KernelKind.SIGMOID) {
      this.tangents(values, n);
    }
  }

  /** K(x, x), from |x|^2. */
  self(square: f64): f64 {
    if (this.kind == KernelKind.LINEAR) return square;
    if (this.kind == KernelKind.RBF) return 1;
    const value = changetype<usize>(this.single);
    v128.store(value, f64x2.splat(square));
    if (this.kind == KernelKind.POLY) this.powers(value, 2);
    else this.tangents(value, 2);
    return load<f64>(value);
  }

  /**
   * No |K(x, z)| is above it when no |x|^2 or |z|^2 is above `square`; Infinity when what it is computed from
   * need not be finite.
   */
  bound(square: f64): f64 {
    if (this.kind == KernelKind.LINEAR) return square;
    if (this.kind == KernelKind.RBF) return isFinite(4 * square) ? 1 : Infinity;
    if (this.kind == KernelKind.SIGMOID)
      return isFinite(2 * this.gamma * square + 2 * Math.abs(this.coef0)) ? 1 : Infinity;
    return f64x2.extract_lane(power(f64x2.splat(this.gamma * square + Math.abs(this.coef0)), this.degree), 0);
  }

  /** Floating-point operations of one value, for progress. */
  cost(d: i32): f64 {
    return 2.0 * <f64>d + (this.isLinear ? 0.0 : 40.0);
  }

  /** x . z becomes -gamma |x - z|^2. */
  private distances(values: usize, squares: usize, square: f64, n: i32): void {
    const own = f64x2.splat(square);
    const two = f64x2.splat(2);
    const zero = f64x2.splat(0);
    const scale = f64x2.splat(-this.gamma);
    const end = values + ((<usize>n) << 3);
    while (values < end) {
      const sum = f64x2.add(own, v128.load(squares));
      const distance = f64x2.sub(sum, f64x2.mul(two, v128.load(values)));
      v128.store(values, f64x2.mul(scale, f64x2.pmax(distance, zero)));
      values += 16;
      squares += 16;
    }
  }

  private powers(values: usize, n: i32): void {
    const gamma = f64x2.splat(this.gamma);
    const coef0 = f64x2.splat(this.coef0);
    const end = values + ((<usize>n) << 3);
    while (values < end) {
      const u = f64x2.add(f64x2.mul(gamma, v128.load(values)), coef0);
      v128.store(values, power(u, this.degree));
      values += 16;
    }
  }

  private tangents(values: usize, n: i32): void {
    const gamma = f64x2.splat(2 * this.gamma);
    const coef0 = f64x2.splat(2 * this.coef0);
    const one = f64x2.splat(1);
    const two = f64x2.splat(2);
    const end = values + ((<usize>n) << 3);
    for (let at = values; at < end; at += 16) {
      v128.store(at, f64x2.add(f64x2.mul(gamma, v128.load(at)), coef0));
    }
    exponentials(values, n);
    for (let at = values; at < end; at += 16) {
      v128.store(at, f64x2.sub(one, f64x2.div(two, f64x2.add(v128.load(at), one))));
    }
  }
}

/** u^degree by repeated squaring. */
function power(u: v128, degree: i32): v128 {
  let result = f64x2.splat(1);
  for (let left = degree; left > 0; left >>= 1) {
    if (left & 1) result = f64x2.mul(result, u);
    u = f64x2.mul(u, u);
  }
  return result;
}

/** 1 / (d var X), the variance over all n d entries; 1 when they are all equal, as scikit-learn has it. */
function scaleGamma(X: Matrix): f64 {
  const count = <f64>X.rows * <f64>X.cols;
  const mean = sumOfPowers(X, 0, 1) / count;
  const variance = sumOfPowers(X, mean, 2) / count;
  return variance == 0 ? 1 : 1.0 / (<f64>X.cols * variance);
}

/** The sum of (x - center)^exponent over all entries, exponent 1 or 2; row by row. */
function sumOfPowers(X: Matrix, center: f64, exponent: i32): f64 {
  let total = 0.0;
  for (let i = 0; i < X.rows; i++) {
    const row = X.row(i);
    let sum = 0.0;
    for (let f = 0; f < X.cols; f++) {
      const value = load<f64>(row + ((<usize>f) << 3)) - center;
      sum += exponent == 2 ? value * value : value;
    }
    total += sum;
  }
  return total;
}
