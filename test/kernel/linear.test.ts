// logistic_regression, linear_svc and linear_svr against scikit-learn's optima (test/reference/linear.json).

import { readFileSync } from 'node:fs';
import test from 'tape';
import { kernel } from './compile.ts';
import { generated } from './generated.ts';

interface Case {
  algorithm: string;
  data: string | [number, number, number];
  options: Record<string, unknown>;
  objective: number;
  weights?: number[];
  intercepts?: number[];
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const cases: Case[] = JSON.parse(read('test/reference/linear.json')).cases;
const engine = await kernel('linear.as.ts');

/** The objective may be above scikit-learn's by the rounding of a sum where the solver is Newton's, */
const NEWTON = 1e-12;
/** and by the gap that the default tol leaves where the loss has kinks (solver/proximal_point.ts). */
const GAP = 1e-8;
/** LIBLINEAR at tol = 1e-9 stops this far above the optimum or less. */
const LIBLINEAR = 1e-6;
/** Weights, relative to the largest: the promise of logistic_regression.ts. */
const WEIGHTS = 1e-6;

/** Each algorithm's number in linear.as.ts, and its options in the order in which it declares them. */
const algorithms: Record<string, { number: number; options: string[]; words: Record<string, string[]> }> = {
  logistic_regression: {
    number: 0,
    options: ['penalty', 'C', 'l1_ratio', 'tol', 'max_iter', 'fit_intercept'],
    words: { penalty: ['l2', 'l1', 'elasticnet', 'none'] },
  },
  linear_svc: {
    number: 1,
    options: ['penalty', 'loss', 'C', 'tol', 'max_iter', 'fit_intercept', 'intercept_scaling'],
    words: { loss: ['squared_hinge', 'hinge'] },
  },
  linear_svr: {
    number: 2,
    options: ['epsilon', 'loss', 'C', 'tol', 'max_iter', 'fit_intercept', 'intercept_scaling'],
    words: { loss: ['epsilon_insensitive', 'squared_epsilon_insensitive'] },
  },
};

function dataset(name: string, classes?: number[]): { X: number[][]; y: number[] } {
  let table = read(`datasets/${name}.csv`)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  if (classes) table = table.filter((row) => classes.includes(row[row.length - 1]));
  const d = table[0].length - 1;
  for (let j = 0; j < d; j++) {
    const mean = table.reduce((sum, row) => sum + row[j], 0) / table.length;
    const variance = table.reduce((sum, row) => sum + (row[j] - mean) ** 2, 0) / table.length;
    for (const row of table) row[j] = (row[j] - mean) / (Math.sqrt(variance) || 1);
  }
  const y = table.map((row) => (classes ? classes.indexOf(row[d]) : row[d]));
  return { X: table.map((row) => row.slice(0, d)), y };
}

function problem(data: Case['data']): { X: number[][]; y: number[] } {
  if (typeof data !== 'string') return generated(...data);
  if (data === 'iris_separable') return dataset('iris', [0, 1]);
  if (data === 'iris_overlapping') return dataset('iris', [1, 2]);
  if (data === 'one_feature') {
    const { X, y } = dataset('iris', [1, 2]);
    return { X: X.map((row) => row.slice(3)), y };
  }
  if (data === 'constant_feature') {
    const { X, y } = dataset('iris');
    return { X: X.map((row) => [...row.slice(0, 2), 0, ...row.slice(2)]), y };
  }
  if (data === 'unbalanced') {
    const { X, y } = dataset('iris');
    return { X: X.slice(45), y: y.slice(45).map((label) => (label === 0 ? 0 : 1)) };
  }
  return dataset(data);
}

/** Fits; the objective. */
function fit(
  algorithm: string,
  { X, y }: { X: number[][]; y: number[] },
  options: Record<string, unknown>,
): number {
  const { number, options: names, words } = algorithms[algorithm];
  const n = X.length;
  const k = algorithm === 'linear_svr' ? 0 : Math.max(...y) + 1;
  const stride = engine.begin(n, X[0].length, k);
  const cells = new Float64Array(engine.memory.buffer, engine.pointerX(), n * stride);
  X.forEach((row, i) => {
    cells.set(row, i * stride);
  });
  new Float64Array(engine.memory.buffer, engine.pointerY(), n).set(y);
  engine.choose(number);
  for (const [name, value] of Object.entries(options)) {
    if (name === 'class_weight') {
      const weight = new Float64Array(engine.memory.buffer, engine.pointerClassWeight(), k);
      for (const [label, w] of Object.entries(value as Record<string, number>)) weight[Number(label)] = w;
    } else {
      engine.setOption(names.indexOf(name), words[name]?.indexOf(value as string) ?? Number(value));
    }
  }
  return engine.fit(0);
}

/** W and b from the model's bytes, as linear_decision.ts draws them. */
function coefficients(): { weights: number[]; intercepts: number[] } {
  const view = new DataView(engine.memory.buffer, engine.write());
  let at = 0;
  const reals = () => {
    const n = view.getInt32(at, true);
    const values = Array.from({ length: n }, (_, i) => view.getFloat64(at + 4 + 8 * i, true));
    at += 4 + 8 * n;
    return values;
  };
  return { weights: reals(), intercepts: reals() };
}

function distance(a: number[], b: number[]): number {
  const largest = Math.max(...b.map(Math.abs), 1e-3);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / largest;
}

const hasKinks = (c: Case) =>
  c.options.loss === 'hinge' || (c.algorithm === 'linear_svr' && c.options.loss === undefined);

for (const c of cases) {
  const title = `${c.algorithm} on ${c.data} with ${JSON.stringify(c.options)}`;
  test(`${title} finds scikit-learn's optimum`, (t) => {
    const objective = fit(c.algorithm, problem(c.data), c.options);
    const above = (objective - c.objective) / c.objective;
    t.ok(engine.converged(), `converged in ${engine.iterations()} iterations`);
    t.ok(above <= (hasKinks(c) ? GAP : NEWTON), `above by ${above}`);
    t.ok(above >= -LIBLINEAR, 'and not below what the objective can be');
    if (c.algorithm === 'logistic_regression' && c.weights && c.intercepts) {
      const { weights, intercepts } = coefficients();
      const off = distance([...weights, ...intercepts], [...c.weights, ...c.intercepts]);
      t.ok(off <= WEIGHTS, `weights off by ${off}`);
    }
    t.end();
  });
}

test('multinomial intercepts sum to 0', (t) => {
  fit('logistic_regression', problem('wine'), {});
  const sum = coefficients().intercepts.reduce((total, b) => total + b, 0);
  t.ok(Math.abs(sum) < 1e-14, `${sum}`);
  t.end();
});

test('separable classes without penalty have no optimum, and the fit says so', (t) => {
  const { X, y } = problem('iris_separable');
  const steepest: number[] = [];
  for (const tol of [1e-3, 1e-4, 1e-5]) {
    fit('logistic_regression', { X, y }, { penalty: 'none', tol });
    t.equal(engine.converged(), 0);
    const { weights, intercepts } = coefficients();
    t.equal(weights.length, X[0].length, 'two classes');
    // -dloss/dscore of each row: what is missing to the probability of its own class, towards it.
    const missing = X.map((x, i) => {
      const score = x.reduce((sum, value, j) => sum + value * weights[j], intercepts[0]);
      const sign = y[i] === 1 ? 1 : -1;
      return sign / (1 + Math.exp(sign * score));
    });
    const gradient = X[0].map((_, j) => X.reduce((sum, x, i) => sum + x[j] * missing[i], 0) / X.length);
    steepest.push(Math.max(...gradient.map(Math.abs)) / tol);
  }
  t.ok(
    steepest.every((size) => size <= 1 && size > 0.3),
    `the mean gradient of the loss is below tol, and not by far: ${steepest}`,
  );
  t.end();
});

test('max_iter ends a fit that is not done, and the model says so', (t) => {
  for (const [algorithm, options] of [
    ['logistic_regression', {}],
    ['linear_svc', {}],
    ['linear_svc', { loss: 'hinge' }],
  ] as const) {
    fit(algorithm, problem('iris'), { ...options, max_iter: 2 });
    t.equal(engine.converged(), 0, algorithm);
    t.equal(engine.iterations(), 2);
  }
  t.end();
});

test('a class weight counts as the sample that often', (t) => {
  const { X, y } = problem('iris');
  const weighted = fit('logistic_regression', { X, y }, { class_weight: { 0: 1, 1: 3, 2: 1 } });
  const extra = y.flatMap((label, i) => (label === 1 ? [i, i] : []));
  const repeated = {
    X: [...X, ...extra.map((i) => X[i])],
    y: [...y, ...extra.map((i) => y[i])],
  };
  const plain = fit('logistic_regression', repeated, {});
  t.ok(Math.abs(weighted - plain) <= NEWTON * plain, `${weighted} and ${plain}`);
  t.end();
});

test('a model that is written and read back answers alike, and is the same bytes when fitted again', (t) => {
  for (const algorithm of Object.keys(algorithms)) {
    const data = problem(algorithm === 'linear_svr' ? 'diabetes' : 'iris');
    const rows = [...data.X.keys()];
    const bytes = () => [...new Uint8Array(engine.memory.buffer, engine.write(), engine.written())];
    fit(algorithm, data, {});
    const answers = rows.map((i) => engine.predict(i));
    const first = bytes();
    engine.choose(algorithms[algorithm].number);
    engine.readBack();
    t.deepEqual(
      rows.map((i) => engine.predict(i)),
      answers,
      `${algorithm}: answers`,
    );
    t.deepEqual(bytes(), first, `${algorithm}: written again`);
    fit(algorithm, data, {});
    t.deepEqual(bytes(), first, `${algorithm}: fitted again`);
  }
  t.end();
});

test('predict is the highest score, and one score alone is its sign', (t) => {
  for (const data of ['iris', 'iris_overlapping']) {
    const { X, y } = problem(data);
    fit('logistic_regression', { X, y }, {});
    const { weights, intercepts } = coefficients();
    const d = X[0].length;
    const scores = (row: number[]) =>
      intercepts.map((b, c) => row.reduce((sum, x, j) => sum + x * weights[c * d + j], b));
    const expected = X.map((row) => {
      const z = scores(row);
      return z.length === 1 ? Number(z[0] > 0) : z.indexOf(Math.max(...z));
    });
    t.deepEqual(
      X.map((_, i) => engine.predict(i)),
      expected,
      data,
    );
  }
  t.end();
});
