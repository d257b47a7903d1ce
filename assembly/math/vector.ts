// Vectors of f64 behind raw pointers. n counts f64 and is even (see matrix.ts) unless said otherwise.
// The order of every sum is fixed by n alone, so results are the same on every host.

/** a . b, in four lanes. */
export function dot(a: usize, b: usize, n: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  const end = a + ((<usize>n) << 3);
  const end4 = a + ((<usize>n & ~3) << 3);
  while (a < end4) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  if (a < end) s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
  s0 = f64x2.add(s0, s1);
  return f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
}

/** y += alpha x. */
export function axpy(alpha: f64, x: usize, y: usize, n: i32): void {
  const a = f64x2.splat(alpha);
  const end = x + ((<usize>n) << 3);
  while (x < end) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(a, v128.load(x))));
    x += 16;
    y += 16;
  }
}

/** x[i]. Any n. */
export function at(x: usize, i: i32): f64 {
  return load<f64>(x + ((<usize>i) << 3));
}

/** x[i] = value. Any n. */
export function put(x: usize, i: i32, value: f64): void {
  store<f64>(x + ((<usize>i) << 3), value);
}

/** The place of the highest of k numbers; of several the first. */
export function highest(x: usize, k: i32): i32 {
  let best = 0;
  for (let i = 1; i < k; i++) if (at(x, i) > at(x, best)) best = i;
  return best;
}
