// The database that the dashboard's tests look at: two classifications, a regression, a search, a failed run, a model
// that learns row by row, names that would be HTML.

import { fastest, run } from '../host/index.ts';

export const HOSTILE = `<img src=x onerror="document.title='hacked'">`;
const quotedHostile = HOSTILE.replaceAll("'", "''");

const STATEMENTS = [
  "SELECT sqml_load_dataset('iris')",
  "SELECT sqml_load_dataset('penguins')",
  "SELECT sqml_load_dataset('diabetes')",
  "SELECT sqml_load_dataset('breast_cancer')",
  `CREATE TABLE "${HOSTILE.replaceAll('"', '""')}" AS
     SELECT "bill_length_mm" AS "${HOSTILE.replaceAll('"', '""')}", bill_depth_mm AS b,
       CASE species WHEN 'Adelie' THEN '${quotedHostile}' ELSE species END AS species
     FROM dataset_penguins WHERE bill_length_mm IS NOT NULL`,
  train('Species', 'classification', 'logistic_regression', 'dataset_penguins', 'species', {
    preprocess: { impute: 'median' },
    split_strategy: 'stratified',
  }),
  train('Species', 'classification', 'svc', 'dataset_penguins', 'species', {
    preprocess: { impute: 'median' },
    probability: true,
    random_state: 1,
  }),
  train('Tumours', 'classification', 'logistic_regression', 'dataset_breast_cancer', 'target', {}),
  train('Tumours', 'classification', 'random_forest', 'dataset_breast_cancer', 'target', {
    n_estimators: 20,
  }),
  train('Progression', 'regression', 'linear_regression', 'dataset_diabetes', 'target', { cv: 5 }),
  train('Progression', 'regression', 'svr', 'dataset_diabetes', 'target', {
    search: 'grid',
    params: { C: [1, 10, 100], kernel: ['linear', 'rbf'] },
    metric: 'mae',
  }),
  train(HOSTILE, 'classification', 'gaussian_nb', HOSTILE, 'species', {}),
  // Learned row by row; after 3,000 rows the rule turns round.
  `CREATE TABLE clicks AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6050),
     r AS (SELECT i, (i * 7919 % 1009) / 1009.0 AS a, (i * 104729 % 997) / 997.0 AS b FROM n)
     SELECT a, b, CASE WHEN (a > b) = (i <= 3000) THEN 'yes' ELSE 'no' END AS clicked FROM r`,
  `SELECT sqml_online('Clicks', 'classification', 'sgd',
     '{"features": ["a", "b"], "target": "clicked", "learning_rate": "constant", "eta0": 0.1}')`,
  "SELECT sqml_partial_fit('Clicks', 'clicks')",
];

/** Makes the database; its models are 1 and 2 of Species, 3 and 4 of Tumours, 5 and 6 of Progression, 7 of HOSTILE, 8 of Clicks. */
export async function makeExperiments(file: string): Promise<void> {
  const session = await fastest.open({ file });
  try {
    await run(session, ...STATEMENTS);
    // NULL in a feature, of which only the rows tell: a run that failed.
    await session
      .rows(train('Species', 'classification', 'linear_svc', 'dataset_penguins', 'species', {}))
      .catch(() => {});
  } finally {
    await session.close();
  }
}

function train(
  experiment: string,
  type: string,
  algorithm: string,
  dataset: string,
  target: string,
  options: object,
) {
  const list = [experiment, type, algorithm, dataset, target, JSON.stringify(options)];
  return `SELECT sqml_train(${list.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`;
}
