// Sums in NumPy's order, so that a score agrees with scikit-learn's to its last digit.
//
// np.sum over contiguous f64 adds up to 128 values in eight interleaved parts, and halves longer arrays
// (the left half a multiple of 8 long). The error grows with log n instead of n.
// Promise: the same double as np.sum for any n; -0.0 for n = 0 counts as 0.

/** Up to this many values are added without halving. */
const BLOCK: i32 = 128;

/** The sum of n f64 at x. */
export function pairwiseSum(x: usize, n: i32): f64 {
  if (n < 8) {
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) sum += load<f64>(x + ((<usize>i) << 3));
    return sum;
  }
  if (n > BLOCK) {
    const left = (n >> 1) & ~7;
    return pairwiseSum(x, left) + pairwiseSum(x + ((<usize>left) << 3), n - left);
  }
  // Two parts a vector: s01 holds parts 0 and 1, and so on.
  let s01 = v128.load(x);
  let s23 = v128.load(x, 16);
  let s45 = v128.load(x, 32);
  let s67 = v128.load(x, 48);
  const whole = n & ~7;
  for (let i = 8; i < whole; i += 8) {
    const at = x + ((<usize>i) << 3);
    s01 = f64x2.add(s01, v128.load(at));
    s23 = f64x2.add(s23, v128.load(at, 16));
    s45 = f64x2.add(s45, v128.load(at, 32));
    s67 = f64x2.add(s67, v128.load(at, 48));
  }
  let sum = lanes(s01) + lanes(s23) + (lanes(s45) + lanes(s67));
  for (let i = whole; i < n; i++) sum += load<f64>(x + ((<usize>i) << 3));
  return sum;
}

function lanes(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}
