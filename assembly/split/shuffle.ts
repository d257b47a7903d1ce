// The split `shuffle`: which rows train and which test, as scikit-learn's ShuffleSplit chooses them.
//
// Given   n rows, test_size in (0, 1), random_state
// Output  n_test = ceil(test_size n) rows to test, the other n - n_test to train: the first n_test of
//         RandomState(random_state).permutation(n), and the rest, both in the permutation's order.
// Promise: the same rows in the same order as ShuffleSplit(n_splits=1, test_size, random_state).
// Left out on purpose: the check that neither part is empty; the caller words that error.

import { Random } from '../math/random';

/** Row numbers of the two parts. */
export class Split {
  constructor(
    public train: StaticArray<i32>,
    public test: StaticArray<i32>,
  ) {}
}

/** ceil(test_size n), the rows that test: every strategy that takes a test_size agrees on it. */
export function testRows(n: i32, testSize: f64): i32 {
  return <i32>Math.ceil(testSize * <f64>n);
}

/** Splits n rows; a part may come out empty. O(n). */
export function shuffleSplit(n: i32, testSize: f64, randomState: u32): Split {
  return shuffleSplitBy(n, testSize, new Random(randomState));
}

/** The same from a stream that goes on. */
export function shuffleSplitBy(n: i32, testSize: f64, random: Random): Split {
  const testCount = testRows(n, testSize);
  const order = random.permutation(n);
  return new Split(order.slice<StaticArray<i32>>(testCount), order.slice<StaticArray<i32>>(0, testCount));
}
