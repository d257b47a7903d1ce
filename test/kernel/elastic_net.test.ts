// lasso and elastic_net: the conditions of the optimum, on tables where scikit-learn's sweeps don't arrive; and what
// the *_cv choose beside fits of each fold.

import test from 'tape';
import { parameters, weightOf } from './estimators.ts';
import { generated } from './generated.ts';
import * as models from './scores.ts';

/** Of slopes, relative to the largest at w = 0. */
const CONDITION = 1e-11;

/** The largest violation of the optimum's conditions, relative to the penalty's scale. */
function violation({ X, y }: models.Problem, alpha: number, ratio: number, weight?: number[]): number {
  const d = X[0].length;
  const values = parameters(d);
  const [w, b] = [values.slice(0, d), values[d]];
  const s = weight ?? y.map(() => 1);
  const total = s.reduce((sum, value) => sum + value, 0);
  const residual = X.map((x, i) => s[i] * (y[i] - b - x.reduce((sum, value, j) => sum + value * w[j], 0)));
  const mean = y.reduce((sum, value, i) => sum + s[i] * value, 0) / total;
  const scale = Math.max(
    ...w.map((_, j) => Math.abs(X.reduce((sum, x, i) => sum + s[i] * x[j] * (y[i] - mean), 0) / total)),
  );
  let most = Math.abs(residual.reduce((sum, r) => sum + r, 0) / total);
  for (let j = 0; j < d; j++) {
    const slope = X.reduce((sum, x, i) => sum + x[j] * residual[i], 0) / total - alpha * (1 - ratio) * w[j];
    const off =
      w[j] === 0 ? Math.abs(slope) - alpha * ratio : Math.abs(slope - Math.sign(w[j]) * alpha * ratio);
    most = Math.max(most, off);
  }
  return most / scale;
}

const wide = { ...generated(18, 40, 0), classes: 0 };
const tall = { ...generated(90, 6, 0), classes: 0 };
/** Each column twice, and one that is constant. */
const doubled = { ...tall, X: tall.X.map((row) => [...row, ...row, 3]) };
/** Columns that nearly repeat: a condition of 1e10. */
const near = { ...tall, X: tall.X.map((row, i) => [...row, row[0] + 1e-5 * tall.X[(i + 1) % 90][1]]) };
const huge = { ...generated(12, 1200, 0), classes: 0 };

for (const [name, problem] of Object.entries({ wide, tall, doubled, near, huge })) {
  for (const [alpha, ratio] of [
    [0.1, 1],
    [0.001, 1],
    [1e-5, 1],
    [0.01, 0.5],
    [1e-4, 0.1],
  ]) {
    test(`elastic_net, ${name}, alpha ${alpha}, l1_ratio ${ratio}: the conditions of the optimum hold`, (t) => {
      for (const weight of [undefined, problem.y.map((_, i) => weightOf(i))]) {
        models.fit('elastic_net', problem, { alpha, l1_ratio: ratio }, 0, { weight });
        const off = violation(problem, alpha, ratio, weight);
        t.ok(
          off < CONDITION,
          `${weight ? 'weighted ' : ''}${off} off in ${models.engine.iterations()} sweeps`,
        );
      }
      t.end();
    });
  }
}

for (const { X, y } of [tall, wide]) {
  test(`lasso_cv, ${X.length} x ${X[0].length}: the least mean error of fits to each fold`, (t) => {
    const alphas = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001];
    const cv = 4;
    const foldOf: number[] = [];
    for (let fold = 0; fold < cv; fold++)
      for (let i = 0; i < Math.floor(y.length / cv) + (fold < y.length % cv ? 1 : 0); i++) foldOf.push(fold);
    const errors = alphas.map((alpha) => {
      let sum = 0;
      for (let fold = 0; fold < cv; fold++) {
        const [rest, own] = [true, false].map((isRest) =>
          [...y.keys()].filter((i) => (foldOf[i] === fold) !== isRest),
        );
        models.fit('lasso', { X: rest.map((i) => X[i]), y: rest.map((i) => y[i]), classes: 0 }, { alpha });
        sum += own.reduce((total, i) => total + (y[i] - models.predict(X[i])) ** 2, 0) / own.length / cv;
      }
      return sum;
    });
    models.fit('lasso_cv', { X, y, classes: 0 }, { alphas, cv });
    t.deepEqual(JSON.parse(models.chosen()), { alpha: alphas[errors.indexOf(Math.min(...errors))] });
    t.end();
  });
}

test('lasso: a target that never changes has w = 0, and so have columns that never change', (t) => {
  models.fit('lasso_cv', { X: tall.X, y: tall.y.map(() => 7), classes: 0 });
  t.deepEqual(parameters(6), [0, 0, 0, 0, 0, 0, 7]);
  models.fit('lasso', { X: tall.X.map(() => [1, 2]), y: tall.y, classes: 0 });
  t.deepEqual(parameters(2).slice(0, 2), [0, 0]);
  t.end();
});

test('lasso_cv: more folds than rows is an error', (t) => {
  t.throws(() => models.fit('lasso_cv', wide, { cv: 19 }), /cv must be at most the 18 training rows, got 19/);
  t.end();
});
