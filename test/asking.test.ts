// What can be asked of a model: weights, importance, probabilities, predictions as rows; and of a table.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { from, isNear, pairs, train } from './experiments.ts';
import {
  betterSqlite3,
  cli,
  eachHost,
  error,
  fastest,
  json,
  path,
  python,
  run,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';

/** Means and deviations of the same few scores. */
const ROUNDING = 1e-14;
/** Probabilities, weights and scores of one model, by other operations. */
const SAME_MODEL = 1e-9;

const recorded = JSON.parse(readFileSync(path('test/reference/real_tables.json'), 'utf8'));
const opened = fastest.open();
test.onFinish(async () => (await opened).close());

// ---- Why ----

test("weights reproduce the scores, in the table's own units", async (t) => {
  const session = await opened;
  for (const algorithm of ['logistic_regression', 'linear_svc']) {
    const { experiment_name } = await train(session, 'breast_cancer', algorithm);
    const weights = pairs(
      await session.rows(`SELECT feature, weight ${from('sqml_weights', experiment_name)}`),
    );
    const names = Object.keys(weights).filter((name) => name !== '(intercept)');
    t.equal(names.length, 30);
    const rows = await session.rows(
      `SELECT *, sqml_decision_function(${text(experiment_name)}, ${names.map((name) => `"${name}"`)}) AS score
       FROM dataset_breast_cancer WHERE rowid % 50 = 0`,
    );
    for (const row of rows) {
      const own = names.reduce(
        (sum, name) => sum + weights[name] * (row[name] as number),
        weights['(intercept)'],
      );
      t.ok(isNear(row.score, own, SAME_MODEL), `${algorithm}: ${row.score}`);
    }
  }
});

test('weights name the columns of encoded features and the pairs of an svc', async (t) => {
  const session = await opened;
  const preprocess = { '*': { impute: 'indicator' }, island: { impute: null }, year: { impute: null } };
  const options = { preprocess, features: ['island', 'body_mass_g', 'sex', 'year'] };
  const { experiment_name } = await train(session, 'penguins', 'logistic_regression', options);
  const features = await session.rows(
    `SELECT feature ${from('sqml_weights', experiment_name)} WHERE class = 'Adelie'`,
  );
  t.deepEqual(
    features.map(({ feature }) => feature),
    [
      'island=Biscoe',
      'island=Dream',
      'island=Torgersen',
      'body_mass_g',
      'body_mass_g is NULL',
      'sex=female',
      'sex=male',
      'sex is NULL',
      'year',
      '(intercept)',
    ],
  );
  const linear = await train(session, 'penguins', 'svc', { kernel: 'linear', features: ['island'] });
  t.deepEqual(
    (await session.rows(`SELECT DISTINCT class ${from('sqml_weights', linear.experiment_name)}`)).map(
      (row) => row.class,
    ),
    ['Adelie / Chinstrap', 'Adelie / Gentoo', 'Chinstrap / Gentoo'],
  );
  const curved = await train(session, 'penguins', 'svc', { features: ['island'] });
  t.equal(
    await error(session, `SELECT * ${from('sqml_weights', curved.experiment_name)}`),
    "sqml_weights: 'svc' with these options has no weights: it is not linear; sqml_feature_importance works for every model",
  );
});

test('an unused feature has the importance 0, a decisive one the most', async (t) => {
  const session = await opened;
  const query = `SELECT abs(random()) % 1000 AS noise, 7 AS seven, "petal length (cm)" AS decisive, target FROM dataset_iris`;
  await run(session, "SELECT sqml_load_dataset('iris')", `CREATE TEMP TABLE judged AS ${query}`);
  for (const algorithm of ['logistic_regression', 'svc']) {
    const { experiment_name } = await train(session, 'iris', algorithm, {}, 'judged');
    const sql = `SELECT feature, importance, deviation ${from('sqml_feature_importance', experiment_name)}`;
    const rows = await session.rows(sql);
    const importance = pairs(rows);
    t.deepEqual(Object.keys(importance), ['noise', 'seven', 'decisive'], 'in the order of the columns');
    t.deepEqual([rows[1].importance, rows[1].deviation], [0, 0], 'a constant has none');
    t.ok(importance.decisive > 0.4 && importance.decisive > 4 * Math.abs(importance.noise));
    t.deepEqual(await session.rows(sql), rows, 'asked again it is the same');
    const more = `SELECT feature, importance ${from('sqml_feature_importance', experiment_name, ", 'judged', NULL, 1")}`;
    t.equal((await session.rows(more)).length, 3, 'on a dataset, with one repeat');
  }
});

test('sqml_feature_info says what NumPy says', async (t) => {
  const session = await opened;
  await run(session, "SELECT sqml_load_dataset('penguins')");
  const rows = await session.rows("SELECT * FROM sqml_feature_info('dataset_penguins')");
  t.deepEqual(
    rows.map(({ feature }) => feature),
    Object.keys(recorded.describe),
  );
  for (const row of rows) {
    const theirs: Record<string, number> = recorded.describe[row.feature as string];
    t.equal(row.type, 'mean' in theirs ? 'number' : 'text', `${row.feature}`);
    for (const [name, expected] of Object.entries(theirs)) {
      t.ok(
        isNear(Number(row[name]), expected, ROUNDING),
        `${row.feature}: ${name} ${row[name]}, theirs ${expected}`,
      );
    }
    if (!('mean' in theirs)) t.deepEqual([row.min, row.mean, row.median], [null, null, null]);
  }
  const odd = "SELECT * FROM sqml_feature_info('SELECT 1 AS a, NULL AS b UNION ALL SELECT ''x'', NULL')";
  t.deepEqual(
    (await session.rows(odd)).map(({ type, missing }) => [type, missing]),
    [
      ['mixed', 0n],
      ['empty', 2n],
    ],
  );
});

test('sqml_algorithms has the options that training takes, with their defaults', async (t) => {
  const session = await opened;
  const rows = await session.rows('SELECT * FROM sqml_algorithms()');
  const given = new Map<string, Record<string, unknown>>();
  for (const { prediction_type, algorithm, option, type, default_value } of rows) {
    const options = given.get(`${prediction_type} ${algorithm}`) ?? {};
    // JavaScript has one number for a count, 1, and a share, 1.0; the default stands for itself.
    if (option === 'max_features' && default_value === 1) continue;
    const isFlag = type === 'boolean';
    const plain = typeof default_value === 'bigint' ? Number(default_value) : default_value;
    const isList = type === 'array' && plain !== null;
    if (option !== null)
      options[option as string] = isFlag ? plain === 'true' : isList ? JSON.parse(plain as string) : plain;
    given.set(`${prediction_type} ${algorithm}`, options);
  }
  t.ok(given.size >= 29, `${given.size} algorithms`);
  for (const [name, options] of given) {
    const [type, algorithm] = name.split(' ');
    const dataset = type === 'regression' ? 'diabetes' : 'iris';
    await train(session, dataset, algorithm);
    await train(session, dataset, algorithm, options);
    const digests = await session.rows('SELECT digest FROM sqml_models ORDER BY id DESC LIMIT 2');
    t.equal(digests[0].digest, digests[1].digest, `${name}: ${JSON.stringify(options)}`);
  }
});

test('sqml_training_info follows the objective down', async (t) => {
  const session = await opened;
  for (const algorithm of ['logistic_regression', 'linear_svc']) {
    await train(session, 'wine', algorithm);
    const rows = await session.rows('SELECT * FROM sqml_training_info((SELECT max(id) FROM sqml_runs))');
    t.ok(rows.length > 1, `${algorithm}: ${rows.length} iterations`);
    const rises = rows.filter((row, i) => {
      const before = rows[i - 1];
      const isNext = before !== undefined && before.machine === row.machine;
      return isNext && (row.objective as number) > (before.objective as number) * (1 + ROUNDING);
    });
    t.equal(rises.length, 0, 'it never rises');
  }
});

// ---- Probabilities ----

test('probabilities add up to 1, and agree with predictions and scores', async (t) => {
  const session = await opened;
  const { experiment_name: name } = await train(session, 'penguins', 'logistic_regression', {
    preprocess: { impute: 'mean' },
  });
  const rows = await session.rows(
    `SELECT prediction, probabilities FROM sqml_predictions(${text(name)}, 'dataset_penguins', 1)`,
  );
  t.equal(rows.length, 344);
  const wrong = rows.filter(({ prediction, probabilities }) => {
    const of = JSON.parse(probabilities as string) as Record<string, number>;
    const [likeliest] = Object.entries(of).sort(([, a], [, b]) => b - a)[0];
    const total = Object.values(of).reduce((sum, each) => sum + each, 0);
    return likeliest !== prediction || !isNear(total, 1, SAME_MODEL);
  });
  t.equal(wrong.length, 0);
});

test('svc has probabilities when it was trained with probability, and says so otherwise', async (t) => {
  const session = await opened;
  const { experiment_name: without } = await train(session, 'iris', 'svc');
  const ask = (name: string) => `SELECT sqml_predict_proba(${text(name)}, 5.1, 3.5, 1.4, 0.2)`;
  t.match(await error(session, ask(without)), /^sqml_predict_proba: .*"?probability"?: true/);
  const { experiment_name: given } = await train(session, 'iris', 'svc', { probability: true });
  const p = await json(session, ask(given));
  t.ok(p['0.0'] > 0.9 && Object.keys(p).length === 3, JSON.stringify(p));
  const again = await train(session, 'iris', 'svc', { probability: true });
  t.deepEqual(await json(session, ask(again.experiment_name)), p, 'the same from the same random_state');
  const { experiment_name: regression } = await train(session, 'diabetes', 'svr');
  t.match(await error(session, ask(regression)), /^sqml_predict_proba: /);
  t.equal(
    await error(session, ask(regression).replace('predict_proba', 'decision_function')),
    'sqml_decision_function: a regression has no decision function; sqml_predict gives its value',
  );
});

// ---- Rows in SQL ----

eachHost(
  (host) => {
    testOn(host, 'what gives rows joins, filters and orders like a table', async (t, session) => {
      await run(
        session,
        "SELECT sqml_load_dataset('penguins')",
        `SELECT sqml_train('p', 'classification', 'linear_svc', 'dataset_penguins', 'species', '{"preprocess": {"impute": "mean"}}')`,
        'DELETE FROM dataset_penguins WHERE rowid % 2',
      );
      const joined = `SELECT count(*) FROM dataset_penguins d JOIN sqml_predictions('p', 'dataset_penguins') p ON p.key = d.rowid
        WHERE p.prediction = sqml_predict('p', island, bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g, sex, year)`;
      t.equal(await value(session, joined), 172n, 'keys are rowids, predictions those of sqml_predict');
      const query = "sqml_predictions('p', 'SELECT * FROM dataset_penguins WHERE island = ''Dream''')";
      t.equal(await value(session, `SELECT count(key) FROM ${query}`), 0n, 'rows of a query have none');
      await run(session, `CREATE TABLE scored AS SELECT * FROM ${query}`);
      t.ok(((await value(session, 'SELECT count(*) FROM scored')) as bigint) > 50n, 'CREATE TABLE AS');
      const top = await value(
        session,
        "SELECT feature FROM sqml_feature_importance('p', 'dataset_penguins', 'species') ORDER BY importance DESC",
      );
      t.equal(top, 'bill_length_mm');
      t.equal(await value(session, "SELECT count(*) FROM sqml_datasets() WHERE name = 'penguins'"), 1n);
      t.equal(
        await value(session, "SELECT sum(count) FROM sqml_confusion_matrix('p')"),
        86n,
        'the test part is judged as it was',
      );
    });

    testOn(
      host,
      'the key is the rowid of any table, whatever its columns are called, or its primary key',
      async (t, session) => {
        const points = 'WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)';
        await run(
          session,
          `SELECT sqml_train('e', 'regression', 'linear_regression', '${points} SELECT x, 2 * x AS y FROM i', 'y')`,
          "ATTACH ':memory:' AS other",
          `CREATE TABLE kept AS ${points} SELECT x FROM i`,
          `CREATE TEMP TABLE temporary AS ${points} SELECT x FROM i`,
          `CREATE TABLE other.far AS ${points} SELECT x FROM i`,
          `CREATE TABLE named AS ${points} SELECT x, 'text' AS rowid, NULL AS oid FROM i`,
          'CREATE TABLE keyed (x INTEGER PRIMARY KEY) WITHOUT ROWID',
          'INSERT INTO keyed SELECT x FROM kept',
          'CREATE TEMP VIEW seen AS SELECT x FROM kept',
          'CREATE TABLE seen (x)',
        );
        for (const [table, first] of Object.entries({
          kept: 31n,
          temporary: 31n,
          far: 31n,
          named: 31n,
          keyed: 31n,
          seen: null,
        })) {
          if (table !== 'seen') await run(session, `DELETE FROM ${table} WHERE x <= 30`);
          const [found] = await session.rows(
            `SELECT min(key) AS first, max(key) - min(key) + 1 AS rows, round(min(prediction)) AS least FROM sqml_predictions('e', '${table}')`,
          );
          t.deepEqual(found, { first, rows: first === null ? null : 10n, least: 62 }, table);
        }
        await run(
          session,
          'CREATE TABLE code (c TEXT PRIMARY KEY, x) WITHOUT ROWID',
          "INSERT INTO code VALUES ('b', 2), ('a', 1)",
        );
        const codes = await session.rows(
          "SELECT key, round(prediction) AS p FROM sqml_predictions('e', 'code')",
        );
        t.deepEqual(
          codes,
          [
            { key: 'a', p: 2 },
            { key: 'b', p: 4 },
          ],
          'a TEXT key comes back as it is',
        );
        const same = `SELECT count(*) FROM kept k JOIN sqml_predictions('e', 'SELECT x AS f, x, ''k'' || x AS name,
          9007199254740993 + x AS id FROM kept ORDER BY x DESC', '{"key": "KEY"}') p ON p.key = EXPRESSION
          WHERE p.prediction = sqml_predict('e', k.x)`;
        for (const [name, expression] of [
          ['id', '9007199254740993 + k.x'],
          ['NAME', "'k' || k.x"],
          ['f', 'k.x'],
          ['x', 'k.x'],
        ]) {
          const sql = same.replace('KEY', name).replace('EXPRESSION', expression);
          t.equal(await value(session, sql), 10n, `a query's key may be any of its columns: ${name}`);
          const lenient = sql.replace('{', '{"problems": true, ');
          t.equal(await value(session, lenient), 10n, 'with problems too');
        }
        const explained = await session.rows(
          `SELECT e.key, e.contribution + e.base = sqml_predict('e', substr(e.key, 2)) AS isSame
           FROM sqml_explain('e', 'SELECT ''k'' || x AS name, x FROM temporary', '{"key": "name"}') e LIMIT 2`,
        );
        t.deepEqual(explained, [
          { key: 'k31', isSame: 1n },
          { key: 'k32', isSame: 1n },
        ]);
        for (const [options, message] of [
          [`'{"key": "nam"}'`, "unknown key 'nam'; the dataset has: x"],
          ["'id'", `options must be a JSON object such as {"key": "id"}, or 1 for probabilities, got 'id'`],
          [
            '1.5',
            `options must be a JSON object such as {"key": "id"}, or 1 for probabilities, got REAL 1.5`,
          ],
          [
            `'{"keys": 1}'`,
            "unknown option 'keys'; did you mean 'key'? sqml_predictions has: key, probabilities, problems",
          ],
        ])
          t.equal(
            await error(session, `SELECT * FROM sqml_predictions('e', 'kept', ${options})`),
            `sqml_predictions: ${message}`,
          );
      },
    );
  },
  [cli, betterSqlite3, python, sqliteWasm],
);
