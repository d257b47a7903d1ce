// sqml_predict_proba(experiment_name, features): for one row, a JSON object from class to probability.
// Features as in sqml_predict.

import { begin, beginText, endText } from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import { modelOfStatement, readFeatures } from './predict';

export function sqml_predict_proba(argc: i32): usize {
  begin('sqml_predict_proba', argc);
  const kept = modelOfStatement();
  const pipeline = kept.pipeline;
  const model = pipeline.model;
  if (!model.hasProbabilities) fail(model.whyNoProbabilities());
  readFeatures(kept);
  const k = pipeline.labels.length;
  const probabilities = new StaticArray<f64>(k);
  model.probabilities(pipeline.prepare(kept.features.raw), changetype<usize>(probabilities));
  const json = new JsonObject(beginText());
  for (let c = 0; c < k; c++) json.number(pipeline.labels[c].toString(), probabilities[c]);
  json.end();
  return endText();
}
