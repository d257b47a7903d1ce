// The model that `open` left in this instance, and the rows that a program asks it about.
//
// Rows are argument 0: a BLOB of f64, row after row (NaN stands for NULL), or ROWS of cells. Argument 1 is the
// number of the first, for messages, since a host sends many rows in parts.

import { argument, cellEnd } from '../call';
import { ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import * as host from '../host';
import { Pipeline } from '../model/pipeline';
import { tick } from '../progress';
import { FeatureReader } from '../model/features';

/** What reading a feature may cost, for the polls. */
const READING: f64 = 20;

let opened: Pipeline | null = null;
let reader: FeatureReader | null = null;

export function takePipeline(pipeline: Pipeline): void {
  opened = pipeline;
  reader = new FeatureReader(pipeline.encoding);
}

/** The opened model. */
export function openedPipeline(): Pipeline {
  const pipeline = opened;
  if (pipeline == null) {
    fail('no model is open');
    throw new Error('unreachable');
  }
  return pipeline;
}

/** The rows of the running call, read one after the other. */
export class AskedRows {
  private reader: FeatureReader;
  private areCells: bool;
  private at: usize;
  private end: usize;
  private row: i64 = -1;
  private cost: f64;

  constructor(pipeline: Pipeline) {
    this.reader = reader!;
    this.cost = pipeline.cost + READING * <f64>pipeline.encoding.d;
    const cell = argument(0);
    const type = load<u8>(cell);
    if (type != host.BLOB && type != host.ROWS) fail('X must be rows of numbers, or of cells');
    this.areCells = type == host.ROWS;
    this.at = cell + 5;
    this.end = cellEnd(cell);
    const first = argument(1);
    if (load<u8>(first) == host.INTEGER) this.row = load<i64>(first, 1) - 1;
  }

  /** A pointer to the next row's raw features; 0 at the end. */
  next(): usize {
    if (this.at >= this.end) return 0;
    this.row++;
    const d = this.reader.d;
    if (this.areCells) this.readCells(d);
    else {
      const bytes = (<usize>d) << 3;
      if (this.end - this.at < bytes)
        fail(`X[${this.row}] must have ${d} values, one for each feature, got ${(this.end - this.at) >> 3}`);
      if (!this.reader.readReals(this.at)) this.readUnusual(d);
      this.at += bytes;
    }
    tick(this.cost);
    return this.reader.raw;
  }

  private readCells(d: i32): void {
    const what = `X[${this.row}]`;
    for (let j = 0; j < d; j++) {
      if (this.at >= this.end) fail(`${what} must have ${d} values, one for each feature, got ${j}`);
      this.reader.readCell(this.at, j, what);
      this.at = cellEnd(this.at);
    }
  }

  /** The row of f64 that comes next, value by value: one is missing, infinite, or where TEXT is wanted. */
  private readUnusual(d: i32): void {
    const what = `X[${this.row}]`;
    const cell = new ByteWriter();
    for (let j = 0; j < d; j++) {
      const value = load<f64>(this.at + ((<usize>j) << 3));
      cell.length = 0;
      if (isNaN(value)) cell.u8(host.NULL);
      else {
        cell.u8(host.REAL);
        cell.f64(value);
      }
      this.reader.readCell(cell.pointer, j, what);
    }
  }
}
