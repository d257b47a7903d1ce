// The tables that trees are grown on, as test/reference/trees.py has them.

import { fileURLToPath } from 'node:url';
import { readDataset } from '../../lib/build/datasets.ts';
import { stream } from './generated.ts';

const folder = fileURLToPath(new URL('../../datasets', import.meta.url));

export interface Table {
  X: number[][];
  y: number[];
  /** 0 for a regression. */
  classes: number;
}

function bundled(name: string): Table {
  const { columns, task } = readDataset(folder, name);
  const y = [...columns[columns.length - 1]];
  const X = y.map((_, i) => columns.slice(0, -1).map((column) => column[i]));
  return { X, y, classes: task === 'regression' ? 0 : new Set(y).size };
}

/** n x d numbers, multiples of 1 / grid where it is not 0, a share of `nulls` NULL. */
function generated(n: number, d: number, classes: number, grid = 0, nulls = 0): Table {
  const draw = stream();
  const X = Array.from({ length: n }, () => Array.from({ length: d }, draw));
  const score = X.map((row) => draw() + row[0] - 0.5 * row[d - 1]);
  for (const row of X) {
    for (let j = 0; j < d && grid > 0; j++) row[j] = Math.floor(row[j] * grid + 0.5) / grid;
  }
  for (const row of X) {
    for (let j = 0; j < d && nulls > 0; j++) if ((draw() + 1) / 2 < nulls) row[j] = Number.NaN;
  }
  const label = (value: number) =>
    Math.min(classes - 1, Math.max(0, Math.floor(((value + 1.25) / 2.5) * classes)));
  return { X, y: classes === 0 ? score : score.map(label), classes };
}

/** A column of a single value, and one whose other values are NULL. */
function single({ X, y, classes }: Table): Table {
  for (const row of X) {
    row[1] = 7;
    if (!Number.isNaN(row[2])) row[2] = 3;
  }
  return { X, y, classes };
}

const TABLES: Record<string, () => Table> = {
  two: () => generated(300, 6, 2),
  two_ties: () => generated(400, 5, 2, 4),
  four_nulls: () => generated(300, 5, 4, 8, 0.15),
  single: () => single(generated(300, 4, 2, 8, 0.15)),
  wide: () => generated(800, 7, 3, 6, 0.1),
  long: () => generated(11000, 5, 2),
  longer: () => generated(200500, 3, 0),
  values: () => generated(300, 6, 0),
  values_ties: () => generated(400, 5, 0, 4),
  values_nulls: () => generated(300, 5, 0, 8, 0.15),
};

const made = new Map<string, Table>();

export function tableOf(name: string): Table {
  const table = made.get(name) ?? (TABLES[name] ? TABLES[name]() : bundled(name));
  made.set(name, table);
  return table;
}

/** Weights of n rows, some of them 0. */
export function weightsOf(n: number): number[] {
  const draw = stream();
  return Array.from({ length: n }, draw).map((value) =>
    value < -0.8 ? 0 : Math.floor((value + 1.5) * 64) / 100,
  );
}
