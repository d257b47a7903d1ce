// sqml_predict(experiment_name, features): the deployed model's prediction for one row.
//
// Per row and statement: the model is found once; a row costs the walk over its JSON and the model.

import { argument, begin, describe, integerResult, realResult, textArgument, textResult } from '../call';
import { JsonReader } from '../codec/json';
import { fail } from '../error';
import * as host from '../host';
import { CLASSIFICATION } from '../model/model';
import { deployedModel, KeptModel, rememberedModel } from '../registry/deployed';

const json = new JsonReader(0, 0, 'features');

/** The deployed model of the experiment in argument 0, by the host's memory when it has one. */
export function modelOfStatement(): KeptModel {
  const remembered = rememberedModel();
  if (remembered != null) return remembered;
  const model = deployedModel(textArgument(0, 'experiment_name'));
  host.remember(model.serial);
  return model;
}

/** Starts `reader` on the JSON text of argument 1. */
export function startOnFeatures(reader: JsonReader, example: string): void {
  const cell = argument(1);
  const type = load<u8>(cell);
  if (type != host.TEXT) fail(`features must be JSON TEXT such as ${example}, got ${describe(cell)}`);
  reader.reset(cell + 5, load<i32>(cell, 1));
}

export function sqml_predict(argc: i32): usize {
  begin('sqml_predict', argc);
  const model = modelOfStatement();
  const pipeline = model.pipeline;
  startOnFeatures(json, 'json_object(...)');
  model.features.read(json);
  json.finish();
  const value = pipeline.predict(model.features.x);
  if (pipeline.predictionType != CLASSIFICATION) return realResult(value);
  const label = pipeline.labels[<i32>value];
  if (label.type == host.INTEGER) return integerResult(label.integer);
  return label.type == host.REAL ? realResult(label.real) : textResult(label.text);
}
