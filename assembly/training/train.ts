// A training from its request to its answer, for sqml_train and sqml_retrain.
//
// What was asked is checked first, and what is wrong with it leaves nothing behind (check.ts); then, whether the result
// can be stored. Then it trains (trained.ts), stores the model, and deploys it when it scores better than the deployed one.
// Everything is computed before anything is written, and one statement writes, so an interrupt leaves the
// database as it was. A training that fails leaves a run with status failed and the message. When another connection
// holds the write lock at the end, the training is not lost: it waits for the lock as long as it took.

import { beginText, endText } from '../call';
import { JsonObject } from '../codec/json';
import { onFailure } from '../error';
import * as host from '../host';
import { isSmallerBetter } from '../metric/table';
import { notePhase, Phase } from '../progress';
import { storedClock } from '../registry/clock';
import { Patience } from '../registry/lock';
import { Deploy, Record, store, storeFailure } from '../registry/record';
import { beginTraining } from '../registry/trainings';
import { checkWritable } from '../registry/writable';
import { Statement } from '../sql';
import { checkRequest } from './check';
import { Request } from './request';
import { trainOn } from './trained';

/** A finished training waits for another connection's lock as long as it took, but at least and at most this long. */
const LEAST_PATIENCE_MS: f64 = 1000;
const MOST_PATIENCE_MS: f64 = 600000;

/** Trains on what `open` makes of the dataset, stores, and answers with the JSON of sqml_train. */
export function train(request: Request, open: (dataset: string) => Statement): usize {
  checkRequest(request, open);
  checkWritable('cannot store the model');
  const record = recordOf(request);
  running = record;
  notePhase(Phase.READING);
  beginTraining(request.experiment, request.algorithm.name);
  onFailure((message: string, code: i32) => storeFailure(running, message, code));
  const started = host.clock();
  const trained = trainOn(open(request.dataset), request, record);
  const model = trained.pipeline.write();
  notePhase(Phase.STORING);
  const took = host.clock() - started;
  const stored = store(record, model, new Patience(min(max(took, LEAST_PATIENCE_MS), MOST_PATIENCE_MS)));
  onFailure(null);

  const json = new JsonObject(beginText());
  json.text('experiment_name', request.experiment);
  json.text('prediction_type', request.typeName);
  json.text('algorithm', request.algorithm.name);
  json.flag('deployed', stored.isDeployed);
  trained.writeReport(json);
  json.end();
  return endText();
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
  record.isTimed = storedClock().length == 0;
  record.metric = request.metric;
  record.isSmallerBetter = isSmallerBetter(record.metric);
  return record;
}
