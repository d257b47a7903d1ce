// The package's entry: where the loadable extension is, for any SQLite host.
//
//   const { getLoadablePath, load } = require('sqml');    or    import { load } from 'sqml';
//   load(db);                          better-sqlite3, node:sqlite
//   db.loadExtension(getLoadablePath())

import fs = require('node:fs');
import path = require('node:path');

/** A connection that can load extensions: better-sqlite3's Database, node:sqlite's DatabaseSync. */
export interface Loader {
  loadExtension(file: string): unknown;
}

const FILES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'sqml.dylib', win32: 'sqml.dll' };

/** The path of the extension's file. Throws when it isn't built. */
export function getLoadablePath(): string {
  const file = path.join(__dirname, FILES[process.platform] ?? 'sqml.so');
  if (!fs.existsSync(file)) throw new Error(`sqml: ${file} is not there; npm run build makes it`);
  return file;
}

/** Loads the extension into a connection; its SQL functions are then there. */
export function load(db: Loader): void {
  db.loadExtension(getLoadablePath());
}
