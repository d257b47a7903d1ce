// The split `sequential`: the last rows test, as for data in the order of time.
//
// Given   n rows in the dataset's order, test_size in (0, 1)
// Output  train = 0 .. n - n_test - 1, test = n - n_test .. n - 1, with n_test = ceil(test_size n)
// Promise: the same rows in the same order as train_test_split(shuffle=False, test_size).
// Left out on purpose: the check that neither part is empty; the caller words that error.

import { Split, testRows } from './shuffle';

/** Splits n rows; a part may come out empty. O(n). */
export function sequentialSplit(n: i32, testSize: f64): Split {
  const trainCount = n - testRows(n, testSize);
  const train = new StaticArray<i32>(trainCount);
  const test = new StaticArray<i32>(n - trainCount);
  for (let i = 0; i < trainCount; i++) unchecked((train[i] = i));
  for (let i = trainCount; i < n; i++) unchecked((test[i - trainCount] = i));
  return new Split(train, test);
}
