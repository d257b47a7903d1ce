// What sqml_progress() says of the trainings of this process, and sqml_cancel() ends: from the training's own connection
// on every host, from another connection and thread where there are any.

import { Worker } from 'node:worker_threads';
import test from 'tape';
import { withFile } from './host/file.ts';
import { betterSqlite3, eachHost, error, library, type Row, run, testOn, value } from './host/index.ts';

/** So many that the engine asks its host on the way (assembly/progress.ts). */
const ROWS = 60000;
const SERIES = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < ${ROWS}) SELECT x, x * 2 AS y`;
const ID = "(SELECT id FROM sqml_progress() WHERE experiment = 'itself')";

function training(column: string): string {
  const dataset = `${SERIES}, ${column} AS seen FROM i`.replaceAll("'", "''");
  return `SELECT sqml_train('itself', 'regression', 'ridge', '${dataset}', 'y')`;
}

eachHost((host) => {
  testOn(host, 'a training sees itself in the list, and can end itself', async (t, session) => {
    t.deepEqual(await session.rows('SELECT * FROM sqml_progress()'), [], 'nothing runs');
    const here = `(SELECT count(*) FROM sqml_progress() WHERE experiment = 'itself' AND algorithm = 'ridge'
      AND phase = 'reading' AND total IS NULL AND seconds >= 0 AND seconds_left IS NULL AND id = ${ID})`;
    await run(session, training(here));
    t.equal(
      await value(
        session,
        "SELECT value FROM sqml_feature_profile('itself') WHERE feature = 'seen' AND statistic = 'mean'",
      ),
      1,
    );
    t.equal(await error(session, training(`sqml_cancel(${ID})`)), 'sqml_train: interrupted');
    t.equal(await value(session, 'SELECT count(*) FROM sqml_runs'), 1n, 'it left nothing behind');
    t.deepEqual(await session.rows('SELECT * FROM sqml_progress()'), [], 'and is off the list');
    t.equal(await value(session, 'SELECT sqml_cancel(1000000)'), 0n);
    t.equal(
      await error(session, "SELECT sqml_cancel('1')"),
      "sqml_cancel: id must be INTEGER, as sqml_progress() has it, got '1'",
    );
  });
});

/** Trains in a thread of its own; resolves with what came of it. */
function trainElsewhere(file: string, sql: string): Promise<string> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const Database = require('better-sqlite3');
    const db = new Database(workerData.file);
    db.loadExtension(workerData.library);
    try {
      parentPort.postMessage(db.prepare(workerData.sql).pluck().get());
    } catch (thrown) {
      parentPort.postMessage(thrown.code + ' ' + thrown.message);
    }
    db.close();`;
  const worker = new Worker(code, { eval: true, workerData: { file, library, sql } });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

const NOISE = `CREATE TABLE noise AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 4000)
  SELECT (n * 7919) % 1009 AS a, (n * 104729) % 997 AS b, (n * 32452843) % 977 % 2 AS label FROM i`;
/** Each needs minutes. */
const ENDLESS = '{"C": 1e6, "tol": 1e-9}';
const SEARCH = `{"search": "grid", "cv": 4, "params": {"C": [${Array.from({ length: 500 }, (_, i) => i + 1)}]}}`;
const BOOSTING = '{"n_estimators": 100000}';

test('another connection sees a training and ends it', (t) => {
  const missing = betterSqlite3.isAvailable();
  if (missing !== null) {
    t.skip(missing);
    t.end();
    return;
  }
  return withFile(async (file) => {
    const session = await betterSqlite3.open({ file });
    const other = await betterSqlite3.open();
    await run(session, NOISE);
    /** Waits until a training is so far. */
    const until = async (isSo: (row: Row) => boolean): Promise<Row> => {
      for (;;) {
        const [row] = await other.rows('SELECT * FROM sqml_progress()');
        if (row !== undefined && isSo(row)) return row;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const cases: [string, string, string, (row: Row) => boolean][] = [
      ['fit', 'svc', ENDLESS, (row) => row.phase === 'fitting'],
      ['search', 'svc', SEARCH, (row) => row.phase === 'validating' && Number(row.done) > 2],
      ['boosting', 'gradient_boosting', BOOSTING, (row) => row.phase === 'fitting' && Number(row.done) > 2],
    ];
    for (const [name, algorithm, options, isSo] of cases) {
      const sql = `SELECT sqml_train('${name}', 'classification', '${algorithm}', 'noise', 'label', '${options}')`;
      const ended = trainElsewhere(file, sql);
      const row = await until(isSo);
      t.deepEqual([row.experiment, row.algorithm], [name, algorithm]);
      t.ok(Number(row.seconds) > 0);
      if (name !== 'fit') {
        t.equal(row.total, name === 'search' ? 2000n : 100000n, 'how much there is');
        t.ok(Number(row.seconds_left) > 0, `${row.seconds_left} seconds left`);
      }
      t.equal(await value(other, `SELECT sqml_cancel(${row.id})`), 1n);
      t.equal(await ended, 'SQLITE_INTERRUPT sqml_train: interrupted', name);
      t.deepEqual(await other.rows('SELECT * FROM sqml_progress()'), []);
      t.equal(await value(other, `SELECT sqml_cancel(${row.id})`), 0n, 'it has ended');
    }
    const left = await value(session, "SELECT count(*) FROM sqlite_master WHERE name = 'sqml_runs'");
    t.ok(left === 0n || (await value(session, 'SELECT count(*) FROM sqml_runs')) === 0n);
    await session.close();
    await other.close();
  });
});
