// Which classes are taken for which: the rows counted by (actual, predicted).
//
//   counts   classes x classes i32, row-major: counts[actual * classes + predicted]
//
// Promise: scikit-learn's confusion_matrix(labels=range(classes)). Classes that occur on neither side have
// rows and columns of zeros; the caller decides what to show.

import { at } from '../math/vector';
import { allocate, release } from '../memory/block';

export class ConfusionMatrix {
  constructor(
    readonly classes: i32,
    private counts: usize,
  ) {}

  /** The rows of class `actual` that were predicted as `predicted`. */
  count(actual: i32, predicted: i32): i32 {
    return load<i32>(this.cell(actual, predicted));
  }

  /** Counts one row. */
  add(actual: i32, predicted: i32): void {
    const cell = this.cell(actual, predicted);
    store<i32>(cell, load<i32>(cell) + 1);
  }

  set(actual: i32, predicted: i32, rows: i32): void {
    store<i32>(this.cell(actual, predicted), rows);
  }

  /** Gives the memory back. */
  release(): void {
    release(this.counts);
    this.counts = 0;
  }

  private cell(actual: i32, predicted: i32): usize {
    return this.counts + ((<usize>actual * this.classes + predicted) << 2);
  }
}

/** Counts n rows by their class indices 0..classes-1, both as f64. O(n + classes^2). */
export function confusionMatrix(y: usize, predicted: usize, n: i32, classes: i32): ConfusionMatrix {
  const matrix = new ConfusionMatrix(classes, allocate((<u64>classes * <u64>classes) << 2));
  for (let i = 0; i < n; i++) matrix.add(<i32>at(y, i), <i32>at(predicted, i));
  return matrix;
}
