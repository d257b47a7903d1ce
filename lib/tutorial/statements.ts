// The tutorial, statement by statement: what `npm run tutorial` shows and test/tutorial.test.ts checks.

export interface Step {
  /** What the statement is for, one sentence. */
  title: string;
  sql: string;
}

const FEATURES = `json_object(
    'sepal length (cm)', [sepal length (cm)],
    'sepal width (cm)', [sepal width (cm)],
    'petal length (cm)', [petal length (cm)],
    'petal width (cm)', [petal width (cm)]
  )`;

const MISSED = `SELECT
  dataset_iris.*,
  batch.value AS prediction,
  dataset_iris.target = batch.value AS match
FROM dataset_iris
JOIN json_each((
  SELECT sqml_predict_batch('Iris prediction', json_group_array(${FEATURES}))
  FROM dataset_iris
)) batch ON (batch.rowid + 1) = dataset_iris.rowid
WHERE match = FALSE;`;

export const steps: Step[] = [
  {
    title: 'Load the Iris dataset into a table.',
    sql: `SELECT sqml_load_dataset('iris') AS dataset;`,
  },
  {
    title: 'Train a logistic regression that tells the species from the measurements.',
    sql: `SELECT sqml_train(
  'Iris prediction',
  'classification',
  'logistic_regression',
  'dataset_iris',
  'target'
) AS training;`,
  },
  {
    title: 'Predict one flower.',
    sql: `SELECT
  dataset_iris.*,
  sqml_predict('Iris prediction', ${FEATURES}) AS prediction
FROM dataset_iris
LIMIT 1;`,
  },
  {
    title: 'Predict all flowers at once, and list those where the prediction misses.',
    sql: MISSED,
  },
  {
    title: 'Train a support vector machine: it scores better, so it is deployed in place of the first.',
    sql: `SELECT sqml_train(
  'Iris prediction',
  'classification',
  'svc',
  'dataset_iris',
  'target'
) AS training;`,
  },
  {
    title: 'The same query as before now misses one flower fewer.',
    sql: MISSED,
  },
];
