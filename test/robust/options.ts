// No internal error: trainings with random options, at their edges and far beyond, on bundled and on odd tables, and
// what is then asked of the model. Each ends with answers that are finite or say why they are not, or with an error
// for its user. Algorithms and options come from sqml itself.

import { quoted, text } from '../host/host.ts';
import { Draws } from '../random.ts';
import { type Algorithm, algorithmsOf, type Option } from './algorithms.ts';
import { broken } from './broken.ts';
import { Checks, unclear } from './checks.ts';
import type { Budget, Tally } from './part.ts';
import { Subject, trainSql } from './subject.ts';

/** A training of these sizes takes milliseconds, unless an option is for hours. */
const PATIENCE_MS = 8000;
/** Of the short run, whatever the machine. */
const SHORT_CASES = 2500;

interface Table {
  name: string;
  sql: string;
  /** Left out: the bundled table's own, by its pragma. */
  columns: string[];
}

const numbered = (n: number) =>
  `WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < ${n - 1}) SELECT`;

/** Tables that hurt, each with a target that serves both prediction types. */
const ODD: Record<string, string> = {
  mixed: `${numbered(30)} nullif('t' || (n % 4), 't3') AS x, nullif(n % 3, 1) AS y, n AS z, n % 4 = 0 AS split, n / 11 AS target FROM i`,
  three: `${numbered(3)} n AS x, n * n AS y, 1 AS split, n > 1 AS target FROM i`,
  constants: `${numbered(24)} 7 AS x, 0.1 AS y, 'same' AS z, n % 2 AS target FROM i`,
  huge: `${numbered(24)} (n - 12) * 1e306 AS x, n * 1e155 AS y, n % 2 AS target FROM i`,
  tiny: `${numbered(24)} n * 5e-324 AS x, n * 1e-155 AS y, n % 2 AS target FROM i`,
  big_targets: `${numbered(24)} n AS x, n % 5 AS y, (n % 3 - 1) * 1e300 AS target FROM i`,
  collinear: `${numbered(30)} n AS x, 2 * n AS y, -n AS z, n + 1e-9 AS split, n > 14 AS target FROM i`,
  separable: `${numbered(30)} n - 15 AS x, n % 2 AS y, n > 14 AS target FROM i`,
  wide: `${numbered(12)} ${Array.from({ length: 40 }, (_, j) => `(n * ${j + 3}) % 11 AS c${j}`)}, n % 2 AS target FROM i`,
  classes: `${numbered(60)} n % 7 AS x, n / 7.0 AS y, n % 20 AS target FROM i`,
  many_classes: `${numbered(450)} n % 150 AS x, n / 3 AS y, n % 150 AS target FROM i`,
  integers: `${numbered(24)} 9007199254740993 + n AS x, 9223372036854775807 - n AS y, n % 2 AS target FROM i`,
  names: `${numbered(24)} n AS "a ""b""", n % 3 AS "😀", n % 2 AS "select", n % 2 AS target FROM i`,
  texts: `${numbered(24)} 'k' || (n % 5) AS x, '😀' || (n % 3) AS y, iif(n % 2, 'yes', 'no') AS target FROM i`,
  holes: `${numbered(30)} nullif(n % 2, 0) AS x, iif(n = 3, 1.5, NULL) AS y, n AS z, nullif(n % 4, 3) AS target FROM i`,
};

const BUNDLED = ['iris', 'wine', 'breast_cancer', 'diabetes', 'penguins'];

const JUNK: unknown[] = [
  0,
  1,
  -1,
  2,
  0.5,
  1e-300,
  1e300,
  5e-324,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 64,
  1.7e308,
  true,
  false,
  null,
  '',
  'a',
  'auto',
  'balanced',
  'none',
  'mean',
  'target',
  [],
  {},
  [1],
  ['target'],
  ['nope'],
  { a: 1 },
  { '0': 1 },
  { '0': 0, '1': -1 },
  [[]],
  '\0',
  '😀',
  'x'.repeat(300),
  '1',
  [null],
  { '': {} },
];

const IMPUTE = [
  'mean',
  'median',
  'most_frequent',
  'indicator',
  0,
  1.5,
  -1e300,
  { constant: 'none' },
  null,
  'zero',
];
const ENCODE = ['one_hot', 'ordinal', 'label', 1];
const SCALE = ['standard', 'min_max', 'max_abs', 'robust', 'none', true];
const FACTORS = [1e-300, 1e-14, 1e-5, 0.1, 1, 2, 10, 1e5, 1e14, 1e100, 1e300, 1.7e308, 5e-324];

const FEW = { max_iter: 100, n_estimators: 5 };

class Drawn extends Draws {
  constructor(
    seed: number,
    readonly columns: string[],
  ) {
    super(seed);
  }

  options({ options, shared }: Algorithm): Record<string, unknown> {
    const chosen = [
      ...this.some(options, this.below(4)),
      ...(this.chance(0.6) ? this.some(shared, this.below(3)) : []),
    ];
    const given: Record<string, unknown> = {};
    for (const option of chosen) given[option.name] = this.value(option, options);
    // Most tables have NULLs or TEXT; without this most trainings would end there.
    if (!('preprocess' in given) && this.chance(0.8)) given.preprocess = { impute: 'most_frequent' };
    // What takes long is long for every case; most of them may be short.
    for (const [name, few] of Object.entries(FEW)) {
      const isTaken = options.some((option) => option.name === name) && !(name in given);
      if (isTaken && this.chance(0.7)) given[name] = few;
    }
    return given;
  }

  value(option: Option, own: Option[]): unknown {
    if (this.chance(0.08)) return this.one(JUNK);
    if (option.name === 'preprocess') return this.preprocess();
    if (option.name === 'params') return this.params(own);
    return this.accepted(option.accepts);
  }

  /** By the words in which sqml says what it takes: within, at the edge, and beyond. */
  accepted(accepts: string): unknown {
    if (accepts.includes('list of names')) return this.some([...this.columns, 'nope'], 1 + this.below(3));
    if (accepts.includes('name in quotes')) return this.one(this.columns);
    const ways: unknown[] = [...accepts.matchAll(/'([^']*)'/g)].map(([, word]) => word);
    if (accepts.includes('true')) ways.push(true, false);
    if (accepts.includes('null')) ways.push(null);
    if (accepts.includes('object')) ways.push({ '0': this.one(FACTORS), '1': this.one(FACTORS) });
    const limits = [...accepts.matchAll(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g)].map(([number]) => Number(number));
    if (accepts.includes('whole number')) {
      const low = limits[0] ?? -10;
      ways.push(
        low,
        low + 1,
        low + 2,
        low + 1 + this.below(20),
        ...(this.chance(0.9) ? [] : [low - 1, 2 ** 31 - 1]),
      );
      if (limits[1] !== undefined) ways.push(this.chance(0.9) ? low + 3 : limits[1]);
    } else if (accepts.includes('number')) {
      const [low, high] = limits;
      if (high !== undefined)
        ways.push(...[0.001, 0.25, 0.5, 0.99].map((part) => low + part * (high - low)), low, high);
      else ways.push(...FACTORS.map((factor) => (low ?? 0) + factor), low ?? 0, -1);
      if (low === undefined) ways.push(...FACTORS.map((factor) => -factor));
    }
    return ways.length > 0 ? this.one(ways) : this.one(JUNK);
  }

  preprocess(): unknown {
    const rule = () => {
      const made: Record<string, unknown> = {};
      if (this.chance(0.6)) made.impute = this.one(IMPUTE);
      if (this.chance(0.3)) made.encode = this.one(ENCODE);
      if (this.chance(0.4)) made.scale = this.one(SCALE);
      return made;
    };
    const all: Record<string, unknown> = rule();
    for (const column of this.some([...this.columns, '*', 'nope'], this.below(3))) {
      all[column] = this.chance(0.95) ? rule() : this.one(JUNK);
    }
    return all;
  }

  params(own: Option[]): unknown {
    const params: Record<string, unknown> = {};
    for (const option of this.some(own, 1 + this.below(2))) {
      params[option.name] = Array.from({ length: this.below(4) }, () => this.accepted(option.accepts));
    }
    return params;
  }
}

export async function run(budget: Budget): Promise<Tally> {
  const checks = new Checks('options', budget);
  const subject = new Subject(PATIENCE_MS);
  const tables = await prepare(subject);
  const algorithms = await algorithmsOf(subject);
  const draws = new Draws(budget.seed);
  const messages = new Set<string>();
  const slow: string[] = [];
  let [cases, trained] = [0, 0];
  while (!checks.isLate(0.95) && (budget.isLong || cases < SHORT_CASES)) {
    const algorithm = algorithms[cases % algorithms.length];
    const table = draws.one(tables);
    const drawn = new Drawn(draws.below(2 ** 32), table.columns);
    const given = drawn.options(algorithm);
    const target = table.name === 'dataset_penguins' ? 'species' : 'target';
    const { type, name } = algorithm;
    // An experiment has one target.
    const experiment = `${type} of ${target}`;
    const asked = { experiment, type, algorithm: name, dataset: table.name, target, options: given };
    const sql = trainSql(asked);
    cases++;
    const { rows, error, end } = await subject.ask(sql);
    if (end === 'slow') {
      slow.push(sql);
      continue;
    }
    const again = [table.sql, sql];
    if (error !== null) {
      const wrong =
        unclear(error) ?? (isAboutTheirs(error, given, table, algorithm) ? null : `names nothing: ${error}`);
      checks.holds(wrong === null, `${name} on ${table.name} ${wrong}`, again);
      messages.add(error.replaceAll(/'[^']*'|"[^"]*"|[\d.e+-]+/g, '#').slice(0, 60));
      continue;
    }
    trained++;
    const report = Object.values(rows[0])[0] as string;
    checks.holds(
      isFinite_(JSON.parse(report)),
      `${name}: the answer has numbers that are none: ${report}`,
      again,
    );
    await judge(checks, subject, algorithm, table, again, drawn);
    if (cases % 100 === 0) await subject.ask(`SELECT sqml_drop_experiment(${text(experiment)})`);
  }
  await subject.rows('SELECT sqml_setup()'); // after a case that was cut off there is another database
  for (const promise of await broken((sql) => subject.rows(sql))) checks.holds(false, promise, []);
  for (const sql of slow.slice(0, 5))
    checks.skip(`took more than ${PATIENCE_MS / 1000} s: ${sql.slice(0, 400)}`);
  checks.skipped += Math.max(0, slow.length - 5);
  await subject.close();
  checks.say(
    `${cases} trainings, ${trained} with a model, ${messages.size} messages, ${slow.length} cut off`,
  );
  return checks.tally;
}

async function prepare(subject: Subject): Promise<Table[]> {
  const made: Record<string, string> = {};
  for (const name of BUNDLED) made[`dataset_${name}`] = `SELECT sqml_load_dataset('${name}')`;
  for (const [name, sql] of Object.entries(ODD)) made[name] = `CREATE TABLE ${name} AS ${sql}`;
  const tables: Table[] = [];
  for (const [name, sql] of Object.entries(made)) {
    await subject.prepare(sql);
    const columns = await subject.rows(`SELECT name FROM pragma_table_info(${text(name)})`);
    tables.push({ name, sql, columns: columns.map((row) => row.name as string) });
  }
  return tables;
}

/** A message has something of the user's in it, or an option by which it can be helped. */
function isAboutTheirs(
  message: string,
  given: object,
  table: Table,
  { name: algorithm, options }: Algorithm,
): boolean {
  const known = options.map(({ name }) => name);
  const theirs = [...Object.keys(given), ...table.columns, table.name, algorithm, ...known];
  return /['"\d]/.test(message) || theirs.some((word) => message.includes(word));
}

/** All numbers of parsed JSON are finite; JSON has no other, but what reads it may make them. */
function isFinite_(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isFinite_);
}

/** What is asked of a model after its training, one drawn question a case, and its predictions. */
async function judge(
  checks: Checks,
  subject: Subject,
  { type, name }: Algorithm,
  table: Table,
  training: string[],
  drawn: Drawn,
): Promise<void> {
  const newest = '(SELECT max(id) FROM sqml_models)';
  const target = table.name === 'dataset_penguins' ? 'species' : 'target';
  const features = table.columns.filter((column) => column !== target);
  const row = `json_object(${features.map((column) => `${text(column)}, ${quoted(column)}`)})`;
  const on = `${newest}, '${table.name}'`;
  const questions = [
    `SELECT metric, value, reason FROM sqml_evaluate(${newest})`,
    `SELECT metric, value, reason FROM sqml_evaluate(${on})`,
    `SELECT * FROM sqml_confusion_matrix(${newest})`,
    `SELECT * FROM sqml_roc_curve(${newest})`,
    `SELECT * FROM sqml_weights(${newest})`,
    `SELECT * FROM sqml_feature_importance(${newest})`,
    `SELECT * FROM sqml_training_info((SELECT max(run_id) FROM sqml_models))`,
    `SELECT sqml_predict_proba(${newest}, ${row}) FROM ${table.name} LIMIT 20`,
    `SELECT sqml_decision_function(${newest}, ${row}) FROM ${table.name} LIMIT 20`,
    `SELECT sqml_predict(${newest}, ${row}) FROM ${table.name} LIMIT 20`,
    `SELECT sqml_predict_batch(${newest}, json_group_array(json(${row}))) FROM ${table.name}`,
  ];
  for (const sql of [`SELECT key, prediction FROM sqml_predictions(${on})`, drawn.one(questions)]) {
    const { rows, error, end } = await subject.ask(sql);
    const again = [...training, sql];
    if (end === 'slow') {
      checks.skip(`took too long after ${again.join('; ')}: ${sql}`);
      return; // the next process has no such model
    }
    if (error !== null) checks.holds(unclear(error) === null, `${name} ${unclear(error)}`, again);
    else {
      const wrong = rows.find((each) => !isNamed(each, type));
      const shown = wrong === undefined ? '' : JSON.stringify(Object.values(wrong).map(String));
      checks.holds(wrong === undefined, `${name} answers ${shown}`, again);
    }
  }
}

/** Finite, or NULL with a reason where there can be one. */
function isNamed(row: Record<string, unknown>, type: string): boolean {
  const values = Object.entries(row);
  if (values.some(([, value]) => typeof value === 'number' && !Number.isFinite(value))) return false;
  if ('metric' in row) return row.value !== null || (typeof row.reason === 'string' && row.reason !== '');
  if ('prediction' in row)
    return row.prediction !== null && (type !== 'regression' || isNumber(row.prediction));
  if ('weight' in row) return Number.isFinite(row.standardised);
  return values.some(([name]) => !name.startsWith('sqml_')) || values.every(([, value]) => value !== null);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
