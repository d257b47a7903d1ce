// poisson and gamma: targets that they can't take, constants, and answers that are always positive.

import test from 'tape';
import { generated } from './generated.ts';
import * as models from './scores.ts';

const rows = generated(60, 3, 0).X;
const counts = rows.map((row, i) => Math.floor(4 * Math.abs(row[0])) + (i % 2));

test('poisson takes 0, gamma does not, and neither takes less', (t) => {
  models.fit('poisson', { X: rows, y: counts, classes: 0 });
  t.ok(rows.every((row) => models.predict(row) > 0));
  t.ok(models.predict([1e3, 0, 0]) >= 0, 'far away too');
  const wrong = counts.map((y, i) => (i < 2 ? -1 : y));
  t.throws(
    () => models.fit('poisson', { X: rows, y: wrong, classes: 0 }),
    /poisson needs targets of at least 0; of 60 training rows 2 are below/,
  );
  t.throws(
    () => models.fit('poisson', { X: rows, y: counts.map(() => 0), classes: 0 }),
    /poisson needs a target above 0; all training rows have 0/,
  );
  const zeros = counts.filter((y) => y === 0).length;
  t.ok(zeros > 0);
  t.throws(
    () => models.fit('gamma', { X: rows, y: counts, classes: 0 }),
    new RegExp(`gamma needs targets greater than 0; of 60 training rows ${zeros} are not; poisson takes 0`),
  );
  t.end();
});

test('poisson, gamma: a constant target is the answer, and a rule without noise is found', (t) => {
  for (const algorithm of ['poisson', 'gamma']) {
    models.fit(algorithm, { X: rows, y: rows.map(() => 7), classes: 0 });
    t.ok(Math.abs(models.predict(rows[0]) - 7) < 1e-9, `${algorithm}: 7`);
    const rule = (row: number[]) => Math.exp(1 + 2 * row[0] - row[2]);
    models.fit(algorithm, { X: rows, y: rows.map(rule), classes: 0 }, { alpha: 0 });
    t.ok(Math.abs(models.predict(rows[5]) / rule(rows[5]) - 1) < 1e-6, `${algorithm}: the rule`);
  }
  t.end();
});
