// Criteria of classifications, from the weights s_c of the classes in a node of weight w (criterion.ts has the
// conventions):
//
//   gini      1 - sum_c s_c^2 / w^2
//   entropy   -sum_c (s_c / w) log2(s_c / w); log_loss is another name of it

import { logarithm } from '../../math/logarithm';
import { Criterion } from './criterion';

/** ln 2, by which entropies become bits. */
const LN2: f64 = 0.6931471805599453;

export abstract class ClassCriterion extends Criterion {
  protected total: StaticArray<f64>;
  protected left: StaticArray<f64>;
  protected right: StaticArray<f64>;

  constructor(
    samples: usize,
    weights: usize,
    /** n class indices, i32. */
    readonly codes: usize,
    protected k: i32,
  ) {
    super(samples, weights);
    this.total = new StaticArray<f64>(k);
    this.left = new StaticArray<f64>(k);
    this.right = new StaticArray<f64>(k);
  }

  get outputs(): i32 {
    return this.k;
  }

  begin(start: i32, end: i32): void {
    this.start = start;
    this.end = end;
    const total = this.total;
    fill(total, 0);
    let weight: f64 = 0;
    for (let p = start; p < end; p++) {
      const row = this.sampleAt(p);
      const w = this.weightOf(row);
      const c = this.classOf(row);
      unchecked((total[c] += w));
      weight += w;
    }
    this.weight = weight;
    this.reset();
  }

  classOf(row: i32): i32 {
    return load<i32>(this.codes + ((<usize>row) << 2));
  }

  reset(): void {
    this.pos = this.start;
    fill(this.left, 0);
    copy(this.right, this.total);
    this.leftWeight = 0;
    this.rightWeight = this.weight;
  }

  moveTo(pos: i32): void {
    const left = this.left;
    let weight = this.leftWeight;
    if (pos - this.pos <= this.end - pos) {
      for (let p = this.pos; p < pos; p++) {
        const row = this.sampleAt(p);
        const w = this.weightOf(row);
        const c = this.classOf(row);
        unchecked((left[c] += w));
        weight += w;
      }
    } else {
      copy(left, this.total);
      weight = this.weight;
      for (let p = this.end - 1; p >= pos; p--) {
        const row = this.sampleAt(p);
        const w = this.weightOf(row);
        const c = this.classOf(row);
        unchecked((left[c] -= w));
        weight -= w;
      }
    }
    this.leftWeight = weight;
    this.rightWeight = this.weight - weight;
    const right = this.right;
    const total = this.total;
    for (let c = 0; c < this.k; c++) unchecked((right[c] = total[c] - left[c]));
    this.pos = pos;
  }

  /** Moves the position to `pos`, left of which the classes have these weights, whole numbers. */
  place(pos: i32, weights: StaticArray<u32>): void {
    let weight: f64 = 0;
    for (let c = 0; c < this.k; c++) {
      const w = <f64>unchecked(weights[c]);
      unchecked((this.left[c] = w));
      unchecked((this.right[c] = this.total[c] - w));
      weight += w;
    }
    this.leftWeight = weight;
    this.rightWeight = this.weight - weight;
    this.pos = pos;
  }

  get impurity(): f64 {
    return this.impurityOf(this.total, this.weight);
  }

  get proxy(): f64 {
    this.childImpurities();
    return -this.rightWeight * this.rightImpurity - this.leftWeight * this.leftImpurity;
  }

  childImpurities(): void {
    this.leftImpurity = this.impurityOf(this.left, this.leftWeight);
    this.rightImpurity = this.impurityOf(this.right, this.rightWeight);
  }

  abstract impurityOf(sums: StaticArray<f64>, weight: f64): f64;

  get isGini(): bool {
    return false;
  }

  /** Pointer to the weights of the classes in the node. */
  get totals(): usize {
    return changetype<usize>(this.total);
  }

  /** The weight of class c in the node. */
  totalOf(c: i32): f64 {
    return this.total[c];
  }

  value(out: usize): void {
    memory.copy(out, changetype<usize>(this.total), (<usize>this.k) << 3);
  }
}

export class Gini extends ClassCriterion {
  get isGini(): bool {
    return true;
  }

  impurityOf(sums: StaticArray<f64>, weight: f64): f64 {
    let squares: f64 = 0;
    for (let c = 0; c < this.k; c++) {
      const s = unchecked(sums[c]);
      squares += s * s;
    }
    return 1 - squares / (weight * weight);
  }
}

export class Entropy extends ClassCriterion {
  impurityOf(sums: StaticArray<f64>, weight: f64): f64 {
    let entropy: f64 = 0;
    for (let c = 0; c < this.k; c++) {
      const s = unchecked(sums[c]);
      if (!(s > 0)) continue;
      const share = s / weight;
      entropy -= share * (logarithm(share) / LN2);
    }
    return entropy;
  }
}

function fill(sums: StaticArray<f64>, value: f64): void {
  for (let c = 0; c < sums.length; c++) unchecked((sums[c] = value));
}

function copy(to: StaticArray<f64>, from: StaticArray<f64>): void {
  memory.copy(changetype<usize>(to), changetype<usize>(from), (<usize>from.length) << 3);
}
