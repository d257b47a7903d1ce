// The least-squares solver on NIST's reference problems, on deficient ranks and against its invariants.

import { readdirSync, readFileSync } from 'node:fs';
import test from 'tape';
import { kernel } from './compile.ts';

const folder = new URL('../reference/', import.meta.url);
const nist = JSON.parse(readFileSync(new URL('nist.json', folder), 'utf8'));
const shapes = JSON.parse(readFileSync(new URL('least_squares.json', folder), 'utf8'));
const engine = await kernel('least_squares.as.ts');

type Solution = { w: number[]; b: number; rank: number; passes: number; squares: number };

function solve(X: number[][], y: number[], intercept = true, tolerance = 0): Solution {
  const d = X[0].length;
  const stride = (d + 1) & ~1;
  const data = engine.problem(X.length, d);
  const target = engine.target();
  const memory = new Float64Array(engine.memory.buffer);
  for (let i = 0; i < X.length; i++) memory.set(X[i], data / 8 + i * stride);
  memory.set(y, target / 8);
  const pointer = engine.solve(intercept ? 1 : 0, tolerance);
  const w = [...new Float64Array(engine.memory.buffer, pointer, d)];
  return {
    w,
    b: engine.intercept(),
    rank: engine.rank(),
    passes: engine.passes(),
    squares: engine.squares(),
  };
}

/** Digits that agree: -log10 of the relative error (the absolute one for 0), at most 15. */
function digits(got: number, expected: number): number {
  const error = Math.abs(expected === 0 ? got : (got - expected) / expected);
  return error === 0 ? 15 : Math.min(15, -Math.log10(error));
}

function worst(got: number[], expected: number[]): number {
  return Math.min(...expected.map((value, i) => digits(got[i], value)));
}

/** Digits that must agree with the exact solution for the matrix as doubles hold it: all but the last. */
const EXACT = 14.6;
/** Digits that certified values may lose to rounding y, beside what nist.json proves lost by rounding x. */
const SLACK = 0.4;
/**
 * Digits that must be left when features are standardised first, and the weights taken back. Standardising
 * rounds each feature once more, which costs what the problem's condition says; these are half a digit
 * below what was measured.
 */
// biome-ignore format: a table
const STANDARDISED: Record<string, number> = {
  Filip: 7.5, Longley: 13.5, Norris: 12.8, Pontius: 12.5,
  Wampler1: 9.4, Wampler2: 12.5, Wampler3: 9.4, Wampler4: 8.6, Wampler5: 6.6,
};

for (const file of readdirSync(new URL('nist/', folder)).sort()) {
  const problem = JSON.parse(readFileSync(new URL(`nist/${file}`, folder), 'utf8'));
  const proof = nist.problems.find((entry: { name: string }) => entry.name === problem.name);
  const X: number[][] = problem.x.map((row: number[]) =>
    problem.degree === 1 ? row : Array.from({ length: problem.degree }, (_, k) => power(row[0], k + 1)),
  );

  test(`NIST ${problem.name}: the solver gives the exact solution for the matrix in doubles`, (t) => {
    const { w, b, passes } = solve(X, problem.y, problem.intercept);
    const got = problem.intercept ? [b, ...w] : w;
    const exact = worst(got, proof.rounded);
    t.ok(exact >= EXACT, `${exact.toFixed(1)} digits after ${passes} passes`);
    const certified = worst(got, problem.certified);
    const possible = Math.min(EXACT, proof.digits_left_by_rounding_x) - SLACK;
    t.ok(certified >= possible, `${certified.toFixed(1)} certified digits`);
    t.end();
  });

  if (!problem.intercept) continue; // a line through the origin does not survive centring
  test(`NIST ${problem.name}: standardised features keep the digits that the condition leaves`, (t) => {
    const { Z, mean, scale } = standardise(X);
    const { w, b } = solve(Z, problem.y);
    const slopes = w.map((value, j) => value / scale[j]);
    const intercept = slopes.reduce((sum, value, j) => sum - value * mean[j], b);
    const certified = worst([intercept, ...slopes], problem.certified);
    t.ok(certified >= STANDARDISED[problem.name], `${certified.toFixed(1)} certified digits`);
    t.end();
  });
}

/** Two backward stable methods on matrices of condition up to 100. */
const SAME = 1e-13;

test('any shape and rank: the shortest solution, as scikit-learn finds it', (t) => {
  for (const c of shapes.cases) {
    const { w, b, rank } = solve(c.X, c.y, c.fit_intercept, c.tol);
    const size = Math.max(1, ...c.w.map(Math.abs));
    const apart = Math.max(...[...w, b].map((value, i) => Math.abs(value - [...c.w, c.b][i]) / size));
    t.ok(apart < SAME, `${c.name}: ${apart.toExponential(1)} apart`);
    t.equal(rank, c.rank, `${c.name}: rank ${c.rank}`);
  }
  t.end();
});

/** A generated problem; features are not centred, and the last ones are large. */
function generated(n: number, d: number): { X: number[][]; y: number[] } {
  let state = 53;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const X = Array.from({ length: n }, () => Array.from({ length: d }, (_, j) => 3 + next() * 2 ** j));
  return { X, y: X.map((row) => row[0] - row[d - 1] + next()) };
}

test('residuals are orthogonal to every feature and sum to zero, at block borders too', (t) => {
  // Of the terms' sizes; a product of n terms and the rounding of w leave some eps.
  const orthogonal = 1e-15;
  for (const n of [9, 123, 124, 125, 247, 248, 249, 1000]) {
    const { X, y } = generated(n, 7);
    const { w, b, squares } = solve(X, y);
    const r = X.map((row, i) => y[i] - b - row.reduce((sum, value, j) => sum + value * w[j], 0));
    const scale = X.map((row, i) => Math.abs(y[i]) + row.reduce((sum, v, j) => sum + Math.abs(v * w[j]), 0));
    const products = [1, ...w].map((_, j) => {
      const column = X.map((row) => (j === 0 ? 1 : row[j - 1]));
      const product = column.reduce((sum, value, i) => sum + value * r[i], 0);
      return Math.abs(product) / column.reduce((sum, value, i) => sum + value * scale[i], 0);
    });
    t.ok(Math.max(...products) < orthogonal, `n ${n}: ${Math.max(...products).toExponential(1)}`);
    const sum = r.reduce((total, value) => total + value * value, 0);
    t.ok(Math.abs(squares / sum - 1) < 1e-10, `n ${n}: the sum of squares is reported`);
  }
  t.end();
});

test('the order of the rows changes nothing but perhaps the last bit', (t) => {
  const { X, y } = generated(500, 6);
  const forward = solve(X, y);
  const backward = solve([...X].reverse(), [...y].reverse());
  const apart = worst([backward.b, ...backward.w], [forward.b, ...forward.w]);
  t.ok(apart > 15 - 0.1, `${apart.toFixed(1)} digits`);
  t.end();
});

test('tol 0 keeps a direction of relative size 1e-9, tol 1e-6 gives it up', (t) => {
  const c = shapes.cases.find((entry: { name: string }) => entry.name.includes('cut by tol'));
  t.equal(solve(c.X, c.y, true, 0).rank, 5);
  t.equal(solve(c.X, c.y, true, 1e-6).rank, 4);
  t.end();
});

/** x^k rounded once: exact in whole numbers first. */
function power(x: number, k: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; !Number.isInteger(mantissa); exponent--) mantissa *= 2;
  return Number(BigInt(mantissa) ** BigInt(k)) * 2 ** (exponent * k);
}

function standardise(X: number[][]): { Z: number[][]; mean: number[]; scale: number[] } {
  const mean = X[0].map((_, j) => X.reduce((sum, row) => sum + row[j], 0) / X.length);
  const scale = mean.map((m, j) => Math.sqrt(X.reduce((sum, row) => sum + (row[j] - m) ** 2, 0) / X.length));
  return { Z: X.map((row) => row.map((value, j) => (value - mean[j]) / scale[j])), mean, scale };
}
