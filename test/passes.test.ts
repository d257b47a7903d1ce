// Trainings that read their table in passes: gaussian_nb has the bytes that it has of rows that are held, sgd those of
// scikit-learn's partial_fit of block after block (test/reference/passes.json); the same rows test; memory stays small.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'tape';
import {
  betterSqlite3,
  eachHost,
  error,
  fastest,
  json,
  library,
  path,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';

const recorded = JSON.parse(readFileSync(path('test/reference/passes.json'), 'utf8'));

/** Sums in another order, and scales of w that are multiplied out between passes. */
const ROUNDING = 1e-9;

const MIXED = `CREATE TABLE mixed AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 3000)
  SELECT CASE WHEN n % 17 > 0 THEN (n * 7919) % 1009 / 1009.0 END AS a, substr('redgreenblue', 1 + n % 4 * 3, 3) AS colour,
    CASE n % 5 WHEN 0 THEN NULL ELSE 'k' || n % 3 END AS kind, CAST(n % 13 AS TEXT) AS digits, n * 104729 % 997 AS b,
    n % 11 = 0 AS late, (n * 7919 % 1009 > 500) + (n % 4 = 0) AS y, (n * 7919) % 1009 / 100.0 + n % 3 AS v FROM i`;

function training(
  name: string,
  type: string,
  algorithm: string,
  dataset: string,
  target: string,
  options: object,
): string {
  const given = [name, type, algorithm, dataset, target, JSON.stringify(options)].map(text);
  return `SELECT sqml_train(${given.join(', ')})`;
}

async function bytes(session: Session, experiment: string): Promise<unknown> {
  return value(
    session,
    `SELECT hex(m.data) FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id
     JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = ${text(experiment)} ORDER BY m.id DESC LIMIT 1`,
  );
}

async function metrics(session: Session, experiment: string): Promise<unknown> {
  return session.rows(
    `SELECT s.name, s.value FROM sqml_metrics s JOIN sqml_models m ON m.id = s.model_id JOIN sqml_runs r ON r.id = m.run_id
     JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = ${text(experiment)} AND s.name NOT LIKE '%time' ORDER BY 1`,
  );
}

async function coefficients(session: Session, experiment: string): Promise<{ w: number[]; b: number[] }> {
  const rows = await session.rows(
    `SELECT feature, standardised AS w FROM sqml_weights(${text(experiment)}) ORDER BY class, feature`,
  );
  const of = (isIntercept: boolean) =>
    rows.filter((row) => (row.feature === '(intercept)') === isIntercept).map((row) => Number(row.w));
  return { w: of(false), b: of(true) };
}

eachHost(
  (host) => {
    for (const split of [
      { split_strategy: 'sequential' },
      { split_strategy: 'column', split_column: 'late' },
    ]) {
      testOn(
        host,
        `gaussian_nb in passes has the bytes of rows that are held: ${split.split_strategy}`,
        async (t, session) => {
          await run(session, MIXED);
          const options = {
            ...split,
            exclude: split.split_strategy === 'column' ? ['v'] : ['v', 'late'],
            preprocess: { a: { impute: 'mean' }, kind: { impute: 'indicator' }, b: { scale: 'none' } },
          };
          await run(
            session,
            training('held', 'classification', 'gaussian_nb', 'mixed', 'y', options),
            training('passed', 'classification', 'gaussian_nb', 'mixed', 'y', { ...options, passes: true }),
          );
          t.equal(await bytes(session, 'passed'), await bytes(session, 'held'));
          t.deepEqual(await metrics(session, 'passed'), await metrics(session, 'held'));
          for (const part of [
            "sqml_confusion_matrix('?')",
            "sqml_feature_profile('?')",
            "sqml_judged_rows('?')",
          ]) {
            const rows = async (name: string) => session.rows(`SELECT * FROM ${part.replace('?', name)}`);
            t.deepEqual(await rows('passed'), await rows('held'), part);
          }
        },
      );
    }

    for (const strategy of ['shuffle', 'stratified']) {
      testOn(host, `the same rows test: ${strategy}`, async (t, session) => {
        await run(session, MIXED);
        const options = {
          split_strategy: strategy,
          features: ['a', 'b', 'digits'],
          preprocess: { impute: 'mean' },
        };
        await run(
          session,
          training('held', 'classification', 'gaussian_nb', 'mixed', 'y', options),
          training('passed', 'classification', 'gaussian_nb', 'mixed', 'y', { ...options, passes: true }),
        );
        const before = (await metrics(session, 'held')) as { name: string; value: number }[];
        const after = (await metrics(session, 'passed')) as { name: string; value: number }[];
        t.deepEqual(
          after.map((row) => row.name),
          before.map((row) => row.name),
        );
        for (const [i, row] of before.entries())
          t.ok(Math.abs(row.value - after[i].value) < ROUNDING, `${row.name} ${row.value} ${after[i].value}`);
        const found = "SELECT count(*) FROM sqml_feature_importance('passed')";
        t.equal(Number(await value(session, found)), 3, 'the test part is found again');
        await run(session, 'UPDATE mixed SET b = b + 1');
        t.match(await error(session, found), /the rows have changed since the training/);
      });
    }
  },
  [fastest, sqliteWasm],
);

const TABLE = `CREATE TABLE t AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < ${recorded.rows})
  SELECT (n * 7919 % 1009) / 1009.0 - 0.5 AS x0, (n * 104729 % 997) / 997.0 - 0.5 AS x1, (n * 15485863 % 983) / 983.0 - 0.5 AS x2,
    (n * 7919 % 1009 + n * 104729 % 997 + n % 97) / 703 AS y3, (n * 7919 % 1009 + n * 104729 % 997 + n % 97) / 703 > 1 AS y2,
    (n * 7919 % 1009 - n * 15485863 % 983) / 512.0 AS value FROM i`;

testOn(
  fastest,
  'sgd in passes is partial_fit of scikit-learn block after block, bit for bit',
  async (t, session) => {
    await run(session, TABLE);
    for (const { type, target, options, coef, intercept, score } of recorded.cases) {
      const answer = await json(
        session,
        training('e', type, 'sgd', 't', target, {
          ...options,
          tol: null,
          passes: true,
          random_state: recorded.random_state,
          split_strategy: 'sequential',
          test_size: recorded.test / recorded.rows,
          features: ['x0', 'x1', 'x2'],
          preprocess: { scale: 'none' },
          deploy: 'true',
        }).replace("'e'", text(`e ${target}`)),
      );
      const { w, b } = await coefficients(session, `e ${target}`);
      t.deepEqual({ w, b }, { w: coef.flat(), b: intercept }, `${target} ${JSON.stringify(options)}`);
      t.ok(Math.abs(Number(answer.score) - score) < ROUNDING, `score ${answer.score}, ${score}`);
    }
  },
);

testOn(fastest, 'of one block sgd stops where it does on rows that are held', async (t, session) => {
  await run(session, MIXED);
  for (const [type, target] of [
    ['classification', 'y'],
    ['regression', 'v'],
  ]) {
    const options = {
      split_strategy: 'sequential',
      shuffle: false,
      learning_rate: 'adaptive',
      features: ['a', 'b', 'digits', 'colour'],
      preprocess: { a: { impute: 'mean' } },
    };
    await run(
      session,
      training(`held ${type}`, type, 'sgd', 'mixed', target, options),
      training(`passed ${type}`, type, 'sgd', 'mixed', target, { ...options, passes: true }),
    );
    const iterations = async (name: string) =>
      value(
        session,
        `SELECT max(i.iteration) FROM sqml_runs r JOIN sqml_experiments e ON e.id = r.experiment_id, sqml_training_info(r.id) i
         WHERE e.name = '${name} ${type}'`,
      );
    t.equal(await iterations('passed'), await iterations('held'), 'epochs');
    const held = await coefficients(session, `held ${type}`);
    const passed = await coefficients(session, `passed ${type}`);
    const off = Math.max(...held.w.map((w, j) => Math.abs(w - passed.w[j])));
    t.ok(held.w.length > 3 && off < ROUNDING, `weights ${off}`);
  }
});

testOn(fastest, 'what rows in passes can not give is refused', async (t, session) => {
  await run(session, MIXED);
  const refused = async (options: object, message: RegExp, dataset = 'mixed', algorithm = 'sgd') =>
    t.match(
      await error(
        session,
        training('e', 'regression', algorithm, dataset, 'v', { passes: true, ...options }),
      ),
      message,
    );
  const features = { features: ['a', 'b'] };
  await refused({ cv: 3 }, /cv and search fit again and again to rows that are held/);
  await refused({ early_stopping: true }, /early_stopping holds rows out/);
  await refused({ preprocess: { scale: 'robust' } }, /preprocess.scale of 'a' must be 'standard' or 'none'/);
  await refused(
    { ...features, preprocess: { impute: 'median' } },
    /preprocess.impute of 'a' must be 'mean', 'indicator' or a number where rows come in passes, which have no median/,
  );
  await refused(features, /passes/, 'mixed', 'ridge');
  await refused(
    { features: ['b'] },
    /the rows were not the same in two passes over the dataset/,
    'SELECT b + random() % 5 AS b, v FROM mixed',
  );
  await refused(
    { features: ['b'] },
    /the rows were not the same in two passes over the dataset/,
    'SELECT b, v FROM mixed WHERE random() % 7 > 0',
  );
});

testOn(fastest, 'sqml_retrain and sqml_partial_fit go on from a training in passes', async (t, session) => {
  await run(session, MIXED);
  await run(
    session,
    training('e', 'classification', 'sgd', 'mixed', 'y', {
      passes: true,
      features: ['b', 'digits'],
      split_strategy: 'sequential',
    }),
  );
  const first = await bytes(session, 'e');
  await run(session, 'SELECT sqml_retrain(max(id)) FROM sqml_runs');
  t.equal(await bytes(session, 'e'), first);
  t.ok((await value(session, "SELECT sqml_partial_fit('e', '[3, 4]', 1)")) !== null);
});

/** MiB at the peak of a process that trains on 400,000 x 20 generated rows. */
function peak(algorithm: string, options: object): number {
  const cells = Array.from({ length: 20 }, (_, j) => `n * ${7919 + 2 * j} % 1009 / 1009.0 AS x${j}`);
  const rows = `WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 400000)
    SELECT ${cells.join(', ')}, n * 7919 % 1009 > 500 AS y FROM i`;
  const program = `
    const db = new (require(${JSON.stringify(path('node_modules/better-sqlite3'))}))(':memory:');
    db.loadExtension(${JSON.stringify(library)});
    db.prepare(${JSON.stringify(training('e', 'classification', algorithm, rows, 'y', options))}).get();
    console.log(process.resourceUsage().maxRSS / 1024);`;
  const child = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(child.stderr);
  return Number(child.stdout);
}

test('the rows of a training in passes are not in memory', (t) => {
  if (betterSqlite3.isAvailable() !== null) t.skip('better-sqlite3');
  else {
    const held = peak('gaussian_nb', {});
    const passed = peak('gaussian_nb', { passes: true });
    // 61 MiB of cells, of which a block of 10 MiB, and what is kept of each row.
    t.ok(held - passed > 25, `${passed.toFixed(0)} MiB instead of ${held.toFixed(0)}`);
    const steps = peak('sgd', { passes: true, max_iter: 4, tol: null });
    t.ok(held - steps > 25, `sgd ${steps.toFixed(0)} MiB`);
  }
  t.end();
});
