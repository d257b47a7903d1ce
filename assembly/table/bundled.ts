// The datasets that are embedded in the engine, as their packer left them (lib/build/datasets.ts draws the
// layout). Nothing is read before it is asked for: the directory is two host calls, a dataset one more.
//
// Promise: a cell is the value of the dataset's CSV, and so is what its literal gives in SQL in a column of
// the declared type, bit for bit. A REAL is written as a division of exact numbers, since SQLite versions differ
// in the last bit of some decimals:
//   51/10.0                            a column of m / 10^e, where both are exact doubles (e <= 22)
//   -2773200/1048576.0/1048576.0       any other REAL, which is an integer over a power of two
//   3750    'Torgersen'    NULL        an INTEGER; a TEXT, its quotes doubled; an empty cell of any type
//
// The bytes come from the build and are trusted.

import { ByteWriter } from '../codec/bytes';
import { appendReal } from '../codec/literal';
import { quoteText } from '../codec/text';
import { dataset_bytes } from '../host';
import { allocate, release } from '../memory/block';

const HEAD_SIZE = 8;
const ENTRY_SIZE = 64;
const COLUMN_SIZE = 8;
/** 'SQMD', little-endian. */
const MAGIC: u32 = 0x444d5153;

const F64: u8 = 0;
const I8: u8 = 1;
const I16: u8 = 2;
const I32: u8 = 3;

/** The declared types, by their codes. */
const TYPES: StaticArray<string> = ['REAL', 'INTEGER', 'TEXT'];
const TEXT: u8 = 2;

/** 10^0 to 10^22, the powers that a double holds exactly. */
const POWERS: StaticArray<f64> = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
];

/** The names of the embedded datasets, in alphabetical order. */
export function bundledNames(): string[] {
  const directory = readDirectory();
  const names: string[] = [];
  for (let i = 0; i < directoryLength; i++) names.push(entryName(directory + i * ENTRY_SIZE));
  release(directory);
  return names;
}

/** The embedded dataset of that name, or null. */
export function bundled(name: string): Bundled | null {
  const directory = readDirectory();
  let found: Bundled | null = null;
  for (let i = 0; i < directoryLength; i++) {
    const entry = directory + i * ENTRY_SIZE;
    if (entryName(entry) == name) found = new Bundled(name, entry);
  }
  release(directory);
  return found;
}

/** One embedded dataset; the columns are the features and, last, the target. */
export class Bundled {
  readonly rows: i32;
  readonly columns: i32;
  /** 'classification' or 'regression'. */
  readonly task: string;
  /** The columns' names: the features, then the target. */
  names: string[] = [];
  /** In the order of the target's values 0, 1, ..., or its texts, ascending; none for a regression. */
  targetNames: string[] = [];
  /** Whether the target names are numbers, to be written to JSON without quotes (digits: 0 to 9). */
  readonly targetNamesAreNumbers: bool;
  /** By column, its distinct texts, ascending; none for numbers. */
  private texts: string[][] = [];
  private block: usize;
  /** Where the block begins in the embedded bytes, which is where its offsets count from. */
  private origin: u32;

  constructor(
    readonly name: string,
    entry: usize,
  ) {
    this.origin = load<u32>(entry);
    const length = load<u32>(entry, 4);
    this.rows = load<u32>(entry, 8);
    this.columns = load<u32>(entry, 12);
    this.task = load<u8>(entry, 16) == 0 ? 'classification' : 'regression';
    this.targetNamesAreNumbers = load<u8>(entry, 17) != 0;
    this.block = allocate(length);
    dataset_bytes(this.origin, this.block, length);
    let at = this.block + this.columns * COLUMN_SIZE;
    this.names = readTexts(at);
    at = skipTexts(at);
    this.targetNames = readTexts(at);
    for (let column = 0; column < this.columns; column++) {
      const isText = load<u8>(this.columnEntry(column), 6) == TEXT;
      if (isText) at = skipTexts(at);
      this.texts.push(isText ? readTexts(at) : []);
    }
  }

  get featureNames(): string[] {
    return this.names.slice(0, this.columns - 1);
  }

  /** 'REAL', 'INTEGER' or 'TEXT', as the column is to be declared. */
  type(column: i32): string {
    return TYPES[load<u8>(this.columnEntry(column), 6)];
  }

  /** The text of a TEXT column's cell that is not NULL. */
  text(row: i32, column: i32): string {
    return this.texts[column][<i32>this.numerator(row, column)];
  }

  isNull(row: i32, column: i32): bool {
    return isNaN(this.cell(row, column));
  }

  /** The number itself, or the place of a text among the column's; NaN is NULL. */
  cell(row: i32, column: i32): f64 {
    const entry = this.columnEntry(column);
    const kind = load<u8>(entry, 4);
    if (kind == F64) return load<f64>(this.values(entry) + ((<usize>row) << 3));
    const numerator = this.numerator(row, column);
    return numerator == lowest(kind) ? NaN : <f64>numerator / POWERS[load<u8>(entry, 5)];
  }

  /** e, where the column's values are numerator / 10^e; -1 for a column of plain doubles. */
  exponent(column: i32): i32 {
    const entry = this.columnEntry(column);
    return load<u8>(entry, 4) == F64 ? -1 : <i32>load<u8>(entry, 5);
  }

  /**
   * The value times 10^exponent, below 2^53 in size, and of NULL the kind's lowest integer; of a column of
   * plain doubles its bits.
   */
  numerator(row: i32, column: i32): i64 {
    const entry = this.columnEntry(column);
    const values = this.values(entry);
    const kind = load<u8>(entry, 4);
    if (kind == I8) return load<i8>(values + row);
    if (kind == I16) return load<i16>(values + ((<usize>row) << 1));
    if (kind == I32) return load<i32>(values + ((<usize>row) << 2));
    return load<i64>(values + ((<usize>row) << 3));
  }

  /** Appends an SQL expression whose value in a column of the declared type is the cell's, bit for bit. */
  appendLiteral(row: i32, column: i32, sql: ByteWriter): void {
    if (this.isNull(row, column)) return sql.characters('NULL');
    if (this.texts[column].length > 0) return sql.characters(quoteText(this.text(row, column)));
    const exponent = this.exponent(column);
    if (exponent < 0) return appendReal(this.cell(row, column), sql);
    sql.characters(this.numerator(row, column).toString());
    if (exponent == 0) return;
    sql.characters('/1');
    for (let i = 0; i < exponent; i++) sql.u8(0x30);
    sql.characters('.0');
  }

  /** Gives the memory back; only the names stay readable. */
  release(): void {
    release(this.block);
    this.block = 0;
  }

  private columnEntry(column: i32): usize {
    return this.block + column * COLUMN_SIZE;
  }

  private values(entry: usize): usize {
    return this.block + (load<u32>(entry) - this.origin);
  }
}

/** What stands for NULL among the integers of a kind. */
function lowest(kind: u8): i64 {
  return kind == I8
    ? i8.MIN_VALUE
    : kind == I16
      ? i16.MIN_VALUE
      : kind == I32
        ? i32.MIN_VALUE
        : i64.MIN_VALUE;
}

/** The number of datasets, once `readDirectory` ran. */
let directoryLength: i32 = 0;

/** A block with the directory's entries. */
function readDirectory(): usize {
  const head = allocate(HEAD_SIZE);
  dataset_bytes(0, head, HEAD_SIZE);
  assert(load<u32>(head) == MAGIC, 'the embedded datasets are not what lib/build/datasets.ts packs');
  directoryLength = load<u32>(head, 4);
  release(head);
  const directory = allocate(directoryLength * ENTRY_SIZE);
  dataset_bytes(HEAD_SIZE, directory, directoryLength * ENTRY_SIZE);
  return directory;
}

function entryName(entry: usize): string {
  return String.UTF8.decodeUnsafe(entry + 20, load<u16>(entry, 18));
}

function readTexts(at: usize): string[] {
  const texts: string[] = [];
  const count: i32 = load<u32>(at);
  at += 4;
  for (let i = 0; i < count; i++) {
    const length = load<u32>(at);
    texts.push(String.UTF8.decodeUnsafe(at + 4, length));
    at += 4 + length;
  }
  return texts;
}

/** Where the texts that begin at `at` end. */
function skipTexts(at: usize): usize {
  const count: i32 = load<u32>(at);
  at += 4;
  for (let i = 0; i < count; i++) at += 4 + load<u32>(at);
  return at;
}
