// sqml_correlations(dataset): Pearson's correlation of every two columns of numbers of a table, a view or one SELECT.
//
//   r = sum (a - mean a)(b - mean b) / sqrt(sum (a - mean a)^2 sum (b - mean b)^2)
//
// over the rows where both are finite numbers (`rows`); NULL where either is constant there, or fewer than two rows
// are left. Each pair stands once, in the order of the columns. A column that a training reads as dates is one of numbers,
// their days; columns of text, mixtures and empty ones are left out.
//
// Cost: O(n d^2), three passes a pair: the largest values, by whose powers of two all are divided, so that no square
// leaves the range of doubles; the means, so that a large one costs no digits; the sums.

import { begin, beginRows, endRows, textArgument } from '../call';
import { tick } from '../progress';
import { RowWriter } from '../rows';
import { openDataset } from '../table/source';
import { Table } from '../table/table';

export function sqml_correlations(argc: i32): usize {
  begin('sqml_correlations', argc);
  const source = openDataset(textArgument(0, 'dataset'));
  const names: string[] = [];
  for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
  const table = new Table(names, -1, false);
  table.read(source);
  source.close();

  const numbers: i32[] = [];
  for (let c = 0; c < names.length; c++) {
    const column = table.columns[c];
    const isEmpty = column.numbers + column.texts == 0;
    if (!column.isText && !isEmpty && column.strays == 0) numbers.push(c);
  }
  const rows = beginRows();
  for (let a = 0; a < numbers.length; a++) {
    for (let b = a + 1; b < numbers.length; b++) correlate(rows, table, numbers[a], numbers[b]);
  }
  return endRows();
}

function correlate(rows: RowWriter, table: Table, a: i32, b: i32): void {
  let n = 0;
  let largestA: f64 = 0;
  let largestB: f64 = 0;
  for (let i = 0; i < table.n; i++) {
    const x = table.at(i, a);
    const y = table.at(i, b);
    if (!isFinite(x) || !isFinite(y)) continue;
    n++;
    largestA = max(largestA, Math.abs(x));
    largestB = max(largestB, Math.abs(y));
  }
  const scaleA = scaleFor(largestA);
  const scaleB = scaleFor(largestB);
  let meanA: f64 = 0;
  let meanB: f64 = 0;
  for (let i = 0; i < table.n; i++) {
    const x = table.at(i, a);
    const y = table.at(i, b);
    if (!isFinite(x) || !isFinite(y)) continue;
    meanA += x * scaleA;
    meanB += y * scaleB;
  }
  meanA /= n;
  meanB /= n;
  let ofA: f64 = 0;
  let ofB: f64 = 0;
  let both: f64 = 0;
  for (let i = 0; i < table.n; i++) {
    const x = table.at(i, a) * scaleA - meanA;
    const y = table.at(i, b) * scaleB - meanB;
    if (!isFinite(x) || !isFinite(y)) continue;
    ofA += x * x;
    ofB += y * y;
    both += x * y;
  }
  tick(<f64>table.n * 16);
  const r = both / Math.sqrt(ofA * ofB); // neither leaves the range: each is of rows scaled to 4 at most
  rows.text(table.columns[a].name);
  rows.text(table.columns[b].name);
  rows.real(ofA > 0 && ofB > 0 ? max(-1.0, min(1.0, r)) : NaN);
  rows.integer(n);
}

/** The power of two that brings a size to between 1 and 4; multiplying by it is exact. */
function scaleFor(largest: f64): f64 {
  const exponent = (reinterpret<u64>(largest) >> 52) & 2047;
  return reinterpret<f64>(max<u64>(1, 2046 - exponent) << 52);
}
