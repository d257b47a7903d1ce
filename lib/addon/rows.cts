// What callers give as X and y, as the engine reads it (native.cts).
//
// Numbers become one Float64Array; where a string or a bigint is among them, cells. What is not even a row or a
// value is refused here; what the values mean is the engine's to say.

import { CellWriter, type Value } from './cells.cts';
import type { NativeRows } from './native.cts';

/** A row by feature name, as a query's result has them; other names are ignored. */
export type NamedRow = Readonly<Record<string, Value>>;

/** Rows of features: numbers row after row, or an array of rows. NaN and null are missing values. */
export type Features = Float64Array | Float32Array | readonly ArrayLike<Value>[] | readonly NamedRow[];

/** Features whose values are in order. */
export type OrderedFeatures = Exclude<Features, readonly NamedRow[]>;

export function isFlat(X: Features): X is Float64Array | Float32Array {
  return X instanceof Float64Array || X instanceof Float32Array;
}

/** Throws unless X is one of the forms of rows; `who` asks. */
export function checkFeatures(X: unknown, who: string): asserts X is Features {
  const isRows = Array.isArray(X) && (X.length === 0 || isList(X[0]) || isNamed(X[0]));
  if (isRows || isFlat(X as Features)) return;
  const form =
    'a Float64Array, a Float32Array or an array of rows such as [[5.1, 3.5], [4.9, 3.0]] or [{ a: 5.1, b: 3.5 }]';
  throw new TypeError(`${who}: X must be ${form}, got ${kindOf(X)}`);
}

/** An array or a typed array: what only has a length may claim any. */
function isList(value: unknown): value is ArrayLike<Value> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isNamed(row: unknown): row is NamedRow {
  return typeof row === 'object' && row !== null && !isList(row) && !ArrayBuffer.isView(row);
}

/** The names of the first row, when rows go by name. */
export function namesOf(X: Features): string[] | undefined {
  return !isFlat(X) && isNamed(X[0]) ? Object.keys(X[0]) : undefined;
}

/** X with the values of each row in the order of `names`; as it is when they are in order already. */
export function ordered(X: Features, names: readonly string[], who: string): OrderedFeatures {
  if (isFlat(X) || !isNamed(X[0])) return X as OrderedFeatures;
  return (X as readonly NamedRow[]).map((row, i) => {
    if (!isNamed(row))
      throw new TypeError(`${who}: X[${i}] must be an object as X[0] is, got ${kindOf(row)}`);
    return names.map((name) => {
      if (!Object.hasOwn(row, name)) throw new RangeError(`${who}: X[${i}] has no '${name}'`);
      return row[name];
    });
  });
}

/** How many rows of `d` values `length` values are. */
export function countRows(length: number, d: number, who: string): number {
  const n = length / d;
  if (!Number.isInteger(n)) {
    throw new RangeError(`${who}: X has ${length} values, which are no whole rows of ${d}`);
  }
  return n;
}

/** The rows from `first` to before `end`, of `d` values each; into `target` when they are numbers and it is given. */
export function readRows(
  X: readonly ArrayLike<Value>[],
  first: number,
  end: number,
  d: number,
  who: string,
  target: Float64Array = new Float64Array((end - first) * d),
): NativeRows {
  let at = 0;
  for (let i = first; i < end; i++) {
    const row = X[i];
    if (!isList(row) || row.length !== d) {
      const got = isList(row) ? row.length : kindOf(row);
      throw new RangeError(`${who}: X[${i}] must have ${d} values, got ${got}`);
    }
    for (let j = 0; j < d; j++) {
      const value = row[j];
      if (typeof value === 'number') target[at++] = value;
      else if (value === null || value === undefined) target[at++] = Number.NaN;
      else return cellsOf(X, first, end, who);
    }
  }
  return target;
}

function cellsOf(X: readonly ArrayLike<Value>[], first: number, end: number, who: string): Uint8Array {
  const cells = new CellWriter();
  for (let i = first; i < end; i++) {
    for (let j = 0; j < X[i].length; j++) cells.write(X[i][j], () => `${who}: X[${i}][${j}]`);
  }
  return cells.bytes;
}

/** A target, one value a row. */
export function readTarget(y: ArrayLike<Value>, who: string): NativeRows {
  if (!isList(y)) throw new TypeError(`${who}: y must be an array or a typed array, got ${kindOf(y)}`);
  if (y instanceof Float64Array) return y;
  const { length } = y;
  const numbers = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const value = y[i];
    if (typeof value === 'number') numbers[i] = value;
    else if (value === null || value === undefined) numbers[i] = Number.NaN;
    else return targetCells(y, who);
  }
  return numbers;
}

function targetCells(y: ArrayLike<Value>, who: string): Uint8Array {
  const cells = new CellWriter();
  for (let i = 0; i < y.length; i++) cells.write(y[i], () => `${who}: y[${i}]`);
  return cells.bytes;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${typeof value[0]}s`;
  return typeof value === 'object' ? `an object of ${value.constructor?.name}` : `a ${typeof value}`;
}
