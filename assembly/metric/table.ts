// Every metric that a training stores: its name, what it is of, which direction is better, when it has no value, what it is.
// The only list of them: request.ts takes `metric` from it, score.ts computes in its order, sqml_evaluate words NULLs,
// sqml_metric_info() shows it.

import { CLASSIFICATION, REGRESSION } from '../model/algorithm';

export class Metric {
  constructor(
    public name: string,
    /** CLASSIFICATION or REGRESSION. */
    public predictionType: i32,
    public isSmallerBetter: bool,
    /** When it is NaN, as a clause after its name. */
    public undefinedWhen: string,
    /** What a person calls it. */
    public title: string,
    /** What it is, for a person. */
    public definition: string,
    /** Only a target of two classes has it. */
    public isOfTwoClasses: bool = false,
  ) {}
}

const NO_ROW = 'needs at least one row';
const TWO_ROWS = 'needs at least two rows';
const EVERY_CLASS = 'needs rows of every class, and no class that training has not seen';
const POSITIVE_ROW = 'needs a row of the positive class, and no class that training has not seen';
const SEEN_CLASSES = 'needs rows of classes that training has seen';
const SCORE =
  'accuracy of a classification, R² of a regression; what deployment compares unless metric says otherwise';

/** In the order in which they are stored. The first of a type, `score`, decides deployment. */
export const METRICS: Metric[] = [
  new Metric('score', CLASSIFICATION, false, TWO_ROWS, 'score', SCORE),
  new Metric(
    'accuracy',
    CLASSIFICATION,
    false,
    NO_ROW,
    'accuracy',
    'share of the rows whose class was predicted',
  ),
  new Metric(
    'f1',
    CLASSIFICATION,
    false,
    NO_ROW,
    'F1',
    "harmonic mean of precision and recall of each class, averaged by its rows; with positive that class's own",
  ),
  new Metric(
    'precision',
    CLASSIFICATION,
    false,
    NO_ROW,
    'precision',
    "share of the rows predicted as a class that are of it, averaged by the classes' rows; with positive that class's own",
  ),
  new Metric(
    'recall',
    CLASSIFICATION,
    false,
    NO_ROW,
    'recall',
    "share of the rows of a class that were predicted as it, averaged by the classes' rows; with positive that class's own",
  ),
  new Metric(
    'balanced_accuracy',
    CLASSIFICATION,
    false,
    NO_ROW,
    'balanced accuracy',
    "plain mean of the classes' recalls: every class counts the same",
  ),
  new Metric(
    'mcc',
    CLASSIFICATION,
    false,
    NO_ROW,
    'Matthews correlation',
    'correlation of what is and what was predicted, from -1 to 1; 0 is guessing, also when one class is rare',
  ),
  new Metric(
    'roc_auc',
    CLASSIFICATION,
    false,
    EVERY_CLASS,
    'ROC AUC',
    'how likely a row of a class is scored above one that is not; 0.5 is guessing; more than two classes each against the rest',
  ),
  new Metric(
    'log_loss',
    CLASSIFICATION,
    true,
    SEEN_CLASSES,
    'log loss',
    "mean of -log of the probability that the row's class was given",
  ),
  new Metric(
    'average_precision',
    CLASSIFICATION,
    false,
    POSITIVE_ROW,
    'average precision',
    'area under precision by recall, of the positive class',
    true,
  ),
  new Metric(
    'brier',
    CLASSIFICATION,
    true,
    SEEN_CLASSES,
    'Brier score',
    "mean squared distance of the positive class's probability from 1 or 0",
    true,
  ),
  new Metric('score', REGRESSION, false, TWO_ROWS, 'score', SCORE),
  new Metric(
    'r2',
    REGRESSION,
    false,
    TWO_ROWS,
    'R²',
    'share of the variance that is explained; 0 is as good as the mean, below 0 worse',
  ),
  new Metric(
    'mae',
    REGRESSION,
    true,
    NO_ROW,
    'mean absolute error',
    "how far off on average, in the target's units",
  ),
  new Metric(
    'rmse',
    REGRESSION,
    true,
    NO_ROW,
    'root mean squared error',
    "how far off, large errors counting more, in the target's units",
  ),
  new Metric(
    'mse',
    REGRESSION,
    true,
    NO_ROW,
    'mean squared error',
    "mean of the squared errors, in the target's units squared",
  ),
  new Metric(
    'mape',
    REGRESSION,
    true,
    NO_ROW,
    'mean absolute percentage error',
    "how far off on average, as a share of the target's size",
  ),
  new Metric(
    'median_absolute_error',
    REGRESSION,
    true,
    NO_ROW,
    'median absolute error',
    'half of the rows are off by less',
  ),
  new Metric(
    'explained_variance',
    REGRESSION,
    false,
    NO_ROW,
    'explained variance',
    'R² that forgives a constant error',
  ),
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
