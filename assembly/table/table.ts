// A dataset in memory: every row's features as f64, and the target as a value or a label's number.
//
// Rows arrive in bulk and their number is not known before the end, so they are kept in blocks of a
// fixed number of rows; nothing is copied when the table grows. Cells that can't be used are counted
// by column and kind, and the error after the last row names them all.
//
// Memory: 8 (d + 1) bytes a row.

import { suggestion } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { Matrix } from '../math/matrix';
import { put } from '../math/vector';
import { allocate, release } from '../memory/block';
import { tick } from '../progress';
import { Statement } from '../sql';
import { LabelSet } from './label';

/** A block of rows is about this large. */
const BLOCK_BYTES: i32 = 1 << 20;

/** Kinds of cells that can't be used, as their counts are kept and named. */
const KINDS: string[] = ['NULL', 'TEXT', 'BLOB', 'infinite'];

export class Table {
  /** Rows. */
  n: i32 = 0;
  /** Features. */
  d: i32;
  /** The target's labels (classification). */
  labels: LabelSet = new LabelSet();
  private blocks: usize[] = [];
  /** Rows a block: 1 << shift. */
  private shift: i32 = 0;
  private width: i32;
  /** Unusable cells: KINDS.length counts a column. */
  private unusable: StaticArray<i32>;

  constructor(
    public columnNames: string[],
    /** The target's column. */
    public target: i32,
    private isClassification: bool,
  ) {
    const width = columnNames.length;
    this.width = width;
    this.d = width - 1;
    this.unusable = new StaticArray<i32>(width * KINDS.length);
    while (this.shift < 16 && width << (this.shift + 4) <= BLOCK_BYTES) this.shift++;
  }

  get featureNames(): string[] {
    const names: string[] = [];
    for (let c = 0; c < this.width; c++) if (c != this.target) names.push(this.columnNames[c]);
    return names;
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
    const d = this.d;
    if (this.n == i32.MAX_VALUE) fail('a dataset has at most 2147483647 rows');
    const isBlockFull = (this.n & ((1 << this.shift) - 1)) == 0;
    if (isBlockFull) this.blocks.push(allocate((<u64>this.width) << (this.shift + 3)));
    let out = this.row(this.n);
    const targetAt = out + ((<usize>d) << 3);
    for (let c = 0; c < this.width; c++) {
      const type = load<u8>(cell);
      let value: f64 = 0;
      if (c == this.target && this.isClassification) {
        const label = this.labels.add(cell);
        if (label < 0) this.countUnusable(c, cell);
        else value = label;
      } else if (type == host.REAL) {
        value = load<f64>(cell, 1);
        if (!isFinite(value)) this.countUnusable(c, cell);
      } else if (type == host.INTEGER) value = <f64>load<i64>(cell, 1);
      else this.countUnusable(c, cell);
      if (c == this.target) store<f64>(targetAt, value);
      else {
        store<f64>(out, value);
        out += 8;
      }
      if (type == host.INTEGER || type == host.REAL) cell += 9;
      else if (type == host.NULL) cell += 1;
      else cell += 5 + load<u32>(cell, 1);
    }
    this.n++;
    return cell;
  }

  private countUnusable(column: i32, cell: usize): void {
    const type = load<u8>(cell);
    const kind = type == host.NULL ? 0 : type == host.TEXT ? 1 : type == host.BLOB ? 2 : 3;
    this.unusable[column * KINDS.length + kind]++;
  }

  /** Fails when a cell could not be used; names every such column, what it holds and how often. */
  checkCells(): void {
    const found: string[] = [];
    for (let c = 0; c < this.width; c++) {
      const kinds: string[] = [];
      for (let k = 0; k < KINDS.length; k++) {
        const count = this.unusable[c * KINDS.length + k];
        if (count > 0) kinds.push(`${count} ${KINDS[k]}`);
      }
      if (kinds.length > 0) {
        const role = c == this.target ? 'target' : 'feature';
        found.push(`${role} '${this.columnNames[c]}' has ${kinds.join(' and ')}`);
      }
    }
    if (found.length == 0) return;
    const more = found.length > 5 ? ` and ${found.length - 5} more columns` : '';
    fail(
      `every feature must be a finite number${this.isClassification ? ' and the target a number or TEXT' : ', and so must the target'}; ` +
        `of ${this.n} rows, ${found.slice(0, 5).join(', ')}${more}; leave such rows or columns out with a SELECT as the dataset`,
    );
  }

  /** Pointer to row i: d features, then the target. */
  private row(i: i32): usize {
    const offset = <usize>(i & ((1 << this.shift) - 1)) * <usize>this.width;
    return this.blocks[i >> this.shift] + (offset << 3);
  }

  /** The features of the rows in `indices`, in that order. */
  features(indices: StaticArray<i32>): Matrix {
    const X = Matrix.zeros(indices.length, this.d);
    for (let i = 0; i < indices.length; i++) {
      memory.copy(X.row(i), this.row(indices[i]), (<usize>this.d) << 3);
    }
    tick(<f64>indices.length * this.d);
    return X;
  }

  /** The target of row i: its value, or its label's number. */
  targetOf(i: i32): f64 {
    return load<f64>(this.row(i) + ((<usize>this.d) << 3));
  }

  /** Writes the targets of the rows in `indices`. */
  targets(indices: StaticArray<i32>, y: usize): void {
    for (let i = 0; i < indices.length; i++) put(y, i, this.targetOf(indices[i]));
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
  const table = new Table(names, columnNamed(target, names), isClassification);
  if (table.d == 0) fail(`the dataset must have feature columns beside the target '${target}'`);
  table.read(source);
  source.close();
  if (table.n == 0) fail('the dataset has no rows');
  table.checkCells();
  return table;
}

/** The position of column `name`; as in SQL, letter case counts only when it must. */
function columnNamed(name: string, names: string[]): i32 {
  for (let i = 0; i < names.length; i++) {
    const first = names.indexOf(names[i]);
    if (first != i) fail(`the dataset has two columns named '${names[i]}'; name them apart with AS`);
  }
  const exact = names.indexOf(name);
  if (exact >= 0) return exact;
  const lower = name.toLowerCase();
  let found = -1;
  for (let i = 0; i < names.length; i++) {
    if (names[i].toLowerCase() != lower) continue;
    if (found >= 0) fail(`target column '${name}' is ambiguous: '${names[found]}' or '${names[i]}'`);
    found = i;
  }
  if (found < 0)
    fail(`unknown target column '${name}'${suggestion(name, names, 'the dataset has: ' + shortList(names))}`);
  return found;
}

/** The names, the middle of a long list left out. */
function shortList(names: string[]): string {
  if (names.length <= 20) return names.join(', ');
  const last = names[names.length - 1];
  return `${names.slice(0, 12).join(', ')}, ... (${names.length} columns), ${last}`;
}
