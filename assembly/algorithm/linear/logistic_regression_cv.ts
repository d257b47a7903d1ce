// Logistic regression with the best of several C and l1_ratio, as scikit-learn's LogisticRegressionCV.
//
//   C, l1_ratio = those of the highest sum over `cv` folds of the fold's score, of fits to the other folds; of equals
//   the C that comes first, then the l1_ratio that does. Then as logistic_regression.ts, fitted to all rows.
//
//   Cs         how many, from 1e-4 to 1e4 in equal ratios; or a list of them
//   l1_ratios  0 is the l2 penalty, 1 the l1 penalty; scikit-learn's solver has to be saga for others than 0
//   scoring    'accuracy', scikit-learn's default up to 1.10, or 'neg_log_loss', from 1.11 on
//   folds      scikit-learn's StratifiedKFold, not shuffled (split/folds.ts); a row's score weighs what the row does,
//              class_weight, which is that of all rows, apart
//
// Training.chosen has what was chosen. The fits of a fold go through the C, each from the one before, to the optimum:
// scikit-learn's tol stops before it, and now and then chooses another C for that. The folds are jobs (logistic_folds.ts).
// Bytes: as model/linear_decision.ts draws them.
// Left out: refit false, one C a class.

import { fail } from '../../error';
import { reals } from '../../memory/block';
import { Training } from '../../model/training';
import { Options, OptionSpec } from '../../option/option';
import { Folds, stratifiedKFold } from '../../split/folds';
import { geometric } from './elastic_net_cv';
import { FoldPlan, foldSums } from './logistic_folds';
import { LogisticModel } from './logistic_regression';
import { LogisticProblem } from './logistic_problem';

/** The Cs that a count stands for. */
const LEAST_C: f64 = 1e-4;
const MOST_C: f64 = 1e4;

export function declareLogisticRegressionCv(spec: OptionSpec): void {
  spec.countOrNumbers('Cs', 10, 0);
  spec.numbers('l1_ratios', [0], 0, false, false);
  spec.integer('cv', 5, 2, 1000);
  spec.choice('scoring', 'accuracy', ['accuracy', 'neg_log_loss']);
  spec.positive('tol', 1e-4);
  spec.integer('max_iter', 100, 1);
  spec.flag('fit_intercept', true);
  spec.classWeight();
  spec.rule = (options) => {
    const Cs = options.countOrNumbers('Cs').values;
    for (let i = 0; i < Cs.length; i++) if (Cs[i] == 0) fail('Cs must be greater than 0, got 0');
    const ratios = options.numbers('l1_ratios');
    for (let i = 0; i < ratios.length; i++)
      if (ratios[i] > 1) fail(`l1_ratios must be from 0 to 1, got ${ratios[i]}`);
  };
}

export class LogisticRegressionCv extends LogisticModel {
  fit(training: Training): void {
    const options = training.options;
    const Cs = valuesOf(options);
    const ratios = options.numbers('l1_ratios');
    const tol = options.real('tol');
    const most = options.integer('max_iter');
    const problem = new LogisticProblem(training, options.flag('fit_intercept') ? 1 : 0);
    const cv = options.integer('cv');
    const plan = new FoldPlan(
      Cs,
      ratios,
      foldsOf(training, cv).foldOf,
      cv,
      problem.intercept,
      tol,
      most,
      options.word('scoring') == 'accuracy',
    );
    const sums = foldSums(training, problem, plan);
    let best = 0;
    for (let i = 1; i < sums.length; i++) if (sums[i] > sums[best]) best = i;
    const C = Cs[best / ratios.length];
    const ratio = ratios[best % ratios.length];

    const W = reals(problem.size);
    problem.weigh(C);
    const result = problem.minimise(ratio, W, tol, most, training.log);
    this.take(problem, W);
    training.trouble = result.trouble;
    training.converged = result.converged;
    training.iterations = result.iterations;
    training.objective = result.value;
    training.chosen = `{"C": ${C}, "l1_ratio": ${ratio}}`;
  }
}

function valuesOf(options: Options): f64[] {
  const given = options.countOrNumbers('Cs');
  return given.isList ? given.values : geometric(LEAST_C, MOST_C, <i32>given.number);
}

function foldsOf(training: Training, cv: i32): Folds {
  const n = training.n;
  if (cv > n) fail(`cv must be at most the ${n} training rows, got ${cv}`);
  const folds = stratifiedKFold(training.y, n, training.classes, cv, false, 0);
  if (folds.largest < cv)
    fail(`cv must be at most the ${folds.largest} training rows of the largest class, got ${cv}`);
  if (folds.smallest < cv)
    training.warnings.push(
      `logistic_regression_cv: a class has ${folds.smallest} training rows, fewer than the ${cv} folds; lower cv`,
    );
  return folds;
}
