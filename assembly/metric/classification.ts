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
//   balanced_accuracy   the plain mean of the recall over the classes that occur as truth
//   mcc                 Matthews' correlation of truth and prediction, of any number of classes (Gorodkin,
//                       Computational Biology and Chemistry 28 (2004) 367-374): with t_k true rows, p_k
//                       predicted ones and c correct in all,
//                       (c n - sum t_k p_k) / sqrt((n^2 - sum p_k^2) (n^2 - sum t_k^2));
//                       0 when either side is a single class
//
// Promise: the same doubles as scikit-learn's accuracy_score, precision_recall_fscore_support(
// average='weighted', zero_division=0), balanced_accuracy_score and matthews_corrcoef, by the same
// operations in the same order. All are numbers for n >= 1.

import { pairwiseSum } from '../math/sum';
import { at, put } from '../math/vector';
import { integers, reals, release } from '../memory/block';

export class ClassificationMetrics {
  accuracy: f64 = NaN;
  f1: f64 = NaN;
  precision: f64 = NaN;
  recall: f64 = NaN;
  balancedAccuracy: f64 = NaN;
  mcc: f64 = NaN;
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
  const recalls = reals(classes);
  let present = 0;
  let occurring = 0;
  // Whole numbers below 2^53, so their order doesn't matter.
  let truthByGuess: f64 = 0;
  let guessByGuess: f64 = 0;
  let truthByTruth: f64 = 0;
  for (let k = 0; k < classes; k++) {
    const weight = <f64>counted(trueRows, k);
    const guessed = <f64>counted(predictedRows, k);
    if (weight == 0 && guessed == 0) continue;
    const right = <f64>counted(correctRows, k);
    put(precision, present, ratio(right, guessed) * weight);
    put(recall, present, ratio(right, weight) * weight);
    put(f1, present, ratio(2 * right, weight + guessed) * weight);
    present++;
    if (weight > 0) put(recalls, occurring++, right / weight);
    truthByGuess += weight * guessed;
    guessByGuess += guessed * guessed;
    truthByTruth += weight * weight;
  }
  const rows = <f64>n;
  const spread = (rows * rows - guessByGuess) * (rows * rows - truthByTruth);
  const metrics = new ClassificationMetrics();
  metrics.accuracy = <f64>correct / <f64>n;
  metrics.precision = pairwiseSum(precision, present) / <f64>n;
  metrics.recall = pairwiseSum(recall, present) / <f64>n;
  metrics.f1 = pairwiseSum(f1, present) / <f64>n;
  metrics.balancedAccuracy = pairwiseSum(recalls, occurring) / <f64>occurring;
  metrics.mcc = spread == 0 ? 0 : (<f64>correct * rows - truthByGuess) / Math.sqrt(spread);
  release(trueRows);
  release(predictedRows);
  release(correctRows);
  release(precision);
  release(recall);
  release(f1);
  release(recalls);
  return metrics;
}

function count(rows: usize, k: i32): void {
  const entry = rows + ((<usize>k) << 2);
  store<i32>(entry, load<i32>(entry) + 1);
}

function counted(rows: usize, k: i32): i32 {
  return load<i32>(rows + ((<usize>k) << 2));
}

/** 0 when the whole is. */
export function ratio(part: f64, whole: f64): f64 {
  return whole == 0 ? 0 : part / whole;
}
