// The host interface (assembly/host.ts) over @sqlite.org/sqlite-wasm: the same engine, with SQLite in
// another WASM memory beside it. It moves values and owns no rule; binding/ is its twin in C.
//
// SQLite's raw exports are called, not the wrappers of `capi`: they are ten times faster.

import { catalog, type SqlFunction, sqliteFlags } from '../catalog.ts';
import { Memory } from './memory.ts';

/** SQLite's codes that this host needs. */
const SQLITE_INTERNAL = 2;
const SQLITE_NOMEM = 7;
const SQLITE_INTERRUPT = 9;
const SQLITE_TOOBIG = 18;
const SQLITE_ROW = 100;
const SQLITE_DONE = 101;
const SQLITE_LIMIT_LENGTH = 0;
const SQLITE_UTF8 = 1;
const SQLITE_TRANSIENT = -1;

const INTEGER = 1;
const REAL = 2;
const TEXT = 3;
const BLOB = 4;
const NULL = 5;
const JSON_TEXT = 6;
const JSON_SUBTYPE = 'J'.charCodeAt(0);

/** A shared instance whose memory grew past this is given back after the call, as in binding/. */
const KEEP_BYTES = 64 << 20;

type Raw = (...values: (number | bigint)[]) => number;

/** What this host uses of the object that sqlite3InitModule() gives. */
export interface Sqlite3 {
  wasm: {
    exports: Record<string, unknown> & { memory?: WebAssembly.Memory };
    memory?: WebAssembly.Memory;
    heap8u(): Uint8Array;
    installFunction(signature: string, f: (...values: number[]) => void): number;
  };
}

/** The compiled engine and the bytes of its datasets. */
export interface Engine {
  module: WebAssembly.Module;
  datasets: Uint8Array;
}

interface Exports extends Record<string, unknown> {
  memory: WebAssembly.Memory;
  reserve(length: number): number;
  collect(): void;
}

/** How a call left the engine: an SQL error, or with code 0 a JSON result. */
class Left extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

interface OpenStatement {
  pointer: number;
  hasTail: boolean;
  /** The row that was stepped to but not handed out. */
  pending: number;
  isDone: boolean;
}

/** One engine instance and the SQL that its running call has open. */
class Instance {
  readonly exports: Exports;
  readonly memory: Memory;
  readonly statements: (OpenStatement | null)[] = [];
  isBusy = false;
  lastMessage = '';
  remembered = 0;
  toRemember = 0;

  constructor(readonly connection: Connection) {
    const { engine } = connection;
    this.exports = new WebAssembly.Instance(engine.module, {
      host: this.#imports() as WebAssembly.ModuleImports,
    }).exports as unknown as Exports;
    this.memory = new Memory(this.exports.memory);
  }

  text(pointer: number, length: number): string {
    return decoder.decode(this.memory.bytes.subarray(pointer >>> 0, (pointer >>> 0) + length));
  }

  finalizeAll(): void {
    for (const statement of this.statements) {
      if (statement) this.connection.raw.sqlite3_finalize(statement.pointer);
    }
    this.statements.length = 0;
  }

  #failed(code: number): number {
    const { raw, db } = this.connection;
    this.lastMessage = this.connection.cString(raw.sqlite3_errmsg(db));
    return -(code & 0xff || 1);
  }

  #open(handle: number): OpenStatement {
    const statement = this.statements[handle - 1];
    if (!statement) throw new Error(`statement ${handle} is not open`);
    return statement;
  }

  #imports(): Record<string, (...values: number[]) => unknown> {
    const { connection } = this;
    const { raw } = connection;
    return {
      prepare: (sql, length) => this.#prepare(sql >>> 0, length),
      has_tail: (handle) => Number(this.#open(handle).hasTail),
      is_readonly: (handle) => Number(raw.sqlite3_stmt_readonly(this.#open(handle).pointer) !== 0),
      column_count: (handle) => raw.sqlite3_column_count(this.#open(handle).pointer),
      column_name: (handle, column, buffer, capacity) => {
        const name = connection.cBytes(raw.sqlite3_column_name(this.#open(handle).pointer, column));
        if (name.length <= capacity) this.memory.bytes.set(name, buffer >>> 0);
        return name.length;
      },
      bind: (handle, cells, length) => this.#bind(this.#open(handle), cells >>> 0, length),
      fetch: (handle, buffer, capacity) => this.#fetch(this.#open(handle), buffer >>> 0, capacity),
      pending: (handle) => this.#open(handle).pending,
      reset: (handle) => {
        const statement = this.#open(handle);
        raw.sqlite3_reset(statement.pointer);
        statement.pending = 0;
        statement.isDone = false;
      },
      finalize: (handle) => {
        raw.sqlite3_finalize(this.#open(handle).pointer);
        this.statements[handle - 1] = null;
      },
      error_message: (buffer, capacity) => {
        const message = encoder.encode(this.lastMessage);
        this.memory.bytes.set(message.subarray(0, capacity), buffer >>> 0);
        return message.length;
      },
      fail: (message, length, code) => {
        throw new Left(this.text(message, length), code);
      },
      poll: () => connection.poll(),
      clock: () => Date.now(),
      length_limit: () => raw.sqlite3_limit(connection.db, SQLITE_LIMIT_LENGTH, -1),
      remembered: () => this.remembered,
      remember: (value) => {
        this.toRemember = value;
      },
      settings: () => connection.settings,
      set_settings: (value) => {
        connection.settings = value;
      },
      dataset_bytes: (offset, buffer, length) => {
        const { datasets } = connection.engine;
        this.memory.bytes.set(datasets.subarray(offset, offset + length), buffer >>> 0);
      },
    };
  }

  #prepare(sql: number, length: number): number {
    const { raw, db, sqlite } = this.connection;
    const text = this.connection.copyIn(this.memory.bytes.subarray(sql, sql + length));
    const out = raw.sqlite3_malloc(16);
    const code = raw.sqlite3_prepare_v2(db, text, length, out, out + 8);
    const pointer = sqlite.view.getInt32(out, true);
    const tail = sqlite.view.getInt32(out + 8, true);
    let result = 0;
    if (code !== 0) result = this.#failed(code);
    else if (pointer !== 0) {
      const rest = tail - text;
      const hasTail = rest < length && this.#hasStatement(tail, length - rest);
      const free = this.statements.indexOf(null);
      const statement = { pointer, hasTail, pending: 0, isDone: false };
      if (free >= 0) this.statements[free] = statement;
      else this.statements.push(statement);
      result = (free >= 0 ? free : this.statements.length - 1) + 1;
    }
    raw.sqlite3_free(out);
    raw.sqlite3_free(text);
    return result;
  }

  /** Whether more than white space, semicolons and comments follows: SQLite's own parser says. */
  #hasStatement(text: number, length: number): boolean {
    const { raw, db, sqlite } = this.connection;
    const out = raw.sqlite3_malloc(16);
    let at = text;
    let has = false;
    for (const end = text + length; at < end && !has; ) {
      const code = raw.sqlite3_prepare_v2(db, at, end - at, out, out + 8);
      const pointer = sqlite.view.getInt32(out, true);
      const next = sqlite.view.getInt32(out + 8, true);
      has = code !== 0 || pointer !== 0;
      if (pointer !== 0) raw.sqlite3_finalize(pointer);
      if (next <= at) break;
      at = next;
    }
    raw.sqlite3_free(out);
    return has;
  }

  #bind({ pointer }: OpenStatement, cells: number, length: number): number {
    const { raw } = this.connection;
    const end = cells + length;
    let code = 0;
    for (let at = cells, i = 1; at < end && code === 0; i++) {
      const { view, bytes } = this.memory;
      const type = bytes[at];
      if (type === INTEGER) code = raw.sqlite3_bind_int64(pointer, i, view.getBigInt64(at + 1, true));
      else if (type === REAL) code = raw.sqlite3_bind_double(pointer, i, view.getFloat64(at + 1, true));
      else if (type === NULL) code = raw.sqlite3_bind_null(pointer, i);
      else {
        const size = view.getUint32(at + 1, true);
        const copy = this.connection.copyIn(bytes.subarray(at + 5, at + 5 + size));
        const bind = type === TEXT ? raw.sqlite3_bind_text : raw.sqlite3_bind_blob;
        code = bind(pointer, i, copy, size, SQLITE_TRANSIENT);
        raw.sqlite3_free(copy);
        at += 4 + size;
      }
      at += type === NULL ? 1 : type <= REAL ? 9 : 1;
    }
    return code === 0 ? 0 : this.#failed(code);
  }

  #fetch(statement: OpenStatement, buffer: number, capacity: number): number {
    const { raw } = this.connection;
    const { pointer } = statement;
    const columns = raw.sqlite3_column_count(pointer);
    let at = buffer;
    while (!statement.isDone) {
      if (statement.pending === 0) {
        const code = raw.sqlite3_step(pointer);
        if (code === SQLITE_DONE) {
          statement.isDone = true;
          break;
        }
        if (code !== SQLITE_ROW) return this.#failed(code);
        statement.pending = rowSize(raw, pointer, columns);
      }
      if (at - buffer + statement.pending > capacity) {
        return at === buffer ? -SQLITE_TOOBIG : at - buffer;
      }
      for (let c = 0; c < columns; c++) {
        at = this.writeCell(at, raw.sqlite3_column_type(pointer, c), pointer, c, columnReaders(raw));
      }
      statement.pending = 0;
    }
    return at - buffer;
  }

  /** Writes one of SQLite's values as a cell; the byte after it. */
  writeCell(at: number, type: number, from: number, index: number, read: Readers): number {
    const { view, bytes } = this.memory;
    bytes[at] = type;
    if (type === NULL) return at + 1;
    if (type === INTEGER) view.setBigInt64(at + 1, BigInt(read.integer(from, index)), true);
    else if (type === REAL) view.setFloat64(at + 1, read.real(from, index), true);
    else {
      const source = type === TEXT ? read.text(from, index) : read.blob(from, index);
      const size = read.size(from, index);
      view.setUint32(at + 1, size, true);
      bytes.set(this.connection.sqlite.bytes.subarray(source, source + size), at + 5);
      return at + 5 + size;
    }
    return at + 9;
  }
}

/** How a value's parts are read: from a column of a statement, or from a function's argument. */
interface Readers {
  integer: Raw;
  real: Raw;
  text: Raw;
  blob: Raw;
  size: Raw;
}

function columnReaders(raw: Record<string, Raw>): Readers {
  return {
    integer: raw.sqlite3_column_int64,
    real: raw.sqlite3_column_double,
    text: raw.sqlite3_column_text,
    blob: raw.sqlite3_column_blob,
    size: raw.sqlite3_column_bytes,
  };
}

function valueReaders(raw: Record<string, Raw>): Readers {
  return {
    integer: raw.sqlite3_value_int64,
    real: raw.sqlite3_value_double,
    text: raw.sqlite3_value_text,
    blob: raw.sqlite3_value_blob,
    size: raw.sqlite3_value_bytes,
  };
}

/** The bytes that a row needs as cells. */
function rowSize(raw: Record<string, Raw>, statement: number, columns: number): number {
  let size = 0;
  for (let c = 0; c < columns; c++) {
    const type = raw.sqlite3_column_type(statement, c);
    if (type === TEXT) raw.sqlite3_column_text(statement, c);
    size += type === NULL ? 1 : type <= REAL ? 9 : 5 + raw.sqlite3_column_bytes(statement, c);
  }
  return size;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The engine on one connection. */
class Connection {
  settings = 0;
  readonly raw: Record<string, Raw>;
  readonly sqlite: Memory;
  #shared: Instance | null = null;
  #probe = 0;
  readonly #hasIsInterrupted: boolean;

  constructor(
    readonly sqlite3: Sqlite3,
    readonly db: number,
    readonly engine: Engine,
  ) {
    this.raw = sqlite3.wasm.exports as unknown as Record<string, Raw>;
    const memory = sqlite3.wasm.exports.memory ?? sqlite3.wasm.memory;
    this.sqlite = new Memory(memory ?? ({ buffer: sqlite3.wasm.heap8u().buffer } as WebAssembly.Memory));
    this.#hasIsInterrupted = typeof this.raw.sqlite3_is_interrupted === 'function';
  }

  cBytes(pointer: number): Uint8Array {
    const { bytes } = this.sqlite;
    return bytes.subarray(pointer, bytes.indexOf(0, pointer));
  }

  cString(pointer: number): string {
    return decoder.decode(this.cBytes(pointer));
  }

  /** A copy in SQLite's memory, NUL-terminated, to be freed by the caller. */
  copyIn(bytes: Uint8Array): number {
    const copy = this.raw.sqlite3_malloc(bytes.length + 1);
    if (copy === 0) throw new Left('out of memory', SQLITE_NOMEM);
    this.sqlite.bytes.set(bytes, copy);
    this.sqlite.bytes[copy + bytes.length] = 0;
    return copy;
  }

  /** A statement stepped again and again lets the connection's progress handler run too. */
  poll(): number {
    if (this.#hasIsInterrupted && this.raw.sqlite3_is_interrupted(this.db) !== 0) return SQLITE_INTERRUPT;
    if (this.#probe === 0) {
      const text = this.copyIn(encoder.encode('SELECT 1'));
      const out = this.raw.sqlite3_malloc(8);
      if (this.raw.sqlite3_prepare_v2(this.db, text, -1, out, 0) === 0) {
        this.#probe = this.sqlite.view.getInt32(out, true);
      }
      this.raw.sqlite3_free(out);
      this.raw.sqlite3_free(text);
      if (this.#probe === 0) return SQLITE_INTERRUPT;
    }
    const code = this.raw.sqlite3_step(this.#probe);
    this.raw.sqlite3_reset(this.#probe);
    return code === SQLITE_ROW ? 0 : SQLITE_INTERRUPT;
  }

  register(entry: SqlFunction): void {
    const { raw, sqlite3 } = this;
    const f = sqlite3.wasm.installFunction('v(iii)', (context, argc, argv) =>
      this.#call(entry, context, argc, argv),
    );
    const name = this.copyIn(encoder.encode(entry.name));
    const code = raw.sqlite3_create_function(this.db, name, -1, SQLITE_UTF8 | sqliteFlags(entry), 0, f, 0, 0);
    raw.sqlite3_free(name);
    if (code !== 0)
      throw new Error(`${entry.name}: cannot be registered: ${this.cString(raw.sqlite3_errmsg(this.db))}`);
  }

  #call(entry: SqlFunction, context: number, argc: number, argv: number): void {
    const isOwn = entry.instance === 'own';
    if (!isOwn && this.#shared?.isBusy) {
      this.#error(context, `${entry.name}: called from within itself`, 1);
      return;
    }
    let instance: Instance;
    try {
      instance = (isOwn ? null : this.#shared) ?? new Instance(this);
      if (!isOwn) this.#shared = instance;
    } catch (thrown) {
      const why = thrown instanceof RangeError ? 'not enough memory' : String(thrown);
      this.#error(context, `${entry.name}: no instance of the engine: ${why}`, SQLITE_NOMEM);
      return;
    }
    const { raw } = this;
    const rowid = raw.sqlite3_last_insert_rowid(this.db);
    instance.isBusy = true;
    instance.remembered = raw.sqlite3_get_auxdata(context, 0);
    instance.toRemember = 0;
    let isWhole = true;
    try {
      this.#arguments(instance, argc, argv);
      const f = instance.exports[entry.name] as (argc: number) => number;
      this.#result(context, instance, f(argc) >>> 0);
    } catch (thrown) {
      if (thrown instanceof Left) {
        if (thrown.code === 0) this.#text(context, encoder.encode(thrown.message), true);
        else this.#error(context, thrown.message, thrown.code === SQLITE_INTERNAL ? 1 : thrown.code);
        isWhole = thrown.code !== SQLITE_INTERNAL;
      } else {
        isWhole = false;
        const what = thrown instanceof Error ? thrown.message : String(thrown);
        this.#error(context, `${entry.name}: internal error: ${what}; please report it`, 1);
      }
    }
    instance.isBusy = false;
    instance.finalizeAll();
    if (this.#probe !== 0) {
      raw.sqlite3_finalize(this.#probe);
      this.#probe = 0;
    }
    raw.sqlite3_set_last_insert_rowid(this.db, rowid);
    if (!isOwn) {
      if (isWhole) instance.exports.collect();
      if (!isWhole || instance.exports.memory.buffer.byteLength > KEEP_BYTES) this.#shared = null;
    }
    if (instance.toRemember !== 0) raw.sqlite3_set_auxdata(context, 0, instance.toRemember, 0);
  }

  #arguments(instance: Instance, argc: number, argv: number): void {
    const { raw } = this;
    let size = 0;
    for (let i = 0; i < argc; i++) {
      const value = this.sqlite.view.getInt32(argv + 4 * i, true);
      const type = raw.sqlite3_value_type(value);
      if (type === TEXT) raw.sqlite3_value_text(value);
      size += type === NULL ? 1 : type <= REAL ? 9 : 5 + raw.sqlite3_value_bytes(value);
    }
    let at = instance.exports.reserve(size) >>> 0;
    for (let i = 0; i < argc; i++) {
      const value = this.sqlite.view.getInt32(argv + 4 * i, true);
      at = instance.writeCell(at, raw.sqlite3_value_type(value), value, 0, valueReaders(raw));
    }
  }

  #result(context: number, instance: Instance, cell: number): void {
    const { raw } = this;
    const { view, bytes } = instance.memory;
    const type = bytes[cell];
    if (type === INTEGER) raw.sqlite3_result_int64(context, view.getBigInt64(cell + 1, true));
    else if (type === REAL) raw.sqlite3_result_double(context, view.getFloat64(cell + 1, true));
    else if (type === NULL) raw.sqlite3_result_null(context);
    else {
      const size = view.getUint32(cell + 1, true);
      const body = bytes.subarray(cell + 5, cell + 5 + size);
      if (type === BLOB) {
        const copy = this.copyIn(body);
        raw.sqlite3_result_blob(context, copy, size, SQLITE_TRANSIENT);
        raw.sqlite3_free(copy);
      } else this.#text(context, body, type === JSON_TEXT);
    }
  }

  #text(context: number, text: Uint8Array, isJson: boolean): void {
    const copy = this.copyIn(text);
    this.raw.sqlite3_result_text(context, copy, text.length, SQLITE_TRANSIENT);
    if (isJson) this.raw.sqlite3_result_subtype(context, JSON_SUBTYPE);
    this.raw.sqlite3_free(copy);
  }

  #error(context: number, message: string, code: number): void {
    const bytes = encoder.encode(message);
    const copy = this.copyIn(bytes);
    this.raw.sqlite3_result_error(context, copy, bytes.length);
    if (code !== 1) this.raw.sqlite3_result_error_code(context, code);
    this.raw.sqlite3_free(copy);
  }
}

/** Registers every function of the catalog on the connection `db` (an sqlite3* as a number). */
export function registerOn(sqlite3: Sqlite3, db: number, engine: Engine): void {
  const connection = new Connection(sqlite3, db, engine);
  for (const entry of catalog) connection.register(entry);
}
