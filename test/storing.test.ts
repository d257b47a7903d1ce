// What a training has computed is stored whole, or the reason is said and the run is kept as failed: many trials, low
// limits, a full disk, triggers of others, triggers that are switched off, tables that are half made.

import test, { type Test } from 'tape';
import {
  betterSqlite3,
  cli,
  dump,
  eachHost,
  error,
  fastest,
  type Host,
  json,
  python,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';
import type { ProgramSession } from './host/program.ts';

const ROWS = `CREATE TABLE d AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)
  SELECT x, x % 7 AS y, x > 20 AS target FROM i`;

function training(experiment: string, algorithm = 'logistic_regression', options: object = {}): string {
  return `SELECT sqml_train('${experiment}', 'classification', '${algorithm}', 'd', 'target', ${text(JSON.stringify(options))})`;
}

/** A grid of so many values of C. */
function search(trials: number): string {
  const C = Array.from({ length: trials }, (_, i) => 1e-6 * (i + 1));
  return training('search', 'linear_svc', { search: 'grid', cv: 2, params: { C } });
}

/** More values than a statement takes parameters: 32,766, or 999 in older versions. */
const MANY = 1400;

eachHost(
  (host) => {
    testOn(
      host,
      'a search of many trials is stored, each with its numbers to the last bit',
      async (t, session) => {
        await run(session, ROWS);
        const { best_params, cv } = await json(session, search(MANY));
        const trials = await session.rows('SELECT options, mean, deviation FROM sqml_trials ORDER BY id');
        t.equal(trials.length, MANY);
        t.equal(trials[MANY - 1].options, `{"C": ${1e-6 * MANY}}`, 'in order');
        const best = trials.find(({ options }) => options === `{"C": ${best_params.C}}`);
        t.deepEqual([best?.mean, best?.deviation], [cv.mean, cv.deviation]);
        const scores = await session.rows(
          "SELECT name, value FROM sqml_metrics WHERE name LIKE 'cv%' ORDER BY name",
        );
        t.deepEqual(
          scores.map((row) => row.value),
          [cv.deviation, cv.mean],
        );
      },
    );
  },
  [fastest, sqliteWasm],
);

/** The statement fails with this message, and nothing but a failed run with it is left. */
async function failsToStore(t: Test, session: Session, sql: string, message: string): Promise<void> {
  t.equal(await error(session, sql), `sqml_train: ${message}`);
  const runs = await session.rows('SELECT status, message FROM sqml_runs ORDER BY id DESC LIMIT 1');
  t.deepEqual(runs, [{ status: 'failed', message }], 'and so says the run');
  for (const table of ['models', 'metrics', 'deployments', 'trials']) {
    const rows = await value(session, `SELECT count(*) FROM sqml_${table}`);
    if (rows !== 0n) t.fail(`sqml_${table} has ${rows} rows`);
  }
}

// Categories of sqlite3_limit.
const LENGTH = 0;
const SQL_LENGTH = 1;
const EXPR_DEPTH = 3;
const COMPOUND_SELECT = 4;
const VARIABLE_NUMBER = 9;

/** A test on Python's sqlite3, which sets limits and lets a second connection act. */
function pythonTest(title: string, body: (t: Test, session: ProgramSession) => Promise<void>): void {
  test(title, async (t) => {
    const missing = python.isAvailable();
    if (missing !== null) return t.skip(missing);
    const session = await python.open();
    await run(session, ROWS);
    await body(t, session);
    await session.close();
  });
}

pythonTest('few parameters and short compounds are enough', async (t, session) => {
  await session.limit([VARIABLE_NUMBER, 10], [COMPOUND_SELECT, 2]);
  t.equal((await json(session, search(MANY))).deployed, true);
  t.equal(await value(session, 'SELECT count(*) FROM sqml_trials'), BigInt(MANY));
});

/** A model of 10 kB or so: nothing can be learned, so that every row is a support vector. */
const NOISE =
  'SELECT d.x, a.y, (d.x * 7919 + a.x * 104729) % 997 % 2 AS target FROM d, d AS a WHERE a.x < 10';
const LARGE = training('e', 'svc').replace("'d'", text(NOISE));
const TOO_LOW = 'of this connection is too low for what there is to store';

for (const [name, limit, most, sql, message] of [
  ['SQL_LENGTH', SQL_LENGTH, 8000, search(200), `statement too long: SQLITE_LIMIT_SQL_LENGTH ${TOO_LOW}`],
  ['LENGTH', LENGTH, 4000, LARGE, `string or blob too big: SQLITE_LIMIT_LENGTH ${TOO_LOW}`],
] as const) {
  pythonTest(`a limit that is too low is named, and the run kept as failed: ${name}`, async (t, session) => {
    await run(session, 'SELECT sqml_setup()');
    await session.limit([limit, most]);
    await failsToStore(t, session, sql, `cannot store the model: ${message}`);
  });
}

pythonTest('a limit that is too low for any write is named before the computing', async (t, session) => {
  await run(session, 'SELECT sqml_setup()');
  await session.limit([EXPR_DEPTH, 4]);
  const empty = training('e').replace("'d'", "'SELECT * FROM d LIMIT 0'");
  const message = 'Expression tree is too large (maximum depth 4)';
  t.equal(await error(session, empty), `sqml_train: cannot store the model: ${message}`);
});

pythonTest('a full disk at the end leaves no part of a training', async (t, session) => {
  await run(session, training('e'));
  const before = await value(session, 'SELECT count(*) FROM sqml_metrics');
  await run(session, 'PRAGMA max_page_count = 1');
  t.equal(await error(session, LARGE), 'sqml_train: cannot store the model: database or disk is full');
  t.equal(await value(session, 'SELECT count(*) FROM sqml_metrics'), before);
  t.equal(await value(session, 'SELECT count(*) FROM sqml_models'), 1n);
});

const WITHHELD = `a trigger of this database on the sqml_ tables keeps a row from being written; SELECT name, sql FROM sqlite_master WHERE type = 'trigger' shows it`;

eachHost(
  (host) => {
    testOn(host, 'what a trigger of others withholds is no success', async (t, session) => {
      await run(session, 'PRAGMA foreign_keys = OFF', ROWS, 'SELECT sqml_setup()');
      const tables = ['experiments', 'runs', 'models', 'metrics', 'trials', 'deployments'];
      for (const table of tables) {
        await run(
          session,
          `CREATE TRIGGER quiet BEFORE INSERT ON sqml_${table} BEGIN SELECT RAISE(IGNORE); END`,
        );
        t.equal(await error(session, search(2)), `sqml_train: cannot store the model: ${WITHHELD}`, table);
        const message = 'SELECT message FROM sqml_runs ORDER BY id DESC LIMIT 1';
        const isRecorded = table !== 'experiments' && table !== 'runs';
        if (isRecorded) t.equal(await value(session, message), `cannot store the model: ${WITHHELD}`);
        await run(session, 'DROP TRIGGER quiet');
        if (isRecorded) await run(session, 'SELECT sqml_drop_run(max(id)) FROM sqml_runs');
        for (const name of tables)
          t.equal(await value(session, `SELECT count(*) FROM sqml_${name}`), 0n, name);
      }
      await run(session, training('e'), training('e', 'svc', { deploy: false }));
      const whole = await dump(session);
      for (const [table, event, sql, what] of [
        ['models', 'DELETE', 'SELECT sqml_drop_model(2)', 'drop the model'],
        ['models', 'DELETE', "SELECT sqml_drop_experiment('e')", 'drop the experiment'],
        ['experiments', 'DELETE', "SELECT sqml_drop_experiment('e')", 'drop the experiment'],
        ['deployments', 'INSERT', "SELECT sqml_deploy('e', 2)", 'deploy'],
        ['settings', 'INSERT', "SELECT sqml_clock('2001-02-03 04:05:06')", 'keep the time'],
      ]) {
        await run(
          session,
          `CREATE TRIGGER quiet BEFORE ${event} ON sqml_${table} BEGIN SELECT RAISE(IGNORE); END`,
        );
        t.equal(await error(session, sql), `${/sqml_\w+/.exec(sql)?.[0]}: cannot ${what}: ${WITHHELD}`, sql);
        await run(session, 'DROP TRIGGER quiet');
        t.equal(await dump(session), whole);
      }
    });

    testOn(
      host,
      'what a trigger of others refuses is said, and the run is kept as failed',
      async (t, session) => {
        await run(
          session,
          ROWS,
          'SELECT sqml_setup()',
          "CREATE TRIGGER full BEFORE INSERT ON sqml_models BEGIN SELECT RAISE(ABORT, 'no more models'); END",
        );
        await failsToStore(t, session, training('e'), 'cannot store the model: no more models');
      },
    );

    testOn(
      host,
      'on a full disk the tables are half made, and made whole when there is room',
      async (t, session) => {
        await fill(t, session, host);
      },
    );
  },
  [betterSqlite3, python],
);

/** Trains in so few pages, then in one more, until it succeeds; each time it succeeds once there is room. */
async function fill(t: Test, first: Session, host: Host): Promise<void> {
  await first.close();
  const messages = new Set<string>();
  for (let pages = 3; ; pages++) {
    const session = await host.open();
    await run(session, ROWS, `PRAGMA max_page_count = ${pages}`);
    const said = await session.rows(training('e')).then(
      () => null,
      ({ message }: Error) => message,
    );
    await run(session, 'PRAGMA max_page_count = 1000000');
    if (said === null) {
      t.ok(pages > 15, `it needs ${pages} pages`);
      t.deepEqual([...messages], ['sqml_train: cannot make the sqml_ tables: database or disk is full']);
      await session.close();
      return;
    }
    messages.add(said);
    t.equal((await json(session, training('e'))).deployed, true, `after ${pages} pages`);
    const kept = '(SELECT count(*) FROM sqml_models) = 1 AND (SELECT count(*) FROM sqml_metrics) > 5';
    t.equal(await value(session, `SELECT ${kept} AND (SELECT count(*) FROM sqml_deployments) = 1`), 1n);
    t.deepEqual(await json(session, 'SELECT sqml_setup()'), { changed: false }, 'they are whole');
    await session.close();
  }
}

test('triggers that are switched off are said before the computing', async (t) => {
  const missing = cli.isAvailable();
  if (missing !== null) return t.skip(missing);
  const session = await cli.open();
  await run(session, ROWS, training('e'), '.dbconfig enable_trigger off');
  const before = await dump(session);
  const off =
    /: cannot modify sqml_journal_\d+ because it is a view: triggers are switched off on this connection, and sqml writes by them \(SQLITE_DBCONFIG_ENABLE_TRIGGER\)$/;
  const empty = training('e').replace("'d'", "'SELECT * FROM d LIMIT 0'");
  for (const sql of [
    training('e'),
    empty,
    'SELECT sqml_drop_model(1, 1)',
    "SELECT sqml_import_model('i', sqml_export_model('e'))",
  ])
    t.match(await error(session, sql), off, sql);
  t.equal(await dump(session), before, 'the database is as it was');
  await session.close();
});

pythonTest('a failure has its own code, also when its run can not be stored', async (t, session) => {
  await run(session, 'SELECT sqml_setup()');
  const sql = training('e').replace("'d'", "'SELECT * FROM d LIMIT 0'");
  const free = await session.interleaved(sql, { before: 'nothing', sql: [] });
  t.deepEqual([free.error, free.code], ['sqml_train: the dataset has no rows', 'SQLITE_ERROR']);
  await run(
    session,
    "CREATE TRIGGER full BEFORE INSERT ON sqml_runs BEGIN SELECT RAISE(ABORT, 'no more runs'); END",
  );
  const refused = await session.interleaved(sql, { before: 'nothing', sql: [] });
  t.deepEqual([refused.error, refused.code], [free.error, free.code]);
});
