// From the pairs' probabilities to the classes': the second method of Wu, Lin and Weng.
//
//   min over p of  sum over i, j of (r_ji p_i - r_ij p_j)^2  subject to sum p = 1
//
// Given   r_ij for i < j, the probability of class i where it is i or j; r_ji = 1 - r_ij; all in (0, 1)
// Output  p (k f64), positive; they sum to 1
// See     Wu, Lin, Weng, "Probability estimates for multi-class classification by pairwise coupling", JMLR 5,
//         2004, section 4: Q p + b e = 0, e'p = 1, with Q_tt = sum over j of r_jt^2, Q_tj = - r_jt r_tj.
//
// The paper's algorithm 2 finds p by sweeps until an entry is 0.005 / k off. Here p is exact: (Q + e e') p =
// (1 - b) e, whose matrix is positive definite, since Q is positive semidefinite and what it maps to 0 has
// one sign. So one Cholesky factorisation gives p up to a factor, which the sum fixes. Q + e e' has no small
// eigenvalue even where some r are: a p of 1e-7 keeps nine digits.
//
// Cost: k^3 / 3 + 2 k^2 operations. Memory: k rows of strideOf(k).

import { cholesky, choleskySolve } from '../../math/cholesky';
import { strideOf } from '../../math/matrix';
import { at, put } from '../../math/vector';

/** r: the pairs (0,1), (0,2), ..., (1,2), ...; `matrix`: k strideOf(k) f64 for the work. */
export function couple(r: usize, k: i32, matrix: usize, p: usize): void {
  const stride = strideOf(k);
  const step = (<usize>stride) << 3;
  for (let i = 0; i < k; i++) {
    put(matrix + <usize>i * step, i, 1);
    put(p, i, 1);
  }
  let pair = 0;
  for (let i = 0; i < k; i++) {
    for (let j = i + 1; j < k; j++) {
      const rij = at(r, pair++);
      const rji = 1 - rij;
      add(matrix + <usize>i * step, i, rji * rji);
      add(matrix + <usize>j * step, j, rij * rij);
      // The lower triangle is all that cholesky reads.
      put(matrix + <usize>j * step, i, 1 - rij * rji);
    }
  }
  const status = cholesky(matrix, k, stride);
  choleskySolve(matrix, k, stride, p);
  let sum: f64 = 0;
  for (let i = 0; i < k; i++) {
    // Rounding alone can take an entry below 0; only a NaN among r can spoil the factorisation.
    put(p, i, status == 0 ? max(at(p, i), 0) : NaN);
    sum += at(p, i);
  }
  for (let i = 0; i < k; i++) put(p, i, at(p, i) / sum);
}

function add(row: usize, i: i32, value: f64): void {
  put(row, i, at(row, i) + value);
}
