// sqml_roc_curve(experiment_name [, dataset [, target [, class]]]): the points of the receiver operating
// characteristic, threshold descending from infinity (NULL), on the test part or on the dataset.
//
// Two classes: the second against the first, by the decision function. More classes: each against the rest,
// by its probability or, without probabilities, its score; `class` chooses one.

import { argument, begin, beginRows, endRows, isGiven } from '../call';
import { fail } from '../error';
import { at } from '../math/vector';
import { rocCurve } from '../metric/roc';
import { Label, sameLabel } from '../model/label';
import { LabelSet } from '../table/label_set';
import { Besides } from '../training/answers';
import { judge } from '../training/judged';
import { modelClasses } from '../training/score';

export function sqml_roc_curve(argc: i32): usize {
  begin('sqml_roc_curve', argc);
  const judged = judge();
  const pipeline = judged.pipeline;
  if (!pipeline.isClassification) fail('a regression has no ROC curve; sqml_evaluate gives its metrics');
  const k = pipeline.labels.length;
  const n = judged.part.n;
  const answers = judged.answers(Besides.ALL);
  const y = modelClasses(judged.part, judged.place, judged.labels.length);
  const rows = beginRows();
  let isFound = false;
  for (let c = k == 2 ? 1 : 0; c < k; c++) {
    const label = pipeline.labels[c];
    if (isGiven(3) && !isNamed(label, argument(3))) continue;
    isFound = true;
    let scores = answers.scores;
    let width = 1;
    if (k > 2) {
      if (answers.probabilities) scores = answers.probabilities;
      scores += (<usize>c) << 3;
      width = k;
    }
    const curve = rocCurve(y, c, scores, width, n);
    for (let i = 0; i < curve.points; i++) {
      const threshold = at(curve.threshold, i);
      if (isFinite(threshold)) rows.real(threshold);
      else rows.null();
      rows.real(at(curve.fpr, i));
      rows.real(at(curve.tpr, i));
      label.writeCell(rows.out);
    }
    curve.release();
  }
  if (!isFound) fail('the class has no curve: the model has no such class, or it is the first of two');
  return endRows();
}

function isNamed(label: Label, cell: usize): bool {
  const set = new LabelSet();
  if (set.add(cell) < 0) return false;
  return sameLabel(label, set.first);
}
