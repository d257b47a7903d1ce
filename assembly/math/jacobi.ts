// The minimum-norm solution of a least-squares problem of any rank, by rotating rows (Jacobi).
//
// Given   M (r x d) and t (r), standing for min |M w - t|
// Output  the shortest of all minimisers w, singular values up to tolerance times the largest taken as 0
//
// Rotations J of pairs of rows make the rows of J M orthogonal: row i is then sigma_i v_i^T, a singular
// value times its right vector. With t turned along, w = sum over sigma_i > cutoff of (t_i / sigma_i) v_i.
// Neither factor of the decomposition is formed.
//
// Accuracy: singular values to a relative error of a few eps times the condition of M with rows scaled.
// Cost: about 8 sweeps of 3 r^2 d flops.
// Source: J. Demmel, K. Veselic: Jacobi's method is more accurate than QR, SIMAX 13 (1992), algorithm 3.1;
// the larger row first as in P. de Rijk, SISSC 10 (1989).

import { tick } from '../progress';
import { Matrix } from './matrix';
import { at, axpy, dot, put } from './vector';

/** Cosine of the angle between two rows at which they count as orthogonal. */
const ORTHOGONAL: f64 = 1e-15;
/** Sweeps that always were enough (10 in practice) with a margin. */
const SWEEPS: i32 = 40;

/** Writes w (M.stride f64) and returns the rank. M and t are spoilt. */
export function minimumNorm(M: Matrix, t: usize, tolerance: f64, w: usize): i32 {
  const r = M.rows;
  const d = M.stride;
  // rows[i] is where row i stands now: the larger of two rows moves forward.
  const rows = new StaticArray<usize>(r);
  const norms = new StaticArray<f64>(r);
  for (let i = 0; i < r; i++) rows[i] = M.row(i);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let i = 0; i < r; i++) norms[i] = dot(rows[i], rows[i], d);
    let rotations = 0;
    for (let i = 0; i < r - 1; i++) {
      for (let j = i + 1; j < r; j++) {
        if (norms[i] < norms[j]) swap(rows, norms, t, i, j);
        if (norms[j] == 0) continue;
        const product = dot(rows[i], rows[j], d);
        if (abs(product) <= ORTHOGONAL * Math.sqrt(norms[i]) * Math.sqrt(norms[j])) continue;
        rotations++;
        const zeta = (norms[j] - norms[i]) / (2 * product);
        const tangent = (zeta < 0 ? -1.0 : 1.0) / (abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + tangent * tangent);
        const s = c * tangent;
        rotate(rows[i], rows[j], c, s, d);
        const ti = at(t, i);
        const tj = at(t, j);
        put(t, i, c * ti - s * tj);
        put(t, j, s * ti + c * tj);
        norms[i] -= tangent * product;
        norms[j] = max<f64>(norms[j] + tangent * product, 0);
      }
      tick(8.0 * <f64>(r - i) * <f64>d);
    }
    if (rotations == 0) break;
  }
  let largest: f64 = 0;
  for (let i = 0; i < r; i++) {
    norms[i] = dot(rows[i], rows[i], d);
    largest = max(largest, norms[i]);
  }
  memory.fill(w, 0, (<usize>d) << 3);
  let rank = 0;
  for (let i = 0; i < r; i++) {
    if (Math.sqrt(norms[i]) <= tolerance * Math.sqrt(largest)) continue;
    axpy(at(t, i) / norms[i], rows[i], w, d);
    rank++;
  }
  return rank;
}

function swap(rows: StaticArray<usize>, norms: StaticArray<f64>, t: usize, i: i32, j: i32): void {
  const row = rows[i];
  rows[i] = rows[j];
  rows[j] = row;
  const norm = norms[i];
  norms[i] = norms[j];
  norms[j] = norm;
  const value = at(t, i);
  put(t, i, at(t, j));
  put(t, j, value);
}

/** (a, b) = (c a - s b, s a + c b). */
function rotate(a: usize, b: usize, c: f64, s: f64, n: i32): void {
  const cc = f64x2.splat(c);
  const ss = f64x2.splat(s);
  const end = a + ((<usize>n) << 3);
  while (a < end) {
    const x = v128.load(a);
    const y = v128.load(b);
    v128.store(a, f64x2.sub(f64x2.mul(cc, x), f64x2.mul(ss, y)));
    v128.store(b, f64x2.add(f64x2.mul(ss, x), f64x2.mul(cc, y)));
    a += 16;
    b += 16;
  }
}
