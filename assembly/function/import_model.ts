// sqml_import_model(experiment_name, model): stores a BLOB of sqml_export_model as a model of the experiment,
// which is made when it is new. It is deployed when the experiment has no deployed model; sqml_deploy
// deploys it otherwise. The bytes are checked before anything is written.

import { argument, begin, beginText, describe, endText, textArgument } from '../call';
import { ByteWriter } from '../codec/bytes';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import * as host from '../host';
import { PREDICTION_TYPES } from '../model/algorithm';
import { Pipeline } from '../model/pipeline';
import { predictionTypeOf } from '../registry/experiment';
import { Patience } from '../registry/lock';
import { Record, store } from '../registry/record';
import { ensureSchema } from '../registry/schema';

export function sqml_import_model(argc: i32): usize {
  begin('sqml_import_model', argc);
  const experiment = textArgument(0, 'experiment_name');
  const cell = argument(1);
  if (load<u8>(cell) != host.BLOB) fail(`model must be a BLOB of sqml_export_model, got ${describe(cell)}`);
  const start = cell + 5;
  const length = load<i32>(cell, 1);
  const pipeline = Pipeline.read(start, length, 'the model');
  const type = PREDICTION_TYPES[pipeline.predictionType];
  const existing = predictionTypeOf(experiment);
  if (existing.length > 0 && existing != type) {
    fail(
      `experiment '${experiment}' is a ${existing}; the model is a ${type}, which needs an experiment of another name`,
    );
  }

  const record = new Record();
  record.status = 'imported';
  record.experiment = experiment;
  record.predictionType = type;
  record.algorithm = pipeline.algorithm;
  record.options = '{}';
  record.features = pipeline.encoding.d;
  const bytes = new ByteWriter();
  bytes.raw(start, length);
  ensureSchema();
  const stored = store(record, bytes, new Patience(0));

  const json = new JsonObject(beginText());
  json.text('experiment_name', experiment);
  json.text('prediction_type', type);
  json.text('algorithm', pipeline.algorithm);
  json.integer('model_id', stored.modelId);
  json.flag('deployed', stored.isDeployed);
  json.texts('feature_names', pipeline.encoding.featureNames);
  json.end();
  return endText();
}
