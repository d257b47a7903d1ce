// The engine's numbers against JavaScript's own Number() and toString, whose rounding and whose digits
// ECMAScript fixes, and against recorded Python (test/reference/repr.json) where the layout differs.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { kernel } from './compile.ts';

const reference = JSON.parse(readFileSync(new URL('../reference/repr.json', import.meta.url), 'utf8'));
const engine = await kernel('number.as.ts');

/** Doubles in one batch, and random batches of each kind. */
const BATCH = 10_000;
const BATCHES = 5;
const texts = engine.room(BATCH * 64);
const reals = engine.room(BATCH * 8);

function parseAll(lines: string[]): Float64Array {
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const pointer = bytes.length > BATCH * 64 ? engine.room(bytes.length) : texts;
  new Uint8Array(engine.memory.buffer).set(bytes, pointer);
  engine.parse(pointer, lines.length, reals);
  return new Float64Array(engine.memory.buffer, reals, lines.length).slice();
}

function formatAll(values: Float64Array): string[] {
  new Float64Array(engine.memory.buffer, reals, values.length).set(values);
  const length = engine.format(reals, values.length, texts);
  const lines = new TextDecoder().decode(new Uint8Array(engine.memory.buffer, texts, length)).split('\n');
  return lines.slice(0, -1);
}

function ends(text: string): number {
  const bytes = new TextEncoder().encode(text);
  new Uint8Array(engine.memory.buffer).set(bytes, texts);
  return engine.end(texts, bytes.length);
}

/** The bits as a string: tells -0 from 0. */
function bitsOf(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

function fromBits(hex: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${hex}`));
  return view.getFloat64(0);
}

let state = 88172645463325252n;
/** 64 bits of xorshift64, from a constant seed. */
function random64(): bigint {
  state ^= (state << 13n) & 0xffffffffffffffffn;
  state ^= state >> 7n;
  state ^= (state << 17n) & 0xffffffffffffffffn;
  return state;
}

/** A double with random bits, never NaN or infinite. */
function anyDouble(): number {
  for (;;) {
    const value = fromBits(random64().toString(16));
    if (Number.isFinite(value)) return value;
  }
}

const kinds: [string, () => number][] = [
  ['any bits', anyDouble],
  ['fractions', () => Number(random64() >> 11n) / 2 ** 53],
  ['two decimals', () => Number(random64() % 100000000n) / 100],
  ['a power of two and its neighbours', () => nearPower(2)],
  ['a power of ten and its neighbours', () => nearPower(10)],
  ['denormals', () => fromBits((random64() >> (12n + (random64() % 50n))).toString(16))],
  ['whole numbers', () => Number(random64() >> (random64() % 64n))],
];

function nearPower(base: number): number {
  const range = base === 2 ? [-1074, 1023] : [-323, 308];
  const power = range[0] + Number(random64() % BigInt(range[1] - range[0] + 1));
  const value = base === 2 ? 2 ** power : Number(`1e${power}`);
  const bits = BigInt(`0x${bitsOf(value)}`) + (random64() % 5n) - 2n;
  return fromBits((bits < 0n ? 0n : bits).toString(16));
}

/** Python's layout of JavaScript's digits. */
function repr(value: number): string {
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0.0`;
  if (point > 16 || point <= -4) {
    const size = String(Math.abs(point - 1)).padStart(2, '0');
    return `${sign}${mantissa}e${point < 1 ? '-' : '+'}${size}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`;
}

/** The first few places where two lists differ. */
function differences(input: unknown[], got: string[], expected: string[]): string[] {
  const list: string[] = [];
  for (let i = 0; i < expected.length && list.length < 5; i++) {
    if (got[i] !== expected[i]) list.push(`${input[i]}: got ${got[i]}, expected ${expected[i]}`);
  }
  return list;
}

test('formatting gives the shortest digits, as JavaScript finds them, in Python layout', (t) => {
  for (const [name, draw] of kinds) {
    const wrong: string[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      const values = Float64Array.from({ length: BATCH }, draw);
      wrong.push(...differences([...values], formatAll(values), Array.from(values, repr)));
    }
    t.deepEqual(wrong, [], name);
  }
  t.end();
});

test('formatting is Python repr on every layout', (t) => {
  for (const { bits, repr: expected } of reference.layout) {
    t.equal(formatAll(Float64Array.of(fromBits(bits)))[0], expected, expected);
  }
  t.end();
});

test('what JSON does not have is written as null', (t) => {
  t.deepEqual(formatAll(Float64Array.of(NaN, Infinity, -Infinity)), ['null', 'null', 'null']);
  t.end();
});

test('parsing gives what Number() gives, for shortest, rounded and long decimals', (t) => {
  const writers: [string, (value: number) => string][] = [
    ['shortest', (value) => String(value)],
    ['17 digits', (value) => value.toExponential(16)],
    ['5 digits', (value) => value.toPrecision(5)],
    ['30 digits', (value) => value.toExponential(29)],
    ['digits without point', () => `${random64()}e${Number(random64() % 680n) - 350}`],
  ];
  for (const [name, write] of writers) {
    for (const [kind, draw] of kinds) {
      const wrong: string[] = [];
      for (let batch = 0; batch < 2; batch++) {
        const lines = Array.from({ length: BATCH }, () => write(draw()));
        const expected = lines.map((line) => bitsOf(Number(line)));
        wrong.push(...differences(lines, Array.from(parseAll(lines), bitsOf), expected));
      }
      t.deepEqual(wrong, [], `${name}, ${kind}`);
    }
  }
  t.end();
});

test('parsing is exact at midpoints, denormals, overflow and absurd lengths', (t) => {
  for (const { text, bits } of reference.hard) {
    const name = text.length > 60 ? `${text.slice(0, 40)}... (${text.length} characters)` : text;
    t.equal(bitsOf(parseAll([text])[0]), bits, name);
  }
  t.end();
});

test('a midpoint between any two doubles goes to the even one, and a hair beside it to the nearer', (t) => {
  const wrong: string[] = [];
  for (let i = 0; i < 300; i++) {
    const low = BigInt(`0x${bitsOf(Math.abs(anyDouble()))}`);
    const [text, exponent] = exactMidpoint(low);
    const even = low % 2n === 0n ? low : low + 1n;
    const cases: [string, bigint][] = [
      [`${text}e${exponent}`, even],
      [`${text}0001e${exponent - 4}`, low + 1n],
      [`${BigInt(text) - 1n}9999e${exponent - 4}`, low],
    ];
    for (const [line, expected] of cases) {
      const got = bitsOf(parseAll([line])[0]);
      const bits = expected.toString(16).padStart(16, '0');
      if (got !== bits) wrong.push(`${line}: got ${got}, expected ${bits}`);
    }
  }
  t.deepEqual(wrong, []);
  t.end();
});

/** The decimal digits and the power of ten of the midpoint above the double of these bits. */
function exactMidpoint(bits: bigint): [string, number] {
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = 2n * (biased === 0 ? fraction : fraction | (1n << 52n)) + 1n;
  const power = Math.max(biased, 1) - 1076;
  if (power >= 0) return [String(mantissa << BigInt(power)), 0];
  return [String(mantissa * 5n ** BigInt(-power)), power];
}

test('a number ends where RFC 8259 says', (t) => {
  // biome-ignore format: a table
  const cases: [string, number][] = [
    ['0', 1], ['-0', 2], ['01', 1], ['-', 0], ['', 0], ['+1', 0], ['.5', 0], ['1.', 1], ['1.5', 3], ['1.5.5', 3],
    ['1e5', 3], ['1E+05', 5], ['1e', 1], ['1e+', 1], ['1.5e-3,', 6], ['12]', 2], ['NaN', 0], ['Infinity', 0],
    ['-a', 0], ['0x10', 1], ['1_000', 1], [' 1', 0], ['123456789', 9], ['-0.0e0}', 6], ['0e', 1], ['0.0.', 3],
  ];
  for (const [text, end] of cases) t.equal(ends(text), end, JSON.stringify(text));
  t.end();
});
