// The models of scores.as.ts as an object, for the tests beside it: fit one, ask it about rows.

import { fileURLToPath } from 'node:url';
import { readDataset } from '../../lib/build/datasets.ts';
import { kernel } from './compile.ts';

export const engine = await kernel('scores.as.ts');
const folder = fileURLToPath(new URL('../../datasets', import.meta.url));

export type Options = Record<string, string | number | boolean | null | number[]>;

/** What to learn: class indices 0..classes-1, or values where classes is 0. */
export interface Problem {
  X: number[][];
  y: number[];
  classes: number;
}

export interface Entry {
  machine: number;
  iteration: number;
  objective: number;
  gap: number;
}

function reals(pointer: number, n: number): Float64Array {
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

export function placeReals(values: number[]): number {
  return place(new Uint8Array(Float64Array.from(values).buffer));
}

/** What a kernel writes to `n` f64. */
export function written(n: number, write: (pointer: number) => void): number[] {
  const pointer = engine.room(8 * n);
  write(pointer);
  return [...reals(pointer, n)];
}

/** How a fit differs from the plain one. */
export interface Besides {
  /** The engine standardises X first. */
  isRaw?: boolean;
  /** Weights of rows. */
  weight?: number[];
  /** Goes on from the model that is there. */
  goesOn?: boolean;
}

export function fit(
  algorithm: string,
  { X, y, classes }: Problem,
  options: Options = {},
  seed = 0,
  { isRaw = false, weight, goesOn = false }: Besides = {},
): void {
  engine.collect();
  const stride = engine.begin(X.length, X[0].length, classes, ...placeText(algorithm));
  const rows = reals(engine.pointerX(), X.length * stride);
  for (const [i, row] of X.entries()) rows.set(row, i * stride);
  reals(engine.pointerY(), y.length).set(y);
  engine.setOptions(...placeText(JSON.stringify(options)));
  if (isRaw) engine.standardise();
  if (weight !== undefined) reals(engine.pointerRowWeight(), weight.length).set(weight);
  engine.fit(seed, Number(goesOn));
}

/** The row as the scaler of a raw problem makes it. */
export function standardised(row: number[]): number[] {
  const pointer = placed(row);
  engine.standardiseRow(pointer);
  return [...reals(pointer, row.length)];
}

/** What the fit chose by itself, as JSON. */
export function chosen(): string {
  const pointer = engine.chosen();
  return new TextDecoder().decode(new Uint8Array(engine.memory.buffer, pointer, engine.chosenLength()));
}

/** The row with its padding, where the model can read it. */
function placed(row: number[]): number {
  return placeReals(row.length % 2 ? [...row, 0] : row);
}

export const predict = (row: number[]): number => engine.predict(placed(row));

export const decide = (row: number[]): number[] =>
  written(engine.scoreCount(), (scores) => engine.decide(placed(row), scores));

export const probabilities = (row: number[], classes: number): number[] =>
  written(classes, (p) => engine.probabilities(placed(row), p));

/** The scores of the linear part. */
export const linearScores = (row: number[]): number[] =>
  Array.from({ length: engine.linearOutputs() }, (_, c) => engine.linearScore(c, placed(row)));

export function bytes(): Uint8Array {
  const pointer = engine.write();
  return new Uint8Array(engine.memory.buffer, pointer, engine.written()).slice();
}

export function read(model: Uint8Array): void {
  engine.read(place(model), model.length);
}

/** The held-out values of the two classes of the problem fitted last, and the order that cut the folds. */
export function heldOut(n: number, seed: number): { values: number[]; permutation: number[] } {
  const values = [...reals(engine.heldOut(seed), n)];
  const permutation = [...new Int32Array(engine.memory.buffer, engine.permutation(n, seed), n)];
  return { values, permutation };
}

/** The entries of the log that was looked at last. */
export function logEntries(length: number): Entry[] {
  return Array.from({ length }, (_, i) => ({
    machine: engine.logMachine(i),
    iteration: engine.logIteration(i),
    objective: engine.logObjective(i),
    gap: engine.logGap(i),
  }));
}

/** A bundled dataset, split as sqml_train does and scaled by its training part, or raw. */
export function splitOf(
  name: string,
  randomState: number,
  isClassifier = true,
  isRaw = false,
): { train: Problem; test: Problem } {
  const { columns } = readDataset(folder, name);
  const target = columns[columns.length - 1];
  const features = columns.slice(0, -1);
  const n = target.length;
  const tests = engine.splitRows(n, 0.25, randomState);
  const rows = (isTest: number, count: number) => [
    ...new Int32Array(engine.memory.buffer, engine.part(isTest), count),
  ];
  const trainRows = rows(0, n - tests);
  const scales = features.map((values) => {
    if (isRaw) return { mean: 0, scale: 1 };
    const mean = trainRows.reduce((sum, i) => sum + values[i], 0) / trainRows.length;
    const variance = trainRows.reduce((sum, i) => sum + (values[i] - mean) ** 2, 0) / trainRows.length;
    return { mean, scale: variance > 0 ? Math.sqrt(variance) : 1 };
  });
  const part = (of: number[]) => ({
    X: of.map((i) => features.map((values, f) => (values[i] - scales[f].mean) / scales[f].scale)),
    y: of.map((i) => target[i]),
    classes: isClassifier ? Math.max(...target) + 1 : 0,
  });
  return { train: part(trainRows), test: part(rows(1, tests)) };
}
