// What must never be so in the sqml_ tables, whatever failed and whoever was killed: statements that give a row for
// each thing that is wrong. Tables that aren't there yet are an error of SQLite's, "no such table", and no finding.

export const INVARIANTS: { title: string; sql: string }[] = [
  {
    title: 'a deployment serves a model that is there',
    sql: `SELECT id, model_id FROM sqml_deployments WHERE active AND model_id NOT IN (SELECT id FROM sqml_models)`,
  },
  {
    title: 'a deployment of the past, too, is of a model that is there',
    sql: `SELECT id, model_id FROM sqml_deployments WHERE model_id NOT IN (SELECT id FROM sqml_models)`,
  },
  {
    title: 'an experiment has one active deployment at most',
    sql: `SELECT experiment_id, count(*) FROM sqml_deployments WHERE active GROUP BY experiment_id HAVING count(*) > 1`,
  },
  {
    title: 'a deployment is of a model of its experiment',
    sql: `SELECT d.id FROM sqml_deployments d JOIN sqml_models m ON m.id = d.model_id JOIN sqml_runs r ON r.id = m.run_id
      WHERE r.experiment_id <> d.experiment_id`,
  },
  {
    title: 'a model has its run, which succeeded, was imported or learns row by row',
    sql: `SELECT m.id, r.status FROM sqml_models m LEFT JOIN sqml_runs r ON r.id = m.run_id
      WHERE r.id IS NULL OR r.status NOT IN ('success', 'imported', 'online')`,
  },
  {
    title: 'a run has one model at most',
    sql: 'SELECT run_id FROM sqml_models GROUP BY run_id HAVING count(*) > 1',
  },
  {
    title: 'a run is of an experiment that is there',
    sql: 'SELECT id FROM sqml_runs WHERE experiment_id NOT IN (SELECT id FROM sqml_experiments)',
  },
  {
    title: 'a failed run says why',
    sql: `SELECT id FROM sqml_runs WHERE status = 'failed' AND coalesce(message, '') = ''`,
  },
  {
    title: 'a trained model has its metrics',
    sql: `SELECT m.id FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id WHERE r.status = 'success'
      AND NOT EXISTS (SELECT 1 FROM sqml_metrics WHERE model_id = m.id AND name = 'score')`,
  },
  {
    title: 'a metric is of a model that is there',
    sql: 'SELECT id FROM sqml_metrics WHERE model_id NOT IN (SELECT id FROM sqml_models)',
  },
  {
    title: 'a trial is of a run that is there',
    sql: 'SELECT id FROM sqml_trials WHERE run_id NOT IN (SELECT id FROM sqml_runs)',
  },
  {
    title: 'a model carries the digest of its bytes',
    sql: `SELECT id FROM sqml_models WHERE digest IS NOT NULL AND library = 'sqml' AND lower(hex(substr(data, 16, 1) ||
      substr(data, 15, 1) || substr(data, 14, 1) || substr(data, 13, 1) || substr(data, 12, 1) || substr(data, 11, 1) ||
      substr(data, 10, 1) || substr(data, 9, 1))) <> digest`,
  },
  { title: 'no reference leads nowhere', sql: 'PRAGMA foreign_key_check' },
];
