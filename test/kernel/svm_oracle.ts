// What the dual of a support vector machine is, said naively: the oracle of svm.test.ts.
//
//   minimise f(b) = 1/2 b'Kb + q'b + epsilon |b|_1   subject to sum b = 0, low <= b <= high

import type { Dual } from './svm.ts';

export function objectiveOf(K: number[][], { q, epsilon }: Dual, b: number[]): number {
  const product = (row: number[]) => row.reduce((sum, value, j) => sum + value * b[j], 0);
  return b.reduce(
    (sum, value, i) => sum + value * (0.5 * product(K[i]) + q[i]) + epsilon * Math.abs(value),
    0,
  );
}

/** Per variable the slope of f when it rises and when it falls; +-Infinity where it cannot. */
export function slopes(K: number[][], { low, high, q, epsilon }: Dual, b: number[]) {
  const g = K.map((row, i) => row.reduce((sum, value, j) => sum + value * b[j], q[i]));
  return {
    up: g.map((value, i) => (b[i] >= high[i] ? Infinity : value + (b[i] < 0 ? -epsilon : epsilon))),
    down: g.map((value, i) => (b[i] <= low[i] ? -Infinity : value + (b[i] > 0 ? epsilon : -epsilon))),
  };
}

/**
 * The minimum, by trying for each variable all places where it can end: at low, at 0, at high, or inside
 * with either sign. With the places fixed, stationarity is a linear system. K must be positive definite.
 */
export function exhaustive(K: number[][], dual: Dual): { b: number[]; objective: number } {
  const n = K.length;
  let best = { b: new Array<number>(n).fill(0), objective: 0 };
  for (let code = 0; code < 5 ** n; code++) {
    const places = Array.from({ length: n }, (_, i) => Math.floor(code / 5 ** i) % 5);
    const b = stationary(K, dual, places);
    const isFeasible =
      Math.abs(b.reduce((sum, value) => sum + value, 0)) < 1e-12 &&
      b.every((value, i) => value >= dual.low[i] - 1e-12 && value <= dual.high[i] + 1e-12);
    if (!isFeasible) continue;
    const objective = objectiveOf(K, dual, b);
    if (objective < best.objective) best = { b, objective };
  }
  return best;
}

/** b with variables at places 0 low, 1 zero, 2 high; 3 inside and positive, 4 inside and negative. */
function stationary(K: number[][], { low, high, q, epsilon }: Dual, places: number[]): number[] {
  const b = places.map((place, i) => (place === 0 ? low[i] : place === 2 ? high[i] : 0));
  const free = places.flatMap((place, i) => (place >= 3 ? [i] : []));
  if (free.length === 0) return b;
  // Unknowns: b of the free variables, and the multiplier of sum b = 0.
  const rows = free.map((i) => {
    const fixed = K[i].reduce(
      (sum, value, j) => sum + value * b[j],
      q[i] + (places[i] === 3 ? epsilon : -epsilon),
    );
    return [...free.map((j) => K[i][j]), 1, -fixed];
  });
  rows.push([...free.map(() => 1), 0, -b.reduce((sum, value) => sum + value, 0)]);
  const solved = eliminate(rows);
  free.forEach((i, place) => {
    b[i] = solved[place];
  });
  return b;
}

/** Solves a linear system given as rows of coefficients and right-hand side. */
function eliminate(rows: number[][]): number[] {
  const n = rows.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r][c]) > Math.abs(rows[pivot][c])) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r][c] / rows[c][c];
      rows[r] = rows[r].map((value, j) => value - factor * rows[c][j]);
    }
  }
  return rows.map((row, i) => row[n] / row[i]);
}
