// Linear models of TEXT columns, whose one-hot columns are indices, against the same columns written out in SQL.

import {
  betterSqlite3,
  eachHost,
  json,
  type Row,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
} from './host/index.ts';

const LETTERS = ['a', 'b', 'c', 'd'];

/** Optima of the same problem, relative to the largest weight. */
const OPTIMUM = 1e-6;

async function prepare(session: Session): Promise<void> {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const letter = LETTERS[(i * i + (i % 7)) % 4];
    const colour = i % 11 === 4 ? null : ['red', 'green', 'blue'][(i * 5 + (i % 13)) % 3];
    const x = ((i * 37) % 101) / 10;
    const score =
      LETTERS.indexOf(letter) - 1.5 + (colour === 'red' ? 1 : 0) + (x - 5) / 4 + (((i * 29) % 17) - 8) / 5;
    return `(${text(letter)}, ${colour === null ? 'NULL' : text(colour)}, ${x}, ${score > 0 ? 1 : 0}, ${(i * 31) % 3}, ${score})`;
  });
  await run(
    session,
    'CREATE TABLE t(letter TEXT, colour TEXT, x REAL, two INTEGER, three INTEGER, number REAL)',
    `INSERT INTO t VALUES ${rows}`,
  );
}

const written = [
  ...LETTERS.map((it) => `CAST(letter = '${it}' AS REAL) AS "letter=${it}"`),
  ...['blue', 'green', 'red'].map((it) => `CAST(colour IS '${it}' AS REAL) AS "colour=${it}"`),
  'CAST(colour IS NULL AS REAL) AS "colour is NULL"',
  'x',
];

interface Model {
  algorithm: string;
  target: string;
  options?: object;
  scale?: string;
}

const models: Model[] = [
  { algorithm: 'logistic_regression', target: 'two' },
  { algorithm: 'logistic_regression', target: 'three' },
  { algorithm: 'logistic_regression', target: 'two', scale: 'none' },
  { algorithm: 'logistic_regression', target: 'two', scale: 'min_max' },
  { algorithm: 'logistic_regression', target: 'two', scale: 'max_abs' },
  { algorithm: 'logistic_regression', target: 'two', scale: 'robust' },
  { algorithm: 'logistic_regression', target: 'two', options: { fit_intercept: false, C: 0.1 } },
  { algorithm: 'logistic_regression', target: 'two', options: { penalty: 'l1', C: 0.3 } },
  { algorithm: 'logistic_regression', target: 'three', options: { l1_ratio: 0.5 }, scale: 'min_max' },
  { algorithm: 'logistic_regression_cv', target: 'three', options: { Cs: [0.1, 1], l1_ratios: [0, 0.7] } },
  { algorithm: 'linear_svc', target: 'three' },
  { algorithm: 'linear_svc', target: 'two', options: { loss: 'hinge' } },
  { algorithm: 'linear_svr', target: 'number' },
  { algorithm: 'linear_svr', target: 'number', options: { loss: 'squared_epsilon_insensitive' } },
];

/** The weights by column and output, and the score. */
async function fitted(session: Session, { algorithm, target, options, scale }: Model, columns: string) {
  const impute = columns.includes('=') ? {} : { colour: { impute: 'indicator', ...(scale && { scale }) } };
  const type = target === 'number' ? 'regression' : 'classification';
  const preprocess = { ...(scale && { scale }), ...impute };
  const given = JSON.stringify({ deploy: 'true', test_size: 0.2, preprocess, ...options });
  const values = [type, type, algorithm, `SELECT ${columns}, ${target} AS y FROM t`, 'y', given].map(text);
  const { score } = await json(session, `SELECT sqml_train(${values.join(', ')})`);
  const rows = await session.rows(`SELECT * FROM sqml_weights('${type}')`);
  return { score, rows };
}

eachHost(
  (host) => {
    testOn(host, 'a category is worth what its written column is worth', async (t, session) => {
      await prepare(session);
      for (const model of models) {
        const indices = await fitted(session, model, 'letter, colour, x');
        const columns = await fitted(session, model, written.join(', '));
        const what = JSON.stringify(model);
        t.ok(Math.abs(indices.score - columns.score) < OPTIMUM, `${what}: the score ${columns.score}`);
        t.deepEqual(indices.rows.map(nameOf), columns.rows.map(nameOf), 'the columns');
        const weights = [indices, columns].map(({ rows }) => rows.map(({ weight }) => Number(weight)));
        const largest = Math.max(...weights[1].map(Math.abs));
        const apart = Math.max(...weights[0].map((weight, i) => Math.abs(weight - weights[1][i])));
        t.ok(apart < OPTIMUM * largest, `weights up to ${largest} are apart by ${apart}`);
      }
    });
  },
  [betterSqlite3, sqliteWasm],
);

function nameOf({ feature, class: label }: Row): string {
  return `${feature} of ${label}`;
}
