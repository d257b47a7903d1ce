// What is refused: every error with its whole message, and the database as it was after it, but for the run
// with status failed that a training leaves whose request was right.

import test, { type Test } from 'tape';
import { withFile } from './host/file.ts';
import {
  dump,
  eachHost,
  error,
  type Host,
  hosts,
  run,
  type Session,
  testOn,
  text,
  value,
} from './host/index.ts';

/** Ten rows of two classes with one feature. */
const POINTS = [
  'CREATE TABLE points (x REAL, label TEXT)',
  `INSERT INTO points WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 10)
    SELECT n, CASE WHEN n > 5 THEN 'high' ELSE 'low' END FROM i`,
];
const TRAINED = "SELECT sqml_train('e', 'classification', 'logistic_regression', 'points', 'label')";
const REGRESSED = "SELECT sqml_train('r', 'regression', 'linear_svr', 'SELECT x, x AS y FROM points', 'y')";

/** sqml_train of a classification of `points`, with some of its arguments replaced. */
function training(given: {
  experiment?: string;
  type?: string;
  algorithm?: string;
  dataset?: string;
  target?: string;
  more?: string;
}): string {
  const { experiment = 'new', type = 'classification', algorithm = 'svc' } = given;
  const { dataset = 'points', target = 'label', more = '' } = given;
  return `SELECT sqml_train(${[experiment, type, algorithm, dataset, target].map(text)}${more})`;
}

/** What is asked, and the message after the function's name; `leaves` tells whether a failed run stays. */
type Refusal = [sql: string, message: string, leaves?: 'a failed run'];

/** Trainings that fail only once the dataset is read. */
function late(...refusals: [string, string][]): Refusal[] {
  return refusals.map(([sql, message]) => [sql, message, 'a failed run']);
}

const options = (given: string) => training({ more: `, ${text(given)}` });
const logistic = (given: string, cv = '') =>
  training({ algorithm: `logistic_regression${cv}`, more: `, ${text(given)}` });
const SIZE = 'test_size must be a number between 0 and 1, got';
const CLASSIFIERS =
  'classification has: logistic_regression, logistic_regression_cv, linear_svc, ridge, ridge_cv, knn, gaussian_nb, sgd, svc, ' +
  'decision_tree, random_forest, extra_trees, bagging, gradient_boosting, ' +
  'ada_boost, hist_gradient_boosting, mlp, dummy';
const REGRESSORS =
  'regression has: linear_regression, ridge, ridge_cv, lasso, elastic_net, lasso_cv, elastic_net_cv, ' +
  'linear_svr, poisson, gamma, huber, quantile, knn, sgd, recursive_least_squares, svr, decision_tree, random_forest, extra_trees, bagging, ' +
  'gradient_boosting, ada_boost, hist_gradient_boosting, mlp, dummy';
const NOT_A_DATASET = 'no table or view has this name, and it is no SELECT';
const ONE_SELECT =
  'the dataset must be a table, a view or one SELECT, got a statement that returns no rows or writes';
const SAY = 'say what stands for NULL, or leave it out (exclude)';
const SVC_OPTIONS =
  'svc has: C, kernel, degree, gamma, coef0, shrinking, tol, cache_size, class_weight, max_iter, probability, random_state, test_size, split_strategy, split_column, features, exclude, types, preprocess, cv, search, params, n_iter, deploy, metric, positive';
const DATASETS = 'there are: breast_cancer, diabetes, digits, iris, penguins, wine';

const REFUSALS: Record<string, Refusal[]> = {
  'an unknown bundled dataset': [
    ["SELECT sqml_load_dataset('iri')", `unknown dataset 'iri'; did you mean 'iris'? ${DATASETS}`],
    ["SELECT sqml_load_dataset('mnist')", `unknown dataset 'mnist'; ${DATASETS}`],
    ["SELECT sqml_load_dataset('IRIS')", `unknown dataset 'IRIS'; did you mean 'iris'? ${DATASETS}`],
    [
      "SELECT sqml_load_dataset('iris', 'points')",
      "table 'points' exists and is not a copy of iris; name another table as the second argument",
    ],
  ],
  'an unknown table': [
    [training({ dataset: 'point' }), `unknown dataset 'point': ${NOT_A_DATASET}; did you mean 'points'?`],
    [training({ dataset: 'nothing like it' }), `unknown dataset 'nothing like it': ${NOT_A_DATASET}`],
    [
      training({ dataset: 'dataset_wine' }),
      `unknown dataset 'dataset_wine': ${NOT_A_DATASET}; load it first: SELECT sqml_load_dataset('wine')`,
    ],
    [
      training({ dataset: 'wine' }),
      `unknown dataset 'wine': ${NOT_A_DATASET}; load it first: SELECT sqml_load_dataset('wine')`,
    ],
  ],
  'an unknown target column': [
    [
      training({ target: 'lable' }),
      "unknown target column 'lable'; did you mean 'label'? the dataset has: x, label",
    ],
    [training({ target: 'elsewhere' }), "unknown target column 'elsewhere'; the dataset has: x, label"],
    [
      training({ dataset: 'SELECT label FROM points' }),
      "no feature columns are left beside the target 'label'",
    ],
    [
      training({ dataset: 'SELECT x, x, label FROM points' }),
      "the dataset has two columns named 'x'; name them apart with AS",
    ],
    [
      training({ dataset: 'SELECT x, label AS "Label", label AS "LABEL" FROM points' }),
      "target column 'label' is ambiguous: 'Label' or 'LABEL'",
    ],
  ],
  'an unknown prediction type': [
    [
      training({ type: 'classifcation' }),
      "unknown prediction_type 'classifcation'; did you mean 'classification'? there are: classification, regression",
    ],
    [training({ type: 'rank' }), "unknown prediction_type 'rank'; there are: classification, regression"],
  ],
  'an unknown algorithm, or one of the other type': [
    [training({ algorithm: 'svn' }), `unknown algorithm 'svn'; did you mean 'svc'? ${CLASSIFIERS}`],
    [training({ algorithm: 'oracle' }), `unknown algorithm 'oracle'; ${CLASSIFIERS}`],
    [training({ algorithm: 'svr' }), `'svr' is for regression; ${CLASSIFIERS}`],
    [training({ type: 'regression' }), `'svc' is for classification; ${REGRESSORS}`],
  ],
  'an unknown split strategy': [
    [
      training({ more: ", 0.25, 'shufle'" }),
      "unknown split_strategy 'shufle'; did you mean 'shuffle'? there are: shuffle, stratified, sequential, column",
    ],
    [
      training({ more: ", 0.25, 'by date'" }),
      "unknown split_strategy 'by date'; there are: shuffle, stratified, sequential, column",
    ],
    [
      options('{"split_strategy": "date"}'),
      `split_strategy must be one of 'shuffle', 'stratified', 'sequential', 'column', got "date"`,
    ],
  ],
  'an unknown option, or one that is wrong': [
    [options('{"gama": 1}'), `unknown option 'gama'; did you mean 'gamma'? ${SVC_OPTIONS}`],
    [options('{"penalty": "l1"}'), `unknown option 'penalty'; ${SVC_OPTIONS}`],
    [options('{"C": "1"}'), 'C must be a number greater than 0, got "1"'],
    [options('{"C": 0}'), 'C must be a number greater than 0, got 0'],
    [options('{"C": -1}'), 'C must be a number greater than 0, got -1'],
    [options('{"C": 1e999}'), 'C must be a number greater than 0, got 1e999'],
    [options('{"C": null}'), 'C must be a number greater than 0, got null'],
    [options('{"C": [1]}'), 'C must be a number greater than 0, got [1]'],
    [options('{"C": 1, "tol": 1, "C": 2}'), "option 'C' is given twice"],
    [options('{"shrinking": 1}'), 'shrinking must be true or false, got 1'],
    [options('{"degree": 2.5}'), 'degree must be a whole number of at least 0, got 2.5'],
    [options('{"degree": -1}'), 'degree must be a whole number of at least 0, got -1'],
    [options('{"degree": 99999999999}'), 'degree must be a whole number of at least 0, got 99999999999'],
    [options('{"kernel": "rfb"}'), `kernel must be one of 'linear', 'poly', 'rbf', 'sigmoid', got "rfb"`],
    [options('{"gamma": "large"}'), `gamma must be 'scale', 'auto' or a number greater than 0, got "large"`],
    [options('{"gamma": -1}'), "gamma must be 'scale', 'auto' or a number greater than 0, got -1"],
    [options('{"random_state": -1}'), 'random_state must be a whole number from 0 to 4294967295, got -1'],
    [
      options('{"random_state": 4294967296}'),
      'random_state must be a whole number from 0 to 4294967295, got 4294967296',
    ],
    [
      options('{"class_weight": "even"}'),
      `class_weight must be null, 'balanced' or an object from label to weight, got 'even'`,
    ],
    [
      options('{"class_weight": {"hihg": 2}}'),
      "class_weight names 'hihg', which is no class; did you mean 'high'? there are: high, low",
    ],
    [
      options('{"class_weight": {"hihg": 2}, "cv": 2}'),
      "class_weight names 'hihg', which is no class; did you mean 'high'? there are: high, low",
    ],
    [
      options('{"class_weight": {"high": 0}}'),
      "class_weight of 'high' must be a number greater than 0, got 0",
    ],
    [
      options('{"features": ["z"]}'),
      "unknown column of features 'z'; did you mean 'x'? the dataset has: x, label",
    ],
    [
      options('{"exclude": ["z"]}'),
      "unknown column of exclude 'z'; did you mean 'x'? the dataset has: x, label",
    ],
    [
      options('{"preprocess": {"z": {"impute": "mean"}}}'),
      "preprocess names 'z', which is no feature; did you mean 'x'? there are: x",
    ],
    [
      options('{"search": "grid", "params": {"c": [1]}}'),
      "params: 'c' is no hyperparameter of svc; did you mean 'C'? there are: C, kernel, degree, gamma, coef0, shrinking, tol, cache_size, class_weight, max_iter, probability",
    ],
    [options('{"search": "grid", "params": {"C": [1, -1]}}'), 'C must be a number greater than 0, got -1'],
    [options('{"params": {"C": [1]}}'), "params need search: 'grid' or 'random'"],
    [
      training({ more: ", '{}', 'shuffle', '{}'" }),
      'the options are given twice, as the sixth argument and the eighth',
    ],
  ],
  'penalties that contradict each other, or values that nothing has': [
    [
      logistic('{"penalty": "elasticnet"}'),
      "penalty 'elasticnet' needs l1_ratio, a number from 0 (all l2) to 1 (all l1)",
    ],
    [
      logistic('{"penalty": "l2", "l1_ratio": 0.5}'),
      "l1_ratio 0.5 contradicts penalty 'l2'; leave penalty out, or say 'elasticnet'",
    ],
    [
      logistic('{"penalty": "none", "l1_ratio": 0}'),
      "l1_ratio 0.0 contradicts penalty 'none'; leave penalty out, or say 'elasticnet'",
    ],
    [
      logistic('{"search": "grid", "params": {"penalty": ["l2", "l1"]}, "l1_ratio": 0}'),
      "l1_ratio 0.0 contradicts penalty 'l1'; leave penalty out, or say 'elasticnet'",
    ],
    [logistic('{"l1_ratio": 2}'), 'l1_ratio must be null or a number from 0 to 1, got 2'],
    [logistic('{"penalty": "l3"}'), `penalty must be one of 'l2', 'l1', 'elasticnet', 'none', got "l3"`],
    [logistic('{"Cs": [1, 0]}', '_cv'), 'Cs must be greater than 0, got 0'],
    [logistic('{"l1_ratios": [0, 2]}', '_cv'), 'l1_ratios must be from 0 to 1, got 2.0'],
    [logistic('{"scoring": "f1"}', '_cv'), `scoring must be one of 'accuracy', 'neg_log_loss', got "f1"`],
  ],
  'a test_size that is out of range or leaves a part empty': [
    [training({ more: ', 0' }), `${SIZE} INTEGER 0`],
    [training({ more: ', 1' }), `${SIZE} INTEGER 1`],
    [training({ more: ', 1.5' }), `${SIZE} REAL 1.5`],
    [training({ more: ', -0.25' }), `${SIZE} REAL -0.25`],
    [options('{"test_size": 1}'), 'test_size must be a number between 0 and 1, got 1'],
    [options('{"test_size": "half"}'), 'test_size must be a number between 0 and 1, got "half"'],
    ...late([training({ more: ', 0.95' }), 'test_size 0.95 of 10 rows leaves the training part empty']),
    ...late([
      training({ dataset: 'SELECT * FROM points LIMIT 1' }),
      'test_size 0.25 of 1 rows leaves the training part empty',
    ]),
  ],
  'one class only, or none': late(
    [
      training({ dataset: "SELECT * FROM points WHERE label = 'low'" }),
      "classification needs at least two classes among the 3 training rows, got one: 'low'",
    ],
    [training({ dataset: 'SELECT * FROM points WHERE 0' }), 'the dataset has no rows'],
  ),
  'cells that can be no feature or no target': late(
    [
      training({ dataset: 'SELECT nullif(x, 3) AS x, label FROM points' }),
      `feature 'x' is NULL in 1 of 10 rows; ${SAY}: {"preprocess": {"x": {"impute": "median"}}}`,
    ],
    [
      training({ dataset: "SELECT nullif('a' || (CAST(x AS INTEGER) / 4), 'a1') AS x, label FROM points" }),
      `feature 'x' is NULL in 4 of 10 rows; ${SAY}: {"preprocess": {"x": {"impute": "most_frequent"}}}`,
    ],
    [
      training({ dataset: "SELECT x, iif(x > 8, 9e999, x) AS y, 'one' AS z, label FROM points" }),
      `feature 'y' has 2 infinite in 10 rows; make NULL of it in a SELECT: CASE WHEN abs("y") < 9e999 THEN "y" END AS "y"`,
    ],
    [
      training({ dataset: "SELECT iif(x > 8, x'00', iif(x > 5, NULL, x)) AS x, label FROM points" }),
      `feature 'x' has 2 BLOB in 10 rows; leave it out: {"exclude": ["x"]}`,
    ],
    [
      training({ dataset: "SELECT iif(x > 8, x'00', iif(x > 5, 'n/a', x)) AS x, label FROM points" }),
      `feature 'x' has 2 BLOB in 10 rows; leave it out: {"exclude": ["x"]}`,
    ],
    [
      training({ dataset: 'SELECT x, NULL AS label FROM points' }),
      "the target 'label' is NULL or blank in all 10 rows",
    ],
    [
      training({ dataset: "SELECT x, iif(x > 8, x'00', iif(x > 7, 9e999, label)) AS label FROM points" }),
      "the target 'label' must hold finite numbers or TEXT; of 10 rows it has 2 BLOB and 1 infinite",
    ],
    [
      training({ type: 'regression', algorithm: 'svr' }),
      `the target 'label' holds 0 numbers and 10 other texts ('low', 'high') in 10 rows; make NULL of what is none in a SELECT: NULLIF(NULLIF("label", 'low'), 'high') AS "label"`,
    ],
    [
      training({ dataset: 'SELECT x, iif(x > 5, label, x) AS label FROM points' }),
      `the target 'label' mixes TEXT and numbers; make TEXT of it in a SELECT: CAST("label" AS TEXT) AS "label"`,
    ],
    [
      training({ dataset: 'SELECT iif(x > 8, -1.7e308, 1.7e308) AS x, label FROM points' }),
      "feature 'x' has values so far apart that their differences are not finite; scale them in a SELECT",
    ],
  ),
  'a query that is not one SELECT': [
    [
      training({ dataset: 'SELECT * FRO points' }),
      `the dataset's query does not compile: near "FRO": syntax error`,
    ],
    [
      training({ dataset: 'SELECT * FROM nowhere' }),
      "the dataset's query does not compile: no such table: nowhere",
    ],
    [training({ dataset: 'SELECT 1; SELECT 2' }), 'the dataset must be one SELECT, got several statements'],
    [
      training({ dataset: 'SELECT 1; -- more\n /* and */ ; VALUES (1)' }),
      'the dataset must be one SELECT, got several statements',
    ],
    [training({ dataset: 'SELECT 1;/' }), 'the dataset must be one SELECT, got several statements'],
    [
      training({ dataset: 'SELECT 1; DROP TABLE points' }),
      'the dataset must be one SELECT, got several statements',
    ],
    [training({ dataset: 'DELETE FROM points' }), `unknown dataset 'DELETE FROM points': ${NOT_A_DATASET}`],
    [
      training({ dataset: 'DELETE FROM points RETURNING *' }),
      `unknown dataset 'DELETE FROM points RETURNING *': ${NOT_A_DATASET}`,
    ],
    [training({ dataset: 'WITH a AS (SELECT 1) DELETE FROM points' }), ONE_SELECT],
    [training({ dataset: 'WITH a AS (SELECT 1) DELETE FROM points RETURNING *' }), ONE_SELECT],
    [training({ dataset: '/* no */ DELETE FROM points' }), ONE_SELECT],
    [training({ dataset: '-- nothing' }), "the dataset's query does not compile: it holds no statement"],
    [
      training({ dataset: 'PRAGMA user_version = 7' }),
      `unknown dataset 'PRAGMA user_version = 7': ${NOT_A_DATASET}`,
    ],
  ],
  'another prediction type for an experiment': [
    [
      training({
        experiment: 'e',
        type: 'regression',
        algorithm: 'svr',
        dataset: 'SELECT x, x AS y FROM points',
        target: 'y',
      }),
      "experiment 'e' is a classification; a regression needs an experiment of another name",
    ],
    [
      training({ experiment: 'r' }),
      "experiment 'r' is a regression; a classification needs an experiment of another name",
    ],
  ],
  'another target for an experiment': [
    [
      training({ experiment: 'e', dataset: 'SELECT x, label AS other FROM points', target: 'other' }),
      "experiment 'e' predicts 'label'; a model of 'other' needs an experiment of another name",
    ],
  ],
  'a number to predict taken for a class': late([
    training({
      experiment: 'new',
      dataset: 'SELECT a.x, a.x * 41.5 + b.x AS y FROM points a, points b',
      target: 'y',
    }),
    `the target 'y' holds 100 distinct numbers in 100 rows; to predict a number, the prediction type is 'regression'; to make classes of them, make TEXT of them in a SELECT: CAST("y" AS TEXT) AS "y"`,
  ]),
  'predicting what was not trained': [
    ["SELECT sqml_predict('E', '[1]')", "unknown experiment 'E'; did you mean 'e'?"],
    ["SELECT sqml_predict('elsewhere', '[1]')", "unknown experiment 'elsewhere'; there are: 'r', 'e'"],
    ["SELECT sqml_predict_batch('elsewhere', '[]')", "unknown experiment 'elsewhere'; there are: 'r', 'e'"],
  ],
};

/** The message of a statement that calls a function of ours begins with the function's name. */
function whole(sql: string, message: string): string {
  return `${/sqml_\w+/.exec(sql)?.[0]}: ${message}`;
}

async function refusesAll(t: Test, session: Session, refusals: Refusal[]): Promise<void> {
  const before = await dump(session);
  for (const [sql, message, leaves] of refusals) {
    t.equal(await error(session, sql), whole(sql, message), sql.slice(7, 120));
    if (leaves === 'a failed run') await forgetFailure(t, session, message);
    const after = await dump(session);
    if (after !== before) t.equal(after, before, 'the database is as it was');
  }
  t.equal(await dump(session), before, 'the database is as it was');
}

/** The newest run has failed with this message; it goes again, and with it an experiment that it made. */
async function forgetFailure(t: Test, session: Session, message: string): Promise<void> {
  const newest = 'WHERE id = (SELECT max(id) FROM sqml_runs)';
  const [run_] = await session.rows(`SELECT status, message FROM sqml_runs ${newest}`);
  t.deepEqual(run_, { status: 'failed', message }, 'a failed run says why');
  await run(
    session,
    `DELETE FROM sqml_runs ${newest}`,
    'DELETE FROM sqml_experiments WHERE id NOT IN (SELECT experiment_id FROM sqml_runs)',
    "UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM sqml_runs) WHERE name = 'sqml_runs'",
    "UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM sqml_experiments) WHERE name = 'sqml_experiments'",
  );
}

eachHost((host) => {
  for (const [what, refusals] of Object.entries(REFUSALS)) {
    testOn(host, `${what} is refused, and changes nothing else`, async (t, session) => {
      await run(session, ...POINTS, TRAINED, REGRESSED);
      await refusesAll(t, session, refusals);
    });
  }

  testOn(host, 'refusals make no tables in a new database', async (t, session) => {
    await run(session, ...POINTS);
    await refusesAll(t, session, [
      [training({ algorithm: 'svn' }), `unknown algorithm 'svn'; did you mean 'svc'? ${CLASSIFIERS}`],
      [
        "SELECT sqml_predict('e', '[1]')",
        "unknown experiment 'e': this database has none yet; sqml_train makes one",
      ],
    ]);
  });

  testOn(host, 'an experiment without a deployed model says so', async (t, session) => {
    await run(session, ...POINTS, TRAINED);
    const none: Refusal[] = [
      ["SELECT sqml_predict('e', '[1]')", "experiment 'e' has no deployed model; train it with sqml_train"],
      [
        "SELECT sqml_predict_batch('e', '[]')",
        "experiment 'e' has no deployed model; train it with sqml_train",
      ],
    ];
    await run(session, 'UPDATE sqml_deployments SET active = FALSE');
    await refusesAll(t, session, none);
    await run(session, 'UPDATE sqml_deployments SET active = TRUE');
    t.equal(await value(session, "SELECT sqml_predict('e', '[1]')"), 'low');
    await run(session, 'DELETE FROM sqml_deployments');
    await refusesAll(t, session, none);
    await run(session, TRAINED);
    t.equal(await value(session, "SELECT sqml_predict('e', '[1]')"), 'low', 'training deploys again');
  });

  testOn(host, 'with query_only, training is refused and predicting works', async (t, session) => {
    await run(session, ...POINTS, TRAINED, 'PRAGMA query_only = 1');
    await checkReadonly(t, session, true);
  });

  test(`${host.name}: on a read-only file, training is refused and predicting works`, (t) =>
    withFile(async (file) => {
      await prepareFile(host, file);
      const session = await host.open({ file, isReadonly: true });
      await checkReadonly(t, session, host.sharesFiles);
      await session.close();
    }));

  testOn(host, "sqml_config('errors', 'json') turns errors into values", async (t, session) => {
    await run(session, ...POINTS);
    t.equal(await value(session, "SELECT sqml_config('errors', 'json')"), 'json');
    const refused = training({ algorithm: 'svn', experiment: 'a "quoted"\\name' });
    t.deepEqual(JSON.parse((await value(session, refused)) as string), {
      error: `sqml_train: unknown algorithm 'svn'; did you mean 'svc'? ${CLASSIFIERS}`,
    });
    const missing = "SELECT sqml_predict('tab\there \"and\" \\', '[1]')";
    t.deepEqual(JSON.parse((await value(session, missing)) as string), {
      error: `sqml_predict: unknown experiment 'tab\there "and" \\': this database has none yet; sqml_train makes one`,
    });
    t.equal(await value(session, "SELECT sqml_config('errors')"), 'json');
    t.equal(await value(session, "SELECT sqml_config('errors', 'sql')"), 'sql');
    t.match(await error(session, refused), /unknown algorithm 'svn'/, 'and back');
  });
});

async function prepareFile(host: Host, file: string): Promise<void> {
  // A host that works on copies can't make the file; another does.
  const maker = [host, ...hosts].find((it) => it.sharesFiles && it.isAvailable() === null);
  if (maker === undefined) throw new Error('no host can make a file');
  const writer = await maker.open({ file });
  await run(writer, ...POINTS, TRAINED);
  await writer.close();
}

/** A database in memory that sqlite-wasm deserialized is seen to be read-only when it is written, not before. */
async function checkReadonly(t: Test, session: Session, isSeenEarly: boolean): Promise<void> {
  if (isSeenEarly) {
    const readonly = 'cannot store the model: attempt to write a readonly database';
    // Before any row is read: there is none.
    await refusesAll(t, session, [[training({ dataset: 'SELECT * FROM points LIMIT 0' }), readonly]]);
  }
  await refusesAll(t, session, [
    [training({}), 'cannot store the model: attempt to write a readonly database'],
    [training({ experiment: 'e' }), 'cannot store the model: attempt to write a readonly database'],
    [
      "SELECT sqml_load_dataset('iris')",
      "cannot make the table 'dataset_iris': attempt to write a readonly database",
    ],
  ]);
  t.equal(await value(session, "SELECT sqml_predict('e', '[1]')"), 'low', 'predicting works');
  t.equal(await value(session, "SELECT sqml_predict_batch('e', '[[1], [10]]')"), '["low", "high"]');
}
