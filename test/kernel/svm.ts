// A support vector machine of svm.as.ts as an object, for svm.test.ts: give it a problem, ask what it made.

import { kernel } from './compile.ts';

const module = await kernel('svm.as.ts');

export interface Problem {
  X: number[][];
  /** Class indices when `classes` > 0, else values. */
  y: number[];
  /** 0 for regression. */
  classes: number;
  /** Option values by name; a string is one of the option's words. */
  options?: Record<string, number | string | boolean>;
  /** One weight a class. */
  classWeight?: number[];
}

/** The numbers of one dual problem: minimise 1/2 b'Kb + q'b + epsilon |b|_1, sum b = 0, low <= b <= high. */
export interface Dual {
  low: number[];
  high: number[];
  q: number[];
  epsilon: number;
}

export interface DualSolution {
  b: number[];
  rho: number;
  objective: number;
  steps: number;
  K: number[][];
}

export interface Fitted {
  objective: number;
  iterations: number;
  converged: boolean;
  bytes: Uint8Array;
  /** The prediction of every training row. */
  predicted: number[];
  /** Per training row the pairs' decision values; empty for regression. */
  decisions: number[][];
}

function reals(pointer: number, n: number): Float64Array {
  return new Float64Array(module.memory.buffer, pointer, n);
}

function place(bytes: Uint8Array): number {
  const pointer = module.room(bytes.length);
  new Uint8Array(module.memory.buffer, pointer, bytes.length).set(bytes);
  return pointer;
}

function placeReals(values: number[]): number {
  return place(new Uint8Array(Float64Array.from(values).buffer));
}

function setOptions(options: Record<string, number | string | boolean>): void {
  for (const [name, value] of Object.entries(options)) {
    const bytes = new TextEncoder().encode(name);
    const option = module.optionNamed(place(bytes), bytes.length);
    if (option < 0) throw new Error(`no option ${name}`);
    if (typeof value === 'string') {
      const word = new TextEncoder().encode(value);
      const index = module.wordNamed(option, place(word), word.length);
      if (index < 0) throw new Error(`no word ${value} for ${name}`);
      module.setOption(option, index, 1);
    } else {
      module.setOption(option, Number(value), 0);
    }
  }
}

/** Puts the problem into the module; what follows works on it. */
export function load({ X, y, classes, options = {}, classWeight }: Problem): void {
  module.collect();
  const stride = module.begin(X.length, X[0].length, classes);
  const rows = reals(module.pointerX(), X.length * stride);
  for (const [i, row] of X.entries()) rows.set(row, i * stride);
  reals(module.pointerY(), y.length).set(y);
  if (classWeight) reals(module.pointerClassWeight(), classes).set(classWeight);
  setOptions(options);
}

export function predictAll(n: number): number[] {
  return Array.from({ length: n }, (_, i) => module.predict(i));
}

export function decideAll(n: number, classes: number): number[][] {
  const pairs = (classes * (classes - 1)) / 2;
  return Array.from({ length: n }, (_, i) => [...reals(module.decide(i), pairs)]);
}

let single = { pointer: 0, length: 0 };

/** Predicts one row, given alone. */
export function predictRow(row: number[]): number {
  const padded = new Float64Array(row.length + (row.length % 2));
  padded.set(row);
  const length = padded.length;
  if (single.length < length) single = { pointer: module.room(length * 8), length };
  reals(single.pointer, length).set(padded);
  return module.predictAt(single.pointer);
}

/** Fits to the problem loaded last. */
export function train(): { objective: number; iterations: number; converged: boolean } {
  const objective = module.fit();
  return { objective, iterations: module.iterations(), converged: module.converged() === 1 };
}

export function fit(problem: Problem): Fitted {
  load(problem);
  const n = problem.X.length;
  return {
    ...train(),
    bytes: write(),
    predicted: predictAll(n),
    decisions: problem.classes > 0 ? decideAll(n, problem.classes) : [],
  };
}

export function write(): Uint8Array {
  const pointer = module.write();
  return new Uint8Array(module.memory.buffer, pointer, module.written()).slice();
}

/** Reads a model from any bytes, for the shape of the problem loaded last; throws what the engine says. */
export function read(bytes: Uint8Array): void {
  module.read(place(bytes), bytes.length);
}

/** Solves a dual problem over the rows and the kernel of the problem loaded last. */
export function solve({ low, high, q, epsilon }: Dual): DualSolution {
  const n = q.length;
  module.solve(placeReals(low), placeReals(high), placeReals(q), epsilon);
  const b = [...reals(module.solution(), n)];
  const K = b.map((_, i) => [...reals(module.kernelRow(i), n)]);
  return { b, rho: module.rho(), objective: module.objective(), steps: module.steps(), K };
}

/** The rows that train and that test, as ShuffleSplit draws them. */
export function split(n: number, testSize: number, randomState: number): { train: number[]; test: number[] } {
  const tests = module.split(n, testSize, randomState);
  const rows = (isTest: number, count: number) => [
    ...new Int32Array(module.memory.buffer, module.part(isTest), count),
  ];
  return { train: rows(0, n - tests), test: rows(1, tests) };
}
