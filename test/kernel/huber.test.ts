// huber: outliers pull no farther however far they are, units don't matter, and a rule that most rows follow is found.

import test from 'tape';
import { generated } from './generated.ts';
import * as models from './scores.ts';

const { X } = generated(80, 3, 0);
const rule = (row: number[]) => 3 + 2 * row[0] - row[2];
const noisy = X.map((row, i) => rule(row) + 0.1 * X[(i * 7 + 3) % 80][1]);

const fit = (y: number[], options: models.Options = {}) => models.fit('huber', { X, y, classes: 0 }, options);
const weights = () => [0, 1, 2].map((j) => models.engine.linearWeight(0, j));

/** Largest difference of two lists. */
const apart = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

test('huber: a row that is an outlier pulls with the same force wherever it stands', (t) => {
  fit(noisy.map((value, i) => (i % 10 === 0 ? 50 : value)));
  const near = weights();
  fit(noisy.map((value, i) => (i % 10 === 0 ? 1e9 : value)));
  t.ok(apart(near, weights()) < 1e-6, `${near} and ${weights()}`);
  t.ok(apart(near, [2, 0, -1]) < 0.1, 'near the rule');
  t.end();
});

test('huber: other units of the target give the same answers in those, when no penalty has a unit', (t) => {
  fit(noisy, { alpha: 0 });
  const plain = weights();
  for (const unit of [1e-6, 1e6, 1e100]) {
    const y = noisy.map((value) => value * unit);
    fit(y, { alpha: 0 });
    const scaled = weights().map((w) => w / unit);
    t.ok(apart(plain, scaled) < 1e-8, `${unit}: ${apart(plain, scaled)}`);
  }
  t.end();
});

test('huber: a constant target, a rule without errors, and one that most rows follow exactly', (t) => {
  fit(X.map(() => 7));
  t.ok(Math.abs(models.predict(X[3]) - 7) < 1e-9, `constant: ${models.predict(X[3])}`);
  fit(X.map(rule), { alpha: 0 });
  t.ok(apart(weights(), [2, 0, -1]) < 1e-9, `rule: ${weights()}`);
  fit(
    X.map((row, i) => (i % 8 === 0 ? -40 : rule(row))),
    { alpha: 0 },
  );
  t.ok(apart(weights(), [2, 0, -1]) < 1e-9, `most rows: ${weights()}`);
  t.end();
});

test('huber: columns that repeat, are constant, and more of them than rows', (t) => {
  const wide = X.map((row) => [...row, ...row, 5]);
  models.fit('huber', { X: wide, y: noisy, classes: 0 });
  const w = wide[0].map((_, j) => models.engine.linearWeight(0, j));
  t.ok(Math.abs(w[0] - w[3]) < 1e-6, `twins share: ${w[0]} and ${w[3]}`);
  const few = generated(12, 40, 0);
  models.fit('huber', { X: few.X, y: few.X.map((row) => row[0]), classes: 0 });
  const answers = few.X.map(models.predict);
  t.ok(
    apart(
      answers,
      few.X.map((row) => row[0]),
    ) < 1e-3,
    'all rows are met',
  );
  t.end();
});

test('huber: the smallest epsilon is 1, where the scale may vanish', (t) => {
  fit(noisy, { epsilon: 1 });
  t.ok(apart(weights(), [2, 0, -1]) < 0.1, `${weights()}`);
  t.end();
});
