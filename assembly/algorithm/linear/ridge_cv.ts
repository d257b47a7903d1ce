// Ridge with the best of several alphas, as scikit-learn's RidgeCV and RidgeClassifierCV.
//
//   alpha = the one of `alphas` with the least mean over rows (and problems) of s_i e_i^2,
//
// e_i the error of row i when the model is fitted without it; the first of equals. Then as ridge.ts.
//
// Promise: the alpha that scikit-learn's efficient leave-one-out chooses, up to the rounding of these means.
// Training.chosen says it. Cost: 2 n d^2 for each alpha beyond ridge.ts.
// Left out: `cv` and `scoring` (search: 'grid' does that for every algorithm), alpha_per_target, gcv_mode.
// Bytes: as model/linear_decision.ts draws them.

import { release } from '../../memory/block';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { OptionSpec } from '../../option/option';
import { Ridge, Targets } from '../../solver/ridge';
import { LinearClassifier, LinearRegressor } from './linear_model';
import { decisionOf } from './ridge';
import { rowWeights, Signs, Values } from './targets';

export function declareRidgeCv(spec: OptionSpec): void {
  spec.numbers('alphas', [0.1, 1, 10], 0, true, false);
  spec.flag('fit_intercept', true);
}

export function declareRidgeClassifierCv(spec: OptionSpec): void {
  declareRidgeCv(spec);
  spec.classWeight();
}

export class RidgeRegressorCv extends LinearRegressor {
  fit(training: Training): void {
    this.decision = fitBest(training, new Values(training.y));
  }
}

export class RidgeClassifierCv extends LinearClassifier {
  fit(training: Training): void {
    this.decision = fitBest(training, new Signs(training.y, training.classes));
  }

  whyNoProbabilities(): string {
    return 'ridge_cv has scores but no probabilities; ask for the decision function, or train logistic_regression';
  }
}

function fitBest(training: Training, targets: Targets): LinearDecision {
  const options = training.options;
  const weight = rowWeights(training);
  const ridge = new Ridge(training.X, targets, weight, options.flag('fit_intercept'));
  const alphas = options.numbers('alphas');
  let best: f64 = Infinity;
  let chosen = alphas[0];
  for (let a = 0; a < alphas.length; a++) {
    const error = ridge.leaveOneOut(alphas[a]);
    training.note(a + 1, ridge.objective, error);
    if (!(error < best)) continue;
    best = error;
    chosen = alphas[a];
  }
  ridge.solve(chosen);
  const decision = decisionOf(ridge, targets.count, training.d);
  training.objective = ridge.objective;
  training.iterations = alphas.length;
  training.chosen = `{"alpha": ${chosen}}`;
  ridge.release();
  release(weight);
  return decision;
}
