// A model asked row by row, for the entries of the kernel tests: its output, and all that is read from it.

import { Matrix, strideOf } from '../../assembly/math/matrix';
import { Classifier, Model } from '../../assembly/model/model';

let output = new StaticArray<f64>(0);

/** The output of one row of d columns. */
export function outputOf(model: Model, x: usize, d: i32): usize {
  if (output.length < model.outputs) output = new StaticArray<f64>(model.outputs);
  model.outputsOf(new Matrix(x, 1, d, strideOf(d)), changetype<usize>(output));
  return changetype<usize>(output);
}

/** The class index, or the value. */
export function answerOf(model: Model, x: usize, d: i32): f64 {
  return model.answer(outputOf(model, x, d));
}

export function scoreCountOf(model: Model): i32 {
  return model instanceof Classifier ? (model as Classifier).scoreCount : 0;
}

export function scoresOf(model: Model, x: usize, d: i32, out: usize): void {
  (model as Classifier).scores(outputOf(model, x, d), out);
}

export function hasProbabilities(model: Model): bool {
  return model instanceof Classifier ? (model as Classifier).hasProbabilities : false;
}

export function probabilitiesOf(model: Model, x: usize, d: i32, out: usize): void {
  (model as Classifier).probabilities(outputOf(model, x, d), out);
}
