// What holds for every function of lib/catalog.ts that gives a value, on every host: the number of arguments,
// the type of each, where SQLite lets it be called, and what its result is to SQLite. Those that give rows are
// in table_function.test.ts.

import type { Test } from 'tape';
import { catalog, least, most, usage } from '../lib/catalog.ts';
import { eachHost, error, json, run, type Session, testOn, value } from './host/index.ts';

const functions = catalog.filter(({ columns }) => columns === undefined);

/** How many arguments each takes, in words. A function that is not here fails the test. */
const ARITY: Record<string, string> = {
  sqml_version: '0 arguments',
  sqml_debug: '0 arguments',
  sqml_setup: '0 arguments',
  sqml_config: '1 or 2 arguments',
  sqml_clock: '1 argument',
  sqml_load_dataset: '1 or 2 arguments',
  sqml_train: '5 to 8 arguments',
  sqml_predict: '2 to 127 arguments',
  sqml_predict_batch: '2 arguments',
  sqml_predict_proba: '2 to 127 arguments',
  sqml_decision_function: '2 to 127 arguments',
  sqml_online: '4 arguments',
  sqml_partial_fit: '2 to 127 arguments',
  sqml_cancel: '1 argument',
  sqml_retrain: '1 argument',
  sqml_deploy: '2 arguments',
  sqml_drop_model: '1 or 2 arguments',
  sqml_drop_run: '1 argument',
  sqml_drop_experiment: '1 argument',
  sqml_model_info: '1 argument',
  sqml_report: '1 argument',
  sqml_export_model: '1 argument',
  sqml_import_model: '2 arguments',
};

/** A call with arguments that work, after `prepare`; the tests replace one of them. */
const CALLS: Record<string, string[]> = {
  sqml_version: [],
  sqml_debug: [],
  sqml_setup: [],
  sqml_config: ["'errors'", "'sql'"],
  sqml_clock: ["'2026-01-02 03:04:05'"],
  sqml_load_dataset: ["'iris'", "'dataset_iris'"],
  sqml_train: ["'e'", "'classification'", "'svc'", "'dataset_iris'", "'target'", '0.25', "'shuffle'", "'{}'"],
  sqml_predict: ["'e'", "'[5.1, 3.5, 1.4, 0.2]'"],
  sqml_predict_batch: ["'e'", "'[[5.1, 3.5, 1.4, 0.2]]'"],
  sqml_predict_proba: ["'p'", "'[5.1, 3.5, 1.4, 0.2]'"],
  sqml_decision_function: ["'e'", "'[5.1, 3.5, 1.4, 0.2]'"],
  sqml_online: [
    "'o'",
    "'classification'",
    "'sgd'",
    `'{"features": ["a", "b", "c", "d"], "target": "target"}'`,
  ],
  sqml_partial_fit: ["'g'", "'[5.1, 3.5, 1.4, 0.2]'", '0'],
  sqml_cancel: ['1'],
  sqml_retrain: ['1'],
  sqml_deploy: ["'e'", "'most_recent'"],
  sqml_drop_model: ['1', '1'],
  sqml_drop_run: ['3'],
  sqml_drop_experiment: ["'e'"],
  sqml_model_info: ["'e'"],
  sqml_report: ["'e'"],
  sqml_export_model: ["'e'"],
  sqml_import_model: ["'copy'", "sqml_export_model('e')"],
};

/** What the functions whose result is JSON nest as. */
const JSON_TYPES: Record<string, string> = {
  sqml_debug: 'object',
  sqml_setup: 'object',
  sqml_load_dataset: 'object',
  sqml_train: 'object',
  sqml_predict_batch: 'array',
  sqml_predict_proba: 'object',
  sqml_model_info: 'object',
  sqml_online: 'object',
  sqml_retrain: 'object',
  sqml_deploy: 'object',
  sqml_drop_model: 'object',
  sqml_drop_run: 'object',
  sqml_drop_experiment: 'object',
  sqml_import_model: 'object',
};

/** Functions whose first argument is an experiment or the INTEGER id of a model. */
const OF_A_MODEL = [
  'sqml_predict',
  'sqml_predict_batch',
  'sqml_predict_proba',
  'sqml_decision_function',
  'sqml_export_model',
  'sqml_model_info',
  'sqml_partial_fit',
];

/** Values that are no TEXT, and how messages show them. */
const NOT_TEXT = [
  ['NULL', 'NULL'],
  ['7', 'INTEGER 7'],
  ['1.5', 'REAL 1.5'],
  ['9e999', 'REAL Infinity'],
  ["x'00ff'", 'a BLOB of 2 bytes'],
  ["x'00'", 'a BLOB of 1 byte'],
];

/** Arguments of TEXT that must not be empty; NULL stands for one that was left out where it may be. */
const NAMES: [string, number, string, 'required' | 'optional'][] = [
  ['sqml_config', 0, 'name', 'required'],
  ['sqml_clock', 0, 'time', 'optional'],
  ['sqml_load_dataset', 0, 'name', 'required'],
  ['sqml_load_dataset', 1, 'table', 'optional'],
  ['sqml_train', 0, 'experiment_name', 'required'],
  ['sqml_train', 1, 'prediction_type', 'required'],
  ['sqml_train', 2, 'algorithm', 'required'],
  ['sqml_train', 3, 'dataset', 'required'],
  ['sqml_train', 4, 'target', 'required'],
  ['sqml_train', 6, 'split_strategy', 'optional'],
  ['sqml_online', 0, 'experiment_name', 'required'],
  ['sqml_online', 1, 'prediction_type', 'required'],
  ['sqml_online', 2, 'algorithm', 'required'],
  ['sqml_report', 0, 'experiment_name', 'required'],
  ['sqml_deploy', 0, 'experiment_name', 'required'],
  ['sqml_drop_experiment', 0, 'experiment_name', 'required'],
  ['sqml_import_model', 0, 'experiment_name', 'required'],
];

const ONE = 'json_object(...)';
const MANY = 'json_group_array(json_object(...))';
const NO_JSON = 'features: not valid JSON at byte 0: expected a value';
const A_FEATURE = "features: feature 'sepal width (cm)' must be";

/** One argument replaced, and the whole message after the function's name. */
const REFUSED: [string, number, string, string][] = [
  ['sqml_config', 0, "'error'", "unknown setting 'error'; did you mean 'errors'? there are: errors, threads"],
  ['sqml_config', 1, "'text'", "errors must be 'sql' or 'json', got 'text'"],
  ['sqml_config', 1, 'NULL', "errors must be 'sql' or 'json', got NULL"],
  ['sqml_config', 1, '1', 'value must be TEXT, got INTEGER 1'],
  ...["'now'", "'2026-01-02'", "'2026-01-02T03:04:05'", "'2026-13-01 00:00:00'", "'2461043.5'"].map(
    (sql): [string, number, string, string] => [
      'sqml_clock',
      0,
      sql,
      `time must be 'YYYY-MM-DD HH:MM:SS', as datetime() gives it, got ${sql}`,
    ],
  ),
  ['sqml_train', 5, '9e999', 'test_size must be a number between 0 and 1, got REAL Infinity'],
  ['sqml_train', 5, '-9e999', 'test_size must be a number between 0 and 1, got REAL -Infinity'],
  ['sqml_train', 5, '0', 'test_size must be a number between 0 and 1, got INTEGER 0'],
  ['sqml_train', 5, "x'00ff'", 'test_size must be a number between 0 and 1, got a BLOB of 2 bytes'],
  ['sqml_train', 7, '1', 'options must be a JSON object, got INTEGER 1'],
  ['sqml_train', 7, "x'7b7d'", 'options must be a JSON object, got a BLOB of 2 bytes'],
  ['sqml_train', 7, "''", 'options must be a JSON object such as {"random_state": 1}, got an empty text'],
  ['sqml_train', 7, "'[1]'", 'options must be a JSON object such as {"random_state": 1}, got [1]'],
  ['sqml_train', 7, "'{'", "options: not valid JSON at byte 1: expected '\"'"],
  ['sqml_train', 7, "'{} 1'", 'options: not valid JSON at byte 3: nothing may follow the value'],
  ['sqml_retrain', 0, "'1'", "run_id must be an INTEGER, got '1'"],
  ['sqml_retrain', 0, '99', 'unknown run 99; SELECT * FROM sqml_runs shows the runs there are'],
  ['sqml_deploy', 1, '2.5', 'strategy must be TEXT, got REAL 2.5'],
  [
    'sqml_deploy',
    1,
    "'best'",
    "unknown strategy 'best'; there are: best_score, most_recent, rollback, or the id of a model",
  ],
  ['sqml_deploy', 1, '99', 'unknown model 99; SELECT * FROM sqml_runs_overview shows the models there are'],
  ['sqml_deploy', 1, "'rollback'", "experiment 'e' has no earlier deployment to go back to"],
  ['sqml_drop_model', 0, "'1'", "model_id must be an INTEGER, got '1'"],
  [
    'sqml_drop_model',
    0,
    '99',
    'unknown model 99; SELECT * FROM sqml_runs_overview shows the models there are',
  ],
  ['sqml_drop_run', 0, "'1'", "run_id must be an INTEGER, got '1'"],
  ['sqml_drop_run', 0, '1', 'run 1 has a model; sqml_drop_model(1) drops it first'],
  ['sqml_drop_run', 0, '99', 'unknown run 99; SELECT * FROM sqml_runs shows the runs there are'],
  ['sqml_import_model', 1, "'text'", "model must be a BLOB of sqml_export_model, got 'text'"],
  ['sqml_import_model', 1, 'NULL', 'model must be a BLOB of sqml_export_model, got NULL'],
  ...OF_A_MODEL.map((name): [string, number, string, string] => [
    name,
    0,
    '99',
    'unknown model 99; SELECT * FROM sqml_runs_overview shows the models there are',
  ]),
  ...NOT_TEXT.flatMap(([sql, shown]): [string, number, string, string][] => [
    ['sqml_predict', 1, sql, `features must be JSON TEXT such as ${ONE}, got ${shown}`],
    ['sqml_predict_batch', 1, sql, `features must be JSON TEXT such as ${MANY}, got ${shown}`],
  ]),
  ['sqml_predict', 1, "''", "features must be a JSON object or array, got ''"],
  ['sqml_predict', 1, "'5'", 'features must be a JSON object or array, got 5'],
  ['sqml_predict', 1, "'text'", NO_JSON],
  [
    'sqml_predict',
    1,
    "'[1, 2, 3]'",
    'features must have 4 values, one for each training column in order, got 3',
  ],
  [
    'sqml_predict',
    1,
    "'[1, null, 3, 4]'",
    `${A_FEATURE} a number, got NULL; training with preprocess.impute says what stands for it`,
  ],
  ['sqml_predict', 1, '\'[1, "two", 3, 4]\'', `${A_FEATURE} a finite number, got "two"`],
  ['sqml_predict', 1, "'[1, 9e999, 3, 4]'", `${A_FEATURE} a finite number, got an infinite one`],
  ['sqml_predict', 1, "'[1, NaN, 3, 4]'", 'features: not valid JSON at byte 4: expected a value'],
  [
    'sqml_predict',
    1,
    "'{}'",
    "features: missing features 'sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'",
  ],
  [
    'sqml_predict',
    1,
    `'{"sepal length (cm)": 1, "petal length (cm)": 1, "petal width (cm)": 1}'`,
    "features: missing feature 'sepal width (cm)'",
  ],
  ['sqml_predict_batch', 1, "''", "features must be a JSON array of rows, got ''"],
  ['sqml_predict_batch', 1, "'{}'", 'features must be a JSON array of rows, got {}'],
  ['sqml_predict_batch', 1, "'[1]'", 'features[0] must be a JSON object or array, got 1'],
  [
    'sqml_predict_batch',
    1,
    "'[[1, 2, 3, 4], [1, 2]]'",
    'features[1] must have 4 values, one for each training column in order, got 2',
  ],
  ['sqml_predict_batch', 1, "'[[1, 2, 3, 4]'", "features[0]: not valid JSON at byte 13: expected ']'"],
];

/** SQLite itself refuses more. */
const MOST_ARGUMENTS = 127;

const FEATURES = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'];
const OBJECT = `json_object(${FEATURES.map((name) => `'${name}', "${name}"`)})`;

async function prepare(session: Session): Promise<void> {
  await run(
    session,
    "SELECT sqml_load_dataset('iris')",
    "SELECT sqml_train('e', 'classification', 'svc', 'dataset_iris', 'target')",
    "SELECT sqml_train('p', 'classification', 'logistic_regression', 'dataset_iris', 'target')",
  );
  // Run 3 fails.
  await error(
    session,
    "SELECT sqml_train('p', 'classification', 'svc', 'SELECT 1 AS x, 2 AS target', 'target')",
  );
  await run(session, "SELECT sqml_train('g', 'classification', 'gaussian_nb', 'dataset_iris', 'target')");
}

function call(name: string, replaced: number, by: string): string {
  const args = CALLS[name].map((argument, i) => (i === replaced ? by : argument));
  return `SELECT ${name}(${args.join(', ')})`;
}

async function refuses(t: Test, session: Session, sql: string, message: string): Promise<void> {
  t.equal(await error(session, sql), message, sql.slice(0, 100));
}

eachHost((host) => {
  testOn(host, 'the functions are those of the catalog, with its flags', async (t, session) => {
    const found = await session.rows(
      "SELECT name, narg, flags FROM pragma_function_list WHERE name LIKE 'sqml\\_%' ESCAPE '\\' ORDER BY name",
    );
    const names = functions.map(({ name }) => name).sort();
    t.deepEqual(
      found.map(({ name }) => name),
      names,
    );
    for (const { name, flags } of found) {
      const entry = catalog.find((f) => f.name === name);
      const kind = entry?.flags;
      const isDirectOnly = (Number(flags) & 0x80000) !== 0;
      const isInnocuous = (Number(flags) & 0x200000) !== 0;
      t.deepEqual(
        [isDirectOnly, isInnocuous],
        [kind === 'writes' || entry?.isForOwners === true, kind === 'pure'],
        `${name} is one that ${kind}`,
      );
    }
  });

  testOn(host, 'too few and too many arguments are errors that show the usage', async (t, session) => {
    for (const f of functions) {
      for (const count of [least(f) - 1, most(f) + 1]) {
        if (count < 0 || count > MOST_ARGUMENTS) continue;
        const args = Array(count).fill("'x'").join(', ');
        const message = `${f.name}: expected ${ARITY[f.name]}, ${usage(f)}, got ${count}`;
        await refuses(t, session, `SELECT ${f.name}(${args})`, message);
      }
    }
  });

  testOn(
    host,
    'an argument of the wrong type or form is an error that says what came',
    async (t, session) => {
      await prepare(session);
      for (const [name, i, argument, presence] of NAMES) {
        for (const [sql, shown] of NOT_TEXT) {
          if (sql === 'NULL' && presence === 'optional') continue;
          await refuses(t, session, call(name, i, sql), `${name}: ${argument} must be TEXT, got ${shown}`);
        }
        await refuses(t, session, call(name, i, "''"), `${name}: ${argument} must not be empty`);
        const withNul = `${name}: ${argument} must not contain a NUL character`;
        await refuses(t, session, call(name, i, "'a' || char(0) || 'b'"), withNul);
      }
      for (const name of OF_A_MODEL) {
        for (const [sql, shown] of NOT_TEXT.filter(([sql]) => sql !== '7')) {
          const message = `experiment_name must be TEXT, or the INTEGER id of a model, got ${shown}`;
          await refuses(t, session, call(name, 0, sql), `${name}: ${message}`);
        }
        await refuses(t, session, call(name, 0, "''"), `${name}: experiment_name must not be empty`);
      }
      for (const [name, i, sql, message] of REFUSED) {
        await refuses(t, session, call(name, i, sql), `${name}: ${message}`);
      }
      t.equal(await value(session, call('sqml_predict', -1, '')), 0, 'the connection still works');
    },
  );

  testOn(host, 'NULL stands for an argument that was left out', async (t, session) => {
    await prepare(session);
    const loaded = await json(session, "SELECT sqml_load_dataset('iris', NULL)");
    t.equal(loaded.table, 'dataset_iris');
    const tail = "'classification', 'svc', 'dataset_iris', 'target'";
    const short = await json(session, `SELECT sqml_train('short', ${tail})`);
    const long = await json(session, `SELECT sqml_train('short', ${tail}, NULL, NULL, NULL)`);
    t.equal(long.score, short.score);
    const digests = await session.rows(
      "SELECT count(DISTINCT m.digest) AS n FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id WHERE algorithm = 'svc'",
    );
    t.equal(digests[0].n, 1n, 'and gives the same model, byte for byte');
  });

  testOn(host, 'results have the types that the catalog says', async (t, session) => {
    await prepare(session);
    t.match((await value(session, 'SELECT sqml_version()')) as string, /^\d+\.\d+\.\d+/);
    t.equal(await value(session, "SELECT sqml_config('errors')"), 'sql');
    for (const { name } of functions.filter(({ result }) => result === 'json')) {
      const sql = `${name}(${CALLS[name]})`;
      for (const [asked, answer] of [
        [`json_type(json_array(${sql}), '$[0]')`, JSON_TYPES[name]],
        [`typeof(${sql})`, 'text'],
      ]) {
        await run(session, 'SAVEPOINT before');
        t.equal(await value(session, `SELECT ${asked}`), answer, asked);
        await run(session, 'ROLLBACK TO before', 'RELEASE before');
      }
    }
    t.equal(
      await value(session, "SELECT json_array(sqml_config('errors'))"),
      '["sql"]',
      'other text is quoted',
    );
  });

  testOn(host, 'none, one and many rows: a batch says what the rows say one by one', async (t, session) => {
    await prepare(session);
    t.equal(await value(session, "SELECT sqml_predict_batch('e', '[]')"), '[]');
    t.equal(await value(session, "SELECT sqml_predict_batch('e', ' [ [5.1, 3.5, 1.4, 0.2] ] ')"), '[0.0]');
    const [{ wrong, rows }] = await session.rows(`
      SELECT count(*) AS rows, sum(batch.value IS NOT sqml_predict('e', ${OBJECT})) AS wrong
      FROM dataset_iris JOIN json_each((SELECT sqml_predict_batch('e', json_group_array(${OBJECT}))
        FROM dataset_iris)) batch ON batch.key + 1 = dataset_iris.rowid`);
    t.deepEqual([rows, wrong], [150n, 0n]);
    const twice = `WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < 20000)
      SELECT json_array_length(sqml_predict_batch('e', json_group_array(json_array(i % 8, 3, i % 5, 1)))) FROM many`;
    t.equal(await value(session, twice), 20000n, '20,000 rows at once');
  });

  testOn(host, 'predictions work wherever SQL has an expression', async (t, session) => {
    await prepare(session);
    const predicted = `sqml_predict('e', ${OBJECT})`;
    await run(
      session,
      'PRAGMA trusted_schema = ON',
      `CREATE VIEW predicted AS SELECT rowid AS id, target, ${predicted} AS prediction FROM dataset_iris`,
      `CREATE TABLE copied AS SELECT rowid AS id, ${predicted} AS prediction FROM dataset_iris`,
      'CREATE TABLE kept (id INTEGER, prediction)',
      `INSERT INTO kept SELECT rowid, ${predicted} FROM dataset_iris`,
      'CREATE TABLE changed AS SELECT *, NULL AS prediction FROM dataset_iris',
      `UPDATE changed SET prediction = ${predicted}`,
      'CREATE TABLE arriving (a REAL, b REAL, c REAL, d REAL, prediction)',
      `CREATE TRIGGER predicting AFTER INSERT ON arriving BEGIN UPDATE arriving
        SET prediction = sqml_predict('e', NEW.a, NEW.b, NEW.c, NEW.d) WHERE rowid = NEW.rowid; END`,
      `INSERT INTO arriving(a, b, c, d) SELECT ${FEATURES.map((name) => `"${name}"`)} FROM dataset_iris`,
    );
    const expected = 147n;
    const right = `SELECT count(*) FROM dataset_iris d JOIN`;
    for (const [what, sql] of [
      ['a view', 'SELECT count(*) FROM predicted WHERE prediction = target'],
      ['CREATE TABLE AS', `${right} copied p ON p.id = d.rowid AND p.prediction = d.target`],
      ['INSERT ... SELECT', `${right} kept p ON p.id = d.rowid AND p.prediction = d.target`],
      ['UPDATE', 'SELECT count(*) FROM changed WHERE prediction = target'],
      ['a trigger', `${right} arriving p ON p.rowid = d.rowid AND p.prediction = d.target`],
      [
        'a CTE',
        `WITH p AS (SELECT target, ${predicted} AS q FROM dataset_iris) SELECT count(*) FROM p WHERE q = target`,
      ],
      ['WHERE', `SELECT count(*) FROM dataset_iris WHERE ${predicted} = target`],
    ]) {
      t.equal(await value(session, sql), expected, what);
    }
    await run(session, 'PRAGMA trusted_schema = OFF');
    t.match(
      await error(session, 'SELECT * FROM predicted'),
      /^unsafe use of sqml_predict\(\)$/,
      'not in a view of a schema that is not trusted',
    );
  });

  testOn(
    host,
    'what writes, or changes the connection, is refused in views and triggers',
    async (t, session) => {
      await prepare(session);
      await run(session, 'PRAGMA trusted_schema = ON', 'CREATE TABLE start (x)');
      for (const { name } of functions.filter((f) => f.flags === 'writes' || f.isForOwners)) {
        const sql = `${name}(${CALLS[name]})`;
        await run(
          session,
          `CREATE VIEW hidden_${name} AS SELECT ${sql} AS x`,
          `CREATE TRIGGER trap_${name} AFTER INSERT ON start BEGIN SELECT ${sql}; END`,
        );
        const refused = `unsafe use of ${name}()`;
        t.equal(await error(session, `SELECT x FROM hidden_${name}`), refused, `${name} in a view`);
      }
      const inTrigger = await error(session, "INSERT INTO start VALUES ('x')");
      t.match(inTrigger, /^unsafe use of sqml_\w+\(\)$/, 'in a trigger');
    },
  );
});
