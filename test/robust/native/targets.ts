// What fuzz.c does with its inputs: untrusted text and bytes that reach the engine. Seeds are made here by training
// what sqml_algorithms() lists, so a new algorithm is in it by itself; inputs that once found something are kept in
// corpus/<target>/.

import Database from 'better-sqlite3';
import { path } from '../../../lib/build/stage.ts';
import { libraryName } from '../../../lib/loadable.cts';

export interface Target {
  name: string;
  /** How an input is read: see fuzz.c. */
  input: 'model' | 'text' | 'edits';
  setup: string[];
  edits?: string[];
  dos?: string[];
  ones?: string[];
  asks: string[];
  somes?: string[];
  nevers?: string[];
  seeds: Uint8Array[];
  /** Words that inputs are made of. */
  words?: string[];
  longest: number;
}

const TABLE = `CREATE TABLE t AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 24)
  SELECT (n * 7) % 11 AS x, nullif('k' || ((n * 5) % 4), 'k3') AS c, n / 9 AS target, n * 1.5 AS y FROM i`;
const PREPROCESS = { c: { impute: 'most_frequent' } };

const QUERY: Record<string, string> = {
  classification: 'SELECT x, c, target FROM t',
  regression: 'SELECT x, c, y AS target FROM t',
};

/** Questions to the model that serves an experiment, whatever it is. */
const ASKS = [
  `SELECT sqml_predict('e', '[7, "k1"]')`,
  `SELECT sqml_predict('e', '{"x": 7, "c": null}')`,
  `SELECT sqml_predict('e', 7, 'k2')`,
  `SELECT sqml_predict_batch('e', '[[1, "k0"], {"c": "k1", "x": 2.5}]')`,
  `SELECT sqml_predict_proba('e', '[7, "k1"]')`,
  `SELECT sqml_decision_function('e', '[7, "k1"]')`,
];

/** Those that take longer. */
const SOMES = [
  `SELECT * FROM sqml_weights('e')`,
  `SELECT * FROM sqml_feature_info('t')`,
  `SELECT * FROM sqml_explain('e', 't')`,
  `SELECT * FROM sqml_training_info(1)`,
  `SELECT * FROM sqml_evaluate('e', 't', 'target')`,
  `SELECT * FROM sqml_confusion_matrix('e', 't', 'target')`,
  `SELECT * FROM sqml_roc_curve('e', 't', 'target')`,
  `SELECT * FROM sqml_predictions('e', 't')`,
  `SELECT * FROM sqml_feature_importance('e', 't', 'target')`,
  `SELECT length(sqml_export_model('e'))`,
];

interface Algorithm {
  type: string;
  algorithm: string;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A training of the table with these options; `experiment` and `options` are SQL. */
function training({ type, algorithm }: Algorithm, options: string, experiment = `'e'`): string {
  const names = [type, algorithm, QUERY[type], 'target'].map(quoted);
  return `SELECT sqml_train(${experiment}, ${names.join(', ')}, ${options})`;
}

/** All targets, with seeds of this engine. */
export function targets(): Target[] {
  const db = new Database(':memory:');
  db.loadExtension(path('dist', libraryName()));
  try {
    return [modelTarget(db), jsonTarget(), ...optionTargets(db), rowsTarget(db)];
  } finally {
    db.close();
  }
}

function algorithms(db: Database.Database): Algorithm[] {
  return db
    .prepare('SELECT DISTINCT prediction_type AS type, algorithm FROM sqml_algorithms()')
    .all() as Algorithm[];
}

/** Every algorithm with every value that an option accepts by name, and options that change a model's layout. */
function modelTarget(db: Database.Database): Target {
  db.exec(TABLE);
  const seeds: Uint8Array[] = [];
  for (const one of algorithms(db)) {
    const choices = db
      .prepare('SELECT option, accepts FROM sqml_algorithms() WHERE algorithm = ? AND prediction_type = ?')
      .all(one.algorithm, one.type) as { option: string; accepts: string }[];
    const options: object[] = [
      {},
      { preprocess: { '*': { impute: 'indicator' }, c: { encode: 'ordinal' } } },
    ];
    for (const { option, accepts } of choices) {
      for (const [, value] of accepts.matchAll(/'(\w+)'/g)) options.push({ [option]: value });
      if (accepts === 'true or false') options.push({ [option]: true }, { [option]: false });
    }
    for (const chosen of options) {
      const all = JSON.stringify({ preprocess: PREPROCESS, random_state: 1, ...chosen });
      try {
        db.exec(training(one, quoted(all), `'e' || ${seeds.length}`));
      } catch {
        continue; // combinations that it refuses
      }
      const { data } = db.prepare('SELECT data FROM sqml_models ORDER BY id DESC LIMIT 1').get() as {
        data: Uint8Array;
      };
      seeds.push(data);
    }
  }
  return {
    name: 'model',
    input: 'model',
    setup: [TABLE, training(algorithms(db)[0], quoted(JSON.stringify({ preprocess: PREPROCESS })))],
    dos: [`UPDATE sqml_models SET data = ?1, digest = 'fuzz ' || ?2`],
    ones: [ASKS[0]],
    asks: ASKS.slice(1),
    somes: [...SOMES, `SELECT sqml_import_model('i', ?1), sqml_predict('i', '[7, "k1"]')`],
    seeds,
    longest: 4096,
  };
}

/** Features as JSON, also where JSON ends in the middle. What is taken is JSON for SQLite, too. */
function jsonTarget(): Target {
  const svc = { type: 'classification', algorithm: 'svc' };
  const options = quoted(JSON.stringify({ preprocess: PREPROCESS, probability: true }));
  const functions = ['sqml_predict', 'sqml_predict_proba', 'sqml_decision_function', 'sqml_predict_batch'];
  const seeds = [
    '[1, "k1"]',
    '[[1, "k1"], {"x": -2.5e-3, "c": null}]',
    '{"c": "k\\u0031", "x": 1e400}',
    '{"x": 12345678901234567890, "c": "\\ud83d\\ude00", "more": [{"a": true}, []]}',
    '{"x": 1, "x": 2, "c": "k1"}',
    '[-0.0, ""]',
  ];
  return {
    name: 'json',
    input: 'text',
    setup: [TABLE, training(svc, options)],
    asks: [
      ...functions.map((name) => `SELECT ${name}('e', ?1)`),
      `SELECT sqml_predict('e', ?1, ?1)`,
      `SELECT sqml_predict('e', CAST(?1 AS BLOB))`,
      `SELECT sqml_predict(?1, '[1, 2]')`,
      `SELECT sqml_predict('e', json_array(?1, ?1)) WHERE instr(?1, char(0)) = 0`,
    ],
    nevers: functions.map((name) => `SELECT 1 WHERE ${name}('e', ?1) IS NOT NULL AND NOT json_valid(?1)`),
    seeds: seeds.map(bytes),
    words: [
      '"x"',
      '"c"',
      '"k1"',
      'null',
      'true',
      '1e308',
      '1e-324',
      '\\u0000',
      '\\ud83d',
      '[[',
      '{"x":',
      '-0',
    ],
    longest: 512,
  };
}

/** The options of every training, and preprocessing, of which there is most to say. */
function optionTargets(db: Database.Database): Target[] {
  const rows = db.prepare('SELECT option, accepts, default_value FROM sqml_algorithms()').all() as {
    option: string;
    accepts: string;
    default_value: string | number | null;
  }[];
  const general = (
    'random_state test_size split_strategy split_column features exclude preprocess cv search params n_iter metric ' +
    'deploy impute encode scale'
  ).split(' ');
  const values = (
    'mean median most_frequent indicator constant one_hot ordinal standard min_max max_abs robust none shuffle ' +
    'stratified sequential column grid random auto balanced score x c target *'
  ).split(' ');
  const names = [...new Set(rows.map(({ option }) => option))];
  const accepted = rows.flatMap(({ accepts }) => [...accepts.matchAll(/'(\w+)'/g)].map(([, value]) => value));
  const words = [...new Set([...names, ...general, ...values, ...accepted])].map((word) => `"${word}"`);
  words.push(
    '0',
    '1',
    '-1',
    '0.5',
    '1e300',
    '1e-300',
    '5e-324',
    '2147483648',
    '1e999',
    'true',
    'false',
    'null',
    '{}',
  );
  const common = {
    input: 'text' as const,
    setup: [TABLE, 'SELECT sqml_setup()'],
    asks: [
      ...ASKS.filter((sql) => !sql.includes('sqml_training_info')),
      `SELECT * FROM sqml_confusion_matrix('e')`,
    ],
    words,
  };
  const seeds = rows.map(({ option, default_value }) =>
    JSON.stringify({ preprocess: PREPROCESS, [option]: default_value }),
  );
  const complete = [
    { preprocess: PREPROCESS, cv: 3, metric: 'accuracy', deploy: true },
    { preprocess: PREPROCESS, search: 'random', params: { C: [0.1, 1, 10] }, n_iter: 2, cv: 2 },
    { preprocess: PREPROCESS, split_strategy: 'stratified', test_size: 0.4, random_state: 7 },
    { features: ['x'], split_strategy: 'sequential' },
    { exclude: ['c'], class_weight: { 0: 1, 1: 2, 2: 0.5 } },
  ];
  const ways = [
    { c: { impute: 'most_frequent', encode: 'one_hot' } },
    { impute: 'indicator', scale: 'robust' },
    { '*': { encode: 'ordinal', impute: 'most_frequent' }, x: { scale: 'min_max', impute: 3 } },
    { c: { impute: { constant: 'none' } }, x: { scale: 'none' } },
  ];
  return [
    {
      ...common,
      name: 'options',
      ones: algorithms(db).map((one) => training(one, '?1')),
      seeds: [...new Set(seeds), ...complete.map((one) => JSON.stringify(one))].map(bytes),
      longest: 300,
    },
    {
      ...common,
      name: 'preprocess',
      ones: algorithms(db).map((one) => training(one, `'{"preprocess": ' || ?1 || '}'`)),
      seeds: ways.map((one) => bytes(JSON.stringify(one))),
      longest: 300,
    },
  ];
}

/** Any value in any column of the sqml_ tables, as a database of somebody else's may have it. */
function rowsTarget(db: Database.Database): Target {
  const tables = ['experiments', 'runs', 'models', 'metrics', 'deployments', 'trials', 'settings'];
  const edits: string[] = [];
  for (const name of tables) {
    const table = `sqml_${name}`;
    const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all(table) as { name: string }[];
    for (const column of columns) edits.push(`UPDATE ${table} SET ${column.name} = ?1`);
    edits.push(`DELETE FROM ${table}`);
  }
  edits.push(
    `UPDATE sqml_deployments SET active = 1 - active`,
    `INSERT INTO sqml_settings VALUES ('clock', ?1)`,
  );
  edits.push(`INSERT INTO sqml_experiments(name, prediction_type) VALUES (?1, 'classification')`);
  edits.push(`INSERT INTO sqml_runs SELECT 9, created_at, updated_at, ?1, algorithm, dataset, target, test_size,
    split_strategy, experiment_id, options, random_state, row_count, rows_skipped, feature_count, engine, message, log
    FROM sqml_runs LIMIT 1`);
  const edit = (sql: string, value: string) => {
    const text = bytes(value);
    return Uint8Array.from([edits.findIndex((one) => one.startsWith(sql)), 0, text.length, ...text]);
  };
  const seeds = [
    edit('UPDATE sqml_runs SET dataset', 'SELECT x, c, target FROM t'),
    edit('UPDATE sqml_runs SET dataset', 't'),
    edit('UPDATE sqml_runs SET options', '{"test_size": 0.9, "random_state": -1}'),
    edit('UPDATE sqml_runs SET split_strategy', 'stratified'),
    edit('UPDATE sqml_runs SET test_size', '0.999'),
    edit('UPDATE sqml_runs SET log', '[{"iteration": 1}]'),
    edit('UPDATE sqml_models SET library', 'scikit-learn'),
    edit('UPDATE sqml_settings SET value', '2026-01-01'),
    edit('UPDATE sqml_metrics SET value', 'many'),
    edit('UPDATE sqml_experiments SET prediction_type', 'regression'),
  ];
  const logistic = { type: 'classification', algorithm: 'logistic_regression' };
  const options = quoted(JSON.stringify({ preprocess: PREPROCESS }));
  const judging = ['sqml_evaluate', 'sqml_confusion_matrix', 'sqml_roc_curve', 'sqml_feature_importance'];
  return {
    name: 'rows',
    input: 'edits',
    setup: [
      TABLE,
      training(logistic, options),
      training({ type: 'classification', algorithm: 'svc' }, options),
      `SELECT sqml_clock('2026-01-01 00:00:00')`,
    ],
    edits,
    asks: ASKS,
    somes: [
      ...SOMES,
      ...judging.map((name) => `SELECT * FROM ${name}('e')`),
      'SELECT * FROM sqml_runs_overview',
      `SELECT sqml_deploy('e', 'best_score')`,
      `SELECT sqml_retrain(1)`,
      training(logistic, options),
      `SELECT sqml_drop_model(1, 1)`,
      `SELECT sqml_drop_experiment('e')`,
      `SELECT sqml_debug()`,
    ],
    seeds,
    longest: 512,
  };
}
