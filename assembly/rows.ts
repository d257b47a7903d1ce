// The rows of a table function: cells (host.ts), row after row, one for each of its columns in lib/catalog.ts.
//
//   const rows = beginRows();          // call.ts
//   for (...) {
//     rows.text(name);
//     rows.real(weight);
//   }
//   return endRows();
//
// All rows together have less than 1 GiB, the most that a ByteWriter holds.

import { ByteWriter } from './codec/bytes';
import * as host from './host';

export class RowWriter {
  constructor(
    /** Where cells go that write themselves. */
    public out: ByteWriter,
  ) {}

  text(value: string): void {
    this.out.u8(host.TEXT);
    this.out.text(value);
  }

  /** Text that is JSON, marked so. */
  json(value: string): void {
    this.out.u8(host.JSON);
    this.out.text(value);
  }

  integer(value: i64): void {
    this.out.u8(host.INTEGER);
    this.out.i64(value);
  }

  /** SQLite makes NULL of NaN. */
  /** NULL where it is infinite, which JSON and most hosts can't say; NaN is NULL to SQLite. */
  real(value: f64): void {
    if (isFinite(value)) {
      this.out.u8(host.REAL);
      this.out.f64(value);
    } else this.null();
  }

  blob(bytes: usize, length: i32): void {
    this.out.u8(host.BLOB);
    this.out.i32(length);
    this.out.raw(bytes, length);
  }

  null(): void {
    this.out.u8(host.NULL);
  }

  /** A copy of a cell of any type: an argument's, or a value's that was fetched. `length` bytes. */
  cell(cell: usize, length: i32): void {
    this.out.raw(cell, length);
  }
}
