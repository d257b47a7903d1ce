// The engine on one connection: its shared instance, calls of either kind, interrupts. binding/call.c is its twin.

import type { SqlFunction } from '../catalog.ts';
import type { Bytes } from './cell.ts';
import { type Engine, Instance, type Owner } from './instance.ts';
import { MOST_CELL_BYTES, STEPS_PER_POLL } from './limits.ts';
import {
  encoded,
  Left,
  SQLITE_ERROR,
  SQLITE_INTERNAL,
  SQLITE_INTERRUPT,
  SQLITE_NOMEM,
  SQLITE_ROW,
  SQLITE_TOOBIG,
  Sqlite,
  type Sqlite3,
} from './sqlite.ts';

/** One call of a function, and who takes its outcome: one of the two is called, while the instance still lives. */
export interface Call {
  entry: SqlFunction;
  argc: number;
  /** The arguments. */
  cells: Bytes;
  /** Where the engine may remember a value: of a function's first argument. */
  context?: number;
  /** Gets the result cell. */
  answer(memory: Bytes, cell: number): void;
  /** Gets an SQL error; code 0 makes the message the result, as JSON. */
  refuse(message: string, code: number): void;
}

/** The engine on one connection. */
export class Connection implements Owner {
  settings = 0;
  readonly sqlite: Sqlite;
  #shared: Instance | null = null;
  #probe = 0;
  readonly #hasIsInterrupted: boolean;

  constructor(
    readonly sqlite3: Sqlite3,
    readonly db: number,
    readonly engine: Engine,
  ) {
    this.sqlite = new Sqlite(sqlite3);
    this.#hasIsInterrupted = typeof this.sqlite.raw.sqlite3_is_interrupted === 'function';
  }

  /** A statement stepped again and again lets the connection's progress handler run too. */
  poll(): number {
    const { sqlite, db } = this;
    const { raw } = sqlite;
    if (this.#hasIsInterrupted && raw.sqlite3_is_interrupted(db) !== 0) return SQLITE_INTERRUPT;
    if (this.#probe === 0) {
      const text = sqlite.copyIn(encoded('SELECT 1'));
      const out = raw.sqlite3_malloc(8);
      if (raw.sqlite3_prepare_v2(db, text, -1, out, 0) === 0) this.#probe = sqlite.view.getInt32(out, true);
      raw.sqlite3_free(out);
      raw.sqlite3_free(text);
      if (this.#probe === 0) return SQLITE_INTERRUPT;
    }
    for (let i = 0; i < STEPS_PER_POLL; i++) {
      const code = raw.sqlite3_step(this.#probe);
      raw.sqlite3_reset(this.#probe);
      if (code !== SQLITE_ROW) return SQLITE_INTERRUPT;
    }
    return 0;
  }

  cannotRegister(entry: SqlFunction): never {
    const why = this.sqlite.cString(this.sqlite.raw.sqlite3_errmsg(this.db));
    throw new Error(`${entry.name}: cannot be registered: ${why}`);
  }

  /** Runs one call of either kind. */
  run(call: Call): void {
    const { entry, context } = call;
    if (call.cells.bytes.length > MOST_CELL_BYTES) {
      call.refuse('string or blob too big', SQLITE_TOOBIG);
      return;
    }
    const isOwn = entry.instance === 'own';
    if (!isOwn && this.#shared?.isBusy) {
      call.refuse(`${entry.name}: called from within itself`, SQLITE_ERROR);
      return;
    }
    let instance: Instance;
    try {
      instance = (isOwn ? null : this.#shared) ?? new Instance(this);
      if (!isOwn) this.#shared = instance;
    } catch (thrown) {
      const why = thrown instanceof RangeError ? 'not enough memory' : String(thrown);
      call.refuse(`${entry.name}: no instance of the engine: ${why}`, SQLITE_NOMEM);
      return;
    }
    const { raw } = this.sqlite;
    const rowid = raw.sqlite3_last_insert_rowid(this.db);
    instance.isBusy = true;
    instance.remembered = context === undefined ? 0 : raw.sqlite3_get_auxdata(context, 0);
    instance.toRemember = 0;
    const isWhole = this.#runIn(instance, call);
    instance.isBusy = false;
    instance.end();
    if (this.#probe !== 0) {
      raw.sqlite3_finalize(this.#probe);
      this.#probe = 0;
    }
    raw.sqlite3_set_last_insert_rowid(this.db, rowid);
    if (!isOwn) {
      if (!isWhole || instance.exports.collect() === 0) this.#shared = null;
    }
    if (instance.toRemember !== 0 && context !== undefined) {
      raw.sqlite3_set_auxdata(context, 0, instance.toRemember, 0);
    }
  }

  /** Whether the instance's state can be trusted after it. */
  #runIn(instance: Instance, { entry, argc, cells, answer, refuse }: Call): boolean {
    try {
      const at = instance.exports.reserve(cells.bytes.length) >>> 0;
      instance.memory.bytes.set(cells.bytes, at);
      const f = instance.exports[entry.name] as (argc: number) => number;
      answer(instance.memory, f(argc) >>> 0);
      return true;
    } catch (thrown) {
      if (thrown instanceof Left) {
        refuse(thrown.message, thrown.code === SQLITE_INTERNAL ? SQLITE_ERROR : thrown.code);
        return thrown.code !== SQLITE_INTERNAL;
      }
      const what = thrown instanceof Error ? thrown.message : String(thrown);
      refuse(`${entry.name}: internal error: ${what}; please report it`, SQLITE_ERROR);
      return false;
    }
  }
}
