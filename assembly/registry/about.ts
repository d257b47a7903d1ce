// What the registry says of a model: its run, its experiment, whether it serves. Not what is in its bytes.

import * as host from '../host';
import { Scores } from '../metric/scores';
import { Statement } from '../sql';
import { unknownModel } from './lookup';

/** A stored model and the run that made it. */
export class About {
  runId: i64 = 0;
  /** success, imported, or online: it began with no row. */
  status: string = '';
  experiment: string = '';
  predictionType: string = '';
  algorithm: string = '';
  /** '' of a model that was not trained here. */
  dataset: string = '';
  target: string = '';
  testSize: f64 = NaN;
  splitStrategy: string = '';
  randomState: i64 = -1;
  /** -1 where it is not known. */
  rows: i64 = -1;
  skipped: i64 = -1;
  /** As given, JSON; '' where none are stored. */
  options: string = '';
  /** What a training had to say, a line each. */
  message: string = '';
  /** The version of sqml that trained it. */
  engine: string = '';
  createdAt: string = '';
  digest: string = '';
  bytes: i64 = 0;
  /** Of its bytes (model/pipeline.ts). */
  format: i32 = 0;
  serves: bool = false;

  constructor(public modelId: i64) {}

  get warnings(): string[] {
    return this.message.length > 0 ? this.message.split('\n') : [];
  }
}

/** Of the model with this id, one of ours. */
export function aboutModel(id: i64): About {
  const found = Statement.prepare(
    'SELECT r.id, r.status, e.name, e.prediction_type, r.algorithm, r.dataset, r.target, r.test_size, r.split_strategy, ' +
      'r.random_state, r.row_count, r.rows_skipped, r.options, r.message, r.engine, m.created_at, m.digest, length(m.data), ' +
      'substr(m.data, 5, 2), EXISTS (SELECT 1 FROM main.sqml_deployments d WHERE d.model_id = m.id AND d.active) ' +
      'FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id ' +
      'JOIN main.sqml_experiments e ON e.id = r.experiment_id WHERE m.id = ?',
  )
    .integer(id)
    .bound();
  if (!found.next()) unknownModel(id);
  const about = new About(id);
  about.runId = found.integerCell();
  about.status = found.textCell();
  about.experiment = found.textCell();
  about.predictionType = found.textCell();
  about.algorithm = found.textCell();
  about.dataset = found.textCell();
  about.target = found.textCell();
  about.testSize = found.realCell();
  about.splitStrategy = found.textCell();
  about.randomState = countOf(found);
  about.rows = countOf(found);
  about.skipped = countOf(found);
  about.options = found.textCell();
  about.message = found.textCell();
  about.engine = found.textCell();
  about.createdAt = found.textCell();
  about.digest = found.textCell();
  about.bytes = found.integerCell();
  const format = found.cell();
  if (load<u8>(format) == host.BLOB && load<i32>(format, 1) == 2) about.format = <i32>load<u16>(format + 5);
  about.serves = found.integerCell() != 0;
  found.close();
  return about;
}

/** An INTEGER; -1 for anything else. */
function countOf(found: Statement): i64 {
  const isInteger = found.type == host.INTEGER;
  const count = found.integerCell();
  return isInteger ? count : -1;
}

/** The metrics that are stored of a model, in their order; NaN where one had no value. */
export function storedScores(modelId: i64): Scores {
  const scores = new Scores();
  const found = Statement.prepare('SELECT name, value FROM main.sqml_metrics WHERE model_id = ? ORDER BY id')
    .integer(modelId)
    .bound();
  while (found.next()) scores.add(found.textCell(), found.realCell());
  found.close();
  return scores;
}
