// What commands share that show rows: a file's rows on their way in, and an answer's on their way out.

import type { Row, Value } from '../sqlite.ts';
import { drawTable } from '../tutorial/table.ts';
import { MODELS, oneOf, type Reading } from './command.ts';
import type { Connection } from './connection.ts';
import { FORMATS, rowWriter } from './format.ts';
import { batches, type Source } from './rows.ts';
import { TempTable } from './temp_table.ts';
import { print, withProgress } from './terminal.ts';

/** The options of what shows rows, for node:util's parseArgs. */
export const SHOWING = {
  db: { type: 'string', default: MODELS },
  format: { type: 'string', default: 'table' },
} as const;

/** The file's rows in a TEMP table; gives its name. */
export async function importRows(connection: Connection, source: Source, reading: Reading): Promise<string> {
  const table = await TempTable.of(connection, source, reading);
  let rows = 0;
  const all = async () => {
    for await (const batch of batches(source.rows)) {
      await table.add(batch);
      rows += batch.length;
    }
  };
  await withProgress(() => `reading ${source.name}: ${rows} rows`, all());
  return source.name;
}

/** Without the columns that are NULL throughout: a person has one line a row to read. */
function withoutEmptyColumns(rows: Row[]): Row[] {
  const isUsed = (name: string) => rows.some((row) => row[name] !== null);
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => isUsed(name))));
}

/** Prints the rows of a statement, whose `columns` need saying only where there may be none; how many there were. */
export async function showRows(
  connection: Connection,
  format: string,
  sql: string,
  parameters: Value[],
  columns: string[] = [],
): Promise<number> {
  const to = oneOf(format, ['table', ...FORMATS], '--format');
  const rows = await connection.rows(sql, ...parameters);
  if (to === 'table') {
    if (rows.length > 0) await print(`${drawTable(withoutEmptyColumns(rows))}\n`);
    return rows.length;
  }
  const writer = rowWriter(to, rows.length > 0 ? Object.keys(rows[0]) : columns);
  await print(writer.begin() + rows.map((row) => writer.row(Object.values(row))).join('') + writer.end());
  return rows.length;
}
