// Each invariant that the harness holds the sqml_ tables to finds what it is about, and a sound database breaks none.

import { fastest, run, testOn } from '../host/index.ts';
import { INVARIANTS } from './invariants.ts';

const ROWS =
  'WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40) SELECT x, x / 14 AS y FROM i';
const TRAINING = (name: string, target = 'y') =>
  `SELECT sqml_train('${name}', 'classification', 'svc', '${ROWS}', '${target}', '{"deploy": true}')`;

/** Its rows are read before anything is wrong with it. */
const FAILING = TRAINING('e').replace('x / 14 AS y', '1 AS y');

/** What breaks each, by its title; in the order of the list. */
const BREAKS: Record<string, string> = {
  'a deployment serves a model that is there': 'UPDATE sqml_deployments SET model_id = 99 WHERE active',
  'a deployment of the past, too, is of a model that is there':
    'UPDATE sqml_deployments SET model_id = 99 WHERE NOT active',
  'an experiment has one active deployment at most':
    'DROP INDEX sqml_active_deployment; UPDATE sqml_deployments SET active = 1',
  'a deployment is of a model of its experiment':
    'UPDATE sqml_deployments SET model_id = (SELECT max(id) FROM sqml_models) WHERE id = 1',
  'a model has its run, which succeeded, was imported or learns row by row': `UPDATE sqml_runs SET status = 'failed', message = 'x' WHERE id = 1`,
  'a run has one model at most': 'UPDATE sqml_models SET run_id = 1',
  'a run is of an experiment that is there': 'UPDATE sqml_runs SET experiment_id = 99 WHERE id = 1',
  'a failed run says why': `UPDATE sqml_runs SET message = '' WHERE status = 'failed'`,
  'a trained model has its metrics': 'DELETE FROM sqml_metrics WHERE model_id = 1',
  'a metric is of a model that is there': 'UPDATE sqml_metrics SET model_id = 99 WHERE model_id = 1',
  'a trial is of a run that is there': `INSERT INTO sqml_trials(run_id, options) VALUES (99, '{}')`,
  'a model carries the digest of its bytes': `UPDATE sqml_models SET digest = '0123456789abcdef' WHERE id = 1`,
  'no reference leads nowhere': 'UPDATE sqml_models SET run_id = 99 WHERE id = 1',
};

for (const { title, sql } of INVARIANTS) {
  testOn(
    fastest,
    `${title}: a sound database has it so, and one that hasn't is found`,
    async (t, session) => {
      for (const name of ['e', 'e', 'other']) await run(session, TRAINING(name));
      await session.rows(FAILING).catch(() => {});
      t.deepEqual(
        await session.rows(sql),
        [],
        'two experiments, three models and a failed run break nothing',
      );
      await run(session, 'PRAGMA foreign_keys = 0');
      for (const statement of BREAKS[title].split('; ')) await run(session, statement);
      t.ok((await session.rows(sql)).length > 0, BREAKS[title]);
    },
  );
}
