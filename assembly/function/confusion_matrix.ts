// sqml_confusion_matrix(experiment_name [, dataset [, target]]): how many rows of each label were predicted
// as which, on the test part or on the dataset; every pair of labels, also those without a row.

import { begin, beginRows, endRows } from '../call';
import { fail } from '../error';
import { at, put } from '../math/vector';
import { reals } from '../memory/block';
import { confusionMatrix } from '../metric/confusion';
import { Besides } from '../training/answers';
import { judge } from '../training/judged';

export function sqml_confusion_matrix(argc: i32): usize {
  begin('sqml_confusion_matrix', argc);
  const judged = judge();
  if (!judged.pipeline.isClassification)
    fail('a regression has no confusion matrix; sqml_evaluate gives its metrics');
  const n = judged.part.n;
  const answers = judged.answers(Besides.NOTHING);
  const places = reals(n);
  for (let i = 0; i < n; i++) put(places, i, judged.place[<i32>at(answers.predicted, i)]);
  const k = judged.labels.length;
  const matrix = confusionMatrix(judged.part.y, places, n, k);
  const rows = beginRows();
  for (let a = 0; a < k; a++) {
    for (let p = 0; p < k; p++) {
      judged.labels[a].writeCell(rows.out);
      judged.labels[p].writeCell(rows.out);
      rows.integer(matrix.count(a, p));
    }
  }
  return endRows();
}
