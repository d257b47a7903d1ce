// Histograms of gradients: by feature and bin the sum of the rows' g and h, and how many rows there are.
//
//   cells    (g, h) as two f64, so that a row is one addition; a feature's are 257 apart, which keeps the same bin of two
//            features out of one set of the cache
//   counts   u32, 257 a feature, behind all cells; left at 0 where every h is 1, since the sum of h is the count then
//
// A row's g and h are two f32 beside each other, widened as they are added, in the order of the rows: the sums are
// scikit-learn's to the last bit. The larger of two children is their parent less the smaller.
// Cost: an addition, and a count, a row and feature: near 1 ns.

import { allocate, release } from '../../memory/block';
import { tick } from '../../progress';

/** Bytes from a feature's cells to the next one's. */
const CELLS: usize = 257 * 16;
const COUNTS: usize = 257 * 4;
/** Values between two looks at the clock. */
const VALUES_A_STEP: i32 = 1 << 21;

export class Histograms {
  private free: usize[] = [];
  private all: usize[] = [];

  constructor(
    private d: i32,
    /** Bins of each feature but for NULL's. */
    private bins: StaticArray<i32>,
    /** Every h is 1. */
    private isConstant: bool,
  ) {}

  /** A histogram of its own, of anything, until `give`. */
  take(): usize {
    if (this.free.length > 0) return this.free.pop();
    const block = allocate(<u64>this.d * (CELLS + COUNTS));
    this.all.push(block);
    return block;
  }

  give(histogram: usize): void {
    this.free.push(histogram);
  }

  release(): void {
    for (let i = 0; i < this.all.length; i++) release(this.all[i]);
    this.all = [];
    this.free = [];
  }

  /** The cells of feature f: (g, h) f64 a bin. */
  cells(histogram: usize, f: i32): usize {
    return histogram + <usize>f * CELLS;
  }

  /** The counts of feature f: u32 a bin. */
  counts(histogram: usize, f: i32): usize {
    return histogram + <usize>this.d * CELLS + <usize>f * COUNTS;
  }

  /** Sums the m rows that `order` numbers; `bytes` holds d bins a row, `pairs` g and h. */
  fill(histogram: usize, bytes: usize, pairs: usize, order: usize, m: i32): void {
    const d = this.d;
    for (let f = 0; f < d; f++) {
      const used = <usize>unchecked(this.bins[f]) + 1;
      memory.fill(this.cells(histogram, f), 0, used << 4);
      memory.fill(this.counts(histogram, f), 0, used << 2);
    }
    const step = max(1, VALUES_A_STEP / d);
    for (let from = 0; from < m; from += step) {
      const count = min(step, m - from);
      const rows = order + ((<usize>from) << 2);
      if (this.isConstant) addRows(histogram, bytes, pairs, rows, count, d);
      else addCountedRows(histogram, this.counts(histogram, 0), bytes, pairs, rows, count, d);
      tick(2 * <f64>count * <f64>d);
    }
  }

  /** a -= b. */
  subtract(a: usize, b: usize): void {
    for (let f = 0; f < this.d; f++) {
      const used = <usize>unchecked(this.bins[f]) + 1;
      let to = this.cells(a, f);
      let from = this.cells(b, f);
      const end = to + (used << 4);
      for (; to < end; to += 16, from += 16) v128.store(to, f64x2.sub(v128.load(to), v128.load(from)));
      if (this.isConstant) continue;
      to = this.counts(a, f);
      from = this.counts(b, f);
      const last = to + (used << 2);
      for (; to < last; to += 4, from += 4) store<u32>(to, load<u32>(to) - load<u32>(from));
    }
  }
}

function addRows(cells: usize, bytes: usize, pairs: usize, order: usize, m: i32, d: i32): void {
  const end = order + ((<usize>m) << 2);
  for (; order < end; order += 4) {
    const i = <usize>load<u32>(order);
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairs + (i << 3)));
    let row = bytes + i * <usize>d;
    const last = row + <usize>d;
    let cell = cells;
    for (; row + 4 <= last; row += 4, cell += 4 * CELLS) {
      const four = load<u32>(row);
      const a = cell + ((four & 255) << 4);
      const b = cell + (((four >> 8) & 255) << 4);
      const c = cell + (((four >> 16) & 255) << 4);
      const e = cell + ((four >> 24) << 4);
      v128.store(a, f64x2.add(v128.load(a), pair));
      v128.store(b, f64x2.add(v128.load(b, CELLS), pair), CELLS);
      v128.store(c, f64x2.add(v128.load(c, 2 * CELLS), pair), 2 * CELLS);
      v128.store(e, f64x2.add(v128.load(e, 3 * CELLS), pair), 3 * CELLS);
    }
    for (; row < last; row++, cell += CELLS) {
      const a = cell + ((<usize>load<u8>(row)) << 4);
      v128.store(a, f64x2.add(v128.load(a), pair));
    }
  }
}

function addCountedRows(
  cells: usize,
  counts: usize,
  bytes: usize,
  pairs: usize,
  order: usize,
  m: i32,
  d: i32,
): void {
  const end = order + ((<usize>m) << 2);
  for (; order < end; order += 4) {
    const i = <usize>load<u32>(order);
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(pairs + (i << 3)));
    let row = bytes + i * <usize>d;
    const last = row + <usize>d;
    let cell = cells;
    let count = counts;
    for (; row + 4 <= last; row += 4, cell += 4 * CELLS, count += 4 * COUNTS) {
      const four = load<u32>(row);
      const p = (four & 255) << 2;
      const q = ((four >> 8) & 255) << 2;
      const r = ((four >> 16) & 255) << 2;
      const s = (four >> 24) << 2;
      const a = cell + (p << 2);
      const b = cell + (q << 2);
      const c = cell + (r << 2);
      const e = cell + (s << 2);
      v128.store(a, f64x2.add(v128.load(a), pair));
      v128.store(b, f64x2.add(v128.load(b, CELLS), pair), CELLS);
      v128.store(c, f64x2.add(v128.load(c, 2 * CELLS), pair), 2 * CELLS);
      v128.store(e, f64x2.add(v128.load(e, 3 * CELLS), pair), 3 * CELLS);
      store<u32>(count + p, load<u32>(count + p) + 1);
      store<u32>(count + q, load<u32>(count + q, COUNTS) + 1, COUNTS);
      store<u32>(count + r, load<u32>(count + r, 2 * COUNTS) + 1, 2 * COUNTS);
      store<u32>(count + s, load<u32>(count + s, 3 * COUNTS) + 1, 3 * COUNTS);
    }
    for (; row < last; row++, cell += CELLS, count += COUNTS) {
      const bin = <usize>load<u8>(row);
      const a = cell + (bin << 4);
      v128.store(a, f64x2.add(v128.load(a), pair));
      store<u32>(count + (bin << 2), load<u32>(count + (bin << 2)) + 1);
    }
  }
}
