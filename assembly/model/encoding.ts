// All encoders of a pipeline: from a raw row (one f64 a feature) to a row of X (one f64 a column).

import { ByteReader, ByteWriter } from '../codec/bytes';
import { Matrix, strideOf } from '../math/matrix';
import { at, put } from '../math/vector';
import { tick } from '../progress';
import { DATE_PARTS, Encoder, ONE_HOT, TF_IDF } from './encoder';
import { Scaler } from './scaler';
import { ENTRY } from './tf_idf';

/** Features, and columns of X, that bytes may claim; SQLite's own limit on columns is 32767. */
export const MOST_FEATURES: i32 = 32767;
const MOST_COLUMNS: i32 = 1 << 20;

export class Encoding {
  /** Columns of X. */
  width: i32 = 0;
  /** Raw rows are rows of X: every feature is a number, NULL refused or kept as NaN. */
  isPlain: bool = true;
  /** Bytes of the first format can't say what it does. */
  isNew: bool = false;

  constructor(public encoders: Encoder[]) {
    for (let j = 0; j < encoders.length; j++) {
      this.width += encoders[j].width;
      if (encoders[j].isText || encoders[j].kind == DATE_PARTS || !isNaN(encoders[j].fill))
        this.isPlain = false;
      if (encoders[j].isNew) this.isNew = true;
    }
  }

  /** Features. */
  get d(): i32 {
    return this.encoders.length;
  }

  /** Writes the row of X; its padding stays as it is. */
  encode(raw: usize, out: usize): void {
    const encoders = this.encoders;
    for (let j = 0; j < encoders.length; j++) {
      const encoder = encoders[j];
      encoder.encode(at(raw, j), out);
      out += (<usize>encoder.width) << 3;
    }
  }

  /** The same, scaled, into a row that is a scaled row of zeros: most columns of categories and of words need no work then. */
  encodeScaled(raw: usize, out: usize, scaler: Scaler): void {
    const encoders = this.encoders;
    let column = 0;
    for (let j = 0; j < encoders.length; j++) {
      const encoder = unchecked(encoders[j]);
      const value = at(raw, j);
      const width = encoder.width;
      if (encoder.kind == ONE_HOT) {
        const isNull = isNaN(value);
        const position = isNull ? encoder.fill : value;
        if (position >= 0) putScaled(1, column + <i32>position, out, scaler);
        if (isNull && encoder.hasIndicator) putScaled(1, column + width - 1, out, scaler);
      } else if (encoder.kind == TF_IDF) {
        const isNull = isNaN(value);
        const terms = encoder.terms!;
        const text = isNull ? 0 : <i32>value;
        const end = terms.end(text);
        for (let entry = terms.first(text); entry < end; entry += ENTRY)
          putScaled(load<f64>(entry, 4), column + load<i32>(entry), out, scaler);
        if (isNull && encoder.hasIndicator) putScaled(1, column + width - 1, out, scaler);
      } else {
        encoder.encode(value, out + ((<usize>column) << 3));
        for (let c = column; c < column + width; c++) putScaled(at(out, c), c, out, scaler);
      }
      column += width;
    }
  }

  /** The rows of X for raw rows; the same matrix when nothing is to do. */
  encodeAll(raw: Matrix, hasRoom: bool = false): Matrix {
    if (this.isPlain) return raw;
    const X = hasRoom ? Matrix.withRoom(raw.rows, this.width) : Matrix.zeros(raw.rows, this.width);
    for (let i = 0; i < raw.rows; i++) {
      this.encode(raw.row(i), X.row(i));
      tick(4 * this.width);
    }
    return X;
  }

  get featureNames(): string[] {
    const names: string[] = [];
    for (let j = 0; j < this.encoders.length; j++) names.push(this.encoders[j].name);
    return names;
  }

  get columnNames(): string[] {
    const names: string[] = [];
    for (let j = 0; j < this.encoders.length; j++) {
      const own = this.encoders[j].columnNames();
      for (let i = 0; i < own.length; i++) names.push(own[i]);
    }
    return names;
  }

  /** The columns that hold the position of a category, of which no order was given. */
  get categoryColumns(): i32[] {
    const columns: i32[] = [];
    let column = 0;
    for (let j = 0; j < this.encoders.length; j++) {
      if (this.encoders[j].isCategory) columns.push(column);
      column += this.encoders[j].width;
    }
    return columns;
  }

  write(out: ByteWriter): void {
    out.i32(this.encoders.length);
    for (let j = 0; j < this.encoders.length; j++) this.encoders[j].write(out);
  }

  static read(bytes: ByteReader, format: u16): Encoding {
    const d = bytes.i32In(1, MOST_FEATURES, 'the number of features');
    const encoders: Encoder[] = [];
    let columns: i64 = 0;
    for (let j = 0; j < d; j++) {
      encoders.push(Encoder.read(bytes, format));
      columns += encoders[j].width;
    }
    if (columns > MOST_COLUMNS) bytes.damaged(`its features make ${columns} columns`);
    return new Encoding(encoders);
  }
}

function putScaled(value: f64, c: i32, out: usize, scaler: Scaler): void {
  put(out, c, (value - unchecked(scaler.mean[c])) / unchecked(scaler.scale[c]));
}

/** One row of X for `width` columns, padded with zero. */
export function encodedRow(width: i32): StaticArray<f64> {
  return new StaticArray<f64>(strideOf(width));
}
