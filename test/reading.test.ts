// Rows that are all numbers come into the engine without cells (host.fetch_numbers), others as cells: which of both a
// row took changes nothing. A TEXT column that is excluded sends all rows the other way.

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

/** More rows than a block of a table or a fetch has. */
const MANY = 20_000;

interface Job {
  what: string;
  type: 'classification' | 'regression';
  /** SQL over i, from 1 on; the target is y. */
  columns: string;
  rows: number;
  options?: object;
}

const IMPUTED = { preprocess: { impute: 'mean' } };

const jobs: Job[] = [
  {
    what: 'REAL',
    type: 'classification',
    columns: '(i * 7919 % 1000) / 7.0 AS a, i * 0.5 AS b, i % 3 AS y',
    rows: MANY,
  },
  {
    what: 'INTEGER and REAL in one column',
    type: 'regression',
    columns: 'iif(i % 2, i, i / 3.0) AS a, i % 17 AS b, i * i % 11 AS y',
    rows: MANY,
  },
  {
    what: 'NULL now and then',
    type: 'regression',
    columns: 'iif(i % 100, i, NULL) AS a, i % 17 AS b, i % 11 AS y',
    rows: MANY,
    options: IMPUTED,
  },
  {
    what: 'targets that are missing, NULL or blank',
    type: 'regression',
    columns: "i % 17 AS a, iif(i % 10 = 3, NULL, iif(i = 5000, ' ', i % 11)) AS y",
    rows: MANY,
  },
  {
    what: 'labels that are missing',
    type: 'classification',
    columns: 'i % 17 AS a, iif(i % 1000 = 3, NULL, i % 5) AS y',
    rows: MANY,
  },
  { what: 'REAL labels', type: 'classification', columns: 'i % 17 AS a, (i % 4) / 2.0 AS y', rows: MANY },
  {
    what: 'INTEGER labels, then REAL ones of the same size',
    type: 'classification',
    columns: 'i % 17 AS a, iif(i < 10000, i % 4, (i % 4) / 1.0) AS y',
    rows: MANY,
  },
  {
    what: 'labels that only an i64 tells apart',
    type: 'classification',
    columns: 'i % 17 AS a, 9007199254740992 + (i % 2) AS y',
    rows: 400,
  },
  {
    what: 'numbers first, then numbers as TEXT',
    type: 'regression',
    columns: 'iif(i < 15000, i % 13, (i % 13) || char(32)) AS a, i % 11 AS y',
    rows: MANY,
  },
  {
    what: 'numbers as TEXT first',
    type: 'regression',
    columns: 'iif(i < 10, (i % 13) || char(32), i % 13) AS a, i % 11 AS y',
    rows: MANY,
  },
  {
    what: 'categories of which some are numbers',
    type: 'regression',
    columns: "iif(i > 300, 'c' || i % 5, i % 5) AS a, i % 11 AS y",
    rows: 600,
    options: { types: { a: 'text' } },
  },
];

function query({ columns, rows }: Job, more: string): string {
  return `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) SELECT ${columns}${more} FROM n`;
}

async function train(session: Session, job: Job, more: string): Promise<string> {
  const algorithm = job.type === 'regression' ? 'linear_regression' : 'gaussian_nb';
  const options = JSON.stringify({ deploy: 'true', ...job.options, ...(more && { exclude: ['extra'] }) });
  const values = [job.type, job.type, algorithm, query(job, more), 'y', options].map(text);
  const answer = await json(session, `SELECT sqml_train(${values.join(', ')})`);
  const digest = await value(session, 'SELECT digest FROM sqml_models ORDER BY id DESC');
  return `${digest} ${JSON.stringify({ ...answer, run_id: 0, model_id: 0 })}`;
}

eachHost(
  (host) => {
    testOn(host, 'a row of numbers is the same whichever way it comes', async (t, session) => {
      for (const job of jobs) {
        const alone = await train(session, job, '');
        t.equal(await train(session, job, ", 'x' AS extra"), alone, job.what);
      }
    });

    testOn(host, 'texts that come into the memory behind the rows change nothing', async (t, session) => {
      // Zeros in front: the order of the texts is that of their numbers, and so are their places.
      const rows = (
        b: string,
      ) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        SELECT i % 13 AS a, ${b} AS b, i % 17 + (i * 7919 % 9000) / 1000.0 AS y FROM n`;
      const told = { preprocess: { b: { encode: 'ordinal' } } };
      const models: [string, string, object][] = [
        ['numbers', 'i * 7919 % 9000', {}],
        ['texts', "printf('c%0200d', i * 7919 % 9000)", told],
      ];
      const weights: string[] = [];
      for (const [name, b, options] of models) {
        const values = [name, 'regression', 'ridge', rows(b), 'y', JSON.stringify(options)].map(text);
        await run(session, `SELECT sqml_train(${values.join(', ')})`);
        const said = await session.rows(
          `SELECT feature, weight, standardised, (SELECT json_group_array(value) FROM sqml_metrics m
             JOIN sqml_models o ON o.id = m.model_id JOIN sqml_runs r ON r.id = o.run_id JOIN sqml_experiments e
             ON e.id = r.experiment_id WHERE e.name = ${text(name)} AND m.name IN ('r2', 'mae', 'rmse')) AS metrics
           FROM sqml_weights(${text(name)})`,
        );
        weights.push(JSON.stringify(said));
      }
      t.equal(weights[1], weights[0]);
      t.ok(weights[0].includes('"b"'));
    });

    testOn(host, 'an infinite number and an error in the middle of numbers are told', async (t, session) => {
      const job: Job = {
        what: '',
        type: 'regression',
        columns: 'iif(i = 777, 9e999, i) AS a, i % 7 AS y',
        rows: 1000,
      };
      for (const more of ['', ", 'x' AS extra"]) {
        const message = await error(session, trainingOf(job, more));
        t.match(message, /feature 'a' has 1 infinite in 1000 rows/, `infinite${more}`);
        const broken = { ...job, columns: "i AS a, iif(i = 777, json('{'), i) AS y" };
        t.match(await error(session, trainingOf(broken, more)), /malformed JSON/, `an error${more}`);
      }
    });

    testOn(host, 'an empty dataset has no rows of numbers', async (t, session) => {
      await run(session, 'CREATE TABLE t(a REAL, y REAL)');
      const message = await error(session, `SELECT sqml_train('e', 'regression', 'ridge', 't', 'y')`);
      t.match(message, /no rows|empty/, message);
    });
  },
  [betterSqlite3, sqliteWasm],
);

function trainingOf(job: Job, more: string): string {
  const options = JSON.stringify(more === '' ? {} : { exclude: ['extra'] });
  const values = ['e', job.type, 'linear_regression', query(job, more), 'y', options].map(text);
  return `SELECT sqml_train(${values.join(', ')})`;
}
