// Criteria of regressions, from sums over a node of weight w (criterion.ts has the conventions):
//
//   squared_error   sum w_i y_i^2 / w - (sum w_i y_i / w)^2; the proxy is (sum_L)^2 / w_L + (sum_R)^2 / w_R
//   poisson         half the deviance: sum w_i y_i ln(y_i / mean) / w; the proxy sum_L log2 mean_L + sum_R log2 mean_R;
//                   a side whose sum is not above 10 epsilon is no side
//
// friedman_mse is another name of squared_error, as in scikit-learn since 1.9.

import { logarithm } from '../../math/logarithm';
import { at } from '../../math/vector';
import { Criterion } from './criterion';

/** What poisson takes for zero: 10 times 2^-52. */
const NOTHING: f64 = 2.220446049250313e-15;
const LN2: f64 = 0.6931471805599453;

export abstract class ValueCriterion extends Criterion {
  protected total: f64 = 0;
  protected left: f64 = 0;
  protected right: f64 = 0;
  /** sum of w y^2. */
  protected squares: f64 = 0;

  constructor(
    samples: usize,
    weights: usize,
    /** n targets. */
    protected y: usize,
  ) {
    super(samples, weights);
  }

  get outputs(): i32 {
    return 1;
  }

  /** sum of w y over the node. */
  get sum(): f64 {
    return this.total;
  }

  begin(start: i32, end: i32): void {
    this.start = start;
    this.end = end;
    let total: f64 = 0;
    let squares: f64 = 0;
    let weight: f64 = 0;
    for (let p = start; p < end; p++) {
      const row = this.sampleAt(p);
      const w = this.weightOf(row);
      const value = at(this.y, row);
      const weighted = w * value;
      total += weighted;
      squares += weighted * value;
      weight += w;
    }
    this.total = total;
    this.squares = squares;
    this.weight = weight;
    this.reset();
  }

  reset(): void {
    this.pos = this.start;
    this.left = 0;
    this.right = this.total;
    this.leftWeight = 0;
    this.rightWeight = this.weight;
  }

  moveTo(pos: i32): void {
    let left = this.left;
    let weight = this.leftWeight;
    if (pos - this.pos <= this.end - pos) {
      for (let p = this.pos; p < pos; p++) {
        const row = this.sampleAt(p);
        const w = this.weightOf(row);
        left += w * at(this.y, row);
        weight += w;
      }
    } else {
      left = this.total;
      weight = this.weight;
      for (let p = this.end - 1; p >= pos; p--) {
        const row = this.sampleAt(p);
        const w = this.weightOf(row);
        left -= w * at(this.y, row);
        weight -= w;
      }
    }
    this.left = left;
    this.leftWeight = weight;
    this.rightWeight = this.weight - weight;
    this.right = this.total - left;
    this.pos = pos;
  }

  value(out: usize): void {
    store<f64>(out, this.total / this.weight);
  }
}

export class SquaredError extends ValueCriterion {
  get impurity(): f64 {
    const mean = this.total / this.weight;
    return this.squares / this.weight - mean * mean;
  }

  get proxy(): f64 {
    return (this.left * this.left) / this.leftWeight + (this.right * this.right) / this.rightWeight;
  }

  childImpurities(): void {
    let squares: f64 = 0;
    for (let p = this.start; p < this.pos; p++) {
      const row = this.sampleAt(p);
      const value = at(this.y, row);
      squares += this.weightOf(row) * value * value;
    }
    const left = this.left / this.leftWeight;
    const right = this.right / this.rightWeight;
    this.leftImpurity = squares / this.leftWeight - left * left;
    this.rightImpurity = (this.squares - squares) / this.rightWeight - right * right;
  }
}

export class Poisson extends ValueCriterion {
  get impurity(): f64 {
    return this.deviance(this.start, this.end, this.total, this.weight);
  }

  get proxy(): f64 {
    if (this.left <= NOTHING || this.right <= NOTHING) return -Infinity;
    const left = -this.left * log2(this.left / this.leftWeight);
    const right = -this.right * log2(this.right / this.rightWeight);
    return -left - right;
  }

  childImpurities(): void {
    this.leftImpurity = this.deviance(this.start, this.pos, this.left, this.leftWeight);
    this.rightImpurity = this.deviance(this.pos, this.end, this.right, this.rightWeight);
  }

  private deviance(start: i32, end: i32, sum: f64, weight: f64): f64 {
    if (sum <= NOTHING) return Infinity;
    const mean = sum / weight;
    let loss: f64 = 0;
    for (let p = start; p < end; p++) {
      const row = this.sampleAt(p);
      const value = at(this.y, row);
      if (value != 0) loss += this.weightOf(row) * (value * logarithm(value / mean));
    }
    return loss / weight;
  }
}

function log2(x: f64): f64 {
  return logarithm(x) / LN2;
}
