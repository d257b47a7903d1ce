// What trainings leave in the sqml_ tables, which model serves, and databases that others made.

import { copyFileSync } from 'node:fs';
import test from 'tape';
import { withFile } from './host/file.ts';
import {
  dump,
  eachHost,
  error,
  type Host,
  hosts,
  json,
  path,
  type Row,
  run,
  type Session,
  testOn,
  text,
  value,
} from './host/index.ts';

const ROWS = 'WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 60)';

/**
 * Trains 'e' to answer `<word> low` or `<word> high`, so that an answer tells which model gave it; with noise
 * the model scores below 1.
 */
function training(word: string, noise = false): string {
  const high = noise ? 'x > 30 OR x % 7 = 0' : 'x > 30';
  const query = `${ROWS} SELECT x, iif(${high}, '${word} high', '${word} low') AS label FROM i`;
  return `SELECT sqml_train('e', 'classification', 'logistic_regression', ${text(query)}, 'label')`;
}

/** The view that trainings are written by. */
async function journal(session: Session): Promise<string> {
  const journals = await session.rows(
    "SELECT name FROM sqlite_master WHERE type = 'view' AND name LIKE 'sqml_journal%'",
  );
  if (journals.length !== 1) throw new Error(`${journals.length} journals`);
  return journals[0].name as string;
}

const ASK = "SELECT sqml_predict('e', '[60]')";
const ACTIVE = 'SELECT count(*) FROM sqml_deployments WHERE active';

/** A training that went well, and whether it was deployed. */
async function isDeployed(session: Session, sql: string): Promise<boolean> {
  return (await json(session, sql)).deployed;
}

/** The rows of each query. */
async function inTurn(session: Session, queries: string[]): Promise<Row[][]> {
  const results: Row[][] = [];
  for (const sql of queries) results.push(await session.rows(sql));
  return results;
}

eachHost((host) => {
  testOn(host, 'a first model is deployed, then only better ones; one is active', async (t, session) => {
    t.equal(await isDeployed(session, training('first', true)), true, 'the first');
    t.equal(await isDeployed(session, training('equal', true)), false, 'one that is as good is not');
    t.equal(await value(session, ASK), 'first high');
    t.equal(await isDeployed(session, training('better')), true, 'a better one is');
    t.equal(await value(session, ASK), 'better high');
    t.equal(await isDeployed(session, training('worse', true)), false, 'a worse one is stored, not deployed');
    t.equal(await value(session, ASK), 'better high');
    t.equal(await value(session, ACTIVE), 1n, 'one deployment is active');
    t.deepEqual(
      await session.rows(
        'SELECT run_id, experiment, status, algorithm, deployed, model_id FROM sqml_runs_overview',
      ),
      [1n, 2n, 3n, 4n].map((id) => ({
        run_id: id,
        experiment: 'e',
        status: 'success',
        algorithm: 'logistic_regression',
        deployed: id === 3n ? 1n : 0n,
        model_id: id,
      })),
      'the overview shows every run',
    );
    const scores = await session.rows(
      "SELECT value FROM sqml_metrics WHERE name = 'score' ORDER BY model_id",
    );
    t.equal(scores.length, 4);
    t.ok((scores[0].value as number) < 1 && scores[2].value === 1);
  });

  testOn(host, 'a run records what it was asked', async (t, session) => {
    const query = `${ROWS} SELECT x, x > 30 AS label FROM i`;
    const given = ' {"C": 2.50, "random_state":7, "class_weight" : {"1": 2} } ';
    await run(
      session,
      `SELECT sqml_train('e', 'classification', 'svc', ${text(query)}, 'label', 0.5, 'shuffle', ${text(given)})`,
    );
    const [row] = await session.rows('SELECT * FROM sqml_runs');
    const { created_at, updated_at, engine, log, ...kept } = row;
    t.deepEqual(kept, {
      id: 1n,
      status: 'success',
      algorithm: 'svc',
      dataset: query,
      target: 'label',
      test_size: 0.5,
      split_strategy: 'shuffle',
      experiment_id: 1n,
      options: '{"C": 2.50, "class_weight": {"1": 2}, "random_state": 7}',
      random_state: 7n,
      row_count: 60n,
      rows_skipped: 0n,
      feature_count: 1n,
      message: null,
    });
    t.match(created_at as string, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    t.equal(engine, await value(session, 'SELECT sqml_version()'));
    const [model] = await session.rows('SELECT run_id, library, typeof(data) AS type FROM sqml_models');
    t.deepEqual(model, { run_id: 1n, library: 'sqml', type: 'blob' });
  });

  testOn(
    host,
    'after a ROLLBACK the model that is gone never serves, even when ids come again',
    async (t, session) => {
      await run(session, 'SELECT sqml_setup()', 'BEGIN', training('gone'));
      t.equal(await value(session, ASK), 'gone high', 'inside the transaction it serves');
      await run(session, 'ROLLBACK');
      t.match(await error(session, ASK), /^sqml_predict: unknown experiment 'e'/);
      await run(session, 'BEGIN', training('other'));
      t.equal(
        await value(session, ASK),
        'other high',
        'the next training has the same ids, and is the one that serves',
      );
      await run(session, 'COMMIT');
      t.equal(await value(session, 'SELECT max(id) FROM sqml_models'), 1n, 'the ids did come again');

      await run(session, 'SAVEPOINT s', 'DELETE FROM sqml_deployments', training('undone'));
      t.equal(await value(session, ASK), 'undone high');
      await run(session, 'ROLLBACK TO s', 'RELEASE s');
      t.equal(await value(session, ASK), 'other high', 'the deployed one is back');
    },
  );

  testOn(host, 'last_insert_rowid() is what it was', async (t, session) => {
    await run(session, 'CREATE TABLE own (x)', 'INSERT INTO own(rowid, x) VALUES (77, 1)');
    await run(session, training('a'), "SELECT sqml_load_dataset('iris')", ASK, 'SELECT sqml_setup()');
    t.equal(await value(session, 'SELECT last_insert_rowid()'), 77n);
  });

  testOn(host, 'training works inside a statement that writes', async (t, session) => {
    await run(session, 'CREATE TABLE log (answer)', `INSERT INTO log ${training('first', true)}`);
    await run(session, `INSERT INTO log ${training('second')}`);
    t.deepEqual(
      (await session.rows('SELECT answer FROM log')).map(
        ({ answer }) => JSON.parse(answer as string).deployed,
      ),
      [true, true],
    );
    t.equal(await value(session, ASK), 'second high');
    await run(session, `CREATE TABLE made AS ${training('third', true)} AS answer`);
    t.equal(await value(session, 'SELECT count(*) FROM sqml_models'), 3n);
  });

  testOn(host, 'loading again restores the rows, also while they are read', async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('iris')");
    const whole = await dump(session);
    await run(
      session,
      'UPDATE dataset_iris SET target = 7 WHERE rowid % 2',
      'DELETE FROM dataset_iris WHERE rowid % 3 = 0',
      'INSERT INTO dataset_iris(target) VALUES (9), (9)',
      "SELECT sqml_load_dataset('iris')",
    );
    t.equal(await dump(session), whole, 'changed, deleted and added rows');
    const reading = await session.rows(
      `SELECT target, iif(rowid % 50 = 0, sqml_load_dataset('iris'), NULL) AS loaded FROM dataset_iris`,
    );
    t.equal(reading.length, 150, 'a reader of the table goes on');
    t.equal(reading.filter(({ loaded }) => loaded !== null).length, 3);
    t.equal(await dump(session), whole);
  });

  testOn(host, 'the tables are made once, by sqml_setup() or the first training', async (t, session) => {
    t.deepEqual(await json(session, 'SELECT sqml_setup()'), { changed: true });
    const made = await dump(session);
    t.deepEqual(await json(session, 'SELECT sqml_setup()'), { changed: false });
    t.equal(await dump(session), made);
    await run(
      session,
      `DROP VIEW ${await journal(session)}`,
      'DROP TABLE sqml_metrics',
      'SELECT sqml_setup()',
    );
    t.deepEqual(
      made.split('\n').sort(),
      (await dump(session)).split('\n').sort(),
      'what is missing is made again',
    );
  });

  testOn(host, 'tables of an earlier version are brought up to date', async (t, session) => {
    await run(session, training('first', true));
    await run(
      session,
      ...[await journal(session), 'sqml_runs_overview', 'sqml_deployed_models', 'sqml_leaderboard'].map(
        (name) => `DROP VIEW ${name}`,
      ),
      'DROP TABLE sqml_trials',
      'DROP TABLE sqml_judgements',
      'DROP TABLE sqml_settings',
      ...['rows_skipped', 'message', 'log'].map((name) => `ALTER TABLE sqml_runs DROP COLUMN ${name}`),
      'CREATE VIEW sqml_journal AS SELECT NULL AS kind WHERE 0',
      'CREATE TRIGGER sqml_journal_1_deploy INSTEAD OF INSERT ON sqml_journal BEGIN SELECT 1; END',
    );
    t.equal(await value(session, ASK), 'first high', 'predicting needs no more');
    t.equal(await isDeployed(session, training('second')), true);
    t.equal(await value(session, ASK), 'second high');
    t.equal((await session.rows('SELECT message FROM sqml_runs_overview')).length, 2, 'with its views');
  });

  for (const version of [2, 3]) {
    test(`${host.name}: a database whose tables are of version ${version} opens, and is brought up to date`, (t) =>
      withFile(async (file) => {
        copyFileSync(path(`test/fixtures/schema-${version}.db`), file);
        const session = await host.open({ file });
        const before = await dump(session);
        const ask =
          "SELECT sqml_predict('e', '[60, 4]') || sqml_predict(2, '[1, 1]') || sqml_predict('r', '[1, 2]')";
        t.equal(await value(session, ask), 'highlow3.0', 'its models serve');
        t.equal(await dump(session), before, 'which changes nothing');
        const kept = ['experiments', 'runs', 'models', 'metrics', 'deployments'];
        const old: string[] = [];
        for (const table of kept) {
          const columns = await session.rows(`SELECT name FROM pragma_table_info('sqml_${table}')`);
          const last = await value(session, `SELECT max(id) FROM sqml_${table}`);
          old.push(
            `SELECT ${columns.map(({ name }) => name)} FROM sqml_${table} WHERE id <= ${last} ORDER BY id`,
          );
        }
        const rows = await inTurn(session, old);
        const models = rows[2].length;
        const failing = "SELECT sqml_train('f', 'classification', 'svc', 'SELECT 1 AS x, 2 AS y', 'y')";
        t.match(await error(session, failing), /leaves the training part empty/);
        const grid = '{"search": "grid", "params": {"C": [1, 10]}, "cv": 2}';
        const trained = "SELECT sqml_train('e', 'classification', 'svc', 'd', 'label', ";
        t.equal(
          (await json(session, `${trained}${text(grid)})`)).deployed,
          false,
          'the one that serves is as good',
        );
        t.deepEqual(await inTurn(session, old), rows, 'the old rows are as they were');
        t.equal(await value(session, 'SELECT max(id) FROM sqml_models'), BigInt(models + 1));
        t.match(await journal(session), /^sqml_journal_\d+$/, 'the old journal is gone');
        t.equal((await json(session, `SELECT sqml_deploy('e', ${models + 1})`)).changed, true);
        t.equal((await json(session, 'SELECT sqml_drop_model(1)')).was_deployed, false);
        t.equal(await value(session, ask), 'highlow3.0');
        await session.close();
      }));
  }

  test(`${host.name}: a database of the Python sqlite-ml opens, and training takes it over`, (t) =>
    withFile(async (file) => {
      copyFileSync(path('test/fixtures/sqlite-ml-0.1.2.db'), file);
      const session = await host.open({ file });
      const before = await dump(session);
      const history = await session.rows('SELECT * FROM sqml_runs_overview');
      t.equal(history.length, 4, 'its history is readable');
      const iris = "SELECT sqml_predict('Iris prediction', '[5.1, 3.5, 1.4, 0.2]')";
      const pickled = `sqml_predict: the deployed model of 'Iris prediction' was made by scikit-learn (the Python sqlite-ml), whose pickles are not read; its history stays; train the experiment again with sqml_train`;
      t.equal(await error(session, iris), pickled);
      t.match(
        await error(session, "SELECT sqml_deploy('Iris prediction', 1)"),
        /^sqml_deploy: model 1 was made by scikit-learn \(the Python sqlite-ml\), whose pickles are not read$/,
      );
      t.equal(await dump(session), before, 'neither changes anything');

      const old: Record<string, string> = {};
      for (const table of ['experiments', 'runs', 'models', 'metrics']) {
        const columns = await session.rows(`SELECT name FROM pragma_table_info('sqml_${table}')`);
        old[table] = `SELECT ${columns.map(({ name }) => name)} FROM sqml_${table} WHERE id <= 20`;
      }
      const kept = await inTurn(session, Object.values(old));
      const trained = await json(
        session,
        "SELECT sqml_train('Iris prediction', 'classification', 'logistic_regression', 'dataset_iris', 'target')",
      );
      t.equal(
        trained.deployed,
        true,
        'the first model that can be read is deployed, though a pickle scored higher',
      );
      t.equal(await value(session, iris), 0, 'and predicts');
      const after = await inTurn(session, Object.values(old));
      for (const [i, rows] of kept.entries()) {
        t.deepEqual(
          after[i].slice(0, rows.length),
          rows,
          `the old rows of sqml_${Object.keys(old)[i]} are as they were`,
        );
      }
      t.equal(await value(session, `${ACTIVE} AND experiment_id = 1`), 1n, 'one deployment is active');
      t.equal(
        (await session.rows('SELECT * FROM sqml_runs_overview')).length,
        5,
        'the new run follows the old ones',
      );
      const again = await json(session, 'SELECT sqml_retrain(1)');
      t.equal(again.score, trained.score, 'a run of its own trains again, by the default random_state');
      const other = "SELECT sqml_predict('Diabetes progression', '[1]')";
      t.match(
        await error(session, other),
        /was made by scikit-learn/,
        'another experiment still says to retrain',
      );
      const oneLabel = `${ROWS} SELECT x, x > 30 AS y FROM i`;
      const options = `'{"split_strategy": "sequential"}'`;
      const undefinedArea = `SELECT sqml_train('Ends', 'classification', 'svc', ${text(oneLabel)}, 'y', ${options})`;
      t.equal(
        (await json(session, undefinedArea)).deployed,
        true,
        'a metric without a value is no failure there',
      );
      t.deepEqual(
        await session.rows(
          "SELECT count(*) AS n FROM sqml_metrics WHERE name = 'roc_auc' AND model_id = (SELECT max(id) FROM sqml_models)",
        ),
        [{ n: 0n }],
        'it is left out, since value is NOT NULL there',
      );
      await session.close();
    }));
});

/** Pairs of hosts that can look at one file. */
const sharing = hosts.filter((host) => host.sharesFiles && host.isAvailable() === null);
const pairs: [Host, Host][] = sharing.map((host, i) => [host, sharing[(i + 1) % sharing.length]]);

for (const [trainer, reader] of pairs) {
  test(`a model that ${trainer.name} deploys serves the next statement of ${reader.name}`, (t) =>
    withFile(async (file) => {
      const [writing, reading] = [await trainer.open({ file }), await reader.open({ file })];
      await run(writing, 'PRAGMA journal_mode = WAL', training('first', true));
      t.equal(await value(reading, ASK), 'first high');
      await run(writing, training('second'));
      t.equal(await value(reading, ASK), 'second high', 'the one that it has just deployed');
      await run(writing, training('third', true));
      t.equal(await value(reading, ASK), 'second high', 'and not one that it only stored');
      await run(writing, 'UPDATE sqml_deployments SET active = FALSE');
      await run(writing, 'UPDATE sqml_deployments SET active = TRUE WHERE model_id = 1');
      t.equal(await value(reading, ASK), 'first high', 'back to the first by hand');
      await run(reading, training('fourth'));
      t.equal(await value(writing, ASK), 'fourth high', 'and the other way round');
      await Promise.all([writing.close(), reading.close()]);
    }));
}
