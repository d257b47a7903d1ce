// How a model does on a part: the metrics that are stored with it. The first, `score`, decides
// deployment: accuracy for a classification, r2 for a regression, as scikit-learn's estimators score.
// metric/table.ts lists them.

import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { averagePrecision } from '../metric/average_precision';
import { ClassificationMetrics, classificationMetrics } from '../metric/classification';
import { brier, logLoss } from '../metric/probability';
import { regressionMetrics } from '../metric/regression';
import { Figures, figuresOf } from '../metric/report';
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
    ? scoreClasses(answers, part, fitted.place, task.labels.length, task.positive)
    : scoreValues(answers, part);
  answers.release();
  return scores;
}

/**
 * Metrics of a classification. part.y has places among `labelCount` labels; place[c] is that of the model's
 * class c. precision, recall and f1 are those of the positive class of two, or averages when it is -1.
 */
export function scoreClasses(
  answers: Answers,
  part: Part,
  place: StaticArray<i32>,
  labelCount: i32,
  positive: i32,
): Scores {
  const n = part.n;
  const k = place.length;
  const m = metricsOf(answers, part, place, labelCount);
  const y = modelClasses(part, place, labelCount);
  const average = new Figures(m.precision, m.recall, m.f1, n);
  const figures = positive < 0 ? average : figuresOfClass(y, answers.predicted, n, positive);
  const scores = new Scores();
  scores.add('score', m.accuracy);
  scores.add('accuracy', m.accuracy);
  scores.add('f1', figures.f1);
  scores.add('precision', figures.precision);
  scores.add('recall', figures.recall);
  scores.add('balanced_accuracy', m.balancedAccuracy);
  scores.add('mcc', m.mcc);

  let area: f64 = NaN;
  if (k == 2) area = areaOfSecond(answers, y, n);
  else if (k > 2)
    area = rocAucOneVsRest(y, answers.probabilities ? answers.probabilities : answers.scores, n, k);
  scores.add('roc_auc', area);
  if (answers.probabilities) scores.add('log_loss', logLoss(y, answers.probabilities, n, k));
  if (k == 2) {
    const looked = scoresOfClass(answers, n, positive);
    if (looked) scores.add('average_precision', averagePrecision(y, positive == 0 ? 0 : 1, looked, n));
    release(looked);
    if (answers.probabilities) scores.add('brier', brier(y, answers.probabilities, n));
  }
  release(y);
  return scores;
}

/** Of the rows of class c: how many are found, and how much of what is found is right. */
function figuresOfClass(y: usize, predicted: usize, n: i32, c: i32): Figures {
  let right = 0;
  let truth = 0;
  let guessed = 0;
  for (let i = 0; i < n; i++) {
    const isGuessed = at(predicted, i) == <f64>c;
    if (isGuessed) guessed++;
    if (at(y, i) != <f64>c) continue;
    truth++;
    if (isGuessed) right++;
  }
  return figuresOf(right, truth, guessed);
}

/** roc_auc of two classes, which is the same of both. */
function areaOfSecond(answers: Answers, y: usize, n: i32): f64 {
  const scores = scoresOfClass(answers, n, 1);
  const area = scores ? rocAuc(y, scores, n) : NaN;
  release(scores);
  return area;
}

/**
 * n scores, the higher the likelier a row is of class c of two (-1: the second): the decision function, else the
 * probability; to be released. 0 when the model has neither.
 */
export function scoresOfClass(answers: Answers, n: i32, c: i32): usize {
  if (!answers.scores && !answers.probabilities) return 0;
  const scores = reals(n);
  for (let i = 0; i < n; i++) {
    const score = answers.scores
      ? at(answers.scores, i)
      : at(answers.probabilities, 2 * i + (c == 0 ? 0 : 1));
    put(scores, i, answers.scores && c == 0 ? -score : score);
  }
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
