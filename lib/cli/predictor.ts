// A model before batches of rows: each batch goes through a TEMP table and one sqml_predictions.

import type { Value } from '../sqlite.ts';
import type { Connection } from './connection.ts';
import type { Row, Source } from './rows.ts';
import type { TempTable } from './temp_table.ts';
import { say } from './terminal.ts';

/** What the engine says of one row. */
export interface Answer {
  prediction: Value;
  /** From class to probability. */
  probabilities: Record<string, number> | null;
}

export class Predictor {
  readonly #connection: Connection;
  readonly #table: TempTable;
  readonly #model: Value;
  readonly #withProbabilities: Value;
  /** Rows that the engine refused. */
  failed = 0;

  constructor(connection: Connection, table: TempTable, model: Value, isWithProbabilities: boolean) {
    this.#connection = connection;
    this.#table = table;
    this.#model = model;
    this.#withProbabilities = isWithProbabilities ? 1n : 0n;
  }

  /** Fails with what is wrong for every row: the model, or a feature that is no column. */
  async check(): Promise<void> {
    await this.#ask(0, 0);
  }

  /** One answer a row; null where the engine refuses the row, after saying why. */
  async answers(batch: Row[], source: Source): Promise<(Answer | null)[]> {
    await this.#table.fill(batch);
    return this.#search(batch, 0, source);
  }

  /** Rows that the engine refuses are found by halving. */
  async #search(batch: Row[], from: number, source: Source): Promise<(Answer | null)[]> {
    try {
      return await this.#ask(from, batch.length);
    } catch (thrown) {
      if (batch.length === 1) {
        this.failed++;
        say(`${source.name}: ${source.unit} ${batch[0].line}: ${(thrown as Error).message}`);
        return [null];
      }
    }
    const half = batch.length >> 1;
    const first = await this.#search(batch.slice(0, half), from, source);
    return first.concat(await this.#search(batch.slice(half), from + half, source));
  }

  /** The answers for `count` rows of the table after the first `from`. */
  async #ask(from: number, count: number): Promise<Answer[]> {
    const rows = await this.#connection.rows(
      'SELECT prediction, probabilities FROM sqml_predictions(?, ?, ?)',
      this.#model,
      `SELECT * FROM ${this.#table.sqlName} LIMIT ${count} OFFSET ${from}`,
      this.#withProbabilities,
    );
    return rows.map(({ prediction, probabilities }) => ({
      prediction,
      probabilities: probabilities === null ? null : JSON.parse(String(probabilities)),
    }));
  }
}
