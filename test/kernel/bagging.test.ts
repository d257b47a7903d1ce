// Bagging of other algorithms than trees against scikit-learn's (test/reference/bagging.json); its trees are in
// trees.test.ts.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { tableOf } from './tree_tables.ts';
import * as trees from './trees.ts';

interface Case {
  table: string;
  state: number;
  options: { estimator: Record<string, object> };
  answers: number[];
  scores?: number[];
}

const { rows, cases }: { rows: number; cases: Case[] } = JSON.parse(
  readFileSync(new URL('../reference/bagging.json', import.meta.url), 'utf8'),
);

/** scikit-learn ends at tolerances of its own; the others are their own to rounding. */
const TOLERANCE: Record<string, number> = { logistic_regression: 1e-6, svc: 1e-6 };
const ROUNDING = 1e-9;

const groups = new Map<string, Case[]>();
for (const each of cases) {
  const key = `${Object.keys(each.options.estimator)[0]} on ${each.table}`;
  groups.set(key, [...(groups.get(key) ?? []), each]);
}

/** The largest difference, relative to the largest value. */
function apart(found: number[], expected: number[]): number {
  const size = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(found[i] - value) / size));
}

for (const [what, group] of groups) {
  test(`bagging of ${what} says what scikit-learn's says`, (t) => {
    for (const { table: name, state, options, answers, scores } of group) {
      const table = tableOf(name);
      const [algorithm] = Object.keys(options.estimator);
      trees.fit('bagging', table, options, { seed: state });
      const width = trees.engine.outputs();
      const all = trees.outputs(table.X.length);
      const k = Math.max(table.classes, 1);
      const part = (from: number, to: number) =>
        Array.from({ length: rows }, (_, i) => all.slice(i * width + from, i * width + to)).flat();
      const tolerance = TOLERANCE[algorithm] ?? ROUNDING;
      const off = apart(part(0, k), answers);
      t.ok(off <= tolerance, `${JSON.stringify(options)}: ${off.toExponential(1)} apart`);
      if (scores === undefined) continue;
      const offScores = apart(part(k, width), scores);
      t.ok(offScores <= tolerance, `its scores ${offScores.toExponential(1)} apart`);
    }
    t.end();
  });
}

test('bagging written and read again says and writes the same', (t) => {
  for (const estimator of ['knn', 'svc', 'ridge', 'decision_tree']) {
    const table = tableOf('two');
    trees.fit('bagging', table, { estimator, max_features: 4 });
    const before = trees.outputs(table.X.length);
    const model = trees.bytes();
    trees.read(model);
    t.deepEqual(trees.outputs(table.X.length), before, estimator);
    t.deepEqual(trees.bytes(), model);
  }
  t.end();
});

test('bagging in which any byte is changed is refused or gives answers', (t) => {
  const table = tableOf('two');
  trees.fit('bagging', table, { estimator: { gaussian_nb: {} }, n_estimators: 2, max_features: 3 });
  const model = trees.bytes();
  let refused = 0;
  for (let i = 0; i < model.length; i++) {
    for (const change of [1, 0x80, 0xff]) {
      const damaged = model.slice();
      damaged[i] ^= change;
      try {
        trees.read(damaged);
      } catch (error) {
        refused++;
        if (!/model is damaged at byte \d+: .*; train it again$/.test((error as Error).message)) throw error;
        continue;
      }
      trees.outputs(table.X.length);
    }
  }
  t.ok(refused > 0 && refused < 3 * model.length, `${refused} of ${3 * model.length} changes refused`);
  t.end();
});

test('a class of which no row was drawn is unknown to the member, and bagging still knows it', (t) => {
  const { X } = tableOf('two');
  const y = X.map((_, i) => (i === 7 ? 2 : i % 2));
  for (const estimator of ['knn', 'gaussian_nb', 'logistic_regression', 'decision_tree']) {
    trees.fit('bagging', { X, y, classes: 3 }, { estimator, max_samples: 40, n_estimators: 6 });
    const shares = trees.outputs(X.length).slice(0, 3);
    const sum = shares.reduce((all, share) => all + share, 0);
    t.ok(Math.abs(sum - 1) < 1e-12, `${estimator}: ${shares}`);
  }
  t.end();
});

test('bagging refuses what it can not do', (t) => {
  const table = tableOf('values');
  const fit =
    (options: trees.Options, of = table) =>
    () =>
      trees.fit('bagging', of, options);
  t.throws(fit({ estimator: 'bagging' }), /unknown estimator 'bagging'.*bagging takes: /);
  t.throws(fit({ estimator: 'gaussian_nb' }), /unknown estimator 'gaussian_nb'/);
  t.throws(
    fit({ estimator: { knn: { neighbours: 3 } } }),
    /unknown option 'neighbours'; did you mean 'n_neighbors'/,
  );
  t.throws(
    fit({ estimator: { knn: {}, svr: {} } }),
    /estimator must be the name of an algorithm, or an object/,
  );
  t.throws(
    fit({ max_samples: 301, bootstrap: false }),
    /max_samples 301 without bootstrap needs as many .* got 300/,
  );
  t.throws(fit({ max_features: 7 }), /max_features 7 needs as many columns, got 6/);
  t.throws(
    fit({ estimator: 'ridge' }, tableOf('values_nulls')),
    /'ridge' takes no NULL; preprocess has impute/,
  );
  t.end();
});
