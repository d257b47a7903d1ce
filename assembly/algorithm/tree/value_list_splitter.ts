// The walks of list_splitter.ts where targets are values and their errors squared.

import { allocate, release } from '../../memory/block';
import { at } from '../../math/vector';
import { ValueCriterion } from './value_criterion';
import { Columns } from './columns';
import { Draws } from './draws';
import { ListSplitter, ROUNDING } from './list_splitter';
import { SortedLists } from './sorted_lists';
import { Limits } from './splitter';

/**
 * For squared errors. Slack: a sum of m targets, none larger than M, differs by d = 8 m 2^-53 W M at most from the same in
 * another order, W being the node's weight, which is exact where weights are whole; so s^2 / w by 2 M d + d^2, w >= 1.
 */
export class ValueListSplitter extends ListSplitter {
  /** By row: weight times target, and weight; 0 where all weights are 1. */
  private weighed: usize = 0;
  /** The largest of the targets' sizes; NaN where weights are not whole. */
  private largest: f64 = 0;

  constructor(
    columns: Columns,
    samples: usize,
    private values: ValueCriterion,
    draws: Draws,
    limits: Limits,
    allWeight: f64,
    lists: SortedLists | null,
    private y: usize,
    weights: usize,
    areWhole: bool,
  ) {
    super(columns, samples, values, draws, limits, allWeight, lists);
    let largest: f64 = 0;
    for (let i = 0; i < columns.n; i++) largest = max(largest, Math.abs(at(y, i)));
    this.largest = areWhole ? largest : NaN;
    if (weights) this.weighed = allocate((<u64>columns.n) << 4);
    for (let i = 0; i < columns.n && weights != 0; i++) {
      const w = at(weights, i);
      store<f64>(this.weighed + ((<usize>i) << 4), w * at(y, i));
      store<f64>(this.weighed + ((<usize>i) << 4), w, 8);
    }
  }

  protected slack(m: i32): f64 {
    const M = this.largest;
    const weight = this.values.weight;
    const off = 8 * <f64>m * ROUNDING * weight * M;
    return 4 * M * off + 4 * off * off + 16 * ROUNDING * weight * M * M;
  }

  protected walk(j: i32, list: usize, m: i32, floor: f64, stops: bool): void {
    if (this.weighed) this.walkWeighed(j, list, m, floor, stops);
    else this.walkPlain(j, list, m, floor, stops);
  }

  private walkPlain(j: i32, list: usize, m: i32, floor: f64, stops: bool): void {
    const columns = this.columns;
    const close = columns.closeFlags(j);
    const y = this.y;
    const leastRows = this.limits.leastRows;
    const leastWeight = this.limits.leastWeight;
    const total = this.values.sum;
    let best = floor;
    let second = floor;
    let bestLeft = 0;
    let below: u32 = 0;
    let above: u32 = 0;
    let hasTies = false;
    // the sum of what is left, and the position up to which it is scikit-learn's
    let left: f64 = 0;
    let moved = 0;
    let place = list;
    let next = load<u64>(place);
    for (let p = 1; p < m; p++) {
      const pair = next;
      place += 8;
      next = load<u64>(place);
      left += load<f64>(y + ((<usize>(<u32>pair)) << 3));
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
      if (p - moved > m - p) left = this.plainFromEnd(list, p, m, total);
      moved = p;
      const sums = f64x2.replace_lane(f64x2.splat(left), 1, total - left);
      const weights = f64x2.replace_lane(f64x2.splat(<f64>p), 1, <f64>(m - p));
      const parts = f64x2.div(f64x2.mul(sums, sums), weights);
      const proxy = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1);
      if (!(proxy > second)) continue;
      if (<f64>p < leastWeight || <f64>(m - p) < leastWeight) continue;
      second = min(proxy, best);
      if (!(proxy > best)) continue;
      best = proxy;
      bestLeft = p;
      below = <u32>(pair >> 32);
      above = <u32>(next >> 32);
    }
    this.hasTies = hasTies;
    this.best = best;
    this.second = second;
    this.bestLeft = bestLeft;
    this.below = below;
    this.above = above;
  }

  private plainFromEnd(list: usize, p: i32, m: i32, total: f64): f64 {
    let left = total;
    for (let q = m - 1; q >= p; q--) left -= at(this.y, load<i32>(list + ((<usize>q) << 3)));
    return left;
  }

  private walkWeighed(j: i32, list: usize, m: i32, floor: f64, stops: bool): void {
    const columns = this.columns;
    const close = columns.closeFlags(j);
    const weighed = this.weighed;
    const leastRows = this.limits.leastRows;
    const leastWeight = this.limits.leastWeight;
    const total = f64x2.replace_lane(f64x2.splat(this.values.sum), 1, this.values.weight);
    let best = floor;
    let second = floor;
    let bestLeft = 0;
    let below: u32 = 0;
    let above: u32 = 0;
    let hasTies = false;
    // sum and weight of what is left; the position up to which they are scikit-learn's
    let left = f64x2.splat(0);
    let moved = 0;
    let place = list;
    let next = load<u64>(place);
    for (let p = 1; p < m; p++) {
      const pair = next;
      place += 8;
      next = load<u64>(place);
      left = f64x2.add(left, v128.load(weighed + ((<usize>(<u32>pair)) << 4)));
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
      if (p - moved > m - p) left = this.fromEnd(list, p, m, total);
      moved = p;
      const right = f64x2.sub(total, left);
      const sums = v128.shuffle<f64>(left, right, 0, 2);
      const weights = v128.shuffle<f64>(left, right, 1, 3);
      const parts = f64x2.div(f64x2.mul(sums, sums), weights);
      const proxy = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1);
      if (!(proxy > second)) continue;
      if (f64x2.extract_lane(weights, 0) < leastWeight || f64x2.extract_lane(weights, 1) < leastWeight)
        continue;
      second = min(proxy, best);
      if (!(proxy > best)) continue;
      best = proxy;
      bestLeft = p;
      below = <u32>(pair >> 32);
      above = <u32>(next >> 32);
    }
    this.hasTies = hasTies;
    this.best = best;
    this.second = second;
    this.bestLeft = bestLeft;
    this.below = below;
    this.above = above;
  }

  private fromEnd(list: usize, p: i32, m: i32, total: v128): v128 {
    let left = total;
    for (let q = m - 1; q >= p; q--) {
      const row = <usize>load<u32>(list + ((<usize>q) << 3));
      left = f64x2.sub(left, v128.load(this.weighed + (row << 4)));
    }
    return left;
  }

  release(): void {
    super.release();
    release(this.weighed);
  }
}
