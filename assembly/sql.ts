// SQL that the engine runs on the connection it was called on.
//
// What is prepared here is top-level SQL to SQLite, whoever called: also when a view did. The engine's own statements
// therefore see no virtual tables: in a hostile database, main.sqml_models may be one. Text of others goes through
// table/guard.ts.

import { cellEnd } from './call';
import { ByteWriter } from './codec/bytes';
import { utf8 } from './codec/text';
import { fail } from './error';
import * as host from './host';

/** What the first fetch of a statement may bring, and the later ones; a larger row gets its own size. */
const FIRST_FETCH: i32 = 4096;
const LATER_FETCH: i32 = 1 << 18;
/**
 * Those that are kept run once a row, one after the other: they share the bytes of their parameters and of their rows,
 * which are a number or a digest.
 */
const keptParameters = new ByteWriter();
const keptBuffer = new StaticArray<u8>(128);

/** How SQLite says that there is no such table, or column. */
const ABSENT: string = 'no such ';

/** Why the last text was not compiled, when it was not the host that refused it; else ''. */
let reason = '';

/** Why the last failure was: the host's message, or that of `refuse`. */
export function lastMessage(): string {
  if (reason.length > 0) return reason;
  let bytes = new StaticArray<u8>(1024);
  const length = host.error_message(changetype<usize>(bytes), bytes.length);
  if (length > bytes.length) {
    bytes = new StaticArray<u8>(length);
    host.error_message(changetype<usize>(bytes), length);
  }
  return utf8(changetype<usize>(bytes), length);
}

/** Says why a text is no statement, for lastMessage. */
export function refuse(message: string): void {
  reason = message;
}

/** Why the last `attempt` gave null; 0 when the text held no statement. */
export let lastCode: i32 = 0;

/** A prepared statement, its parameters, and the rows that it gives. */
export class Statement {
  private parameters: ByteWriter;
  private buffer: StaticArray<u8> | null = null;
  /** The cell to read next, and the end of what was fetched. */
  private at: usize = 0;
  private end: usize = 0;

  private constructor(
    private handle: i32,
    /** Result columns. */
    public columns: i32,
    private isKept: bool,
  ) {
    this.parameters = isKept ? keptParameters : new ByteWriter();
    this.parameters.length = 0;
  }

  /** Compiles `sql`; null on an SQL error (see lastMessage) or when the text holds no statement. */
  static tryPrepare(sql: string, flags: i32 = host.PREPARE_NO_VTAB): Statement | null {
    const bytes = String.UTF8.encode(sql);
    return Statement.tryPrepareBytes(changetype<usize>(bytes), bytes.byteLength, flags);
  }

  /**
   * Compiles the engine's own SQL of a table or column that may not be there: null when it isn't. All else that keeps it
   * from being compiled, an authorizer's no, a limit of the connection, ends the call in its own words: what may not be
   * read is not absent.
   */
  static ifThere(sql: string): Statement | null {
    const statement = Statement.tryPrepare(sql);
    if (statement == null && !lastMessage().startsWith(ABSENT)) fail(lastMessage(), lastCode);
    return statement;
  }

  /** As tryPrepare, from UTF-8. */
  static tryPrepareBytes(sql: usize, length: i32, flags: i32 = host.PREPARE_NO_VTAB): Statement | null {
    const statement = Statement.attempt(sql, length, flags);
    if (statement == null && lastCode != 0 && lastCode != host.SQLITE_ERROR && lastCode != host.SQLITE_AUTH)
      fail(lastMessage(), lastCode);
    return statement;
  }

  /** As attempt, from a string. */
  static attemptText(sql: string): Statement | null {
    const bytes = String.UTF8.encode(sql);
    return Statement.attempt(changetype<usize>(bytes), bytes.byteLength);
  }

  /** Compiles, and never fails: null with `lastCode` and lastMessage when it can't. */
  static attempt(sql: usize, length: i32, flags: i32 = host.PREPARE_NO_VTAB): Statement | null {
    const handle = host.prepare(sql, length, flags);
    reason = handle == 0 ? 'it holds no statement' : '';
    lastCode = handle < 0 ? -handle : 0;
    if (handle <= 0) return null;
    return new Statement(handle, host.column_count(handle), (flags & host.PREPARE_PERSISTENT) != 0);
  }

  /** The rows that a host without SQL was given: its only statement, whatever the text. */
  static given(): Statement {
    return Statement.prepare('');
  }

  /** Compiles the engine's own SQL, in a writer; an SQL error ends the call. */
  static prepareWritten(sql: ByteWriter): Statement {
    const statement = Statement.tryPrepareBytes(sql.pointer, sql.length);
    if (statement == null) fail(lastMessage(), lastCode);
    return statement!;
  }

  /** As `prepare`, of a text that is asked again and again (host.PREPARE_PERSISTENT), from UTF-8. */
  static prepareKept(sql: ArrayBuffer): Statement {
    const statement = Statement.tryPrepareKept(sql);
    if (statement == null) fail(lastMessage());
    return statement!;
  }

  /** The same; null on an SQL error. */
  static tryPrepareKept(sql: ArrayBuffer): Statement | null {
    const flags = host.PREPARE_NO_VTAB | host.PREPARE_PERSISTENT;
    return Statement.tryPrepareBytes(changetype<usize>(sql), sql.byteLength, flags);
  }

  /** Compiles the engine's own SQL; an SQL error ends the call. */
  static prepare(sql: string): Statement {
    const statement = Statement.tryPrepare(sql);
    if (statement == null) fail(lastMessage(), lastCode);
    return statement!;
  }

  /** How many bytes of its text (as UTF-8) followed it. */
  get tail(): i32 {
    return host.tail(this.handle);
  }

  get isReadonly(): bool {
    return host.is_readonly(this.handle) != 0;
  }

  columnName(column: i32): string {
    const length = host.column_name(this.handle, column, 0, 0);
    const bytes = new StaticArray<u8>(max(length, 1));
    host.column_name(this.handle, column, changetype<usize>(bytes), length);
    return utf8(changetype<usize>(bytes), length);
  }

  // Parameters, in order.

  text(value: string): Statement {
    this.parameters.u8(host.TEXT);
    this.parameters.text(value);
    return this;
  }

  integer(value: i64): Statement {
    this.parameters.u8(host.INTEGER);
    this.parameters.i64(value);
    return this;
  }

  real(value: f64): Statement {
    if (isNaN(value)) return this.nothing();
    this.parameters.u8(host.REAL);
    this.parameters.f64(value);
    return this;
  }

  /** A parameter that is a cell already. */
  cellOf(cell: ByteWriter): Statement {
    this.parameters.raw(cell.pointer, cell.length);
    return this;
  }

  /** The same at its pointer. */
  cellAt(cell: usize): Statement {
    this.parameters.raw(cell, <i32>(cellEnd(cell) - cell));
    return this;
  }

  nothing(): Statement {
    this.parameters.u8(host.NULL);
    return this;
  }

  blob(bytes: usize, length: i32): Statement {
    this.parameters.u8(host.BLOB);
    this.parameters.i32(length);
    this.parameters.raw(bytes, length);
    return this;
  }

  /** Binds what was given since the last time, from the first parameter on; the statement is ready to step. */
  bound(): Statement {
    const code = this.attemptBind();
    if (code != 0) fail(lastMessage(), code);
    return this;
  }

  /** As `bound`: 0, or the code of its failure. */
  attemptBind(): i32 {
    const code = -host.bind(this.handle, this.parameters.pointer, this.parameters.length);
    this.parameters.length = 0;
    return code;
  }

  /** Binds and runs to the end. `what` begins the message when it fails. */
  run(what: string): void {
    this.bound();
    while (this.fetchFor(what)) {}
    this.close();
  }

  /** Runs to the end, and can run again: 0, or the code of its failure (see lastMessage), in which nothing ends. */
  attemptRun(): i32 {
    let code = this.attemptFetch();
    while (code > 0) code = this.attemptFetch();
    host.reset(this.handle);
    return -code;
  }

  /** True when a row is there; its cells are then read in order, each exactly once. */
  next(): bool {
    return this.at < this.end || this.fetchFor('');
  }

  private fetchFor(what: string): bool {
    const got = this.attemptFetch();
    if (got < 0) fail((what.length > 0 ? what + ': ' : '') + lastMessage(), -got);
    return got > 0;
  }

  /** The bytes of the next rows; 0 at the end, -code on failure. */
  private attemptFetch(): i32 {
    let buffer = this.buffer;
    if (buffer == null && this.isKept) buffer = keptBuffer;
    else if (buffer == null) buffer = new StaticArray<u8>(FIRST_FETCH);
    else if (buffer.length < LATER_FETCH) buffer = new StaticArray<u8>(LATER_FETCH);
    let got = host.fetch(this.handle, changetype<usize>(buffer), buffer.length);
    if (got == -host.SQLITE_TOOBIG) {
      const needed = host.pending(this.handle);
      if (needed > buffer.length) {
        buffer = new StaticArray<u8>(needed);
        got = host.fetch(this.handle, changetype<usize>(buffer), buffer.length);
      }
    }
    this.buffer = buffer;
    this.at = changetype<usize>(buffer);
    this.end = this.at + max(got, 0);
    return got;
  }

  /** Whole rows of raw cells, for bulk readers: the start, and `chunkEnd` their end; 0 at the end. */
  chunk(): usize {
    return this.fetchFor('') ? this.at : 0;
  }

  get chunkEnd(): usize {
    return this.end;
  }

  /** The next rows as numbers, where they are (host.fetch_numbers); 0 when the next is another, or there is none. */
  numbers(column: i32, type: u8, buffer: usize, capacity: i32, step: i32): i32 {
    const rows = host.fetch_numbers(this.handle, column, type, buffer, capacity, step);
    if (rows < 0) fail(lastMessage(), -rows);
    return rows;
  }

  // The next cell of the row.

  /** Its type; the cell stays next. */
  get type(): u8 {
    return load<u8>(this.at);
  }

  /** Its pointer (valid until the next fetch); walks past it. */
  cell(): usize {
    const cell = this.at;
    const type = load<u8>(cell);
    if (type == host.NULL) this.at = cell + 1;
    else if (type == host.INTEGER || type == host.REAL) this.at = cell + 9;
    else this.at = cell + 5 + load<u32>(cell, 1);
    return cell;
  }

  /** An INTEGER; 0 for anything else. */
  integerCell(): i64 {
    const cell = this.cell();
    return load<u8>(cell) == host.INTEGER ? load<i64>(cell, 1) : 0;
  }

  /** A REAL; NaN for anything else. */
  realCell(): f64 {
    const cell = this.cell();
    return load<u8>(cell) == host.REAL ? load<f64>(cell, 1) : NaN;
  }

  /** TEXT; '' for anything else. */
  textCell(): string {
    const cell = this.cell();
    return load<u8>(cell) == host.TEXT ? utf8(cell + 5, load<i32>(cell, 1)) : '';
  }

  /** TEXT, or an INTEGER in digits; '' for anything else. */
  scalarText(): string {
    return this.type == host.INTEGER ? this.integerCell().toString() : this.textCell();
  }

  /** Begins with the first row again; what was bound stays, and what room it has. */
  rewind(): void {
    this.at = 0;
    this.end = 0;
    host.reset(this.handle);
  }

  /** Whether its rows still have the columns that they had: SQLite compiles it anew when a table has changed. */
  get hasSameColumns(): bool {
    return host.column_count(this.handle) == this.columns;
  }

  /** Gives the statement back. */
  close(): void {
    this.buffer = null;
    this.at = 0;
    this.end = 0;
    host.finalize(this.handle);
  }
}

/** Runs one statement without parameters. */
export function execute(sql: string, what: string): void {
  Statement.prepare(sql).run(what);
}
