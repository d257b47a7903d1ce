// The tree algorithms of tree.as.ts as an object: fit one to a table, read its trees, ask it.

import { createHash } from 'node:crypto';
import { type Node, readTrees } from '../tree_bytes.ts';
import { kernel } from './compile.ts';
import type { Table } from './tree_tables.ts';

export const engine = await kernel('tree.as.ts');

export type Options = Record<string, unknown>;

export function reals(pointer: number, n: number): Float64Array {
  return new Float64Array(engine.memory.buffer, pointer, n);
}

function place(bytes: Uint8Array): number {
  const pointer = engine.room(bytes.length);
  new Uint8Array(engine.memory.buffer, pointer, bytes.length).set(bytes);
  return pointer;
}

function placeText(text: string): [number, number] {
  const bytes = new TextEncoder().encode(text);
  return [place(bytes), bytes.length];
}

/** What is given besides table and options. */
export interface Given {
  seed?: number;
  /** Weights of rows. */
  weights?: number[];
}

/** weights that class_weight 'balanced' gives; the engine's request computes them above the model. */
function balanced({ y, classes }: Table): number[] {
  return Array.from({ length: classes }, (_, c) => y.length / (classes * y.filter((v) => v === c).length));
}

export function fit(algorithm: string, table: Table, options: Options = {}, given: Given = {}): void {
  const { X, y, classes } = table;
  engine.collect();
  const stride = engine.begin(X.length, X[0].length, classes, ...placeText(algorithm));
  const rows = reals(engine.pointerX(), X.length * stride);
  for (const [i, row] of X.entries()) rows.set(row, i * stride);
  reals(engine.pointerY(), y.length).set(y);
  for (const [name, value] of Object.entries(options))
    engine.setOption(...placeText(name), ...placeText(JSON.stringify(value)));
  if (options.class_weight === 'balanced') reals(engine.pointerClassWeight(), classes).set(balanced(table));
  if (given.weights !== undefined) reals(engine.makeRowWeight(), X.length).set(given.weights);
  engine.fit(given.seed ?? 0);
}

/** Puts other values into the first rows of the table that was fitted. */
export function setRows(rows: number[][]): void {
  const stride = 2 * Math.ceil(rows[0].length / 2);
  for (const [i, row] of rows.entries()) reals(engine.pointerX(), (i + 1) * stride).set(row, i * stride);
}

export function bytes(): Uint8Array {
  const pointer = engine.write();
  return new Uint8Array(engine.memory.buffer, pointer, engine.written()).slice();
}

export function read(model: Uint8Array): void {
  engine.read(place(model), model.length);
}

/** The outputs of all rows of the table that was fitted, one row after another. */
export function outputs(rows: number): number[] {
  const n = rows * engine.outputs();
  const pointer = engine.room(8 * n);
  engine.outputsOfAll(pointer);
  return [...reals(pointer, n)];
}

/** The answer for one row. */
export const predict = (row: number[]): number =>
  engine.predict(place(new Uint8Array(Float64Array.from([...row, 0]).buffer)));

/** The trees in the bytes of an algorithm's model of d features and k classes, 0 for a regression. */
export function treesIn(algorithm: string, model: Uint8Array, d: number, k: number): Node[][] {
  const view = new DataView(model.buffer, model.byteOffset, model.byteLength);
  // gradient_boosting: the loss of a classification, the learning rate, a start value a tree of a stage.
  const isBoosting = algorithm === 'gradient_boosting';
  let at = isBoosting ? Math.min(k, 1) + 12 + 8 * (k > 2 ? k : 1) : 0;
  // bagging: what the members are.
  if (algorithm === 'bagging') at = 1;
  const walk = (n: number) => {
    at += n;
    return at - n;
  };
  return readTrees(
    {
      u8: () => view.getUint8(walk(1)),
      u16: () => view.getUint16(walk(2), true),
      i32: () => view.getInt32(walk(4), true),
      f32: () => view.getFloat32(walk(4), true),
      f64: () => view.getFloat64(walk(8), true),
    },
    d,
    isBoosting ? 0 : k,
  );
}

/** The digest of f64 that test/reference/trees.py draws. */
export const digestOfReals = (values: number[]): string =>
  createHash('sha256')
    .update(new Uint8Array(Float64Array.from(values).buffer))
    .digest('hex')
    .slice(0, 4);

/** The digest of trees that test/reference/trees.py draws. */
export function digestOf(trees: Node[][]): string {
  const hash = createHash('sha256');
  for (const { feature, threshold, isMissingLeft, values } of trees.flat()) {
    const isLeaf = feature < 0;
    const view = new DataView(new ArrayBuffer(isLeaf ? 4 + 8 * values.length : 13));
    view.setInt32(0, feature, true);
    if (isLeaf) for (const [i, value] of values.entries()) view.setFloat64(4 + 8 * i, value, true);
    else {
      view.setFloat64(4, threshold, true);
      view.setUint8(12, Number(isMissingLeft));
    }
    hash.update(new Uint8Array(view.buffer));
  }
  return hash.digest('hex').slice(0, 4);
}

/** Base and contributions, by row and number, of the rows of the table that was fitted. */
export function explain({ X }: Table): { bases: number[]; rows: number[][][] } {
  const count = engine.explained();
  const d = X[0].length;
  const pointer = engine.room(8 * (X.length * count * d + count));
  engine.explain(pointer);
  const all = [...reals(pointer, X.length * count * d + count)];
  const rows = X.map((_, i) =>
    Array.from({ length: count }, (_, c) => all.slice((i * count + c) * d, (i * count + c + 1) * d)),
  );
  return { bases: all.slice(X.length * count * d), rows };
}
