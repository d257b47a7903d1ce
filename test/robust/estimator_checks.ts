// scikit-learn's estimator checks (sklearn/utils/estimator_checks.py, 1.9.1) as far as they apply, in SQL. Every check of
// that file is in this list: with what tries it here, or with where else it is tried, or with why it is not.

import { text, type Value } from '../host/host.ts';
import { type Algorithm, algorithmsOf } from './algorithms.ts';
import { Checks } from './checks.ts';
import type { Budget, Tally } from './part.ts';
import { type Asked, Subject, trainSql } from './subject.ts';
import { NOT_ITS_TARGETS, traitsOf } from './traits.ts';

const PATIENCE_MS = 60_000;

type Check = (on: On) => Promise<void>;

const PYTHON = 'it is about Python objects';
const SAMPLE_WEIGHT = 'there is no sample_weight; class_weight against rows is in metamorphic.ts';
const SPARSE = 'there are no sparse matrices in SQL';
const MANY_OUTPUTS = 'a model has one target';
const OTHER_TASK = 'there are no such estimators';
const ARRAYS = 'it is about the layout of arrays';
const PARTIAL = 'there is no partial_fit';

export const LIST: Record<string, Check | string> = {
  check_all_zero_sample_weights_error: SAMPLE_WEIGHT,
  check_array_api_input: ARRAYS,
  check_array_api_input_and_values: ARRAYS,
  check_array_api_mixed_inputs: ARRAYS,
  check_array_api_same_namespace: ARRAYS,
  check_class_weight_balanced_classifiers: 'test/kernel: balanced weights are recorded values',
  check_class_weight_balanced_linear_classifier: balancedIsByCounts,
  check_class_weight_classifiers: weightsWin,
  check_classifier_data_not_an_array: 'metamorphic.ts: a table, a view and a SELECT',
  check_classifier_multioutput: MANY_OUTPUTS,
  check_classifier_not_supporting_multiclass: 'every classifier has many classes',
  check_classifiers_classes: labelsComeBack,
  check_classifiers_multilabel_output_format_decision_function: MANY_OUTPUTS,
  check_classifiers_multilabel_output_format_predict: MANY_OUTPUTS,
  check_classifiers_multilabel_output_format_predict_proba: MANY_OUTPUTS,
  check_classifiers_multilabel_representation_invariance: MANY_OUTPUTS,
  check_classifiers_one_label: 'shapes.ts: one label',
  check_classifiers_one_label_sample_weights: SAMPLE_WEIGHT,
  check_classifiers_predictions: 'labelsComeBack does both',
  check_classifiers_regression_target:
    'any value is a label: 1.5 is a class like another (shapes.ts: a label a row)',
  check_classifiers_train: classifierLearns,
  check_clusterer_compute_labels_predict: OTHER_TASK,
  check_clustering: OTHER_TASK,
  check_complex_data: 'shapes.ts: BLOBs are what SQL has that is no number',
  check_dataframe_column_names_consistency: namesDecide,
  check_decision_proba_consistency: scoresAgree,
  check_dict_unchanged: predictingWritesNothing,
  check_do_not_raise_errors_in_init_or_set_params: PYTHON,
  check_dont_overwrite_parameters: PYTHON,
  check_dtype_object: typesDoNotMatter,
  check_estimator_cloneable: PYTHON,
  check_estimator_repr: PYTHON,
  check_estimator_sparse_array: SPARSE,
  check_estimator_sparse_matrix: SPARSE,
  check_estimator_sparse_tag: SPARSE,
  check_estimator_tags_renamed: PYTHON,
  check_estimators_data_not_an_array: 'metamorphic.ts: a table, a view and a SELECT',
  check_estimators_dtypes: typesDoNotMatter,
  check_estimators_empty_data_messages: 'shapes.ts: no row, no feature',
  check_estimators_fit_returns_self: PYTHON,
  check_estimators_nan_inf: oddValuesAreNamed,
  check_estimators_overwrite_params: optionsAreKept,
  check_estimators_partial_fit_n_features: PARTIAL,
  check_estimators_pickle: 'metamorphic.ts: exported and imported',
  check_estimators_unfitted: unfittedIsSaid,
  check_f_contiguous_array_estimator: ARRAYS,
  check_fit1d: 'rows have names; there is no array of one dimension',
  check_fit2d_1feature: 'shapes.ts: one feature',
  check_fit2d_1sample: 'shapes.ts: one row',
  check_fit2d_predict1d: countsAreChecked,
  check_fit_check_is_fitted: unfittedIsSaid,
  check_fit_idempotent: 'metamorphic.ts: the same again gives the same bytes',
  check_fit_non_negative: 'no algorithm is for numbers >= 0 alone',
  check_fit_score_takes_y: PYTHON,
  check_get_feature_names_out_error: OTHER_TASK,
  check_get_params_invariance: PYTHON,
  check_global_output_transform_pandas: OTHER_TASK,
  check_global_set_output_transform_polars: OTHER_TASK,
  check_inplace_ensure_writeable: trainingChangesNoData,
  check_methods_sample_order_invariance: orderOfQuestions,
  check_methods_subset_invariance: 'metamorphic.ts: one by one, as a batch, as a table',
  check_mixin_order: PYTHON,
  check_n_features_in: countsAreChecked,
  check_n_features_in_after_fitting: countsAreChecked,
  check_no_attributes_set_in_init: PYTHON,
  check_non_transformer_estimators_n_iter: iterationsAreTold,
  check_nonsquare_error: 'kernels are computed, never given',
  check_outlier_contamination: OTHER_TASK,
  check_outlier_corruption: OTHER_TASK,
  check_outliers_fit_predict: OTHER_TASK,
  check_outliers_train: OTHER_TASK,
  check_param_validation: 'options.ts; verdicts.ts compares with what scikit-learn refuses',
  check_parameters_default_constructible: defaultsCanBeGiven,
  check_pipeline_consistency: 'test/real_tables.test.ts: recorded pipelines',
  check_positive_only_tag_during_fit: 'no algorithm is for numbers >= 0 alone',
  check_readonly_memmap_input: trainingChangesNoData,
  check_regressor_data_not_an_array: 'metamorphic.ts: a table, a view and a SELECT',
  check_regressor_multioutput: MANY_OUTPUTS,
  check_regressors_int: typesDoNotMatter,
  check_regressors_no_decision_function: regressionHasNoScores,
  check_regressors_train: regressionLearns,
  check_requires_y_none:
    'sqml_train without a target is refused by its number of arguments (test/contract.test.ts)',
  check_sample_weight_equivalence_on_dense_data: SAMPLE_WEIGHT,
  check_sample_weight_equivalence_on_sparse_data: SAMPLE_WEIGHT,
  check_sample_weights_list: SAMPLE_WEIGHT,
  check_sample_weights_not_an_array: SAMPLE_WEIGHT,
  check_sample_weights_not_overwritten: SAMPLE_WEIGHT,
  check_sample_weights_pandas_series: SAMPLE_WEIGHT,
  check_sample_weights_shape: SAMPLE_WEIGHT,
  check_set_output_transform: OTHER_TASK,
  check_set_output_transform_pandas: OTHER_TASK,
  check_set_output_transform_polars: OTHER_TASK,
  check_set_params: 'options.ts',
  check_sparsify_coefficients: PYTHON,
  check_supervised_y_2d: MANY_OUTPUTS,
  check_supervised_y_no_nan: 'shapes.ts: an infinite target; NULL is a row without a label (metamorphic.ts)',
  check_transformer_data_not_an_array: OTHER_TASK,
  check_transformer_general: OTHER_TASK,
  check_transformer_get_feature_names_out: OTHER_TASK,
  check_transformer_get_feature_names_out_pandas: OTHER_TASK,
  check_transformer_n_iter: OTHER_TASK,
  check_transformer_preserve_dtypes: OTHER_TASK,
  check_transformers_unfitted: OTHER_TASK,
  check_transformers_unfitted_stateless: OTHER_TASK,
  check_valid_tag_types: PYTHON,
};

/** Of scikit-learn's own checks. */
const ACCURACY = 0.83;
const R2 = 0.5;
const WEIGHTED = 0.87;
/** Sums of probabilities; scores of different functions beside each other. */
const ROUNDING = 1e-9;

/** Three groups of points, apart but for a few; a line with little noise. h and g are nearly random, in [0, 1). */
const SETUP = [
  `CREATE TABLE drawn AS WITH RECURSIVE i(n, h, g) AS (SELECT 0, 0.5, 0.25 UNION ALL
    SELECT n + 1, (h * 9301 + 0.49297) - CAST(h * 9301 + 0.49297 AS INTEGER), (g * 4096.7 + 0.1503) - CAST(g * 4096.7 + 0.1503 AS INTEGER)
    FROM i WHERE n < 179) SELECT n, h, g FROM i`,
  `CREATE TABLE groups AS SELECT n AS key, h * 2 + (n % 3) * 1.5 AS x, g * 2 + (n % 3 = 1) * 2 AS y,
    CASE n % 3 WHEN 0 THEN 'c' WHEN 1 THEN 'a' ELSE 'b' END AS target FROM drawn`,
  "CREATE TABLE two AS SELECT * FROM groups WHERE target <> 'c'",
  'CREATE TABLE line AS SELECT n AS key, h - 0.5 AS x, g - 0.5 AS y, 3 * h - 2 * g + (n % 5) * 0.02 AS target FROM drawn',
];

/** Experiments have different names. */
let models = 0;

class On {
  constructor(
    readonly name: string,
    readonly checks: Checks,
    readonly subject: Subject,
    readonly algorithm: Algorithm,
  ) {}

  get isClassifier(): boolean {
    return this.algorithm.type === 'classification';
  }

  /** scikit-learn's checks leave out what has its tag poor_score. */
  get learns(): boolean {
    return traitsOf(this.algorithm).looksAtFeatures;
  }

  get table(): string {
    return this.isClassifier ? 'groups' : 'line';
  }

  has(option: string): boolean {
    return this.algorithm.options.some(({ name }) => name === option);
  }

  holds(isRight: boolean, what: string, ...statements: string[]): void {
    this.checks.holds(isRight, `${this.name}: ${this.algorithm.name} ${what}`, [...SETUP, ...statements]);
  }

  sql(more: Partial<Asked> = {}): string {
    const { type, name: algorithm } = this.algorithm;
    const options = { exclude: ['key'], ...more.options };
    return trainSql({
      experiment: `m${++models}`,
      type,
      algorithm,
      dataset: this.table,
      ...more,
      options,
    });
  }

  /** Trains, and gives the statement and the experiment. */
  async train(more: Partial<Asked> = {}): Promise<{ sql: string; experiment: string; digest: Value }> {
    const sql = this.sql(more);
    const experiment = `m${models}`;
    await this.subject.rows(sql);
    const digest = await this.subject.value('SELECT digest FROM sqml_models ORDER BY id DESC LIMIT 1');
    return { sql, experiment, digest };
  }

  /** The table's targets are such as the algorithm is for. */
  async isForItsTargets(): Promise<boolean> {
    return !NOT_ITS_TARGETS.test(await this.error(this.sql()));
  }

  /** A query with a message; '' when it succeeds. */
  async error(sql: string): Promise<string> {
    return (await this.subject.ask(sql)).error ?? '';
  }
}

export async function run(budget: Budget): Promise<Tally> {
  const checks = new Checks('estimator_checks', budget);
  const subject = new Subject(PATIENCE_MS);
  await subject.prepare(...SETUP);
  const algorithms: Algorithm[] = [];
  for (const algorithm of await algorithmsOf(subject)) {
    if (await new On('targets', checks, subject, algorithm).isForItsTargets()) algorithms.push(algorithm);
    else checks.skip(`${algorithm.name} is not for targets below 0`);
  }
  const tried = new Set<Check>();
  for (const [name, check] of Object.entries(LIST)) {
    if (typeof check === 'string' || tried.has(check)) continue;
    tried.add(check);
    for (const algorithm of algorithms) {
      await check(new On(name, checks, subject, algorithm));
    }
  }
  await subject.close();
  checks.say(`${tried.size} checks that apply, of ${Object.keys(LIST).length}`);
  return checks.tally;
}

async function balancedIsByCounts(on: On): Promise<void> {
  if (!on.has('class_weight')) return;
  // All rows but three train, so that the counts are known: 60 - 1 of each label; weights n / (k count) are 1.
  const dataset =
    "SELECT x, y, target, key < 3 AS is_test FROM groups WHERE key < 3 OR target <> 'a' OR key > 90";
  const split = { split_strategy: 'column', split_column: 'is_test', exclude: [] };
  const counts = await on.subject.rows(
    `SELECT target, count(*) AS n FROM (${dataset}) WHERE NOT is_test GROUP BY target`,
  );
  const all = counts.reduce((sum, { n }) => sum + Number(n), 0);
  const weights = Object.fromEntries(
    counts.map(({ target, n }) => [target, all / (counts.length * Number(n))]),
  );
  const balanced = await on.train({ dataset, options: { ...split, class_weight: 'balanced' } });
  const given = await on.train({ dataset, options: { ...split, class_weight: weights } });
  on.holds(
    balanced.digest === given.digest,
    "'balanced' is weights by counts, to the bit",
    balanced.sql,
    given.sql,
  );
}

async function weightsWin(on: On): Promise<void> {
  if (!on.has('class_weight')) return;
  const class_weight = { a: 1000, b: 0.0001, c: 0.0001 };
  // As in scikit-learn's: a leaf of one row is right whatever it weighs.
  const leaves = on.has('min_weight_fraction_leaf') ? { min_weight_fraction_leaf: 0.01 } : {};
  // As scikit-learn's, the groups are no groups here: weights decide where nothing else does.
  const dataset = 'SELECT h AS x, g AS y, target FROM drawn JOIN groups ON key = n';
  const { sql, experiment } = await on.train({ dataset, options: { class_weight, ...leaves, exclude: [] } });
  const ask = `SELECT avg(prediction = 'a') FROM sqml_predictions('${experiment}', '${dataset}')`;
  const share = Number(await on.subject.value(ask));
  on.holds(share > WEIGHTED, `answers the label of a large weight in ${share} of the rows`, sql, ask);
}

async function labelsComeBack(on: On): Promise<void> {
  if (!on.isClassifier || !on.learns) return;
  for (const table of ['groups', 'two']) {
    const labels = ['target', "iif(target = 'a', -1, iif(target = 'b', 2.5, 7))", "target || '😀'"];
    for (const label of labels) {
      const dataset = `SELECT x, y, ${label} AS target FROM ${table}`;
      const { sql, experiment } = await on.train({ dataset, options: { exclude: [] } });
      const ask = `SELECT avg(prediction IS ${label}) AS right, count(DISTINCT prediction) AS n FROM sqml_predictions('${experiment}',
        'SELECT rowid, x, y FROM ${table}', '{"key": "rowid"}') p JOIN ${table} t ON t.rowid = p.key`;
      const said = await on.subject.ask(ask);
      const { right, n } = said.rows[0] ?? { right: null, n: null };
      const isRight = Number(right) > ACCURACY && Number(n) === (table === 'two' ? 2 : 3);
      on.holds(
        isRight,
        `answers ${label} of ${table} as they went in: ${said.error ?? `${right}, ${n} labels`}`,
        sql,
        ask,
      );
    }
  }
}

async function classifierLearns(on: On): Promise<void> {
  if (!on.isClassifier || !on.learns) return;
  for (const dataset of ['groups', 'two']) {
    const { sql, experiment } = await on.train({ dataset });
    const ask = `SELECT avg(p.prediction = t.target) FROM sqml_predictions('${experiment}', '${dataset}') p
      JOIN ${dataset} t ON t.rowid = p.key`;
    const accuracy = Number(await on.subject.value(ask));
    on.holds(accuracy > ACCURACY, `is right in ${accuracy} of ${dataset}`, sql, ask);
  }
}

/** The label is the one of the largest score and of the largest probability; probabilities sum to 1. */
async function scoresAgree(on: On): Promise<void> {
  if (!on.isClassifier) return;
  for (const dataset of ['groups', 'two']) {
    const { sql, experiment } = await on.train({ dataset });
    const ask = (f: string) => `SELECT ${f}('${experiment}', x, y) AS answer FROM ${dataset} ORDER BY key`;
    const labels = (await on.subject.rows(ask('sqml_predict'))).map(({ answer }) => String(answer));
    for (const f of ['sqml_decision_function', 'sqml_predict_proba']) {
      const { rows, error } = await on.subject.ask(ask(f));
      if (error !== null) {
        on.holds(/has no|probabilit/.test(error), `refuses ${f}: ${error}`, sql, ask(f));
        continue;
      }
      const wrong = rows.findIndex(({ answer }, i) => !agrees(answer, labels[i], f === 'sqml_predict_proba'));
      on.holds(wrong < 0, `says ${labels[wrong]} where ${f} says ${rows[wrong]?.answer}`, sql, ask(f));
    }
  }
}

function agrees(answer: Value, label: string, areProbabilities: boolean): boolean {
  // One score of two classes: above 0 it is the second label, b.
  if (typeof answer !== 'string') return Number(answer) === 0 || label === (Number(answer) > 0 ? 'b' : 'a');
  const scores = JSON.parse(answer) as Record<string, number>;
  const values = Object.values(scores);
  const sum = values.reduce((total, value) => total + value, 0);
  if (areProbabilities && (Math.abs(sum - 1) > ROUNDING || values.some((value) => value < 0 || value > 1)))
    return false;
  return scores[label] >= Math.max(...values) - ROUNDING;
}

async function namesDecide(on: On): Promise<void> {
  const { sql, experiment } = await on.train();
  const ask = (row: string) => `SELECT sqml_predict('${experiment}', ${row}) FROM ${on.table} LIMIT 20`;
  const [inOrder, turned, more] = [
    "json_object('x', x, 'y', y)",
    "json_object('y', y, 'x', x)",
    "json_object('y', y, 'none', 'any', 'x', x)",
  ].map(ask);
  const expected = JSON.stringify(await on.subject.rows(inOrder));
  for (const other of [turned, more]) {
    const got = JSON.stringify((await on.subject.rows(other)).map((row) => Object.values(row)));
    const isSame =
      got === JSON.stringify((JSON.parse(expected) as object[]).map((row) => Object.values(row)));
    on.holds(isSame, 'answers by the names, in any order', sql, inOrder, other);
  }
  const missing = await on.error(ask("json_object('y', y)"));
  on.holds(/\bx\b/.test(missing), `names what is missing: ${missing}`, sql, ask("json_object('y', y)"));
}

async function predictingWritesNothing(on: On): Promise<void> {
  const { sql, experiment } = await on.train();
  const state = `SELECT group_concat(v) FROM (SELECT count(*) || digest AS v FROM sqml_models UNION ALL
    SELECT count(*) FROM sqml_runs UNION ALL SELECT count(*) FROM sqml_deployments UNION ALL SELECT total_changes())`;
  const before = await on.subject.value(state);
  const asked = [
    `SELECT sqml_predict('${experiment}', x, y) FROM ${on.table}`,
    `SELECT * FROM sqml_predictions('${experiment}', '${on.table}')`,
    `SELECT * FROM sqml_evaluate('${experiment}')`,
    `SELECT * FROM sqml_feature_importance('${experiment}')`,
  ];
  for (const each of asked) await on.subject.rows(each);
  on.holds((await on.subject.value(state)) === before, 'writes nothing when it is asked', sql, ...asked);
}

/** INTEGER, REAL and what a column declares: one number, one model. */
async function typesDoNotMatter(on: On): Promise<void> {
  const target = on.isClassifier ? "iif(target = 'a', 1, 2)" : 'CAST(target * 10 AS INTEGER)';
  const rows = (type: string) =>
    `SELECT CAST(CAST(x * 8 AS INTEGER) AS ${type}) AS x, CAST(CAST(y * 8 AS INTEGER) AS ${type}) AS y, ${target} AS target FROM ${on.table}`;
  const integers = await on.train({ dataset: rows('INTEGER'), options: { exclude: [] } });
  const reals = await on.train({ dataset: rows('REAL'), options: { exclude: [] } });
  on.holds(
    integers.digest === reals.digest,
    'has the same bytes of INTEGER and REAL',
    integers.sql,
    reals.sql,
  );
  if (on.isClassifier) return;
  const targets = rows('REAL').replace(target, `CAST(${target} AS REAL)`);
  const same = await on.train({ dataset: targets, options: { exclude: [] } });
  on.holds(same.digest === reals.digest, 'has the same bytes of a REAL target', reals.sql, same.sql);
}

async function oddValuesAreNamed(on: On): Promise<void> {
  const { sql, experiment } = await on.train();
  // What trains on NULL answers it (shapes.ts), what doesn't names it.
  const isNull = `SELECT iif(key % 7 = 1, NULL, x) AS x, y, target FROM ${on.table}`;
  const takesNull = (await on.error(on.sql({ dataset: isNull, options: { exclude: [] } }))) === '';
  for (const value of [...(takesNull ? [] : ['NULL']), '9e999', '-9e999', "'text'", "x'00'"]) {
    const ask = `SELECT sqml_predict('${experiment}', ${value}, 1.5)`;
    const message = await on.error(ask);
    on.holds(/^sqml_predict: .*\bx\b/.test(message), `names the feature of ${value}: ${message}`, sql, ask);
  }
}

async function optionsAreKept(on: On): Promise<void> {
  const given: Record<string, unknown> = { random_state: 7 };
  if (on.has('C')) given.C = 0.25;
  if (on.has('max_iter')) given.max_iter = 77;
  const { sql } = await on.train({ options: given });
  const stored = JSON.parse(
    (await on.subject.value('SELECT options FROM sqml_runs ORDER BY id DESC LIMIT 1')) as string,
  );
  const isKept = Object.entries(given).every(([name, value]) => stored[name] === value);
  on.holds(isKept, `keeps its options as given: ${JSON.stringify(stored)}`, sql);
}

async function unfittedIsSaid(on: On): Promise<void> {
  for (const ask of [
    `SELECT sqml_predict('unheard', 1, 2)`,
    `SELECT * FROM sqml_predictions('unheard', '${on.table}')`,
  ]) {
    const message = await on.error(ask);
    on.holds(/unknown experiment 'unheard'/.test(message), `says that nothing is trained: ${message}`, ask);
  }
}

async function countsAreChecked(on: On): Promise<void> {
  const { sql, experiment } = await on.train();
  for (const row of ['1.5, 2.5, 3.5', "'[1.5]'", "'[1.5, 2.5, 3.5]'", "'[]'", "'{}'"]) {
    const ask = `SELECT sqml_predict('${experiment}', ${row})`;
    const message = await on.error(ask);
    on.holds(/^sqml_predict: .*(\b2\b|\bx\b)/.test(message), `refuses ${row}: ${message}`, sql, ask);
  }
}

async function trainingChangesNoData(on: On): Promise<void> {
  const state = `SELECT group_concat(quote(key) || quote(x) || quote(y) || quote(target)) FROM ${on.table}`;
  const before = await on.subject.value(state);
  const { sql } = await on.train({ options: { preprocess: { scale: 'min_max', impute: 'mean' } } });
  on.holds((await on.subject.value(state)) === before, 'leaves its rows as they were', sql);
}

async function orderOfQuestions(on: On): Promise<void> {
  const { sql, experiment } = await on.train();
  const ask = (order: string) =>
    `SELECT group_concat(answer) FROM (SELECT key, sqml_predict('${experiment}', x, y) AS answer FROM (SELECT * FROM ${on.table} ORDER BY ${order})) ORDER BY key`;
  const sorted = async (order: string) =>
    await on.subject.value(
      `SELECT group_concat(answer) FROM (SELECT answer FROM (SELECT key, quote(sqml_predict('${experiment}', x, y)) AS answer
        FROM (SELECT * FROM ${on.table} ORDER BY ${order} LIMIT -1)) ORDER BY key)`,
    );
  const isSame = (await sorted('key')) === (await sorted('(key * 37) % 101, key'));
  on.holds(isSame, 'answers rows the same in any order', sql, ask('key'), ask('(key * 37) % 101, key'));
}

async function iterationsAreTold(on: On): Promise<void> {
  if (!on.has('max_iter')) return;
  const { sql } = await on.train();
  const ask = 'SELECT count(*) FROM sqml_training_info((SELECT max(id) FROM sqml_runs))';
  const n = Number(await on.subject.value(ask));
  on.holds(n >= 1, `tells ${n} iterations`, sql, ask);
}

/** What sqml_algorithms() calls the defaults can be given, and changes nothing. */
async function defaultsCanBeGiven(on: On): Promise<void> {
  const { type, name } = on.algorithm;
  const rows = await on.subject.rows(
    `SELECT option, type, default_value FROM sqml_algorithms() WHERE algorithm = ${text(name)} AND prediction_type = ${text(type)}`,
  );
  // JavaScript has one number for a count, 1, and a share, 1.0; that default stands for itself.
  const given = rows
    .filter(({ option, default_value: value }) => option !== 'max_features' || value !== 1)
    .map(({ option, type, default_value: value }) => [option, parsed(value, type)]);
  const plain = await on.train();
  const explicit = await on.train({ options: Object.fromEntries(given) });
  on.holds(
    plain.digest === explicit.digest,
    'has the same bytes with its defaults given',
    plain.sql,
    explicit.sql,
  );
}

function parsed(value: Value, type: Value): unknown {
  if (type === 'array' && typeof value === 'string') return JSON.parse(value);
  if (typeof value === 'bigint') return Number(value);
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'string' && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

async function regressionHasNoScores(on: On): Promise<void> {
  if (on.isClassifier) return;
  const { sql, experiment } = await on.train();
  for (const f of ['sqml_decision_function', 'sqml_predict_proba']) {
    const ask = `SELECT ${f}('${experiment}', 1, 2)`;
    const message = await on.error(ask);
    on.holds(/regression/.test(message), `refuses ${f}: ${message}`, sql, ask);
  }
}

async function regressionLearns(on: On): Promise<void> {
  if (on.isClassifier || !on.learns) return;
  // As in scikit-learn's: the penalty is to be small beside targets of 1, unless it is chosen.
  const options = on.has('alpha') && !on.has('alphas') ? { alpha: 0.01 } : {};
  const { sql, experiment } = await on.train({ options });
  const ask = `SELECT 1 - sum((p.prediction - t.target) * (p.prediction - t.target)) /
    (SELECT sum((target - m) * (target - m)) FROM line, (SELECT avg(target) AS m FROM line))
    FROM sqml_predictions('${experiment}', 'line') p JOIN line t ON t.rowid = p.key`;
  const r2 = Number(await on.subject.value(ask));
  on.holds(r2 > R2, `explains ${r2} of the line`, sql, ask);
}
