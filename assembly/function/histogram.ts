// sqml_histogram(dataset, feature [, bins]): how the values of a column are spread.
//
//   numbers   (and dates, in days since 1970) bins of equal width from the least value to the greatest, empty ones too: low, high, count. A value
//             is in the bin with low <= value < high, in the last one with low <= value <= high. One value: one
//             bin, from it to itself.
//   text      the most frequent texts, most first, as many as bins (equal counts in byte order): value, count
//
// What TEXT is read as, a training decides (table/column.ts). `bins` is 20 unless it is given, from 1 to 1000. NULL,
// blank TEXT, infinite numbers and BLOBs are in no bin. A mixture is an error, as it is in a training. Cost: O(n), and for text a sort of the distinct ones.

import {
  argument,
  begin,
  beginRows,
  describe,
  endRows,
  isGiven,
  isWhole,
  textArgument,
  wholeOf,
} from '../call';
import { compareBytes } from '../codec/text';
import { fail } from '../error';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';
import { RowWriter } from '../rows';
import { MOST_TEXTS } from '../table/column';
import { columnNamed } from '../table/column_names';
import { openDataset } from '../table/source';
import { Table } from '../table/table';

const BINS: i32 = 20;
const MOST_BINS: i32 = 1000;

export function sqml_histogram(argc: i32): usize {
  begin('sqml_histogram', argc);
  const dataset = textArgument(0, 'dataset');
  const feature = textArgument(1, 'feature');
  const bins = binsArgument();
  const source = openDataset(dataset);
  const names: string[] = [];
  for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
  const c = columnNamed(feature, names, 'feature');
  const table = new Table(names, -1, false);
  table.read(source);
  source.close();

  const column = table.columns[c];
  if (column.strays > 0)
    fail(
      `feature '${column.name}' holds ${column.main} and ${column.strays} cells of other text; sqml_check says what to do`,
    );
  if (column.isText && column.isFreeText)
    fail(`feature '${column.name}' has more than ${MOST_TEXTS} different texts; it is no feature of a model`);
  const rows = beginRows();
  if (column.isText) countTexts(rows, table, c, bins);
  else countNumbers(rows, table, c, bins);
  return endRows();
}

function binsArgument(): i32 {
  if (!isGiven(2)) return BINS;
  const cell = argument(2);
  const value = isWhole(cell) ? wholeOf(cell) : 0;
  if (value < 1 || value > MOST_BINS)
    fail(`bins must be a whole number from 1 to ${MOST_BINS}, got ${describe(cell)}`);
  return <i32>value;
}

function countNumbers(rows: RowWriter, table: Table, c: i32, bins: i32): void {
  const values = reals(max(table.n, 1));
  let n = 0;
  let low: f64 = Infinity;
  let high: f64 = -Infinity;
  for (let i = 0; i < table.n; i++) {
    const value = table.at(i, c);
    if (!isFinite(value)) continue;
    put(values, n++, value);
    low = min(low, value);
    high = max(high, value);
  }
  tick(<f64>n * 4);
  if (n > 0) {
    const count = low == high ? 1 : bins;
    // Halves, since the range of all doubles is no double.
    const width = (high * 0.5 - low * 0.5) / count;
    const counts = new StaticArray<i32>(count);
    for (let i = 0; i < n; i++) {
      let b = width > 0 ? <i32>min<f64>((at(values, i) * 0.5 - low * 0.5) / width, <f64>(count - 1)) : 0;
      // Rounding may be off by one bin; the edges as they are written decide.
      while (b > 0 && at(values, i) < edge(low, high, b, count)) b--;
      while (b < count - 1 && at(values, i) >= edge(low, high, b + 1, count)) b++;
      counts[b]++;
    }
    for (let b = 0; b < count; b++) {
      rows.real(edge(low, high, b, count));
      rows.real(edge(low, high, b + 1, count));
      rows.null();
      rows.integer(counts[b]);
    }
  }
  release(values);
}

/** Where bin b begins; the last ends at `high`. */
function edge(low: f64, high: f64, b: i32, count: i32): f64 {
  if (b == 0) return low;
  if (b == count) return high;
  const share = <f64>b / count;
  return low * (1 - share) + high * share;
}

function countTexts(rows: RowWriter, table: Table, c: i32, most: i32): void {
  const column = table.columns[c];
  const values = column.values;
  const counts = new StaticArray<i32>(values.length);
  for (let i = 0; i < table.n; i++) {
    const value = table.at(i, c);
    if (!isNaN(value)) counts[<i32>value]++;
  }
  const order: i32[] = [];
  for (let v = 0; v < counts.length; v++) if (counts[v] > 0 && values[v].trim().length > 0) order.push(v);
  ranked = counts;
  named = values;
  order.sort(
    (a: i32, b: i32): i32 =>
      ranked[a] != ranked[b] ? ranked[b] - ranked[a] : compareBytes(named[a], named[b]),
  );
  for (let i = 0; i < order.length && i < most; i++) {
    rows.null();
    rows.null();
    rows.text(values[order[i]]);
    rows.integer(counts[order[i]]);
  }
}

/** What is being sorted; functions without capture find it here. */
let ranked: StaticArray<i32> = [];
let named: string[] = [];
