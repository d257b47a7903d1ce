// The walks of list_splitter.ts where targets are classes and weights are no whole numbers.

import { allocate, release } from '../../memory/block';
import { at } from '../../math/vector';
import { ClassCriterion } from './class_criterion';
import { Columns } from './columns';
import { Draws } from './draws';
import { ListSplitter, ROUNDING } from './list_splitter';
import { SortedLists } from './sorted_lists';
import { Limits } from './splitter';

/**
 * For classes, whose weights are no whole numbers (class_splitter.ts has those). Slack: a sum of weights differs by
 * d = 8 m 2^-53 W at most from the same in another order. A side's part of the proxy is w - sum s_c^2 / w, which differs by
 * (7 + k / 6) d at most where w >= 4 d; a side that weighs less is doubtful. For entropy there is none.
 */
export class ClassListSplitter extends ListSplitter {
  private left: StaticArray<f64>;
  private right: StaticArray<f64>;
  /** For two classes, by row: its weight in the place of its class, 0 in the other. */
  private pairOf: usize = 0;
  /** What a side weighs at least that is not doubtful; 0 where nobody asks. */
  private leastSure: f64 = 0;

  constructor(
    columns: Columns,
    samples: usize,
    private classes: ClassCriterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    lists: SortedLists | null,
    /** n weights. */
    private rowWeights: usize,
  ) {
    super(columns, samples, classes, draws, limits, allWeight, lists);
    const k = classes.outputs;
    this.left = new StaticArray<f64>(k);
    this.right = new StaticArray<f64>(k);
    const areTwo = k == 2 && classes.isGini;
    if (areTwo) this.pairOf = allocate((<u64>columns.n) << 4);
    for (let i = 0; i < columns.n && areTwo; i++) {
      store<f64>(this.pairOf + ((<usize>i) << 4) + ((<usize>classes.classOf(i)) << 3), at(rowWeights, i));
    }
  }

  protected slack(m: i32): f64 {
    if (!this.classes.isGini || this.limits.leastWeight > 0) return NaN;
    const off = 8 * <f64>m * ROUNDING * this.classes.weight;
    this.leastSure = 4 * off;
    return (16 + <f64>this.classes.outputs) * off;
  }

  protected walk(j: i32, list: usize, m: i32, floor: f64, stops: bool): void {
    if (this.pairOf) this.walkTwo(j, list, m, floor, stops);
    else this.walkAll(j, list, m, floor, stops);
  }

  /** For gini and two classes. */
  private walkTwo(j: i32, list: usize, m: i32, floor: f64, stops: bool): void {
    const columns = this.columns;
    const close = columns.closeFlags(j);
    const pairOf = this.pairOf;
    const total = v128.load(this.classes.totals);
    const all = this.classes.weight;
    const leastRows = this.limits.leastRows;
    const leastWeight = this.limits.leastWeight;
    const leastSure = this.leastSure;
    const ones = f64x2.splat(1);
    let best = floor;
    let second = floor;
    let bestLeft = 0;
    let below: u32 = 0;
    let above: u32 = 0;
    let hasTies = false;
    let isDoubtful = false;
    let left = f64x2.splat(0);
    let weight: f64 = 0;
    let moved = 0;
    let place = list;
    let next = load<u64>(place);
    for (let p = 1; p < m; p++) {
      const pair = next;
      place += 8;
      next = load<u64>(place);
      const own = v128.load(pairOf + ((<usize>(<u32>pair)) << 4));
      left = f64x2.add(left, own);
      weight += f64x2.extract_lane(own, 0) + f64x2.extract_lane(own, 1);
      const change = pair ^ next;
      if (change >> 32 == 0) {
        if (change == 0) continue;
        hasTies = true;
        if (stops) break;
        continue;
      }
      if (close != 0 && load<u8>(close + <usize>(pair >> 32)) != 0) {
        if (columns.areTied(j, <u32>(pair >> 32), <u32>(next >> 32))) continue;
      }
      if (p < leastRows || m - p < leastRows) continue;
      if (p - moved > m - p) {
        left = total;
        weight = all;
        for (let q = m - 1; q >= p; q--) {
          const row = v128.load(pairOf + ((<usize>load<u32>(list + ((<usize>q) << 3))) << 4));
          left = f64x2.sub(left, row);
          weight -= f64x2.extract_lane(row, 0) + f64x2.extract_lane(row, 1);
        }
      }
      moved = p;
      const other = all - weight;
      if (weight < leastSure || other < leastSure) isDoubtful = true;
      if (weight < leastWeight || other < leastWeight) continue;
      const right = f64x2.sub(total, left);
      const leftSquares = f64x2.mul(left, left);
      const rightSquares = f64x2.mul(right, right);
      const weights = f64x2.replace_lane(f64x2.splat(weight), 1, other);
      const squares = f64x2.add(
        v128.shuffle<f64>(leftSquares, rightSquares, 0, 2),
        v128.shuffle<f64>(leftSquares, rightSquares, 1, 3),
      );
      const impurities = f64x2.sub(ones, f64x2.div(squares, f64x2.mul(weights, weights)));
      const parts = f64x2.mul(weights, impurities);
      const proxy = -f64x2.extract_lane(parts, 1) - f64x2.extract_lane(parts, 0);
      if (!(proxy > second)) continue;
      second = min(proxy, best);
      if (!(proxy > best)) continue;
      best = proxy;
      bestLeft = p;
      below = <u32>(pair >> 32);
      above = <u32>(next >> 32);
    }
    this.hasTies = hasTies;
    this.isDoubtful = this.isDoubtful || (isDoubtful && hasTies);
    this.best = best;
    this.second = second;
    this.bestLeft = bestLeft;
    this.below = below;
    this.above = above;
  }

  private walkAll(j: i32, list: usize, m: i32, floor: f64, stops: bool): void {
    const columns = this.columns;
    const close = columns.closeFlags(j);
    const classes = this.classes;
    const isGini = classes.isGini;
    const k = this.left.length;
    const leftSums = changetype<usize>(this.left);
    const rightSums = changetype<usize>(this.right);
    const codes = classes.codes;
    const weights = this.rowWeights;
    const totals = classes.totals;
    const all = classes.weight;
    const leastRows = this.limits.leastRows;
    const leastWeight = this.limits.leastWeight;
    const leastSure = this.leastSure;
    let best = floor;
    let second = floor;
    let bestLeft = 0;
    let below: u32 = 0;
    let above: u32 = 0;
    let hasTies = false;
    let isDoubtful = false;
    let weight: f64 = 0;
    let moved = 0;
    memory.fill(leftSums, 0, (<usize>k) << 3);
    let next = load<u64>(list);
    for (let p = 1; p < m; p++) {
      const pair = next;
      next = load<u64>(list + ((<usize>p) << 3));
      const row = <usize>(<u32>pair);
      const w = load<f64>(weights + (row << 3));
      const sum = leftSums + ((<usize>load<u32>(codes + (row << 2))) << 3);
      store<f64>(sum, load<f64>(sum) + w);
      weight += w;
      const change = pair ^ next;
      if (change >> 32 == 0) {
        if (change == 0) continue;
        hasTies = true;
        if (stops) break;
        continue;
      }
      if (close != 0 && load<u8>(close + <usize>(pair >> 32)) != 0) {
        if (columns.areTied(j, <u32>(pair >> 32), <u32>(next >> 32))) continue;
      }
      if (p < leastRows || m - p < leastRows) continue;
      if (p - moved > m - p) weight = this.fromEnd(list, p, m, all);
      moved = p;
      const other = all - weight;
      if (weight < leastSure || other < leastSure) isDoubtful = true;
      if (weight < leastWeight || other < leastWeight) continue;
      let proxy: f64;
      if (isGini) {
        let leftSquares: f64 = 0;
        let rightSquares: f64 = 0;
        for (let c: usize = 0; c < (<usize>k) << 3; c += 8) {
          const l = load<f64>(leftSums + c);
          const r = load<f64>(totals + c) - l;
          leftSquares += l * l;
          rightSquares += r * r;
        }
        const left = 1 - leftSquares / (weight * weight);
        const right = 1 - rightSquares / (other * other);
        proxy = -other * right - weight * left;
      } else {
        for (let c = 0; c < k; c++)
          store<f64>(rightSums + ((<usize>c) << 3), at(totals, c) - at(leftSums, c));
        const left = classes.impurityOf(this.left, weight);
        const right = classes.impurityOf(this.right, other);
        proxy = -other * right - weight * left;
      }
      if (!(proxy > second)) continue;
      second = min(proxy, best);
      if (!(proxy > best)) continue;
      best = proxy;
      bestLeft = p;
      below = <u32>(pair >> 32);
      above = <u32>(next >> 32);
    }
    this.hasTies = hasTies;
    this.isDoubtful = this.isDoubtful || (isDoubtful && hasTies);
    this.best = best;
    this.second = second;
    this.bestLeft = bestLeft;
    this.below = below;
    this.above = above;
  }

  /** Sets the sums of what is left, taken from the end; their weight. */
  private fromEnd(list: usize, p: i32, m: i32, all: f64): f64 {
    const left = changetype<usize>(this.left);
    memory.copy(left, this.classes.totals, (<usize>this.left.length) << 3);
    let weight = all;
    for (let q = m - 1; q >= p; q--) {
      const row = <usize>load<u32>(list + ((<usize>q) << 3));
      const w = load<f64>(this.rowWeights + (row << 3));
      const sum = left + ((<usize>load<u32>(this.classes.codes + (row << 2))) << 3);
      store<f64>(sum, load<f64>(sum) - w);
      weight -= w;
    }
    return weight;
  }

  release(): void {
    super.release();
    release(this.pairOf);
  }
}
