// sqml_model_info(experiment_name): all that there is to know of the deployed model (or, by INTEGER, of the model with this
// id), as one JSON object.
//
//   model_id, run_id, experiment, prediction_type, algorithm, serves, created_at, status (success, imported, online)
//   dataset, target, rows, rows_skipped, test_size, split_strategy, random_state    null where it was not trained here
//   features       of each its name, encoding (number, one_hot, ordinal, date, date_parts, hash, tf_idf), of dates that are numbers
//                  which (numbers: unixepoch, julianday), the columns that it makes, what
//                  becomes of NULL (refused, filled, kept), what it is filled with, its categories
//   labels         of a classification
//   options        every option with its value; options_given those that are not at their default because somebody said so
//   metrics        those that are stored
//   is_judged      how it did on its test part is stored: the confusion matrix, curves, calibration, rows, the profile
//   learning       of a model that learns row by row: rows, metric, value, recent; null of another
//   warnings       what the training had to say
//   digest, bytes, format, engine    of its bytes, and the version of sqml that wrote them

import { argument, begin, beginText, endText } from '../call';
import { ByteWriter } from '../codec/bytes';
import { JsonObject, jsonNumber, writeJsonText } from '../codec/json';
import { Clock } from '../codec/reading';
import { jsonQuoted } from '../codec/text';
import { Encoder } from '../model/encoder';
import { Pipeline } from '../model/pipeline';
import { Options } from '../option/option';
import { givenOptions } from '../option/parse';
import { About, aboutModel, storedScores } from '../registry/about';
import { modelOf } from '../registry/deployed';
import { tryJudgementOf } from '../registry/judgements';
import { AS_NAMES } from '../table/column';
import { optionJson, toldOptions } from '../training/told';
import { typeOf } from '../training/types';

export function sqml_model_info(argc: i32): usize {
  begin('sqml_model_info', argc);
  const kept = modelOf(argument(0));
  const pipeline = kept.pipeline;
  const about = aboutModel(kept.id);
  const options = toldOptions(about);
  const isJudged = tryJudgementOf(kept) != null;
  const scores = storedScores(kept.id);

  const out = beginText();
  const json = new JsonObject(out);
  json.integer('model_id', about.modelId);
  json.integer('run_id', about.runId);
  json.text('experiment', about.experiment);
  json.text('prediction_type', about.predictionType);
  json.text('algorithm', about.algorithm);
  json.flag('serves', about.serves);
  json.text('created_at', about.createdAt);
  json.text('status', about.status);
  writeTraining(json, about, out);
  writeFeatures(json, pipeline, out);
  writeLabels(json, pipeline, out);
  writeOptions(json, options);
  json.key('metrics');
  const metrics = json.object();
  for (let i = 0; i < scores.names.length; i++) metrics.number(scores.names[i], scores.values[i]);
  metrics.end();
  json.flag('is_judged', isJudged);
  writeLearning(json, pipeline);
  json.texts('warnings', about.warnings);
  json.text('digest', about.digest);
  json.integer('bytes', about.bytes);
  json.integer('format', about.format);
  json.text('engine', about.engine);
  json.end();
  return endText();
}

/** What it learned from. */
function writeTraining(json: JsonObject, about: About, out: ByteWriter): void {
  const isTrained = about.dataset.length > 0;
  json.key('dataset');
  if (isTrained) writeJsonText(out, about.dataset);
  else out.characters('null');
  json.text('target', about.target);
  json.raw('rows', about.rows < 0 ? 'null' : about.rows.toString());
  json.raw('rows_skipped', about.skipped < 0 ? 'null' : about.skipped.toString());
  json.raw('test_size', isTrained ? jsonNumber(about.testSize) : 'null');
  json.raw('split_strategy', isTrained ? jsonQuoted(about.splitStrategy) : 'null');
  json.raw('random_state', about.randomState < 0 ? 'null' : about.randomState.toString());
}

function writeFeatures(json: JsonObject, pipeline: Pipeline, out: ByteWriter): void {
  const encoders = pipeline.encoding.encoders;
  json.key('features');
  out.u8(0x5b);
  for (let j = 0; j < encoders.length; j++) {
    if (j > 0) out.characters(', ');
    writeFeature(new JsonObject(out), encoders[j]);
  }
  out.u8(0x5d);
}

function writeFeature(json: JsonObject, encoder: Encoder): void {
  json.text('name', encoder.name);
  json.text('encoding', encoder.kindName);
  if (encoder.clock != Clock.NONE) json.text('numbers', AS_NAMES[typeOf(encoder)]);
  json.integer('columns', encoder.width);
  const isFilled = !isNaN(encoder.fill);
  json.text('null', encoder.keepsNull ? 'kept' : isFilled ? 'filled' : 'refused');
  if (isFilled) {
    const at = <i32>encoder.fill;
    if (!encoder.isText) json.number('fill', encoder.fill);
    else if (encoder.terms != null) json.text('fill', encoder.terms!.forNull);
    else if (at >= 0 && at < encoder.categories.length) json.text('fill', encoder.categories[at]);
    else json.raw('fill', 'null');
  }
  if (encoder.isText) json.texts('categories', encoder.categories);
  json.end();
}

function writeLabels(json: JsonObject, pipeline: Pipeline, out: ByteWriter): void {
  json.key('labels');
  if (!pipeline.isClassification) {
    out.characters('null');
    return;
  }
  out.u8(0x5b);
  for (let c = 0; c < pipeline.labels.length; c++) {
    if (c > 0) out.characters(', ');
    pipeline.labels[c].writeJson(out);
  }
  out.u8(0x5d);
}

function writeOptions(json: JsonObject, options: Options): void {
  const list = options.spec.list;
  json.key('options');
  const all = json.object();
  for (let i = 0; i < list.length; i++) all.raw(list[i].name, optionJson(list[i]));
  all.end();
  json.raw('options_given', givenOptions(options.spec));
}

function writeLearning(json: JsonObject, pipeline: Pipeline): void {
  const online = pipeline.online;
  if (online == null) {
    json.raw('learning', 'null');
    return;
  }
  json.key('learning');
  const isClassification = pipeline.isClassification;
  const learning = json.object();
  learning.integer('rows', online.rows);
  learning.text('metric', isClassification ? 'accuracy' : 'mean_absolute_error');
  learning.number('value', online.value(isClassification));
  learning.number('recent', online.recent(isClassification));
  learning.end();
}
