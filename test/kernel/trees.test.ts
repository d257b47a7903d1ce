// Trees against scikit-learn's own (test/reference/trees.json), and against what they promise of themselves.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { tableOf, weightsOf } from './tree_tables.ts';
import * as trees from './trees.ts';

interface Case {
  table: string;
  algorithm: string;
  options: trees.Options;
  weights: boolean;
  /** Four characters a random_state. */
  digests: string;
  answers: string;
  importances?: number[];
}

const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL('../reference/trees.json', import.meta.url), 'utf8'),
);

/** Importances are sums of impurities, which for poisson and entropy hang on the last bit of a logarithm. */
const IMPORTANCE = 1e-15;

const groups = new Map<string, Case[]>();
for (const each of cases) {
  const key = `${each.algorithm} on ${each.table}`;
  groups.set(key, [...(groups.get(key) ?? []), each]);
}

for (const [what, group] of groups) {
  test(`${what} grows scikit-learn's trees, node by node`, (t) => {
    for (const { table: name, algorithm, options, weights, digests, answers, importances } of group) {
      const table = tableOf(name);
      const d = table.X[0].length;
      const given = weights ? { weights: weightsOf(table.y.length) } : {};
      let found = '';
      for (let seed = 0; seed < digests.length / 4; seed++) {
        trees.fit(algorithm, table, options, { seed, ...given });
        found += trees.digestOf(trees.treesIn(algorithm, trees.bytes(), d, table.classes));
      }
      t.equal(found, digests, `${JSON.stringify(options)}${weights ? ', weighted' : ''}`);
      t.equal(trees.digestOfReals(trees.outputs(table.X.length)), answers, 'and says the same of every row');
      if (importances === undefined) continue;
      const own = [...trees.reals(trees.engine.importances(), d)];
      const off = Math.max(...own.map((value, j) => Math.abs(value - importances[j])));
      t.ok(off <= IMPORTANCE, `importances ${off} off`);
    }
    t.end();
  });
}

for (const name of ['four_nulls', 'values_nulls', 'digits']) {
  const table = tableOf(name);
  const k = table.classes;

  test(`decision_tree on ${name}: written and read again it says and writes the same`, (t) => {
    trees.fit('decision_tree', table, { max_depth: 6 });
    const before = trees.outputs(table.X.length);
    const model = trees.bytes();
    trees.read(model);
    t.deepEqual(trees.outputs(table.X.length), before);
    t.deepEqual(trees.bytes(), model);
    t.end();
  });

  test(`decision_tree on ${name}: a row alone gets the answer that it gets among others`, (t) => {
    trees.fit('decision_tree', table, { max_depth: 6 });
    const all = trees.outputs(table.X.length);
    const width = trees.engine.outputs();
    const wrong = table.X.filter((row, i) => {
      const output = all.slice(i * width, (i + 1) * width);
      return trees.predict(row) !== (k > 0 ? output.indexOf(Math.max(...output)) : output[0]);
    });
    t.equal(wrong.length, 0);
    t.end();
  });

  test(`decision_tree on ${name}: covers and rows of the leaves add up to those of the training`, (t) => {
    trees.fit('decision_tree', table, { min_samples_leaf: 5 }, { weights: table.y.map((_, i) => i % 3) });
    const [nodes] = trees.treesIn('decision_tree', trees.bytes(), table.X[0].length, k);
    const leaves = nodes.filter(({ feature }) => feature < 0);
    const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
    t.equal(sum(leaves.map(({ cover }) => cover)), sum(table.y.map((_, i) => i % 3)));
    t.equal(sum(leaves.map(({ rows }) => rows)), nodes[0].rows);
    t.equal(nodes[0].rows, table.y.filter((_, i) => i % 3 > 0).length);
    t.end();
  });
}

test('a tree in which any byte is changed is refused or gives answers', (t) => {
  const table = tableOf('four_nulls');
  trees.fit('decision_tree', table);
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

test('targets that poisson can not take, and values too large for float32, are refused', (t) => {
  const values = tableOf('values');
  const fit = (table: typeof values, options: trees.Options) => () =>
    trees.fit('decision_tree', table, options);
  t.throws(
    fit(values, { criterion: 'poisson' }),
    /the criterion 'poisson' takes targets of at least 0, got -/,
  );
  t.throws(
    fit({ ...values, y: values.y.map(() => 0) }, { criterion: 'poisson' }),
    /the criterion 'poisson' takes targets whose sum is greater than 0/,
  );
  t.throws(
    fit({ ...values, X: values.X.map((row) => row.map((value) => value * 1e39)) }, {}),
    /a feature has a value that is infinite or too large for trees, which take numbers up to 3.4e38/,
  );
  t.end();
});
