// What dummy promises where it draws: shares as asked, and the same answer for the same row, whatever is asked beside it.

import test from 'tape';
import { generated } from './generated.ts';
import * as models from './scores.ts';

const problem = { ...generated(400, 3, 3), classes: 3 };
const shares = [0, 1, 2].map((c) => problem.y.filter((label) => label === c).length / problem.y.length);
/** Rows of another stream, each of its own. */
const rows = generated(6000, 3, 0).X;
/** Five standard deviations of a share of 6000 draws. */
const DEVIATIONS = 5 * Math.sqrt(0.25 / 6000);

function answers(strategy: string, seed: number): number[] {
  models.fit('dummy', problem, { strategy }, seed);
  return rows.map(models.predict);
}

for (const [strategy, expected] of [
  ['stratified', shares],
  ['uniform', [1 / 3, 1 / 3, 1 / 3]],
] as const) {
  test(`dummy, ${strategy}: classes come in their shares`, (t) => {
    const drawn = answers(strategy, 1);
    for (const [c, share] of expected.entries()) {
      const found = drawn.filter((label) => label === c).length / drawn.length;
      t.ok(Math.abs(found - share) < DEVIATIONS, `class ${c}: ${found}, expected ${share}`);
    }
    t.end();
  });

  test(`dummy, ${strategy}: random_state decides, and neither order nor neighbours`, (t) => {
    const drawn = answers(strategy, 1);
    t.deepEqual(rows.toReversed().map(models.predict).toReversed(), drawn, 'in reverse');
    t.deepEqual(answers(strategy, 1), drawn, 'again');
    t.notDeepEqual(answers(strategy, 2), drawn, 'another random_state');
    const bytes = models.bytes();
    const before = rows.slice(0, 99).map(models.predict);
    models.read(bytes);
    t.deepEqual(rows.slice(0, 99).map(models.predict), before, 'read back');
    t.end();
  });
}

test('dummy, stratified: the class that is drawn is certain, as in scikit-learn', (t) => {
  models.fit('dummy', problem, { strategy: 'stratified' }, 3);
  for (const row of rows.slice(0, 20)) {
    const p = models.probabilities(row, 3);
    t.equal(p[models.predict(row)], 1);
    t.equal(p[0] + p[1] + p[2], 1);
  }
  t.end();
});

test('dummy: a strategy without its value, and a constant that is no class, are errors', (t) => {
  const fit = (options: models.Options) => () => models.fit('dummy', problem, options);
  t.throws(fit({ strategy: 'constant' }), /strategy 'constant' needs the option constant/);
  t.throws(fit({ strategy: 'constant', constant: 3 }), /constant names '3', which is no class; .*0, 1, 2/);
  const values = { ...generated(20, 2, 0), classes: 0 };
  t.throws(
    () => models.fit('dummy', values, { strategy: 'quantile' }),
    /strategy 'quantile' needs the option quantile/,
  );
  t.end();
});

test('dummy: one class is enough', (t) => {
  models.fit('dummy', { X: [[1], [2]], y: [0, 0], classes: 1 });
  t.equal(models.predict([5]), 0);
  t.deepEqual(models.probabilities([5], 1), [1]);
  t.end();
});

test('dummy: damaged bytes are an error', (t) => {
  models.fit('dummy', problem);
  const bytes = models.bytes();
  for (let length = 0; length < bytes.length; length++)
    t.throws(() => models.read(bytes.slice(0, length)), /model is damaged at byte/);
  const changed = bytes.slice();
  changed[0] = 5;
  t.throws(() => models.read(changed), /unknown strategy 5/);
  changed[0] = 0;
  changed[1] = 3;
  t.throws(() => models.read(changed), /the class must be from 0 to 2, got 3/);
  t.end();
});
