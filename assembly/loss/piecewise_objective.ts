// A piecewise linear loss over rows of X with the penalty 0.5 |w|^2: what solver/proximal_point.ts minimises.
//
//   P(w) = 0.5 |w|^2 + sum of loss(a_i w - y_i)                    the problem
//   D(b) = -0.5 |A'b|^2 - sum of (b_i y_i + epsilon |b_i|)         its dual, low <= b <= high
//
// As an Objective it is the smooth one, with the loss of piecewise_linear.ts around the present centre.

import { dot, put, at } from '../math/vector';
import { reals } from '../memory/block';
import { ProximalObjective } from '../solver/proximal_point';
import { LinearObjective } from './linear_objective';
import { PiecewiseLinear } from './piecewise_linear';
import { Rows } from './rows';

export class PiecewiseObjective extends ProximalObjective {
  private smooth: LinearObjective;
  private rows: Rows;
  private y: usize;
  private s: usize;
  private loss: PiecewiseLinear;

  constructor(rows: Rows, loss: PiecewiseLinear, y: usize, s: usize) {
    super(rows.stride);
    this.rows = rows;
    this.y = y;
    this.s = s;
    this.loss = loss;
    const penalty = reals(rows.stride);
    for (let j = 0; j < rows.cols; j++) put(penalty, j, 1);
    this.smooth = new LinearObjective(rows, loss, y, s, penalty);
  }

  free(): void {
    this.smooth.free();
  }

  evaluate(w: usize, gradient: usize): f64 {
    return this.smooth.evaluate(w, gradient);
  }

  curve(v: usize, out: usize): void {
    this.smooth.curve(v, out);
  }

  factor(): void {
    this.smooth.factor();
  }

  precondition(r: usize, z: usize): void {
    this.smooth.precondition(r, z);
  }

  primal(w: usize): f64 {
    let sum: f64 = 0;
    for (let b = 0; b < this.rows.blocks; b++) {
      const offset = (<usize>(b * this.rows.perBlock)) << 3;
      const count = this.rows.rowsOf(b);
      sum += this.loss.exact(
        this.y + offset,
        this.s + offset,
        count,
        this.rows.perBlock,
        this.smooth.memoOf(b),
      );
    }
    return 0.5 * dot(w, w, this.size) + sum;
  }

  dual(w: usize, gradient: usize): f64 {
    let sum: f64 = 0;
    for (let b = 0; b < this.rows.blocks; b++) {
      const offset = (<usize>(b * this.rows.perBlock)) << 3;
      sum += this.loss.linear(
        this.y + offset,
        this.rows.rowsOf(b),
        this.rows.perBlock,
        this.smooth.memoOf(b),
      );
    }
    // The smooth gradient is w + A'b.
    let square: f64 = 0;
    for (let j = 0; j < this.size; j++) {
      const product = at(gradient, j) - at(w, j);
      square += product * product;
    }
    return -0.5 * square - sum;
  }

  move(sigma: f64): void {
    this.loss.sigma = sigma;
    for (let b = 0; b < this.rows.blocks; b++) {
      this.loss.move(this.rows.rowsOf(b), this.rows.perBlock, this.smooth.memoOf(b));
    }
  }
}
