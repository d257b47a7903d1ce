// sqml_load_dataset(name [, table]): a bundled dataset as a table of main, `dataset_<name>` by default.
//
// Columns are the features, REAL, under scikit-learn's names, then `target REAL`; rowids are 1..size.
// Loading again refreshes the rows: each is replaced in one statement, then rows past the size are
// deleted, so the table is never seen empty, and a reader of it goes on. A table that is not a copy of
// this dataset is left alone.

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
  prepareTable(table, dataset);
  fill(table, dataset);

  const json = new JsonObject(beginText());
  json.text('table', table);
  json.texts('feature_names', dataset.featureNames);
  if (dataset.targetNamesAreNumbers) json.raw('target_names', '[' + dataset.targetNames.join(', ') + ']');
  else json.texts('target_names', dataset.targetNames);
  json.integer('size', dataset.rows);
  json.end();
  return endText();
}

/** Makes the table, or checks that the one which is there has this dataset's columns. */
function prepareTable(table: string, dataset: Bundled): void {
  const columns = dataset.featureNames.concat(['target']);
  const existing = Statement.tryPrepare(`SELECT * FROM main.${quoteName(table)}`);
  if (existing == null) {
    const definitions: string[] = [];
    for (let c = 0; c < columns.length; c++) definitions.push(quoteName(columns[c]) + ' REAL');
    const what = `cannot make the table '${table}'`;
    execute(`CREATE TABLE main.${quoteName(table)} (${definitions.join(', ')})`, what);
    return;
  }
  let isCopy = existing.columns == columns.length;
  for (let c = 0; c < columns.length && isCopy; c++) isCopy = existing.columnName(c) == columns[c];
  existing.close();
  if (!isCopy) {
    fail(
      `table '${table}' exists and is not a copy of ${dataset.name}; name another table as the second argument`,
    );
  }
}

/** Writes all rows by one statement of literals, which every SQLite reads as the same bits. */
function fill(table: string, dataset: Bundled): void {
  const name = quoteName(table);
  const names = dataset.featureNames.concat(['target']);
  for (let c = 0; c < names.length; c++) names[c] = quoteName(names[c]);
  const sql = new ByteWriter();
  sql.characters(`INSERT OR REPLACE INTO main.${name}(rowid, ${names.join(', ')}) VALUES `);
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
  const what = `cannot fill the table '${table}'`;
  Statement.prepareWritten(sql).run(what);
  execute(`DELETE FROM main.${name} WHERE rowid > ${dataset.rows} OR rowid < 1`, what);
}
