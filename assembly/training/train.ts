// A training from its request to its answer, for sqml_train and sqml_retrain.
//
// Trains (trained.ts), stores the model, and deploys it when it scores better than the deployed one.
// Everything is computed before anything is written, and one statement writes, so an interrupt leaves the
// database as it was. A training that fails after its arguments were found right leaves a run with status
// failed and the message.

import { beginText, endText } from '../call';
import { JsonObject } from '../codec/json';
import { onFailure } from '../error';
import { isSmallerBetter } from '../metric/table';
import { storedClock } from '../registry/clock';
import { Deploy, Record, store, storeFailure } from '../registry/record';
import { checkWritable } from '../registry/writable';
import { Statement } from '../sql';
import { Request } from './request';
import { trainOn } from './trained';

/** Trains on what `open` makes of the dataset, stores, and answers with the JSON of sqml_train. */
export function train(request: Request, open: (dataset: string) => Statement): usize {
  checkWritable('cannot store the model');
  const record = recordOf(request);
  running = record;
  onFailure((message: string) => storeFailure(running, message));
  const trained = trainOn(open(request.dataset), request, record);
  onFailure(null);
  const stored = store(record, trained.pipeline.write());

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
  record.metric = request.options.word('metric');
  record.isSmallerBetter = isSmallerBetter(record.metric);
  return record;
}
