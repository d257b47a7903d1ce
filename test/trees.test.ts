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

  testOn(
    host,
    'sqml_explain gives trees that take NULL and TEXT, and adds up to the probability',
    async (t, session) => {
      await run(session, "SELECT sqml_load_dataset('penguins')");
      await penguins(session, 'random_forest', { n_estimators: 20 });
      const rows = await session.rows(
        `SELECT e.key, e.class, sum(e.contribution) + e.base AS said, json_extract(p.probabilities, '$.' || e.class) AS expected
       FROM sqml_explain('random_forest', 'dataset_penguins') e
       JOIN sqml_predictions('random_forest', 'dataset_penguins', 1) p ON p.key = e.key
       GROUP BY e.key, e.class, e.base`,
      );
      t.equal(rows.length, 3 * 344);
      const worst = Math.max(...rows.map(({ said, expected }) => Math.abs(Number(said) - Number(expected))));
      t.ok(worst < 1e-12, `at most ${worst.toExponential(1)} apart`);
      const features = await session.rows(
        "SELECT feature, value FROM sqml_explain('random_forest', 'dataset_penguins') WHERE key = 4 AND class = 'Adelie'",
      );
      t.equal(features.length, 7);
      t.deepEqual(
        features.slice(0, 2).map(({ value: of }) => of),
        ['Torgersen', null],
      );
    },
  );

  testOn(
    host,
    'sqml_tree shows the nodes of a tree, which lead every row to its answer',
    async (t, session) => {
      await run(session, "SELECT sqml_load_dataset('penguins')");
      await penguins(session, 'decision_tree', {
        max_depth: 4,
        features: ['island', 'bill_depth_mm', 'body_mass_g'],
      });
      const nodes = await session.rows("SELECT * FROM sqml_tree('decision_tree')");
      t.deepEqual(Object.keys(nodes[0]), [
        ...['tree', 'node', 'feature', 'threshold', 'left_child', 'right_child', 'missing', 'class', 'value'],
        ...['weight', 'samples', 'impurity'],
      ]);
      t.deepEqual(
        nodes.map(({ node }) => Number(node)),
        [...nodes.keys()],
        'nodes come in their order',
      );
      const leaves = nodes.filter(({ feature }) => feature === null);
      t.equal(nodes.length, 2 * leaves.length - 1);
      const sum = leaves.reduce((all, { samples }) => all + Number(samples), 0);
      t.equal(sum, Number(nodes[0].samples), 'the rows of the leaves are those of the root');
      t.ok(nodes.every(({ samples, weight }) => Number(samples) === weight));
      const walked = await session.rows(
        `WITH RECURSIVE n AS (SELECT * FROM sqml_tree('decision_tree')), walk(key, node) AS (
         SELECT rowid, 0 FROM dataset_penguins
         UNION ALL
         SELECT key, CASE
           WHEN iif(n.feature LIKE 'island%', 0, iif(n.feature = 'body_mass_g', body_mass_g, bill_depth_mm)) IS NULL
             THEN iif(n.missing = 'left', left_child, right_child)
           WHEN iif(n.feature LIKE 'island%', 'island=' || island = n.feature, iif(n.feature = 'body_mass_g', body_mass_g, bill_depth_mm)) <= threshold
             THEN left_child ELSE right_child END
         FROM walk JOIN n USING (node) JOIN dataset_penguins d ON d.rowid = key WHERE n.feature IS NOT NULL)
       SELECT count(*) AS n FROM walk JOIN n USING (node) JOIN sqml_predictions('decision_tree', 'dataset_penguins') p USING (key)
       WHERE n.feature IS NULL AND n.class = p.prediction`,
      );
      t.equal(Number(walked[0].n), 344);
      const shares = JSON.parse(nodes[0].value as string);
      t.ok(Math.abs(shares.Adelie + shares.Chinstrap + shares.Gentoo - 1) < 1e-12, `${nodes[0].value}`);
      await penguins(session, 'random_forest', { n_estimators: 3 });
      t.equal(await value(session, "SELECT max(tree) FROM sqml_tree('random_forest')"), 2n);
      t.equal(await value(session, "SELECT count(DISTINCT tree) FROM sqml_tree('random_forest', 1)"), 1n);
      t.match(
        await error(session, "SELECT * FROM sqml_tree('random_forest', 3)"),
        /^sqml_tree: tree_number must be a whole number from 0 to 2, got INTEGER 3/,
      );
    },
  );

  testOn(host, 'sqml_tree says which class a tree of gradient_boosting scores', async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('iris')");
    await run(
      session,
      `SELECT sqml_train('boosted', 'classification', 'gradient_boosting', 'dataset_iris', 'target', '{"n_estimators": 2}')`,
    );
    const trees = await session.rows(
      "SELECT tree, min(class) AS class FROM sqml_tree('boosted') GROUP BY tree",
    );
    t.deepEqual(
      trees.map((row) => Number(row.class)),
      [0, 1, 2, 0, 1, 2],
    );
  });

  testOn(host, 'sqml_importances are parts of 1, by feature', async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('penguins')");
    await penguins(session, 'bagging');
    const rows = await session.rows("SELECT feature, importance FROM sqml_importances('bagging')");
    t.equal(rows.length, 7, 'one a feature, also where it is TEXT');
    const sum = rows.reduce((all, { importance }) => all + Number(importance), 0);
    t.ok(Math.abs(sum - 1) < 1e-12, `${sum}`);
    await penguins(session, 'gaussian_nb', { preprocess: { impute: 'mean' } });
    t.match(
      await error(session, "SELECT * FROM sqml_importances('gaussian_nb')"),
      /^sqml_importances: 'gaussian_nb' with these options has no importances/,
    );
    t.match(
      await error(session, "SELECT * FROM sqml_tree('gaussian_nb')"),
      /^sqml_tree: 'gaussian_nb' with these options does not consist of trees/,
    );
  });

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
