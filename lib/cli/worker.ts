// Where SQLite works, a thread (connection.ts) or a process (dashboard/writer.ts): it answers one request after the
// other.

import { createRequire } from 'node:module';
import { parentPort, Worker } from 'node:worker_threads';
import { PROGRESS } from '../dashboard/transport.ts';
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

function opened(file: string, isReadonly: boolean): Database {
  const { getLoadablePath } = createRequire(import.meta.url)('./index.cjs') as typeof import('../index.cts');
  const database = openDatabase(file, isReadonly);
  database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  database.exec('SELECT 1 FROM sqlite_master'); // reads the file, which may be no database
  database.loadExtension(getLoadablePath());
  return database;
}

function answer(request: Request): Row[] {
  if (request.kind === 'rows') return rowsOf(db, request.sql, request.parameters);
  if (request.kind === 'open') {
    db = opened(request.file, request.isReadonly);
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

/**
 * In a process of its own, which ends with the one that made it. The work is done by a thread of it, so that the process can
 * say how far a training is while it runs: sqml_progress() knows of all threads.
 */
export function serveProcess(): void {
  const thread = new Worker(new URL(import.meta.url));
  const tell = (said: Answer | { progress: Row | null }) => process.connected && process.send?.(said);
  thread.on('message', (answer: Answer) => tell(answer));
  thread.on('error', () => process.exit(1));
  process.on('message', (request: Request | { kind: 'progress' }) => {
    if (request.kind === 'open') watch();
    if (request.kind === 'progress') tell({ progress: progress() });
    else thread.postMessage(request);
  });
  process.on('disconnect', () => process.exit());
}

let watcher: Database | null = null;

/** Opens what progress is asked on, before anything trains: finding the library waits for all threads of the process. */
function watch(): void {
  try {
    watcher ??= opened(':memory:', false);
  } catch {
    // The thread says what is wrong.
  }
}

/** How far the training of this process is; null when none runs, and where that is not known. */
function progress(): Row | null {
  try {
    return watcher === null ? null : (rowsOf(watcher, PROGRESS, [])[0] ?? null);
  } catch {
    return null;
  }
}
