// Rows that come in passes: a training of a table that is larger than memory reads it again for everything that it wants to
// know, and holds a block of it at a time.
//
//   pass 1   counts and decides the columns, keeps targets (table/passing_table.ts); then the rows are split as always
//   then     encoders; sums and squares of the scaler; what the algorithm asks for; the test part, last
//
// Training rows come in the table's order, in blocks of BLOCK_ROWS, or as many as BLOCK_BYTES hold. Test rows come in
// that order too, each with its place in the test part, so what is computed of the answers is what it always is.
//
// Promise: every pass has the same rows, or the training fails: their number, their targets, the kinds of their cells and
// a digest of their features are compared.
// Memory: 20 bytes a row for targets, the split and places, and the blocks.

import { digestOn } from '../codec/digest';
import { fail } from '../error';
import { Profiling } from '../judgement/profile';
import { Matrix, strideOf } from '../math/matrix';
import { at, put } from '../math/vector';
import { Encoding } from '../model/encoding';
import { RowPasses } from '../model/row_passes';
import { Scaler } from '../model/scaler';
import { Statement } from '../sql';
import { Table } from '../table/table';
import { FeatureSet } from './encode';
import { PlacedDigest } from './row_digest';

/** Rows of a block of the training part. */
export const BLOCK_ROWS: i32 = 1 << 16;
/** Bytes of a block, which fewer rows have where they are long. */
export const BLOCK_BYTES: i32 = 1 << 25;

/** Rows of a block whose rows have d columns. */
export function blockRows(d: i32): i32 {
  return max(1, min(BLOCK_ROWS, BLOCK_BYTES / (strideOf(d) << 3)));
}

export class Passes {
  /** The features of the block's rows: as read, and once `place` was called as the encoders take them. */
  raw: Matrix;
  /** The place in its part of each row of the block. */
  places: StaticArray<i32>;
  /** Of a training that is judged: what its training rows are. */
  profiling: Profiling | null = null;
  /** Squares are added to it in this pass. */
  addsSquares: bool = false;
  /** Of test rows as read. */
  digest: PlacedDigest | null = null;
  private positions: StaticArray<f64>[] | null = null;
  /** Rows of a block. */
  private most: i32 = 0;
  private isTest: bool = false;
  private isOver: bool = true;
  private count: i32 = 0;
  /** The row in what the table holds, and rows of this pass before it. */
  private cursor: i32 = 0;
  private row: i32 = 0;
  private pass: i32 = 0;
  private hash: u64 = 0;
  private firstHash: u64 = 0;

  constructor(
    private source: Statement,
    /** Reads the rows again. */
    private table: Table,
    /** The features' columns of the table, and what was found of them. */
    private columns: i32[],
    private features: FeatureSet,
    /** By row: its place in the training part, or ~ its place in the test part. */
    private placeOf: StaticArray<i32>,
    /** Targets of the two parts. */
    private trainY: usize,
    private testY: usize,
    /** From a label's number to its place; empty for a regression. */
    private map: StaticArray<i32>,
  ) {
    const rows = blockRows(columns.length);
    this.raw = Matrix.zeros(rows, columns.length);
    this.places = new StaticArray<i32>(rows);
    this.most = rows;
  }

  /** From now on raw rows are as the encoders take them, and blocks small enough for the columns that they make. */
  place(encoding: Encoding): void {
    this.positions = this.features.positions(encoding);
    this.most = min(this.most, blockRows(encoding.width));
  }

  /** Begins a pass over the test part, or the training part; the one before has come to its end. */
  begin(isTest: bool): void {
    this.source.rewind();
    this.isTest = isTest;
    this.isOver = false;
    this.pass++;
    this.count = 0;
    this.row = 0;
    this.cursor = 0;
    this.table.n = 0;
    this.table.passed = 0;
    this.hash = 0;
  }

  /** The next block of the part is there; false at the end. */
  next(): bool {
    const raw = this.raw;
    raw.rows = 0;
    while (raw.rows < this.most && !this.isOver) {
      if (this.cursor == this.table.n) {
        this.table.passed += this.table.n;
        this.cursor = 0;
        if (!this.table.readSome(this.source)) {
          this.end();
          break;
        }
      }
      this.takeRow();
    }
    const digest = this.digest;
    if (this.isTest && digest != null)
      for (let i = 0; i < raw.rows; i++)
        digest.add(this.places[i], raw.row(i), at(this.testY, this.places[i]));
    const profiling = this.profiling;
    if (this.addsSquares && profiling != null) profiling.addSquares(raw);
    const positions = this.positions;
    if (positions != null) this.features.placeAt(raw, positions);
    return raw.rows > 0;
  }

  /** Adds the next row of the table to the block, when it is of the part. */
  private takeRow(): void {
    const table = this.table;
    const i = this.cursor++;
    const row = this.row++;
    if (row >= this.placeOf.length) changed();
    const place = unchecked(this.placeOf[row]);
    let target = table.at(i, table.target);
    if (this.map.length > 0) {
      if (target >= <f64>this.map.length) changed();
      target = this.map[<i32>target];
    }
    if (target != (place < 0 ? at(this.testY, ~place) : at(this.trainY, place))) changed();
    const out = this.raw.row(this.raw.rows);
    let hash = this.hash;
    const columns = this.columns;
    for (let j = 0; j < columns.length; j++) {
      const value = table.at(i, unchecked(columns[j]));
      hash = digestOn(hash, reinterpret<u64>(value));
      put(out, j, value);
    }
    this.hash = hash;
    if (place < 0 != this.isTest) return;
    unchecked((this.places[this.raw.rows++] = place < 0 ? ~place : place));
  }

  /** After the last row of the table: was it what it was? */
  private end(): void {
    this.isOver = true;
    this.table.release();
    if (this.row != this.placeOf.length || !this.source.hasSameColumns) changed();
    if (this.pass == 1) this.firstHash = this.hash;
    if (this.hash != this.firstHash) changed();
    for (let j = 0; j < this.columns.length; j++) {
      const before = this.features.columns[j];
      const now = this.table.columns[this.columns[j]];
      // Counted on from pass to pass.
      if (
        now.numbers != before.numbers * this.pass ||
        now.nulls != before.nulls * this.pass ||
        now.blanks != before.blanks * this.pass ||
        now.texts != before.texts * this.pass
      )
        changed();
    }
  }

  /** No more passes. */
  close(): void {
    this.source.close();
  }
}

function changed(): void {
  fail(
    'the rows were not the same in two passes over the dataset: another connection has written, or the SELECT gives ' +
      'other rows each time; train inside BEGIN ... COMMIT, or on a copy (CREATE TABLE ... AS SELECT ...)',
  );
}

/** The training part as an algorithm takes it. */
export class TrainingPasses extends RowPasses {
  /** Applied to every row, once it is there. */
  scaler: Scaler | null = null;
  private isFirst: bool = true;

  constructor(
    private passes: Passes,
    private encoding: Encoding,
    private targets: usize,
  ) {
    super();
    if (!encoding.isPlain) this.X = Matrix.zeros(blockRows(encoding.width), encoding.width);
  }

  /** Targets as the model takes them: class indices, or values. */
  takeTargets(y: usize): void {
    this.targets = y;
  }

  rewind(): void {
    this.passes.begin(false);
    this.from = 0;
    this.isFirst = true;
  }

  next(): bool {
    if (!this.isFirst) this.from += this.X.rows;
    this.isFirst = false;
    const isThere = this.passes.next();
    const raw = this.passes.raw;
    if (this.encoding.isPlain) this.X = raw;
    else {
      this.X.rows = raw.rows;
      for (let i = 0; i < raw.rows; i++) this.encoding.encode(raw.row(i), this.X.row(i));
    }
    const scaler = this.scaler;
    if (scaler != null) scaler.applyAll(this.X);
    this.y = this.targets + ((<usize>this.from) << 3);
    return isThere;
  }
}
