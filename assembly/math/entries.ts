// Rows that have a value in some of many columns, and 0 in all others: of each row its columns and values, one after the other.
//
// Memory: 12 bytes an entry, 4 a row. Rows are filled up to a multiple of 4 with such that have none.

import { integers, reals, release } from '../memory/block';
import { put } from './vector';

export class Entries {
  /** By row, where its entries begin: rows + 1 i32, and 3 more. */
  private starts: usize;
  private columns: usize;
  private values: usize;
  /** Entries that were added. */
  private count: i32 = 0;
  /** Rows that were ended. */
  private ended: i32 = 0;

  constructor(
    readonly rows: i32,
    /** All that will be added. */
    readonly room: i32,
  ) {
    this.starts = integers(<i64>rows + 4);
    this.columns = integers(room);
    this.values = reals(room);
  }

  /** Another entry of the row that is written. */
  add(column: i32, value: f64): void {
    store<i32>(this.columns + ((<usize>this.count) << 2), column);
    put(this.values, this.count++, value);
  }

  /** The row is whole, and the next one begins. */
  endRow(): void {
    for (let i = ++this.ended; i < this.rows + 4; i++) {
      store<i32>(this.starts + ((<usize>i) << 2), this.count);
      if (this.ended < this.rows) break;
    }
  }

  /** The number of row i's first entry; the row after it begins where it ends. */
  first(i: i32): i32 {
    return load<i32>(this.starts + ((<usize>i) << 2));
  }

  column(e: i32): i32 {
    return load<i32>(this.columns + ((<usize>e) << 2));
  }

  value(e: i32): f64 {
    return load<f64>(this.values + ((<usize>e) << 3));
  }

  /** With the columns that `placeOf` has below d alone, as it numbers them. */
  pick(placeOf: StaticArray<i32>, d: i32): Entries {
    let count = 0;
    for (let e = 0; e < this.count; e++) if (placeOf[this.column(e)] < d) count++;
    const picked = new Entries(this.rows, count);
    for (let i = 0; i < this.rows; i++) {
      for (let e = this.first(i); e < this.first(i + 1); e++) {
        const column = placeOf[this.column(e)];
        if (column < d) picked.add(column, this.value(e));
      }
      picked.endRow();
    }
    return picked;
  }

  // Of `count` rows from row `from` on:

  /** z_r += sum of w_j x_rj */
  multiply(from: i32, count: i32, w: usize, z: usize): void {
    const starts = this.starts + ((<usize>from) << 2);
    let e: usize = load<u32>(starts);
    for (let r: usize = 0; r < <usize>count; r++) {
      const end: usize = load<u32>(starts + (r << 2), 4);
      let sum: f64 = 0;
      for (; e < end; e++) {
        const column = <usize>load<u32>(this.columns + (e << 2));
        sum += load<f64>(w + (column << 3)) * load<f64>(this.values + (e << 3));
      }
      store<f64>(z + (r << 3), load<f64>(z + (r << 3)) + sum);
    }
  }

  /** sums_j += sum of z_r x_rj */
  accumulate(from: i32, count: i32, z: usize, sums: usize): void {
    const starts = this.starts + ((<usize>from) << 2);
    let e: usize = load<u32>(starts);
    for (let r: usize = 0; r < <usize>count; r++) {
      const end: usize = load<u32>(starts + (r << 2), 4);
      const factor = load<f64>(z + (r << 3));
      for (; e < end; e++) {
        const sum = sums + ((<usize>load<u32>(this.columns + (e << 2))) << 3);
        store<f64>(sum, load<f64>(sum) + factor * load<f64>(this.values + (e << 3)));
      }
    }
  }

  /** squares_j += sum of h_r x_rj^2 */
  squares(from: i32, count: i32, h: usize, squares: usize): void {
    for (let r = 0; r < count; r++) {
      const weight = load<f64>(h + ((<usize>r) << 3));
      for (let e = this.first(from + r); e < this.first(from + r + 1); e++) {
        const square = squares + ((<usize>this.column(e)) << 3);
        store<f64>(square, load<f64>(square) + weight * this.value(e) * this.value(e));
      }
    }
  }

  release(): void {
    release(this.starts);
    release(this.columns);
    release(this.values);
  }
}
