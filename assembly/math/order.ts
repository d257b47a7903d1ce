// Order statistics of n f64 behind a pointer, which they sort in place.

import { at } from './vector';

/** Sorts n f64 ascending: heapsort, so no worst case and no memory. O(n log n). */
export function sort(x: usize, n: i32): void {
  for (let i = (n >> 1) - 1; i >= 0; i--) sink(x, i, n);
  for (let end = n - 1; end > 0; end--) {
    const last = at(x, end);
    store<f64>(x + ((<usize>end) << 3), at(x, 0));
    store<f64>(x, last);
    sink(x, 0, end);
  }
}

function sink(x: usize, i: i32, n: i32): void {
  const value = at(x, i);
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    if (child + 1 < n && at(x, child + 1) > at(x, child)) child++;
    if (at(x, child) <= value) break;
    store<f64>(x + ((<usize>i) << 3), at(x, child));
    i = child;
  }
  store<f64>(x + ((<usize>i) << 3), value);
}

/** The q-quantile (0 <= q <= 1) of n >= 1 sorted f64, linear between neighbours as numpy.quantile's default. */
export function quantile(sorted: usize, n: i32, q: f64): f64 {
  const place = q * <f64>(n - 1);
  const low = <i32>Math.floor(place);
  const part = place - low;
  const a = at(sorted, low);
  return part == 0 ? a : a + (at(sorted, low + 1) - a) * part;
}
