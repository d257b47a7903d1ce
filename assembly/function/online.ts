// sqml_online(experiment_name, prediction_type, algorithm, options): an empty model that learns row by row, deployed.
//
// It is stored as a run with the status `online`, and serves at once: a regression answers 0, a classification needs its
// first class. What the options may be stands in online/declare.ts.

import { argument, begin, beginText, describe, endText, textArgument } from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import * as host from '../host';
import { utf8 } from '../codec/text';
import { declared, onlineOptions } from '../online/declare';
import { givenOptions } from '../option/parse';
import { Patience } from '../registry/lock';
import { Deploy, Record, store } from '../registry/record';
import { predictionTypeOf } from '../registry/experiment';
import { checkWritable } from '../registry/writable';
import { PREDICTION_TYPES } from '../model/algorithm';
import { algorithmArgument, predictionTypeArgument } from '../training/request';

export function sqml_online(argc: i32): usize {
  begin('sqml_online', argc);
  const experiment = textArgument(0, 'experiment_name');
  const type = predictionTypeArgument(1, 'prediction_type');
  const algorithm = algorithmArgument(2, type);
  const cell = argument(3);
  if (load<u8>(cell) != host.TEXT)
    fail(`options must be a JSON object such as {"features": ["a", "b"]}, got ${describe(cell)}`);
  const options = onlineOptions(algorithm, utf8(cell + 5, load<i32>(cell, 1)));
  const features = options.names('features');
  if (features.length == 0) fail('options must say the features, in order: {"features": ["a", "b"]}');
  const existing = predictionTypeOf(experiment);
  if (existing.length > 0 && existing != PREDICTION_TYPES[type]) {
    fail(
      `experiment '${experiment}' is a ${existing}; a ${PREDICTION_TYPES[type]} needs an experiment of another name`,
    );
  }
  const learner = declared(algorithm, options, features);

  checkWritable('cannot store the model');
  const record = new Record();
  record.status = 'online';
  record.experiment = experiment;
  record.predictionType = PREDICTION_TYPES[type];
  record.algorithm = algorithm.name;
  record.target = options.word('target');
  record.options = givenOptions(options.spec);
  record.randomState = options.seed('random_state');
  record.features = features.length;
  record.deploy = Deploy.ALWAYS;
  const stored = store(record, learner.pipeline.write(), new Patience(0));

  const json = new JsonObject(beginText());
  json.text('experiment_name', experiment);
  json.text('prediction_type', PREDICTION_TYPES[type]);
  json.text('algorithm', algorithm.name);
  json.integer('model_id', stored.modelId);
  json.flag('deployed', stored.isDeployed);
  json.end();
  return endText();
}
