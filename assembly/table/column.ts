// A column of a dataset while it is read: what its cells are, and its distinct texts.
//
// A cell becomes one f64: a number is itself, TEXT is its number among the column's texts in the order of
// appearance, NULL is NaN. A column of numbers and a column of TEXT are both fine; a mixture, a BLOB or an
// infinite number is not, and is counted so that the error after the last row names it.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { utf8 } from '../codec/text';
import * as host from '../host';

/** Distinct texts that a training keeps; past it a column is free text, which no encoder takes. */
export const MOST_TEXTS: i32 = 10000;

export class Column {
  integers: i32 = 0;
  reals: i32 = 0;
  texts: i32 = 0;
  nulls: i32 = 0;
  blobs: i32 = 0;
  infinite: i32 = 0;
  /** The distinct texts, in order of appearance. */
  values: string[] = [];
  /** There are more distinct texts than are kept. */
  isFreeText: bool = false;
  /** Distinct texts that are kept. */
  mostTexts: i32 = MOST_TEXTS;
  private numbers: Map<string, i32> = new Map<string, i32>();

  constructor(public name: string) {}

  /** The cell's f64. */
  add(cell: usize): f64 {
    const type = load<u8>(cell);
    if (type == host.REAL) {
      const value = load<f64>(cell, 1);
      if (isFinite(value)) this.reals++;
      else this.infinite++;
      return value;
    }
    if (type == host.INTEGER) {
      this.integers++;
      return <f64>load<i64>(cell, 1);
    }
    if (type == host.TEXT) {
      this.texts++;
      return this.numberOf(utf8(cell + 5, load<i32>(cell, 1)));
    }
    if (type == host.NULL) this.nulls++;
    else this.blobs++;
    return NaN;
  }

  private numberOf(text: string): f64 {
    if (this.numbers.has(text)) return this.numbers.get(text);
    if (this.values.length == this.mostTexts) {
      this.isFreeText = true;
      return 0;
    }
    this.numbers.set(text, this.values.length);
    this.values.push(text);
    return this.values.length - 1;
  }

  /** What an encoder is fitted by. */
  write(out: ByteWriter): void {
    out.text(this.name);
    out.i32(this.integers);
    out.i32(this.reals);
    out.i32(this.texts);
    out.i32(this.nulls);
    out.i32(this.values.length);
    for (let v = 0; v < this.values.length; v++) out.text(this.values[v]);
  }

  static read(bytes: ByteReader): Column {
    const column = new Column(bytes.text());
    column.integers = bytes.i32();
    column.reals = bytes.i32();
    column.texts = bytes.i32();
    column.nulls = bytes.i32();
    for (let left = bytes.i32(); left > 0; left--) column.values.push(bytes.text());
    return column;
  }

  get isText(): bool {
    return this.texts > 0;
  }

  /** What makes the column unusable as it is: `3 BLOB`, `2 TEXT among 148 numbers`; '' when nothing does. */
  get trouble(): string {
    const parts: string[] = [];
    const numbers = this.integers + this.reals;
    if (this.texts > 0 && numbers > 0) parts.push(`${this.texts} TEXT among ${numbers} numbers`);
    if (this.blobs > 0) parts.push(`${this.blobs} BLOB`);
    if (this.infinite > 0) parts.push(`${this.infinite} infinite`);
    return parts.join(' and ');
  }

  /** Every text reads as a number: what an import of a CSV leaves. */
  get areTextsNumbers(): bool {
    for (let i = 0; i < this.values.length; i++) {
      const text = this.values[i].trim();
      if (text.length == 0 || isNaN(parseFloat(text)) || !endsAsNumber(text)) return false;
    }
    return this.values.length > 0;
  }

  /** Every text begins as an ISO 8601 date, 2024-01-31. */
  get areTextsDates(): bool {
    for (let i = 0; i < this.values.length; i++) if (!isDate(this.values[i])) return false;
    return this.values.length > 0;
  }
}

function endsAsNumber(text: string): bool {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const isDigit = c >= 0x30 && c <= 0x39;
    if (!isDigit && c != 0x2e && c != 0x2d && c != 0x2b && (c | 0x20) != 0x65) return false;
  }
  return true;
}

function isDate(text: string): bool {
  if (text.length < 10) return false;
  for (let i = 0; i < 10; i++) {
    const c = text.charCodeAt(i);
    if (i == 4 || i == 7 ? c != 0x2d : c < 0x30 || c > 0x39) return false;
  }
  return true;
}
