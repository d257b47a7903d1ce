// What is done with a table's columns by name takes time by their number, not by its square.

import { betterSqlite3, fastest, json, run, type Session, testOn, text } from './host/index.ts';

/** 40 rows of `d` features, and a model of them. */
async function prepare(session: Session, name: string, d: number): Promise<void> {
  const row = Array.from({ length: d }, (_, j) => `i * ${(j % 97) + 1} % 101 AS f${j}`);
  const rows = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)';
  await run(session, `CREATE TABLE ${name} AS ${rows} SELECT ${row}, i % 2 AS y FROM n`);
  await json(session, `SELECT sqml_train('${name}', 'classification', 'gaussian_nb', '${name}', 'y')`);
}

/** The least of several times, in milliseconds. */
async function least(session: Session, sql: string): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 7; i++) {
    const started = performance.now();
    await session.rows(sql);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

const WAYS: Record<string, (name: string) => string> = {
  sqml_predictions: (name) => `SELECT count(prediction) FROM sqml_predictions('${name}', '${name}')`,
  sqml_evaluate: (name) => `SELECT count(value) FROM sqml_evaluate('${name}', '${name}', 'y')`,
};

if (betterSqlite3.isAvailable() === null) {
  testOn(fastest, 'ten times the columns take about ten times as long', async (t, session) => {
    await prepare(session, 'narrow', 190);
    await prepare(session, 'wide', 1900);
    for (const [what, sql] of Object.entries(WAYS)) {
      const times = (await least(session, sql('wide'))) / (await least(session, sql('narrow')));
      // By the square it was 68.
      t.ok(times < 30, `${what}: ${text(times.toFixed(1))} times`);
    }
  });
}
