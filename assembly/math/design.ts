// A design matrix of which only numbers are written out: for each group of one-hot columns it has the one that a row has, and of
// columns of words those that are not 0 (entries.ts).
//
//   x_ij  =  the number (i, j), standardised, where j is a column of numbers
//   x_ij  =  ((row i has column j) - centre_j) / scale_j, where j is of a group
//   x_ij  =  (the entry (i, j), or 0 - centre_j) / scale_j, where j is of words
//
// Columns keep their places 0..d-1, a group's beside each other. A row may have none of a group (`d`, a column that is
// no one's). Who computes with it folds centre and scale into weights and sums (loss/category_rows.ts).
//
// Memory: 8 bytes a number, 4 a group, a row; 12 an entry.

import { integers, release } from '../memory/block';
import { Entries } from './entries';
import { Matrix } from './matrix';

export class Design {
  /** n x groups i32: the column that the row has. */
  readonly columns: usize;
  readonly centre: StaticArray<f64>;
  readonly scale: StaticArray<f64>;

  constructor(
    /** n x p, standardised. */
    readonly numbers: Matrix,
    /** The column of each of the p. */
    readonly places: StaticArray<i32>,
    readonly groups: i32,
    /** All columns. */
    readonly d: i32,
    /** Of columns of words; null where there are none. */
    readonly entries: Entries | null = null,
  ) {
    this.columns = integers(<i64>numbers.rows * groups);
    this.centre = new StaticArray<f64>(d);
    this.scale = new StaticArray<f64>(d);
    for (let j = 0; j < d; j++) this.scale[j] = 1;
  }

  get n(): i32 {
    return this.numbers.rows;
  }

  /** Pointer to the columns that row i has. */
  row(i: i32): usize {
    return this.columns + ((<usize>i * <usize>this.groups) << 2);
  }

  /** With these of its columns alone, in this order. */
  pick(kept: i32[]): Design {
    const d = kept.length;
    const placeOf = new StaticArray<i32>(this.d + 1).fill(d);
    for (let j = 0; j < d; j++) placeOf[kept[j]] = j;
    const places: i32[] = [];
    const from: i32[] = [];
    for (let p = 0; p < this.places.length; p++) {
      if (placeOf[this.places[p]] == d) continue;
      places.push(placeOf[this.places[p]]);
      from.push(p);
    }
    const numbers = this.numbers.pick(from, places.length);
    const entries = this.entries;
    let words: Entries | null = null;
    if (entries != null) words = entries.pick(placeOf, d);
    const picked = new Design(numbers, StaticArray.fromArray(places), this.groups, d, words);
    for (let i: usize = 0; i < <usize>this.n * <usize>this.groups; i++)
      store<i32>(picked.columns + (i << 2), placeOf[load<i32>(this.columns + (i << 2))]);
    for (let j = 0; j < d; j++) {
      picked.centre[j] = this.centre[kept[j]];
      picked.scale[j] = this.scale[kept[j]];
    }
    return picked;
  }

  release(): void {
    this.releaseRows();
    const entries = this.entries;
    if (entries != null) entries.release();
  }

  /** All but the entries, which are somebody's. */
  releaseRows(): void {
    release(this.numbers.data);
    release(this.columns);
  }
}
