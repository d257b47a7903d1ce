// The one list of SQL functions. Everything that names them is made from it: the C registration table,
// the JavaScript registration, the engine's arity checks and usage lines, the README's reference.
//
// A new function is an entry here, an export of the same name in assembly/index.ts and a file in
// assembly/function/.

export interface Argument {
  name: string;
  /** May be left out, as may all that follow it. */
  optional?: boolean;
}

export interface SqlFunction {
  /** Its name in SQL, and of the engine's export. */
  name: string;
  args: Argument[];
  /**
   * What SQLite is told about it:
   *   writes  the database: never callable from a view, trigger or CHECK (SQLITE_DIRECTONLY)
   *   reads   the database: callable from views and triggers of a trusted schema
   *   pure    the same answer for the same arguments (SQLITE_DETERMINISTIC, SQLITE_INNOCUOUS)
   */
  flags: 'writes' | 'reads' | 'pure';
  /**
   * Where it runs: `shared` in the connection's instance of the engine, which keeps its caches;
   * `own` in one made for the call, whose memory is given back after it.
   */
  instance: 'own' | 'shared';
  /** One line, a sentence. */
  doc: string;
  /** A statement that works when pasted after those of the entries above it. */
  example: string;
  /** `json`: text with SQLite's JSON subtype; `value`: any of SQLite's types. */
  result: 'json' | 'value';
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
    doc: 'Reads or changes a setting of this connection.',
    example: "SELECT sqml_config('errors', 'sql');",
    result: 'value',
  },
  {
    name: 'sqml_load_dataset',
    args: [{ name: 'name' }, { name: 'table', optional: true }],
    flags: 'writes',
    instance: 'own',
    doc: 'Loads an example dataset (iris, digits, wine, breast_cancer, diabetes) into a table.',
    example: "SELECT sqml_load_dataset('iris');",
    result: 'json',
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
    args: [{ name: 'experiment_name' }, { name: 'features' }],
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
];

/** The fewest arguments it takes. */
export function least(f: SqlFunction): number {
  return f.args.filter((argument) => !argument.optional).length;
}

/** The most arguments it takes. */
export function most(f: SqlFunction): number {
  return f.args.length;
}

/** `sqml_config(name [, value])` */
export function usage(f: SqlFunction): string {
  let text = '';
  let depth = 0;
  for (const [i, { name, optional }] of f.args.entries()) {
    const separator = i === 0 ? '' : ', ';
    if (optional) {
      text += `${i === 0 ? '' : ' '}[${separator}${name}`;
      depth++;
    } else {
      text += separator + name;
    }
  }
  return `${f.name}(${text}${']'.repeat(depth)})`;
}

const SQLITE_DETERMINISTIC = 0x800;
const SQLITE_DIRECTONLY = 0x80000;
const SQLITE_INNOCUOUS = 0x200000;
const SQLITE_RESULT_SUBTYPE = 0x1000000;

/** What sqlite3_create_function_v2 is given besides the text encoding. */
export function sqliteFlags(f: SqlFunction): number {
  let flags = 0;
  if (f.flags === 'writes') flags |= SQLITE_DIRECTONLY;
  if (f.flags === 'pure') flags |= SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  // Also where results are no JSON: errors are, for programs that asked so (sqml_config).
  else flags |= SQLITE_RESULT_SUBTYPE;
  return flags;
}
