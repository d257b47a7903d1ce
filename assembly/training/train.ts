// A training from its request to its answer, for sqml_train and sqml_retrain.
//
// Reads the dataset, splits it, encodes and standardises, fits, scores on the test part, stores the model,
// and deploys it when it scores better than the deployed one. Everything is computed before anything is
// written, and one statement writes, so an interrupt leaves the database as it was. A training that fails
// after its arguments were found right leaves a run with status failed and the message.

import { beginText, endText } from '../call';
import { JsonObject } from '../codec/json';
import { fail, onFailure } from '../error';
import * as host from '../host';
import { storedClock } from '../registry/clock';
import { Deploy, Record, store, storeFailure } from '../registry/record';
import { crossValidate, CrossValidation, foldsOf } from './cross_validate';
import { Data } from './data';
import { fit } from './fit';
import { logText } from './log';
import { prepare } from './prepare';
import { Request } from './request';
import { isSmallerBetter, score } from './score';
import { search } from './search';

/** Folds of a search that names no cv. */
const DEFAULT_FOLDS: i32 = 5;

/** Trains, stores, and answers with the JSON of sqml_train. */
export function train(request: Request): usize {
  const record = recordOf(request);
  running = record;
  onFailure((message: string) => storeFailure(running, message));

  const prepared = prepare(request);
  const data = prepared.data;
  record.rows = data.n;
  record.skipped = data.table.skipped;
  record.features = data.features.columns.length;
  const validation = validate(data, prepared.split.train, request, record);
  const trainPart = data.part(prepared.split.train);
  const testPart = data.part(prepared.split.test);
  data.table.release();
  const started = host.clock();
  const fitted = fit(data, trainPart, request);
  const fittedAt = host.clock();
  trainPart.release();
  record.log = logText(fitted.training.log);
  record.options = request.optionsText;
  record.scores = score(data, fitted, testPart);
  if (storedClock().length == 0) {
    record.scores.add('fit_time', (fittedAt - started) / 1000);
    record.scores.add('score_time', (host.clock() - fittedAt) / 1000);
  }
  if (validation != null) {
    record.scores.add('cv_mean', validation.mean);
    record.scores.add('cv_deviation', validation.deviation);
  }
  onFailure(null);
  const stored = store(record, fitted.pipeline.write());

  const json = new JsonObject(beginText());
  json.text('experiment_name', request.experiment);
  json.text('prediction_type', request.typeName);
  json.text('algorithm', request.algorithm.name);
  json.flag('deployed', stored.isDeployed);
  json.number('score', record.scores.of('score'));
  if (validation != null) writeValidation(json, validation);
  if (record.trials.length > 0) json.raw('best_params', record.trials[bestTrial].options);
  if (record.skipped > 0) json.integer('rows_skipped', record.skipped);
  if (fitted.warnings.length > 0) json.texts('warnings', fitted.warnings);
  json.end();
  return endText();
}

/** The trial that won, when there was a search. */
let bestTrial: i32 = 0;

/** Cross-validates, and searches, when the options say so; the request then has the best options. */
function validate(
  data: Data,
  rows: StaticArray<i32>,
  request: Request,
  record: Record,
): CrossValidation | null {
  const options = request.options;
  const isSearch = options.word('search').length > 0;
  if (!isSearch && options.isGiven('params')) fail("params need search: 'grid' or 'random'");
  if (!isSearch && !options.isGiven('cv')) return null;
  const k = options.isGiven('cv') ? options.integer('cv') : DEFAULT_FOLDS;
  const folds = foldsOf(data, rows, k, request.randomState);
  if (!isSearch) return crossValidate(data, rows, folds, request);
  const found = search(data, rows, folds, request);
  record.trials = found.trials;
  bestTrial = found.best;
  return found.validation;
}

function writeValidation(json: JsonObject, validation: CrossValidation): void {
  json.key('cv');
  const inner = json.object();
  inner.number('mean', validation.mean);
  inner.number('deviation', validation.deviation);
  inner.numbers('scores', validation.scores);
  inner.end();
}

/** The record of the running training; functions without capture find it here. */
let running: Record = new Record();

function recordOf(request: Request): Record {
  const record = new Record();
  record.experiment = request.experiment;
  record.predictionType = request.typeName;
  record.algorithm = request.algorithm.name;
  record.dataset = request.dataset;
  record.target = request.target;
  record.testSize = request.testSize;
  record.splitStrategy = request.splitStrategy;
  record.options = request.optionsText;
  record.randomState = request.randomState;
  const deploy = request.options.word('deploy');
  record.deploy = deploy == 'true' ? Deploy.ALWAYS : deploy == 'false' ? Deploy.NEVER : Deploy.AUTO;
  record.metric = request.options.word('metric');
  record.isSmallerBetter = isSmallerBetter(record.metric);
  return record;
}
