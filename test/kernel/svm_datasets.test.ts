// svc and svr on the five bundled datasets, at every recorded random_state, against scikit-learn
// (test/reference/README.md says what the files hold).

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import { readDataset } from '../../lib/build/datasets.ts';
import * as svm from './svm.ts';

const folder = fileURLToPath(new URL('../../datasets', import.meta.url));

/** The default tol; an objective within it of the minimum, relatively, is what both programs promise. */
const DEFAULT_TOLERANCE = 1e-3;
/** One r2 score from two solutions within tol of each other; largest seen: 4e-5. */
const R2_TOLERANCE = 1e-3;
/** The score that sqml gives is that of scikit-learn's fit at its own tol, up to this many test rows. */
const ROWS_APART = 1;

interface Recorded {
  score_default: number;
  /** svc: per pair of classes; svr: one. */
  duals?: number[];
  dual?: number;
}

interface Split {
  train: svm.Problem;
  test: number[][];
  expected: number[];
}

/** The training part, scaled, and the test rows with the same scale. */
function splitOf(name: string, randomState: number, isClassifier: boolean): Split {
  const { columns } = readDataset(folder, name);
  const target = columns[columns.length - 1];
  const features = columns.slice(0, -1);
  const { train, test } = svm.split(target.length, 0.25, randomState);
  const scales = features.map((values) => {
    const mean = train.reduce((sum, i) => sum + values[i], 0) / train.length;
    const variance = train.reduce((sum, i) => sum + (values[i] - mean) ** 2, 0) / train.length;
    return { mean, scale: variance > 0 ? Math.sqrt(variance) : 1 };
  });
  const row = (i: number) => features.map((values, f) => (values[i] - scales[f].mean) / scales[f].scale);
  return {
    train: {
      X: train.map(row),
      y: train.map((i) => target[i]),
      classes: isClassifier ? Math.max(...target) + 1 : 0,
    },
    test: test.map(row),
    expected: test.map((i) => target[i]),
  };
}

function r2(predicted: number[], expected: number[]): number {
  const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
  const residual = expected.reduce((sum, value, i) => sum + (value - predicted[i]) ** 2, 0);
  return 1 - residual / expected.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function recorded(file: string): Record<string, Record<string, Recorded>> {
  const { made_by, ...found } = JSON.parse(
    readFileSync(new URL(`../reference/${file}.json`, import.meta.url), 'utf8'),
  );
  return found;
}

function checkObjective(
  t: test.Test,
  objective: number,
  minimum: number,
  isConvex: boolean,
  what: string,
): void {
  const excess = (objective - minimum) / Math.abs(minimum);
  // K of the sigmoid kernel is not positive: there are several minima, and a tighter tol may leave for a lower.
  const below = isConvex ? 1e-7 : DEFAULT_TOLERANCE;
  t.ok(excess > -below && excess < DEFAULT_TOLERANCE, `${what}: the objective is ${excess} above`);
}

for (const kernel of ['rbf', 'linear', 'poly', 'sigmoid']) {
  const file = kernel === 'rbf' ? 'svc' : `svc_${kernel}`;
  for (const [name, states] of Object.entries(recorded(file))) {
    test(`svc, ${kernel}, ${name}: the minimum and, up to one test row, the score are scikit-learn's`, (t) => {
      for (const [state, { duals = [], score_default }] of Object.entries(states)) {
        const { train, test: rows, expected } = splitOf(name, Number(state), true);
        svm.load({ ...train, options: { kernel } });
        const { objective, converged } = svm.train();
        const minimum = duals.reduce((sum, value) => sum + value, 0);
        const right = rows.filter((row, i) => svm.predictRow(row) === expected[i]).length;
        const apart = Math.abs(right - Math.round(score_default * rows.length));
        t.ok(converged && apart <= ROWS_APART, `random_state ${state}: ${apart} rows apart`);
        checkObjective(t, objective, minimum, kernel !== 'sigmoid', `random_state ${state}`);
      }
      t.end();
    });
  }
}

for (const [name, states] of Object.entries(recorded('svr'))) {
  test(`svr, ${name}: the minimum and r2 are scikit-learn's`, (t) => {
    for (const [state, { dual = Number.NaN, score_default }] of Object.entries(states)) {
      const { train, test: rows, expected } = splitOf(name, Number(state), false);
      svm.load(train);
      const { objective, converged } = svm.train();
      const apart = Math.abs(r2(rows.map(svm.predictRow), expected) - score_default);
      t.ok(converged && apart <= R2_TOLERANCE, `random_state ${state}: r2 ${apart} apart`);
      checkObjective(t, objective, dual, true, `random_state ${state}`);
    }
    t.end();
  });
}
