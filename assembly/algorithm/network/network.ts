// A network of dense layers: what it says of rows, and its loss with the gradient.
//
//   a_0 = x;  z_l = a_{l-1} W_l + b_l;  a_l = g(z_l), in the last layer the answer's own function
//   loss = mean over rows of s_i loss(y_i, a_L) + alpha / (2 sum s_i) sum of all W's squares
//
//   answer      loss                                                      function
//   VALUE       (y - a)^2 / 2                                             none
//   RATE        y ln(y / a) - y + a                                       e^z        (poisson)
//   CLASS       -ln of the probability of the class, two classes          1 / (1 + e^-z)
//   CLASSES     the same, k classes                                       softmax
// for all of which dloss/dz_L = a_L - y.
//
// Parameters are one vector: W_1, b_1, W_2, b_2 ...; a W is units_{l-1} x units_l, its rows padded with zeros to a
// multiple of 4, and so is b. Padding stays zero: its gradient is.
// A row's output is the same bits alone and among others.

import { exponentials } from '../../math/exp';
import { product } from '../../math/product';
import { at, dot, put } from '../../math/vector';
import { reals, release } from '../../memory/block';

export const enum Activation {
  IDENTITY,
  LOGISTIC,
  TANH,
  RELU,
}

export const enum Answer {
  VALUE,
  RATE,
  CLASS,
  CLASSES,
}

/** 1 - 2^-52 is the largest probability whose logarithm is taken, 2^-52 the smallest. */
const EPSILON: f64 = 2.220446049250313e-16;

export function paddedTo4(n: i32): i32 {
  return (n + 3) & ~3;
}

export class Shape {
  /** From each layer to the next: where W and b stand among the parameters, in f64. */
  private places: StaticArray<i32>;
  /** f64 of all parameters. */
  readonly length: i32;

  constructor(
    /** Columns of x, units of each hidden layer, outputs. */
    readonly units: StaticArray<i32>,
    readonly activation: Activation,
    readonly answer: Answer,
  ) {
    const places = new StaticArray<i32>(units.length);
    let length = 0;
    for (let l = 1; l < units.length; l++) {
      places[l] = length;
      length += (units[l - 1] + 1) * paddedTo4(units[l]);
    }
    this.places = places;
    this.length = length;
  }

  get layers(): i32 {
    return this.units.length;
  }

  get outputs(): i32 {
    return this.units[this.units.length - 1];
  }

  /** f64 from one row to the next of layer l's values; of the first layer those of X. */
  stride(l: i32): i32 {
    return paddedTo4(this.units[l]);
  }

  /** W of the step to layer l. */
  weights(parameters: usize, l: i32): usize {
    return parameters + ((<usize>this.places[l]) << 3);
  }

  /** b of the step to layer l. */
  intercepts(parameters: usize, l: i32): usize {
    return this.weights(parameters, l) + ((<usize>this.units[l - 1] * <usize>this.stride(l)) << 3);
  }

  /** a_l of m rows from a_{l-1}, whose rows are `stride` f64 apart. */
  step(parameters: usize, l: i32, from: usize, stride: i32, to: usize, m: i32): void {
    const width = this.stride(l);
    const row = (<usize>width) << 3;
    product(
      from,
      (<usize>stride) << 3,
      8,
      this.weights(parameters, l),
      row,
      to,
      row,
      m,
      width,
      this.units[l - 1],
    );
    const b = this.intercepts(parameters, l);
    const isLast = l == this.layers - 1;
    for (let i = 0; i < m; i++) {
      const z = to + <usize>i * row;
      for (let j: usize = 0; j < row; j += 16) {
        v128.store(z + j, f64x2.add(v128.load(z + j), v128.load(b + j)));
      }
      if (isLast) this.finish(z);
      else this.activate(z, width, this.units[l]);
    }
  }

  /** g of a row's values; padding becomes 0. */
  private activate(z: usize, width: i32, units: i32): void {
    if (this.activation == Activation.RELU) {
      const zero = f64x2.splat(0);
      const end = z + ((<usize>width) << 3);
      for (let p = z; p < end; p += 16) v128.store(p, f64x2.pmax(zero, v128.load(p)));
    } else if (this.activation == Activation.LOGISTIC) {
      for (let j = 0; j < width; j++) put(z, j, -at(z, j));
      exponentials(z, width);
      for (let j = 0; j < width; j++) put(z, j, j < units ? 1 / (1 + at(z, j)) : 0);
    } else if (this.activation == Activation.TANH) {
      for (let j = 0; j < units; j++) put(z, j, Math.tanh(at(z, j)));
    }
  }

  /** The answer's function of a row's values. */
  private finish(z: usize): void {
    if (this.answer == Answer.VALUE) return;
    if (this.answer == Answer.RATE) put(z, 0, Math.exp(load<f64>(z)));
    else if (this.answer == Answer.CLASS) put(z, 0, 1 / (1 + Math.exp(-load<f64>(z))));
    else {
      const k = this.outputs;
      const width = paddedTo4(k);
      let highest = load<f64>(z);
      for (let c = 1; c < k; c++) highest = max(highest, at(z, c));
      for (let c = 0; c < k; c++) put(z, c, at(z, c) - highest);
      exponentials(z, width);
      let sum: f64 = 0;
      for (let c = 0; c < k; c++) sum += at(z, c);
      for (let c = 0; c < width; c++) put(z, c, c < k ? at(z, c) / sum : 0);
    }
  }
}

/** Room for the values of up to `rows` rows in every layer, and for going back. */
export class Pass {
  /** a_l and dloss/dz_l of each layer; a_0 are the rows themselves. */
  private values: StaticArray<usize>;
  private slopes: StaticArray<usize>;
  private turned: usize;

  constructor(
    private shape: Shape,
    rows: i32,
  ) {
    const layers = shape.layers;
    const values = new StaticArray<usize>(layers);
    const slopes = new StaticArray<usize>(layers);
    let widest = 0;
    for (let l = 0; l < layers; l++) {
      values[l] = reals(<i64>rows * shape.stride(l));
      slopes[l] = l > 0 ? reals(<i64>rows * shape.stride(l)) : 0;
      if (l > 1) widest = max(widest, shape.units[l] * shape.stride(l - 1));
    }
    this.values = values;
    this.slopes = slopes;
    this.turned = reals(widest);
  }

  release(): void {
    for (let l = 0; l < this.values.length; l++) {
      release(this.values[l]);
      release(this.slopes[l]);
    }
    release(this.turned);
  }

  /** Where the rows go: `stride(0)` f64 each, padded with zeros. */
  get rows(): usize {
    return this.values[0];
  }

  /** The outputs of the rows last run, `stride` of the last layer f64 each. */
  get outputs(): usize {
    return this.values[this.values.length - 1];
  }

  forward(parameters: usize, m: i32): void {
    for (let l = 1; l < this.values.length; l++) {
      this.shape.step(parameters, l, this.values[l - 1], this.shape.stride(l - 1), this.values[l], m);
    }
  }

  /** The loss of m rows with targets y (class indices, or values) and weights w, or 0; the gradient goes to `gradient`. */
  backward(parameters: usize, y: usize, w: usize, m: i32, alpha: f64, gradient: usize): f64 {
    const shape = this.shape;
    const last = shape.layers - 1;
    let sum: f64 = m;
    if (w) {
      sum = 0;
      for (let i = 0; i < m; i++) sum += at(w, i);
    }
    const loss = this.lossOf(y, w, m) / sum;
    let squares: f64 = 0;
    for (let l = last; l > 0; l--) {
      if (l < last) this.goBack(parameters, l, m);
      squares += this.gradientOf(parameters, l, m, alpha, sum, gradient);
    }
    return loss + (0.5 * alpha * squares) / sum;
  }

  /** The sum of the rows' losses; the slopes of the last layer follow. */
  private lossOf(y: usize, w: usize, m: i32): f64 {
    const shape = this.shape;
    const last = shape.layers - 1;
    const k = shape.outputs;
    const row = (<usize>shape.stride(last)) << 3;
    let loss: f64 = 0;
    for (let i = 0; i < m; i++) {
      const a = this.values[last] + <usize>i * row;
      const slope = this.slopes[last] + <usize>i * row;
      const target = at(y, i);
      const weight = w ? at(w, i) : 1;
      loss += weight * this.lossAt(a, target);
      for (let c = 0; c < k; c++) {
        const wanted = shape.answer == Answer.CLASSES ? (target == c ? 1 : 0) : target;
        put(slope, c, (at(a, c) - wanted) * weight);
      }
    }
    return loss;
  }

  private lossAt(a: usize, y: f64): f64 {
    const said = load<f64>(a);
    const answer = this.shape.answer;
    if (answer == Answer.VALUE) return 0.5 * (y - said) * (y - said);
    if (answer == Answer.RATE) return (y > 0 ? y * Math.log(y / said) : 0) - y + said;
    const p = answer == Answer.CLASS ? (y == 1 ? said : 1 - said) : at(a, <i32>y);
    return -Math.log(max(EPSILON, min(1 - EPSILON, p)));
  }

  /** The slopes of layer l from those of the next. */
  private goBack(parameters: usize, l: i32, m: i32): void {
    const shape = this.shape;
    const width = shape.stride(l);
    const next = shape.units[l + 1];
    const nextWidth = shape.stride(l + 1);
    const W = shape.weights(parameters, l + 1);
    for (let j = 0; j < shape.units[l]; j++) {
      for (let c = 0; c < next; c++) put(this.turned, c * width + j, at(W, j * nextWidth + c));
    }
    for (let j = shape.units[l]; j < width; j++)
      for (let c = 0; c < next; c++) put(this.turned, c * width + j, 0);
    const row = (<usize>width) << 3;
    product(
      this.slopes[l + 1],
      (<usize>nextWidth) << 3,
      8,
      this.turned,
      row,
      this.slopes[l],
      row,
      m,
      width,
      next,
    );
    this.differentiate(this.values[l], this.slopes[l], m * width);
  }

  /** slope *= g'(z), from a = g(z). */
  private differentiate(a: usize, slope: usize, n: i32): void {
    const activation = this.shape.activation;
    if (activation == Activation.IDENTITY) return;
    const end = a + ((<usize>n) << 3);
    const zero = f64x2.splat(0);
    const one = f64x2.splat(1);
    for (; a < end; a += 16, slope += 16) {
      const value = v128.load(a);
      const d = v128.load(slope);
      let to: v128;
      if (activation == Activation.RELU) to = v128.and(d, f64x2.ne(value, zero));
      else if (activation == Activation.TANH) to = f64x2.mul(d, f64x2.sub(one, f64x2.mul(value, value)));
      else to = f64x2.mul(f64x2.mul(d, value), f64x2.sub(one, value));
      v128.store(slope, to);
    }
  }

  /** Writes the gradient of W_l and b_l; the sum of W_l's squares. */
  private gradientOf(parameters: usize, l: i32, m: i32, alpha: f64, sum: f64, gradient: usize): f64 {
    const shape = this.shape;
    const width = shape.stride(l);
    const row = (<usize>width) << 3;
    const inner = shape.units[l - 1];
    const out = shape.weights(gradient, l);
    const W = shape.weights(parameters, l);
    product(
      this.values[l - 1],
      8,
      (<usize>shape.stride(l - 1)) << 3,
      this.slopes[l],
      row,
      out,
      row,
      inner,
      width,
      m,
    );
    const n = inner * width;
    const penalty = f64x2.splat(alpha);
    const count = f64x2.splat(sum);
    const end = out + ((<usize>n) << 3);
    for (let p = out, q = W; p < end; p += 16, q += 16) {
      v128.store(p, f64x2.div(f64x2.add(v128.load(p), f64x2.mul(penalty, v128.load(q))), count));
    }
    const b = shape.intercepts(gradient, l);
    memory.fill(b, 0, row);
    for (let i = 0; i < m; i++) {
      const slope = this.slopes[l] + <usize>i * row;
      for (let j: usize = 0; j < row; j += 16) {
        v128.store(b + j, f64x2.add(v128.load(b + j), v128.load(slope + j)));
      }
    }
    for (let j: usize = 0; j < row; j += 16) v128.store(b + j, f64x2.div(v128.load(b + j), count));
    return dot(W, W, n);
  }
}
