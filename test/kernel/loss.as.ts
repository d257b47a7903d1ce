// What loss.test.ts calls: the losses over generated rows, and the algebra under them.

import { LinearObjective } from '../../assembly/loss/linear_objective';
import { Logistic } from '../../assembly/loss/logistic';
import { Loss } from '../../assembly/loss/loss';
import { PiecewiseLinear } from '../../assembly/loss/piecewise_linear';
import { DenseRows, Rows } from '../../assembly/loss/rows';
import { Softmax } from '../../assembly/loss/softmax';
import { SquaredEpsilonInsensitive } from '../../assembly/loss/squared_epsilon_insensitive';
import { SquaredHinge } from '../../assembly/loss/squared_hinge';
import { Matrix } from '../../assembly/math/matrix';
import { reals } from '../../assembly/memory/block';
import { Objective } from '../../assembly/solver/objective';

export { cholesky, choleskySolve } from '../../assembly/math/cholesky';
export { accumulate, gram, multiply } from '../../assembly/math/panel';

let X: Matrix = Matrix.zeros(1, 1);
let y: usize = 0;
let s: usize = 0;
let penalty: usize = 0;
let rows: Rows = new DenseRows(X, 0);
let objective: Objective | null = null;

/** n f64 to work in. */
export function numbers(n: i32): usize {
  return reals(n);
}

/** A new problem of n rows and d features; `data`, `targets`, `weights` and `penalties` point into it. */
export function begin(n: i32, d: i32): i32 {
  X = Matrix.zeros(n, d);
  return X.stride;
}

export function data(): usize {
  return X.data;
}

/** X is filled: takes it over, with an intercept of this value. Returns the stride of a weight run. */
export function take(intercept: f64): i32 {
  rows = new DenseRows(X, intercept);
  y = rows.column();
  s = rows.column();
  penalty = reals(rows.stride);
  return rows.stride;
}

export function targets(): usize {
  return y;
}

export function weights(): usize {
  return s;
}

export function penalties(): usize {
  return penalty;
}

/** Loss 0 logistic, 1 softmax of k, 2 squared hinge, 3 squared epsilon-insensitive, 4 hinge, 5 epsilon. */
export function choose(which: i32, k: i32, epsilon: f64): i32 {
  let loss: Loss = new Logistic();
  if (which == 1) loss = new Softmax(k);
  if (which == 2) loss = new SquaredHinge();
  if (which == 3) loss = new SquaredEpsilonInsensitive(epsilon);
  if (which >= 4) loss = new PiecewiseLinear(which == 4, epsilon);
  objective = new LinearObjective(rows, loss, y, s, penalty);
  return (<Objective>objective).size;
}

export function evaluate(w: usize, gradient: usize): f64 {
  return (<Objective>objective).evaluate(w, gradient);
}

export function curve(v: usize, out: usize): void {
  (<Objective>objective).curve(v, out);
}

export function factor(): void {
  (<Objective>objective).factor();
}

export function precondition(r: usize, z: usize): void {
  (<Objective>objective).precondition(r, z);
}
