// Which rows belong to which class: how one against one finds the rows of its pairs.

import { at } from '../../math/vector';
import { integers } from '../../memory/block';
import { putNumber } from '../../math/numbers';

/** The rows of each class, in the order of X. */
export class ClassRows {
  /** Class i has rows[starts[i]] to rows[starts[i + 1] - 1]. */
  rows: usize;
  starts: StaticArray<i32>;

  /** y holds the class index, 0 to k - 1, of each of n rows. */
  constructor(y: usize, n: i32, k: i32) {
    const starts = new StaticArray<i32>(k + 1);
    for (let t = 0; t < n; t++) starts[<i32>at(y, t) + 1] += 1;
    for (let i = 0; i < k; i++) starts[i + 1] += starts[i];
    const rows = integers(n);
    const next = new StaticArray<i32>(k);
    for (let i = 0; i < k; i++) next[i] = starts[i];
    for (let t = 0; t < n; t++) {
      const i = <i32>at(y, t);
      putNumber(rows, next[i], t);
      next[i] += 1;
    }
    this.rows = rows;
    this.starts = starts;
  }

  private size(i: i32): i32 {
    return this.starts[i + 1] - this.starts[i];
  }

  /** Copies the rows of class i to target[offset..]; how many they are. */
  copy(i: i32, target: usize, offset: i32): i32 {
    const size = this.size(i);
    const source = this.rows + ((<usize>this.starts[i]) << 2);
    memory.copy(target + ((<usize>offset) << 2), source, (<usize>size) << 2);
    return size;
  }

  /** The rows of the two largest classes. */
  largestPair(): i32 {
    let first = 0;
    let second = 0;
    for (let i = 0; i < this.starts.length - 1; i++) {
      const size = this.size(i);
      if (size > first) {
        second = first;
        first = size;
      } else if (size > second) {
        second = size;
      }
    }
    return first + second;
  }
}
