// SQL functions that give rows, as one module of virtual tables; binding/table.c is its twin and tells how
// arguments become constraints, when a call runs, and what is promised.

import { least, type SqlFunction, schema, sqliteFlags } from '../catalog.ts';
import { argumentCells, type Bytes, cellEnd, giveResult, ROWS } from './cell.ts';
import type { Connection } from './connection.ts';
import { TABLE_COST, TABLE_ROWS } from './limits.ts';
import {
  encoded,
  Left,
  SQLITE_CONSTRAINT,
  SQLITE_DIRECTONLY,
  SQLITE_ERROR,
  SQLITE_INDEX_CONSTRAINT_EQ,
  SQLITE_INNOCUOUS,
  SQLITE_NOMEM,
  SQLITE_VTAB_DIRECTONLY,
  SQLITE_VTAB_INNOCUOUS,
  Sqlite,
  type Sqlite3,
} from './sqlite.ts';

/** A function on a connection. */
interface Table {
  connection: Connection;
  entry: SqlFunction;
  columns: number;
}

interface Cursor {
  table: Table;
  vtab: number;
  /** Of the last call; null before the first. */
  args: Bytes | null;
  /** Null when there was no call or it failed. */
  rows: Bytes | null;
  /** Of the connection when the call began. */
  changes: number;
  /** The byte after the row. */
  at: number;
  /** From 1. */
  row: number;
  isOver: boolean;
  /** Where the row's cells begin. */
  cells: number[];
}

/** Offsets in SQLite's structures, of 4-byte pointers. */
const INFO = { count: 0, constraints: 4, usage: 16, idxNum: 20, cost: 40, rows: 48 };
const CONSTRAINT = { size: 12, column: 0, op: 4, isUsable: 5 };
const USAGE = { size: 8, argvIndex: 0, omit: 4 };
const VTAB = { size: 12, message: 8 };
const CURSOR_SIZE = 4;
const MODULE_SIZE = 4 * 25;

const EMPTY: Bytes = { bytes: new Uint8Array(0), view: new DataView(new ArrayBuffer(0)) };

/** The module of one SQLite, whatever connections it has. Its pointers are those of SQLite's structures. */
class TableModule {
  readonly pointer: number;
  readonly sqlite: Sqlite;
  /** By what sqlite3_create_module_v2 was given as user data. */
  readonly #registered = new Map<number, Table>();
  readonly #tables = new Map<number, Table>();
  readonly #cursors = new Map<number, Cursor>();
  readonly #release: number;
  #last = 0;

  constructor(readonly sqlite3: Sqlite3) {
    this.sqlite = new Sqlite(sqlite3);
    const install = (parameters: number, method: (...values: number[]) => number) =>
      sqlite3.wasm.installFunction(`i(${'i'.repeat(parameters)})`, (...values) => guarded(method, values));
    const methods = [
      0, // xCreate: there is the one table of the function's name
      install(6, (db, user, _argc, _argv, made, error) => this.#connect(db, user, made, error)),
      install(2, (vtab, info) => this.#bestIndex(vtab, info)),
      install(1, (vtab) => this.#drop(this.#tables, vtab)),
      0, // xDestroy
      install(2, (vtab, opened) => this.#open(vtab, opened)),
      install(1, (cursor) => this.#drop(this.#cursors, cursor)),
      install(5, (cursor, given, _unused, _n, values) => this.#filter(this.#cursor(cursor), given, values)),
      install(1, (cursor) => next(this.#cursor(cursor))),
      install(1, (cursor) => Number(this.#cursor(cursor).isOver)),
      install(3, (cursor, context, column) => this.#column(this.#cursor(cursor), context, column)),
      install(2, (cursor, row) => this.#rowid(this.#cursor(cursor), row)),
    ];
    this.pointer = this.sqlite.allocate(MODULE_SIZE);
    for (const [i, method] of methods.entries()) {
      this.sqlite.view.setInt32(this.pointer + 4 * (i + 1), method, true);
    }
    this.#release = sqlite3.wasm.installFunction('v(i)', (user) => {
      this.#registered.delete(user);
    });
  }

  register(connection: Connection, entry: SqlFunction): void {
    const { raw } = this.sqlite;
    const user = ++this.#last;
    this.#registered.set(user, { connection, entry, columns: entry.columns?.length ?? 0 });
    const name = this.sqlite.copyIn(encoded(entry.name));
    const code = raw.sqlite3_create_module_v2(connection.db, name, this.pointer, user, this.#release);
    raw.sqlite3_free(name);
    if (code !== 0) connection.cannotRegister(entry);
  }

  #connect(db: number, user: number, made: number, error: number): number {
    const { sqlite, sqlite3 } = this;
    const table = this.#registered.get(user) as Table;
    const sql = sqlite.copyIn(encoded(schema(table.entry)));
    const code = sqlite.raw.sqlite3_declare_vtab(db, sql);
    sqlite.raw.sqlite3_free(sql);
    if (code !== 0) {
      const why = `${table.entry.name}: ${sqlite.cString(sqlite.raw.sqlite3_errmsg(db))}`;
      sqlite.view.setInt32(error, sqlite.copyIn(encoded(why)), true);
      return code;
    }
    if (sqliteFlags(table.entry) & SQLITE_INNOCUOUS) {
      sqlite3.capi.sqlite3_vtab_config?.(db, SQLITE_VTAB_INNOCUOUS, 0);
    }
    if (sqliteFlags(table.entry) & SQLITE_DIRECTONLY) {
      sqlite3.capi.sqlite3_vtab_config?.(db, SQLITE_VTAB_DIRECTONLY, 0);
    }
    const vtab = sqlite.allocate(VTAB.size);
    this.#tables.set(vtab, table);
    sqlite.view.setInt32(made, vtab, true);
    return 0;
  }

  #drop(from: Map<number, unknown>, pointer: number): number {
    from.delete(pointer);
    this.sqlite.raw.sqlite3_free(pointer);
    return 0;
  }

  #bestIndex(vtab: number, info: number): number {
    const { view } = this.sqlite;
    const { columns, entry } = this.#tables.get(vtab) as Table;
    const count = view.getInt32(info + INFO.count, true);
    const constraints = view.getInt32(info + INFO.constraints, true);
    const usage = view.getInt32(info + INFO.usage, true);
    /** By argument, the constraint that gives it. */
    const given = new Map<number, number>();
    const unusable = new Set<number>();
    for (let i = 0; i < count; i++) {
      const constraint = constraints + CONSTRAINT.size * i;
      const argument = view.getInt32(constraint + CONSTRAINT.column, true) - columns;
      const op = view.getUint8(constraint + CONSTRAINT.op);
      if (argument < 0 || op !== SQLITE_INDEX_CONSTRAINT_EQ) continue;
      if (view.getUint8(constraint + CONSTRAINT.isUsable) === 0) unusable.add(argument);
      else if (!given.has(argument)) given.set(argument, i);
    }
    let n = 0;
    let mask = 0;
    for (let argument = 0; argument < entry.args.length; argument++) {
      const i = given.get(argument);
      if (i === undefined) continue;
      mask |= 1 << argument;
      view.setInt32(usage + USAGE.size * i + USAGE.argvIndex, ++n, true);
      view.setUint8(usage + USAGE.size * i + USAGE.omit, 1);
      unusable.delete(argument);
    }
    view.setInt32(info + INFO.idxNum, mask, true);
    view.setFloat64(info + INFO.cost, TABLE_COST, true);
    view.setBigInt64(info + INFO.rows, BigInt(TABLE_ROWS), true);
    return unusable.size > 0 ? SQLITE_CONSTRAINT : 0;
  }

  #open(vtab: number, opened: number): number {
    const table = this.#tables.get(vtab) as Table;
    const pointer = this.sqlite.allocate(CURSOR_SIZE);
    const cells = new Array<number>(table.columns).fill(0);
    const start = { args: null, rows: null, changes: 0, at: 0, row: 0, isOver: true };
    this.#cursors.set(pointer, { table, vtab, cells, ...start });
    this.sqlite.view.setInt32(opened, pointer, true);
    return 0;
  }

  #cursor(pointer: number): Cursor {
    return this.#cursors.get(pointer) as Cursor;
  }

  #filter(cursor: Cursor, given: number, values: number): number {
    const { sqlite } = this;
    const { connection, entry } = cursor.table;
    const argv: number[] = [];
    let argc = 0;
    for (let i = 0; i < entry.args.length; i++) {
      const isGiven = ((given >>> i) & 1) !== 0;
      if (!isGiven && i < least(entry)) break;
      argv.push(isGiven ? sqlite.view.getInt32(values, true) : 0);
      if (isGiven) {
        values += 4;
        argc = i + 1;
      }
    }
    const args = argumentCells(sqlite, argv.slice(0, argc));
    const changes = sqlite.raw.sqlite3_total_changes(connection.db);
    const isSame = cursor.rows !== null && changes === cursor.changes && equal(args, cursor.args ?? EMPTY);
    cursor.args = args;
    cursor.row = 0;
    cursor.at = 0;
    cursor.isOver = true;
    if (!isSame) {
      cursor.rows = null;
      cursor.changes = changes;
      const code = this.#call(cursor, argc);
      if (code !== 0) return code;
    }
    return next(cursor);
  }

  /** Runs the function with the cursor's arguments. */
  #call(cursor: Cursor, argc: number): number {
    const { raw, view } = this.sqlite;
    const { connection, entry, columns } = cursor.table;
    let failure = 0;
    connection.run({
      entry,
      argc,
      cells: cursor.args ?? EMPTY,
      answer: (memory, cell) => {
        cursor.rows = copiedRows(memory, cell, columns);
      },
      refuse: (message, code) => {
        failure = code || SQLITE_ERROR;
        raw.sqlite3_free(view.getInt32(cursor.vtab + VTAB.message, true));
        const copy = this.sqlite.copyIn(encoded(message));
        this.sqlite.view.setInt32(cursor.vtab + VTAB.message, copy, true);
      },
    });
    return failure;
  }

  #column({ table, cells, rows, args }: Cursor, context: number, column: number): number {
    if (column < table.columns && rows) giveResult(this.sqlite, context, rows, cells[column]);
    else if (args) {
      let at = 0;
      for (let i = table.columns; i < column && at < args.bytes.length; i++) at = cellEnd(args, at);
      if (at < args.bytes.length) giveResult(this.sqlite, context, args, at);
    }
    return 0;
  }

  #rowid({ row }: Cursor, target: number): number {
    this.sqlite.view.setBigInt64(target, BigInt(row), true);
    return 0;
  }
}

/** What a method throws is a code: no exception may cross SQLite. */
function guarded(method: (...values: number[]) => number, values: number[]): number {
  try {
    return method(...values);
  } catch (thrown) {
    return thrown instanceof Left ? thrown.code : thrown instanceof RangeError ? SQLITE_NOMEM : SQLITE_ERROR;
  }
}

/** Walks to the next row. */
function next(cursor: Cursor): number {
  const rows = cursor.rows ?? EMPTY;
  cursor.isOver = cursor.at === rows.bytes.length;
  if (cursor.isOver) return 0;
  cursor.row++;
  for (let c = 0; c < cursor.cells.length; c++) {
    cursor.cells[c] = cursor.at;
    cursor.at = cellEnd(rows, cursor.at);
  }
  return 0;
}

/** A copy of the rows of a result cell, which must be whole. */
function copiedRows(memory: Bytes, cell: number, columns: number): Bytes {
  if (memory.bytes[cell] !== ROWS) throw new Error('a table function gave no rows');
  const length = memory.view.getUint32(cell + 1, true);
  const bytes = memory.bytes.slice(cell + 5, cell + 5 + length);
  const rows = { bytes, view: new DataView(bytes.buffer) };
  let count = 0;
  let at = 0;
  for (; at < length; count++) at = cellEnd(rows, at);
  if (at !== length || bytes.length !== length || count % columns !== 0) throw new Error('damaged rows');
  return rows;
}

function equal(a: Bytes, b: Bytes): boolean {
  return a.bytes.length === b.bytes.length && a.bytes.every((byte, i) => byte === b.bytes[i]);
}

const modules = new WeakMap<Sqlite3, TableModule>();

/** Registers a function that gives rows. */
export function registerTable(connection: Connection, entry: SqlFunction): void {
  let module = modules.get(connection.sqlite3);
  if (module === undefined) {
    module = new TableModule(connection.sqlite3);
    modules.set(connection.sqlite3, module);
  }
  module.register(connection, entry);
}
