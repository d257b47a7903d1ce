// Trees in SQL: what only their trainings promise. That they are scikit-learn's stands in test/kernel/trees.test.ts.

import { eachHost, json, run, type Session, testOn, text, value } from './host/index.ts';

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
  testOn(host, 'a tree takes NULL as it is, in training and prediction', async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('penguins')");
    const { score } = await penguins(session, 'decision_tree');
    t.ok(score > 0.9, `score ${score}`);
    for (const row of [
      '["Biscoe", null, 15, 220, 5000, null, 2008]',
      '[null, null, null, null, null, null, null]',
    ]) {
      const species = await value(session, `SELECT sqml_predict('decision_tree', ${text(row)})`);
      t.ok(['Adelie', 'Chinstrap', 'Gentoo'].includes(species as string), `${row}: ${species}`);
    }
    t.equal(
      await value(
        session,
        `SELECT sqml_predict('decision_tree', '["Biscoe", null, 15, 220, 5000, null, 2008]')`,
      ),
      'Gentoo',
    );
  });
});
