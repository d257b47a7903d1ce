// sqml_partial_fit(experiment_name, features, target): predicts one row, then learns it; the answer is the prediction.
// sqml_partial_fit(experiment_name, a, b, ..., target): the same, from plain values in the order of the features. They come
// as they are, where SQLite's JSON of a number may have lost its last digits.
// sqml_partial_fit(experiment_name, dataset): the same of every row of a dataset, in its order; the answer is JSON.
//
// The model goes on from what is stored and is stored again, within the transaction of the statement: a trigger's INSERT
// and what was learned of it come and go together. A row whose target is NULL is not learned, and answers NULL; so does a
// row that comes before any class is known.

import {
  argument,
  argumentCount,
  begin,
  beginText,
  endText,
  nullResult,
  realResult,
  textArgument,
} from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import * as host from '../host';
import { Label } from '../model/label';
import { StreamedRows } from '../online/rows';
import { StoredLearner, takeLearner } from '../online/stored';
import { Point } from '../registry/learned';
import { openDataset } from '../table/source';
import { labelResult, readRow } from './predict';

const NO_POINTS: Point[] = [];

export function sqml_partial_fit(argc: i32): usize {
  begin('sqml_partial_fit', argc);
  if (argumentCount() == 2) return learnDataset();
  const given = argumentCount() - 2;
  const target = argument(given + 1);
  if (load<u8>(target) == host.NULL) return nullResult();
  for (;;) {
    const stored = takeLearner(argument(0));
    const learner = stored.learner;
    readRow(learner.features, given);
    const predicted = learner.predict();
    const pipeline = learner.pipeline;
    let label: Label | null = null;
    if (pipeline.isClassification && predicted >= 0) label = pipeline.labels[<i32>predicted];
    const isDue = learner.learn(target, predicted);
    if (!stored.store(isDue ? [pointOf(stored)] : NO_POINTS)) continue;
    if (!pipeline.isClassification) return realResult(predicted);
    return label == null ? nullResult() : labelResult(label);
  }
}

function pointOf(stored: StoredLearner): Point {
  const online = stored.learner.online;
  const isClassification = stored.learner.pipeline.isClassification;
  return new Point(online.rows, online.value(isClassification), online.recent(isClassification));
}

function learnDataset(): usize {
  const dataset = textArgument(1, 'dataset');
  for (;;) {
    const stored = takeLearner(argument(0));
    const learner = stored.learner;
    const name = learner.online.target;
    if (name.length == 0)
      fail('which column is the target? sqml_online\'s option target says it, as in {"target": "y"}');
    const rows = new StreamedRows(learner, openDataset(dataset), name);
    const points: Point[] = [];
    const before = learner.online.rows;
    while (rows.next()) {
      if (load<u8>(rows.target) == host.NULL) continue;
      if (learner.learn(rows.target, learner.predict())) points.push(pointOf(stored));
    }
    const learned = learner.online.rows - before;
    if (learned == 0) stored.keep();
    else if (!stored.store(points)) continue;
    const isClassification = learner.pipeline.isClassification;
    const answer = new JsonObject(beginText());
    answer.integer('rows', learned);
    if (rows.count > learned) answer.integer('rows_skipped', rows.count - learned);
    answer.integer('rows_learned', learner.online.rows);
    answer.text('metric', isClassification ? 'accuracy' : 'mean_absolute_error');
    answer.number('value', learner.online.value(isClassification));
    answer.number('recent', learner.online.recent(isClassification));
    answer.end();
    return endText();
  }
}
