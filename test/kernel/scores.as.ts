// Entry for scores.test.ts and estimators.test.ts: any algorithm of the table by its name, its scores, probabilities, weights and
// log; and the parts of svc's probabilities alone.

import { ByteReader, ByteWriter } from '../../assembly/codec/bytes';
import { INTEGER } from '../../assembly/host';
import { Matrix, strideOf } from '../../assembly/math/matrix';
import { Random } from '../../assembly/math/random';
import { reals } from '../../assembly/memory/block';
import '../../assembly/algorithm/table';
import { Algorithm, algorithmNamed, CLASSIFICATION, REGRESSION } from '../../assembly/model/algorithm';
import { LinearDecision } from '../../assembly/model/linear_decision';
import { Label } from '../../assembly/model/label';
import { Model } from '../../assembly/model/model';
import { Scaler } from '../../assembly/model/scaler';
import { Training } from '../../assembly/model/training';
import { Options, OptionSpec } from '../../assembly/option/option';
import { parseOptions } from '../../assembly/option/parse';
import { History } from '../../assembly/solver/history';
import { classWeights } from '../../assembly/model/class_weight';
import { Split, shuffleSplit } from '../../assembly/split/shuffle';
import { ClassRows } from '../../assembly/algorithm/svm/class_rows';
import { couple } from '../../assembly/algorithm/svm/coupling';
import { KernelFunction } from '../../assembly/algorithm/svm/kernel';
import { PairMachines } from '../../assembly/algorithm/svm/pair';
import { fitSigmoid } from '../../assembly/algorithm/svm/platt';
import * as asked from './asked.as';

let X: Matrix = new Matrix(0, 0, 0, 0);
let y: usize = 0;
let classes: i32 = 0;
let rowWeight: usize = 0;
let scaler: Scaler = new Scaler(new StaticArray<f64>(0), new StaticArray<f64>(0), 0);
let algorithm: Algorithm | null = null;
let options: Options = new Options(new OptionSpec());
let model: Model | null = null;
let training: Training | null = null;
let out: ByteWriter = new ByteWriter();
let split: Split = shuffleSplit(2, 0.5, 0);

/** n bytes for the test. */
export function room(n: i32): usize {
  return reals((n + 7) / 8);
}

/** A new problem of k classes, 0 for regression; the algorithm by its name (UTF-8). The stride of X. */
export function begin(n: i32, d: i32, k: i32, name: usize, length: i32): i32 {
  X = Matrix.zeros(n, d);
  y = reals(n);
  rowWeight = 0;
  classes = k;
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

/** n weights of rows for the next fit, all 1. */
export function pointerRowWeight(): usize {
  rowWeight = reals(X.rows);
  for (let i = 0; i < X.rows; i++) store<f64>(rowWeight + ((<usize>i) << 3), 1);
  return rowWeight;
}

/** Reads the options from a JSON object, as sqml_train does. */
export function setOptions(json: usize, length: i32): void {
  parseOptions(json, length, options.spec, algorithm!.name);
  options.check();
}

/** Fits the pipeline's scaler to X and standardises X; `standardiseRow` does it to a row of the same columns. */
export function standardise(): void {
  scaler = Scaler.fit(X);
  scaler.applyAll(X);
}

export function standardiseRow(x: usize): void {
  scaler.apply(x, x);
}

/** Fits, or goes on from the model that is there. */
export function fit(randomState: u32, goesOn: i32): void {
  const labels: Label[] = [];
  for (let c = 0; c < classes; c++) labels.push(new Label(INTEGER, c, 0, ''));
  const classWeight = classWeights(labels, y, X.rows, options.find('class_weight'));
  const fitted = new Training(X, y, classes, classWeight, options, randomState);
  fitted.rowWeight = rowWeight;
  fitted.labels = labels;
  if (goesOn == 0) {
    model = algorithm!.create();
    model!.fit(fitted);
  } else model!.resume(fitted);
  training = fitted;
}

export function predict(x: usize): f64 {
  return asked.answerOf(model!, x, X.cols);
}

export function scoreCount(): i32 {
  return asked.scoreCountOf(model!);
}

export function decide(x: usize, scores: usize): void {
  asked.scoresOf(model!, x, X.cols, scores);
}

export function hasProbabilities(): i32 {
  return asked.hasProbabilities(model!) ? 1 : 0;
}

export function probabilities(x: usize, p: usize): void {
  asked.probabilitiesOf(model!, x, X.cols, p);
}

/** The outputs of the linear part; -1 when the model isn't linear. */
export function linearOutputs(): i32 {
  const linear = model!.linear;
  return linear == null ? -1 : linear.outputs;
}

export function linearScore(c: i32, x: usize): f64 {
  return (<LinearDecision>model!.linear).score(c, x);
}

export function linearWeight(c: i32, j: i32): f64 {
  return (<LinearDecision>model!.linear).weight(c, j);
}

export function linearIntercept(c: i32): f64 {
  return (<LinearDecision>model!.linear).intercept(c);
}

export function write(): usize {
  out = new ByteWriter();
  model!.write(out);
  return out.pointer;
}

export function written(): i32 {
  return out.length;
}

/** Reads a model from any bytes; it is the model from here on. */
export function read(bytes: usize, length: i32): void {
  const found = algorithm!.create();
  found.read(new ByteReader(bytes, length, 'model'), X.cols, classes);
  model = found;
}

export function iterations(): i32 {
  return training!.iterations;
}

export function objective(): f64 {
  return training!.objective;
}

let chosenText: ArrayBuffer = new ArrayBuffer(0);

/** Pointer to Training.chosen, UTF-8. */
export function chosen(): usize {
  chosenText = String.UTF8.encode(training!.chosen);
  return changetype<usize>(chosenText);
}

export function chosenLength(): i32 {
  return chosenText.byteLength;
}

let log: History = new History();

/** Looks at the training's log; its length. */
export function logOfTraining(): i32 {
  log = training!.log;
  return log.length;
}

/** Makes a log of n notes, note i with objective -i; its length. */
export function logOf(n: i32): i32 {
  log = new History();
  for (let i = 0; i < n; i++) log.note(i, -i);
  return log.length;
}

export function logMachine(entry: i32): i32 {
  return log.machineOf(entry);
}

export function logIteration(entry: i32): i32 {
  return log.iterationOf(entry);
}

export function logObjective(entry: i32): f64 {
  return log.objectiveOf(entry);
}

export function logGap(entry: i32): f64 {
  return log.gapOf(entry);
}

/** Splits n rows as scikit-learn's ShuffleSplit does; the number of test rows. */
export function splitRows(n: i32, testSize: f64, randomState: u32): i32 {
  split = shuffleSplit(n, testSize, randomState);
  return split.test.length;
}

/** Pointer to the rows of a part of the split: 0 train, 1 test. */
export function part(isTest: i32): usize {
  return changetype<usize>(isTest ? split.test : split.train);
}

/** Pointer to the held-out values of the rows of class 0, then of class 1, of svc's problem. */
export function heldOut(seed: u32): usize {
  const kernel = KernelFunction.of(options, X);
  const machines = new PairMachines(kernel, X, new ClassRows(y, X.rows, 2), options);
  machines.begin(0, 1, options.real('C'), options.real('C'));
  return machines.heldOut(new Random(seed));
}

/** Pointer to n i32: the seed's first permutation. */
export function permutation(n: i32, seed: u32): usize {
  return changetype<usize>(new Random(seed).permutation(n));
}

/** Platt's A and B, to out[0] and out[1]. */
export function sigmoid(f: usize, n: i32, ni: i32, ab: usize): void {
  fitSigmoid(f, n, ni, ab);
}

export function coupled(r: usize, k: i32, p: usize): void {
  couple(r, k, reals(<i64>k * strideOf(k)), p);
}

export function collect(): void {
  __collect();
}
