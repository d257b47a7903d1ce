// A connection with sqml on it, in the thread that imports this: the page's, or a worker's.

import { register } from '../../dist/browser.js';
import init from '../../node_modules/@sqlite.org/sqlite-wasm/dist/index.mjs';

/** Opens a database by the VFS 'memory', 'opfs' or 'opfs-sahpool'; the latter two keep it in `file`. */
export async function open(vfs, file) {
  const sqlite3 = await init();
  const db = await database(sqlite3, vfs, file);
  await register(sqlite3, db);
  return {
    rows: (sql) => rows(sqlite3, db, sql),
    close: () => db.close(),
  };
}

async function database(sqlite3, vfs, file) {
  if (vfs === 'memory') return new sqlite3.oo1.DB();
  if (vfs === 'opfs') return new sqlite3.oo1.OpfsDb(file);
  const { OpfsSAHPoolDb } = await sqlite3.installOpfsSAHPoolVfs({});
  return new OpfsSAHPoolDb(file);
}

/** The rows of one statement, in the types of test/host/host.ts. */
function rows(sqlite3, db, sql) {
  const found = [];
  try {
    const statement = db.prepare(sql);
    try {
      while (statement.step()) found.push(row(sqlite3.capi, statement));
    } finally {
      statement.finalize();
    }
  } catch (thrown) {
    throw new Error(thrown.message.replace(/^SQLITE_\w+: sqlite3 result code \d+: /, ''));
  }
  return found;
}

function row(capi, statement) {
  const found = {};
  for (let c = 0; c < statement.columnCount; c++) {
    const isInteger = capi.sqlite3_column_type(statement.pointer, c) === capi.SQLITE_INTEGER;
    const got = statement.get(c);
    found[statement.getColumnName(c)] = isInteger ? BigInt(got) : got;
  }
  return found;
}
