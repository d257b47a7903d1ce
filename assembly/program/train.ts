// train(type, algorithm, target, options): a training on the rows that the host was given, for programs without
// SQL. `target` is the column that is learned, `options` the JSON object of sqml_train.
//
// One row: the report as JSON, and the model's bytes (model/pipeline.ts). Nothing is kept: `open` takes the bytes.

import { begin, beginRows, endRows } from '../call';
import { ByteWriter } from '../codec/bytes';
import { JsonObject } from '../codec/json';
import { utf8 } from '../codec/text';
import { fail } from '../error';
import { MOST_FEATURES } from '../model/encoding';
import { Record } from '../registry/record';
import { Statement } from '../sql';
import { readProgramRequest, Request } from '../training/request';
import { checkSearch } from '../training/search';
import { Trained, trainOn } from '../training/trained';

export function train(argc: i32): usize {
  begin('train', argc);
  const request = readProgramRequest();
  checkSearch(request);
  const source = Statement.given();
  const features = source.columns - 1;
  if (features > MOST_FEATURES) fail(`X has ${features} columns; a model takes ${MOST_FEATURES} at most`);
  const record = new Record();
  record.isJudged = false;
  const trained = trainOn(source, request, record);
  const model = trained.pipeline.write();
  const rows = beginRows();
  rows.json(report(request, trained));
  rows.blob(model.pointer, model.length);
  return endRows();
}

function report(request: Request, trained: Trained): string {
  const out = new ByteWriter();
  const json = new JsonObject(out);
  const record = trained.record;
  json.text('type', request.typeName);
  json.text('algorithm', request.algorithm.name);
  json.integer('rows', record.rows);
  trained.writeReport(json);
  json.key('scores');
  const scores = json.object();
  for (let i = 0; i < record.scores.names.length; i++)
    scores.number(record.scores.names[i], record.scores.values[i]);
  scores.end();
  json.end();
  return utf8(out.pointer, out.length);
}
