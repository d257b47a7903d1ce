// sqml_clock: while a database holds the time, everything that is written follows from the statements and
// the database alone, so that machines that run the same statements (docs/cluster.md) keep the same bytes.

import { catalog } from '../lib/catalog.ts';
import { dump, eachHost, error, run, type Session, testOn, value } from './host/index.ts';

const TIME = '2001-02-03 04:05:06';
const LATER = '2001-02-03 04:05:07';
const IRIS = "'dataset_iris', 'target'";

/** A call of every function that writes, with what leads to every kind of row. */
const WRITING = [
  "SELECT sqml_load_dataset('iris')",
  `SELECT sqml_clock('${TIME}')`,
  'SELECT sqml_setup()',
  `SELECT sqml_train('e', 'classification', 'logistic_regression', ${IRIS}, 0.25, 'shuffle', '{"max_iter": 1}')`,
  `SELECT sqml_train('e', 'classification', 'svc', ${IRIS},
     '{"search": "random", "n_iter": 2, "params": {"C": [1, 10, 100]}, "cv": 3}')`,
  "SELECT sqml_import_model('copy', sqml_export_model('e'))",
  'SELECT sqml_retrain(1)',
  "SELECT sqml_deploy('e', 'most_recent')",
  `SELECT sqml_online('o', 'regression', 'sgd', '{"features": ["a"]}')`,
  "SELECT sqml_partial_fit('o', 1, 2)",
  'SELECT sqml_drop_model(1)',
  'SELECT sqml_drop_run(1)',
  "SELECT sqml_drop_experiment('copy')",
];
const FAILING = `SELECT sqml_train('failing', 'classification', 'svc', 'SELECT 1 AS x, 2 AS y', 'y')`;

async function write(session: Session): Promise<string> {
  await run(session, ...WRITING);
  await error(session, FAILING);
  return dump(session);
}

/** Every time that stands in an sqml_ table, once. */
async function times(session: Session): Promise<unknown[]> {
  const tables = ['experiments', 'runs', 'models', 'metrics', 'deployments'];
  const columns = tables.flatMap((table) =>
    ['created_at', 'updated_at'].map((column) => `SELECT ${column} AS time FROM sqml_${table}`),
  );
  return (await session.rows(`${columns.join(' UNION ')} ORDER BY time`)).map(({ time }) => time);
}

const DURATIONS = "SELECT count(*) FROM sqml_metrics WHERE name LIKE '%\\_time' ESCAPE '\\'";

eachHost((host) => {
  testOn(host, 'with a clock of its own a database holds what the statements say', async (t, session) => {
    const whole = await write(session);
    for (const { name } of catalog.filter(({ flags }) => flags === 'writes')) {
      t.ok(
        WRITING.some((sql) => sql.startsWith(`SELECT ${name}(`)),
        `${name} is among them`,
      );
    }
    t.deepEqual(await times(session), [TIME], 'no other time stands in it');
    t.equal(await value(session, DURATIONS), 0n, 'nor a duration');
    t.equal(await value(session, "SELECT count(*) FROM sqml_runs WHERE status = 'failed'"), 1n);
    const other = await host.open();
    t.equal(await write(other), whole, 'another database is the same, byte for byte');
    await other.close();
  });

  testOn(host, 'sqml_clock answers with the time and NULL brings the clock back', async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('iris')");
    const training = `SELECT sqml_train('e', 'classification', 'svc', ${IRIS}, '{"deploy": true}')`;
    t.equal(await value(session, `SELECT sqml_clock('${TIME}')`), TIME);
    await run(session, training);
    t.equal(await value(session, `SELECT sqml_clock(datetime('${TIME}', '+1 second'))`), LATER);
    await run(session, training);
    t.deepEqual(await times(session), [TIME, LATER], 'the second training took the second time');
    t.equal(await value(session, 'SELECT updated_at FROM sqml_deployments WHERE NOT active'), LATER);

    await run(session, 'BEGIN');
    t.equal(await value(session, 'SELECT sqml_clock(NULL)'), null);
    const now = "created_at BETWEEN datetime('now', '-1 minute') AND datetime('now')";
    await run(session, training);
    t.equal(await value(session, `SELECT ${now} FROM sqml_runs ORDER BY id DESC LIMIT 1`), 1n);
    t.equal(await value(session, DURATIONS), 2n, 'durations are measured again');
    await run(session, 'ROLLBACK', training);
    t.deepEqual(await times(session), [TIME, LATER], 'a ROLLBACK takes it back');
  });

  testOn(host, 'the time of a statement that writes is that of the clock, too', async (t, session) => {
    await run(
      session,
      'CREATE TABLE log (answer)',
      `INSERT INTO log SELECT sqml_clock('${TIME}')`,
      `INSERT INTO log SELECT sqml_train('e', 'regression', 'linear_regression',
         'SELECT 1 AS x, 2 AS y UNION ALL VALUES (2, 3), (3, 5), (4, 4)', 'y')`,
    );
    t.deepEqual(await times(session), [TIME]);
  });
});
