// Every algorithm on tables of every shape: it trains, and then its answers are finite and its own, or it refuses in
// words that say what is wrong. Each shape says which of the two it must be, where that is clear.

import { type Algorithm, algorithmsOf } from './algorithms.ts';
import { Checks, unclear } from './checks.ts';
import type { Budget, Tally } from './part.ts';
import { Subject, trainSql } from './subject.ts';
import { NOT_ITS_TARGETS, traitsOf } from './traits.ts';

/** The largest shapes take seconds, where it is not a defect. */
const PATIENCE_MS = 40_000;
/** What suits small tables: few members of an ensemble, leaves that 30 rows have, steps of which 200 are enough. */
const SMALL = { n_estimators: 10, min_samples_leaf: 1, learning_rate_init: 0.01 };

/** And of those whose defaults ask for larger ones: without features in it a quantile, more rows a label than folds. */
const OF_OWN: Record<string, object> = { quantile: { alpha: 0.01 }, logistic_regression_cv: { cv: 3 } };

interface Shape {
  title: string;
  /** The table `t`, with a target. */
  sql: string;
  /**
   * `fits`: a model that answers; `learns`: one whose answers on these rows are nearly all right, for the table is easy;
   * a pattern: the message that refuses it; null: either, clearly.
   */
  verdict: 'fits' | 'learns' | RegExp | null;
  /** What may be refused by that message instead: there are algorithms of both kinds. */
  or?: RegExp;
  /** Beyond 32-bit numbers: algorithms that have no others may refuse it, or not learn. */
  isBeyondSingle?: boolean;
  /** Algorithms that take TEXT as categories may train on it. */
  isOfCategories?: boolean;
  /** The prediction type it is for; both when left out. */
  type?: Algorithm['type'];
  options?: object;
  /** Only when there is time: it is large. */
  isLarge?: boolean;
}

/** Of the rows of a shape that is easy, so many are answered right; the test part is among them. */
const LEARNT = 0.85;

const rows = (n: number, columns: string) =>
  `WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < ${n - 1}) SELECT ${columns} FROM i`;

/** 40 rows; x and y say which half a row is of, z says nothing. */
const easy = (scale: string) =>
  rows(40, `(n - 19.5) * ${scale} AS x, (n * 7 % 40 - 19.5) * ${scale} AS z, n > 19 AS target`);
const wide = (n: number) =>
  Array.from({ length: n }, (_, j) => `(n * ${2 * j + 3}) % 101 AS c${j}`).join(', ');

const SHAPES: Shape[] = [
  // ---- Few ----
  {
    title: 'no row',
    sql: rows(1, 'n AS x, n AS target WHERE 0').replace(/ WHERE 0 FROM i/, ' FROM i WHERE 0'),
    verdict: /has no rows|0 rows|no row/,
  },
  { title: 'one row', sql: rows(1, 'n AS x, n AS target'), verdict: /row/ },
  { title: 'two rows', sql: rows(2, 'n AS x, n AS target'), verdict: null },
  { title: 'three rows of two labels', sql: rows(3, 'n AS x, n > 0 AS target'), verdict: null },
  { title: 'one feature', sql: rows(40, 'n AS x, n > 19 AS target'), verdict: 'learns' },
  { title: 'no feature', sql: rows(40, 'n > 19 AS target'), verdict: /feature/ },
  {
    title: 'one label',
    sql: rows(40, 'n AS x, 3 AS target'),
    type: 'classification',
    verdict: 'fits',
    or: /class|label/,
  },
  {
    title: 'one value to predict',
    sql: rows(40, 'n AS x, 3 AS target'),
    type: 'regression',
    verdict: 'fits',
  },
  { title: 'no label', sql: rows(40, 'n AS x, NULL AS target'), verdict: /target|label|NULL/ },
  {
    title: 'a label in one row',
    sql: rows(40, 'n AS x, iif(n = 7, 1, NULL) AS target'),
    verdict: /row|class|label/,
  },
  { title: 'one row of the other label', sql: rows(40, 'n AS x, n = 39 AS target'), verdict: null },
  { title: 'a label a row', sql: rows(30, 'n AS x, n AS target'), type: 'classification', verdict: null },

  // ---- Columns that say little ----
  {
    title: 'a constant beside a feature',
    sql: rows(40, '7 AS k, n AS x, n > 19 AS target'),
    verdict: 'learns',
  },
  {
    title: 'constants alone',
    sql: rows(40, '7 AS k, -0.1 AS l, n > 19 AS target'),
    verdict: 'fits',
    or: /one value in all rows/,
  },
  {
    title: 'one column three times',
    sql: rows(40, 'n AS x, n AS y, n AS z, n > 19 AS target'),
    verdict: 'learns',
  },
  {
    title: 'collinear columns',
    sql: rows(40, 'n AS x, 3 * n + 1 AS y, n - 0.1 AS z, n > 19 AS target'),
    verdict: 'learns',
  },
  {
    title: 'nearly collinear columns',
    sql: rows(40, 'n AS x, n + (n % 2) * 1e-12 AS y, n > 19 AS target'),
    verdict: 'learns',
  },
  { title: 'more features than rows', sql: rows(30, `${wide(100)}, n > 14 AS target`), verdict: 'fits' },
  {
    title: 'equal rows',
    sql: rows(40, '1 AS x, 2 AS y, n % 2 AS target'),
    verdict: 'fits',
    or: /one value in all rows/,
  },
  { title: 'equal rows of different labels', sql: rows(40, 'n % 4 AS x, n % 3 AS target'), verdict: 'fits' },

  // ---- Numbers ----
  ...['1e-300', '1e-155', '1e-100', '1e100', '1e150'].map(
    (scale): Shape => ({
      title: `features near ${scale}`,
      sql: easy(scale),
      verdict: 'learns',
      isBeyondSingle: true,
    }),
  ),
  { title: 'features near 1e155', sql: easy('1e155'), verdict: null },
  { title: 'features near 1e300', sql: easy('1e300'), verdict: null },
  { title: 'features near the largest number', sql: easy('8e306'), verdict: null },
  { title: 'denormal features', sql: easy('5e-324'), verdict: null },
  {
    title: 'one huge value',
    sql: rows(40, 'iif(n = 3, 1e300, n) AS x, n AS y, n > 19 AS target'),
    verdict: null,
  },
  {
    title: 'features of all sizes',
    sql: rows(40, '(n - 19.5) * 1e150 AS x, (n - 19.5) * 1e-150 AS y, n AS z, n > 19 AS target'),
    verdict: 'learns',
    isBeyondSingle: true,
  },
  {
    title: 'a deviation in the last bit',
    sql: rows(40, '1.0 + (n > 19) * 2.220446049250313e-16 AS x, n > 19 AS target'),
    verdict: null,
  },
  {
    title: '-0.0 and 0.0',
    sql: rows(40, 'iif(n % 2, -0.0, 0.0) AS x, n AS y, n > 19 AS target'),
    verdict: 'learns',
  },
  {
    title: '-0.0 as a label',
    sql: rows(40, 'n AS x, iif(n > 19, 1.0, iif(n % 2, -0.0, 0.0)) AS target'),
    verdict: 'learns',
  },
  {
    title: 'integers beyond 2^53',
    sql: rows(40, '9007199254740993 + n * 64 AS x, n > 19 AS target'),
    verdict: 'learns',
    isBeyondSingle: true,
  },
  {
    // Within n eps times its mean: a constant to standardising, as in scikit-learn, so it stays as it is; sgd then diverges.
    title: 'integers beyond 2^53, close together',
    sql: rows(40, '9007199254740993 + n * 4 AS x, n > 19 AS target'),
    verdict: 'fits',
    isBeyondSingle: true,
  },
  {
    title: 'the largest integers',
    sql: rows(
      40,
      '9223372036854775807 - n * 65536 AS x, -9223372036854775808 + n * 65536 AS y, n > 19 AS target',
    ),
    verdict: 'learns',
    isBeyondSingle: true,
  },
  {
    title: 'an infinity',
    sql: rows(40, 'iif(n = 3, 9e999, n) AS x, n > 19 AS target'),
    verdict: /x.*(infinit|Inf)|(infinit|Inf).*x/i,
  },
  {
    title: 'a negative infinity',
    sql: rows(40, 'iif(n = 3, -9e999, n) AS x, n > 19 AS target'),
    verdict: /x.*(infinit|Inf)|(infinit|Inf).*x/i,
  },
  {
    title: 'an infinite target',
    sql: rows(40, 'n AS x, iif(n = 3, 9e999, n > 19) AS target'),
    verdict: /target/,
  },
  {
    title: 'NaN, which SQLite makes NULL',
    sql: rows(40, 'iif(n = 3, 9e999 - 9e999, n) AS x, n > 19 AS target'),
    verdict: 'learns',
    or: /x.*NULL|NULL.*x/,
  },
  {
    title: 'NaN filled',
    sql: rows(40, 'iif(n = 3, 9e999 - 9e999, n) AS x, n > 19 AS target'),
    verdict: 'learns',
    options: { preprocess: { impute: 'mean' } },
  },
  {
    title: 'a column of NULL',
    sql: rows(40, 'NULL AS x, n AS y, n > 19 AS target'),
    verdict: 'learns',
    or: /x.*NULL|NULL.*x/,
  },
  {
    title: 'a column of NULL, filled',
    sql: rows(40, 'NULL AS x, n AS y, n > 19 AS target'),
    verdict: null,
    options: { preprocess: { impute: 'mean' } },
  },
  ...['1e-300', '1e-100', '1e100', '1e148'].map(
    (scale): Shape => ({
      title: `targets near ${scale}`,
      sql: rows(40, `n AS x, n * 7 % 40 AS z, (n - 19.5) * ${scale} AS target`),
      type: 'regression',
      verdict: 'fits',
    }),
  ),
  ...['1e150', '1e300'].map(
    (scale): Shape => ({
      title: `targets near ${scale}`,
      sql: rows(40, `n AS x, (n - 19.5) * ${scale} AS target`),
      type: 'regression',
      verdict: null,
    }),
  ),
  {
    title: 'integer labels beyond 2^53',
    sql: rows(40, 'n AS x, 9007199254740992 + (n > 19) AS target'),
    type: 'classification',
    verdict: 'learns',
  },
  {
    title: 'labels of several types',
    sql: rows(40, "n AS x, iif(n > 19, 'one', 1) AS target"),
    type: 'classification',
    verdict: null,
  },
  {
    title: 'labels 1 and 1.0',
    sql: rows(40, 'n AS x, iif(n > 19, 1, 1.0) AS target'),
    type: 'classification',
    verdict: 'fits',
    or: /class|label/,
  },
  {
    title: 'numbers as text to predict',
    sql: rows(40, "n AS x, 'n' || n AS target"),
    type: 'regression',
    verdict: /target/,
  },

  // ---- Text and bytes ----
  {
    title: 'NUL in a text',
    sql: rows(40, "iif(n > 19, 'a' || char(0) || 'b', 'a' || char(0) || 'c') AS x, n > 19 AS target"),
    verdict: 'learns',
  },
  {
    title: 'NUL in a label',
    sql: rows(40, "n AS x, iif(n > 19, 'a' || char(0) || 'b', 'a') AS target"),
    type: 'classification',
    verdict: 'learns',
  },
  {
    title: 'emoji in names, texts and labels',
    sql: rows(40, `iif(n > 19, '🦉', '🐍') AS "👁️", n AS "é", iif(n > 19, '👍🏽', '👎') AS target`),
    type: 'classification',
    verdict: 'learns',
  },
  {
    title: 'texts that are no UTF-8',
    sql: rows(40, "iif(n > 19, CAST(x'ff41' AS TEXT), CAST(x'c0' AS TEXT)) AS x, n AS y, n > 19 AS target"),
    verdict: null,
  },
  { title: 'an empty text', sql: rows(40, "iif(n > 19, '', 'a') AS x, n > 19 AS target"), verdict: 'learns' },
  {
    title: 'quotes, spaces and keywords in names',
    sql: rows(40, `n AS "a ""b'", n % 3 AS "select", n % 5 AS " ", n > 19 AS target`),
    verdict: 'learns',
  },
  {
    title: 'a text of 10 MB in a row',
    sql: rows(40, "iif(n = 3, printf('%.10000000c', 'x'), 'short') AS x, n AS y, n > 19 AS target"),
    verdict: null,
  },
  {
    title: 'a label of 1 MB',
    sql: rows(40, "n AS x, iif(n > 19, printf('%.1000000c', 'x'), 'short') AS target"),
    type: 'classification',
    verdict: null,
  },
  {
    title: 'a label of 10 MB',
    sql: rows(40, "n AS x, iif(n > 19, printf('%.10000000c', 'x'), 'short') AS target"),
    type: 'classification',
    verdict: null,
    isLarge: true,
  },
  {
    title: 'a name of 100 kB',
    sql: rows(40, `n AS "${'x'.repeat(100_000)}", n > 19 AS target`),
    verdict: null,
  },
  { title: 'BLOBs', sql: rows(40, 'zeroblob(n) AS x, n AS y, n > 19 AS target'), verdict: /x.*BLOB|BLOB.*x/ },
  {
    title: 'a BLOB as a target',
    sql: rows(40, 'n AS x, iif(n > 19, zeroblob(1), zeroblob(2)) AS target'),
    verdict: /target.*BLOB|BLOB.*target/,
  },
  {
    title: 'numbers among texts',
    sql: rows(40, "iif(n % 2, n, 'n' || (n % 3)) AS x, n AS y, n > 19 AS target"),
    verdict: null,
  },
  {
    title: 'a text in each row',
    sql: rows(120, "'text ' || n AS x, n AS y, n > 59 AS target"),
    verdict: /x/,
    isOfCategories: true,
  },

  // ---- Many ----
  {
    title: '1,000 labels',
    sql: rows(3000, 'n % 1000 AS x, n % 1000 * 2 AS y, n % 1000 AS target'),
    type: 'classification',
    verdict: 'fits',
    isLarge: true,
  },
  {
    title: '100 labels',
    sql: rows(400, 'n % 100 AS x, n % 100 * 2 AS y, n % 100 AS target'),
    type: 'classification',
    verdict: 'fits',
  },
  {
    title: 'near 2,000 columns',
    sql: rows(40, `${wide(1900)}, n > 19 AS target`),
    verdict: 'fits',
    isLarge: true,
  },
  { title: '300 columns', sql: rows(40, `${wide(300)}, n > 19 AS target`), verdict: 'fits' },
  {
    title: '20,000 rows',
    sql: rows(20_000, 'n % 173 AS x, n % 59 AS y, n % 173 > 80 AS target'),
    verdict: 'fits',
    isLarge: true,
  },
];

export async function run(budget: Budget): Promise<Tally> {
  const checks = new Checks('shapes', budget);
  const subject = new Subject(PATIENCE_MS);
  const algorithms = await algorithmsOf(subject);
  for (const shape of SHAPES) {
    for (const algorithm of algorithms) {
      if (shape.type !== undefined && shape.type !== algorithm.type) continue;
      if (checks.isLate(shape.isLarge ? 1 : 2))
        checks.skip(`no time for ${algorithm.name} on ${shape.title}`);
      else await attempt(checks, subject, shape, algorithm);
    }
  }
  await subject.close();
  checks.say(`${SHAPES.length} shapes, ${algorithms.length} algorithms`);
  return checks.tally;
}

async function attempt(checks: Checks, subject: Subject, shape: Shape, algorithm: Algorithm): Promise<void> {
  const { type, name } = algorithm;
  const table = `CREATE TABLE t AS ${shape.sql}`;
  const verdict = verdictOn(shape, algorithm);
  const taken = Object.entries(SMALL).filter(([name]) => algorithm.options.some((own) => own.name === name));
  const options = { ...Object.fromEntries(taken), ...OF_OWN[name], ...shape.options };
  const sql = trainSql({ experiment: 'e', type, algorithm: name, dataset: 't', options });
  const again = [table, sql];
  if (type === 'regression' && verdict === 'learns') again.splice(1, 0, WIDER);
  const holds = (isRight: boolean, what: string) =>
    checks.holds(isRight, `${name}, ${shape.title}: ${what}`, again);
  for (const left of ["SELECT sqml_drop_experiment('e')", 'DROP TABLE t']) await subject.ask(left);
  for (const made of again.slice(0, -1)) await subject.rows(made);
  const { error, end } = await subject.ask(sql);
  if (end === 'slow') {
    holds(false, `not done in ${PATIENCE_MS / 1000} s`);
  } else if (error !== null) {
    holds(unclear(error) === null, String(unclear(error)));
    if (NOT_ITS_TARGETS.test(error)) return;
    const pattern = verdict instanceof RegExp ? verdict : shape.or;
    if (pattern !== undefined) holds(pattern.test(error), `refused by ${error.slice(0, 300)}`);
    else holds(verdict === null, `is refused: ${error.slice(0, 300)}`);
  } else {
    if (verdict instanceof RegExp) holds(false, 'trains what it should refuse');
    else await judge(subject, verdict, type, holds, again);
  }
}

/** A regression of 0 and 1 is 0.5 to a penalty that is meant for larger targets. */
const WIDER = 'UPDATE t SET target = target * 10';

function verdictOn(
  { verdict, isBeyondSingle, isOfCategories }: Shape,
  algorithm: Algorithm,
): Shape['verdict'] {
  const { isSinglePrecision, isScaled, looksAtFeatures } = traitsOf(algorithm);
  if (isBeyondSingle && (isSinglePrecision || !isScaled)) return null;
  if (isOfCategories && algorithm.options.some(({ name }) => name === 'categorical_features')) return null;
  return verdict === 'learns' && !looksAtFeatures ? 'fits' : verdict;
}

/** Rows, those with an answer that can be one, and those with the right one; a label may be 10 MB, so SQL compares. */
const ANSWERED: Record<Algorithm['type'], string> = {
  classification:
    'sum(p.prediction IN (SELECT target FROM t)) AS possible, sum(p.prediction IS t.target) AS right',
  // A straight line explains 0.75 of a step, so what counts is on which side of the middle a value is.
  regression:
    'sum(abs(p.prediction) < 9e999) AS possible, sum((p.prediction > 5) IS (t.target > 5)) AS right',
};

/** The model's answers on the table: all there, finite, labels of the table, and right where that is easy. */
async function judge(
  subject: Subject,
  verdict: Shape['verdict'],
  type: Algorithm['type'],
  holds: (isRight: boolean, what: string) => boolean,
  again: string[],
): Promise<void> {
  const ask = `SELECT count(*) AS n, ${ANSWERED[type]} FROM t JOIN sqml_predictions('e', 't') p ON p.key = t.rowid`;
  again.push(ask);
  const { rows, error } = await subject.ask(ask);
  if (!holds(error === null, `predictions: ${error?.slice(0, 300)}`)) return;
  const [n, possible, right] = [rows[0].n, rows[0].possible ?? 0n, rows[0].right ?? 0n].map(Number);
  holds(n > 0 && possible === n, `${possible} of ${n} answers are possible ones`);
  if (verdict === 'learns') holds(right >= LEARNT * n, `${right} of ${n} are right, and it is easy`);
  const judged = `SELECT metric, value, reason FROM sqml_evaluate('e')`;
  again[again.length - 1] = judged;
  const metrics = await subject.ask(judged);
  holds(metrics.error === null, `its metrics: ${metrics.error}`);
  const odd = metrics.rows.find(({ value, reason }) =>
    value === null ? !reason : !Number.isFinite(Number(value)),
  );
  holds(odd === undefined, `the metric ${odd?.metric} is ${odd?.value} without a reason`);
}
