// One engine instance, and the host interface (assembly/host.ts) that it imports, over SQLite's WASM.

import { INTEGER, NULL, REAL, rowSize, TEXT, writeNumbers, writeRow } from './cell.ts';
import { Jobs } from './jobs.ts';
import { Memory } from './memory.ts';
import {
  decoded,
  encoded,
  Left,
  SQLITE_BUSY_SNAPSHOT,
  SQLITE_DONE,
  SQLITE_INTERRUPT,
  SQLITE_LIMIT_LENGTH,
  SQLITE_ROW,
  SQLITE_TOOBIG,
  SQLITE_TRANSIENT,
  type Sqlite,
} from './sqlite.ts';
import { cancelTraining, Training, writeTrainings } from './trainings.ts';

interface Exports extends Record<string, unknown> {
  memory: WebAssembly.Memory;
  reserve(length: number): number;
  /** 0 when the instance is not worth keeping. */
  collect(): number;
  /** Where assembly/progress.ts keeps its values. */
  progress(): number;
}

/** The compiled engine and the bytes of its datasets. */
export interface Engine {
  module: WebAssembly.Module;
  datasets: Uint8Array;
}

/** What an instance needs of its connection. */
export interface Owner {
  readonly engine: Engine;
  readonly sqlite: Sqlite;
  readonly db: number;
  /** The engine's switches. */
  settings: number;
  /** 0, or the code to stop with. */
  poll(): number;
}

interface OpenStatement {
  pointer: number;
  /** Bytes of SQL that followed it. */
  tail: number;
  /** Stepped to a row that is not handed out yet. */
  hasRow: boolean;
  /** The bytes that it needs, once it did not fit or was about to be written. */
  pending: number;
  isDone: boolean;
}

/** One engine instance and the SQL that its running call has open. */
export class Instance {
  readonly exports: Exports;
  readonly memory: Memory;
  readonly statements: (OpenStatement | null)[] = [];
  isBusy = false;
  lastMessage = '';
  readonly #jobs = new Jobs();
  #training: Training | null = null;
  remembered = 0;
  toRemember = 0;

  constructor(readonly connection: Owner) {
    const { engine } = connection;
    this.exports = new WebAssembly.Instance(engine.module, {
      host: this.#imports() as WebAssembly.ModuleImports,
    }).exports as unknown as Exports;
    this.memory = new Memory(this.exports.memory);
  }

  text(pointer: number, length: number): string {
    return decoded(this.memory.bytes.subarray(pointer >>> 0, (pointer >>> 0) + length));
  }

  finalizeAll(): void {
    for (const statement of this.statements) {
      if (statement) this.connection.sqlite.raw.sqlite3_finalize(statement.pointer);
    }
    this.statements.length = 0;
  }

  /** Tells how far a training on the list is, with the jobs that it runs; the code to stop with, or 0. */
  #tell(jobsDone: number, jobs: number): number {
    const training = this.#training;
    if (training === null) return 0;
    const from = this.exports.progress() >>> 0;
    training.values = this.memory.bytes.slice(from, from + training.values.length);
    training.jobsDone = jobsDone;
    training.jobs = jobs;
    return training.isCancelled ? SQLITE_INTERRUPT : 0;
  }

  /** The call is over: gives back what it had open, and leaves the list of trainings. */
  end(): void {
    this.finalizeAll();
    this.#training?.end();
    this.#training = null;
  }

  #failed(code: number): number {
    const { db, sqlite } = this.connection;
    const { raw } = sqlite;
    this.lastMessage = sqlite.cString(raw.sqlite3_errmsg(db));
    if (raw.sqlite3_extended_errcode(db) === SQLITE_BUSY_SNAPSHOT) return -SQLITE_BUSY_SNAPSHOT;
    return -(code & 0xff || 1);
  }

  #open(handle: number): OpenStatement {
    const statement = this.statements[handle - 1];
    if (!statement) throw new Error(`statement ${handle} is not open`);
    return statement;
  }

  #imports(): Record<string, (...values: number[]) => unknown> {
    const { connection } = this;
    const { raw } = connection.sqlite;
    return {
      prepare: (sql, length, flags) => this.#prepare(sql >>> 0, length, flags),
      tail: (handle) => this.#open(handle).tail,
      is_readonly: (handle) => Number(raw.sqlite3_stmt_readonly(this.#open(handle).pointer) !== 0),
      column_count: (handle) => raw.sqlite3_column_count(this.#open(handle).pointer),
      column_name: (handle, column, buffer, capacity) => {
        const name = connection.sqlite.cBytes(raw.sqlite3_column_name(this.#open(handle).pointer, column));
        if (name.length <= capacity) this.memory.bytes.set(name, buffer >>> 0);
        return name.length;
      },
      bind: (handle, cells, length) => this.#bind(this.#open(handle), cells >>> 0, length),
      fetch: (handle, buffer, capacity) => this.#fetch(this.#open(handle), buffer >>> 0, capacity),
      fetch_numbers: (handle, column, type, buffer, capacity, step) =>
        this.#fetchNumbers(this.#open(handle), column, type, buffer >>> 0, capacity, step),
      pending: (handle) => this.#open(handle).pending,
      reset: (handle) => {
        const statement = this.#open(handle);
        raw.sqlite3_reset(statement.pointer);
        statement.hasRow = false;
        statement.pending = 0;
        statement.isDone = false;
      },
      finalize: (handle) => {
        raw.sqlite3_finalize(this.#open(handle).pointer);
        this.statements[handle - 1] = null;
      },
      changes: () => raw.sqlite3_changes(connection.db),
      error_message: (buffer, capacity) => {
        const message = encoded(this.lastMessage);
        this.memory.bytes.set(message.subarray(0, capacity), buffer >>> 0);
        return message.length;
      },
      fail: (message, length, code) => {
        throw new Left(this.text(message, length), code);
      },
      poll: () => this.#tell(0, 0) || connection.poll(),
      begin_training: (text, length, values) => {
        const from = text >>> 0;
        this.#training = new Training(this.memory.bytes.slice(from, from + length), values);
      },
      trainings: (buffer, capacity) => {
        const all = writeTrainings();
        if (all.length <= capacity) this.memory.bytes.set(all, buffer >>> 0);
        return all.length;
      },
      cancel_training: (id) => Number(cancelTraining(id >>> 0)),
      pause: (milliseconds) => pause(milliseconds),
      clock: () => performance.timeOrigin + performance.now(),
      run_jobs: (pieces, pieceCount, count) => this.#runJobs(pieces >>> 0, pieceCount, count),
      cores: () => 0,
      job_result: (job, buffer, capacity) => {
        const result = this.#jobs.result(job);
        if (result.length <= capacity) this.memory.bytes.set(result, buffer >>> 0);
        return result.length;
      },
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
        if (offset < 0 || length < 0 || offset + length > datasets.length) {
          throw new Error('bytes past the datasets');
        }
        this.memory.bytes.set(datasets.subarray(offset, offset + length), buffer >>> 0);
      },
    };
  }

  #runJobs(pieces: number, pieceCount: number, count: number): number {
    const { connection, memory } = this;
    const shared = Array.from({ length: pieceCount }, (_, i) => {
      const from = memory.view.getUint32(pieces + 8 * i, true);
      return memory.bytes.subarray(from, from + memory.view.getUint32(pieces + 8 * i + 4, true));
    });
    const code = this.#jobs.run(
      connection.engine.module,
      shared,
      count,
      (done) => this.#tell(done, count) || connection.poll(),
    );
    this.lastMessage = this.#jobs.message;
    return -code;
  }

  #prepare(sql: number, length: number, flags: number): number {
    const { db, sqlite } = this.connection;
    const { raw } = sqlite;
    const text = sqlite.copyIn(this.memory.bytes.subarray(sql, sql + length));
    const out = raw.sqlite3_malloc(16);
    const code = raw.sqlite3_prepare_v3(db, text, length, flags, out, out + 8);
    const pointer = sqlite.view.getInt32(out, true);
    const tail = sqlite.view.getInt32(out + 8, true);
    let result = 0;
    if (code !== 0) result = this.#failed(code);
    else if (pointer !== 0) {
      const free = this.statements.indexOf(null);
      const statement = { pointer, tail: text + length - tail, hasRow: false, pending: 0, isDone: false };
      if (free >= 0) this.statements[free] = statement;
      else this.statements.push(statement);
      result = (free >= 0 ? free : this.statements.length - 1) + 1;
    }
    raw.sqlite3_free(out);
    raw.sqlite3_free(text);
    return result;
  }

  #bind({ pointer }: OpenStatement, cells: number, length: number): number {
    const { sqlite } = this.connection;
    const { raw } = sqlite;
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
        const copy = sqlite.copyIn(bytes.subarray(at + 5, at + 5 + size));
        const bind = type === TEXT ? raw.sqlite3_bind_text : raw.sqlite3_bind_blob;
        code = bind(pointer, i, copy, size, SQLITE_TRANSIENT);
        raw.sqlite3_free(copy);
        at += 4 + size;
      }
      at += type === NULL ? 1 : type <= REAL ? 9 : 1;
    }
    return code === 0 ? 0 : this.#failed(code);
  }

  /** Steps to a row unless there is one already: ROW or DONE, or the negated code of a failure. */
  #step(statement: OpenStatement): number {
    if (statement.hasRow) return SQLITE_ROW;
    if (statement.isDone) return SQLITE_DONE;
    const code = this.connection.sqlite.raw.sqlite3_step(statement.pointer);
    if (code === SQLITE_DONE) statement.isDone = true;
    else if (code === SQLITE_ROW) statement.hasRow = true;
    else return this.#failed(code);
    return code;
  }

  #fetchNumbers(
    statement: OpenStatement,
    column: number,
    type: number,
    buffer: number,
    capacity: number,
    step: number,
  ): number {
    const { sqlite } = this.connection;
    const { pointer } = statement;
    const columns = sqlite.raw.sqlite3_column_count(pointer);
    let rows = 0;
    for (; (rows + 1) * step <= capacity; rows++) {
      const code = this.#step(statement);
      if (code < 0) return code;
      if (code === SQLITE_DONE) break;
      const at = buffer + rows * step;
      if (!writeNumbers(sqlite, pointer, columns, column, type, this.memory, at)) break;
      statement.hasRow = false;
    }
    return rows;
  }

  #fetch(statement: OpenStatement, buffer: number, capacity: number): number {
    const { sqlite } = this.connection;
    const { raw } = sqlite;
    const { pointer } = statement;
    const columns = raw.sqlite3_column_count(pointer);
    let at = buffer;
    for (let code = this.#step(statement); code !== SQLITE_DONE; code = this.#step(statement)) {
      if (code < 0) return code;
      if (statement.pending === 0) statement.pending = rowSize(sqlite, pointer, columns);
      if (at - buffer + statement.pending > capacity) {
        return at === buffer ? -SQLITE_TOOBIG : at - buffer;
      }
      at = writeRow(sqlite, pointer, columns, this.memory, at);
      statement.hasRow = false;
      statement.pending = 0;
    }
    return at - buffer;
  }
}

/** Sleeps, where the thread may: a browser's main thread may not. */
function pause(milliseconds: number): void {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
  } catch {}
}
