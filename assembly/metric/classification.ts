// How well predicted classes agree with the true ones.
//
//   accuracy    the part of the rows whose class was predicted
//   precision   of the rows predicted as a class, the part that are of it
//   recall      of the rows of a class, the part that were predicted as it
//   f1          2 correct / (true + predicted), by class
//
// The last three are averages over the classes weighted by their true rows ("weighted"); a division by
// zero gives 0. Classes that occur neither as truth nor as prediction don't take part.
//
// Promise: the same doubles as scikit-learn's accuracy_score and precision_recall_fscore_support(
// average='weighted', zero_division=0), by the same operations in the same order.

import { pairwiseSum } from '../math/sum';
import { at, put } from '../math/vector';
import { integers, reals, release } from '../memory/block';

export class ClassificationMetrics {
  accuracy: f64 = NaN;
  f1: f64 = NaN;
  precision: f64 = NaN;
  recall: f64 = NaN;
}

/** Compares n >= 1 class indices 0..classes-1, both as f64. O(n + classes). */
export function classificationMetrics(
  y: usize,
  predicted: usize,
  n: i32,
  classes: i32,
): ClassificationMetrics {
  const trueRows = integers(classes);
  const predictedRows = integers(classes);
  const correctRows = integers(classes);
  let correct = 0;
  for (let i = 0; i < n; i++) {
    const truth = <i32>at(y, i);
    const guess = <i32>at(predicted, i);
    count(trueRows, truth);
    count(predictedRows, guess);
    if (truth == guess) {
      count(correctRows, truth);
      correct++;
    }
  }

  const precision = reals(classes);
  const recall = reals(classes);
  const f1 = reals(classes);
  let present = 0;
  for (let k = 0; k < classes; k++) {
    const weight = <f64>counted(trueRows, k);
    const guessed = <f64>counted(predictedRows, k);
    if (weight == 0 && guessed == 0) continue;
    const right = <f64>counted(correctRows, k);
    put(precision, present, ratio(right, guessed) * weight);
    put(recall, present, ratio(right, weight) * weight);
    put(f1, present, ratio(2 * right, weight + guessed) * weight);
    present++;
  }
  const metrics = new ClassificationMetrics();
  metrics.accuracy = <f64>correct / <f64>n;
  metrics.precision = pairwiseSum(precision, present) / <f64>n;
  metrics.recall = pairwiseSum(recall, present) / <f64>n;
  metrics.f1 = pairwiseSum(f1, present) / <f64>n;
  release(trueRows);
  release(predictedRows);
  release(correctRows);
  release(precision);
  release(recall);
  release(f1);
  return metrics;
}

function count(rows: usize, k: i32): void {
  const entry = rows + ((<usize>k) << 2);
  store<i32>(entry, load<i32>(entry) + 1);
}

function counted(rows: usize, k: i32): i32 {
  return load<i32>(rows + ((<usize>k) << 2));
}

function ratio(part: f64, whole: f64): f64 {
  return whole == 0 ? 0 : part / whole;
}
