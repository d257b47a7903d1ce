// What a training leaves: its run, model and metrics, and the deployment when it is the better one; or its
// run alone, failed, with the reason.

import { ByteWriter } from '../codec/bytes';
import { VERSION } from '../generated/version';
import { Scores } from '../metric/scores';
import { digestText } from '../model/pipeline';
import { Statement } from '../sql';
import { NEXT, seen } from './condition';
import { Journal } from './journal';
import { isLock, Patience } from './lock';

/** When a new model is deployed. */
export const enum Deploy {
  /** When it beats the active one. */
  AUTO,
  ALWAYS,
  NEVER,
}

/** A training, as the journal takes it. */
export class Record {
  /** 'success', or how else the model came here ('imported'). */
  status: string = 'success';
  experiment: string = '';
  predictionType: string = '';
  algorithm: string = '';
  dataset: string = '';
  target: string = '';
  testSize: f64 = 0;
  splitStrategy: string = '';
  options: string = '';
  randomState: u32 = 0;
  /** Rows used, and rows left out; -1 while they are not known. */
  rows: i32 = -1;
  skipped: i32 = -1;
  features: i32 = -1;
  scores: Scores = new Scores();
  /** What the solver noted, as JSON (training/log.ts); '' when there is nothing. */
  log: string = '';
  trials: Trial[] = [];
  /** What a training that did not fail had to say. */
  warnings: string[] = [];
  /** A judgement is wanted; what came of it (judgement/judgement.ts). */
  isJudged: bool = true;
  judgement: ByteWriter | null = null;
  deploy: Deploy = Deploy.AUTO;
  /** The metric on which deployment goes. */
  metric: string = 'score';
  /** Smaller values of it are better. */
  isSmallerBetter: bool = false;
  /** Durations are among the scores. */
  isTimed: bool = true;
}

/** One combination that a search tried. */
export class Trial {
  constructor(
    /** What it adds to the options, as JSON. */
    public options: string,
    public mean: f64,
    public deviation: f64,
  ) {}
}

/** Where a record went. */
export class Stored {
  constructor(
    public modelId: i64,
    public isDeployed: bool,
  ) {}
}

function runRow(journal: Journal, kind: string, record: Record): Journal {
  journal.row(kind).text('experiment_name', record.experiment).text('prediction_type', record.predictionType);
  journal.text('algorithm', record.algorithm).text('dataset', record.dataset).text('target', record.target);
  journal.real('test_size', record.testSize).text('split_strategy', record.splitStrategy);
  journal.text('options', record.options).integer('random_state', record.randomState).text('engine', VERSION);
  if (record.log.length > 0) journal.text('log', record.log);
  if (record.rows >= 0) journal.integer('row_count', record.rows);
  if (record.skipped >= 0) journal.integer('rows_skipped', record.skipped);
  if (record.features >= 0) journal.integer('feature_count', record.features);
  return journal;
}

/** Writes the record and its model by one statement; the tables are there (ensureSchema). */
export function store(record: Record, model: ByteWriter, patience: Patience): Stored {
  const journal = new Journal();
  const scores = record.scores;
  const direction = record.deploy == Deploy.ALWAYS ? 0 : record.isSmallerBetter ? -1 : 1;
  const isOffered = record.deploy != Deploy.NEVER;
  runRow(journal, 'model', record)
    .text('reason', record.status)
    .text('digest', digestText(model.pointer))
    .blob('data', model.pointer, model.length);
  if (record.warnings.length > 0) journal.text('message', record.warnings.join('\n'));
  if (isOffered) offer(journal, record, direction);
  const judgement = record.judgement;
  if (judgement != null) journal.blob('judgement', judgement.pointer, judgement.length);
  for (let i = 0; i < scores.names.length; i++) {
    journal.row('metric').text('name', scores.names[i]).real('value', scores.values[i]);
  }
  for (let i = 0; i < record.trials.length; i++) {
    const trial = record.trials[i];
    journal
      .row('trial')
      .text('options', trial.options)
      .real('value', trial.mean)
      .real('deviation', trial.deviation);
  }
  if (isOffered) {
    const best = record.status == 'success' ? 'best_' + record.metric : record.status;
    offer(journal.row('deploy').text('experiment_name', record.experiment), record, direction);
    journal.text('reason', record.deploy == Deploy.ALWAYS ? 'requested' : best);
  }
  for (;;) {
    const next = Statement.prepare(NEXT).text(record.experiment);
    if (isOffered) next.text(record.metric).integer(direction).real(scores.of(record.metric));
    else next.nothing().nothing().nothing();
    const expected = seen(next);
    if (!journal.expect(expected).tryWrite('cannot store the model', patience)) continue;
    const ids = expected.split(' ');
    return new Stored(I64.parseInt(ids[1]), isOffered && ids[2] == '0');
  }
}

/** What the active model is compared by. */
function offer(journal: Journal, record: Record, direction: i32): void {
  journal.text('name', record.metric).integer('direction', direction);
  journal.real('value', record.scores.of(record.metric));
}

/** Writes the run as failed, with its message; `code` is the failure's, and one that is a lock would meet it again. */
export function storeFailure(record: Record, message: string, code: i32): void {
  if (isLock(code)) return;
  const journal = new Journal();
  runRow(journal, 'failed', record).text('message', message);
  journal.write('cannot store the failed run');
}
