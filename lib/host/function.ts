// SQL functions that give a value; binding/function.c is its twin.

import { type SqlFunction, sqliteFlags } from '../catalog.ts';
import { argumentCells, giveResult, giveText, ROWS } from './cell.ts';
import type { Connection } from './connection.ts';
import { encoded, SQLITE_ERROR, SQLITE_UTF8, type Sqlite, type Sqlite3 } from './sqlite.ts';

const releases = new WeakMap<Sqlite3, number>();

/**
 * Called by SQLite when a function goes, with its connection as a rule: what was installed for it is let go,
 * and so are the connection and its instance of the engine. One for each SQLite.
 */
function release(sqlite3: Sqlite3): number {
  let pointer = releases.get(sqlite3);
  if (pointer === undefined) {
    pointer = sqlite3.wasm.installFunction('v(i)', (f) => {
      sqlite3.wasm.uninstallFunction(f);
    });
    releases.set(sqlite3, pointer);
  }
  return pointer;
}

/** Registers a function that gives a value. */
export function registerFunction(connection: Connection, entry: SqlFunction): void {
  const { sqlite, sqlite3, db } = connection;
  const { raw } = sqlite;
  const f = sqlite3.wasm.installFunction('v(iii)', (context, argc, argv) =>
    call(connection, entry, context, argc, argv),
  );
  const name = sqlite.copyIn(encoded(entry.name));
  const flags = SQLITE_UTF8 | sqliteFlags(entry);
  const code = raw.sqlite3_create_function_v2(db, name, -1, flags, f, f, 0, 0, release(sqlite3));
  raw.sqlite3_free(name);
  if (code !== 0) connection.cannotRegister(entry);
}

function call(connection: Connection, entry: SqlFunction, context: number, argc: number, argv: number): void {
  const { sqlite } = connection;
  const values = Array.from({ length: argc }, (_, i) => sqlite.view.getInt32(argv + 4 * i, true));
  connection.run({
    entry,
    argc,
    cells: argumentCells(sqlite, values),
    context,
    answer: (memory, cell) => {
      if (memory.bytes[cell] === ROWS) throw new Error('rows are no value');
      giveResult(sqlite, context, memory, cell);
    },
    refuse: (message, code) => {
      if (code === 0) giveText(sqlite, context, encoded(message), true);
      else giveError(sqlite, context, message, code);
    },
  });
}

function giveError(sqlite: Sqlite, context: number, message: string, code: number): void {
  const { raw } = sqlite;
  const bytes = encoded(message);
  const copy = sqlite.copyIn(bytes);
  raw.sqlite3_result_error(context, copy, bytes.length);
  if (code !== SQLITE_ERROR) raw.sqlite3_result_error_code(context, code);
  raw.sqlite3_free(copy);
}
