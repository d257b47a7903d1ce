// The linear family on tables of unusual shape: a right answer, or an error that says why.

import test from 'tape';
import { generated } from './generated.ts';
import * as models from './scores.ts';

const CLASSIFIERS = ['logistic_regression', 'linear_svc', 'ridge', 'ridge_cv', 'sgd', 'gaussian_nb'];
const REGRESSORS = [
  'linear_regression',
  'ridge',
  'ridge_cv',
  'lasso',
  'elastic_net',
  'lasso_cv',
  'elastic_net_cv',
  'linear_svr',
  'poisson',
  'gamma',
  'huber',
  'quantile',
  'sgd',
  'recursive_least_squares',
];
/** Two ways to add the same numbers, through some hundred steps; coordinate descent ends within its tol. */
const SAME = 1e-6;

/** Targets above 0, for those that need them. */
const positive = (y: number[]) => y.map((value) => Math.exp(value));

function problem(n: number, d: number, k: number): models.Problem {
  const { X, y } = generated(n, d, k);
  return { X, y: k === 0 ? positive(y) : y.map((c, i) => (i < k ? i : c)), classes: k };
}

/** Answers to all rows after a fit of them, as sqml_train makes it: standardised. */
function answers(algorithm: string, { X, y, classes }: models.Problem): number[] {
  models.fit(algorithm, { X, y, classes }, {}, 0, { isRaw: true });
  return X.map((row) => models.predict(models.standardised(row)));
}

const all = (classes: number): [string, number][] => [
  ...CLASSIFIERS.map((name): [string, number] => [name, classes]),
  ...REGRESSORS.map((name): [string, number] => [name, 0]),
];
const titled = (name: string, classes: number) => `${name}, ${classes ? 'classification' : 'regression'}`;

for (const [algorithm, classes] of all(3)) {
  const title = titled(algorithm, classes);
  const isRight = (value: number) =>
    classes ? Number.isInteger(value) && value >= 0 && value < classes : Number.isFinite(value);

  test(`${title}: a constant column changes no answer, and more columns than rows are answered`, (t) => {
    const plain = problem(60, 4, classes);
    const without = answers(algorithm, plain);
    const withOne = answers(algorithm, { ...plain, X: plain.X.map((row) => [...row, 5]) });
    const most = Math.max(...without.map((value, i) => Math.abs(value - withOne[i])));
    t.ok(most <= SAME * Math.max(...without), `${most} apart`);
    t.ok(answers(algorithm, problem(15, 80, classes)).every(isRight), '15 rows, 80 columns');
    const few = problem(1 + classes, 3, classes);
    if (algorithm.endsWith('_cv') && classes === 0 && algorithm !== 'ridge_cv')
      t.throws(() => answers(algorithm, few), /cv must be at most the 1 training rows, got 5/);
    else t.ok(answers(algorithm, few).every(isRight), 'hardly a row');
    t.end();
  });

  test(`${title}: columns that are there twice, and rows that are`, (t) => {
    const plain = problem(40, 3, classes);
    const twins = { ...plain, X: plain.X.map((row) => [...row, ...row]) };
    t.ok(answers(algorithm, twins).every(isRight), 'columns');
    const twice = {
      X: [...plain.X, ...plain.X],
      y: [...plain.y, ...plain.y],
      classes,
    };
    const given = answers(algorithm, twice);
    t.ok(given.every(isRight), 'rows');
    t.deepEqual(given.slice(0, 40), given.slice(40), 'which have one answer');
    t.end();
  });

  // recursive_least_squares has d^2 / 2 numbers: 14 s for 10,000.
  const columns = algorithm === 'recursive_least_squares' ? 1000 : 10_000;
  test(`${title}: ${columns} columns`, (t) => {
    t.ok(answers(algorithm, problem(20, columns, classes)).every(isRight));
    t.end();
  });
}

for (const algorithm of CLASSIFIERS) {
  test(`${algorithm}: 1,000 classes of a row each`, (t) => {
    const k = 1000;
    const X = Array.from({ length: k }, (_, i) => [Math.cos(i), Math.sin(i), i / k]);
    const given = answers(algorithm, { X, y: X.map((_, i) => i), classes: k });
    t.ok(given.every((value) => Number.isInteger(value) && value >= 0 && value < k));
    t.end();
  });
}
