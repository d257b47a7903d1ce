// What is run while something fails: each a statement, the database before it, and what it may change.

export interface Scenario {
  name: string;
  setup: string;
  action: string;
  /** It is meant to fail. */
  fails?: boolean;
  /** Reads what the action may change; nothing of it is a time or of a failed run. */
  state: string;
}

/** 45 rows of three classes that overlap: every algorithm has something to do, and none much. */
const ROWS = `CREATE TABLE t AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 45)
  SELECT (n * 7) % 11 + n / 6.0 AS a, (n * 5) % 13 - n / 9.0 AS b, 'k' || ((n * 3) % 4) AS c, n * 0.5 + n % 4 AS y,
    char(97 + n / 16) AS target FROM i;`;
const ROWS_OF_NUMBERS = ROWS.replace(/'k' \|\| .* AS c, /, '');

const OPTIONS = `'{"preprocess": {"c": {"encode": "one_hot"}}}'`;

/** A model of each of two algorithms, the second one deployed over the first. */
const TWO_MODELS = `${ROWS}
  SELECT sqml_train('e', 'classification', 'svc', 't', 'target');
  SELECT sqml_train('e', 'classification', 'logistic_regression', 't', 'target', '{"deploy": true}');`;
const ONE_MODEL = `${ROWS_OF_NUMBERS}
  SELECT sqml_train('e', 'classification', 'logistic_regression', 't', 'target');`;

/** The registry, without times, failed runs and what they number. */
const REGISTRY = `SELECT 'model', e.name, r.status, r.algorithm, r.options, m.digest, r.target,
    (SELECT group_concat(x.name || '=' || x.value) FROM sqml_metrics x WHERE x.model_id = m.id AND x.name NOT LIKE '%time'),
    (SELECT count(*) FROM sqml_trials s WHERE s.run_id = r.id),
    (SELECT group_concat(d.active || d.reason, ' ') FROM sqml_deployments d WHERE d.model_id = m.id)
  FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id JOIN sqml_experiments e ON e.id = r.experiment_id`;

function reads(name: string, action: string, setup = TWO_MODELS): Scenario {
  return { name, setup, action, state: REGISTRY };
}

/** What the sweeps must find: two statements are not one, and a fault between them leaves half. */
export const CONTROL: Scenario = {
  name: 'control',
  setup: 'CREATE TABLE pair(x);',
  action: 'INSERT INTO pair VALUES (1); INSERT INTO pair VALUES (2)',
  state: 'SELECT count(*) FROM pair',
};

export const SCENARIOS: Scenario[] = [
  { name: 'setup', setup: ROWS, action: 'SELECT sqml_setup()', state: `SELECT count(*) FROM sqml_runs` },
  {
    name: 'first training',
    setup: ROWS,
    action: `SELECT sqml_train('e', 'classification', 'svc', 't', 'target', ${OPTIONS})`,
    state: REGISTRY,
  },
  {
    name: 'training',
    setup: TWO_MODELS,
    action: `SELECT sqml_train('e', 'classification', 'linear_svc', 'SELECT a, b, target FROM t', 'target', '{"deploy": true}')`,
    state: REGISTRY,
  },
  {
    name: 'regression',
    setup: `${ROWS} SELECT sqml_setup();`,
    action: `SELECT sqml_train('r', 'regression', 'linear_regression', 'SELECT a, b, y FROM t', 'y')`,
    state: REGISTRY,
  },
  {
    name: 'search',
    setup: ONE_MODEL,
    action: `SELECT sqml_train('e', 'classification', 'logistic_regression', 't', 'target',
      '{"search": "grid", "params": {"C": [0.1, 1]}, "cv": 3}')`,
    state: REGISTRY,
  },
  {
    name: 'failing training',
    fails: true,
    setup: ONE_MODEL,
    action: `SELECT sqml_train('e', 'classification', 'svc', 't', 'nothing')`,
    state: `SELECT status, message FROM sqml_runs`,
  },
  {
    name: 'dataset',
    setup: `SELECT sqml_load_dataset('iris'); DELETE FROM dataset_iris WHERE rowid > 100;`,
    action: `SELECT sqml_load_dataset('iris')`,
    state: `SELECT (SELECT group_concat(name) FROM pragma_table_info('dataset_iris')), count(*), sum(rowid) FROM dataset_iris`,
  },
  { name: 'deploy', setup: TWO_MODELS, action: `SELECT sqml_deploy('e', 'rollback')`, state: REGISTRY },
  { name: 'drop model', setup: TWO_MODELS, action: `SELECT sqml_drop_model(2, 1)`, state: REGISTRY },
  { name: 'drop experiment', setup: TWO_MODELS, action: `SELECT sqml_drop_experiment('e')`, state: REGISTRY },
  {
    name: 'import',
    setup: `${TWO_MODELS} CREATE TABLE kept AS SELECT data FROM sqml_models;`,
    action: `SELECT sqml_import_model('i', data) FROM kept LIMIT 1`,
    state: REGISTRY,
  },
  {
    name: 'retrain',
    setup: TWO_MODELS,
    action: `SELECT sqml_retrain(1)`,
    state: REGISTRY,
  },
  {
    name: 'clock',
    setup: `SELECT sqml_setup();`,
    action: `SELECT sqml_clock('2026-01-02 03:04:05')`,
    state: 'SELECT * FROM sqml_settings',
  },
  reads(
    'predict',
    `SELECT sqml_predict('e', json_array(a, b, c, y)), sqml_predict_proba('e', json_array(a, b, c, y)) FROM t`,
  ),
  reads('predict batch', `SELECT sqml_predict_batch('e', json_group_array(json_array(a, b, c, y))) FROM t`),
  reads('decision', `SELECT sqml_decision_function('e', a, b, y) FROM t LIMIT 3`, ONE_MODEL),
  reads('evaluate', `SELECT * FROM sqml_evaluate('e', 't', 'target') WHERE metric NOT LIKE '%time'`),
  reads('confusion', `SELECT * FROM sqml_confusion_matrix('e')`),
  reads('roc', `SELECT * FROM sqml_roc_curve('e')`),
  reads('predictions', `SELECT * FROM sqml_predictions('e', 't') LIMIT 5`),
  reads('weights', `SELECT * FROM sqml_weights('e')`),
  reads('explain', `SELECT * FROM sqml_explain('e', 't') LIMIT 8`),
  reads('importance', `SELECT * FROM sqml_feature_importance('e')`),
  reads('features', `SELECT * FROM sqml_feature_info('t')`),
  reads(
    'lists',
    `SELECT count(*) FROM sqml_algorithms(); SELECT name FROM sqml_datasets(); SELECT sqml_version()`,
  ),
  reads('export', `SELECT hex(sqml_export_model('e'))`),
];
