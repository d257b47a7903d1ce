// gaussian_nb: going on, hopeless columns, damaged bytes.

import test from 'tape';
import { generated } from './generated.ts';
import * as models from './scores.ts';

const problem = { ...generated(120, 4, 3), classes: 3 };
const rows = generated(30, 4, 0).X;
/** Sums in another order. */
const ROUNDING = 1e-12;

test('gaussian_nb: two parts one after the other give the model of both', (t) => {
  const part = (from: number, to: number) => ({
    ...problem,
    X: problem.X.slice(from, to),
    y: problem.y.slice(from, to),
  });
  // Without the raise, which is the last part's.
  const options = { var_smoothing: 0 };
  models.fit('gaussian_nb', problem, options);
  const whole = rows.flatMap((row) => models.probabilities(row, 3));
  models.fit('gaussian_nb', part(0, 70), options);
  const first = rows.flatMap((row) => models.probabilities(row, 3));
  models.fit('gaussian_nb', part(70, 120), options, 0, { goesOn: true });
  const both = rows.flatMap((row) => models.probabilities(row, 3));
  const off = (a: number[]) => Math.max(...a.map((value, i) => Math.abs(value - whole[i])));
  t.ok(off(both) < ROUNDING, `${off(both)} off`);
  t.ok(off(first) > 1e-3, 'and the first part alone does not');
  t.end();
});

test('gaussian_nb: a column with one value says what to do, or is raised when others vary', (t) => {
  const constant = { ...problem, X: problem.X.map((row) => [...row, 2]) };
  models.fit('gaussian_nb', constant);
  t.ok(models.probabilities([...rows[0], 2], 3).every((p) => p >= 0 && p <= 1));
  t.throws(
    () => models.fit('gaussian_nb', constant, { var_smoothing: 0 }),
    /a column has one value in all rows of a class; raise var_smoothing/,
  );
  t.end();
});

test('gaussian_nb: priors that are too few, or sum to another number, are errors', (t) => {
  t.throws(
    () => models.fit('gaussian_nb', problem, { priors: [0.5, 0.5] }),
    /a number for each of the 3 classes, got 2/,
  );
  t.throws(
    () => models.fit('gaussian_nb', problem, { priors: [0.5, 0.5, 0.5] }),
    /priors must sum to 1, got 1.5/,
  );
  t.end();
});

test('gaussian_nb: damaged bytes are an error', (t) => {
  models.fit('gaussian_nb', problem);
  const bytes = models.bytes();
  for (let length = 0; length < bytes.length; length += 3)
    t.throws(() => models.read(bytes.slice(0, length)), /model is damaged at byte/);
  const changed = bytes.slice();
  changed.fill(0, bytes.length - 8);
  t.throws(() => models.read(changed), /variance 11 is 0/);
  t.end();
});
