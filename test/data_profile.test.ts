// What a table holds: sqml_histogram and sqml_correlations, on every host.

import { isNear } from './experiments.ts';
import { eachHost, error, run, testOn, text } from './host/index.ts';

/** Sums of 150 products, in one order here and another there. */
const ROUNDING = 1e-12;

const IRIS = "SELECT sqml_load_dataset('iris')";
const PENGUINS = "SELECT sqml_load_dataset('penguins')";

eachHost((host) => {
  testOn(host, 'every number is in one bin of a histogram, and in the right one', async (t, session) => {
    await run(session, IRIS);
    const column = '"petal length (cm)"';
    for (const bins of [1, 2, 7, 20, 1000]) {
      const rows = await session.rows(
        `SELECT low, high, value, count FROM sqml_histogram('dataset_iris', 'petal length (cm)', ${bins})`,
      );
      t.equal(rows.length, bins, `${bins} bins`);
      for (const [b, { low, high, value, count }] of rows.entries()) {
        if (b > 0) t.equal(low, rows[b - 1].high, 'a bin begins where the one before ends');
        const upper = b === bins - 1 ? '<=' : '<';
        const [{ n }] = await session.rows(
          `SELECT count(*) AS n FROM dataset_iris WHERE ${column} >= ${low} AND ${column} ${upper} ${high}`,
        );
        if (n !== count || value !== null)
          t.fail(`bin ${b} from ${low} to ${high}: ${count}, SQL counts ${n}`);
        if (b >= 20) break;
      }
      const sum = rows.reduce((all, { count }) => all + Number(count), 0);
      t.equal(sum, 150, 'all rows are in');
    }
  });

  testOn(host, 'a histogram of text has its most frequent values, and none of NULL', async (t, session) => {
    await run(session, PENGUINS);
    const rows = await session.rows(
      "SELECT value, count FROM sqml_histogram('dataset_penguins', 'island', 2)",
    );
    t.deepEqual(rows, [
      { value: 'Biscoe', count: 168n },
      { value: 'Dream', count: 124n },
    ]);
    const sexes = await session.rows("SELECT value FROM sqml_histogram('dataset_penguins', 'sex')");
    t.deepEqual(
      sexes.map(({ value }) => value),
      ['male', 'female'],
    );
    const ties = "SELECT 'b' AS x UNION ALL SELECT 'a' UNION ALL SELECT 'c'";
    t.deepEqual(
      (await session.rows(`SELECT value FROM sqml_histogram(${text(ties)}, 'x')`)).map(({ value }) => value),
      ['a', 'b', 'c'],
      'equal counts in byte order',
    );
  });

  testOn(host, 'a histogram reads TEXT as a training does', async (t, session) => {
    const rows = (cells: string) =>
      session.rows(
        `SELECT low, high, value, count FROM sqml_histogram(${text(`SELECT column1 AS x FROM (VALUES ${cells})`)}, 'x', 2)`,
      );
    t.deepEqual(await rows("('1'), ('2'), (''), ('9')"), [
      { low: 1, high: 5, value: null, count: 2n },
      { low: 5, high: 9, value: null, count: 1n },
    ]);
    t.deepEqual(await rows("('1970-01-01'), ('1970-01-03')"), [
      { low: 0, high: 1, value: null, count: 1n },
      { low: 1, high: 2, value: null, count: 1n },
    ]);
    t.deepEqual(await rows("('007'), (' '), ('007')"), [{ low: null, high: null, value: '007', count: 2n }]);
  });

  testOn(
    host,
    'a histogram takes one value, the widest range, nothing, and what is not finite',
    async (t, session) => {
      const rows = (select: string) =>
        session.rows(`SELECT low, high, count FROM sqml_histogram(${text(select)}, 'x', 2)`);
      t.deepEqual(await rows('SELECT 3 AS x UNION ALL SELECT 3'), [{ low: 3, high: 3, count: 2n }]);
      const widest = await rows('SELECT -1.7e308 AS x UNION ALL SELECT 1.7e308 UNION ALL SELECT 1e300');
      t.deepEqual(widest, [
        { low: -1.7e308, high: 0, count: 1n },
        { low: 0, high: 1.7e308, count: 2n },
      ]);
      t.deepEqual(await rows('SELECT NULL AS x'), [], 'only NULL');
      t.deepEqual(await rows('SELECT 1 AS x WHERE 0'), [], 'no rows');
      t.deepEqual(await rows('SELECT 9e999 AS x UNION ALL SELECT 1'), [{ low: 1, high: 1, count: 1n }]);
    },
  );

  testOn(host, 'what a histogram cannot be of is named', async (t, session) => {
    await run(session, IRIS);
    const of = (args: string) => error(session, `SELECT * FROM sqml_histogram(${args})`);
    t.match(await of("'dataset_iris', 'petal'"), /^sqml_histogram: unknown feature 'petal'/);
    t.equal(
      await of("'dataset_iris', 'target', 0"),
      'sqml_histogram: bins must be a whole number from 1 to 1000, got INTEGER 0',
    );
    t.equal(
      await of("'dataset_iris', 'target', 'many'"),
      "sqml_histogram: bins must be a whole number from 1 to 1000, got 'many'",
    );
    t.match(
      await of(`${text("SELECT 1 AS x UNION ALL SELECT 'a'")}, 'x'`),
      /^sqml_histogram: feature 'x' holds 1 numbers and 1 cells of other text; sqml_check says what to do$/,
    );
  });

  testOn(host, "correlations are Pearson's, over the rows that have both", async (t, session) => {
    await run(session, PENGUINS);
    const rows = await session.rows("SELECT * FROM sqml_correlations('dataset_penguins')");
    t.equal(rows.length, 10, 'each pair of the five columns of numbers once');
    for (const { feature, other, correlation, rows: n } of rows) {
      const [a, b] = [feature, other].map((name) => `"${name}"`);
      const both = `FROM dataset_penguins WHERE ${a} IS NOT NULL AND ${b} IS NOT NULL`;
      const [sql] = await session.rows(
        `WITH m AS (SELECT avg(${a}) AS a, avg(${b}) AS b, count(*) AS n ${both})
         SELECT n, (SELECT sum((${a} - m.a) * (${b} - m.b)) ${both}) /
           sqrt((SELECT sum((${a} - m.a) * (${a} - m.a)) ${both}) * (SELECT sum((${b} - m.b) * (${b} - m.b)) ${both})) AS r FROM m`,
      );
      t.equal(n, sql.n, `${feature}, ${other}: rows`);
      t.ok(isNear(Number(correlation), Number(sql.r), ROUNDING), `${feature}, ${other}: ${correlation}`);
    }
  });

  testOn(host, 'a constant has no correlation, a line has one of 1', async (t, session) => {
    const select =
      'SELECT 1 AS a, 1 AS x, 2e200 AS y, NULL AS z UNION ALL SELECT 1, 2, 3e200, NULL UNION ALL SELECT 1, 3, 4e200, NULL';
    t.deepEqual(
      await session.rows(`SELECT feature, other, correlation, rows FROM sqml_correlations(${text(select)})`),
      [
        { feature: 'a', other: 'x', correlation: null, rows: 3n },
        { feature: 'a', other: 'y', correlation: null, rows: 3n },
        { feature: 'x', other: 'y', correlation: 1, rows: 3n },
      ],
    );
    const small =
      'SELECT 1 AS x, -2 AS y UNION ALL SELECT 2, -4 UNION ALL SELECT 3, -6 UNION ALL SELECT NULL, 1';
    t.deepEqual(await session.rows(`SELECT correlation, rows FROM sqml_correlations(${text(small)})`), [
      { correlation: -1, rows: 3n },
    ]);
  });
});
