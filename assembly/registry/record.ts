// What a training leaves: its run, model and metrics, and the deployment when it is the better one.

import { ByteWriter } from '../codec/bytes';
import { VERSION } from '../generated/version';
import { digestText } from '../model/pipeline';
import { Statement } from '../sql';
import { ensureSchema, JOURNAL_COLUMNS } from './schema';

/** A finished training, as the journal takes it. */
export class Record {
  experiment: string = '';
  predictionType: string = '';
  algorithm: string = '';
  dataset: string = '';
  target: string = '';
  testSize: f64 = 0;
  splitStrategy: string = '';
  options: string = '';
  randomState: u32 = 0;
  rows: i32 = 0;
  features: i32 = 0;
  /** Metric names and values; the first is `score`, on which deployment goes. */
  metricNames: string[] = [];
  metricValues: f64[] = [];

  metric(name: string, value: f64): void {
    this.metricNames.push(name);
    this.metricValues.push(value);
  }
}

/** Where a record went. */
export class Stored {
  constructor(
    public runId: i64,
    public modelId: i64,
    public isDeployed: bool,
  ) {}
}

/** Writes the record and its model by one statement. */
export function store(record: Record, model: ByteWriter): Stored {
  ensureSchema();
  const columns = JOURNAL_COLUMNS.join(', ');
  const width = JOURNAL_COLUMNS.length;
  const rows = record.metricNames.length + 2;
  const row = '(' + '?, '.repeat(width - 1) + '?)';
  const insert = Statement.prepare(
    `INSERT INTO main.sqml_journal(${columns}) VALUES ${(row + ', ').repeat(rows - 1)}${row}`,
  );

  insert.text('model').text(record.experiment).text(record.predictionType).text(record.algorithm);
  insert.text(record.dataset).text(record.target).real(record.testSize).text(record.splitStrategy);
  insert.text(record.options).integer(record.randomState).integer(record.rows).integer(record.features);
  insert.text(VERSION).text(digestText(model.pointer)).blob(model.pointer, model.length);
  insert.nothing().nothing();
  for (let i = 0; i < record.metricNames.length; i++) {
    insert.text('metric');
    for (let c = 1; c < width - 2; c++) insert.nothing();
    insert.text(record.metricNames[i]).real(record.metricValues[i]);
  }
  insert.text('deploy').text(record.experiment);
  for (let c = 2; c < width - 1; c++) insert.nothing();
  insert.real(record.metricValues[0]);
  insert.run('cannot store the model');

  const stored = Statement.prepare(
    'SELECT m.run_id, m.id, EXISTS (SELECT 1 FROM main.sqml_deployments d WHERE d.model_id = m.id AND d.active) ' +
      'FROM main.sqml_models m WHERE m.digest = ? ORDER BY m.id DESC LIMIT 1',
  )
    .text(digestText(model.pointer))
    .bound();
  stored.next();
  const result = new Stored(stored.integerCell(), stored.integerCell(), stored.integerCell() != 0);
  stored.close();
  return result;
}
