// The one list of SQL functions. Everything that names them is made from it: the C registration table,
// the JavaScript registration, the engine's arity checks and usage lines, docs/functions.md. Below it, the
// short list of functions for programs without SQL.
//
// A new function is an entry here, an export of the same name in assembly/index.ts and a file in
// assembly/function/.

export interface Argument {
  name: string;
  /** May be left out, as may all that follow it. */
  optional?: boolean;
  /** Stands for any number of values, one at least; only the last. */
  isMany?: boolean;
}

/** A column of a table function. */
export interface Column {
  name: string;
  /** INTEGER, REAL or TEXT; left out when values of several types stand in it. */
  type?: 'INTEGER' | 'REAL' | 'TEXT';
}

export interface SqlFunction {
  /** Its name in SQL, and of the engine's export. */
  name: string;
  /** Of a table function they become hidden columns: none is `isMany`, none has a column's name. */
  args: Argument[];
  /** What makes it a table function, used as `FROM name(args)`: the columns of its rows. */
  columns?: Column[];
  /**
   * What SQLite is told about it:
   *   writes  the database: never callable from a view, trigger or CHECK (SQLITE_DIRECTONLY)
   *   learns  writes into a model what a trigger of a trusted schema tells it; nothing that its UPDATE could not write
   *   reads   the database: callable from views and triggers of a trusted schema
   *   pure    the same answer for the same arguments (SQLITE_DETERMINISTIC, SQLITE_INNOCUOUS)
   * A table function never writes.
   */
  flags: 'writes' | 'learns' | 'reads' | 'pure';
  /**
   * Where it runs: `shared` in the connection's instance of the engine, which keeps its caches;
   * `own` in one made for the call, whose memory is given back after it.
   */
  instance: 'own' | 'shared';
  /** Changes the connection or tells of others: left out of the predict-only entry point, and DIRECTONLY, as if it wrote. */
  isForOwners?: boolean;
  /** One line, a sentence. */
  doc: string;
  /** A statement that works when pasted after those of the entries above it. */
  example: string;
  /** `json`: text with SQLite's JSON subtype; `value`: any of SQLite's types; `rows`: of a table function. */
  result: 'json' | 'value' | 'rows';
}

export const catalog: SqlFunction[] = [
  {
    name: 'sqml_version',
    args: [],
    flags: 'pure',
    instance: 'shared',
    doc: 'The version of sqml.',
    example: 'SELECT sqml_version();',
    result: 'value',
  },
  {
    name: 'sqml_debug',
    args: [],
    flags: 'reads',
    instance: 'shared',
    doc: 'What a report of a defect should contain: versions, settings, memory.',
    example: 'SELECT sqml_debug();',
    result: 'json',
  },
  {
    name: 'sqml_setup',
    args: [],
    flags: 'writes',
    instance: 'shared',
    doc: 'Makes the sqml_ tables and views, or brings them up to date; the first training does so too.',
    example: 'SELECT sqml_setup();',
    result: 'json',
  },
  {
    name: 'sqml_config',
    args: [{ name: 'name' }, { name: 'value', optional: true }],
    flags: 'reads',
    instance: 'shared',
    isForOwners: true,
    doc: "Reads or changes a setting of this connection: errors, 'sql' or 'json'; threads, how many a training may use (0: as many as there are cores; the models are the same).",
    example: "SELECT sqml_config('errors', 'sql');",
    result: 'value',
  },
  {
    name: 'sqml_clock',
    args: [{ name: 'time' }],
    flags: 'writes',
    instance: 'shared',
    doc: 'Makes this the time that sqml records in this database, in place of the clock; NULL: the clock again.',
    example: 'SELECT sqml_clock(NULL);',
    result: 'value',
  },
  {
    name: 'sqml_load_dataset',
    args: [{ name: 'name' }, { name: 'table', optional: true }],
    flags: 'writes',
    instance: 'own',
    doc: 'Loads an example dataset into a table; sqml_datasets() lists them.',
    example: "SELECT sqml_load_dataset('iris');",
    result: 'json',
  },
  {
    name: 'sqml_datasets',
    args: [],
    columns: [
      { name: 'name', type: 'TEXT' },
      { name: 'task', type: 'TEXT' },
      { name: 'rows', type: 'INTEGER' },
      { name: 'features', type: 'INTEGER' },
      { name: 'classes', type: 'INTEGER' },
    ],
    flags: 'pure',
    instance: 'own',
    doc: 'The example datasets; `classes` is NULL for a regression.',
    example: "SELECT name, rows FROM sqml_datasets() WHERE task = 'regression';",
    result: 'rows',
  },
  {
    name: 'sqml_algorithms',
    args: [],
    columns: [
      { name: 'prediction_type', type: 'TEXT' },
      { name: 'algorithm', type: 'TEXT' },
      { name: 'option', type: 'TEXT' },
      { name: 'type', type: 'TEXT' },
      { name: 'default_value' },
      { name: 'accepts', type: 'TEXT' },
    ],
    flags: 'pure',
    instance: 'shared',
    doc: 'The algorithms, a row for each option of each.',
    example: "SELECT option, default_value, accepts FROM sqml_algorithms() WHERE algorithm = 'svc';",
    result: 'rows',
  },
  {
    name: 'sqml_options',
    args: [],
    columns: [
      { name: 'option', type: 'TEXT' },
      { name: 'type', type: 'TEXT' },
      { name: 'default_value' },
      { name: 'accepts', type: 'TEXT' },
      { name: 'meaning', type: 'TEXT' },
    ],
    flags: 'pure',
    instance: 'shared',
    doc: 'What every training can be told besides the options of its algorithm.',
    example: 'SELECT option, default_value, meaning FROM sqml_options();',
    result: 'rows',
  },
  {
    name: 'sqml_metric_info',
    args: [],
    columns: [
      { name: 'metric', type: 'TEXT' },
      { name: 'prediction_type', type: 'TEXT' },
      { name: 'better', type: 'TEXT' },
      { name: 'title', type: 'TEXT' },
      { name: 'definition', type: 'TEXT' },
      { name: 'needs', type: 'TEXT' },
    ],
    flags: 'pure',
    instance: 'shared',
    doc: 'What sqml_metrics holds of a model: whether more or less of it is better, what it is, and what it needs to be there.',
    example:
      "SELECT metric, better, definition FROM sqml_metric_info() WHERE prediction_type = 'regression';",
    result: 'rows',
  },
  {
    name: 'sqml_train',
    args: [
      { name: 'experiment_name' },
      { name: 'prediction_type' },
      { name: 'algorithm' },
      { name: 'dataset' },
      { name: 'target' },
      { name: 'test_size', optional: true },
      { name: 'split_strategy', optional: true },
      { name: 'options', optional: true },
    ],
    flags: 'writes',
    instance: 'own',
    doc: 'Trains a model on a table or query, scores it on held-out rows, and deploys it if it is the best.',
    example:
      "SELECT sqml_train('Iris prediction', 'classification', 'logistic_regression', 'dataset_iris', 'target');",
    result: 'json',
  },
  {
    name: 'sqml_predict',
    args: [{ name: 'experiment_name' }, { name: 'features', isMany: true }],
    flags: 'reads',
    instance: 'shared',
    doc: "Predicts one row with the experiment's deployed model; features are a JSON object or array.",
    example: `SELECT sqml_predict('Iris prediction', json_object(
  'sepal length (cm)', 5.1, 'sepal width (cm)', 3.5, 'petal length (cm)', 1.4, 'petal width (cm)', 0.2));`,
    result: 'value',
  },
  {
    name: 'sqml_predict_batch',
    args: [{ name: 'experiment_name' }, { name: 'features' }],
    flags: 'reads',
    instance: 'shared',
    doc: 'Predicts many rows at once: a JSON array of rows in, a JSON array of predictions out.',
    example: `SELECT sqml_predict_batch('Iris prediction', json_group_array(json_object(
  'sepal length (cm)', "sepal length (cm)", 'sepal width (cm)', "sepal width (cm)",
  'petal length (cm)', "petal length (cm)", 'petal width (cm)', "petal width (cm)")))
FROM dataset_iris;`,
    result: 'json',
  },
  {
    name: 'sqml_predict_proba',
    args: [{ name: 'experiment_name' }, { name: 'features', isMany: true }],
    flags: 'reads',
    instance: 'shared',
    doc: 'The probability of each class for one row, as a JSON object.',
    example: "SELECT sqml_predict_proba('Iris prediction', '[5.1, 3.5, 1.4, 0.2]');",
    result: 'json',
  },
  {
    name: 'sqml_decision_function',
    args: [{ name: 'experiment_name' }, { name: 'features', isMany: true }],
    flags: 'reads',
    instance: 'shared',
    doc: "The model's scores for one row: a number for two classes, a JSON object by class for more.",
    example: "SELECT sqml_decision_function('Iris prediction', '[5.1, 3.5, 1.4, 0.2]');",
    result: 'value',
  },
  {
    name: 'sqml_evaluate',
    args: [
      { name: 'experiment_name' },
      { name: 'dataset', optional: true },
      { name: 'target', optional: true },
    ],
    columns: [
      { name: 'metric', type: 'TEXT' },
      { name: 'value', type: 'REAL' },
      { name: 'reason', type: 'TEXT' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'The metrics of the deployed model: those stored with it, or computed on a dataset.',
    example: "SELECT metric, value FROM sqml_evaluate('Iris prediction', 'dataset_iris');",
    result: 'rows',
  },
  {
    name: 'sqml_confusion_matrix',
    args: [
      { name: 'experiment_name' },
      { name: 'dataset', optional: true },
      { name: 'target', optional: true },
    ],
    columns: [{ name: 'actual' }, { name: 'predicted' }, { name: 'count', type: 'INTEGER' }],
    flags: 'reads',
    instance: 'own',
    doc: 'How many rows of each label were predicted as which, on the test part (as stored) or on a dataset.',
    example:
      "SELECT * FROM sqml_confusion_matrix('Iris prediction') WHERE actual <> predicted AND count > 0;",
    result: 'rows',
  },
  {
    name: 'sqml_classification_report',
    args: [
      { name: 'experiment_name' },
      { name: 'dataset', optional: true },
      { name: 'target', optional: true },
    ],
    columns: [
      { name: 'label' },
      { name: 'precision', type: 'REAL' },
      { name: 'recall', type: 'REAL' },
      { name: 'f1', type: 'REAL' },
      { name: 'support', type: 'INTEGER' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'Precision, recall and f1 of each class, then accuracy (under f1) and the plain and the weighted average.',
    example: "SELECT label, precision, recall, support FROM sqml_classification_report('Iris prediction');",
    result: 'rows',
  },
  {
    name: 'sqml_roc_curve',
    args: [
      { name: 'experiment_name' },
      { name: 'dataset', optional: true },
      { name: 'target', optional: true },
      { name: 'of_class', optional: true },
    ],
    columns: [
      { name: 'threshold', type: 'REAL' },
      { name: 'fpr', type: 'REAL' },
      { name: 'tpr', type: 'REAL' },
      { name: 'class' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'The points of the ROC curve, on the test part (as stored, 256 at most) or on a dataset; more than two classes each against the rest.',
    example: "SELECT threshold, fpr, tpr FROM sqml_roc_curve('Iris prediction') WHERE class = 2;",
    result: 'rows',
  },
  {
    name: 'sqml_calibration',
    args: [
      { name: 'experiment_name' },
      { name: 'dataset', optional: true },
      { name: 'target', optional: true },
    ],
    columns: [
      { name: 'predicted', type: 'REAL' },
      { name: 'observed', type: 'REAL' },
      { name: 'count', type: 'INTEGER' },
      { name: 'class' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'How often what was given a probability was so, in ten steps of probability; more than two classes each against the rest.',
    example: "SELECT predicted, observed, count FROM sqml_calibration('Iris prediction') WHERE class = 2;",
    result: 'rows',
  },
  {
    name: 'sqml_judged_rows',
    args: [{ name: 'experiment_name' }],
    columns: [
      { name: 'actual' },
      { name: 'predicted' },
      { name: 'residual', type: 'REAL' },
      { name: 'score' },
      { name: 'probabilities', type: 'TEXT' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: "The test part's rows, or a thousand drawn from them: what they are, and what was predicted.",
    example: "SELECT * FROM sqml_judged_rows('Iris prediction') WHERE actual <> predicted;",
    result: 'rows',
  },
  {
    name: 'sqml_predictions',
    args: [{ name: 'experiment_name' }, { name: 'dataset' }, { name: 'options', optional: true }],
    columns: [
      { name: 'key' },
      { name: 'prediction' },
      { name: 'probabilities', type: 'TEXT' },
      { name: 'problem', type: 'TEXT' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'A prediction for every row of a table, a view or one SELECT; key is the column that {"key": "name"} names, else the rowid or the primary key, else NULL. {"probabilities": true} (or 1) has them; {"problems": true} says in a column why a row has no prediction instead of failing.',
    example:
      "SELECT i.rowid, p.prediction FROM dataset_iris i JOIN sqml_predictions('Iris prediction', 'dataset_iris') p ON p.key = i.rowid;",
    result: 'rows',
  },
  {
    name: 'sqml_weights',
    args: [{ name: 'experiment_name' }],
    columns: [
      { name: 'feature', type: 'TEXT' },
      { name: 'weight', type: 'REAL' },
      { name: 'standardised', type: 'REAL' },
      { name: 'class' },
      { name: 'std_error', type: 'REAL' },
      { name: 't', type: 'REAL' },
      { name: 'p', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: "The coefficients of a linear model, in the table's own units and standardised, with the intercept; for linear_regression the standard error, t and two-sided p too.",
    example: "SELECT * FROM sqml_weights('Iris prediction') ORDER BY abs(standardised) DESC;",
    result: 'rows',
  },
  {
    name: 'sqml_explain',
    args: [{ name: 'experiment_name' }, { name: 'dataset' }, { name: 'options', optional: true }],
    columns: [
      { name: 'key' },
      { name: 'class' },
      { name: 'feature', type: 'TEXT' },
      { name: 'value' },
      { name: 'contribution', type: 'REAL' },
      { name: 'base', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: "What each feature adds to the model's answer for every row of a table, a view or one SELECT; base and the contributions add up to it, of poisson and gamma to its logarithm. key is as in sqml_predictions.",
    example:
      "SELECT feature, value, contribution FROM sqml_explain('Iris prediction', 'dataset_iris') WHERE key = 1 AND class = 0;",
    result: 'rows',
  },
  {
    name: 'sqml_tree',
    args: [{ name: 'experiment_name' }, { name: 'tree_number', optional: true }],
    columns: [
      { name: 'tree', type: 'INTEGER' },
      { name: 'node', type: 'INTEGER' },
      { name: 'feature', type: 'TEXT' },
      { name: 'threshold', type: 'REAL' },
      { name: 'left_child', type: 'INTEGER' },
      { name: 'right_child', type: 'INTEGER' },
      { name: 'missing', type: 'TEXT' },
      { name: 'class' },
      { name: 'value' },
      { name: 'weight', type: 'REAL' },
      { name: 'samples', type: 'INTEGER' },
      { name: 'impurity', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'The nodes of a tree, or of all trees of a forest, a bagging or a boosting: feature <= threshold goes left; a leaf has no feature.',
    example: "SELECT node, feature, threshold, left_child, right_child, class FROM sqml_tree('Iris tree');",
    result: 'rows',
  },
  {
    name: 'sqml_importances',
    args: [{ name: 'experiment_name' }],
    columns: [
      { name: 'feature', type: 'TEXT' },
      { name: 'importance', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'What each feature takes away of the impurity while trees grow, as parts of 1.',
    example: "SELECT * FROM sqml_importances('Iris tree') ORDER BY importance DESC;",
    result: 'rows',
  },
  {
    name: 'sqml_feature_importance',
    args: [
      { name: 'experiment_name' },
      { name: 'dataset', optional: true },
      { name: 'target', optional: true },
      { name: 'n_repeats', optional: true },
    ],
    columns: [
      { name: 'feature', type: 'TEXT' },
      { name: 'importance', type: 'REAL' },
      { name: 'deviation', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'How much the score falls when a feature is shuffled, on the test part or on a dataset; any algorithm.',
    example: "SELECT * FROM sqml_feature_importance('Iris prediction') ORDER BY importance DESC;",
    result: 'rows',
  },
  {
    name: 'sqml_check',
    args: [
      { name: 'prediction_type' },
      { name: 'algorithm' },
      { name: 'dataset' },
      { name: 'target' },
      { name: 'options', optional: true },
    ],
    columns: [
      { name: 'name', type: 'TEXT' },
      { name: 'problem', type: 'TEXT' },
      { name: 'advice', type: 'TEXT' },
      { name: 'example', type: 'TEXT' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'What keeps sqml_train from training on a dataset, column by column, and what to do; no rows when nothing does.',
    example: "SELECT * FROM sqml_check('classification', 'svc', 'dataset_iris', 'target');",
    result: 'rows',
  },
  {
    name: 'sqml_feature_info',
    args: [{ name: 'dataset' }],
    columns: [
      { name: 'feature', type: 'TEXT' },
      { name: 'type', type: 'TEXT' },
      { name: 'missing', type: 'INTEGER' },
      { name: 'distinct_values', type: 'INTEGER' },
      { name: 'min', type: 'REAL' },
      { name: 'max', type: 'REAL' },
      { name: 'mean', type: 'REAL' },
      { name: 'deviation', type: 'REAL' },
      { name: 'q25', type: 'REAL' },
      { name: 'median', type: 'REAL' },
      { name: 'q75', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'What the columns of a table, a view or one SELECT hold.',
    example: "SELECT * FROM sqml_feature_info('dataset_iris');",
    result: 'rows',
  },
  {
    name: 'sqml_histogram',
    args: [{ name: 'dataset' }, { name: 'feature' }, { name: 'bins', optional: true }],
    columns: [
      { name: 'low', type: 'REAL' },
      { name: 'high', type: 'REAL' },
      { name: 'value', type: 'TEXT' },
      { name: 'count', type: 'INTEGER' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'How the values of a column are spread: bins of equal width of numbers, the most frequent texts (20 unless bins says so).',
    example: "SELECT low, high, count FROM sqml_histogram('dataset_iris', 'petal length (cm)', 10);",
    result: 'rows',
  },
  {
    name: 'sqml_correlations',
    args: [{ name: 'dataset' }],
    columns: [
      { name: 'feature', type: 'TEXT' },
      { name: 'other', type: 'TEXT' },
      { name: 'correlation', type: 'REAL' },
      { name: 'rows', type: 'INTEGER' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'The correlation of every two columns of numbers, over the rows that have both.',
    example: "SELECT * FROM sqml_correlations('dataset_iris') ORDER BY abs(correlation) DESC;",
    result: 'rows',
  },
  {
    name: 'sqml_target_by_feature',
    args: [{ name: 'prediction_type' }, { name: 'dataset' }, { name: 'target_column' }],
    columns: [
      { name: 'feature', type: 'TEXT' },
      { name: 'explained', type: 'REAL' },
      { name: 'bin', type: 'TEXT' },
      { name: 'low', type: 'REAL' },
      { name: 'high', type: 'REAL' },
      { name: 'value', type: 'TEXT' },
      { name: 'rows', type: 'INTEGER' },
      { name: 'class' },
      { name: 'target', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'How the target goes with each feature of a table: the shares of its classes, or its mean, by range or by value.',
    example:
      "SELECT DISTINCT feature, round(explained, 3) FROM sqml_target_by_feature('classification', 'dataset_iris', 'target');",
    result: 'rows',
  },
  {
    name: 'sqml_feature_profile',
    args: [{ name: 'experiment_name' }],
    columns: [
      { name: 'feature', type: 'TEXT' },
      { name: 'statistic', type: 'TEXT' },
      { name: 'category', type: 'TEXT' },
      { name: 'value', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'What the features were in the training part: missing cells, mean, deviation and quantiles, the shares of categories.',
    example: "SELECT feature, value FROM sqml_feature_profile('Iris prediction') WHERE statistic = 'q50';",
    result: 'rows',
  },
  {
    name: 'sqml_model_info',
    args: [{ name: 'experiment_name' }],
    flags: 'reads',
    instance: 'own',
    doc: 'All that there is to know of a model: its training, features and their encoding, every option, metrics, warnings, bytes.',
    example:
      "SELECT sqml_model_info('Iris prediction') ->> '$.options.C', sqml_model_info('Iris prediction') ->> '$.features[0].name';",
    result: 'json',
  },
  {
    name: 'sqml_report',
    args: [{ name: 'experiment_name' }],
    flags: 'reads',
    instance: 'own',
    doc: 'An experiment and the model that serves it as one HTML file that needs nothing else: charts, metrics, options, data, runs.',
    example: "SELECT substr(sqml_report('Iris prediction'), 1, 15);",
    result: 'value',
  },
  {
    name: 'sqml_partial_dependence',
    args: [{ name: 'experiment_name' }, { name: 'feature' }, { name: 'dataset' }],
    columns: [{ name: 'value' }, { name: 'class' }, { name: 'answer', type: 'REAL' }],
    flags: 'reads',
    instance: 'own',
    doc: 'What a model answers on average when one feature has a value and the others are as they are in the dataset: the prediction, or the probability of each class.',
    example:
      "SELECT value, answer FROM sqml_partial_dependence('Iris prediction', 'petal length (cm)', 'dataset_iris') WHERE class = 2;",
    result: 'rows',
  },
  {
    name: 'sqml_drift',
    args: [{ name: 'experiment_name' }, { name: 'dataset' }],
    columns: [
      { name: 'feature', type: 'TEXT' },
      { name: 'psi', type: 'REAL' },
      { name: 'distance', type: 'REAL' },
      { name: 'missing', type: 'REAL' },
      { name: 'missing_then', type: 'REAL' },
      { name: 'unseen', type: 'REAL' },
      { name: 'mean', type: 'REAL' },
      { name: 'mean_then', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'How far the features of a dataset are from those of the training part: population stability index, distance of the distributions, missing cells, unseen categories.',
    example: "SELECT feature, psi FROM sqml_drift('Iris prediction', 'dataset_iris') ORDER BY psi DESC;",
    result: 'rows',
  },
  {
    name: 'sqml_training_info',
    args: [{ name: 'run_id' }],
    columns: [
      { name: 'machine', type: 'INTEGER' },
      { name: 'iteration', type: 'INTEGER' },
      { name: 'objective', type: 'REAL' },
      { name: 'gap', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'How the solver of a run came to its end: the objective by iteration.',
    example: 'SELECT iteration, objective FROM sqml_training_info(1);',
    result: 'rows',
  },
  {
    name: 'sqml_online',
    args: [
      { name: 'experiment_name' },
      { name: 'prediction_type' },
      { name: 'algorithm' },
      { name: 'options' },
    ],
    flags: 'writes',
    instance: 'own',
    doc: 'Declares an empty, deployed model that sqml_partial_fit teaches row by row.',
    example: `SELECT sqml_online('Iris online', 'classification', 'gaussian_nb', '{"features":
  ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"], "target": "target"}');`,
    result: 'json',
  },
  {
    name: 'sqml_partial_fit',
    args: [{ name: 'experiment_name' }, { name: 'features_and_target', isMany: true }],
    flags: 'learns',
    instance: 'shared',
    doc: 'Predicts a row, then teaches it to the deployed model, and answers with the prediction; features are JSON or plain values, the target comes last. With a dataset alone: every row of it, in its order.',
    example: "SELECT sqml_partial_fit('Iris online', '[5.1, 3.5, 1.4, 0.2]', 0);",
    result: 'value',
  },
  {
    name: 'sqml_learning_curve',
    args: [{ name: 'experiment_name' }],
    columns: [
      { name: 'rows', type: 'INTEGER' },
      { name: 'metric', type: 'TEXT' },
      { name: 'value', type: 'REAL' },
      { name: 'recent', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'How a model did on the rows that taught it, each predicted before it was learned: on all, and on the last thousand.',
    example: "SELECT rows, value, recent FROM sqml_learning_curve('Iris online');",
    result: 'rows',
  },
  {
    name: 'sqml_online_predictions',
    args: [
      { name: 'prediction_type' },
      { name: 'algorithm' },
      { name: 'dataset' },
      { name: 'target' },
      { name: 'options', optional: true },
    ],
    columns: [
      { name: 'row', type: 'INTEGER' },
      { name: 'actual' },
      { name: 'prediction' },
      { name: 'value', type: 'REAL' },
      { name: 'recent', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'own',
    doc: 'What a model that learns row by row would have predicted of each row of a dataset before learning it; stores nothing.',
    example:
      "SELECT row, actual, prediction FROM sqml_online_predictions('classification', 'gaussian_nb', 'dataset_iris', 'target') WHERE row > 140;",
    result: 'rows',
  },
  {
    name: 'sqml_progress',
    args: [],
    columns: [
      { name: 'id', type: 'INTEGER' },
      { name: 'experiment', type: 'TEXT' },
      { name: 'algorithm', type: 'TEXT' },
      { name: 'phase', type: 'TEXT' },
      { name: 'done', type: 'INTEGER' },
      { name: 'total', type: 'INTEGER' },
      { name: 'seconds', type: 'REAL' },
      { name: 'seconds_left', type: 'REAL' },
    ],
    flags: 'reads',
    instance: 'shared',
    isForOwners: true,
    doc: 'The trainings that run in this process, from any connection, and how far they are: rows read, folds, trees or iterations done, of which there may be fewer than total. seconds_left is until the phase ends.',
    example: 'SELECT id, experiment, phase, done, total FROM sqml_progress();',
    result: 'rows',
  },
  {
    name: 'sqml_cancel',
    args: [{ name: 'id' }],
    flags: 'reads',
    instance: 'shared',
    isForOwners: true,
    doc: 'Ends a training of sqml_progress(), whichever connection it is of, which leaves nothing behind: 1, or 0 when there is none of that id.',
    example: 'SELECT sqml_cancel(1);',
    result: 'value',
  },
  {
    name: 'sqml_retrain',
    args: [{ name: 'run_id' }],
    flags: 'writes',
    instance: 'own',
    doc: 'Trains again as a run did, with its options and random_state, on its dataset as it is now.',
    example: 'SELECT sqml_retrain(1);',
    result: 'json',
  },
  {
    name: 'sqml_deploy',
    args: [{ name: 'experiment_name' }, { name: 'strategy' }],
    flags: 'writes',
    instance: 'own',
    doc: "Makes another model serve: 'best_score', 'most_recent', 'rollback' (the one before), or a model's id.",
    example: "SELECT sqml_deploy('Iris prediction', 'best_score');",
    result: 'json',
  },
  {
    name: 'sqml_drop_model',
    args: [{ name: 'model_id' }, { name: 'even_if_active', optional: true }],
    flags: 'writes',
    instance: 'own',
    doc: 'Deletes a model, its metrics and deployments; the active one only when the second argument is 1.',
    example: 'SELECT sqml_drop_model(1, 1);',
    result: 'json',
  },
  {
    name: 'sqml_drop_run',
    args: [{ name: 'run_id' }],
    flags: 'writes',
    instance: 'own',
    doc: 'Deletes a run that has no model, such as one that failed; an experiment goes with its last run.',
    example: "SELECT sqml_drop_run(run_id) FROM sqml_runs_overview WHERE status = 'failed';",
    result: 'json',
  },
  {
    name: 'sqml_drop_experiment',
    args: [{ name: 'experiment_name' }],
    flags: 'writes',
    instance: 'own',
    doc: 'Deletes an experiment with its runs, models, metrics and deployments.',
    example: "SELECT sqml_drop_experiment('Iris prediction');",
    result: 'json',
  },
  {
    name: 'sqml_export_model',
    args: [{ name: 'experiment_name' }],
    flags: 'reads',
    instance: 'shared',
    doc: 'The deployed model, or the one with an INTEGER id, as a BLOB for another database.',
    example: "SELECT sqml_export_model('Iris prediction');",
    result: 'value',
  },
  {
    name: 'sqml_import_model',
    args: [{ name: 'experiment_name' }, { name: 'model' }],
    flags: 'writes',
    instance: 'own',
    doc: 'Stores an exported model; it is deployed when the experiment has no deployed model yet.',
    example: "SELECT sqml_import_model('Iris copy', sqml_export_model('Iris prediction'));",
    result: 'json',
  },
];

/** A function of the engine for programs without SQL: binding/program.c calls it, lib/model.cts is its front. */
export interface ProgramFunction {
  /** Of the engine's export. */
  name: string;
  args: Argument[];
}

/** In the order in which binding/addon.cc names them to JavaScript. */
export const programs: ProgramFunction[] = [
  {
    name: 'train',
    args: [{ name: 'type' }, { name: 'algorithm' }, { name: 'targetName' }, { name: 'options' }],
  },
  { name: 'open', args: [{ name: 'model' }] },
  { name: 'predict', args: [{ name: 'X' }, { name: 'first', optional: true }] },
  { name: 'predict_proba', args: [{ name: 'X' }, { name: 'first', optional: true }] },
  { name: 'decision_function', args: [{ name: 'X' }, { name: 'first', optional: true }] },
];

/** Whether the predict-only entry point has it: it neither writes nor changes the connection. */
export function isServing(f: SqlFunction): boolean {
  return f.flags !== 'writes' && f.flags !== 'learns' && !f.isForOwners;
}

/** The fewest arguments it takes. */
export function least(f: ProgramFunction): number {
  return f.args.filter((argument) => !argument.optional).length;
}

/** The most arguments it takes. */
export function most(f: ProgramFunction): number {
  return f.args.some(({ isMany }) => isMany) ? MOST_ARGUMENTS : f.args.length;
}

/** SQLite's limit on the arguments of a function. */
const MOST_ARGUMENTS = 127;

/** `sqml_config(name [, value])` */
export function usage(f: ProgramFunction): string {
  let text = '';
  let depth = 0;
  for (const [i, { name, optional, isMany }] of f.args.entries()) {
    const separator = i === 0 ? '' : ', ';
    if (optional) {
      text += `${i === 0 ? '' : ' '}[${separator}${name}`;
      depth++;
    } else {
      text += separator + name;
    }
    if (isMany) text += ' [, ...]';
  }
  return `${f.name}(${text}${']'.repeat(depth)})`;
}

/** How a table function is declared to SQLite: its columns, then its arguments as hidden ones. */
export function schema(f: SqlFunction): string {
  const { name, args, columns = [], flags, result } = f;
  const names = [...columns, ...args].map((column) => column.name.toLowerCase());
  const isSound =
    columns.length > 0 &&
    result === 'rows' &&
    flags !== 'writes' &&
    flags !== 'learns' &&
    args.length <= MOST_TABLE_ARGUMENTS &&
    args.every(({ isMany }) => !isMany) &&
    new Set(names).size === names.length;
  if (!isSound) throw new Error(`${name} can't be a table function: see SqlFunction`);
  const visible = columns.map((column) => [quoted(column.name), column.type].filter(Boolean).join(' '));
  const hidden = args.map((argument) => `${quoted(argument.name)} HIDDEN`);
  return `CREATE TABLE ${quoted(name)}(${[...visible, ...hidden].join(', ')})`;
}

/** SQML_MOST_ARGUMENTS of binding/call.h. */
const MOST_TABLE_ARGUMENTS = 31;

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const SQLITE_DETERMINISTIC = 0x800;
const SQLITE_DIRECTONLY = 0x80000;
const SQLITE_INNOCUOUS = 0x200000;
const SQLITE_RESULT_SUBTYPE = 0x1000000;

/** What sqlite3_create_function_v2 is given besides the text encoding; of a table function, its twins. */
export function sqliteFlags(f: SqlFunction): number {
  let flags = 0;
  if (f.flags === 'writes' || f.isForOwners) flags |= SQLITE_DIRECTONLY;
  if (f.flags === 'pure') flags |= SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  // Also where results are no JSON: errors are, for programs that asked so (sqml_config).
  else flags |= SQLITE_RESULT_SUBTYPE;
  return flags;
}
