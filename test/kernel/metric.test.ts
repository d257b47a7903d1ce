// Metrics and sums are scikit-learn's and NumPy's to the last bit (test/reference/metric.json).

import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import test from 'tape';
import { kernel } from './compile.ts';

const reference = JSON.parse(readFileSync(new URL('../reference/metric.json', import.meta.url), 'utf8'));
const engine = await kernel('metric.as.ts');
const LONGEST = 100_000;
const truths = engine.room(LONGEST);
const guesses = engine.room(LONGEST);

/**
 * AssemblyScript's ln and NumPy's are each within an ULP, so a mean of logarithms is within a few; a wrong
 * clip or a wrong column is off by far more.
 */
const LOGARITHM_TOLERANCE = 1e-15;

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

/** What stands for NaN in JSON. */
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** CRC-32 over the little-endian doubles, as zlib computes it. */
function crc(values: Iterable<number>): number {
  return crc32(new Uint8Array(Float64Array.from(values).buffer));
}

/** y and n x k probabilities, as test/reference/metric.py makes them. */
function probabilities({ seed, n, k, grid, bonus }: Record<string, number>): [number[], number[]] {
  const next = generator(seed);
  const y: number[] = [];
  const p: number[] = [];
  for (let i = 0; i < n; i++) {
    const truth = Math.floor(next() * k);
    const weights = Array.from({ length: k }, () => Math.floor(next() * grid));
    weights[truth] += bonus;
    const sum = weights.reduce((a, b) => a + b);
    if (sum === 0) weights[0] = 1;
    y.push(truth);
    p.push(...weights.map((weight) => weight / (sum || 1)));
  }
  return [y, p];
}

/** y and scores, as test/reference/metric.py makes them. */
function scores({ seed, n, rate, grid, shift }: Record<string, number>): [number[], number[]] {
  const next = generator(seed);
  const y: number[] = [];
  const s: number[] = [];
  for (let i = 0; i < n; i++) {
    const truth = next() < rate ? 1 : 0;
    y.push(truth);
    s.push(Math.floor(next() * grid) - grid / 2 + truth * shift);
  }
  return [y, s];
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

test('classification metrics are those of scikit-learn, bit for bit', (t) => {
  for (const { seed, n, k, right, expected, confusion, report } of reference.classification) {
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
      balanced_accuracy: engine.balancedAccuracy(),
      mcc: engine.mcc(),
    };
    t.deepEqual(got, expected, `${n} rows, ${k} classes`);
    engine.confuse(truths, guesses, n, k);
    const counts = Array.from({ length: k * k }, (_, i) => engine.confused(Math.floor(i / k), i % k));
    t.equal(crc(counts), confusion, `${n} rows, ${k} classes: confusion matrix`);
    const figures = (of: number) => [0, 1, 2, 3].map((which) => engine.figure(which, of));
    const rows = Array.from({ length: engine.reported() }, (_, of) => figures(of));
    const reported = {
      accuracy: engine.reportedAccuracy(),
      macro: figures(-1),
      weighted: figures(-2),
      crc: crc(rows.flat()),
    };
    t.deepEqual(reported, report, `${n} rows, ${k} classes: report by class`);
  }
  t.end();
});

test('regression metrics are those of scikit-learn, bit for bit; r2 of one row is NaN', (t) => {
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
    const got = {
      r2: orNull(engine.r2()),
      mae: engine.mae(),
      mse: engine.mse(),
      rmse: engine.rmse(),
      mape: engine.mape(),
      median_absolute_error: engine.medianAbsoluteError(),
      explained_variance: engine.explainedVariance(),
    };
    t.deepEqual(got, expected, `${n} rows, offset ${offset}, spread ${spread}, noise ${noise}`);
  }
  t.end();
});

test('log loss, Brier score and calibration are those of scikit-learn; the area is that of one class against the rest', (t) => {
  for (const { log_loss, roc_auc, brier, calibration, ...made } of reference.probability) {
    const { n, k } = made;
    const [y, p] = probabilities(made);
    put(truths, y);
    put(guesses, p);
    const name = `${n} rows, ${k} classes`;
    const off = Math.abs(engine.loss(truths, guesses, n, k) / log_loss - 1);
    t.ok(off <= LOGARITHM_TOLERANCE, `${name}: log loss, off by ${off}`);
    if (k > 2) t.equal(orNull(engine.aucOneVsRest(truths, guesses, n, k)), roc_auc, `${name}: roc_auc`);
    else t.equal(engine.brierScore(truths, guesses, n), brier, `${name}: brier`);
    const bins = Array.from({ length: engine.calibrate(truths, guesses, n, k) }, (_, bin) => bin);
    const axis = (which: number) => bins.map((bin) => engine.calibrated(which, bin));
    const got = { bins: bins.length, predicted: crc(axis(0)), observed: crc(axis(1)) };
    t.deepEqual(got, calibration, `${name}: calibration`);
    t.equal(
      axis(2).reduce((sum, rows) => sum + rows),
      n,
      'every row is in a bin',
    );
  }
  t.end();
});

test('a certain miss costs -ln 2^-52, a certain hit -ln(1 - 2^-52)', (t) => {
  put(truths, [1]);
  put(guesses, [1, 0]);
  t.equal(engine.loss(truths, guesses, 1, 2), 52 * Math.LN2);
  put(truths, [0]);
  t.equal(engine.loss(truths, guesses, 1, 2), 2 ** -52 + 2 ** -104, 'rounded: 2^-52 + 2^-105 + ...');
  t.end();
});

test('a class that the model has never seen makes log loss and roc_auc NaN', (t) => {
  put(truths, [0, 1, 2, -1, 2]);
  put(guesses, new Array(15).fill(1 / 3));
  t.ok(Number.isNaN(engine.loss(truths, guesses, 5, 3)));
  t.ok(Number.isNaN(engine.aucOneVsRest(truths, guesses, 5, 3)));
  put(truths, [0, 1, 1, -1, 1]);
  t.ok(Number.isNaN(engine.auc(truths, guesses, 5)));
  t.ok(Number.isNaN(engine.precisionArea(truths, guesses, 5)));
  t.ok(Number.isNaN(engine.brierScore(truths, guesses, 5)));
  t.end();
});

test('a ROC curve has the points of roc_curve, and its area is roc_auc_score, bit for bit', (t) => {
  for (const { auc, average_precision, points, threshold, fpr, tpr, crc: crcs, ...made } of reference.roc) {
    const [y, s] = scores(made);
    put(truths, y);
    put(guesses, s);
    const name = `${made.n} rows, grid ${made.grid}, shift ${made.shift}, rate ${made.rate}`;
    t.equal(orNull(engine.auc(truths, guesses, made.n)), auc, `${name}: area`);
    const precision = engine.precisionArea(truths, guesses, made.n);
    t.equal(orNull(precision), average_precision, `${name}: average precision`);
    t.equal(engine.roc(truths, guesses, made.n), points, `${name}: number of points`);
    const axes = [0, 1, 2].map((i) => [...new Float64Array(engine.memory.buffer, engine.axis(i), points)]);
    t.equal(axes[0].shift(), Infinity, `${name}: the first threshold`);
    t.deepEqual(axes[0].slice(0, 5), threshold, `${name}: thresholds`);
    t.deepEqual(axes[1].slice(0, 6).map(orNull), fpr, `${name}: fpr`);
    t.deepEqual(axes[2].slice(0, 6).map(orNull), tpr, `${name}: tpr`);
    const numbers = axes.map((axis) => crc(axis.map((value) => value || 0)));
    t.deepEqual(numbers, crcs, `${name}: all points`);
  }
  t.end();
});

test('scores that are NaN or infinite end the curve like others', (t) => {
  for (const odd of [NaN, Infinity, -Infinity]) {
    for (let where = 0; where < 6; where++) {
      const y = [0, 1, 1, 0, 1, 0];
      const s = [0.1, 0.9, 0.4, 0.4, 0.8, 0.2];
      s[where] = odd;
      put(truths, y);
      put(guesses, s);
      const points = engine.roc(truths, guesses, 6);
      t.ok(points >= 2 && points <= 7, `${odd} at ${where}: ${points} points`);
      const last = [1, 2].map(
        (axis) => new Float64Array(engine.memory.buffer, engine.axis(axis), points)[points - 1],
      );
      t.deepEqual(last, [1, 1], 'and the last is the corner');
      const area = engine.auc(truths, guesses, 6);
      put(guesses, [...s.slice(0, where), odd > 0 ? 2 : -1, ...s.slice(where + 1)]);
      t.equal(area, engine.auc(truths, guesses, 6), 'the area is that of a score above or below all');
    }
  }
  t.end();
});

test('the area is the part of the pairs that are in order, ties counting half', (t) => {
  const [y, s] = scores({ seed: 77, n: 90, rate: 0.4, grid: 12, shift: 2 });
  put(truths, y);
  put(guesses, s);
  const high = s.filter((_, i) => y[i] === 1);
  const low = s.filter((_, i) => y[i] === 0);
  const won = high.flatMap((a) => low.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
  const expected = won.reduce((a, b) => a + b) / won.length;
  t.ok(Math.abs(engine.auc(truths, guesses, 90) - expected) < 1e-14, 'to the rounding of 90 terms');
  t.end();
});

test('each metric that can be undefined has a reason of its own', (t) => {
  const reasons = [0, 1, 2, 3, 4].map((metric) => {
    const length = engine.why(metric);
    return String.fromCharCode(...new Uint16Array(engine.memory.buffer, engine.reasonText(), length));
  });
  t.ok(reasons.every((reason) => reason.startsWith('needs ')));
  t.equal(new Set(reasons).size, reasons.length);
  t.end();
});
