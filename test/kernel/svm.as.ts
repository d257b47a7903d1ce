// Entry for svm.test.ts: one training at a time, set up number by number, fitted and read back; and the
// solver alone.

import { ByteReader, ByteWriter } from '../../assembly/codec/bytes';
import { Matrix } from '../../assembly/math/matrix';
import { integers, reals } from '../../assembly/memory/block';
import { Model } from '../../assembly/model/model';
import { Training } from '../../assembly/model/training';
import { declareSvc, Svc } from '../../assembly/algorithm/svm/svc';
import { declareSvr, Svr } from '../../assembly/algorithm/svm/svr';
import { Options, OptionSpec } from '../../assembly/option/option';
import { Split, shuffleSplit } from '../../assembly/split/shuffle';
import { Gram } from '../../assembly/algorithm/svm/gram';
import { KernelFunction } from '../../assembly/algorithm/svm/kernel';
import { Smo } from '../../assembly/algorithm/svm/smo';
import { answerOf, outputOf } from './asked.as';

let X: Matrix = new Matrix(0, 0, 0, 0);
let y: usize = 0;
let classWeight: usize = 0;
let classes: i32 = 0;
let options: Options = new Options(new OptionSpec());
let model: Model = new Svr();
let training: Training = new Training(X, 0, 0, 0, options, 0);
let out: ByteWriter = new ByteWriter();

/** A new problem: svc for k > 0 classes, else svr, with the default options. Returns the stride of X. */
export function begin(n: i32, d: i32, k: i32): i32 {
  X = Matrix.zeros(n, d);
  y = reals(n);
  classes = k;
  classWeight = reals(k);
  for (let c = 0; c < k; c++) store<f64>(classWeight + ((<usize>c) << 3), 1);
  const spec = new OptionSpec();
  if (k > 0) declareSvc(spec);
  else declareSvr(spec);
  options = new Options(spec);
  return X.stride;
}

function empty(): Model {
  if (classes > 0) return new Svc();
  return new Svr();
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

/** Sets option i of the list to a number, or to its word of that index. */
export function setOption(i: i32, value: f64, isWord: i32): void {
  const option = options.spec.list[i];
  if (isWord) {
    option.word = option.words[<i32>value];
  } else {
    option.number = value;
    option.word = '';
  }
}

/** The index of the option with this name (UTF-8), or -1. */
export function optionNamed(name: usize, length: i32): i32 {
  const text = String.UTF8.decodeUnsafe(name, length);
  const list = options.spec.list;
  for (let i = 0; i < list.length; i++) {
    if (list[i].name == text) return i;
  }
  return -1;
}

export function wordNamed(option: i32, name: usize, length: i32): i32 {
  return options.spec.list[option].words.indexOf(String.UTF8.decodeUnsafe(name, length));
}

/** n bytes for the test. */
export function room(n: i32): usize {
  return reals((n + 7) / 8);
}

export function fit(): f64 {
  training = new Training(X, y, classes, classWeight, options, 0);
  model = empty();
  model.fit(training);
  return training.objective;
}

export function iterations(): i32 {
  return training.iterations;
}

export function converged(): i32 {
  return training.converged ? 1 : 0;
}

export function predict(i: i32): f64 {
  return answerOf(model, X.row(i), X.cols);
}

export function predictAt(x: usize): f64 {
  return answerOf(model, x, X.cols);
}

/** Pointer to the pairs' decision values of row i. */
export function decide(i: i32): usize {
  return outputOf(model, X.row(i), X.cols);
}

/** The model's bytes: a pointer to them. */
export function write(): usize {
  out = new ByteWriter();
  model.write(out);
  return out.pointer;
}

export function written(): i32 {
  return out.length;
}

/** Reads a model from any bytes; it is the model from here on. */
export function read(bytes: usize, length: i32): void {
  const found = empty();
  found.read(new ByteReader(bytes, length, 'model'), X.cols, classes);
  model = found;
}

let rows: Split = shuffleSplit(2, 0.5, 0);

/** Splits n rows as scikit-learn's ShuffleSplit does; the number of test rows. */
export function split(n: i32, testSize: f64, randomState: u32): i32 {
  rows = shuffleSplit(n, testSize, randomState);
  return rows.test.length;
}

/** Pointer to the rows of a part of the split: 0 train, 1 test. */
export function part(isTest: i32): usize {
  return changetype<usize>(isTest ? rows.test : rows.train);
}

export function collect(): void {
  __collect();
}

// The solver alone, on the kernel that the options choose: low, high, linear (n f64 each) and epsilon given.

let smo: Smo | null = null;
let gram: Gram | null = null;

export function solve(low: usize, high: usize, linear: usize, epsilon: f64): void {
  const n = X.rows;
  const matrix = new Gram(KernelFunction.of(options, X), X, n, options.real('cache_size'));
  const solver = new Smo(matrix, n);
  const rows = integers(n);
  for (let t = 0; t < n; t++) store<i32>(rows + ((<usize>t) << 2), t);
  memory.copy(solver.low, low, (<usize>n) << 3);
  memory.copy(solver.high, high, (<usize>n) << 3);
  memory.copy(solver.linear, linear, (<usize>n) << 3);
  solver.epsilon = epsilon;
  solver.tolerance = options.real('tol');
  solver.isShrinking = options.flag('shrinking');
  solver.limit = options.integer('max_iter');
  matrix.begin(rows, n);
  solver.solve(n);
  smo = solver;
  matrix.begin(rows, n);
  gram = matrix;
}

export function solution(): usize {
  return (<Smo>smo).b;
}

export function rho(): f64 {
  return (<Smo>smo).rho;
}

export function objective(): f64 {
  return (<Smo>smo).objective;
}

export function steps(): i32 {
  return (<Smo>smo).steps;
}

/** Row i of the kernel matrix, rows in the order of X. */
export function kernelRow(i: i32): usize {
  return (<Gram>gram).row(i);
}
