// Finding the library (lib/loadable.cts) waits for nobody: not for a thread that trains, which answers no one meanwhile.

import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import test from 'tape';
import { path } from './host/index.ts';

const require = createRequire(import.meta.url);

/** Trains for a second or so, then says whether the other thread had found the library by then. */
const TRAINING = `
const { parentPort, workerData } = require('node:worker_threads');
const Database = require(${JSON.stringify(require.resolve('better-sqlite3'))});
const db = new Database(':memory:');
db.loadExtension(${JSON.stringify(path('dist/sqml'))});
db.prepare("SELECT sqml_load_dataset('digits')").get();
parentPort.postMessage('begins');
db.prepare("SELECT sqml_train('e', 'classification', 'gradient_boosting', 'dataset_digits', 'target', '{\\"n_estimators\\": 40}')").get();
parentPort.postMessage(Atomics.load(workerData, 0) === 1 ? 'found before' : 'waited');
`;

test('a thread finds the library while another one trains', (t) => {
  const found = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(TRAINING, { eval: true, workerData: found });
  const { platformName } = require('../dist/loadable.cjs') as typeof import('../lib/loadable.cts');
  worker.on('error', t.end);
  worker.on('message', (message: string) => {
    if (message === 'begins') {
      setTimeout(() => {
        t.match(platformName(), /^\w+-\w+/);
        Atomics.store(found, 0, 1);
      }, 50);
      return;
    }
    t.equal(message, 'found before');
    t.end();
  });
});
