// How a model does on a part: the metrics that are stored with it. The first, `score`, decides
// deployment: accuracy for a classification, r2 for a regression, as scikit-learn's estimators score.
// metric/table.ts lists them.

import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { ClassificationMetrics, classificationMetrics } from '../metric/classification';
import { logLoss } from '../metric/probability';
import { regressionMetrics } from '../metric/regression';
import { rocAuc, rocAucOneVsRest } from '../metric/roc';
import { Scores } from '../metric/scores';
import { Answers, Besides } from './answers';
import { Fitted } from './fit';
import { Part, Task } from './task';

/** The metrics of the fitted pipeline's answers for the part. */
export function score(task: Task, fitted: Fitted, part: Part): Scores {
  task.features.place(part.raw, fitted.pipeline.encoding);
  const answers = new Answers(fitted.pipeline, part, Besides.ALL);
  const scores = task.isClassification
    ? scoreClasses(answers, part, fitted.place, task.labels.length)
    : scoreValues(answers, part);
  answers.release();
  return scores;
}

/**
 * Metrics of a classification. part.y has places among `labelCount` labels; place[c] is that of the model's
 * class c.
 */
export function scoreClasses(answers: Answers, part: Part, place: StaticArray<i32>, labelCount: i32): Scores {
  const n = part.n;
  const k = place.length;
  const m = metricsOf(answers, part, place, labelCount);
  const scores = new Scores();
  scores.add('score', m.accuracy);
  scores.add('accuracy', m.accuracy);
  scores.add('f1', m.f1);
  scores.add('precision', m.precision);
  scores.add('recall', m.recall);
  scores.add('balanced_accuracy', m.balancedAccuracy);
  scores.add('mcc', m.mcc);

  const y = modelClasses(part, place, labelCount);
  let area: f64 = NaN;
  if (k == 2) area = rocAuc(y, secondClassScores(answers, n), n);
  else if (k > 2)
    area = rocAucOneVsRest(y, answers.probabilities ? answers.probabilities : answers.scores, n, k);
  scores.add('roc_auc', area);
  if (answers.probabilities) scores.add('log_loss', logLoss(y, answers.probabilities, n, k));
  release(y);
  return scores;
}

/** n scores, the higher the likelier the second of two classes: the decision function, else its probability. */
function secondClassScores(answers: Answers, n: i32): usize {
  if (answers.scores || !answers.probabilities) return answers.scores;
  const scores = reals(n);
  for (let i = 0; i < n; i++) put(scores, i, at(answers.probabilities, 2 * i + 1));
  answers.scores = scores;
  return scores;
}

/** Those that follow from the answers alone. */
function metricsOf(
  answers: Answers,
  part: Part,
  place: StaticArray<i32>,
  labelCount: i32,
): ClassificationMetrics {
  const places = reals(part.n);
  for (let i = 0; i < part.n; i++) put(places, i, place[<i32>at(answers.predicted, i)]);
  const metrics = classificationMetrics(part.y, places, part.n, labelCount);
  release(places);
  return metrics;
}

/** `score` of a classification, from the answers alone. */
export function accuracy(answers: Answers, part: Part, place: StaticArray<i32>, labelCount: i32): f64 {
  return metricsOf(answers, part, place, labelCount).accuracy;
}

/** The part's labels as classes of the model, -1 for a label that the model has not seen. */
export function modelClasses(part: Part, place: StaticArray<i32>, labelCount: i32): usize {
  const classOf = new StaticArray<i32>(labelCount).fill(-1);
  for (let c = 0; c < place.length; c++) classOf[place[c]] = c;
  const y = reals(part.n);
  for (let i = 0; i < part.n; i++) put(y, i, classOf[<i32>at(part.y, i)]);
  return y;
}

/** Metrics of a regression. */
export function scoreValues(answers: Answers, part: Part): Scores {
  const m = regressionMetrics(part.y, answers.predicted, part.n);
  const scores = new Scores();
  scores.add('score', m.r2);
  scores.add('r2', m.r2);
  scores.add('mae', m.mae);
  scores.add('rmse', m.rmse);
  scores.add('mse', m.mse);
  scores.add('mape', m.mape);
  scores.add('median_absolute_error', m.medianAbsoluteError);
  scores.add('explained_variance', m.explainedVariance);
  return scores;
}
