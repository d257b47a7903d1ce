// quantile: the share of rows below the answers, weights that are 0 to the bit, ties of all kinds, and a certificate.

import test from 'tape';
import { stream } from './generated.ts';
import * as models from './scores.ts';

/** Of the objective: what the dual says is left to gain. */
const GAP = 1e-12;

function drawn(n: number, kinds: number[], seed: number): number[][] {
  const draw = stream(seed);
  const whole = (most: number) => Math.floor(((draw() + 1) / 2) * most);
  return Array.from({ length: n }, () => {
    const row: number[] = [];
    for (const kind of kinds) row.push([whole(2), whole(4) - 1, row[0] ?? 1, 2 * draw(), 3][kind]);
    return row;
  });
}

const weightsOf = (d: number) => Array.from({ length: d }, (_, j) => models.engine.linearWeight(0, j));

/** The gap that the last fit noted, relative. */
function gap(): number {
  const entries = models.logEntries(models.engine.logOfTraining());
  return entries[entries.length - 1].gap / models.engine.objective();
}

test('quantile: as many rows as the quantile says lie below the answers', (t) => {
  const X = drawn(400, [3, 3], 1);
  const draw = stream(2);
  const y = X.map((row) => row[0] + draw());
  for (const quantile of [0.05, 0.25, 0.5, 0.9]) {
    models.fit('quantile', { X, y, classes: 0 }, { quantile, alpha: 0 });
    const below = y.filter((value, i) => value < models.predict(X[i]) - 1e-12).length;
    const met = y.filter((value, i) => Math.abs(value - models.predict(X[i])) <= 1e-12).length;
    t.ok(below <= 400 * quantile && 400 * quantile <= below + met, `${quantile}: ${below} below, ${met} met`);
    t.equal(met, 3, 'a vertex meets three rows');
  }
  t.end();
});

test('quantile: whole numbers, twins, constants: nothing is left to gain', (t) => {
  const draw = stream(5);
  let largest = 0;
  for (let seed = 0; seed < 60; seed++) {
    const kinds = Array.from({ length: 1 + (seed % 7) }, (_, j) => (seed + 3 * j) % 5);
    const n = seed % 10 === 0 ? 1200 : 5 + (seed % 40);
    const X = drawn(n, kinds, seed);
    const y = X.map((row) =>
      seed % 2 ? Math.floor(2 * draw()) : row.reduce((a, b) => a + b) + Math.floor(draw()),
    );
    const options = { alpha: [0, 0.001, 0.05][seed % 3], quantile: [0.5, 0.1, 0.75][seed % 4] ?? 0.3 };
    models.fit('quantile', { X, y, classes: 0 }, options);
    if (models.engine.objective() > 1e-12) largest = Math.max(largest, gap());
  }
  t.ok(largest < GAP, `the largest gap is ${largest}`);
  t.end();
});

test('quantile: a penalty leaves weights of 0 to the bit, a constant target all of them', (t) => {
  const X = drawn(60, [3, 3, 3, 3], 3);
  const y = X.map((row) => 5 * row[0]);
  models.fit('quantile', { X, y, classes: 0 }, { alpha: 0.1 });
  const [first, ...others] = weightsOf(4);
  t.ok(Math.abs(first - 5) < 1e-9, `${first}`);
  t.deepEqual(others, [0, 0, 0]);
  models.fit('quantile', { X, y: y.map(() => 7), classes: 0 }, { alpha: 0 });
  t.deepEqual([...weightsOf(4), models.engine.linearIntercept(0)], [0, 0, 0, 0, 7]);
  t.end();
});

test('quantile: rows of weight 0 count as if they were not there, and 2 as if twice', (t) => {
  const X = drawn(50, [3, 3], 4);
  const y = X.map((row, i) => row[0] + row[1] * (i % 3));
  const weight = y.map((_, i) => i % 3);
  models.fit('quantile', { X, y, classes: 0 }, { alpha: 0.01, quantile: 0.4 }, 0, { weight });
  const weighted = weightsOf(2);
  const twice = X.flatMap((_, i) => Array.from({ length: i % 3 }, () => i));
  models.fit(
    'quantile',
    { X: twice.map((i) => X[i]), y: twice.map((i) => y[i]), classes: 0 },
    { alpha: 0.01, quantile: 0.4 },
  );
  t.ok(Math.max(...weightsOf(2).map((w, j) => Math.abs(w - weighted[j]))) < 1e-12, `${weighted}`);
  t.end();
});

test('quantile: targets of 1e200, and of more columns than rows each row is met', (t) => {
  const X = drawn(20, Array(50).fill(3), 6);
  const draw = stream(7);
  for (const unit of [1, 1e200]) {
    const y = X.map(() => draw() * unit);
    models.fit('quantile', { X, y, classes: 0 }, { alpha: 0 });
    t.ok(y.every((value, i) => Math.abs(value - models.predict(X[i])) < 1e-10 * unit));
  }
  t.end();
});
