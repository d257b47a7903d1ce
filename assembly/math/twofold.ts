// Numbers of about 106 bits: a pair (high, low) of doubles that stands for their exact sum.
//
// Only what refining a solution needs: products and sums of single doubles whose errors are caught
// exactly. WASM has no fused multiply-add, so a product's error comes from splitting the factors into
// halves of 26 bits. Factors must stay below 2^970 and products above 2^-960 for the errors to be exact.
// Source: T. Dekker, Numer. Math. 18 (1971); T. Ogita, S. Rump, S. Oishi: Accurate sum and dot product,
// SISC 26 (2005).

/** 2^27 + 1. */
export const SPLIT: f64 = 134217729;

/** The upper 26 bits of a. */
export function upperHalf(a: f64): f64 {
  const t = SPLIT * a;
  return t - (t - a);
}

/** a b - product, exactly, for product = a b rounded. */
export function productError(a: f64, b: f64, product: f64): f64 {
  const a1 = upperHalf(a);
  const a0 = a - a1;
  const b1 = upperHalf(b);
  const b0 = b - b1;
  return a1 * b1 - product + a1 * b0 + a0 * b1 + a0 * b0;
}

/** a + b - sum, exactly, for sum = a + b rounded. */
export function sumError(a: f64, b: f64, sum: f64): f64 {
  const c = sum - a;
  return a - (sum - c) + (b - c);
}

/** The same in two lanes. */
function sumErrors(a: v128, b: v128, sum: v128): v128 {
  const c = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, c)), f64x2.sub(b, c));
}

/** The upper halves in two lanes. */
function upperHalves(a: v128): v128 {
  const t = f64x2.mul(f64x2.splat(SPLIT), a);
  return f64x2.sub(t, f64x2.sub(t, a));
}

/** a b - product in two lanes, for factors that are split already: a = a1 + a0, b = b1 + b0. */
function productErrors(a1: v128, a0: v128, b1: v128, b0: v128, product: v128): v128 {
  const most = f64x2.add(f64x2.sub(f64x2.mul(a1, b1), product), f64x2.mul(a1, b0));
  return f64x2.add(f64x2.add(most, f64x2.mul(a0, b1)), f64x2.mul(a0, b0));
}

/** A number that is added to many times. */
export class Twofold {
  high: f64 = 0;
  low: f64 = 0;

  add(value: f64): void {
    const sum = this.high + value;
    this.low += sumError(this.high, value, sum);
    this.high = sum;
  }

  /** this += a b. */
  addProduct(a: f64, b: f64): void {
    const product = a * b;
    this.add(product);
    this.low += productError(a, b, product);
  }

  /** this -= a b. */
  subtractProduct(a: f64, b: f64): void {
    this.addProduct(-a, b);
  }

  /** Makes high the nearest double to the sum; low keeps the rest. */
  settle(): void {
    const sum = this.high + this.low;
    this.low = sumError(this.high, this.low, sum);
    this.high = sum;
  }
}

// Exported here: of a function that is declared with `export` asc warns when it takes v128, as if hosts called it.
export { productErrors, sumErrors, upperHalves };
