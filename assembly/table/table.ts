// A dataset in memory: every row's features as one f64 each, and the target as a value or a label's number.
//
// Rows arrive in bulk and their number is not known before the end, so they are kept in blocks of a
// fixed number of rows; nothing is copied when the table grows. What a cell becomes stands in column.ts.
// A row whose target is NULL is not kept, and counted.
//
// Memory: 8 (columns) bytes a row.

import { cellEnd } from '../call';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { Matrix } from '../math/matrix';
import { put } from '../math/vector';
import { allocate, release } from '../memory/block';
import { tick } from '../progress';
import { Statement } from '../sql';
import { Column } from './column';
import { LabelSet } from './label_set';

/** A block of rows is about this large. */
const BLOCK_BYTES: i32 = 1 << 20;

export class Table {
  /** Rows kept. */
  n: i32 = 0;
  /** Rows left out because their target is NULL. */
  skipped: i32 = 0;
  columns: Column[] = [];
  /** The target's labels (classification). */
  labels: LabelSet = new LabelSet();
  private blocks: usize[] = [];
  /** Rows a block: 1 << shift. */
  private shift: i32 = 0;
  private width: i32;

  constructor(
    names: string[],
    /** The target's column; -1 for a table without one. */
    public target: i32,
    private isClassification: bool,
  ) {
    const width = names.length;
    this.width = width;
    for (let c = 0; c < width; c++) this.columns.push(new Column(names[c]));
    while (this.shift < 16 && width << (this.shift + 4) <= BLOCK_BYTES) this.shift++;
  }

  /** Reads all rows of `source`. */
  read(source: Statement): void {
    for (let at = source.chunk(); at != 0; at = source.chunk()) {
      const end = source.chunkEnd;
      const before = this.n;
      while (at < end) at = this.addRow(at);
      tick(<f64>(this.n - before) * this.width * 20);
    }
  }

  /** One row of cells; the pointer after it. */
  private addRow(cell: usize): usize {
    if (this.isTargetNull(cell)) {
      this.skipped++;
      for (let c = 0; c < this.width; c++) cell = cellEnd(cell);
      return cell;
    }
    if (this.n == i32.MAX_VALUE) fail('a dataset has at most 2147483647 rows');
    const isBlockFull = (this.n & ((1 << this.shift) - 1)) == 0;
    if (isBlockFull) this.blocks.push(allocate((<u64>this.width) << (this.shift + 3)));
    let out = this.row(this.n);
    for (let c = 0; c < this.width; c++) {
      const column = unchecked(this.columns[c]);
      let value: f64;
      if (c == this.target && this.isClassification) {
        const label = this.labels.add(cell);
        if (label < 0) column.add(cell);
        value = label;
      } else value = column.add(cell);
      store<f64>(out, value);
      out += 8;
      cell = cellEnd(cell);
    }
    this.n++;
    return cell;
  }

  private isTargetNull(cell: usize): bool {
    if (this.target < 0) return false;
    for (let c = 0; c < this.target; c++) cell = cellEnd(cell);
    return load<u8>(cell) == host.NULL;
  }

  /** Pointer to row i: one f64 a column. */
  private row(i: i32): usize {
    const offset = <usize>(i & ((1 << this.shift) - 1)) * <usize>this.width;
    return this.blocks[i >> this.shift] + (offset << 3);
  }

  /** The f64 of column c in row i. */
  at(i: i32, c: i32): f64 {
    return load<f64>(this.row(i) + ((<usize>c) << 3));
  }

  /** The columns `from` of the rows in `indices`, in that order, as they were read. */
  gather(indices: StaticArray<i32>, from: i32[]): Matrix {
    const X = Matrix.zeros(indices.length, from.length);
    for (let i = 0; i < indices.length; i++) {
      const row = this.row(indices[i]);
      const out = X.row(i);
      for (let j = 0; j < from.length; j++) put(out, j, load<f64>(row + ((<usize>unchecked(from[j])) << 3)));
      tick(from.length);
    }
    return X;
  }

  /** Writes the targets of the rows in `indices`: values, or labels' numbers. */
  targets(indices: StaticArray<i32>, y: usize): void {
    for (let i = 0; i < indices.length; i++) put(y, i, this.at(indices[i], this.target));
  }

  get columnNames(): string[] {
    const names: string[] = [];
    for (let c = 0; c < this.columns.length; c++) names.push(this.columns[c].name);
    return names;
  }

  get targetName(): string {
    return this.columns[this.target].name;
  }

  /** Gives the rows back. */
  release(): void {
    for (let b = 0; b < this.blocks.length; b++) release(this.blocks[b]);
    this.blocks = [];
  }
}

/** Reads `source` with its column `target` as the target. */
export function readTable(source: Statement, target: string, isClassification: bool): Table {
  const names: string[] = [];
  for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
  const table = new Table(names, columnNamed(target, names, 'target column'), isClassification);
  table.read(source);
  source.close();
  if (table.n == 0 && table.skipped > 0) fail(`the target '${target}' is NULL in all ${table.skipped} rows`);
  if (table.n == 0) fail('the dataset has no rows');
  checkTarget(table, isClassification);
  return table;
}

/** The largest size of a number to predict: its squares, and sums of them, are finite. */
const LARGEST_TARGET: f64 = 1e150;

/** Fails when a target can't be used: a BLOB, an infinite number, or in a regression TEXT or a number too large. */
export function checkTarget(table: Table, isClassification: bool): void {
  const column = table.columns[table.target];
  const kinds: string[] = [];
  if (column.texts > 0) kinds.push(`${column.texts} TEXT`);
  if (column.blobs > 0) kinds.push(`${column.blobs} BLOB`);
  if (column.infinite > 0) kinds.push(`${column.infinite} infinite`);
  if (kinds.length == 0) {
    if (!isClassification) checkSizes(table);
    return;
  }
  const needed = isClassification ? 'finite numbers or TEXT' : 'finite numbers';
  fail(`the target '${column.name}' must hold ${needed}; of ${table.n} rows it has ${kinds.join(' and ')}`);
}

function checkSizes(table: Table): void {
  let large = 0;
  for (let i = 0; i < table.n; i++) if (Math.abs(table.at(i, table.target)) > LARGEST_TARGET) large++;
  if (large == 0) return;
  fail(
    `the target '${table.targetName}' must hold numbers from -1e150 to 1e150; of ${table.n} rows it has ${large} ` +
      'beyond; divide them in a SELECT',
  );
}

/** The position of column `name`; as in SQL, letter case counts only when it must. `role` words the error. */
export function columnNamed(name: string, names: string[], role: string): i32 {
  const places = new Map<string, i32>();
  for (let i = 0; i < names.length; i++) {
    if (places.has(names[i]))
      fail(`the dataset has two columns named '${names[i]}'; name them apart with AS`);
    places.set(names[i], i);
  }
  if (places.has(name)) return places.get(name);
  const lower = name.toLowerCase();
  let found = -1;
  for (let i = 0; i < names.length; i++) {
    if (names[i].toLowerCase() != lower) continue;
    if (found >= 0) fail(`${role} '${name}' is ambiguous: '${names[found]}' or '${names[i]}'`);
    found = i;
  }
  if (found < 0)
    fail(`unknown ${role} '${name}'${suggestion(name, names, 'the dataset has: ' + shortList(names))}`);
  return found;
}

/** The names, the middle of a long list left out. */
function shortList(names: string[]): string {
  if (names.length <= 20) return names.join(', ');
  const last = names[names.length - 1];
  return `${names.slice(0, 12).join(', ')}, ... (${names.length} columns), ${last}`;
}
