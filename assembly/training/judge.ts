// Which rows a judging function is asked about: argument 0 names a model, argument 1 a dataset (with the truth
// in the column of argument 2, by default the one that training had). Without a dataset it is the test part of
// the training, of which the answers are stored (judgement/judgement.ts).
//
// The test part's rows themselves are not stored. What needs them splits the run's dataset again, and takes them
// only when they are provably the same: when their digest is the stored one.

import { argument, isGiven, textOf } from '../call';
import { advise, fail } from '../error';
import { ClassCalibration } from '../judgement/calibration';
import { Confusion } from '../judgement/confusion';
import { ClassCurve } from '../judgement/curve';
import { Pipeline } from '../model/pipeline';
import { modelOf } from '../registry/deployed';
import { KeptModel } from '../registry/model_cache';
import { judgementOf, tryJudgementOf } from '../registry/judgements';
import { Statement } from '../sql';
import { openDataset } from '../table/source';
import { Besides } from './answers';
import { splitColumnOf } from './columns';
import { Data } from './data';
import { Evaluation } from './evaluation';
import { Judged } from './judged';
import { Preprocess } from './preprocess';
import { digestOfRows, placedDigestOf } from './row_digest';
import { requestOfRun } from './run';
import { splitRows } from './split_rows';

/** What a stored model's run says. */
class RunOfModel {
  id: i64 = 0;
  target: string = '';
}

function runOf(modelId: i64): RunOfModel {
  const found = Statement.prepare(
    'SELECT r.id, r.target FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id WHERE m.id = ?',
  )
    .integer(modelId)
    .bound();
  const run = new RunOfModel();
  if (found.next()) {
    run.id = found.integerCell();
    run.target = found.textCell();
  }
  found.close();
  return run;
}

/** The classifier that argument 0 names; `what` is what a regression lacks. */
export function askedClassifier(what: string): Pipeline {
  const pipeline = modelOf(argument(0)).pipeline;
  if (!pipeline.isClassification) fail(`a regression has no ${what}; sqml_evaluate gives its metrics`);
  return pipeline;
}

// What is stored, or is computed on the dataset of argument 1.

/** Of a classifier. */
export function askedConfusion(): Confusion {
  if (!isGiven(1)) return judgementOf(modelOf(argument(0))).confusion!;
  const judged = judgeDataset();
  return judged.confusion(judged.answers(Besides.NOTHING));
}

/** Of a classifier. */
export function askedCurves(): ClassCurve[] {
  if (!isGiven(1)) return judgementOf(modelOf(argument(0))).curves;
  const judged = judgeDataset();
  return judged.curves(judged.answers(Besides.ALL));
}

/** Of a classifier that has probabilities. */
export function askedCalibrations(): ClassCalibration[] {
  if (!isGiven(1)) return judgementOf(modelOf(argument(0))).calibrations;
  const judged = judgeDataset();
  return judged.calibrations(judged.answers(Besides.PROBABILITIES));
}

/** The model before the rows of the dataset of argument 1. */
export function judgeDataset(): Judged {
  const kept = modelOf(argument(0));
  const target = isGiven(2) ? textOf(argument(2), 'target') : runOf(kept.id).target;
  if (target.length == 0)
    fail('the model was imported, so its target is not known: name the column as the third argument');
  const rows = new Evaluation(kept.pipeline, openDataset(textOf(argument(1), 'dataset')), target);
  if (rows.n == 0) fail(`the dataset has no rows whose '${target}' is known`);
  const part = rows.part();
  return new Judged(kept.pipeline, part, rows.labels, rows.place, positiveOf(kept), 0);
}

/** The class that training was told to look for; -1 when none was named, or nobody knows. */
function positiveOf(kept: KeptModel): i32 {
  const judgement = tryJudgementOf(kept);
  return judgement == null ? -1 : judgement.positive;
}

/** The model before the rows of its test part, found again; fails when they can't be. */
export function judgeTestPart(): Judged {
  const kept = modelOf(argument(0));
  const judgement = judgementOf(kept);
  const run = runOf(kept.id);
  advise(`the test part of run ${run.id} needs its dataset as it was: name a dataset as the second argument`);
  const request = requestOfRun(run.id);
  const splitColumn = request.options.word('split_column');
  const rows = new Evaluation(kept.pipeline, openDataset(request.dataset), run.target, splitColumn);
  if (rows.n == 0) fail(`the dataset has no rows whose '${run.target}' is known`);
  const data = rows.data();
  const split = splitRows(data, request, splitColumnOf(rows.table.columnNames, request));
  const asRead = data.part(split.test);
  const digest = request.isPassing
    ? placedDigestOf(asRead, data.features.columns, data.labels)
    : digestOfRows(asRead, data.features.columns, data.labels);
  if (digest != judgement.rowsDigest) fail('the rows have changed since the training');
  asRead.release();
  const part = rows.part(split.test);
  advise('');
  return new Judged(kept.pipeline, part, rows.labels, rows.place, judgement.positive, request.randomState);
}
