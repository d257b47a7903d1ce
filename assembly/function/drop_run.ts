// sqml_drop_run(run_id): deletes a run that has no model: one that failed, or whose model was dropped. An experiment
// goes with its last run.

import { argument, begin, beginText, describe, endText, isWhole, wholeOf } from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import { OTHER_RUNS, seen } from '../registry/condition';
import { Journal } from '../registry/journal';
import { runWithId } from '../registry/lookup';
import { Statement } from '../sql';

export function sqml_drop_run(argc: i32): usize {
  begin('sqml_drop_run', argc);
  const cell = argument(0);
  if (!isWhole(cell)) fail(`run_id must be an INTEGER, got ${describe(cell)}`);
  const id = wholeOf(cell);
  const run = runWithId(id);
  const journal = new Journal().row('drop_run').integer('run_id', id).text('experiment_name', run.experiment);
  let others: string;
  do {
    const model = runWithId(id).modelId;
    if (model != 0) fail(`run ${id} has a model; sqml_drop_model(${model}) drops it first`);
    others = seen(Statement.prepare(OTHER_RUNS).integer(id));
  } while (!journal.expect(others).write('cannot drop the run'));
  const json = new JsonObject(beginText());
  json.text('experiment_name', run.experiment);
  json.integer('run_id', id);
  json.text('status', run.status);
  json.flag('experiment_dropped', others == '0');
  json.end();
  return endText();
}
