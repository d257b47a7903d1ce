// The playground's thread: SQLite and the engine, and one database. Messages are of protocol.ts.
//
// The database is kept in the browser's own file system (OPFS, by the VFS opfs-sahpool, which needs no special headers
// of the server). One tab has it; in a second one, or where there is no OPFS, the database is in memory, and the page
// says so.

import init from '@sqlite.org/sqlite-wasm';
import { register } from '../../browser.ts';
import type { Value } from '../query.ts';
import { PROGRESS, progressOf, type Row, type Table } from '../transport.ts';
import type { Answer, Opened, Request } from './protocol.ts';

const FILE = '/playground.db';
/** Who holds this lock has the files; a tab or a worker that has just ended lets go within so many milliseconds. */
const LOCK = 'sqml-playground';
const PATIENCE_MS = 1000;
/** A worker that is ended in the midst of a training takes longer. */
const LONG_PATIENCE_MS = 15_000;
/** Its handles may outlive it by a little. */
const TRIES = 20;
const PAUSE_MS = 50;

// biome-ignore lint/suspicious/noExplicitAny: the package's own types don't have what is used of it here
type Any = any;

let sqlite3: Any;
let pool: Any = null;
let db: Any;
/** Where sqml_progress() is asked while db trains. */
let watcher: Any = null;

/** No other VFS is tried: opfs would want headers, and say so on the console. */
(globalThis as Any).sqlite3ApiConfig = {
  warn: () => {},
  error: () => {}, // what matters is thrown
  disable: { vfs: { opfs: true, 'opfs-vfs': true, 'opfs-wl': true, kvvfs: true } },
};

async function open(isNew: boolean, isAgain: boolean, snapshot: Uint8Array | null): Promise<Opened> {
  sqlite3 = await (init as Any)();
  pool = await installPool(isAgain ? LONG_PATIENCE_MS : PATIENCE_MS);
  if (pool !== null && isNew) pool.unlink(FILE);
  await reopen(snapshot);
  return { isKept: pool !== null };
}

async function installPool(patience: number): Promise<Any> {
  if (!(await hold(LOCK, patience))) return null;
  for (let i = 0; i < TRIES; i++) {
    try {
      const name = 'sqml-playground';
      return await sqlite3.installOpfsSAHPoolVfs({ name, forceReinitIfPreviouslyFailed: true });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return null;
}

/** Whether this worker has the lock now, and until it ends. */
function hold(lock: string, patience: number): Promise<boolean> {
  if (navigator.locks === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const held = () => {
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks
      .request(lock, { signal: AbortSignal.timeout(patience) }, held)
      .catch(() => resolve(false));
  });
}

/** Opens the database; of `bytes` where there are some. */
async function reopen(bytes: Uint8Array | null): Promise<void> {
  if (bytes !== null) check(bytes);
  db?.close();
  if (pool !== null) {
    if (bytes !== null) await pool.importDb(FILE, bytes);
    db = new pool.OpfsSAHPoolDb(FILE);
  } else {
    db = new sqlite3.oo1.DB();
    if (bytes !== null) deserialize(db, bytes);
  }
  await register(sqlite3, db);
  await watch();
}

/** VM instructions between two calls of the progress handler: polls of the engine bring it to its turn, too. */
const INSTRUCTIONS = 1000;
/** The page asks every second. */
const TELL_MS = 300;

/**
 * Tells the page how far a training is. The worker reads no message meanwhile, but SQLite calls its progress handler,
 * in which a connection that is not the busy one may be asked.
 */
async function watch(): Promise<void> {
  if (watcher === null) {
    watcher = new sqlite3.oo1.DB();
    await register(sqlite3, watcher);
  }
  let last = performance.now();
  const tell = () => {
    const now = performance.now();
    if (now - last < TELL_MS) return 0;
    last = now;
    const { rows } = query(watcher, PROGRESS, []);
    if (rows.length > 0) postMessage({ progress: progressOf(rows[0]) } satisfies Answer);
    return 0;
  };
  sqlite3.capi.sqlite3_progress_handler(db.pointer, INSTRUCTIONS, tell, 0);
}

/** Throws when the bytes are no database that SQLite reads. */
function check(bytes: Uint8Array): void {
  const other = new sqlite3.oo1.DB();
  try {
    deserialize(other, bytes);
    other.exec('SELECT count(*) FROM sqlite_master');
  } catch {
    throw new Error('the file is no SQLite database');
  } finally {
    other.close();
  }
}

function deserialize(to: Any, bytes: Uint8Array): void {
  const { capi, wasm } = sqlite3;
  const copy = bytes.slice();
  // Not in WAL mode: there is no file beside it.
  copy.fill(1, 18, 20);
  const pointer = wasm.allocFromTypedArray(copy);
  const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE;
  const code = capi.sqlite3_deserialize(to.pointer, 'main', pointer, copy.length, copy.length, flags);
  if (code !== 0) throw new Error(`SQLite says ${code}`);
}

function query(on: Any, sql: string, params: Value[]): Table {
  const statement = prepared(on, sql);
  try {
    if (params.length > 0) statement.bind(params);
    const columns: string[] = statement.getColumnNames([]);
    const rows: Row[] = [];
    while (statement.step()) {
      const row: Row = {};
      for (const [c, column] of columns.entries()) row[column] = statement.get(c);
      rows.push(row);
    }
    return { columns, rows };
  } finally {
    statement.finalize();
  }
}

function prepared(on: Any, sql: string): Any {
  if (!/^\s*(SELECT|WITH)\b/i.test(sql)) throw new Error('only a SELECT can be asked here');
  return on.prepare(sql);
}

/** A new table of the rows of a file; its columns make numbers of texts that are numbers. */
function load(table: string, columns: string[], rows: (string | null)[][]): void {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  db.exec('BEGIN');
  try {
    db.exec(`CREATE TABLE ${quoted(table)}(${columns.map((name) => `${quoted(name)} NUMERIC`).join(', ')})`);
    const statement = db.prepare(
      `INSERT INTO ${quoted(table)} VALUES (${columns.map(() => '?').join(', ')})`,
    );
    try {
      for (const row of rows) statement.bind(row).stepReset();
    } finally {
      statement.finalize();
    }
    db.exec('COMMIT');
  } catch (thrown) {
    db.exec('ROLLBACK');
    throw thrown;
  }
}

async function answer(request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'open':
      return open(request.isNew, request.isAgain, request.snapshot);
    case 'query':
      return query(db, request.sql, request.params);
    case 'load':
      return load(request.table, request.columns, request.rows);
    case 'replace':
      return reopen(request.bytes);
    case 'bytes':
      return sqlite3.capi.sqlite3_js_db_export(db);
  }
}

/** Without the code that sqlite-wasm puts before SQLite's own message. */
function plain(message: string): string {
  return message.replace(/^SQLITE_\w+: sqlite3 result code \d+: /, '');
}

/** One after the other, in the order in which they came. */
let last: Promise<void> = Promise.resolve();

async function reply([id, request]: [number, Request]): Promise<void> {
  let said: Answer;
  try {
    said = { id, result: await answer(request) };
  } catch (thrown) {
    said = { id, error: plain((thrown as Error).message) };
  }
  postMessage(said);
}

addEventListener('message', ({ data }: MessageEvent<[number, Request]>) => {
  last = last.then(() => reply(data));
});
