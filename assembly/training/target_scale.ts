// The scale of a regression's target. Algorithms with the option scale_target (their epsilon, their steps, their start) are
// made for targets of about 1; when it is set they fit (y - mean) / deviation, and the model is turned back after that.
// Off by default, since scikit-learn's own answer is the contract; where the target is far from 1 a warning names it.

import { at, put } from '../math/vector';
import { reals } from '../memory/block';

/** Deviations that nobody is warned of. */
const LEAST: f64 = 0.01;
const MOST: f64 = 100;

export class TargetScale {
  mean: f64 = 0;
  /** Of the population; 1 of a constant target. */
  deviation: f64 = 1;

  /** Of the n targets y. */
  constructor(y: usize, n: i32) {
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) sum += at(y, i);
    const mean = sum / n;
    let squares: f64 = 0;
    for (let i = 0; i < n; i++) squares += (at(y, i) - mean) * (at(y, i) - mean);
    this.mean = mean;
    const deviation = Math.sqrt(squares / n);
    if (deviation > 0 && isFinite(deviation)) this.deviation = deviation;
  }

  /** Whether defaults that are made for about 1 are hopeless. */
  get isFar(): bool {
    return this.deviation < LEAST || this.deviation > MOST;
  }

  /** The standardised targets, in a block of their own. */
  applied(y: usize, n: i32): usize {
    const scaled = reals(n);
    for (let i = 0; i < n; i++) put(scaled, i, (at(y, i) - this.mean) / this.deviation);
    return scaled;
  }
}
