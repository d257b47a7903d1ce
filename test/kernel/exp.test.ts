// The promises of assembly/math/exp.ts.

import test from 'tape';
import { kernel } from './compile.ts';

const engine = await kernel('exp.as.ts');
const COUNT = 4096;
const x = engine.numbers(COUNT);
const out = engine.numbers(COUNT);

/** The kernel's own bound and the oracle's: V8's exp and log1p err by less than 1 ULP (fdlibm). */
const EXP_ULP = 1 + 1;
const LOG1P_ULP = 2 + 1;

function at(pointer: number): Float64Array {
  return new Float64Array(engine.memory.buffer, pointer, COUNT);
}

/** The distance to the next f64 above |value|. */
function ulp(value: number): number {
  return 2 ** Math.max(Math.floor(Math.log2(Math.abs(value))) - 52, -1074);
}

function worst(given: Float64Array, found: Float64Array, oracle: (x: number) => number): number {
  let most = 0;
  for (let i = 0; i < COUNT; i++) {
    const expected = oracle(given[i]);
    most = Math.max(most, Math.abs(found[i] - expected) / ulp(expected));
  }
  return most;
}

test('exponentials are right to an ULP from -708 to 709', (t) => {
  const given = Float64Array.from({ length: COUNT }, (_, i) => -708 + (1417 * i) / (COUNT - 1));
  at(x).set(given);
  engine.exponentials(x, COUNT);
  t.ok(worst(given, at(x), Math.exp) <= EXP_ULP, 'over the whole range');
  const near = Float64Array.from({ length: COUNT }, (_, i) => (i - COUNT / 2) / 1000);
  at(x).set(near);
  engine.exponentials(x, COUNT);
  t.ok(worst(near, at(x), Math.exp) <= EXP_ULP, 'near 0');
  t.equal(at(x)[COUNT / 2], 1, 'e^0 is 1');
  t.end();
});

test('exponentials end in 0 below, stay finite above, and keep a NaN', (t) => {
  const given = [-708.5, -Infinity, 710, Infinity, NaN, -0];
  at(x).set(given);
  engine.exponentials(x, given.length);
  const found = [...at(x).subarray(0, given.length)];
  t.deepEqual(found.slice(0, 2), [0, 0], 'below -708');
  t.ok(found[2] === found[3] && Number.isFinite(found[2]) && found[2] > 8e307, 'above 709');
  t.ok(Number.isNaN(found[4]), 'NaN');
  t.equal(found[5], 1, 'minus zero');
  t.end();
});

test('logarithms1p are right to two ULP from 0 to 1, relative to the tiniest x', (t) => {
  const given = Float64Array.from({ length: COUNT }, (_, i) => i / (COUNT - 1));
  at(x).set(given);
  engine.logarithms1p(x, out, COUNT);
  t.ok(worst(given, at(out), Math.log1p) <= LOG1P_ULP, 'evenly spaced');
  const tiny = Float64Array.from({ length: COUNT }, (_, i) => 2 ** (-i / 5));
  at(x).set(tiny);
  engine.logarithms1p(x, out, COUNT);
  t.ok(worst(tiny, at(out), Math.log1p) <= LOG1P_ULP, 'down to 2^-819');
  t.end();
});
