// A dataset that is too large to be held: its rows are read again in every pass, a block at a time.
//
// `read` is the first pass: columns are counted and decided as of any table (column.ts); of the rows only the target and
// the column that splits stay, 8 bytes each. `again` is a table that reads the same rows to the same values, for the
// passes that follow: rows come by `readSome`, one block over the other.

import { allocate, release } from '../memory/block';
import { Statement } from '../sql';
import { columnNamed } from './column_names';
import { Table } from './table';

const SHIFT: i32 = 16;

/** One number a row, in blocks: nothing is copied when it grows. */
class Series {
  n: i32 = 0;
  private blocks: usize[] = [];

  push(value: f64): void {
    if (this.n >> SHIFT == this.blocks.length) this.blocks.push(allocate(8 << SHIFT));
    this.put(this.n++, value);
  }

  at(i: i32): f64 {
    return load<f64>(this.place(i));
  }

  put(i: i32, value: f64): void {
    store<f64>(this.place(i), value);
  }

  private place(i: i32): usize {
    return this.blocks[i >> SHIFT] + ((<usize>(i & ((1 << SHIFT) - 1))) << 3);
  }

  release(): void {
    for (let b = 0; b < this.blocks.length; b++) release(this.blocks[b]);
    this.blocks = [];
    this.n = 0;
  }
}

export class PassingTable extends Table {
  /** The column that says which rows test; -1 for none. */
  splitColumn: i32 = -1;
  private targets: Series = new Series();
  private marks: Series = new Series();

  get isHeld(): bool {
    return false;
  }

  /** Reads all rows of `source` and keeps what its header says; then n counts them. */
  read(source: Statement): void {
    while (this.readSome(source)) {
      for (let i = 0; i < this.n; i++) {
        this.targets.push(super.at(i, this.target));
        if (this.splitColumn >= 0) this.marks.push(super.at(i, this.splitColumn));
      }
      this.passed = this.targets.n;
    }
    for (let c = 0; c < this.columns.length; c++) {
      this.columns[c].settle();
      if (this.columns[c].mustTurn) this.turn(c, 0);
    }
    super.release();
    this.n = this.targets.n;
  }

  protected turn(c: i32, rows: i32): void {
    const column = this.columns[c];
    if (c != this.splitColumn) return column.turnUnheld();
    super.turn(c, rows);
    for (let i = 0; i < this.marks.n; i++) this.marks.put(i, column.turned(this.marks.at(i)));
  }

  /** Of the target, or of the column that splits. */
  at(i: i32, c: i32): f64 {
    return c == this.target ? this.targets.at(i) : this.marks.at(i);
  }

  /** A table for the next passes. */
  again(): Table {
    const table = new Table(this.columnNames, this.target, this.isClassification);
    for (let c = 0; c < table.columns.length; c++) table.columns[c] = this.columns[c].again();
    table.askTarget();
    table.labels = this.labels;
    return table;
  }

  release(): void {
    this.targets.release();
    this.marks.release();
  }
}

/** As tableFor, of a table that is not held. */
export function passingTableFor(source: Statement, target: string, isClassification: bool): PassingTable {
  const names: string[] = [];
  for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
  const table = new PassingTable(names, columnNamed(target, names, 'target column'), isClassification);
  table.askTarget();
  return table;
}
