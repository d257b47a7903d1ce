// Which rows train and which test, as the request says.

import { fail } from '../error';
import { strideOf } from '../math/matrix';
import { release, require } from '../memory/block';
import { sequentialSplit } from '../split/sequential';
import { Split, shuffleSplit } from '../split/shuffle';
import { FEW_TEST_ROWS, FEW_TRAIN_ROWS, LONELY_CLASS, stratifiedShuffleSplit } from '../split/stratified';
import { Data } from './data';
import { Request } from './request';

/** Splits the rows of the data, for whose two parts there is room or who stay where they are; neither is empty. `splitColumn` is the table's column, -1 for none. */
export function splitRows(data: Data, request: Request, splitColumn: i32): Split {
  const strategy = request.splitStrategy;
  const n = data.n;
  if (data.table.isHeld && !data.table.isOneRun)
    require(<u64>n * ((<u64>(strideOf(data.features.columns.length) + 1)) << 3) + ((<u64>n) << 2));
  let split: Split;
  if (strategy == 'stratified') split = stratified(data, request);
  else if (strategy == 'sequential') split = sequentialSplit(n, request.testSize);
  else if (strategy == 'column') split = byColumn(data, splitColumn);
  else split = shuffleSplit(n, request.testSize, request.randomState);
  if (split.train.length == 0 || split.test.length == 0) {
    const part = split.train.length == 0 ? 'training' : 'test';
    if (strategy == 'column')
      fail(`split_column '${data.table.columns[splitColumn].name}' leaves the ${part} part empty`);
    fail(`test_size ${request.testSize} of ${n} rows leaves the ${part} part empty`);
  }
  return split;
}

function stratified(data: Data, request: Request): Split {
  if (!data.isClassification)
    fail("split_strategy 'stratified' is for classification; a regression has no labels to keep apart");
  const places = data.allTargets();
  const k = data.labels.length;
  const split = stratifiedShuffleSplit(places, data.n, k, request.testSize, request.randomState);
  release(places);
  const classes = `the ${split.classes} classes`;
  const strategy = "split_strategy 'stratified'";
  if (split.problem == LONELY_CLASS) {
    fail(
      `${strategy} needs at least two rows of each class; '${data.labels[split.problemClass].toString()}' has one`,
    );
  }
  if (split.problem == FEW_TRAIN_ROWS)
    fail(`${strategy} needs a training row for each of ${classes}; lower test_size`);
  if (split.problem == FEW_TEST_ROWS)
    fail(`${strategy} needs a test row for each of ${classes}; raise test_size`);
  return split;
}

/** Rows whose column is a number other than 0 test; the others, in the table's order, train. */
function byColumn(data: Data, column: i32): Split {
  const table = data.table;
  const kind = table.columns[column];
  if (kind.isText || kind.blobs > 0 || kind.nulls > 0) {
    fail(
      `split_column '${kind.name}' must hold 1 in test rows and 0 in the others, and holds ${kind.isText ? 'TEXT' : 'NULL or BLOB'}`,
    );
  }
  let tests = 0;
  for (let i = 0; i < table.n; i++) if (table.at(i, column) != 0) tests++;
  const split = new Split(new StaticArray<i32>(table.n - tests), new StaticArray<i32>(tests));
  let train = 0;
  let test = 0;
  for (let i = 0; i < table.n; i++) {
    if (table.at(i, column) != 0) split.test[test++] = i;
    else split.train[train++] = i;
  }
  return split;
}
