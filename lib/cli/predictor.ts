// A model before batches of rows: each batch goes through a TEMP table and one sqml_predictions.

import type { Value } from '../sqlite.ts';
import type { Connection } from './connection.ts';
import type { Row, Source } from './rows.ts';
import type { TempTable } from './temp_table.ts';
import { say } from './terminal.ts';

/** What the engine says of one row. */
export interface Answer {
  prediction: Value;
  /** From class to probability; null without. */
  probabilities: Record<string, number> | null;
  /** Why there is no prediction; null where there is one. */
  problem: string | null;
}

export class Predictor {
  readonly #connection: Connection;
  readonly #table: TempTable;
  readonly #model: Value;
  readonly #options: string;
  readonly #isSaid: boolean;
  /** Rows that the engine refused. */
  failed = 0;

  /** Without `isSaid` the reasons stand in the answers alone. */
  constructor(
    connection: Connection,
    table: TempTable,
    model: Value,
    isWithProbabilities: boolean,
    isSaid: boolean,
  ) {
    this.#connection = connection;
    this.#table = table;
    this.#model = model;
    this.#options = JSON.stringify({ problems: true, probabilities: isWithProbabilities });
    this.#isSaid = isSaid;
  }

  /** Fails with what is wrong for every row: the model, or a feature that is no column. */
  async check(): Promise<void> {
    await this.#ask();
  }

  /** One answer a row. */
  async answers(batch: Row[], source: Source): Promise<Answer[]> {
    await this.#table.fill(batch);
    const answers = await this.#ask();
    for (const [i, { problem }] of answers.entries()) {
      if (problem === null) continue;
      this.failed++;
      if (this.#isSaid) say(`${source.name}: ${source.unit} ${batch[i].line}: ${problem}`);
    }
    return answers;
  }

  /** The answers for the rows of the table. */
  async #ask(): Promise<Answer[]> {
    const rows = await this.#connection.rows(
      'SELECT prediction, probabilities, problem FROM sqml_predictions(?, ?, ?)',
      this.#model,
      `SELECT * FROM ${this.#table.sqlName}`,
      this.#options,
    );
    return rows.map(({ prediction, probabilities, problem }) => ({
      prediction,
      probabilities: probabilities === null ? null : JSON.parse(String(probabilities)),
      problem: problem === null ? null : String(problem),
    }));
  }
}
