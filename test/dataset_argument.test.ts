// What a dataset can be: a table of any name and kind, a view, a query; and what labels can be.

import { eachHost, json, quoted, run, type Session, testOn, text, type Value, value } from './host/index.ts';

/** 40 rows: x from 1 to 40, y = 2x + 1, class 0 below 21 and 1 from there. */
const ROWS = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)
  SELECT x, 2 * x + 1 AS y, x > 20 AS class FROM i`;

let experiments = 0;

/** Trains a classification on `dataset`; the name of its experiment. */
async function train(session: Session, dataset: string, target = 'class'): Promise<string> {
  const name = `experiment ${++experiments}`;
  const type = "'classification', 'logistic_regression'";
  const sql = `SELECT sqml_train(${text(name)}, ${type}, ${text(dataset)}, ${text(target)})`;
  const { score } = await json(session, sql);
  if (!(score > 0.8)) throw new Error(`${dataset}: score ${score}`);
  return name;
}

/** The message that training on `dataset` ends with. */
async function attempt(session: Session, dataset: string): Promise<string> {
  return train(session, dataset).then(
    () => 'no error',
    (thrown) => (thrown as Error).message,
  );
}

/** The features that the experiment's last model was trained on, as the engine names them when all miss. */
async function featuresOf(session: Session, name: string): Promise<string> {
  try {
    await session.rows(`SELECT sqml_predict(${text(name)}, '{}')`);
  } catch (thrown) {
    return (thrown as Error).message.replace(/^sqml_predict: features: missing features? /, '');
  }
  throw new Error('no error');
}

const HOSTILE = [
  'a"; drop table x',
  "it's",
  'select 1',
  'SELECT * FROM plain',
  'with',
  'two words',
  ' ',
  'Ünïcödé 表 🙂',
  'main.plain',
  '[brackets]',
  '`ticks`',
  'semi;colon',
  '-- comment',
  'new\nline',
  '%_like',
  'table',
];

eachHost((host) => {
  testOn(host, 'a table or column of any name is just that', async (t, session) => {
    await run(session, `CREATE TABLE plain AS ${ROWS}`, 'CREATE TABLE x (keep)');
    for (const name of HOSTILE) {
      await run(session, `CREATE TABLE ${quoted(name)} AS SELECT x AS ${quoted(name)}, class FROM plain`);
      t.equal(
        await featuresOf(session, await train(session, name)),
        `'${name}'`,
        `the table ${JSON.stringify(name)}`,
      );
      const target = `SELECT x AS f, class AS ${quoted(name)} FROM plain`;
      t.equal(await featuresOf(session, await train(session, target, name)), "'f'", 'and as the target');
    }
    for (const name of HOSTILE) {
      const trained = `SELECT sqml_train(${text(name)}, 'classification', 'svc', 'plain', 'class')`;
      t.equal((await json(session, trained)).experiment_name, name);
      t.equal(
        await value(session, `SELECT sqml_predict(${text(name)}, '[39, 79]')`),
        1n,
        'and an experiment',
      );
      const loaded = `SELECT sqml_load_dataset('iris', ${text(`copy ${name}`)})`;
      t.equal((await json(session, loaded)).table, `copy ${name}`);
      t.equal(
        await value(session, `SELECT count(*) FROM ${quoted(`copy ${name}`)}`),
        150n,
        'and a loaded table',
      );
    }
    t.equal(await value(session, 'SELECT count(*) FROM x'), 0n, 'the table x is still there');
  });

  testOn(host, 'views, WITHOUT ROWID tables, generated and hidden columns', async (t, session) => {
    await run(
      session,
      `CREATE TABLE plain AS ${ROWS}`,
      'CREATE VIEW seen AS SELECT x, class FROM plain',
      'CREATE TABLE keyed (x INTEGER PRIMARY KEY, class) WITHOUT ROWID',
      'INSERT INTO keyed SELECT x, class FROM plain',
      'CREATE TABLE made (x REAL, twice REAL AS (x * 2) STORED, root REAL AS (x / 2), class INTEGER)',
      'INSERT INTO made(x, class) SELECT x, class FROM plain',
      'CREATE INDEX covering ON plain(class, x)',
      'CREATE INDEX backwards ON keyed(x DESC)',
    );
    t.equal(await featuresOf(session, await train(session, 'seen')), "'x'", 'a view');
    t.equal(await featuresOf(session, await train(session, 'keyed')), "'x'", 'a WITHOUT ROWID table');
    t.equal(
      await featuresOf(session, await train(session, 'made')),
      "'x', 'twice', 'root'",
      'generated columns',
    );
    t.equal(await featuresOf(session, await train(session, 'plain')), "'x', 'y'", 'an indexed table');
  });

  testOn(host, 'an index does not change the order of the rows, so neither the model', async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('iris')");
    const sql = "SELECT sqml_train('e', 'classification', 'linear_svc', 'dataset_iris', 'target')";
    await run(session, sql);
    const columns =
      '"target", "petal width (cm)" DESC, "petal length (cm)", "sepal width (cm)", "sepal length (cm)"';
    await run(session, `CREATE INDEX covering ON dataset_iris(${columns})`, 'ANALYZE', sql);
    t.equal(await value(session, 'SELECT count(DISTINCT digest) FROM sqml_models'), 1n);
  });

  testOn(host, 'one SELECT, however it is written', async (t, session) => {
    await run(session, `CREATE TABLE plain AS ${ROWS}`);
    for (const sql of [
      'SELECT x, class FROM plain',
      'select x, class from plain;',
      '  \n SELECT x, class FROM plain ; -- the end',
      '/* first */ SELECT x, class /* , y */ FROM plain;;',
      '-- a line\nSELECT x, class FROM plain',
      'WITH a AS (SELECT x, class FROM plain) SELECT * FROM a ORDER BY x',
      'SELECT x, class FROM plain WHERE x < 21 UNION ALL SELECT x, class FROM plain WHERE x > 20',
      ROWS.replace('2 * x + 1 AS y, ', ''),
    ]) {
      t.equal(await featuresOf(session, await train(session, sql)), "'x'", JSON.stringify(sql.slice(0, 60)));
    }
    const rows = Array.from({ length: 40 }, (_, i) => `(${i}, ${i < 20 ? 1 : 2})`);
    const values = await train(session, `VALUES ${rows.join(', ')}`, 'column2');
    t.equal(await featuresOf(session, values), "'column1'", 'VALUES');
  });

  testOn(host, 'one SELECT of any length', async (t, session) => {
    const columns = Array.from(
      { length: 200 },
      (_, i) => `x * ${i + 1}.0 AS "a column with a long name, number ${i}"`,
    );
    const name = await train(session, `SELECT ${columns}, class FROM (${ROWS})`);
    t.match(await featuresOf(session, name), /long name, number 0'.* and 195 more$/);
  });

  testOn(host, 'a query may ask a model itself, also the one that it replaces', async (t, session) => {
    await run(session, `CREATE TABLE plain AS ${ROWS}`);
    const first = await train(session, 'SELECT x, class FROM plain');
    const stacked = `SELECT x, sqml_predict(${text(first)}, json_array(x)) AS said, class FROM plain`;
    t.equal(await featuresOf(session, await train(session, stacked)), "'x', 'said'");
    const again = `SELECT sqml_train(${text(first)}, 'classification', 'svc', ${text(stacked)}, 'class')`;
    t.equal((await json(session, again)).algorithm, 'svc');
  });

  testOn(
    host,
    'a name finds TEMP and ATTACHed tables as in SQL, and sqml_ tables stay in main',
    async (t, session) => {
      await run(
        session,
        `CREATE TABLE plain AS ${ROWS}`,
        `CREATE TEMP TABLE plain AS SELECT x AS temporary, class FROM (${ROWS})`,
        "ATTACH ':memory:' AS other",
        `CREATE TABLE other.elsewhere AS SELECT x AS far, class FROM (${ROWS})`,
        'CREATE TEMP TABLE sqml_experiments (id, name, prediction_type)',
        'CREATE TEMP TABLE sqml_runs (id)',
        'CREATE TEMP TABLE sqml_models (id, digest, data, library)',
        'CREATE TEMP TABLE sqml_metrics (id)',
        'CREATE TEMP TABLE sqml_deployments (id, experiment_id, model_id, active)',
      );
      t.equal(await featuresOf(session, await train(session, 'plain')), "'temporary'", 'TEMP comes first');
      t.equal(await featuresOf(session, await train(session, 'elsewhere')), "'far'", 'an ATTACHed table');
      t.equal(await featuresOf(session, await train(session, 'SELECT * FROM main.plain')), "'x', 'y'");
      t.equal(await featuresOf(session, await train(session, 'SELECT * FROM other.elsewhere')), "'far'");
      await run(session, 'CREATE TEMP TABLE dataset_iris (mine)', "SELECT sqml_load_dataset('iris')");
      t.equal(await value(session, 'SELECT count(*) FROM main.dataset_iris'), 150n, 'loading goes to main');
      for (const table of ['experiments', 'runs', 'models', 'deployments']) {
        t.equal(await value(session, `SELECT count(*) FROM main.sqml_${table}`), 4n, `main.sqml_${table}`);
        t.equal(await value(session, `SELECT count(*) FROM temp.sqml_${table}`), 0n, `temp.sqml_${table}`);
      }
      t.equal(await value(session, 'SELECT count(*) FROM sqml_runs_overview'), 4n, 'the view reads main');
      t.equal(await value(session, "SELECT count(*) FROM other.sqlite_master WHERE name LIKE 'sqml%'"), 0n);
    },
  );

  testOn(host, 'a name is written as SQL writes it, too', async (t, session) => {
    await run(
      session,
      `CREATE TABLE plain AS ${ROWS}`,
      `CREATE TEMP TABLE plain AS SELECT x AS temporary, class FROM (${ROWS})`,
      "ATTACH ':memory:' AS other",
      `CREATE TABLE other."a ""b"" [c]" AS SELECT x AS far, class FROM (${ROWS})`,
    );
    for (const [written, features] of [
      ['"plain"', "'temporary'"],
      ['main.plain', "'x', 'y'"],
      ['MAIN.[plain]', "'x', 'y'"],
      ['temp.`plain`', "'temporary'"],
      ['other."a ""b"" [c]"', "'far'"],
      ['a "b" [c]', "'far'"],
    ]) {
      t.equal(await featuresOf(session, await train(session, written)), features, written);
    }
    const name = await train(session, 'main.plain');
    await run(session, 'DELETE FROM main.plain WHERE x % 2');
    const keys = `SELECT group_concat(key) FROM (SELECT key FROM sqml_predictions(${text(name)}, '"main"."plain"') LIMIT 3)`;
    t.equal(await value(session, keys), '2,4,6', 'its rowids are the keys');
    for (const unknown of ['main.nowhere', 'nowhere.plain', '"open', 'a.b.c', 'main.', '.plain']) {
      t.match(
        await attempt(session, unknown),
        new RegExp(`^sqml_train: unknown dataset '${unknown.replace(/\./g, '\\.')}'`),
        unknown,
      );
    }
  });

  testOn(host, 'labels come back as they went in', async (t, session) => {
    await run(session, `CREATE TABLE plain AS ${ROWS}`);
    const cases: [string, string, unknown][] = [
      ['INTEGER', 'iif(class, 9007199254740993, -5)', 9007199254740993n],
      ['REAL', 'iif(class, 0.1, -2.5)', 0.1],
      ['whole REAL', 'iif(class, 7.0, 8.0)', 7],
      ['TEXT', `iif(class, 'größer "40" 🙂', 'k''lein')`, 'größer "40" 🙂'],
      ['TEXT of digits', "iif(class, '1', '0')", '1'],
      ['INTEGER and REAL, which are REAL', 'iif(class, 7, 0.5)', 7],
    ];
    for (const [what, expression, expected] of cases) {
      const name = await train(session, `SELECT x, ${expression} AS class FROM plain`);
      t.equal(await value(session, `SELECT sqml_predict(${text(name)}, '[40]')`), expected, what);
      const batch = `json_each(sqml_predict_batch(${text(name)}, '[[1], [40]]'))`;
      t.equal(await value(session, `SELECT value FROM ${batch} WHERE key = 1`), expected, 'in a batch too');
      const shown =
        typeof expected === 'number' && Number.isInteger(expected) ? `${expected}.0` : String(expected);
      const likeliest = `json_each(sqml_predict_proba(${text(name)}, 40)) ORDER BY value DESC LIMIT 1`;
      t.equal(await value(session, `SELECT key FROM ${likeliest}`), shown, 'as the key of its probability');
      const matrix = `sqml_confusion_matrix(${text(name)}, 'plain_labels')`;
      await run(
        session,
        'DROP VIEW IF EXISTS plain_labels',
        `CREATE VIEW plain_labels AS SELECT x, ${expression} AS class FROM plain`,
      );
      const right = `SELECT actual FROM ${matrix} WHERE actual IS predicted AND count = 20`;
      const labels = (await session.rows(right)).map(({ actual }) => actual);
      t.ok(labels.includes(expected as Value), `and in FROM: ${labels.map(String)}`);
    }
  });

  testOn(
    host,
    'the order and the number of keys do not matter; the array takes the training order',
    async (t, session) => {
      await run(session, `CREATE TABLE plain AS SELECT x AS "a b", y AS "ä", class FROM (${ROWS})`);
      const name = text(await train(session, 'plain'));
      for (const features of [
        '{"a b": 39, "ä": 79}',
        '{"ä": 79, "a b": 39}',
        ' {\n"extra": {"deep": [1, {"ä": 0}]}, "ä": 7.9e1, "class": null, "a b": 39} ',
        '{"a\\u0020b": 39, "\\u00e4": 79}',
        '{"a b": 1, "ä": 79, "a b": 39}',
        '[39, 79]',
      ]) {
        t.equal(await value(session, `SELECT sqml_predict(${name}, ${text(features)})`), 1n, features);
      }
      const shuffled = `SELECT count(*) FROM plain WHERE class =
      sqml_predict(${name}, json_object('no', 1, 'ä', "ä", 'a b', "a b"))`;
      const ordered = shuffled.replace(/json_object.*\)\)/, 'json_array("a b", "ä"))');
      t.equal(await value(session, shuffled), await value(session, ordered));
    },
  );
});
