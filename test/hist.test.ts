// hist_gradient_boosting in SQL: what only its trainings promise. That its trees are scikit-learn's stands in
// test/kernel/hist.test.ts.

import { eachHost, json, run, type Session, testOn, text, value } from './host/index.ts';

const NAME = 'hist_gradient_boosting';

/** Trains on a dataset; the answer. */
function train(session: Session, experiment: string, type: string, from: string[], options: object) {
  const names = [experiment, type, NAME, ...from, JSON.stringify(options)];
  return json(session, `SELECT sqml_train(${names.map(text)})`);
}

/** 400 rows: a TEXT column that y hangs on, without an order in its names, and a number; some NULL. */
const WORDS = `WITH RECURSIVE i(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM i WHERE x < 399)
  SELECT CASE x % 5 WHEN 0 THEN 'maple' WHEN 1 THEN 'ash' WHEN 2 THEN 'oak' WHEN 3 THEN NULL ELSE 'elm' END AS tree,
  (x * 37) % 101 / 101.0 AS u, CASE x % 5 WHEN 0 THEN 3 WHEN 2 THEN 3 WHEN 3 THEN 7 ELSE 0 END + (x * 37) % 101 / 101.0 AS y FROM i`;

eachHost((host) => {
  testOn(host, `${NAME} takes NULL and TEXT as they are, in training and prediction`, async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('penguins')");
    const { score } = await train(session, 'p', 'classification', ['dataset_penguins', 'species'], {});
    t.ok(score > 0.95, `score ${score}`);
    const asked = async (row: string) => value(session, `SELECT sqml_predict('p', '${row}')`);
    t.ok(
      ['Adelie', 'Chinstrap', 'Gentoo'].includes(
        (await asked('[null, null, null, null, null, null, null]')) as string,
      ),
    );
    t.equal(await asked('["Biscoe", null, 15, 220, 5000, null, 2008]'), 'Gentoo');
    t.equal(await asked('["An island that is new", 47, 15, 220, 5000, "male", 2008]'), 'Gentoo');
  });

  testOn(host, `${NAME} splits the categories of a TEXT column whatever their order`, async (t, session) => {
    const options = { max_depth: 2, max_iter: 60, learning_rate: 0.3, test_size: 0.2 };
    const { score } = await train(session, 'c', 'regression', [WORDS, 'y'], options);
    t.ok(score > 0.99, `score ${score}`);
    const asked = async (row: string) => Number(await value(session, `SELECT sqml_predict('c', '${row}')`));
    t.ok(Math.abs((await asked('["maple", 0.5]')) - (await asked('["oak", 0.5]'))) < 0.2, 'maple as oak');
    t.ok((await asked('["maple", 0.5]')) - (await asked('["ash", 0.5]')) > 2, 'maple above ash');
    t.ok((await asked('[null, 0.5]')) > 6, 'NULL has its own value');
  });

  testOn(host, `${NAME} keeps to monotonic_cst and names columns that are not there`, async (t, session) => {
    const options = { monotonic_cst: { u: -1 }, max_iter: 20 };
    await train(session, 'm', 'regression', [WORDS, 'y'], options);
    const asked = async (u: number) =>
      Number(await value(session, `SELECT sqml_predict('m', '["oak", ${u}]')`));
    const said = [await asked(0), await asked(0.3), await asked(0.6), await asked(1)];
    t.deepEqual(
      said,
      [...said].sort((a, b) => b - a),
      'never rises with u',
    );
    const refused = async (given: object, message: RegExp) => {
      try {
        await train(session, 'e', 'regression', [WORDS, 'y'], given);
        t.fail(JSON.stringify(given));
      } catch (error) {
        t.match((error as Error).message, message);
      }
    };
    await refused({ monotonic_cst: { v: 1 } }, /monotonic_cst names 'v', which is no column/);
    await refused(
      { monotonic_cst: { u: 2 } },
      /monotonic_cst of 'u' must be 1 \(rising\), -1 \(falling\) or 0/,
    );
    await refused(
      { monotonic_cst: { tree: 1 } },
      /names 'tree', whose values are categories without an order/,
    );
    await refused(
      { categorical_features: ['leaf'] },
      /categorical_features names 'leaf', which is no column/,
    );
    await refused({ interaction_cst: [['u', 'w']] }, /interaction_cst names 'w', which is no column/);
    await refused(
      { interaction_cst: 'all' },
      /interaction_cst must be null or 'pairwise', 'no_interactions' or lists/,
    );
    await refused(
      { loss: 'quantile' },
      /the loss 'quantile' needs the option quantile, a number between 0 and 1/,
    );
    await refused({ categorical_features: ['u'], max_bins: 50 }, /column 'u' has more than 50 categories/);
    await refused({ loss: 'gamma' }, /the loss 'gamma' takes targets greater than 0, got 0/);
  });

  testOn(host, `${NAME} shows both losses by iteration when it stops early`, async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('breast_cancer')");
    const options = { early_stopping: true, n_iter_no_change: 3, learning_rate: 0.5, max_iter: 80 };
    await train(session, 's', 'classification', ['dataset_breast_cancer', 'target'], options);
    const rows = await session.rows('SELECT iteration, objective, gap FROM sqml_training_info(1)');
    const log = rows.map(({ iteration, objective, gap }) => [iteration, objective, gap].map(Number));
    t.ok(log.length < 81, `${log.length} entries`);
    t.deepEqual(
      log.map(([iteration]) => iteration),
      [...log.keys()],
      'an entry an iteration, from the start on',
    );
    t.ok(log.every(([, objective, gap]) => objective > 0 && gap > 0));
    t.ok(log[log.length - 1][1] < log[0][1], 'the loss falls');
  });
});
