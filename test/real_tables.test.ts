// Tables with TEXT and NULL: what training makes of them, against scikit-learn (test/reference/real_tables.py),
// and what a prediction takes.

import { readFileSync } from 'node:fs';
import test from 'tape';
import {
  betterSqlite3,
  eachHost,
  error,
  fastest,
  json,
  path,
  quoted,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  type Value,
  value,
} from './host/index.ts';
import { type LinearModel, readPipeline } from './model_bytes.ts';

/** Logistic coefficients and probabilities: the recorded optimum has a gradient of at most 3e-7, ours less. */
const OPTIMUM = 2e-6;
/** Least squares by other operations, on columns that depend on each other. */
const LEAST_SQUARES = 1e-9;

interface Case {
  title: string;
  table: 'penguins' | 'mixed';
  target: string;
  type: 'classification' | 'regression';
  options: object;
  skipped: number;
  columns: number;
  score: number;
  /** A row of weights a score, in the order of the columns. */
  coef: number[][];
  /** Rows, counted among those whose target is not NULL, and what the model answers. */
  shown: number[];
  answers: number[] | number[][];
}

const recorded = JSON.parse(readFileSync(path('test/reference/real_tables.json'), 'utf8'));
const cases: Case[] = recorded.pipelines;
const MIXED = ['town', 'size', 'rooms', 'flag', 'seven', 'grade', 'price'];
const TABLES = { penguins: 'dataset_penguins', mixed: 'mixed' };
const ALGORITHMS = { classification: 'logistic_regression', regression: 'linear_regression' };

async function prepare(session: Session): Promise<void> {
  const literal = (cell: Value) => (typeof cell === 'string' ? text(cell) : String(cell ?? 'NULL'));
  const rows = recorded.table.map((row: Value[]) => `(${row.map(literal)})`);
  await run(
    session,
    "SELECT sqml_load_dataset('penguins')",
    `CREATE TABLE mixed (${MIXED})`,
    `INSERT INTO mixed VALUES ${rows}`,
  );
}

function training(table: string, type: keyof typeof ALGORITHMS, target: string, options: object): string {
  const names = ['e', type, ALGORITHMS[type], table, target, JSON.stringify(options)];
  return `SELECT sqml_train(${names.map(text)})`;
}

/** The largest distance between two lists, relative to the norm of the second. */
function apart(actual: number[], expected: number[]): number {
  const largest = Math.max(...expected.map((want, i) => Math.abs(actual[i] - want)));
  return actual.length === expected.length ? largest / Math.max(1, Math.hypot(...expected)) : Infinity;
}

const opened = fastest.open();

for (const it of cases) {
  test(`${it.title}: coefficients, answers and score are scikit-learn's`, async (t) => {
    const session = await opened;
    await run(session, 'DROP TABLE IF EXISTS mixed');
    await prepare(session);
    const table = TABLES[it.table];
    await run(session, "SELECT sqml_drop_experiment('e') ").catch(() => {});
    const trained = await json(session, training(table, it.type, it.target, it.options));
    t.equal(trained.rows_skipped ?? 0, it.skipped, 'rows without a target');
    const bytes = (await value(session, 'SELECT data FROM sqml_models ORDER BY id DESC')) as Uint8Array;
    const pipeline = readPipeline(bytes);
    const { W } = pipeline.model as LinearModel;
    t.equal(pipeline.mean.length, it.columns, 'the columns');
    const most = it.type === 'regression' ? LEAST_SQUARES : OPTIMUM;
    const off = apart(
      W.flatMap((w) => Array.from(w)),
      it.coef.flat(),
    );
    t.ok(off <= most, `coefficients are apart by ${off.toExponential(1)}`);
    if (it.type === 'classification') t.equal(trained.score, it.score, 'the score');
    else t.ok(Math.abs(trained.score - it.score) <= most, 'the score');

    const object = pipeline.features.map((name) => `${text(name)}, ${quoted(name)}`).join(', ');
    const ask = it.type === 'regression' ? 'sqml_predict' : 'sqml_predict_proba';
    const rows = await session.rows(
      `SELECT ${ask}('e', json_object(${object})) AS answer FROM ${table} WHERE ${it.target} IS NOT NULL`,
    );
    const answers = it.shown.flatMap((row) => {
      const { answer } = rows[row];
      return typeof answer === 'string'
        ? (Object.values(JSON.parse(answer)) as number[])
        : [answer as number];
    });
    const wrong = apart(answers, it.answers.flat());
    t.ok(wrong <= most, `answers for ${it.shown.length} rows are apart by ${wrong.toExponential(1)}`);
  });
}

test.onFinish(async () => (await opened).close());

const MEANS = { preprocess: { impute: 'mean' } };
const PENGUIN = "'Biscoe', 46.1, 13.2, 211, 4500, 'female', 2007";

eachHost(
  (host) => {
    testOn(host, 'the encoders that a model keeps say what the training part held', async (t, session) => {
      await prepare(session);
      const options = {
        preprocess: { '*': { impute: 'indicator' }, town: { encode: 'ordinal', impute: null } },
      };
      await run(session, training('mixed', 'regression', 'price', options));
      const bytes = (await value(session, 'SELECT data FROM sqml_models')) as Uint8Array;
      const { encoders } = readPipeline(bytes);
      const kinds = encoders.map(({ name, kind, hasIndicator }) => [name, kind, hasIndicator]);
      t.deepEqual(kinds, [
        ['town', 'ordinal', false],
        ['size', 'number', true],
        ['rooms', 'number', true],
        ['flag', 'number', true],
        ['seven', 'number', true],
        ['grade', 'one_hot', true],
      ]);
      const [town, , , , seven, grade] = encoders;
      t.deepEqual(
        town.categories,
        ['', 'Aachen', 'Zürich', 'aachen', 'Ärzen', '表', '🙂'],
        'categories are sorted by their bytes; that of the test part alone is not among them',
      );
      t.deepEqual([town.fill, seven.fill, grade.fill], [null, 7, -1], 'what stands for NULL');
    });

    testOn(host, 'a constant text can stand for NULL in every column of TEXT', async (t, session) => {
      await prepare(session);
      const table = 'SELECT town, grade, price FROM mixed';
      const preprocess = { impute: { constant: 'none' }, town: { impute: null } };
      await run(session, training(table, 'regression', 'price', { preprocess }));
      const bytes = (await value(session, 'SELECT data FROM sqml_models')) as Uint8Array;
      const [town, grade] = readPipeline(bytes).encoders;
      t.deepEqual([town.fill, grade.fill, grade.categories], [null, 3, ['a', 'b', 'c', 'none']]);
    });

    testOn(host, 'what is harmless is a warning', async (t, session) => {
      await prepare(session);
      const table = 'SELECT *, CAST(rooms AS TEXT) AS digits FROM mixed';
      const { warnings } = await json(
        session,
        training(table, 'regression', 'price', { preprocess: { impute: 'median' } }),
      );
      t.deepEqual(warnings, ["feature 'seven' is constant in the training part"]);
    });

    testOn(host, 'an object, an array and plain values of one row agree', async (t, session) => {
      await prepare(session);
      await run(session, training('dataset_penguins', 'classification', 'species', MEANS));
      t.equal(await value(session, `SELECT sqml_predict('e', ${PENGUIN})`), 'Gentoo');
      const features = await session.rows("SELECT name FROM pragma_table_info('dataset_penguins') LIMIT 7");
      const names = features.map(({ name }) => name as string);
      for (const ask of ['sqml_predict', 'sqml_predict_proba', 'sqml_decision_function']) {
        const plain = `${ask}('e', ${names})`;
        const array = `${ask}('e', json_array(${names}))`;
        const object = `${ask}('e', json_object(${names.map((name) => `'${name}', ${name}`)}))`;
        const id = `${ask}((SELECT max(id) FROM sqml_models), ${names})`;
        const [{ rows, differ }] = await session.rows(
          `SELECT count(*) AS rows, sum(${plain} IS NOT ${array} OR ${plain} IS NOT ${object} OR ${plain} IS NOT ${id}) AS differ
           FROM dataset_penguins`,
        );
        t.deepEqual([rows, differ], [344n, 0n], `${ask}, in all rows, also by the model's id`);
      }
      const said = `SELECT sqml_predict_batch('e', json_array(json_array(${PENGUIN}), json_array('Dream', 39, 18, NULL, NULL, NULL, 2008)))`;
      t.deepEqual(await json(session, said), ['Gentoo', 'Adelie'], 'and a batch');
    });

    testOn(host, 'an unseen category is no error; NULL is the imputed value', async (t, session) => {
      await prepare(session);
      await run(session, training('dataset_penguins', 'classification', 'species', MEANS));
      const p = (island: string, sex: string) =>
        json(session, `SELECT sqml_predict_proba('e', ${island}, 46.1, 13.2, 211, 4500, ${sex}, 2007)`);
      const [seen, unseen, empty, other] = [
        await p("'Biscoe'", "'male'"),
        await p("'Atlantis'", "'male'"),
        await p("''", "'male'"),
        await p("'biscoe'", "'male'"),
      ];
      t.notDeepEqual(unseen, seen);
      t.deepEqual(other, unseen, 'all that is unseen is alike; letter case counts');
      t.deepEqual(empty, await p('NULL', "'male'"), 'and blank text is missing');
      const most = await value(
        session,
        'SELECT sex FROM dataset_penguins GROUP BY sex ORDER BY count(*) DESC LIMIT 1',
      );
      t.equal(most, 'male');
      const nothing = await p("'Biscoe'", 'NULL');
      t.ok(
        [seen, await p("'Biscoe'", "'female'")].some((it) => JSON.stringify(it) === JSON.stringify(nothing)),
      );
      const total = Object.values(unseen as Record<string, number>).reduce((sum, each) => sum + each, 0);
      t.ok(Math.abs(total - 1) < 1e-12, 'probabilities add up to 1');
    });

    testOn(host, 'texts that are no UTF-8 make a model that can be read', async (t, session) => {
      const x = "iif(n > 20, CAST(x'ff41' AS TEXT), iif(n > 10, CAST(x'c0' AS TEXT), 'plain'))";
      const query = `WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 40) SELECT ${x} AS x, n AS y, n > 20 AS target FROM i`;
      const args = ['no UTF-8', 'classification', 'logistic_regression', query, 'target'];
      await value(session, `SELECT sqml_train(${args.map(text).join(', ')})`);
      const answered = `SELECT count(prediction) FROM sqml_predictions('no UTF-8', ${text(query)})`;
      t.equal(Number(await value(session, answered)), 40, 'all rows are answered');
    });

    testOn(host, 'values that a model does not take are refused by name', async (t, session) => {
      await prepare(session);
      const some = { features: ['sex', 'year', 'body_mass_g'], preprocess: { sex: { impute: 'indicator' } } };
      const dataset = 'SELECT * FROM dataset_penguins WHERE body_mass_g IS NOT NULL';
      await run(session, training(dataset, 'classification', 'species', some));
      const refused: [string, string][] = [
        ['1, 2008, 4000', "feature 'sex' must be TEXT, got INTEGER 1"],
        ["'male', 'MMVIII', 4000", "feature 'year' must be a finite number, got 'MMVIII'"],
        ["'male', 9e999, 4000", "feature 'year' must be a finite number, got REAL Infinity"],
        ["x'00', 2008, 4000", "feature 'sex' must be TEXT, got a BLOB of 1 byte"],
        [
          "'male', NULL, 4000",
          "feature 'year' must be a number, got NULL; training with preprocess.impute says what stands for it",
        ],
        [`'["male", "x", 4000]'`, `feature 'year' must be a finite number, got "x"`],
        [`'[true, 2008, 4000]'`, "feature 'sex' must be TEXT, got true"],
        [`'{"sex": null, "year": 2008}'`, "missing feature 'body_mass_g'"],
      ];
      for (const [features, message] of refused) {
        const sql = `SELECT sqml_predict('e', ${features})`;
        t.equal(await error(session, sql), `sqml_predict: features: ${message}`, features);
      }
      t.equal(
        await error(session, "SELECT sqml_predict('e', 'male', 2008)"),
        'sqml_predict: expected 3 values, one for each training column in order, or one JSON text; got 2 values',
      );
      t.equal(await value(session, "SELECT typeof(sqml_predict('e', NULL, 2008, 4000))"), 'text');
    });

    testOn(host, 'ordinal takes many categories, and none takes free text', async (t, session) => {
      await run(
        session,
        `CREATE TABLE odd AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 300)
         SELECT 'name ' || x AS name, x > 150 AS label FROM i`,
      );
      const ordinal = { features: ['name'], preprocess: { encode: 'ordinal' } };
      t.equal((await json(session, training('odd', 'classification', 'label', ordinal))).deployed, true);
    });

    testOn(host, 'options that are wrong are refused by name', async (t, session) => {
      await prepare(session);
      const refused: [object, string][] = [
        [
          { preprocess: { impute: 'avg' } },
          `preprocess.impute must be one of 'mean', 'median', 'most_frequent', 'indicator', got "avg"`,
        ],
        [
          { preprocess: { encode: 'hashing' } },
          `preprocess.encode must be one of 'one_hot', 'ordinal', 'date_parts', 'hash', 'tf_idf', got "hashing"`,
        ],
        [
          { preprocess: { scale: 'log' } },
          `preprocess.scale must be one of 'standard', 'min_max', 'max_abs', 'robust', 'none', got "log"`,
        ],
        [
          { preprocess: { scaling: 'none' } },
          "unknown preprocess key 'scaling'; there are: impute, encode, scale, min_frequency, max_categories, handle_unknown, n_features, alternate_sign, lowercase, ngram_range, min_df, max_df, max_features, sublinear_tf, use_idf, smooth_idf, norm, and columns with an object",
        ],
        [
          { preprocess: { towns: { impute: 'mean' } } },
          "preprocess names 'towns', which is no feature; did you mean 'town'? there are: town, size, rooms, flag, seven, grade",
        ],
        [
          { preprocess: { impute: 'mean', size: { impute: { constant: 'x' } } } },
          "preprocess.impute of 'size' must be a number, got 'x'",
        ],
        [
          { preprocess: { impute: 'mean', grade: { impute: 3 } } },
          `preprocess.impute of 'grade', which is TEXT, must be {"constant": text}, got a number`,
        ],
        [
          { features: ['nowhere'] },
          "unknown column of features 'nowhere'; the dataset has: town, size, rooms, flag, seven, grade, price",
        ],
        [
          { preprocess: { grade: { impute: { constant: 3 } } } },
          'preprocess.impute must be {"constant": text}, got 3',
        ],
        [
          { preprocess: { impute: 'mean', grade: { impute: 'median' } } },
          `preprocess.impute of 'grade', which is TEXT, must be 'most_frequent', 'indicator' or {"constant": text}, got 'median'`,
        ],
        [
          { preprocess: { impute: 'mean', grade: { encode: { ordinal: ['a', 'b'] } } } },
          "preprocess.encode of 'grade' gives the order of 2 categories, and 'c' is none of them",
        ],
        [
          { preprocess: { encode: { ordinal: 'a' } } },
          `preprocess.encode must be {"ordinal": ["low", "mid", "high"]} to give an order, got {"ordinal":"a"}`,
        ],
        [{ preprocess: { encode: { ordinal: ['a', 'a'] } } }, "preprocess.encode names 'a' twice"],
        [
          { preprocess: { impute: 'indicator', grade: { max_categories: 2, handle_unknown: 'error' } } },
          "preprocess of 'grade' can't refuse unseen categories (handle_unknown) and give them the column of the rare ones (min_frequency, max_categories)",
        ],
        [
          { preprocess: { max_categories: 1.5 } },
          'preprocess.max_categories must be a whole number of at least 1, got 1.5',
        ],
        [
          { preprocess: { min_frequency: 0 } },
          'preprocess.min_frequency must be a number greater than 0, got 0',
        ],
        [
          { preprocess: { handle_unknown: 'warn' } },
          `preprocess.handle_unknown must be one of 'ignore', 'error', got "warn"`,
        ],
        [{ preprocess: { grade: { impute: {} } } }, 'preprocess.impute must be {"constant": text}, got {}'],
        [{ features: ['price'] }, "options.features names the target 'price'"],
        [{ exclude: MIXED.slice(0, -1) }, "no feature columns are left beside the target 'price'"],
        [{ features: 'town' }, 'features must be a list of names such as ["a", "b"], got "town"'],
      ];
      for (const [options, message] of refused) {
        const sql = training('mixed', 'regression', 'price', options);
        t.equal(await error(session, sql), `sqml_train: ${message}`, JSON.stringify(options));
      }
    });

    testOn(host, 'options.features and options.exclude choose columns', async (t, session) => {
      await prepare(session);
      const features = async (options: object) => {
        await run(session, training('mixed', 'regression', 'price', options));
        const bytes = await value(session, 'SELECT data FROM sqml_models ORDER BY id DESC');
        return readPipeline(bytes as Uint8Array).features;
      };
      t.deepEqual(await features({ features: ['rooms', 'TOWN'] }), ['rooms', 'town'], 'in the order given');
      t.deepEqual(await features({ exclude: ['size', 'grade'] }), ['town', 'rooms', 'flag', 'seven']);
      t.deepEqual(await features({ features: ['rooms', 'town'], exclude: ['town'] }), ['rooms']);
    });

    testOn(host, 'rows whose target is NULL can be filled in afterwards', async (t, session) => {
      await prepare(session);
      const trained = await json(session, training('dataset_penguins', 'classification', 'sex', MEANS));
      t.equal(trained.rows_skipped, 11);
      t.equal(await value(session, 'SELECT rows_skipped FROM sqml_runs'), 11n);
      t.equal(await value(session, 'SELECT row_count FROM sqml_runs'), 333n);
      await run(
        session,
        `UPDATE dataset_penguins SET sex = sqml_predict('e', island, bill_length_mm, bill_depth_mm, flipper_length_mm,
          body_mass_g, year, species) WHERE sex IS NULL`,
      );
      t.equal(
        await value(session, "SELECT count(*) FROM dataset_penguins WHERE sex IN ('male', 'female')"),
        344n,
      );
    });
  },
  [betterSqlite3, sqliteWasm],
);
