// sqml_weights on linear_regression: standard error, t and p of every coefficient in the table's own units, as
// the textbook's formulas give them without rounding (test/reference/standard_errors.json), and NULL where there
// are none. The numbers themselves are tested in kernel/linear_regression_errors.test.ts.

import { readFileSync } from 'node:fs';
import { eachHost, fastest, type Row, run, type Session, sqliteWasm, testOn, text } from './host/index.ts';

const file = new URL('reference/standard_errors.json', import.meta.url);
const { diabetes } = JSON.parse(readFileSync(file, 'utf8'));

/** Weights, errors and t: rounding times the condition of diabetes, which is below 500. */
const EXACT = 1e-12;
/** p-values down to 1e-150: ln p changes by up to dof = 320 times what ln t does. */
const EXACT_P = 1e-11;

const NAMES = ['weight', 'std_error', 't', 'p'];

let experiments = 0;

/** The weights of a model, in an experiment of its own: a model that is no better is not deployed. */
async function weights(session: Session, algorithm: string, dataset: string, options = {}): Promise<Row[]> {
  const name = text(`experiment ${++experiments}`);
  const json = text(JSON.stringify(options));
  await run(
    session,
    `SELECT sqml_train(${name}, 'regression', '${algorithm}', ${text(dataset)}, 'target', ${json})`,
  );
  return session.rows(`SELECT * FROM sqml_weights(${name})`);
}

/** The rows' columns std_error, t and p, by feature, as `number` or NULL. */
function kinds(rows: Row[]): string[] {
  const kind = (value: unknown) => (value === null ? 'NULL' : typeof value);
  return rows.map(({ feature, std_error, t, p }) => `${feature}: ${[std_error, t, p].map(kind).join(' ')}`);
}

const POINTS = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)
  SELECT x, x * x % 7 AS z, x * x % 11 AS target`;

eachHost(
  (host) => {
    for (const scale of ['standard', 'min_max', 'none']) {
      testOn(host, `diabetes, scale ${scale}: weight, std_error, t and p are exact`, async (t, session) => {
        await run(session, "SELECT sqml_load_dataset('diabetes')");
        const options = { preprocess: { scale }, random_state: 53 };
        const rows = await weights(session, 'linear_regression', 'dataset_diabetes', options);
        t.equal(rows.length, 11);
        NAMES.forEach((name, k) => {
          const apart = rows.map((row, j) => {
            const expected = diabetes.train_53.estimates[j][k];
            return Math.abs((row[name] as number) / expected - 1);
          });
          const worst = Math.max(...apart);
          t.ok(worst < (name === 'p' ? EXACT_P : EXACT), `${name}: ${worst.toExponential(1)}`);
        });
      });
    }

    testOn(host, 'only what has standard errors shows them', async (t, session) => {
      const query = `${POINTS} FROM i`;
      t.deepEqual(kinds(await weights(session, 'linear_regression', query)), [
        'x: number number number',
        'z: number number number',
        '(intercept): number number number',
      ]);
      t.deepEqual(
        kinds(await weights(session, 'linear_regression', query, { fit_intercept: false })),
        ['x: number number number', 'z: number number number', '(intercept): NULL NULL NULL'],
        'without an intercept its row has none',
      );
      t.deepEqual(
        kinds(await weights(session, 'linear_regression', `${POINTS}, 2 * x AS w FROM i`)),
        ['x: NULL NULL NULL', 'z: NULL NULL NULL', 'w: NULL NULL NULL', '(intercept): NULL NULL NULL'],
        'dependent columns',
      );
      t.deepEqual(
        kinds(await weights(session, 'linear_svr', query)),
        ['x: NULL NULL NULL', 'z: NULL NULL NULL', '(intercept): NULL NULL NULL'],
        'another algorithm',
      );
    });

    testOn(host, 'points on a plane have the error 0, and no t', async (t, session) => {
      const rows = await weights(
        session,
        'linear_regression',
        `SELECT x, z, 0 AS target FROM (${POINTS} FROM i)`,
      );
      for (const { feature, std_error, t: statistic, p } of rows) {
        t.deepEqual([std_error, statistic, p], [0, null, null], feature as string);
      }
    });
  },
  [fastest, sqliteWasm],
);
