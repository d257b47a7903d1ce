// The engine on a connection of @sqlite.org/sqlite-wasm: the same engine, with SQLite in another WASM memory
// beside it. It moves values and owns no rule; binding/ is its twin in C.
//
//   function.ts        the functions that give a value
//   table_function.ts  the functions that give rows
//   connection.ts      one call of either, from arguments to outcome
//   instance.ts        an instance of the engine, and what it imports
//   jobs.ts            independent work in instances of its own
//   cell.ts            values on their way in and out
//   sqlite.ts          SQLite's functions and memory
//   limits.ts          numbers that C and JavaScript share

import { catalog } from '../catalog.ts';
import { Connection } from './connection.ts';
import { registerFunction } from './function.ts';
import type { Engine } from './instance.ts';
import type { Sqlite3 } from './sqlite.ts';
import { registerTable } from './table_function.ts';

export type { Engine } from './instance.ts';
export type { Sqlite3 } from './sqlite.ts';

/**
 * Registers every function of the catalog on the connection `db` (an sqlite3* as a number); `functions` are
 * those of another engine.
 */
export function registerOn(sqlite3: Sqlite3, db: number, engine: Engine, functions = catalog): void {
  const connection = new Connection(sqlite3, db, engine);
  for (const entry of functions) {
    if (entry.columns === undefined) registerFunction(connection, entry);
    else registerTable(connection, entry);
  }
}
