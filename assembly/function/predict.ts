// sqml_predict(experiment_name, features): the deployed model's prediction for one row.
// sqml_predict(experiment_name, a, b, ...): the same, from plain values in the order of the training columns.
//
// The first argument may be the INTEGER id of a model instead. Per statement the model is found once; a
// row costs the walk over its JSON and the model.

import {
  argument,
  argumentCount,
  begin,
  describe,
  integerResult,
  isLean,
  realResult,
  textResult,
} from '../call';
import { JsonReader } from '../codec/json';
import { fail } from '../error';
import * as host from '../host';
import { FeatureReader } from '../model/features';
import { Label } from '../model/label';
import { Pipeline } from '../model/pipeline';
import { modelOf, rememberedModel } from '../registry/deployed';
import { KeptModel } from '../registry/model_cache';

const json = new JsonReader(0, 0, 'features');

/** The model that argument 0 names, by the host's memory when it has one. */
export function modelOfStatement(): KeptModel {
  const remembered = rememberedModel();
  if (remembered != null) return remembered;
  const model = modelOf(argument(0));
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

/** Reads the one row of features that follows argument 0, as JSON or as plain values. */
export function readFeatures(model: KeptModel): void {
  readRow(model.features, argumentCount() - 1);
}

/** The same of the `given` arguments after argument 0. */
export function readRow(features: FeatureReader, given: i32): void {
  if (given == 1 && (features.d > 1 || isJson(argument(1)))) {
    startOnFeatures(json, 'json_object(...)');
    features.read(json);
    json.finish();
    return;
  }
  if (given != features.d) {
    fail(
      `expected ${features.d} values, one for each training column in order, or one JSON text; got ${given} values`,
    );
  }
  features.readCells(argument(1));
}

/** TEXT that begins as a JSON object or array does. */
function isJson(cell: usize): bool {
  if (load<u8>(cell) != host.TEXT) return false;
  json.reset(cell + 5, load<i32>(cell, 1));
  const first = json.peek();
  return first == 0x7b || first == 0x5b;
}

export function sqml_predict(argc: i32): usize {
  begin('sqml_predict', argc);
  const remembered = rememberedModel();
  if (remembered != null) isLean();
  const model = remembered != null ? remembered : modelOfStatement();
  readFeatures(model);
  return answer(model.pipeline, model.pipeline.predict(model.features.raw));
}

/** A prediction as SQL value: the label as it went into training, or the number. */
function answer(pipeline: Pipeline, value: f64): usize {
  if (!pipeline.isClassification) return realResult(value);
  return pipeline.labelBytes.cell(<i32>value);
}

/** A label as it went into training. */
export function labelResult(label: Label): usize {
  if (label.type == host.INTEGER) return integerResult(label.integer);
  return label.type == host.REAL ? realResult(label.real) : textResult(label.text);
}
