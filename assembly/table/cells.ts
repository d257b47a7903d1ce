// SQL values kept as they came, one after the other: the keys of rows.

import { cellEnd } from '../call';
import { ByteWriter } from '../codec/bytes';
import { RowWriter } from '../rows';

export class Cells {
  private bytes: ByteWriter = new ByteWriter();
  private starts: i32[] = [];

  get count(): i32 {
    return this.starts.length;
  }

  /** Copies a cell as the next. */
  add(cell: usize): void {
    this.starts.push(this.bytes.length);
    this.bytes.raw(cell, <i32>(cellEnd(cell) - cell));
  }

  /** Writes cell i. */
  write(i: i32, rows: RowWriter): void {
    const cell = this.bytes.pointer + this.starts[i];
    rows.cell(cell, <i32>(cellEnd(cell) - cell));
  }
}
