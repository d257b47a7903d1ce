// How models are judged: splits, cross-validation, search and metrics against scikit-learn
// (test/reference/real_tables.py).

import { readFileSync } from 'node:fs';
import test from 'tape';
import { from, isNear, pairs, train } from './experiments.ts';
import {
  betterSqlite3,
  eachHost,
  error,
  fastest,
  json,
  path,
  run,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';

/** r2 and other sums over a regression's rows, by other operations. */
const SUMS = 1e-10;
/** log_loss and thresholds: the recorded optimum has a gradient of 1e-9. */
const OPTIMUM = 1e-7;
/** Means and deviations of the same few scores. */
const ROUNDING = 1e-14;

const recorded = JSON.parse(readFileSync(path('test/reference/real_tables.json'), 'utf8'));
const opened = fastest.open();
test.onFinish(async () => (await opened).close());

// ---- Splits ----

for (const { dataset, algorithm, strategy, score } of recorded.splits) {
  test(`${strategy} split of ${dataset}: the score is scikit-learn's`, async (t) => {
    const session = await opened;
    const isColumn = strategy === 'column';
    const query = isColumn ? `SELECT *, (rowid - 1) % 3 = 0 AS held FROM dataset_${dataset}` : undefined;
    const options = { split_strategy: strategy, ...(isColumn ? { split_column: 'held' } : {}) };
    const trained = await train(session, dataset, algorithm, options, query);
    if (dataset === 'diabetes') t.ok(isNear(trained.score, score, SUMS), `${trained.score}`);
    else t.equal(trained.score, score);
    const [kept] = await session.rows('SELECT * FROM sqml_runs ORDER BY id DESC LIMIT 1');
    t.equal(kept.split_strategy, strategy, 'the run remembers it');
    t.equal(
      kept.feature_count,
      { iris: 4n, wine: 13n, diabetes: 10n }[dataset as 'iris'],
      'held is no feature',
    );
  });
}

// ---- Cross-validation and search ----

for (const { dataset, algorithm, cv, scores, mean, deviation } of recorded.folds) {
  test(`cv ${cv} on ${dataset}: every fold has scikit-learn's score`, async (t) => {
    const session = await opened;
    const trained = await train(session, dataset, algorithm, { cv });
    t.equal(trained.cv.scores.length, cv);
    for (const [fold, theirs] of scores.entries()) {
      if (dataset === 'diabetes') t.ok(isNear(trained.cv.scores[fold], theirs, SUMS), `fold ${fold}`);
      else t.equal(trained.cv.scores[fold], theirs, `fold ${fold}`);
    }
    const most = dataset === 'diabetes' ? SUMS : ROUNDING;
    t.ok(isNear(trained.cv.mean, mean, most) && isNear(trained.cv.deviation, deviation, most));
    const plain = await train(session, dataset, algorithm);
    t.equal(trained.score, plain.score, 'then it is fitted to the whole training part');
    const digests = await session.rows('SELECT digest FROM sqml_models ORDER BY id DESC LIMIT 2');
    t.equal(digests[0].digest, digests[1].digest, 'to the same bytes');
    const stored = pairs(
      await session.rows(
        "SELECT name, value FROM sqml_metrics WHERE model_id = (SELECT max(id) - 1 FROM sqml_models) AND name LIKE 'cv%'",
      ),
    );
    t.deepEqual(stored, { cv_mean: trained.cv.mean, cv_deviation: trained.cv.deviation }, 'it is stored');
  });
}

test('a grid search tries the product of the lists, and takes the best mean', async (t) => {
  const session = await opened;
  const { dataset, algorithm, cv, params, trials, best, score } = recorded.searches;
  const trained = await train(session, dataset, algorithm, { search: 'grid', params, cv, tol: 1e-6 });
  const kept = await session.rows(
    'SELECT options, mean, deviation FROM sqml_trials WHERE run_id = (SELECT max(id) FROM sqml_runs) ORDER BY id',
  );
  t.equal(kept.length, trials.length, 'every trial is stored');
  for (const [i, trial] of trials.entries()) {
    t.deepEqual(JSON.parse(kept[i].options as string), trial.options);
    t.ok(isNear(kept[i].mean, trial.mean, ROUNDING), `mean ${kept[i].mean}, theirs ${trial.mean}`);
    t.ok(isNear(kept[i].deviation, trial.deviation, ROUNDING), 'and deviation');
  }
  t.deepEqual(trained.best_params, trials[best].options);
  t.equal(trained.score, score, 'the best is fitted again');
  t.ok(isNear(trained.cv.mean, trials[best].mean, ROUNDING));
  const { options } = (await session.rows('SELECT options FROM sqml_runs ORDER BY id DESC LIMIT 1'))[0];
  t.equal(JSON.parse(options as string).kernel, trials[best].options.kernel, 'the run has its options');
});

test('a random search draws members of the product by random_state', async (t) => {
  const session = await opened;
  const { dataset, algorithm, cv, params, trials, drawn, best_drawn } = recorded.searches;
  const options = { search: 'random', n_iter: drawn.length, params, cv, tol: 1e-6 };
  const trained = await train(session, dataset, algorithm, options);
  const kept = await session.rows(
    'SELECT options FROM sqml_trials WHERE run_id = (SELECT max(id) FROM sqml_runs) ORDER BY id',
  );
  t.deepEqual(
    kept.map((row) => JSON.parse(row.options as string)),
    drawn.map((member: number) => trials[member].options),
  );
  t.deepEqual(trained.best_params, trials[best_drawn].options);
  const all = { ...options, n_iter: 500 };
  await train(session, dataset, algorithm, all);
  const count = 'SELECT count(*) FROM sqml_trials WHERE run_id = (SELECT max(id) FROM sqml_runs)';
  t.equal(await value(session, count), BigInt(trials.length), 'no more than there are');
});

test('knn, whose own option metric is its distance, is searched and deployed by its score', async (t) => {
  const session = await opened;
  const options = { cv: 3, search: 'grid', params: { n_neighbors: [60, 3, 61] }, metric: 'manhattan' };
  const { cv, best_params, deployed } = await train(session, 'iris', 'knn', options);
  t.deepEqual(best_params, { n_neighbors: 3 });
  t.ok(cv.mean > 0.9, `${cv.mean}`);
  t.equal(deployed, true);
});

test('a search by a metric of which less is better takes the lowest mean', async (t) => {
  const session = await opened;
  const options = { search: 'grid', params: { C: [1e-4, 1, 1e6] }, metric: 'log_loss', cv: 3 };
  const trained = await train(session, 'iris', 'logistic_regression', options);
  const kept = await session.rows(
    'SELECT options, mean FROM sqml_trials WHERE run_id = (SELECT max(id) FROM sqml_runs) ORDER BY mean',
  );
  t.equal(kept.length, 3);
  t.deepEqual(trained.best_params, JSON.parse(kept[0].options as string));
  t.equal(trained.cv.mean, kept[0].mean);
});

test('statistics of a fold come from its own training rows', async (t) => {
  const session = await opened;
  const preprocess = { impute: 'mean', island: { encode: 'ordinal' } };
  const trained = await train(session, 'penguins', 'logistic_regression', { preprocess, cv: 5 });
  t.ok(trained.cv.mean > 0.95 && trained.cv.mean <= 1);
  // A category of a single row is unseen in the fold that tests it: no error.
  const query = "SELECT *, iif(rowid = 9, 'only', 'rest') AS rare FROM dataset_penguins";
  t.equal((await train(session, 'penguins', 'svc', { preprocess, cv: 5 }, query)).cv.scores.length, 5);
});

eachHost(
  (host) => {
    testOn(host, 'splits, folds and searches that can not be are refused', async (t, session) => {
      await run(
        session,
        `CREATE TABLE few AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 20)
          SELECT x, iif(x = 20, 'c', iif(x % 2, 'a', 'b')) AS class, x % 4 = 0 AS held, iif(x % 3, x, NULL) AS gap FROM i`,
      );
      const options = (type: string, target: string, given: object) => {
        const algorithm = type === 'classification' ? 'svc' : 'svr';
        const query = 'SELECT x, class, held, gap FROM few';
        const all = { exclude: ['gap', 'class'].filter((name) => name !== target), ...given };
        return `SELECT sqml_train(${[type, type, algorithm, query, target, JSON.stringify(all)].map(text)})`;
      };
      const refused: [string, object, string][] = [
        [
          'class',
          { split_strategy: 'stratified' },
          "split_strategy 'stratified' needs at least two rows of each class; 'c' has one",
        ],
        [
          'x',
          { split_strategy: 'stratified' },
          "split_strategy 'stratified' is for classification; a regression has no labels to keep apart",
        ],
        [
          'class',
          { split_strategy: 'column' },
          "split_strategy 'column' needs options.split_column: the column that is 1 in test rows",
        ],
        ['class', { split_column: 'held' }, "options.split_column needs split_strategy 'column'"],
        [
          'class',
          { split_strategy: 'column', split_column: 'hold' },
          "unknown split_column 'hold'; did you mean 'held'? the dataset has: x, class, held, gap",
        ],
        [
          'class',
          { split_strategy: 'column', split_column: 'gap' },
          "split_column 'gap' must hold 1 in test rows and 0 in the others, and holds NULL or BLOB",
        ],
        [
          'class',
          { split_strategy: 'column', split_column: 'x' },
          "split_column 'x' leaves the training part empty",
        ],
        ['class', { cv: 1 }, 'cv must be a whole number from 2 to 1000, got 1'],
        ['x', { cv: 16 }, 'cv 16 needs as many training rows, got 15'],
        ['class', { cv: 12 }, 'cv 12 needs a class of as many training rows; the largest has 7'],
        ['class', { params: { C: [1] } }, "params need search: 'grid' or 'random'"],
        [
          'class',
          { search: 'grid' },
          'search needs params: an object from option to a list of values to try, such as {"C": [0.1, 1, 10]}',
        ],
        ['class', { search: 'grid', params: { C: 1 } }, "params: 'C' must be a list of values to try, got 1"],
        [
          'class',
          { search: 'grid', params: { C: [] } },
          "params: 'C' must be a list of values to try, got []",
        ],
        ['class', { search: 'grid', params: { C: [1, -1] } }, 'C must be a number greater than 0, got -1'],
        [
          'class',
          { search: 'grid', params: { features: [['x'], ['held']] } },
          "params: 'features' is no hyperparameter of svc; there are: C, kernel, degree, gamma, coef0, shrinking, tol, cache_size, class_weight, max_iter, probability",
        ],
        ['class', { search: 'halving' }, `search must be one of 'grid', 'random', got "halving"`],
        [
          'class',
          { metric: 'rmse' },
          `metric must be one of 'score', 'accuracy', 'f1', 'precision', 'recall', 'balanced_accuracy', 'mcc', 'roc_auc', 'log_loss', 'average_precision', 'brier', got "rmse"`,
        ],
      ];
      for (const [target, given, message] of refused) {
        const sql = options(target === 'class' ? 'classification' : 'regression', target, given);
        t.equal(await error(session, sql), `sqml_train: ${message}`, JSON.stringify(given));
      }
    });

    testOn(
      host,
      'what a fold can not do is said with its number, a class that folds lack with its name',
      async (t, session) => {
        await run(
          session,
          'CREATE TABLE few AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 20) SELECT x, x * x AS y FROM i',
        );
        const training = (type: string, query: string, given: object) =>
          `SELECT sqml_train(${[type + query, type, 'knn', query, 'y', JSON.stringify(given)].map(text)})`;
        const neighbours = { cv: 3, n_neighbors: 12 };
        const tooMany = 'fold 1 of 3: n_neighbors must be at most the 10 training rows, got 12';
        t.equal(await error(session, training('regression', 'few', neighbours)), `sqml_train: ${tooMany}`);
        const searched = { cv: 3, search: 'grid', params: { n_neighbors: [1, 12] } };
        t.equal(
          await error(session, training('regression', 'few', searched)),
          `sqml_train: trial 2, ${tooMany}`,
        );
        const one = "SELECT x, iif(x = 3, 'z', 'a') AS y FROM few";
        t.match(
          await error(session, training('classification', one, { cv: 3 })),
          /^sqml_train: fold \d of cv 3 would train without class 'z', of which the training part has one row; two are needed of each; give it more rows, or leave cv out$/,
        );
        const two = "SELECT x, iif(x IN (3, 4), 'z', 'a') AS y FROM few";
        const { warnings } = await json(
          session,
          training('classification', two, { cv: 3, split_strategy: 'sequential' }),
        );
        t.deepEqual(warnings, [
          "class 'z' has 2 rows in the training part, fewer than the 3 folds of cv: some of them judge without it",
        ]);
      },
    );
  },
  [betterSqlite3, sqliteWasm],
);

// ---- Metrics ----

for (const [dataset, theirs] of Object.entries<Record<string, number>>(recorded.metrics)) {
  test(`${dataset}: the stored metrics are scikit-learn's, and those on the whole table`, async (t) => {
    const session = await opened;
    const algorithm = dataset === 'diabetes' ? 'linear_regression' : 'logistic_regression';
    const { experiment_name } = await train(session, dataset, algorithm);
    const metrics = pairs(
      await session.rows(`SELECT metric, value ${from('sqml_evaluate', experiment_name)}`),
    );
    for (const [name, expected] of Object.entries(theirs)) {
      if (typeof expected !== 'number') continue;
      const most = name === 'log_loss' ? OPTIMUM : SUMS;
      t.ok(isNear(metrics[name], expected, most), `${name} ${metrics[name]}, theirs ${expected}`);
    }
    const whole = pairs(
      await session.rows(
        `SELECT metric, value ${from('sqml_evaluate', experiment_name, `, 'dataset_${dataset}'`)}`,
      ),
    );
    for (const [name, expected] of Object.entries(theirs.whole)) {
      const most = name === 'log_loss' ? OPTIMUM : SUMS;
      t.ok(isNear(whole[name], expected as number, most), `${name} of the whole table`);
    }
    if (dataset === 'diabetes') return;
    const counts = await session.rows(`SELECT count ${from('sqml_confusion_matrix', experiment_name)}`);
    t.deepEqual(
      counts.map(({ count }) => Number(count)),
      theirs.confusion,
      'the confusion matrix',
    );
  });
}

test("the ROC curve is scikit-learn's, and its area the stored one", async (t) => {
  const session = await opened;
  const { experiment_name } = await train(session, 'breast_cancer', 'logistic_regression');
  const rows = await session.rows(
    `SELECT threshold, fpr, tpr, class ${from('sqml_roc_curve', experiment_name)}`,
  );
  const { fpr, tpr, threshold } = recorded.roc;
  t.deepEqual(
    rows.map((row) => row.fpr),
    fpr,
  );
  t.deepEqual(
    rows.map((row) => row.tpr),
    tpr,
  );
  t.equal(rows[0].threshold, null, 'the first threshold is infinite');
  t.ok(
    rows.slice(1).every((row, i) => isNear(row.threshold, threshold[i], OPTIMUM)),
    'the thresholds',
  );
  t.deepEqual(new Set(rows.map((row) => row.class)), new Set([1]), 'of the second class');
  const area = rows.slice(1).reduce((sum, row, i) => {
    const before = rows[i] as { fpr: number; tpr: number };
    return sum + (((row.fpr as number) - before.fpr) * ((row.tpr as number) + before.tpr)) / 2;
  }, 0);
  const stored = pairs(await session.rows(`SELECT metric, value ${from('sqml_evaluate', experiment_name)}`));
  t.ok(isNear(area, stored.roc_auc, ROUNDING));
});

test('more than two classes each have a curve; a class can be asked for', async (t) => {
  const session = await opened;
  const { experiment_name } = await train(session, 'penguins', 'svc', { preprocess: { impute: 'mean' } });
  const ofAll = `SELECT class, count(*) AS points, min(fpr) AS low, max(tpr) AS high ${from('sqml_roc_curve', experiment_name)} GROUP BY class`;
  const curves = await session.rows(ofAll);
  t.deepEqual(
    curves.map((row) => row.class),
    ['Adelie', 'Chinstrap', 'Gentoo'],
  );
  t.ok(
    curves.every(({ low, high }) => low === 0 && high === 1),
    'from 0 to 1',
  );
  const one = `SELECT DISTINCT class ${from('sqml_roc_curve', experiment_name, ", NULL, NULL, 'Gentoo'")}`;
  t.deepEqual(await session.rows(one), [{ class: 'Gentoo' }]);
  const none = one.replace('Gentoo', 'Emperor');
  t.equal(
    await error(session, none),
    'sqml_roc_curve: the class has no curve: the model has no such class, or it is the other of two',
  );
});

test('a metric that is undefined is NULL with a reason', async (t) => {
  const session = await opened;
  const { experiment_name } = await train(session, 'iris', 'logistic_regression');
  const only = ", 'SELECT * FROM dataset_iris WHERE target = 1'";
  const rows = await session.rows(
    `SELECT metric, value, reason ${from('sqml_evaluate', experiment_name, only)} WHERE value IS NULL OR reason IS NOT NULL`,
  );
  t.deepEqual(rows, [
    {
      metric: 'roc_auc',
      value: null,
      reason: 'needs rows of every class, and no class that training has not seen',
    },
  ]);
  const { experiment_name: regression } = await train(session, 'diabetes', 'linear_regression');
  const single = ", 'SELECT * FROM dataset_diabetes LIMIT 1'";
  const r2 = await session.rows(
    `SELECT value, reason ${from('sqml_evaluate', regression, single)} WHERE metric = 'r2'`,
  );
  t.deepEqual(r2, [{ value: null, reason: 'needs at least two rows' }]);
  const score = "WHERE metric = 'score'";
  t.deepEqual(
    await session.rows(`SELECT value, reason ${from('sqml_evaluate', regression, single)} ${score}`),
    r2,
  );
});

test('a label that training has not seen counts as missed', async (t) => {
  const session = await opened;
  const { experiment_name } = await train(
    session,
    'iris',
    'svc',
    {},
    'SELECT * FROM dataset_iris WHERE target < 2',
  );
  const matrix = await session.rows(
    `SELECT actual, predicted, count ${from('sqml_confusion_matrix', experiment_name, ", 'dataset_iris'")}`,
  );
  t.equal(matrix.length, 9);
  const missed = matrix.filter(({ actual }) => actual === 2);
  t.equal(
    missed.reduce((sum, { count }) => sum + Number(count), 0),
    50,
  );
  t.equal(missed.find(({ predicted }) => predicted === 2)?.count, 0n);
  const metrics = pairs(
    await session.rows(`SELECT metric, value ${from('sqml_evaluate', experiment_name, ", 'dataset_iris'")}`),
  );
  t.equal(metrics.accuracy, 100 / 150);
});
