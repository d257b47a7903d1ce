// What an authorizer keeps sqml from reading is denied, in SQLite's words, and never taken for absent: so no answer
// says that a database has no models, no column is added again, and no dataset is called loaded that was not touched.

import test from 'tape';
import { compiler, libraryName } from '../lib/build/compile.ts';
import { buildRunner } from '../lib/build/runner.ts';
import { path } from '../lib/build/stage.ts';
import { runSql, said } from './native/run.ts';

const library = process.env.SQML_LIBRARY ?? path('dist', libraryName());
const runner = process.platform === 'win32' ? undefined : await buildRunner(compiler());

const SETUP = `SELECT sqml_load_dataset('iris');
  SELECT sqml_train('e', 'classification', 'logistic_regression', 'dataset_iris', 'target');`;

/** What is denied, what is asked then, and how SQLite names what it denies. */
const CASES: [denied: string, sql: string, message: RegExp][] = [
  ['sqml_experiments', "SELECT sqml_predict('e', '[5, 3, 1, 0.2]')", /^sqml_predict: .*prohibited/],
  ['digest', "SELECT sqml_predict('e', '[5, 3, 1, 0.2]')", /^sqml_predict: .*digest is prohibited/],
  ['sqml_models', 'SELECT sqml_predict(1, 1, 2, 3, 4)', /^sqml_predict: .*sqml_models.* is prohibited/],
  ['sqml_runs', 'SELECT sqml_retrain(1)', /^sqml_retrain: .*sqml_runs.* is prohibited/],
  ['log', 'SELECT * FROM sqml_training_info(1)', /^sqml_training_info: .*log is prohibited/],
  ['sqml_judgements', "SELECT * FROM sqml_confusion_matrix('e')", /^sqml_confusion_matrix: .* is prohibited/],
  ['sqml_metrics', "SELECT sqml_deploy('e', 'best_score')", /^sqml_deploy: .* is prohibited/],
  ['sqml_deployments', "SELECT sqml_drop_experiment('e')", /^sqml_drop_experiment: .* is prohibited/],
  [
    'ROWID',
    "SELECT * FROM sqml_predictions('e', 'dataset_iris')",
    /^sqml_predictions: .*ROWID is prohibited/,
  ],
  ['dataset_iris', "SELECT sqml_load_dataset('iris')", /^sqml_load_dataset: .* is prohibited/],
];

test('what may not be read is denied, and not told as absent', { skip: runner === undefined }, (t) => {
  for (const [denied, sql, message] of CASES) {
    const script = `${SETUP} SELECT deny('${denied}'); ${sql};`;
    const { lines, status, stderr } = runSql(runner as string, script, {
      args: ['--authorizer', '--extension', library],
    });
    t.equal(status, 0, stderr || denied);
    t.match(String(said(lines.at(-1))), message, `${denied} denied to ${sql}`);
  }
  t.end();
});
