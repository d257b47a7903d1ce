// precision, recall and f1 class by class, and their averages (metric/classification.ts says what they are).
//
//   macro      the plain mean over the classes
//   weighted   the mean weighted by the classes' true rows: what the metrics of that name are
//
// Promise: the same doubles as scikit-learn's classification_report(zero_division=0), by the same operations in
// the same order. Classes that occur neither as truth nor as prediction don't take part.

import { pairwiseSum } from '../math/sum';
import { ratio } from './classification';
import { ConfusionMatrix } from './confusion';

/** Of a class, or an average of all. */
export class Figures {
  constructor(
    public precision: f64,
    public recall: f64,
    public f1: f64,
    /** True rows. */
    public support: i64,
  ) {}
}

export class ClassReport {
  /** The classes that occur, ascending, and what each has. */
  classes: i32[] = [];
  figures: Figures[] = [];
  rows: i64 = 0;
  accuracy: f64 = NaN;

  /** O(classes^2). */
  constructor(matrix: ConfusionMatrix) {
    const k = matrix.classes;
    let right: i64 = 0;
    for (let c = 0; c < k; c++) {
      let truth: i64 = 0;
      let guessed: i64 = 0;
      for (let other = 0; other < k; other++) {
        truth += matrix.count(c, other);
        guessed += matrix.count(other, c);
      }
      this.rows += truth;
      right += matrix.count(c, c);
      if (truth == 0 && guessed == 0) continue;
      this.classes.push(c);
      this.figures.push(figuresOf(<f64>matrix.count(c, c), <f64>truth, <f64>guessed));
    }
    this.accuracy = <f64>right / <f64>this.rows;
  }

  get macro(): Figures {
    const ones = new StaticArray<f64>(this.figures.length).fill(1);
    return this.average(ones, this.figures.length);
  }

  get weighted(): Figures {
    const weights = new StaticArray<f64>(this.figures.length);
    for (let i = 0; i < weights.length; i++) weights[i] = <f64>this.figures[i].support;
    return this.average(weights, <f64>this.rows);
  }

  private average(weights: StaticArray<f64>, total: f64): Figures {
    const n = weights.length;
    const precision = new StaticArray<f64>(n);
    const recall = new StaticArray<f64>(n);
    const f1 = new StaticArray<f64>(n);
    for (let i = 0; i < n; i++) {
      precision[i] = this.figures[i].precision * weights[i];
      recall[i] = this.figures[i].recall * weights[i];
      f1[i] = this.figures[i].f1 * weights[i];
    }
    return new Figures(sum(precision) / total, sum(recall) / total, sum(f1) / total, this.rows);
  }
}

function sum(values: StaticArray<f64>): f64 {
  return pairwiseSum(changetype<usize>(values), values.length);
}

/** Of a class with `truth` rows, predicted `guessed` times, `right` times rightly. */
export function figuresOf(right: f64, truth: f64, guessed: f64): Figures {
  return new Figures(
    ratio(right, guessed),
    ratio(right, truth),
    ratio(2 * right, truth + guessed),
    <i64>truth,
  );
}
