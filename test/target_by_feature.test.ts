// sqml_target_by_feature: its bins, shares, means and what they explain, against SQL over the same rows, on every host.

import { isNear } from './experiments.ts';
import { eachHost, error, type Row, run, testOn, text } from './host/index.ts';

/** Sums of a few hundred squares, in one order here and another there. */
const ROUNDING = 1e-12;

/** Numbers of many values and of few, text of few values and of many, NULL and blanks, and a column that no training takes. */
const TABLE = `CREATE TABLE t AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 500)
  SELECT n * 7919 % 1009 / 10.0 AS x, 2007 + n % 3 AS year, substr('abcd', 1 + n % 4, 1) AS c, 'k' || (n % 60) AS many,
    CASE WHEN n % 5 = 0 THEN NULL ELSE n % 11 END AS holes, CASE WHEN n % 7 = 0 THEN ' ' ELSE 'v' || (n % 2) END AS blank,
    CASE n % 2 WHEN 0 THEN 'text' ELSE n END AS mixed, 5 AS same,
    n * 7919 % 1009 / 5.0 + n % 3 + (n * 31 % 17) AS y, CASE WHEN n % 97 = 0 THEN NULL ELSE iif(n * 7919 % 1009 > 500, 'yes', 'no') END AS label FROM i`;

/** The rows of a bin, as SQL says it. */
function condition({ feature, bin, low, high, value }: Row, rows: Row[]): string {
  const name = `"${feature}"`;
  if (bin === 'range') return `${name} BETWEEN ${low} AND ${high}`;
  if (bin === 'value') return `${name} = ${text(String(value))}`;
  if (bin === 'missing') return `(${name} IS NULL OR trim(${name}) = '')`;
  const listed = rows.flatMap((row) => (row.bin === 'value' ? [text(String(row.value))] : []));
  return `${name} NOT IN (${listed.join(', ')}) AND trim(${name}) <> ''`;
}

eachHost((host) => {
  testOn(
    host,
    'bins are of rows by value, and shares and means are those of their rows',
    async (t, session) => {
      await run(session, TABLE);
      for (const [type, target, answer] of [
        ['regression', 'y', 'avg(y)'],
        ['classification', 'label', "avg(label = 'yes')"],
      ]) {
        const all = await session.rows(`SELECT * FROM sqml_target_by_feature('${type}', 't', '${target}')`);
        const features = [...new Set(all.map(({ feature }) => String(feature)))];
        const expected = [
          'x',
          'year',
          'c',
          'many',
          'holes',
          'blank',
          'same',
          type === 'regression' ? 'label' : 'y',
        ];
        t.deepEqual(features, expected, `${type}: the features, but what no training takes`);
        for (const feature of features) {
          const rows = all.filter(
            (row) => row.feature === feature && (row.class === null || row.class === 'yes'),
          );
          const [{ variance }] = await session.rows(
            type === 'regression'
              ? `SELECT avg(y * y) - avg(y) * avg(y) AS variance FROM t`
              : `SELECT avg(label = 'yes') * avg(label = 'no') AS variance FROM t WHERE label IS NOT NULL`,
          );
          let total = 0;
          let within = 0;
          for (const row of rows) {
            const [{ n, mean, spread }] = await session.rows(
              `SELECT count(*) AS n, ${answer} AS mean, ${type === 'regression' ? 'avg(y * y) - avg(y) * avg(y)' : "avg(label = 'yes') * avg(label = 'no')"} AS spread
             FROM t WHERE ${target} IS NOT NULL AND ${condition(row, rows)}`,
            );
            t.equal(row.rows, n, `${feature}, ${row.bin} ${row.low} ${row.high} ${row.value}: rows`);
            t.ok(isNear(row.target, Number(mean), 1e-9), `its target: ${row.target}, ${mean}`);
            total += Number(n);
            within += Number(n) * Number(spread);
          }
          t.equal(total, type === 'regression' ? 500 : 495, `${feature}: every row is in one bin`);
          const explained = 1 - within / (total * Number(variance));
          t.ok(
            Math.abs(Number(rows[0].explained) - explained) < 1e-9,
            `explained: ${rows[0].explained}, ${explained}`,
          );
        }
        const kinds = (feature: string) => all.filter((row) => row.feature === feature).map(({ bin }) => bin);
        const classes = type === 'regression' ? 1 : 2;
        t.equal(kinds('x').length, 10 * classes, 'ten ranges');
        t.equal(kinds('year').length, 3 * classes, 'a range for each of few values');
        t.equal(kinds('many').filter((kind) => kind === 'value').length, 20 * classes, 'twenty texts');
        t.equal(kinds('many').filter((kind) => kind === 'others').length, classes, 'and the rest');
        t.equal(kinds('holes').filter((kind) => kind === 'missing').length, classes, 'NULL');
        t.equal(kinds('blank').filter((kind) => kind === 'missing').length, classes, 'and blank text');
      }
    },
  );

  testOn(host, 'nothing and all are explained as 0 and 1', async (t, session) => {
    await run(session, TABLE);
    const of = async (select: string, type = 'regression') => {
      const [row] = await session.rows(
        `SELECT explained FROM sqml_target_by_feature('${type}', ${text(select)}, 'y')`,
      );
      return row.explained;
    };
    t.equal(await of('SELECT same, y FROM t'), 0, 'a column of one value says nothing');
    t.ok(isNear(await of('SELECT year, year * 3 AS y FROM t'), 1, ROUNDING), 'one that decides says all');
    t.equal(await of('SELECT year, year AS y FROM t', 'classification'), 1, 'also of classes');
    t.equal(await of('SELECT year, 1 AS y FROM t'), null, 'a target of one value has nothing to explain');
    t.equal(await of("SELECT year, 'a' AS y FROM t", 'classification'), null);
  });

  testOn(host, 'what can not be a target is refused by name', async (t, session) => {
    await run(session, TABLE);
    const of = (args: string) => error(session, `SELECT * FROM sqml_target_by_feature(${args})`);
    t.match(
      await of("'regression', 't', 'lable'"),
      /^sqml_target_by_feature: unknown target column 'lable'; did you mean 'label'\?/,
    );
    t.match(
      await of("'regression', 't', 'c'"),
      /^sqml_target_by_feature: the target 'c' is not a number in each row; to predict a label, the prediction type is 'classification'$/,
    );
    t.match(await of("'regression', 't', 'mixed'"), /the target 'mixed' is not a number in each row/);
    t.match(await of("'classification', 't', 'mixed'"), /the target 'mixed' mixes TEXT and numbers/);
    t.match(await of("'classed', 't', 'c'"), /^sqml_target_by_feature: unknown prediction_type 'classed'/);
    t.deepEqual(
      await session.rows(
        "SELECT * FROM sqml_target_by_feature('regression', 'SELECT x, y FROM t WHERE 0', 'y')",
      ),
      [],
      'no rows, no bins',
    );
  });
});
