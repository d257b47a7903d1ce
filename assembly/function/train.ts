// sqml_train(experiment_name, prediction_type, algorithm, dataset, target
//            [, test_size [, split_strategy [, options]]])
//
// Reads the dataset, splits it, standardises, fits, scores on the test part, stores the model, and
// deploys it when it scores better than the deployed one. Everything is computed before anything is
// written, and one statement writes, so an error or an interrupt leaves the database as it was.

import { begin, beginText, endText } from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { put } from '../math/vector';
import { reals } from '../memory/block';
import { Model, CLASSIFICATION, Training } from '../model/model';
import { Pipeline } from '../model/pipeline';
import { Scaler } from '../model/scaler';
import { tick } from '../progress';
import { Record, store } from '../registry/record';
import { Split, shuffleSplit } from '../split/shuffle';
import { openDataset } from '../table/source';
import { readTable, Table } from '../table/table';
import { readRequest, Request } from '../training/request';
import { score } from '../training/score';
import { Target } from '../training/target';

export function sqml_train(argc: i32): usize {
  begin('sqml_train', argc);
  const request = readRequest();
  const isClassification = request.predictionType == CLASSIFICATION;

  const table = readTable(openDataset(request.dataset), request.target, isClassification);
  const split = splitRows(table, request);
  const target = new Target(table, split, isClassification);
  const X = table.features(split.train);
  const XTest = table.features(split.test);
  const names = table.featureNames;
  table.release();

  const scaler = Scaler.fit(X);
  checkScaler(scaler, names);
  scaler.applyAll(X);
  const weights = target.classWeights(X.rows, request.options.find('class_weight'));
  const training = new Training(
    X,
    target.train,
    target.labels.length,
    weights,
    request.options,
    request.randomState,
  );
  const model = request.algorithm.create();
  model.fit(training);

  scaler.applyAll(XTest);
  const predicted = predictAll(model, XTest);
  const record = recordOf(request, table);
  score(target, predicted, XTest.rows, record);
  const pipeline = new Pipeline(
    request.predictionType,
    request.algorithm.name,
    names,
    target.labels,
    scaler,
    model,
  );
  const stored = store(record, pipeline.write());

  const json = new JsonObject(beginText());
  json.text('experiment_name', request.experiment);
  json.text('prediction_type', request.typeName);
  json.text('algorithm', request.algorithm.name);
  json.flag('deployed', stored.isDeployed);
  json.number('score', record.metricValues[0]);
  if (!training.converged) {
    json.text(
      'warning',
      `${request.algorithm.name} did not converge in ${training.iterations} iterations; raise max_iter`,
    );
  }
  json.end();
  return endText();
}

function splitRows(table: Table, request: Request): Split {
  const split = shuffleSplit(table.n, request.testSize, request.randomState);
  if (split.train.length == 0 || split.test.length == 0) {
    const part = split.train.length == 0 ? 'training' : 'test';
    fail(`test_size ${request.testSize} of ${table.n} rows leaves the ${part} part empty`);
  }
  return split;
}

/** Fails when a feature's numbers are so large that its mean or variance is not finite. */
function checkScaler(scaler: Scaler, names: string[]): void {
  for (let j = 0; j < names.length; j++) {
    if (isFinite(scaler.mean[j]) && isFinite(scaler.scale[j])) continue;
    fail(
      `feature '${names[j]}' has values so large that their variance is not finite; scale them in a SELECT`,
    );
  }
}

/** The model's answer for every row of the standardised X. */
function predictAll(model: Model, X: Matrix): usize {
  const predicted = reals(X.rows);
  for (let i = 0; i < X.rows; i++) {
    put(predicted, i, model.predict(X.row(i)));
    tick(<f64>X.cols * 100);
  }
  return predicted;
}

function recordOf(request: Request, table: Table): Record {
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
  record.rows = table.n;
  record.features = table.d;
  return record;
}
