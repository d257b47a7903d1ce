// The engine without SQL: the same models, answers and messages as in SQL, on arrays.

import { getEventListeners } from 'node:events';
import { createRequire } from 'node:module';
import type { Value as Feature, Label, TrainOptions } from 'sqml/model';
import {
  ABORTS_WITHIN_MS,
  addonTest,
  ENDLESS,
  Model,
  noise,
  openModel,
  rejection,
  train,
} from './addon/package.ts';
import { betterSqlite3, fastest, json, nodeSqlite, quoted, run, type Session, text } from './host/index.ts';

const require = createRequire(import.meta.url);

interface Table {
  names: string[];
  target: string;
  rows: Feature[][];
  y: Label[];
}

/** A bundled dataset as arrays; the session has it as dataset_<name>. */
async function tableOf(session: Session, name: string): Promise<Table> {
  const { target = 'target' } = require(`../datasets/${name}.json`);
  const found = (await session.rows(`SELECT * FROM dataset_${name}`)) as Record<string, Feature>[];
  const names = Object.keys(found[0]).filter((column) => column !== target);
  return {
    names,
    target,
    rows: found.map((row) => names.map((column) => row[column])),
    y: found.map((row) => row[target] as Label),
  };
}

interface InSql {
  data: Uint8Array;
  scores: Record<string, number | null>;
  // biome-ignore lint/suspicious/noExplicitAny: JSON
  report: any;
}

/** What sqml_train makes of a table. */
async function trainInSql(
  session: Session,
  dataset: string,
  { target }: Table,
  { type, algorithm, ...options }: TrainOptions,
): Promise<InSql> {
  const report = await json(
    session,
    `SELECT sqml_train('${type} ${dataset}', '${type}', '${algorithm}', 'dataset_${dataset}', ${text(target)}, ${text(JSON.stringify(options))})`,
  );
  const [{ data }] = await session.rows('SELECT data FROM sqml_models ORDER BY id DESC LIMIT 1');
  const metrics = await session.rows(
    'SELECT name, value FROM sqml_metrics WHERE model_id = (SELECT max(id) FROM sqml_models) ORDER BY id',
  );
  const scores = Object.fromEntries(metrics.map((row) => [row.name, row.value as number | null]));
  return { data: data as Uint8Array, scores, report };
}

/** Scores without times, which differ. */
function timeless(scores: Readonly<Record<string, number | null>>) {
  return Object.fromEntries(Object.entries(scores).filter(([name]) => !name.endsWith('_time')));
}

async function withDatasets(body: (session: Session) => Promise<void>): Promise<void> {
  const session = await fastest.open();
  const names = await session.rows('SELECT name FROM sqml_datasets()');
  for (const { name } of names) await run(session, `SELECT sqml_load_dataset('${name}')`);
  await body(session);
  await session.close();
}

addonTest('every algorithm makes the bytes and scores of sqml_train on every bundled dataset', async (t) => {
  await withDatasets(async (session) => {
    const algorithms = await session.rows(
      'SELECT DISTINCT prediction_type AS type, algorithm FROM sqml_algorithms()',
    );
    const datasets = await session.rows('SELECT name, task FROM sqml_datasets()');
    t.ok(algorithms.length >= 6 && datasets.length >= 6, `${algorithms.length} on ${datasets.length}`);
    for (const { name, task } of datasets) {
      const table = await tableOf(session, name as string);
      for (const { type, algorithm } of algorithms.filter((row) => row.type === task)) {
        const options = {
          type,
          algorithm,
          random_state: 7,
          preprocess: { impute: 'median' },
        } as TrainOptions;
        const inSql = await trainInSql(session, name as string, table, options);
        const model = await train(table.rows, table.y, { ...options, featureNames: table.names });
        const what = `${algorithm} on ${name}`;
        t.ok(Buffer.from(model.toBytes()).equals(inSql.data), `${what}: ${model.digest}`);
        t.deepEqual(timeless(model.scores), timeless(inSql.scores), `${what}: ${model.score}`);
      }
    }
  });
});

addonTest('every option of sqml_train makes the same model and report', async (t) => {
  await withDatasets(async (session) => {
    const table = await tableOf(session, 'penguins');
    const common = { type: 'classification', algorithm: 'svc', preprocess: { impute: 'mean' } } as const;
    const search = { search: 'random', params: { C: [0.1, 1, 10], kernel: ['rbf', 'linear'] }, n_iter: 3 };
    const choices: Record<string, unknown>[] = [
      { cv: 4, probability: true, class_weight: 'balanced', test_size: 0.4 },
      { ...search, cv: 3, metric: 'f1', exclude: ['year', 'sex'] },
      { split_strategy: 'stratified', features: ['bill_length_mm', 'island'], C: 3.5 },
      { split_strategy: 'sequential', preprocess: { '*': { impute: 'indicator', scale: 'robust' } } },
    ];
    for (const choice of choices) {
      const options = { ...common, ...choice };
      const { data, report } = await trainInSql(session, 'penguins', table, options);
      const model = await train(table.rows, table.y, { ...options, featureNames: table.names });
      const what = JSON.stringify(choice);
      t.ok(Buffer.from(model.toBytes()).equals(data), what);
      const { score, cv, bestParams: best_params, warnings } = model;
      t.deepEqual(
        { score, cv, best_params, warnings },
        {
          score: report.score,
          cv: report.cv,
          best_params: report.best_params,
          warnings: report.warnings ?? [],
        },
        `its report: ${JSON.stringify(cv ?? score)}`,
      );
    }
  });
});

addonTest('a model answers as the functions of SQL do', async (t) => {
  await withDatasets(async (session) => {
    for (const name of ['iris', 'breast_cancer', 'penguins', 'diabetes']) {
      const table = await tableOf(session, name);
      const type = name === 'diabetes' ? 'regression' : 'classification';
      const options = {
        type,
        algorithm: name === 'diabetes' ? 'svr' : 'logistic_regression',
        preprocess: { impute: 'most_frequent' },
      } as TrainOptions;
      await trainInSql(session, name, table, options);
      const model = await train(table.rows, table.y, { ...options, featureNames: table.names });
      const predicted = await session.rows(
        `SELECT prediction FROM sqml_predictions('${type} ${name}', 'dataset_${name}') ORDER BY key`,
      );
      const answers = model.predict(table.rows);
      t.deepEqual(
        answers,
        predicted.map(({ prediction }) => prediction),
        `${name}: ${answers.length} rows, such as ${answers[0]}`,
      );
      if (type === 'regression') continue;
      const features = `json_object(${table.names.map((column) => `${text(column)}, ${quoted(column)}`)})`;
      const inSql = await session.rows(
        `SELECT sqml_predict_proba('${type} ${name}', ${features}) AS p, sqml_decision_function('${type} ${name}', ${features}) AS s FROM dataset_${name} LIMIT 50`,
      );
      const numbers = (value: unknown) =>
        typeof value === 'string' ? Object.values(JSON.parse(value)) : value;
      const some = table.rows.slice(0, 50);
      t.deepEqual(
        model.predictProba(some),
        inSql.map(({ p }) => numbers(p)),
        `${name}: probabilities`,
      );
      t.deepEqual(
        model.decisionFunction(some),
        inSql.map(({ s }) => numbers(s)),
        `${name}: scores`,
      );
      t.deepEqual(model.classes, [...new Set(table.y)].sort(), `${name}: ${model.classes}`);
    }
  });
});

const CIRCLE = {
  rows: Array.from({ length: 200 }, (_, i) => [
    Math.cos(i * 2.4) * (1 + (i % 3)),
    Math.sin(i * 2.4) * (1 + (i % 3)),
  ]),
  labels: Array.from({ length: 200 }, (_, i) => i % 3),
};
const SVC = { type: 'classification', algorithm: 'svc' } as const;

addonTest('rows, a flat Float64Array and a shared one are the same data', async (t) => {
  const { rows, labels } = CIRCLE;
  const flat = Float64Array.from(rows.flat());
  const shared = new Float64Array(new SharedArrayBuffer(flat.byteLength));
  shared.set(flat);
  const inside = new Float64Array([0, ...flat, 0]).subarray(1, -1);
  const byRows = await train(rows, labels, SVC);
  const forms = {
    flat,
    shared,
    inside,
    'rows that are typed arrays': rows.map((row) => Float64Array.from(row)),
  };
  for (const [name, X] of Object.entries(forms)) {
    const model = await train(X, labels, SVC);
    t.equal(model.digest, byRows.digest, `${name} trains ${model.digest}`);
    t.deepEqual(byRows.predict(X), byRows.predict(rows), `${name} is predicted`);
  }
  const narrow = Float32Array.from(flat);
  const widened = await train(Float64Array.from(narrow), labels, SVC);
  t.equal((await train(narrow, labels, SVC)).digest, widened.digest, 'a Float32Array is its values widened');
  t.deepEqual(widened.decisionFunction(narrow), widened.decisionFunction(Float64Array.from(narrow)));
  t.deepEqual(byRows.featureNames, ['x0', 'x1'], 'columns without names get some');
});

addonTest('rows by name, as queries give them, are the same data in whatever order', async (t) => {
  const { rows, labels } = CIRCLE;
  const options = { ...SVC, featureNames: ['a', 'b'] };
  const byList = await train(rows, labels, options);
  const named = rows.map(([a, b], i) => (i % 2 === 0 ? { a, b } : { b, a, id: i }));
  const byName = await train(named, labels, SVC);
  t.deepEqual(byName.featureNames, ['a', 'b'], "the first row's names");
  t.equal(byName.digest, byList.digest);
  const labelled = rows.map(([a, b], i) => ({ id: i, label: labels[i], b, a }));
  t.equal((await train(labelled, labels, options)).digest, byList.digest, 'featureNames choose among them');
  t.deepEqual(byList.predict(labelled), byList.predict(rows), 'a model knows its names');
  t.deepEqual(byList.decisionFunction(named), byList.decisionFunction(rows));
  t.throws(() => byList.predict([{ a: 1 }]), /^RangeError: predict: X\[0\] has no 'b'$/);
});

addonTest('labels come back as they went in', async (t) => {
  const { rows, labels } = CIRCLE;
  const kinds: Record<string, ArrayLike<Label>> = {
    numbers: labels,
    'a Float64Array': Float64Array.from(labels),
    'an Int8Array': Int8Array.from(labels),
    bigints: labels.map(BigInt),
    'a BigInt64Array': BigInt64Array.from(labels.map(BigInt)),
    strings: labels.map((label) => `n° ${label}`),
    'large bigints': labels.map((label) => BigInt(label) - 2n ** 63n),
  };
  for (const [name, y] of Object.entries(kinds)) {
    const model = await train(rows, y, SVC);
    const sorted = [...new Set(Array.from(y))].sort((a, b) => (a < b ? -1 : 1));
    t.deepEqual(model.classes, sorted, `${name}: ${model.classes.map((label) => typeof label)}`);
    t.ok(
      model.predict(rows).every((label) => sorted.includes(label)),
      'and of the predictions too',
    );
  }
});

addonTest('NaN and null are missing values, in X and in y', async (t) => {
  const X = CIRCLE.rows.map((row, i) => (i % 10 === 0 ? [row[0], Number.NaN] : row));
  const withNull = X.map((row) => row.map((value) => (Number.isNaN(value) ? null : value)));
  const options = { ...SVC, preprocess: { impute: 'mean' } };
  const y = CIRCLE.labels.map((label, i) => (i < 5 ? null : label));
  const [a, b] = [await train(X, y, options), await train(withNull, y, options)];
  t.equal(a.digest, b.digest, 'null in a row is NaN');
  t.equal(a.rows, 195, 'a row without a label is left out');
  t.equal(a.rowsSkipped, 5, 'and counted');
  const inNumbers = y.map((label) => label ?? Number.NaN);
  t.equal((await train(Float64Array.from(X.flat()), inNumbers, options)).digest, a.digest, 'so is NaN in y');
  t.deepEqual(a.predict(withNull), a.predict(X), 'a missing feature is imputed when predicting too');
  const error = await rejection(train(X, y, SVC));
  t.match(error.message, /^train: feature 'x1' is NULL in 19 of 195 rows; say what stands for NULL/);
});

addonTest(
  'many rows are predicted in parts, each as alone; a message names the row of the whole',
  async (t) => {
    const model = await train(CIRCLE.rows, CIRCLE.labels, SVC);
    const n = 100_000;
    const X = new Float64Array(2 * n).map((_, i) => CIRCLE.rows[(i >> 1) % 200][i % 2]);
    const expected = model.predict(CIRCLE.rows);
    const all = model.predict(X);
    t.equal(all.length, n);
    t.ok(
      all.every((label, i) => label === expected[i % 200]),
      'in the rows of every part',
    );
    const one = model.decisionFunction(CIRCLE.rows) as number[][];
    const many = model.decisionFunction(X) as number[][];
    t.ok(
      many.every((row, i) => row.every((score, c) => score === one[i % 200][c])),
      'scores too',
    );
    t.ok(
      CIRCLE.rows.every((row, i) => model.predict([row])[0] === expected[i]),
      'row by row too',
    );
    X[2 * 70_000 + 1] = Number.NaN;
    t.throws(() => model.predict(X), /^Error: predict: X\[70000\]: feature 'x1' must be a number, got NULL/);
    const rows = Array.from({ length: 50_000 }, (_, i) => (i === 40_001 ? ['a', 1] : CIRCLE.rows[i % 200]));
    t.throws(
      () => model.predict(rows),
      /^Error: predict: X\[40001\]: feature 'x0' must be a finite number, got 'a'/,
    );
    t.deepEqual(model.predict(CIRCLE.rows), expected, 'and then it goes on');
    t.deepEqual(model.predict([]), [], 'no rows have no answers');
  },
);

addonTest('X may have as many columns as a model, and no more', async (t) => {
  const wide = (d: number) => new Float64Array(10 * d).map((_, i) => Math.sin(i * i));
  const y = Array.from({ length: 10 }, (_, i) => i % 2);
  const options = { type: 'classification', algorithm: 'linear_svc' } as const;
  const model = await train(wide(32767), y, options);
  t.equal(model.featureNames.length, 32767);
  t.equal(model.predict(wide(32767)).length, 10, 'a row that is larger than what is fetched at once');
  const error = await rejection(train(wide(32768), y, options));
  t.equal(error.message, 'train: X has 32768 columns; a model takes 32767 at most');
});

addonTest('a model goes to SQL and comes back as the same bytes', async (t) => {
  const absent = betterSqlite3.isAvailable();
  if (absent !== null) {
    t.skip(absent);
    return;
  }
  const Database = require('better-sqlite3');
  const model = await train(
    CIRCLE.rows,
    CIRCLE.labels.map((label) => `class ${label}`),
    SVC,
  );
  const bytes = model.toBytes();
  t.deepEqual(Model.fromBytes(bytes).toBytes(), bytes, 'fromBytes and toBytes');
  const db = new Database(':memory:');
  t.throws(() => openModel(db, 'circle'), /unknown experiment 'circle': this database has none yet/);
  db.prepare('SELECT sqml_import_model(?, ?)').get('circle', bytes);
  t.deepEqual(
    db.prepare('SELECT data FROM sqml_models').pluck().get(),
    Buffer.from(bytes),
    'sqml_models.data',
  );
  const opened = openModel<string>(db, 'circle');
  t.deepEqual(opened.toBytes(), bytes, 'openModel, by the name of the experiment');
  t.equal(openModel(db, 1).digest, model.digest, 'openModel, by the id of the model');
  t.deepEqual(opened.predict(CIRCLE.rows), model.predict(CIRCLE.rows));
  t.equal(db.prepare('SELECT digest FROM sqml_models').pluck().get(), model.digest);
  db.prepare("SELECT sqml_config('errors', 'json')").get();
  t.throws(() => openModel(db, 'other'), /unknown experiment 'other'/, 'errors as JSON are errors here');
  db.close();
  t.deepEqual(opened.predict(CIRCLE.rows), model.predict(CIRCLE.rows), 'it needs the database no more');
  bytes.fill(0);
  t.notDeepEqual(model.toBytes(), bytes, 'the bytes that were given are a copy');
});

addonTest('openModel takes a connection of node:sqlite', async (t) => {
  const absent = nodeSqlite.isAvailable();
  if (absent !== null) {
    t.skip(absent);
    return;
  }
  const { DatabaseSync } = require('node:sqlite');
  const db = new DatabaseSync(':memory:', { allowExtension: true });
  const model = await train(CIRCLE.rows, CIRCLE.labels, SVC);
  t.throws(() => openModel(db, 'circle'), /unknown experiment 'circle'/, 'it loads the extension');
  db.prepare('SELECT sqml_import_model(?, ?)').get('circle', model.toBytes());
  t.deepEqual(openModel(db, 'circle').toBytes(), model.toBytes());
  db.close();
});

addonTest('damaged bytes are refused, whatever is wrong with them', async (t) => {
  const bytes = (await train(CIRCLE.rows, CIRCLE.labels, SVC)).toBytes();
  t.throws(() => Model.fromBytes(new Uint8Array()), /^Error: open: the model is damaged at byte 0/);
  t.throws(() => Model.fromBytes('abc' as never), /^TypeError: fromBytes: bytes must be a Uint8Array/);
  for (let at = 0; at < bytes.length; at += 97) {
    const damaged = bytes.slice();
    damaged[at] ^= 0xff;
    t.throws(() => Model.fromBytes(damaged), /^Error: open: the model/, `byte ${at}`);
    t.throws(() => Model.fromBytes(bytes.slice(0, at)), /^Error: open: the model/, `${at} bytes`);
  }
});

addonTest("what can't be trained on is said in the engine's words, or is no data at all", async (t) => {
  const { rows, labels } = CIRCLE;
  const refusals: [RegExp, Parameters<typeof train>][] = [
    [
      /^Error: train: unknown algorithm 'svn'; did you mean 'svc'\? classification has: /,
      [rows, labels, { ...SVC, algorithm: 'svn' } as never],
    ],
    [
      /^Error: train: unknown type 'sorting'; there are: classification, regression$/,
      [rows, labels, { ...SVC, type: 'sorting' as never }],
    ],
    [/^Error: train: algorithm must be TEXT, got NULL$/, [rows, labels, { type: 'regression' } as never]],
    [/^Error: train: unknown option 'c'; did you mean 'C'\?/, [rows, labels, { ...SVC, c: 1 } as never]],
    [/^Error: train: C must be a number greater than 0, got -1$/, [rows, labels, { ...SVC, C: -1 }]],
    [/^Error: train: option deploy is for sqml_train/, [rows, labels, { ...SVC, deploy: true } as never]],
    [
      /^Error: train: option passes is for sqml_train; these rows are in memory already$/,
      [rows, labels, { type: 'classification', algorithm: 'sgd', passes: true } as never],
    ],
    [/^Error: train: the dataset has no rows$/, [[], [], SVC]],
    [/^Error: train: classification needs at least two classes/, [rows, labels.map(() => 1), SVC]],
    [/^Error: train: the target 'y' mixes TEXT and numbers/, [rows, labels.map((l) => (l ? l : 'a')), SVC]],
    [
      /^Error: train: feature 'x1' holds 199 numbers and 1 other text \('a'\) in 200 rows/,
      [[[1, 'a'], ...rows.slice(1)], labels, SVC],
    ],
    [/^Error: train: feature 'x0' has 1 infinite/, [[[Infinity, 1], ...rows.slice(1)], labels, SVC]],
    [
      /^Error: train: the dataset has two columns named 'y'/,
      [rows, labels, { ...SVC, featureNames: ['x', 'y'] }],
    ],
    [/^RangeError: train: X has 200 rows and y 3 values$/, [rows, [1, 2, 3], SVC]],
    [/^RangeError: train: X has 5 values, which are no 3 whole rows$/, [new Float64Array(5), [1, 2, 3], SVC]],
    [
      /^RangeError: train: X has 3 rows of 2 and y 2 values$/,
      [new Float64Array(6), [1, 2], { ...SVC, columns: 2 }],
    ],
    [
      /^RangeError: train: X\[1\] must have 2 values, got 3$/,
      [
        [
          [1, 2],
          [1, 2, 3],
        ],
        [0, 1],
        SVC,
      ],
    ],
    [
      /^RangeError: train: featureNames must name the 2 columns of X, got 1 names$/,
      [rows, labels, { ...SVC, featureNames: ['a'] }],
    ],
    [
      /^RangeError: train: y\[0\] must fit into 64 bits, got 9223372036854775808$/,
      [[[1], [2]], [2n ** 63n, 1n], SVC],
    ],
    [
      /^TypeError: train: X must be a Float64Array, .*, got an array of numbers$/,
      [[1, 2, 3] as never, [1, 2, 3], SVC],
    ],
    [
      /^TypeError: train: X must be .*, got an object of Int32Array$/,
      [new Int32Array(2) as never, [1, 2], SVC],
    ],
    [
      /^TypeError: train: a name must be a string, got symbol$/,
      [rows, labels, { ...SVC, featureNames: ['a', Symbol('b')] as never }],
    ],
    [
      /^TypeError: train: X must be .*, got an array of objects$/,
      [[new DataView(new ArrayBuffer(8))] as never, labels, SVC],
    ],
    [/^RangeError: train: X has 1 rows and y 200 values$/, [[{ length: 1e9 }], labels, SVC]],
    [/^RangeError: train: X\[1\] has no 'b'$/, [[{ a: 1, b: 2 }, { a: 1 }], [0, 1], SVC]],
    [
      /^TypeError: train: X\[1\] must be an object as X\[0\] is, got an array of numbers$/,
      [[{ a: 1 }, [1] as never], [0, 1], SVC],
    ],
    [
      /^TypeError: train: y must be an array or a typed array, got an object of Object$/,
      [rows, { length: 200 } as never, SVC],
    ],
    [/^RangeError: train: X\[1\] must have 2 values, got null$/, [[[1, 2], null as never], [0, 1], SVC]],
    [
      /^TypeError: train: y must be an array or a typed array, got undefined$/,
      [rows, undefined as never, SVC],
    ],
    [
      /^TypeError: train: X\[0\]\[1\] must be a number, a bigint, a string or null, got a value of type boolean$/,
      [[[1, true as never]], [1], SVC],
    ],
  ];
  for (const [message, args] of refusals) {
    const error = await rejection(train(...args));
    t.match(String(error), message, error.message.slice(0, 60));
    t.match(error.stack ?? '', /addon\.test\.ts/, 'its stack says where train was called');
  }
});

addonTest('an aborted training rejects with an AbortError, at once', async (t) => {
  const { X, y } = noise();
  for (const after of [0, 5, 300]) {
    const controller = new AbortController();
    const training = rejection(train(X, y, { ...ENDLESS, signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve, after));
    const started = performance.now();
    controller.abort();
    const error = await training;
    const took = performance.now() - started;
    t.ok(took < ABORTS_WITHIN_MS, `aborted after ${after} ms, it took ${took.toFixed(1)} ms`);
    t.equal(error.name, 'AbortError');
    t.equal(error.code, 'ABORT_ERR');
    t.equal(error.cause, controller.signal.reason, "its cause is the signal's reason");
    t.equal(
      getEventListeners(controller.signal, 'abort').length,
      0,
      'nothing listens to the signal any more',
    );
  }
  const aborted = await rejection(train(X, y, { ...ENDLESS, signal: AbortSignal.abort() }));
  t.equal(aborted.name, 'AbortError', 'a signal that is aborted already starts nothing');
  const timedOut = await rejection(train(X, y, { ...ENDLESS, signal: AbortSignal.timeout(20) }));
  t.equal((timedOut.cause as Error).name, 'TimeoutError', 'a timeout is a signal too');
  const late = new AbortController();
  const model = await train(CIRCLE.rows, CIRCLE.labels, { ...SVC, signal: late.signal });
  late.abort();
  t.equal(model.predict(CIRCLE.rows).length, 200, 'aborting after the end changes nothing');
});

addonTest('a training tells how far it is', async (t) => {
  const { X, y } = noise(4000);
  const iterations: number[] = [];
  const controller = new AbortController();
  const options = { ...ENDLESS, cache_size: 1, signal: controller.signal };
  const error = await rejection(
    train(X, y, {
      ...options,
      onProgress({ iteration, objective, folds, trials }) {
        iterations.push(iteration);
        if (!Number.isFinite(objective) || folds !== 0 || trials !== 0) throw new Error('not so');
        if (iterations.length === 4) controller.abort();
      },
    }),
  );
  t.equal(error.name, 'AbortError');
  t.ok(
    iterations.every((i, at) => at === 0 || i > iterations[at - 1]),
    `iterations ${iterations}`,
  );

  const grown = new AbortController();
  let tree = 0;
  const stopped = await rejection(
    train(X, y, {
      type: 'classification',
      algorithm: 'random_forest',
      n_estimators: 20_000,
      signal: grown.signal,
      onProgress({ iteration }) {
        tree = iteration;
        if (tree > 1) grown.abort();
      },
    }),
  );
  t.equal(stopped.name, 'AbortError');
  t.ok(tree > 1 && tree < 20_000, `tree ${tree}`);

  const seen = new Set<string>();
  await train(X, y, {
    type: 'classification',
    algorithm: 'svc',
    search: 'grid',
    params: { C: [0.1, 1] },
    cv: 2,
    onProgress: ({ trial, trials, fold, folds }) => seen.add(`${trial}/${trials} ${fold}/${folds}`),
  });
  // Folds run on several threads; what is told is the calling thread's.
  t.ok(
    [...seen].some((at) => /^[12]\/2 [12]\/2$/.test(at)),
    `trials and folds: ${[...seen]}`,
  );
  const thrown = await rejection(
    train(X, y, {
      ...ENDLESS,
      onProgress() {
        throw new Error('enough');
      },
    }),
  );
  t.equal(thrown.message, 'enough', 'what onProgress throws ends the training');
});

addonTest('X and y may change and be transferred while a training runs', async (t) => {
  const { X, y } = noise(3000);
  const options = { type: 'classification', algorithm: 'svc' } as const;
  const { digest } = await train(X, y, options);
  const training = train(X, y, options);
  X.fill(0);
  structuredClone(X, { transfer: [X.buffer as ArrayBuffer] });
  y.fill(1);
  t.equal((await training).digest, digest, 'it has what was there when it was called');
});

addonTest('trainings at the same time, and predictions meanwhile, are as if alone', async (t) => {
  const { X, y } = noise(3000);
  const seeds = [1, 2, 3, 4];
  const options = { type: 'classification', algorithm: 'svc', C: 10 } as const;
  const alone: string[] = [];
  for (const random_state of seeds) alone.push((await train(X, y, { ...options, random_state })).digest);
  const model = await train(CIRCLE.rows, CIRCLE.labels, SVC);
  const expected = model.predict(CIRCLE.rows);
  let asked = 0;
  let wrong = 0;
  const timer = setInterval(() => {
    asked++;
    if (model.predict(CIRCLE.rows).some((label, i) => label !== expected[i])) wrong++;
  }, 1);
  const together = await Promise.all(seeds.map((random_state) => train(X, y, { ...options, random_state })));
  clearInterval(timer);
  t.deepEqual(
    together.map(({ digest }) => digest),
    alone,
    'four at once',
  );
  t.ok(asked > 10 && wrong === 0, `${asked} predictions meanwhile, ${wrong} wrong`);
});

addonTest('the rows that are asked about are not kept, however many', async (t) => {
  const model = await train(CIRCLE.rows, CIRCLE.labels, { ...SVC, algorithm: 'logistic_regression' });
  const X = new Float64Array(16_000_000).fill(1); // 128 MB
  model.predict(X.subarray(0, 2));
  const before = process.memoryUsage().rss;
  const answers = model.predict(X);
  const grown = (process.memoryUsage().rss - before) / 1e6;
  t.equal(answers.length, 8_000_000);
  t.ok(grown < 200, `the process grew by ${grown.toFixed(0)} MB, of which 128 are the answers`);
});

addonTest('models that are opened in a loop take the memory of a few hundred, and all answer', async (t) => {
  const bytes = (await train(CIRCLE.rows, CIRCLE.labels, SVC)).toBytes();
  const damaged = bytes.with(40, bytes[40] ^ 1);
  const expected = Model.fromBytes(bytes).predict(CIRCLE.rows);
  const before = process.memoryUsage().rss;
  // Neither the garbage collector nor the event loop has a turn in between.
  const kept: ReturnType<typeof Model.fromBytes>[] = [];
  for (let i = 0; i < 3000; i++) {
    const model = Model.fromBytes(bytes);
    if (i % 5 === 0) kept.push(model);
    try {
      Model.fromBytes(damaged);
      t.fail('damaged bytes were taken');
    } catch {}
  }
  const grown = (process.memoryUsage().rss - before) / 1e6;
  t.ok(grown < 200, `the process grew by ${grown.toFixed(0)} MB; an engine has 0.13 at least`);
  for (let round = 0; round < 2; round++) {
    const wrong = kept.filter((model) =>
      model.predict(CIRCLE.rows).some((label, i) => label !== expected[i]),
    );
    t.equal(wrong.length, 0, `${kept.length} models answer, also those whose engine was closed`);
  }
  t.throws(() => kept[0].predict([[1]]), /^RangeError: predict: X\[0\] must have 2 values/);
  t.deepEqual(kept[0].predict(CIRCLE.rows), expected, 'after an error too');
});

addonTest('the package gives the same to import and to require', async (t) => {
  const imported = await import('sqml/model');
  t.equal(imported.train, train);
  t.equal(imported.Model, Model);
  t.equal(imported.openModel, openModel);
});
