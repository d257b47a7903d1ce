// scikit-learn's verdict on each option at its edges and far beyond (test/reference/verdicts.json), beside sqml's:
//
//   it fits without a warning   sqml fits, and scores as well: the same test rows, but for BORDER of them, or R2;
//                               or refuses one of OUR_OWN, or a number where doubles end
//   it fits with a warning      sqml fits, or says why not
//   it refuses                  sqml refuses, or fits where doubles end
//   it doesn't end              sqml may say anything clear

import { readFileSync } from 'node:fs';
import { path } from '../host/host.ts';
import { algorithmsOf } from './algorithms.ts';
import { Checks, unclear } from './checks.ts';
import type { Budget, Tally } from './part.ts';
import { Subject, trainSql } from './subject.ts';

const PATIENCE_MS = 60_000;
/** Of iris' 38 test rows, two: a path that ends elsewhere within tol may tell so many apart. */
const BORDER = 2.5 / 38;
const R2 = 0.01;

interface Case {
  option: string;
  value: unknown;
  verdict: { score?: number; warns?: string; refuses?: string; endless?: number };
}

/** Where sqml refuses what scikit-learn takes, by a message that says what there is. */
const OUR_OWN = [
  // No training, or one without end, is asked for, though scikit-learn says nothing.
  '"gamma":0',
  '"tol":0',
  // Of the trees of neighbours one is enough: both find the same. Of the metrics there are those of minkowski.
  '"algorithm":"ball_tree"',
  '"metric":"chebyshev"',
  // The word is 'none', as in the other linear algorithms.
  '"penalty":null',
  // More rows than there are.
  '"max_samples":1.5',
];
/** What sqml takes besides: false as the number that it is, sgd's default. */
const OUR_MORE = ['"average":0'];
/** Answers that are drawn, so their score is chance. */
const DRAWN = ['"strategy":"stratified"', '"strategy":"uniform"'];
/** Where doubles end, a refusal by name is as good, and so is a fit. */
const isExtreme = (value: unknown) =>
  typeof value === 'number' && value > 0 && (value > 1e300 || value < 1e-300);
/** Where scikit-learn stops short of its own optimum and says nothing: its objective there is higher than sqml's. */
const STOPS_SHORT = ['huber "alpha":100000000000000'];
/** Where sqml stops short, and says so: the deviation that huber learns vanishes. */
const SAYS_SO = ['huber "epsilon":1.01'];
/** A tol so large asks for no optimum, and where a path then ends is its own. */
const LARGE_TOL = 1;

export async function run(budget: Budget): Promise<Tally> {
  const checks = new Checks('verdicts', budget);
  const { cases, shared } = JSON.parse(readFileSync(path('test/reference/verdicts.json'), 'utf8')) as {
    cases: Record<string, Case[]>;
    shared: Record<string, unknown>;
  };
  const subject = new Subject(PATIENCE_MS);
  const load = ["SELECT sqml_load_dataset('iris')", "SELECT sqml_load_dataset('diabetes')"];
  await subject.prepare(...load);
  let compared = 0;
  for (const { name: algorithm, type, options: own } of await algorithmsOf(subject)) {
    const mine = cases[`${type} ${algorithm}`];
    if (mine === undefined) checks.skip(`test/reference/verdicts.py has no row for ${type} ${algorithm}`);
    for (const each of mine ?? []) {
      const dataset = type === 'regression' ? 'dataset_diabetes' : 'dataset_iris';
      const taken = Object.entries(shared).filter(([name]) => own.some((option) => option.name === name));
      const options = { ...Object.fromEntries(taken), [each.option]: each.value };
      const sql = trainSql({
        experiment: `${type}`,
        type,
        algorithm,
        dataset,
        options,
      });
      const { rows, error, end } = await subject.ask(sql);
      compared++;
      const said = error ?? String(Object.values(rows[0])[0]);
      const why = end === 'slow' ? slow(each) : wrong(algorithm, each, error, said, type === 'regression');
      const shown = `${algorithm} with ${JSON.stringify(options)}, in scikit-learn ${JSON.stringify(each.verdict)}`;
      checks.holds(why === null, `${shown}: ${why}`, [...load, sql]);
    }
  }
  await subject.close();
  checks.say(`${compared} verdicts`);
  return checks.tally;
}

function slow({ verdict }: Case): string | null {
  return verdict.endless === undefined ? `not done in ${PATIENCE_MS / 1000} s` : null;
}

/** Null, or how sqml's verdict differs. */
function wrong(
  algorithm: string,
  { option, value, verdict }: Case,
  error: string | null,
  said: string,
  isRegression: boolean,
): string | null {
  const given = JSON.stringify({ [option]: value }).slice(1, -1);
  if (error !== null && unclear(error) !== null) return unclear(error);
  if (verdict.endless !== undefined) return null;
  if (verdict.refuses !== undefined && OUR_MORE.includes(given)) return null;
  if (verdict.refuses !== undefined)
    return error !== null || isExtreme(value) ? null : `trains: ${said.slice(0, 200)}`;
  if (error !== null)
    return verdict.warns !== undefined || OUR_OWN.includes(given) || isExtreme(value)
      ? null
      : `refuses: ${error}`;
  const isLoose = option === 'tol' && Number(value) >= LARGE_TOL;
  if (verdict.warns !== undefined || verdict.score === undefined || isLoose || DRAWN.includes(given))
    return null;
  const whose = `${algorithm} ${given}`;
  if (STOPS_SHORT.includes(whose)) return null;
  if (SAYS_SO.includes(whose)) return said.includes('did not converge') ? null : 'does not warn';
  const { score } = JSON.parse(said) as { score: number };
  const most = isRegression ? R2 * Math.max(1, Math.abs(verdict.score)) : BORDER;
  return Math.abs(score - verdict.score) <= most ? null : `scores ${score}`;
}
