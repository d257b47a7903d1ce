// The most recently used rows of a kernel matrix, in memory of a fixed size.
//
//   block    | slot 0 | slot 1 | ...      each slot holds one row: `stride` f64
//   owner    slot -> the row in it, or -1
//   slotOf   row -> its slot, or -1
//
// The solver permutes rows and columns as it shrinks (smo.ts); `permute` follows it, drops the rows that
// left, and packs the rest into shorter slots, so that more of them fit.
//
// Which slot to reuse is found by a scan over the stamps. There are never more slots than a row has
// values, so the scan costs less than the row that it makes room for.

import { at, put } from '../../math/vector';
import { numberAt } from '../../math/numbers';

/** Slots that the solver needs at the same time: rows i and j of a step. */
const SLOTS_NEEDED: i32 = 2;

export class RowCache {
  private stride: i32 = 0;
  private slots: i32 = 0;
  /** Slots taken so far: [0, used). */
  private used: i32 = 0;
  private clock: i64 = 0;
  private stamps: StaticArray<i64>;
  private owner: StaticArray<i32>;
  private slotOf: StaticArray<i32>;

  /** The f64 that rows of up to `stride` values can make use of, under a limit in bytes. */
  static room(limit: f64, stride: i32): i64 {
    const most = <i64>stride * <i64>max(stride, SLOTS_NEEDED);
    const least = <i64>stride * <i64>SLOTS_NEEDED;
    return max(least, min(most, <i64>(limit / 8)));
  }

  /** `block` has `capacity` f64; rows are numbered 0 to `rows` - 1. */
  constructor(
    private block: usize,
    private capacity: i64,
    private rows: i32,
  ) {
    const most = max(rows, SLOTS_NEEDED);
    this.stamps = new StaticArray<i64>(most);
    this.owner = new StaticArray<i32>(most);
    this.slotOf = new StaticArray<i32>(most);
  }

  /** Forgets all rows; those to come have `stride` values. */
  reset(stride: i32): void {
    for (let i = 0; i < this.slotOf.length; i++) this.slotOf[i] = -1;
    this.used = 0;
    this.setStride(stride);
  }

  private setStride(stride: i32): void {
    this.stride = stride;
    this.slots = <i32>min<i64>(this.capacity / <i64>max(stride, 1), <i64>this.owner.length);
  }

  private pointer(slot: i32): usize {
    return this.block + ((<usize>slot * <usize>this.stride) << 3);
  }

  /** The row's values, or 0 when they are not here. */
  find(row: i32): usize {
    const slot = this.slotOf[row];
    if (slot < 0) return 0;
    this.stamps[slot] = ++this.clock;
    return this.pointer(slot);
  }

  /** Room for the row's values, in place of the row that was not asked for longest. */
  take(row: i32): usize {
    let slot = this.used;
    if (slot < this.slots) {
      this.used++;
    } else {
      slot = 0;
      for (let s = 1; s < this.used; s++) {
        if (this.stamps[s] < this.stamps[slot]) slot = s;
      }
      this.slotOf[this.owner[slot]] = -1;
    }
    this.owner[slot] = row;
    this.slotOf[row] = slot;
    this.stamps[slot] = ++this.clock;
    return this.pointer(slot);
  }

  /**
   * Exchanges rows and columns pairs[0] with pairs[1], pairs[2] with pairs[3], ... (2 `count` i32), then
   * keeps the first `length` of both; rows have `stride` values from here on.
   */
  permute(pairs: usize, count: i32, length: i32, stride: i32): void {
    for (let p = 0; p < count; p++) this.exchangeRows(numberAt(pairs, 2 * p), numberAt(pairs, 2 * p + 1));
    for (let row = length; row < this.rows; row++) this.slotOf[row] = -1;
    const used = this.used;
    const before = this.stride;
    this.used = 0;
    this.setStride(stride);
    for (let slot = 0; slot < used; slot++) {
      const row = this.owner[slot];
      if (row >= length) continue;
      const values = this.block + ((<usize>slot * <usize>before) << 3);
      exchangeColumns(values, pairs, count);
      const kept = this.used++;
      memory.copy(this.pointer(kept), values, (<usize>stride) << 3);
      this.owner[kept] = row;
      this.slotOf[row] = kept;
      this.stamps[kept] = this.stamps[slot];
    }
  }

  private exchangeRows(i: i32, j: i32): void {
    const a = this.slotOf[i];
    const b = this.slotOf[j];
    this.slotOf[i] = b;
    this.slotOf[j] = a;
    if (a >= 0) this.owner[a] = j;
    if (b >= 0) this.owner[b] = i;
  }
}

function exchangeColumns(values: usize, pairs: usize, count: i32): void {
  for (let p = 0; p < count; p++) {
    const i = numberAt(pairs, 2 * p);
    const j = numberAt(pairs, 2 * p + 1);
    const value = at(values, i);
    put(values, i, at(values, j));
    put(values, j, value);
  }
}
