// What the metrics mean, for a person. Their values are the engine's.

export interface Metric {
  title: string;
  meaning: string;
  isSmallerBetter?: boolean;
}

export const METRICS: Record<string, Metric> = {
  score: {
    title: 'score',
    meaning: 'What decides deployment: accuracy of a classification, R² of a regression.',
  },
  accuracy: { title: 'accuracy', meaning: 'The share of rows whose label was predicted.' },
  f1: {
    title: 'F1',
    meaning: 'The harmonic mean of precision and recall, averaged over classes by their rows.',
  },
  precision: { title: 'precision', meaning: 'Of the rows predicted as a class, the share that are of it.' },
  recall: { title: 'recall', meaning: 'Of the rows of a class, the share that was predicted as it.' },
  balanced_accuracy: {
    title: 'balanced accuracy',
    meaning: 'The mean of the recalls: every class counts the same.',
  },
  mcc: {
    title: 'Matthews correlation',
    meaning: 'From -1 to 1; 0 is what guessing gets, also when one class is rare.',
  },
  roc_auc: {
    title: 'ROC AUC',
    meaning: 'How likely a row of a class is scored above one that is not; 0.5 is guessing.',
  },
  log_loss: {
    title: 'log loss',
    meaning: 'How surprised the probabilities are by the labels.',
    isSmallerBetter: true,
  },
  average_precision: { title: 'average precision', meaning: 'The area under the precision-recall curve.' },
  brier: {
    title: 'Brier score',
    meaning: 'The mean squared error of the probability.',
    isSmallerBetter: true,
  },
  r2: { title: 'R²', meaning: 'The share of the variance that is explained; 0 is what the mean gets.' },
  mae: { title: 'mean absolute error', meaning: 'How far off, on average.', isSmallerBetter: true },
  rmse: {
    title: 'root mean squared error',
    meaning: 'How far off, where large errors count more.',
    isSmallerBetter: true,
  },
  mse: { title: 'mean squared error', meaning: 'The mean of the squared errors.', isSmallerBetter: true },
  mape: {
    title: 'mean absolute percentage error',
    meaning: 'How far off as a share of the actual value.',
    isSmallerBetter: true,
  },
  median_absolute_error: {
    title: 'median absolute error',
    meaning: 'Half of the rows are off by less.',
    isSmallerBetter: true,
  },
  explained_variance: {
    title: 'explained variance',
    meaning: 'R² that forgives a constant error.',
  },
  cv_mean: {
    title: 'cross-validated mean',
    meaning: 'The metric on the folds of the training part, on average.',
  },
  cv_deviation: {
    title: 'cross-validated deviation',
    meaning: 'How much the folds differ.',
    isSmallerBetter: true,
  },
  fit_time: { title: 'fit time (s)', meaning: 'How long the model took to fit.', isSmallerBetter: true },
  score_time: {
    title: 'score time (s)',
    meaning: 'How long the test part took to predict.',
    isSmallerBetter: true,
  },
};

export function titleOf(metric: string): string {
  return METRICS[metric]?.title ?? metric;
}

export function isSmallerBetter(metric: string): boolean {
  return METRICS[metric]?.isSmallerBetter ?? false;
}

/** `accuracy, more is better` */
export function direction(metric: string): string {
  return `${titleOf(metric)}, ${isSmallerBetter(metric) ? 'less' : 'more'} is better`;
}
