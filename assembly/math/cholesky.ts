// Cholesky: A = L L' for a symmetric positive definite A (n x n, row-major, rows `stride` f64 apart).
//
//   cholesky(A, n, stride)          the lower triangle of A becomes L; the upper one is never read
//   choleskySolve(L, n, stride, b)  b becomes the x with L L' x = b
//
// Promises: backward stable without pivoting (Higham, "Accuracy and Stability", 2nd ed., thm 10.3); the
// order of each sum depends on n alone. Status as LAPACK's: 0, or i > 0 when pivot i (from 1) is not
// positive, which for a Gram matrix means a column that depends on those before it.
// Cost: n^3/3 flops in rows that lie together in memory, and 2 n^2 for each solve.
// Left out: pivoting. Who expects rank deficiency adds a ridge first.

import { tick } from '../progress';
import { at, dot, put } from './vector';

/** Overwrites the lower triangle of A with L. 0, or the number (from 1) of the first pivot <= 0 or NaN. */
export function cholesky(a: usize, n: i32, stride: i32): i32 {
  const step = (<usize>stride) << 3;
  for (let i = 0; i < n; i++) {
    const row = a + <usize>i * step;
    for (let j = 0; j < i; j++) {
      const other = a + <usize>j * step;
      put(row, j, (at(row, j) - dotAny(row, other, j)) / at(other, j));
    }
    const pivot = at(row, i) - dotAny(row, row, i);
    if (!(pivot > 0)) return i + 1;
    put(row, i, Math.sqrt(pivot));
    tick(<f64>i * <f64>i);
  }
  return 0;
}

/** Solves L L' x = b in place; b has n f64. */
export function choleskySolve(l: usize, n: i32, stride: i32, b: usize): void {
  const step = (<usize>stride) << 3;
  for (let i = 0; i < n; i++) {
    const row = l + <usize>i * step;
    put(b, i, (at(b, i) - dotAny(row, b, i)) / at(row, i));
  }
  // L' x = b by columns of L', which are rows of L: each solved x[i] is taken out of those before it.
  for (let i = n - 1; i >= 0; i--) {
    const row = l + <usize>i * step;
    const x = at(b, i) / at(row, i);
    put(b, i, x);
    const minus = f64x2.splat(-x);
    const even = i & ~1;
    for (let p: usize = 0; p < (<usize>even) << 3; p += 16) {
      v128.store(b + p, f64x2.add(v128.load(b + p), f64x2.mul(minus, v128.load(row + p))));
    }
    if (even < i) put(b, even, at(b, even) - x * at(row, even));
  }
}

/** a . b over any n. */
function dotAny(a: usize, b: usize, n: i32): f64 {
  const even = n & ~1;
  const sum = dot(a, b, even);
  return even < n ? sum + at(a, even) * at(b, even) : sum;
}
