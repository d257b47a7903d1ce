// sqml_predictions(experiment_name, dataset [, with_probabilities]): a prediction for every row of a table, a
// view or one SELECT, without JSON.
//
//   key            what table/keys.ts says: the rowid, else the primary key, else the row's number from 1
//   prediction     the label as it went into training, or the number
//   probabilities  a JSON object from class to probability, when the third argument is 1

import { argument, begin, beginRows, endRows, textArgument } from '../call';
import { ByteWriter } from '../codec/bytes';
import { JsonObject } from '../codec/json';
import { utf8 } from '../codec/text';
import * as host from '../host';
import { at } from '../math/vector';
import { checkProbabilities, Pipeline } from '../model/pipeline';
import { modelOf } from '../registry/deployed';
import { RowWriter } from '../rows';
import { readKeys } from '../table/keys';
import { openDataset } from '../table/source';
import { Answers, Besides } from '../training/answers';
import { Evaluation } from '../training/evaluation';

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
    if (pipeline.isClassification) pipeline.labels[<i32>value].writeCell(rows.out);
    else rows.real(value);
    if (isWithProbabilities)
      writeProbabilities(rows, json, pipeline, answers.probabilities + ((<usize>i * k) << 3));
    else rows.null();
  }
  return endRows();
}

function writeProbabilities(rows: RowWriter, json: ByteWriter, pipeline: Pipeline, p: usize): void {
  json.length = 0;
  const object = new JsonObject(json);
  for (let c = 0; c < pipeline.labels.length; c++) object.number(pipeline.labels[c].toString(), at(p, c));
  object.end();
  rows.json(utf8(json.pointer, json.length));
}
