// The best split of a node of a histogram tree.
//
// Given   the node's histograms, its n rows, their sums G and H, its value
// Find    the feature and the bin (categories: the set of them) whose children
//             gain = G v - G_L v_L - G_R v_R,   v_S = -G_S / (H_S + l2 + 1e-15), clipped to the node's bounds
//         fall most: the first of the best, strictly better each time; gain > 0
// Each child needs min_samples_leaf rows and H_S >= 1e-3; a monotonic column refuses children in the wrong order.
//
// Numbers are scanned from the left, NULL going right; where the training rows have NULL, from the right too, with NULL
// going left. Categories are put into the order of G / (H + 10), those with less than 10 rows' worth of H left out
// (they go right), and scanned from both ends to the middle; NULL is one of them.
//
// Promise: scikit-learn 1.9.1's choice and sums, to the last bit. Cost: two divisions a bin, side by side.
// Source: T. Chen, C. Guestrin, XGBoost: a scalable tree boosting system (2016), equations 5 to 7; W. Fisher, On
// grouping for maximum homogeneity, JASA 53 (1958).

import { Bins } from './bins';
import { Constraints } from './constraints';
import { Histograms } from './histogram';

const LEAST_H: f64 = 1e-3;
const TINY: f64 = 1e-15;
/** Rows that a category needs, and what smooths its order. */
const LEAST_SUPPORT: f64 = 10;

/** A split that was found; gain is -1 while there is none. */
export class Found {
  gain: f64 = -1;
  feature: i32 = 0;
  /** The last bin that goes left. */
  bin: i32 = 0;
  isCategorical: bool = false;
  isMissingLeft: bool = false;
  leftG: f64 = 0;
  leftH: f64 = 0;
  leftValue: f64 = 0;
  rightValue: f64 = 0;
  /** One bit a bin that goes left, of a category. */
  bits: StaticArray<u32> = new StaticArray<u32>(8);

  hasBit(bin: i32): bool {
    return ((this.bits[bin >> 5] >> (bin & 31)) & 1) != 0;
  }
}

/** What a node is asked with. */
export class Sums {
  n: i32 = 0;
  G: f64 = 0;
  H: f64 = 0;
  value: f64 = 0;
  lower: f64 = -Infinity;
  upper: f64 = Infinity;
}

export class Splitter {
  private order: StaticArray<i32> = new StaticArray<i32>(256);
  private keys: StaticArray<f64> = new StaticArray<f64>(256);

  constructor(
    private bins: Bins,
    private histograms: Histograms,
    private hasNulls: StaticArray<bool>,
    private constraints: Constraints,
    private isConstant: bool,
    private l2: f64,
    private minRows: i32,
  ) {}

  value(G: f64, H: f64, sums: Sums): f64 {
    const value = -G / (H + this.l2 + TINY);
    return value < sums.lower ? sums.lower : value > sums.upper ? sums.upper : value;
  }

  /** Looks at feature f; a better split than `best` takes its place. */
  look(histogram: usize, f: i32, sums: Sums, best: Found): void {
    if (f < this.bins.categorical) return this.lookAtCategories(histogram, f, sums, best);
    this.scan(histogram, f, sums, best, false);
    if (this.hasNulls[f]) this.scan(histogram, f, sums, best, true);
  }

  /** Scans the bins from the left, or from the right. */
  private scan(histogram: usize, f: i32, sums: Sums, best: Found, isFromRight: bool): void {
    const count = this.bins.counts[f];
    const direction = isFromRight ? -1 : 1;
    const from = isFromRight ? count - 1 : 0;
    const end = isFromRight ? 0 : count - 1 + (this.hasNulls[f] ? 1 : 0);
    const cells = this.histograms.cells(histogram, f);
    const counts = this.histograms.counts(histogram, f);
    const minRows = this.minRows;
    const isConstant = this.isConstant;
    const all = f64x2.replace_lane(f64x2.splat(sums.G), 1, sums.H);
    const l2 = f64x2.splat(this.l2);
    const tiny = f64x2.splat(TINY);
    const lower = f64x2.splat(sums.lower);
    const upper = f64x2.splat(sums.upper);
    const isBounded = sums.lower != -Infinity || sums.upper != Infinity;
    const sign = this.constraints.signOf(f);
    const loss = sums.G * sums.value;
    let near = f64x2.splat(0);
    let nearRows = 0;
    let gain = best.gain;
    let found = -1;
    let G: f64 = 0;
    let H: f64 = 0;
    for (let b = from; b != end; b += direction) {
      const cell = v128.load(cells + ((<usize>b) << 4));
      near = f64x2.add(near, cell);
      const nearH = f64x2.extract_lane(near, 1);
      if (isConstant) nearRows = <i32>nearH;
      else nearRows += load<i32>(counts + ((<usize>b) << 2));
      if (nearRows < minRows) continue;
      if (sums.n - nearRows < minRows) break;
      if (nearH < LEAST_H) continue;
      const far = f64x2.sub(all, near);
      if (f64x2.extract_lane(far, 1) < LEAST_H) break;
      // Both sides' G, and both sides' H; the left side first.
      const left = isFromRight ? far : near;
      const right = isFromRight ? near : far;
      const bothG = v128.shuffle<f64>(left, right, 0, 2);
      const bothH = v128.shuffle<f64>(left, right, 1, 3);
      let values = f64x2.div(f64x2.neg(bothG), f64x2.add(f64x2.add(bothH, l2), tiny));
      if (isBounded) values = f64x2.min(f64x2.max(values, lower), upper);
      if (sign != 0) {
        const rise = f64x2.extract_lane(values, 1) - f64x2.extract_lane(values, 0);
        if (sign > 0 ? rise < 0 : rise > 0) continue;
      }
      const parts = f64x2.mul(bothG, values);
      const fall = loss - f64x2.extract_lane(parts, 0) - f64x2.extract_lane(parts, 1);
      if (fall > gain && fall > 0) {
        gain = fall;
        found = isFromRight ? b - 1 : b;
        G = f64x2.extract_lane(left, 0);
        H = f64x2.extract_lane(left, 1);
      }
    }
    if (found < 0) return;
    best.bin = found;
    best.isMissingLeft = isFromRight;
    best.isCategorical = false;
    this.take(best, f, gain, G, H, sums);
  }

  private take(best: Found, f: i32, gain: f64, G: f64, H: f64, sums: Sums): void {
    best.gain = gain;
    best.feature = f;
    best.leftG = G;
    best.leftH = H;
    best.leftValue = this.value(G, H, sums);
    best.rightValue = this.value(sums.G - G, sums.H - H, sums);
  }

  private rowsOf(counts: usize, cells: usize, b: i32): i32 {
    if (this.isConstant) return <i32>load<f64>(cells + ((<usize>b) << 4), 8);
    return load<i32>(counts + ((<usize>b) << 2));
  }

  private lookAtCategories(histogram: usize, f: i32, sums: Sums, best: Found): void {
    const cells = this.histograms.cells(histogram, f);
    const counts = this.histograms.counts(histogram, f);
    const support = <f64>sums.n / sums.H;
    const bins = this.bins.counts[f] + (this.hasNulls[f] ? 1 : 0);
    let used = 0;
    for (let b = 0; b < bins; b++) {
      const h = load<f64>(cells + ((<usize>b) << 4), 8);
      if (h * support < LEAST_SUPPORT) continue;
      this.insert(used++, b, load<f64>(cells + ((<usize>b) << 4)) / (h + LEAST_SUPPORT));
    }
    if (used <= 1) return;
    const loss = sums.G * sums.value;
    let gain = best.gain;
    let last = -1;
    let isFromEnd = false;
    let bestG: f64 = 0;
    let bestH: f64 = 0;
    for (let way = 0; way < 2; way++) {
      const middle = (used + 1) / 2 - way;
      let G: f64 = 0;
      let H: f64 = 0;
      let rows = 0;
      for (let i = 0; i < middle; i++) {
        const place = way == 0 ? i : used - 1 - i;
        const b = this.order[place];
        rows += this.rowsOf(counts, cells, b);
        G += load<f64>(cells + ((<usize>b) << 4));
        H += load<f64>(cells + ((<usize>b) << 4), 8);
        if (rows < this.minRows || H < LEAST_H) continue;
        if (sums.n - rows < this.minRows || sums.H - H < LEAST_H) break;
        const otherG = sums.G - G;
        const left = this.value(G, H, sums);
        const right = this.value(otherG, sums.H - H, sums);
        const found = loss - G * left - otherG * right;
        if (found > gain && found > 0) {
          gain = found;
          last = place;
          isFromEnd = way == 1;
          bestG = G;
          bestH = H;
        }
      }
    }
    if (last < 0) return;
    best.bin = 0;
    best.isCategorical = true;
    best.bits.fill(0);
    const from = isFromEnd ? last : 0;
    const to = isFromEnd ? used - 1 : last;
    for (let place = from; place <= to; place++) {
      const b = this.order[place];
      best.bits[b >> 5] |= (<u32>1) << (<u32>(b & 31));
    }
    const nulls = this.bins.counts[f];
    best.isMissingLeft = this.hasNulls[f] && best.hasBit(nulls);
    this.take(best, f, gain, bestG, bestH, sums);
  }

  /** Puts bin b behind those of the `used` first whose key is smaller: of equal ones the last comes first, as in glibc's sort. */
  private insert(used: i32, b: i32, key: f64): void {
    let p = used;
    for (; p > 0 && this.keys[p - 1] >= key; p--) {
      this.keys[p] = this.keys[p - 1];
      this.order[p] = this.order[p - 1];
    }
    this.keys[p] = key;
    this.order[p] = b;
  }
}
