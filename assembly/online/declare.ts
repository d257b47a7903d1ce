// A model that begins with no row: what sqml_online and sqml_online_predictions are told.
//
//   features    the columns, in order; numbers
//   target      the column with the truth, for datasets
//   classes     those that are known; others may come
//   preprocess  scale: standard (by the rows so far) or none; impute: a number
//   random_state, and the options of the algorithm

import { fail } from '../error';
import * as host from '../host';
import { JsonReader } from '../codec/json';
import { Algorithm, algorithms } from '../model/algorithm';
import { Encoder, NUMBER } from '../model/encoder';
import { encodedRow, Encoding } from '../model/encoding';
import { compareLabels, Label } from '../model/label';
import { Online } from '../model/online';
import { Matrix, strideOf } from '../math/matrix';
import { Pipeline } from '../model/pipeline';
import { RunningScaler } from '../model/running_scaler';
import { Scaler } from '../model/scaler';
import { Training } from '../model/training';
import { Options, OptionSpec } from '../option/option';
import { givenOptions, parseText } from '../option/parse';
import { Impute, Preprocess } from '../training/preprocess';
import { Learner } from './learner';

/** The random_state of a training too. */
const DEFAULT_RANDOM_STATE: u32 = 53;

/** The options that a model which learns row by row can be told. */
export function onlineOptions(algorithm: Algorithm, json: string): Options {
  const spec = new OptionSpec();
  algorithm.declare(spec);
  spec.seed('random_state', DEFAULT_RANDOM_STATE);
  spec.names('features');
  spec.name('target');
  spec.scalars('classes');
  spec.object('preprocess');
  const options = new Options(spec);
  if (json.length > 0) parseText(json, spec, algorithm.name);
  options.check();
  checkGoesOn(algorithm, options);
  if (!algorithm.isClassification && options.isGiven('classes')) fail('a regression has no classes');
  return options;
}

/** Fails when the algorithm can't learn row by row, or not with these options. */
export function checkGoesOn(algorithm: Algorithm, options: Options): void {
  if (!algorithm.traits.isOnline) {
    const names: string[] = [];
    const all = algorithms();
    for (let i = 0; i < all.length; i++)
      if (all[i].traits.isOnline && all[i].predictionType == algorithm.predictionType)
        names.push(all[i].name);
    fail(`${algorithm.name} does not learn row by row; these do: ${names.join(', ')}`);
  }
  const weights = options.find('class_weight');
  if (weights != null && weights.given.length > 0 && weights.given != 'null')
    fail('class_weight is for a training, which knows its classes; learning row by row goes without it');
  const scaled = options.find('scale_target');
  if (scaled != null && scaled.number != 0)
    fail('scale_target is for a training, which knows its targets; learning row by row goes without it');
  const stopping = options.find('early_stopping');
  if (stopping != null && stopping.number != 0)
    fail('early_stopping is for a training, which has rows to hold out; learning row by row goes without it');
}

/** A learner that has seen no row. */
export function declared(algorithm: Algorithm, options: Options, features: string[]): Learner {
  for (let j = 0; j < features.length; j++)
    if (features.indexOf(features[j]) != j) fail(`features names '${features[j]}' twice`);
  const labels = options.isGiven('classes') ? labelsOf(options.json('classes')) : [];
  const preprocess = new Preprocess(options.json('preprocess'), features, algorithm.traits);
  const encoders: Encoder[] = [];
  const isScaled = new StaticArray<bool>(features.length);
  let isRunning = false;
  for (let j = 0; j < features.length; j++) {
    const plan = preprocess.of(features[j]);
    const encoder = new Encoder(features[j], NUMBER);
    if (plan.impute == Impute.CONSTANT && !isNaN(plan.constantNumber)) encoder.fill = plan.constantNumber;
    else if (plan.impute != Impute.NONE)
      fail(`preprocess.impute of '${features[j]}' must be a number: nothing is known of the rows to come`);
    if (plan.isOrdinal)
      fail(`feature '${features[j]}' must be a number; TEXT has no categories before its rows come`);
    if (plan.scale != 'standard' && plan.scale != 'none')
      fail(
        `preprocess.scale of '${features[j]}' must be 'standard' or 'none' to learn row by row, got '${plan.scale}'`,
      );
    isScaled[j] = plan.scale == 'standard';
    if (isScaled[j]) isRunning = true;
    encoders.push(encoder);
  }
  const encoding = new Encoding(encoders);
  const d = encoding.width;
  const training = new Training(
    new Matrix(changetype<usize>(encodedRow(d)), 0, d, strideOf(d)),
    0,
    labels.length,
    0,
    options,
    options.seed('random_state'),
  );
  const model = algorithm.create();
  model.begin(training);
  const scale = new StaticArray<f64>(strideOf(d)).fill(1);
  const scaler = new Scaler(new StaticArray<f64>(strideOf(d)), scale, d);
  const pipeline = new Pipeline(algorithm.predictionType, algorithm.name, encoding, labels, scaler, model);
  const online = new Online(givenOptions(options.spec), options.word('target'));
  if (isRunning) online.running = new RunningScaler(isScaled);
  pipeline.online = online;
  return new Learner(pipeline, options, options.seed('random_state'));
}

/** The labels of a JSON list, sorted: whole numbers are INTEGER, unless one is not whole. */
function labelsOf(text: string): Label[] {
  const bytes = String.UTF8.encode(text);
  const json = new JsonReader(changetype<usize>(bytes), bytes.byteLength, 'classes');
  const labels: Label[] = [];
  let areWhole = true;
  let texts = 0;
  json.expect(0x5b);
  if (json.took(0x5d)) return labels;
  do {
    if (json.peek() == 0x22) {
      json.string();
      labels.push(new Label(host.TEXT, 0, 0, json.text));
      texts++;
      continue;
    }
    const from = json.at;
    const value = json.number();
    const written = String.UTF8.decodeUnsafe(from, json.at - from);
    const isWhole = !written.includes('.') && !written.includes('e') && !written.includes('E');
    if (!isWhole) areWhole = false;
    labels.push(new Label(host.INTEGER, isWhole ? I64.parseInt(written) : 0, value, ''));
  } while (json.took(0x2c));
  json.expect(0x5d);
  if (texts > 0 && texts < labels.length) fail('classes mixes TEXT and numbers');
  if (!areWhole)
    for (let c = 0; c < labels.length; c++) labels[c] = new Label(host.REAL, 0, labels[c].real, '');
  labels.sort(compareLabels);
  for (let c = 1; c < labels.length; c++)
    if (compareLabels(labels[c - 1], labels[c]) == 0) fail(`classes names '${labels[c].toString()}' twice`);
  return labels;
}
