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
//                   6  u16  0
//              then u32 number of names, and per name u32 length and UTF-8: the feature names
//              then the target names, likewise
//              then the columns' values, each column from a multiple of 8
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
  /** In the order of the target's values 0, 1, ...; none for a regression. */
  targetNames: (string | number)[];
  columns: Float64Array[];
}

const MAGIC = 'SQMD';
const HEAD_SIZE = 8;
const ENTRY_SIZE = 64;
const NAME_SIZE = 44;
const COLUMN_SIZE = 8;
const TASKS = ['classification', 'regression'] as const;

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
  if (header.at(-1) !== 'target') refuse(`the last column must be 'target', got '${header.at(-1)}'`);
  const columns = header.map(() => new Float64Array(rows.length));
  for (const [row, cells] of rows.entries()) {
    if (cells.length !== header.length)
      refuse(`row ${row + 1} must have ${header.length} cells, got ${cells.length}`);
    for (const [column, cell] of cells.entries()) {
      const value = cell.trim() === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(value))
        refuse(`row ${row + 1}, '${header[column]}' must be a number, got '${cell}'`);
      columns[column][row] = value;
    }
  }
  return {
    name,
    task: about.task,
    featureNames: header.slice(0, -1),
    targetNames: about.target_names,
    columns,
  };
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
  const names = Buffer.concat([packTexts(dataset.featureNames), packTexts(dataset.targetNames.map(String))]);
  const parts = [table, padded(names, table.length)];
  let at = align(table.length + names.length);
  for (const [i, { kind, exponent, bytes }] of encodings.entries()) {
    table.writeUInt32LE(offset + at, i * COLUMN_SIZE);
    table.writeUInt8(kind, i * COLUMN_SIZE + 4);
    table.writeUInt8(exponent, i * COLUMN_SIZE + 5);
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

/** The narrowest encoding that restores every value bit for bit. */
function encode(values: Float64Array): Encoding {
  for (let exponent = 0; exponent < POWERS.length; exponent++) {
    // + 0 turns -0 into 0, as storing it as an integer does.
    const integers = values.map((value) => Math.round(value * POWERS[exponent]) + 0);
    if (integers.some((m) => !Number.isSafeInteger(m))) break;
    if (!integers.every((m, i) => Object.is(m / POWERS[exponent], values[i]))) continue;
    const kind = narrowest(integers);
    const stored = kind === 4 ? BigInt64Array.from(integers, BigInt) : new KINDS[kind](integers as never);
    return { kind, exponent, bytes: new Uint8Array(stored.buffer) };
  }
  return { kind: 0, exponent: 0, bytes: new Uint8Array(values.slice().buffer) };
}

function narrowest(integers: Float64Array): number {
  const fits = (bits: number) => integers.every((m) => m >= -(2 ** (bits - 1)) && m < 2 ** (bits - 1));
  return fits(8) ? 1 : fits(16) ? 2 : fits(32) ? 3 : 4;
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
  const featureNames = texts();
  const targets = texts();
  return {
    name: text(entry + 20, view.getUint16(entry + 18, true)),
    task: TASKS[view.getUint8(entry + 16)],
    featureNames,
    targetNames: view.getUint8(entry + 17) ? targets.map(Number) : targets,
    columns: Array.from({ length: columns }, (_, i) => unpackColumn(view, block + i * COLUMN_SIZE, rows)),
  };
}

function unpackColumn(view: DataView, at: number, rows: number): Float64Array {
  const Kind = KINDS[view.getUint8(at + 4)];
  const power = POWERS[view.getUint8(at + 5)];
  const start = view.byteOffset + view.getUint32(at, true);
  const bytes = view.buffer.slice(start, start + rows * Kind.BYTES_PER_ELEMENT);
  return Float64Array.from(
    new Kind(bytes as ArrayBuffer) as ArrayLike<number | bigint>,
    (m) => Number(m) / power,
  );
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
