// Cross-validation inside the training part: k folds, each once the test part of a fit on the others.
//
// Folds are shuffled by random_state, stratified for classification; the same folds serve every combination
// of a search. Encoders and scaler are fitted anew in each fold.

import { fail } from '../error';
import { noteFold } from '../progress';
import { Folds, kFold, stratifiedKFold } from '../split/folds';
import { Data } from './data';
import { fit } from './fit';
import { Request } from './request';
import { score } from './score';

/** The scores of the folds, their mean and population deviation (as numpy.std). */
export class CrossValidation {
  mean: f64 = 0;
  deviation: f64 = 0;

  constructor(public scores: f64[]) {
    const k = scores.length;
    for (let f = 0; f < k; f++) this.mean += scores[f] / k;
    let squares: f64 = 0;
    for (let f = 0; f < k; f++) squares += (scores[f] - this.mean) * (scores[f] - this.mean);
    this.deviation = Math.sqrt(squares / k);
  }
}

/** Deals the rows to `k` folds. */
export function foldsOf(data: Data, rows: StaticArray<i32>, k: i32, randomState: u32): Folds {
  const n = rows.length;
  if (k > n) fail(`cv ${k} needs as many training rows, got ${n}`);
  if (!data.isClassification) return kFold(n, k, true, randomState);
  const part = data.part(rows);
  const folds = stratifiedKFold(part.y, n, data.labels.length, k, true, randomState);
  part.release();
  if (folds.largest < k)
    fail(`cv ${k} needs a class of as many training rows; the largest has ${folds.largest}`);
  return folds;
}

/** Fits and scores the request on every fold of `rows`. */
export function crossValidate(
  data: Data,
  rows: StaticArray<i32>,
  folds: Folds,
  request: Request,
): CrossValidation {
  const metric = request.options.word('metric');
  const scores: f64[] = [];
  for (let f = 0; f < folds.count; f++) {
    noteFold(f + 1, folds.count);
    const split = folds.split(f);
    const train = data.part(pick(rows, split.train));
    const test = data.part(pick(rows, split.test));
    const fitted = fit(data, train, request);
    scores.push(score(data, fitted, test).of(metric));
    train.release();
    test.release();
  }
  noteFold(0, 0);
  return new CrossValidation(scores);
}

function pick(rows: StaticArray<i32>, positions: StaticArray<i32>): StaticArray<i32> {
  const picked = new StaticArray<i32>(positions.length);
  for (let i = 0; i < positions.length; i++) picked[i] = rows[positions[i]];
  return picked;
}
