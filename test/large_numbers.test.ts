// Numbers whose squares leave the range of doubles, as features, targets and options: the same model as for numbers
// of ordinary size, or a refusal that names what is too large. No model predicts NULL.

import test from 'tape';
import {
  eachHost,
  error,
  fastest,
  json,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';

const ROWS = 'WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 60)';
const CLASSIFIERS = ['logistic_regression', 'linear_svc', 'svc'];
const REGRESSORS = ['linear_regression', 'linear_svr', 'svr'];
const TOO_LARGE =
  'the numbers are too large to compute with: lower C, class_weight, intercept_scaling or gamma, or scale the features ' +
  'and the target';

/** `sql` times 2^exponent, in factors that every SQLite reads exactly. */
function times(sql: string, exponent: number): string {
  let product = `(${sql}) * 1.0`;
  for (let left = Math.abs(exponent); left > 0; left -= 60)
    product += `${exponent > 0 ? ' * ' : ' / '}${2n ** BigInt(Math.min(left, 60))}`;
  return product;
}

interface Given {
  /** By default there is one for each prediction type. */
  experiment?: string;
  options?: object;
}

function training(algorithm: string, query: string, { experiment, options = {} }: Given = {}): string {
  const kind = CLASSIFIERS.includes(algorithm) ? 'classification' : 'regression';
  const names = [experiment ?? kind, kind, algorithm, query, 'target', JSON.stringify(options)];
  return `SELECT sqml_train(${names.map(text)})`;
}

/** Two features of which one is multiplied, and a constant one. */
function dataset(exponent: number, target: string): string {
  const x = times('n - 30', exponent);
  return `${ROWS} SELECT ${x} AS x, (n * 37) % 41 AS y, ${times('7', exponent)} AS constant, ${target} AS target FROM i`;
}

/** The model's bytes from the scaler's numbers on: what was learned. */
async function learned(session: Session, sql: string): Promise<{ score: number; hex: string }> {
  const { score } = await json(session, sql);
  const scaled = await value(session, 'SELECT data FROM sqml_models ORDER BY id DESC LIMIT 1');
  const bytes = Buffer.from(scaled as Uint8Array);
  // Three means and three scales, each list after its count: the model's own bytes follow.
  const counts = Buffer.from([3, 0, 0, 0]);
  const means = bytes.indexOf(counts, bytes.indexOf('constant'));
  return { score, hex: bytes.subarray(means + 2 * (4 + 3 * 8)).toString('hex') };
}

eachHost(
  (host) => {
    testOn(host, 'a column of any size is learned like an ordinary one, bit for bit', async (t, session) => {
      for (const [algorithm, target] of [
        ...CLASSIFIERS.map((name) => [name, 'n > 30']),
        ...REGRESSORS.map((name) => [name, 'n + (n * n) % 7']),
      ]) {
        const usual = await learned(session, training(algorithm, dataset(0, target)));
        t.ok(usual.score > 0.5 && usual.hex.length > 40, `${algorithm} learns: ${usual.score}`);
        for (const exponent of [-1060, -600, -540, -480, 480, 510, 520, 530, 600, 1017]) {
          const made = await learned(session, training(algorithm, dataset(exponent, target)));
          // Below 2^-1022 numbers have fewer bits.
          if (exponent === -1060) t.ok(made.score > usual.score - 0.2, `${algorithm} at 2^${exponent}`);
          else t.deepEqual(made, usual, `${algorithm} at 2^${exponent}`);
        }
      }
    });
  },
  [fastest, sqliteWasm],
);

test('a weight beyond the largest double is NULL, and never infinite', async (t) => {
  const session = await fastest.open();
  const query = `${ROWS} SELECT n * 5e-324 AS x, (n * 37) % 41 AS y, n * 3.0 AS target FROM i`;
  await value(session, training('linear_regression', query));
  const weights = await session.rows(
    'SELECT feature, weight, standardised, std_error FROM sqml_weights((SELECT max(id) FROM sqml_models))',
  );
  for (const { feature, weight, standardised, std_error } of weights) {
    t.equal(weight === null, feature === 'x', `the weight of ${feature} is ${weight}`);
    t.ok(Number.isFinite(standardised), `standardised it is ${standardised}`);
    t.ok(std_error === null || Number.isFinite(std_error), `its error is ${std_error}`);
  }
  await session.close();
});

test('a constant column of any size is constant', async (t) => {
  const session = await fastest.open();
  for (const size of ['1e300', '1e155', '1e-160', '5e-324', '-1.7e308', '0.1']) {
    const query = `${ROWS} SELECT n AS x, ${size} AS c, n > 30 AS target FROM i`;
    const { warnings, score } = await json(session, training('logistic_regression', query));
    t.deepEqual([warnings, score > 0.9], [["feature 'c' is constant in the training part"], true], size);
    const weight = "SELECT weight FROM sqml_weights((SELECT max(id) FROM sqml_models)) WHERE feature = 'c'";
    t.ok(Math.abs(Number(await value(session, weight))) < 1e-12, 'and has no weight');
  }
  await session.close();
});

test('columns whose differences overflow are refused by name', async (t) => {
  const session = await fastest.open();
  const query = `${ROWS} SELECT iif(n > 50, -1.7e308, 1.7e308 - n) AS x, n > 30 AS target FROM i`;
  for (const scale of ['standard', 'min_max'])
    t.equal(
      await error(session, training('svc', query, { options: { preprocess: { scale } } })),
      "sqml_train: feature 'x' has values so far apart that their differences are not finite; scale them in a SELECT",
      scale,
    );
  await session.close();
});

test('features that nobody scales, and options, are refused when they are too large', async (t) => {
  const session = await fastest.open();
  for (const algorithm of [...CLASSIFIERS, ...REGRESSORS]) {
    const target = CLASSIFIERS.includes(algorithm) ? 'n > 30' : 'n';
    const query = `${ROWS} SELECT n * 1e200 AS x, n % 7 AS y, ${target} AS target FROM i`;
    const options = { preprocess: { scale: 'none' } };
    t.equal(
      await error(session, training(algorithm, query, { options })),
      `sqml_train: ${TOO_LARGE}`,
      algorithm,
    );
  }
  const usual = `${ROWS} SELECT n AS x, n % 7 AS y, n > 30 AS target FROM i`;
  for (const [algorithm, options] of [
    ['logistic_regression', { class_weight: { 1: 1e308 }, C: 10 }],
    ['linear_svc', { intercept_scaling: 1e200 }],
    ['svc', { kernel: 'sigmoid', gamma: 1e308 }],
    ['svc', { kernel: 'sigmoid', coef0: 1e308 }],
  ] as [string, object][]) {
    const message = await error(session, training(algorithm, usual, { options }));
    t.ok(
      message === `sqml_train: ${TOO_LARGE}` ||
        /^sqml_train: kernel values must stay below 1e100/.test(message),
      `${algorithm} ${JSON.stringify(options)}: ${message}`,
    );
  }
  t.equal(await value(session, 'SELECT count(*) FROM sqml_models'), 0n, 'no model was stored');
  const failed = await value(
    session,
    "SELECT count(*) FROM sqml_runs WHERE status = 'failed' AND message <> ''",
  );
  t.equal(failed, 10n, 'but what failed');
  await session.close();
});

test('targets up to 1e150 are learned, larger ones refused by name wherever they are read', async (t) => {
  const session = await fastest.open();
  const query = (factor: string) => `${ROWS} SELECT n AS x, n * ${factor} AS target FROM i`;
  const message = (name: string) =>
    `${name}: the target 'target' must hold numbers from -1e150 to 1e150; of 60 rows it has 60 beyond; divide them in a SELECT`;
  for (const algorithm of REGRESSORS) {
    const experiment = algorithm;
    for (const factor of ['1e300', '-1e151'])
      t.equal(
        await error(session, training(algorithm, query(factor), { experiment })),
        message('sqml_train'),
        factor,
      );
    const { score } = await json(session, training(algorithm, query('1.0'), { experiment }));
    t.ok(Number.isFinite(score), `${algorithm}: ${score}`);
    const judge = (name: string) =>
      `SELECT * FROM ${name}(${[experiment, query('1e300'), 'target'].map(text)})`;
    for (const name of ['sqml_evaluate', 'sqml_feature_importance'])
      t.equal(await error(session, judge(name)), message(name), `${name} of ${algorithm}`);
  }
  const large = await json(session, training('linear_regression', query('1e148'), { experiment: 'large' }));
  t.ok(large.score > 1 - 1e-12, `at 1e148 the score is ${large.score}`);
  const predicted = Number(await value(session, "SELECT sqml_predict('large', 3)"));
  t.ok(Math.abs(predicted / 3e148 - 1) < 1e-12, `and the prediction of 3 is ${predicted}`);
  await session.close();
});

test('an answer that is no finite number is an error that says why', async (t) => {
  const session = await fastest.open();
  const why = 'the answer is not a finite number: a feature is too far from what the model was trained on';
  for (const [algorithm, target] of [
    ['linear_regression', 'n'],
    ['logistic_regression', 'n > 30'],
    ['svr', 'n'],
  ]) {
    const query = `${ROWS} SELECT n * 1e-10 AS x, n % 7 AS y, ${target} AS target FROM i`;
    await run(session, training(algorithm, query, { experiment: algorithm }));
    const asked = (name: string, features: string) => `SELECT ${name}(${text(algorithm)}, ${features})`;
    t.equal(await error(session, asked('sqml_predict', '1e308, 1e308')), `sqml_predict: ${why}`, algorithm);
    t.equal(
      await error(session, asked('sqml_predict_batch', "'[[1, 2], [1e308, 1e308]]'")),
      `sqml_predict_batch: ${why}`,
    );
    t.ok(
      Number.isFinite(Number(await value(session, asked('sqml_predict', '1e-9, 3')))),
      'near by there is an answer',
    );
  }
  await session.close();
});

const TARGETS: [string, string][] = [
  ["iif(n > 50, x'00', n > 30)", 'finite numbers or TEXT; of 60 rows it has 10 BLOB'],
  ['iif(n > 50, 9e999, n > 30)', 'finite numbers or TEXT; of 60 rows it has 10 infinite'],
];
const VALUES: [string, string][] = [
  ["iif(n > 50, x'00', n)", 'finite numbers; of 60 rows it has 10 BLOB'],
  ['iif(n > 50, -9e999, n)', 'finite numbers; of 60 rows it has 10 infinite'],
  ["iif(n > 50, 'text', n)", "finite numbers; of 60 rows it has 10 TEXT such as 'text'"],
];

eachHost(
  (host) => {
    testOn(
      host,
      'a truth that is BLOB, infinite or TEXT is refused where a model is judged',
      async (t, session) => {
        const query = (target: string) => `${ROWS} SELECT n AS x, n % 7 AS y, ${target} AS target FROM i`;
        await run(session, training('logistic_regression', query('n > 30'), { experiment: 'c' }));
        await run(session, training('linear_svr', query('n'), { experiment: 'r' }));
        const judges = ['sqml_evaluate', 'sqml_feature_importance'];
        for (const [experiment, targets] of [
          ['c', TARGETS],
          ['r', VALUES],
        ] as const)
          for (const [target, expected] of targets)
            for (const name of experiment === 'c'
              ? [...judges, 'sqml_confusion_matrix', 'sqml_roc_curve']
              : judges) {
              const args = [experiment, query(target), 'target'].map(text);
              t.equal(
                await error(session, `SELECT * FROM ${name}(${args})`),
                `${name}: the target 'target' must hold ${expected}`,
                `${name}: ${target}`,
              );
            }
        const good = `SELECT count(*) FROM sqml_evaluate('c', ${text(query('n > 30'))}, 'target')`;
        t.equal(await value(session, good), 11n, 'and the next is judged');
      },
    );
  },
  [fastest, sqliteWasm],
);

test('texts that a model has not seen may be any number; those that it knows are found among them', async (t) => {
  const session = await fastest.open();
  const rows = (n: number) =>
    `WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < ${n})`;
  const few = `${rows(60)} SELECT iif(n % 2, 'a', 'b') AS t, iif(n % 2, 10, 20) AS target FROM i`;
  await run(session, training('linear_regression', few));
  const many = `${rows(12000)} SELECT iif(n > 11990, 'b', 'unseen ' || n) AS t, 20 AS target FROM i`;
  const answers = await session.rows(
    `SELECT round(prediction, 6) AS p, count(*) AS n FROM sqml_predictions('regression', ${text(many)}) GROUP BY 1 ORDER BY 2`,
  );
  t.deepEqual(answers, [
    { p: 20, n: 10n },
    { p: 15, n: 11990n },
  ]);
  await session.close();
});
