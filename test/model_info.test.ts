// sqml_model_info: what it says agrees with the tables, the algorithms' declarations and the model, on every host.

import { eachHost, error, json, run, testOn, text, value } from './host/index.ts';

interface Feature {
  name: string;
  encoding: string;
  columns: number;
  null: string;
  fill?: number | string;
  categories?: string[];
}

interface Info {
  [name: string]: unknown;
  features: Feature[];
  options: Record<string, unknown>;
  options_given: Record<string, unknown>;
  metrics: Record<string, number | null>;
  warnings: string[];
}

eachHost((host) => {
  testOn(host, 'a trained model: its run, features, labels, options, metrics, bytes', async (t, session) => {
    const options = { preprocess: { impute: 'median' }, C: 0.5, random_state: 7 };
    await run(
      session,
      "SELECT sqml_load_dataset('penguins')",
      `SELECT sqml_train('P', 'classification', 'logistic_regression', 'dataset_penguins', 'species', 0.3, 'stratified', ${text(JSON.stringify(options))})`,
    );
    const info: Info = await json(session, "SELECT sqml_model_info('P')");
    t.deepEqual(info, await json(session, 'SELECT sqml_model_info(1)'), 'by name and by id');
    const [row] = await session.rows(
      `SELECT m.id AS model_id, r.id AS run_id, e.name AS experiment, e.prediction_type, r.algorithm, m.created_at, r.status, r.dataset, r.target,
         r.row_count AS rows, r.rows_skipped, r.test_size, r.split_strategy, r.random_state, m.digest, length(m.data) AS bytes, r.engine
       FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id JOIN sqml_experiments e ON e.id = r.experiment_id`,
    );
    for (const [name, stored] of Object.entries(row)) {
      t.equal(info[name], typeof stored === 'bigint' ? Number(stored) : stored, name);
    }
    t.equal(info.serves, true);
    t.equal(info.is_judged, true);
    t.equal(info.format, 1);
    t.equal(info.learning, null);
    t.deepEqual(info.labels, ['Adelie', 'Chinstrap', 'Gentoo']);
    t.deepEqual(
      info.features.map(({ name, encoding, columns }) => `${name} ${encoding} ${columns}`),
      [
        'island one_hot 3',
        'bill_length_mm number 1',
        'bill_depth_mm number 1',
        'flipper_length_mm number 1',
        'body_mass_g number 1',
        'sex one_hot 2',
        'year number 1',
      ],
    );
    t.deepEqual(info.features[0].categories, ['Biscoe', 'Dream', 'Torgersen']);
    t.ok(
      info.features.every((feature) => feature.null === 'filled'),
      'NULL is filled',
    );
    t.equal(typeof info.features[1].fill, 'number');
    t.match(String(info.features[5].fill), /male/, 'a category by its name');
    t.deepEqual(info.options_given, { ...options }, 'what was given');
    t.deepEqual(
      { ...info.options, ...options, test_size: 0.3, split_strategy: 'stratified' },
      info.options,
      'wins over defaults',
    );
    // Of those that all algorithms share passes is for two others.
    const declared = await session.rows(
      "SELECT option, type, default_value FROM sqml_algorithms() WHERE algorithm = 'logistic_regression' UNION ALL SELECT option, type, default_value FROM sqml_options() WHERE option <> 'passes'",
    );
    t.deepEqual(
      Object.keys(info.options).sort(),
      declared.map(({ option }) => String(option)).sort(),
      'every option',
    );
    for (const { option, type, default_value } of declared) {
      const name = String(option);
      if (name in options || name === 'test_size' || name === 'split_strategy') continue;
      const shown = info.options[name];
      t.equal(
        type === 'boolean' ? String(shown) : shown,
        typeof default_value === 'bigint' ? Number(default_value) : default_value,
        `${name} is at its default`,
      );
    }
    const metrics = await session.rows("SELECT metric, value FROM sqml_evaluate('P')");
    t.deepEqual(
      info.metrics,
      Object.fromEntries(metrics.map((each) => [each.metric, each.value])),
      'metrics',
    );
  });

  testOn(host, 'what a training had to say stays with its run', async (t, session) => {
    await run(
      session,
      "SELECT sqml_load_dataset('iris')",
      "CREATE TABLE odd AS SELECT *, 'same' AS same FROM dataset_iris",
    );
    const answer = await json(
      session,
      `SELECT sqml_train('W', 'classification', 'mlp', 'odd', 'target', '{"max_iter": 2}')`,
    );
    t.ok(answer.warnings.length > 0, String(answer.warnings));
    t.deepEqual(await json(session, "SELECT sqml_model_info('W') -> '$.warnings'"), answer.warnings);
    t.equal(await value(session, 'SELECT message FROM sqml_runs'), answer.warnings.join('\n'));
    t.equal(await value(session, 'SELECT status FROM sqml_runs'), 'success');
  });

  testOn(
    host,
    'a model that was imported, one that learns, and one that did not come from here',
    async (t, session) => {
      await run(
        session,
        "SELECT sqml_load_dataset('diabetes')",
        `SELECT sqml_train('R', 'regression', 'ridge', 'dataset_diabetes', 'target', '{"alpha": 2}')`,
        "SELECT sqml_import_model('I', sqml_export_model('R'))",
        `SELECT sqml_online('O', 'regression', 'sgd', '{"features": ["bmi", "bp"], "target": "target", "eta0": 0.001}')`,
        "SELECT sqml_partial_fit('O', 'dataset_diabetes')",
      );
      const imported: Info = await json(session, "SELECT sqml_model_info('I')");
      t.equal(
        `${imported.status} ${imported.dataset} ${imported.is_judged} ${imported.labels}`,
        'imported null false null',
      );
      t.deepEqual(
        imported.features,
        (await json(session, "SELECT sqml_model_info('R')")).features,
        'its features are in its bytes',
      );
      const online: Info = await json(session, "SELECT sqml_model_info('O')");
      t.equal(`${online.status} ${online.rows} ${online.format}`, 'online null 3');
      const [last] = await session.rows(
        "SELECT rows, metric, value, recent FROM sqml_learning_curve('O') ORDER BY rows DESC LIMIT 1",
      );
      t.deepEqual(online.learning, { ...last, rows: Number(last.rows) }, 'as its curve ends');
      t.equal(online.options.eta0, 0.001);
      t.deepEqual(online.options.features, ['bmi', 'bp']);
      t.match(await error(session, 'SELECT sqml_model_info(99)'), /sqml_model_info: unknown model 99/);
      t.match(await error(session, "SELECT sqml_model_info('o')"), /unknown experiment 'o'/);
    },
  );
});
