// Splits of trees by a set of categories.
//
// A tree of tree/nodes.ts compares numbers. A split by categories stands there as one of a column beyond the d of X:
// column d + s is 0 where split s sends a row left, 1 where it sends it right, and NULL where the row's value is NULL or
// no category that was known. So the trees are written, read and walked as any other, and a split costs one bit a
// category more.
//
// Bytes: categorical columns i32, each: column i32 · count u8 · numbers (codec/compact.ts) its categories,
// ascending; splits i32, each: u16 which of those columns · a bit a category, 1 for left, the lowest first.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { readCompact, writeCompact } from '../../codec/compact';
import { at, put } from '../../math/vector';
import { Records } from '../../memory/records';
import { Trees } from '../tree/nodes';

/** Splits that bytes may claim. */
const MOST_SPLITS: i32 = 1 << 24;
/** A split: u32 which column, then 8 words of bits. */
const SPLIT: i32 = 36;

export class CategorySplits {
  private columns: StaticArray<i32>;
  /** The categories of each of the columns. */
  private categories: StaticArray<f64>[] = [];
  /** Splits while they are found. */
  private growing: Records | null = null;
  private splits: StaticArray<u8> = new StaticArray<u8>(0);
  private codes: StaticArray<i32>;

  constructor(
    private d: i32,
    columns: StaticArray<i32>,
  ) {
    this.columns = columns;
    this.codes = new StaticArray<i32>(columns.length);
  }

  /** Takes the categories of the next column, n ascending f64. */
  take(values: usize, n: i32): void {
    const own = new StaticArray<f64>(n);
    memory.copy(changetype<usize>(own), values, (<usize>n) << 3);
    this.categories.push(own);
  }

  /** Adds a split of the c-th categorical column; the column of X that stands for it. */
  add(c: i32, bits: StaticArray<u32>): i32 {
    if (this.growing == null) this.growing = new Records(SPLIT);
    const growing = this.growing!;
    const to = growing.push();
    store<i32>(to, c);
    memory.copy(to + 4, changetype<usize>(bits), 32);
    // What follows the last category is NULL's, of which the tree knows.
    const n = this.categories[c].length;
    store<u32>(to + 4 + ((n >> 5) << 2), load<u32>(to + 4 + ((n >> 5) << 2)) & ~((<u32>1) << (n & 31)));
    return this.d + growing.length - 1;
  }

  /** Keeps what was added. */
  finish(): void {
    const growing = this.growing;
    if (growing == null) return;
    this.splits = new StaticArray<u8>(growing.length * SPLIT);
    memory.copy(changetype<usize>(this.splits), growing.at(0), this.splits.length);
    growing.release();
    this.growing = null;
  }

  get length(): i32 {
    return this.splits.length / SPLIT;
  }

  /** Columns that trees may name: those of X, and one a split. */
  get width(): i32 {
    return this.d + this.length;
  }

  private at(s: i32): usize {
    return changetype<usize>(this.splits) + <usize>s * SPLIT;
  }

  private isLeft(s: i32, code: i32): bool {
    return ((load<u32>(this.at(s) + 4 + ((<usize>code >> 5) << 2)) >> (code & 31)) & 1) != 0;
  }

  /** The place of a value among the c-th column's categories; -1 for none of them. */
  private codeOf(c: i32, value: f64): i32 {
    const categories = this.categories[c];
    let low = 0;
    let high = categories.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (categories[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low < categories.length && categories[low] == value ? low : -1;
  }

  /** Makes ready for the row x. */
  read(x: usize): void {
    for (let c = 0; c < this.columns.length; c++) this.codes[c] = this.codeOf(c, at(x, this.columns[c]));
  }

  /** The leaf of tree t that the row comes to that was read last. */
  leafOf(trees: Trees, t: i32, x: usize): i32 {
    if (this.splits.length == 0) return trees.leafOf(t, x);
    let node = trees.root(t);
    let child = trees.child(node);
    while (child >= 0) {
      const feature = trees.feature(node);
      let isLeft: bool;
      if (feature < this.d) {
        const value = at(x, feature);
        isLeft = isNaN(value) ? trees.isMissingLeft(node) : value <= trees.threshold(node);
      } else {
        const code = this.codes[load<i32>(this.at(feature - this.d))];
        isLeft = code < 0 ? trees.isMissingLeft(node) : this.isLeft(feature - this.d, code);
      }
      node = isLeft ? child : child + 1;
      child = trees.child(node);
    }
    return ~child;
  }

  // ---- For what takes trees apart (tree/shapley.ts) ----

  /** Puts the place of its category into each categorical column of the row x, NaN where it is none that is known. */
  place(x: usize): void {
    for (let c = 0; c < this.columns.length; c++) {
      const code = this.codeOf(c, at(x, this.columns[c]));
      put(x, this.columns[c], code < 0 ? NaN : code);
    }
  }

  /** The column of X that a tree's column stands for. */
  columnOf(feature: i32): i32 {
    return feature < this.d ? feature : this.columns[load<i32>(this.at(feature - this.d))];
  }

  /** The categories that a tree's column sends left, a bit a place; 0 for a column of numbers. */
  leftOf(feature: i32): usize {
    return feature < this.d ? 0 : this.at(feature - this.d) + 4;
  }

  write(out: ByteWriter): void {
    out.i32(this.columns.length);
    for (let c = 0; c < this.columns.length; c++) {
      const categories = this.categories[c];
      out.i32(this.columns[c]);
      out.u8(<u8>categories.length);
      writeCompact(out, changetype<usize>(categories), categories.length);
    }
    out.i32(this.length);
    for (let s = 0; s < this.length; s++) {
      const c = load<i32>(this.at(s));
      out.u16(<u16>c);
      out.raw(this.at(s) + 4, (this.categories[c].length + 7) >> 3);
    }
  }

  /** Reads what `write` wrote for d columns of X. */
  static read(bytes: ByteReader, d: i32): CategorySplits {
    const count = bytes.i32In(0, min(d, 65535), 'the number of categorical columns');
    const columns = new StaticArray<i32>(count);
    const read = new CategorySplits(d, columns);
    for (let c = 0; c < count; c++) {
      columns[c] = bytes.i32In(c > 0 ? columns[c - 1] + 1 : 0, d - 1, 'a categorical column');
      const n = bytes.u8();
      const values = readCompact(bytes, n, 'categories');
      for (let i = 0; i < values.length; i++) {
        if (!isFinite(values[i]) || (i > 0 && !(values[i] > values[i - 1])))
          bytes.damaged(`the categories of column ${columns[c]} are not in order`);
      }
      read.categories.push(values);
    }
    // A split takes two bytes at least.
    const splits = bytes.i32In(0, min(MOST_SPLITS, bytes.left >> 1), 'the number of splits by category');
    read.splits = new StaticArray<u8>(splits * SPLIT);
    for (let s = 0; s < splits; s++) {
      const c = <i32>bytes.u16();
      if (c >= count) bytes.damaged(`split ${s} is of categorical column ${c} of ${count}`);
      const n = (read.categories[c].length + 7) >> 3;
      store<i32>(read.at(s), c);
      memory.copy(read.at(s) + 4, bytes.take(n), n);
    }
    return read;
  }
}
