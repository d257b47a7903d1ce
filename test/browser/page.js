// The page that tests drive: `openHere` has the connection in this thread, `openInWorker` in another; both give
// the rows of statements by `rows` and end by `close`. What it imports is there as `sqml` and `sqlite3`.

import * as sqml from '../../dist/browser.js';
import init from '../../node_modules/@sqlite.org/sqlite-wasm/dist/index.mjs';
import { open } from './connection.js';

globalThis.sqml = sqml;
globalThis.startSqlite = init;

globalThis.openHere = async (vfs, file) => {
  globalThis.connection = await open(vfs, file);
};

globalThis.openInWorker = async (vfs, file) => {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const waiting = new Map();
  let last = 0;
  worker.addEventListener('message', ({ data: [id, result, error] }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === null) resolve(result);
    else reject(new Error(error));
  });
  const call = (method, ...values) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      worker.postMessage([last, method, values]);
    });
  await call('open', vfs, file);
  globalThis.connection = { rows: (sql) => call('rows', sql), close: () => call('close') };
};

globalThis.isReady = true;
