// C = A B of dense matrices, in tiles of 4 x 4 that stay in registers.
//
//   A (m x k)   any strides, so its transpose as well        B (k x n), C (m x n)   row-major, n a multiple of 4
//
// Four rows of A are packed, entry beside entry, for all of B's columns: each access to memory is checked, so that few and
// wide ones count. Strides are in bytes. Each entry of C is the sum over k in its order, whatever m is: a row alone has the same bits as
// among others. Cost: 2 m n k operations, 4 of them a step of two lanes.

import { tick } from '../progress';

/** Four rows of A: k groups of four. */
let packed = new StaticArray<f64>(0);

export function product(
  A: usize,
  rowA: usize,
  columnA: usize,
  B: usize,
  rowB: usize,
  C: usize,
  rowC: usize,
  m: i32,
  n: i32,
  k: i32,
): void {
  if (m >= 4 && packed.length < 4 * k) packed = new StaticArray<f64>(4 * k);
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    pack(A + <usize>i * rowA, rowA, columnA, k);
    fourRows(B, rowB, C + <usize>i * rowC, rowC, n, k);
    tick(8 * <f64>n * <f64>k);
  }
  for (; i < m; i++) oneRow(A + <usize>i * rowA, columnA, B, rowB, C + <usize>i * rowC, n, k);
}

function pack(A: usize, rowA: usize, columnA: usize, k: i32): void {
  const third: usize = 2 * rowA;
  const fourth: usize = 3 * rowA;
  let to = changetype<usize>(packed);
  for (const end = to + ((<usize>k) << 5); to < end; to += 32, A += columnA) {
    store<f64>(to, load<f64>(A));
    store<f64>(to, load<f64>(A + rowA), 8);
    store<f64>(to, load<f64>(A + third), 16);
    store<f64>(to, load<f64>(A + fourth), 24);
  }
}

/** The packed rows times B. */
function fourRows(B: usize, rowB: usize, C: usize, rowC: usize, n: i32, k: i32): void {
  const end = (<usize>n) << 3;
  for (let j: usize = 0; j < end; j += 32) {
    let a = changetype<usize>(packed);
    let b = B + j;
    const last = b + <usize>k * rowB;
    let c00 = f64x2.splat(0);
    let c01 = f64x2.splat(0);
    let c10 = f64x2.splat(0);
    let c11 = f64x2.splat(0);
    let c20 = f64x2.splat(0);
    let c21 = f64x2.splat(0);
    let c30 = f64x2.splat(0);
    let c31 = f64x2.splat(0);
    for (; b < last; b += rowB, a += 32) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const first = v128.load(a);
      const second = v128.load(a, 16);
      const a0 = v128.shuffle<f64>(first, first, 0, 0);
      c00 = f64x2.add(c00, f64x2.mul(a0, b0));
      c01 = f64x2.add(c01, f64x2.mul(a0, b1));
      const a1 = v128.shuffle<f64>(first, first, 1, 1);
      c10 = f64x2.add(c10, f64x2.mul(a1, b0));
      c11 = f64x2.add(c11, f64x2.mul(a1, b1));
      const a2 = v128.shuffle<f64>(second, second, 0, 0);
      c20 = f64x2.add(c20, f64x2.mul(a2, b0));
      c21 = f64x2.add(c21, f64x2.mul(a2, b1));
      const a3 = v128.shuffle<f64>(second, second, 1, 1);
      c30 = f64x2.add(c30, f64x2.mul(a3, b0));
      c31 = f64x2.add(c31, f64x2.mul(a3, b1));
    }
    let to = C + j;
    v128.store(to, c00);
    v128.store(to, c01, 16);
    to += rowC;
    v128.store(to, c10);
    v128.store(to, c11, 16);
    to += rowC;
    v128.store(to, c20);
    v128.store(to, c21, 16);
    to += rowC;
    v128.store(to, c30);
    v128.store(to, c31, 16);
  }
}

function oneRow(A: usize, columnA: usize, B: usize, rowB: usize, C: usize, n: i32, k: i32): void {
  const end = (<usize>n) << 3;
  for (let j: usize = 0; j < end; j += 32) {
    let a = A;
    let b = B + j;
    const last = b + <usize>k * rowB;
    let c0 = f64x2.splat(0);
    let c1 = f64x2.splat(0);
    for (; b < last; b += rowB, a += columnA) {
      const value = v128.load64_splat(a);
      c0 = f64x2.add(c0, f64x2.mul(value, v128.load(b)));
      c1 = f64x2.add(c1, f64x2.mul(value, v128.load(b, 16)));
    }
    v128.store(C + j, c0);
    v128.store(C + j, c1, 16);
  }
}
