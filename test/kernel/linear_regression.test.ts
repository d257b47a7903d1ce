// The model linear_regression on the bundled datasets, against the shortest least-squares solutions that
// NumPy found (test/reference/linear_regression.json).

import { readFileSync } from 'node:fs';
import test from 'tape';
import { kernel } from './compile.ts';

const root = new URL('../../', import.meta.url);
const reference = JSON.parse(readFileSync(new URL('test/reference/linear_regression.json', root), 'utf8'));
const engine = await kernel('linear_regression.as.ts');

/** Two exact methods on the same matrix differ by rounding times its condition, which is below 500 here. */
const COEFFICIENTS = 1e-11;
const SCORES = 1e-12;

function load(dataset: string): number {
  const lines = readFileSync(new URL(`datasets/${dataset}.csv`, root), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const rows = lines.map((line) => line.split(',').map(Number));
  const d = rows[0].length - 1;
  const stride = (d + 1) & ~1;
  const data = engine.rows(rows.length, d);
  const target = engine.target();
  const memory = new Float64Array(engine.memory.buffer);
  rows.forEach((row, i) => {
    memory.set(row.slice(0, d), data / 8 + i * stride);
    memory[target / 8 + i] = row[d];
  });
  return d;
}

/** The weights and the intercept, out of the model's bytes. */
function fitted(d: number): { w: number[]; b: number } {
  const view = new DataView(engine.memory.buffer, engine.modelBytes(), 16 + 8 * d);
  const w = Array.from({ length: d }, (_, j) => view.getFloat64(4 + 8 * j, true));
  return { w, b: view.getFloat64(8 + 8 * d, true) };
}

for (const dataset of ['iris', 'wine', 'breast_cancer', 'diabetes', 'digits']) {
  test(`${dataset}: weights, intercept and r2 are those of the shortest solution, for every random_state`, (t) => {
    const d = load(dataset);
    for (const [seed, expected] of Object.entries<Record<string, number> & { coef?: number[][] }>(
      reference[dataset],
    )) {
      const score = engine.train(Number(seed));
      const { w, b } = fitted(d);
      const size = expected.coef_norm;
      const errors = [
        (Math.hypot(...w) - size) / size,
        (w.reduce((sum, value) => sum + Math.abs(value), 0) - expected.coef_sum_abs) / expected.coef_sum_abs,
        Math.abs(b) / expected.intercept_norm - 1,
        ...(expected.coef?.[0] ?? []).map((value, j) => (w[j] - value) / size),
      ];
      const worst = Math.max(...errors.map(Math.abs));
      const apart = Math.abs(score - expected.score);
      t.ok(
        worst < COEFFICIENTS && apart < SCORES,
        `random_state ${seed}: ${worst.toExponential(1)}, r2 ${apart.toExponential(1)}`,
      );
    }
    t.end();
  });
}

test('a model is the same bytes whenever it is trained again', (t) => {
  const d = load('diabetes');
  engine.train(53);
  const first = fitted(d);
  engine.train(7);
  engine.train(53);
  t.deepEqual(fitted(d), first);
  t.end();
});
