// sqml_online_predictions(prediction_type, algorithm, dataset, target, options): what a model that learns row by row would
// have predicted of every row of a dataset, each before it was learned; stores nothing.
//
//   row         from 1, in the dataset's order (a SELECT with ORDER BY says which)
//   actual      the target
//   prediction  NULL while no class is known
//   value, recent   as of sqml_learning_curve, after the row
//
// Features are options.features, or all other columns. A row whose target is NULL is predicted and not learned.

import { argument, begin, beginRows, cellEnd, describe, endRows, textArgument } from '../call';
import { utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { declared, onlineOptions } from '../online/declare';
import { StreamedRows } from '../online/rows';
import { openDataset } from '../table/source';
import { columnNamed } from '../table/column_names';
import { algorithmArgument, predictionTypeArgument } from '../training/request';

export function sqml_online_predictions(argc: i32): usize {
  begin('sqml_online_predictions', argc);
  const type = predictionTypeArgument(0, 'prediction_type');
  const algorithm = algorithmArgument(1, type);
  const dataset = textArgument(2, 'dataset');
  const target = textArgument(3, 'target');
  const cell = argument(4);
  const isGiven = load<u8>(cell) == host.TEXT;
  if (!isGiven && load<u8>(cell) != host.NULL) fail(`options must be a JSON object, got ${describe(cell)}`);
  const options = onlineOptions(algorithm, isGiven ? utf8(cell + 5, load<i32>(cell, 1)) : '');

  const source = openDataset(dataset);
  let features = options.names('features');
  if (features.length == 0) {
    const names: string[] = [];
    for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
    const at = columnNamed(target, names, 'target column');
    features = [];
    for (let c = 0; c < names.length; c++) if (c != at) features.push(names[c]);
    if (features.length == 0) fail('the dataset has no column beside the target');
  }
  const learner = declared(algorithm, options, features);
  const stream = new StreamedRows(learner, source, target);
  const isClassification = learner.pipeline.isClassification;
  const rows = beginRows();
  while (stream.next()) {
    rows.integer(stream.count);
    rows.cell(stream.target, <i32>(cellEnd(stream.target) - stream.target));
    const predicted = learner.predict();
    if (!isClassification) rows.real(predicted);
    else if (predicted < 0) rows.null();
    else learner.pipeline.labels[<i32>predicted].writeCell(rows.out);
    if (load<u8>(stream.target) != host.NULL) learner.learn(stream.target, predicted);
    rows.real(learner.online.value(isClassification));
    rows.real(learner.online.recent(isClassification));
  }
  return endRows();
}
