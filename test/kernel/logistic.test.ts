// logistic_regression with absolute penalties: the conditions of the optimum, on tables of all shapes; and what
// logistic_regression_cv chooses beside fits of each fold.

import test from 'tape';
import { parameters, weightOf } from './estimators.ts';
import { generated } from './generated.ts';
import * as models from './scores.ts';

/** Of slopes, relative to the penalty, at an optimum that Newton's last step leaves; the largest seen is 3e-8. */
const CONDITION = 1e-6;

/** W (a row a score) and b. */
function fitted({ X, classes }: models.Problem): { W: number[][]; b: number[] } {
  const d = X[0].length;
  const k = classes > 2 ? classes : 1;
  const values = parameters(d);
  return {
    W: Array.from({ length: k }, (_, c) => values.slice(c * d, (c + 1) * d)),
    b: values.slice(k * d),
  };
}

/** The classes' probabilities of a row. */
function probabilitiesOf(row: number[], W: number[][], b: number[]): number[] {
  const scores = W.map((w, c) => row.reduce((sum, x, j) => sum + x * w[j], b[c]));
  const all = scores.length === 1 ? [0, scores[0]] : scores;
  const highest = Math.max(...all);
  const powers = all.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The largest violation of the optimum's conditions. */
function violation(problem: models.Problem, C: number, ratio: number, weight?: number[]): number {
  const { X, y } = problem;
  const { W, b } = fitted(problem);
  const slopes = W.map((w) => w.map(() => 0));
  const level = W.map(() => 0);
  for (const [i, row] of X.entries()) {
    const p = probabilitiesOf(row, W, b);
    for (let c = 0; c < W.length; c++) {
      const of = W.length === 1 ? 1 : c;
      const pull = C * (weight?.[i] ?? 1) * (p[of] - Number(y[i] === of));
      level[c] += pull;
      for (let j = 0; j < row.length; j++) slopes[c][j] += pull * row[j];
    }
  }
  const offs = W.flatMap((w, c) =>
    w.map((value, j) => {
      const slope = slopes[c][j] + (1 - ratio) * value;
      return value === 0 ? Math.abs(slope) - ratio : Math.abs(slope + Math.sign(value) * ratio);
    }),
  );
  return Math.max(0, ...offs, ...level.map(Math.abs));
}

const problem = (n: number, d: number, k: number): models.Problem => ({ ...generated(n, d, k), classes: k });
const wide = problem(18, 40, 2);
const tall = problem(90, 6, 3);
const four = problem(120, 5, 4);
/** Each column twice, and one that is constant. */
const doubled = { ...tall, X: tall.X.map((row) => [...row, ...row, 0]) };
/** Columns that nearly repeat. */
const near = { ...tall, X: tall.X.map((row, i) => [...row, row[0] + 1e-5 * tall.X[(i + 1) % 90][1]]) };
/** More weights than there is a Hessian for: features join by and by. */
const huge = problem(60, 1700, 2);
const hugeOfThree = problem(60, 600, 3);

for (const [name, one] of Object.entries({ wide, tall, four, doubled, near, huge, hugeOfThree })) {
  for (const [C, ratio] of [
    [0.1, 1],
    [1, 1],
    [100, 1],
    [1, 0.5],
    [10, 0.1],
  ]) {
    test(`logistic_regression, ${name}, C ${C}, l1_ratio ${ratio}: the conditions of the optimum hold`, (t) => {
      for (const weight of [undefined, one.y.map((_, i) => weightOf(i))]) {
        models.fit('logistic_regression', one, { C, l1_ratio: ratio, max_iter: 200 }, 0, { weight });
        const off = violation(one, C, ratio, weight);
        const steps = models.engine.iterations();
        t.ok(off < CONDITION, `${weight ? 'weighted ' : ''}${off} off in ${steps} steps`);
        t.ok(steps < 200, 'and it says that it is done');
      }
      t.end();
    });
  }
}

test('logistic_regression: a small C leaves no weight, and the intercepts are the classes’ shares', (t) => {
  models.fit('logistic_regression', four, { penalty: 'l1', C: 1e-3 });
  const { W, b } = fitted(four);
  t.ok(
    W.flat().every((value) => value === 0),
    'zeros that are 0',
  );
  const shares = [0, 1, 2, 3].map((c) => four.y.filter((label) => label === c).length / four.y.length);
  const found = probabilitiesOf(four.X[0], W, b);
  t.ok(
    found.every((p, c) => Math.abs(p - shares[c]) < 1e-9),
    `${found} for ${shares}`,
  );
  t.end();
});

test('logistic_regression: of the optima that an even number of classes has, one with a 0 in each column', (t) => {
  models.fit('logistic_regression', four, { penalty: 'l1', C: 5 });
  const { W } = fitted(four);
  const order = [3, 1, 0, 2];
  const renamed = { ...four, y: four.y.map((label) => order[label]) };
  models.fit('logistic_regression', renamed, { penalty: 'l1', C: 5 });
  const again = fitted(renamed).W;
  for (let j = 0; j < 5; j++) {
    t.ok(
      W.some((w) => w[j] === 0),
      `column ${j}`,
    );
    const off = Math.max(...W.map((w, c) => Math.abs(w[j] - again[order[c]][j])));
    t.ok(off < 1e-6, `the same when classes are called otherwise: ${off}`);
  }
  t.end();
});

test('logistic_regression: l1_ratio 0 is the l2 penalty, bit for bit', (t) => {
  models.fit('logistic_regression', tall, {});
  const plain = models.bytes();
  const same: models.Options[] = [{ l1_ratio: 0 }, { penalty: 'elasticnet', l1_ratio: 0 }, { penalty: 'l2' }];
  for (const options of same) {
    models.fit('logistic_regression', tall, options);
    t.deepEqual(models.bytes(), plain, JSON.stringify(options));
  }
  models.fit('logistic_regression', tall, { penalty: 'l1' });
  const sparse = models.bytes();
  models.fit('logistic_regression', tall, { l1_ratio: 1 });
  t.deepEqual(models.bytes(), sparse, 'and 1 the l1 penalty');
  t.end();
});

test('logistic_regression_cv: the highest mean accuracy of fits to each fold', (t) => {
  const Cs = [100, 0.01, 0.1, 1, 10];
  const cv = 3;
  for (const one of [tall, four]) {
    // StratifiedKFold deals the sorted labels out in turn; a class fills its places with its rows in order.
    const sorted = one.y.map((label) => [...new Set(one.y)].indexOf(label)).sort((a, b) => a - b);
    const foldOf = new Array<number>(one.y.length);
    for (const [place, label] of [...new Set(one.y)].entries()) {
      const rows = one.y.flatMap((own, i) => (own === label ? [i] : []));
      const dealt = sorted.flatMap((own, at) => (own === place ? [at % cv] : [])).sort((a, b) => a - b);
      for (const [at, row] of rows.entries()) foldOf[row] = dealt[at];
    }
    const sums = Cs.map((C) => {
      let sum = 0;
      for (let fold = 0; fold < cv; fold++) {
        const [rest, own] = [true, false].map((isRest) =>
          [...one.y.keys()].filter((i) => (foldOf[i] === fold) !== isRest),
        );
        const part = { X: rest.map((i) => one.X[i]), y: rest.map((i) => one.y[i]), classes: one.classes };
        models.fit('logistic_regression', part, { C });
        sum += own.filter((i) => models.predict(one.X[i]) === one.y[i]).length / own.length;
      }
      return sum;
    });
    const best = Cs[sums.indexOf(Math.max(...sums))];
    models.fit('logistic_regression_cv', one, { Cs, cv });
    t.deepEqual(JSON.parse(models.chosen()), { C: best, l1_ratio: 0 });
    const chosen = models.bytes();
    models.fit('logistic_regression', one, { C: best });
    t.deepEqual(chosen, models.bytes(), 'and then the model is that of logistic_regression');
  }
  t.end();
});

test('logistic_regression_cv: more folds than the largest class has rows is an error, fewer than each a warning', (t) => {
  t.throws(
    () => models.fit('logistic_regression_cv', wide, { cv: 19 }),
    /cv must be at most the 18 training rows, got 19/,
  );
  t.throws(
    () => models.fit('logistic_regression_cv', wide, { cv: 17 }),
    /cv must be at most the \d+ training rows of the largest class, got 17/,
  );
  t.end();
});
