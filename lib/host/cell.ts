// Values as cells: a type byte and then 8 bytes, or a u32 length and the bytes, or nothing. Unaligned,
// little-endian, one after the other (assembly/host.ts draws them).

import { type Raw, SQLITE_TRANSIENT, type Sqlite } from './sqlite.ts';

export const INTEGER = 1;
export const REAL = 2;
export const TEXT = 3;
export const BLOB = 4;
export const NULL = 5;
export const JSON_TEXT = 6;
export const ROWS = 7;
const JSON_SUBTYPE = 'J'.charCodeAt(0);

/** Where cells stand: a WASM memory, or a copy. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** How a value's parts are read: from a column of a statement, or from a function's argument. */
interface Readers {
  type: Raw;
  integer: Raw;
  real: Raw;
  text: Raw;
  blob: Raw;
  size: Raw;
}

function columnReaders(raw: Record<string, Raw>): Readers {
  return {
    type: raw.sqlite3_column_type,
    integer: raw.sqlite3_column_int64,
    real: raw.sqlite3_column_double,
    text: raw.sqlite3_column_text,
    blob: raw.sqlite3_column_blob,
    size: raw.sqlite3_column_bytes,
  };
}

function valueReaders(raw: Record<string, Raw>): Readers {
  return {
    type: raw.sqlite3_value_type,
    integer: raw.sqlite3_value_int64,
    real: raw.sqlite3_value_double,
    text: raw.sqlite3_value_text,
    blob: raw.sqlite3_value_blob,
    size: raw.sqlite3_value_bytes,
  };
}

/** The bytes that one value needs. */
function sizeOf(from: number, index: number, read: Readers): number {
  const type = read.type(from, index);
  if (type === NULL) return 1;
  if (type <= REAL) return 9;
  if (type === TEXT) read.text(from, index);
  return 5 + read.size(from, index);
}

/** Writes one of SQLite's values as a cell; the byte after it. */
function write(
  sqlite: Sqlite,
  from: number,
  index: number,
  read: Readers,
  target: Bytes,
  at: number,
): number {
  const { view, bytes } = target;
  const type = read.type(from, index);
  bytes[at] = type;
  if (type === NULL) return at + 1;
  if (type === INTEGER) view.setBigInt64(at + 1, BigInt(read.integer(from, index)), true);
  else if (type === REAL) view.setFloat64(at + 1, read.real(from, index), true);
  else {
    const source = type === TEXT ? read.text(from, index) : read.blob(from, index);
    const size = read.size(from, index);
    view.setUint32(at + 1, size, true);
    bytes.set(sqlite.bytes.subarray(source, source + size), at + 5);
    return at + 5 + size;
  }
  return at + 9;
}

/** The bytes that a row needs as cells. */
export function rowSize({ raw }: Sqlite, statement: number, columns: number): number {
  const read = columnReaders(raw);
  let size = 0;
  for (let c = 0; c < columns; c++) size += sizeOf(statement, c, read);
  return size;
}

/** Writes a row; the byte after it. */
export function writeRow(
  sqlite: Sqlite,
  statement: number,
  columns: number,
  target: Bytes,
  at: number,
): number {
  const read = columnReaders(sqlite.raw);
  for (let c = 0; c < columns; c++) at = write(sqlite, statement, c, read, target, at);
  return at;
}

/**
 * Writes a row as one f64 a column, NULL as NaN, the eight bytes of column `exact` (-1: of none) as they are; false when
 * it has something else, or that column not this type.
 */
export function writeNumbers(
  { raw }: Sqlite,
  statement: number,
  columns: number,
  exact: number,
  type: number,
  { view }: Bytes,
  at: number,
): boolean {
  for (let c = 0; c < columns; c++, at += 8) {
    const kind = raw.sqlite3_column_type(statement, c);
    if (c === exact ? kind !== type : kind > REAL && kind !== NULL) return false;
    if (kind === NULL) view.setFloat64(at, Number.NaN, true);
    else if (c === exact && kind === INTEGER)
      view.setBigInt64(at, BigInt(raw.sqlite3_column_int64(statement, c)), true);
    else view.setFloat64(at, raw.sqlite3_column_double(statement, c), true);
  }
  return true;
}

/** A function's arguments, pointers to values, as cells; 0 stands for NULL. */
export function argumentCells(sqlite: Sqlite, values: number[]): Bytes {
  const read = valueReaders(sqlite.raw);
  let size = 0;
  for (const value of values) size += value === 0 ? 1 : sizeOf(value, 0, read);
  const bytes = new Uint8Array(size);
  const cells = { bytes, view: new DataView(bytes.buffer) };
  let at = 0;
  for (const value of values) {
    if (value === 0) bytes[at++] = NULL;
    else at = write(sqlite, value, 0, read, cells, at);
  }
  return cells;
}

/** The byte after a cell. */
export function cellEnd({ bytes, view }: Bytes, at: number): number {
  const type = bytes[at];
  if (type === NULL) return at + 1;
  return type <= REAL ? at + 9 : at + 5 + view.getUint32(at + 1, true);
}

/** Makes a cell the result of a function or a table's column. */
export function giveResult(sqlite: Sqlite, context: number, { bytes, view }: Bytes, at: number): void {
  const { raw } = sqlite;
  const type = bytes[at];
  if (type === INTEGER) raw.sqlite3_result_int64(context, view.getBigInt64(at + 1, true));
  else if (type === REAL) raw.sqlite3_result_double(context, view.getFloat64(at + 1, true));
  else if (type === NULL) raw.sqlite3_result_null(context);
  else {
    const body = bytes.subarray(at + 5, at + 5 + view.getUint32(at + 1, true));
    if (type !== BLOB) giveText(sqlite, context, body, type === JSON_TEXT);
    else {
      const copy = sqlite.copyIn(body);
      raw.sqlite3_result_blob(context, copy, body.length, SQLITE_TRANSIENT);
      raw.sqlite3_free(copy);
    }
  }
}

/** Makes text the result, marked when it is JSON. */
export function giveText(sqlite: Sqlite, context: number, text: Uint8Array, isJson: boolean): void {
  const copy = sqlite.copyIn(text);
  sqlite.raw.sqlite3_result_text(context, copy, text.length, SQLITE_TRANSIENT);
  if (isJson) sqlite.raw.sqlite3_result_subtype(context, JSON_SUBTYPE);
  sqlite.raw.sqlite3_free(copy);
}
