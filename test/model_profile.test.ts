// What is asked of a model beside its test part: sqml_partial_dependence and sqml_drift, on every host.

import { isNear } from './experiments.ts';
import { eachHost, error, run, type Session, testOn, text } from './host/index.ts';

/** Means of a few hundred predictions, in another order of summation. */
const ROUNDING = 1e-9;

/** x and a tie-ridden year, a category and a target; `held` rows test. */
const TABLE = `CREATE TABLE t AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 400)
  SELECT n * 7919 % 1009 / 10.0 AS x, 2007 + n % 3 AS year, substr('abcd', 1 + n % 4, 1) AS c,
    n * 7919 % 1009 / 10.0 * 2 + n % 3 + (n * 31 % 17) AS y, iif(n * 7919 % 1009 > 500, 'yes', 'no') AS label, n % 5 = 0 AS held FROM i`;

async function prepare(session: Session): Promise<void> {
  const options = text(
    '{"split_strategy": "column", "split_column": "held", "features": ["x", "year", "c"]}',
  );
  await run(
    session,
    TABLE,
    `SELECT sqml_train('r', 'regression', 'linear_regression', 't', 'y', ${options})`,
    `SELECT sqml_train('k', 'classification', 'logistic_regression', 't', 'label', ${options})`,
    `SELECT sqml_train('s', 'classification', 'linear_svc', 't', 'label', ${options})`,
  );
}

/** What the population stability index adds for a bin. */
function stability(actual: number, expected: number): number {
  const [a, e] = [Math.max(actual, 1e-4), Math.max(expected, 1e-4)];
  return (a - e) * Math.log(a / e);
}

eachHost((host) => {
  testOn(
    host,
    'partial dependence is the mean prediction of rows that have the value',
    async (t, session) => {
      await prepare(session);
      for (const [feature, count] of [
        ['x', 20],
        ['year', 3],
        ['c', 4],
      ] as const) {
        const rows = await session.rows(`SELECT * FROM sqml_partial_dependence('r', '${feature}', 't')`);
        t.equal(rows.length, count, `${feature}: values`);
        for (const { value, class: label, answer } of [rows[0], rows[count - 1]]) {
          const literal = typeof value === 'string' ? text(value) : String(value);
          const columns = ['x', 'year', 'c'].map((name) =>
            name === feature ? `${literal} AS ${name}` : name,
          );
          const replaced = text(`SELECT ${columns.join(', ')} FROM t`);
          const [{ mean }] = await session.rows(
            `SELECT avg(prediction) AS mean FROM sqml_predictions('r', ${replaced})`,
          );
          t.ok(
            isNear(answer, Number(mean), ROUNDING),
            `${feature} = ${literal}: ${answer}, predicted ${mean}`,
          );
          t.equal(label, null);
        }
      }
      const shares = await session.rows(
        "SELECT * FROM sqml_partial_dependence('k', 'c', 't') WHERE value = 'b'",
      );
      t.deepEqual(
        shares.map((row) => row.class),
        ['no', 'yes'],
      );
      const replaced = text("SELECT x, year, 'b' AS c FROM t");
      const [{ mean }] = await session.rows(
        `SELECT avg(json_extract(probabilities, '$.yes')) AS mean FROM sqml_predictions('k', ${replaced}, 1)`,
      );
      t.ok(isNear(shares[1].answer, Number(mean), ROUNDING), `probability ${shares[1].answer}`);
    },
  );

  testOn(host, 'partial dependence says what it cannot be of', async (t, session) => {
    await prepare(session);
    const of = (args: string) => error(session, `SELECT * FROM sqml_partial_dependence(${args})`);
    t.match(await of("'r', 'z', 't'"), /^sqml_partial_dependence: unknown feature 'z'/);
    t.match(await of("'s', 'x', 't'"), /^sqml_partial_dependence: .*probabilit/);
    t.match(await of("'none', 'x', 't'"), /^sqml_partial_dependence: unknown experiment 'none'/);
    t.deepEqual(
      await session.rows("SELECT * FROM sqml_partial_dependence('r', 'x', 'SELECT * FROM t WHERE 0')"),
      [],
    );
  });

  testOn(host, 'rows like those of the training have not drifted, ties or not', async (t, session) => {
    await prepare(session);
    const rows = await session.rows("SELECT * FROM sqml_drift('r', 'SELECT * FROM t WHERE NOT held')");
    t.deepEqual(
      rows.map(({ feature }) => feature),
      ['x', 'year', 'c'],
    );
    for (const { feature, psi, distance, missing, missing_then, unseen, mean, mean_then } of rows) {
      t.ok(Number(psi) < 1e-3 && Number(psi) >= 0, `${feature}: psi ${psi}`);
      t.ok(Number(distance) < 5e-3, `${feature}: distance ${distance}`);
      t.deepEqual([missing, missing_then, unseen], [0, 0, feature === 'c' ? 0 : null]);
      if (feature === 'c') t.deepEqual([mean, mean_then], [null, null]);
      else t.ok(isNear(mean, Number(mean_then), ROUNDING), `${feature}: mean ${mean}`);
    }
  });

  testOn(host, 'what has moved, is missing or new is said by its definition', async (t, session) => {
    await prepare(session);
    const changed = text(
      `SELECT x + 1000 AS x, iif(n % 4 = 0, NULL, 2010) AS year, iif(n % 2, 'a', 'new') AS c
       FROM (SELECT x, row_number() OVER () AS n FROM t)`,
    );
    const [x, year, c] = await session.rows(`SELECT * FROM sqml_drift('r', ${changed})`);
    const shares = [0.1, 0.15, 0.25, 0.25, 0.15, 0.1];
    const allAbove = shares.reduce((sum, e, i) => sum + stability(i === 5 ? 1 : 0, e), 0);
    t.ok(isNear(x.psi, allAbove, ROUNDING), `all above the greatest: psi ${x.psi}`);
    t.equal(x.distance, 0.99, 'no row is below the 99 % quantile');
    t.equal(year.missing, 0.25, 'missing cells are counted');
    t.ok(Number(year.psi) > 0.25, `a year later: psi ${year.psi}`);
    const [{ shares: known }] = await session.rows(
      "SELECT json_group_object(category, value) AS shares FROM sqml_feature_profile('r') WHERE feature = 'c' AND statistic = 'share'",
    );
    const then: Record<string, number> = JSON.parse(String(known));
    let psi = stability(0.5, 0);
    let distance = 0.25;
    for (const [category, share] of Object.entries(then)) {
      psi += stability(category === 'a' ? 0.5 : 0, share);
      distance += Math.abs((category === 'a' ? 0.5 : 0) - share) / 2;
    }
    t.ok(isNear(c.psi, psi, ROUNDING), `categories: psi ${c.psi}`);
    t.ok(isNear(c.distance, distance, ROUNDING), `distance ${c.distance}`);
    t.equal(c.unseen, 0.5, 'half of the cells are of a new category');
    const empty = await session.rows(
      "SELECT psi, distance, missing FROM sqml_drift('r', 'SELECT * FROM t WHERE 0')",
    );
    t.deepEqual(empty, new Array(3).fill({ psi: null, distance: null, missing: null }), 'no rows, no drift');
    t.match(
      await error(session, "SELECT * FROM sqml_drift('r', 'SELECT x FROM t')"),
      /^sqml_drift: unknown feature 'year'/,
    );
  });
});
