// The standard errors of linear_regression in the data's own units, whatever scaler is before it, against those
// found without rounding (test/reference/standard_errors.json) and against NIST's certified ones.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { kernel } from './compile.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const reference = JSON.parse(read('test/reference/standard_errors.json'));
const engine = await kernel('linear_regression_errors.as.ts');

const SCALERS = ['standard', 'min_max', 'max_abs', 'robust', 'none'];

function fill(X: number[][], y: number[]): void {
  const d = X[0].length;
  const stride = (d + 1) & ~1;
  const data = engine.rows(X.length, d);
  const target = engine.target();
  const memory = new Float64Array(engine.memory.buffer);
  for (let i = 0; i < X.length; i++) memory.set(X[i], data / 8 + i * stride);
  memory.set(y, target / 8);
}

/** The standard errors of the weights, then of the intercept (NaN without one); none when there are none. */
function errorsOf(X: number[][], y: number[], scaler = 'standard', intercept = true): number[] {
  fill(X, y);
  engine.fit(SCALERS.indexOf(scaler), intercept ? 1 : 0);
  if (engine.dof() === 0) return [];
  return Array.from({ length: X[0].length + 1 }, (_, j) => engine.standardError(j));
}

type Estimate = [weight: number, error: number, t: number, p: number];

/** The largest relative difference. */
function apart(got: number[], estimates: Estimate[]): number {
  return Math.max(...estimates.map(([, error], j) => Math.abs(got[j] / error - 1)));
}

/** Digits that agree. */
function digits(got: number, expected: number): number {
  return -Math.log10(Math.abs(got / expected - 1));
}

/** x^k rounded once, as the reference does: exact in whole numbers first. */
function power(x: number, k: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; !Number.isInteger(mantissa); exponent--) mantissa *= 2;
  return Number(BigInt(mantissa) ** BigInt(k)) * 2 ** (exponent * k);
}

/**
 * A scaler rounds each feature once more, which moves the problem by rounding times its condition: below 500 for
 * these, but for Filip's powers up to ten, where it is 1e9 and more.
 */
const EXACT = 1e-13;
const FILIP = 2e-7;
/** Digits that a certified value, printed with 15, may lose to rounding y and to its own last digit. */
const SLACK = 0.4;
/** Digits that EXACT leaves. */
const MOST_DIGITS = 13;

for (const { name, file, certified_digits, dof, estimates } of reference.nist) {
  const { x, y, degree, intercept, standard_deviation } = JSON.parse(read(`test/reference/nist/${file}`));
  const X: number[][] = x.map((row: number[]) =>
    degree === 1 ? row : Array.from({ length: degree }, (_, k) => power(row[0], k + 1)),
  );
  // Moving the features makes another model of a line through the origin.
  const scalers = intercept ? SCALERS : ['max_abs', 'none'];

  test(`NIST ${name}: the standard errors are exact for the matrix in doubles, under every scaler`, (t) => {
    for (const scaler of scalers) {
      const worst = apart(errorsOf(X, y, scaler, intercept), estimates);
      t.ok(worst < (name === 'Filip' ? FILIP : EXACT), `${scaler}: ${worst.toExponential(1)}`);
      t.equal(engine.dof(), dof, `${scaler}: ${dof} degrees of freedom`);
    }
    t.end();
  });

  test(`NIST ${name}: they have the certified digits that rounding x leaves`, (t) => {
    const errors = errorsOf(X, y, 'none', intercept);
    const d = errors.length - 1;
    const inOrder = intercept ? [errors[d], ...errors.slice(0, d)] : errors.slice(0, d);
    const worst = Math.min(...inOrder.map((error, j) => digits(error, standard_deviation[j])));
    t.ok(worst >= Math.min(MOST_DIGITS, certified_digits) - SLACK, `${worst.toFixed(1)} digits`);
    t.end();
  });
}

test('diabetes: the standard errors are those of (X^T X)^-1 without rounding, under every scaler', (t) => {
  const table = read('datasets/diabetes.csv').trim().split('\n').slice(1);
  const rows = table.map((line) => line.split(',').map(Number));
  const X = rows.map((row) => row.slice(0, -1));
  const y = rows.map((row) => row[row.length - 1]);
  for (const scaler of SCALERS) {
    const worst = apart(errorsOf(X, y, scaler), reference.diabetes.all.estimates);
    t.ok(worst < EXACT, `${scaler}: ${worst.toExponential(1)}`);
  }
  t.end();
});

test('three points have one degree of freedom, and the errors of the textbook', (t) => {
  const [ofWeight, ofIntercept] = errorsOf([[0], [1], [2]], [0, 1, 5]);
  t.equal(engine.dof(), 1);
  t.ok(digits(ofWeight, Math.sqrt(1.5 / 2)) > MOST_DIGITS, 'sqrt(s^2 / Sxx)');
  t.ok(
    digits(ofIntercept, Math.sqrt(1.5 * (1 / 3 + 1 / 2))) > MOST_DIGITS,
    'sqrt(s^2 (1 / n + mean^2 / Sxx))',
  );
  t.end();
});

test('without an intercept there is a degree of freedom more, and no error of the intercept', (t) => {
  const [ofWeight, ofIntercept] = errorsOf([[1], [2], [2]], [0, 1, 5], 'none', false);
  t.equal(engine.dof(), 2);
  // w = 12 / 9, |y - w x|^2 = 26 - 144 / 9 = 10
  t.ok(digits(ofWeight, Math.sqrt(10 / 2 / 9)) > MOST_DIGITS, 'sqrt(s^2 / sum of x^2)');
  t.ok(Number.isNaN(ofIntercept));
  t.end();
});

/** Rows of whole numbers without a pattern (Lehmer's generator), of full rank. */
function generated(n: number, d: number): { X: number[][]; y: number[] } {
  let state = 53;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state % 1000;
  };
  return {
    X: Array.from({ length: n }, () => Array.from({ length: d }, next)),
    y: Array.from({ length: n }, next),
  };
}

test('there are none when the weights are not determined, or no row is left over', (t) => {
  const { X, y } = generated(20, 3);
  t.equal(errorsOf(X, y).length, 4, 'full rank');
  t.deepEqual(
    errorsOf(
      X.map((row) => [...row, row[0] + row[1]]),
      y,
    ),
    [],
    'a column is the sum of two',
  );
  t.deepEqual(
    errorsOf(
      X.map((row) => [...row, 7]),
      y,
    ),
    [],
    'a column is constant',
  );
  t.equal(errorsOf(X.slice(0, 5), y.slice(0, 5)).length, 4, '5 rows for 4 coefficients');
  t.deepEqual(errorsOf(X.slice(0, 4), y.slice(0, 4)), [], '4 rows');
  t.deepEqual(errorsOf(X.slice(0, 2), y.slice(0, 2)), [], '2 rows');
  t.end();
});

test('256 features have standard errors, 257 are too many to keep them', (t) => {
  const { X, y } = generated(300, 257);
  t.deepEqual(errorsOf(X, y), []);
  t.equal(
    errorsOf(
      X.map((row) => row.slice(1)),
      y,
    ).length,
    257,
  );
  t.equal(engine.dof(), 300 - 257);
  t.end();
});

test('damaged standard errors are refused, each for its reason', (t) => {
  // i32 1, f64 w, i32 1, f64 b; then what standard_errors.ts draws.
  const [kind, dof, variance, count, inverse] = [24, 25, 29, 37, 41];
  const damage = (change: (view: DataView) => void, cut = 0, d = 1) => {
    errorsOf([[0], [1], [2]], [0, 1, 5]);
    const length = engine.byteCount();
    change(new DataView(engine.memory.buffer, engine.modelBytes(), length));
    try {
      engine.read(length - cut, d);
    } catch (error) {
      return (error as Error).message.replace(
        /^sqml: model is damaged at byte \d+: (.*); train it again$/,
        '$1',
      );
    }
    return '';
  };
  const real = (at: number, value: number) => damage((view) => view.setFloat64(at, value, true));
  const integer = (at: number, value: number) => damage((view) => view.setInt32(at, value, true));
  const whole = () => {};
  t.equal(damage(whole), '', 'the whole bytes are read');
  t.equal(engine.byteCount(), inverse + 3 * 8, 'and are as long as drawn');
  t.equal(
    damage((view) => view.setUint8(kind, 3)),
    'unknown kind of standard errors',
  );
  t.equal(
    damage((view) => view.setUint8(kind, 2)),
    'the inverse factor must have 1 values, got 3',
  );
  t.equal(integer(dof, 0), 'degrees of freedom must be from 1 to 2147483647, got 0');
  t.equal(integer(count, 4), 'the inverse factor must have 3 values, got 4');
  t.equal(real(variance, -1), 'the residual variance is -1.0');
  t.equal(real(variance, Number.NaN), 'value 0 of the residual variance is NaN');
  t.equal(real(inverse + 16, Number.POSITIVE_INFINITY), 'value 2 of the inverse factor is Infinity');
  t.equal(damage(whole, 1), 'the inverse factor has 3 values, 23 bytes left');
  t.equal(damage(whole, 3 * 8 + 4 + 8 + 1), '4 bytes expected, 3 left', 'a cut in the degrees of freedom');
  t.end();
});
