// Another connection that acts between the look of a function and its write: what was decided still holds when it is
// written, or is decided again, and what is reported is what was written.

import test, { type Test } from 'tape';
import { withFile } from './host/file.ts';
import { blob, json, python, run, type Value, value } from './host/index.ts';
import type { ProgramSession } from './host/program.ts';

const WRITING = 'INSERT INTO main.sqml_journal';
const ROWS = `CREATE TABLE d AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 60)
  SELECT x, x % 7 AS y, x / 21 AS target FROM i`;

function training(experiment: string, algorithm: string, options: object = {}): string {
  return `SELECT sqml_train('${experiment}', 'classification', '${algorithm}', 'd', 'target', '${JSON.stringify(options)}')`;
}
/** Scores 1, and less. */
const GOOD = training('e', 'svc');
const worse = (more: object = {}) => training('e', 'linear_svc', { C: 1e-9, ...more });

/** A file in WAL mode with the dataset and what `statements` made, and a connection to it. */
function interleaving(
  title: string,
  statements: string[],
  body: (t: Test, session: ProgramSession) => Promise<void>,
): void {
  test(title, async (t) => {
    const missing = python.isAvailable();
    if (missing !== null) return t.skip(missing);
    await withFile(async (file) => {
      const session = await python.open({ file });
      await run(session, 'PRAGMA journal_mode = WAL', ROWS, 'SELECT sqml_setup()', ...statements);
      await body(t, session);
      t.equal(
        await value(
          session,
          'SELECT count(*) FROM sqml_deployments d LEFT JOIN sqml_models m ON m.id = d.model_id WHERE m.id IS NULL',
        ),
        0n,
        'no deployment of a model that is gone',
      );
      t.deepEqual(await session.rows('PRAGMA foreign_key_check'), []);
      await session.close();
    });
  });
}

const active = (session: ProgramSession) =>
  value(session, 'SELECT model_id FROM sqml_deployments WHERE active');

interleaving(
  'a model that is dropped before it is deployed is unknown',
  [GOOD, worse({ deploy: true })],
  async (t, session) => {
    const { error, others } = await session.interleaved("SELECT sqml_deploy('e', 1)", {
      before: WRITING,
      sql: ['SELECT sqml_drop_model(1)'],
    });
    t.equal(JSON.parse(others[0]).model_id, 1);
    t.match(error ?? 'no error', /^sqml_deploy: unknown model 1; /);
    t.equal(await active(session), 2n, 'the one that served goes on');
  },
);

interleaving(
  'a model that is deployed before it is dropped stays',
  [GOOD, worse({ deploy: true })],
  async (t, session) => {
    const meanwhile = { before: WRITING, sql: ["SELECT sqml_deploy('e', 1)"] };
    const { error } = await session.interleaved('SELECT sqml_drop_model(1)', meanwhile);
    t.equal(
      error,
      "sqml_drop_model: model 1 serves experiment 'e'; deploy another first, or sqml_drop_model(1, 1)",
    );
    t.equal(await active(session), 1n);
    const forced = await session.interleaved('SELECT sqml_drop_model(1, 1)', {
      before: WRITING,
      sql: ["SELECT sqml_deploy('e', 2)"],
    });
    t.equal(
      JSON.parse(forced.said as string).was_deployed,
      false,
      'what is said of it is how it was dropped',
    );
  },
);

interleaving(
  'sqml_deploy picks again when another model has become the one it picks',
  [worse(), worse({ C: 1e-8, deploy: true })],
  async (t, session) => {
    const better = training('e', 'svc', { deploy: false });
    const best = await session.interleaved("SELECT sqml_deploy('e', 'rollback')", {
      before: WRITING,
      sql: [better, "SELECT sqml_deploy('e', 3)"],
    });
    t.equal(JSON.parse(best.said as string).model_id, 2, 'the one before the present, which is another now');
    t.equal(await active(session), 2n);
    const newest = await session.interleaved("SELECT sqml_deploy('e', 'most_recent')", {
      before: WRITING,
      sql: [better],
    });
    t.equal(JSON.parse(newest.said as string).model_id, 4);
    await run(session, "SELECT sqml_deploy('e', 1)");
    const already = await session.interleaved("SELECT sqml_deploy('e', 4)", {
      before: WRITING,
      sql: ["SELECT sqml_deploy('e', 4)"],
    });
    t.equal(
      JSON.parse(already.said as string).changed,
      false,
      'what another has just done is not done again',
    );
    t.equal(await value(session, 'SELECT count(*) FROM sqml_deployments WHERE active'), 1n);
  },
);

interleaving(
  'imports of the same bytes are told apart, whenever one comes between the steps of another',
  [training('from', 'svc')],
  async (t, session) => {
    const bytes = blob((await value(session, "SELECT sqml_export_model('from')")) as Uint8Array);
    const experimentOf = (said: Value) =>
      value(
        session,
        `SELECT experiment FROM sqml_runs_overview WHERE model_id = ${JSON.parse(said as string).model_id}`,
      );
    let steps = 0;
    for (let isOver = false; !isOver; ) {
      const nth = ++steps;
      const { said, others } = await session.interleaved(`SELECT sqml_import_model('a${nth}', ${bytes})`, {
        before: '',
        nth,
        sql: ['PRAGMA busy_timeout = 0', `SELECT sqml_import_model('b${nth}', ${bytes})`],
      });
      isOver = others.length === 0;
      if ((await experimentOf(said)) !== `a${nth}`) t.fail(`at step ${nth} it was told the other's model`);
      // Inside the write the other is locked out.
      if (isOver || / is locked/.test(others[1])) continue;
      if ((await experimentOf(others[1])) !== `b${nth}`) t.fail(`so was the other at step ${nth}`);
    }
    t.ok(steps > 5, `${steps} steps`);
  },
);

interleaving(
  'a training says whether it was deployed, whoever came before',
  [worse()],
  async (t, session) => {
    const { said, others } = await session.interleaved(worse({ C: 1e-3 }), { before: WRITING, sql: [GOOD] });
    t.equal(JSON.parse(others[0]).deployed, true);
    t.equal(JSON.parse(said as string).deployed, false, 'the better one that came first serves');
    t.equal(await active(session), 2n);
  },
);

interleaving('a training whose experiment is dropped makes it again', [GOOD], async (t, session) => {
  const { said } = await session.interleaved(worse(), {
    before: WRITING,
    sql: ["SELECT sqml_drop_experiment('e')"],
  });
  t.equal(JSON.parse(said as string).deployed, true, 'it is the first one of the new one');
  t.equal(await active(session), 2n, 'under an id that no other model had');
});

interleaving('sqml_drop_experiment counts what it drops', [GOOD], async (t, session) => {
  const { said } = await session.interleaved("SELECT sqml_drop_experiment('e')", {
    before: WRITING,
    sql: [worse()],
  });
  t.deepEqual(JSON.parse(said as string), { experiment_name: 'e', runs: 2, models: 2 });
});

interleaving('sqml_drop_run drops an experiment with its last run alone', [GOOD], async (t, session) => {
  await run(session, 'SELECT sqml_drop_model(1, 1)');
  const { said } = await session.interleaved('SELECT sqml_drop_run(1)', { before: WRITING, sql: [GOOD] });
  t.equal(JSON.parse(said as string).experiment_dropped, false, 'another run came');
  t.equal(await active(session), 2n);
  await run(session, 'SELECT sqml_drop_model(2, 1)');
  t.deepEqual(await json(session, 'SELECT sqml_drop_run(2)'), {
    experiment_name: 'e',
    run_id: 2,
    status: 'success',
    experiment_dropped: true,
  });
  t.equal(await value(session, 'SELECT count(*) FROM sqml_experiments'), 0n);
});

// ---- Locks ----

const LOCKED = 'cannot store the model: database is locked';
const OTHER =
  'another connection is writing; PRAGMA busy_timeout says how long to wait for it, and BEGIN IMMEDIATE waits before a ' +
  'statement that also reads';
const COMPUTING = 'SELECT * FROM "d" NOT INDEXED';

for (const mode of ['WAL', 'DELETE']) {
  interleaving(
    `${mode}: a lock that is held is noticed before the computing, and leaves nothing`,
    [`PRAGMA journal_mode = ${mode}`, 'PRAGMA busy_timeout = 0'],
    async (t, session) => {
      const { error, others } = await session.interleaved(`${GOOD}, 'computed'`, {
        before: 'SELECT sqml_train',
        sql: ['BEGIN IMMEDIATE', 'CREATE TABLE held (x)'],
      });
      t.deepEqual(others, ['', '']);
      t.equal(error, `sqml_train: ${LOCKED}: ${OTHER}`);
      t.equal(await value(session, 'SELECT count(*) FROM sqml_runs'), 0n);
    },
  );

  interleaving(
    `${mode}: a training waits for a lock that came during its computing, busy_timeout or none`,
    [`PRAGMA journal_mode = ${mode}`, 'PRAGMA busy_timeout = 0'],
    async (t, session) => {
      const { said, error } = await session.interleaved(GOOD, {
        before: WRITING,
        sql: ['BEGIN IMMEDIATE', 'CREATE TABLE held (x)'],
        later: { ms: 300, sql: ['COMMIT'] },
      });
      t.equal(error, null);
      t.equal(JSON.parse(said as string).deployed, true);
      t.equal(await active(session), 1n);
    },
  );
}

interleaving(
  'a training that waits for a lock is interrupted as at any time',
  ['PRAGMA busy_timeout = 0'],
  async (t, session) => {
    const { error } = await session.interleaved(GOOD, {
      before: WRITING,
      sql: ['BEGIN IMMEDIATE', 'CREATE TABLE held (x)'],
      later: { ms: 300, interrupt: true },
    });
    t.equal(error, 'sqml_train: interrupted');
    t.equal(await value(session, 'SELECT count(*) FROM sqml_runs'), 0n);
  },
);

const STALE =
  'another connection has written since this statement began to read, and what has read before may then not write; ' +
  'run BEGIN IMMEDIATE before it, or read no table in the statement that writes';
const FROM_A_TABLE = `${GOOD.replace("'svc'", 'algorithm')} FROM jobs`;
const JOBS = ['CREATE TABLE jobs (algorithm)', "INSERT INTO jobs VALUES ('svc'), ('linear_svc')"];
const WRITTEN = 'INSERT INTO d VALUES (100, 1, 1)';

interleaving(
  'a statement that read before another connection wrote says so at once, with the way out',
  [...JOBS, 'PRAGMA busy_timeout = 5000'],
  async (t, session) => {
    const started = performance.now();
    const early = await session.interleaved(FROM_A_TABLE, {
      before: 'DELETE FROM main.sqml_settings WHERE 0',
      sql: [WRITTEN],
    });
    t.equal(early.error, `sqml_train: ${LOCKED}: ${STALE}`, 'before the computing');
    const late = await session.interleaved(FROM_A_TABLE, { before: WRITING, sql: [WRITTEN] });
    t.equal(late.error, `sqml_train: ${LOCKED}: ${STALE}`, 'or when it came after it');
    const bytes = "SELECT sqml_import_model('i', (SELECT data FROM sqml_models LIMIT 1))";
    await run(session, GOOD);
    const imported = await session.interleaved(bytes, { before: WRITING, sql: [WRITTEN] });
    t.equal(imported.error, `sqml_import_model: ${LOCKED}: ${STALE}`);
    t.ok(performance.now() - started < 4000, 'nothing waits for what can not come');

    for (const sql of [FROM_A_TABLE, bytes]) {
      await run(session, 'BEGIN IMMEDIATE');
      const { error, others } = await session.interleaved(sql, {
        before: WRITING,
        sql: ['PRAGMA busy_timeout = 0', WRITTEN],
      });
      t.equal(error, null, 'the way out is one');
      t.equal(others[1], 'database is locked', 'the other waits');
      await run(session, 'COMMIT');
    }
  },
);

interleaving(
  'a transaction takes the write lock before the computing, not after it',
  [],
  async (t, session) => {
    await run(session, 'BEGIN');
    t.equal(await value(session, 'SELECT count(*) FROM d'), 60n);
    const { said, others } = await session.interleaved(GOOD, {
      before: COMPUTING,
      sql: ['PRAGMA busy_timeout = 0', WRITTEN],
    });
    t.equal(JSON.parse(said as string).deployed, true);
    t.ok(others.includes('database is locked'), 'so it can be followed by the write');
    await run(session, 'COMMIT');
    t.equal(await active(session), 1n);
  },
);
