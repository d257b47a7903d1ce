// The cases of test/reference/estimators/: their problems, fitted by the engine, and what is measured of a fit.

import { readFileSync } from 'node:fs';
import { stream } from './generated.ts';
import * as models from './scores.ts';

/** A dataset and random_state, or n, d, k and seed of a generated table. */
export type ProblemName = [string, number] | [number, number, number, number];

export interface Found {
  problem: ProblemName;
  weights?: number[];
  bits?: string;
  iterations?: number;
  chosen?: Record<string, number>;
  answers?: number;
  values?: number[];
  probabilities?: number[];
  score?: number;
  objective?: number;
}

export interface Case {
  algorithm: string;
  type: 'classification' | 'regression';
  options: models.Options;
  weighted?: boolean;
  /** exp: e to the target. */
  target?: string;
  found: Found[];
}

export function recordedCases(file: string): Case[] {
  const url = new URL(`../reference/estimators/${file}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')).cases;
}

export interface Table {
  train: models.Problem;
  test: models.Problem;
  /** The engine standardises it. */
  isRaw: boolean;
}

const tables = new Map<string, Table>();

export function tableOf(name: ProblemName, isClassifier: boolean): Table {
  const key = `${name} ${isClassifier}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table =
    typeof name[0] === 'string' ? dataset(name as [string, number], isClassifier) : generated(name);
  tables.set(key, table);
  return table;
}

function dataset([name, seed]: [string, number], isClassifier: boolean): Table {
  return { ...models.splitOf(name, seed, isClassifier, true), isRaw: true };
}

function generated(name: ProblemName): Table {
  const [n, d, k, seed] = name as number[];
  const draw = stream(seed);
  const X = Array.from({ length: n }, () => Array.from({ length: d }, draw));
  const score = X.map((row) => draw() + row[0] - 0.5 * row[d - 1]);
  const label = (value: number) => Math.min(k - 1, Math.max(0, Math.floor(((value + 1.25) / 2.5) * k)));
  const first = n - Math.floor(n / 4);
  let y = k === 0 ? score : score.map(label);
  if (k > 0 && new Set(y.slice(0, first)).size < k) y = y.map((_, i) => i % k);
  const part = (from: number, to: number) => ({ X: X.slice(from, to), y: y.slice(from, to), classes: k });
  return { train: part(0, first), test: part(first, n), isRaw: false };
}

/** The weight of row i in a weighted case. */
export const weightOf = (i: number): number => 1 + ((i * 7) % 5) / 2;

/** The norm, and the products with two vectors: whoever has all three right has the numbers. */
export function measure(numbers: number[]): number[] {
  const draw = stream();
  const [a, b] = [0, 1].map(() => numbers.map(draw));
  const dot = (x: number[]) => numbers.reduce((sum, value, i) => sum + value * x[i], 0);
  return [Math.sqrt(dot(numbers)), dot(a), dot(b)];
}

/** FNV-1a (64 bit) over the doubles' bytes. */
export function bitsOf(numbers: number[]): string {
  let digest = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(Float64Array.from(numbers).buffer))
    digest = ((digest ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return digest.toString(16).padStart(16, '0');
}

/** All coefficients, then all intercepts. */
export function parameters(d: number): number[] {
  const outputs = models.engine.linearOutputs();
  const weights = Array.from({ length: outputs * d }, (_, i) =>
    models.engine.linearWeight(Math.floor(i / d), i % d),
  );
  return [...weights, ...Array.from({ length: outputs }, (_, c) => models.engine.linearIntercept(c))];
}

/** Fits a case to a problem, and observes what `wanted` has. */
export function observe(of: Case, wanted: Found): Found {
  const isClassifier = of.type === 'classification';
  const { train: given, test, isRaw } = tableOf(wanted.problem, isClassifier);
  const train = of.target === 'exp' ? { ...given, y: given.y.map(Math.exp) } : given;
  const seed = wanted.problem[wanted.problem.length - 1] as number;
  const weight = of.weighted ? train.y.map((_, i) => weightOf(i)) : undefined;
  models.fit(of.algorithm, train, of.options, seed, { isRaw, weight });
  const found: Found = { problem: wanted.problem };
  const asked = isRaw ? test.X.map(models.standardised) : test.X;
  if (wanted.weights !== undefined) found.weights = measure(parameters(train.X[0].length));
  if (wanted.bits !== undefined) found.bits = bitsOf(parameters(train.X[0].length));
  if (wanted.iterations !== undefined) found.iterations = models.engine.iterations();
  if (wanted.chosen !== undefined) found.chosen = JSON.parse(models.chosen());
  const predicted = asked.map(models.predict);
  if (wanted.answers !== undefined) found.answers = predicted.reduce((sum, c, i) => sum + (i + 1) * c, 0);
  if (wanted.values !== undefined) found.values = measure(predicted);
  if (wanted.probabilities !== undefined)
    found.probabilities = measure(asked.flatMap((row) => models.probabilities(row, train.classes)));
  if (wanted.score !== undefined)
    found.score = isClassifier ? accuracy(predicted, test.y) : r2(predicted, test.y);
  if (wanted.objective !== undefined) found.objective = models.engine.objective();
  return found;
}

function accuracy(predicted: number[], y: number[]): number {
  return predicted.filter((label, i) => label === y[i]).length / y.length;
}

function r2(predicted: number[], y: number[]): number {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const squares = (other: (i: number) => number) =>
    y.reduce((sum, value, i) => sum + (value - other(i)) ** 2, 0);
  return 1 - squares((i) => predicted[i]) / squares(() => mean);
}
