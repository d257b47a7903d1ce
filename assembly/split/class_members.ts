// The rows of each class, in ascending order: what a stratified split deals out.
//
//   rows      the n row numbers, those of class 0 first, then of class 1, ...
//   start[c]  where class c begins in `rows`; start[classes] = n
//   count[c]  how many rows it has; 0 for a class that does not occur

import { at } from '../math/vector';

export class ClassMembers {
  rows: StaticArray<i32>;
  start: StaticArray<i32>;
  count: StaticArray<i32>;

  /** Groups n rows by their class indices 0..classes-1, given as f64. A counting sort: O(n + classes). */
  constructor(classOf: usize, n: i32, classes: i32) {
    const rows = new StaticArray<i32>(n);
    const start = new StaticArray<i32>(classes + 1);
    const count = new StaticArray<i32>(classes);
    for (let i = 0; i < n; i++) count[<i32>at(classOf, i)]++;
    for (let c = 0; c < classes; c++) start[c + 1] = start[c] + count[c];
    const next = start.slice<StaticArray<i32>>();
    for (let i = 0; i < n; i++) rows[next[<i32>at(classOf, i)]++] = i;
    this.rows = rows;
    this.start = start;
    this.count = count;
  }

  /** How many classes occur. */
  present(): i32 {
    let present = 0;
    for (let c = 0; c < this.count.length; c++) if (this.count[c] > 0) present++;
    return present;
  }

  /** A class of the fewest rows among those that occur, the first of several; -1 when none does. */
  rarest(): i32 {
    let rarest = -1;
    for (let c = 0; c < this.count.length; c++) {
      if (this.count[c] == 0) continue;
      if (rarest < 0 || this.count[c] < this.count[rarest]) rarest = c;
    }
    return rarest;
  }
}
