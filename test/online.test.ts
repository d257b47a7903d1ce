// Learning row by row: scikit-learn's partial_fit bit for bit (test/reference/online.json), in a trigger and its
// transaction, and what the curve, predictions and other connections see of it.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { withFile } from './host/file.ts';
import {
  betterSqlite3,
  blob,
  cli,
  eachHost,
  error,
  fastest,
  json,
  path,
  python,
  type Row,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';

/** Sums in another order. */
const ROUNDING = 1e-9;

interface Case {
  dataset: string;
  type: string;
  algorithm: string;
  options: Record<string, unknown>;
  scale: string;
  coef: number[][];
  intercept: number[];
}

const recorded = JSON.parse(readFileSync(path('test/reference/online.json'), 'utf8'));
const cases: Case[] = recorded.cases;

/** The columns of a bundled dataset, and its rows in the order of the reference. */
async function load(session: Session, name: string): Promise<{ features: string[]; ordered: string }> {
  await run(session, `SELECT sqml_load_dataset('${name}')`);
  const table = `dataset_${name}`;
  const names = await session.rows(`SELECT name FROM pragma_table_info('${table}') WHERE name <> 'target'`);
  const features = names.map((row) => String(row.name));
  const n = await value(session, `SELECT count(*) FROM ${table}`);
  // Row (37 i) modulo n comes i-th.
  const ordered = `WITH RECURSIVE o(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM o WHERE i < ${n} - 1)
    SELECT t.* FROM o CROSS JOIN ${table} t ON t.rowid = 37 * o.i % ${n} + 1 ORDER BY o.i`;
  return { features, ordered };
}

function declare(name: string, type: string, algorithm: string, options: object): string {
  return `SELECT sqml_online(${[name, type, algorithm, JSON.stringify(options)].map(text)})`;
}

/** A table like the dataset, whose trigger teaches the experiment. */
async function teachBy(session: Session, name: string, features: string[], table = 'stream'): Promise<void> {
  const columns = [...features, 'target'].map((feature) => `"${feature}"`);
  await run(
    session,
    `CREATE TABLE ${table}(${columns})`,
    `CREATE TRIGGER ${table}_teaches AFTER INSERT ON ${table} BEGIN
       SELECT sqml_partial_fit('${name}', ${columns.map((column) => `NEW.${column}`)}); END`,
  );
}

/** Coefficients by output as they are used, and intercepts. */
async function weights(session: Session, name: string, features: string[]) {
  const rows = await session.rows(`SELECT feature, standardised AS w, class FROM sqml_weights('${name}')`);
  const classes = [...new Set(rows.map((row) => row.class))];
  const of = (label: unknown) => rows.filter((row) => row.class === label);
  const coef = classes.map((label) =>
    of(label)
      .filter((row) => features.includes(String(row.feature)))
      .map((row) => Number(row.w)),
  );
  const intercept = classes.map((label) =>
    Number(of(label).find((row) => !features.includes(String(row.feature)))?.w),
  );
  return { coef, intercept };
}

/** The bytes with the digest that format 3 has: codec/digest.ts, digestOfWords. */
function withWordDigest(given: Uint8Array): Uint8Array {
  const bytes = given.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const on = (hash: bigint, word: bigint) => {
    const product = BigInt.asUintN(64, (hash ^ word) * 0x9e3779b97f4a7c15n);
    return product ^ (product >> 32n);
  };
  const length = bytes.length - 16;
  let hash = 0xcbf29ce484222325n;
  for (let p = 0; p + 8 <= length; p += 8) hash = on(hash, view.getBigUint64(16 + p, true));
  let rest = 0n;
  for (let p = length & ~7; p < length; p++) rest |= BigInt(bytes[16 + p]) << BigInt(8 * (p & 7));
  view.setBigUint64(8, on(on(hash, rest), BigInt(length)), true);
  return bytes;
}

const XY = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600),
  r AS (SELECT i, (i * 7919 % 1009) / 1009.0 AS a, (i * 104729 % 997) / 997.0 AS b FROM n)`;

/** An online regression y on a and b, and a table s whose trigger teaches it. */
async function line(session: Session, more: object = {}): Promise<void> {
  await run(
    session,
    declare('e', 'regression', 'recursive_least_squares', { features: ['a', 'b'], target: 'y', ...more }),
    'CREATE TABLE s(a, b, y)',
    "CREATE TRIGGER s_teaches AFTER INSERT ON s BEGIN SELECT sqml_partial_fit('e', NEW.a, NEW.b, NEW.y); END",
  );
}

const rows = (n: number, from = 1) =>
  `INSERT INTO s ${XY} SELECT a, b, 3 * a - 2 * b + 1 FROM r WHERE i >= ${from} AND i < ${from + n}`;
const asked = "SELECT sqml_predict('e', 0.5, 0.25)";
const learned = async (session: Session) =>
  (await session.rows("SELECT max(rows) AS n FROM sqml_learning_curve('e')"))[0].n;

eachHost((host) => {
  for (const { dataset, type, algorithm, options, scale, coef, intercept } of cases) {
    const title = `${algorithm} ${JSON.stringify(options)} on ${dataset}, scale ${scale}`;
    testOn(host, `${title}: a trigger makes scikit-learn's bits`, async (t, session) => {
      const { features, ordered } = await load(session, dataset);
      await run(session, declare('e', type, algorithm, { ...options, features, preprocess: { scale } }));
      await teachBy(session, 'e', features);
      await run(session, `INSERT INTO stream ${ordered}`);
      t.deepEqual(await weights(session, 'e', features), { coef, intercept });
    });
  }

  testOn(host, 'ROLLBACK un-learns, the row and its point of the curve', async (t, session) => {
    await line(session);
    await run(session, rows(99));
    const before = await value(session, asked);
    await run(session, 'BEGIN', 'INSERT INTO s VALUES (9, 9, 1000)');
    t.notEqual(await value(session, asked), before, 'inside the transaction it has learned');
    t.equal(await learned(session), 100n);
    await run(session, 'ROLLBACK');
    t.equal(await value(session, asked), before);
    t.equal(await learned(session), 99n);
    await run(session, 'SAVEPOINT p', 'INSERT INTO s VALUES (9, 9, 1000)', 'ROLLBACK TO p', 'RELEASE p');
    t.equal(await value(session, asked), before, 'so does ROLLBACK TO');
    await run(session, rows(1, 100));
    t.equal(await learned(session), 100n, 'and learning goes on from there');
  });
});

eachHost(
  (host) => {
    testOn(host, 'a dataset, a trigger and single calls are one model, byte for byte', async (t, session) => {
      const { features, ordered } = await load(session, 'iris');
      const columns = features.map((feature) => `"${feature}"`);
      for (const algorithm of ['sgd', 'gaussian_nb']) {
        for (const name of ['one', 'two', 'three'])
          await run(
            session,
            declare(name + algorithm, 'classification', algorithm, { features, target: 'target' }),
          );
        await run(session, 'DROP TABLE IF EXISTS stream');
        await teachBy(session, `one${algorithm}`, features);
        await run(session, `INSERT INTO stream ${ordered}`);
        const answer = await json(
          session,
          `SELECT sqml_partial_fit('two${algorithm}', 'SELECT * FROM stream')`,
        );
        t.equal(answer.rows, 150);
        await run(session, `SELECT sqml_partial_fit('three${algorithm}', ${columns}, target) FROM stream`);
        const models = await session.rows(`SELECT sqml_export_model(value) AS model
          FROM json_each('["one${algorithm}", "two${algorithm}", "three${algorithm}"]')`);
        t.deepEqual(models[1].model, models[0].model, `${algorithm}: of a dataset`);
        t.deepEqual(models[2].model, models[0].model, `${algorithm}: of calls`);
        const curves = await session.rows(`SELECT e.value AS e, c.rows, c.value, c.recent
          FROM json_each('["one${algorithm}", "two${algorithm}"]') e, sqml_learning_curve(e.value) c`);
        const of = (n: string): Row[] =>
          curves.filter((row) => row.e === n + algorithm).map((row) => ({ ...row, e: '' }));
        t.deepEqual(of('two'), of('one'), 'and the curve');
        t.deepEqual(
          of('one').map((row) => row.rows),
          [100n, 150n],
        );
      }
    });

    testOn(host, 'classes that come later make the model of classes known before', async (t, session) => {
      const { features, ordered } = await load(session, 'iris');
      for (const [algorithm, loss] of [
        ['sgd', 'hinge'],
        ['sgd', 'log_loss'],
        ['gaussian_nb', ''],
      ]) {
        const options = { features, target: 'target', ...(loss && { loss }) };
        await run(
          session,
          declare(`late ${loss}`, 'classification', algorithm, options),
          declare(`known ${loss}`, 'classification', algorithm, { ...options, classes: [0, 1, 2] }),
        );
        // One class after the other: the hardest order.
        for (const name of [`late ${loss}`, `known ${loss}`])
          await run(session, `SELECT sqml_partial_fit('${name}', 'SELECT * FROM dataset_iris')`);
        const answers = (name: string) =>
          session.rows(`SELECT prediction FROM sqml_predictions('${name}', ${text(ordered)})`);
        t.deepEqual(await answers(`late ${loss}`), await answers(`known ${loss}`), `${algorithm} ${loss}`);
      }
    });

    testOn(host, 'TEXT classes, a label of another kind, a row without a target', async (t, session) => {
      await run(session, declare('e', 'classification', 'sgd', { features: ['x'] }));
      t.equal(
        await value(session, "SELECT sqml_partial_fit('e', 1, 'b')"),
        null,
        'nothing is known at first',
      );
      t.match(await error(session, 'SELECT sqml_predict(2, 1)'), /unknown model 2/);
      t.equal(await value(session, "SELECT sqml_partial_fit('e', 2, 'a')"), 'b');
      t.equal(await value(session, "SELECT sqml_partial_fit('e', 2, NULL)"), null);
      t.equal(await learned(session), 2n, 'NULL is not learned');
      t.match(
        await error(session, "SELECT sqml_partial_fit('e', 2, 5)"),
        /mixes TEXT and numbers: the classes so far are TEXT, got INTEGER 5/,
      );
      t.equal(await learned(session), 2n);
      t.equal(typeof (await value(session, "SELECT sqml_predict('e', 2)")), 'string');
      t.equal(await value(session, "SELECT count(*) FROM sqml_weights('e')"), 2n);
      await run(session, declare('n', 'classification', 'sgd', { features: ['x'] }));
      for (const label of ['1', '2', '2.5']) await run(session, `SELECT sqml_partial_fit('n', 1, ${label})`);
      t.equal(
        await value(session, "SELECT typeof(sqml_predict('n', 1))"),
        'real',
        'numbers of two kinds are REAL',
      );
    });

    testOn(
      host,
      'a model without rows: a regression says 0, a classification what to do',
      async (t, session) => {
        await line(session);
        t.equal(await value(session, asked), 0);
        t.equal(await value(session, "SELECT count(*) FROM sqml_learning_curve('e')"), 0n);
        const judged = await error(session, "SELECT * FROM sqml_judged_rows('e')");
        t.match(judged, /began empty and learns row by row, so it has no test part \(sqml_learning_curve/);
        await run(session, declare('c', 'classification', 'gaussian_nb', { features: ['x'] }));
        t.match(await error(session, "SELECT sqml_predict('c', 1)"), /has learned no row yet/);
        await run(session, "SELECT sqml_partial_fit('c', 1, 'a')");
        t.equal(await value(session, "SELECT sqml_predict('c', 3)"), 'a', 'one class is an answer');
        t.equal(await value(session, "SELECT sqml_predict_proba('c', 3)"), '{"a": 1.0}');
      },
    );

    testOn(host, 'recursive least squares is ridge regression, and forgets when told', async (t, session) => {
      const { features } = await load(session, 'diabetes');
      await run(
        session,
        declare('r', 'regression', 'recursive_least_squares', { features, target: 'target' }),
        "SELECT sqml_partial_fit('r', 'dataset_diabetes')",
      );
      const { coef, intercept } = await weights(session, 'r', features);
      const off = coef[0].map(
        (w, j) => Math.abs(w - recorded.ridge.coef[j]) / Math.abs(recorded.ridge.coef[j]),
      );
      t.ok(
        Math.max(...off, Math.abs(intercept[0] / recorded.ridge.intercept - 1)) < ROUNDING,
        `${Math.max(...off)} off`,
      );
      for (const forgetting_factor of [1, 0.9]) {
        const name = `f${forgetting_factor}`;
        await run(
          session,
          declare(name, 'regression', 'recursive_least_squares', {
            features: ['a'],
            target: 'y',
            alpha: 1e-6,
            forgetting_factor,
          }),
        );
        await run(
          session,
          `SELECT sqml_partial_fit('${name}', ${text(`${XY} SELECT a, CASE WHEN i < 300 THEN a ELSE 5 - a END AS y FROM r`)})`,
        );
      }
      const slope = async (name: string) =>
        Number(await value(session, `SELECT weight FROM sqml_weights('${name}') WHERE feature = 'a'`));
      t.ok(Math.abs((await slope('f0.9')) + 1) < 1e-3, 'the new rule alone');
      t.ok(Math.abs(await slope('f1')) < 0.3, 'or something between both');
    });

    testOn(host, 'a trained model goes on, and its new bytes are the ones that serve', async (t, session) => {
      const { features } = await load(session, 'iris');
      const ask = (name: string) => `SELECT sqml_decision_function('${name}', 5, 3, 4, 1)`;
      for (const algorithm of ['sgd', 'gaussian_nb']) {
        await run(
          session,
          `SELECT sqml_train('${algorithm}', 'classification', '${algorithm}', 'dataset_iris', 'target')`,
        );
        const sum = `SELECT group_concat(value) FROM (SELECT value FROM json_each(sqml_predict_proba('gaussian_nb', 5, 3, 4, 1)))`;
        const question = algorithm === 'sgd' ? ask('sgd') : sum;
        const before = await value(session, question);
        await run(session, `SELECT sqml_partial_fit('${algorithm}', ${features.map((_, j) => 1 + j)}, 9)`);
        t.notEqual(await value(session, question), before, algorithm);
        t.match(
          String(await value(session, `SELECT sqml_predict_batch('${algorithm}', '[[1, 2, 3, 4]]')`)),
          /^\[\d(\.0)?\]$/,
        );
        const row = await session.rows(`SELECT rows, value FROM sqml_learning_curve('${algorithm}')`);
        t.deepEqual(
          row.map((r) => r.rows),
          [1n],
          'a class of its own later',
        );
      }
      await run(
        session,
        "SELECT sqml_train('lr', 'classification', 'logistic_regression', 'dataset_iris', 'target')",
      );
      t.match(
        await error(session, "SELECT sqml_partial_fit('lr', 1, 2, 3, 4, 0)"),
        /logistic_regression does not learn row by row; these do: gaussian_nb, sgd/,
      );
      t.match(await error(session, "SELECT * FROM sqml_learning_curve('lr')"), /has not learned row by row/);
    });

    testOn(host, 'the curve is what was predicted before it was learned', async (t, session) => {
      await run(session, declare('e', 'classification', 'sgd', { features: ['a', 'b'], target: 'y' }));
      const stream = `${XY} SELECT a, b, CASE WHEN (a > b) = (i <= 300) THEN 'up' ELSE 'down' END AS y FROM r`;
      await run(session, `CREATE TABLE stream AS ${stream}`, "SELECT sqml_partial_fit('e', 'stream')");
      const told = await session.rows(`SELECT row, actual, prediction, value, recent
        FROM sqml_online_predictions('classification', 'sgd', 'stream', 'y')`);
      const right = told.map((row) => (row.actual === row.prediction ? 1 : 0));
      const share = (part: number[]) => part.reduce((sum, r) => sum + r, 0) / part.length;
      const curve = await session.rows("SELECT rows, metric, value, recent FROM sqml_learning_curve('e')");
      t.deepEqual(
        curve.map((row) => Number(row.rows)),
        [100, 200, 300, 400, 500, 600],
      );
      for (const row of curve) {
        const n = Number(row.rows);
        t.equal(row.value, share(right.slice(0, n)), `after ${n}`);
        t.equal(row.recent, share(right.slice(Math.max(0, n - 1000), n)));
        t.equal(told[n - 1].value, row.value, 'as the table function says without storing');
      }
      t.equal(told[0].prediction, null);
      t.ok(share(right.slice(200, 300)) > 0.9, 'it learns the rule');
      t.ok(share(right.slice(300, 320)) < 0.5, `falls when the rule changes: ${right.slice(300, 340)}`);
      t.ok(share(right.slice(540)) > 0.8, 'and rises again');
    });

    testOn(host, 'the last 1000 rows are the last 1000', async (t, session) => {
      await run(
        session,
        declare('e', 'regression', 'sgd', {
          features: ['x'],
          target: 'y',
          eta0: 1e-12,
          preprocess: { scale: 'none' },
        }),
      );
      // The prediction stays 0, up to the small rate: the error is y.
      const from =
        'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1250) SELECT 0 AS x, i AS y FROM n';
      await run(session, `SELECT sqml_partial_fit('e', '${from}')`);
      const curve = await session.rows(
        "SELECT rows, value, recent FROM sqml_learning_curve('e') WHERE rows >= 1000",
      );
      const mean = (a: number, b: number) => (a + b) / 2;
      const expected = [
        [1000, mean(1, 1000), mean(1, 1000)],
        [1100, mean(1, 1100), mean(101, 1100)],
        [1200, mean(1, 1200), mean(201, 1200)],
        [1250, mean(1, 1250), mean(301, 1250)],
      ];
      t.deepEqual(
        curve.map((row) => Number(row.rows)),
        expected.map(([n]) => n),
      );
      curve.forEach((row, i) => {
        t.ok(Math.abs(Number(row.value) - expected[i][1]) < 1e-6, `value at ${row.rows}`);
        t.ok(Math.abs(Number(row.recent) - expected[i][2]) < 1e-6, `recent at ${row.rows}`);
      });
    });

    testOn(host, 'another model under the same name is taught at once', async (t, session) => {
      await line(session);
      await run(session, rows(10));
      await run(session, declare('e', 'regression', 'recursive_least_squares', { features: ['a'] }));
      await run(session, "SELECT sqml_partial_fit('e', 1, 5)");
      t.equal(await learned(session), 1n);
      await run(session, "SELECT sqml_deploy('e', 1)", "SELECT sqml_partial_fit('e', 1, 2, 5)");
      t.equal(await learned(session), 11n);
      await run(session, 'SELECT sqml_partial_fit(2, 1, 5)');
      t.equal(await value(session, 'SELECT max(rows) FROM sqml_learning_curve(2)'), 2n, 'a model by its id');
      await run(session, "SELECT sqml_drop_experiment('e')");
      t.match(await error(session, "SELECT sqml_partial_fit('e', 1, 2, 5)"), /unknown experiment 'e'/);
      t.equal(await value(session, 'SELECT count(*) FROM sqml_learning'), 0n);
    });

    testOn(host, 'within one statement a prediction knows the row before', async (t, session) => {
      await line(session);
      await run(session, 'CREATE TABLE log(p)');
      await run(
        session,
        `CREATE TRIGGER s_asks BEFORE INSERT ON s BEGIN
        INSERT INTO log SELECT sqml_predict('e', NEW.a, NEW.b); END`,
      );
      await run(session, rows(50));
      t.equal(await value(session, 'SELECT count(DISTINCT p) FROM log'), 50n);
      const last = await session.rows(
        'SELECT s.y - log.p AS off FROM s JOIN log ON log.rowid = s.rowid WHERE s.rowid > 40',
      );
      // The penalty alpha = 1 keeps it off by a little.
      t.ok(
        last.every((row) => Math.abs(Number(row.off)) < 0.5),
        'the last ones are near',
      );
    });

    testOn(host, 'what is wrong is said, and nothing is learned of it', async (t, session) => {
      await line(session);
      await run(session, rows(5));
      const before = await value(session, "SELECT hex(sqml_export_model('e'))");
      for (const [sql, says] of [
        [
          "SELECT sqml_partial_fit('e', 1, 2, 'x')",
          /the target must be a number from -1e150 to 1e150, got 'x'/,
        ],
        ["SELECT sqml_partial_fit('e', 1, 2, 1e300)", /from -1e150 to 1e150/],
        ["SELECT sqml_partial_fit('e', 1, 2)", /features must be JSON TEXT/],
        ["SELECT sqml_partial_fit('e', 1, 2, 3, 4)", /expected 2 values/],
        ["SELECT sqml_partial_fit('e', '[1]', 2)", /features must have 2 values/],
        ["SELECT sqml_partial_fit('e', 1, NULL, 2)", /feature 'b' must be a number, got NULL/],
        ["SELECT sqml_partial_fit('e', 'SELECT 1 AS a, y FROM s')", /unknown feature 'b'/],
        ["SELECT sqml_partial_fit('e', 'SELECT a, b FROM s')", /unknown target column 'y'/],
        ["SELECT sqml_partial_fit('none', 1, 2, 3)", /unknown experiment 'none'/],
        ["SELECT sqml_partial_fit('e')", /expected 2 to 127 arguments/],
      ] as const) {
        t.match(await error(session, sql), says, sql);
      }
      t.equal(await value(session, "SELECT hex(sqml_export_model('e'))"), before);
      for (const [type, algorithm, options, says] of [
        ['regression', 'sgd', {}, /must say the features/],
        [
          'regression',
          'svr',
          { features: ['a'] },
          /svr does not learn row by row; these do: sgd, recursive_least_squares/,
        ],
        [
          'classification',
          'sgd',
          { features: ['a'], class_weight: 'balanced' },
          /class_weight is for a training/,
        ],
        [
          'classification',
          'sgd',
          { features: ['a'], early_stopping: true },
          /early_stopping is for a training/,
        ],
        ['regression', 'sgd', { features: ['a'], scale_target: true }, /scale_target is for a training/],
        ['classification', 'sgd', { features: ['a', 'a'] }, /features names 'a' twice/],
        ['classification', 'sgd', { features: ['a'], classes: [1, 1] }, /classes names '1' twice/],
        ['classification', 'sgd', { features: ['a'], classes: [1, 'x'] }, /classes mixes TEXT and numbers/],
        ['regression', 'sgd', { features: ['a'], classes: [1] }, /a regression has no classes/],
        [
          'regression',
          'sgd',
          { features: ['a'], preprocess: { impute: 'mean' } },
          /must be a number: nothing is known/,
        ],
        [
          'regression',
          'sgd',
          { features: ['a'], preprocess: { scale: 'robust' } },
          /must be 'standard' or 'none'/,
        ],
        [
          'classification',
          'gaussian_nb',
          { features: ['a'], var_smoothing: 0 },
          /var_smoothing must be greater than 0/,
        ],
        [
          'regression',
          'recursive_least_squares',
          { features: ['a'], forgetting_factor: 0 },
          /forgetting_factor must be/,
        ],
        ['regression', 'sgd', { features: ['a'], cv: 3 }, /unknown option 'cv'/],
      ] as const) {
        t.match(await error(session, declare('x', type, algorithm, options)), says);
      }
      t.equal(await value(session, "SELECT count(*) FROM sqml_experiments WHERE name = 'x'"), 0n);
      t.match(
        await error(session, declare('e', 'classification', 'sgd', { features: ['a'] })),
        /experiment 'e' is a regression/,
      );
    });

    testOn(host, 'a failure in a trigger takes its INSERT along', async (t, session) => {
      await line(session);
      await run(session, rows(5), 'BEGIN');
      t.match(
        await error(session, "INSERT INTO s VALUES (1, 2, 3), (1, 2, 'x')"),
        /the target must be a number/,
      );
      await run(session, 'COMMIT');
      t.equal(await value(session, 'SELECT count(*) FROM s'), 5n);
      t.equal(await learned(session), 5n);
    });

    testOn(host, 'an exported model goes on where it stood', async (t, session) => {
      await line(session);
      await run(session, rows(150));
      await run(session, "SELECT sqml_import_model('copy', sqml_export_model('e'))");
      for (const name of ['e', 'copy']) await run(session, `SELECT sqml_partial_fit('${name}', 0.1, 0.2, 7)`);
      const [a, b] = await session.rows(
        'SELECT sqml_export_model(value) AS m FROM json_each(\'["e", "copy"]\')',
      );
      t.deepEqual(a.m, b.m);
    });

    testOn(host, 'a damaged model that has learned is refused, or does no harm', async (t, session) => {
      for (const [algorithm, type] of [
        ['sgd', 'classification'],
        ['gaussian_nb', 'classification'],
        ['recursive_least_squares', 'regression'],
      ]) {
        await run(session, declare(algorithm, type, algorithm, { features: ['a', 'b'], target: 'y' }));
        const stream = `${XY} SELECT a, b, i % 3 AS y FROM r`;
        await run(session, `SELECT sqml_partial_fit('${algorithm}', ${text(stream)})`);
        const whole = (await value(session, `SELECT sqml_export_model('${algorithm}')`)) as Uint8Array;
        t.deepEqual(withWordDigest(whole), whole, `${algorithm}: the digest is over words`);
        let refused = 0;
        for (let i = 0; i < 400; i++) {
          const bytes = i % 2 ? whole.slice(0, 16 + ((i * 7919) % (whole.length - 16))) : whole.slice();
          if (i % 2 === 0) bytes[16 + ((i * 104729) % (whole.length - 16))] ^= 1 << (i % 8);
          const sql = `SELECT sqml_import_model('${algorithm} ${i}', ${blob(withWordDigest(bytes))})`;
          const said = await session.rows(sql).then(
            () => '',
            (thrown) => thrown.message,
          );
          if (said !== '') refused++;
          else await session.rows(`SELECT sqml_partial_fit('${algorithm} ${i}', 1, 2, 1)`).catch(() => {});
          if (/internal error/.test(said)) t.fail(said);
        }
        t.ok(refused >= 200, `${algorithm}: ${refused} of 400 refused`);
      }
      t.equal(await value(session, "SELECT rows FROM sqml_learning_curve('sgd') WHERE rows = 600"), 600n);
    });

    testOn(host, 'a schema that is not trusted teaches nothing', async (t, session) => {
      await line(session);
      await run(session, 'PRAGMA trusted_schema = OFF');
      t.match(await error(session, rows(1)), /unsafe use of sqml_partial_fit/);
      await run(
        session,
        'PRAGMA trusted_schema = ON',
        `CREATE VIEW declares AS ${declare('v', 'regression', 'sgd', { features: ['a'] })}`,
      );
      t.match(await error(session, 'SELECT * FROM declares'), /unsafe use of sqml_online/);
    });
  },
  [fastest, sqliteWasm],
);

test('every connection predicts with the newest state, and two writers in WAL lose no row', async (t) => {
  const missing = betterSqlite3.isAvailable();
  if (missing !== null) return t.skip(missing);
  await withFile(async (file) => {
    const a = await betterSqlite3.open({ file });
    await run(a, 'PRAGMA journal_mode = WAL');
    await line(a);
    const b = await betterSqlite3.open({ file });
    for (let i = 1; i <= 120; i++) {
      await run(i % 2 ? a : b, rows(1, i));
      t.equal(await value(i % 2 ? b : a, asked), await value(i % 2 ? a : b, asked));
    }
    t.equal(await learned(a), 120n);
    const twin = await betterSqlite3.open();
    await line(twin);
    await run(twin, rows(120));
    t.equal(await value(b, asked), await value(twin, asked), 'in the order in which they came');
    for (const session of [a, b, twin]) await session.close();
  });
});

const WRITER = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
c.enable_load_extension(True)
c.load_extension(sys.argv[2])
for i in range(300):
    c.execute("SELECT sqml_partial_fit('e', ?, ?, ?)" if i % 2 else 'INSERT INTO s VALUES (?, ?, ?)', (i % 7, i % 5, i % 3)).fetchall()
c.close()
`;

test('two processes that write at the same time lose no row', async (t) => {
  const missing = python.isAvailable() ?? betterSqlite3.isAvailable();
  if (missing !== null) return t.skip(missing);
  const { spawn } = await import('node:child_process');
  const { library } = await import('./host/host.ts');
  await withFile(async (file) => {
    const session = await betterSqlite3.open({ file });
    await run(session, 'PRAGMA journal_mode = WAL', 'PRAGMA synchronous = OFF');
    await line(session);
    const codes = await Promise.all(
      [1, 2].map(
        () =>
          new Promise<string>((resolve) => {
            const child = spawn('/usr/bin/python3', ['-c', WRITER, file, library.replace(/\.\w+$/, '')]);
            let said = '';
            child.stderr.on('data', (data) => {
              said += data;
            });
            child.on('close', (code) => resolve(`${code} ${said}`));
          }),
      ),
    );
    t.deepEqual(codes, ['0 ', '0 ']);
    t.equal(await learned(session), 600n);
    await session.close();
  });
});

test('the statements of a row are compiled once, that of a point of the curve among them', async (t) => {
  const missing = python.isAvailable();
  if (missing !== null) return t.skip(missing);
  const session = await python.open();
  await line(session);
  await run(session, rows(500));
  const asked = "SELECT busy FROM sqlite_stmt WHERE sql LIKE 'INSERT INTO main.sqml_journal%'";
  const found = await session.rows(asked).catch(() => null);
  if (found === null) t.skip('this SQLite does not list its statements');
  else t.equal(found.length, 1, 'it is there between the rows');
  await session.close();
});

test('the rows of a dataset are not held, whatever their number', async (t) => {
  const missing = python.isAvailable();
  if (missing !== null) return t.skip(missing);
  const { spawnSync } = await import('node:child_process');
  const { library } = await import('./host/host.ts');
  // The most memory that the process has had, after few rows and after many, in kB.
  const script = `
import json, resource, sqlite3, sys
c = sqlite3.connect(':memory:')
c.enable_load_extension(True)
c.load_extension(sys.argv[1])
columns = [f'f{j}' for j in range(20)]
for kind, algorithm in (('classification', 'sgd'), ('classification', 'gaussian_nb'), ('regression', 'sgd')):
    c.execute('SELECT sqml_online(?, ?, ?, ?)', (kind + algorithm, kind, algorithm, json.dumps({'features': columns, 'target': 'y'})))
def learn(rows):
    numbers = f'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})'
    dataset = numbers + ' SELECT ' + ', '.join(f'i * {j + 3} % 101 / 7.0 AS {name}' for j, name in enumerate(columns)) + ', i % 3 AS y FROM n'
    for name in ('classificationsgd', 'classificationgaussian_nb', 'regressionsgd'):
        c.execute('SELECT sqml_partial_fit(?, ?)', (name, dataset)).fetchall()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(learn(2000), learn(60000))
`;
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, library.replace(/\.\w+$/, '')], {
    encoding: 'utf8',
  });
  const [few, many] = stdout.split(' ').map(Number);
  // 60,000 rows of 21 columns are 10 MB; a name for each cell was 100.
  t.ok(many - few < 8000, `${stdout.trim()} ${stderr}`);
});

test('a connection that has learned can be closed', async (t) => {
  const missing = python.isAvailable();
  if (missing !== null) return t.skip(missing);
  const { spawnSync } = await import('node:child_process');
  const { library } = await import('./host/host.ts');
  // The shell closes by sqlite3_close, which refuses while a statement is left, and says so.
  const shell = cli.isAvailable();
  if (shell !== null) return t.skip(shell);
  const script = `.load ${library.replace(/\.\w+$/, '')}
${declare('e', 'regression', 'sgd', { features: ['a'] })};
SELECT sqml_partial_fit('e', 1, 2), sqml_partial_fit('e', 1, 2);
`;
  const { stdout, stderr, status } = spawnSync('sqlite3', [':memory:'], { input: script, encoding: 'utf8' });
  t.deepEqual([stderr, status], ['', 0]);
  t.match(stdout, /^0\.0\|/m);
});
