// Entry for least_squares.test.ts.

import '../../assembly/error';
import { Matrix } from '../../assembly/math/matrix';
import { reals } from '../../assembly/memory/block';
import { LeastSquares, leastSquares } from '../../assembly/solver/least_squares';

let X = Matrix.zeros(1, 1);
let y: usize = 0;
let solution: LeastSquares | null = null;

/** A zeroed problem of n rows and d features; a pointer to X. */
export function problem(n: i32, d: i32): usize {
  X = Matrix.zeros(n, d);
  y = reals(n);
  return X.data;
}

export function target(): usize {
  return y;
}

/** Solves; a pointer to the weights. */
export function solve(hasIntercept: bool, tolerance: f64): usize {
  const found = leastSquares(X, y, hasIntercept, tolerance);
  solution = found;
  return found.w;
}

export function intercept(): f64 {
  return solution!.b;
}

export function rank(): i32 {
  return solution!.rank;
}

export function passes(): i32 {
  return solution!.passes;
}

export function squares(): f64 {
  return solution!.squares;
}
