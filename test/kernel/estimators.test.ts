// Every algorithm against scikit-learn's estimator, case by case of test/reference/estimators/ (estimators.py says
// what is recorded). Largest differences seen stand beside the tolerances.

import test from 'tape';
import { observe, recordedCases } from './estimators.ts';

/** Relative to the norm of all of them. */
interface Tolerance {
  weights?: number;
  values?: number;
  probabilities?: number;
  score?: number;
  objective?: number;
}

const FILES: Record<string, Tolerance> = {
  /** Means and quantiles, at most rounded otherwise; sums of some thousand of them. */
  dummy: { values: 1e-15, probabilities: 1e-13, score: 1e-12 },
  elastic_net: { weights: 1e-6, score: 1e-6 },
  elastic_net_cv: { weights: 1e-6, score: 1e-6 },
  /** Exponents of some ten millions, on digits, whose rounding is that of the probabilities. */
  gaussian_nb: { probabilities: 1e-8 },
  /** Sums in another order than BLAS adds them, through some hundred steps: 1e-15; L-BFGS divides small differences: 2e-10. */
  mlp: { values: 1e-9, probabilities: 1e-9, score: 1e-9 },
  logistic: { weights: 1e-6 },
  logistic_cv: { weights: 1e-6 },
  quantile: { weights: 1e-6, objective: 1e-9 },
  huber: { weights: 1e-6, score: 1e-6 },
  log_linear: { weights: 1e-6, values: 1e-6 },
  knn: { values: 1e-14, probabilities: 1e-14, score: 1e-12 },
  /** Where pow and exp are in the steps; all else is the same bits. */
  sgd: { weights: 1e-10, probabilities: 1e-10, score: 1e-10 },
  ridge: { weights: 1e-6, score: 1e-6 },
};

const asked = process.argv.slice(2);

for (const [file, tolerance] of Object.entries(FILES)) {
  if (asked.length > 0 && !asked.includes(file)) continue;
  for (const one of recordedCases(file)) {
    const what = `${one.algorithm}, ${one.type}${one.weighted ? ', weighted' : ''}, ${JSON.stringify(one.options)}`;
    test(`${what}: scikit-learn's on ${one.found.length} problems`, (t) => {
      const largest: Record<string, number> = {};
      for (const wanted of one.found) {
        const found = observe(one, wanted);
        const where = `${what} on ${wanted.problem}`;
        for (const key of ['weights', 'values', 'probabilities'] as const) {
          const [theirs, ours] = [wanted[key], found[key]];
          if (theirs === undefined || ours === undefined) continue;
          const off = Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]))) / (theirs[0] || 1);
          largest[key] = Math.max(largest[key] ?? 0, off);
          if (!(off <= (tolerance[key] ?? 0))) t.fail(`${where}: ${key} ${off} off`);
        }
        for (const key of ['bits', 'iterations', 'answers'] as const)
          if (wanted[key] !== found[key]) t.fail(`${where}: ${key} ${found[key]}, there ${wanted[key]}`);
        for (const [name, value] of Object.entries(wanted.chosen ?? {})) {
          const ours = found.chosen?.[name] ?? Number.NaN;
          if (!(Math.abs(ours - value) <= 1e-12 * value)) t.fail(`${where}: ${name} ${ours}, there ${value}`);
        }
        if (wanted.objective !== undefined && found.objective !== undefined) {
          const off = (found.objective - wanted.objective) / Math.max(wanted.objective, Number.EPSILON);
          largest.objective = Math.max(largest.objective ?? 0, Math.abs(off));
          if (!(Math.abs(off) <= (tolerance.objective ?? 0)))
            t.fail(`${where}: objective ${found.objective}, there ${wanted.objective}`);
        }
        if (wanted.score !== undefined && found.score !== undefined) {
          const off = Math.abs(wanted.score - found.score);
          const allowed = one.type === 'classification' ? 1e-15 : (tolerance.score ?? 0);
          largest.score = Math.max(largest.score ?? 0, off);
          if (!(off <= allowed * Math.max(1, Math.abs(wanted.score))))
            t.fail(`${where}: score ${found.score}, there ${wanted.score}`);
        }
      }
      t.pass(`largest differences: ${JSON.stringify(largest)}`);
      t.end();
    });
  }
}
