// The CSV that was just imported, all of it TEXT: what its columns are read as, at training and at predicting, and how
// that is said otherwise.

import type { Test } from 'tape';
import {
  betterSqlite3,
  eachHost,
  error,
  json,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  type Value,
  value,
} from './host/index.ts';
import { readPipeline } from './model_bytes.ts';

type Kind = 'classification' | 'regression';

/** 200 rows as `.import --csv` makes them: a number, blanks in another, a code, categories, dates. */
async function imported(session: Session): Promise<void> {
  await run(
    session,
    `CREATE TABLE typed AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 200)
     SELECT x AS id, x * 37 % 61 + 0.5 AS age, iif(x % 8 = 0, NULL, x * 17 % 97) AS income,
       printf('%05d', x * 7 % 5 * 1000 + 123) AS zip, substr('abc', x % 3 + 1, 1) AS plan,
       date('2024-01-01', x || ' days') AS day, x * 37 % 61 + x % 3 * 2.0 AS price FROM i`,
    `CREATE TABLE csv AS SELECT CAST(id AS TEXT) AS id, CAST(age AS TEXT) AS age, ifnull(CAST(income AS TEXT), '') AS income,
       zip, plan, day, CAST(price AS TEXT) AS price, iif(age > 30, 'yes', 'no') AS label FROM typed`,
  );
}

function training(dataset: string, kind: Kind, target: string, options: object = {}): string {
  const algorithm = kind === 'regression' ? 'linear_regression' : 'logistic_regression';
  const given = JSON.stringify({ deploy: 'true', ...options });
  return `SELECT sqml_train(${['e', kind, algorithm, dataset, target, given].map(text)})`;
}

const MEDIAN = { preprocess: { impute: 'median' } };

async function lastModel(session: Session): Promise<Uint8Array> {
  return (await value(session, 'SELECT data FROM sqml_models ORDER BY id DESC')) as Uint8Array;
}

/** The bytes from the encoders' on: what does not depend on the names of what trained it. */
async function sameModel(t: Test, session: Session, one: string, other: string, what: string): Promise<void> {
  await run(session, one);
  const first = await lastModel(session);
  await run(session, other);
  t.deepEqual(await lastModel(session), first, what);
}

eachHost(
  (host) => {
    testOn(
      host,
      'a table of TEXT trains at the first attempt, and says what it was read as',
      async (t, session) => {
        await imported(session);
        const answer = await json(session, training('csv', 'regression', 'price', MEDIAN));
        t.deepEqual(answer.read_as, {
          id: 'number',
          age: 'number',
          income: 'number',
          zip: 'text',
          day: 'date',
          price: 'number',
        });
        t.ok(answer.score > 0.99, `the score is ${answer.score}`);
        const { format, encoders } = readPipeline(await lastModel(session));
        t.deepEqual(
          encoders.map(({ name, kind }) => [name, kind]),
          [
            ['id', 'number'],
            ['age', 'number'],
            ['income', 'number'],
            ['zip', 'one_hot'],
            ['plan', 'one_hot'],
            ['day', 'date'],
            ['label', 'one_hot'],
          ],
        );
        t.equal(format, 2, 'a date needs the second format');
        const types = await value(
          session,
          "SELECT json_extract(options, '$.types') FROM sqml_runs ORDER BY id DESC",
        );
        t.deepEqual(
          JSON.parse(types as string),
          { id: 'number', age: 'number', income: 'number', zip: 'text', day: 'date' },
          'and the run keeps it',
        );
        t.equal(
          (await json(session, 'SELECT sqml_retrain(1)')).score,
          answer.score,
          'so that it can be trained again',
        );
      },
    );

    testOn(host, 'numbers as TEXT make the model that numbers make, byte for byte', async (t, session) => {
      await imported(session);
      const as = 'id, age, income, plan, price';
      const options = MEDIAN;
      await sameModel(
        t,
        session,
        training(`SELECT ${as} FROM typed`, 'regression', 'price', options),
        training(`SELECT ${as} FROM csv`, 'regression', 'price', options),
        'with blanks for NULL and a target of TEXT',
      );
      await run(session, "SELECT sqml_drop_experiment('e')");
      const odd = `SELECT ' ' || age || char(9) AS age, iif(x % 2, '+', '') || x || '.' AS x, iif(x % 3, x, CAST(x AS TEXT)) AS both, x || 'e-1' AS tenth, label
        FROM (SELECT age, CAST(id AS INTEGER) AS x, label FROM csv)`;
      const plain = `SELECT CAST(age AS REAL) AS age, 1.0 * id AS x, CAST(id AS INTEGER) AS both, id / 10.0 AS tenth, label FROM csv`;
      await sameModel(
        t,
        session,
        training(plain, 'classification', 'label'),
        training(odd, 'classification', 'label'),
        'however they are written',
      );
    });

    testOn(host, 'more distinct numbers than texts are kept are numbers still', async (t, session) => {
      const many = (sql: string) =>
        `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 12000) SELECT ${sql} AS x, x % 7 AS y FROM i`;
      await sameModel(
        t,
        session,
        training(many('x * 1.5'), 'regression', 'y'),
        training(many('CAST(x * 1.5 AS TEXT)'), 'regression', 'y'),
        '12,000 of them',
      );
      t.match(
        await error(session, training(many("iif(x = 11000, 'n/a', x * 1.5 || '')"), 'regression', 'y')),
        /feature 'x' holds 11999 numbers and 1 other text \('n\/a'\) in 12000 rows/,
        'decided by the whole column',
      );
      t.match(
        await error(session, training(many("'name ' || x"), 'regression', 'y')),
        /has more than 10000 distinct texts/,
      );
      t.match(
        await error(
          session,
          training(many("iif(x <= 10000, CAST(x AS TEXT), iif(x < 11000, 'abc', x))"), 'regression', 'y'),
        ),
        /feature 'x' holds 11001 numbers and 999 other texts \('abc'\) in 12000 rows/,
        'a text past the last that is kept is not lost',
      );
    });

    testOn(host, 'predicting reads TEXT as training does', async (t, session) => {
      await imported(session);
      await run(
        session,
        training('SELECT age, income, plan, day, price FROM csv', 'regression', 'price', MEDIAN),
      );
      const ask = (values: string) => value(session, `SELECT sqml_predict('e', ${values})`);
      const expected = await ask("3.5, 12, 'a', '2024-03-01'");
      for (const values of [
        "'3.5', '12', 'a', '2024-03-01'",
        "' 3.50', '012', 'a', '2024-03-01T00:00Z'",
        "'35e-1', 12.0, 'a', '2024-03-01 02:00:00+02:00'",
      ])
        t.equal(await ask(values), expected, values);
      t.equal(await ask(`'["3.5", "12", "a", "2024-03-01"]'`), expected, 'in a JSON array');
      t.equal(
        await ask(`'{"age": "3.5", "income": 12, "plan": "a", "day": "2024-03-01T00:00"}'`),
        expected,
        'and object',
      );
      const missing = await ask("3.5, NULL, 'a', '2024-03-01'");
      t.notEqual(missing, expected);
      t.equal(await ask("3.5, '', 'a', '2024-03-01'"), missing, 'blank is NULL');
      t.equal(await ask(`'[3.5, "  ", "a", "2024-03-01"]'`), missing, 'in JSON too');
      t.deepEqual(
        await json(
          session,
          `SELECT sqml_predict_batch('e', '[["3.5", "12", "a", "2024-03-01"], [3.5, "", "a", "2024-03-01"]]')`,
        ),
        [expected, missing],
      );
      const refused: [string, string][] = [
        ["'x', 12, 'a', '2024-03-01'", "feature 'age' must be a finite number, got 'x'"],
        ["1, 12, 'a', '1.3.2024'", "feature 'day' must be a date such as '2024-01-31', got '1.3.2024'"],
        ["1, 12, 'a', 19783", "feature 'day' must be a date such as '2024-01-31', got INTEGER 19783"],
        [`'["x", 1, "a", "2024-03-01"]'`, `feature 'age' must be a finite number, got "x"`],
      ];
      for (const [values, message] of refused)
        t.equal(
          await error(session, `SELECT sqml_predict('e', ${values})`),
          `sqml_predict: features: ${message}`,
        );
      const differ = await value(
        session,
        `SELECT sum(p.prediction IS NOT sqml_predict('e', c.age, c.income, c.plan, c.day)) FROM sqml_predictions('e', 'csv') p JOIN csv c ON c.rowid = p.key`,
      );
      t.equal(differ, 0n, 'whole tables too');
      const r2 = async (dataset: string) =>
        value(session, `SELECT value FROM sqml_evaluate('e', ${text(dataset)}) WHERE metric = 'r2'`);
      t.ok(Number(await r2('csv')) > 0.99);
      t.equal(
        await r2('SELECT age, income, plan, day, price FROM typed'),
        await r2('csv'),
        'a table of numbers as one of TEXT',
      );
      t.match(
        await error(
          session,
          `SELECT * FROM sqml_evaluate('e', 'SELECT age, income, plan, day, iif(id = 3, ''x'', price) AS price FROM csv')`,
        ),
        /the target 'price' must hold finite numbers; of 200 rows it has 1 TEXT such as 'x'/,
      );
      t.match(
        await error(
          session,
          `SELECT * FROM sqml_predictions('e', 'SELECT iif(id = 3, ''x'', age) AS age, income, plan, day FROM csv')`,
        ),
        /feature 'age' must hold finite numbers; of 200 rows it has 1 TEXT such as 'x'/,
      );
      const bad = `SELECT id, CASE id WHEN 3 THEN 'x' WHEN 4 THEN x'00' WHEN 5 THEN 9e999 WHEN 6 THEN ' 7 ' ELSE age END AS age,
        income, iif(id = 7, 5, plan) AS plan, CASE id WHEN 8 THEN '1.3.2024' ELSE day END AS day FROM csv`;
      await run(
        session,
        `CREATE TEMP TABLE told AS SELECT * FROM sqml_predictions('e', ${text(bad)},
        '{"key": "id", "problems": true}')`,
      );
      t.deepEqual(await session.rows('SELECT key, prediction, problem FROM told WHERE problem IS NOT NULL'), [
        { key: '3', prediction: null, problem: "feature 'age' must be a finite number, got 'x'" },
        {
          key: '4',
          prediction: null,
          problem: "feature 'age' must be a finite number, got a BLOB of 1 byte",
        },
        { key: '5', prediction: null, problem: "feature 'age' must be a finite number, got REAL Infinity" },
        { key: '7', prediction: null, problem: "feature 'plan' must be TEXT, got INTEGER 5" },
        {
          key: '8',
          prediction: null,
          problem: "feature 'day' must be a date such as '2024-01-31', got '1.3.2024'",
        },
      ]);
      t.equal(
        await value(
          session,
          `SELECT count(*) FROM told t JOIN csv c ON c.id = t.key
           JOIN sqml_predictions('e', 'csv', '{"key": "id"}') p ON p.key = t.key
           WHERE t.prediction = p.prediction AND c.id <> 6`,
        ),
        194n,
        'the others are predicted as without it',
      );
    });

    testOn(host, 'the test part of a stored model is read as its training read it', async (t, session) => {
      await imported(session);
      await run(
        session,
        training('SELECT age, income, zip, plan, label FROM csv', 'classification', 'label', MEDIAN),
      );
      const [{ rows, right }] = await session.rows(
        "SELECT sum(count) AS rows, sum(iif(actual = predicted, count, 0)) AS right FROM sqml_confusion_matrix('e')",
      );
      const score = await value(session, "SELECT value FROM sqml_metrics WHERE name = 'accuracy'");
      t.equal(Number(right) / Number(rows), score);
    });

    testOn(host, 'options.types says otherwise', async (t, session) => {
      await imported(session);
      const kinds = async (types: object, columns = 'age, zip, label') => {
        await run(session, training(`SELECT ${columns} FROM csv`, 'classification', 'label', { types }));
        return readPipeline(await lastModel(session)).encoders.map(({ kind }) => kind);
      };
      t.deepEqual(await kinds({}), ['number', 'one_hot']);
      t.deepEqual(await kinds({ zip: 'number', age: 'text' }), ['one_hot', 'number']);
      t.deepEqual(await kinds({ day: 'text' }, "substr(day, 1, 7) || '-01' AS day, label"), ['one_hot']);
      const codes = 'SELECT CAST(zip AS INTEGER) AS zip, label FROM csv';
      const trained = training(codes, 'classification', 'label', { types: { zip: 'text' } });
      t.notOk(
        'read_as' in (await json(session, trained)),
        'numbers that are made categories are no text that was read',
      );
      t.deepEqual(readPipeline(await lastModel(session)).encoders[0].categories, [
        '1123',
        '123',
        '2123',
        '3123',
        '4123',
      ]);
      t.equal(
        await value(
          session,
          "SELECT sqml_predict('e', 1123) = sqml_predict('e', '1123') AND sqml_predict('e', '[1123]') = sqml_predict('e', 1123.0)",
        ),
        1n,
      );
      const refused: [object, string][] = [
        [{ zip: 'int' }, "unknown type 'int' of 'zip'; there are: number, text, date, unixepoch, julianday"],
        [{ zip: 1 }, `types must be an object such as {"zip": "text"}, got 1 of 'zip'`],
        [{ zap: 'text' }, "unknown column of types 'zap'; did you mean 'zip'? the dataset has: zip, label"],
        [
          { label: 'number' },
          "types can't make number of the target 'label'; a regression's is a number, a classification's labels stay as they are",
        ],
      ];
      for (const [types, message] of refused)
        t.equal(
          await error(session, training(codes, 'classification', 'label', { types })),
          `sqml_train: ${message}`,
        );
    });

    testOn(host, 'labels of TEXT stay TEXT; a row without one is left out', async (t, session) => {
      await imported(session);
      const answer = await json(
        session,
        training(
          "SELECT age, iif(id % 10, iif(age > 30, '1', '02'), ' ') AS label FROM csv",
          'classification',
          'label',
        ),
      );
      t.equal(answer.rows_skipped, 20);
      t.deepEqual(
        [
          await value(session, "SELECT sqml_predict('e', 60)"),
          await value(session, "SELECT sqml_predict('e', '1')"),
        ],
        ['1', '02'] as Value[],
      );
    });

    testOn(host, 'the median stands for blanks among numbers where nothing was said', async (t, session) => {
      await imported(session);
      const dataset = 'SELECT age, income, label FROM csv';
      const answer = await json(session, training(dataset, 'classification', 'label'));
      t.deepEqual(answer.warnings, [
        "feature 'income' is blank in 25 rows: the median of the others stands for it; preprocess.impute says what else",
      ]);
      await sameModel(
        t,
        session,
        training(dataset, 'classification', 'label', { preprocess: { income: { impute: 'median' } } }),
        training(dataset, 'classification', 'label'),
        'as when it is asked for',
      );
      t.match(
        await error(
          session,
          training('SELECT age, income, iif(age > 30, 1, 0) AS label FROM typed', 'classification', 'label'),
        ),
        /feature 'income' is NULL in 25 of 200 rows; say what stands for NULL/,
        'NULL is not filled unasked',
      );
    });

    testOn(
      host,
      'blank TEXT is missing where something stands for it, and a category where nothing does',
      async (t, session) => {
        await imported(session);
        const dataset = "SELECT age, iif(id % 9, plan, iif(id % 2, '', '  ')) AS plan, label FROM csv";
        const answer = await json(session, training(dataset, 'classification', 'label'));
        t.deepEqual(answer.warnings, [
          "feature 'plan' is blank in 22 rows, which is a category of its own; preprocess.impute says what stands for it",
        ]);
        t.deepEqual(readPipeline(await lastModel(session)).encoders[1].categories, ['', '  ', 'a', 'b', 'c']);
        const imputed = { preprocess: { plan: { impute: 'indicator' } } };
        await sameModel(
          t,
          session,
          training(dataset, 'classification', 'label', imputed),
          training(dataset, 'classification', 'label', imputed),
          'twice the same',
        );
        const { encoders } = readPipeline(await lastModel(session));
        t.deepEqual([encoders[1].categories, encoders[1].hasIndicator], [['a', 'b', 'c'], true]);
        const p = (plan: string) => value(session, `SELECT sqml_predict_proba('e', 30, ${plan})`);
        t.equal(await p("''"), await p('NULL'));
        t.notEqual(await p("'unseen'"), await p('NULL'));
      },
    );

    testOn(
      host,
      'numbers are dates when somebody says so, at training and at predicting',
      async (t, session) => {
        const days = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 300)
          SELECT datetime('2023-01-01', (x * 7) || ' hours') AS at, x AS y FROM i`;
        const kinds: [string, string][] = [
          ['unixepoch', "CAST(strftime('%s', at) AS INTEGER)"],
          ['unixepoch', "strftime('%s', at)"],
          ['unixepoch', "iif(y % 2, at, strftime('%s', at) + 0.0)"],
          ['julianday', 'julianday(at)'],
        ];
        for (const encode of ['date', 'date_parts']) {
          const options = encode === 'date' ? {} : { preprocess: { at: { encode } } };
          await run(session, training(days, 'regression', 'y', options));
          const asText = Number(await value(session, "SELECT sqml_predict('e', '2024-05-06 07:08:09')"));
          for (const [kind, at] of kinds) {
            const dataset = `SELECT ${at} AS at, y FROM (${days})`;
            const answer = await json(
              session,
              training(dataset, 'regression', 'y', { ...options, types: { at: kind } }),
            );
            t.deepEqual(answer.read_as, { at: kind });
            const [encoder] = readPipeline(await lastModel(session)).encoders;
            t.deepEqual([encoder.kind, encoder.clock], [encode, kind]);
            t.equal(
              await value(session, "SELECT sqml_model_info('e') ->> '$.features[0].numbers'"),
              kind,
              'sqml_model_info says which',
            );
            const own = kind === 'julianday' ? 'julianday(d)' : "CAST(strftime('%s', d) AS INTEGER)";
            for (const given of [own, `json_array(${own})`, `(${own}) || ''`, 'd']) {
              const found = await value(
                session,
                `SELECT sqml_predict('e', ${given}) FROM (SELECT '2024-05-06 07:08:09' AS d)`,
              );
              t.ok(Math.abs(Number(found) - asText) < 1e-6, `${encode} ${at}, ${given}: ${found}, ${asText}`);
            }
            await run(session, 'SELECT sqml_retrain((SELECT max(id) FROM sqml_runs))');
            t.deepEqual(
              JSON.parse(
                String(await value(session, "SELECT options ->> '$.types' FROM sqml_runs ORDER BY id DESC")),
              ),
              { at: kind },
              'a retraining reads them so too',
            );
            t.ok(
              Number(
                (await session.rows(`SELECT * FROM sqml_drift('e', '${dataset.replaceAll("'", "''")}')`))
                  .length,
              ) > 0,
            );
          }
        }
        t.match(
          await error(session, "SELECT sqml_predict('e', 1e9)"),
          /^sqml_predict: features: feature 'at' must be a julian day, or a date, got REAL 1000000000\.0$/,
        );
        t.match(
          await error(session, training(days, 'regression', 'y', { types: { at: 'unix' } })),
          /unknown type 'unix' of 'at'; there are: number, text, date, unixepoch, julianday/,
        );
      },
    );

    testOn(host, 'sqml_feature_info shows what a training reads', async (t, session) => {
      await imported(session);
      const rows = await session.rows("SELECT feature, type, missing, min FROM sqml_feature_info('csv')");
      t.deepEqual(
        rows.map(({ feature, type, missing }) => [feature, type, missing]),
        [
          ['id', 'number', 0n],
          ['age', 'number', 0n],
          ['income', 'number', 25n],
          ['zip', 'text', 0n],
          ['plan', 'text', 0n],
          ['day', 'date', 0n],
          ['price', 'number', 0n],
          ['label', 'text', 0n],
        ],
      );
      t.equal(
        rows[5].min,
        Number(await value(session, "SELECT julianday('2024-01-02') - 2440587.5")),
        "dates' days since 1970",
      );
    });

    testOn(
      host,
      'dates are days since 1970, whatever their zone, and parts when asked',
      async (t, session) => {
        const dates: [string, string][] = [
          ['1970-01-01', '1970-01-01T00:00Z'],
          ['1969-12-31', '1969-12-31T00:00Z'],
          ['2000-02-29', '2000-02-29T00:00Z'],
          ['9999-12-31', '9999-12-31T00:00Z'],
          ['0001-01-01', '0001-01-01T00:00Z'],
          ['2024-12-31 23:59', '2024-12-31T23:59Z'],
          ['2024-02-29T08:00:00.5Z', '2024-02-29T08:00:00.5Z'],
          ['1900-03-01 12:00:00 -05:30', '1900-03-01T12:00:00-05:30'],
          ['2024-03-01T00:30+0200', '2024-03-01T00:30+02:00'],
          ['2024-03-01t00:30:15.25+02', '2024-03-01T00:30:15.25+02:00'],
        ];
        for (const [date, iso] of dates) {
          const days = await value(session, `SELECT min FROM sqml_feature_info('SELECT ''${date}'' AS day')`);
          const expected = Date.parse(iso) / 86400000;
          t.ok(Math.abs(Number(days) - expected) < 1e-9, `${date}: ${days}, JavaScript says ${expected}`);
        }
        for (const no of [
          '2023-02-29',
          '2024-13-01',
          '2024-1-1',
          '2024-01-01T25:00',
          '01.02.2024',
          '2024-01-01 10',
        ])
          t.equal(
            await value(session, `SELECT type FROM sqml_feature_info('SELECT ''${no}'' AS day')`),
            'text',
            `${no} is none`,
          );
        const hours = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 7 FROM i WHERE x < 20000)
        SELECT datetime('2023-01-01', x || ' hours') AS at, x % 24 AS y FROM i`;
        const preprocess = { at: { encode: 'date_parts', scale: 'none' } };
        await run(session, training(hours, 'regression', 'y', { preprocess }));
        t.equal(readPipeline(await lastModel(session)).encoders[0].kind, 'date_parts');
        const weights = await session.rows("SELECT feature, weight FROM sqml_weights('e')");
        const weight = (name: string) => Number(weights.find(({ feature }) => feature === name)?.weight);
        const circle = (of: string, share: number) =>
          weight(`at ${of} sin`) * Math.sin(2 * Math.PI * share) +
          weight(`at ${of} cos`) * Math.cos(2 * Math.PI * share);
        const intercept = weights.find(({ feature }) => feature === null || !`${feature}`.startsWith('at '));
        for (const at of [
          '2023-01-01 00:00',
          '2024-02-29 08:00',
          '2024-12-31 23:59:59.9',
          '1969-07-20 20:17',
          '2000-03-01',
        ]) {
          const [{ year, month, weekday, hour }] = await session.rows(
            `SELECT CAST(strftime('%Y', '${at}') AS REAL) AS year, strftime('%m', '${at}') - 1.0 AS month,
             (strftime('%w', '${at}') + 6) % 7 * 1.0 AS weekday, strftime('%H', '${at}') * 1.0 AS hour`,
          );
          const expected =
            Number(intercept?.weight) +
            weight('at year') * Number(year) +
            circle('month', Number(month) / 12) +
            circle('weekday', Number(weekday) / 7) +
            circle('hour', Number(hour) / 24);
          const found = Number(await value(session, `SELECT sqml_predict('e', '${at}')`));
          t.ok(Math.abs(found - expected) < 1e-9, `${at}: ${found}, by SQLite's parts ${expected}`);
        }
      },
    );
  },
  [betterSqlite3, sqliteWasm],
);
