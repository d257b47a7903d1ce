// Categories that share a column, those in an order that was given, those that are refused, and numbers as categories,
// against what scikit-learn's OneHotEncoder keeps (test/reference/rare_categories.py).

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

interface Case {
  min_frequency: number | null;
  max_categories: number | null;
  kept: string[];
  has_rare: boolean;
}

const recorded: { values: string[]; cases: Case[] } = JSON.parse(
  readFileSync(path('test/reference/rare_categories.json'), 'utf8'),
);

async function prepare(session: Session): Promise<void> {
  const rows = recorded.values.map((it, i) => `(${text(it)}, ${(i * 7) % 11}, ${i})`);
  await run(session, 'CREATE TABLE t(x TEXT, n, y)', `INSERT INTO t VALUES ${rows}`);
}

function training(plan: object, columns = 'x, y'): string {
  const options = JSON.stringify({ deploy: 'true', split_strategy: 'sequential', preprocess: plan });
  return `SELECT sqml_train('e', 'regression', 'linear_regression', 'SELECT ${columns} FROM t', 'y', ${text(options)})`;
}

async function encoderOf(session: Session, sql: string) {
  await run(session, sql);
  const bytes = await value(session, 'SELECT data FROM sqml_models ORDER BY id DESC');
  const { format, encoders } = readPipeline(bytes as Uint8Array);
  return { format, ...encoders[0] };
}

eachHost(
  (host) => {
    testOn(host, 'rare categories share a column as in scikit-learn, unseen ones too', async (t, session) => {
      await prepare(session);
      for (const { min_frequency, max_categories, kept, has_rare } of recorded.cases) {
        const plan = {
          ...(min_frequency === null ? {} : { min_frequency }),
          ...(max_categories === null ? {} : { max_categories }),
        };
        const found = await encoderOf(session, training({ x: plan }));
        t.deepEqual([found.categories, found.hasRare], [kept, has_rare], JSON.stringify(plan));
        t.equal(found.format, has_rare ? 2 : 1, 'the format');
        const rare = recorded.values.find((it) => !kept.includes(it));
        if (rare === undefined) continue;
        const same = `SELECT sqml_predict('e', ${text(rare)}) = sqml_predict('e', 'never seen')`;
        t.equal(await value(session, same), 1n, `${rare} is as good as unseen`);
      }
      await run(session, training({ x: { max_categories: 3 } }));
      t.equal(
        (await session.rows("SELECT * FROM sqml_explain('e', 't')")).length,
        recorded.values.length,
        'and rows of rare ones are explained',
      );
      const found = await encoderOf(
        session,
        training({ max_categories: 3, impute: 'mean' }, "nullif(x, ''d'') AS x, y"),
      );
      t.deepEqual([found.fill, found.hasRare], [0, true], 'NULL becomes the most frequent category');
    });

    testOn(host, 'an order that is given is the ranks', async (t, session) => {
      await prepare(session);
      const grade = "iif(n < 4, ''low'', iif(n < 8, ''mid'', ''high'')) AS x, n AS y";
      const order = { x: { encode: { ordinal: ['low', 'mid', 'high', 'top'] } } };
      const found = await encoderOf(session, training(order, grade));
      t.deepEqual(
        [found.kind, found.categories, found.format],
        ['ordinal', ['low', 'mid', 'high', 'top'], 2],
      );
      const ranks = await json(
        session,
        `SELECT sqml_predict_batch('e', '[["low"], ["mid"], ["high"], ["top"], ["?"]]')`,
      );
      const step = ranks[1] - ranks[0];
      for (const [i, rank] of [0, 1, 2, 3, -1].entries())
        t.ok(Math.abs(ranks[i] - (ranks[0] + rank * step)) < 1e-9, `rank ${rank}`);
      const copy = await value(session, "SELECT sqml_export_model('e')");
      t.ok(copy instanceof Uint8Array);
      await run(session, "SELECT sqml_import_model('copy', sqml_export_model('e'))");
      t.equal(
        await value(session, "SELECT sqml_predict('copy', 'high') = sqml_predict('e', 'high')"),
        1n,
        'and travels',
      );
    });

    testOn(host, 'an unseen category is refused when asked', async (t, session) => {
      await prepare(session);
      await run(
        session,
        training({ x: { handle_unknown: 'error' } }, "substr(''abc'', n % 3 + 1, 1) AS x, y"),
      );
      t.equal(
        await error(session, "SELECT sqml_predict('e', 'd')"),
        "sqml_predict: feature 'x' must be one of 'a', 'b', 'c', got 'd'",
      );
      t.match(
        await error(session, "SELECT * FROM sqml_predictions('e', 'SELECT ''d'' AS x')"),
        /feature 'x' must be one of 'a', 'b', 'c', got 'd'/,
      );
      const told =
        "sqml_predictions('e', 'SELECT ''c'' AS x UNION ALL SELECT ''d''', '{\"problems\": true}')";
      t.deepEqual(await session.rows(`SELECT typeof(prediction) AS type, problem FROM ${told}`), [
        { type: 'real', problem: null },
        { type: 'null', problem: "feature 'x' must be one of 'a', 'b', 'c', got 'd'" },
      ]);
      t.equal(await value(session, "SELECT typeof(sqml_predict('e', 'c'))"), 'real');
    });

    testOn(host, 'one_hot of numbers makes categories when a column is named', async (t, session) => {
      await prepare(session);
      const found = await encoderOf(session, training({ n: { encode: 'one_hot' } }, 'n, y'));
      t.deepEqual([found.kind, found.categories.length, found.format], ['one_hot', 11, 2]);
      t.equal(await value(session, "SELECT sqml_predict('e', '[3]') = sqml_predict('e', '[\"3\"]')"), 1n);
      t.equal(
        await value(
          session,
          "SELECT count(*) FROM sqml_predictions('e', 'SELECT rowid AS id, n FROM t', '{\"key\": \"id\"}') p JOIN t ON t.rowid = p.key WHERE p.prediction = sqml_predict('e', '[' || n || ']')",
        ),
        BigInt(recorded.values.length),
      );
      t.equal(
        (await encoderOf(session, training({ encode: 'one_hot' }, 'n, y'))).kind,
        'number',
        'not when it is said of all',
      );
    });
  },
  [betterSqlite3, sqliteWasm],
);
