// How a model did on the test part: the metrics that are stored with it. The first, `score`, decides
// deployment: accuracy for a classification, r2 for a regression, as scikit-learn's estimators score.

import { at, put } from '../math/vector';
import { classificationMetrics } from '../metric/classification';
import { regressionMetrics } from '../metric/regression';
import { Record } from '../registry/record';
import { Target } from './target';

/** Adds the metrics of `predicted` (n answers of the model for the test part) to the record. */
export function score(target: Target, predicted: usize, n: i32, record: Record): void {
  if (target.isClassification) {
    for (let i = 0; i < n; i++) put(predicted, i, target.place[<i32>at(predicted, i)]);
    const m = classificationMetrics(target.test, predicted, n, target.labelCount);
    record.metric('score', m.accuracy);
    record.metric('accuracy', m.accuracy);
    record.metric('f1', m.f1);
    record.metric('precision', m.precision);
    record.metric('recall', m.recall);
  } else {
    const m = regressionMetrics(target.test, predicted, n);
    record.metric('score', m.r2);
    record.metric('r2', m.r2);
    record.metric('mae', m.mae);
    record.metric('rmse', m.rmse);
  }
}
