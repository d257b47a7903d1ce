// sqml_metric_info(): what sqml_metrics can hold, in the order in which a training stores it: first each type's metrics, then
// what stands beside them, which is of both (prediction_type NULL).

import { begin, beginRows, endRows } from '../call';
import { METRICS } from '../metric/table';
import { PREDICTION_TYPES } from '../model/algorithm';

/** Name, which direction is better ('': that of the metric of its folds), title, what it is. */
const BESIDE: string[][] = [
  ['fit_time', 'less', 'fit time (s)', 'seconds that the model took to fit'],
  ['score_time', 'less', 'score time (s)', 'seconds that it took to answer the test part'],
  ['cv_mean', '', 'mean of the folds', 'the metric on the folds inside the training part, on average'],
  ['cv_deviation', 'less', 'deviation of the folds', 'how much the folds differ in it'],
];

export function sqml_metric_info(argc: i32): usize {
  begin('sqml_metric_info', argc);
  const rows = beginRows();
  for (let i = 0; i < METRICS.length; i++) {
    const metric = METRICS[i];
    rows.text(metric.name);
    rows.text(PREDICTION_TYPES[metric.predictionType]);
    rows.text(metric.isSmallerBetter ? 'less' : 'more');
    rows.text(metric.title);
    rows.text(metric.definition);
    rows.text(metric.undefinedWhen);
  }
  for (let i = 0; i < BESIDE.length; i++) {
    const words = BESIDE[i];
    rows.text(words[0]);
    rows.null();
    if (words[1].length > 0) rows.text(words[1]);
    else rows.null();
    rows.text(words[2]);
    rows.text(words[3]);
    rows.null();
  }
  return endRows();
}
