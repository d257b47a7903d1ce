// What trees see of X: its values rounded to float32, as scikit-learn's, and each value as its rank.
//
//   values    the distinct float32 values of a column, ascending: v_0 < v_1 < ... < v_{m-1}
//   rank      of a cell: the i of its value v_i; m for NULL (NaN). -0 and 0 are one value.
//   tie       a node's neighbouring values a <= b are tied, no split lies between them, when b <= a + 1e-7 in
//             float32. Where no two values of a column are so close, ranks tie when they are equal: `isPlain`.
//
// A split between ranks is one between values, so a tree grows on the u32 ranks alone: what it compares, sorts and
// partitions is 4 bytes, column after column, and a column's ranks are computed once for all trees of an ensemble.
//
// Cost: one radix sort a column; 4 n d bytes, and n d more for columns whose values are all different.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Matrix } from '../../math/matrix';
import { at } from '../../math/vector';
import { allocate, release } from '../../memory/block';
import { tick } from '../../progress';
import { sortPairs } from '../../math/sort';

/** Two values so close, in float32, are one (scikit-learn's FEATURE_THRESHOLD). */
export const CLOSE: f32 = 1e-7;

export class Columns {
  /** n d ranks, column after column; 0 for columns that another owns. */
  private ranks: usize = 0;
  /** By column: its n ranks. */
  private starts: StaticArray<usize>;
  /** By column: its distinct values, f32. */
  private values: StaticArray<usize>;
  /** By column: how many distinct values. */
  private sizes: StaticArray<i32>;
  /** By column: some cell is NULL. */
  private missing: StaticArray<bool>;
  /** By column: equal ranks are the only ties. */
  private plain: StaticArray<bool>;
  /** By column: 0 where it is plain, else by rank u8 1 when the next value is tied with it. */
  private close: StaticArray<usize>;

  private constructor(
    readonly n: i32,
    readonly d: i32,
  ) {
    this.starts = new StaticArray<usize>(d);
    this.values = new StaticArray<usize>(d);
    this.sizes = new StaticArray<i32>(d);
    this.missing = new StaticArray<bool>(d);
    this.plain = new StaticArray<bool>(d);
    this.close = new StaticArray<usize>(d);
  }

  /** The columns of X. */
  static of(X: Matrix): Columns {
    const n = X.rows;
    const d = X.cols;
    const columns = new Columns(n, d);
    columns.ranks = allocate((<u64>n * <u64>d) << 2);
    for (let j = 0; j < d; j++) columns.starts[j] = columns.ranks + ((<usize>j * <usize>n) << 2);
    const pairs = allocate((<u64>n) << 3);
    const spare = allocate((<u64>n) << 3);
    for (let j = 0; j < d; j++) {
      columns.rankColumn(X, j, pairs, spare);
      tick(20 * <f64>n);
    }
    release(pairs);
    release(spare);
    return columns;
  }

  /** These of the columns, in that order, some perhaps several times. They stay the others' own: no release. */
  pick(chosen: StaticArray<i32>): Columns {
    const d = chosen.length;
    const picked = new Columns(this.n, d);
    for (let j = 0; j < d; j++) {
      picked.starts[j] = this.starts[chosen[j]];
      picked.values[j] = this.values[chosen[j]];
      picked.sizes[j] = this.sizes[chosen[j]];
      picked.missing[j] = this.missing[chosen[j]];
      picked.plain[j] = this.plain[chosen[j]];
      picked.close[j] = this.close[chosen[j]];
    }
    return picked;
  }

  private rankColumn(X: Matrix, j: i32, pairs: usize, spare: usize): void {
    const n = this.n;
    for (let i = 0; i < n; i++) {
      const value = <f32>at(X.row(i), j);
      if (!isFinite(value) && !isNaN(value)) {
        fail(
          'a feature has a value that is infinite or too large for trees, which take numbers up to 3.4e38; ' +
            'scale it in a SELECT',
        );
      }
      store<u64>(pairs + ((<usize>i) << 3), ((<u64>orderOf(value)) << 32) | i);
    }
    sortPairs(pairs, spare, n);
    const ranks = this.column(j);
    const distinct = changetype<usize>(spare);
    let size = 0;
    let isPlain = true;
    let before: u32 = 0;
    for (let p = 0; p < n; p++) {
      const pair = load<u64>(pairs + ((<usize>p) << 3));
      const order = <u32>(pair >> 32);
      const row = <u32>pair;
      if (order == MISSING) {
        this.missing[j] = true;
        store<u32>(ranks + ((<usize>row) << 2), size);
        continue;
      }
      if (size == 0 || order != before) {
        const value = valueOf(order);
        if (size > 0 && value <= load<f32>(distinct + ((<usize>(size - 1)) << 2)) + CLOSE) isPlain = false;
        store<f32>(distinct + ((<usize>size) << 2), value);
        size++;
        before = order;
      }
      store<u32>(ranks + ((<usize>row) << 2), size - 1);
    }
    // NULLs come last, when the size is known: their rank is right as it was stored.
    this.sizes[j] = size;
    this.plain[j] = isPlain;
    this.values[j] = allocate((<u64>size) << 2);
    memory.copy(this.values[j], distinct, (<usize>size) << 2);
    if (!isPlain) this.markClose(j, size);
  }

  private markClose(j: i32, size: i32): void {
    const flags = allocate(size);
    for (let rank = 0; rank + 1 < size; rank++) {
      store<u8>(flags + rank, this.value(j, rank + 1) <= this.value(j, rank) + CLOSE ? 1 : 0);
    }
    this.close[j] = flags;
  }

  /** Pointer to the n ranks of column j, u32 by row. */
  column(j: i32): usize {
    return this.starts[j];
  }

  /** The value of a rank of column j; not of NULL. */
  value(j: i32, rank: u32): f32 {
    return load<f32>(this.values[j] + ((<usize>rank) << 2));
  }

  /** The rank of NULL in column j: the number of its distinct values. */
  missingRank(j: i32): u32 {
    return this.sizes[j];
  }

  hasMissing(j: i32): bool {
    return this.missing[j];
  }

  /** All values of column j are different, and none is NULL. */
  areDistinct(j: i32): bool {
    return this.sizes[j] == this.n;
  }

  /** Of column j by rank, u8: 1 when the next value may be tied with it; 0 where only equal ranks are. */
  closeFlags(j: i32): usize {
    return this.close[j];
  }

  /** In column j no two ranks tie but equal ones. */
  isPlain(j: i32): bool {
    return this.plain[j];
  }

  /** Whether rank b >= a of column j is tied with a. */
  areTied(j: i32, a: u32, b: u32): bool {
    if (a == b) return true;
    const flags = this.close[j];
    return flags != 0 && load<u8>(flags + a) != 0 && this.value(j, b) <= this.value(j, a) + CLOSE;
  }

  /** Half way between two ranks of column j, as scikit-learn computes it. */
  between(j: i32, a: u32, b: u32): f64 {
    return <f64>this.value(j, a) / 2 + <f64>this.value(j, b) / 2;
  }

  /** How many values of column j are not above the threshold: ranks below it go left. */
  below(j: i32, threshold: f64): u32 {
    let low = 0;
    let high = this.sizes[j];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (<f64>this.value(j, middle) <= threshold) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // ---- For jobs (jobs/jobs.ts): two blocks, the ranks and the values of all columns, and the rest in bytes ----

  /** Bytes of the ranks. */
  get rankBytes(): usize {
    return (<usize>this.n * <usize>this.d) << 2;
  }

  /** Bytes of all columns' values. */
  get valueBytes(): usize {
    let values: usize = 0;
    for (let j = 0; j < this.d; j++) values += (<usize>this.sizes[j]) << 2;
    return values;
  }

  /** Pointer to the ranks, column after column; of columns that were picked there is none. */
  get allRanks(): usize {
    return this.ranks;
  }

  /** Copies all columns' values to `out`. */
  copyValues(out: usize): void {
    for (let j = 0; j < this.d; j++) {
      const bytes = (<usize>this.sizes[j]) << 2;
      memory.copy(out, this.values[j], bytes);
      out += bytes;
    }
  }

  write(out: ByteWriter): void {
    out.i32(this.n);
    out.i32(this.d);
    for (let j = 0; j < this.d; j++) {
      out.i32(this.sizes[j]);
      out.u8((this.missing[j] ? 1 : 0) | (this.plain[j] ? 2 : 0));
    }
  }

  /** What `write` wrote, with ranks and values where they stand: they stay there. */
  static at(bytes: ByteReader, ranks: usize, values: usize): Columns {
    const n = bytes.i32();
    const columns = new Columns(n, bytes.i32());
    for (let j = 0; j < columns.d; j++) {
      const size = bytes.i32();
      const flags = bytes.u8();
      columns.starts[j] = ranks + ((<usize>j * <usize>n) << 2);
      columns.values[j] = values;
      values += (<usize>size) << 2;
      columns.sizes[j] = size;
      columns.missing[j] = (flags & 1) != 0;
      columns.plain[j] = (flags & 2) != 0;
      if (!columns.plain[j]) columns.markClose(j, size);
    }
    return columns;
  }

  release(): void {
    release(this.ranks);
    for (let j = 0; j < this.d; j++) {
      release(this.values[j]);
      release(this.close[j]);
    }
  }
}

/** What NaN sorts as. */
const MISSING: u32 = u32.MAX_VALUE;

/** A u32 that orders f32 values as they are ordered; -0 as 0. */
function orderOf(value: f32): u32 {
  if (isNaN(value)) return MISSING;
  const bits = reinterpret<u32>(value == 0 ? <f32>0 : value);
  return bits & 0x80000000 ? ~bits : bits | 0x80000000;
}

/** The f32 whose `orderOf` it is. */
function valueOf(order: u32): f32 {
  return reinterpret<f32>(order & 0x80000000 ? order & 0x7fffffff : ~order);
}
