// What the conformance suite asks of every host, in order, on one connection to an empty database.
//
// record.ts runs these and writes what they gave to conformance.json, which is what hosts are held to. Nothing
// here depends on the clock, on SQLite's version or on how a host words an error of its own.

export interface Group {
  /** A column of the grid. */
  name: string;
  statements: string[];
}

interface Bundled {
  name: string;
  /** By prediction type, the column to predict. */
  targets: Partial<Record<'classification' | 'regression', string>>;
  options?: Record<string, unknown>;
  /** Algorithms that take too long on it for a suite that runs on every host. */
  without?: string[];
}

/** Labels that are numbers can be regressed on too. */
const BUNDLED: Bundled[] = [
  { name: 'iris', targets: { classification: 'target', regression: 'target' } },
  { name: 'wine', targets: { classification: 'target', regression: 'target' } },
  { name: 'breast_cancer', targets: { classification: 'target', regression: 'target' } },
  {
    name: 'digits',
    targets: { classification: 'target', regression: 'target' },
    // 50 fits of 650 weights.
    without: ['logistic_regression_cv'],
  },
  { name: 'diabetes', targets: { regression: 'target' } },
  {
    name: 'penguins',
    targets: { classification: 'species', regression: 'body_mass_g' },
    options: { preprocess: { impute: 'most_frequent' } },
  },
];

const RANDOM_STATE = 7;
const LAST_MODEL = '(SELECT max(id) FROM sqml_models)';
const FLOWER = "'[5.1, 3.5, 1.4, 0.2]'";

/** An algorithm of the engine, as sqml_algorithms() names it. */
export interface Named {
  type: 'classification' | 'regression';
  algorithm: string;
}

/** Every algorithm on every dataset: the answer of the training, the model's bytes, its predictions. */
function models(algorithms: Named[]): string[] {
  return BUNDLED.flatMap(({ name, targets, options, without = [] }) =>
    algorithms.flatMap(({ type, algorithm }) => {
      const target = targets[type];
      if (target === undefined || without.includes(algorithm)) return [];
      const experiment = `${type}, ${name}`;
      const given = JSON.stringify({ random_state: RANDOM_STATE, ...options });
      return [
        `SELECT sqml_train('${experiment}', '${type}', '${algorithm}', 'dataset_${name}', '${target}', '${given}')`,
        `SELECT data, digest FROM sqml_models WHERE id = ${LAST_MODEL}`,
      ];
    }),
  );
}

export function groups(algorithms: Named[]): Group[] {
  return [
    {
      name: 'datasets',
      statements: [
        'SELECT * FROM sqml_datasets()',
        'SELECT DISTINCT prediction_type, algorithm FROM sqml_algorithms()',
        ...BUNDLED.flatMap(({ name }) => [
          `SELECT sqml_load_dataset('${name}')`,
          `SELECT * FROM sqml_feature_info('dataset_${name}') ORDER BY feature LIMIT 8`,
        ]),
        "SELECT sqml_load_dataset('iris', 'my \"flowers\"')",
        'SELECT count(*), sum(target) FROM "my ""flowers"""',
      ],
    },
    {
      name: 'models',
      statements: models(algorithms),
    },
    {
      name: 'training',
      statements: [
        `SELECT sqml_train('Iris', 'classification', 'logistic_regression', 'dataset_iris', 'target')`,
        `SELECT sqml_train('Iris', 'classification', 'svc', 'dataset_iris', 'target', 0.3, 'stratified', '{"probability": true, "C": 2}')`,
        `SELECT sqml_train('Folds', 'classification', 'svc', 'dataset_wine', 'target', '{"cv": 5}')`,
        `SELECT sqml_train('Grid', 'classification', 'logistic_regression', 'dataset_wine', 'target', '{"search": "grid", "params": {"C": [0.01, 1, 100]}, "cv": 4, "metric": "log_loss"}')`,
        'SELECT options, mean, deviation FROM sqml_trials ORDER BY id',
        `SELECT sqml_train('Balanced', 'classification', 'linear_svc', 'SELECT * FROM dataset_wine WHERE target < 2', 'target', '{"class_weight": {"0": 1, "1": 4}, "split_strategy": "sequential"}')`,
        `SELECT sqml_train('Species', 'classification', 'logistic_regression', 'dataset_penguins', 'species', '{"preprocess": {"sex": {"impute": "indicator"}, "*": {"impute": "median", "scale": "robust"}, "island": {"encode": "ordinal"}}, "exclude": ["year"]}')`,
        `SELECT sqml_train('Progress', 'regression', 'linear_regression', 'dataset_diabetes', 'target')`,
        `SELECT name, value FROM sqml_metrics WHERE name NOT LIKE '%\\_time' ESCAPE '\\' AND model_id = ${LAST_MODEL} ORDER BY 1`,
        `SELECT iteration, objective, gap FROM sqml_training_info((SELECT max(run_id) FROM sqml_models WHERE id < ${LAST_MODEL}))`,
        `SELECT sqml_retrain((SELECT run_id FROM sqml_models WHERE id = ${LAST_MODEL}))`,
      ],
    },
    {
      name: 'predicting',
      statements: [
        `SELECT sqml_predict('Iris', ${FLOWER}), sqml_predict('Iris', 6.3, 3.3, 6.0, 2.5)`,
        `SELECT sqml_predict('Iris', '{"petal width (cm)": 2.5, "petal length (cm)": 6.0, "sepal width (cm)": 3.3, "sepal length (cm)": 6.3, "more": [1]}')`,
        `SELECT sqml_predict_batch('Iris', '[[5.1, 3.5, 1.4, 0.2], [6.3, 3.3, 6.0, 2.5]]')`,
        `SELECT sqml_predict_proba('Iris', ${FLOWER})`,
        `SELECT sqml_decision_function('Iris', ${FLOWER})`,
        `SELECT sqml_predict('Progress', 0.04, 0.05, 0.06, 0.02, -0.04, -0.03, -0.04, -0.003, 0.02, -0.02)`,
        `SELECT * FROM sqml_predictions('Iris', 'dataset_iris', 1) WHERE key % 15 = 0`,
        `SELECT p.prediction, count(*) FROM dataset_penguins d JOIN sqml_predictions('Species', 'dataset_penguins') p ON p.key = d.rowid GROUP BY 1 ORDER BY 1`,
        `SELECT sum(sqml_predict('Iris', "sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)") = target) FROM dataset_iris`,
        'CREATE TEMP VIEW guessed AS SELECT target, sqml_predict(\'Iris\', "sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)") AS guess FROM main.dataset_iris',
        'SELECT guess, count(*) FROM temp.guessed GROUP BY 1 ORDER BY 1',
      ],
    },
    {
      name: 'judging',
      statements: [
        `SELECT * FROM sqml_evaluate('Iris', 'dataset_iris')`,
        `SELECT * FROM sqml_evaluate('Progress', 'dataset_diabetes')`,
        `SELECT * FROM sqml_confusion_matrix('Iris')`,
        `SELECT * FROM sqml_classification_report('Iris')`,
        `SELECT threshold, fpr, tpr FROM sqml_roc_curve('Iris') WHERE class = 2`,
        `SELECT * FROM sqml_calibration('Iris')`,
        `SELECT * FROM sqml_judged_rows('Iris') LIMIT 5`,
        `SELECT actual, predicted, residual FROM sqml_judged_rows('Progress') LIMIT 5`,
        `SELECT feature, statistic, category, value FROM sqml_feature_profile('Species') WHERE feature IN ('sex', 'bill_length_mm')`,
        `SELECT json_remove(sqml_model_info('Species'), '$.created_at', '$.engine', '$.model_id', '$.run_id', '$.metrics.fit_time', '$.metrics.score_time')`,
        `WITH r(html) AS (SELECT sqml_report('Species')) SELECT substr(html, instr(html, '<h2>Confusion'), 3000), length(html) > 20000 FROM r`,
        `SELECT * FROM sqml_target_by_feature('classification', 'dataset_penguins', 'species') WHERE feature IN ('sex', 'bill_length_mm')`,
        `SELECT * FROM sqml_target_by_feature('regression', 'dataset_diabetes', 'target') WHERE feature = 'bmi'`,
        `SELECT count(*), sum(length(data)) FROM sqml_judgements`,
        `SELECT * FROM sqml_weights('Progress')`,
        `SELECT * FROM sqml_weights('Species') ORDER BY class, feature LIMIT 9`,
        `SELECT * FROM sqml_feature_importance('Iris')`,
      ],
    },
    {
      name: 'life',
      statements: [
        `SELECT sqml_deploy('Iris', 'most_recent')`,
        `SELECT sqml_deploy('Iris', 'rollback')`,
        `SELECT sqml_predict('Iris', ${FLOWER})`,
        `SELECT sqml_import_model('Copy', sqml_export_model('Iris'))`,
        `SELECT sqml_export_model('Copy') = sqml_export_model('Iris')`,
        `SELECT sqml_predict('Copy', ${FLOWER})`,
        `SELECT experiment, algorithm, score FROM sqml_leaderboard WHERE experiment IN ('Iris', 'Copy') ORDER BY 1, 3`,
        `SELECT sqml_drop_model((SELECT max(m.id) FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = 'Iris'))`,
        `SELECT sqml_drop_experiment('Copy')`,
        `SELECT count(*) FROM sqml_experiments WHERE name = 'Copy'`,
      ],
    },
    {
      name: 'values',
      statements: [
        'CREATE TABLE odd(a, "b c", label)',
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
 INSERT INTO odd SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE i % 3 END, CASE i % 2 WHEN 0 THEN 'größer "als" 𝔐' ELSE 'it''s' END FROM n`,
        `SELECT sqml_train('Odd', 'classification', 'svc', 'odd', 'label', '{"preprocess": {"impute": "mean"}}')`,
        `SELECT sqml_predict('Odd', 4, NULL), typeof(sqml_predict('Odd', 4, 1))`,
        `SELECT sqml_train('Large', 'classification', 'logistic_regression', 'SELECT a, 9007199254740993 + (a > 20) AS y FROM odd', 'y')`,
        `SELECT sqml_predict('Large', 1), sqml_predict('Large', 40), typeof(sqml_predict('Large', 1))`,
        `SELECT sqml_train('Halves', 'classification', 'logistic_regression', 'SELECT a, (a > 20) / 2.0 AS y FROM odd', 'y')`,
        `SELECT sqml_predict('Halves', 1), sqml_predict('Halves', 40), typeof(sqml_predict('Halves', 1))`,
      ],
    },
    {
      name: 'errors',
      statements: [
        `SELECT sqml_train('e', 'classification', 'svn', 'dataset_iris', 'target')`,
        `SELECT sqml_train('e', 'clustering', 'svc', 'dataset_iris', 'target')`,
        `SELECT sqml_train('e', 'classification', 'svc', 'dataset_iris', 'target', 1.5)`,
        `SELECT sqml_train('e', 'classification', 'svc', 'dataset_irs', 'target')`,
        `SELECT sqml_train('e', 'classification', 'svc', 'dataset_iris', 'tarot')`,
        `SELECT sqml_train('e', 'classification', 'svc', 'dataset_iris', 'target', '{"c": 1}')`,
        `SELECT sqml_train('e', 'classification', 'svc', 'dataset_iris', 'target', '{"C": -1}')`,
        `SELECT sqml_train('e', 'classification', 'svc', 'dataset_penguins', 'species')`,
        `SELECT sqml_train('e', 'classification', 'svc', 'SELECT 1 AS a, 2 AS y; SELECT 3', 'y')`,
        `SELECT sqml_train('Iris', 'regression', 'svr', 'dataset_iris', 'target')`,
        `SELECT sqml_train(NULL, 'classification', 'svc', 'dataset_iris', 'target')`,
        `SELECT sqml_predict('Iris', '[1, 2]')`,
        `SELECT sqml_predict('Iris', '[1, 2, 3, "x"]')`,
        `SELECT sqml_predict('no such experiment', '[1, 2, 3, 4]')`,
        `SELECT sqml_predict_proba('Progress', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)`,
        `SELECT sqml_load_dataset('irs')`,
        `SELECT sqml_import_model('e', X'53514d4c')`,
        `SELECT * FROM sqml_weights('no such experiment')`,
        `SELECT sqml_config('errors', 'json')`,
        `SELECT sqml_predict('no such experiment', '[1, 2, 3, 4]')`,
        `SELECT sqml_config('errors', 'sql')`,
        `SELECT experiment, algorithm, message FROM sqml_runs_overview WHERE status = 'failed' ORDER BY run_id`,
      ],
    },
  ];
}
