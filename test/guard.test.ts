// What SQLite keeps from the views of a database runs through no function of sqml: SECURITY.md, "Untrusted database".
//
// The connections have functions and virtual tables with each of SQLite's flags, which count how often they
// ran (native/unsafe.c). A hostile database says what it can: in views, triggers, names, and rows of sqml_ tables.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type Test } from 'tape';
import { compiler } from '../lib/build/compile.ts';
import { catalog, isServing } from '../lib/catalog.ts';
import {
  betterSqlite3,
  cli,
  eachHost,
  error,
  type Host,
  hosts,
  library,
  quoted,
  run,
  type Session,
  sqliteWasm,
  text,
  value,
} from './host/index.ts';
import { buildUnsafe, hasUnsafeTables, openUnsafe, unsafe } from './native/unsafe.ts';

const hasCompiler = !spawnSync(compiler(), ['--version']).error;
if (hasCompiler) await buildUnsafe();

const ROWS = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)
  SELECT x, x > 20 AS target FROM i`;

/** A model `e`, trained by run 1 on the table `d`. */
async function prepare(session: Session): Promise<void> {
  await run(
    session,
    'PRAGMA trusted_schema = ON',
    `CREATE TABLE d AS ${ROWS}`,
    "SELECT sqml_train('e', 'classification', 'logistic_regression', 'd', 'target')",
  );
}

function testUnsafe(host: Host, title: string, body: (t: Test, session: Session) => Promise<void>): void {
  test(`${host.name}: ${title}`, async (t) => {
    if (!hasCompiler && host !== sqliteWasm) {
      t.skip(`${compiler()} is not installed`);
      return;
    }
    const session = await openUnsafe(host);
    try {
      await prepare(session);
      await body(t, session);
    } finally {
      await session.close();
    }
  });
}

const ERRORS = "SELECT sqml_config('errors')";

/** Every function that takes a dataset and may be called from a view. */
const CALLERS: Record<string, (dataset: string) => string> = {
  sqml_predictions: (dataset) => `sqml_predictions('e', ${text(dataset)})`,
  sqml_evaluate: (dataset) => `sqml_evaluate('e', ${text(dataset)}, 'target')`,
  sqml_confusion_matrix: (dataset) => `sqml_confusion_matrix('e', ${text(dataset)})`,
  sqml_classification_report: (dataset) => `sqml_classification_report('e', ${text(dataset)})`,
  sqml_calibration: (dataset) => `sqml_calibration('e', ${text(dataset)})`,
  sqml_roc_curve: (dataset) => `sqml_roc_curve('e', ${text(dataset)})`,
  sqml_feature_importance: (dataset) => `sqml_feature_importance('e', ${text(dataset)})`,
  sqml_feature_info: (dataset) => `sqml_feature_info(${text(dataset)})`,
  // Counted, since nothing may be in the way of a training.
  sqml_check: (dataset) =>
    `(SELECT count(*) FROM sqml_check('classification', 'svc', ${text(dataset)}, 'target'))`,
  sqml_histogram: (dataset) => `sqml_histogram(${text(dataset)}, 'x')`,
  sqml_partial_dependence: (dataset) => `sqml_partial_dependence('e', 'x', ${text(dataset)})`,
  sqml_drift: (dataset) => `sqml_drift('e', ${text(dataset)})`,
  sqml_correlations: (dataset) => `sqml_correlations(${text(dataset)})`,
  sqml_target_by_feature: (dataset) => `sqml_target_by_feature('classification', ${text(dataset)}, 'target')`,
};

/** Where a function that must not run stands in a query. */
const WITH_FUNCTION = (f: string): string[] => [
  `SELECT *, ${f}(x) AS z FROM d`,
  `SELECT *, ${f}(1) AS z FROM d`,
  `SELECT *, upper("${f}"(x)) AS z FROM d`,
  `SELECT * FROM d WHERE ${f}(x)`,
  `SELECT * FROM d ORDER BY ${f}(x)`,
  `SELECT * FROM d LIMIT ${f}(30)`,
  `SELECT *, (SELECT max(${f}(a.x)) FROM d a) AS z FROM d`,
  `WITH a AS (SELECT x, ${f}(target) AS target FROM d) SELECT * FROM a`,
  `SELECT * FROM (SELECT x, target FROM d UNION ALL SELECT x, ${f}(target) FROM d)`,
  `/* a comment */ SELECT x, target, count(*) AS z FROM d GROUP BY ${f}(x) HAVING ${f}(1)`,
];

/** Datasets that run what is DIRECTONLY. */
const DIRECT: string[] = [
  ...WITH_FUNCTION('unsafe_direct'),
  'SELECT *, unsafe_constant(1) AS z FROM d',
  // which a planner with STAT4 calls for its estimates, while it compiles
  'SELECT * FROM indexed WHERE x > unsafe_constant(1)',
  'SELECT x, target, unsafe_sum(x) OVER (ORDER BY x ROWS 2 PRECEDING) AS z FROM d',
  'SELECT *, (SELECT unsafe_sum(x) FROM d) AS z FROM d',
  "SELECT *, sqml_drop_experiment('e') AS z FROM d",
  "SELECT *, sqml_train('e', 'classification', 'svc', 'd', 'target') AS z FROM d",
  // views that SQLite itself refuses, through any number of others
  'v_direct',
  'v_over_v_direct',
  'SELECT * FROM v_direct',
  // of the connection's own user, of which a view of the database can't speak either
  'temp_direct',
];

const DIRECT_TABLES: string[] = [
  'SELECT * FROM unsafe_direct_rows',
  'SELECT * FROM d WHERE x IN (SELECT x FROM unsafe_direct_rows)',
  'SELECT * FROM stored_direct',
  'SELECT * FROM "main".stored_direct',
  'SELECT * FROM other.elsewhere',
  'unsafe_direct_rows',
  'UNSAFE_DIRECT_ROWS',
  'stored_direct',
  'elsewhere',
  'v_direct_rows',
  'temp_direct_rows',
];

const VIEWS = [
  'CREATE TABLE indexed AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 400) SELECT x, x > 20 AS target FROM i',
  'CREATE INDEX indexed_x ON indexed(x)',
  'ANALYZE',
  'CREATE VIEW v_direct AS SELECT x, unsafe_direct(target) AS target FROM d',
  'CREATE VIEW v_over_v_direct AS SELECT * FROM v_direct',
  'CREATE VIEW v_plain AS SELECT x, unsafe_plain(target) AS target FROM d',
  'CREATE TEMP VIEW temp_direct AS SELECT x, unsafe_direct(target) AS target FROM d',
];

const TABLES = [
  'CREATE VIRTUAL TABLE stored_direct USING unsafe_direct_rows',
  'CREATE VIRTUAL TABLE stored_plain USING unsafe_plain_rows',
  "ATTACH ':memory:' AS other",
  'CREATE VIRTUAL TABLE other.elsewhere USING unsafe_direct_rows',
  'CREATE VIEW v_direct_rows AS SELECT * FROM unsafe_direct_rows',
  'CREATE TEMP VIEW temp_direct_rows AS SELECT * FROM unsafe_direct_rows',
];

async function prepareHostile(host: Host, session: Session): Promise<void> {
  await run(session, ...VIEWS, ...(hasUnsafeTables(host) ? TABLES : []));
  await calls(session);
}

async function calls(session: Session): Promise<number> {
  return Number(await value(session, 'SELECT unsafe_calls()'));
}

/** The statement's message, or null when there is none. */
async function outcome(session: Session, sql: string): Promise<string | null> {
  try {
    await session.rows(sql);
    return null;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

/** The statement fails as unsafe and has run nothing; the message. */
async function refused(t: Test, session: Session, sql: string, what = sql): Promise<string> {
  const message = await outcome(session, sql);
  const ran = await calls(session);
  if (ran > 0 || !message?.includes('unsafe use of'))
    t.fail(`${what}: ${ran} calls, ${message ?? 'no error'}`);
  return message ?? '';
}

eachHost((host) => {
  const direct = [...DIRECT, ...(hasUnsafeTables(host) ? DIRECT_TABLES : [])];

  testUnsafe(
    host,
    'a dataset runs nothing that is DIRECTONLY, from wherever it is called',
    async (t, session) => {
      await prepareHostile(host, session);
      await run(session, 'CREATE TABLE start (x)');
      let n = 0;
      for (const [name, call] of Object.entries(CALLERS)) {
        for (const dataset of direct) {
          const rows = `SELECT count(*) FROM ${call(dataset)}`;
          const where = `${name} ${dataset}`;
          n++;
          await run(
            session,
            `CREATE VIEW v${n} AS ${rows}`,
            `CREATE VIEW w${n} AS SELECT * FROM v${n} UNION ALL SELECT * FROM v${n}`,
            `CREATE TRIGGER t${n} AFTER INSERT ON start WHEN NEW.x = ${n} BEGIN ${rows}; END`,
          );
          await refused(t, session, rows, `top-level ${where}`);
          await refused(t, session, `SELECT * FROM v${n}`, `a view: ${where}`);
          await refused(t, session, `SELECT * FROM w${n}`, `a view of a view: ${where}`);
        }
      }
      for (const i of [1, direct.length, n]) await refused(t, session, `INSERT INTO start VALUES (${i})`);
      t.equal(
        await value(session, 'SELECT count(*) FROM sqml_models'),
        1n,
        `${n} datasets, nothing trained or dropped`,
      );
    },
  );

  testUnsafe(host, 'nor does a dataset inside of a dataset', async (t, session) => {
    await prepareHostile(host, session);
    for (const dataset of direct) {
      const inner = `SELECT key AS x, prediction AS target FROM ${CALLERS.sqml_predictions(dataset)}`;
      await run(session, 'DROP VIEW IF EXISTS inner', `CREATE VIEW inner AS ${inner}`);
      await refused(t, session, `SELECT * FROM ${CALLERS.sqml_evaluate(inner)}`);
      await refused(t, session, `SELECT * FROM ${CALLERS.sqml_evaluate('inner')}`, `a view of ${inner}`);
    }
    t.pass(`${direct.length} datasets`);
  });

  testUnsafe(host, 'nor does what a row of sqml_runs says, whoever asks', async (t, session) => {
    await prepareHostile(host, session);
    for (const dataset of direct) {
      await run(session, `UPDATE sqml_runs SET dataset = ${text(dataset)}`);
      for (const asked of [
        'FROM sqml_confusion_matrix',
        'FROM sqml_feature_importance',
        'FROM sqml_roc_curve',
      ]) {
        const said = await outcome(session, `SELECT count(*) ${asked}('e')`);
        if ((await calls(session)) > 0) t.fail(`${asked} with ${dataset}: ${said}`);
      }
      await refused(t, session, 'SELECT sqml_retrain(1)', `sqml_retrain with ${dataset}`);
    }
    t.equal(await value(session, 'SELECT count(*) FROM sqml_models'), 1n, `${direct.length} datasets`);
  });

  testUnsafe(host, 'with trusted_schema off, only what is INNOCUOUS runs', async (t, session) => {
    await prepareHostile(host, session);
    await run(session, 'PRAGMA trusted_schema = OFF');
    const tables = hasUnsafeTables(host)
      ? ['SELECT * FROM unsafe_plain_rows', 'unsafe_plain_rows', 'stored_plain', ...DIRECT_TABLES]
      : [];
    const kept = [...WITH_FUNCTION('unsafe_plain'), 'v_plain', 'SELECT * FROM v_plain', ...tables, ...DIRECT];
    for (const dataset of kept) {
      for (const call of Object.values(CALLERS)) await refused(t, session, `SELECT * FROM ${call(dataset)}`);
      await run(session, `UPDATE sqml_runs SET dataset = ${text(dataset)}`);
      await refused(t, session, 'SELECT sqml_retrain(1)', `sqml_retrain with ${dataset}`);
      await outcome(session, "SELECT * FROM sqml_feature_importance('e')");
      t.equal(await calls(session), 0, dataset);
    }
    const allowed = "SELECT x, unsafe_innocuous(target) AS target, abs(x) AS z FROM d WHERE x LIKE '%'";
    t.equal(
      await value(session, `SELECT count(*) FROM ${CALLERS.sqml_predictions(allowed)}`),
      40n,
      'and that does',
    );
  });

  testUnsafe(
    host,
    'what SQLite allows in a view stays possible in a dataset, and so does all at the top',
    async (t, session) => {
      await prepareHostile(host, session);
      for (const dataset of [
        'd',
        'v_plain',
        'SELECT x, target FROM d',
        'SELECT x, unsafe_plain(target) AS target FROM d',
        "SELECT x, sqml_predict('e', x) AS target FROM d",
        "SELECT x, target, sum(x) OVER (ORDER BY x) AS z, printf('%d', x) AS s FROM d",
        ROWS,
      ]) {
        for (const [name, call] of Object.entries(CALLERS)) {
          await run(
            session,
            'DROP VIEW IF EXISTS seen',
            `CREATE VIEW seen AS SELECT * FROM ${call(dataset)}`,
          );
          const rows = await value(session, 'SELECT count(*) FROM seen');
          if (rows === 0n) t.fail(`${name} in a view with ${dataset}: no rows`);
          t.equal(await value(session, `SELECT count(*) FROM ${call(dataset)}`), rows, `${name}: ${dataset}`);
        }
      }
      const trained = (dataset: string) =>
        `SELECT sqml_train('f', 'classification', 'svc', ${text(dataset)}, 'target')`;
      await run(session, trained('SELECT x, unsafe_direct(target) AS target FROM d'));
      t.ok((await calls(session)) >= 40, 'sqml_train, which no view can call, runs any SELECT');
      if (!hasUnsafeTables(host)) return;
      await run(session, trained('SELECT * FROM unsafe_direct_rows'), trained('stored_direct'));
      t.ok((await calls(session)) >= 2, 'and reads any virtual table');
      await run(session, 'CREATE VIEW v_rows AS SELECT * FROM unsafe_plain_rows');
      t.equal(
        await value(session, `SELECT count(*) FROM ${CALLERS.sqml_predictions('v_rows')}`),
        40n,
        'a view may read virtual tables that SQLite lets it',
      );
    },
  );

  testUnsafe(host, 'the message says what was unsafe, and the way out', async (t, session) => {
    await prepareHostile(host, session);
    const hostile = 'SELECT *, unsafe_direct(x) AS z FROM d';
    t.match(
      await error(session, `SELECT * FROM ${CALLERS.sqml_predictions(hostile)}`),
      /^sqml_predictions: the dataset's query: unsafe use of unsafe_direct\(\); .*CREATE TEMP TABLE t AS/,
    );
    await run(session, `CREATE TEMP TABLE t AS ${hostile}`);
    t.equal(
      await value(session, `SELECT count(*) FROM ${CALLERS.sqml_predictions('t')}`),
      40n,
      'which works',
    );
    if (!hasUnsafeTables(host)) return;
    t.match(
      await error(session, `SELECT * FROM ${CALLERS.sqml_predictions('unsafe_direct_rows')}`),
      /^sqml_predictions: dataset 'unsafe_direct_rows': unsafe use of virtual table "unsafe_direct_rows"; .*CREATE TEMP TABLE/,
    );
  });

  testUnsafe(
    host,
    'the sqml_ tables of a database may be views or virtual tables, and run nothing either',
    async (t, session) => {
      await calls(session);
      if (!hasUnsafeTables(host)) {
        t.skip('no virtual tables of ours here');
        return;
      }
      const tables = ['sqml_experiments', 'sqml_runs', 'sqml_models', 'sqml_metrics', 'sqml_deployments'];
      for (const table of tables) {
        const own = await openUnsafe(host);
        await prepare(own);
        const columns = await own.rows(`SELECT name FROM pragma_table_info('${table}')`);
        const list = columns.map(({ name }) => quoted(name as string)).join(', ');
        await run(own, 'PRAGMA foreign_keys = OFF', `DROP TABLE ${table}`);
        await run(own, `CREATE VIRTUAL TABLE ${table} USING unsafe_direct_rows(${list})`);
        await calls(own);
        for (const f of catalog.filter((entry) => isServing(entry) && entry.flags !== 'pure')) {
          const call =
            CALLERS[f.name]?.('d') ?? `${f.name}(${f.args.map((_, i) => (i === 0 ? "'e'" : 'NULL'))})`;
          for (const given of [call, `${f.name}('e')`, `${f.name}(1)`]) {
            await outcome(own, f.columns ? `SELECT * FROM ${given}` : `SELECT ${given}`);
            const ran = await calls(own);
            if (ran > 0) t.fail(`${table}: ${given} ran it`);
          }
        }
        await own.close();
        t.pass(table);
      }
    },
  );

  testUnsafe(
    host,
    'no setting of the connection is changed from a view, a trigger, a CHECK or an index',
    async (t, session) => {
      // SQLite before 3.53 (3.40 was tried) doesn't keep DIRECTONLY functions from a CHECK: it is the measure.
      for (const [i, where] of [
        (f: string) => [`CREATE VIEW v AS SELECT ${f} AS x`, 'SELECT * FROM v'],
        (f: string) => [
          `CREATE TRIGGER fired AFTER INSERT ON d BEGIN SELECT ${f}; END`,
          'INSERT INTO d VALUES (0, 0)',
        ],
        (f: string) => [`CREATE TABLE c (x CHECK (${f}))`, 'INSERT INTO c VALUES (1)'],
        (f: string) => [`CREATE TABLE c (x, y AS (${f}) STORED)`, 'INSERT INTO c(x) VALUES (1)'],
        (f: string) => [`CREATE INDEX i ON d(${f})`, 'INSERT INTO d VALUES (0, 0)'],
      ].entries()) {
        const runs = async (f: string) => {
          for (const sql of ['SAVEPOINT a', ...where(f)]) await outcome(session, sql);
          const isChanged = (await calls(session)) > 0 || (await value(session, ERRORS)) !== 'sql';
          await run(session, "SELECT sqml_config('errors', 'sql')", 'ROLLBACK TO a', 'RELEASE a');
          return isChanged;
        };
        const isGuarded = !(await runs('unsafe_direct(1)'));
        t.ok(isGuarded || i === 2, `SQLite keeps it from ${where('f()')[0]}`);
        t.equal(await runs("sqml_config('errors', 'json')"), !isGuarded, 'and so sqml_config');
      }
    },
  );
}, hosts);

test('the predict-only entry point runs nothing either', async (t) => {
  const missing = betterSqlite3.isAvailable();
  if (missing !== null || !hasCompiler) {
    t.skip(missing ?? `${compiler()} is not installed`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sqml-guard-'));
  const file = join(folder, 'hostile.db');
  const datasets = [...DIRECT, ...DIRECT_TABLES].filter((dataset) => !/temp_|elsewhere/.test(dataset));
  const asked = datasets.flatMap((dataset) => Object.values(CALLERS).map((call) => call(dataset)));
  try {
    const owner = await openUnsafe(betterSqlite3, { file });
    await prepare(owner);
    await run(owner, ...VIEWS, TABLES[0], TABLES[1], TABLES[4]);
    await run(owner, "UPDATE sqml_runs SET dataset = 'SELECT *, unsafe_direct(x) AS z FROM d'");
    for (const [i, call] of asked.entries()) await run(owner, `CREATE VIEW v${i} AS SELECT * FROM ${call}`);
    await owner.close();
    const statements = [
      ...asked.map((_, i) => `SELECT * FROM v${i};`),
      ...asked.map((call) => `SELECT * FROM ${call};`),
      "SELECT * FROM sqml_confusion_matrix('e');",
      "SELECT * FROM sqml_feature_importance('e');",
      "SELECT * FROM sqml_roc_curve('e');",
    ];

    const Database = (await import('better-sqlite3')).default;
    const visitor = new Database(file, { readonly: true });
    visitor.loadExtension(unsafe);
    (visitor as unknown as { loadExtension(file: string, entry: string): void }).loadExtension(
      library,
      'sqlite3_sqml_predict_init',
    );
    for (const sql of statements) {
      try {
        visitor.prepare(sql).all();
      } catch {
        // refused
      }
      const ran = visitor.prepare('SELECT unsafe_calls()').pluck().get();
      if (ran !== 0) t.fail(sql);
    }
    visitor.close();
    t.pass(`better-sqlite3: ${statements.length} statements`);

    if (cli.isAvailable() !== null) {
      t.skip(cli.isAvailable() as string);
      return;
    }
    const script = [
      `.load '${unsafe}'`,
      `.load '${library}' sqlite3_sqml_predict_init`,
      ...statements,
      'SELECT unsafe_calls();',
    ].join('\n');
    const { stdout } = spawnSync('sqlite3', ['-batch', '-readonly', file], {
      input: script,
      encoding: 'utf8',
    });
    t.equal(stdout.trim().split('\n').at(-1), '0', 'the sqlite3 CLI');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
