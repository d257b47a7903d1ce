// Trees and members of ensembles, and folds of logistic_regression_cv, are jobs (assembly/algorithm/ensemble/grove.ts,
// bagged_members.ts, linear/logistic_folds.ts): the model is the same for any number of threads.

import { spawnSync } from 'node:child_process';
import test from 'tape';
import { cli, eachHost, error, fastest, library, run, sqliteWasm, testOn, value } from './host/index.ts';

/** Enough rows that trees and members are worth threads, some NULL. */
const MANY = `CREATE TABLE many AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 3000)
  SELECT (n * 7919) % 1009 / 1009.0 AS a, (n * 104729) % 997 / 997.0 - 0.5 AS b, nullif((n * 1299709) % 31, 7) AS c,
    (n * 15485863) % 983 AS d, (n * 7919) % 1009 / 7 % 13 + (n * 104729) % 5 / 3.0 AS x,
    ((n * 7919) % 1009 > 500) + ((n * 104729) % 997 > 700) + (n % 50 = 0) AS label FROM i`;

eachHost(
  (host) => {
    for (const { what, type, algorithm, options } of [
      {
        what: 'a forest that draws by balanced weights',
        type: 'classification',
        algorithm: 'random_forest',
        options: { class_weight: 'balanced_subsample', n_estimators: 30 },
      },
      {
        what: 'a forest of the weights of classes',
        type: 'classification',
        algorithm: 'random_forest',
        options: { class_weight: 'balanced', max_samples: 0.5, n_estimators: 30 },
      },
      {
        what: 'random trees that are cut back',
        type: 'regression',
        algorithm: 'extra_trees',
        options: { ccp_alpha: 0.001, max_features: 0.5, n_estimators: 40 },
      },
      {
        what: 'a forest of values',
        type: 'regression',
        algorithm: 'random_forest',
        options: { min_samples_leaf: 3, n_estimators: 30 },
      },
      {
        what: 'bagged trees of some columns',
        type: 'classification',
        algorithm: 'bagging',
        options: {
          max_features: 0.7,
          n_estimators: 40,
          estimator: { decision_tree: { class_weight: 'balanced', min_samples_leaf: 2 } },
        },
      },
      { what: 'bagged trees', type: 'regression', algorithm: 'bagging', options: { n_estimators: 30 } },
      {
        what: 'bagging of weighted rows',
        type: 'classification',
        algorithm: 'bagging',
        options: {
          estimator: { logistic_regression: { class_weight: 'balanced' } },
          preprocess: { impute: 'mean' },
        },
      },
      {
        what: 'bagging of members that end too early',
        type: 'regression',
        algorithm: 'bagging',
        options: { estimator: { mlp: { max_iter: 3 } }, n_estimators: 3, preprocess: { impute: 'mean' } },
      },
      {
        what: 'the folds of weighted classes',
        type: 'classification',
        algorithm: 'logistic_regression_cv',
        options: {
          class_weight: 'balanced',
          l1_ratios: [0, 0.5],
          Cs: 4,
          scoring: 'neg_log_loss',
          preprocess: { impute: 'mean' },
        },
      },
    ])
      testOn(host, `${what}: ${algorithm} is the same with 1, 2 and 7 threads`, async (t, session) => {
        await run(session, MANY);
        const trained: unknown[] = [];
        for (const threads of [1, 2, 7]) {
          await run(session, `SELECT sqml_config('threads', ${threads})`);
          const answer = await value(
            session,
            `SELECT sqml_train('with ${threads}', '${type}', '${algorithm}', 'many', '${type === 'regression' ? 'x' : 'label'}', '${JSON.stringify(options)}')`,
          );
          const { score, warnings } = JSON.parse(String(answer));
          const [model] = await session.rows(
            `SELECT m.digest, (SELECT group_concat(iteration) FROM sqml_training_info(r.id)) AS log
           FROM sqml_experiments e JOIN sqml_runs r ON r.experiment_id = e.id JOIN sqml_models m ON m.run_id = r.id
           WHERE e.name = 'with ${threads}'`,
          );
          trained.push({ score, warnings, ...model });
        }
        t.deepEqual(trained[1], trained[0]);
        t.deepEqual(trained[2], trained[0]);
      });

    testOn(host, 'a tree that can not be grown says why, as the call', async (t, session) => {
      await run(session, MANY, "SELECT sqml_config('threads', 3)");
      t.match(
        await error(
          session,
          `SELECT sqml_train('no', 'regression', 'random_forest', 'many', 'b', '{"criterion": "poisson"}')`,
        ),
        /^sqml_train: the criterion 'poisson' takes targets of at least 0, got -/,
      );
    });
  },
  [fastest, sqliteWasm],
);

test('where memory is short for threads, trees are grown on fewer or in place', (t) => {
  const missing =
    process.platform === 'linux' ? cli.isAvailable() : 'limits on memory are set the way of Linux';
  if (missing !== null) {
    t.skip(missing);
    return t.end();
  }
  // As MANY, with so many rows that a worker's memory is much.
  const trained = (kilobytes: number, threads: number) =>
    spawnSync('sh', ['-c', `ulimit -d ${kilobytes}; exec sqlite3 -batch -init /dev/null :memory:`], {
      encoding: 'utf8',
      input: `.load '${library}'
${MANY.replace('n < 3000', 'n < 60000')};
SELECT sqml_config('threads', ${threads});
SELECT sqml_train('e', 'regression', 'random_forest', 'many', 'x', '{"n_estimators": 8, "max_depth": 3}') IS NULL;
SELECT digest FROM sqml_models;`,
    }).stdout.split('\n')[2];
  const digest = trained(1_000_000, 4);
  t.match(digest, /^[0-9a-f]{16}$/);
  let few = 0;
  for (const kilobytes of [80_000, 60_000, 45_000, 36_000]) {
    if (trained(kilobytes, 1) !== digest) continue;
    few++;
    t.equal(trained(kilobytes, 4), digest, `${kilobytes} KB`);
  }
  t.ok(few > 1, 'limits under which one thread has enough');
  t.end();
});
