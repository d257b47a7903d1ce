// encode: hash, against what a ridge regression on scikit-learn's FeatureHasher predicts (test/reference/hashed.py).

import { readFileSync } from 'node:fs';
import { isNear } from './experiments.ts';
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

interface Case {
  n_features: number;
  alternate_sign: boolean;
  predictions: number[];
}

const recorded: { values: string[]; y: number[]; cases: Case[] } = JSON.parse(
  readFileSync(path('test/reference/hashed.json'), 'utf8'),
);

/** One least-squares problem by other operations. */
const SAME_OPTIMUM = 1e-8;

async function prepare(session: Session): Promise<void> {
  const rows = recorded.values.map((it, i) => `(${text(it)}, ${recorded.y[i]}, ${i % 3}, ${i})`);
  await run(session, 'CREATE TABLE t(x TEXT, y REAL, n, i)', `INSERT INTO t VALUES ${rows}`);
}

function training(plan: object, columns = 'x, y', more: object = {}, algorithm = 'ridge'): string {
  const given = { deploy: 'true', split_strategy: 'sequential', preprocess: plan, ...more };
  return `SELECT sqml_train('e', 'regression', '${algorithm}', 'SELECT ${columns} FROM t', 'y', ${text(JSON.stringify(given))})`;
}

eachHost(
  (host) => {
    testOn(host, "hashed texts have FeatureHasher's columns and signs", async (t, session) => {
      await prepare(session);
      for (const { n_features, alternate_sign, predictions } of recorded.cases) {
        const plan = { encode: 'hash', n_features, alternate_sign, scale: 'none' };
        await run(session, training(plan));
        const rows = await session.rows(
          "SELECT t.i, p.prediction, sqml_predict('e', json_array(t.x)) AS one FROM sqml_predictions('e', 'SELECT i, x FROM t', '{\"key\": \"i\"}') p JOIN t ON t.i = p.key",
        );
        const off = rows.filter(
          ({ i, prediction, one }) =>
            !isNear(prediction, predictions[Number(i)], SAME_OPTIMUM) ||
            !isNear(one, predictions[Number(i)], SAME_OPTIMUM),
        );
        t.deepEqual(off, [], `${n_features} columns, ${alternate_sign ? 'signs' : 'no signs'}`);
        t.equal(rows.length, predictions.length);
      }
    });

    testOn(
      host,
      'a hashed column is stored, travels, and knows NULL, numbers and new texts',
      async (t, session) => {
        await prepare(session);
        await run(
          session,
          training(
            { x: { encode: 'hash', n_features: 16, impute: 'indicator' } },
            "NULLIF(x, ''a'') AS x, y",
          ),
        );
        const bytes = await value(session, 'SELECT data FROM sqml_models ORDER BY id DESC');
        const { format, encoders } = readPipeline(bytes as Uint8Array);
        t.deepEqual(
          [format, encoders[0].kind, encoders[0].hasIndicator, encoders[0].fill],
          [2, 'hash', true, 0],
        );
        t.equal(await value(session, "SELECT count(*) FROM sqml_weights('e')"), 18n, 'a weight a column');
        await run(session, "SELECT sqml_import_model('copy', sqml_export_model('e'))");
        t.equal(
          await value(
            session,
            "SELECT count(*) FROM t WHERE sqml_predict('copy', json_array(x)) = sqml_predict('e', json_array(x))",
          ),
          160n,
        );
        t.equal(await value(session, "SELECT typeof(sqml_predict('e', '[null]'))"), 'real');
        t.equal(await value(session, "SELECT typeof(sqml_predict('e', '[\"never seen\"]'))"), 'real');
        t.equal(await value(session, "SELECT unseen FROM sqml_drift('e', 'SELECT ''never seen'' AS x')"), 0);
        t.match(
          await error(session, "SELECT * FROM sqml_partial_dependence('e', 'x', 't')"),
          /feature 'x' is hashed, and the model knows none of its texts/,
        );
        await run(session, training({ n: { encode: 'hash', n_features: 4 } }, 'n, y'));
        t.equal(
          await value(session, "SELECT sqml_predict('e', '[2]') = sqml_predict('e', '[\"2\"]')"),
          1n,
          'numbers are texts, by name',
        );
      },
    );

    testOn(
      host,
      'hashed and one-hot columns stand beside each other, in folds and trees too',
      async (t, session) => {
        await prepare(session);
        const plan = { x: { encode: 'hash', n_features: 8 }, n: { encode: 'one_hot' } };
        for (const algorithm of ['linear_svr', 'ridge', 'decision_tree', 'hist_gradient_boosting']) {
          const { cv } = await json(session, training(plan, 'x, n, i, y', { cv: 3 }, algorithm));
          t.ok(Number.isFinite(cv.mean), algorithm);
        }
      },
    );

    testOn(host, 'more texts than one-hot could take train when they are hashed', async (t, session) => {
      await run(
        session,
        `CREATE TABLE t AS WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 10500) SELECT 'user ' || i AS x, i % 7 AS y FROM i`,
      );
      t.match(
        await error(session, training({})),
        /'x' has more than 10000 distinct texts; hash its texts to some columns, make columns of its words \(tf_idf\), or leave it out \(exclude\): .*\{"preprocess": \{"x": \{"encode": "hash"\}\}\}/,
      );
      const { score } = await json(session, training({ x: { encode: 'hash' } }));
      t.ok(Number.isFinite(score));
      t.match(
        await error(session, training({ x: { encode: 'hash', n_features: 65536 } })),
        /^sqml_train: the 65536 columns of 7875 rows take 4129 MB, more than a training has; 'x' is hashed to 65536: lower its n_features$/,
      );
    });

    testOn(host, 'what can not be hashed so is refused', async (t, session) => {
      await prepare(session);
      for (const [plan, message] of [
        [
          { encode: 'hash', n_features: 0 },
          'preprocess.n_features must be a whole number from 1 to 65536, got 0',
        ],
        [{ encode: 'hash', alternate_sign: 1 }, 'preprocess.alternate_sign must be true or false, got 1'],
        [{ n_features: 4 }, "preprocess of 'x': n_features and alternate_sign need encode: 'hash'"],
        [
          { encode: 'hash', handle_unknown: 'error' },
          "preprocess of 'x' hashes its texts, which knows no rare and no unseen ones: leave min_frequency, max_categories and handle_unknown out",
        ],
      ] as [object, string][])
        t.equal(await error(session, training({ x: plan })), `sqml_train: ${message}`);
    });
  },
  [betterSqlite3, sqliteWasm],
);
