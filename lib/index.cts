// The package's entry: where the loadable extension is, for any SQLite host.
//
//   const { getLoadablePath, load } = require('sqml');    or    import { load } from 'sqml';
//   load(db);                          better-sqlite3, node:sqlite
//   await load(db);                    node-sqlite3 (the package sqlite3), sqlite
//   db.loadExtension(getLoadablePath())

import loadable = require('./loadable.cts');

/** The path of the extension's file. Throws when there is none, and says where it was looked for. */
export const getLoadablePath: () => string = loadable.getLoadablePath;

/** A connection that loads extensions at once: better-sqlite3's Database, node:sqlite's DatabaseSync. */
export interface Loader {
  loadExtension(file: string): unknown;
}

/** A connection that loads them in the background and then calls back: node-sqlite3's Database, an emitter. */
export interface CallbackLoader {
  emit(event: string): boolean;
  loadExtension(file: string, callback: (error: Error | null) => void): unknown;
}

/** A connection that gives a promise: Database of the package sqlite, which wraps node-sqlite3. */
export interface PromiseLoader {
  loadExtension(file: string): Promise<void>;
}

/**
 * Loads the extension into a connection; its SQL functions are then there. Where the connection loads in the
 * background, the promise tells when, and rejects when it fails; elsewhere a failure is thrown.
 */
export function load(db: CallbackLoader | PromiseLoader): Promise<void>;
export function load(db: Loader): void;
export function load(db: Loader | CallbackLoader): Promise<void> | void {
  const file = getLoadablePath();
  if ('emit' in db) {
    return new Promise((resolve, reject) => {
      db.loadExtension(file, (error) => (error ? reject(error) : resolve()));
    });
  }
  const answer = db.loadExtension(file);
  if (answer instanceof Promise) return answer;
}
