// encode: tf_idf, against scikit-learn's TfidfVectorizer before its LogisticRegression (test/reference/tf_idf.py). That
// the columns themselves are right, for every option, is test/kernel/tf_idf.test.ts.

import { readFileSync } from 'node:fs';
import {
  betterSqlite3,
  eachHost,
  error,
  json,
  path,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';
import { readPipeline } from './model_bytes.ts';

const recorded: {
  texts: string[];
  labels: number[];
  cases: { options: object; terms: string[] }[];
  scaled: Record<string, number[]>;
  trained: { coefficients: number[]; intercept: number; decisions: number[] };
} = JSON.parse(readFileSync(path('test/reference/tf_idf.json'), 'utf8'));

/** Two solvers' ways to one optimum, scikit-learn's with tol = 1e-10. */
const SAME_OPTIMUM = 1e-6;

async function prepare(session: Session): Promise<void> {
  const rows = recorded.texts.map(
    (it, i) => `(${i}, ${text(it)}, ${i % 3}, 'c' || ${i % 7}, ${recorded.labels[i]})`,
  );
  await run(session, 'CREATE TABLE t(i, x TEXT, n, c TEXT, y INTEGER)', `INSERT INTO t VALUES ${rows}`);
}

function training(
  plan: object,
  columns = 'x, y',
  more: object = {},
  algorithm = 'logistic_regression',
): string {
  const type = /^(linear_svr|huber|ridge)$/.test(algorithm) ? 'regression' : 'classification';
  const given = { deploy: 'true', split_strategy: 'sequential', preprocess: plan, ...more };
  return `SELECT sqml_train('${type === 'regression' ? 'r' : 'e'}', '${type}', '${algorithm}', 'SELECT ${columns} FROM t', 'y', ${text(JSON.stringify(given))})`;
}

const WORDS = { encode: 'tf_idf' };

async function weights(session: Session): Promise<Map<string, number>> {
  const rows = await session.rows("SELECT feature, standardised FROM sqml_weights('e')");
  return new Map(rows.map(({ feature, standardised }) => [String(feature), Number(standardised)]));
}

eachHost(
  (host) => {
    testOn(
      host,
      "words train scikit-learn's coefficients, and every text is answered as there",
      async (t, session) => {
        await prepare(session);
        const { coefficients, intercept, decisions } = recorded.trained;
        await run(session, training({ x: WORDS }));
        const found = await weights(session);
        t.deepEqual(
          [...found.keys()],
          [...recorded.cases[0].terms.map((term) => `x=${term}`), '(intercept)'],
          'a column a word, in order',
        );
        const off = [...coefficients, intercept].map((it, c) => Math.abs(it - [...found.values()][c]));
        t.ok(Math.max(...off) < SAME_OPTIMUM, `${Math.max(...off)}`);
        const rows = await session.rows(
          "SELECT t.i, sqml_decision_function('e', json_array(t.x)) AS one, p.prediction = sqml_predict('e', json_array(t.x)) AS same FROM sqml_predictions('e', 'SELECT i, x FROM t', '{\"key\": \"i\"}') p JOIN t ON t.i = p.key",
        );
        t.equal(rows.length, decisions.length);
        const wrong = rows.filter(
          ({ i, one, same }) =>
            Math.abs(Number(one) - decisions[Number(i)]) > SAME_OPTIMUM || Number(same) !== 1,
        );
        t.deepEqual(wrong, [], 'alone and among others');
      },
    );

    testOn(host, 'words are scaled where their own plan says so', async (t, session) => {
      await prepare(session);
      for (const [scale, expected] of Object.entries(recorded.scaled)) {
        await run(session, training({ x: { ...WORDS, min_df: 3, scale } }, 'x, y', { tol: 1e-8 }));
        const off = [...(await weights(session)).values()].map((it, c) => Math.abs(it - expected[c]));
        t.ok(
          off.length === expected.length && Math.max(...off) < SAME_OPTIMUM,
          `${scale}: ${Math.max(...off)}`,
        );
      }
      await run(session, training({ scale: 'standard', x: WORDS }));
      const bytes = await value(session, 'SELECT data FROM sqml_models ORDER BY id DESC');
      t.ok(
        readPipeline(bytes as Uint8Array).scale.every((it) => it === 1),
        'what is said of all leaves words alone',
      );
    });

    testOn(
      host,
      'a column of words is stored and travels, and NULL and blank text have none',
      async (t, session) => {
        await prepare(session);
        await run(
          session,
          training({ x: { ...WORDS, max_features: 30 } }, "iif(i % 9, x, iif(i % 2, NULL, '' '')) AS x, y"),
        );
        const bytes = await value(session, 'SELECT data FROM sqml_models ORDER BY id DESC');
        const { format, encoders, mean, scale } = readPipeline(bytes as Uint8Array);
        t.deepEqual(
          [format, encoders[0].kind, encoders[0].fill, encoders[0].categories.length],
          [2, 'tf_idf', 0, 30],
        );
        t.ok(mean.every((it) => it === 0) && scale.every((it) => it === 1), 'words are not scaled');
        await run(session, "SELECT sqml_import_model('copy', sqml_export_model('e'))");
        t.equal(
          await value(
            session,
            "SELECT count(*) FROM t WHERE sqml_decision_function('copy', json_array(x)) = sqml_decision_function('e', json_array(x))",
          ),
          400n,
        );
        const empty = "sqml_decision_function('e', '[null]')";
        for (const other of ['[""]', '["  "]', '["a ! ?"]', '["neverseen"]'])
          t.equal(
            await value(session, `SELECT ${empty} = sqml_decision_function('e', '${other}')`),
            1n,
            other,
          );
        t.equal(await value(session, "SELECT count(*) > 0 FROM sqml_evaluate('e', 't', 'y')"), 1n);
        t.equal(await value(session, "SELECT unseen FROM sqml_drift('e', 'SELECT ''neverseen'' AS x')"), 0);
        t.match(
          await error(session, "SELECT * FROM sqml_partial_dependence('e', 'x', 't')"),
          /feature 'x' is taken by its words, and the model knows none of its texts/,
        );
        const info = await json(session, "SELECT sqml_model_info('e')");
        t.deepEqual(
          [info.features[0].encoding, info.features[0].columns, info.features[0].null],
          ['tf_idf', 30, 'filled'],
        );
        const sum =
          "SELECT sum(contribution) + base AS sum, min(value IS iif(trim(x) = '', NULL, x)) AS is_told, sqml_decision_function('e', json_array(t.x)) AS all_of_it FROM sqml_explain('e', 'SELECT i, x FROM t WHERE i % 9 = 1', '{\"key\": \"i\"}') e JOIN t ON t.i = e.key GROUP BY e.key";
        const off = (await session.rows(sum)).filter(
          (it) => Math.abs(Number(it.sum) - Number(it.all_of_it)) > 1e-9 || Number(it.is_told) !== 1,
        );
        t.deepEqual(off, [], 'what a text adds is the sum of its words');
        t.ok(
          Number(await value(session, "SELECT importance FROM sqml_feature_importance('e', 't', 'y')")) >
            0.05,
          'texts are told apart when they are shuffled',
        );
      },
    );

    testOn(host, 'impute says what stands for NULL among words too', async (t, session) => {
      await prepare(session);
      const columns = 'iif(i % 9, x, NULL) AS x, y';
      await run(session, training({ x: { ...WORDS, impute: { constant: 'missing review' } } }, columns));
      t.ok((await weights(session)).has('x=missing'));
      t.equal(
        await value(
          session,
          "SELECT sqml_decision_function('e', '[null]') = sqml_decision_function('e', '[\"Missing review!\"]')",
        ),
        1n,
      );
      await run(session, training({ x: { ...WORDS, impute: 'indicator' } }, columns));
      t.ok((await weights(session)).has('x is NULL'));
    });

    testOn(
      host,
      'words stand beside numbers and categories, in folds, trees and other models',
      async (t, session) => {
        await prepare(session);
        const plan = { x: { ...WORDS, min_df: 3 }, c: { encode: 'one_hot' } };
        for (const algorithm of [
          'linear_svc',
          'logistic_regression',
          'ridge',
          'decision_tree',
          'knn',
          'svc',
          'huber',
          'linear_svr',
        ])
          for (const scale of ['none', 'max_abs', 'robust']) {
            const scaled = { ...plan, x: { ...plan.x, scale } };
            const { cv } = await json(session, training(scaled, 'n, x, i, c, y', { cv: 3 }, algorithm));
            t.ok(Number.isFinite(cv.mean), `${algorithm}, ${scale}`);
          }
      },
    );

    testOn(
      host,
      'words that would not fit into memory are an error that says what to give',
      async (t, session) => {
        await run(
          session,
          `CREATE TABLE t AS WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 24000) SELECT 'the word' || i || ' and the word' || (i / 2) AS x, i % 7 AS y FROM i`,
        );
        t.match(
          await error(session, training({})),
          /'x' has more than 10000 distinct texts; make columns of its words, hash its texts to some columns \(hash\), or leave it out \(exclude\): .*\{"preprocess": \{"x": \{"encode": "tf_idf"\}\}\}/,
        );
        t.match(
          await error(session, training({ x: WORDS }, 'x, y', {}, 'ridge')),
          /^sqml_train: the \d+ columns of 18000 rows take \d+ MB, more than a training has; 'x' has \d+ terms: give max_features, or a larger min_df$/,
        );
        const { score } = await json(
          session,
          training({ x: { ...WORDS, max_features: 50 } }, 'x, y', {}, 'ridge'),
        );
        t.ok(Number.isFinite(score));
      },
    );

    testOn(host, 'what can not be made of words is refused', async (t, session) => {
      await prepare(session);
      for (const [plan, message] of [
        [
          { ...WORDS, max_features: 0 },
          'preprocess.max_features must be a whole number from 1 to 1048576, got 0',
        ],
        [{ ...WORDS, lowercase: 1 }, 'preprocess.lowercase must be true or false, got 1'],
        [
          { ...WORDS, ngram_range: [2, 1] },
          'preprocess.ngram_range must be a whole number from 2 to 16, got 1',
        ],
        [
          { ...WORDS, ngram_range: 2 },
          'preprocess.ngram_range must be two whole numbers, such as [1, 2], got 2',
        ],
        [
          { ...WORDS, min_df: 1.5 },
          'preprocess.min_df must be a whole number of rows from 1 on, or a share of them below 1, got 1.5',
        ],
        [{ ...WORDS, norm: 'max' }, "preprocess.norm must be one of 'l1', 'l2', got \"max\""],
        [
          { ...WORDS, handle_unknown: 'error' },
          "preprocess of 'x' takes words, which min_df, max_df and max_features choose: leave min_frequency, max_categories and handle_unknown out",
        ],
        [
          { ...WORDS, min_df: 0.9 },
          "preprocess of 'x', tf_idf: none of its 243 terms is left; lower min_df or raise max_df",
        ],
        [
          { ...WORDS, min_df: 200, max_df: 0.01 },
          "preprocess of 'x', tf_idf: max_df allows 3 of 300 rows, min_df asks for 200",
        ],
      ] as [object, string][])
        t.equal(await error(session, training({ x: plan })), `sqml_train: ${message}`);
      t.equal(
        await error(session, training({ c: { max_features: 2 } }, 'c, y')),
        "sqml_train: preprocess of 'c': max_features needs encode: 'tf_idf'",
      );
      t.equal(
        await error(session, training({ x: WORDS }, "iif(i % 2, ''!'', ''a ?'') AS x, y")),
        "sqml_train: preprocess of 'x', tf_idf: no text has a word of two or more letters or digits",
      );
    });
  },
  [betterSqlite3, sqliteWasm],
);
