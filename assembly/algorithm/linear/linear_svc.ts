// Linear support vector classification, as scikit-learn's LinearSVC.
//
//   min over v of 0.5 |v|^2 + C sum over i of s_i loss(y_i (w x_i + b)),  v = (w, b / intercept_scaling)
//
//   loss 'squared_hinge'  max(0, 1 - m)^2: a Newton method (solver/newton.ts)
//   loss 'hinge'          max(0, 1 - m): proximal points (solver/proximal_point.ts)
//
//   k = 2   one machine: y = 1 for class 1, which is the answer when w x + b > 0
//   k > 2   one machine a class against the rest; the highest score wins, ties go to the lowest class
//   s_i     the class weight of y_i. Against the rest, as in LIBLINEAR, class c has its weight and the rest 1
//
// The intercept is penalised, as LIBLINEAR does: it is the weight of one more feature, constantly
// intercept_scaling; a larger one frees it.
// tol and max_iter mean what the solvers' headers say, a machine: with the defaults the objective is within
// 1e-8 of the optimum, relative. Training.objective is the sum over the machines, iterations the largest.
// Left out: the l1 penalty; `dual`, which chooses a solver in scikit-learn, not a result.

import { LinearObjective } from '../../loss/linear_objective';
import { PiecewiseLinear } from '../../loss/piecewise_linear';
import { PiecewiseObjective } from '../../loss/piecewise_objective';
import { Rows } from '../../loss/rows';
import { SquaredHinge } from '../../loss/squared_hinge';
import { at, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { OptionSpec } from '../../option/option';
import { minimise, NewtonResult } from '../../solver/newton';
import { firstSigma, minimiseByProximalPoints } from '../../solver/proximal_point';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { LinearClassifier } from './linear_model';
import { rowsOf } from './rows_of';

export function declareLinearSvc(spec: OptionSpec): void {
  spec.choice('penalty', 'l2', ['l2']);
  spec.choice('loss', 'squared_hinge', ['squared_hinge', 'hinge']);
  spec.positive('C', 1);
  spec.positive('tol', 1e-4);
  spec.integer('max_iter', 1000, 1);
  spec.flag('fit_intercept', true);
  spec.positive('intercept_scaling', 1);
  spec.classWeight();
}

export class LinearSvc extends LinearClassifier {
  fit(training: Training): void {
    const options = training.options;
    const k = training.classes;
    const d = training.X.cols;
    const machines = k > 2 ? k : 1;
    const intercept = options.flag('fit_intercept') ? options.real('intercept_scaling') : 0;
    const C = options.real('C');

    const rows = rowsOf(training, intercept);
    const y = rows.column();
    const s = rows.column();
    this.decision = new LinearDecision(machines, d);
    training.objective = 0;
    training.iterations = 0;
    training.converged = true;
    for (let machine = 0; machine < machines; machine++) {
      const positive = k > 2 ? machine : 1;
      for (let i = 0; i < training.X.rows; i++) {
        const label = <i32>at(training.y, i);
        const isPositive = label == positive;
        put(y, i, isPositive ? 1 : -1);
        put(s, i, C * (isPositive || k <= 2 ? training.weightOf(i) : training.ownWeightOf(i)));
      }
      const w = reals(rows.stride);
      training.log.machine = machine;
      const result = this.fitOne(training, rows, y, s, w);
      this.decision.take(machine, w, intercept);
      training.objective += result.value;
      training.iterations = max(training.iterations, result.iterations);
      training.converged = training.converged && result.converged;
      if (!result.converged) training.trouble = result.trouble;
    }
  }

  private fitOne(training: Training, rows: Rows, y: usize, s: usize, w: usize): NewtonResult {
    const options = training.options;
    const tol = options.real('tol');
    const maxIter = options.integer('max_iter');
    if (options.word('loss') == 'hinge') {
      const kinked = new PiecewiseObjective(rows, new PiecewiseLinear(true, 0), y, s);
      // A margin that is short by 1 moves a multiplier through its whole range.
      const result = minimiseByProximalPoints(
        kinked,
        w,
        tol,
        maxIter,
        firstSigma(options.real('C')),
        training.log,
      );
      kinked.free();
      return result;
    }
    const penalty = reals(rows.stride);
    for (let j = 0; j < rows.cols; j++) put(penalty, j, 1);
    const smooth = new LinearObjective(rows, new SquaredHinge(), y, s, penalty);
    const result = minimise(smooth, w, tol, maxIter, training.log);
    smooth.free();
    return result;
  }

  whyNoProbabilities(): string {
    return (
      'linear_svc has scores but no probabilities; ask for the decision function, or train ' +
      'logistic_regression, or svc with {"probability": true}'
    );
  }
}
