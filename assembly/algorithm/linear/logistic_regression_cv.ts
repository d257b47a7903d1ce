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
// scikit-learn's tol stops before it, and now and then chooses another C for that.
// All folds share the rows: those of the fold that is left out weigh 0. Bytes: as model/linear_decision.ts draws them.
// Left out: refit false, one C a class.

import { fail } from '../../error';
import { bothSides, softmax } from '../../math/probability';
import { at, highest, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { Training } from '../../model/training';
import { Options, OptionSpec } from '../../option/option';
import { noteFold } from '../../progress';
import { Folds, stratifiedKFold } from '../../split/folds';
import { geometric } from './elastic_net_cv';
import { LogisticModel } from './logistic_regression';
import { LogisticProblem } from './logistic_problem';

/** The Cs that a count stands for. */
const LEAST_C: f64 = 1e-4;
const MOST_C: f64 = 1e4;
/** Of a probability, what scikit-learn's log_loss takes at least and, from 1, at most: np.finfo(float).eps. */
const EPSILON: f64 = 2.220446049250313e-16;

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
    const W = reals(problem.size);
    const sums = foldSums(training, problem, Cs, ratios, W);
    let best = 0;
    for (let i = 1; i < sums.length; i++) if (sums[i] > sums[best]) best = i;
    const C = Cs[best / ratios.length];
    const ratio = ratios[best % ratios.length];

    memory.fill(W, 0, (<usize>problem.size) << 3);
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

/** The sum over the folds of their scores, of each C and, within it, each l1_ratio. */
function foldSums(training: Training, problem: LogisticProblem, Cs: f64[], ratios: f64[], W: usize): f64[] {
  const options = training.options;
  const cv = options.integer('cv');
  const folds = foldsOf(training, cv);
  const sums = new Array<f64>(Cs.length * ratios.length).fill(0);
  const scorer = new Scorer(training, problem, options.word('scoring') == 'accuracy');
  for (let fold = 0; fold < cv; fold++) {
    noteFold(fold + 1, cv);
    for (let r = 0; r < ratios.length; r++) {
      memory.fill(W, 0, (<usize>problem.size) << 3);
      for (let c = 0; c < Cs.length; c++) {
        problem.weigh(Cs[c], folds.foldOf, fold);
        problem.minimise(ratios[r], W, options.real('tol'), options.integer('max_iter'), null);
        sums[c * ratios.length + r] += scorer.of(W, folds.foldOf, fold);
      }
    }
  }
  noteFold(0, 0);
  return sums;
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

/** What a fold's rows say to W. */
class Scorer {
  /** Scores of all rows, a run a class. */
  private z: usize;
  private pitch: i32;
  private output: usize;
  private p: usize;

  constructor(
    private training: Training,
    private problem: LogisticProblem,
    private isAccuracy: bool,
  ) {
    const rows = problem.rows;
    this.pitch = rows.blocks * rows.perBlock;
    this.z = reals(<i64>problem.loss.outputs * this.pitch);
    this.output = reals(training.classes);
    this.p = reals(training.classes);
  }

  of(W: usize, foldOf: StaticArray<i32>, fold: i32): f64 {
    const training = this.training;
    const k = this.problem.loss.outputs;
    this.problem.scores(W, this.z, this.pitch);
    let sum: f64 = 0;
    let total: f64 = 0;
    for (let i = 0; i < training.n; i++) {
      if (foldOf[i] != fold) continue;
      const s = training.ownWeightOf(i);
      for (let c = 0; c < k; c++) put(this.output, c, at(this.z, c * this.pitch + i));
      sum += s * this.ofRow(<i32>at(training.y, i));
      total += s;
    }
    return sum / total;
  }

  private ofRow(label: i32): f64 {
    const k = this.problem.loss.outputs;
    if (this.isAccuracy) {
      const answer = k > 1 ? highest(this.output, k) : at(this.output, 0) > 0 ? 1 : 0;
      return answer == label ? 1 : 0;
    }
    if (k > 1) softmax(this.output, k);
    else {
      bothSides(at(this.output, 0), this.p);
      put(this.output, label, at(this.p, label));
    }
    return Math.log(min(max(at(this.output, label), EPSILON), 1 - EPSILON));
  }
}
