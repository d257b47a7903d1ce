// sqml_predictions(experiment_name, dataset [, with_probabilities]): a prediction for every row of a table, a
// view or one SELECT, without JSON.
//
//   key            what table/keys.ts says: the rowid, else the primary key, else the row's number from 1
//   prediction     the label as it went into training, or the number
//   probabilities  a JSON object from class to probability, when the third argument is 1

import { argument, begin, beginRows, endRows, textArgument } from '../call';
import { ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import * as host from '../host';
import { at } from '../math/vector';
import { checkProbabilities, NOT_FINITE } from '../model/pipeline';
import { modelOf } from '../registry/deployed';
import { readKeys } from '../table/keys';
import { openDataset } from '../table/source';
import { Answers, Besides } from '../training/answers';
import { Evaluation } from '../training/evaluation';
import { writeByClass } from './by_class';

export function sqml_predictions(argc: i32): usize {
  begin('sqml_predictions', argc);
  const pipeline = modelOf(argument(0)).pipeline;
  const dataset = textArgument(1, 'dataset');
  const flag = argument(2);
  const isWithProbabilities = load<u8>(flag) == host.INTEGER && load<i64>(flag, 1) != 0;
  if (isWithProbabilities) checkProbabilities(pipeline);

  const evaluation = new Evaluation(pipeline, openDataset(dataset), '');
  const part = evaluation.part();
  const keys = readKeys(dataset, evaluation.table);
  const answers = new Answers(pipeline, part, isWithProbabilities ? Besides.PROBABILITIES : Besides.NOTHING);
  const k = pipeline.labels.length;
  const rows = beginRows();
  const json = new ByteWriter();
  for (let i = 0; i < part.n; i++) {
    keys.write(i, rows);
    const value = at(answers.predicted, i);
    if (pipeline.isClassification) pipeline.labelBytes.writeCell(<i32>value, rows.out);
    else {
      if (!isFinite(value)) fail(NOT_FINITE);
      rows.real(value);
    }
    if (isWithProbabilities)
      writeByClass(rows, json, pipeline.labels, answers.probabilities + ((<usize>i * k) << 3));
    else rows.null();
  }
  return endRows();
}
