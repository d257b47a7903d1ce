// sqml_feature_info(dataset): what the columns of a table, a view or one SELECT hold.
//
//   type       what a training reads it as: number, date, text; mixed (text among numbers), or empty (only missing)
//   missing    cells that are NULL or blank TEXT      distinct  different values (text: up to 10000)
//   min, max, mean, deviation (population), q25, median, q75: of numbers, and of dates' days since 1970; NULL for text

import { begin, beginRows, endRows, textArgument } from '../call';
import { at, put } from '../math/vector';
import { quantile, sort } from '../math/order';
import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { RowWriter } from '../rows';
import { AS_NAMES, Column } from '../table/column';
import { openDataset } from '../table/source';
import { Table } from '../table/table';

export function sqml_feature_info(argc: i32): usize {
  begin('sqml_feature_info', argc);
  const source = openDataset(textArgument(0, 'dataset'));
  const names: string[] = [];
  for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
  const table = new Table(names, -1, false);
  table.read(source);
  source.close();

  const rows = beginRows();
  const values = reals(max(table.n, 1));
  for (let c = 0; c < names.length; c++) {
    const column = table.columns[c];
    const type = typeOf(column);
    rows.text(column.name);
    rows.text(type);
    rows.integer(column.missing);
    if (type == 'number' || type == 'date') describeNumbers(rows, table, c, values);
    else {
      rows.integer(column.values.length);
      for (let i = 0; i < 7; i++) rows.null();
    }
  }
  release(values);
  return endRows();
}

function typeOf(column: Column): string {
  if (column.numbers + column.texts == 0) return 'empty';
  if (column.strays > 0) return 'mixed';
  return AS_NAMES[column.as];
}

/** distinct, min, max, mean, deviation and quartiles of a column of numbers. */
function describeNumbers(rows: RowWriter, table: Table, c: i32, values: usize): void {
  let n = 0;
  let sum: f64 = 0;
  for (let i = 0; i < table.n; i++) {
    const value = table.at(i, c);
    if (!isFinite(value)) continue;
    put(values, n++, value);
    sum += value;
  }
  sort(values, n);
  tick(<f64>n * 20);
  let distinct = n > 0 ? 1 : 0;
  const mean = sum / n;
  let squares: f64 = 0;
  for (let i = 0; i < n; i++) {
    if (i > 0 && at(values, i) != at(values, i - 1)) distinct++;
    squares += (at(values, i) - mean) * (at(values, i) - mean);
  }
  rows.integer(distinct);
  rows.real(n > 0 ? at(values, 0) : NaN);
  rows.real(n > 0 ? at(values, n - 1) : NaN);
  rows.real(mean);
  rows.real(Math.sqrt(squares / n));
  for (let q = 1; q <= 3; q++) rows.real(n > 0 ? quantile(values, n, 0.25 * q) : NaN);
}
