// Ridge regression and classification, as scikit-learn's Ridge and RidgeClassifier.
//
//   min over w, b of sum over i of s_i (t_i - w x_i - b)^2 + alpha |w|^2
//
//   regression       t = y
//   classification   t = 1 for a class's rows, -1 for the others, a problem a class (one for two classes); the
//                    highest score wins, ties go to the lowest class
//   s_i              the row's weight, times the class weight of y_i; the intercept is not penalised
//
// Promise: the minimiser to some eps times the condition of the problem (solver/ridge.ts), of any shape and rank; at
// alpha = 0 the shortest one. objective is the sum over the problems.
// Left out: `positive`; `solver`, `tol` and `max_iter`, which choose how near scikit-learn comes to this minimiser.
// Bytes: as model/linear_decision.ts draws them.

import { OptionSpec } from '../../option/option';
import { Training } from '../../model/training';
import { LinearDecision } from '../../model/linear_decision';
import { at } from '../../math/vector';
import { release } from '../../memory/block';
import { Ridge, Targets } from '../../solver/ridge';
import { LinearClassifier, LinearRegressor } from './linear_model';
import { rowWeights, Signs, Values } from './targets';

export function declareRidge(spec: OptionSpec): void {
  spec.nonNegative('alpha', 1);
  spec.flag('fit_intercept', true);
}

export function declareRidgeClassifier(spec: OptionSpec): void {
  declareRidge(spec);
  spec.classWeight();
}

export class RidgeRegressor extends LinearRegressor {
  fit(training: Training): void {
    this.decision = fitRidge(training, new Values(training.y));
  }
}

export class RidgeClassifier extends LinearClassifier {
  fit(training: Training): void {
    this.decision = fitRidge(training, new Signs(training.y, training.classes));
  }

  whyNoProbabilities(): string {
    return 'ridge has scores but no probabilities; ask for the decision function, or train logistic_regression';
  }
}

function fitRidge(training: Training, targets: Targets): LinearDecision {
  const options = training.options;
  const weight = rowWeights(training);
  const ridge = new Ridge(training.X, targets, weight, options.flag('fit_intercept'));
  ridge.solve(options.real('alpha'));
  const decision = decisionOf(ridge, targets.count, training.d);
  training.objective = ridge.objective;
  training.iterations = 1;
  training.note(1, ridge.objective);
  ridge.release();
  release(weight);
  return decision;
}

/** The solution as a decision. */
export function decisionOf(ridge: Ridge, outputs: i32, d: i32): LinearDecision {
  const decision = new LinearDecision(outputs, d);
  for (let c = 0; c < outputs; c++) {
    decision.take(c, ridge.weights(c), 0);
    decision.setIntercept(c, at(ridge.b, c));
  }
  return decision;
}
