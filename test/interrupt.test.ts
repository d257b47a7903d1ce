// A training that is interrupted stops at once and leaves nothing behind.

import { spawn } from 'node:child_process';
import test from 'tape';
import { withFile } from './host/file.ts';
import {
  betterSqlite3,
  cli,
  dump,
  fastest,
  json,
  library,
  python,
  run,
  type Session,
  value,
} from './host/index.ts';
import type { ProgramSession } from './host/program.ts';

/** 20,000 rows whose labels no machine can learn, so that it goes on for minutes. */
const ROWS = 20000;
const TABLE = `CREATE TABLE noise AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < ${ROWS})
  SELECT (n * 7919) % 1009 AS a, (n * 104729) % 997 AS b, (n * 1299709) % 991 AS c, (n * 15485863) % 983 AS d,
    (n * 32452843) % 977 % 2 AS label FROM i`;
const TRAINING =
  "SELECT sqml_train('noise', 'classification', 'svc', 'noise', 'label', '{\"C\": 1e6, \"tol\": 1e-9}')";

/** The signal is sent this long after the training began, which needs far longer. */
const AFTER_MS = 1500;
/** The engine asks every half millisecond (assembly/progress.ts); the rest is for a busy machine. */
const WITHIN_MS = 1000;

const TABLES = ['experiments', 'runs', 'models', 'metrics', 'deployments'];

test('Ctrl-C in the sqlite3 CLI stops a training at once, and nothing is left of it', (t) => {
  const missing = cli.isAvailable() ?? betterSqlite3.isAvailable();
  if (missing !== null) {
    t.skip(missing);
    t.end();
    return;
  }
  return withFile(async (file) => {
    const child = spawn('sqlite3', ['-batch', '-init', '/dev/null', file], { stdio: 'pipe' });
    const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
    let output = '';
    let began = 0;
    let sent = 0;
    child.stdout.setEncoding('utf8').on('data', (data) => {
      output += data;
      if (began > 0 || !output.includes('begins')) return;
      began = performance.now();
      setTimeout(() => {
        sent = performance.now();
        child.kill('SIGINT');
      }, AFTER_MS);
    });
    child.stderr.setEncoding('utf8').on('data', (data) => {
      output += data;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(`.load '${library}'\n${TABLE};\nSELECT sqml_setup();\n.print begins\n${TRAINING};\n`);
    await closed;
    const took = performance.now() - sent;
    t.ok(sent > 0, 'it was still training when the signal came');
    t.ok(took < WITHIN_MS, `it stopped ${took.toFixed(0)} ms after the signal`);
    t.match(output, /sqml_train: interrupted/, 'and said so');
    const session = await betterSqlite3.open({ file });
    for (const table of TABLES) {
      t.equal(await value(session, `SELECT count(*) FROM sqml_${table}`), 0n, `sqml_${table} has no row`);
    }
    t.equal(await value(session, 'PRAGMA integrity_check'), 'ok');
    await session.close();
  });
});

/** A progress handler that stops the statement at its n-th turn, for n = 1, 2, ...: every place in turn. */
async function sweep(
  sql: string,
  steps: number,
  check: (stopped: boolean) => Promise<void>,
  session: ProgramSession,
): Promise<number> {
  for (let turn = 1; ; turn++) {
    let stopped = false;
    try {
      await session.interrupted(sql, turn, steps);
    } catch (thrown) {
      if (!/interrupt/.test((thrown as Error).message)) throw thrown;
      stopped = true;
    }
    await check(stopped);
    if (!stopped) return turn - 1;
  }
}

const SMALL = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40) SELECT x, x > 20 AS label FROM i`;
const SMALL_TRAINING = `SELECT sqml_train('small', 'classification', 'svc', '${SMALL}', 'label')`;

const missingPython = python.isAvailable();
function sweepTest(title: string, body: (t: test.Test) => Promise<void>): void {
  test(title, async (t) => {
    if (missingPython !== null) t.skip(missingPython);
    else await body(t);
  });
}

/** Rows of every table of sqml. */
async function countsOf(session: Session): Promise<string> {
  const each = TABLES.map((name) => `(SELECT count(*) FROM sqml_${name})`);
  return String(Object.values((await session.rows(`SELECT ${each}`))[0]));
}

async function emptyAll(session: Session): Promise<void> {
  for (const name of TABLES.toReversed()) await run(session, `DELETE FROM sqml_${name}`);
  await run(session, 'DELETE FROM sqlite_sequence');
}

sweepTest('a training that is interrupted anywhere leaves all of it or nothing', async (t) => {
  const session = await python.open();
  const counts = () => countsOf(session);
  const clear = () => emptyAll(session);
  await run(session, SMALL_TRAINING);
  const whole = await counts();
  await clear();
  const before = await dump(session);
  let partial = 0;
  const places = await sweep(
    SMALL_TRAINING,
    20,
    async (stopped) => {
      if (!stopped || (await dump(session)) === before) return;
      // It came after the write: all of it is there, and the training served its purpose.
      if ((await counts()) !== whole) partial++;
      await clear();
    },
    session,
  );
  t.ok(places > 50, `${places} places`);
  t.equal(partial, 0, 'at none of them a part was left');
  t.equal(
    await value(session, "SELECT sqml_predict('small', '[40]')"),
    1n,
    'the one that came through serves',
  );
  await session.close();
});

sweepTest('the first training of a database leaves at most empty tables when interrupted', async (t) => {
  const session = await python.open();
  const left: string[] = [];
  const places = await sweep(
    SMALL_TRAINING,
    200,
    async (stopped) => {
      if (!stopped || !/: [1-9]\d* rows/.test(await dump(session))) return;
      // It came after the write: all of it must be there.
      left.push(await countsOf(session));
      await emptyAll(session);
    },
    session,
  );
  t.ok(places > 5, `${places} places`);
  const whole = await countsOf(session);
  t.deepEqual(
    left.filter((counts) => counts !== whole),
    [],
    'no part was left',
  );
  t.equal(
    await value(session, 'SELECT count(*) FROM sqml_models'),
    1n,
    'and the next one makes what is missing',
  );
  t.equal(await value(session, "SELECT sqml_predict('small', '[40]')"), 1n);
  await session.close();
});

sweepTest('loading that is interrupted anywhere leaves the whole table or none', async (t) => {
  const session = await python.open();
  let partial = 0;
  const places = await sweep(
    "SELECT sqml_load_dataset('iris')",
    100,
    async (stopped) => {
      if (!stopped || (await dump(session)) === '') return;
      if ((await value(session, 'SELECT count(*) FROM dataset_iris')) !== 150n) partial++;
      await run(session, 'DROP TABLE dataset_iris');
    },
    session,
  );
  t.ok(places > 5, `${places} places`);
  t.equal(partial, 0, 'at none of them a part was left');
  t.equal(await value(session, 'SELECT count(*) FROM dataset_iris'), 150n);
  await session.close();
});

sweepTest(
  'an interrupted training inside a transaction leaves what SQLite leaves: all before it, or none',
  async (t) => {
    const session = await python.open();
    await run(session, 'SELECT sqml_setup()', 'CREATE TABLE own (x)');
    let partial = 0;
    for (let turn = 5; turn < 200; turn += 13) {
      await run(session, 'BEGIN', 'INSERT INTO own VALUES (1)');
      await session.interrupted(SMALL_TRAINING, turn, 20).catch(() => []);
      const models = await value(session, 'SELECT count(*) FROM sqml_models');
      const runs = await value(session, 'SELECT count(*) FROM sqml_runs');
      if (models !== runs) partial++;
      await run(session, 'ROLLBACK').catch(() => {});
    }
    t.equal(partial, 0);
    t.equal(await value(session, 'SELECT count(*) FROM own'), 0n);
    await session.close();
  },
);

test('what takes long stops when it is interrupted, and leaves nothing', async (t) => {
  if (missingPython !== null) return t.skip(missingPython);
  const session = await python.open();
  await run(session, TABLE, SMALL_TRAINING, "SELECT sqml_load_dataset('digits')");
  const digits = "'classification', 'svc', 'dataset_digits', 'target'";
  await run(session, `SELECT sqml_train('digits', ${digits})`);
  const before = await dump(session);
  const grid = '{"search": "grid", "params": {"C": [0.1, 1, 10]}, "cv": 5}';
  for (const [name, sql] of [
    ['sqml_train', `SELECT sqml_train('digits', ${digits}, '${grid}')`],
    ['sqml_feature_importance', "SELECT * FROM sqml_feature_importance('digits', NULL, NULL, 1000)"],
    ['sqml_predictions', "SELECT sum(key) FROM sqml_predictions('digits', 'dataset_digits')"],
    ['sqml_evaluate', "SELECT * FROM sqml_evaluate('digits', 'dataset_digits')"],
  ]) {
    const started = performance.now();
    await session.interrupted(sql, 200, 1000).then(
      () => t.fail(`${name} was not interrupted`),
      (thrown: Error) => t.match(thrown.message, new RegExp(`^(${name}: )?interrupted$`)),
    );
    t.ok(performance.now() - started < 30_000, `${name} stops soon`);
  }
  t.equal(await dump(session), before, 'the database is as it was, without a failed run');
  await session.close();
});

test('a connection that was interrupted trains again', async (t) => {
  if (missingPython !== null) return t.skip(missingPython);
  const session = await python.open();
  await run(session, TABLE, 'SELECT sqml_setup()');
  const started = performance.now();
  await session.interrupted(TRAINING, 300, 1000).then(
    () => t.fail('it was not interrupted'),
    (thrown: Error) => t.equal(thrown.message, 'sqml_train: interrupted'),
  );
  t.ok(performance.now() - started < 30_000, 'the handler of the host is asked during the training');
  t.equal((await json(session, SMALL_TRAINING)).deployed, true);
  await session.close();
});

test('an interrupt of one statement does not reach the next', async (t) => {
  const session: Session = await fastest.open();
  t.equal((await json(session, SMALL_TRAINING)).deployed, true);
  await session.close();
});
