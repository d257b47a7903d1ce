// The functions behind standard errors (assembly/math/special.ts) against exact values
// (test/reference/special.json, which holds scipy's besides).

import { readFileSync } from 'node:fs';
import test from 'tape';
import { kernel } from './compile.ts';

const reference = JSON.parse(readFileSync(new URL('../reference/special.json', import.meta.url), 'utf8'));
const engine = await kernel('special.as.ts');

/** The promise of assembly/math/special.ts. */
const PROMISED = 1e-12;
/** How far scipy may be off before a row is no test of agreement; special.json counts those rows. */
const SCIPY_TRUSTED = 1e-13;
/** The part of the rows that may be left out for it: log-gamma has four of its 34 beside its zeros. */
const LEFT_OUT = 1 / 8;

/** How far a value is from the one that is wanted: relatively, and for 0 as it is. */
function off(got: number, wanted: number): number {
  return Math.abs(got - wanted) / (wanted === 0 ? 1 : Math.abs(wanted));
}

/** The largest error of a function over rows of arguments, exact value and scipy's. */
function worst(name: string, rows: number[][], against: 'exact' | 'scipy'): { error: number; at: string } {
  let found = { error: 0, at: '' };
  for (const row of rows) {
    const [exact, scipy] = row.slice(-2);
    if (against === 'scipy' && off(scipy, exact) > SCIPY_TRUSTED) continue;
    const got = engine[name](...row.slice(0, -2));
    const error = off(got, against === 'exact' ? exact : scipy);
    if (!(error <= found.error)) found = { error, at: row.join(', ') };
  }
  return found;
}

for (const [name, table] of [
  ['logGamma', 'log_gamma'],
  ['incompleteBeta', 'incomplete_beta'],
  ['studentP', 'student'],
]) {
  test(`${name} is exact to 1e-12, relatively, and agrees with scipy where scipy is exact`, (t) => {
    const rows: number[][] = reference[table];
    const { error, at } = worst(name, rows, 'exact');
    t.ok(error <= PROMISED, `${rows.length} rows, worst ${error} at ${at}`);
    const agreed = worst(name, rows, 'scipy');
    t.ok(agreed.error <= PROMISED, `scipy: worst ${agreed.error} at ${agreed.at}`);
    t.ok(reference.scipy_off[table] < rows.length * LEFT_OUT, `${reference.scipy_off[table]} rows left out`);
    t.end();
  });
}

test('p-values of one and two degrees of freedom are their closed forms', (t) => {
  for (const x of [0.1, 0.9, 1.1, 3, 12.7, 1e6]) {
    t.ok(off(engine.studentP(x, 1), (2 / Math.PI) * Math.atan2(1, x)) <= PROMISED, `nu 1, t ${x}`);
    const root = Math.sqrt(2 + x * x);
    t.ok(off(engine.studentP(x, 2), 2 / (root * (root + x))) <= PROMISED, `nu 2, t ${x}`);
  }
  t.end();
});

test('a p-value does not depend on the sign of t, is 1 at 0 and 0 at infinity', (t) => {
  t.equal(engine.studentP(-2.5, 7), engine.studentP(2.5, 7));
  t.equal(engine.studentP(0, 7), 1);
  t.equal(engine.studentP(Infinity, 7), 0);
  t.equal(engine.studentP(-Infinity, 7), 0);
  t.end();
});

test('a p-value falls as t grows, also where the method changes', (t) => {
  for (const nu of [1, 3, 18, 431, 1e5]) {
    const values = Array.from({ length: 400 }, (_, i) => engine.studentP(i / 100, nu));
    t.ok(
      values.every((value, i) => i === 0 || value < values[i - 1]),
      `nu ${nu}`,
    );
  }
  t.end();
});

test('I_x(a, b) + I_1-x(b, a) is 1', (t) => {
  for (const [a, b, x] of [
    [2.5, 7, 0.25],
    [0.5, 0.5, 0.75],
    [500, 60, 0.875],
    [1e6, 0.5, 0.9999995],
  ]) {
    const sum = engine.incompleteBeta(a, b, x) + engine.incompleteBeta(b, a, 1 - x);
    t.ok(off(sum, 1) <= PROMISED, `a ${a}, b ${b}, x ${x}`);
  }
  t.end();
});

test('what is outside the domain is NaN', (t) => {
  const outside = [
    ['logGamma', 0],
    ['logGamma', -1.5],
    ['logGamma', Number.NaN],
    ['incompleteBeta', 0.4, 1, 0.5],
    ['incompleteBeta', 1, 0, 0.5],
    ['incompleteBeta', 1, 1, -0.1],
    ['incompleteBeta', 1, 1, 1.1],
    ['incompleteBeta', Number.NaN, 1, 0.5],
    ['studentP', Number.NaN, 5],
    ['studentP', 1, 0],
    ['studentP', 1, Number.NaN],
    ['studentP', 1, Infinity],
  ] as [string, ...number[]][];
  for (const [name, ...values] of outside)
    t.ok(Number.isNaN(engine[name](...values)), `${name}(${values.join(', ')})`);
  t.end();
});
