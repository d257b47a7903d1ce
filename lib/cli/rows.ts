// Rows on their way in: a CSV (RFC 4180), a JSON array of objects, or a JSON object a line.
//
//   CSV      a cell is TEXT here; it becomes INTEGER or REAL by the NUMERIC affinity of its column
//            (temp_table.ts), as an .import of the sqlite3 program into such columns does. An empty cell is
//            blank TEXT, as .import has it. Lines end with LF or CRLF, a byte order mark is no part of the first name, empty lines are
//            left out.
//   JSON     numbers, texts and null are what they are; true and false are 1 and 0; what is nested is its
//            text.
//
// The first row says the columns. A CSV's row with more or fewer cells is an error with its line, as is a key
// that the first object doesn't have; a key that is left out is NULL.
// CSV and JSON by lines are read as they come, a batch at a time; a JSON array is read whole.

import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Info, parse } from 'csv-parse';
import type { Value } from '../sqlite.ts';
import { existing, type Reading } from './command.ts';
import type { Cell, Format } from './format.ts';
import { say } from './terminal.ts';

export interface Row {
  /** Where it begins; of a JSON array the number of the object. */
  line: number;
  /** As the file has it. */
  given: Cell[];
  /** As SQLite gets it. */
  cells: Value[];
}

export interface Source {
  /** The file without its folder, or stdin. */
  name: string;
  format: Format;
  columns: string[];
  rows: AsyncIterable<Row>;
  /** What a row's number counts. */
  unit: 'line' | 'object';
}

/** Rows that are handled together: memory is bounded by them, and a statement's cost is shared. */
const BATCH = 1000;

/** Opens a file, or standard input when it is `-`, and reads its columns. */
export async function openRows(file: string, reading: Reading): Promise<Source> {
  const isStdin = file === '-';
  const name = isStdin ? 'stdin' : basename(file);
  if (isStdin && process.stdin.isTTY) say('reading rows from the terminal, until Ctrl-D');
  const stream = isStdin ? process.stdin : createReadStream(existing(file));
  try {
    const [format, whole] = await formatOf(stream, file, reading);
    const unit = format === 'json' ? 'object' : 'line';
    if (format === 'csv') {
      const isTabbed = file.endsWith('.tsv');
      const rows = csvRows(whole, { ...reading, delimiter: reading.delimiter ?? (isTabbed ? '\t' : ',') });
      const head = await rows.next();
      if (head.done) throw new Error('the file is empty; its first line names the columns');
      const columns = head.value.given.map(String);
      if (reading.delimiter === undefined) checkDelimiter(columns);
      return { name, format, columns, rows: located(name, rest(rows, columns)), unit };
    }
    const objects = format === 'json' ? jsonObjects(whole) : ndjsonObjects(whole);
    const first = await objects.next();
    if (first.done) throw new Error('there are no objects, so no columns');
    const columns = Object.keys(first.value.object);
    if (columns.length === 0) throw new Error('the first object is empty; it says the columns');
    return {
      name,
      format,
      columns,
      rows: located(name, objectRows(first.value, objects, columns, unit)),
      unit,
    };
  } catch (thrown) {
    throw new Error(`${name}: ${(thrown as Error).message}`);
  }
}

/** The rows by batches. */
export async function* batches(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What an SQLite database begins with. */
const MAGIC = 'SQLite format 3\0';

/** The format, and the stream from its beginning: what is asked for, or the ending, or the first character. */
async function formatOf(stream: Readable, file: string, reading: Reading): Promise<[Format, Readable]> {
  if (reading.format !== undefined) return [reading.format, stream];
  if (file.endsWith('.csv') || file.endsWith('.tsv')) return ['csv', stream];
  if (file.endsWith('.json')) return ['json', stream];
  if (file.endsWith('.ndjson') || file.endsWith('.jsonl')) return ['ndjson', stream];
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const { value: first = Buffer.alloc(0) } = await iterator.next();
  if (first.subarray(0, MAGIC.length).toString('latin1') === MAGIC) {
    throw new Error('this is an SQLite database; sqml train takes the name of one of its tables, too');
  }
  const whole = new PassThrough();
  feed(whole, first, iterator);
  const character = first
    .toString()
    .replace(/^\uFEFF/, '')
    .trimStart()[0];
  return [character === '[' ? 'json' : character === '{' ? 'ndjson' : 'csv', whole];
}

/** Writes `first` and all that follows it, at the pace of the reader. */
async function feed(to: PassThrough, first: Buffer, others: AsyncIterator<Buffer>): Promise<void> {
  try {
    let chunk: IteratorResult<Buffer> = { value: first };
    while (!chunk.done) {
      if (!to.write(chunk.value)) await new Promise((resolve) => to.once('drain', resolve));
      chunk = await others.next();
    }
    to.end();
  } catch (thrown) {
    to.destroy(thrown as Error);
  }
}

async function* csvRows(stream: Readable, reading: Reading): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    delimiter: reading.delimiter,
    encoding: reading.encoding,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  stream.on('error', (error) => parser.destroy(error));
  stream.pipe(parser);
  const nulls = new Set(reading.nulls);
  // csv-parse counts a CRLF inside quotes twice, so lines are counted here.
  let lines = 0;
  for await (const parsed of parser) {
    const { record, raw, info } = parsed as { record: string[]; raw: string; info: Info };
    const line = 1 + lines + info.empty_lines;
    lines += raw.match(/\r\n|\r|\n/g)?.length ?? 0;
    if (reading.encoding === 'utf8' && raw.includes('\uFFFD'))
      throw new Error(`line ${line} is not UTF-8; --encoding latin1 reads what older programs wrote`);
    yield { line, given: record, cells: record.map((cell) => (nulls.has(cell) ? null : cell)) };
  }
}

/** Fails when the names are one that holds what parts cells in other files. */
function checkDelimiter(columns: string[]): void {
  const [only, ...others] = columns;
  const other =
    others.length > 0 ? undefined : [';', '\t', '|'].find((character) => only.includes(character));
  if (other === undefined) return;
  const shown = other === '\t' ? '\\t' : other;
  throw new Error(`the first line is one name, '${only}'; --delimiter '${shown}' parts it`);
}

/** The rows below the names. */
async function* rest(rows: AsyncGenerator<Row>, columns: string[]): AsyncGenerator<Row> {
  for await (const row of rows) {
    const cells = row.cells.length;
    if (cells !== columns.length) {
      throw new Error(`line ${row.line} has ${cells} cells, the first line names ${columns.length} columns`);
    }
    yield row;
  }
}

interface Numbered {
  line: number;
  object: Record<string, Cell>;
}

async function* jsonObjects(stream: Readable): AsyncGenerator<Numbered> {
  const parsed: unknown = JSON.parse((await text(stream)).replace(/^\uFEFF/, ''));
  for (const [i, value] of (Array.isArray(parsed) ? parsed : [parsed]).entries()) {
    yield { line: i + 1, object: objectOf(value, `object ${i + 1}`) };
  }
}

async function* ndjsonObjects(stream: Readable): AsyncGenerator<Numbered> {
  let line = 0;
  for await (const given of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    const content = line === 1 ? given.replace(/^\uFEFF/, '') : given;
    if (content.trim() === '') continue;
    let parsed: unknown;
    try {
      parsed = JSON.parse(content);
    } catch (thrown) {
      throw new Error(`line ${line}: ${(thrown as Error).message}`);
    }
    yield { line, object: objectOf(parsed, `line ${line}`) };
  }
}

function objectOf(value: unknown, where: string): Record<string, Cell> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, Cell>;
  throw new Error(
    `${where} must be a JSON object from column to value, got ${JSON.stringify(value).slice(0, 60)}`,
  );
}

async function* objectRows(
  first: Numbered,
  others: AsyncGenerator<Numbered>,
  columns: string[],
  unit: string,
): AsyncGenerator<Row> {
  const known = new Set(columns);
  const row = ({ line, object }: Numbered): Row => {
    const where = `${unit} ${line}`;
    const extra = Object.keys(object).find((name) => !known.has(name));
    if (extra !== undefined) throw new Error(`${where} has '${extra}', which the first object doesn't have`);
    const given = columns.map((name) => whole(Object.hasOwn(object, name) ? object[name] : null));
    return { line, given, cells: given.map(plain) };
  };
  yield row(first);
  for await (const object of others) yield row(object);
}

/** A whole number of JSON as INTEGER. */
function whole(value: Cell): Cell {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

/** A value of JSON as SQLite gets it; a list or an object is its text. */
function plain(value: Cell): Value {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return value === null || typeof value !== 'object' ? value : JSON.stringify(value);
}

/** Has the file's name in what goes wrong. */
async function* located(name: string, rows: AsyncGenerator<Row>): AsyncGenerator<Row> {
  try {
    yield* rows;
  } catch (thrown) {
    throw new Error(`${name}: ${(thrown as Error).message}`);
  }
}
