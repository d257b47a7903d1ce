// sqml_evaluate(experiment_name [, dataset [, target]]): the metrics of the deployed model (or, by INTEGER,
// of the model with this id): those stored with it, or computed on the dataset's rows.

import { argument, begin, beginRows, endRows, isGiven } from '../call';
import { Scores } from '../metric/scores';
import { undefinedReason } from '../metric/table';
import { storedScores } from '../registry/about';
import { modelOf } from '../registry/deployed';
import { Besides } from '../training/answers';
import { judgeDataset } from '../training/judge';

export function sqml_evaluate(argc: i32): usize {
  begin('sqml_evaluate', argc);
  const scores = isGiven(1) ? onDataset() : storedScores(modelOf(argument(0)).id);
  const rows = beginRows();
  for (let i = 0; i < scores.names.length; i++) {
    rows.text(scores.names[i]);
    rows.real(scores.values[i]);
    if (isNaN(scores.values[i])) rows.text(undefinedReason(scores.names[i]));
    else rows.null();
  }
  return endRows();
}

function onDataset(): Scores {
  const judged = judgeDataset();
  return judged.scores(judged.answers(Besides.ALL));
}
