// The split `stratified`: both parts have the classes in the proportion of the whole, as scikit-learn's
// StratifiedShuffleSplit chooses them.
//
// Given   n rows of classes 0..k-1 with n_1..n_k rows each, test_size in (0, 1), random_state
// Output  n_test = ceil(test_size n) rows to test and n_train = n - n_test to train. Class c gives
//         near n_train n_c / n rows to train, and near its share of n_test to test: the whole part of the
//         share, and one more for the classes with the largest remainders until the part is full. Equal
//         remainders draw lots.
// Promise: the same rows in the same order as StratifiedShuffleSplit(n_splits=1, test_size, random_state),
//         hence the draws come in its order: lots for train, lots for test, then class by class a
//         permutation of its rows, then one of each part. A class that does not occur draws nothing.
// Cost: O(n + k r) for r distinct class sizes, r <= sqrt(2 n).
//
// What stops it is a status, for the caller to word:
//   NONE             the split is there
//   LONELY_CLASS     class `problemClass` has a single row, which can't be in both parts
//   FEW_TRAIN_ROWS   n_train is less than the classes that occur, `classes`
//   FEW_TEST_ROWS    n_test is

import { Random } from '../math/random';
import { tick } from '../progress';
import { ClassMembers } from './class_members';
import { Split, testRows } from './shuffle';

export const NONE: i32 = 0;
export const LONELY_CLASS: i32 = 1;
export const FEW_TRAIN_ROWS: i32 = 2;
export const FEW_TEST_ROWS: i32 = 3;

/** A split, or why there is none (both parts are empty then). */
export class StratifiedSplit extends Split {
  problem: i32 = NONE;
  /** The class of LONELY_CLASS, the first of several. */
  problemClass: i32 = -1;
  /** How many classes occur. */
  classes: i32 = 0;
}

/** Splits n >= 1 rows by their class indices 0..classes-1, given as f64. */
export function stratifiedShuffleSplit(
  classOf: usize,
  n: i32,
  classes: i32,
  testSize: f64,
  randomState: u32,
): StratifiedSplit {
  return stratifiedShuffleSplitBy(classOf, n, classes, testSize, new Random(randomState));
}

/** The same from a stream that goes on: nothing is drawn where there is a problem. */
export function stratifiedShuffleSplitBy(
  classOf: usize,
  n: i32,
  classes: i32,
  testSize: f64,
  random: Random,
): StratifiedSplit {
  const members = new ClassMembers(classOf, n, classes);
  const testCount = testRows(n, testSize);
  const trainCount = n - testCount;
  const split = new StratifiedSplit(new StaticArray<i32>(0), new StaticArray<i32>(0));
  split.classes = members.present();
  const rarest = members.rarest();
  if (members.count[rarest] < 2) {
    split.problem = LONELY_CLASS;
    split.problemClass = rarest;
  } else if (trainCount < split.classes) {
    split.problem = FEW_TRAIN_ROWS;
  } else if (testCount < split.classes) {
    split.problem = FEW_TEST_ROWS;
  }
  if (split.problem != NONE) return split;

  const toTrain = shares(members.count, trainCount, random);
  const left = new StaticArray<i32>(classes);
  for (let c = 0; c < classes; c++) left[c] = members.count[c] - toTrain[c];
  const toTest = shares(left, testCount, random);

  const train = new StaticArray<i32>(trainCount);
  const test = new StaticArray<i32>(testCount);
  let trained = 0;
  let tested = 0;
  for (let c = 0; c < classes; c++) {
    const order = random.permutation(members.count[c]);
    const start = members.start[c];
    for (let i = 0; i < toTrain[c]; i++) train[trained++] = members.rows[start + order[i]];
    for (let i = 0; i < toTest[c]; i++) test[tested++] = members.rows[start + order[toTrain[c] + i]];
    tick(4 * <f64>members.count[c]);
  }
  random.shuffle(train);
  random.shuffle(test);
  split.train = train;
  split.test = test;
  return split;
}

/**
 * How many rows each class gives to a part of `draws` rows, in proportion to `count` (the mode, nearly, of
 * the multivariate hypergeometric distribution). The order of the divisions is scikit-learn's, since it
 * decides which remainders are equal.
 */
function shares(count: StaticArray<i32>, draws: i32, random: Random): StaticArray<i32> {
  const classes = count.length;
  const share = new StaticArray<i32>(classes);
  const remainder = new StaticArray<f64>(classes);
  let total: i64 = 0;
  for (let c = 0; c < classes; c++) total += count[c];
  let missing = draws;
  for (let c = 0; c < classes; c++) {
    const wanted = (<f64>count[c] / <f64>total) * <f64>draws;
    const whole = Math.floor(wanted);
    share[c] = <i32>whole;
    remainder[c] = wanted - whole;
    missing -= share[c];
  }
  let largest = Infinity;
  while (missing > 0) {
    largest = largestBelow(largest, remainder, count);
    const tied = new Array<i32>();
    for (let c = 0; c < classes; c++) if (remainder[c] == largest && count[c] > 0) tied.push(c);
    const lots = random.permutation(tied.length);
    for (let i = 0; i < lots.length && missing > 0; i++, missing--) share[tied[lots[i]]]++;
    tick(2 * <f64>classes);
  }
  return share;
}

/** The largest remainder below `bound` of a class that has rows. */
function largestBelow(bound: f64, remainder: StaticArray<f64>, count: StaticArray<i32>): f64 {
  let largest: f64 = -1;
  for (let c = 0; c < remainder.length; c++) {
    if (count[c] > 0 && remainder[c] < bound && remainder[c] > largest) largest = remainder[c];
  }
  return largest;
}
