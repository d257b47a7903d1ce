// Where SQLite works, a thread (connection.ts) or a process (dashboard/writer.ts): it answers one request after the
// other.

import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { type Database, openDatabase, type Row, rowsOf, type Value } from '../sqlite.ts';

/** SQLite waits this long for another process that writes. */
const BUSY_MS = 5000;

export type Request =
  | { kind: 'open'; file: string; isReadonly: boolean }
  | { kind: 'execute'; sql: string }
  | { kind: 'rows'; sql: string; parameters: Value[] }
  /** One statement for each list of parameters, in one transaction. */
  | { kind: 'each'; sql: string; lists: Value[][] }
  | { kind: 'close' };

export type Answer = { result: Row[] } | { error: string };

/** Set by the first request, `open`. */
let db: Database;

function answer(request: Request): Row[] {
  if (request.kind === 'rows') return rowsOf(db, request.sql, request.parameters);
  if (request.kind === 'open') {
    const { getLoadablePath } = createRequire(import.meta.url)(
      './index.cjs',
    ) as typeof import('../index.cts');
    db = openDatabase(request.file, request.isReadonly);
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    db.exec('SELECT 1 FROM sqlite_master'); // reads the file, which may be no database
    db.loadExtension(getLoadablePath());
  } else if (request.kind === 'execute') {
    db.exec(request.sql);
  } else if (request.kind === 'each') {
    const statement = db.prepare(request.sql);
    db.exec('BEGIN');
    try {
      for (const parameters of request.lists) statement.run(...parameters);
      db.exec('COMMIT');
    } catch (thrown) {
      db.exec('ROLLBACK');
      throw thrown;
    }
  } else {
    db?.close(); // an open that failed left none
  }
  return [];
}

function replyTo(request: Request): Answer {
  try {
    return { result: answer(request) };
  } catch (thrown) {
    return { error: (thrown as Error).message };
  }
}

/** In a thread. */
export function serve(): void {
  parentPort?.on('message', (request: Request) => {
    parentPort?.postMessage(replyTo(request));
    if (request.kind === 'close') parentPort?.close();
  });
}

/** In a process of its own, which ends with the one that made it. */
export function serveProcess(): void {
  process.on('message', (request: Request) => {
    process.send?.(replyTo(request));
    if (request.kind === 'close') process.disconnect();
  });
  process.on('disconnect', () => process.exit());
}
