// Trees in SQL: what only their trainings promise. That they are scikit-learn's stands in test/kernel/trees.test.ts.

import { eachHost, error, json, run, type Session, testOn, text, value } from './host/index.ts';

/** Trains on the penguins, whose NULLs stay as they are; the answer. */
async function penguins(session: Session, algorithm: string, options: object = {}) {
  const names = [
    algorithm,
    'classification',
    algorithm,
    'dataset_penguins',
    'species',
    JSON.stringify(options),
  ];
  return json(session, `SELECT sqml_train(${names.map(text)})`);
}

eachHost((host) => {
  for (const algorithm of ['decision_tree', 'random_forest', 'extra_trees', 'bagging']) {
    testOn(host, `${algorithm} takes NULL as it is, in training and prediction`, async (t, session) => {
      await run(session, "SELECT sqml_load_dataset('penguins')");
      const { score } = await penguins(session, algorithm);
      t.ok(score > 0.9, `score ${score}`);
      const asked = async (row: string) => value(session, `SELECT sqml_predict('${algorithm}', '${row}')`);
      const species = await asked('[null, null, null, null, null, null, null]');
      t.ok(['Adelie', 'Chinstrap', 'Gentoo'].includes(species as string), `${species}`);
      t.equal(await asked('["Biscoe", null, 15, 220, 5000, null, 2008]'), 'Gentoo');
    });
  }

  testOn(host, 'bagging scales its columns and takes NULL as its estimator does', async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('penguins')");
    const knn = { estimator: { knn: { n_neighbors: 3 } } };
    const { score } = await penguins(session, 'bagging', { ...knn, preprocess: { impute: 'mean' } });
    t.ok(score > 0.95, `standardised: ${score}`);
    t.match(
      await error(
        session,
        `SELECT sqml_train('no', 'classification', 'bagging', 'dataset_penguins', 'species', ${text(JSON.stringify(knn))})`,
      ),
      /NULL.*impute/,
    );
    const grid = {
      search: 'grid',
      params: { estimator: ['decision_tree', 'knn', { knn: { p: 1 } }] },
      cv: 3,
    };
    const found = await penguins(session, 'bagging', { ...grid, preprocess: { impute: 'mean' } });
    t.ok(found.best_params.estimator !== undefined, JSON.stringify(found.best_params));
    const wrong = { estimator: { knn: { n_neighbors: 0 } } };
    t.match(
      await error(
        session,
        `SELECT sqml_train('no', 'classification', 'bagging', 'dataset_penguins', 'species', ${text(JSON.stringify(wrong))})`,
      ),
      /^sqml_train: n_neighbors must be a whole number/,
    );
  });
});
