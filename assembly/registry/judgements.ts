// The judgements that are stored with models (judgement/judgement.ts).

import { fail } from '../error';
import * as host from '../host';
import { Judgement } from '../judgement/judgement';
import { Statement } from '../sql';
import { KeptModel } from './model_cache';

/** What is stored of the model; fails when nothing is, and says `wayOut`: what answers instead. */
export function judgementOf(
  kept: KeptModel,
  wayOut: string = 'name a dataset as the second argument',
): Judgement {
  const stored = tryJudgementOf(kept);
  if (stored == null) noJudgement(kept.id, wayOut);
  return stored!;
}

/** The same; null when nothing is stored of the model as it is. */
export function tryJudgementOf(kept: KeptModel): Judgement | null {
  const found = Statement.ifThere('SELECT data FROM main.sqml_judgements WHERE model_id = ? AND digest = ?');
  if (found == null) return null;
  found.integer(kept.id).text(kept.digest).bound();
  let judgement: Judgement | null = null;
  if (found.next() && found.type == host.BLOB) {
    const cell = found.cell();
    const what = `the judgement of model ${kept.id}`;
    judgement = Judgement.read(cell + 5, load<i32>(cell, 1), what, kept.pipeline);
  }
  found.close();
  return judgement;
}

/** Fails: nothing is stored of how the model did, because of where it comes from. */
function noJudgement(id: i64, wayOut: string): void {
  const found = Statement.prepare(
    'SELECT r.id, r.status FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id WHERE m.id = ?',
  )
    .integer(id)
    .bound();
  if (!found.next()) fail(`model ${id} has no run; ${wayOut}`);
  const run = found.integerCell();
  const status = found.textCell();
  if (status == 'imported')
    fail(`model ${id} was imported, and how it did on its test part stayed where it was trained; ${wayOut}`);
  if (status == 'online')
    fail(
      `model ${id} began empty and learns row by row, so it has no test part (sqml_learning_curve says how it does); ${wayOut}`,
    );
  fail(
    `model ${id} was trained by an sqml that did not store how it did on its test part; ${wayOut}, ` +
      `or train it again: sqml_retrain(${run})`,
  );
}
