// Every loss against its formula, finite differences and the plain algebra, over rows of X.

import test from 'tape';
import { kernel } from './compile.ts';
import { generated, stream } from './generated.ts';

const engine = await kernel('loss.as.ts');

/** Sums of a hundred terms of size 1, rounded in another order. */
const ROUNDING = 1e-12;
/** Central differences with step h: h^2 / 6 times the third derivative, and rounding / h. */
const STEP = 1e-5;
const DIFFERENCE = 1e-7;

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const logOfSum = (z: number[]) => Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0));

interface Case {
  name: string;
  which: number;
  k: number;
  signed?: boolean;
  real?: boolean;
  epsilon?: number;
  loss: (z: number[], y: number) => number;
}

const clip = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));

/** max of b u - epsilon |b| - b^2 / 2 over low <= b <= high: the proximal loss with centre 0, sigma 1. */
function proximal(u: number, epsilon: number, low: number, high: number): number {
  const b = clip(Math.sign(u) * Math.max(Math.abs(u) - epsilon, 0), low, high);
  return b * u - epsilon * Math.abs(b) - (b * b) / 2;
}

const cases: Case[] = [
  { name: 'logistic', which: 0, k: 1, signed: true, loss: (z, y) => softplus(-y * z[0]) },
  { name: 'softmax', which: 1, k: 3, loss: (z, y) => logOfSum(z) - z[y] },
  { name: 'softmax of many classes', which: 1, k: 30, loss: (z, y) => logOfSum(z) - z[y] },
  {
    name: 'squared hinge',
    which: 2,
    k: 1,
    signed: true,
    loss: (z, y) => Math.max(0, 1 - y * z[0]) ** 2,
  },
  {
    name: 'squared epsilon-insensitive',
    which: 3,
    k: 1,
    real: true,
    epsilon: 0.25,
    loss: (z, y) => Math.max(0, Math.abs(z[0] - y) - 0.25) ** 2,
  },
  {
    name: 'proximal hinge',
    which: 4,
    k: 1,
    signed: true,
    epsilon: 0,
    loss: (z, y) => proximal(z[0] - y, 0, y > 0 ? -1 : 0, y > 0 ? 0 : 1),
  },
  {
    name: 'proximal epsilon-insensitive',
    which: 5,
    k: 1,
    real: true,
    epsilon: 0.25,
    loss: (z, y) => proximal(z[0] - y, 0.25, -1, 1),
  },
];

const N = 131;
const D = 6;
/** Weights other than 1 would change the box of the proximal losses; they have their own formula. */
const weightOf = (c: Case, i: number) => (c.which >= 4 ? 1 : 0.5 + (i % 3));

function reals(pointer: number, n: number): Float64Array {
  return new Float64Array(engine.memory.buffer, pointer, n);
}

/** Sets the problem up; a pointer to random weights, and the plain objective in JavaScript. */
function setUp(c: Case) {
  const { X, y: labels } = generated(N, D, c.real ? 0 : Math.max(2, c.k));
  const y = c.signed ? labels.map((label) => 2 * label - 1) : labels;
  const stride = engine.begin(N, D);
  for (let i = 0; i < N; i++) reals(engine.data(), N * stride).set(X[i], i * stride);
  const run = engine.take(1);
  for (let i = 0; i < N; i++) {
    reals(engine.targets(), N)[i] = y[i];
    reals(engine.weights(), N)[i] = weightOf(c, i);
  }
  reals(engine.penalties(), D).fill(1);
  const size = engine.choose(c.which, c.k, c.epsilon ?? 0);
  const w = engine.numbers(size);
  const draw = stream();
  for (let j = 0; j < size; j++) if (j % run <= D) reals(w, size)[j] = draw();
  const plain = (W: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < N; i++) {
      const z = Array.from({ length: c.k }, (_, o) =>
        [...X[i], 1].reduce((score, x, j) => score + x * W[o * run + j], 0),
      );
      sum += weightOf(c, i) * c.loss(z, y[i]);
    }
    for (let j = 0; j < size; j++) if (j % run < D) sum += 0.5 * W[j] ** 2;
    return sum;
  };
  return { size, run, w, plain };
}

for (const c of cases) {
  test(`${c.name}: the value over rows of X is the formula's`, (t) => {
    const { size, w, plain } = setUp(c);
    const value = engine.evaluate(w, engine.numbers(size));
    const expected = plain(reals(w, size));
    t.ok(Math.abs(value - expected) <= ROUNDING * expected, `${value} and ${expected}`);
    t.end();
  });

  test(`${c.name}: the gradient meets finite differences of the value`, (t) => {
    const { size, run, w } = setUp(c);
    const gradient = engine.numbers(size);
    const scratch = engine.numbers(size);
    engine.evaluate(w, gradient);
    let worst = 0;
    for (let j = 0; j < size; j++) {
      const here = reals(w, size)[j];
      if (j % run > D) {
        worst = Math.max(worst, Math.abs(reals(gradient, size)[j]));
        continue;
      }
      reals(w, size)[j] = here + STEP;
      const above = engine.evaluate(w, scratch);
      reals(w, size)[j] = here - STEP;
      const below = engine.evaluate(w, scratch);
      reals(w, size)[j] = here;
      const found = (above - below) / (2 * STEP);
      worst = Math.max(worst, Math.abs(found - reals(gradient, size)[j]) / Math.max(1, Math.abs(found)));
    }
    t.ok(worst <= DIFFERENCE, `largest difference ${worst}`);
    t.end();
  });

  test(`${c.name}: Hessian times vector meets finite differences of the gradient`, (t) => {
    const { size, run, w } = setUp(c);
    const [v, out, above, below] = [0, 0, 0, 0].map(() => engine.numbers(size));
    const draw = stream();
    for (let j = 0; j < size; j++) if (j % run <= D) reals(v, size)[j] = draw();
    engine.evaluate(w, above);
    engine.curve(v, out);
    const here = reals(w, size).slice();
    reals(w, size).set(here.map((value, j) => value + STEP * reals(v, size)[j]));
    engine.evaluate(w, above);
    reals(w, size).set(here.map((value, j) => value - STEP * reals(v, size)[j]));
    engine.evaluate(w, below);
    let worst = 0;
    for (let j = 0; j < size; j++) {
      const found = (reals(above, size)[j] - reals(below, size)[j]) / (2 * STEP);
      worst = Math.max(worst, Math.abs(found - reals(out, size)[j]) / Math.max(1, Math.abs(found)));
    }
    t.ok(worst <= DIFFERENCE, `largest difference ${worst}`);
    t.end();
  });
}

test('for few parameters the preconditioner is the inverse Hessian', (t) => {
  for (const c of cases.filter((one) => one.k <= 3)) {
    const { size, run, w } = setUp(c);
    const [r, z, back] = [0, 0, 0].map(() => engine.numbers(size));
    engine.evaluate(w, r);
    engine.factor();
    engine.precondition(r, z);
    engine.curve(z, back);
    let worst = 0;
    for (let j = 0; j < size; j++) {
      if (j % run <= D) worst = Math.max(worst, Math.abs(reals(back, size)[j] - reals(r, size)[j]));
    }
    // 1e-13 is the ridge under an unpenalised pivot, relative; times the gradient's size.
    t.ok(worst <= 1e-10, `${c.name}: H M^-1 g is g, to ${worst}`);
  }
  t.end();
});

test('multiply, accumulate and gram are the plain products, for every stride', (t) => {
  const rows = 12;
  const k = 3;
  for (const stride of [2, 4, 6, 8, 10, 22]) {
    const draw = stream();
    const fill = (n: number) => {
      const pointer = engine.numbers(n);
      for (let i = 0; i < n; i++) reals(pointer, n)[i] = draw();
      return pointer;
    };
    const [a, w, h] = [fill(rows * stride), fill(k * stride), fill(rows)];
    const [z, sum, matrix] = [k * rows, k * stride, stride * stride].map((n) => engine.numbers(n));
    engine.multiply(a, rows, stride, w, k, z, rows);
    engine.accumulate(a, rows, stride, z, k, rows, sum);
    engine.gram(a, rows, stride, h, matrix, stride);
    const [A, W, H] = [reals(a, rows * stride), reals(w, k * stride), reals(h, rows)];
    let worst = 0;
    for (let c = 0; c < k; c++) {
      const gradient = new Float64Array(stride);
      for (let r = 0; r < rows; r++) {
        let score = 0;
        for (let j = 0; j < stride; j++) score += A[r * stride + j] * W[c * stride + j];
        for (let j = 0; j < stride; j++) gradient[j] += score * A[r * stride + j];
        worst = Math.max(worst, Math.abs(score - reals(z, k * rows)[c * rows + r]));
      }
      gradient.forEach((g, j) => {
        worst = Math.max(worst, Math.abs(g - reals(sum, k * stride)[c * stride + j]));
      });
    }
    for (let i = 0; i < stride; i++) {
      for (let j = 0; j <= i; j++) {
        let entry = 0;
        for (let r = 0; r < rows; r++) entry += H[r] * A[r * stride + i] * A[r * stride + j];
        worst = Math.max(worst, Math.abs(entry - reals(matrix, stride * stride)[i * stride + j]));
      }
    }
    t.ok(worst <= ROUNDING, `stride ${stride}: ${worst}`);
  }
  t.end();
});

test('cholesky solves A x = b, for odd and even n, and names the pivot that fails', (t) => {
  for (const n of [1, 2, 5, 8, 33]) {
    const stride = (n + 1) & ~1;
    const [a, b] = [engine.numbers(n * stride), engine.numbers(stride)];
    // A = 1 / (1 + |i - j|), a positive definite matrix; b = A times 1, 2, ..., n.
    const entry = (i: number, j: number) => 1 / (1 + Math.abs(i - j));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        reals(a, n * stride)[i * stride + j] = entry(i, j);
        reals(b, n)[i] += entry(i, j) * (j + 1);
      }
    }
    t.equal(engine.cholesky(a, n, stride), 0, `n = ${n}: factored`);
    engine.choleskySolve(a, n, stride, b);
    const worst = Math.max(...reals(b, n).map((x, i) => Math.abs(x - i - 1)));
    t.ok(worst <= ROUNDING * n, `n = ${n}: x to ${worst}`);
  }
  const a = engine.numbers(4);
  reals(a, 4).set([1, 0, 2, 4]);
  t.equal(engine.cholesky(a, 2, 2), 2, 'a singular matrix: the second pivot');
  reals(a, 4).set([NaN, 0, 2, 4]);
  t.equal(engine.cholesky(a, 2, 2), 1, 'a NaN: the first');
  t.end();
});
