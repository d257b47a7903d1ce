// sqml_load_dataset(name [, table]): a bundled dataset as a table of main, `dataset_<name>` by default.
//
// Columns are the features, then the target, under the names and types of the dataset: scikit-learn's are
// all REAL with `target` last, penguins has TEXT and INTEGER, NULLs, and `species` last. Rowids are 1..size.
// One statement makes the table with its rows, so that an interrupt leaves all of it or nothing. Loading
// again refreshes the rows: one statement replaces them, then rows past the size are deleted, so the table is
// never seen empty, and a reader of it goes on. A table that is not a copy of this dataset is left alone.

import { begin, beginText, endText, isGiven, textArgument } from '../call';
import { ByteWriter } from '../codec/bytes';
import { JsonObject } from '../codec/json';
import { quoteName, suggestion } from '../codec/text';
import { fail } from '../error';
import { execute, Statement } from '../sql';
import { Bundled, bundled, bundledNames } from '../table/bundled';

export function sqml_load_dataset(argc: i32): usize {
  begin('sqml_load_dataset', argc);
  const name = textArgument(0, 'name');
  const dataset = bundled(name);
  if (dataset == null) {
    const names = bundledNames();
    fail(`unknown dataset '${name}'${suggestion(name, names, 'there are: ' + names.join(', '))}`);
    throw new Error('unreachable');
  }
  const table = isGiven(1) ? textArgument(1, 'table') : 'dataset_' + name;
  const columns = dataset.names;
  if (isThere(table, dataset, columns)) refresh(table, dataset, columns);
  else make(table, dataset, columns);

  const json = new JsonObject(beginText());
  json.text('table', table);
  json.texts('feature_names', dataset.featureNames);
  if (dataset.targetNamesAreNumbers) json.raw('target_names', '[' + dataset.targetNames.join(', ') + ']');
  else json.texts('target_names', dataset.targetNames);
  json.integer('size', dataset.rows);
  json.end();
  return endText();
}

/** The table is there. Fails when it has other columns than the dataset. */
function isThere(table: string, dataset: Bundled, columns: string[]): bool {
  const existing = Statement.ifThere(`SELECT * FROM main.${quoteName(table)}`);
  if (existing == null) return false;
  let isCopy = existing.columns == columns.length;
  for (let c = 0; c < columns.length && isCopy; c++) isCopy = existing.columnName(c) == columns[c];
  existing.close();
  if (!isCopy) {
    fail(
      `table '${table}' exists and is not a copy of ${dataset.name}; name another table as the second argument`,
    );
  }
  return true;
}

/** Makes the table with its rows, unless another connection has done so since: then it must be a copy as well. */
function make(table: string, dataset: Bundled, columns: string[]): void {
  const cells: string[] = [];
  for (let c = 0; c < columns.length; c++) {
    cells.push(`CAST(column${c + 2} AS ${dataset.type(c)}) AS ${quoteName(columns[c])}`);
  }
  const sql = new ByteWriter();
  sql.characters(
    `CREATE TABLE IF NOT EXISTS main.${quoteName(table)} AS SELECT ${cells.join(', ')} FROM (VALUES `,
  );
  appendRows(dataset, sql);
  sql.u8(0x29);
  Statement.prepareWritten(sql).run(`cannot make the table '${table}'`);
  isThere(table, dataset, columns);
}

/** Replaces every row, then deletes those that are not the dataset's. */
function refresh(table: string, dataset: Bundled, columns: string[]): void {
  const name = quoteName(table);
  const names: string[] = [];
  for (let c = 0; c < columns.length; c++) names.push(quoteName(columns[c]));
  const sql = new ByteWriter();
  sql.characters(`INSERT OR REPLACE INTO main.${name}(rowid, ${names.join(', ')}) VALUES `);
  appendRows(dataset, sql);
  const what = `cannot fill the table '${table}'`;
  Statement.prepareWritten(sql).run(what);
  execute(`DELETE FROM main.${name} WHERE rowid > ${dataset.rows} OR rowid < 1`, what);
}

/** The rows as `(rowid, cells), ...`, in literals that every SQLite reads as the same bits. */
function appendRows(dataset: Bundled, sql: ByteWriter): void {
  for (let row = 0; row < dataset.rows; row++) {
    if (row > 0) sql.u8(0x2c);
    sql.u8(0x28);
    sql.characters((row + 1).toString());
    for (let c = 0; c < dataset.columns; c++) {
      sql.u8(0x2c);
      dataset.appendLiteral(row, c, sql);
    }
    sql.u8(0x29);
  }
}
