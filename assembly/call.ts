// One call of an SQL function: the arguments that came in, and the result that goes out.
//
// The host writes the arguments as cells (host.ts) into the buffer that `reserve` gave, and reads
// one result cell. A function begins with `begin`, which names it for messages and checks the number
// of arguments against the catalog.

import { ByteWriter } from './codec/bytes';
import { utf8 } from './codec/text';
import { enter, fail } from './error';
import { signature } from './generated/functions';
import * as host from './host';
import { isWorthKeeping } from './memory/footprint';
import { RowWriter } from './rows';

/** No SQL function of the catalog takes more; SQLite itself allows 127. */
const MOST_ARGUMENTS = 127;

/** Buffers over this size are given back after the call. */
const KEEP: i32 = 1 << 20;

let buffer: usize = 0;
let capacity: i32 = 0;
const cells = new StaticArray<usize>(MOST_ARGUMENTS + 1);
let count: i32 = 0;

/** The result, as one cell. */
export let result: ByteWriter = new ByteWriter();

/** The buffer for the next call's argument cells, `length` bytes. */
export function reserve(length: i32): usize {
  if (length > capacity) {
    if (buffer) heap.free(buffer);
    capacity = max(length, 4096);
    buffer = heap.alloc(capacity);
  }
  return buffer;
}

/** Counts down to the next collection: a call with little garbage need not pay for one, one with none still less. */
let untilCollection: i32 = 0;
const COUNT: i32 = 4096;
/** What a call counts, and what one that leaves no garbage does. */
const USUAL: i32 = 16;
const LEAN: i32 = 1;
let weight: i32 = USUAL;

/** Gives garbage back; whether the instance is worth keeping. Only between calls, when no frame holds a reference. */
export function collect(): bool {
  const isLarge = capacity > KEEP || result.length > KEEP;
  if (capacity > KEEP) {
    heap.free(buffer);
    buffer = 0;
    capacity = 0;
  }
  if (result.length > KEEP) result = new ByteWriter();
  untilCollection -= weight;
  if (untilCollection <= 0 || isLarge) {
    untilCollection = COUNT;
    __collect();
  }
  return isWorthKeeping();
}

/** Asks for a collection after this call: it made much garbage. */
export function collectSoon(): void {
  untilCollection = 0;
}

/** Says that this call leaves no garbage, or next to none. */
export function isLean(): void {
  weight = LEAN;
}

/** Starts the call of `name` with `argc` arguments: finds the cells, checks the count. */
export function begin(name: string, argc: i32): void {
  const known = signature(name);
  enter(name, known.isTable);
  result.length = 0;
  weight = USUAL;
  if (argc < known.least || argc > known.most) {
    const expected =
      known.least == known.most
        ? known.least.toString()
        : `${known.least} ${known.most == known.least + 1 ? 'or' : 'to'} ${known.most}`;
    fail(`expected ${expected} ${known.most == 1 ? 'argument' : 'arguments'}, ${known.usage}, got ${argc}`);
  }
  count = argc;
  let at = buffer;
  for (let i = 0; i < argc; i++) {
    unchecked((cells[i] = at));
    at = cellEnd(at);
  }
}

/** The byte after a cell. */
export function cellEnd(cell: usize): usize {
  const type = load<u8>(cell);
  if (type == host.NULL) return cell + 1;
  if (type == host.INTEGER || type == host.REAL) return cell + 9;
  return cell + 5 + load<u32>(cell, 1);
}

/** The arguments of this call. */
export function argumentCount(): i32 {
  return count;
}

/** The cell of argument i; a NULL cell when it was left out. */
export function argument(i: i32): usize {
  return i < count ? cells[i] : changetype<usize>(absent);
}
const absent: StaticArray<u8> = [host.NULL];

export function isGiven(i: i32): bool {
  return i < count && load<u8>(cells[i]) != host.NULL;
}

/** Whether a cell is a whole number: INTEGER, or a REAL that is one, as JavaScript's drivers bind every number. */
export function isWhole(cell: usize): bool {
  if (load<u8>(cell) != host.REAL) return load<u8>(cell) == host.INTEGER;
  const value = load<f64>(cell, 1);
  return Math.abs(value) <= <f64>f64.MAX_SAFE_INTEGER && value == Math.floor(value);
}

/** The whole number that a cell is. */
export function wholeOf(cell: usize): i64 {
  return load<u8>(cell) == host.REAL ? <i64>load<f64>(cell, 1) : load<i64>(cell, 1);
}

/** What a cell holds, for messages: `TEXT 'abc'`, `INTEGER 5`, `NULL`. */
export function describe(cell: usize): string {
  const type = load<u8>(cell);
  if (type == host.INTEGER) return 'INTEGER ' + load<i64>(cell, 1).toString();
  if (type == host.REAL) return 'REAL ' + load<f64>(cell, 1).toString();
  if (type == host.NULL) return 'NULL';
  const length = load<u32>(cell, 1);
  if (type == host.BLOB) return `a BLOB of ${length} ${length == 1 ? 'byte' : 'bytes'}`;
  return length > 40 ? `TEXT of ${length} bytes` : `'${utf8(cell + 5, length)}'`;
}

/** Argument i, which must be TEXT that is not empty and holds no NUL. */
export function textArgument(i: i32, name: string): string {
  return textOf(argument(i), name);
}

/** The text of a cell, by the same rule. */
export function textOf(cell: usize, name: string): string {
  if (load<u8>(cell) != host.TEXT) fail(`${name} must be TEXT, got ${describe(cell)}`);
  const length = load<u32>(cell, 1);
  if (length == 0) fail(`${name} must not be empty`);
  for (let p = cell + 5, end = p + length; p < end; p++) {
    if (load<u8>(p) == 0) fail(`${name} must not contain a NUL character`);
  }
  return utf8(cell + 5, length);
}

/** Begins a TEXT or JSON result; its bytes are then written to `result`. */
export function beginText(type: u8 = host.JSON): ByteWriter {
  result.length = 0;
  result.u8(type);
  result.i32(0);
  return result;
}

/** Ends what `beginText` began. A pointer to the cell. */
export function endText(): usize {
  const cell = result.pointer;
  const length = result.length - 5;
  if (length > host.length_limit()) {
    fail(
      `the result has ${length} bytes, over this connection's limit of ${host.length_limit()}; ask for fewer rows`,
      host.SQLITE_TOOBIG,
    );
  }
  store<i32>(cell, length, 1);
  return cell;
}

/** A TEXT result. */
export function textResult(value: string): usize {
  const out = beginText(host.TEXT);
  out.characters(value);
  return endText();
}

/** A BLOB result. */
export function blobResult(bytes: usize, length: i32): usize {
  beginText(host.BLOB).raw(bytes, length);
  return endText();
}

/** A result without bytes. */
const one = new StaticArray<u8>(9);

/** A REAL result; SQLite makes NULL of NaN. */
export function realResult(value: f64): usize {
  const cell = changetype<usize>(one);
  store<u8>(cell, host.REAL);
  store<f64>(cell, value, 1);
  return cell;
}

/** An INTEGER result. */
export function integerResult(value: i64): usize {
  const cell = changetype<usize>(one);
  store<u8>(cell, host.INTEGER);
  store<i64>(cell, value, 1);
  return cell;
}

/** A NULL result. */
export function nullResult(): usize {
  const cell = changetype<usize>(one);
  store<u8>(cell, host.NULL);
  return cell;
}

/** Begins the result of a table function; its cells are then written, row after row. */
export function beginRows(): RowWriter {
  beginText(host.ROWS);
  return new RowWriter(result);
}

/** Ends what `beginRows` began. A pointer to the cell. */
export function endRows(): usize {
  const cell = result.pointer;
  store<i32>(cell, result.length - 5, 1);
  return cell;
}
