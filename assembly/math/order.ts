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

/** The same as numpy.percentile rounds it: from the nearer neighbour, so that q = 1/2 is the mean of two. */
export function percentile(sorted: usize, n: i32, q: f64): f64 {
  const place = q * <f64>(n - 1);
  const low = min(<i32>Math.floor(place), n - 1);
  const part = place - low;
  const a = at(sorted, low);
  if (part == 0) return a;
  const step = at(sorted, low + 1) - a;
  return part < 0.5 ? a + step * part : at(sorted, low + 1) - step * (1 - part);
}

/** x as an order of its n indices, ascending; equal values by index. Heapsort: O(n log n). */
export function ranking(x: usize, n: i32): StaticArray<i32> {
  const order = new StaticArray<i32>(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = (n >> 1) - 1; i >= 0; i--) sinkIndex(x, order, i, n);
  for (let end = n - 1; end > 0; end--) {
    const last = order[end];
    order[end] = order[0];
    order[0] = last;
    sinkIndex(x, order, 0, end);
  }
  return order;
}

function sinkIndex(x: usize, order: StaticArray<i32>, i: i32, n: i32): void {
  const index = order[i];
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    if (child + 1 < n && isBefore(x, order[child], order[child + 1])) child++;
    if (!isBefore(x, index, order[child])) break;
    order[i] = order[child];
    i = child;
  }
  order[i] = index;
}

function isBefore(x: usize, i: i32, j: i32): bool {
  const a = at(x, i);
  const b = at(x, j);
  return a < b || (a == b && i < j);
}

/**
 * The smallest x whose weights, and those of all x below it, reach the part q of all weights, as scikit-learn's
 * weighted percentiles; q = 0 is the smallest x of a positive weight.
 */
export function weightedQuantile(x: usize, weight: usize, n: i32, q: f64): f64 {
  const order = ranking(x, n);
  let total: f64 = 0;
  for (let i = 0; i < n; i++) total += at(weight, order[i]);
  const wanted = q * total;
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += at(weight, order[i]);
    if (sum > 0 && sum >= wanted) return at(x, order[i]);
  }
  return at(x, order[n - 1]);
}
