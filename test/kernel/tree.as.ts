// Entry for the tests of trees: any of their algorithms by its name, fitted, asked, written and read.

import { Algorithm, algorithmNamed, CLASSIFICATION, REGRESSION } from '../../assembly/model/algorithm';
import '../../assembly/algorithm/table';
import { ByteReader, ByteWriter } from '../../assembly/codec/bytes';
import { JsonReader } from '../../assembly/codec/json';
import { Matrix } from '../../assembly/math/matrix';
import { reals } from '../../assembly/memory/block';
import { INTEGER } from '../../assembly/host';
import { Label } from '../../assembly/model/label';
import { Model } from '../../assembly/model/model';
import { Training } from '../../assembly/model/training';
import { Options, OptionSpec } from '../../assembly/option/option';
import * as asked from './asked.as';

let X: Matrix = new Matrix(0, 0, 0, 0);
let y: usize = 0;
let classes: i32 = 0;
let classWeight: usize = 0;
let rowWeight: usize = 0;
let algorithm: Algorithm | null = null;
let options: Options = new Options(new OptionSpec());
let model: Model | null = null;
let training: Training | null = null;
let out: ByteWriter = new ByteWriter();

export function room(n: i32): usize {
  return reals((n + 7) / 8);
}

export function begin(n: i32, d: i32, k: i32, name: usize, length: i32): i32 {
  X = Matrix.zeros(n, d);
  y = reals(n);
  rowWeight = 0;
  classes = k;
  classWeight = k > 0 ? reals(k) : 0;
  for (let c = 0; c < k; c++) store<f64>(classWeight + ((<usize>c) << 3), 1);
  const text = String.UTF8.decodeUnsafe(name, length);
  algorithm = algorithmNamed(text, k > 0 ? CLASSIFICATION : REGRESSION);
  const spec = new OptionSpec();
  algorithm!.declare(spec);
  options = new Options(spec);
  return X.stride;
}

export function pointerX(): usize {
  return X.data;
}

export function pointerY(): usize {
  return y;
}

export function pointerClassWeight(): usize {
  return classWeight;
}

export function makeRowWeight(): usize {
  rowWeight = reals(X.rows);
  return rowWeight;
}

/** Sets the option of that name to a JSON value. */
export function setOption(name: usize, length: i32, json: usize, jsonLength: i32): void {
  const option = options.of(String.UTF8.decodeUnsafe(name, length));
  option.read(new JsonReader(json, jsonLength, 'option'));
  option.given = String.UTF8.decodeUnsafe(json, jsonLength);
}

export function fit(randomState: u32): void {
  const fitted = new Training(X, y, classes, classWeight, options, randomState);
  fitted.rowWeight = rowWeight;
  for (let c = 0; c < classes; c++) fitted.labels.push(new Label(INTEGER, c, 0, ''));
  for (let j = 0; j < X.cols; j++) fitted.columns.push('x' + j.toString());
  training = fitted;
  model = algorithm!.create();
  options.check();
  model!.fit(fitted);
}

export function predict(x: usize): f64 {
  return asked.answerOf(model!, x, X.cols);
}

export function outputs(): i32 {
  return model!.outputs;
}

/** All outputs of the rows of X. */
export function outputsOfAll(to: usize): void {
  model!.outputsOf(X, to);
}

export function importances(): usize {
  return changetype<usize>(model!.importances);
}

/** Iterations of the last fit, and the losses that its log ends with. */
export function iterations(): i32 {
  return training!.iterations;
}

export function objective(): f64 {
  return training!.objective;
}

export function gap(): f64 {
  return training!.log.gapOf(training!.log.length - 1);
}

export function write(): usize {
  out = new ByteWriter();
  model!.write(out);
  return out.pointer;
}

export function written(): i32 {
  return out.length;
}

export function read(bytes: usize, length: i32): void {
  const found = algorithm!.create();
  found.read(new ByteReader(bytes, length, 'model'), X.cols, classes);
  model = found;
}

export function collect(): void {
  __collect();
}

/** How many numbers of a row are explained. */
export function explained(): i32 {
  return model!.explained;
}

/** Contributions of all rows of X, then the bases. */
export function explain(to: usize): void {
  const bases = to + ((<usize>X.rows * <usize>model!.explained * <usize>X.cols) << 3);
  model!.explain(X, to, bases);
}
