// sqml_roc_curve(experiment_name [, dataset [, target [, class]]]): the points of the receiver operating
// characteristic, threshold descending from infinity (NULL), on the test part of the training (as stored then, a
// curve of over 256 points thinned: judgement/curve.ts) or on the dataset, with every point.
//
// Two classes: the one that options.positive named, else the second, by the decision function. More classes: each against the rest,
// by its probability or, without probabilities, its score; `class` chooses one.

import { argument, begin, beginRows, endRows, isGiven } from '../call';
import { fail } from '../error';
import { at } from '../math/vector';
import { Label, sameLabel } from '../model/label';
import { LabelSet } from '../table/label_set';
import { askedClassifier, askedCurves } from '../training/judge';

export function sqml_roc_curve(argc: i32): usize {
  begin('sqml_roc_curve', argc);
  const pipeline = askedClassifier('ROC curve');
  const curves = askedCurves();
  if (curves.length == 0)
    fail('the model has no curve: it has one class, or neither scores nor probabilities');
  const rows = beginRows();
  let isFound = false;
  for (let i = 0; i < curves.length; i++) {
    const label = pipeline.labels[curves[i].c];
    if (isGiven(3) && !isNamed(label, argument(3))) continue;
    isFound = true;
    const curve = curves[i].curve;
    for (let p = 0; p < curve.points; p++) {
      const threshold = at(curve.threshold, p);
      if (isFinite(threshold)) rows.real(threshold);
      else rows.null();
      rows.real(at(curve.fpr, p));
      rows.real(at(curve.tpr, p));
      label.writeCell(rows.out);
    }
  }
  if (!isFound) fail('the class has no curve: the model has no such class, or it is the other of two');
  return endRows();
}

function isNamed(label: Label, cell: usize): bool {
  const set = new LabelSet();
  if (set.add(cell) < 0) return false;
  return sameLabel(label, set.first);
}
