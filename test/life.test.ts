// The life of a model after its training: which one serves, how one goes, how one moves to another database,
// how a run is repeated, and what a run leaves that failed.

import {
  betterSqlite3,
  blob,
  cli,
  dump,
  eachHost,
  error,
  json,
  type Row,
  run,
  type Session,
  sqliteWasm,
  testOn,
  text,
  value,
} from './host/index.ts';
import { digestOf, withDigest } from './model_bytes.ts';

const ROWS = 'WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 60)';

interface Training {
  experiment?: string;
  noise?: boolean;
  algorithm?: string;
  options?: object;
}

/**
 * Trains to answer `<word> low` or `<word> high`, so that an answer tells which model gave it; with noise the
 * model scores below 1.
 */
function training(word: string, given: Training = {}): string {
  const { experiment = 'e', noise = false, algorithm = 'logistic_regression', options = {} } = given;
  const high = noise ? 'x > 30 OR x % 7 = 0' : 'x > 30';
  const query = `${ROWS} SELECT x, iif(${high}, '${word} high', '${word} low') AS label FROM i`;
  const names = [experiment, 'classification', algorithm, query, 'label', JSON.stringify(options)];
  return `SELECT sqml_train(${names.map(text)})`;
}

const ASK = "SELECT sqml_predict('e', 60)";
const ACTIVE = 'SELECT model_id, reason FROM sqml_deployments WHERE active';

/** Models 1 to 4 of 'e' (good, worse, best, worse) and model 5 of 'other'; 3 serves 'e'. */
async function prepare(session: Session): Promise<void> {
  await run(
    session,
    training('first', { noise: true }),
    training('second', { noise: true }),
    training('third'),
    training('fourth', { noise: true }),
    training('elsewhere', { experiment: 'other' }),
  );
}

/** Rows of all tables of sqml. */
async function counts(session: Session): Promise<Row> {
  const tables = ['experiments', 'runs', 'models', 'metrics', 'judgements', 'deployments', 'trials'];
  const [row] = await session.rows(
    `SELECT ${tables.map((name) => `(SELECT count(*) FROM sqml_${name}) AS ${name}`)}`,
  );
  return row;
}

/** The statement fails with this message, and the database is as it was. */
async function refuses(session: Session, sql: string, message: string): Promise<string> {
  const before = await dump(session);
  const said = await error(session, sql);
  if (said !== message) return `said ${said}`;
  return (await dump(session)) === before ? 'refused' : 'the database changed';
}

eachHost(
  (host) => {
    // ---- Deployment ----

    testOn(host, 'sqml_deploy makes another model serve, and keeps the history', async (t, session) => {
      await prepare(session);
      const deploy = (strategy: string) => json(session, `SELECT sqml_deploy('e', ${strategy})`);
      const serves = async (word: string, how: string) =>
        t.equal(await value(session, ASK), `${word} high`, `${how}: ${word} serves`);
      await serves('third', 'after training');
      const best = { experiment_name: 'e', model_id: 3, algorithm: 'logistic_regression', score: 1 };
      t.deepEqual(await deploy("'best_score'"), { ...best, changed: false }, 'it is the best already');
      t.equal((await deploy("'most_recent'")).model_id, 4);
      await serves('fourth', 'most_recent');
      t.deepEqual(await deploy("'rollback'"), { ...best, changed: true });
      await serves('third', 'rollback');
      await deploy("'rollback'");
      await serves('fourth', 'a second rollback undoes the first');
      await deploy('2');
      await serves('second', 'by its id');
      await deploy("'best_score'");
      await serves('third', 'best_score');
      const history = await session.rows(
        "SELECT model_id, reason, active FROM sqml_deployments d JOIN sqml_experiments e ON e.id = d.experiment_id WHERE e.name = 'e' ORDER BY d.id",
      );
      t.deepEqual(
        history.map((row) => `${row.model_id} ${row.reason} ${row.active}`),
        [
          '1 best_score 0',
          '3 best_score 0',
          '4 most_recent 0',
          '3 rollback 0',
          '4 rollback 0',
          '2 requested 0',
          '3 best_score 1',
        ],
      );
      t.equal(
        await refuses(
          session,
          "SELECT sqml_deploy('e', 5)",
          "sqml_deploy: model 5 is of experiment 'other', not of 'e'",
        ),
        'refused',
      );
      t.match(
        await error(session, "SELECT sqml_deploy('f', 'rollback')"),
        /^sqml_deploy: unknown experiment 'f'/,
      );
    });

    testOn(host, 'a deployment that is rolled back never served', async (t, session) => {
      await prepare(session);
      await run(session, 'BEGIN', "SELECT sqml_deploy('e', 1)");
      t.equal(await value(session, ASK), 'first high');
      await run(session, 'ROLLBACK');
      t.equal(await value(session, ASK), 'third high');
      await run(session, 'BEGIN', 'SELECT sqml_drop_model(3, 1)', 'ROLLBACK');
      t.equal(await value(session, ASK), 'third high');
    });

    testOn(host, 'an INTEGER names a model, deployed or not', async (t, session) => {
      await prepare(session);
      const answers = await session.rows(
        'SELECT sqml_predict(id, 60) AS answer FROM sqml_models ORDER BY id',
      );
      t.deepEqual(
        answers.map(({ answer }) => answer),
        ['first', 'second', 'third', 'fourth', 'elsewhere'].map((word) => `${word} high`),
      );
      t.equal(await value(session, 'SELECT count(*) FROM sqml_confusion_matrix(2)'), 4n, 'in FROM too');
    });

    testOn(host, 'options.deploy: true deploys, false does not', async (t, session) => {
      const deployed = async (sql: string) => (await json(session, sql)).deployed;
      t.equal(await deployed(training('a', { options: { deploy: false } })), false);
      t.equal(
        await error(session, ASK),
        "sqml_predict: experiment 'e' has no deployed model; train it with sqml_train",
      );
      t.equal(await deployed(training('b')), true);
      t.equal(
        await deployed(training('c', { noise: true, options: { deploy: true } })),
        true,
        'though it is worse',
      );
      t.deepEqual(await session.rows(ACTIVE), [{ model_id: 3n, reason: 'requested' }]);
      t.equal(await deployed(training('d', { options: { deploy: 'auto' } })), true);
      t.match(
        await error(session, training('e', { options: { deploy: 'no' } })),
        /deploy must be one of 'auto', 'true', 'false', got "no"$/,
      );
    });

    testOn(
      host,
      'options.metric says what deployment compares; of a loss less is better',
      async (t, session) => {
        const train = async (C: number) =>
          (await json(session, training('x', { options: { C, metric: 'log_loss' } }))).deployed;
        t.deepEqual(
          [await train(1e-3), await train(1), await train(1e-6), await train(100)],
          [true, true, false, true],
        );
        t.deepEqual(await session.rows(ACTIVE), [{ model_id: 4n, reason: 'best_log_loss' }]);
        const losses = (
          await session.rows("SELECT value FROM sqml_metrics WHERE name = 'log_loss' ORDER BY model_id")
        ).map((row) => row.value as number);
        t.ok(losses[3] < losses[1] && losses[1] < losses[0] && losses[0] < losses[2], String(losses));
        const svc = await json(session, training('x', { algorithm: 'svc', options: { metric: 'log_loss' } }));
        t.equal(svc.deployed, false, 'a model without the metric never wins');
      },
    );

    // ---- Dropping ----

    testOn(
      host,
      'sqml_drop_model takes a model with all that is its own, the run stays',
      async (t, session) => {
        await prepare(session);
        t.equal(
          await refuses(
            session,
            'SELECT sqml_drop_model(3)',
            "sqml_drop_model: model 3 serves experiment 'e'; deploy another first, or sqml_drop_model(3, 1)",
          ),
          'refused',
        );
        t.match(await error(session, 'SELECT sqml_drop_model(3, 0)'), /serves experiment 'e'/);
        const dropped = { experiment_name: 'e', model_id: 1, was_deployed: false };
        t.deepEqual(await json(session, 'SELECT sqml_drop_model(1)'), dropped);
        t.match(await error(session, 'SELECT sqml_predict(1, 60)'), /unknown model 1/);
        t.equal(await value(session, ASK), 'third high');
        t.equal((await json(session, 'SELECT sqml_drop_model(3, 1)')).was_deployed, true);
        t.match(await error(session, ASK), /has no deployed model/);
        for (const table of ['metrics', 'deployments']) {
          t.equal(
            await value(session, `SELECT count(*) FROM sqml_${table} WHERE model_id IN (1, 3)`),
            0n,
            table,
          );
        }
        t.equal(await value(session, 'SELECT count(*) FROM sqml_runs'), 5n, 'the runs are history');
        t.equal(await value(session, 'SELECT count(*) FROM sqml_runs_overview WHERE model_id IS NULL'), 2n);
        t.equal((await json(session, training('fifth', { noise: true }))).deployed, true);
      },
    );

    testOn(host, 'sqml_drop_experiment takes all of it, and nothing else', async (t, session) => {
      await run(session, training('elsewhere', { experiment: 'other' }));
      const before = await counts(session);
      await run(
        session,
        training('first'),
        training('best', { options: { search: 'grid', params: { C: [1, 2] }, cv: 2 } }),
      );
      await error(session, training('failed', { options: { test_size: 0.999 } }));
      t.deepEqual(await json(session, "SELECT sqml_drop_experiment('e')"), {
        experiment_name: 'e',
        runs: 3,
        models: 2,
      });
      t.deepEqual(await counts(session), before);
      t.match(await error(session, ASK), /^sqml_predict: unknown experiment 'e'/);
      t.equal(await value(session, "SELECT sqml_predict('other', 60)"), 'elsewhere high');
      t.equal((await json(session, training('again'))).deployed, true, 'the name is free again');
    });

    // ---- Export and import ----

    testOn(host, 'a model that another version of sqml wrote is exported as it is', async (t, session) => {
      await run(session, "SELECT sqml_load_dataset('iris')");
      await run(session, "SELECT sqml_train('e', 'classification', 'svc', 'dataset_iris', 'target')");
      const written = (await value(session, 'SELECT data FROM sqml_models')) as Uint8Array;
      const VERSION_AT = 20; // after magic, format, digest and the version's length
      const older = withDigest(written.with(VERSION_AT, '9'.charCodeAt(0)));
      await run(session, `UPDATE sqml_models SET data = ${blob(older)}, digest = '${digestOf(older)}'`);
      t.deepEqual(await value(session, "SELECT sqml_export_model('e')"), older);
    });

    testOn(host, 'an exported model serves in another database', async (t, session) => {
      const preprocess = '{"preprocess": {"impute": "median", "sex": {"impute": "indicator"}}}';
      await run(
        session,
        "SELECT sqml_load_dataset('penguins')",
        `SELECT sqml_train('p', 'classification', 'logistic_regression', 'dataset_penguins', 'species', '${preprocess}')`,
      );
      const bytes = (await value(session, "SELECT sqml_export_model('p')")) as Uint8Array;
      t.deepEqual(await value(session, 'SELECT data FROM sqml_models'), bytes, 'the stored bytes');
      t.deepEqual(await value(session, 'SELECT sqml_export_model(1)'), bytes, 'by its id');

      const other = await host.open();
      const imported = await json(other, `SELECT sqml_import_model('copy', ${blob(bytes)})`);
      t.deepEqual(imported, {
        experiment_name: 'copy',
        prediction_type: 'classification',
        algorithm: 'logistic_regression',
        model_id: 1,
        deployed: true,
        feature_names: [
          'island',
          'bill_length_mm',
          'bill_depth_mm',
          'flipper_length_mm',
          'body_mass_g',
          'sex',
          'year',
        ],
      });
      t.equal(await value(other, 'SELECT digest FROM sqml_models'), digestOf(bytes));
      t.equal(await value(other, 'SELECT status FROM sqml_runs'), 'imported');
      await run(other, "SELECT sqml_load_dataset('penguins')");
      const answers = (name: string) =>
        `SELECT prediction FROM sqml_predictions('${name}', 'dataset_penguins')`;
      t.deepEqual(await other.rows(answers('copy')), await session.rows(answers('p')), 'the same answers');
      t.match(
        await error(other, "SELECT * FROM sqml_evaluate('copy', 'dataset_penguins')"),
        /the model was imported, so its target is not known: name the column as the third argument$/,
      );
      const accuracy = "FROM sqml_evaluate('copy', 'dataset_penguins', 'species') WHERE metric = 'accuracy'";
      t.ok(((await value(other, `SELECT value ${accuracy}`)) as number) > 0.98);
      t.equal(
        await error(other, 'SELECT sqml_retrain(1)'),
        'sqml_retrain: run 1 imported its model and has no dataset',
      );
      const second = await json(other, `SELECT sqml_import_model('copy', ${blob(bytes)})`);
      t.deepEqual([second.model_id, second.deployed], [2, false], 'a model that serves is not replaced');
      await other.close();
    });

    testOn(host, 'what is no whole model of sqml is not imported', async (t, session) => {
      await prepare(session);
      const bytes = (await value(session, "SELECT sqml_export_model('e')")) as Uint8Array;
      const version = await value(session, 'SELECT sqml_version()');
      const flipped = bytes.map((byte, i) => (i === 60 ? byte ^ 1 : byte));
      const newer = bytes.map((byte, i) => (i === 4 ? 9 : byte));
      const longer = withDigest(Uint8Array.from([...bytes, 0]));
      const cases: [string, Uint8Array, string][] = [
        [
          'a picture',
          Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
          "is damaged at byte 4: it does not begin with 'SQML'; train it again",
        ],
        ['nothing', new Uint8Array(0), "is damaged at byte 0: it does not begin with 'SQML'; train it again"],
        ['a flipped bit', flipped, 'is damaged at byte 16: its digest does not match; train it again'],
        [
          'the first half',
          bytes.slice(0, bytes.length / 2),
          'is damaged at byte 16: its digest does not match; train it again',
        ],
        ['a newer format', newer, `has format 9, this sqml ${version} reads up to 3; use a newer sqml`],
        ['a byte too many', longer, `is damaged at byte ${bytes.length}: 1 bytes too many; train it again`],
      ];
      for (const [what, changed, message] of cases) {
        const sql = `SELECT sqml_import_model('new', ${blob(changed)})`;
        t.equal(await refuses(session, sql, `sqml_import_model: the model ${message}`), 'refused', what);
      }
      await run(
        session,
        `SELECT sqml_train('r', 'regression', 'linear_regression', '${ROWS} SELECT x, 2 * x AS y FROM i', 'y')`,
      );
      t.equal(
        await refuses(
          session,
          "SELECT sqml_import_model('r', sqml_export_model('e'))",
          "sqml_import_model: experiment 'r' is a regression; the model is a classification, which needs an experiment of another name",
        ),
        'refused',
      );
    });

    // ---- Runs ----

    testOn(host, 'sqml_retrain gives the same model, whatever the run was told', async (t, session) => {
      await run(
        session,
        "SELECT sqml_load_dataset('penguins')",
        'ALTER TABLE dataset_penguins ADD COLUMN held DEFAULT 0',
      );
      await run(session, 'UPDATE dataset_penguins SET held = rowid % 4 = 0');
      const train = (algorithm: string, more: string) =>
        `SELECT sqml_train('p', 'classification', '${algorithm}', 'dataset_penguins', 'species', ${more})`;
      const impute = '"preprocess": {"*": {"impute": "mean"}, "sex": {"impute": {"constant": "?"}}}';
      const trainings = [
        train('svc', `0.4, 'stratified', '{${impute}, "random_state": 7, "probability": true}'`),
        train(
          'linear_svc',
          `'{${impute}, "split_strategy": "column", "split_column": "held", "exclude": ["year"]}'`,
        ),
        train(
          'logistic_regression',
          `'{${impute}, "search": "random", "n_iter": 2, "params": {"C": [0.1, 1, 10]}, "cv": 3}'`,
        ),
        train(
          'logistic_regression',
          `'{"features": ["island", "year"], "class_weight": {"Gentoo": 2.5}, "deploy": false}'`,
        ),
      ];
      for (const [i, sql] of trainings.entries()) {
        const { score } = await json(session, sql);
        const id = 2 * i + 1;
        const again = await json(session, `SELECT sqml_retrain(${id})`);
        t.equal(again.score, score, 'the score');
        t.equal(again.deployed, false, 'it is no better');
        const [first, second] = await session.rows(
          `SELECT r.algorithm, r.dataset, r.target, r.test_size, r.split_strategy, r.options, r.random_state, r.row_count, m.digest
           FROM sqml_runs r JOIN sqml_models m ON m.run_id = r.id WHERE r.id IN (${id}, ${id + 1}) ORDER BY r.id`,
        );
        t.deepEqual(second, first, `run ${id + 1} is run ${id}, to the model's digest`);
      }
      await run(session, 'DELETE FROM dataset_penguins WHERE rowid % 5 = 0');
      await run(session, 'SELECT sqml_retrain(1)');
      t.equal(
        await value(session, 'SELECT row_count FROM sqml_runs WHERE id = 9'),
        276n,
        'on the rows of now',
      );
    });

    testOn(host, 'a training that fails leaves a run that says why', async (t, session) => {
      await run(
        session,
        'CREATE TABLE few (x, label)',
        "INSERT INTO few VALUES (1, 'a'), (NULL, 'b'), (3, 'a'), (4, 'b')",
      );
      const sql =
        "SELECT sqml_train('f', 'classification', 'svc', 'few', 'label', 0.5, 'sequential', '{\"C\": 2}')";
      const message = await error(session, sql);
      t.match(message, /^sqml_train: feature 'x' is NULL in 1 of 4 rows; /);
      const [failed] = await session.rows(
        'SELECT status, algorithm, dataset, target, test_size, split_strategy, options, random_state, message FROM sqml_runs',
      );
      t.deepEqual(failed, {
        status: 'failed',
        algorithm: 'svc',
        dataset: 'few',
        target: 'label',
        test_size: 0.5,
        split_strategy: 'sequential',
        options: '{"C": 2}',
        random_state: 53n,
        message: message.replace('sqml_train: ', ''),
      });
      const [seen] = await session.rows(
        'SELECT status, score, model_id, deployed, message FROM sqml_runs_overview',
      );
      t.deepEqual(seen, {
        status: 'failed',
        score: null,
        model_id: null,
        deployed: 0n,
        message: failed.message,
      });
      t.equal((await session.rows('SELECT * FROM sqml_leaderboard')).length, 0);
      t.match(await error(session, "SELECT sqml_predict('f', 1)"), /experiment 'f' has no deployed model/);
      t.match(await error(session, 'SELECT sqml_retrain(1)'), /^sqml_retrain: feature 'x' is NULL/);
      await run(session, 'UPDATE few SET x = 2 WHERE x IS NULL');
      t.equal((await json(session, 'SELECT sqml_retrain(1)')).deployed, true, 'once it can be it is trained');
      t.deepEqual(
        (await session.rows('SELECT status FROM sqml_runs ORDER BY id')).map(({ status }) => status),
        ['failed', 'failed', 'success'],
      );
      await run(session, "SELECT sqml_config('errors', 'json')", 'UPDATE few SET x = NULL');
      t.match((await json(session, sql)).error, /^sqml_train: feature 'x' is NULL/);
      t.equal(
        await value(session, "SELECT count(*) FROM sqml_runs WHERE status = 'failed'"),
        3n,
        'as a value too',
      );
      await run(session, "SELECT sqml_config('errors', 'sql')");
    });

    testOn(host, 'a request that is mistyped leaves nothing, not even the tables', async (t, session) => {
      await run(session, 'CREATE TABLE few (x, label)', "INSERT INTO few VALUES (1, 'a'), (2, 'b')");
      for (const [dataset, target, more] of [
        ['fe', 'label', '{}'],
        ['few', 'lable', '{}'],
        ['few', 'label', '{"features": ["y"]}'],
        ['few', 'label', '{"preprocess": {"y": {"impute": "mean"}}}'],
        ['few', 'label', '{"split_strategy": "column", "split_column": "y"}'],
        ['few', 'label', '{"search": "grid", "params": {"D": [1]}}'],
        ['few', 'label', '{"D": 1}'],
        ['few', 'label', '{"types": {"y": "text"}}'],
        ['few', 'label', '{"types": {"x": "txt"}}'],
      ]) {
        const names = ['new', 'classification', 'svc', dataset, target, more];
        const before = await dump(session);
        await error(session, `SELECT sqml_train(${names.map(text)})`);
        t.equal(await dump(session), before, `${dataset}, ${target}, ${more}`);
      }
    });

    testOn(
      host,
      'sqml_drop_run drops failed runs, and an experiment with its last one',
      async (t, session) => {
        await prepare(session);
        const failing = (experiment: string) =>
          `SELECT sqml_train('${experiment}', 'classification', 'svc', 'SELECT 1 AS x, 2 AS label', 'label')`;
        await error(session, failing('e'));
        await error(session, failing('other one'));
        const dropped = await session.rows(
          "SELECT sqml_drop_run(run_id) AS said FROM sqml_runs_overview WHERE status = 'failed' ORDER BY run_id",
        );
        t.deepEqual(
          dropped.map(({ said }) => JSON.parse(said as string)),
          [
            { experiment_name: 'e', run_id: 6, status: 'failed', experiment_dropped: false },
            { experiment_name: 'other one', run_id: 7, status: 'failed', experiment_dropped: true },
          ],
        );
        t.deepEqual(
          (await session.rows('SELECT name FROM sqml_experiments')).map(({ name }) => name),
          ['e', 'other'],
        );
        const search = training('third', { options: { search: 'grid', params: { C: [1, 2] }, cv: 2 } });
        await run(session, search, 'SELECT sqml_drop_model(6, 1)');
        t.equal((await counts(session)).trials, 2n);
        t.equal(
          (await json(session, 'SELECT sqml_drop_run(8)')).status,
          'success',
          'whose model is gone, too',
        );
        t.equal((await counts(session)).trials, 0n, 'with its trials');
      },
    );

    testOn(
      host,
      "a whole REAL is an id too, as JavaScript's drivers bind every number",
      async (t, session) => {
        await prepare(session);
        t.equal(await value(session, 'SELECT sqml_predict(1.0, 60)'), 'first high');
        t.equal((await json(session, "SELECT sqml_deploy('e', 2.0)")).model_id, 2);
        t.equal((await json(session, 'SELECT sqml_model_info(2.0)')).model_id, 2);
        t.equal(await value(session, "SELECT sqml_config('threads', 2.0)"), 2n);
        t.equal((await json(session, 'SELECT sqml_drop_model(2.0, 1.0)')).model_id, 2);
        t.equal((await json(session, 'SELECT sqml_drop_run(2.0)')).run_id, 2);
        for (const no of ['1.5', '9e99', "'1'"])
          t.match(
            await error(session, `SELECT sqml_drop_model(${no})`),
            /^sqml_drop_model: model_id must be an INTEGER, got /,
          );
        await run(session, "SELECT sqml_config('threads', 0)");
      },
    );

    testOn(host, 'the leaderboard and the deployed models are views', async (t, session) => {
      await prepare(session);
      const board = await session.rows('SELECT experiment, place, model_id, deployed FROM sqml_leaderboard');
      t.deepEqual(
        board.map((row) => Object.values(row).join(' ')),
        ['e 1 3 1', 'e 2 1 0', 'e 2 2 0', 'e 2 4 0', 'other 1 5 1'],
        'models with the same score share a place',
      );
      const deployed = await session.rows(
        'SELECT experiment, prediction_type, model_id, algorithm, score, reason, target FROM sqml_deployed_models',
      );
      const shared = { prediction_type: 'classification', algorithm: 'logistic_regression', score: 1 };
      t.deepEqual(deployed, [
        { experiment: 'e', ...shared, model_id: 3n, reason: 'best_score', target: 'label' },
        { experiment: 'other', ...shared, model_id: 5n, reason: 'best_score', target: 'label' },
      ]);
    });
  },
  [cli, betterSqlite3, sqliteWasm],
);
