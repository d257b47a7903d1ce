// A dataset in memory: every row's features as one f64 each, and the target as a value or a label's number.
//
// Rows arrive in bulk and their number is not known before the end, so they are kept in blocks of a
// fixed number of rows; nothing is copied when the table grows. What a cell becomes stands in column.ts.
// A row whose target is missing (NULL or blank TEXT) is not kept, and counted.
//
// While nothing else takes the memory behind them, blocks are one run of it. A training then needs no second copy:
// its rows are put in order and packed where they are (`take`, in_place.ts).
//
// Memory: 8 bytes a cell, a row's number of cells rounded up to even.

import { cellEnd } from '../call';
import { BLANK, readingOf } from '../codec/reading';
import { fail } from '../error';
import * as host from '../host';
import { Matrix, strideOf } from '../math/matrix';
import { put } from '../math/vector';
import { allocate, extend, release, shorten } from '../memory/block';
import { noteDone, tick } from '../progress';
import { Statement } from '../sql';
import { Cells } from './cells';
import { As, Column } from './column';
import { columnNamed } from './column_names';
import { pack, permute, ROWS_BEHIND } from './in_place';
import { LabelSet } from './label_set';

/** A label that begins with so much white space is taken as one that is blank. */
const LONGEST_BLANK: i32 = 64;

/** A block of rows is about this large. */
const BLOCK_BYTES: i32 = 1 << 20;

export class Table {
  /** Rows kept. */
  n: i32 = 0;
  /** Rows left out because their target is missing. */
  skipped: i32 = 0;
  columns: Column[] = [];
  /** Rows that were read before those that are there. */
  passed: i32 = 0;
  /** The column whose cells are kept as they come, in `cells`; -1 for none. Only of a table without a target. */
  kept: i32 = -1;
  cells: Cells = new Cells();
  /** The target's labels (classification). */
  labels: LabelSet = new LabelSet();
  private blocks: usize[] = [];
  /** The memory of the blocks, each of one or of several that follow each other. */
  private runs: usize[] = [];
  /** Rows a block: 1 << shift. */
  private shift: i32 = 0;
  private width: i32;
  /** f64 from one row to the next. */
  private pitch: i32;
  /** What the last label was, INTEGER or REAL: rows of numbers are asked for with labels of one type. */
  private labelType: u8 = host.INTEGER;

  constructor(
    names: string[],
    /** The target's column; -1 for a table without one. */
    public target: i32,
    public isClassification: bool,
  ) {
    const width = names.length;
    this.width = width;
    this.pitch = strideOf(width);
    for (let c = 0; c < width; c++) this.columns.push(new Column(names[c]));
    while (this.shift < 16 && this.pitch << (this.shift + 4) <= BLOCK_BYTES) this.shift++;
  }

  /** Reads all rows of `source`. */
  read(source: Statement): void {
    this.addRows(source, i32.MAX_VALUE);
    // Rows that only fill up, which those who take the table put behind it.
    while (this.n > 0 && (this.n + ROWS_BEHIND - 1) >> this.shift >= this.blocks.length) this.addBlock();
    for (let c = 0; c < this.width; c++) {
      this.columns[c].settle();
      if (this.columns[c].mustTurn) this.turn(c, this.n);
    }
  }

  /** Reads the next rows over those that are there: a block, and the rest of what came with its last ones. False at the end. */
  readSome(source: Statement): bool {
    this.n = 0;
    this.addRows(source, 1 << this.shift);
    return this.n > 0;
  }

  /** Adds rows until there are `least`, or no more. */
  private addRows(source: Statement, least: i32): void {
    while (this.n < least) {
      if (this.addNumbers(source)) continue;
      let at = source.chunk();
      if (at == 0) break;
      const end = source.chunkEnd;
      const before = this.n;
      while (at < end) at = this.addRow(at);
      noteDone(this.passed + this.n);
      tick(<f64>(this.n - before) * this.width * 20);
    }
  }

  /** The texts of the first `rows` rows of column c become values. */
  protected turn(c: i32, rows: i32): void {
    const column = this.columns[c];
    column.mustTurn = false;
    for (let i = 0; i < rows; i++) {
      const at = this.row(i) + ((<usize>c) << 3);
      store<f64>(at, column.turned(load<f64>(at)));
    }
    tick(<f64>rows * 10);
  }

  private get isTakingNumbers(): bool {
    if (this.kept >= 0) return false;
    for (let c = 0; c < this.width; c++) {
      const isLabel = c == this.target && this.isClassification;
      if (!isLabel && !unchecked(this.columns[c]).takesNumbers) return false;
    }
    return true;
  }

  /** The next rows where they are all numbers or NULL: they come right into their block. False when there are none. */
  private addNumbers(source: Statement): bool {
    if (!this.isTakingNumbers) return false;
    const at = this.room();
    const free = min((1 << this.shift) - (this.n & ((1 << this.shift) - 1)), i32.MAX_VALUE - this.n);
    const labels = this.isClassification ? this.target : -1;
    const bytes = this.pitch << 3;
    const rows = source.numbers(labels, this.labelType, at, free * bytes, bytes);
    if (rows == 0) return false;
    const kept = labels >= 0 ? this.placeLabels(at, rows) : this.dropMissing(at, rows);
    const step = (<usize>this.pitch) << 3;
    const areFinite = areAllFinite(at, kept * this.pitch);
    for (let c = 0; c < this.width; c++) {
      if (c != labels) unchecked(this.columns[c]).addNumbers(at + ((<usize>c) << 3), step, kept, areFinite);
    }
    this.n += kept;
    noteDone(this.passed + this.n);
    tick(<f64>rows * this.width * 20);
    return true;
  }

  /** Numbers the labels of the `rows` rows at `at`, whose bytes are as the host left them. */
  private placeLabels(at: usize, rows: i32): i32 {
    const step = (<usize>this.pitch) << 3;
    at += (<usize>this.target) << 3;
    for (let i = 0; i < rows; i++, at += step) {
      const label = this.labels.addNumber(this.labelType, at);
      if (label < 0) this.columns[this.target].infinite++;
      store<f64>(at, label);
    }
    return rows;
  }

  /** Moves the rows at `at` together where a regression's target is missing; how many are left. */
  private dropMissing(at: usize, rows: i32): i32 {
    if (this.target < 0) return rows;
    const step = (<usize>this.pitch) << 3;
    const place = (<usize>this.target) << 3;
    let to = at;
    let kept = rows;
    for (let i = 0; i < rows; i++, at += step) {
      if (isNaN(load<f64>(at + place))) {
        kept--;
        continue;
      }
      if (to != at) memory.copy(to, at, step);
      to += step;
    }
    this.skipped += rows - kept;
    return kept;
  }

  /** Where row n goes, with room for it. */
  private room(): usize {
    if (this.n == i32.MAX_VALUE) fail('a dataset has at most 2147483647 rows');
    if (this.n >> this.shift == this.blocks.length) this.addBlock();
    return this.row(this.n);
  }

  private addBlock(): void {
    const bytes = (<u64>this.pitch) << (this.shift + 3);
    const blocks = this.blocks;
    if (this.runs.length > 0) {
      const run = this.runs[this.runs.length - 1];
      const last = blocks[blocks.length - 1];
      if (extend(run, <u64>(last - run) + 2 * bytes)) {
        blocks.push(last + <usize>bytes);
        return;
      }
    }
    const run = allocate(bytes);
    this.runs.push(run);
    blocks.push(run);
  }

  /** One row of cells; the pointer after it. */
  private addRow(cell: usize): usize {
    if (this.isTargetMissing(cell)) {
      this.skipped++;
      for (let c = 0; c < this.width; c++) cell = cellEnd(cell);
      return cell;
    }
    let out = this.room();
    for (let c = 0; c < this.width; c++) {
      const column = unchecked(this.columns[c]);
      if (c == this.kept) this.cells.add(cell);
      let value: f64;
      if (c == this.target && this.isClassification) {
        const label = this.labels.add(cell);
        const type = load<u8>(cell);
        if (type <= host.REAL) this.labelType = type;
        if (label < 0) column.add(cell);
        value = label;
      } else value = column.add(cell);
      if (column.mustTurn) this.turn(c, this.n);
      store<f64>(out, value);
      out += 8;
      cell = cellEnd(cell);
    }
    this.n++;
    return cell;
  }

  private isTargetMissing(cell: usize): bool {
    if (this.target < 0) return false;
    for (let c = 0; c < this.target; c++) cell = cellEnd(cell);
    const type = load<u8>(cell);
    if (type == host.TEXT) return readingOf(cell + 5, min(load<i32>(cell, 1), LONGEST_BLANK)) == BLANK;
    return type == host.NULL;
  }

  /** Pointer to row i: one f64 a column. */
  private row(i: i32): usize {
    const offset = <usize>(i & ((1 << this.shift) - 1)) * <usize>this.pitch;
    return this.blocks[i >> this.shift] + (offset << 3);
  }

  /** The f64 of column c in row i. */
  at(i: i32, c: i32): f64 {
    return load<f64>(this.row(i) + ((<usize>c) << 3));
  }

  /**
   * The columns `from` of the rows in `indices`, in that order, as they were read; and into y, unless it is 0, their
   * targets: values, or labels' numbers. A row that is far from the last is fetched from memory once for both.
   */
  gather(indices: StaticArray<i32>, from: i32[], y: usize): Matrix {
    const X = Matrix.zeros(indices.length, from.length);
    const first = (<usize>from[0]) << 3;
    const run = isRun(from) ? (<usize>from.length) << 3 : 0;
    for (let i = 0; i < indices.length; i++) {
      const row = this.row(unchecked(indices[i]));
      const out = X.row(i);
      if (run) memory.copy(out, row + first, run);
      else
        for (let j = 0; j < from.length; j++)
          put(out, j, load<f64>(row + ((<usize>unchecked(from[j])) << 3)));
      if (y) put(y, i, load<f64>(row + ((<usize>this.target) << 3)));
      tick(from.length);
    }
    return X;
  }

  /** Whether rows are held at all (passing_table.ts). */
  get isHeld(): bool {
    return true;
  }

  /** Whether `take` works. */
  get isOneRun(): bool {
    return this.runs.length == 1;
  }

  /**
   * Makes the table's own memory the rows in this order, each once, `stride` f64 apart, no more than the table's columns
   * rounded up to even: the columns `from`, then zeros, and ROWS_BEHIND rows of zeros after the last. Targets go into y.
   * The block is the caller's, the table has no rows any more.
   */
  take(order: StaticArray<i32>, from: i32[], stride: i32, y: usize): usize {
    const block = this.runs[0];
    permute(block, this.pitch, order);
    pack(block, this.pitch, order.length, from, isRun(from), stride, this.target, y);
    shorten(block, (<u64>(order.length + ROWS_BEHIND) * stride) << 3);
    this.blocks = [];
    this.runs = [];
    return block;
  }

  /** Labels stay as they are; a regression's target is a number, or is refused. */
  askTarget(): void {
    this.columns[this.target].ask(this.isClassification ? As.ANY : As.NUMBER);
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
    for (let b = 0; b < this.runs.length; b++) release(this.runs[b]);
    this.blocks = [];
    this.runs = [];
  }
}

/** Whether these are columns beside each other, in the table's order. */
function isRun(columns: i32[]): bool {
  for (let j = 1; j < columns.length; j++) if (columns[j] != columns[0] + j) return false;
  return true;
}

/** Whether no f64 of n is NaN or infinite: then all differences from themselves are 0. */
function areAllFinite(at: usize, n: i32): bool {
  const end = at + ((<usize>n) << 3);
  let sum = f64x2.splat(0);
  for (; at + 16 <= end; at += 16) {
    const pair = v128.load(at);
    sum = f64x2.add(sum, f64x2.sub(pair, pair));
  }
  let rest = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (at < end) rest += load<f64>(at) - load<f64>(at);
  return rest == 0;
}

/** An empty table for the rows of `source`, with its column `target` as the target. */
export function tableFor(source: Statement, target: string, isClassification: bool): Table {
  const names: string[] = [];
  for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
  const table = new Table(names, columnNamed(target, names, 'target column'), isClassification);
  table.askTarget();
  return table;
}

/** The largest size of a number to predict: its squares, and sums of them, are finite. */
const LARGEST_TARGET: f64 = 1e150;

/** What keeps the cells of a target from being used: BLOBs, infinite numbers, numbers too large to predict; '' when nothing does. */
export function targetTrouble(table: Table): string {
  const column = table.columns[table.target];
  const kinds: string[] = [];
  if (column.blobs > 0) kinds.push(`${column.blobs} BLOB`);
  if (column.infinite > 0) kinds.push(`${column.infinite} infinite`);
  if (kinds.length > 0) {
    const needed = table.isClassification ? 'finite numbers or TEXT' : 'finite numbers';
    return `must hold ${needed}; of ${table.n} rows it has ${kinds.join(' and ')}`;
  }
  if (table.isClassification) return '';
  let large = 0;
  for (let i = 0; i < table.n; i++) if (Math.abs(table.at(i, table.target)) > LARGEST_TARGET) large++;
  if (large == 0) return '';
  return `must hold numbers from -1e150 to 1e150; of ${table.n} rows it has ${large} beyond; divide them in a SELECT`;
}
