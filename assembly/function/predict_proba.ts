// sqml_predict_proba(experiment_name, features): for one row, a JSON object from class to probability.
// Features as in sqml_predict.

import { begin, beginText, endText } from '../call';
import { JsonObject } from '../codec/json';
import { checkProbabilities } from '../model/pipeline';
import { modelOfStatement, readFeatures } from './predict';

export function sqml_predict_proba(argc: i32): usize {
  begin('sqml_predict_proba', argc);
  const kept = modelOfStatement();
  const pipeline = kept.pipeline;
  checkProbabilities(pipeline);
  readFeatures(kept);
  const k = pipeline.labels.length;
  const probabilities = new StaticArray<f64>(k);
  pipeline.classifier.probabilities(pipeline.ask(kept.features.raw), changetype<usize>(probabilities));
  const json = new JsonObject(beginText());
  for (let c = 0; c < k; c++) json.number(pipeline.labels[c].toString(), probabilities[c]);
  json.end();
  return endText();
}
