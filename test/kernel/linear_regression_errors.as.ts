// Entry for linear_regression_errors.test.ts: raw rows, scaled, fitted, and the model read back from its bytes.

import '../../assembly/error';
import { ByteReader, ByteWriter } from '../../assembly/codec/bytes';
import { Matrix } from '../../assembly/math/matrix';
import { reals } from '../../assembly/memory/block';
import { declareLinearRegression, LinearRegression } from '../../assembly/algorithm/linear/linear_regression';
import { Training } from '../../assembly/model/training';
import { Scaler } from '../../assembly/model/scaler';
import { StandardErrors } from '../../assembly/model/standard_errors';
import { Options, OptionSpec } from '../../assembly/option/option';

const SCALERS: string[] = ['standard', 'min_max', 'max_abs', 'robust', 'none'];

let X = Matrix.zeros(1, 1);
let y: usize = 0;
let bytes = new ByteWriter();
let scaler = Scaler.fit(X);
let model = new LinearRegression();

/** Zeroed rows to fill; a pointer to X. */
export function rows(n: i32, d: i32): usize {
  X = Matrix.zeros(n, d);
  y = reals(n);
  return X.data;
}

export function target(): usize {
  return y;
}

/** Fits to the rows under SCALERS[kind] and reads the model back. The rows are scaled afterwards. */
export function fit(kind: i32, hasIntercept: bool): void {
  scaler = Scaler.fit(X);
  for (let j = 0; j < X.cols; j++) scaler.refit(X, j, SCALERS[kind]);
  scaler.applyAll(X);
  const spec = new OptionSpec();
  declareLinearRegression(spec);
  const options = new Options(spec);
  options.of('fit_intercept').number = hasIntercept ? 1 : 0;
  const fitted = new LinearRegression();
  fitted.fit(new Training(X, y, 0, 0, options, 0));
  bytes = new ByteWriter();
  fitted.write(bytes);
  read(bytes.length, X.cols);
}

/** The model's bytes, which a test may change before `read`. */
export function modelBytes(): usize {
  return bytes.pointer;
}

export function byteCount(): i32 {
  return bytes.length;
}

/** Reads the model for d features from the first n of its bytes. */
export function read(n: i32, d: i32): void {
  model = new LinearRegression();
  model.read(new ByteReader(bytes.pointer, n, 'model'), d, 0);
}

/** Degrees of freedom; 0 when there are no standard errors. */
export function dof(): i32 {
  const errors = model.errors;
  return errors ? errors.dof : 0;
}

/** The standard error of weight j in the rows' own units; for j = d of the intercept. */
export function standardError(j: i32): f64 {
  const errors = model.errors as StandardErrors;
  if (j < X.cols) return errors.ofWeight(j) / scaler.scale[j];
  const shift = new StaticArray<f64>(X.cols);
  for (let k = 0; k < X.cols; k++) shift[k] = scaler.mean[k] / scaler.scale[k];
  return errors.ofIntercept(shift);
}
