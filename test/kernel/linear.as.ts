// What linear.test.ts calls: one training at a time, set up number by number, fitted and read back.

import { ByteReader, ByteWriter } from '../../assembly/codec/bytes';
import { Matrix } from '../../assembly/math/matrix';
import {
  declareLogisticRegression,
  LogisticRegression,
} from '../../assembly/algorithm/linear/logistic_regression';
import { declareLinearSvc, LinearSvc } from '../../assembly/algorithm/linear/linear_svc';
import { declareLinearSvr, LinearSvr } from '../../assembly/algorithm/linear/linear_svr';
import { Model } from '../../assembly/model/model';
import { Training } from '../../assembly/model/training';
import { Options, OptionSpec } from '../../assembly/option/option';
import { reals } from '../../assembly/memory/block';
import { answerOf } from './asked.as';

let X: Matrix = new Matrix(0, 0, 0, 0);
let y: usize = 0;
let classWeight: usize = 0;
let classes: i32 = 0;
let options: Options = new Options(new OptionSpec());
let training: Training | null = null;
let model: Model | null = null;

/** A new problem; what follows fills it. Returns the stride of X. */
export function begin(n: i32, d: i32, k: i32): i32 {
  X = Matrix.zeros(n, d);
  y = reals(n);
  classes = k;
  classWeight = reals(k);
  for (let c = 0; c < k; c++) store<f64>(classWeight + ((<usize>c) << 3), 1);
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

/** Chooses the algorithm: 0 logistic_regression, 1 linear_svc, 2 linear_svr. Its options have their defaults. */
export function choose(algorithm: i32): void {
  const spec = new OptionSpec();
  if (algorithm == 0) {
    declareLogisticRegression(spec);
    model = new LogisticRegression();
  } else if (algorithm == 1) {
    declareLinearSvc(spec);
    model = new LinearSvc();
  } else {
    declareLinearSvr(spec);
    model = new LinearSvr();
  }
  options = new Options(spec);
}

/** Sets option i: its number, and the word of that index where it has words. */
export function setOption(i: i32, value: f64): void {
  const option = options.spec.list[i];
  option.number = value;
  if (option.words.length > 0) option.word = option.words[<i32>value];
}

export function fit(seed: i32): f64 {
  const t = new Training(X, y, classes, classWeight, options, seed);
  training = t;
  (<Model>model).fit(t);
  return t.objective;
}

export function iterations(): i32 {
  return (<Training>training).iterations;
}

export function converged(): i32 {
  return (<Training>training).converged ? 1 : 0;
}

export function predict(i: i32): f64 {
  return answerOf(model!, X.row(i), X.cols);
}

let out: ByteWriter = new ByteWriter();

/** The model's bytes: a pointer to them. */
export function write(): usize {
  out = new ByteWriter();
  (<Model>model).write(out);
  return out.pointer;
}

export function written(): i32 {
  return out.length;
}

/** Reads the bytes last written into the (new) chosen model. */
export function readBack(): void {
  (<Model>model).read(new ByteReader(out.pointer, out.length, 'model'), X.cols, classes);
}
