// Metrics and sums are scikit-learn's and NumPy's to the last bit (test/reference/metric.json).

import { readFileSync } from 'node:fs';
import test from 'tape';
import { kernel } from './compile.ts';

const reference = JSON.parse(readFileSync(new URL('../reference/metric.json', import.meta.url), 'utf8'));
const engine = await kernel('metric.as.ts');
const LONGEST = 100_000;
const truths = engine.room(LONGEST);
const guesses = engine.room(LONGEST);

/** The generator of test/reference/metric.py. */
function generator(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (1103515245n * state + 12345n) % 2147483648n;
    return Number(state) / 2147483648;
  };
}

function put(pointer: number, values: number[]): void {
  new Float64Array(engine.memory.buffer, pointer, values.length).set(values);
}

test('a sum is np.sum, bit for bit, at every length where the scheme changes', (t) => {
  for (const { n, seed, sum } of reference.sums) {
    const next = generator(seed);
    put(
      truths,
      Array.from({ length: n }, () => 1 / (next() + 1e-3) - 2),
    );
    t.equal(engine.sum(truths, n), sum, `n ${n}`);
  }
  t.end();
});

test('accuracy, f1, precision and recall are scikit-learn weighted averages, bit for bit', (t) => {
  for (const { seed, n, k, right, expected } of reference.classification) {
    const next = generator(seed);
    const y: number[] = [];
    const p: number[] = [];
    for (let i = 0; i < n; i++) {
      const u = next();
      const truth = Math.floor(u * u * k);
      const keep = next();
      const guess = Math.floor(next() * k);
      y.push(truth);
      p.push(keep < right ? truth : guess);
    }
    put(truths, y);
    put(guesses, p);
    engine.classify(truths, guesses, n, k);
    const got = {
      accuracy: engine.accuracy(),
      f1: engine.f1(),
      precision: engine.precision(),
      recall: engine.recall(),
    };
    t.deepEqual(got, expected, `${n} rows, ${k} classes`);
  }
  t.end();
});

test('r2, mae, mse and rmse are scikit-learn, bit for bit; r2 of one row is NaN', (t) => {
  for (const { seed, n, offset, spread, noise, expected } of reference.regression) {
    const next = generator(seed);
    const y: number[] = [];
    const p: number[] = [];
    for (let i = 0; i < n; i++) {
      const truth = offset + (next() - 0.5) * spread;
      y.push(truth);
      p.push(truth + (next() - 0.5) * noise);
    }
    put(truths, y);
    put(guesses, p);
    engine.regress(truths, guesses, n);
    const r2 = engine.r2();
    const got = {
      r2: Number.isNaN(r2) ? null : r2,
      mae: engine.mae(),
      mse: engine.mse(),
      rmse: engine.rmse(),
    };
    t.deepEqual(got, expected, `${n} rows, offset ${offset}, spread ${spread}, noise ${noise}`);
  }
  t.end();
});
