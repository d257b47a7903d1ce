// The criterion absolute_error: sum w_i |y_i - m| / w, where m is the weighted median of the node's targets
// (criterion.ts has the conventions). A leaf predicts the median.
//
// `reset` finds the median and the error of every prefix and of every suffix of the node as its samples stand, so
// that a position is then answered from two arrays. A Fenwick tree over the ranks of the targets keeps sums of w
// and of w y; the median is where the weight reaches half, or half way between two targets where it hits it:
//   error = (sum_{above} w y - m w_above) + (m w_below - sum_{below} w y)
// Cost: O(m log m) for a node of m rows and each column that is tried.
// Source: P. Fenwick, A new data structure for cumulative frequency tables, Software: Practice and Experience 24
// (1994); the order of its sums is scikit-learn 1.9.1's.

import { at, put } from '../../math/vector';
import { integers, reals, release } from '../../memory/block';
import { Criterion } from './criterion';
import { sortAsPeer } from '../../math/sort';

export class AbsoluteError extends Criterion {
  /** By position: the error of the rows up to it, and of those from it on; and their medians. */
  private leftErrors: usize;
  private rightErrors: usize;
  private medians: usize;
  /** The node's targets in ascending order, and the place of each position among them. */
  private sorted: usize;
  private places: usize;
  private pairs: usize;
  /** The Fenwick trees, from 1. */
  private sumW: usize;
  private sumWY: usize;
  private size: i32 = 0;
  private allW: f64 = 0;
  private allWY: f64 = 0;
  /** What `search` found: the sums below the median, and the rank before it. */
  private belowW: f64 = 0;
  private belowWY: f64 = 0;
  private rankBefore: i32 = 0;

  constructor(
    samples: usize,
    weights: usize,
    /** n targets. */
    private y: usize,
    n: i32,
    /** n ranks of the targets, u32: equal where the targets are. */
    private ranks: usize,
  ) {
    super(samples, weights);
    this.leftErrors = reals(n);
    this.rightErrors = reals(n);
    this.medians = reals(n);
    this.sorted = reals(n);
    this.places = integers(n);
    this.pairs = reals(n);
    this.sumW = reals(n + 1);
    this.sumWY = reals(n + 1);
  }

  get outputs(): i32 {
    return 1;
  }

  begin(start: i32, end: i32): void {
    this.start = start;
    this.end = end;
    let weight: f64 = 0;
    for (let p = start; p < end; p++) weight += this.weightOf(this.sampleAt(p));
    this.weight = weight;
    this.reset();
  }

  reset(): void {
    this.leftWeight = 0;
    this.rightWeight = this.weight;
    this.pos = this.start;
    this.sortTargets();
    this.walk(this.start, 1, this.leftErrors);
    this.walk(this.end - 1, -1, this.rightErrors);
  }

  private sortTargets(): void {
    const n = this.end - this.start;
    for (let p = 0; p < n; p++) {
      const row = this.sampleAt(this.start + p);
      const rank = load<u32>(this.ranks + ((<usize>row) << 2));
      store<u64>(this.pairs + ((<usize>p) << 3), ((<u64>rank) << 32) | p);
    }
    sortAsPeer(this.pairs, n);
    for (let rank = 0; rank < n; rank++) {
      const p = <i32>load<u32>(this.pairs + ((<usize>rank) << 3));
      put(this.sorted, rank, at(this.y, this.sampleAt(this.start + p)));
      store<i32>(this.places + ((<usize>p) << 2), rank);
    }
  }

  /** Errors and medians of growing sets of rows, from position `from` by `step`; the medians of the last walk stay. */
  private walk(from: i32, step: i32, errors: usize): void {
    const n = this.end - this.start;
    this.size = n;
    this.allW = 0;
    this.allWY = 0;
    memory.fill(this.sumW, 0, (<usize>(n + 1)) << 3);
    memory.fill(this.sumWY, 0, (<usize>(n + 1)) << 3);
    for (let i = 0, p = from; i < n; i++, p += step) {
      const rank = load<i32>(this.places + ((<usize>(p - this.start)) << 2));
      this.add(rank, at(this.sorted, rank), this.weightOf(this.sampleAt(p)));
      const found = this.search(0.5 * this.allW);
      const median =
        found != this.rankBefore
          ? (at(this.sorted, this.rankBefore) + at(this.sorted, found)) / 2
          : at(this.sorted, found);
      const aboveW = this.allW - this.belowW;
      const aboveWY = this.allWY - this.belowWY;
      put(this.medians, p, median);
      put(errors, p, aboveWY - median * aboveW + (median * this.belowW - this.belowWY));
    }
  }

  private add(rank: i32, y: f64, w: f64): void {
    const wy = w * y;
    for (let i = rank + 1; i <= this.size; i += i & -i) {
      put(this.sumW, i, at(this.sumW, i) + w);
      put(this.sumWY, i, at(this.sumWY, i) + wy);
    }
    this.allW += w;
    this.allWY += wy;
  }

  /** The rank at which the weight passes `half`; `rankBefore` is another where it is `half` exactly before it. */
  private search(half: f64): i32 {
    let bit = this.size == 0 ? 0 : 1 << (31 - clz(this.size));
    let place = 0;
    this.belowW = 0;
    this.belowWY = 0;
    for (; bit != 0; bit >>= 1) {
      const next = place + bit;
      if (next > this.size) continue;
      const w = at(this.sumW, next);
      if (half == w) break;
      if (half > w) {
        half -= w;
        place = next;
        this.belowW += w;
        this.belowWY += at(this.sumWY, next);
      }
    }
    this.rankBefore = place;
    if (bit == 0) return place;
    let rest = half;
    for (let b = bit; b != 0; b >>= 1) {
      const next = this.rankBefore + b;
      if (next > this.size) continue;
      const w = at(this.sumW, next);
      if (rest > w) {
        rest -= w;
        this.rankBefore = next;
      }
    }
    rest = half;
    for (let b = bit; b != 0; b >>= 1) {
      const next = place + b;
      if (next > this.size) continue;
      const w = at(this.sumW, next);
      if (rest >= w) {
        rest -= w;
        place = next;
        this.belowW += w;
        this.belowWY += at(this.sumWY, next);
      }
    }
    return place;
  }

  moveTo(pos: i32): void {
    let weight = this.leftWeight;
    for (let p = this.pos; p < pos; p++) weight += this.weightOf(this.sampleAt(p));
    this.leftWeight = weight;
    this.rightWeight = this.weight - weight;
    this.pos = pos;
  }

  get impurity(): f64 {
    return at(this.rightErrors, this.start) / this.weight;
  }

  get proxy(): f64 {
    this.childImpurities();
    return -this.rightWeight * this.rightImpurity - this.leftWeight * this.leftImpurity;
  }

  childImpurities(): void {
    const left = this.pos > this.start ? at(this.leftErrors, this.pos - 1) : 0;
    const right = this.pos < this.end ? at(this.rightErrors, this.pos) : 0;
    this.leftImpurity = left / this.leftWeight;
    this.rightImpurity = right / this.rightWeight;
  }

  /** The median: of the rows from the node's start on, as the walk from the end left it. */
  value(out: usize): void {
    put(out, 0, at(this.medians, this.start));
  }

  release(): void {
    release(this.leftErrors);
    release(this.rightErrors);
    release(this.medians);
    release(this.sorted);
    release(this.places);
    release(this.pairs);
    release(this.sumW);
    release(this.sumWY);
  }
}
