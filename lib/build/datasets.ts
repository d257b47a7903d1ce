// Packs datasets/ into the one run of bytes that is embedded in the engine, and reads it back.
//
// The engine reads it through `dataset_bytes(offset, buffer, length)` (assembly/table/bundled.ts): the head
// and the directory, then one block. Integers are little-endian; every offset counts from the first byte.
//
//   blob       0  'SQMD'
//              4  u32  number of datasets
//              8  directory: per dataset, in order of name, 64 bytes
//                   0  u32  offset of the block, a multiple of 8
//                   4  u32  length of the block
//                   8  u32  rows
//                  12  u32  columns: the features, then the target
//                  16  u8   task: 0 classification, 1 regression
//                  17  u8   target names: 0 text, 1 the text of JSON numbers
//                  18  u16  length of the name
//                  20  44   the name, UTF-8, filled up with zeros
//              then the blocks
//
//   block      0  per column, 8 bytes
//                   0  u32  offset of the column's values, a multiple of 8
//                   4  u8   kind: 0 f64, 1 i8, 2 i16, 3 i32, 4 i64
//                   5  u8   exponent e of kinds 1 to 4, 0 to 22
//                   6  u8   declared type: 0 REAL, 1 INTEGER, 2 TEXT
//                   7  u8   0
//              then u32 number of names, and per name u32 length and UTF-8: the columns' names
//              then the target names, likewise
//              then per TEXT column, in order, its distinct texts, likewise, ascending
//              then the columns' values, each column from a multiple of 8
//
// A column's values are f64, or whole numbers m that stand for m / 10^e, which is a whole number in an INTEGER
// column; in a TEXT column e is 0 and m the place of the text among the column's. NULL is the kind's lowest
// whole number, or NaN.
//
// Promise: each value comes back bit for bit. A measured value is a short decimal, m / 10^e; where |m| < 2^53
// and e <= 22 both are exact doubles, so their quotient is the correctly rounded one, the same that parsing
// the decimal gives. A column takes the smallest e, and with it the narrowest integers, that restores all of
// its values; when there is none (scaled values such as diabetes), it stays f64.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One dataset: the columns are the features and, last, the target. */
export interface Dataset {
  name: string;
  task: 'classification' | 'regression';
  featureNames: string[];
  targetName: string;
  /** In the order of the target's values 0, 1, ..., or its texts, ascending; none for a regression. */
  targetNames: (string | number)[];
  /** By column: numbers, or the places of texts in `texts`; NaN is NULL. */
  columns: Float64Array[];
  /** By column, as SQL declares it. */
  types: ColumnType[];
  /** By column, its distinct texts, ascending by code point; none for numbers. */
  texts: string[][];
}

export type ColumnType = (typeof TYPES)[number];

const MAGIC = 'SQMD';
const HEAD_SIZE = 8;
const ENTRY_SIZE = 64;
const NAME_SIZE = 44;
const COLUMN_SIZE = 8;
const TASKS = ['classification', 'regression'] as const;
const TYPES = ['REAL', 'INTEGER', 'TEXT'] as const;

/** 10^0 to 10^22, the powers that a double holds exactly; read from text, since ** may be off by a bit. */
const POWERS = Array.from({ length: 23 }, (_, e) => Number(`1e${e}`));

/** By kind. Those after f64 hold integers, from narrow to wide. */
const KINDS = [Float64Array, Int8Array, Int16Array, Int32Array, BigInt64Array];

interface Encoding {
  kind: number;
  exponent: number;
  bytes: Uint8Array;
}

/** All datasets of a folder as one blob. Fails on a file that is not as datasets/README.md says. */
export function packDatasets(folder: string): Uint8Array {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return pack(files.sort().map((file) => readDataset(folder, file.slice(0, -'.json'.length))));
}

/** What `packDatasets` packed. */
export function unpackDatasets(blob: Uint8Array): Dataset[] {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  if (decode(blob.subarray(0, 4)) !== MAGIC)
    throw new Error(`datasets: these bytes do not begin with ${MAGIC}`);
  const count = view.getUint32(4, true);
  return Array.from({ length: count }, (_, i) => unpackOne(view, HEAD_SIZE + i * ENTRY_SIZE));
}

/** One dataset from `<name>.csv` and `<name>.json`. */
export function readDataset(folder: string, name: string): Dataset {
  const about = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const [header, ...rows] = parseCsv(readFileSync(join(folder, `${name}.csv`), 'utf8'));
  const refuse = (why: string): never => {
    throw new Error(`datasets/${name}: ${why}`);
  };
  if (about.name !== name) refuse(`name must be '${name}', got '${about.name}'`);
  if (!TASKS.includes(about.task)) refuse(`task must be ${TASKS.join(' or ')}, got '${about.task}'`);
  const targetName = about.target ?? 'target';
  if (header.at(-1) !== targetName) refuse(`the last column must be '${targetName}', got '${header.at(-1)}'`);
  for (const [column, type] of Object.entries<ColumnType>(about.types ?? {})) {
    if (!header.includes(column)) refuse(`types names '${column}', which is no column`);
    if (!TYPES.includes(type)) refuse(`the type of '${column}' must be ${TYPES.join(' or ')}, got '${type}'`);
  }
  for (const [row, cells] of rows.entries()) {
    if (cells.length !== header.length)
      refuse(`row ${row + 1} must have ${header.length} cells, got ${cells.length}`);
  }
  const types: ColumnType[] = header.map((column) => about.types?.[column] ?? 'REAL');
  const texts = types.map((type, c) => (type === 'TEXT' ? distinct(rows.map((cells) => cells[c])) : []));
  const columns = header.map((column, c) =>
    Float64Array.from(rows, (cells, row) => {
      const cell = cells[c];
      const refuseCell = (what: string) =>
        refuse(`row ${row + 1}, '${column}' must be ${what}, got '${cell}'`);
      if (cell.trim() === '' && column !== targetName) return Number.NaN;
      if (types[c] === 'TEXT') return cell.trim() === '' ? refuseCell('a text') : texts[c].indexOf(cell);
      const value = cell.trim() === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) refuseCell('a number');
      if (types[c] === 'INTEGER' && !Number.isSafeInteger(value)) refuseCell('a whole number');
      return value;
    }),
  );
  if (types.at(-1) === 'TEXT' && String(texts.at(-1)) !== String(about.target_names))
    refuse(`target_names must be the target's texts, ascending: ${texts.at(-1)}; got ${about.target_names}`);
  const featureNames = header.slice(0, -1);
  return {
    name,
    task: about.task,
    featureNames,
    targetName,
    targetNames: about.target_names,
    columns,
    types,
    texts,
  };
}

/** The texts of a column, each once, ascending by code point; an empty cell is NULL and none of them. */
function distinct(cells: string[]): string[] {
  const texts = [...new Set(cells.filter((cell) => cell.trim() !== ''))];
  return texts.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** RFC 4180: cells parted by commas, quoted when they hold a comma, a quote or a line's end. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && row.length === 0 && !quoted && !plain) break;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

function pack(datasets: Dataset[]): Uint8Array {
  let offset = align(HEAD_SIZE + datasets.length * ENTRY_SIZE);
  const head = Buffer.alloc(offset);
  head.write(MAGIC, 0, 'latin1');
  head.writeUInt32LE(datasets.length, 4);
  const blocks: Uint8Array[] = [];
  for (const [i, dataset] of datasets.entries()) {
    const block = packBlock(dataset, offset);
    writeEntry(head.subarray(HEAD_SIZE + i * ENTRY_SIZE), dataset, offset, block.length);
    blocks.push(block);
    offset += block.length;
  }
  return Uint8Array.from(Buffer.concat([head, ...blocks]));
}

function writeEntry(entry: Buffer, dataset: Dataset, offset: number, length: number): void {
  const name = Buffer.from(dataset.name);
  if (name.length > NAME_SIZE)
    throw new Error(`datasets/${dataset.name}: the name is over ${NAME_SIZE} bytes`);
  entry.writeUInt32LE(offset, 0);
  entry.writeUInt32LE(length, 4);
  entry.writeUInt32LE(dataset.columns[0].length, 8);
  entry.writeUInt32LE(dataset.columns.length, 12);
  entry.writeUInt8(TASKS.indexOf(dataset.task), 16);
  entry.writeUInt8(dataset.targetNames.some((target) => typeof target === 'number') ? 1 : 0, 17);
  entry.writeUInt16LE(name.length, 18);
  name.copy(entry, 20);
}

/** The block of a dataset that begins at `offset` of the blob. */
function packBlock(dataset: Dataset, offset: number): Uint8Array {
  const encodings = dataset.columns.map(encode);
  const table = Buffer.alloc(encodings.length * COLUMN_SIZE);
  const names = Buffer.concat([
    packTexts([...dataset.featureNames, dataset.targetName]),
    packTexts(dataset.targetNames.map(String)),
    ...dataset.texts.filter((_, column) => dataset.types[column] === 'TEXT').map(packTexts),
  ]);
  const parts = [table, padded(names, table.length)];
  let at = align(table.length + names.length);
  for (const [i, { kind, exponent, bytes }] of encodings.entries()) {
    table.writeUInt32LE(offset + at, i * COLUMN_SIZE);
    table.writeUInt8(kind, i * COLUMN_SIZE + 4);
    table.writeUInt8(exponent, i * COLUMN_SIZE + 5);
    table.writeUInt8(TYPES.indexOf(dataset.types[i]), i * COLUMN_SIZE + 6);
    const values = padded(bytes, 0);
    parts.push(values);
    at += values.length;
  }
  return Buffer.concat(parts);
}

function packTexts(texts: string[]): Buffer {
  const parts = [unsigned(texts.length)];
  for (const text of texts) parts.push(unsigned(Buffer.byteLength(text)), Buffer.from(text));
  return Buffer.concat(parts);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The narrowest encoding that restores every value bit for bit; a NaN is NULL. */
function encode(values: Float64Array): Encoding {
  const known = values.filter((value) => !Number.isNaN(value));
  for (let exponent = 0; exponent < POWERS.length; exponent++) {
    // + 0 turns -0 into 0, as storing it as an integer does.
    const integers = known.map((value) => Math.round(value * POWERS[exponent]) + 0);
    if (integers.some((m) => !Number.isSafeInteger(m))) break;
    if (!integers.every((m, i) => Object.is(m / POWERS[exponent], known[i]))) continue;
    const kind = narrowest(integers);
    return { kind, exponent, bytes: packIntegers(values, kind, POWERS[exponent]) };
  }
  return { kind: 0, exponent: 0, bytes: new Uint8Array(values.slice().buffer) };
}

/** The narrowest kind that holds the integers and a lower one, which is NULL. */
function narrowest(integers: Float64Array): number {
  const fits = (kind: number) => integers.every((m) => m > lowest(kind) && m < -lowest(kind));
  return [1, 2, 3].find(fits) ?? 4;
}

/** What stands for NULL among the integers of a kind. */
function lowest(kind: number): number {
  return -(2 ** (8 * KINDS[kind].BYTES_PER_ELEMENT - 1));
}

function packIntegers(values: Float64Array, kind: number, power: number): Uint8Array {
  const stored = values.map((value) => (Number.isNaN(value) ? lowest(kind) : Math.round(value * power)));
  const packed = kind === 4 ? BigInt64Array.from(stored, BigInt) : new KINDS[kind](stored as never);
  return new Uint8Array(packed.buffer);
}

function unpackOne(view: DataView, entry: number): Dataset {
  const u32 = (at: number) => view.getUint32(at, true);
  const text = (at: number, length: number) =>
    decode(new Uint8Array(view.buffer, view.byteOffset + at, length));
  const [block, rows, columns] = [u32(entry), u32(entry + 8), u32(entry + 12)];
  let at = block + columns * COLUMN_SIZE;
  const texts = () => {
    const found: string[] = [];
    const count = u32(at);
    at += 4;
    for (let i = 0; i < count; i++) {
      const length = u32(at);
      found.push(text(at + 4, length));
      at += 4 + length;
    }
    return found;
  };
  const names = texts();
  const targets = texts();
  const index = Array.from({ length: columns }, (_, i) => i);
  const types = index.map((i) => TYPES[view.getUint8(block + i * COLUMN_SIZE + 6)]);
  return {
    name: text(entry + 20, view.getUint16(entry + 18, true)),
    task: TASKS[view.getUint8(entry + 16)],
    featureNames: names.slice(0, -1),
    targetName: names[columns - 1],
    targetNames: view.getUint8(entry + 17) ? targets.map(Number) : targets,
    columns: index.map((i) => unpackColumn(view, block + i * COLUMN_SIZE, rows)),
    types,
    texts: types.map((type) => (type === 'TEXT' ? texts() : [])),
  };
}

function unpackColumn(view: DataView, at: number, rows: number): Float64Array {
  const kind = view.getUint8(at + 4);
  const power = POWERS[view.getUint8(at + 5)];
  const start = view.byteOffset + view.getUint32(at, true);
  const Kind = KINDS[kind];
  const bytes = view.buffer.slice(start, start + rows * Kind.BYTES_PER_ELEMENT);
  const stored = new Kind(bytes as ArrayBuffer) as ArrayLike<number | bigint>;
  const isNull = (m: number) => kind !== 0 && m === lowest(kind);
  return Float64Array.from(stored, (m) => (isNull(Number(m)) ? Number.NaN : Number(m) / power));
}

/** The next multiple of 8. */
function align(n: number): number {
  return Math.ceil(n / 8) * 8;
}

/** The bytes with zeros behind, so that `before` + their length is a multiple of 8. */
function padded(bytes: Uint8Array, before: number): Buffer {
  return Buffer.concat([bytes], align(before + bytes.length) - before);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
