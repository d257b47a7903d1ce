// An engine for testing the shim alone: each SQL function uses one piece of the host interface, or
// goes wrong in one way. test/native/probe.ts builds it with the real binding/ and the real runtime.

import { isWorthKeeping } from '../../assembly/memory/footprint';
import { ByteWriter } from '../../assembly/codec/bytes';
import { fail } from '../../assembly/error';
import * as host from '../../assembly/host';
import { RowWriter } from '../../assembly/rows';

let area = new StaticArray<u8>(16);
let kept = new StaticArray<u8>(0);

export { job, share } from '../../assembly/jobs/jobs';
export { progress } from '../../assembly/progress';

export function reserve(length: i32): usize {
  if (area.length < length) area = new StaticArray<u8>(length);
  return changetype<usize>(area);
}

export function collect(): bool {
  __collect();
  return isWorthKeeping();
}

// ---- Cells ----

const result = memory.data(16);

function integer(value: i64): usize {
  store<u8>(result, host.INTEGER);
  store<i64>(result, value, 1);
  return result;
}

/** A copy of `length` bytes as a cell of a type with bytes. */
function bytes(type: u8, source: usize, length: i32): usize {
  const cell = new StaticArray<u8>(5 + length);
  kept = cell;
  const at = changetype<usize>(cell);
  store<u8>(at, type);
  store<i32>(at, length, 1);
  memory.copy(at + 5, source, length);
  return at;
}

function text(value: string, type: u8 = host.TEXT): usize {
  const utf8 = String.UTF8.encode(value);
  return bytes(type, changetype<usize>(utf8), utf8.byteLength);
}

/** The first argument as text. */
function argument(): string {
  const at = changetype<usize>(area);
  return String.UTF8.decodeUnsafe(at + 5, load<u32>(at, 1));
}

/** The first argument as an integer. */
function number(): i64 {
  return load<i64>(changetype<usize>(area), 1);
}

// ---- Values ----

/** Its first argument. */
export function probe_echo(argc: i32): usize {
  return changetype<usize>(area);
}

/** Its first argument, a text, marked as JSON. */
export function probe_json(argc: i32): usize {
  return text(argument(), host.JSON);
}

export function probe_argc(argc: i32): usize {
  return integer(argc);
}

// ---- Statements ----

const BUFFER = 256;

/**
 * Runs a query with the rest of the arguments bound; its rows as hexadecimal cells, one fetch after
 * the other with '|' between them. A row too long for the buffer is fetched into one of its size.
 */
function rows(argc: i32): string {
  const sql = changetype<usize>(area) + 5;
  const length = load<u32>(changetype<usize>(area), 1);
  const statement = host.prepare(sql, length, 0);
  if (statement == 0) return 'no statement';
  if (statement < 0) failed(statement);
  let out = `tail ${host.tail(statement)}, readonly ${host.is_readonly(statement)}:`;
  const columns = host.column_count(statement);
  let buffer = new StaticArray<u8>(BUFFER);
  for (let i = 0; i < columns; i++) {
    const n = host.column_name(statement, i, changetype<usize>(buffer), BUFFER);
    out += ' ' + (n <= BUFFER ? String.UTF8.decodeUnsafe(changetype<usize>(buffer), n) : `(${n} bytes)`);
  }
  const bound = changetype<usize>(area) + 5 + length;
  const code = host.bind(statement, bound, <i32>(end(argc) - bound));
  if (code < 0) failed(code);
  for (;;) {
    let n = host.fetch(statement, changetype<usize>(buffer), buffer.length);
    if (n == -host.SQLITE_TOOBIG) {
      buffer = new StaticArray<u8>(host.pending(statement));
      n = host.fetch(statement, changetype<usize>(buffer), buffer.length);
    }
    if (n < 0) failed(n);
    if (n == 0) break;
    out += '|';
    if (n > BUFFER) out += `${n} bytes`;
    else for (let i = 0; i < n; i++) out += hex(buffer[i]);
  }
  if (host.fetch(statement, changetype<usize>(buffer), BUFFER) != 0)
    fail('a fetch after the last row gave rows');
  host.finalize(statement);
  return out;
}

function hex(byte: u8): string {
  const digits = '0123456789abcdef';
  return digits.charAt(byte >> 4) + digits.charAt(byte & 15);
}

/** The end of the argument cells. */
function end(argc: i32): usize {
  let at = changetype<usize>(area);
  for (let i = 0; i < argc; i++) {
    const type = load<u8>(at);
    if (type == host.NULL) at += 1;
    else if (type <= host.REAL) at += 9;
    else at += 5 + load<u32>(at, 1);
  }
  return at;
}

function failed(code: i32): void {
  const buffer = new StaticArray<u8>(1024);
  const n = host.error_message(changetype<usize>(buffer), buffer.length);
  fail(`${-code} ${String.UTF8.decodeUnsafe(changetype<usize>(buffer), min(n, buffer.length))}`, -code);
}

export function probe_rows(argc: i32): usize {
  return text(rows(argc));
}

/** The same in an instance of its own. */
export function probe_own_rows(argc: i32): usize {
  return text(rows(argc));
}

/** The number of rows of a query, fetched in bulk. */
export function probe_count_rows(argc: i32): usize {
  const statement = host.prepare(changetype<usize>(area) + 5, load<u32>(changetype<usize>(area), 1), 0);
  if (statement < 0) failed(statement);
  const buffer = new StaticArray<u8>(65536);
  let total: i64 = 0;
  for (;;) {
    const n = host.fetch(statement, changetype<usize>(buffer), buffer.length);
    if (n < 0) failed(n);
    if (n == 0) break;
    total += n / 9;
  }
  return integer(total);
}

/** Opens many statements and leaves them open. */
export function probe_leave_open(argc: i32): usize {
  const sql = String.UTF8.encode('SELECT 1 UNION SELECT 2');
  const buffer = new StaticArray<u8>(9);
  for (let i = 0; i < 50; i++) {
    const statement = host.prepare(changetype<usize>(sql), sql.byteLength, 0);
    if (statement < 0) failed(statement);
    host.fetch(statement, changetype<usize>(buffer), 9);
  }
  if (number() != 0) fail('left them open');
  return integer(50);
}

// ---- Calls ----

let calls: i64 = 0;

/** How many calls this instance has seen. */
export function probe_calls(argc: i32): usize {
  return integer(++calls);
}

export function probe_own_calls(argc: i32): usize {
  return integer(++calls);
}

/** Fails with a code. */
export function probe_fail(argc: i32): usize {
  fail('as asked', <i32>number());
  return result;
}

/** What was remembered; remembers one more. */
export function probe_remember(argc: i32): usize {
  const before = host.remembered();
  host.remember(before + 1);
  return integer(before);
}

export function probe_settings(argc: i32): usize {
  const before = host.settings();
  if (argc > 0) host.set_settings(<i32>number());
  return integer(before);
}

export function probe_clock(argc: i32): usize {
  return integer(<i64>host.clock());
}

export function probe_limit(argc: i32): usize {
  return integer(host.length_limit());
}

/** Polls until the host says stop, at most as often as asked. */
export function probe_poll(argc: i32): usize {
  const most = number();
  for (let i: i64 = 0; i < most; i++) {
    const code = host.poll();
    if (code != 0) fail(`stopped`, code);
  }
  return integer(most);
}

/** Holds so many MiB more. */
export function probe_grow(argc: i32): usize {
  const pages = <i32>(number() << 4);
  const before = memory.grow(pages);
  if (before < 0) fail('no memory', host.SQLITE_NOMEM);
  const last = (<usize>before + pages) * 65536 - 1;
  store<u8>(last, 7);
  return integer(load<u8>(last));
}

export function probe_own_grow(argc: i32): usize {
  return probe_grow(argc);
}

// ---- Traps ----

let depth: i64 = 0;

/** Twice into itself, so that no compiler makes it a loop. */
function recurse(n: i64): i64 {
  depth = max(depth, n);
  return n > 10_000_000 ? n : recurse(n + 1) ^ recurse(n + 2);
}

/** How deep the last `recurse` of this instance came. */
export function probe_depth(argc: i32): usize {
  return integer(depth);
}

function take(kind: i64): i64 {
  if (kind == 1) unreachable();
  if (kind == 2) return load<i64>(0xfffffff0);
  if (kind == 3) return 1 / (kind - 3);
  if (kind == 4) return recurse(0);
  if (kind == 5) return <i64>changetype<(a: i32) => i32>(result)(1);
  if (kind == 6) return <i64>String.UTF8.encode(new Array<string>(-1).join('')).byteLength;
  if (kind == 7)
    return heap.alloc(0x3fffffff) + heap.alloc(0x3fffffff) + heap.alloc(0x3fffffff) + heap.alloc(0x3fffffff);
  if (kind == 8) host.finalize(77);
  if (kind == 9) host.fetch(1, 0xffffff00, 4096);
  if (kind == 10) host.dataset_bytes(0x7fffffff, 1024, 4);
  if (kind == 11) host.fail(0xffffff00, 4096, 1);
  return kind;
}

/** Goes wrong in one of the ways of `take`. */
export function probe_trap(argc: i32): usize {
  return integer(take(number()));
}

export function probe_own_trap(argc: i32): usize {
  return integer(take(number()));
}

/** A result cell that is wrong: past the end of memory, of no type, or too long. */
export function probe_bad_result(argc: i32): usize {
  const kind = number();
  if (kind == 1) return 0xfffffff0;
  store<u8>(result, kind == 2 ? 9 : host.TEXT);
  store<u32>(result, 0xffffffff, 1);
  return kind == 4 ? ((<usize>memory.size()) << 16) - 1 : result;
}

// ---- Rows ----

const writer = new ByteWriter();

function beginRows(): RowWriter {
  writer.length = 0;
  writer.u8(host.ROWS);
  writer.i32(0);
  return new RowWriter(writer);
}

function endRows(): usize {
  store<i32>(writer.pointer, writer.length - 5, 1);
  return writer.pointer;
}

/** The cell of argument i of `argc`. */
function cellOf(i: i32): usize {
  return i == 0 ? changetype<usize>(area) : end(i);
}

function numberOf(i: i32, argc: i32, absent: i64): i64 {
  return i < argc && load<u8>(cellOf(i)) == host.INTEGER ? load<i64>(cellOf(i), 1) : absent;
}

/** count rows: (0, step, 2 step ...; `mark` as it came; the calls of this instance) */
export function probe_table_series(argc: i32): usize {
  if (argc == 0) fail('expected 1 to 3 arguments, got 0');
  const count = numberOf(0, argc, 0);
  const step = numberOf(1, argc, 1);
  calls++;
  const rows = beginRows();
  for (let i: i64 = 0; i < count; i++) {
    rows.integer(i * step);
    if (argc > 2) rows.cell(cellOf(2), <i32>(end(3) - cellOf(2)));
    else rows.null();
    rows.integer(calls);
  }
  return endRows();
}

/** A row for each type, with its position. */
export function probe_table_types(argc: i32): usize {
  const rows = beginRows();
  let position = 0;
  rows.integer(i64.MIN_VALUE);
  rows.integer(++position);
  rows.real(-0.5);
  rows.integer(++position);
  rows.text('h\u00e9llo');
  rows.integer(++position);
  rows.text('');
  rows.integer(++position);
  const blob: StaticArray<u8> = [host.BLOB, 3, 0, 0, 0, 0, 255, 0];
  rows.cell(changetype<usize>(blob), blob.length);
  rows.integer(++position);
  rows.null();
  rows.integer(++position);
  rows.json('[1]');
  rows.integer(++position);
  rows.real(NaN);
  rows.integer(++position);
  return endRows();
}

/** The rows of a query of one column. */
function queried(): usize {
  const statement = host.prepare(changetype<usize>(area) + 5, load<u32>(changetype<usize>(area), 1), 0);
  if (statement < 0) failed(statement);
  const rows = beginRows();
  const buffer = new StaticArray<u8>(4096);
  for (;;) {
    const n = host.fetch(statement, changetype<usize>(buffer), buffer.length);
    if (n < 0) failed(n);
    if (n == 0) break;
    rows.cell(changetype<usize>(buffer), n);
  }
  return endRows();
}

export function probe_table_query(argc: i32): usize {
  return queried();
}

export function probe_table_own_query(argc: i32): usize {
  return queried();
}

export function probe_table_fail(argc: i32): usize {
  return probe_fail(argc);
}

export function probe_table_trap(argc: i32): usize {
  return integer(take(number()));
}

/** A result of two columns that is wrong: no rows, a row of one, no such type, past its length, past memory. */
export function probe_table_bad(argc: i32): usize {
  const kind = number();
  if (kind == 1) return integer(1);
  const rows = beginRows();
  rows.integer(1);
  rows.integer(2);
  rows.integer(3);
  if (kind == 3) writer.u8(9);
  if (kind == 4) {
    writer.u8(host.TEXT);
    writer.i32(1000);
  }
  const cell = endRows();
  if (kind == 5) store<u32>(cell, 0xffffffff, 1);
  return kind == 6 ? ((<usize>memory.size()) << 16) - 3 : cell;
}

export function probe_table_poll(argc: i32): usize {
  probe_poll(argc);
  const rows = beginRows();
  rows.integer(number());
  return endRows();
}
