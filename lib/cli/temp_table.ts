// Rows of a file in a TEMP table, named as the file is: gone with the connection, in no database.

import type { Row as SqlRow } from '../sqlite.ts';
import type { Reading } from './command.ts';
import { type Connection, naming, quoted } from './connection.ts';
import type { Row, Source } from './rows.ts';

export class TempTable {
  readonly #connection: Connection;
  readonly #insert: string;
  /** With its schema, quoted. */
  readonly sqlName: string;

  private constructor(connection: Connection, { name, columns }: Source) {
    this.#connection = connection;
    this.sqlName = `temp.${quoted(name)}`;
    this.#insert = `INSERT INTO ${this.sqlName} VALUES (${columns.map(() => '?').join(', ')})`;
  }

  /**
   * Makes the empty table of the source's columns. Those of a CSV have NUMERIC affinity, by which SQLite makes
   * numbers of texts that are numbers, or TEXT where --text says so; those of JSON have none.
   */
  static async of(connection: Connection, source: Source, { text }: Reading): Promise<TempTable> {
    const { name, format, columns } = source;
    const unknown = text.find((column) => !columns.includes(column));
    if (unknown !== undefined) {
      throw new Error(
        `${name} has no column '${unknown}', which --text names; it has: ${columns.join(', ')}`,
      );
    }
    const type = (column: string) => (text.includes(column) ? 'TEXT' : 'NUMERIC');
    const list = columns.map((column) => `${quoted(column)} ${format === 'csv' ? type(column) : ''}`);
    const table = new TempTable(connection, source);
    await naming(name, connection.execute(`CREATE TABLE ${table.sqlName}(${list.join(', ')})`));
    return table;
  }

  async add(rows: Row[]): Promise<void> {
    await this.#connection.each(
      this.#insert,
      rows.map(({ cells }) => cells),
    );
  }

  /** Has these rows instead of those before. */
  async fill(rows: Row[]): Promise<void> {
    await this.#connection.execute(`DELETE FROM ${this.sqlName}`);
    await this.add(rows);
  }

  /** Its rows as SQLite has them, in their order. */
  rows(): Promise<SqlRow[]> {
    return this.#connection.rows(`SELECT * FROM ${this.sqlName}`);
  }
}
