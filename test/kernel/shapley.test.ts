// Explanations of trees against the definition of Shapley values, every subset of the columns written out, and against
// the shap package (test/reference/shap.json).

import { readFileSync } from 'node:fs';
import test from 'tape';
import type { Node } from '../tree_bytes.ts';
import { type CategorySplit, readHist } from './hist_bytes.ts';
import { type Table, tableOf } from './tree_tables.ts';
import * as trees from './trees.ts';

/** Sums of a few thousand products in another order. */
const ROUNDING = 1e-12;
/** The shap package adds in float64, from covers that it divides itself. */
const PEER = 1e-9;

interface Recorded {
  table: string;
  algorithm: string;
  options: trees.Options;
  rows: number;
  bases: number[];
  values: number[][][];
}

const recorded: Recorded[] = JSON.parse(
  readFileSync(new URL('../reference/shap.json', import.meta.url), 'utf8'),
).cases;

/** The column of X by which a node splits, and whether a row goes left there. */
interface Way {
  column(node: Node): number;
  isLeft(node: Node, row: number[]): boolean;
}

/** Of scikit-learn's trees, which compare float32. */
const byThreshold: Way = {
  column: ({ feature }) => feature,
  isLeft({ feature, threshold, isMissingLeft }, row) {
    const x = Math.fround(row[feature]);
    return Number.isNaN(x) ? isMissingLeft : x <= threshold;
  },
};

/** Of trees that split by categories, too. */
const bySets = (splits: CategorySplit[], d: number): Way => ({
  column: ({ feature }) => (feature < d ? feature : splits[feature - d].column),
  isLeft({ feature, threshold, isMissingLeft }, row) {
    if (feature < d) return Number.isNaN(row[feature]) ? isMissingLeft : row[feature] <= threshold;
    const { column, categories, bits } = splits[feature - d];
    const place = categories.indexOf(row[column]);
    return place < 0 ? isMissingLeft : ((bits[place >> 3] >> (place & 7)) & 1) === 1;
  },
});

/** What the tree says of a row of which the columns in the set `known` are known, by the weights of both sides elsewhere. */
function expectation(
  nodes: Node[],
  row: number[],
  known: number,
  way: Way,
): { value: number[]; cover: number; next: number } {
  const walk = (p: number): { value: number[]; cover: number; next: number } => {
    const { feature, cover, values } = nodes[p];
    if (feature < 0) return { value: values, cover, next: p + 1 };
    const left = walk(p + 1);
    const right = walk(left.next);
    const both = left.cover + right.cover;
    if (known & (1 << way.column(nodes[p]))) {
      const isLeft = way.isLeft(nodes[p], row);
      return { value: isLeft ? left.value : right.value, cover: both, next: right.next };
    }
    const value = left.value.map((v, i) => (left.cover * v + right.cover * right.value[i]) / both);
    return { value, cover: both, next: right.next };
  };
  return walk(0);
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Shapley values of one tree's numbers for a row: [number][column]. */
function byDefinition(nodes: Node[], row: number[], way: Way = byThreshold): number[][] {
  const d = row.length;
  const said = Array.from({ length: 1 << d }, (_, known) => expectation(nodes, row, known, way).value);
  return said[0].map((_, c) =>
    row.map((_, j) => {
      let sum = 0;
      for (let known = 0; known < 1 << d; known++) {
        if (known & (1 << j)) continue;
        const size = known.toString(2).replaceAll('0', '').length;
        const weight = (factorial(size) * factorial(d - 1 - size)) / factorial(d);
        sum += weight * (said[known | (1 << j)][c] - said[known][c]);
      }
      return sum;
    }),
  );
}

const CASES: [string, string, trees.Options][] = [
  ['decision_tree', 'two', {}],
  ['decision_tree', 'four_nulls', {}],
  ['decision_tree', 'values_nulls', { max_depth: 9 }],
  ['random_forest', 'values', { n_estimators: 3 }],
  ['extra_trees', 'four_nulls', { n_estimators: 3 }],
  ['bagging', 'values_ties', { n_estimators: 3, max_features: 3 }],
  ['random_forest', 'iris', { n_estimators: 4, max_depth: 3 }],
];

for (const [algorithm, name, options] of CASES) {
  test(`${algorithm} on ${name}: contributions are the Shapley values of its trees, by their definition`, (t) => {
    const table: Table = tableOf(name);
    const d = table.X[0].length;
    trees.fit(algorithm, table, options);
    const list = trees.treesIn(algorithm, trees.bytes(), d, table.classes);
    const { rows } = trees.explain(table);
    let worst = 0;
    for (const i of [0, 1, 2, 50, 99, 149]) {
      const all = list.map((nodes) => byDefinition(nodes, table.X[i]));
      rows[i].forEach((contributions, c) => {
        const number = table.classes === 2 ? 1 : c;
        contributions.forEach((found, j) => {
          const expected = all.reduce((sum, one) => sum + one[number][j] / list.length, 0);
          worst = Math.max(worst, Math.abs(found - expected));
        });
      });
    }
    t.ok(worst < ROUNDING, `at most ${worst.toExponential(1)} apart`);
    t.end();
  });
}

for (const [name, options] of [
  ['four_nulls', { categorical_features: ['x0', 'x3', 'x4'], max_iter: 4 }],
  ['values_ties', { categorical_features: ['x0', 'x4'], max_iter: 8, min_samples_leaf: 5 }],
  [
    'wide',
    { categorical_features: ['x0', 'x1', 'x6'], max_iter: 3, max_leaf_nodes: 60, min_samples_leaf: 3 },
  ],
] as [string, trees.Options][]) {
  test(`hist_gradient_boosting on ${name}: splits by categories are explained by the definition, too`, (t) => {
    const table: Table = tableOf(name);
    const d = table.X[0].length;
    trees.fit('hist_gradient_boosting', table, options);
    const { splits, start, trees: list } = readHist(trees.bytes(), d, table.classes);
    t.ok(splits.length > 3, `${splits.length} splits by categories`);
    // Also rows that training has not seen: of a category that is none, and of none at all.
    const X = table.X.map((row, i) => (i < 2 ? row.map(() => (i === 0 ? 0.3 : Number.NaN)) : row));
    trees.setRows(X.slice(0, 2));
    const { rows, bases } = trees.explain({ ...table, X });
    const outputs = trees.outputs(X.length);
    const way = bySets(splits, d);
    let worst = 0;
    for (const i of [0, 1, 2, 17, 39, 140, 241]) {
      const all = list.map((nodes) => byDefinition(nodes, X[i], way)[0]);
      rows[i].forEach((contributions, c) => {
        const own = all.filter((_, tree) => tree % start.length === c);
        contributions.forEach((found, j) => {
          const expected = own.reduce((sum, one) => sum + one[j], 0);
          worst = Math.max(worst, Math.abs(found - expected));
        });
        const sum = contributions.reduce((a, b) => a + b, bases[c]);
        worst = Math.max(worst, Math.abs(sum - outputs[i * start.length + c]));
      });
    }
    t.ok(worst < PEER, `at most ${worst.toExponential(1)} apart`);
    t.end();
  });
}

const SUMS: [string, string, trees.Options][] = [
  ['decision_tree', 'digits', {}],
  ['random_forest', 'penguins', { n_estimators: 10 }],
  ['gradient_boosting', 'breast_cancer', { n_estimators: 10 }],
  ['gradient_boosting', 'iris', { n_estimators: 5 }],
  ['gradient_boosting', 'diabetes', { n_estimators: 10, subsample: 0.5 }],
  ['hist_gradient_boosting', 'four_nulls', { max_iter: 10 }],
  ['hist_gradient_boosting', 'breast_cancer', { max_iter: 10 }],
  ['hist_gradient_boosting', 'values', { max_iter: 10, loss: 'absolute_error' }],
  ['ada_boost', 'breast_cancer', { n_estimators: 10 }],
  ['ada_boost', 'wine', { n_estimators: 10, max_depth: 3 }],
  ['bagging', 'wine', {}],
];

for (const [algorithm, name, options] of SUMS) {
  test(`${algorithm} on ${name}: base and contributions add up to what it says`, (t) => {
    const table = tableOf(name);
    trees.fit(algorithm, table, options);
    const { bases, rows } = trees.explain(table);
    const width = trees.engine.outputs();
    const outputs = trees.outputs(table.X.length);
    let worst = 0;
    rows.forEach((row, i) => {
      row.forEach((contributions, c) => {
        const sum = contributions.reduce((all, one) => all + one, bases[c]);
        const said = outputs[i * width + (row.length < width ? 1 : c)];
        worst = Math.max(worst, Math.abs(sum - said) / Math.max(1, Math.abs(said)));
      });
    });
    t.ok(worst < ROUNDING, `at most ${worst.toExponential(1)} apart`);
    t.end();
  });
}

for (const { table: name, algorithm, options, rows: count, bases, values } of recorded) {
  test(`${algorithm} on ${name}: contributions are those of the shap package`, (t) => {
    const table = tableOf(name);
    trees.fit(algorithm, table, options);
    const found = trees.explain(table);
    const size = Math.max(...bases.map(Math.abs), 1);
    const off = (a: number[], b: number[]) => Math.max(...b.map((value, i) => Math.abs(a[i] - value) / size));
    t.ok(off(found.bases, bases) < PEER, 'base');
    const all = found.rows.slice(0, count);
    const worst = off(all.flat(2), values.flat(2));
    t.equal(all.flat(2).length, values.flat(2).length);
    t.ok(worst < PEER, `at most ${worst.toExponential(1)} apart`);
    t.end();
  });
}

test('a median of trees can not be taken apart, nor members that are no trees', (t) => {
  trees.fit('ada_boost', tableOf('diabetes'), { n_estimators: 5 });
  t.equal(trees.engine.explained(), 0);
  trees.fit('bagging', tableOf('two'), { estimator: 'knn' });
  t.equal(trees.engine.explained(), 0);
  t.end();
});
