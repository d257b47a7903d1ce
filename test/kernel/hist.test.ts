// hist_gradient_boosting against scikit-learn's own (test/reference/hist.json), and against what it promises of itself.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'tape';
import { readHist } from './hist_bytes.ts';
import { type Table, tableOf, weightsOf } from './tree_tables.ts';
import * as trees from './trees.ts';

const NAME = 'hist_gradient_boosting';

interface Case {
  table: string;
  options: trees.Options;
  weights: boolean;
  /** Four characters a random_state. */
  digests: string;
  iterations: number;
  losses?: number[];
  answers?: string;
  values?: number[];
}

const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL('../reference/hist.json', import.meta.url), 'utf8'),
);

/** Losses hang on the last bit of logarithms; so do answers e^f. */
const RELATIVE = 1e-13;

/** The digest that test/reference/hist.py draws. */
function digestOf(model: Uint8Array, { X, classes }: Table): string {
  const d = X[0].length;
  const { start, splits, trees: grown } = readHist(model, d, classes);
  const hash = createHash('sha256');
  hash.update(new Uint8Array(Float64Array.from(start).buffer));
  for (const { feature, threshold, isMissingLeft, values } of grown.flat()) {
    const view = new DataView(new ArrayBuffer(feature < 0 ? 12 : 13));
    const split = feature < d ? undefined : splits[feature - d];
    view.setInt32(0, split?.column ?? feature, true);
    view.setFloat64(4, feature < 0 ? values[0] : threshold, true);
    if (feature >= 0) view.setUint8(12, Number(isMissingLeft));
    hash.update(new Uint8Array(view.buffer));
    if (split !== undefined) hash.update(split.bits);
  }
  return hash.digest('hex').slice(0, 4);
}

const isNear = (a: number, b: number) => Math.abs(a - b) <= RELATIVE * Math.abs(b);

for (const name of new Set(cases.map(({ table }) => table))) {
  test(`${NAME} on ${name} grows scikit-learn's trees, node by node`, (t) => {
    const table = tableOf(name);
    for (const each of cases.filter((one) => one.table === name)) {
      const what = `${JSON.stringify(each.options)}${each.weights ? ', weighted' : ''}`;
      const given = each.weights ? { weights: weightsOf(table.y.length) } : {};
      let found = '';
      for (let seed = 0; seed < each.digests.length / 4; seed++) {
        trees.fit(NAME, table, each.options, { seed, ...given });
        found += digestOf(trees.bytes(), table);
      }
      t.equal(found, each.digests, what);
      t.equal(trees.engine.iterations(), each.iterations, 'in as many iterations');
      const losses = [trees.engine.objective(), trees.engine.gap()];
      t.ok(
        (each.losses ?? []).every((loss, i) => isNear(losses[i], loss)),
        `losses ${losses} ${each.losses}`,
      );
      if (each.values !== undefined) {
        const said = table.X.slice(0, each.values.length).map(trees.predict);
        t.ok(
          each.values.every((value, i) => isNear(said[i], value)),
          `answers ${said}`,
        );
      } else t.equal(trees.digestOfReals(trees.outputs(table.X.length)), each.answers, 'and says the same');
    }
    t.end();
  });
}
