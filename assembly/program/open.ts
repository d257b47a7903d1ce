// open(model): takes a model's bytes (model/pipeline.ts), which the instance then predicts with.
//
// One row: what the model is, as JSON, and its classes, none for a regression.

import { argument, begin, beginRows, describe, endRows } from '../call';
import { ByteWriter } from '../codec/bytes';
import { JsonObject } from '../codec/json';
import { utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { PREDICTION_TYPES } from '../model/algorithm';
import { digestText, Pipeline } from '../model/pipeline';
import { takePipeline } from './opened';

export function open(argc: i32): usize {
  begin('open', argc);
  const cell = argument(0);
  if (load<u8>(cell) != host.BLOB) fail(`model must be the bytes of a model, got ${describe(cell)}`);
  const start = cell + 5;
  const pipeline = Pipeline.read(start, load<i32>(cell, 1), 'the model');
  takePipeline(pipeline);

  const out = new ByteWriter();
  const json = new JsonObject(out);
  json.text('type', PREDICTION_TYPES[pipeline.predictionType]);
  json.text('algorithm', pipeline.algorithm);
  json.texts('featureNames', pipeline.encoding.featureNames);
  json.text('digest', digestText(start));
  json.integer('scores', pipeline.isClassification ? pipeline.classifier.scoreCount : 0);
  json.end();
  const rows = beginRows();
  rows.json(utf8(out.pointer, out.length));
  for (let c = 0; c < pipeline.labels.length; c++) pipeline.labels[c].writeCell(rows.out);
  return endRows();
}
