// Huber's loss over rows of X with its scale at its best: a smooth convex function of w alone, for solver/newton.ts.
//
//   F(w) = min over sigma >= floor of sum over i of s_i (sigma + sigma H(u_i / sigma)) + 0.5 sum over j of penalty_j w_j^2
//
//   u_i    the residual of row i; sigma H(u / sigma) as in loss/huber.ts
//   sigma  where sum of s_i min((u_i / sigma)^2, epsilon^2) = sum of s_i, or the floor. In v = 1 / sigma^2 the left side is
//          concave and made of straight pieces, so Newton's method comes up to the root from below and ends there
//
// The gradient is that of the loss at this sigma. The Hessian is H - c c' / q, where H is the loss's own, c the change of
// its gradient with sigma and q the second derivative by sigma. Far from the optimum the residuals are one long vector,
// of whose length F has nearly no curvature, and the step of that Hessian is far too long: c c' / q counts no more than
// makes the step twice as long as H's. Near the optimum it counts in full.
//
// Cost: an evaluation is three passes over X and some over the residuals; a product with the Hessian two.
// Source: P. Huber, E. Ronchetti: Robust statistics, 2nd edition, section 7.7.

import { dot, axpy, at, put } from '../math/vector';
import { reals } from '../memory/block';
import { tick } from '../progress';
import { Objective } from '../solver/objective';
import { Huber } from './huber';
import { LinearObjective } from './linear_objective';
import { Rows } from './rows';

/** The most that c c' / q may take off the curvature of H along its own step. */
const MOST_TAKEN: f64 = 0.5;
const MOST_STEPS: i32 = 200;

export class HuberObjective extends Objective {
  private smooth: LinearObjective;
  private loss: Huber;
  /** |u| of all rows; free between evaluations. */
  private sizes: usize;
  private total: f64 = 0;
  private c: usize;
  private spare: usize;
  /** What a product with c is multiplied by; NaN until `curve` needs it. */
  private share: f64 = NaN;

  /** `floor` > 0 is the least that sigma becomes. */
  constructor(
    private rows: Rows,
    private y: usize,
    private s: usize,
    penalty: usize,
    private epsilon: f64,
    private floor: f64,
  ) {
    super(rows.stride);
    const loss = new Huber(epsilon);
    this.smooth = new LinearObjective(rows, loss, y, s, penalty);
    this.loss = loss;
    this.sizes = rows.column();
    this.c = reals(this.size);
    this.spare = reals(this.size);
    for (let i = 0; i < rows.n; i++) this.total += at(s, i);
  }

  /** Of the last evaluation. */
  get sigma(): f64 {
    return this.loss.sigma;
  }

  evaluate(w: usize, gradient: usize): f64 {
    this.residuals(w);
    this.loss.sigma = this.scale();
    this.share = NaN;
    return this.smooth.evaluate(w, gradient) + this.total * this.loss.sigma;
  }

  private residuals(w: usize): void {
    const rows = this.rows;
    rows.prepare(w, 1);
    for (let b = 0; b < rows.blocks; b++) {
      const count = rows.rowsOf(b);
      const offset = (<usize>(b * rows.perBlock)) << 3;
      const u = this.sizes + offset;
      rows.multiply(b, w, 1, u);
      for (let r = 0; r < count; r++) put(u, r, Math.abs(at(u, r) - at(this.y + offset, r)));
      tick(2 * <f64>count * <f64>rows.width);
    }
  }

  /** The best sigma for the residuals. */
  private scale(): f64 {
    const most = this.epsilon * this.epsilon;
    let sigma: f64 = Infinity;
    for (let step = 0; step < MOST_STEPS; step++) {
      const kink = this.epsilon * sigma;
      let squares: f64 = 0;
      let beyond: f64 = 0;
      for (let i = 0; i < this.rows.n; i++) {
        const u = at(this.sizes, i);
        const weight = at(this.s, i);
        // Without a branch, which residuals in no order would often take wrongly.
        const isNear: f64 = u <= kink ? 1 : 0;
        squares += isNear * weight * u * u;
        beyond += (1 - isNear) * weight;
      }
      tick(4 * <f64>this.rows.n);
      const room = this.total - most * beyond;
      if (squares == 0 && room > 0) return this.floor;
      if (!(room > 0)) return sigma;
      const next = Math.sqrt(squares / room);
      if (next <= this.floor) return this.floor;
      if (!(next < sigma)) return sigma;
      sigma = next;
    }
    return sigma;
  }

  curve(v: usize, out: usize): void {
    this.smooth.curve(v, out);
    if (isNaN(this.share)) this.findShare();
    if (this.share != 0) axpy(-this.share * dot(this.c, v, this.size), this.c, out, this.size);
  }

  /** Leaves c, and what of c c' counts. */
  private findShare(): void {
    const rows = this.rows;
    const sigma = this.loss.sigma;
    this.share = 0;
    if (!(sigma > this.floor)) return;
    memory.fill(this.c, 0, (<usize>this.size) << 3);
    const z = this.sizes;
    let q: f64 = 0;
    for (let b = 0; b < rows.blocks; b++) {
      const memo = this.smooth.memoOf(b);
      const count = rows.rowsOf(b);
      for (let r = 0; r < count; r++) {
        const u = at(memo, rows.perBlock + r) / sigma;
        const slope = at(memo, r) * u;
        put(z, r, -slope);
        q += slope * u;
      }
      rows.accumulate(b, z, 1, this.c);
      tick(2 * <f64>count * <f64>rows.width);
    }
    rows.finish(this.c, 1);
    this.smooth.precondition(this.c, this.spare);
    const taken = dot(this.c, this.spare, this.size) / q;
    if (q > 0 && isFinite(taken)) this.share = Math.min(1, MOST_TAKEN / taken) / q;
  }

  factor(): void {
    this.smooth.factor();
  }

  precondition(r: usize, z: usize): void {
    this.smooth.precondition(r, z);
  }
}
