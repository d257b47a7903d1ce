// What a message advises is done here, as it stands, and must work: an option is given, an expression is selected, and the
// training that failed then trains on what was meant. sqml_check says the same beforehand.

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
  value,
} from './host/index.ts';

interface Case {
  what: string;
  /** The column x beside id (1 to 300), y (a number) and label (TEXT). */
  x: string;
  /** The whole message after "feature 'x' ". */
  message: string;
  /** Further options of both trainings. */
  options?: object;
  /** What x means, as a number; the advised training must equal one on it. None where categories come of it. */
  meant?: string;
  /** The option that the advice's NULLs then need. */
  thereby?: object;
}

const MEDIAN = { preprocess: { impute: 'median' } };
const CATEGORIES =
  'take all as categories ({"types": {"x": "text"}}), or make NULL of what is none in a SELECT and say what stands for NULL (preprocess.impute)';
const PLAIN = 'make plain numbers of them in a SELECT';

const CASES: Case[] = [
  {
    what: 'one text among numbers as TEXT',
    x: "iif(id = 7, 'n/a', CAST(id * 1.5 AS TEXT))",
    message: `holds 299 numbers and 1 other text ('n/a') in 300 rows; ${CATEGORIES}: NULLIF("x", 'n/a') AS "x"`,
    meant: 'iif(id = 7, NULL, id * 1.5)',
    thereby: MEDIAN,
  },
  {
    what: 'some texts among numbers',
    x: `iif(id % 50 = 0, 'it''s "?"', iif(id % 51 = 0, '-', id))`,
    message: `holds 289 numbers and 11 other texts ('it's "?"', '-') in 300 rows; ${CATEGORIES}: NULLIF(NULLIF("x", 'it''s "?"'), '-') AS "x"`,
    meant: 'iif(id % 50 = 0 OR id % 51 = 0, NULL, id)',
    thereby: MEDIAN,
  },
  {
    what: 'a text among dates',
    x: "iif(id = 9, 'unknown', date('2024-01-01', id || ' days'))",
    message: `holds 299 dates and 1 other text ('unknown') in 300 rows; ${CATEGORIES}: NULLIF("x", 'unknown') AS "x"`,
    meant: "iif(id = 9, NULL, date('2024-01-01', id || ' days'))",
    thereby: MEDIAN,
  },
  {
    what: 'many texts among numbers',
    x: "iif(id % 3, id % 20, 'about ' || (id % 9))",
    message: `holds 200 numbers and 100 other texts ('about 3', 'about 6', 'about 0') in 300 rows; ${CATEGORIES}: NULLIF(NULLIF(NULLIF("x", 'about 3'), 'about 6'), 'about 0') AS "x"`,
    meant: 'iif(id % 3, id % 20, NULL)',
    thereby: MEDIAN,
  },
  {
    what: 'more texts than a message shows',
    x: "iif(id % 3, id % 20, 'about ' || (id % 25))",
    message: `holds 200 numbers and 100 other texts ('about 3', 'about 6', 'about 9', ...) in 300 rows; take all as categories, or leave it out (exclude): {"types": {"x": "text"}}`,
  },
  {
    what: 'seconds since 1970 that are to be dates',
    x: 'id * 90000 + 1700000000',
    options: { types: { x: 'date' } },
    message: `holds 300 numbers ('1700090000', '1700180000', '1700270000', ...), and dates are TEXT; say which dates they are: {"types": {"x": "unixepoch"}}`,
    meant: "datetime('2023-11-14 22:13:20', (id * 90000) || ' seconds')",
  },
  {
    what: 'julian days that are to be dates',
    x: 'id + 2460000.5',
    options: { types: { x: 'date' } },
    message: `holds 300 numbers ('2460001.5', '2460002.5', '2460003.5', ...), and dates are TEXT; say which dates they are: {"types": {"x": "julianday"}}`,
    meant: "date('2023-02-25', id || ' days')",
  },
  {
    what: 'seconds since 1970 as a CSV has them, told as julian days',
    x: "(id * 90000 + 1700000000) || ''",
    options: { types: { x: 'julianday' } },
    message: `holds 300 numbers ('1700090000', '1700180000', '1700270000', ...), no dates of the years 0 to 9999; say which dates they are: {"types": {"x": "unixepoch"}}`,
    meant: "datetime('2023-11-14 22:13:20', (id * 90000) || ' seconds')",
  },
  {
    what: 'milliseconds since 1970',
    x: 'id * 90000000 + 1700000000000',
    options: { types: { x: 'unixepoch' } },
    message: `holds 300 numbers ('1700090000000', '1700180000000', '1700270000000', ...), no dates of the years 0 to 9999; make dates of them in a SELECT: datetime("x" / 1000, 'unixepoch') AS "x"`,
    meant: "datetime('2023-11-14 22:13:20', (id * 90000) || ' seconds')",
  },
  {
    what: 'percent',
    x: "(id % 90) || '%'",
    message: `holds numbers that are written as '1%', '2%', '3%', ...; ${PLAIN}: replace("x", '%', '') AS "x"`,
    meant: 'id % 90',
  },
  {
    what: 'thousands',
    x: "printf('%d,%03d.5', 1 + id / 10, id % 10 * 100)",
    message: `holds numbers that are written as '1,100.5', '1,200.5', '1,300.5', ...; ${PLAIN}: replace("x", ',', '') AS "x"`,
    meant: '(1 + id / 10) * 1000 + id % 10 * 100 + 0.5',
  },
  {
    what: 'dollars',
    x: "printf('$%d,%03d', 1 + id / 10, id % 10 * 100)",
    message: `holds numbers that are written as '$1,100', '$1,200', '$1,300', ...; ${PLAIN}: replace(replace("x", '$', ''), ',', '') AS "x"`,
    meant: '(1 + id / 10) * 1000 + id % 10 * 100',
  },
  {
    what: 'euros with a comma for the point',
    x: "printf('%d.%03d,50 €', 1 + id / 10, id % 10 * 100)",
    message: `holds numbers that are written as '1.100,50 €', '1.200,50 €', '1.300,50 €', ...; ${PLAIN}: replace(replace(replace("x", '€', ''), '.', ''), ',', '.') AS "x"`,
    meant: '(1 + id / 10) * 1000 + id % 10 * 100 + 0.5',
  },
  {
    what: 'NULLs',
    x: 'iif(id % 10, id, NULL)',
    message: `is NULL in 30 of 300 rows; say what stands for NULL, or leave it out (exclude): {"preprocess": {"x": {"impute": "median"}}}`,
  },
  {
    what: 'blanks',
    x: "iif(id % 10, CAST(id AS TEXT), iif(id % 20, NULL, ' '))",
    message: `is NULL or blank in 30 of 300 rows; say what stands for NULL, or leave it out (exclude): {"preprocess": {"x": {"impute": "median"}}}`,
    meant: 'iif(id % 10, id, NULL)',
  },
  {
    what: 'NULLs among categories',
    x: "iif(id % 10, 'abc' || (id % 3), NULL)",
    message: `is NULL in 30 of 300 rows; say what stands for NULL, or leave it out (exclude): {"preprocess": {"x": {"impute": "most_frequent"}}}`,
  },
  { what: 'nothing at all', x: 'NULL', message: 'is NULL in all 300 rows; leave it out: {"exclude": ["x"]}' },
  {
    what: 'only blanks, with an imputation',
    x: "' '",
    options: MEDIAN,
    message: 'is blank in all 300 rows; leave it out: {"exclude": ["x"]}',
  },
  {
    what: 'a name a row',
    x: "'name ' || id",
    message: 'has 300 distinct texts, one_hot takes 100; leave it out: {"exclude": ["x"]}',
  },
  {
    what: 'a sentence a row',
    x: "'parcel ' || id || iif(id % 3, ' came late', ' came in time')",
    message:
      'has 300 distinct texts, one_hot takes 100; make columns of its words, or leave it out (exclude): {"preprocess": {"x": {"encode": "tf_idf"}}}',
  },
  {
    what: 'many categories',
    x: "'town ' || (id % 120)",
    message: `has 120 distinct texts, one_hot takes 100; let the rare ones share a column, or leave it out (exclude): {"preprocess": {"x": {"max_categories": 100}}}`,
  },
  {
    what: 'BLOBs',
    x: "iif(id % 2, id, x'00')",
    message: 'has 150 BLOB in 300 rows; leave it out: {"exclude": ["x"]}',
  },
  {
    what: 'infinite numbers',
    x: 'iif(id = 3, 9e999, iif(id = 4, -9e999, id))',
    message: `has 2 infinite in 300 rows; make NULL of it in a SELECT: CASE WHEN abs("x") < 9e999 THEN "x" END AS "x"`,
    meant: 'iif(id IN (3, 4), NULL, id)',
    thereby: MEDIAN,
  },
];

const ROWS = 'WITH RECURSIVE i(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM i WHERE id < 300)';
const Y = "id % 60 + 0.25 AS y, iif(id > 150, 'late', 'early') AS label";

function training(dataset: string, options: object, kind = 'classification', target = 'label'): string {
  const algorithm = kind === 'regression' ? 'linear_regression' : 'logistic_regression';
  return `SELECT sqml_train(${['e', kind, algorithm, dataset, target, JSON.stringify(options)].map(text)})`;
}

async function check(
  session: Session,
  dataset: string,
  options: object = {},
  kind = 'classification',
  target = 'label',
) {
  const algorithm = kind === 'regression' ? 'linear_regression' : 'logistic_regression';
  return session.rows(
    `SELECT * FROM sqml_check(${[kind, algorithm, dataset, target, JSON.stringify(options)].map(text)})`,
  );
}

const lastModel = (session: Session) => value(session, 'SELECT data FROM sqml_models ORDER BY id DESC');

/** Trains as `example` advises, and compares with what was meant. */
async function follow(t: Test, session: Session, it: Case, example: string): Promise<void> {
  const isOption = example.startsWith('{');
  const dataset = isOption ? 'SELECT id, x, y, label FROM t' : `SELECT id, ${example}, y, label FROM t`;
  const options = { ...it.options, ...it.thereby, ...(isOption ? JSON.parse(example) : {}) };
  const answer = await json(session, training(dataset, options));
  t.equal(answer.deployed !== undefined, true, `${it.what}: ${example}`);
  if (it.meant === undefined) return;
  const advised = await lastModel(session);
  await run(session, training(`SELECT id, ${it.meant} AS x, y, label FROM t`, options));
  t.deepEqual(await lastModel(session), advised, `${it.what}: it is what was meant`);
}

eachHost(
  (host) => {
    for (const it of CASES) {
      testOn(host, `advice works: ${it.what}`, async (t, session) => {
        await run(session, `CREATE TABLE t AS ${ROWS} SELECT id, ${it.x} AS x, ${Y} FROM i`);
        t.equal(
          await error(session, training('t', it.options ?? {})),
          `sqml_train: feature 'x' ${it.message}`,
        );
        const [found, ...more] = await check(session, 't', it.options);
        t.deepEqual(more, []);
        t.equal(
          `${found.problem}; ${found.advice}: ${found.example}`,
          it.message,
          'sqml_check says the same',
        );
        await follow(t, session, it, found.example as string);
        const inside = /\((\{.*?\}\})\)/.exec(found.advice as string)?.[1];
        if (
          inside?.includes('types') &&
          Number(await value(session, 'SELECT count(DISTINCT x) FROM t')) <= 100
        )
          await follow(t, session, { ...it, meant: undefined }, inside);
      });
    }

    testOn(host, "advice works: a target's", async (t, session) => {
      const cases: [string, string, string, string | null][] = [
        [
          'regression',
          "iif(id = 5, '?', y || '')",
          `holds 299 numbers and 1 other text ('?') in 300 rows; make NULL of what is none in a SELECT: NULLIF("z", '?') AS "z"`,
          'iif(id = 5, NULL, y)',
        ],
        [
          'regression',
          "printf('$%.2f', y)",
          `holds numbers that are written as '$1.25', '$2.25', '$3.25', ...; ${PLAIN}: replace("z", '$', '') AS "z"`,
          'y',
        ],
        [
          'classification',
          'iif(id % 2, id % 3, label)',
          'mixes TEXT and numbers; make TEXT of it in a SELECT: CAST("z" AS TEXT) AS "z"',
          null,
        ],
      ];
      for (const [kind, z, message, meant] of cases) {
        await run(session, `CREATE TABLE t AS ${ROWS} SELECT id, ${z} AS z FROM (SELECT id, ${Y} FROM i)`);
        t.ok(
          (await error(session, training('t', {}, kind, 'z'))).startsWith(
            `sqml_train: the target 'z' ${message.slice(0, 40)}`,
          ),
          message,
        );
        const [found] = await check(session, 't', {}, kind, 'z');
        if (!message.includes('...')) t.equal(`${found.problem}; ${found.advice}: ${found.example}`, message);
        await run(session, training(`SELECT id, ${found.example} FROM t`, {}, kind, 'z'));
        const advised = await lastModel(session);
        if (meant !== null) {
          await run(
            session,
            training(`${ROWS} SELECT id, ${meant} AS z FROM (SELECT id, ${Y} FROM i)`, {}, kind, 'z'),
          );
          t.deepEqual(await lastModel(session), advised, `${found.example} is what was meant`);
        }
        await run(session, 'DROP TABLE t', "SELECT sqml_drop_experiment('e')");
      }
    });

    testOn(
      host,
      'one message names all problems of a table, and one option for all of them works',
      async (t, session) => {
        await run(
          session,
          `CREATE TABLE t AS ${ROWS} SELECT id || '' AS id, iif(id % 4, id || '', iif(id % 8, NULL, '')) AS age, 'name ' || id AS name, 'town ' || (id % 120) AS town,
           iif(id % 5, 'a', NULL) AS cabin, ${Y} FROM i`,
        );
        const option = '{"preprocess": {"impute": "median", "max_categories": 100}, "exclude": ["name"]}';
        t.deepEqual((await error(session, training('t', {}))).split('\n'), [
          "sqml_train: 4 columns can't be used as they are:",
          `- feature 'age' is NULL or blank in 75 of 300 rows; say what stands for NULL, or leave it out (exclude): {"preprocess": {"age": {"impute": "median"}}}`,
          `- feature 'name' has 300 distinct texts, one_hot takes 100; leave it out: {"exclude": ["name"]}`,
          `- feature 'town' has 120 distinct texts, one_hot takes 100; let the rare ones share a column, or leave it out (exclude): {"preprocess": {"town": {"max_categories": 100}}}`,
          `- feature 'cabin' is NULL in 60 of 300 rows; say what stands for NULL, or leave it out (exclude): {"preprocess": {"cabin": {"impute": "most_frequent"}}}`,
          `One option for all of them: ${option}`,
        ]);
        const rows = await check(session, 't');
        t.deepEqual(
          rows.map(({ name }) => name),
          ['age', 'name', 'town', 'cabin'],
        );
        t.equal((await json(session, training('t', JSON.parse(option)))).deployed, true);
        t.deepEqual(
          await check(session, 't', JSON.parse(option)),
          [],
          'and sqml_check has nothing more to say',
        );
        const wide = Array.from({ length: 30 }, (_, i) => `iif(id % 2, id, NULL) AS c${i}`);
        const lines = (await error(session, training(`${ROWS} SELECT ${wide}, ${Y} FROM i`, {}))).split('\n');
        t.deepEqual(
          [lines.length, lines[21]],
          [23, '- and 10 more, which SELECT * FROM sqml_check(...) lists'],
          'a message has an end',
        );
      },
    );

    testOn(host, 'sqml_check stores nothing, and refuses what sqml_train refuses', async (t, session) => {
      await run(session, `CREATE TABLE t AS ${ROWS} SELECT id, ${Y} FROM i`);
      t.deepEqual(await check(session, 't'), []);
      t.deepEqual(await session.rows("SELECT name FROM sqlite_master WHERE name <> 't'"), []);
      t.deepEqual(await check(session, 'SELECT * FROM t WHERE 0'), [
        { name: null, problem: 'has no rows', advice: null, example: null },
      ]);
      t.match(
        await error(session, "SELECT * FROM sqml_check('classification', 'svcc', 't', 'label')"),
        /unknown algorithm 'svcc'; did you mean 'svc'/,
      );
      t.match(
        await error(session, "SELECT * FROM sqml_check('classification', 'svc', 't', 'lable')"),
        /unknown target column 'lable'; did you mean 'label'/,
      );
    });
  },
  [betterSqlite3, sqliteWasm],
);
