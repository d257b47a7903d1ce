// sqml_calibration(experiment_name [, dataset [, target]]): how often what was given a probability was so
// (metric/calibration.ts), on the test part of the training (as stored then) or on the dataset.
//
//   predicted   the mean probability of the rows whose probability is in one tenth from 0 to 1
//   observed    the part of these rows that is of the class
//   count       these rows; a tenth without rows is left out
//
// Two classes: the one that options.positive named, else the second. More classes: each against the rest.

import { begin, beginRows, endRows } from '../call';
import { checkProbabilities } from '../model/pipeline';
import { askedCalibrations, askedClassifier } from '../training/judge';

export function sqml_calibration(argc: i32): usize {
  begin('sqml_calibration', argc);
  const pipeline = askedClassifier('calibration');
  checkProbabilities(pipeline);
  const found = askedCalibrations();
  const rows = beginRows();
  for (let i = 0; i < found.length; i++) {
    const bins = found[i].calibration;
    for (let b = 0; b < bins.bins.length; b++) {
      rows.real(bins.predicted[b]);
      rows.real(bins.observed[b]);
      rows.integer(bins.rows[b]);
      pipeline.labels[found[i].c].writeCell(rows.out);
    }
  }
  return endRows();
}
