// Damaged model bytes: whatever they hold, the answer is a prediction or a clear error, never a crash, and the
// connection goes on.

import test from 'tape';
import {
  betterSqlite3,
  blob,
  eachHost,
  error,
  fastest,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';
import { isOfTrees, numbersIn, withDigest } from './model_bytes.ts';

/** Single-byte changes for each model. */
const CHANGES = 300;
/** Truncations for each model. */
const CUTS = 60;

const REFUSED =
  /^sqml_predict: (feature '\w+' must be one of '.*', got '.*'|the answer is not a finite number: a feature is too far from what the model was trained on|model 1 (is damaged at byte \d+: .+; train it again|has format \d+, this sqml \S+ reads up to 3; use a newer sqml|was made by '.*', which this sqml \S+ does not have; use a newer sqml))$/s;
const ROWS = 'WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)';

interface Model {
  what: string;
  type?: string;
  algorithm: string;
  options?: object;
  /** SQL of the target, from x in 1..40. */
  target: string;
  /** SQL of the two features, and values to predict. */
  features?: string;
  row?: string;
}

/** One model of each layout that a model's bytes can have. */
const MODELS: Model[] = [
  { what: 'shares of classes', algorithm: 'dummy', options: { strategy: 'stratified' }, target: 'x / 14' },
  { what: 'a constant', type: 'regression', algorithm: 'dummy', target: 'x * 2.5' },
  { what: 'weights of a ridge of three classes', algorithm: 'ridge', target: 'x / 14' },
  { what: 'weights of a chosen ridge', algorithm: 'ridge_cv', target: 'x / 14' },
  { what: 'weights with averages', algorithm: 'sgd', options: { average: true }, target: 'x / 14' },
  { what: 'weights by steps', type: 'regression', algorithm: 'sgd', target: 'x / 14 / 1.0' },
  { what: 'rows in a tree', algorithm: 'knn', options: { algorithm: 'kd_tree' }, target: 'x / 14' },
  {
    what: 'rows in order',
    type: 'regression',
    algorithm: 'knn',
    options: { algorithm: 'brute', weights: 'distance' },
    target: 'x * 2.5',
  },
  { what: 'means and variances', algorithm: 'gaussian_nb', target: 'x / 14' },
  ...['lasso', 'elastic_net', 'lasso_cv', 'elastic_net_cv'].map((algorithm) => ({
    what: `weights of ${algorithm}`,
    type: 'regression',
    algorithm,
    target: 'x * 2.5',
  })),
  {
    what: 'a triangle and its weights',
    type: 'regression',
    algorithm: 'recursive_least_squares',
    target: 'x * 2.5',
  },
  ...['poisson', 'gamma', 'huber', 'quantile'].map((algorithm) => ({
    what: `weights of ${algorithm}`,
    type: 'regression',
    algorithm,
    target: 'x * 2.5',
  })),
  { what: 'weights of one score', algorithm: 'logistic_regression', target: "iif(x > 20, 'high', 'low')" },
  { what: 'weights of three scores', algorithm: 'linear_svc', target: 'x / 14' },
  {
    what: 'weights of a chosen C',
    algorithm: 'logistic_regression_cv',
    options: { cv: 2 },
    target: 'x / 14',
  },
  { what: 'support vectors of three classes', algorithm: 'svc', target: 'x / 14' },
  { what: 'sigmoids of three pairs', algorithm: 'svc', options: { probability: true }, target: 'x / 14' },
  { what: 'weights of three pairs', algorithm: 'svc', options: { kernel: 'linear' }, target: 'x / 14 / 1.0' },
  {
    what: 'weights of a regression with standard errors',
    type: 'regression',
    algorithm: 'linear_regression',
    target: 'x * 2.5',
  },
  {
    what: 'support vectors of a regression',
    type: 'regression',
    algorithm: 'svr',
    options: { kernel: 'poly' },
    target: 'x * 2.5',
  },
  {
    what: 'weights of a support vector regression',
    type: 'regression',
    algorithm: 'svr',
    options: { kernel: 'linear' },
    target: 'x * 2.5',
  },
  { what: 'a tree of three classes', algorithm: 'decision_tree', target: 'x / 14' },
  {
    what: 'a tree of values',
    type: 'regression',
    algorithm: 'decision_tree',
    options: { min_samples_leaf: 3 },
    target: 'x * 2.5',
  },
  {
    what: 'a forest of three classes',
    algorithm: 'random_forest',
    options: { n_estimators: 4, min_samples_leaf: 3 },
    target: 'x / 14',
  },
  {
    what: 'a forest of values',
    type: 'regression',
    algorithm: 'extra_trees',
    options: { n_estimators: 4 },
    target: 'x * 2.5',
  },
  {
    what: 'stages of three trees',
    algorithm: 'gradient_boosting',
    options: { n_estimators: 2 },
    target: 'x / 14',
  },
  {
    what: 'stages of a tree',
    type: 'regression',
    algorithm: 'gradient_boosting',
    options: { n_estimators: 3 },
    target: 'x * 2.5',
  },
  { what: 'bagged trees', algorithm: 'bagging', options: { n_estimators: 3 }, target: 'x / 14' },
  {
    what: 'bagged planes',
    type: 'regression',
    algorithm: 'bagging',
    options: { estimator: 'linear_svr', n_estimators: 2 },
    target: 'x * 2.5',
  },
  { what: 'weighed trees', algorithm: 'ada_boost', options: { n_estimators: 4 }, target: 'x / 14' },
  {
    what: 'weighed trees of values',
    type: 'regression',
    algorithm: 'ada_boost',
    options: { n_estimators: 3 },
    target: 'x * 2.5',
  },
  {
    what: 'iterations of three trees over bins',
    algorithm: 'hist_gradient_boosting',
    options: { max_iter: 2, min_samples_leaf: 3 },
    target: 'x / 14',
  },
  {
    what: 'splits by categories',
    type: 'regression',
    algorithm: 'hist_gradient_boosting',
    options: { max_iter: 3, min_samples_leaf: 3 },
    target: 'x * 2.5',
    features: "nullif('t' || (x % 3), 't1') AS t, x",
    row: '["t2", 7]',
  },
  {
    what: 'a network of three classes',
    algorithm: 'mlp',
    options: { hidden_layer_sizes: [5, 3], max_iter: 5 },
    target: 'x / 14',
  },
  {
    what: 'a network of a value',
    type: 'regression',
    algorithm: 'mlp',
    options: { hidden_layer_sizes: 6, activation: 'tanh', max_iter: 5 },
    target: 'x * 2.5',
  },
  {
    what: 'encoders of TEXT and NULL',
    type: 'regression',
    algorithm: 'linear_svr',
    options: { preprocess: { impute: 'indicator', t: { impute: 'most_frequent' } } },
    target: 'x * 2.5',
    features: "nullif('t' || (x % 5), 't3') AS t, nullif(x % 3, 1) AS n",
    row: '["t2", null]',
  },
  {
    what: 'encoders of dates, of blank text, of rare categories and of an order',
    type: 'regression',
    algorithm: 'linear_svr',
    options: {
      preprocess: {
        t: { impute: 'most_frequent', max_categories: 3 },
        at: { encode: 'date_parts' },
        seconds: { encode: 'date_parts' },
        grade: { encode: { ordinal: ['low', 'mid', 'high'] } },
        n: { encode: 'one_hot' },
      },
      types: { seconds: 'unixepoch', noon: 'julianday' },
    },
    target: 'x * 2.5',
    features:
      "x * 80000 AS seconds, x + 2460000 AS noon, iif(x % 6, 't' || (x % 5), '') AS t, date('2024-01-01', x || ' days') AS day, datetime('2024-01-01', x || ' hours') AS at, iif(x % 2, 'low', iif(x % 4, 'high', 'mid')) AS grade, x % 3 AS n",
    row: '[1700000000, 2460009, "t2", "2024-01-09", "2024-01-09 08:00", "mid", 2]',
  },
  {
    what: 'an encoder of words',
    type: 'regression',
    algorithm: 'linear_svr',
    options: {
      preprocess: { t: { encode: 'tf_idf', ngram_range: [1, 2], impute: { constant: 'two words' } } },
    },
    target: 'x * 2.5',
    features: "'word' || (x % 5) || ' and no' || (x % 3) AS t, x % 4 AS n",
    row: '["word3 and", 2]',
  },
];

/** A small generator of whole numbers (Lehmer, 1951; the multiplier of Park and Miller): the same on every run. */
function generator(): (below: number) => number {
  let state = 20240601;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** Trains model 1 of 'e'; its bytes. */
async function train(session: Session, model: Model): Promise<Uint8Array> {
  const { type = 'classification', algorithm, options = {}, target, features = 'x, x % 3 AS y' } = model;
  const query = `${ROWS} SELECT ${features}, ${target} AS target FROM i`;
  const names = ['e', type, algorithm, query, 'target', JSON.stringify(options)];
  await run(session, `SELECT sqml_train(${names.map(text)})`);
  return (await value(session, 'SELECT data FROM sqml_models')) as Uint8Array;
}

function asking({ row = '[7, 1]' }: Model): string {
  return `SELECT sqml_predict('e', ${text(row)})`;
}
let stores = 0;

/** Puts bytes in the place of model 1; the digest's column changes each time, as it would for another model. */
async function store(session: Session, bytes: Uint8Array): Promise<void> {
  await run(session, `UPDATE sqml_models SET data = ${blob(bytes)}, digest = 'damage ${++stores}'`);
}

/** The message, or '' when it predicts. */
async function attemptOf(session: Session, sql: string): Promise<string> {
  try {
    await session.rows(sql);
    return '';
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

const damaged = [betterSqlite3, sqliteWasm];

eachHost((host) => {
  for (const model of MODELS) {
    testOn(host, `damaged ${model.what} give an error or a prediction`, async (t, session) => {
      const bytes = await train(session, model);
      const ask = asking(model);
      const right = await value(session, ask);
      const random = generator();
      const unclear: string[] = [];
      let refused = 0;
      const attempt = async (changed: Uint8Array) => {
        await store(session, withDigest(changed));
        const message = await attemptOf(session, ask);
        if (message !== '') refused++;
        if (message !== '' && !REFUSED.test(message)) unclear.push(message);
      };
      for (let i = 0; i < CHANGES; i++) {
        const changed = bytes.slice();
        // Half of the changes in the head, where the counts are.
        changed[random(i % 2 === 0 ? bytes.length : Math.min(bytes.length, 120))] = random(256);
        await attempt(changed);
      }
      t.deepEqual(unclear, [], `${refused} of ${CHANGES} changes are refused, each clearly`);
      refused = 0;
      for (let i = 0; i < CUTS; i++) await attempt(bytes.slice(0, random(bytes.length)));
      t.deepEqual([unclear, refused], [[], CUTS], `${CUTS} truncations are refused, each clearly`);
      await attempt(Uint8Array.from([...bytes, 0]));
      t.deepEqual([unclear, refused], [[], CUTS + 1], 'and a byte too many');
      await store(session, bytes);
      t.deepEqual(
        await value(session, ask),
        right,
        'the whole bytes predict as before, on the same connection',
      );
    });
  }
}, damaged);

eachHost((host) => {
  testOn(
    host,
    'a model of numbers near the largest double answers with numbers, or is refused by name',
    async (t, session) => {
      const model = { what: '', type: 'regression', algorithm: 'linear_svr', target: 'x * 2.5' };
      const bytes = await train(session, model);
      const table = `${ROWS} SELECT x, x % 3 AS y, x AS target FROM i`;
      const outcome = (sql: string) =>
        session.rows(sql).then(
          (rows) =>
            rows.some((row) => Object.values(row).some((cell) => !Number.isFinite(Number(cell))))
              ? 'infinite'
              : 'numbers',
          (thrown) => (thrown as Error).message.replace(/^sqml_\w+: /, ''),
        );
      const seen = new Set<string>();
      for (const place of numbersIn(bytes)) {
        const changed = bytes.slice();
        new DataView(changed.buffer).setFloat64(place, 1.7e308, true);
        await store(session, withDigest(changed));
        const one = await outcome(asking({ ...model, row: '[40, 1]' }));
        const all = await outcome(`SELECT prediction FROM sqml_predictions('e', ${text(table)})`);
        seen.add(all);
        if (one !== 'numbers') t.equal(all, one, 'a table is refused as its row is');
        t.notEqual(
          await outcome(`SELECT value FROM sqml_evaluate('e', ${text(table)}, 'target')`),
          'infinite',
        );
        t.notEqual(
          await outcome(`SELECT contribution, base FROM sqml_explain('e', ${text(table)})`),
          'infinite',
        );
      }
      t.ok(
        [...seen].some((said) => said.startsWith('the answer is not a finite number')),
        [...seen].join('; '),
      );
    },
  );

  testOn(host, 'what is wrong with a model is said', async (t, session) => {
    const model = { what: '', algorithm: 'svc', target: 'x / 14' };
    const bytes = await train(session, model);
    const ask = asking(model);
    const version = await value(session, 'SELECT sqml_version()');
    const says = async (changed: Uint8Array, message: string, why: string) => {
      await store(session, changed);
      t.equal(await error(session, ask), `sqml_predict: model 1 ${message}`, why);
    };
    const at = (offset: number, byte: number) =>
      Uint8Array.from(bytes, (old, i) => (i === offset ? byte : old));
    await says(at(0, 0), "is damaged at byte 4: it does not begin with 'SQML'; train it again", 'the magic');
    await says(
      at(4, 4),
      `has format 4, this sqml ${version} reads up to 3; use a newer sqml`,
      'a newer format version',
    );
    await says(
      at(40, 99),
      'is damaged at byte 16: its digest does not match; train it again',
      'a flipped byte',
    );
    await says(
      new Uint8Array(0),
      "is damaged at byte 0: it does not begin with 'SQML'; train it again",
      'no bytes',
    );
    const unknown = withDigest(at(16 + 4 + String(version).length + 1 + 4, 'x'.charCodeAt(0)));
    await says(
      unknown,
      `was made by 'xvc', which this sqml ${version} does not have; use a newer sqml`,
      'an algorithm',
    );
    await run(session, "UPDATE sqml_models SET data = 'text', digest = 'text'");
    t.equal(await error(session, ask), 'sqml_predict: model 1 holds no model bytes; train it again');
    await store(session, bytes);
    t.equal(await value(session, ask), 0n);
  });
});

eachHost((host) => {
  for (const model of MODELS) {
    testOn(host, `${model.what}: no number but a finite one is read`, async (t, session) => {
      const bytes = await train(session, model);
      const ask = asking(model);
      const places = numbersIn(bytes);
      const taken: string[] = [];
      for (const place of places.length > 40 ? places.filter((_, i) => i < 20 || i % 17 === 0) : places)
        for (const number of [NaN, Infinity, -Infinity]) {
          const changed = bytes.slice();
          new DataView(changed.buffer).setFloat64(place, number, true);
          await store(session, withDigest(changed));
          const message = await attemptOf(session, ask);
          // Those of an array are told where the array begins to be read. A tree's threshold may be infinite: then only
          // rows without a value go right.
          const isNamed = /^sqml_predict: model 1 is damaged at byte \d+: .*(NaN|Infinity|not finite)/.test(
            message,
          );
          if (number === Infinity && isOfTrees(model.algorithm)) continue;
          if (!isNamed) taken.push(`${number} at ${place}: ${message}`);
        }
      t.deepEqual(taken, [], `${places.length} numbers`);
    });
  }

  testOn(
    host,
    'labels and categories that are out of order, there twice or of two kinds are refused',
    async (t, session) => {
      const says = async (changed: Uint8Array, ask: string, why: RegExp, what: string) => {
        await store(session, withDigest(changed));
        t.match(await error(session, ask), why, what);
      };
      const three = { what: '', algorithm: 'svc', target: 'x / 14' };
      const bytes = await train(session, three);
      const cell = (value: number) => Buffer.from([1, value, 0, 0, 0, 0, 0, 0, 0]);
      const labels = (...cells: Buffer[]) => {
        const at = Buffer.from(bytes).indexOf(Buffer.concat([cell(0), cell(1), cell(2)]));
        const changed = bytes.slice();
        changed.set(Buffer.concat(cells), at);
        return changed;
      };
      const real = Buffer.alloc(9, 2);
      real.writeDoubleLE(1, 1);
      const WHY =
        /is damaged at byte \d+: the labels are not of one kind, in order and each there once; train it again$/;
      const ask = asking(three);
      await says(labels(cell(0), cell(2), cell(1)), ask, WHY, 'out of order');
      await says(labels(cell(0), cell(1), cell(1)), ask, WHY, 'there twice');
      await says(labels(cell(0), real, cell(2)), ask, WHY, 'of two kinds');
      await store(session, withDigest(labels(cell(0), cell(1), cell(2))));
      t.equal(await value(session, ask), 0n, 'in order they are read');
      await run(session, "SELECT sqml_drop_experiment('e')", 'DELETE FROM sqlite_sequence');
      const [encoders] = MODELS.filter(({ what }) => what === 'encoders of TEXT and NULL');
      const encoded = await train(session, encoders);
      const category = (name: string) => Buffer.from([2, 0, 0, 0, ...Buffer.from(name)]);
      for (const [from, to] of [
        ['t1', 't9'],
        ['t1', 't0'],
      ]) {
        const changed = encoded.slice();
        changed.set(category(to), Buffer.from(encoded).indexOf(category(from)));
        const why = /is damaged at byte \d+: the categories of 't' are not in order; train it again$/;
        await says(changed, asking(encoders), why, `${to} in the place of ${from}`);
      }
    },
  );
}, damaged);

test('every algorithm is among the damaged models', async (t) => {
  const names = await fastestNames();
  t.deepEqual([...new Set(MODELS.map(({ algorithm }) => algorithm))].sort(), names);
});

async function fastestNames(): Promise<unknown[]> {
  const session = await fastest.open();
  const rows = await session.rows('SELECT DISTINCT algorithm FROM sqml_algorithms() ORDER BY algorithm');
  await session.close();
  return rows.map(({ algorithm }) => algorithm);
}
