// Logistic regression, as scikit-learn's LogisticRegression.
//
//   min over W, b of (1 - r) / 2 |W|^2 + r |W|_1 + C sum over i of s_i loss(W x_i + b, y_i)
//
//   k = 2   one weight vector w, loss = ln(1 + e^-m), m = +-(w x + b): class 1 when w x + b > 0
//   k > 2   one weight vector a class, loss = ln(sum of e^score) - score of y_i; the intercepts, which the
//           objective fixes only up to a common shift, sum to 0
//   s_i     the class weight of y_i; the intercept is not penalised
//   r       l1_ratio: 0 is the l2 penalty, 1 the l1 penalty. `penalty`, scikit-learn's older word for it, says the same:
//           'l2' 0, 'l1' 1, 'elasticnet' that l1_ratio is given. Given both, they have to agree (scikit-learn warns)
//   penalty 'none' leaves the penalty out, and C with it (scikit-learn's C = inf)
//
// Promises, with the default options: w within 1e-6 of the optimum, relative; the objective within 1e-12.
// Probabilities: sigmoid of the score for class 1, softmax of the scores: what the loss is the -ln of.
// tol and max_iter mean what solver/newton.ts says: its iterations are Newton steps, of which 5 to 15 do, so
// the default 100 is ample; a fit that stops short says converged = false. Separable classes without a penalty have
// no optimum: then solver/vanishing_penalty.ts says what W is, and converged is false. With r > 0 a weight that is 0 at
// the optimum is 0 (solver/proximal_newton.ts); where several W are optimal, linear/logistic_problem.ts says which.
// Cost: one pass over X for each evaluation and each product with the Hessian, 4 k n d flops a pass; with r > 0 a Hessian
// an iteration, n (k d)^2 / 2.
// Left out: the choice of a solver.

import { fail } from '../../error';
import { bothSides, softmax } from '../../math/probability';
import { at } from '../../math/vector';
import { reals } from '../../memory/block';
import { Options, OptionSpec } from '../../option/option';
import { minimise, NewtonResult } from '../../solver/newton';
import { minimiseVanishing } from '../../solver/vanishing_penalty';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { LinearClassifier } from './linear_model';
import { LogisticProblem } from './logistic_problem';

export function declareLogisticRegression(spec: OptionSpec): void {
  spec.choice('penalty', 'l2', ['l2', 'l1', 'elasticnet', 'none']);
  spec.positive('C', 1);
  spec.real('l1_ratio', 0, 0, 1).orNull();
  spec.positive('tol', 1e-4);
  spec.integer('max_iter', 100, 1);
  spec.flag('fit_intercept', true);
  spec.classWeight();
  spec.rule = (options) => {
    const penalty = options.word('penalty');
    if (options.isNull('l1_ratio')) {
      if (penalty == 'elasticnet')
        fail("penalty 'elasticnet' needs l1_ratio, a number from 0 (all l2) to 1 (all l1)");
      return;
    }
    const ratio = options.real('l1_ratio');
    if (!options.isGiven('penalty') || penalty == 'elasticnet') return;
    if (penalty == 'none' || ratio != ratioOf(options))
      fail(`l1_ratio ${ratio} contradicts penalty '${penalty}'; leave penalty out, or say 'elasticnet'`);
  };
}

/** l1_ratio, or the one that the penalty's word means. */
function ratioOf(options: Options): f64 {
  const penalty = options.word('penalty');
  if (options.isGiven('penalty') && penalty != 'elasticnet') return penalty == 'l1' ? 1 : 0;
  return options.isNull('l1_ratio') ? 0 : options.real('l1_ratio');
}

const SEPARATED: string =
  'without a penalty has no optimum here: the classes can be separated, so weights would grow without end; they are ' +
  "as large as scikit-learn's tol asks for. Use penalty 'l2'";

/** Probabilities, and the taking over of what was fitted. */
export abstract class LogisticModel extends LinearClassifier {
  protected take(problem: LogisticProblem, W: usize): void {
    const outputs = problem.loss.outputs;
    this.decision = new LinearDecision(outputs, problem.d);
    for (let c = 0; c < outputs; c++)
      this.decision.take(c, W + ((<usize>c * <usize>problem.rows.stride) << 3), problem.intercept);
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    const outputs = this.decision.outputs;
    if (outputs == 1) {
      bothSides(load<f64>(output), out);
      return;
    }
    memory.copy(out, output, (<usize>outputs) << 3);
    softmax(out, outputs);
  }
}

export class LogisticRegression extends LogisticModel {
  fit(training: Training): void {
    const options = training.options;
    const isPenalised = options.word('penalty') != 'none';
    const problem = new LogisticProblem(training, options.flag('fit_intercept') ? 1 : 0);
    problem.weigh(isPenalised ? options.real('C') : 1);
    const W = reals(problem.size);
    const tol = options.real('tol');
    const most = options.integer('max_iter');
    const result = isPenalised
      ? problem.minimise(ratioOf(options), W, tol, most, training.log)
      : fitWithoutPenalty(training, problem, W, tol, most);
    this.take(problem, W);
    if (result.trouble.length > 0) training.trouble = result.trouble;
    training.converged = result.converged;
    training.iterations = result.iterations;
    training.objective = result.value;
  }
}

function fitWithoutPenalty(
  training: Training,
  problem: LogisticProblem,
  W: usize,
  tol: f64,
  most: i32,
): NewtonResult {
  const s = problem.s;
  let weight: f64 = 0;
  let least: f64 = Infinity;
  for (let i = 0; i < training.n; i++) {
    weight += at(s, i);
    if (at(s, i) > 0) least = min(least, at(s, i));
  }
  // A row on the wrong side costs s ln 2 or more: below that there is none, and no optimum.
  const floor = Math.LN2 * least;
  let result = minimise(problem.objective, W, tol, most, training.log, floor);
  if (result.value < floor) {
    result = minimiseVanishing(
      problem.objective,
      problem.penalty,
      problem.d,
      problem.rows.stride,
      weight,
      W,
      tol,
      result.iterations,
      most,
      training.log,
    );
    result.trouble = SEPARATED;
  }
  problem.objective.centre(W);
  return result;
}
