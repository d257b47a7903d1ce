// connection.js in a worker: a message is [id, method, arguments], its answer [id, result, error message].

import { open } from './connection.js';

let connection;

const methods = {
  async open(vfs, file) {
    connection = await open(vfs, file);
  },
  rows: (sql) => connection.rows(sql),
  close: () => connection.close(),
};

addEventListener('message', async ({ data: [id, method, values] }) => {
  try {
    postMessage([id, await methods[method](...values), null]);
  } catch (thrown) {
    postMessage([id, null, thrown.message]);
  }
});
