// Entry for linear_regression.test.ts: raw rows, split and standardised as sqml_train does, then the model.

import '../../assembly/error';
import { ByteReader, ByteWriter } from '../../assembly/codec/bytes';
import { Matrix } from '../../assembly/math/matrix';
import { at, put } from '../../assembly/math/vector';
import { reals } from '../../assembly/memory/block';
import { regressionMetrics } from '../../assembly/metric/regression';
import { declareLinearRegression, LinearRegression } from '../../assembly/algorithm/linear/linear_regression';
import { Training } from '../../assembly/model/training';
import { Scaler } from '../../assembly/model/scaler';
import { Options, OptionSpec } from '../../assembly/option/option';
import { shuffleSplit } from '../../assembly/split/shuffle';
import { answerOf } from './asked.as';

let X = Matrix.zeros(1, 1);
let y: usize = 0;
let bytes = new ByteWriter();
let training: Training | null = null;

/** Zeroed rows to fill; a pointer to X. */
export function rows(n: i32, d: i32): usize {
  X = Matrix.zeros(n, d);
  y = reals(n);
  return X.data;
}

export function target(): usize {
  return y;
}

function part(order: StaticArray<i32>, values: usize): Matrix {
  const M = Matrix.zeros(order.length, X.cols);
  for (let i = 0; i < order.length; i++) {
    memory.copy(M.row(i), X.row(order[i]), (<usize>X.stride) << 3);
    put(values, i, at(y, order[i]));
  }
  return M;
}

/** Trains on a quarter less of the rows; r2 on the rest, predicted by the model read back from its bytes. */
export function train(seed: u32): f64 {
  const split = shuffleSplit(X.rows, 0.25, seed);
  const trainY = reals(split.train.length);
  const trainX = part(split.train, trainY);
  const scaler = Scaler.fit(trainX);
  for (let i = 0; i < trainX.rows; i++) scaler.apply(trainX.row(i), trainX.row(i));
  const spec = new OptionSpec();
  declareLinearRegression(spec);
  const given = new Training(trainX, trainY, 0, 0, new Options(spec), seed);
  const model = new LinearRegression();
  model.fit(given);
  training = given;
  bytes = new ByteWriter();
  model.write(bytes);

  const copy = new LinearRegression();
  copy.read(new ByteReader(bytes.pointer, bytes.length, 'model'), X.cols, 0);
  const n = split.test.length;
  const testY = reals(n);
  const testX = part(split.test, testY);
  const predicted = reals(n);
  for (let i = 0; i < n; i++) {
    scaler.apply(testX.row(i), testX.row(i));
    put(predicted, i, answerOf(copy, testX.row(i), X.cols));
  }
  return regressionMetrics(testY, predicted, n).r2;
}

/** The model's bytes: i32 d, d weights, i32 1, the intercept, then the standard errors. */
export function modelBytes(): usize {
  return bytes.pointer;
}

export function passes(): i32 {
  return training!.iterations;
}
