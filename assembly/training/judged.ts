// A stored model before rows whose truth is known: its own test part, or any dataset.

import { argument, isGiven, textOf } from '../call';
import { fail } from '../error';
import { Pipeline } from '../model/pipeline';
import { modelOf } from '../registry/deployed';
import { Statement } from '../sql';
import { Label, sameLabel } from '../model/label';
import { openDataset } from '../table/source';
import { Answers, Besides } from './answers';
import { Part } from './task';
import { Evaluation } from './evaluation';
import { prepare } from './prepare';
import { requestOfRun } from './run';

export class Judged {
  constructor(
    public pipeline: Pipeline,
    public part: Part,
    /** All labels of the rows, sorted, and the place among them of each class of the model. */
    public labels: Label[],
    public place: StaticArray<i32>,
    public randomState: u32,
  ) {}

  answers(besides: Besides): Answers {
    return new Answers(this.pipeline, this.part, besides);
  }
}

/** What a stored model's run says. */
class RunOfModel {
  id: i64 = 0;
  target: string = '';
  rows: i64 = -1;
}

function runOf(modelId: i64): RunOfModel {
  const found = Statement.prepare(
    'SELECT r.id, r.target, r.row_count FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id WHERE m.id = ?',
  )
    .integer(modelId)
    .bound();
  const run = new RunOfModel();
  if (found.next()) {
    run.id = found.integerCell();
    run.target = found.textCell();
    run.rows = found.integerCell();
  }
  found.close();
  return run;
}

/**
 * The model that argument 0 names, before the dataset of argument 1 (with the truth in the column of argument
 * 2, by default the one that training had), or before the test part of its run when there is none.
 */
export function judge(): Judged {
  const kept = modelOf(argument(0));
  const pipeline = kept.pipeline;
  const run = runOf(kept.id);
  if (!isGiven(1)) return testPart(pipeline, run);
  const target = isGiven(2) ? textOf(argument(2), 'target') : run.target;
  if (target.length == 0)
    fail('the model was imported, so its target is not known: name the column as the third argument');
  const rows = new Evaluation(pipeline, openDataset(textOf(argument(1), 'dataset')), target);
  if (rows.n == 0) fail(`the dataset has no rows whose '${target}' is known`);
  const part = rows.part();
  return new Judged(pipeline, part, rows.labels, rows.place, 0);
}

/** The rows that the run held back: its dataset, split again as it was. */
function testPart(pipeline: Pipeline, run: RunOfModel): Judged {
  const request = requestOfRun(run.id);
  const prepared = prepare(openDataset(request.dataset), request);
  const data = prepared.data;
  if (data.n != run.rows) {
    fail(
      `the dataset of run ${run.id} had ${run.rows} rows and has ${data.n} now, so its test part is gone; ` +
        'name a dataset as the second argument',
    );
  }
  const part = data.part(prepared.split.test);
  data.features.place(part.raw, pipeline.encoding);
  const place = new StaticArray<i32>(pipeline.labels.length);
  for (let c = 0; c < place.length; c++) {
    place[c] = -1;
    for (let l = 0; l < data.labels.length; l++)
      if (sameLabel(pipeline.labels[c], data.labels[l])) place[c] = l;
    if (place[c] < 0)
      fail(`the dataset of run ${run.id} has changed: no row is '${pipeline.labels[c].toString()}' any more`);
  }
  return new Judged(pipeline, part, data.labels, place, request.randomState);
}
