// Every metric that a training stores: its name, what it is of, which direction is better, and when it has no value.
// The only list of them: request.ts takes `metric` from it, score.ts computes in its order, sqml_evaluate words NULLs.

import { CLASSIFICATION, REGRESSION } from '../model/algorithm';

export class Metric {
  constructor(
    public name: string,
    /** CLASSIFICATION or REGRESSION. */
    public predictionType: i32,
    public isSmallerBetter: bool,
    /** When it is NaN, as a clause after its name. */
    public undefinedWhen: string,
    /** Only a target of two classes has it. */
    public isOfTwoClasses: bool = false,
  ) {}
}

const NO_ROW = 'needs at least one row';
const TWO_ROWS = 'needs at least two rows';
const EVERY_CLASS = 'needs rows of every class, and no class that training has not seen';
const POSITIVE_ROW = 'needs a row of the positive class, and no class that training has not seen';
const SEEN_CLASSES = 'needs rows of classes that training has seen';

/** In the order in which they are stored. The first of a type, `score`, decides deployment. */
export const METRICS: Metric[] = [
  new Metric('score', CLASSIFICATION, false, TWO_ROWS),
  new Metric('accuracy', CLASSIFICATION, false, NO_ROW),
  new Metric('f1', CLASSIFICATION, false, NO_ROW),
  new Metric('precision', CLASSIFICATION, false, NO_ROW),
  new Metric('recall', CLASSIFICATION, false, NO_ROW),
  new Metric('balanced_accuracy', CLASSIFICATION, false, NO_ROW),
  new Metric('mcc', CLASSIFICATION, false, NO_ROW),
  new Metric('roc_auc', CLASSIFICATION, false, EVERY_CLASS),
  new Metric('log_loss', CLASSIFICATION, true, SEEN_CLASSES),
  new Metric('average_precision', CLASSIFICATION, false, POSITIVE_ROW, true),
  new Metric('brier', CLASSIFICATION, true, SEEN_CLASSES, true),
  new Metric('score', REGRESSION, false, TWO_ROWS),
  new Metric('r2', REGRESSION, false, TWO_ROWS),
  new Metric('mae', REGRESSION, true, NO_ROW),
  new Metric('rmse', REGRESSION, true, NO_ROW),
  new Metric('mse', REGRESSION, true, NO_ROW),
  new Metric('mape', REGRESSION, true, NO_ROW),
  new Metric('median_absolute_error', REGRESSION, true, NO_ROW),
  new Metric('explained_variance', REGRESSION, false, NO_ROW),
];

/** The names of a prediction type's metrics. */
export function metricNames(predictionType: i32): string[] {
  const names: string[] = [];
  for (let i = 0; i < METRICS.length; i++) {
    if (METRICS[i].predictionType == predictionType) names.push(METRICS[i].name);
  }
  return names;
}

/** Smaller values are better; names mean the same in both types. */
export function isSmallerBetter(name: string): bool {
  for (let i = 0; i < METRICS.length; i++) if (METRICS[i].name == name) return METRICS[i].isSmallerBetter;
  return false;
}

/** Only a target of two classes has the metric of that name. */
export function isOfTwoClasses(name: string): bool {
  for (let i = 0; i < METRICS.length; i++) if (METRICS[i].name == name) return METRICS[i].isOfTwoClasses;
  return false;
}

/** When the metric of that name is undefined, as a clause after its name. */
export function undefinedReason(name: string): string {
  for (let i = 0; i < METRICS.length; i++) if (METRICS[i].name == name) return METRICS[i].undefinedWhen;
  return NO_ROW;
}
