// sqml_explain: base and contributions add up to the model's answer, and are the shap package's
// (test/reference/explain.json).

import { readFileSync } from 'node:fs';
import { train } from './experiments.ts';
import { eachHost, error, fastest, path, run, sqliteWasm, testOn, text, value } from './host/index.ts';

/** Sums of a few products, in another order. */
const ROUNDING = 1e-9;

const recorded = JSON.parse(readFileSync(path('test/reference/explain.json'), 'utf8'));

/** A class's score: names in JSON are text, also of numbers. */
function scoreOf(scores: Record<string, number>, label: unknown): number | undefined {
  return Object.entries(scores).find(([name]) => name === label || Number(name) === label)?.[1];
}

eachHost(
  (host) => {
    for (const { dataset, algorithm } of [
      { dataset: 'diabetes', algorithm: 'linear_regression' },
      { dataset: 'breast_cancer', algorithm: 'logistic_regression' },
      { dataset: 'iris', algorithm: 'logistic_regression' },
      { dataset: 'penguins', algorithm: 'linear_svc' },
      { dataset: 'diabetes', algorithm: 'random_forest' },
      { dataset: 'iris', algorithm: 'gradient_boosting' },
      { dataset: 'breast_cancer', algorithm: 'ada_boost' },
      { dataset: 'penguins', algorithm: 'hist_gradient_boosting' },
    ]) {
      testOn(host, `${algorithm} on ${dataset}: what is added up is the answer`, async (t, session) => {
        const options = dataset === 'penguins' ? { preprocess: { impute: 'mean' } } : {};
        const { experiment_name: name, prediction_type: type } = await train(
          session,
          dataset,
          algorithm,
          options,
        );
        const rows = await session.rows(
          `SELECT key, class, sum(contribution) + base AS answer FROM sqml_explain(${text(name)}, 'dataset_${dataset}')
         GROUP BY key, class, base HAVING key <= 20 ORDER BY key, class`,
        );
        const ask = type === 'regression' ? 'sqml_predict' : 'sqml_decision_function';
        const columns = (await session.rows(`SELECT * FROM dataset_${dataset} LIMIT 1`)).map((row) =>
          Object.keys(row).slice(0, -1),
        )[0];
        const object = `json_object(${columns.map((c) => `'${c}', ${text(c).replaceAll("'", '"')}`).join(', ')})`;
        const answers = await session.rows(
          `SELECT rowid AS key, ${ask}(${text(name)}, ${object}) AS answer FROM dataset_${dataset} WHERE rowid <= 20`,
        );
        let worst = 0;
        for (const { key, class: label, answer } of rows) {
          const theirs = answers.find((row) => row.key === key)?.answer;
          const score = typeof theirs === 'string' ? scoreOf(JSON.parse(theirs), label) : theirs;
          worst = Math.max(
            worst,
            Math.abs(Number(answer) - Number(score)) / Math.max(1, Math.abs(Number(score))),
          );
        }
        t.ok(
          rows.length >= 20 && worst < ROUNDING,
          `${rows.length} sums, at most ${worst.toExponential(1)} apart`,
        );
      });
    }

    testOn(host, 'the contributions of a linear model are those of shap', async (t, session) => {
      const { experiment_name: name } = await train(session, 'diabetes', 'linear_regression');
      const rows = await session.rows(
        `SELECT contribution, base FROM sqml_explain(${text(name)}, 'dataset_diabetes') WHERE key <= ${recorded.rows}`,
      );
      const expected = recorded.values.flat() as number[];
      t.equal(rows.length, expected.length);
      const worst = Math.max(...rows.map((row, i) => Math.abs((row.contribution as number) - expected[i])));
      t.ok(worst < ROUNDING * 100, `at most ${worst.toExponential(1)} apart`);
      t.ok(Math.abs((rows[0].base as number) - recorded.base) < ROUNDING * 100);
    });

    testOn(host, 'what can not be taken apart says so', async (t, session) => {
      const { experiment_name: name } = await train(session, 'iris', 'svc');
      t.match(
        await error(session, `SELECT * FROM sqml_explain(${text(name)}, 'dataset_iris')`),
        /^sqml_explain: 'svc' with these options can't be taken apart feature by feature; sqml_feature_importance/,
      );
      await run(session, "CREATE VIEW why AS SELECT * FROM sqml_explain(1, 'dataset_iris')");
      t.equal(await value(session, "SELECT count(*) FROM pragma_table_info('why')"), 6n);
    });
  },
  [fastest, sqliteWasm],
);
