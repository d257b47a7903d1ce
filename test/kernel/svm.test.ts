// Support vector machines (assembly/algorithm/svm) against scikit-learn on small problems,
// against the optimality conditions, against an exhaustive search, and against damaged bytes.

import { readFileSync } from 'node:fs';
import test from 'tape';
import * as svm from './svm.ts';
import { exhaustive, objectiveOf, slopes } from './svm_oracle.ts';

interface Case extends svm.Problem {
  name: string;
  class_weight: number[] | null;
  gamma: number;
  objective: number;
  objective_default: number;
  decisions: number[][];
  predicted: number[];
}

const reference = new URL('../reference/svm.json', import.meta.url);
const cases: Case[] = JSON.parse(readFileSync(reference, 'utf8')).cases;

/** Both solvers stop at a violation of 1e-7, and libsvm keeps rows of K in single precision (6e-8). */
const TIGHT = 1e-7;
/** Those errors times the sum of the coefficients, which is 1e3 and more at C = 1e4. */
const DECISION_TOLERANCE = 1e-4;
/** An objective errs by the square of the solution's error. */
const OBJECTIVE_TOLERANCE = 1e-9;
/** The options' default tol: f - f* <= tol sum |b|, and f* is about -sum |b| / 2. */
const DEFAULT_TOLERANCE = 1e-3;
/** Rounding in sums of some hundred terms of size 1 to 100. */
const ROUNDING = 1e-10;

function problemOf(found: Case, options: svm.Problem['options'] = {}): svm.Problem {
  return {
    ...found,
    classWeight: found.class_weight ?? undefined,
    options: { ...found.options, ...options },
  };
}

function valuesOf(problem: svm.Problem, fitted: svm.Fitted): number[][] {
  return problem.classes > 0 ? fitted.decisions : fitted.predicted.map((value) => [value]);
}

function largestGap(a: number[][], b: number[][]): number {
  return Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i][j]))));
}

/** Numbers in [0, 1) that are the same every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Overlapping clouds: a problem in which many variables end at a bound. */
function clouds(seed: number, n: number, d: number, classes: number): svm.Problem {
  const next = generator(seed);
  const y = Array.from({ length: n }, (_, i) => i % Math.max(classes, 2));
  const X = y.map((c) =>
    Array.from({ length: d }, (_, f) => 3 * (next() + next() - 1) + (f % 2 ? c : -c) * 0.5),
  );
  return { X, y: classes > 0 ? y : X.map((row) => Math.sin(row[0]) + row[1] + next() - 0.5), classes };
}

for (const found of cases) {
  test(`${found.name}: decision values, predictions and objective are scikit-learn's`, (t) => {
    const problem = problemOf(found, { tol: TIGHT });
    const fitted = svm.fit(problem);
    const scale = Math.max(1, Math.abs(found.objective));
    t.ok(fitted.converged);
    t.ok(Math.abs(fitted.objective - found.objective) <= OBJECTIVE_TOLERANCE * scale, 'objective');
    t.ok(largestGap(valuesOf(problem, fitted), found.decisions) <= DECISION_TOLERANCE, 'decision values');
    if (found.classes > 0) {
      const isClear = found.decisions.map((row) =>
        row.every((value) => Math.abs(value) > DECISION_TOLERANCE),
      );
      const missed = fitted.predicted.filter((label, i) => isClear[i] && label !== found.predicted[i]);
      t.deepEqual(missed, [], 'the label of every row that a rounding error does not decide');
    }
    t.end();
  });

  test(`${found.name}: with the default tol the objective is within tol of the minimum`, (t) => {
    const fitted = svm.fit(problemOf(found));
    const scale = Math.max(1, Math.abs(found.objective));
    const excess = fitted.objective - found.objective;
    t.ok(excess >= -OBJECTIVE_TOLERANCE * scale, `not below the minimum: ${excess}`);
    t.ok(excess <= DEFAULT_TOLERANCE * scale, `not far above: ${excess}`);
    t.end();
  });
}

test("gamma 'scale' and 'auto' are scikit-learn's numbers, also with padding and with all values equal", (t) => {
  for (const found of cases) {
    if (found.options?.kernel === 'linear') continue;
    const { bytes } = svm.fit(problemOf(found));
    // The form, the kernel, then gamma.
    const gamma = new DataView(bytes.buffer).getFloat64(2, true);
    t.ok(Math.abs(gamma - found.gamma) <= 1e-14 * found.gamma, found.name);
  }
  t.end();
});

const KERNELS: Record<string, number | string>[] = [
  { kernel: 'linear' },
  { kernel: 'poly', degree: 3, gamma: 0.2, coef0: 1 },
  { kernel: 'rbf', gamma: 0.5 },
  { kernel: 'sigmoid', gamma: 0.05, coef0: -0.2 },
];

const FORMULAS: Record<string, (product: number, distance: number) => number> = {
  linear: (product) => product,
  poly: (product) => (0.2 * product + 1) ** 3,
  rbf: (_, distance) => Math.exp(-0.5 * distance),
  sigmoid: (product) => Math.tanh(0.05 * product - 0.2),
};

for (const kernel of KERNELS) {
  const name = String(kernel.kernel);

  test(`${name}: kernel values are those of the formula, and K is symmetric to the bit`, (t) => {
    const problem = { ...clouds(5, 21, 5, 2), options: kernel };
    svm.load(problem);
    const zeros = problem.y.map(() => 0);
    const { K } = svm.solve({ low: zeros, high: zeros, q: zeros, epsilon: 0 });
    let largest = 0;
    for (const [i, x] of problem.X.entries()) {
      for (const [j, z] of problem.X.entries()) {
        const product = x.reduce((sum, value, f) => sum + value * z[f], 0);
        const distance = x.reduce((sum, value, f) => sum + (value - z[f]) ** 2, 0);
        const expected = FORMULAS[name](product, distance);
        largest = Math.max(largest, Math.abs(K[i][j] - expected) / Math.max(1, Math.abs(expected)));
        if (K[i][j] !== K[j][i]) t.fail(`K[${i}][${j}]`);
      }
    }
    t.ok(largest < 1e-14, `${largest}`);
    if (name === 'rbf')
      t.ok(
        K.every((row, i) => row[i] === 1 && Math.max(...row) <= 1),
        '1 on the diagonal',
      );
    t.end();
  });

  for (const epsilon of [0, 0.3]) {
    for (const shrinking of [true, false]) {
      const what = `${name}, epsilon ${epsilon}, ${shrinking ? 'with' : 'without'} shrinking`;

      test(`${what}: the solution is feasible and meets the optimality conditions`, (t) => {
        const tol = 1e-4;
        const n = 301;
        const problem = { ...clouds(7, n, 3, 2), options: { ...kernel, tol, shrinking } };
        svm.load(problem);
        const C = problem.y.map((_, i) => (i % 3 === 0 ? 4 : 0.5));
        const isFirst = (i: number) => problem.y[i] === 0;
        const dual =
          epsilon > 0
            ? { low: C.map((c) => -c), high: C, q: problem.X.map((x) => Math.sin(x[0]) - x[1]), epsilon }
            : {
                low: C.map((c, i) => (isFirst(i) ? 0 : -c)),
                high: C.map((c, i) => (isFirst(i) ? c : 0)),
                q: C.map((_, i) => (isFirst(i) ? -1 : 1)),
                epsilon,
              };
        const found = svm.solve(dual);
        t.ok(
          found.b.every((b, i) => b >= dual.low[i] && b <= dual.high[i]),
          'low <= b <= high, exactly',
        );
        t.ok(Math.abs(found.b.reduce((sum, b) => sum + b, 0)) < ROUNDING, 'sum b = 0');
        const { up, down } = slopes(found.K, dual, found.b);
        const gap = Math.max(...down) - Math.min(...up);
        t.ok(gap <= tol + ROUNDING, `the violation ${gap} is within tol`);
        t.ok(found.rho >= Math.min(...up) - ROUNDING && found.rho <= Math.max(...down) + ROUNDING, 'rho');
        const objective = objectiveOf(found.K, dual, found.b);
        t.ok(Math.abs(found.objective - objective) <= ROUNDING * Math.abs(objective), 'objective');
        t.ok(
          found.b.some((b) => b !== 0),
          'not trivial',
        );
        t.end();
      });
    }
  }
}

for (const epsilon of [0, 0.25]) {
  test(`with epsilon ${epsilon}, problems of four variables have the minimum that a search over all sets of bounds finds`, (t) => {
    const next = generator(11);
    for (let trial = 0; trial < 20; trial++) {
      const X = Array.from({ length: 4 }, () => [4 * next() - 2, 4 * next() - 2]);
      svm.load({ X, y: [0, 0, 0, 0], classes: 0, options: { gamma: 0.7, tol: 1e-10 } });
      const signs = [1, 1, -1, -1];
      const C = X.map(() => 0.3 + 2 * next());
      const dual = {
        low: C.map((c, i) => (epsilon > 0 || signs[i] < 0 ? -c : 0)),
        high: C.map((c, i) => (epsilon > 0 || signs[i] > 0 ? c : 0)),
        q: signs.map((sign) => (epsilon > 0 ? 3 * next() - 1.5 : -sign)),
        epsilon,
      };
      const found = svm.solve(dual);
      const best = exhaustive(found.K, dual);
      const gap = Math.abs(found.objective - best.objective);
      if (gap > 1e-12) t.fail(`problem ${trial}: ${found.objective} and ${best.objective}`);
      if (largestGap([found.b], [best.b]) > 1e-8) t.fail(`problem ${trial}: ${found.b} and ${best.b}`);
    }
    t.pass('twenty problems');
    t.end();
  });
}

const SHAPES = [
  { what: 'svc of three classes', problem: clouds(3, 240, 5, 3) },
  { what: 'svc, linear', problem: { ...clouds(3, 240, 5, 3), options: { kernel: 'linear' } } },
  { what: 'svc with large C', problem: { ...clouds(4, 400, 3, 2), options: { C: 100 } } },
  { what: 'svr', problem: { ...clouds(3, 240, 4, 0), options: { C: 10 } } },
  { what: 'svr, linear', problem: { ...clouds(3, 101, 5, 0), options: { kernel: 'linear' } } },
];

for (const { what, problem } of SHAPES) {
  const fitted = svm.fit(problem);

  test(`${what}: the same training gives the same bytes, whatever the cache holds`, (t) => {
    for (const cache_size of [200, 1e-6, 0.02, 0.1]) {
      const again = svm.fit({ ...problem, options: { ...problem.options, cache_size } });
      t.deepEqual(again.bytes, fitted.bytes, `${cache_size} MB`);
    }
    t.end();
  });

  test(`${what}: shrinking and the order of rows leave the minimum where it is`, (t) => {
    const reversed = { ...problem, X: problem.X.toReversed(), y: problem.y.toReversed() };
    const options = { ...problem.options, shrinking: false };
    for (const other of [svm.fit({ ...problem, options }), svm.fit(reversed)]) {
      const difference = Math.abs(other.objective - fitted.objective);
      t.ok(difference <= DEFAULT_TOLERANCE * Math.abs(fitted.objective), `${difference}`);
    }
    t.end();
  });

  test(`${what}: a row alone has the prediction that it has among all, also after write and read`, (t) => {
    svm.load(problem);
    svm.read(fitted.bytes);
    t.deepEqual(problem.X.map(svm.predictRow), fitted.predicted, 'predictions');
    t.deepEqual(svm.write(), fitted.bytes, 'the bytes once more');
    t.end();
  });

  test(`${what}: bytes cut short are an error that says so`, (t) => {
    svm.load(problem);
    const step = Math.max(1, Math.floor(fitted.bytes.length / 200));
    for (let length = 0; length < fitted.bytes.length; length += step) {
      const message = failure(fitted.bytes.slice(0, length));
      if (!message.startsWith('sqml: model is damaged at byte ')) t.fail(`${length} bytes: ${message}`);
    }
    t.pass(`${fitted.bytes.length} bytes`);
    t.end();
  });

  test(`${what}: changed bytes are an error or a model that predicts in its range`, (t) => {
    svm.load(problem);
    const next = generator(17);
    for (let trial = 0; trial < 300; trial++) {
      const bytes = fitted.bytes.slice();
      // Counts stand at the beginning, so half of the changes go there.
      const at = Math.floor(next() * (trial % 2 ? bytes.length : Math.min(64, bytes.length)));
      bytes.set(
        [0xff, 0xff, 0xff, 0x7f].slice(0, 1 + Math.floor(next() * 4)),
        Math.min(at, bytes.length - 4),
      );
      if (trial % 3 === 0) bytes[at] = Math.floor(next() * 256);
      const message = failure(bytes);
      if (message !== '') {
        if (!message.startsWith('sqml: model is damaged at byte ')) t.fail(`${trial}: ${message}`);
        continue;
      }
      const predicted = svm.predictAll(3);
      if (problem.classes > 0 && !predicted.every((c) => c >= 0 && c < problem.classes))
        t.fail(`${predicted}`);
    }
    t.pass('300 changes');
    t.end();
  });
}

test('svc: vectors per class that are negative, too many or too few are an error', (t) => {
  const problem = clouds(3, 30, 2, 3);
  const { bytes } = svm.fit(problem);
  svm.load(problem);
  // The form, the kernel function, the number of vectors and the vectors stand before, and a count.
  const vectors = new DataView(bytes.buffer).getInt32(22, true);
  const place = 26 + vectors * 2 * 8 + 4;
  for (const counts of [
    [-1, vectors, 1],
    [vectors, vectors, -vectors],
    [vectors + 1, 0, -1],
    [0x7fffffff, 0x7fffffff, vectors + 2],
    [1, 1, 1],
  ]) {
    const changed = bytes.slice();
    new Uint8Array(changed.buffer, place).set(new Uint8Array(Int32Array.from(counts).buffer));
    t.match(failure(changed), /^sqml: model is damaged at byte \d+: .* vectors/, counts.join(', '));
  }
  t.end();
});

function failure(bytes: Uint8Array): string {
  try {
    svm.read(bytes);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** A linear model over one feature with w = 0: decision values are -rho whatever the row. */
function votes(...rho: number[]): Uint8Array {
  const pairs = rho.length;
  const bytes = new Uint8Array(1 + 4 + 8 * pairs + 4 + 8 * pairs + 1);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setInt32(1, pairs, true);
  view.setInt32(5 + 8 * pairs, pairs, true);
  rho.forEach((value, pair) => {
    view.setFloat64(9 + 8 * pairs + 8 * pair, -value, true);
  });
  return bytes;
}

test('the class with most votes wins, the first of equals, and a decision value of 0 votes for the second', (t) => {
  svm.load({ X: [[1]], y: [0], classes: 3 });
  // Pairs (0,1), (0,2), (1,2): a positive value votes for the first.
  const winner = (...values: number[]) => {
    svm.read(votes(...values.map((value) => -value)));
    return svm.predictRow([1]);
  };
  t.equal(winner(1, 1, 1), 0);
  t.equal(winner(-1, 1, 1), 1);
  t.equal(winner(-1, -1, -1), 2);
  t.equal(winner(-1, 1, -1), 0, 'one vote each');
  t.equal(winner(1, -1, 1), 0, 'one vote each, the other way round');
  t.equal(winner(0, 0, 0), 2);
  t.throws(() => winner(1, NaN, 1), /value 1 of intercepts is NaN/, 'a value is a number');
  t.end();
});

test('a class without rows is never predicted', (t) => {
  const problem = clouds(9, 40, 2, 2);
  const y = problem.y.map((c) => (c === 0 ? 1 : 3));
  const { predicted } = svm.fit({ X: problem.X, y, classes: 5 });
  const { predicted: expected } = svm.fit(problem);
  t.deepEqual(
    predicted,
    expected.map((c) => (c === 0 ? 1 : 3)),
  );
  t.end();
});

test('one row alone is learnt: its class, its value', (t) => {
  t.deepEqual(svm.fit({ X: [[1, 2]], y: [0], classes: 1 }).predicted, [0]);
  t.deepEqual(svm.fit({ X: [[1, 2]], y: [7.5], classes: 0 }).predicted, [7.5]);
  t.end();
});

test('max_iter stops the solver, which then says that it did not converge', (t) => {
  const problem = clouds(4, 400, 3, 2);
  const short = svm.fit({ ...problem, options: { max_iter: 10 } });
  t.equal(short.converged, false);
  t.equal(short.iterations, 10);
  const none = svm.fit({ ...problem, options: { max_iter: 0 } });
  t.equal(none.objective, 0, 'no step, no change');
  t.equal(svm.fit(problem).converged, true);
  t.end();
});

test('a class weight counts as so many copies of its rows', (t) => {
  const problem = clouds(6, 60, 3, 2);
  const options = { gamma: 0.3, tol: 1e-8 };
  const weighted = svm.fit({ ...problem, options, classWeight: [1, 3] });
  const copies = problem.y.flatMap((c, i) => (c === 1 ? [i, i, i] : [i]));
  const X = copies.map((i) => problem.X[i]);
  const repeated = svm.fit({ X, y: copies.map((i) => problem.y[i]), classes: 2, options });
  t.ok(Math.abs(weighted.objective - repeated.objective) < 1e-8);
  t.end();
});

test('kernel values past 1e100 are an error that names the options to lower', (t) => {
  const problem = { ...clouds(6, 20, 3, 2), options: { kernel: 'poly', degree: 500 } };
  t.throws(
    () => svm.fit(problem),
    /^Error: sqml: kernel values must stay below 1e100, got up to .*; lower degree, gamma or coef0, or scale the features$/,
  );
  t.end();
});
