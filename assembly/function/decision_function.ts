// sqml_decision_function(experiment_name, features): the model's scores for one row. Two classes have one
// score, a number, positive for the second class; more classes a JSON object from class to score, of which
// the highest is predicted. Features as in sqml_predict.

import { begin, beginText, endText, realResult } from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import { modelOfStatement, readFeatures } from './predict';

export function sqml_decision_function(argc: i32): usize {
  begin('sqml_decision_function', argc);
  const kept = modelOfStatement();
  const pipeline = kept.pipeline;
  if (!pipeline.isClassification) fail('a regression has no decision function; sqml_predict gives its value');
  const classifier = pipeline.classifier;
  const count = classifier.scoreCount;
  if (count == 0) fail(classifier.whyNoScores());
  readFeatures(kept);
  const scores = new StaticArray<f64>(count);
  classifier.scores(pipeline.ask(kept.features.raw), changetype<usize>(scores));
  if (count == 1) return realResult(scores[0]);
  const json = new JsonObject(beginText());
  for (let c = 0; c < count; c++) json.number(pipeline.labels[c].toString(), scores[c]);
  json.end();
  return endText();
}
