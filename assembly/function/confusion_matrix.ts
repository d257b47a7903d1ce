// sqml_confusion_matrix(experiment_name [, dataset [, target]]): how many rows of each label were predicted
// as which, on the test part of the training (as stored then) or on the dataset; every pair of labels, also those
// without a row.

import { begin, beginRows, endRows } from '../call';
import { askedClassifier, askedConfusion } from '../training/judge';

export function sqml_confusion_matrix(argc: i32): usize {
  begin('sqml_confusion_matrix', argc);
  askedClassifier('confusion matrix');
  const confusion = askedConfusion();
  const labels = confusion.labels;
  const rows = beginRows();
  for (let a = 0; a < labels.length; a++) {
    for (let p = 0; p < labels.length; p++) {
      labels[a].writeCell(rows.out);
      labels[p].writeCell(rows.out);
      rows.integer(confusion.matrix.count(a, p));
    }
  }
  return endRows();
}
