// The support vectors of a fitted kernel machine: the rows that predictions go over.
//
//   bytes    kernel function (kernel.ts) · S i32 · S d f64, row-major
//
// The kernel values of a row with all S vectors are computed once and shared by whatever needs them
// (the pairs of classes). Cost of a prediction: S (2d + 40) operations.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Matrix, strideOf } from '../../math/matrix';
import { KernelFunction } from './kernel';
import { Panels, panelled, panelSize } from './panels';

/** Values that one part of a model may have: AssemblyScript's arrays end at 1 GiB. */
const MOST_VALUES: i64 = 0x7ff0000;

/** `count` as an array's length; fails when a model cannot be that large. */
export function modelLength(count: i64): i32 {
  if (count > MOST_VALUES) {
    const size = (count >> 17).toString();
    fail(`the model needs ${size} MiB, and one can have 1023 MiB; train on fewer rows, columns or classes`);
  }
  return <i32>count;
}

export class SupportVectors {
  private data: StaticArray<f64>;
  private squares: StaticArray<f64>;
  private values: StaticArray<f64>;
  private panels: Panels;

  /** Room for `count` vectors of d features; `set` fills it. */
  constructor(
    public kernel: KernelFunction,
    public count: i32,
    public d: i32,
  ) {
    const data = new StaticArray<f64>(modelLength(panelSize(count, d)));
    const squares = new StaticArray<f64>(panelled(count));
    this.panels = new Panels(changetype<usize>(data), changetype<usize>(squares), d);
    this.data = data;
    this.squares = squares;
    this.values = new StaticArray<f64>(panelled(count));
  }

  /** The rows of X that `rows` names (count i32). */
  static of(kernel: KernelFunction, X: Matrix, rows: usize, count: i32): SupportVectors {
    const vectors = new SupportVectors(kernel, count, X.cols);
    vectors.panels.gather(X, rows, count);
    return vectors;
  }

  static read(bytes: ByteReader, d: i32): SupportVectors {
    const kernel = KernelFunction.read(bytes);
    const count = bytes.i32();
    if (count < 0 || d < 0 || <i64>count * <i64>d > <i64>(bytes.left >> 3)) {
      bytes.damaged(`${count} support vectors of ${d} features, ${bytes.left} bytes left`);
    }
    const vectors = new SupportVectors(kernel, count, d);
    for (let s = 0; s < count; s++) vectors.panels.set(s, bytes.finite(d, 'a support vector'));
    return vectors;
  }

  write(out: ByteWriter): void {
    this.kernel.write(out);
    out.i32(this.count);
    const x = new StaticArray<f64>(strideOf(this.d));
    for (let s = 0; s < this.count; s++) {
      this.panels.get(s, changetype<usize>(x));
      out.finite(changetype<usize>(x), this.d);
    }
  }

  /** Operations that `evaluate` takes. */
  get cost(): f64 {
    return <f64>this.count * (2 * <f64>this.d + 40);
  }

  /** Pointer to K(x, vector s) for every s; valid until the next call. */
  evaluate(x: usize): usize {
    let square = 0.0;
    for (let f = 0; f < this.d; f++) {
      const value = load<f64>(x + ((<usize>f) << 3));
      square += value * value;
    }
    const values = changetype<usize>(this.values);
    this.kernel.row(this.panels, x, square, 0, panelled(this.count), values);
    return values;
  }
}

/** a . b over n f64, any n, from any place. */
export function slicedDot(a: usize, b: usize, n: i32): f64 {
  // Classes of many have few vectors each: without lanes, and in the order of the lanes.
  if (n == 1) return 0.0 + load<f64>(a) * load<f64>(b);
  if (n == 2) return 0.0 + load<f64>(a) * load<f64>(b) + load<f64>(a, 8) * load<f64>(b, 8);
  let sum = f64x2.splat(0);
  const end = a + ((<usize>n & ~1) << 3);
  while (a < end) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  const last = n & 1 ? load<f64>(a) * load<f64>(b) : 0.0;
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + last;
}
