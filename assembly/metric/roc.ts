// How well scores put one class before the rest: the receiver operating characteristic.
//
// Given   n rows, each positive or not, with a score; one that is NaN counts as the lowest
// Output  for every threshold t, descending, of the rows with score >= t
//           tpr   the part of all positive rows that is among them
//           fpr   the part of all other rows that is
//         from (0, 0) at t = infinity to (1, 1) at the lowest score. Inner points that lie on the line
//         of their neighbours, at equal steps, are left out; the area stays the same.
//         roc_auc is the area below that curve (trapezoids): the part of all pairs of a positive and
//         another row in which the positive one has the higher score, ties counting half.
// Promise: the same doubles as scikit-learn's roc_curve, roc_auc_score and
//         roc_auc_score(multi_class='ovr', labels=range(k)), by the same operations in the same order.
// Cost:    O(n log n).
//
// Without positive rows tpr is NaN, without others fpr is, and the area with either; the mean over the
// classes is NaN with any of them. A row of a class that training has not seen, which is negative, makes
// each area NaN (undefined.ts words it).

import { sort } from '../math/order';
import { pairwiseSum } from '../math/sum';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

/** Points of a curve: each array has `points` f64. */
export class RocCurve {
  points: i32 = 0;
  /** Infinity first, then descending. */
  threshold: usize;
  fpr: usize;
  tpr: usize;

  constructor(mostPoints: i32) {
    this.threshold = reals(mostPoints);
    this.fpr = reals(mostPoints);
    this.tpr = reals(mostPoints);
  }

  add(threshold: f64, others: f64, positives: f64): void {
    put(this.threshold, this.points, threshold);
    put(this.fpr, this.points, others);
    put(this.tpr, this.points, positives);
    this.points++;
  }

  /** Gives the memory back. */
  release(): void {
    release(this.threshold);
    release(this.fpr);
    release(this.tpr);
  }
}

/**
 * The curve of n >= 1 rows. Row i is positive when y[i] == positive; its score is scores[i * stride], so a
 * column of an n x stride matrix is named by a pointer to its first cell.
 */
export function rocCurve(y: usize, positive: f64, scores: usize, stride: i32, n: i32): RocCurve {
  const curve = countsByThreshold(y, positive, scores, stride, n);
  const last = curve.points - 1;
  const others = at(curve.fpr, last);
  const positives = at(curve.tpr, last);
  dropCollinear(curve);
  for (let i = 0; i < curve.points; i++) {
    put(curve.fpr, i, others == 0 ? NaN : at(curve.fpr, i) / others);
    put(curve.tpr, i, positives == 0 ? NaN : at(curve.tpr, i) / positives);
  }
  tick(100 * <f64>n);
  return curve;
}

/** The same with counts for rates, and a point for every distinct score: how many rows have at least it. */
export function countsByThreshold(y: usize, positive: f64, scores: usize, stride: i32, n: i32): RocCurve {
  const ofPositives = reals(n);
  const ofOthers = reals(n);
  let positives = 0;
  let others = 0;
  for (let i = 0; i < n; i++) {
    let score = load<f64>(scores + ((<usize>i * stride) << 3));
    if (isNaN(score)) score = -Infinity;
    if (at(y, i) == positive) put(ofPositives, positives++, score);
    else put(ofOthers, others++, score);
  }
  sort(ofPositives, positives);
  sort(ofOthers, others);

  // Both lists are taken from their ends, one distinct score after the other; counts come first, rates last.
  const curve = new RocCurve(n + 1);
  curve.add(Infinity, 0, 0);
  let p = positives;
  let o = others;
  while (p > 0 || o > 0) {
    const isOther = p == 0 || (o > 0 && at(ofOthers, o - 1) > at(ofPositives, p - 1));
    const score = isOther ? at(ofOthers, o - 1) : at(ofPositives, p - 1);
    while (p > 0 && at(ofPositives, p - 1) == score) p--;
    while (o > 0 && at(ofOthers, o - 1) == score) o--;
    curve.add(score, <f64>(others - o), <f64>(positives - p));
  }
  release(ofPositives);
  release(ofOthers);
  return curve;
}

/** The area under the curve of two classes: y is 1 for a positive row, 0 for another, negative for neither. */
export function rocAuc(y: usize, scores: usize, n: i32): f64 {
  return hasUnseen(y, n) ? NaN : areaOf(y, 1, scores, 1, n);
}

/**
 * The plain mean over the classes of the area of each against the rest, by its column of the n x classes
 * row-major `scores`. y has the rows' columns 0..classes-1 as f64; NaN when one is negative, a class
 * without a column.
 */
export function rocAucOneVsRest(y: usize, scores: usize, n: i32, classes: i32): f64 {
  if (hasUnseen(y, n)) return NaN;
  const areas = reals(classes);
  for (let c = 0; c < classes; c++) put(areas, c, areaOf(y, c, scores + ((<usize>c) << 3), classes, n));
  const mean = pairwiseSum(areas, classes) / <f64>classes;
  release(areas);
  return mean;
}

/** Whether a row is of a class that has no column. */
export function hasUnseen(y: usize, n: i32): bool {
  for (let i = 0; i < n; i++) if (at(y, i) < 0) return true;
  return false;
}

function areaOf(y: usize, positive: f64, scores: usize, stride: i32, n: i32): f64 {
  const curve = rocCurve(y, positive, scores, stride, n);
  const pieces = curve.points - 1;
  const areas = reals(pieces);
  for (let i = 0; i < pieces; i++) {
    const width = at(curve.fpr, i + 1) - at(curve.fpr, i);
    put(areas, i, (width * (at(curve.tpr, i + 1) + at(curve.tpr, i))) / 2);
  }
  const area = pairwiseSum(areas, pieces);
  release(areas);
  curve.release();
  return area;
}

/**
 * Leaves out each point that is as far, in both counts, from the one before as from the one after. The
 * steps are those between the given points, not between the kept ones, and the first threshold below
 * infinity and the last always stay.
 */
function dropCollinear(curve: RocCurve): void {
  const last = curve.points - 1;
  if (last <= 2) return;
  const others = curve.fpr;
  const positives = curve.tpr;
  curve.points = 2;
  // Steps of counts as given: writing never passes reading, so the point before is remembered.
  let othersBefore = at(others, 1);
  let positivesBefore = at(positives, 1);
  for (let i = 2; i <= last; i++) {
    const othersHere = at(others, i);
    const positivesHere = at(positives, i);
    const isCorner =
      i == last ||
      at(others, i + 1) - othersHere != othersHere - othersBefore ||
      at(positives, i + 1) - positivesHere != positivesHere - positivesBefore;
    if (isCorner) curve.add(at(curve.threshold, i), othersHere, positivesHere);
    othersBefore = othersHere;
    positivesBefore = positivesHere;
  }
}
