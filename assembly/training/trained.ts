// The computing half of a training, for every caller: from rows to a fitted pipeline and its scores.
//
// Reads the rows, splits them, cross-validates or searches inside the training part, encodes and standardises,
// fits, and judges by the test part. Writes no database; train.ts stores what comes out.

import { JsonObject } from '../codec/json';
import * as host from '../host';
import { Pipeline } from '../model/pipeline';
import { notePhase, Phase } from '../progress';
import { Record } from '../registry/record';
import { Statement } from '../sql';
import { Besides } from './answers';
import { crossValidate, CrossValidation, warningOf } from './cross_validate';
import { fit } from './fit';
import { Judged } from './judged';
import { Judging } from './judging';
import { logText } from './log';
import { prepare } from './prepare';
import { Request } from './request';
import { search } from './search';
import { Part, Task } from './task';

/** Folds of a search that names no cv. */
const DEFAULT_FOLDS: i32 = 5;

/** What came of cv or search. */
class Validated {
  constructor(
    public validation: CrossValidation,
    /** The combination that won, as JSON; '' without a search. */
    public bestParams: string,
    /** What is to be said of the folds; '' when nothing is. */
    public warning: string,
  ) {}
}

export class Trained {
  constructor(
    public pipeline: Pipeline,
    public warnings: string[],
    public record: Record,
    private validated: Validated | null,
    /** Training.chosen. */
    private chosen: string,
    /** What was decided about columns of TEXT, as JSON; '' when nothing was. */
    private readAs: string,
  ) {}

  /** Writes what every training reports. */
  writeReport(json: JsonObject): void {
    const record = this.record;
    json.number('score', record.scores.of('score'));
    const validated = this.validated;
    if (validated != null) {
      json.key('cv');
      const inner = json.object();
      inner.number('mean', validated.validation.mean);
      inner.number('deviation', validated.validation.deviation);
      inner.numbers('scores', validated.validation.scores);
      inner.end();
    }
    const isSearch = validated != null && validated.bestParams.length > 0;
    const best = isSearch ? validated!.bestParams : this.chosen;
    if (best.length > 0) json.raw('best_params', best);
    if (this.readAs.length > 0) json.raw('read_as', this.readAs);
    if (record.skipped > 0) json.integer('rows_skipped', record.skipped);
    if (this.warnings.length > 0) json.texts('warnings', this.warnings);
  }
}

/**
 * Trains on the rows of `source`. What becomes known on the way goes into `record` at once, so that it is
 * there when the training fails.
 */
export function trainOn(source: Statement, request: Request, record: Record): Trained {
  const prepared = prepare(source, request);
  const data = prepared.data;
  if (prepared.types.length > 0) request.options.of('types').given = prepared.types;
  record.rows = data.n;
  record.skipped = data.table.skipped;
  record.features = data.features.columns.length;
  const parts = request.isPassing
    ? data.partsInPasses(prepared.split, source)
    : data.parts(prepared.split, request.algorithm.traits.takesRoom);
  const trainPart = parts.train;
  const testPart = parts.test;
  const passes = testPart.passes;
  let judging: Judging | null = null;
  if (passes != null && record.isJudged) Judging.beginPasses(data, trainPart, testPart, request.randomState);
  else if (record.isJudged) judging = Judging.of(data, trainPart, testPart, request.randomState);
  const validated = validate(data, trainPart, request, record);
  const started = host.clock();
  noteFit(request);
  const fitted = fit(data, trainPart, request);
  const fittedAt = host.clock();
  if (passes == null) trainPart.release();
  notePhase(Phase.JUDGING);
  record.log = logText(fitted.training.log);
  record.warnings = fitted.warnings;
  record.options = request.optionsText;
  if (passes == null) data.features.place(testPart.raw, fitted.pipeline.encoding);
  const judged = new Judged(
    fitted.pipeline,
    testPart,
    data.labels,
    fitted.place,
    data.positive,
    request.randomState,
  );
  const answers = judged.answers(Besides.ALL);
  if (passes != null) passes.close();
  if (passes != null && record.isJudged) judging = Judging.ofPasses(passes);
  record.scores = judged.scores(answers);
  const scoredAt = host.clock();
  if (judging != null) record.judgement = judging.judge(judged, answers).write();
  answers.release();
  if (record.isTimed) {
    record.scores.add('fit_time', (fittedAt - started) / 1000);
    record.scores.add('score_time', (scoredAt - fittedAt) / 1000);
  }
  if (validated != null) {
    record.scores.add('cv_mean', validated.validation.mean);
    record.scores.add('cv_deviation', validated.validation.deviation);
  }
  if (validated != null && validated.warning.length > 0) fitted.warnings.push(validated.warning);
  return new Trained(
    fitted.pipeline,
    fitted.warnings,
    record,
    validated,
    fitted.training.chosen,
    prepared.readAs,
  );
}

/** Cross-validates, and searches, when the options say so; the request then has the best options. */
function validate(task: Task, part: Part, request: Request, record: Record): Validated | null {
  const options = request.options;
  const isSearch = options.word('search').length > 0;
  const isGiven = options.isGiven('cv') && !request.algorithm.traits.hasOwnFolds;
  if (!isSearch && !isGiven) return null;
  notePhase(Phase.VALIDATING);
  const k = isGiven ? options.integer('cv') : DEFAULT_FOLDS;
  const warning = warningOf(task, part, k, request.randomState);
  if (!isSearch)
    return new Validated(crossValidate(task, part, k, request, [request.optionsText])[0], '', warning);
  const found = search(task, part, k, request);
  record.trials = found.trials;
  return new Validated(found.validation!, found.trials[found.best].options, warning);
}

/** How far the fit is counts in trees, or in iterations, of which there may be fewer; members of their own count otherwise. */
function noteFit(request: Request): void {
  const options = request.options;
  const trees = options.find('n_estimators');
  const most = trees != null ? trees : options.find('max_iter');
  const isCounted = most != null && !most.isNull && options.find('estimator') == null;
  notePhase(Phase.FITTING, isCounted ? most!.number : 0, trees == null);
}
